//! The high-water mark: a store that was put back is noticed by the node itself, before it writes.

#![allow(clippy::unwrap_used)]

use cunbang_desk::node::codes::CodeState;
use cunbang_desk::node::enrol::{EnrolError, Expectation, Revocation};
use cunbang_desk::{Desk, DeskError, RunOptions};
use cunbang_identity::{EnrolmentCode, enrolment_request};
use cunbang_model::{DeviceId, Role};
use cunbang_replica::{HighWater, HighWaterKeeper, ReplicaError, Source};
use cunbang_store::{MemoryStore, Store};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, hand};
use cunbang_world::tree::{self, COUNTY};
use std::io;
use std::sync::{Arc, Mutex};

/// A mark in memory, which outlives the store as a file does.
#[derive(Debug, Default)]
struct Kept(Mutex<Option<String>>);

impl HighWaterKeeper for Kept {
    fn read(&self) -> io::Result<Option<String>> {
        Ok(self.0.lock().unwrap().clone())
    }

    fn update(&self, change: &dyn Fn(Option<&str>) -> io::Result<Option<String>>) -> io::Result<()> {
        let mut kept = self.0.lock().unwrap();
        if let Some(changed) = change(kept.as_deref())? {
            *kept = Some(changed);
        }
        Ok(())
    }
}

fn incarnation(desk: &Desk) -> u32 {
    desk.replica().writer().incarnation
}

async fn revoke(desk: &Desk, device: DeviceId) -> Result<Revocation, DeskError> {
    desk.revoke("组织部", &device.to_string(), "遗失").await
}

/// Hands a county's node the entries of its `org` that are in another store, as a township below does.
async fn give_back(store: &dyn Store, to: &Desk) {
    let certificate = Arc::clone(&to.replica().identity());
    let source = Source::Below(certificate.certificate());
    for name in [format!("org/{COUNTY}"), format!("log/{COUNTY}")] {
        for segment in store.document_segments(&name.parse().unwrap()).await.unwrap() {
            hand(to, source, &segment, None).await;
        }
    }
}

async fn county_over(store: &Arc<MemoryStore>) -> County {
    let county = County::of(&tree::small(), 1, Arc::<MemoryStore>::clone(store) as _).await;
    county.adopt_rules().await;
    county
}

/// A county with its mark, a copy of its store as it was, and two devices that were enrolled before the copy.
async fn county_with_copy() -> (County, Arc<Kept>, MemoryStore, [DeviceId; 2]) {
    let store = Arc::new(MemoryStore::new());
    let county = county_over(&store).await;
    let kept = Arc::new(Kept::default());
    county.desk.replica().keep_high_water(Arc::clone(&kept) as _).await.unwrap();
    let mut devices = Vec::new();
    for _ in 0..2 {
        devices.push(county.terminal("330522103201").await.replica().device());
    }
    let copy = store.copy();
    (county, kept, copy, [devices[0], devices[1]])
}

#[tokio::test]
async fn a_store_that_goes_on_is_not_behind() {
    let (county, kept, _, _) = county_with_copy().await;
    county.terminal("330522104201").await;
    let again = county.again(Arc::clone(county.desk.replica().store())).await;
    again.replica().keep_high_water(kept).await.unwrap();
    assert_eq!(again.replica().missing(), []);
    assert_eq!(incarnation(&again), incarnation(&county.desk));
    again
        .replica()
        .list_device(county.device("330522103", Role::Node).await.replica().identity().certificate())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_store_that_was_put_back_writes_nothing_but_revocations_until_it_has_everything_again() {
    let (county, kept, copy, [stolen, other]) = county_with_copy().await;
    revoke(&county.desk, stolen).await.unwrap();
    let written = incarnation(&county.desk);

    let back = county.again(Arc::new(copy)).await;
    back.replica().keep_high_water(Arc::clone(&kept) as _).await.unwrap();
    let missing = back.replica().missing();
    let named: Vec<_> = missing.iter().map(|one| (one.document.to_string(), one.count())).collect();
    assert_eq!(named, [(format!("org/{COUNTY}"), 1), (format!("log/{COUNTY}"), 1)]);
    assert_ne!(incarnation(&back), written, "no number is used twice");
    assert!(!back.replica().org().is_revoked(stolen));
    let listed = back.replica().list_device(county.desk.replica().identity().certificate()).await;
    assert!(matches!(listed, Err(ReplicaError::Behind { .. })), "{listed:?}");
    revoke(&back, other).await.unwrap();

    // Opened again, it does not begin yet another.
    let begun = incarnation(&back);
    let once_more = county.again(Arc::clone(back.replica().store())).await;
    once_more.replica().keep_high_water(Arc::clone(&kept) as _).await.unwrap();
    assert_eq!(incarnation(&once_more), begun);
    assert_eq!(once_more.replica().missing(), missing);

    // Somebody below has what is missing.
    give_back(&**county.desk.replica().store(), &once_more).await;
    assert_eq!(once_more.replica().missing(), []);
    assert!(once_more.replica().org().is_revoked(stolen) && once_more.replica().org().is_revoked(other));
}

#[tokio::test]
async fn a_store_that_is_put_back_under_a_running_node_is_noticed_before_the_next_entry() {
    let store = Arc::new(MemoryStore::new());
    let county = county_over(&store).await;
    county.desk.replica().keep_high_water(Arc::new(Kept::default())).await.unwrap();
    let [stolen, other] = [county.terminal("330522103201").await, county.terminal("330522103201").await];
    let copy = store.copy();
    revoke(&county.desk, stolen.replica().device()).await.unwrap();
    let (before, newer) = (incarnation(&county.desk), store.copy());
    store.put_back(&copy);
    let listed = county.desk.replica().list_device(other.replica().identity().certificate()).await;
    assert_eq!(listed.ok(), Some(()), "the same row again is no entry");
    let renewed = county.office.identity("330522104201", Role::Terminal);
    let listed = county.desk.replica().list_device(renewed.certificate()).await;
    assert!(matches!(listed, Err(ReplicaError::Behind { .. })), "{listed:?}");
    assert_ne!(incarnation(&county.desk), before);
    give_back(&newer, &county.desk).await;
    county.desk.replica().list_device(renewed.certificate()).await.unwrap();
    assert!(county.desk.replica().org().is_revoked(stolen.replica().device()));
}

#[test]
fn a_mark_in_writing_is_read_as_it_was() {
    let text = "cunbang high-water mark 1\nkind-101/330522 0123456789abcdef0123456789abcdef.7 12 ";
    let text = format!("{text}{}\n", "ab".repeat(32));
    assert_eq!(text.parse::<HighWater>().unwrap().to_string(), text);
    for (changed, fault) in [
        (text.replace("mark 1", "mark 2"), "newer program"),
        (text.replace(" 12 ", " twelve "), "is not: document, writer, number, hash"),
        (String::new(), "newer program"),
    ] {
        let told = changed.parse::<HighWater>().unwrap_err();
        assert!(told.contains(fault), "{told}");
    }
}

#[tokio::test]
async fn what_nobody_has_can_be_given_up() {
    let (county, kept, copy, [stolen, _]) = county_with_copy().await;
    revoke(&county.desk, stolen).await.unwrap();
    let back = county.again(Arc::new(copy)).await;
    back.replica().keep_high_water(Arc::clone(&kept) as _).await.unwrap();
    assert_eq!(back.resume("组织部", "乡镇均已联网").await.unwrap().len(), 2);
    assert_eq!(back.resume("组织部", "再次").await.unwrap(), []);
    back.replica().list_device(county.desk.replica().identity().certificate()).await.unwrap();
    let once_more = county.again(Arc::clone(back.replica().store())).await;
    once_more.replica().keep_high_water(kept).await.unwrap();
    assert_eq!(once_more.replica().missing(), []);
}

/// A code that the older store takes for unused may have been used since.
#[tokio::test]
async fn codes_from_before_a_store_was_put_back_are_void() {
    let store = Arc::new(MemoryStore::new());
    let county = county_over(&store).await;
    let kept = Arc::new(Kept::default());
    county.desk.replica().keep_high_water(Arc::clone(&kept) as _).await.unwrap();
    let village = tree::unit("330522103201");
    let make = async |desk: &Desk| desk.make_code("组织部", village, Role::Terminal, "会计", 72).await.unwrap().0;
    let enrol = async |desk: &Desk, code: &EnrolmentCode| {
        let request = enrolment_request(&county.office.key(), code, None);
        desk.enrol(&county.office.authority, &request, &Expectation::default()).await
    };
    let (used, unused) = (make(&county.desk).await, make(&county.desk).await);
    let copy = store.copy();
    enrol(&county.desk, &used).await.unwrap();

    let back = county.again(Arc::new(copy)).await;
    back.replica().keep_high_water(Arc::clone(&kept) as _).await.unwrap();
    assert!(matches!(enrol(&back, &used).await, Err(DeskError::Replica(ReplicaError::Behind { .. }))));
    give_back(&**county.desk.replica().store(), &back).await;
    for code in [&used, &unused] {
        let refused = enrol(&back, code).await;
        assert!(matches!(refused, Err(DeskError::Enrol(EnrolError::VoidCode))), "{refused:?}");
    }
    assert!(back.codes().await.unwrap().iter().all(|code| code.state == CodeState::Void));
    let incidents = back.replica().store().incidents(10).await.unwrap();
    assert!(incidents.iter().any(|one| one.kind == "codes_void"), "{incidents:?}");
    // Those that are made from now on work, once, also after another start.
    let fresh = make(&back).await;
    let again = county.again(Arc::clone(back.replica().store())).await;
    again.replica().keep_high_water(kept).await.unwrap();
    enrol(&again, &fresh).await.unwrap();
    assert!(matches!(enrol(&again, &fresh).await, Err(DeskError::Enrol(EnrolError::UsedCode))));
    assert!(matches!(enrol(&again, &unused).await, Err(DeskError::Enrol(EnrolError::VoidCode))));
}

/// A machine put back with its mark does not notice it by itself, but when it is given back what it wrote.
#[tokio::test]
async fn codes_are_void_once_somebody_gives_back_what_the_store_lacks() {
    let store = Arc::new(MemoryStore::new());
    let county = county_over(&store).await;
    let village = tree::unit("330522103201");
    let (code, _) = county.desk.make_code("组织部", village, Role::Terminal, "会计", 72).await.unwrap();
    let copy = store.copy();
    county.terminal("330522103201").await;
    let back = county.again(Arc::new(copy)).await;
    give_back(&**county.desk.replica().store(), &back).await;
    let request = enrolment_request(&county.office.key(), &code, None);
    let refused = back.enrol(&county.office.authority, &request, &Expectation::default()).await;
    assert!(matches!(refused, Err(DeskError::Enrol(EnrolError::VoidCode))), "{refused:?}");
}

#[tokio::test]
async fn a_machine_that_was_started_anew_begins_a_new_incarnation_at_the_top_alone() {
    let (county, _, _, _) = county_with_copy().await;
    let first = incarnation(&county.desk);
    let top = county.desk.replica();
    top.begin_anew_after_start("machine", "start 1").await.unwrap();
    let second = incarnation(&county.desk);
    assert_ne!(second, first, "where this store was on the machine before is not known");
    for start in ["start 1", "start 2"] {
        top.begin_anew_after_start("machine", start).await.unwrap();
        assert_eq!(incarnation(&county.desk), second, "nothing was written since");
    }
    county.terminal("330522104201").await;
    top.begin_anew_after_start("machine", "start 2").await.unwrap();
    assert_eq!(incarnation(&county.desk), second, "the same start");
    top.begin_anew_after_start("machine", "start 3").await.unwrap();
    assert_ne!(incarnation(&county.desk), second);
    let township = county.device("330522103", Role::Node).await;
    township.replica().begin_anew_after_start("machine", "start 1").await.unwrap();
    assert_eq!(incarnation(&township), 0);
}

/// Nothing says what a backup lacks. Until the townships were here, nobody is enrolled and no list is made; who is enrolled
/// afterwards is not waited for.
#[tokio::test]
async fn a_county_from_a_backup_enrols_nobody_and_ranks_nothing_before_its_townships_were_here() {
    let county = County::with_rules().await;
    let township = county.device("330522103", Role::Node).await.replica().device();
    let enrol = async |desk: &Desk, code: &EnrolmentCode| {
        let request = enrolment_request(&county.office.key(), code, None);
        desk.enrol(&county.office.authority, &request, &Expectation::default()).await
    };
    let before = county.desk.make_code("组织部", "330522103201".parse().unwrap(), Role::Terminal, "会计室", 72).await;
    let code = before.unwrap().0;
    county.desk.replica().note_restored().await.unwrap();
    let waits = |error: DeskError| {
        assert!(matches!(error, DeskError::Replica(ReplicaError::NotHereSinceRestored { .. })), "{error:?}");
        assert!(error.to_string().contains("cunbang resume"), "{error}");
    };
    waits(enrol(&county.desk, &code).await.unwrap_err());
    waits(
        county
            .desk
            .make_code("组织部", "330522103201".parse().unwrap(), Role::Terminal, "会计室", 72)
            .await
            .unwrap_err(),
    );
    waits(county.desk.run_for("组织部", QUARTER, RunOptions::default()).await.unwrap_err());
    waits(county.desk.publish("组织部", None, true).await.unwrap_err());
    county.desk.replica().note_contact(township);
    enrol(&county.desk, &code).await.unwrap();
    county.device("330522104", Role::Node).await;
    assert!(county.desk.replica().not_here_since_restored().await.unwrap().is_none());
}
