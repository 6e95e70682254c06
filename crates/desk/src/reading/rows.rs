//! Rows 台账明细: what stands in a table of a unit, row by row, with who wrote each, how far it was received, and what
//! needs somebody to choose. What a page of a table shows, and what a search finds.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::node::status::Mark;
use crate::people::viewer::Viewer;
use crate::reading::authorship::{Authorship, Entries, MemberNames, named_in};
use crate::reading::order::WrittenOrder;
use crate::reading::texts::{brief_with, chinese, meeting_in_words, meeting_of};
use crate::writing::record::RecordError;
use crate::writing::upon::version_of;
use cunbang_ledger::{LogId, Projection, Receipt, Standing};
use cunbang_model::period::half_width;
use cunbang_model::schema::Placement;
use cunbang_model::{Carried, Date, DocumentKind, DocumentName, Period, Row, Table, UnitCode};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which of the rows are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowFilter {
    /// Words, each of which stands somewhere in the row: in a text, an id, a word of choice in either language, a
    /// date (`2026-07-03`, `7月3日`), a member's name as far as names are shown, or the reason of a withdrawal.
    pub search: String,
    /// Which of the withdrawn ones.
    pub withdrawn: ShownWithdrawn,
    /// Only rows that stand with several values.
    pub only_conflicts: bool,
    /// Only rows of this day or a later one, by the day that places them in a quarter.
    pub from: Option<Date>,
    /// Only rows of this day or an earlier one.
    pub until: Option<Date>,
    /// How many of those that match are passed over.
    pub start: usize,
    /// The most that are given; none gives all.
    pub count: Option<usize>,
}

/// Whether withdrawn rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShownWithdrawn {
    /// Not.
    #[default]
    Hidden,
    /// Among the others.
    Too,
    /// They alone.
    Only,
}

/// Rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowsView {
    /// The unit that they are about.
    pub unit: UnitCode,
    /// The table.
    pub table: Table,
    /// How many match.
    pub count: usize,
    /// Those asked for: the newest quarter first, in it by day and then id.
    pub rows: Vec<ListedRow>,
}

/// A row that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedRow {
    /// Where it stands.
    pub document: DocumentName,
    /// Its key: `table/id`.
    pub key: String,
    /// Its id within the table.
    pub id: String,
    /// The day by which it belongs to its quarter; of a mark of attendance, the meeting's.
    pub day: Option<Date>,
    /// What stands there. Of several values, the one that all nodes show until somebody chooses.
    pub row: Row,
    /// The meeting that it names, where that is here.
    #[serde(skip)]
    pub meeting: Option<Row>,
    /// The names of the members that it names, by id; none where the viewer may not see the roster.
    pub members: MemberNames,
    /// Who wrote it.
    pub written: Option<Authorship>,
    /// How far it was received.
    pub mark: Mark,
    /// The reason, if it is withdrawn.
    pub withdrawn: Option<String>,
    /// Whether it stands with several values: `Desk::conflict` shows them all.
    pub in_conflict: bool,
    /// What stands, in a few digits: what a change of it says that it was made from.
    #[serde(skip)]
    pub version: String,
}

impl ListedRow {
    /// The row in a line for people, without its id; a member by the name alone.
    pub fn said(&self) -> String {
        said(&self.row, &self.members, self.meeting.as_ref())
    }

    /// The meeting that it names, as people call it; none where it names none, or that is not here.
    pub fn meeting_in_words(&self) -> Option<String> {
        self.meeting.as_ref().map(meeting_in_words)
    }
}

/// A row in a line for people, without its id; a member by the name alone, and the meeting that it names as people call it.
pub fn said(row: &Row, members: &MemberNames, meeting: Option<&Row>) -> String {
    match row.text("name").filter(|_| row.table() == Table::Members) {
        Some(name) => name.to_owned(),
        None => brief_with(row, members, meeting),
    }
}

impl Desk {
    /// The rows that stand in a table of a unit (the usual one unless another is named), in the documents of a period
    /// or in all; of a month, those whose day lies in it. Whoever a document comes to may see them; members have names
    /// where the viewer may see the roster.
    pub async fn rows(
        &self,
        viewer: &Viewer,
        table: Table,
        unit: Option<UnitCode>,
        period: Option<Period>,
        filter: &RowFilter,
    ) -> Result<RowsView, DeskError> {
        let unit = unit.unwrap_or_else(|| self.usual_unit(viewer));
        viewer.check_document(table.document(), self.home_of(table, unit))?;
        let names = self.names_for(viewer, unit).await?;
        let mut matching = Vec::new();
        for document in self.documents_of(table, unit, period).await? {
            let projection = self.replica().projection(document).await?;
            let mut of_document: Vec<(Option<Date>, Standing)> = projection
                .table(table)
                .filter(|standing| document.kind() != DocumentKind::Org || standing.row.unit().is_within(&unit))
                .map(|standing| (day_of(&standing.row, &projection), standing.clone()))
                .filter(|(day, standing)| is_of(period, *day) && filter.takes(standing, *day, &projection, &names))
                .collect();
            if !of_document.is_empty() {
                viewer.note_if_personal(&document);
            }
            // Nobody sees the order of what is only counted, nor that of lists that units above keep.
            let is_typed = filter.count != Some(0) && document.kind() != DocumentKind::Org && of_document.len() > 1;
            let order = if is_typed { self.written_order(document).await? } else { WrittenOrder::default() };
            of_document.sort_by(|(day, one), (other_day, other)| {
                let by_id = || natural(&one.row.id()).cmp(&natural(&other.row.id()));
                let written = || order.of(&one.row.key()).cmp(&order.of(&other.row.key()));
                day.cmp(other_day).then_with(written).then_with(by_id)
            });
            matching.extend(of_document.into_iter().map(|(day, standing)| (document, day, standing)));
        }
        let count = matching.len();
        let wanted = matching.into_iter().skip(filter.start).take(filter.count.unwrap_or(usize::MAX));
        let mut about: BTreeMap<DocumentName, (Projection, Arc<Entries>, Vec<Receipt>)> = BTreeMap::new();
        let mut rows = Vec::new();
        for (document, day, standing) in wanted {
            if let std::collections::btree_map::Entry::Vacant(vacant) = about.entry(document) {
                let receipts = self.replica().store().receipts(&document).await?;
                vacant.insert((self.replica().projection(document).await?, self.entries_of(document).await?, receipts));
            }
            if let Some((projection, entries, receipts)) = about.get(&document) {
                rows.push(self.listed(&standing, day, projection, entries, receipts, &names));
            }
        }
        Ok(RowsView { unit, table, count, rows })
    }

    /// One row: that in the newest document of the period, or of all, which has a row with the id.
    pub async fn row(
        &self,
        viewer: &Viewer,
        table: Table,
        unit: Option<UnitCode>,
        id: &str,
        period: Option<Period>,
    ) -> Result<ListedRow, DeskError> {
        let unit = unit.unwrap_or_else(|| self.usual_unit(viewer));
        viewer.check_document(table.document(), self.home_of(table, unit))?;
        for document in self.documents_of(table, unit, period).await? {
            let projection = self.replica().projection(document).await?;
            let Some(standing) = projection.get(table, id) else { continue };
            viewer.note_if_personal(&document);
            let names = self.names_for(viewer, unit).await?;
            let (entries, day) = (self.entries_of(document).await?, day_of(&standing.row, &projection));
            let receipts = self.replica().store().receipts(&document).await?;
            return Ok(self.listed(standing, day, &projection, &entries, &receipts, &names));
        }
        Err(RecordError::NoSuchRow { unit, table, id: id.to_owned() }.into())
    }

    /// What rows say, each in a line, by document and key, as far as they are here.
    pub async fn said_of(
        &self,
        viewer: &Viewer,
        rows: &[(DocumentName, &str)],
    ) -> Result<BTreeMap<(DocumentName, String), String>, DeskError> {
        let mut keys: BTreeMap<DocumentName, Vec<&str>> = BTreeMap::new();
        for (document, key) in rows {
            keys.entry(*document).or_default().push(key);
        }
        let mut found = BTreeMap::new();
        for (document, keys) in keys {
            if viewer.check_document(document.kind(), document.unit()).is_err() {
                continue;
            }
            let projection = self.replica().projection(document).await?;
            let names = self.names_for(viewer, document.unit()).await?;
            for key in keys {
                let Some((table, id)) = key.split_once('/') else { continue };
                let standing = Table::from_name(table).and_then(|table| projection.get(table, id));
                if let Some(standing) = standing {
                    found.insert(
                        (document, key.to_owned()),
                        said(&standing.row, &names, meeting_of(&standing.row, &projection)),
                    );
                }
            }
        }
        Ok(found)
    }

    fn listed(
        &self,
        standing: &Standing,
        day: Option<Date>,
        projection: &Projection,
        entries: &Entries,
        receipts: &[Receipt],
        names: &MemberNames,
    ) -> ListedRow {
        let (row, document) = (&standing.row, projection.document());
        let log = LogId { document, writer: standing.operation.writer };
        ListedRow {
            document,
            key: row.key(),
            id: row.id(),
            day,
            members: named_in(row, names),
            written: self.authorship(entries, &log.writer, standing.entry, names),
            mark: self.reach([(log, standing.entry)], receipts).mark(),
            withdrawn: row.withdrawal().map(str::to_owned),
            in_conflict: projection.values(row.table(), &row.id()).len() > 1,
            version: version_of(projection.values(row.table(), &row.id())),
            meeting: meeting_of(row, projection).cloned(),
            row: row.clone(),
        }
    }
}

impl RowFilter {
    fn takes(&self, standing: &Standing, day: Option<Date>, projection: &Projection, names: &MemberNames) -> bool {
        let row = &standing.row;
        let by_withdrawal = match self.withdrawn {
            ShownWithdrawn::Hidden => !row.is_withdrawn(),
            ShownWithdrawn::Too => true,
            ShownWithdrawn::Only => row.is_withdrawn(),
        };
        let values = projection.values(row.table(), &row.id());
        // Of a row that some have withdrawn and others not, somebody has to choose: it is never hidden.
        let by_withdrawal = by_withdrawal || values.len() > 1;
        let by_conflict = !self.only_conflicts || values.len() > 1;
        let by_day = self.from.is_none_or(|from| day.is_some_and(|day| day >= from))
            && self.until.is_none_or(|until| day.is_some_and(|day| day <= until));
        by_withdrawal && by_conflict && by_day && self.finds(values, names)
    }

    fn finds(&self, values: &[Standing], names: &MemberNames) -> bool {
        let search = plain(&self.search);
        let mut words = search.split_whitespace().peekable();
        if words.peek().is_none() {
            return true;
        }
        let said: Vec<String> = values.iter().map(|value| plain(&said_in(&value.row, names))).collect();
        words.all(|word| said.iter().any(|said| said.contains(word)))
    }
}

/// Everything that stands in a row, as people may look for it, one thing a line.
fn said_in(row: &Row, names: &MemberNames) -> String {
    let mut said = vec![row.id()];
    said.extend(Carried::from(row.clone()).texts().into_iter().map(|(_, text)| text));
    for column in row.table().columns() {
        said.extend(row.text(column.name).and_then(|word| chinese(row.table(), column, word)).map(str::to_owned));
        if let Some(day) = row.date(column.name) {
            said.push(format!("{}年{}月{}日", day.year(), day.month(), day.day()));
        }
    }
    said.extend(named_in(row, names).into_values());
    said.join("\n")
}

/// As it is compared: half-width, in small letters.
fn plain(text: &str) -> String {
    text.chars().map(half_width).flat_map(char::to_lowercase).collect()
}

/// The day of a row; that of the meeting where it goes with one.
pub(crate) fn day_of(row: &Row, projection: &Projection) -> Option<Date> {
    match row.table().placement() {
        Placement::With(column) => projection.get(Table::Meetings, row.text(column)?)?.row.day(),
        _ => row.day(),
    }
}

/// Whether a day belongs to what was asked for: documents are by quarter, so only a month or a week leaves rows out.
fn is_of(period: Option<Period>, day: Option<Date>) -> bool {
    match period {
        Some(part @ (Period::Week(..) | Period::Month(..))) => day.is_none_or(|day| part.contains_day(day)),
        _ => true,
    }
}

/// An id in the order in which people count: `d2` before `d10`.
fn natural(id: &str) -> Vec<(String, u64)> {
    let mut parts = vec![(String::new(), 0_u64)];
    let mut in_number = false;
    for character in id.chars() {
        if let (Some(digit), Some((_, number))) = (character.to_digit(10), parts.last_mut()) {
            *number = number.saturating_mul(10).saturating_add(u64::from(digit));
            in_number = true;
        } else {
            if in_number {
                parts.push((String::new(), 0));
                in_number = false;
            }
            if let Some((text, _)) = parts.last_mut() {
                text.push(character);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stand_as_people_count() {
        let mut ids = ["d10", "d2", "t8/m11", "t8/m2", "d1b"];
        ids.sort_by_key(|id| natural(id));
        assert_eq!(ids, ["d1b", "d2", "d10", "t8/m2", "t8/m11"]);
    }
}
