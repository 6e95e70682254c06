//! The initials by which a name is found from a keyboard without an input method: 张三 by `zs`.
//!
//! A character that is read in several ways has its usual reading, but where it is a surname: then that of the surname,
//! and where a surname has two, or may be of one character or of two, either is found.

use pinyin::ToPinyin;

/// Surnames whose reading begins with another letter than the characters' usual ones, or may.
const SURNAMES: [(&str, &[&str]); 43] = [
    ("曾", &["z"]),
    ("仇", &["q"]),
    ("单", &["s"]),
    ("解", &["x"]),
    ("区", &["o"]),
    ("查", &["z"]),
    ("朴", &["p"]),
    ("盖", &["g"]),
    ("翟", &["z", "d"]),
    ("乐", &["y", "l"]),
    ("缪", &["m"]),
    ("覃", &["q", "t"]),
    ("谌", &["c", "s"]),
    ("员", &["y"]),
    ("贠", &["y"]),
    ("种", &["c"]),
    ("重", &["c"]),
    ("折", &["s"]),
    ("祭", &["z"]),
    ("隗", &["w", "k"]),
    ("句", &["g"]),
    ("尉", &["w"]),
    ("洗", &["x"]),
    ("冼", &["x"]),
    ("召", &["s", "z"]),
    ("晟", &["c", "s"]),
    ("莘", &["s", "x"]),
    ("郇", &["x", "h"]),
    ("郗", &["x", "c"]),
    ("秘", &["b", "m"]),
    ("幺", &["y"]),
    ("乜", &["n"]),
    ("都", &["d"]),
    ("石", &["s"]),
    ("盛", &["s"]),
    ("宿", &["s"]),
    ("叶", &["y"]),
    ("尉迟", &["yc"]),
    ("单于", &["cy"]),
    ("万俟", &["mq"]),
    ("长孙", &["zs"]),
    ("澹台", &["tt"]),
    ("令狐", &["lh"]),
];

/// The first letter of each syllable, and other letters and digits as they are; of a surname that is read in several
/// ways, one for each, the usual one first.
pub(crate) fn all_of(name: &str) -> Vec<String> {
    let name: String = name.chars().filter(|character| !character.is_whitespace()).collect();
    // The longer ones first: who is called 尉迟 is hardly one 尉 with the name 迟….
    let mut surnames: Vec<_> = SURNAMES.iter().filter(|(surname, _)| name.starts_with(surname)).collect();
    surnames.sort_by_key(|(surname, _)| std::cmp::Reverse(surname.len()));
    let as_surname = surnames.into_iter().flat_map(|(surname, letters)| {
        let rest = usual(&name[surname.len()..]);
        letters.iter().map(move |letters| format!("{letters}{rest}"))
    });
    let mut found: Vec<String> = Vec::new();
    for initials in as_surname {
        if !found.contains(&initials) {
            found.push(initials);
        }
    }
    if found.is_empty() { vec![usual(&name)] } else { found }
}

/// By the usual reading of each character.
fn usual(name: &str) -> String {
    let letter = |character: char| match character.to_pinyin() {
        Some(reading) => reading.first_letter().chars().next(),
        None => character.is_alphanumeric().then(|| character.to_ascii_lowercase()),
    };
    name.chars().filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_initials() {
        for (name, expected) in [
            ("张三", &["zs"][..]),
            ("陈建国", &["cjg"]),
            ("沈阿妹", &["sam"]),
            ("沈 明", &["sm"]),
            ("Li 4", &["li4"]),
            ("", &[""]),
        ] {
            assert_eq!(all_of(name), expected);
        }
    }

    #[test]
    fn surnames_have_their_own_readings() {
        for (name, expected) in [
            ("曾小贤", &["zxx"][..]),
            ("仇士良", &["qsl"]),
            ("解晓东", &["xxd"]),
            ("区阿妹", &["oam"]),
            ("查金宝", &["zjb"]),
            ("朴正国", &["pzg"]),
            ("尉迟恭", &["ycg", "wcg"]),
            ("万俟明", &["mqm"]),
            ("长孙无忌", &["zswj"]),
            ("单雄信", &["sxx"]),
            // One called 于飞, of the family 单; or one called 飞, of the 单于.
            ("单于飞", &["cyf", "syf"]),
            ("乐进", &["yj", "lj"]),
            // Within a name a character has its usual reading.
            ("王小单", &["wxd"]),
        ] {
            assert_eq!(all_of(name), expected, "{name}");
        }
    }
}
