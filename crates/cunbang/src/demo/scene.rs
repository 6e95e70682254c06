//! Scenes: what goes otherwise than usual, and is worth telling.

use super::course::{Course, Days};
use super::play::{self, Script};
use super::stage::{COUNTY_OPERATOR, Stage};
use super::terminal::{Desk, ledger};
use anyhow::Context as _;
use cunbang_model::{Period, Row, Table};

/// Two terminals of one village change the same deed without knowing of each other. Both values stay,
/// the seal is refused until somebody chooses, and the choice ends it everywhere.
pub(crate) async fn two_terminals(
    script: &Script,
    stage: &Stage,
    quarter: usize,
    courses: &[Course],
    days: &Days,
) -> anyhow::Result<Vec<String>> {
    let (Some(village), Some(second)) =
        (courses.iter().position(|course| *course == Course::TwoTerminals), &stage.second)
    else {
        return Ok(Vec::new());
    };
    let period = script.plan.quarters[quarter];
    let first = stage.terminals[village].open(&stage.clock).await?;
    let second = second.open(&stage.clock).await?;
    play::write(script, &first, village, quarter, days.both, false).await?;
    first.sync(days.both).await?;
    second.sync(days.both).await?;
    let document = ledger(first.node.unit(), period)?;
    let deed = first.node.projection(document).await?.table(Table::Deeds).next().map(|standing| standing.row.clone());
    let deed = deed.context("the village has noted no deed yet")?;
    let texts = ["（电话补充：另有两户受益）", "（当面核实：共帮了三天）"];
    for (desk, addition) in [&first, &second].into_iter().zip(texts) {
        change(desk, &deed, addition, period).await?;
    }
    first.sync(days.both).await?;
    second.sync(days.both).await?;
    first.sync(days.both).await?;
    let values = first.node.projection(document).await?.conflicts().next().map_or(0, <[_]>::len);
    let refusal = first.people.seal("书记", period).await.err().map(|error| error.to_string());
    change(&first, &deed, "（商定：两户受益，共帮三天）", period).await?;
    first.sync(days.both).await?;
    second.sync(days.both).await?;
    let left = second.node.projection(document).await?.conflicts().count();
    first.close().await;
    second.close().await;
    let name = stage.units.name(stage.terminals[village].unit);
    Ok(vec![
        format!(
            "冲突 {name}: two terminals changed {} at the same time; both values stand, {values} of them",
            deed.key()
        ),
        format!("   the seal is refused meanwhile: {}", refusal.unwrap_or_else(|| "no".to_owned())),
        format!("   the secretary chose one; conflicts left at the other terminal: {left}"),
    ])
}

async fn change(desk: &Desk, deed: &Row, addition: &str, period: Period) -> anyhow::Result<()> {
    let cells: Vec<(&str, String)> = deed
        .table()
        .columns()
        .iter()
        .filter_map(|column| Some((column.name, deed.get(column.name)?.to_string())))
        .map(|(name, text)| if name == "text" { (name, text + addition) } else { (name, text) })
        .collect();
    let row = Row::from_cells(Table::Deeds, cells.iter().map(|(name, text)| (*name, text.as_str())))
        .map_err(|faults| anyhow::anyhow!("{}: {faults:?}", deed.key()))?;
    desk.node.record("文书", vec![(ledger(desk.node.unit(), period)?, vec![row])]).await?;
    Ok(())
}

/// How the villages fared, in numbers.
pub(crate) fn cast(courses: &[Course]) -> Vec<String> {
    let count = |wanted: Course| courses.iter().filter(|course| **course == wanted).count();
    let told = [
        (count(Course::Regular), "online half-way and in time at the end"),
        (count(Course::Burst), "offline for the whole quarter, then all of it in one burst, in time"),
        (count(Course::Late), "sealed after the deadline"),
        (count(Course::Afterwards), "offline until after the ranking; what they have came with the next days"),
        (count(Course::Unsealed), "online half-way, never sealed"),
        (count(Course::Silent), "kept their ledgers and sealed them, but never came online"),
        (count(Course::TwoTerminals), "with two terminals"),
        (count(Course::PastTownship), "sent past its township, by its second upstream"),
    ];
    told.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count:>4} {what}")).collect()
}

/// The county decides about one of the villages that were not received, and gives its reason.
pub(crate) async fn decision(stage: &Stage, period: Period, courses: &[Course]) -> anyhow::Result<Vec<String>> {
    let mut silent =
        courses.iter().enumerate().filter(|(_, course)| **course == Course::Silent).map(|(village, _)| village);
    // The others stay undecided, and are shown with their bounds.
    let (Some(_), Some(village)) = (silent.next(), silent.next()) else {
        return Ok(Vec::new());
    };
    let unit = stage.terminals[village].unit;
    let reason = "汛期受淹，机房断电，经乡镇实地核实";
    stage.county()?.desk.decide(COUNTY_OPERATOR, period, unit, "excuse", reason).await?;
    Ok(vec![format!("认定 {}: excused by the county, with a published reason: {reason}", stage.units.name(unit))])
}
