//! The deeds 闪光言行 of a quarter: whose they are, of which kind, and which are confirmed.

use super::clerk::Quarter;
use super::words;
use crate::chance::Chance;
use cunbang_model::{Date, Row, Table};

/// A deed, before it becomes a row.
pub(super) struct Deed {
    pub(super) id: String,
    pub(super) member: usize,
    pub(super) date: Date,
    pub(super) kind: &'static str,
    pub(super) text: String,
    pub(super) confirmed: bool,
}

impl Quarter<'_> {
    /// The quarter's deeds by day. Every five-star member has a confirmed one.
    pub(super) fn deeds(&self) -> Vec<Deed> {
        let mut chance = self.chance("deeds");
        let winners = &self.clerk.winners[self.index];
        let mut by: Vec<(usize, bool)> = winners.iter().map(|winner| (*winner, true)).collect();
        let weights: Vec<u64> = self.clerk.members.iter().map(|member| member.zeal).collect();
        let all: u64 = weights.iter().sum();
        let mut others: Vec<(usize, bool)> = (self.plan.five_stars..self.plan.deeds)
            .zip(self.plan.five_stars..)
            .map(|(_, number)| {
                let mut drawn = chance.below(all);
                let member = weights.iter().position(|weight| {
                    let found = drawn < *weight;
                    drawn = drawn.saturating_sub(*weight);
                    found
                });
                (member.unwrap_or(0), number < self.plan.confirmed)
            })
            .collect();
        by.append(&mut others);
        chance.shuffle(&mut by);
        let days = chance_days(self, &mut chance, by.len());
        by.into_iter()
            .zip(days)
            .enumerate()
            .map(|(number, ((member, confirmed), date))| {
                let (kind, text) = words::deed(&mut chance);
                Deed { id: format!("d{:03}", number + 1), member, date, kind, text, confirmed }
            })
            .collect()
    }

    /// The row of a deed, as presented or as confirmed at the review.
    pub(super) fn deed_row(&self, deed: &Deed, confirmed: bool) -> Row {
        let review_day = self.day(2, 20).to_string();
        let (on, by) = if confirmed { (review_day.as_str(), self.clerk.secretary()) } else { ("", "") };
        self.clerk.row(
            Table::Deeds,
            &[
                ("deed", &deed.id),
                ("member", &self.clerk.members[deed.member].id),
                ("date", &deed.date.to_string()),
                ("kind", deed.kind),
                ("text", &deed.text),
                ("confirmed_on", on),
                ("confirmed_by", by),
            ],
        )
    }
}

/// The days of the deeds, in order, all before the review.
fn chance_days(quarter: &Quarter<'_>, chance: &mut Chance, count: usize) -> Vec<Date> {
    let mut days: Vec<Date> = (0..count)
        .map(|_| {
            let month = chance.place(3);
            let last = if month == 2 { 19 } else { 26 };
            quarter.day(month, i8::try_from(chance.between(1, last)).unwrap_or(1))
        })
        .collect();
    days.sort_unstable();
    days
}
