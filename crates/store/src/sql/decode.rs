//! From values to columns and back: the order of columns is that of the statements.

use super::checksum::{About, note_damage};
use super::failure::Failure;
use super::session::{Record, Value, damaged};
use crate::agreement::{Agreement, Holder, PartKey};
use crate::archive::{ForkEvidence, Incident, Quarantined, RunHead, Stored, StoredRun};
use crate::check::Place;
use crate::feed::{FeedItem, FeedRow, Position};
use crate::segment::{Head, StoredSegment};
use crate::selection::Selection;
use crate::upstreams::Acknowledgement;
use cunbang_ledger::{Hash, LogHead, LogId, Receipt, RefusalCode, Writer};
use cunbang_model::{DeviceId, DocumentKind, DocumentName, Period, Timestamp, UnitCode};
use std::str::FromStr;

/// Numbers of entries and places stay far below this: they are counted one by one.
pub(super) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A limit.
pub(super) fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

pub(super) fn milliseconds(at: Timestamp) -> Value<'static> {
    Value::Integer(at.as_millisecond())
}

/// A document's columns, as owned texts that values can be taken from.
pub(super) struct DocumentColumns {
    kind: i64,
    unit: UnitCode,
    period: String,
}

impl DocumentColumns {
    pub(super) fn of(document: &DocumentName) -> Self {
        Self {
            kind: i64::from(document.kind().number()),
            unit: document.unit(),
            period: document.period().map(|period| period.to_string()).unwrap_or_default(),
        }
    }

    pub(super) fn values(&self) -> [Value<'_>; 3] {
        [Value::Integer(self.kind), Value::Text(self.unit.as_str()), Value::Text(&self.period)]
    }
}

/// A log's columns.
pub(super) struct LogColumns {
    document: DocumentColumns,
    device: DeviceId,
    incarnation: i64,
}

impl LogColumns {
    pub(super) fn of(log: &LogId) -> Self {
        Self {
            document: DocumentColumns::of(&log.document),
            device: log.writer.device,
            incarnation: i64::from(log.writer.incarnation),
        }
    }

    pub(super) fn values(&self) -> [Value<'_>; 5] {
        let [kind, unit, period] = self.document.values();
        [kind, unit, period, Value::Bytes(self.device.as_bytes()), Value::Integer(self.incarnation)]
    }
}

/// A selection's columns: ranges of kinds, units and periods.
pub(super) struct SelectionColumns {
    kinds: (i64, i64),
    units: (UnitCode, String),
    periods: (String, String),
}

impl SelectionColumns {
    pub(super) fn of(selection: &Selection) -> Self {
        let kinds = selection.kind.map_or((0, i64::MAX), |kind| {
            let number = i64::from(kind.number());
            (number, number)
        });
        let periods = selection
            .period
            .map(Period::quarters)
            .and_then(|quarters| Some((quarters.first()?.to_string(), quarters.last()?.to_string())));
        Self {
            kinds,
            units: (selection.under, end_of_units(selection.under)),
            periods: periods.unwrap_or_else(|| (String::new(), "~".to_owned())),
        }
    }

    pub(super) fn values(&self) -> [Value<'_>; 6] {
        [
            Value::Integer(self.kinds.0),
            Value::Integer(self.kinds.1),
            Value::Text(self.units.0.as_str()),
            Value::Text(&self.units.1),
            Value::Text(&self.periods.0),
            Value::Text(&self.periods.1),
        ]
    }
}

/// The end of the range of codes that begin with a unit's: the colon comes right after the digit 9.
pub(super) fn end_of_units(under: UnitCode) -> String {
    format!("{under}:")
}

/// How long the codes of the units right under a unit may be: one level down in the national scheme, and with a
/// suffix.
pub(super) fn lengths_right_under(unit: UnitCode) -> [i64; 2] {
    let length = integer(unit.as_str().len() as u64);
    let national = match length {
        2 => 4,
        4 => 6,
        6 => 9,
        _ => 12,
    };
    [national, length + 4]
}

pub(super) fn parsed<T: FromStr>(place: &str, text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| damaged(place, format_args!("{text:?}")))
}

pub(super) fn timestamp(record: &Record, column: usize) -> Result<Timestamp, Failure> {
    let milliseconds = record.integer(column)?;
    Timestamp::from_millisecond(milliseconds).map_err(|_| damaged("a time", milliseconds))
}

fn device(bytes: &[u8]) -> Result<Option<DeviceId>, Failure> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let id = bytes.try_into().map_err(|_| damaged("a device", format_args!("{} bytes", bytes.len())))?;
    Ok(Some(DeviceId::from_bytes(id)))
}

/// A device that may be missing: no bytes then.
pub(super) fn device_bytes(device: Option<&DeviceId>) -> &[u8] {
    device.map_or(&[], |device| device.as_bytes().as_slice())
}

/// An agreement's holder: no bytes for this store.
pub(super) fn holder_bytes(holder: &Holder) -> &[u8] {
    match holder {
        Holder::Here => &[],
        Holder::Upstream(upstream) => upstream.as_bytes(),
    }
}

fn kind(number: i64) -> Option<DocumentKind> {
    u16::try_from(number).ok().and_then(DocumentKind::from_number)
}

pub(super) fn agreement(record: &Record, column: usize) -> Result<Agreement, Failure> {
    Ok(Agreement(record.integer(column)?.cast_unsigned()))
}

/// A part of the agreement: kind, unit, device, holder, value.
pub(super) fn part(record: &Record) -> Result<(PartKey, Agreement), Failure> {
    let number = record.integer(0)?;
    let key = PartKey {
        holder: device(&record.bytes(3)?)?.map_or(Holder::Here, Holder::Upstream),
        unit: parsed("a unit", &record.text(1)?)?,
        kind: kind(number).ok_or_else(|| damaged("a kind of document", number))?,
        device: DeviceId::from_bytes(record.array(2)?),
    };
    Ok((key, agreement(record, 4)?))
}

pub(super) fn acknowledgement(record: &Record) -> Result<Acknowledgement, Failure> {
    Ok(Acknowledgement { log: log(record)?, number: record.number(5)?, receipt_time: timestamp(record, 6)? })
}

/// An acknowledgement, with the upstream that gave it.
pub(super) fn acknowledgement_by(record: &Record) -> Result<(DeviceId, Acknowledgement), Failure> {
    Ok((DeviceId::from_bytes(record.array(7)?), acknowledgement(record)?))
}

/// Columns 0–2.
pub(super) fn document(record: &Record) -> Result<DocumentName, Failure> {
    let number = record.integer(0)?;
    let unit = parsed("a unit", &record.text(1)?)?;
    let period = record.text(2)?;
    let quarter = if period.is_empty() { None } else { Some(parsed("a period", &period)?) };
    let document = kind(number).and_then(|kind| DocumentName::new(kind, unit, quarter));
    document.ok_or_else(|| damaged("a document", format_args!("kind {number}, unit {unit}, period {period:?}")))
}

/// Columns 0–4.
pub(super) fn log(record: &Record) -> Result<LogId, Failure> {
    let incarnation = record.integer(4)?;
    let writer = Writer {
        device: DeviceId::from_bytes(record.array(3)?),
        incarnation: u32::try_from(incarnation).map_err(|_| damaged("an incarnation", incarnation))?,
    };
    Ok(LogId { document: document(record)?, writer })
}

/// Four columns from `first`: number, hash of the entry, hash of the change, next operation.
pub(super) fn log_head(record: &Record, first: usize) -> Result<LogHead, Failure> {
    Ok(LogHead {
        number: record.number(first)?,
        entry_hash: Hash(record.array(first + 1)?),
        change_hash: Hash(record.array(first + 2)?),
        next_operation: record.number(first + 3)?,
    })
}

pub(super) fn head(record: &Record) -> Result<Head, Failure> {
    Ok(Head { log: log(record)?, head: log_head(record, 5)?, signature: record.array(9)? })
}

/// What the checksum of a segment's frame covers beside it.
pub(super) fn about_segment(
    log: &LogId,
    first: u64,
    head: &LogHead,
    signature: &[u8; 64],
    received_at: Timestamp,
) -> About {
    About::of("segments").with_all(&LogColumns::of(log).values()).with_all(&[
        Value::Integer(integer(first)),
        Value::Integer(integer(head.number)),
        Value::Bytes(&head.entry_hash.0),
        Value::Bytes(&head.change_hash.0),
        Value::Integer(integer(head.next_operation)),
        Value::Bytes(signature),
        milliseconds(received_at),
    ])
}

pub(super) fn segment(record: &Record) -> Result<StoredSegment, Failure> {
    let (log, head) = (log(record)?, log_head(record, 6)?);
    let (first, signature, received_at) = (record.number(5)?, record.array(10)?, timestamp(record, 11)?);
    let frame = about_segment(&log, first, &head, &signature, received_at).open(record.bytes(12)?);
    Ok(StoredSegment {
        log,
        first,
        last: head.number,
        is_damaged: frame.is_none(),
        frame: frame.unwrap_or_default(),
        head,
        signature,
        received_at,
    })
}

pub(super) fn receipt(record: &Record) -> Result<Receipt, Failure> {
    Ok(Receipt {
        log: log(record)?,
        number: record.number(5)?,
        entry_hash: Hash(record.array(6)?),
        signature: record.array(7)?,
        received_at: timestamp(record, 8)?,
        node: DeviceId::from_bytes(record.array(9)?),
        unit: parsed("a unit", &record.text(10)?)?,
    })
}

pub(super) fn position(record: &Record, first: usize) -> Result<Position, Failure> {
    Ok(Position { number: record.number(first)?, tag: record.array(first + 1)? })
}

pub(super) fn feed_row(record: &Record) -> Result<FeedRow, Failure> {
    let item = match (record.maybe_bytes(16)?, record.maybe_text(17)?) {
        (Some(node), Some(unit)) => FeedItem::Receipt(Receipt {
            log: log(record)?,
            number: record.number(6)?,
            entry_hash: Hash(record.array(7)?),
            signature: record.array(10)?,
            received_at: timestamp(record, 11)?,
            node: device(&node)?.ok_or_else(|| damaged("a receipt", "it names no node"))?,
            unit: parsed("a unit", &unit)?,
        }),
        _ => FeedItem::Segment(segment(record)?),
    };
    Ok(FeedRow { position: position(record, 13)?, via: device(&record.bytes(15)?)?, item })
}

pub(super) fn place(record: &Record) -> Result<(Position, Place), Failure> {
    let signature = record.array(10)?;
    let place = match record.maybe_integer(5)? {
        Some(_) => Place::Segment {
            log: log(record)?,
            first: record.number(5)?,
            last: record.number(6)?,
            head: log_head(record, 6)?,
            signature,
        },
        None => Place::Receipt { signature },
    };
    Ok((position(record, 11)?, place))
}

/// The table of snapshots.
pub(super) const SNAPSHOTS: &str = "snapshots";
/// The table of projections.
pub(super) const PROJECTIONS: &str = "projections";

pub(super) fn snapshot(record: &Record) -> Result<Stored, Failure> {
    stored(SNAPSHOTS, record)
}

pub(super) fn projection(record: &Record) -> Result<Stored, Failure> {
    stored(PROJECTIONS, record)
}

/// A row that is not what was stored is given without its body: it is made again from the entries.
fn stored(table: &'static str, record: &Record) -> Result<Stored, Failure> {
    let document = document(record)?;
    let vector = record.text(3)?;
    let columns = DocumentColumns::of(&document);
    let about = About::of(table).with_all(&columns.values()).with(&Value::Text(&vector));
    let vector = vector.parse();
    let body = about.open(record.bytes(4)?).filter(|_| vector.is_ok()).unwrap_or_else(|| {
        note_damage(table, document);
        Vec::new()
    });
    Ok(Stored { document, vector: vector.unwrap_or_default(), body })
}

pub(super) fn quarantined(record: &Record) -> Result<Quarantined, Failure> {
    let about = record.text(2)?;
    let number = record.integer(3)?;
    let code = u8::try_from(number).ok().and_then(RefusalCode::from_number);
    Ok(Quarantined {
        at: timestamp(record, 0)?,
        device: device(&record.bytes(1)?)?,
        document: if about.is_empty() { None } else { Some(parsed("a document", &about)?) },
        code: code.ok_or_else(|| damaged("a refusal", number))?,
        message: record.text(4)?,
        bytes: record.bytes(5)?,
    })
}

pub(super) fn fork(record: &Record) -> Result<ForkEvidence, Failure> {
    Ok(ForkEvidence {
        log: log(record)?,
        at: timestamp(record, 5)?,
        number: record.number(6)?,
        frame: record.bytes(7)?,
        signature: record.array(8)?,
    })
}

pub(super) fn incident(record: &Record) -> Result<Incident, Failure> {
    Ok(Incident { at: timestamp(record, 0)?, kind: record.text(1)?, message: record.text(2)? })
}

pub(super) fn run_head(record: &Record) -> Result<RunHead, Failure> {
    Ok(RunHead { id: record.text(0)?, period: parsed("a period", &record.text(1)?)?, made_at: timestamp(record, 2)? })
}

/// What the checksum of a run's outcome covers beside it.
pub(super) fn about_run(id: &str, period: &str, made_at: Timestamp, record: &[u8]) -> About {
    About::of("runs").with_all(&[Value::Text(id), Value::Text(period), milliseconds(made_at), Value::Bytes(record)])
}

/// A run that is not what was stored is given without its outcome.
pub(super) fn run(row: &Record) -> Result<StoredRun, Failure> {
    let RunHead { id, period, made_at } = run_head(row)?;
    let record = row.bytes(3)?;
    let about = about_run(&id, &period.to_string(), made_at, &record);
    let outcome = about.open(row.bytes(4)?).unwrap_or_else(|| {
        note_damage("runs", &id);
        Vec::new()
    });
    Ok(StoredRun { id, period, made_at, record, outcome })
}
