//! What came after a list was published: which places would move, were it counted; the list itself stays as it is.
#![allow(clippy::unwrap_used)]

use cunbang_desk::assessment::would_move::WouldMove;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::{deed, standing};
use cunbang_world::tree::{VILLAGES, unit};

#[tokio::test]
async fn supplements_after_a_list_say_who_would_stand_elsewhere() {
    let county = County::with_rules().await;
    let desk = &county.desk;
    let mut terminals = Vec::new();
    for (village, deeds) in [(VILLAGES[0], &["d1", "d2"][..]), (VILLAGES[1], &["d1"][..])] {
        let terminal = county.terminal(village).await;
        down(desk, &terminal).await;
        let deeds = deeds.iter().map(|id| deed(village, id));
        write(&terminal, &[standing(village, "m1")].into_iter().chain(deeds).collect::<Vec<_>>()).await;
        terminals.push(terminal);
    }
    county.at("2026-10-05T01:00:00Z");
    for terminal in &terminals {
        seal(terminal).await;
        up(terminal, desk).await;
    }
    let run = county.run().await;
    desk.publish("组织部", Some(&run.id), true).await.unwrap();
    let nothing = desk.after_list(&run).await.unwrap();
    assert!(nothing.since.is_empty() && nothing.moved.is_empty(), "{nothing:?}");
    // The second village sends more, and seals nothing: a run would not count it either.
    let more: Vec<_> = ["d2", "d3", "d4"].iter().map(|id| deed(VILLAGES[1], id)).collect();
    write(&terminals[1], &more).await;
    up(&terminals[1], desk).await;
    assert_eq!(county.run().await.outcome.hash(), run.outcome.hash());
    let after = desk.after_list(&run).await.unwrap();
    assert_eq!(after.since.rows, 3);
    let villages = || after.moved.iter().filter(|one| one.unit == unit(VILLAGES[0]) || one.unit == unit(VILLAGES[1]));
    let places: Vec<(&str, _)> = villages().map(|one| (one.unit.as_str(), one.ranks)).collect();
    assert_eq!(places, [(VILLAGES[1], (Some(2), Some(1))), (VILLAGES[0], (Some(1), Some(2)))], "{after:?}");
    let risen = |one: &&WouldMove| one.unit == unit(VILLAGES[1]) && one.scores.0 < one.scores.1;
    assert!(after.moved.iter().any(|one| risen(&one)));
    // It is asked for again and again, and worked out once.
    assert!(std::sync::Arc::ptr_eq(&after, &desk.after_list(&run).await.unwrap()));
    // What stands published is as it was.
    assert_eq!(desk.ranking_run(&run.id).await.unwrap().outcome.hash(), run.outcome.hash());
}
