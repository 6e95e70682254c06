//! Chinese numerals 汉字数字: `四百`, `十二`, `一千零五`, `二〇二六`, and the formal ones of accounts, `叁佰`.
//!
//! Only what has one reading is read. `一百二` is 120 to who speaks and 102 to who adds, `三四` three or four: these are
//! asked about.

use super::problem::Problem;
use cunbang_model::period::numeral_digit;

/// The units within ten thousand.
const UNITS: [(char, u64); 6] = [('十', 10), ('百', 100), ('千', 1000), ('拾', 10), ('佰', 100), ('仟', 1000)];
/// Which number a text begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Numeral<'t> {
    /// In digits.
    pub(crate) digits: String,
    /// What follows.
    pub(crate) rest: &'t str,
}

/// Whether a character is part of a numeral.
fn is_part(character: char) -> bool {
    numeral_digit(character).is_some()
        || UNITS.iter().any(|(unit, _)| *unit == character)
        || matches!(character, '万' | '萬' | '点')
}

/// The number that a text begins with, in Chinese numerals; none where it begins with none. `万` at its end is left to
/// what follows, where it may be part of a unit.
pub(crate) fn leading(text: &str) -> Option<Result<Numeral<'_>, Problem>> {
    let end = text.find(|character| !is_part(character)).unwrap_or(text.len());
    let (mut numeral, mut rest) = text.split_at(end);
    if let Some(before) = numeral.strip_suffix(['万', '萬']).filter(|before| !before.is_empty()) {
        rest = &text[before.len()..];
        numeral = before;
    }
    if numeral.is_empty() || numeral == "点" {
        return None;
    }
    let (whole, fraction) = numeral.split_once('点').map_or((numeral, None), |(whole, rest)| (whole, Some(rest)));
    let digits = match whole_number(whole)? {
        Ok(number) => number.to_string(),
        Err(problem) => return Some(Err(problem)),
    };
    let digits = match fraction.map(in_places) {
        None => digits,
        Some(Some(fraction)) => format!("{digits}.{fraction}"),
        Some(None) => return None,
    };
    Some(Ok(Numeral { digits, rest }))
}

/// Digits one after the other.
fn in_places(text: &str) -> Option<String> {
    let digits: Option<String> = text.chars().map(numeral_digit).collect();
    digits.filter(|digits| !digits.is_empty())
}

/// A whole number; none where the text is no numeral.
pub(crate) fn whole_number(text: &str) -> Option<Result<u64, Problem>> {
    if let Some(digits) = in_places(text) {
        let number: u64 = digits.parse().ok()?;
        let count = digits.chars().count();
        return Some(match count {
            1 => Ok(number),
            _ if text.starts_with(['〇', '零', '○']) => return None,
            // A place that is named as empty says that these are places: `一二〇`.
            _ if text.contains(['〇', '零', '○']) => Ok(number),
            _ => Err(two(number, text.chars().map(String::from).collect::<Vec<_>>().join("、"))),
        });
    }
    match text.split_once(['万', '萬']) {
        None => below_ten_thousand(text, 1),
        Some((high, low)) => {
            let high = match below_ten_thousand(high, 1)? {
                Ok(high) => high.checked_mul(10_000)?,
                problem => return Some(problem),
            };
            if low.is_empty() {
                return Some(Ok(high));
            }
            // `一万二` is 12,000, and `一万零二` 10,002.
            Some(below_ten_thousand(low, 10_000)?.map(|low| high + low).map_err(|problem| match problem {
                Problem::TwoReadings(one, other) => {
                    let more = |text: &str| {
                        text.parse::<u64>().map_or_else(|_| text.to_owned(), |low| (high + low).to_string())
                    };
                    Problem::TwoReadings(more(&one).into(), more(&other).into())
                }
                problem => problem,
            }))
        }
    }
}

fn two(one: u64, other: impl Into<String>) -> Problem {
    Problem::TwoReadings(one.to_string().into(), other.into().into())
}

/// A number of thousands, hundreds, tens and ones, each at most once and in that order; `unit_before` is the unit that
/// stands before it.
fn below_ten_thousand(text: &str, unit_before: u64) -> Option<Result<u64, Problem>> {
    if text.is_empty() {
        return None;
    }
    let (mut sum, mut last_unit) = (0, unit_before);
    let (mut digit, mut has_zero) = (None, false);
    for character in text.chars() {
        if let Some((_, unit)) = UNITS.iter().find(|(unit, _)| *unit == character) {
            let is_first = sum == 0 && unit_before == 1;
            if (last_unit != 1 || !is_first) && *unit >= last_unit {
                return None;
            }
            // `十二`, and nothing but ten, may leave out its one.
            let times = match digit.take() {
                Some(digit) if digit > 0 => digit,
                None if *unit == 10 && is_first && !has_zero => 1,
                _ => return None,
            };
            sum += times * unit;
            (last_unit, has_zero) = (*unit, false);
        } else {
            let value = u64::from(numeral_digit(character)?.to_digit(10)?);
            match (value, digit) {
                (0, None) if !has_zero && (sum > 0 || unit_before > 1) => has_zero = true,
                (1.., None) => digit = Some(value),
                _ => return None,
            }
        }
    }
    match digit {
        None if has_zero => None,
        None => Some(Ok(sum)),
        Some(ones) if has_zero || last_unit <= 10 => Some(Ok(sum + ones)),
        // `一百二`.
        Some(ones) => Some(Err(two(sum + ones * (last_unit / 10), (sum + ones).to_string()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, digits: &str, rest: &str) {
        assert_eq!(leading(text), Some(Ok(Numeral { digits: digits.to_owned(), rest })), "{text}");
    }

    #[test]
    fn numerals_with_one_reading_are_read() {
        for (text, digits) in [
            ("〇", "0"),
            ("零", "0"),
            ("七", "7"),
            ("两", "2"),
            ("十", "10"),
            ("十二", "12"),
            ("二十", "20"),
            ("三十一", "31"),
            ("一百", "100"),
            ("一百零二", "102"),
            ("一百一十二", "112"),
            ("四百", "400"),
            ("四百二十", "420"),
            ("两千零五", "2005"),
            ("一千零二十", "1020"),
            ("一千二百三十四", "1234"),
            ("叁佰贰拾", "320"),
            ("一万二千", "12000"),
            ("一万零五", "10005"),
            ("一二〇", "120"),
            ("十二点五", "12.5"),
            ("零点五", "0.5"),
        ] {
            reads(text, digits, "");
        }
        reads("四百户", "400", "户");
        reads("五星", "5", "星");
        reads("十二万元", "12", "万元");
        reads("十二万", "12", "万");
    }

    #[test]
    fn numerals_with_two_readings_are_asked_about() {
        for (text, one, other) in [
            ("一百二", "120", "102"),
            ("三千五", "3500", "3005"),
            ("一万二", "12000", "10002"),
            ("三四", "34", "三、四"),
            ("一二", "12", "一、二"),
        ] {
            let problem = Problem::TwoReadings(one.into(), other.into());
            assert_eq!(leading(text), Some(Err(problem)), "{text}");
        }
    }

    #[test]
    fn what_is_no_numeral_is_not_read() {
        for text in [
            "",
            "户",
            "12",
            "百",
            "百二",
            "十百",
            "一百百",
            "一十百",
            "二百千",
            "百零",
            "一百零",
            "零零",
            "点五",
            "五点",
            "一零百",
        ] {
            assert_eq!(leading(text), None, "{text}");
        }
    }
}
