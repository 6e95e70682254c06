//! Doubts about days: those far from the period, of other quarters, and still to come; and those of a plan, which says
//! what was intended and not what was done.

use crate::writing::doubts::{Answers, Doubt, Doubtful, Incoming};
use crate::writing::placing::Placing;
use cunbang_model::schema::Placement;
use cunbang_model::{Column, ColumnKind, Date, Period, Row, Table};
use jiff::ToSpan;

/// How far from the period a day may lie, in days.
const FAR_DAYS: i32 = 366;

/// The quarter of a plan's line, where another one was named.
pub(crate) fn planned_elsewhere(one: &Incoming, placing: &Placing) -> Option<Period> {
    let own = placing.own_quarter(&one.row).filter(|_| one.is_planned)?;
    placing.named_instead_of(own).map(|_| own)
}

/// Whether a plan's line is about a meeting that nobody said was held. One that is here, is.
pub(crate) fn doubt_of_plan(index: usize, one: &Incoming, stored: Option<&Row>, answers: Answers) -> Option<Doubt> {
    let is_here = stored.is_some_and(|row| !row.is_withdrawn());
    let says_more = one.row.is_withdrawn() || one.row.get("reason_not_held").is_some();
    if !one.is_planned || answers.held || is_here || says_more {
        return None;
    }
    let value = one.row.date("date").map(|day| day.to_string()).unwrap_or_default();
    Some(Doubt { index, column: "date", value, what: Doubtful::Planned })
}

/// What is in doubt about the days of a row.
pub(crate) fn doubt_of_days(
    index: usize,
    row: &Row,
    placing: &Placing,
    today: Date,
    answers: Answers,
) -> Option<Doubt> {
    if row.is_withdrawn() {
        return None;
    }
    let doubt = |column: &'static str, what| {
        let value = row.get(column).map(ToString::to_string).unwrap_or_default();
        Doubt { index, column, value, what }
    };
    let own = placing.own_quarter(row);
    if let Some((own, named)) = own.and_then(|own| Some((own, placing.named_instead_of(own)?))) {
        let column = match row.table().placement() {
            Placement::Day(column) | Placement::Period(column) | Placement::With(column) => column,
            Placement::Lasting | Placement::Writer => return None,
        };
        return Some(doubt(column, Doubtful::OtherQuarter { own, named }));
    }
    if answers.far_dates || row.table() == Table::Units {
        return None;
    }
    let about = placing.named.unwrap_or(placing.present);
    let (first, last) = (about.first_day(), about.last_day().max(placing.present.last_day()));
    let latest = last.checked_add(FAR_DAYS.days()).unwrap_or(last);
    let earliest = first.checked_sub(FAR_DAYS.days()).unwrap_or(first);
    let far_off = row.table().columns().iter().find_map(|column| {
        let (day, most): (Date, Date) = match column.kind {
            // Members joined, and took office, long ago, and nobody will have.
            ColumnKind::Date if column.name == "joined" || row.table() == Table::Offices => {
                (row.date(column.name).filter(|day| *day > last)?, last)
            }
            ColumnKind::Date if matches!(column.name, "due") => (row.date(column.name)?, latest),
            ColumnKind::Date => (row.date(column.name)?, last),
            ColumnKind::Month | ColumnKind::Period => (row.period(column.name)?.last_day(), latest),
            _ => return None,
        };
        let is_far = day > most || day < earliest;
        is_far.then(|| doubt(column.name, Doubtful::FarOff { quarter: Period::quarter_of(day) }))
    });
    far_off.or_else(|| Some(doubt(to_come(row, today)?, Doubtful::NotYet { today })))
}

/// The column that says that something happened on a day, or in a period, which is still to come. What is due may lie
/// ahead, and so may who takes office or leaves it.
fn to_come(row: &Row, today: Date) -> Option<&'static str> {
    let happened = row.table().columns().iter().filter(|column| column.name != "due" && row.table() != Table::Offices);
    let first_day = |column: &Column| match column.kind {
        ColumnKind::Date => row.date(column.name),
        ColumnKind::Month | ColumnKind::Period => row.period(column.name).map(Period::first_day),
        _ => None,
    };
    happened.into_iter().find(|column| first_day(column).is_some_and(|day| day > today)).map(|column| column.name)
}
