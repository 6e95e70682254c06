//! Judging 亮灯: what light a step of one person has, and why.

use super::{Light, Step, Steps};
use cunbang_model::{Date, Row, record};
use std::collections::{BTreeMap, BTreeSet};

/// One person's steps, as rows state them.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// By code.
    taken: BTreeMap<String, Taken>,
    /// By code: those of earlier periods.
    taken_before: BTreeMap<String, BTreeSet<Date>>,
    /// By code and title.
    handed_in: BTreeMap<(String, String), Date>,
}

/// A step that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The day.
    pub done_on: Date,
    /// The day of the step before, where the row states it.
    pub previous_on: Option<Date>,
}

/// What of the time is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// What was done before this day has no rows here, or only as far as the rules look at earlier periods.
    pub first: Date,
    /// From this day on steps of the unit are written down, of earlier periods too; none where none is.
    pub written_from: Option<Date>,
    /// What may be handed in after this day is not missing.
    pub last: Date,
    /// The day on which everything was received, where that was too late for the seal.
    pub received_late: Option<Date>,
}

/// Why a step's light is not green.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Red: the step before it, of this place, is not written down, nor is its day.
    WithoutBefore(usize),
    /// Red: the step before it, of this place, is said to have been taken on a day of which no row says so.
    NotOn(usize, Date),
    /// Yellow: the step before it, of this place, is said to have been taken on a day before anything of the unit is written
    /// down, and no unit above has stated that it has seen the proof.
    NotProven(usize, Date),
    /// Yellow: the step before it, of this place, is said to have been taken on a day before the period of which no row says so,
    /// and no unit above has stated that it has seen the proof.
    NotWritten(usize, Date),
    /// Red: the step before it, of this place, is red.
    Stopped(usize),
    /// Red: it may be taken from this day on.
    TooSoon(Date),
    /// Yellow: the material with this title is missing; the last day for it, where there is one.
    Missing(String, Option<Date>),
    /// Yellow: the material with this title was handed in on the first day, and the last day for it was the second.
    Late(String, Date, Date),
    /// Yellow: everything was received on the first day, and the last day for the step's materials was the second.
    ReceivedLate(Date, Date),
}

impl Remark {
    /// The light that it gives.
    pub fn light(&self) -> Light {
        match self {
            Self::WithoutBefore(_) | Self::NotOn(..) | Self::Stopped(_) | Self::TooSoon(_) => Light::Red,
            Self::NotProven(..)
            | Self::NotWritten(..)
            | Self::Missing(..)
            | Self::Late(..)
            | Self::ReceivedLate(..) => Light::Yellow,
        }
    }

    /// In Chinese, as a reason says it.
    pub(super) fn in_chinese(&self, steps: &Steps) -> String {
        let title = |place: &usize| steps.list()[*place].title();
        match self {
            Self::WithoutBefore(before) => format!("前一步“{}”未登记", title(before)),
            Self::NotOn(before, day) => format!("前一步“{}”没有{day}的登记", title(before)),
            Self::NotProven(before, day) => {
                format!("前一步“{}”所称{day}早于本村最早的登记，没有上级核实", title(before))
            }
            Self::NotWritten(before, day) => {
                format!("前一步“{}”没有{day}的登记，也没有上级核实", title(before))
            }
            Self::Stopped(before) => format!("前一步“{}”为红灯", title(before)),
            Self::TooSoon(from) => format!("最早应在{from}"),
            Self::Missing(title, _) => format!("缺“{title}”"),
            Self::Late(title, on, by) => format!("“{title}”{on}才交，期限{by}"),
            Self::ReceivedLate(on, by) => format!("上报{on}才收到，期限{by}"),
        }
    }
}

/// A step's light, with what it rests on; nothing where it is green.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The light.
    pub light: Light,
    /// Why it is not green.
    pub remarks: Vec<Remark>,
}

impl Judged {
    /// Whether nothing is lacking but the proof of the step before.
    pub fn lacks_proof_alone(&self) -> bool {
        matches!(self.remarks.as_slice(), [Remark::NotProven(..) | Remark::NotWritten(..)])
    }

    /// With the proof of the step before.
    #[must_use]
    pub fn proven(mut self) -> Self {
        self.remarks.retain(|remark| !matches!(remark, Remark::NotProven(..) | Remark::NotWritten(..)));
        self.light = self.remarks.iter().map(Remark::light).max().unwrap_or(Light::Green);
        self
    }
}

impl Course {
    /// Takes a row of the tables of steps and materials in; others are passed over. Of two rows about the same, the
    /// later day counts.
    pub fn note(&mut self, row: &Row) {
        if let Some(record::Step { step, done_on, previous_on, .. }) = row.record() {
            let taken = Taken { done_on, previous_on };
            let noted = self.taken.entry(step).or_insert(taken);
            if noted.done_on < done_on {
                *noted = taken;
            }
        } else if let Some(record::Material { step, material, handed_in, .. }) = row.record() {
            let noted = self.handed_in.entry((step, material)).or_insert(handed_in);
            *noted = handed_in.max(*noted);
        }
    }

    /// Takes in a row of an earlier period: a step that was taken then, or a material handed in.
    pub fn note_earlier(&mut self, row: &Row) {
        if let Some(record::Step { step, done_on, .. }) = row.record() {
            self.taken_before.entry(step).or_default().insert(done_on);
        } else {
            self.note(row);
        }
    }

    /// The step with a code, if it was taken.
    pub fn taken(&self, code: &str) -> Option<Taken> {
        self.taken.get(code).copied()
    }

    /// When a material of a step was handed in.
    pub fn handed_in(&self, code: &str, title: &str) -> Option<Date> {
        self.handed_in.get(&(code.to_owned(), title.to_owned())).copied()
    }
}

impl Steps {
    /// The light of the step of a place in somebody's course; none where it was not taken.
    pub fn judge(&self, course: &Course, place: usize, window: Window) -> Option<Judged> {
        let step = self.list().get(place)?;
        let taken = course.taken(&step.code)?;
        let mut remarks = self.out_of_turn(course, step, taken, window);
        let by = self.within().map(|within| within.after(taken.done_on));
        for title in &step.materials {
            match (course.handed_in(&step.code, title), by) {
                (None, by) if by.is_none_or(|by| by <= window.last) => remarks.push(Remark::Missing(title.clone(), by)),
                (Some(on), Some(by)) if on > by => remarks.push(Remark::Late(title.clone(), on, by)),
                _ => {}
            }
        }
        if let (Some(on), Some(by)) = (window.received_late, by)
            && on > by
            && !step.materials.is_empty()
        {
            remarks.push(Remark::ReceivedLate(on, by));
        }
        let light = remarks.iter().map(Remark::light).max().unwrap_or(Light::Green);
        Some(Judged { light, remarks })
    }

    /// Why a step that was taken was not in its turn.
    fn out_of_turn(&self, course: &Course, step: &Step, taken: Taken, window: Window) -> Vec<Remark> {
        let Some(place) = step.after else { return Vec::new() };
        let before = &self.list()[place];
        let (day, not_proven) = match self.day_before(course, place, taken, window) {
            Ok(found) => found,
            Err(remark) => return vec![remark],
        };
        let from = step.least.after(day);
        if taken.done_on < from {
            return vec![Remark::TooSoon(from)];
        }
        // What was red in an earlier period is not seen here.
        let is_stopped =
            day >= window.first && course.taken(&before.code).is_some() && self.is_red(course, place, window);
        if is_stopped { vec![Remark::Stopped(place)] } else { not_proven.into_iter().collect() }
    }

    /// The day on which the step before was taken, of that place, and what is said where nothing proves it; or why it was not.
    fn day_before(
        &self,
        course: &Course,
        place: usize,
        taken: Taken,
        window: Window,
    ) -> Result<(Date, Option<Remark>), Remark> {
        let code = &self.list()[place].code;
        let looks_back = self.earlier().is_some();
        let in_period = course.taken(code).map(|taken| taken.done_on).filter(|day| *day >= window.first);
        let written = course.taken_before.get(code).filter(|_| looks_back);
        let before = match (taken.previous_on, self.waits_for_proof()) {
            (Some(stated), true) => written.and_then(|days| days.get(&stated).or(days.last())),
            (None, true) => written.and_then(BTreeSet::first),
            (_, false) => written.and_then(BTreeSet::last),
        };
        let before = before.copied();
        let is_written = |day: Date| in_period == Some(day) || before == Some(day);
        match (taken.previous_on, before.or(in_period)) {
            (Some(stated), _) if stated < window.first && !looks_back => Ok((stated, None)),
            (Some(stated), _) if is_written(stated) => Ok((stated, None)),
            // A row of this period that says otherwise makes it no worse: leaving that out must not help.
            (Some(stated), _)
                if looks_back
                    && before.is_none()
                    && stated < window.first
                    && window.written_from.is_none_or(|from| stated < from) =>
            {
                Ok((stated, Some(Remark::NotProven(place, stated))))
            }
            (Some(stated), _) if stated < window.first && self.waits_for_proof() => {
                Ok((stated, Some(Remark::NotWritten(place, stated))))
            }
            (Some(stated), _) => Err(Remark::NotOn(place, stated)),
            (None, Some(written)) => Ok((written, None)),
            (None, None) => Err(Remark::WithoutBefore(place)),
        }
    }

    fn is_red(&self, course: &Course, place: usize, window: Window) -> bool {
        let step = &self.list()[place];
        let is_red = |taken| self.out_of_turn(course, step, taken, window).iter().any(|one| one.light() == Light::Red);
        course.taken(&step.code).is_some_and(is_red)
    }
}
