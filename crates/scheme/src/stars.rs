//! Stars 星级: by bands of a score, or by quota of a village's members.
//!
//! Bands are half-open: 89.5 lies below 90. By quota (Changxing 长兴: 20–25 % of a village's members have
//! five stars by recommendation) as many as the greater share allows have the top stars, in the order of
//! their votes; those who are equal at the cut are taken together where they fit, or where without them even
//! the lesser share would not be reached. Nobody without a vote is taken. Where a village's meeting has
//! decided (`awards`), its stars stand as they are, and are checked against the shares and the order of votes.

use crate::outcome::{IndicatorResult, OutcomeRow, Reason};
use crate::place::Standing;
use crate::reading::Section;
use crate::rule::band_entries;
use cunbang_model::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::cmp::Reverse;
use std::sync::Arc;

/// How stars are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stars {
    Bands(Bands),
    Quota(Quota),
}

/// Stars by what a subject has reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bands {
    by: By,
    /// The highest first: from this value on, so many stars.
    bands: Vec<(Decimal, u8)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Score,
    /// The measure of an indicator, by place.
    Measure(usize),
}

/// Top stars for a share of the members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quota {
    /// Whose measure is the votes.
    votes: usize,
    top: u8,
    least_share: Decimal,
    most_share: Decimal,
    others: Bands,
}

impl Stars {
    /// Reads `stars` of a level with these indicators, whose scores reach `top_score` at most.
    pub(crate) fn parse(
        section: &Section<'_>,
        indicators: &[String],
        top_score: Decimal,
        of_members: bool,
    ) -> Option<Self> {
        let is_quota = section.choice("kind", &[("bands", false), ("quota", true)]).unwrap_or(false);
        if !is_quota {
            let bands = Bands::parse(section, indicators, top_score);
            section.finish();
            return bands.map(Self::Bands);
        }
        if !of_members {
            section.faults.add(section.at, "`kind = \"quota\"` is for members within their village: expected `bands`");
        }
        let votes = section.required_text("by").and_then(|id| {
            let place = indicators.iter().position(|known| known == id.value);
            if place.is_none() {
                section.faults.add(id.at, crate::rule::unknown_id("indicator", id.value, indicators));
            }
            place
        });
        let top = section.whole("top", 1, 5).map_or(5, |top| u8::try_from(top.value).unwrap_or(5));
        let share = |key: &'static str| {
            if !section.has(key) {
                section.missing(key, "a fraction from 0 to 1, such as 0.2");
            }
            section.number_within(key, Decimal::ZERO, Decimal::ONE)
        };
        let (least, most) = (share("least_share"), share("most_share"));
        if let (Some(least), Some(most)) = (least, most)
            && least.value > most.value
        {
            section
                .faults
                .add(most.at, format!("`most_share` is {}, below `least_share`, which is {}", most.value, least.value));
        }
        let others =
            section.required_section("others", "what the others have, such as { bands = [{ from = 0, stars = 3 }] }");
        let others = others.and_then(|others| {
            let bands = Bands::parse(&others, indicators, top_score);
            others.finish();
            bands
        });
        section.finish();
        Some(Self::Quota(Quota {
            votes: votes?,
            top,
            least_share: least?.value,
            most_share: most?.value,
            others: others?,
        }))
    }
}

impl Bands {
    fn parse(section: &Section<'_>, indicators: &[String], top_score: Decimal) -> Option<Self> {
        let by = match section.text("by") {
            None => Some(By::Score),
            Some(by) if by.value == "score" => Some(By::Score),
            Some(by) => {
                let place = indicators.iter().position(|known| known == by.value);
                if place.is_none() {
                    let message = crate::rule::unknown_id("indicator (nor `score`)", by.value, indicators);
                    section.faults.add(by.at, message);
                }
                place.map(By::Measure)
            }
        };
        let mut bands = Vec::new();
        for (from, stars, at) in band_entries(section, "stars") {
            match stars.to_u8().filter(|whole| *whole <= 5 && Decimal::from(*whole) == stars) {
                Some(stars) => bands.push((from, stars)),
                None => section.faults.add(at, format!("`stars` is {stars}: expected a whole number from 0 to 5")),
            }
            if by == Some(By::Score) && from > top_score {
                section.faults.add(
                    at,
                    format!("the band from {from} is never reached: all indicators together give at most {top_score}"),
                );
            }
        }
        if bands.is_empty() {
            section.missing("bands", "bands such as [{ from = 90, stars = 5 }, { from = 0, stars = 3 }]");
            return None;
        }
        Some(Self { by: by?, bands })
    }

    /// The stars for a score and the measures of the indicators; below all bands none.
    pub(crate) fn give(&self, score: Decimal, measures: &[Option<Decimal>]) -> u8 {
        let value = match self.by {
            By::Score => Some(score),
            By::Measure(place) => measures[place],
        };
        value.and_then(|value| self.bands.iter().find(|(from, _)| value >= *from)).map_or(0, |(_, stars)| *stars)
    }
}

/// A member for whom stars are decided.
#[derive(Debug)]
pub(crate) struct Nominee<'r> {
    pub(crate) row: &'r mut OutcomeRow,
    pub(crate) standing: Standing,
    pub(crate) measures: Vec<Option<Decimal>>,
    /// What the meeting decided: the row's key, and the stars.
    pub(crate) award: Option<(String, u8)>,
}

impl Quota {
    /// Gives the stars of one village's members; what was checked comes back as a line for the village.
    pub(crate) fn give(&self, nominees: &mut [Nominee<'_>]) -> IndicatorResult {
        let (least, most) = self.places(nominees.len());
        let mut reasons = Vec::new();
        let decided = nominees.iter().any(|nominee| nominee.award.is_some());
        if decided {
            self.check_awards(nominees, &mut reasons);
        } else {
            self.by_votes(nominees, least, most);
        }
        let top = nominees.iter().filter(|nominee| nominee.row.stars == Some(self.top)).count();
        let verdict = match top {
            few if few < least => "too few 偏少",
            many if many > most => "too many 超额",
            _ => "within 符合",
        };
        let source = if decided { "as the meeting decided" } else { "by votes" };
        reasons.insert(
            0,
            Reason::remark(format!(
                "{top} of {} members have {} stars {source}, {least} to {most} may: {verdict}",
                nominees.len(),
                self.top
            )),
        );
        let share = (!nominees.is_empty()).then(|| {
            (Decimal::ONE_HUNDRED * Decimal::from(top) / Decimal::from(nominees.len())).round_dp(4).normalize()
        });
        IndicatorResult { id: "stars".to_owned(), points: None, measure: share, reasons }
    }

    /// The least and most places among so many members. Where no whole number lies between the shares, the
    /// one nearest to their middle, and at least one.
    fn places(&self, members: usize) -> (usize, usize) {
        let of = |share: Decimal| share * Decimal::from(members);
        let least = of(self.least_share).ceil().to_usize().unwrap_or(0);
        let most = of(self.most_share).floor().to_usize().unwrap_or(0);
        if least <= most {
            return (least, most);
        }
        let middle = of((self.least_share + self.most_share) / Decimal::TWO)
            .round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
            .to_usize()
            .unwrap_or(0)
            .max(1);
        (middle, middle)
    }

    fn votes(&self, nominee: &Nominee<'_>) -> Decimal {
        nominee.measures[self.votes].unwrap_or(Decimal::ZERO)
    }

    fn by_votes(&self, nominees: &mut [Nominee<'_>], least: usize, most: usize) {
        let mut order: Vec<usize> =
            (0..nominees.len()).filter(|place| self.votes(&nominees[*place]) > Decimal::ZERO).collect();
        let key = |place: usize| (self.votes(&nominees[place]), nominees[place].standing.clone());
        order.sort_by_cached_key(|place| Reverse(key(*place)));
        let mut taken = 0;
        while taken < order.len() {
            let equal = order[taken..].iter().take_while(|place| key(**place) == key(order[taken])).count();
            if taken + equal > most && taken >= least {
                break;
            }
            taken += equal;
            if taken >= most {
                break;
            }
        }
        let top: Vec<usize> = order[..taken].to_vec();
        for (place, nominee) in nominees.iter_mut().enumerate() {
            let stars = if top.contains(&place) {
                self.top
            } else {
                self.others.give(nominee.standing.score, &nominee.measures).min(self.top.saturating_sub(1))
            };
            nominee.row.stars = Some(stars);
        }
    }

    fn check_awards(&self, nominees: &mut [Nominee<'_>], reasons: &mut Vec<Reason>) {
        let most_votes_without_top = nominees
            .iter()
            .filter(|nominee| nominee.award.as_ref().is_none_or(|(_, stars)| *stars < self.top))
            .map(|nominee| self.votes(nominee))
            .max();
        for nominee in nominees {
            let votes = self.votes(nominee);
            nominee.row.stars = nominee.award.as_ref().map(|(_, stars)| *stars);
            let (row, points_out) = match &nominee.award {
                Some((key, stars)) => (key.clone(), *stars >= self.top),
                None => (String::new(), false),
            };
            let passed_over = most_votes_without_top.filter(|other| points_out && votes < *other);
            let note = match (&nominee.award, passed_over) {
                (None, _) => "no stars were decided".to_owned(),
                (Some(_), Some(other)) => {
                    format!("{votes} votes, while a member without {} stars had {other}", self.top)
                }
                (Some(_), None) => format!("{votes} votes"),
            };
            if passed_over.is_some() {
                reasons.push(Reason { row: row.clone(), note: note.clone().into(), ..Reason::default() });
            }
            Arc::make_mut(&mut nominee.row.indicators).push(IndicatorResult {
                id: "stars".to_owned(),
                points: None,
                measure: nominee.row.stars.map(Decimal::from),
                reasons: vec![Reason { row, note: note.into(), ..Reason::default() }],
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_within_twenty_to_twenty_five_per_cent() {
        let quota = Quota {
            votes: 0,
            top: 5,
            least_share: "0.2".parse().unwrap(),
            most_share: "0.25".parse().unwrap(),
            others: Bands { by: By::Score, bands: vec![(Decimal::ZERO, 3)] },
        };
        for (members, least, most) in
            [(55, 11, 13), (20, 4, 5), (8, 2, 2), (7, 2, 2), (6, 1, 1), (3, 1, 1), (1, 1, 1), (100, 20, 25)]
        {
            assert_eq!(quota.places(members), (least, most), "{members} members");
        }
    }

    #[test]
    fn star_bands_are_half_open() {
        let bands = Bands {
            by: By::Score,
            bands: [(90, 3), (70, 2), (60, 1)].map(|(from, stars)| (Decimal::from(from), stars)).to_vec(),
        };
        for (score, stars) in [("100", 3), ("90", 3), ("89.99", 2), ("70", 2), ("69.5", 1), ("59.99", 0)] {
            assert_eq!(bands.give(score.parse().unwrap(), &[]), stars, "{score}");
        }
    }
}
