//! High-water mark 存根: how far this device has written its own logs, kept outside its store.
//!
//! A database that is put back from a dump or a snapshot does not know that it is older than what others have
//! seen of it. If the node then went on writing, it would use numbers a second time, and its logs would fork for
//! good. So whoever opens a node compares the store with the mark. If the store lacks something, the device begins
//! a new incarnation at once, and the others give back what they have of the old one. The node at the top of the
//! tree, which nobody above can correct, writes nothing but revocations until then.
//!
//! A machine that was put back as a whole took its mark back too. So the node at the top also begins a new
//! incarnation when its machine was started anew.

use crate::codes::Doubt;
use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_language::say;
use cunbang_ledger::{Hash, LogHead, LogId};
use cunbang_model::{DocumentKind, DocumentName, Role, Row, Table, Timestamp, UnitCode, access};
use cunbang_store::{Incident, Write};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::str::FromStr;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// How far a device has written its logs: for each, the number of its last entry and that entry's hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HighWater(pub BTreeMap<LogId, (u64, Hash)>);

impl HighWater {
    /// Takes in what another mark has further.
    pub fn raise(&mut self, other: &Self) {
        for (log, to) in &other.0 {
            let from = self.0.entry(*log).or_insert(*to);
            if from.0 < to.0 {
                *from = *to;
            }
        }
    }
}

/// Where a high-water mark is kept: a small text outside the store.
pub trait HighWaterKeeper: Send + Sync + fmt::Debug {
    /// Reads it; `None` if there is none yet.
    fn read(&self) -> io::Result<Option<String>>;
    /// Replaces it, durably, by what `change` makes of it; `None` leaves it as it is. No other process changes it
    /// meanwhile.
    fn update(&self, change: &dyn Fn(Option<&str>) -> io::Result<Option<String>>) -> io::Result<()>;
}

/// The first line of a mark in writing.
const FIRST_LINE: &str = "cunbang high-water mark 1";

impl fmt::Display for HighWater {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}")?;
        self.0.iter().try_for_each(|(log, (number, hash))| {
            // By number: a document's kind may get another name.
            writeln!(f, "kind-{} {} {number} {hash}", log.document.numbered(), log.writer)
        })
    }
}

impl FromStr for HighWater {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        if first != FIRST_LINE {
            return Err(format!(
                "the first line is {first:?}: expected {FIRST_LINE:?}; a newer program may have written it"
            ));
        }
        let read = |line: &str| {
            let mut words = line.split(' ');
            let log = LogId { document: words.next()?.parse().ok()?, writer: words.next()?.parse().ok()? };
            let head = (words.next()?.parse().ok()?, Hash::from_hex(words.next()?)?);
            words.next().is_none().then_some((log, head))
        };
        let logs =
            lines.map(|line| read(line).ok_or_else(|| format!("{line:?} is not: document, writer, number, hash")));
        Ok(Self(logs.collect::<Result<_, _>>()?))
    }
}

/// Entries that this device has written and that its store lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MissingEntries {
    /// The document.
    pub document: DocumentName,
    /// The incarnation in which they were written.
    pub incarnation: u32,
    /// The number of the last entry in the store.
    pub here: u64,
    /// The number of the last entry that was written.
    pub written: u64,
}

impl MissingEntries {
    /// How many entries are missing.
    pub fn count(&self) -> u64 {
        self.written - self.here
    }
}

impl fmt::Display for MissingEntries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}–{}", self.document, self.here + 1, self.written)
    }
}

/// What is missing, in one line: where it is much of one kind, how much.
pub fn listed(missing: &[MissingEntries]) -> String {
    const MOST_OF_KIND: usize = 5;
    let mut kinds: BTreeMap<DocumentKind, Vec<&MissingEntries>> = BTreeMap::new();
    for one in missing {
        kinds.entry(one.document.kind()).or_default().push(one);
    }
    let in_words = |(kind, of_kind): (DocumentKind, Vec<&MissingEntries>)| {
        if of_kind.len() <= MOST_OF_KIND {
            return of_kind.iter().map(ToString::to_string).collect();
        }
        let entries: u64 = of_kind.iter().map(|one| one.count()).sum();
        vec![say!("missing-of-kind", kind = kind, documents = of_kind.len(), entries = entries)]
    };
    kinds.into_iter().flat_map(in_words).collect::<Vec<String>>().join(", ")
}

/// Units by their names: the first few, and how many more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedUnits {
    /// The names of the first.
    pub names: Vec<String>,
    /// How many more there are.
    pub more: usize,
}

/// What a replica knows of its mark.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    keeper: OnceLock<Arc<dyn HighWaterKeeper>>,
    /// The mark, as far as this process knows it.
    mark: RwLock<HighWater>,
    missing: RwLock<Vec<MissingEntries>>,
    /// Why the mark could not be kept when entries were last written.
    fault: RwLock<Option<String>>,
}

/// The setting with the incarnation that this device began because its store was put back.
const BEGUN_BEHIND: &str = "begun_behind";
/// The setting that says when the store came from a backup, until all nodes below were here since.
const RESTORED_AT: &str = "restored_at";
/// The settings, one a machine, with the start of the machine during which the store was last opened there.
const STARTED: &str = "started";

impl Replica {
    /// Compares the store with its high-water mark, and keeps the mark from now on. Where the store is behind, the
    /// device begins a new incarnation.
    pub async fn keep_high_water(&self, keeper: Arc<dyn HighWaterKeeper>) -> Result<(), ReplicaError> {
        // The mark is read first: entries reach the store before the mark.
        let mut mark = read(&keeper).await?.unwrap_or_default();
        let written = self.written().await?;
        mark.raise(&written);
        set(&self.high_water().mark, mark);
        self.compare_with_mark().await?;
        raise(&keeper, written).await?;
        // Only whoever made the replica calls this, once.
        let _ = self.high_water().keeper.set(keeper);
        Ok(())
    }

    /// Entries that this device has written and that its store lacks.
    pub fn missing(&self) -> Vec<MissingEntries> {
        get(&self.high_water().missing)
    }

    /// How many of the documents that it lacks no other device that is enrolled may hold, as those of villages whose
    /// township never joined: nobody can give them back.
    pub fn missing_for_nobody(&self) -> usize {
        let org = self.org();
        let is_held = |document: &DocumentName| {
            let mut others = org.devices().filter(|one| one.device != self.device() && !org.is_revoked(one.device));
            others.any(|one| access::may_read(one.role, one.unit, document))
        };
        self.missing().iter().filter(|one| !is_held(&one.document)).count()
    }

    /// Why the mark could not be kept when entries were last written, if so.
    pub fn high_water_fault(&self) -> Option<String> {
        get(&self.high_water().fault)
    }

    /// Whether this node waits to hear what it has written: it is at the top of the tree, and its store is behind.
    pub fn waits_for_its_own(&self) -> bool {
        self.is_top_node() && !self.missing().is_empty()
    }

    /// Fails while this node waits to hear what it has written.
    pub fn check_not_behind(&self) -> Result<(), ReplicaError> {
        if self.waits_for_its_own() {
            return Err(ReplicaError::Behind { missing: self.missing() });
        }
        Ok(())
    }

    /// Fails if these rows must not be recorded while this node waits. Revocations may be: they can contradict
    /// nothing.
    pub(crate) fn check_may_record<'a>(&self, mut rows: impl Iterator<Item = &'a Row>) -> Result<(), ReplicaError> {
        if rows.all(|row| row.table() == Table::Revocations) { Ok(()) } else { self.check_not_behind() }
    }

    /// Whether these entries follow the last that this device has written. If not, the store was put back while
    /// this process was running, and the device begins a new incarnation.
    pub(crate) async fn follows_mark(&self, logs: &[(LogId, LogHead)]) -> Result<bool, ReplicaError> {
        let mark = get(&self.high_water().mark);
        if logs.iter().all(|(log, before)| mark.0.get(log).is_none_or(|(number, _)| *number <= before.number)) {
            return Ok(true);
        }
        self.compare_with_mark().await?;
        Ok(false)
    }

    /// Raises the mark after entries were written. They are durable already, so a mark that cannot be kept is a
    /// trouble and no failure.
    pub(crate) async fn note_written(&self, heads: impl IntoIterator<Item = (LogId, LogHead)>) {
        let Some(keeper) = self.high_water().keeper.get().cloned() else { return };
        let to = HighWater(heads.into_iter().map(|(log, head)| (log, (head.number, head.entry_hash))).collect());
        self.high_water().mark.write().unwrap_or_else(PoisonError::into_inner).raise(&to);
        let kept = raise(&keeper, to).await;
        if let Err(error) = &kept {
            tracing::error!(%error, "{}", cunbang_language::say!("warn-high-water"));
        }
        set(&self.high_water().fault, kept.err().map(|error| error.to_string()));
    }

    /// Tries again to keep a mark that could not be kept when entries were last written.
    pub async fn keep_mark_again(&self) {
        let Some(keeper) = self.high_water().keeper.get().cloned() else { return };
        if self.high_water_fault().is_some() {
            let kept = raise(&keeper, get(&self.high_water().mark)).await;
            set(&self.high_water().fault, kept.err().map(|error| error.to_string()));
        }
    }

    /// Looks again for what is missing, if something was: it may have been given back, or given up by another
    /// process.
    pub(crate) async fn look_for_missing(&self) -> Result<(), ReplicaError> {
        let Some(keeper) = self.high_water().keeper.get() else { return Ok(()) };
        if self.missing().is_empty() {
            return Ok(());
        }
        set(&self.high_water().mark, read(keeper).await?.unwrap_or_default());
        if self.compare_with_mark().await?.is_empty() {
            let message = "the store has again what this device has written".to_owned();
            tracing::info!("{message}");
            self.commit(vec![Write::Incident(Incident { at: self.now(), kind: "caught_up".to_owned(), message })])
                .await?;
        }
        Ok(())
    }

    /// Goes on without what is missing: it is lost for good. Returns what that is.
    pub async fn give_up_missing(&self, why: &str) -> Result<Vec<MissingEntries>, ReplicaError> {
        self.look_for_missing().await?;
        let missing = self.missing();
        let Some(keeper) = self.high_water().keeper.get().cloned().filter(|_| !missing.is_empty()) else {
            return Ok(missing);
        };
        let message = format!("given up as lost: {}: {why}", listed(&missing));
        self.commit(vec![Write::Incident(Incident { at: self.now(), kind: "given_up".to_owned(), message })]).await?;
        let written = self.written().await?;
        set(&self.high_water().mark, written.clone());
        blocking_io(move || keeper.update(&|_| Ok(Some(written.to_string())))).await?;
        self.compare_with_mark().await?;
        Ok(missing)
    }

    /// Begins a new incarnation at the top of the tree if the machine was started anew since this store was last
    /// opened there: it may have been put back as a whole, with its high-water mark.
    pub async fn begin_anew_after_start(&self, machine: &str, start: &str) -> Result<(), ReplicaError> {
        let name = format!("{STARTED}/{machine}");
        if !self.is_top_node() || self.store().setting(&name).await?.as_deref() == Some(start.as_bytes()) {
            return Ok(());
        }
        let present = self.writer();
        if self.written().await?.0.keys().any(|log| log.writer == present) {
            self.start_incarnation("this machine was started anew, and may have been put back from a snapshot").await?;
        }
        self.commit(vec![Write::Setting { name, value: Some(start.as_bytes().to_vec()) }]).await?;
        Ok(())
    }

    pub(crate) fn is_top_node(&self) -> bool {
        self.role() == Role::Node && self.unit() == self.root()
    }

    /// How far the store has this device's logs.
    async fn written(&self) -> Result<HighWater, ReplicaError> {
        let heads = self.store().heads_of_device(&self.device()).await?;
        Ok(HighWater(heads.into_iter().map(|head| (head.log, (head.head.number, head.head.entry_hash))).collect()))
    }

    /// Works out what the store lacks of the mark, and begins a new incarnation if it does. A mark of another device
    /// says nothing about this one.
    async fn compare_with_mark(&self) -> Result<Vec<MissingEntries>, ReplicaError> {
        let (device, mark) = (self.device(), get(&self.high_water().mark));
        let mut missing = Vec::new();
        for (log, (written, _)) in mark.0.into_iter().filter(|(log, _)| log.writer.device == device) {
            let here = self.entry_count(&log).await?;
            if here < written {
                missing.push(MissingEntries {
                    document: log.document,
                    incarnation: log.writer.incarnation,
                    here,
                    written,
                });
            }
        }
        if !missing.is_empty() {
            self.begin_behind(&missing).await?;
        }
        set(&self.high_water().missing, missing.clone());
        Ok(missing)
    }

    /// Begins a new incarnation because the store is behind; once, unless it has fallen behind again since.
    async fn begin_behind(&self, missing: &[MissingEntries]) -> Result<(), ReplicaError> {
        let present = self.writer().incarnation;
        let is_fresh = get(&self.high_water().mark).0.keys().all(|log| log.writer.incarnation != present);
        if (is_fresh || self.knows_that_it_was_put_back().await?)
            && missing.iter().all(|one| one.incarnation != present)
        {
            return Ok(());
        }
        let entries: u64 = missing.iter().map(MissingEntries::count).sum();
        let why = format!(
            "the store is older than what this device has written: it lacks {entries} entries ({})",
            listed(missing)
        );
        tracing::warn!("{why}");
        self.begin_put_back(&why).await
    }

    /// Begins a new incarnation because the store turned out to have been put back.
    pub async fn begin_put_back(&self, why: &str) -> Result<(), ReplicaError> {
        // First, so that it is done again where this is killed.
        self.void_codes(Doubt::All).await?;
        self.start_incarnation(why).await?;
        self.note_put_back().await
    }

    /// Notes that what is done in the present incarnation is done after the store was put back.
    pub(crate) async fn note_put_back(&self) -> Result<(), ReplicaError> {
        let value = Some(self.writer().incarnation.to_be_bytes().to_vec());
        self.commit(vec![Write::Setting { name: BEGUN_BEHIND.to_owned(), value }]).await?;
        Ok(())
    }

    /// Notes that the store comes from a backup now. Without the mark beside it nobody can tell what it lacks.
    pub async fn note_restored(&self) -> Result<(), ReplicaError> {
        let value = self.is_top_node().then(|| self.now().as_millisecond().to_be_bytes().to_vec());
        self.commit(vec![Write::Setting { name: RESTORED_AT.to_owned(), value }]).await?;
        Ok(())
    }

    /// When the store of the node at the top came from a backup, and the units of the nodes below that were not in step with
    /// it since: what it has written after the backup, revocations above all, they alone may have. None where all were, or
    /// a person went on without them.
    pub async fn not_here_since_restored(&self) -> Result<Option<(Timestamp, BTreeSet<UnitCode>)>, ReplicaError> {
        let Some(value) = self.store().setting(RESTORED_AT).await? else { return Ok(None) };
        let at = <[u8; 8]>::try_from(value.as_slice()).ok().map(i64::from_be_bytes);
        let Some(at) = at.and_then(|at| Timestamp::from_millisecond(at).ok()) else { return Ok(None) };
        let (org, contacts) = (self.org(), self.last_contacts().await?);
        let is_below = |one: &&DeviceCertificate| one.role == Role::Node && one.unit != self.unit();
        let is_away = |one: &&DeviceCertificate| contacts.get(&one.device).is_none_or(|contact| *contact < at);
        let nodes = org.devices().filter(|one| !org.is_revoked(one.device)).filter(is_below);
        let away: BTreeSet<UnitCode> = nodes.filter(is_away).map(|one| one.unit).collect();
        if away.is_empty() {
            // Who is enrolled from now on has nothing to give back.
            self.forget_restored().await?;
            return Ok(None);
        }
        Ok(Some((at, away)))
    }

    /// Fails while this node may lack what decides who is enrolled and what is ranked: it is behind what it has written,
    /// or its store came from a backup and nodes below were not here since.
    pub async fn check_has_all_back(&self) -> Result<(), ReplicaError> {
        self.check_not_behind()?;
        match self.not_here_since_restored().await? {
            Some((at, away)) => Err(ReplicaError::NotHereSinceRestored { at, units: self.named_of(&away) }),
            None => Ok(()),
        }
    }

    /// Units by their names, the first few and how many more.
    fn named_of(&self, units: &BTreeSet<UnitCode>) -> NamedUnits {
        const NAMED: usize = 5;
        let tree = self.org().units().cloned();
        let name = |unit: &UnitCode| tree.as_ref().map_or_else(|| unit.to_string(), |tree| tree.name(*unit));
        NamedUnits { names: units.iter().take(NAMED).map(name).collect(), more: units.len().saturating_sub(NAMED) }
    }

    /// Goes on without what nodes may have that were not here since the store came from a backup.
    pub async fn forget_restored(&self) -> Result<(), ReplicaError> {
        self.commit(vec![Write::Setting { name: RESTORED_AT.to_owned(), value: None }]).await?;
        Ok(())
    }

    /// Whether the present incarnation is known to be from after the store was put back.
    pub(crate) async fn knows_that_it_was_put_back(&self) -> Result<bool, ReplicaError> {
        let present = self.writer().incarnation.to_be_bytes();
        Ok(self.store().setting(BEGUN_BEHIND).await?.as_deref() == Some(&present))
    }
}

fn get<T: Clone>(value: &RwLock<T>) -> T {
    value.read().unwrap_or_else(PoisonError::into_inner).clone()
}

fn set<T>(place: &RwLock<T>, value: T) {
    *place.write().unwrap_or_else(PoisonError::into_inner) = value;
}

async fn read(keeper: &Arc<dyn HighWaterKeeper>) -> Result<Option<HighWater>, ReplicaError> {
    let keeper = Arc::clone(keeper);
    blocking_io(move || keeper.read()?.as_deref().map(parsed).transpose()).await
}

/// Raises a mark that is kept somewhere; where it is further already, it stays.
async fn raise(keeper: &Arc<dyn HighWaterKeeper>, to: HighWater) -> Result<(), ReplicaError> {
    let keeper = Arc::clone(keeper);
    blocking_io(move || {
        keeper.update(&|kept| {
            let before = kept.map(parsed).transpose()?.unwrap_or_default();
            let mut raised = before.clone();
            raised.raise(&to);
            Ok((kept.is_none() || raised != before).then(|| raised.to_string()))
        })
    })
    .await
}

fn parsed(text: &str) -> io::Result<HighWater> {
    text.parse().map_err(|fault: String| io::Error::new(io::ErrorKind::InvalidData, fault))
}

async fn blocking_io<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, ReplicaError> {
    crate::replica::blocking(work).await?.map_err(|error| ReplicaError::HighWater(Arc::new(error)))
}
