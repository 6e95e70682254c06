//! How a sheet of finished scores was read, and what was passed over in it: said before anything is ranked.

use crate::intake::fault::Place;
use crate::wording::{Words, words};
use cunbang_model::{Decimal, Period};
use std::fmt;

/// What is said of a place in the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where.
    pub place: Place,
    said: Said,
}

/// What is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// The columns of scores, by their headers.
    Columns(Vec<String>),
    /// A column is no score; why.
    NoScore { header: String, why: NoScore },
    /// The totals agree with the sums, in so many rows.
    TotalsAgree { rows: usize },
    /// The total was not compared.
    TotalIgnored { header: String },
    /// The total is the only score.
    TotalAlone,
    /// A column takes points away.
    Deducts { header: String },
    /// The period stands in the title.
    Period(Period),
    /// A title or another text.
    Text(String),
    /// A row of sums, means or full marks.
    Summary(String),
    /// A village by another way of writing its name.
    Village { written: String, read: String },
    /// Villages without any score.
    WithoutScores(Vec<String>),
    /// Villages that the sheet does not have.
    NotInSheet(Vec<String>),
    /// So many empty cells were taken as nothing scored.
    EmptyIsZero(usize),
    /// So many scores were rounded to a hundredth.
    Rounded(usize),
    /// The full marks, where the sheet does not state them.
    FullMarks(Decimal),
}

/// Why a column is no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoScore {
    Rank,
    Stars,
    Weight,
    Number,
    Subtotal,
    OtherPeriod,
    Count,
    Remark,
    Empty,
    NotInScheme,
}

impl Remark {
    pub(crate) fn new(place: &Place, said: Said) -> Self {
        Self { place: place.clone(), said }
    }

    fn words(&self) -> Words {
        match &self.said {
            Said::Columns(headers) => {
                words(format!("得分列：{}", headers.join("、")), "the columns that were taken as scores")
            }
            Said::NoScore { header, why } => {
                let why = why.words();
                words(format!("「{header}」列{}，不计分", why.chinese), format!("no score: {}", why.english))
            }
            Said::TotalsAgree { rows } => words(
                format!("{rows} 行总分与各项得分之和相符"),
                format!("the totals of {rows} rows agree with the sums of the scores"),
            ),
            Said::TotalIgnored { header } => words(format!("「{header}」列没有核对"), "the totals were not compared"),
            Said::TotalAlone => words("只有总分，按总分排名", "the total is the only score"),
            Said::Deducts { header } => words(format!("「{header}」列按扣分"), "this column takes points away"),
            Said::Period(period) => words(format!("按标题，周期为 {period}"), "the period, from the title"),
            Said::Text(text) => words(format!("「{text}」"), "a text, passed over"),
            Said::Summary(text) => words(format!("「{text}」行不是村"), "no row of a village, passed over"),
            Said::Village { written, read } => words(format!("「{written}」→ {read}"), "the village by its name"),
            Said::WithoutScores(names) => {
                words(format!("没有得分，按未收到：{}", names.join("、")), "without a score, and so not received")
            }
            Said::NotInSheet(names) => {
                words(format!("表上没有，按未收到：{}", names.join("、")), "not in the sheet, and so not received")
            }
            Said::EmptyIsZero(cells) => {
                words(format!("{cells} 个空单元格按零分"), format!("{cells} empty cells, taken as nothing scored"))
            }
            Said::Rounded(cells) => {
                words(format!("{cells} 个得分四舍五入到 0.01"), format!("{cells} scores were rounded to a hundredth"))
            }
            Said::FullMarks(full) => words(
                format!("表上没有写满分，按 {full} 分定星级"),
                format!("no full marks in the sheet: stars are given by {full}"),
            ),
        }
    }
}

impl NoScore {
    fn words(self) -> Words {
        match self {
            Self::Rank => words("是名次", "a rank"),
            Self::Stars => words("是星级或等次", "stars or grades"),
            Self::Weight => words("是权重", "a weight"),
            Self::Number => words("是编号", "a number of the row"),
            Self::Subtotal => words("是小计", "a subtotal"),
            Self::OtherPeriod => words("是别的周期或变化", "of another period, or a change"),
            Self::Count => words("是人数、户数一类", "a count"),
            Self::Remark => words("是备注", "a remark"),
            Self::Empty => words("是空的", "nothing stands in it"),
            Self::NotInScheme => words("考评办法不用", "the scheme does not ask for it"),
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.place, self.words())
    }
}
