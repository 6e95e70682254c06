//! Judging 亮灯: what light a step of one person has, and why.

use super::{Light, Step, Steps};
use cunbang_model::{Date, Row, record};
use std::collections::BTreeMap;

/// One person's steps, as rows state them.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// By code.
    taken: BTreeMap<String, Taken>,
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
    /// What was done before this day has no rows here.
    pub first: Date,
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
            Self::Missing(..) | Self::Late(..) | Self::ReceivedLate(..) => Light::Yellow,
        }
    }

    /// In Chinese, as a reason says it.
    pub(super) fn in_chinese(&self, steps: &Steps) -> String {
        let title = |place: &usize| steps.list()[*place].title();
        match self {
            Self::WithoutBefore(before) => format!("前一步“{}”未登记", title(before)),
            Self::NotOn(before, day) => format!("前一步“{}”没有{day}的登记", title(before)),
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
        let mut remarks = Vec::new();
        remarks.extend(self.out_of_turn(course, step, taken, window));
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
    fn out_of_turn(&self, course: &Course, step: &Step, taken: Taken, window: Window) -> Option<Remark> {
        let place = step.after?;
        let before = &self.list()[place];
        let written = course.taken(&before.code).map(|taken| taken.done_on).filter(|day| *day >= window.first);
        let day = match (taken.previous_on, written) {
            (Some(stated), _) if stated < window.first => stated,
            (Some(stated), Some(written)) if stated == written => written,
            (Some(stated), _) => return Some(Remark::NotOn(place, stated)),
            (None, Some(written)) => written,
            (None, None) => return Some(Remark::WithoutBefore(place)),
        };
        let from = step.least.after(day);
        if taken.done_on < from {
            return Some(Remark::TooSoon(from));
        }
        // What was red in an earlier period is not seen here.
        let is_stopped = day >= window.first && self.is_red(course, place, window);
        is_stopped.then_some(Remark::Stopped(place))
    }

    fn is_red(&self, course: &Course, place: usize, window: Window) -> bool {
        let step = &self.list()[place];
        course.taken(&step.code).is_some_and(|taken| self.out_of_turn(course, step, taken, window).is_some())
    }
}
