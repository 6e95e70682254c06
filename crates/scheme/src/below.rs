//! What lies below a unit above the villages: its villages' seals, and the scores of the ranked units nearest under it.

use crate::fraction::Fraction;
use crate::measuring::{Circumstances, Measured};
use crate::outcome::Reason;
use crate::rule::Reach;
use cunbang_model::{Date, Decimal, UnitCode};
use std::borrow::Cow;

/// Whether a village's seal was received in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sealing {
    InTime,
    /// Received on this day.
    Late(Date),
    /// Decided to count without a seal.
    Never,
    /// May still come.
    Open,
}

/// The score of a unit below, for the mean of its parent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChildScore {
    pub(crate) unit: UnitCode,
    pub(crate) score: Option<Decimal>,
    pub(crate) least: Decimal,
    pub(crate) most: Decimal,
    pub(crate) is_pending: bool,
    /// How many members it has, where that is known.
    pub(crate) members: Option<u64>,
}

impl ChildScore {
    /// Whether its weight may still change, or nobody knows it: then it reaches any limit.
    fn has_open_weight(&self) -> bool {
        self.is_pending || self.members.is_none()
    }
}

impl Circumstances<'_, '_> {
    /// The share of villages whose seal was received in time.
    pub(crate) fn sealed(&self) -> Measured {
        let mut reasons = Vec::new();
        let (mut in_time, mut open) = (0_usize, 0_usize);
        for (unit, sealing) in self.seals {
            let note: Cow<'static, str> = match sealing {
                Sealing::InTime => {
                    in_time += 1;
                    continue;
                }
                Sealing::Late(day) => format!("seal received {day}").into(),
                Sealing::Never => "no seal".into(),
                Sealing::Open => {
                    open += 1;
                    "no seal yet".into()
                }
            };
            reasons.push(Reason { unit: self.names_units.then_some(*unit), note, ..Reason::default() });
        }
        let percent = |count: usize| Fraction::percent(Decimal::from(count), Decimal::from(self.seals.len()));
        let value = percent(in_time);
        if value.is_some() {
            reasons.push(Reason::remark(format!("{in_time} of {}", self.seals.len())));
        }
        let reach = (open > 0).then(|| Reach { low: value, high: percent(in_time + open) });
        Measured { value, lacks_members: false, reach, reasons }
    }

    /// The mean of the scores below: by members, or each alike. A unit of which nobody knows the members
    /// weighs as much as the others do on average; where all have none, each weighs the same.
    pub(crate) fn children(&self, by_members: bool) -> Measured {
        let known: Vec<u64> =
            self.children.iter().filter_map(|child| child.members).filter(|members| *members > 0).collect();
        let usual = match known.len() as u64 {
            0 => 1,
            count => (known.iter().sum::<u64>() + count / 2) / count,
        };
        let weight = |child: &ChildScore| Decimal::from(if by_members { child.members.unwrap_or(usual) } else { 1 });
        let scored = self.children.iter().filter_map(|child| Some((child.score?, weight(child))));
        let value = mean(scored);
        let reasons = self
            .children
            .iter()
            .map(|child| {
                let score = child.score.map_or_else(|| "not received".to_owned(), |score| score.to_string());
                let note = match child.members {
                    _ if !by_members => score,
                    Some(members) => format!("{score} × {members}"),
                    None => format!("{score} × {usual} (members unknown: the mean of the others 党员数不明，取平均)"),
                };
                Reason { unit: Some(child.unit), note: note.into(), ..Reason::default() }
            })
            .collect();
        let is_open = self.children.iter().any(|child| child.is_pending);
        let reach = is_open.then(|| {
            if by_members {
                Reach {
                    low: limit(self.children, |child| child.least, Fraction::min),
                    high: limit(self.children, |child| child.most, Fraction::max),
                }
            } else {
                let all = |end: fn(&ChildScore) -> Decimal| {
                    mean(self.children.iter().map(|child| (end(child), Decimal::ONE)))
                };
                Reach { low: all(|child| child.least), high: all(|child| child.most) }
            }
        });
        Measured { value, lacks_members: false, reach, reasons }
    }
}

/// The mean of scores by their weights; of weights that are all zero, each counts the same.
fn mean(scores: impl Iterator<Item = (Decimal, Decimal)> + Clone) -> Option<Fraction> {
    let weights: Decimal = scores.clone().map(|(_, weight)| weight).sum();
    if weights.is_zero() {
        let count = scores.clone().count();
        return Fraction::quotient(scores.map(|(score, _)| score).sum(), Decimal::from(count));
    }
    Fraction::quotient(scores.map(|(score, weight)| score * weight).sum(), weights)
}

/// How far a mean by members reaches: between the mean of those whose weight is known and the scores of
/// those whose weight is open, as each of these may come to outweigh all others.
fn limit(
    children: &[ChildScore],
    end: impl Fn(&ChildScore) -> Decimal,
    further: impl Fn(Fraction, Fraction) -> Fraction,
) -> Option<Fraction> {
    let settled = children.iter().filter(|child| !child.has_open_weight());
    let weights: u64 = settled.clone().filter_map(|child| child.members).sum();
    let by_weight = settled.map(|child| (end(child), Decimal::from(child.members.unwrap_or(0))));
    let settled_mean = if weights > 0 { mean(by_weight) } else { None };
    let open = children.iter().filter(|child| weights == 0 || child.has_open_weight());
    settled_mean.into_iter().chain(open.map(|child| Fraction::from(end(child)))).reduce(further)
}
