//! What an enrolment code is for, told to whoever holds it before it is used: a person sees the unit first, and spends the
//! code after that.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::node::enrol::{EnrolError, check_code};
use cunbang_identity::{CertificateAuthority, EnrolmentRequest};
use cunbang_model::{DeviceId, Role, Timestamp, UnitCode};
use cunbang_store::Cancelled;

/// What would come of using a code now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeStanding {
    /// It works, or it was used by the very device that asks, which gets the same certificate again.
    Open,
    /// Another device used it.
    Used,
    /// It is too old.
    Expired,
    /// It was cancelled.
    Cancelled(Cancelled),
    /// It is from before the county's store was put back.
    Void,
    /// Whether the county's store was put back is not confirmed yet.
    Doubtful,
    /// The county has no such code.
    Unknown,
    /// It is from before the county's authority was replaced.
    Former,
    /// The node that was asked is not above the code's unit.
    Elsewhere,
}

/// What a code is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePurpose {
    /// The unit that the device will belong to.
    pub unit: UnitCode,
    /// That unit's name.
    pub unit_name: String,
    /// The name of the unit above it, if there is one.
    pub parent_name: Option<String>,
    /// What the device will be.
    pub role: Role,
    /// What people will call it.
    pub label: String,
    /// From then on the code no longer works.
    pub expires_at: Timestamp,
}

/// How a code stands, and what it is for where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLook {
    /// What would come of using it now.
    pub standing: CodeStanding,
    /// What it is for.
    pub purpose: Option<CodePurpose>,
}

impl CodeLook {
    const fn without_purpose(standing: CodeStanding) -> Self {
        Self { standing, purpose: None }
    }
}

impl Desk {
    /// Tells what a code is for and whether it works; nothing is issued, and the code stays as it is. The request is signed
    /// with the code, so only its holder is told. `through` is the unit of a node that passes the request on.
    pub async fn look_at_code(
        &self,
        authority: &CertificateAuthority,
        request: &EnrolmentRequest,
        through: Option<UnitCode>,
    ) -> Result<CodeLook, DeskError> {
        let replica = self.replica();
        replica.check_has_all_back().await?;
        self.check_current(authority).await?;
        match check_code(request, replica.identity().authorities()) {
            Err(EnrolError::FormerCode) => return Ok(CodeLook::without_purpose(CodeStanding::Former)),
            checked => checked?,
        }
        let Some(code) = replica.store().enrolment_code(&request.code).await? else {
            return Ok(CodeLook::without_purpose(CodeStanding::Unknown));
        };
        if let Some(altered) = self.altered_code(&code).await? {
            return Err(EnrolError::AlteredCode(Box::new(altered)).into());
        }
        let org = replica.org();
        let names = org.units();
        let unit_name = names.map_or_else(|| code.unit.to_string(), |units| units.name(code.unit));
        let parent_name = names.and_then(|units| units.parent(code.unit).map(|parent| units.name(parent)));
        let own = org.certificate(DeviceId::of_public_key(&request.public_key));
        let is_own = own.is_some_and(|known| (known.unit, known.role) == (code.unit, code.role));
        let standing = if through.is_some_and(|through| !code.unit.is_within(&through)) {
            CodeStanding::Elsewhere
        } else if code.used_at.is_some() {
            if is_own { CodeStanding::Open } else { CodeStanding::Used }
        } else if let Some(cancelled) = code.cancelled {
            CodeStanding::Cancelled(cancelled)
        } else if code.expires_at <= replica.now() {
            CodeStanding::Expired
        } else if replica.is_doubtful(&code.secret_hash) {
            CodeStanding::Doubtful
        } else if replica.void_code_hashes().await?.contains(&code.secret_hash) {
            CodeStanding::Void
        } else {
            CodeStanding::Open
        };
        let (unit, role, label, expires_at) = (code.unit, code.role, code.label, code.expires_at);
        Ok(CodeLook { standing, purpose: Some(CodePurpose { unit, unit_name, parent_name, role, label, expires_at }) })
    }
}
