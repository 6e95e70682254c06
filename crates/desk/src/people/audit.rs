//! What is audited 审计: deeds that people answer for later, each said once, where it is done.
//!
//! An event of the target `audit` says who did what to whom. Where it is kept is the program's business: it gives a
//! [`Trail`] to whoever shows what was done.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::scope::Command;
use cunbang_language::say;
use cunbang_model::{Timestamp, UnitCode};
use std::collections::BTreeSet;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// A run was published.
    Publish,
    /// A run was made although receipts are lost or altered on which it rests.
    RunNotWhole,
    /// A run was published although receipts are lost or altered on which it rests.
    PublishNotWhole,
    /// A publication was taken back.
    WithdrawPublication,
    /// It was said until when villages may object to what stands published.
    ChooseObjectionDays,
    /// It was registered how a notice goes out.
    RegisterNotice,
    /// Something was decided on a village.
    Decide,
    /// A decision was taken back.
    WithdrawDecision,
    /// Something was decided on a consequence that the rules propose.
    DecideConsequence,
    /// A code for a device was made.
    MakeCode,
    /// A device got its certificate.
    Enrol,
    /// A device's certificate was renewed.
    Renew,
    /// A device was revoked.
    Revoke,
    /// An objection was answered.
    Answer,
    /// A scheme was put in force.
    PutScheme,
    /// A seal was accepted or returned.
    ReviewSeal,
    /// A row of what a county or township states was taken back.
    Withdraw,
    /// Such a row stands again.
    Reinstate,
    /// The list of units was changed.
    ChangeUnits,
    /// What the node had written and nobody has any more was given up.
    GiveUp,
    /// Rows of another store of the node were recorded again.
    RecordAgain,
    /// That a public log contradicts itself was acknowledged.
    Acknowledge,
    /// A code for a device was cancelled.
    CancelCode,
    /// The county's authority was replaced by another.
    ReplaceAuthority,
    /// An operator was added.
    AddOperator,
    /// An operator has another password.
    ChangePassword,
    /// An operator has another role.
    ChangeRole,
    /// An operator was disabled.
    DisableOperator,
    /// An operator logged in.
    LogIn,
    /// Somebody could not log in: a wrong password, or too many of them.
    FailToLogIn,
    /// An operator was refused an act that the operator's role does not allow.
    Refuse,
    /// A form was refused that is not of the operator's session.
    RefuseForm,
    /// An account of an earlier program was bound to the node.
    SealAccount,
    /// An account or a session was refused that is not as this node wrote it.
    RefuseAltered,
    /// Somebody saw what is known of persons.
    ReadPersons,
}

impl Deed {
    const fn word(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::RunNotWhole => "run_not_whole",
            Self::PublishNotWhole => "publish_not_whole",
            Self::ChooseObjectionDays => "choose_objection_days",
            Self::WithdrawPublication => "withdraw_publication",
            Self::RegisterNotice => "register_notice",
            Self::Decide => "decide",
            Self::WithdrawDecision => "withdraw_decision",
            Self::DecideConsequence => "decide_consequence",
            Self::MakeCode => "make_code",
            Self::Enrol => "enrol",
            Self::Renew => "renew",
            Self::Revoke => "revoke",
            Self::Answer => "answer",
            Self::PutScheme => "put_scheme",
            Self::ReviewSeal => "review_seal",
            Self::Withdraw => "withdraw",
            Self::Reinstate => "reinstate",
            Self::ChangeUnits => "change_units",
            Self::GiveUp => "give_up",
            Self::RecordAgain => "record_again",
            Self::Acknowledge => "acknowledge",
            Self::CancelCode => "cancel_code",
            Self::ReplaceAuthority => "replace_authority",
            Self::AddOperator => "add_operator",
            Self::ChangePassword => "change_password",
            Self::ChangeRole => "change_role",
            Self::DisableOperator => "disable_operator",
            Self::LogIn => "log_in",
            Self::FailToLogIn => "log_in_failed",
            Self::Refuse => "refuse",
            Self::RefuseForm => "refuse_form",
            Self::SealAccount => "seal_account",
            Self::RefuseAltered => "refuse_altered",
            Self::ReadPersons => "read_persons",
        }
    }
}

/// Says that a deed was done: by whom, about which unit, and what in particular (a run, a device, a table).
pub(crate) fn note(deed: Deed, operator: &str, unit: UnitCode, subject: &str) {
    tracing::info!(target: "audit", event = deed.word(), operator, %unit, subject, "done");
}

/// What was done once, as the trail has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// When.
    pub at: Timestamp,
    /// What, in the trail's word.
    pub event: String,
    /// By whom: an operator or a device; empty where it was done at the command line.
    pub operator: String,
    /// The unit that it is about.
    pub unit: Option<UnitCode>,
    /// What in particular.
    pub subject: String,
}

/// What was audited at this node, month by month.
pub trait Trail: Send + Sync + std::fmt::Debug {
    /// The months of which there is something, as `2026-11`, the newest first.
    fn months(&self) -> Result<Vec<String>, String>;
    /// The events of a month, the oldest first.
    fn events(&self, month: &str) -> Result<Vec<AuditEvent>, String>;
    /// Where it is seen that events were taken out, changed or added, in words.
    fn breaks(&self) -> Result<Vec<String>, String>;
}

/// Which events are asked for; what is empty leaves nothing out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// A month, as `2026-11`: the newest where none is named.
    pub month: String,
    /// What was done, in the trail's word.
    pub event: String,
    /// Who did it.
    pub operator: String,
}

/// A month of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditView {
    /// The months to choose from, the newest first.
    pub months: Vec<String>,
    /// The month that is shown.
    pub month: String,
    /// What was done in that month, to choose from.
    pub events: BTreeSet<String>,
    /// Who did something in that month, to choose from.
    pub operators: BTreeSet<String>,
    /// What was asked for, the newest first.
    pub shown: Vec<AuditEvent>,
    /// Where the whole trail is broken, in words.
    pub breaks: Vec<String>,
}

/// The trail could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("audit-unread", fault = .0))]
pub struct AuditError(pub String);

impl Desk {
    /// What was audited here, for an operator who may know it.
    pub async fn audited(
        &self,
        operator: &str,
        trail: &dyn Trail,
        filter: &AuditFilter,
    ) -> Result<AuditView, DeskError> {
        self.permit(operator, Command::Audit).await?;
        let months = trail.months().map_err(AuditError)?;
        let month = months.iter().find(|month| **month == filter.month).or(months.first()).cloned().unwrap_or_default();
        let mut all = if month.is_empty() { Vec::new() } else { trail.events(&month).map_err(AuditError)? };
        // Those of one moment stand in the order in which they came.
        all.reverse();
        all.sort_by_key(|event| std::cmp::Reverse(event.at));
        let events = all.iter().map(|event| event.event.clone()).collect();
        let operators = all.iter().map(|event| event.operator.clone()).filter(|name| !name.is_empty()).collect();
        let is_asked_for = |event: &AuditEvent| {
            (filter.event.is_empty() || event.event == filter.event)
                && (filter.operator.is_empty() || event.operator == filter.operator)
        };
        all.retain(is_asked_for);
        let breaks = trail.breaks().map_err(AuditError)?;
        Ok(AuditView { months, month, events, operators, shown: all, breaks })
    }
}
