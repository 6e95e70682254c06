//! Marks for what earlier programs stored without a checksum: done once, when a store of before version 8 of the tables is
//! opened. What cannot even be named is left, and is found damaged when it is read.

use super::checksum::{About, MARK};
use super::decode::{self, DocumentColumns};
use super::failure::Failure;
use super::session::{Record, Session, Value};
use super::statement;

/// The version of the tables since which everything has its mark.
pub(super) const MARKED_SINCE: usize = 8;

const MARKED: Value<'_> = Value::Bytes(&[MARK]);

/// Gives a mark to everything that has none.
pub(super) async fn mark_all(session: &mut Session) -> Result<(), Failure> {
    for row in session.fetch(statement::UNMARKED_SEGMENTS, &[MARKED]).await? {
        mark_segment(session, row.integer(0)?).await?;
    }
    let derived = [
        (decode::SNAPSHOTS, statement::UNMARKED_SNAPSHOTS, statement::SNAPSHOT, statement::SET_SNAPSHOT),
        (decode::PROJECTIONS, statement::UNMARKED_PROJECTIONS, statement::PROJECTION, statement::SET_PROJECTION),
    ];
    for (table, unmarked, read, write) in derived {
        for row in session.fetch(unmarked, &[MARKED]).await? {
            let Ok(document) = decode::document(&row) else { continue };
            let columns = DocumentColumns::of(&document);
            let Some(row) = session.fetch_one(read, &columns.values()).await? else { continue };
            let (vector, body) = (row.text(3)?, row.bytes(4)?);
            let mut values = columns.values().to_vec();
            values.push(Value::Text(&vector));
            let body = About::of(table).with_all(&values).seal(&body);
            values.push(Value::Bytes(&body));
            session.execute(write, &values).await?;
        }
    }
    for row in session.fetch(statement::UNMARKED_RUNS, &[MARKED]).await? {
        let id = row.text(0)?;
        if let Some(row) = session.fetch_one(statement::RUN, &[Value::Text(&id)]).await? {
            mark_run(session, &row).await?;
        }
    }
    Ok(())
}

async fn mark_segment(session: &mut Session, feed: i64) -> Result<(), Failure> {
    let Some(row) = session.fetch_one(statement::SEGMENT_AT, &[Value::Integer(feed)]).await? else { return Ok(()) };
    let Ok((log, head)) = decode::log(&row).and_then(|log| Ok((log, decode::log_head(&row, 6)?))) else {
        return Ok(());
    };
    let (first, signature, received_at) = (row.number(5)?, row.array(10)?, decode::timestamp(&row, 11)?);
    let frame = decode::about_segment(&log, first, &head, &signature, received_at).seal(&row.bytes(12)?);
    session.execute(statement::MARK_SEGMENT, &[Value::Integer(feed), Value::Bytes(&frame)]).await?;
    Ok(())
}

async fn mark_run(session: &mut Session, row: &Record) -> Result<(), Failure> {
    let (id, period, made_at, record) = (row.text(0)?, row.text(1)?, decode::timestamp(row, 2)?, row.bytes(3)?);
    let outcome = decode::about_run(&id, &period, made_at, &record).seal(&row.bytes(4)?);
    let values = [
        Value::Text(&id),
        Value::Text(&period),
        decode::milliseconds(made_at),
        Value::Bytes(&record),
        Value::Bytes(&outcome),
    ];
    session.execute(statement::MEND_RUN, &values).await?;
    Ok(())
}
