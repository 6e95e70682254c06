//! Operators and their sessions in memory.

use crate::accounts::{Operator, OperatorRole, Session};
use crate::segment::in_milliseconds;
use crate::write::{EndedSessions, Write};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Default)]
pub(super) struct People {
    operators: BTreeMap<String, Operator>,
    sessions: BTreeMap<[u8; 32], Session>,
}

impl People {
    pub(super) fn operators(&self) -> Vec<Operator> {
        self.operators.values().cloned().collect()
    }

    pub(super) fn operator(&self, name: &str) -> Option<Operator> {
        self.operators.get(name).cloned()
    }

    pub(super) fn session(&self, token_hash: &[u8; 32]) -> Option<Session> {
        self.sessions.get(token_hash).cloned()
    }

    /// Keeps a write about operators or sessions. Returns false where nothing was written.
    pub(super) fn keep(&mut self, write: Write) -> bool {
        match write {
            Write::Operator { name, .. } if self.operators.get(&name).is_some_and(|known| !known.is_disabled) => false,
            Write::Operator { name, password_hash, added_at, role, password_seal, state_seal } => {
                let operator = Operator {
                    name: name.clone(),
                    password_hash,
                    added_at: in_milliseconds(added_at),
                    role,
                    is_disabled: false,
                    failed_attempts: 0,
                    locked_until: None,
                    password_seal: Some(password_seal),
                    state_seal: Some(state_seal),
                };
                self.operators.insert(name, operator);
                true
            }
            Write::Password { operator, password_hash, password_seal } => self.change(&operator, |operator| {
                operator.password_hash = password_hash;
                operator.password_seal = Some(password_seal);
                (operator.failed_attempts, operator.locked_until) = (0, None);
                true
            }),
            Write::DisableOperator { name, state_seal } => {
                let is_done = self.has_other_head(&name)
                    && self.change(&name, |operator| {
                        if !operator.is_disabled {
                            operator.state_seal = Some(state_seal);
                        }
                        !std::mem::replace(&mut operator.is_disabled, true)
                    });
                if is_done {
                    self.end(&EndedSessions::Of { operator: name, except: None });
                }
                is_done
            }
            Write::SealOperator { name, password_seal, state_seal } => self.change(&name, |operator| {
                (operator.password_seal, operator.state_seal) = (Some(password_seal), Some(state_seal));
                true
            }),
            Write::OperatorRole { name, role, state_seal } => {
                (role == OperatorRole::Head || self.has_other_head(&name))
                    && self.change(&name, |operator| {
                        if !operator.is_disabled {
                            operator.role = role;
                            operator.state_seal = Some(state_seal);
                        }
                        !operator.is_disabled
                    })
            }
            Write::FailedAttempts { operator, before, now, locked_until } => self.change(&operator, |operator| {
                let is_so = before.is_none_or(|before| before == operator.failed_attempts);
                if is_so {
                    operator.failed_attempts = now;
                    operator.locked_until = locked_until.map(in_milliseconds);
                }
                is_so
            }),
            Write::Session(mut session) => {
                session.began_at = in_milliseconds(session.began_at);
                session.seen_at = in_milliseconds(session.seen_at);
                self.sessions.insert(session.token_hash, session);
                true
            }
            Write::SessionSeen { token_hash, seen_at, is_locked } => match self.sessions.get_mut(&token_hash) {
                Some(session) => {
                    (session.seen_at, session.is_locked) = (in_milliseconds(seen_at), is_locked);
                    true
                }
                None => false,
            },
            Write::EndSessions(which) => self.end(&which),
            _ => true,
        }
    }

    /// Whether somebody else who works is in charge.
    fn has_other_head(&self, name: &str) -> bool {
        let works = |other: &&Operator| !other.is_disabled && other.role == OperatorRole::Head;
        self.operators.values().filter(works).any(|other| other.name != name)
    }

    fn change(&mut self, name: &str, change: impl FnOnce(&mut Operator) -> bool) -> bool {
        self.operators.get_mut(name).is_some_and(change)
    }

    fn end(&mut self, which: &EndedSessions) -> bool {
        let before = self.sessions.len();
        self.sessions.retain(|token_hash, session| match which {
            EndedSessions::One(ended) => token_hash != ended,
            EndedSessions::Of { operator, except } => session.operator != *operator || Some(*token_hash) == *except,
            EndedSessions::Old { began_before, seen_before } => {
                session.began_at >= *began_before && session.seen_at >= *seen_before
            }
            EndedSessions::All => false,
        });
        self.sessions.len() < before
    }
}
