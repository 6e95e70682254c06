//! Names that look alike 形似: by case, by full or half width, by spaces, by letters of other scripts (Unicode's
//! confusables, UTS #39). Two of them would be taken for one person wherever a name is read.

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::skeleton;

/// Whether people would take two names for the same.
pub(crate) fn look_alike(one: &str, other: &str) -> bool {
    let (one, other) = (plain(one), plain(other));
    // Of capitals others are confused than of small letters: I and l, i and j.
    seen(&one) == seen(&other) || seen(&one.to_lowercase()) == seen(&other.to_lowercase())
}

/// In one width, composed, without spaces.
fn plain(name: &str) -> String {
    name.nfkc().filter(|character| !character.is_whitespace()).collect()
}

/// What is seen of it.
fn seen(name: &str) -> String {
    skeleton(name).nfkc().collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::look_alike;

    #[test]
    fn names_that_look_alike_and_names_that_do_not() {
        for (one, other) in [
            ("admin", "Admin"),
            ("admin", "ａｄｍｉｎ"),
            ("admin", "аdmin"), // the first letter is Cyrillic
            ("Ivan", "lvan"),
            ("O3", "03"),
            ("王会计", "王 会计"),
            ("王会计1", "王会计１"),
            ("王工", "王エ"), // a katakana
        ] {
            assert!(look_alike(one, other) && look_alike(other, one), "{one} {other}");
        }
        for (one, other) in
            [("王会计", "王会记"), ("王会计", "王会计2"), ("李日", "李月"), ("anna", "hanna"), ("a", "b")]
        {
            assert!(!look_alike(one, other), "{one} {other}");
        }
    }
}
