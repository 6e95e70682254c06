//! Checks of a measure 口径检查: what is well written and yet measures nothing, or not what is meant.

use crate::Level;
use crate::filter::{contradiction, near_miss};
use crate::measure::{Marks, Measure, MeasureKind, RowsOf};
use crate::reading::{Located, Section};
use crate::whole::Factor;
use cunbang_model::schema::Placement;
use cunbang_model::{ColumnKind, Decimal, Table};

/// Notes what is wrong with a measure as a whole.
pub(crate) fn check(section: &Section<'_>, level: Level, measure: &Measure) {
    contradiction::check(&measure.filters, &[], section.faults);
    match &measure.kind {
        MeasureKind::Rate { meets } => contradiction::check(meets, &measure.filters, section.faults),
        MeasureKind::Ratio { part, whole } => check_ratio(section, measure, *part, *whole),
        MeasureKind::Timeliness { done, due } => check_dates(section, measure, *done, *due),
        MeasureKind::Marks(marks) => {
            contradiction::check(&marks.remote_for, &measure.filters, section.faults);
            check_marks(section, marks);
        }
        MeasureKind::Figure { indicator, .. } => check_figure(section, measure, indicator),
        MeasureKind::FigureRatio { part, whole } => check_figure_ratio(section, part, whole),
        _ => {}
    }
    check_distinct(section, level, measure);
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
        section.faults.doubt(at, format!("`part` and `whole` are both `{part_name}`: name two columns"));
    } else if measure.table.and_then(Table::part_and_whole) == Some((whole_name, part_name)) {
        section.faults.doubt(at, format!("`{whole_name}` are a part of `{part_name}`: exchange `part` and `whole`"));
    }
}

fn check_dates(section: &Section<'_>, measure: &Measure, done: usize, due: usize) {
    let Some(at) = section.text("date").map(|text| text.at) else { return };
    let (done_name, due_name) = (column_name(measure, done), column_name(measure, due));
    if done == due {
        section
            .faults
            .doubt(at, format!("`date` and `due` are both `{done_name}`: name the day it was done, and its limit"));
    } else if done_name == "due" {
        section
            .faults
            .doubt(at, format!("`date` is `due`, the limit, and `due` is `{due_name}`: exchange `date` and `due`"));
    }
}

fn check_marks(section: &Section<'_>, marks: &Marks) {
    let stated = section.numbers("weights").unwrap_or_default();
    let Some(table) = section.place_of("weights") else { return };
    let ColumnKind::Choice(words) = Table::Attendance.columns()[marks.column].kind else { return };
    let is_stated = |mark: &str| stated.iter().any(|(word, _)| word.value == mark);
    let unstated: Vec<&str> = words.iter().map(|(mark, _)| *mark).filter(|mark| !is_stated(mark)).collect();
    if !unstated.is_empty() {
        section.faults.doubt(
            table,
            format!("`weights` does not say what {} counts: state a number for each mark, or 0", unstated.join(", ")),
        );
    }
    for (word, weight) in &stated {
        if !marks.sum && (*weight < Decimal::ZERO || *weight > Decimal::ONE) {
            section.faults.doubt(
                word.at,
                format!(
                    "the weight of `{}` is {weight}: expected a number from 0 to 1, as 1 is wholly present",
                    word.value
                ),
            );
        }
    }
    if !stated.is_empty() && stated.iter().all(|(_, weight)| weight.is_zero()) {
        section.faults.doubt(table, "no mark counts anything: give `present` a weight above 0");
    }
}

fn check_figure(section: &Section<'_>, measure: &Measure, indicator: &str) {
    let Some(at) = section.text("indicator").map(|text| text.at) else { return };
    check_figure_id(section, Located { value: indicator, at });
    let Some(column) = Table::Measures.column_index("indicator") else { return };
    let excluding = measure.filters.iter().find(|filter| {
        filter.own_column() == Some(column)
            && filter.words(column).next().is_some()
            && !filter.asks_for(column, indicator)
    });
    if let Some(filter) = excluding {
        section.faults.doubt(
            filter.at,
            format!("condition {:?} leaves out the figure `{indicator}` itself: leave it out", filter.text),
        );
    }
}

fn check_figure_ratio(section: &Section<'_>, part: &str, whole: &str) {
    for id in [section.text("part"), section.text("whole")].into_iter().flatten() {
        check_figure_id(section, id);
    }
    if let Some(at) = section.place_of("whole").filter(|_| part == whole) {
        section.faults.doubt(at, format!("`part` and `whole` are both the figure `{part}`: name two figures"));
    }
}

/// Notes a figure that no row of the table can bring, or that is nearly a known one.
pub(crate) fn check_figure_id(section: &Section<'_>, id: Located<&str>) {
    let may_stand = id.value.chars().count() <= 64
        && !id.value.chars().any(|one| one.is_whitespace() || one.is_control() || one == '/');
    if !may_stand {
        let expected = "at most 64 characters without spaces and `/`";
        section
            .faults
            .doubt(id.at, format!("no row of measures can bring the figure {:?}: expected {expected}", id.value));
    } else if let Err(message) = near_miss(Table::Measures, "indicator", id.value) {
        section.faults.doubt(id.at, format!("no table brings this figure: {message}"));
    }
}

fn check_of(section: &Section<'_>, level: Level, measure: &Measure) {
    let Some(stated) = section.place_of("of") else { return };
    let of = &measure.of;
    let faults = section.faults;
    if of.is_empty() && section.texts("of").is_some_and(|texts| texts.is_empty()) {
        faults.doubt(stated, "`of` names nothing: leave it out, or say what was expected");
    }
    if of.contains(&Factor::Month) && of.contains(&Factor::Week) {
        faults.doubt(stated, "`of` multiplies months by weeks, which is no number of either: name one of them");
    }
    if of.as_slice() == [Factor::Number(Decimal::ONE)]
        && !matches!(
            measure.kind,
            MeasureKind::Missing { .. } | MeasureKind::Rate { .. } | MeasureKind::Timeliness { .. }
        )
    {
        faults.doubt(stated, "`of` is 1, which changes nothing: leave it out, or say what was expected");
    }
    let is_mean_of_marks = matches!(&measure.kind, MeasureKind::Marks(marks) if !marks.sum);
    if is_mean_of_marks && level != Level::Member && !of.is_empty() && !of.contains(&Factor::Member) {
        faults.doubt(
            stated,
            "a mark is one member's at one meeting, so that `of` without `members` is no whole of them: add `members`",
        );
    }
    if of.contains(&Factor::Meeting) && measure.table == Some(Table::Meetings) {
        faults.doubt(stated, "meetings are taken of the meetings held, which are themselves: name what was expected");
    }
    check_figures_of(section, "of");
}

/// What to say of a kind of measure that is not divided by anything.
pub(crate) fn check_undivided(section: &Section<'_>) {
    let kind = section.text("kind").map_or("", |kind| kind.value);
    for key in ["of", "per"] {
        if let Some(at) = section.place_of(key) {
            section.faults.doubt(
                at,
                format!(
                    "`{key}` has no meaning in a measure of kind `{kind}`, which is not divided by anything: leave it out"
                ),
            );
        }
    }
}

/// Notes a column by which the rows cannot be told apart.
fn check_distinct(section: &Section<'_>, level: Level, measure: &Measure) {
    let (Some(table), Some(name)) = (measure.table, section.text("distinct")) else { return };
    if name.value == "week" && matches!(table.placement(), Placement::Period(_)) {
        section.faults.doubt(name.at, format!("rows of {table} are of a period and not of a day: use `month`"));
    }
    if name.value == "unit" && !level.is_above_villages() {
        section.faults.doubt(name.at, format!("all rows of a {level} are of one unit: name another column"));
    }
}

/// Notes words about figures where the measure rests on none.
fn check_figures_owed(section: &Section<'_>, measure: &Measure) {
    let rests_on_figures = matches!(measure.kind, MeasureKind::Figure { .. } | MeasureKind::FigureRatio { .. })
        || measure.of.iter().any(|one| matches!(one, Factor::Figure(_)));
    if let Some(at) = section.place_of("unstated").filter(|_| !rests_on_figures) {
        section.faults.doubt(at, "`unstated` is about figures, and this measure rests on none: leave it out");
    }
    let Some(at) = section.place_of("whole_at_least") else { return };
    if !matches!(measure.kind, MeasureKind::Ratio { .. }) {
        section.faults.doubt(at, "`whole_at_least` is for a `ratio` alone: leave it out here");
    }
    if measure.rows == RowsOf::Villages {
        section.faults.doubt(at, "`whole_at_least` is for a unit's own rows: leave it out, or `rows`");
    }
    check_figures_of(section, "whole_at_least");
}

/// Notes figures among the factors under a key that no row can bring.
fn check_figures_of(section: &Section<'_>, key: &'static str) {
    for text in section.texts(key).unwrap_or_default() {
        if let Some(("figure", id)) = text.value.split_once(char::is_whitespace) {
            check_figure_id(section, Located { value: id.trim(), at: text.at });
        }
    }
}
