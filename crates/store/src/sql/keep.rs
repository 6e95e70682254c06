//! Writes that have no place in the feed: settings, snapshots, evidence, runs, enrolment codes.

use super::checksum::About;
use super::decode::{self, DocumentColumns, device_bytes, integer, limit, milliseconds};
use super::failure::Failure;
use super::people;
use super::publications;
use super::session::{Session, Value};
use super::statement;
use crate::archive::{
    FORKS_PER_LOG, ForkEvidence, MAX_INCIDENTS, MAX_QUARANTINED_BYTES, QUARANTINED_PER_DEVICE, Quarantined, Stored,
    StoredRun,
};
use crate::error::StoreError;
use crate::write::Write;
use cunbang_ledger::Hash;

/// Keeps another branch of a log. Returns false where it was here before, or enough are.
pub(super) async fn fork(session: &mut Session, log_id: i64, fork: &ForkEvidence) -> Result<bool, Failure> {
    let frame_hash = Hash::of(&[&fork.frame]);
    let values = [
        milliseconds(fork.at),
        Value::Integer(log_id),
        Value::Integer(integer(fork.number)),
        Value::Bytes(&frame_hash.0),
        Value::Bytes(&fork.frame),
        Value::Bytes(&fork.signature),
        Value::Integer(limit(FORKS_PER_LOG)),
    ];
    Ok(session.execute(statement::ADD_FORK, &values).await? > 0)
}

/// A write that concerns no log. Returns false where it was here before.
pub(super) async fn other(session: &mut Session, write: &Write) -> Result<bool, Failure> {
    match write {
        Write::Append { .. } | Write::Mend(_) | Write::Receipt { .. } | Write::Acknowledged { .. } | Write::Fork(_) => {
        }
        Write::Setting { name, value: Some(value) } => {
            session.execute(statement::SET, &[Value::Text(name), Value::Bytes(value)]).await?;
        }
        Write::Setting { name, value: None } => {
            session.execute(statement::UNSET, &[Value::Text(name)]).await?;
        }
        Write::Snapshot(stored) => keep_stored(session, decode::SNAPSHOTS, statement::SET_SNAPSHOT, stored).await?,
        Write::Projection(stored) => {
            keep_stored(session, decode::PROJECTIONS, statement::SET_PROJECTION, stored).await?;
        }
        Write::Quarantine(refused) => keep_refused(session, refused).await?,
        Write::Incident(incident) => {
            let values = [milliseconds(incident.at), Value::Text(&incident.kind), Value::Text(&incident.message)];
            session.execute(statement::ADD_INCIDENT, &values).await?;
            session.execute(statement::TRIM_INCIDENTS, &[Value::Integer(limit(MAX_INCIDENTS))]).await?;
        }
        Write::Run(run) => return keep_run(session, run).await,
        Write::MendRun(run) => mend_run(session, run).await?,
        Write::Publication(publication) => publications::keep(session, publication).await?,
        Write::MendPublication(publication) => {
            publications::drop(session, &publication.run).await?;
            publications::keep(session, publication).await?;
        }
        Write::DropPublication { run } => publications::drop(session, run).await?,
        Write::EnrolmentCode { secret_hash, unit, role, label, expires_at } => {
            let values = [
                Value::Bytes(secret_hash),
                Value::Text(unit.as_str()),
                Value::Text(role.as_str()),
                Value::Text(label),
                milliseconds(*expires_at),
            ];
            if session.execute(statement::ADD_CODE, &values).await? == 0 {
                return Err(StoreError::CodeKnown.into());
            }
        }
        Write::CancelCode { secret_hash, at, reason } => {
            let values = [Value::Bytes(secret_hash), milliseconds(*at), Value::Text(reason)];
            return Ok(session.execute(statement::CANCEL_CODE, &values).await? > 0);
        }
        Write::Contact(contact) => {
            let values = [Value::Bytes(device_bytes(Some(&contact.device))), milliseconds(contact.at)];
            session.execute(statement::SET_CONTACT, &values).await?;
        }
        Write::Operator { .. }
        | Write::Password { .. }
        | Write::OperatorRole { .. }
        | Write::DisableOperator { .. }
        | Write::SealOperator { .. }
        | Write::FailedAttempts { .. }
        | Write::Session(_)
        | Write::SessionSeen { .. }
        | Write::EndSessions(_) => return people::keep(session, write).await,
    }
    Ok(true)
}

/// Keeps a run. One with its id stays as it is, unless it is not what was stored.
async fn keep_run(session: &mut Session, run: &StoredRun) -> Result<bool, Failure> {
    if write_run(session, statement::ADD_RUN, run).await? {
        return Ok(true);
    }
    let kept = session.fetch_one(statement::RUN, &[Value::Text(&run.id)]).await?;
    if kept.is_some_and(|kept| decode::run(&kept).is_ok_and(|kept| !kept.is_damaged())) {
        return Ok(false);
    }
    write_run(session, statement::MEND_RUN, run).await
}

/// Keeps a run in place of whatever is kept under its id.
async fn mend_run(session: &mut Session, run: &StoredRun) -> Result<(), Failure> {
    if !write_run(session, statement::MEND_RUN, run).await? {
        write_run(session, statement::ADD_RUN, run).await?;
    }
    Ok(())
}

/// Returns whether a row was written.
async fn write_run(session: &mut Session, sql: &'static str, run: &StoredRun) -> Result<bool, Failure> {
    let period = run.period.to_string();
    let outcome = decode::about_run(&run.id, &period, run.made_at, &run.record).seal(&run.outcome);
    let values = [
        Value::Text(&run.id),
        Value::Text(&period),
        milliseconds(run.made_at),
        Value::Bytes(&run.record),
        Value::Bytes(&outcome),
    ];
    Ok(session.execute(sql, &values).await? > 0)
}

async fn keep_stored(
    session: &mut Session,
    table: &'static str,
    sql: &'static str,
    stored: &Stored,
) -> Result<(), Failure> {
    let columns = DocumentColumns::of(&stored.document);
    let vector = stored.vector.to_string();
    let mut values = columns.values().to_vec();
    values.push(Value::Text(&vector));
    let body = About::of(table).with_all(&values).seal(&stored.body);
    values.push(Value::Bytes(&body));
    session.execute(sql, &values).await?;
    Ok(())
}

async fn keep_refused(session: &mut Session, refused: &Quarantined) -> Result<(), Failure> {
    let device = Value::Bytes(device_bytes(refused.device.as_ref()));
    let document = refused.document.map(|document| document.to_string()).unwrap_or_default();
    let kept = refused.bytes.len().min(MAX_QUARANTINED_BYTES);
    let values = [
        milliseconds(refused.at),
        device,
        Value::Text(&document),
        Value::Integer(i64::from(refused.code as u8)),
        Value::Text(&refused.message),
        Value::Bytes(&refused.bytes[..kept]),
    ];
    session.execute(statement::QUARANTINE, &values).await?;
    session.execute(statement::TRIM_QUARANTINE, &[device, Value::Integer(limit(QUARANTINED_PER_DEVICE))]).await?;
    Ok(())
}
