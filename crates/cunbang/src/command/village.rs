//! What a village's people read first, in sentences, and its score sheet.

use crate::command::enrol::county_time;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use cunbang_desk::node::network::{Contact, NetworkView};
use cunbang_desk::remark;
use cunbang_desk::village::elsewhere::Elsewhere;
use cunbang_desk::village::outlook::Needed;
use cunbang_desk::village::score_sheet::{Neighbour, ReasonView, SheetLineView};
use cunbang_desk::village::village_home::{Asked, Due, Loss, Reception};
use cunbang_desk::{Outlook, Place, ScoreSheetView, VillageHome};
use cunbang_language::{Language, Named, lazily, say};
use cunbang_model::Period;
use cunbang_model::shown::in_line;
use cunbang_web::consequences::in_a_line;
use serde_json::json;
use std::fmt::Write as _;

/// How many things are named of each kind.
const MOST_NAMED: usize = 12;

/// The four answers.
pub(crate) fn describe(home: &VillageHome) -> String {
    let mut text = format!("{} {} · {}", in_line(&home.name), home.unit, home.period);
    text.push_str(&format!("\n{}", say!("village-do")));
    let asked: Vec<String> = home.asked.iter().map(asked).collect();
    // What the units above ask is among what is due; it is said there once, with what was found.
    let due: Vec<String> = home.due.iter().filter(|due| !is_asked(due)).map(due_line).collect();
    add(&mut text, due.into_iter().chain(asked), &say!("village-nothing-due"));
    if home.conflicts > 0 {
        let count = home.conflicts;
        let _ = write!(text, "\n  {}", say!("village-several-values-choose", count = count));
    }
    text.push_str(&format!("\n{}", say!("village-received")));
    let _ = write!(text, "\n  {}", reception(&home.received));
    for line in network(&home.network) {
        let _ = write!(text, "\n  {line}");
    }
    text.push_str(&format!("\n{}", say!("village-our-place")));
    if let Some(list) = &home.taken_back {
        let run: String = list.run.chars().take(12).collect();
        let on = list.on.map(|on| on.to_string()).unwrap_or_default();
        let reason = list.reason.as_str();
        let said = say!("village-taken-back", period = list.period, run = run, on = on, reason = reason);
        text.push_str(&format!("\n  {said}"));
    }
    match &home.place {
        Some(place) => add(&mut text, place_lines(place).into_iter(), ""),
        None if home.taken_back.is_some() => {}
        None => text.push_str(&format!("\n  {}", say!("village-nothing-published"))),
    }
    if !home.consequences.is_empty() {
        text.push_str(&format!("\n{}", say!("consequences-title")));
        add(&mut text, home.consequences.iter().map(|one| in_a_line(one, |day| day.to_string())), "");
    }
    text.push_str(&format!("\n{}", say!("village-what-costs")));
    let largest = home.largest_loss().map(|loss| {
        let what = lazily(|| match loss {
            Loss::Due(due) => due_line(due),
            Loss::Gap(gap) => gap.to_string(),
        });
        say!("village-largest-loss", what = what)
    });
    add(&mut text, largest.into_iter(), "");
    let missing: Vec<String> = home.missing.iter().map(ToString::to_string).collect();
    let outlook = home.outlook.iter().flat_map(outlook_lines);
    add(&mut text, missing.into_iter().chain(outlook), &say!("village-nothing-lost"));
    text
}

fn add(text: &mut String, lines: impl Iterator<Item = String>, otherwise: &str) {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() && !otherwise.is_empty() {
        let _ = write!(text, "\n  {otherwise}");
    }
    for line in lines.iter().take(MOST_NAMED) {
        let _ = write!(text, "\n  ● {}", in_line(line));
    }
    if let Some(more) = lines.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
        let _ = write!(text, "\n  {}", say!("village-more-which-format-json", more = more));
    }
}

fn is_asked(due: &Due) -> bool {
    matches!(due, Due::Unfinished { item, .. } if item.what == cunbang_desk::village::unfinished::Unfinished::Finding)
}

fn due_line(due: &Due) -> String {
    match due {
        Due::Unfinished { item, is_overdue, points, together, unstated } => {
            let worth = lazily(|| match (points, unstated) {
                (Some(points), _) => {
                    let all = together.map(|all| say!("due-together", count = all.count, points = all.points));
                    say!("village-up-points", points = points) + &all.unwrap_or_default()
                }
                (None, Some(figures)) => say!("village-not-counted", figures = figures),
                (None, None) => String::new(),
            });
            say!("village-", item = item, is_overdue = lazily(|| until(item.by, *is_overdue)), worth = worth)
        }
        Due::Seal { from, by, is_overdue, is_again } => {
            let what =
                lazily(|| if *is_again { say!("village-seal-again-as-more") } else { say!("village-seal-period") });
            say!("village-x", what = what, from = from, is_overdue = lazily(|| until(*by, *is_overdue)))
        }
    }
}

fn until(by: cunbang_model::Date, is_overdue: bool) -> String {
    if is_overdue { say!("village-overdue", by = by) } else { say!("village-then", by = by) }
}

fn asked(asked: &Asked) -> String {
    let (finding, clause, text, points, due, is_overdue) = match asked {
        Asked::Finding { finding, clause, text, points, due, is_overdue, .. } => {
            (finding, clause, text, points, due, is_overdue)
        }
        Asked::Returned { quarter, by, on, reason, correct_by } => {
            return match correct_by {
                None => say!("asked-returned-command", period = quarter, unit = by, day = on, reason = reason),
                Some(until) => say!(
                    "asked-returned-command-until",
                    period = quarter,
                    unit = by,
                    day = on,
                    reason = reason,
                    until = until
                ),
            };
        }
    };
    let cost = lazily(|| points.map(|points| say!("village-costs", points = points)).unwrap_or_default());
    say!(
        "village-x-again",
        finding = finding,
        clause = clause,
        text = text,
        cost = cost,
        is_overdue = lazily(|| until(*due, *is_overdue))
    )
}

/// What other periods ask, a line each, before the period that is looked at.
pub(crate) fn elsewhere(found: &[Elsewhere]) -> String {
    let line = |one: &Elsewhere| {
        let text = lazily(|| match one {
            Elsewhere::Returned { period, by, on, reason, correct_by, is_corrected } => {
                let returned = Asked::Returned {
                    quarter: *period,
                    by: by.clone(),
                    on: *on,
                    reason: reason.clone(),
                    correct_by: *correct_by,
                };
                let corrected = if *is_corrected { say!("asked-returned-corrected") } else { String::new() };
                format!("{}{corrected}", asked(&returned))
            }
            Elsewhere::Seal { by, is_overdue, is_again, .. } => {
                let what = if *is_again { say!("village-seal-again-as-more") } else { say!("elsewhere-not-sealed") };
                format!("{what}{}{}", Language::first().pick("，", ", "), until(*by, *is_overdue))
            }
        });
        say!("elsewhere-command", period = one.period(), text = text)
    };
    let lines: Vec<String> = found.iter().map(|one| format!("● {}\n", in_line(&line(one)))).collect();
    if lines.is_empty() { String::new() } else { lines.concat() + "\n" }
}

fn reception(received: &Reception) -> String {
    let Reception { here, township, county, mark, .. } = received;
    if *here == 0 {
        return say!("village-nothing-recorded");
    }
    let mut line = if received.has_township {
        say!(
            "village-rows-here-township-county",
            mark = mark.as_str(),
            here = here,
            township = township,
            county = county
        )
    } else {
        say!("village-rows-here-county", mark = mark.as_str(), here = here, county = county)
    };
    let seal = match (received.is_sealed, received.sealed_at) {
        (false, _) => say!("village-not-sealed"),
        (true, None) => say!("village-sealed-no-receipt-yet"),
        (true, Some(at)) => {
            let is_late = received.sealed_in_time == Some(false);
            let late = lazily(|| if is_late { say!("village-x-further") } else { String::new() });
            let of_county = |at| say!("village--again", at = county_time(at));
            let county = lazily(|| received.sealed_by_county_at.map(of_county).unwrap_or_default());
            if received.has_township {
                say!("village-sealed-received", late = late, at = county_time(at), county = county)
            } else {
                say!("village-sealed-received-by-county", late = late, at = county_time(at))
            }
        }
    };
    let _ = write!(line, " · {seal}");
    if received.is_sealed && received.supplements > 0 {
        let _ = write!(line, "{}", say!("village-entries-came-since", supplements = received.supplements));
    }
    line
}

fn network(view: &NetworkView) -> Vec<String> {
    let mut lines = Vec::new();
    if view.waiting > 0 {
        let since_then = |at| say!("village-since-then", at = county_time(at));
        let since = lazily(|| view.waiting_since.map(since_then).unwrap_or_default());
        lines.push(say!("village-entries-wait-network", since = since));
    }
    if !view.only_here.is_empty() {
        let documents = view.only_here.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        lines.push(say!("village-only-here", documents = documents));
    }
    lines.extend(view.contacts.iter().filter_map(contact));
    if lines.is_empty() {
        lines.push(say!("village-no-contact-yet-cunbang"));
    }
    lines
}

fn contact(contact: &Contact) -> Option<String> {
    let at = county_time(contact.at?);
    Some(say!("village-last-contact", contact = in_line(&contact.name), at = at))
}

fn place_lines(place: &Place) -> Vec<String> {
    let rank = |rank: Option<u32>| rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
    let mut first = say!(
        "village-rank-rank-township",
        period = place.period,
        rank = rank(place.rank),
        ranked = place.ranked,
        rank_in_parent = rank(place.rank_in_parent),
        ranked_in_parent = place.ranked_in_parent
    );
    if let Some(score) = place.score {
        let _ = write!(first, "{}", say!("village-points", score = score));
    }
    match place.moved_up {
        Some(0) => first.push_str(&say!("village-as-before")),
        Some(up) if up > 0 => {
            let _ = write!(first, "{}", say!("village--further", up = up));
        }
        Some(down) => {
            let _ = write!(first, "{}", say!("village--besides", down = -down));
        }
        None => {}
    }
    let mut lines = vec![first];
    if place.candidate == Some(true) {
        lines.push(say!("village-candidate-backward-list"));
    }
    let neighbour = |what: &str, one: &Neighbour| {
        let distance = one.distance.map(|points| say!("village-apart", points = points)).unwrap_or_default();
        format!("{what} {}{distance}", one.name)
    };
    lines.extend(place.above.iter().map(|one| neighbour(&say!("village-above"), one)));
    lines.extend(place.below.iter().map(|one| neighbour(&say!("village-below"), one)));
    if place.trend.len() > 1 {
        let points: Vec<String> =
            place.trend.iter().map(|point| format!("{} {}", point.period, rank(point.rank))).collect();
        lines.push(say!("village--too", ranks = points.join(" · ")));
    }
    lines
}

/// What each thing is worth stands where it is said to be due.
fn outlook_lines(outlook: &Outlook) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(score) = outlook.score {
        let with_all = outlook.score_with_all.filter(|all| *all != score);
        let all = lazily(|| with_all.map(|all| say!("village-all-done", all = all)).unwrap_or_default());
        lines.push(say!("village-as-stands-here", score = score, all = all));
    }
    let of_period = |period: Period| say!("village-x-besides", period = period);
    let against = lazily(|| outlook.against.map(of_period).unwrap_or_default());
    let needs = |needed: &Needed| match needed.points {
        Some(points) => say!("village-many-more", score = needed.score, points = points),
        None => say!("village-reached", score = needed.score),
    };
    lines.extend(
        outlook
            .off_the_list
            .iter()
            .map(|needed| say!("village-off-list-from", needed = lazily(|| needs(needed)), against = against)),
    );
    lines.extend(outlook.pass_above.iter().map(|needed| {
        let name = needed.name.as_deref().unwrap_or_default();
        say!("village-pass", name = name, needed = lazily(|| needs(needed)), against = against)
    }));
    lines
}

/// A title as it is read; programs get it whole.
fn shown_title(title: &str, format: ListFormat) -> String {
    if format == ListFormat::Table { Named::of_title(title).to_string() } else { title.to_owned() }
}

/// Prints a score sheet.
pub(crate) fn sheet(sheet: &ScoreSheetView, how: ListArguments) -> anyhow::Result<()> {
    const KEPT: [&str; 5] = ["indicator", "points", "most", "lost", "reasons"];
    let format = how.format;
    let mut list = Listing::keeping(
        &KEPT,
        &[
            ("indicator", "指标"),
            ("points", "得分"),
            ("most", "满分"),
            ("lost", "失分"),
            ("points_in_score", "折算得分"),
            ("lost_in_score", "折算失分"),
            ("measure", "数值"),
            ("reasons", "依据"),
        ],
    );
    let text = |number: Option<cunbang_model::Decimal>| json!(number.map(|number| number.to_string()));
    for line in &sheet.lines {
        let SheetLineView { title, points, most, lost, in_score, measure, reasons, .. } = line;
        let reasons: Vec<String> = reasons.iter().map(reason).collect();
        let cells = [
            text(*points),
            text(*most),
            json!(lost.to_string()),
            text(in_score.map(|one| one.points)),
            text(in_score.map(|one| one.lost)),
            text(*measure),
        ];
        list.push(std::iter::once(json!(shown_title(title, format))).chain(cells).chain([json!(reasons.join("; "))]));
    }
    if format != ListFormat::Table {
        return list.print(format);
    }
    printing::text(&format!("{}\n{}", heading(sheet), list.to_table_as(how.wide)))
}

fn heading(sheet: &ScoreSheetView) -> String {
    let rank = |rank: Option<u32>| rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
    let mut text = say!(
        "village--also",
        sheet = in_line(&sheet.name),
        unit = sheet.unit,
        period = sheet.period,
        run = sheet.run.get(..12).unwrap_or(&sheet.run),
        publisher_name = in_line(&sheet.publisher_name),
        agreement = sheet.agreement
    );
    let _ = write!(
        text,
        "\n{}",
        say!(
            "village-rank-rank-township-again",
            score = sheet.score.map(|score| score.to_string()).unwrap_or_default(),
            rank = rank(sheet.rank),
            ranked = rank(sheet.ranked),
            rank_in_parent = rank(sheet.rank_in_parent),
            ranked_in_parent = rank(sheet.ranked_in_parent)
        )
    );
    if sheet.candidate == Some(true) {
        text.push_str(&format!("\n{}", say!("village-candidate-backward-list")));
    }
    if let Some(from) = sheet.off_the_list_from {
        let _ = write!(text, "\n{}", say!("village-off-list-from-again", from = from));
    }
    for (what, one) in [(say!("village-above"), &sheet.above), (say!("village-below"), &sheet.below)] {
        if let Some(one) = one {
            let score = one.score.map(|score| format!(" {}", say!("village-x-too", score = score))).unwrap_or_default();
            let distance = one.distance.map(|points| say!("village-apart-again", points = points)).unwrap_or_default();
            let _ = write!(text, "\n{what} {}{score}{distance}", in_line(&one.name));
        }
    }
    text
}

/// Rows that counted alike, a few by what they say.
fn reason(reason: &ReasonView) -> String {
    const MOST_ROWS: usize = 4;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(reason.unit.iter().map(|(_, name)| name.clone()));
    parts.extend(reason.quarter.map(|quarter| quarter.to_string()));
    if let Some(chinese) = reason.chinese {
        let count = reason.rows.len() + reason.more;
        let shown = reason.rows.iter().take(MOST_ROWS);
        let shown: Vec<&str> = shown.map(|row| row.said.as_deref().unwrap_or(&row.id)).collect();
        let rest = if count > shown.len() { "…" } else { "" };
        parts.push(say!("village-x-also", chinese = chinese, count = count, examples = shown.join("、"), rest = rest));
    }
    parts.extend(reason.points.clone());
    parts.extend(Some(remark::said(&reason.note, str::to_owned)).filter(|note| !note.is_empty()));
    in_line(&parts.join(" ")).into_owned()
}
