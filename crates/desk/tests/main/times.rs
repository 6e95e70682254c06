//! Times that decide: what a clerk, a township or a thief can sign, and what it changes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::reading::written::WrittenRow;
use cunbang_desk::{Desk, DeskError, RunOptions, ViewError, Viewer};
use cunbang_evidence::{Discrepancy, read_receipts, write_receipts};
use cunbang_identity::Identity;
use cunbang_ledger::{Hash, LogId, Receipt};
use cunbang_model::{DocumentKind, DocumentName, Role, Table, Timestamp};
use cunbang_ranking::delayed::delayed;
use cunbang_ranking::misdated::Misdating;
use cunbang_ranking::{Coverage, RankingRun};
use cunbang_replica::Source;
use cunbang_scheme::Level;
use cunbang_store::{MemoryStore, Selection};
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::deed;
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};
use cunbang_world::{QUARTER, moment};
use std::sync::Arc;

pub(crate) const VILLAGE: &str = VILLAGES[0];

fn ledger() -> DocumentName {
    format!("ledger/{VILLAGE}/{QUARTER}").parse().unwrap()
}

pub(crate) async fn coverage(county: &County) -> Coverage {
    let viewer = Viewer::operator(county.desk.replica(), "组织部");
    county.desk.coverage(&viewer, QUARTER, unit(VILLAGE)).await.unwrap().remove(0)
}

pub(crate) fn score(run: &RankingRun) -> String {
    let row = run.outcome.rows(Level::Village).iter().find(|row| row.unit == unit(VILLAGE)).unwrap();
    row.score.map(|score| score.to_string()).unwrap_or_default()
}

/// What anyone computes from the run's evidence, made and verified.
pub(crate) async fn proven(county: &County) -> RankingRun {
    let run = county.run().await;
    let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    let verified = cunbang_evidence::verify_evidence(file.as_slice(), None).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(verified.outcome, run.outcome);
    run
}

fn signed(node: &Identity, log: LogId, number: u64, hash: Hash, at: &str) -> Receipt {
    let unit = node.certificate().unit;
    Receipt::sign(unit, node.certificate().device, log, number, hash, moment(at), &|message| node.key().sign(message))
}

/// Hands receipts to the county, as a township's node does.
async fn hand_in(county: &County, node: &Identity, receipts: Vec<Receipt>) {
    county.desk.replica().keep_receipts(Source::Below(node.certificate()), receipts).await.unwrap();
}

async fn head(county: &County, terminal: &Desk) -> (LogId, u64, Hash) {
    let log = LogId { document: ledger(), writer: terminal.replica().writer() };
    let head = county.desk.replica().store().head(&log).await.unwrap().unwrap().head;
    (log, head.number, head.entry_hash)
}

/// A county, its township's node, and a terminal that sealed; the county received it late.
pub(crate) async fn sealed_late() -> (County, Arc<Desk>, Arc<Desk>) {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGE).await;
    write(&terminal, &[deed(VILLAGE, "d1"), deed(VILLAGE, "d2")]).await;
    county.at("2026-09-30T10:00:00Z");
    seal(&terminal).await;
    county.at("2026-11-20T01:00:00Z");
    up(&terminal, &county.desk).await;
    assert_eq!(coverage(&county).await.sealed_in_time, Some(false));
    (county, township, terminal)
}

#[tokio::test]
async fn a_receipt_from_before_the_period_could_be_sealed_shows_nothing() {
    let (county, township, terminal) = sealed_late().await;
    let node = township.replica().identity();
    let (log, number, hash) = head(&county, &terminal).await;
    for early in ["1999-01-01T00:00:00Z", "2026-07-10T00:00:00Z", "2026-09-28T15:59:59Z"] {
        hand_in(&county, &node, vec![signed(&node, log, number, hash, early)]).await;
        assert_eq!(coverage(&county).await.sealed_at, Some(moment("2026-11-20T01:00:00Z")), "{early}");
    }
    proven(&county).await;
}

#[tokio::test]
async fn of_receipts_that_contradict_each_other_the_earliest_counts_whichever_came_first() {
    let times = ["2026-10-20T01:00:00Z", "2026-10-02T01:00:00Z", "2026-10-15T01:00:00Z"];
    for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0]] {
        let (county, township, terminal) = sealed_late().await;
        let node = township.replica().identity();
        let (log, number, hash) = head(&county, &terminal).await;
        for place in order {
            hand_in(&county, &node, vec![signed(&node, log, number, hash, times[place])]).await;
        }
        let covered = coverage(&county).await;
        assert_eq!((covered.sealed_at, covered.sealed_in_time), (Some(moment(times[1])), Some(true)));
        assert_eq!(covered.sealed_by_county_at, Some(moment("2026-11-20T01:00:00Z")), "and the county's own is told");
        proven(&county).await;
        let incidents = county.desk.replica().store().incidents(9).await.unwrap();
        let contradictions = incidents.iter().filter(|one| one.kind == "contradicting_receipts").count();
        assert_eq!(contradictions, 2, "{incidents:?}");
        let kept = county.desk.replica().store().receipts(&ledger()).await.unwrap();
        assert_eq!(kept.iter().filter(|receipt| receipt.node == node.certificate().device).count(), 3);
    }
}

#[tokio::test]
async fn receipts_of_a_township_that_was_put_back_contradict_each_other_for_a_reason() {
    let (county, township, terminal) = sealed_late().await;
    let node = township.replica().identity();
    let (log, number, hash) = head(&county, &terminal).await;
    hand_in(&county, &node, vec![signed(&node, log, number, hash, "2026-10-20T01:00:00Z")]).await;
    hand_in(&county, &node, vec![signed(&node, log, number, hash, "2026-10-21T01:00:00Z")]).await;
    // Its first incarnation says nothing, and a later one why.
    county.desk.replica().note_incarnation_of(node.certificate(), 0).await.unwrap();
    hand_in(&county, &node, vec![signed(&node, log, number, hash, "2026-10-22T01:00:00Z")]).await;
    county.desk.replica().note_incarnation_of(node.certificate(), 77).await.unwrap();
    hand_in(&county, &node, vec![signed(&node, log, number, hash, "2026-10-02T01:00:00Z")]).await;
    let incidents = county.desk.replica().store().incidents(9).await.unwrap();
    let told: Vec<bool> = incidents
        .iter()
        .filter(|one| one.kind == "contradicting_receipts")
        .map(|one| one.message.contains("曾被恢复到较早状态") && one.message.contains("was put back"))
        .collect();
    assert_eq!(told, [true, false, false], "the newest first: {incidents:?}");
}

#[tokio::test]
async fn a_receipt_for_entries_that_nobody_wrote_decides_nothing_and_spoils_no_evidence() {
    let (county, township, terminal) = sealed_late().await;
    let node = township.replica().identity();
    let (log, number, hash) = head(&county, &terminal).await;
    let other = Hash::of(&[b"other"]);
    let forged = [(number, other), (number - 1, hash), (number - 1, other)];
    let forged = forged.map(|(number, hash)| signed(&node, log, number, hash, "2026-10-01T01:00:00Z"));
    hand_in(&county, &node, forged.to_vec()).await;
    assert_eq!(coverage(&county).await.sealed_at, Some(moment("2026-11-20T01:00:00Z")));
    proven(&county).await;
}

/// The terminal's township says nothing of when it received a seal. The terminal shows the receipt that it holds to
/// another node above it.
#[tokio::test]
async fn a_township_makes_nobody_late_by_keeping_a_receipt_back() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &township).await;
    write(&terminal, &[deed(VILLAGE, "d1")]).await;
    seal(&terminal).await;
    county.at("2026-10-02T01:00:00Z");
    up(&terminal, &township).await;
    down(&county.desk, &terminal).await;
    down(&township, &terminal).await;
    county.at("2026-11-20T01:00:00Z");
    up(&terminal, &county.desk).await;
    let covered = coverage(&county).await;
    assert_eq!((covered.sealed_at, covered.sealed_in_time), (Some(moment("2026-10-02T01:00:00Z")), Some(true)));
}

/// A terminal is stolen after the village sealed, and revoked. Whoever has it writes on, and its township, which helps,
/// dates its receipts back.
#[tokio::test]
async fn of_a_revoked_device_counts_what_the_county_had_and_what_another_device_seals() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let (stolen, second) = (county.terminal(VILLAGE).await, county.terminal(VILLAGE).await);
    down(&county.desk, &township).await;
    county.at("2026-10-01T01:00:00Z");
    write(&stolen, &[deed(VILLAGE, "d1"), deed(VILLAGE, "d2")]).await;
    seal(&stolen).await;
    up(&stolen, &township).await;
    up(&township, &county.desk).await;
    assert_eq!(score(&proven(&county).await), "2.00");
    county.at("2026-10-03T01:00:00Z");
    county.desk.revoke("组织部", &stolen.replica().device().to_string(), "电脑被盗").await.unwrap();

    county.at("2026-10-02T01:00:00Z");
    write(&stolen, &[deed(VILLAGE, "d3"), deed(VILLAGE, "d4"), deed(VILLAGE, "d5")]).await;
    seal(&stolen).await;
    up(&stolen, &township).await;
    county.at("2026-10-04T01:00:00Z");
    up(&township, &county.desk).await;
    assert_eq!(score(&proven(&county).await), "2.00", "nothing of the thief's counts");
    let covered = coverage(&county).await;
    assert_eq!(covered.sealed_at, Some(moment("2026-10-01T01:00:00Z")));
    assert!(covered.set_aside >= 2, "and the county is told: {covered:?}");
    let kept = county.desk.replica().projection(ledger()).await.unwrap();
    assert!(kept.get(Table::Deeds, "d5").is_some(), "but nothing is lost");

    // Whoever looks at what the device wrote sees what counts, and why the rest does not.
    let viewer = Viewer::operator(county.desk.replica(), "组织部");
    let thief = stolen.replica().device();
    let listed = async || {
        let written = county.desk.written_by(&viewer, &thief.to_string()[..8], Some(QUARTER)).await.unwrap();
        assert_eq!((written.device, written.revoked_at), (thief, Some(moment("2026-10-03T01:00:00Z"))));
        let line_of = |row: &WrittenRow| (row.row.clone(), row.stands, row.not_counted.is_none());
        written.rows.iter().map(line_of).collect::<Vec<_>>()
    };
    let expected = |late: bool| {
        let row = |(number, counts): (u32, bool)| (format!("deeds/d{number}"), true, counts);
        [(1, true), (2, true), (3, late), (4, late), (5, late)].map(row)
    };
    assert_eq!(listed().await, expected(false));
    let history = async |id: &str| {
        let seen = county.desk.history(&viewer, Table::Deeds, Some(unit(VILLAGE)), id, Some(QUARTER)).await.unwrap();
        seen.versions[0].not_counted.map(|why| why.revoked_at)
    };
    assert_eq!(history("d2").await, None);
    assert_eq!(history("d4").await, Some(moment("2026-10-03T01:00:00Z")));
    let other = county.desk.written_by(&viewer, &thief.to_string(), Some(QUARTER.next())).await.unwrap();
    assert_eq!(other.rows, []);
    let error = county.desk.written_by(&viewer, "zz", None).await.unwrap_err();
    assert!(matches!(error, DeskError::View(ViewError::NoSuchDevice { known: 0, .. })), "{error}");

    // The village looks at it on its other terminal, and answers for it.
    down(&county.desk, &township).await;
    down(&township, &second).await;
    let sealed = second.seal("书记", QUARTER, true).await.unwrap();
    assert!(sealed[0].is_new && sealed[0].answers_for >= 2, "{sealed:?}");
    assert!(!second.seal("书记", QUARTER, true).await.unwrap()[0].is_new, "once is enough");
    up(&second, &township).await;
    up(&township, &county.desk).await;
    assert_eq!(score(&proven(&county).await), "5.00");
    assert_eq!(coverage(&county).await.set_aside, 0);
    assert_eq!(listed().await, expected(true));
}

/// A township's node was stolen with its key, and revoked. Its thief writes receipts with any times.
#[tokio::test]
async fn a_revoked_node_dates_nothing() {
    let (county, township, terminal) = sealed_late().await;
    let node = township.replica().identity();
    let (log, number, hash) = head(&county, &terminal).await;
    county.at("2026-11-21T01:00:00Z");
    county.desk.revoke("组织部", &node.certificate().device.to_string(), "机房被盗").await.unwrap();
    for early in ["2026-10-02T01:00:00Z", "2026-11-22T01:00:00Z"] {
        hand_in(&county, &node, vec![signed(&node, log, number, hash, early)]).await;
    }
    // The county had received the entries before it revoked the node, so the node had, too, and its time is believed.
    assert_eq!(coverage(&county).await.sealed_at, Some(moment("2026-10-02T01:00:00Z")));
    county.at("2026-11-23T01:00:00Z");
    write(&terminal, &[deed(VILLAGE, "d3")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let (log, number, hash) = head(&county, &terminal).await;
    hand_in(&county, &node, vec![signed(&node, log, number, hash, "2026-10-03T01:00:00Z")]).await;
    let received: Timestamp = coverage(&county).await.sealed_at.unwrap();
    assert_eq!(received, moment("2026-11-23T01:00:00Z"), "what came later it dates no more");
    proven(&county).await;
}

/// A county ranks over a store that lacks what its node had received of a village, and everything in its evidence
/// holds. The village shows its receipts.
#[tokio::test]
async fn a_receipt_proves_what_a_list_left_out() {
    let store = Arc::new(MemoryStore::new());
    let county = County::over_with_rules(Arc::<MemoryStore>::clone(&store)).await;
    let (terminal, other) = (county.terminal(VILLAGE).await, county.terminal(VILLAGES[1]).await);
    let before = store.copy();
    write(&terminal, &[deed(VILLAGE, "d1")]).await;
    seal(&terminal).await;
    county.at("2026-10-02T01:00:00Z");
    up(&terminal, &county.desk).await;
    down(&county.desk, &terminal).await;
    let held = terminal.held_receipts(Some(QUARTER)).await.unwrap();
    let mut file = Vec::new();
    write_receipts(&mut file, &held).unwrap();
    let held = read_receipts(file.as_slice()).unwrap();
    assert_eq!(held.receipts.len(), 1);
    let verified = |file: Vec<u8>| cunbang_evidence::verify_evidence(file.as_slice(), None).unwrap();
    let run = county.run().await;
    let whole = verified(county.desk.write_evidence(&run.id, Vec::new()).await.unwrap());
    assert_eq!(whole.omissions(&held).unwrap(), (1, vec![]));

    let lacking = county.again(Arc::new(before)).await;
    let run = lacking.run(QUARTER, RunOptions::default()).await.unwrap();
    let partial = verified(lacking.write_evidence(&run.id, Vec::new()).await.unwrap());
    let (_, omissions) = partial.omissions(&held).unwrap();
    assert!(omissions.len() == 1 && !omissions[0].is_proven, "it may have been on the way: {omissions:?}");
    // A run that was made later than the county's own receipt had to rest on it, whatever else it names.
    county.at("2026-10-02T02:00:00Z");
    lacking.decide("组织部", QUARTER, unit(VILLAGES[3]), "excuse", "撤并").await.unwrap();
    let run = lacking.run(QUARTER, RunOptions::default()).await.unwrap();
    let partial = verified(lacking.write_evidence(&run.id, Vec::new()).await.unwrap());
    let (_, omissions) = partial.omissions(&held).unwrap();
    assert!(omissions.len() == 1 && omissions[0].is_proven, "{omissions:?}");
    county.at("2026-10-03T01:00:00Z");
    write(&other, &[deed(VILLAGES[1], "d1")]).await;
    seal(&other).await;
    up(&other, &lacking).await;
    let run = lacking.run(QUARTER, RunOptions::default()).await.unwrap();
    let partial = verified(lacking.write_evidence(&run.id, Vec::new()).await.unwrap());
    let (_, omissions) = partial.omissions(&held).unwrap();
    assert_eq!(omissions[0].what, Discrepancy::LeftOut { rests_on: 0 });
    assert!(omissions[0].is_proven, "the same node gave a later receipt that the run names");

    // What nobody signed proves nothing.
    let mut forged = held.clone();
    forged.receipts[0].number += 1;
    assert!(whole.omissions(&forged).unwrap_err().to_string().contains("signature does not hold"));
}

/// A clerk seals while the computer's clock is a month ahead, and it is received at once. When the period is over, the
/// clerk seals again, and that counts.
#[tokio::test]
async fn a_seal_made_by_a_wrong_clock_does_not_stand_in_the_way_of_the_right_one() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    write(&terminal, &[deed(VILLAGE, "d1")]).await;
    seal(&terminal).await;
    county.at("2026-08-27T01:00:00Z");
    up(&terminal, &county.desk).await;
    assert_eq!(coverage(&county).await.sealed_at, None, "it came before the period was over");
    county.at("2026-10-01T01:00:00Z");
    assert!(terminal.seal("书记", QUARTER, true).await.unwrap()[0].is_new);
    up(&terminal, &county.desk).await;
    assert_eq!(coverage(&county).await.sealed_at, Some(moment("2026-10-01T01:00:00Z")));
    assert!(!terminal.seal("书记", QUARTER, true).await.unwrap()[0].is_new);
    proven(&county).await;
}

/// A township's clock is ten days back: what it says that it had in time came to the county late, although it had handed
/// over other things in between. Everyone who reads the list is told; who was without a network is not named.
#[tokio::test]
async fn a_township_that_says_that_it_had_long_had_it_is_named() {
    for (clock, is_named) in [("2026-10-06T01:00:00Z", true), ("2026-10-15T01:00:00Z", false)] {
        let county = County::with_rules().await;
        let township = county.device(TOWNSHIP, Role::Node).await;
        let (terminal, other) = (county.terminal(VILLAGE).await, county.terminal(VILLAGES[1]).await);
        for (one, village) in [(&terminal, VILLAGE), (&other, VILLAGES[1])] {
            down(&county.desk, one).await;
            write(one, &[deed(village, "d1")]).await;
            seal(one).await;
        }
        down(&county.desk, &township).await;
        county.at("2026-10-10T01:00:00Z");
        up(&other, &township).await;
        up(&township, &county.desk).await;
        county.at(clock);
        up(&terminal, &township).await;
        county.at("2026-10-16T01:00:00Z");
        up(&township, &county.desk).await;
        let run = county.run().await;
        let notes = county.desk.notes_of_run(&run).await.unwrap();
        let named: Vec<_> = notes.delayed.iter().map(|one| (one.by, one.villages.len(), one.days())).collect();
        let expected = [(unit(TOWNSHIP), 1, 10)];
        assert_eq!(named, if is_named { &expected[..] } else { &[] }, "{clock}");
        assert_eq!(notes.said().iter().any(|note| note.contains(TOWNSHIP)), is_named);
        let village = county.desk.replica().units().unwrap().name(unit(VILLAGE));
        assert_eq!(notes.said().iter().any(|note| note.contains(&village)), is_named, "and the village");
    }
    // A network that was away for days brings everything at once.
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    for (village, at) in [(VILLAGE, "2026-10-01T01:00:00Z"), (VILLAGES[1], "2026-10-03T01:00:00Z")] {
        let terminal = county.terminal(village).await;
        down(&county.desk, &township).await;
        write(&terminal, &[deed(village, "d1")]).await;
        seal(&terminal).await;
        county.at(at);
        up(&terminal, &township).await;
    }
    county.at("2026-10-16T01:00:00Z");
    up(&township, &county.desk).await;
    let run = county.run().await;
    assert_eq!(county.desk.notes_of_run(&run).await.unwrap().delayed, []);
}

/// A township signs a second time for the same entries, or sets its clock back by hours: run and publication name it, and it
/// is not published without a word.
#[tokio::test]
async fn a_township_whose_receipts_contradict_each_other_is_named() {
    let (county, township, terminal) = sealed_late().await;
    let node = township.replica().identity();
    let (log, number, hash) = head(&county, &terminal).await;
    hand_in(&county, &node, vec![signed(&node, log, number, hash, "2026-11-20T00:50:00Z")]).await;
    let named = async |run: &RankingRun| county.desk.notes_of_run(run).await.unwrap().misdated;
    assert_eq!(named(&county.run().await).await, []);
    hand_in(&county, &node, vec![signed(&node, log, number, hash, "2026-11-19T22:50:00Z")]).await;
    let run = county.run().await;
    let told = named(&run).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].by, told[0].villages.len()), (unit(TOWNSHIP), 1));
    assert!(matches!(told[0].what, Misdating::Twice { .. }));
    let refused = county.desk.publish("组织部", Some(&run.id), false).await.unwrap_err();
    assert!(refused.to_string().contains(TOWNSHIP), "{refused}");
    let notes = county.desk.notes_of_run(&run).await.unwrap();
    assert!(notes.in_both().iter().any(|(zh, en)| zh.contains("两个收件时间") && en.contains("two times")));
    // The evidence has both, and whoever verifies it is told; what contradicts nothing stands in none.
    let verified = async |run: &RankingRun| {
        let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
        cunbang_evidence::verify_evidence(file.as_slice(), None).unwrap_or_else(|fault| panic!("{fault}"))
    };
    let shown = verified(&run).await;
    assert_eq!((shown.notes.misdated, &shown.outcome), (told, &run.outcome));
    assert_eq!(verified(&run).await.receipts, run.record.receipts.len() + 1);
}

#[tokio::test]
async fn a_township_that_sets_its_clock_back_by_hours_is_named() {
    for (clock, is_named) in [("2026-10-10T22:00:00Z", true), ("2026-10-11T02:00:00Z", false)] {
        let county = County::with_rules().await;
        let township = county.device(TOWNSHIP, Role::Node).await;
        let (terminal, other) = (county.terminal(VILLAGE).await, county.terminal(VILLAGES[1]).await);
        for one in [&terminal, &other] {
            down(&county.desk, one).await;
        }
        down(&county.desk, &township).await;
        // The other one's is of the quarter before.
        county.at("2026-10-11T00:00:00Z");
        let before: DocumentName = format!("ledger/{}/2026Q2", VILLAGES[1]).parse().unwrap();
        other.replica().record("会计", vec![(before, vec![deed(VILLAGES[1], "d1")])]).await.unwrap();
        up(&other, &township).await;
        up(&township, &county.desk).await;
        write(&terminal, &[deed(VILLAGE, "d1")]).await;
        seal(&terminal).await;
        county.at(clock);
        up(&terminal, &township).await;
        county.at("2026-10-11T03:00:00Z");
        up(&township, &county.desk).await;
        let run = county.run().await;
        let told = county.desk.notes_of_run(&run).await.unwrap().misdated;
        let by: Vec<_> = told.iter().map(|one| (one.by, matches!(one.what, Misdating::Before { .. }))).collect();
        assert_eq!(by, if is_named { vec![(unit(TOWNSHIP), true)] } else { vec![] }, "{clock}: {told:?}");
    }
}

/// A laptop that came later holds of one village the county's newest receipt alone. By that it would say that the township
/// held the village's report back, which the county's first receipt disproves.
#[tokio::test]
async fn who_does_not_hold_all_receipts_accuses_no_township() {
    let county = County::with_rules().await;
    let (root, township) = (county.desk.replica().root(), county.device(TOWNSHIP, Role::Node).await);
    let laptop = county.device(TOWNSHIP, Role::Inspector).await;
    let (terminal, other) = (county.terminal(VILLAGE).await, county.terminal(VILLAGES[1]).await);
    for device in [&township, &laptop, &terminal, &other] {
        down(&county.desk, device).await;
    }
    for (at, one, village, id) in [
        ("2026-10-01T01:00:00Z", &terminal, VILLAGE, "d1"),
        ("2026-10-05T01:00:00Z", &other, VILLAGES[1], "d1"),
        ("2026-10-16T01:00:00Z", &terminal, VILLAGE, "d2"),
    ] {
        county.at(at);
        write(one, &[deed(village, id)]).await;
        up(one, &township).await;
        up(&township, &county.desk).await;
    }
    let ledgers = Selection::new(DocumentKind::Ledger, unit(TOWNSHIP), QUARTER);
    let mut held = township.replica().store().receipts_of_documents(&ledgers).await.unwrap();
    held.retain(|one| {
        let is_newest = one.received_at >= moment("2026-10-16T00:00:00Z");
        one.unit != root || one.log.document.unit() != unit(VILLAGE) || is_newest
    });
    assert_eq!(delayed(&held, root, &|unit| unit.to_string()).len(), 1, "by these alone it would seem so");
    let above = township.replica().identity();
    laptop.replica().keep_receipts(Source::Above(above.certificate()), held).await.unwrap();
    for desk in [&laptop, &township, &county.desk] {
        assert_eq!(desk.notes_of(QUARTER).await.unwrap().delayed, [], "{}", desk.replica().unit());
    }
}

/// Found by somebody whose terminal had sealed by a clock that was ahead, and was never asked to seal again.
#[tokio::test]
async fn a_seal_by_a_clock_that_was_ahead_is_asked_for_again() {
    let county = County::new().await;
    let terminal = county.terminal(VILLAGE).await;
    county.adopt_rules().await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[deed(VILLAGE, "d1")]).await;
    seal(&terminal).await;
    county.at("2026-09-28T01:00:00Z");
    up(&terminal, &county.desk).await;
    down(&county.desk, &terminal).await;
    county.at("2026-10-05T01:00:00Z");
    assert_eq!(terminal.period_at_hand().await.unwrap(), QUARTER);
    assert_eq!(coverage(&county).await.sealed_at, None);
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    down(&county.desk, &terminal).await;
    assert_eq!(coverage(&county).await.sealed_in_time, Some(true));
    assert_ne!(terminal.period_at_hand().await.unwrap(), QUARTER);
}
