//! References: whether what rows name is there, in the ledger as it will be once they are recorded.
//!
//! Members are those of the roster, of the ledgers' standings and of the rows themselves; where a unit has none at
//! all, as a county may count them instead, nothing is asked. Meetings are those of the ledgers and of the rows. A
//! word that no rule of the scheme knows counts for nothing, which is no fault; one that is nearly a word of the
//! scheme is, and so is a kind of deed that neither the scheme nor the county's list has, and a figure that is none of
//! those that the scheme counts. What the rules say against a row besides is looked at here too.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::persons::place_of;
use crate::writing::against_rules::against_rules;
use crate::writing::due_days::{fixed_without_day, over_before_begun};
use cunbang_language::{Language, Named, say};
use cunbang_model::schema::{MemberStatus, Word as _, known_words};
use cunbang_model::{Date, Decimal, Period, Row, Table, UnitCode};
use cunbang_scheme::{Scheme, Unread, nearest};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

/// The columns whose words a scheme may know.
const WORDS: [(Table, &str); 5] = [
    (Table::Deeds, "kind"),
    (Table::Measures, "indicator"),
    (Table::StatedFigures, "figure"),
    (Table::Findings, "clause"),
    (Table::Satisfaction, "target"),
];

/// What is wrong with what a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The unit has no such member; who may have been meant.
    NoMember(Option<String>),
    /// The unit has no such meeting; which may have been meant.
    NoMeeting(Option<String>),
    /// The scheme has no such word, and this one is near.
    NotInScheme(String),
    /// Neither a member, nor somebody who works here, nor an office; who may have been meant.
    Nobody(Option<String>),
    /// Nobody has such a kind of deed; the kinds there are, in Chinese where they have such names.
    NoSuchKind(Vec<String>),
    /// A mutual review by the member reviewed.
    OwnReview,
    /// A member's own review by another.
    OthersReview,
    /// Points beyond those of the stage, by the scheme.
    BeyondRange {
        /// The fewest.
        least: Decimal,
        /// The most.
        most: Decimal,
    },
    /// A finding that is due before the day on which it is written.
    DuePassed {
        /// That day.
        today: Date,
    },
    /// The village cannot have been told of a finding on that day.
    ToldOn {
        /// The day on which it was found.
        from: Date,
        /// The day by which it is due, or today.
        until: Date,
    },
    /// A finding that a recheck is said to have found fixed, without any day of it.
    FixedWithoutDay,
    /// An office that was left before the day from which it was held.
    OverBeforeBegun {
        /// That day.
        from: Date,
    },
    /// Stars for a member of a status that does not count.
    NoStarsFor(MemberStatus),
    /// The scheme counts no such figure; those that it counts, in Chinese where they have such names.
    NoSuchFigure(Vec<String>),
    /// No rule reads it; what they read, in Chinese where that has such a name.
    NotRead(Vec<String>),
    /// A reason why a meeting was not held that is none.
    NoReason,
    /// A figure of a period that no rules rank; the one that they rank then.
    NotOfRanked(Period),
    /// A number of things, or of points, below zero.
    BelowZero,
}

/// A reference that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceFault {
    /// Which of the rows, from 0.
    pub index: usize,
    /// The row's unit and key.
    pub row: String,
    /// The column.
    pub column: &'static str,
    /// What it names.
    pub value: String,
    /// What is wrong with it.
    pub wrong: Wrong,
}

impl std::fmt::Display for ReferenceFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { row, column, value, .. } = self;
        match Language::first() {
            Language::Chinese => write!(f, "{row}, {column}「{value}」：{}", self.wrong),
            Language::English => write!(f, "{row}, {column} “{value}”: {}", self.wrong),
        }
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let or_near = |near: Option<&str>| near.map(|near| say!("did-you-mean", near = near)).unwrap_or_default();
        f.write_str(&match self {
            Self::NoMember(near) => say!("reference-no-member", near = or_near(near.as_deref())),
            Self::NoMeeting(near) => say!("reference-no-meeting", near = or_near(near.as_deref())),
            Self::Nobody(near) => say!("reference-nobody", near = or_near(near.as_deref())),
            Self::NotInScheme(near) => say!("reference-not-in-scheme", near = or_near(Some(near))),
            Self::NoSuchKind(kinds) => {
                say!("reference-no-such-kind", kinds = named(kinds, known_words(Table::Deeds, "kind")))
            }
            Self::OwnReview => say!("reference-own-review"),
            Self::OthersReview => say!("reference-others-review"),
            Self::BeyondRange { least, most } => say!("reference-beyond-range", least = least, most = most),
            Self::DuePassed { today } => say!("reference-due-passed", today = today),
            Self::ToldOn { from, until } => say!("reference-told-on", from = from, until = until),
            Self::FixedWithoutDay => say!("reference-fixed-without-day"),
            Self::OverBeforeBegun { from } => say!("reference-over-before-begun", from = from),
            Self::NoStarsFor(status) => {
                say!("reference-no-stars-for", status = Named::new(status.chinese(), status.word()))
            }
            Self::BelowZero => say!("reference-below-zero"),
            Self::NotOfRanked(ranked) => say!("reference-not-of-ranked", ranked = ranked.to_string()),
            Self::NotRead(words) => {
                say!("reference-not-read", words = named(words, known_words(Table::Satisfaction, "target")))
            }
            Self::NoReason => say!("reference-no-reason"),
            Self::NoSuchFigure(figures) => {
                say!("reference-no-such-figure", figures = named(figures, known_words(Table::Measures, "indicator")))
            }
        })
    }
}

/// Words, those that are known in the language that is heard.
fn named(words: &[String], known: &[(&str, &str)]) -> String {
    let named = words.iter().map(|said| {
        let known = known.iter().find(|(_, chinese)| chinese == said);
        known.map_or(Named::new(said, ""), |(word, chinese)| Named::new(chinese, word)).to_string()
    });
    named.collect::<Vec<_>>().join(Language::first().pick("、", ", "))
}

/// What is wrong with a word that the schemes in force may know.
fn wrong_word(table: Table, column: &str, word: &str, schemes: &[Scheme]) -> Option<Wrong> {
    if schemes.is_empty() {
        return None;
    }
    let known = known_words(table, column);
    let mut words: BTreeSet<&str> = schemes.iter().flat_map(|scheme| scheme.words(table, column)).collect();
    let chinese_of = |word: &str| {
        let known = known.iter().find(|(name, _)| *name == word);
        known.map_or(word, |(_, chinese)| *chinese).to_owned()
    };
    if matches!(table, Table::Measures | Table::StatedFigures) {
        // Where the scheme counts no figures, all that is written is a gap, and none is better.
        if words.is_empty() || words.contains(word) || schemes.iter().any(Scheme::counts_any_figure) {
            return None;
        }
        let near = near_figure(word, &words, schemes).map(chinese_of);
        let all = || words.iter().map(|word| chinese_of(word)).collect();
        return Some(near.map_or_else(|| Wrong::NoSuchFigure(all()), Wrong::NotInScheme));
    }
    words.extend(known.iter().map(|(word, _)| *word));
    if words.contains(word) {
        return None;
    }
    let chinese = known.iter().map(|(_, chinese)| *chinese);
    match nearest(word, words.iter().copied().chain(chinese)) {
        Some(near) => Some(Wrong::NotInScheme(near.to_owned())),
        // What no rule knows otherwise counts for nothing, and is no fault; a deed has to be of some kind.
        None if table == Table::Deeds => Some(Wrong::NoSuchKind(words.iter().map(|word| chinese_of(word)).collect())),
        None => unread(table, column, word, schemes).map(|unread| match unread.near {
            Some(near) => Wrong::NotInScheme(near),
            None => Wrong::NotRead(unread.asked.iter().map(|word| chinese_of(word)).collect()),
        }),
    }
}

/// What of a word none of the schemes reads: a ballot on somebody whom no rule looks at is cast in vain. A finding is there to
/// be put right too, so that of its clause a slip alone is one.
fn unread(table: Table, column: &str, word: &str, schemes: &[Scheme]) -> Option<Unread> {
    let all: Option<Vec<Unread>> = schemes.iter().map(|scheme| scheme.unread(table, column, word)).collect();
    let found = all?.into_iter().max_by_key(|one| one.near.is_some())?;
    (found.near.is_some() || table == Table::Satisfaction).then_some(found)
}

/// The period of a figure that units above state, where no rules rank one that holds it: they would never look at it. And the
/// period that they rank then.
fn beyond_ranked(row: &Row, schemes: &[Scheme]) -> Option<(Period, Period)> {
    let period = row.period("period").filter(|_| row.table() == Table::StatedFigures)?;
    let ranked = |scheme: &Scheme| scheme.period_kind().around(period.first_day());
    let is_within = schemes.iter().any(|scheme| ranked(scheme).contains(period));
    schemes.first().filter(|_| !is_within).map(|scheme| (period, ranked(scheme)))
}

/// The figure that was probably meant: by its name, its Chinese one, or the title of the indicator that it gives.
fn near_figure<'w>(word: &str, words: &BTreeSet<&'w str>, schemes: &[Scheme]) -> Option<&'w str> {
    let known = known_words(Table::Measures, "indicator");
    let mut called: Vec<(&str, &'w str)> = Vec::new();
    for figure in words {
        called.push((figure, figure));
        called.extend(known.iter().filter(|(name, _)| name == figure).map(|(_, chinese)| (*chinese, *figure)));
        let infos = schemes.iter().flat_map(Scheme::indicators);
        let of_figure = infos.filter(|info| info.figure.as_deref() == Some(figure));
        called.extend(of_figure.map(|info| (Named::of_title(&info.title).chinese, *figure)));
    }
    let near = nearest(word, called.iter().map(|(name, _)| *name))?;
    called.iter().find(|(name, _)| *name == near).map(|(_, figure)| *figure)
}

/// What a unit has, here and in the rows.
#[derive(Debug, Default)]
pub(crate) struct Have {
    pub(crate) members: BTreeSet<String>,
    meetings: BTreeSet<String>,
    /// The standing of members: what the rows say, and what stands of a quarter, or else in the roster.
    statuses: HashMap<(Said, String), MemberStatus>,
}

/// Who says something of a member, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Said {
    Rows,
    Ledger(Period),
    Roster,
}

impl Have {
    fn add(&mut self, row: &Row, said: Said) {
        match row.table() {
            // Who left is named in what was before; that it does not count is a gap.
            Table::Members | Table::Standing => {
                self.members.insert(row.id());
                let status = row.text("status").filter(|_| !row.is_withdrawn()).and_then(MemberStatus::from_word);
                self.statuses.extend(status.map(|status| ((said, row.id()), status)));
            }
            _ if row.is_withdrawn() => {}
            Table::Meetings => _ = self.meetings.insert(row.id()),
            _ => {}
        }
    }

    /// A member's status in a quarter, as far as somebody says so.
    fn status(&self, member: &str, quarter: Period) -> Option<MemberStatus> {
        let said = [Said::Rows, Said::Ledger(quarter), Said::Roster];
        said.into_iter().find_map(|said| self.statuses.get(&(said, member.to_owned())).copied())
    }
}

impl Desk {
    /// All references of some rows that would lead nowhere once they are recorded, by `operator` if that is known.
    pub async fn check_references(
        &self,
        rows: &[Row],
        operator: Option<&str>,
    ) -> Result<Vec<ReferenceFault>, DeskError> {
        let mut have: HashMap<UnitCode, Have> = HashMap::new();
        let mut schemes: HashMap<Period, Vec<Scheme>> = HashMap::new();
        let (mut faults, mut workers) = (Vec::new(), None);
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_withdrawn()) {
            let fault = |column: &'static str, value: &str, wrong: Wrong| ReferenceFault {
                index,
                row: format!("{} {}", row.unit(), row.key()),
                column,
                value: value.to_owned(),
                wrong,
            };
            for column in row.table().columns() {
                let (Some(other), Some(id)) = (column.refers_to, row.text(column.name)) else { continue };
                let of_unit = self.have_of(row.unit(), rows, &mut have).await?;
                let (ids, is_asked) = match other {
                    Table::Meetings => (&of_unit.meetings, true),
                    _ => (&of_unit.members, !of_unit.members.is_empty()),
                };
                if is_asked && !ids.contains(id) {
                    let near = nearest(id, ids.iter().map(String::as_str)).map(str::to_owned);
                    let wrong = if other == Table::Meetings { Wrong::NoMeeting(near) } else { Wrong::NoMember(near) };
                    faults.push(fault(column.name, id, wrong));
                }
            }
            if let Some((column, text)) = place_of(row).filter(|_| self.names_by_id(row)) {
                let of_unit = self.have_of(row.unit(), rows, &mut have).await?;
                if workers.is_none() {
                    workers = Some(self.workers(operator).await?);
                }
                let wrong = workers.as_ref().and_then(|workers| workers.wrong(text, of_unit));
                if let Some(wrong) = wrong
                    && !self.stands_already(row, column).await?
                {
                    faults.push(fault(column, text, wrong));
                }
            }
            let of_days = match fixed_without_day(row).or_else(|| over_before_begun(row)) {
                Some(wrong) => Some(wrong),
                None => self.wrong_due_day(row).await?,
            };
            if let Some((column, wrong)) = of_days {
                let value = row.get(column).map(ToString::to_string).unwrap_or_default();
                faults.push(fault(column, &value, wrong));
            }
            let Some(quarter) = row.quarter() else { continue };
            let schemes = match schemes.entry(quarter) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(vacant) => vacant.insert(self.schemes_around(quarter).await),
            };
            let status_of = |member: &str| have.get(&row.unit())?.status(member, quarter);
            if let Some((column, wrong)) = against_rules(row, schemes, status_of) {
                let value = row.get(column).map(ToString::to_string).unwrap_or_default();
                faults.push(fault(column, &value, wrong));
            }
            for (_, column) in WORDS.iter().filter(|(table, _)| *table == row.table()) {
                let Some(word) = row.text(column) else { continue };
                faults.extend(wrong_word(row.table(), column, word, schemes).map(|wrong| fault(column, word, wrong)));
            }
            if let Some((period, ranked)) = beyond_ranked(row, schemes) {
                faults.push(fault("period", &period.to_string(), Wrong::NotOfRanked(ranked)));
            }
        }
        Ok(faults)
    }

    /// The same as [`Self::have`], looked up once for each unit.
    async fn have_of<'a>(
        &self,
        unit: UnitCode,
        rows: &[Row],
        known: &'a mut HashMap<UnitCode, Have>,
    ) -> Result<&'a Have, DeskError> {
        Ok(match known.entry(unit) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(vacant) => vacant.insert(self.have(unit, rows).await?),
        })
    }

    /// What a unit has here and among some rows.
    async fn have(&self, unit: UnitCode, rows: &[Row]) -> Result<Have, DeskError> {
        let mut have = Have::default();
        let documents = self.roster(unit).await?.into_iter().chain(self.ledgers(unit).await?);
        for projection in documents {
            let said = projection.document().period().map_or(Said::Roster, Said::Ledger);
            projection.rows().for_each(|standing| have.add(&standing.row, said));
        }
        rows.iter().filter(|row| row.unit() == unit).for_each(|row| have.add(row, Said::Rows));
        Ok(have)
    }

    /// The schemes in force for the quarter, and for the half-year and year around it.
    pub(crate) async fn schemes_around(&self, quarter: Period) -> Vec<Scheme> {
        let mut schemes = Vec::new();
        for period in periods_around(quarter) {
            schemes.extend(self.scheme_for(period).await);
        }
        schemes
    }

    /// The scheme in force for the quarter, or for the half-year or year around it, and that period.
    pub(crate) async fn scheme_around(&self, quarter: Period) -> Result<Option<(Period, Scheme)>, DeskError> {
        for period in periods_around(quarter) {
            if let Ok(scheme) = self.scheme_for(period).await {
                return Ok(Some((period, scheme)));
            }
        }
        Ok(None)
    }
}

/// A quarter, and the longer periods that hold it.
pub(crate) fn periods_around(quarter: Period) -> Vec<Period> {
    let first = quarter.first_day();
    vec![quarter, Period::Half(first.year(), (first.month() + 5) / 6), Period::Year(first.year())]
}
