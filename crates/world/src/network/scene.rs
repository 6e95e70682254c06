//! Scenes: unusual events of a quarter.

use super::play::{self, Script};
use super::{COUNTY_OPERATOR, OpenTerminal, Stage, WorldError, ledger};
use crate::rows::row;
use crate::{Course, Days};
use cunbang_model::{Period, Row, Table, UnitCode};

/// An unusual event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scene {
    /// The townships' inspectors recorded findings.
    Inspected {
        /// How many findings.
        findings: usize,
    },
    /// Two terminals of one village changed the same row.
    TwoTerminals {
        /// The village.
        unit: UnitCode,
        /// The row.
        row: String,
        /// How many conflicting values it had.
        values: usize,
        /// Why sealing was refused meanwhile; `None` if it was not.
        refusal: Option<String>,
        /// How many rows still had conflicts at the other terminal after the secretary had chosen.
        conflicts_left: usize,
    },
    /// The county decided about a village whose report had not arrived.
    Decided {
        /// The village.
        unit: UnitCode,
        /// The reason it gave.
        reason: &'static str,
    },
}

/// Two terminals of one village change the same deed independently. Both values are kept, sealing is refused
/// until someone chooses, and the choice resolves the conflict everywhere.
pub(super) async fn two_terminals(
    script: &Script,
    stage: &Stage,
    quarter: usize,
    courses: &[Course],
    days: &Days,
) -> Result<Option<Scene>, WorldError> {
    let (Some(village), Some(second)) =
        (courses.iter().position(|course| *course == Course::TwoTerminals), &stage.second)
    else {
        return Ok(None);
    };
    let period = script.plan.quarters[quarter];
    let first = stage.terminals[village].open(&stage.clock).await?;
    let second = second.open(&stage.clock).await?;
    play::write(script, &first, village, quarter, days.both, false).await?;
    first.sync(days.both).await?;
    second.sync(days.both).await?;
    let document = ledger(first.node.unit(), period)?;
    let deed = first.node.projection(document).await?.table(Table::Deeds).next().map(|standing| standing.row.clone());
    let deed = deed.ok_or_else(|| WorldError::missing(format!("{document}: no deed was noted yet")))?;
    let texts = ["（电话补充：另有两户受益）", "（当面核实：共帮了三天）"];
    for (terminal, addition) in [&first, &second].into_iter().zip(texts) {
        change(terminal, &deed, addition, period).await?;
    }
    first.sync(days.both).await?;
    second.sync(days.both).await?;
    first.sync(days.both).await?;
    let values = first.node.projection(document).await?.conflicts().next().map_or(0, <[_]>::len);
    let refusal = first.desk.seal("书记", period, false).await.err().map(|error| error.to_string());
    change(&first, &deed, "（商定：两户受益，共帮三天）", period).await?;
    first.sync(days.both).await?;
    second.sync(days.both).await?;
    let conflicts_left = second.node.projection(document).await?.conflicts().count();
    first.close().await;
    second.close().await;
    Ok(Some(Scene::TwoTerminals {
        unit: stage.terminals[village].unit,
        row: deed.key(),
        values,
        refusal,
        conflicts_left,
    }))
}

async fn change(terminal: &OpenTerminal, deed: &Row, addition: &str, period: Period) -> Result<(), WorldError> {
    let cells: Vec<(&str, String)> = deed
        .table()
        .columns()
        .iter()
        .filter_map(|column| Some((column.name, deed.get(column.name)?.to_string())))
        .map(|(name, text)| if name == "text" { (name, text + addition) } else { (name, text) })
        .collect();
    let cells: Vec<(&str, &str)> = cells.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let changed = row(Table::Deeds, &cells);
    terminal.node.record("文书", vec![(ledger(terminal.node.unit(), period)?, vec![changed])]).await?;
    Ok(())
}

/// The county decides about one village whose report has not arrived, and gives its reason.
pub(super) async fn decision(stage: &Stage, period: Period, courses: &[Course]) -> Result<Option<Scene>, WorldError> {
    let mut silent =
        courses.iter().enumerate().filter(|(_, course)| **course == Course::Silent).map(|(village, _)| village);
    // The others stay undecided and are shown with their bounds.
    let (Some(_), Some(village)) = (silent.next(), silent.next()) else {
        return Ok(None);
    };
    let unit = stage.terminals[village].unit;
    let reason = "汛期受淹，机房断电，经乡镇实地核实";
    stage.county()?.desk.decide(COUNTY_OPERATOR, period, unit, "excuse", reason).await?;
    Ok(Some(Scene::Decided { unit, reason }))
}
