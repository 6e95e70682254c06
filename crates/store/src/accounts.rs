//! Accounts: the codes with which devices enrol.

use crate::error::StoreError;
use async_trait::async_trait;
use cunbang_model::{Role, Timestamp, UnitCode};

/// A one-time code with which a device may enrol. Only the hash of its secret is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentCode {
    /// SHA-256 of the secret.
    pub secret_hash: [u8; 32],
    /// The unit that the device will belong to.
    pub unit: UnitCode,
    /// What the device will be.
    pub role: Role,
    /// What people call the device.
    pub label: String,
    /// From this moment on it no longer works.
    pub expires_at: Timestamp,
    /// When it was used, if it was.
    pub used_at: Option<Timestamp>,
}

/// What came of trying an enrolment code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeTaken {
    /// It was good, and is now used up.
    Taken {
        /// The unit that the device belongs to.
        unit: UnitCode,
        /// What the device is.
        role: Role,
        /// What people call the device.
        label: String,
    },
    /// There is no such code.
    Unknown,
    /// It has expired.
    Expired,
    /// It was used before.
    UsedUp,
}

/// Takes and lists enrolment codes. [`Write::EnrolmentCode`](crate::Write::EnrolmentCode) adds one.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Uses up an enrolment code, if it is good at `now`. Of several callers at once, one gets it.
    async fn take_enrolment_code(&self, secret_hash: &[u8; 32], now: Timestamp) -> Result<CodeTaken, StoreError>;
    /// An enrolment code, used or not.
    async fn enrolment_code(&self, secret_hash: &[u8; 32]) -> Result<Option<EnrolmentCode>, StoreError>;
    /// All enrolment codes, the first to expire first.
    async fn enrolment_codes(&self) -> Result<Vec<EnrolmentCode>, StoreError>;
}
