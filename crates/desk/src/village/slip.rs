//! A member's slip 考评表: what a quarter's ledger says of one member, on one sheet, to be read, signed and filed.
//!
//! It shows what is recorded and counts nothing: points come from the scheme alone
//! ([`crate::village::member_points`]).

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::village::published_basis::PublishedBasis;
use crate::writing::audience::Audience;
use crate::writing::meetings::Person;
use cunbang_model::schema::{Mark, ReviewStage};
use cunbang_model::{Decimal, Period, Record as _, Table, UnitCode, record, round_points};
use cunbang_scheme::Doubt;
use std::collections::{BTreeMap, BTreeSet};

/// A member's slip of a quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberSlip {
    /// The member's id.
    pub member: String,
    /// The name, where the roster is here; else the id.
    pub name: String,
    /// The standing in the quarter; none where nobody wrote one, and then nothing of the member counts.
    pub standing: Option<Person>,
    /// The quarter's meetings, the earliest first, and the mark that was written down; without those of other groups and of the committee.
    pub meetings: Vec<(record::Meeting, Option<Mark>)>,
    /// The deeds, the earliest first, and who confirmed each, by name as far as names are here.
    pub deeds: Vec<(record::Deed, Option<String>)>,
    /// The posts that the member has claimed by the end of the quarter, the earliest first, as far as the ledgers of
    /// the last two years are here.
    pub posts: Vec<record::Post>,
    /// The member's own commitments that are due in the quarter, the earliest first.
    pub commitments: Vec<record::Commitment>,
    /// The reviews that the member received, by period and stage.
    pub reviews: Vec<StageReviews>,
    /// The recommendations for stars, by period: how many votes.
    pub nominations: Vec<record::Nomination>,
    /// The stars that the meeting decided, by period.
    pub awards: Vec<record::Award>,
    /// Why rows of these do not count as they stand, by their keys, as closely as the rules read them.
    pub doubts: BTreeMap<String, Doubt>,
}

/// The reviews of one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageReviews {
    /// What they are about.
    pub period: Period,
    /// The stage.
    pub stage: ReviewStage,
    /// The points, the most first; who gave them is not said.
    pub points: Vec<Decimal>,
}

impl StageReviews {
    /// The mean of the points, with two decimals, for a reader. What a scheme makes of them stands in the score.
    pub fn mean(&self) -> Decimal {
        let count = Decimal::from(self.points.len().max(1));
        round_points(self.points.iter().sum::<Decimal>() / count)
    }
}

impl Desk {
    /// A member's slip of a quarter as it stands here; see [`Desk::member_slip_of`].
    pub async fn member_slip(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        quarter: Period,
        member: &str,
    ) -> Result<Option<MemberSlip>, DeskError> {
        self.member_slip_of(viewer, unit, quarter, member, None).await
    }

    /// A member's slip of a quarter, as it stands or as what was published rests on it; none where neither the roster nor the quarter's ledger knows the member. Whoever
    /// the ledger comes to may see it; it has the name where the viewer may see the roster.
    pub async fn member_slip_of(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        quarter: Period,
        member: &str,
        basis: Option<&PublishedBasis>,
    ) -> Result<Option<MemberSlip>, DeskError> {
        let Some(mut opened) = self.opened(viewer, unit, quarter).await? else { return Ok(None) };
        if let Some(then) = basis.and_then(|basis| basis.ledgers.get(&opened.ledger.document())) {
            opened = self.opened_as(viewer, unit, quarter, then.clone()).await?;
        }
        let standing = opened.people.iter().find(|person| person.member == member).cloned();
        if standing.is_none() && !opened.names.contains_key(member) {
            return Ok(None);
        }
        let marks = opened.marks();
        let mark_at = |meeting: &str| marks.get(&(meeting.to_owned(), member.to_owned())).copied();
        // Who does not count sits in, and is told of all that everyone may come to.
        let is_for_the_member = |(meeting, mark): &(record::Meeting, Option<Mark>)| {
            let audience = opened.audience(meeting, &marks);
            let is_expected = standing.as_ref().is_some_and(|person| audience.expects(person));
            mark.is_some() || audience == Audience::Everyone || is_expected
        };
        let all = opened.rows::<record::Meeting>().map(|meeting| (meeting.clone(), mark_at(&meeting.meeting)));
        let mut meetings: Vec<(record::Meeting, Option<Mark>)> = all.filter(is_for_the_member).collect();
        meetings.sort_by(|(a, _), (b, _)| (a.date, &a.meeting).cmp(&(b.date, &b.meeting)));
        let mut deeds: Vec<record::Deed> = opened.rows().filter(|deed: &record::Deed| deed.member == member).collect();
        deeds.sort_by(|a, b| (a.date, &a.deed).cmp(&(b.date, &b.deed)));
        let confirmed = |deed: record::Deed| {
            let by = deed.confirmed_by.as_deref().map(|id| opened.name(id));
            (deed, by)
        };
        let is_own = |commitment: &record::Commitment| commitment.member.as_deref() == Some(member);
        let mut commitments: Vec<record::Commitment> = opened.rows().filter(is_own).collect();
        commitments.sort_by(|a, b| (a.due, &a.commitment).cmp(&(b.due, &b.commitment)));
        let mut nominations: Vec<record::Nomination> =
            opened.rows().filter(|one: &record::Nomination| one.member == member).collect();
        nominations.sort_by_key(|one| one.period);
        let mut awards: Vec<record::Award> = opened.rows().filter(|one: &record::Award| one.member == member).collect();
        awards.sort_by_key(|one| one.period);
        let alone = self.alone_as_of(unit, quarter, basis).await?;
        let doubtful = alone.map(|alone| alone.scheme.doubtful(&alone.rows)).unwrap_or_default();
        let of_deeds = deeds.iter().map(|deed| format!("{}/{}", Table::Deeds, deed.deed));
        let of_commitments = commitments.iter().map(|one| format!("{}/{}", Table::Commitments, one.commitment));
        let own: BTreeSet<String> = of_deeds.chain(of_commitments).collect();
        let doubts = doubtful.into_iter().filter(|one| own.contains(&one.row)).map(|one| (one.row, one.doubt));
        Ok(Some(MemberSlip {
            doubts: doubts.collect(),
            member: member.to_owned(),
            name: opened.name(member),
            standing,
            meetings,
            deeds: deeds.into_iter().map(confirmed).collect(),
            posts: self.posts_of(unit, quarter, member).await?,
            commitments,
            reviews: by_stage(opened.rows().filter(|review: &record::Review| review.member == member)),
            nominations,
            awards,
        }))
    }

    /// The posts that a member has claimed by the end of a quarter. A post is claimed once and kept, so it stands in
    /// the ledger of the quarter in which it was claimed.
    async fn posts_of(&self, unit: UnitCode, quarter: Period, member: &str) -> Result<Vec<record::Post>, DeskError> {
        let mut posts = BTreeMap::new();
        // The newest ledger first: of a post that stands in several, that one counts.
        for ledger in self.ledgers(unit).await? {
            let claimed = ledger
                .table(record::Post::TABLE)
                .filter(|standing| !standing.row.is_withdrawn())
                .filter_map(|standing| standing.row.record::<record::Post>())
                .filter(|post| post.member == member && post.claimed <= quarter.last_day());
            for post in claimed {
                posts.entry(post.post.clone()).or_insert(post);
            }
        }
        let mut posts: Vec<record::Post> = posts.into_values().collect();
        posts.sort_by(|a, b| (a.claimed, &a.post).cmp(&(b.claimed, &b.post)));
        Ok(posts)
    }
}

/// Sorts reviews by period and stage.
fn by_stage(reviews: impl Iterator<Item = record::Review>) -> Vec<StageReviews> {
    let mut stages: BTreeMap<(Period, ReviewStage), Vec<Decimal>> = BTreeMap::new();
    for review in reviews {
        stages.entry((review.period, review.stage)).or_default().push(review.points);
    }
    let sorted = stages.into_iter().map(|((period, stage), mut points)| {
        points.sort_unstable_by(|a, b| b.cmp(a));
        StageReviews { period, stage, points }
    });
    sorted.collect()
}
