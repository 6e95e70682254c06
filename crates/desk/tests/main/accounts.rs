//! Accounts altered in the database: whoever can write there gets no other name, no other role and no session by it.
#![allow(clippy::unwrap_used)]

use crate::disk::OnDisk;
use cunbang_desk::{Altered, Command, Desk, DeskError, OperatorError, OperatorRole, Password};
use cunbang_world::county::County;
use std::sync::Arc;

const HEAD: &str = "组织部";
const VIEWER: &str = "小看";

fn password(typed: &str) -> Password {
    Password::from(typed.to_owned())
}

fn of_head() -> Password {
    password("清理村口河道垃圾")
}

fn of_viewer() -> Password {
    password("looks-on-does-nothing")
}

async fn place() -> (County, OnDisk, Arc<Desk>) {
    let database = OnDisk::new().await;
    let county = County::over_with_rules(Arc::clone(&database.store)).await;
    let desk = Arc::clone(&county.desk);
    desk.add_operator(HEAD, &of_head()).await.unwrap();
    desk.let_in(HEAD, VIEWER, OperatorRole::Viewer, &of_viewer()).await.unwrap();
    desk.log_in(HEAD, &of_head()).await.unwrap();
    assert_eq!(desk.altered_accounts().await.unwrap(), []);
    (county, database, desk)
}

fn altered<T: std::fmt::Debug>(result: Result<T, DeskError>) -> Altered {
    match result {
        Err(DeskError::Operator(OperatorError::Altered(altered))) => altered,
        other => panic!("{other:?}"),
    }
}

/// What is refused of one account, and that health names it and says what to do.
async fn all_refused(desk: &Desk, name: &str, password: &Password, what: (bool, bool), way_out: &str) {
    let expected = Altered { name: name.to_owned(), password: what.0, state: what.1, disabled: false };
    assert_eq!(altered(desk.log_in(name, password).await), expected);
    for command in [Command::Decide, Command::Inspect, Command::Publish] {
        assert_eq!(altered(desk.permit(name, command).await), expected);
    }
    assert!(!desk.still_may(name, Command::Screen).await.unwrap());
    let told = desk.altered_accounts().await.unwrap();
    assert_eq!(told, [expected]);
    let said = told[0].to_string();
    assert!(said.contains(name) && said.contains(&format!("cunbang operator {way_out} {name}")), "{said}");
    assert!(desk.operators().await.unwrap().iter().any(|one| one.name == name && one.altered.is_some()));
}

#[tokio::test]
async fn a_password_copied_over_anothers_lets_nobody_in() {
    let (_county, database, desk) = place().await;
    let session = desk.log_in(HEAD, &of_head()).await.unwrap();
    database.run("UPDATE operators SET password_hash = (SELECT password_hash FROM operators WHERE name = '小看') WHERE name = '组织部'").await;
    all_refused(&desk, HEAD, &of_viewer(), (true, false), "password").await;
    altered(desk.session(session.as_str()).await);
    altered(desk.log_in(HEAD, &of_head()).await);
    // Whose password was copied works on, and the machine's own account brings the node in order.
    desk.log_in(VIEWER, &of_viewer()).await.unwrap();
    desk.permit("", Command::Operators).await.unwrap();
    desk.give_role("", HEAD, OperatorRole::Head).await.unwrap();
    all_refused(&desk, HEAD, &of_viewer(), (true, false), "password").await;
    desk.change_password(HEAD, &of_head()).await.unwrap();
    desk.log_in(HEAD, &of_head()).await.unwrap();
    desk.permit(HEAD, Command::Decide).await.unwrap();
    assert_eq!(desk.altered_accounts().await.unwrap(), []);
}

#[tokio::test]
async fn nobody_gets_a_role_by_the_database() {
    let (_county, database, desk) = place().await;
    database.run("UPDATE operators SET role = 0 WHERE name = '小看'").await;
    all_refused(&desk, VIEWER, &of_viewer(), (false, true), "role").await;
    // Its seals do not fit another's, and another password does not make it head.
    database.run("UPDATE settings SET value = (SELECT value FROM settings WHERE name = 'operator_state/组织部') WHERE name = 'operator_state/小看'").await;
    desk.change_password(VIEWER, &of_viewer()).await.unwrap();
    all_refused(&desk, VIEWER, &of_viewer(), (false, true), "role").await;
    desk.give_role(HEAD, VIEWER, OperatorRole::Viewer).await.unwrap();
    desk.log_in(VIEWER, &of_viewer()).await.unwrap();
    assert!(desk.permit(VIEWER, Command::Decide).await.is_err());
    // Nor does who was disabled come back.
    desk.shut_out("", VIEWER).await.unwrap();
    database.run("UPDATE operators SET disabled = 0 WHERE name = '小看'").await;
    all_refused(&desk, VIEWER, &of_viewer(), (false, true), "disable").await;
    desk.shut_out("", VIEWER).await.unwrap();
    assert_eq!(desk.altered_accounts().await.unwrap(), []);
}

#[tokio::test]
async fn an_account_from_elsewhere_is_nobodys() {
    let (_county, database, desk) = place().await;
    database.run("INSERT INTO operators SELECT '镇里来的', password_hash, added_at, disabled, failed_attempts, locked_until, 0 FROM operators WHERE name = '小看'").await;
    all_refused(&desk, "镇里来的", &of_viewer(), (true, true), "disable").await;
    // Where all that stand there are altered, the node is not as one without operators.
    database.run("UPDATE operators SET added_at = added_at + 1").await;
    assert_eq!(desk.altered_accounts().await.unwrap().len(), 3);
    let refused = desk.permit("谁都行", Command::Publish).await;
    assert!(matches!(refused, Err(DeskError::Operator(OperatorError::NotRegistered { may, .. })) if may.is_empty()));
    // One that was disabled there is told too.
    desk.give_role("", HEAD, OperatorRole::Head).await.unwrap();
    database.run("DELETE FROM operators WHERE name = '镇里来的'").await;
    database.run("UPDATE operators SET disabled = 1 WHERE name = '小看'").await;
    let told = desk.altered_accounts().await.unwrap();
    assert!(told.len() == 1 && told[0].disabled && told[0].name == VIEWER, "{told:?}");
}

#[tokio::test]
async fn a_session_is_its_operators_alone() {
    let (_county, database, desk) = place().await;
    let token = desk.log_in(VIEWER, &of_viewer()).await.unwrap();
    assert_eq!(desk.session(token.as_str()).await.unwrap().unwrap().operator, VIEWER);
    database.run("UPDATE sessions SET operator = '组织部'").await;
    assert_eq!(desk.session(token.as_str()).await.unwrap(), None);
    let token = desk.log_in(VIEWER, &of_viewer()).await.unwrap();
    database.run("UPDATE sessions SET began_at = began_at + 1000").await;
    assert_eq!(desk.session(token.as_str()).await.unwrap(), None, "nor does it last longer");
    // A row that somebody put there, of a token of his own: 'x' and 'x.x', by their hashes.
    database.run("INSERT INTO sessions VALUES (x'2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881', '组织部', 1790820000000, 1790820000000, 0)").await;
    database.run("INSERT INTO sessions VALUES (x'ae459a276da6df82695119cb04d1b58db60b5fbb250589a1f49b80eaf38b4576', '组织部', 1790820000000, 1790820000000, 0)").await;
    for forged in ["x", "x.x"] {
        assert_eq!(desk.session(forged).await.unwrap(), None, "{forged}");
    }
}

/// Accounts of earlier programs are bound once. What SQL takes away afterwards is not bound again.
#[tokio::test]
async fn accounts_without_seals_are_bound_once() {
    let (county, database, desk) = place().await;
    database.run("DELETE FROM settings WHERE name LIKE 'operator_%'").await;
    assert_eq!(desk.altered_accounts().await.unwrap().len(), 2);
    assert_eq!(desk.seal_accounts().await.unwrap(), 2);
    desk.log_in(HEAD, &of_head()).await.unwrap();
    // Another replica of the node, with the same key and a folder of its own, finds that it was done.
    let other = county.again(Arc::clone(&database.store)).await;
    database.run("DELETE FROM settings WHERE name LIKE 'operator_password/%'").await;
    database.run("DELETE FROM settings WHERE name LIKE 'operator_state/%'").await;
    assert_eq!(other.seal_accounts().await.unwrap(), 0);
    assert_eq!(other.altered_accounts().await.unwrap().len(), 2);
    // An altered account is never taken for one of an earlier program.
    database.run("DELETE FROM settings WHERE name = 'operators_sealed'").await;
    desk.give_role("", HEAD, OperatorRole::Head).await.unwrap();
    assert_eq!(desk.seal_accounts().await.unwrap(), 1);
    assert!(altered(desk.log_in(HEAD, &of_head()).await).password);
}
