//! Enrolment codes, last contacts, operators, sessions.

use super::code;
use crate::writing::{at, commit_one};
use cunbang_model::{DeviceId, Role};
use cunbang_store::{Cancelled, CodeTaken, Contact, EndedSessions, OperatorRole, Session, Store, Write, WriteOutcome};
use cunbang_world::tree::{VILLAGE, unit};
use std::sync::Arc;

pub(crate) async fn an_enrolment_code_works_once(store: Arc<dyn Store>) {
    store.commit(vec![code(1, 100), code(2, 50)]).await.unwrap();
    assert_eq!(store.take_enrolment_code(&[3; 32], at(0)).await.unwrap(), CodeTaken::Unknown);
    assert_eq!(store.take_enrolment_code(&[2; 32], at(50)).await.unwrap(), CodeTaken::Expired);
    let mut callers = Vec::new();
    for _ in 0..8 {
        let store = store.clone();
        callers.push(tokio::spawn(async move { store.take_enrolment_code(&[1; 32], at(10)).await.unwrap() }));
    }
    let mut taken = Vec::new();
    for caller in callers {
        taken.push(caller.await.unwrap());
    }
    let good = CodeTaken::Taken { unit: unit(VILLAGE), role: Role::Terminal, label: "村部电脑".to_owned() };
    assert_eq!(taken.iter().filter(|taken| **taken == good).count(), 1, "{taken:?}");
    assert_eq!(taken.iter().filter(|taken| **taken == CodeTaken::UsedUp).count(), 7, "{taken:?}");
    let codes = store.enrolment_codes().await.unwrap();
    let listed: Vec<_> = codes.iter().map(|code| (code.secret_hash[0], code.expires_at, code.used_at)).collect();
    assert_eq!(listed, [(2, at(50), None), (1, at(100), Some(at(10)))]);
}

pub(crate) async fn a_cancelled_code_works_no_more(store: Arc<dyn Store>) {
    store.commit(vec![code(1, 100), code(2, 100), code(3, 100)]).await.unwrap();
    let cancel = |secret: u8, second, reason: &str| Write::CancelCode {
        secret_hash: [secret; 32],
        at: at(second),
        reason: reason.to_owned(),
    };
    assert_eq!(store.commit(vec![cancel(1, 5, "信封遗失")]).await.unwrap(), [WriteOutcome::Done]);
    let cancelled = Cancelled { at: at(5), reason: "信封遗失".to_owned() };
    assert_eq!(store.take_enrolment_code(&[1; 32], at(10)).await.unwrap(), CodeTaken::Cancelled(cancelled.clone()));
    // The first reason stands; a used code and an unknown one can't be cancelled.
    assert!(matches!(store.take_enrolment_code(&[2; 32], at(10)).await.unwrap(), CodeTaken::Taken { .. }));
    let late = store.commit(vec![cancel(1, 20, "另有原因"), cancel(2, 20, "x"), cancel(9, 20, "x")]).await.unwrap();
    assert_eq!(late, [WriteOutcome::AlreadyHere; 3]);
    let codes = store.enrolment_codes().await.unwrap();
    let told: Vec<_> = codes.iter().map(|code| (code.secret_hash[0], code.used_at, code.cancelled.clone())).collect();
    assert_eq!(told, [(1, None, Some(cancelled)), (2, Some(at(10)), None), (3, None, None)]);
    assert!(matches!(store.take_enrolment_code(&[3; 32], at(10)).await.unwrap(), CodeTaken::Taken { .. }));
}

pub(crate) async fn the_last_contact_stands(store: Arc<dyn Store>) {
    let contact = |device: u8, second| Contact { device: DeviceId::from_bytes([device; 16]), at: at(second) };
    assert_eq!(store.contacts().await.unwrap(), []);
    let writes = [contact(2, 30), contact(1, 10), contact(2, 20), contact(1, 11)].map(Write::Contact);
    store.commit(writes.to_vec()).await.unwrap();
    assert_eq!(store.contacts().await.unwrap(), [contact(1, 11), contact(2, 30)]);
}

fn operator(name: &str, hash: &str) -> Write {
    let (name, password_hash) = (name.to_owned(), hash.to_owned());
    let (password_seal, state_seal) = (sealed(hash), b"head".to_vec());
    Write::Operator { name, password_hash, added_at: at(1), role: OperatorRole::Head, password_seal, state_seal }
}

fn sealed(hash: &str) -> Vec<u8> {
    format!("seal of {hash}").into_bytes()
}

/// What binds an account is kept with what it binds, and where nothing is written nothing is bound anew.
pub(crate) async fn seals_stand_with_what_they_bind(store: Arc<dyn Store>) {
    let seals = async |name: &str| {
        let operator = store.operator(name).await.unwrap().unwrap();
        let text = |seal: Option<Vec<u8>>| String::from_utf8(seal.unwrap()).unwrap();
        assert!(store.operators().await.unwrap().contains(&operator));
        (text(operator.password_seal), text(operator.state_seal))
    };
    let told = |password: &str, state: &str| (format!("seal of {password}"), state.to_owned());
    let role = |role: OperatorRole| Write::OperatorRole {
        name: "王会计".to_owned(),
        role,
        state_seal: role.as_str().as_bytes().to_vec(),
    };
    store.commit(vec![operator("王会计", "h1"), operator("王会计", "h2"), role(OperatorRole::Viewer)]).await.unwrap();
    assert_eq!(disable_one(&store, "王会计").await, WriteOutcome::AlreadyHere);
    assert_eq!(seals("王会计").await, told("h1", "head"), "nobody else is in charge");
    store.commit(vec![operator("李书记", "h3"), role(OperatorRole::Viewer)]).await.unwrap();
    let password = |hash: &str| Write::Password {
        operator: "王会计".to_owned(),
        password_hash: hash.to_owned(),
        password_seal: sealed(hash),
    };
    store.commit(vec![password("h4")]).await.unwrap();
    assert_eq!(seals("王会计").await, told("h4", "viewer"));
    assert_eq!(seals("李书记").await, told("h3", "head"));
    assert_eq!(disable_one(&store, "王会计").await, WriteOutcome::Done);
    assert_eq!(seals("王会计").await, told("h4", "ended"));
    store.commit(vec![role(OperatorRole::Head)]).await.unwrap();
    assert_eq!(seals("王会计").await, told("h4", "ended"), "who is disabled stays so");
    let again =
        Write::SealOperator {
            name: "王会计".to_owned(), password_seal: sealed("h5"), state_seal: b"again".to_vec()
        };
    assert_eq!(commit_one(&*store, again).await, WriteOutcome::Done);
    assert_eq!(seals("王会计").await, told("h5", "again"));
}

pub(crate) async fn somebody_in_charge_stays(store: Arc<dyn Store>) {
    let give = |name: &str, role| {
        commit_one_of(
            &store,
            Write::OperatorRole { name: name.to_owned(), role, state_seal: role.as_str().as_bytes().to_vec() },
        )
    };
    let role_of = async |name: &str| store.operator(name).await.unwrap().map(|one| one.role);
    store.commit(vec![operator("王会计", "h1")]).await.unwrap();
    assert_eq!(give("王会计", OperatorRole::Viewer).await, WriteOutcome::AlreadyHere, "nobody else is in charge");
    let inspector = Write::Operator {
        name: "督查员".to_owned(),
        password_hash: "h2".to_owned(),
        added_at: at(2),
        role: OperatorRole::Inspector,
        password_seal: sealed("h2"),
        state_seal: b"inspector".to_vec(),
    };
    store.commit(vec![inspector]).await.unwrap();
    assert_eq!(role_of("督查员").await, Some(OperatorRole::Inspector));
    assert_eq!(give("王会计", OperatorRole::Inspector).await, WriteOutcome::AlreadyHere);
    assert_eq!(disable_one(&store, "王会计").await, WriteOutcome::AlreadyHere);
    assert_eq!(give("督查员", OperatorRole::Head).await, WriteOutcome::Done);
    assert_eq!(give("王会计", OperatorRole::Viewer).await, WriteOutcome::Done);
    assert_eq!(role_of("王会计").await, Some(OperatorRole::Viewer));
    assert_eq!(disable_one(&store, "督查员").await, WriteOutcome::AlreadyHere, "a viewer is not in charge");
    assert_eq!(disable_one(&store, "王会计").await, WriteOutcome::Done);
    assert_eq!(give("王会计", OperatorRole::Head).await, WriteOutcome::AlreadyHere, "who is disabled stays so");
    store.commit(vec![operator("王会计", "h3")]).await.unwrap();
    assert_eq!(role_of("王会计").await, Some(OperatorRole::Head), "taken up again as what is said then");
}

pub(crate) async fn operators_are_added_and_disabled(store: Arc<dyn Store>) {
    let listed = || {
        let store = store.clone();
        async move {
            let operators = store.operators().await.unwrap();
            operators
                .into_iter()
                .map(|one| format!("{} {} {}", one.name, one.password_hash, one.is_disabled))
                .collect::<Vec<_>>()
        }
    };
    let disable = |name: &str| {
        commit_one_of(&store, Write::DisableOperator { name: name.to_owned(), state_seal: b"ended".to_vec() })
    };
    store.commit(vec![operator("王会计", "h1")]).await.unwrap();
    assert_eq!(commit_one(&*store, operator("王会计", "h3")).await, WriteOutcome::AlreadyHere);
    assert_eq!(listed().await, ["王会计 h1 false"]);
    assert_eq!(disable("王会计").await, WriteOutcome::AlreadyHere, "nobody else works");
    assert_eq!(disable("赵某").await, WriteOutcome::AlreadyHere);
    store.commit(vec![operator("李书记", "h2")]).await.unwrap();
    store.commit(vec![session(1, "王会计"), session(2, "李书记")]).await.unwrap();
    assert_eq!(disable("王会计").await, WriteOutcome::Done);
    assert_eq!(disable("王会计").await, WriteOutcome::AlreadyHere);
    assert_eq!(disable("李书记").await, WriteOutcome::AlreadyHere);
    assert_eq!(listed().await, ["李书记 h2 false", "王会计 h1 true"]);
    assert_eq!(store.session(&[1; 32]).await.unwrap(), None);
    assert!(store.session(&[2; 32]).await.unwrap().is_some());
    let password =
        Write::Password {
            operator: "李书记".to_owned(), password_hash: "h4".to_owned(), password_seal: sealed("h4")
        };
    assert_eq!(commit_one(&*store, password).await, WriteOutcome::Done);
    store.commit(vec![operator("王会计", "h5")]).await.unwrap();
    assert_eq!(listed().await, ["李书记 h4 false", "王会计 h5 false"]);
    assert_eq!(store.operator("王会计").await.unwrap().unwrap().added_at, at(1));
    assert_eq!(store.operator("赵某").await.unwrap(), None);
}

pub(crate) async fn of_the_last_two_operators_one_stays(store: Arc<dyn Store>) {
    store.commit(vec![operator("王会计", "h"), operator("李书记", "h")]).await.unwrap();
    let mut tasks = Vec::new();
    for name in ["王会计", "李书记"] {
        let store = store.clone();
        tasks.push(tokio::spawn(async move { disable_one(&store, name).await }));
    }
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    assert!(outcomes.contains(&WriteOutcome::Done) && outcomes.contains(&WriteOutcome::AlreadyHere), "{outcomes:?}");
}

async fn disable_one(store: &Arc<dyn Store>, name: &str) -> WriteOutcome {
    commit_one_of(store, Write::DisableOperator { name: name.to_owned(), state_seal: b"ended".to_vec() }).await
}

async fn commit_one_of(store: &Arc<dyn Store>, write: Write) -> WriteOutcome {
    commit_one(&**store, write).await
}

pub(crate) async fn failed_attempts_are_all_counted(store: Arc<dyn Store>) {
    let attempts =
        |before, now, locked_until| Write::FailedAttempts {
            operator: "王会计".to_owned(), before, now, locked_until
        };
    assert_eq!(commit_one(&*store, attempts(None, 0, None)).await, WriteOutcome::AlreadyHere);
    store.commit(vec![operator("王会计", "h")]).await.unwrap();
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let store = store.clone();
        let counted = attempts(Some(0), 1, Some(at(30)));
        tasks.push(tokio::spawn(async move { commit_one(&*store, counted).await }));
    }
    let mut counted = 0;
    for task in tasks {
        counted += usize::from(task.await.unwrap() == WriteOutcome::Done);
    }
    assert_eq!(counted, 1);
    let kept = || {
        let store = store.clone();
        async move {
            let operator = store.operator("王会计").await.unwrap().unwrap();
            (operator.failed_attempts, operator.locked_until)
        }
    };
    assert_eq!(kept().await, (1, Some(at(30))));
    assert_eq!(commit_one(&*store, attempts(Some(1), 2, None)).await, WriteOutcome::Done);
    assert_eq!(kept().await, (2, None));
    commit_one(&*store, attempts(None, 7, Some(at(60)))).await;
    let password =
        Write::Password {
            operator: "王会计".to_owned(), password_hash: "h2".to_owned(), password_seal: sealed("h2")
        };
    commit_one(&*store, password).await;
    assert_eq!(kept().await, (0, None));
}

fn session(token: u8, operator: &str) -> Write {
    Write::Session(began(token, operator, 0, 0))
}

fn began(token: u8, operator: &str, began: i64, seen: i64) -> Session {
    Session {
        token_hash: [token; 32],
        operator: operator.to_owned(),
        began_at: at(began),
        seen_at: at(seen),
        is_locked: false,
    }
}

pub(crate) async fn sessions_are_seen_and_end(store: Arc<dyn Store>) {
    let seen =
        |token, second, is_locked| Write::SessionSeen { token_hash: [token; 32], seen_at: at(second), is_locked };
    let end = |which| commit_one_of(&store, Write::EndSessions(which));
    let open = || {
        let store = store.clone();
        async move {
            let mut open = Vec::new();
            for token in 1..=5 {
                open.extend(store.session(&[token; 32]).await.unwrap().map(|_| token));
            }
            open
        }
    };
    assert_eq!(commit_one(&*store, seen(1, 5, true)).await, WriteOutcome::AlreadyHere);
    store.commit((1..=3).map(|token| session(token, "王会计")).collect()).await.unwrap();
    store.commit(vec![session(4, "李书记"), Write::Session(began(5, "李书记", 100, 200))]).await.unwrap();
    assert_eq!(commit_one(&*store, seen(1, 5, true)).await, WriteOutcome::Done);
    let locked = Session { is_locked: true, ..began(1, "王会计", 0, 5) };
    assert_eq!(store.session(&[1; 32]).await.unwrap(), Some(locked));
    assert_eq!(store.session(&[5; 32]).await.unwrap(), Some(began(5, "李书记", 100, 200)));
    assert_eq!(end(EndedSessions::One([1; 32])).await, WriteOutcome::Done);
    assert_eq!(end(EndedSessions::One([1; 32])).await, WriteOutcome::AlreadyHere);
    let of_clerk = |except| EndedSessions::Of { operator: "王会计".to_owned(), except };
    end(of_clerk(Some([3; 32]))).await;
    assert_eq!(open().await, [3, 4, 5]);
    end(of_clerk(None)).await;
    assert_eq!(open().await, [4, 5]);
    end(EndedSessions::Old { began_before: at(0), seen_before: at(0) }).await;
    assert_eq!(open().await, [4, 5]);
    end(EndedSessions::Old { began_before: at(0), seen_before: at(1) }).await;
    assert_eq!(open().await, [5]);
    end(EndedSessions::Old { began_before: at(101), seen_before: at(0) }).await;
    store.commit(vec![session(2, "王会计")]).await.unwrap();
    assert_eq!(open().await, [2]);
    end(EndedSessions::All).await;
    assert_eq!(open().await, [0; 0]);
}
