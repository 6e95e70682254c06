//! What a person is told is so, and said where it matters: supplements, rosters that stay, days to come, rules in the
//! middle of a period, meetings on another day, objections in time, and months that are sealed one by one.
#![allow(clippy::unwrap_used)]

use cunbang_desk::assessment::rules::SchemeError;
use cunbang_desk::node::status::Mark;
use cunbang_desk::village::seal::SealError;
use cunbang_desk::writing::doubts::{Answers, Doubtful, Incoming};
use cunbang_desk::{Desk, DeskError, NewRules, RunOptions, Viewer};
use cunbang_language::Language;
use cunbang_model::{Date, Period, Role, Row, Table};
use cunbang_scheme::Scheme;
use cunbang_store::MemoryStore;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, SCHEME, down, seal, up, write};
use cunbang_world::rows::{deed, deed_on, row};
use cunbang_world::tree::{self, VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "王会计")
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn of(table: Table, cells: &[(&str, &str)]) -> Row {
    row(table, &[&[("unit", VILLAGE)], cells].concat())
}

async fn terminal() -> (County, Arc<Desk>) {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    (county, terminal)
}

#[tokio::test]
async fn nothing_is_a_supplement_before_there_is_a_seal() {
    let (county, terminal) = terminal().await;
    write(&terminal, &[deed(VILLAGE, "d1"), deed(VILLAGE, "d2")]).await;
    up(&terminal, &county.desk).await;
    let covered = async || {
        let coverage = county.desk.coverage(&viewer(&county.desk), QUARTER, unit(VILLAGE)).await.unwrap();
        (coverage[0].entries, coverage[0].sealed_at.is_some(), coverage[0].supplements)
    };
    assert_eq!(covered().await, (1, false, 0));
    seal(&terminal).await;
    write(&terminal, &[deed(VILLAGE, "d3")]).await;
    up(&terminal, &county.desk).await;
    assert_eq!(covered().await, (3, true, 1));
}

/// A village without a township: the county holds no names, so its roster waits for nobody.
#[tokio::test]
async fn a_roster_that_nobody_above_holds_waits_for_nobody() {
    const FAR: &str = "330523100201";
    let units = tree::province().subtree(unit("330523")).unwrap();
    let county = County::of(&units, 1, Arc::new(MemoryStore::new())).await;
    county.adopt_rules().await;
    let terminal = county.terminal(FAR).await;
    down(&county.desk, &terminal).await;
    let member = row(Table::Members, &[("unit", FAR), ("member", "m1"), ("name", "陈建国"), ("status", "full")]);
    write(&terminal, &[member, deed(FAR, "d1")]).await;
    let before = terminal.network().await.unwrap();
    assert!(before.waiting > 0);
    up(&terminal, &county.desk).await;
    let network = terminal.network().await.unwrap();
    let only_here: Vec<String> = network.only_here.iter().map(ToString::to_string).collect();
    assert_eq!((network.waiting, network.waiting_since), (0, None));
    assert_eq!(only_here, [format!("roster/{FAR}")]);
    let contacts: Vec<&str> = network.contacts.iter().map(|contact| contact.unit.as_str()).collect();
    assert_eq!(contacts, ["330523"], "a township that there is not is called by nobody");
    let status = terminal.status(false).await.unwrap();
    let of = |kind: &str| status.documents.iter().find(|one| one.document.to_string().starts_with(kind)).unwrap();
    assert_eq!(
        (of("roster").reach.mark(), of("roster").goes_to_root, of("roster").goes_between),
        (Mark::Saved, false, false)
    );
    assert_eq!(of("ledger").reach.mark(), Mark::ReceivedByRoot);
    assert!(serde_json::to_value(of("ledger")).unwrap()["township"].is_null());
    let received = terminal.reception(QUARTER).await.unwrap();
    assert!(!received.has_township && received.here == received.county);
    // Where there is a township, it is waited for.
    let (_county, other) = self::terminal().await;
    write(&other, &[of_roster()]).await;
    let network = other.network().await.unwrap();
    assert!(network.waiting > 0 && network.only_here.is_empty(), "{network:?}");
}

fn of_roster() -> Row {
    of(Table::Members, &[("member", "m1"), ("name", "陈建国"), ("status", "full")])
}

#[tokio::test]
async fn what_has_not_happened_yet_is_asked_about() {
    let (county, terminal) = terminal().await;
    county.at("2026-08-20T02:00:00Z");
    let meeting = |day| of(Table::Meetings, &[("meeting", "t9"), ("kind", "theme_day"), ("date", day)]);
    let visits = |month| of(Table::Visits, &[("month", month), ("households", "10"), ("visited", "10")]);
    let done = |on| of(Table::Tasks, &[("task", "k1"), ("title", "x"), ("due", "2026-09-30"), ("done_on", on)]);
    let asked = async |row: Row, far_dates: bool| {
        let columns = row.table().columns().iter().map(|column| column.name).collect();
        let answers = Answers { far_dates, ..Answers::default() };
        let looked = terminal.look_over(&[Incoming { row, columns, is_planned: false }], None, answers).await.unwrap();
        looked.doubts.into_iter().map(|doubt| (doubt.column, doubt.what)).collect::<Vec<_>>()
    };
    let ahead = |column| vec![(column, Doubtful::NotYet { today: day("2026-08-20") })];
    for (row, column) in [
        (meeting("2026-08-21"), "date"),
        (visits("2026-09"), "month"),
        (done("2026-08-25"), "done_on"),
        (deed_on(VILLAGE, "d1", "2026-09-03", "修路"), "date"),
    ] {
        assert_eq!(asked(row.clone(), false).await, ahead(column), "{}", row.key());
        assert!(asked(row, true).await.is_empty(), "who says that the day is right is believed");
    }
    // Today, the month that has begun, and what is only due later are no question.
    for row in [meeting("2026-08-20"), visits("2026-08"), done("2026-08-20")] {
        assert!(asked(row.clone(), false).await.is_empty(), "{}", row.key());
    }
}

#[tokio::test]
async fn rules_begin_with_a_whole_period_and_not_over_one_that_is_sealed_or_published() {
    let (county, terminal) = terminal().await;
    let put =
        async |text: &str, from: &str| county.desk.put_scheme("组织部", NewRules::since(text, period(from))).await;
    let half = SCHEME.replace("\"quarter\"", "\"half\"").replace("name = \"deeds\"", "name = \"half\"");
    let in_midst = put(&half, "2026Q4").await.unwrap_err();
    let DeskError::Scheme(SchemeError::MidPeriod { around, next, .. }) = in_midst else { panic!("{in_midst}") };
    assert_eq!((around, next), (period("2026H2"), period("2027H1")));
    let other = SCHEME.replace("max = 50", "max = 40");
    // It has begun, and nobody has sealed it yet: it is taken, and said.
    assert!(put(&other, "2026Q3").await.unwrap().late);
    write(&terminal, &[deed(VILLAGE, "d1")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let in_use = |error: DeskError| match error {
        DeskError::Scheme(SchemeError::InUse { period, next, is_published, .. }) => (period, next, is_published),
        other => panic!("{other}"),
    };
    assert_eq!(in_use(put(SCHEME, "2026Q3").await.unwrap_err()), (QUARTER, period("2026Q4"), false));
    // Rules from a longer time ago on would change it too.
    assert!(put(SCHEME, "2026Q2").await.is_ok(), "what begins later stays in force");
    assert!(put(&other, "2026Q3").await.is_ok(), "the same once more changes nothing");
    let run = county.desk.run(QUARTER, RunOptions::default()).await.unwrap();
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    assert_eq!(in_use(put(SCHEME, "2026Q3").await.unwrap_err()), (QUARTER, period("2026Q4"), true));
    assert!(put(SCHEME, "2026Q4").await.is_ok());
}

#[tokio::test]
async fn what_was_told_at_a_meeting_moves_along_at_once() {
    let (_county, terminal) = terminal().await;
    let meeting = |id, day| of(Table::Meetings, &[("meeting", id), ("kind", "theme_day"), ("date", day)]);
    let told = |id: &str, date: &str, confirmed_on: &str| {
        let cells = [("deed", id), ("member", "m1"), ("date", date), ("kind", "integrity"), ("text", id)];
        of(Table::Deeds, &[&cells[..], &[("confirmed_on", confirmed_on), ("confirmed_by", "支部")]].concat())
    };
    let rows = [
        of_roster(),
        meeting("t8", "2026-08-15"),
        told("told", "2026-08-15", "2026-08-15"),
        told("earlier", "2026-08-02", "2026-08-15"),
        told("other", "2026-08-02", "2026-08-03"),
    ];
    write(&terminal, &rows).await;
    let left = async || terminal.left_behind(&viewer(&terminal), Some(QUARTER), "t8").await.unwrap();
    assert_eq!(left().await, None);
    write(&terminal, &[meeting("t8", "2026-08-16")]).await;
    let behind = left().await.unwrap();
    let keys: Vec<&str> = behind.deeds.iter().map(|deed| deed.row.as_str()).collect();
    assert_eq!((behind.from, behind.to), (day("2026-08-15"), day("2026-08-16")));
    assert_eq!(keys, ["deeds/earlier", "deeds/told"]);
    assert_eq!(terminal.move_along("王会计", Some(QUARTER), "t8").await.unwrap(), 2);
    let stands =
        async |id: &str| terminal.row(&viewer(&terminal), Table::Deeds, None, id, Some(QUARTER)).await.unwrap().row;
    for (id, date, confirmed_on) in [
        ("told", "2026-08-16", "2026-08-16"),
        ("earlier", "2026-08-02", "2026-08-16"),
        ("other", "2026-08-02", "2026-08-03"),
    ] {
        let row = stands(id).await;
        assert_eq!((row.date("date"), row.date("confirmed_on")), (Some(day(date)), Some(day(confirmed_on))), "{id}");
    }
    assert_eq!(left().await, None);
    // Another meeting on the day has them.
    write(&terminal, &[meeting("t8b", "2026-08-16"), meeting("t8", "2026-08-20")]).await;
    assert_eq!(left().await, None);
}

#[tokio::test]
async fn an_objection_after_its_day_is_marked_as_late_and_taken() {
    let county = County::over(Arc::new(MemoryStore::new())).await;
    let scheme = SCHEME.replacen("deadline_days = 10", "deadline_days = 10\nobjections_within_days = 5", 1);
    county.desk.put_scheme("组织部", NewRules::since(&scheme, QUARTER)).await.unwrap();
    county.at("2026-10-02T02:00:00Z");
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[deed(VILLAGE, "d1")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let run = county.run().await;
    let seen = viewer(&terminal);
    assert_eq!(terminal.objections_until(&seen, QUARTER).await.unwrap(), None, "nothing is published");
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &terminal).await;
    let until = day("2026-10-07");
    assert_eq!(terminal.objections_until(&seen, QUARTER).await.unwrap(), Some(until));
    assert_eq!(terminal.bulletin(&seen, Some(QUARTER)).await.unwrap().objections_until, Some(until));
    terminal.object("王会计", QUARTER, "八月主题党日已补记").await.unwrap();
    county.at("2026-10-07T02:00:00Z");
    up(&terminal, &county.desk).await;
    county.at("2026-10-08T02:00:00Z");
    terminal.object("王会计", QUARTER, "九月也已补记").await.unwrap();
    let late = async |desk: &Desk| {
        let found = desk.objections(&viewer(desk), unit(VILLAGE), QUARTER).await.unwrap();
        found.into_iter().map(|one| (one.objection.text, one.until, one.is_late)).collect::<Vec<_>>()
    };
    let expected =
        [("八月主题党日已补记".to_owned(), Some(until), false), ("九月也已补记".to_owned(), Some(until), true)];
    assert_eq!(late(&terminal).await, expected);
    up(&terminal, &county.desk).await;
    assert_eq!(late(&county.desk).await, expected);
    let stated = Scheme::parse(scheme.trim()).unwrap().summary().join("\n");
    assert!(stated.contains("5 日内"), "{stated}");
}

#[tokio::test]
async fn where_the_rules_go_by_month_it_is_said_which_months_to_seal() {
    let county = County::over(Arc::new(MemoryStore::new())).await;
    let monthly = SCHEME.replace("\"quarter\"", "\"month\"");
    county.desk.put_scheme("组织部", NewRules::since(&monthly, period("2026-07"))).await.unwrap();
    let terminal = county.device(VILLAGE, Role::Terminal).await;
    down(&county.desk, &terminal).await;
    county.at("2026-08-31T02:00:00Z");
    write(&terminal, &[deed(VILLAGE, "d1"), deed_on(VILLAGE, "d2", "2026-08-03", "修桥")]).await;
    let refused = async || match terminal.seal("书记", QUARTER, false).await.unwrap_err() {
        DeskError::Seal(error @ SealError::ByPart { .. }) => error,
        other => panic!("{other}"),
    };
    let SealError::ByPart { parts: months, now, .. } = refused().await else { panic!() };
    assert_eq!(months, ["2026-07", "2026-08", "2026-09"].map(period));
    assert_eq!(now, ["2026-07", "2026-08"].map(period));
    for month in now {
        terminal.seal("书记", month, false).await.unwrap();
    }
    let error = refused().await;
    assert!(matches!(&error, SealError::ByPart { now, .. } if now.is_empty()), "{error:?}");
    let said = Language::Chinese.with(|| error.to_string());
    assert!(said.contains("按月考评") && said.contains("2026-07、2026-08、2026-09"), "{said}");
}
