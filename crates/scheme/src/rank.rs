//! Ranking 排名: from the sheets of villages to an outcome, level by level from the bottom.
//!
//! Only what is received (or was decided to count as received) is ranked. A provisional or not received
//! subject has bounds instead: silence never puts a village on the backward list, and never keeps it off.

use crate::assessed::{Assessed, coverage, in_order, list_candidates, rank_units, rows_in_order};
use crate::below::{ChildScore, Sealing};
use crate::consequence::propose;
use crate::evidence::{Evidence, Subject};
use crate::input::Inputs;
use crate::measure::RowsOf;
use crate::measuring::Circumstances;
use crate::office::{name_holders, rank_offices};
use crate::outcome::{Outcome, OutcomeRow, SchemeName, Status};
use crate::rules::LevelRules;
use crate::scheme::Scheme;
use crate::sheet::Sheet;
use crate::village::Village;
use crate::weight::{Weight, Weights};
use crate::{Level, PeriodKind, parallel};
use cunbang_language::say;
use cunbang_model::{Unit, UnitCode};
use std::collections::BTreeMap;

/// Why inputs cannot be ranked by a scheme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RankError {
    /// The period is longer or shorter than the scheme's.
    #[error("{}", say!("scheme-rank-period-kind", scheme = .scheme, expected = .expected, example = expected.example(), period = .period, found = .found))]
    PeriodKind {
        /// The scheme's name.
        scheme: String,
        /// What the scheme is for.
        expected: PeriodKind,
        /// The period asked for.
        period: cunbang_model::Period,
        /// What that is.
        found: PeriodKind,
    },
    /// Something is said of a unit that the tree does not have.
    #[error("{}", say!("scheme-rank-unknown-unit", what = .0))]
    UnknownUnit(UnitCode),
    /// Village records of a unit that keeps no ledger.
    #[error("{}", say!("scheme-rank-not-basic", what = .0))]
    NotBasic(UnitCode),
}

/// Whether inputs can be ranked by a scheme.
pub(crate) fn check(scheme: &Scheme, inputs: &Inputs) -> Result<(), RankError> {
    let found = PeriodKind::of(inputs.period);
    if found != scheme.period_kind() {
        return Err(RankError::PeriodKind {
            scheme: scheme.name().to_owned(),
            expected: scheme.period_kind(),
            period: inputs.period,
            found,
        });
    }
    // Both are in the order of codes.
    let mut units = inputs.units.iter();
    for code in inputs.villages.keys() {
        let found = units.find(|unit| unit.code >= *code).filter(|unit| unit.code == *code);
        let unit = found.ok_or(RankError::UnknownUnit(*code))?;
        if !unit.kind.is_basic() {
            return Err(RankError::NotBasic(*code));
        }
    }
    match inputs.township_rows.keys().find(|code| inputs.units.get(**code).is_none()) {
        Some(code) => Err(RankError::UnknownUnit(*code)),
        None => Ok(()),
    }
}

/// The villages that the scheme ranks, in the order of their codes, and what their sheets say before any is ranked.
pub(crate) struct Villages<'v> {
    pub(crate) all: Vec<&'v Village<'v>>,
    /// Empty where the scheme does not rank villages.
    #[expect(clippy::vec_box, reason = "they are large, and are passed on from where they were drawn up")]
    pub(crate) assessed: Vec<Box<Assessed>>,
    /// Those of each village stand together, in the order of their ids.
    pub(crate) members: Vec<OutcomeRow>,
}

/// Ranks the villages, and scores and ranks the units above them.
pub(crate) fn rank_levels(scheme: &Scheme, inputs: &Inputs, villages: Villages<'_>) -> Outcome {
    let Villages { all: villages, mut assessed, members } = villages;
    let mut levels = BTreeMap::new();
    let (mut covered, mut candidates, mut offices) = (None, None, BTreeMap::new());
    if scheme.levels.contains_key(&Level::Member) {
        levels.insert(Level::Member, in_order(members, |row| row.rank));
    }
    let mut below: Vec<ChildScore> = Vec::new();
    if let Some(rules) = scheme.levels.get(&Level::Village) {
        rank_units(rules, &mut assessed);
        let share = coverage(rules, &assessed);
        covered = Some(share);
        candidates = list_candidates(rules, share, &mut assessed);
        below = children_of(&assessed);
        let mut rows = rows_in_order(assessed);
        let is_withheld = scheme.row_reading.is_attested() && !share.is_enough();
        propose(&rules.consequences, &mut rows, is_withheld);
        name_holders(&rules.consequences, inputs, &mut rows);
        offices = rank_offices(&rules.offices, inputs, &rows);
        levels.insert(Level::Village, rows);
    }
    let counted: Vec<&Village<'_>> = villages.into_iter().filter(|village| village.status != Status::Excused).collect();
    let seals: Vec<(UnitCode, Sealing)> = counted.iter().map(|village| (village.unit, village.sealing)).collect();
    for level in Level::ABOVE_VILLAGES {
        let Some(rules) = scheme.levels.get(&level) else {
            continue;
        };
        let above = Above { scheme, inputs, rules, counted: &counted, seals: &seals, below: &below };
        let units = inputs.units.with_their_parents().filter(|(unit, _)| level.has(unit.kind)).collect();
        let mut assessed = parallel::map(units, |(unit, parent)| Box::new(above.assess(unit, parent)));
        rank_units(rules, &mut assessed);
        below = in_place_of_those_within(below, children_of(&assessed));
        let mut rows = rows_in_order(assessed);
        propose(&rules.consequences, &mut rows, false);
        levels.insert(level, rows);
    }
    Outcome {
        period: inputs.period,
        scheme: SchemeName { name: scheme.name().to_owned(), hash: scheme.hash() },
        levels,
        coverage: covered,
        offices,
        candidates,
    }
}

/// What the units of a level above the villages are assessed from.
struct Above<'a> {
    scheme: &'a Scheme,
    inputs: &'a Inputs,
    rules: &'a LevelRules,
    /// The villages that are not excused, in the order of their codes, and their seals.
    counted: &'a [&'a Village<'a>],
    seals: &'a [(UnitCode, Sealing)],
    /// The scores of the units below, in the same order.
    below: &'a [ChildScore],
}

impl Above<'_> {
    /// A unit, from its own rows, its villages, and the scores of the units below it.
    fn assess(&self, unit: &Unit, parent: Option<UnitCode>) -> Assessed {
        let Self { scheme, inputs, rules, .. } = *self;
        let rows = inputs.township_rows.get(&unit.code).into_iter().map(|rows| (rows.as_slice(), true));
        let evidence = Evidence::gather(unit.code, rows, inputs.period, &scheme.statuses, None, &scheme.look(None));
        let counted = within(self.counted, unit.code, |village| village.unit);
        let children = within(self.below, unit.code, |child| child.unit);
        let pending = counted.iter().filter(|village| village.status.is_pending()).count();
        // A village whose own earlier period is open waits for the county, though its seal is here.
        let waits = pending > 0 || children.iter().any(|child| child.is_pending);
        let silent = counted.iter().filter(|village| village.status == Status::NotReceived).count();
        let status = if counted.is_empty() {
            Status::Excused
        } else if !waits {
            Status::Received
        } else if silent == counted.len() {
            Status::NotReceived
        } else {
            Status::Provisional
        };
        // Of a whole country its villages' rows and members are many: they are put together where a measure looks there.
        let together = if rules.indicators.iter().any(|one| one.measure.is_over_rows()) {
            let of_villages = rules.indicators.iter().filter(|one| one.measure.rows == RowsOf::Villages);
            Subject::together(counted, &of_villages.flat_map(|one| one.measure.tables()).collect())
        } else {
            Subject::default()
        };
        let circumstances = Circumstances {
            period: inputs.period,
            kind: None,
            own: &evidence.all().with_persons_of(&together),
            villages: &together,
            seals: within(self.seals, unit.code, |(village, _)| *village),
            children,
            all_of_unit: None,
            past: inputs.past.of(unit.code),
            own_is_open: false,
            villages_are_open: pending > 0,
            what_came_stays: rules.settled,
            names_units: true,
        };
        let sheet = Sheet::draw_up(rules, &circumstances, false);
        // Where nothing right below it is ranked, its villages' members are all that is known.
        let known: Vec<Option<Weight>> = if children.is_empty() {
            counted.iter().map(|village| village.weight()).collect()
        } else {
            children.iter().map(|child| child.weight).collect()
        };
        let weight = Weights::of(&known).together;
        Assessed::of_unit(rules, unit, parent, status, sheet, weight)
    }
}

/// Those at or under a unit, of what is in the order of codes: they stand together there.
pub(crate) fn within<T>(all: &[T], unit: UnitCode, code: impl Fn(&T) -> UnitCode) -> &[T] {
    let rest = &all[all.partition_point(|one| code(one) < unit)..];
    // Mostly they are few: the end is looked for in steps that grow, and not in the whole rest.
    let mut reached = 1;
    while reached < rest.len() && code(&rest[reached]).is_within(&unit) {
        reached *= 2;
    }
    let near = &rest[..rest.len().min(reached + 1)];
    &rest[..near.partition_point(|one| code(one).is_within(&unit))]
}

/// The units just scored, in place of all those that lie within them. Who lies within none stays for the
/// next level, such as villages right under a county. Both are in the order of codes.
fn in_place_of_those_within(below: Vec<ChildScore>, scored: Vec<ChildScore>) -> Vec<ChildScore> {
    let is_within_one = |child: &ChildScore| {
        // Units of one level lie side by side: only the last that begins before it can hold it.
        let after = scored.partition_point(|unit| unit.unit <= child.unit);
        after > 0 && child.unit.is_within(&scored[after - 1].unit)
    };
    let mut next: Vec<ChildScore> = below.into_iter().filter(|child| !is_within_one(child)).collect();
    next.extend(scored);
    next.sort_unstable_by_key(|child| child.unit);
    next
}

/// What counts of units for the units above, in the order of their codes.
fn children_of(assessed: &[Box<Assessed>]) -> Vec<ChildScore> {
    let mut children: Vec<ChildScore> = assessed.iter().filter_map(|one| one.as_child()).collect();
    children.sort_unstable_by_key(|child| child.unit);
    children
}
