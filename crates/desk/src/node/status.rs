//! Status 状态: what is here, how far it was received, and what needs a person.

use crate::assessment::left_out::LeftOut;
use crate::assessment::public_log::PublicLogTrouble;
use crate::assessment::run_notes::Unlisted;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::reading::unread::UnreadRows;
use crate::village::gaps::Gap;
use cunbang_ledger::{LogId, Receipt, RefusalCode};
use cunbang_model::shown::in_line;
use cunbang_model::{
    Date, DeviceId, DocumentKind, DocumentName, Period, Role, Row, Timestamp, UnitCode, access, clock,
};
use cunbang_replica::MissingEntries;
use cunbang_replica::doctor::DoctorFault;
use cunbang_store::{ForkEvidence, Head, Incident, Quarantined, Selection};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// How many incidents and refused pieces are listed.
const RECENT: usize = 10;

/// How far something was received. A mark never says more than there are receipts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// ✓ saved here.
    Saved,
    /// ✓✓ received by a node between the unit and the root.
    Received,
    /// ✓✓✓ received by the root.
    ReceivedByRoot,
}

impl Serialize for Mark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Mark {
    /// As people see it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Saved => "✓",
            Self::Received => "✓✓",
            Self::ReceivedByRoot => "✓✓✓",
        }
    }
}

/// How far the entries of a document were received.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Entries here.
    pub here: u64,
    /// Of these, received by a node between the unit and the root.
    pub below_root: u64,
    /// Of these, received by a node of the root.
    pub root: u64,
}

impl Reach {
    /// The mark that a person sees.
    pub fn mark(self) -> Mark {
        if self.here == self.root {
            Mark::ReceivedByRoot
        } else if self.here == self.below_root.max(self.root) {
            Mark::Received
        } else {
            Mark::Saved
        }
    }
}

/// A document, and how far it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentStatus {
    /// The document.
    pub document: DocumentName,
    /// How far.
    pub reach: Reach,
    /// Whether it goes up to the root at all: a roster stays with the village and the node above it.
    pub goes_to_root: bool,
    /// Whether a node between its unit and the root holds it: directly below the root there is none.
    pub goes_between: bool,
}

impl Serialize for DocumentStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("DocumentStatus", 5)?;
        fields.serialize_field("document", &self.document)?;
        fields.serialize_field("entries", &self.reach.here)?;
        // Nobody waits for the receipt of a node that there is not.
        fields.serialize_field("township", &self.goes_between.then_some(self.reach.below_root))?;
        // What stays with the village and its township has no receipt of the county to wait for.
        fields.serialize_field("county", &self.goes_to_root.then_some(self.reach.root))?;
        fields.serialize_field("mark", &self.reach.mark())?;
        fields.end()
    }
}

/// A row that stands with several values; someone has to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Where it stands.
    pub document: DocumentName,
    /// Its key.
    pub row: String,
    /// Its values.
    pub values: Vec<Row>,
}

/// Something that happened to the node and that a person should know of: an incident, a refused piece, an entry
/// that exists twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What, in one word.
    pub kind: String,
    /// What, in words.
    pub message: String,
}

impl From<Incident> for Event {
    fn from(incident: Incident) -> Self {
        Self { at: incident.at, kind: incident.kind, message: in_line(&incident.message).into_owned() }
    }
}

impl From<Quarantined> for Event {
    fn from(refused: Quarantined) -> Self {
        Self { at: refused.at, kind: refused.code.to_string(), message: refused.message }
    }
}

/// What a node is and has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Its unit.
    pub unit: UnitCode,
    /// The unit's name, once the tree is here.
    pub name: Option<String>,
    /// Its role.
    pub role: Role,
    /// What people call the device.
    pub label: String,
    /// Its device.
    pub device: DeviceId,
    /// The last day of its certificate, by the county's clock.
    pub certificate_expires_on: Date,
    /// Whether that is over.
    pub certificate_expired: bool,
    /// Whether the device was revoked.
    pub revoked: bool,
    /// The top of the tree.
    pub root: UnitCode,
    /// That the unit was withdrawn from the county's list.
    pub unlisted: Option<Unlisted>,
    /// The number of the feed's last item.
    pub feed_number: u64,
    /// How many units there are, once the tree is here.
    pub units: Option<usize>,
    /// How many devices are enrolled.
    pub devices: usize,
    /// The documents, and how far each was received.
    pub documents: Vec<DocumentStatus>,
    /// Rows that stand with several values.
    pub conflicts: Vec<Conflict>,
    /// What would not count of the quarters that are not sealed.
    pub gaps: Vec<Gap>,
    /// What is kept here, of any unit, and not counted, as a newer program wrote it.
    pub unread: Vec<UnreadRows>,
    /// Entries that this device has written and that its store lacks.
    pub missing: Vec<MissingEntries>,
    /// How many of the documents that it lacks nobody else who is enrolled may hold.
    pub missing_for_nobody: usize,
    /// What is damaged in the store, and only other nodes can give back.
    pub damaged: Vec<String>,
    /// What else is wrong in the store, as rounds have found.
    pub faults: Vec<DoctorFault>,
    /// What is wrong about the public logs of units above.
    pub public_log_troubles: Vec<PublicLogTrouble>,
    /// What published runs left out.
    pub left_out: Vec<LeftOut>,
    /// When everything in the store was last looked through.
    pub looked_through_at: Option<Timestamp>,
    /// The newest incidents.
    pub incidents: Vec<Event>,
    /// The newest pieces that were refused.
    pub refused: Vec<Event>,
    /// The newest entries that exist twice.
    pub forks: Vec<Event>,
}

impl Status {
    /// Keeps of what stands by periods only what is of one: documents, conflicts and gaps. What has no period stays.
    pub fn narrow(&mut self, period: Period) {
        let is_of =
            |document: &DocumentName| document.period().is_none_or(|one| period.contains(one) || one.contains(period));
        self.documents.retain(|one| is_of(&one.document));
        self.conflicts.retain(|one| is_of(&one.document));
        self.gaps.retain(|gap| period.contains(gap.period) || gap.period.contains(period));
    }
}

impl Desk {
    /// What is here: of this unit's documents and those that this device writes, or with `below` of those of
    /// every unit below too.
    pub async fn status(&self, below: bool) -> Result<Status, DeskError> {
        let replica = self.replica();
        let (identity, org, store) = (replica.identity(), replica.org(), replica.store());
        let certificate = identity.certificate();
        let documents = self.reaches(below).await?;
        let conflicts = self.conflicts(documents.iter().map(|one| one.document)).await?;
        let gaps = match self.open_gaps().await {
            // What is damaged is named by itself, and must not hide the rest.
            Err(DeskError::Replica(error)) if error.is_damage() => Vec::new(),
            gaps => gaps?,
        };
        let unlisted = match self.unlisted().await {
            Err(DeskError::Replica(error)) if error.is_damage() => None,
            unlisted => unlisted?,
        };
        let (faults, unread) = (self.known_faults().await?, self.unread().await?);
        // After the rest was read: what that came across is named.
        replica.look_for_damage().await?;
        Ok(Status {
            unit: certificate.unit,
            name: org.units().map(|units| units.name(certificate.unit)),
            role: certificate.role,
            label: certificate.label.clone(),
            device: certificate.device,
            certificate_expires_on: clock::county_date(certificate.not_after),
            certificate_expired: certificate.is_expired(replica.now()),
            revoked: org.is_revoked(certificate.device) || !replica.said_revoked_by().await?.is_empty(),
            root: replica.root(),
            unlisted,
            feed_number: store.feed_end().await?.number,
            units: org.units().map(|units| units.len()),
            devices: org.devices().filter(|device| !org.is_revoked(device.device)).count(),
            documents,
            conflicts,
            gaps,
            unread,
            missing: replica.missing(),
            missing_for_nobody: replica.missing_for_nobody(),
            damaged: replica.damaged(),
            faults,
            public_log_troubles: self.public_log_troubles().await?,
            left_out: self.left_out_of_runs().await?,
            looked_through_at: self.rounds().await?.completed_at,
            incidents: events(store.incidents(RECENT).await?),
            refused: events(store.quarantined(RECENT).await?),
            forks: self.fork_events().await?,
        })
    }

    /// Logs of which two branches were seen, the newest first: somebody wrote on a copy of a device.
    pub async fn fork_events(&self) -> Result<Vec<Event>, DeskError> {
        let forks = self.replica().store().forks(RECENT).await?;
        Ok(forks.iter().map(|fork| self.fork_event(fork)).collect())
    }

    fn fork_event(&self, fork: &ForkEvidence) -> Event {
        let message = self.replica().fork_told(&fork.log, fork.number);
        Event { at: fork.at, kind: RefusalCode::Fork.to_string(), message }
    }

    async fn reaches(&self, below: bool) -> Result<Vec<DocumentStatus>, DeskError> {
        let replica = self.replica();
        let own = replica.unit();
        let mut heads: BTreeMap<DocumentName, Vec<Head>> = BTreeMap::new();
        for head in replica.store().heads(&Selection::under(own)).await? {
            if below || head.log.document.unit() == own {
                heads.entry(head.log.document).or_default().push(head);
            }
        }
        // Score sheets come down: nobody waits for their receipts.
        let is_on_its_way = |document: &DocumentName| document.kind() != DocumentKind::Sheet;
        // An inspector's own writing is about units below its own.
        for head in replica.store().heads_of_device(&replica.device()).await? {
            let of_document = heads.entry(head.log.document).or_default();
            if !of_document.iter().any(|known| known.log == head.log) {
                of_document.push(head);
            }
        }
        let mut documents = Vec::with_capacity(heads.len());
        for (document, heads) in heads.into_iter().filter(|(document, _)| is_on_its_way(document)) {
            let receipts = replica.store().receipts(&document).await?;
            let goes_to_root = access::may_hold(replica.root(), &document);
            let reach = self.reach(heads.iter().map(|head| (head.log, head.head.number)), &receipts);
            let goes_between = replica.role() == Role::Node || self.has_units_between(document.unit());
            documents.push(DocumentStatus { document, reach, goes_to_root, goes_between });
        }
        Ok(documents)
    }

    /// How far logs, each up to a number, were received.
    pub(crate) fn reach(&self, logs: impl IntoIterator<Item = (LogId, u64)>, receipts: &[Receipt]) -> Reach {
        let replica = self.replica();
        let root = replica.root();
        let most = |log: &LogId, by_root: bool| {
            let of_log = receipts.iter().filter(|receipt| receipt.log == *log && (receipt.unit == root) == by_root);
            of_log.map(|receipt| receipt.number).max().unwrap_or(0)
        };
        let mut reach = Reach::default();
        for (log, here) in logs {
            // What a node wrote itself is where it is without anybody's receipt.
            let is_own = replica.role() == Role::Node && log.writer.device == replica.device();
            let is_of_root = replica.unit() == root;
            reach.here += here;
            reach.below_root += if is_own && !is_of_root { here } else { most(&log, false).min(here) };
            reach.root += if is_own && is_of_root { here } else { most(&log, true).min(here) };
        }
        reach
    }

    async fn conflicts(&self, documents: impl Iterator<Item = DocumentName>) -> Result<Vec<Conflict>, DeskError> {
        let mut found = Vec::new();
        for document in documents {
            let projection = match self.replica().projection(document).await {
                Ok(projection) => projection,
                // What is damaged is named by itself, and must not hide the rest.
                Err(error) if error.is_damage() => continue,
                Err(error) => return Err(error.into()),
            };
            for values in projection.conflicts() {
                let row = values.first().map(|value| value.row.key()).unwrap_or_default();
                found.push(Conflict { document, row, values: values.iter().map(|value| value.row.clone()).collect() });
            }
        }
        Ok(found)
    }
}

fn events(found: Vec<impl Into<Event>>) -> Vec<Event> {
    found.into_iter().map(Into::into).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_never_says_more_than_the_receipts() {
        let mark = |here, below_root, root| Reach { here, below_root, root }.mark().as_str();
        assert_eq!(mark(5, 0, 0), "✓");
        assert_eq!(mark(5, 4, 0), "✓");
        assert_eq!(mark(5, 5, 0), "✓✓");
        assert_eq!(mark(5, 5, 4), "✓✓");
        assert_eq!(mark(5, 0, 5), "✓✓✓");
        assert_eq!(mark(5, 5, 5), "✓✓✓");
    }
}
