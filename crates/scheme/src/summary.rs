//! The rules in short, for people: what holds for a whole scheme or level, and not for one indicator.

use crate::indicator::GroupKind;
use crate::level::Level;
use crate::rules::{LevelRules, TiedBy};
use crate::scheme::Scheme;
use cunbang_model::schema::Word as _;

impl Scheme {
    /// Deadlines, the steps of developing members, and of each level its groups with their caps, its stages, tie-breakers and limits: a line each,
    /// Chinese and English.
    pub fn summary(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "seals are in time 上报期限: up to {} days after the period 周期结束后 {0} 日内, and {} days of grace 宽限 {1} 日",
            self.deadline_days(),
            self.grace_days()
        )];
        if self.looks_back() {
            lines.push("earlier periods 往期: rests on what was published of them too 还依据以往各期的通报".to_owned());
        }
        lines.extend(self.steps().into_iter().flat_map(|steps| steps.summary()));
        for (level, rules) in &self.levels {
            lines.extend(rules.summary(*level));
        }
        lines
    }
}

impl LevelRules {
    fn summary(&self, level: Level) -> Vec<String> {
        let mut parts = Vec::new();
        let groups: Vec<String> = self
            .groups
            .iter()
            .map(|group| {
                let cap = group.cap.map_or_else(String::new, |cap| format!(", at most 封顶 {}", cap.normalize()));
                format!("{} ({} {}{cap})", group.id, group.kind.as_str(), group.kind.chinese())
            })
            .collect();
        parts.push(format!("groups 分组: {}", groups.join("; ")));
        if !self.stages.is_empty() {
            let stages: Vec<String> =
                self.stages.iter().map(|stage| format!("{} × {}", stage.id, stage.weight.normalize())).collect();
            parts.push(format!(
                "stages 阶段: {}; the full marks below have their stage's weight in them 下列满分已按阶段权重折算",
                stages.join(", ")
            ));
        }
        if !self.tie_breakers.is_empty() {
            let ties: Vec<String> = self
                .tie_breakers
                .iter()
                .map(|tie| {
                    let (by, what) = match tie.by {
                        TiedBy::Points(index) => (self.indicators[index].id.clone(), "points 得分"),
                        TiedBy::Measure(index) => (self.indicators[index].id.clone(), "measure 计量值"),
                        TiedBy::Stage(index) => (format!("stage:{}", self.stages[index].id), "points 得分"),
                    };
                    let first = if tie.smaller_first { ", smaller first 低者在前" } else { "" };
                    format!("{by} ({what}{first})")
                })
                .collect();
            parts.push(format!("equal scores are settled by 同分依次比较: {}", ties.join(", ")));
        }
        if !self.offices.is_empty() {
            let roles: Vec<String> =
                self.offices.iter().map(|role| format!("{} {}", role.word(), role.chinese())).collect();
            parts.push(format!(
                "who holds these offices is ranked as the unit is 职务按单位得分排名: {}",
                roles.join(", ")
            ));
        }
        let skips = self.indicators.iter().any(|one| {
            one.kind == GroupKind::Base && one.rule.scores() && one.missing == crate::indicator::Missing::Skip
        });
        if skips {
            parts.push(
                "where an indicator is skipped as not applicable, the others of its group are scaled to the group's full \
                 marks 不适用的指标跳过，同组其余指标按满分折算"
                    .to_owned(),
            );
        }
        for (limit, words) in [
            (self.floor, "no score is lower than 最低分"),
            (self.warning_below, "warned below 警示线"),
            (self.coverage, "no candidates below this share received 覆盖率低于此不列候选"),
        ] {
            parts.extend(limit.map(|limit| format!("{words}: {}", limit.normalize())));
        }
        parts.extend(self.consequences.iter().map(|one| format!("proposed 结果运用: {}", one.describe())));
        parts.into_iter().map(|part| format!("{level} {}: {part}", level.chinese())).collect()
    }
}
