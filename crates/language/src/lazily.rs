//! What is said within something else, when that is said.

use std::fmt;

/// A text that is made each time that it is shown, in the language that is heard then: so it may stand within a message
/// that is said in both languages, and is not said twice in each. [`lazily`] makes one.
#[derive(Clone, Copy)]
pub struct Lazily<F>(F);

/// A text that is made when it is shown.
pub const fn lazily<F: Fn() -> String>(say: F) -> Lazily<F> {
    Lazily(say)
}

impl<F: Fn() -> String> fmt::Display for Lazily<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0())
    }
}

impl<F> fmt::Debug for Lazily<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lazily")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, say};

    #[test]
    fn what_stands_within_a_message_is_said_in_its_language() {
        let expected = lazily(|| say!("expected-whole", least = 1_u8, most = 31_u8));
        let said = Language::in_both(|| say!("tree-fault", fault = "2", expected = expected));
        assert_eq!(said, "2，应为整数，1 至 31 2: expected a whole number from 1 to 31");
    }
}
