//! The rules in Chinese, for what is posted on a wall: sentences on the whole of a level, and a line for each indicator.

use crate::consequence::Condition;
use crate::indicator::{GroupKind, Indicator, Missing, Stage};
use crate::level::Level;
use crate::measure::MeasureKind;
use crate::rule::Rule;
use crate::rules::{LevelRules, TiedBy};
use crate::scheme::Scheme;
use cunbang_language::{Language, Named, Said};
use cunbang_model::schema::Word as _;
use cunbang_model::{Decimal, UnitKind};

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
    /// The title of its stage, as far as it is Chinese; none where there are no stages.
    pub stage: Option<String>,
    /// The most points that it can give or take, its stage's weight included; none where it gives none, or where nobody
    /// stated its full marks.
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

    /// Of which indicators of a level the full marks are stated.
    fn full_marks_stated(&self, level: Level) -> Vec<bool> {
        self.indicators().iter().filter(|info| info.level == level).map(|info| info.max_is_stated).collect()
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
            one.measure.in_chinese(level) + &unstated + &only + &of
        };
        let most = |one: &Indicator| one.rule.scores().then(|| (one.max * one.weight).normalize());
        let stated = self.full_marks_stated(level);
        let is_stated = |index: usize| stated.get(index).copied().unwrap_or(true);
        // A limit that nobody stated as full marks is said with the rule, and is none.
        let limit = |index: usize, one: &Indicator| match most(one).filter(|_| !is_stated(index)) {
            Some(most) if one.kind == GroupKind::Deducted => format!("，最多扣{most}分"),
            Some(most) => format!("，最多计{most}分"),
            None => String::new(),
        };
        let indicators = rules.indicators.iter().enumerate().map(|(index, one)| IndicatorInWords {
            title: title(index),
            group: one.kind,
            stage: one.stage.map(|stage| chinese_of(&rules.stages[stage].title)),
            most: most(one).filter(|_| is_stated(index)),
            measure: measured(one),
            rule: one.rule.in_chinese(one.kind) + &limit(index, one),
            missing: one.missing_in_chinese(),
        });
        Some(RulesInWords {
            scoring: self.scoring(rules, &titles, &stated),
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
    fn scoring(&self, rules: &LevelRules, titles: &[String], stated: &[bool]) -> Vec<String> {
        let title = |index: usize| titles.get(index).cloned().unwrap_or_default();
        let mut sentences = scoring(rules, &title, stated);
        sentences.push(sentence(crate::summary::points_in_words()));
        sentences.push(sentence(self.members_in_words()));
        sentences.extend(self.rows_in_words().map(sentence));
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        sentences.extend(rules.counted_in_words().into_iter().map(sentence));
        sentences.extend(rules.stars_in_words(&titles).map(sentence));
        sentences
    }
}

fn scoring(rules: &LevelRules, title: &impl Fn(usize) -> String, stated: &[bool]) -> Vec<String> {
    let groups: Vec<String> = rules
        .groups
        .iter()
        .enumerate()
        .map(|(index, group)| {
            let of_group = || rules.indicators.iter().filter(|one| one.group == index);
            let count = of_group().count();
            let mut each = rules.indicators.iter().zip(stated);
            let is_stated = each.all(|(one, is_stated)| one.group != index || *is_stated);
            let sum: Decimal = of_group().map(|one| one.max * one.weight).sum();
            let most = group.cap.map_or(sum, |cap| cap.min(sum)).normalize();
            let kind = group.kind.chinese();
            match group.kind {
                GroupKind::Base if is_stated => {
                    format!("{kind}{count}项，满分{most}分")
                }
                GroupKind::Base => format!("{kind}{count}项，最多计{most}分"),
                GroupKind::Added => format!("{kind}{count}项，最多加{most}分"),
                GroupKind::Deducted => format!("{kind}{count}项，最多扣{most}分"),
                GroupKind::Veto => format!("{kind}{count}项，有一项即不得分"),
            }
        })
        .collect();
    let mut sentences = vec![format!("得分由下列各组合计：{}。", groups.join("；"))];
    if !rules.stages.is_empty() {
        let called = |stage: &Stage| format!("“{}”占{}", chinese_of(&stage.title), per_cent(stage.weight));
        let stages: Vec<String> = rules.stages.iter().map(called).collect();
        sentences.push(format!("分{}个阶段考评：{}；满分已按权重折算。", stages.len(), stages.join("，")));
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
    if rules.silent_are_ranked {
        sentences.push("各项都不依据村里上报的内容，没有收到的村照样排名。".to_owned());
    }
    sentences.extend(rules.floor.map(|floor| format!("得分最低为{}分。", floor.normalize())));
    let also: Vec<String> =
        rules.warning_when.iter().map(|condition| rules.condition_in_chinese(condition, title)).collect();
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
                TiedBy::Stage(index) => format!("“{}”阶段得分", chinese_of(&rules.stages[index].title)),
                TiedBy::Uncut => "如数扣分（不受单项、分组和最低分限制）后的得分".to_owned(),
            };
            if tie.smaller_first { format!("{by}（低者在前）") } else { by }
        })
        .collect();
    if rules.vetoed_are_last {
        sentences.push("被一票否决的，排在没有被否决的之后。".to_owned());
    }
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

impl LevelRules {
    /// A condition on the level's outcome in Chinese. That a share is 0 or more says that there is one.
    pub(crate) fn condition_in_chinese(&self, condition: &Condition, title: &impl Fn(usize) -> String) -> String {
        match condition.asks_for_any_of().filter(|index| self.indicators[*index].measure.top().is_some()) {
            Some(index) => format!("有“{}”", title(index)),
            None => condition.in_chinese(title),
        }
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
            Missing::ZeroBeside => "同组其他指标有数而它没有的，计零分",
            Missing::Full => "不适用时计满分",
        }
    }
}

mod measure;
#[cfg(test)]
mod tests;
