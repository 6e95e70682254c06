//! Members of one name: who is meant, what is asked, and what is made of the answer.
#![allow(clippy::unwrap_used)]

use cunbang_model::{Row, Table};
use cunbang_report::{Home, Intake, Limits, Problem, SameName, read_tables};

const VILLAGE: &str = "330522103201";

/// A terminal on whose roster are one 王芳 and two 陈建国.
fn home(same_name: SameName) -> Home {
    let member = |id: &str, name: &str, joined: &str, group: &str| {
        let cells = [
            ("unit", VILLAGE),
            ("member", id),
            ("name", name),
            ("status", "full"),
            ("joined", joined),
            ("group", group),
        ];
        Row::from_cells(Table::Members, cells).unwrap()
    };
    let rows = vec![
        member("m1", "王芳", "2001-07-01", "一组"),
        member("m2", "陈建国", "1998-07-01", "一组"),
        member("m3", "陈建国", "2010-07-01", "二组"),
    ];
    let today = Some("2026-10-08".parse().unwrap());
    Home { unit: Some(VILLAGE.parse().unwrap()), year: Some(2026), today, rows, same_name, ..Home::default() }
}

fn read(text: &str, same_name: SameName) -> Intake {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("名册.csv");
    std::fs::write(&path, text).unwrap();
    read_tables(&path, &home(same_name), Limits::NODE)
}

const ROSTER: &str = "序号,姓名,身份,入党日期\n1,王芳,正式党员,2003-07-01\n";

#[test]
fn who_comes_with_another_day_of_joining_is_asked_about_at_the_name() {
    let asked = read(ROSTER, SameName::Asked);
    let [fault] = asked.faults.faults() else { panic!("{}", asked.faults) };
    let day = "2001-07-01".parse().unwrap();
    assert_eq!(fault.problem, Problem::OtherJoined { id: "m1".into(), name: "王芳".into(), day });
    assert!(fault.problem.is_question());
    assert_eq!(fault.place.cell().as_deref(), Some("B2"));
    assert!(asked.tables.is_empty(), "nothing is kept before it is answered");
}

#[test]
fn the_same_person_is_corrected_and_another_one_is_made() {
    let of = |same_name| {
        let read = read(ROSTER, same_name);
        assert!(read.faults.is_empty(), "{}", read.faults);
        let row = read.tables.rows().next().unwrap().clone();
        (row.id(), row.date("joined").unwrap().to_string())
    };
    assert_eq!(of(SameName::Same), ("m1".to_owned(), "2003-07-01".to_owned()));
    let (id, joined) = of(SameName::Another);
    assert!(id.starts_with("m-"), "{id}");
    assert_eq!(joined, "2003-07-01");
    assert_eq!(of(SameName::Another).0, id, "the same at every import");
}

#[test]
fn namesakes_are_told_apart_as_pages_write_them() {
    let deed = |name: &str| format!("日期,类别,内容,姓名\n2026-09-01,弘扬正气,修路,{name}\n");
    for (written, member) in [
        ("陈建国（1998-07-01）", "m2"),
        ("陈建国(2010-07-01)", "m3"),
        ("陈建国（1998-07-01 入党）", "m2"),
        ("陈建国（二组）", "m3"),
        ("陈建国（正式党员·一组）", "m2"),
        ("陈建国（m3）", "m3"),
        ("王芳（2001-07-01）", "m1"),
    ] {
        let read = read(&deed(written), SameName::Asked);
        assert!(read.faults.is_empty(), "{written}: {}", read.faults);
        assert_eq!(read.tables.rows().next().unwrap().text("member"), Some(member), "{written}");
    }
    // What tells nobody apart is asked about, in the cell of the name.
    for unclear in ["陈建国", "陈建国（正式党员）"] {
        let read = read(&deed(unclear), SameName::Asked);
        let [fault] = read.faults.faults() else { panic!("{unclear}: {}", read.faults) };
        assert_eq!(fault.place.cell().as_deref(), Some("D2"), "{unclear}: {fault}");
    }
}

/// Of one quarter's import the lines of a year's plan for others are passed over: nobody is asked whom they name.
#[test]
fn a_plan_asks_about_what_is_kept() {
    let text = "2026年主题党日计划\n月份,日期,活动主题,主持人\n3月,15日,植树,陈建国\n8月,15日,清洁家园,\n";
    let quarter = Home { quarter: Some("2026Q3".parse().unwrap()), ..home(SameName::Asked) };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("计划.csv"), text).unwrap();
    let intake = read_tables(folder.path(), &quarter, Limits::COUNTY);
    assert!(intake.faults.is_empty(), "{}", intake.faults);
    assert_eq!(intake.tables.table(Table::Meetings).len(), 1);
    let noted = cunbang_language::Language::Chinese.with(|| intake.notes_in_words().join("\n"));
    assert!(noted.contains("3月15日属于2026年第一季度"), "{noted}");
}
