//! Ranking 排名: from the sheets of villages to an outcome, level by level from the bottom.
//!
//! Only what is received (or was decided to count as received) is ranked. A provisional or not received
//! subject has bounds instead: silence never puts a village on the backward list, and never keeps it off.

use crate::assessed::{Assessed, coverage, in_order, list_candidates, rank_units};
use crate::below::ChildScore;
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
use crate::village_sheets::VillageSheets;
use crate::weight::{Weight, Weights};
use crate::{Level, PeriodKind};
use cunbang_language::say;
use cunbang_model::{Table, Unit, UnitCode};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
    for code in inputs.villages.keys() {
        let unit = inputs.units.get(*code).ok_or(RankError::UnknownUnit(*code))?;
        if !unit.kind.is_basic() {
            return Err(RankError::NotBasic(*code));
        }
    }
    match inputs.township_rows.keys().find(|code| inputs.units.get(**code).is_none()) {
        Some(code) => Err(RankError::UnknownUnit(*code)),
        None => Ok(()),
    }
}

/// Ranks the villages, and scores and ranks the units above them. `villages` are the sheets of all that the
/// scheme ranks, in the order of their codes.
pub(crate) fn rank_levels(scheme: &Scheme, inputs: &Inputs, villages: &[Arc<VillageSheets>]) -> Outcome {
    let mut levels = BTreeMap::new();
    let (mut covered, mut candidates, mut offices) = (None, None, BTreeMap::new());
    if scheme.levels.contains_key(&Level::Member) {
        let rows = villages.iter().flat_map(|sheets| &sheets.members).cloned().collect();
        levels.insert(Level::Member, in_order(rows));
    }
    let mut below: Vec<ChildScore> = Vec::new();
    if let Some(rules) = scheme.levels.get(&Level::Village) {
        let mut assessed: Vec<Assessed> = villages.iter().filter_map(|sheets| sheets.own.clone()).collect();
        rank_units(rules, &mut assessed);
        let share = coverage(rules, &assessed);
        covered = Some(share);
        candidates = list_candidates(rules, share, &mut assessed);
        below = children_of(&assessed);
        let mut rows: Vec<OutcomeRow> = assessed.into_iter().map(|one| one.row).collect();
        propose(&rules.consequences, &mut rows);
        name_holders(&rules.consequences, inputs, &mut rows);
        offices = rank_offices(&rules.offices, inputs, &rows);
        levels.insert(Level::Village, in_order(rows));
    }
    let villages: Vec<&Village> = villages.iter().map(|sheets| &sheets.village).collect();
    for level in Level::ABOVE_VILLAGES {
        let Some(rules) = scheme.levels.get(&level) else {
            continue;
        };
        let units = inputs.units.iter().filter(|unit| level.has(unit.kind));
        let mut assessed: Vec<Assessed> =
            units.map(|unit| assess_above(scheme, inputs, rules, unit, &villages, &below)).collect();
        rank_units(rules, &mut assessed);
        below = in_place_of_those_within(below, children_of(&assessed));
        let mut rows: Vec<OutcomeRow> = assessed.into_iter().map(|one| one.row).collect();
        propose(&rules.consequences, &mut rows);
        levels.insert(level, in_order(rows));
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

/// A unit above the villages, from its own rows, its villages, and the scores of the units below it.
fn assess_above(
    scheme: &Scheme,
    inputs: &Inputs,
    rules: &LevelRules,
    unit: &Unit,
    villages: &[&Village],
    below: &[ChildScore],
) -> Assessed {
    let rows = inputs.township_rows.get(&unit.code).into_iter().flatten();
    let evidence = Evidence::gather(unit.code, rows, inputs.period, &scheme.statuses, None);
    let counted: Vec<&Village> = within(villages, unit.code, |village| village.unit.code)
        .iter()
        .copied()
        .filter(|village| village.status != Status::Excused)
        .collect();
    let tables: BTreeSet<Table> = rules
        .indicators
        .iter()
        .filter(|one| one.measure.rows == RowsOf::Villages)
        .flat_map(|one| one.measure.tables())
        .collect();
    let subjects: Vec<Subject<'_>> = counted.iter().map(|village| village.rows_that_count()).collect();
    let together = Subject::together(&subjects, &tables);
    let seals: Vec<_> = counted.iter().map(|village| (village.unit.code, village.sealing)).collect();
    let children = within(below, unit.code, |child| child.unit);
    let pending = counted.iter().filter(|village| village.status.is_pending()).count();
    let silent = counted.iter().filter(|village| village.status == Status::NotReceived).count();
    let status = if counted.is_empty() {
        Status::Excused
    } else if pending == 0 {
        Status::Received
    } else if silent == counted.len() {
        Status::NotReceived
    } else {
        Status::Provisional
    };
    let circumstances = Circumstances {
        period: inputs.period,
        kind: None,
        own: &evidence.all().with_persons_of(&together),
        villages: &together,
        seals: &seals,
        children,
        past: inputs.past.of(unit.code),
        own_is_open: false,
        villages_are_open: pending > 0,
        what_came_stays: rules.settled,
        names_units: true,
    };
    let sheet = Sheet::draw_up(rules, &circumstances, false);
    // Where nothing right below it is ranked, its villages' members are all that is known.
    let known: Vec<Option<Weight>> = if children.is_empty() {
        together.member_counts().map(|count| count.map(Weight::of)).collect()
    } else {
        children.iter().map(|child| child.weight).collect()
    };
    let weight = Weights::of(&known).together;
    Assessed::of_unit(rules, unit, inputs.units.parent(unit.code), status, sheet, weight)
}

/// Those at or under a unit, of what is in the order of codes: they stand together there.
fn within<T>(all: &[T], unit: UnitCode, code: impl Fn(&T) -> UnitCode) -> &[T] {
    let first = all.partition_point(|one| code(one) < unit);
    let rest = &all[first..];
    &rest[..rest.partition_point(|one| code(one).is_within(&unit))]
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
fn children_of(assessed: &[Assessed]) -> Vec<ChildScore> {
    let mut children: Vec<ChildScore> = assessed.iter().filter_map(Assessed::as_child).collect();
    children.sort_unstable_by_key(|child| child.unit);
    children
}
