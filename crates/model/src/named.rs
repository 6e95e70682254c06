//! Who may be named in a row without being a member 经办人、单位: persons by their ids, and offices by their names.

use crate::Table;

/// The columns in which a person's id stands though they are texts.
pub const PLACES_OF_PERSONS: [(Table, &str); 2] = [(Table::Meetings, "chair"), (Table::Deeds, "confirmed_by")];
/// How an operator's id begins.
pub const OPERATOR_PREFIX: &str = "op-";
/// How many letters follow. Two persons of one village have the same with a chance of one in a thousand million.
pub const OPERATOR_LETTERS: usize = 6;
/// Letters and digits that nobody takes for one another.
pub const OPERATOR_ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// How the names of offices end, which may stand where a person is named who is not of the village.
const OFFICES: [&str; 28] = [
    "支部",
    "总支",
    "党委",
    "党工委",
    "党组",
    "委员会",
    "支委会",
    "村委会",
    "居委会",
    "组织部",
    "党建办",
    "考核办",
    "工作组",
    "督查组",
    "纪委",
    "监委",
    "宣传部",
    "统战部",
    "政法委",
    "办公室",
    "县政府",
    "人民政府",
    "县委",
    "镇党委",
    "乡党委",
    "街道",
    "镇政府",
    "乡政府",
];

/// Whether a text is the id of somebody who is no member.
pub fn is_operator_id(text: &str) -> bool {
    text.strip_prefix(OPERATOR_PREFIX)
        .is_some_and(|letters| letters.len() == OPERATOR_LETTERS && letters.bytes().all(is_letter))
}

fn is_letter(byte: u8) -> bool {
    OPERATOR_ALPHABET.contains(&byte)
}

/// Whether a text names an office, and no person.
pub fn is_office(text: &str) -> bool {
    let text: String = text.chars().map(simplified).collect();
    OFFICES.iter().any(|office| text.ends_with(office))
}

/// A letter of the names of offices as it is written in simplified characters: who writes 組織部 means 组织部.
pub const fn simplified(letter: char) -> char {
    match letter {
        '組' => '组',
        '織' => '织',
        '黨' => '党',
        '總' => '总',
        '員' => '员',
        '會' => '会',
        '辦' => '办',
        '縣' => '县',
        '鎮' => '镇',
        '鄉' => '乡',
        '紀' => '纪',
        '監' => '监',
        '傳' => '传',
        '統' => '统',
        '戰' => '战',
        '務' => '务',
        '導' => '导',
        other => other,
    }
}
