//! JSON of rows, documents, units, periods and devices: a row is an object of its cells, the others are their texts.

use crate::schema::WITHDRAWN;
use crate::{Carried, DeviceId, DocumentName, Period, Row, Table, UnitCode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

impl Carried {
    /// Columns and texts of its cells, by number; of a withdrawn row the reason last.
    pub fn texts(&self) -> Vec<(&str, String)> {
        let mut texts: Vec<(&str, String)> = match self {
            Self::Read(row) => row_texts(row),
            Self::Unread(row) => row.cells().iter().map(|cell| (&*cell.name, cell.text.to_string())).collect(),
        };
        texts.extend(self.withdrawal().map(|reason| (WITHDRAWN.name, reason.to_owned())));
        texts
    }
}

fn row_texts(row: &Row) -> Vec<(&str, String)> {
    let cells = row.table().columns().iter().zip(row.cells());
    let known = cells.filter_map(|(column, cell)| Some((column.name, cell.as_ref()?.to_string())));
    known.chain(row.later_cells().iter().map(|cell| (&*cell.name, cell.text.to_string()))).collect()
}

impl Serialize for Carried {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.texts())
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reason = self.withdrawal().map(|reason| (WITHDRAWN.name, reason.to_owned()));
        serializer.collect_map(row_texts(self).into_iter().chain(reason))
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Serialize for DocumentName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Types that are their text, and read from it.
macro_rules! as_texts {
    ($($type:ty),*) => {
        $(
            impl Serialize for $type {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> Deserialize<'de> for $type {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                    text.parse().map_err(serde::de::Error::custom)
                }
            }
        )*
    };
}

as_texts! { DeviceId, Period, UnitCode }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;

    #[test]
    fn an_object_of_the_cells_is_the_canonical_json() {
        let cells = [("unit", "330522103201"), ("deed", "d1"), ("member", "m1"), ("date", "2026-07-03")];
        let cells = cells.into_iter().chain([("kind", "integrity"), ("text", "说\"好\"话\n")]);
        let row = Row::from_cells(Table::Deeds, cells).unwrap();
        for row in [row.clone(), row.withdrawn("重复登记")] {
            assert_eq!(serde_json::to_string(&row).unwrap(), row.to_json());
            assert_eq!(serde_json::to_string(&Carried::from(row.clone())).unwrap(), row.to_json());
        }
        let document: DocumentName = "ledger/330522103201/2026Q3".parse().unwrap();
        assert_eq!(serde_json::to_string(&document).unwrap(), "\"ledger/330522103201/2026Q3\"");
    }
}
