//! The replies of the report service as lists.

use crate::command::enrol::county_time;
use crate::exit;
use crate::printing::{self, ListArguments, ListFormat, Listing, in_words};
use cunbang_desk::{Told, remark};
use cunbang_language::{Language, Named, lazily, say};
use cunbang_model::{Table, Timestamp};
use cunbang_report::adjustment_title;
use cunbang_sync::report as message;
use serde_json::{Value, json};

/// An empty text of a reply is no value.
fn given(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}

/// The word for a value of an enum, if it has one.
fn named<E: message::Named>(value: i32) -> Value {
    given(&message::word::<E>(value))
}

/// The word for a state: what the county takes is not called received.
fn status(status: i32, taken: bool) -> Value {
    if taken { json!(Told::Taken.as_str()) } else { named::<message::Status>(status) }
}

/// A zero of a reply is no value.
fn counted(number: u32) -> Value {
    if number == 0 { Value::Null } else { json!(number) }
}

/// Says which run a list is from; programs that read the list as JSON or CSV have asked for one.
pub(super) fn introduce(run: Option<&message::Run>, format: ListFormat) -> anyhow::Result<()> {
    let (Some(run), ListFormat::Table) = (run, format) else { return Ok(()) };
    let published = lazily(|| {
        if run.published_by.is_empty() {
            say!("lists-x")
        } else {
            say!("lists-published", published_by = run.published_by.join(", "))
        }
    });
    printing::text(&say!("lists-run", period = run.period, scheme = run.scheme, id = run.id, published = published))?;
    for warning in &run.warnings {
        printing::text(&say!("lists-note", warning = warning))?;
    }
    Ok(())
}

/// The units.
pub(super) fn units(reply: &message::ListUnitsReply) -> Listing {
    let mut list = Listing::new(&[("code", "代码"), ("name", "名称"), ("kind", "类型"), ("parent", "上级")]);
    for unit in &reply.units {
        list.push([json!(unit.code), json!(unit.name), named::<message::UnitKind>(unit.kind), given(&unit.parent)]);
    }
    list
}

/// The coverage: times as the county's clocks show them.
pub(super) fn coverage(reply: &message::CoverageReply) -> anyhow::Result<Listing> {
    let moment = |milliseconds: i64| -> anyhow::Result<Value> {
        Ok(match milliseconds {
            0 => Value::Null,
            milliseconds => json!(county_time(Timestamp::from_millisecond(milliseconds)?)),
        })
    };
    let mut list = Listing::keeping(
        &["unit"],
        &[
            ("unit", "代码"),
            ("name", "名称"),
            ("status", "状态"),
            ("entries", "条目"),
            ("last_received_at", "最近收到"),
            ("sealed_at", "上报收到"),
            ("sealed_in_time", "按期"),
            ("sealed_by_county_at", "县收到"),
            ("supplements", "补报"),
            ("set_aside", "吊销后不计"),
            ("conflicts", "冲突"),
            ("returned_by", "退回单位"),
            ("returned_on", "退回日期"),
            ("correct_by", "改正期限"),
            ("corrected_at", "改正收到"),
        ],
    );
    for unit in &reply.units {
        list.push([
            json!(unit.unit),
            json!(unit.name),
            status(unit.status, unit.taken),
            json!(unit.entries),
            moment(unit.last_received_at_ms)?,
            moment(unit.sealed_at_ms)?,
            json!(unit.sealed_in_time),
            moment(unit.sealed_by_county_at_ms)?,
            json!(unit.supplements),
            json!(unit.set_aside),
            given(&unit.conflicts.join("; ")),
            given(unit.forgiven.as_ref().map_or("", |one| &one.returned_by)),
            given(unit.forgiven.as_ref().map_or("", |one| &one.returned_on)),
            given(unit.forgiven.as_ref().map_or("", |one| &one.correct_by)),
            moment(unit.forgiven.as_ref().map_or(0, |one| one.corrected_at_ms))?,
        ]);
    }
    Ok(list)
}

/// The overview: a line for the whole and for each unit beneath; for people, what the ranking comes to under it.
pub(super) fn overview(reply: &message::OverviewReply, how: ListArguments) -> anyhow::Result<()> {
    let mut list = Listing::new(&[
        ("unit", "代码"),
        ("name", "名称"),
        ("villages", "村数"),
        ("received", "已收到"),
        ("decided", "认定"),
        ("late", "逾期"),
        ("forgiven", "退回改正"),
        ("provisional", "暂定"),
        ("not_received", "未收到"),
        ("excused", "免考"),
        ("in_conflict", "有冲突"),
        ("findings_open", "整改中"),
        ("findings_overdue", "整改逾期"),
        ("findings_fixed", "已整改"),
    ]);
    for area in reply.whole.iter().chain(reply.areas.iter().filter(|area| area.unit != reply.unit)) {
        let counts = [
            area.villages,
            area.received,
            area.decided,
            area.late,
            area.forgiven,
            area.provisional,
            area.not_received,
            area.excused,
            area.in_conflict,
            area.findings_open,
            area.findings_overdue,
            area.findings_fixed,
        ];
        list.push([json!(area.unit), json!(area.name)].into_iter().chain(counts.map(|count| json!(count))));
    }
    list.print(how)?;
    let (Some(standings), ListFormat::Table) = (&reply.standings, how.format) else { return Ok(()) };
    introduce(standings.run.as_ref(), how.format)?;
    if let Some(spread) = &standings.spread {
        let message::Spread { ranked, least, median, most } = spread;
        printing::text(&say!("lists-spread", ranked = ranked, least = least, median = median, most = most))?;
    }
    let stars = standings.stars.iter().rev();
    let stars: Vec<String> = stars.map(|one| format!("{}★ {}", one.stars, one.villages)).collect();
    if !stars.is_empty() {
        printing::text(&stars.join("  "))?;
    }
    Ok(())
}

/// Rows of a ranking.
pub(super) fn ranking(rows: &[message::RankingRow]) -> Listing {
    const KEPT: [&str; 6] = ["rank", "name", "member", "score", "status", "prospect"];
    let mut list = Listing::keeping(
        &KEPT,
        &[
            ("rank", "名次"),
            ("unit", "代码"),
            ("member", "党员编号"),
            ("name", "名称"),
            ("parent", "上级"),
            ("rank_in_parent", "上级内"),
            ("score", "得分"),
            ("stars", "星级"),
            ("status", "状态"),
            ("best_rank", "最好"),
            ("worst_rank", "最差"),
            ("candidate", "后进候选"),
            ("prospect", "确定或可能"),
        ],
    );
    for row in rows {
        list.push([
            counted(row.rank),
            json!(row.unit),
            given(&row.member),
            json!(row.name),
            given(&row.parent),
            counted(row.rank_in_parent),
            given(&row.score),
            json!(row.stars),
            status(row.status, row.taken),
            json!(row.bounds.as_ref().map(|bounds| bounds.best_rank)),
            json!(row.bounds.as_ref().map(|bounds| bounds.worst_rank)),
            if row.candidate { json!(true) } else { Value::Null },
            named::<message::Prospect>(row.prospect),
        ]);
    }
    list
}

/// Prints the candidates with the names of their townships, and what could still change the list.
pub(super) fn candidates(
    reply: &message::CandidatesReply,
    units: &message::ListUnitsReply,
    how: ListArguments,
) -> anyhow::Result<()> {
    const KEPT: [&str; 5] = ["rank", "name", "parent_name", "score", "prospect"];
    let format = how.format;
    let name = |code: &String| {
        let known = units.units.iter().find(|unit| unit.code == *code);
        known.map_or_else(|| code.clone(), |unit| unit.name.clone())
    };
    introduce(reply.run.as_ref(), format)?;
    let columns = [
        ("rank", "名次"),
        ("unit", "代码"),
        ("name", "名称"),
        ("parent", "上级"),
        ("parent_name", "上级名称"),
        ("score", "得分"),
        ("status", "状态"),
        ("prospect", "确定或可能"),
        ("rank_in_parent", "上级内"),
        ("stars", "星级"),
        ("candidate", "后进候选"),
    ];
    let mut list = Listing::keeping(&KEPT, &columns);
    for row in &reply.candidates {
        list.push([
            counted(row.rank),
            json!(row.unit),
            json!(row.name),
            given(&row.parent),
            if row.parent.is_empty() { Value::Null } else { json!(name(&row.parent)) },
            given(&row.score),
            status(row.status, row.taken),
            named::<message::Prospect>(row.prospect),
            counted(row.rank_in_parent),
            json!(row.stars),
            if row.candidate { json!(true) } else { Value::Null },
        ]);
    }
    list.print(how)?;
    if format != ListFormat::Table {
        return Ok(());
    }
    let share = lazily(|| {
        if reply.share.is_empty() { String::new() } else { format!(" {}", say!("lists-share", share = reply.share)) }
    });
    printing::text(&say!("lists-eligible", count = reply.count, eligible = reply.eligible, share = share))?;
    if !reply.pending.is_empty() {
        printing::text(&say!(
            "lists-list-may-still-change",
            pending = reply.pending.iter().map(name).collect::<Vec<_>>().join(Language::first().pick("、", ", "))
        ))?;
    }
    Ok(())
}

/// A sheet: a line for each indicator, and under it one for each row behind it.
pub(super) fn sheet(reply: &message::ScoreSheetReply, how: ListArguments) -> anyhow::Result<()> {
    const KEPT: [&str; 4] = ["indicator", "points", "row", "note"];
    let format = how.format;
    let row = reply.row.as_ref().ok_or_else(|| exit::failure(say!("lists-node-answered-without-sheet")))?;
    let mut list = Listing::keeping(
        &KEPT,
        &[("indicator", "指标"), ("points", "得分"), ("measure", "计量"), ("row", "依据"), ("note", "说明")],
    );
    for one in &row.indicators {
        // A program asks for ids, a person for titles.
        let title = if format == ListFormat::Table { json!(title(one)) } else { json!(one.id) };
        list.push([title, given(&one.points), given(&one.measure), Value::Null, Value::Null]);
        for reason in &one.reasons {
            let indicator = if format == ListFormat::Table { Value::Null } else { json!(one.id) };
            let note = if format == ListFormat::Table {
                given(&remark::said(&reason.note, str::to_owned))
            } else {
                given(&reason.note)
            };
            let row = if format == ListFormat::Table { given(&row_in_words(&reason.row)) } else { given(&reason.row) };
            list.push([indicator, given(&reason.points), Value::Null, row, note]);
        }
    }
    introduce(reply.run.as_ref(), format)?;
    if format == ListFormat::Table {
        let stars = row.stars.map(|stars| "★".repeat(stars as usize)).unwrap_or_default();
        let rank = if row.rank == 0 { "—".to_owned() } else { row.rank.to_string() };
        let subject = if row.member.is_empty() { row.unit.clone() } else { format!("{} {}", row.unit, row.member) };
        let status =
            if row.taken { Told::Taken.as_str().to_owned() } else { message::word::<message::Status>(row.status) };
        printing::text(&say!(
            "report-row",
            subject = subject,
            name = row.name,
            status = lazily(|| in_words(&status)),
            score = row.score,
            rank = rank,
            stars = stars
        ))?;
        if let Some(decision) = &row.decision {
            let kind = message::word::<message::DecisionKind>(decision.kind);
            printing::text(&say!("lists-decided", kind = lazily(|| in_words(&kind)), reason = decision.reason))?;
        }
    }
    list.print(how)
}

/// What people call a line of a sheet: the indicator's title, or the word for what adjusted the score.
fn title(line: &message::Indicator) -> String {
    if line.title.is_empty() { adjustment_title(&line.id) } else { Named::of_title(&line.title).to_string() }
}

/// What people call a row: its table and its id.
fn row_in_words(key: &str) -> String {
    let Some((table, id)) = key.split_once('/') else { return key.to_owned() };
    let known = Table::from_name(table);
    known.map_or_else(|| key.to_owned(), |table| format!("{} {id}", Named::new(table.chinese(), table.name())))
}

/// What inspections found.
pub(super) fn findings(reply: &message::FindingsReply) -> Listing {
    const KEPT: [&str; 6] = ["name", "date", "clause", "text", "counts", "due"];
    let mut list = Listing::keeping(
        &KEPT,
        &[
            ("unit", "代码"),
            ("name", "名称"),
            ("finding", "问题编号"),
            ("date", "日期"),
            ("clause", "条款"),
            ("text", "内容"),
            ("points", "登记扣分"),
            ("counts", "计分扣分"),
            ("due", "整改期限"),
            ("fixed_on", "整改日期"),
            ("rechecked_on", "回访日期"),
            ("result", "结果"),
            ("withdrawn", "撤回"),
            ("told_on", "告知日期"),
            ("altered", "他单位改动"),
            ("late", "逾期登记"),
        ],
    );
    for one in &reply.findings {
        let result = message::word::<message::FindingResult>(one.result);
        let altered = one.alterations.iter().map(altered).collect::<Vec<_>>().join("; ");
        let late = one.late.as_ref().map(late).unwrap_or_default();
        let cells = [
            &one.unit,
            &one.name,
            &one.finding,
            &one.date,
            &one.clause,
            &one.text,
            &one.points,
            &one.counts,
            &one.due,
            &one.fixed_on,
            &one.rechecked_on,
            &result,
            &one.withdrawn,
            &one.told_on,
            &altered,
            &late,
        ];
        list.push(cells.map(|cell| given(cell)));
    }
    list
}

/// What another unit made of a finding, in words that no language changes.
fn altered(one: &message::FindingAlteration) -> String {
    let what = if one.columns.is_empty() { &one.reason } else { &one.columns.join(",") };
    let said = format!("{} {} {} {} {what}", one.at, one.by_name, one.operator, one.became);
    said.trim_end().to_owned()
}

/// By whom and when a finding was registered late.
fn late(one: &message::FindingLate) -> String {
    format!("{} {} {} {}", one.at, one.by_name, one.operator, one.became)
}
