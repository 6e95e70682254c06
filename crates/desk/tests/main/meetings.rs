//! Who is to come to a meeting: everyone, the committee, or a group; and nobody where that is not known. What the rules
//! expect, and what it costs where less is there.
#![allow(clippy::unwrap_used)]

use cunbang_desk::village::gaps::What;
use cunbang_desk::writing::audience::Audience;
use cunbang_desk::{Desk, NewRules, RowFilter, Viewer};
use cunbang_model::{Decimal, Row, Table};
use cunbang_scheme::pack;
use cunbang_store::MemoryStore;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, write};
use cunbang_world::rows::{lines, row};
use cunbang_world::tree::{VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

async fn terminal() -> (County, Arc<Desk>) {
    let county = County::over(Arc::new(MemoryStore::new())).await;
    county.desk.put_scheme("组织部", NewRules::since(pack::find("standard").unwrap().text, QUARTER)).await.unwrap();
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    county.at("2026-09-30T02:00:00Z");
    let member = |id: &str, group: &str| {
        let cells = [("member", id), ("name", "陈建国"), ("status", "full"), ("group", group)];
        row(Table::Members, &[&[("unit", VILLAGE), ("joined", "1998-07-01")], &cells[..]].concat())
    };
    let mut rows = vec![member("m1", "一组"), member("m2", "一组"), member("m3", "二组")];
    rows.extend(lines(
        unit(VILLAGE),
        "meetings meeting=c8 kind=committee date=2026-08-15
         meetings meeting=g8 kind=group date=2026-08-16
         meetings meeting=t8 kind=theme_day date=2026-08-17",
    ));
    write(&terminal, &rows).await;
    (county, terminal)
}

/// Who is marked by one click, how many were to come, and whether that is known.
async fn of(desk: &Desk, meeting: &str) -> (Vec<String>, usize, bool) {
    let viewer = Viewer::operator(desk.replica(), "王会计");
    let mut present: Vec<String> =
        desk.everyone_present(&viewer, QUARTER, meeting).await.unwrap().iter().map(Row::id).collect();
    present.sort();
    let view = desk.meeting(&viewer, unit(VILLAGE), QUARTER, meeting).await.unwrap().unwrap();
    (present, view.turnout.expected, !view.audience.is_unknown())
}

#[tokio::test]
async fn nobody_is_present_by_one_click_where_it_is_not_known_who_was_to_come() {
    let (_county, terminal) = terminal().await;
    let said = |present: &[&str], expected, is_known| {
        (present.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>(), expected, is_known)
    };
    assert_eq!(of(&terminal, "c8").await, said(&[], 0, false));
    assert_eq!(of(&terminal, "g8").await, said(&[], 0, false));
    assert_eq!(of(&terminal, "t8").await, said(&["t8/m1", "t8/m2", "t8/m3"], 3, true));
    // Marks say which group met, and posts who is on the committee, also those of an earlier quarter.
    let more = lines(
        unit(VILLAGE),
        "attendance meeting=g8 member=m1 mark=present
         posts post=p2 member=m2 title=宣传岗 claimed=2026-07-20",
    );
    write(&terminal, &more).await;
    assert_eq!(of(&terminal, "g8").await, said(&["g8/m2"], 2, true));
    assert_eq!(of(&terminal, "c8").await, said(&[], 0, false));
    let before = [("post", "p1"), ("member", "m3"), ("title", "组织委员"), ("claimed", "2026-02-01")];
    let before = row(Table::Posts, &[&[("unit", VILLAGE)], &before[..]].concat());
    terminal.import("王会计", &[before], None).await.unwrap();
    assert_eq!(of(&terminal, "c8").await, said(&["c8/m3"], 1, true));
    let viewer = Viewer::operator(terminal.replica(), "王会计");
    let listed = terminal.meetings(&viewer, unit(VILLAGE), QUARTER).await.unwrap();
    let expected: Vec<usize> = listed.iter().map(|line| line.turnout.expected).collect();
    assert_eq!(expected, [1, 2, 3]);
    assert_eq!(listed[2].audience, Audience::Everyone);
    let people = terminal.people(&viewer, unit(VILLAGE), QUARTER).await.unwrap();
    assert!(people.iter().all(|person| person.joined == Some("1998-07-01".parse().unwrap())));
    // Who was to come to neither has neither on the slip.
    let slip = terminal.member_slip(&viewer, unit(VILLAGE), QUARTER, "m3").await.unwrap().unwrap();
    let met: Vec<&str> = slip.meetings.iter().map(|(meeting, _)| meeting.meeting.as_str()).collect();
    assert_eq!(met, ["c8", "t8"]);
}

#[tokio::test]
async fn what_the_rules_expect_is_said_with_what_it_costs() {
    let (_county, terminal) = terminal().await;
    let task = |number: usize| {
        lines(unit(VILLAGE), &format!("tasks task=k{number} title=防汛{number} due=2026-08-31 done_on=2026-08-20"))
    };
    let mut rows: Vec<Row> = (1..=3).flat_map(task).collect();
    // No indicator looks at the whole meeting of July: what is not marked there costs nothing.
    rows.extend(lines(
        unit(VILLAGE),
        "meetings meeting=w7 kind=congress date=2026-07-20
         attendance meeting=t8 member=m1 mark=present",
    ));
    write(&terminal, &rows).await;
    let gaps = terminal.gaps(&[QUARTER]).await.unwrap();
    let of_tasks = gaps.iter().find(|gap| matches!(gap.what, What::Expected { table: "tasks", .. })).unwrap();
    let What::Expected { there, expected, .. } = &of_tasks.what else { panic!("{of_tasks}") };
    assert_eq!((*there, *expected, of_tasks.points), (3.into(), 6.into(), Some(Decimal::new(833, 2))));
    let said = cunbang_language::Language::Chinese.with(|| of_tasks.for_people(str::to_owned));
    assert_eq!(said, "「任务按期完成」按考评办法本期应有 6 项，现只算到 3 项，少 8.33 分");
    let marks = gaps.iter().find(|gap| matches!(gap.what, What::Unmarked { .. })).unwrap();
    assert_eq!(marks.what, What::Unmarked { days: vec!["2026-08-17".parse().unwrap()], marks: 2, is_scaled: true });
    assert!(marks.points.is_some_and(|points| points > Decimal::ZERO), "{marks}");
    // With all that is expected nothing is said.
    let mut rows: Vec<Row> = (4..=6).flat_map(task).collect();
    rows.extend(lines(
        unit(VILLAGE),
        "attendance meeting=t8 member=m2 mark=leave
         attendance meeting=t8 member=m3 mark=absent",
    ));
    write(&terminal, &rows).await;
    let gaps = terminal.gaps(&[QUARTER]).await.unwrap();
    let is_said = |what: &What| matches!(what, What::Unmarked { .. } | What::Expected { table: "tasks", .. });
    assert!(!gaps.iter().any(|gap| is_said(&gap.what)), "{gaps:?}");
}

/// People look for a line where it stood on their own list.
#[tokio::test]
async fn the_order_of_the_roster_stays() {
    let (_county, terminal) = terminal().await;
    let member = |id: &str, name: &str, group: &str| {
        let cells = [("member", id), ("name", name), ("status", "full"), ("group", group)];
        row(Table::Members, &[&[("unit", VILLAGE), ("joined", "1998-07-01")], &cells[..]].concat())
    };
    let rows = [member("z9", "沈阿妹", "三组"), member("a1", "钱小毛", "二组"), member("b2", "李大山", "二组")];
    write(&terminal, &rows).await;
    // A change does not move a line.
    write(&terminal, &[member("a1", "钱小茂", "二组")]).await;
    let viewer = Viewer::operator(terminal.replica(), "王会计");
    let people = terminal.people(&viewer, unit(VILLAGE), QUARTER).await.unwrap();
    let ids: Vec<&str> = people.iter().map(|person| person.member.as_str()).collect();
    assert_eq!(ids, ["m1", "m2", "m3", "a1", "b2", "z9"], "by groups 一二三, and within one as the roster has them");
    let listed = terminal.rows(&viewer, Table::Members, None, None, &RowFilter::default()).await.unwrap();
    let ids: Vec<&str> = listed.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["m1", "m2", "m3", "z9", "a1", "b2"], "as they came");

    // Deeds of a day stand as they were typed.
    let deeds = ["d9", "d1", "d5"].map(|id| cunbang_world::rows::deed_on(VILLAGE, id, "2026-08-17", "修路"));
    write(&terminal, &deeds).await;
    let listed = terminal.rows(&viewer, Table::Deeds, None, Some(QUARTER), &RowFilter::default()).await.unwrap();
    assert_eq!(listed.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["d9", "d1", "d5"]);
}

/// Two members of one name are told apart where a row names one of them.
#[tokio::test]
async fn namesakes_are_told_apart_in_what_is_said() {
    let (_county, terminal) = terminal().await;
    let task = lines(unit(VILLAGE), "deeds deed=d1 member=m3 date=2026-08-17 kind=integrity text=修路");
    write(&terminal, &task).await;
    let viewer = Viewer::operator(terminal.replica(), "王会计");
    let home = terminal.village_home(&viewer, QUARTER).await.unwrap().unwrap();
    let said: Vec<String> = home
        .due
        .iter()
        .filter_map(|due| match due {
            cunbang_desk::village::village_home::Due::Unfinished { item, .. } => item.said.clone(),
            cunbang_desk::village::village_home::Due::Seal { .. } => None,
        })
        .collect();
    assert!(said.iter().any(|line| line.contains("陈建国（二组）")), "{said:?}");
}
