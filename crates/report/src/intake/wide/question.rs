//! What is wrong or unclear in a sheet of finished scores, and the words for it.

use crate::wording::{Words, words};
use cunbang_model::{Decimal, Period};

/// What is wrong, or has to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The file has no sheet with a village in each row and a score in each column.
    NoScoreSheet,
    /// The villages stand in one row and the scores below them.
    VillagesAcross {
        /// The first of them.
        first: String,
    },
    /// Several sheets are such; their names.
    SeveralSheets(Vec<String>),
    /// Nothing says of which period it is.
    NoPeriod,
    /// Its title names several periods.
    SeveralPeriods(Vec<Period>),
    /// No village under the unit has this name; the one that may have been meant, with its code.
    UnknownVillage {
        /// The unit under which it was looked for.
        under: String,
        /// The village that may have been meant.
        near: Option<String>,
    },
    /// The village lies elsewhere; where.
    Elsewhere(Vec<String>),
    /// Several villages have the name; what tells them apart.
    SeveralVillages(Vec<String>),
    /// The village stands in the sheet already; where.
    VillageTwice {
        /// The cell.
        first: String,
    },
    /// A row has scores and no village.
    Nameless,
    /// The village has other scores, and this cell is empty.
    EmptyScore {
        /// The village.
        village: String,
        /// What stands above the column.
        column: String,
    },
    /// What stands among scores is no number, or none that a score can be.
    NoNumber,
    /// More than the full marks that the sheet states.
    AboveFull {
        /// The full marks.
        full: Decimal,
    },
    /// A deduction whose sign is not that of the others in its column.
    Signs,
    /// Another column has the same header; its letters.
    ColumnTwice {
        /// The letters.
        first: String,
    },
    /// The total of one village is not the sum of its scores.
    TotalDiffers {
        /// The village.
        village: String,
        /// The sum.
        sum: Decimal,
    },
    /// The totals are not the sums, of most villages.
    TotalIsNoSum {
        /// How many differ.
        differ: usize,
        /// Of how many.
        of: usize,
        /// The first village that differs.
        village: String,
        /// What the sum is there.
        sum: Decimal,
        /// What would explain all of them.
        looks_like: Option<LooksLike>,
    },
    /// A column is the sum of the others in most rows, and not in all.
    MayBeTotal {
        /// In how many rows.
        agree: usize,
        /// Of how many.
        of: usize,
    },
    /// The scheme asks for a column that the sheet lacks.
    NotInSheet {
        /// The figure.
        word: String,
        /// A column that may have been meant.
        near: Option<String>,
    },
}

/// What totals may be that are no sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LooksLike {
    /// The sum with the weights that the sheet states.
    Weighted,
    /// The sum and this many points in every row.
    Constant(Decimal),
    /// The mean of the columns.
    Mean,
}

impl Question {
    /// Whether the sheet may be right, and only has to be made plain.
    pub const fn is_question(&self) -> bool {
        !matches!(
            self,
            Self::NoScoreSheet
                | Self::VillagesAcross { .. }
                | Self::NoNumber
                | Self::VillageTwice { .. }
                | Self::Nameless
        )
    }

    pub(crate) fn words(&self) -> Words {
        match self {
            Self::NoScoreSheet => words(
                "没有找到得分表：应一行一村、一列一项得分，表头有“村名”",
                "no sheet of scores: expected a row for each village, a column for each score, and a header with 村名",
            ),
            Self::VillagesAcross { first } => words(
                format!(
                    "表是横着的：各村（如「{first}」）排在一行，各项得分在下面。应一行一村、一列一项：请在表格软件里选中全表复制，\
                     用“选择性粘贴”中的“转置”粘贴到新表，左上角写“村名”，再排名"
                ),
                format!(
                    "the sheet is transposed: the villages (such as {first}) stand in one row, and the scores below them. \
                     Copy it all, paste it into a new sheet with “Paste Special: Transpose”, and write 村名 in its first cell"
                ),
            ),
            Self::SeveralSheets(names) => words(
                format!("有几张得分表：{}，请用 --sheet 指明一张", names.join("、")),
                "several sheets of scores: name one with --sheet",
            ),
            Self::NoPeriod => words(
                "表上看不出是哪个周期，请加 --period，如 2025 或 2025Q3",
                "the sheet does not say of which period it is: add --period, such as 2025 or 2025Q3",
            ),
            Self::SeveralPeriods(periods) => {
                let named: Vec<String> = periods.iter().map(ToString::to_string).collect();
                words(
                    format!("标题里有几个周期：{}，请用 --period 指明", named.join("、")),
                    "the title names several periods: say which with --period",
                )
            }
            Self::UnknownVillage { under, near: None } => {
                words(format!("{under}没有这个村"), format!("there is no such village under {under}"))
            }
            Self::UnknownVillage { under, near: Some(near) } => words(
                format!("{under}没有这个村，是不是「{near}」？请更正村名或填代码"),
                format!("there is no such village under {under}; did you mean {near}? write its name or code"),
            ),
            Self::Elsewhere(which) => words(
                format!("不在所指单位之下，而在：{}，请核对 --under", which.join("；")),
                "a village of another unit: look at --under",
            ),
            Self::SeveralVillages(which) => words(
                format!("有几个村叫这个名字：{}，请填代码，或加一列乡镇", which.join("；")),
                "several villages have this name: write the code, or add a column with the township",
            ),
            Self::VillageTwice { first } => {
                words(format!("这个村在 {first} 已有一行"), format!("the village has a row at {first} already"))
            }
            Self::Nameless => words("有得分，没有村名", "scores without a village"),
            Self::EmptyScore { village, column } => words(
                format!("{village}的「{column}」是空的，是零分还是没有收到？请填写；空的都是零分加 --empty-is-zero"),
                "empty, and the village has other scores: nothing scored, or not received? fill it in, or --empty-is-zero",
            ),
            Self::NoNumber => words("应为得分（数字）", "expected a score, which is a number"),
            Self::AboveFull { full } => words(
                format!("超过满分 {full}，请核对"),
                format!("more than the full marks of {full}: which of them is right?"),
            ),
            Self::Signs => words(
                "扣分列里有正有负，请写成同一种",
                "the column of deductions has both signs: write all of them the same way",
            ),
            Self::ColumnTwice { first } => words(
                format!("与 {first} 列同名，请改成不同的列名"),
                format!("column {first} has the same header: give each its own"),
            ),
            Self::TotalDiffers { village, sum } => words(
                format!("{village}各项得分之和是 {sum}，与总分不符，请核对；按各项之和排名加 --ignore-total"),
                format!("the scores add up to {sum}: which of them is right? --ignore-total ranks by the sums"),
            ),
            Self::TotalIsNoSum { differ, of, village, sum, looks_like } => {
                let (chinese, english) = looks_like.map_or_else(Default::default, LooksLike::words);
                words(
                    format!(
                        "{of} 个村中 {differ} 个的总分不是各项得分之和（如{village}，和为 {sum}）{chinese}：总分怎么算？\
                         按各项之和排名加 --ignore-total；按别的算法，请用 --keep-scheme 留下办法，改好后用 --scheme"
                    ),
                    format!(
                        "the totals of {differ} of {of} villages are not the sums of their scores (here the sum is \
                         {sum}){english}: how are they made? --ignore-total ranks by the sums; for other rules keep the \
                         scheme with --keep-scheme, edit it, and name it with --scheme"
                    ),
                )
            }
            Self::MayBeTotal { agree, of } => words(
                format!(
                    "{of} 行中有 {agree} 行正好是其余各项之和：是总分还是一项得分？是总分，请把表头写成“总分”；\
                     是一项得分，请用 --keep-scheme 留下办法，再用 --scheme 排名"
                ),
                format!(
                    "in {agree} of {of} rows this is the sum of the others: the total, or a score? for the total write \
                     总分 above it; for a score keep the scheme with --keep-scheme, and name it with --scheme"
                ),
            ),
            Self::NotInSheet { word, near } => {
                let (chinese, english) = near.as_ref().map_or_else(Default::default, |near| {
                    (format!("，是不是「{near}」列？"), format!("; did you mean the column {near}?"))
                });
                words(
                    format!("考评办法要用「{word}」，表上没有这一列{chinese}"),
                    format!("the scheme asks for a column that the sheet lacks{english}"),
                )
            }
        }
    }
}

impl LooksLike {
    fn words(self) -> (String, String) {
        match self {
            Self::Weighted => ("，像是按表上权重加权".into(), ", and look like sums with the sheet's weights".into()),
            Self::Constant(points) => {
                (format!("，每行都差 {points}"), format!(", and lie {points} above them in every row"))
            }
            Self::Mean => ("，像是各项的平均".into(), ", and look like means".into()),
        }
    }
}
