//! Publications: published lists in columns, for dashboards and other programs that read the database and nothing else.
//! What counts is the bulletin, a document; this says the same, without signatures.

use cunbang_model::{Date, Period, UnitCode};

/// A published list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPublication {
    /// The run's id.
    pub run: String,
    /// The unit that published it.
    pub unit: UnitCode,
    /// The period ranked.
    pub period: Period,
    /// The scheme's name.
    pub scheme: String,
    /// The day of its publication.
    pub published_on: Date,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
    /// A line for every village and every unit above, in the order of their codes.
    pub results: Vec<StoredResult>,
}

/// A line of a published list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResult {
    /// The unit.
    pub unit: UnitCode,
    /// The word for its level.
    pub level: String,
    /// Its name.
    pub name: String,
    /// The unit above, and its name.
    pub parent: Option<(UnitCode, String)>,
    /// The word for its status.
    pub status: String,
    /// The score in hundredths of a point.
    pub score_hundredths: Option<i64>,
    /// The rank.
    pub rank: Option<i64>,
    /// The rank under the same parent.
    pub rank_in_parent: Option<i64>,
    /// Stars.
    pub stars: Option<i64>,
    /// Whether it is a candidate for the backward list; none where its level has none.
    pub candidate: Option<bool>,
    /// The best rank that it may still have.
    pub best_rank: Option<i64>,
    /// The worst.
    pub worst_rank: Option<i64>,
    /// The word for whether it is a candidate for certain, or may become or cease to be one; none where it is none
    /// whatever still comes, or nobody knows.
    pub prospect: Option<String>,
}
