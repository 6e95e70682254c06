//! How often the canonical JSON of a row is made on its way from the hand that writes it to the county's table.
//! Alone in its program: the count is that of all threads, and debug builds alone keep it.
#![cfg(debug_assertions)]

use cunbang_model::counted::json_made;
use cunbang_world::county::{County, seal, up, write};
use cunbang_world::rows::{deed, deed_on};
use cunbang_world::tree::VILLAGES;

#[tokio::test]
async fn the_json_of_a_row_is_made_once_by_its_writer_and_once_by_its_verifier() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    // The first signature makes the row that says whose it is.
    write(&terminal, &[deed(VILLAGES[0], "d0")]).await;
    let mut before = json_made();
    let mut made = || {
        let made = json_made() - before;
        before += made;
        made
    };
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    assert_eq!(made(), 1, "a new row: for its change");
    write(&terminal, &[deed_on(VILLAGES[0], "d1", "2026-07-04", "改正")]).await;
    assert_eq!(made(), 1, "another value of it: what is compared with what stands goes into the change");
    write(&terminal, &[deed_on(VILLAGES[0], "d1", "2026-07-04", "改正")]).await;
    assert_eq!(made(), 1, "the same value again: to compare it");
    let many: Vec<_> = (2..=100).map(|number| deed(VILLAGES[0], &format!("d{number}"))).collect();
    write(&terminal, &many).await;
    assert_eq!(made(), 99);
    seal(&terminal).await;
    assert_eq!(made(), 2, "the seal, and whose signature it has");
    up(&terminal, &county.desk).await;
    assert_eq!(made(), 103, "the receiver makes each once, for the change's hash; the sender none");
    county.run().await;
    assert_eq!(made(), 0, "counting reads cells");
}
