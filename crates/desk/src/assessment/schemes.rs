//! Schemes 考评办法 as people read, change and try them: which were put, what one says in words, and what a change would do
//! to a period that is over.

use crate::assessment::rules::SchemeError;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_language::Said;
use cunbang_model::{Date, Decimal, DocumentName, Period, Table, UnitCode, clock, record};
use cunbang_ranking::{RankingRun, assess_by};
use cunbang_replica::blocking;
use cunbang_scheme::{GroupKind, IndicatorInfo, Level, Outcome, OutcomeRow, Scheme, SchemeFault};
use std::sync::Arc;

/// A scheme that was put.
#[derive(Debug, Clone)]
pub struct PutScheme {
    /// The id of its row.
    pub row: String,
    /// The first period that it is for.
    pub from: Period,
    /// The last, if one was named.
    pub until: Option<Period>,
    /// Why it was taken back, if it was.
    pub withdrawn: Option<String>,
    /// The rules; none where this program cannot read them.
    pub scheme: Option<SchemeInWords>,
    /// The text as it was put.
    pub text: String,
}

/// A scheme in words.
#[derive(Debug, Clone)]
pub struct SchemeInWords {
    /// Its name.
    pub name: String,
    /// Its title, Chinese and English.
    pub title: String,
    /// Hex SHA-256 of its text.
    pub hash: String,
    /// What holds for the whole and for each level, a line each.
    pub summary: Vec<String>,
    /// The indicators of all levels.
    pub indicators: Vec<IndicatorInfo>,
    /// How each of them is measured, and how that gives points.
    pub measured: Vec<(Said, Said)>,
}

impl SchemeInWords {
    /// What the full marks of villages come to: those of the groups that score what is done.
    pub fn full_marks_of_villages(&self) -> Decimal {
        let base = |info: &&IndicatorInfo| info.level == Level::Village && info.group_kind == GroupKind::Base;
        self.indicators.iter().filter(base).filter_map(IndicatorInfo::full_marks).sum()
    }
}

/// What other rules would have made of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The period.
    pub period: Period,
    /// The villages and units above whose score, rank or place on the list would be another, by level and new rank.
    pub moved: Vec<TriedMove>,
    /// How many were ranked on the level of villages.
    pub ranked: usize,
    /// With what the other rules are compared.
    pub against: Against,
    /// Whether the period is over: before that, more comes.
    pub is_over: bool,
}

/// With what a trial is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Against {
    /// With the list that this unit published and that stands.
    List {
        /// The day on which it was published.
        on: Date,
        /// The title of its rules.
        rules: String,
        /// Whether more has come since, which the other rules count and the list does not.
        has_more: bool,
    },
    /// With what the rules in force make of what is here: no list of this unit's stands.
    Count {
        /// The title of these rules.
        rules: String,
    },
}

/// A unit for which other rules would make a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedMove {
    /// The unit.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// Its score in what the trial is compared with, and by the other rules.
    pub score: (Option<Decimal>, Option<Decimal>),
    /// Its rank in both.
    pub rank: (Option<u32>, Option<u32>),
    /// Whether it is a candidate for the backward list in both.
    pub candidate: (bool, bool),
    /// The indicators that make the difference: title, and the points by both.
    pub because: Vec<(String, Option<Decimal>, Option<Decimal>)>,
}

impl SchemeInWords {
    fn of(scheme: &Scheme) -> Self {
        Self {
            name: scheme.name().to_owned(),
            title: scheme.title().to_owned(),
            hash: scheme.hash(),
            summary: scheme.summary(),
            indicators: scheme.indicators().to_vec(),
            measured: scheme.indicators_in_words(),
        }
    }
}

/// Reads a text as a scheme, or says all that is wrong with it.
pub fn check_scheme(text: &str) -> Result<SchemeInWords, Vec<SchemeFault>> {
    Scheme::parse(text.trim()).map(|scheme| SchemeInWords::of(&scheme))
}

impl Desk {
    /// The schemes that were put, the one that begins last first.
    pub async fn put_schemes(&self) -> Result<Vec<PutScheme>, DeskError> {
        let projection = self.replica().at_hand(DocumentName::scheme(self.replica().root())).await?;
        let put = projection.table(Table::Schemes).filter_map(|standing| {
            let put: record::Scheme = standing.row.record()?;
            Some(PutScheme {
                row: put.scheme,
                from: put.from,
                until: put.until,
                withdrawn: standing.row.withdrawal().map(str::to_owned),
                scheme: Scheme::parse_put(&put.text).ok().map(|scheme| SchemeInWords::of(&scheme)),
                text: put.text,
            })
        });
        let mut put: Vec<PutScheme> = put.collect();
        put.sort_by_key(|put| (std::cmp::Reverse(put.from.first_day()), put.row.clone()));
        Ok(put)
    }

    /// The rules by which a period is assessed here, in words; none where there are none.
    pub async fn rules_in_words(&self, period: Period) -> Result<Option<SchemeInWords>, DeskError> {
        Ok(self.assessed_as(period).await?.map(|(_, scheme)| SchemeInWords::of(&scheme)))
    }

    /// What other rules would have made of a period for this node's unit: compared with the list that stands published, or
    /// else with what the rules in force make of it.
    pub async fn try_scheme(&self, viewer: &Viewer, text: &str, period: Period) -> Result<Tried, DeskError> {
        let under = self.replica().unit();
        viewer.check(under)?;
        let other = Scheme::parse(text.trim()).map_err(SchemeError::Faults)?;
        let in_force = self.scheme_for(period).await?;
        if in_force.period_kind() != other.period_kind() {
            let (expected, found) = (in_force.period_kind(), other.period_kind());
            return Err(
                SchemeError::OtherLength { period, expected: expected.to_string(), found: found.to_string() }.into()
            );
        }
        let list = self.list_that_stands(viewer, period, under).await?;
        let against = match &list {
            Some((on, run)) => Against::List {
                on: *on,
                rules: self.title_of(&run.record.scheme.hash).await?.unwrap_or_else(|| run.record.scheme.name.clone()),
                has_more: !self.since_run(run).await?.is_empty(),
            },
            None => Against::Count { rules: in_force.title().to_owned() },
        };
        let material = self.gather_for(period, under, &other).await?;
        let engine = Arc::clone(&self.ranker);
        let is_over = period.last_day() < clock::county_date(self.replica().now());
        let tried = blocking(move || {
            let after = assess_by(&material, &other, &engine)?;
            let counted = if list.is_none() { Some(assess_by(&material, &in_force, &engine)?) } else { None };
            let before = list.as_ref().map(|(_, run)| &run.outcome).or(counted.as_ref());
            let (moved, ranked) = before.map(|before| tried(before, &after, &other)).unwrap_or_default();
            Ok::<_, cunbang_ranking::AssessError>(Tried { period, moved, ranked, against, is_over })
        });
        Ok(tried.await??)
    }

    /// The list of a period that a unit published and that stands, with its day, where it was made here.
    async fn list_that_stands(
        &self,
        viewer: &Viewer,
        period: Period,
        under: UnitCode,
    ) -> Result<Option<(Date, Arc<RankingRun>)>, DeskError> {
        let Some(known) = self.told(viewer, period).await?.into_iter().find(|known| known.by == under) else {
            return Ok(None);
        };
        let here = self.replica().store().runs(Some(period)).await?;
        if here.iter().all(|head| head.id != known.id()) {
            return Ok(None);
        }
        Ok(Some((known.run.published_on, self.run_at_hand(known.id()).await?)))
    }

    /// The title of rules, where they are here.
    async fn title_of(&self, hash: &str) -> Result<Option<String>, DeskError> {
        let mut known = self.schemes().await?.into_iter();
        Ok(known.find(|scheme| scheme.hash() == hash).map(|scheme| scheme.title().to_owned()))
    }
}

/// The units that stand elsewhere by other rules, and how many villages have a rank by them.
fn tried(before: &Outcome, after: &Outcome, scheme: &Scheme) -> (Vec<TriedMove>, usize) {
    let levels = Level::ALL.into_iter().filter(|level| *level != Level::Member);
    let moved = levels.flat_map(|level| {
        let rows = after.rows(level).iter();
        rows.filter_map(move |row| {
            let then = before.rows(level).iter().find(|then| then.unit == row.unit);
            moved(level, then, row, scheme)
        })
    });
    (moved.collect(), after.rows(Level::Village).iter().filter(|row| row.rank.is_some()).count())
}

fn moved(level: Level, then: Option<&OutcomeRow>, row: &OutcomeRow, scheme: &Scheme) -> Option<TriedMove> {
    let is_candidate = |row: &OutcomeRow| row.candidate == Some(true);
    let moved = TriedMove {
        unit: row.unit,
        name: row.name.to_string(),
        score: (then.and_then(|then| then.score), row.score),
        rank: (then.and_then(|then| then.rank), row.rank),
        candidate: (then.is_some_and(is_candidate), is_candidate(row)),
        because: Vec::new(),
    };
    let is_same =
        moved.score.0 == moved.score.1 && moved.rank.0 == moved.rank.1 && moved.candidate.0 == moved.candidate.1;
    if is_same {
        return None;
    }
    let points = |row: Option<&OutcomeRow>, id: &str| {
        row.and_then(|row| row.indicators.iter().find(|one| one.id == id)).and_then(|one| one.points)
    };
    let before = then.map(|then| then.indicators.as_slice()).unwrap_or_default();
    let gone = before.iter().filter(|one| row.indicators.iter().all(|now| now.id != one.id));
    let because = row.indicators.iter().chain(gone).filter_map(|one| {
        let (before, after) = (points(then, &one.id), points(Some(row), &one.id));
        let info = scheme.indicators().iter().find(|info| info.level == level && info.id == one.id);
        let title = info.map_or_else(|| one.id.to_string(), |info| info.title.clone());
        (before != after).then_some((title, before, after))
    });
    Some(TriedMove { because: because.collect(), ..moved })
}
