//! What enrolment codes are for, as the county made them 注册码绑定: unit, role and term stand in the database, and whoever could
//! write there would make a township's node of a village's code. So each code is bound when it is made, as accounts are
//! ([`crate::people::seals`]), and compared before it is used. A code that was cancelled is bound as such.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::node::codes::CodeId;
use crate::people::seals::is_same;
use cunbang_language::say;
use cunbang_model::shown::in_line;
use cunbang_model::{Role, UnitCode, clock};
use cunbang_store::{EnrolmentCode, Write};
use data_encoding::HEXLOWER;
use std::fmt;

/// A code that does not stand in the database as the county made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlteredCode {
    /// What people name it by.
    pub id: CodeId,
    /// The unit that stands there.
    pub unit: UnitCode,
    /// The role that stands there.
    pub role: Role,
    /// What stands there as the device's name.
    pub label: String,
    /// The day until which it works, as it stands there.
    pub until: cunbang_model::Date,
}

impl fmt::Display for AlteredCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (role, label) = (self.role.named(), in_line(&self.label));
        f.write_str(&say!(
            "code-altered-since",
            id = self.id,
            unit = self.unit,
            role = role,
            label = label,
            until = self.until
        ))
    }
}

impl AlteredCode {
    pub(crate) fn of(code: &EnrolmentCode) -> Self {
        let (id, until) = (CodeId::of(&code.secret_hash), clock::county_date(code.expires_at));
        Self { id, unit: code.unit, role: code.role, label: code.label.clone(), until }
    }
}

/// The setting with what binds a code.
fn setting(secret_hash: &[u8; 32]) -> String {
    format!("code_seal/{}", HEXLOWER.encode(secret_hash))
}

/// Whether a code works, by what stands in the database.
fn is_open(code: &EnrolmentCode) -> bool {
    code.used_at.is_none() && code.cancelled.is_none()
}

impl Desk {
    /// The write that binds a code as it is.
    pub(crate) fn bind_code(&self, code: &EnrolmentCode) -> Write {
        let seal = match &code.cancelled {
            Some(_) => self.sealer().cancelled_code(&code.secret_hash),
            None => self.sealer().code(code),
        };
        Write::Setting { name: setting(&code.secret_hash), value: Some(seal) }
    }

    /// The write that binds that a code was cancelled.
    pub(crate) fn bind_cancelled(&self, secret_hash: &[u8; 32]) -> Write {
        Write::Setting { name: setting(secret_hash), value: Some(self.sealer().cancelled_code(secret_hash)) }
    }

    /// How a code that works is not as the county made it. What was used or cancelled is nobody's use any more.
    pub(crate) async fn altered_code(&self, code: &EnrolmentCode) -> Result<Option<AlteredCode>, DeskError> {
        if !is_open(code) {
            return Ok(None);
        }
        let kept = self.replica().store().setting(&setting(&code.secret_hash)).await?;
        Ok((!is_same(kept.as_ref(), &self.sealer().code(code))).then(|| AlteredCode::of(code)))
    }

    /// The codes that work and are not as the county made them; none elsewhere.
    pub async fn altered_codes(&self) -> Result<Vec<AlteredCode>, DeskError> {
        let (mut altered, now) = (Vec::new(), self.replica().now());
        if self.check_is_county().is_err() {
            return Ok(altered);
        }
        for code in self.replica().store().enrolment_codes().await? {
            if code.expires_at > now {
                altered.extend(self.altered_code(&code).await?);
            }
        }
        Ok(altered)
    }

    /// The writes that bind the codes of an earlier program, of which no seal is here.
    pub(crate) async fn bind_codes(&self) -> Result<Vec<Write>, DeskError> {
        let store = self.replica().store();
        let mut writes = Vec::new();
        for code in store.enrolment_codes().await? {
            if store.setting(&setting(&code.secret_hash)).await?.is_none() {
                writes.push(self.bind_code(&code));
            }
        }
        Ok(writes)
    }
}
