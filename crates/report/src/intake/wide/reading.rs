//! From the rows of a sheet of scores to figures.

use super::columns::{Columns, Scores, Stated};
use super::head::Head;
use super::numbers::{is_nothing, number};
use super::question::Question;
use super::remark::{Remark, Said};
use super::totals::{self, Compared};
use super::villages::Villages;
use super::{AskedOfSheet, ScoreSheet, summary, title};
use crate::header::letters;
use crate::intake::cell::{Cell, compact};
use crate::intake::fault::{Fault, ImportFaults, Place};
use crate::intake::problem::Problem;
use crate::intake::sheet::{Line, Sheet};
use cunbang_model::{Decimal, Period, Row, Table, Unit, UnitCode};
use cunbang_scheme::{GroupKind, PeriodKind, ScoreColumn, Tabulated, nearest};
use std::collections::BTreeMap;

/// Reads a sheet below its header.
pub(crate) fn read(sheet: &Sheet, head: &Head, asked: &AskedOfSheet<'_>) -> ScoreSheet {
    let villages = Villages::new(asked.units, asked.under);
    let mut reading = Reading { sheet, head, asked, villages, remarks: Vec::new(), faults: ImportFaults::default() };
    reading.above();
    let period = reading.period();
    let (rows, stated) = reading.rows();
    let lines: Vec<&Line> = rows.iter().map(|row| row.line).collect();
    let columns = Columns::of(head, &lines, stated, asked.figures.as_ref());
    reading.say_columns(&columns);
    let scored = reading.scores(&columns, &rows);
    let rules = period.filter(|_| !columns.scores.is_empty()).map(|period| reading.rules(&columns, &scored, period));
    let figures = period.filter(|_| reading.faults.is_empty()).map(|period| figures(&columns, &scored, period));
    let rows = match figures {
        Some(Ok(rows)) => rows,
        Some(Err(why)) => {
            reading.fault(&sheet.source.whole(), "", Problem::Row(why.into()));
            Vec::new()
        }
        None => Vec::new(),
    };
    let Reading { mut remarks, mut faults, .. } = reading;
    faults.sort_by_place(|_| 0);
    remarks.sort_by_key(|remark| remark.place.row());
    ScoreSheet { period, rows, rules, remarks, faults }
}

/// A row that names a village, or seems to.
struct Named<'s> {
    line: &'s Line,
    township: Option<String>,
}

/// The scores of a village, in the order of their columns.
struct Scored<'t> {
    unit: &'t Unit,
    values: Vec<Decimal>,
}

struct Reading<'s> {
    sheet: &'s Sheet,
    head: &'s Head,
    asked: &'s AskedOfSheet<'s>,
    villages: Villages<'s>,
    remarks: Vec<Remark>,
    faults: ImportFaults,
}

impl<'s> Reading<'s> {
    fn place(&self, line: &Line) -> Place {
        self.sheet.source.row(line.row)
    }

    fn head_place(&self, at: usize) -> Place {
        self.place(&self.sheet.lines[self.head.bottom]).column(at)
    }

    fn fault(&mut self, place: &Place, value: &str, problem: Problem) {
        self.faults.push(Fault::new(place, None, value, problem));
    }

    fn ask(&mut self, place: &Place, value: &str, question: Question) {
        self.fault(place, value, Problem::ScoreSheet(Box::new(question)));
    }

    fn say(&mut self, place: &Place, said: Said) {
        self.remarks.push(Remark::new(place, said));
    }

    fn above(&mut self) {
        for (at, line) in self.sheet.lines[..self.head.top].iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            if Some(at) == self.head.full_at {
                continue;
            }
            self.say(&self.place(line), Said::Text(line.first_text()));
        }
    }

    fn period(&mut self) -> Option<Period> {
        if self.asked.period.is_some() {
            return self.asked.period;
        }
        let whole = self.sheet.source.whole();
        let found: Vec<Period> = title::periods(self.sheet, self.head.top).into_iter().collect();
        match found.as_slice() {
            [period] => {
                self.say(&whole, Said::Period(*period));
                Some(*period)
            }
            [] => {
                self.ask(&whole, "", Question::NoPeriod);
                None
            }
            _ => {
                self.ask(&whole, "", Question::SeveralPeriods(found));
                None
            }
        }
    }

    /// The rows that name a village, and those of full marks and weights.
    fn rows(&mut self) -> (Vec<Named<'s>>, Stated<'s>) {
        let (mut rows, mut stated) = (Vec::new(), Stated::default());
        let mut township: Option<String> = None;
        for line in self.sheet.lines[self.head.bottom + 1..].iter().filter(|line| !line.is_empty()) {
            let (_, cell) = self.head.named_at(line);
            let (first, name) = (compact(&line.first_text()), compact(&cell.shown()));
            let is = |is_it: fn(&str) -> bool| is_it(&first) || is_it(&name);
            let here = self.head.township_at.map(|at| line.at(at)).filter(|cell| !cell.is_empty());
            if !self.villages.is_one(cell) && is(summary::is_summary) {
                if is(summary::is_full_marks) {
                    stated.full = Some(line);
                } else if is(summary::is_weights) {
                    stated.weights = Some(line);
                }
                self.say(
                    &self.place(line),
                    Said::Summary(if summary::is_summary(&first) { line.first_text() } else { cell.shown() }),
                );
                continue;
            }
            township = here.map(Cell::shown).or(township);
            if !is_nothing(cell) {
                rows.push(Named { line, township: township.clone() });
            } else if line.cells.iter().filter(|cell| number(cell).is_some()).count() > 1 {
                self.ask(&self.place(line), "", Question::Nameless);
            } else {
                self.say(&self.place(line), Said::Text(line.first_text()));
            }
        }
        (rows, stated)
    }

    fn say_columns(&mut self, columns: &Columns) {
        let head = self.head_place(0).row().map_or_else(|| self.sheet.source.whole(), |row| self.sheet.source.row(row));
        let titles = columns.scores.iter().filter(|scores| !scores.is_nameless);
        let titles = titles.map(|scores| format!("{} {}", letters(scores.at), scores.word));
        self.say(&head, Said::Columns(titles.collect()));
        for scores in columns.scores.iter().filter(|scores| scores.is_nameless) {
            self.say(&self.head_place(scores.at), Said::Nameless { word: scores.word.clone() });
        }
        let stated = columns.scores.iter().filter_map(|scores| Some((&scores.word, scores.stated?.normalize())));
        let stated: Vec<String> = stated.map(|(word, full)| format!("{word} {full}")).collect();
        if !stated.is_empty() && self.asked.figures.is_none() {
            self.say(&head, Said::Stated(stated));
        }
        if let Some((at, agree, of)) = columns.mostly_sum {
            let header = self.head.text(at).to_owned();
            self.ask(&self.head_place(at), &header, Question::MayBeTotal { agree, of });
        }
        for (at, why) in &columns.others {
            let said = Said::NoScore { header: self.head.text(*at).to_owned(), why: *why };
            self.say(&self.head_place(*at), said);
        }
        for scores in columns.scores.iter().filter(|scores| scores.kind == GroupKind::Deducted) {
            self.say(&self.head_place(scores.at), Said::Deducts { header: scores.word.clone() });
        }
        if columns.scores.is_empty() {
            self.ask(&head, "", Question::NoScoreSheet);
        }
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for scores in &columns.scores {
            if let Some(other) = first.insert(&scores.word, scores.at) {
                let question = Question::ColumnTwice { first: letters(other) };
                self.ask(&self.head_place(scores.at), &scores.word, question);
            }
        }
        for word in self.asked.figures.iter().flat_map(BTreeMap::keys) {
            let is_there = |scores: &Scores| scores.word == *word || format!("{}·扣", scores.word) == *word;
            if !columns.scores.iter().any(is_there) {
                let near = nearest(word, self.head.texts.iter().map(String::as_str)).map(str::to_owned);
                self.ask(&head, "", Question::NotInSheet { word: word.clone(), near });
            }
        }
    }

    /// The scores of the villages; and all that is to be asked about rows and cells.
    fn scores(&mut self, columns: &Columns, rows: &[Named<'s>]) -> Vec<Scored<'s>> {
        let mut scored: Vec<Scored<'s>> = Vec::new();
        let mut first: BTreeMap<UnitCode, Place> = BTreeMap::new();
        let (mut without, mut compared, mut zeros, mut rounded) = (Vec::new(), Vec::new(), 0, 0);
        for row in rows {
            let place = self.place(row.line);
            let has_scores = columns.scores.iter().any(|scores| number(row.line.at(scores.at)).is_some());
            let Some(unit) = self.village(row, has_scores) else { continue };
            if let Some(first) = first.insert(unit.code, place.clone()) {
                let (at, _) = self.head.named_at(row.line);
                let first = first.column(at).cell().unwrap_or_default();
                self.ask(&place.column(at), &unit.name, Question::VillageTwice { first });
                continue;
            }
            let total = columns.total_at.map(|at| (at, row.line.at(at)));
            let cells = || columns.scores.iter().map(|scores| (scores, row.line.at(scores.at)));
            if cells().all(|(_, cell)| is_nothing(cell)) {
                without.push(unit.name.clone());
                // A formula over nothing gives 0.
                let given =
                    total.and_then(|(at, cell)| Some((at, number(cell)?))).filter(|(_, total)| !total.is_zero());
                if let Some((at, total)) = given.filter(|_| !self.asked.ignore_total) {
                    let question = Question::TotalDiffers { village: unit.name.clone(), sum: Decimal::ZERO };
                    self.ask(&place.column(at), &total.normalize().to_string(), question);
                }
                continue;
            }
            let mut values = Vec::new();
            for (scores, cell) in cells() {
                if let Some(value) = self.score(scores, cell, &place, &unit.name) {
                    zeros += usize::from(is_nothing(cell));
                    rounded += usize::from(value.normalize().scale() > 2);
                    values.push(value);
                }
            }
            if values.len() < columns.scores.len() {
                continue;
            }
            if let Some((at, cell)) = total.filter(|(_, cell)| !is_nothing(cell) && !self.asked.ignore_total) {
                match number(cell) {
                    Some(total) => compared.push(compare(columns, &values, place.column(at), &unit.name, total)),
                    None => self.ask(&place.column(at), &cell.shown(), Question::NoNumber),
                }
            }
            scored.push(Scored { unit, values });
        }
        self.say_totals(columns, &compared);
        let whole = self.sheet.source.whole();
        let absent = self.villages.all().filter(|unit| !first.contains_key(&unit.code));
        let absent: Vec<String> = absent.map(|unit| unit.name.clone()).collect();
        for (is_so, said) in [
            (zeros > 0, Said::EmptyIsZero(zeros)),
            (rounded > 0, Said::Rounded(rounded)),
            (!without.is_empty(), Said::WithoutScores(without)),
            (!absent.is_empty(), Said::NotInSheet(absent)),
        ] {
            if is_so {
                self.say(&whole, said);
            }
        }
        scored
    }

    fn village(&mut self, row: &Named<'s>, has_scores: bool) -> Option<&'s Unit> {
        let (at, cell) = self.head.named_at(row.line);
        let place = self.place(row.line).column(at);
        match self.villages.find(cell, row.township.as_deref()) {
            Ok(found) => {
                if !found.is_plain {
                    let read = format!("{} {}", found.unit.name, found.unit.code);
                    self.say(&place, Said::Village { written: cell.shown(), read });
                }
                Some(found.unit)
            }
            // A note or a signature below the table.
            Err(Question::UnknownVillage { near: None, .. }) if !has_scores => {
                self.say(&place, Said::Text(cell.shown()));
                None
            }
            Err(question) => {
                self.ask(&place, &cell.shown(), question);
                None
            }
        }
    }

    /// A village's score in a column; none where it has to be asked.
    fn score(&mut self, scores: &Scores, cell: &Cell, row: &Place, village: &str) -> Option<Decimal> {
        let place = row.column(scores.at);
        if is_nothing(cell) {
            if !self.asked.empty_is_zero {
                let (village, column) = (village.to_owned(), scores.word.clone());
                self.ask(&place, &cell.shown(), Question::EmptyScore { village, column });
            }
            return self.asked.empty_is_zero.then_some(Decimal::ZERO);
        }
        let Some(value) = number(cell) else {
            self.ask(&place, &cell.shown(), Question::NoNumber);
            return None;
        };
        let question = match scores.most(value) {
            Some(full) if value.abs() > full => Some(Question::AboveFull { full: full.normalize() }),
            _ if self.has_other_sign(scores, value) => Some(Question::Signs),
            _ => None,
        };
        match question {
            Some(question) => {
                self.ask(&place, &cell.shown(), question);
                None
            }
            None => Some(value),
        }
    }

    /// Whether a deduction has not the sign of the first in its column, or a negative score stands where none may.
    fn has_other_sign(&self, scores: &Scores, value: Decimal) -> bool {
        if scores.kind != GroupKind::Deducted {
            return value < Decimal::ZERO && scores.taken.is_none();
        }
        let below = self.sheet.lines[self.head.bottom + 1..].iter().filter(|line| {
            let (_, cell) = self.head.named_at(line);
            self.villages.is_one(cell)
        });
        let first = below.filter_map(|line| number(line.at(scores.at))).find(|value| !value.is_zero());
        first.is_some_and(|first| !value.is_zero() && first.is_sign_negative() != value.is_sign_negative())
    }

    fn say_totals(&mut self, columns: &Columns, compared: &[Compared]) {
        let Some(at) = columns.total_at else {
            if let [only] = columns.scores.as_slice()
                && only.word.contains("分")
            {
                self.say(&self.head_place(only.at), Said::TotalAlone);
            }
            return;
        };
        let questions = totals::questions(compared);
        if self.asked.ignore_total {
            self.say(&self.head_place(at), Said::TotalIgnored { header: self.head.text(at).to_owned() });
        } else if questions.is_empty() {
            self.say(&self.head_place(at), Said::TotalsAgree { rows: compared.len() });
        }
        self.faults.extend(questions);
    }

    fn rules(&mut self, columns: &Columns, scored: &[Scored<'_>], period: Period) -> Tabulated {
        let mut of_sheet = Vec::new();
        for (index, scores) in columns.scores.iter().enumerate() {
            let of_column = || scored.iter().map(|village| village.values[index]);
            let greatest = |sign: Decimal| of_column().map(|value| value * sign).max().unwrap_or_default();
            let column = |word: &str, kind: GroupKind, greatest: Decimal| ScoreColumn {
                word: word.to_owned(),
                title: if word == scores.word { scores.title() } else { word.to_owned() },
                kind,
                stated: scores.stated,
                greatest: greatest.max(Decimal::ZERO),
            };
            let most = greatest(Decimal::ONE).max(greatest(Decimal::NEGATIVE_ONE));
            of_sheet.push(column(&scores.word, scores.kind, most));
            if let Some(taken) = &scores.taken {
                of_sheet.push(column(taken, GroupKind::Deducted, greatest(Decimal::NEGATIVE_ONE)));
            }
        }
        let base = |village: &Scored<'_>| -> Decimal {
            let values = columns.scores.iter().zip(&village.values);
            values.filter(|(scores, _)| scores.kind == GroupKind::Base).map(|(_, value)| *value).sum()
        };
        let rules = Tabulated {
            title: title::title(self.sheet, self.head.top),
            period: PeriodKind::of(period),
            columns: of_sheet,
            highest: highest_in_hundreds(columns, scored.iter().map(base).max().unwrap_or_default()),
        };
        if let ((full, false), None) = (rules.full_marks(), &self.asked.figures) {
            self.say(&self.sheet.source.whole(), Said::FullMarks(full));
        }
        rules
    }
}

/// The highest sum of scores. Where each of so many scores counts alike, as in a mean, each is of as many hundreds.
fn highest_in_hundreds(columns: &Columns, highest: Decimal) -> Decimal {
    let parts = Decimal::from(columns.scores.len().max(1));
    if columns.has_mean {
        (highest / parts / Decimal::ONE_HUNDRED).ceil() * Decimal::ONE_HUNDRED * parts
    } else {
        highest
    }
}

fn compare(columns: &Columns, values: &[Decimal], place: Place, village: &str, total: Decimal) -> Compared {
    let counted = || columns.scores.iter().zip(values).map(|(scores, value)| (scores, scores.counted(*value)));
    let weighted = counted().map(|(scores, value)| Some(value * scores.weight?)).sum();
    let sum = counted().map(|(_, value)| value).sum();
    Compared { place, village: village.to_owned(), total, sum, weighted, scores: values.len() }
}

fn figures(columns: &Columns, scored: &[Scored<'_>], period: Period) -> Result<Vec<Row>, String> {
    let period = period.to_string();
    let mut rows = Vec::new();
    for village in scored {
        let unit = village.unit.code.to_string();
        for (scores, value) in columns.scores.iter().zip(&village.values) {
            for (word, value) in scores.figures(*value) {
                let value = value.normalize().to_string();
                let cells =
                    [("unit", unit.as_str()), ("period", &period), ("indicator", word), ("value", value.as_str())];
                let row = Row::from_cells(Table::Measures, cells).map_err(|faults| format!("{word}: {faults:?}"))?;
                rows.push(row);
            }
        }
    }
    Ok(rows)
}
