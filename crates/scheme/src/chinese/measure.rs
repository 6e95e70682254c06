//! Measures in Chinese: what is counted, over which rows, and of what it is taken.

use crate::figure::called;
use crate::level::Level;
use crate::measure::{BestOf, Combine, Distinct, FromAbove, Measure, MeasureKind, RowsOf};
use crate::steps::Light;
use crate::whole::Factor;
use cunbang_language::Language;
use cunbang_model::schema::{MeetingKind, Word as _};
use cunbang_model::{ColumnKind, Decimal, Table};

/// Which figure counts, where a period has several.
const LATEST: &str = "（本期最近一次）";

impl Measure {
    /// The measure in Chinese, of an indicator on a level.
    pub(super) fn in_chinese(&self, level: Level) -> String {
        let table = self.table.map_or("", |table| table.chinese());
        let name = |column: usize| self.table.map_or("", |table| table.columns()[column].chinese);
        let list = |filters: &[crate::filter::Filter]| {
            filters.iter().map(crate::filter::Filter::in_chinese).collect::<Vec<_>>().join("、")
        };
        let mut words = match &self.kind {
            MeasureKind::Count { distinct: None } => format!("{table}条数"),
            MeasureKind::Count { distinct: Some(Distinct::Month) } => format!("有{table}的月数"),
            MeasureKind::Count { distinct: Some(Distinct::Week) } => format!("有{table}的周数"),
            MeasureKind::Count { distinct: Some(Distinct::Quarter) } => format!("有{table}的季度数"),
            MeasureKind::Count { distinct: Some(Distinct::Half) } => format!("有{table}的半年数"),
            MeasureKind::Count { distinct: Some(Distinct::Column(column)) } => {
                format!("{table}中不同{}的个数", name(*column))
            }
            MeasureKind::Missing { distinct } => {
                let what = match distinct {
                    None => "条数".to_owned(),
                    Some(Distinct::Month) => "月数".to_owned(),
                    Some(Distinct::Week) => "周数".to_owned(),
                    Some(Distinct::Quarter) => "季度数".to_owned(),
                    Some(Distinct::Half) => "半年数".to_owned(),
                    Some(Distinct::Column(column)) => format!("不同{}的个数", name(*column)),
                };
                format!("{table}欠缺的{what}")
            }
            MeasureKind::Sum { column } => format!("{table}的{}合计", name(*column)),
            MeasureKind::Average { column, rounds: None } => format!("{table}的{}平均", name(*column)),
            MeasureKind::Average { column, rounds: Some(distinct) } => {
                let round = match distinct {
                    Distinct::Month => "每月",
                    Distinct::Week => "每周",
                    Distinct::Quarter => "每季度",
                    Distinct::Half => "每半年",
                    Distinct::Column(_) => "每轮",
                };
                format!("{table}的{}，{round}取最高的一次之和", name(*column))
            }
            MeasureKind::Rate { meets } => format!("{table}中{}的占比（%）", list(meets)),
            MeasureKind::Ratio { part, whole } => format!("{table}的{}占{}的比例（%）", name(*part), name(*whole)),
            MeasureKind::Timeliness { done, due, otherwise } => {
                let otherwise = otherwise.as_ref().map_or_else(String::new, |otherwise| {
                    let (done, otherwise, when) = (name(*done), name(otherwise.column), list(&otherwise.filters));
                    format!("（没有{done}而{when}的，以{otherwise}为准）")
                });
                format!("{table}中{}{otherwise}不晚于{}的占比（%）", name(*done), name(*due))
            }
            MeasureKind::Marks(marks) => {
                let weights: Vec<String> = marks
                    .weights()
                    .iter()
                    .map(|(mark, weight)| format!("{}{}", self.word(marks.column, mark), weight.normalize()))
                    .collect();
                let what = if marks.sum { "出勤折算合计" } else { "出勤折算占应到人次的比例（%）" };
                let mut remote = String::new();
                if !marks.remote_for.is_empty() {
                    remote.push_str(&format!("；线上参加限{}，其余按缺席计", list(&marks.remote_for)));
                }
                if !marks.no_remote_at.is_empty() {
                    let at: Vec<&str> = marks.no_remote_at.iter().map(|kind| chinese_of_meeting(kind)).collect();
                    remote.push_str(&format!("；{}线上参加的按缺席计", at.join("、")));
                }
                remote.push_str(match marks.best_of {
                    None => "",
                    Some(BestOf::Month) => "；每月只取出勤最多的一次会议",
                    Some(BestOf::Period) => "；本期只取出勤最多的一次会议",
                });
                if marks.marked_alone {
                    remote.push_str("；未登记的不计");
                }
                if marks.excused_is_present {
                    remote.push_str("；已说明未召开原因的视同到会");
                }
                if marks.unmarked_is_present {
                    remote.push_str("；未登记的视为到会");
                }
                format!("{what}（{}{remote}）", weights.join("、"))
            }
            MeasureKind::Lights { light, .. } if self.of.is_empty() => format!("亮{}的步骤数", light.chinese()),
            MeasureKind::Lights { light: Light::Green, .. } => "亮绿灯的步骤占比（%）".to_owned(),
            MeasureKind::Lights { light: Light::Yellow, .. } => "未亮绿灯的步骤数".to_owned(),
            MeasureKind::Lights { light: Light::Red, steps } if self.is_from_above && steps.earlier().is_none() => {
                "亮红灯（不论应办几步）或未办的步骤数".to_owned()
            }
            MeasureKind::Lights { light: Light::Red, .. } => "亮红灯或未办的步骤数".to_owned(),
            MeasureKind::Figure { indicator, combine } => {
                let figure = self.figure_in_chinese(indicator, self.table_of_figures(), level);
                match combine {
                    Combine::Sum if self.figures_add_up => format!("{figure}{}", self.which_in_chinese()),
                    Combine::Sum => format!("{figure}本期合计"),
                    Combine::Average => format!("{figure}本期平均"),
                    Combine::Latest => format!("{figure}{LATEST}"),
                }
            }
            MeasureKind::FigureRatio { part, whole, missing_part_is_zero } => {
                self.share_of_figures_in_chinese(part, whole, *missing_part_is_zero, level)
            }
            MeasureKind::Sealed => "所辖村按期上报的占比（%）".to_owned(),
            MeasureKind::Children { by_members: true } => {
                "所辖单位得分按党员数加权平均（党员数不明的，按其他单位党员数的平均计）".to_owned()
            }
            MeasureKind::Children { by_members: false } => "所辖单位得分平均".to_owned(),
            MeasureKind::Past(past) => past.in_chinese(),
        };
        if !self.filters.is_empty() {
            words = format!("{words}，限{}", list(&self.filters));
        }
        let only_some = self.filters.iter().any(crate::filter::Filter::is_of_member);
        match self.of.as_slice() {
            [] => {}
            [Factor::Member] if self.is_mean() && only_some => words.push_str("，按符合条件的党员人均"),
            [Factor::Member] if self.is_mean() => words.push_str("，按党员人均"),
            [Factor::Month] if self.is_mean() => words.push_str("，按月平均"),
            factors => {
                let of_some = |factor: &Factor| only_some && *factor == Factor::Member;
                let called = |factor: &Factor| (if of_some(factor) { "符合条件的" } else { "" }).to_owned();
                let factors: Vec<String> =
                    factors.iter().map(|factor| called(factor) + &self.factor_in_chinese(factor, level)).collect();
                words.push_str(if self.is_mean() { "，除以" } else { "，以" });
                words.push_str(&factors.join("×"));
                words.push_str(&self.expected_in_chinese());
            }
        }
        if !self.whole_at_least.is_empty() {
            let least: Vec<String> =
                self.whole_at_least.iter().map(|factor| self.factor_in_chinese(factor, level)).collect();
            let each = if self.of.is_empty() { "" } else { "每次" };
            words.push_str(&format!("，{each}按不少于{}计", least.join("×")));
        }
        if let Some(column) = self.with_all {
            words.push_str(&format!("；所列{}齐全的才计", name(column)));
        }
        if let Some(on) = self.distinct_on {
            words.push_str(&format!("；按{}，不在本期内的不计", name(on)));
        }
        if let Some(spread) = self.spread {
            let on = spread.on.map_or_else(String::new, |column| format!("按{}，", name(column)));
            words.push_str(&format!("；{on}每{}最多计当{}应有数", spread.over.chinese(), spread.over.chinese()));
        }
        if let Some(until) = &self.until {
            let figure = self.figure_in_chinese(until, Table::StatedFigures, level);
            words.push_str(&format!("，截至{figure}所定月份的月末（没有核定的，截至期末）"));
        }
        if let Some(unless) = &self.unless {
            let stopped = if unless.not_stopped_of.is_some() { "且没有被叫停" } else { "" };
            words.push_str(&format!("，{}中有{}{stopped}的除外", unless.table.chinese(), list(&unless.filters)));
        }
        if let Some(quota) = &self.quota {
            let (least, most) = (quota.least_share, quota.most_share);
            let per_cent = |share: Decimal| (share * Decimal::ONE_HUNDRED).normalize();
            words.push_str(&format!(
                "；一个季度人数超过党员数的{}%至{}%的，该季度都不计",
                per_cent(least),
                per_cent(most)
            ));
        }
        if self.rows == RowsOf::Villages {
            words.push_str("，所辖各村合计");
        }
        words.push_str(self.unstated_in_chinese());
        words
    }

    /// A figure, and where it stands.
    fn figure_in_chinese(&self, id: &str, table: Table, level: Level) -> String {
        let whose = match level {
            _ if table == Table::StatedFigures => "",
            _ if self.rows == RowsOf::Villages => "各村",
            Level::Village => "本村",
            _ => "本单位",
        };
        format!("{whose}{}“{}”", table.chinese(), called(id, Language::Chinese))
    }

    /// A factor of what it is taken of: of a figure, which of several counts.
    fn factor_in_chinese(&self, factor: &Factor, level: Level) -> String {
        match factor {
            Factor::Figure(id) => self.figure_in_chinese(id, self.table_of_figures(), level) + self.which_in_chinese(),
            Factor::WholeWeek if self.counts_by_week() => {
                "整周数（周一至周日都在本期内；不足整周的，当周的记录不计）".to_owned()
            }
            other => other.in_chinese(),
        }
    }

    /// Which figure counts, where a period has several.
    fn which_in_chinese(&self) -> &'static str {
        if self.figures_add_up { "（各期合计，有全期数的取全期数）" } else { LATEST }
    }

    /// Whether what lies in one week counts once.
    fn counts_by_week(&self) -> bool {
        let by = Some(Distinct::Week);
        matches!(&self.kind, MeasureKind::Count { distinct } | MeasureKind::Missing { distinct } if *distinct == by)
    }

    /// The share of one figure in another: where each stands, and what it is where one of them was not stated.
    fn share_of_figures_in_chinese(&self, part: &str, whole: &str, part_may_miss: bool, level: Level) -> String {
        let share = format!(
            "{}占{}的比例（%，{}）",
            self.figure_in_chinese(part, self.table_of_part(), level),
            self.figure_in_chinese(whole, self.table_of_figures(), level),
            if self.figures_add_up {
                "均为各期合计，有全期数的取全期数"
            } else {
                "均取本期最近一次"
            }
        );
        let (part, whole) = (called(part, Language::Chinese), called(whole, Language::Chinese));
        let missing = |table: Table| if table == Table::StatedFigures { "未核定" } else { "未提供" };
        let (no_part, no_whole) = (missing(self.table_of_part()), missing(self.table_of_figures()));
        match (part_may_miss, self.unstated_is_least) {
            (true, false) => format!("{share}，“{part}”{no_part}的按0计；“{whole}”为0或{no_whole}的不适用"),
            (true, true) => format!("{share}，“{part}”{no_part}的按0计"),
            (false, false) => format!("{share}，“{whole}”为0，或“{whole}”“{part}”{no_whole}的不适用"),
            // What it gives then is said behind it.
            (false, true) => share,
        }
    }

    /// What becomes of it where units above did not state a figure, or stated that nothing was due.
    fn unstated_in_chinese(&self) -> &'static str {
        match self.stated_above() {
            // A share of two figures says it of each.
            _ if !self.is_from_above || matches!(self.kind, MeasureKind::FigureRatio { .. }) => "",
            FromAbove::Figure => "，未核定的不适用",
            FromAbove::Due if matches!(&self.kind, MeasureKind::Lights { light: Light::Red, steps } if steps.earlier().is_none()) => {
                "，核定数为0或未核定的只计亮红灯的，没有亮红灯的不适用"
            }
            FromAbove::Due => "，核定数为0或未核定的不适用",
            FromAbove::Least => "（未核定的，按登记的数计）",
        }
    }

    /// What the whole does that is expected; nothing of a mean.
    fn expected_in_chinese(&self) -> String {
        let name = |column: usize| self.table.map_or("", |table| table.columns()[column].chinese);
        match &self.kind {
            _ if self.is_mean() => String::new(),
            _ if self.is_shortfall() => "为应有数（应有数减去实有数，不小于0）".to_owned(),
            MeasureKind::Ratio { whole, .. } => {
                format!("乘以各条中最大的{}为应有数（合计除以应有数，最多计100%）", name(*whole))
            }
            MeasureKind::Marks(_) => "为应有数（折算合计除以应有数，最多计100%）".to_owned(),
            _ => "为应有数（符合的实有数除以应有数，多出的可抵不符合的，最多计100%）".to_owned(),
        }
    }

    /// A word of a column of choices, as the column calls it.
    fn word(&self, column: usize, word: &str) -> String {
        let kind = self.table.map(|table| table.columns()[column].kind);
        let Some(ColumnKind::Choice(words)) = kind else { return word.to_owned() };
        words.iter().find(|(known, _)| *known == word).map_or(word, |(_, chinese)| chinese).to_owned()
    }
}

/// What a kind of meeting is called.
fn chinese_of_meeting(kind: &str) -> &str {
    MeetingKind::WORDS.iter().find(|(word, _)| *word == kind).map_or(kind, |(_, chinese)| chinese)
}
