//! One row of a ranking, as much of it as a viewer may see.

use cunbang_model::schema::ResultLevel;
use cunbang_model::{Decimal, UnitCode, UnitTree, record};
use cunbang_scheme::{DecisionNote, IndicatorResult, OutcomeRow, ProposedConsequence, Prospect, Status, Told};
use std::sync::Arc;

/// Where a pending row may still come to lie; scores only where the row is seen whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownBounds {
    /// The best score.
    pub best_score: Option<Decimal>,
    /// The worst score.
    pub worst_score: Option<Decimal>,
    /// The best rank.
    pub best_rank: u32,
    /// The worst rank.
    pub worst_rank: u32,
}

/// What there is to say of a score: on every page the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownScore {
    /// It stands, and counts in the ranking.
    Stands(Decimal),
    /// It rests on what came; more may come. With the range in which it will lie, where that is known.
    SoFar(Decimal, Option<(Decimal, Decimal)>),
    /// Nothing came: the range in which it will lie.
    Between(Decimal, Decimal),
    /// There is none.
    None,
}

/// What there is to say of a rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownRank {
    /// It stands.
    Stands(u32),
    /// It will lie between these.
    Between(u32, u32),
    /// There is none.
    None,
}

/// One row, as much of it as the viewer may see.
#[derive(Debug, Clone)]
pub struct RankingLine {
    /// The unit; of a member, its village.
    pub unit: UnitCode,
    /// A member's id.
    pub member: Option<String>,
    /// The name.
    pub name: String,
    /// The kind of unit, or a member's standing.
    pub kind: String,
    /// The unit above.
    pub parent: Option<UnitCode>,
    /// The score, with two decimals.
    pub score: Option<Decimal>,
    /// The rank.
    pub rank: Option<u32>,
    /// The rank under the same parent.
    pub rank_in_parent: Option<u32>,
    /// Stars.
    pub stars: Option<u8>,
    /// What is known of it.
    pub status: Status,
    /// Whether it is a candidate for the backward list; none where the level has no such list.
    pub candidate: Option<bool>,
    /// Whether it is a candidate for certain or may be one, as a bulletin says; none of a row that is seen whole.
    pub prospect: Option<Prospect>,
    /// Where it may still come to lie.
    pub bounds: Option<ShownBounds>,
    /// Whether the score lies below the scheme's warning line.
    pub warned: bool,
    /// What the county decided.
    pub decision: Option<DecisionNote>,
    /// What the scheme proposes because of it; none of a row that is not seen whole.
    pub consequences: Vec<ProposedConsequence>,
    /// The indicators, with their reasons; none of a row that is not seen whole.
    pub indicators: Arc<Vec<IndicatorResult>>,
}

impl RankingLine {
    /// What people are told of it.
    pub fn told(&self) -> Told {
        Told::of(self.status, self.decision.as_ref())
    }

    /// What there is to say of its score.
    pub fn known_score(&self) -> KnownScore {
        let range = self.bounds.and_then(|bounds| bounds.worst_score.zip(bounds.best_score));
        match (self.score, self.status.is_pending(), range) {
            (Some(score), false, _) => KnownScore::Stands(score),
            (Some(score), true, range) => KnownScore::SoFar(score, range),
            (None, _, Some((worst, best))) => KnownScore::Between(worst, best),
            (None, _, None) => KnownScore::None,
        }
    }

    /// What there is to say of its rank.
    pub fn known_rank(&self) -> KnownRank {
        match (self.rank, self.bounds) {
            (Some(rank), _) => KnownRank::Stands(rank),
            (None, Some(bounds)) => KnownRank::Between(bounds.best_rank, bounds.worst_rank),
            (None, None) => KnownRank::None,
        }
    }

    /// Its stars as they are shown: none where nothing was scored, whatever the lowest band of the scheme gives.
    pub fn shown_stars(&self) -> Option<u8> {
        self.stars.filter(|_| self.score.is_some_and(|score| score > Decimal::ZERO))
    }

    pub(super) fn whole(row: &OutcomeRow) -> Self {
        Self {
            unit: row.unit,
            member: row.member.clone(),
            name: row.name.to_string(),
            kind: row.kind.to_string(),
            parent: row.parent,
            score: row.score,
            rank: row.rank,
            rank_in_parent: row.rank_in_parent,
            stars: row.stars,
            status: row.status,
            candidate: row.candidate,
            prospect: None,
            bounds: row.bounds.map(|bounds| ShownBounds {
                best_score: Some(bounds.best_score),
                worst_score: Some(bounds.worst_score),
                best_rank: bounds.best_rank,
                worst_rank: bounds.worst_rank,
            }),
            warned: row.warned,
            decision: row.decision.clone(),
            consequences: row.consequences.clone(),
            indicators: Arc::clone(&row.indicators),
        }
    }

    /// A line of a bulletin.
    pub(super) fn published(line: &record::PublishedResult, units: &UnitTree) -> Self {
        let unit = line.subject;
        let count = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
        Self {
            unit,
            member: None,
            name: units.name(unit),
            kind: units.get(unit).map(|unit| unit.kind.as_str().to_owned()).unwrap_or_default(),
            parent: units.parent(unit),
            // Tables leave out decimals that are zeros.
            score: line.score.map(|mut score| {
                score.rescale(2);
                score
            }),
            rank: count(line.rank),
            rank_in_parent: count(line.rank_in_parent),
            stars: line.stars.and_then(|stars| u8::try_from(stars).ok()),
            status: line.status.into(),
            candidate: (line.level == ResultLevel::Village).then_some(line.candidate == Some(true)),
            prospect: line.prospect.map(Prospect::from),
            bounds: count(line.best_rank).zip(count(line.worst_rank)).map(|(best_rank, worst_rank)| ShownBounds {
                best_score: None,
                worst_score: None,
                best_rank,
                worst_rank,
            }),
            warned: false,
            decision: None,
            consequences: Vec::new(),
            indicators: Arc::default(),
        }
    }

    /// A line of a bulletin with what the unit's score sheet says: the indicators, and between which scores it may still
    /// come to lie.
    pub(super) fn with_sheet(self, indicators: Arc<Vec<IndicatorResult>>, scores: Option<(Decimal, Decimal)>) -> Self {
        let bounds = self.bounds.map(|bounds| ShownBounds {
            best_score: scores.map(|(best, _)| best),
            worst_score: scores.map(|(_, worst)| worst),
            ..bounds
        });
        Self { bounds, indicators, ..self }
    }

    /// As a row of an outcome, for files. Ranks whose scores were not published have no place there.
    pub(in crate::assessment) fn into_outcome_row(self) -> OutcomeRow {
        let bounds = self.bounds.and_then(|bounds| {
            Some(cunbang_scheme::Bounds {
                best_score: bounds.best_score?,
                worst_score: bounds.worst_score?,
                best_rank: bounds.best_rank,
                worst_rank: bounds.worst_rank,
            })
        });
        OutcomeRow {
            unit: self.unit,
            member: self.member,
            name: self.name.into(),
            kind: self.kind.into(),
            parent: self.parent,
            score: self.score,
            rank: self.rank,
            rank_in_parent: self.rank_in_parent,
            stars: self.stars,
            status: self.status,
            bounds,
            candidate: self.candidate,
            warned: self.warned,
            decision: self.decision,
            consequences: self.consequences,
            indicators: self.indicators,
        }
    }
}
