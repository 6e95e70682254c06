//! Staying up: the county of the play, in the present, with pages to look at.

use super::entry;
use super::pages::{OPERATOR, PASSWORD, VillagePages};
use super::telling::Telling;
use crate::connections::Connections;
use crate::health::{Health, Watched};
use crate::metering;
use crate::stopping::Stopping;
use cunbang_desk::Password;
use cunbang_identity::IdentityFiles;
use cunbang_language::say;
use cunbang_model::{Clock, UnitCode};
use cunbang_replica::Replica;
use cunbang_sync::LinkState;
use cunbang_web::Serving;
use cunbang_web::pages::Pages;
use cunbang_world::network::{Played, Stage, Station};
use metrics_exporter_prometheus::PrometheusHandle;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often a node looks for what other processes wrote into its store.
const NOTICE_EVERY: Duration = Duration::from_millis(500);
/// How long measurements wait for somebody to read them.
const MEASURED_WAITS_AT_MOST: Duration = Duration::from_secs(15);

/// Back to the present: certificates of the play are renewed, and the nodes stay up until they are told to stop, the
/// townships in step with the county. Two villages, their townships and the county have their pages, and the latter a
/// health page too.
pub(super) async fn stay(
    stage: &Arc<Stage>,
    played: &Played,
    telling: &Telling,
    machine: Arc<dyn Clock>,
) -> anyhow::Result<()> {
    // From here on: whoever looks may have enough of it at any moment.
    let mut stopping = Stopping::listen()?;
    stage.clock.follow(machine);
    let renewed = stage.renew_before(stage.now().checked_add(jiff::SignedDuration::from_hours(24))?).await?;
    telling.step(&say!("demo-present", certificates = renewed))?;
    let meter = metering::start()?;
    let mut tasks = JoinSet::new();
    let mut links: BTreeMap<UnitCode, Vec<Watched>> = BTreeMap::new();
    for station in stage.stations.values() {
        tasks.spawn(notice(Arc::clone(&station.node)));
        if let (Some(link), Some(above)) = (station.link()?, station.upstream()) {
            let (sender, watched) = watch::channel(LinkState::default());
            links.entry(station.node.unit()).or_default().push((entry(above), watched));
            tasks.spawn(async move { link.stay(sender).await });
        }
    }
    let villages = VillagePages::open(stage, played, &mut tasks).await?;
    for village in &villages {
        tasks.spawn(notice(Arc::clone(village.node())));
    }
    tasks.spawn(keep_meter(meter.clone()));
    telling.say(&format!("\n{}", say!("demo-pages", operator = OPERATOR, password = PASSWORD)))?;
    for village in &villages {
        telling.say(&village.lines(stage, played))?;
    }
    let mut pages = Vec::new();
    for station in above(stage, &villages) {
        let watched = links.get(&station.node.unit()).cloned().unwrap_or_default();
        let health = health(station, watched.clone(), meter.clone()).await?;
        let desk = desk_of(station, watched).await?;
        telling.say(&format!(
            "  {}: http://{}/{}\n    {}: http://{}/\n    {}",
            stage.units.name(station.node.unit()),
            desk.address(),
            played.run.record.period,
            say!("demo-health"),
            health.address(),
            station.directory.display()
        ))?;
        pages.extend([health, desk]);
    }
    telling.say(&say!("demo-stays"))?;
    stopping.told().await;
    tasks.shutdown().await;
    for page in pages {
        page.shutdown().await;
    }
    for village in villages {
        village.close().await;
    }
    Ok(())
}

/// The county, and the townships of the villages whose pages are open.
fn above<'a>(stage: &'a Stage, villages: &[VillagePages]) -> Vec<&'a Station> {
    let root = stage.units.root();
    let parents = villages.iter().filter_map(|village| stage.units.parent(village.unit)).filter(|unit| *unit != root);
    let parents: BTreeSet<UnitCode> = parents.collect();
    std::iter::once(root).chain(parents).filter_map(|unit| stage.stations.get(&unit)).collect()
}

/// Opens the desk of a township or of the county.
async fn desk_of(station: &Station, links: Vec<Watched>) -> anyhow::Result<Serving> {
    station.desk.add_operator(OPERATOR, &Password::from(PASSWORD.to_owned())).await?;
    let links = Arc::new(Connections::new(Arc::clone(&station.node), links));
    let pages = Pages::new(Arc::clone(&station.desk), links, None);
    // Any free port.
    Ok(cunbang_web::pages::serve(([127, 0, 0, 1], 0).into(), pages).await?)
}

async fn health(station: &Station, links: Vec<Watched>, meter: PrometheusHandle) -> anyhow::Result<Serving> {
    let files = IdentityFiles::new(station.directory.join("identity"));
    let source = Arc::new(Health::new(Arc::clone(&station.desk), files, links, meter));
    // Any free port.
    Ok(cunbang_web::health::serve(([127, 0, 0, 1], 0).into(), source).await?)
}

async fn notice(node: Arc<Replica>) {
    loop {
        tokio::time::sleep(NOTICE_EVERY).await;
        if let Err(error) = node.notice_others().await {
            tracing::warn!(%error, "the store cannot be read");
        }
    }
}

async fn keep_meter(meter: PrometheusHandle) {
    loop {
        tokio::time::sleep(MEASURED_WAITS_AT_MOST).await;
        meter.run_upkeep();
    }
}
