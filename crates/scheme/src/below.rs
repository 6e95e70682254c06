//! What lies below a unit above the villages: its villages' seals, and the scores of the ranked units nearest under it.

use crate::fraction::Fraction;
use crate::measuring::{Circumstances, Measured};
use crate::numeral::Numeral;
use crate::outcome::Reason;
use crate::rule::Reach;
use crate::weight::{Weight, Weights};
use cunbang_model::{Date, Decimal, UnitCode};
use smol_str::{SmolStr, SmolStrBuilder, format_smolstr};
use std::fmt::Write;

/// How a reason says that a score in a mean is from what came so far.
pub(crate) const PROVISIONAL: &str = ", provisional 暂定";

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
    /// Whether the score is from what came so far.
    pub(crate) is_provisional: bool,
    /// What it weighs by its members; none where nobody knows of any.
    pub(crate) weight: Option<Weight>,
}

impl ChildScore {
    /// Whether its weight may still change, or nobody knows it: then it reaches any limit.
    fn has_open_weight(&self) -> bool {
        self.is_pending || self.weight.is_none()
    }
}

impl Circumstances<'_, '_> {
    /// The share of villages whose seal was received in time.
    pub(crate) fn sealed(&self) -> Measured {
        let mut reasons = Vec::new();
        let (mut in_time, mut open) = (0_usize, 0_usize);
        for (unit, sealing) in self.seals {
            let note = match sealing {
                Sealing::InTime => {
                    in_time += 1;
                    continue;
                }
                Sealing::Late(day) => format_smolstr!("seal received {day}"),
                Sealing::Never => SmolStr::new_static("no seal"),
                Sealing::Open => {
                    open += 1;
                    SmolStr::new_static("no seal yet")
                }
            };
            reasons.push(Reason { unit: self.names_units.then_some(*unit), note, ..Reason::default() });
        }
        let percent = |count: usize| Fraction::percent(Decimal::from(count), Decimal::from(self.seals.len()));
        let value = percent(in_time);
        if value.is_some() {
            reasons.push(Reason::remark(format_smolstr!("{in_time} of {}", self.seals.len())));
        }
        let reach = (open > 0).then(|| Reach { low: value, high: percent(in_time + open) });
        Measured { value, gives_least: false, is_spared: false, reach, reasons }
    }

    /// The mean of the scores below: by members, or each alike.
    pub(crate) fn children(&self, by_members: bool) -> Measured {
        let known: Vec<Option<Weight>> = self.children.iter().map(|child| child.weight).collect();
        let weights = if by_members { Weights::of(&known) } else { Weights::equal(known.len()) };
        let value = weights.mean(self.children.iter().map(|child| child.score));
        let reasons = self
            .children
            .iter()
            .map(|child| {
                let mut note = SmolStrBuilder::new();
                // A text takes everything.
                let _ = match child.score {
                    None => note.write_str("not received"),
                    Some(score) => write!(note, "{}", Numeral(score)),
                };
                if by_members {
                    let (weight, remark) = match (child.weight, weights.usual) {
                        (Some(weight), _) if weight.is_estimated => {
                            (weight.shown(), " (some members unknown: estimated 部分党员数不明，按平均估算)")
                        }
                        (Some(weight), _) => (weight.shown(), ""),
                        (None, Some(usual)) => {
                            (usual.shown(), " (members unknown: the mean of the others 党员数不明，取平均)")
                        }
                        (None, None) => {
                            let each_alike =
                                " (members unknown, here and of all others: each alike 党员数均不明，同等计算)";
                            (Decimal::ONE, each_alike)
                        }
                    };
                    let _ = write!(note, " × {}{remark}", Numeral(weight));
                }
                // What came so far may not be all of it.
                if child.is_provisional && child.score.is_some() && self.villages.reading.is_vetted() {
                    let _ = note.write_str(PROVISIONAL);
                }
                Reason { unit: Some(child.unit), note: note.finish(), ..Reason::default() }
            })
            .collect();
        let is_open = self.children.iter().any(|child| child.is_pending);
        let reach = is_open.then(|| {
            if by_members {
                limits(self.children)
            } else {
                let all =
                    |end: fn(&ChildScore) -> Decimal| weights.mean(self.children.iter().map(|child| Some(end(child))));
                Reach { low: all(|child| child.least), high: all(|child| child.most) }
            }
        });
        Measured { value, gives_least: false, is_spared: false, reach, reasons }
    }
}

/// How far a mean by members reaches: between the mean of those whose weight is known and the scores of
/// those whose weight is open, as each of these may come to outweigh all others.
fn limits(children: &[ChildScore]) -> Reach {
    let settled = || children.iter().filter(|child| !child.has_open_weight());
    let known: Vec<Option<Weight>> = settled().map(|child| child.weight).collect();
    let weights = Weights::of(&known);
    let limit = |end: fn(&ChildScore) -> Decimal, further: fn(Fraction, Fraction) -> Fraction| {
        let settled_mean = weights.usual.and_then(|_| weights.mean(settled().map(|child| Some(end(child)))));
        let open = children.iter().filter(|child| settled_mean.is_none() || child.has_open_weight());
        settled_mean.into_iter().chain(open.map(|child| Fraction::from(end(child)))).reduce(further)
    };
    Reach { low: limit(|child| child.least, Fraction::min), high: limit(|child| child.most, Fraction::max) }
}
