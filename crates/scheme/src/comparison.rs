//! Comparisons 比较, as conditions on rows and on outcomes state them.

use std::cmp::Ordering;

/// How one value stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    /// The signs by which a scheme states them.
    pub(crate) const SIGNS: [&str; 4] = ["<", "<=", ">", ">="];

    /// Reads a sign; none where it is another word.
    pub(crate) fn parse(sign: &str) -> Option<Self> {
        match sign {
            "<" => Some(Self::Less),
            "<=" => Some(Self::AtMost),
            ">" => Some(Self::More),
            ">=" => Some(Self::AtLeast),
            _ => None,
        }
    }

    /// Whether it asks for greater values, not for smaller ones.
    pub(crate) const fn is_upward(self) -> bool {
        matches!(self, Self::More | Self::AtLeast)
    }

    /// Its sign.
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }

    /// In Chinese, of numbers.
    pub(crate) const fn said_of_numbers(self) -> &'static str {
        match self {
            Self::Less => "低于",
            Self::AtMost => "不高于",
            Self::More => "高于",
            Self::AtLeast => "达到",
        }
    }

    /// Whether values in this order stand so.
    pub(crate) const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}
