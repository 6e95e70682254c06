//! Consequences 结果运用: what a scheme proposes where an outcome is so, such as a talk 约谈 with the last three or 500
//! yuan for each theme day that was not held. They are proposals with the rows they rest on; a person confirms them.
//!
//! ```text
//! score < 60            the score compares: < <= > >=
//! stars >= 5            so do the stars
//! held < 3              and the measure of an indicator, by its id
//! rank last 3           it is among the last three of its level, and not the first; `rank first 3`
//! candidate             it is a candidate for the backward list
//! kind = office         it is a unit of this kind; `kind = office, enterprise` one of these
//! ```
//!
//! `of` names offices, such as `secretary`: those who held them in the period are named in the proposal, by their ids.
//!
//! Where too few are received for a list of candidates, nothing is proposed by ranks either (where rows are read as attested):
//! those not received might stand behind.
//!
//! Only what is received has consequences; with `silent = "too"` other villages that are not excused have them as well. `each` names an indicator: its measure is how many times the amount is
//! proposed, none where that is zero; its rows, and those of the indicators asked for, are the reasons.

pub(crate) mod reach;

use crate::comparison::Comparison;
use crate::fault::{not_a_number, quoted, suggestion};
use crate::fraction::Fraction;
use crate::level::Level;
use crate::outcome::{OutcomeRow, ProposedConsequence, Reason, Status};
use crate::reading::{Located, Section};
use crate::rule::{Identified, Reach, unknown_id};
use cunbang_language::{Language, Named, Said, to_say};
use cunbang_model::schema::{OfficeRole, Word as _};
use cunbang_model::{Decimal, UnitKind, round_points};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// One consequence of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Consequence {
    pub(crate) id: String,
    pub(crate) title: String,
    conditions: Vec<Condition>,
    amount: Option<Amount>,
    /// Whether it is also proposed of a unit from which nothing was received, or that has no score: where it rests on what
    /// units above state.
    of_silent: bool,
    /// For whom it is, by the offices they hold; of villages only.
    pub(crate) of: Vec<OfficeRole>,
}

/// How much is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Amount {
    number: Decimal,
    /// What it is in, such as `元`.
    unit: String,
    /// The index of the indicator whose measure it is multiplied by.
    each: Option<usize>,
    /// Its id.
    each_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    /// As the scheme states it.
    text: String,
    /// Where it stands in the scheme.
    at: usize,
    test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Compare(Subject, Comparison, Decimal),
    Last(u32),
    First(u32),
    Candidate,
    /// One of these kinds of unit.
    Kind(Vec<UnitKind>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Score,
    Stars,
    /// The measure of the indicator of this index.
    Measure(usize),
}

impl Consequence {
    /// Reads the consequences of a level, whose indicators have these ids.
    pub(crate) fn parse_all(section: &Section<'_>, level: Level, ids: &[String]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for entry in section.sections("consequences") {
            let id = entry.required_id();
            if let Some(id) = id.filter(|id| all.iter().any(|other| other.id == id.value)) {
                entry.faults.add(id.at, to_say!("scheme-consequence-twice", id = id.value));
            }
            let title = entry.required_text("title");
            if !entry.has("when") {
                entry.missing("when", &to_say!("scheme-expected-consequence-conditions"));
            }
            let stated = entry.texts("when").unwrap_or_default();
            if let (true, Some(at)) = (stated.is_empty(), entry.place_of("when")) {
                entry.faults.doubt(at, to_say!("scheme-consequence-unconditional"));
            }
            let conditions = stated.into_iter().filter_map(|text| Condition::parse(text, &entry, level, ids)).collect();
            let amount = Amount::parse(&entry, ids);
            let of_silent =
                level == Level::Village && entry.choice("silent", &[("too", true), ("not", false)]).unwrap_or(false);
            let of = if level == Level::Village { parse_roles(&entry, "of") } else { Vec::new() };
            entry.finish();
            if let (Some(id), Some(title)) = (id, title) {
                let title = title.value.trim().to_owned();
                all.push(Self { id: id.value.to_owned(), title, conditions, amount, of_silent, of });
            }
        }
        all
    }

    /// Whether it asks for a rank, or a place on the list.
    fn rests_on_ranks(&self) -> bool {
        let is_rank = |one: &Condition| matches!(one.test, Test::Last(_) | Test::First(_) | Test::Candidate);
        self.conditions.iter().any(is_rank)
    }

    /// What it proposes for a subject; `ranked` are how many of its level, or its village, have a rank.
    pub(crate) fn propose(&self, row: &OutcomeRow, ranked: &Ranked) -> Option<ProposedConsequence> {
        let has_any = row.status == Status::Received || (self.of_silent && row.status != Status::Excused);
        if !has_any || !self.conditions.iter().all(|condition| condition.holds(row, ranked)) {
            return None;
        }
        let each = self.amount.as_ref().and_then(|amount| amount.each);
        let times = match each {
            None => Decimal::ONE,
            Some(index) => measure(row, index).filter(|times| *times > Decimal::ZERO)?,
        };
        let mut looked_at: Vec<usize> = self.conditions.iter().filter_map(Condition::indicator).chain(each).collect();
        looked_at.sort_unstable();
        looked_at.dedup();
        let reasons = looked_at.into_iter().filter_map(|index| row.indicators.get(index)).flat_map(|line| {
            let by_row = line.reasons.iter().filter(|reason| !reason.row.is_empty());
            by_row.map(|reason| Reason { points: None, ..reason.clone() })
        });
        Some(ProposedConsequence {
            id: self.id.clone(),
            amount: self.amount.as_ref().map(|amount| round_points(amount.number * times).normalize()),
            persons: Vec::new(),
            reasons: reasons.collect(),
        })
    }

    /// Whether what is compared meets its conditions at both ends: of the score, and of the measures of some indicators.
    pub(crate) fn holds_between(&self, scores: [Decimal; 2], reaches: &BTreeMap<usize, Reach>) -> bool {
        let is_met = |test: &Test| match test {
            Test::Compare(Subject::Score, comparison, limit) => {
                scores.iter().all(|score| comparison.holds(score.cmp(limit)))
            }
            Test::Compare(Subject::Measure(index), comparison, limit) => reaches.get(index).is_none_or(|reach| {
                let holds = |end: Fraction| comparison.holds(end.cmp(&Fraction::from(*limit)));
                // Without an end it goes as far as one likes.
                reach.low.map_or_else(|| comparison.holds(Ordering::Less), holds)
                    && reach.high.map_or_else(|| comparison.holds(Ordering::Greater), holds)
            }),
            _ => true,
        };
        self.conditions.iter().all(|condition| is_met(&condition.test))
    }

    /// In words, for `scheme show`.
    pub(crate) fn describe(&self) -> String {
        let conditions: Vec<&str> = self.conditions.iter().map(|condition| condition.text.as_str()).collect();
        let amount = self.amount.as_ref().map_or_else(String::new, |amount| {
            let each = amount.each.map_or_else(String::new, |_| format!(" for each 1 of {}", amount.each_id));
            format!(": {} {}{each}", amount.number, amount.unit)
        });
        let of: Vec<&str> = self.of.iter().map(|role| role.word()).collect();
        let of = if of.is_empty() { String::new() } else { format!(", of {}", of.join(", ")) };
        let title = Language::English.with(|| Named::of_title(&self.title).to_string());
        let silent = if self.of_silent { ", of villages not received or provisional too" } else { "" };
        format!("{title} where {}{amount}{of}{silent}", conditions.join(" and "))
    }

    /// In Chinese; `title` names an indicator.
    pub(crate) fn in_chinese(&self, title: &impl Fn(usize) -> String) -> String {
        let conditions: Vec<String> = self.conditions.iter().map(|condition| condition.in_chinese(title)).collect();
        let amount = self.amount.as_ref().map_or_else(String::new, |amount| {
            let each = amount.each.map_or_else(String::new, |index| format!("按“{}”数值，每1计", title(index)));
            format!("，{each}{}{}", amount.number.normalize(), amount.unit)
        });
        let of: Vec<&str> = self.of.iter().map(|role| role.chinese()).collect();
        let what = crate::chinese::chinese_of(&self.title);
        // Whoever is named in the title is not named twice.
        let of =
            if of.iter().all(|role| what.contains(role)) { String::new() } else { format!("（{}）", of.join("、")) };
        let silent = if self.of_silent { "；未收到、暂定的村也同样建议" } else { "" };
        format!("{}的，建议{what}{of}{amount}{silent}。", conditions.join("且"))
    }

    /// What the amount is in; nothing where none is stated.
    pub(crate) fn unit(&self) -> &str {
        self.amount.as_ref().map_or("", |amount| amount.unit.as_str())
    }
}

/// The offices named under a key.
pub(crate) fn parse_roles(section: &Section<'_>, key: &'static str) -> Vec<OfficeRole> {
    let known = OfficeRole::WORDS.iter().filter_map(|(word, _)| Some((*word, OfficeRole::from_word(word)?)));
    let words: Vec<(&str, OfficeRole)> = known.collect();
    let texts = section.texts(key).unwrap_or_default();
    texts.into_iter().filter_map(|text| section.chosen(key, text, &words)).collect()
}

/// How many subjects have a rank, and how many stand at each or after it.
#[derive(Debug)]
pub(crate) struct Ranked(Vec<u32>);

impl Ranked {
    pub(crate) fn of<'r>(rows: impl Iterator<Item = &'r OutcomeRow>) -> Self {
        let mut ranks: Vec<u32> = rows.filter_map(|row| row.rank).collect();
        ranks.sort_unstable();
        Self(ranks)
    }

    /// How many stand after a rank.
    fn after(&self, rank: u32) -> usize {
        self.0.len() - self.0.partition_point(|other| *other <= rank)
    }
}

fn measure(row: &OutcomeRow, index: usize) -> Option<Decimal> {
    row.indicators.get(index)?.measure
}

impl Amount {
    fn parse(entry: &Section<'_>, ids: &[String]) -> Option<Self> {
        let number = entry.number("amount");
        let unit = entry.text("unit");
        let each = entry.text("each");
        if number.is_none() && (unit.is_some() || each.is_some()) && !entry.has("amount") {
            entry.missing("amount", &to_say!("scheme-expected-amount"));
        }
        let each_id = each.map_or_else(String::new, |text| text.value.to_owned());
        let each = each.and_then(|text| {
            let index = ids.iter().position(|id| id == text.value);
            if index.is_none() {
                entry.faults.add(text.at, unknown_id(Identified::Indicator, text.value, ids));
            }
            index
        });
        Some(Self {
            number: number?.value,
            unit: unit.map_or_else(String::new, |unit| unit.value.to_owned()),
            each,
            each_id,
        })
    }
}

impl Condition {
    /// Reads the conditions under a key.
    pub(crate) fn parse_all(section: &Section<'_>, key: &'static str, level: Level, ids: &[String]) -> Vec<Self> {
        let stated = section.texts(key).unwrap_or_default();
        stated.into_iter().filter_map(|text| Self::parse(text, section, level, ids)).collect()
    }

    /// Whether it holds of a subject that is not ranked yet.
    pub(crate) fn holds_alone(&self, row: &OutcomeRow) -> bool {
        self.holds(row, &Ranked(Vec::new()))
    }

    /// As the scheme states it.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    fn parse(stated: Located<&str>, entry: &Section<'_>, level: Level, ids: &[String]) -> Option<Self> {
        let fault = |why: Said| {
            entry.faults.add(stated.at, to_say!("scheme-condition", condition = quoted(stated.value), why = why));
            None
        };
        let words: Vec<&str> = stated.value.split_whitespace().collect();
        let test = match words.as_slice() {
            ["candidate"] if level == Level::Village => Test::Candidate,
            ["candidate"] => return fault(to_say!("scheme-candidates-are-villages")),
            ["kind", "=", named @ ..] if level == Level::Village => {
                let named = named.concat();
                let mut kinds = Vec::new();
                for word in named.split(',') {
                    let Some(kind) = UnitKind::from_word(word).filter(|kind| kind.is_basic()) else {
                        let known = UnitKind::ALL.into_iter().filter(|kind| kind.is_basic());
                        let near = suggestion(word, known.map(UnitKind::as_str));
                        return fault(to_say!("scheme-unit-kind-unknown", kind = word, near = near));
                    };
                    kinds.push(kind);
                }
                Test::Kind(kinds)
            }
            ["rank", which @ ("first" | "last"), number] => match number.parse::<u32>() {
                Ok(number @ 1..) if *which == "last" => Test::Last(number),
                Ok(number @ 1..) => Test::First(number),
                _ => return fault(to_say!("scheme-not-a-rank", number = quoted(number))),
            },
            [name, sign, number] => {
                let subject = match *name {
                    "score" => Subject::Score,
                    "stars" => Subject::Stars,
                    id => match ids.iter().position(|known| known == id) {
                        Some(index) => Subject::Measure(index),
                        None => return fault(unknown_id(Identified::IndicatorOrScore, id, ids)),
                    },
                };
                let Some(comparison) = Comparison::parse(sign) else {
                    let near = suggestion(sign, Comparison::SIGNS);
                    return fault(to_say!("scheme-test-unknown", test = sign, near = near));
                };
                match number.parse() {
                    Ok(number) => Test::Compare(subject, comparison, number),
                    Err(_) => return fault(not_a_number(number)),
                }
            }
            _ => {
                return fault(to_say!("scheme-consequence-condition-not-one"));
            }
        };
        Some(Self { text: stated.value.trim().to_owned(), at: stated.at, test })
    }

    /// The indicator of which it asks no more than that its measure is 0 or more.
    pub(crate) fn asks_for_any_of(&self) -> Option<usize> {
        match &self.test {
            Test::Compare(Subject::Measure(index), Comparison::AtLeast, limit) if limit.is_zero() => Some(*index),
            _ => None,
        }
    }

    fn indicator(&self) -> Option<usize> {
        match self.test {
            Test::Compare(Subject::Measure(index), ..) => Some(index),
            _ => None,
        }
    }

    fn holds(&self, row: &OutcomeRow, ranked: &Ranked) -> bool {
        match &self.test {
            Test::Compare(subject, comparison, limit) => {
                let value = match subject {
                    Subject::Score => row.score,
                    Subject::Stars => row.stars.map(Decimal::from),
                    Subject::Measure(index) => measure(row, *index),
                };
                value.is_some_and(|value| comparison.holds(value.cmp(limit)))
            }
            Test::Last(number) => row.rank.is_some_and(|rank| rank > 1 && ranked.after(rank) < *number as usize),
            Test::First(number) => row.rank.is_some_and(|rank| rank <= *number),
            Test::Candidate => row.candidate == Some(true),
            Test::Kind(kinds) => kinds.iter().any(|kind| kind.as_str() == row.kind),
        }
    }

    pub(crate) fn in_chinese(&self, title: &impl Fn(usize) -> String) -> String {
        match &self.test {
            Test::Compare(subject, comparison, limit) => {
                let subject = match subject {
                    Subject::Score => "得分".to_owned(),
                    Subject::Stars => "星级".to_owned(),
                    Subject::Measure(index) => format!("“{}”数值", title(*index)),
                };
                format!("{subject}{}{}", comparison.said_of_numbers(), limit.normalize())
            }
            Test::Last(number) => format!("排名在最后{number}名"),
            Test::First(number) => format!("排名在前{number}名"),
            Test::Candidate => "列为后进候选".to_owned(),
            Test::Kind(kinds) => {
                let kinds: Vec<&str> = kinds.iter().map(|kind| crate::chinese::chinese_of_kind(*kind)).collect();
                format!("属于{}", kinds.join("、"))
            }
        }
    }
}

/// What a level proposes of a unit that was not received, by what was measured of it all the same.
pub(crate) fn propose_of_silent(consequences: &[Consequence], row: &mut OutcomeRow) {
    if row.status != Status::Received {
        let of_silent = consequences.iter().filter(|one| one.of_silent);
        row.consequences = of_silent.filter_map(|one| one.propose(row, &Ranked(Vec::new()))).collect();
    }
}

/// Puts to each row what its level proposes; nothing that rests on ranks where the list is withheld.
pub(crate) fn propose(consequences: &[Consequence], rows: &mut [OutcomeRow], is_withheld: bool) {
    if consequences.is_empty() {
        return;
    }
    let ranked = Ranked::of(rows.iter());
    // What was not received had its own proposed from its measures, before these were left out.
    for row in rows.iter_mut().filter(|row| row.status == Status::Received) {
        let proposed = consequences.iter().filter(|one| !is_withheld || !one.rests_on_ranks());
        row.consequences = proposed.filter_map(|one| one.propose(row, &ranked)).collect();
    }
}
