//! Who is let in to a node's own pages: passwords, pauses after wrong ones, sessions, over a clock that is set.
#![allow(clippy::unwrap_used)]

use cunbang_desk::inspection::seal_reviews::SealVerdict;
use cunbang_desk::{
    Command, Desk, DeskError, NewRules, OperatorError, OperatorRole, Password, PasswordFault, RunOptions, SessionView,
    Sort, is_token_for_forms,
};
use cunbang_model::schema::ReplyOutcome;
use cunbang_model::{Row, Table, Timestamp};
use cunbang_store::{MemoryStore, Store};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, SCHEME, down};
use cunbang_world::rows::deed;
use cunbang_world::tree::{VILLAGES, unit};
use proptest::prelude::*;
use std::sync::Arc;

const CLERK: &str = "王会计";
const SECRETARY: &str = "李书记";
const INSPECTOR: &str = "督查员甲";
const VIEWER: &str = "只看甲";

fn password(typed: &str) -> Password {
    Password::from(typed.to_owned())
}

fn right() -> Password {
    password("清理村口河道垃圾")
}

fn wrong() -> Password {
    password("清理村口河沟垃圾")
}

/// A terminal, and the moment from which seconds are counted.
struct Place {
    county: County,
    desk: Arc<Desk>,
    begin: Timestamp,
}

impl Place {
    async fn new() -> Self {
        let county = County::new().await;
        let desk = county.terminal(VILLAGES[0]).await;
        desk.add_operator(CLERK, &right()).await.unwrap();
        let begin = desk.replica().now();
        Self { county, desk, begin }
    }

    fn at(&self, second: i64) {
        let at = Timestamp::from_second(self.begin.as_second() + second).unwrap();
        self.county.at(&at.to_string());
    }

    /// What a session is seen to be: nothing, locked, or open.
    async fn seen(&self, token: &str) -> Option<bool> {
        self.desk.session(token).await.unwrap().map(|view| view.locked)
    }
}

fn fault(error: DeskError) -> OperatorError {
    match error {
        DeskError::Operator(error) => error,
        other => panic!("{other}"),
    }
}

async fn refused(desk: &Desk, name: &str, password: &Password) -> OperatorError {
    fault(desk.log_in(name, password).await.unwrap_err())
}

#[tokio::test]
async fn who_may_be_an_operator() {
    let place = Place::new().await;
    let desk = &place.desk;
    let refused = async |name: &str, password: &Password| fault(desk.add_operator(name, password).await.unwrap_err());
    assert_eq!(refused(CLERK, &right()).await, OperatorError::Known(CLERK.to_owned()));
    assert_eq!(refused(&format!(" {CLERK} "), &right()).await, OperatorError::Known(CLERK.to_owned()));
    assert!(matches!(refused("王\u{202e}会计", &right()).await, OperatorError::Name(_)));
    for alike in ["王 会计", "王\u{3000}会计"] {
        let expected = OperatorError::Alike { name: alike.to_owned(), other: CLERK.to_owned() };
        assert_eq!(refused(alike, &right()).await, expected);
    }
    desk.add_operator("admin", &right()).await.unwrap();
    for alike in ["Admin", "ａｄｍｉｎ", "аdmin"] {
        assert!(matches!(refused(alike, &right()).await, OperatorError::Alike { .. }), "{alike}");
    }
    desk.shut_out("", "admin").await.unwrap();
    assert!(matches!(refused("ADMIN", &right()).await, OperatorError::Alike { .. }), "it has signed");
    desk.add_operator("admin", &right()).await.unwrap();
    let silly = refused(SECRETARY, &password("88888888")).await;
    assert_eq!(silly, OperatorError::Password(PasswordFault::Silly));
    desk.add_operator(&format!(" {SECRETARY} "), &right()).await.unwrap();
    let operators = desk.operators().await.unwrap();
    let named: Vec<_> = operators.iter().map(|operator| (operator.name.as_str(), operator.disabled)).collect();
    assert_eq!(named, [("admin", false), (SECRETARY, false), (CLERK, false)]);
    assert_eq!(operators[0].added_at, desk.replica().now());
}

#[tokio::test]
async fn one_who_can_log_in_always_stays() {
    let place = Place::new().await;
    let desk = &place.desk;
    let disable = async |name: &str| desk.shut_out("", name).await.map_err(fault);
    assert_eq!(disable(CLERK).await, Err(OperatorError::LastOne(CLERK.to_owned())));
    assert_eq!(disable("赵某").await, Err(OperatorError::Unknown("赵某".to_owned())));
    desk.add_operator(SECRETARY, &right()).await.unwrap();
    let token = desk.log_in(CLERK, &right()).await.unwrap();
    assert_eq!(disable(CLERK).await, Ok(()));
    assert_eq!(place.seen(token.as_str()).await, None, "a disabled operator's session is over");
    assert_eq!(refused(desk, CLERK, &right()).await, OperatorError::Wrong, "nobody is told who is disabled");
    assert_eq!(disable(CLERK).await, Err(OperatorError::Disabled(CLERK.to_owned())));
    let changed = desk.change_password(CLERK, &wrong()).await.map_err(fault);
    assert_eq!(changed, Err(OperatorError::Disabled(CLERK.to_owned())));
    assert_eq!(disable(SECRETARY).await, Err(OperatorError::LastOne(SECRETARY.to_owned())));
    desk.add_operator(CLERK, &wrong()).await.unwrap();
    assert_eq!(place.seen(token.as_str()).await, None, "nor does it come back when they are taken up again");
    desk.log_in(CLERK, &wrong()).await.unwrap();
}

/// Who tries passwords from another machine keeps out neither the person at this one nor one who comes from where that
/// person always comes from.
#[tokio::test]
async fn wrong_passwords_from_elsewhere_keep_nobody_out() {
    let place = Place::new().await;
    let desk = &place.desk;
    let from = async |name: &str, password: &Password, address: &str| {
        desk.log_in_from(name, password, Some(address), None).await.map(drop).map_err(fault)
    };
    assert_eq!(from(CLERK, &right(), "10.0.0.7").await, Ok(()));
    for name in [CLERK, "赵某"] {
        for number in 0..5 {
            assert_eq!(from(name, &wrong(), "203.0.113.1").await, Err(OperatorError::Wrong), "{number}");
        }
        let locked = from(name, &right(), "203.0.113.1").await;
        assert_eq!(locked, Err(OperatorError::LockedOut { seconds: 30 }), "nobody is told who works here");
    }
    for number in 2..60 {
        let _ = from(CLERK, &wrong(), &format!("203.0.113.{number}")).await.unwrap_err();
    }
    assert!(matches!(from(CLERK, &right(), "198.51.100.9").await, Err(OperatorError::LockedOut { seconds: 1..=30 })));
    assert_eq!(from(CLERK, &right(), "10.0.0.7").await, Ok(()));
    desk.log_in(CLERK, &right()).await.unwrap();
    place.at(31);
    assert_eq!(from(CLERK, &right(), "198.51.100.9").await, Ok(()), "a new address waits half a minute at most");
}

/// Nobody keeps an operator out of a browser that the operator has used, or of a session that is open, from wherever
/// they try; and a browser's own wrong passwords cost what they cost.
#[tokio::test]
async fn wrong_passwords_keep_nobody_out_of_the_browser_where_they_work() {
    let place = Place::new().await;
    let desk = &place.desk;
    let session = desk.log_in(CLERK, &right()).await.unwrap();
    let mark = desk.mark_of_browser(CLERK).await.unwrap().unwrap();
    let with = async |name: &str, password: &Password, mark: &str| {
        desk.log_in_from(name, password, None, Some(mark)).await.map(drop).map_err(fault)
    };
    for second in [0, 0, 0, 0, 0, 30, 90, 210, 450, 930] {
        place.at(second);
        assert_eq!(refused(desk, CLERK, &wrong()).await, OperatorError::Wrong, "{second}");
        assert_eq!(with(CLERK, &right(), &mark).await, Ok(()), "{second}");
    }
    // That did not make guessing cheaper for the others.
    assert_eq!(refused(desk, CLERK, &right()).await, OperatorError::LockedOut { seconds: 900 });
    desk.unlock(session.as_str(), &right()).await.unwrap();
    for _ in 0..5 {
        assert_eq!(with(CLERK, &wrong(), &mark).await, Err(OperatorError::Wrong));
        assert_eq!(fault(desk.unlock(session.as_str(), &wrong()).await.unwrap_err()), OperatorError::Wrong);
    }
    assert_eq!(with(CLERK, &right(), &mark).await, Err(OperatorError::LockedOut { seconds: 30 }));
    let another = desk.mark_of_browser(CLERK).await.unwrap().unwrap();
    assert_eq!(with(CLERK, &right(), &another).await, Ok(()), "each browser by itself");
    // A mark is of one operator and one password, and nobody makes one.
    desk.add_operator(SECRETARY, &right()).await.unwrap();
    for _ in 0..5 {
        assert_eq!(with(SECRETARY, &wrong(), &another).await, Err(OperatorError::Wrong));
    }
    let locked = Err(OperatorError::LockedOut { seconds: 30 });
    assert_eq!(with(SECRETARY, &right(), &another).await, locked, "counted with all others");
    desk.change_password(CLERK, &right()).await.unwrap();
    for _ in 0..5 {
        assert_eq!(refused(desk, CLERK, &wrong()).await, OperatorError::Wrong);
    }
    let (number, _) = another.split_once('.').unwrap();
    for forged in [another.as_str(), "", ".", &format!("{number}."), &format!("{number}.AAAA")] {
        assert!(matches!(with(CLERK, &right(), forged).await, Err(OperatorError::LockedOut { .. })), "{forged}");
    }
}

/// What is said, and how often, does not depend on whether there is such an operator.
#[tokio::test]
async fn names_of_nobody_are_refused_as_wrong_passwords_are() {
    let place = Place::new().await;
    let mut told = Vec::new();
    for name in [CLERK, "赵某"] {
        let mut of_one = Vec::new();
        for second in [0, 0, 0, 0, 0, 1, 29, 30, 31, 89, 90, 100] {
            place.at(second);
            of_one.push(refused(&place.desk, name, &wrong()).await);
        }
        told.push(of_one);
    }
    assert_eq!(told[0], told[1]);
    let locked = |seconds| OperatorError::LockedOut { seconds };
    assert_eq!(told[0][..5], [const { OperatorError::Wrong }; 5]);
    let rest = [locked(29), locked(1), OperatorError::Wrong, locked(59), locked(1), OperatorError::Wrong, locked(110)];
    assert_eq!(told[0][5..], rest);
}

/// Of many attempts at once no more are looked at than of those made in turn.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn attempts_at_once_are_all_counted() {
    let place = Place::new().await;
    let attempts = (0..12).map(|_| {
        let desk = Arc::clone(&place.desk);
        tokio::spawn(async move { refused(&desk, CLERK, &wrong()).await })
    });
    let mut wrong_ones = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        match attempt.await.unwrap() {
            OperatorError::Wrong => wrong_ones += 1,
            OperatorError::LockedOut { .. } => {}
            other => panic!("{other}"),
        }
    }
    assert_eq!(wrong_ones, 5);
}

#[tokio::test]
async fn a_session_locks_and_ends() {
    let place = Place::new().await;
    let (desk, minute) = (&place.desk, 60);
    let token = desk.log_in(CLERK, &right()).await.unwrap();
    let token = token.as_str();
    assert_eq!(place.seen(token).await, Some(false));
    assert_eq!(place.seen("").await, None);
    place.at(14 * minute);
    assert_eq!(place.seen(token).await, Some(false));
    place.at(28 * minute);
    assert_eq!(place.seen(token).await, Some(false), "a request keeps it open");
    place.at(43 * minute);
    assert_eq!(place.seen(token).await, Some(true));
    // However often it is asked for, and after a restart.
    let again = place.county.open(Arc::clone(desk.replica().store()), identity(desk)).await;
    assert!(again.session(token).await.unwrap().unwrap().locked);
    assert_eq!(fault(desk.unlock(token, &wrong()).await.unwrap_err()), OperatorError::Wrong);
    desk.unlock(token, &right()).await.unwrap();
    assert_eq!(place.seen(token).await, Some(false));
    assert_eq!(fault(desk.unlock("none", &right()).await.unwrap_err()), OperatorError::NoSession);
    place.at(43 * minute + 12 * 60 * minute);
    assert_eq!(place.seen(token).await, None, "half a day without a request");
    place.at(44 * minute);
    assert_eq!(place.seen(token).await, None, "what is over stays over");

    let token = desk.log_in(CLERK, &right()).await.unwrap();
    let begin = 44 * minute;
    for quarter in 1..7 * 24 * 6 {
        place.at(begin + quarter * 10 * minute);
        assert_eq!(place.seen(token.as_str()).await, Some(false), "{quarter}");
    }
    place.at(begin + 7 * 24 * 60 * minute);
    assert_eq!(place.seen(token.as_str()).await, None, "a week in any case");
}

fn identity(desk: &Desk) -> cunbang_identity::Identity {
    cunbang_identity::Identity::clone(&desk.replica().identity())
}

#[tokio::test]
async fn a_session_ends_where_it_is_ended_and_with_another_password() {
    let place = Place::new().await;
    let desk = &place.desk;
    let mut tokens = Vec::new();
    for _ in 0..3 {
        tokens.push(desk.log_in(CLERK, &right()).await.unwrap());
    }
    let open = async || {
        let mut open = Vec::new();
        for token in &tokens {
            open.push(place.seen(token.as_str()).await.is_some());
        }
        open
    };
    desk.log_out(tokens[0].as_str()).await.unwrap();
    assert_eq!(open().await, [false, true, true]);
    let mine = tokens[1].as_str();
    let guess = desk.change_own_password(mine, &wrong(), &password("另一个长口令")).await.unwrap_err();
    assert_eq!(fault(guess), OperatorError::Password(PasswordFault::TooShort));
    let guess = desk.change_own_password(mine, &wrong(), &password("另一个很长的口令")).await.unwrap_err();
    assert_eq!(fault(guess), OperatorError::Wrong);
    desk.change_own_password(mine, &right(), &password("另一个很长的口令")).await.unwrap();
    assert_eq!(open().await, [false, true, false]);
    assert_eq!(refused(desk, CLERK, &right()).await, OperatorError::Wrong);
    desk.change_password(CLERK, &right()).await.unwrap();
    assert_eq!(open().await, [false, false, false]);
    desk.log_in(CLERK, &right()).await.unwrap();
}

#[tokio::test]
async fn each_session_has_a_token_for_forms_of_its_own() {
    let place = Place::new().await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let token = place.desk.log_in(CLERK, &right()).await.unwrap();
        let view = place.desk.session(token.as_str()).await.unwrap().unwrap();
        let SessionView { operator, role, locked, token_for_forms } = view;
        assert_eq!((operator.as_str(), role, locked), (CLERK, OperatorRole::Head, false));
        assert!(is_token_for_forms(token.as_str(), &token_for_forms));
        assert!(!is_token_for_forms(token.as_str(), token.as_str()));
        seen.push((token, token_for_forms));
    }
    assert!(!is_token_for_forms(seen[0].0.as_str(), &seen[1].1));
    assert_ne!(seen[0].0, seen[1].0);
}

/// What ended after a backup was made does not come back with it; the operators do.
#[tokio::test]
async fn a_store_that_was_put_back_has_its_operators_and_no_sessions() {
    let county = County::new().await;
    let store = Arc::new(MemoryStore::new());
    let identity = county.office.identity(VILLAGES[0], cunbang_model::Role::Terminal);
    let desk = county.device_over(Arc::<MemoryStore>::clone(&store), identity.clone()).await;
    desk.add_operator(CLERK, &right()).await.unwrap();
    let token = desk.log_in(CLERK, &right()).await.unwrap();
    let backup: Arc<dyn Store> = Arc::new(store.copy());
    let restored = county.open(backup, identity).await;
    assert!(restored.session(token.as_str()).await.unwrap().is_some(), "a restart ends no session");
    restored.replica().begin_put_back("restored from a backup").await.unwrap();
    assert_eq!(restored.session(token.as_str()).await.unwrap(), None);
    restored.log_in(CLERK, &right()).await.unwrap();
}

#[tokio::test]
async fn a_store_that_is_made_anew_takes_its_operators_over() {
    let place = Place::new().await;
    place.desk.add_operator(SECRETARY, &right()).await.unwrap();
    place.desk.shut_out("", CLERK).await.unwrap();
    let anew = place.county.open(Arc::new(MemoryStore::new()), identity(&place.desk)).await;
    for _ in 0..2 {
        anew.take_over_operators(&**place.desk.replica().store()).await.unwrap();
        let names: Vec<_> = anew.operators().await.unwrap().into_iter().map(|operator| operator.name).collect();
        assert_eq!(names, [SECRETARY]);
    }
    anew.log_in(SECRETARY, &right()).await.unwrap();
}

/// What may be tried: so many seconds later, with the right password or a wrong one.
fn tries() -> impl Strategy<Value = Vec<(i64, bool)>> {
    let pause = prop_oneof![Just(0), Just(1), 0..40_i64, 0..1000_i64];
    proptest::collection::vec((pause, prop::bool::weighted(0.15)), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    /// Against the rule said anew: five wrong ones in a row cost 30 seconds, each further one twice as much, up to a
    /// quarter of an hour; what comes meanwhile is not looked at, and a right one begins anew.
    #[test]
    fn wrong_passwords_cost_time(tries in tries()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let place = Place::new().await;
            let (mut second, mut failed, mut closed_until) = (0, 0, 0);
            for (pause, is_right) in tries {
                second += pause;
                place.at(second);
                let given = if is_right { right() } else { wrong() };
                let told = place.desk.log_in(CLERK, &given).await.map(drop).map_err(fault);
                let expected = if second < closed_until {
                    Err(OperatorError::LockedOut { seconds: closed_until - second })
                } else if is_right {
                    (failed, closed_until) = (0, 0);
                    Ok(())
                } else {
                    failed += 1;
                    if failed >= 5 {
                        closed_until = second + [30, 60, 120, 240, 480, 900][(failed - 5).min(5)];
                    }
                    Err(OperatorError::Wrong)
                };
                assert_eq!(told, expected, "{second} s after the begin, {failed} failed");
            }
        });
    }
}

/// What a role does not allow is refused by every command, whoever asks for it; and nothing is written.
#[tokio::test]
async fn a_role_holds_back_whoever_has_it() {
    let county = County::new().await;
    let desk = &county.desk;
    desk.add_operator("负责人", &right()).await.unwrap();
    desk.let_in("负责人", INSPECTOR, OperatorRole::Inspector, &right()).await.unwrap();
    desk.let_in("负责人", VIEWER, OperatorRole::Viewer, &right()).await.unwrap();
    let village = unit(VILLAGES[0]);
    let finding = |text: &str| {
        let cells = [
            ("unit", VILLAGES[0]),
            ("finding", "f1"),
            ("date", "2026-08-01"),
            ("clause", "主题党日"),
            ("text", text),
            ("points", "1"),
            ("due", "2026-09-01"),
        ];
        Row::from_cells(Table::Findings, cells).unwrap()
    };
    for who in [INSPECTOR, VIEWER] {
        let refused = |error: DeskError| {
            assert_eq!(error.sort(), Sort::NotPermitted, "{error}");
            assert!(matches!(fault(error), OperatorError::NotPermitted { name, .. } if name == who));
        };
        refused(desk.publish(who, None, true).await.unwrap_err());
        refused(desk.withdraw_publication(who, "x", "x").await.unwrap_err());
        refused(desk.decide(who, QUARTER, village, "excuse", "山洪").await.unwrap_err());
        refused(desk.withdraw_decision(who, QUARTER, village, "x").await.unwrap_err());
        refused(desk.put_scheme(who, NewRules::since(SCHEME, QUARTER)).await.unwrap_err());
        refused(desk.revoke(who, "x", "x").await.unwrap_err());
        refused(desk.make_codes(who, &[], 1).await.unwrap_err());
        refused(desk.cancel_code(who, "x", "x").await.unwrap_err());
        refused(desk.run_for(who, QUARTER, RunOptions::default()).await.unwrap_err());
        let outcome = ReplyOutcome::Upheld;
        refused(desk.answer_objection(who, village, QUARTER, "x", outcome, "x").await.unwrap_err());
        refused(desk.let_in(who, "某", OperatorRole::Head, &right()).await.unwrap_err());
        refused(desk.give_role(who, who, OperatorRole::Head).await.unwrap_err());
        refused(desk.shut_out(who, "负责人").await.unwrap_err());
        refused(desk.permit(who, Command::Audit).await.unwrap_err());
    }
    desk.record(INSPECTOR, finding("会议记录不全"), Some(QUARTER)).await.unwrap();
    let refused = desk.record(VIEWER, finding("改过的"), Some(QUARTER)).await.unwrap_err();
    assert_eq!(refused.sort(), Sort::NotPermitted, "{refused}");
    let refused = desk.review_seal(VIEWER, village, QUARTER, SealVerdict::ACCEPTED).await.unwrap_err();
    assert_eq!(refused.sort(), Sort::NotPermitted, "{refused}");
    // Who is in charge may hand that over, and somebody always is.
    let last = desk.give_role("负责人", "负责人", OperatorRole::Viewer).await.map_err(fault);
    assert_eq!(last, Err(OperatorError::LastOne("负责人".to_owned())));
    desk.give_role("负责人", INSPECTOR, OperatorRole::Head).await.unwrap();
    desk.give_role(INSPECTOR, "负责人", OperatorRole::Viewer).await.unwrap();
    assert!(desk.permit("负责人", Command::Publish).await.is_err());
    desk.permit(INSPECTOR, Command::Publish).await.unwrap();
    // A village's device has no other roles.
    let terminal = county.terminal(VILLAGES[0]).await;
    let given = terminal.let_in("", "某", OperatorRole::Viewer, &right()).await.map_err(fault);
    assert_eq!(given, Err(OperatorError::NoRoles));
}

/// Where nobody is registered, everybody who reaches the machine works under a name of choice; where somebody is, nobody
/// does anything under another name.
#[tokio::test]
async fn where_operators_are_registered_no_other_name_does_anything() {
    let county = County::with_rules().await;
    let desk = &county.desk;
    desk.run_for("谁都行", QUARTER, RunOptions::default()).await.unwrap();
    desk.add_operator("负责人", &right()).await.unwrap();
    desk.let_in("负责人", INSPECTOR, OperatorRole::Inspector, &right()).await.unwrap();
    let refused = async |name: &str, command: Command| match fault(desk.permit(name, command).await.unwrap_err()) {
        OperatorError::NotRegistered { name: of, may } if of == name => may,
        other => panic!("{other}"),
    };
    assert_eq!(refused("没有的人", Command::Publish).await, ["负责人"]);
    assert_eq!(refused("没有的人", Command::Inspect).await.len(), 2);
    let error = desk.publish("没有的人", None, true).await.unwrap_err();
    assert_eq!(error.sort(), Sort::NotPermitted);
    let said = error.to_string();
    assert!(said.contains("没有的人") && said.contains("负责人") && !said.contains(INSPECTOR), "{said}");
    desk.permit(" 负责人 ", Command::Publish).await.unwrap();
    // Who was disabled is nobody any more, and the machine's own account brings things in order.
    desk.give_role("负责人", INSPECTOR, OperatorRole::Head).await.unwrap();
    desk.shut_out(INSPECTOR, "负责人").await.unwrap();
    assert_eq!(refused("负责人", Command::Publish).await, [INSPECTOR]);
    desk.permit("", Command::Operators).await.unwrap();

    // A village's device asks the same.
    let terminal = county.terminal(VILLAGES[0]).await;
    terminal.record("王会计", deed(VILLAGES[0], "d1"), None).await.unwrap();
    terminal.add_operator("李文书", &right()).await.unwrap();
    let error = terminal.record("王会计", deed(VILLAGES[0], "d2"), None).await.unwrap_err();
    assert!(matches!(fault(error), OperatorError::NotRegistered { may, .. } if may == ["李文书"]));
    terminal.record("李文书", deed(VILLAGES[0], "d2"), None).await.unwrap();
}

/// At a village a person answers for what is written, and no office; a department signs as such.
#[tokio::test]
async fn an_office_is_nobody_at_a_village() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    down(&county.desk, &terminal).await;
    for office in ["组织部", "組織部", "纪委", "长兴县", "县委", "夹浦镇党委", "村党支部", "村委会"]
    {
        let refused = terminal.add_operator(office, &right()).await.map_err(fault);
        assert_eq!(refused, Err(OperatorError::Office(office.to_owned())));
    }
    for person in ["王会计", "李文书", "欧阳支书"] {
        terminal.add_operator(person, &right()).await.unwrap();
    }
    county.desk.add_operator("县委组织部", &right()).await.unwrap();
}
