//! From stored documents to a ranking: one county quarter, twelve, and after one village's push.

use crate::ledger::{self, Chance};
use crate::setting::{County, OPERATOR, list, node_over};
use crate::wire::write_quarter;
use cunbang_desk::{Desk, NewRules, RunOptions};
use cunbang_identity::Identity;
use cunbang_model::{DocumentKind, DocumentName, Period, Role, Row};
use cunbang_replica::{Answer, Push, Replica, Source};
use cunbang_scheme::Level;
use cunbang_store::{MemoryStore, Store};
use cunbang_world::tree;
use std::sync::Arc;
use std::time::{Duration, Instant};

const QUARTER: Period = Period::Quarter(2026, 3);

pub struct Ranking {
    /// A new process's first ranking of a quarter, from stored documents.
    pub quarter: Vec<Duration>,
    /// From a village's receipt to the ranking with what it pushed.
    pub after_push: Vec<Duration>,
    /// A new process's ranking of twelve quarters, one after the other.
    pub twelve: Duration,
    pub rows: usize,
}

pub async fn measure(county: &County, runs: usize) -> Ranking {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let identity = county.identity(county.root, Role::Node);
    let store = open(folder.path()).await;
    let node = node_over(Arc::clone(&store), identity.clone()).await;
    let villages = county.villages.iter().map(|village| county.identity(*village, Role::Terminal));
    let villages: Vec<Identity> = villages.collect();
    list(&node, villages.iter().chain([&identity]).map(Identity::certificate)).await;
    let desk = Desk::new(Arc::clone(&node));
    desk.import(OPERATOR, &tree::rows(&county.units), None).await.unwrap_or_else(|error| panic!("{error}"));
    let pack = cunbang_scheme::pack::find("standard").unwrap_or_else(|| panic!("the pack is there"));
    let first = Period::Quarter(2007, 3);
    desk.put_scheme(OPERATOR, NewRules::since(pack.text, first)).await.unwrap_or_else(|error| panic!("{error}"));
    let mut terminals = Vec::new();
    for (number, identity) in villages.into_iter().enumerate() {
        let terminal = node_over(Arc::new(MemoryStore::new()), identity.clone()).await;
        write_quarter(&terminal, number as u64).await;
        Desk::new(Arc::clone(&terminal)).seal(OPERATOR, QUARTER, true).await.unwrap_or_else(|error| panic!("{error}"));
        push(&terminal, &identity, &node).await;
        terminals.push((terminal, identity));
    }
    // A first look stores the projections, as the county's node does when something came.
    let rows = assess(&desk, QUARTER).await;
    let mut quarter = Vec::new();
    for _ in 0..runs {
        let fresh = Desk::new(node_over(Arc::clone(&store), identity.clone()).await);
        let start = Instant::now();
        assess(&fresh, QUARTER).await;
        quarter.push(start.elapsed());
    }
    let mut after_push = Vec::new();
    let mut chance = Chance::new(7);
    for (number, (terminal, identity)) in terminals.iter().enumerate().take(runs) {
        let document = DocumentName::quarterly(DocumentKind::Ledger, terminal.unit(), QUARTER);
        let document = document.unwrap_or_else(|| panic!("a ledger is quarterly"));
        let deed = ledger::deed(&mut chance, terminal.unit().as_str(), 900 + number);
        terminal.record(OPERATOR, vec![(document, vec![deed])]).await.unwrap_or_else(|error| panic!("{error}"));
        Desk::new(Arc::clone(terminal)).seal(OPERATOR, QUARTER, true).await.unwrap_or_else(|error| panic!("{error}"));
        push(terminal, identity, &node).await;
        let start = Instant::now();
        assess(&desk, QUARTER).await;
        after_push.push(start.elapsed());
    }
    let quarters: Vec<Period> = std::iter::successors(Some(first), |quarter| Some(quarter.next())).take(12).collect();
    for (number, (terminal, identity)) in terminals.iter().enumerate() {
        for (place, quarter) in quarters.iter().enumerate() {
            let seed = (number * 12 + place) as u64;
            let rows: Vec<Row> = ledger::quarter(terminal.unit(), seed).into_iter().flatten().collect();
            let rows = rows.into_iter().map(|row| moved(&row, *quarter)).collect();
            let document = DocumentName::quarterly(DocumentKind::Ledger, terminal.unit(), *quarter);
            let document = document.unwrap_or_else(|| panic!("a ledger is quarterly"));
            terminal.record(OPERATOR, vec![(document, rows)]).await.unwrap_or_else(|error| panic!("{error}"));
            Desk::new(Arc::clone(terminal))
                .seal(OPERATOR, *quarter, true)
                .await
                .unwrap_or_else(|error| panic!("{error}"));
        }
        push(terminal, identity, &node).await;
    }
    for quarter in &quarters {
        assess(&desk, *quarter).await;
    }
    let fresh = Desk::new(node_over(Arc::clone(&store), identity).await);
    let start = Instant::now();
    for quarter in &quarters {
        assess(&fresh, *quarter).await;
    }
    Ranking { quarter, after_push, twelve: start.elapsed(), rows }
}

async fn open(folder: &std::path::Path) -> Arc<dyn Store> {
    let url = format!("sqlite:{}", folder.join("data.sqlite").display());
    cunbang_store::open(&url).await.unwrap_or_else(|error| panic!("{error}"))
}

/// Ranks, and gives how many members' and villages' rows came out.
async fn assess(desk: &Desk, period: Period) -> usize {
    let assessment = desk.assess(period, RunOptions::default()).await.unwrap_or_else(|error| panic!("{error}"));
    assessment.outcome.rows(Level::Village).len() + assessment.outcome.rows(Level::Member).len()
}

/// A row with its days moved into another quarter.
fn moved(row: &Row, to: Period) -> Row {
    let first = to.first_day();
    let cells: Vec<(&str, String)> = row
        .table()
        .columns()
        .iter()
        .filter_map(|column| {
            let value = row.get(column.name)?;
            let text = match row.date(column.name) {
                Some(day) => {
                    let month = first.month() + (day.month() - 7).clamp(0, 2);
                    format!("{:04}-{month:02}-{:02}", first.year(), day.day().min(28))
                }
                None => value.to_string(),
            };
            Some((column.name, text))
        })
        .collect();
    Row::from_cells(row.table(), cells.iter().map(|(column, text)| (*column, text.as_str())))
        .unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// Brings a county what a terminal has, and the terminal its receipts.
pub async fn push(terminal: &Replica, identity: &Identity, node: &Replica) {
    let county = node.identity();
    for outgoing in terminal.pending_for(county.certificate()).await.unwrap_or_else(|error| panic!("{error}")) {
        let push = Push {
            log: outgoing.log,
            first: outgoing.first,
            packed: outgoing.packed.clone(),
            dictionary: outgoing.dictionary,
            signature: outgoing.signature,
            certificate: None,
        };
        let source = Source::Below(identity.certificate());
        let answer = node.ingest(source, push, &[]).await.unwrap_or_else(|error| panic!("{error}"));
        let Answer::Taken(Some(receipt)) = answer else { panic!("a push was refused: {answer:?}") };
        let acknowledgement = cunbang_replica::Acknowledgement {
            log: outgoing.log,
            number: outgoing.head.number,
            receipt: Some(receipt),
        };
        let judged = terminal.judge(county.certificate(), vec![acknowledgement], true).await;
        let judged = judged.unwrap_or_else(|error| panic!("{error}"));
        terminal.keep_acknowledged(county.certificate(), judged).await.unwrap_or_else(|error| panic!("{error}"));
    }
}
