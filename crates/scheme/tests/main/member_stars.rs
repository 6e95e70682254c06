//! Members and their stars.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_scheme::{Level, Outcome, pack};
use cunbang_world::inputs::{county, input, outcome, sealed_on, shipped};
use cunbang_world::period;
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;
use std::fmt::Write;

/// Members with votes: `m1=3 m2=2 …`; and what the meeting decided: `m1=5 …`.
fn stars(votes: &[u32], awards: &[(usize, u8)]) -> Outcome {
    stars_by(pack::find("changxing").unwrap().text, votes, awards)
}

fn stars_by(rules: &str, votes: &[u32], awards: &[(usize, u8)]) -> Outcome {
    let mut text = String::new();
    for (place, votes) in votes.iter().enumerate() {
        let member = format!("m{:02}", place + 1);
        writeln!(text, "standing member={member} status=full group=g1").unwrap();
        writeln!(text, "nominations period=2026Q3 member={member} votes={votes}").unwrap();
        if place % 2 == 0 {
            writeln!(
                text,
                "deeds deed=d{place} member={member} date=2026-07-01 kind=integrity confirmed_on=2026-07-02 confirmed_by=支书"
            )
            .unwrap();
        }
    }
    for (place, stars) in awards {
        writeln!(text, "awards period=2026Q3 member=m{place:02} stars={stars}").unwrap();
    }
    let rules = cunbang_scheme::Scheme::parse(rules).unwrap();
    outcome(&rules, &county(vec![input(rows(village(0), &text), sealed_on("2026-10-05"))]))
}

fn star_list(outcome: &Outcome) -> Vec<u8> {
    let mut rows: Vec<_> = outcome.rows(Level::Member).iter().collect();
    rows.sort_by_key(|row| row.member.clone());
    rows.iter().map(|row| row.stars.unwrap()).collect()
}

fn five_stars(outcome: &Outcome) -> usize {
    outcome.rows(Level::Member).iter().filter(|row| row.stars == Some(5)).count()
}

#[test]
fn five_stars_go_to_a_quarter_of_the_members_by_votes() {
    assert_eq!(star_list(&stars(&[9, 8, 7, 0, 5, 4, 3, 2], &[])), [5, 5, 4, 3, 4, 3, 4, 3]);
    // A tie that does not fit is left out where the lesser share is reached without it, and taken where not.
    // (Of twenty, four or five may.)
    let mut votes = [0; 20];
    votes[..7].copy_from_slice(&[9, 8, 7, 6, 5, 0, 5]);
    assert_eq!(five_stars(&stars(&votes, &[])), 4);
    votes[3] = 5;
    assert_eq!(five_stars(&stars(&votes, &[])), 5);
    let outcome = stars(&votes, &[]);
    let check = outcome.unit(village(0)).unwrap().indicators.last().unwrap();
    assert_eq!(check.reasons[0].note, "5 of 20 members have 5 stars by votes, 4 to 5 may: within 符合");
}

#[test]
fn what_the_meeting_decided_stands_and_is_checked() {
    let awards: Vec<(usize, u8)> =
        (1..=8).map(|member| (member, if member == 1 || member == 4 { 5 } else { 4 })).collect();
    let outcome = stars(&[9, 8, 7, 1, 5, 4, 3, 2], &awards);
    assert_eq!(star_list(&outcome), [5, 4, 4, 5, 4, 4, 4, 4]);
    let check = outcome.unit(village(0)).unwrap().indicators.last().unwrap();
    assert_eq!(check.id, "stars");
    assert_eq!(check.reasons[0].note, "2 of 8 members have 5 stars as the meeting decided, 2 to 2 may: within 符合");
    assert_eq!(check.reasons[1].row, "awards/2026Q3/m04");
    assert_eq!(check.reasons[1].note, "1 votes, while a member without 5 stars had 8");
    let too_many: Vec<(usize, u8)> = (1..=8).map(|member| (member, 5)).collect();
    // Where the rules let awards stand, they stand, and are said to be too many.
    let standing = pack::find("changxing").unwrap().text.replace("awards = \"within\"", "");
    let outcome = stars_by(&standing, &[1; 8], &too_many);
    assert_eq!(five_stars(&outcome), 8);
    let check = outcome.unit(village(0)).unwrap().indicators.last().unwrap();
    assert!(check.reasons[0].note.ends_with("too many 超额"), "{check:?}");
}

/// Five stars given to everybody are no five stars: the votes decide, as where nothing was decided.
#[test]
fn awards_beyond_the_share_do_not_hold() {
    let all: Vec<(usize, u8)> = (1..=8).map(|member| (member, 5)).collect();
    let votes = [9, 8, 7, 0, 5, 4, 3, 2];
    let outcome = stars(&votes, &all);
    assert_eq!(star_list(&outcome), star_list(&stars(&votes, &[])));
    let check = outcome.unit(village(0)).unwrap().indicators.last().unwrap();
    assert_eq!(check.reasons[0].note, "2 of 8 members have 5 stars by votes, 2 to 2 may: within 符合");
    let said = "8 members were given 5 stars, 2 may have them: votes decide 评定超额，按推荐票确定";
    assert!(check.reasons.iter().any(|reason| reason.note == said), "{check:?}");
}

/// Who is left out of the meeting's awards is among the others, with their stars and not with none.
#[test]
fn who_is_given_no_award_has_the_stars_of_the_others() {
    let outcome = stars(&[9, 8, 7, 0, 5, 4, 3, 2], &[(1, 5), (2, 5)]);
    assert_eq!(star_list(&outcome), [5, 5, 4, 3, 4, 3, 4, 3]);
}

#[test]
fn members_without_a_name_are_their_id_and_applicants_are_not_ranked() {
    let text = "members member=m1 name=张三 status=full\nstanding member=m2 status=probationary\nstanding member=m3 status=activist";
    let mut inputs = county(vec![input(rows(village(0), text), sealed_on("2026-10-05"))]);
    inputs.names.insert(village(0), "m2", "李四");
    let with_names = outcome(&shipped("standard"), &inputs);
    let names: Vec<_> = with_names.rows(Level::Member).iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["张三", "李四"]);
    inputs.names = cunbang_scheme::Names::default();
    assert_eq!(outcome(&shipped("standard"), &inputs).rows(Level::Member)[1].name, "m2");
}

#[test]
fn xuanhua_stars_by_committee_points() {
    let text = "standing member=m{} status=full ×4
        reviews period=2026H2 stage=committee member=m1 points=90
        reviews period=2026H2 stage=committee member=m2 points=89.5
        reviews period=2026H2 stage=committee member=m3 points=60
        reviews period=2026H2 stage=committee member=m4 points=59
        reviews period=2026H1 stage=committee member=m4 points=100";
    let scheme = cunbang_scheme::Scheme::parse(pack::find("xuanhua-341").unwrap().text).unwrap();
    let mut inputs = county(vec![input(rows(village(0), text), sealed_on("2027-01-05"))]);
    inputs.period = period("2026H2");
    assert_eq!(star_list(&outcome(&scheme, &inputs)), [3, 2, 1, 0]);
}
