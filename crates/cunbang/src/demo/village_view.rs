//! What one village sees on its own machine after the bulletin came down.

use cunbang_desk::Viewer;
use cunbang_language::{Named, say};
use cunbang_model::schema::Word as _;
use cunbang_model::{Period, Table, UnitTree, record};
use cunbang_world::network::{OpenTerminal, Played, ledger};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many candidates and names are listed.
const LISTED: usize = 6;

/// The published list, the village's own line in it, the marks on its records, its own five-star members.
pub(crate) async fn at_village(terminal: &OpenTerminal, units: &UnitTree, played: &Played) -> anyhow::Result<String> {
    let unit = terminal.node.unit();
    let mut text = say!("demo-village", unit = unit, name = units.name(unit));
    let period = played.quarter;
    let published =
        terminal.desk.published(&Viewer::operator(&terminal.node, "书记"), played.run.record.period).await?;
    match published.iter().find(|one| one.withdrawn.is_none()) {
        None => {
            let _ = write!(text, "\n  {}", say!("demo-no-bulletin"));
        }
        Some(bulletin) => {
            let told = say!(
                "demo-bulletin",
                by = units.name(bulletin.by),
                run = &bulletin.id()[..12.min(bulletin.id().len())],
                day = bulletin.run.published_on
            );
            let _ = write!(text, "\n  {told}");
            if let Some(own) = bulletin.result_of(unit) {
                let _ = write!(text, "\n  {}", line(own));
            }
            let names: Vec<String> = bulletin.candidates().map(|line| units.name(line.subject)).collect();
            let more = if names.len() > LISTED { " …" } else { "" };
            let names = format!("{}{more}", names[..LISTED.min(names.len())].join("、"));
            let _ = write!(text, "\n  {}", say!("demo-its-candidates", villages = names));
        }
    }
    let (entries, by_township, by_county) = reach(terminal, period).await?;
    let mark = match (by_township >= entries, by_county >= entries) {
        (_, true) => "✓✓✓",
        (true, false) => "✓✓",
        _ => "✓",
    };
    let told = say!(
        "demo-ledger",
        period = period,
        entries = entries,
        mark = mark,
        township = by_township,
        county = by_county
    );
    let _ = write!(text, "\n  {told}");
    let stars = five_stars(terminal, period).await?;
    let more = if stars.len() > LISTED { " …" } else { "" };
    let names = format!("{}{more}", stars[..LISTED.min(stars.len())].join("、"));
    let _ = write!(text, "\n  {}", say!("demo-five-stars", members = names));
    Ok(text)
}

fn line(line: &record::PublishedResult) -> String {
    fn shown(value: Option<impl ToString>) -> String {
        value.map_or_else(|| "—".to_owned(), |value| value.to_string())
    }
    say!(
        "demo-own-line",
        status = Named::new(line.status.chinese(), line.status.word()),
        score = shown(line.score),
        rank = shown(line.rank),
        rank_in_parent = shown(line.rank_in_parent)
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
