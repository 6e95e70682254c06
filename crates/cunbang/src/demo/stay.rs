//! Staying up: the nodes of the play, in the present.

use super::telling::Telling;
use cunbang_model::Clock;
use cunbang_sync::LinkState;
use cunbang_world::network::Stage;
use std::sync::Arc;
use std::time::Duration;

/// Back to the present: certificates of the play are renewed, and the nodes stay up until Ctrl-C, the
/// townships in step with the county.
pub(super) async fn stay(stage: &Arc<Stage>, telling: &Telling, machine: Arc<dyn Clock>) -> anyhow::Result<()> {
    const NOTICE_EVERY: Duration = Duration::from_millis(500);
    stage.clock.follow(machine);
    let renewed = stage.renew_before(stage.now().checked_add(jiff::SignedDuration::from_hours(24))?).await?;
    telling.step(&format!("back in the present: {renewed} certificates are renewed"))?;
    let mut tasks = tokio::task::JoinSet::new();
    for station in stage.stations.values() {
        let node = Arc::clone(&station.node);
        telling.say(&format!(
            "  {} {} on {}",
            node.unit(),
            stage.units.name(node.unit()),
            station.address().address
        ))?;
        tasks.spawn(async move {
            loop {
                tokio::time::sleep(NOTICE_EVERY).await;
                if let Err(error) = node.notice_others().await {
                    tracing::warn!(%error, "the store cannot be read");
                }
            }
        });
        if let Some(link) = station.link()? {
            tasks.spawn(async move { link.stay(tokio::sync::watch::Sender::new(LinkState::default())).await });
        }
    }
    telling.say("the nodes stay up: record at a village with `cunbang --dir … record` and `sync`, rank at the county; Ctrl-C ends it")?;
    tokio::signal::ctrl_c().await?;
    tasks.shutdown().await;
    Ok(())
}
