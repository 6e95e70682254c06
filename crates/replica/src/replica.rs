//! A replica: store, identity, clock, randomness.

use crate::at_hand::AtHand;
use crate::binding::Binding;
use crate::bounds::Written;
use crate::checkpoints::Handed;
use crate::clocks::Clocks;
use crate::codes::Found;
use crate::committer::Committer;
use crate::contact_below::Unwritten;
use crate::damage::Damage;
use crate::error::{ReplicaError, Rooted};
use crate::forks::PassedOn;
use crate::high_water;
use crate::meter::Meter;
use crate::org::{OrgReading, OrgView};
use crate::reading;
use crate::saying::Saying;
use cunbang_identity::{Authorities, Identity};
use cunbang_ledger::{Document, Projection, Writer};
use cunbang_model::{Clock, DeviceId, DocumentKind, DocumentName, Randomness, Role, Timestamp, UnitCode, UnitTree};
use cunbang_store::{EndedSessions, Incident, QUARANTINED_PER_DEVICE, Store, Write, WriteOutcome};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{Mutex, Semaphore, watch};

/// The setting with this device's incarnation, four bytes.
pub(crate) const INCARNATION: &str = "incarnation";
/// Lines of the log for each device.
const LINES_PER_MINUTE: u64 = 20;
const DAY_SECONDS: i64 = 24 * 60 * 60;
/// Incidents in a day that name a device which stands in no list: whoever has the authority's key can make any number.
const UNLISTED_PER_DAY: u64 = 50;
/// Incidents in a day about receipts of one node: the first ones say all there is to say.
const RECEIPT_INCIDENTS_PER_DAY: u64 = 20;
/// The setting with the unit at the root of the tree.
pub(crate) const ROOT: &str = "root";

/// A node of any level.
#[derive(Debug)]
pub struct Replica {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    identity: RwLock<Arc<Identity>>,
    org: RwLock<Arc<OrgView>>,
    org_reading: Mutex<OrgReading>,
    root: UnitCode,
    committer: Committer,
    /// Open documents of this device. The lock serialises its writes.
    pub(crate) documents: Mutex<HashMap<DocumentName, Document>>,
    incarnation: RwLock<u32>,
    high_water: high_water::Kept,
    damage: Damage,
    found_codes: Found,
    unwritten_contacts: Unwritten,
    passed_on: PassedOn,
    changed: watch::Sender<u64>,
    feed_seen: AtomicU64,
    /// One permit per processor.
    processors: Semaphore,
    kept_bytes: Written,
    at_hand: AtHand,
    /// Lines of the log about what a device sent.
    pub(crate) said: Saying,
    /// What is kept of what was refused.
    pub(crate) kept: Saying,
    pub(crate) handed: Handed,
    clocks: Clocks,
    /// Incidents about what a node signed.
    pub(crate) noted: Saying,
    /// Incidents about each device that stands in no list, and about all of them.
    pub(crate) unlisted: (Saying, Saying<()>),
}

impl Replica {
    /// Opens a replica over its store. `root` is the unit at the top of the tree, the county: the same that the
    /// device's authority is of, and that the store was used for before.
    pub async fn open(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
        identity: Identity,
        root: UnitCode,
    ) -> Result<Arc<Self>, ReplicaError> {
        let stored = store.setting(ROOT).await?.and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok());
        for (of, known) in [(Rooted::Authority, Some(identity.authorities().unit())), (Rooted::Store, stored)] {
            if let Some(known) = known.filter(|known| *known != root) {
                return Err(ReplicaError::OtherRoot { root, of, known });
            }
        }
        let incarnation = match store.setting(INCARNATION).await? {
            Some(bytes) => {
                u32::from_be_bytes(bytes.as_slice().try_into().map_err(|_| ReplicaError::DamagedSetting(INCARNATION))?)
            }
            None => 0,
        };
        if stored.is_none() {
            let value = Some(root.to_string().into_bytes());
            store.commit(vec![Write::Setting { name: ROOT.to_owned(), value }]).await?;
        }
        let replica = Arc::new(Self {
            committer: Committer::start(Arc::clone(&store)),
            store,
            clock,
            randomness,
            org: RwLock::new(Arc::new(OrgView::of(std::iter::empty(), identity.authorities()))),
            identity: RwLock::new(Arc::new(identity)),
            org_reading: Mutex::default(),
            root,
            documents: Mutex::new(HashMap::new()),
            incarnation: RwLock::new(incarnation),
            high_water: high_water::Kept::default(),
            damage: Damage::default(),
            found_codes: Found::default(),
            unwritten_contacts: Unwritten::default(),
            passed_on: PassedOn::default(),
            changed: watch::Sender::new(0),
            feed_seen: AtomicU64::new(0),
            processors: Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)),
            kept_bytes: Written::default(),
            at_hand: AtHand::default(),
            said: Saying::new(LINES_PER_MINUTE, 60),
            // As many as the store keeps of a device.
            kept: Saying::new(QUARANTINED_PER_DEVICE as u64, 600),
            handed: Handed::default(),
            clocks: Clocks::default(),
            noted: Saying::new(RECEIPT_INCIDENTS_PER_DAY, DAY_SECONDS),
            unlisted: (Saying::new(1, DAY_SECONDS), Saying::new(UNLISTED_PER_DAY, DAY_SECONDS)),
        });
        // Rows that were taken out while nobody looked are put back as damaged before anything is read from what is left.
        if let Err(error) = replica.look_for_lacking_rows().await {
            tracing::warn!(%error, "the feed was not looked through for rows that are gone");
        }
        replica.reload_org().await?;
        Ok(replica)
    }

    /// The store.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// The source of random numbers.
    pub fn randomness(&self) -> &Arc<dyn Randomness> {
        &self.randomness
    }

    /// The device's current identity.
    pub fn identity(&self) -> Arc<Identity> {
        Arc::clone(&self.identity.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the identity with a renewed one of the same device.
    pub fn renew_identity(&self, identity: Identity) {
        // What the `org` documents say of the authorities is known besides.
        let mut org = self.org.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut org).follow(identity.authorities());
        let identity = identity.with_authorities(org.authorities().clone());
        drop(org);
        *self.identity.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(identity);
        self.changed.send_modify(|count| *count += 1);
    }

    /// The device's id.
    pub fn device(&self) -> DeviceId {
        self.identity().certificate().device
    }

    pub(crate) fn clocks(&self) -> &Clocks {
        &self.clocks
    }

    /// The device's unit.
    pub fn unit(&self) -> UnitCode {
        self.identity().certificate().unit
    }

    /// The device's role.
    pub fn role(&self) -> Role {
        self.identity().certificate().role
    }

    /// The unit at the top of the tree.
    pub fn root(&self) -> UnitCode {
        self.root
    }

    /// This device as a writer in its present incarnation.
    pub fn writer(&self) -> Writer {
        Writer { device: self.device(), incarnation: *self.incarnation.read().unwrap_or_else(PoisonError::into_inner) }
    }

    pub(crate) fn damage(&self) -> &Damage {
        &self.damage
    }

    pub(crate) fn found_codes(&self) -> &Found {
        &self.found_codes
    }

    pub(crate) fn unwritten_contacts(&self) -> &Unwritten {
        &self.unwritten_contacts
    }

    pub(crate) fn passed_on(&self) -> &PassedOn {
        &self.passed_on
    }

    pub(crate) fn kept_bytes(&self) -> &Written {
        &self.kept_bytes
    }

    /// Whether a line of the log may be written about what a device sent: if so, how many were left out before.
    pub fn may_say_of(&self, device: DeviceId) -> Option<u64> {
        self.said.say(device, self.now())
    }

    pub(crate) fn high_water(&self) -> &high_water::Kept {
        &self.high_water
    }

    /// Starts a new incarnation: from now on, this device writes new logs. The number is random, so that two
    /// copies of one store do not choose the same.
    pub async fn start_incarnation(&self, why: &str) -> Result<(), ReplicaError> {
        let codes = self.codes_before().await?;
        self.start_incarnation_with(why, codes).await
    }

    /// Starts a new incarnation, with a further write in the same transaction.
    pub(crate) async fn start_incarnation_with(&self, why: &str, also: Option<Write>) -> Result<(), ReplicaError> {
        let mut bytes = [0; 4];
        self.randomness.fill(&mut bytes)?;
        let mut writes = vec![
            Write::Setting { name: INCARNATION.to_owned(), value: Some(bytes.to_vec()) },
            Write::Incident(Incident { at: self.now(), kind: "new_incarnation".to_owned(), message: why.to_owned() }),
            // What ended since, or whose password was changed, must not come back with an older store.
            Write::EndSessions(EndedSessions::All),
        ];
        writes.extend(also);
        self.commit(writes).await?;
        *self.incarnation.write().unwrap_or_else(PoisonError::into_inner) = u32::from_be_bytes(bytes);
        Ok(())
    }

    /// Who is who, as far as this node knows.
    pub fn org(&self) -> Arc<OrgView> {
        Arc::clone(&self.org.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The unit tree; the error says what to do if there is none yet.
    pub fn units(&self) -> Result<Arc<UnitTree>, ReplicaError> {
        let units = self.org().units().cloned();
        // Where the store is lost, those below have the tree.
        units.ok_or_else(|| self.check_not_behind().err().unwrap_or(ReplicaError::NoUnits))
    }

    /// Reads what is new in the `org` documents, from this process or another.
    pub async fn reload_org(&self) -> Result<(), ReplicaError> {
        let mut reading = self.org_reading.lock().await;
        let news = reading.catch_up(self, self.root).await?;
        tracing::debug!(anew = news.anew, entries = news.entries, "org read");
        let mut org = self.org.write().unwrap_or_else(PoisonError::into_inner);
        reading.bring_up(&mut org, &news, self.identity().authorities());
        let authorities = org.authorities().clone();
        drop(org);
        self.trust(authorities);
        if news.anew || news.entries > 0 {
            // What was said of units and devices may be otherwise, whoever noticed it.
            self.tell_changes();
        }
        Ok(())
    }

    /// Trusts an authority that followed one trusted before, from now on.
    fn trust(&self, authorities: Authorities) {
        let mut identity = self.identity.write().unwrap_or_else(PoisonError::into_inner);
        if *identity.authorities() == authorities {
            return;
        }
        tracing::info!(current = ?authorities.current(), "the county's authority was replaced");
        *identity = Arc::new(Identity::clone(&identity).with_authorities(authorities));
        drop(identity);
        self.changed.send_modify(|count| *count += 1);
    }

    /// Notifies of new data in the store, written here or by others.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Checks for writes by other processes or replicas. Call it regularly.
    pub async fn notice_others(&self) -> Result<(), ReplicaError> {
        let end = self.store.feed_end().await?.number;
        if self.feed_seen.fetch_max(end, Ordering::SeqCst) < end {
            self.handed.set_current(None);
            self.reload_org().await?;
            self.changed.send_modify(|count| *count += 1);
        }
        self.keep_old_contacts().await?;
        self.look_for_lacking_rows().await?;
        self.look_for_damage().await?;
        self.look_for_missing().await
    }

    /// Notifies [`Self::changes`].
    pub(crate) fn tell_changes(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    /// Stores writes durably and notifies [`Self::changes`].
    pub async fn commit(&self, writes: Vec<Write>) -> Result<Vec<WriteOutcome>, ReplicaError> {
        let touches_org = writes.iter().any(|write| {
            matches!(write, Write::Append { segment, .. } | Write::Mend(segment) if segment.log().document.kind() == DocumentKind::Org)
        });
        let touches_log = writes.iter().any(|write| {
            matches!(write, Write::Append { segment, .. } if segment.log().document.kind() == DocumentKind::Log)
        });
        let has_fork = writes.iter().any(|write| matches!(write, Write::Fork(_)));
        let tells = writes.iter().any(|write| matches!(write, Write::Append { .. } | Write::Receipt { .. }));
        let committed = self.committer.commit(writes).await;
        if has_fork {
            // Even where that failed: it may be there all the same.
            self.passed_on.note_stored();
        }
        let outcomes = committed?;
        if touches_org {
            self.reload_org().await?;
        }
        if touches_log {
            self.handed.set_current(None);
        }
        if tells {
            self.changed.send_modify(|count| *count += 1);
        }
        Ok(outcomes)
    }

    /// Runs a computation off the async threads, at most one per processor: more would use memory without
    /// finishing sooner.
    pub async fn calculate<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ReplicaError> {
        let _permit = self.processors.acquire().await.map_err(|_| ReplicaError::Stopping)?;
        blocking(work).await
    }

    /// Like [`Self::calculate`], and measures it.
    pub(crate) async fn calculate_for<T: Send + 'static>(
        &self,
        meter: &Arc<Meter>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ReplicaError> {
        let meter = Arc::clone(meter);
        self.calculate(move || meter.run(work)).await
    }

    /// What binds stored projections to this node.
    pub(crate) fn binding(&self) -> Binding {
        Binding::of(&self.identity())
    }

    /// The current rows of a document: the stored projection and what came after it.
    pub async fn projection(&self, document: DocumentName) -> Result<Projection, ReplicaError> {
        reading::projection(self, document).await
    }

    /// The same of a document of a unit above the villages, which nearly every page rests on: read again once it goes on.
    pub async fn at_hand(&self, document: DocumentName) -> Result<Arc<Projection>, ReplicaError> {
        self.at_hand.projection(self, document).await
    }

    /// Forgets what was read lately: what is asked for next is read from the store.
    pub fn forget_read(&self) {
        self.at_hand.clear();
    }
}

/// Runs CPU-bound work where it does not block others. A runtime with a single thread does it in place: there is
/// nobody else to block, and a simulation plays in the same order every time.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ReplicaError> {
    if Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread {
        return Ok(work());
    }
    tokio::task::spawn_blocking(work).await.map_err(|_| ReplicaError::Stopping)
}
