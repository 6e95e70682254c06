//! Document kinds. The first digit of a kind's number says who may write and hold its documents
//! ([`Rights`]), so that a node passes on documents of a kind that it has never heard of under the right
//! rules. Numbers are stored, sent, hashed and signed; names are for people.

use super::declare::{first, known, since};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// What the hundreds of a kind's number say: who writes its documents, who may hold them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rights {
    /// 1xx, like `org`: written by the node of the unit named or of one above it, held by everyone in line with it,
    /// under it and above; its rows may be about any unit under it.
    Directory = 1,
    /// 2xx, like `scheme` and `bulletin`: written by the node of the unit named, held by everyone at and
    /// under it.
    Notice = 2,
    /// 3xx, like `roster`: written by the village's terminals and its township's node and inspectors,
    /// held by the village and its township and no higher.
    Personal = 3,
    /// 4xx, like `ledger`: written by the village's terminals, held by the village and every unit above.
    Record = 4,
    /// 5xx, like `inspection` and `sheet`: written by nodes and inspectors of units above the one named, held by it
    /// and every unit above.
    Supervision = 5,
}

impl Rights {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Directory, Self::Notice, Self::Personal, Self::Record, Self::Supervision];

    /// The numbers of the kinds that have these rights.
    pub const fn numbers(self) -> std::ops::RangeInclusive<u16> {
        let hundreds = self as u16 * 100;
        hundreds..=hundreds + 99
    }

    /// Whether such documents travel from a node to the one above it.
    pub const fn goes_up(self) -> bool {
        matches!(self, Self::Personal | Self::Record | Self::Supervision)
    }

    /// The rights that a kind's number states.
    pub const fn of_number(number: u16) -> Option<Self> {
        match number / 100 {
            1 => Some(Self::Directory),
            2 => Some(Self::Notice),
            3 => Some(Self::Personal),
            4 => Some(Self::Record),
            5 => Some(Self::Supervision),
            _ => None,
        }
    }
}

/// A kind that a newer release brought. Only its number is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LaterKind {
    number: u16,
    rights: Rights,
}

macro_rules! kinds {
    ($( $(#[$doc:meta])* $number:literal $variant:ident $name:literal $rhythm:ident $(since $since:literal)? ),* $(,)?) => {
        /// What a document holds.
        #[derive(Debug, Clone, Copy)]
        pub enum DocumentKind {
            $( $(#[$doc])* $variant, )*
            /// Something of a newer release: kept and passed on, not read.
            Later(LaterKind),
        }

        impl DocumentKind {
            /// The kinds that this release knows.
            pub const ALL: &'static [Self] =
                first(&[$(Self::$variant),*], known(&[$(since!($($since)?)),*]));

            /// Its number, never reused.
            pub const fn number(self) -> u16 {
                match self { $(Self::$variant => $number,)* Self::Later(kind) => kind.number }
            }

            /// The first part of a document's name, of a kind that is known.
            pub const fn name(self) -> Option<&'static str> {
                match self { $(Self::$variant => Some($name),)* Self::Later(_) => None }
            }

            /// Whether there is one document for each quarter; none of a kind that is not known.
            pub const fn is_quarterly(self) -> Option<bool> {
                match self { $(Self::$variant => Some(kinds!(@$rhythm)),)* Self::Later(_) => None }
            }

            /// The schema release that brought it; none of a kind that is not known.
            pub const fn since(self) -> Option<u32> {
                match self { $(Self::$variant => Some(since!($($since)?)),)* Self::Later(_) => None }
            }
        }

        #[cfg(test)]
        pub(crate) const DECLARED_KINDS: &[DocumentKind] = &[$(DocumentKind::$variant),*];
    };
    (@lasting) => { false };
    (@quarterly) => { true };
}

kinds! {
    /// Units, devices, revocations: of a county, or of a unit above the counties.
    101 Org "org" lasting,
    /// The rules 考评办法 in force; written by the root.
    201 Scheme "scheme" lasting,
    /// What a county or township publishes, by quarter.
    202 Bulletin "bulletin" quarterly,
    /// Names and what identifies a person; stays with the village and its township.
    301 Roster "roster" lasting,
    /// A village's own record of a quarter.
    401 Ledger "ledger" quarterly,
    /// What the levels above found in a unit, by quarter.
    501 Inspection "inspection" quarterly,
    /// What a village says against a ranking 申辩, by quarter. Not in the ledger, which is sealed by then.
    402 Appeal "appeal" quarterly since 2,
    /// A unit's public log 公开日志: in one order, how far each of its own published documents goes.
    203 Log "log" lasting since 2,
    /// Score sheets 得分单 that come down: of each unit ranked, by quarter, written by the node that published.
    502 Sheet "sheet" quarterly since 2,
}

impl DocumentKind {
    /// From its number. A number that states no rights belongs to no kind.
    pub fn from_number(number: u16) -> Option<Self> {
        let known = Self::ALL.iter().copied().find(|kind| kind.number() == number);
        known.or_else(|| Some(Self::Later(LaterKind { number, rights: Rights::of_number(number)? })))
    }

    /// From the first part of a document's name: a known name, or `kind-405`.
    pub fn from_name(name: &str) -> Option<Self> {
        let known = Self::ALL.iter().copied().find(|kind| kind.name() == Some(name));
        known.or_else(|| {
            let digits = name.strip_prefix("kind-")?;
            let number: u16 = digits.parse().ok()?;
            (number.to_string() == digits).then(|| Self::from_number(number)).flatten()
        })
    }

    /// Who may write and hold its documents.
    pub const fn rights(self) -> Rights {
        match self {
            Self::Org => Rights::Directory,
            Self::Scheme | Self::Bulletin | Self::Log => Rights::Notice,
            Self::Roster => Rights::Personal,
            Self::Ledger | Self::Appeal => Rights::Record,
            Self::Inspection | Self::Sheet => Rights::Supervision,
            Self::Later(kind) => kind.rights,
        }
    }
}

impl PartialEq for DocumentKind {
    fn eq(&self, other: &Self) -> bool {
        self.number() == other.number()
    }
}

impl Eq for DocumentKind {}

impl Hash for DocumentKind {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number().hash(state);
    }
}

impl PartialOrd for DocumentKind {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DocumentKind {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number().cmp(&other.number())
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => write!(f, "kind-{}", self.number()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_state_rights() {
        for kind in DECLARED_KINDS {
            assert_eq!(Rights::of_number(kind.number()), Some(kind.rights()), "{kind}");
            assert!(kind.rights().numbers().contains(&kind.number()));
        }
        for kind in DocumentKind::ALL {
            assert_eq!(DocumentKind::from_number(kind.number()), Some(*kind));
            assert_eq!(DocumentKind::from_name(&kind.to_string()), Some(*kind));
        }
    }

    #[test]
    fn a_later_kind_has_a_stable_name() {
        let later = DocumentKind::from_number(499).unwrap();
        assert_eq!((later.to_string().as_str(), later.rights()), ("kind-499", Rights::Record));
        assert_eq!(DocumentKind::from_name("kind-499"), Some(later));
        assert_eq!(DocumentKind::from_name("kind-401"), Some(DocumentKind::Ledger));
        for wrong in ["kind-", "kind-0499", "kind-+499", "kind-7", "kind-600", "kind-99999", "letters"] {
            assert_eq!(DocumentKind::from_name(wrong), None, "{wrong}");
        }
        assert!(Rights::ALL.iter().all(|rights| Rights::of_number(*rights.numbers().start()) == Some(*rights)));
    }
}
