//! What was published is hidden, or told otherwise to some: by a township that relays, by the county itself.

use crate::place::{COUNTY, PERIOD, Place, now};
use crate::program::village;
use crate::upstream::Liar;
use cunbang_model::DocumentKind;
use cunbang_sync::proto::Down;
use cunbang_world::hostile::{Checkpoint, Hash};
use cunbang_world::tree::unit;
use std::sync::Arc;

/// The county is out of reach.
const NOWHERE: &str = "127.0.0.1:1";

/// A village that has sent something, and a county that has published a list.
fn published(place: &Place) -> String {
    let unit = village(0);
    place.terminal("village", &unit);
    place.record_and_send("village", &unit, "d1");
    place.at("county", &["run", PERIOD]);
    place.at("county", &["publish", "--yes"]);
    unit
}

/// A township passes the list on without the bulletin; the clerk is told what is missing, and gets it past the township.
#[tokio::test(flavor = "multi_thread")]
async fn a_bulletin_that_is_held_back_is_missed() {
    let place = Place::new();
    published(&place);
    let bulletin = i32::from(DocumentKind::Bulletin.number());
    let lie = move |mut down: Down| {
        down.segments.retain(|segment| segment.log.as_ref().is_none_or(|log| log.kind != bulletin));
        down
    };
    let liar = Liar::new(&place, now(), Arc::new(lie)).await;
    place.set_upstreams("village", &[&liar.address, NOWHERE]);
    let told = crate::program::cunbang(place.here(), &["sync", "--dir", "village"]);
    let told = String::from_utf8_lossy(&told.stderr);
    assert!(told.contains(&format!("bulletin/{COUNTY}/{PERIOD}")) && told.contains("没有转到本机"), "{told}");
    let troubles = place.status("village")["public_log_troubles"].clone();
    assert_eq!(troubles.as_array().map(Vec::len), Some(1), "{troubles}");
    place.set_upstreams("village", &[&liar.address, &place.county.address]);
    place.at("village", &["sync"]);
    assert_eq!(place.status("village")["public_log_troubles"], serde_json::json!([]));
    place.at("village", &["bulletin", PERIOD]);
}

/// The county signs another story for some. Whoever has seen one of them and is shown the other keeps both.
#[tokio::test(flavor = "multi_thread")]
async fn two_stories_of_the_county_are_kept_side_by_side() {
    let place = Place::new();
    let village = published(&place);
    place.send("village", &village);
    let logs: serde_json::Value = serde_json::from_str(&place.at("village", &["log", "--format", "json"])).unwrap();
    let size = logs[0]["size"].as_u64().unwrap();
    assert!(size >= 3, "units, scheme and bulletin: {logs}");
    assert_eq!(logs[0]["troubles"], serde_json::json!([]), "{logs}");
    let identity = place.identity("county");
    let other = Checkpoint { unit: unit(COUNTY), size, root: Hash::of(&[b"another story"]), at: now() };
    let other = other.sign(&identity.certificate().public_key, &|message| identity.key().sign(message)).to_string();
    let shown = other.clone();
    let lie = move |mut down: Down| {
        down.checkpoints = if down.caught_up { vec![shown.clone()] } else { Vec::new() };
        down
    };
    let liar = Liar::new(&place, now(), Arc::new(lie)).await;
    place.set_upstreams("village", &[&liar.address, NOWHERE]);
    let told = crate::program::cunbang(place.here(), &["sync", "--dir", "village"]);
    assert!(String::from_utf8_lossy(&told.stderr).contains("前后不一致"), "{told:?}");
    let shown = place.at("village", &["log"]);
    assert!(shown.contains(&other), "the proof is shown as it was signed: {shown}");
    assert!(place.incidents("village").iter().any(|message| message.contains("two stories")));
    // It stays, whoever the terminal talks to.
    place.set_upstreams("village", &[&place.township.address, NOWHERE]);
    place.at_any("village", &["sync"]);
    assert_eq!(place.status("village")["public_log_troubles"].as_array().map(Vec::len), Some(1));
    // Until somebody has looked into it, and says so: it is shown on, and is no trouble, however often it is told again.
    let acknowledge = ["log", "--unit", COUNTY, "--acknowledge", "--reason", "县里恢复备份，已当面核对"];
    place.at("village", &acknowledge);
    place.set_upstreams("village", &[&liar.address, NOWHERE]);
    place.at_any("village", &["sync"]);
    assert_eq!(place.status("village")["public_log_troubles"], serde_json::json!([]));
    let shown = place.at("village", &["log"]);
    assert!(shown.contains(&other) && shown.contains("县里恢复备份，已当面核对"), "{shown}");
    let (_, said) = place.at_with("village", 2, &acknowledge);
    assert!(said.contains("没有待确认"), "{said}");
}
