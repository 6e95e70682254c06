//! Columns that only count rows, ids of any width, and legends that say more than their signs.
#![allow(clippy::unwrap_used)]

use cunbang_model::{Date, Row, Table};
use cunbang_report::{Home, How, Intake, Limits, Problem, read_row, read_tables};

const VILLAGE: &str = "330522103201";

fn member(id: &str, name: &str) -> Row {
    let cells = [("unit", VILLAGE), ("member", id), ("name", name), ("status", "full")];
    Row::from_cells(Table::Members, cells).unwrap()
}

fn home(members: &[(&str, &str)]) -> Home {
    Home {
        unit: Some(VILLAGE.parse().unwrap()),
        units: None,
        year: Some(2026),
        today: Some("2026-10-08".parse::<Date>().unwrap()),
        rows: members.iter().map(|(id, name)| member(id, name)).collect(),
        goes_up: true,
        ..Home::default()
    }
}

fn read(name: &str, text: &str, members: &[(&str, &str)]) -> Intake {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    read_tables(&path, &home(members), Limits::COUNTY)
}

fn ids(intake: &Intake, table: Table) -> Vec<String> {
    intake.tables.table(table).iter().map(|placed| placed.row.id()).collect()
}

#[test]
fn a_roster_that_is_counted_in_any_way_has_no_ids() {
    for counts in [["1", "2", "3"], ["１", "2", "３"], ["1", "2", "5"], ["3", "1", "2"], ["一", "二", "三"]] {
        let line = |at: usize, name: &str| format!("{},{name},正式党员\n", counts[at]);
        let text = format!("序号,姓名,党员类别\n{}{}{}", line(0, "陈建国"), line(1, "沈阿妹"), line(2, "钱小毛"));
        let first = read("名册.csv", &text, &[]);
        let made = ids(&first, Table::Members);
        assert!(made.len() == 3 && made.iter().all(|id| id.starts_with("m-")), "{counts:?}: {made:?}");
        assert!(!first.echoes.iter().any(|echo| echo.how == How::OwnIds), "{counts:?}");
        // Sorted anew with somebody in between, everyone is who they were.
        let again = "序号,姓名,党员类别\n１,丁新来,正式党员\n2,沈阿妹,正式党员\n4,陈建国,正式党员\n";
        let known = [(made[0].as_str(), "陈建国"), (made[1].as_str(), "沈阿妹")];
        let again = ids(&read("名册.csv", again, &known), Table::Members);
        assert_eq!(again[1..], [made[1].clone(), made[0].clone()]);
        assert!(!made.contains(&again[0]));
    }
}

#[test]
fn who_was_once_numbered_by_the_sheet_is_found_by_name() {
    let known = [("１", "陈建国"), ("2", "沈阿妹")];
    let again = read("名册.csv", "序号,姓名,党员类别\n1,沈阿妹,正式党员\n2,陈建国,正式党员\n", &known);
    assert_eq!(ids(&again, Table::Members), ["2", "１"]);
}

#[test]
fn ids_are_the_same_in_letters_and_digits_of_any_width() {
    let known = [("m1", "陈建国"), ("２", "沈阿妹")];
    let roster = read("名册.csv", "党员编号,姓名,身份\nｍ１,陈建国,正式\n2,沈阿妹,正式\nｍ９,钱小毛,正式\n", &known);
    assert_eq!(ids(&roster, Table::Members), ["m1", "２", "m9"], "who stands with a full-width id keeps it");
    let deeds = "党员编号,日期,类别,内容\nｍ１,2026-09-01,弘扬正气,修路\n2,2026-09-01,弘扬正气,修桥\n";
    let deeds = read("言行.csv", deeds, &known);
    let named: Vec<&str> =
        deeds.tables.table(Table::Deeds).iter().map(|placed| placed.row.text("member").unwrap()).collect();
    assert_eq!(named, ["m1", "２"], "{}", deeds.faults);
    let cells = [("member", "ｍ１"), ("date", "2026-09-01"), ("kind", "integrity"), ("text", "修路")];
    let cells = cells.map(|(column, text)| (column.to_owned(), text.to_owned()));
    let typed = read_row(Table::Deeds, &cells, &home(&known));
    assert_eq!(typed.tables.rows().next().unwrap().text("member"), Some("m1"), "{}", typed.faults);
}

/// The marks of one member, with a legend above.
fn marks(legend: &str, marks: &str) -> Result<Vec<String>, Problem> {
    let text = format!(
        "第三季度主题党日考勤表\n{legend}\n序号,姓名,7月15日,8月15日,9月15日\n1,陈建国,{marks}\n2,沈阿妹,√,√,√\n"
    );
    let intake = read("考勤.csv", &text, &[("m1", "陈建国"), ("m2", "沈阿妹")]);
    if let Some(fault) = intake.faults.faults().first() {
        return Err(fault.problem.clone());
    }
    let of_one = intake.tables.table(Table::Attendance).iter().filter(|placed| placed.row.text("member") == Some("m1"));
    Ok(of_one.map(|placed| placed.row.text("mark").unwrap().to_owned()).collect())
}

#[test]
fn a_legend_may_say_what_is_written_out() {
    for legend in [
        "说明：√ 出席　○ 迟到　× 缺席　请假写“请假”",
        "说明：√ 出席　○ 迟到　× 缺席",
        "说明：√出席○迟到×缺席请假写请假",
        "图例：√ 出 席；○：迟 到；×：缺 席；请假填“假”",
        "√代表出席 ○表示迟到 ×为缺席（请假另写）",
    ] {
        let expected = ["absent", "late", "leave"].map(str::to_owned).to_vec();
        assert_eq!(marks(legend, "×,○,请假"), Ok(expected), "{legend}");
    }
    // What it says of a sign and is no mark is asked about.
    assert_eq!(marks("说明：√ 出席　× 不计入　○ 迟到", "×,○,√"), Err(Problem::NoMark));
    assert_eq!(marks("说明：√ 出席　○ 到会迟到", "√,○,√"), Err(Problem::NoMark));
}

/// What was read of a figure, typed with its unit.
fn stated(figure: &str, written: &str) -> Result<String, String> {
    let figures =
        [("mushrooms", "菌菇产量（亩）"), ("plain", "自定项")].map(|(id, title)| (id.to_owned(), title.to_owned()));
    let home = Home { figures: figures.into(), ..home(&[]) };
    let of_table = |table: Table, figure_column: &str, value_column: &str| {
        let cells = [("unit", VILLAGE), ("period", "2026Q3"), (figure_column, figure), (value_column, written)];
        let cells = cells.map(|(column, text)| (column.to_owned(), text.to_owned()));
        let read = read_row(table, &cells, &home);
        match read.faults.faults().first() {
            Some(fault) => Err(fault.problem.to_string()),
            None => Ok(read.tables.rows().next().unwrap().get(value_column).unwrap().to_string()),
        }
    };
    let above = of_table(Table::StatedFigures, "figure", "stated");
    assert_eq!(above, of_table(Table::Measures, "indicator", "value"), "the village's own figures are read alike");
    above
}

#[test]
fn a_figure_may_bear_its_own_unit_and_no_other() {
    for (figure, written, value) in [
        ("households", "120户", "120"),
        ("resident_households", "1,200户", "1200"),
        ("collective_income", "12.5万元", "12.5"),
        ("collective_income", "125000元", "12.5"),
        ("checks", "3次", "3"),
        ("plan_met", "85%", "85"),
        ("steps", "4步", "4"),
        ("mutual_score", "18分", "18"),
        ("pairs", "６对", "6"),
        ("mushrooms", "30亩", "30"),
        ("plain", "30", "30"),
    ] {
        assert_eq!(stated(figure, written).as_deref(), Ok(value), "{figure} {written}");
    }
    for (figure, written, named) in [
        ("households", "120人", ["「人」", "「户」"]),
        ("households", "12.5万元", ["「万元」", "「户」"]),
        ("collective_income", "120户", ["「户」", "「万元」"]),
        ("checks", "3户", ["「户」", "「次」"]),
        ("mushrooms", "30户", ["「户」", "「亩」"]),
        ("plain", "30户", ["「户」", "没有写明"]),
    ] {
        let said = stated(figure, written).unwrap_err();
        assert!(named.iter().all(|part| said.contains(part)), "{figure} {written}: {said}");
    }
}
