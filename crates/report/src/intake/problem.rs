//! What is wrong with a cell, a sheet or a file, or what has to be asked about it: the data, and in one place the
//! words for it.

use crate::wording::{Words, words};
use cunbang_model::{Column, ColumnKind, Period, Table};
use std::fmt;

/// What is wrong, or unclear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A file or folder cannot be read; what the system says.
    Unreadable(String),
    /// A file is damaged or of another format; what its reader says.
    Damaged(String),
    /// A workbook has a password.
    Password,
    /// A file is no spreadsheet.
    NoSpreadsheet,
    /// A folder holds no spreadsheets, or a file no table.
    NoTable,
    /// An inner folder.
    InnerFolder,
    /// More than is read of one file.
    TooLarge {
        /// The most, in MiB.
        mebibytes: u64,
    },
    /// More rows than are read of one sheet.
    TooManyRows {
        /// The most.
        most: usize,
    },
    /// More cells than are read of one sheet.
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
    /// Several members have the name; what tells them apart.
    SeveralMembers(Vec<String>),
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
    /// Two meetings of a kind on a day, without ids that tell them apart; where the first one stands.
    MeetingTwice {
        /// Where.
        first: String,
    },
    /// A word in a sheet's grid that is no mark, and the legend does not say.
    NoMark {
        /// The words that are.
        known: String,
    },
    /// The unit keeps no ledger.
    NoLedger {
        /// What kind of unit it is.
        kind: &'static str,
    },
    /// The units make no tree; why.
    NoTree(String),
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
    /// A day far from the period that is imported.
    FarOff {
        /// The quarter that it would go into.
        quarter: Period,
    },
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
    /// A sign that the sheet does not explain and that has no usual meaning.
    Sign,
    /// A column of marks of which it is not plain which meeting it is about.
    WhichMeeting,
    /// What the row's own rules say.
    Row(String),
}

impl Problem {
    /// Whether the cell may be right, and only has to be made plain.
    pub const fn is_question(&self) -> bool {
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
                | Self::SeveralMeetings(_)
                | Self::SeveralTables(_)
                | Self::WhenConfirmed { .. }
                | Self::MeetingTwice { .. }
                | Self::NotInScheme { .. }
                | Self::FarOff { .. }
                | Self::Resembles { .. }
                | Self::NearMember { .. }
                | Self::Sign
                | Self::WhichMeeting
        )
    }

    /// What is said of it, in both languages.
    pub(crate) fn words(&self) -> Words {
        match self {
            Self::Unreadable(why) => words(format!("读不出：{why}"), "it cannot be read"),
            Self::Damaged(why) => words(
                format!("文件不完整、已损坏或不是表格（{why}）"),
                "the file is cut off, damaged, or no spreadsheet",
            ),
            Self::Password => words("文件有密码，请去掉密码另存", "the workbook has a password: save it without"),
            Self::NoSpreadsheet => words(
                "不是表格文件，请另存为 xlsx、xls、ods 或 csv",
                "no spreadsheet: save it as xlsx, xls, ods or csv",
            ),
            Self::NoTable => words(
                "没有找到可以导入的表，请对照模板（`cunbang template`）的表名和列名",
                "no table was found here: compare the names of sheets and columns with `cunbang template`",
            ),
            Self::InnerFolder => {
                words("里面的文件夹不读，请单独导入", "inner folders are not read: import it by itself")
            }
            Self::TooLarge { mebibytes } => words(
                format!("超过 {mebibytes} MiB，请按周期或乡镇分成几个文件"),
                format!("more than {mebibytes} MiB: split it by period or by township"),
            ),
            Self::TooManyRows { most } => {
                words(format!("超过 {most} 行，请分成几个文件"), format!("more than {most} rows: split it"))
            }
            Self::TooManyCells { most } => words(
                format!("超过 {most} 个单元格，请另存为 xlsx"),
                format!("more than {most} cells: save it as xlsx"),
            ),
            Self::Encoding { bytes } => words(
                format!("有读不出的字节 {bytes}：文件已损坏，或编码不是 UTF-8、UTF-16、GB18030"),
                "bytes that are no text in UTF-8, UTF-16 or GB18030",
            ),
            Self::OpenQuote => words("引号没有结束", "the quote opened here is never closed"),
            Self::AfterQuote => words(
                "引号结束后应为分隔符或换行；引号内的引号写两个",
                "a separator or the end of the row belongs after a closing quote; write a quote inside quotes twice",
            ),
            Self::NoHeader(table) => words(
                format!("没有找到表头，{}应有：{}", table.chinese(), headers_of(*table)),
                format!("no header row of {table} was found"),
            ),
            Self::SeveralTables(tables) => {
                let named: Vec<&str> = tables.iter().map(|table| table.chinese()).collect();
                words(
                    format!("可能是{}，请把工作表改成其中一个名字", named.join("、")),
                    "the header fits several tables: name the sheet as one of them",
                )
            }
            Self::NoColumn { table, column, near } => words(
                format!("{}缺少「{}」列{}", table.chinese(), column.chinese, is_it(near.as_deref())),
                format!("{table} needs a column {}", column.name),
            ),
            Self::ColumnTwice { first } => {
                words(format!("这一列在 {first} 列已有"), format!("this column is column {first} already"))
            }
            Self::Empty(kind) => words(format!("必填，应为{}", expected(*kind)), "required"),
            Self::NotThat { kind, near } => words(
                format!("应为{}{}", expected(*kind), is_it(near.as_deref())),
                cunbang_model::value::expectation(*kind),
            ),
            Self::NoDay => words("只有年月，请写明是哪一日", "a month only: write the day too"),
            Self::NoYear => words("没有写年份，请写明", "the year is missing: write it"),
            Self::Ahead { year } => words(
                format!("没有写年份，若是 {year} 年则还没有到，请写明年份"),
                format!("without a year; in {year} the day lies ahead: write the year"),
            ),
            Self::TwoReadings(one, other) => words(
                format!("可以读作 {one}，也可以读作 {other}，请写清楚"),
                format!("may be {one} or {other}: make it plain"),
            ),
            Self::WhichIsTheYear => words(
                "看不出哪个是年，请写四位年份，如 2026-09-01",
                "which number is the year? write it with four digits, as in 2026-09-01",
            ),
            Self::Unit { written, expected } if expected.is_empty() => words(
                format!("带有单位「{written}」，本列没有写明单位，请在表头写明或只写数字"),
                format!("the unit {written} is not this column's: write the unit in the header, or the number alone"),
            ),
            Self::Unit { written, expected } => words(
                format!("单位是「{written}」，本列的单位是「{expected}」，请换算"),
                format!("in {written}, and the column is in {expected}"),
            ),
            Self::Shortened => words(
                "Excel 把长数字缩成了科学计数，末尾几位已丢失：请把这一列设为文本格式后重新填写代码",
                "Excel has shortened the code, and its last digits are lost: make the column text and write it again",
            ),
            Self::UnknownUnit { near } => words(
                format!("没有这个单位{}", is_it(near.as_deref())),
                "no such unit here: a code, or a name under this terminal's own unit",
            ),
            Self::SeveralUnits(which) => words(
                format!("有几个单位叫这个名字，请填代码：{}", which.join("；")),
                "several units have this name: write the code",
            ),
            Self::NoUnit => words("请填单位代码或名称", "which unit: its code or name"),
            Self::UnknownMember { near } => {
                words(format!("名册里没有这个人{}", is_it(near.as_deref())), "nobody on the roster has this id or name")
            }
            Self::SeveralMembers(which) if which.is_empty() => words(
                "有几名党员叫这个名字，请填党员编号或入党日期",
                "several members have this name: write an id, or the day of joining",
            ),
            Self::SeveralMembers(which) => words(
                format!("有几名党员叫这个名字，请填编号：{}", which.join("；")),
                "several members have this name: write the id",
            ),
            Self::NoRoster => words(
                "还没有党员名册，姓名对不上编号：请先导入党员表，或与本表一起导入",
                "no roster is here to tell whose name this is: import the members first, or together with this",
            ),
            Self::UnknownMeeting { near } => words(
                format!("没有这次会议，请填会议编号或日期{}", is_it(near.as_deref())),
                "no such meeting: its id or its day",
            ),
            Self::SeveralMeetings(which) => words(
                format!("那天有几次会议，请填编号：{}", which.join("；")),
                "several meetings were held that day: write the id",
            ),
            Self::WhenConfirmed { meetings } if meetings.is_empty() => words(
                "哪天确认的？请填确认日期；本季度这件事以后的季度考评会还没有登记，登记后可以只写“是”",
                "confirmed on which day? write it; no review meeting of the quarter is known on or after the deed's day",
            ),
            Self::WhenConfirmed { meetings } => words(
                format!("哪天确认的？本季度有几次季度考评会：{}，请填确认日期", meetings.join("；")),
                "confirmed on which day? the quarter has several review meetings: write the day",
            ),
            Self::IdTwice { first } => {
                words(format!("编号已在 {first} 用过"), format!("this id stands at {first} already"))
            }
            Self::MeetingTwice { first } => words(
                format!("同一天同类会议已在 {first} 写过：若是两次会议，请各填会议编号"),
                format!("a meeting of this kind on this day stands at {first}: if these are two, give each an id"),
            ),
            Self::NoMark { known } => words(
                format!("不是出勤标记，可写：{known}；表上有图例的以图例为准"),
                "no mark of attendance, and the sheet's legend does not say what it is",
            ),
            Self::NoLedger { kind } => words(
                format!("这个单位（{kind}）没有台账，应为村、社区或支部"),
                format!("a unit that keeps a ledger, such as a village; this is a {kind}"),
            ),
            Self::NoTree(why) => words("单位的上下级关系不成立", why.clone()),
            Self::NotInScheme { near } => words(
                format!("考评办法里没有这个词，是不是「{near}」？"),
                format!("no rule of the scheme knows this word; did you mean {near}?"),
            ),
            Self::NoSuchKind { kinds } => words(
                format!("没有这个类别，应为：{}", kinds.join("、")),
                "no such kind of deed in the scheme or the county's list",
            ),
            Self::FarOff { quarter } => words(
                format!("离所导入的周期太远（会记到 {quarter}），年份是不是写错了？确实无误加 --far-dates"),
                format!(
                    "far from the period that is imported, it would go into {quarter}: is the year right? --far-dates if it is"
                ),
            ),
            Self::OtherQuarter { own, named } => words(
                format!("属于 {own}，不是所导入的 {named}：请更正日期，或把那些行按 {own} 单独导入"),
                format!("of {own}, not of {named}: correct it, or import those rows with --period {own}"),
            ),
            Self::Resembles { id, text } => words(
                format!("已有 {id}「{text}」，本表没有，是不是更正了它？更正加 --corrected，另一件事加 --as-new"),
                format!(
                    "{id} here says this, and is not in the sheet: the same one, corrected? --corrected, or --as-new"
                ),
            ),
            Self::NearMember { id, name } => words(
                format!(
                    "名册上有 {name}（{id}），不在本表，是不是同一个人？同一人请填编号 {id}，另一人加 --new-members"
                ),
                format!(
                    "{id} on the roster is not in the sheet; did you mean that member? write the id, or --new-members"
                ),
            ),
            Self::Sign => words(
                "表上没有图例说明这个符号，请加一行图例，如“√出席 △请假 ×缺席”，或改写成字",
                "the sheet does not say what this sign means: add a legend, or write a word",
            ),
            Self::WhichMeeting => words(
                "这一列像是出勤，看不出是哪次会议：请在列名里写会议的日期或编号",
                "marks of which meeting? write its day or id above the column",
            ),
            Self::Row(expected) => words("", expected.clone()),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.words())
    }
}

fn is_it(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("，是不是「{near}」？"))
}

fn headers_of(table: Table) -> String {
    let required = table.columns().iter().filter(|column| column.required);
    required.map(|column| column.chinese).collect::<Vec<_>>().join("、")
}

/// What may stand in a column, in Chinese.
pub(crate) fn expected(kind: ColumnKind) -> String {
    match kind {
        ColumnKind::Unit => "单位代码（县 6 位、乡镇 9 位、村 12 位）或名称".to_owned(),
        ColumnKind::Id => "编号，1 至 64 个字符，不含空格和“/”".to_owned(),
        ColumnKind::Text(most) => format!("文字，最多 {most} 字"),
        ColumnKind::Date => "日期，如 2026-09-01".to_owned(),
        ColumnKind::Month => "月份，如 2026-09".to_owned(),
        ColumnKind::Period => "周期：月 2026-09、季度 2026Q3、半年 2026H2 或年 2026".to_owned(),
        ColumnKind::Number(least, most) => format!("数字，{least} 至 {most}，最多四位小数"),
        ColumnKind::Whole(least, most) => format!("整数，{least} 至 {most}"),
        ColumnKind::YesNo => "是或否".to_owned(),
        ColumnKind::Choice(choices) => {
            let chinese: Vec<&str> = choices.iter().map(|(_, chinese)| *chinese).collect();
            format!("其中之一：{}", chinese.join("、"))
        }
    }
}
