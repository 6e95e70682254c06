//! One exchange over a line: the two sides as the client and the server run them, without sockets.

use crate::network::{Answer, Line, Network, Outcome};
use cunbang_identity::DeviceCertificate;
use cunbang_replica::Replica;
use cunbang_sync::half::{LowerHalf, UpperHalf};
use cunbang_sync::{SyncError, SyncReport, proto};
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tonic::Status;

/// How long each side waits for more news, so that they travel together.
const GATHER_MS: u64 = 20;

/// Exchanges everything, like `cunbang sync`; with `stay`, until the line breaks or the exchange must be
/// repeated, like the service's link.
pub async fn exchange(network: Arc<Network>, below: usize, above: usize, line: Line, stay: bool) {
    let outcome = outcome_of(&network, below, above, line, stay).await;
    network.end(below, above, outcome);
}

/// Like [`cunbang_sync::Upstream::stay`], until the device is turned away.
pub async fn link(network: Arc<Network>, below: usize, above: usize) {
    const PAUSE_MS: u64 = 1_000;
    loop {
        let outcome = outcome_of(&network, below, above, Line::WELL, true).await;
        let is_turned_away = matches!(outcome, Outcome::TurnedAway(..));
        network.end(below, above, outcome);
        if is_turned_away {
            return;
        }
        network.time.sleep(PAUSE_MS).await;
    }
}

async fn outcome_of(network: &Arc<Network>, below: usize, above: usize, line: Line, stay: bool) -> Outcome {
    let mut total = SyncReport::default();
    for _ in 0..3 {
        match once(network, below, above, line, stay, &mut total).await {
            Ok(true) if !stay => {}
            Ok(_) => break,
            // Busy is a county that waits to hear what it has written.
            Err(SyncError::Broken(_) | SyncError::Busy { .. }) => return Outcome::Broken(total),
            Err(SyncError::Refused(_) | SyncError::Revoked(_)) => return Outcome::TurnedAway(total),
            Err(error) => {
                network.fail(format!("{below} → {above}: {error}"));
                return Outcome::Broken(total);
            }
        }
    }
    Outcome::Done(total)
}

/// Returns whether the exchange must be repeated.
async fn once(
    network: &Arc<Network>,
    below: usize,
    above: usize,
    line: Line,
    stay: bool,
    total: &mut SyncReport,
) -> Result<bool, SyncError> {
    let gone = || SyncError::Broken("nobody is there".to_owned());
    let node = network.node(below).ok_or_else(gone)?;
    let upper = network.node(above).ok_or_else(gone)?;
    let (own, upstream) = (node.identity(), upper.identity());
    let upstream = upstream.certificate();
    node.org().check_not_revoked(upstream.device).map_err(|refusal| SyncError::Refused(refusal.to_string()))?;
    let (up, hears) = network.up(above, line);
    let (answers, mut down) = network.down(below, line);
    let number = network.number();
    let served = serve(Arc::clone(network), 2 * number, above, upper, own.certificate().clone(), hears, answers);
    network.spawn(above, served);

    let mut half = LowerHalf::new(&node, upstream, stay);
    let outcome = run(network, 2 * number + 1, &node, &mut half, (&up, &mut down), stay).await;
    total.add(half.take_report());
    outcome.map(|()| half.must_repeat())
}

async fn run(
    network: &Network,
    key: u64,
    node: &Replica,
    half: &mut LowerHalf<'_>,
    (up, down): (&UnboundedSender<proto::Up>, &mut UnboundedReceiver<Answer>),
    stay: bool,
) -> Result<(), SyncError> {
    let mut changes = node.changes();
    send_all(half, up).await?;
    while stay || !half.is_idle() {
        tokio::select! {
            biased;
            answer = down.recv() => {
                let answer = answer.ok_or_else(|| SyncError::Broken("the line broke".to_owned()))?;
                half.hear(answer?)?;
            }
            news = changes.changed(), if stay => {
                if news.is_err() {
                    return Ok(());
                }
                network.time.gather(key, GATHER_MS).await;
                changes.mark_unchanged();
                half.hear_news()?;
            }
        }
        send_all(half, up).await?;
        if stay && half.must_repeat() {
            return Ok(());
        }
    }
    Ok(())
}

async fn send_all(half: &mut LowerHalf<'_>, up: &UnboundedSender<proto::Up>) -> Result<(), SyncError> {
    while let Some(message) = half.next_message().await? {
        up.send(message).map_err(|_| SyncError::Broken("the line broke".to_owned()))?;
    }
    Ok(())
}

async fn serve(
    network: Arc<Network>,
    key: u64,
    above: usize,
    node: Arc<Replica>,
    peer: DeviceCertificate,
    mut hears: UnboundedReceiver<proto::Up>,
    answers: UnboundedSender<Answer>,
) {
    network.serve_one(above);
    let device = peer.device;
    let mut half = UpperHalf::new(Arc::clone(&node), Arc::new(peer));
    if let Err(status) = answer_all(&network, key, &node, &mut half, &mut hears, &answers).await {
        let code = status.code();
        let waits = code == tonic::Code::ResourceExhausted && node.waits_for_its_own();
        if !waits && !matches!(code, tonic::Code::PermissionDenied | tonic::Code::Cancelled) {
            network.fail(format!("{above} answers {device}: {status}"));
        }
        let _ = answers.send(Err(status));
    }
    network.serve_one_less(above);
}

async fn answer_all(
    network: &Network,
    key: u64,
    node: &Replica,
    half: &mut UpperHalf,
    hears: &mut UnboundedReceiver<proto::Up>,
    answers: &UnboundedSender<Answer>,
) -> Result<(), Status> {
    let mut changes = node.changes();
    while !half.is_over() {
        tokio::select! {
            biased;
            up = hears.recv() => match up {
                Some(up) => half.hear(up)?,
                None => return Ok(()),
            },
            news = changes.changed() => {
                if news.is_err() {
                    return Ok(());
                }
                network.time.gather(key, GATHER_MS).await;
                changes.mark_unchanged();
                half.hear_news()?;
            }
            () = answers.closed() => return Ok(()),
        }
        while let Some(down) = half.next_message().await? {
            answers.send(Ok(down)).map_err(|_| Status::cancelled("the device went away"))?;
        }
    }
    Ok(())
}
