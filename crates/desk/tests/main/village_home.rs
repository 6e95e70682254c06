//! What a village's people see first: what is due, what was received, where they stand, and what it would take.
#![allow(clippy::unwrap_used)]

use cunbang_desk::village::gaps::What;
use cunbang_desk::village::unfinished::Unfinished;
use cunbang_desk::village::village_home::{Asked, Due, Loss};
use cunbang_desk::{Desk, NewRules, Outlook, Viewer, VillageHome};
use cunbang_language::Language;
use cunbang_model::{Decimal, DocumentName, Role, Row, Table};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::{deed_on, finding_on, row};
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

const SCHEME: &str = r#"
name = "all"
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
id = "visits"
title = "走访"
max = 30
measure = { kind = "ratio", table = "visits", part = "visited", whole = "households" }
points = { kind = "linear", from = 0, to = 100 }
[[village.indicators]]
id = "tasks"
title = "任务"
max = 20
measure = { kind = "rate", table = "tasks", meets = ["done_on is set"] }
points = { kind = "linear", from = 0, to = 100 }
[[village.indicators]]
id = "deeds"
title = "言行"
max = 20
measure = { kind = "count", table = "deeds", where = ["confirmed_on is set"] }
points = { kind = "per", each = 1 }
[village.candidates]
share = 0.25
"#;

async fn county() -> (County, Arc<Desk>) {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(SCHEME, QUARTER)).await.unwrap();
    county.at("2026-08-20T02:00:00Z");
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    (county, terminal)
}

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "王会计")
}

async fn home(desk: &Desk) -> VillageHome {
    desk.village_home(&viewer(desk), QUARTER).await.unwrap().unwrap()
}

async fn outlook(desk: &Desk) -> Outlook {
    desk.what_it_would_take(&viewer(desk), QUARTER).await.unwrap().unwrap()
}

fn task(id: &str, due: &str, done_on: &str) -> Row {
    row(Table::Tasks, &[("unit", VILLAGE), ("task", id), ("title", "党费收缴"), ("due", due), ("done_on", done_on)])
}

fn rows() -> Vec<Row> {
    vec![
        row(Table::Members, &[("unit", VILLAGE), ("member", "m1"), ("name", "陈建国"), ("status", "full")]),
        row(Table::Meetings, &[("unit", VILLAGE), ("meeting", "t7"), ("kind", "theme_day"), ("date", "2026-07-15")]),
        row(Table::Visits, &[("unit", VILLAGE), ("month", "2026-07"), ("households", "20"), ("visited", "10")]),
        task("t1", "2026-08-10", ""),
        task("t2", "2026-08-30", "2026-08-15"),
        deed_on(VILLAGE, "d1", "2026-07-03", "修路"),
    ]
}

fn said(due: &[Due]) -> Vec<String> {
    let line = |due: &Due| match due {
        Due::Unfinished { item, is_overdue, points, .. } => {
            let worth = points.map(|points| points.normalize().to_string()).unwrap_or_default();
            format!("{} {} {is_overdue} {worth}", item.to_string().split(' ').next().unwrap_or_default(), item.by)
        }
        Due::Seal { by, is_overdue, is_again, .. } => format!("seal {by} {is_overdue} {is_again}"),
    };
    due.iter().map(line).collect()
}

#[tokio::test]
async fn what_is_over_can_only_be_written_down() {
    let (_office, terminal) = county().await;
    write(&terminal, &rows()).await;
    let home = home(&terminal).await;
    let of_past: Vec<(String, bool)> = home
        .due
        .iter()
        .filter_map(|due| match due {
            Due::Unfinished { item, .. } => {
                Some((format!("{} {}", item.by, item.rows.join(" ")), item.is_of_the_past(home.today)))
            }
            Due::Seal { .. } => None,
        })
        .collect();
    let is_of_the_past = |by: &str| of_past.iter().find(|(said, _)| said.starts_with(by)).map(|(_, is)| *is);
    assert_eq!(is_of_the_past("2026-07-31"), Some(true), "visits of July: {of_past:?}");
    assert_eq!(is_of_the_past("2026-08-10"), Some(false), "a task can be done late: {of_past:?}");
    assert_eq!(is_of_the_past("2026-08-31"), Some(false), "{of_past:?}");
}

#[tokio::test]
async fn home_says_what_is_due_and_what_it_is_worth() {
    let (office, terminal) = county().await;
    write(&terminal, &rows()).await;
    let home = home(&terminal).await;
    assert_eq!((home.name.as_str(), home.period, home.today.to_string().as_str()), ("胥仓村", QUARTER, "2026-08-20"));
    // The visits of July are worth more, and nobody can make them any more.
    let largest = home.largest_loss().unwrap();
    assert!(matches!(largest, Loss::Due(due) if said(std::slice::from_ref(due)) == ["任务未完成 2026-08-10 true 10"]));
    // Visits are 10 of 20 households; a task of two is done: each thing is worth what it would add by itself.
    let expect = [
        "2026-07 2026-07-31 true 15",
        "任务未完成 2026-08-10 true 10",
        "2026-08 2026-08-31 false 10",
        "2026-08 2026-08-31 false 7.5",
        "1 2026-09-30 false 1",
        "seal 2026-10-10 false false",
    ];
    assert_eq!(said(&home.due), expect, "{:#?}", home.due);
    let Due::Unfinished { item, .. } = &home.due[1] else { panic!("{:?}", home.due) };
    assert_eq!((item.what.clone(), &item.rows[..]), (Unfinished::Task, &["tasks/t1".to_owned()][..]));
    let outlook = home.outlook.unwrap();
    assert_eq!(outlook.score.unwrap(), "35".parse::<Decimal>().unwrap(), "10 + 15 + 10");
    assert_eq!(outlook.score_with_all.unwrap(), "71".parse::<Decimal>().unwrap(), "20 + 30 + 20 + 1");
    let worth: Vec<String> = outlook.items.iter().map(|one| one.points.normalize().to_string()).collect();
    assert_eq!(worth, ["15", "10", "10", "7.5", "1"]);
    assert_eq!((home.place, outlook.off_the_list), (None, None), "nothing was published");
    // A village's rows say nothing at other nodes.
    assert!(office.desk.village_home(&viewer(&office.desk), QUARTER).await.unwrap().is_none());
}

#[tokio::test]
async fn home_says_what_waits_and_who_has_received() {
    let (county, terminal) = county().await;
    write(&terminal, &rows()).await;
    let before = home(&terminal).await;
    assert!(before.network.waiting > 0);
    assert_eq!(before.network.waiting_since.unwrap().to_string(), "2026-08-20T02:00:00Z");
    assert_eq!(before.network.contacts.len(), 2, "township and county");
    assert!((before.received.county, before.received.is_sealed) == (0, false) && before.received.here > 0);
    county.at("2026-10-02T02:00:00Z");
    seal(&terminal).await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    down(&county.desk, &township).await;
    up(&terminal, &township).await;
    let sent = home(&terminal).await;
    assert_eq!((sent.network.waiting, sent.received.township, sent.received.county), (0, sent.received.here, 0));
    up(&township, &county.desk).await;
    down(&township, &terminal).await;
    terminal.replica().note_contact_above(unit(TOWNSHIP)).await.unwrap();
    let after = home(&terminal).await;
    assert_eq!((after.network.waiting, after.network.waiting_since), (0, None));
    assert_eq!(after.network.contacts[0].at.unwrap().to_string(), "2026-10-02T02:00:00Z");
    assert_eq!((after.received.here, after.received.county), (after.received.here, after.received.here));
    assert_eq!(
        (after.received.is_sealed, after.received.supplements, after.received.sealed_in_time),
        (true, 0, Some(true))
    );
    assert!(after.due.iter().all(|due| !matches!(due, Due::Seal { .. })), "{:?}", after.due);
    write(&terminal, &[deed_on(VILLAGE, "d2", "2026-07-04", "修桥")]).await;
    let again = home(&terminal).await;
    assert_eq!(again.received.supplements, 1);
    assert!(again.due.iter().any(|due| matches!(due, Due::Seal { is_again: true, .. })));
    county.at("2026-10-15T02:00:00Z");
    let late = home(&terminal).await;
    assert!(late.due.iter().all(|due| !matches!(due, Due::Seal { .. })), "it would make all of it late");
}

#[tokio::test]
async fn what_was_found_is_asked_and_what_was_published_is_told() {
    let (county, terminal) = county().await;
    write(&terminal, &rows()).await;
    let inspection: DocumentName = format!("inspection/{VILLAGE}/2026Q3").parse().unwrap();
    let found = vec![(inspection, vec![finding_on(VILLAGE, "f1", "2026-08-01", "2")])];
    county.desk.replica().record("督查员", found).await.unwrap();
    let others = [county.terminal(VILLAGES[1]).await, county.terminal(VILLAGES[2]).await];
    for (place, other) in others.iter().enumerate() {
        down(&county.desk, other).await;
        let village = VILLAGES[place + 1];
        let meeting = |id: &str, day: &str| {
            row(Table::Meetings, &[("unit", village), ("meeting", id), ("kind", "theme_day"), ("date", day)])
        };
        let visits =
            row(Table::Visits, &[("unit", village), ("month", "2026-07"), ("households", "20"), ("visited", "20")]);
        let more = [meeting("t7", "2026-07-15"), meeting("t8", "2026-08-15"), visits];
        write(other, &more[place..]).await;
    }
    county.at("2026-10-02T02:00:00Z");
    for desk in others.iter().chain([&terminal]) {
        seal(desk).await;
        up(desk, &county.desk).await;
    }
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &terminal).await;
    let home = home(&terminal).await;
    let [Asked::Finding { finding, is_overdue, points, .. }] = home.asked.as_slice() else {
        panic!("{:?}", home.asked)
    };
    assert_eq!((finding.as_str(), *is_overdue, points.unwrap().to_string()), ("f1", true, "2".to_owned()));
    // 50, 40 and 35: the last of three is on the list.
    let place = home.place.unwrap();
    assert_eq!((place.rank, place.ranked, place.rank_in_parent, place.ranked_in_parent), (Some(3), 3, Some(2), 2));
    assert_eq!((place.candidate, place.above.as_ref().unwrap().name.as_str()), (Some(true), "狄家㘰村"));
    assert_eq!(place.above.as_ref().unwrap().distance.unwrap().to_string(), "5.00");
    assert_eq!(place.trend.len(), 1);
    let outlook = outlook(&terminal).await;
    let needs = |needed: &Option<cunbang_desk::village::outlook::Needed>| {
        let needed = needed.as_ref().unwrap();
        (needed.score.to_string(), needed.points.map(|points| points.to_string()))
    };
    let expect = ("40.01".to_owned(), Some("5.01".to_owned()));
    assert_eq!((needs(&outlook.off_the_list), needs(&outlook.pass_above)), (expect.clone(), expect));
    assert_eq!(outlook.against, Some(QUARTER));
    let json = serde_json::to_value(home.outlook).unwrap();
    assert_eq!(json["off_the_list"]["points"], "5.01");
}

/// By which a deed is confirmed only where somebody is named who confirmed it.
const ATTESTED: &str = r#"
name = "attested"
title = "考评"
period = "quarter"
deadline_days = 10
rows = "attested"

[village]
[[village.indicators]]
id = "deeds"
title = "言行"
max = 20
measure = { kind = "count", table = "deeds", where = ["confirmed_on is set"] }
points = { kind = "per", each = 1 }
[village.candidates]
share = 0.25
"#;

/// What is to be done and what would not count name the same deeds.
#[tokio::test]
async fn deeds_that_are_not_confirmed_are_counted_in_one_way() {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(ATTESTED, QUARTER)).await.unwrap();
    county.at("2026-08-20T02:00:00Z");
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &rows()).await;
    let deed = |id: &str, text: &str, by: &str| {
        let cells = [("unit", VILLAGE), ("deed", id), ("member", "m1"), ("date", "2026-07-04"), ("kind", "integrity")];
        let confirmed = [("text", text), ("confirmed_on", "2026-07-15"), ("confirmed_by", by)];
        row(Table::Deeds, &[&cells[..], &confirmed[..]].concat())
    };
    write(&terminal, &[deed("d2", "修桥", ""), deed("d3", "扫雪", "支部")]).await;
    let home = home(&terminal).await;
    let due = home.due.iter().find_map(|due| match due {
        Due::Unfinished { item, .. } if item.what == Unfinished::Deeds => Some(item.rows.clone()),
        _ => None,
    });
    let asked = home.missing.iter().find_map(|gap| match &gap.what {
        What::Unconfirmed { rows } => Some(rows.clone()),
        _ => None,
    });
    assert_eq!(due, asked);
    assert_eq!(due.unwrap(), ["deeds/d1", "deeds/d2"]);
}

#[tokio::test]
async fn the_period_at_hand_is_the_one_that_can_still_be_sealed_in_time() {
    let (county, terminal) = county().await;
    let at_hand = async |time: &str| {
        county.at(time);
        terminal.period_at_hand().await.unwrap().to_string()
    };
    assert_eq!(at_hand("2026-08-20T02:00:00Z").await, "2026Q3");
    write(&terminal, &rows()).await;
    assert_eq!(at_hand("2026-10-05T02:00:00Z").await, "2026Q3", "until the deadline");
    assert_eq!(at_hand("2026-10-15T02:00:00Z").await, "2026Q4");
    county.at("2026-10-05T02:00:00Z");
    seal(&terminal).await;
    assert_eq!(at_hand("2026-10-05T02:00:00Z").await, "2026Q4", "it is done");
}

/// With visits that are measured by a figure which nobody above stated, deeds of which there are few, and stars.
const PARTLY: &str = r#"
name = "partly"
title = "考评"
period = "quarter"
deadline_days = 10

[village]
[[village.indicators]]
id = "deeds"
title = "闪光言行"
max = 60
measure = { kind = "count", table = "deeds", where = ["confirmed_on is set"], per = "member" }
points = { kind = "linear", from = 0, to = 2.5 }
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
measure = { kind = "sum", table = "visits", column = "visited", of = ["months", "figure households"], stated_by = "above" }
points = { kind = "linear", from = 0, to = 1 }

[member]
[[member.indicators]]
id = "deeds"
title = "言行"
max = 100
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 20 }
[[member.indicators]]
id = "votes"
title = "推荐票"
measure = { kind = "votes" }
points = { kind = "shown" }
[member.stars]
kind = "quota"
by = "votes"
top = 5
least_share = 0.20
most_share = 0.25
equal_votes = "meeting"
others = { by = "deeds", bands = [{ from = 1, stars = 4 }, { from = 0, stars = 3 }] }
"#;

#[tokio::test]
async fn the_greatest_loss_is_named_first_and_what_does_not_count_says_so() {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(PARTLY, QUARTER)).await.unwrap();
    county.at("2026-08-20T02:00:00Z");
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    let member = |id: &str| {
        row(Table::Members, &[("unit", VILLAGE), ("member", id), ("name", &format!("姓名{id}")), ("status", "full")])
    };
    let mut rows: Vec<Row> = ["m1", "m2", "m3", "m4"].map(member).to_vec();
    let deed = [
        ("unit", VILLAGE),
        ("deed", "d1"),
        ("member", "m1"),
        ("date", "2026-07-03"),
        ("kind", "integrity"),
        ("text", "修路"),
        ("confirmed_on", "2026-07-04"),
        ("confirmed_by", "支部"),
        ("confirmed_by", "m2"),
    ];
    rows.extend([row(Table::Deeds, &deed), task("t1", "2026-08-10", ""), task("t2", "2026-08-30", "2026-08-15")]);
    write(&terminal, &rows).await;
    let home = Language::Chinese.scope(home(&terminal)).await;
    let outlook = home.outlook.as_ref().unwrap();
    let said: Vec<String> =
        Language::Chinese.with(|| outlook.gaps.iter().map(|gap| gap.for_people(str::to_owned)).collect());
    let [first, second, .., stars] = said.as_slice() else { panic!("{said:?}") };
    assert!(first.starts_with("「闪光言行」现得 6.00 分，满分 60 分") && first.ends_with("折算后少 60 分"), "{first}");
    // How it is counted stands with the rules, and where a command says it.
    assert!(!first.contains("得满分"), "{first}");
    let whole = Language::Chinese.with(|| outlook.gaps[0].within_period());
    assert!(whole.contains("现为 0.25") && whole.contains("2.5得满分"), "what it would take: {whole}");
    assert!(second.starts_with("「任务」现得 15.00 分") && second.ends_with("折算后少 16.67 分"), "{second}");
    assert!(stars.contains("还没有评定") && stars.contains("5 星最多 1 人"), "{stars}");
    assert!(!said.iter().any(|line| line.contains("走访")), "what was not stated costs nothing: {said:?}");

    // Visits are due all the same, and it is said that they do not count.
    let of_visits = home.due.iter().filter_map(|due| match due {
        Due::Unfinished { item, unstated, points, .. } if matches!(item.what, Unfinished::Visits { .. }) => {
            Some((unstated.as_deref(), *points))
        }
        _ => None,
    });
    assert_eq!(of_visits.collect::<Vec<_>>(), [(Some("应走访户数"), None), (Some("应走访户数"), None)]);

    // What is left out scales the rest: the sum and the scale are the score.
    let points: Decimal = outlook.indicators.iter().filter_map(|one| one.points).sum();
    let [scaled] = outlook.adjustments.as_slice() else { panic!("{:?}", outlook.adjustments) };
    assert_eq!(scaled.remarks, ["90 of 100 applicable: scaled to the full weight"]);
    assert_eq!(outlook.score, Some(points + scaled.points));
}

const ATTENDED: &str = r#"
name = "attended"
title = "考评"
period = "quarter"
deadline_days = 10

[village]
[[village.indicators]]
id = "attended"
title = "主题党日出勤"
max = 15
measure = { kind = "marks", where = ["meeting.kind = theme_day"], weights = { present = 1, remote = 1, late = 0.5, left_early = 0.5, leave = 0.5, absent = 0 } }
points = { kind = "linear", from = 0, to = 100 }
[[village.indicators]]
id = "kept"
title = "践诺"
max = 10
measure = { kind = "count", table = "commitments", where = ["kept_on is set"] }
points = { kind = "per", each = 10 }
"#;

/// Who was away and in which month is said by name, without the formula; and of two things of which only one can earn
/// something, both are not promised.
#[tokio::test]
async fn losses_name_who_was_away_and_promises_are_made_once() {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(ATTENDED, QUARTER)).await.unwrap();
    county.at("2026-09-20T02:00:00Z");
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    let member = |id: &str, name: &str| {
        row(Table::Members, &[("unit", VILLAGE), ("member", id), ("name", name), ("status", "full")])
    };
    let mut rows = vec![member("m1", "张三"), member("m2", "冯大海"), member("m3", "李明"), member("m4", "王芳")];
    rows.extend(cunbang_world::rows::lines(
        unit(VILLAGE),
        "meetings meeting=t7 kind=theme_day date=2026-07-15
         meetings meeting=t8 kind=theme_day date=2026-08-15
         attendance meeting=t7 member=m1 mark=absent
         attendance meeting=t7 member=m2 mark=absent
         attendance meeting=t7 member=m3 mark=present
         attendance meeting=t7 member=m4 mark=present
         attendance meeting=t8 member=m1 mark=present
         attendance meeting=t8 member=m2 mark=present
         attendance meeting=t8 member=m3 mark=leave
         commitments commitment=c1 member=m1 text=修桥 due=2026-09-30
         commitments commitment=c2 member=m2 text=修路 due=2026-09-30",
    ));
    write(&terminal, &rows).await;
    let home = Language::Chinese.scope(home(&terminal)).await;
    let outlook = home.outlook.as_ref().unwrap();
    let names = terminal.names_here().await.unwrap();
    let name_of = |member: &str| names.get(member).cloned().unwrap_or_default();
    let gap = outlook.gaps.iter().find(|gap| gap.what.indicators().iter().any(|one| one == "主题党日出勤")).unwrap();
    let said = Language::Chinese.with(|| gap.for_people(name_of));
    assert_eq!(
        said,
        "「主题党日出勤」现得 8.44 分，满分 15 分：李明 8月请假；张三、冯大海 7月缺席；王芳 8月未登记，少 6.56 分"
    );
    let together: Vec<_> = home
        .due
        .iter()
        .filter_map(|due| match due {
            Due::Unfinished { item, points, together, .. } if item.what == Unfinished::Commitment => {
                Some((points.unwrap().to_string(), together.map(|all| (all.count, all.points.to_string()))))
            }
            _ => None,
        })
        .collect();
    let one = || ("10.00".to_owned(), Some((2, "10.00".to_owned())));
    assert_eq!(together, [one(), one()]);
}
