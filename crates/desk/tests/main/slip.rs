//! A member's slip: what the quarter's ledger says of one member, and nothing of others.
#![allow(clippy::unwrap_used)]

use cunbang_desk::{Desk, MemberSlip, NewRules, Viewer};
use cunbang_model::schema::{Mark, MemberStatus, ReviewStage};
use cunbang_model::{Period, Role, Row, Table};
use cunbang_scheme::Doubt;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::{lines, row};
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn member(id: &str, name: &str, group: &str) -> Row {
    row(Table::Members, &[("unit", VILLAGE), ("member", id), ("name", name), ("status", "full"), ("group", group)])
}

fn rows() -> Vec<Row> {
    let mut rows =
        vec![member("m1", "陈建国", "第一组"), member("m2", "沈阿妹", "第一组"), member("m3", "钱小毛", "第二组")];
    rows.extend(lines(
        unit(VILLAGE),
        "meetings meeting=t8 kind=theme_day date=2026-08-15
         meetings meeting=t7 kind=theme_day date=2026-07-15
         meetings meeting=g1 kind=group date=2026-07-20
         meetings meeting=g2 kind=group date=2026-07-21
         attendance meeting=g1 member=m2 mark=present
         attendance meeting=g2 member=m3 mark=present
         attendance meeting=t7 member=m1 mark=late
         attendance meeting=t8 member=m2 mark=present
         deeds deed=d2 member=m1 date=2026-08-03 kind=integrity text=修桥
         deeds deed=d1 member=m1 date=2026-07-03 kind=integrity text=修路 confirmed_on=2026-07-15 confirmed_by=m2
         deeds deed=d3 member=m2 date=2026-07-03 kind=integrity text=扫雪
         posts post=p2 member=m1 title=宣传岗 claimed=2026-07-20
         commitments commitment=c1 member=m1 text=种芦笋 due=2026-09-30 kept_on=2026-09-01
         commitments commitment=c2 text=组织的承诺 due=2026-09-30
         reviews period=2026Q3 stage=mutual member=m1 reviewer=m2 points=90
         reviews period=2026Q3 stage=mutual member=m1 reviewer=m3 points=95
         reviews period=2026Q3 stage=self member=m1 points=99
         reviews period=2026Q3 stage=self member=m2 points=100
         nominations period=2026Q3 member=m1 votes=9
         awards period=2026Q3 member=m1 stars=5
         awards period=2026Q3 member=m2 stars=4",
    ));
    rows
}

async fn terminal() -> (County, Arc<Desk>) {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    (county, terminal)
}

async fn slip(desk: &Desk, quarter: Period, member: &str) -> Option<MemberSlip> {
    let viewer = Viewer::operator(desk.replica(), "王会计");
    desk.member_slip(&viewer, unit(VILLAGE), quarter, member).await.unwrap()
}

#[tokio::test]
async fn everything_that_is_recorded_of_a_member_stands_on_the_slip() {
    let (_county, terminal) = terminal().await;
    let before = row(
        Table::Posts,
        &[("unit", VILLAGE), ("post", "p1"), ("member", "m1"), ("title", "卫生岗"), ("claimed", "2026-02-01")],
    );
    terminal.import("书记", &[before], None).await.unwrap();
    write(&terminal, &rows()).await;
    let slip = slip(&terminal, QUARTER, "m1").await.unwrap();
    assert_eq!((slip.name.as_str(), slip.standing.as_ref().unwrap().status), ("陈建国", MemberStatus::Full));
    let meetings: Vec<_> = slip.meetings.iter().map(|(meeting, mark)| (meeting.meeting.as_str(), *mark)).collect();
    assert_eq!(meetings, [("t7", Some(Mark::Late)), ("g1", None), ("t8", None)], "g2 is another group's");
    let deeds: Vec<_> = slip.deeds.iter().map(|(deed, by)| (deed.deed.as_str(), by.as_deref())).collect();
    assert_eq!(deeds, [("d1", Some("沈阿妹")), ("d2", None)]);
    assert_eq!(slip.posts.iter().map(|post| post.title.as_str()).collect::<Vec<_>>(), ["卫生岗", "宣传岗"]);
    assert_eq!(slip.commitments.len(), 1, "the organisation's own is nobody's");
    assert!(slip.commitments[0].kept_on.is_some());
    let reviews: Vec<_> =
        slip.reviews.iter().map(|one| (one.stage, one.points.len(), one.mean().to_string())).collect();
    assert_eq!(reviews, [(ReviewStage::Own, 1, "99.00".to_owned()), (ReviewStage::Mutual, 2, "92.50".to_owned())]);
    assert_eq!((slip.nominations[0].votes, slip.awards[0].stars, slip.awards.len()), (9, 5, 1));
}

#[tokio::test]
async fn the_points_of_a_slip_are_those_of_the_rules_with_their_reasons() {
    let (_county, terminal) = terminal().await;
    write(&terminal, &rows()).await;
    let viewer = Viewer::operator(terminal.replica(), "王会计");
    let points = terminal.member_points(&viewer, unit(VILLAGE), QUARTER, "m1").await.unwrap().unwrap();
    let sum: cunbang_model::Decimal = points.lines.iter().filter_map(|line| line.points).sum();
    assert_eq!((points.score, points.period), (Some(sum), QUARTER));
    let of_deeds = points.lines.iter().find(|line| line.indicator == "own").unwrap();
    let said: Vec<&str> =
        of_deeds.reasons.iter().flat_map(|reason| &reason.rows).filter_map(|row| row.said.as_deref()).collect();
    assert!(
        said.iter().any(|said| said.contains("修路")) && !said.iter().any(|said| said.contains("扫雪")),
        "{said:?}"
    );
    assert_eq!(terminal.member_points(&viewer, unit(VILLAGE), QUARTER, "m9").await.unwrap(), None);
}

#[tokio::test]
async fn posts_that_are_claimed_later_are_not_on_an_earlier_slip() {
    let (_county, terminal) = terminal().await;
    write(&terminal, &rows()).await;
    let earlier = slip(&terminal, QUARTER.previous(), "m1").await.unwrap();
    assert_eq!((earlier.standing, earlier.posts, earlier.meetings.len()), (None, Vec::new(), 0));
    assert_eq!(slip(&terminal, QUARTER, "m9").await, None, "nobody knows m9");
}

#[tokio::test]
async fn whoever_may_not_see_the_roster_sees_no_name() {
    let (county, terminal) = terminal().await;
    write(&terminal, &rows()).await;
    up(&terminal, &county.desk).await;
    let slip = slip(&county.desk, QUARTER, "m1").await.unwrap();
    assert_eq!((slip.name.as_str(), slip.deeds[0].1.as_deref()), ("m1", Some("m2")));
    // Another village does not see it at all.
    let other = county.device(VILLAGES[1], Role::Terminal).await;
    let viewer = Viewer::operator(other.replica(), "王会计");
    assert!(county.desk.member_slip(&viewer, unit(VILLAGE), QUARTER, "m1").await.is_err());
    let township = county.device(TOWNSHIP, Role::Node).await;
    let viewer = Viewer::operator(township.replica(), "组织委员");
    assert!(county.desk.member_slip(&viewer, unit(VILLAGE), QUARTER, "m1").await.unwrap().is_some());
}

const ATTENDED: &str = r#"
name = "attended"
title = "考评"
period = "quarter"
deadline_days = 10

[member]
[[member.indicators]]
id = "attendance"
title = "出勤"
max = 30
missing = "zero"
measure = { kind = "marks", of = ["months"], best_of = "month", weights = { present = 1, remote = 1, late = 0.5, left_early = 0.5, leave = 0.5, absent = 0 } }
points = { kind = "linear", from = 0, to = 100 }
[[member.indicators]]
id = "marked"
title = "未登记视为到会的出勤"
measure = { kind = "marks", of = ["months"], best_of = "month", weights = { present = 1, remote = 1, late = 0.5, left_early = 0.5, leave = 0.5, absent = 0 }, unmarked = "present" }
points = { kind = "shown" }

[village]
[[village.indicators]]
id = "members"
title = "会议"
max = 10
measure = { kind = "count", table = "meetings" }
points = { kind = "per", each = 1 }
"#;

async fn terminal_by(rules: &str) -> (County, Arc<Desk>) {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(rules, QUARTER)).await.unwrap();
    county.at("2026-09-30T02:00:00Z");
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    (county, terminal)
}

/// Two meetings of a month, absent at one and without a mark at the other: both cost, and both are named.
#[tokio::test]
async fn the_meetings_that_cost_points_are_named() {
    let (_county, terminal) = terminal_by(ATTENDED).await;
    let mut rows = vec![member("m1", "张三", "第一组"), member("m2", "沈阿妹", "第一组")];
    rows.extend(lines(
        unit(VILLAGE),
        "meetings meeting=t7 kind=theme_day date=2026-07-15
         meetings meeting=t8 kind=theme_day date=2026-08-15
         meetings meeting=t9 kind=theme_day date=2026-09-16
         meetings meeting=g9 kind=group date=2026-09-10
         attendance meeting=t7 member=m1 mark=present
         attendance meeting=t8 member=m1 mark=present
         attendance meeting=t9 member=m1 mark=absent
         attendance meeting=g9 member=m2 mark=present",
    ));
    write(&terminal, &rows).await;
    let viewer = Viewer::operator(terminal.replica(), "王会计");
    let points = terminal.member_points(&viewer, unit(VILLAGE), QUARTER, "m1").await.unwrap().unwrap();
    assert_eq!(points.score.unwrap().to_string(), "20.00");
    let missed: Vec<_> = points.missed["attendance"].iter().map(|one| (one.day.to_string(), one.mark)).collect();
    assert_eq!(missed, [("2026-09-10".to_owned(), None), ("2026-09-16".to_owned(), Some(Mark::Absent))]);
    assert_eq!(points.missed.len(), 1, "what is taken as present cost nothing: {:?}", points.missed);
}

/// Once a period is published, a slip shows what the list rests on; what came since is beside it.
#[tokio::test]
async fn a_slip_of_a_published_period_is_of_what_was_published() {
    let (county, terminal) = terminal_by(ATTENDED).await;
    let mut rows = vec![member("m1", "张三", "第一组"), member("m2", "沈阿妹", "第一组")];
    rows.extend(lines(
        unit(VILLAGE),
        "meetings meeting=t7 kind=theme_day date=2026-07-15
         meetings meeting=t8 kind=theme_day date=2026-08-15
         meetings meeting=t9 kind=theme_day date=2026-09-16
         attendance meeting=t7 member=m1 mark=present
         attendance meeting=t8 member=m1 mark=present
         attendance meeting=t9 member=m1 mark=present
         nominations period=2026Q3 member=m1 votes=1",
    ));
    write(&terminal, &rows).await;
    let viewer = Viewer::operator(terminal.replica(), "王会计");
    assert!(terminal.published_basis(&viewer, unit(VILLAGE), QUARTER).await.unwrap().is_none(), "not published yet");
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    // What is not sealed when the list is made does not count either.
    write(&terminal, &lines(unit(VILLAGE), "attendance meeting=t9 member=m1 mark=leave")).await;
    up(&terminal, &county.desk).await;
    county.at("2026-10-12T02:00:00Z");
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &terminal).await;
    write(&terminal, &lines(unit(VILLAGE), "attendance meeting=t8 member=m1 mark=absent")).await;

    let basis = terminal.published_basis(&viewer, unit(VILLAGE), QUARTER).await.unwrap().unwrap();
    assert_eq!(basis.run, run.id);
    let of = |basis| terminal.member_points_of(&viewer, unit(VILLAGE), QUARTER, "m1", basis);
    let then = of(Some(&basis)).await.unwrap().unwrap();
    let ranked = run.outcome.rows(cunbang_scheme::Level::Member);
    let ranked = ranked.iter().find(|row| row.member.as_deref() == Some("m1")).unwrap();
    assert_eq!((then.score, then.score.unwrap().to_string()), (ranked.score, "30.00".to_owned()));
    assert_eq!(of(None).await.unwrap().unwrap().score.unwrap().to_string(), "15.00", "as the ledger stands now");
    let slip = terminal.member_slip_of(&viewer, unit(VILLAGE), QUARTER, "m1", Some(&basis)).await.unwrap().unwrap();
    assert!(slip.meetings.iter().all(|(_, mark)| *mark == Some(Mark::Present)), "{:?}", slip.meetings);
    // The wall knows which marks the seal does not cover.
    let sealed = terminal.sealed_marks(&viewer, unit(VILLAGE), QUARTER).await.unwrap().unwrap();
    assert_eq!(sealed[&("t8".to_owned(), "m1".to_owned())], Mark::Present);
}

/// What could not count as it stood when the list was made is listed with why; what came since is not.
#[tokio::test]
async fn rows_that_a_published_score_could_not_count_are_listed_with_why() {
    let attested = ATTENDED.replace("deadline_days = 10", "deadline_days = 10\nrows = \"attested\"");
    let (county, terminal) = terminal_by(&attested).await;
    write(&terminal, &[member("m1", "陈建国", "第一组"), member("m2", "沈阿妹", "第一组")]).await;
    let own = |id: &str, text: &str| {
        let cells = format!("deeds deed={id} member=m1 date=2026-08-15 kind=integrity text={text}");
        lines(unit(VILLAGE), &format!("{cells} confirmed_on=2026-08-15 confirmed_by=m1"))
    };
    write(&terminal, &own("d8", "夜里抢修水泵")).await;
    let viewer = Viewer::operator(terminal.replica(), "王会计");
    assert_eq!(terminal.doubtful_rows(&viewer, unit(VILLAGE), QUARTER).await.unwrap(), [], "not published yet");
    // The member's slip says it from the first.
    let of_slip = slip(&terminal, QUARTER, "m1").await.unwrap();
    assert_eq!(of_slip.doubts, [("deeds/d8".to_owned(), Doubt::ConfirmedByOneself)].into());
    assert!(slip(&terminal, QUARTER, "m2").await.unwrap().doubts.is_empty(), "it is another's");
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    county.at("2026-10-12T02:00:00Z");
    // Of two that rechecks did not find fixed, one was looked at again after the list was made.
    let found = |id: &str, again: &str| {
        let cells =
            format!("findings finding={id} date=2026-08-01 clause=主题党日 text=记录不全 points=1 due=2026-08-20");
        lines(unit(VILLAGE), &format!("{cells} fixed_on=2026-08-19 rechecked_on={again} result=escalated"))
    };
    write(&county.desk, &found("f1", "2026-09-01")).await;
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    county.at("2026-10-20T02:00:00Z");
    write(&county.desk, &found("f2", "2026-10-19")).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &own("d9", "清理河道")).await;
    let listed = terminal.doubtful_rows(&viewer, unit(VILLAGE), QUARTER).await.unwrap();
    let [one, finding] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!((finding.table, finding.id.as_str(), finding.doubt), (Table::Findings, "f1", Doubt::NotFoundFixed));
    assert_eq!((one.table, one.id.as_str(), one.doubt), (Table::Deeds, "d8", Doubt::ConfirmedByOneself));
    assert_eq!(one.quarter, Some(QUARTER));
    assert!(one.said.contains("陈建国") && one.said.contains("夜里抢修水泵"), "{}", one.said);
}
