//! What is audited 审计: deeds that people answer for later, each said once, where it is done.
//!
//! An event of the target `audit` says who did what to whom. Where it is kept is the program's business.

use cunbang_model::UnitCode;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// A run was published.
    Publish,
    /// A publication was taken back.
    WithdrawPublication,
    /// Something was decided on a village.
    Decide,
    /// A decision was taken back.
    WithdrawDecision,
    /// A code for a device was made.
    MakeCode,
    /// A device got its certificate.
    Enrol,
    /// A device's certificate was renewed.
    Renew,
    /// A device was revoked.
    Revoke,
    /// A seal was accepted or returned.
    ReviewSeal,
    /// What the node had written and nobody has any more was given up.
    GiveUp,
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
    /// An operator was disabled.
    DisableOperator,
    /// An operator logged in.
    LogIn,
    /// Somebody saw what is known of persons.
    ReadPersons,
}

impl Deed {
    const fn word(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::WithdrawPublication => "withdraw_publication",
            Self::Decide => "decide",
            Self::WithdrawDecision => "withdraw_decision",
            Self::MakeCode => "make_code",
            Self::Enrol => "enrol",
            Self::Renew => "renew",
            Self::Revoke => "revoke",
            Self::ReviewSeal => "review_seal",
            Self::GiveUp => "give_up",
            Self::Acknowledge => "acknowledge",
            Self::CancelCode => "cancel_code",
            Self::ReplaceAuthority => "replace_authority",
            Self::AddOperator => "add_operator",
            Self::ChangePassword => "change_password",
            Self::DisableOperator => "disable_operator",
            Self::LogIn => "log_in",
            Self::ReadPersons => "read_persons",
        }
    }
}

/// Says that a deed was done: by whom, about which unit, and what in particular (a run, a device, a table).
pub(crate) fn note(deed: Deed, operator: &str, unit: UnitCode, subject: &str) {
    tracing::info!(target: "audit", event = deed.word(), operator, %unit, subject, "done");
}
