//! Reading measures 读取口径: the words of a measure in a scheme.

use crate::fault::suggestion;
use crate::filter::{Filter, find_column};
use crate::measure::{
    BestOf, Combine, Distinct, MEASURED, Marks, Measure, MeasureKind, Otherwise, Quota, RowsOf, Unless,
};
use crate::measure_check::{check, check_undivided};
use crate::past_measure::PastMeasure;
use crate::reading::{Located, Section, is_id};
use crate::spread::{Spread, SpreadOver};
use crate::steps::{Light, Steps};
use crate::whole::Factor;
use crate::{Level, PeriodKind};
use cunbang_language::{Said, to_say};
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
        let figures_add_up = section.choice("figures", &[("latest", false), ("total", true)]).unwrap_or(false);
        let spread = parse_spread(section, table);
        let distinct_on = parse_day_column(section, "distinct_on", table);
        let is_word = |kind| matches!(kind, ColumnKind::Choice(_) | ColumnKind::Id | ColumnKind::Text(_));
        let with_all = if section.has("with_all") {
            column(section, "with_all", table, is_word, || to_say!("scheme-expected-word-column"))
        } else {
            None
        };
        let until = section.text("until");
        if let Some(until) = until.as_ref().filter(|_| !is_from_above || table.is_none()) {
            section.faults.add(until.at, to_say!("scheme-until-unfit"));
        }
        let unless = section.section("unless").and_then(|unless| parse_unless(&unless, steps));
        let quota = parse_quota(section);
        let measure = kind.map(|kind| Self {
            kind,
            table,
            filters,
            of,
            unstated_is_least: unstated,
            is_from_above,
            whole_at_least,
            rows,
            distinct_on,
            with_all,
            figures_add_up,
            spread,
            until: until.map(|until| until.value.to_owned()),
            unless,
            quota,
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
            Word::Average => {
                let (column, rounds) = (number("column"), parse_distinct(section, table));
                MeasureKind::Average { column: column?, rounds: rounds? }
            }
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
                let otherwise = parse_otherwise(section, table);
                MeasureKind::Timeliness { done: done?, due: due?, otherwise }
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
        // A mean over rounds is one of those that were expected; any other is of what is there.
        Word::Average if section.has("distinct") => Factor::parse_all(section),
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
        "quarter" => return Some(Some(Distinct::Quarter)),
        "half" => return Some(Some(Distinct::Half)),
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

/// The day that stands in for that on which a row was done.
fn parse_otherwise(section: &Section<'_>, table: Option<Table>) -> Option<Otherwise> {
    let filters = filters(section, "or_where", table);
    if let Some(at) = section.place_of("or_where").filter(|_| !section.has("or_date")) {
        section.faults.add(at, to_say!("scheme-or-where-alone"));
    }
    if !section.has("or_date") {
        return None;
    }
    let is_day = |kind| matches!(kind, ColumnKind::Date);
    let column = column(section, "or_date", table, is_day, || to_say!("scheme-expected-day-column"))?;
    Some(Otherwise { column, filters })
}

/// The column of a day, where one is named.
fn parse_day_column(section: &Section<'_>, key: &'static str, table: Option<Table>) -> Option<usize> {
    let is_day = |kind| matches!(kind, ColumnKind::Date);
    if !section.has(key) {
        return None;
    }
    column(section, key, table, is_day, || to_say!("scheme-expected-day-column"))
}

/// Over what rows are spread, and by which day.
fn parse_spread(section: &Section<'_>, table: Option<Table>) -> Option<Spread> {
    let over = section.choice("spread", &SpreadOver::WORDS);
    let on = parse_day_column(section, "spread_on", table);
    Some(Spread { over: over?, on })
}

/// The rows that keep others of their unit from counting.
fn parse_unless(section: &Section<'_>, steps: Option<&Arc<Steps>>) -> Option<Unless> {
    let table = parse_table(section);
    let filters = filters(section, "where", table);
    let stopped = section.choice("stopped", &[("exclude", false), ("passed_over", true)]);
    let is_unfit = table != Some(Table::Steps) || steps.is_none();
    if let Some(at) = section.place_of("stopped").filter(|_| is_unfit) {
        section.faults.add(at, to_say!("scheme-unless-stopped-unfit"));
    }
    section.finish();
    let not_stopped_of = steps.filter(|_| stopped == Some(true)).map(Arc::clone);
    Some(Unless { table: table?, filters, not_stopped_of })
}

/// Which share of the members may have such a row.
fn parse_quota(section: &Section<'_>) -> Option<Quota> {
    let share = |key: &'static str, other: &'static str| {
        if section.has(other) && !section.has(key) {
            section.missing(key, &to_say!("scheme-expected-fraction"));
        }
        section.number_within(key, Decimal::ZERO, Decimal::ONE)
    };
    let (least, most) = (share("least_share", "most_share"), share("most_share", "least_share"));
    let members = section.text("share_of");
    if let Some(members) = members.as_ref().filter(|id| least.is_none() || !is_id(id.value)) {
        section.faults.add(members.at, to_say!("scheme-share-of-unfit"));
    }
    let (least, most) = least.zip(most)?;
    if least.value > most.value {
        section.faults.add(most.at, to_say!("scheme-shares-exchanged", most = most.value, least = least.value));
    }
    let members = members.map(|id| id.value.to_owned());
    Some(Quota { least_share: least.value, most_share: most.value, members })
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
    let unmarked =
        section.choice("unmarked", &[("zero", (false, false)), ("skip", (true, false)), ("present", (false, true))]);
    let mut marks = Marks::new(column, weights, no_remote_at, remote_for, sum);
    marks.best_of = best_of;
    marks.excused_is_present = section.choice("not_held", &[("zero", false), ("present", true)]).unwrap_or(false);
    if let Some(at) = section.place_of("not_held").filter(|_| best_of.is_none()) {
        section.faults.add(at, to_say!("scheme-not-held-unfit"));
    }
    (marks.marked_alone, marks.unmarked_is_present) = unmarked.unwrap_or_default();
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
