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
use crate::indicator::{GroupKind, Indicator, Missing};
use crate::measure::MeasureKind;
use crate::measuring::{Circumstances, Measured};
use crate::order::Merit;
use crate::outcome::{IndicatorResult, Reason};
use crate::rule::{Reach, Rule};
use crate::rules::{LevelRules, TiedBy};
use cunbang_model::{Decimal, Period, UnitKind, round_points};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;

/// A subject's score with all that led to it.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) lines: Vec<IndicatorResult>,
    pub(crate) merit: Merit,
    /// Whether nothing of the base groups applies, so that the rules give it no score.
    pub(crate) is_without_ground: bool,
    /// Whether such a one may still come to have a score.
    pub(crate) may_have_ground: bool,
    /// Whether an earlier period of the unit is silent and open.
    pub(crate) has_open_past: bool,
    /// The least and most that the score may still come to.
    pub(crate) least: Decimal,
    pub(crate) most: Decimal,
    /// What was measured, indicator by indicator, where the level gives stars: they may be by a measure.
    pub(crate) measures: Vec<Option<Fraction>>,
}

/// Decimal places of points.
const PLACES: u32 = 2;
/// No points.
const NOTHING: Decimal = Decimal::from_parts(0, 0, 0, false, PLACES);

/// What an indicator comes to.
#[derive(Debug, Clone, Copy)]
struct Mark {
    /// Whether it counts in the period, for this kind of unit.
    counts: bool,
    /// Whether it does not apply yet.
    is_spared: bool,
    /// What was measured.
    measure: Option<Fraction>,
    /// Its points; none where it is left out.
    points: Option<Decimal>,
    /// How much more was to be deducted than the indicator may.
    beyond_limit: Fraction,
    /// The least and most that they may still come to.
    least: Option<Decimal>,
    most: Option<Decimal>,
}

impl Mark {
    /// Of what does not count.
    const NONE: Self = Self {
        counts: false,
        is_spared: false,
        measure: None,
        points: None,
        beyond_limit: Fraction::ZERO,
        least: None,
        most: None,
    };
}

/// Whether a veto applies: as it stands, in the worst case, and in the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Vetoed {
    now: bool,
    possibly: bool,
    certainly: bool,
}

impl Sheet {
    /// Draws up the sheet. With `not_carried_out`, everything that rests on the unit's own ledger gives the
    /// least it can.
    pub(crate) fn draw_up(rules: &LevelRules, circumstances: &Circumstances<'_, '_>, not_carried_out: bool) -> Self {
        let count = rules.indicators.len();
        let mut lines = Vec::with_capacity(count);
        let mut marks = Vec::with_capacity(count);
        let mut vetoed = Vetoed::default();
        for indicator in &rules.indicators {
            let (mark, line) = if indicator.counts(circumstances.period, circumstances.kind) {
                mark(indicator, circumstances, not_carried_out, &mut vetoed)
            } else {
                (Mark::NONE, uncounted(indicator, circumstances))
            };
            marks.push(mark);
            lines.push(line);
        }
        let has_open_past = lines.iter().zip(&rules.indicators).any(|(line, one)| one.measure.is_open(&line.reasons));
        give_nothing_beside_others(rules, &mut marks, &mut lines);
        let score = total(rules, &marks, |mark| mark.points, vetoed.now, Some(&mut lines));
        let of_base = || rules.indicators.iter().zip(&marks).filter(|(one, _)| one.kind == GroupKind::Base);
        let has_ground = vetoed.now || of_base().any(|(_, mark)| mark.points.is_some());
        // What others still state of it may give it a score too. As rows were read before, only what was here already did.
        let checks_rows = circumstances.own.reading.checks();
        let may_still_apply = |one: &Indicator, mark: &Mark| {
            if checks_rows { mark.counts && one.rule.scores() } else { mark.most.is_some() }
        };
        let may_have_ground = has_ground || vetoed.possibly || of_base().any(|(one, mark)| may_still_apply(one, mark));
        let is_spared = marks.iter().any(|mark| mark.is_spared);
        let is_without_ground = (rules.nothing_stated_is_no_score || is_spared) && !has_ground;
        let ties = rules.tie_breakers.iter().map(|tie| {
            let by = match tie.by {
                TiedBy::Points(index) => tied_by(rules, index, &marks),
                TiedBy::Measure(index) => marks[index].measure,
                TiedBy::Stage(stage) => Some(tied_by_stage(rules, stage, &marks)),
                TiedBy::Uncut => Some(uncut(rules, &marks, vetoed.now)),
            };
            if tie.smaller_first { by.map(|by| -by) } else { by }
        });
        let stands_last = rules.vetoed_are_last.then(|| Some(Fraction::from(-Decimal::from(u8::from(vetoed.now)))));
        let is_settled = |mark: &Mark| mark.least == mark.points && mark.most == mark.points;
        let is_veto_settled = vetoed.now == vetoed.possibly && vetoed.now == vetoed.certainly;
        let (least, most) = if is_veto_settled && marks.iter().all(is_settled) {
            (score, score)
        } else {
            (
                total(rules, &marks, |mark| mark.least, vetoed.possibly, None),
                total(rules, &marks, |mark| mark.most, vetoed.certainly, None),
            )
        };
        // Who has no score yet may come to any, or to none.
        let (least, most) = if is_without_ground && may_have_ground {
            let any = (least.min(least_of(rules)), most.max(most_of(rules)));
            if checks_rows { (rounded(any.0), rounded(any.1)) } else { any }
        } else {
            (least, most)
        };
        Self {
            least,
            most,
            is_without_ground,
            may_have_ground,
            has_open_past,
            merit: Merit { score, ties: stands_last.into_iter().chain(ties).collect() },
            lines,
            measures: if rules.stars.is_some() { marks.iter().map(|mark| mark.measure).collect() } else { Vec::new() },
        }
    }
}

/// Gives no points for what is missing where another indicator of its group applies, as far as the rules say so.
fn give_nothing_beside_others(rules: &LevelRules, marks: &mut [Mark], lines: &mut [IndicatorResult]) {
    let all = || rules.indicators.iter().enumerate();
    let is_beside = |index: usize| rules.indicators[index].missing == Missing::ZeroBeside;
    let has_points = |group: usize, marks: &[Mark]| {
        all().any(|(index, one)| one.group == group && !is_beside(index) && marks[index].points.is_some())
            || all().any(|(index, one)| one.group == group && is_beside(index) && marks[index].measure.is_some())
    };
    for (index, indicator) in all().filter(|(index, _)| is_beside(*index)) {
        let mark = marks[index];
        if mark.points.is_some() || !mark.counts || mark.is_spared || !has_points(indicator.group, marks) {
            continue;
        }
        let least = mark.least.or(Some(NOTHING));
        marks[index] = Mark { points: Some(NOTHING), least, most: mark.most.or(Some(NOTHING)), ..mark };
        lines[index].points = Some(NOTHING);
        lines[index].reasons.push(Reason::remark(SmolStr::new_static("missing beside others of its group: no points")));
    }
}

/// No score by these rules is less.
fn least_of(rules: &LevelRules) -> Decimal {
    rules.floor.unwrap_or_else(|| -all_of(rules, &[GroupKind::Deducted])).min(NOTHING)
}

/// No score by these rules is more.
fn most_of(rules: &LevelRules) -> Decimal {
    all_of(rules, &[GroupKind::Base, GroupKind::Added])
}

/// What the indicators of these groups give or take together.
fn all_of(rules: &LevelRules, kinds: &[GroupKind]) -> Decimal {
    rules.indicators.iter().filter(|one| kinds.contains(&one.kind)).map(|one| one.max * one.weight).sum()
}

/// The line of an indicator that does not count.
fn uncounted(indicator: &Indicator, circumstances: &Circumstances<'_, '_>) -> IndicatorResult {
    let why = if indicator.asks(circumstances.kind) {
        "does not count in this period 本期不考"
    } else {
        "not asked of this kind of unit 不考此类单位"
    };
    let reasons = vec![Reason::remark(SmolStr::new_static(why))];
    IndicatorResult { id: indicator.id.clone(), points: None, measure: None, reasons }
}

/// What an indicator that counts comes to, and its line.
fn mark(
    indicator: &Indicator,
    circumstances: &Circumstances<'_, '_>,
    not_carried_out: bool,
    vetoed: &mut Vetoed,
) -> (Mark, IndicatorResult) {
    let weight = Fraction::from(indicator.weight);
    let weighted = |points: Fraction| (points * weight).rounded(PLACES);
    let each = indicator.rule.each(indicator.kind).map(|each| each * weight);
    let Measured { value, gives_least, is_spared, reach, mut reasons } =
        circumstances.measure(&indicator.measure, each);
    let reach = match (&indicator.measure.kind, reach) {
        (MeasureKind::Past(past), Some(_)) => Some(past.open_reach(value, &reasons, &indicator.rule)),
        (_, reach) => reach,
    };
    let adds = matches!(indicator.kind, GroupKind::Base | GroupKind::Added);
    let points = if !indicator.rule.scores() || is_spared {
        None
    } else if gives_least || (not_carried_out && adds && indicator.measure.is_from_ledger()) {
        Some(weighted(indicator.rule.range(Reach::ANY, indicator.max, indicator.kind).0))
    } else if let Some(value) = value {
        remark_on_limit(&indicator.rule, value, indicator.max, &mut reasons);
        Some(weighted(indicator.rule.points(value, indicator.max, indicator.kind)))
    } else {
        match (indicator.kind, indicator.missing) {
            (GroupKind::Base, Missing::Full) => {
                reasons.push(Reason::remark(SmolStr::new_static("not applicable: full marks")));
                Some(weighted(Fraction::from(indicator.max)))
            }
            (GroupKind::Base, Missing::Zero) => {
                reasons.push(Reason::remark(SmolStr::new_static("not applicable: no points")));
                Some(weighted(Fraction::ZERO))
            }
            _ => None,
        }
    };
    let (least, most) = match reach {
        Some(reach) if indicator.rule.scores() => {
            let (low, high) = indicator.rule.range(reach, indicator.max, indicator.kind);
            (Some(weighted(low)), Some(weighted(high)))
        }
        _ => (points, points),
    };
    if let Rule::Veto(veto) = indicator.rule {
        let applies = veto.applies(value);
        let (possibly, certainly) = reach.map_or((applies, applies), |reach| veto.within(reach));
        vetoed.now |= applies;
        vetoed.possibly |= possibly;
        vetoed.certainly |= certainly;
    }
    let beyond_limit = match value.filter(|_| points.is_some()) {
        Some(value) => indicator.rule.beyond_limit(value, indicator.max, indicator.kind) * weight,
        None => Fraction::ZERO,
    };
    let measure = value.map(|value| value.shortened(4));
    let line = IndicatorResult { id: indicator.id.clone(), points, measure, reasons };
    (Mark { counts: true, is_spared, measure: value, points, beyond_limit, least, most }, line)
}

/// The score that the lines of a sheet come to where some indicators, by index, give other points.
pub(crate) fn score_with(
    rules: &LevelRules,
    period: Period,
    kind: Option<UnitKind>,
    lines: &[IndicatorResult],
    instead: &BTreeMap<usize, Decimal>,
) -> Decimal {
    let mut is_vetoed = false;
    let mut marks = Vec::with_capacity(lines.len());
    for (index, (indicator, line)) in rules.indicators.iter().zip(lines).enumerate() {
        let counts = indicator.counts(period, kind);
        if let (true, Rule::Veto(veto)) = (counts, &indicator.rule) {
            is_vetoed |= veto.applies(line.measure.map(Fraction::from));
        }
        let points = instead.get(&index).copied().or(line.points).filter(|_| counts);
        marks.push(Mark { counts, points, ..Mark::NONE });
    }
    total(rules, &marks, |mark| mark.points, is_vetoed, None)
}

fn tied_by_stage(rules: &LevelRules, stage: usize, marks: &[Mark]) -> Fraction {
    let of_stage = rules.indicators.iter().enumerate().filter(|(_, indicator)| indicator.stage == Some(stage));
    of_stage.filter_map(|(index, _)| tied_by(rules, index, marks)).fold(Fraction::ZERO, |sum, points| sum - -points)
}

/// What an indicator brings where scores are equal: its points, or where it does not apply and the rules say so, those that
/// it would have at the share of full marks that the others of its group came to.
fn tied_by(rules: &LevelRules, index: usize, marks: &[Mark]) -> Option<Fraction> {
    let (indicator, mark) = (&rules.indicators[index], &marks[index]);
    let is_scaled = rules.tie_skipped_is_scaled && mark.counts && indicator.kind == GroupKind::Base;
    if mark.points.is_some() || !is_scaled {
        return mark.points.map(Fraction::from);
    }
    let full_of = |one: &Indicator| one.max * one.weight;
    let others = rules.indicators.iter().zip(marks).filter(|(one, _)| one.group == indicator.group);
    let applicable = others.filter_map(|(one, mark)| Some((mark.points.filter(|_| mark.counts)?, full_of(one))));
    let (points, full) = applicable.fold((NOTHING, NOTHING), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    (!full.is_zero()).then(|| Fraction::from(points) * (Fraction::from(full_of(indicator)) / Fraction::from(full)))
}

/// The score as it would be if nothing kept deductions from counting in full: no maximum, no cap, no floor. A veto leaves
/// nothing of it above 0.
fn uncut(rules: &LevelRules, marks: &[Mark], is_vetoed: bool) -> Fraction {
    let caps_deductions = false;
    let score = Fraction::from(sum_of_groups(rules, marks, |mark| mark.points, caps_deductions, &mut None));
    let score = marks.iter().fold(score, |score, mark| score - mark.beyond_limit);
    if is_vetoed { score.min(Fraction::ZERO) } else { score }
}

/// The score in one case, given each indicator's points in it, and the lines of what adjusted it.
fn total(
    rules: &LevelRules,
    marks: &[Mark],
    points: impl Fn(&Mark) -> Option<Decimal>,
    is_vetoed: bool,
    mut lines: Option<&mut Vec<IndicatorResult>>,
) -> Decimal {
    let mut score = sum_of_groups(rules, marks, points, true, &mut lines);
    let mut adjust = |id: &'static str, to: Decimal, why: &'static str, score: &mut Decimal| {
        if let Some(lines) = lines.as_deref_mut() {
            note(lines, &SmolStr::new_static(id), vec![(to - *score, SmolStr::new_static(why))]);
        }
        *score = to;
    };
    if is_vetoed && score > Decimal::ZERO {
        adjust("veto", NOTHING, "nothing of the score is left", &mut score);
    }
    if let Some(floor) = rules.floor
        && score < floor
    {
        adjust("floor", rounded(floor), "no score is lower", &mut score);
    }
    tidy(score)
}

/// What the groups come to together, and the lines of what adjusted them.
fn sum_of_groups(
    rules: &LevelRules,
    marks: &[Mark],
    points: impl Fn(&Mark) -> Option<Decimal>,
    caps_deductions: bool,
    lines: &mut Option<&mut Vec<IndicatorResult>>,
) -> Decimal {
    let mut score = NOTHING;
    for (index, group) in rules.groups.iter().enumerate() {
        // What does not count in this period, or for this unit, has no weight that the others could take on.
        let of_group = || {
            let all = rules.indicators.iter().zip(marks);
            all.filter(|(indicator, mark)| indicator.group == index && mark.counts)
        };
        let (mut sum, mut has_all) = (NOTHING, true);
        for (_, mark) in of_group() {
            match points(mark) {
                Some(points) => sum += points,
                None => has_all = false,
            }
        }
        let mut adjusted = Vec::new();
        if group.kind == GroupKind::Base && !has_all {
            let weight = |(indicator, _): (&Indicator, &Mark)| indicator.max * indicator.weight;
            let full: Decimal = of_group().map(weight).sum();
            let applicable: Decimal = of_group().filter(|(_, mark)| points(mark).is_some()).map(weight).sum();
            if applicable < full && !applicable.is_zero() {
                let scaled = Fraction::from(sum) * (Fraction::from(full) / Fraction::from(applicable));
                let scaled = scaled.rounded(PLACES);
                let (applicable, full) = (applicable.normalize(), full.normalize());
                let note = || format_smolstr!("{applicable} of {full} applicable: scaled to the full weight");
                adjusted.push((scaled - sum, if lines.is_some() { note() } else { SmolStr::default() }));
                sum = scaled;
            }
        }
        if let Some(cap) = group.cap.filter(|_| caps_deductions || group.kind != GroupKind::Deducted) {
            let capped = rounded(sum.clamp(-cap, cap));
            if capped != sum {
                adjusted.push((capped - sum, format_smolstr!("at most {} in this group", cap.normalize())));
                sum = capped;
            }
        }
        if let Some(lines) = lines.as_deref_mut() {
            note(lines, &group.id, adjusted);
        }
        score += sum;
    }
    score
}

fn note(lines: &mut Vec<IndicatorResult>, id: &SmolStr, adjusted: Vec<(Decimal, SmolStr)>) {
    if adjusted.iter().all(|(points, _)| points.is_zero()) {
        return;
    }
    let points = adjusted.iter().map(|(points, _)| *points).sum();
    let reasons =
        adjusted.into_iter().map(|(points, note)| Reason { points: Some(points), note, ..Reason::default() }).collect();
    lines.push(IndicatorResult { id: id.clone(), points: Some(points), measure: None, reasons });
}

/// Where the rows give more than the indicator may: says so, as their own points then do not add up.
fn remark_on_limit(rule: &Rule, value: Fraction, max: Decimal, reasons: &mut Vec<Reason>) {
    let raw = match rule {
        Rule::Per { each } | Rule::Deduct { each } => Fraction::from(*each) * value,
        Rule::Value => value,
        _ => return,
    };
    if raw > Fraction::from(max) {
        reasons.push(Reason::remark(format_smolstr!("at most {}", max.normalize())));
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
