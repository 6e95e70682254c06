//! The routine of a quarter: theme days, commitments, tasks, visits and figures.

use super::clerk::Quarter;
use super::words;
use crate::chance::Chance;
use cunbang_model::{Period, Row, Table};

/// How many hard targets the county sets a village each quarter.
const HARD_TARGETS: usize = 2;

impl Quarter<'_> {
    /// A month's theme day 主题党日 and its attendance.
    pub(super) fn theme_day(&self, month: usize) -> Vec<Row> {
        if !self.clerk.kept.theme_days {
            return Vec::new();
        }
        let mut chance = self.chance(&format!("theme-{month}"));
        let meeting = format!("t{}", month + 1);
        let held = self.clerk.village.diligence > 40 || chance.happens(75);
        let mut rows = vec![self.clerk.row(
            Table::Meetings,
            &[
                ("meeting", &meeting),
                ("kind", "theme_day"),
                ("date", &self.day(month, 10).to_string()),
                ("title", chance.text(&words::THEMES)),
                ("chair", self.clerk.secretary()),
                ("reason_not_held", if held { "" } else { "农忙，未能召集" }),
            ],
        )];
        if held {
            self.attendance(&meeting, &mut chance, &mut rows);
        }
        rows
    }

    /// Commitments and tasks, as pledged at the start or with the results at the end.
    pub(super) fn pledged(&self, at_end: bool) -> Vec<Row> {
        let mut rows = Vec::new();
        let due = self.day(2, 25);
        let done = |chance: &mut Chance, quarter: &Self| {
            if quarter.does_well(chance, 97) {
                quarter.day(2, 12).to_string()
            } else if chance.happens(40) {
                // Done, but late.
                quarter.day(2, 28).to_string()
            } else {
                String::new()
            }
        };
        let kept = |done: &str| if at_end { done.to_owned() } else { String::new() };
        if self.clerk.kept.commitments {
            let mut chance = self.chance("commitments");
            let pledgers = self.clerk.members.iter().step_by(3);
            let of_members =
                pledgers.map(|member| (member.id.as_str(), chance.text(&words::MEMBER_PLEDGES))).collect::<Vec<_>>();
            let of_branch = (0..2).map(|_| ("", chance.text(&words::BRANCH_PLEDGES))).collect::<Vec<_>>();
            for (number, (member, text)) in of_branch.into_iter().chain(of_members).enumerate() {
                let done = done(&mut chance, self);
                rows.push(self.clerk.row(
                    Table::Commitments,
                    &[
                        ("commitment", &format!("c{:02}", number + 1)),
                        ("member", member),
                        ("text", text),
                        ("due", &due.to_string()),
                        ("kept_on", &kept(&done)),
                    ],
                ));
            }
        }
        if self.clerk.kept.tasks {
            let mut chance = self.chance("tasks");
            let usual = (1..=6).map(|number| (format!("t{number}"), chance.text(&words::TASKS))).collect::<Vec<_>>();
            let hard = (1..=HARD_TARGETS)
                .map(|number| (format!("hard-{number}"), chance.text(&words::HARD_TASKS)))
                .collect::<Vec<_>>();
            for (id, title) in usual.into_iter().chain(hard) {
                let done = done(&mut chance, self);
                rows.push(self.clerk.row(
                    Table::Tasks,
                    &[("task", &id), ("title", title), ("due", &due.to_string()), ("done_on", &kept(&done))],
                ));
            }
        }
        rows
    }

    /// A month's visits to households, as counts.
    pub(super) fn visits(&self, month: usize) -> Vec<Row> {
        if !self.clerk.kept.visits {
            return Vec::new();
        }
        let mut chance = self.chance(&format!("visits-{month}"));
        let households = self.clerk.village.members * 9;
        let visited = households * (50 + self.clerk.village.diligence / 2) / 100;
        let visited = visited.saturating_sub(chance.below(20));
        let period = self.period.months().get(month).map(Period::to_string).unwrap_or_default();
        let row = self.clerk.row(
            Table::Visits,
            &[("month", &period), ("households", &households.to_string()), ("visited", &visited.to_string())],
        );
        vec![row]
    }

    /// Figures from other sources.
    pub(super) fn figures(&self) -> Vec<Row> {
        if !self.clerk.kept.figures {
            return Vec::new();
        }
        let mut chance = self.chance("figures");
        let income = self.clerk.village.diligence * chance.between(8, 22);
        let bonus = if self.does_well(&mut chance, 40) { chance.between(1, 6) } else { 0 };
        let period = self.period.to_string();
        let figures = [
            ("collective_income", format!("{}.{:02}", income / 100, income % 100)),
            ("bonus_items", bonus.to_string()),
            ("hard_targets", HARD_TARGETS.to_string()),
        ];
        figures
            .into_iter()
            .map(|(indicator, value)| {
                self.clerk.row(Table::Measures, &[("period", &period), ("indicator", indicator), ("value", &value)])
            })
            .collect()
    }
}
