//! The rules of one level: groups, stages, indicators, tie-breakers, stars, candidates.

use crate::candidate::{CandidateRule, parse_kinds};
use crate::consequence::{self, Condition, Consequence, parse_roles};
use crate::extent::Extent;
use crate::fault::listed;
use crate::indicator::{Group, GroupKind, Indicator, IndicatorInfo, Missing, Stage};
use crate::level_check;
use crate::measure::Measure;
use crate::part::Parts;
use crate::reading::{Located, Section};
use crate::rule::{Identified, Rule, check_against_top, unknown_id};
use crate::stars::Stars;
use crate::steps::Steps;
use crate::{Level, PeriodKind};
use cunbang_language::{Named, to_say};
use cunbang_model::schema::OfficeRole;
use cunbang_model::{Decimal, UnitKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Ids that outcomes use for lines of their own.
const RESERVED_IDS: [&str; 5] = ["score", "stars", "roster", "veto", "floor"];

/// The tie-breaker by the score with all that is deducted. No id has a colon.
const UNCUT: &str = "score:uncut";

/// The rules of one level.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools)] // each is a rule of its own
pub(crate) struct LevelRules {
    /// Which kinds of basic unit are ranked; of the level of villages only.
    pub(crate) kinds: Vec<UnitKind>,
    pub(crate) groups: Vec<Group>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) tie_breakers: Vec<TieBreaker>,
    pub(crate) stars: Option<Stars>,
    pub(crate) candidates: Option<CandidateRule>,
    pub(crate) floor: Option<Decimal>,
    pub(crate) warning_below: Option<Decimal>,
    /// What else must hold of whoever is warned.
    pub(crate) warning_when: Vec<Condition>,
    /// Whether who has nothing in the base groups that applies has no score, and is not ranked.
    pub(crate) nothing_stated_is_no_score: bool,
    /// Whether what does not apply ties by what the others of its group came to, and not last.
    pub(crate) tie_skipped_is_scaled: bool,
    /// Whether of equal scores those that a veto left stand last, whatever the tie-breakers say.
    pub(crate) vetoed_are_last: bool,
    /// The least share of the villages that must be received before candidates are listed.
    pub(crate) coverage: Option<Decimal>,
    pub(crate) consequences: Vec<Consequence>,
    /// Whether bounds rest on what came already.
    pub(crate) settled: bool,
    /// Whether units of which nothing was received are ranked all the same, as nothing here is theirs to send; of the level of
    /// villages only.
    pub(crate) silent_are_ranked: bool,
    /// The offices whose holders are ranked as their units are; of the level of villages only.
    pub(crate) offices: Vec<OfficeRole>,
}

/// What settles equal scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TieBreaker {
    pub(crate) by: TiedBy,
    /// Whether the smaller goes before.
    pub(crate) smaller_first: bool,
}

/// What is compared, by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TiedBy {
    Points(usize),
    /// Of an indicator that gives no points.
    Measure(usize),
    Stage(usize),
    /// The score with all that is deducted, beyond every limit.
    Uncut,
}

impl LevelRules {
    /// Whether anything settles equal scores.
    pub(crate) const fn settles_ties(&self) -> bool {
        self.vetoed_are_last || !self.tie_breakers.is_empty()
    }

    /// Reads the rules of a level; what people read of its indicators is added to `infos`.
    pub(crate) fn read(
        section: &Section<'_>,
        level: Level,
        period_kind: Option<PeriodKind>,
        steps: Option<&Arc<Steps>>,
        infos: &mut Vec<IndicatorInfo>,
    ) -> Self {
        let is_village = level == Level::Village;
        let faults_before = section.faults.count();
        if let Some(at) = section.place_of("kinds").filter(|_| section.texts("kinds").is_some_and(|all| all.is_empty()))
        {
            section.faults.doubt(at, to_say!("scheme-kinds-empty"));
        }
        let kinds = if is_village { parse_kinds(section) } else { None }
            .filter(|kinds| !kinds.is_empty())
            .unwrap_or_else(|| vec![UnitKind::Village, UnitKind::Community]);
        let groups = read_groups(section);
        let stages = read_stages(section);
        let mut indicators: Vec<Indicator> = Vec::new();
        let mut ids: Vec<String> = Vec::new();
        for entry in section.sections("indicators") {
            // An id stays known after a fault elsewhere in its indicator, so that referring to it is no fault.
            let id = entry.required_id();
            if let Some(id) = id {
                check_fresh_id(section, id, &ids, &groups);
                ids.push(id.value.to_owned());
            }
            if let Some((indicator, info)) = read_indicator(&entry, id, level, (period_kind, steps), &groups, &stages) {
                indicators.push(indicator);
                infos.push(info);
            }
        }
        if ids.is_empty() && !section.has("indicators") {
            section.missing("indicators", &to_say!("scheme-expected-indicators", level = level));
        }
        // What follows from a faulty indicator, group or stage is not a fault of its own.
        let are_whole = section.faults.count() == faults_before;
        if are_whole {
            check_used(section, &groups, &stages, &indicators);
        }
        let tie_breakers = read_tie_breakers(section, &ids, &stages, &indicators);
        let top_score = if are_whole {
            Extent::of(&groups, &indicators, None, None, None, period_kind).most_score
        } else {
            Decimal::MAX
        };
        // An index into `ids` is one into `indicators` too, unless an indicator has a fault; then nothing is scored.
        let stars = section
            .section("stars")
            .and_then(|stars| Stars::parse(&stars, (&ids, &groups), top_score, level == Level::Member));
        let candidates = if is_village {
            section.section("candidates").and_then(|candidates| CandidateRule::parse(&candidates, &kinds))
        } else {
            None
        };
        let floor = section.number("floor").map(|floor| floor.value);
        let warning_below = section.number("warning_below").map(|line| line.value);
        let warning_when = Condition::parse_all(section, "warning_when", level, &ids);
        let nothing_stated_is_no_score =
            section.choice("nothing_stated", &[("zero", false), ("no_score", true)]).unwrap_or(false);
        let tie_skipped_is_scaled =
            section.choice("tie_skipped", &[("last", false), ("scaled", true)]).unwrap_or(false);
        let vetoed_are_last = section.choice("vetoed", &[("as_scored", false), ("last", true)]).unwrap_or(false);
        let coverage = if is_village { section.number_within("coverage", Decimal::ZERO, Decimal::ONE) } else { None };
        let coverage = coverage.map(|share| share.value);
        let consequences = Consequence::parse_all(section, level, &ids);
        let offices = if is_village { parse_roles(section, "offices") } else { Vec::new() };
        let settled = level != Level::Member && section.yes_no("settled");
        let silent_are_ranked =
            is_village && section.choice("silent", &[("open", false), ("ranked", true)]).unwrap_or(false);
        if let Some(one) = indicators.iter().find(|one| silent_are_ranked && one.measure.is_open_while_silent()) {
            let at = section.place_of("silent").unwrap_or(section.at);
            section.faults.add(at, to_say!("scheme-silent-ranked-unfit", indicator = one.id));
        }
        let rules = Self {
            kinds,
            groups,
            stages,
            indicators,
            tie_breakers,
            stars,
            candidates,
            floor,
            warning_below,
            warning_when,
            nothing_stated_is_no_score,
            tie_skipped_is_scaled,
            vetoed_are_last,
            coverage,
            consequences,
            settled,
            silent_are_ranked,
            offices,
        };
        if are_whole {
            let extent = Extent::of(
                &rules.groups,
                &rules.indicators,
                rules.floor,
                rules.stars.as_ref(),
                rules.candidates.as_ref(),
                period_kind,
            );
            level_check::check(section, level, &rules, &extent);
            consequence::reach::check(section, &rules.consequences, level, &extent);
        }
        section.finish();
        rules
    }
}

fn check_fresh_id(section: &Section<'_>, id: Located<&str>, ids: &[String], groups: &[Group]) {
    let taken = if ids.iter().any(|other| other == id.value) {
        "indicator"
    } else if groups.iter().any(|group| group.id == id.value) {
        "group"
    } else if RESERVED_IDS.contains(&id.value) {
        "outcome"
    } else {
        return;
    };
    let message = to_say!("scheme-id-taken", id = id.value, by = taken);
    // The line of this id came later than schemes with an indicator of it may have been put.
    if id.value == "roster" { section.faults.doubt(id.at, message) } else { section.faults.add(id.at, message) }
}

fn read_groups(section: &Section<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for entry in section.sections("groups") {
        let id = entry.required_id();
        let title = entry.text("title");
        let kind = entry.required_choice(
            "kind",
            &[
                ("base", GroupKind::Base),
                ("added", GroupKind::Added),
                ("deducted", GroupKind::Deducted),
                ("veto", GroupKind::Veto),
            ],
        );
        let cap = entry.number("cap");
        if let Some(cap) = cap.filter(|cap| cap.value <= Decimal::ZERO) {
            let expected = to_say!("scheme-expected-above-zero");
            section
                .faults
                .add(cap.at, to_say!("scheme-value-wrong", place = "cap", value = cap.value, expected = expected));
        }
        entry.finish();
        let Some(id) = id else { continue };
        check_fresh_id(section, id, &[], &groups);
        // A group stays known after a fault in its kind, so that referring to it is no fault.
        groups.push(Group {
            id: id.value.into(),
            title: titled(title, id),
            kind: kind.unwrap_or(GroupKind::Base),
            cap: cap.map(|cap| cap.value),
        });
    }
    if groups.is_empty() {
        let kind = GroupKind::Base;
        let title = format!("{} {}", kind.chinese(), kind.as_str());
        groups.push(Group { id: kind.as_str().into(), title, kind, cap: None });
    }
    groups
}

/// The title of a group or stage, Chinese and English: its id stands for what of it is not stated.
fn titled(title: Option<Located<&str>>, id: Located<&str>) -> String {
    let title = title.map_or("", |title| title.value.trim());
    let named = Named::of_title(title);
    if named.english.is_empty() { format!("{title} {}", id.value).trim().to_owned() } else { title.to_owned() }
}

fn read_stages(section: &Section<'_>) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    let mut first = None;
    for entry in section.sections("stages") {
        first = first.or(Some(entry.at));
        let id = entry.required_id();
        let title = entry.text("title");
        let weight = entry.required_number("weight");
        entry.finish();
        let (Some(id), Some(weight)) = (id, weight) else {
            continue;
        };
        if stages.iter().any(|stage| stage.id == id.value) {
            section.faults.add(id.at, to_say!("scheme-stage-twice", id = id.value));
        }
        if weight.value <= Decimal::ZERO || weight.value > Decimal::ONE {
            let expected = to_say!("scheme-expected-share");
            section.faults.add(
                weight.at,
                to_say!("scheme-value-wrong", place = "weight", value = weight.value, expected = expected),
            );
        }
        stages.push(Stage { id: id.value.to_owned(), title: titled(title, id), weight: weight.value });
    }
    let sum: Decimal = stages.iter().map(|stage| stage.weight).sum();
    if let Some(first) = first.filter(|_| !stages.is_empty() && sum != Decimal::ONE) {
        section.faults.add(first, to_say!("scheme-weights-sum", sum = sum.normalize()));
    }
    stages
}

fn read_indicator(
    entry: &Section<'_>,
    id: Option<Located<&str>>,
    level: Level,
    (period_kind, steps): (Option<PeriodKind>, Option<&Arc<Steps>>),
    groups: &[Group],
    stages: &[Stage],
) -> Option<(Indicator, IndicatorInfo)> {
    let title = entry.required_text("title");
    let group = read_group(entry, groups);
    let kind = group.map_or(GroupKind::Base, |group| groups[group].kind);
    let stage = read_stage(entry, stages, kind);
    let max = entry.number("max");
    if let Some(max) = max.filter(|max| max.value <= Decimal::ZERO) {
        let expected = to_say!("scheme-expected-points");
        entry.faults.add(max.at, to_say!("scheme-value-wrong", place = "max", value = max.value, expected = expected));
    }
    // A rule that was made from a sheet needs a limit where the sheet names none.
    let max_is_stated = !entry.yes_no("max_unstated");
    let missing = [
        ("skip", Missing::Skip),
        ("zero", Missing::Zero),
        ("zero_beside", Missing::ZeroBeside),
        ("full", Missing::Full),
    ];
    let missing = entry.choice("missing", &missing);
    if missing.is_some() && kind != GroupKind::Base {
        entry.faults.add(entry.at, to_say!("scheme-missing-outside-base", kind = kind.as_str()));
    }
    let parts = Parts::parse(entry, period_kind);
    let kinds = if level.is_above_villages() { Vec::new() } else { parse_kinds(entry).unwrap_or_default() };
    let measure_section = entry.required_section("measure", || to_say!("scheme-expected-measure"));
    let measure = measure_section.as_ref().and_then(|section| Measure::parse(section, level, (period_kind, steps)));
    let rule_section = entry.required_section("points", || to_say!("scheme-expected-rule"));
    let rule = rule_section.as_ref().and_then(|section| Rule::parse(section, kind, max.map(|max| max.value)));
    entry.finish();
    let is_own_figure = level == Level::Village
        && measure
            .as_ref()
            .is_some_and(|one| one.table == Some(cunbang_model::Table::Measures) && !one.unstated_is_least);
    if kind == GroupKind::Base && is_own_figure && missing.is_none_or(|missing| missing != Missing::Zero) {
        entry.faults.doubt(entry.at, to_say!("scheme-own-figure-spared"));
    }
    let is_own_word = level == Level::Village
        && measure.as_ref().is_some_and(|one| one.is_written_by_village() && !one.rests_on_what_is_due());
    if let Some(Missing::Skip | Missing::ZeroBeside | Missing::Full) = missing.filter(|_| is_own_word) {
        entry.faults.add(entry.at, to_say!("scheme-missing-spares-village"));
    }
    if let (Some(rule), Some(section), Some(measure)) = (&rule, &rule_section, &measure) {
        if let Some(top) = measure.top() {
            check_against_top(rule, section, top);
        }
        level_check::check_rule(section, rule, measure, period_kind);
    }
    let scores = rule.as_ref().is_none_or(Rule::scores);
    if scores && !entry.has("max") {
        entry.missing("max", &to_say!("scheme-expected-max"));
    } else if let Some(max) = max.filter(|_| !scores) {
        entry.faults.add(max.at, to_say!("scheme-max-without-points"));
    }
    let (id, title, group, measure, rule) = (id?, title?, group?, measure?, rule?);
    let max = if scores { max?.value } else { Decimal::ZERO };
    let weight = stage.map_or(Decimal::ONE, |stage| stages[stage].weight);
    let missing = missing.unwrap_or(if is_own_word { Missing::Zero } else { Missing::Skip });
    let id = id.value.into();
    let indicator = Indicator { id, group, kind, stage, weight, max, missing, parts, kinds, measure, rule };
    let info = IndicatorInfo {
        level,
        id: indicator.id.to_string(),
        title: title.value.trim().to_owned(),
        table: indicator.measure.table,
        figure: indicator.measure.figure().map(str::to_owned),
        group: groups[group].id.to_string(),
        group_title: groups[group].title.clone(),
        group_kind: kind,
        stage: stage.map(|stage| stages[stage].id.clone()),
        stage_title: stage.map(|stage| stages[stage].title.clone()),
        max_points: scores.then(|| (max * weight).normalize()),
        max_is_stated,
        is_share: indicator.measure.top().is_some(),
        missing: (kind == GroupKind::Base && scores).then(|| missing.as_str()),
        parts: period_kind.map(|kind| indicator.parts.names(kind)).unwrap_or_default(),
        measure: indicator.of_kinds()
            + &indicator.measure.describe()
            + &cunbang_language::Language::English.with(|| indicator.unstated_in_words()),
        rule: indicator.rule.describe(),
    };
    Some((indicator, info))
}

fn read_group(entry: &Section<'_>, groups: &[Group]) -> Option<usize> {
    let Some(group) = entry.text("group") else {
        if groups.len() > 1 && !entry.has("group") {
            entry.missing("group", &to_say!("scheme-expected-group"));
        }
        return (groups.len() == 1).then_some(0);
    };
    let index = groups.iter().position(|known| known.id == group.value);
    if index.is_none() {
        let known: Vec<String> = groups.iter().map(|group| group.id.to_string()).collect();
        entry.faults.add(group.at, unknown_id(Identified::Group, group.value, &known));
    }
    index
}

fn read_stage(entry: &Section<'_>, stages: &[Stage], kind: GroupKind) -> Option<usize> {
    let known = || stages.iter().map(|stage| stage.id.clone()).collect::<Vec<_>>();
    let Some(stage) = entry.text("stage") else {
        if !stages.is_empty() && kind == GroupKind::Base && !entry.has("stage") {
            let stages = || stages.iter().map(|stage| stage.id.as_str());
            entry.missing("stage", &to_say!("scheme-expected-stage", stages = listed(stages())));
        }
        return None;
    };
    let index = stages.iter().position(|known| known.id == stage.value);
    if index.is_none() {
        entry.faults.add(stage.at, unknown_id(Identified::Stage, stage.value, &known()));
    }
    index
}

/// Notes groups and stages without indicators.
fn check_used(section: &Section<'_>, groups: &[Group], stages: &[Stage], indicators: &[Indicator]) {
    let used: BTreeSet<usize> = indicators.iter().map(|one| one.group).collect();
    for (index, group) in groups.iter().enumerate() {
        if !used.contains(&index) {
            section.faults.add(section.at, to_say!("scheme-group-unused", group = group.id, section = section.path));
        }
    }
    for (index, stage) in stages.iter().enumerate() {
        if !indicators.iter().any(|one| one.stage == Some(index)) {
            section.faults.add(section.at, to_say!("scheme-stage-unused", stage = stage.id, section = section.path));
        }
    }
}

fn read_tie_breakers(
    section: &Section<'_>,
    ids: &[String],
    stages: &[Stage],
    indicators: &[Indicator],
) -> Vec<TieBreaker> {
    let mut ties = Vec::new();
    for stated in section.texts("tie_breakers").unwrap_or_default() {
        let smaller_first = stated.value.starts_with('-');
        let text = Located { value: stated.value.strip_prefix('-').unwrap_or(stated.value), at: stated.at };
        if let Some(id) = text.value.strip_prefix("stage:") {
            let index = stages.iter().position(|stage| stage.id == id);
            if index.is_none() {
                let known: Vec<String> = stages.iter().map(|stage| stage.id.clone()).collect();
                let why = unknown_id(Identified::TiedStage, id, &known);
                section.faults.add(text.at, to_say!("scheme-tie-breaker-unknown", why = why));
            }
            ties.extend(index.map(|index| TieBreaker { by: TiedBy::Stage(index), smaller_first }));
            continue;
        }
        if stated.value == UNCUT {
            ties.push(TieBreaker { by: TiedBy::Uncut, smaller_first });
            continue;
        }
        if !ids.iter().any(|id| id == text.value) {
            let uncut = (!smaller_first).then(|| UNCUT.to_owned());
            let known: Vec<String> = ids.iter().cloned().chain(uncut).collect();
            let why = unknown_id(Identified::Indicator, text.value, &known);
            section.faults.add(text.at, to_say!("scheme-tie-breaker-unknown", why = why));
        }
        if let Some(index) = indicators.iter().position(|one| one.id == text.value) {
            let scores = indicators[index].rule.scores();
            let by = if scores { TiedBy::Points(index) } else { TiedBy::Measure(index) };
            ties.push(TieBreaker { by, smaller_first });
        }
    }
    ties
}
