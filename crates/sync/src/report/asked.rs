//! The fields of a request: parsed, or refused with what was expected.

use super::export::ExportFormat;
use super::word::{Named, word};
use crate::proto;
use cunbang_desk::FindingKey;
use cunbang_model::{Period, UnitCode};
use cunbang_scheme::Level;
use tonic::Status;

/// The most rows in one answer.
pub(super) const MAX_PAGE_ROWS: usize = 1000;

pub(super) fn period(text: &str) -> Result<Period, Status> {
    text.parse().map_err(|error| Status::invalid_argument(format!("period: {error}")))
}

/// A period, if one is given.
pub(super) fn optional_period(text: &str) -> Result<Option<Period>, Status> {
    if text.is_empty() { Ok(None) } else { period(text).map(Some) }
}

pub(super) fn unit(text: &str) -> Result<UnitCode, Status> {
    text.parse().map_err(|error| Status::invalid_argument(format!("unit: {error}")))
}

pub(super) fn level(value: i32) -> Result<Level, Status> {
    let asked = word::<proto::Level>(value);
    let known = Level::ALL.into_iter().find(|level| level.as_str() == asked);
    known.ok_or_else(|| unnamed::<proto::Level>("level", value, &levels()))
}

/// A level, if one is given.
pub(super) fn optional_level(value: i32) -> Result<Option<Level>, Status> {
    if value == 0 { Ok(None) } else { level(value).map(Some) }
}

/// The names of the levels, for messages.
pub(super) fn levels() -> String {
    Level::ALL.map(|level| format!("LEVEL_{}", level.as_str().to_ascii_uppercase())).join(", ")
}

pub(super) fn format(value: i32) -> Result<ExportFormat, Status> {
    let asked = word::<proto::FileFormat>(value);
    let known = ExportFormat::ALL.into_iter().find(|format| format.as_str() == asked);
    known.ok_or_else(|| {
        let known = ExportFormat::ALL.map(|format| format!("FILE_FORMAT_{}", format.as_str().to_ascii_uppercase()));
        unnamed::<proto::FileFormat>("format", value, &known.join(", "))
    })
}

/// The refusal of an enum value that this program does not know.
fn unnamed<E: Named>(field: &str, value: i32, known: &str) -> Status {
    let what = if value == 0 { format!("{}UNSPECIFIED", E::PREFIX) } else { format!("unknown number {value}") };
    Status::invalid_argument(format!("{field}: {what}: use one of {known}"))
}

/// The most rows in the answer to a request.
pub(super) fn page_rows(wanted: u32) -> usize {
    match usize::try_from(wanted) {
        Ok(0) | Err(_) => MAX_PAGE_ROWS,
        Ok(wanted) => wanted.min(MAX_PAGE_ROWS),
    }
}

fn bad_token(text: &str) -> Status {
    Status::invalid_argument(format!(
        "page_token: unknown token {}: use the next_page_token of the previous answer, unchanged",
        shown(text)
    ))
}

/// Where the next page of a ranking starts: the run, so that all pages come from the same one, and how many
/// rows have been sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RankingCursor {
    pub(super) run: String,
    pub(super) given: usize,
}

impl RankingCursor {
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

/// Parses a token: the last finding that was sent.
pub(super) fn finding_key(token: &str) -> Result<Option<FindingKey>, Status> {
    if token.is_empty() {
        return Ok(None);
    }
    let mut parts = token.splitn(3, ' ');
    let key = (|| {
        let unit = parts.next()?.parse().ok()?;
        let date = parts.next()?.parse().ok()?;
        Some(FindingKey { unit, date, finding: parts.next()?.to_owned() })
    })();
    key.map(Some).ok_or_else(|| bad_token(token))
}

/// The token for a finding.
pub(super) fn finding_token(key: &FindingKey) -> String {
    format!("{} {} {}", key.unit, key.date, key.finding)
}

/// A value from a request, quoted and shortened for a message.
pub(super) fn shown(text: &str) -> String {
    format!("{:?}", text.chars().take(64).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::Code;

    #[test]
    fn unknown_words_are_refused_with_those_that_are_known() {
        let refused = |status: Status, expected: &str| {
            assert_eq!(status.code(), Code::InvalidArgument);
            assert!(status.message().contains(expected), "{}", status.message());
        };
        refused(period("2026Q5").unwrap_err(), "a quarter 2026Q3");
        refused(optional_period("x").unwrap_err(), "\"x\" is not a period");
        refused(unit("33").map(|_| ()).and(unit("3x")).unwrap_err(), "9 (township)");
        refused(level(0).unwrap_err(), "level: LEVEL_UNSPECIFIED: use one of LEVEL_MEMBER, LEVEL_VILLAGE");
        refused(level(9).unwrap_err(), "level: unknown number 9: use one of LEVEL_MEMBER");
        refused(optional_level(-1).unwrap_err(), "level: unknown number -1");
        refused(format(9).unwrap_err(), "format: unknown number 9: use one of FILE_FORMAT_CSV");
        assert_eq!(level(proto::Level::Township.into()).unwrap(), Level::Township);
        assert_eq!(format(proto::FileFormat::Html.into()).unwrap(), ExportFormat::Html);
        assert_eq!(optional_level(0).unwrap(), None);
        refused(RankingCursor::parse("abc").unwrap_err(), "next_page_token");
        refused(finding_key("330522 2026-07-01").unwrap_err(), "next_page_token");
        assert_eq!(optional_period("").unwrap(), None);
        assert_eq!((page_rows(0), page_rows(7), page_rows(u32::MAX)), (1000, 7, 1000));
    }

    #[test]
    fn places_come_back_from_their_tokens() {
        let ranking = RankingCursor { run: "ab12".to_owned(), given: 1000 };
        assert_eq!(RankingCursor::parse(&ranking.token()).unwrap(), Some(ranking));
        let finding = FindingKey {
            unit: "330522103201".parse().unwrap(),
            date: "2026-08-01".parse().unwrap(),
            finding: "督 查/1".to_owned(),
        };
        assert_eq!(finding_key(&finding_token(&finding)).unwrap(), Some(finding));
        assert_eq!(finding_key("").unwrap(), None);
    }
}
