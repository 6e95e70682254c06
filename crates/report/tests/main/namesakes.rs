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

/// Two of one name in a roster, of whom the good row was kept before: the second is asked about and made, never guessed.
#[test]
fn the_second_of_one_name_can_be_another_person_after_the_first_was_kept() {
    let roster = "姓名,身份,入党日期\n王芳,正式党员,2001-07-01\n王芳,正式党员,2010-07-15\n";
    let asked = read(roster, SameName::Asked);
    let [fault] = asked.faults.faults() else { panic!("{}", asked.faults) };
    assert!(matches!(fault.problem, Problem::Namesake { has_day: true, .. }), "{fault}");
    assert!(fault.problem.is_question());
    let said = cunbang_language::Language::Chinese.with(|| fault.to_string());
    assert!(said.contains("另一个人") && said.contains("王芳（m1，2001-07-01 入党）"), "{said}");
    assert_eq!(asked.tables.rows().map(Row::id).collect::<Vec<_>>(), ["m1"], "the first is who is here");
    let made = |text: &str| {
        let read = read(text, SameName::Another);
        assert!(read.faults.is_empty(), "{}", read.faults);
        read.tables.rows().map(Row::id).collect::<Vec<_>>()
    };
    let ids = made(roster);
    assert!(ids[0] == "m1" && ids[1].starts_with("m-"), "{ids:?}");
    assert_eq!(made(roster), ids, "the same at every import");
    // A third of a name that two have here.
    let third = "姓名,身份,入党日期\n陈建国,正式党员,2015-07-01\n";
    assert!(matches!(read(third, SameName::Asked).faults.faults()[0].problem, Problem::Namesake { has_day: true, .. }));
    assert!(made(third)[0].starts_with("m-"));
    // Nothing would tell this one again: the day is asked for, and no answer makes somebody up.
    let dayless = read("姓名,身份\n陈建国,正式党员\n", SameName::Another);
    assert!(
        matches!(dayless.faults.faults()[0].problem, Problem::Namesake { has_day: false, .. }),
        "{}",
        dayless.faults
    );
}

/// A folder of tables, read at a terminal that has nobody yet, or whom `home` has.
fn read_folder(tables: &[(&str, &str)], home: &Home) -> Intake {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in tables {
        std::fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
    }
    read_tables(folder.path(), home, Limits::NODE)
}

/// One faulty cell in the roster is one fault: meetings, marks and deeds of that member wait for it, and everything else is
/// kept.
#[test]
fn what_hangs_on_a_faulty_row_of_the_roster_waits_for_it() {
    let home = Home { rows: Vec::new(), ..home(SameName::Asked) };
    let tables = [
        ("党员", "编号,姓名,身份,入党日期\n1,沈根法,正式党员,1990.7\n2,朱美英,正式党员,1985-07-01\n"),
        ("会议", "类型,日期,主题,主持人\n主题党日,2026-09-12,学习,沈根法\n主题党日,2026-08-12,清洁,朱美英\n"),
        ("考勤", "姓名,2026-08-12主题党日,2026-09-12主题党日\n沈根法,√,√\n朱美英,√,√\n"),
        ("言行", "日期,类别,内容,姓名\n2026-09-01,弘扬正气,修路,沈根法\n2026-09-02,弘扬正气,修灯,朱美英\n"),
    ];
    let read = read_folder(&tables, &home);
    let [fault] = read.faults.faults() else { panic!("{}", read.faults) };
    assert_eq!((fault.place.cell().as_deref(), &*fault.value), (Some("D2"), "1990.7"));
    let kept = |table| read.tables.table(table).len();
    let kept = [Table::Members, Table::Meetings, Table::Attendance, Table::Deeds].map(kept);
    assert_eq!(kept, [1, 1, 1, 1], "those of the other member");
    let said = cunbang_language::Language::Chinese.with(|| read.waiting_said().unwrap());
    assert!(said.contains("另有 5 行") && said.contains("沈根法") && !said.contains("「1」"), "{said}");
    // Corrected, all of it comes.
    let mut tables = tables;
    let whole = tables[0].1.replace("1990.7", "1990-07-01");
    tables[0].1 = &whole;
    let read = read_folder(&tables, &home);
    assert!(read.faults.is_empty() && read.waiting_said().is_none(), "{}", read.faults);
    assert_eq!(read.tables.len(), 2 + 2 + 4 + 2);
}

/// A roster that cannot be read as a whole is one fault: whoever is named elsewhere waits for it, by name or by id, in grids
/// and in lists; and so it is where others are here already.
#[test]
fn what_names_members_waits_for_a_roster_that_cannot_be_read() {
    let empty = Home { rows: Vec::new(), ..home(SameName::Asked) };
    let rest = [
        ("会议", "类型,日期,主题\n主题党日,2026-09-12,学习\n"),
        ("考勤", "姓名,2026-09-12主题党日\n沈根法,√\n朱美英,√\n"),
        ("言行", "日期,类别,内容,姓名\n2026-09-01,弘扬正气,修路,沈根法\n2026-09-02,弘扬正气,修灯,朱美英\n"),
    ];
    // No header, and a header that lacks a column.
    for roster in ["沈根法,朱美英\n", "姓名,入党日期\n沈根法,1990-07-01\n朱美英,1985-07-01\n"] {
        for home in [&empty, &home(SameName::Asked)] {
            let tables: Vec<_> = std::iter::once(("党员", roster)).chain(rest).collect();
            let read = read_folder(&tables, home);
            let [fault] = read.faults.faults() else { panic!("{roster}: {}", read.faults) };
            assert_eq!(fault.place.file(), "党员.csv", "{fault}");
            let kept = |table| read.tables.table(table).len();
            assert_eq!([Table::Meetings, Table::Attendance, Table::Deeds].map(kept), [1, 0, 0], "{roster}");
            let said = cunbang_language::Language::Chinese.with(|| read.waiting_said().unwrap());
            assert!(said.contains("另有 4 行") && said.contains("沈根法") && said.contains("朱美英"), "{said}");
        }
    }
    // Where the roster is read, a name that it lacks is a fault of the cell.
    let tables: Vec<_> =
        std::iter::once(("党员", "姓名,身份,入党日期\n沈根法,正式党员,1990-07-01\n")).chain(rest).collect();
    let read = read_folder(&tables, &empty);
    assert_eq!(read.faults.faults().len(), 2, "{}", read.faults);
}

/// While the roster does not tell yet whether somebody is another of a name, nothing is taken for the one who is here.
#[test]
fn nothing_goes_to_a_namesake_while_the_roster_is_asked_about() {
    let tables = [
        ("党员", "姓名,身份,入党日期,党小组\n王芳,正式党员,2001-07-01,一组\n王芳,正式党员,2010-07-15,二组\n"),
        (
            "言行",
            "日期,类别,内容,姓名\n2026-09-01,弘扬正气,修路,王芳\n2026-09-02,弘扬正气,修灯,王芳（一组）\n2026-09-03,弘扬正气,扫雪,王芳（二组）\n",
        ),
    ];
    let read = read_folder(&tables, &home(SameName::Asked));
    let [fault] = read.faults.faults() else { panic!("{}", read.faults) };
    assert!(matches!(fault.problem, Problem::Namesake { .. }), "{fault}");
    let deeds: Vec<_> = read.tables.table(Table::Deeds).iter().map(|deed| deed.row.text("text").unwrap()).collect();
    assert_eq!(deeds, ["修灯"], "the group tells who that was");
    let read = read_folder(&tables, &home(SameName::Another));
    let [fault] = read.faults.faults() else { panic!("{}", read.faults) };
    assert!(matches!(fault.problem, Problem::SeveralMembers(_)), "now it is asked who did it: {fault}");
    assert_eq!(read.tables.table(Table::Deeds).len(), 2);
}
