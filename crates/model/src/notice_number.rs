//! The number of an official document 发文字号: the issuer's mark 机关代字, the year, and the place in that year (GB/T
//! 9704-2012, 7.2.5).

use cunbang_language::say;
use std::fmt;
use std::str::FromStr;

/// The mark of notices about assessments, where an issuer has none of its own.
pub const MARK: &str = "考评通报";
/// The most characters of a mark.
const MOST_CHARACTERS: usize = 20;

/// A number, as in `考评通报〔2026〕3号`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeNumber {
    mark: String,
    year: i16,
    serial: u32,
}

impl NoticeNumber {
    /// The number of a notice about an assessment that is issued in a year.
    pub fn of_assessment(year: i16, serial: u32) -> Self {
        Self { mark: MARK.to_owned(), year, serial }
    }

    /// The issuer's mark.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// The year of issue.
    pub const fn year(&self) -> i16 {
        self.year
    }

    /// The place in the year, from 1.
    pub const fn serial(&self) -> u32 {
        self.serial
    }

    /// The same mark and year with another place.
    #[must_use]
    pub fn with_serial(&self, serial: u32) -> Self {
        Self { serial, ..self.clone() }
    }
}

impl fmt::Display for NoticeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}〔{}〕{}号", self.mark, self.year, self.serial)
    }
}

/// A text that is no number of an official document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("model-notice-number", what = .0))]
pub struct NoticeNumberError(String);

impl FromStr for NoticeNumber {
    type Err = NoticeNumberError;

    /// Reads a number as people type it: with brackets of any kind, and with zeros or a 第 that do not belong there.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || NoticeNumberError(text.chars().take(64).collect());
        let plain: String = text.chars().filter(|one| !one.is_whitespace()).map(as_digit).collect();
        let (mark, rest) = plain.split_once(['〔', '[', '［', '(', '（', '【', '{']).ok_or_else(error)?;
        let (year, rest) = rest.split_once(['〕', ']', '］', ')', '）', '】', '}']).ok_or_else(error)?;
        let serial = rest.strip_suffix('号').ok_or_else(error)?;
        let serial: u32 = serial.strip_prefix('第').unwrap_or(serial).parse().map_err(|_| error())?;
        let year: i16 = year.parse().map_err(|_| error())?;
        let is_mark = (1..=MOST_CHARACTERS).contains(&mark.chars().count());
        if !is_mark || !(1949..=2999).contains(&year) || !(1..=99_999).contains(&serial) {
            return Err(error());
        }
        Ok(Self { mark: mark.to_owned(), year, serial })
    }
}

/// A digit of full width as one of half.
fn as_digit(one: char) -> char {
    match one {
        '０'..='９' => char::from_u32(u32::from(one) - u32::from('０') + u32::from('0')).unwrap_or(one),
        _ => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_type_it_and_written_as_the_standard_has_it() {
        let read = |text: &str| text.parse::<NoticeNumber>().map(|number| number.to_string());
        for text in ["长组通〔2026〕3号", "长组通[2026]第03号", " 长组通（２０２６） 3 号", "长组通【2026】3号"]
        {
            assert_eq!(read(text).unwrap(), "长组通〔2026〕3号", "{text}");
        }
        let number: NoticeNumber = "考评通报〔2026〕3号".parse().unwrap();
        assert_eq!(number, NoticeNumber::of_assessment(2026, 3));
        assert_eq!(number.with_serial(4).to_string(), "考评通报〔2026〕4号");
        for text in
            ["", "3号", "长组通〔2026〕号", "长组通〔26〕3号", "〔2026〕3号", "长组通〔2026〕0号", "长组通2026-3"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
