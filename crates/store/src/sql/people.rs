//! Operators and their sessions, to columns and back.

use super::decode::{milliseconds, timestamp};
use super::failure::Failure;
use super::session::{Record, Session, Value, damaged};
use super::statement;
use crate::accounts::{Operator, OperatorRole, Session as OperatorSession};
use crate::write::{EndedSessions, Write};

/// How the settings begin that hold operators' seals; [`statement::OPERATOR`] reads them.
const PASSWORD_SEAL: &str = "operator_password/";
const STATE_SEAL: &str = "operator_state/";

fn yes(is_so: bool) -> Value<'static> {
    Value::Integer(i64::from(is_so))
}

/// Keeps a write about operators or sessions. Returns false where nothing was written.
pub(super) async fn keep(session: &mut Session, write: &Write) -> Result<bool, Failure> {
    let touched = match write {
        Write::Operator { name, password_hash, added_at, role, password_seal, state_seal } => {
            let values =
                [Value::Text(name), Value::Text(password_hash), milliseconds(*added_at), Value::Integer(role.number())];
            let touched = session.execute(statement::ADD_OPERATOR, &values).await?;
            if touched > 0 {
                seal(session, PASSWORD_SEAL, name, password_seal).await?;
                seal(session, STATE_SEAL, name, state_seal).await?;
            }
            touched
        }
        Write::SealOperator { name, password_seal, state_seal } => {
            seal(session, PASSWORD_SEAL, name, password_seal).await?;
            seal(session, STATE_SEAL, name, state_seal).await?;
            1
        }
        Write::Password { operator, password_hash, password_seal } => {
            let values = [Value::Text(operator), Value::Text(password_hash)];
            let touched = session.execute(statement::SET_PASSWORD, &values).await?;
            if touched > 0 {
                seal(session, PASSWORD_SEAL, operator, password_seal).await?;
            }
            touched
        }
        Write::DisableOperator { name, state_seal } => {
            session.execute(statement::LOCK_OPERATORS, &[]).await?;
            let touched = session.execute(statement::DISABLE_OPERATOR, &[Value::Text(name)]).await?;
            if touched > 0 {
                seal(session, STATE_SEAL, name, state_seal).await?;
                session.execute(statement::END_SESSIONS_OF, &[Value::Text(name), Value::Bytes(&[])]).await?;
            }
            touched
        }
        Write::OperatorRole { name, role, state_seal } => {
            session.execute(statement::LOCK_OPERATORS, &[]).await?;
            let values = [Value::Text(name), Value::Integer(role.number())];
            let touched = session.execute(statement::SET_ROLE, &values).await?;
            if touched > 0 {
                seal(session, STATE_SEAL, name, state_seal).await?;
            }
            touched
        }
        Write::FailedAttempts { operator, before, now, locked_until } => {
            let values = [
                Value::Text(operator),
                Value::Integer(before.map_or(-1, i64::from)),
                Value::Integer(i64::from(*now)),
                locked_until.map_or(Value::Integer(0), milliseconds),
            ];
            session.execute(statement::SET_FAILED_ATTEMPTS, &values).await?
        }
        Write::Session(OperatorSession { token_hash, operator, began_at, seen_at, is_locked }) => {
            let values = [
                Value::Bytes(token_hash),
                Value::Text(operator),
                milliseconds(*began_at),
                milliseconds(*seen_at),
                yes(*is_locked),
            ];
            session.execute(statement::ADD_SESSION, &values).await?
        }
        Write::SessionSeen { token_hash, seen_at, is_locked } => {
            let values = [Value::Bytes(token_hash), milliseconds(*seen_at), yes(*is_locked)];
            session.execute(statement::SEE_SESSION, &values).await?
        }
        Write::EndSessions(which) => end(session, which).await?,
        _ => 1,
    };
    Ok(touched > 0)
}

/// Keeps a seal. It stands among the settings, which programs that know of none leave as they are.
async fn seal(session: &mut Session, kind: &str, name: &str, seal: &[u8]) -> Result<(), Failure> {
    let setting = format!("{kind}{name}");
    session.execute(statement::SET, &[Value::Text(&setting), Value::Bytes(seal)]).await?;
    Ok(())
}

async fn end(session: &mut Session, which: &EndedSessions) -> Result<u64, Failure> {
    match which {
        EndedSessions::One(token_hash) => session.execute(statement::END_SESSION, &[Value::Bytes(token_hash)]).await,
        EndedSessions::Of { operator, except } => {
            let except = except.as_ref().map_or(&[][..], |token_hash| token_hash);
            session.execute(statement::END_SESSIONS_OF, &[Value::Text(operator), Value::Bytes(except)]).await
        }
        EndedSessions::Old { began_before, seen_before } => {
            let values = [milliseconds(*began_before), milliseconds(*seen_before)];
            session.execute(statement::END_OLD_SESSIONS, &values).await
        }
        EndedSessions::All => session.execute(statement::END_ALL_SESSIONS, &[]).await,
    }
}

fn is_so(record: &Record, column: usize) -> Result<bool, Failure> {
    Ok(record.integer(column)? != 0)
}

pub(super) fn operator(record: &Record) -> Result<Operator, Failure> {
    let failed = record.number(4)?;
    let locked_until = record.maybe_integer(5)?;
    let role = record.integer(6)?;
    Ok(Operator {
        name: record.text(0)?,
        password_hash: record.text(1)?,
        added_at: timestamp(record, 2)?,
        role: OperatorRole::from_number(role).ok_or_else(|| damaged("operator role", role))?,
        is_disabled: is_so(record, 3)?,
        failed_attempts: u32::try_from(failed).map_err(|_| damaged("failed attempts", failed))?,
        locked_until: locked_until.map(|_| timestamp(record, 5)).transpose()?,
        password_seal: record.maybe_bytes(7)?,
        state_seal: record.maybe_bytes(8)?,
    })
}

pub(super) fn session(record: &Record) -> Result<OperatorSession, Failure> {
    Ok(OperatorSession {
        token_hash: record.array(0)?,
        operator: record.text(1)?,
        began_at: timestamp(record, 2)?,
        seen_at: timestamp(record, 3)?,
        is_locked: is_so(record, 4)?,
    })
}
