//! What one village sees on its own machine after the bulletin came down.

use cunbang_desk::Viewer;
use cunbang_model::{Period, Table, UnitTree, record};
use cunbang_world::network::{OpenTerminal, ledger};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many candidates and names are listed.
const LISTED: usize = 6;

/// The published list, the village's own line in it, the marks on its records, its own five-star members.
pub(crate) async fn at_village(terminal: &OpenTerminal, units: &UnitTree, period: Period) -> anyhow::Result<String> {
    let unit = terminal.node.unit();
    let mut text = format!("村里所见 what {} {} sees, from its own store", unit, units.name(unit));
    let published = terminal.desk.published(&Viewer::operator(&terminal.node, "书记"), period).await?;
    match published.iter().find(|one| one.withdrawn.is_none()) {
        None => text.push_str("\n  the bulletin has not come down yet"),
        Some(bulletin) => {
            let _ = write!(
                text,
                "\n  通报 bulletin of {}: run {}, published on {}",
                units.name(bulletin.by),
                &bulletin.id()[..12.min(bulletin.id().len())],
                bulletin.run.published_on
            );
            if let Some(own) = bulletin.result_of(unit) {
                let _ = write!(text, "\n  本村 its own line: {}", line(own));
            }
            let names: Vec<String> = bulletin.candidates().map(|line| units.name(line.subject)).collect();
            let more = if names.len() > LISTED { " …" } else { "" };
            let _ = write!(text, "\n  后进候选 candidates: {}{more}", names[..LISTED.min(names.len())].join("、"));
        }
    }
    let (entries, by_township, by_county) = reach(terminal, period).await?;
    let mark = match (by_township >= entries, by_county >= entries) {
        (_, true) => "✓✓✓",
        (true, false) => "✓✓",
        _ => "✓",
    };
    let _ = write!(
        text,
        "\n  台账 ledger {period}: {entries} entries {mark} (received by the township {by_township}, by the county {by_county})"
    );
    let stars = five_stars(terminal, period).await?;
    let more = if stars.len() > LISTED { " …" } else { "" };
    let _ = write!(
        text,
        "\n  五星党员 five-star members, by the names that stay here: {}{more}",
        stars[..LISTED.min(stars.len())].join("、")
    );
    Ok(text)
}

fn line(line: &record::PublishedResult) -> String {
    fn say(value: Option<impl ToString>) -> String {
        value.map_or_else(|| "—".to_owned(), |value| value.to_string())
    }
    format!(
        "{}, score 得分 {}, rank 名次 {} in the county, {} in its township",
        line.status,
        say(line.score),
        say(line.rank),
        say(line.rank_in_parent)
    )
}

/// Entries of the ledger here, and up to where the township and the county gave receipts.
async fn reach(terminal: &OpenTerminal, period: Period) -> anyhow::Result<(u64, u64, u64)> {
    let document = ledger(terminal.node.unit(), period)?;
    let store = terminal.node.store();
    let receipts = store.receipts(&document).await?;
    let (mut here, mut township, mut county) = (0, 0, 0);
    for head in store.heads_of_document(&document).await? {
        let received = |by_root: bool| {
            let of_log = receipts
                .iter()
                .filter(|receipt| receipt.log == head.log && (receipt.unit == terminal.node.root()) == by_root);
            of_log.map(|receipt| receipt.number).max().unwrap_or(0).min(head.head.number)
        };
        here += head.head.number;
        township += received(false);
        county += received(true);
    }
    Ok((here, township, county))
}

async fn five_stars(terminal: &OpenTerminal, period: Period) -> anyhow::Result<Vec<String>> {
    let unit = terminal.node.unit();
    let roster = terminal.node.projection(cunbang_model::DocumentName::roster(unit)).await?;
    let members = roster.table(Table::Members).filter_map(|member| member.row.record::<record::Member>());
    let names: BTreeMap<String, String> = members.map(|member| (member.member, member.name)).collect();
    let records = terminal.node.projection(ledger(unit, period)?).await?;
    let awards = records.table(Table::Awards).filter_map(|award| award.row.record::<record::Award>());
    let winners = awards.filter(|award| award.stars == 5).map(|award| award.member);
    Ok(winners.map(|member| names.get(&member).cloned().unwrap_or(member)).collect())
}
