//! What an attacker may try on an open stream. Each attempt is refused with its own reason, changes nothing and
//! delays nobody.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::county;

use county::{County, channel, clock, deed, ledger, link};
use cunbang_identity::Identity;
use cunbang_ledger::{Entry, Hash, LogId, Point, Receipt, RefusalCode, Writer, frame, limits};
use cunbang_model::{DocumentName, Role, Row, Table};
use cunbang_replica::Replica;
use cunbang_store::{Head, Position, Selection};
use cunbang_sync::half::LowerHalf;
use cunbang_sync::proto::sync_client::SyncClient;
use cunbang_sync::proto::{Down, Hello, Refused, Segment, Taken, Up};
use cunbang_sync::wire;
use cunbang_world::hostile::{Hand, pushed};
use cunbang_world::tree::{COUNTY, NEIGHBOUR, TOWNSHIP, VILLAGE, unit};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;

/// A device that writes the ledger by hand.
fn by_hand(identity: Identity) -> Hand {
    Hand::new(identity, ledger(), clock().now())
}

/// An open stream, and the node at its end.
struct Wire {
    up: mpsc::Sender<Up>,
    down: Streaming<Down>,
    pushes: u32,
    node: Arc<Replica>,
}

impl Wire {
    async fn open(county: &County, identity: &Identity) -> Self {
        let (up, outgoing) = mpsc::channel(4);
        up.send(Up { hello: Some(Hello { stay: true, ..Hello::default() }), ..Up::default() }).await.unwrap();
        let channel = channel(identity, &county.serving, COUNTY).await;
        let down = SyncClient::new(channel).exchange(ReceiverStream::new(outgoing)).await.unwrap().into_inner();
        Self { up, down, pushes: 0, node: Arc::clone(&county.county) }
    }

    async fn push(&mut self, segment: Segment, receipts: &[Receipt]) -> Result<Taken, Refused> {
        let number = self.pushes;
        self.pushes += 1;
        let sender = cunbang_model::DeviceId::from_bytes([0; 16]);
        let receipts = receipts.iter().map(|receipt| wire::receipt_to_wire(receipt, sender)).collect();
        self.up.send(Up { pushes: vec![segment], receipts, ..Up::default() }).await.unwrap();
        loop {
            let down = self.down.message().await.unwrap().expect("the stream goes on");
            if let Some(taken) = down.taken.into_iter().find(|taken| taken.push == number) {
                return Ok(taken);
            }
            if let Some(refused) = down.refused.into_iter().find(|refused| refused.push == number) {
                return Err(refused);
            }
        }
    }

    /// Everything that a refusal must not change.
    async fn state(&self) -> (Vec<Head>, Position) {
        let store = self.node.store();
        (store.heads(&Selection::under(unit(COUNTY))).await.unwrap(), store.feed_end().await.unwrap())
    }

    /// Checks that the push is refused with this code and these words, and that only the evidence changes. Then
    /// checks that the device's next valid entry is accepted on the same stream.
    async fn refuses(&mut self, device: &mut Hand, bad: Segment, code: RefusalCode, word: &str) {
        self.refuses_with(device, bad, &[], code, word).await;
    }

    async fn refuses_with(
        &mut self,
        device: &mut Hand,
        bad: Segment,
        receipts: &[Receipt],
        code: RefusalCode,
        word: &str,
    ) {
        let before = self.state().await;
        let refused = self.push(bad, receipts).await.expect_err(word);
        assert_eq!(RefusalCode::from_number(u8::try_from(refused.code).unwrap()), Some(code), "{refused:?}");
        assert!(refused.message.contains(word), "{word:?} in {:?}", refused.message);
        assert_eq!(self.state().await, before, "{refused:?}");
        let kept = self.node.store().quarantined(1).await.unwrap();
        let kept = kept.first().filter(|kept| kept.message.contains(&refused.message));
        let is_fault = !code.is_passing() && code != RefusalCode::Fork;
        let expected = is_fault.then_some((Some(device.writer().device), code));
        assert_eq!(kept.map(|kept| (kept.device, kept.code)), expected, "{refused:?}");
        let number = u64::from(device.written) + 1;
        self.push(device.good(), &[]).await.unwrap();
        let head = self.node.store().head(&device.log(ledger())).await.unwrap().unwrap();
        assert_eq!(head.head.number, number);
    }
}

/// A village's terminal with an open stream to the county.
async fn opponent() -> (County, Hand, Wire) {
    let county = County::new().await;
    let mut device = by_hand((*county.device(VILLAGE, Role::Terminal).await.identity()).clone());
    let mut wire = Wire::open(&county, &device.identity).await;
    wire.push(device.good(), &[]).await.unwrap();
    (county, device, wire)
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_log_it_is() {
    let (county, mut device, mut wire) = opponent().await;
    // An unknown device, without and with a certificate of another county's authority.
    let other = County::new().await;
    let stranger = by_hand(other.identity(VILLAGE, Role::Terminal));
    let mut forged = stranger.altered(|_| ());
    wire.refuses(&mut device, forged.clone(), RefusalCode::UnknownDevice, "not enrolled").await;
    forged.certificate = stranger.identity.certificate().der.clone();
    wire.refuses(&mut device, forged, RefusalCode::UnknownDevice, "not enrolled").await;

    // A revoked device of the same village. The sender cannot vouch for it: a terminal issues no receipts.
    let mut sister = by_hand((*county.device(VILLAGE, Role::Terminal).await.identity()).clone());
    wire.push(sister.good(), &[]).await.unwrap();
    county.revoke(sister.writer().device).await;
    let late = sister.good();
    wire.refuses(&mut device, late.clone(), RefusalCode::RevokedDevice, "revoked").await;
    let key = device.identity.key();
    let log = sister.log(ledger());
    let vouching =
        Receipt::sign(unit(VILLAGE), device.writer().device, log, 2, Hash::default(), clock().now(), &|m| key.sign(m));
    wire.refuses_with(&mut device, late, &[vouching], RefusalCode::RevokedDevice, "revoked").await;

    // The county's own log, with a forged next entry.
    let mut org = county.county.open_document(DocumentName::org(unit(COUNTY))).await.unwrap();
    county.county.catch_up(&mut org).await.unwrap();
    let row = Row::from_cells(Table::Units, [("code", "330522199"), ("name", "某镇"), ("kind", "township")]).unwrap();
    let forged =
        org.record(county.county.writer(), "管理员", clock().now(), &[row], &|m| device.identity.key().sign(m));
    let forged = pushed(&forged.unwrap().unwrap());
    wire.refuses(&mut device, forged, RefusalCode::BadSignature, "signature").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_it_may_not_write() {
    let (_county, mut device, mut wire) = opponent().await;
    for document in [
        format!("ledger/{NEIGHBOUR}/2026Q3"),
        format!("roster/{NEIGHBOUR}"),
        format!("inspection/{VILLAGE}/2026Q3"),
        format!("bulletin/{COUNTY}/2026Q3"),
        format!("scheme/{COUNTY}"),
        format!("org/{COUNTY}"),
    ] {
        let bad = device.segment(&device.log(document.parse().unwrap()), 1, device.altered(|_| ()).frame);
        wire.refuses(&mut device, bad, RefusalCode::NotPermitted, &format!("may not write {document}")).await;
    }
    // It may write its own roster, but the county may not have it.
    let roster = DocumentName::roster(unit(VILLAGE));
    let bad = device.segment(&device.log(roster), 1, device.altered(|_| ()).frame);
    wire.refuses(&mut device, bad, RefusalCode::NotPermitted, "not for this node").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_chains_and_numbers() {
    let (county, mut device, mut wire) = opponent().await;
    let next = device.record(&mut device.document.clone(), &[deed("x", "乙")]);
    let mut bad = pushed(&next);
    bad.signature[7] ^= 1;
    wire.refuses(&mut device, bad, RefusalCode::BadSignature, "signature").await;

    let next = device.record(&mut device.document.clone(), &[deed("x", "乙")]);
    let other = county.identity(VILLAGE, Role::Terminal);
    let bad = Segment { signature: other.key().sign(&next.after().signed_message()).to_vec(), ..pushed(&next) };
    wire.refuses(&mut device, bad, RefusalCode::BadSignature, "signature").await;

    // A row changed on the way.
    let mut entries = device.record(&mut device.document.clone(), &[deed("x", "乙")]).entries().to_vec();
    let signature = device.record(&mut device.document.clone(), &[deed("x", "乙")]).signature().to_vec();
    entries[0].puts[0].row = deed("x", "甲").into();
    let bad = Segment { signature, ..device.of_entries(&entries) };
    wire.refuses(&mut device, bad, RefusalCode::BadSignature, "signature").await;

    let bad = device.altered(|entry| entry.first_operation += 7);
    wire.refuses(&mut device, bad, RefusalCode::BrokenChain, "operations begin").await;
    let bad = device.altered(|entry| entry.seen.clear());
    wire.refuses(&mut device, bad, RefusalCode::BrokenChain, "its own previous entry").await;
    let unseen = Point { writer: Writer { device: other.certificate().device, incarnation: 0 }, number: 1 };
    let bad = device.altered(|entry| {
        entry.seen.push(unseen);
        entry.seen.sort_unstable();
    });
    wire.refuses(&mut device, bad, RefusalCode::UnknownDependency, "does not have").await;

    // A gap: the node says how much it has.
    let mut ahead = device.document.clone();
    device.record(&mut ahead, &[deed("x", "乙")]);
    let bad = pushed(&device.record(&mut ahead, &[deed("y", "丙")]));
    let refused = wire.push(bad.clone(), &[]).await.unwrap_err();
    assert_eq!(refused.lacking[0].number, u64::from(device.written));
    wire.refuses(&mut device, bad, RefusalCode::Gap, "has only").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_used_twice_is_kept_as_evidence() {
    let (county, mut device, mut wire) = opponent().await;
    let mut copy = device.document.clone();
    let second = device.good();
    wire.push(second.clone(), &[]).await.unwrap();
    let other = device.record(&mut copy, &[deed("d2", "另一说")]);
    wire.refuses(&mut device, pushed(&other), RefusalCode::Fork, "different content").await;
    let forks = county.county.store().forks(10).await.unwrap();
    assert_eq!((forks.len(), forks[0].number, forks[0].log), (1, 2, *other.log()));
    assert_eq!(forks[0].signature, *other.signature(), "the device's own signature is the proof");
    // A branch without the device's signature proves nothing; only the refusal is kept.
    let mut forged = pushed(&device.record(&mut copy, &[deed("d3", "又一说")]));
    forged.signature[0] ^= 1;
    wire.refuses(&mut device, forged, RefusalCode::BadSignature, "signature").await;
    assert_eq!(county.county.store().forks(10).await.unwrap().len(), 1);
    // The same entry again is not a fork: the node already has it.
    let before = wire.state().await;
    wire.push(second, &[]).await.unwrap();
    assert_eq!(wire.state().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_there_may_be() {
    let (_county, mut device, mut wire) = opponent().await;
    let large = RefusalCode::TooLarge;
    let bad = device.altered(|entry| entry.puts = vec![entry.puts[0].clone(); limits::MAX_PUTS_PER_ENTRY + 1]);
    wire.refuses(&mut device, bad, large, "513 rows").await;
    let bad = device.altered(|entry| entry.operator = "书".repeat(limits::MAX_OPERATOR_BYTES));
    wire.refuses(&mut device, bad, large, "operator of 384 bytes").await;

    let entry = device.record(&mut device.document.clone(), &[deed("x", "乙")]).entries()[0].clone();
    let many =
        (0..=limits::MAX_ENTRIES_PER_FRAME as u64).map(|more| Entry { number: entry.number + more, ..entry.clone() });
    let bad = device.of_entries(&many.collect::<Vec<_>>());
    wire.refuses(&mut device, bad, large, "at most 4096 entries").await;

    let log = device.log(ledger());
    let next = |device: &Hand| u64::from(device.written) + 1;
    let bad = device.segment(&log, next(&device), vec![0; limits::MAX_FRAME_BYTES + 1]);
    wire.refuses(&mut device, bad, large, "262145 bytes").await;
    // A frame that claims to unpack to 64 MiB, and one that claims less than it unpacks to.
    let bad = device.segment(&log, next(&device), vec![1, 0x80, 0x80, 0x80, 0x20, 0x28, 0xb5, 0x2f, 0xfd]);
    wire.refuses(&mut device, bad, large, "unpacks to 67108864 bytes").await;
    let packed = frame::pack(&vec![0; limits::MAX_PLAIN_FRAME_BYTES], &[], frame::STORE_LEVEL).unwrap();
    let lying = [&[1, 0x64], &packed[5..]].concat();
    let bad = device.segment(&log, next(&device), lying);
    wire.refuses(&mut device, bad, RefusalCode::Malformed, "cannot be unpacked").await;
    let mut newer = packed;
    newer[0] = 2;
    let bad = device.segment(&log, next(&device), newer);
    wire.refuses(&mut device, bad, RefusalCode::TooNew, "version 2").await;

    // Invalid messages are refused before they are attributed to anyone.
    for bad in [
        Segment::default(),
        Segment { log: None, ..device.altered(|_| ()) },
        Segment { signature: vec![1, 2, 3], ..device.altered(|_| ()) },
    ] {
        let before = wire.state().await;
        let refused = wire.push(bad, &[]).await.unwrap_err();
        assert_eq!(refused.code, RefusalCode::Malformed as i32, "{refused:?}");
        assert_eq!(wire.state().await, before);
        wire.push(device.good(), &[]).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_devices_bad_bytes_hold_up_nobody() {
    let (county, mut device, mut wire) = opponent().await;
    let mut sister = by_hand((*county.device(VILLAGE, Role::Terminal).await.identity()).clone());
    let mut sisters_wire = Wire::open(&county, &sister.identity).await;
    // One message: bad and good pushes of both devices, and a push to a document that it may not write.
    let number = wire.pushes;
    let foreign: DocumentName = format!("ledger/{NEIGHBOUR}/2026Q3").parse().unwrap();
    let pushes = vec![
        device.altered(|entry| entry.first_operation += 1),
        device.good(),
        device.segment(&device.log(foreign), 1, vec![1, 2, 3]),
        sister.good(),
        device.segment(&device.log(ledger()), 1, vec![1, 200, 1, 0x28, 0xb5, 0x2f, 0xfd]),
        device.good(),
    ];
    wire.up.send(Up { pushes, ..Up::default() }).await.unwrap();
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    while taken.len() + refused.len() < 6 {
        let down = wire.down.message().await.unwrap().unwrap();
        taken.extend(down.taken.iter().map(|taken| taken.push - number));
        refused.extend(down.refused.iter().map(|refused| refused.push - number));
    }
    assert_eq!((taken, refused), (vec![1, 3, 5], vec![0, 2, 4]));
    sisters_wire.push(sister.good(), &[]).await.unwrap();
    let projection = county.county.projection(ledger()).await.unwrap();
    assert_eq!(projection.table(Table::Deeds).count(), 3);
    assert_eq!(projection.vector().entry_count(), 5);
}

/// A node above says that a terminal's log has another branch, and has none to show.
#[tokio::test(flavor = "multi_thread")]
async fn a_fork_is_believed_only_with_the_other_branch() {
    let county = County::new().await;
    let terminal = county.device(VILLAGE, Role::Terminal).await;
    terminal.record("会计", vec![(ledger(), vec![deed("d1", "帮扶")])]).await.unwrap();
    let township = county.identity(TOWNSHIP, Role::Node);
    let mut lower = LowerHalf::new(&terminal, township.certificate(), false);
    let up = lower.next_message().await.unwrap().unwrap();
    assert_eq!(up.pushes.len(), 1);
    // Neither a refusal nor a signed receipt for other content shows anything but the township's word.
    let log = LogId { document: ledger(), writer: terminal.writer() };
    let (node, at, other) = (township.certificate(), clock().now(), Hash::of(&[b"other"]));
    let sign = |message: &[u8]| township.key().sign(message);
    let receipt = Receipt::sign(node.unit, node.device, log, 1, other, at, &sign);
    let claim =
        Refused { push: 0, code: i32::from(RefusalCode::Fork as u8), message: "分叉".to_owned(), lacking: vec![] };
    let receipts = vec![wire::receipt_to_wire(&receipt, node.device)];
    lower.hear(Down { refused: vec![claim], receipts, caught_up: true, ..Down::default() }).unwrap();
    assert_eq!(lower.next_message().await.unwrap(), None);
    let stuck = lower.stuck();
    assert!(stuck.len() == 1 && stuck[0].1.message.contains("330522103 称本机"), "{stuck:?}");
    assert!(terminal.own_forks().await.unwrap().is_empty());
    assert!(terminal.store().incidents(9).await.unwrap().is_empty());

    let report = link(&terminal, &county.serving, COUNTY).sync().await.unwrap();
    assert_eq!((report.acknowledged_entries, report.refused), (1, vec![]));
}
