//! The key of a device: one Ed25519 pair, by which it signs its logs and opens its connections.

use cunbang_language::say;
use cunbang_model::{DeviceId, NoRandomness, Randomness};
use ring::hmac;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The Ed25519 key pair of a device. A clone is the same key; the private half shows in no `Debug`.
#[derive(Clone)]
pub struct DeviceKey {
    pair: Arc<Ed25519KeyPair>,
    /// Overwritten when the last clone goes. What `pair` holds of it the library keeps.
    pkcs8: Arc<Zeroizing<Vec<u8>>>,
}

/// What precedes the 32 secret bytes in a PKCS #8 document of version 1 (RFC 8410, section 7).
/// The cryptographic library writes version 2, which neither OpenSSL nor gRPC in other languages reads;
/// an inspector's program must.
const PKCS8_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
const SEED_BYTES: usize = 32;

/// Why there is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is nothing to make a key from.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The bytes are not a PKCS #8 document with the expected kind of key.
    #[error("{}", say!("identity-key-malformed", expected = .expected, reason = .reason))]
    Malformed {
        /// The kind of key: `Ed25519` or `ECDSA P-256`.
        expected: &'static str,
        /// What the key parser says.
        reason: String,
    },
}

impl DeviceKey {
    /// A new key.
    pub fn generate(randomness: &dyn Randomness) -> Result<Self, KeyError> {
        let mut seed = Zeroizing::new([0; SEED_BYTES]);
        randomness.fill(seed.as_mut_slice())?;
        Self::from_seed(&seed)
    }

    /// The key that 32 secret bytes are.
    pub fn from_seed(seed: &[u8; SEED_BYTES]) -> Result<Self, KeyError> {
        let mut document = Zeroizing::new([0; PKCS8_PREFIX.len() + SEED_BYTES]);
        let (prefix, secret) = document.split_at_mut(PKCS8_PREFIX.len());
        prefix.copy_from_slice(&PKCS8_PREFIX);
        secret.copy_from_slice(seed);
        Self::from_pkcs8_der(document.as_slice())
    }

    /// From a PKCS #8 document, of version 1 or 2.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der)
            .map_err(|rejected| KeyError::Malformed { expected: "Ed25519", reason: rejected.to_string() })?;
        Ok(Self { pair: Arc::new(pair), pkcs8: Arc::new(Zeroizing::new(der.to_vec())) })
    }

    /// The PKCS #8 document, private key included.
    pub fn to_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::clone(&self.pkcs8)
    }

    /// Signs a message. The same key signs log entries, receipts, enrolment requests and TLS
    /// handshakes, so every message must begin with a prefix that says which of them it is.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut signature = [0; 64];
        signature.copy_from_slice(self.pair.sign(message).as_ref());
        signature
    }

    /// A secret that follows from the private half, another one for each purpose: whoever has it neither signs with the
    /// key nor learns the secret for another purpose.
    pub fn secret_for(&self, purpose: &[u8]) -> Zeroizing<[u8; 32]> {
        // Versions 1 and 2 of the document differ in what follows the seed.
        let seed = self.pkcs8.get(PKCS8_PREFIX.len()..PKCS8_PREFIX.len() + SEED_BYTES).unwrap_or(&self.pkcs8);
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, seed), purpose);
        let mut secret = Zeroizing::new([0; 32]);
        secret.copy_from_slice(tag.as_ref());
        secret
    }

    /// The public half.
    pub fn public_key(&self) -> [u8; 32] {
        let mut public_key = [0; 32];
        public_key.copy_from_slice(self.pair.public_key().as_ref());
        public_key
    }

    /// The id of the device with this key.
    pub fn device_id(&self) -> DeviceId {
        DeviceId::of_public_key(&self.public_key())
    }

    /// The public half, borrowed, as `rcgen` needs it.
    pub(crate) fn public_key_slice(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({})", self.device_id())
    }
}

/// Whether `signature` is the signature of `message` by the owner of `public_key` (Ed25519).
pub fn verify_signature(public_key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(message, signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandomness;
    use proptest::prelude::*;

    #[test]
    fn der_and_back() {
        let key = DeviceKey::generate(&SystemRandomness::new()).unwrap();
        assert_eq!(key.to_pkcs8_der().len(), 48);
        let again = DeviceKey::from_pkcs8_der(&key.to_pkcs8_der()).unwrap();
        assert_eq!(again.public_key(), key.public_key());
        assert_eq!(again.device_id(), DeviceId::of_public_key(&key.public_key()));
        assert!(DeviceKey::from_pkcs8_der(&key.to_pkcs8_der()[1..]).is_err());
    }

    /// The key of RFC 8410, section 10.3, as its authors wrote it.
    #[test]
    fn a_key_of_another_program_is_read() {
        let text = "-----BEGIN PRIVATE KEY-----\n\
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
            -----END PRIVATE KEY-----\n";
        let der = crate::text::from_pem(crate::text::PRIVATE_KEY, text).unwrap();
        let key = DeviceKey::from_pkcs8_der(&der).unwrap();
        assert_eq!(key.public_key()[..4], [0x19, 0xbf, 0x44, 0x09]);
        assert_eq!(*key.to_pkcs8_der(), der);
        let library = Ed25519KeyPair::generate_pkcs8(&crate::randomness::system()).unwrap();
        assert!(DeviceKey::from_pkcs8_der(library.as_ref()).is_ok());
    }

    #[test]
    fn a_secret_follows_from_key_and_purpose() {
        let key = DeviceKey::from_seed(&[7; 32]).unwrap();
        let again = DeviceKey::from_pkcs8_der(&key.to_pkcs8_der()).unwrap();
        assert_eq!(*key.secret_for(b"accounts"), *again.secret_for(b"accounts"));
        assert_ne!(*key.secret_for(b"accounts"), *key.secret_for(b"sessions"));
        assert_ne!(*key.secret_for(b"accounts"), *DeviceKey::from_seed(&[8; 32]).unwrap().secret_for(b"accounts"));
    }

    #[test]
    fn debug_shows_the_device_alone() {
        let key = DeviceKey::generate(&SystemRandomness::new()).unwrap();
        assert_eq!(format!("{key:?}"), format!("DeviceKey({})", key.device_id()));
    }

    proptest! {
        #[test]
        fn only_the_signed_message_verifies(message: Vec<u8>, bit in 0usize..512) {
            let key = DeviceKey::generate(&SystemRandomness::new()).unwrap();
            let signature = key.sign(&message);
            prop_assert!(verify_signature(&key.public_key(), &message, &signature));
            let mut other = message.clone();
            other.push(0);
            prop_assert!(!verify_signature(&key.public_key(), &other, &signature));
            let mut bent = signature;
            bent[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!verify_signature(&key.public_key(), &message, &bent));
        }
    }
}
