//! The archive: snapshots, projections, evidence, incidents, runs.

use super::LEDGER;
use crate::writing::{at, commit_one, vector};
use cunbang_ledger::RefusalCode;
use cunbang_model::{DocumentKind, Period};
use cunbang_store::archive::{FORKS_PER_LOG, MAX_QUARANTINED_BYTES, QUARANTINED_PER_DEVICE};
use cunbang_store::{
    ForkEvidence, Incident, Quarantined, Selection, Store, Stored, StoredPublication, StoredResult, StoredRun, Write,
    WriteOutcome,
};
use cunbang_world::devices::Device;
use cunbang_world::document as name;
use cunbang_world::tree::{COUNTY, NEIGHBOUR, VILLAGE, unit};
use std::sync::Arc;

pub(crate) async fn snapshots_and_projections(store: Arc<dyn Store>) {
    let writer = Device::new(1, VILLAGE).writer();
    let stored = |document: &str, number: u32| Stored {
        document: name(document),
        vector: vector(&format!("{writer}:{number}")),
        body: number.to_be_bytes().to_vec(),
    };
    store.commit(vec![Write::Snapshot(stored(LEDGER, 1)), Write::Projection(stored(LEDGER, 2))]).await.unwrap();
    store
        .commit(vec![Write::Projection(stored("roster/330522103201", 4)), Write::Projection(stored(LEDGER, 3))])
        .await
        .unwrap();
    assert_eq!(store.snapshot(&name(LEDGER)).await.unwrap(), Some(stored(LEDGER, 1)));
    assert_eq!(store.projection(&name(LEDGER)).await.unwrap(), Some(stored(LEDGER, 3)));
    assert_eq!(store.snapshot(&name("roster/330522103201")).await.unwrap(), None);
    let all = store.projections(&Selection::under(unit(COUNTY))).await.unwrap();
    assert_eq!(all, [stored("roster/330522103201", 4), stored(LEDGER, 3)]);
    let ledgers = Selection::new(DocumentKind::Ledger, unit(COUNTY), "2026Q3".parse::<Period>().unwrap());
    assert_eq!(store.projections(&ledgers).await.unwrap(), [stored(LEDGER, 3)]);
}

pub(crate) async fn refused_pieces_are_bounded(store: Arc<dyn Store>) {
    let (loud, quiet) = (Device::new(1, VILLAGE).id(), Device::new(2, NEIGHBOUR).id());
    let refused = |device, number: usize| Quarantined {
        at: at(0),
        device,
        document: (number > 0).then(|| name(LEDGER)),
        code: RefusalCode::Shape,
        message: format!("第{number}个"),
        bytes: vec![0; if number == 0 { MAX_QUARANTINED_BYTES + 1 } else { number }],
    };
    store.commit(vec![Write::Quarantine(refused(Some(quiet), 0)), Write::Quarantine(refused(None, 1))]).await.unwrap();
    let many = 1..=QUARANTINED_PER_DEVICE + 5;
    store.commit(many.map(|number| Write::Quarantine(refused(Some(loud), number))).collect()).await.unwrap();
    let kept = store.quarantined(1000).await.unwrap();
    assert_eq!(kept.len(), QUARANTINED_PER_DEVICE + 2);
    assert_eq!(kept[0], refused(Some(loud), QUARANTINED_PER_DEVICE + 5));
    assert_eq!(kept[QUARANTINED_PER_DEVICE - 1], refused(Some(loud), 6));
    assert_eq!(kept[QUARANTINED_PER_DEVICE], refused(None, 1));
    assert_eq!(kept[QUARANTINED_PER_DEVICE + 1].bytes.len(), MAX_QUARANTINED_BYTES);
    assert_eq!(store.quarantined(3).await.unwrap(), kept[..3]);
}

pub(crate) async fn forks_are_kept_once(store: Arc<dyn Store>) {
    let mut clerk = Device::new(1, VILLAGE);
    let mut forks = Vec::new();
    for _ in 0..2 {
        let branch = clerk.write(LEDGER, 1);
        clerk.forget(LEDGER);
        let (log, frame, signature) = (*branch.log(), branch.frame().to_vec(), *branch.signature());
        forks.push(ForkEvidence { at: at(0), log, number: 1, frame, signature });
    }
    for (fork, expected) in [(0, WriteOutcome::Done), (1, WriteOutcome::Done), (0, WriteOutcome::AlreadyHere)] {
        assert_eq!(commit_one(&*store, Write::Fork(forks[fork].clone())).await, expected);
    }
    forks.reverse();
    assert_eq!(store.forks(10).await.unwrap(), forks);
    let more = (0..u64::try_from(FORKS_PER_LOG).unwrap())
        .map(|number| Write::Fork(ForkEvidence { number, ..forks[0].clone() }));
    store.commit(more.collect()).await.unwrap();
    assert_eq!(store.forks(1000).await.unwrap().len(), FORKS_PER_LOG);
    assert_eq!(store.head(&forks[0].log).await.unwrap(), None);
}

pub(crate) async fn incidents_newest_first(store: Arc<dyn Store>) {
    let incident =
        |number: i64| Incident { at: at(number), kind: "fork".to_owned(), message: format!("事件{number}") };
    store.commit((0..4).map(|number| Write::Incident(incident(number))).collect()).await.unwrap();
    assert_eq!(store.incidents(3).await.unwrap(), [incident(3), incident(2), incident(1)]);
}

pub(crate) async fn ranking_runs(store: Arc<dyn Store>) {
    let run = |id: &str, period: &str, made_at: i64| StoredRun {
        id: id.to_owned(),
        period: period.parse().unwrap(),
        made_at: at(made_at),
        record: b"inputs".to_vec(),
        outcome: id.as_bytes().to_vec(),
    };
    let runs = [run("a", "2026Q3", 1), run("b", "2026Q2", 2), run("c", "2026Q3", 3)];
    store.commit(runs.iter().cloned().map(Write::Run).collect()).await.unwrap();
    let again = Write::Run(run("a", "2026Q3", 9));
    assert_eq!(commit_one(&*store, again).await, WriteOutcome::AlreadyHere);
    let ids = |period: Option<&str>| {
        let store = store.clone();
        let period = period.map(|period| period.parse().unwrap());
        async move { store.runs(period).await.unwrap().into_iter().map(|run| run.id).collect::<Vec<_>>() }
    };
    assert_eq!(ids(None).await, ["c", "b", "a"]);
    assert_eq!(ids(Some("2026Q3")).await, ["c", "a"]);
    assert_eq!(store.run("a").await.unwrap(), Some(runs[0].clone()));
    assert_eq!(store.run("d").await.unwrap(), None);
    // One that is not what it should be is put in place, also where there is none.
    let mended = [StoredRun { outcome: b"another".to_vec(), ..run("a", "2026Q3", 9) }, run("d", "2026Q3", 4)];
    for one in &mended {
        commit_one(&*store, Write::MendRun(one.clone())).await;
        assert_eq!(store.run(&one.id).await.unwrap().as_ref(), Some(one));
    }
    assert_eq!(ids(Some("2026Q3")).await, ["a", "d", "c"]);
}

pub(crate) async fn published_lists_in_columns(store: Arc<dyn Store>) {
    let line = |unit: &str, rank: Option<i64>| StoredResult {
        unit: unit.parse().unwrap(),
        level: "village".to_owned(),
        name: format!("{unit}村"),
        parent: Some(("330522103".parse().unwrap(), "夹浦镇".to_owned())),
        status: if rank.is_some() { "received" } else { "not_received" }.to_owned(),
        score_hundredths: rank.map(|rank| -rank * 1050),
        rank,
        rank_in_parent: rank,
        stars: rank.map(|_| 0),
        candidate: Some(rank == Some(1)),
        best_rank: rank.is_none().then_some(1),
        worst_rank: rank.is_none().then_some(221),
        prospect: rank.is_none().then(|| "possible".to_owned()),
    };
    let mut county = line("330522", None);
    (county.level, county.parent, county.candidate) = ("county".to_owned(), None, None);
    let published = StoredPublication {
        run: "5".repeat(64),
        unit: "330522".parse().unwrap(),
        period: "2026Q3".parse().unwrap(),
        scheme: "standard".to_owned(),
        published_on: "2026-10-15".parse().unwrap(),
        withdrawn: None,
        results: vec![county, line("330522103201", Some(1)), line("330522103202", None)],
    };
    assert_eq!(store.publication(&published.run).await.unwrap(), None);
    assert_eq!(commit_one(&*store, Write::Publication(published.clone())).await, WriteOutcome::Done);
    assert_eq!(store.publication(&published.run).await.unwrap(), Some(published.clone()));
    // Said again, with less: lines stay, and what is said of the whole is the newest.
    let withdrawn =
        StoredPublication { withdrawn: Some("漏计".to_owned()), results: Vec::new(), ..published.clone() };
    commit_one(&*store, Write::Publication(withdrawn)).await;
    let expected = StoredPublication { withdrawn: Some("漏计".to_owned()), ..published.clone() };
    assert_eq!(store.publication(&published.run).await.unwrap(), Some(expected));
    commit_one(&*store, Write::Publication(published.clone())).await;
    assert_eq!(store.publication(&published.run).await.unwrap(), Some(published.clone()));
    // Published once more by a program that knows how certain candidates are.
    let mut told = published.clone();
    told.results[1].prospect = Some("certain".to_owned());
    commit_one(&*store, Write::Publication(told.clone())).await;
    assert_eq!(store.publication(&published.run).await.unwrap(), Some(told));
    assert_eq!(store.publication("6").await.unwrap(), None);
    // Put in place of what is there, with all its lines; and forgotten.
    let mut mended = published.clone();
    mended.results.remove(2);
    mended.results[1].rank = Some(7);
    commit_one(&*store, Write::MendPublication(mended.clone())).await;
    assert_eq!(store.publication(&published.run).await.unwrap(), Some(mended));
    assert_eq!(store.publications().await.unwrap(), [published.run.as_str()]);
    commit_one(&*store, Write::DropPublication { run: published.run.clone() }).await;
    assert_eq!(store.publication(&published.run).await.unwrap(), None);
    assert_eq!(store.publications().await.unwrap(), Vec::<String>::new());
}
