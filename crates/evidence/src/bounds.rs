//! What an evidence file may be, so that whoever verifies one from a stranger needs little memory and time.
//!
//! Evidence of 221 villages' quarter has some sixty megabytes unpacked. Reading takes up to four times what is read;
//! what would take more for each byte has a bound of its own.

use crate::EvidenceFault;
use cunbang_language::Named;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// What a file has at most, unpacked, unless more is asked for.
pub const USUAL_BYTES: u64 = 96 * 1024 * 1024;
/// The longest line. It is the outcome: of 221 villages, every reason for 12,000 members in it, some ten megabytes.
pub(crate) const MAX_LINE_BYTES: usize = 64 * 1024 * 1024;
/// The longest first line: every log and receipt of a county's year.
pub(crate) const MAX_HEADER_BYTES: usize = 16 * 1024 * 1024;
/// The longest line of an entry. A frame of entries has two megabytes.
pub(crate) const MAX_ENTRY_BYTES: usize = 8 * 1024 * 1024;
/// The longest of all other lines.
pub(crate) const MAX_SMALL_BYTES: usize = 64 * 1024;
/// The longest piece of a log.
pub(crate) const MAX_PIECE_BYTES: usize = 16 * 1024 * 1024;

/// A part of a file that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bound {
    /// What is counted, in Chinese and English.
    pub(crate) what: Named<'static>,
    /// How many there may be.
    pub(crate) most: u64,
}

impl Bound {
    /// Refuses more than there may be.
    pub(crate) fn check(self, found: impl TryInto<u64>) -> Result<(), EvidenceFault> {
        match found.try_into() {
            Ok(found) if found <= self.most => Ok(()),
            _ => Err(EvidenceFault::TooMany { what: self.what, most: self.most }),
        }
    }
}

/// Certificates of devices.
pub(crate) const DEVICES: Bound = Bound { what: Named::new("设备", "devices"), most: 65_536 };
/// Authorities that follow one another.
pub(crate) const SUCCESSIONS: Bound =
    Bound { what: Named::new("根证书更换声明", "successions of authorities"), most: 64 };
/// Receipts for one log.
pub(crate) const RECEIPTS_OF_LOG: Bound =
    Bound { what: Named::new("同一日志的回执", "receipts for one log"), most: 1024 };
/// Logs of a document: a node begins one whenever its machine starts.
pub(crate) const LOGS: Bound = Bound { what: Named::new("同一台账的日志", "logs of one document"), most: 4096 };
/// Seals in a document.
pub(crate) const SEALS: Bound =
    Bound { what: Named::new("同一台账的上报", "seals in one document"), most: 1024 };
/// Of all documents: logs times entries that build on logs of others. So much is remembered of what each has seen.
pub(crate) const CROSSINGS: Bound =
    Bound { what: Named::new("日志间引用", "references between logs"), most: 4_000_000 };

/// Reads at most so many values.
pub(crate) fn at_most<'de, D: Deserializer<'de>, T: Deserialize<'de>, const MOST: usize>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    struct Few<T, const MOST: usize>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Few<T, MOST> {
        type Value = Vec<T>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "at most {MOST} values")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Vec<T>, A::Error> {
            let mut few = Vec::new();
            while let Some(value) = values.next_element()? {
                if few.len() == MOST {
                    return Err(A::Error::custom(format!("more than {MOST} values")));
                }
                few.push(value);
            }
            Ok(few)
        }
    }
    deserializer.deserialize_seq(Few::<T, MOST>(PhantomData))
}

/// Reads at most so many columns.
pub(crate) fn few_columns<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<u16, String>, D::Error> {
    struct Few;
    impl<'de> Visitor<'de> for Few {
        type Value = BTreeMap<u16, String>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("columns by number")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut columns: A) -> Result<Self::Value, A::Error> {
            let mut few = BTreeMap::new();
            while let Some((number, name)) = columns.next_entry()? {
                if few.len() == cunbang_model::schema::MAX_COLUMNS {
                    return Err(A::Error::custom("too many columns"));
                }
                few.insert(number, name);
            }
            Ok(few)
        }
    }
    deserializer.deserialize_map(Few)
}
