//! What the rules ask for beside deeds and reviews, as a clerk writes it for one of their periods: meetings and
//! attendance, tasks and commitments, visits and figures, reviews and steps of developing members.
//!
//! Everything follows from what the indicators look at ([`cunbang_scheme::Asked`]), never from a scheme's name: a new
//! scheme is played as it stands. How much of it a village does depends on how well it works.

mod figures;
mod meetings;
mod persons;
mod tasks;

use super::clerk::{Batch, Clerk};
use crate::chance::Chance;
use crate::course::later;
use cunbang_model::{Date, Decimal, Period, Row, Table};
use cunbang_scheme::{Asked, Factor, Level, Taken, Wanted};
use std::collections::{BTreeMap, BTreeSet};

/// A row, with the day that it is about and the day on which it is written.
struct Line {
    about: Date,
    written: Date,
    row: Row,
}

/// What a village writes for a period of the rules.
pub(super) struct Book<'a> {
    clerk: &'a Clerk<'a>,
    period: Period,
    lines: Vec<Line>,
}

/// Reports of a month come by its end, and what is late comes within it.
const LAST_DUE_DAY: i8 = 22;

impl<'a> Book<'a> {
    /// Everything that is asked for a period.
    fn of(clerk: &'a Clerk<'a>, period: Period) -> Self {
        let mut book = Self { clerk, period, lines: Vec::new() };
        book.meetings();
        book.tasks();
        book.commitments();
        book.visits();
        book.figures();
        book.reviews();
        book.steps();
        book
    }

    /// The figures of a period that units above the village state of it.
    pub(super) fn stated(clerk: &'a Clerk<'a>, period: Period) -> Vec<Row> {
        let book = Self { clerk, period, lines: Vec::new() };
        let rows = book.figures_of(Table::StatedFigures);
        rows.iter().map(|(id, value)| book.figure(Table::StatedFigures, id, *value)).collect()
    }

    /// The batches of a quarter's ledger, in order of days.
    pub(super) fn batches(clerk: &'a Clerk<'a>, quarter: Period) -> Vec<Batch> {
        let mut days: BTreeMap<Date, Vec<Row>> = BTreeMap::new();
        for period in clerk.kept.periods_at(quarter) {
            let lines = Self::of(clerk, period).lines.into_iter();
            for line in lines.filter(|line| quarter.contains_day(line.about)) {
                days.entry(sitting(line.written, period)).or_default().push(line.row);
            }
        }
        let operator = clerk.operator();
        days.into_iter().map(|(day, rows)| Batch { day, operator: operator.to_owned(), rows }).collect()
    }

    /// What is asked of the unit in a table.
    fn asked(&self, table: Table) -> impl Iterator<Item = &'a Asked> + use<'a> {
        let clerk = self.clerk;
        clerk.kept.asked.iter().filter(move |asked| asked.table == table && clerk.is_asked(asked))
    }

    fn chance(&self, what: &str) -> Chance {
        let clerk = self.clerk;
        Chance::of(clerk.plan.seed, &["asked", what, clerk.village.unit.code.as_str(), &self.period.to_string()])
    }

    /// Writes a row down about a day, on that day or a later one of the same month.
    fn write(&mut self, about: Date, written: Date, table: Table, cells: &[(&str, &str)]) {
        let written = written.clamp(about, about.last_of_month());
        self.lines.push(Line { about, written, row: self.clerk.row(table, cells) });
    }

    /// How many rows give full marks; of a member's indicator, to all members.
    fn rows_asked(&self, asked: &Asked) -> usize {
        let members = Decimal::from(self.clerk.members.len());
        let of_level = if asked.level == Level::Member { members } else { Decimal::ONE };
        let factors = asked.of.iter().map(|factor| match factor {
            Factor::Member => members,
            Factor::Month => Decimal::from(self.period.month_count()),
            Factor::Week | Factor::WholeWeek | Factor::Weekday(_) => Decimal::from(self.mondays().len()),
            Factor::Meeting => Decimal::ONE,
            Factor::Figure(id) => Decimal::from(self.clerk.expected(id, self.period)),
            Factor::Number(number) => *number,
        });
        let rows = factors.fold(of_level * asked.full.unwrap_or(Decimal::ONE), |rows, factor| rows * factor);
        usize::try_from(rows.ceil()).unwrap_or(0)
    }

    /// The Mondays of the period.
    fn mondays(&self) -> Vec<Date> {
        let first = self.period.first_day();
        let offset = i64::from((7 - first.weekday().to_monday_zero_offset()) % 7);
        let mondays = std::iter::successors(Some(later(first, offset)), |monday| Some(later(*monday, 7)));
        mondays.take_while(|monday| self.period.contains_day(*monday)).collect()
    }

    /// So many days, one after the other through the period; where they count by the week, Fridays of its weeks.
    fn days(&self, count: usize, by_week: bool) -> Vec<Date> {
        let weeks = self.mondays();
        if by_week && !weeks.is_empty() {
            let fridays = weeks.iter().map(|monday| later(*monday, 4).min(self.period.last_day()));
            return fridays.flat_map(|friday| vec![friday; count.div_ceil(weeks.len())]).collect();
        }
        let (first, last) = (self.period.first_day(), self.period.last_day());
        let length = i64::from((last - first).get_days()) + 1;
        let count = i64::try_from(count).unwrap_or(0);
        let days = (0..count).map(|number| later(first, length * (2 * number + 1) / (2 * count)));
        let is_late = |day: Date| day.day() > LAST_DUE_DAY && self.period.month_count() > 0;
        days.map(|day| if is_late(day) { with_day(day, LAST_DUE_DAY) } else { day }).collect()
    }

    /// The months that lie in the period.
    fn months(&self) -> Vec<Period> {
        self.period.months().into_iter().filter(|month| self.period.contains(*month)).collect()
    }
}

/// People sit down to write twice a month, and where they report by the week at its end.
fn sitting(written: Date, period: Period) -> Date {
    const FIRST_HALF: i8 = 14;
    if period.month_count() == 0 {
        return written.last_of_month().min(period.last_day());
    }
    if written.day() <= FIRST_HALF { with_day(written, FIRST_HALF) } else { written.last_of_month() }
}

/// The day of the same month with this number.
fn with_day(day: Date, number: i8) -> Date {
    day.with().day(number).build().unwrap_or(day)
}

/// The words that are asked for in a column, of the row itself or of its meeting.
pub(super) fn words<'a>(asked: &'a Asked, column: &str, of_meeting: bool) -> &'a [String] {
    let fixed = asked.fixed.iter().filter(|fixed| fixed.column == column && fixed.of_meeting == of_meeting);
    let mut words = fixed.filter_map(|fixed| if let Wanted::OneOf(words) = &fixed.wanted { Some(words) } else { None });
    words.next().map_or(&[], Vec::as_slice)
}

/// The beginning that is asked for in a column.
pub(super) fn beginning<'a>(asked: &'a Asked, column: &str) -> Option<&'a str> {
    let mut fixed = asked.fixed.iter().filter(|fixed| fixed.column == column);
    fixed.find_map(|fixed| if let Wanted::Begins(start) = &fixed.wanted { Some(start.as_str()) } else { None })
}

/// Whether it counts by the week.
fn is_by_week(asked: &Asked) -> bool {
    let is_week = |factor: &Factor| matches!(factor, Factor::Week | Factor::WholeWeek | Factor::Weekday(_));
    asked.taken == Taken::Weeks || asked.of.iter().any(is_week)
}

impl super::Kept {
    /// The periods of the rules that lie in a quarter, or the one around it.
    pub(super) fn periods_at(&self, quarter: Period) -> Vec<Period> {
        let first = self.kind.around(quarter.first_day());
        let periods = std::iter::successors(Some(first), |period| Some(period.next()));
        periods.take_while(|period| period.first_day() <= quarter.last_day()).collect()
    }

    /// The figures of a table that say how many are expected.
    fn expected_figures(&self, table: Table) -> BTreeSet<&str> {
        let shares = |asked: &'_ Asked| matches!(asked.taken, Taken::FigureShare(..));
        let stated = self.asked.iter().filter(|asked| !shares(asked)).flat_map(|asked| &asked.stated);
        stated.filter(|(_, of)| *of == table).map(|(id, _)| id.as_str()).collect()
    }
}

impl Clerk<'_> {
    /// Whether something is asked of units of its kind.
    fn is_asked(&self, asked: &Asked) -> bool {
        asked.kinds.is_empty() || asked.kinds.contains(&self.village.unit.kind)
    }

    /// How many are expected by a figure: households, members, steps that are due, or a few groups or pairs.
    fn expected(&self, id: &str, period: Period) -> u64 {
        let counts = |table: Table| {
            let mut asked = self.kept.asked.iter().filter(|asked| asked.table == table);
            asked.any(|asked| asked.stated.iter().any(|(stated, _)| stated == id))
        };
        if counts(Table::Visits) {
            return self.households();
        }
        if counts(Table::Awards) {
            return self.members.len() as u64;
        }
        if counts(Table::Steps) {
            return self.runs(period).iter().map(|run| run.places.len() as u64).sum();
        }
        Chance::of(self.plan.seed, &["expected", id, self.village.unit.code.as_str()]).between(2, 5)
    }

    /// The households of the village.
    fn households(&self) -> u64 {
        const HOUSEHOLDS_A_MEMBER: u64 = 9;
        self.village.members * HOUSEHOLDS_A_MEMBER
    }
}
