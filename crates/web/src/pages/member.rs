//! A member's slip 考评表: what is recorded of one member in the quarter, on one A4 page to be signed and filed.

use super::Pages;
use super::choice::{Choice, choices};
use super::day::in_full;
use super::frame::{Door, Frame, answer, period_name};
use super::home::period_of;
use super::meeting::mark_name;
use super::meetings::day;
use super::people::Known;
use super::points::figure;
use super::score::{Reading, ReasonShown, line_shown};
use super::trouble::Trouble;
use super::visitor::{Visitor, in_address};
use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cunbang_desk::remark::{is_of_better_meeting, is_of_meeting_passed_over};
use cunbang_desk::village::member_points::{MemberPoints, Missed};
use cunbang_desk::village::score_sheet::{LineState, SheetLineView};
use cunbang_desk::village::slip::{MemberSlip, StageReviews};
use cunbang_desk::writing::meetings::Person;
use cunbang_desk::{Desk, Doubt, Viewer};
use cunbang_language::{Language, say};
use cunbang_model::record::{Commitment, Deed, Meeting};
use cunbang_model::schema::Mark;
use cunbang_model::{Period, Table, Word, clock};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/member.html")]
struct MemberPage {
    frame: Frame,
    name: String,
    /// The standing in words; none where nobody wrote one.
    standing: Option<String>,
    group: Option<String>,
    is_floating: bool,
    /// What it comes to by the rules; none where these score no members.
    points: Option<PointsShown>,
    /// Why there are no points.
    unscored: String,
    meetings: Vec<MeetingLine>,
    deeds: Vec<DeedLine>,
    posts: Vec<(String, String)>,
    commitments: Vec<CommitmentLine>,
    reviews: Vec<ReviewLine>,
    /// Votes and stars.
    honours: Vec<(String, String)>,
    /// On what the points rest, and that they are not the published ones.
    basis: String,
    /// What is recorded since it was published, and does not count.
    remark: Option<String>,
}

struct PointsShown {
    title: String,
    /// What, its points, full marks, and why.
    lines: Vec<(String, String, String, String)>,
    total: String,
    stars: String,
    is_warned: bool,
}

struct MeetingLine {
    day: String,
    title: String,
    mark: String,
}

struct DeedLine {
    day: String,
    kind: String,
    text: String,
    confirmed: Option<String>,
    /// Why it does not count as it stands.
    doubt: Option<String>,
}

struct CommitmentLine {
    text: String,
    due: String,
    kept: Option<String>,
    /// Why it does not count as it stands.
    doubt: Option<String>,
}

struct ReviewLine {
    stage: String,
    count: usize,
    points: String,
}

/// The address of a member's slip.
pub(crate) fn address(period: Period, member: &str) -> String {
    format!("/{period}/members/{}", in_address(member))
}

/// Words of choice, as a reader reads them.
struct Words {
    statuses: Vec<Choice>,
    meetings: Vec<Choice>,
    deeds: Vec<Choice>,
    stages: Vec<Choice>,
}

impl Words {
    async fn of(pages: &Pages, period: Period, language: Language) -> Result<Self, Trouble> {
        Ok(Self {
            statuses: choices(pages, Table::Standing, "status", period, language).await?,
            meetings: choices(pages, Table::Meetings, "kind", period, language).await?,
            deeds: choices(pages, Table::Deeds, "kind", period, language).await?,
            stages: choices(pages, Table::Reviews, "stage", period, language).await?,
        })
    }
}

fn named(choices: &[Choice], word: &str) -> String {
    choices.iter().find(|choice| choice.word == word).map_or_else(|| word.to_owned(), |choice| choice.name.clone())
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, member)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let unit = pages.desk.replica().unit();
    let published = pages.desk.published_basis(&viewer, unit, period).await?;
    // Who was nobody when it was published has what is recorded of them since.
    let was_there = match &published {
        Some(basis) => pages.desk.member_slip_of(&viewer, unit, period, &member, Some(basis)).await?,
        None => None,
    };
    let published = published.filter(|_| was_there.as_ref().is_some_and(|slip| slip.standing.is_some()));
    let now = slip(&pages.desk, &visitor, period, &member).await?;
    let is_other = published.is_some() && was_there.as_ref() != Some(&now);
    let mut slip = was_there.filter(|_| published.is_some()).unwrap_or(now);
    let known = Known::people(&pages, &visitor, period).await?;
    if let Some(called) = known.member(&member) {
        slip.name.clone_from(&called.name);
    }
    let here = format!("/members/{}", in_address(&member));
    let title = say!("slip-of", name = slip.name);
    let frame = Frame::new(&pages, &visitor, period, Door::Ledger, title, &here).await?;
    let reading = Reading { language: visitor.preferences.language, place: &|_, _| String::new(), known: &known };
    let replica = pages.desk.replica();
    let points = pages.desk.member_points_of(&viewer, unit, period, &member, published.as_ref()).await?;
    let score = points.as_ref().and_then(|points| points.score);
    let points = points.map(|points| points_shown(&points, &slip.meetings, &reading));
    let words = Words::of(&pages, period, visitor.preferences.language).await?;
    let MemberSlip {
        name, standing, meetings, deeds, posts, commitments, reviews, nominations, awards, doubts, ..
    } = slip;
    // Who does not count is not to come, and nothing is missing where there is no mark.
    let is_expected = standing.as_ref().is_none_or(|person| person.is_expected);
    let votes = nominations
        .into_iter()
        .map(|one| (about(say!("slip-votes"), one.period, period), say!("slip-votes-count", votes = one.votes)));
    let void = if awards.is_empty() {
        None
    } else {
        pages.desk.void_awards(&viewer, unit, period, published.as_ref()).await?
    };
    let awarded = |of: Period| match &void {
        Some(void) if void.period == of => {
            say!("slip-awarded-void", given = void.given, stars = void.stars, most = void.most)
        }
        _ => say!("slip-awarded"),
    };
    let stars = awards.into_iter().map(|one| (about(awarded(one.period), one.period, period), in_stars(one.stars)));
    let received = pages.desk.reception(period).await?;
    let today = in_full(clock::county_date(replica.now()));
    let basis = match (&published, received.is_sealed, received.supplements) {
        (Some(basis), ..) => {
            let (by, run) = (&basis.publisher, basis.run.get(..12).unwrap_or(&basis.run));
            say!("slip-basis-published", by = by, day = in_full(basis.published_on), run = run, today = today)
        }
        (None, false, _) => say!("slip-basis-unsealed", day = today),
        (None, true, 0) => say!("slip-basis", day = today),
        (None, true, _) => say!("slip-basis-supplements", day = today),
    };
    let remark = if is_other {
        let now = pages.desk.member_points(&viewer, unit, period, &member).await?.and_then(|points| points.score);
        Some(match now.filter(|now| Some(*now) != score) {
            Some(now) => say!("slip-since-points", points = now),
            None => say!("slip-since"),
        })
    } else {
        None
    };
    answer(&MemberPage {
        basis,
        remark,
        name,
        points,
        unscored: unscored(standing.as_ref(), &words),
        standing: standing.as_ref().map(|person| named(&words.statuses, person.status.word())),
        is_floating: standing.as_ref().is_some_and(|person| person.floating),
        group: standing.and_then(|person| person.group),
        meetings: meetings
            .into_iter()
            .map(|(meeting, mark)| meeting_line(meeting, mark, is_expected, &words))
            .collect(),
        deeds: deeds.into_iter().map(|(deed, by)| deed_line(deed, by, &words, &doubts)).collect(),
        posts: posts.into_iter().map(|post| (post.title, in_full(post.claimed))).collect(),
        commitments: commitments.into_iter().map(|one| commitment_line(one, &doubts)).collect(),
        reviews: reviews.iter().map(|one| review_line(one, period, &words)).collect(),
        honours: votes.chain(stars).collect(),
        frame,
    })
}

async fn slip(desk: &Desk, visitor: &Visitor, period: Period, member: &str) -> Result<MemberSlip, Trouble> {
    let replica = desk.replica();
    let viewer = Viewer::operator(replica, &visitor.operator);
    let slip = desk.member_slip(&viewer, replica.unit(), period, member).await?;
    slip.ok_or_else(|| Trouble::of(StatusCode::NOT_FOUND, say!("slip-none", member = member)))
}

/// A member's points, each with why: the rows stand below it on the slip.
fn points_shown(points: &MemberPoints, meetings: &[(Meeting, Option<Mark>)], reading: &Reading<'_>) -> PointsShown {
    let stop = reading.language.pick("；", "; ");
    let reason = |reason: &ReasonShown| match reason.rows.len() + reason.more {
        0 | 1 => reason.said.clone(),
        rows => format!("{} {}", reason.said, say!("slip-rows", rows = rows)),
    };
    let lines = points.lines.iter().map(|line| {
        // Meetings that the member need not attend are not held against anybody, and stand in no table of the slip.
        let is_listed = |one: &&Missed| meetings.iter().any(|(meeting, _)| meeting.meeting == one.meeting);
        let missed = points.missed.get(&line.indicator);
        let missed: Option<Vec<&Missed>> = missed.map(|missed| missed.iter().filter(is_listed).collect());
        let missed = missed.filter(|missed| !missed.is_empty());
        let mut line = line.clone();
        // The meetings that cost something are named, and of those at which somebody was away why they do not; of others
        // nothing is said here.
        // Where there are no points to lose, nobody is spared any.
        let spared = Some(&line).filter(|line| line.state != LineState::ShownOnly);
        let spared = spared.and_then(|line| spared_words(line, meetings, missed.as_deref().unwrap_or_default()));
        let is_of_meetings = |table| matches!(table, Some(Table::Meetings | Table::Attendance));
        line.reasons.retain(|reason| {
            let is_named = missed.is_some() && is_of_meetings(reason.table) && reason.points.is_none();
            !is_named && !is_of_meeting_passed_over(&reason.note)
        });
        let line = line_shown(&line, reading);
        let missed = missed.map(|missed| missed_words(&missed));
        let reasons = line.note.into_iter().chain(missed).chain(spared).chain(line.reasons.iter().map(reason));
        let reasons: Vec<String> = reasons.collect();
        (line.title, line.points, line.most, reasons.join(stop))
    });
    PointsShown {
        title: say!("slip-points-of", period = period_name(points.period)),
        lines: lines.collect(),
        total: points.score.map(figure).unwrap_or_default(),
        stars: points.stars.map(|stars| in_stars(i64::from(stars))).unwrap_or_default(),
        is_warned: points.is_warned,
    }
}

/// The meetings that cost points, each with its mark: 11月16日缺席.
fn missed_words(missed: &[&Missed]) -> String {
    let one = |one: &&Missed| {
        let mark = one.mark.map_or_else(|| say!("slip-unmarked"), mark_name);
        say!("slip-missed", day = day(one.day), mark = mark)
    };
    let named: Vec<String> = missed.iter().map(one).collect();
    named.join(Language::first().pick("、", ", "))
}

/// The meetings that cost nothing, whatever the mark, as another one of the month or period gave more: 11月16日缺, and why.
/// One that cost something is not among them, though another one of the month did as little.
fn spared_words(line: &SheetLineView, meetings: &[(Meeting, Option<Mark>)], missed: &[&Missed]) -> Option<String> {
    let of_others = line.reasons.iter().filter(|reason| is_of_better_meeting(&reason.note));
    let ids: Vec<&str> = of_others.flat_map(|reason| &reason.rows).map(|row| row.id.as_str()).collect();
    let is_spared = |(meeting, mark): &&(Meeting, Option<Mark>)| {
        ids.contains(&meeting.meeting.as_str())
            && *mark != Some(Mark::Present)
            && !missed.iter().any(|one| one.meeting == meeting.meeting)
    };
    let spared = meetings.iter().filter(is_spared);
    let spared =
        spared.map(|(meeting, mark)| Missed { meeting: meeting.meeting.clone(), day: meeting.date, mark: *mark });
    let spared: Vec<Missed> = spared.collect();
    (!spared.is_empty()).then(|| say!("slip-spared", meetings = missed_words(&spared.iter().collect::<Vec<_>>())))
}

/// What something is called, with its period where that is another than the page's.
fn about(what: String, period: Period, of_page: Period) -> String {
    if period == of_page { what } else { format!("{} {what}", period_name(period)) }
}

fn in_stars(count: i64) -> String {
    "★".repeat(usize::try_from(count).unwrap_or_default())
}

/// Why a member has no points: nobody wrote the standing, the standing does not count, or members have none.
fn unscored(standing: Option<&Person>, words: &Words) -> String {
    match standing {
        None => say!("slip-no-standing"),
        Some(person) if !person.is_expected => {
            say!("slip-not-counted", status = named(&words.statuses, person.status.word()))
        }
        Some(_) => say!("slip-unscored"),
    }
}

fn meeting_line(meeting: Meeting, mark: Option<Mark>, is_expected: bool, words: &Words) -> MeetingLine {
    MeetingLine {
        day: day(meeting.date),
        title: meeting.title.unwrap_or_else(|| named(&words.meetings, meeting.kind.word())),
        mark: match (meeting.reason_not_held, mark) {
            (Some(_), _) => say!("meetings-not-held"),
            (None, Some(mark)) => mark_name(mark),
            (None, None) if !is_expected => say!("slip-not-expected"),
            (None, None) => say!("slip-unmarked"),
        },
    }
}

/// Why a row does not count as it stands, in words.
fn doubt_of(doubts: &BTreeMap<String, Doubt>, table: Table, id: &str) -> Option<String> {
    doubts.get(&format!("{table}/{id}")).map(|doubt| doubt.in_words().to_string())
}

fn deed_line(deed: Deed, by: Option<String>, words: &Words, doubts: &BTreeMap<String, Doubt>) -> DeedLine {
    DeedLine {
        doubt: doubt_of(doubts, Table::Deeds, &deed.deed),
        day: day(deed.date),
        kind: named(&words.deeds, &deed.kind),
        confirmed: deed.confirmed_on.map(|on| {
            let (day, by) = (day(on), by.unwrap_or_default());
            say!("slip-confirmed", day = day, by = by)
        }),
        text: deed.text,
    }
}

fn commitment_line(commitment: Commitment, doubts: &BTreeMap<String, Doubt>) -> CommitmentLine {
    CommitmentLine {
        doubt: doubt_of(doubts, Table::Commitments, &commitment.commitment),
        text: commitment.text,
        due: day(commitment.due),
        kept: commitment.kept_on.map(|on| say!("slip-kept", day = in_full(on))),
    }
}

fn review_line(reviews: &StageReviews, period: Period, words: &Words) -> ReviewLine {
    let (most, least) = (reviews.points.first(), reviews.points.last());
    let shown = |points: &cunbang_model::Decimal| points.normalize().to_string();
    ReviewLine {
        stage: about(named(&words.stages, reviews.stage.word()), reviews.period, period),
        count: reviews.points.len(),
        points: match (most, least) {
            (Some(most), Some(least)) if most != least => {
                say!("slip-points", mean = shown(&reviews.mean()), least = shown(least), most = shown(most))
            }
            _ => most.map(shown).unwrap_or_default(),
        },
    }
}
