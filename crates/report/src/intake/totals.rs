//! What a sheet says its columns come to 合计, beside what was read above: where the two differ, a row is missing or a
//! figure is wrong, and which it is its writer knows.

use super::cell::{Cell, compact};
use super::fault::Place;
use super::numbers::{Measured, number};
use super::recognise::{Header, Heading};
use super::sheet::Line;
use super::taken::{Note, Passed};
use crate::header::column_at;
use cunbang_model::schema::{Mark, Word as _};
use cunbang_model::{Column, ColumnKind, Decimal, Table};
use std::collections::BTreeMap;

/// A column of numbers, and what it comes to.
struct Sum {
    at: usize,
    column: &'static Column,
    measured: Option<Measured>,
    all: Decimal,
    /// Since the last row of totals.
    since: Decimal,
    /// Whether a cell could not be read: then nothing is compared, as that is told already.
    is_unknown: bool,
}

/// What the columns of numbers of a plain table come to, line by line.
pub(crate) struct Sums {
    table: Table,
    sums: Vec<Sum>,
}

impl Sums {
    pub(crate) fn of(header: &Header) -> Self {
        let table = header.table;
        let sum = |(at, heading): (usize, &Heading)| {
            let Heading::Column(index, measured) = *heading else { return None };
            let column = column_at(table, index);
            let is_number = matches!(column.kind, ColumnKind::Number(..) | ColumnKind::Whole(..));
            let (all, since) = (Decimal::ZERO, Decimal::ZERO);
            is_number.then_some(Sum { at, column, measured, all, since, is_unknown: false })
        };
        // Figures of different sorts come to nothing together.
        let is_one_sort = !matches!(table, Table::Measures | Table::StatedFigures);
        let sums = header.headings.iter().enumerate().filter(|_| is_one_sort).filter_map(sum).collect();
        Self { table, sums }
    }

    /// A row that was read.
    pub(crate) fn add(&mut self, line: &Line) {
        for sum in self.sums.iter_mut().filter(|sum| !line.at(sum.at).is_empty()) {
            match sum.read(self.table, line.at(sum.at)) {
                Some(value) => (sum.all, sum.since) = (sum.all + value, sum.since + value),
                None => sum.is_unknown = true,
            }
        }
    }

    /// Where a row of totals says something else than the rows above it, or those since the last such row, come to.
    pub(crate) fn compare(&mut self, header: &Header, line: &Line, place: &Place) -> Vec<Note> {
        let called = compact(&line.first_text());
        // What is added up beyond the sheet is no total of it.
        let (is_of_sheet, is_of_part) = (!called.starts_with("累计"), called.starts_with("小计"));
        let mut found = Vec::new();
        for sum in self.sums.iter_mut().filter(|_| is_of_sheet) {
            let written = sum.read(self.table, line.at(sum.at)).filter(|_| !sum.is_unknown);
            let read = if is_of_part { sum.since } else { sum.all };
            if let Some(written) = written.filter(|written| *written != read && *written != sum.since) {
                let (of, read) = (header.text(sum.at).trim().to_owned(), read.normalize().to_string());
                let passed = Passed::TotalDiffers { of, written: written.normalize().to_string(), read };
                found.push(Note { place: place.column(sum.at), passed });
            }
            sum.since = Decimal::ZERO;
        }
        found
    }
}

impl Sum {
    fn read(&self, table: Table, cell: &Cell) -> Option<Decimal> {
        let own = Measured::of(table, self.column.name, None, &BTreeMap::new());
        let (text, _) = match self.measured {
            Some(header) if own != Measured::Unsaid => number(&header.on_plain(cell, own), self.column.kind, own),
            Some(header) => number(cell, self.column.kind, header),
            None => number(cell, self.column.kind, own),
        }
        .ok()?;
        text.parse().ok()
    }
}

/// What stands above a column in which a sheet of attendance counts for each member.
const OF_MEMBERS: [&str; 9] =
    ["合计", "总计", "小计", "出席次数", "到会次数", "出勤次数", "参会次数", "参加次数", "实到次数"];
/// What a row is called in which it counts for each meeting who came.
const CAME: [&str; 9] = ["合计", "总计", "共计", "实到", "出席", "到会", "出勤", "参会", "签到"];

/// The marks of a sheet of attendance, by the column or row in which they stand.
#[derive(Default)]
pub(crate) struct Marks(BTreeMap<Mark, usize>);

impl Marks {
    pub(crate) fn add(&mut self, mark: &str) {
        if let Some(mark) = Mark::from_word(mark) {
            *self.0.entry(mark).or_default() += 1;
        }
    }

    fn count(&self, marks: &[Mark]) -> usize {
        marks.iter().filter_map(|mark| self.0.get(mark)).sum()
    }

    /// How many came, as closely as may be counted: with or without who was there from afar, late, or left early.
    fn came(&self) -> [usize; 4] {
        let there = [Mark::Present, Mark::Remote, Mark::Late, Mark::LeftEarly];
        let [present, remote, late, early] = there.map(|mark| self.count(&[mark]));
        [present + remote, present, present + late + early, present + remote + late + early]
    }

    /// What is said of a count, if it is none of those that these marks come to.
    fn differs(&self, of: &str, cell: &Cell, counts: &[usize]) -> Option<Passed> {
        let written = compact(&cell.shown());
        let count: usize = written.trim_end_matches(['人', '次', '名']).parse().ok()?;
        let read = counts.first().filter(|_| !self.0.is_empty() && !counts.contains(&count))?.to_string();
        Some(Passed::TotalDiffers { of: of.to_owned(), written, read })
    }

    /// Whether a row of totals says something else of the meeting of this column.
    pub(crate) fn of_meeting(&self, row: &str, of: &str, cell: &Cell) -> Option<Passed> {
        let row = compact(row);
        let says = |words: &[&str]| words.iter().any(|word| row.contains(word));
        if says(&["率", "应到"]) {
            None
        } else if says(&["请假"]) {
            self.differs(of, cell, &[self.count(&[Mark::Leave])])
        } else if says(&["缺席", "缺勤"]) {
            self.differs(of, cell, &[self.count(&[Mark::Absent])])
        } else if says(&CAME) {
            self.differs(of, cell, &self.came())
        } else {
            None
        }
    }

    /// Whether a column of totals says something else of the member of this row.
    pub(crate) fn of_member(&self, header: &str, of: &str, cell: &Cell) -> Option<Passed> {
        let is_total = OF_MEMBERS.contains(&compact(header).as_str());
        is_total.then(|| self.differs(of, cell, &self.came())).flatten()
    }
}
