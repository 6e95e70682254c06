//! Names that were probably meant: those of the same sound first, as input methods offer characters by their sound.

use cunbang_scheme::nearest;
use pinyin::ToPinyin as _;

/// How a name sounds, without tones; characters that have no sound as they are.
fn sound(name: &str) -> String {
    name.chars().map(|one| one.to_pinyin().map_or_else(|| one.to_string(), |sound| sound.plain().to_owned())).collect()
}

/// The name of the same sound and length, or else the nearest.
pub(crate) fn nearest_name<'n>(text: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    let heard = sound(text);
    let is_chinese = text.chars().any(|one| one.to_pinyin().is_some());
    let sounds_same = |name: &&str| {
        is_chinese && name.chars().count() == text.chars().count() && *name != text && sound(name) == heard
    };
    names.clone().find(sounds_same).or_else(|| nearest(text, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_names_as_near_the_one_that_sounds_the_same_was_meant() {
        let names = ["李强", "李梅", "m1", "陈建国", ""];
        for (text, meant) in [
            ("李媒", Some("李梅")),
            ("黎梅", Some("李梅")),
            ("陈建囯", Some("陈建国")),
            ("陈健国", Some("陈建国")),
            ("m2", Some("m1")),
            ("王芳", None),
        ] {
            assert_eq!(nearest_name(text, names.into_iter()), meant, "{text}");
        }
    }
}
