//! Ranking 排名: from inputs to an outcome, level by level from the bottom.
//!
//! Only what is received (or was decided to count as received) is ranked. A provisional or not received
//! subject has bounds instead: silence never puts a village on the backward list, and never keeps it off.

use crate::assessed::{Assessed, in_order, list_candidates, place_units};
use crate::below::ChildScore;
use crate::evidence::{Evidence, Subject};
use crate::input::Inputs;
use crate::measure::RowsOf;
use crate::measuring::Circumstances;
use crate::outcome::{DecisionNote, Outcome, OutcomeRow, SchemeName, Status};
use crate::parallel;
use crate::place::ranks;
use crate::rules::LevelRules;
use crate::scheme::Scheme;
use crate::sheet::Sheet;
use crate::stars::{Nominee, Stars};
use crate::village::Village;
use crate::{Level, PeriodKind};
use cunbang_model::{Decimal, Table, Unit, UnitCode};
use std::collections::{BTreeMap, BTreeSet};

/// Why inputs cannot be ranked by a scheme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RankError {
    /// The period is longer or shorter than the scheme's.
    #[error("the scheme {scheme} is for periods of one {expected} (such as {}), and {period} is a {found}: name such a period, or take another scheme", expected.example())]
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
    #[error("unit {0} is not in the list of units: add it there, or leave its records out")]
    UnknownUnit(UnitCode),
    /// Village records of a unit that is not a village or community.
    #[error("unit {0} is no village or community, and has records of one: check the unit column")]
    NotBasic(UnitCode),
}

/// Ranks a period by a scheme. The outcome does not depend on the order of any rows.
pub fn rank(scheme: &Scheme, inputs: &Inputs) -> Result<Outcome, RankError> {
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
    if let Some(code) = inputs.township_rows.keys().find(|code| inputs.units.get(**code).is_none()) {
        return Err(RankError::UnknownUnit(*code));
    }
    Ok(Ranking { scheme, inputs }.run())
}

struct Ranking<'a> {
    scheme: &'a Scheme,
    inputs: &'a Inputs,
}

impl<'a> Ranking<'a> {
    fn run(&self) -> Outcome {
        let kinds = self.scheme.levels.get(&Level::Village).map(|rules| rules.kinds.clone());
        let ranked: Vec<&'a Unit> = self
            .inputs
            .units
            .basic_units(self.inputs.units.root())
            .filter(|unit| kinds.as_ref().is_none_or(|kinds| kinds.contains(&unit.kind)))
            .collect();
        let villages: Vec<Village<'a>> = parallel::map(ranked, |unit| Village::gather(self.scheme, self.inputs, unit));
        let mut levels = BTreeMap::new();
        let mut candidates = None;
        let mut star_checks = BTreeMap::new();
        if let Some(rules) = self.scheme.levels.get(&Level::Member) {
            let mut rows = Vec::new();
            for (of_village, check) in parallel::map(villages.iter().collect(), |village| self.members(rules, village))
            {
                star_checks.extend(check.and_then(|check| Some((of_village.first()?.unit, check))));
                rows.extend(of_village);
            }
            levels.insert(Level::Member, in_order(rows));
        }
        let mut below: Vec<ChildScore> = Vec::new();
        if let Some(rules) = self.scheme.levels.get(&Level::Village) {
            let mut assessed: Vec<Assessed> =
                parallel::map(villages.iter().collect(), |village| self.assess_village(rules, village));
            for one in &mut assessed {
                one.row.indicators.extend(star_checks.remove(&one.row.unit));
            }
            place_units(rules, &mut assessed);
            candidates = list_candidates(rules, &mut assessed);
            below = assessed.iter().filter_map(Assessed::as_child).collect();
            levels.insert(Level::Village, in_order(assessed.into_iter().map(|one| one.row).collect()));
        }
        for level in [Level::Township, Level::County] {
            let Some(rules) = self.scheme.levels.get(&level) else {
                continue;
            };
            let units = self.inputs.units.iter().filter(|unit| level.has(unit.kind));
            let mut assessed: Vec<Assessed> =
                units.map(|unit| self.assess_above(rules, unit, &villages, &below)).collect();
            place_units(rules, &mut assessed);
            below = assessed.iter().filter_map(Assessed::as_child).collect();
            levels.insert(level, in_order(assessed.into_iter().map(|one| one.row).collect()));
        }
        Outcome {
            period: self.inputs.period,
            scheme: SchemeName { name: self.scheme.name().to_owned(), hash: self.scheme.hash() },
            levels,
            candidates,
        }
    }

    fn assess_village(&self, rules: &LevelRules, village: &Village<'a>) -> Assessed {
        let own = village.rows_that_count();
        let nothing = Subject::default();
        let is_open = village.status.is_pending();
        let sheet = Sheet::draw_up(
            rules,
            &Circumstances {
                period: self.inputs.period,
                own: &own,
                villages: &nothing,
                seals: &[(village.unit.code, village.sealing)],
                children: &[],
                own_is_open: is_open,
                villages_are_open: false,
                names_units: false,
            },
            village.is_not_carried_out(),
        );
        let mut assessed = self.unit_row(rules, village.unit, village.status, sheet, village.evidence.member_count());
        assessed.row.candidate = Some(false);
        assessed.row.decision = village.decision.map(DecisionNote::from);
        assessed
    }

    /// A unit's row from its sheet, before it is placed.
    fn unit_row(&self, rules: &LevelRules, unit: &Unit, status: Status, sheet: Sheet, members: Decimal) -> Assessed {
        let has_score = matches!(status, Status::Received | Status::Provisional);
        let score = sheet.standing.score;
        let is_ranked = status == Status::Received;
        let stars = match &rules.stars {
            Some(Stars::Bands(bands)) if is_ranked => Some(bands.give(score, &sheet.measures)),
            _ => None,
        };
        let row = OutcomeRow {
            unit: unit.code,
            member: None,
            name: unit.name.clone(),
            kind: unit.kind.as_str().to_owned(),
            parent: self.inputs.units.parent(unit.code),
            score: has_score.then_some(score),
            rank: None,
            rank_in_parent: None,
            stars,
            status,
            bounds: None,
            candidate: None,
            warned: is_ranked && rules.warning_below.is_some_and(|line| score < line),
            decision: None,
            indicators: if status == Status::Excused { Vec::new() } else { sheet.lines },
        };
        Assessed {
            row,
            standing: sheet.standing,
            measures: sheet.measures,
            least: sheet.least,
            most: sheet.most,
            members,
        }
    }

    /// A township or county, from its own rows, its villages, and the scores of the units below it.
    fn assess_above(
        &self,
        rules: &LevelRules,
        unit: &Unit,
        villages: &[Village<'a>],
        below: &[ChildScore],
    ) -> Assessed {
        let statuses: Vec<&str> = self.scheme.statuses.iter().map(String::as_str).collect();
        let evidence = self
            .inputs
            .township_rows
            .get(&unit.code)
            .map_or_else(Evidence::empty, |rows| Evidence::gather(unit.code, rows, self.inputs.period, &statuses));
        let own = evidence.all();
        let counted: Vec<&Village<'_>> = villages
            .iter()
            .filter(|village| village.unit.code.is_below(&unit.code) || village.unit.code == unit.code)
            .filter(|village| village.status != Status::Excused)
            .collect();
        let tables: BTreeSet<Table> = rules
            .indicators
            .iter()
            .filter(|one| one.measure.rows == RowsOf::Villages)
            .filter_map(|one| one.measure.table)
            .collect();
        let subjects: Vec<Subject<'_, '_>> = counted.iter().map(|village| village.rows_that_count()).collect();
        let together = Subject::together(&subjects, &tables);
        let seals: Vec<_> = counted.iter().map(|village| (village.unit.code, village.sealing)).collect();
        let children: Vec<ChildScore> = below.iter().filter(|child| child.unit.is_below(&unit.code)).copied().collect();
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
        let sheet = Sheet::draw_up(
            rules,
            &Circumstances {
                period: self.inputs.period,
                own: &own,
                villages: &together,
                seals: &seals,
                children: &children,
                own_is_open: false,
                villages_are_open: pending > 0,
                names_units: true,
            },
            false,
        );
        let members = counted.iter().map(|village| village.evidence.member_count()).sum();
        self.unit_row(rules, unit, status, sheet, members)
    }

    /// The members of a village, placed within it and with their stars, and how the stars keep to the rule.
    fn members(&self, rules: &LevelRules, village: &Village<'a>) -> (Vec<OutcomeRow>, Option<crate::IndicatorResult>) {
        let mut star_check = None;
        let code = village.unit.code;
        let nothing = Subject::default();
        let subjects = village.evidence.by_member();
        let mut assessed: Vec<Assessed> = Vec::with_capacity(subjects.len());
        for (id, member) in &village.evidence.members {
            let own = subjects.get(id).filter(|_| !village.is_not_carried_out()).unwrap_or(&nothing);
            let circumstances = Circumstances {
                period: self.inputs.period,
                own,
                villages: &nothing,
                seals: &[],
                children: &[],
                own_is_open: false,
                villages_are_open: false,
                names_units: false,
            };
            let sheet = Sheet::draw_up(rules, &circumstances, village.is_not_carried_out());
            let mut one = self.unit_row(rules, village.unit, village.status, sheet, Decimal::ONE);
            let name = self.inputs.names.get(code, id).or(member.name).unwrap_or(id);
            name.clone_into(&mut one.row.name);
            one.row.member = Some((*id).to_owned());
            member.status.clone_into(&mut one.row.kind);
            one.row.parent = Some(code);
            assessed.push(one);
        }
        if village.status == Status::Received {
            let places = ranks(&assessed.iter().map(|one| &one.standing).collect::<Vec<_>>());
            for (one, rank) in assessed.iter_mut().zip(places) {
                one.row.rank = Some(rank);
                one.row.rank_in_parent = Some(rank);
            }
            // Where nothing was carried out, nobody was recommended.
            if let Some(Stars::Quota(quota)) = rules.stars.as_ref().filter(|_| !village.is_not_carried_out()) {
                let mut awards = village.awards();
                let mut nominees: Vec<Nominee<'_>> = assessed
                    .iter_mut()
                    .map(|one| Nominee {
                        award: one.row.member.as_deref().and_then(|id| awards.remove(id)),
                        row: &mut one.row,
                        standing: one.standing.clone(),
                        measures: one.measures.clone(),
                    })
                    .collect();
                if !nominees.is_empty() {
                    star_check = Some(quota.give(&mut nominees));
                }
            }
        }
        (assessed.into_iter().map(|one| one.row).collect(), star_check)
    }
}
