//! The plan of three years: how much of everything happens in each village and quarter.
//!
//! Changxing 长兴 published its totals for the third quarter of 2007 to the second of 2010. The plan divides
//! them exactly among villages and quarters. A demonstration of fewer quarters plays the last ones of the same
//! plan. Other trees get totals in proportion.

use crate::apportion::{Share, apportion};
use crate::chance::Chance;
use cunbang_model::{Period, Unit, UnitTree};

/// How many quarters the plan has.
pub const QUARTERS: usize = 12;
/// The first quarter of the plan.
const FIRST: Period = Period::Quarter(2007, 3);

/// Totals of the whole county over all quarters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Members who are assessed.
    pub members: u64,
    /// Service posts 岗位 claimed, each once.
    pub posts: u64,
    /// Meetings at which deeds were presented: by group, and of the whole branch.
    pub meetings: u64,
    /// Deeds presented.
    pub deeds: u64,
    /// Deeds confirmed.
    pub confirmed: u64,
    /// Awards of five stars.
    pub five_stars: u64,
    /// The number of different members who had one.
    pub winners: u64,
}

/// Changxing 长兴: 12,200 members; third quarter of 2007 to second of 2010.
pub const PUBLISHED: Totals = Totals {
    members: 12_200,
    posts: 20_496,
    meetings: 5_430,
    deeds: 457_000,
    confirmed: 341_600,
    five_stars: 32_275,
    winners: 9_325,
};
/// Changxing 长兴: 221 villages.
const PUBLISHED_VILLAGES: u64 = 221;

impl Totals {
    /// Changxing's totals, scaled to this tree's villages and members.
    pub fn of(units: &UnitTree) -> Self {
        let villages = units.basic_units(units.root()).count() as u64;
        if villages == PUBLISHED_VILLAGES {
            return PUBLISHED;
        }
        // Xuanhua 宣化: 884 members in its 17 villages. Elsewhere, as many per village as in Changxing.
        let members = if villages == 17 { 884 } else { rounded(PUBLISHED.members * villages, PUBLISHED_VILLAGES) };
        let scaled = |total: u64| rounded(total * members, PUBLISHED.members);
        Self {
            members,
            posts: scaled(PUBLISHED.posts),
            meetings: rounded(PUBLISHED.meetings * villages, PUBLISHED_VILLAGES),
            deeds: scaled(PUBLISHED.deeds),
            confirmed: scaled(PUBLISHED.confirmed),
            five_stars: scaled(PUBLISHED.five_stars),
            winners: scaled(PUBLISHED.winners),
        }
    }
}

fn rounded(number: u64, by: u64) -> u64 {
    (number + by / 2) / by
}

/// What happens in one village in one quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuarterPlan {
    /// Meetings at which deeds are presented; the last is the whole branch's.
    pub meetings: u64,
    /// Deeds presented.
    pub deeds: u64,
    /// Deeds confirmed.
    pub confirmed: u64,
    /// Members who get five stars.
    pub five_stars: u64,
    /// How many of these get five stars for the first time.
    pub new_winners: u64,
}

/// One village over the three years.
#[derive(Debug, Clone)]
pub struct VillagePlan {
    /// The village or community.
    pub unit: Unit,
    /// Its members.
    pub members: u64,
    /// Posts that members claim.
    pub posts: u64,
    /// How well the village works, 0 to 100.
    pub diligence: u64,
    /// Its quarters.
    pub quarters: Vec<QuarterPlan>,
}

/// The plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The seed of all chance.
    pub seed: u64,
    /// The totals that everything adds up to.
    pub totals: Totals,
    /// The quarters.
    pub quarters: Vec<Period>,
    /// The villages, in the order of their codes.
    pub villages: Vec<VillagePlan>,
}

/// The smallest branch for which a whole number of members lies between 20 and 25 %.
const FEWEST_MEMBERS: u64 = 20;

impl Plan {
    /// Plans three years for a tree.
    pub fn new(units: &UnitTree, seed: u64) -> Self {
        let totals = Totals::of(units);
        let basic: Vec<Unit> = units.basic_units(units.root()).cloned().collect();
        let mut chance = Chance::of(seed, &["plan"]);
        let quarters: Vec<Period> =
            std::iter::successors(Some(FIRST), |quarter| Some(quarter.next())).take(QUARTERS).collect();
        let diligence: Vec<u64> = basic
            .iter()
            // One village in twelve struggles.
            .map(|_| if chance.happens(8) { chance.between(5, 40) } else { chance.between(45, 100) })
            .collect();
        let sizes: Vec<Share> =
            basic.iter().map(|_| Share { weight: chance.between(50, 180), least: FEWEST_MEMBERS, most: 400 }).collect();
        let members = apportion(totals.members, &sizes);
        let posts = apportion(
            totals.posts,
            &members.iter().map(|count| Share { weight: *count, least: *count, most: count * 3 }).collect::<Vec<_>>(),
        );
        let grid = Grid { members: &members, diligence: &diligence };
        let meetings = grid.meetings(totals.meetings, &quarters, basic.len());
        let five_stars = grid.five_stars(totals.five_stars);
        let deeds = grid.deeds(totals.deeds, &five_stars, &mut chance);
        let confirmed = grid.confirmed(totals.confirmed, &deeds, &five_stars, &mut chance);
        let winners = grid.winners(totals.winners, &five_stars);
        let villages = basic
            .into_iter()
            .enumerate()
            .map(|(village, unit)| {
                let of = |cells: &[u64]| cells[village * QUARTERS..][..QUARTERS].to_vec();
                let five_stars = of(&five_stars);
                let new_winners = spread_winners(winners[village], &five_stars);
                let (meetings, deeds, confirmed) = (of(&meetings), of(&deeds), of(&confirmed));
                VillagePlan {
                    unit,
                    members: members[village],
                    posts: posts[village],
                    diligence: diligence[village],
                    quarters: (0..QUARTERS)
                        .map(|quarter| QuarterPlan {
                            meetings: meetings[quarter],
                            deeds: deeds[quarter],
                            confirmed: confirmed[quarter],
                            five_stars: five_stars[quarter],
                            new_winners: new_winners[quarter],
                        })
                        .collect(),
                }
            })
            .collect();
        Self { seed, totals, quarters, villages }
    }
}

/// Divides totals among cells, one per village and quarter, village by village.
struct Grid<'a> {
    members: &'a [u64],
    diligence: &'a [u64],
}

impl Grid<'_> {
    fn cells(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.members.len()).flat_map(|village| (0..QUARTERS).map(move |quarter| (village, quarter)))
    }

    /// The whole branch meets once a quarter. In the quarters of 七一 and of the year's end, small group meetings
    /// come first (Changxing 长兴). We put the meeting for 1 July at the end of the second quarter.
    fn meetings(&self, total: u64, quarters: &[Period], villages: usize) -> Vec<u64> {
        let by_group = |quarter: usize| matches!(quarters[quarter], Period::Quarter(_, 2 | 4));
        let shares: Vec<Share> = (0..villages)
            .flat_map(|village| (0..QUARTERS).map(move |quarter| (village, quarter)))
            .map(|(village, quarter)| Share {
                weight: 1 + self.members[village],
                least: 1,
                most: if by_group(quarter) { 8 } else { 1 },
            })
            .collect();
        apportion(total, &shares)
    }

    /// 20 to 25 % of a village's members (Changxing 长兴).
    fn five_stars(&self, total: u64) -> Vec<u64> {
        let shares: Vec<Share> = self
            .cells()
            .map(|(village, _)| {
                let members = self.members[village];
                let (least, most) = (members.div_ceil(5), members / 4);
                Share { weight: members, least: least.min(most), most: most.max(least.min(most)).max(1) }
            })
            .collect();
        apportion(total, &shares)
    }

    fn deeds(&self, total: u64, five_stars: &[u64], chance: &mut Chance) -> Vec<u64> {
        let cells: Vec<(usize, usize)> = self.cells().collect();
        let shares: Vec<Share> = cells
            .into_iter()
            .zip(five_stars)
            .map(|((village, _), five)| Share {
                weight: self.members[village] * (60 + self.diligence[village]) * chance.between(88, 112),
                least: *five,
                most: u64::MAX,
            })
            .collect();
        apportion(total, &shares)
    }

    /// Every five-star member has at least one confirmed deed.
    fn confirmed(&self, total: u64, deeds: &[u64], five_stars: &[u64], chance: &mut Chance) -> Vec<u64> {
        let cells: Vec<(usize, usize)> = self.cells().collect();
        let shares: Vec<Share> = cells
            .into_iter()
            .zip(deeds.iter().zip(five_stars))
            .map(|((village, _), (deeds, five))| Share {
                weight: deeds * (70 + self.diligence[village] / 2 + chance.below(10)),
                least: *five,
                most: *deeds,
            })
            .collect();
        apportion(total, &shares)
    }

    /// How many different members of each village get five stars in the three years.
    fn winners(&self, total: u64, five_stars: &[u64]) -> Vec<u64> {
        let shares: Vec<Share> = self
            .members
            .iter()
            .zip(five_stars.chunks(QUARTERS))
            .map(|(members, of_village)| Share {
                weight: *members,
                least: of_village.iter().copied().max().unwrap_or(0),
                most: of_village.iter().sum::<u64>().min(*members),
            })
            .collect();
        apportion(total, &shares)
    }
}

/// How many of a village's winners win for the first time in each quarter: all of them in the first quarter,
/// then fewer and fewer.
fn spread_winners(winners: u64, five_stars: &[u64]) -> Vec<u64> {
    let first = five_stars[0].min(winners);
    let later: Vec<Share> = five_stars[1..]
        .iter()
        .zip(0_u64..)
        .map(|(most, past)| Share { weight: (QUARTERS as u64 - past).pow(2), least: 0, most: *most })
        .collect();
    let mut spread = vec![first];
    spread.extend(apportion(winners - first, &later));
    spread
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree;
    use proptest::prelude::*;

    fn check(plan: &Plan) {
        let mut sum = Totals::default();
        for village in &plan.villages {
            sum.members += village.members;
            sum.posts += village.posts;
            let mut won = 0;
            for quarter in &village.quarters {
                sum.meetings += quarter.meetings;
                sum.deeds += quarter.deeds;
                sum.confirmed += quarter.confirmed;
                sum.five_stars += quarter.five_stars;
                sum.winners += quarter.new_winners;
                assert!(quarter.meetings >= 1);
                assert!((quarter.five_stars..=quarter.deeds).contains(&quarter.confirmed));
                assert!(quarter.five_stars * 100 >= village.members * 20, "{village:?}");
                assert!(quarter.five_stars * 100 <= village.members * 25, "{village:?}");
                assert!(quarter.new_winners <= quarter.five_stars);
                assert!(quarter.five_stars - quarter.new_winners <= won, "enough have won before: {village:?}");
                won += quarter.new_winners;
            }
            assert!(won <= village.members);
        }
        assert_eq!(sum, plan.totals);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
        #[test]
        fn the_published_totals_are_met_exactly(seed in any::<u64>()) {
            let plan = Plan::new(&tree::shipped("changxing").unwrap(), seed);
            prop_assert_eq!(plan.totals, PUBLISHED);
            check(&plan);
        }

        #[test]
        fn other_trees_add_up_too(seed in any::<u64>()) {
            for name in ["gaotai", "jinyun"] {
                check(&Plan::new(&tree::shipped(name).unwrap(), seed));
            }
        }
    }

    #[test]
    fn the_quarters_are_those_of_the_document() {
        let plan = Plan::new(&tree::shipped("gaotai").unwrap(), 1);
        assert_eq!(plan.quarters.first().map(ToString::to_string).as_deref(), Some("2007Q3"));
        assert_eq!(plan.quarters.last().map(ToString::to_string).as_deref(), Some("2010Q2"));
        assert_eq!(plan.totals.members, 884);
    }
}
