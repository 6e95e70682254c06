//! Unit codes 代码: by a unit's code one knows which units are above it.

use cunbang_language::say;
use std::fmt;
use std::str::FromStr;

/// The code of a unit. **A unit's code begins with the code of every unit above it**, so that whether one
/// unit lies within another is known from the two codes alone: rights need no tree.
///
/// It is a national statistical code (统计用区划代码) of 2 digits (province), 4 (prefecture), 6 (county),
/// 9 (township) or 12 (village). A unit that has none of its own, such as a group of a village, an office
/// branch 机关支部 or an enterprise, takes the code of the unit above and a hyphen with three digits:
/// `330522103201-001`, `330522-014`. So does a village that another unit administers than its national
/// code says. Codes sort so that everything within a unit follows it without a gap.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnitCode {
    text: [u8; MAX_LENGTH],
    length: u8,
}

/// A village's digits and two suffixes.
const MAX_LENGTH: usize = NATIONAL[NATIONAL.len() - 1] + 2 * SUFFIX;
/// How many digits a national code may have.
const NATIONAL: [usize; 5] = [2, 4, 6, 9, 12];
/// The digits of a county's code.
const COUNTY: usize = NATIONAL[2];
/// A hyphen and three digits. All suffixes are equally long, or one could begin another.
const SUFFIX: usize = 4;

impl UnitCode {
    /// The most levels that codes can tell apart: as many as one unit can have above it, and itself.
    pub const MAX_LEVELS: usize = NATIONAL.len() + 2;

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    fn bytes(&self) -> &[u8] {
        &self.text[..usize::from(self.length)]
    }

    fn cut(&self, length: usize) -> Self {
        let mut text = [0; MAX_LENGTH];
        text[..length].copy_from_slice(&self.text[..length]);
        Self { text, length: u8::try_from(length).unwrap_or(self.length) }
    }

    /// The code without suffixes.
    fn national(&self) -> Self {
        let digits = self.bytes().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.cut(digits)
    }

    /// The code one level up, if there is one: without its last suffix, or that of the level above in the
    /// national scheme. A tree may have no such unit: then the one directly above is further up.
    pub fn parent(&self) -> Option<Self> {
        let length = usize::from(self.length);
        let national = usize::from(self.national().length);
        if national < length {
            return Some(self.cut(length - SUFFIX));
        }
        let level = NATIONAL.iter().position(|digits| *digits == national)?;
        Some(self.cut(*NATIONAL.get(level.checked_sub(1)?)?))
    }

    /// The county in which it lies, if it is not above the counties.
    pub fn county(&self) -> Option<Self> {
        let national = usize::from(self.national().length);
        (national >= COUNTY).then(|| self.cut(COUNTY))
    }

    /// The unit whose `org` document lists this one, in a tree under `root`: its county; of what lies
    /// above the counties, the unit itself (of its office branches, theirs); never one above the root.
    #[must_use]
    pub fn listed_by(&self, root: Self) -> Self {
        let keeper = self.county().unwrap_or_else(|| self.national());
        if keeper.is_within(&root) { keeper } else { root }
    }

    /// Whether this unit is `other` or lies somewhere under it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.bytes().starts_with(other.bytes())
    }

    /// Whether this unit lies somewhere under `other`, and is not `other` itself.
    pub fn is_below(&self, other: &Self) -> bool {
        self.length > other.length && self.is_within(other)
    }

    /// Whether one of the two lies within the other.
    pub fn is_in_line_with(&self, other: &Self) -> bool {
        self.is_within(other) || other.is_within(self)
    }

    /// This unit's code and those of all levels above it, the nearest first.
    pub fn and_ancestors(&self) -> impl Iterator<Item = Self> + use<> {
        std::iter::successors(Some(*self), Self::parent)
    }
}

impl PartialOrd for UnitCode {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for UnitCode {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Behind a code stand zeros, which come before any digit or hyphen: the whole compares as the text does, and in
        // two machine words and not byte by byte.
        let words = |code: &Self| {
            let (head, tail) = code.text.split_at(16);
            let head = u128::from_be_bytes(head.try_into().unwrap_or_default());
            (head, u32::from_be_bytes(tail.try_into().unwrap_or_default()))
        };
        words(self).cmp(&words(other))
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnitCode({self})")
    }
}

/// A text that is not a unit code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("model-code", what = format!("{:?}", .0)))]
pub struct UnitCodeError(String);

impl FromStr for UnitCode {
    type Err = UnitCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || UnitCodeError(text.chars().take(64).collect());
        let bytes = text.as_bytes();
        let national = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let is_suffix =
            |part: &[u8]| part.len() == SUFFIX && part[0] == b'-' && part[1..].iter().all(u8::is_ascii_digit);
        if !NATIONAL.contains(&national) || bytes.len() > MAX_LENGTH || !bytes[national..].chunks(SUFFIX).all(is_suffix)
        {
            return Err(error());
        }
        let mut code = Self { text: [0; MAX_LENGTH], length: u8::try_from(bytes.len()).map_err(|_| error())? };
        code.text[..bytes.len()].copy_from_slice(bytes);
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> UnitCode {
        text.parse().unwrap()
    }

    #[test]
    fn codes_know_their_ancestors() {
        for (text, expected) in [
            ("330522103201", "330522103201 330522103 330522 3305 33"),
            ("330522103201-001", "330522103201-001 330522103201 330522103 330522 3305 33"),
            ("330522103201-001-002", "330522103201-001-002 330522103201-001 330522103201 330522103 330522 3305 33"),
            ("330522-014", "330522-014 330522 3305 33"),
            ("33", "33"),
        ] {
            let above: Vec<String> = code(text).and_ancestors().map(|code| code.to_string()).collect();
            assert_eq!(above.join(" "), expected);
            assert!(above.len() <= UnitCode::MAX_LEVELS);
        }
    }

    #[test]
    fn within_follows_from_the_codes_alone() {
        for (lower, upper, within) in [
            ("330522103201", "330522", true),
            ("330522103201", "330522103201", true),
            ("330522103201-001", "330522103201", true),
            ("330522-014", "330522", true),
            ("330522-014-001", "330522-014", true),
            ("330522-014", "330522103", false),
            ("330522103201", "330522-014", false),
            ("330522-011", "330522-014", false),
            ("330522", "330522103", false),
        ] {
            assert_eq!(code(lower).is_within(&code(upper)), within, "{lower} within {upper}");
            assert_eq!(code(lower).is_below(&code(upper)), within && lower != upper, "{lower} below {upper}");
            assert_eq!(code(lower).and_ancestors().any(|above| above == code(upper)), within);
        }
    }

    #[test]
    fn codes_are_in_the_order_of_their_texts() {
        let texts = [
            "33",
            "3305",
            "330522",
            "330522-014",
            "330522-014-001",
            "330522103",
            "330522103201",
            "330522103201-001",
            "330522103201-001-002",
            "330522103201-002",
            "330522103202",
            "34",
        ];
        assert!(texts.is_sorted());
        assert!(texts.map(code).is_sorted_by(|one, other| one < other));
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for wrong in [
            "",
            "3",
            "3305221",
            "33052210320a",
            "33052210320100",
            "-001",
            "330522-",
            "330522-1",
            "330522-0001",
            "330522-001-",
            "330522103201-001-002-003",
            "330522_001",
            "３３０５２２",
        ] {
            assert!(wrong.parse::<UnitCode>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_county_lists_its_units_and_those_above_list_themselves() {
        for (unit, root, lister) in [
            ("330522103201", "330522", "330522"),
            ("330522103201", "33", "330522"),
            ("330522-014", "3305", "330522"),
            ("3305", "33", "3305"),
            ("3305-001", "33", "3305"),
            ("33", "33", "33"),
            ("330522103201", "330522103", "330522103"),
        ] {
            assert_eq!(code(unit).listed_by(code(root)), code(lister), "{unit} in a tree under {root}");
        }
    }
}
