//! Accounts: the codes with which devices enrol, when enrolled devices were last here, the operators who log in to the
//! node's own pages, and their sessions.

use crate::error::StoreError;
use async_trait::async_trait;
use cunbang_model::{DeviceId, Role, Timestamp, UnitCode};

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
    /// Whether it was cancelled: then it can't be used any more.
    pub cancelled: Option<Cancelled>,
}

/// That a code was cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancelled {
    /// When.
    pub at: Timestamp,
    /// Why, in the words of whoever did it.
    pub reason: String,
}

/// When a device was last here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// The device.
    pub device: DeviceId,
    /// When it last had everything.
    pub at: Timestamp,
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
    /// It was cancelled.
    Cancelled(Cancelled),
}

/// What an operator is there for. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum OperatorRole {
    /// In charge 负责人.
    #[default]
    Head = 0,
    /// Inspects 督查员.
    Inspector = 1,
    /// Only looks 只看.
    Viewer = 2,
}

impl OperatorRole {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Head, Self::Inspector, Self::Viewer];

    /// As it is stored.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// What is stored as a number.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.number() == number)
    }

    /// In a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Inspector => "inspector",
            Self::Viewer => "viewer",
        }
    }

    /// What is called so.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// Somebody who may log in to the node's own pages. Only the hash of the password is kept. How the seals are made is the
/// business of who writes them; each is kept in one transaction with what it binds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The name, with which entries are signed.
    pub name: String,
    /// The password's hash as a PHC string.
    pub password_hash: String,
    /// When the operator was added, or taken up again.
    pub added_at: Timestamp,
    /// What the operator is there for.
    pub role: OperatorRole,
    /// Whether logging in is over for good.
    pub is_disabled: bool,
    /// How many attempts to log in have failed in a row.
    pub failed_attempts: u32,
    /// Until when no attempt is looked at.
    pub locked_until: Option<Timestamp>,
    /// What binds the password's hash to the node that wrote it.
    pub password_seal: Option<Vec<u8>>,
    /// What binds role, beginning and end to the node that wrote them.
    pub state_seal: Option<Vec<u8>>,
}

/// That an operator is logged in. Only the hash of the token is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// The operator's name.
    pub operator: String,
    /// When the operator logged in.
    pub began_at: Timestamp,
    /// When something was last asked for in it, as far as that was noted.
    pub seen_at: Timestamp,
    /// Whether it waits for the password again.
    pub is_locked: bool,
}

/// Takes and lists enrolment codes, and lists contacts, operators and their sessions.
/// [`Write::EnrolmentCode`](crate::Write::EnrolmentCode), [`Write::Contact`](crate::Write::Contact),
/// [`Write::Operator`](crate::Write::Operator) and [`Write::Session`](crate::Write::Session) add one;
/// [`Write::CancelCode`](crate::Write::CancelCode) cancels a code.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Uses up an enrolment code, if it is good at `now`. Of several callers at once, one gets it.
    async fn take_enrolment_code(&self, secret_hash: &[u8; 32], now: Timestamp) -> Result<CodeTaken, StoreError>;
    /// An enrolment code, used or not.
    async fn enrolment_code(&self, secret_hash: &[u8; 32]) -> Result<Option<EnrolmentCode>, StoreError>;
    /// All enrolment codes, the first to expire first.
    async fn enrolment_codes(&self) -> Result<Vec<EnrolmentCode>, StoreError>;
    /// When each device was last here, in the order of devices.
    async fn contacts(&self) -> Result<Vec<Contact>, StoreError>;
    /// All operators, by name.
    async fn operators(&self) -> Result<Vec<Operator>, StoreError>;
    /// The operator with a name.
    async fn operator(&self, name: &str) -> Result<Option<Operator>, StoreError>;
    /// The session with a token.
    async fn session(&self, token_hash: &[u8; 32]) -> Result<Option<Session>, StoreError>;
}
