//! Who is who: units, devices, revocations and authorities from the `org` documents.
//!
//! A node has the `org` of every unit above its own and of every unit within it, and reads them together. It
//! keeps what it has read, so that one more enrolment costs little, however many came before.

use crate::error::ReplicaError;
use crate::reading;
use crate::replica::Replica;
use cunbang_identity::{Authorities, DeviceCertificate, Succession};
use cunbang_ledger::{Entry, Projection, Refusal, RefusalCode, Writer};
use cunbang_model::{Carried, DeviceId, DocumentKind, DocumentName, Role, Row, Table, UnitCode, UnitTree, record};
use cunbang_store::{Head, Selection, StoreError};
use data_encoding::BASE64;
use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::sync::{Arc, OnceLock};

/// How much of an id tells devices of one label apart.
const SHORT_ID: usize = 8;

/// The `org` documents, parsed. Certificates are verified on first use: a terminal needs only a few of a
/// county's hundreds.
#[derive(Debug, Clone)]
pub struct OrgView {
    authorities: Authorities,
    /// By the successor's fingerprint.
    successions: BTreeMap<String, Succession>,
    units: Option<Arc<UnitTree>>,
    devices: BTreeMap<DeviceId, Arc<Listed>>,
    revoked: HashSet<DeviceId>,
    /// Units that were withdrawn.
    former: BTreeSet<UnitCode>,
}

#[derive(Debug)]
struct Listed {
    row: Row,
    checked: OnceLock<Option<DeviceCertificate>>,
}

impl OrgView {
    /// Parses the rows. Certificates that this county's authorities did not issue are ignored, and so are unit
    /// lists that do not form a tree: nothing in a damaged document is trusted. The authorities are the `known`
    /// ones and those that rightful statements in the documents connect with them.
    pub fn of<'a>(documents: impl Iterator<Item = &'a Projection> + Clone, known: &Authorities) -> Self {
        let mut view = Self {
            authorities: known.clone(),
            successions: BTreeMap::new(),
            units: None,
            devices: BTreeMap::new(),
            revoked: HashSet::new(),
            former: BTreeSet::new(),
        };
        for standing in documents.clone().flat_map(Projection::rows) {
            view.take_in(&standing.row);
        }
        view.follow(known);
        view.units = units_of(documents).map(Arc::new);
        view
    }

    /// Adds or updates a row about a unit, a device, a revocation or an authority.
    fn take_in(&mut self, row: &Row) {
        if row.table() == Table::Authorities {
            let bytes = row.text("statement").and_then(|statement| BASE64.decode(statement.as_bytes()).ok());
            match bytes.and_then(|bytes| Succession::from_bytes(&bytes).ok()).filter(|_| !row.is_withdrawn()) {
                Some(succession) => drop(self.successions.insert(row.id(), succession)),
                None => drop(self.successions.remove(&row.id())),
            }
            return;
        }
        if row.table() == Table::Units {
            if row.is_withdrawn() {
                self.former.insert(row.unit())
            } else {
                self.former.remove(&row.unit())
            };
            return;
        }
        let device = match row.table() {
            Table::Devices => row.record().map(|listed: record::Device| listed.device),
            Table::Revocations => row.record().map(|revoked: record::Revocation| revoked.device),
            _ => None,
        };
        let Some(device) = device.and_then(|device| device.parse().ok()) else { return };
        match (row.table(), row.is_withdrawn()) {
            (Table::Devices, false) => {
                self.devices.insert(device, Arc::new(Listed { row: row.clone(), checked: OnceLock::new() }));
            }
            (Table::Devices, true) => drop(self.devices.remove(&device)),
            (_, false) => drop(self.revoked.insert(device)),
            (_, true) => drop(self.revoked.remove(&device)),
        }
    }

    /// Works out which authorities are trusted. Certificates that nobody trusted had issued are looked at again.
    pub(crate) fn follow(&mut self, known: &Authorities) {
        let authorities = known.following(self.successions.values(), |device| self.is_revoked(device));
        if authorities == self.authorities {
            return;
        }
        self.authorities = authorities;
        for listed in self.devices.values_mut() {
            if listed.checked.get().is_some_and(Option::is_none) {
                *listed = Arc::new(Listed { row: listed.row.clone(), checked: OnceLock::new() });
            }
        }
    }

    /// The county's authorities, as far as is known here.
    pub fn authorities(&self) -> &Authorities {
        &self.authorities
    }

    /// The statements on which of them follows which.
    pub fn successions(&self) -> impl Iterator<Item = &Succession> {
        self.successions.values().filter(|one| one.is_within(&self.authorities))
    }

    /// The unit tree, once units have been imported.
    pub fn units(&self) -> Option<&Arc<UnitTree>> {
        self.units.as_ref()
    }

    /// Whether a unit was listed once and then withdrawn.
    pub fn is_former(&self, unit: UnitCode) -> bool {
        self.former.contains(&unit)
    }

    /// All enrolled devices, including revoked ones.
    pub fn devices(&self) -> impl Iterator<Item = &DeviceCertificate> {
        self.devices.keys().filter_map(|device| self.certificate(*device))
    }

    /// The nodes of a unit that are enrolled and not revoked.
    pub fn nodes_of(&self, unit: UnitCode) -> impl Iterator<Item = &DeviceCertificate> {
        let of_unit = self.devices.iter().filter(move |(device, listed)| {
            // Only certificates that are asked for are verified.
            let stated = listed.row.record::<record::Device>();
            stated.is_some_and(|one| one.unit == unit && one.role == Role::Node) && !self.is_revoked(**device)
        });
        let certificates = of_unit.filter_map(|(device, _)| self.certificate(*device));
        certificates.filter(move |certificate| certificate.unit == unit && certificate.role == Role::Node)
    }

    /// Whether a device was revoked.
    pub fn is_revoked(&self, device: DeviceId) -> bool {
        self.revoked.contains(&device)
    }

    /// A device's certificate, even if revoked.
    pub fn certificate(&self, device: DeviceId) -> Option<&DeviceCertificate> {
        let listed = self.devices.get(&device)?;
        let checked = listed.checked.get_or_init(|| {
            let der = BASE64.decode(listed.row.record::<record::Device>()?.certificate.as_bytes()).ok()?;
            DeviceCertificate::parse(&der)
                .ok()
                .filter(|certificate| certificate.device == device)
                .filter(|certificate| self.authorities.verify(certificate, None).is_ok())
        });
        checked.as_ref()
    }

    /// What people call a device: its label, and the beginning of its id where another of its unit has the same label.
    pub fn called(&self, certificate: &DeviceCertificate) -> String {
        let has_same = |(device, listed): (&DeviceId, &Arc<Listed>)| {
            let stated = || listed.row.record::<record::Device>();
            *device != certificate.device
                && stated().is_some_and(|one| one.unit == certificate.unit && one.label == certificate.label)
        };
        if !self.devices.iter().any(has_same) {
            return certificate.label.clone();
        }
        let id: String = certificate.device.to_string().chars().take(SHORT_ID).collect();
        format!("{}（{id}）", certificate.label)
    }

    /// Fails if the device was revoked.
    pub fn check_not_revoked(&self, device: DeviceId) -> Result<(), Refusal> {
        if self.is_revoked(device) {
            return Err(Refusal::new(
                RefusalCode::RevokedDevice,
                format!("device {device} was revoked: the county can say why, and enrol another"),
            ));
        }
        Ok(())
    }
}

/// The tree that the `org` documents list together; `None` if they do not form one.
fn units_of<'a>(documents: impl Iterator<Item = &'a Projection>) -> Option<UnitTree> {
    UnitTree::from_rows(documents.flat_map(|org| org.table(Table::Units)).map(|standing| &standing.row)).ok()
}

/// Reads the `org` documents incrementally.
#[derive(Debug, Default)]
pub struct OrgReading {
    documents: BTreeMap<DocumentName, Projection>,
    /// Whether anything has been read.
    has_begun: bool,
}

/// What a look at the store found.
#[derive(Debug, Default)]
pub struct OrgNews {
    /// Whether everything was read from the start: on first use, or because the store went back.
    pub anew: bool,
    /// How many entries were read one by one.
    pub entries: usize,
    /// The rows that changed, in their current state.
    pub rows: Vec<Row>,
    /// Whether entries could not be read.
    pub damaged: bool,
}

impl OrgReading {
    /// Reads what is new in the store.
    pub async fn catch_up(&mut self, replica: &Replica, root: UnitCode) -> Result<OrgNews, ReplicaError> {
        let store = &**replica.store();
        let mut heads: BTreeMap<DocumentName, Vec<Head>> = BTreeMap::new();
        for head in store.heads(&Selection::new(DocumentKind::Org, root, None)).await? {
            if head.log.document.lists_units(root) {
                heads.entry(head.log.document).or_default().push(head);
            }
        }
        if !self.has_begun || self.is_ahead_of(&heads) {
            self.documents.clear();
            for name in heads.keys() {
                let read = match reading::projection(replica, *name).await {
                    // The node must open, to be given what it lacks.
                    Err(ReplicaError::Store(error)) if matches!(*error, StoreError::DamagedEntries { .. }) => {
                        reading::replay_whole(*name, &store.document_segments(name).await?)?
                    }
                    read => read?,
                };
                self.documents.insert(*name, read);
            }
            self.has_begun = true;
            return Ok(OrgNews { anew: true, ..OrgNews::default() });
        }
        let mut news = OrgNews::default();
        for (name, heads) in heads {
            let projection = self.documents.entry(name).or_insert_with(|| Projection::new(name));
            let mut fresh = Vec::new();
            for head in heads {
                let known = projection.vector().0.get(&head.log.writer).copied().unwrap_or(0);
                if head.head.number <= known {
                    continue;
                }
                let mut entries = VecDeque::new();
                for segment in store.segments(&head.log, known).await? {
                    if segment.is_damaged {
                        // What comes after it is read once it is whole again.
                        news.damaged = true;
                        break;
                    }
                    entries.extend(segment.entries()?.into_iter().filter(|entry| entry.number > known));
                }
                news.entries += entries.len();
                fresh.push((head.log.writer, entries));
            }
            let changed = apply_in_order(projection, fresh, news.damaged)?;
            let standing = changed.iter().filter_map(|(table, id)| projection.get(*table, id));
            news.rows.extend(standing.map(|standing| standing.row.clone()));
        }
        Ok(news)
    }

    /// Whether this has read more than the store has now, because the store was restored.
    fn is_ahead_of(&self, heads: &BTreeMap<DocumentName, Vec<Head>>) -> bool {
        self.documents.values().any(|projection| {
            let heads = heads.get(&projection.document()).map_or(&[][..], Vec::as_slice);
            let has = |writer: &Writer, number: u64| {
                heads.iter().any(|head| head.log.writer == *writer && head.head.number >= number)
            };
            projection.vector().0.iter().any(|(writer, number)| !has(writer, *number))
        })
    }

    /// Updates a view with what was read, given the authorities that were `known` before.
    pub fn bring_up(&self, view: &mut Arc<OrgView>, news: &OrgNews, known: &Authorities) {
        if news.anew {
            *view = Arc::new(OrgView::of(self.documents.values(), known));
        } else if !news.rows.is_empty() {
            let view = Arc::make_mut(view);
            news.rows.iter().for_each(|row| view.take_in(row));
            view.follow(known);
            if news.rows.iter().any(|row| row.table() == Table::Units) {
                view.units = units_of(self.documents.values()).map(Arc::new);
            }
        }
    }
}

/// Applies entries of several logs, each after those it has seen. Where others are damaged, those that build on
/// them wait. Returns the keys they touch.
fn apply_in_order(
    projection: &mut Projection,
    mut fresh: Vec<(Writer, VecDeque<Entry>)>,
    damaged: bool,
) -> Result<BTreeSet<(Table, String)>, Refusal> {
    let mut changed = BTreeSet::new();
    loop {
        let mut applied = false;
        for (writer, entries) in &mut fresh {
            while let Some(entry) = entries.front() {
                let applied_number = |writer| projection.vector().0.get(writer).copied().unwrap_or(0);
                if entry.seen.iter().any(|point| point.number > applied_number(&point.writer)) {
                    break;
                }
                projection.apply(writer, entry)?;
                let known = |row: &Carried| Some((Table::from_name(row.table_name())?, row.id()));
                changed.extend(entry.puts.iter().filter_map(|put| known(&put.row)));
                entries.pop_front();
                applied = true;
            }
        }
        fresh.retain(|(_, entries)| !entries.is_empty());
        if fresh.is_empty() || (damaged && !applied) {
            return Ok(changed);
        }
        if !applied {
            return Err(Refusal::new(
                RefusalCode::UnknownDependency,
                format!(
                    "{}: an entry builds on one that the store does not have: run `cunbang doctor`",
                    projection.document()
                ),
            ));
        }
    }
}
