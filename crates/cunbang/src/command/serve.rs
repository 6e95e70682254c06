//! `cunbang serve`: a node, running.

use crate::audit::FolderTrail;
use crate::authority::{InFolder, is_county};
use crate::command::status::missing_of;
use crate::configuration::UpstreamEntry;
use crate::connections::Connections;
use crate::context::Context;
use crate::descriptors;
use crate::exporting::Files;
use crate::folder_lock::FolderLock;
use crate::health::{Health, Watched};
use crate::metering;
use crate::opening::{self, Opened};
use crate::page_key;
use crate::pages_address::PagesAddress;
use crate::printing;
use crate::renewal;
use crate::stopping::Stopping;
use crate::troubles;
use clap::Args;
use cunbang_desk::Desk;
use cunbang_identity::IdentityFiles;
use cunbang_language::{Named, say};
use cunbang_model::shown::in_line;
use cunbang_model::{DocumentKind, Period, Randomness, Role, clock};
use cunbang_replica::Replica;
use cunbang_store::Selection;
use cunbang_sync::{AuthoritySource, Limits, LinkState, Pauses, ServeOptions, Serving, SyncError, Upstream};
use cunbang_web::pages::{self, Pages};
use metrics_exporter_prometheus::PrometheusHandle;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long a node that starts waits for each node above before it listens.
const FIRST_CONTACT: Duration = Duration::from_secs(10);
/// How often a node looks for what other processes wrote into its store.
const NOTICE_EVERY: Duration = Duration::from_millis(500);
/// How often a node looks whether its certificate is to be renewed.
const RENEWAL_CHECK_EVERY: Duration = Duration::from_hours(1);
/// How soon a renewal that failed is tried again at first; each further pause is twice as long.
const FIRST_RENEWAL_PAUSE: Duration = Duration::from_secs(2);
/// How often what was published or enrolled meanwhile is stated in the public log.
const DISCLOSE_EVERY: Duration = Duration::from_mins(10);
/// How often it is looked whether those below have told what they have.
const HEARD_EVERY: Duration = Duration::from_secs(1);
/// The pause between two steps of a round through the store: a county's node is not to notice it.
const STEP_PAUSE: Duration = Duration::from_millis(100);
/// How long after a round the next one begins.
const ROUND_EVERY: Duration = Duration::from_hours(24);
/// How often a node looks again at what was wrong.
const LOOK_AGAIN_EVERY: Duration = Duration::from_mins(1);
/// How often a node looks whether something needs a person.
const TROUBLES_CHECK_EVERY: Duration = Duration::from_secs(10);
/// How long a node that stops tries to write down who was last in contact.
const LAST_WRITE: Duration = Duration::from_secs(2);
/// How long measurements are kept as they came when nobody reads the metrics.
const MEASURED_WAITS_AT_MOST: Duration = Duration::from_secs(15);

/// Run this node: sync with those below and above, serve reports and the health page
///
/// A county or township listens for those below it; a terminal only keeps in step with its upstreams.
/// It ends, in good order, on Ctrl-C or SIGTERM.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang serve --dir /var/lib/cunbang")]
pub(crate) struct ServeArguments {}

/// Runs until told to stop.
pub(crate) async fn run(_arguments: &ServeArguments, context: &Context) -> anyhow::Result<()> {
    // From here on: whoever starts a service may stop it at any moment.
    run_on(Listeners::default(), Stopping::listen()?, context).await
}

/// Listeners that are open already.
#[derive(Debug, Default)]
pub(crate) struct Listeners {
    /// For the pages at which people work.
    pub(crate) pages: Option<TcpListener>,
    /// For the health page.
    pub(crate) health: Option<TcpListener>,
}

/// Runs until told to stop, on the listeners that are open already.
pub(crate) async fn run_on(listeners: Listeners, mut stopping: Stopping, context: &Context) -> anyhow::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    tracing::info!(version, folder = %context.directory().display(), "starting");
    let _alone = FolderLock::take(context.directory())?;
    let meter = metering::start()?;
    let opened = opening::node(context).await?;
    let is_terminal = opened.configuration.listen.is_none();
    if is_terminal {
        printing::note(&say!("serve-starts", unit = name_of_unit(&opened), folder = context.directory().display()));
    }
    renew_first(&opened, context).await;
    let told = troubles::of(&opened.desk, &opened.files).await?;
    for trouble in &told {
        tracing::error!("{trouble}");
    }
    if !opened.node.missing().is_empty() {
        tracing::warn!("{}", missing_of(&opened.node));
    }
    opened.node.doubt_codes().await?;
    hear_from_above(&opened).await?;
    let serving = listen(&opened).await?;
    let mut tasks = JoinSet::new();
    let links = keep_in_step(&opened, &mut tasks)?;
    let node = Arc::clone(&opened.node);
    let pages = serve_pages(&opened, links.clone(), listeners.pages, context).await?;
    let page = match opened.configuration.health {
        Some(address) => {
            let source = Arc::new(Health::new(Arc::clone(&opened.desk), opened.files.clone(), links, meter.clone()));
            let page = match listeners.health {
                Some(listener) => cunbang_web::health::serve_on(listener, source)?,
                None => cunbang_web::health::serve(address, source).await?,
            };
            tracing::info!("{}", say!("serve-health", address = page.address()));
            Some(page)
        }
        None => None,
    };
    tasks.spawn(notice(Arc::clone(&node)));
    tasks.spawn(count_received(Arc::clone(&node)));
    tasks.spawn(go_rounds(Arc::clone(&opened.desk)));
    tasks.spawn(keep_public_log(Arc::clone(&opened.desk)));
    tasks.spawn(watch_troubles(Arc::clone(&opened.desk), opened.files.clone(), told));
    tasks.spawn(keep_meter(meter));
    let renewing = renew_in_time(&opened, context);
    tokio::select! {
        () = renewing => {}
        () = stopping.told() => {}
    }
    if is_terminal {
        printing::note(&say!("serve-stops"));
    }
    tracing::info!("stopping");
    tasks.shutdown().await;
    for page in [page, pages].into_iter().flatten() {
        page.shutdown().await;
    }
    if let Some(serving) = serving {
        serving.shutdown().await;
    }
    // When somebody last called is no record: nobody waits here for a database that acknowledges nothing.
    if let Ok(Err(error)) = tokio::time::timeout(LAST_WRITE, opened.node.keep_contacts()).await {
        tracing::info!(%error, "who was last in contact was not kept");
    }
    Ok(())
}

/// Renews a certificate that would be a trouble before anybody is told of it: while the program did not run, nobody could.
async fn renew_first(opened: &Opened, context: &Context) {
    if troubles::of_certificate(opened.node.identity().certificate(), opened.node.now()).is_none() {
        return;
    }
    match tokio::time::timeout(FIRST_CONTACT, renewal::keep_current(opened, context)).await {
        Ok(Ok(_)) => {}
        // It is tried again as soon as the node runs, and said then.
        Ok(Err(error)) => tracing::info!(error = %printing::said(&error), "not renewed before it runs"),
        Err(_) => tracing::info!("not renewed before it runs: no answer"),
    }
}

/// What people call the unit of this device.
fn name_of_unit(opened: &Opened) -> String {
    let unit = opened.node.unit();
    opened.node.org().units().map_or_else(|| unit.to_string(), |units| in_line(&units.name(unit)).into_owned())
}

/// Serves the pages at which people work, and says where they are.
async fn serve_pages(
    opened: &Opened,
    links: Vec<Watched>,
    on: Option<TcpListener>,
    context: &Context,
) -> anyhow::Result<Option<cunbang_web::Serving>> {
    let Some(address) = opened.configuration.pages.map(PagesAddress::address) else { return Ok(None) };
    let has_operators = opened.desk.operators().await?.iter().any(|operator| !operator.disabled);
    let key = if has_operators { None } else { Some(page_key::make(context.directory(), &*context.randomness)?) };
    let start = key.as_deref().map(|key| format!("start?key={key}")).unwrap_or_default();
    let links = Arc::new(Connections::new(Arc::clone(&opened.node), links));
    let trail = Arc::new(FolderTrail::new(context.directory()));
    let pages = Pages::new(Arc::clone(&opened.desk), links, key).with_trail(trail);
    let serving = match on {
        Some(listener) => pages::serve_on(listener, pages)?,
        None => pages::serve(address, pages).await?,
    };
    printing::note(&say!("serve-pages-http", address = serving.address(), start = start));
    Ok(Some(serving))
}

/// Exchanges with the nodes above before anybody below is served: what was revoked meanwhile is then known
/// here, and what a restored store lacks is back. Where nobody is there, it goes on without.
async fn hear_from_above(opened: &Opened) -> anyhow::Result<()> {
    if opened.node.role() != Role::Node {
        return Ok(());
    }
    for entry in &opened.configuration.upstreams {
        let upstream = Upstream::new(Arc::clone(&opened.node), entry.to_address())?;
        match tokio::time::timeout(FIRST_CONTACT, upstream.sync()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::info!(upstream = %entry.unit, %error, "not heard from before listening"),
            Err(_) => tracing::info!(upstream = %entry.unit, "not heard from before listening: no answer"),
        }
    }
    Ok(())
}

async fn listen(opened: &Opened) -> anyhow::Result<Option<Serving>> {
    let node = &opened.node;
    let (Some(listen), Role::Node) = (opened.configuration.listen, node.role()) else {
        return Ok(None);
    };
    let limits = Limits::default();
    let options = ServeOptions {
        listen,
        authority: is_county(node).then(|| Arc::new(InFolder(opened.files.clone())) as Arc<dyn AuthoritySource>),
        upstream: opened.configuration.upstreams.first().map(UpstreamEntry::to_address),
        limits: Limits { max_connections: descriptors::connections(limits.max_connections), ..limits },
        exporter: Some(Arc::new(Files)),
    };
    let serving = cunbang_sync::serve(Arc::clone(&opened.desk), options).await?;
    tracing::info!(
        "{}",
        say!(
            "serve-listens",
            unit = node.unit(),
            role = Named::new(node.role().chinese(), node.role().as_str()),
            address = serving.address()
        )
    );
    Ok(Some(serving))
}

/// Keeps in step with every upstream, each by itself.
fn keep_in_step(opened: &Opened, tasks: &mut JoinSet<()>) -> anyhow::Result<Vec<Watched>> {
    let mut links = Vec::new();
    let interval = opened.configuration.sync_interval();
    for entry in &opened.configuration.upstreams {
        let upstream = Upstream::new(Arc::clone(&opened.node), entry.to_address())?;
        let (state, watched) = watch::channel(LinkState::default());
        links.push((entry.clone(), watched));
        let node = Arc::clone(&opened.node);
        tasks.spawn(async move {
            match interval {
                None => upstream.stay(state).await,
                Some(interval) => visit(&node, &upstream, interval, &state).await,
            }
        });
    }
    Ok(links)
}

/// One exchange after every pause. A node that is busy is asked again before that.
async fn visit(node: &Replica, upstream: &Upstream, pause: Duration, state: &watch::Sender<LinkState>) {
    let mut pauses = Pauses::default();
    loop {
        let mut next = spread(pause, &**node.randomness());
        match upstream.sync().await {
            Ok(report) => {
                pauses.reset();
                state.send_modify(|state| {
                    state.in_step = true;
                    state.last_in_step = Some(node.now());
                    state.trouble = None;
                    state.stuck.clone_from(&report.refused);
                    state.report.add(report);
                });
            }
            Err(error) => {
                if matches!(error, SyncError::Busy { .. } | SyncError::TurnedAway { .. }) {
                    next = next.min(pauses.after(Some(&error), &**node.randomness()));
                }
                tracing::info!(upstream = %upstream.address().unit, %error, "sync failed");
                state.send_modify(|state| {
                    state.in_step = false;
                    state.trouble = Some(Arc::new(error));
                });
            }
        }
        tokio::time::sleep(next).await;
    }
}

/// A pause that is never the same for two devices, so that a county's terminals do not all come at once:
/// up to an eighth longer.
fn spread(pause: Duration, randomness: &dyn Randomness) -> Duration {
    let mut byte = [0];
    // Without randomness the pause is just the pause.
    let _ = randomness.fill(&mut byte);
    pause + pause.mul_f64(f64::from(byte[0]) / 2048.0)
}

async fn notice(node: Arc<Replica>) {
    let mut ticks = tokio::time::interval(NOTICE_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut told = false;
    loop {
        ticks.tick().await;
        match node.notice_others().await {
            Ok(()) => told = false,
            // Once for each time that it fails, not twice a second.
            Err(error) if !told => {
                tracing::error!(%error, "{}", say!("serve-store-unreadable"));
                told = true;
            }
            Err(_) => {}
        }
    }
}

/// Looks through everything that is stored, slowly, from the start on and then every day; and every minute at what
/// was wrong.
async fn go_rounds(desk: Arc<Desk>) {
    loop {
        match desk.go_round(|| tokio::time::sleep(STEP_PAUSE)).await {
            Ok(rounds) => tracing::info!(faults = rounds.faults().count(), "the store was looked through"),
            Err(error) => tracing::warn!(%error, "{}", say!("serve-no-round")),
        }
        let next = tokio::time::Instant::now() + ROUND_EVERY;
        while tokio::time::Instant::now() < next {
            tokio::time::sleep(LOOK_AGAIN_EVERY).await;
            if let Err(error) = desk.look_again().await {
                tracing::warn!(%error, "{}", say!("serve-no-second-look"));
            }
        }
    }
}

/// States in the public log what was published, where the command that published could not, and who was enrolled. A node
/// that is an older copy of itself must not write on before it was told what it had written: one that knows that it was put
/// back states as soon as it was told, and another, which may be a copy that nobody knows of, takes its time.
async fn keep_public_log(desk: Arc<Desk>) {
    let replica = desk.replica();
    let mut ticks = tokio::time::interval(DISCLOSE_EVERY);
    loop {
        ticks.tick().await;
        while replica.writer().incarnation != 0 && !replica.has_heard_below() {
            tokio::time::sleep(HEARD_EVERY).await;
        }
        if replica.has_heard_below() {
            desk.disclose().await;
        }
    }
}

/// Says in the log what needs a person, once for each time that it becomes so.
async fn watch_troubles(desk: Arc<Desk>, files: IdentityFiles, mut told: Vec<String>) {
    loop {
        tokio::time::sleep(TROUBLES_CHECK_EVERY).await;
        // A store that cannot be read says so where it is read.
        let Ok(troubles) = troubles::of(&desk, &files).await else { continue };
        for trouble in troubles.iter().filter(|trouble| !told.contains(*trouble)) {
            tracing::error!("{trouble}");
        }
        told = troubles;
    }
}

/// Tells metrics what was received before this start, this quarter and the last.
async fn count_received(node: Arc<Replica>) {
    let quarter = Period::quarter_of(clock::county_date(node.now()));
    for period in [quarter.previous(), quarter] {
        match node.store().receipts_of_documents(&Selection::new(DocumentKind::Ledger, node.unit(), period)).await {
            Ok(receipts) => {
                for receipt in receipts.iter().filter(|receipt| receipt.node == node.device()) {
                    cunbang_replica::ingest::note_received(receipt.log.document.unit(), receipt.received_at);
                }
            }
            Err(error) => tracing::warn!(%error, "{}", say!("serve-no-metrics")),
        }
    }
}

/// What was measured waits until somebody reads it, or for this.
async fn keep_meter(meter: PrometheusHandle) {
    let mut ticks = tokio::time::interval(MEASURED_WAITS_AT_MOST);
    loop {
        ticks.tick().await;
        meter.run_upkeep();
    }
}

/// Keeps certificate and authorities current; never ends. It looks every hour, and at once when the county's
/// authority was replaced.
async fn renew_in_time(opened: &Opened, context: &Context) {
    let mut changes = opened.node.changes();
    let mut pause = FIRST_RENEWAL_PAUSE;
    loop {
        let looked_at = opened.node.identity();
        let wait = match renewal::keep_current(opened, context).await {
            Ok(renewed) => {
                pause = FIRST_RENEWAL_PAUSE;
                if let Some(identity) = renewed {
                    let until = clock::county_date(identity.certificate().not_after);
                    tracing::info!(%until, "the certificate was renewed");
                }
                RENEWAL_CHECK_EVERY
            }
            Err(error) => {
                let until = clock::county_date(looked_at.certificate().not_after);
                tracing::warn!(error = %printing::said(&error), "{}", say!("serve-not-renewed", until = until));
                let wait = spread(pause, &**opened.node.randomness());
                pause = (pause * 2).min(RENEWAL_CHECK_EVERY);
                wait
            }
        };
        let authorities = opened.node.identity().authorities().clone();
        let is_followed = changes.wait_for(|_| *opened.node.identity().authorities() != authorities);
        // Either is a reason to look again; that nothing changes any more is none.
        let _ = tokio::time::timeout(wait, is_followed).await;
    }
}
