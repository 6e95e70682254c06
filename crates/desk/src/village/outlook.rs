//! What it would take 差距与潜力: how many points each unfinished thing is worth by the scheme's own engine, and which score
//! leaves the backward list or passes the neighbour above.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::reading::texts::{number, optional_number};
use crate::village::alone::Alone;
use crate::village::checklist::{Check, check_of};
use crate::village::gaps::{Gap, no_awards, short};
use crate::village::place::Place;
use crate::village::unfinished::{Unfinished, UnfinishedItem, unfinished, with_done};
use cunbang_model::{Decimal, Period, Row, UnitCode, clock};
use cunbang_replica::blocking;
use cunbang_scheme::{GroupKind, Level, OutcomeRow};
use serde::Serialize;
use std::mem::{Discriminant, discriminant};

/// The smallest step of a score.
const STEP: Decimal = Decimal::from_parts(1, 0, 0, false, 2);
/// The most things of which it is worked out what they are worth, one by one.
const MOST_TRIED: usize = 60;

/// What a village has, could have, and needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outlook {
    /// The unit.
    pub unit: UnitCode,
    /// The period, as the scheme assesses it.
    pub period: Period,
    /// What its rows come to as they stand here, were they sealed now; none where the scheme ranks no villages.
    #[serde(serialize_with = "optional_number")]
    pub score: Option<Decimal>,
    /// What they would come to with all that is unfinished done today.
    #[serde(serialize_with = "optional_number")]
    pub score_with_all: Option<Decimal>,
    /// What each indicator comes to as the rows stand, were they sealed now.
    pub indicators: Vec<IndicatorPoints>,
    /// What is unfinished, the most valuable first. What is worth nothing any more is left out.
    pub items: Vec<Worth>,
    /// What adjusts the sum of the indicators to the score, such as the scale of a group.
    pub adjustments: Vec<Adjustment>,
    /// What else would not count, and what that costs; and every indicator that gives less than it could, the greatest
    /// loss first.
    pub gaps: Vec<Gap>,
    /// The ranking that the following is measured against: of this period, or the newest before it.
    pub against: Option<Period>,
    /// What it takes to be off the list of candidates; none where nobody is listed there.
    pub off_the_list: Option<Needed>,
    /// What it takes to pass the unit ranked just above.
    pub pass_above: Option<Needed>,
}

/// Something unfinished, and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Worth {
    /// What.
    #[serde(flatten)]
    pub item: UnfinishedItem,
    /// How many points the score would have more if it were done today. Of a meeting, with everyone present: the most.
    #[serde(serialize_with = "number")]
    pub points: Decimal,
    /// Where several of a sort are worth less together than one by one: how many there are, and what all of them come to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub together: Option<Together>,
}

/// Several unfinished things of a sort of which not each can earn what it would by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Together {
    /// How many.
    pub count: usize,
    /// What all of them come to.
    #[serde(serialize_with = "number")]
    pub points: Decimal,
}

/// What is lost by rounding each of several, at most.
const ROUNDING: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

/// Says of things of a sort, such as commitments, what they come to together, where that is less than one by one.
fn put_together(alone: &Alone, score: Option<Decimal>, items: &mut [Worth]) {
    let mut sorts: Vec<(Discriminant<Unfinished>, Vec<usize>)> = Vec::new();
    for (index, one) in items.iter().enumerate() {
        let sort = discriminant(&one.item.what);
        match sorts.iter_mut().find(|(known, _)| *known == sort) {
            Some((_, of_sort)) => of_sort.push(index),
            None => sorts.push((sort, vec![index])),
        }
    }
    for (_, of_sort) in sorts.into_iter().filter(|(_, of_sort)| of_sort.len() > 1) {
        let done: Vec<Row> = of_sort.iter().flat_map(|index| items[*index].item.done.iter().cloned()).collect();
        let all = alone.score(with_done(&alone.rows, &done)).zip(score).map(|(with, now)| with - now);
        let apart: Decimal = of_sort.iter().map(|index| items[*index].points).sum();
        let together =
            all.filter(|all| *all + ROUNDING < apart).map(|points| Together { count: of_sort.len(), points });
        for index in of_sort {
            items[index].together = together;
        }
    }
}

/// What an indicator comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndicatorPoints {
    /// Its title, in both languages.
    pub title: String,
    /// Its points; none where it does not apply.
    #[serde(serialize_with = "optional_number")]
    pub points: Option<Decimal>,
    /// Full marks, where there is such a thing.
    #[serde(serialize_with = "optional_number")]
    pub most: Option<Decimal>,
    /// Whether it takes points, and gives none: full marks are then the most that it takes.
    pub takes: bool,
    /// Whether it is done.
    #[serde(flatten)]
    pub check: Check,
}

/// What is added to the sum of the indicators, or taken from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adjustment {
    /// How much.
    #[serde(serialize_with = "number")]
    pub points: Decimal,
    /// Why, in the words of runs: [`cunbang_scheme::remark::said`] says them.
    pub remarks: Vec<String>,
}

/// A score that is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Needed {
    /// The unit whose score is to be passed, where it is one.
    pub unit: Option<UnitCode>,
    /// Its name.
    pub name: Option<String>,
    /// The score that is enough, whatever the tie-breakers say.
    #[serde(serialize_with = "number")]
    pub score: Decimal,
    /// How many points that is more than [`Outlook::score`]; none where it is there already, or has no score.
    #[serde(serialize_with = "optional_number")]
    pub points: Option<Decimal>,
}

impl Desk {
    /// What this device's village has for a period, could have, and needs. None where it keeps no ledger, or no rules
    /// assess the period.
    pub async fn what_it_would_take(&self, viewer: &Viewer, period: Period) -> Result<Option<Outlook>, DeskError> {
        let Some((period, scheme)) = self.assessed_as(period).await? else { return Ok(None) };
        let Some(alone) = self.alone(period, scheme).await? else { return Ok(None) };
        let unit = alone.unit;
        let today = clock::county_date(self.replica().now());
        let names = self.names_apart(viewer, unit).await?;
        let gaps = self.gaps(&[period]).await?;
        let place = self.place(viewer, unit, period).await?;
        let (score, score_with_all, items, indicators, adjustments, gaps) = blocking(move || {
            let outcome = alone.outcome(alone.rows.clone());
            let score = outcome.as_ref().and_then(|outcome| outcome.score);
            let indicators = outcome.as_ref().map(|outcome| points_of(&alone, outcome)).unwrap_or_default();
            let adjustments = outcome.as_ref().map(|outcome| adjustments_of(&alone, outcome)).unwrap_or_default();
            let mut gaps = gaps;
            gaps.extend(short(&alone, outcome.as_ref(), &gaps));
            gaps.extend(no_awards(&alone));
            gaps.sort_by_key(|gap| std::cmp::Reverse(gap.points));
            let found = unfinished(&alone, today, &names);
            let all: Vec<Row> = found.iter().flat_map(|item| item.done.iter().cloned()).collect();
            let with_all = alone.score(with_done(&alone.rows, &all));
            let worth = |item: UnfinishedItem| {
                let points = alone.score(with_done(&alone.rows, &item.done))? - score?;
                (points > Decimal::ZERO).then_some(Worth { item, points, together: None })
            };
            let mut items: Vec<Worth> = found.into_iter().take(MOST_TRIED).filter_map(worth).collect();
            put_together(&alone, score, &mut items);
            items.sort_by(|a, b| b.points.cmp(&a.points).then(a.item.by.cmp(&b.item.by)));
            (score, with_all, items, indicators, adjustments, gaps)
        })
        .await?;
        let needed = |unit: Option<(UnitCode, &str)>, enough: Decimal| Needed {
            unit: unit.map(|(unit, _)| unit),
            name: unit.map(|(_, name)| name.to_owned()),
            score: enough,
            points: score.map(|score| enough - score).filter(|points| *points > Decimal::ZERO),
        };
        let place: Option<&Place> = place.as_ref();
        Ok(Some(Outlook {
            unit,
            period,
            score,
            score_with_all,
            indicators,
            adjustments,
            items,
            gaps,
            against: place.map(|place| place.period),
            off_the_list: place.and_then(|place| Some(needed(None, place.off_the_list_from?))),
            pass_above: place
                .and_then(|place| place.above.as_ref())
                .and_then(|above| Some(needed(Some((above.unit, &above.name)), above.score? + STEP))),
        }))
    }
}

/// What each indicator of villages comes to.
fn points_of(alone: &Alone, outcome: &OutcomeRow) -> Vec<IndicatorPoints> {
    let of_villages = alone.scheme.indicators().iter().filter(|indicator| indicator.level == Level::Village);
    let points = of_villages.filter_map(|indicator| {
        let line = outcome.indicators.iter().find(|line| line.id == indicator.id)?;
        Some(IndicatorPoints {
            title: indicator.title.clone(),
            points: line.points,
            most: indicator.max_points,
            takes: indicator.group_kind == GroupKind::Deducted,
            check: check_of(alone, outcome, indicator),
        })
    });
    points.collect()
}

/// What stands in an outcome beside the indicators and gives or takes points.
fn adjustments_of(alone: &Alone, outcome: &OutcomeRow) -> Vec<Adjustment> {
    let is_indicator =
        |id: &str| alone.scheme.indicators().iter().any(|info| info.level == Level::Village && info.id == id);
    let others = outcome.indicators.iter().filter(|line| !is_indicator(&line.id));
    let adjusting = others.filter_map(|line| {
        let points = line.points.filter(|points| !points.is_zero())?;
        let remarks = line.reasons.iter().filter(|reason| reason.row.is_empty()).map(|reason| reason.note.to_string());
        Some(Adjustment { points, remarks: remarks.filter(|note| !note.is_empty()).collect() })
    });
    adjusting.collect()
}
