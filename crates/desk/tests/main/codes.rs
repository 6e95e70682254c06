//! Enrolment codes: made for a whole township at once, listed, cancelled; and what a device expects is compared before
//! its code is used up.
#![allow(clippy::unwrap_used)]

use crate::disk::OnDisk;
use cunbang_desk::node::code_look::{CodeLook, CodeStanding};
use cunbang_desk::node::codes::{CODE_HOURS, CodeFor, CodeState, MadeCode};
use cunbang_desk::node::enrol::{EnrolError, Enrolled, Expectation};
use cunbang_desk::node::several::Whose;
use cunbang_desk::{DeskError, Sort};
use cunbang_identity::{DeviceKey, EnrolmentCode, SystemRandomness, enrolment_request};
use cunbang_model::Role;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

fn a_key() -> DeviceKey {
    DeviceKey::generate(&SystemRandomness::new()).unwrap()
}

async fn enrol(county: &County, code: &EnrolmentCode, expectation: Expectation) -> Result<Enrolled, DeskError> {
    let request = enrolment_request(&a_key(), code, None);
    county.desk.enrol(&county.office.authority, &request, &expectation).await
}

async fn one(county: &County) -> MadeCode {
    let wanted = CodeFor { unit: unit(VILLAGES[0]), role: None, label: Some("会计室电脑".to_owned()) };
    county.desk.make_codes("组织部", &[wanted], CODE_HOURS).await.unwrap().remove(0)
}

#[tokio::test]
async fn all_villages_of_a_township_get_a_code_at_once() {
    let county = County::with_rules().await;
    let named = county.desk.units_with_terminals(unit(TOWNSHIP), false).unwrap();
    assert!(named.iter().all(|code| code.is_within(&unit(TOWNSHIP))) && named.len() > 1, "{named:?}");
    let wanted: Vec<CodeFor> = named.iter().map(|unit| CodeFor { unit: *unit, role: None, label: None }).collect();
    let made = county.desk.make_codes("组织部", &wanted, 336).await.unwrap();
    assert_eq!(made.iter().map(|one| one.unit).collect::<Vec<_>>(), named);
    assert!(made.iter().all(|one| one.role == Role::Terminal && one.label.contains(&one.unit_name)));
    let listed = county.desk.codes().await.unwrap();
    assert!(made.iter().all(|one| listed.iter().any(|code| code.id == one.id && code.state == CodeState::Open)));
    // One that cannot be made makes none of them.
    let before = listed.len();
    let faulty = [wanted[0].clone(), CodeFor { unit: unit(VILLAGES[1]), role: Some(Role::Node), label: None }];
    let refused = county.desk.make_codes("组织部", &faulty, 336).await.unwrap_err();
    assert!(matches!(refused, DeskError::Enrol(EnrolError::WrongRole { .. })), "{refused}");
    assert_eq!(county.desk.codes().await.unwrap().len(), before);
    // Whoever has a device needs none.
    enrol(&county, &made[0].code, Expectation::default()).await.unwrap();
    let left = county.desk.units_with_terminals(unit(TOWNSHIP), true).unwrap();
    assert_eq!(left, named[1..]);
    let nothing = county.desk.units_with_terminals(unit("330599"), false).unwrap_err();
    assert!(matches!(nothing, DeskError::Enrol(EnrolError::UnknownUnit(_))), "{nothing}");
}

#[tokio::test]
async fn a_cancelled_code_is_refused_with_its_reason() {
    let county = County::with_rules().await;
    let (by_id, by_code, used) = (one(&county).await, one(&county).await, one(&county).await);
    let cancelled = county.desk.cancel_code("组织部", &by_id.id.to_string(), "信封遗失").await.unwrap();
    assert!(matches!(&cancelled.state, CodeState::Cancelled { reason, .. } if reason == "信封遗失"), "{cancelled:?}");
    let typed = by_code.code.to_string().to_lowercase().replace('-', " ");
    assert_eq!(county.desk.cancel_code("组织部", &typed, "发错村").await.unwrap().id, by_code.id);
    for (code, reason) in [(&by_id, "信封遗失"), (&by_code, "发错村")] {
        let refused = enrol(&county, &code.code, Expectation::default()).await.unwrap_err();
        assert!(refused.to_string().contains(reason) && refused.to_string().contains("取消"), "{refused}");
        assert_eq!(refused.sort(), Sort::NotYet);
    }
    // Again is no error, and the first reason stands.
    let again = county.desk.cancel_code("组织部", &by_id.id.to_string(), "另有原因").await.unwrap();
    assert_eq!(again.state, cancelled.state);
    enrol(&county, &used.code, Expectation::default()).await.unwrap();
    let late = county.desk.cancel_code("组织部", &used.id.to_string(), "设备不对").await.unwrap_err();
    assert!(matches!(late, DeskError::Enrol(EnrolError::UsedBefore { .. })), "{late}");
    assert!(late.to_string().contains("enrol revoke"), "{late}");
    for (named, known) in [("", 0), ("zzzz", 0)] {
        let unknown = county.desk.cancel_code("组织部", named, "x").await.unwrap_err();
        assert!(matches!(unknown, DeskError::Enrol(EnrolError::NoSuchCode { known: found, .. }) if found == known));
    }
    assert!(county.desk.cancel_code("组织部", &used.id.to_string(), " ").await.is_err(), "a reason is needed");
    let township = county.device(TOWNSHIP, Role::Node).await;
    let elsewhere = township.cancel_code("党建办", &by_id.id.to_string(), "x").await.unwrap_err();
    assert!(matches!(elsewhere, DeskError::Enrol(EnrolError::NotTheCounty { .. })), "{elsewhere}");
}

#[tokio::test]
async fn unit_role_and_name_are_compared_before_the_code_is_used_up() {
    let county = County::with_rules().await;
    let made = one(&county).await;
    let other_name = county.desk.replica().units().unwrap().name(unit(VILLAGES[1]));
    let wrong = [
        Expectation { unit: Some(unit(VILLAGES[1])), ..Expectation::default() },
        Expectation { unit_name: Some(other_name), ..Expectation::default() },
        Expectation { role: Some(Role::Inspector), ..Expectation::default() },
        Expectation { is_node: Some(true), ..Expectation::default() },
    ];
    for expectation in wrong {
        let refused = enrol(&county, &made.code, expectation).await.unwrap_err();
        assert!(matches!(&refused, DeskError::Enrol(EnrolError::OtherPurpose { .. })), "{refused}");
        assert!(refused.to_string().contains(&made.unit_name), "{refused}");
    }
    let label = Some("x\u{202e}".to_owned());
    let refused = enrol(&county, &made.code, Expectation { label, ..Expectation::default() }).await.unwrap_err();
    assert!(matches!(&refused, DeskError::Enrol(EnrolError::Label(_))), "{refused}");
    let right = Expectation {
        unit_name: Some(made.unit_name.clone()),
        role: Some(Role::Terminal),
        label: Some("二楼书记办公室".to_owned()),
        ..Expectation::default()
    };
    let enrolled = enrol(&county, &made.code, right).await.unwrap();
    assert_eq!(enrolled.certificate.label, "二楼书记办公室");
    let listed = county.desk.devices();
    assert!(listed.iter().any(|device| device.certificate.label == "二楼书记办公室"));
    assert_eq!(county.desk.replica().unit(), unit(COUNTY));
}

async fn look(county: &County, code: &EnrolmentCode, key: &DeviceKey, through: Option<&str>) -> CodeLook {
    let request = enrolment_request(key, code, None);
    county.desk.look_at_code(&county.office.authority, &request, through.map(unit)).await.unwrap()
}

#[tokio::test]
async fn a_look_tells_what_a_code_is_for_and_uses_nothing() {
    let county = County::with_rules().await;
    let (made, key) = (one(&county).await, a_key());
    for through in [None, Some(TOWNSHIP), Some(COUNTY)] {
        let CodeLook { standing, purpose } = look(&county, &made.code, &key, through).await;
        let purpose = purpose.unwrap();
        assert_eq!((standing, purpose.unit, purpose.role), (CodeStanding::Open, made.unit, Role::Terminal));
        assert_eq!((&purpose.unit_name, &*purpose.label), (&made.unit_name, "会计室电脑"));
        let parent = county.desk.replica().units().unwrap().name(unit(TOWNSHIP));
        assert_eq!((purpose.parent_name, purpose.expires_at), (Some(parent), made.expires_at));
    }
    // The unit that a look names for programs that know of none: they refuse, and the code stays good.
    let no_unit = Expectation { unit: Some(unit("00")), ..Expectation::default() };
    let refused = enrol(&county, &made.code, no_unit).await.unwrap_err();
    assert!(matches!(refused, DeskError::Enrol(EnrolError::OtherPurpose { .. })) && refused.sort() == Sort::Input);
    assert_eq!(look(&county, &made.code, &key, None).await.standing, CodeStanding::Open);
    // Used, it is good for the device alone that used it.
    let request = enrolment_request(&key, &made.code, None);
    county.desk.enrol(&county.office.authority, &request, &Expectation::default()).await.unwrap();
    assert_eq!(look(&county, &made.code, &key, None).await.standing, CodeStanding::Open);
    assert_eq!(look(&county, &made.code, &a_key(), None).await.standing, CodeStanding::Used);

    let cancelled = one(&county).await;
    county.desk.cancel_code("组织部", &cancelled.id.to_string(), "信封遗失").await.unwrap();
    let standing = look(&county, &cancelled.code, &key, None).await.standing;
    assert!(matches!(standing, CodeStanding::Cancelled(cancelled) if cancelled.reason == "信封遗失"));
    let other = county.desk.make_code("组织部", unit(COUNTY), Role::Inspector, "督查", 1).await.unwrap().0;
    assert_eq!(look(&county, &other, &key, Some(TOWNSHIP)).await.standing, CodeStanding::Elsewhere);
    let unknown = EnrolmentCode { secret: [5; 10], ..made.code };
    assert_eq!(look(&county, &unknown, &key, None).await, CodeLook { standing: CodeStanding::Unknown, purpose: None });
}

/// Somebody makes a used code good again in the database, to enrol a terminal of a village for himself.
#[tokio::test]
async fn a_used_code_stays_used_whatever_the_list_of_codes_says() {
    let disk = OnDisk::new().await;
    let county = County::over_with_rules(Arc::clone(&disk.store)).await;
    let (made, key) = (one(&county).await, a_key());
    let asked = async |key: &DeviceKey| {
        let request = enrolment_request(key, &made.code, None);
        county.desk.enrol(&county.office.authority, &request, &Expectation::default()).await
    };
    let first = asked(&key).await.unwrap();
    disk.run("UPDATE enrolment_codes SET used_at = NULL").await;
    let refused = asked(&a_key()).await.unwrap_err();
    assert!(matches!(refused, DeskError::Enrol(EnrolError::UsedCode)), "{refused}");
    // The next code is another.
    disk.run("UPDATE enrolment_codes SET used_at = 1").await;
    let next = one(&county).await;
    let second = enrol(&county, &next.code, Expectation::default()).await.unwrap();
    // The village's people are told of devices that are not this one.
    let terminal = county.terminal(VILLAGES[0]).await;
    down(&county.desk, &terminal).await;
    let notes = terminal.village_notes(QUARTER).await.unwrap();
    for device in [first, second].map(|enrolled| enrolled.certificate.device.to_string()) {
        assert_eq!(notes.iter().filter(|note| note.contains(&device[..8])).count(), 1, "{notes:?}");
    }
    assert!(!notes.iter().any(|note| note.contains(&terminal.replica().device().to_string()[..8])), "{notes:?}");
}

/// Somebody makes of a village's code one for a township's node, or for another county's, or one that lasts longer.
#[tokio::test]
async fn what_a_code_is_for_is_not_altered_in_the_database() {
    let disk = OnDisk::new().await;
    let county = County::over_with_rules(Arc::clone(&disk.store)).await;
    let altered = |refused: DeskError| match refused {
        DeskError::Enrol(EnrolError::AlteredCode(altered)) => altered,
        other => panic!("{other}"),
    };
    for edit in [
        "UPDATE enrolment_codes SET unit = '330522103', role = 'node' WHERE used_at IS NULL",
        "UPDATE enrolment_codes SET unit = '330522', role = 'node' WHERE used_at IS NULL",
        "UPDATE enrolment_codes SET unit = '330522103202' WHERE used_at IS NULL",
        "UPDATE enrolment_codes SET expires_at = expires_at + 86400000 WHERE used_at IS NULL",
        "UPDATE enrolment_codes SET label = '组织部主机' WHERE used_at IS NULL",
        "DELETE FROM settings WHERE name LIKE 'code_seal/%'",
    ] {
        let made = one(&county).await;
        assert_eq!(county.desk.altered_codes().await.unwrap(), []);
        disk.run(edit).await;
        let told = altered(enrol(&county, &made.code, Expectation::default()).await.unwrap_err());
        assert_eq!(told.id, made.id, "{edit}");
        let request = enrolment_request(&a_key(), &made.code, None);
        let looked = county.desk.look_at_code(&county.office.authority, &request, None).await.unwrap_err();
        assert_eq!(altered(looked).id, made.id, "{edit}");
        let listed = county.desk.codes().await.unwrap();
        assert_eq!(listed.iter().find(|code| code.id == made.id).unwrap().state, CodeState::Altered, "{edit}");
        let troubles = county.desk.altered_codes().await.unwrap();
        assert_eq!(troubles.len(), 1, "{edit}: {troubles:?}");
        let said = troubles[0].to_string();
        assert!(said.contains(&format!("cunbang enrol cancel {}", made.id)), "{said}");
        // Cancelled, it is no trouble any more, and SQL does not make it good again.
        county.desk.cancel_code("组织部", &made.id.to_string(), "数据库被改").await.unwrap();
        assert_eq!(county.desk.altered_codes().await.unwrap(), []);
        disk.run("UPDATE enrolment_codes SET cancelled_at = NULL").await;
        altered(enrol(&county, &made.code, Expectation::default()).await.unwrap_err());
        disk.run("DELETE FROM enrolment_codes").await;
    }
    // One that somebody put there.
    let made = one(&county).await;
    disk.run(
        "UPDATE enrolment_codes SET secret_hash = x'2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'",
    )
    .await;
    assert_eq!(county.desk.altered_codes().await.unwrap().len(), 1);
    assert!(enrol(&county, &made.code, Expectation::default()).await.is_err());
}

/// A second node of the county is told there and at a township that it answered, until it is revoked.
#[tokio::test]
async fn another_node_of_the_county_is_named() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let known = county.desk.replica().identity();
    township.replica().note_node_above(known.certificate()).await.unwrap();
    down(&county.desk, &township).await;
    assert_eq!(county.desk.other_nodes().await.unwrap(), []);
    assert_eq!(township.other_nodes().await.unwrap(), []);
    let other = county.device(COUNTY, Role::Node).await;
    let device = other.replica().device();
    let at_county = county.desk.other_nodes().await.unwrap();
    assert!(
        at_county.len() == 1 && at_county[0].other == device && at_county[0].whose == Whose::County,
        "{at_county:?}"
    );
    // It answers before the list has come down, and again.
    for _ in 0..2 {
        township.replica().note_node_above(other.replica().identity().certificate()).await.unwrap();
        let told = township.other_nodes().await.unwrap();
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!((told[0].known, told[0].other), (known.certificate().device, device));
        let said = told[0].to_string();
        assert!(said.contains(COUNTY) && said.contains(&device.to_string()), "{said}");
    }
    county.desk.revoke("组织部", &device.to_string(), "不是本县的").await.unwrap();
    down(&county.desk, &township).await;
    assert_eq!(county.desk.other_nodes().await.unwrap(), []);
    assert_eq!(township.other_nodes().await.unwrap(), []);
}

/// A second node of a township is told at both, and above, until one of them is revoked.
#[tokio::test]
async fn another_node_of_a_township_is_named_there_and_above() {
    let county = County::with_rules().await;
    let first = county.device(TOWNSHIP, Role::Node).await;
    down(&county.desk, &first).await;
    assert_eq!((county.desk.other_nodes().await.unwrap(), first.other_nodes().await.unwrap()), (vec![], vec![]));
    let second = county.device(TOWNSHIP, Role::Node).await;
    for township in [&first, &second] {
        down(&county.desk, township).await;
    }
    let told = county.desk.other_nodes().await.unwrap();
    assert!(told.len() == 1 && told[0].whose == Whose::Below && told[0].unit == unit(TOWNSHIP), "{told:?}");
    for (own, other) in [(&first, &second), (&second, &first)] {
        let told = own.other_nodes().await.unwrap();
        assert!(told.len() == 1 && told[0].whose == Whose::Own, "{told:?}");
        assert_eq!(told[0].other, other.replica().device());
        assert!(told[0].to_string().contains(&other.replica().device().to_string()));
    }
    county.desk.revoke("组织部", &second.replica().device().to_string(), "换机").await.unwrap();
    down(&county.desk, &first).await;
    assert_eq!((county.desk.other_nodes().await.unwrap(), first.other_nodes().await.unwrap()), (vec![], vec![]));
}
