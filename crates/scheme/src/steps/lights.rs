//! Lights 亮灯数: how many steps have a light, with the rows and why.

use super::{Course, Judged, Light, Remark, Steps, Window};
use crate::below::Sealing;
use crate::evidence::{Entry, Subject};
use crate::fraction::Fraction;
use crate::measure::Measure;
use crate::measuring::Circumstances;
use crate::outcome::Reason;
use crate::whole::figure_of;
use cunbang_model::{Decimal, Period, Row, Table, UnitCode};
use rust_decimal::prelude::ToPrimitive;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// Each person's steps, by unit and member.
type Courses<'e> = BTreeMap<(UnitCode, &'e str), Course>;

fn courses<'e>(steps: &Steps, subject: &Subject<'e>) -> Courses<'e> {
    let mut courses = Courses::new();
    let tables = [Table::Steps, Table::Materials].into_iter().filter(|_| steps.earlier().is_some());
    for entry in tables.flat_map(|table| subject.earlier_rows_of(table)) {
        if let Some(member) = entry.row.text("member") {
            courses.entry((entry.row.unit(), member)).or_default().note_earlier(&entry.row);
        }
    }
    for entry in [Table::Steps, Table::Materials].into_iter().flat_map(|table| subject.rows_of(table)) {
        let entry: &'e Entry<'e> = entry;
        if let Some(member) = entry.row.text("member") {
            courses.entry((entry.row.unit(), member)).or_default().note(&entry.row);
        }
    }
    courses
}

/// What the steps of a period come to, by unit, key and quarter.
pub(crate) type Lit = BTreeMap<(UnitCode, SmolStr, Option<Period>), Judged>;

impl Steps {
    /// Of how many steps of a unit those above have seen the proof of the one before, as rows of the period state it.
    pub fn proofs_seen<'r>(&self, rows: impl Iterator<Item = &'r Row>) -> usize {
        let is_stated = |row: &&Row| row.table() == Table::StatedFigures;
        let stated = rows.filter(is_stated).filter_map(figure_of).filter(|(id, ..)| Some(*id) == self.earlier());
        let latest = stated.max_by_key(|(_, period, _)| (period.belongs_to(), *period));
        latest.and_then(|(_, _, seen)| seen.floor().to_usize()).unwrap_or(0)
    }
}

impl Circumstances<'_, '_> {
    /// What each step of the period comes to, of those that are steps of the rules. Of those that lack nothing but the proof of
    /// the step before as many are green as those above state.
    pub(crate) fn lit(&self, steps: &Steps, subject: &Subject<'_>) -> Lit {
        let courses = courses(steps, subject);
        let mut seen: BTreeMap<UnitCode, usize> = BTreeMap::new();
        let mut lit = Lit::new();
        for entry in subject.rows_of(Table::Steps) {
            let unit = entry.row.unit();
            let Some(mut judged) = self.judged(entry, steps, &courses, subject) else { continue };
            if judged.lacks_proof_alone() {
                let left = seen.entry(unit).or_insert_with(|| {
                    let stated = subject.rows_of(Table::StatedFigures).iter().map(|entry| &*entry.row);
                    steps.proofs_seen(stated.filter(|row| row.unit() == unit))
                });
                if *left > 0 {
                    *left -= 1;
                    judged = judged.proven();
                }
            }
            lit.insert((unit, entry.key.clone(), entry.quarter), judged);
        }
        lit
    }

    /// How many of the rows have a light. Of what was to be taken: how many are as good as the next better one.
    pub(crate) fn lights(
        &self,
        measure: &Measure,
        light: Light,
        steps: &Steps,
        subject: &Subject<'_>,
        rows: &[&Entry<'_>],
        each: Option<Fraction>,
    ) -> (Option<Fraction>, Vec<Reason>) {
        let lit = self.lit(steps, subject);
        let mut count = 0_usize;
        let mut reasons = Vec::new();
        for entry in rows {
            let Some(judged) = of(&lit, entry) else {
                reasons.push(self.reason(entry, None, "not a step of the rules 不是办法中的步骤"));
                continue;
            };
            let counts = if measure.is_shortfall() { judged.light < light } else { judged.light == light };
            count += usize::from(counts);
            // What leads back to the points: of a count the rows that count, of what was expected those that fall short.
            let is_of_expected = measure.is_shortfall() || measure.is_share_of_expected();
            if counts && !is_of_expected {
                reasons.push(self.reason(entry, each, judged.note(steps)));
            } else if !counts && is_of_expected {
                reasons.push(self.reason(entry, None, judged.note(steps)));
            }
        }
        (Some(Fraction::from(Decimal::from(count))), reasons)
    }

    /// The steps of earlier periods whose materials were due in this one, and are missing or late: in their own period that
    /// could not be seen yet.
    pub(crate) fn without_materials(&self, steps: &Steps, subject: &Subject<'_>) -> (usize, Vec<Reason>) {
        let Some(within) = steps.within() else { return (0, Vec::new()) };
        let mut earlier: Vec<&Entry<'_>> = subject.earlier_rows_of(Table::Steps).collect();
        earlier
            .retain(|entry| entry.row.date("done_on").is_some_and(|done| self.period.contains_day(within.after(done))));
        if earlier.is_empty() {
            return (0, Vec::new());
        }
        let materials =
            subject.earlier_rows_of(Table::Materials).chain(subject.rows_of(Table::Materials).iter().copied());
        let materials: Vec<&Entry<'_>> = materials.collect();
        let reasons = earlier.into_iter().filter_map(|entry| {
            let (member, code) = entry.row.text("member").zip(entry.row.text("step"))?;
            let mut course = Course::default();
            course.note(&entry.row);
            for material in &materials {
                if material.row.unit() == entry.row.unit() && material.row.text("member") == Some(member) {
                    course.note(&material.row);
                }
            }
            let remarks = steps.judge(&course, steps.find(code)?.0, self.window(entry.row.unit(), subject))?.remarks;
            let of_materials = |remark: &&Remark| matches!(remark, Remark::Missing(..) | Remark::Late(..));
            let why: Vec<String> = remarks.iter().filter(of_materials).map(|one| one.in_chinese(steps)).collect();
            let note = format!("{0} {1}：{2}", Light::Yellow, Light::Yellow.chinese(), why.join("；"));
            (!why.is_empty()).then(|| self.reason(entry, None, note))
        });
        let reasons: Vec<Reason> = reasons.collect();
        (reasons.len(), reasons)
    }

    /// How many steps stop, given how many of those stated are short. As rows were read before, what was stopped was stopped,
    /// whatever the county says was due.
    pub(crate) fn stopped(
        &self,
        short: Option<Fraction>,
        stated: Decimal,
        steps: &Steps,
        subject: &Subject<'_>,
        rows: &[&Entry<'_>],
        reasons: &mut Vec<Reason>,
    ) -> Option<Fraction> {
        if subject.reading.checks() {
            self.tell_beyond(stated, steps, subject, rows, reasons);
            return short;
        }
        let lit = self.lit(steps, subject);
        let is_red = |entry: &&&Entry<'_>| of(&lit, entry).is_some_and(|judged| judged.light == Light::Red);
        let stopped = Fraction::from(Decimal::from(rows.iter().filter(is_red).count()));
        short.max(Some(stopped).filter(|stopped| !stopped.is_zero()))
    }

    /// Tells of the steps beyond as many as were stated above, the best of the rows being those that count: they neither pay
    /// nor stop, and the township is to look into them.
    fn tell_beyond(
        &self,
        stated: Decimal,
        steps: &Steps,
        subject: &Subject<'_>,
        rows: &[&Entry<'_>],
        reasons: &mut Vec<Reason>,
    ) {
        let lit = self.lit(steps, subject);
        let judged = rows.iter().filter_map(|entry| Some((of(&lit, entry)?, *entry)));
        let mut judged: Vec<(&Judged, &Entry<'_>)> = judged.collect();
        judged.sort_by_key(|(judged, _)| judged.light);
        let beyond = judged.into_iter().zip(1_u32..).filter(|(_, place)| Decimal::from(*place) > stated);
        for ((judged, entry), _) in beyond {
            let step = entry.row.text("step").and_then(|code| steps.find(code)).map(|(_, step)| step.title());
            let (step, light) = (step.unwrap_or_default(), judged.note(steps));
            let note = format!("beyond the steps stated 超出核定步数，不计，请核查: {step} {light}");
            reasons.retain(|reason| reason.row.is_empty() || reason.row != entry.key || reason.unit.is_some());
            reasons.push(self.reason(entry, None, note));
        }
    }

    /// What a row about a step comes to; none where it is not a step of the rules.
    fn judged(&self, entry: &Entry<'_>, steps: &Steps, courses: &Courses<'_>, subject: &Subject<'_>) -> Option<Judged> {
        let (member, code) = entry.row.text("member").zip(entry.row.text("step"))?;
        let course = courses.get(&(entry.row.unit(), member))?;
        steps.judge(course, steps.find(code)?.0, self.window(entry.row.unit(), subject))
    }

    /// What of a unit's time is looked at.
    fn window(&self, unit: UnitCode, subject: &Subject<'_>) -> Window {
        let received_late =
            self.seals.iter().find(|(other, _)| *other == unit).and_then(|(_, sealing)| match sealing {
                Sealing::Late(day) => Some(*day),
                Sealing::InTime | Sealing::Never | Sealing::Open => None,
            });
        let earlier = subject.earlier_rows_of(Table::Steps).filter(|entry| entry.row.unit() == unit);
        let written_from = earlier.filter_map(|entry| entry.row.day()).min();
        Window { first: self.period.first_day(), written_from, last: self.period.last_day(), received_late }
    }
}

/// What a row about a step comes to; none where it is not a step of the rules.
fn of<'l>(lit: &'l Lit, entry: &Entry<'_>) -> Option<&'l Judged> {
    lit.get(&(entry.row.unit(), entry.key.clone(), entry.quarter))
}

impl Judged {
    /// The light and why, as a reason says it.
    fn note(&self, steps: &Steps) -> String {
        let why: Vec<String> = self.remarks.iter().map(|remark| remark.in_chinese(steps)).collect();
        let parting = if why.is_empty() { "" } else { "：" };
        format!("{} {}{parting}{}", self.light, self.light.chinese(), why.join("；"))
    }
}
