//! The rules in Chinese, for what is posted on a wall: sentences on the whole of a level, and a line for each indicator.

use crate::indicator::{GroupKind, Indicator, Missing};
use crate::level::Level;
use crate::measure::{BestOf, Combine, Distinct, FromAbove, Measure, MeasureKind, RowsOf};
use crate::rule::Rule;
use crate::rules::{LevelRules, TiedBy};
use crate::scheme::Scheme;
use crate::steps::Light;
use crate::whole::Factor;
use cunbang_language::{Language, Named, Said};
use cunbang_model::schema::{MeetingKind, Word as _};
use cunbang_model::{ColumnKind, Decimal, UnitKind};

/// The rules of a level in Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesInWords {
    /// How a score comes about.
    pub scoring: Vec<String>,
    /// How ranks follow from scores.
    pub ranking: Vec<String>,
    /// How the backward list is cut; nothing where there is none.
    pub candidates: Vec<String>,
    /// What is proposed because of an outcome; nothing where there is nothing.
    pub consequences: Vec<String>,
    /// The indicators, in the order of the scheme.
    pub indicators: Vec<IndicatorInWords>,
}

/// An indicator in Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorInWords {
    /// Its title, as far as it is Chinese.
    pub title: String,
    /// What its group does.
    pub group: GroupKind,
    /// The place of its stage among the level's, from one; none where there are no stages.
    pub stage: Option<usize>,
    /// The most points that it can give or take, its stage's weight included; none where it gives none.
    pub most: Option<Decimal>,
    /// What is measured.
    pub measure: String,
    /// How that gives points.
    pub rule: String,
    /// What it gives where it does not apply; nothing where it cannot be so.
    pub missing: &'static str,
}

impl Scheme {
    /// The titles of a level's indicators.
    pub(crate) fn titles(&self, level: Level) -> Vec<&str> {
        self.indicators().iter().filter(|info| info.level == level).map(|info| info.title.as_str()).collect()
    }

    /// How each indicator is measured, and how that gives points, in the order of [`Scheme::indicators`].
    pub fn indicators_in_words(&self) -> Vec<(Said, Said)> {
        let chinese = self.levels().filter_map(|level| self.in_words(level)).flat_map(|rules| rules.indicators);
        let both = |chinese: &str, english: &str| Said::by(|| Named::new(chinese, english).to_string());
        let in_words = self.indicators().iter().zip(chinese);
        in_words.map(|(info, one)| (both(&one.measure, &info.measure), both(&one.rule, &info.rule))).collect()
    }

    /// The rules of a level in Chinese; none where the scheme does not rank it.
    pub fn in_words(&self, level: Level) -> Option<RulesInWords> {
        let rules = self.levels.get(&level)?;
        let titles: Vec<String> = self.titles(level).into_iter().map(chinese_of).collect();
        let title = |index: usize| titles.get(index).cloned().unwrap_or_default();
        let measured = |one: &Indicator| {
            let parts = one.parts.in_chinese(self.period_kind());
            let only = if parts.is_empty() { String::new() } else { format!("（限{}）", parts.join("、")) };
            let kinds: Vec<&str> = one.kinds.iter().map(|kind| chinese_of_kind(*kind)).collect();
            let of = if kinds.is_empty() { String::new() } else { format!("（限{}）", kinds.join("、")) };
            let unstated = Language::Chinese.with(|| one.unstated_in_words());
            one.measure.in_chinese() + &unstated + &only + &of
        };
        let indicators = rules.indicators.iter().enumerate().map(|(index, one)| IndicatorInWords {
            title: title(index),
            group: one.kind,
            stage: one.stage.map(|stage| stage + 1),
            most: one.rule.scores().then(|| (one.max * one.weight).normalize()),
            measure: measured(one),
            rule: one.rule.in_chinese(one.kind),
            missing: one.missing_in_chinese(),
        });
        Some(RulesInWords {
            scoring: self.scoring(rules, &titles),
            ranking: ranking(rules, level, &title),
            candidates: candidates(rules),
            consequences: rules.consequences.iter().map(|one| one.in_chinese(&title)).collect(),
            indicators: indicators.collect(),
        })
    }
}

/// What units of a kind are called.
pub(crate) const fn chinese_of_kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Community => "社区",
        UnitKind::Office => "机关支部",
        UnitKind::Enterprise => "企业支部",
        UnitKind::Council => "居民议事会",
        _ => "村",
    }
}

/// The Chinese of a title such as `主题党日 Theme days held`; the whole where it has none.
pub(crate) fn chinese_of(title: &str) -> String {
    let end = title.char_indices().rfind(|(_, character)| *character >= '\u{2e80}');
    let chinese = end.map_or(title, |(at, last)| &title[..at + last.len_utf8()]);
    chinese.trim().to_owned()
}

fn per_cent(share: Decimal) -> String {
    format!("{}%", (share * Decimal::ONE_HUNDRED).normalize())
}

/// A rule of the summary as a sentence of its own.
fn sentence((about, what): (Said, Said)) -> String {
    Language::Chinese.with(|| format!("{about}：{what}。"))
}

impl Scheme {
    /// How a score comes about, as far as it is said of the whole.
    fn scoring(&self, rules: &LevelRules, titles: &[String]) -> Vec<String> {
        let title = |index: usize| titles.get(index).cloned().unwrap_or_default();
        let mut sentences = scoring(rules, &title);
        sentences.push(sentence(crate::summary::points_in_words()));
        sentences.push(sentence(self.members_in_words()));
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        sentences.extend(rules.counted_in_words().into_iter().map(sentence));
        sentences.extend(rules.stars_in_words(&titles).map(sentence));
        sentences
    }
}

fn scoring(rules: &LevelRules, title: &impl Fn(usize) -> String) -> Vec<String> {
    let groups: Vec<String> = rules
        .groups
        .iter()
        .enumerate()
        .map(|(index, group)| {
            let of_group = || rules.indicators.iter().filter(|one| one.group == index);
            let count = of_group().count();
            let sum: Decimal = of_group().map(|one| one.max * one.weight).sum();
            let most = group.cap.map_or(sum, |cap| cap.min(sum)).normalize();
            let kind = group.kind.chinese();
            match group.kind {
                GroupKind::Base => format!("{kind}{count}项，满分{most}分"),
                GroupKind::Added => format!("{kind}{count}项，最多加{most}分"),
                GroupKind::Deducted => format!("{kind}{count}项，最多扣{most}分"),
                GroupKind::Veto => format!("{kind}{count}项，有一项即不得分"),
            }
        })
        .collect();
    let mut sentences = vec![format!("得分由下列各组合计：{}。", groups.join("；"))];
    if !rules.stages.is_empty() {
        let weights: Vec<String> = rules.stages.iter().map(|stage| per_cent(stage.weight)).collect();
        sentences.push(format!(
            "分{}个阶段考评，权重依次为{}，满分已按权重折算。",
            rules.stages.len(),
            weights.join("、")
        ));
    }
    let skips = rules
        .indicators
        .iter()
        .any(|one| one.kind == GroupKind::Base && one.rule.scores() && one.missing == Missing::Skip);
    if skips {
        sentences.push("不适用的指标跳过，同组其余指标按满分折算。".to_owned());
    }
    sentences.extend(rules.indicators.iter().find_map(|one| match &one.measure.kind {
        MeasureKind::Lights { steps, .. } => Some(steps.in_chinese()),
        _ => None,
    }));
    if rules.tie_skipped_is_scaled {
        sentences.push("同分比较时，不适用的指标按同组其他指标的得分率折算。".to_owned());
    }
    if rules.nothing_stated_is_no_score {
        sentences.push("基础分没有一项适用的，不计分、不排名、不列后进候选。".to_owned());
    }
    sentences.extend(rules.floor.map(|floor| format!("得分最低为{}分。", floor.normalize())));
    let also: Vec<String> = rules.warning_when.iter().map(|condition| condition.in_chinese(title)).collect();
    let also = if also.is_empty() { String::new() } else { format!("且{}", also.join("且")) };
    sentences.extend(rules.warning_below.map(|line| format!("得分低于{}分{also}的列为警示。", line.normalize())));
    sentences
}

fn ranking(rules: &LevelRules, level: Level, title: &impl Fn(usize) -> String) -> Vec<String> {
    let who = level.chinese();
    let mut sentences: Vec<String> =
        (level == Level::Village).then(|| sentence(rules.kinds_in_words())).into_iter().collect();
    sentences.push(format!("已收到的{who}按得分从高到低排名；未收到和暂定的不排名次，只列其最好和最差可能的名次。"));
    let ties: Vec<String> = rules
        .tie_breakers
        .iter()
        .map(|tie| {
            let by = match tie.by {
                TiedBy::Points(index) => format!("“{}”得分", title(index)),
                TiedBy::Measure(index) => format!("“{}”数值", title(index)),
                TiedBy::Stage(index) => format!("第{}阶段得分", index + 1),
            };
            if tie.smaller_first { format!("{by}（低者在前）") } else { by }
        })
        .collect();
    sentences.push(if ties.is_empty() {
        "得分相同的名次并列。".to_owned()
    } else {
        format!("得分相同的，依次比较{}，高者在前；仍相同的名次并列。", ties.join("、"))
    });
    if !rules.offices.is_empty() {
        let held: Vec<&str> = rules.offices.iter().map(|role| role.chinese()).collect();
        sentences.push(format!("{}按任职单位的得分分别排名，任期不满一期的注明天数。", held.join("、")));
    }
    sentences
}

fn candidates(rules: &LevelRules) -> Vec<String> {
    let Some(rule) = &rules.candidates else { return Vec::new() };
    let mut sentences = vec![
        format!(
            "按参加排名的{}的{}（{}）从末位起列后进候选，全域统一排列，不按上级单位分摊。",
            rule.kinds_in_chinese(),
            per_cent(rule.share),
            rule.rounding_in_chinese()
        ),
        "末位处名次并列的一并列入，名列第一的不列入。".to_owned(),
    ];
    sentences.extend(rule.ceiling().map(|ceiling| format!("得分达到{}分的不列入。", ceiling.normalize())));
    sentences.extend(
        rules.coverage.map(|least| format!("已收到和认定未开展的村合计不足{}时不列后进候选。", per_cent(least))),
    );
    sentences
}

impl Measure {
    /// The measure in Chinese.
    fn in_chinese(&self) -> String {
        let table = self.table.map_or("", |table| table.chinese());
        let name = |column: usize| self.table.map_or("", |table| table.columns()[column].chinese);
        let list = |filters: &[crate::filter::Filter]| {
            filters.iter().map(crate::filter::Filter::in_chinese).collect::<Vec<_>>().join("、")
        };
        let mut words = match &self.kind {
            MeasureKind::Count { distinct: None } => format!("{table}条数"),
            MeasureKind::Count { distinct: Some(Distinct::Month) } => format!("有{table}的月数"),
            MeasureKind::Count { distinct: Some(Distinct::Week) } => format!("有{table}的周数"),
            MeasureKind::Count { distinct: Some(Distinct::Column(column)) } => {
                format!("{table}中不同{}的个数", name(*column))
            }
            MeasureKind::Missing { distinct } => {
                let what = match distinct {
                    None => "条数".to_owned(),
                    Some(Distinct::Month) => "月数".to_owned(),
                    Some(Distinct::Week) => "周数".to_owned(),
                    Some(Distinct::Column(column)) => format!("不同{}的个数", name(*column)),
                };
                format!("{table}欠缺的{what}")
            }
            MeasureKind::Sum { column } => format!("{table}的{}合计", name(*column)),
            MeasureKind::Average { column } => format!("{table}的{}平均", name(*column)),
            MeasureKind::Rate { meets } => format!("{table}中{}的占比（%）", list(meets)),
            MeasureKind::Ratio { part, whole } => format!("{table}的{}占{}的比例（%）", name(*part), name(*whole)),
            MeasureKind::Timeliness { done, due } => {
                format!("{table}中{}不晚于{}的占比（%）", name(*done), name(*due))
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
                format!("{what}（{}{remote}）", weights.join("、"))
            }
            MeasureKind::Lights { light, .. } if self.of.is_empty() => format!("亮{}的步骤数", light.chinese()),
            MeasureKind::Lights { light: Light::Green, .. } => "亮绿灯的步骤占比（%）".to_owned(),
            MeasureKind::Lights { light: Light::Yellow, .. } => "未亮绿灯的步骤数".to_owned(),
            MeasureKind::Lights { light: Light::Red, .. } if self.is_from_above => {
                "亮红灯（不论应办几步）或未办的步骤数".to_owned()
            }
            MeasureKind::Lights { light: Light::Red, .. } => "亮红灯或未办的步骤数".to_owned(),
            MeasureKind::Figure { indicator, combine } => {
                let figure = Factor::Figure(indicator.clone()).in_chinese();
                match combine {
                    Combine::Sum => format!("本期{figure}合计"),
                    Combine::Average => format!("本期{figure}平均"),
                    Combine::Latest => format!("本期最近一次{figure}"),
                }
            }
            MeasureKind::FigureRatio { part, whole, missing_part_is_zero } => {
                let name = |id: &str| Factor::Figure(id.to_owned()).in_chinese();
                let missing = if *missing_part_is_zero { "，前者未提供的按0计" } else { "" };
                format!("{}占{}的比例（%{missing}）", name(part), name(whole))
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
                let factors: Vec<String> = factors.iter().map(|factor| called(factor) + &factor.in_chinese()).collect();
                words.push_str(if self.is_mean() { "，除以" } else { "，以" });
                words.push_str(&factors.join("×"));
                words.push_str(&self.expected_in_chinese());
            }
        }
        if !self.whole_at_least.is_empty() {
            let least: Vec<String> = self.whole_at_least.iter().map(Factor::in_chinese).collect();
            let each = if self.of.is_empty() { "" } else { "每次" };
            words.push_str(&format!("，{each}按不少于{}计", least.join("×")));
        }
        if self.rows == RowsOf::Villages {
            words.push_str("，所辖各村合计");
        }
        if self.is_from_above {
            words.push_str(match self.from_above() {
                FromAbove::Figure => "，由上级核定，未核定的不适用",
                FromAbove::Due => "，应办数由上级核定，核定为0或未核定的不适用",
                FromAbove::Least => "（上级核定数）",
            });
        }
        words
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

impl Rule {
    /// The rule in Chinese, in a group of this kind.
    fn in_chinese(&self, group: GroupKind) -> String {
        let plain = |number: &Decimal| number.normalize().to_string();
        let takes = group == GroupKind::Deducted;
        let gives = if takes { "扣" } else { "得" };
        match self {
            Self::Per { each } if takes => format!("每1扣{}分，扣到上限为止", plain(each)),
            Self::Per { each } => format!("每1计{}分", plain(each)),
            Self::Deduct { each } if takes => format!("每1扣{}分", plain(each)),
            Self::Deduct { each } => format!("从满分起每1扣{}分，扣完为止", plain(each)),
            Self::Linear { from, to } => {
                format!("{}{gives}0分，{}{gives}满分，其间按比例，超出的按两端计", plain(from), plain(to))
            }
            Self::Bands(bands) => {
                let bands: Vec<String> = bands
                    .iter()
                    .map(|band| format!("达到{}{gives}{}分", plain(&band.from), plain(&band.points)))
                    .collect();
                format!("{}，其余不{gives}分", bands.join("，"))
            }
            Self::Value if takes => "按数值扣分".to_owned(),
            Self::Value => "按数值计分".to_owned(),
            Self::Shown => "只列出，不计分".to_owned(),
            Self::Veto(veto) => veto.in_chinese(),
        }
    }
}

impl Indicator {
    /// What an indicator gives that does not apply, in Chinese; nothing where it cannot be so.
    fn missing_in_chinese(&self) -> &'static str {
        match self.missing {
            _ if self.kind != GroupKind::Base || !self.rule.scores() => "",
            Missing::Skip => "不适用时跳过",
            Missing::Zero => "不适用时计零分",
            Missing::Full => "不适用时计满分",
        }
    }
}

/// What a kind of meeting is called.
fn chinese_of_meeting(kind: &str) -> &str {
    MeetingKind::WORDS.iter().find(|(word, _)| *word == kind).map_or(kind, |(_, chinese)| chinese)
}

#[cfg(test)]
mod tests;
