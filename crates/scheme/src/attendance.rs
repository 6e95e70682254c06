//! Attendance 出勤: marks over those who were to come.
//!
//! A mean of the marks that were written would be highest for a branch that writes down one of its ten
//! members. So the whole is counted members × meetings, and whoever has no mark is *not marked* and counts
//! as nothing, listed by name. All members are to come to meetings of the whole branch. To a group's meeting
//! those are to come who stand in the groups of the marked; where one of the marked has no group by the roster,
//! or there is no roster, all members. To others (of the committee, the weekly analysis) those who are marked.
//! Marks of persons who do not count are neither in the part nor in the whole, and are said.
//!
//! A meeting at which few were present lowers the whole less than the part when it is left out. So a scheme may say how
//! many meetings were expected, and take the best of each month: then whoever leaves one out has no more than before.

use crate::evidence::{Entry, Subject};
use crate::filter::Filter;
use crate::fraction::Fraction;
use crate::measure::{BestOf, Marks, Measure};
use crate::measuring::Circumstances;
use crate::outcome::Reason;
use crate::persons::Persons;
use crate::whole::Whole;
use cunbang_model::{Decimal, Period, Row, Table, UnitCode};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;

/// The kinds of meeting to which all members are to come.
pub(crate) const WHOLE_BRANCH: [&str; 5] = ["theme_day", "congress", "lecture", "quarterly_review", "appraisal"];

/// How a reason says that a meeting was not held, for a stated reason.
const EXCUSED: &str = "not held for a stated reason: all count as present 已说明未召开原因，视同到会";

/// How many of the persons were to come to a meeting whether they are marked or not, and who they are.
fn to_come<'e>(
    meeting: &Entry<'_>,
    persons: Persons<'e>,
    filters: &[Filter],
    period: Period,
) -> (u64, Vec<(&'e str, &'e str)>) {
    let kind = meeting.row.text("kind").unwrap_or_default();
    let day = meeting.row.day();
    let had_joined = |id: &str| day.is_none_or(|day| persons.had_joined_by(id, day));
    let mut named = persons.named(filters, period);
    let all = named.len();
    named.retain(|(id, _)| had_joined(id));
    let not_yet = (all - named.len()) as u64;
    match &meeting.invited {
        Some(invited) => {
            named.retain(|(id, _)| invited.contains(*id));
            (named.len() as u64, named)
        }
        None if kind == "group" || WHOLE_BRANCH.contains(&kind) => {
            (persons.count_of(filters, period).unwrap_or(0).saturating_sub(not_yet), named)
        }
        None => (0, Vec::new()),
    }
}

/// The marks of a meeting, by member.
type MarksOfMeeting<'e> = BTreeMap<&'e str, &'e Entry<'e>>;

/// What the marks of some meetings come to.
#[derive(Default)]
struct Attended {
    sum: Decimal,
    whole: u64,
    reasons: Vec<Reason>,
}

impl Circumstances<'_, '_> {
    /// The mean of the marks in per cent, or their sum. `rows` are all marks of the subject.
    pub(crate) fn marks(
        &self,
        measure: &Measure,
        marks: &Marks,
        subject: &Subject<'_>,
        rows: &[&Entry<'_>],
        each: Option<Fraction>,
    ) -> (Option<Fraction>, Vec<Reason>) {
        let filters = &measure.filters;
        let mut by_meeting: BTreeMap<(UnitCode, Option<Period>, &str), MarksOfMeeting<'_>> = BTreeMap::new();
        for entry in rows {
            if let (Some(meeting), Some(member)) = (entry.row.text("meeting"), entry.row.text("member")) {
                by_meeting.entry((entry.row.unit(), entry.quarter, meeting)).or_default().insert(member, entry);
            }
        }
        let mut attended = Attended::default();
        let mut best: BTreeMap<Option<Period>, (Attended, &Entry<'_>)> = BTreeMap::new();
        for meeting in subject.rows_of(Table::Meetings) {
            let is_looked_at = filters.iter().all(|filter| filter.meets_meeting(&meeting.row, self.period));
            let is_excused = meeting.row.get("reason_not_held").is_some();
            if !is_looked_at || (is_excused && !marks.excused_is_present) {
                continue;
            }
            let id = meeting.row.text("meeting").map(|id| (meeting.row.unit(), meeting.quarter, id));
            let of_meeting = id.and_then(|id| by_meeting.remove(&id));
            let of_meeting = of_meeting.unwrap_or_default();
            let Some(best_of) = marks.best_of else {
                self.meeting(marks, filters, subject, meeting, of_meeting, each, &mut attended);
                continue;
            };
            let mut alone = Attended::default();
            if is_excused {
                let (invited, _) = to_come(meeting, subject.persons(meeting.row.unit()), filters, self.period);
                let (sum, note) = (Decimal::from(invited) * marks.weight_of("present"), EXCUSED);
                alone = Attended { sum, whole: invited, reasons: vec![self.reason(meeting, None, note)] };
            } else {
                self.meeting(marks, filters, subject, meeting, of_meeting, each, &mut alone);
            }
            let month = meeting.row.day().map(Period::month_of).filter(|_| best_of == BestOf::Month);
            let other = match best.get(&month) {
                Some((other, _)) if other.sum >= alone.sum => Some(*meeting),
                _ => best.insert(month, (alone, meeting)).map(|(_, other)| other),
            };
            let note = "another meeting of the same month or period had more 另有出勤更多的会议，此次不取";
            attended.reasons.extend(other.map(|other| self.reason(other, None, note)));
        }
        for (alone, _) in best.into_values() {
            attended.sum += alone.sum;
            attended.whole += alone.whole;
            attended.reasons.extend(alone.reasons);
        }
        let Attended { sum, whole, mut reasons } = attended;
        if marks.sum {
            return (Some(Fraction::from(sum)), reasons);
        }
        // Of what was expected and not marked nothing is missing.
        let expected = crate::whole::whole(&measure.of, measure, subject, self.period);
        if let (true, Whole::Known(expected)) = (marks.unmarked_is_present && !measure.of.is_empty(), expected) {
            let missed = Decimal::from(whole) * marks.weight_of("present") - sum;
            return (Some(Fraction::from(expected - missed.max(Decimal::ZERO))), reasons);
        }
        if whole > 0 && !measure.is_share_of_expected() {
            reasons.push(Reason::remark(format_smolstr!("{} of {whole}", sum.normalize())));
        }
        if measure.is_share_of_expected() {
            return (Some(Fraction::from(sum)), reasons);
        }
        (Fraction::percent(sum, Decimal::from(whole)), reasons)
    }

    #[allow(clippy::too_many_arguments)] // what a meeting is looked at with, and what it adds to
    fn meeting(
        &self,
        marks: &Marks,
        filters: &[Filter],
        subject: &Subject<'_>,
        meeting: &Entry<'_>,
        mut of_meeting: MarksOfMeeting<'_>,
        each: Option<Fraction>,
        attended: &mut Attended,
    ) {
        let persons = subject.persons(meeting.row.unit());
        let (to_come, named) = to_come(meeting, persons, filters, self.period);
        let not_marked: Vec<&str> =
            named.iter().filter(|(id, _)| !of_meeting.contains_key(id)).map(|(_, name)| *name).collect();
        let mut left_out = 0;
        of_meeting.retain(|member, entry| {
            let had_joined = meeting.row.day().is_none_or(|day| persons.had_joined_by(member, day));
            let counts = persons.include(member) && had_joined;
            if !persons.include(member) {
                attended.reasons.push(self.not_counted(entry, member));
            } else if !had_joined {
                let note = format_smolstr!("{member} had not joined by then 当时尚未入党，不计");
                attended.reasons.push(self.reason(entry, None, note));
            }
            let is_looked_at = filters.iter().all(|filter| filter.meets(entry, self.period));
            // Whom the conditions on members leave out is not among those who were to come.
            let is_meant =
                filters.iter().filter(|filter| filter.is_of_member()).all(|one| one.meets(entry, self.period));
            left_out += u64::from(counts && is_meant && !is_looked_at);
            counts && is_looked_at
        });
        let marked = of_meeting.len() as u64;
        let expected = to_come.saturating_sub(left_out);
        attended.whole += if marks.marked_alone { marked } else { expected.max(marked) };
        for entry in of_meeting.into_values() {
            self.mark(marks, entry, &meeting.row, each, attended);
        }
        if marks.sum || marks.marked_alone {
            return;
        }
        let missing = expected.saturating_sub(marked);
        if marks.unmarked_is_present {
            attended.sum += Decimal::from(missing) * marks.weight_of("present");
        }
        let note = match persons {
            _ if missing == 0 => return,
            Persons::One(..) => SmolStr::new_static("not marked 未登记"),
            _ if not_marked.is_empty() => format_smolstr!("not marked 未登记: {missing}"),
            _ => format_smolstr!("not marked 未登记: {}", not_marked.join(", ")),
        };
        attended.reasons.push(self.reason(meeting, None, note));
    }

    fn mark(&self, marks: &Marks, entry: &Entry<'_>, meeting: &Row, each: Option<Fraction>, attended: &mut Attended) {
        let Some(cunbang_model::Value::Text(mark)) = &entry.row.cells()[marks.column] else {
            return;
        };
        let is_barred = meeting.text("kind").is_some_and(|kind| marks.no_remote_at.iter().any(|word| word == kind));
        let may_stay_away = || marks.remote_for.iter().all(|filter| filter.meets(entry, self.period));
        let needs_presence = &**mark == "remote" && (is_barred || !may_stay_away());
        let weight = marks.weight_of(if needs_presence { "absent" } else { mark });
        attended.sum += weight;
        if marks.sum {
            if !weight.is_zero() {
                let points = each.map(|each| each * Fraction::from(weight));
                attended.reasons.push(self.reason(entry, points, &**mark));
            }
        } else if weight < marks.weight_of("present") {
            let remote = SmolStr::new_static("remote where presence is asked");
            let note = if needs_presence { remote } else { SmolStr::new(mark) };
            attended.reasons.push(self.reason(entry, None, note));
        }
    }
}
