//! Browsers in which an operator has logged in before 用过的浏览器: each bears a mark, and by it its attempts are told
//! from everybody else's. So whoever tries an operator's password keeps that operator out of no browser that is known.
//!
//! A mark is a number made by chance and what follows from it, the operator's name, what is kept of the password and
//! a secret of the node. It lets nobody in; another password ends it.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::attempts::{Attempts, Tried, make_room};
use crate::people::operators::OperatorError;
use cunbang_model::Timestamp;
use cunbang_replica::ReplicaError;
use cunbang_store::{Operator, Write};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ring::{digest, hmac};
use std::sync::{Mutex, PoisonError};

/// The setting that holds the node's secret.
const SECRET: &str = "browser_secret";
/// What a mark is made over first.
const MARK: &[u8] = b"cunbang browser 1";

/// Under which name a browser keeps its mark for an operator: several people may use one browser.
pub fn browser_mark_name(operator: &str) -> String {
    let hash = digest::digest(&digest::SHA256, operator.trim().as_bytes());
    format!("known-{}", &HEXLOWER.encode(hash.as_ref())[..16])
}

fn mark_over(secret: &[u8], operator: &Operator, number: &str) -> (hmac::Key, Vec<u8>) {
    let parts = [MARK, operator.name.as_bytes(), number.as_bytes(), operator.password_hash.as_bytes()];
    (hmac::Key::new(hmac::HMAC_SHA256, secret), parts.join(&0))
}

/// Attempts of those who can be told from all others: by the mark of their browser, or by their session.
#[derive(Debug, Default)]
pub(crate) struct Own(Mutex<Tried<(String, String)>>);

impl Own {
    /// Counts an attempt, before the password is looked at.
    pub(crate) fn count(&self, name: &str, own: &str, now: Timestamp) -> Result<(), OperatorError> {
        let mut tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (name.to_owned(), own.to_owned());
        let before: Attempts = tried.get(&key).map(|(attempts, _)| *attempts).unwrap_or_default();
        let attempts = before.with_another(now)?;
        make_room(&mut tried, |(_, at)| *at);
        tried.insert(key, (attempts, now));
        Ok(())
    }

    /// Forgives them, as the last one was right.
    pub(crate) fn forgive(&self, name: &str, own: &str) {
        let mut tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tried.remove(&(name.to_owned(), own.to_owned()));
    }
}

impl Desk {
    /// The mark for a browser in which an operator has just logged in.
    pub async fn mark_of_browser(&self, operator: &str) -> Result<Option<String>, DeskError> {
        let Some(operator) = self.replica().store().operator(operator.trim()).await? else { return Ok(None) };
        let secret = self.secret_of_browsers().await?;
        let mut number = [0; 16];
        self.replica().randomness().fill(&mut number).map_err(ReplicaError::from)?;
        let number = BASE64URL_NOPAD.encode(&number);
        let (key, over) = mark_over(&secret, &operator, &number);
        Ok(Some(format!("{number}.{}", BASE64URL_NOPAD.encode(hmac::sign(&key, &over).as_ref()))))
    }

    /// The number of a mark that was made for an operator, as long as the password is the same.
    pub(crate) async fn browser_of(&self, name: &str, mark: &str) -> Result<Option<String>, DeskError> {
        let store = self.replica().store();
        let (Some((number, given)), Some(secret)) = (mark.split_once('.'), store.setting(SECRET).await?) else {
            return Ok(None);
        };
        let Some(operator) = store.operator(name).await? else { return Ok(None) };
        let given = BASE64URL_NOPAD.decode(given.as_bytes()).unwrap_or_default();
        let (key, over) = mark_over(&secret, &operator, number);
        Ok(hmac::verify(&key, &over, &given).is_ok().then(|| number.to_owned()))
    }

    async fn secret_of_browsers(&self) -> Result<Vec<u8>, DeskError> {
        if let Some(secret) = self.replica().store().setting(SECRET).await? {
            return Ok(secret);
        }
        let mut secret = vec![0; 32];
        self.replica().randomness().fill(&mut secret).map_err(ReplicaError::from)?;
        let kept = Write::Setting { name: SECRET.to_owned(), value: Some(secret.clone()) };
        self.replica().commit(vec![kept]).await?;
        // Another process may have kept one since.
        Ok(self.replica().store().setting(SECRET).await?.unwrap_or(secret))
    }
}
