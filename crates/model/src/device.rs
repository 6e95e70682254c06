//! Devices: each has one Ed25519 key, and is named by it.

use cunbang_language::say;
use data_encoding::HEXLOWER;
use std::fmt;
use std::str::FromStr;

/// The name of a device: the first 16 bytes of the SHA-256 of its Ed25519 public key, written as 32
/// hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId([u8; 16]);

impl DeviceId {
    /// The name that belongs to a raw 32-byte Ed25519 public key.
    pub fn of_public_key(public_key: &[u8]) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, public_key);
        let mut id = [0; 16];
        id.copy_from_slice(&digest.as_ref()[..16]);
        Self(id)
    }

    /// From its 16 bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        HEXLOWER.encode_write(&self.0, f)
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceId({self})")
    }
}

/// A text that is no device name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("model-device", what = format!("{:?}", .0)))]
pub struct DeviceIdError(String);

impl FromStr for DeviceId {
    type Err = DeviceIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut id = [0; 16];
        // Digits and the letters a to f alone: a device has one spelling.
        let decoded = (text.len() == 32).then(|| HEXLOWER.decode_mut(text.as_bytes(), &mut id));
        match decoded {
            Some(Ok(_)) => Ok(Self(id)),
            _ => Err(DeviceIdError(text.chars().take(64).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let id = DeviceId::of_public_key(&[7; 32]);
        assert_eq!(id.to_string().parse::<DeviceId>().unwrap(), id);
        assert!("xyz".parse::<DeviceId>().is_err());
        assert!(id.to_string().to_uppercase().parse::<DeviceId>().is_err());
    }
}
