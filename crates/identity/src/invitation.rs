//! Invitations 邀请: an enrolment code and where to use it, in one text. A printed sheet bears it as a QR code.

use crate::code::{CodeError, EnrolmentCode};
use cunbang_language::say;
use std::fmt;
use std::str::FromStr;

/// What an invitation begins with.
const SCHEME: &str = "cunbang:";

/// An enrolment code, and the address of the node to enrol through if that is known.
///
/// As text `cunbang:township.example:7443/K7Q2M9XD-…`, or the code alone. When reading, what does not matter in a code
/// does not matter here, and an input method may have made the signs full-width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Host and port.
    pub address: Option<String>,
    /// The code.
    pub code: EnrolmentCode,
}

/// What is wrong with an invitation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// There is no code in it.
    #[error("{}", say!("identity-invitation-no-code"))]
    NoCode,
    /// There are several in the text.
    #[error("{}", say!("identity-invitation-several", found = *.0))]
    Several(usize),
    /// Its code is mistyped.
    #[error(transparent)]
    Code(#[from] CodeError),
}

impl Invitation {
    /// The invitation that stands in a text with other words: a sheet that was opened as a file, a message that was copied
    /// whole. A text that is nothing but an invitation or a code is read as that.
    pub fn in_text(text: &str) -> Result<Self, InvitationError> {
        let wide: String = text.chars().map(plain).collect();
        let lower = wide.to_ascii_lowercase();
        // What names a node twice is no single invitation, though it may be read as one.
        let whole = match text.parse() {
            Ok(invitation) if lower.matches(SCHEME).count() < 2 => return Ok(invitation),
            Ok(_) => InvitationError::NoCode,
            Err(fault) => fault,
        };
        let ends = |one: char| one.is_whitespace() || matches!(one, '<' | '>' | '"' | '\'' | '&' | ',' | ';' | '、');
        let mut found: Vec<Self> = Vec::new();
        for (place, _) in lower.match_indices(SCHEME) {
            let candidate = wide[place..].split(ends).next().unwrap_or_default();
            if let Ok(invitation) = candidate.parse()
                && !found.contains(&invitation)
            {
                found.push(invitation);
            }
        }
        match found.len() {
            0 => Err(whole),
            1 => Ok(found.remove(0)),
            several => Err(InvitationError::Several(several)),
        }
    }
}

impl fmt::Display for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.address {
            Some(address) => write!(f, "{SCHEME}{address}/{}", self.code),
            None => write!(f, "{}", self.code),
        }
    }
}

impl FromStr for Invitation {
    type Err = InvitationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain: String = text.trim().chars().map(plain).collect();
        let begins = plain.get(..SCHEME.len()).is_some_and(|start| start.eq_ignore_ascii_case(SCHEME));
        if !begins {
            return Ok(Self { address: None, code: text.parse()? });
        }
        let (address, code) = plain[SCHEME.len()..].rsplit_once('/').ok_or(InvitationError::NoCode)?;
        let address: String = address.chars().filter(|one| !one.is_whitespace()).collect();
        // Two strokes after the colon, as in a web address, are no part of it.
        let address = address.trim_matches('/').to_ascii_lowercase();
        Ok(Self { address: (!address.is_empty()).then_some(address), code: code.parse()? })
    }
}

/// A full-width sign as the plain one.
fn plain(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' => ' ',
        '。' => '.',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> EnrolmentCode {
        EnrolmentCode { secret: [7; 10], ca_fingerprint: [9; 16] }
    }

    #[test]
    fn text_and_back() {
        for address in [Some("township.example:7443"), Some("[::1]:7443"), None] {
            let invitation = Invitation { address: address.map(str::to_owned), code: code() };
            assert_eq!(invitation.to_string().parse(), Ok(invitation));
        }
        assert!(code().to_string().parse::<Invitation>().unwrap().address.is_none());
    }

    #[test]
    fn reading_is_tolerant() {
        let invitation = Invitation { address: Some("township.example:7443".to_owned()), code: code() };
        let text = invitation.to_string();
        let wide = |one: char| char::from_u32(u32::from(one) + 0xfee0).unwrap_or(one);
        let full_width: String = text.chars().map(wide).collect();
        let look_alike =
            format!("cunbang:township.example:7443/{}", code().to_string().replace('0', "O").replace('1', "I"));
        for written in [
            text.to_uppercase(),
            text.to_lowercase(),
            full_width,
            look_alike,
            format!("  {text}\n"),
            text.replace('-', " "),
            text.replace(':', "：").replace('/', "／"),
            text.replace("cunbang:", "cunbang://"),
        ] {
            assert_eq!(written.parse(), Ok(invitation.clone()), "{written}");
        }
    }

    #[test]
    fn one_is_found_among_other_words() {
        let invitation = Invitation { address: Some("township.example:7443".to_owned()), code: code() };
        for text in [
            format!("<p>长平村</p>\n<code class=\"line\">{invitation}</code><p>怎么做</p>"),
            format!("村里的邀请：{invitation}，请尽快"),
            format!("{invitation}\n{invitation}"),
            invitation.to_string(),
        ] {
            assert_eq!(Invitation::in_text(&text), Ok(invitation.clone()), "{text}");
        }
        let other = Invitation { code: EnrolmentCode { secret: [8; 10], ..code() }, ..invitation.clone() };
        let both = format!("{invitation} {other}");
        assert_eq!(Invitation::in_text(&both), Err(InvitationError::Several(2)));
        assert_eq!(Invitation::in_text(""), Err(InvitationError::Code(CodeError::Length { found: 0 })));
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!("cunbang:township.example:7443".parse::<Invitation>(), Err(InvitationError::NoCode));
        let mistyped = "cunbang:township.example:7443/K7Q2".parse::<Invitation>();
        assert_eq!(mistyped, Err(InvitationError::Code(CodeError::Length { found: 4 })));
        let bare = Invitation { address: None, ..format!("cunbang:/{}", code()).parse().unwrap() };
        assert_eq!(bare.code, code());
    }
}
