//! Forgiving in form, strict in meaning: what stands in real files, and what it is read as or asked about.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod sheets;

use cunbang_model::{Date, Row, Table, Unit, UnitKind, UnitTree};
use cunbang_report::{Home, How, Intake, Limits, Passed, Problem, read_tables};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::sync::Arc;

const VILLAGE: &str = "330522103201";

/// A terminal of the village in the third quarter of 2026, with three members, two of one name.
fn home() -> Home {
    let unit = |code: &str, name: &str, kind| Unit { code: code.parse().unwrap(), name: name.to_owned(), kind };
    let tree = UnitTree::new([
        unit("330522", "长兴县", UnitKind::County),
        unit("330522103", "煤山镇", UnitKind::Township),
        unit("330522104", "小浦镇", UnitKind::Township),
        unit(VILLAGE, "新川村", UnitKind::Village),
        unit("330522103202", "东川村", UnitKind::Village),
        unit("330522104201", "东川村", UnitKind::Village),
    ])
    .unwrap();
    let member = |id: &str, name: &str, joined: &str| {
        let cells = [("unit", VILLAGE), ("member", id), ("name", name), ("status", "full"), ("joined", joined)];
        Row::from_cells(Table::Members, cells).unwrap()
    };
    let meeting = Row::from_cells(
        Table::Meetings,
        [
            ("unit", VILLAGE),
            ("meeting", "t9"),
            ("kind", "theme_day"),
            ("date", "2026-09-05"),
            ("title", "九月主题党日"),
        ],
    )
    .unwrap();
    Home {
        unit: Some(VILLAGE.parse().unwrap()),
        units: Some(Arc::new(tree)),
        year: Some(2026),
        today: Some("2026-10-08".parse::<Date>().unwrap()),
        rows: vec![
            member("m1", "王芳", "2001-07-01"),
            member("m2", "陈建国", "1998-07-01"),
            member("m3", "陈建国", "2010-07-01"),
            meeting,
        ],
        goes_up: true,
        ..Home::default()
    }
}

fn read_file(name: &str, bytes: &[u8], home: &Home) -> Intake {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read_tables(&path, home, Limits::COUNTY)
}

fn read(name: &str, text: &str) -> Intake {
    read_file(name, text.as_bytes(), &home())
}

fn said(intake: &Intake) -> String {
    let echoes = intake.echoes.iter().map(ToString::to_string);
    let notes = intake.notes().iter().map(ToString::to_string);
    format!("{}\n{}", intake.faults, echoes.chain(notes).collect::<Vec<_>>().join("\n"))
}

/// The one cell of a row that is looked at: a sheet with it, and the value that it is read as, or what is asked.
fn cell(table: Table, column: &str, written: &str) -> Result<String, Problem> {
    let (header, row): (&str, String) = match (table, column) {
        (Table::Deeds, "date") => ("言行编号,党员,类别,内容,日期", format!("d1,m1,弘扬正气,修路,{written}")),
        (Table::Deeds, "member") => ("言行编号,日期,类别,内容,姓名", format!("d1,2026-09-01,弘扬正气,修路,{written}")),
        (Table::Visits, "month") => ("户数,已走访,月份", format!("120,96,{written}")),
        (Table::Visits, "households") => ("已走访,月份,户数", format!("0,2026-09,{written}")),
        (Table::Awards, "stars") => ("党员,周期,星数", format!("m1,2026Q3,{written}")),
        (Table::Awards, "period") => ("党员,星数,周期", format!("m1,5,{written}")),
        (Table::Measures, "value") => ("周期,指标,数值", format!("2026Q3,other,{written}")),
        (Table::Measures, "income") => ("周期,指标,数值", format!("2026Q3,collective_income,{written}")),
        (Table::Measures, "share") => ("周期,指标,数值（%）", format!("2026Q3,rate,{written}")),
        (Table::Members, "floating") => ("党员编号,姓名,身份,流动党员", format!("m9,李四,正式党员,{written}")),
        (Table::Members, "status") => ("党员编号,姓名,身份", format!("m9,李四,{written}")),
        (Table::Attendance, "mark") => ("会议编号,党员编号,出勤", format!("t9,m1,{written}")),
        (Table::Attendance, "meeting") => ("党员编号,出勤,会议编号", format!("m1,出席,{written}")),
        (Table::Tasks, "unit") => ("任务编号,任务,期限,单位", format!("k1,交党费,2026-09-30,{written}")),
        _ => panic!("{table}.{column}"),
    };
    // Tabs: what is written may hold commas.
    let text = format!(
        "{}\n{}\n",
        header.replace(',', "\t"),
        row.replacen(',', "\t", row.matches(',').count().min(header.matches(',').count()))
    );
    let intake = read(&format!("{}.csv", table.name()), &text);
    let column = match column {
        "income" | "share" => "value",
        column => column,
    };
    match intake.faults.faults() {
        [] => Ok(intake.tables.table(table)[0].row.get(column).unwrap().to_string()),
        [fault] => {
            assert_eq!(fault.column.unwrap().name, column, "{fault}");
            Err(fault.problem.clone())
        }
        several => panic!("{written}: {several:?}"),
    }
}

#[track_caller]
fn reads(table: Table, column: &str, written: &[&str], value: &str) {
    for written in written {
        assert_eq!(cell(table, column, written).as_deref(), Ok(value), "{written}");
    }
}

#[track_caller]
fn asks(table: Table, column: &str, written: &[&str]) {
    for written in written {
        let problem = cell(table, column, written).expect_err(written);
        assert!(problem.is_question(), "{written}: {problem}");
    }
}

#[test]
fn dates() {
    let usual = [
        "2026-09-01",
        "2026/9/1",
        "2026.9.1",
        "2026-9-1",
        "2026年9月1日",
        "20260901",
        "２０２６／９／１",
        "2026/9/1 0:00",
        "46266",
        "2026年9月1号",
        "2026/9/1 14:30",
        "二〇二六年九月一日",
        "二零二六年九月一日",
        "二○二六年九月一号",
        "2026年九月一日",
        "九月一日",
    ];
    reads(Table::Deeds, "date", &usual, "2026-09-01");
    reads(Table::Deeds, "date", &["9月1日", "9.1", "9/1", "９月１日"], "2026-09-01");
    let with_time = [
        "2026年9月1日 上午9:00",
        "2026年9月1日下午3点半",
        "9月1日晚",
        "9月1日 15时30分",
        "2026-09-01T08:30:00",
        "2026年9月1日 星期二",
        "2026年9月1日（星期二）上午9时",
        "9月1日周二 上午９：００",
    ];
    reads(Table::Deeds, "date", &with_time, "2026-09-01");
    // The first of September is a Tuesday.
    let weekday = cell(Table::Deeds, "date", "2026年9月1日 星期三");
    assert!(matches!(weekday, Err(Problem::OtherWeekday { .. })), "{weekday:?}");
    for wrong in ["2026年9月1日 九点", "2026年9月1日 上午九点", "2026年9月1日 :"] {
        assert!(matches!(cell(Table::Deeds, "date", wrong), Err(Problem::NotThat { .. })), "{wrong}");
    }
    reads(Table::Deeds, "date", &["二〇二六年八月二十一日", "八月二十一日", "二〇二六年八月21日"], "2026-08-21");
    // Without a word behind the day it may be one of the lunar calendar.
    asks(
        Table::Deeds,
        "date",
        &["八月十五", "二〇二六年八月十五", "二六年九月一日", "二〇二六年九月", "二〇二六年", "十二月二十日"],
    );
    let no_such_day = cell(Table::Deeds, "date", "二〇二六年二月三十日");
    assert_eq!(no_such_day, Err(Problem::NoSuchDay { year: 2026, month: 2, days: 28 }));
    for wrong in ["二〇二六年十三月一日", "腊月二十三", "九月初一", "二〇二六年九月百日"] {
        assert!(matches!(cell(Table::Deeds, "date", wrong), Err(Problem::NotThat { .. })), "{wrong}");
    }
    // The year is plain; what is not is which number is the month.
    assert!(cell(Table::Deeds, "date", "1/9/2026").unwrap_err().to_string().contains("2026年9月1日"));
    reads(Table::Deeds, "date", &["21/8/2026", "8/21/2026"], "2026-08-21");
    asks(Table::Deeds, "date", &["26.9.1", "1/9/2026", "9月", "2026年9月", "12月20日"]);
    assert!(matches!(cell(Table::Deeds, "date", "2026-02-30"), Err(Problem::NoSuchDay { days: 28, .. })));
    let echoed = read("deeds.csv", "党员,日期,类别,内容\nm1,9月1日,弘扬正气,修路\nm1,46266,弘扬正气,修桥\n");
    let hows: Vec<How> = echoed.echoes.iter().map(|echo| echo.how).collect();
    assert!(hows.contains(&How::Year) && hows.contains(&How::Serial), "{}", said(&echoed));
    let unknown = Home { year: None, ..home() };
    let asked = read_file("deeds.csv", "党员,日期,类别,内容\nm1,9月1日,弘扬正气,修路\n".as_bytes(), &unknown);
    assert_eq!(asked.faults.faults()[0].problem, Problem::NoYear);
}

#[test]
fn months_and_periods() {
    let months = [
        "二〇二六年九月",
        "二零二六年9月",
        "九月",
        "2026-09",
        "2026年9月",
        "2026.9",
        "202609",
        "9月",
        "２０２６年９月",
    ];
    reads(Table::Visits, "month", &months, "2026-09");
    let quarters =
        ["二〇二六年第三季度", "二零二六年三季度", "2026Q3", "2026q3", "2026年第三季度", "2026年3季度", "三季度"];
    reads(Table::Awards, "period", &quarters, "2026Q3");
    reads(Table::Awards, "period", &["2026年", "2026年度", "2026", "二〇二六年", "二零二六年", "二Ｏ二六年度"], "2026");
    reads(Table::Awards, "period", &["2026年上半年", "2026H1", "上半年"], "2026H1");
    assert!(cell(Table::Visits, "month", "三季度").is_err());
}

#[test]
fn numbers_and_units() {
    reads(Table::Measures, "value", &["1,250.00"], "1250");
    reads(Table::Measures, "value", &["12.5万"], "125000");
    reads(Table::Visits, "households", &["１２", " 12 ", "12户", "12.0"], "12");
    reads(Table::Visits, "households", &["120户"], "120");
    reads(Table::Measures, "income", &["12.5", "12.5万元", "125,000元"], "12.5");
    reads(Table::Measures, "share", &["85", "85%", "８５％"], "85");
    asks(Table::Measures, "income", &["12.5万", "85%"]);
    asks(Table::Measures, "value", &["12.5万元", "85%"]);
    asks(Table::Visits, "households", &["120人"]);
    reads(Table::Visits, "households", &["十二", "十二户", "拾贰"], "12");
    reads(Table::Visits, "households", &["四百", "四百户", "肆佰"], "400");
    reads(Table::Visits, "households", &["一千零五户", "1005"], "1005");
    reads(Table::Measures, "value", &["十二点五"], "12.5");
    reads(Table::Measures, "value", &["十二万"], "120000");
    reads(Table::Measures, "income", &["十二点五万元", "十二万五千元"], "12.5");
    reads(Table::Measures, "share", &["八十五", "百分之八十五", "八十五%"], "85");
    asks(Table::Visits, "households", &["一百二", "三四", "四百人"]);
    asks(Table::Measures, "income", &["十二万", "一万二千"]);
    for wrong in ["1,25", "百", "十二十", "1e5", "若干", "十几"] {
        assert!(cell(Table::Visits, "households", wrong).is_err(), "{wrong}");
    }
}

#[test]
fn stars() {
    reads(Table::Awards, "stars", &["5", "5星", "五星", "五", "五星级", "五星党员", "★★★★★"], "5");
    reads(Table::Awards, "stars", &["4星", "四星", "★★★★", "⭐⭐⭐⭐"], "4");
    asks(Table::Awards, "stars", &["★★★★☆", "☆☆☆☆☆", "四五"]);
    for wrong in ["★级", "好", "五角"] {
        assert!(cell(Table::Awards, "stars", wrong).is_err(), "{wrong}");
    }
    let echoed = read("awards.csv", "周期,党员,星数\n二〇二六年三季度,m1,五星\n2026Q3,m2,★★★★\n");
    let hows: Vec<How> = echoed.echoes.iter().map(|echo| echo.how).collect();
    assert_eq!(hows.iter().filter(|how| **how == How::Numeral).count(), 2, "{}", said(&echoed));
    assert!(hows.contains(&How::Stars) && said(&echoed).contains("按星的个数"), "{}", said(&echoed));
}

#[test]
fn choices() {
    reads(Table::Members, "floating", &["√", "✓", "○", "是", "有", "1", "yes"], "yes");
    reads(Table::Members, "floating", &["×", "否", "无", "0", "no"], "no");
    reads(Table::Members, "status", &["正式党员", "full", "full 正式党员", "正式", "Full"], "full");
    reads(Table::Attendance, "mark", &["√", "出席", "present", "到"], "present");
    reads(Table::Attendance, "mark", &["○", "假", "请假", "事假"], "leave");
    reads(Table::Attendance, "mark", &["迟", "迟到"], "late");
    reads(Table::Attendance, "mark", &["退", "早退"], "left_early");
    reads(Table::Attendance, "mark", &["×", "缺", "缺席", "旷会"], "absent");
    reads(Table::Attendance, "mark", &["线上", "远程"], "remote");
    let problem = cell(Table::Members, "status", "正式党原").unwrap_err();
    let shown = problem.to_string();
    assert!(shown.contains("入党申请人、积极分子") && shown.contains("是不是「正式党员」"), "{shown}");
}

#[test]
fn units_and_codes() {
    reads(Table::Tasks, "unit", &[VILLAGE, "３３０５２２１０３２０１", "新川村", "煤山镇新川村", "新 川村"], VILLAGE);
    reads(Table::Tasks, "unit", &[""], VILLAGE);
    assert_eq!(cell(Table::Tasks, "unit", "3.30522E+11"), Err(Problem::Shortened));
    let near = Problem::UnknownUnit { near: Some("新川村".to_owned()) };
    assert_eq!(cell(Table::Tasks, "unit", "新传村"), Err(near));
    let township = Home { unit: Some("330522".parse().unwrap()), ..home() };
    let table = |unit: &str| format!("单位,任务编号,任务,期限\n{unit},k1,交党费,2026-09-30\n");
    let asked = read_file("tasks.csv", table("东川村").as_bytes(), &township);
    let Problem::SeveralUnits(which) = &asked.faults.faults()[0].problem else { panic!("{}", said(&asked)) };
    assert_eq!(which.as_slice(), ["330522103202 煤山镇东川村", "330522104201 小浦镇东川村"]);
    let told = read_file("tasks.csv", table("小浦镇东川村").as_bytes(), &township);
    assert_eq!(told.tables.table(Table::Tasks)[0].row.unit().as_str(), "330522104201");
    let nobody = read_file("tasks.csv", table("").as_bytes(), &township);
    assert_eq!(nobody.faults.faults()[0].problem, Problem::NoUnit);
}

#[test]
fn members_by_name() {
    reads(Table::Deeds, "member", &["m1", "王芳", "王 芳", "王　芳"], "m1");
    let Err(Problem::SeveralMembers(which)) = cell(Table::Deeds, "member", "陈建国") else {
        panic!("two of one name")
    };
    assert_eq!(which, ["陈建国（1998-07-01 入党）", "陈建国（2010-07-01 入党）"]);
    assert_eq!(cell(Table::Deeds, "member", "陈建囯"), Err(Problem::UnknownMember { near: Some("陈建国".to_owned()) }));
    // The file's own roster counts too, wherever it stands in the file.
    let text = "党员编号,姓名,身份\nm4,赵六,正式\n";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("党员.csv"), text).unwrap();
    std::fs::write(folder.path().join("deeds.csv"), "姓名,日期,类别,内容,确认人\n赵六,2026/9/1,弘扬正气,修路,王芳\n")
        .unwrap();
    let both = read_tables(folder.path(), &home(), Limits::COUNTY);
    let deed = &both.tables.table(Table::Deeds)[0].row;
    assert_eq!((deed.text("member"), deed.text("confirmed_by")), (Some("m4"), Some("m1")), "{}", said(&both));
    // Without any roster a name is no id: it would go up to the county.
    let nobody = Home { rows: Vec::new(), ..home() };
    let asked = read_file("deeds.csv", "姓名,日期,类别,内容\n赵六,2026/9/1,弘扬正气,修路\n".as_bytes(), &nobody);
    assert_eq!(asked.faults.faults()[0].problem, Problem::NoRoster);
    // Nor are two names in one cell, or a name with a word of respect.
    for member in ["陈建国、沈阿妹", "李大山同志"] {
        let text = format!("姓名,日期,类别,内容\n{member},2026/9/1,弘扬正气,修路\n");
        let asked = read_file("deeds.csv", text.as_bytes(), &nobody);
        assert_eq!(asked.faults.faults()[0].problem, Problem::NoRoster, "{text}");
        assert_eq!(asked.tables.len(), 0, "{text}");
    }
}

/// Of a name with a group in brackets nobody is taken who is of another group; groups are called in several ways. Two marks of
/// one member at one meeting are told by the member's name.
#[test]
fn a_member_of_another_group_is_not_meant() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("党员.csv"), "党员编号,姓名,身份,党小组\nm4,赵六,正式,第二党小组\n").unwrap();
    let read = |member: &str, more: &str| {
        let text = format!("会议日期,参会人员,到会情况\n9月5日,{member},√\n{more}");
        std::fs::write(folder.path().join("考勤.csv"), text).unwrap();
        read_tables(folder.path(), &home(), Limits::COUNTY)
    };
    for written in ["赵六（二组）", "赵六（第二党小组）", "赵六（组长）"] {
        let taken = read(written, "");
        assert_eq!(
            taken.tables.table(Table::Attendance)[0].row.text("member"),
            Some("m4"),
            "{written}: {}",
            said(&taken)
        );
    }
    let other = read("赵六（一组）", "");
    let near = Some("赵六（第二党小组）".to_owned());
    assert_eq!(other.faults.faults()[0].problem, Problem::UnknownMember { near });
    let twice = read("赵六", "9月5日,赵六（二组）,×\n");
    let fault = &twice.faults.faults()[0];
    assert!(matches!(fault.problem, Problem::MarkTwice { .. }), "{fault}");
    assert!(fault.to_string().contains("「赵六」") && !fault.to_string().contains("m4"), "{fault}");
}

#[test]
fn meetings_by_day_and_title() {
    reads(Table::Attendance, "meeting", &["t9", "2026/9/5", "9月5日", "九月主题党日"], "t9");
    assert!(matches!(cell(Table::Attendance, "meeting", "2026-09-06"), Err(Problem::UnknownMeeting { .. })));
}

#[test]
fn ids_are_made_and_the_same_again() {
    let text = "姓名,日期,类别,内容\n王芳,2026/9/1,弘扬正气,修路\n王芳,2026-9-2,弘扬正气,修路\n王芳,2026年9月1日,弘扬正气,修路\n";
    let (one, again) = (read("deeds.csv", text), read("闪光言行.csv", text));
    let ids = |intake: &Intake| intake.tables.rows().map(Row::id).collect::<Vec<_>>();
    assert_eq!(ids(&one).len(), 2, "a row that stands there twice is one: {}", said(&one));
    assert_eq!(ids(&one), ids(&again));
    assert!(matches!(one.notes()[0].passed, Passed::Twice { .. }));
    assert!(one.echoes.iter().any(|echo| echo.how == How::MadeId && echo.count == 3), "{}", said(&one));

    let roster = "姓名,身份,入党时间\n王芳,正式,2001/7/1\n李四,预备,2026/1/1\n周一,正式,2020/7/1\n周一,正式,2021/7/1\n";
    let first = read("党员名册.csv", roster);
    let made: Vec<String> = first.tables.rows().map(Row::id).collect();
    assert_eq!(made[0], "m1", "she is on the roster: {}", said(&first));
    assert!(made[1].starts_with("m-") && made[2] != made[3], "{made:?}");
    // Once they are on the roster, the same file means the same members.
    let mut later = home();
    later.rows.extend(first.tables.rows().cloned());
    let second = read_file("党员名册.csv", roster.as_bytes(), &later);
    assert_eq!(second.tables.rows().map(Row::id).collect::<Vec<_>>(), made, "{}", said(&second));
    let unclear = read("党员名册.csv", "姓名,身份\n周一,正式\n周一,正式\n陈建国,正式\n");
    assert_eq!(unclear.faults.count(), 3, "{}", said(&unclear));

    let meetings = read("会议.csv", "会议类型,日期\n主题党日,2026/8/5\n主题党日,2026/8/5\n党小组会,2026/8/5\n");
    assert_eq!(ids(&meetings), ["theme_day-2026-08-05", "group-2026-08-05"], "{}", said(&meetings));
}
