//! What a finding would do 扣分试算, before it is recorded: to the score of its village, by which rule, and to its rank.

use crate::assessment::ranking::Wanted;
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::viewer::Viewer;
use crate::writing::overlay::Overlay;
use cunbang_language::Named;
use cunbang_model::{Date, Decimal, Period, Row, Table, UnitCode, record};
use cunbang_replica::blocking;
use cunbang_scheme::{Level, OutcomeRow, Scheme};
use std::collections::BTreeMap;

/// What a finding does to its village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingEffect {
    /// The period on whose score it tells: the shortest that the rules assess and that holds its day.
    pub period: Period,
    /// The score as its rows stand here, were they sealed now.
    pub before: Decimal,
    /// The same with the finding.
    pub after: Decimal,
    /// What the score loses by it. A village that has not come has nothing yet to lose it from: of it, what the rules take.
    pub lost: Decimal,
    /// The rules by which it counts.
    pub by: Vec<FindingRule>,
    /// The titles of all rules of villages that look at findings; empty where the scheme has none.
    pub rules: Vec<String>,
    /// Whether the village's score counts: one that is waited for has none, whatever stands here.
    pub is_received: bool,
    /// Its rank in the ranking that holds, and what it would be there; none where it has none.
    pub rank: Option<RankEffect>,
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

impl Desk {
    /// What a finding would do to the score of its village, as its rows stand here, before it is recorded; none where no
    /// rules score the village in the finding's period.
    pub async fn finding_effect(&self, viewer: &Viewer, finding: &Row) -> Result<Option<FindingEffect>, DeskError> {
        let unit = finding.unit();
        viewer.check(unit)?;
        let Some(day) = finding.day() else { return Ok(None) };
        let Some((period, scheme)) = self.assessed_on(day).await? else { return Ok(None) };
        let rules = rules_on_findings(&scheme);
        let Some(alone) = self.alone_of(unit, period, scheme, &Overlay::default()).await? else { return Ok(None) };
        let finding = finding.clone();
        let found = blocking(move || {
            let mut with: Vec<Row> = alone.rows.iter().filter(|row| row.key() != finding.key()).cloned().collect();
            with.push(finding);
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
        Ok(Some(FindingEffect {
            rank: self.rank_after(viewer, period, unit, before - after).await?,
            lost: if is_received { before - after } else { taken },
            is_received,
            is_published: standing.iter().any(|known| known.withdrawn.is_none()),
            period,
            before,
            after,
            by,
            rules,
        }))
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

    /// What the rank of a village would be with some points less, in the ranking that holds.
    async fn rank_after(
        &self,
        viewer: &Viewer,
        period: Period,
        unit: UnitCode,
        lost: Decimal,
    ) -> Result<Option<RankEffect>, DeskError> {
        let wanted = Wanted { period: Some(period), under: self.replica().unit(), run: "" };
        let view = match self.ranking(viewer, wanted).await {
            Ok(view) => view,
            Err(error) if error.sort() == Sort::NotYet => return Ok(None),
            Err(error) => return Err(error),
        };
        // Ranks are those of all villages that were ranked together; of a bulletin all are here.
        let bulletin = view.bulletin().map(|known| known.results.as_slice()).unwrap_or_default();
        let of_bulletin = bulletin.iter().filter(|line| Level::from(line.level) == Level::Village);
        let mut ranked: Vec<(UnitCode, u32, Decimal)> =
            of_bulletin.filter_map(|line| Some((line.subject, u32::try_from(line.rank?).ok()?, line.score?))).collect();
        if ranked.is_empty() {
            let rows = view.page(Level::Village, 0, usize::MAX)?.rows;
            ranked = rows.iter().filter_map(|line| Some((line.unit, line.rank?, line.score?))).collect();
        }
        let Some((_, before, score)) = ranked.iter().copied().find(|(one, ..)| *one == unit) else { return Ok(None) };
        let passing = ranked.iter().filter(|(one, rank, theirs)| {
            *one != unit && *rank >= before && *theirs > score - lost && lost > Decimal::ZERO
        });
        let after = before + u32::try_from(passing.count()).unwrap_or(u32::MAX);
        Ok(Some(RankEffect { before, after, ranked: ranked.len() }))
    }
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
        .map(|(info, (_, rule))| FindingRule {
            title: Named::of_title(&info.title).to_string(),
            rule: rule.to_string(),
            lost: points(before, &info.id) - points(after, &info.id),
        })
        .collect()
}
