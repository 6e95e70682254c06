//! What binds a stored projection to the node that made it 绑定: a code behind its bytes that only the node's own key makes.
//! Whoever has the file of a store could otherwise put another's rows there, or what he likes, and it would be believed.

use crate::error::ReplicaError;
use cunbang_identity::Identity;
use cunbang_ledger::{Hash, Projection};
use cunbang_store::Stored;
use ring::hmac;

const PURPOSE: &[u8] = b"cunbang projections 1";
/// What stands between a projection and its code.
const MARK: [u8; 8] = *b"\0bound1\n";
const CODE_BYTES: usize = 32;

/// Binds projections to a node, and says of others whether they are bound to it.
pub(crate) struct Binding(hmac::Key);

impl Binding {
    /// By the key of a device.
    pub(crate) fn of(identity: &Identity) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, &*identity.key().secret_for(PURPOSE)))
    }

    /// A projection as it is stored.
    pub(crate) fn bind(&self, projection: &Projection) -> Result<Stored, ReplicaError> {
        let (document, vector, body) = (projection.document(), projection.vector().clone(), projection.encode()?);
        let mut stored = Stored { document, vector, body };
        let code = hmac::sign(&self.0, &message(&stored, &stored.body));
        stored.body.extend_from_slice(&MARK);
        stored.body.extend_from_slice(code.as_ref());
        Ok(stored)
    }

    /// Whether this node stored it so.
    pub(crate) fn holds(&self, stored: &Stored) -> bool {
        let Some((body, code)) = split(&stored.body) else { return false };
        hmac::verify(&self.0, &message(stored, body), code).is_ok()
    }
}

/// The bytes of a stored projection itself, whoever bound it, or nobody.
pub(crate) fn unbound(body: &[u8]) -> &[u8] {
    split(body).map_or(body, |(body, _)| body)
}

fn split(body: &[u8]) -> Option<(&[u8], &[u8; CODE_BYTES])> {
    let (rest, code) = body.split_last_chunk::<CODE_BYTES>()?;
    Some((rest.strip_suffix(&MARK)?, code))
}

/// What the code is made of: of which document, how far it goes, and what it says.
fn message(stored: &Stored, body: &[u8]) -> Vec<u8> {
    format!("{}\n{}\n{}", stored.document, stored.vector, Hash::of(&[body])).into_bytes()
}
