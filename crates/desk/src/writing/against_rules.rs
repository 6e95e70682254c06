//! What can never be right 不合规则: a review of oneself among those of others, points beyond full marks, stars for who
//! does not count. What may be right, and is odd, is asked about as a gap.

use crate::writing::references::Wrong;
use cunbang_model::record;
use cunbang_model::schema::{MemberStatus, ReviewStage, Word as _};
use cunbang_model::{Decimal, Row, Table};
use cunbang_scheme::{Scheme, is_no_reason};

/// What the schemes in force, and the rules of reviews, say against a row: the column, and why. `status_of` knows the
/// members' standing, as far as there is one.
pub(crate) fn against_rules(
    row: &Row,
    schemes: &[Scheme],
    status_of: impl Fn(&str) -> Option<MemberStatus>,
) -> Option<(&'static str, Wrong)> {
    match row.table() {
        Table::Reviews => of_review(&row.record()?, schemes),
        Table::StatedFigures => of_figure(&row.record()?, schemes),
        Table::Meetings => of_meeting(row),
        Table::Awards => of_award(&row.record()?, schemes, status_of),
        _ => None,
    }
}

/// A meeting is held, or there is a reason why not: one such as `无` leaves open which of the two is meant.
fn of_meeting(row: &Row) -> Option<(&'static str, Wrong)> {
    let reason = row.text("reason_not_held")?;
    is_no_reason(reason).then_some(("reason_not_held", Wrong::NoReason))
}

fn of_figure(figure: &record::StatedFigure, schemes: &[Scheme]) -> Option<(&'static str, Wrong)> {
    let is_number = schemes.iter().any(|scheme| scheme.stated_range(&figure.figure).0.is_some());
    (is_number && figure.stated < Decimal::ZERO).then_some(("stated", Wrong::BelowZero))
}

fn of_review(review: &record::Review, schemes: &[Scheme]) -> Option<(&'static str, Wrong)> {
    let is_own = review.reviewer.as_ref().map(|reviewer| *reviewer == review.member);
    match (review.stage, is_own) {
        (ReviewStage::Mutual, Some(true)) => return Some(("reviewer", Wrong::OwnReview)),
        (ReviewStage::Own, Some(false)) => return Some(("reviewer", Wrong::OthersReview)),
        _ => {}
    }
    let (least, most) = schemes.iter().find_map(|scheme| scheme.review_range(review.stage))?;
    let is_within = (least..=most).contains(&review.points);
    (!is_within).then_some(("points", Wrong::BeyondRange { least: least.normalize(), most: most.normalize() }))
}

fn of_award(
    award: &record::Award,
    schemes: &[Scheme],
    status_of: impl Fn(&str) -> Option<MemberStatus>,
) -> Option<(&'static str, Wrong)> {
    if award.stars == 0 || schemes.is_empty() {
        return None;
    }
    let status = status_of(&award.member)?;
    let counts = schemes.iter().any(|scheme| scheme.counts_status(status));
    (!counts).then_some(("stars", Wrong::NoStarsFor(status)))
}

/// The points that some stage of the reviews may have by a scheme, where it states them of any.
pub(crate) fn any_review_range(scheme: &Scheme) -> Option<(Decimal, Decimal)> {
    let stages = ReviewStage::WORDS.iter().filter_map(|(word, _)| ReviewStage::from_word(word));
    let ranges = stages.filter_map(|stage| scheme.review_range(stage));
    ranges.reduce(|(least, most), (other_least, other_most)| (least.min(other_least), most.max(other_most)))
}
