//! Weights 权重: how much each unit counts in a mean by members.
//!
//! A unit of which nobody knows the members weighs as much as the others do on average. The unit above then
//! weighs what its own mean rested on: the known counts, and that average for each unknown one.
//!
//! Weights are fractions, and stay so. They are brought to a common scale before they are summed. A scale finer
//! than [`MOST_PARTS`] comes up only where dozens of means with unlike divisors meet; what is finer is cut off, so
//! that every sum stays within 256 bits.

use crate::fraction::Fraction;
use cunbang_model::Decimal;

/// The finest scale, in parts of a member. The first forty whole numbers divide half of it.
const MOST_PARTS: u128 = 10_u128.pow(16);

/// The members of a unit, as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weight {
    /// Parts of members, and how many parts make one member; in lowest terms.
    parts: u128,
    parts_of_one: u128,
    /// Whether a part of it stands for members whom nobody counted.
    pub(crate) is_estimated: bool,
}

/// The weights that a mean rests on.
#[derive(Debug)]
pub(crate) struct Weights {
    /// What a unit weighs of which nobody knows the members; none where nobody knows any.
    pub(crate) usual: Option<Weight>,
    used: Vec<u128>,
    /// What they come to together; none where nobody knows.
    pub(crate) together: Option<Weight>,
}

impl Weight {
    /// So many members.
    pub(crate) fn of(members: u64) -> Self {
        Self { parts: u128::from(members), parts_of_one: 1, is_estimated: false }
    }

    fn new(parts: u128, parts_of_one: u128, is_estimated: bool) -> Self {
        let common = common_divisor(parts, parts_of_one).max(1);
        Self { parts: parts / common, parts_of_one: parts_of_one / common, is_estimated }
    }

    pub(crate) fn is_zero(self) -> bool {
        self.parts == 0
    }

    /// How many parts of a scale it is.
    fn on(self, parts_of_one: u128) -> u128 {
        if self.parts_of_one == parts_of_one {
            return self.parts;
        }
        let rest = (self.parts % self.parts_of_one) * parts_of_one / self.parts_of_one;
        self.parts / self.parts_of_one * parts_of_one + rest
    }

    /// As people read it: in members, to two places.
    pub(crate) fn shown(self) -> Decimal {
        Fraction::of_wholes(self.parts, self.parts_of_one).shortened(2)
    }
}

impl Weights {
    /// From what is known of each unit.
    pub(crate) fn of(known: &[Option<Weight>]) -> Self {
        if let Some(weights) = Self::of_whole_members(known) {
            return weights;
        }
        let counted: Vec<Weight> = known.iter().flatten().copied().filter(|weight| !weight.is_zero()).collect();
        let scale = common_scale(counted.iter());
        let sum: u128 = counted.iter().map(|weight| weight.on(scale)).sum();
        let usual = (!counted.is_empty()).then(|| Weight::new(sum, scale * counted.len() as u128, true));
        // Where nobody knows any members, all weigh the same.
        let stand_in = usual.unwrap_or(Weight { is_estimated: true, ..Weight::of(1) });
        let each: Vec<Weight> = known.iter().map(|weight| weight.unwrap_or(stand_in)).collect();
        let parts_of_one = common_scale(each.iter());
        let used: Vec<u128> = each.iter().map(|weight| weight.on(parts_of_one)).collect();
        let is_known = usual.is_some() || known.iter().all(Option::is_some);
        let is_estimated = each.iter().any(|weight| weight.is_estimated);
        let together = is_known.then(|| Weight::new(used.iter().sum(), parts_of_one, is_estimated));
        Self { usual, used, together }
    }

    /// The same, where all are known and none is an estimate, as mostly: then their scale is one member.
    fn of_whole_members(known: &[Option<Weight>]) -> Option<Self> {
        let whole = |weight: &Option<Weight>| {
            weight.filter(|weight| weight.parts_of_one == 1 && !weight.is_estimated).map(|weight| weight.parts)
        };
        let used: Vec<u128> = known.iter().map(whole).collect::<Option<_>>()?;
        let sum = used.iter().sum();
        let counted = used.iter().filter(|parts| **parts > 0).count() as u128;
        let usual = (counted > 0).then(|| Weight::new(sum, counted, true));
        Some(Self { usual, used, together: Some(Weight { parts: sum, parts_of_one: 1, is_estimated: false }) })
    }

    /// Each the same.
    pub(crate) fn equal(count: usize) -> Self {
        Self { usual: None, used: vec![1; count], together: None }
    }

    /// The mean of these scores of the same units, as far as they have one; of weights that are all zero, each
    /// counts the same.
    pub(crate) fn mean(&self, scores: impl Iterator<Item = Option<Decimal>> + Clone) -> Option<Fraction> {
        let weighted = scores.zip(&self.used).filter_map(|(score, weight)| Some((score?, *weight)));
        let is_nothing = weighted.clone().all(|(_, weight)| weight == 0);
        Fraction::mean(weighted.map(|(score, weight)| (score, if is_nothing { 1 } else { weight })))
    }
}

fn common_scale<'w>(weights: impl Iterator<Item = &'w Weight>) -> u128 {
    weights.fold(1, |scale, weight| {
        let other = weight.parts_of_one;
        // Neither is above 10²², so that the product fits.
        (scale / common_divisor(scale, other) * other.min(MOST_PARTS)).min(MOST_PARTS)
    })
}

fn common_divisor(mut one: u128, mut other: u128) -> u128 {
    // Most weights are whole members.
    if one == 1 || other == 1 {
        return 1;
    }
    while other != 0 {
        // A division of words takes a fraction of the time.
        let rest = match (u64::try_from(one), u64::try_from(other)) {
            (Ok(one), Ok(other)) => u128::from(one % other),
            _ => one % other,
        };
        (one, other) = (other, rest);
    }
    one
}
