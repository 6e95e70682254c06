//! What a finding would do 扣分试算, before it is recorded, changed or taken back: to the score of its village, by which rule,
//! and to its rank.

use crate::assessment::ranking::Wanted;
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::viewer::Viewer;
use crate::writing::overlay::Overlay;
use crate::writing::withdraw::Withdrawal;
use cunbang_language::Named;
use cunbang_model::{Date, Decimal, Period, Row, Table, UnitCode, UnitTree, record};
use cunbang_replica::blocking;
use cunbang_scheme::{GroupKind, Level, OutcomeRow, Scheme};
use std::collections::{BTreeMap, BTreeSet};

/// What a finding does to its village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingEffect {
    /// The period on whose score it tells: the shortest that the rules assess and that holds its day.
    pub period: Period,
    /// The score as its rows stand here, were they sealed now.
    pub before: Decimal,
    /// The same with the finding.
    pub after: Decimal,
    /// What the score loses by it; below zero, what it gains where the finding stands and costs less then. A village that has
    /// not come has nothing yet to lose it from: of it, what the rules take.
    pub lost: Decimal,
    /// The points that are written.
    pub points: Decimal,
    /// Whether the finding stands already, and is changed or taken back.
    pub is_change: bool,
    /// The rules by which it counts.
    pub by: Vec<FindingRule>,
    /// The titles of all rules of villages that look at findings; empty where the scheme has none.
    pub rules: Vec<String>,
    /// Whether the village's score counts: one that is waited for has none, whatever stands here.
    pub is_received: bool,
    /// Its rank in the ranking that holds, and what it would be there; none where it has none.
    pub rank: Option<RankEffect>,
    /// Who comes on or off the list of that ranking; none where it has no list, or more than scores settles who is on it.
    pub list: Option<ListEffect>,
    /// Whether a ranking of the period stands published, which no finding changes by itself.
    pub is_published: bool,
}

/// A rule by which a finding counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRule {
    /// Its title in the reader's language.
    pub title: String,
    /// How it gives points, in words.
    pub rule: String,
    /// How many points it gives less.
    pub lost: Decimal,
    /// The most that it takes, and what it had taken without the finding, where the finding comes to that end.
    pub limit: Option<(Decimal, Decimal)>,
}

/// Who comes on or off the list of candidates, the other scores as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListEffect {
    /// The names of the villages that come on it.
    pub joins: Vec<String>,
    /// The names of those that leave it.
    pub leaves: Vec<String>,
}

/// A rank before and after, the others as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankEffect {
    /// As the ranking says.
    pub before: u32,
    /// With as many points less.
    pub after: u32,
    /// How many are ranked.
    pub ranked: usize,
}

/// A village as a ranking has it.
struct Ranked {
    unit: UnitCode,
    rank: u32,
    score: Decimal,
    candidate: bool,
}

impl Desk {
    /// What a finding would do to the score of its village, as its rows stand here, before it is recorded, changed or taken
    /// back; none where no rules score the village in the finding's period.
    pub async fn finding_effect(&self, viewer: &Viewer, finding: &Row) -> Result<Option<FindingEffect>, DeskError> {
        let unit = finding.unit();
        viewer.check(unit)?;
        let Some(day) = finding.day() else { return Ok(None) };
        let Some((period, scheme)) = self.assessed_on(day).await? else { return Ok(None) };
        let rules = rules_on_findings(&scheme);
        let Some(alone) = self.alone_of(unit, period, scheme, &Overlay::default()).await? else { return Ok(None) };
        let is_change = alone.rows.iter().any(|row| row.key() == finding.key());
        let points = finding.number("points").unwrap_or_default();
        let finding = finding.clone();
        let found = blocking(move || {
            let mut with: Vec<Row> = alone.rows.iter().filter(|row| row.key() != finding.key()).cloned().collect();
            with.extend(Some(finding).filter(|finding| !finding.is_withdrawn()));
            let (before, after) = (alone.outcome(alone.rows.clone())?, alone.outcome(with)?);
            Some((alone.scheme, before, after))
        });
        let Some((scheme, before, after)) = found.await? else { return Ok(None) };
        // In the reader's language, which is not known where it was worked out.
        let by = applied(&scheme, &before, &after);
        let taken = by.iter().map(|one| one.lost).sum();
        let Some((before, after)) = before.score.zip(after.score) else { return Ok(None) };
        let coverage = self.village_coverage(viewer, period, unit).await?;
        let is_received = coverage.iter().all(|village| !village.coverage.status.is_pending());
        let standing = self.published(viewer, period).await?;
        let ranked = self.ranked_with(viewer, period).await?;
        Ok(Some(FindingEffect {
            rank: rank_after(&ranked, unit, before - after),
            list: list_after(&scheme, &*self.replica().units()?, &ranked, unit, before - after),
            lost: if is_received { before - after } else { taken },
            points,
            is_change,
            is_received,
            is_published: standing.iter().any(|known| known.withdrawn.is_none()),
            period,
            before,
            after,
            by,
            rules,
        }))
    }

    /// What it would do to the score of a village to take a finding back; none of another row, or of one that is not there.
    pub async fn withdrawal_effect(
        &self,
        viewer: &Viewer,
        wanted: &Withdrawal<'_>,
    ) -> Result<Option<FindingEffect>, DeskError> {
        if wanted.table != Table::Findings {
            return Ok(None);
        }
        let unit = wanted.unit.unwrap_or_else(|| self.replica().unit());
        match self.find(wanted.table, unit, wanted.id, wanted.period).await? {
            Some((_, row)) => self.finding_effect(viewer, &row.withdrawn(wanted.reason)).await,
            None => Ok(None),
        }
    }

    /// The shortest period around a day that rules in force assess, with these rules.
    pub(crate) async fn assessed_on(&self, day: Date) -> Result<Option<(Period, Scheme)>, DeskError> {
        for period in [Period::week_of(day), Period::month_of(day)] {
            if let Ok(scheme) = self.scheme_for(period).await {
                return Ok(Some((period, scheme)));
            }
        }
        self.scheme_around(Period::quarter_of(day)).await
    }

    /// The villages that the ranking of a period that holds ranks together; nobody where there is none.
    async fn ranked_with(&self, viewer: &Viewer, period: Period) -> Result<Vec<Ranked>, DeskError> {
        let wanted = Wanted { period: Some(period), under: self.replica().unit(), run: "" };
        let view = match self.ranking(viewer, wanted).await {
            Ok(view) => view,
            Err(error) if error.sort() == Sort::NotYet => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        // Ranks are those of all villages that were ranked together; of a bulletin all are here.
        let bulletin = view.bulletin().map(|known| known.results.as_slice()).unwrap_or_default();
        let of_bulletin = bulletin.iter().filter(|line| Level::from(line.level) == Level::Village);
        let of_bulletin = of_bulletin.filter_map(|line| {
            let rank = u32::try_from(line.rank?).ok()?;
            Some(Ranked { unit: line.subject, rank, score: line.score?, candidate: line.candidate == Some(true) })
        });
        let ranked: Vec<Ranked> = of_bulletin.collect();
        if !ranked.is_empty() {
            return Ok(ranked);
        }
        let rows = view.page(Level::Village, 0, usize::MAX)?.rows;
        let ranked = rows.iter().filter_map(|line| {
            let candidate = line.candidate == Some(true);
            Some(Ranked { unit: line.unit, rank: line.rank?, score: line.score?, candidate })
        });
        Ok(ranked.collect())
    }
}

/// What the rank of a village would be with some points less, or more, the others as they are.
fn rank_after(ranked: &[Ranked], unit: UnitCode, lost: Decimal) -> Option<RankEffect> {
    let own = ranked.iter().find(|one| one.unit == unit)?;
    let score = own.score - lost;
    let others = || ranked.iter().filter(|other| other.unit != unit);
    let count = |others: usize| u32::try_from(others).unwrap_or(u32::MAX);
    let passing = others().filter(|other| other.rank >= own.rank && other.score > score && lost > Decimal::ZERO);
    let passed = others().filter(|other| other.rank < own.rank && other.score < score && lost < Decimal::ZERO);
    let after = (own.rank + count(passing.count())).saturating_sub(count(passed.count()));
    Some(RankEffect { before: own.rank, after, ranked: ranked.len() })
}

/// Who would come on or off the list of candidates with some points less, or more, of a village, the others as they are.
fn list_after(
    scheme: &Scheme,
    units: &UnitTree,
    ranked: &[Ranked],
    unit: UnitCode,
    lost: Decimal,
) -> Option<ListEffect> {
    let is_eligible = |one: &&Ranked| units.get(one.unit).is_some_and(|unit| scheme.may_list(unit.kind));
    let mut scores: BTreeMap<UnitCode, Decimal> =
        ranked.iter().filter(is_eligible).map(|one| (one.unit, one.score)).collect();
    let listed: BTreeSet<UnitCode> = ranked.iter().filter(|one| one.candidate).map(|one| one.unit).collect();
    // A list that was withheld, or that tie-breakers settled, does not follow from scores.
    if listed.is_empty() || scheme.listed_by_scores(&scores) != listed {
        return None;
    }
    *scores.get_mut(&unit)? -= lost;
    let after = scheme.listed_by_scores(&scores);
    let names = |of: &mut dyn Iterator<Item = &UnitCode>| of.map(|unit| units.name(*unit)).collect();
    Some(ListEffect { joins: names(&mut after.difference(&listed)), leaves: names(&mut listed.difference(&after)) })
}

/// What each reason of a village's score takes for a finding, by the finding's id.
pub(super) fn finding_costs(row: &OutcomeRow) -> impl Iterator<Item = (&str, Decimal)> {
    row.indicators.iter().flat_map(|one| &one.reasons).filter_map(|reason| {
        let id = reason.row.strip_prefix(Table::Findings.name())?.strip_prefix('/')?;
        Some((id, reason.points?.abs()))
    })
}

/// What a village's score loses by a finding; none where the finding does not count.
pub(crate) fn finding_cost(row: &OutcomeRow, id: &str) -> Option<Decimal> {
    finding_costs(row).filter(|(one, _)| *one == id).map(|(_, points)| points).reduce(|sum, points| sum + points)
}

/// What a finding costs of those whose costs are known; else what was written as points.
pub fn cost_of(costs: &BTreeMap<(UnitCode, String), Decimal>, finding: &record::Finding) -> Decimal {
    costs.get(&(finding.unit, finding.finding.clone())).copied().unwrap_or(finding.points)
}

/// The titles of the rules of villages that look at findings.
fn rules_on_findings(scheme: &Scheme) -> Vec<String> {
    let of_villages = scheme.indicators().iter().filter(|info| info.level == Level::Village);
    let on_findings = of_villages.filter(|info| info.table == Some(Table::Findings) && info.max_points.is_some());
    on_findings.map(|info| Named::of_title(&info.title).to_string()).collect()
}

/// The rules that give other points with a finding than without.
fn applied(scheme: &Scheme, before: &OutcomeRow, after: &OutcomeRow) -> Vec<FindingRule> {
    let points = |row: &OutcomeRow, id: &str| {
        row.indicators.iter().find(|one| one.id == id).and_then(|one| one.points).unwrap_or_default()
    };
    let in_words = scheme.indicators().iter().zip(scheme.indicators_in_words());
    let of_villages = in_words.filter(|(info, _)| info.level == Level::Village);
    let differing = of_villages.filter(|(info, _)| points(before, &info.id) != points(after, &info.id));
    differing
        .map(|(info, (_, rule))| {
            let (then, now) = (points(before, &info.id), points(after, &info.id));
            let most = info.max_points.map(|most| most.abs());
            // Of what is deducted the points themselves are what was taken; else what is short of full marks.
            let taken = |points: Decimal| match (info.group_kind, most) {
                (GroupKind::Base, Some(most)) => most - points,
                _ => points.abs(),
            };
            FindingRule {
                title: Named::of_title(&info.title).to_string(),
                rule: rule.to_string(),
                lost: then - now,
                limit: most.filter(|most| taken(now) >= *most).map(|most| (most, taken(then))),
            }
        })
        .collect()
}
