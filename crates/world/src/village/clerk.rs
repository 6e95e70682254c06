//! A village's quarter, row by row: what its clerk and secretary would have typed, day by day.
//!
//! Everything follows from the plan, its seed and the village. The same county comes out every time, and a
//! quarter can be generated without the others. Rows come in batches, one for each time someone sat down to
//! write.

use super::asked::Book;
use super::branch::{self, Member};
use super::deeds::Deed;
use super::kept::Kept;
use super::words;
use crate::chance::Chance;
use crate::course::later;
use crate::plan::{Plan, QuarterPlan, VillagePlan};
use crate::rows;
use cunbang_model::{Date, Period, Row, Table, UnitCode};

/// Rows written at one sitting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The day.
    pub day: Date,
    /// Who wrote them.
    pub operator: String,
    /// The rows, all of one ledger.
    pub rows: Vec<Row>,
}

/// The ids of those who are being developed as members.
pub(super) const DEVELOPED: [&str; 3] = ["a1", "a2", "a3"];

/// Generates the rows of one village.
#[derive(Debug)]
pub struct Clerk<'a> {
    pub(super) plan: &'a Plan,
    pub(super) village: &'a VillagePlan,
    pub(super) kept: &'a Kept,
    pub(super) members: Vec<Member>,
    /// The indexes of the five-star members, by quarter of the plan.
    pub(super) winners: Vec<Vec<usize>>,
}

impl<'a> Clerk<'a> {
    /// The clerk of the plan's `village`-th village.
    pub fn new(plan: &'a Plan, village: usize, kept: &'a Kept) -> Self {
        let village = &plan.villages[village];
        let members = branch::members(plan.seed, village);
        let winners = branch::winners(plan.seed, village, &members);
        Self { plan, village, kept, members, winners }
    }

    /// The secretary, who chairs and confirms: the member's id, as names stay below the county.
    pub fn secretary(&self) -> &str {
        self.members.first().map_or("党支部", |member| member.id.as_str())
    }

    /// The clerk, who writes: the member's id.
    pub fn operator(&self) -> &str {
        self.members.get(1).map_or("村委会", |member| member.id.as_str())
    }

    /// The members.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    fn unit(&self) -> UnitCode {
        self.village.unit.code
    }

    pub(super) fn row(&self, table: Table, cells: &[(&str, &str)]) -> Row {
        let unit = self.unit();
        let cells: Vec<_> = std::iter::once(("unit", unit.as_str())).chain(cells.iter().copied()).collect();
        rows::row(table, &cells)
    }

    /// The roster with members' names. It stays with the village and its township.
    pub fn roster(&self) -> Vec<Row> {
        let members = self.members.iter().map(|member| {
            self.row(
                Table::Members,
                &[
                    ("member", &member.id),
                    ("name", &member.name),
                    ("status", member.status),
                    ("joined", &member.joined.to_string()),
                    ("group", &member.group),
                    ("floating", if member.floating { "yes" } else { "no" }),
                ],
            )
        });
        let mut chance = self.chance("developed", 0);
        let developed = self.developed().map(|person| {
            let name = words::name(&mut chance);
            self.row(Table::Members, &[("member", person), ("name", &name), ("status", "activist")])
        });
        let mut roster: Vec<Row> = members.collect();
        roster.extend(developed);
        roster
    }

    /// Those who are being developed as members, where the rules have steps for that.
    fn developed(&self) -> impl Iterator<Item = &'static str> {
        let has_steps = self.kept.steps.is_some();
        DEVELOPED.into_iter().filter(move |_| has_steps)
    }

    /// From half the best rate up to the best rate, depending on diligence.
    pub(super) fn does_well(&self, chance: &mut Chance, at_best: u64) -> bool {
        chance.happens(at_best * (100 + self.village.diligence) / 200)
    }

    /// The marks of all members at a meeting.
    pub(super) fn attendance(&self, meeting: &str, chance: &mut Chance) -> Vec<Row> {
        let mut rows = Vec::with_capacity(self.members.len());
        for member in &self.members {
            let mark = if member.floating {
                if chance.happens(70) { "remote" } else { "leave" }
            } else if self.does_well(chance, 96) {
                "present"
            } else {
                chance.text(&["leave", "leave", "late", "left_early", "absent", "present", "present"])
            };
            rows.push(self.row(Table::Attendance, &[("meeting", meeting), ("member", &member.id), ("mark", mark)]));
        }
        rows
    }

    /// The batches of a quarter of the plan, in order of days.
    pub fn quarter(&self, quarter: usize) -> Vec<Batch> {
        let writing = Quarter {
            clerk: self,
            index: quarter,
            plan: &self.village.quarters[quarter],
            period: self.plan.quarters[quarter],
        };
        writing.batches()
    }

    pub(super) fn chance(&self, what: &str, quarter: usize) -> Chance {
        Chance::of(self.plan.seed, &[what, self.unit().as_str(), &quarter.to_string()])
    }
}

/// One quarter of a village while it is generated.
pub(super) struct Quarter<'a> {
    pub(super) clerk: &'a Clerk<'a>,
    pub(super) index: usize,
    pub(super) plan: &'a QuarterPlan,
    pub(super) period: Period,
}

impl Quarter<'_> {
    pub(super) fn day(&self, month: usize, day: i8) -> Date {
        let first = self.period.months().get(month).map_or(self.period.first_day(), |month| month.first_day());
        first.with().day(day).build().unwrap_or(first)
    }

    pub(super) fn chance(&self, what: &str) -> Chance {
        self.clerk.chance(what, self.index)
    }

    fn batches(&self) -> Vec<Batch> {
        let review_day = self.day(2, 20);
        let deeds = self.deeds();
        let mut batches = Vec::new();
        let mut write = |day: Date, rows: Vec<Row>| {
            if !rows.is_empty() {
                batches.push(Batch { day, operator: self.clerk.operator().to_owned(), rows });
            }
        };
        let mut opening = self.standing();
        opening.extend(self.posts());
        write(self.day(0, 3), opening);
        for month in 0..2 {
            if self.clerk.kept.notes_early {
                let noted =
                    deeds.iter().filter(|deed| deed.date < self.day(month + 1, 1) && deed.date >= self.day(month, 1));
                write(self.day(month, 27), noted.map(|deed| self.deed_row(deed, false)).collect());
            }
        }
        let (small, whole) = self.review_meetings();
        write(self.day(2, 16), small);
        write(review_day, whole);
        write(review_day, deeds.iter().map(|deed| self.deed_row(deed, deed.confirmed)).collect());
        write(self.day(2, 22), self.votes_and_awards(&deeds));
        batches.extend(Book::batches(self.clerk, self.period));
        batches.sort_by_key(|batch| batch.day);
        batches
    }

    fn standing(&self) -> Vec<Row> {
        let members = self.clerk.members.iter().map(|member| {
            let floating = if member.floating { "yes" } else { "" };
            self.clerk.row(
                Table::Standing,
                &[("member", &member.id), ("status", member.status), ("group", &member.group), ("floating", floating)],
            )
        });
        let developed = self.clerk.developed();
        let developed =
            developed.map(|person| self.clerk.row(Table::Standing, &[("member", person), ("status", "activist")]));
        members.chain(developed).collect()
    }

    /// Posts are claimed once, most of them in the first quarter, and then kept.
    fn posts(&self) -> Vec<Row> {
        let clerk = self.clerk;
        let mut chance = clerk.chance("posts", 0);
        let count = clerk.members.len();
        let mut rows = Vec::new();
        for post in 0..usize::try_from(clerk.village.posts).unwrap_or(0) {
            let claimed_in = if chance.happens(80) { 0 } else { chance.place(4) };
            let day = i64::try_from(chance.between(5, 80)).unwrap_or(5);
            let title = chance.text(&words::POSTS);
            if claimed_in > self.index {
                continue;
            }
            let claimed = later(clerk.plan.quarters[claimed_in].first_day(), day);
            rows.push(clerk.row(
                Table::Posts,
                &[
                    ("post", &format!("p{post:03}")),
                    // Everyone gets one before anyone gets a second.
                    ("member", &clerk.members[post % count].id),
                    ("title", title),
                    ("claimed", &claimed.to_string()),
                ],
            ));
        }
        rows
    }

    /// The meetings at which deeds are presented: the groups' first, then the whole branch's.
    fn review_meetings(&self) -> (Vec<Row>, Vec<Row>) {
        let secretary = self.clerk.secretary();
        let meeting = |id: &str, kind: &str, day: Date, title: &str| {
            let date = day.to_string();
            self.clerk.row(
                Table::Meetings,
                &[("meeting", id), ("kind", kind), ("date", &date), ("title", title), ("chair", secretary)],
            )
        };
        let small = (1..self.plan.meetings).map(|number| {
            meeting(&format!("g{number}"), "group", self.day(2, 15), &format!("第{number}小组闪光言行交流"))
        });
        let small = small.collect();
        let mut whole = vec![meeting("r1", "quarterly_review", self.day(2, 20), "季度闪光言行点评会")];
        whole.extend(self.clerk.attendance("r1", &mut self.chance("review")));
        (small, whole)
    }

    fn votes_and_awards(&self, deeds: &[Deed]) -> Vec<Row> {
        let mut chance = self.chance("votes");
        let winners = &self.clerk.winners[self.index];
        let (members, period) = (&self.clerk.members, self.period.to_string());
        let present = members.len() as u64;
        // The cut is at about a third of the votes: every winner has more, everyone else fewer.
        let cut = present / 3 + 1;
        let mut rows = Vec::new();
        for (index, member) in members.iter().enumerate() {
            let won = winners.contains(&index);
            let votes = if won {
                chance.between(cut, present)
            } else if chance.happens(30) {
                chance.between(1, cut.saturating_sub(1).max(1))
            } else {
                0
            };
            if votes > 0 {
                let votes = votes.to_string();
                rows.push(
                    self.clerk
                        .row(Table::Nominations, &[("period", &period), ("member", &member.id), ("votes", &votes)]),
                );
            }
            let stars = if won {
                "5"
            } else if deeds.iter().any(|deed| deed.confirmed && deed.member == index) {
                "4"
            } else {
                "3"
            };
            rows.push(self.clerk.row(Table::Awards, &[("period", &period), ("member", &member.id), ("stars", stars)]));
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{QUARTERS, Totals};
    use crate::tree;
    use cunbang_model::record;
    use cunbang_model::schema::MeetingKind;
    use std::collections::{BTreeMap, BTreeSet};

    fn plan(tree: &str, seed: u64) -> Plan {
        Plan::new(&tree::shipped(tree).unwrap(), seed)
    }

    fn kept(scheme: &str, thrifty: bool) -> Kept {
        Kept::by(&crate::inputs::shipped(scheme), thrifty)
    }

    /// The final rows of a quarter: later ones replace earlier ones.
    fn last(batches: &[Batch]) -> BTreeMap<String, Row> {
        batches.iter().flat_map(|batch| &batch.rows).map(|row| (row.key(), row.clone())).collect()
    }

    #[test]
    fn rows_add_up_to_the_plan() {
        for (scheme, thrifty) in [("changxing", true), ("standard", false)] {
            let kept = kept(scheme, thrifty);
            let plan = plan("gaotai", 5);
            let (mut counted, mut planned) = (Totals::default(), Totals::default());
            for (village, of_village) in plan.villages.iter().enumerate().take(4) {
                planned.members += of_village.members;
                planned.posts += of_village.posts;
                for quarter in &of_village.quarters {
                    planned.meetings += quarter.meetings;
                    planned.deeds += quarter.deeds;
                    planned.confirmed += quarter.confirmed;
                    planned.five_stars += quarter.five_stars;
                    planned.winners += quarter.new_winners;
                }
                let clerk = Clerk::new(&plan, village, &kept);
                counted.members += clerk.roster().len() as u64;
                let (mut posts, mut winners) = (BTreeSet::new(), BTreeSet::new());
                for quarter in 0..QUARTERS {
                    for (key, row) in last(&clerk.quarter(quarter)) {
                        if row.table() == Table::Posts {
                            posts.insert(key);
                        } else if let Some(meeting) = row.record::<record::Meeting>() {
                            counted.meetings += u64::from(meeting.kind != MeetingKind::ThemeDay);
                        } else if let Some(deed) = row.record::<record::Deed>() {
                            counted.deeds += 1;
                            counted.confirmed += u64::from(deed.confirmed_on.is_some());
                        } else if let Some(record::Award { member, stars: 5, .. }) = row.record() {
                            counted.five_stars += 1;
                            winners.insert(member);
                        }
                    }
                }
                counted.posts += posts.len() as u64;
                counted.winners += winners.len() as u64;
            }
            assert_eq!(counted, planned, "{scheme}");
        }
    }

    #[test]
    fn the_same_seed_writes_the_same_and_another_does_not() {
        let rows = |seed| {
            let plan = plan("gaotai", seed);
            Clerk::new(&plan, 3, &kept("standard", false)).quarter(11)
        };
        assert_eq!(rows(9), rows(9));
        assert_ne!(rows(9), rows(10));
    }

    #[test]
    fn days_are_in_order_and_in_the_quarter() {
        let plan = plan("gaotai", 2);
        let kept = kept("standard", false);
        let clerk = Clerk::new(&plan, 0, &kept);
        for quarter in [0, 1, 2, 11] {
            let batches = clerk.quarter(quarter);
            assert!(batches.is_sorted_by_key(|batch| batch.day));
            for row in batches.iter().flat_map(|batch| &batch.rows).filter(|row| row.table() != Table::Posts) {
                assert!(row.quarter().is_none_or(|period| period == plan.quarters[quarter]), "{row:?}");
            }
        }
    }

    #[test]
    fn winners_have_a_confirmed_deed_and_more_votes_than_others() {
        let plan = plan("gaotai", 8);
        let kept = kept("changxing", true);
        let clerk = Clerk::new(&plan, 1, &kept);
        let rows = last(&clerk.quarter(6));
        let nominations = rows.values().filter_map(Row::record::<record::Nomination>);
        let votes: BTreeMap<String, i64> = nominations.map(|of| (of.member, of.votes)).collect();
        let deeds = rows.values().filter_map(Row::record::<record::Deed>);
        let confirmed: BTreeSet<String> =
            deeds.filter(|deed| deed.confirmed_on.is_some()).map(|deed| deed.member).collect();
        let awards = rows.values().filter_map(Row::record::<record::Award>);
        let (winners, others): (Vec<_>, Vec<_>) = awards.partition(|award| award.stars == 5);
        assert_eq!(winners.len() + others.len(), clerk.members().len());
        let least = winners.iter().map(|award| votes[&award.member]).min().unwrap();
        assert!(others.iter().all(|award| votes.get(&award.member).is_none_or(|votes| *votes < least)));
        assert!(winners.iter().all(|award| confirmed.contains(&award.member)));
    }
}
