//! The words of a request: parsed, or refused with what was expected.

use super::export::ExportFormat;
use cunbang_model::{Date, Period, UnitCode};
use cunbang_scheme::Level;
use tonic::Status;

/// The most rows in one answer.
pub(super) const MAX_PAGE_ROWS: usize = 1000;

pub(super) fn period(text: &str) -> Result<Period, Status> {
    text.parse().map_err(|error| Status::invalid_argument(format!("period: {error}")))
}

/// A period, where one is named.
pub(super) fn optional_period(text: &str) -> Result<Option<Period>, Status> {
    if text.is_empty() { Ok(None) } else { period(text).map(Some) }
}

pub(super) fn unit(text: &str) -> Result<UnitCode, Status> {
    text.parse().map_err(|error| Status::invalid_argument(format!("unit: {error}")))
}

pub(super) fn level(text: &str) -> Result<Level, Status> {
    Level::ALL.into_iter().find(|level| level.as_str() == text).ok_or_else(|| {
        Status::invalid_argument(format!("level: unknown level {}: use one of {}", shown(text), levels()))
    })
}

/// The words for levels.
pub(super) fn levels() -> String {
    Level::ALL.map(Level::as_str).join(", ")
}

pub(super) fn format(text: &str) -> Result<ExportFormat, Status> {
    ExportFormat::from_word(text)
        .ok_or_else(|| Status::invalid_argument(format!("format: {} is none: expected csv, xlsx or html", shown(text))))
}

/// How many rows an answer may have.
pub(super) fn page_rows(wanted: u32) -> usize {
    match usize::try_from(wanted) {
        Ok(0) | Err(_) => MAX_PAGE_ROWS,
        Ok(wanted) => wanted.min(MAX_PAGE_ROWS),
    }
}

fn bad_token(text: &str) -> Status {
    Status::invalid_argument(format!(
        "page_token: {} is none: expected the next_page_token of the answer before, unchanged",
        shown(text)
    ))
}

/// Where the next page of a ranking begins: the run, so that all pages are of one, and how many rows
/// were given.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RankingPlace {
    pub(super) run: String,
    pub(super) given: usize,
}

impl RankingPlace {
    pub(super) fn parse(token: &str) -> Result<Option<Self>, Status> {
        if token.is_empty() {
            return Ok(None);
        }
        let (run, given) = token.split_once(' ').ok_or_else(|| bad_token(token))?;
        let given = given.parse().map_err(|_| bad_token(token))?;
        Ok(Some(Self { run: run.to_owned(), given }))
    }

    pub(super) fn token(&self) -> String {
        format!("{} {}", self.run, self.given)
    }
}

/// The last finding that was given. Findings come in this order, so one that arrives between two pages
/// moves none of the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FindingPlace {
    pub(super) unit: UnitCode,
    pub(super) date: Date,
    pub(super) finding: String,
}

impl FindingPlace {
    pub(super) fn parse(token: &str) -> Result<Option<Self>, Status> {
        if token.is_empty() {
            return Ok(None);
        }
        let mut parts = token.splitn(3, ' ');
        let place = (|| {
            let unit = parts.next()?.parse().ok()?;
            let date = parts.next()?.parse().ok()?;
            Some(Self { unit, date, finding: parts.next()?.to_owned() })
        })();
        place.map(Some).ok_or_else(|| bad_token(token))
    }

    pub(super) fn token(&self) -> String {
        format!("{} {} {}", self.unit, self.date, self.finding)
    }
}

/// A word of a request in a message: quoted, and not longer than a line.
pub(super) fn shown(text: &str) -> String {
    format!("{:?}", text.chars().take(64).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::Code;

    #[test]
    fn words_that_are_none_are_refused_with_what_was_expected() {
        let refused = |status: Status, expected: &str| {
            assert_eq!(status.code(), Code::InvalidArgument);
            assert!(status.message().contains(expected), "{}", status.message());
        };
        refused(period("2026Q5").unwrap_err(), "a quarter 2026Q3");
        refused(optional_period("x").unwrap_err(), "\"x\" is not a period");
        refused(unit("33").map(|_| ()).and(unit("3x")).unwrap_err(), "9 (township)");
        refused(level("villages").unwrap_err(), "unknown level \"villages\": use one of member, village");
        refused(format("pdf").unwrap_err(), "expected csv, xlsx or html");
        refused(RankingPlace::parse("abc").unwrap_err(), "next_page_token");
        refused(FindingPlace::parse("330522 2026-07-01").unwrap_err(), "next_page_token");
        assert_eq!(optional_period("").unwrap(), None);
        assert_eq!((page_rows(0), page_rows(7), page_rows(u32::MAX)), (1000, 7, 1000));
    }

    #[test]
    fn places_come_back_from_their_tokens() {
        let ranking = RankingPlace { run: "ab12".to_owned(), given: 1000 };
        assert_eq!(RankingPlace::parse(&ranking.token()).unwrap(), Some(ranking));
        let finding = FindingPlace {
            unit: "330522103201".parse().unwrap(),
            date: "2026-08-01".parse().unwrap(),
            finding: "督 查/1".to_owned(),
        };
        assert_eq!(FindingPlace::parse(&finding.token()).unwrap(), Some(finding));
        assert_eq!(FindingPlace::parse("").unwrap(), None);
    }
}
