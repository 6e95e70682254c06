//! Ranking what stands in spreadsheets: no node, no store, no seals.

use cunbang_desk::reading::in_words::tables_in_words;
use cunbang_model::{Period, Row, Table, UnitCode, UnitTree, record};
use cunbang_report::{RowsInWords, Tables, UnitList};
use cunbang_scheme::{
    Doubtful, Inputs, Level, Names, Outcome, Past, RankError, ReceiptState, Scheme, Status, UnreadRow, VillageInput,
    engine_of, rank,
};
use ring::digest::{Context as Hasher, SHA256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything that a ranking of spreadsheets rests on.
#[derive(Debug, Clone)]
pub(crate) struct Spreadsheets {
    /// The units.
    pub(crate) units: UnitTree,
    county_counts: BTreeMap<UnitCode, u32>,
    /// Each with the quarter that its id belongs to.
    rows: Vec<(Option<Period>, Row)>,
    /// What earlier periods came to.
    past: Past,
    /// What it says of a village that it has rows.
    receipt: ReceiptState,
}

impl Spreadsheets {
    /// From the tables that were read.
    pub(crate) fn new(units: UnitList, tables: Tables) -> Self {
        let rows = tables.into_rows_by_quarter().filter(|(_, row)| row.table() != Table::Units).collect();
        Self::of(units, rows, ReceiptState::Spreadsheet)
    }

    /// From the figures of a sheet of finished scores.
    pub(crate) fn of_scores(units: UnitList, figures: Vec<Row>) -> Self {
        Self::of(units, figures.into_iter().map(|row| (None, row)).collect(), ReceiptState::ScoreSheet)
    }

    fn of(units: UnitList, rows: Vec<(Option<Period>, Row)>, receipt: ReceiptState) -> Self {
        Self {
            county_counts: Inputs::county_counts_in(&units.rows),
            units: units.tree,
            rows,
            past: Past::default(),
            receipt,
        }
    }

    /// What the rows are.
    pub(crate) fn in_words(&self) -> RowsInWords {
        tables_in_words(&self.rows)
    }

    /// With what earlier periods came to.
    pub(crate) fn with_past(self, past: Past) -> Self {
        Self { past, ..self }
    }

    /// The earlier periods that the rules ask for and of which nothing is here.
    pub(crate) fn lacking(&self, scheme: &Scheme, period: Period) -> Vec<Period> {
        let mut asked = scheme.looks_back_to(period);
        for (known, _) in self.past.results() {
            asked.remove(&known);
        }
        asked.into_iter().collect()
    }

    /// The rows of a period that do not count as they stand.
    pub(crate) fn doubtful(&self, scheme: &Scheme, period: Period) -> Vec<Doubtful> {
        // A mark has the day of its meeting, which was not held where nobody is marked.
        let is_of = |row: &&Row| match row.day() {
            Some(day) => period.contains_day(day) || (row.table() == Table::Posts && day <= period.last_day()),
            None => row.table() == Table::Attendance,
        };
        scheme.doubtful(self.rows.iter().map(|(_, row)| row).filter(is_of))
    }

    /// The rows of a period with words that the rules do not read.
    pub(crate) fn unread(&self, scheme: &Scheme, period: Period) -> Vec<UnreadRow> {
        let is_of = |row: &&Row| row.day().is_some_and(|day| period.contains_day(day));
        scheme.unread_rows(self.rows.iter().map(|(_, row)| row).filter(is_of))
    }

    /// The villages that are not received although there are rows of them: who belongs to a village and who claims which post
    /// is no work of the period.
    pub(crate) fn written_and_not_received<'a>(&'a self, outcome: &'a Outcome) -> impl Iterator<Item = &'a str> {
        let is_of_people = |row: &&Row| matches!(row.table(), Table::Members | Table::Standing | Table::Posts);
        let of_people = self.rows.iter().map(|(_, row)| row).filter(is_of_people);
        let written: BTreeSet<UnitCode> = of_people.map(Row::unit).collect();
        let rows = outcome.rows(Level::Village).iter().filter(|row| row.status == Status::NotReceived);
        rows.filter(move |row| written.contains(&row.unit)).map(|row| row.name.as_str())
    }

    /// Ranks a period.
    pub(crate) fn rank(&self, scheme: &Scheme, period: Period) -> Result<Outcome, RankError> {
        rank(scheme, &self.inputs(period))
    }

    /// Ranks the period before, if anything of it stands here.
    pub(crate) fn rank_before(&self, scheme: &Scheme, period: Period) -> Option<Outcome> {
        let outcome = self.rank(scheme, period.previous()).ok()?;
        let is_there = outcome.rows(Level::Village).iter().any(|row| row.status == Status::Received);
        is_there.then_some(outcome)
    }

    fn inputs(&self, period: Period) -> Inputs {
        let mut names = Names::default();
        // As of ledgers, a batch for each quarter: by it a mark of attendance finds its meeting.
        let mut village_rows: BTreeMap<_, BTreeMap<Option<Period>, Vec<Row>>> =
            self.units.all_basic_units().map(|unit| (unit.code, BTreeMap::new())).collect();
        let mut township_rows: BTreeMap<_, Vec<Row>> = BTreeMap::new();
        for (quarter, row) in self.rows.iter().filter(|(_, row)| row.table() != Table::Offices) {
            if let Some(record::Member { unit, member, name, .. }) = row.record() {
                names.insert(unit, member, name);
            }
            match village_rows.get_mut(&row.unit()) {
                Some(batches) => batches.entry(*quarter).or_default().push(row.clone()),
                None => township_rows.entry(row.unit()).or_default().push(row.clone()),
            }
        }
        let villages = village_rows.into_iter().map(|(unit, batches)| {
            let rows = batches.into_values().map(Arc::new).collect();
            (unit, VillageInput { rows, earlier: Vec::new(), receipt: self.receipt, decision: None })
        });
        Inputs {
            units: self.units.clone(),
            period,
            villages: villages.collect(),
            township_rows,
            county_counts: self.county_counts.clone(),
            offices: Inputs::offices_in(self.rows.iter().map(|(_, row)| row)),
            past: self.past.clone(),
            names,
        }
    }

    /// The id of the run: the hex SHA-256 of everything that the outcome follows from, one item a line:
    /// engine, period, scheme, units and the county's counts of their members in the order of their codes, rows in the order
    /// of their keys, with the quarter where several quarters have one of that key, and the earlier results that the scheme asks for. It does not depend on how the rows were spread over files.
    pub(crate) fn run_id(&self, scheme: &Scheme, period: Period) -> String {
        let mut hasher = Hasher::new(&SHA256);
        let mut line = |parts: &[&str]| {
            for part in parts {
                hasher.update(part.as_bytes());
            }
            hasher.update(b"\n");
        };
        line(&["cunbang spreadsheets 2"]);
        if self.receipt == ReceiptState::ScoreSheet {
            line(&["finished scores"]);
        }
        line(&["engine ", &engine_of(period).to_string()]);
        line(&["period ", &period.to_string()]);
        line(&["scheme ", &scheme.hash()]);
        for unit in self.units.iter() {
            line(&["unit ", unit.code.as_str(), " ", unit.kind.as_str(), " ", &unit.name]);
        }
        for (unit, count) in &self.county_counts {
            line(&["members ", unit.as_str(), " ", &count.to_string()]);
        }
        let keyed = |(quarter, row): &(Option<Period>, Row)| {
            (format!("{} {}", row.unit(), row.key()), quarter.map(|quarter| quarter.to_string()), row.to_json())
        };
        let mut rows: Vec<(String, Option<String>, String)> = self.rows.iter().map(keyed).collect();
        rows.sort_unstable();
        for of_key in rows.chunk_by(|one, other| one.0 == other.0) {
            for (key, quarter, json) in of_key {
                match quarter.as_deref().filter(|_| of_key.len() > 1) {
                    Some(quarter) => line(&["row ", key, " ", quarter, " ", json]),
                    None => line(&["row ", key, " ", json]),
                }
            }
        }
        let asked = scheme.looks_back_to(period);
        for (period, result) in self.past.results().filter(|(period, _)| asked.contains(period)) {
            let cells = [
                result.score.map(|score| score.normalize().to_string()),
                result.rank.map(|rank| rank.to_string()),
                result.rank_in_parent.map(|rank| rank.to_string()),
                result.stars.map(|stars| stars.to_string()),
            ];
            let cells = cells.map(|cell| cell.unwrap_or_else(|| "-".to_owned())).join(" ");
            let (unit, status) = (result.unit.as_str(), result.status.as_str());
            line(&["past ", &period.to_string(), " ", unit, " ", &result.run, " ", status, " ", &cells]);
        }
        data_encoding::HEXLOWER.encode(hasher.finish().as_ref())
    }
}
