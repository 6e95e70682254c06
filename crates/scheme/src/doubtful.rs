//! Doubtful rows 存疑记录: what is written down and cannot count as it stands.
//!
//! The document of Changxing has the secretary confirm deeds on the spot, at the meeting where they are presented. So a
//! confirmation from before the deed is none, and neither is one by the member whose deed it is (ours: somebody else of the
//! branch confirms the secretary's own). Rows that say the same of one member on one day count once (ours). A member is
//! reviewed by others: a review of oneself, other than the self-review, does not count (Xuanhua: members score each other).
//! A reason such as `无` is none, and what a recheck did not find fixed is not (ours; where rows are read strictly). Nor is a
//! deed confirmed of which nobody is named who did, a mutual review one by others where none is named, or one of more than a
//! hundred points a review (ours; where rows are read as attested): else an empty cell would be worth more than an honest one.
//! Vetted, commitments and tasks that say the same count once too, and texts say the same that have the same letters and digits,
//! of whatever kind the rows are (ours): else one deed would be five with other punctuation.

use crate::evidence::Entry;
use crate::row_reading::{RowReading, as_seen, is_not_found_fixed, letters_and_digits, without};
use crate::scheme::Scheme;
use cunbang_language::to_say;
use cunbang_model::{Date, Decimal, Row, Table, UnitCode};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A row that does not count as it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubtful {
    /// Of which unit.
    pub unit: UnitCode,
    /// Its key, `table/id`.
    pub row: String,
    /// Why.
    pub doubt: Doubt,
}

/// Why a row does not count as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// A deed that was confirmed before it happened: it counts as not confirmed.
    ConfirmedBefore,
    /// A deed that was confirmed by the member whose it is: it counts as not confirmed.
    ConfirmedByOneself,
    /// A deed that was confirmed and nobody is named who did: it counts as not confirmed.
    ConfirmedByNobody,
    /// It says the same as another of the same member and day: they count once.
    Repeated,
    /// A review of a member by the member alone.
    ReviewedByOneself,
    /// A mutual review of which no other is named whose it is.
    ReviewedByNobody,
    /// A review that is not of a hundred points.
    OutOfScale,
    /// A meeting that was not held for a reason that is none: it counts neither as held nor as one with a reason.
    NoReason,
    /// A finding that a recheck did not find fixed: it counts as not fixed.
    NotFoundFixed,
    /// A meeting at which nobody is marked as having been there: it does not count as held.
    NobodyPresent,
    /// The same, where that somebody is named who chaired it would be enough.
    NobodyChaired,
}

impl Doubt {
    /// In the reader's language.
    pub fn in_words(self) -> cunbang_language::Said {
        match self {
            Self::ConfirmedBefore => to_say!("doubt-confirmed-before"),
            Self::ConfirmedByOneself => to_say!("doubt-confirmed-by-oneself"),
            Self::ConfirmedByNobody => to_say!("doubt-confirmed-by-nobody"),
            Self::ReviewedByNobody => to_say!("doubt-reviewed-by-nobody"),
            Self::OutOfScale => to_say!("doubt-out-of-scale"),
            Self::Repeated => to_say!("doubt-repeated"),
            Self::ReviewedByOneself => to_say!("doubt-reviewed-by-oneself"),
            Self::NoReason => to_say!("doubt-no-reason"),
            Self::NotFoundFixed => to_say!("doubt-not-found-fixed"),
            Self::NobodyPresent => to_say!("doubt-nobody-present"),
            Self::NobodyChaired => to_say!("doubt-nobody-chaired"),
        }
    }
}

impl Scheme {
    /// Whether what is said of who confirmed a deed is enough.
    pub fn names_who_confirmed(&self, confirmed_by: Option<&str>) -> bool {
        self.row_reading.names_who_confirmed(confirmed_by)
    }

    /// The rows among these that do not count as they stand, as closely as this scheme reads them, in the order of units
    /// and keys.
    pub fn doubtful<'r>(&self, rows: impl IntoIterator<Item = &'r Row>) -> Vec<Doubtful> {
        let rows: Vec<&Row> = rows.into_iter().filter(|row| !row.is_withdrawn()).collect();
        let mut all = doubtful(rows.iter().copied(), self.row_reading);
        if self.row_reading.is_vetted() {
            let not_held = self.gatherings.not_held(&rows).into_iter();
            all.extend(not_held.map(|(row, doubt)| Doubtful { unit: row.unit(), row: row.key(), doubt }));
            all.sort();
        }
        all
    }
}

fn doubtful<'r>(rows: impl IntoIterator<Item = &'r Row>, reading: RowReading) -> Vec<Doubtful> {
    if !reading.checks() {
        return Vec::new();
    }
    let is_attested = reading.is_attested();
    let mut all = Vec::new();
    let mut kept: BTreeMap<(UnitCode, Said<'_>), (bool, String)> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| !row.is_withdrawn()) {
        let mut note = |row: String, unit: UnitCode, doubt: Doubt| all.push(Doubtful { unit, row, doubt });
        if is_of_oneself(row) {
            note(row.key(), row.unit(), Doubt::ReviewedByOneself);
        }
        if is_attested && is_of_nobody(row) {
            note(row.key(), row.unit(), Doubt::ReviewedByNobody);
        }
        if is_attested && is_out_of_scale(row) {
            note(row.key(), row.unit(), Doubt::OutOfScale);
        }
        if reading.finds_no_reason(row) {
            note(row.key(), row.unit(), Doubt::NoReason);
        }
        if reading.is_strict() && is_not_found_fixed(row) {
            note(row.key(), row.unit(), Doubt::NotFoundFixed);
        }
        if let Some(doubt) = void_confirmation(row, reading) {
            note(row.key(), row.unit(), doubt);
        }
        let Some(said) = Said::by(row, reading).map(|said| (row.unit(), said)) else { continue };
        let this = (!is_done(row, reading), row.key());
        let Some(first) = kept.get_mut(&said) else {
            kept.insert(said, this);
            continue;
        };
        if first.1 != this.1 {
            let other = if this < *first { std::mem::replace(first, this) } else { this };
            note(other.1, row.unit(), Doubt::Repeated);
        }
    }
    all.sort();
    all.dedup();
    all
}

/// What a row says of whom and when, beside its id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Said<'r> {
    table: u16,
    member: &'r str,
    day: Date,
    kind: &'r str,
    text: Cow<'r, str>,
}

impl<'r> Said<'r> {
    /// Of what is counted row by row: deeds and posts, and vetted, commitments and tasks.
    pub(crate) fn by(row: &'r Row, reading: RowReading) -> Option<Self> {
        let text = match row.table() {
            Table::Deeds => "text",
            Table::Posts => "title",
            Table::Commitments if reading.is_vetted() => "text",
            Table::Tasks if reading.is_vetted() => "title",
            _ => return None,
        };
        let text = row.text(text)?;
        let is_vetted = reading.is_vetted();
        Some(Self {
            table: row.table().number(),
            // What is of no member is the village's own.
            member: row.text("member").unwrap_or_default(),
            day: row.day()?,
            kind: row.text("kind").filter(|_| !is_vetted).unwrap_or_default(),
            text: if is_vetted { Cow::Owned(as_seen(text)) } else { Cow::Borrowed(text) },
        })
    }
}

/// Whether it is a review of a member by the same member, other than the self-review.
pub(crate) fn is_of_oneself(row: &Row) -> bool {
    row.table() == Table::Reviews
        && row.text("stage") != Some("self")
        && row.text("reviewer").is_some_and(|reviewer| row.text("member") == Some(reviewer))
}

/// Whether it is a mutual review of which no reviewer is named.
pub(crate) fn is_of_nobody(row: &Row) -> bool {
    row.table() == Table::Reviews && row.text("stage") == Some("mutual") && row.text("reviewer").is_none()
}

/// Whether it is a review of which the points are not of a hundred.
pub(crate) fn is_out_of_scale(row: &Row) -> bool {
    let is_of_scale = |points| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&points);
    row.table() == Table::Reviews && !row.number("points").is_some_and(is_of_scale)
}

/// Whether it is a deed that was confirmed before the day on which it was done.
fn is_confirmed_before(row: &Row) -> bool {
    let days = row.date("confirmed_on").zip(row.date("date"));
    row.table() == Table::Deeds && days.is_some_and(|(on, done)| on < done)
}

/// Why what confirms a deed does not.
fn void_confirmation(row: &Row, reading: RowReading) -> Option<Doubt> {
    if row.table() != Table::Deeds {
        return None;
    }
    row.date("confirmed_on")?;
    if is_confirmed_before(row) {
        return Some(Doubt::ConfirmedBefore);
    }
    if !reading.names_who_confirmed(row.text("confirmed_by")) {
        return Some(Doubt::ConfirmedByNobody);
    }
    let (member, by) = row.text("member").zip(row.text("confirmed_by"))?;
    let is_oneself = member == by || (reading.is_vetted() && without_title(by) == letters_and_digits(member));
    is_oneself.then_some(Doubt::ConfirmedByOneself)
}

/// A person's letters and digits, without how they are addressed.
fn without_title(person: &str) -> String {
    let person = letters_and_digits(person);
    person.trim_end_matches("同志").trim_end_matches("书记").to_owned()
}

/// Whether a deed was confirmed, and may count as such.
fn is_confirmed(row: &Row, reading: RowReading) -> bool {
    row.date("confirmed_on").is_some() && void_confirmation(row, reading).is_none()
}

/// Whether it is a deed that was confirmed, a commitment that was kept or a task that was done.
fn is_done(row: &Row, reading: RowReading) -> bool {
    match row.table() {
        Table::Commitments => row.date("kept_on").is_some(),
        Table::Tasks => row.date("done_on").is_some(),
        _ => is_confirmed(row, reading),
    }
}

/// The row as it counts: a deed without a confirmation that is none.
pub(crate) fn without_void_confirmation(row: &Row, reading: RowReading) -> Cow<'_, Row> {
    if void_confirmation(row, reading).is_none() {
        return Cow::Borrowed(row);
    }
    without(row, |column| column.starts_with("confirmed_"))
}

/// Leaves of rows that are the same of one member on one day one: a confirmed one before others, and then the first by key.
pub(crate) fn count_once(entries: &mut Vec<Entry<'_>>, reading: RowReading) {
    let mut kept: BTreeMap<Said<'_>, usize> = BTreeMap::new();
    let mut repeated = BTreeSet::new();
    for (place, entry) in entries.iter().enumerate() {
        let Some(said) = Said::by(&entry.row, RowReading::Checked) else { continue };
        let Some(first) = kept.get_mut(&said) else {
            kept.insert(said, place);
            continue;
        };
        let is_better = is_confirmed(&entry.row, reading) && !is_confirmed(&entries[*first].row, reading);
        repeated.insert(if is_better { std::mem::replace(first, place) } else { place });
    }
    if repeated.is_empty() {
        return;
    }
    let mut place = 0;
    entries.retain(|_| {
        place += 1;
        !repeated.contains(&(place - 1))
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn deed(id: &str, rest: &[(&str, &str)]) -> Row {
        let cells = [("unit", "330522103201"), ("deed", id), ("member", "m1"), ("date", "2026-07-03")];
        let kind = ("kind", "integrity");
        let kind = Some(&kind).filter(|_| rest.iter().all(|(column, _)| *column != "kind"));
        Row::from_cells(Table::Deeds, cells.iter().chain(kind).chain(rest).copied()).unwrap()
    }

    #[test]
    fn what_does_not_count_is_told() {
        let review = |stage: &str, reviewer: &str| {
            let cells = [
                ("unit", "330522103201"),
                ("period", "2026H2"),
                ("stage", stage),
                ("member", "m1"),
                ("reviewer", reviewer),
                ("points", "80"),
            ];
            Row::from_cells(Table::Reviews, cells).unwrap()
        };
        let rows = [
            deed("d1", &[("text", "x"), ("confirmed_on", "2026-07-02")]),
            deed("d2", &[("text", "y"), ("confirmed_on", "2026-07-03"), ("confirmed_by", "m1")]),
            deed("d3", &[("text", "x"), ("confirmed_on", "2026-07-03"), ("confirmed_by", "m2")]),
            deed("d4", &[("text", "z")]),
            deed("d5", &[("text", "z")]),
            review("mutual", "m1"),
            review("mutual", "m2"),
            review("self", "m1"),
        ];
        let told: Vec<(String, Doubt)> =
            doubtful(&rows, RowReading::Checked).into_iter().map(|one| (one.row, one.doubt)).collect();
        let expected = [
            ("deeds/d1", Doubt::ConfirmedBefore),
            ("deeds/d1", Doubt::Repeated),
            ("deeds/d2", Doubt::ConfirmedByOneself),
            ("deeds/d5", Doubt::Repeated),
            ("reviews/2026H2/mutual/m1/m1", Doubt::ReviewedByOneself),
        ];
        assert_eq!(told, expected.map(|(row, doubt)| (row.to_owned(), doubt)));
        let counted = without_void_confirmation(&rows[0], RowReading::Checked);
        assert_eq!((counted.get("confirmed_on"), counted.key()), (None, "deeds/d1".to_owned()));
        let attested = [
            deed("d1", &[("text", "x"), ("confirmed_on", "2026-07-03")]),
            deed("d2", &[("text", "y"), ("confirmed_on", "2026-07-03"), ("confirmed_by", "m2")]),
            review("mutual", ""),
            review("committee", ""),
        ];
        let told = |reading| doubtful(&attested, reading).into_iter().map(|one| one.doubt).collect::<Vec<_>>();
        assert_eq!(told(RowReading::Strict), []);
        assert_eq!(told(RowReading::Attested), [Doubt::ConfirmedByNobody, Doubt::ReviewedByNobody]);
        let written = [
            deed("d1", &[("text", "清理 河道。"), ("kind", "hard_work")]),
            deed("d2", &[("text", "清理河道"), ("confirmed_on", "2026-07-03"), ("confirmed_by", "m2")]),
            deed("d3", &[("text", "y"), ("confirmed_on", "2026-07-03"), ("confirmed_by", "无")]),
            deed("d4", &[("text", "z"), ("confirmed_on", "2026-07-03"), ("confirmed_by", "M1同志")]),
        ];
        let told =
            |reading| doubtful(&written, reading).into_iter().map(|one| (one.row, one.doubt)).collect::<Vec<_>>();
        assert_eq!(told(RowReading::Attested), []);
        let expected = [
            ("deeds/d1", Doubt::Repeated),
            ("deeds/d3", Doubt::ConfirmedByNobody),
            ("deeds/d4", Doubt::ConfirmedByOneself),
        ];
        assert_eq!(told(RowReading::Vetted), expected.map(|(row, doubt)| (row.to_owned(), doubt)));
        // What counts all the same is in no doubt.
        assert_eq!(doubtful(&rows, RowReading::AsWritten), []);
    }
}
