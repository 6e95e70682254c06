//! Sessions 登录: who is logged in to the node's own pages. They stand in the store, so that they outlast the program.
//!
//! A session is known by a token that the browser keeps; the store has its hash alone, and a part of the token binds the
//! session to its operator ([`crate::people::seals`]). After a quarter of an hour
//! without a request the session waits for the password again, as the machine is shared; after half a day without
//! one, or a week, it is over.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::attempts::make_room;
use crate::people::audit::{self, Deed};
use crate::people::operators::OperatorError;
use crate::people::password::Password;
use crate::people::scope::OperatorRole;
use crate::people::seals::Sealer;
use cunbang_model::{Randomness, Timestamp};
use cunbang_replica::ReplicaError;
use cunbang_store::{EndedSessions, Session, Write, WriteOutcome};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use jiff::SignedDuration;
use ring::{digest, hmac};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// After so long without a request a session waits for the password.
pub const IDLE_LOCK: SignedDuration = SignedDuration::from_mins(15);
/// After so long without a request it is over.
pub const IDLE_END: SignedDuration = SignedDuration::from_hours(12);
/// After so long it is over in any case.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A request is noted if the last one that was is so long ago.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);
const TOKEN_BYTES: usize = 32;
/// What the token of forms is made over.
const FORMS: &[u8] = b"cunbang forms 1";

/// What a browser shows to be let in. It is wiped from memory when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(Zeroizing<String>);

impl fmt::Debug for SessionToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionToken(…)")
    }
}

impl SessionToken {
    /// A secret, and what binds it to the operator and the moment.
    fn generate(
        randomness: &dyn Randomness,
        sealer: &Sealer,
        operator: &str,
        began_at: Timestamp,
    ) -> Result<Self, ReplicaError> {
        let mut bytes = Zeroizing::new([0; TOKEN_BYTES]);
        randomness.fill(&mut *bytes)?;
        let secret = Zeroizing::new(BASE64URL_NOPAD.encode(&*bytes));
        let seal = BASE64URL_NOPAD.encode(&sealer.session(&secret, operator, began_at));
        Ok(Self(Zeroizing::new(format!("{}.{seal}", *secret))))
    }

    /// As it stands in a cookie: letters, digits, `-`, `_` and a dot.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A session, as a page needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    /// Who is logged in.
    pub operator: String,
    /// What the operator is there for.
    pub role: OperatorRole,
    /// Whether it waits for the password: nothing is shown then, and nothing done.
    pub locked: bool,
    /// What each form of this session carries, so that no other page can send one.
    pub token_for_forms: String,
}

/// What the forms of a session carry.
fn token_for_forms(token: &str) -> String {
    BASE64URL_NOPAD.encode(hmac::sign(&key_of_forms(token), FORMS).as_ref())
}

fn key_of_forms(token: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, token.as_bytes())
}

/// Whether a form carries what the forms of this session carry. Takes as long whatever it carries.
pub fn is_token_for_forms(token: &str, given: &str) -> bool {
    let given = BASE64URL_NOPAD.decode(given.as_bytes()).unwrap_or_default();
    hmac::verify(&key_of_forms(token), FORMS, &given).is_ok()
}

fn hash_of(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
    hash
}

fn is_over(session: &Session, now: Timestamp) -> bool {
    now.duration_since(session.began_at) >= LIFETIME || now.duration_since(session.seen_at) >= IDLE_END
}

fn is_locked(session: &Session, now: Timestamp) -> bool {
    session.is_locked || now.duration_since(session.seen_at) >= IDLE_LOCK
}

/// Sessions that ended while the program runs, by the hash of what their forms carry: whose they were, and when they ended.
#[derive(Debug, Default)]
pub(crate) struct Ended(Mutex<HashMap<[u8; 32], (String, Timestamp)>>);

impl Ended {
    fn note(&self, token: &str, operator: &str, now: Timestamp) {
        let mut ended = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut ended, |(_, at)| *at);
        ended.insert(hash_of(&token_for_forms(token)), (operator.to_owned(), now));
    }

    fn operator_of(&self, form_token: &str) -> Option<String> {
        let ended = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ended.get(&hash_of(form_token)).map(|(operator, _)| operator.clone())
    }
}

impl Desk {
    /// Lets an operator in. After five wrong passwords in a row nobody is let in by that name for 30 seconds, and
    /// twice as long with each further one, up to 15 minutes.
    pub async fn log_in(&self, name: &str, password: &Password) -> Result<SessionToken, DeskError> {
        self.log_in_from(name, password, None, None).await
    }

    /// The same, from the address of another machine, where one is known, and in a browser that bears a mark
    /// ([`crate::people::browsers`]). Wrong passwords keep nobody out of a browser in which that operator was let in
    /// before; those from another machine keep neither those out who sit at this one, nor those who come from an
    /// address from which they were let in.
    pub async fn log_in_from(
        &self,
        name: &str,
        password: &Password,
        from: Option<&str>,
        mark: Option<&str>,
    ) -> Result<SessionToken, DeskError> {
        let own = match mark {
            Some(mark) => self.browser_of(name.trim(), mark).await?,
            None => None,
        };
        let operator = self.prove(name.trim(), password, from, own.as_deref()).await?.name;
        let now = self.replica().now();
        let token = SessionToken::generate(&**self.replica().randomness(), &self.sealer(), &operator, now)?;
        let before = |duration| now.checked_sub(duration).unwrap_or(Timestamp::MIN);
        let session = Session {
            token_hash: hash_of(token.as_str()),
            operator: operator.clone(),
            began_at: now,
            seen_at: now,
            is_locked: false,
        };
        let old = EndedSessions::Old { began_before: before(LIFETIME), seen_before: before(IDLE_END) };
        let mut writes = vec![Write::EndSessions(old), Write::Session(session)];
        // What others tried meanwhile is not forgiven by who was not counted with them.
        if own.is_none() {
            writes.insert(0, forgiven(&operator));
        }
        self.replica().commit(writes).await?;
        audit::note(Deed::LogIn, &operator, self.replica().unit(), "");
        Ok(token)
    }

    /// The session with a token, and that something was asked for in it; none where there is none, or it has ended,
    /// or its operator was disabled.
    pub async fn session(&self, token: &str) -> Result<Option<SessionView>, DeskError> {
        let Some((session, role)) = self.open_session(token).await? else { return Ok(None) };
        let now = self.replica().now();
        let idle = now.duration_since(session.seen_at);
        let locked = is_locked(&session, now);
        let noted = match (session.is_locked, locked) {
            (false, true) => Some(session.seen_at),
            (false, false) if idle >= NOTED_EVERY || idle.is_negative() => Some(now),
            _ => None,
        };
        if let Some(seen_at) = noted {
            let seen = Write::SessionSeen { token_hash: session.token_hash, seen_at, is_locked: locked };
            self.replica().commit(vec![seen]).await?;
        }
        Ok(Some(SessionView { operator: session.operator, role, locked, token_for_forms: token_for_forms(token) }))
    }

    /// The session with a token, where a page asks by itself and no person did: it does not keep the session open.
    pub async fn session_unnoted(&self, token: &str) -> Result<Option<SessionView>, DeskError> {
        let Some((session, role)) = self.open_session(token).await? else { return Ok(None) };
        let locked = is_locked(&session, self.replica().now());
        Ok(Some(SessionView { operator: session.operator, role, locked, token_for_forms: token_for_forms(token) }))
    }

    /// Goes on with a session that waits for the password. Wrong ones count as those at logging in do, for this session
    /// alone.
    pub async fn unlock(&self, token: &str, password: &Password) -> Result<(), DeskError> {
        let (session, _) = self.open_session(token).await?.ok_or(OperatorError::NoSession)?;
        self.prove(&session.operator, password, None, Some(&HEXLOWER.encode(&session.token_hash))).await?;
        let seen_at = self.replica().now();
        let seen = Write::SessionSeen { token_hash: session.token_hash, seen_at, is_locked: false };
        let outcomes = self.replica().commit(vec![seen]).await?;
        if outcomes.last() == Some(&WriteOutcome::AlreadyHere) {
            return Err(OperatorError::NoSession.into());
        }
        Ok(())
    }

    /// Whose form it is that comes while nobody is logged in, by what it carries: of the session with a token, which waits for
    /// the password, or of one that was over or was logged out of while the program runs. None where anybody may have made it.
    pub async fn whose_form(&self, token: &str, form_token: &str) -> Result<Option<String>, DeskError> {
        if is_token_for_forms(token, form_token)
            && let Some((session, _)) = self.open_session(token).await?
        {
            return Ok(Some(session.operator));
        }
        Ok(self.gate.ended.operator_of(form_token))
    }

    /// Ends a session.
    pub async fn log_out(&self, token: &str) -> Result<(), DeskError> {
        if let Some((session, _)) = self.open_session(token).await? {
            self.gate.ended.note(token, &session.operator, self.replica().now());
        }
        self.replica().commit(vec![Write::EndSessions(EndedSessions::One(hash_of(token)))]).await?;
        Ok(())
    }

    /// Gives the operator of a session another password, who shows the present one, and ends that operator's other
    /// sessions.
    pub async fn change_own_password(
        &self,
        token: &str,
        present: &Password,
        password: &Password,
    ) -> Result<(), DeskError> {
        let view = self.session(token).await?.ok_or(OperatorError::NoSession)?;
        if view.locked {
            return Err(OperatorError::Locked.into());
        }
        password.check(&view.operator).map_err(OperatorError::from)?;
        self.prove(&view.operator, present, None, Some(&HEXLOWER.encode(&hash_of(token)))).await?;
        self.put_password(&view.operator, password, Some(hash_of(token)), &view.operator).await
    }

    /// The session with a token, and its operator's role. One that is over is ended here.
    async fn open_session(&self, token: &str) -> Result<Option<(Session, OperatorRole)>, DeskError> {
        let store = self.replica().store();
        let Some(session) = store.session(&hash_of(token)).await? else { return Ok(None) };
        let operator = store.operator(&session.operator).await?.filter(|operator| !operator.is_disabled);
        let is_bound = self.is_bound(token, &session);
        // Those of earlier programs are bound to nobody, and nobody altered them.
        if !is_bound && token.contains('.') {
            self.note_altered(&session.operator);
        }
        let now = self.replica().now();
        match operator {
            Some(operator) if is_bound && !is_over(&session, now) => {
                self.check_account(&operator)?;
                Ok(Some((session, operator.role)))
            }
            operator => {
                if operator.is_some() && is_bound {
                    self.gate.ended.note(token, &session.operator, now);
                }
                self.replica().commit(vec![Write::EndSessions(EndedSessions::One(session.token_hash))]).await?;
                Ok(None)
            }
        }
    }
}

/// That an operator's attempts are forgiven, as the last one was right.
fn forgiven(operator: &str) -> Write {
    Write::FailedAttempts { operator: operator.to_owned(), before: None, now: 0, locked_until: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_carry_what_follows_from_their_session_alone() {
        let (one, other) = (token_for_forms("one"), token_for_forms("other"));
        assert!(is_token_for_forms("one", &one) && is_token_for_forms("other", &other));
        for given in ["", "one", &other, &one[1..], &format!("{one}A")] {
            assert!(!is_token_for_forms("one", given), "{given}");
        }
    }
}
