//! Seals of accounts 账号绑定: what an account says stands in the database, and whoever writes there could give himself
//! another's name, another role, or a session. So each account and each session is bound to the node: by a code that only
//! the node's own key makes, and that is checked whenever the account is used.
//!
//! An account has two seals, one of its password and one of the rest, so that two who change the one and the other at
//! once do not undo each other. What binds a session is a part of its token, which the store does not have.
//!
//! Accounts of earlier programs have no seals and get theirs once ([`Desk::seal_accounts`]). That this was done stands in a
//! file of the node's folder, where SQL does not reach, and, for other replicas of the node, in the store.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::audit::{self, Deed};
use crate::people::operators::OperatorError;
use cunbang_language::say;
use cunbang_model::Timestamp;
use cunbang_model::shown::in_line;
use cunbang_store::{EnrolmentCode, Operator, OperatorRole, Session, Write};
use ring::hmac;
use std::fmt;

/// The setting by which another replica of the node sees that all accounts have seals.
const SEALED: &str = "operators_sealed";
const PURPOSE: &[u8] = b"cunbang accounts 1";

/// That an account is not as this node wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Altered {
    /// The operator's name.
    pub name: String,
    /// Whether the password is another.
    pub password: bool,
    /// Whether the role, the beginning or the end is another.
    pub state: bool,
    /// Whether the account is disabled, as it stands there.
    pub disabled: bool,
}

impl fmt::Display for Altered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = in_line(&self.name);
        f.write_str(&match (self.password, self.state, self.disabled) {
            (_, _, true) => say!("account-altered-end", name = name),
            (true, true, false) => say!("account-altered", name = name),
            (true, false, false) => say!("account-altered-password", name = name),
            (false, _, false) => say!("account-altered-role", name = name),
        })
    }
}

/// Makes seals.
pub(crate) struct Sealer(hmac::Key);

impl Sealer {
    fn over(&self, parts: &[&[u8]]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        context.sign().as_ref().to_vec()
    }

    /// What binds a password's hash.
    pub(crate) fn password(&self, name: &str, password_hash: &str) -> Vec<u8> {
        self.over(&[b"password", name.as_bytes(), password_hash.as_bytes()])
    }

    /// What binds the role of one who works, since when.
    pub(crate) fn works(&self, name: &str, role: OperatorRole, added_at: Timestamp) -> Vec<u8> {
        let (role, added_at) = (role.as_str().as_bytes(), added_at.as_millisecond().to_be_bytes());
        self.over(&[b"works", name.as_bytes(), role, &added_at])
    }

    /// What binds that one works no more, who worked since then.
    pub(crate) fn ended(&self, name: &str, added_at: Timestamp) -> Vec<u8> {
        self.over(&[b"ended", name.as_bytes(), &added_at.as_millisecond().to_be_bytes()])
    }

    /// What binds a session to its operator and its beginning.
    pub(crate) fn session(&self, secret: &str, operator: &str, began_at: Timestamp) -> Vec<u8> {
        let began_at = began_at.as_millisecond().to_be_bytes();
        self.over(&[b"session", secret.as_bytes(), operator.as_bytes(), &began_at])
    }

    /// What binds what an enrolment code is for.
    pub(crate) fn code(&self, code: &EnrolmentCode) -> Vec<u8> {
        let EnrolmentCode { secret_hash, unit, role, label, expires_at, .. } = code;
        let (unit, role) = (unit.as_str().as_bytes(), role.as_str().as_bytes());
        self.over(&[b"code", secret_hash, unit, role, label.as_bytes(), &expires_at.as_millisecond().to_be_bytes()])
    }

    /// What binds that an enrolment code was cancelled.
    pub(crate) fn cancelled_code(&self, secret_hash: &[u8; 32]) -> Vec<u8> {
        self.over(&[b"cancelled code", secret_hash])
    }

    fn all(&self) -> Vec<u8> {
        self.over(&[b"all sealed"])
    }

    fn state(&self, operator: &Operator) -> Vec<u8> {
        let Operator { name, added_at, role, is_disabled, .. } = operator;
        if *is_disabled { self.ended(name, *added_at) } else { self.works(name, *role, *added_at) }
    }

    /// How an account is not as this node wrote it; none where it is.
    pub(crate) fn altered(&self, operator: &Operator) -> Option<Altered> {
        let password =
            !is_same(operator.password_seal.as_ref(), &self.password(&operator.name, &operator.password_hash));
        let state = !is_same(operator.state_seal.as_ref(), &self.state(operator));
        let altered = || Altered { name: operator.name.clone(), password, state, disabled: operator.is_disabled };
        (password || state).then(altered)
    }
}

/// Whether a seal is the right one. Whoever can write seals can also measure how long it takes.
pub(crate) fn is_same(given: Option<&Vec<u8>>, right: &[u8]) -> bool {
    let differing = |given: &Vec<u8>| given.iter().zip(right).fold(0, |all, (one, other)| all | (one ^ other));
    given.is_some_and(|given| given.len() == right.len() && differing(given) == 0)
}

impl Desk {
    pub(crate) fn sealer(&self) -> Sealer {
        let secret = self.replica().identity().key().secret_for(PURPOSE);
        Sealer(hmac::Key::new(hmac::HMAC_SHA256, &*secret))
    }

    /// Refuses an account that is not as this node wrote it. That is audited, once while the program runs.
    pub(crate) fn check_account(&self, operator: &Operator) -> Result<(), OperatorError> {
        let Some(altered) = self.sealer().altered(operator) else { return Ok(()) };
        self.note_altered(&operator.name);
        Err(OperatorError::Altered(altered))
    }

    /// Audits that something was refused as altered, once while the program runs.
    pub(crate) fn note_altered(&self, name: &str) {
        if self.gate.is_first_refusal(name) {
            audit::note(Deed::RefuseAltered, "", self.replica().unit(), name);
        }
    }

    /// The accounts that are not as this node wrote them, by name.
    pub async fn altered_accounts(&self) -> Result<Vec<Altered>, DeskError> {
        let sealer = self.sealer();
        let operators = self.replica().store().operators().await?;
        Ok(operators.iter().filter_map(|operator| sealer.altered(operator)).collect())
    }

    /// Binds the accounts and enrolment codes of an earlier program, of which no seal is here, unless this or another replica of the node did
    /// so before. Whoever calls this makes sure that it is called once. Gives how many accounts there were.
    pub async fn seal_accounts(&self) -> Result<usize, DeskError> {
        let (store, sealer) = (self.replica().store(), self.sealer());
        if is_same(store.setting(SEALED).await?.as_ref(), &sealer.all()) {
            return Ok(0);
        }
        let mut bare = store.operators().await?;
        bare.retain(|operator| operator.password_seal.is_none() && operator.state_seal.is_none());
        let seal = |operator: &Operator| Write::SealOperator {
            name: operator.name.clone(),
            password_seal: sealer.password(&operator.name, &operator.password_hash),
            state_seal: sealer.state(operator),
        };
        let mut writes: Vec<Write> = bare.iter().map(seal).collect();
        writes.extend(self.bind_codes().await?);
        writes.push(Write::Setting { name: SEALED.to_owned(), value: Some(sealer.all()) });
        self.replica().commit(writes).await?;
        for operator in &bare {
            audit::note(Deed::SealAccount, "", self.replica().unit(), &operator.name);
        }
        Ok(bare.len())
    }

    /// Whether a session stands in the store as this node began it, by its token.
    pub(crate) fn is_bound(&self, token: &str, session: &Session) -> bool {
        let Some((secret, given)) = token.split_once('.') else { return false };
        let given = data_encoding::BASE64URL_NOPAD.decode(given.as_bytes()).ok();
        is_same(given.as_ref(), &self.sealer().session(secret, &session.operator, session.began_at))
    }
}
