//! Measures 指标口径: what is counted over which rows.

use crate::PeriodKind;
use crate::filter::Filter;
use crate::fraction::Fraction;
use crate::outcome::Reason;
use crate::past_measure::{PastMeasure, is_of_open_period};
use crate::spread::Spread;
use crate::steps::{Light, Steps};
use crate::whole::{Factor, Whole};
use cunbang_model::document::DocumentKind;
use cunbang_model::{Decimal, Table};
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measure {
    pub(crate) kind: MeasureKind,
    /// The table looked at; none for what rests on seals, scores and earlier results.
    pub(crate) table: Option<Table>,
    /// Which of its rows are looked at.
    pub(crate) filters: Vec<Filter>,
    /// What it is divided by, or taken of; nothing where its rows alone say.
    pub(crate) of: Vec<Factor>,
    /// Whether it gives the least it can where a figure that it rests on was not stated.
    pub(crate) unstated_is_least: bool,
    /// Whether the figures that it rests on are those that units above state: where one is 0 nothing was due, and where one
    /// is not stated that is not the village's fault.
    pub(crate) is_from_above: bool,
    /// What a ratio's whole is at least; nothing where its rows alone say.
    pub(crate) whole_at_least: Vec<Factor>,
    pub(crate) rows: RowsOf,
    /// The column of the day by which rows are of a week, month, quarter or half-year; none where it is the row's own.
    pub(crate) distinct_on: Option<usize>,
    /// The column of which each word that is asked for must be there, for a part to count.
    pub(crate) with_all: Option<usize>,
    /// Whether the figures that it rests on are counts, of which those of parts of the period add up, and not states.
    pub(crate) figures_add_up: bool,
    /// Of each week, month or quarter no more than its part of the whole.
    pub(crate) spread: Option<Spread>,
    /// The figure by which units above state the month up to whose end rows count.
    pub(crate) until: Option<String>,
    /// Whose rows do not count: of the units that have such a row.
    pub(crate) unless: Option<Unless>,
    /// Which share of the members may have such a row in a quarter.
    pub(crate) quota: Option<Quota>,
}

/// Rows that keep those of their unit from counting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unless {
    pub(crate) table: Table,
    pub(crate) filters: Vec<Filter>,
    /// Of steps: by these rules, those that are stopped keep nothing from counting.
    pub(crate) not_stopped_of: Option<Arc<Steps>>,
}

/// The least and most share of the members who may have something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quota {
    pub(crate) least_share: Decimal,
    pub(crate) most_share: Decimal,
    /// The figure by which units above state how many members there were in a quarter.
    pub(crate) members: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MeasureKind {
    /// How many rows, or how many different values of something.
    Count { distinct: Option<Distinct> },
    /// How many are short of the whole that is expected.
    Missing { distinct: Option<Distinct> },
    /// The sum of a column.
    Sum { column: usize },
    /// The mean of a column.
    Average {
        column: usize,
        /// What rounds are told apart by, where so many are expected.
        rounds: Option<Distinct>,
    },
    /// The share of rows that meet further conditions, in per cent.
    Rate { meets: Vec<Filter> },
    /// One column's sum as a share of another's, in per cent.
    Ratio { part: usize, whole: usize },
    /// The share of rows done by their due day, in per cent.
    Timeliness { done: usize, due: usize, otherwise: Option<Otherwise> },
    /// Marks weighed: their mean over those who were to come, in per cent of 1, or their sum.
    Marks(Marks),
    /// How many steps of developing members have a light; where it is said how many were to be taken, how many of
    /// these are short of the next better one.
    Lights { light: Light, steps: Arc<Steps> },
    /// A figure from elsewhere.
    Figure { indicator: String, combine: Combine },
    /// One figure as a share of another, in per cent and at most all of it.
    FigureRatio {
        part: String,
        whole: String,
        /// Whether a part that is not stated is nothing, where the whole is.
        missing_part_is_zero: bool,
    },
    /// The share of villages whose seal was received in time, in per cent.
    Sealed,
    /// The mean of the scores of the units below.
    Children { by_members: bool },
    /// What was published of earlier periods.
    Past(PastMeasure),
}

/// The day that stands in for one that was not stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Otherwise {
    pub(crate) column: usize,
    /// Of which rows alone.
    pub(crate) filters: Vec<Filter>,
}

/// How marks of attendance count.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is a word of its own
pub(crate) struct Marks {
    /// The column of the mark.
    pub(crate) column: usize,
    weights: Vec<(String, Decimal)>,
    /// Kinds of meeting where taking part from afar counts as absent.
    pub(crate) no_remote_at: Vec<String>,
    /// Who alone may take part from afar; anybody where nothing is asked.
    pub(crate) remote_for: Vec<Filter>,
    /// Whether their sum is the measure, not their mean.
    pub(crate) sum: bool,
    /// Whether one meeting alone counts, that with the most: of each month, or of the period.
    pub(crate) best_of: Option<BestOf>,
    /// Whether those without a mark are left out, and not expected.
    pub(crate) marked_alone: bool,
    /// Whether those without a mark count as present, so that what is missing is what was marked so.
    pub(crate) unmarked_is_present: bool,
    /// Whether all count as present at a meeting that was not held for a stated reason.
    pub(crate) excused_is_present: bool,
}

/// What of a measure units above state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FromAbove {
    /// The figure that it is.
    Figure,
    /// How much was due.
    Due,
    /// How much its whole is at least.
    Least,
}

/// Of what the meeting with the most marks counts alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BestOf {
    Month,
    Period,
}

impl Marks {
    pub(crate) fn new(
        column: usize,
        mut weights: Vec<(String, Decimal)>,
        no_remote_at: Vec<String>,
        remote_for: Vec<Filter>,
        sum: bool,
    ) -> Self {
        weights.sort();
        Self {
            column,
            weights,
            no_remote_at,
            remote_for,
            sum,
            best_of: None,
            marked_alone: false,
            unmarked_is_present: false,
            excused_is_present: false,
        }
    }

    /// What a mark counts; nothing where the scheme does not say.
    pub(crate) fn weight_of(&self, mark: &str) -> Decimal {
        self.weights.iter().find(|(word, _)| word == mark).map_or(Decimal::ZERO, |(_, weight)| *weight)
    }

    /// What each mark counts, by mark.
    pub(crate) fn weights(&self) -> &[(String, Decimal)] {
        &self.weights
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Distinct {
    /// The month of the row's day.
    Month,
    /// The week of the row's day.
    Week,
    /// The quarter of the row's day, or of its period where that lies in one.
    Quarter,
    /// The half-year, in the same way.
    Half,
    Column(usize),
}

/// Whose rows are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowsOf {
    Own,
    /// Of a township: all its villages'.
    Villages,
}

/// How several figures of one period become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Combine {
    Sum,
    Average,
    Latest,
}

/// The tables that a measure may look at.
pub(crate) const MEASURED: [Table; 16] = [
    Table::Posts,
    Table::Meetings,
    Table::Attendance,
    Table::Deeds,
    Table::Commitments,
    Table::Reviews,
    Table::Nominations,
    Table::Awards,
    Table::Tasks,
    Table::Visits,
    Table::Measures,
    Table::StatedFigures,
    Table::Findings,
    Table::Satisfaction,
    Table::Steps,
    Table::Materials,
];

/// Whether measures may look at a table.
pub(crate) fn is_measured(table: Table) -> bool {
    MEASURED.contains(&table)
}

impl Measure {
    /// Whether it rests on what the village sends: more may come, or rows may be withdrawn, until it is received.
    pub(crate) fn is_from_ledger(&self) -> bool {
        match self.table {
            Some(table) => table.document() == DocumentKind::Ledger,
            None => !matches!(self.kind, MeasureKind::Past(_)),
        }
    }

    /// Whether it rests on what the unit itself sends: its rows, its seals, or the part of a share.
    pub(crate) fn is_open_while_silent(&self) -> bool {
        let is_of_roster = |factor: &Factor| matches!(factor, Factor::Member | Factor::Meeting);
        self.is_from_ledger()
            || self.stated_figures_in(Table::Measures).next().is_some()
            || self.of.iter().chain(&self.whole_at_least).any(is_of_roster)
    }

    /// Whether it rests on an earlier period that is open, as its reasons say.
    pub(crate) fn is_open(&self, reasons: &[Reason]) -> bool {
        matches!(self.kind, MeasureKind::Past(_)) && reasons.iter().any(is_of_open_period)
    }

    /// The words that its conditions ask for in a column.
    pub(crate) fn words_asked(&self, column: usize) -> impl Iterator<Item = &str> {
        self.filters.iter().flat_map(move |filter| filter.words(column))
    }

    /// Whether it looks at rows: not at seals, the scores below or earlier results alone.
    pub(crate) fn is_over_rows(&self) -> bool {
        !matches!(self.kind, MeasureKind::Sealed | MeasureKind::Children { .. } | MeasureKind::Past(_))
    }

    /// Whether the village itself writes the rows. Figures come from elsewhere.
    pub(crate) fn is_written_by_village(&self) -> bool {
        self.table.is_some_and(|table| table.document() == DocumentKind::Ledger && table != Table::Measures)
    }

    /// What of it units above state, where they state something.
    pub(crate) fn stated_above(&self) -> FromAbove {
        match &self.kind {
            MeasureKind::Figure { .. } => FromAbove::Figure,
            MeasureKind::FigureRatio { .. } => FromAbove::Due,
            _ if self.rests_on_what_is_due() => FromAbove::Due,
            _ => FromAbove::Least,
        }
    }

    /// Where the figures stand that it rests on.
    pub(crate) fn table_of_figures(&self) -> Table {
        if self.is_from_above { Table::StatedFigures } else { Table::Measures }
    }

    /// Where the part of a share of two figures stands: where it is nothing when it is missing, the village states it itself.
    pub(crate) fn table_of_part(&self) -> Table {
        match &self.kind {
            MeasureKind::FigureRatio { missing_part_is_zero: true, .. } => Table::Measures,
            _ => self.table_of_figures(),
        }
    }

    /// The figures that its whole rests on, each with its table.
    pub(crate) fn stated_figures_by_table(&self) -> Vec<(String, Table)> {
        let of = |table: Table| self.stated_figures_in(table).map(move |id| (id.to_owned(), table));
        of(Table::Measures).chain(of(Table::StatedFigures)).collect()
    }

    /// The figures of a table that its whole rests on.
    pub(crate) fn stated_figures_in(&self, table: Table) -> impl Iterator<Item = &str> {
        let beside = self.figures_beside().filter(move |_| table == Table::StatedFigures);
        let part = match &self.kind {
            MeasureKind::FigureRatio { part, .. } => Some(part.as_str()),
            _ => None,
        };
        self.stated_figures()
            .filter(move |id| {
                let of = if part == Some(*id) { self.table_of_part() } else { self.table_of_figures() };
                of == table
            })
            .chain(beside)
    }

    /// The figures by which units above bear out what rows say: that they have seen the proof of earlier steps, or how many
    /// members there were in a quarter.
    pub(crate) fn figures_beside(&self) -> impl Iterator<Item = &str> {
        let of_steps = if let MeasureKind::Lights { steps, .. } = &self.kind { steps.earlier() } else { None };
        let of_members = self.quota.as_ref().and_then(|quota| quota.members.as_deref());
        of_steps.into_iter().chain(of_members)
    }

    /// Whether it does not apply where units above state no figure of what was due, or state that nothing was.
    pub(crate) fn rests_on_what_is_due(&self) -> bool {
        self.is_from_above && self.of.iter().any(|factor| matches!(factor, Factor::Figure(_)))
    }

    /// The figure that it rests on, where it is one from elsewhere.
    pub(crate) fn figure(&self) -> Option<&str> {
        match &self.kind {
            MeasureKind::Figure { indicator, .. } => Some(indicator),
            _ => None,
        }
    }

    /// The figures that its whole rests on.
    pub(crate) fn stated_figures(&self) -> impl Iterator<Item = &str> {
        let factors = self.of.iter().chain(&self.whole_at_least);
        let of = factors.filter_map(|factor| if let Factor::Figure(id) = factor { Some(id.as_str()) } else { None });
        let (part, whole) = match &self.kind {
            MeasureKind::FigureRatio { part, whole, .. } => (Some(part.as_str()), Some(whole.as_str())),
            _ => (None, None),
        };
        of.chain(part).chain(whole).chain(self.until.as_deref())
    }

    /// The tables whose rows it looks at.
    pub(crate) fn tables(&self) -> impl Iterator<Item = Table> {
        let meetings = self.table == Some(Table::Attendance)
            || [&self.of, &self.whole_at_least].iter().any(|of| of.contains(&Factor::Meeting));
        let rests_on = |table: Table| self.stated_figures_in(table).next().map(|_| table);
        let materials = matches!(self.kind, MeasureKind::Lights { .. });
        let further = [
            meetings.then_some(Table::Meetings),
            rests_on(Table::Measures),
            rests_on(Table::StatedFigures),
            materials.then_some(Table::Materials),
            // What units above state of the same goes before it.
            self.figure().filter(|_| self.table == Some(Table::Measures)).map(|_| Table::StatedFigures),
        ];
        let unless = self.unless.iter().map(|unless| unless.table);
        self.table.into_iter().chain(further.into_iter().flatten()).chain(unless)
    }

    /// Whether it asks if findings were put right. One that is not due in the period, and not fixed, says nothing.
    pub(crate) fn asks_whether_fixed(&self) -> bool {
        let is_about_fixing = |column: usize| {
            let named = ["fixed_on", "rechecked_on", "result"];
            self.table.is_some_and(|table| named.contains(&table.columns()[column].name))
        };
        self.table == Some(Table::Findings)
            && match &self.kind {
                MeasureKind::Timeliness { done, .. } => is_about_fixing(*done),
                MeasureKind::Rate { meets } => meets.iter().filter_map(Filter::own_column).any(is_about_fixing),
                _ => false,
            }
    }

    /// Whether only rows about counted members enter, of a table that says whom a row is about: in what is taken
    /// per member, and in means and shares.
    pub(crate) fn is_of_counted_members(&self) -> bool {
        self.of.contains(&Factor::Member)
            || matches!(
                self.kind,
                MeasureKind::Average { .. }
                    | MeasureKind::Rate { .. }
                    | MeasureKind::Ratio { .. }
                    | MeasureKind::Timeliness { .. }
            )
    }

    /// Whether a figure that it rests on was not stated: its own, or one of its whole.
    pub(crate) fn lacks_figure(&self, value: Option<Fraction>, whole: Whole) -> bool {
        match self.kind {
            MeasureKind::Figure { .. } | MeasureKind::FigureRatio { .. } => value.is_none(),
            _ => whole == Whole::NotStated,
        }
    }

    /// Whether what its whole is at least may still change, while rows may come.
    pub(crate) fn has_open_whole(&self) -> bool {
        self.whole_at_least.iter().any(|one| matches!(one, Factor::Member | Factor::Meeting | Factor::Figure(_)))
    }

    /// Whether it is a share that is taken of what was to be expected, in per cent and at most all of it.
    pub(crate) fn is_share_of_expected(&self) -> bool {
        !self.of.is_empty() && self.is_share()
    }

    /// Whether it is divided by what is expected.
    pub(crate) fn is_mean(&self) -> bool {
        !self.of.is_empty() && !self.is_share() && !self.is_shortfall()
    }

    /// Whether it says how many are short of what is expected.
    pub(crate) fn is_shortfall(&self) -> bool {
        match &self.kind {
            MeasureKind::Missing { .. } => true,
            MeasureKind::Lights { light, .. } => *light != Light::Green && !self.of.is_empty(),
            _ => false,
        }
    }

    /// The most it can be, where that is known: 100 for what is in per cent.
    pub(crate) fn top(&self) -> Option<Decimal> {
        self.is_share().then_some(Decimal::ONE_HUNDRED)
    }

    /// The most it can come to in a period of a kind, where that is known: all of a share, as many months as there are, as
    /// many periods as are looked back at.
    pub(crate) fn most(&self, kind: Option<PeriodKind>) -> Option<Decimal> {
        let months = kind.and_then(PeriodKind::months);
        let whole = || {
            let known = |factor: &Factor| match factor {
                Factor::Month => months,
                Factor::Number(number) => Some(*number),
                _ => None,
            };
            let whole = self.of.iter().try_fold(Decimal::ONE, |whole, factor| Some(whole * known(factor)?));
            whole.filter(|whole| !whole.is_zero())
        };
        match &self.kind {
            MeasureKind::Count { distinct: Some(Distinct::Month) }
                if self.rows == RowsOf::Own && self.distinct_on.is_none() =>
            {
                Some(months? / whole()?)
            }
            MeasureKind::Missing { .. } if !self.of.is_empty() => whole(),
            MeasureKind::Past(past) => past.most_counted().map(Decimal::from),
            _ => self.top(),
        }
    }

    /// Whether it is in per cent, from nothing to all.
    fn is_share(&self) -> bool {
        match &self.kind {
            MeasureKind::Rate { .. }
            | MeasureKind::Ratio { .. }
            | MeasureKind::Timeliness { .. }
            | MeasureKind::FigureRatio { .. }
            | MeasureKind::Sealed => true,
            MeasureKind::Lights { light: Light::Green, .. } => !self.of.is_empty(),
            MeasureKind::Marks(marks) if !marks.sum => {
                marks.weights.iter().all(|(_, weight)| *weight <= Decimal::ONE && *weight >= Decimal::ZERO)
            }
            _ => false,
        }
    }
}
