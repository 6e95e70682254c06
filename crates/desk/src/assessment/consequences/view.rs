//! What is seen of a consequence: for whom it is, what it rests on, what was decided.

use crate::reading::texts::optional_number;
use cunbang_language::{Language, Named, say};
use cunbang_model::schema::{ConsequenceVerdict, OfficeRole, Word as _};
use cunbang_model::{Date, Decimal, Period, UnitCode};
use cunbang_scheme::Reason;
use serde::Serialize;
use std::fmt::Write as _;

/// The most characters of the rows that a decision rests on.
const MOST_CHARACTERS: usize = 4000;
/// What stands between the code of another unit and the key of its row.
const OF_UNIT: char = ':';

/// Whom a consequence is for: a unit, one of its members, or somebody who holds an office there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConsequenceSubject {
    /// The unit.
    pub unit: UnitCode,
    /// The member's id.
    pub member: Option<String>,
    /// The office's id.
    pub office: Option<String>,
}

impl std::fmt::Display for ConsequenceSubject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.unit)?;
        self.member.iter().chain(&self.office).try_for_each(|id| write!(f, " {id}"))
    }
}

/// A row behind a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowBehind {
    /// The unit whose row it is.
    pub unit: UnitCode,
    /// Its key: `table/id`.
    pub key: String,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsequenceDecision {
    /// What.
    #[serde(serialize_with = "verdict_word")]
    pub verdict: ConsequenceVerdict,
    /// Why.
    pub reason: Option<String>,
    /// When it was decided.
    pub decided_on: Date,
    /// When it was said to be carried out.
    pub carried_out_on: Option<Date>,
    /// Who decided, as signed by the deciding unit.
    pub by: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn verdict_word<S: serde::Serializer>(verdict: &ConsequenceVerdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(verdict.word())
}

#[allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option)] // as serde calls it
fn role_word<S: serde::Serializer>(role: &Option<OfficeRole>, serializer: S) -> Result<S::Ok, S::Error> {
    role.map(OfficeRole::word).serialize(serializer)
}

/// That a proposal rests on what nobody above has stated, by the titles of the indicators; empty where it does not.
pub fn unstated_in_words(titles: &[String]) -> String {
    if titles.is_empty() {
        return String::new();
    }
    let named: Vec<String> = titles.iter().map(|title| Named::of_title(title).to_string()).collect();
    say!("consequence-unstated", what = named.join(Language::first().pick("、", ", ")))
}

/// A consequence of a published run, with what was decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsequenceView {
    /// The unit that it is about.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// The member's id, where it is about one.
    pub member: Option<String>,
    /// The office's id, where it is for who holds one.
    pub office: Option<String>,
    /// What the office is.
    #[serde(serialize_with = "role_word")]
    pub role: Option<OfficeRole>,
    /// The id of the person who holds it.
    pub person: Option<String>,
    /// The name of member or holder, where the viewer may see the roster.
    pub person_name: Option<String>,
    /// The consequence's id in the rules.
    pub consequence: String,
    /// Its title, Chinese and English; the id where the rules are not here.
    pub title: String,
    /// How much; none where the rules state no amount.
    #[serde(serialize_with = "optional_number")]
    pub amount: Option<Decimal>,
    /// What the amount is in.
    pub amount_unit: String,
    /// The rows that it rests on.
    pub rows: Vec<RowBehind>,
    /// Of a proposal: the titles of the indicators that units above have not stated or published what they rest on, and
    /// with which it might not be proposed.
    pub unstated: Vec<String>,
    /// The run.
    pub run: String,
    /// Its period.
    pub period: Period,
    /// The unit that decides: the one that published the run.
    pub decider: UnitCode,
    /// Its name.
    pub decider_name: String,
    /// Whether the run does not stand published any more: what was decided on it stands no more.
    pub is_void: bool,
    /// What was decided; none as long as it is a proposal.
    pub decision: Option<ConsequenceDecision>,
    /// Of a proposal: what was decided on the same by a run that this one replaced.
    pub earlier: Option<ConsequenceDecision>,
}

impl ConsequenceView {
    /// Whom it is for.
    pub fn subject(&self) -> ConsequenceSubject {
        ConsequenceSubject { unit: self.unit, member: self.member.clone(), office: self.office.clone() }
    }

    /// What was decided, as far as it stands.
    pub fn verdict(&self) -> Option<ConsequenceVerdict> {
        self.decision.as_ref().filter(|_| !self.is_void).map(|decision| decision.verdict)
    }

    /// What is not stated from above, in words; empty where nothing is.
    pub fn unstated_in_words(&self) -> String {
        unstated_in_words(&self.unstated)
    }

    /// Its title in the language of the moment.
    pub fn said(&self) -> String {
        Named::of_title(&self.title).to_string()
    }

    /// The amount with its unit; empty where there is none.
    pub fn amount_in_words(&self) -> String {
        self.amount.map_or_else(String::new, |amount| format!("{}{}", amount.normalize(), self.amount_unit))
    }
}

pub(super) fn row_behind(reason: &Reason, unit: UnitCode) -> RowBehind {
    RowBehind { unit: reason.unit.unwrap_or(unit), key: reason.row.to_string() }
}

/// Rows as their column has them, as far as there is room.
pub(super) fn in_column(rows: &[RowBehind], own: UnitCode) -> Option<String> {
    let mut text = String::new();
    for row in rows {
        let before = text.len();
        if before > 0 {
            text.push(' ');
        }
        if row.unit != own {
            let _ = write!(text, "{}{OF_UNIT}", row.unit);
        }
        text.push_str(&row.key);
        if text.chars().count() > MOST_CHARACTERS {
            text.truncate(before);
            break;
        }
    }
    (!text.is_empty()).then_some(text)
}

pub(super) fn from_column(text: Option<&str>, own: UnitCode) -> Vec<RowBehind> {
    let row = |word: &str| {
        let of_other = word.split_once(OF_UNIT).and_then(|(unit, key)| Some((unit.parse().ok()?, key)));
        let (unit, key) = of_other.unwrap_or((own, word));
        RowBehind { unit, key: key.to_owned() }
    };
    text.unwrap_or_default().split(' ').filter(|word| !word.is_empty()).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_they_were_written_and_there_is_always_room() {
        let own: UnitCode = "330522103".parse().unwrap();
        let village: UnitCode = "330522103201".parse().unwrap();
        let rows = [
            RowBehind { unit: own, key: "findings/f:1".to_owned() },
            RowBehind { unit: village, key: "attendance/t08/m1".to_owned() },
        ];
        let text = in_column(&rows, own).unwrap();
        assert_eq!(text, "findings/f:1 330522103201:attendance/t08/m1");
        assert_eq!(from_column(Some(&text), own), rows);
        assert_eq!((in_column(&[], own), from_column(None, own)), (None, Vec::new()));
        let many: Vec<RowBehind> =
            (0..900).map(|number| RowBehind { unit: own, key: format!("deeds/第{number:04}件") }).collect();
        let kept = from_column(in_column(&many, own).as_deref(), own);
        assert!(kept.len() > 300 && many.starts_with(&kept), "{}", kept.len());
    }
}
