//! Text from elsewhere, as a terminal or a page may show it.
//!
//! A node, a device or a file can say anything: characters that move the cursor, begin a line of their own, or turn
//! the order of what follows. Shown as they are, they could draw what nobody said, a false ✓✓✓ among it. So they are
//! shown as escapes, `\u202e`, which JSON reads back as the very same character.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character moves, hides or reorders text instead of standing in it: controls, line and paragraph
/// separators, marks of direction, and what takes no room; but for the marks that choose how a picture looks.
///
/// ```
/// use cunbang_model::shown::is_unseen;
/// assert!(['\u{1b}', '\n', '\u{85}', '\u{200b}', '\u{202e}', '\u{2067}', '\u{3164}', '\u{feff}', '\u{e0041}'].into_iter().all(is_unseen));
/// assert!(!['好', ' ', '\u{3000}', '✓'].into_iter().any(is_unseen));
/// ```
pub const fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}' | '\u{1160}'
            | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0d}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Text that belongs on one line: line breaks and tabs are shown as escapes too.
///
/// ```
/// assert_eq!(cunbang_model::shown::in_line("好\n✓✓✓\u{202e}"), "好\\n✓✓✓\\u202e");
/// ```
pub fn in_line(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// Text whose lines are the program's own: line breaks and tabs stay.
pub fn in_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |character| matches!(character, '\n' | '\t'))
}

/// The first character of a text that may not be in what people type or import: none but line breaks and tabs move
/// or reorder text there, and these only where `has_lines`.
pub(crate) fn unseen_in(text: &str, has_lines: bool) -> Option<char> {
    text.chars().find(|character| is_unseen(*character) && !(has_lines && matches!(character, '\n' | '\r' | '\t')))
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_escaped = |character: char| is_unseen(character) && !stays(character);
    if !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            one if !is_escaped(one) => shown.push(one),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            // A String takes everything.
            one => _ = write!(shown, "\\u{:04x}", u32::from(one)),
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_harmless_stays_as_it_is() {
        assert!(matches!(in_line("王会计 👨‍👩‍👧 naïve"), Cow::Borrowed(_)));
        assert_eq!(in_lines("one\n\ttwo\r\u{1b}[2J"), "one\n\ttwo\\r\\u001b[2J");
    }

    #[test]
    fn json_reads_an_escape_back() {
        let text = "a\u{7f}\u{202e}b\u{2028}";
        let json = serde_json::to_string(text).unwrap();
        assert!(!in_lines(&json).contains(is_unseen));
        assert_eq!(serde_json::from_str::<String>(&in_lines(&json)).unwrap(), text);
    }
}
