//! Checks of a level 层级检查: limits that nothing reaches, and words that say nothing.

use crate::Level;
use crate::extent::{Extent, sum_of};
use crate::indicator::{Group, Indicator};
use crate::measure::Measure;
use crate::reading::Section;
use crate::rule::Rule;
use crate::rules::LevelRules;
use cunbang_model::Decimal;

/// Notes limits of a level that are out of reach.
pub(crate) fn check(section: &Section<'_>, level: Level, rules: &LevelRules, extent: &Extent) {
    let faults = section.faults;
    let (least, most) = (extent.least_score.normalize(), extent.most_score.normalize());
    if let Some(floor) = section.number("floor").filter(|floor| floor.value > most) {
        faults.doubt(
            floor.at,
            format!(
                "`floor` is {}: the indicators give at most {most} together, so everybody would have it",
                floor.value
            ),
        );
        // All that follows would follow from this.
        return;
    }
    if let Some(line) = section.number("warning_below") {
        if line.value <= least {
            faults.doubt(
                line.at,
                format!("`warning_below` is {}: no score is below {least}, so nobody would be warned", line.value),
            );
        } else if line.value > most {
            faults.doubt(
                line.at,
                format!("`warning_below` is {}: no score is above {most}, so everybody would be warned", line.value),
            );
        }
    }
    check_caps(section, &rules.groups, &rules.indicators);
    check_ties(section);
    check_candidates(section, rules, extent);
    if level != Level::Village {
        for (key, what) in [("candidates", "a backward list"), ("coverage", "a coverage"), ("kinds", "kinds of unit")] {
            if let Some(at) = section.place_of(key) {
                faults.doubt(at, format!("`{key}` stands in [{level}]: only [village] has {what}, so move it there"));
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
            section.faults.doubt(
                cap.at,
                format!(
                    "`cap` is {}: the indicators of group `{}` come to {sum} together, so it is never reached",
                    cap.value, id.value
                ),
            );
        }
    }
}

fn check_ties(section: &Section<'_>) {
    let stated = section.texts("tie_breakers").unwrap_or_default();
    let plain = |text: &str| text.strip_prefix('-').unwrap_or(text).to_owned();
    for (index, text) in stated.iter().enumerate() {
        if stated[..index].iter().any(|other| plain(other.value) == plain(text.value)) {
            section.faults.doubt(
                text.at,
                format!(
                    "tie-breaker `{}` stands there already, where it settles all it can: leave it out",
                    plain(text.value)
                ),
            );
        }
    }
}

fn check_candidates(section: &Section<'_>, rules: &LevelRules, extent: &Extent) {
    let (Some(rule), Some(entry)) = (&rules.candidates, section.section("candidates")) else { return };
    if let Some(ceiling) = entry.number("ceiling").filter(|ceiling| ceiling.value <= extent.least_score) {
        let least = extent.least_score.normalize();
        section.faults.doubt(
            ceiling.at,
            format!("`ceiling` is {}: no score is below {least}, so nobody would be listed", ceiling.value),
        );
    }
    if let Some(ceiling) = entry.number("ceiling").filter(|ceiling| ceiling.value > extent.most_score) {
        let most = extent.most_score.normalize();
        section.faults.doubt(
            ceiling.at,
            format!(
                "`ceiling` is {}: no score is above {most}, so it spares nobody: lower it, or leave it out",
                ceiling.value
            ),
        );
    }
    let (Some(at), Some(other)) = (entry.place_of("kinds"), rule.kinds.iter().find(|kind| !rules.kinds.contains(kind)))
    else {
        return;
    };
    let ranked: Vec<&str> = rules.kinds.iter().map(|kind| kind.as_str()).collect();
    section.faults.doubt(
        at,
        format!("`kinds` names {}, which is not ranked: expected some of {}", other.as_str(), ranked.join(", ")),
    );
}

/// Notes where a rule asks for more than its measure can come to, or for another unit than it has.
pub(crate) fn check_rule(section: &Section<'_>, rule: &Rule, measure: &Measure) {
    let (bottom, top) = (measure.bottom(), measure.top());
    if let Some(top) = top {
        check_unit(section, rule, top);
    }
    match rule {
        Rule::Bands(bands) => {
            let lowest_gives_nothing = bands.last().is_some_and(|band| bottom.is_some_and(|bottom| band.from < bottom));
            if let (true, Some(band)) = (lowest_gives_nothing, bands.last()) {
                section.faults.doubt(
                    section.at,
                    format!("the band from {} begins below 0, where the measure never is: write 0", band.from),
                );
            }
            if bands.iter().all(|band| band.points.is_zero()) {
                section.faults.doubt(section.at, "no band gives any points: give one more than 0, or use `shown`");
            }
        }
        Rule::Linear { from, to } if top.is_none() && bottom.is_some_and(|bottom| from.max(to) <= &bottom) => {
            section.faults.doubt(
                section.at,
                format!("the measure is never below 0, so the line from {from} to {to} is beyond its reach"),
            );
        }
        Rule::Veto(veto) => {
            if let Some(at) = section.number("at") {
                if bottom.is_some_and(|bottom| at.value <= bottom) {
                    let message = format!("`at` is {}: every measure is, so nobody would keep a score", at.value);
                    section.faults.doubt(at.at, message);
                } else if top.is_some_and(|top| at.value > top) {
                    let message =
                        format!("`at` is {}: the measure goes from 0 to 100, so it is never a veto", at.value);
                    section.faults.doubt(at.at, message);
                }
            }
            if let Some(below) = section.number("below") {
                if bottom.is_some_and(|bottom| below.value <= bottom) {
                    let message = format!("`below` is {}: no measure is, so it is never a veto", below.value);
                    section.faults.doubt(below.at, message);
                } else if top.is_some_and(|top| below.value > top) {
                    let message = format!("`below` is {}: every measure is, so nobody would keep a score", below.value);
                    section.faults.doubt(below.at, message);
                }
            }
            if let (true, true, Some(at)) =
                (veto.is_of_missing(), measure.is_always_there(), section.place_of("missing"))
            {
                section.faults.doubt(
                    at,
                    "rows that are not there are counted as none, so that nothing is ever missing: use `below`, or leave \
                     it out",
                );
            }
        }
        _ => {}
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
            format!(
                "the measure is in per cent, from 0 to {top}, and the rule goes to {highest}: expected {} for {highest} of \
                 all",
                (highest * Decimal::ONE_HUNDRED).normalize()
            ),
        );
    }
}
