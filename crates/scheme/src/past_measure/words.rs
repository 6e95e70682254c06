//! Measures over the past in words 往期指标的说法.

use super::{Column, PastMeasure, Silent, Taken, Test};

impl PastMeasure {
    /// In words, for `scheme show`.
    pub(crate) fn describe(&self) -> String {
        let kind = self.periods;
        let window = match self.last {
            None => format!("the {} of the year so far", kind.plural()),
            Some(1) => format!("the {kind} before"),
            Some(last) => format!("the last {last} {}", kind.plural()),
        };
        let what = match &self.taken {
            Taken::Average(column) => format!("mean of the published {} of {window}", column.plural()),
            Taken::Least(column) => format!("least published {} of {window}", column.word()),
            Taken::Greatest(column) => format!("greatest published {} of {window}", column.word()),
            Taken::Latest(column) => format!("latest published {} of {window}", column.word()),
            Taken::Count(tests) => {
                let tests: Vec<String> = tests.iter().map(Test::describe).collect();
                format!("how many of {window} have a published {}", tests.join(", "))
            }
        };
        let what = if self.known > 1 { format!("{what}, where {} or more are known", self.known) } else { what };
        match self.silent {
            Silent::Skipped => what,
            Silent::Open => format!(
                "{what}; one not received counts 0, and the village is not ranked until the county decides on it"
            ),
            Silent::Counts => format!("{what}; one not received counts as one that may have"),
        }
    }

    /// In Chinese.
    pub(crate) fn in_chinese(&self) -> String {
        let (counted, each) = self.periods.in_chinese();
        let window = match self.last {
            None => format!("本年以来各{each}"),
            Some(1) => format!("上一{counted}"),
            Some(last) => format!("前{last}{counted}"),
        };
        let what = match &self.taken {
            Taken::Average(column) => format!("{window}通报{}的平均", column.chinese()),
            Taken::Least(column) => format!("{window}通报{}的最小数", column.chinese()),
            Taken::Greatest(column) => format!("{window}通报{}的最大数", column.chinese()),
            Taken::Latest(column) => format!("{window}最近一次通报{}", column.chinese()),
            Taken::Count(tests) => {
                let tests: Vec<String> = tests.iter().map(Test::in_chinese).collect();
                format!("{window}通报中{}的次数", tests.join("且"))
            }
        };
        let what = if self.known > 1 { format!("{what}（至少有{}期通报时）", self.known) } else { what };
        match self.silent {
            Silent::Skipped => what,
            Silent::Open => format!("{what}（本村未收到的期，县里认定前按0计，本村暂不排名）"),
            Silent::Counts => format!("{what}（未收到、暂定的期按可能计入）"),
        }
    }
}

impl Column {
    const fn word(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Rank => "rank",
            Self::RankInParent => "rank under the unit above",
            Self::Stars => "stars",
        }
    }

    const fn plural(self) -> &'static str {
        match self {
            Self::Score => "scores",
            Self::Rank => "ranks",
            Self::RankInParent => "ranks under the unit above",
            Self::Stars => "stars",
        }
    }

    const fn chinese(self) -> &'static str {
        match self {
            Self::Score => "得分",
            Self::Rank => "名次",
            Self::RankInParent => "上级内名次",
            Self::Stars => "星级",
        }
    }
}

impl Test {
    fn describe(&self) -> String {
        format!("{} {} {}", self.column.word(), self.comparison.sign(), self.limit.normalize())
    }

    fn in_chinese(&self) -> String {
        format!("{}{}{}", self.column.chinese(), self.comparison.said_of_numbers(), self.limit.normalize())
    }
}
