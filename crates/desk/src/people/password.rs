//! Passwords 口令 of operators: the rule that a new one obeys, and what is kept of one.
//!
//! What is kept is an argon2id hash with the parameters that OWASP recommends (19 MiB, two passes, one lane), as a PHC
//! string, which names its parameters: hashes of other parameters still verify.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use cunbang_language::say;
use std::fmt;
use zeroize::Zeroizing;

/// A new password has at least so many characters.
pub const SHORTEST: usize = 8;
/// More is no password: hashing it would only cost time.
const LONGEST: usize = 256;
const SALT_BYTES: usize = 16;

/// What whoever guesses tries first, in small letters.
const SILLIEST: [&str; 10] = [
    "12345678",
    "123456789",
    "1234567890",
    "87654321",
    "11111111",
    "00000000",
    "88888888",
    "password",
    "qwertyuiop",
    "woaini1314",
];

/// A password as it was typed. It is wiped from memory when it is dropped, and shown nowhere.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

impl From<String> for Password {
    fn from(typed: String) -> Self {
        Self(Zeroizing::new(typed))
    }
}

/// Why a password may not become an operator's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// It is too short.
    #[error("{}", say!("password-too-short", least = SHORTEST))]
    TooShort,
    /// It is too long.
    #[error("{}", say!("password-too-long", most = LONGEST))]
    TooLong,
    /// It is the operator's own name.
    #[error("{}", say!("password-own-name"))]
    OwnName,
    /// Everyone would guess it.
    #[error("{}", say!("password-silly"))]
    Silly,
}

impl Password {
    /// Whether it may become an operator's.
    pub fn check(&self, operator: &str) -> Result<(), PasswordFault> {
        let typed = self.0.to_lowercase();
        let length = self.0.chars().count();
        if length < SHORTEST {
            Err(PasswordFault::TooShort)
        } else if length > LONGEST {
            Err(PasswordFault::TooLong)
        } else if typed.trim() == operator.trim().to_lowercase() {
            Err(PasswordFault::OwnName)
        } else if SILLIEST.contains(&typed.trim()) {
            Err(PasswordFault::Silly)
        } else {
            Ok(())
        }
    }

    /// Whether two were typed alike.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    /// What is kept of it. Takes some twentieths of a second.
    pub(crate) fn hash(&self, salt: &Salt) -> Result<String, String> {
        let hashed = argon2id()?.hash_password_with_salt(self.0.as_bytes(), &salt.0);
        hashed.map(|hash| hash.to_string()).map_err(|error| error.to_string())
    }

    /// Whether it is the one of which `kept` was kept; without one no, after as long a time.
    pub(crate) fn fits(&self, kept: Option<&str>) -> Result<bool, String> {
        if self.0.chars().count() > LONGEST {
            return Ok(false);
        }
        let Some(kept) = kept else {
            return self.hash(&Salt([0; SALT_BYTES])).map(|_| false);
        };
        let kept = PasswordHash::new(kept).map_err(|error| error.to_string())?;
        match argon2id()?.verify_password(self.0.as_bytes(), &kept) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// What makes the hashes of two equal passwords differ.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Salt(pub(crate) [u8; SALT_BYTES]);

fn argon2id() -> Result<Argon2<'static>, String> {
    const MEMORY_KIB: u32 = 19 * 1024;
    const PASSES: u32 = 2;
    const LANES: u32 = 1;
    let parameters = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| error.to_string())?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(typed: &str) -> Password {
        Password::from(typed.to_owned())
    }

    #[test]
    fn the_rule() {
        for (typed, operator, expected) in [
            ("短口令", "王会计", Err(PasswordFault::TooShort)),
            ("1234567", "王会计", Err(PasswordFault::TooShort)),
            ("12345678", "王会计", Err(PasswordFault::Silly)),
            ("PassWord", "王会计", Err(PasswordFault::Silly)),
            ("Accountant", "accountant", Err(PasswordFault::OwnName)),
            ("村口河道已经清理", "王会计", Ok(())),
            ("a b c d e", "王会计", Ok(())),
        ] {
            assert_eq!(password(typed).check(operator), expected, "{typed}");
        }
        assert_eq!(password(&"长".repeat(LONGEST + 1)).check("王会计"), Err(PasswordFault::TooLong));
        assert_eq!(password(&"长".repeat(LONGEST)).check("王会计"), Ok(()));
    }

    #[test]
    fn what_is_kept_fits_that_password_alone_and_names_its_parameters() {
        let kept = password("清理村口河道").hash(&Salt([7; SALT_BYTES])).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_eq!(password("清理村口河道").fits(Some(&kept)), Ok(true));
        assert_eq!(password("清理村口河").fits(Some(&kept)), Ok(false));
        assert_eq!(password("清理村口河道").fits(None), Ok(false));
        assert!(password("清理村口河道").fits(Some("$argon2id$")).is_err());
        assert_ne!(password("清理村口河道").hash(&Salt([8; SALT_BYTES])).unwrap(), kept);
    }

    #[test]
    fn it_is_shown_nowhere() {
        assert!(!format!("{:?}", password("清理村口河道")).contains("河道"));
    }
}
