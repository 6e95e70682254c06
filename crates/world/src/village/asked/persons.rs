//! What is written of persons: reviews, and steps of developing members.

use super::{Book, Clerk, words};
use crate::chance::Chance;
use crate::course::later;
use crate::village::branch::Member;
use crate::village::clerk::DEVELOPED;
use cunbang_model::schema::ReviewStage;
use cunbang_model::schema::Word as _;
use cunbang_model::{Date, Period, Table};
use cunbang_scheme::{PeriodKind, Taken};
use std::collections::BTreeSet;

/// How many others score a member.
const MUTUAL_REVIEWERS: usize = 3;
/// Days between the steps of one person.
const DAYS_BETWEEN: i64 = 9;

/// A person's steps of a year.
pub(super) struct Run {
    /// The id of the person.
    pub(super) person: &'static str,
    /// The places of the steps that are due.
    pub(super) places: Vec<usize>,
    /// The day of the step before the first.
    before: Date,
    /// The day of the first.
    first: Date,
}

impl Book<'_> {
    /// Reviews of the stages that are asked for, of all members; those who struggle leave some out.
    pub(super) fn reviews(&mut self) {
        let asked = self.asked(Table::Reviews);
        let stages: BTreeSet<&str> = asked.flat_map(|asked| words(asked, "stage", false)).map(String::as_str).collect();
        // Where rounds are told apart by half-years, there is one in each.
        let is_by_half = self.asked(Table::Reviews).any(|asked| asked.taken == Taken::Halves);
        let whole = self.period;
        let halves = [whole.first_day(), whole.last_day()].map(|day| PeriodKind::Half.around(day));
        let rounds = if is_by_half && halves[0] != halves[1] { halves.to_vec() } else { vec![whole] };
        let clerk = self.clerk;
        for (round, stage) in rounds.iter().flat_map(|round| stages.iter().map(move |stage| (*round, *stage))) {
            let (about, last, period) = (round.belongs_to(), round.last_day(), round.to_string());
            let which = if rounds.len() > 1 { format!("reviews-{stage}-{round}") } else { format!("reviews-{stage}") };
            let mut chance = self.chance(&which);
            for (number, member) in clerk.members.iter().enumerate() {
                if !clerk.does_well(&mut chance, 100) && chance.happens(50) {
                    continue;
                }
                for reviewer in clerk.reviewers(stage, number) {
                    let points = clerk.points_of(member, &mut chance).to_string();
                    let cells = [
                        ("period", period.as_str()),
                        ("stage", stage),
                        ("member", &member.id),
                        ("reviewer", reviewer),
                        ("points", &points),
                    ];
                    self.write(about, last, Table::Reviews, &cells);
                }
            }
        }
    }

    /// Steps of developing members, and their materials: in their turn, but for some in villages that struggle.
    pub(super) fn steps(&mut self) {
        let clerk = self.clerk;
        let Some(steps) = clerk.kept.steps.as_deref() else { return };
        for run in clerk.runs(self.period) {
            let mut chance = self.chance(&format!("steps-{}", run.person));
            let struggles = clerk.village.diligence < 30 && chance.happens(60);
            let mut previous = run.before;
            for (number, place) in run.places.iter().enumerate() {
                let step = &steps.list()[*place];
                let done = later(run.first, DAYS_BETWEEN * i64::try_from(number).unwrap_or(0));
                if struggles && number == 1 {
                    // The next one is out of its turn.
                    continue;
                }
                let stated = if number == 0 && step.after.is_some() { previous.to_string() } else { String::new() };
                let cells = [
                    ("member", run.person),
                    ("step", &step.code),
                    ("done_on", &done.to_string()),
                    ("previous_on", &stated),
                ];
                self.write(done, done, Table::Steps, &cells);
                previous = done;
                for material in &step.materials {
                    let in_time = clerk.does_well(&mut chance, 99);
                    let days = if in_time { chance.between(1, 12) } else { chance.between(32, 40) };
                    if !in_time && chance.happens(30) {
                        continue;
                    }
                    let handed_in = later(done, i64::try_from(days).unwrap_or(1)).min(self.period.last_day());
                    let cells = [
                        ("member", run.person),
                        ("step", &step.code),
                        ("material", material),
                        ("handed_in", &handed_in.to_string()),
                    ];
                    self.write(handed_in, handed_in, Table::Materials, &cells);
                }
            }
        }
    }
}

impl Clerk<'_> {
    /// Who reviews a member; nobody is named where the committee or all do.
    fn reviewers(&self, stage: &str, number: usize) -> Vec<&str> {
        let id = |number: usize| self.members.get(number % self.members.len()).map_or("", |member| member.id.as_str());
        match ReviewStage::from_word(stage) {
            Some(ReviewStage::Own) => vec![id(number)],
            Some(ReviewStage::Mutual) => (1..=MUTUAL_REVIEWERS).map(|next| id(number + next)).collect(),
            _ => vec![""],
        }
    }

    /// What a member is given, of a hundred points.
    fn points_of(&self, member: &Member, chance: &mut Chance) -> u64 {
        (40 + member.zeal * 35 / 100 + self.village.diligence * 20 / 100 + chance.below(8)).min(100)
    }

    /// Who takes which steps in a period, where the rules have steps: some persons, each a few steps in a row that
    /// need no long wait between them.
    pub(super) fn runs(&self, period: Period) -> Vec<Run> {
        const LONGEST_RUN: usize = 6;
        const A_YEAR_AND_MORE: i64 = 400;
        let Some(steps) = self.kept.steps.as_deref() else { return Vec::new() };
        let code = self.village.unit.code;
        let mut chance = Chance::of(self.plan.seed, &["runs", code.as_str(), &period.to_string()]);
        let persons = chance.between(2, DEVELOPED.len() as u64);
        let length = i64::from((period.last_day() - period.first_day()).get_days());
        let runs = DEVELOPED.into_iter().take(usize::try_from(persons).unwrap_or(2)).map(|person| {
            let begin = chance.place(steps.list().len());
            let follows = |place: &usize| {
                let step = &steps.list()[*place];
                *place == begin || (step.after == place.checked_sub(1) && step.least.is_none())
            };
            // All are over, materials included, two months before the period is.
            let most = usize::try_from((length - 60) / DAYS_BETWEEN).unwrap_or(1).clamp(1, LONGEST_RUN);
            let places: Vec<usize> = (begin..steps.list().len()).take_while(follows).take(most).collect();
            let room = length - 60 - DAYS_BETWEEN * i64::try_from(places.len()).unwrap_or(0);
            let first = later(period.first_day(), i64::try_from(chance.below(room.max(1).unsigned_abs())).unwrap_or(0));
            Run { person, places, before: later(period.first_day(), -A_YEAR_AND_MORE), first }
        });
        runs.collect()
    }
}
