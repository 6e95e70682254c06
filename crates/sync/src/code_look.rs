//! A look at an enrolment code over the network: what it is for, before it is used.

use crate::enrolment::{Introduced, introduced};
use crate::error::SyncError;
use crate::machine::CLOCK_TOLERANCE_SECONDS;
use crate::proto;
use crate::proto::enrolment_client::EnrolmentClient;
use cunbang_desk::node::code_look::{CodeLook, CodePurpose, CodeStanding};
use cunbang_identity::{DeviceKey, EnrolmentCode, enrolment_request, fingerprint};
use cunbang_language::say;
use cunbang_model::shown::in_line;
use cunbang_model::{Clock, Role, Timestamp, UnitCode};
use cunbang_store::Cancelled;
use std::sync::Arc;
use tonic::{Code, Status};

/// A unit that no code is for. A node of an earlier program knows of no look: it compares the unit and refuses.
const NO_UNIT: &str = "00";

/// What a look has shown.
#[derive(Debug, Clone)]
pub struct LookedAt {
    /// How the code stands, and what it is for.
    pub look: CodeLook,
    /// The unit at the top of the tree, whose authority the code names.
    pub root: UnitCode,
    /// The unit of the node that was asked.
    pub upstream_unit: UnitCode,
    /// The authority's fingerprint, SHA-256 of its certificate.
    pub authority: [u8; 32],
    /// By how many seconds this computer's clock is ahead of the county's, negative where it is behind; none where they
    /// agree, or where the county did not say.
    pub clock_ahead_seconds: Option<i64>,
}

/// Asks what a code is for, at the county or through its township. The code stays as it is.
pub async fn look(
    address: &str,
    code: &EnrolmentCode,
    key: &DeviceKey,
    clock: Arc<dyn Clock>,
) -> Result<LookedAt, SyncError> {
    let Introduced { channel, known, upstream_unit } = introduced(address, code, Arc::clone(&clock)).await?;
    let request = proto::EnrolRequest {
        request: enrolment_request(key, code, None).to_bytes(),
        unit: NO_UNIT.to_owned(),
        look: true,
        ..proto::EnrolRequest::default()
    };
    let reply = EnrolmentClient::new(channel).enrol(request).await.map_err(refusal)?.into_inner();
    let purpose =
        reply.purpose.ok_or_else(|| SyncError::Protocol("the node did not say what the code is for".into()))?;
    let authority = fingerprint(&known.current().der);
    let clock_ahead_seconds = clock_ahead(clock.now(), purpose.now_ms);
    Ok(LookedAt { look: read(&purpose)?, root: known.unit(), upstream_unit, authority, clock_ahead_seconds })
}

/// By how much a clock is ahead of one that was at `theirs_ms` when it answered; the way of the answer is no difference.
fn clock_ahead(now: Timestamp, theirs_ms: i64) -> Option<i64> {
    let ahead = now.as_second().saturating_sub(theirs_ms.div_euclid(1000));
    Some(ahead).filter(|ahead| theirs_ms != 0 && ahead.abs() > CLOCK_TOLERANCE_SECONDS)
}

/// What a node of an earlier program answers, which took the look for a device of another unit.
fn refusal(status: Status) -> SyncError {
    if status.code() == Code::InvalidArgument {
        return SyncError::Refused(say!("enrolment-no-look", said = in_line(status.message())));
    }
    status.into()
}

/// The answer to a look, by a clock at `now`.
pub(crate) fn reply(look: CodeLook, now: Timestamp) -> proto::EnrolReply {
    let reason = match &look.standing {
        CodeStanding::Cancelled(cancelled) => cancelled.reason.clone(),
        _ => String::new(),
    };
    let mut purpose =
        proto::Purpose { standing: standing_number(&look.standing).into(), reason, ..proto::Purpose::default() };
    purpose.now_ms = now.as_millisecond();
    if let Some(known) = look.purpose {
        purpose.unit = known.unit.to_string();
        purpose.unit_name = known.unit_name;
        purpose.parent_name = known.parent_name.unwrap_or_default();
        known.role.as_str().clone_into(&mut purpose.role);
        purpose.label = known.label;
        purpose.expires_at = known.expires_at.as_millisecond();
    }
    proto::EnrolReply { purpose: Some(purpose), ..proto::EnrolReply::default() }
}

const fn standing_number(standing: &CodeStanding) -> proto::CodeStanding {
    match standing {
        CodeStanding::Open => proto::CodeStanding::Open,
        CodeStanding::Used => proto::CodeStanding::Used,
        CodeStanding::Expired => proto::CodeStanding::Expired,
        CodeStanding::Cancelled(_) => proto::CodeStanding::Cancelled,
        CodeStanding::Void => proto::CodeStanding::Void,
        CodeStanding::Doubtful => proto::CodeStanding::Doubtful,
        CodeStanding::Unknown => proto::CodeStanding::Unknown,
        CodeStanding::Former => proto::CodeStanding::Former,
        CodeStanding::Elsewhere => proto::CodeStanding::Elsewhere,
    }
}

fn read(purpose: &proto::Purpose) -> Result<CodeLook, SyncError> {
    let wrong = |what: &str| SyncError::Protocol(format!("what the code is for: {what}"));
    // What stands on a page is what other people wrote.
    let shown = |text: &str| in_line(text).into_owned();
    let cancelled = || Cancelled { at: Timestamp::UNIX_EPOCH, reason: shown(&purpose.reason) };
    let standing = match purpose.standing() {
        proto::CodeStanding::Open => CodeStanding::Open,
        proto::CodeStanding::Used => CodeStanding::Used,
        proto::CodeStanding::Expired => CodeStanding::Expired,
        proto::CodeStanding::Cancelled => CodeStanding::Cancelled(cancelled()),
        proto::CodeStanding::Void => CodeStanding::Void,
        proto::CodeStanding::Doubtful => CodeStanding::Doubtful,
        proto::CodeStanding::Unknown => CodeStanding::Unknown,
        proto::CodeStanding::Former => CodeStanding::Former,
        proto::CodeStanding::Elsewhere => CodeStanding::Elsewhere,
        proto::CodeStanding::Unspecified => return Err(wrong("its standing is none that this program knows")),
    };
    if purpose.unit.is_empty() {
        return Ok(CodeLook { standing, purpose: None });
    }
    let known = CodePurpose {
        unit: purpose.unit.parse().map_err(|_| wrong("its unit"))?,
        unit_name: shown(&purpose.unit_name),
        parent_name: Some(shown(&purpose.parent_name)).filter(|name| !name.is_empty()),
        role: Role::from_word(&purpose.role).ok_or_else(|| wrong("its role"))?,
        label: shown(&purpose.label),
        expires_at: Timestamp::from_millisecond(purpose.expires_at).map_err(|_| wrong("its time"))?,
    };
    Ok(CodeLook { standing, purpose: Some(known) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_clock_that_is_off_is_told_from_one_that_agrees() {
        let now = Timestamp::from_second(1_795_590_000).unwrap();
        let of = |theirs: i64| clock_ahead(now, theirs * 1000);
        assert_eq!(of(1_795_590_000 - 172_800), Some(172_800));
        assert_eq!(of(1_795_590_000 + 86_400), Some(-86_400));
        assert_eq!(of(1_795_590_000 + 299), None);
        assert_eq!(of(0), None, "an earlier program does not say");
        let look = CodeLook { standing: CodeStanding::Unknown, purpose: None };
        assert_eq!(reply(look, now).purpose.unwrap().now_ms, 1_795_590_000_000);
    }

    #[test]
    fn what_a_code_is_for_goes_over_the_wire_and_back() {
        let purpose = CodePurpose {
            unit: "330522103202".parse().unwrap(),
            unit_name: "长平村".to_owned(),
            parent_name: Some("洪桥镇".to_owned()),
            role: Role::Terminal,
            label: "长平村 终端".to_owned(),
            expires_at: Timestamp::from_millisecond(1_795_590_000_000).unwrap(),
        };
        let cancelled = Cancelled { at: Timestamp::UNIX_EPOCH, reason: "信封遗失".to_owned() };
        for standing in [
            CodeStanding::Open,
            CodeStanding::Used,
            CodeStanding::Expired,
            CodeStanding::Cancelled(cancelled),
            CodeStanding::Void,
            CodeStanding::Doubtful,
            CodeStanding::Elsewhere,
        ] {
            let look = CodeLook { standing, purpose: Some(purpose.clone()) };
            assert_eq!(read(&reply(look.clone(), Timestamp::UNIX_EPOCH).purpose.unwrap()).unwrap(), look);
        }
        for standing in [CodeStanding::Unknown, CodeStanding::Former] {
            let look = CodeLook { standing, purpose: None };
            assert_eq!(read(&reply(look.clone(), Timestamp::UNIX_EPOCH).purpose.unwrap()).unwrap(), look);
        }
        assert!(read(&proto::Purpose::default()).is_err());
    }
}
