//! Operations 操作: what people at this device wrote at one go, such as an import with all of its rows, so that it can
//! be found again and taken back as a whole.
//!
//! The log has it all: entries of one operation have one operator and one time. What else is known of it, what it was,
//! which file it read, and where exactly it ends, is noted in a setting of the store, in the very transaction that
//! records the rows. Notes are this store's own: after a loss the log alone tells operations, by operator and second.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::people::viewer::Viewer;
use crate::reading::authorship::MemberNames;
use crate::reading::texts::brief;
use crate::writing::by_hand::is_by_hand;
use crate::writing::import_preview::{meeting_said, with_meeting};
use cunbang_ledger::{Entered, Entry, LogId, OperationId};
use cunbang_model::schema::Rights;
use cunbang_model::{Carried, DocumentKind, DocumentName, Period, Row, Table, Timestamp, UnitCode, clock};
use cunbang_replica::blocking;
use cunbang_replica::record::{Noted, Span};
use cunbang_store::StoredSegment;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The setting with the notes, the newest last.
const OPERATIONS: &str = "operations";
/// How many notes are kept: of imports, and of the rest.
const MOST_NOTES: usize = 256;
/// How many characters of a group's name are kept.
const MOST_OF_A_GROUP: usize = 64;
/// What is written later than this after the last of a sitting begins another.
const SITTING_SECONDS: i64 = 30 * 60;
/// How many units are named in an audited change of the list.
const MOST_AUDITED: usize = 20;
/// How many operations are listed, and can be named.
const MOST_LISTED: usize = 5_000;

/// What an operation was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// 导入: rows of a file.
    Import,
    /// 登记: one row, written by hand.
    Record,
    /// 撤回: a row, with a reason.
    Withdraw,
    /// 恢复: a row that was withdrawn.
    Reinstate,
    /// 选定: one of several values of a row.
    Resolve,
    /// 撤销: an operation, taken back.
    Undo,
    /// 其他: rows of which no more is known here.
    #[serde(other)]
    Other,
}

impl OperationKind {
    /// As people see it.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Import => "导入",
            Self::Record => "登记",
            Self::Withdraw => "撤回",
            Self::Reinstate => "恢复",
            Self::Resolve => "选定",
            Self::Undo => "撤销",
            Self::Other => "其他",
        }
    }

    /// The word in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Record => "record",
            Self::Withdraw => "withdraw",
            Self::Reinstate => "reinstate",
            Self::Resolve => "resolve",
            Self::Undo => "undo",
            Self::Other => "other",
        }
    }
}

/// What is being done, to be noted with what it writes.
#[derive(Debug, Clone)]
pub(crate) struct Doing {
    kind: OperationKind,
    title: String,
    group: Option<String>,
    /// Whether the group ends with the sitting.
    is_sitting: bool,
}

impl Doing {
    /// Something done to a thing: a file's name, a row's key, an operation's id.
    pub(crate) fn new(kind: OperationKind, title: &str) -> Self {
        Self { kind, title: title.chars().take(200).collect(), group: None, is_sitting: false }
    }

    /// The same, as one of several that came at one go, such as the rows of a block that was pasted: what has the same
    /// group is one operation.
    pub(crate) fn in_group(self, group: Option<&str>) -> Self {
        let group = group.filter(|group| !group.is_empty());
        Self { group: group.map(|group| group.chars().take(MOST_OF_A_GROUP).collect()), ..self }
    }

    /// The same, as a part of what its operator does to a thing in one sitting: one operation until half an hour passes
    /// without it, or something is undone.
    pub(crate) fn in_a_sitting(self, quarter: Period) -> Self {
        let group: String = format!("sitting {quarter} {}", self.title).chars().take(MOST_OF_A_GROUP).collect();
        Self { group: Some(group), is_sitting: true, ..self }
    }
}

/// What an operation wrote, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// What names it, such as `20260930-100000`: the county's day and time of it.
    pub id: String,
    /// What it was.
    pub kind: OperationKind,
    /// What it was about: a file's name, a row's key, the id of the operation that it took back; empty where that is not
    /// known.
    pub title: String,
    /// What it wrote of the row that it was about, in a line; none where it was about something else.
    pub said: Option<String>,
    /// When, by this device's clock.
    pub at: Timestamp,
    /// Who did it, as signed.
    pub operator: String,
    /// The member's name, where that is an id and the roster is here.
    pub operator_name: Option<String>,
    /// The documents that it wrote into.
    pub documents: Vec<DocumentName>,
    /// How many rows it wrote.
    pub rows: usize,
    /// How many of each table.
    pub by_table: BTreeMap<Table, usize>,
    /// Of how many of them nobody has changed anything since. With none, there is nothing to take back.
    pub rows_that_stand: usize,
}

/// What is noted of an operation.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Note {
    kind: OperationKind,
    title: String,
    operator: String,
    at_seconds: i64,
    spans: Vec<NotedSpan>,
    /// What names the rows that came at one go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct NotedSpan {
    document: String,
    writer: String,
    first: u64,
    last: u64,
    /// When, where that is not the time of the note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_seconds: Option<i64>,
}

impl Note {
    /// When it was written to last.
    fn last_at(&self) -> i64 {
        self.spans.last().and_then(|span| span.at_seconds).unwrap_or(self.at_seconds)
    }
}

impl NotedSpan {
    fn of(span: &Span) -> Self {
        let Span { log, first, last } = span;
        let (document, writer) = (log.document.to_string(), log.writer.to_string());
        Self { document, writer, first: *first, last: *last, at_seconds: None }
    }

    fn log(&self) -> Option<LogId> {
        Some(LogId { document: self.document.parse().ok()?, writer: self.writer.parse().ok()? })
    }
}

/// An operation with what it put, in the order in which it put it.
#[derive(Debug, Clone)]
pub(crate) struct Performed {
    pub(crate) operation: Operation,
    pub(crate) puts: Vec<PutRow>,
}

/// A row that was put.
#[derive(Debug, Clone)]
pub(crate) struct PutRow {
    pub(crate) document: DocumentName,
    pub(crate) table: String,
    pub(crate) id: String,
    pub(crate) operation: OperationId,
    pub(crate) replaced: Vec<OperationId>,
    /// What was put.
    row: Carried,
}

impl Desk {
    /// Records rows as part of an operation that can be taken back, and states in the public log what is published.
    pub(crate) async fn issue_entered(
        &self,
        operator: &str,
        mut rows: Vec<(DocumentName, Vec<Entered>)>,
        doing: &Doing,
    ) -> Result<usize, DeskError> {
        let tables = rows.iter().flat_map(|(_, rows)| rows).map(|entered| entered.row.table());
        self.permit(operator, Command::of_rows(tables)).await?;
        for (document, entered) in &rows {
            self.check_from_below(*document, entered.iter().map(|entered| &entered.row)).await?;
        }
        let all = rows.iter_mut().flat_map(|(_, rows)| rows).map(|entered| &mut entered.row);
        self.put_ids(all, Some(operator)).await?;
        let written: Vec<(DocumentName, Vec<Row>)> = rows
            .iter()
            .map(|(document, rows)| (*document, rows.iter().map(|entered| entered.row.clone()).collect()))
            .collect();
        let units: Vec<UnitCode> = written
            .iter()
            .flat_map(|(_, rows)| rows)
            .filter(|row| row.table() == Table::Units)
            .map(Row::unit)
            .collect();
        let operator = self.signs_as(operator, &written).await?;
        let at_seconds = self.replica().now().as_second();
        let note = |before: Option<Vec<u8>>, spans: &[Span]| {
            let mut notes = notes_in(before.as_deref());
            let spans = spans.iter().map(NotedSpan::of).collect();
            note_down(&mut notes, doing, (&operator, at_seconds), spans);
            serde_json::to_vec(&notes).unwrap_or_default()
        };
        let count =
            self.replica().enter_noting(&operator, rows, Some(Noted { setting: OPERATIONS, note: &note })).await?;
        self.disclose().await;
        // What is withdrawn and put back one by one is audited as that.
        let is_told = matches!(doing.kind, OperationKind::Withdraw | OperationKind::Reinstate);
        if count > 0 && !units.is_empty() && !is_told {
            let named: Vec<&str> = units.iter().take(MOST_AUDITED).map(UnitCode::as_str).collect();
            let more = if units.len() > MOST_AUDITED { " …" } else { "" };
            let subject = format!("{} {}: {}{more}", doing.kind.as_str(), units.len(), named.join(" "));
            audit::note(Deed::ChangeUnits, &operator, self.replica().root(), &subject);
        }
        Ok(count)
    }

    /// What people at this device wrote lately, the newest first.
    pub async fn operations(&self) -> Result<Vec<Operation>, DeskError> {
        Ok(self.performed().await?.into_iter().map(|one| one.operation).collect())
    }

    /// The same, with what each put.
    pub(crate) async fn performed(&self) -> Result<Vec<Performed>, DeskError> {
        let replica = self.replica();
        let device = replica.device();
        let heads = replica.store().heads_of_device(&device).await?;
        let by_hand = |document: &DocumentName| {
            let rights = document.kind().rights();
            matches!(rights, Rights::Personal | Rights::Record | Rights::Supervision)
                && document.kind() != DocumentKind::Sheet
        };
        let documents: BTreeSet<DocumentName> =
            heads.into_iter().map(|head| head.log.document).filter(by_hand).collect();
        let notes = notes_in(replica.store().setting(OPERATIONS).await?.as_deref());
        let mut segments = Vec::new();
        for document in &documents {
            segments.extend(replica.store().document_segments(document).await?);
        }
        segments.retain(|segment| segment.log.writer.device == device);
        let mut performed = blocking(move || gathered(&segments, &notes)).await??;
        let viewer = Viewer::operator(replica, "");
        let names = self.names_apart(&viewer, replica.unit()).await?;
        let mut standing: BTreeMap<DocumentName, BTreeSet<OperationId>> = BTreeMap::new();
        let mut meetings: BTreeMap<String, String> = BTreeMap::new();
        for document in documents {
            let projection = replica.projection(document).await?;
            let keys: BTreeSet<(Table, String)> =
                projection.rows().map(|standing| (standing.row.table(), standing.row.id())).collect();
            let values = keys.iter().flat_map(|(table, id)| projection.values(*table, id));
            standing.insert(document, values.map(|value| value.operation).collect());
            meetings.extend(projection.table(Table::Meetings).filter_map(|one| meeting_said(&one.row)));
        }
        for one in &mut performed {
            complete(one, &standing, &names, &meetings);
        }
        Ok(performed)
    }
}

/// Says of an operation what stands of it, and who did it.
fn complete(
    one: &mut Performed,
    standing: &BTreeMap<DocumentName, BTreeSet<OperationId>>,
    names: &MemberNames,
    meetings: &BTreeMap<String, String>,
) {
    let stands = |put: &&PutRow| standing.get(&put.document).is_some_and(|of| of.contains(&put.operation));
    one.operation.rows_that_stand = one.puts.iter().filter(stands).count();
    one.operation.operator_name = names.get(&one.operation.operator).cloned();
    let title = &one.operation.title;
    let is_meant = |put: &&PutRow| title.split_once('/') == Some((&put.table, &put.id));
    let row = one.puts.iter().rev().find(is_meant).and_then(|put| put.row.row());
    // What was done to a meeting put its marks and not the meeting.
    let meeting = || title.strip_prefix("meetings/").and_then(|id| meetings.get(id)).cloned();
    one.operation.said = row.map(|row| with_meeting(brief(row, names), row, meetings)).or_else(meeting);
}

/// Adds what was done to the notes: to the note of its group, where there is one. The oldest go; imports and
/// pasted blocks stay longer, as whoever looks for one has mostly typed much since.
fn note_down(notes: &mut Vec<Note>, doing: &Doing, (operator, at_seconds): (&str, i64), spans: Vec<NotedSpan>) {
    let is_same = |note: &Note| {
        doing.group.is_some() && note.group == doing.group && note.kind == doing.kind && note.operator == operator
    };
    let undone = notes.iter().rposition(|note| note.kind == OperationKind::Undo);
    let goes_on_sitting = |place: usize, note: &Note| {
        !doing.is_sitting
            || (undone.is_none_or(|undone| undone < place)
                && (0..=SITTING_SECONDS).contains(&(at_seconds - note.last_at())))
    };
    let same = notes.iter_mut().enumerate().rev().find(|(place, note)| is_same(note) && goes_on_sitting(*place, note));
    if let Some((_, note)) = same {
        if note.title != doing.title {
            note.title.clear();
        }
        let at = Some(at_seconds).filter(|at| *at != note.at_seconds);
        let spans = spans.into_iter().map(|span| NotedSpan { at_seconds: at, ..span });
        for span in spans {
            match note.spans.last_mut().filter(|last| goes_on(last, &span)) {
                Some(last) => last.last = span.last,
                None => note.spans.push(span),
            }
        }
        return;
    }
    notes.push(Note {
        kind: doing.kind,
        title: doing.title.clone(),
        operator: operator.to_owned(),
        at_seconds,
        spans,
        group: doing.group.clone(),
    });
    let is_of_many = |note: &Note| note.kind == OperationKind::Import || note.group.is_some();
    let of_many = notes.last().is_some_and(is_of_many);
    let of_its_kind = |note: &Note| is_of_many(note) == of_many;
    if notes.iter().filter(|note| of_its_kind(note)).count() > MOST_NOTES
        && let Some(oldest) = notes.iter().position(of_its_kind)
    {
        notes.remove(oldest);
    }
}

/// Whether a span begins where another ends.
fn goes_on(before: &NotedSpan, span: &NotedSpan) -> bool {
    (&before.document, &before.writer, before.at_seconds) == (&span.document, &span.writer, span.at_seconds)
        && before.last + 1 == span.first
}

/// What the setting says. What cannot be read is none: the logs say the rest.
fn notes_in(setting: Option<&[u8]>) -> Vec<Note> {
    setting.and_then(|text| serde_json::from_slice(text).ok()).unwrap_or_default()
}

/// Sorts a device's entries into operations: by what was noted, and else by operator and second.
fn gathered(segments: &[StoredSegment], notes: &[Note]) -> Result<Vec<Performed>, DeskError> {
    #[derive(PartialEq, Eq, PartialOrd, Ord)]
    enum Of {
        Noted(usize),
        Second(i64, String),
    }
    let mut spans_of: BTreeMap<LogId, Vec<(&NotedSpan, usize)>> = BTreeMap::new();
    for (place, note) in notes.iter().enumerate() {
        for span in &note.spans {
            if let Some(log) = span.log() {
                spans_of.entry(log).or_default().push((span, place));
            }
        }
    }
    let mut gathered: BTreeMap<Of, Vec<PutRow>> = BTreeMap::new();
    for segment in segments {
        for entry in segment.entries()? {
            let spans = spans_of.get(&segment.log).map(Vec::as_slice).unwrap_or_default();
            let holds = |(span, place): &&(&NotedSpan, usize)| {
                let note = &notes[*place];
                (span.first..=span.last).contains(&entry.number)
                    && span.at_seconds.unwrap_or(note.at_seconds) == entry.claimed_at_seconds
                    && note.operator == entry.operator
            };
            let of = spans.iter().rev().find(holds).map_or_else(
                || Of::Second(entry.claimed_at_seconds, entry.operator.clone()),
                |(_, place)| Of::Noted(*place),
            );
            gathered.entry(of).or_default().extend(puts_of(segment.log, entry));
        }
    }
    let mut performed: Vec<Performed> = gathered
        .into_iter()
        .filter(|(_, puts)| !puts.is_empty())
        .filter_map(|(of, puts)| {
            let (kind, title, operator, at) = match of {
                Of::Noted(place) => {
                    let note = &notes[place];
                    (note.kind, note.title.clone(), note.operator.clone(), note.at_seconds)
                }
                Of::Second(at, operator) => (OperationKind::Other, String::new(), operator, at),
            };
            Some(listed(kind, title, operator, Timestamp::from_second(at).ok()?, puts))
        })
        .collect();
    let last = |one: &Performed| one.puts.iter().map(|put| put.operation.counter).max();
    performed.sort_by_cached_key(|one| (one.operation.at, last(one)));
    name(&mut performed);
    performed.reverse();
    performed.truncate(MOST_LISTED);
    Ok(performed)
}

/// Rows of an entry that may be taken back.
fn puts_of(log: LogId, entry: Entry) -> impl Iterator<Item = PutRow> {
    let first = entry.first_operation;
    let is_taken_back = |name: &str| Table::from_name(name).is_none_or(is_by_hand);
    let puts = entry.puts.into_iter().zip(first..).filter(move |(put, _)| is_taken_back(put.row.table_name()));
    puts.map(move |(put, counter)| PutRow {
        document: log.document,
        table: put.row.table_name().to_owned(),
        id: put.row.id(),
        operation: OperationId { counter, writer: log.writer },
        replaced: put.supersedes,
        row: put.row,
    })
}

fn listed(kind: OperationKind, title: String, operator: String, at: Timestamp, puts: Vec<PutRow>) -> Performed {
    let documents: BTreeSet<DocumentName> = puts.iter().map(|put| put.document).collect();
    let rows: BTreeSet<(DocumentName, &str, &str)> =
        puts.iter().map(|put| (put.document, put.table.as_str(), put.id.as_str())).collect();
    let mut by_table: BTreeMap<Table, usize> = BTreeMap::new();
    for table in rows.iter().filter_map(|(_, table, _)| Table::from_name(table)) {
        *by_table.entry(table).or_default() += 1;
    }
    let operation = Operation {
        id: String::new(),
        kind,
        title,
        said: None,
        at,
        operator,
        operator_name: None,
        documents: documents.into_iter().collect(),
        rows: rows.len(),
        by_table,
        rows_that_stand: 0,
    };
    Performed { operation, puts }
}

/// Gives each its name, the oldest first: of several in one second, the later ones have a number.
fn name(performed: &mut [Performed]) {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for one in performed {
        let moment = clock::COUNTY_OFFSET.to_datetime(one.operation.at).strftime("%Y%m%d-%H%M%S").to_string();
        let count = taken.entry(moment.clone()).or_insert(0);
        *count += 1;
        one.operation.id = if *count > 1 { format!("{moment}-{count}") } else { moment };
    }
}
