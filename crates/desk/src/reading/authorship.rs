//! Who wrote something 登记人: the person and the device, and when, as the log has it.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::persons::operators_in;
use crate::people::told_apart::told_apart;
use crate::people::viewer::Viewer;
use crate::writing::meetings::Person;
use cunbang_ledger::Writer;
use cunbang_model::named::PLACES_OF_PERSONS;
use cunbang_model::{Column, DeviceId, DocumentKind, DocumentName, Row, Table, Timestamp, UnitCode, record};
use cunbang_replica::blocking;
use cunbang_replica::reading::vector_of;
use cunbang_store::StoredSegment;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Who wrote a value, on which device, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Authorship {
    /// Who sat at the device, as signed: a member's id, an operator's, or the name of an office.
    pub operator: String,
    /// The person's name, where that is an id and the viewer may see the roster.
    pub operator_name: Option<String>,
    /// The device that wrote it.
    pub device: DeviceId,
    /// The device's unit, once its certificate is here.
    pub unit: Option<UnitCode>,
    /// What people call the device.
    pub label: Option<String>,
    /// When it was written, by the device's clock: shown, not trusted.
    pub written_at: Option<Timestamp>,
    /// When it came into this store.
    pub stored_at: Timestamp,
}

impl Authorship {
    /// Who wrote it, as people call that person.
    pub fn person(&self) -> &str {
        self.operator_name.as_deref().unwrap_or(&self.operator)
    }
}

/// Names by id: those of members, and of others who work at the village's devices.
pub type MemberNames = BTreeMap<String, String>;

/// What the entries of a document say of their writers.
#[derive(Debug, Default)]
pub(crate) struct Entries(HashMap<(Writer, u64), Said>);

#[derive(Debug)]
struct Said {
    operator: String,
    claimed_at_seconds: i64,
    stored_at: Timestamp,
}

impl Entries {
    fn of(segments: &[StoredSegment]) -> Result<Self, DeskError> {
        let mut entries = HashMap::new();
        for segment in segments {
            for entry in segment.entries()? {
                let said = Said {
                    operator: entry.operator,
                    claimed_at_seconds: entry.claimed_at_seconds,
                    stored_at: segment.received_at,
                };
                entries.insert((segment.log.writer, entry.number), said);
            }
        }
        Ok(Self(entries))
    }
}

impl Desk {
    /// What the entries of a document say of their writers.
    pub(crate) async fn entries_of(&self, document: DocumentName) -> Result<Arc<Entries>, DeskError> {
        let store = self.replica().store();
        if document.kind() != DocumentKind::Bulletin {
            let segments = store.document_segments(&document).await?;
            return blocking(move || Entries::of(&segments).map(Arc::new)).await?;
        }
        let vector = vector_of(&**store, &document).await?;
        if let Some(known) = self.histories.entries.take(&document, &vector) {
            return Ok(known);
        }
        let segments = store.document_segments(&document).await?;
        let entries = Arc::new(blocking(move || Entries::of(&segments)).await??);
        self.histories.entries.put(document, vector, &entries);
        Ok(entries)
    }

    /// Who wrote an entry; none where it is not here.
    pub(crate) fn authorship(
        &self,
        entries: &Entries,
        writer: &Writer,
        entry: u64,
        names: &MemberNames,
    ) -> Option<Authorship> {
        let said = entries.0.get(&(*writer, entry))?;
        let (org, own) = (self.replica().org(), self.replica().identity());
        let own = Some(own.certificate()).filter(|own| own.device == writer.device);
        let certificate = org.certificate(writer.device).or(own);
        Some(Authorship {
            operator: said.operator.clone(),
            operator_name: names.get(&said.operator).cloned(),
            device: writer.device,
            unit: certificate.map(|certificate| certificate.unit),
            label: certificate.map(|certificate| org.called(certificate)),
            written_at: Timestamp::from_second(said.claimed_at_seconds).ok(),
            stored_at: said.stored_at,
        })
    }

    /// The names of this unit's members, as far as they are here: for whoever sits at this device.
    pub async fn names_here(&self) -> Result<MemberNames, DeskError> {
        self.names_for(&Viewer::operator(self.replica(), ""), self.replica().unit()).await
    }

    /// The names of a unit's members and operators by id, those who left too: none where the viewer may not see the roster, or it
    /// does not come here.
    pub(crate) async fn names_for(&self, viewer: &Viewer, unit: UnitCode) -> Result<MemberNames, DeskError> {
        if viewer.check_document(DocumentKind::Roster, unit).is_err() {
            return Ok(MemberNames::new());
        }
        let Some(roster) = self.roster(unit).await? else { return Ok(MemberNames::new()) };
        let members = roster.table(Table::Members).filter_map(|standing| standing.row.record::<record::Member>());
        let mut names: MemberNames = operators_in(&roster).map(|one| (one.operator, one.name)).collect();
        names.extend(members.map(|member| (member.member, member.name)));
        if !names.is_empty() {
            viewer.note_if_personal(&roster.document());
        }
        Ok(names)
    }
}

impl Desk {
    /// The same, of several members of one name each with what tells them apart, as the pages name them.
    pub(crate) async fn names_apart(&self, viewer: &Viewer, unit: UnitCode) -> Result<MemberNames, DeskError> {
        let mut names = self.names_for(viewer, unit).await?;
        let Some(roster) = self.roster(unit).await?.filter(|_| !names.is_empty()) else { return Ok(names) };
        let members = roster.table(Table::Members).filter_map(|standing| standing.row.record::<record::Member>());
        let people: Vec<Person> = members.map(|member| Person::of_roster(member, true)).collect();
        names.extend(people.iter().map(|person| (person.member.clone(), told_apart(person, &people))));
        Ok(names)
    }
}

/// Whether a member's id stands in a column, or may.
pub fn names_member(table: Table, column: &Column) -> bool {
    column.refers_to == Some(Table::Members)
        || (column.name == "member" && table == Table::Standing)
        || PLACES_OF_PERSONS.contains(&(table, column.name))
}

/// The persons that a row names, by id, as far as their names are known.
pub(crate) fn named_in(row: &Row, names: &MemberNames) -> MemberNames {
    let columns = row.table().columns().iter().filter(|column| names_member(row.table(), column));
    let ids = columns.filter_map(|column| row.text(column.name));
    ids.filter_map(|id| Some((id.to_owned(), names.get(id)?.clone()))).collect()
}
