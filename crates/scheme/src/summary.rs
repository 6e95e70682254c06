//! The rules in short, for people: what holds for a whole scheme or level, and not for one indicator.

use crate::chinese::chinese_of;
use crate::indicator::{Group, GroupKind, Missing, Stage};
use crate::level::Level;
use crate::rules::{LevelRules, TieBreaker, TiedBy};
use crate::scheme::Scheme;
use cunbang_language::{Language, Named, Said, say, to_say};
use cunbang_model::Decimal;
use cunbang_model::schema::Word as _;
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
        if self.looks_back() {
            stated.push(of_all((to_say!("scheme-about-past"), to_say!("scheme-stated-past"))));
        }
        stated.extend(self.steps().into_iter().flat_map(crate::steps::Steps::stated).map(of_all));
        for (level, rules) in &self.levels {
            let titles = self.titles(*level);
            let of_level = |(about, what)| Stated { level: Some(*level), about, what };
            stated.extend(rules.stated(&titles).into_iter().map(of_level));
        }
        stated
    }

    /// The same, a line each.
    pub fn summary(&self) -> Vec<String> {
        self.stated().iter().map(Stated::to_string).collect()
    }
}

/// Several things one after another, as each language lists them.
pub(crate) fn in_a_row<T>(things: &[T], say: impl Fn(&T) -> String) -> String {
    things.iter().map(say).collect::<Vec<_>>().join(Language::first().pick("；", "; "))
}

impl LevelRules {
    /// What holds for the level: what it is about, and what holds. `titles` are the indicators'.
    fn stated(&self, titles: &[&str]) -> Vec<(Said, Said)> {
        let mut stated = vec![(to_say!("scheme-about-groups"), Said::by(|| in_a_row(&self.groups, Group::in_words)))];
        if !self.stages.is_empty() {
            let stages = || in_a_row(&self.stages, Stage::in_words);
            stated.push((to_say!("scheme-about-stages"), to_say!("scheme-stated-stages", stages = stages())));
        }
        if !self.tie_breakers.is_empty() {
            let ties = Said::by(|| in_a_row(&self.tie_breakers, |tie| self.tie_in_words(*tie, titles)));
            stated.push((to_say!("scheme-about-ties"), ties));
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
        let number = |number: Decimal| Said::by(|| number.normalize().to_string());
        stated.extend(self.floor.map(|floor| (to_say!("scheme-about-floor"), number(floor))));
        stated.extend(self.warning_below.map(|line| (to_say!("scheme-about-warning"), number(line))));
        stated.extend(self.coverage.map(|share| (to_say!("scheme-about-coverage"), number(share))));
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
            TiedBy::Stage(index) => (Named::of_title(&self.stages[index].id), "stage"),
        };
        let first = if tie.smaller_first { "smaller" } else { "greater" };
        say!("scheme-stated-tie", by = by, what = what, first = first)
    }
}

impl Group {
    fn in_words(&self) -> String {
        let kind = Named::new(self.kind.chinese(), self.kind.as_str());
        match self.cap.map(|cap| cap.normalize()) {
            None => say!("scheme-stated-group", id = self.id, kind = kind),
            Some(cap) => say!("scheme-stated-capped-group", id = self.id, kind = kind, cap = cap),
        }
    }
}

impl Stage {
    fn in_words(&self) -> String {
        say!("scheme-stated-stage", id = self.id, weight = self.weight.normalize())
    }
}
