//! Score sheets 得分表: indicators to points, points to a score, and the ends between which it may still lie.
//!
//! An indicator's points are its rule's, times the weight of its stage, rounded half up to 0.01 and nowhere
//! before; sums are exact. Within each group then: where base indicators are not applicable and are skipped,
//! the rest is scaled to the group's full weight; a group's cap cuts what is above it. A veto leaves nothing
//! of a score above 0, a floor lifts what is below it. Each of these adjustments is a line of its own, so that
//! the points of all lines always add up to the score.
//!
//! The ends hold whatever rows the unit still sends or withdraws. What rests on them reaches from nothing to
//! full marks, so that leaving an indicator out as not applicable lies between its ends too: scaling the rest
//! is never less than nothing for it, and never more than full marks.

use crate::fraction::Fraction;
use crate::indicator::{GroupKind, Missing};
use crate::measuring::{Circumstances, Measured};
use crate::order::Merit;
use crate::outcome::{IndicatorResult, Reason};
use crate::rule::{Reach, Rule};
use crate::rules::{LevelRules, TiedBy};
use cunbang_model::{Decimal, round_points};

/// A subject's score with all that led to it.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) lines: Vec<IndicatorResult>,
    pub(crate) merit: Merit,
    /// The least and most that the score may still come to.
    pub(crate) least: Decimal,
    pub(crate) most: Decimal,
    /// What was measured, indicator by indicator.
    pub(crate) measures: Vec<Option<Fraction>>,
}

/// Decimal places of points.
const PLACES: u32 = 2;

/// Points of each indicator in one case; none where it is left out.
type Points = Vec<Option<Decimal>>;

impl Sheet {
    /// Draws up the sheet. With `not_carried_out`, everything that rests on the unit's own ledger gives the
    /// least it can.
    pub(crate) fn draw_up(rules: &LevelRules, circumstances: &Circumstances<'_, '_>, not_carried_out: bool) -> Self {
        let count = rules.indicators.len();
        let mut lines = Vec::with_capacity(count + 1);
        let mut measures = Vec::with_capacity(count);
        let (mut points, mut least, mut most): (Points, Points, Points) = Default::default();
        let (mut is_vetoed, mut may_be_vetoed, mut must_be_vetoed) = (false, false, false);
        for indicator in &rules.indicators {
            if !indicator.counts(circumstances.period, circumstances.kind) {
                points.push(None);
                least.push(None);
                most.push(None);
                measures.push(None);
                let is_asked = indicator.asks(circumstances.kind);
                let why = if is_asked {
                    "does not count in this period 本期不考"
                } else {
                    "not asked of this kind of unit 不考此类单位"
                };
                let reasons = vec![Reason::remark(why)];
                lines.push(IndicatorResult { id: indicator.id.clone(), points: None, measure: None, reasons });
                continue;
            }
            let weight = Fraction::from(indicator.weight);
            let weighted = |points: Fraction| (points * weight).rounded(PLACES);
            let each = indicator.rule.each(indicator.kind).map(|each| each * weight);
            let Measured { value, gives_least, reach, mut reasons } = circumstances.measure(&indicator.measure, each);
            let adds = matches!(indicator.kind, GroupKind::Base | GroupKind::Added);
            let given = if !indicator.rule.scores() {
                None
            } else if gives_least || (not_carried_out && adds && indicator.measure.is_from_ledger()) {
                Some(weighted(indicator.rule.range(Reach::ANY, indicator.max, indicator.kind).0))
            } else if let Some(value) = value {
                remark_on_limit(&indicator.rule, value, indicator.max, &mut reasons);
                Some(weighted(indicator.rule.points(value, indicator.max, indicator.kind)))
            } else {
                match (indicator.kind, indicator.missing) {
                    (GroupKind::Base, Missing::Full) => {
                        reasons.push(Reason::remark("not applicable: full marks"));
                        Some(weighted(Fraction::from(indicator.max)))
                    }
                    (GroupKind::Base, Missing::Zero) => {
                        reasons.push(Reason::remark("not applicable: no points"));
                        Some(weighted(Fraction::ZERO))
                    }
                    _ => None,
                }
            };
            let ends = match reach {
                Some(reach) if indicator.rule.scores() => {
                    let (low, high) = indicator.rule.range(reach, indicator.max, indicator.kind);
                    (Some(weighted(low)), Some(weighted(high)))
                }
                _ => (given, given),
            };
            if let Rule::Veto(veto) = indicator.rule {
                let applies = veto.applies(value);
                let (possibly, certainly) = reach.map_or((applies, applies), |reach| veto.within(reach));
                is_vetoed |= applies;
                may_be_vetoed |= possibly;
                must_be_vetoed |= certainly;
            }
            points.push(given);
            least.push(ends.0);
            most.push(ends.1);
            measures.push(value);
            lines.push(IndicatorResult {
                id: indicator.id.clone(),
                points: given,
                measure: value.map(|value| value.rounded(4).normalize()),
                reasons,
            });
        }
        let counting = rules.indicators.iter().map(|one| one.counts(circumstances.period, circumstances.kind));
        let counting: Vec<bool> = counting.collect();
        let score = total(rules, &counting, &points, is_vetoed, Some(&mut lines));
        let ties = rules
            .tie_breakers
            .iter()
            .map(|tie| {
                let by = match tie.by {
                    TiedBy::Points(index) => points[index].map(Fraction::from),
                    TiedBy::Measure(index) => measures[index],
                    TiedBy::Stage(stage) => Some(Fraction::from(stage_points(rules, stage, &points))),
                };
                if tie.smaller_first { by.map(|by| -by) } else { by }
            })
            .collect();
        Self {
            least: total(rules, &counting, &least, may_be_vetoed, None),
            most: total(rules, &counting, &most, must_be_vetoed, None),
            merit: Merit { score, ties },
            lines,
            measures,
        }
    }
}

fn stage_points(rules: &LevelRules, stage: usize, points: &Points) -> Decimal {
    let of_stage = rules.indicators.iter().zip(points).filter(|(indicator, _)| indicator.stage == Some(stage));
    of_stage.filter_map(|(_, points)| *points).sum()
}

/// The score, and the lines of what adjusted it.
fn total(
    rules: &LevelRules,
    counting: &[bool],
    points: &Points,
    is_vetoed: bool,
    mut lines: Option<&mut Vec<IndicatorResult>>,
) -> Decimal {
    let mut score = rounded(Decimal::ZERO);
    for (index, group) in rules.groups.iter().enumerate() {
        let (mut sum, mut full, mut applicable) = (rounded(Decimal::ZERO), Decimal::ZERO, Decimal::ZERO);
        // What does not count in this period, or for this unit, has no weight that the others could take on.
        let all = rules.indicators.iter().zip(points).zip(counting);
        let of_group = all.filter(|((indicator, _), counts)| indicator.group == index && **counts);
        for ((indicator, given), _) in of_group {
            let weight = indicator.max * indicator.weight;
            full += weight;
            if let Some(given) = given {
                sum += given;
                applicable += weight;
            }
        }
        let mut adjusted = Vec::new();
        if group.kind == GroupKind::Base && applicable < full && !applicable.is_zero() {
            let scaled = (Fraction::from(sum) * (Fraction::from(full) / Fraction::from(applicable))).rounded(PLACES);
            adjusted.push((
                scaled - sum,
                format!("{} of {} applicable: scaled to the full weight", applicable.normalize(), full.normalize()),
            ));
            sum = scaled;
        }
        if let Some(cap) = group.cap {
            let capped = rounded(sum.clamp(-cap, cap));
            if capped != sum {
                adjusted.push((capped - sum, format!("at most {} in this group", cap.normalize())));
                sum = capped;
            }
        }
        if let Some(lines) = lines.as_deref_mut() {
            note(lines, &group.id, adjusted);
        }
        score += sum;
    }
    let mut adjust = |id: &str, to: Decimal, why: &str, score: &mut Decimal| {
        if let Some(lines) = lines.as_deref_mut() {
            note(lines, id, vec![(to - *score, why.to_owned())]);
        }
        *score = to;
    };
    if is_vetoed && score > Decimal::ZERO {
        adjust("veto", rounded(Decimal::ZERO), "nothing of the score is left", &mut score);
    }
    if let Some(floor) = rules.floor
        && score < floor
    {
        adjust("floor", rounded(floor), "no score is lower", &mut score);
    }
    tidy(score)
}

fn note(lines: &mut Vec<IndicatorResult>, id: &str, adjusted: Vec<(Decimal, String)>) {
    if adjusted.iter().all(|(points, _)| points.is_zero()) {
        return;
    }
    let points = adjusted.iter().map(|(points, _)| *points).sum();
    let reasons = adjusted
        .into_iter()
        .map(|(points, why)| Reason { points: Some(points), note: why.into(), ..Reason::default() })
        .collect();
    lines.push(IndicatorResult { id: id.to_owned(), points: Some(points), measure: None, reasons });
}

/// Where the rows give more than the indicator may: says so, as their own points then do not add up.
fn remark_on_limit(rule: &Rule, value: Fraction, max: Decimal, reasons: &mut Vec<Reason>) {
    let raw = match rule {
        Rule::Per { each } | Rule::Deduct { each } => Fraction::from(*each) * value,
        Rule::Value => value,
        _ => return,
    };
    if raw > Fraction::from(max) {
        reasons.push(Reason::remark(format!("at most {}", max.normalize())));
    } else if raw < Fraction::ZERO {
        reasons.push(Reason::remark("not below 0"));
    }
}

fn rounded(points: Decimal) -> Decimal {
    tidy(round_points(points))
}

/// Zero has no sign.
fn tidy(mut number: Decimal) -> Decimal {
    if number.is_zero() {
        number.set_sign_positive(true);
    }
    number
}
