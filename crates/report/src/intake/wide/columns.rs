//! What each column of a sheet of scores is: a score, the total, or none of both.

use super::head::Head;
use super::numbers::{bare_points_in, is_nothing, number, points_in, weight_in};
use super::remark::NoScore;
use super::sums::{self, Made};
use crate::header::{is_personal, letters, without_brackets};
use crate::intake::sheet::Line;
use cunbang_model::Decimal;
use cunbang_scheme::{CountedAs, GroupKind};
use std::collections::BTreeMap;

/// A column of scores.
#[derive(Debug, Clone)]
pub(crate) struct Scores {
    pub(crate) at: usize,
    /// What it is called in the table of figures.
    pub(crate) word: String,
    pub(crate) kind: GroupKind,
    /// What negative scores are called, in a column that adds and takes away.
    pub(crate) taken: Option<String>,
    /// Its full marks, where the sheet or the scheme states them.
    pub(crate) stated: Option<Decimal>,
    /// The most that it takes away, where the scheme states it.
    pub(crate) most_taken: Option<Decimal>,
    pub(crate) weight: Option<Decimal>,
    /// Whether nothing stands above it: it goes by the sheet's letters, and its group where that is known.
    pub(crate) is_nameless: bool,
}

/// The columns of a sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    pub(crate) scores: Vec<Scores>,
    /// Where the total stands.
    pub(crate) total_at: Option<usize>,
    /// What is none, and why.
    pub(crate) others: Vec<(usize, NoScore)>,
    /// The column that is the sum of others in most rows and not in all, and in how many of how many.
    pub(crate) mostly_sum: Option<(usize, usize, usize)>,
    /// Whether a column is the mean of the scores, so that these count alike.
    pub(crate) has_mean: bool,
}

/// The rows that are above all others: full marks and weights, where the sheet states them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stated<'l> {
    pub(crate) full: Option<&'l Line>,
    pub(crate) weights: Option<&'l Line>,
}

/// What a header says that its column is, where that is no score, whatever stands in it.
fn no_score(header: &str) -> Option<NoScore> {
    let has = |words: &[&str]| words.iter().any(|word| header.contains(word));
    if has(&["上季", "上年", "上月", "上期", "上半年得分", "去年", "同比", "环比", "升降", "变化"])
    {
        return Some(NoScore::OtherPeriod);
    }
    if has(&["小计"]) {
        return Some(NoScore::Subtotal);
    }
    if ["序号", "编号", "序", "号", "no", "no."].contains(&header) {
        return Some(NoScore::Number);
    }
    if is_personal(header) {
        return Some(NoScore::Remark);
    }
    if header.ends_with('分') {
        return None;
    }
    let kinds: [(&[&str], NoScore); 5] = [
        (&["名次", "排名", "位次", "排序", "rank"], NoScore::Rank),
        (&["星级", "等次", "等级", "档次"], NoScore::Stars),
        (&["权重", "权数", "比重", "系数"], NoScore::Weight),
        (&["人数", "户数", "人口", "党员数", "面积"], NoScore::Count),
        (&["备注", "日期", "时间", "签字", "签名"], NoScore::Remark),
    ];
    kinds.into_iter().find_map(|(words, why)| has(words).then_some(why))
}

fn is_total(header: &str) -> bool {
    const WORDS: [&str; 11] =
        ["总分", "总得分", "总成绩", "合计", "总计", "综合得分", "综合分", "最终得分", "最后得分", "总评分", "total"];
    header == "得分" || WORDS.iter().any(|word| header.contains(word))
}

/// Whether a header may be the total's where it stands behind all scores and no other is.
fn may_be_total(header: &str) -> bool {
    ["考核得分", "考评得分", "考核分", "考评分", "得分情况"].iter().any(|word| header.ends_with(word))
}

fn is_deduction(header: &str) -> bool {
    let is_both = ["加减", "加扣", "奖扣", "奖惩", "奖罚"].iter().any(|word| header.contains(word));
    !is_both && ["扣分", "减分", "倒扣", "扣减"].iter().any(|word| header.contains(word))
}

fn is_addition(header: &str) -> bool {
    ["加分", "奖励", "附加", "加减", "加扣", "奖扣", "奖惩", "奖罚"].iter().any(|word| header.contains(word))
}

impl Columns {
    /// Tells the columns apart by their headers and by what stands in the rows of villages. With the figures that a
    /// scheme asks for, its columns are those.
    pub(crate) fn of(
        head: &Head,
        rows: &[&Line],
        stated: Stated<'_>,
        wanted: Option<&BTreeMap<String, CountedAs>>,
    ) -> Self {
        let mut columns = Self::default();
        let mut totals = Vec::new();
        for at in 0..rows.iter().map(|line| line.cells.len()).chain([head.texts.len()]).max().unwrap_or_default() {
            let header = without_brackets(head.text(at)).to_lowercase();
            let numbers = rows.iter().filter(|line| number(line.at(at)).is_some()).count();
            let texts = rows.iter().filter(|line| !is_nothing(line.at(at)) && number(line.at(at)).is_none()).count();
            if at == head.village_at || Some(at) == head.code_at || Some(at) == head.township_at {
                continue;
            }
            let is_numbered = rows.len() > 1
                && rows.iter().zip(1..).all(|(line, count)| number(line.at(at)) == Some(Decimal::from(count)));
            if head.text(at).is_empty() && is_numbered {
                columns.others.push((at, NoScore::Number));
            } else if head.text(at).is_empty() && numbers > texts {
                columns.scores.push(Scores::of(head, at, rows, stated));
            } else if head.text(at).is_empty() {
                columns.others.extend((numbers + texts > 0).then_some((at, NoScore::Remark)));
            } else if let Some(why) = no_score(&header) {
                columns.others.push((at, why));
            } else if numbers + texts == 0 {
                columns.others.push((at, NoScore::Empty));
            } else if texts > numbers {
                columns.others.push((at, NoScore::Remark));
            } else if is_total(&header) {
                totals.push(at);
            } else {
                columns.scores.push(Scores::of(head, at, rows, stated));
            }
        }
        columns.total_at = totals.pop();
        let last = columns.scores.last().filter(|last| may_be_total(&last.word) && columns.scores.len() > 2);
        if let (None, Some(at)) = (columns.total_at, last.map(|last| last.at)) {
            columns.total_at = Some(at);
            columns.scores.pop();
        }
        columns.others.extend(totals.into_iter().map(|at| (at, NoScore::Subtotal)));
        // A scheme says itself what counts.
        if wanted.is_none() {
            columns.set_aside_what_is_made(rows);
        }
        if let (true, Some(at)) = (columns.scores.is_empty(), columns.total_at) {
            columns.scores.push(Scores::of(head, at, rows, stated));
            columns.total_at = None;
        }
        columns.name(head);
        if let Some(wanted) = wanted {
            columns.keep(wanted);
        }
        columns.others.sort_by_key(|(at, _)| *at);
        columns
    }

    /// Takes out of the scores what is made from them: the total, whatever it is called, and means.
    fn set_aside_what_is_made(&mut self, rows: &[&Line]) {
        while let Some((index, made)) = sums::find(&self.scores, rows) {
            let at = self.scores[index].at;
            match made {
                Made::MostlySum { agree, of } if self.total_at.is_none() => {
                    self.mostly_sum = Some((at, agree, of));
                    return;
                }
                Made::MostlySum { .. } => return,
                Made::Sum => {
                    self.total_at.get_or_insert(at);
                    self.others.push((at, NoScore::Sum));
                }
                Made::Mean => {
                    self.has_mean = true;
                    self.others.push((at, NoScore::Mean));
                }
            }
            self.scores.remove(index);
        }
    }

    /// Calls columns of one name by that of their group too.
    fn name(&mut self, head: &Head) {
        let words: Vec<String> = self.scores.iter().map(|scores| scores.word.clone()).collect();
        for scores in &mut self.scores {
            let upper = head.uppers.get(scores.at).map_or("", String::as_str);
            if words.iter().filter(|word| **word == scores.word).count() > 1 && !upper.is_empty() {
                scores.word = word_of(&format!("{}·{}", without_brackets(upper), scores.word));
            }
            if scores.taken.is_some() {
                scores.taken = Some(format!("{}·扣", scores.word));
            }
        }
    }

    /// Keeps the columns that a scheme asks for.
    fn keep(&mut self, wanted: &BTreeMap<String, CountedAs>) {
        let others = &mut self.others;
        self.scores.retain_mut(|scores| {
            let taken = format!("{}·扣", scores.word);
            let counted = wanted.get(&scores.word);
            if let Some(counted) = counted {
                scores.kind = counted.kind;
                scores.stated = counted.most;
                scores.most_taken = wanted.get(&taken).and_then(|taken| taken.most);
                scores.taken = wanted.contains_key(&taken).then_some(taken);
            } else {
                others.push((scores.at, NoScore::NotInScheme));
            }
            counted.is_some()
        });
    }
}

impl Scores {
    fn of(head: &Head, at: usize, rows: &[&Line], stated: Stated<'_>) -> Self {
        let header = head.text(at);
        let name = Some(without_brackets(header)).filter(|name| !name.is_empty());
        let is_nameless = header.is_empty();
        let word = match (is_nameless, head.group(at)) {
            (false, _) => word_of(name.as_deref().unwrap_or(header)),
            (true, "") => letters(at),
            (true, group) => word_of(&format!("{}·{}", without_brackets(group), letters(at))),
        };
        let values = || rows.iter().filter_map(|line| number(line.at(at)));
        let (any_below, any_above) =
            (values().any(|value| value < Decimal::ZERO), values().any(|value| value > Decimal::ZERO));
        let kind = if is_deduction(header) || (any_below && !any_above) {
            GroupKind::Deducted
        } else if is_addition(header) {
            GroupKind::Added
        } else {
            GroupKind::Base
        };
        let taken = (any_below && kind != GroupKind::Deducted).then(String::new);
        let full = stated.full.and_then(|line| number(line.at(at))).map(|full| full.abs());
        let full = full.filter(|full| !full.is_zero()).or_else(|| points_in(header));
        // `党建(20)` may be a number of the column too: full marks are what most scores do not exceed.
        let within = |full: &Decimal| values().filter(|value| value.abs() <= *full).count() * 2 > values().count();
        let full = full.or_else(|| bare_points_in(header).filter(within));
        let weight = stated.weights.and_then(|line| number(line.at(at))).or_else(|| weight_in(header));
        Self { at, word, kind, taken, stated: full, most_taken: full, weight, is_nameless }
    }

    /// What it is called in rules, in both languages.
    pub(crate) fn title(&self) -> String {
        match self.word.rsplit_once('·') {
            _ if !self.is_nameless => self.word.clone(),
            Some((group, letters)) => format!("{group}·{letters}列 column {letters}"),
            None => format!("{0}列 column {0}", self.word),
        }
    }

    /// The most that a value may come to, of its sign.
    pub(crate) fn most(&self, value: Decimal) -> Option<Decimal> {
        if value < Decimal::ZERO && self.taken.is_some() { self.most_taken } else { self.stated }
    }

    /// What a value counts in the sum.
    pub(crate) fn counted(&self, value: Decimal) -> Decimal {
        if self.kind == GroupKind::Deducted { -value.abs() } else { value }
    }

    /// The figures of a value: what it gives, and what it takes away.
    pub(crate) fn figures(&self, value: Decimal) -> Vec<(&str, Decimal)> {
        let value = cunbang_model::round_points(value);
        match &self.taken {
            _ if self.kind == GroupKind::Deducted => vec![(&self.word, value.abs())],
            None => vec![(&self.word, value)],
            Some(taken) => {
                vec![(&self.word, value.max(Decimal::ZERO)), (taken, (-value).max(Decimal::ZERO))]
            }
        }
    }
}

/// A header as an id in the table of figures.
fn word_of(header: &str) -> String {
    header.replace('/', "、").chars().filter(|c| !c.is_control()).take(60).collect()
}
