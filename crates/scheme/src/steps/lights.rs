//! Lights 亮灯数: how many steps have a light, with the rows and why.

use super::{Course, Judged, Light, Steps, Window};
use crate::below::Sealing;
use crate::evidence::{Entry, Subject};
use crate::fraction::Fraction;
use crate::measure::Measure;
use crate::measuring::Circumstances;
use crate::outcome::Reason;
use cunbang_model::{Decimal, Table, UnitCode};
use std::collections::BTreeMap;

/// Each person's steps, by unit and member.
type Courses<'e> = BTreeMap<(UnitCode, &'e str), Course>;

fn courses<'e>(subject: &Subject<'e>) -> Courses<'e> {
    let mut courses = Courses::new();
    for entry in [Table::Steps, Table::Materials].into_iter().flat_map(|table| subject.rows_of(table)) {
        let entry: &'e Entry<'e> = entry;
        if let Some(member) = entry.row.text("member") {
            courses.entry((entry.row.unit(), member)).or_default().note(&entry.row);
        }
    }
    courses
}

impl Circumstances<'_, '_> {
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
        let courses = courses(subject);
        let mut count = 0_usize;
        let mut reasons = Vec::new();
        for entry in rows {
            let Some(judged) = self.judged(entry, steps, &courses) else {
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

    /// How many of the rows have a light.
    pub(crate) fn count_of_light(
        &self,
        light: Light,
        steps: &Steps,
        subject: &Subject<'_>,
        rows: &[&Entry<'_>],
    ) -> usize {
        let courses = courses(subject);
        rows.iter().filter(|entry| self.judged(entry, steps, &courses).is_some_and(|one| one.light == light)).count()
    }

    /// What a row about a step comes to; none where it is not a step of the rules.
    fn judged(&self, entry: &Entry<'_>, steps: &Steps, courses: &Courses<'_>) -> Option<Judged> {
        let (member, code) = entry.row.text("member").zip(entry.row.text("step"))?;
        let course = courses.get(&(entry.row.unit(), member))?;
        steps.judge(course, steps.find(code)?.0, self.window(entry.row.unit()))
    }

    /// What of a unit's time is looked at.
    fn window(&self, unit: UnitCode) -> Window {
        let received_late =
            self.seals.iter().find(|(other, _)| *other == unit).and_then(|(_, sealing)| match sealing {
                Sealing::Late(day) => Some(*day),
                Sealing::InTime | Sealing::Never | Sealing::Open => None,
            });
        Window { first: self.period.first_day(), last: self.period.last_day(), received_late }
    }
}

impl Judged {
    /// The light and why, as a reason says it.
    fn note(&self, steps: &Steps) -> String {
        let why: Vec<String> = self.remarks.iter().map(|remark| remark.in_chinese(steps)).collect();
        let parting = if why.is_empty() { "" } else { "：" };
        format!("{} {}{parting}{}", self.light, self.light.chinese(), why.join("；"))
    }
}
