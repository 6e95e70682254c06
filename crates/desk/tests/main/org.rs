//! The `org` documents: read once, and held by what lies above and below.

#![allow(clippy::unwrap_used)]

use cunbang_desk::assessment::rules::SchemeError;
use cunbang_desk::{Desk, DeskError, NewRules, RunOptions, Viewer};
use cunbang_model::schema::ResultLevel;
use cunbang_model::{DocumentKind, DocumentName, Role, Table};
use cunbang_replica::OrgReading;
use cunbang_scheme::Level;
use cunbang_store::{MemoryStore, Selection};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, SCHEME, down, seal, up, write};
use cunbang_world::rows::{deed, finding_due, row, standing};
use cunbang_world::tree::{self, COUNTY, unit};
use std::collections::BTreeSet;
use std::sync::Arc;

#[tokio::test]
async fn an_enrolment_reads_what_is_new_however_many_came_before() {
    let county = County::with_rules().await;
    let mut reading = OrgReading::default();
    let (replica, root) = (Arc::clone(county.desk.replica()), unit(COUNTY));
    assert!(reading.catch_up(&replica, root).await.unwrap().anew);
    for enrolled in 1..=40 {
        let terminal = county.terminal("330522103201").await;
        let news = reading.catch_up(&replica, root).await.unwrap();
        assert_eq!((news.anew, news.entries, news.rows.len()), (false, 1, 1), "enrolment {enrolled}");
        assert!(county.desk.replica().org().certificate(terminal.replica().device()).is_some());
    }
    let nothing = reading.catch_up(&replica, root).await.unwrap();
    assert_eq!((nothing.anew, nothing.entries), (false, 0));
    // A store with less than was read is read from the start.
    let empty = county.again(Arc::new(MemoryStore::new())).await;
    assert!(reading.catch_up(empty.replica(), root).await.unwrap().anew);
}

#[tokio::test]
async fn what_came_bit_by_bit_is_what_is_read_at_once() {
    let county = County::with_rules().await;
    let mut kept = Vec::new();
    for village in ["330522103201", "330522104201"] {
        kept.push(county.terminal(village).await.replica().device());
    }
    county.desk.revoke("组织部", &kept[0].to_string(), "遗失").await.unwrap();
    let more = [("code", "330522104203"), ("name", "新村"), ("kind", "village")];
    county.desk.import("组织部", &[row(Table::Units, &more)], None).await.unwrap();
    let again = county.again(Arc::clone(county.desk.replica().store())).await;
    for desk in [&county.desk, &again] {
        let org = desk.replica().org();
        assert_eq!(org.devices().count(), 3);
        assert!(org.is_revoked(kept[0]) && !org.is_revoked(kept[1]));
        assert_eq!(org.units().unwrap().len(), 8);
        assert!(org.units().unwrap().get(unit("330522104203")).is_some());
    }
}

#[tokio::test]
async fn the_tree_is_shared_and_not_copied() {
    let county = County::with_rules().await;
    let replica = county.desk.replica();
    let tree = replica.units().unwrap();
    assert!(Arc::ptr_eq(&tree, &replica.units().unwrap()));
    county.terminal("330522103201").await;
    assert!(Arc::ptr_eq(&tree, &replica.units().unwrap()), "a device changes no unit");
    let more = [("code", "330522104203"), ("name", "新村"), ("kind", "village")];
    county.desk.import("组织部", &[row(Table::Units, &more)], None).await.unwrap();
    assert_eq!(replica.units().unwrap().len(), tree.len() + 1);
}

async fn province() -> County {
    let province = County::of(&tree::province(), 1, Arc::new(MemoryStore::new())).await;
    province.adopt_rules().await;
    province
}

/// The nodes of a province, and a terminal in each of its counties.
struct Nodes {
    prefecture: Arc<Desk>,
    county: Arc<Desk>,
    neighbour: Arc<Desk>,
    township: Arc<Desk>,
    village: Arc<Desk>,
    far: Arc<Desk>,
}

impl Nodes {
    async fn of(province: &County) -> Self {
        Self {
            prefecture: province.device("3305", Role::Node).await,
            county: province.device("330522", Role::Node).await,
            neighbour: province.device("330523", Role::Node).await,
            township: province.device("330522103", Role::Node).await,
            village: province.device("330522103201", Role::Terminal).await,
            far: province.device("330523100201", Role::Terminal).await,
        }
    }

    /// Who lies directly above whom, from the top.
    fn downwards<'n>(&'n self, province: &'n Arc<Desk>) -> [(&'n Arc<Desk>, &'n Arc<Desk>); 6] {
        [
            (province, &self.prefecture),
            (&self.prefecture, &self.county),
            (&self.prefecture, &self.neighbour),
            (&self.county, &self.township),
            (&self.township, &self.village),
            (&self.neighbour, &self.far),
        ]
    }
}

async fn orgs(desk: &Desk) -> Vec<String> {
    let selection = Selection::new(DocumentKind::Org, unit("33"), None);
    desk.replica().store().documents(&selection).await.unwrap().iter().map(DocumentName::to_string).collect()
}

#[tokio::test]
async fn a_node_holds_the_org_of_what_is_above_it_and_below_it() {
    let province = province().await;
    let nodes = Nodes::of(&province).await;
    for (from, to) in nodes.downwards(&province.desk) {
        down(from, to).await;
    }
    let Nodes { prefecture, county, neighbour, township, village, far } = &nodes;
    let all = ["org/33", "org/3305", "org/330522", "org/330523"];
    assert_eq!(orgs(&province.desk).await, all);
    assert_eq!(orgs(prefecture).await, all);
    for node in [county, township, village] {
        assert_eq!(orgs(node).await, ["org/33", "org/3305", "org/330522"]);
        let org = node.replica().org();
        assert_eq!(org.units().unwrap().len(), 7);
        assert!(org.certificate(village.replica().device()).is_some());
        assert!(org.certificate(prefecture.replica().device()).is_some());
        assert!(org.certificate(far.replica().device()).is_none());
    }
    assert_eq!(orgs(far).await, ["org/33", "org/3305", "org/330523"]);
    assert_eq!(far.replica().org().units().unwrap().parent(unit("330523100201")), Some(unit("330523")));
    // A revocation stands in the org of the device's county, and is known there and above.
    let lost = village.replica().device();
    province.desk.revoke("组织部", &lost.to_string(), "遗失").await.unwrap();
    down(&province.desk, prefecture).await;
    down(prefecture, county).await;
    down(prefecture, neighbour).await;
    assert!(county.replica().org().is_revoked(lost) && prefecture.replica().org().is_revoked(lost));
    assert!(!neighbour.replica().org().is_revoked(lost));
}

#[tokio::test]
async fn ledgers_rise_through_any_number_of_levels_and_each_level_ranks_its_own() {
    let province = province().await;
    let nodes = Nodes::of(&province).await;
    let Nodes { prefecture, county, neighbour, township, village, far } = &nodes;
    let office = province.device("330522-014", Role::Terminal).await;
    let mut downwards = nodes.downwards(&province.desk).to_vec();
    downwards.push((county, &office));
    for (from, to) in &downwards {
        down(from, to).await;
    }
    for (terminal, code) in [(village, "330522103201"), (&office, "330522-014"), (far, "330523100201")] {
        write(terminal, &[standing(code, "m1"), deed(code, "d1")]).await;
        seal(terminal).await;
    }
    // An inspector's finding about a branch that hangs directly under the county.
    county.import("督查", &[finding_due("330522-014", "f1", ("2026-08-01", "2026-12-20"), "1")], None).await.unwrap();
    for (to, from) in downwards.iter().rev() {
        up(from, to).await;
    }
    for (node, villages, townships) in
        [(&province.desk, 2, 1), (prefecture, 2, 1), (county, 1, 1), (neighbour, 1, 0), (township, 1, 1)]
    {
        let run = node.run(QUARTER, RunOptions::default()).await.unwrap();
        let rows = |level| run.outcome.levels.get(&level).map_or(0, Vec::len);
        let at = node.replica().unit();
        assert_eq!(rows(Level::Township), townships, "{at}");
        let received = run.outcome.rows(Level::Village).iter().filter(|row| row.rank.is_some());
        assert_eq!(received.count(), villages, "{at}");
        // What a level ranks rests on the orgs in its line, and proves itself without the others.
        let file = node.write_evidence(&run.id, Vec::new()).await.unwrap();
        let verified = cunbang_evidence::verify_evidence(file.as_slice(), None).unwrap();
        assert_eq!(verified.run, run.id);
        let rests_on_neighbour = run.record.inputs.contains_key("org/330523");
        assert_eq!(rests_on_neighbour, !at.is_within(&unit("330522")), "{at}");
    }
    // What the province publishes names the levels above the counties too.
    let township = SCHEME.find("[township]").unwrap();
    let above = ["county", "prefecture"].map(|level| SCHEME[township..].replace("township", level));
    let extended = format!("{SCHEME}{}", above.concat());
    let sealed = province.desk.put_scheme("省委组织部", NewRules::since(&extended, QUARTER)).await.unwrap_err();
    assert!(matches!(sealed, DeskError::Scheme(SchemeError::InUse { is_published: false, .. })), "{sealed}");
    province
        .desk
        .put_scheme("省委组织部", NewRules { anyway: true, ..NewRules::since(&extended, QUARTER) })
        .await
        .unwrap();
    let run = province.desk.run(QUARTER, RunOptions::default()).await.unwrap();
    province.desk.publish("省委组织部", Some(&run.id), true).await.unwrap();
    let told =
        province.desk.published(&Viewer::operator(province.desk.replica(), "省委组织部"), QUARTER).await.unwrap();
    let levels: BTreeSet<ResultLevel> = told[0].results.iter().map(|line| line.level).collect();
    assert!(levels.contains(&ResultLevel::Prefecture) && levels.contains(&ResultLevel::County), "{levels:?}");
}

/// What an import does to the list is said before it is kept; the rows that take it back bring each unit to what it was.
#[tokio::test]
async fn a_change_of_the_list_is_said_and_has_a_way_back() {
    let county = County::with_rules().await;
    let desk = &county.desk;
    let put = |code: &str, name: &str| row(Table::Units, &[("code", code), ("name", name), ("kind", "village")]);
    let known = tree::VILLAGES;
    let name = |code: &str| desk.replica().units().unwrap().get(unit(code)).map(|unit| unit.name.clone());
    let names = || known.iter().map(|code| name(code)).collect::<Vec<_>>();
    let before = names();
    let same = put(known[1], before[1].as_deref().unwrap());
    let taken_out = put(known[2], before[2].as_deref().unwrap()).withdrawn("合并");
    let rows = [put("330522103299", "新村"), put(known[0], "改名村"), same, taken_out];
    let change = desk.units_change(&rows).await.unwrap().unwrap();
    assert_eq!(change.added, [(unit("330522103299"), "新村".to_owned())]);
    assert_eq!(change.renamed, [(unit(known[0]), before[0].clone().unwrap(), "改名村".to_owned())]);
    assert_eq!(change.withdrawn, [(unit(known[2]), before[2].clone().unwrap(), "合并".to_owned())]);
    assert_eq!((change.put_back.len(), change.otherwise.len(), change.back.len()), (0, 0, 3));
    assert_eq!(change.untouched, desk.replica().units().unwrap().len() - 3);
    let said = change.said().join("\n");
    assert!(said.contains("新村 330522103299") && said.contains("改名村") && said.contains("合并"), "{said}");
    assert_eq!(names(), before, "nothing is kept yet");
    desk.import("组织部", &rows, None).await.unwrap();
    assert_eq!((name(known[0]).as_deref(), name(known[2])), (Some("改名村"), None));
    assert!(desk.units_change(&rows).await.unwrap().unwrap().is_empty());
    desk.import("组织部", &change.back, None).await.unwrap();
    assert_eq!((names(), name("330522103299")), (before, None));
    // Rows about anything else do nothing to it.
    assert_eq!(desk.units_change(&[standing(known[0], "m1")]).await.unwrap(), None);
}
