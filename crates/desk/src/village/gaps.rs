//! Gaps: what a village has written, or has not, that would not count, and what that costs; and what it will be asked
//! about.
//!
//! Whoever wrote it is told where they wrote it: at the import, in the status, before a seal. What it costs is worked
//! out by the scheme's own engine, for this village by itself, with and without.

mod expected;
mod figures;
mod meetings;
mod not_counted;
mod reviews;
mod short;
mod what;

pub(crate) use short::{no_awards, short};
pub use what::{MissedMarks, What};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::reading::authorship::MemberNames;
use crate::reading::texts::optional_number;
use crate::village::score_sheet::lines::unstated;
use crate::writing::overlay::Overlay;
use cunbang_language::{Language, say};
use cunbang_ledger::Projection;
use cunbang_model::schema::{MemberStatus, Rights};
use cunbang_model::{Date, Decimal, Period, Record, Row, Table, UnitCode, clock, record};
use cunbang_ranking::sealed::is_sealed_whole;
use cunbang_scheme::{GroupKind, IndicatorInfo, Level, OutcomeRow, Scheme};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The columns that say when something was done.
const DONE: [(Table, &str); 10] = [
    (Table::Meetings, "date"),
    (Table::Deeds, "date"),
    (Table::Deeds, "confirmed_on"),
    (Table::Commitments, "kept_on"),
    (Table::Tasks, "done_on"),
    (Table::Findings, "date"),
    (Table::Findings, "fixed_on"),
    (Table::Findings, "rechecked_on"),
    (Table::Steps, "done_on"),
    (Table::Materials, "handed_in"),
];
/// What would not count in a period, and what it costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The period, as the scheme has it.
    pub period: Period,
    /// What it is.
    #[serde(flatten)]
    pub what: What,
    /// How many points it costs the village, where the scheme can tell: of an empty table, the most.
    #[serde(serialize_with = "optional_number")]
    pub points: Option<Decimal>,
}

impl Gap {
    /// As a page says it, which leads to the rows: members by name, and no keys.
    pub fn for_people(&self, name_of: impl Fn(&str) -> String) -> String {
        self.with_points(self.what.for_people(name_of))
    }

    /// As a command says it, where names are known: keys of rows stay, as commands take them; members go by name.
    pub fn with_names(&self, names: &MemberNames) -> String {
        match &self.what {
            What::NoStanding { .. } => {
                let name_of = |member: &str| names.get(member).map_or(member, String::as_str).to_owned();
                format!("{}{}{}", self.period, Language::first().pick("：", ": "), self.for_people(name_of))
            }
            _ => self.to_string(),
        }
    }

    /// Whether something that counts is not there, or counts for nothing as it stands; not that what is there gives less
    /// than full marks.
    pub fn is_missing(&self) -> bool {
        let costs = self.points.is_some_and(|points| points > Decimal::ZERO);
        !matches!(self.what, What::Short { .. }) && (costs || self.what.gives_nothing())
    }

    /// That some of these rows count for nothing as they stand; what that costs only where no others do for the same reason.
    pub fn void_among(&self, is_wanted: impl Fn(&str) -> bool) -> Option<Self> {
        let mut what = self.what.clone();
        let (What::Doubtful { rows, .. } | What::NotCounted { rows, .. }) = &mut what else { return None };
        let all = rows.len();
        rows.retain(|row| is_wanted(row));
        let points = self.points.filter(|_| rows.len() == all);
        (!rows.is_empty()).then_some(Self { period: self.period, what, points })
    }

    /// As a page says it, which names the period by itself.
    pub fn within_period(&self) -> String {
        self.with_points(self.what.to_string())
    }

    fn with_points(&self, what: String) -> String {
        let points = match (&self.what, self.points) {
            (
                What::EmptyTable { is_scaled: true, .. }
                | What::NoFigure { is_scaled: true, .. }
                | What::Unmarked { is_scaled: true, .. },
                Some(points),
            ) => say!("points-at-most-scaled", points = points),
            (What::EmptyTable { .. } | What::NoFigure { .. } | What::Unmarked { .. }, Some(points)) => {
                say!("points-at-most", points = points)
            }
            (What::Short { is_scaled: true, .. }, Some(points)) => say!("points-less-scaled", points = points),
            (_, Some(points)) => say!("points-less", points = points),
            (_, None) => return what,
        };
        format!("{what}{}{points}", Language::first().pick("，", ", "))
    }
}

impl std::fmt::Display for Gap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{}", self.period, Language::first().pick("：", ": "), self.within_period())
    }
}

impl Desk {
    /// What would not count of this unit's own quarters, by the schemes in force. A unit that keeps no ledger has
    /// none.
    pub async fn gaps(&self, quarters: &[Period]) -> Result<Vec<Gap>, DeskError> {
        self.gaps_with(quarters, &Overlay::default()).await
    }

    /// The same with rows that are not kept yet.
    pub(crate) async fn gaps_with(&self, quarters: &[Period], overlay: &Overlay) -> Result<Vec<Gap>, DeskError> {
        if self.own_basic_tree().is_none() {
            return Ok(Vec::new());
        }
        let mut periods: BTreeMap<Period, Scheme> = BTreeMap::new();
        for quarter in quarters.iter().flat_map(|period| period.quarters()) {
            periods.extend(self.scheme_around(quarter).await?);
        }
        let mut gaps = Vec::new();
        for (period, scheme) in periods {
            let Some(alone) = self.alone_of(self.replica().unit(), period, scheme, overlay).await? else { continue };
            let rows = &alone.rows;
            let score = |rows: Vec<Row>| alone.outcome(rows);
            // What is written first brings the standing of the last quarter, or of the roster, along.
            let is_brought = rows.is_empty() && self.has_people_to_bring(alone.unit).await?;
            gaps.extend(of_members(period, rows, &score).filter(|gap| !is_brought || gap.what != What::NoMembers));
            gaps.extend(of_tables(period, &alone.scheme, rows, &score));
            gaps.extend(of_confirmations(period, &alone.scheme, rows, &score));
            let now = alone.outcome(rows.clone());
            gaps.extend(expected::short_of_expected(&alone, now.as_ref()));
            gaps.extend(expected::unmarked(&alone, now.as_ref()));
            let today = clock::county_date(self.replica().now());
            let mut questions = vec![What::Future { rows: keys(rows, |row| is_after(row, today)) }];
            questions.extend(not_counted::doubtful(&alone.scheme, rows, today));
            questions.extend(not_counted::of_others(&alone.scheme, rows));
            questions.extend(figures::uncounted(&alone.scheme, rows));
            questions.extend(reviews::questions(&alone.scheme, rows));
            questions.extend(self.off_meetings(alone.unit, period, overlay).await?);
            let asked = questions.into_iter().filter(|what| !what.asked_about().is_empty());
            gaps.extend(asked.map(|what| Gap { period, points: not_counted::cost(&what, rows, &score), what }));
        }
        let of_steps = self.gaps_of_steps(quarters, overlay).await?.into_iter();
        let asked = of_steps.filter(|(_, what)| !what.asked_about().is_empty());
        gaps.extend(asked.map(|(period, what)| Gap { period, what, points: None }));
        Ok(gaps)
    }

    /// Whether a unit has members whose standing a new ledger begins with.
    async fn has_people_to_bring(&self, unit: UnitCode) -> Result<bool, DeskError> {
        let roster = self.roster(unit).await?;
        let in_roster = roster.iter().flat_map(|roster| roster.table(Table::Members));
        Ok(in_roster.into_iter().any(|standing| !standing.row.is_withdrawn()))
    }

    /// What would not count of the quarters that are not sealed yet: those with a ledger, of the newest two.
    pub async fn open_gaps(&self) -> Result<Vec<Gap>, DeskError> {
        let ledgers = self.ledgers(self.replica().unit()).await?;
        // What was taken back as a whole, as a mistyped year's, is no quarter.
        let has_rows = |ledger: &&Projection| ledger.rows().any(|standing| !standing.row.is_withdrawn());
        let open = ledgers.iter().filter(has_rows).take(2).filter_map(|ledger| {
            let quarter = ledger.document().period()?;
            (!is_sealed_whole(ledger, quarter)).then_some(quarter)
        });
        let open: Vec<Period> = open.collect();
        self.gaps(&open).await
    }
}

/// The keys of those rows of which something holds.
fn keys(rows: &[Row], holds: impl Fn(&Row) -> bool) -> Vec<String> {
    rows.iter().filter(|row| holds(row)).map(Row::key).collect()
}

fn is_after(row: &Row, today: Date) -> bool {
    let of_table = DONE.iter().filter(|(table, _)| *table == row.table());
    of_table.filter_map(|(_, column)| row.date(column)).any(|day| day > today)
}

/// What members' standings are missing.
fn of_members(period: Period, rows: &[Row], score: &impl Fn(Vec<Row>) -> Option<OutcomeRow>) -> Option<Gap> {
    let of_standing = rows.iter().filter(|row| row.table() == Table::Standing);
    let standing: BTreeSet<String> = of_standing.map(Row::id).collect();
    let mut without: BTreeSet<String> = BTreeSet::new();
    let mut count = 0;
    for row in rows.iter().filter(|row| row.table() != Table::Standing) {
        let members = row.table().columns().iter().filter(|column| column.refers_to == Some(Table::Members));
        let named = members.filter_map(|column| row.text(column.name));
        let missing: Vec<&str> = named.filter(|member| !standing.contains(*member)).collect();
        count += usize::from(!missing.is_empty());
        without.extend(missing.into_iter().map(str::to_owned));
    }
    if without.is_empty() {
        return standing.is_empty().then_some(Gap { period, what: What::NoMembers, points: None });
    }
    let unit = rows.first()?.unit();
    let mut whole = rows.to_vec();
    whole.extend(without.iter().filter_map(|member| {
        let standing = record::Standing {
            unit,
            member: member.clone(),
            status: MemberStatus::Full,
            group: None,
            floating: None,
            joined: None,
        };
        standing.into_row().ok()
    }));
    let points = |rows: Vec<Row>| score(rows)?.score;
    let cost = points(whole).zip(points(rows.to_vec())).map(|(with, now)| with - now);
    let what = What::NoStanding { members: without.into_iter().collect(), rows: count };
    Some(Gap { period, what, points: cost.filter(|points| points.is_sign_positive() && !points.is_zero()) })
}

/// Whether a deed counts as not confirmed: it lacks the day, or a name where the rules want one.
pub(crate) fn is_unconfirmed(scheme: &Scheme, deed: &record::Deed) -> bool {
    deed.confirmed_on.is_none() || !scheme.names_who_confirmed(deed.confirmed_by.as_deref())
}

/// A deed as it would stand if it were confirmed; on this day where it has none.
pub(crate) fn confirmed(scheme: &Scheme, deed: record::Deed, on: Date) -> Option<Row> {
    let named = deed.confirmed_by.clone().filter(|by| scheme.names_who_confirmed(Some(by)));
    let by = named.unwrap_or_else(|| "支部".to_owned());
    let on = deed.confirmed_on.unwrap_or(on);
    record::Deed { confirmed_on: Some(on), confirmed_by: Some(by), ..deed }.into_row().ok()
}

/// Which deeds are not confirmed, and what it would give if they were.
fn of_confirmations(
    period: Period,
    scheme: &Scheme,
    rows: &[Row],
    score: &impl Fn(Vec<Row>) -> Option<OutcomeRow>,
) -> Option<Gap> {
    let lacks = |row: &Row| row.record().is_some_and(|deed| is_unconfirmed(scheme, &deed));
    let unconfirmed = keys(rows, lacks);
    if unconfirmed.is_empty() {
        return None;
    }
    let confirmed = |row: &Row| {
        let deed = row.record::<record::Deed>().filter(|deed| is_unconfirmed(scheme, deed))?;
        let on = deed.date;
        confirmed(scheme, deed, on)
    };
    let all = rows.iter().map(|row| confirmed(row).unwrap_or_else(|| row.clone())).collect();
    let points = |rows: Vec<Row>| score(rows)?.score;
    let cost = points(all).zip(points(rows.to_vec())).map(|(with, now)| with - now);
    let points = cost.filter(|points| points.is_sign_positive() && !points.is_zero());
    Some(Gap { period, what: What::Unconfirmed { rows: unconfirmed }, points })
}

/// Which tables are empty that the village itself fills in, and which figures are missing, for which the scheme gives
/// points.
fn of_tables(
    period: Period,
    scheme: &Scheme,
    rows: &[Row],
    score: &impl Fn(Vec<Row>) -> Option<OutcomeRow>,
) -> Vec<Gap> {
    let there: BTreeSet<Table> = rows.iter().map(Row::table).collect();
    let counts = |info: &&IndicatorInfo| {
        let is_own = |table: Table| table.document().rights() == Rights::Record && table != Table::Measures;
        info.level == Level::Village && info.group_kind == GroupKind::Base && info.table.is_some_and(is_own)
    };
    let mut empty: BTreeMap<Table, Vec<&IndicatorInfo>> = BTreeMap::new();
    for info in scheme.indicators().iter().filter(counts) {
        if let Some(table) = info.table.filter(|table| !there.contains(table)) {
            empty.entry(table).or_default().push(info);
        }
    }
    let figures = figures::missing(scheme, rows);
    if empty.is_empty() && figures.is_empty() {
        return Vec::new();
    }
    let now = score(rows.to_vec());
    let is_scaled = |infos: &[&IndicatorInfo]| is_any_scaled(now.as_ref(), infos.iter().copied());
    let tables = empty.into_iter().map(|(table, infos)| {
        let (indicators, is_scaled) = (titles_of(&infos), is_scaled(&infos));
        let what = What::EmptyTable { table: table.name(), chinese: table.chinese(), indicators, is_scaled };
        (what, infos)
    });
    let figures = figures.into_iter().map(|(figure, infos)| {
        let (indicators, is_scaled) = (titles_of(&infos), is_scaled(&infos));
        (What::NoFigure { figure: figure.to_owned(), indicators, is_scaled }, infos)
    });
    let missing: Vec<(What, Vec<&IndicatorInfo>)> = tables.chain(figures).collect();
    let lost = |info: &IndicatorInfo| -> Option<Decimal> {
        let now = now.as_ref()?;
        let line = now.indicators.iter().find(|line| line.id == info.id)?;
        // What the units above did not state costs nothing.
        let is_unstated = || {
            let notes = line.reasons.iter().map(|reason| reason.note.as_str());
            unstated(scheme, &info.id, notes).map(|_| Decimal::ZERO)
        };
        line.points.map(|points| now.lost(info, points)).or_else(is_unstated)
    };
    let gaps = missing.into_iter().map(|(what, infos)| {
        let points = infos.iter().map(|info| lost(info)).collect::<Option<Vec<Decimal>>>();
        let points = points.map(|points| points.into_iter().sum::<Decimal>());
        Gap { period, what, points }
    });
    gaps.filter(|gap| gap.points.is_none_or(|points| !points.is_zero())).collect()
}

/// Whether the score has other points than indicators of these, as others of their group do not apply.
fn is_any_scaled<'i>(now: Option<&OutcomeRow>, infos: impl IntoIterator<Item = &'i IndicatorInfo>) -> bool {
    infos.into_iter().any(|info| now.is_some_and(|now| now.scale_of(info).is_some()))
}

fn titles_of(infos: &[&IndicatorInfo]) -> Vec<String> {
    infos.iter().map(|info| info.title.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_in_the_language_that_is_heard() {
        let of =
            |what, points: i64| Gap { period: Period::Quarter(2026, 3), what, points: Some(Decimal::from(points)) };
        let empty = What::EmptyTable {
            table: "commitments",
            chinese: "承诺",
            indicators: vec!["践诺 Commitments kept".to_owned(), "公开承诺 Commitments made".to_owned()],
            is_scaled: false,
        };
        let scaled = What::EmptyTable {
            table: "tasks",
            chinese: "任务",
            indicators: vec!["任务 Tasks".to_owned()],
            is_scaled: true,
        };
        let standing = What::NoStanding { members: vec!["m1".to_owned(), "m2".to_owned()], rows: 1 };
        for (gap, both, chinese, english) in [
            (
                of(empty, 15),
                "2026Q3：「承诺」还没有记录（践诺、公开承诺） no commitments yet (Commitments kept, Commitments made)，最多 15 分 up to 15 points",
                "「承诺」还没有记录（践诺、公开承诺），最多 15 分",
                "no commitments yet (Commitments kept, Commitments made), up to 15 points",
            ),
            (
                of(standing, 2),
                "2026Q3：1 条记录的党员本期没有状况，不计分 1 row about a member without a standing does not count：m1、m2，少 2 分 2 points less",
                "1 条记录的党员本期没有状况，不计分：m1、m2，少 2 分",
                "1 row about a member without a standing does not count: m1, m2, 2 points less",
            ),
            (
                of(scaled, 4),
                "2026Q3：「任务」还没有记录（任务） no tasks yet (Tasks)，折算后最多 4 分 up to 4 points after scaling",
                "「任务」还没有记录（任务），折算后最多 4 分",
                "no tasks yet (Tasks), up to 4 points after scaling",
            ),
        ] {
            assert_eq!(gap.to_string(), both);
            let names: MemberNames = [("m1".to_owned(), "陈建国".to_owned())].into();
            let told = Language::Chinese.with(|| gap.with_names(&names));
            assert_eq!(told, format!("2026Q3：{}", chinese.replace("m1", "陈建国")));
            assert_eq!(Language::Chinese.with(|| gap.to_string()), format!("2026Q3：{chinese}"));
            assert_eq!(Language::English.with(|| gap.to_string()), format!("2026Q3: {english}"));
            assert_eq!(Language::Chinese.with(|| gap.within_period()), chinese);
            assert_eq!(Language::English.with(|| gap.within_period()), english);
        }
    }
}
