//! The initials by which a name is found from a keyboard without an input method: 张三 by `zs`.

use pinyin::ToPinyin;

/// The first letter of each syllable; other letters and digits as they are. A character that is read in several ways
/// has its usual one.
pub(crate) fn of(name: &str) -> String {
    let letter = |character: char| match character.to_pinyin() {
        Some(reading) => reading.first_letter().chars().next(),
        None => character.is_alphanumeric().then(|| character.to_ascii_lowercase()),
    };
    name.chars().filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_found_by_initials() {
        for (name, expected) in [("张三", "zs"), ("陈建国", "cjg"), ("沈阿妹", "sam"), ("Li 4", "li4"), ("", "")]
        {
            assert_eq!(super::of(name), expected);
        }
    }
}
