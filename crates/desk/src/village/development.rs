//! Developing members 发展党员 in a village: how far each person has come by the steps of the scheme, what light the steps
//! of the period have, what is still to be handed in, and what may come next, and when.
//!
//! Lights are the scheme's own, of the rows of the period that it assesses; nothing is counted here.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::village::gaps::What;
use crate::writing::overlay::Overlay;
use crate::writing::references::periods_around;
use cunbang_language::{Language, say};
use cunbang_model::schema::MemberStatus;
use cunbang_model::{Date, DocumentKind, Period, Row, Table, UnitCode, clock, record};
use cunbang_scheme::Scheme;
use cunbang_scheme::steps::{Course, Judged, Light, Remark, Step, Steps, Window};
use std::collections::BTreeMap;

/// How far a village's people have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevelopmentView {
    /// The period, as the scheme assesses it.
    pub period: Period,
    /// The steps of the rules, by stage.
    pub stages: Vec<StageOfSteps>,
    /// Those who have taken steps, and those on the roster who are not full members; stopped ones first.
    pub persons: Vec<PersonSteps>,
}

/// A stage of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageOfSteps {
    /// Its name.
    pub name: String,
    /// Its steps: each with its code, and its materials.
    pub steps: Vec<(String, Vec<String>)>,
}

/// How far somebody has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSteps {
    /// The member's id.
    pub member: String,
    /// The name, where the roster is here; else the id.
    pub name: String,
    /// The stage of the last step that was taken.
    pub stage: Option<String>,
    /// The last step in the order of the scheme that was taken, and when.
    pub last: Option<(String, Date)>,
    /// The worst light of the steps of the period; none where none was taken in it.
    pub light: Option<Light>,
    /// Why steps of the period are not green, each with its step.
    pub remarks: Vec<String>,
    /// Materials that are to be handed in yet, each with its step, and the last day.
    pub awaited: Vec<(String, Option<Date>)>,
    /// What comes next in the order of the scheme, and from which day on, where the step that it follows is written down;
    /// none after the last step.
    pub next: Option<(String, Option<Date>)>,
}

/// A step of the period with its light.
#[derive(Debug)]
pub(crate) struct Lit<'r> {
    pub(crate) row: &'r Row,
    pub(crate) judged: Judged,
}

/// The lights of the steps among rows of a unit's period, as they are on a day; `earlier` are those of earlier periods.
pub(crate) fn lights<'r>(
    scheme: &Scheme,
    period: Period,
    (rows, earlier): (&'r [Row], &[Row]),
    today: Date,
) -> Vec<Lit<'r>> {
    let Some(steps) = scheme.steps() else { return Vec::new() };
    let first = period.first_day();
    let weighs_from = scheme.earlier_rows().and_then(|asked| Some(asked.quarters(period).last()?.first_day()));
    let may_weigh = |row: &&Row| {
        let day = row.day().filter(|day| *day < first);
        steps.earlier().is_some() && !row.is_withdrawn() && day.zip(weighs_from).is_some_and(|(day, from)| from <= day)
    };
    let is_step = |row: &&Row| row.table() == Table::Steps;
    let written_from = earlier.iter().filter(may_weigh).filter(is_step).filter_map(Row::day).min();
    let window = Window { first, written_from, last: period.last_day().min(today), received_late: None };
    let is_in = |row: &&Row| row.day().is_some_and(|day| period.contains_day(day)) && !row.is_withdrawn();
    let mut courses = courses(rows.iter().filter(is_in));
    for row in earlier.iter().filter(may_weigh) {
        if let Some(course) = row.text("member").and_then(|member| courses.get_mut(member)) {
            course.note_earlier(row);
        }
    }
    let is_stated = |row: &&Row| row.period("period").is_some_and(|stated| period.contains(stated));
    let mut seen = steps.proofs_seen(rows.iter().filter(|row| !row.is_withdrawn()).filter(is_stated));
    let mut of_period: Vec<&Row> = rows.iter().filter(is_in).filter(is_step).collect();
    of_period.sort_by_key(|row| row.key());
    let lit = of_period.into_iter().filter_map(|row| {
        let course = courses.get(row.text("member")?)?;
        let mut judged = steps.judge(course, steps.find(row.text("step")?)?.0, window)?;
        if seen > 0 && judged.lacks_proof_alone() {
            seen -= 1;
            judged = judged.proven();
        }
        Some(Lit { row, judged })
    });
    lit.collect()
}

fn courses<'r>(rows: impl Iterator<Item = &'r Row>) -> BTreeMap<&'r str, Course> {
    let mut courses: BTreeMap<&str, Course> = BTreeMap::new();
    for row in rows.filter(|row| matches!(row.table(), Table::Steps | Table::Materials)) {
        if let Some(member) = row.text("member") {
            courses.entry(member).or_default().note(row);
        }
    }
    courses
}

impl Desk {
    /// How far the people of a unit have come, in a period or in what the scheme assesses around it. None where no rules
    /// with steps assess the period.
    pub async fn development(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Option<DevelopmentView>, DeskError> {
        viewer.check(unit)?;
        viewer.check_document(DocumentKind::Ledger, unit)?;
        let Some((period, scheme)) = self.rules_with_steps(period).await else { return Ok(None) };
        let Some(steps) = scheme.steps() else { return Ok(None) };
        let mut rows: Vec<Row> = Vec::new();
        for name in self.documents_of(Table::Steps, unit, None).await? {
            let ledger = self.replica().projection(name).await?;
            let of_tables = [Table::Steps, Table::Materials].into_iter().flat_map(|table| ledger.table(table));
            rows.extend(of_tables.map(|standing| standing.row.clone()).filter(|row| !row.is_withdrawn()));
        }
        let names = self.names_for(viewer, unit).await?;
        let today = clock::county_date(self.replica().now());
        for name in self.documents_of(Table::StatedFigures, unit, None).await? {
            let inspections = self.replica().projection(name).await?;
            rows.extend(inspections.table(Table::StatedFigures).map(|standing| standing.row.clone()));
        }
        let lit = lights(&scheme, period, (&rows, &rows), today);
        let mut courses = courses(rows.iter());
        let candidates = if names.is_empty() { Vec::new() } else { self.not_yet_full(unit).await? };
        for member in &candidates {
            courses.entry(member).or_default();
        }
        let persons = courses.iter().map(|(member, course)| {
            let of_person: Vec<&Lit<'_>> = lit.iter().filter(|one| one.row.text("member") == Some(*member)).collect();
            let name = names.get(*member).cloned().unwrap_or_else(|| (*member).to_owned());
            person(steps, member, name, course, &of_person, today)
        });
        let mut persons: Vec<PersonSteps> = persons.collect();
        persons.sort_by(|one, other| (other.light, &one.name).cmp(&(one.light, &other.name)));
        let stage = |(name, steps): (&str, &[Step])| StageOfSteps {
            name: name.to_owned(),
            steps: steps.iter().map(|step| (step.title(), step.materials.clone())).collect(),
        };
        Ok(Some(DevelopmentView { period, stages: steps.stages().map(stage).collect(), persons }))
    }

    /// The rules that state steps, of those that assess a period or what holds it: the shortest such period, and they.
    pub(crate) async fn rules_with_steps(&self, period: Period) -> Option<(Period, Scheme)> {
        for period in periods_around(Period::quarter_of(period.belongs_to())) {
            let scheme = self.scheme_for(period).await.ok().filter(|scheme| scheme.steps().is_some());
            if let Some(scheme) = scheme {
                return Some((period, scheme));
            }
        }
        None
    }

    /// What of this unit's steps in some quarters is red, or yellow, or no step of the rules; each with its period.
    pub(crate) async fn gaps_of_steps(
        &self,
        quarters: &[Period],
        overlay: &Overlay,
    ) -> Result<Vec<(Period, What)>, DeskError> {
        let mut periods: BTreeMap<Period, Scheme> = BTreeMap::new();
        for quarter in quarters.iter().flat_map(|period| period.quarters()) {
            periods.extend(self.rules_with_steps(quarter).await);
        }
        let today = clock::county_date(self.replica().now());
        let mut gaps = Vec::new();
        for (period, scheme) in periods {
            let unit = self.replica().unit();
            let Some(alone) = self.alone_of(unit, period, scheme, overlay).await? else { continue };
            let Some(steps) = alone.scheme.steps() else { continue };
            let lit = lights(&alone.scheme, period, (&alone.rows, &alone.earlier), today);
            let of = |light| lit.iter().filter(|one| one.judged.light == light).map(|one| one.row.key()).collect();
            let is_unknown = |row: &&Row| {
                matches!(row.table(), Table::Steps | Table::Materials)
                    && row.text("step").is_some_and(|code| steps.find(code).is_none())
            };
            let unknown = alone.rows.iter().filter(is_unknown).map(Row::key).collect();
            gaps.push((period, What::StepsStopped { rows: of(Light::Red) }));
            gaps.push((period, What::StepsReminded { rows: of(Light::Yellow) }));
            gaps.push((period, What::AgainstRules { rows: unknown }));
        }
        Ok(gaps)
    }

    /// The members on the roster who are not full members.
    async fn not_yet_full(&self, unit: UnitCode) -> Result<Vec<String>, DeskError> {
        let roster = self.roster(unit).await?;
        let rows = roster.iter().flat_map(|roster| roster.table(Table::Members)).map(|standing| &standing.row);
        let members = rows.filter(|row| !row.is_withdrawn()).filter_map(Row::record::<record::Member>);
        Ok(members.filter(|one| one.status != MemberStatus::Full).map(|one| one.member).collect())
    }
}

fn person(steps: &Steps, member: &str, name: String, course: &Course, lit: &[&Lit<'_>], today: Date) -> PersonSteps {
    let ordered = steps.list();
    let taken = |place: usize| course.taken(&ordered[place].code);
    let last = (0..ordered.len()).rev().find_map(|place| Some((place, taken(place)?)));
    // What was left out before the last one has had its time.
    let next = last.map_or(0, |(place, _)| place + 1);
    let next = ordered.get(next).map(|step| {
        let from = match step.after {
            Some(after) => taken(after).map(|taken| step.least.after(taken.done_on)),
            None => Some(today),
        };
        (step.title(), from)
    });
    let awaited = ordered.iter().enumerate().filter_map(|(place, step)| Some((step, taken(place)?)));
    let awaited = awaited.flat_map(|(step, taken)| {
        let by = steps.within().map(|within| within.after(taken.done_on));
        let is_open =
            move |title: &&String| course.handed_in(&step.code, title).is_none() && by.is_none_or(|by| by >= today);
        step.materials.iter().filter(is_open).map(move |title| (with_step(&step.title(), title), by))
    });
    PersonSteps {
        member: member.to_owned(),
        name,
        stage: last.map(|(place, _)| ordered[place].stage.clone()),
        last: last.map(|(place, taken)| (ordered[place].title(), taken.done_on)),
        light: lit.iter().map(|one| one.judged.light).max(),
        remarks: lit.iter().flat_map(|one| said_of(steps, one)).collect(),
        awaited: awaited.collect(),
        next,
    }
}

/// Why a step is not green, a sentence each.
fn said_of(steps: &Steps, lit: &Lit<'_>) -> Vec<String> {
    let step = lit.row.text("step").and_then(|code| steps.find(code));
    let title = step.map(|(_, step)| step.title()).unwrap_or_default();
    lit.judged.remarks.iter().map(|remark| with_step(&title, &said(steps, remark))).collect()
}

fn with_step(step: &str, what: &str) -> String {
    format!("{step}{}{what}", Language::first().pick("：", ": "))
}

fn said(steps: &Steps, remark: &Remark) -> String {
    let title = |place: &usize| steps.list()[*place].title();
    match remark {
        Remark::WithoutBefore(before) => say!("steps-without-before", step = title(before)),
        Remark::NotOn(before, day) => say!("steps-not-on", step = title(before), day = day),
        Remark::NotProven(before, day) => say!("steps-not-proven", step = title(before), day = day),
        Remark::NotWritten(before, day) => say!("steps-not-written", step = title(before), day = day),
        Remark::Stopped(before) => say!("steps-stopped", step = title(before)),
        Remark::TooSoon(from) => say!("steps-too-soon", day = from),
        Remark::Missing(material, Some(by)) => say!("steps-missing-by", material = material, by = by),
        Remark::Missing(material, None) => say!("steps-missing", material = material),
        Remark::Late(material, on, by) => say!("steps-late", material = material, day = on, by = by),
        Remark::ReceivedLate(on, by) => say!("steps-received-late", day = on, by = by),
    }
}

/// What a light is called.
pub fn light_name(light: Light) -> String {
    match light {
        Light::Green => say!("light-green"),
        Light::Yellow => say!("light-yellow"),
        Light::Red => say!("light-red"),
    }
}
