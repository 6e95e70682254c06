//! Checks of a level 层级检查: limits that nothing reaches, and words that say nothing.

use crate::extent::{Extent, sum_of};
use crate::fault::listed;
use crate::indicator::{Group, GroupKind, Indicator};
use crate::measure::{Combine, Measure, MeasureKind};
use crate::reading::Section;
use crate::rule::{Band, Rule};
use crate::rules::LevelRules;
use crate::{Level, PeriodKind};
use cunbang_language::to_say;
use cunbang_model::Decimal;

/// Notes limits of a level that are out of reach.
pub(crate) fn check(section: &Section<'_>, level: Level, rules: &LevelRules, extent: &Extent) {
    let faults = section.faults;
    let (least, most) = (extent.least_score.normalize(), extent.most_score.normalize());
    if let Some(floor) = section.number("floor").filter(|floor| floor.value > most) {
        faults.doubt(floor.at, to_say!("scheme-floor-above-all", value = floor.value, most = most));
        // All that follows would follow from this.
        return;
    }
    let full_marks = extent.full_marks.normalize();
    if let Some(floor) =
        section.number("floor").filter(|floor| floor.value > Decimal::ZERO && floor.value >= full_marks)
    {
        faults.doubt(floor.at, to_say!("scheme-floor-of-full-marks", value = floor.value, full = full_marks));
        return;
    }
    if let Some(line) = section.number("warning_below") {
        if line.value <= least {
            faults.doubt(line.at, to_say!("scheme-warning-below-all", value = line.value, least = least));
        } else if line.value > most {
            faults.doubt(line.at, to_say!("scheme-warning-above-all", value = line.value, most = most));
        }
    }
    if let (Some(at), None) = (section.place_of("warning_when"), rules.warning_below) {
        faults.doubt(at, to_say!("scheme-warning-when-without-line"));
    }
    check_caps(section, &rules.groups, &rules.indicators);
    check_ties(section);
    check_vetoed(section, rules);
    check_candidates(section, rules, extent);
    if level != Level::Village {
        for key in ["candidates", "coverage", "kinds"] {
            if let Some(at) = section.place_of(key) {
                faults.doubt(at, to_say!("scheme-only-of-villages", key = key, level = level));
            }
        }
    }
}

fn check_caps(section: &Section<'_>, groups: &[Group], indicators: &[Indicator]) {
    for entry in section.sections("groups") {
        let (Some(id), Some(cap)) = (entry.text("id"), entry.number("cap")) else { continue };
        let Some(index) = groups.iter().position(|group| group.id == id.value) else { continue };
        let sum = sum_of(index, indicators).normalize();
        if cap.value > sum {
            section
                .faults
                .doubt(cap.at, to_say!("scheme-cap-above-sum", value = cap.value, group = id.value, sum = sum));
        }
    }
}

fn check_ties(section: &Section<'_>) {
    let stated = section.texts("tie_breakers").unwrap_or_default();
    let plain = |text: &str| text.strip_prefix('-').unwrap_or(text).to_owned();
    for (index, text) in stated.iter().enumerate() {
        if stated[..index].iter().any(|other| plain(other.value) == plain(text.value)) {
            section.faults.doubt(text.at, to_say!("scheme-tie-breaker-twice", indicator = plain(text.value)));
        }
    }
}

/// A score that a veto left is the least there is only where no score is below nothing.
fn check_vetoed(section: &Section<'_>, rules: &LevelRules) {
    let Some(at) = section.place_of("vetoed").filter(|_| rules.vetoed_are_last) else { return };
    if !rules.indicators.iter().any(|one| matches!(one.rule, Rule::Veto(_))) {
        section.faults.add(at, to_say!("scheme-vetoed-without-veto"));
    }
    if rules.floor.is_none_or(|floor| floor < Decimal::ZERO) {
        section.faults.add(at, to_say!("scheme-vetoed-without-floor"));
    }
}

/// Counties have fewer villages: a least number that outweighs the share of so many always holds, and the share never.
const MOST_VILLAGES: Decimal = Decimal::from_parts(3000, 0, 0, false, 0);
/// From this share on a backward list is one of nearly everybody, and a share was taken for its rest.
const MOST_SHARE: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

fn check_candidates(section: &Section<'_>, rules: &LevelRules, extent: &Extent) {
    let (Some(rule), Some(entry)) = (&rules.candidates, section.section("candidates")) else { return };
    if let Some(share) = entry.number("share").filter(|share| share.value > MOST_SHARE && share.value <= Decimal::ONE) {
        let per_cent = (share.value * Decimal::ONE_HUNDRED).normalize();
        let rest = (Decimal::ONE - share.value).normalize();
        section
            .faults
            .doubt(share.at, to_say!("scheme-share-of-most", value = share.value, per_cent = per_cent, rest = rest));
    }
    if let Some(ceiling) = entry.number("ceiling").filter(|ceiling| ceiling.value <= extent.least_score) {
        let least = extent.least_score.normalize();
        section.faults.doubt(ceiling.at, to_say!("scheme-ceiling-below-all", value = ceiling.value, least = least));
    }
    if let Some(ceiling) = entry.number("ceiling").filter(|ceiling| ceiling.value > extent.most_score) {
        let most = extent.most_score.normalize();
        section.faults.doubt(ceiling.at, to_say!("scheme-ceiling-above-all", value = ceiling.value, most = most));
    }
    if let Some(minimum) = entry.number("minimum").filter(|_| rule.share > Decimal::ZERO) {
        let up_to = (minimum.value / rule.share).floor();
        if up_to > MOST_VILLAGES {
            let per_cent = (rule.share * Decimal::ONE_HUNDRED).normalize();
            let message =
                to_say!("scheme-minimum-above-share", value = minimum.value, per_cent = per_cent, up_to = up_to);
            section.faults.doubt(minimum.at, message);
        }
    }
    let (Some(at), Some(other)) = (entry.place_of("kinds"), rule.kinds.iter().find(|kind| !rules.kinds.contains(kind)))
    else {
        return;
    };
    let ranked = || rules.kinds.iter().map(|kind| kind.as_str());
    section.faults.doubt(at, to_say!("scheme-kinds-not-ranked", kind = other.as_str(), ranked = listed(ranked())));
}

/// Notes where a rule asks for more than its measure can come to, or for another unit than it has.
pub(crate) fn check_rule(section: &Section<'_>, rule: &Rule, measure: &Measure, kind: Option<PeriodKind>) {
    let (bottom, top) = (measure.bottom(), measure.top());
    if let Some(top) = top {
        check_unit(section, rule, top);
    } else if let Some(most) = measure.most(kind) {
        check_most(section, rule, most.normalize());
    }
    check_direction(section, rule, measure);
    match rule {
        Rule::Bands(bands) => {
            let lowest_gives_nothing = bands.last().is_some_and(|band| bottom.is_some_and(|bottom| band.from < bottom));
            if let (true, Some(band)) = (lowest_gives_nothing, bands.last()) {
                section.faults.doubt(section.at, to_say!("scheme-band-below-zero", from = band.from));
            }
            if bands.iter().all(|band| band.points.is_zero()) {
                section.faults.doubt(section.at, to_say!("scheme-bands-give-nothing"));
            }
        }
        Rule::Linear { from, to } if top.is_none() && bottom.is_some_and(|bottom| from.max(to) <= &bottom) => {
            section.faults.doubt(section.at, to_say!("scheme-line-below-zero", from = from, to = to));
        }
        Rule::Veto(veto) => {
            if let Some(at) = section.number("at") {
                if bottom.is_some_and(|bottom| at.value <= bottom) {
                    let message = to_say!("scheme-veto-at-always", value = at.value);
                    section.faults.doubt(at.at, message);
                } else if top.is_some_and(|top| at.value > top) {
                    let message = to_say!("scheme-veto-at-never", value = at.value);
                    section.faults.doubt(at.at, message);
                }
            }
            if let Some(below) = section.number("below") {
                if bottom.is_some_and(|bottom| below.value <= bottom) {
                    let message = to_say!("scheme-veto-below-never", value = below.value);
                    section.faults.doubt(below.at, message);
                } else if top.is_some_and(|top| below.value > top) {
                    let message = to_say!("scheme-veto-below-always", value = below.value);
                    section.faults.doubt(below.at, message);
                }
            }
            if let (true, true, Some(at)) =
                (veto.is_of_missing(), measure.is_always_there(), section.place_of("missing"))
            {
                section.faults.doubt(at, to_say!("scheme-veto-nothing-missing"));
            }
        }
        _ => {}
    }
}

/// Notes a rule that asks for more than as many months or periods as there are.
fn check_most(section: &Section<'_>, rule: &Rule, most: Decimal) {
    match rule {
        Rule::Linear { from, to } if *from.max(to) > most => {
            section.faults.doubt(section.at, to_say!("scheme-line-beyond-measure", top = most, from = from, to = to));
        }
        Rule::Bands(bands) => {
            for band in bands.iter().filter(|band| band.from > most) {
                section.faults.doubt(section.at, to_say!("scheme-band-beyond-measure", from = band.from, top = most));
            }
        }
        _ => {}
    }
}

/// Notes bands that give less for more where more is better: where some do so and others do not, and of what is done in
/// time or attended.
fn check_direction(section: &Section<'_>, rule: &Rule, measure: &Measure) {
    let Rule::Bands(bands) = rule else { return };
    let is_done = matches!(measure.kind, MeasureKind::Timeliness { .. } | MeasureKind::Sealed)
        || matches!(&measure.kind, MeasureKind::Marks(marks) if marks.weight_of("present") > marks.weight_of("absent"));
    let falls = |(higher, lower): (&Band, &Band)| higher.points < lower.points;
    let pairs = || bands.iter().zip(bands.iter().skip(1));
    let rises = pairs().any(|(higher, lower)| higher.points > lower.points);
    if let Some((higher, lower)) = pairs().find(|pair| falls(*pair)).filter(|_| rises || is_done) {
        let message = to_say!(
            "scheme-band-gives-less",
            from = higher.from,
            gives = higher.points,
            below = lower.from,
            more = lower.points
        );
        section.faults.doubt(section.at, message);
    }
}

/// Notes a rule that takes a measure in per cent for a fraction.
fn check_unit(section: &Section<'_>, rule: &Rule, top: Decimal) {
    let highest = match rule {
        Rule::Linear { from, to } => Some(*from.max(to)),
        Rule::Bands(bands) => bands.first().map(|band| band.from),
        Rule::Veto(_) => section.number("below").map(|below| below.value),
        _ => None,
    };
    if let Some(highest) = highest.filter(|highest| *highest > Decimal::ZERO && *highest <= Decimal::ONE) {
        section.faults.doubt(
            section.at,
            to_say!(
                "scheme-rule-takes-fraction",
                top = top,
                highest = highest,
                expected = (highest * Decimal::ONE_HUNDRED).normalize()
            ),
        );
    }
}

/// Notes the measures by which a village gains the more it leaves out: where rows are read as attested all of them, else
/// those that give most to whoever writes nothing.
pub(crate) fn check_own_rows(village: &Section<'_>, rules: &LevelRules, is_attested: bool) {
    for entry in village.sections("indicators") {
        let Some(id) = entry.text("id") else { continue };
        let Some(one) = rules.indicators.iter().find(|one| one.id == id.value) else { continue };
        let at = entry.section("measure").map_or(entry.at, |measure| measure.at);
        if is_attested && is_own_mean(&one.measure) && one.rule.scores() {
            entry.faults.doubt(at, to_say!("scheme-own-average-pays"));
        } else if (is_attested && own_rows_pay(one)) || nothing_written_pays(one) {
            entry.faults.doubt(at, to_say!("scheme-own-rows-pay"));
        }
    }
}

/// Whether a village has the most where it writes down nothing, and less for more.
fn nothing_written_pays(one: &Indicator) -> bool {
    let counts = matches!(one.measure.kind, MeasureKind::Count { .. } | MeasureKind::Sum { .. });
    let gives_for_little = matches!(one.rule, Rule::Linear { .. } | Rule::Bands(_)) && one.rule.favours_less();
    counts && gives_for_little && one.kind != GroupKind::Deducted && one.measure.is_written_by_village()
}

fn is_own_mean(measure: &Measure) -> bool {
    matches!(measure.kind, MeasureKind::Figure { combine: Combine::Average, .. }) && !measure.is_from_above
}

/// Whether a village gains by leaving out rows of its own that lower what this gives: those that cost it points, or those that
/// fail of a share of what was written.
fn own_rows_pay(one: &Indicator) -> bool {
    if !one.measure.is_written_by_village() || !one.rule.scores() {
        return false;
    }
    match &one.measure.kind {
        MeasureKind::Rate { .. }
        | MeasureKind::Timeliness { .. }
        | MeasureKind::Average { .. }
        | MeasureKind::Ratio { .. } => one.measure.of.is_empty() && one.measure.whole_at_least.is_empty(),
        MeasureKind::Count { .. } | MeasureKind::Sum { .. } => {
            one.kind == GroupKind::Deducted || one.rule.favours_less()
        }
        _ => false,
    }
}
