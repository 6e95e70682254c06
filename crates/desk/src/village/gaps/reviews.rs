//! Reviews, votes and stars that may be right and are odd, or that a rule cannot count.

use super::keys;
use super::what::What;
use crate::writing::against_rules::{against_rules, any_review_range};
use cunbang_model::schema::{MemberStatus, ReviewStage};
use cunbang_model::{Period, Row, Table, record};
use cunbang_scheme::Scheme;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked about a period's reviews, nominations and awards.
pub(super) fn questions(scheme: &Scheme, rows: &[Row]) -> Vec<What> {
    let mut statuses: BTreeMap<String, MemberStatus> = BTreeMap::new();
    for standing in rows.iter().filter_map(Row::record::<record::Standing>) {
        // Of a year's quarters the furthest step counts, as in the ranking.
        let status = statuses.entry(standing.member).or_insert(standing.status);
        *status = standing.status.max(*status);
    }
    let schemes = std::slice::from_ref(scheme);
    let status_of = |member: &str| statuses.get(member).copied();
    // What cannot count as it stands is told with why it cannot.
    let doubtful: BTreeSet<String> = scheme.doubtful(rows).into_iter().map(|one| one.row).collect();
    let is_in_no_doubt = |row: &Row| !doubtful.contains(&row.key());
    let is_against = |row: &Row| against_rules(row, schemes, status_of).is_some();
    let mut asked = vec![
        What::AgainstRules { rows: keys(rows, |row| is_against(row) && is_in_no_doubt(row)) },
        What::NoReviewer { rows: keys(rows, |row| has_no_reviewer(row) && is_in_no_doubt(row)) },
    ];
    if let Some((least, most)) = any_review_range(scheme) {
        let is_odd = |row: &Row| {
            row.record::<record::Review>().is_some_and(|review| {
                scheme.review_range(review.stage).is_none() && !(least..=most).contains(&review.points)
            })
        };
        let rows = keys(rows, |row| is_odd(row) && is_in_no_doubt(row));
        asked.push(What::OddPoints { rows, most: most.normalize() });
    }
    let members = statuses.values().filter(|status| scheme.counts_status(**status)).count();
    if members > 0 {
        asked.extend(too_many_stars(scheme, rows, members));
        let most = i64::try_from(members).unwrap_or(i64::MAX);
        let has_too_many = |row: &Row| row.record::<record::Nomination>().is_some_and(|one| one.votes > most);
        asked.push(What::TooManyVotes { rows: keys(rows, has_too_many), members });
    }
    asked
}

fn has_no_reviewer(row: &Row) -> bool {
    row.record::<record::Review>()
        .is_some_and(|review| review.stage == ReviewStage::Mutual && review.reviewer.is_none())
}

/// Where more have the top stars than may, by the period that was decided.
fn too_many_stars(scheme: &Scheme, rows: &[Row], members: usize) -> Vec<What> {
    let Some(limit) = scheme.star_limit(members) else { return Vec::new() };
    let mut top: BTreeMap<Period, Vec<String>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.table() == Table::Awards) {
        let award: Option<record::Award> = row.record();
        if let Some(award) = award.filter(|award| award.stars >= i64::from(limit.top)) {
            top.entry(award.period).or_default().push(row.key());
        }
    }
    let beyond = top.into_values().filter(|rows| rows.len() > limit.most);
    let told = |rows| What::TooManyStars { rows, stars: limit.top, most: limit.most, void: limit.binds };
    beyond.map(told).collect()
}
