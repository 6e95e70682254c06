//! What was said when something happened, and is shown later to whoever hears it then.

use crate::{Language, Named};
use std::fmt;

/// A message said in both languages. It shows as the one that is heard, or both, Chinese first; so it may also stand
/// within another message. [`crate::to_say!`] makes one.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    english: String,
    chinese: String,
}

impl Said {
    /// What this says in each language.
    pub fn by(say: impl Fn() -> String) -> Self {
        Self { english: Language::English.with(&say), chinese: Language::Chinese.with(&say) }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Named::new(&self.chinese, &self.english).fmt(f)
    }
}

/// Like [`crate::say!`], to be shown later, or within another message.
#[macro_export]
macro_rules! to_say {
    ($($message:tt)*) => {
        $crate::Said::by(|| $crate::say!($($message)*))
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_shows_in_the_language_that_is_heard_then() {
        let expected = to_say!("expected-whole", least = 1_u8, most = 31_u8);
        let fault = Language::Chinese.with(|| to_say!("tree-fault", fault = "2", expected = expected));
        assert_eq!(Language::English.with(|| fault.to_string()), "2: expected a whole number from 1 to 31");
        assert_eq!(Language::Chinese.with(|| fault.to_string()), "2，应为整数，1 至 31");
        let both = "2，应为整数，1 至 31 2: expected a whole number from 1 to 31";
        assert_eq!(Language::in_both(|| fault.to_string()), both);
    }
}
