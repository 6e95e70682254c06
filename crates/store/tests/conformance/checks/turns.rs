//! Turns.

use cunbang_store::Store;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) async fn turns_come_one_after_another(store: Arc<dyn Store>) {
    one_at_a_time(&[Arc::clone(&store), store]).await;
}

/// Whoever opened the store, one has the turn; what is written in it, those that follow read.
pub(crate) async fn one_at_a_time(stores: &[Arc<dyn Store>]) {
    const EACH: u8 = 8;
    let within = Arc::new(AtomicUsize::new(0));
    let all = stores.iter().map(|store| {
        let (store, within) = (Arc::clone(store), Arc::clone(&within));
        tokio::spawn(async move {
            for _ in 0..EACH {
                let _turn = store.turn().await.unwrap();
                assert_eq!(within.fetch_add(1, Ordering::SeqCst), 0, "somebody else has the turn");
                let count = store.setting("count").await.unwrap().map_or(0, |value| value[0]);
                tokio::task::yield_now().await;
                let value = Some(vec![count + 1]);
                let counted = cunbang_store::Write::Setting { name: "count".to_owned(), value };
                store.commit(vec![counted]).await.unwrap();
                within.fetch_sub(1, Ordering::SeqCst);
            }
        })
    });
    for ended in futures::future::join_all(all).await {
        ended.unwrap();
    }
    let count = EACH * u8::try_from(stores.len()).unwrap();
    assert_eq!(stores[0].setting("count").await.unwrap(), Some(vec![count]));
}
