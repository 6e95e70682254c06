//! Using an enrolment code up: of several callers at once, one gets it.

use super::database::Work;
use super::decode;
use super::failure::Failure;
use super::session::{Session, Value};
use super::statement;
use crate::keeping::CodeTaken;
use cunbang_model::Timestamp;

/// Uses an enrolment code up.
pub(super) struct TakeCode<'a> {
    pub(super) secret_hash: &'a [u8; 32],
    pub(super) now: Timestamp,
}

impl Work for TakeCode<'_> {
    type Output = CodeTaken;
    const NAME: &'static str = "taking an enrolment code";

    async fn run(&self, session: &mut Session) -> Result<CodeTaken, Failure> {
        let values = [Value::Bytes(self.secret_hash), decode::milliseconds(self.now)];
        if let Some(row) = session.fetch_one(statement::TAKE_CODE, &values).await? {
            let (unit, role, label) = decode::enrolled(&row, 0)?;
            return Ok(CodeTaken::Taken { unit, role, label });
        }
        let row = session.fetch_one(statement::CODE, &values[..1]).await?;
        Ok(match row.as_ref().map(decode::enrolment_code).transpose()? {
            None => CodeTaken::Unknown,
            Some(code) if code.used_at.is_some() => CodeTaken::UsedUp,
            Some(_) => CodeTaken::Expired,
        })
    }
}
