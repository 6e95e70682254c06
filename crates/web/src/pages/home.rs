//! Home: what is to be done, what was received, where the village stands, what would cost it points.

use super::Pages;
use super::frame::{Door, Frame, answer, moment, period_name};
use super::meetings::day;
use super::people::Known;
use super::score::{notice_address, outcome_word};
use super::trend;
use super::trouble::Trouble;
use super::visitor::{Visitor, in_address};
use crate::consequences::in_a_line;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cunbang_desk::village::elsewhere::Elsewhere;
use cunbang_desk::village::gaps::{Gap, What};
use cunbang_desk::village::outlook::{Needed, Outlook, Together};
use cunbang_desk::village::place::Place;
use cunbang_desk::village::unfinished::{Unfinished, UnfinishedItem};
use cunbang_desk::village::village_home::{Asked, Due, Loss, Reception};
use cunbang_desk::{NetworkView, Prospect, Viewer, VillagesReceived};
use cunbang_language::{Language, say};
use cunbang_model::{Date, Period, Table};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/home.html")]
struct HomePage {
    frame: Frame,
    /// What other periods ask, before all else.
    elsewhere: Vec<Line>,
    /// What was done to the village in the list of units, and to the rules.
    notes: Vec<String>,
    due: Vec<Line>,
    received: Vec<String>,
    network: Vec<String>,
    place: Option<PlaceShown>,
    /// The one thing that costs most now.
    largest: Option<Line>,
    /// That the period's list was taken back, and none stands.
    taken_back: Option<String>,
    costs: Vec<Line>,
    conflicts: usize,
    /// Whether any rules assess the period here.
    is_assessed: bool,
}

/// A line, and where to go for it.
struct Line {
    text: String,
    address: Option<String>,
    is_urgent: bool,
    /// Whether nobody can do it any more: who did writes it down.
    is_past: bool,
}

struct PlaceShown {
    rank: String,
    lines: Vec<String>,
    chart: String,
    /// Where the notice about the list is read.
    notice: Option<String>,
}

/// The period in an address.
pub(crate) fn period_of(written: &str) -> Result<Period, Trouble> {
    written.parse().map_err(|_| Trouble::of(StatusCode::NOT_FOUND, say!("trouble-no-such-period", period = written)))
}

/// A period in an address's question mark; the usual one where none is named.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct InQuery {
    period: Option<String>,
}

impl InQuery {
    /// Which.
    pub(crate) async fn or_usual(&self, pages: &Pages) -> Result<Period, Trouble> {
        match &self.period {
            Some(written) => period_of(written),
            None => pages.usual_period().await,
        }
    }
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let frame = Frame::new(&pages, &visitor, period, Door::Home, say!("door-home"), "").await?;
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let language = visitor.preferences.language;
    let elsewhere = pages.desk.elsewhere(&viewer, period).await?.iter().map(elsewhere_line).collect();
    let notes = pages.desk.village_notes(period).await?;
    let Some(home) = pages.desk.village_home(&viewer, period).await? else {
        return answer(&HomePage {
            frame,
            elsewhere,
            notes,
            due: Vec::new(),
            received: Vec::new(),
            network: network(&pages.desk.network().await?),
            place: None,
            largest: None,
            taken_back: None,
            costs: Vec::new(),
            conflicts: 0,
            is_assessed: false,
        });
    };
    let known = Known::people(&pages, &visitor, period).await?;
    let is_asked = |due: &&Due| matches!(due, Due::Unfinished { item, .. } if item.what == Unfinished::Finding);
    // What was returned comes first: it has the shortest time, and holds up what else is due.
    let (returned, asked): (Vec<&Asked>, Vec<&Asked>) =
        home.asked.iter().partition(|asked| matches!(asked, Asked::Returned { .. }));
    // That it is to be sealed again is said with why.
    let is_said = |due: &&Due| !returned.is_empty() && matches!(due, Due::Seal { is_again: true, .. });
    let due = home.due.iter().filter(|due| !is_asked(due) && !is_said(due));
    let due: Vec<Line> = due.map(|due| due_line(due, period, home.today, language)).collect();
    let returned = returned.into_iter().map(|asked| asked_line(asked, period));
    let asked = asked.into_iter().map(|asked| asked_line(asked, period));
    let gap_line = |gap: &Gap| Line {
        text: gap.for_people(|member| known.name(member).to_owned()),
        address: gap_address(gap, period),
        is_urgent: true,
        is_past: false,
    };
    // Without a roster nothing else can be done.
    let is_roster = |gap: &&Gap| gap.what == What::NoMembers;
    let roster = home.missing.iter().filter(is_roster).map(gap_line);
    let gaps = home.missing.iter().filter(|gap| !is_roster(gap)).map(gap_line);
    let largest = home.largest_loss().map(|loss| {
        let line = match loss {
            Loss::Due(due) => due_line(due, period, home.today, language),
            Loss::Gap(gap) => gap_line(gap),
        };
        Line { text: say!("home-largest", what = line.text), ..line }
    });
    let needed = home.outlook.iter().flat_map(|outlook| needed_lines(outlook, &home.received));
    let needed = needed.map(|text| Line { text, address: None, is_urgent: false, is_past: false });
    let answers = answers(&pages, &viewer, period).await?;
    let notice = match &home.place {
        Some(known) => notice_address(&pages.desk, &viewer, known.period).await?,
        None => None,
    };
    answer(&HomePage {
        due: roster.chain(returned).chain(due).chain(asked).chain(answers).collect(),
        received: received(&home.received),
        network: network(&home.network),
        place: home.place.as_ref().map(|known| {
            let mut shown = PlaceShown { notice, ..place(known) };
            shown.lines.extend(home.consequences.iter().map(|one| in_a_line(one, day)));
            shown
        }),
        largest,
        taken_back: home.taken_back.as_ref().map(|list| {
            let run: String = list.run.chars().take(12).collect();
            let on = list.on.map(day).unwrap_or_default();
            let period = period_name(list.period);
            say!("home-taken-back", period = period, run = run, on = on, reason = list.reason.as_str())
        }),
        costs: gaps.chain(needed).collect(),
        conflicts: home.conflicts,
        is_assessed: true,
        frame,
        elsewhere,
        notes,
    })
}

/// What was answered to the village's objections, a line each.
async fn answers(pages: &Pages, viewer: &Viewer, period: Period) -> Result<Vec<Line>, Trouble> {
    let said = pages.desk.objections(viewer, pages.desk.replica().unit(), period).await?;
    let replies = said.into_iter().flat_map(|one| one.replies);
    let line = |(reply, unit): (cunbang_model::record::Reply, String)| Line {
        text: say!(
            "objection-answered",
            unit = unit,
            day = day(reply.replied_on),
            outcome = outcome_word(reply.outcome),
            text = reply.text
        ),
        address: Some(format!("/{period}/score#objections")),
        is_urgent: false,
        is_past: false,
    };
    Ok(replies.map(line).collect())
}

/// Something unfinished in words, and the page on which it is finished.
pub(crate) fn unfinished(item: &UnfinishedItem, period: Period, language: Language) -> (String, String) {
    let said = item.said.clone().unwrap_or_default();
    let at = |table: &str| match item.rows.first().and_then(|key| key.split_once('/')) {
        Some((_, id)) => format!("/{period}/tables/{table}/{}", in_address(id)),
        None => format!("/{period}/tables/{table}"),
    };
    match &item.what {
        Unfinished::Meeting { kind, chinese, when } => {
            let kind = match language {
                Language::Chinese => (*chinese).to_owned(),
                Language::English => kind.replace('_', " "),
            };
            (say!("due-meeting", when = period_name(*when), kind = kind), format!("/{period}/meetings"))
        }
        Unfinished::Visits { month, households: None } => {
            (say!("due-visits", month = period_name(*month)), at("visits"))
        }
        Unfinished::Visits { month, households: Some(count) } => {
            (say!("due-households", month = period_name(*month), households = count), at("visits"))
        }
        Unfinished::Task => (say!("due-task", task = said), at("tasks")),
        Unfinished::Commitment => (say!("due-commitment", commitment = said), at("commitments")),
        Unfinished::Finding => (say!("due-finding", finding = said), at("findings")),
        Unfinished::Deeds => (say!("due-deeds", deeds = item.rows.len()), format!("/{period}/tables/deeds")),
    }
}

/// The page on which something is put right that would not count.
pub(crate) fn gap_address(gap: &Gap, period: Period) -> Option<String> {
    let table = match &gap.what {
        What::NoMembers | What::NoStanding { .. } => "members",
        What::EmptyTable { table, .. } if *table == Table::Attendance.name() => {
            return Some(format!("/{period}/meetings"));
        }
        What::Unmarked { .. } => return Some(format!("/{period}/meetings")),
        What::EmptyTable { table, .. } | What::Expected { table, .. } => table,
        What::Short { table, .. } if *table == Some(Table::Attendance.name()) => {
            return Some(format!("/{period}/meetings"));
        }
        What::Short { table, .. } => (*table)?,
        What::NoAwards { .. } => Table::Awards.name(),
        What::NoFigure { .. } => Table::Measures.name(),
        // There they are moved along, all at once.
        What::OffMeeting { meeting, .. } => {
            let id = meeting.split_once('/').map_or(meeting.as_str(), |(_, id)| id);
            return Some(format!("/{period}/meetings/{}", in_address(id)));
        }
        What::StepsStopped { .. } | What::StepsReminded { .. } => return Some(format!("/{period}/development")),
        what => what.asked_about().first()?.split_once('/')?.0,
    };
    Some(format!("/{period}/tables/{table}"))
}

fn due_line(due: &Due, period: Period, today: Date, language: Language) -> Line {
    let until = |is_overdue: bool| {
        if is_overdue { say!("due-overdue", day = day(due.by())) } else { say!("due-until", day = day(due.by())) }
    };
    let comma = language.pick("，", ", ");
    match due {
        Due::Unfinished { item, is_overdue, points, together, unstated } => {
            let (what, address) = unfinished(item, period, language);
            // The row names its day, which is told behind it.
            let own_day = format!(" {}月{}日", due.by().month(), due.by().day());
            let what = what.strip_suffix(&own_day).unwrap_or(&what);
            let worth = match (points, unstated) {
                (Some(points), _) => say!("due-worth", points = points) + &together_words(*together),
                (None, Some(figures)) => say!("due-not-counted", figures = figures),
                (None, None) => String::new(),
            };
            Line {
                text: format!("{what}{comma}{}{worth}", until(*is_overdue)),
                address: Some(address),
                // What does not count costs nothing either.
                is_urgent: *is_overdue && unstated.is_none(),
                is_past: item.is_of_the_past(today),
            }
        }
        Due::Seal { is_overdue, is_again, from, .. } => {
            let what = if *is_again { say!("due-seal-again") } else { say!("due-seal", from = day(*from)) };
            let address = Some(format!("/{period}/seal"));
            Line {
                text: format!("{what}{comma}{}", until(*is_overdue)),
                address,
                is_urgent: *is_overdue,
                is_past: false,
            }
        }
    }
}

/// What all of a sort come to, where not each of them can earn what it would by itself.
pub(crate) fn together_words(together: Option<Together>) -> String {
    let said = together.map(|all| say!("due-together", count = all.count, points = all.points));
    said.unwrap_or_default()
}

/// Until when what was returned keeps its time.
fn kept_words(until: Option<cunbang_model::Date>) -> String {
    match until {
        Some(until) => say!("asked-returned-until", day = day(until)),
        None => say!("asked-returned-not-kept"),
    }
}

/// What another period asks, and its page for it.
fn elsewhere_line(one: &Elsewhere) -> Line {
    let period = one.period();
    let text = match one {
        Elsewhere::Returned { by, on, reason, correct_by, is_corrected, .. } => {
            let returned = say!("asked-returned", unit = by, day = day(*on), reason = reason);
            let until = kept_words(*correct_by);
            let corrected = if *is_corrected { say!("asked-returned-corrected") } else { String::new() };
            format!("{returned}{until}{corrected}")
        }
        Elsewhere::Seal { by, is_overdue, is_again, .. } => {
            let what = if *is_again { say!("due-seal-again") } else { say!("elsewhere-not-sealed") };
            let by = day(*by);
            let until = if *is_overdue { say!("due-overdue", day = by) } else { say!("due-until", day = by) };
            format!("{what}{}{until}", Language::first().pick("，", ", "))
        }
    };
    Line {
        text: say!("elsewhere", period = period_name(period), text = text),
        address: Some(format!("/{period}/seal")),
        is_urgent: true,
        is_past: false,
    }
}

fn asked_line(asked: &Asked, period: Period) -> Line {
    let (clause, text, points, due, is_overdue) = match asked {
        Asked::Finding { clause, text, points, due, is_overdue, .. } => (clause, text, points, due, is_overdue),
        Asked::Returned { quarter, by, on, reason, correct_by } => {
            let until = kept_words(*correct_by);
            return Line {
                text: say!("asked-returned", unit = by, day = day(*on), reason = reason) + &until,
                address: Some(format!("/{quarter}/seal")),
                is_urgent: true,
                is_past: false,
            };
        }
    };
    let cost = points.map(|points| say!("asked-cost", points = points.normalize())).unwrap_or_default();
    let until = if *is_overdue { say!("due-overdue", day = day(*due)) } else { say!("due-until", day = day(*due)) };
    Line {
        text: say!("asked-finding", clause = clause, text = text, cost = cost, until = until),
        address: Some(format!("/{period}/findings")),
        is_urgent: *is_overdue,
        is_past: false,
    }
}

/// How far a ledger has come, as a sign; none where there is nothing that could have come anywhere.
pub(crate) fn mark_of(received: &Reception) -> &'static str {
    if received.here == 0 { "" } else { received.mark.as_str() }
}

/// What township and county have, in sentences.
pub(crate) fn received(received: &Reception) -> Vec<String> {
    let Reception { here, township, county, .. } = received;
    let mark = mark_of(received);
    let mut lines = vec![if received.has_township {
        say!("received-entries", mark = mark, here = here, township = township, county = county)
    } else {
        say!("received-entries-county", mark = mark, here = here, county = county)
    }];
    lines.push(match (received.is_sealed, received.sealed_at) {
        (false, _) => say!("received-not-sealed"),
        (true, None) => say!("received-sealed-here"),
        (true, Some(at)) if !received.has_township && received.sealed_in_time == Some(false) => {
            say!("received-sealed-late-by-county", time = moment(at))
        }
        (true, Some(at)) if !received.has_township => say!("received-sealed-by-county", time = moment(at)),
        (true, Some(at)) if received.sealed_in_time == Some(false) => say!("received-sealed-late", time = moment(at)),
        (true, Some(at)) => say!("received-sealed", time = moment(at)),
    });
    lines.extend(received.corrected_at.map(|at| say!("received-corrected", time = moment(at))));
    if let Some(at) = received.sealed_by_county_at.filter(|_| received.has_township) {
        lines.push(say!("received-by-county", time = moment(at)));
    }
    if received.is_sealed && received.supplements > 0 {
        lines.push(match received.late_again {
            Some(by) => say!("received-supplements-late", day = day(by)),
            None => say!("received-supplements"),
        });
    }
    lines
}

fn network(network: &NetworkView) -> Vec<String> {
    let mut lines = Vec::new();
    match network.waiting_since {
        Some(since) if network.waiting > 0 => {
            lines.push(say!("network-waiting", since = moment(since)));
        }
        _ => {}
    }
    if !network.only_here.is_empty() {
        lines.push(say!("network-only-here"));
    }
    let contacts = network.contacts.iter().filter_map(|contact| Some((&contact.name, contact.at?)));
    lines.extend(contacts.map(|(name, at)| say!("network-contact", unit = name, time = moment(at))));
    lines
}

fn place(place: &Place) -> PlaceShown {
    let rank = place
        .rank
        .map_or_else(|| say!("place-unranked"), |rank| say!("place-rank", rank = rank, ranked = place.ranked));
    let mut lines = vec![say!("place-period", period = period_name(place.period))];
    lines.extend(place.is_own_measure.then(|| say!("run-own-measure")));
    lines.extend(may_change(place));
    if let Some(rank) = place.rank_in_parent {
        lines.push(say!("place-in-township", rank = rank, ranked = place.ranked_in_parent));
    }
    let among = place.moved_among.map(|among| say!("moved-among", among = among)).unwrap_or_default();
    lines.extend(place.moved_up.map(|up| match up {
        0 => say!("place-same"),
        up if up > 0 => say!("place-up", ranks = up),
        down => say!("place-down", ranks = -down),
    } + &among));
    let neighbour = place.above.as_ref().and_then(|above| Some((above, above.distance?)));
    lines.extend(neighbour.map(|(above, distance)| say!("place-above", name = above.name, points = distance.abs())));
    lines.extend(candidacy_of(place));
    lines.extend(place.off_the_list_from.map(|score| {
        let below = place.on_the_list_below.map_or_else(|| "none".to_owned(), |below| below.to_string());
        say!("place-off-the-list", score = score, below = below)
    }));
    lines.retain(|line| !line.is_empty());
    PlaceShown { rank, lines, chart: trend::chart(&place.trend), notice: None }
}

/// That a place may still change, and between which ranks; none where all were received.
pub(crate) fn may_change(place: &Place) -> Option<String> {
    let (best, worst) = place.between()?;
    if best == worst {
        return Some(say!("place-will-not-change", pending = place.pending));
    }
    Some(say!("place-may-change", pending = place.pending, best = best, worst = worst))
}

/// The same of a village's place; or that this ranking lists nobody, and why.
pub(crate) fn candidacy_of(place: &Place) -> Option<String> {
    match place.none_listed {
        Some(coverage) => Some(none_listed_words(place.period, coverage)),
        None if place.is_own_measure => (place.candidate == Some(true)).then(|| say!("place-own-last")),
        None => candidacy(place.candidate == Some(true), place.prospect),
    }
}

/// That a ranking lists nobody, as too few villages were received.
pub(crate) fn none_listed_words(period: Period, coverage: VillagesReceived) -> String {
    let least = coverage.least.unwrap_or_default() * cunbang_model::Decimal::ONE_HUNDRED;
    say!(
        "place-none-listed",
        period = period_name(period),
        came = coverage.received,
        expected = coverage.expected,
        received = coverage.per_cent().normalize(),
        least = least.normalize()
    )
}

/// Whether a village is listed as a candidate, and how certainly, in a sentence; none where it is none whatever comes, or
/// the bulletin does not say.
pub(crate) fn candidacy(is_candidate: bool, prospect: Option<Prospect>) -> Option<String> {
    match (is_candidate, prospect) {
        (true, None) => Some(say!("place-candidate")),
        (_, Some(Prospect::Certain)) => Some(say!("place-candidate-certain")),
        (true, Some(Prospect::Possible)) => Some(say!("place-candidate-possible")),
        (false, Some(Prospect::Possible)) => Some(say!("place-may-be-candidate")),
        (false, None) => None,
    }
}

/// What the rows come to: as they were sealed, or as they would be now.
pub(crate) fn score_line(outlook: &Outlook, received: &Reception) -> Option<String> {
    let is_sealed = received.is_sealed && received.supplements == 0;
    let score = outlook.score?;
    if let Some(by) = received.late_again.filter(|_| !is_sealed) {
        return Some(say!("outlook-late-again", day = day(by)));
    }
    Some(if is_sealed { say!("outlook-score-sealed", score = score) } else { say!("outlook-score", score = score) })
}

/// What it would take, in sentences.
pub(crate) fn needed_lines(outlook: &Outlook, received: &Reception) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(score_line(outlook, received));
    // Nobody is told what more would give where a further seal would cost the whole.
    if received.late_again.is_some() {
        return lines;
    }
    let against = outlook.against.filter(|against| *against != outlook.period);
    let against = against.map(|against| say!("outlook-against", period = period_name(against))).unwrap_or_default();
    if let (Some(now), Some(all)) = (outlook.score, outlook.score_with_all)
        && all > now
    {
        lines.push(say!("outlook-with-all", score = all));
    }
    let points =
        |needed: &Needed| needed.points.map(|points| say!("outlook-more", points = points)).unwrap_or_default();
    if let Some(needed) = &outlook.off_the_list {
        lines.push(say!("outlook-off-the-list", score = needed.score, more = points(needed)) + &against);
    }
    if let Some(needed) = &outlook.pass_above {
        let name = needed.name.clone().unwrap_or_default();
        lines.push(say!("outlook-pass", name = name, score = needed.score, more = points(needed)) + &against);
    }
    lines
}
