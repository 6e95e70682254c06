//! Whether the totals are the sums of the scores.

use super::question::{LooksLike, Question};
use crate::intake::fault::{Fault, Place};
use crate::intake::problem::Problem;
use cunbang_model::Decimal;

/// The total of one village, and what its scores come to.
pub(crate) struct Compared {
    pub(crate) place: Place,
    pub(crate) village: String,
    pub(crate) total: Decimal,
    pub(crate) sum: Decimal,
    /// With the weights that the sheet states.
    pub(crate) weighted: Option<Decimal>,
    /// How many scores there are.
    pub(crate) scores: usize,
}

/// From so many villages on, totals of which most differ are asked about at once.
const FEW: usize = 3;

fn is_near(one: Decimal, other: Decimal) -> bool {
    (one - other).abs() <= Decimal::new(5, 3)
}

impl Compared {
    fn agrees(&self) -> bool {
        is_near(self.total, self.sum)
    }

    fn fault(&self, question: Question) -> Fault {
        let value = self.total.normalize().to_string();
        Fault::new(&self.place, None, &value, Problem::ScoreSheet(Box::new(question)))
    }
}

/// What is to be asked about totals.
pub(crate) fn questions(all: &[Compared]) -> Vec<Fault> {
    let differ: Vec<&Compared> = all.iter().filter(|one| !one.agrees()).collect();
    let Some(first) = differ.first() else { return Vec::new() };
    let sum = |one: &Compared| one.sum.normalize();
    if all.len() < FEW || differ.len() * 2 <= all.len() {
        let one = |one: &&Compared| one.fault(Question::TotalDiffers { village: one.village.clone(), sum: sum(one) });
        return differ.iter().map(one).collect();
    }
    vec![first.fault(Question::TotalIsNoSum {
        differ: differ.len(),
        of: all.len(),
        village: first.village.clone(),
        sum: sum(first),
        looks_like: looks_like(all, first.total - first.sum),
    })]
}

/// What explains every total.
fn looks_like(all: &[Compared], apart: Decimal) -> Option<LooksLike> {
    let every = |is_it: &dyn Fn(&Compared) -> bool| all.iter().all(is_it);
    if every(&|one| one.weighted.is_some_and(|weighted| is_near(weighted, one.total))) {
        return Some(LooksLike::Weighted);
    }
    if every(&|one| is_near(one.total - one.sum, apart)) {
        return Some(LooksLike::Constant(apart.normalize()));
    }
    let mean = |one: &Compared| one.sum / Decimal::from(one.scores.max(1));
    every(&|one| is_near(mean(one), one.total)).then_some(LooksLike::Mean)
}
