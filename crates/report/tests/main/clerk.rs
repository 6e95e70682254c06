//! What a village clerk's own sheets say in their own way, and what is asked rather than dropped.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::{Date, Row, Table};
use cunbang_report::{Home, How, Intake, Limits, Passed, Problem, marked_workbook, read_tables};
use rust_xlsxwriter::{Format, Workbook};

const VILLAGE: &str = "330522103201";

fn row(table: Table, cells: &[(&str, &str)]) -> Row {
    Row::from_cells(table, [("unit", VILLAGE)].iter().chain(cells).copied()).unwrap()
}

/// A terminal in the third quarter of 2026, with three members and a theme day.
fn home() -> Home {
    let member =
        |id: &str, name: &str, status: &str| row(Table::Members, &[("member", id), ("name", name), ("status", status)]);
    let meeting = |id: &str, kind: &str, day: &str, title: &str| {
        row(Table::Meetings, &[("meeting", id), ("kind", kind), ("date", day), ("title", title)])
    };
    Home {
        unit: Some(VILLAGE.parse().unwrap()),
        units: None,
        year: Some(2026),
        today: Some("2026-10-08".parse::<Date>().unwrap()),
        rows: vec![
            member("m1", "王芳", "full"),
            member("m2", "陈建国", "full"),
            member("m3", "李四", "probationary"),
            meeting("t7", "theme_day", "2026-07-15", "七月主题党日"),
        ],
        goes_up: true,
        ..Home::default()
    }
}

fn read_with(home: &Home, files: &[(&str, &str)]) -> Intake {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    read_tables(folder.path(), home, Limits::COUNTY)
}

pub(crate) fn read(name: &str, text: &str) -> Intake {
    read_with(&home(), &[(name, text)])
}

pub(crate) fn said(intake: &Intake) -> String {
    let echoes = intake.echoes.iter().map(ToString::to_string);
    let notes = intake.notes().iter().map(ToString::to_string);
    format!("{}\n{}", intake.faults, echoes.chain(notes).collect::<Vec<_>>().join("\n"))
}

/// The rows of a table, each as some of its cells.
pub(crate) fn lines(intake: &Intake, table: Table, columns: &[&str]) -> Vec<String> {
    let cell = |row: &Row, column: &str| row.get(column).map(ToString::to_string).unwrap_or_default();
    let line = |row: &Row| columns.iter().map(|column| cell(row, column)).collect::<Vec<_>>().join(" ");
    intake.tables.table(table).iter().map(|placed| line(&placed.row)).collect()
}

#[test]
fn a_deed_is_confirmed_under_any_usual_header() {
    for header in ["确认日期", "审核日期", "核实日期", "点评日期", "是否确认", "审核"] {
        let text = format!("姓名,日期,类别,内容,{header}\n王芳,2026/9/1,弘扬正气,修路,2026/9/20\n");
        let intake = read("言行.csv", &text);
        assert_eq!(lines(&intake, Table::Deeds, &["confirmed_on"]), ["2026-09-20"], "{header}: {}", said(&intake));
    }
}

#[test]
fn a_tick_is_the_quarters_review_meeting_or_is_asked_about() {
    let deeds = "姓名,日期,类别,内容,是否确认\n王芳,2026/9/1,弘扬正气,修路,是\n李四,2026/9/2,弘扬正气,修桥,√\n李四,2026/9/3,弘扬正气,修井,否\n";
    let review = "会议类型,日期\n季度考评会,2026/9/28\n";
    let intake = read_with(&home(), &[("会议.csv", review), ("言行.csv", deeds)]);
    assert!(intake.faults.is_empty(), "{}", said(&intake));
    assert_eq!(lines(&intake, Table::Deeds, &["confirmed_on"]), ["2026-09-28", "2026-09-28", ""], "{}", said(&intake));
    let hows: Vec<How> = intake.echoes.iter().map(|echo| echo.how).collect();
    assert!(hows.contains(&How::ReviewMeeting) && hows.contains(&How::NotConfirmed), "{}", said(&intake));

    // None, two, one before the deed, and one that was not held tell no day.
    let two = format!("{review}季度考评会,2026/9/29\n");
    let before = "会议类型,日期\n季度考评会,2026/8/28\n";
    let not_held = "会议类型,日期,未召开原因\n季度考评会,2026/9/28,台风\n";
    for meetings in ["会议类型,日期\n主题党日,2026/9/15\n", &two, before, not_held] {
        let intake = read_with(&home(), &[("会议.csv", meetings), ("言行.csv", deeds)]);
        let asked =
            intake.faults.faults().iter().filter(|fault| matches!(fault.problem, Problem::WhenConfirmed { .. }));
        assert_eq!(asked.count(), 2, "{meetings}: {}", said(&intake));
        assert!(intake.faults.faults()[0].problem.is_question());
    }
}

#[test]
fn a_member_who_left_is_said_so_in_either_column() {
    let one = read("党员名册.csv", "党员编号,姓名,身份\nm1,王芳,正式\nm2,陈建国,已转出\n");
    assert!(one.faults.is_empty(), "{}", said(&one));
    let left: Vec<_> = one.tables.rows().filter(|row| row.is_withdrawn()).collect();
    assert_eq!((left.len(), left[0].id().as_str(), left[0].withdrawal()), (1, "m2", Some("转出")), "{}", said(&one));
    assert_eq!(left[0].text("status"), Some("full"), "the status stays as it was");
    assert!(one.echoes.iter().any(|echo| echo.how == How::Left && echo.how.is_to_be_looked_at()));

    // By name, in a column beside the status; why somebody died is nobody's business.
    let text = "姓名,身份,状态\n王芳,正式,正常\n李四,预备,因病去世\n陈建国,正式,外出务工\n";
    let two = read("党员名册.csv", text);
    let left: Vec<_> = two.tables.rows().filter(|row| row.is_withdrawn()).collect();
    assert_eq!((left.len(), left[0].id().as_str(), left[0].withdrawal()), (1, "m3", Some("离世")), "{}", said(&two));
    assert!(two.notes().iter().any(|note| matches!(&note.passed, Passed::State { text } if text == "外出务工")));

    // The only such column holds the status, and who is not here has nothing to leave.
    let three = read("党员名册.csv", "姓名,状态\n王芳,正式党员\n赵六,除名\n");
    assert_eq!(lines(&three, Table::Members, &["member", "status"]), ["m1 full"], "{}", said(&three));
    assert!(three.notes().iter().any(|note| matches!(note.passed, Passed::Gone { .. })), "{}", said(&three));
}

#[test]
fn who_left_is_still_whom_older_rows_name() {
    let mut later = home();
    later.rows[1] = later.rows[1].clone().withdrawn("转出");
    let deeds = "姓名,日期,类别,内容\n陈建国,2026/7/1,弘扬正气,修路\n";
    let intake = read_with(&later, &[("言行.csv", deeds)]);
    assert_eq!(lines(&intake, Table::Deeds, &["member"]), ["m2"], "{}", said(&intake));
}

#[test]
fn a_clerks_own_numbers_are_ids_unless_they_only_count() {
    let text = |first: &str, second: &str| {
        format!("编号,姓名,日期,类别,内容\n{first},王芳,2026/9/1,弘扬正气,修路\n{second},李四,2026/9/2,弘扬正气,修桥\n")
    };
    let own = read("言行.csv", &text("Y2026-07", "Y2026-08"));
    assert_eq!(lines(&own, Table::Deeds, &["deed"]), ["Y2026-07", "Y2026-08"], "{}", said(&own));
    assert!(own.echoes.iter().any(|echo| echo.how == How::OwnIds), "{}", said(&own));
    for (first, second) in [("1", "2"), ("21", "22"), ("甲", "甲")] {
        let made = read("言行.csv", &text(first, second));
        assert!(
            lines(&made, Table::Deeds, &["deed"]).iter().all(|id| id.starts_with("d-")),
            "{first}: {}",
            said(&made)
        );
    }
}

/// Marks as `meeting member mark`.
fn marks(intake: &Intake) -> Vec<String> {
    lines(intake, Table::Attendance, &["meeting", "member", "mark"])
}

#[test]
fn headers_of_two_rows_are_read() {
    // A month over the marks, each with a column of its own.
    let over_marks = "主题党日签到表,,,,\n姓名,7月,,8月15日,\n,到会,请假,到会,请假\n王芳,√,,√,\n陈建国,,√,,家里有事\n李四,√,,,√\n合计,2,1,1,2\n";
    let intake = read("签到.csv", over_marks);
    assert!(intake.faults.is_empty(), "{}", said(&intake));
    assert_eq!(
        marks(&intake),
        [
            "t7 m1 present",
            "theme_day-2026-08-15 m1 present",
            "t7 m2 leave",
            "theme_day-2026-08-15 m2 leave",
            "t7 m3 present",
            "theme_day-2026-08-15 m3 leave"
        ],
        "{}",
        said(&intake)
    );
    assert!(!said(&intake).contains("家里有事"), "why somebody was away is not kept");

    // The day over the meeting, and the meeting over the day.
    for header in [
        "姓名,8.15,9月20日\n,主题党日,党员大会\n",
        "姓名,主题党日,党员大会\n,8.15,9月20日\n",
        ",8.15,9月20日\n姓名,主题党日,党员大会\n",
    ] {
        let intake = read("签到.csv", &format!("{header}王芳,√,×\n"));
        assert_eq!(
            marks(&intake),
            ["theme_day-2026-08-15 m1 present", "congress-2026-09-20 m1 absent"],
            "{header}: {}",
            said(&intake)
        );
    }
}

#[test]
fn titles_over_marks_are_read_or_asked_about() {
    let intake =
        read("签到.csv", "姓名,7月党日,八一主题党日 8.1,七月主题党日补课,备注\n王芳,√,√,√,请假\n李四,×,线上,,\n");
    assert_eq!(
        marks(&intake),
        ["t7 m1 present", "theme_day-2026-08-01 m1 present", "t7 m3 absent", "theme_day-2026-08-01 m3 remote"],
        "{}",
        said(&intake)
    );
    // One column too many for the month is a mark that stands twice, and not lost.
    assert_eq!(intake.faults.count(), 1, "{}", said(&intake));

    let unknown = read("签到.csv", "姓名,7月党日,中心组学习\n王芳,√,√\n李四,√,○\n");
    let [fault] = unknown.faults.faults() else { panic!("{}", said(&unknown)) };
    assert_eq!(fault.problem, Problem::WhichMeeting, "{fault}");
    assert_eq!((fault.place.cell().as_deref(), &*fault.value), (Some("C1"), "中心组学习"));
    // What holds no marks is no meeting.
    let counted = read("签到.csv", "姓名,7月党日,8月言行\n王芳,√,修路\n");
    assert_eq!((marks(&counted).len(), counted.faults.count()), (1, 0), "{}", said(&counted));
}

#[test]
fn signs_without_a_legend_are_said_or_asked_about() {
    let intake = read("签到.csv", "姓名,7月15日主题党日\n王芳,○\n陈建国,○\n李四,△\n");
    assert_eq!(marks(&intake), ["t7 m1 leave", "t7 m2 leave"], "{}", said(&intake));
    let circle = intake.echoes.iter().find(|echo| echo.how == How::Circle).unwrap();
    assert_eq!((circle.count, circle.how.is_to_be_looked_at()), (2, true));
    let [fault] = intake.faults.faults() else { panic!("{}", said(&intake)) };
    assert_eq!((&fault.problem, fault.problem.is_question()), (&Problem::Sign, true));
    let explained = read("签到.csv", "图例：○迟到 △请假\n姓名,7月15日主题党日\n王芳,○\n李四,△\n");
    assert_eq!(marks(&explained), ["t7 m1 late", "t7 m3 leave"], "{}", said(&explained));
}

#[test]
fn equal_faults_are_told_once() {
    let rows: String = (0..3000).map(|_| "m1,2026/9/1,弘扬正气,修路,昨天\n").collect();
    let intake = read("言行.csv", &format!("党员编号,日期,类别,内容,确认日期\n{rows}"));
    assert_eq!(intake.faults.count(), 3000);
    let shown = intake.faults.to_string();
    assert_eq!(shown.lines().count(), 1, "{shown}");
    assert!(shown.contains("E 列 · 第 2–3001 行（确认日期 confirmed_on）「昨天」 ×3000"), "{shown}");
}

#[test]
fn identical_deeds_count_once_and_that_is_said() {
    let deed = "王芳,2026/9/1,弘扬正气,修路\n";
    let intake = read("言行.csv", &format!("姓名,日期,类别,内容\n{deed}{deed}"));
    assert_eq!(intake.tables.table(Table::Deeds).len(), 1);
    let note = intake.notes()[0].to_string();
    assert!(note.contains("第 3 行") && note.contains("第 2 行") && note.contains("只算一条"), "{note}");
}

/// What is marked goes back into the clerk's hands: as it was, and readable.
#[test]
fn the_marked_copy_keeps_merged_cells() {
    use calamine::Reader;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("闪光言行").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 3, "第三季度闪光言行登记表", &plain).unwrap();
    for (at, text) in ["姓名", "日期", "类别", "内容"].into_iter().enumerate() {
        sheet.write_string(1, u16::try_from(at).unwrap(), text).unwrap();
    }
    sheet.merge_range(2, 0, 3, 0, "王芳", &plain).unwrap();
    sheet.merge_range(4, 0, 5, 0, "赵六", &plain).unwrap();
    let rows = [("2026-07-03", "修路"), ("昨天", "扫雪"), ("2026-07-05", "送水"), ("2026-07-06", "修灯")];
    for (row, (day, text)) in (2..).zip(rows) {
        sheet.write_string(row, 1, day).unwrap();
        sheet.write_string(row, 2, "服务群众").unwrap();
        sheet.write_string(row, 3, text).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("言行.xlsx");
    workbook.save(&path).unwrap();
    let intake = read_tables(&path, &home(), Limits::COUNTY);
    let cells =
        |intake: &Intake| intake.faults.faults().iter().map(|one| one.place.cell().unwrap()).collect::<Vec<_>>();
    assert_eq!(cells(&intake), ["B4", "A5", "A6"]);
    let copy = marked_workbook(&intake).unwrap();
    let mut read: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(&copy[..])).unwrap();
    let merged = read.merge_cells_by_sheet_name("闪光言行").unwrap();
    let mut merged: Vec<_> = merged.iter().map(|one| (one.start, one.end)).collect();
    merged.sort_unstable();
    assert_eq!(merged, [((0, 0), (0, 3)), ((2, 0), (3, 0)), ((4, 0), (5, 0))]);
    let range = read.worksheet_range("闪光言行").unwrap();
    assert_eq!(range.get_value((3, 0)).map(ToString::to_string).unwrap_or_default(), "", "under the merged name");
    assert_eq!(range.get_value((2, 0)).unwrap().to_string(), "王芳");
    // Read again it says the same, and corrected it is whole.
    let again = folder.path().join("待改.xlsx");
    std::fs::write(&again, &copy).unwrap();
    let again = read_tables(&again, &home(), Limits::COUNTY);
    assert_eq!((cells(&again), again.tables.len()), (cells(&intake), 1));
}

/// Headers as villages write them.
#[test]
fn what_the_secretary_confirmed_is_read_whatever_its_column_is_called() {
    for header in ["书记点评时间", "点评时间", "确认时间", "点评日期", "支部书记点评日期"] {
        let text = format!("党员姓名,时间,类别,言行内容,{header},点评人\n王芳,7月3日,服务群众,修路,7月20日,李四\n");
        let intake = read("闪光言行.csv", &text);
        assert!(intake.faults.is_empty(), "{header}: {}", said(&intake));
        let columns = ["member", "date", "text", "confirmed_on", "confirmed_by"];
        assert_eq!(lines(&intake, Table::Deeds, &columns), ["m1 2026-07-03 修路 2026-07-20 m3"], "{header}");
    }
    let attendance = read("考勤.csv", "会议日期,参会人员,到会情况\n7月15日,王芳,√\n");
    assert_eq!(lines(&attendance, Table::Attendance, &["meeting", "member", "mark"]), ["t7 m1 present"]);
    let figures = read("指标数据.csv", "季度,指标名称,数额（万元）\n三季度,村级集体经济收入,12.5\n");
    assert_eq!(
        lines(&figures, Table::Measures, &["indicator", "value"]),
        ["collective_income 12.5"],
        "{}",
        said(&figures)
    );
}

/// Two members who promise the same by the same day, and the branch with them, have promised three times.
#[test]
fn each_ones_promise_is_its_own() {
    let sheet =
        "党员编号,内容,期限\nm1,结对帮扶一户,2026-09-30\nm2,结对帮扶一户,2026-09-30\n,结对帮扶一户,2026-09-30\n";
    let read = read("承诺.csv", sheet);
    assert!(read.faults.is_empty(), "{}", said(&read));
    let mut ids: Vec<String> = read.tables.rows().map(Row::id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3, "{ids:?}");
    let echo = read.echoes.iter().find(|echo| echo.how == How::OfOrganisation).unwrap();
    assert_eq!(echo.place.cell().as_deref(), Some("A4"), "whose it is is said before it is kept: {}", said(&read));
    // The branch is named as what it is.
    let named = self::read("承诺.csv", "党员,内容,期限\n王芳,结对帮扶一户,2026-09-30\n支部,修路,2026-09-30\n");
    assert_eq!(
        lines(&named, Table::Commitments, &["member", "text"]),
        ["m1 结对帮扶一户", " 修路"],
        "{}",
        said(&named)
    );
}

/// The sheet that everybody signs: one meeting, whose day stands in the title.
#[test]
fn a_sheet_that_members_sign_is_of_the_day_in_its_title() {
    let rows = "1,王芳,√\n2,陈建国,陈建国\n3,李四,请假\n";
    for title in ["胥仓村2026年8月15日主题党日签到表", "主题党日签到表\n时间：2026年8月15日"]
    {
        for header in ["签到", "签名", "签到情况"] {
            let intake = read("签到.csv", &format!("{title}\n序号,姓名,{header}\n{rows}"));
            let day = "theme_day-2026-08-15";
            assert_eq!(
                marks(&intake),
                [format!("{day} m1 present"), format!("{day} m2 present"), format!("{day} m3 leave")],
                "{title} {header}: {}",
                said(&intake)
            );
        }
    }
    // A meeting that is known needs no kind; without a day it is asked which one.
    let intake = read("签到.csv", &format!("7月15日会议签到表,,\n序号,姓名,签到\n{rows}"));
    assert_eq!(marks(&intake)[0], "t7 m1 present", "{}", said(&intake));
    let intake = read("签到.csv", &format!("签到表,,\n序号,姓名,签到\n{rows}"));
    let [fault] = intake.faults.faults() else { panic!("{}", said(&intake)) };
    assert_eq!(fault.problem, Problem::WhichMeeting);
}

/// In the quarter that is imported, a title needs no year.
#[test]
fn a_quarter_in_a_title_is_of_the_year_that_is_imported() {
    let rows = "姓名,票数\n王芳,30\n陈建国,28\n";
    let of_quarter = Home { quarter: Some("2026Q3".parse().unwrap()), ..home() };
    for title in ["推荐票（三季度）", "第三季度党员推荐票", "村党支部3季度推荐情况"] {
        let intake = read_with(&of_quarter, &[("推荐票.csv", &format!("{title},\n{rows}"))]);
        let columns = ["period", "member", "votes"];
        assert_eq!(
            lines(&intake, Table::Nominations, &columns),
            ["2026Q3 m1 30", "2026Q3 m2 28"],
            "{title}: {}",
            said(&intake)
        );
        assert!(intake.echoes.iter().any(|echo| echo.how == How::Title), "{}", said(&intake));
    }
    // Of two, nobody can tell which; another year's sheet is of that year.
    let intake = read_with(&of_quarter, &[("推荐票.csv", &format!("三季度、四季度推荐票,\n{rows}"))]);
    assert!(!intake.faults.is_empty());
    let intake = read_with(&of_quarter, &[("推荐票.csv", &format!("2025年推荐票（三季度）,\n{rows}"))]);
    assert_eq!(lines(&intake, Table::Nominations, &["period"]), ["2025Q3", "2025Q3"], "{}", said(&intake));
    let intake = read_with(&of_quarter, &[("推荐票.csv", &format!("2026年推荐票（三季度、四季度）,\n{rows}"))]);
    assert!(!said(&intake).contains("2026Q3"), "neither is guessed: {}", said(&intake));
}

/// A figure is counted in its own unit, whatever the unit of the sheet's column, and is known with it in brackets.
#[test]
fn a_figure_in_yuan_is_one_in_ten_thousands_of_it() {
    let of = |text: &str| {
        let intake = read("指标数据.csv", text);
        assert!(intake.faults.is_empty(), "{}", said(&intake));
        lines(&intake, Table::Measures, &["indicator", "value"])
    };
    assert_eq!(of("季度,指标名称,数值（元）\n三季度,村级集体经济收入,125000\n"), ["collective_income 12.5"]);
    assert_eq!(of("季度,指标名称,数值（元）\n三季度,村级集体经济收入,12.5万\n"), ["collective_income 12.5"]);
    assert_eq!(of("季度,指标名称,数值（元）\n三季度,村级集体经济收入,12.5万元\n"), ["collective_income 12.5"]);
    assert_eq!(of("季度,指标名称,数值（万元）\n三季度,村级集体经济收入（万元）,12.5\n"), ["collective_income 12.5"]);
    assert_eq!(of("季度,指标名称,数值\n三季度,村级集体经济收入（万元）,12.5\n"), ["collective_income 12.5"]);
    // Households are no yuan.
    let intake = read("指标数据.csv", "季度,指标名称,数值（户）\n三季度,村级集体经济收入,125\n");
    assert!(!intake.faults.is_empty());
}

/// A line in which people sign is no row, though it has more cells than one.
#[test]
fn a_line_to_sign_in_is_no_row() {
    let intake = read("花名册.csv", "姓名,身份\n赵六,正式党员\n党支部书记（签字）：,（盖章）\n");
    assert!(intake.faults.is_empty(), "{}", said(&intake));
    assert_eq!(lines(&intake, Table::Members, &["name"]), ["赵六"]);
    assert!(intake.notes().iter().any(|note| matches!(note.passed, Passed::Note { .. })), "{}", said(&intake));
}

#[test]
fn votes_and_stars_stand_on_one_sheet() {
    let rows = "王芳,30,★★★★★\n陈建国,28,4\n";
    let intake = read("评星.csv", &format!("2026年第三季度评星定级表,,\n姓名,票数,星级\n{rows}"));
    assert!(intake.faults.is_empty(), "{}", said(&intake));
    assert_eq!(lines(&intake, Table::Nominations, &["period", "member", "votes"]), ["2026Q3 m1 30", "2026Q3 m2 28"]);
    assert_eq!(lines(&intake, Table::Awards, &["period", "member", "stars"]), ["2026Q3 m1 5", "2026Q3 m2 4"]);
    assert!(!said(&intake).contains("本表不用"), "{}", said(&intake));
}

#[test]
fn what_a_sheet_nearly_is_is_said_with_what_it_lacks() {
    let intake = read("评星.csv", "姓名,票数,星级\n王芳,30,5\n");
    let [fault] = intake.faults.faults() else { panic!("{}", said(&intake)) };
    let text = fault.to_string();
    for part in ["「推荐票、星级」", "认出了姓名、票数、星级", "还缺周期", "写在标题里"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let intake = read("大事记.csv", "日期,内容\n9月1日,修路\n");
    assert!(said(&intake).contains("像是「") && said(&intake).contains("还缺"), "{}", said(&intake));
    // Nothing of ours is said to be nothing of ours.
    let intake = read("通讯录.csv", "科室,电话\n办公室,123\n");
    assert_eq!(intake.faults.faults()[0].problem, Problem::NoTable);
    // The program's own word for it.
    let intake = read("数据.csv", "期间,指标,数值\n2026年第三季度,collective_income,12\n");
    assert_eq!(lines(&intake, Table::Measures, &["period", "value"]), ["2026Q3 12"], "{}", said(&intake));
}

#[test]
fn a_kind_over_several_days_is_that_of_each() {
    let text = "姓名,主题党日,党员大会,\n,8月15日,9月2日,9月9日\n王芳,√,√,×\n";
    let expected =
        ["theme_day-2026-08-15 m1 present", "congress-2026-09-02 m1 present", "congress-2026-09-09 m1 absent"];
    let intake = read("签到.csv", text);
    assert_eq!(marks(&intake), expected, "{}", said(&intake));
    // Merged cells say so themselves.
    let folder = tempfile::tempdir().unwrap();
    let (mut book, plain) = (Workbook::new(), Format::new());
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 1, 0, "姓名", &plain).unwrap();
    sheet.write(0, 1, "主题党日").unwrap();
    sheet.merge_range(0, 2, 0, 3, "党员大会", &plain).unwrap();
    for (at, (day, mark)) in (1..).zip([("8月15日", "√"), ("9月2日", "√"), ("9月9日", "×")]) {
        sheet.write(1, at, day).unwrap();
        sheet.write(2, at, mark).unwrap();
    }
    sheet.write(2, 0, "王芳").unwrap();
    let path = folder.path().join("签到.xlsx");
    book.save(&path).unwrap();
    let intake = read_tables(&path, &home(), Limits::COUNTY);
    assert_eq!(marks(&intake), expected, "{}", said(&intake));
}

/// Two members of one name, and a roster in which both have the day of joining.
fn with_namesake() -> Home {
    let mut home = home();
    let of = |id: &str, joined: &str| {
        row(Table::Members, &[("member", id), ("name", "陈建国"), ("status", "full"), ("joined", joined)])
    };
    home.rows.extend([of("m2", "1998-07-01"), of("m4", "2010-09-03")]);
    home
}

#[test]
fn the_day_of_joining_behind_a_name_is_read_however_it_is_written() {
    let read = |name: &str| {
        read_with(
            &with_namesake(),
            &[("签到.csv", &format!("序号,姓名,7月15日主题党日,8月15日主题党日\n1,{name},√,√\n"))],
        )
    };
    for name in ["陈建国（1998-07-01）", "陈建国（1998年7月1日）", "陈建国(1998.7.1入党)", "陈建国（1998年7月入党）"]
    {
        let intake = read(name);
        assert_eq!(marks(&intake), ["t7 m2 present", "theme_day-2026-08-15 m2 present"], "{name}: {}", said(&intake));
    }
    // A day that is nobody's is asked about once, at the name, and with those that there are.
    let intake = read("陈建国（2001年7月1日）");
    let [fault] = intake.faults.faults() else { panic!("{}", said(&intake)) };
    assert_eq!(fault.place.cell().as_deref(), Some("B2"));
    assert!(fault.to_string().contains("1998-07-01") && fault.to_string().contains("2010-09-03"), "{fault}");
    let intake = read("王芳（组长）");
    assert_eq!(marks(&intake).len(), 2, "{}", said(&intake));
}

#[test]
fn a_year_and_a_small_number_may_be_a_quarter() {
    for (period, problem) in [
        ("2026-4", Some(("2026年4月", "2026年第4季度"))),
        ("2026.3", Some(("2026年3月", "2026年第3季度"))),
        ("2026-04", None),
        ("2026年4月", None),
        ("2026-9", None),
    ] {
        let intake = read("评星.csv", &format!("姓名,周期,星级\n王芳,{period},5\n"));
        let found = intake.faults.faults().first().map(|fault| fault.problem.clone());
        let expected = problem.map(|(one, other)| Problem::TwoReadings(one.into(), other.into()));
        assert_eq!(found, expected, "{period}");
    }
}

#[test]
fn one_thing_that_is_wrong_is_told_once_and_for_what_it_is() {
    use cunbang_model::{Unit, UnitKind, UnitTree};
    let unit = |code: &str, name: &str, kind| Unit { code: code.parse().unwrap(), name: name.to_owned(), kind };
    let tree = UnitTree::new([
        unit("330522", "长兴县", UnitKind::County),
        unit("330522103", "夹浦镇", UnitKind::Township),
        unit(VILLAGE, "胥仓村", UnitKind::Village),
        unit("330522103203", "环沉村", UnitKind::Village),
    ]);
    let home = Home { units: Some(std::sync::Arc::new(tree.unwrap())), ..home() };
    let problems = |text: &str| {
        let intake = read_with(&home, &[("名册.csv", text)]);
        let faults = intake.faults.faults().iter();
        let told = |fault: &cunbang_report::Fault| (fault.place.cell().unwrap_or_default(), fault.problem.clone());
        faults.map(told).collect::<Vec<_>>()
    };
    // A unit that nobody has: the ids that would be made are not missing too.
    let told = problems("单位,姓名,党员类别\n新传村,王五,正式党员\n新传村,赵六,正式党员\n");
    assert!(told.len() == 2 && told.iter().all(|(_, one)| matches!(one, Problem::UnknownUnit { .. })), "{told:?}");
    // Another village is there, and written elsewhere.
    let told = problems("单位,姓名,党员类别\n环沉村,王五,正式党员\n");
    let (unit, own) = ("330522103203 环沉村".into(), format!("{VILLAGE} 胥仓村").into());
    assert_eq!(told, [("A2".to_owned(), Problem::OfAnother { unit, own })]);
    // A name that stands twice is told by the name.
    let day = "1998-07-01";
    let twice = format!("姓名,党员类别,入党日期\n王五,预备党员,{day}\n王五,正式党员,{day}\n");
    let intake = read_with(&home, &[("名册.csv", &twice)]);
    let [fault] = intake.faults.faults() else { panic!("{}", said(&intake)) };
    assert!(fault.to_string().contains("「王五」") && matches!(fault.problem, Problem::NameTwice { .. }), "{fault}");
    // A row whose name was forgotten is no note.
    let told = problems("姓名,党员类别\n王五,正式党员\n,正式党员\n");
    assert!(matches!(told.as_slice(), [(cell, Problem::Empty(_))] if cell == "A3"), "{told:?}");
}

/// Beneath an attendance sheet stands how many came; and what is wrong is told under the sheet's own header.
#[test]
fn counts_beneath_a_grid_are_nobody() {
    let text = "2026年第三季度主题党日考勤表\n姓名,7月15日\n王芳,√\n李六,√\n应到人数,3\n出勤人数,2\n出勤率,66.7%\n";
    let intake = read("考勤表.csv", text);
    let faults = cunbang_language::Language::Chinese.with(|| intake.faults.to_string());
    assert_eq!(intake.faults.count(), 1, "{faults}");
    assert!(faults.contains("（姓名）「李六」：名册里没有这个人") && !faults.contains("党员编号"), "{faults}");
    assert_eq!(lines(&intake, Table::Attendance, &["meeting", "member", "mark"]), ["t7 m1 present"]);
    let totals = intake.notes().iter().filter(|note| matches!(note.passed, Passed::Total { .. })).count();
    assert_eq!(totals, 3, "{}", said(&intake));
}

#[test]
fn blanks_of_an_attendance_sheet_are_told_with_whose_they_are() {
    // A column without any mark is of a meeting that is still to come.
    let text = "姓名,7月15日,8月15日,9月15日\n王芳,√,,\n陈建国,,√,\n李四,√,请假,\n";
    let mut home = home();
    home.rows
        .extend(["2026-08-15", "2026-09-15"].map(|day| {
            row(Table::Meetings, &[("meeting", day), ("kind", "theme_day"), ("date", day), ("title", day)])
        }));
    let read = read_with(&home, &[("考勤.csv", text)]);
    assert_eq!(read.faults.count(), 0, "{}", read.faults);
    let blanks: Vec<(&str, &str)> =
        read.blanks.iter().map(|blank| (blank.member.as_str(), blank.meeting.as_str())).collect();
    assert_eq!(blanks, [("m1", "2026-08-15"), ("m2", "t7")]);
    let written: Vec<&str> = read.blanks.iter().map(|blank| blank.written.as_str()).collect();
    assert_eq!(written, ["王芳", "陈建国"]);
    assert!(read.blanks[0].place.to_string().contains("C2"), "{}", read.blanks[0].place);

    // A meeting with a column for each mark is blank where none of them is ticked.
    let text = "姓名,七月主题党日,,八月主题党日\n,出席,请假,出席\n王芳,√,,√\n陈建国,,√,√\n李四,,,\n";
    home.rows.pop();
    let read = read_with(&home, &[("考勤.csv", &text.replace("八月主题党日", "2026-08-15"))]);
    let blanks: Vec<&str> = read.blanks.iter().map(|blank| blank.member.as_str()).collect();
    assert_eq!((read.faults.count(), blanks), (0, vec!["m3", "m3"]), "{}", said(&read));
}

#[test]
fn a_day_that_is_typed_is_read_as_in_a_sheet() {
    use cunbang_report::read_day;
    let date = Table::Meetings.columns().iter().find(|column| column.name == "date").unwrap();
    for written in ["9月1日", "9.1", "9/1", "2026/9/1", "2026年9月1日", "２０２６．９．１", "20260901"] {
        let read = read_day(date, Table::Meetings, written, &home());
        assert_eq!(read.map(|day| day.to_string()).ok().as_deref(), Some("2026-09-01"), "{written}");
    }
    for asked in ["26.9.1", "9月", "明天", "12月1日"] {
        assert!(read_day(date, Table::Meetings, asked, &home()).is_err(), "{asked}");
    }
}
