//! A cell as it stands in a sheet, before its column is known.

use cunbang_model::Date;
use cunbang_model::period::half_width;

/// What stands in a cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Cell {
    #[default]
    Empty,
    Text(Box<str>),
    Number(f64),
    YesNo(bool),
    /// A day, with the seconds since its midnight.
    Moment(Date, u32),
    /// `#REF!` and the like, or what no spreadsheet program shows as a value.
    Error(Box<str>),
}

impl Cell {
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// As the spreadsheet program shows it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) => text.trim().to_owned(),
            Self::Number(number) => digits_of(*number),
            Self::YesNo(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Moment(day, 0) => day.to_string(),
            Self::Moment(day, seconds) => {
                format!("{day} {:02}:{:02}", seconds / 3600, seconds / 60 % 60)
            }
        }
    }
}

/// A number as a spreadsheet program shows it in full: at most 15 significant digits, no exponent.
pub(crate) fn digits_of(number: f64) -> String {
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if shown == 0.0 { "0".to_owned() } else { shown.to_string() }
}

/// A text with full-width letters, digits and signs as ordinary ones, and no white space around it.
pub(crate) fn folded(text: &str) -> String {
    text.chars().map(half_width).collect::<String>().trim().to_owned()
}

/// A text folded and without any white space, as names, headers and words are compared.
pub(crate) fn compact(text: &str) -> String {
    text.chars().map(half_width).filter(|character| !character.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_in_the_spreadsheet() {
        for (number, text) in [
            (7.0, "7"),
            (85.3, "85.3"),
            (0.1 + 0.2, "0.3"),
            (-0.0, "0"),
            (330_522_103_201.0, "330522103201"),
            (1e-5, "0.00001"),
        ] {
            assert_eq!(digits_of(number), text);
        }
    }
}
