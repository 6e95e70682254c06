//! A village's quarter, row by row: what its clerk and secretary would have typed, day after day.
//!
//! Everything follows from the plan, its seed and the village: the same county comes out every time, and
//! a quarter needs no other quarter to be made. What is written stands in batches, one for each time that
//! somebody sat down to write.

use super::chance::Chance;
use super::plan::{Plan, QuarterPlan, VillagePlan};
use super::words;
use anyhow::{Context as _, bail};
use cunbang_model::{Date, Period, Row, Table, UnitCode};
use cunbang_scheme::Scheme;

/// What villages keep records of: deeds and reviews always, the rest where the rules ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is a kind of record that is kept or not, whatever the others
pub(crate) struct Kept {
    /// Monthly theme days and who came.
    pub(crate) theme_days: bool,
    /// Commitments.
    pub(crate) commitments: bool,
    /// Tasks.
    pub(crate) tasks: bool,
    /// Visits to households.
    pub(crate) visits: bool,
    /// Figures: income, bonus items.
    pub(crate) figures: bool,
    /// Whether the clerk notes deeds before the review too, and writes them again when they are confirmed.
    pub(crate) notes_early: bool,
}

impl Kept {
    /// What a scheme asks for. `thrifty` leaves out what only makes more entries of the same rows.
    pub(crate) fn by(scheme: &Scheme, thrifty: bool) -> Self {
        let asks_for = |word: &str| scheme.text().contains(word);
        Self {
            theme_days: asks_for("theme_day"),
            commitments: asks_for("\"commitments\""),
            tasks: asks_for("\"tasks\""),
            visits: asks_for("\"visits\""),
            figures: asks_for("\"figure\""),
            notes_early: !thrifty,
        }
    }
}

/// A member of a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    /// The village's own id.
    pub(crate) id: String,
    /// The name.
    pub(crate) name: String,
    status: &'static str,
    joined: Date,
    group: String,
    floating: bool,
    /// How active: 1 to 100.
    zeal: u64,
}

/// Rows that were written at one sitting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Batch {
    /// The day.
    pub(crate) day: Date,
    /// Who wrote them.
    pub(crate) operator: String,
    /// The rows, of one ledger.
    pub(crate) rows: Vec<Row>,
}

/// Makes the rows of one village.
#[derive(Debug)]
pub(crate) struct Clerk<'a> {
    plan: &'a Plan,
    village: &'a VillagePlan,
    kept: Kept,
    members: Vec<Member>,
    /// The places of the five-star members, by quarter of the plan.
    winners: Vec<Vec<usize>>,
}

impl<'a> Clerk<'a> {
    /// The clerk of the plan's `village`-th village.
    pub(crate) fn new(plan: &'a Plan, village: usize, kept: Kept) -> anyhow::Result<Self> {
        let village = plan.villages.get(village).context("the plan has no such village")?;
        let members = members(plan.seed, village);
        let winners = winners(plan.seed, village, &members);
        Ok(Self { plan, village, kept, members, winners })
    }

    /// The secretary, who chairs and confirms.
    pub(crate) fn secretary(&self) -> &str {
        self.members.first().map_or("书记", |member| member.name.as_str())
    }

    /// The clerk, who writes.
    pub(crate) fn operator(&self) -> &str {
        self.members.get(1).map_or("文书", |member| member.name.as_str())
    }

    /// The members, for tests and lists.
    #[cfg(test)]
    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    fn unit(&self) -> UnitCode {
        self.village.unit.code
    }

    fn row(&self, table: Table, cells: &[(&str, &str)]) -> anyhow::Result<Row> {
        let unit = self.unit();
        let cells = std::iter::once(("unit", unit.as_str())).chain(cells.iter().copied());
        match Row::from_cells(table, cells) {
            Ok(row) => Ok(row),
            Err(faults) => bail!(
                "{unit}: a made-up row of {table} is not valid: {}",
                faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
            ),
        }
    }

    /// The roster: names, which stay with the village and its township.
    pub(crate) fn roster(&self) -> anyhow::Result<Vec<Row>> {
        self.members
            .iter()
            .map(|member| {
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
            })
            .collect()
    }

    /// The batches of a quarter of the plan, in the order of their days.
    pub(crate) fn quarter(&self, quarter: usize) -> anyhow::Result<Vec<Batch>> {
        let writing = Quarter {
            clerk: self,
            place: quarter,
            plan: self.village.quarters.get(quarter).context("the plan has no such quarter")?,
            period: self.plan.quarters[quarter],
        };
        writing.batches()
    }

    fn chance(&self, what: &str, quarter: usize) -> Chance {
        Chance::of(self.plan.seed, &[what, self.unit().as_str(), &quarter.to_string()])
    }
}

/// One quarter of a village while it is made.
struct Quarter<'a> {
    clerk: &'a Clerk<'a>,
    place: usize,
    plan: &'a QuarterPlan,
    period: Period,
}

/// A deed before it is a row.
struct Deed {
    id: String,
    member: usize,
    date: Date,
    kind: &'static str,
    text: String,
    confirmed: bool,
}

impl Quarter<'_> {
    fn day(&self, month: usize, day: i8) -> Date {
        let first = self.period.months().get(month).map_or(self.period.first_day(), |month| month.first_day());
        first.with().day(day).build().unwrap_or(first)
    }

    fn chance(&self, what: &str) -> Chance {
        self.clerk.chance(what, self.place)
    }

    fn does_well(&self, chance: &mut Chance, at_best: u64) -> bool {
        // Between half as often and as often as the best.
        chance.happens(at_best * (100 + self.clerk.village.diligence) / 200)
    }

    fn batches(&self) -> anyhow::Result<Vec<Batch>> {
        let review_day = self.day(2, 20);
        let deeds = self.deeds();
        let mut batches = Vec::new();
        let mut write = |day: Date, rows: Vec<Row>| {
            if !rows.is_empty() {
                batches.push(Batch { day, operator: self.clerk.operator().to_owned(), rows });
            }
        };
        let mut opening = self.standing()?;
        opening.extend(self.posts()?);
        write(self.day(0, 3), opening);
        write(self.day(0, 5), self.pledged(false)?);
        for month in 0..3 {
            write(self.day(month, 11), self.theme_day(month)?);
            if self.clerk.kept.notes_early && month < 2 {
                let noted =
                    deeds.iter().filter(|deed| deed.date < self.day(month + 1, 1) && deed.date >= self.day(month, 1));
                write(
                    self.day(month, 27),
                    noted.map(|deed| self.deed_row(deed, false)).collect::<anyhow::Result<_>>()?,
                );
            }
            write(self.day(month, 28).min(self.day(2, 18)), self.visits(month)?);
        }
        let (small, whole) = self.review_meetings()?;
        write(self.day(2, 16), small);
        write(review_day, whole);
        write(review_day, deeds.iter().map(|deed| self.deed_row(deed, deed.confirmed)).collect::<anyhow::Result<_>>()?);
        write(self.day(2, 22), self.votes_and_awards(&deeds)?);
        let mut closing = self.pledged(true)?;
        closing.extend(self.figures()?);
        write(self.day(2, 26), closing);
        batches.sort_by_key(|batch| batch.day);
        Ok(batches)
    }

    fn standing(&self) -> anyhow::Result<Vec<Row>> {
        let members = self.clerk.members.iter();
        members
            .map(|member| {
                let floating = if member.floating { "yes" } else { "" };
                self.clerk.row(
                    Table::Standing,
                    &[
                        ("member", &member.id),
                        ("status", member.status),
                        ("group", &member.group),
                        ("floating", floating),
                    ],
                )
            })
            .collect()
    }

    /// Posts are claimed once, most of them at the start of the three years, and held on.
    fn posts(&self) -> anyhow::Result<Vec<Row>> {
        let clerk = self.clerk;
        let mut chance = clerk.chance("posts", 0);
        let count = clerk.members.len();
        let mut rows = Vec::new();
        for post in 0..usize::try_from(clerk.village.posts)? {
            let claimed_in = if chance.happens(80) { 0 } else { chance.place(4) };
            let day = i64::try_from(chance.between(5, 80))?;
            let title = chance.text(&words::POSTS);
            if claimed_in > self.place {
                continue;
            }
            let claimed = clerk.plan.quarters[claimed_in].first_day().checked_add(jiff::Span::new().days(day))?;
            rows.push(clerk.row(
                Table::Posts,
                &[
                    ("post", &format!("p{post:03}")),
                    // Everyone holds one before anyone holds a second.
                    ("member", &clerk.members[post % count].id),
                    ("title", title),
                    ("claimed", &claimed.to_string()),
                ],
            )?);
        }
        Ok(rows)
    }

    fn deeds(&self) -> Vec<Deed> {
        let mut chance = self.chance("deeds");
        let winners = &self.clerk.winners[self.place];
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

    fn deed_row(&self, deed: &Deed, confirmed: bool) -> anyhow::Result<Row> {
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

    fn attendance(&self, meeting: &str, chance: &mut Chance, rows: &mut Vec<Row>) -> anyhow::Result<()> {
        for member in &self.clerk.members {
            let mark = if member.floating {
                if chance.happens(70) { "remote" } else { "leave" }
            } else if self.does_well(chance, 96) {
                "present"
            } else {
                chance.text(&["leave", "leave", "late", "left_early", "absent", "present", "present"])
            };
            rows.push(
                self.clerk.row(Table::Attendance, &[("meeting", meeting), ("member", &member.id), ("mark", mark)])?,
            );
        }
        Ok(())
    }

    fn theme_day(&self, month: usize) -> anyhow::Result<Vec<Row>> {
        if !self.clerk.kept.theme_days {
            return Ok(Vec::new());
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
        )?];
        if held {
            self.attendance(&meeting, &mut chance, &mut rows)?;
        }
        Ok(rows)
    }

    /// The meetings at which deeds are presented: by group first, then that of the whole branch.
    fn review_meetings(&self) -> anyhow::Result<(Vec<Row>, Vec<Row>)> {
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
        let small = small.collect::<anyhow::Result<_>>()?;
        let mut whole = vec![meeting("r1", "quarterly_review", self.day(2, 20), "季度闪光言行点评会")?];
        self.attendance("r1", &mut self.chance("review"), &mut whole)?;
        Ok((small, whole))
    }

    fn votes_and_awards(&self, deeds: &[Deed]) -> anyhow::Result<Vec<Row>> {
        let mut chance = self.chance("votes");
        let winners = &self.clerk.winners[self.place];
        let (members, period) = (&self.clerk.members, self.period.to_string());
        let present = members.len() as u64;
        // The cut lies at about a third of the votes: every winner has more, everyone else fewer.
        let cut = present / 3 + 1;
        let mut rows = Vec::new();
        for (place, member) in members.iter().enumerate() {
            let won = winners.contains(&place);
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
                        .row(Table::Nominations, &[("period", &period), ("member", &member.id), ("votes", &votes)])?,
                );
            }
            let stars = if won {
                "5"
            } else if deeds.iter().any(|deed| deed.confirmed && deed.member == place) {
                "4"
            } else {
                "3"
            };
            rows.push(self.clerk.row(Table::Awards, &[("period", &period), ("member", &member.id), ("stars", stars)])?);
        }
        Ok(rows)
    }

    /// Commitments and tasks, as pledged at the start or with what was done at the end.
    fn pledged(&self, at_end: bool) -> anyhow::Result<Vec<Row>> {
        let mut rows = Vec::new();
        let due = self.day(2, 25);
        let done = |chance: &mut Chance, here: &Self| {
            if here.does_well(chance, 97) {
                here.day(2, 12).to_string()
            } else if chance.happens(40) {
                // Done, but after its day.
                here.day(2, 28).to_string()
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
                )?);
            }
        }
        if self.clerk.kept.tasks {
            let mut chance = self.chance("tasks");
            let usual = (1..=6).map(|number| (format!("t{number}"), chance.text(&words::TASKS))).collect::<Vec<_>>();
            let hard =
                (1..=2).map(|number| (format!("hard-{number}"), chance.text(&words::HARD_TASKS))).collect::<Vec<_>>();
            for (id, title) in usual.into_iter().chain(hard) {
                let done = done(&mut chance, self);
                rows.push(self.clerk.row(
                    Table::Tasks,
                    &[("task", &id), ("title", title), ("due", &due.to_string()), ("done_on", &kept(&done))],
                )?);
            }
        }
        Ok(rows)
    }

    fn visits(&self, month: usize) -> anyhow::Result<Vec<Row>> {
        if !self.clerk.kept.visits {
            return Ok(Vec::new());
        }
        let mut chance = self.chance(&format!("visits-{month}"));
        let households = self.clerk.village.members * 9;
        let visited = households * (50 + self.clerk.village.diligence / 2) / 100;
        let visited = visited.saturating_sub(chance.below(20));
        let period = self.period.months().get(month).map(Period::to_string).unwrap_or_default();
        let row = self.clerk.row(
            Table::Visits,
            &[("month", &period), ("households", &households.to_string()), ("visited", &visited.to_string())],
        )?;
        Ok(vec![row])
    }

    fn figures(&self) -> anyhow::Result<Vec<Row>> {
        if !self.clerk.kept.figures {
            return Ok(Vec::new());
        }
        let mut chance = self.chance("figures");
        let income = self.clerk.village.diligence * chance.between(8, 22);
        let bonus = if self.does_well(&mut chance, 40) { chance.between(1, 6) } else { 0 };
        let period = self.period.to_string();
        [("collective_income", format!("{}.{:02}", income / 100, income % 100)), ("bonus_items", bonus.to_string())]
            .into_iter()
            .map(|(indicator, value)| {
                self.clerk.row(Table::Measures, &[("period", &period), ("indicator", indicator), ("value", &value)])
            })
            .collect()
    }
}

/// Days of deeds, in order, all before the review.
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

fn members(seed: u64, village: &VillagePlan) -> Vec<Member> {
    let mut chance = Chance::of(seed, &["members", village.unit.code.as_str()]);
    let groups = (village.members / 16).max(1);
    (0..village.members)
        .map(|number| Member {
            id: format!("m{:03}", number + 1),
            name: words::name(&mut chance),
            status: if number > 2 && chance.happens(4) { "probationary" } else { "full" },
            joined: Date::constant(1960, 7, 1)
                .with()
                .year(i16::try_from(chance.between(1960, 2006)).unwrap_or(1990))
                .build()
                .unwrap_or(Date::constant(1990, 7, 1)),
            group: format!("g{}", number % groups + 1),
            floating: number > 2 && chance.happens(7),
            zeal: chance.between(10, 100),
        })
        .collect()
}

/// Who has five stars, quarter by quarter: as many who never had them as the plan says, the others from
/// those who had them before; in both, the zealous rather than the idle.
fn winners(seed: u64, village: &VillagePlan, members: &[Member]) -> Vec<Vec<usize>> {
    let mut chance = Chance::of(seed, &["winners", village.unit.code.as_str()]);
    let mut never: Vec<usize> = (0..members.len()).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut all = Vec::with_capacity(village.quarters.len());
    for quarter in &village.quarters {
        let mut by_zeal = |places: &[usize]| {
            let mut order: Vec<(u64, usize)> =
                places.iter().map(|place| (members[*place].zeal + chance.below(80), *place)).collect();
            order.sort_unstable_by(|one, other| other.cmp(one));
            order.into_iter().map(|(_, place)| place)
        };
        let count = |number: u64| usize::try_from(number).unwrap_or(0);
        let fresh: Vec<usize> = by_zeal(&never).take(count(quarter.new_winners)).collect();
        let again: Vec<usize> = by_zeal(&before).take(count(quarter.five_stars - quarter.new_winners)).collect();
        never.retain(|place| !fresh.contains(place));
        before.extend(&fresh);
        let mut winners = [fresh, again].concat();
        winners.sort_unstable();
        all.push(winners);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::plan::{QUARTERS, Totals};
    use super::*;
    use crate::source;
    use std::collections::{BTreeMap, BTreeSet};

    fn plan(tree: &str, seed: u64) -> Plan {
        Plan::new(&source::units(tree).unwrap(), seed)
    }

    fn kept(scheme: &str, thrifty: bool) -> Kept {
        Kept::by(&source::scheme(scheme).unwrap(), thrifty)
    }

    /// What the rows of a quarter come to, later rows in place of earlier ones.
    fn last(batches: &[Batch]) -> BTreeMap<String, Row> {
        batches.iter().flat_map(|batch| &batch.rows).map(|row| (row.key(), row.clone())).collect()
    }

    #[test]
    fn rows_add_up_to_the_plan() {
        for (scheme, thrifty) in [("changxing", true), ("standard", false)] {
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
                let clerk = Clerk::new(&plan, village, kept(scheme, thrifty)).unwrap();
                counted.members += clerk.roster().unwrap().len() as u64;
                let (mut posts, mut winners) = (BTreeSet::new(), BTreeSet::new());
                for quarter in 0..QUARTERS {
                    for (key, row) in last(&clerk.quarter(quarter).unwrap()) {
                        match row.table() {
                            Table::Posts => drop(posts.insert(key)),
                            Table::Meetings if row.text("kind") != Some("theme_day") => counted.meetings += 1,
                            Table::Deeds => {
                                counted.deeds += 1;
                                counted.confirmed += u64::from(row.date("confirmed_on").is_some());
                            }
                            Table::Awards if row.number("stars") == Some(5.into()) => {
                                counted.five_stars += 1;
                                winners.insert(row.text("member").unwrap().to_owned());
                            }
                            _ => {}
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
            Clerk::new(&plan, 3, kept("standard", false)).unwrap().quarter(11).unwrap()
        };
        assert_eq!(rows(9), rows(9));
        assert_ne!(rows(9), rows(10));
    }

    #[test]
    fn days_are_in_order_and_in_the_quarter() {
        let plan = plan("gaotai", 2);
        let clerk = Clerk::new(&plan, 0, kept("standard", false)).unwrap();
        for quarter in [0, 1, 2, 11] {
            let batches = clerk.quarter(quarter).unwrap();
            assert!(batches.is_sorted_by_key(|batch| batch.day));
            for row in batches.iter().flat_map(|batch| &batch.rows).filter(|row| row.table() != Table::Posts) {
                assert!(row.quarter().is_none_or(|period| period == plan.quarters[quarter]), "{row:?}");
            }
        }
    }

    #[test]
    fn winners_have_a_confirmed_deed_and_more_votes_than_others() {
        let plan = plan("gaotai", 8);
        let clerk = Clerk::new(&plan, 1, kept("changxing", true)).unwrap();
        let rows = last(&clerk.quarter(6).unwrap());
        let member = |row: &Row| row.text("member").unwrap_or_default().to_owned();
        let votes: BTreeMap<String, cunbang_model::Decimal> = rows
            .values()
            .filter(|row| row.table() == Table::Nominations)
            .map(|row| (member(row), row.number("votes").unwrap()))
            .collect();
        let confirmed: BTreeSet<String> =
            rows.values().filter(|row| row.date("confirmed_on").is_some()).map(member).collect();
        let (winners, others): (Vec<&Row>, Vec<&Row>) = rows
            .values()
            .filter(|row| row.table() == Table::Awards)
            .partition(|row| row.number("stars") == Some(5.into()));
        assert_eq!(winners.len() + others.len(), clerk.members().len());
        let least = winners.iter().map(|row| votes[&member(row)]).min().unwrap();
        assert!(others.iter().all(|row| votes.get(&member(row)).is_none_or(|votes| *votes < least)));
        assert!(winners.iter().all(|row| confirmed.contains(&member(row))));
    }
}
