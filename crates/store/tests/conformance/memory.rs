//! The suite on memory.

use crate::checks;
use cunbang_store::{MemoryStore, StoreError};
use std::sync::Arc;

macro_rules! tests {
    ($($check:ident),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $check() {
                checks::$check(Arc::new(MemoryStore::new())).await;
            }
        )*
    };
}
checks::every_check!(tests);

#[tokio::test]
async fn it_says_that_it_keeps_no_backup() {
    let store = cunbang_store::open("memory:").await.unwrap();
    let refused = store.backup(std::path::Path::new("backup")).await;
    assert!(matches!(refused, Err(StoreError::Unsupported { .. })));
    store.close().await;
    let unknown = cunbang_store::open("oracle:county").await.unwrap_err();
    assert!(unknown.to_string().contains("sqlite:PATH"), "{unknown}");
}
