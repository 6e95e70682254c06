//! Before a seal: what counts and is done, what is missing and what that costs, what is not for this village and who said
//! so; what follows, and until when it can be corrected. And the same losses on the score sheet that comes down.
#![allow(clippy::unwrap_used)]

use cunbang_desk::village::checklist::{Check, SealTime};
use cunbang_desk::writing::blank_marks::Blank;
use cunbang_desk::{Desk, NewRules, Viewer};
use cunbang_language::Language;
use cunbang_model::{Decimal, Row, Table};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::row;
use cunbang_world::tree::{VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

/// Visits count as far as units above state the households; nobody here does.
const RULES: &str = r#"
name = "some"
title = "考评"
period = "quarter"
deadline_days = 10

[village]
[[village.indicators]]
id = "theme"
title = "主题党日"
max = 30
measure = { kind = "count", table = "meetings", where = ["kind = theme_day"], distinct = "month" }
points = { kind = "per", each = 10 }
[[village.indicators]]
id = "attendance"
title = "出勤"
max = 30
measure = { kind = "rate", table = "attendance", meets = ["mark = present"], of = ["members", "meetings"] }
points = { kind = "linear", from = 0, to = 100 }
[[village.indicators]]
id = "tasks"
title = "任务"
max = 30
measure = { kind = "rate", table = "tasks", meets = ["done_on is set"] }
points = { kind = "linear", from = 0, to = 100 }
[[village.indicators]]
id = "visits"
title = "走访"
max = 10
missing = "skip"
measure = { kind = "sum", table = "visits", column = "visited", of = ["figure households"], stated_by = "above" }
points = { kind = "linear", from = 0, to = 1 }
[village.candidates]
share = 0.25
"#;

async fn county() -> (County, Arc<Desk>) {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(RULES, QUARTER)).await.unwrap();
    county.at("2026-09-30T02:00:00Z");
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    (county, terminal)
}

fn member(id: &str, name: &str) -> Row {
    row(Table::Members, &[("unit", VILLAGE), ("member", id), ("name", name), ("status", "full")])
}

fn theme_day(id: &str, day: &str) -> Row {
    row(Table::Meetings, &[("unit", VILLAGE), ("meeting", id), ("kind", "theme_day"), ("date", day)])
}

fn mark(meeting: &str, member: &str) -> Row {
    let cells = [("unit", VILLAGE), ("meeting", meeting), ("member", member), ("mark", "present")];
    row(Table::Attendance, &cells)
}

fn task(id: &str, done: &str) -> Row {
    let cells = [("unit", VILLAGE), ("task", id), ("title", "党费"), ("due", "2026-08-30"), ("done_on", done)];
    row(Table::Tasks, &cells)
}

fn clerk(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "王会计")
}

/// Three theme days at which both members were, and a task of two.
async fn quarter(terminal: &Desk) {
    let mut rows = vec![member("m1", "陈建国"), member("m2", "沈阿妹"), task("t1", "2026-08-15"), task("t2", "")];
    for (id, day) in [("t07", "2026-07-15"), ("t08", "2026-08-15"), ("t09", "2026-09-15")] {
        rows.push(theme_day(id, day));
        rows.extend(["m1", "m2"].map(|member| mark(id, member)));
    }
    write(terminal, &rows).await;
}

#[tokio::test]
async fn a_checklist_says_what_is_done_what_is_missing_and_what_is_not_for_us_by_whose_word() {
    let (county, terminal) = county().await;
    write(&terminal, &[member("m1", "陈建国"), theme_day("t07", "2026-07-15")]).await;
    let checklist = terminal.seal_checklist(&clerk(&terminal), QUARTER).await.unwrap();
    let missing: Vec<String> = checklist.missing().map(ToString::to_string).collect();
    assert!(
        missing.iter().any(|gap| gap.contains("考勤")) && missing.iter().any(|gap| gap.contains("任务")),
        "{missing:?}"
    );
    assert!(checklist.question().is_some(), "{missing:?}");

    quarter(&terminal).await;
    let checklist = terminal.seal_checklist(&clerk(&terminal), QUARTER).await.unwrap();
    let of = |title: &str| {
        let mut lines = checklist.outlook.iter().flat_map(|outlook| &outlook.indicators);
        lines.find(|one| one.title == title).unwrap().check.clone()
    };
    assert_eq!((of("主题党日"), of("出勤")), (Check::Done, Check::Done));
    // 15 of 90 points that apply, of 100.
    let lost = Some("16.67".parse::<Decimal>().unwrap());
    assert_eq!(of("任务"), Check::Short { lost, is_scaled: true });
    let visits = of("走访");
    let (said, short) = Language::Chinese.with(|| (visits.to_string(), of("任务").to_string()));
    assert!(said.contains("上级没有核定应走访户数，"), "in the reader's language alone: {said}");
    assert!(short.contains("折算后少 16.67 分"), "{short}");
    assert_eq!(checklist.question(), None, "nothing is missing: {:?}", checklist.gaps);

    // The last day of the quarter is ten days before the deadline, and corrections are in time until then.
    let by = "2026-10-10".parse().unwrap();
    assert_eq!((checklist.time, checklist.correctable_until), (Some(SealTime::Due { by, days: 10 }), Some(by)));
    assert!(Language::Chinese.with(|| checklist.next()).contains("10月10日前（含当日）还可以更正"));
    seal(&terminal).await;
    let sealed = terminal.seal_checklist(&clerk(&terminal), QUARTER).await.unwrap();
    assert!(sealed.is_whole() && sealed.time.is_none() && sealed.question().is_none(), "{sealed:?}");
    assert_eq!(sealed.correctable_until, Some(by));

    county.at("2026-10-11T02:00:00Z");
    let late = terminal.seal_checklist(&clerk(&terminal), QUARTER).await.unwrap();
    assert_eq!(late.correctable_until, None);
    assert!(!Language::Chinese.with(|| late.next()).contains("10月10日"));
}

#[tokio::test]
async fn what_is_lost_and_kept_on_a_sheet_is_the_full_mark_on_the_scores_scale_as_at_home() {
    let (county, terminal) = county().await;
    quarter(&terminal).await;
    let at_home = terminal.what_it_would_take(&clerk(&terminal), QUARTER).await.unwrap().unwrap();
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &terminal).await;
    let sheet = terminal.score_sheet(&clerk(&terminal), unit(VILLAGE), QUARTER).await.unwrap();
    let in_score = |id: &str| sheet.lines.iter().find(|line| line.indicator == id).unwrap().in_score;
    let tasks = in_score("tasks").unwrap();
    assert_eq!((tasks.points.to_string(), tasks.lost.to_string()), ("16.66".to_owned(), "16.67".to_owned()));
    let loss = at_home.gaps.iter().find(|gap| gap.what.indicators() == ["任务"]).unwrap();
    assert_eq!(loss.points.map(|points| points.normalize()), Some(tasks.lost.normalize()), "home says the same");
    // 30 of 90 points that apply are a third of the score.
    for id in ["theme", "attendance", "tasks"] {
        let line = in_score(id).unwrap();
        assert_eq!((line.points + line.lost).to_string(), "33.33", "{id}");
    }
    assert_eq!(in_score("visits"), None, "what does not apply gives and costs nothing");
    let score = run.outcome.unit(unit(VILLAGE)).unwrap().score.unwrap();
    assert_eq!((score + tasks.lost).to_string(), "100.00");
}

#[tokio::test]
async fn blanks_of_a_sheet_are_counted_by_meeting_with_who_and_what_they_cost() {
    let (_county, terminal) = county().await;
    let people = [member("m1", "陈建国"), member("m2", "沈阿妹"), task("t1", "2026-08-15")];
    write(&terminal, &people).await;
    write(&terminal, &[theme_day("t07", "2026-07-15"), mark("t07", "m1")]).await;
    let rows = [theme_day("t08", "2026-08-15"), mark("t08", "m1")];
    let blank = |meeting: &str, member: &str| Blank {
        unit: unit(VILLAGE),
        meeting: meeting.to_owned(),
        member: member.to_owned(),
        written: format!("表里的{member}"),
    };
    let blanks = [blank("t07", "m1"), blank("t07", "m2"), blank("t08", "m2")];
    let found = async |blanks: &[Blank]| {
        terminal.blank_marks(&clerk(&terminal), None, &rows, Some(QUARTER), blanks).await.unwrap()
    };
    let told = Language::Chinese.scope(found(&blanks)).await.unwrap();
    assert_eq!((told.cells, told.marked_here), (3, 1), "{told:?}");
    let named: Vec<&str> = told.meetings.iter().flat_map(|one| &one.members).map(String::as_str).collect();
    assert_eq!(named, ["沈阿妹", "沈阿妹"]);
    // Two marks of four: 15 of 90 points that apply, of 100.
    assert_eq!(told.points.map(|points| points.to_string()), Some("16.67".to_owned()));
    let lines = Language::Chinese.with(|| told.lines());
    assert!(
        lines[0].contains("3 格空白") && lines[0].contains("最多少 16.67 分") && lines[0].contains("1 格"),
        "{lines:?}"
    );
    assert_eq!(lines[1], "7月15日 主题党日：沈阿妹（1 人）");
    assert_eq!(found(&[]).await, None);
    // Whose line of the roster is to be corrected first is called as the sheet calls them.
    let told = found(&[blank("t08", "to-be-corrected-1")]).await.unwrap();
    assert_eq!(told.meetings[0].members, ["表里的to-be-corrected-1"]);
    // What stands here already costs nothing.
    assert_eq!(found(&[blank("t07", "m1")]).await.unwrap().points, None);
}

#[tokio::test]
async fn whoever_sealed_in_time_is_not_urged_to_make_it_late() {
    let (county, terminal) = county().await;
    quarter(&terminal).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    down(&county.desk, &terminal).await;
    let by = "2026-10-10".parse().unwrap();
    county.at("2026-10-10T02:00:00Z");
    assert_eq!(terminal.reception(QUARTER).await.unwrap().late_again, None, "today it can be corrected");
    county.at("2026-10-11T02:00:00Z");
    write(&terminal, &[task("t3", "2026-08-20")]).await;
    let checklist = terminal.seal_checklist(&clerk(&terminal), QUARTER).await.unwrap();
    assert_eq!((checklist.received.late_again, checklist.time), (Some(by), None));
    let next = Language::Chinese.with(|| checklist.next());
    assert!(next.contains("整期改按逾期计") && next.contains("请上级退回"), "{next}");
}
