//! Tasks and commitments: what was to be done by its day, and when it was.

use super::{Book, beginning, is_by_week};
use crate::chance::Chance;
use crate::course::later;
use crate::village::words as texts;
use cunbang_model::{Date, Table};
use cunbang_scheme::{Asked, GroupKind, Level};
use std::collections::{BTreeMap, BTreeSet};

/// How many commitments are the branch's own.
const OF_BRANCH: usize = 2;
/// Of what only adds points, a village does a part.
const ADDED_PART: usize = 3;

impl Book<'_> {
    /// Tasks, those of each beginning that is asked for.
    pub(super) fn tasks(&mut self) {
        let mut begun = BTreeSet::new();
        let asked: Vec<&Asked> = self.asked(Table::Tasks).collect();
        for asked in asked {
            let start = beginning(asked, "task").unwrap_or("task-");
            if !begun.insert(start) {
                continue;
            }
            let mut chance = self.chance(&format!("tasks-{start}"));
            let mut of_day: BTreeMap<Date, usize> = BTreeMap::new();
            for (number, due) in self.days(self.count(asked), is_by_week(asked)).into_iter().enumerate() {
                let done = self.done(&mut chance, due);
                let before = of_day.entry(due).or_default();
                *before += 1;
                let title = if beginning(asked, "task").is_some() {
                    // What is due on one day is told apart by its title.
                    let which = if *before > 1 { format!("，之{before}") } else { String::new() };
                    format!("{}（{}月{}日前{which}）", asked.title, due.month(), due.day())
                } else {
                    chance.text(&texts::TASKS).to_owned()
                };
                let cells = [
                    ("task", format!("{start}{:02}-{}", due.month(), number + 1)),
                    ("title", title),
                    ("due", due.to_string()),
                    ("done_on", done.map(|done| done.to_string()).unwrap_or_default()),
                ];
                self.write_due(due, done, Table::Tasks, &cells);
            }
        }
    }

    /// Commitments of the branch and its members.
    pub(super) fn commitments(&mut self) {
        // What is asked of a village says how many; else what is asked of each member.
        let asked = self.asked(Table::Commitments).max_by_key(|asked| asked.level == Level::Village);
        let Some(asked) = asked else { return };
        let mut chance = self.chance("commitments");
        let count = self.count(asked).max(OF_BRANCH);
        let members = self.clerk.members.len().max(1);
        let step = (members / count).max(1);
        for (number, due) in self.days(count, false).into_iter().enumerate() {
            let done = self.done(&mut chance, due);
            let of_branch = number < OF_BRANCH && asked.level == Level::Village;
            let (member, text) = if of_branch {
                ("", chance.text(&texts::BRANCH_PLEDGES))
            } else {
                let member = self.clerk.members.get(number * step % members);
                (member.map_or("", |member| member.id.as_str()), chance.text(&texts::MEMBER_PLEDGES))
            };
            let cells = [
                ("commitment", format!("c{:02}-{}", due.month(), number + 1)),
                ("member", member.to_owned()),
                ("text", text.to_owned()),
                ("due", due.to_string()),
                ("kept_on", done.map(|done| done.to_string()).unwrap_or_default()),
            ];
            self.write_due(due, done, Table::Commitments, &cells);
        }
    }

    /// How many rows a village writes.
    fn count(&self, asked: &Asked) -> usize {
        let rows = self.rows_asked(asked);
        if asked.group == GroupKind::Added { rows / ADDED_PART } else { rows }
    }

    /// When it was done: by its day, a few days late, or not.
    fn done(&self, chance: &mut Chance, due: Date) -> Option<Date> {
        let first = due.first_of_month().max(self.period.first_day());
        if self.clerk.does_well(chance, 97) {
            return Some(later(due, -i64::try_from(chance.below(6)).unwrap_or(0)).max(first));
        }
        let late = later(due, i64::try_from(chance.between(1, 6)).unwrap_or(1));
        let end = due.last_of_month().min(self.period.last_day());
        (chance.happens(40) && late <= end).then_some(late)
    }

    fn write_due(&mut self, due: Date, done: Option<Date>, table: Table, cells: &[(&str, String)]) {
        let cells: Vec<(&str, &str)> = cells.iter().map(|(column, text)| (*column, text.as_str())).collect();
        self.write(due, done.unwrap_or(due), table, &cells);
    }
}
