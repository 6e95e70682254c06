//! Checks of a measure 口径检查: what is well written and yet measures nothing, or not what is meant.

use crate::Level;
use crate::fault::{listed, quoted};
use crate::filter::contradiction;
use crate::measure::{Combine, Distinct, Marks, Measure, MeasureKind, RowsOf};
use crate::reading::{Located, Section};
use crate::whole::{Factor, columns_of_figures};
use cunbang_language::to_say;
use cunbang_model::schema::Placement;
use cunbang_model::{ColumnKind, Decimal, Table};

/// Notes what is wrong with a measure as a whole.
pub(crate) fn check(section: &Section<'_>, level: Level, measure: &Measure) {
    contradiction::check(&measure.filters, &[], section.faults);
    match &measure.kind {
        MeasureKind::Rate { meets } => contradiction::check(meets, &measure.filters, section.faults),
        MeasureKind::Ratio { part, whole } => check_ratio(section, measure, *part, *whole),
        MeasureKind::Timeliness { done, due, .. } => check_dates(section, measure, *done, *due),
        MeasureKind::Marks(marks) => {
            contradiction::check(&marks.remote_for, &measure.filters, section.faults);
            check_marks(section, marks);
        }
        MeasureKind::Figure { indicator, .. } => check_figure(section, measure, indicator),
        MeasureKind::FigureRatio { part, whole, .. } => check_figure_ratio(section, measure, part, whole),
        _ => {}
    }
    check_distinct(section, level, measure);
    check_narrowed(section, level, measure);
    for id in [section.text("until"), section.text("share_of")].into_iter().flatten() {
        check_figure_id(section, Table::StatedFigures, id);
    }
    check_figures_owed(section, measure);
    check_of(section, level, measure);
}

fn column_name(measure: &Measure, column: usize) -> &'static str {
    measure.table.map_or("", |table| table.columns()[column].name)
}

fn check_ratio(section: &Section<'_>, measure: &Measure, part: usize, whole: usize) {
    let Some(at) = section.text("part").map(|text| text.at) else { return };
    let (part_name, whole_name) = (column_name(measure, part), column_name(measure, whole));
    if part == whole {
        section.faults.doubt(at, to_say!("scheme-ratio-of-same", column = part_name));
    } else if measure.table.and_then(Table::part_and_whole) == Some((whole_name, part_name)) {
        section.faults.doubt(at, to_say!("scheme-ratio-exchanged", whole = whole_name, part = part_name));
    }
}

fn check_dates(section: &Section<'_>, measure: &Measure, done: usize, due: usize) {
    let Some(at) = section.text("date").map(|text| text.at) else { return };
    let (done_name, due_name) = (column_name(measure, done), column_name(measure, due));
    if done == due {
        section.faults.doubt(at, to_say!("scheme-days-same", column = done_name));
    } else if done_name == "due" {
        section.faults.doubt(at, to_say!("scheme-days-exchanged", column = due_name));
    }
}

fn check_marks(section: &Section<'_>, marks: &Marks) {
    if let Some(at) = section.place_of("best_of").filter(|_| !section.has("of")) {
        section.faults.doubt(at, to_say!("scheme-best-of-without-whole"));
    }
    let stated = section.numbers("weights").unwrap_or_default();
    let Some(table) = section.place_of("weights") else { return };
    let ColumnKind::Choice(words) = Table::Attendance.columns()[marks.column].kind else { return };
    let is_stated = |mark: &str| stated.iter().any(|(word, _)| word.value == mark);
    let unstated: Vec<&str> = words.iter().map(|(mark, _)| *mark).filter(|mark| !is_stated(mark)).collect();
    if !unstated.is_empty() {
        section.faults.doubt(table, to_say!("scheme-marks-unstated", marks = listed(unstated.iter().copied())));
    }
    let present = marks.weight_of("present");
    let more = stated.iter().find(|(word, weight)| !marks.sum && word.value != "present" && *weight > present);
    if let Some((word, weight)) = more.filter(|_| is_stated("present")) {
        let message = to_say!("scheme-mark-more-than-present", mark = word.value, weight = weight, present = present);
        section.faults.doubt(word.at, message);
    }
    for (word, weight) in &stated {
        if !marks.sum && (*weight < Decimal::ZERO || *weight > Decimal::ONE) {
            section.faults.doubt(word.at, to_say!("scheme-mark-weight-wrong", mark = word.value, weight = weight));
        }
    }
    if !stated.is_empty() && stated.iter().all(|(_, weight)| weight.is_zero()) {
        section.faults.doubt(table, to_say!("scheme-marks-count-nothing"));
    }
}

fn check_figure(section: &Section<'_>, measure: &Measure, indicator: &str) {
    let Some(at) = section.text("indicator").map(|text| text.at) else { return };
    let table = measure.table_of_figures();
    check_figure_id(section, table, Located { value: indicator, at });
    let Some(column) = table.column_index(columns_of_figures(table).0) else { return };
    let excluding = measure.filters.iter().find(|filter| {
        filter.own_column() == Some(column)
            && filter.words(column).next().is_some()
            && !filter.asks_for(column, indicator)
    });
    if let Some(filter) = excluding {
        section.faults.doubt(
            filter.at,
            to_say!("scheme-condition-excludes-figure", condition = quoted(&filter.text), figure = indicator),
        );
    }
}

fn check_figure_ratio(section: &Section<'_>, measure: &Measure, part: &str, whole: &str) {
    for (key, table) in [("part", measure.table_of_part()), ("whole", measure.table_of_figures())] {
        if let Some(id) = section.text(key) {
            check_figure_id(section, table, id);
        }
    }
    if let Some(at) = section.place_of("whole").filter(|_| part == whole) {
        section.faults.doubt(at, to_say!("scheme-figures-same", figure = part));
    }
}

/// Notes a figure that no row of the table can bring, or that is nearly a known one.
fn check_figure_id(section: &Section<'_>, table: Table, id: Located<&str>) {
    let may_stand = id.value.chars().count() <= 64
        && !id.value.chars().any(|one| one.is_whitespace() || one.is_control() || one == '/');
    if !may_stand {
        let message = to_say!("scheme-figure-unnameable", table = table, figure = quoted(id.value));
        section.faults.doubt(id.at, message);
        return;
    }
    let known = || cunbang_model::schema::known_words(Table::Measures, "indicator").iter().map(|(word, _)| *word);
    let near = if known().any(|word| word == id.value) {
        None
    } else {
        crate::near::nearest(id.value, known()).or_else(|| crate::figure::nearly(id.value))
    };
    if let Some(near) = near {
        let (column, word) = (columns_of_figures(table).0, quoted(id.value));
        let why = to_say!("scheme-word-nearly-known", column = column, table = table, word = word, near = near);
        section.faults.doubt(id.at, to_say!("scheme-figure-unknown", why = why));
    }
}

/// Nobody writes down more than one thing of a member for each day of a year.
const MOST_OF_MEMBER: Decimal = Decimal::from_parts(366, 0, 0, false, 0);

fn check_of(section: &Section<'_>, level: Level, measure: &Measure) {
    let Some(stated) = section.place_of("of") else { return };
    let of = &measure.of;
    let faults = section.faults;
    if of.is_empty() && section.texts("of").is_some_and(|texts| texts.is_empty()) {
        faults.doubt(stated, to_say!("scheme-of-empty"));
    }
    let is_by_week = |factor: &Factor| matches!(factor, Factor::Week | Factor::WholeWeek | Factor::Weekday(_));
    if of.iter().any(is_by_week) && (of.contains(&Factor::Month) || of.iter().filter(|one| is_by_week(one)).count() > 1)
    {
        faults.doubt(stated, to_say!("scheme-of-months-by-weeks"));
    }
    if of.as_slice() == [Factor::Number(Decimal::ONE)]
        && !matches!(
            measure.kind,
            MeasureKind::Missing { .. }
                | MeasureKind::Rate { .. }
                | MeasureKind::Timeliness { .. }
                | MeasureKind::Average { rounds: Some(_), .. }
        )
    {
        faults.doubt(stated, to_say!("scheme-of-one"));
    }
    let is_of_rows = matches!(
        measure.kind,
        MeasureKind::Count { .. }
            | MeasureKind::Missing { .. }
            | MeasureKind::Timeliness { .. }
            | MeasureKind::Marks(_)
    );
    let each = of.iter().find_map(|factor| match factor {
        Factor::Number(number) => Some(*number),
        _ => None,
    });
    if let Some(number) = each.filter(|number| is_of_rows && of.contains(&Factor::Member) && *number > MOST_OF_MEMBER) {
        let message = to_say!("scheme-of-many-of-member", number = number, most = MOST_OF_MEMBER);
        faults.doubt(stated, message);
    }
    if matches!(&measure.kind, MeasureKind::Marks(marks) if marks.marked_alone) {
        faults.doubt(stated, to_say!("scheme-of-marked-alone"));
    }
    let is_mean_of_marks = matches!(&measure.kind, MeasureKind::Marks(marks) if !marks.sum);
    if is_mean_of_marks && level != Level::Member && !of.is_empty() && !of.contains(&Factor::Member) {
        faults.doubt(stated, to_say!("scheme-of-marks-without-members"));
    }
    if of.contains(&Factor::Meeting) && measure.table == Some(Table::Meetings) {
        faults.doubt(stated, to_say!("scheme-of-meetings-held"));
    }
    check_figures_of(section, measure, "of");
}

/// What to say of a kind of measure that is not divided by anything.
pub(crate) fn check_undivided(section: &Section<'_>) {
    let kind = section.text("kind").map_or("", |kind| kind.value);
    for key in ["of", "per"] {
        if let Some(at) = section.place_of(key) {
            section.faults.doubt(at, to_say!("scheme-measure-undivided", key = key, kind = kind));
        }
    }
}

/// Notes a column by which the rows cannot be told apart.
fn check_distinct(section: &Section<'_>, level: Level, measure: &Measure) {
    let (Some(table), Some(name)) = (measure.table, section.text("distinct")) else { return };
    if name.value == "week" && matches!(table.placement(), Placement::Period(_)) {
        section.faults.doubt(name.at, to_say!("scheme-distinct-week-of-period", table = table));
    }
    if name.value == "unit" && !level.is_above_villages() {
        section.faults.doubt(name.at, to_say!("scheme-distinct-unit-of-one", level = level.named()));
    }
}

/// Notes words that narrow what counts, where they have no meaning.
fn check_narrowed(section: &Section<'_>, level: Level, measure: &Measure) {
    let counts = matches!(measure.kind, MeasureKind::Count { distinct: None });
    if let Some(at) = section.place_of("spread") {
        let is_spread = counts || matches!(measure.kind, MeasureKind::Timeliness { .. });
        if !is_spread || measure.of.is_empty() {
            section.faults.add(at, to_say!("scheme-spread-unfit"));
        }
    } else if let Some(at) = section.place_of("spread_on") {
        section.faults.add(at, to_say!("scheme-spread-unfit"));
    }
    let is_narrowed = section.has("least_share") || section.has("most_share");
    let by_quarter =
        level == Level::Member && matches!(measure.kind, MeasureKind::Count { distinct: Some(Distinct::Quarter) });
    if is_narrowed && !by_quarter {
        section.faults.add(section.at, to_say!("scheme-shares-unfit"));
    }
    let counts_parts = matches!(
        measure.kind,
        MeasureKind::Count { distinct: Some(distinct) } | MeasureKind::Missing { distinct: Some(distinct) }
            if !matches!(distinct, Distinct::Column(_))
    );
    if let Some(at) = section.place_of("distinct_on").filter(|_| !counts_parts) {
        section.faults.add(at, to_say!("scheme-distinct-on-unfit"));
    }
    if let Some(at) = section.place_of("with_all") {
        let asks = measure.with_all.is_none_or(|column| measure.words_asked(column).count() > 1);
        if !counts_parts || !asks {
            section.faults.add(at, to_say!("scheme-with-all-unfit"));
        }
    }
    if let (MeasureKind::Average { rounds: Some(_), .. }, true) = (&measure.kind, measure.of.is_empty()) {
        section.faults.add(section.at, to_say!("scheme-rounds-without-whole"));
    }
    if let Some(at) = section.place_of("or_date").filter(|_| !matches!(measure.kind, MeasureKind::Timeliness { .. })) {
        section.faults.add(at, to_say!("scheme-or-date-unfit"));
    }
    if let Some(at) = section.place_of("figures") {
        let has_figure = measure.figure().is_some() || measure.stated_figures().next().is_some();
        let is_summed =
            !matches!(measure.kind, MeasureKind::Figure { combine: Combine::Average | Combine::Latest, .. });
        if !has_figure || !is_summed {
            section.faults.add(at, to_say!("scheme-figures-unfit"));
        }
    }
}

/// Notes words about figures where the measure rests on none.
fn check_figures_owed(section: &Section<'_>, measure: &Measure) {
    let rests_on_figures = matches!(measure.kind, MeasureKind::Figure { .. } | MeasureKind::FigureRatio { .. })
        || measure.of.iter().any(|one| matches!(one, Factor::Figure(_)));
    if let Some(at) = section.place_of("unstated").filter(|_| !rests_on_figures) {
        section.faults.doubt(at, to_say!("scheme-unstated-without-figure"));
    }
    if let Some(at) = section.place_of("stated_by") {
        if measure.stated_figures().next().is_none() && measure.figure().is_none() {
            section.faults.doubt(at, to_say!("scheme-stated-by-without-figure"));
        }
        if measure.is_from_above && measure.unstated_is_least {
            section.faults.doubt(at, to_say!("scheme-stated-by-and-unstated"));
        }
    }
    let Some(at) = section.place_of("whole_at_least") else { return };
    if !matches!(measure.kind, MeasureKind::Ratio { .. }) {
        section.faults.doubt(at, to_say!("scheme-whole-at-least-not-of-ratio"));
    }
    if measure.rows == RowsOf::Villages {
        section.faults.doubt(at, to_say!("scheme-whole-at-least-of-villages"));
    }
    check_figures_of(section, measure, "whole_at_least");
}

/// Notes figures among the factors under a key that no row can bring.
fn check_figures_of(section: &Section<'_>, measure: &Measure, key: &'static str) {
    for text in section.texts(key).unwrap_or_default() {
        if let Some(("figure", id)) = text.value.split_once(char::is_whitespace) {
            check_figure_id(section, measure.table_of_figures(), Located { value: id.trim(), at: text.at });
        }
    }
}
