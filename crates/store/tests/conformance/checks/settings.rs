//! Settings.

use cunbang_store::{Store, Write};
use std::sync::Arc;

pub(crate) async fn settings(store: Arc<dyn Store>) {
    let set = |value: Option<&[u8]>| Write::Setting { name: "pulled/8".to_owned(), value: value.map(<[u8]>::to_vec) };
    assert_eq!(store.setting("pulled/8").await.unwrap(), None);
    store.commit(vec![set(Some(&[1])), set(Some(&[2]))]).await.unwrap();
    assert_eq!(store.setting("pulled/8").await.unwrap(), Some(vec![2]));
    store.commit(vec![set(Some(&[]))]).await.unwrap();
    assert_eq!(store.setting("pulled/8").await.unwrap(), Some(vec![]));
    store.commit(vec![set(None), set(None)]).await.unwrap();
    assert_eq!(store.setting("pulled/8").await.unwrap(), None);
}
