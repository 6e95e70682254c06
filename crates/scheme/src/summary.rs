//! The rules in short, for people: what holds for a whole scheme or level, and not for one indicator.

use crate::attendance::WHOLE_BRANCH;
use crate::chinese::{chinese_of, chinese_of_kind};
use crate::indicator::{Group, GroupKind, Missing, Stage};
use crate::level::Level;
use crate::measure::{Measure, MeasureKind};
use crate::rules::{LevelRules, TieBreaker, TiedBy};
use crate::scheme::Scheme;
use cunbang_language::{Language, Named, Said, say, to_say};
use cunbang_model::schema::{MeetingKind, MemberStatus, Word as _};
use cunbang_model::{Decimal, UnitKind};
use std::fmt;

/// Something that holds for a whole scheme or level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The level; none where it holds for the whole scheme.
    pub level: Option<Level>,
    /// What it is about.
    pub about: Said,
    /// What holds.
    pub what: Said,
}

impl fmt::Display for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { about, what, .. } = self;
        f.write_str(&match self.level {
            None => say!("scheme-stated", about = about, what = what),
            Some(level) => say!("scheme-stated-of-level", level = level.named(), about = about, what = what),
        })
    }
}

impl Scheme {
    /// Deadlines, the steps of developing members, and of each level its groups with their caps, its stages,
    /// tie-breakers and limits.
    pub fn stated(&self) -> Vec<Stated> {
        let (days, grace) = (self.deadline_days(), self.grace_days());
        let of_all = |(about, what)| Stated { level: None, about, what };
        let mut stated = vec![of_all((
            to_say!("scheme-about-deadline"),
            to_say!("scheme-stated-deadline", days = days, grace = grace),
        ))];
        if let Some(days) = self.objections_within_days() {
            stated.push(of_all((to_say!("scheme-about-objections"), to_say!("scheme-stated-objections", days = days))));
        }
        stated.push(of_all(self.members_in_words()));
        stated.extend(self.rows_in_words().map(of_all));
        stated.push(of_all(points_in_words()));
        if self.looks_back() {
            stated.push(of_all((to_say!("scheme-about-past"), to_say!("scheme-stated-past"))));
        }
        stated.extend(self.steps().into_iter().flat_map(crate::steps::Steps::stated).map(of_all));
        for (level, rules) in &self.levels {
            let titles = self.titles(*level);
            let of_level = |(about, what)| Stated { level: Some(*level), about, what };
            stated.extend(rules.stated(&titles, *level).into_iter().map(of_level));
        }
        stated
    }

    /// Who counts as a member, and what that does.
    pub(crate) fn members_in_words(&self) -> (Said, Said) {
        let known = MemberStatus::WORDS;
        let named = |word: &String| {
            let chinese = known.iter().find(|(other, _)| other == word).map_or(word.as_str(), |(_, chinese)| chinese);
            Named::new(chinese, word).to_string()
        };
        let statuses = Said::by(|| in_a_list(&self.statuses, named));
        let count = if self.county_count_is_least { "least" } else { "instead" };
        let roster = if self.rows_need_roster { "nobody" } else { "anybody" };
        let stated = to_say!("scheme-stated-members", statuses = statuses, count = count, roster = roster);
        (to_say!("scheme-about-members"), stated)
    }

    /// Which rows do not count, where the rules look at what rows say; none where they count as they are written.
    pub(crate) fn rows_in_words(&self) -> Option<(Said, Said)> {
        let reading = self.row_reading.word();
        let stated = || (to_say!("scheme-about-rows"), to_say!("scheme-stated-rows", reading = reading));
        self.row_reading.checks().then(stated)
    }

    /// What the document leaves open and the scheme settles, or does not say, in the reader's language; nothing where the
    /// scheme names nothing. In English it is the head of the text, for which the scheme states the Chinese.
    pub fn left_open(&self) -> Vec<String> {
        let head = || head_of(self.text());
        match Language::first() {
            Language::English if !self.left_open.is_empty() => Some(head()).filter(|head| !head.is_empty()),
            _ => None,
        }
        .unwrap_or_else(|| self.left_open.clone())
    }

    /// All that is stated, a line each, and what is left open.
    pub fn summary(&self) -> Vec<String> {
        let left_open = Stated {
            level: None,
            about: to_say!("scheme-about-left-open"),
            what: Said::by(|| {
                let lines = self.left_open();
                let numbered = lines.iter().enumerate().map(|(index, line)| format!("{}. {line}", index + 1));
                numbered.collect::<Vec<_>>().join(" ")
            }),
        };
        let left_open = Some(left_open).filter(|_| !self.left_open.is_empty());
        self.stated().iter().chain(&left_open).map(Stated::to_string).collect()
    }
}

/// The paragraphs of the comment that a text begins with.
fn head_of(text: &str) -> Vec<String> {
    let comment = text.trim_start().lines().map_while(|line| line.strip_prefix('#')).map(str::trim);
    let lines: Vec<&str> = comment.collect();
    let paragraphs = lines.split(|line| line.is_empty()).map(|lines| lines.join(" "));
    paragraphs.filter(|paragraph| !paragraph.is_empty()).collect()
}

/// Several things one after another, as each language lists them.
pub(crate) fn in_a_row<T>(things: &[T], say: impl Fn(&T) -> String) -> String {
    things.iter().map(say).collect::<Vec<_>>().join(Language::first().pick("；", "; "))
}

/// The same with commas.
fn in_a_list<T>(things: &[T], say: impl Fn(&T) -> String) -> String {
    things.iter().map(say).collect::<Vec<_>>().join(Language::first().pick("、", ", "))
}

/// Kinds of unit, as people call them.
pub(crate) fn kinds_in_a_row(kinds: &[UnitKind]) -> Said {
    Said::by(|| in_a_list(kinds, |kind| Named::new(chinese_of_kind(*kind), kind.as_str()).to_string()))
}

/// Where points are rounded.
pub(crate) fn points_in_words() -> (Said, Said) {
    (to_say!("scheme-about-points"), to_say!("scheme-stated-points"))
}

impl LevelRules {
    /// Which units are ranked, on the level of villages.
    pub(crate) fn kinds_in_words(&self) -> (Said, Said) {
        (to_say!("scheme-about-kinds"), kinds_in_a_row(&self.kinds))
    }

    /// How stars are given, where they are.
    pub(crate) fn stars_in_words(&self, titles: &[&str]) -> Option<(Said, Said)> {
        Some((to_say!("scheme-about-stars"), self.stars.as_ref()?.in_words(titles, &self.groups)))
    }

    /// Which rows count, where the rules ask for attendance or for what was put right.
    pub(crate) fn counted_in_words(&self) -> Vec<(Said, Said)> {
        let measures = || self.indicators.iter().map(|one| &one.measure);
        let mut counted = Vec::new();
        if measures().any(|measure| matches!(&measure.kind, MeasureKind::Marks(marks) if !marks.sum)) {
            let known = MeetingKind::WORDS;
            let named = |kind: &&str| {
                let chinese = known.iter().find(|(word, _)| word == kind).map_or(*kind, |(_, chinese)| chinese);
                Named::new(chinese, kind).to_string()
            };
            let whole = Said::by(|| in_a_list(&WHOLE_BRANCH, named));
            counted.push((to_say!("scheme-about-attendance"), to_say!("scheme-stated-attendance", whole = whole)));
        }
        if measures().any(Measure::asks_whether_fixed) {
            counted.push((to_say!("scheme-about-findings"), to_say!("scheme-stated-findings")));
        }
        counted
    }

    /// What holds for the level: what it is about, and what holds. `titles` are the indicators'.
    fn stated(&self, titles: &[&str], level: Level) -> Vec<(Said, Said)> {
        let mut stated: Vec<(Said, Said)> =
            (level == Level::Village).then(|| self.kinds_in_words()).into_iter().collect();
        stated.push((to_say!("scheme-about-groups"), Said::by(|| in_a_row(&self.groups, Group::in_words))));
        if !self.stages.is_empty() {
            let stages = || in_a_row(&self.stages, Stage::in_words);
            stated.push((to_say!("scheme-about-stages"), to_say!("scheme-stated-stages", stages = stages())));
        }
        if !self.tie_breakers.is_empty() {
            let ties = Said::by(|| in_a_row(&self.tie_breakers, |tie| self.tie_in_words(*tie, titles)));
            stated.push((to_say!("scheme-about-ties"), ties));
            if self.tie_skipped_is_scaled {
                stated.push((to_say!("scheme-about-ties-skipped"), to_say!("scheme-stated-ties-skipped")));
            }
        }
        if self.vetoed_are_last {
            stated.push((to_say!("scheme-about-vetoed"), to_say!("scheme-stated-vetoed")));
        }
        if !self.offices.is_empty() {
            let roles = || in_a_row(&self.offices, |role| Named::new(role.chinese(), role.word()).to_string());
            stated.push((to_say!("scheme-about-offices"), to_say!("scheme-stated-offices", roles = roles())));
        }
        let skips = self
            .indicators
            .iter()
            .any(|one| one.kind == GroupKind::Base && one.rule.scores() && one.missing == Missing::Skip);
        if skips {
            stated.push((to_say!("scheme-about-skipped"), to_say!("scheme-stated-skipped")));
        }
        stated.extend(self.counted_in_words());
        stated.extend(self.stars_in_words(titles));
        stated.extend(self.candidates.as_ref().map(|rule| (to_say!("scheme-about-candidates"), rule.in_words())));
        let number = |number: Decimal| Said::by(|| number.normalize().to_string());
        let per_cent = |share: Decimal| Said::by(|| format!("{}%", (share * Decimal::ONE_HUNDRED).normalize()));
        stated.extend(self.floor.map(|floor| (to_say!("scheme-about-floor"), number(floor))));
        if self.nothing_stated_is_no_score {
            stated.push((to_say!("scheme-about-no-score"), to_say!("scheme-stated-no-score")));
        }
        if self.silent_are_ranked {
            stated.push((to_say!("scheme-about-silent-ranked"), to_say!("scheme-stated-silent-ranked")));
        }
        stated.extend(self.warning_below.map(|line| (to_say!("scheme-about-warning"), number(line))));
        let named = |index: usize| titles.get(index).copied().map(chinese_of).unwrap_or_default();
        stated.extend(self.warning_when.iter().map(|condition| {
            let (chinese, english) = (self.condition_in_chinese(condition, &named), condition.text().to_owned());
            (to_say!("scheme-about-warning-when"), Said::by(|| Named::new(&chinese, &english).to_string()))
        }));
        stated.extend(self.coverage.map(|share| (to_say!("scheme-about-coverage"), per_cent(share))));
        let title = |index: usize| titles.get(index).copied().map(chinese_of).unwrap_or_default();
        stated.extend(self.consequences.iter().map(|one| {
            let (chinese, english) = (one.in_chinese(&title), one.describe());
            (to_say!("scheme-about-consequence"), Said::by(|| Named::new(&chinese, &english).to_string()))
        }));
        stated
    }

    fn tie_in_words(&self, tie: TieBreaker, titles: &[&str]) -> String {
        let title = |index: usize| titles.get(index).copied().unwrap_or_default();
        let (by, what) = match tie.by {
            TiedBy::Points(index) => (Named::of_title(title(index)), "points"),
            TiedBy::Measure(index) => (Named::of_title(title(index)), "measure"),
            TiedBy::Stage(index) => (Named::of_title(&self.stages[index].title), "stage"),
            TiedBy::Uncut => return say!("scheme-stated-tie-uncut"),
        };
        let first = if tie.smaller_first { "smaller" } else { "greater" };
        say!("scheme-stated-tie", by = by, what = what, first = first)
    }
}

impl Group {
    fn in_words(&self) -> String {
        let name = Named::of_title(&self.title).to_string();
        let kind = Named::new(self.kind.chinese(), self.kind.as_str()).to_string();
        match self.cap.map(|cap| cap.normalize()) {
            // What is called as its kind is not said twice.
            None if name == kind => name,
            Some(cap) if name == kind => say!("scheme-stated-capped", name = name, cap = cap),
            None => say!("scheme-stated-group", name = name, kind = kind),
            Some(cap) => say!("scheme-stated-capped-group", name = name, kind = kind, cap = cap),
        }
    }
}

impl Stage {
    fn in_words(&self) -> String {
        say!("scheme-stated-stage", name = Named::of_title(&self.title), weight = self.weight.normalize())
    }
}
