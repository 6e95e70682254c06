//! What was taken in which way, and what was passed over: said before anything is kept.

use super::fault::{Place, colon, in_brackets, quoted};
use super::naming::{listed, period_said, table_name};
use crate::template::YES_NO;
use cunbang_language::{Language, Named, lazily, say};
use cunbang_model::schema::known_words;
use cunbang_model::{Column, ColumnKind, Date, Period, Table};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::fmt;

/// How something that was not written out was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// A day or period without a year has that of the period imported.
    Year,
    /// A number in a date column is the day that Excel counts so.
    Serial,
    /// A day was written with a time, which is left out.
    Time,
    /// A commitment of which no member is named is the organisation's own.
    OfOrganisation,
    /// A number's unit was left out, as it is the column's.
    Unit,
    /// A number was worked out in the column's unit.
    Converted,
    /// A day, a year or a number was written in Chinese numerals.
    Numeral,
    /// Drawn stars were counted.
    Stars,
    /// A word or sign stands for one of the column's.
    Word,
    /// A circle without a legend is leave.
    Circle,
    /// A word or sign means what the sheet's legend says.
    Legend,
    /// What the sheet's title says holds for all its rows.
    Title,
    /// The period that is imported holds for figures without one.
    Named,
    /// A name stands for a unit.
    UnitName,
    /// A row without a unit is about this terminal's own.
    OwnUnit,
    /// A name stands for a member.
    MemberName,
    /// A day or title stands for a meeting.
    Meeting,
    /// A deed is marked as confirmed without a day: that of the quarter's only review meeting is taken.
    ReviewMeeting,
    /// A deed is marked as not confirmed.
    NotConfirmed,
    /// A member left, and leaves the roster and the period's standing.
    Left,
    /// An empty cell empties what stands here, which is shown as written.
    Emptied,
    /// A column whose values tell the rows apart is their ids.
    OwnIds,
    /// A row without an id was given one.
    MadeId,
    /// A row without an id is that of the member who is on the roster.
    KnownMember,
}

impl How {
    /// Whether a person should look at it, as it takes something away or may well be meant otherwise.
    pub const fn is_to_be_looked_at(self) -> bool {
        matches!(
            self,
            Self::Serial | Self::Circle | Self::ReviewMeeting | Self::NotConfirmed | Self::Left | Self::Emptied
        )
    }
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Year => say!("how-year"),
            Self::Serial => say!("how-serial"),
            Self::Time => say!("how-time"),
            Self::OfOrganisation => say!("how-of-organisation"),
            Self::Unit => say!("how-unit"),
            Self::Converted => say!("how-converted"),
            Self::Numeral => say!("how-numeral"),
            Self::Stars => say!("how-stars"),
            Self::Word => say!("how-word"),
            Self::Circle => say!("how-circle"),
            Self::Legend => say!("how-legend"),
            Self::Title => say!("how-title"),
            Self::Named => say!("how-named"),
            Self::UnitName => say!("how-unit-name"),
            Self::OwnUnit => say!("how-own-unit"),
            Self::MemberName => say!("how-member-name"),
            Self::Meeting => say!("how-meeting"),
            Self::ReviewMeeting => say!("how-review-meeting"),
            Self::NotConfirmed => say!("how-not-confirmed"),
            Self::Left => say!("how-left"),
            Self::Emptied => say!("how-emptied"),
            Self::OwnIds => say!("how-own-ids"),
            Self::MadeId => say!("how-made-id"),
            Self::KnownMember => say!("how-known-member"),
        })
    }
}

/// Cells of one column that were read the same way from the same text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    /// Where the first of them stands.
    pub place: Place,
    /// The table.
    pub table: Table,
    /// The column.
    pub column: &'static Column,
    /// What is written there.
    pub written: String,
    /// What it was read as.
    pub read: String,
    /// How.
    pub how: How,
    /// How many cells.
    pub count: usize,
}

impl Echo {
    /// What the cell was read as, in words of the reader's language.
    fn read_in_words(&self) -> &str {
        in_chinese(self.table, self.column, &self.read).unwrap_or(&self.read)
    }
}

/// The Chinese word for one of a column's, where Chinese is spoken.
pub(crate) fn in_chinese(table: Table, column: &Column, word: &str) -> Option<&'static str> {
    let words = match column.kind {
        ColumnKind::Choice(words) => words,
        ColumnKind::YesNo => &YES_NO[..],
        _ => known_words(table, column.name),
    };
    let known = words.iter().find(|(one, _)| *one == word).filter(|_| Language::first().pick(true, false));
    known.map(|(_, chinese)| *chinese)
}

impl Serialize for Echo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Echo", 9)?;
        fields.serialize_field("file", self.place.file())?;
        fields.serialize_field("sheet", &self.place.sheet())?;
        fields.serialize_field("cell", &self.place.cell())?;
        fields.serialize_field("table", self.table.name())?;
        fields.serialize_field("column", self.column.name)?;
        fields.serialize_field("written", &self.written)?;
        fields.serialize_field("read", &self.read)?;
        fields.serialize_field("how", &self.how)?;
        fields.serialize_field("count", &self.count)?;
        fields.end()
    }
}

impl fmt::Display for Echo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arrow = Language::first().pick("→", " →");
        write!(f, "{}{}{}{arrow} ", self.place, in_brackets(self.column), quoted(&self.written))?;
        write!(f, "{}{}{}", self.read_in_words(), colon(), self.how)?;
        if self.count > 1 { write!(f, " ×{}", self.count) } else { Ok(()) }
    }
}

/// What was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Passed {
    /// Rows above the header.
    Title {
        /// What stands there.
        text: String,
    },
    /// The header once more, as at the top of each printed page.
    HeaderAgain,
    /// A row of totals.
    Total {
        /// What it is called.
        text: String,
    },
    /// A total of the sheet's own that is another than what was read comes to.
    TotalDiffers {
        /// Of which column, meeting or member.
        of: String,
        /// What it says.
        written: String,
        /// What was read.
        read: String,
    },
    /// A roster without members.
    NoRows,
    /// Columns of a sheet of reviews that stand beside each other, one for each stage.
    StagesAcross {
        /// Their headers.
        headers: Vec<String>,
    },
    /// A note between or below the rows.
    Note {
        /// What it says.
        text: String,
    },
    /// A meeting that is planned for a day to come.
    Ahead {
        /// What the row says.
        text: String,
    },
    /// A meeting of a plan that is of another quarter than the one that is imported.
    PlannedElsewhere {
        /// The meeting's day.
        day: Date,
        /// Its quarter.
        quarter: Period,
    },
    /// A member who left, and is not on the roster here.
    Gone {
        /// Why.
        reason: &'static str,
    },
    /// Rows of a unit that was withdrawn, and is not ranked.
    OfFormerUnit {
        /// Its code and name.
        unit: String,
        /// Where the list of units says so.
        stated: String,
        /// Why, in the list's words.
        reason: String,
        /// How many rows.
        rows: usize,
    },
    /// What a column beside the status says of a member that is neither a status nor leaving.
    State {
        /// What it says.
        text: String,
    },
    /// A row that stands there twice, word for word: it counts once.
    Twice {
        /// Where it stands first.
        first: String,
    },
    /// A row that was taken back here, and stays so.
    Withdrawn {
        /// The row's id.
        row: String,
        /// Why.
        reason: String,
    },
    /// A row about something that was taken back here, such as a mark of attendance of a meeting.
    OfWithdrawn {
        /// The row's id.
        row: String,
        /// What it is about, as people call it.
        about: String,
        /// Why what it is about was taken back.
        reason: String,
    },
    /// A row that names one which is to be corrected first.
    Waits {
        /// The table of that one.
        table: &'static str,
        /// What that one is called, or its id.
        named: String,
    },
    /// The template's example, as it was.
    Example,
    /// A column that the table does not have.
    Column {
        /// Its header.
        header: String,
    },
    /// A column with what identifies a person beyond the name: it is never kept.
    Personal {
        /// Its header.
        header: String,
    },
    /// Values in a column without a header.
    Nameless,
    /// A hidden sheet.
    Hidden,
    /// A sheet that is no table.
    NoTable,
    /// A file that is no spreadsheet, beside others that are.
    OtherFile,
    /// A unit of which the import has no members while it has others'.
    NoMembers {
        /// The unit's code and name.
        unit: String,
    },
}

/// What was passed over, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub passed: Passed,
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'n> {
            file: &'n str,
            sheet: Option<&'n str>,
            row: Option<u32>,
            cell: Option<String>,
            #[serde(flatten)]
            passed: &'n Passed,
        }
        let place = &self.place;
        Shown { file: place.file(), sheet: place.sheet(), row: place.row(), cell: place.cell(), passed: &self.passed }
            .serialize(serializer)
    }
}

/// That so many rows are not taken, as what they are about was taken back.
pub(crate) fn of_withdrawn(about: &str, reason: &str, rows: usize) -> String {
    say!("passed-of-withdrawn", about = about, reason = reason, rows = rows)
}

impl Passed {
    /// Whether a person should look at it first, as somebody or something may be missing.
    pub const fn is_to_be_looked_at(&self) -> bool {
        matches!(self, Self::TotalDiffers { .. } | Self::NoRows | Self::StagesAcross { .. } | Self::Gone { .. })
    }
}

impl fmt::Display for Passed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Title { text } => say!("passed-title", text = text),
            Self::HeaderAgain => say!("passed-header-again"),
            Self::Total { text } => say!("passed-total", text = text),
            Self::TotalDiffers { of, written, read } => {
                say!("passed-total-differs", of = of, written = written, read = read)
            }
            Self::NoRows => say!("passed-no-rows"),
            Self::StagesAcross { headers } => say!("passed-stages-across", headers = listed(headers.iter())),
            Self::Note { text } => say!("passed-note", text = text),
            Self::Ahead { text } => say!("passed-ahead", text = text),
            Self::PlannedElsewhere { day, quarter } => {
                let (month, on, quarter) = (day.month(), day.day(), *quarter);
                say!(
                    "passed-planned-elsewhere",
                    month = month,
                    day = on,
                    quarter = lazily(move || period_said(quarter))
                )
            }
            Self::Gone { reason } => say!("passed-gone", reason = reason),
            Self::OfFormerUnit { unit, stated, reason, rows } => {
                say!("passed-former-unit", unit = unit, stated = stated, reason = reason, rows = rows)
            }
            Self::State { text } => say!("passed-state", text = text),
            Self::Twice { first } => say!("passed-twice", first = first),
            Self::Withdrawn { row, reason } => say!("passed-withdrawn", row = row, reason = reason),
            Self::OfWithdrawn { about, reason, .. } => of_withdrawn(about, reason, 1),
            Self::Waits { table, named } => {
                let table = Table::from_name(table).map_or(Named::new(table, ""), table_name);
                say!("passed-waits", table = table, named = named)
            }
            Self::Example => say!("passed-example"),
            Self::Column { header } => say!("passed-column", header = header),
            Self::Personal { header } => say!("passed-personal", header = header),
            Self::Nameless => say!("passed-nameless"),
            Self::Hidden => say!("passed-hidden"),
            Self::NoTable => say!("passed-no-table"),
            Self::OtherFile => say!("passed-other-file"),
            Self::NoMembers { unit } => say!("passed-no-members", unit = unit),
        })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.place, colon(), self.passed)
    }
}
