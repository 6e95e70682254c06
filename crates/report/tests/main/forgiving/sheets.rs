//! Whole sheets: what is no row, what lies across, and what a title says.

use super::*;

#[test]
fn what_is_no_row_is_passed_over_and_said_so() {
    let text = "新川村2026年第三季度闪光言行登记表,,,,,,,\n填报单位：新川村党支部,,,,,,,\n\n\
        序号,姓名,身份证号,联系电话,时间,类别,主要事迹,备注\n\
        1,王芳,330522196001010000,13800000000,9月1日,弘扬正气,修路,\n\
        ,,,,,,,\n小计,,,,,,1,\n\
        2,王芳,330522196001010000,,9月2日,弘扬正气,修桥,好\n\
        合 计,,,,,,2,\n填表人：李四,,,,审核人：王芳,,,\n本表一式两份,,,,,,,\n";
    let intake = read("登记表.csv", text);
    assert!(intake.faults.is_empty(), "{}", said(&intake));
    assert_eq!(intake.tables.table(Table::Deeds).len(), 2);
    assert!(!intake.tables.rows().any(|row| row.to_json().contains("3305221960") || row.to_json().contains("138")));
    let passed: Vec<&Passed> = intake.notes().iter().map(|note| &note.passed).collect();
    let count = |is: fn(&Passed) -> bool| passed.iter().filter(|passed| is(passed)).count();
    assert_eq!(count(|passed| matches!(passed, Passed::Title { .. })), 2, "{}", said(&intake));
    assert_eq!(count(|passed| matches!(passed, Passed::Total { .. })), 2);
    assert_eq!(count(|passed| matches!(passed, Passed::Note { .. })), 2);
    assert_eq!(count(|passed| matches!(passed, Passed::Personal { .. })), 2);
    assert_eq!(count(|passed| matches!(passed, Passed::Column { .. })), 2);
    assert!(!said(&intake).contains("13800000000"), "what identifies a person is not even shown");
}

#[test]
fn sheets_hidden_unknown_and_of_any_name() {
    let mut workbook = Workbook::new();
    let header = ["姓名", "日期", "类别", "内容"];
    let sheet = workbook.add_worksheet().set_name("三季度").unwrap();
    sheet.merge_range(0, 0, 0, 3, "登记表", &Format::new()).unwrap();
    sheet.write_row(1, 0, header).unwrap();
    // One name merged down two rows, true dates, and one as a number.
    sheet.merge_range(2, 0, 3, 0, "王芳", &Format::new()).unwrap();
    let day = ExcelDateTime::from_ymd(2026, 9, 1).unwrap();
    sheet.write_datetime_with_format(2, 1, &day, &Format::new().set_num_format("yyyy/m/d")).unwrap();
    sheet.write_number(3, 1, 46267.0).unwrap();
    sheet.write_number(4, 1, 9.1).unwrap();
    sheet.write_string(4, 0, "王芳").unwrap();
    for (row, text) in [(2, "修路"), (3, "修桥"), (4, "修井")] {
        sheet.write_string(row, 2, "弘扬正气").unwrap();
        sheet.write_string(row, 3, text).unwrap();
    }
    let hidden = workbook.add_worksheet().set_name("言行备份").unwrap();
    hidden.set_hidden(true).write_row(0, 0, header).unwrap();
    let other = workbook.add_worksheet().set_name("通讯录").unwrap();
    other.write_row(0, 0, ["单位", "电话"]).unwrap();
    workbook.add_worksheet().set_name("Sheet2").unwrap();
    let intake = read_file("台账.et", &workbook.save_to_buffer().unwrap(), &home());
    let days: Vec<String> = intake.tables.rows().map(|row| row.date("date").unwrap().to_string()).collect();
    assert_eq!(days, ["2026-09-01", "2026-09-02"], "{}", said(&intake));
    let [fault] = intake.faults.faults() else { panic!("{}", said(&intake)) };
    // 9.10 and 9.1 are one number.
    assert_eq!((fault.place.cell().as_deref(), fault.problem.is_question()), (Some("B5"), true));
    assert!(fault.to_string().contains("三季度 · B5（日期 date）「9.1」"), "{fault}");
    let passed: Vec<&Passed> = intake.notes().iter().map(|note| &note.passed).collect();
    assert!(passed.contains(&&Passed::Hidden) && passed.contains(&&Passed::NoTable), "{}", said(&intake));
}

#[test]
fn files_in_every_encoding_and_with_every_separator() {
    let rows = "姓名,日期,类别,内容\n王芳,2026/9/1,弘扬正气,修路\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(rows);
    let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        [0xfeff].into_iter().chain(rows.replace(',', "\t").encode_utf16()).flat_map(order).collect()
    };
    let expected = read("deeds.csv", rows).tables.rows().map(Row::to_json).collect::<Vec<_>>();
    assert_eq!(expected.len(), 1);
    for (name, bytes) in [
        ("a.csv", gb.into_owned()),
        ("a.tsv", rows.replace(',', "\t").into_bytes()),
        ("a.csv", rows.replace(',', ";").into_bytes()),
        ("a.txt", wide(u16::to_le_bytes)),
        ("a.csv", wide(u16::to_be_bytes)),
        ("a.csv", ["\u{feff}", rows].concat().into_bytes()),
    ] {
        let intake = read_file(name, &bytes, &home());
        assert_eq!(intake.tables.rows().map(Row::to_json).collect::<Vec<_>>(), expected, "{name} {}", said(&intake));
    }
}

#[test]
fn an_attendance_sheet_is_read_across() {
    let text = "新川村主题党日签到表\n图例：√出席 ○迟到 ×无故缺席 △请假\n\
        序号,姓名,电话,8月5日,9月5日,出席次数\n1,王芳,138,√,线上,2\n2,m2,139,○,,1\n3,m3,139,△,×,0\n合计,,,2,1,\n";
    let intake = read("签到表.csv", text);
    assert!(intake.faults.is_empty(), "{}", said(&intake));
    let marks: Vec<String> = intake
        .tables
        .table(Table::Attendance)
        .iter()
        .map(|one| format!("{} {}", one.row.id(), one.row.text("mark").unwrap()))
        .collect();
    assert_eq!(
        marks,
        [
            "theme_day-2026-08-05/m1 present",
            "t9/m1 remote",
            // The sheet says what its signs mean, and a blank is not marked.
            "theme_day-2026-08-05/m2 late",
            "theme_day-2026-08-05/m3 leave",
            "t9/m3 absent",
        ],
        "{}",
        said(&intake)
    );
    assert_eq!(intake.tables.table(Table::Meetings).len(), 1, "the day that was not known, of the kind in the title");
    let in_numerals = read("签到表.csv", &text.replace("8月5日", "八月五日").replace("9月5日", "二〇二六年九月五日"));
    assert!(in_numerals.tables.rows().eq(intake.tables.rows()), "{}", said(&in_numerals));
    let wrong = read("签到表.csv", &text.replace("线上", "在家"));
    assert!(matches!(wrong.faults.faults()[0].problem, Problem::NoMark), "{}", said(&wrong));
    assert_eq!(wrong.faults.faults()[0].place.cell().as_deref(), Some("E4"));
    let no_kind = read("签到表.csv", &text.replace("主题党日", ""));
    assert!(matches!(no_kind.faults.faults()[0].problem, Problem::UnknownMeeting { .. }), "{}", said(&no_kind));
}

#[test]
fn a_plan_of_theme_days_is_read_as_far_as_they_were_held() {
    let text = "新川村2026年主题党日计划\n月份,日期,活动主题,主持人\n8月,15日,清洁家园,王芳\n9月,20,重温誓词,王芳\n12月,15日,述职评议,王芳\n";
    let intake = read("计划.csv", text);
    assert!(intake.faults.is_empty(), "{}", said(&intake));
    let rows: Vec<(String, String)> = intake
        .tables
        .table(Table::Meetings)
        .iter()
        .map(|one| (one.row.id(), one.row.text("chair").unwrap().to_owned()))
        .collect();
    assert_eq!(
        rows,
        [("theme_day-2026-08-15".to_owned(), "m1".to_owned()), ("theme_day-2026-09-20".to_owned(), "m1".to_owned())],
        "{}",
        said(&intake)
    );
    assert!(intake.notes().iter().any(|note| matches!(&note.passed, Passed::Ahead { text } if text.contains("述职"))));
    let planned = |intake: &Intake| intake.tables.placed().map(|one| one.is_planned).collect::<Vec<_>>();
    assert_eq!(planned(&intake), [true, true]);
    // What is called no plan and has days to come was written before they were; a record was not.
    assert_eq!(planned(&read("党日.csv", &text.replace("计划", ""))), [true, true]);
    let record = text.replace("计划", "登记表").replace("12月,15日,述职评议,王芳\n", "");
    assert_eq!(planned(&read("党日.csv", &record)), [false, false]);
    // A plan may have a column for the kind.
    let of_kinds = "三会一课计划\n类型,时间,主题\n主题党日,8月15日,清洁家园\n党课,12月15日,述职\n";
    let intake = read("计划.csv", of_kinds);
    assert!(intake.faults.is_empty(), "{}", said(&intake));
    assert_eq!(planned(&intake), [true], "{}", said(&intake));
}

#[test]
fn figures_without_a_period_are_of_the_one_that_is_imported() {
    let csv = "指标,数值\n村集体经营性收入,12.5\n";
    assert!(read("指标数据.csv", csv).tables.rows().next().is_none(), "nobody said which");
    let home = Home { quarter: Some("2026Q3".parse().unwrap()), ..home() };
    let one = read_file("指标数据.csv", csv.as_bytes(), &home);
    let row = one.tables.rows().next().unwrap_or_else(|| panic!("{}", said(&one)));
    assert_eq!(row.text("period").or(row.quarter().map(|_| "2026Q3")), Some("2026Q3"));
    assert!(one.echoes.iter().any(|echo| echo.how == How::Named), "{}", said(&one));
    // What the title says goes before.
    let titled =
        read_file("指标数据.csv", "2026年第二季度指标数据\n指标,数值\n村集体经营性收入,12.5\n".as_bytes(), &home);
    assert_eq!(
        titled.tables.rows().next().and_then(Row::quarter),
        Some("2026Q2".parse().unwrap()),
        "{}",
        said(&titled)
    );
}

#[test]
fn an_empty_name_is_told_by_the_sheets_own_header() {
    let one = read("言行.csv", "姓名,日期,类别,内容\n,2026/8/5,服务群众,修路\n");
    let faults: Vec<String> = one.faults.faults().iter().map(cunbang_report::Fault::in_form).collect();
    assert!(faults.iter().any(|fault| fault.starts_with("姓名")), "{faults:?}");
}

#[test]
fn what_the_title_says_holds_for_all_rows() {
    let text = "新川村2026年第三季度五星党员评定表\n序号,姓名,星级\n1,王芳,五星\n";
    let intake = read("评定表.csv", &text.replace("五星\n", "5星\n"));
    let rows: Vec<String> = intake.tables.table(Table::Awards).iter().map(|one| one.row.id()).collect();
    assert_eq!(rows, ["2026Q3/m1"], "{}", said(&intake));
    assert!(intake.echoes.iter().any(|echo| echo.how == How::Title), "{}", said(&intake));
    // Two periods are none.
    let unclear = read("2026年上半年.csv", &text.replace("五星\n", "5星\n"));
    assert!(unclear.tables.is_empty(), "{}", said(&unclear));
}

/// What a branch keeps on those it develops: by name, under the words that such lists have.
#[test]
fn steps_of_developing_members_and_their_materials() {
    let steps = read("步骤.csv", "发展党员步骤登记表,,,\n姓名,步骤,完成日期,上一步日期\n王芳,2,2026/7/20,2026.7.1\n");
    assert!(steps.faults.faults().is_empty(), "{}", said(&steps));
    let row = steps.tables.rows().next().unwrap();
    assert_eq!(row.key(), "steps/m1/2");
    assert_eq!(
        row.to_json(),
        format!(r#"{{"unit":"{VILLAGE}","member":"m1","step":"2","done_on":"2026-07-20","previous_on":"2026-07-01"}}"#)
    );
    let materials = read("材料.csv", "序号,党员,步骤序号,材料名称,提交时间\n1,王芳,2,谈话记录,7月25日\n");
    assert!(materials.faults.faults().is_empty(), "{}", said(&materials));
    assert_eq!(materials.tables.rows().next().unwrap().key(), "materials/m1/2/谈话记录");
}
