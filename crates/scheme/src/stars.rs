//! Stars 星级: by bands of a score, or by quota of a village's members.
//!
//! Bands are half-open: 89.5 lies below 90. By quota (Changxing 长兴: 20–25 % of a village's members have
//! five stars by recommendation) as many as the greater share allows have the top stars, in the order of
//! their votes. Nobody without a vote has them. Where more members have equal votes than there are stars left,
//! the scheme says what settles it (`equal_votes`):
//!
//! - `"all"`: all of them have the stars, even beyond the greater share;
//! - `"score"`: their scores and then the level's tie-breakers; whoever is still equal waits for the meeting;
//! - `"meeting"`: none of them has the stars until the meeting decides (`awards`).
//!
//! Where a village's meeting has decided, its stars stand as they are, and are checked against the shares and
//! the order of votes.

mod items;

use crate::asks::StarLimit;
use crate::fraction::Fraction;
use crate::indicator::Group;
use crate::order::Merit;
use crate::outcome::{IndicatorResult, OutcomeRow, Reason};
use crate::reading::Section;
use crate::rule::{Identified, band_entries, unknown_id};
use crate::summary::in_a_row;
use cunbang_language::{Named, Said, say, to_say};
use cunbang_model::Decimal;
use rust_decimal::prelude::ToPrimitive;
use smol_str::{SmolStr, format_smolstr};
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
    /// The measure of the indicator with this index.
    Measure(usize),
    /// How many of the items of a group have their star, in per cent of those that apply: an item has it that reached so
    /// great a share of its full marks.
    Items {
        group: usize,
        reached: Decimal,
    },
}

/// Top stars for a share of the members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quota {
    /// Whose measure is the votes.
    votes: usize,
    top: u8,
    least_share: Decimal,
    most_share: Decimal,
    equal_votes: EqualVotes,
    others: Bands,
    /// Whether awards of more top stars than may have them do not hold, and who has none has the stars of the others.
    awards_within: bool,
}

/// What settles equal votes where not all of them can have the top stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EqualVotes {
    All,
    Score,
    Meeting,
}

impl Stars {
    /// The most stars that anybody can have.
    pub(crate) fn most(&self) -> u8 {
        let of_bands = |bands: &Bands| bands.bands.iter().map(|(_, stars)| *stars).max().unwrap_or(0);
        match self {
            Self::Bands(bands) => of_bands(bands),
            Self::Quota(quota) => quota.top.max(of_bands(&quota.others)),
        }
    }

    /// Reads `stars` of a level with these indicators, which give at most `top_score` together.
    pub(crate) fn parse(
        section: &Section<'_>,
        (indicators, groups): (&[String], &[Group]),
        top_score: Decimal,
        of_members: bool,
    ) -> Option<Self> {
        let is_quota = section.choice("kind", &[("bands", false), ("quota", true)]).unwrap_or(false);
        if !is_quota {
            let bands = Bands::parse(section, (indicators, groups), top_score);
            section.finish();
            return bands.map(Self::Bands);
        }
        if !of_members {
            section.faults.add(section.at, to_say!("scheme-quota-not-of-members"));
        }
        let votes = section.required_text("by").and_then(|id| {
            let index = indicators.iter().position(|known| known == id.value);
            if index.is_none() {
                section.faults.add(id.at, unknown_id(Identified::Indicator, id.value, indicators));
            }
            index
        });
        let top = section.whole("top", 1, 5).map_or(5, |top| u8::try_from(top.value).unwrap_or(5));
        let share = |key: &'static str| {
            if !section.has(key) {
                section.missing(key, &to_say!("scheme-expected-fraction"));
            }
            section.number_within(key, Decimal::ZERO, Decimal::ONE)
        };
        let (least, most) = (share("least_share"), share("most_share"));
        if let (Some(least), Some(most)) = (least, most)
            && least.value > most.value
        {
            section.faults.add(most.at, to_say!("scheme-shares-exchanged", most = most.value, least = least.value));
        }
        let equal_votes = section.required_choice(
            "equal_votes",
            &[("all", EqualVotes::All), ("score", EqualVotes::Score), ("meeting", EqualVotes::Meeting)],
        );
        let awards_within = section.choice("awards", &[("stand", false), ("within", true)]).unwrap_or(false);
        let others = section.required_section("others", || to_say!("scheme-expected-others"));
        let others = others.and_then(|others| {
            let bands = Bands::parse(&others, (indicators, &[]), top_score);
            others.finish();
            bands
        });
        if let Some(most) = most.as_ref().filter(|most| most.value.is_zero()) {
            section.faults.doubt(most.at, to_say!("scheme-quota-of-nobody"));
        }
        if let Some(others) = others.as_ref().filter(|others| others.bands.iter().any(|(_, stars)| *stars >= top)) {
            let stars = others.bands.iter().map(|(_, stars)| *stars).max().unwrap_or(top);
            let at = section.place_of("others").unwrap_or(section.at);
            section.faults.doubt(at, to_say!("scheme-others-reach-top", stars = stars, top = top));
        }
        section.finish();
        Some(Self::Quota(Quota {
            votes: votes?,
            top,
            least_share: least?.value,
            most_share: most?.value,
            equal_votes: equal_votes?,
            others: others?,
            awards_within,
        }))
    }
}

impl Stars {
    /// How stars are given, in words; `titles` are the indicators'.
    pub(crate) fn in_words(&self, titles: &[&str], groups: &[Group]) -> Said {
        match self {
            Self::Bands(bands) => bands.in_words(titles, groups),
            Self::Quota(quota) => {
                let equal = match quota.equal_votes {
                    EqualVotes::All => "all",
                    EqualVotes::Score => "score",
                    EqualVotes::Meeting => "meeting",
                };
                let per_cent = |share: Decimal| (share * Decimal::ONE_HUNDRED).normalize();
                to_say!(
                    "scheme-stated-stars-quota",
                    votes = Named::of_title(titles.get(quota.votes).copied().unwrap_or_default()),
                    top = u32::from(quota.top),
                    least = per_cent(quota.least_share),
                    most = per_cent(quota.most_share),
                    equal = equal,
                    others = quota.others.in_words(titles, groups),
                    awards = if quota.awards_within { "within" } else { "stand" }
                )
            }
        }
    }
}

impl Bands {
    /// The bands in words; `titles` are the indicators'.
    fn in_words(&self, titles: &[&str], groups: &[Group]) -> Said {
        let band = |(from, stars): &(Decimal, u8)| {
            say!("scheme-stated-stars-band", from = from.normalize(), stars = u32::from(*stars))
        };
        let bands = Said::by(|| in_a_row(&self.bands, band));
        match self.by {
            By::Score => to_say!("scheme-stated-stars-by-score", bands = bands),
            By::Measure(index) => {
                let by = Named::of_title(titles.get(index).copied().unwrap_or_default());
                to_say!("scheme-stated-stars-by-measure", by = by, bands = bands)
            }
            By::Items { group, reached } => {
                let by = Named::of_title(groups.get(group).map(|group| group.title.as_str()).unwrap_or_default());
                let reached = (reached * Decimal::ONE_HUNDRED).normalize();
                to_say!("scheme-stated-stars-by-items", by = by, reached = reached, bands = bands)
            }
        }
    }

    fn parse(section: &Section<'_>, (indicators, groups): (&[String], &[Group]), top_score: Decimal) -> Option<Self> {
        let by = match section.text("by") {
            None => Some(By::Score),
            Some(by) if by.value == "score" => Some(By::Score),
            // Among others of a quota there are no groups of items.
            Some(by) if by.value == "items" && !groups.is_empty() => By::items(section, groups),
            Some(by) => {
                let index = indicators.iter().position(|known| known == by.value);
                if index.is_none() {
                    let message = unknown_id(Identified::IndicatorOrScore, by.value, indicators);
                    section.faults.add(by.at, message);
                }
                index.map(By::Measure)
            }
        };
        let mut bands = Vec::new();
        for (from, stars, at) in band_entries(section, "stars") {
            if let Some(stars) = stars.to_u8().filter(|whole| *whole <= 5 && Decimal::from(*whole) == stars) {
                bands.push((from, stars));
            } else {
                let expected = to_say!("scheme-expected-whole", least = 0_u8, most = 5_u8);
                section
                    .faults
                    .add(at, to_say!("scheme-value-wrong", place = "stars", value = stars, expected = expected));
            }
            if by == Some(By::Score) && from > top_score {
                section.faults.add(at, to_say!("scheme-band-above-scores", from = from, most = top_score));
            }
            if matches!(by, Some(By::Items { .. })) && from > Decimal::ONE_HUNDRED {
                let message = to_say!("scheme-band-beyond-measure", from = from, top = Decimal::ONE_HUNDRED);
                section.faults.doubt(at, message);
            }
            if let [.., (above, more), (_, fewer)] = bands.as_slice()
                && more < fewer
            {
                let (more, fewer) = (u32::from(*more), u32::from(*fewer));
                let message =
                    to_say!("scheme-stars-fewer-above", from = above, gives = more, below = from, more = fewer);
                section.faults.doubt(at, message);
            }
        }
        if bands.is_empty() {
            if section.has("bands") && section.faults.count() > 0 {
                return None;
            }
            section.missing("bands", &to_say!("scheme-expected-bands-of-stars"));
            return None;
        }
        Some(Self { by: by?, bands })
    }

    /// The stars for a score and the measures of the indicators; below all bands none.
    pub(crate) fn give(&self, score: Decimal, measures: &[Option<Fraction>]) -> u8 {
        let value = match self.by {
            By::Score => Some(Fraction::from(score)),
            By::Measure(index) => measures[index],
            // See [`Self::give_by_items`].
            By::Items { .. } => None,
        };
        value.map_or(0, |value| self.of_value(value))
    }

    fn of_value(&self, value: Fraction) -> u8 {
        let reached = self.bands.iter().find(|(from, _)| value >= Fraction::from(*from));
        reached.map_or(0, |(_, stars)| *stars)
    }
}

/// A member for whom stars are decided.
#[derive(Debug)]
pub(crate) struct Nominee<'r> {
    pub(crate) row: &'r mut OutcomeRow,
    pub(crate) merit: Merit,
    pub(crate) measures: Vec<Option<Fraction>>,
    /// What the meeting decided: the row's key, and the stars.
    pub(crate) award: Option<(SmolStr, u8)>,
}

impl Quota {
    /// Gives the stars of one village's members; what was checked comes back as a line for the village.
    /// The share is taken of so many members.
    pub(crate) fn give(&self, nominees: &mut [Nominee<'_>], members: usize) -> IndicatorResult {
        let (least, most) = self.limits(members);
        let mut reasons = Vec::new();
        let has_top = |nominee: &&Nominee<'_>| nominee.award.as_ref().is_some_and(|(_, stars)| *stars >= self.top);
        let awarded = nominees.iter().filter(has_top).count();
        let is_beyond = self.awards_within && awarded > most;
        let decided = !is_beyond && nominees.iter().any(|nominee| nominee.award.is_some());
        if is_beyond {
            reasons.push(Reason::remark(format_smolstr!(
                "{awarded} members were given {} stars, {most} may have them: votes decide 评定超额，按推荐票确定",
                self.top
            )));
        }
        if decided {
            self.check_awards(nominees, &mut reasons);
        } else {
            self.by_votes(nominees, most, &mut reasons);
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
            Reason::remark(format_smolstr!(
                "{top} of {members} members have {} stars {source}, {least} to {most} may: {verdict}",
                self.top
            )),
        );
        let share = Fraction::percent(Decimal::from(top), Decimal::from(members));
        let share = share.map(|share| share.rounded(4).normalize());
        IndicatorResult { id: SmolStr::new_static("stars"), points: None, measure: share, reasons }
    }

    /// How many of so many members may have the top stars.
    pub(crate) fn limit(&self, members: usize) -> StarLimit {
        StarLimit { top: self.top, most: self.limits(members).1, binds: self.awards_within }
    }

    /// The least and most of so many members who may have the top stars. Where no whole number lies between the
    /// shares, the one nearest to their middle, and at least one.
    fn limits(&self, members: usize) -> (usize, usize) {
        limits_of_share(self.least_share, self.most_share, members)
    }

    fn votes(&self, nominee: &Nominee<'_>) -> Fraction {
        nominee.measures[self.votes].unwrap_or(Fraction::ZERO)
    }

    fn by_votes(&self, nominees: &mut [Nominee<'_>], most: usize, reasons: &mut Vec<Reason>) {
        let by_score = self.equal_votes == EqualVotes::Score;
        let key = |index: usize| (self.votes(&nominees[index]), by_score.then(|| nominees[index].merit.clone()));
        let mut order: Vec<usize> =
            (0..nominees.len()).filter(|index| self.votes(&nominees[*index]) > Fraction::ZERO).collect();
        order.sort_by_cached_key(|index| Reverse(key(*index)));
        let mut taken = 0;
        while taken < most.min(order.len()) {
            let equal = order[taken..].iter().take_while(|index| key(**index) == key(order[taken])).count();
            if taken + equal > most && self.equal_votes != EqualVotes::All {
                let who: Vec<&str> = order[taken..taken + equal]
                    .iter()
                    .filter_map(|index| nominees[*index].row.member.as_deref())
                    .collect();
                reasons.push(Reason::remark(format_smolstr!(
                    "{} are equal at {} votes, {} of them may have {} stars: the meeting decides 票数相同，由会议决定",
                    who.join(", "),
                    self.votes(&nominees[order[taken]]).rounded(4).normalize(),
                    most - taken,
                    self.top
                )));
                break;
            }
            taken += equal;
        }
        let mut has_top = vec![false; nominees.len()];
        for index in &order[..taken] {
            has_top[*index] = true;
        }
        for (nominee, has_top) in nominees.iter_mut().zip(has_top) {
            let stars = if has_top {
                self.top
            } else {
                self.others.give(nominee.merit.score, &nominee.measures).min(self.top.saturating_sub(1))
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
            let shown = |votes: Fraction| votes.rounded(4).normalize();
            let of_others = self.others.give(nominee.merit.score, &nominee.measures).min(self.top.saturating_sub(1));
            let without = self.awards_within.then_some(of_others);
            nominee.row.stars = nominee.award.as_ref().map(|(_, stars)| *stars).or(without);
            let (row, points_out) = match &nominee.award {
                Some((key, stars)) => (key.clone(), *stars >= self.top),
                None => (SmolStr::default(), false),
            };
            let passed_over = most_votes_without_top.filter(|other| points_out && votes < *other);
            let note = match (&nominee.award, passed_over) {
                (None, _) => SmolStr::new_static("no stars were decided"),
                (Some(_), Some(other)) => {
                    format_smolstr!(
                        "{} votes, while a member without {} stars had {}",
                        shown(votes),
                        self.top,
                        shown(other)
                    )
                }
                (Some(_), None) => format_smolstr!("{} votes", shown(votes)),
            };
            if passed_over.is_some() {
                reasons.push(Reason { row: row.clone(), note: note.clone(), ..Reason::default() });
            }
            Arc::make_mut(&mut nominee.row.indicators).push(IndicatorResult {
                id: SmolStr::new_static("stars"),
                points: None,
                measure: nominee.row.stars.map(Decimal::from),
                reasons: vec![Reason { row, note, ..Reason::default() }],
            });
        }
    }
}

/// The least and most of so many members where a share of them may have something. Where no whole number lies between the
/// shares, the one nearest to their middle, and at least one.
pub(crate) fn limits_of_share(least_share: Decimal, most_share: Decimal, members: usize) -> (usize, usize) {
    let of = |share: Decimal| share * Decimal::from(members);
    let least = of(least_share).ceil().to_usize().unwrap_or(0);
    let most = of(most_share).floor().to_usize().unwrap_or(0);
    if least <= most {
        return (least, most);
    }
    let middle = of((least_share + most_share) / Decimal::TWO)
        .round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
        .to_usize()
        .unwrap_or(0)
        .max(1);
    (middle, middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_within_twenty_to_twenty_five_per_cent() {
        let quota = Quota {
            votes: 0,
            top: 5,
            least_share: "0.2".parse().unwrap(),
            most_share: "0.25".parse().unwrap(),
            equal_votes: EqualVotes::Meeting,
            others: Bands { by: By::Score, bands: vec![(Decimal::ZERO, 3)] },
            awards_within: false,
        };
        for (members, least, most) in
            [(55, 11, 13), (20, 4, 5), (8, 2, 2), (7, 2, 2), (6, 1, 1), (3, 1, 1), (1, 1, 1), (100, 20, 25)]
        {
            assert_eq!(quota.limits(members), (least, most), "{members} members");
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
