//! How the schema is written down: the macros behind `kinds.rs`, `words.rs` and `tables.rs`.
//!
//! Whatever a newer release adds is marked `since N` and stands last, so that what a release knows is
//! always the beginning of a list ([`known`]).

use super::RELEASE;

/// How many of a list this release knows, given the release that brought each.
pub(crate) const fn known(since: &[u32]) -> usize {
    let mut count = 0;
    while count < since.len() && since[count] <= RELEASE {
        count += 1;
    }
    count
}

/// The beginning of a list.
pub(crate) const fn first<T>(list: &'static [T], count: usize) -> &'static [T] {
    list.split_at(count).0
}

/// Where a column stands among these names. It must be one of them.
pub(crate) const fn place(names: &[&str], name: &str) -> usize {
    let mut place = 0;
    while place < names.len() {
        if is_same(names[place].as_bytes(), name.as_bytes()) {
            return place;
        }
        place += 1;
    }
    panic!("a key or placement names a column that the table does not have")
}

/// The same of a column that there may not be.
pub(crate) const fn place_if_any(names: &[&str], name: Option<&str>) -> Option<usize> {
    match name {
        Some(name) => Some(place(names, name)),
        None => None,
    }
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The release that a `since` names; without one, the baseline.
macro_rules! since {
    () => {
        $crate::schema::BASELINE
    };
    ($release:literal) => {
        $release
    };
}

/// A choice: an enum whose variants have numbers, English and Chinese words.
macro_rules! words {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$word_doc:meta])* $number:literal $variant:ident $word:literal $chinese:literal $(since $since:literal)? ),* $(,)? } )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[repr(u16)]
            pub enum $name { $( $(#[$word_doc])* #[doc = $chinese] $variant = $number ),* }

            impl $crate::schema::Word for $name {
                const WORDS: &'static [(&'static str, &'static str)] =
                    $crate::schema::declare::first(
                        &[$(($word, $chinese)),*],
                        $crate::schema::declare::known(&[$($crate::schema::declare::since!($($since)?)),*]),
                    );
                fn word(self) -> &'static str {
                    match self { $(Self::$variant => $word),* }
                }
                fn from_word(word: &str) -> Option<Self> {
                    match word { $($word => Some(Self::$variant),)* _ => None }
                }
            }

            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.pad($crate::schema::Word::word(*self))
                }
            }
        )*

        /// Every word of every choice declared here, for the record of the schema: name of the choice,
        /// number, word, Chinese word, release.
        #[cfg(test)]
        pub(crate) const ALL_WORDS: &[(&str, u16, &str, &str, u32)] = &[
            $($((stringify!($name), $number, $word, $chinese, $crate::schema::declare::since!($($since)?)),)*)*
        ];
    };
}

/// The kind of a column.
macro_rules! column_kind {
    (Choice($words:ty)) => { $crate::schema::ColumnKind::Choice(<$words as $crate::schema::Word>::WORDS) };
    ($kind:ident $(($($argument:expr),*))?) => { $crate::schema::ColumnKind::$kind $(($($argument),*))? };
}

/// The type of a column's field in a record.
macro_rules! cell_type {
    (must $($kind:tt)*) => { $crate::schema::declare::cell_type!($($kind)*) };
    (may $($kind:tt)*) => { Option<$crate::schema::declare::cell_type!($($kind)*)> };
    (Unit) => { $crate::UnitCode };
    (Id) => { String };
    (Text $limit:tt) => { String };
    (Date) => { $crate::Date };
    (Month) => { $crate::Period };
    (Period) => { $crate::Period };
    (Number $bounds:tt) => { $crate::Decimal };
    (Whole $bounds:tt) => { i64 };
    (YesNo) => { bool };
    (Choice($words:ty)) => { $words };
}

/// Whether a column is required.
macro_rules! required {
    (must) => {
        true
    };
    (may) => {
        false
    };
}

macro_rules! option {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

/// A table: its enum variant, its columns, and the record that the program reads and writes.
macro_rules! tables {
    ($(
        $(#[$doc:meta])*
        $number:literal $variant:ident $record:ident $name:literal $chinese:literal
        in $document:ident placed $placement:ident $(by $placed_by:ident)?
        key ($($key:ident),*) $(within $part:ident $whole:ident)? $(in $spreadsheet:ident)? $(since $since:literal)?
        {
            $(
                $(#[$column_doc:meta])*
                $column_number:literal $need:ident $column:ident: $kind:ident $(($($argument:tt)*))? $column_chinese:literal
                $(-> $refers:ident)? $(eg $example:literal)? $(note $note_chinese:literal $note_english:literal)?
                $(since $column_since:literal)?
            ),* $(,)?
        }
    )*) => {
        /// A table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Table { $( $(#[$doc])* $variant = $number ),* }

        /// Every table that was ever declared, in the order of numbers.
        pub(super) const DECLARED: &[Table] = &[$(Table::$variant),*];

        impl Table {
            /// The tables that this release knows, in the order of their numbers.
            pub const ALL: &'static [Self] = $crate::schema::declare::first(
                DECLARED,
                $crate::schema::declare::known(&[$($crate::schema::declare::since!($($since)?)),*]),
            );

            /// The name in files and documents.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The Chinese title.
            pub const fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $chinese),* }
            }

            /// The kind of document its rows stand in.
            pub const fn document(self) -> $crate::DocumentKind {
                match self { $(Self::$variant => $crate::DocumentKind::$document),* }
            }

            /// What decides the quarter of that document.
            pub const fn placement(self) -> $crate::schema::Placement {
                match self { $(Self::$variant => $crate::schema::Placement::$placement $((stringify!($placed_by)))?),* }
            }

            /// The columns that make a row's id, within its document.
            pub const fn key(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$(stringify!($key)),*]),* }
            }

            /// Where these columns stand.
            pub(crate) const fn key_places(self) -> &'static [usize] {
                match self { $(Self::$variant => {
                    const NAMES: &[&str] = &[$(stringify!($column)),*];
                    const PLACES: &[usize] = &[$($crate::schema::declare::place(NAMES, stringify!($key))),*];
                    PLACES
                }),* }
            }

            /// Where the column stands that decides the quarter; none where no column of its own does.
            pub(crate) const fn place_of_placement(self) -> Option<usize> {
                match self { $(Self::$variant => {
                    const NAMES: &[&str] = &[$(stringify!($column)),*];
                    const PLACED_BY: Option<&str> = $crate::schema::declare::option!($(stringify!($placed_by))?);
                    const PLACE: Option<usize> = $crate::schema::declare::place_if_any(NAMES, PLACED_BY);
                    PLACE
                }),* }
            }

            /// Two columns of which the first may not exceed the second.
            pub const fn part_and_whole(self) -> Option<(&'static str, &'static str)> {
                match self { $(Self::$variant => $crate::schema::declare::option!($((stringify!($part), stringify!($whole)))?)),* }
            }

            /// Whether spreadsheets may hold it (formats.md).
            pub const fn is_spreadsheet(self) -> bool {
                match self { $(Self::$variant => { $(let _ = stringify!($spreadsheet); return true;)? #[allow(unreachable_code)] false }),* }
            }

            /// The schema release that brought it.
            pub const fn since(self) -> u32 {
                match self { $(Self::$variant => $crate::schema::declare::since!($($since)?)),* }
            }

            /// The columns that this release knows, in the order of their numbers.
            pub fn columns(self) -> &'static [$crate::schema::Column] {
                let (declared, known) = self.declared_columns();
                &declared[..known]
            }

            /// All columns ever declared, and how many of them this release knows.
            pub(crate) fn declared_columns(self) -> (&'static [$crate::schema::Column], usize) {
                match self { $(Self::$variant => {
                    static COLUMNS: &[$crate::schema::Column] = &[$($crate::schema::Column {
                        number: $column_number,
                        name: stringify!($column),
                        chinese: $column_chinese,
                        kind: $crate::schema::declare::column_kind!($kind $(($($argument)*))?),
                        required: $crate::schema::declare::required!($need),
                        refers_to: $crate::schema::declare::option!($(Table::$refers)?),
                        example: $crate::schema::declare::option!($($example)?),
                        note: $crate::schema::declare::option!($(($note_chinese, $note_english))?),
                        since: $crate::schema::declare::since!($($column_since)?),
                    }),*];
                    const KNOWN: usize =
                        $crate::schema::declare::known(&[$($crate::schema::declare::since!($($column_since)?)),*]);
                    (COLUMNS, KNOWN)
                }),* }
            }
        }

        /// Rows as the program reads and writes them: a struct for each table.
        pub mod record {
            #[allow(unused_imports)]
            use super::*;
            $(
                $(#[$doc])*
                #[derive(Debug, Clone, PartialEq, Eq)]
                pub struct $record {
                    $(
                        $(#[$column_doc])*
                        #[doc = $column_chinese]
                        pub $column: $crate::schema::declare::cell_type!($need $kind $(($($argument)*))?)
                    ),*
                }

                impl $crate::schema::Record for $record {
                    const TABLE: Table = Table::$variant;

                    fn of(row: &$crate::Row) -> Option<Self> {
                        if row.table() != Self::TABLE {
                            return None;
                        }
                        let mut cells = row.cells().iter().map(Option::as_ref);
                        Some(Self { $($column: $crate::schema::Cell::read(cells.next().flatten())?),* })
                    }

                    fn into_cells(self) -> Vec<Option<$crate::Value>> {
                        vec![$($crate::schema::Cell::write(self.$column)),*]
                    }
                }
            )*
        }
    };
}

pub(crate) use {cell_type, column_kind, option, required, since, tables, words};
