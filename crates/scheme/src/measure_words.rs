//! The words of measures: how they are read from a scheme, and said to people.

use crate::fault::suggestion;
use crate::filter::{Filter, find_column};
use crate::measure::{BestOf, Combine, Distinct, FromAbove, MEASURED, Marks, Measure, MeasureKind, RowsOf};
use crate::measure_check::{check, check_undivided};
use crate::past_measure::PastMeasure;
use crate::reading::{Located, Section};
use crate::steps::{Light, Steps};
use crate::whole::Factor;
use crate::{Level, PeriodKind};
use cunbang_language::{Language, Said, to_say};
use cunbang_model::{ColumnKind, Decimal, Table};
use std::sync::Arc;

#[derive(Clone, Copy)]
enum Word {
    Count,
    Missing,
    Sum,
    Average,
    Rate,
    Ratio,
    Timeliness,
    Votes,
    Marks,
    Steps,
    Figure,
    FigureRatio,
    Sealed,
    Children,
    Past,
}

impl Measure {
    /// Reads `measure` of an indicator on a level, in a scheme for such periods with these steps.
    pub(crate) fn parse(
        section: &Section<'_>,
        level: Level,
        (period_kind, steps): (Option<PeriodKind>, Option<&Arc<Steps>>),
    ) -> Option<Self> {
        let word = section.required_choice(
            "kind",
            &[
                ("count", Word::Count),
                ("missing", Word::Missing),
                ("sum", Word::Sum),
                ("average", Word::Average),
                ("rate", Word::Rate),
                ("ratio", Word::Ratio),
                ("timeliness", Word::Timeliness),
                ("votes", Word::Votes),
                ("marks", Word::Marks),
                ("steps", Word::Steps),
                ("figure", Word::Figure),
                ("figure_ratio", Word::FigureRatio),
                ("sealed", Word::Sealed),
                ("children", Word::Children),
                ("past", Word::Past),
            ],
        )?;
        let is_from_above = section.choice("stated_by", &[("above", true), ("village", false)]).unwrap_or(false);
        let table = match word {
            Word::Votes => Some(Table::Nominations),
            Word::Figure | Word::FigureRatio if is_from_above => Some(Table::StatedFigures),
            Word::Figure | Word::FigureRatio => Some(Table::Measures),
            Word::Marks => Some(Table::Attendance),
            Word::Steps => Some(Table::Steps),
            Word::Sealed | Word::Children | Word::Past => None,
            _ => Some(parse_table(section)?),
        };
        check_level(section, level, word, table);
        let filters = filters(section, "where", table);
        let kind = match word {
            Word::Past => PastMeasure::parse(section, level, period_kind).map(MeasureKind::Past),
            _ => Self::parse_kind(section, word, table, steps),
        };
        let of = parse_of(section, word);
        if of.contains(&Factor::Member) && level == Level::Member {
            section.faults.add(section.at, to_say!("scheme-member-among-members"));
        }
        if of.contains(&Factor::Month) && period_kind == Some(PeriodKind::Week) {
            section.faults.add(section.at, to_say!("scheme-months-in-week"));
        }
        let rows = if level.is_above_villages() && table.is_some() {
            section.choice("rows", &[("own", RowsOf::Own), ("villages", RowsOf::Villages)]).unwrap_or(RowsOf::Own)
        } else {
            RowsOf::Own
        };
        let unstated = section.choice("unstated", &[("skip", false), ("least", true)]).unwrap_or(false);
        let whole_at_least = Factor::parse_list(section, "whole_at_least");
        let measure = kind.map(|kind| Self {
            kind,
            table,
            filters,
            of,
            unstated_is_least: unstated,
            is_from_above,
            whole_at_least,
            rows,
        });
        if let Some(measure) = &measure {
            check(section, level, measure);
        }
        section.finish();
        measure
    }

    fn parse_kind(
        section: &Section<'_>,
        word: Word,
        table: Option<Table>,
        steps: Option<&Arc<Steps>>,
    ) -> Option<MeasureKind> {
        let number = |key| {
            let is_number = |kind| matches!(kind, ColumnKind::Number(..) | ColumnKind::Whole(..));
            column(section, key, table, is_number, || to_say!("scheme-expected-number-column"))
        };
        let day = |key| {
            let is_day = |kind| matches!(kind, ColumnKind::Date);
            column(section, key, table, is_day, || to_say!("scheme-expected-day-column"))
        };
        Some(match word {
            Word::Count => MeasureKind::Count { distinct: parse_distinct(section, table)? },
            Word::Missing => MeasureKind::Missing { distinct: parse_distinct(section, table)? },
            Word::Sum => MeasureKind::Sum { column: number("column")? },
            Word::Votes => MeasureKind::Sum { column: table?.column_index("votes")? },
            Word::Average => MeasureKind::Average { column: number("column")? },
            Word::Rate => {
                if !section.has("meets") {
                    section.missing("meets", &to_say!("scheme-expected-row-condition"));
                }
                MeasureKind::Rate { meets: filters(section, "meets", table) }
            }
            Word::Ratio => {
                let (part, whole) = (number("part"), number("whole"));
                MeasureKind::Ratio { part: part?, whole: whole? }
            }
            Word::Timeliness => {
                let (done, due) = (day("date"), day("due"));
                MeasureKind::Timeliness { done: done?, due: due? }
            }
            Word::Marks => parse_marks(section)?,
            Word::Steps => {
                let light = section.required_choice("light", &Light::ALL.map(|light| (light.as_str(), light)));
                if steps.is_none() {
                    section.faults.add(section.at, to_say!("scheme-steps-not-stated"));
                }
                MeasureKind::Lights { light: light?, steps: Arc::clone(steps?) }
            }
            Word::Figure => {
                let indicator = section.required_text("indicator");
                let combine = section
                    .choice(
                        "combine",
                        &[("sum", Combine::Sum), ("average", Combine::Average), ("latest", Combine::Latest)],
                    )
                    .unwrap_or(Combine::Sum);
                MeasureKind::Figure { indicator: indicator?.value.to_owned(), combine }
            }
            Word::FigureRatio => {
                let (part, whole) = (section.required_text("part"), section.required_text("whole"));
                let missing_part_is_zero =
                    section.choice("missing_part", &[("zero", true), ("skip", false)]).unwrap_or(false);
                MeasureKind::FigureRatio {
                    part: part?.value.to_owned(),
                    whole: whole?.value.to_owned(),
                    missing_part_is_zero,
                }
            }
            Word::Sealed => MeasureKind::Sealed,
            Word::Children => {
                let by_members = section.choice("weight", &[("members", true), ("equal", false)]).unwrap_or(true);
                MeasureKind::Children { by_members }
            }
            Word::Past => return None,
        })
    }

    /// The measure in words, for `scheme show`.
    pub(crate) fn describe(&self) -> String {
        let figure = |id: &str| crate::figure::called(id, Language::English);
        let table = self.table.map_or("", Table::name);
        let name = |column: usize| self.table.map_or("", |table| table.columns()[column].name);
        let list =
            |filters: &[Filter]| filters.iter().map(|filter| filter.text.as_str()).collect::<Vec<_>>().join(", ");
        let mut words = match &self.kind {
            MeasureKind::Count { distinct: None } => format!("number of {table}"),
            MeasureKind::Missing { distinct: None } => format!("missing {table}"),
            MeasureKind::Count { distinct: Some(Distinct::Month) } => format!("number of months with {table}"),
            MeasureKind::Missing { distinct: Some(Distinct::Month) } => format!("months without {table}"),
            MeasureKind::Count { distinct: Some(Distinct::Week) } => format!("number of weeks with {table}"),
            MeasureKind::Missing { distinct: Some(Distinct::Week) } => format!("weeks without {table}"),
            MeasureKind::Count { distinct: Some(Distinct::Column(column)) } => {
                format!("number of different {} in {table}", name(*column))
            }
            MeasureKind::Missing { distinct: Some(Distinct::Column(column)) } => {
                format!("missing {} in {table}", name(*column))
            }
            MeasureKind::Sum { column } => format!("sum of {table}.{}", name(*column)),
            MeasureKind::Average { column } => format!("mean of {table}.{}", name(*column)),
            MeasureKind::Rate { meets } => format!("per cent of {table} with {}", list(meets)),
            MeasureKind::Ratio { part, whole } => {
                format!("{table}.{} in per cent of {}", name(*part), name(*whole))
            }
            MeasureKind::Timeliness { done, due } => {
                format!("per cent of {table} with {} by {}", name(*done), name(*due))
            }
            MeasureKind::Marks(marks) => {
                let weights: Vec<String> =
                    marks.weights().iter().map(|(mark, weight)| format!("{mark} {weight}")).collect();
                let what = if marks.sum { "sum of marks" } else { "marks in per cent of those who were to come" };
                let mut words = format!("{what} ({})", weights.join(", "));
                if !marks.no_remote_at.is_empty() {
                    words.push_str("; remote counts as absent at ");
                    words.push_str(&marks.no_remote_at.join(", "));
                }
                if !marks.remote_for.is_empty() {
                    words.push_str("; remote counts only for ");
                    words.push_str(&list(&marks.remote_for));
                }
                words.push_str(match marks.best_of {
                    None => "",
                    Some(BestOf::Month) => "; of each month the meeting with the most alone",
                    Some(BestOf::Period) => "; of the period the meeting with the most alone",
                });
                if marks.marked_alone {
                    words.push_str("; those without a mark are left out");
                }
                words
            }
            MeasureKind::Lights { light, .. } if self.of.is_empty() => format!("number of steps with a {light} light"),
            MeasureKind::Lights { light: Light::Green, .. } => "steps with a green light in per cent".to_owned(),
            MeasureKind::Lights { light: Light::Yellow, .. } => "steps short of a green light".to_owned(),
            MeasureKind::Lights { light: Light::Red, .. } if self.is_from_above => {
                "steps with a red light, whatever was due, or not taken".to_owned()
            }
            MeasureKind::Lights { light: Light::Red, .. } => "steps with a red light, or not taken".to_owned(),
            MeasureKind::Figure { indicator, combine } => {
                let how = match combine {
                    Combine::Sum => "sum",
                    Combine::Average => "mean",
                    Combine::Latest => "latest",
                };
                format!("figure “{}” ({how})", figure(indicator))
            }
            MeasureKind::FigureRatio { part, whole, missing_part_is_zero } => {
                let missing = if *missing_part_is_zero { " (a part that is not stated is 0)" } else { "" };
                format!("figure “{}” in per cent of figure “{}”{missing}", figure(part), figure(whole))
            }
            MeasureKind::Sealed => "per cent of villages whose seal was received in time".to_owned(),
            MeasureKind::Children { by_members: true } => "mean of the scores below, by counted members".to_owned(),
            MeasureKind::Children { by_members: false } => "mean of the scores below".to_owned(),
            MeasureKind::Past(past) => past.describe(),
        };
        if !self.filters.is_empty() {
            words.push_str(", where ");
            words.push_str(&list(&self.filters));
        }
        match self.of.as_slice() {
            [] => {}
            [Factor::Member] if self.is_mean() => words.push_str(", per counted member"),
            [Factor::Month] if self.is_mean() => words.push_str(", per month of the period"),
            factors => {
                let factors: Vec<String> = factors.iter().map(Factor::describe).collect();
                let is_of = self.is_share_of_expected() || self.is_shortfall();
                words.push_str(if is_of { ", of " } else { ", over " });
                words.push_str(&factors.join(" × "));
                words.push_str(&self.describe_expected());
            }
        }
        if !self.whole_at_least.is_empty() {
            let least: Vec<String> = self.whole_at_least.iter().map(Factor::describe).collect();
            let each = if self.of.is_empty() { "" } else { " each time" };
            words.push_str(&format!(", of at least {}{each}", least.join(" × ")));
        }
        if self.rows == RowsOf::Villages {
            words.push_str(", of all its villages");
        }
        if self.is_from_above {
            words.push_str(self.above_in_english());
        }
        words
    }
}

impl Measure {
    /// What figures from above do.
    fn above_in_english(&self) -> &'static str {
        match self.stated_above() {
            FromAbove::Figure => "; units above state it, and where none does this is not applicable",
            FromAbove::Due => {
                "; units above state what was due: where that is 0, or not stated, this is not applicable"
            }
            FromAbove::Least => ", which units above state",
        }
    }

    /// What the whole does that is expected; nothing of a mean.
    fn describe_expected(&self) -> String {
        let name = |column: usize| self.table.map_or("", |table| table.columns()[column].name);
        match &self.kind {
            _ if self.is_mean() => String::new(),
            _ if self.is_shortfall() => " (what is short of it, not below 0)".to_owned(),
            MeasureKind::Ratio { whole, .. } => {
                format!(" times the greatest {} (the sum over that, at most 100)", name(*whole))
            }
            MeasureKind::Marks(_) => " (their sum over that, at most 100)".to_owned(),
            _ => " (those that count over that: more than expected make up for others; at most 100)".to_owned(),
        }
    }
}

/// What a measure is divided by, or taken of: `per` of a count or sum, or `of`.
fn parse_of(section: &Section<'_>, word: Word) -> Vec<Factor> {
    match word {
        Word::Count | Word::Sum | Word::Votes => {
            let per = section.choice("per", &[("member", true), ("month", false)]);
            let per = per.map(|is_member| if is_member { Factor::Member } else { Factor::Month });
            if per.is_some() && section.has("of") {
                section.faults.add(section.at, to_say!("scheme-divided-twice"));
            }
            let of = Factor::parse_all(section);
            per.map_or(of, |per| vec![per])
        }
        Word::Rate | Word::Ratio | Word::Timeliness | Word::Marks | Word::Steps => Factor::parse_all(section),
        Word::Missing => {
            let of = Factor::parse_all(section);
            if of.is_empty() && !section.has("of") {
                section.missing("of", &to_say!("scheme-expected-whole-to-miss"));
            }
            of
        }
        Word::Average | Word::Figure | Word::FigureRatio | Word::Sealed | Word::Children | Word::Past => {
            check_undivided(section);
            Vec::new()
        }
    }
}

fn parse_table(section: &Section<'_>) -> Option<Table> {
    let words: Vec<(&str, Table)> = MEASURED.iter().map(|table| (table.name(), *table)).collect();
    section.required_choice("table", &words)
}

fn check_level(section: &Section<'_>, level: Level, word: Word, table: Option<Table>) {
    let about_members = table.is_none_or(|table| table.column_index("member").is_some());
    let fits = match word {
        Word::Children => level.is_above_villages(),
        Word::Sealed => level != Level::Member,
        Word::Past => true,
        _ => level != Level::Member || about_members,
    };
    if !fits {
        let level = level.named();
        let message = match table {
            None => to_say!("scheme-measure-unfit-seals", level = level),
            Some(table) => to_say!("scheme-measure-unfit-rows", table = table, level = level),
        };
        section.faults.add(section.at, message);
    }
}

fn filters(section: &Section<'_>, key: &'static str, table: Option<Table>) -> Vec<Filter> {
    let Some(table) = table else {
        return Vec::new();
    };
    let texts = section.texts(key).unwrap_or_default();
    texts.into_iter().filter_map(|text| Filter::parse(text, table, section.faults)).collect()
}

fn column(
    section: &Section<'_>,
    key: &'static str,
    table: Option<Table>,
    fits: impl Fn(ColumnKind) -> bool,
    expected: impl Fn() -> Said,
) -> Option<usize> {
    let table = table?;
    let name = section.required_text(key)?;
    match find_column(table, name.value) {
        Ok(column) if fits(table.columns()[column].kind) => Some(column),
        Ok(_) => {
            let column = name.value;
            section.faults.add(
                name.at,
                to_say!("scheme-column-unfit", key = key, column = column, table = table, expected = expected()),
            );
            None
        }
        Err(message) => {
            section.faults.add(name.at, message);
            None
        }
    }
}

/// None after a fault; of a measure that does not ask for it, an inner none.
#[allow(clippy::option_option)]
fn parse_distinct(section: &Section<'_>, table: Option<Table>) -> Option<Option<Distinct>> {
    let Some(name) = section.text("distinct") else {
        return (!section.has("distinct")).then_some(None);
    };
    match name.value {
        "month" => return Some(Some(Distinct::Month)),
        "week" => return Some(Some(Distinct::Week)),
        _ => {}
    }
    match find_column(table?, name.value) {
        Ok(column) => Some(Some(Distinct::Column(column))),
        Err(message) => {
            section.faults.add(name.at, to_say!("scheme-distinct-unknown", why = message));
            None
        }
    }
}

fn parse_marks(section: &Section<'_>) -> Option<MeasureKind> {
    let column = Table::Attendance.column_index("mark")?;
    let numbers = section.numbers("weights");
    if numbers.is_none() && !section.has("weights") {
        section.missing("weights", &to_say!("scheme-expected-mark-weights"));
    }
    let mut weights: Vec<(String, Decimal)> = Vec::new();
    for (mark, weight) in numbers? {
        if check_word(section, Table::Attendance, column, mark) {
            weights.push((mark.value.to_owned(), weight));
        }
    }
    let kind = Table::Meetings.column_index("kind")?;
    let no_remote_at = section
        .texts("no_remote_at")
        .unwrap_or_default()
        .into_iter()
        .filter(|word| check_word(section, Table::Meetings, kind, *word))
        .map(|word| word.value.to_owned())
        .collect();
    let remote_for = filters(section, "remote_for", Some(Table::Attendance));
    let sum = section.choice("result", &[("mean", false), ("sum", true)]).unwrap_or(false);
    let best_of = section.choice("best_of", &[("month", BestOf::Month), ("period", BestOf::Period)]);
    let marked_alone = section.choice("unmarked", &[("zero", false), ("skip", true)]).unwrap_or(false);
    let mut marks = Marks::new(column, weights, no_remote_at, remote_for, sum);
    (marks.best_of, marks.marked_alone) = (best_of, marked_alone);
    Some(MeasureKind::Marks(marks))
}

/// Notes a word that a column of choices does not have.
fn check_word(section: &Section<'_>, table: Table, column: usize, word: Located<&str>) -> bool {
    let column = &table.columns()[column];
    let ColumnKind::Choice(words) = column.kind else {
        return true;
    };
    let known = words.iter().any(|(known, _)| *known == word.value);
    if !known {
        let near = suggestion(word.value, words.iter().map(|(known, _)| *known));
        section.faults.add(
            word.at,
            to_say!("scheme-word-unknown", column = column.name, table = table, word = word.value, near = near),
        );
    }
    known
}
