//! Operators 经办人: who may log in to the node's own pages.
//!
//! They are the node's own: they stand in its store and go nowhere. How they sign entries is in [`crate::people::persons`].

use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::attempts::{Attempts, Elsewhere, Strangers};
use crate::people::audit::{self, Deed};
use crate::people::browsers::Own;
use crate::people::failures::Failures;
use crate::people::lookalike::look_alike;
use crate::people::password::{Password, PasswordFault, Salt};
use crate::people::refusals::Refusals;
use crate::people::scope::{Command, OperatorRole};
use crate::people::seals::Altered;
use crate::people::sessions::Ended;
use cunbang_language::{Language, say};
use cunbang_model::named::{is_office, simplified};
use cunbang_model::shown::is_unseen;
use cunbang_model::{Role, Timestamp, UnitTree};
use cunbang_replica::{ReplicaError, blocking};
use cunbang_store::{EndedSessions, Operator, Store, Write, WriteOutcome};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 40;
/// The longest name, in bytes: what an entry has room for.
const LONGEST_NAME_BYTES: usize = 128;
/// Passwords that are hashed at once: each takes 19 MiB.
const HASHED_AT_ONCE: usize = 2;
/// The setting that says when a name was tried that no operator has.
const STRANGER_AT: &str = "stranger_tried_at";

/// Why nothing was done about an operator, or nobody was let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OperatorError {
    /// A name that an operator can't have.
    #[error("{}", say!("operator-name", name = format!("{:?}", .0), most = LONGEST_NAME))]
    Name(String),
    /// A password that an operator can't have.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// An operator with that name works already.
    #[error("{}", say!("operator-known", name = .0))]
    Known(String),
    /// The name of an office, where a person is to be named.
    #[error("{}", say!("operator-office", name = .0))]
    Office(String),
    /// Nobody who works here is called so.
    #[error("{}", not_registered(.name, .may))]
    NotRegistered {
        /// The name.
        name: String,
        /// Who may do what was wanted.
        may: Vec<String>,
    },
    /// A name that looks like another operator's.
    #[error("{}", say!("operator-alike", name = .name, other = .other))]
    Alike {
        /// The name.
        name: String,
        /// That of the other.
        other: String,
    },
    /// Nobody is called so.
    #[error("{}", say!("operator-unknown", name = .0))]
    Unknown(String),
    /// The account is not as this node wrote it.
    #[error("{}", .0)]
    Altered(Altered),
    /// The operator was disabled.
    #[error("{}", say!("operator-disabled", name = .0))]
    Disabled(String),
    /// Nobody could log in any more.
    #[error("{}", say!("operator-last-one", name = .0))]
    LastOne(String),
    /// The name and the password don't belong together, or nobody who works is called so.
    #[error("{}", say!("operator-wrong"))]
    Wrong,
    /// The operator's role does not go so far.
    #[error("{}", say!("scope-not-permitted", name = .name, role = .role, command = .command))]
    NotPermitted {
        /// The operator.
        name: String,
        /// The operator's role, as people call it.
        role: String,
        /// What was wanted.
        command: Command,
    },
    /// Whoever works at a village's device is in charge of it.
    #[error("{}", say!("operator-no-roles"))]
    NoRoles,
    /// Too many wrong passwords came in a row.
    #[error("{}", say!("operator-locked-out", seconds = .seconds))]
    LockedOut {
        /// How many seconds are left.
        seconds: i64,
    },
    /// The session is over.
    #[error("{}", say!("operator-no-session"))]
    NoSession,
    /// The session waits for the password.
    #[error("{}", say!("operator-locked"))]
    Locked,
    /// A password could not be hashed, or what is kept of one is damaged.
    #[error("{}", say!("operator-hashing", fault = .0))]
    Hashing(String),
}

impl OperatorError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::Name(_)
            | Self::Password(_)
            | Self::Known(_)
            | Self::Alike { .. }
            | Self::Office(_)
            | Self::NoRoles => Sort::Input,
            Self::Unknown(_) => Sort::NotFound,
            Self::Disabled(_) | Self::LastOne(_) => Sort::NotYet,
            Self::Wrong
            | Self::NoSession
            | Self::Locked
            | Self::Altered(_)
            | Self::NotPermitted { .. }
            | Self::NotRegistered { .. } => Sort::NotPermitted,
            Self::LockedOut { .. } => Sort::Busy,
            Self::Hashing(_) => Sort::Failed,
        }
    }
}

fn not_registered(name: &str, may: &[String]) -> String {
    if may.is_empty() {
        return say!("operator-not-registered-nobody", name = name);
    }
    say!("operator-not-registered", name = name, may = may.join(Language::first().pick("、", ", ")))
}

/// An operator, as people see one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorView {
    /// The name.
    pub name: String,
    /// The id with which the operator signed, where names stay below.
    pub id: Option<String>,
    /// Since when.
    pub added_at: Timestamp,
    /// What the operator is there for.
    pub role: OperatorRole,
    /// Whether logging in is over.
    pub disabled: bool,
    /// How the account is not as this node wrote it.
    pub altered: Option<Altered>,
}

/// A name as an operator may have it, without spaces around it.
pub fn operator_name(typed: &str) -> Result<&str, OperatorError> {
    let name = typed.trim();
    let is_one = (1..=LONGEST_NAME).contains(&name.chars().count())
        && name.len() <= LONGEST_NAME_BYTES
        && !name.chars().any(is_unseen);
    if is_one { Ok(name) } else { Err(OperatorError::Name(typed.chars().take(80).collect())) }
}

/// The same with the password, at a device of a role, as far as it can be told without knowing the other operators.
pub fn fit_operator<'a>(role: Role, typed: &'a str, password: &Password) -> Result<&'a str, OperatorError> {
    let name = operator_name(typed)?;
    // At a village persons answer for what is written; units above sign by office.
    if role == Role::Terminal && is_office(name) {
        return Err(OperatorError::Office(name.to_owned()));
    }
    password.check(name)?;
    Ok(name)
}

/// What stands between people and the operators.
#[derive(Debug)]
pub(crate) struct Gate {
    hashing: Semaphore,
    strangers: Strangers,
    elsewhere: Elsewhere,
    pub(crate) own: Own,
    failures: Failures,
    pub(crate) ended: Ended,
    pub(crate) refusals: Refusals,
    /// Names whose accounts were refused as altered.
    refused: Mutex<HashSet<String>>,
}

impl Gate {
    /// Whether an altered account is refused for the first time.
    pub(crate) fn is_first_refusal(&self, name: &str) -> bool {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned())
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            hashing: Semaphore::new(HASHED_AT_ONCE),
            strangers: Strangers::default(),
            elsewhere: Elsewhere::default(),
            own: Own::default(),
            failures: Failures::default(),
            ended: Ended::default(),
            refusals: Refusals::default(),
            refused: Mutex::default(),
        }
    }
}

impl Desk {
    /// Everyone who may log in here, or might once, by name.
    pub async fn operators(&self) -> Result<Vec<OperatorView>, DeskError> {
        let operators = self.replica().store().operators().await?.into_iter();
        let workers = self.workers(None).await?;
        let sealer = self.sealer();
        let view = |operator: Operator| {
            let altered = sealer.altered(&operator);
            let Operator { name, added_at, role, is_disabled, .. } = operator;
            let id = workers.id_of(&name).map(str::to_owned);
            OperatorView { name, id, added_at, role, disabled: is_disabled, altered }
        };
        Ok(operators.map(view).collect())
    }

    /// Adds an operator in charge, or takes up again one who was disabled.
    pub async fn add_operator(&self, name: &str, password: &Password) -> Result<(), DeskError> {
        self.let_in("", name, OperatorRole::Head, password).await
    }

    /// Adds an operator with a role, or takes up again one who was disabled. `by` is the operator who does so; nobody
    /// where it is done at the command line.
    pub async fn let_in(&self, by: &str, name: &str, role: OperatorRole, password: &Password) -> Result<(), DeskError> {
        self.permit(by, Command::Operators).await?;
        self.check_has_roles(role)?;
        let name = fit_operator(self.replica().role(), name, password)?;
        // A county or township is no person either.
        let in_simplified: String = name.chars().map(simplified).collect();
        let is_unit = |tree: Arc<UnitTree>| tree.iter().any(|unit| unit.name == in_simplified);
        if self.replica().role() == Role::Terminal && self.replica().units().is_ok_and(is_unit) {
            return Err(OperatorError::Office(name.to_owned()).into());
        }
        if self.replica().store().operator(name).await?.is_some_and(|known| !known.is_disabled) {
            return Err(OperatorError::Known(name.to_owned()).into());
        }
        // Those who are disabled have signed too.
        let others = self.replica().store().operators().await?.into_iter().map(|known| known.name);
        if let Some(other) = others.filter(|other| other != name).find(|other| look_alike(name, other)) {
            return Err(OperatorError::Alike { name: name.to_owned(), other }.into());
        }
        let password_hash = self.hash(password).await?;
        let added_at = self.replica().now();
        let added = self.account(name.to_owned(), password_hash, added_at, role);
        // Another process may have been quicker.
        if self.replica().commit(vec![added]).await? != [WriteOutcome::Done] {
            return Err(OperatorError::Known(name.to_owned()).into());
        }
        audit::note(Deed::AddOperator, by, self.replica().unit(), &format!("{name} {}", role.as_str()));
        Ok(())
    }

    /// Gives an operator another role. Somebody in charge always stays.
    pub async fn give_role(&self, by: &str, name: &str, role: OperatorRole) -> Result<(), DeskError> {
        self.permit(by, Command::Operators).await?;
        self.check_has_roles(role)?;
        let operator = self.working(name).await?;
        let state_seal = self.sealer().works(&operator.name, role, operator.added_at);
        let given = Write::OperatorRole { name: operator.name.clone(), role, state_seal };
        if self.replica().commit(vec![given]).await?.contains(&WriteOutcome::AlreadyHere) {
            return Err(OperatorError::LastOne(operator.name).into());
        }
        let said = format!("{} {}", operator.name, role.as_str());
        audit::note(Deed::ChangeRole, by, self.replica().unit(), &said);
        Ok(())
    }

    /// Refuses to hold back whoever works at a village's device: it writes for the village, and nothing else.
    fn check_has_roles(&self, role: OperatorRole) -> Result<(), OperatorError> {
        let is_terminal = self.replica().role() == cunbang_model::Role::Terminal;
        if role != OperatorRole::Head && is_terminal { Err(OperatorError::NoRoles) } else { Ok(()) }
    }

    /// Gives an operator another password, and ends all sessions of that operator.
    pub async fn change_password(&self, name: &str, password: &Password) -> Result<(), DeskError> {
        let operator = self.working(name).await?;
        self.put_password(&operator.name, password, None, "").await
    }

    /// Disables an operator and ends that operator's sessions; by another operator, or by nobody's name at the machine
    /// itself. Somebody in charge who can log in always stays.
    pub async fn shut_out(&self, by: &str, name: &str) -> Result<(), DeskError> {
        self.permit(by, Command::Operators).await?;
        let operator = self.working(name).await?;
        let state_seal = self.sealer().ended(&operator.name, operator.added_at);
        let disabled = Write::DisableOperator { name: operator.name.clone(), state_seal };
        if self.replica().commit(vec![disabled]).await?.contains(&WriteOutcome::AlreadyHere) {
            return Err(OperatorError::LastOne(operator.name).into());
        }
        audit::note(Deed::DisableOperator, by, self.replica().unit(), &operator.name);
        Ok(())
    }

    /// The write of a new account, bound to this node.
    fn account(&self, name: String, password_hash: String, added_at: Timestamp, role: OperatorRole) -> Write {
        let sealer = self.sealer();
        let password_seal = sealer.password(&name, &password_hash);
        let state_seal = sealer.works(&name, role, added_at);
        Write::Operator { name, password_hash, added_at, role, password_seal, state_seal }
    }

    /// Takes over those who can log in from another store of this device, unless they are here already.
    pub async fn take_over_operators(&self, from: &dyn Store) -> Result<(), DeskError> {
        let here = self.replica().store().operators().await?;
        let mut there = from.operators().await?;
        there.retain(|operator| !operator.is_disabled && here.iter().all(|known| known.name != operator.name));
        there.retain(|operator| self.check_account(operator).is_ok());
        let kept =
            |Operator { name, password_hash, added_at, role, .. }| self.account(name, password_hash, added_at, role);
        self.replica().commit(there.into_iter().map(kept).collect()).await?;
        Ok(())
    }

    /// The operator with a name, who can log in.
    async fn working(&self, name: &str) -> Result<Operator, DeskError> {
        let name = name.trim();
        match self.replica().store().operator(name).await? {
            None => Err(OperatorError::Unknown(name.chars().take(80).collect()).into()),
            Some(operator) if operator.is_disabled => Err(OperatorError::Disabled(operator.name).into()),
            Some(operator) => Ok(operator),
        }
    }

    /// Keeps another password of an operator, and ends all sessions but one.
    pub(crate) async fn put_password(
        &self,
        name: &str,
        password: &Password,
        except: Option<[u8; 32]>,
        by: &str,
    ) -> Result<(), DeskError> {
        password.check(name).map_err(OperatorError::from)?;
        let (operator, password_hash) = (name.to_owned(), self.hash(password).await?);
        let ended = EndedSessions::Of { operator: operator.clone(), except };
        let password_seal = self.sealer().password(name, &password_hash);
        let kept = Write::Password { operator, password_hash, password_seal };
        self.replica().commit(vec![kept, Write::EndSessions(ended)]).await?;
        audit::note(Deed::ChangePassword, by, self.replica().unit(), name);
        Ok(())
    }

    /// Makes sure that a password is an operator's. Whoever is no operator, or is none any more, is told what an
    /// operator is told, after as long a time. Attempts are counted by what tells them from those of others.
    pub(crate) async fn prove(
        &self,
        name: &str,
        password: &Password,
        from: Option<&str>,
        own: Option<&str>,
    ) -> Result<Operator, DeskError> {
        let proved = self.proved(name, password, from, own).await;
        if matches!(&proved, Err(DeskError::Operator(OperatorError::Wrong | OperatorError::LockedOut { .. }))) {
            // What is no operator's name may be a password that was typed in the wrong field.
            let named = self.replica().store().operator(name).await?.map(|operator| operator.name).unwrap_or_default();
            if let Some(said) = self.gate.failures.count(&named, from, self.replica().now()) {
                audit::note(Deed::FailToLogIn, &named, self.replica().unit(), &said);
            }
        }
        proved
    }

    async fn proved(
        &self,
        name: &str,
        password: &Password,
        from: Option<&str>,
        own: Option<&str>,
    ) -> Result<Operator, DeskError> {
        let now = self.replica().now();
        let operator = match (own, from) {
            (None, None) => self.count_attempt(name).await?,
            (Some(own), _) => {
                self.gate.own.count(name, own, now)?;
                self.replica().store().operator(name).await?.filter(|operator| !operator.is_disabled)
            }
            (None, Some(address)) => {
                self.gate.elsewhere.count(name, address, now)?;
                self.replica().store().operator(name).await?.filter(|operator| !operator.is_disabled)
            }
        };
        let (given, kept) = (password.clone(), operator.as_ref().map(|operator| operator.password_hash.clone()));
        let fits = self.one_of_few(move || given.fits(kept.as_deref())).await?;
        // Whichever password that was: the right one may be the one that stands there no more.
        if let Some(operator) = &operator {
            self.check_account(operator)?;
        }
        let operator = operator.filter(|_| fits).ok_or(OperatorError::Wrong)?;
        match (own, from) {
            (Some(own), _) => self.gate.own.forgive(name, own),
            (None, Some(address)) => self.gate.elsewhere.know(name, address, self.replica().now()),
            (None, None) => {}
        }
        Ok(operator)
    }

    /// Counts an attempt to log in, before the password is looked at, and gives the operator if there is one.
    async fn count_attempt(&self, name: &str) -> Result<Option<Operator>, DeskError> {
        let replica = self.replica();
        loop {
            let now = replica.now();
            let known = replica.store().operator(name).await?.filter(|operator| !operator.is_disabled);
            let Some(operator) = known else {
                self.gate.strangers.count(name, now)?;
                // An operator's attempt is written down, which takes its time.
                let value = Some(now.as_millisecond().to_be_bytes().to_vec());
                replica.commit(vec![Write::Setting { name: STRANGER_AT.to_owned(), value }]).await?;
                return Ok(None);
            };
            let before = Attempts { failed: operator.failed_attempts, locked_until: operator.locked_until };
            let attempts = before.with_another(now)?;
            let counted = Write::FailedAttempts {
                operator: operator.name.clone(),
                before: Some(before.failed),
                now: attempts.failed,
                locked_until: attempts.locked_until,
            };
            if replica.commit(vec![counted]).await? == [WriteOutcome::Done] {
                return Ok(Some(operator));
            }
        }
    }

    /// What is kept of a new password.
    async fn hash(&self, password: &Password) -> Result<String, DeskError> {
        let mut salt = Salt::default();
        self.replica().randomness().fill(&mut salt.0).map_err(ReplicaError::from)?;
        let password = password.clone();
        self.one_of_few(move || password.hash(&salt)).await
    }

    async fn one_of_few<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, String> + Send + 'static,
    ) -> Result<T, DeskError> {
        let _permit = self.gate.hashing.acquire().await.map_err(|_| ReplicaError::Stopping)?;
        Ok(blocking(work).await?.map_err(OperatorError::Hashing)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_name() {
        assert_eq!(operator_name(" 王会计 "), Ok("王会计"));
        assert_eq!(operator_name(&"王".repeat(40)).map(str::len), Ok(120));
        for wrong in ["", " ", "王\u{202e}会计", "a\nb", &"王".repeat(41), &"𠮷".repeat(33)] {
            assert!(matches!(operator_name(wrong), Err(OperatorError::Name(_))), "{wrong:?}");
        }
    }
}
