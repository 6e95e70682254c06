//! Writing upon what was seen 据以修改: whoever changes a row says what stood there when they began. What somebody else
//! wrote meanwhile is not written over; both are shown, and a person chooses.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::reading::authorship::{Authorship, MemberNames, named_in};
use crate::reading::texts::brief;
use crate::writing::operations::{Doing, OperationKind};
use crate::writing::record::RecordError;
use crate::writing::withdraw::{Withdrawal, Withdrawn};
use cunbang_ledger::{Entered, Hash, LogId, OperationId, Standing};
use cunbang_model::{DocumentName, Period, Row};
use std::collections::BTreeSet;

/// How many digits name what stands.
const DIGITS: usize = 16;

/// What came of writing a row.
#[derive(Debug)]
pub enum Written {
    /// It stands.
    Kept {
        /// What stands of it now: what the next change is made from.
        version: String,
    },
    /// Nothing was kept, as the row had been changed.
    Changed(Box<Clash>),
}

/// A row that somebody changed while another person was changing it.
#[derive(Debug)]
pub struct Clash {
    /// What stands.
    pub standing: Row,
    /// Who wrote that.
    pub written: Option<Authorship>,
    /// What was to be written.
    pub row: Row,
    /// The names of the members that either names, by id.
    pub members: MemberNames,
    /// What stands, as whoever writes over it all the same has to say.
    pub version: String,
}

impl Clash {
    /// What stands, in a line.
    pub fn said(&self) -> String {
        brief(&self.standing, &self.members)
    }
}

/// What stands under a key, in a few digits: other values have others. Of nothing, nothing.
pub(crate) fn version_of(values: &[Standing]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let named = |value: &Standing| format!("{}@{}\n", value.operation.counter, value.operation.writer);
    let mut operations: Vec<String> = values.iter().map(named).collect();
    operations.sort_unstable();
    let parts: Vec<&[u8]> = operations.iter().map(String::as_bytes).collect();
    Hash::of(&parts).to_string().chars().take(DIGITS).collect()
}

impl Desk {
    /// Records one row where it belongs, if what stands there is what was `seen`: a row's version
    /// ([`crate::ListedRow::version`]), or nothing where nothing stood. What was withdrawn counts as nothing for whoever
    /// did not see it. Of a row that does not tell its quarter, see [`Desk::record`].
    pub async fn record_upon(
        &self,
        operator: &str,
        row: Row,
        quarter: Option<Period>,
        seen: &str,
    ) -> Result<Written, DeskError> {
        self.record_upon_in(operator, row, quarter, seen, None).await
    }

    /// The same of one of several rows that come at one go, such as a block that was pasted: what has the same `group`
    /// is one operation, and is taken back as one.
    pub async fn record_upon_in(
        &self,
        operator: &str,
        row: Row,
        quarter: Option<Period>,
        seen: &str,
        group: Option<&str>,
    ) -> Result<Written, DeskError> {
        let (table, id, key) = (row.table(), row.id(), row.key());
        let documents = self.placed(operator, std::slice::from_ref(&row), quarter).await?;
        // As it is kept: persons by id.
        let own =
            documents.iter().find_map(|(document, rows)| Some((*document, rows.iter().find(|one| one.key() == key)?)));
        let Some((document, row)) = own.map(|(document, row)| (document, row.clone())) else {
            return Ok(Written::Kept { version: String::new() });
        };
        let projection = self.replica().projection(document).await?;
        let values = projection.values(table, &id);
        let stands = |value: &Standing| value.row == row;
        let is_new = values.iter().all(|value| value.row.is_withdrawn()) && seen.is_empty();
        let is_settled = is_new || values.is_empty() || (values.len() == 1 && stands(&values[0]));
        if !is_settled && version_of(values) != seen {
            return Ok(Written::Changed(Box::new(self.clash(operator, document, values, row).await?)));
        }
        // What comes between this look and the writing stays beside, for somebody to choose.
        let over: BTreeSet<OperationId> = values.iter().map(|value| value.operation).collect();
        let entered = |row: Row| {
            let over = (row.key() == key).then(|| over.clone());
            Entered { row, over }
        };
        let entered =
            documents.into_iter().map(|(document, rows)| (document, rows.into_iter().map(entered).collect())).collect();
        let doing = Doing::new(OperationKind::Record, &key).in_group(group);
        self.issue_entered(operator, entered, &doing).await?;
        let projection = self.replica().projection(document).await?;
        Ok(Written::Kept { version: version_of(projection.values(table, &id)) })
    }

    /// Takes back a row, if what stands is what was `seen`.
    pub async fn take_back_upon(
        &self,
        operator: &str,
        wanted: Withdrawal<'_>,
        seen: &str,
    ) -> Result<Withdrawn, DeskError> {
        let viewer = Viewer::operator(self.replica(), operator);
        let stands = self.row(&viewer, wanted.table, wanted.unit, wanted.id, wanted.period).await?;
        if stands.version != seen {
            return Err(RecordError::Changed { row: stands.said() }.into());
        }
        self.take_back(operator, wanted).await
    }

    async fn clash(
        &self,
        operator: &str,
        document: DocumentName,
        values: &[Standing],
        row: Row,
    ) -> Result<Clash, DeskError> {
        let viewer = Viewer::operator(self.replica(), operator);
        let names = self.names_for(&viewer, document.unit()).await?;
        let entries = self.entries_of(document).await?;
        let shown = &values[0];
        let log = LogId { document, writer: shown.operation.writer };
        let mut members = named_in(&shown.row, &names);
        members.extend(named_in(&row, &names));
        Ok(Clash {
            written: self.authorship(&entries, &log.writer, shown.entry, &names),
            standing: shown.row.clone(),
            version: version_of(values),
            members,
            row,
        })
    }
}
