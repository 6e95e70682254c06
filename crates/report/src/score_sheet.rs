//! Score sheets 得分明细: a subject's score, indicator by indicator, with the rows behind each.
//!
//! A page with every row of a county would be too large to open. Rows that count alike are grouped, and each
//! group shows its first few rows, in words where somebody has them, and how many more there are. The workbook and the outcome's JSON have all
//! rows.

use crate::in_words::said;
use crate::page::ReportInput;
use crate::wording::{self, Words};
use cunbang_model::{Decimal, Table, UnitCode, UnitTree, round_points};
use cunbang_scheme::{IndicatorInfo, IndicatorResult, Level, OutcomeRow, Reason};

/// The most groups of reasons shown for one indicator.
const MOST_GROUPS: usize = 6;
/// The most ids shown for one group.
const MOST_IDS: usize = 10;
/// The most units shown if a score is computed from those of the units below.
const MOST_UNITS: usize = 60;

/// One line of a score sheet: an indicator or an adjustment.
pub(crate) struct Line {
    pub(crate) title: Words,
    pub(crate) points: String,
    pub(crate) most: String,
    pub(crate) measure: String,
    pub(crate) groups: Vec<Group>,
    /// Reasons in groups that are not shown.
    pub(crate) more: usize,
}

/// Reasons that count alike.
pub(crate) struct Group {
    pub(crate) table: Words,
    pub(crate) count: usize,
    /// The points of each one, with their sign.
    pub(crate) each: String,
    pub(crate) note: Words,
    pub(crate) ids: Vec<String>,
    pub(crate) more: usize,
}

/// The lines of a subject's score sheet.
pub(crate) fn lines(row: &OutcomeRow, level: Level, input: &ReportInput<'_>) -> Vec<Line> {
    row.indicators.iter().map(|result| line(result, row.unit, level, input)).collect()
}

fn line(result: &IndicatorResult, subject: UnitCode, level: Level, input: &ReportInput<'_>) -> Line {
    let (indicators, units) = (input.indicators, input.units);
    let most = most_points(&result.id, level, indicators);
    let mut groups = group(&result.reasons, units, |reason| said(input.said, subject, reason));
    let more = groups.iter().skip(MOST_GROUPS).map(|group| group.count).sum();
    groups.truncate(MOST_GROUPS);
    Line {
        title: wording::indicator(&result.id, level, indicators),
        points: result.points.map_or_else(|| "—".to_owned(), |points| points.to_string()),
        most: most.map(|most| most.normalize().to_string()).unwrap_or_default(),
        measure: result.measure.map(|measure| measure.normalize().to_string()).unwrap_or_default(),
        groups,
        more,
    }
}

/// The most points that an indicator can give or take, where somebody stated that.
pub(crate) fn most_points(id: &str, level: Level, indicators: &[IndicatorInfo]) -> Option<Decimal> {
    indicators
        .iter()
        .find(|info| info.id == id && info.level == level)
        .and_then(cunbang_scheme::IndicatorInfo::full_marks)
}

/// Groups reasons by table, points and note, the costliest groups first.
fn group<'s>(reasons: &[Reason], units: &UnitTree, told: impl Fn(&Reason) -> Option<&'s str>) -> Vec<Group> {
    struct Gathered<'a> {
        table: &'a str,
        points: Option<Decimal>,
        note: &'a str,
        reasons: Vec<&'a Reason>,
    }
    let mut gathered: Vec<Gathered<'_>> = Vec::new();
    let (of_units, of_rows): (Vec<&Reason>, Vec<&Reason>) =
        reasons.iter().partition(|reason| reason.row.is_empty() && reason.unit.is_some());
    for reason in of_rows {
        let table = reason.row.split('/').next().unwrap_or_default();
        let known = gathered
            .iter_mut()
            .rev()
            .take(64)
            .find(|group| group.table == table && group.points == reason.points && group.note == reason.note);
        match known {
            Some(group) => group.reasons.push(reason),
            None => gathered.push(Gathered { table, points: reason.points, note: &reason.note, reasons: vec![reason] }),
        }
    }
    gathered.sort_by_key(|group| (group.points.unwrap_or_default().min(Decimal::ZERO), !group.table.is_empty()));
    let below = (!of_units.is_empty()).then(|| {
        let shown = of_units.iter().take(MOST_UNITS).filter_map(|reason| {
            let name = units.name(reason.unit?);
            let points = reason.points.map(signed).unwrap_or_default();
            let note = wording::remark(&reason.note).both();
            let parts = [name.as_str(), &points, &note].into_iter().filter(|part| !part.is_empty());
            Some(parts.collect::<Vec<_>>().join(" "))
        });
        Group {
            table: wording::words("所辖单位", "units below"),
            count: of_units.len(),
            each: String::new(),
            note: wording::words("", ""),
            ids: shown.collect(),
            more: of_units.len().saturating_sub(MOST_UNITS),
        }
    });
    let of_rows = gathered.into_iter().map(|group| {
        let ids = group.reasons.iter().filter_map(|reason| row_of(reason, units, &told));
        let shown: Vec<String> = ids.take(MOST_IDS).collect();
        Group {
            table: wording::table_of(group.table),
            count: group.reasons.len(),
            each: group.points.map(signed).unwrap_or_default(),
            note: wording::remark(group.note),
            more: if group.table.is_empty() { 0 } else { group.reasons.len() - shown.len() },
            ids: shown,
        }
    });
    below.into_iter().chain(of_rows).collect()
}

/// What the row says, or else its id; prefixed with its unit's name if that is not the subject, and with its quarter where
/// that is not told by the id.
fn row_of<'s>(reason: &Reason, units: &UnitTree, told: &impl Fn(&Reason) -> Option<&'s str>) -> Option<String> {
    let (table, id) = reason.row.split_once('/')?;
    let id = told(reason).unwrap_or(id);
    // A line of a bulletin begins with its run, whose first digits say enough.
    let id = if table == Table::Results.name() { id.get(..12).unwrap_or(id) } else { id };
    let of_quarter = reason.quarter.map(|quarter| format!("{quarter} ")).unwrap_or_default();
    Some(
        reason
            .unit
            .map_or_else(|| format!("{of_quarter}{id}"), |unit| format!("{}:{of_quarter}{id}", units.name(unit))),
    )
}

/// A number with its sign: `+0.50`, `-5.00`.
pub(crate) fn signed(points: Decimal) -> String {
    if points.is_sign_negative() || points.is_zero() { points.to_string() } else { format!("+{points}") }
}

/// The points that an indicator cost a subject.
pub(crate) struct Loss {
    pub(crate) title: Words,
    /// Points short of full marks, or deducted; always positive.
    pub(crate) points: Decimal,
    /// What was measured, and how many rows are behind it.
    pub(crate) why: Vec<Words>,
}

/// The indicators that cost a subject most, the largest loss first, at most `count`.
pub(crate) fn losses(row: &OutcomeRow, level: Level, indicators: &[IndicatorInfo], count: usize) -> Vec<Loss> {
    row.costliest(level, indicators, count)
        .into_iter()
        .map(|(points, result)| Loss {
            title: wording::indicator(&result.id, level, indicators),
            points,
            why: why(
                result,
                indicators.iter().any(|info| info.is_share && info.level == level && info.id == result.id),
            ),
        })
        .collect()
}

/// What was measured, where nothing else says why: a share in per cent, or a number.
fn measured(measure: Decimal, is_share: bool) -> Words {
    if measure.is_zero() {
        return wording::words("没有计入的记录", "nothing that counts");
    }
    let measure = round_points(measure).normalize();
    if is_share {
        return wording::words(format!("比率 {measure}%"), format!("a share of {measure} %"));
    }
    wording::words(format!("数值 {measure}"), format!("measured {measure}"))
}

/// Remarks, and rows as a count for each table.
fn why(result: &IndicatorResult, is_share: bool) -> Vec<Words> {
    let mut remarks: Vec<Words> = Vec::new();
    let mut tables: Vec<(&str, usize)> = Vec::new();
    for reason in &result.reasons {
        if reason.row.is_empty() {
            if !reason.note.is_empty() && remarks.len() < 3 {
                remarks.push(wording::remark(&reason.note));
            }
            continue;
        }
        let table = reason.row.split('/').next().unwrap_or_default();
        match tables.iter_mut().find(|(known, _)| *known == table) {
            Some((_, count)) => *count += 1,
            None => tables.push((table, 1)),
        }
    }
    if remarks.is_empty() {
        remarks.extend(result.measure.map(|measure| measured(measure, is_share)));
    }
    remarks.extend(tables.into_iter().map(|(table, count)| {
        let table = wording::table_of(table);
        wording::words(format!("{} {count} 条", table.chinese), format!("{count} of {}", table.english))
    }));
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_model::{Unit, UnitKind};

    /// A mean below 1 is no share.
    #[test]
    fn what_was_measured_is_a_share_or_a_number_whatever_its_size() {
        let said = |measure: &str, is_share| measured(measure.parse().unwrap(), is_share).chinese;
        assert_eq!(said("0.8667", false), "数值 0.87");
        assert_eq!(said("1.0200", false), "数值 1.02");
        assert_eq!(said("0.8667", true), "比率 0.87%");
        assert_eq!(said("86.6667", true), "比率 86.67%");
        assert_eq!(said("0", true), "没有计入的记录");
    }

    #[test]
    fn rows_that_counted_alike_stand_together_and_long_lists_are_cut() {
        let reason = |row: &str, points: i64| Reason {
            row: row.into(),
            points: Some(Decimal::new(points, 2)),
            ..Reason::default()
        };
        let mut reasons: Vec<Reason> = (0..40).map(|n| reason(&format!("deeds/d{n}"), 50)).collect();
        reasons.push(reason("findings/f1", -200));
        let units = UnitTree::new([Unit {
            code: "330522103201".parse().unwrap(),
            name: "某村".to_owned(),
            kind: UnitKind::Village,
        }])
        .unwrap();
        let groups = group(&reasons, &units, |_| None);
        assert_eq!(groups.len(), 2);
        assert_eq!((groups[0].each.as_str(), groups[0].ids.as_slice()), ("-2.00", ["f1".to_owned()].as_slice()));
        assert_eq!(
            (groups[1].each.as_str(), groups[1].count, groups[1].ids.len(), groups[1].more),
            ("+0.50", 40, 10, 30)
        );
        let told = group(&reasons, &units, |reason| (reason.row == "deeds/d1").then_some("7月3日 弘扬正气"));
        assert_eq!(told[1].ids[..2], ["d0".to_owned(), "7月3日 弘扬正气".to_owned()]);
        let below = Reason { unit: Some(units.root()), note: "78.00 × 55".into(), ..Reason::default() };
        assert_eq!(group(&[below], &units, |_| None)[0].ids, ["某村 78.00 × 55"]);
    }
}
