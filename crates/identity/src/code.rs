//! Enrolment codes, which a person carries from the county to a device on paper or by telephone.

use crate::KeyError;
use cunbang_language::say;
use cunbang_model::Randomness;
use data_encoding::{Encoding, Specification};
use ring::digest::{Context, SHA256};
use ring::signature::{Ed25519KeyPair, KeyPair};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// Crockford's 32 symbols: no I, L, O, and no U.
const SYMBOLS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Five bits to the symbol, the first bit first, filled up with zero bits.
#[expect(clippy::expect_used, reason = "32 different symbols make an encoding")]
static CROCKFORD: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str(SYMBOLS);
    specification.encoding().expect("the symbols differ")
});

/// Groups in a code; symbols in a group; those that carry data: the eighth is a check.
const GROUPS: usize = 6;
const GROUP_SYMBOLS: usize = 8;
const GROUP_DATA_SYMBOLS: usize = 7;

const SECRET_BYTES: usize = 10;
const FINGERPRINT_BYTES: usize = 16;
const CODE_BYTES: usize = SECRET_BYTES + FINGERPRINT_BYTES;

/// A code with which one device enrols once.
///
/// Its text has six groups of eight symbols, `K7Q2M9XD-…`. The last symbol of a group checks the other
/// seven and the group's position: one wrong symbol, two swapped symbols, and swapped groups are always
/// caught and named. When reading, case, spaces and dashes do not matter; O, I and L count as the digits
/// they look like, and full-width letters as plain ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EnrolmentCode {
    /// 80 random bits. Whoever knows them can enrol one device.
    pub secret: [u8; SECRET_BYTES],
    /// The first half of the SHA-256 of the authority's certificate, by which the device recognises its
    /// own county.
    pub ca_fingerprint: [u8; FINGERPRINT_BYTES],
}

/// What is wrong with a typed code. Groups count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// A character that no code contains.
    #[error("{}", say!("identity-code-character", group = *.group, character = format!("{:?}", .character)))]
    Character {
        /// The group.
        group: usize,
        /// The character.
        character: char,
    },
    /// A group with too few or too many symbols.
    #[error("{}", say!("identity-code-group-length", group = *.group, found = .found))]
    GroupLength {
        /// The group.
        group: usize,
        /// How many symbols it has.
        found: usize,
    },
    /// Too few or too many symbols in all.
    #[error("{}", say!("identity-code-length", found = .found))]
    Length {
        /// How many symbols there are.
        found: usize,
    },
    /// A group whose check fails.
    #[error("{}", say!("identity-code-mistyped", group = *.group, text = .text))]
    Mistyped {
        /// The group.
        group: usize,
        /// The group as read.
        text: String,
    },
}

impl EnrolmentCode {
    /// A new code for the authority whose fingerprint begins with `ca_fingerprint`
    /// ([`fingerprint_in_code`](crate::fingerprint_in_code)).
    pub fn generate(randomness: &dyn Randomness, ca_fingerprint: [u8; FINGERPRINT_BYTES]) -> Result<Self, KeyError> {
        let mut secret = [0; SECRET_BYTES];
        randomness.fill(&mut secret)?;
        Ok(Self { secret, ca_fingerprint })
    }

    /// What the county stores of the code: a one-way image of the secret, which anyone may see.
    ///
    /// It is the public half of an Ed25519 pair derived from the secret. So a request is signed with the
    /// code and does not reveal it: neither a township that relays the request nor a reader of the
    /// county's database can enrol a device of their own with it.
    pub fn secret_hash(&self) -> [u8; 32] {
        let mut public = [0; 32];
        public.copy_from_slice(self.pair().public_key().as_ref());
        public
    }

    /// Signs with the pair whose public half is [`Self::secret_hash`].
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut signature = [0; 64];
        signature.copy_from_slice(self.pair().sign(message).as_ref());
        signature
    }

    #[allow(clippy::expect_used)] // a SHA-256 has the 32 bytes that a seed needs
    fn pair(&self) -> Ed25519KeyPair {
        let mut context = Context::new(&SHA256);
        context.update(b"cunbang enrolment code\0");
        context.update(&self.secret);
        Ed25519KeyPair::from_seed_unchecked(context.finish().as_ref()).expect("any 32 bytes are a seed")
    }

    fn to_bytes(self) -> [u8; CODE_BYTES] {
        let mut bytes = [0; CODE_BYTES];
        bytes[..SECRET_BYTES].copy_from_slice(&self.secret);
        bytes[SECRET_BYTES..].copy_from_slice(&self.ca_fingerprint);
        bytes
    }
}

impl fmt::Display for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbols = CROCKFORD.encode(&self.to_bytes());
        for (index, data) in symbols.as_bytes().chunks(GROUP_DATA_SYMBOLS).enumerate() {
            if index > 0 {
                f.write_str("-")?;
            }
            for symbol in data.iter().copied().chain([check_symbol(index, data)]) {
                write!(f, "{}", char::from(symbol))?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolmentCode(..)")
    }
}

impl FromStr for EnrolmentCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let groups = split(text)?;
        let mut symbols = Vec::with_capacity(GROUPS * GROUP_DATA_SYMBOLS);
        for (index, group) in groups.iter().enumerate() {
            let (data, check) = group.split_at(GROUP_DATA_SYMBOLS);
            if check != [check_symbol(index, data)] {
                return Err(mistyped(index, group));
            }
            symbols.extend_from_slice(data);
        }
        // The last group has two bits to spare, which must be zero.
        let bytes = CROCKFORD.decode(&symbols).map_err(|_| mistyped(GROUPS - 1, &groups[GROUPS - 1]))?;
        let mut code = Self { secret: [0; SECRET_BYTES], ca_fingerprint: [0; FINGERPRINT_BYTES] };
        code.secret.copy_from_slice(&bytes[..SECRET_BYTES]);
        code.ca_fingerprint.copy_from_slice(&bytes[SECRET_BYTES..]);
        Ok(code)
    }
}

fn mistyped(index: usize, group: &[u8]) -> CodeError {
    CodeError::Mistyped { group: index + 1, text: group.iter().copied().map(char::from).collect() }
}

/// The six groups of eight symbols. Where the text comes in six groups, each group's length is checked;
/// otherwise the symbols are counted through.
fn split(text: &str) -> Result<Vec<Vec<u8>>, CodeError> {
    let pieces: Vec<&str> = text.split(is_separator).filter(|piece| !piece.is_empty()).collect();
    let in_groups = pieces.len() == GROUPS;
    let mut symbols = Vec::new();
    for (piece_index, piece) in pieces.iter().enumerate() {
        for character in piece.chars() {
            let symbol = symbol_of(character).ok_or_else(|| CodeError::Character {
                group: 1 + if in_groups { piece_index } else { symbols.len() / GROUP_SYMBOLS },
                character,
            })?;
            symbols.push(symbol);
        }
    }
    if in_groups
        && let Some((index, found)) =
            pieces.iter().map(|piece| piece.chars().count()).enumerate().find(|(_, found)| *found != GROUP_SYMBOLS)
    {
        return Err(CodeError::GroupLength { group: index + 1, found });
    }
    if symbols.len() != GROUPS * GROUP_SYMBOLS {
        return Err(CodeError::Length { found: symbols.len() });
    }
    Ok(symbols.chunks(GROUP_SYMBOLS).map(<[u8]>::to_vec).collect())
}

fn is_separator(character: char) -> bool {
    // The hyphen, its typographic and full-width relatives, and the dash that Chinese input methods give.
    character.is_whitespace()
        || matches!(character, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{ff0d}' | '\u{ff3f}')
}

/// The symbol that a typed character stands for.
fn symbol_of(character: char) -> Option<u8> {
    let plain = match character {
        // Full-width letters and digits, from an input method left switched on.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0)?,
        other => other,
    };
    let symbol = match plain.to_ascii_uppercase() {
        'O' => b'0',
        'I' | 'L' => b'1',
        other => u8::try_from(other).ok()?,
    };
    value_of(symbol).map(|_| symbol)
}

/// The five bits of a symbol.
fn value_of(symbol: u8) -> Option<u8> {
    SYMBOLS.bytes().position(|known| known == symbol).and_then(|value| u8::try_from(value).ok())
}

/// The symbol that checks the others of a group.
///
/// It sums their values, each times another power of a generator of the field of 32 elements, and the
/// group's number: so one wrong symbol, and two exchanged ones, always change the sum.
fn check_symbol(index: usize, data: &[u8]) -> u8 {
    // Horner's rule from the last symbol on: a₁·2 + a₂·4 + … + a₇·128 in the field.
    let values = data.iter().rev().filter_map(|symbol| value_of(*symbol));
    let sum = values.fold(0, |sum, value| doubled(sum ^ value)) ^ u8::try_from(index + 1).unwrap_or_default();
    SYMBOLS.as_bytes()[usize::from(sum)]
}

/// Times the generator 2, in the field of 32 elements by x⁵ + x² + 1.
const fn doubled(element: u8) -> u8 {
    let shifted = element << 1;
    if shifted & 0b10_0000 == 0 { shifted } else { shifted ^ 0b10_0101 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_language::Language;
    use proptest::prelude::*;

    fn any_code() -> impl Strategy<Value = EnrolmentCode> {
        any::<([u8; SECRET_BYTES], [u8; FINGERPRINT_BYTES])>()
            .prop_map(|(secret, ca_fingerprint)| EnrolmentCode { secret, ca_fingerprint })
    }

    fn with_symbol(text: &str, at: usize, symbol: char) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        characters[at] = symbol;
        characters.into_iter().collect()
    }

    fn mistyped_group(result: &Result<EnrolmentCode, CodeError>) -> Option<usize> {
        match result {
            Err(CodeError::Mistyped { group, .. }) => Some(*group),
            _ => None,
        }
    }

    /// Where a symbol stands in the text, and the number of its group.
    fn place(group: usize, symbol: usize) -> (usize, usize) {
        (group * (GROUP_SYMBOLS + 1) + symbol, group + 1)
    }

    proptest! {
        #[test]
        fn text_and_back(code in any_code()) {
            let text = code.to_string();
            prop_assert_eq!(text.len(), 53);
            prop_assert_eq!(text.parse::<EnrolmentCode>(), Ok(code));
        }

        #[test]
        fn reading_is_tolerant(code in any_code()) {
            let text = code.to_string();
            let look_alike = text.replace('0', "o").replace('1', "l");
            let full_width: String = text
                .chars()
                .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
                .collect();
            for written in [
                text.to_lowercase(),
                text.replace('-', " "),
                text.replace('-', ""),
                text.replace('-', "—"),
                format!("  {}\n", text.replace('-', " - ")),
                look_alike,
                full_width,
            ] {
                prop_assert_eq!(written.parse::<EnrolmentCode>(), Ok(code), "{}", written);
            }
        }

        #[test]
        fn one_wrong_symbol_is_found_in_its_group(
            code in any_code(),
            group in 0..GROUPS,
            symbol in 0..GROUP_SYMBOLS,
            other in 0usize..32,
        ) {
            let text = code.to_string();
            let (at, group) = place(group, symbol);
            let other = char::from(SYMBOLS.as_bytes()[other]);
            prop_assume!(!text[at..].starts_with(other));
            let result = with_symbol(&text, at, other).parse::<EnrolmentCode>();
            prop_assert_eq!(mistyped_group(&result), Some(group));
        }

        #[test]
        fn two_exchanged_symbols_are_found_in_their_group(
            code in any_code(),
            group in 0..GROUPS,
            first in 0..GROUP_SYMBOLS,
            second in 0..GROUP_SYMBOLS,
        ) {
            let text = code.to_string();
            let (one, number) = place(group, first);
            let (two, _) = place(group, second);
            let mut characters: Vec<char> = text.chars().collect();
            characters.swap(one, two);
            let exchanged: String = characters.into_iter().collect();
            prop_assume!(exchanged != text);
            let result = exchanged.parse::<EnrolmentCode>();
            prop_assert_eq!(mistyped_group(&result), Some(number));
        }

        #[test]
        fn two_exchanged_groups_are_found(code in any_code(), first in 0..GROUPS, second in 0..GROUPS) {
            prop_assume!(first != second);
            let text = code.to_string();
            let mut groups: Vec<&str> = text.split('-').collect();
            groups.swap(first, second);
            prop_assert!(groups.join("-").parse::<EnrolmentCode>().is_err());
        }

        #[test]
        fn a_missing_symbol_is_found_in_its_group(
            code in any_code(),
            group in 0..GROUPS,
            symbol in 0..GROUP_SYMBOLS,
        ) {
            let mut text = code.to_string();
            let (at, group) = place(group, symbol);
            text.remove(at);
            prop_assert_eq!(
                text.parse::<EnrolmentCode>(),
                Err(CodeError::GroupLength { group, found: 7 })
            );
            prop_assert_eq!(
                text.replace('-', "").parse::<EnrolmentCode>(),
                Err(CodeError::Length { found: 47 })
            );
        }

        #[test]
        fn any_text_is_answered(text: String) {
            let _ = text.parse::<EnrolmentCode>();
        }
    }

    #[test]
    fn mistakes_are_named() {
        let code = EnrolmentCode { secret: [7; SECRET_BYTES], ca_fingerprint: [9; FINGERPRINT_BYTES] };
        let text = code.to_string();
        let says = |text: &str| Language::English.with(|| text.parse::<EnrolmentCode>().unwrap_err().to_string());
        let wrong = with_symbol(&text, 20, if &text[20..21] == "Z" { 'Y' } else { 'Z' });
        assert!(says(&wrong).starts_with("group 3 ("), "{}", says(&wrong));
        assert_eq!(
            says(&with_symbol(&text, 9, 'U')),
            "group 2 has 'U', which no code contains: use digits and letters other than U"
        );
        assert_eq!(says(""), "the code has 0 symbols, expected 6 groups of 8, that is 48");
        assert_eq!(says(&text[..52]), "group 6 has 7 symbols, expected 8");
    }

    #[test]
    fn the_stored_image_depends_on_the_secret_alone() {
        let code = EnrolmentCode::generate(&crate::SystemRandomness::new(), [1; 16]).unwrap();
        let elsewhere = EnrolmentCode { ca_fingerprint: [2; 16], ..code };
        assert_eq!(code.secret_hash(), elsewhere.secret_hash());
        let other = EnrolmentCode::generate(&crate::SystemRandomness::new(), [1; 16]).unwrap();
        assert_ne!(code.secret_hash(), other.secret_hash());
        assert_eq!(format!("{code:?}"), "EnrolmentCode(..)");
    }
}
