//! What has a name in each language.

use crate::Language;
use std::fmt;

/// A name in both languages. It shows as the one that is heard, or both, Chinese first; a name that stands in one
/// language only, as that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'n> {
    /// 中文.
    pub chinese: &'n str,
    /// English.
    pub english: &'n str,
}

impl<'n> Named<'n> {
    /// Called so.
    pub const fn new(chinese: &'n str, english: &'n str) -> Self {
        Self { chinese, english }
    }

    /// A title that holds both, such as `主题党日 Theme days held`: English begins behind the last Chinese character.
    pub fn of_title(title: &'n str) -> Self {
        let last = title.char_indices().rfind(|(_, character)| *character >= '\u{2e80}');
        let at = last.map_or(0, |(at, last)| at + last.len_utf8());
        let (chinese, english) = title.split_at(at);
        // Figures behind it, such as full marks, are no title.
        let (chinese, english) =
            if english.chars().any(char::is_alphabetic) { (chinese, english) } else { (title, "") };
        Self { chinese: chinese.trim(), english: english.trim() }
    }
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { chinese, english } = *self;
        match Language::heard() {
            _ if chinese.is_empty() || english.is_empty() => write!(f, "{chinese}{english}"),
            Some(language) => f.write_str(language.pick(chinese, english)),
            None => write!(f, "{chinese} {english}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_show_the_half_that_is_heard() {
        for (title, both, chinese, english) in [
            ("主题党日 Theme days held", "主题党日 Theme days held", "主题党日", "Theme days held"),
            ("强村富民", "强村富民", "强村富民", "强村富民"),
            ("X 项 local items", "X 项 local items", "X 项", "local items"),
            ("Visits", "Visits", "Visits", "Visits"),
            ("招商引资20", "招商引资20", "招商引资20", "招商引资20"),
        ] {
            let named = Named::of_title(title);
            assert_eq!(named.to_string(), both);
            assert_eq!(Language::Chinese.with(|| named.to_string()), chinese);
            assert_eq!(Language::English.with(|| named.to_string()), english);
        }
    }
}
