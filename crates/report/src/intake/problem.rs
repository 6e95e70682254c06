//! What is wrong with a cell, a sheet or a file, or what has to be asked about it.

mod words;

use super::other_file::OtherFile;
use super::wide::question::Question;
use cunbang_model::schema::MemberStatus;
use cunbang_model::{Column, ColumnKind, Date, Decimal, Expected, Period, Role, Table, UnitTreeError};
use jiff::civil::Weekday;

/// What is wrong, or unclear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A file or folder cannot be read; what the system says.
    Unreadable(String),
    /// A file is damaged or of another format; what its reader says.
    Damaged(String),
    /// A workbook has a password.
    Password,
    /// A file is no spreadsheet, but something else.
    NoSpreadsheet(OtherFile),
    /// A folder holds no spreadsheets, or a file no table.
    NoTable,
    /// A sheet that is nearly a table.
    NearTable(Box<NearTable>),
    /// An inner folder.
    InnerFolder,
    /// More than is read of one file.
    TooLarge {
        /// The most, in MiB.
        mebibytes: u64,
    },
    /// A workbook unpacks to more than is read.
    UnpacksTooLarge {
        /// The most, in MiB.
        mebibytes: u64,
    },
    /// A workbook file is of more parts than any workbook has.
    TooManyParts {
        /// How many.
        parts: usize,
        /// The most.
        most: usize,
    },
    /// All texts in cells together are more than is read.
    TooMuchText {
        /// The most, in MiB.
        mebibytes: u64,
    },
    /// Something stands in a column beyond those that are read.
    TooManyColumns {
        /// The most.
        most: usize,
    },
    /// A cell's text is longer than a cell's text can be.
    TooLong {
        /// The most characters.
        most: usize,
    },
    /// More rows than are read of one import.
    TooManyRows {
        /// The most.
        most: usize,
    },
    /// More cells than are read of one import.
    TooManyCells {
        /// The most.
        most: usize,
    },
    /// Bytes that are no text in any encoding that is read.
    Encoding {
        /// The bytes, in hexadecimal digits.
        bytes: String,
    },
    /// A quote that is never closed.
    OpenQuote,
    /// More text after a closing quote.
    AfterQuote,
    /// A sheet that is named as a table has no header row.
    NoHeader(Table),
    /// A sheet's header fits several tables.
    SeveralTables(Vec<Table>),
    /// A column that the table needs is missing; the header that may have been meant.
    NoColumn {
        /// The table.
        table: Table,
        /// The column.
        column: &'static Column,
        /// A header that is nearly its name.
        near: Option<String>,
    },
    /// A column stands twice; where it stood first.
    ColumnTwice {
        /// The letters of the first one.
        first: String,
    },
    /// A cell that must be filled in is empty.
    Empty(ColumnKind),
    /// A value is not of the column's kind; a word that may have been meant.
    NotThat {
        /// What the column holds.
        kind: ColumnKind,
        /// A word that is nearly this one.
        near: Option<String>,
    },
    /// A date without its day.
    NoDay,
    /// A date whose month has no such day.
    NoSuchDay {
        /// The year.
        year: i16,
        /// The month.
        month: i8,
        /// How many days it has.
        days: i8,
    },
    /// A date with another day of the week than it is.
    OtherWeekday {
        /// The date.
        day: Date,
        /// The day of the week that is written.
        written: Weekday,
    },
    /// A date or month of which no year is known.
    NoYear,
    /// A date whose year was not written lies ahead of today.
    Ahead {
        /// The year that would have been taken.
        year: i16,
    },
    /// What is written has two readings; both.
    TwoReadings(Box<str>, Box<str>),
    /// A date in whose three numbers the year is not plain.
    WhichIsTheYear,
    /// A number has another unit than its column.
    Unit {
        /// The unit written.
        written: Box<str>,
        /// The column's unit; empty where it has none.
        expected: Box<str>,
    },
    /// A spreadsheet program has shortened a code to `3.30522E+11`.
    Shortened,
    /// A unit's name or code is not known here.
    UnknownUnit {
        /// A unit that may have been meant.
        near: Option<String>,
    },
    /// Several units have the name; what tells them apart.
    SeveralUnits(Vec<String>),
    /// A row names no unit, and this is no terminal of one.
    NoUnit,
    /// The unit has no such member.
    UnknownMember {
        /// A member that may have been meant.
        near: Option<String>,
    },
    /// Neither a member nor somebody who works there, nor an office.
    Nobody {
        /// Who may have been meant.
        near: Option<String>,
    },
    /// Several members have the name; what tells them apart.
    SeveralMembers(Vec<String>),
    /// A row of the roster with a name that several have, in the file or here, and one of them is here already.
    Namesake {
        /// Those here, by their ids.
        known: Vec<String>,
        /// Whether the row has a day of joining.
        has_day: bool,
    },
    /// A name stands for a member, and no members are known.
    NoRoster,
    /// The unit has no such meeting.
    UnknownMeeting {
        /// A meeting that may have been meant.
        near: Option<String>,
    },
    /// Several meetings were on that day; which.
    SeveralMeetings(Vec<String>),
    /// A deed is marked as confirmed without a day; the quarter's review meetings.
    WhenConfirmed {
        /// Their days and ids; none where the quarter has none.
        meetings: Vec<String>,
    },
    /// An id stands twice in a table; where it stood first.
    IdTwice {
        /// Where.
        first: String,
    },
    /// A member has two marks at one meeting; where the first is.
    MarkTwice {
        /// Where.
        first: String,
    },
    /// A member stands twice in a list without ids; where the first time.
    NameTwice {
        /// Where.
        first: String,
    },
    /// Meetings of several quarters have the id that a mark names; each quarter, and where its meeting stands.
    QuarterOfMeeting(Vec<String>),
    /// Two meetings of a kind on a day, without ids that tell them apart; where the first one stands.
    MeetingTwice {
        /// Where.
        first: String,
    },
    /// A word in a sheet's grid that is no mark, and the legend does not say.
    NoMark,
    /// The unit keeps no ledger.
    NoLedger {
        /// What kind of unit it is.
        kind: &'static str,
    },
    /// The units make no tree; why.
    NoTree(Box<UnitTreeError>),
    /// A word that no rule of the scheme knows, and that is nearly one of them.
    NotInScheme {
        /// The word that may have been meant.
        near: String,
    },
    /// No such kind of deed; those there are.
    NoSuchKind {
        /// In Chinese where they have such names.
        kinds: Vec<String>,
    },
    /// A number of things, or of points, below zero.
    BelowZero,
    /// A figure that units above state, of a period that no rules rank; the one that they rank then.
    NotOfRanked {
        /// That period.
        ranked: Period,
    },
    /// A reason why a meeting was not held that is none.
    NoReason,
    /// A word that no rule reads.
    NotRead {
        /// The words that the rules read.
        words: Vec<String>,
    },
    /// No rule of the scheme counts such a figure; those that it counts.
    NoSuchFigure {
        /// By the names that people know.
        figures: Vec<String>,
    },
    /// A mutual review by the member reviewed.
    OwnReview,
    /// A member's own review by another.
    OthersReview,
    /// A finding is due before the day on which it is written: that day.
    DuePassed(Date),
    /// A finding that a recheck is said to have found fixed, without any day of it.
    FixedWithoutDay,
    /// An office that was left before the day from which it was held.
    OverBeforeBegun {
        /// That day.
        from: Date,
    },
    /// The village cannot have been told of a finding on that day.
    ToldOn {
        /// The day on which it was found.
        from: Date,
        /// The day by which it is due, or today.
        until: Date,
    },
    /// Points beyond those of the stage, by the scheme.
    BeyondRange {
        /// The fewest.
        least: Decimal,
        /// The most.
        most: Decimal,
    },
    /// Stars for a member of a status that does not count.
    NoStarsFor(MemberStatus),
    /// A day far from the period that is imported.
    FarOff {
        /// The quarter that it would go into.
        quarter: Period,
    },
    /// A row of another unit, where this device writes its own unit's.
    OfAnother {
        /// The row's unit, by code and name.
        unit: Box<str>,
        /// This device's.
        own: Box<str>,
    },
    /// A row that others write.
    NotWrittenHere {
        /// Its table.
        table: Table,
        /// Its unit, by code and name.
        unit: Box<str>,
        /// This device's.
        own: Box<str>,
        /// This device's role.
        role: Role,
    },
    /// Something that has happened, on a day that is still to come.
    NotYet {
        /// Today, where it is imported.
        today: Date,
    },
    /// A meeting of a plan, whose day has passed: whether it was held.
    Planned,
    /// A row of another quarter than the one that is imported.
    OtherQuarter {
        /// Its own.
        own: Period,
        /// The one that was named.
        named: Period,
    },
    /// A row that may be one that is here, corrected.
    Resembles {
        /// The id of the one here.
        id: Box<str>,
        /// What it says in this column.
        text: Box<str>,
    },
    /// A member who may be one that is here.
    NearMember {
        /// The one here.
        id: Box<str>,
        /// The name of the one here.
        name: Box<str>,
    },
    /// A member whose name one here has, with another day of joining.
    OtherJoined {
        /// The one here.
        id: Box<str>,
        /// The name.
        name: Box<str>,
        /// The day on which that one joined.
        day: Date,
    },
    /// A member who is here by another name.
    Renamed {
        /// The id of both.
        id: Box<str>,
        /// The name here.
        name: Box<str>,
    },
    /// A sign that the sheet does not explain and that has no usual meaning.
    Sign,
    /// A column of marks of which it is not plain which meeting it is about.
    WhichMeeting,
    /// What the row's own rules say.
    Row(Expected),
    /// What is wrong or unclear in a sheet of finished scores.
    ScoreSheet(Box<Question>),
}

/// What a sheet that is no table may have been meant to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearTable {
    /// The tables of which it has most.
    pub tables: Vec<Table>,
    /// The headers of it that were found, as they stand there.
    pub found: Vec<String>,
    /// The columns that are missing.
    pub lacks: Vec<&'static Column>,
}

impl Problem {
    /// Whether the cell may be right, and only has to be made plain.
    pub const fn is_question(&self) -> bool {
        if let Self::ScoreSheet(question) = self {
            return question.is_question();
        }
        matches!(
            self,
            Self::NoDay
                | Self::NoYear
                | Self::Ahead { .. }
                | Self::TwoReadings(..)
                | Self::WhichIsTheYear
                | Self::Unit { .. }
                | Self::SeveralUnits(_)
                | Self::SeveralMembers(_)
                | Self::Namesake { .. }
                | Self::SeveralMeetings(_)
                | Self::SeveralTables(_)
                | Self::WhenConfirmed { .. }
                | Self::MeetingTwice { .. }
                | Self::NameTwice { .. }
                | Self::MarkTwice { .. }
                | Self::QuarterOfMeeting(_)
                | Self::NotInScheme { .. }
                | Self::FarOff { .. }
                | Self::NotYet { .. }
                | Self::Planned
                | Self::Resembles { .. }
                | Self::NearMember { .. }
                | Self::OtherJoined { .. }
                | Self::Renamed { .. }
                | Self::Sign
                | Self::WhichMeeting
        )
    }
}
