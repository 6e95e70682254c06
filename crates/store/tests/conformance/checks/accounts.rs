//! Enrolment codes.

use super::code;
use crate::writing::at;
use cunbang_model::Role;
use cunbang_store::{CodeTaken, Store};
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
