//! Scores and ranks in words: the same on every page, whatever of them still stands open.

use crate::pages::points::figure;
use cunbang_desk::{KnownRank, KnownScore, RankingLine};
use cunbang_language::say;

/// A score as it stands; where more may come, that so far with the range in which it will lie.
pub(crate) fn score_words(line: &RankingLine) -> String {
    match line.known_score() {
        KnownScore::Stands(score) => figure(score),
        KnownScore::SoFar(score, Some((worst, best))) => {
            say!("score-so-far-between", score = figure(score), worst = figure(worst), best = figure(best))
        }
        KnownScore::SoFar(score, None) => say!("score-so-far", score = figure(score)),
        KnownScore::Between(worst, best) => format!("{}–{}", figure(worst), figure(best)),
        KnownScore::None => String::new(),
    }
}

/// A rank as it stands, or the range in which it will lie.
pub(crate) fn rank_words(line: &RankingLine) -> String {
    match line.known_rank() {
        KnownRank::Stands(rank) => rank.to_string(),
        KnownRank::Between(best, worst) if best == worst => best.to_string(),
        KnownRank::Between(best, worst) => format!("{best}–{worst}"),
        KnownRank::None => String::new(),
    }
}

/// Stars, one sign each.
pub(crate) fn star_words(line: &RankingLine) -> String {
    "★".repeat(line.shown_stars().map(usize::from).unwrap_or_default())
}
