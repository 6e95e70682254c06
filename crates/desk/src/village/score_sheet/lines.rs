//! The lines of a score sheet: what an indicator gave, in what state it is, and the rows behind it.

use crate::inspection::late::LateRow;
use crate::reading::authorship::MemberNames;
use crate::reading::texts::{brief_in, number, optional_number};
use cunbang_ledger::Projection;
use cunbang_model::{Decimal, Period, Table, UnitCode, round_points};
use cunbang_ranking::{ReasonGroup, SheetLine};
use cunbang_scheme::remark::{NotApplicable, not_applicable, of_scale, unstated as unstated_figures};
use cunbang_scheme::{GroupKind, IndicatorInfo, Scheme, Status};
use serde::Serialize;

/// An indicator of a score sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetLineView {
    /// Its id.
    pub indicator: String,
    /// Its title, where the scheme is here; else the id.
    pub title: String,
    /// What its group does; none for what adjusted the score.
    pub group_kind: Option<GroupKind>,
    /// What it gave.
    #[serde(serialize_with = "optional_number")]
    pub points: Option<Decimal>,
    /// The most that it can give or take.
    #[serde(serialize_with = "optional_number")]
    pub most: Option<Decimal>,
    /// What it cost: what is short of full marks, or was deducted.
    #[serde(serialize_with = "number")]
    pub lost: Decimal,
    /// What it gave and what it cost in the score, where that has other points than the indicator, as others of its group
    /// do not apply: together the full marks on the score's scale.
    pub in_score: Option<InScore>,
    /// What was measured.
    #[serde(serialize_with = "optional_number")]
    pub measure: Option<Decimal>,
    /// The rows behind it, those that counted alike together.
    pub reasons: Vec<ReasonView>,
    /// How it came to its points.
    #[serde(skip)]
    pub state: LineState,
    /// The figures that the units above did not state, where it does not apply as they did not.
    #[serde(skip)]
    pub unstated: Option<String>,
    /// What stands in the ledger now of the table that it looks at, where it cost points and no row of it counted.
    #[serde(skip)]
    pub uncounted: Option<Uncounted>,
}

/// Rows of a table of which none counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uncounted {
    /// The table.
    pub table: Table,
    /// How many stand.
    pub rows: usize,
    /// How many of them nobody has confirmed on a day, where it is a table of what is confirmed.
    pub unconfirmed: usize,
}

/// An indicator on the scale of the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InScore {
    /// What it gave.
    #[serde(serialize_with = "number")]
    pub points: Decimal,
    /// What it cost.
    #[serde(serialize_with = "number")]
    pub lost: Decimal,
}

/// What an indicator gave and cost on the scale of the score, where its group is scaled in these lines.
fn in_score(points: Option<Decimal>, info: &IndicatorInfo, lines: &[SheetLine]) -> Option<InScore> {
    let of_group = lines.iter().filter(|line| line.indicator == info.group);
    let (part, full) = of_group.flat_map(|line| &line.reasons).find_map(|group| of_scale(&group.note))?;
    let scaled = |points: Decimal| round_points(points * full / part);
    let (points, lost) = (points?, info.lost(points?));
    let lost = scaled(lost);
    Some(InScore { points: scaled(info.max_points.unwrap_or(points)) - lost, lost })
}

/// The figures that the units above did not state, where an indicator rests on them.
pub(in crate::village) fn unstated<'n>(
    scheme: &Scheme,
    indicator: &str,
    mut notes: impl Iterator<Item = &'n str>,
) -> Option<String> {
    notes.find_map(unstated_figures).filter(|_| scheme.is_stated_above(indicator))
}

/// How a line came to its points, or to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// By what was measured.
    Counted,
    /// Nothing can be measured, and the rules say what that gives.
    NotApplicable(NotApplicable),
    /// There is nothing for which points are added or taken.
    Nothing,
    /// It is shown and gives no points.
    ShownOnly,
    /// A veto that takes the score or leaves it.
    Veto,
    /// It adjusts the score: a group's scale or cap, a veto, the floor.
    Adjustment,
    /// Nothing of the unit was received, or it was excused: nothing was measured.
    NotMeasured,
}

/// Rows that counted alike, or one remark on the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonView {
    /// The rows' table; none for a remark, or where this program does not know it.
    pub table: Option<Table>,
    /// The table's Chinese name.
    pub chinese: Option<&'static str>,
    /// The rows.
    pub rows: Vec<ReasonRow>,
    /// How many more there are that the sheet had no room for.
    pub more: usize,
    /// The unit that they are about, where that is not the sheet's own: its code and name.
    pub unit: Option<(UnitCode, String)>,
    /// The quarter whose rows they are, where ids alone do not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarter: Option<Period>,
    /// What each gave or cost, where it did so by itself.
    pub points: Option<String>,
    /// A word on how they counted.
    pub note: String,
}

/// A row that counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonRow {
    /// Its id within the table: `Desk::row` has the whole.
    pub id: String,
    /// What it says, in a line, where it is here: members by name as far as names are shown.
    pub said: Option<String>,
    /// That a unit above registered it late, by whom and when, where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<LateRow>,
}

/// What stands behind a sheet's points.
pub(in crate::village) struct Behind<'a> {
    /// The unit whose sheet it is.
    pub(in crate::village) unit: UnitCode,
    /// The documents of that unit, and of others that the sheet names.
    pub(in crate::village) rows: &'a [Projection],
    /// The names of the unit's own members; those of others stand by their ids.
    pub(in crate::village) names: &'a MemberNames,
    /// What units above registered late.
    pub(in crate::village) late: &'a [LateRow],
}

impl Behind<'_> {
    /// What a row says; of a quarter, where ids alone do not tell which row it is.
    fn said(&self, unit: UnitCode, table: Table, id: &str, quarter: Option<Period>) -> Option<String> {
        let is_of = |projection: &&Projection| {
            let document = projection.document();
            document.unit() == unit && (quarter.is_none() || document.period() == quarter)
        };
        let mut rows = self.rows.iter().filter(is_of);
        let (projection, standing) = rows.find_map(|projection| Some((projection, projection.get(table, id)?)))?;
        let nobody = MemberNames::default();
        let names = if unit == self.unit { self.names } else { &nobody };
        Some(brief_in(&standing.row, names, projection)).filter(|said| !said.is_empty())
    }

    /// What stands of a table of the unit's own; none where nothing does.
    fn standing(&self, table: Table) -> Option<Uncounted> {
        let of_unit = self.rows.iter().filter(|projection| projection.document().unit() == self.unit);
        let rows = || of_unit.clone().flat_map(|projection| projection.table(table)).map(|standing| &standing.row);
        let standing = || rows().filter(|row| !row.is_withdrawn());
        let unconfirmed = standing().filter(|row| table == Table::Deeds && row.date("confirmed_on").is_none()).count();
        Some(Uncounted { table, rows: standing().count(), unconfirmed }).filter(|one| one.rows > 0)
    }

    /// That a row was registered late.
    fn late(&self, table: Table, id: &str, quarter: Option<Period>) -> Option<LateRow> {
        let is_of = |one: &&LateRow| quarter.is_none() || one.document.period() == quarter;
        self.late.iter().filter(is_of).find(|one| one.table == table && one.id == id).cloned()
    }
}

pub(in crate::village) fn state_of(
    line: &SheetLine,
    info: Option<&IndicatorInfo>,
    knows_scheme: bool,
    status: Status,
) -> LineState {
    let remarked = line.reasons.iter().find_map(|group| not_applicable(&group.note));
    match (remarked, line.points, info) {
        (Some(how), ..) => LineState::NotApplicable(how),
        (None, Some(_), None) if knows_scheme => LineState::Adjustment,
        (None, Some(_), _) => LineState::Counted,
        (None, None, _) if matches!(status, Status::NotReceived | Status::Excused) => LineState::NotMeasured,
        (None, None, Some(info)) if info.group_kind == GroupKind::Veto => LineState::Veto,
        (None, None, None) => LineState::ShownOnly,
        (None, None, Some(info)) if info.max_points.is_none() => LineState::ShownOnly,
        (None, None, Some(info)) if info.group_kind != GroupKind::Base => LineState::Nothing,
        (None, None, Some(_)) => LineState::NotApplicable(NotApplicable::LeftOut),
    }
}

pub(in crate::village) fn line_view(
    line: &SheetLine,
    info: Option<&IndicatorInfo>,
    state: LineState,
    lines: &[SheetLine],
    behind: &Behind<'_>,
    name: &impl Fn(UnitCode) -> String,
) -> SheetLineView {
    let lost = match (line.points, info) {
        (Some(points), Some(info)) => info.lost(points),
        // Of what adjusted the score, or where the scheme is not here, what it took off.
        (Some(points), None) => (-points).max(Decimal::ZERO),
        (None, _) => Decimal::ZERO,
    };
    SheetLineView {
        indicator: line.indicator.clone(),
        title: info.map_or_else(|| line.indicator.clone(), |info| info.title.clone()),
        group_kind: info.map(|info| info.group_kind),
        points: line.points,
        most: line.most,
        lost: if lost.is_zero() { Decimal::ZERO } else { lost },
        in_score: info.and_then(|info| in_score(line.points, info, lines)),
        measure: line.measure,
        reasons: line.reasons.iter().map(|group| reason_view(group, behind, name)).collect(),
        state,
        unstated: None,
        uncounted: info
            .and_then(|info| info.table)
            .filter(|_| state == LineState::Counted && lost > Decimal::ZERO)
            // A share names no rows, and what it measures says whether some counted.
            .filter(|_| line.measure.is_none_or(|measure| measure.is_zero()))
            .filter(|_| line.reasons.iter().all(|group| group.ids.is_empty()))
            .and_then(|table| behind.standing(table)),
    }
}

pub(super) fn reason_view(group: &ReasonGroup, behind: &Behind<'_>, name: &impl Fn(UnitCode) -> String) -> ReasonView {
    let table = Table::from_name(&group.table);
    let is_own = group.unit.is_none();
    let row = |id: &String| ReasonRow {
        said: table.and_then(|table| behind.said(group.unit.unwrap_or(behind.unit), table, id, group.quarter)),
        late: table.filter(|_| is_own).and_then(|table| behind.late(table, id, group.quarter)),
        id: id.clone(),
    };
    ReasonView {
        table,
        chinese: table.map(Table::chinese),
        // Which period's line of a bulletin it is, the note says.
        rows: group.ids.iter().filter(|_| table != Some(Table::Results)).map(row).collect(),
        more: group.more,
        unit: group.unit.map(|unit| (unit, name(unit))),
        quarter: group.quarter,
        points: group.points.clone(),
        note: group.note.clone(),
    }
}
