//! Columns that are made from the others, whatever stands above them: a sum or a mean in every row.

use super::columns::Scores;
use super::numbers::{is_nothing, number};
use crate::intake::sheet::Line;
use cunbang_model::Decimal;
use cunbang_scheme::GroupKind;
use std::collections::BTreeSet;

/// What a column is to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    /// Their sum, in every row.
    Sum,
    /// Their mean, in every row.
    Mean,
    /// Their sum in most rows: that has to be asked.
    MostlySum {
        /// In how many rows.
        agree: usize,
        /// Of how many.
        of: usize,
    },
}

/// The fewest columns of which a sum is one.
const FEWEST_PARTS: usize = 2;
/// The fewest rows from which it is asked whether a column is nearly a sum.
const FEWEST_ROWS_ASKED: usize = 3;

/// The value of a column in a row, and the sum of others there.
struct Pair {
    value: Decimal,
    sum: Decimal,
}

fn is_near(one: Decimal, other: Decimal) -> bool {
    (one - other).abs() <= Decimal::new(5, 3)
}

/// The column that is made from others, as its index among the scores.
pub(crate) fn find(scores: &[Scores], rows: &[&Line]) -> Option<(usize, Made)> {
    let candidates = || (0..scores.len()).rev().filter(|index| scores[*index].kind == GroupKind::Base);
    // Of all others, as it stands at either end; or of those before it, where several sums follow each other.
    let ways = |index: usize| {
        let others: Vec<&Scores> = (0..scores.len()).filter(|other| *other != index).map(|at| &scores[at]).collect();
        let before: Vec<&Scores> = scores[..index].iter().collect();
        [others, before]
    };
    let made =
        |index: usize| ways(index).into_iter().find_map(|parts| Some((index, made_of(&scores[index], &parts, rows)?)));
    candidates().find_map(made).or_else(|| {
        let (last, parts) = scores.split_last()?;
        let parts: Vec<&Scores> = parts.iter().collect();
        Some((scores.len() - 1, mostly(last, &parts, rows)?))
    })
}

/// The rows in which a column and others have numbers.
fn pairs(column: &Scores, parts: &[&Scores], rows: &[&Line]) -> Vec<Pair> {
    let of_row = |line: &&Line| {
        let value = number(line.at(column.at))?;
        let cells: Vec<_> = parts.iter().map(|part| (part, line.at(part.at))).collect();
        if cells.iter().all(|(_, cell)| is_nothing(cell)) {
            return None;
        }
        let sum = cells.iter().map(|(part, cell)| part.counted(number(cell).unwrap_or_default())).sum();
        Some(Pair { value, sum })
    };
    rows.iter().filter_map(of_row).collect()
}

/// Whether the full marks that the headers state speak against it.
fn is_excluded(column: &Scores, parts: &[&Scores]) -> bool {
    let base = parts.iter().filter(|part| part.kind == GroupKind::Base);
    let stated: Option<Decimal> = base.map(|part| part.stated).sum();
    parts.len() < FEWEST_PARTS || matches!((column.stated, stated), (Some(own), Some(sum)) if own != sum)
}

fn made_of(column: &Scores, parts: &[&Scores], rows: &[&Line]) -> Option<Made> {
    let pairs = pairs(column, parts, rows);
    // Where all rows are alike, such as all with full marks, that is no sign.
    let values: BTreeSet<Decimal> = pairs.iter().map(|pair| pair.value).collect();
    if parts.len() < FEWEST_PARTS || values.len() < 2 {
        return None;
    }
    if !is_excluded(column, parts) && pairs.iter().all(|pair| is_near(pair.value, pair.sum)) {
        return Some(Made::Sum);
    }
    let count = Decimal::from(parts.len());
    pairs.iter().all(|pair| is_near(pair.value, pair.sum / count)).then_some(Made::Mean)
}

fn mostly(column: &Scores, parts: &[&Scores], rows: &[&Line]) -> Option<Made> {
    if is_excluded(column, parts) || column.kind != GroupKind::Base {
        return None;
    }
    let pairs = pairs(column, parts, rows);
    let agree = pairs.iter().filter(|pair| is_near(pair.value, pair.sum)).count();
    let is_asked = pairs.len() >= FEWEST_ROWS_ASKED && agree * 2 > pairs.len();
    is_asked.then_some(Made::MostlySum { agree, of: pairs.len() })
}
