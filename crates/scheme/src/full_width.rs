//! Full-width signs 全角符号 where TOML wants those of its own: an input method writes them, and they look alike.

/// The signs, each with the one that is meant.
const SIGNS: [(char, &str); 30] = [
    ('＝', "="),
    ('“', "\""),
    ('”', "\""),
    ('＂', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('［', "["),
    ('］', "]"),
    ('【', "["),
    ('】', "]"),
    ('｛', "{"),
    ('｝', "}"),
    ('，', ","),
    ('、', ","),
    ('＃', "#"),
    ('０', "0"),
    ('１', "1"),
    ('２', "2"),
    ('３', "3"),
    ('４', "4"),
    ('５', "5"),
    ('６', "6"),
    ('７', "7"),
    ('８', "8"),
    ('９', "9"),
    ('．', "."),
    ('。', "."),
    ('－', "-"),
    ('＿', "_"),
    ('　', " "),
];

/// The first such sign outside quotes and remarks in the line of a text in which a byte stands: where it is, what it is, and
/// what is meant.
pub(crate) fn in_line_of(text: &str, at: usize) -> Option<(usize, char, &'static str)> {
    let before = text.get(..at)?;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let mut quote = None;
    for (index, character) in text[start..].char_indices().take_while(|(_, character)| *character != '\n') {
        match quote {
            Some(end) if character == end => quote = None,
            Some(_) => {}
            None if character == '#' => return None,
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None => {
                if let Some((sign, meant)) = SIGNS.iter().find(|(sign, _)| *sign == character) {
                    return Some((start + index, *sign, meant));
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_within_quotes_and_remarks_are_texts() {
        assert_eq!(in_line_of("a = 1\nname ＝ 2", 9), Some((11, '＝', "=")));
        assert_eq!(in_line_of("name = “好”", 0), Some((7, '“', "\"")));
        assert_eq!(in_line_of("title = \"“好”，\" # 一，二", 3), None);
        assert_eq!(in_line_of("a = 1\nb ＝ 2", 1), None, "of another line");
        assert_eq!(in_line_of("max = １５ # １", 6), Some((6, '１', "1")));
    }
}
