//! What was taken in which way, and what was passed over: said before anything is kept.

use super::fault::Place;
use crate::wording::{Words, words};
use cunbang_model::{Column, Table};
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
    /// A number's unit was left out, as it is the column's.
    Unit,
    /// A number was worked out in the column's unit.
    Converted,
    /// A word or sign stands for one of the column's.
    Word,
    /// A circle without a legend is leave.
    Circle,
    /// A word or sign means what the sheet's legend says.
    Legend,
    /// What the sheet's title says holds for all its rows.
    Title,
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
        matches!(self, Self::Circle | Self::ReviewMeeting | Self::NotConfirmed | Self::Left | Self::Emptied)
    }

    fn words(self) -> Words {
        match self {
            Self::Year => words("按所导入周期的年份", "the year of the period imported"),
            Self::Serial => words("Excel 日期序号", "a day as Excel counts them"),
            Self::Time => words("略去时刻", "the time left out"),
            Self::Unit => words("略去单位", "the unit left out"),
            Self::Converted => words("已换算", "worked out"),
            Self::Word => words("按惯用写法", "a word for it"),
            Self::Circle => words("没有图例，○ 按请假，请核对", "no legend: a circle is read as leave, look at it"),
            Self::Legend => words("按表上的图例", "as the sheet's legend says"),
            Self::Title => words("按表的标题", "as the sheet's title says"),
            Self::UnitName => words("按单位名称", "the unit by its name"),
            Self::OwnUnit => words("没有写单位，按本单位", "no unit written: our own"),
            Self::MemberName => words("按姓名", "the member by name"),
            Self::Meeting => words("按日期或主题", "the meeting by its day or title"),
            Self::ReviewMeeting => words(
                "只写了已确认，没有日期，按本季度唯一一次季度考评会的日期",
                "confirmed without a day: that of the quarter's only review meeting",
            ),
            Self::NotConfirmed => words("未确认，不计分", "not confirmed, and so not counted"),
            Self::Left => words(
                "已离开：撤出名册和本期状况，不再计入应到",
                "has left: withdrawn from the roster and from the standing of the period",
            ),
            Self::Emptied => words("表上是空的，原来登记的将清空", "empty in the sheet: what stands here is emptied"),
            Self::OwnIds => words("这一列各行不同，作为编号", "different in each row: taken as the ids"),
            Self::MadeId => words("没有编号，自动编号", "no id written: one was made"),
            Self::KnownMember => words("没有编号，名册上已有此人", "no id written: on the roster already"),
        }
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
        write!(f, "{}（{} {}）", self.place, self.column.chinese, self.column.name)?;
        if !self.written.is_empty() {
            write!(f, "「{}」", self.written)?;
        }
        write!(f, "→ {}：{}", self.read, self.how.words())?;
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
    /// A member who left, and is not on the roster here.
    Gone {
        /// Why.
        reason: &'static str,
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

impl Passed {
    fn words(&self) -> Words {
        match self {
            Self::Title { text } => words(format!("表头以上的「{text}」"), "above the header"),
            Self::HeaderAgain => words("重复的表头", "the header once more"),
            Self::Total { text } => words(format!("「{text}」行"), "a row of totals"),
            Self::Note { text } => words(format!("说明「{text}」"), "a note"),
            Self::Ahead { text } => words(format!("计划中，还没有召开「{text}」"), "planned, and not held yet"),
            Self::Gone { reason } => {
                words(format!("已{reason}，不在名册上"), "has left, and is not on the roster here")
            }
            Self::State { text } => words(
                format!("「{text}」既不是身份，也不是转出、离世，没有采用"),
                "neither a status nor that the member left",
            ),
            Self::Twice { first } => words(
                format!("与 {first} 完全相同，只算一条；若是两件事，请在内容里写出区别，或各填编号"),
                "a row just as one before counts once; if these are two, say what differs or give each an id",
            ),
            Self::Withdrawn { row, reason } => words(
                format!("{row} 已撤回（{reason}），未导入；要恢复加 --restore-withdrawn"),
                "withdrawn here, and stays so: --restore-withdrawn brings it back",
            ),
            Self::Example => words("模板的示例行", "the template's example row"),
            Self::Column { header } => {
                words(format!("「{header}」列，本表不用"), "a column that the table does not have")
            }
            Self::Personal { header } => {
                words(format!("「{header}」列，个人信息不予保存"), "a column of personal data, which is never kept")
            }
            Self::Nameless => words("没有列名的列", "a column without a name"),
            Self::Hidden => words("隐藏的工作表", "a hidden sheet"),
            Self::NoTable => words("不是台账的表", "no table of ours"),
            Self::OtherFile => words("不是表格文件", "no spreadsheet"),
            Self::NoMembers { unit } => words(
                format!("名册中没有 {unit}，党员数以县里掌握的为准，否则按不明处理"),
                format!("the roster has no members of {unit}: they are as many as the county counts, or else unknown"),
            ),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.place, self.passed.words())
    }
}
