//! A node's second key, for programs whose TLS lacks Ed25519.
//!
//! gRPC clients in Python, Ruby, PHP, C++ and .NET cannot verify a server's Ed25519 signature (they can
//! make one as a client). So a node may also hold a P-256 key, certified for a TLS server only;
//! [`server_config`](crate::server_config) shows it to those clients and no others. It names no device.

use crate::KeyError;
use crate::randomness::system;
use cunbang_model::NoRandomness;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The P-256 key pair with which a node serves programs without Ed25519.
#[derive(Clone)]
pub struct ServiceKey {
    pkcs8: Arc<Zeroizing<Vec<u8>>>,
    public_key: [u8; 65],
}

impl ServiceKey {
    /// A new key.
    pub fn generate() -> Result<Self, KeyError> {
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &system()).map_err(|_| NoRandomness)?;
        Self::from_pkcs8_der(document.as_ref())
    }

    /// From a PKCS #8 document. (ECDSA needs randomness even to read a key.)
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        let malformed = |reason: String| KeyError::Malformed { expected: "ECDSA P-256", reason };
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, der, &system())
            .map_err(|rejected| malformed(rejected.to_string()))?;
        let public_key = pair
            .public_key()
            .as_ref()
            .try_into()
            .map_err(|_| malformed("the public key is not an uncompressed point".to_owned()))?;
        Ok(Self { pkcs8: Arc::new(Zeroizing::new(der.to_vec())), public_key })
    }

    /// The PKCS #8 document, private key included.
    pub fn to_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::clone(&self.pkcs8)
    }

    /// The public half: an uncompressed point, 65 bytes that begin with 4.
    pub const fn public_key(&self) -> &[u8; 65] {
        &self.public_key
    }
}

impl fmt::Debug for ServiceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceKey(..)")
    }
}

/// A service key with its certificate.
#[derive(Debug, Clone)]
pub struct ServiceIdentity {
    /// The key.
    pub key: ServiceKey,
    /// Its certificate (DER), made by
    /// [`CertificateAuthority::issue_service`](crate::CertificateAuthority::issue_service).
    pub certificate_der: Vec<u8>,
}
