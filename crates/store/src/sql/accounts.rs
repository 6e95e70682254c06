//! Enrolment codes, contacts, operators, sessions. Using a code up is a transaction: of several callers at once, one gets
//! it.

use super::SqlStore;
use super::database::Work;
use super::decode;
use super::failure::Failure;
use super::people;
use super::session::{Record, Session, Value, damaged};
use super::statement;
use crate::accounts::{Accounts, Cancelled, CodeTaken, Contact, EnrolmentCode, Operator, Session as OperatorSession};
use crate::error::StoreError;
use crate::segment::in_milliseconds;
use async_trait::async_trait;
use cunbang_model::{DeviceId, Role, Timestamp, UnitCode};

#[async_trait]
impl Accounts for SqlStore {
    async fn take_enrolment_code(&self, secret_hash: &[u8; 32], now: Timestamp) -> Result<CodeTaken, StoreError> {
        self.database.run(&TakeCode { secret_hash, now: in_milliseconds(now) }).await
    }

    async fn enrolment_code(&self, secret_hash: &[u8; 32]) -> Result<Option<EnrolmentCode>, StoreError> {
        let values = [Value::Bytes(secret_hash)];
        Ok(self.read("enrolment_code", statement::CODE, &values, enrolment_code).await?.pop())
    }

    async fn enrolment_codes(&self) -> Result<Vec<EnrolmentCode>, StoreError> {
        self.read("enrolment_codes", statement::CODES, &[], enrolment_code).await
    }

    async fn contacts(&self) -> Result<Vec<Contact>, StoreError> {
        self.read("contacts", statement::CONTACTS, &[], contact).await
    }

    async fn operators(&self) -> Result<Vec<Operator>, StoreError> {
        self.read("operators", statement::OPERATORS, &[], people::operator).await
    }

    async fn operator(&self, name: &str) -> Result<Option<Operator>, StoreError> {
        self.read_one("operator", statement::OPERATOR, &[Value::Text(name)], people::operator).await
    }

    async fn session(&self, token_hash: &[u8; 32]) -> Result<Option<OperatorSession>, StoreError> {
        self.read_one("session", statement::SESSION, &[Value::Bytes(token_hash)], people::session).await
    }
}

struct TakeCode<'a> {
    secret_hash: &'a [u8; 32],
    now: Timestamp,
}

impl Work for TakeCode<'_> {
    type Output = CodeTaken;
    const NAME: &'static str = "take_enrolment_code";
    const DOING: &'static str = "using up an enrolment code";

    async fn run(&self, session: &mut Session) -> Result<CodeTaken, Failure> {
        let values = [Value::Bytes(self.secret_hash), decode::milliseconds(self.now)];
        if let Some(row) = session.fetch_one(statement::TAKE_CODE, &values).await? {
            let (unit, role, label) = enrolled(&row, 0)?;
            return Ok(CodeTaken::Taken { unit, role, label });
        }
        let row = session.fetch_one(statement::CODE, &values[..1]).await?;
        Ok(match row.as_ref().map(enrolment_code).transpose()? {
            None => CodeTaken::Unknown,
            Some(code) if code.used_at.is_some() => CodeTaken::UsedUp,
            Some(code) => code.cancelled.map_or(CodeTaken::Expired, CodeTaken::Cancelled),
        })
    }
}

/// Three columns from `first`: unit, role, label.
fn enrolled(record: &Record, first: usize) -> Result<(UnitCode, Role, String), Failure> {
    let word = record.text(first + 1)?;
    let role = Role::from_word(&word).ok_or_else(|| damaged("a role", format_args!("{word:?}")))?;
    Ok((decode::parsed("a unit", &record.text(first)?)?, role, record.text(first + 2)?))
}

fn enrolment_code(record: &Record) -> Result<EnrolmentCode, Failure> {
    let (unit, role, label) = enrolled(record, 1)?;
    let maybe_at = |column| record.maybe_integer(column)?.map(|_| decode::timestamp(record, column)).transpose();
    let cancelled = match maybe_at(6)? {
        Some(at) => Some(Cancelled { at, reason: record.maybe_text(7)?.unwrap_or_default() }),
        None => None,
    };
    Ok(EnrolmentCode {
        secret_hash: record.array(0)?,
        unit,
        role,
        label,
        expires_at: decode::timestamp(record, 4)?,
        used_at: maybe_at(5)?,
        cancelled,
    })
}

fn contact(record: &Record) -> Result<Contact, Failure> {
    Ok(Contact { device: DeviceId::from_bytes(record.array(0)?), at: decode::timestamp(record, 1)? })
}
