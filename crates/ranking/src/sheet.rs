//! Score sheets 得分单: what a published run says of one unit, indicator by indicator, with the rows that gave or cost
//! each point, the places and scores of its neighbours in the ranking and the line of the backward list. Each comes down to its unit in a document
//! of its own, so that people read it where the rows are, offline; names are joined there and are not in it.
//!
//! The bulletin states the hash of each sheet, and the public log the bulletin: a unit that was sent another sheet
//! than the published one sees it.

use crate::record::RankingRun;
use cunbang_ledger::{Hash, Projection, Standing};
use cunbang_model::schema::{Record as _, ResultStatus};
use cunbang_model::{Decimal, DocumentKind, DocumentName, Period, Row, RowError, Table, UnitCode, UnitTree, record};
use cunbang_scheme::{IndicatorInfo, IndicatorResult, Level, OutcomeRow, Reason, Scheme, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most characters of an indicator's reasons.
const MOST_CHARACTERS: usize = 20_000;

/// A unit's score sheet, as it came down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedSheet {
    /// The unit's place in the run, and those above and below it.
    pub sheet: record::Sheet,
    /// The indicators, in the order of the scheme, then what adjusted the score.
    pub lines: Vec<SheetLine>,
    /// Its hash, as the bulletin states it.
    pub hash: String,
    /// The values that say so: whose they are is for the reader to check.
    pub standings: Vec<Standing>,
}

/// An indicator of a score sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLine {
    /// The indicator's id, or what adjusted the score.
    pub indicator: String,
    /// What it gave.
    pub points: Option<Decimal>,
    /// The most that it can give or take.
    pub most: Option<Decimal>,
    /// What was measured.
    pub measure: Option<Decimal>,
    /// The rows behind it, those that counted alike together.
    pub reasons: Vec<ReasonGroup>,
}

/// Rows that counted alike, or one remark on the whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReasonGroup {
    /// The table of the rows; empty for a remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub table: String,
    /// The ids of the rows within the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// How many more there are, for which there was no room.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: usize,
    /// The unit that they are about, where that is not the sheet's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCode>,
    /// The quarter whose rows they are, where others of the period have rows under the same ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarter: Option<Period>,
    /// What each of them gave or cost, where it did so by itself: a number as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<String>,
    /// A word on how they counted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// The document with the score sheets of a unit for a period: that of its last quarter.
#[allow(clippy::expect_used)] // a day lies in a quarter, and score sheets are quarterly
pub fn sheet_document(unit: UnitCode, period: Period) -> DocumentName {
    let quarter = Period::quarter_of(period.belongs_to());
    DocumentName::quarterly(DocumentKind::Sheet, unit, quarter).expect("a quarterly document of a quarter")
}

/// The rows of the score sheets of a run, for every unit below the one that publishes it. `scheme` is the one of the
/// run, where its text is at hand: without it, nothing is said of full marks and of the list's line.
pub fn sheet_rows(
    publisher: UnitCode,
    run: &RankingRun,
    units: &UnitTree,
    scheme: Option<&Scheme>,
) -> Result<BTreeMap<UnitCode, Vec<Row>>, Vec<RowError>> {
    let mut sheets = BTreeMap::new();
    for level in run.outcome.levels.keys().copied().filter(|level| *level != Level::Member) {
        let rows = run.outcome.rows(level);
        let of_level = OfLevel { publisher, run, units, scheme, level, rows, listed: listed(run, rows, units, scheme) };
        for (place, row) in rows.iter().enumerate().filter(|(_, row)| row.unit.is_below(&publisher)) {
            sheets.insert(row.unit, of_level.sheet(place, row)?);
        }
    }
    Ok(sheets)
}

/// The score sheet that a run makes of a unit at or below the one that it ranks, published or not; none where it ranks no
/// such unit. See [`sheet_rows`] for the scheme.
pub fn sheet_of_run(
    run: &RankingRun,
    units: &UnitTree,
    scheme: Option<&Scheme>,
    unit: UnitCode,
) -> Result<Option<PublishedSheet>, Vec<RowError>> {
    for level in run.outcome.levels.keys().copied().filter(|level| *level != Level::Member) {
        let rows = run.outcome.rows(level);
        let Some(place) = rows.iter().position(|row| row.unit == unit) else { continue };
        let listed = listed(run, rows, units, scheme);
        let of_level = OfLevel { publisher: run.record.under, run, units, scheme, level, rows, listed };
        let made = of_level.sheet(place, &rows[place])?;
        let mut lines: Vec<record::SheetLine> = made.iter().filter_map(Row::record).collect();
        lines.sort_by_key(|line| line.place);
        let Some(sheet) = made.iter().find_map(Row::record) else { continue };
        return Ok(Some(PublishedSheet {
            sheet,
            lines: lines.into_iter().map(line_of).collect(),
            hash: sheet_hash(&made),
            standings: Vec::new(),
        }));
    }
    Ok(None)
}

/// The lines of a result that nobody publishes, such as a member's, with full marks as the scheme has them.
pub fn lines_of_result(row: &OutcomeRow, scheme: &Scheme, level: Level) -> Vec<SheetLine> {
    let infos = || scheme.indicators().iter().filter(|info| info.level == level);
    let line = |result: &IndicatorResult| SheetLine {
        indicator: result.id.to_string(),
        points: result.points.map(cents),
        most: infos().find(|info| info.id == result.id).and_then(IndicatorInfo::full_marks),
        measure: result.measure,
        reasons: groups_of(result),
    };
    row.indicators.iter().map(line).collect()
}

/// What the bulletin says of a sheet's rows.
pub fn sheet_hash<'r>(rows: impl IntoIterator<Item = &'r Row>) -> String {
    let mut texts: Vec<String> = rows.into_iter().map(|row| format!("{} {}\n", row.key(), row.to_json())).collect();
    texts.sort_unstable();
    let parts: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
    Hash::of(&parts).to_string()
}

/// The score sheets of a period that a document holds, the newest last.
pub fn published_sheets(document: &Projection, period: Period) -> Vec<PublishedSheet> {
    let mut lines: BTreeMap<String, Vec<&Standing>> = BTreeMap::new();
    for standing in document.table(Table::SheetLines).filter(|standing| !standing.row.is_withdrawn()) {
        lines.entry(standing.row.text("run").unwrap_or_default().to_owned()).or_default().push(standing);
    }
    let of_sheet = |standing: &Standing| {
        let sheet: record::Sheet = standing.row.record()?;
        let of_run = lines.get(&sheet.run).map(Vec::as_slice).unwrap_or_default();
        let mut read: Vec<record::SheetLine> = of_run.iter().filter_map(|line| line.row.record()).collect();
        read.sort_by_key(|line| line.place);
        let standings: Vec<Standing> = std::iter::once(standing).chain(of_run.iter().copied()).cloned().collect();
        Some(PublishedSheet {
            lines: read.into_iter().map(line_of).collect(),
            hash: sheet_hash(standings.iter().map(|standing| &standing.row)),
            sheet,
            standings,
        })
    };
    let standing = document.table(Table::Sheets).filter(|standing| !standing.row.is_withdrawn());
    let mut sheets: Vec<(u64, PublishedSheet)> =
        standing.filter_map(|standing| Some((standing.operation.counter, of_sheet(standing)?))).collect();
    sheets.retain(|(_, one)| one.sheet.period == period);
    sheets.sort_by_key(|(counter, _)| *counter);
    sheets.into_iter().map(|(_, sheet)| sheet).collect()
}

fn line_of(line: record::SheetLine) -> SheetLine {
    SheetLine {
        indicator: line.indicator,
        points: line.points.map(cents),
        most: line.most,
        measure: line.measure.and_then(|text| text.parse().ok()),
        reasons: line.reasons.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
    }
}

/// Points with their two decimals: tables leave out those that are zeros.
fn cents(mut points: Decimal) -> Decimal {
    points.rescale(2);
    points
}

/// The scores of those that can be candidates, by unit; none where nobody is listed.
fn listed(
    run: &RankingRun,
    rows: &[OutcomeRow],
    units: &UnitTree,
    scheme: Option<&Scheme>,
) -> Option<BTreeMap<UnitCode, Decimal>> {
    let scheme = scheme.filter(|_| run.outcome.candidates.as_ref().is_some_and(|summary| !summary.withheld))?;
    let may_be = |row: &&OutcomeRow| {
        row.status == Status::Received && units.get(row.unit).is_some_and(|unit| scheme.may_list(unit.kind))
    };
    Some(rows.iter().filter(may_be).filter_map(|row| Some((row.unit, row.score?))).collect())
}

/// A level of a run, for whose units sheets are made.
struct OfLevel<'a> {
    publisher: UnitCode,
    run: &'a RankingRun,
    units: &'a UnitTree,
    scheme: Option<&'a Scheme>,
    level: Level,
    rows: &'a [OutcomeRow],
    listed: Option<BTreeMap<UnitCode, Decimal>>,
}

impl OfLevel<'_> {
    fn sheet(&self, place: usize, row: &OutcomeRow) -> Result<Vec<Row>, Vec<RowError>> {
        let is_ranked = |other: &&OutcomeRow| other.rank.is_some();
        let neighbour = |there: Option<&'_ OutcomeRow>| there.filter(|_| row.rank.is_some()).cloned();
        let above = neighbour(self.rows[..place].iter().rev().find(is_ranked));
        let below = neighbour(self.rows[place + 1..].iter().find(is_ranked));
        let count = |number: usize| i64::try_from(number).ok();
        let ranked = self.rows.iter().filter(is_ranked);
        let sheet = record::Sheet {
            unit: row.unit,
            run: self.run.id.clone(),
            period: self.run.record.period,
            publisher: self.publisher,
            status: status_of(row.status),
            score: row.score,
            rank: row.rank.map(i64::from),
            ranked: count(ranked.clone().count()),
            rank_in_parent: row.rank_in_parent.map(i64::from),
            ranked_in_parent: count(ranked.filter(|other| other.parent == row.parent).count()),
            stars: row.stars.map(i64::from),
            candidate: row.candidate,
            off_the_list_from: self.off_the_list_from(row),
            above: above.as_ref().map(|above| above.unit),
            above_score: above.as_ref().and_then(|above| above.score),
            below: below.as_ref().map(|below| below.unit),
            below_score: below.as_ref().and_then(|below| below.score),
            best_score: row.bounds.map(|bounds| bounds.best_score),
            worst_score: row.bounds.map(|bounds| bounds.worst_score),
        };
        let mut rows = vec![sheet.into_row()?];
        for (place, result) in row.indicators.iter().enumerate() {
            let most = self.scheme.and_then(|scheme| {
                let infos = scheme.indicators().iter();
                infos.filter(|info| info.level == self.level).find(|info| info.id == result.id)?.full_marks()
            });
            let line = record::SheetLine {
                unit: row.unit,
                run: self.run.id.clone(),
                indicator: result.id.to_string(),
                place: count(place).unwrap_or_default(),
                points: result.points,
                most,
                measure: result.measure.map(|measure| measure.normalize().to_string()),
                // Of others a village is told what everybody is: the place and the score.
                above: None,
                below: None,
                reasons: Some(reasons_of(result)).filter(|text| !text.is_empty()),
            };
            rows.push(line.into_row()?);
        }
        Ok(rows)
    }

    fn off_the_list_from(&self, row: &OutcomeRow) -> Option<Decimal> {
        let (scheme, listed) = (self.scheme?, self.listed.as_ref()?);
        if self.level != Level::Village || !self.units.get(row.unit).is_some_and(|unit| scheme.may_list(unit.kind)) {
            return None;
        }
        let others: Vec<Decimal> =
            listed.iter().filter(|(unit, _)| **unit != row.unit).map(|(_, score)| *score).collect();
        scheme.off_the_list_from(&others)
    }
}

const fn status_of(status: Status) -> ResultStatus {
    match status {
        Status::Received => ResultStatus::Received,
        Status::Provisional => ResultStatus::Provisional,
        Status::NotReceived => ResultStatus::NotReceived,
        Status::Excused => ResultStatus::Excused,
    }
}

/// Reasons as their column has them: those that counted alike together, in the order in which the first of each came.
fn reasons_of(result: &IndicatorResult) -> String {
    shortened(groups_of(result))
}

fn groups_of(result: &IndicatorResult) -> Vec<ReasonGroup> {
    let mut groups: Vec<ReasonGroup> = Vec::new();
    for reason in &result.reasons {
        let (table, id) = reason.row.split_once('/').unwrap_or_default();
        let points = reason.points.map(|points| points.to_string());
        let alike = |group: &&mut ReasonGroup| {
            !table.is_empty()
                && group.table == table
                && group.points == points
                && group.unit == reason.unit
                && group.quarter == reason.quarter
                && group.note == reason.note
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.ids.push(id.to_owned()),
            None => groups.push(group_of(reason, table, id, points)),
        }
    }
    groups
}

fn group_of(reason: &Reason, table: &str, id: &str, points: Option<String>) -> ReasonGroup {
    ReasonGroup {
        table: table.to_owned(),
        ids: if id.is_empty() { Vec::new() } else { vec![id.to_owned()] },
        more: 0,
        unit: reason.unit,
        quarter: reason.quarter,
        points,
        note: reason.note.to_string(),
    }
}

/// As text; where that is too long, with fewer ids, and at last with fewer groups.
fn shortened(mut groups: Vec<ReasonGroup>) -> String {
    let mut most_ids = groups.iter().map(|group| group.ids.len()).max().unwrap_or(0);
    loop {
        if groups.is_empty() {
            return String::new();
        }
        let text = serde_json::to_string(&groups).unwrap_or_default();
        if text.chars().count() <= MOST_CHARACTERS {
            return text;
        }
        if most_ids > 1 {
            most_ids /= 2;
            for group in &mut groups {
                let cut = group.ids.len().saturating_sub(most_ids);
                group.ids.truncate(most_ids);
                group.more += cut;
            }
        } else {
            let half = groups.len() / 2;
            groups.truncate(half);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_counted_alike_stand_together_and_there_is_always_room() {
        let reason = |row: &str, points: i64| Reason {
            row: row.into(),
            points: Some(Decimal::new(points, 2)),
            ..Reason::default()
        };
        let result = |reasons| IndicatorResult { id: "x".into(), points: None, measure: None, reasons };
        let text = reasons_of(&result(vec![
            reason("deeds/d1", 50),
            reason("findings/f1", -200),
            reason("deeds/d2", 50),
            Reason { note: "at most 5".into(), ..Reason::default() },
        ]));
        assert_eq!(
            text,
            r#"[{"table":"deeds","ids":["d1","d2"],"points":"0.50"},{"table":"findings","ids":["f1"],"points":"-2.00"},{"note":"at most 5"}]"#
        );
        let many = reasons_of(&result((0..9000).map(|n| reason(&format!("deeds/d{n}"), 50)).collect()));
        let read: Vec<ReasonGroup> = serde_json::from_str(&many).unwrap();
        assert!(many.len() <= MOST_CHARACTERS && read[0].ids.len() + read[0].more == 9000, "{}", many.len());
        let differing = reasons_of(&result((0..9000).map(|n| reason(&format!("deeds/d{n}"), n)).collect()));
        assert!(!differing.is_empty() && differing.len() <= MOST_CHARACTERS);
        assert_eq!(reasons_of(&result(Vec::new())), "");
    }
}
