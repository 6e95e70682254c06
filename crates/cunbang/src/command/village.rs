//! What a village's people read first, in sentences, and its score sheet.

use crate::command::enrol::county_time;
use crate::printing::{self, ListFormat, Listing};
use cunbang_desk::network::{Contact, NetworkView};
use cunbang_desk::outlook::Needed;
use cunbang_desk::score_sheet::{Neighbour, ReasonView, SheetLineView};
use cunbang_desk::village_home::{Asked, Due, Reception};
use cunbang_desk::{Outlook, Place, ScoreSheetView, VillageHome};
use cunbang_language::say;
use cunbang_model::shown::in_line;
use serde_json::json;
use std::fmt::Write as _;

/// How many things are named of each kind.
const MOST_NAMED: usize = 12;

/// The four answers.
pub(crate) fn describe(home: &VillageHome) -> String {
    let mut text = format!("{} {} · {}", in_line(&home.name), home.unit, home.period);
    text.push_str("\n要做什么 to do");
    let asked: Vec<String> = home.asked.iter().map(asked).collect();
    // What the units above ask is among what is due; it is said there once, with what was found.
    let due: Vec<String> = home.due.iter().filter(|due| !is_asked(due)).map(due_line).collect();
    add(&mut text, due.into_iter().chain(asked), "没有到期事项 nothing is due");
    if home.conflicts > 0 {
        let count = home.conflicts;
        let _ = write!(
            text,
            "\n  ● {count} 行有多个值，`cunbang conflicts` 查看后选定 {count} with several values: choose"
        );
    }
    text.push_str("\n收到了吗 received");
    let _ = write!(text, "\n  {}", reception(&home.received));
    for line in network(&home.network) {
        let _ = write!(text, "\n  {line}");
    }
    text.push_str("\n我们的位置 our place");
    match &home.place {
        Some(place) => add(&mut text, place_lines(place).into_iter(), ""),
        None => text.push_str("\n  尚无通报 nothing was published"),
    }
    text.push_str("\n会不会吃亏 what it costs");
    let missing: Vec<String> = home.missing.iter().map(ToString::to_string).collect();
    let outlook = home.outlook.iter().flat_map(outlook_lines);
    add(&mut text, missing.into_iter().chain(outlook), "没有会少分的 nothing is lost");
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
        let _ = write!(text, "\n  另有 {more} 项，--format json 列出全部 and {more} more, which --format json lists");
    }
}

fn is_asked(due: &Due) -> bool {
    matches!(due, Due::Unfinished { item, .. } if item.what == cunbang_desk::unfinished::Unfinished::Finding)
}

fn due_line(due: &Due) -> String {
    match due {
        Due::Unfinished { item, is_overdue, points } => {
            let worth = points.map(|points| format!("，最多 {points} 分 up to {points} points")).unwrap_or_default();
            format!("{item}（{}）{worth}", until(item.by, *is_overdue))
        }
        Due::Seal { from, by, is_overdue, is_again } => {
            let what = if *is_again {
                "补报（上报后又有登记） seal again, as more was recorded"
            } else {
                "上报 seal the period"
            };
            format!("{what}（{from} 起 from then on，{}）", until(*by, *is_overdue))
        }
    }
}

fn until(by: cunbang_model::Date, is_overdue: bool) -> String {
    if is_overdue { format!("{by} 已到期 overdue") } else { format!("{by} 前 by then") }
}

fn asked(asked: &Asked) -> String {
    let (finding, clause, text, points, due, is_overdue) = match asked {
        Asked::Finding { finding, clause, text, points, due, is_overdue, .. } => {
            (finding, clause, text, points, due, is_overdue)
        }
        Asked::Returned { quarter, by, on, reason } => {
            return say!("asked-returned-command", period = quarter, unit = by, day = on, reason = reason);
        }
    };
    let cost = points.map(|points| format!("，扣 {points} 分 costs {points}")).unwrap_or_default();
    format!("整改 rectify {finding}：{clause} {text}{cost}（{}）", until(*due, *is_overdue))
}

fn reception(received: &Reception) -> String {
    let Reception { here, township, county, mark, .. } = received;
    if *here == 0 {
        return "还没有登记 nothing was recorded".to_owned();
    }
    let mut line = format!(
        "{} 本机 {here} 条 · 乡镇 {township} · 县 {county} rows here, at the township, at the county",
        mark.as_str()
    );
    let seal = match (received.is_sealed, received.sealed_at) {
        (false, _) => "尚未上报 not sealed".to_owned(),
        (true, None) => "已上报，尚无回执 sealed, no receipt yet".to_owned(),
        (true, Some(at)) => {
            let late = if received.sealed_in_time == Some(false) { "（逾期 late）" } else { "" };
            let county = received.sealed_by_county_at.map(|at| format!("，县 {}", county_time(at))).unwrap_or_default();
            format!("已上报{late}，乡镇收到于 sealed, received at {}{county}", county_time(at))
        }
    };
    let _ = write!(line, " · {seal}");
    if received.is_sealed && received.supplements > 0 {
        let _ = write!(line, "，其后又有 {0} 条未含 {0} entries came since", received.supplements);
    }
    line
}

fn network(view: &NetworkView) -> Vec<String> {
    let mut lines = Vec::new();
    if view.waiting > 0 {
        let since = view.waiting_since.map(|at| format!("，自 {} 起 since then", county_time(at))).unwrap_or_default();
        lines.push(format!("{0} 条待联网{since} {0} entries wait for the network", view.waiting));
    }
    lines.extend(view.contacts.iter().filter_map(contact));
    if lines.is_empty() {
        lines.push("尚未联网 no contact yet: `cunbang sync`".to_owned());
    }
    lines
}

fn contact(contact: &Contact) -> Option<String> {
    let at = county_time(contact.at?);
    Some(format!("{} 上次联网 last contact {at}", in_line(&contact.name)))
}

fn place_lines(place: &Place) -> Vec<String> {
    let rank = |rank: Option<u32>| rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
    let mut first = format!(
        "{}：第 {} 名 / {}，乡镇内 {} / {} rank, and rank in the township",
        place.period,
        rank(place.rank),
        place.ranked,
        rank(place.rank_in_parent),
        place.ranked_in_parent
    );
    if let Some(score) = place.score {
        let _ = write!(first, "，{score} 分 points");
    }
    match place.moved_up() {
        Some(0) => first.push_str("，与上期持平 as before"),
        Some(up) if up > 0 => {
            let _ = write!(first, "，↑{up}");
        }
        Some(down) => {
            let _ = write!(first, "，↓{}", -down);
        }
        None => {}
    }
    let mut lines = vec![first];
    if place.candidate == Some(true) {
        lines.push("列为后进候选 a candidate for the backward list".to_owned());
    }
    let neighbour = |what: &str, one: &Neighbour| {
        let distance = one.distance.map(|points| format!("，相差 {points} 分 apart")).unwrap_or_default();
        format!("{what} {}{distance}", one.name)
    };
    lines.extend(place.above.iter().map(|one| neighbour("上一名 above", one)));
    lines.extend(place.below.iter().map(|one| neighbour("下一名 below", one)));
    if place.trend.len() > 1 {
        let points = place.trend.iter().map(|point| format!("{} {}", point.period, rank(point.rank)));
        lines.push(format!("历期名次 ranks so far：{}", points.collect::<Vec<_>>().join(" · ")));
    }
    lines
}

/// What each thing is worth stands where it is said to be due.
fn outlook_lines(outlook: &Outlook) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(score) = outlook.score {
        let with_all = outlook.score_with_all.filter(|all| *all != score);
        let all = with_all.map(|all| format!("，全部完成可达 {all} with all of it done")).unwrap_or_default();
        lines.push(format!("按现有登记试算 {score} 分 as it stands here{all}"));
    }
    let against =
        outlook.against.map(|period| format!("（以 {period} 通报为准 as of that bulletin）")).unwrap_or_default();
    let needs = |needed: &Needed| match needed.points {
        Some(points) => format!("{} 分，还差 {points} that many more", needed.score),
        None => format!("{} 分，已达到 reached", needed.score),
    };
    lines.extend(
        outlook
            .off_the_list
            .iter()
            .map(|needed| format!("不列后进候选需 off the list from {}{against}", needs(needed))),
    );
    lines.extend(outlook.pass_above.iter().map(|needed| {
        let name = needed.name.as_deref().unwrap_or_default();
        format!("超过上一名 {name} 需 to pass it {}{against}", needs(needed))
    }));
    lines
}

/// Prints a score sheet.
pub(crate) fn sheet(sheet: &ScoreSheetView, format: ListFormat) -> anyhow::Result<()> {
    let mut list = Listing::new(&[
        ("indicator", "指标"),
        ("points", "得分"),
        ("most", "满分"),
        ("lost", "失分"),
        ("measure", "数值"),
        ("above", "上一名"),
        ("below", "下一名"),
        ("reasons", "依据"),
    ]);
    let text = |number: Option<cunbang_model::Decimal>| json!(number.map(|number| number.to_string()));
    for line in &sheet.lines {
        let SheetLineView { title, points, most, lost, measure, above, below, reasons, .. } = line;
        let reasons: Vec<String> = reasons.iter().map(reason).collect();
        let cells = [text(*points), text(*most), json!(lost.to_string()), text(*measure), text(*above), text(*below)];
        list.push(std::iter::once(json!(title)).chain(cells).chain([json!(reasons.join("; "))]));
    }
    if format != ListFormat::Table {
        return list.print(format);
    }
    printing::text(&format!("{}\n{}", heading(sheet), list.to_table()))
}

fn heading(sheet: &ScoreSheetView) -> String {
    let rank = |rank: Option<u32>| rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
    let mut text = format!(
        "{} {} · {} 得分单 score sheet of run {}，{} {}",
        in_line(&sheet.name),
        sheet.unit,
        sheet.period,
        sheet.run.get(..12).unwrap_or(&sheet.run),
        in_line(&sheet.publisher_name),
        sheet.agreement
    );
    let _ = write!(
        text,
        "\n{} 分 points，第 {} 名 / {}，乡镇内 {} / {} rank, and rank in the township",
        sheet.score.map(|score| score.to_string()).unwrap_or_default(),
        rank(sheet.rank),
        rank(sheet.ranked),
        rank(sheet.rank_in_parent),
        rank(sheet.ranked_in_parent)
    );
    if sheet.candidate == Some(true) {
        text.push_str("\n列为后进候选 a candidate for the backward list");
    }
    if let Some(from) = sheet.off_the_list_from {
        let _ = write!(text, "\n{from} 分起不列后进候选 off the list from {from}");
    }
    for (what, one) in [("上一名 above", &sheet.above), ("下一名 below", &sheet.below)] {
        if let Some(one) = one {
            let score = one.score.map(|score| format!(" {score} 分")).unwrap_or_default();
            let distance = one.distance.map(|points| format!("，相差 {points} apart")).unwrap_or_default();
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
    if let Some(chinese) = reason.chinese {
        let count = reason.rows.len() + reason.more;
        let shown = reason.rows.iter().take(MOST_ROWS);
        let shown: Vec<&str> = shown.map(|row| row.said.as_deref().unwrap_or(&row.id)).collect();
        let rest = if count > shown.len() { "…" } else { "" };
        parts.push(format!("{chinese} {count} 条（{}{rest}）", shown.join("、")));
    }
    parts.extend(reason.points.clone());
    parts.extend(Some(reason.note.clone()).filter(|note| !note.is_empty()));
    in_line(&parts.join(" ")).into_owned()
}
