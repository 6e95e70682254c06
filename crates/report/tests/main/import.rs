//! Reading tables: every accepted form, and every fault with its place.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_language::Language;
use cunbang_model::{Row, Table, Unit, UnitKind, UnitTree};
use cunbang_report::{Home, ImportFaults, Limits, Passed, Problem, Tables, check_references, read_tables, read_units};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::fs;
use std::path::Path;

const DEEDS: &str = "unit,deed,member,date,kind,text\n330522103201,d1,m1,2026-07-03,integrity,说好话\n";

fn read(files: &[(&str, &[u8])]) -> Result<Tables, ImportFaults> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    read_tables(folder.path(), &Home::default(), Limits::COUNTY).whole()
}

/// Reads the files as a folder and compares the rows, as JSON.
#[track_caller]
fn check(files: &[(&str, &[u8])], expect: &[&str]) {
    let tables = read(files).unwrap_or_else(|faults| panic!("{faults}"));
    let rows: Vec<String> = tables.rows().map(Row::to_json).collect();
    assert_eq!(rows, expect);
}

/// Reads the files as a folder and compares the list of faults.
#[track_caller]
fn refuse(files: &[(&str, &[u8])], expect: &[&str]) {
    let faults = read(files).map(|tables| tables.len()).unwrap_err();
    let lines: Vec<String> = faults.faults().iter().map(ToString::to_string).collect();
    assert_eq!(lines, expect);
}

const DEED: &str =
    r#"{"unit":"330522103201","deed":"d1","member":"m1","date":"2026-07-03","kind":"integrity","text":"说好话"}"#;

#[test]
fn csv_in_every_dress() {
    let (gb, _, _) = encoding_rs::GB18030
        .encode("单位,言行编号,党员编号,日期,类别,内容\r\n330522103201,d1,m1,2026-07-03,弘扬正气,说好话\r\n");
    let dresses: [&[u8]; 7] = [
        DEEDS.as_bytes(),
        &[b"\xef\xbb\xbf", DEEDS.as_bytes()].concat(),
        &gb,
        "text 内容,kind 类别★,date,member,deed,*unit\n\"说好话\",integrity 弘扬正气, 2026-07-03 ,m1,'d1,330522103201"
            .replace("'d1", "d1")
            .into_bytes()
            .leak(),
        DEEDS.replace('\n', "\r").into_bytes().leak(),
        DEEDS.replace('\n', ",,\r\n,,\r\n\r\n").into_bytes().leak(),
        "unit,deed,member,date,kind,text,confirmed_on\n330522103201,d1,m1,2026-07-03,integrity,说好话\n".as_bytes(),
    ];
    for bytes in dresses {
        check(&[("deeds.csv", bytes)], &[DEED]);
    }
    check(&[("闪光言行.CSV", DEEDS.as_bytes()), (".DS_Store", b"x"), ("~$a.xlsx", b"x")], &[DEED]);
}

#[test]
fn texts_keep_line_breaks_and_quotes_and_lose_the_apostrophe_before_a_sign() {
    check(
        &[(
            "deeds.csv",
            "unit,deed,member,date,kind,text\n330522103201,d1,m1,2026-07-03,k,\"一,\"\"二\"\"\r\n三\"\n330522103201,d2,m1,2026-07-03,k,'=1+1\n330522103201,d3,m1,2026-07-03,k,'引号"
                .as_bytes(),
        )],
        &[
            r#"{"unit":"330522103201","deed":"d1","member":"m1","date":"2026-07-03","kind":"k","text":"一,\"二\"\r\n三"}"#,
            r#"{"unit":"330522103201","deed":"d2","member":"m1","date":"2026-07-03","kind":"k","text":"=1+1"}"#,
            r#"{"unit":"330522103201","deed":"d3","member":"m1","date":"2026-07-03","kind":"k","text":"'引号"}"#,
        ],
    );
}

#[test]
fn all_faults_are_listed_with_their_places() {
    refuse(
        &[
            (
                "attendance.csv",
                "unit,meeting,member,mark\n3305x,t1,m1,present\n330522103201,,m1,出勤勤\n\n330522103201,t1,m1,absent\n"
                    .as_bytes(),
            ),
            ("meetings.csv", b"unit,meeting,kind,date\n330522103201,t1,theme_day,2026-07-01\n"),
            ("visits.csv", "unit,month,month 月份,households,colour\n330522103201,2026-13,,10,red\n".as_bytes()),
            ("weather.csv", b"a\n"),
            ("notes.txt", b"a\n"),
        ],
        &[
            "attendance.csv · A2（单位 unit）「3305x」：应为单位代码（县 6 位、乡镇 9 位、村 12 位）或名称 a unit code of 6, 9 or 12 digits",
            "attendance.csv · B3（会议编号 meeting）：必填，应为编号，1 至 64 个字符，不含空格和“/” required: an id of 1 to 64 characters without spaces or '/'",
            "attendance.csv · D3（出勤 mark）「出勤勤」：应为其中之一：出席、线上、请假、迟到、早退、缺席 one of present, remote, leave, late, left_early, absent",
            "visits.csv · 第 1 行 row 1（已走访 visited）：走访缺少「已走访」列 visits needs a column visited",
            "visits.csv · C1（月份 month）「month 月份」：这一列在 B 列已有 this column is column B already",
        ],
    );
}

#[test]
fn faults_are_json_and_csv_too() {
    let faults = read(&[("deeds.csv", DEEDS.replace("2026-07-03", "=1").as_bytes())]).unwrap_err();
    let json: serde_json::Value = serde_json::from_str(&faults.to_json()).unwrap();
    assert_eq!(json["faults"][0]["file"], "deeds.csv");
    assert_eq!(json["faults"][0]["row"], 2);
    assert_eq!(json["faults"][0]["column"], "date");
    assert_eq!((&json["faults"][0]["cell"], &json["faults"][0]["header"]), (&"D2".into(), &"日期".into()));
    assert_eq!(json["faults"][0]["value"], "=1");
    assert!(faults.to_csv().contains("\r\ndeeds.csv,,2,D2,日期,'=1,"), "{}", faults.to_csv());
    assert_eq!(faults.count(), 1);
}

#[test]
fn an_empty_table_is_a_header_alone_and_an_empty_file_is_a_fault() {
    let tables = read(&[("deeds.csv", b"unit,deed,member,date,kind,text\n")]).unwrap();
    assert!(tables.has(Table::Deeds) && tables.is_empty());
    let problem = |files: &[(&str, &[u8])]| read(files).unwrap_err().faults()[0].problem.clone();
    assert_eq!(problem(&[("deeds.csv", b"")]), Problem::NoHeader(Table::Deeds));
    assert_eq!(problem(&[]), Problem::NoTable);
    let nowhere = read_tables(Path::new("/nowhere/deeds.csv"), &Home::default(), Limits::COUNTY).faults;
    assert!(matches!(nowhere.faults()[0].problem, Problem::Unreadable(_)), "{nowhere}");
}

#[test]
fn broken_files_are_named() {
    let quote = read(&[("deeds.csv", DEEDS.replace("说好话", "\"说好话").as_bytes())]).unwrap_err();
    assert_eq!((quote.faults()[0].place.row(), &quote.faults()[0].problem), (Some(2), &Problem::OpenQuote));
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("deeds").unwrap();
    sheet.write_string(0, 0, "unit").unwrap();
    let whole = workbook.save_to_buffer().unwrap();
    for (bytes, words) in [
        (&whole[..whole.len() / 2], "incomplete, damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "incomplete, damaged"),
        (b"PK\x03\x04", "incomplete, damaged"),
        (b"", "没有找到可以导入的表"),
    ] {
        let faults = read(&[("a.xlsx", bytes)]).unwrap_err().to_string();
        assert!(faults.contains(words), "{faults}");
    }
    let mut damaged = whole.clone();
    let at = damaged.len() / 3;
    damaged[at] ^= 0x55;
    assert!(read(&[("a.xlsx", &damaged)]).is_err());
}

#[test]
fn spreadsheet_cells_are_taken_as_they_are_meant() {
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("yyyy/m/d");
    let july = ExcelDateTime::from_ymd(2026, 7, 1).unwrap();
    let sheet = workbook.add_worksheet().set_name("党员").unwrap();
    for (column, text) in (0..).zip(["unit", "member", "name", "status", "joined", "floating"]) {
        sheet.write_string(0, column, text).unwrap();
    }
    sheet.write_number(4, 0, 330_522_103_201.0).unwrap();
    sheet.write_number(4, 1, 7.0).unwrap();
    sheet.write_string(4, 2, "张三").unwrap();
    sheet.write_string(4, 3, "full 正式党员").unwrap();
    sheet.write_datetime_with_format(4, 4, &july, &day).unwrap();
    sheet.write_boolean(4, 5, true).unwrap();
    let sheet = workbook.add_worksheet().set_name("visits 走访").unwrap();
    for (column, text) in (0..).zip(["unit", "month", "households", "visited"]) {
        sheet.write_string(0, column, text).unwrap();
    }
    sheet.write_string(1, 0, "330522103201").unwrap();
    sheet.write_datetime_with_format(1, 1, &july, &day).unwrap();
    sheet.write_number(1, 2, 120.0).unwrap();
    sheet.write_formula(1, 3, rust_xlsxwriter::Formula::new("=C2-1").set_result("119")).unwrap();
    workbook.add_worksheet().set_name("说明").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    check(
        &[("记录.xlsx", &bytes)],
        &[
            r#"{"unit":"330522103201","member":"7","name":"张三","status":"full","joined":"2026-07-01","floating":"yes"}"#,
            r#"{"unit":"330522103201","month":"2026-07","households":"120","visited":"119"}"#,
        ],
    );
    let tables = read(&[("记录.xlsx", &bytes)]).unwrap();
    assert_eq!(tables.table(Table::Members)[0].place.to_string(), "记录.xlsx · 党员 · 第 5 行 row 5");
}

#[test]
fn spreadsheet_faults_name_sheet_row_and_column() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("visits").unwrap();
    for (column, text) in (0..).zip(["unit", "month", "households", "visited"]) {
        sheet.write_string(0, column, text).unwrap();
    }
    let clock = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    sheet.write_string(1, 0, "330522103201").unwrap();
    let moment = ExcelDateTime::from_ymd(2026, 7, 1).unwrap().and_hms(8, 30, 0).unwrap();
    sheet.write_datetime_with_format(1, 1, &moment, &clock).unwrap();
    sheet.write_number(1, 2, 1.5).unwrap();
    sheet.write_formula(1, 3, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_string(1_048_575, 9, "x").unwrap();
    workbook.add_worksheet().set_name("Sheet2").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    refuse(
        &[("a.xlsx", &bytes)],
        &[
            "a.xlsx · visits · B2（月份 month）「2026-07-01 08:30」：应为月份，如 2026-09 a month as in 2026-07",
            "a.xlsx · visits · C2（户数 households）「1.5」：应为整数，0 至 1000000 a whole number from 0 to 1000000",
            "a.xlsx · visits · D2（已走访 visited）「#DIV/0!」：应为整数，0 至 1000000 a whole number from 0 to 1000000",
        ],
    );
}

#[test]
fn an_id_may_stand_once_across_files_too() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("deeds").unwrap();
    for (row, line) in (0..).zip(DEEDS.lines()) {
        for (column, text) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    refuse(
        &[("deeds.csv", DEEDS.as_bytes()), ("more.xlsx", &bytes)],
        &[
            "more.xlsx · deeds · B2（言行编号 deed）「d1」：编号已在 deeds.csv · 第 2 行 row 2 用过 this id stands at deeds.csv · 第 2 行 row 2 already",
        ],
    );
    let other = DEEDS.replace("330522103201", "330522103202");
    assert_eq!(read(&[("deeds.csv", DEEDS.as_bytes()), ("闪光言行.csv", other.as_bytes())]).unwrap().len(), 2);
}

fn tree() -> UnitTree {
    let unit = |code: &str, kind| Unit { code: code.parse().unwrap(), name: "某地".to_owned(), kind };
    UnitTree::new([
        unit("330522", UnitKind::County),
        unit("330522103", UnitKind::Township),
        unit("330522103201", UnitKind::Village),
    ])
    .unwrap()
}

/// Who confirmed a deed or chaired a meeting is a member, an operator or an office, as at a node; a name is its member's.
#[test]
fn persons_are_held_against_the_roster() {
    let header = "unit,deed,member,date,kind,text,confirmed_on,confirmed_by";
    let deeds = |by: &[&str]| -> String {
        let line = |(number, by): (usize, &&str)| {
            format!("330522103201,d{number},m1,2026-07-01,integrity,修路{number},2026-07-20,{by}\n")
        };
        format!("{header}\n{}", by.iter().enumerate().map(line).collect::<String>())
    };
    let members = "unit,member,name,status\n330522103201,m1,张三,full\n330522103201,m2,陈建国,full\n";
    let meetings = "unit,meeting,kind,date,chair\n330522103201,t1,theme_day,2026-07-01,王某\n";
    let somebody = deeds(&["m2", "陈建国", "op-k7m2qx", "支部", "镇党委"]);
    let fine = read(&[("deeds.csv", somebody.as_bytes()), ("members.csv", members.as_bytes())]).unwrap();
    check_references(&fine, &tree()).unwrap();
    let nobody = deeds(&["书记陈建国", "m7"]);
    let wrong =
        [("deeds.csv", nobody.as_bytes()), ("members.csv", members.as_bytes()), ("meetings.csv", meetings.as_bytes())];
    let faults = check_references(&read(&wrong).unwrap(), &tree()).unwrap_err();
    let told: Vec<String> = faults
        .faults()
        .iter()
        .filter(|fault| matches!(fault.problem, Problem::Nobody { .. }))
        .map(|fault| fault.to_string().split('：').next().unwrap_or_default().to_owned())
        .collect();
    let expected = [
        "meetings.csv · E2（主持人 chair）「王某」",
        "deeds.csv · H2（确认人 confirmed_by）「书记陈建国」",
        "deeds.csv · H3（确认人 confirmed_by）「m7」",
    ];
    assert_eq!(told, expected);
    // Whose they are nobody can tell without a roster.
    let alone = read(&[("deeds.csv", nobody.as_bytes())]).unwrap();
    check_references(&alone, &tree()).unwrap();
}

#[test]
fn references_are_checked_where_they_can_be() {
    let tables = read(&[
        ("attendance.csv", b"unit,meeting,member,mark\n330522103201,t1,m1,present\n330522103201,t2,m9,present\n"),
        (
            "meetings.csv",
            b"unit,meeting,kind,date\n330522103201,t1,theme_day,2026-07-01\n330522103,t2,theme_day,2026-07-01\n",
        ),
        ("members.csv", "unit,member,name,status\n330522103201,m1,张三,full\n".as_bytes()),
    ])
    .unwrap();
    let faults = check_references(&tables, &tree()).unwrap_err();
    let lines: Vec<String> = faults.faults().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines[1..],
        [
            "attendance.csv · B3（会议编号 meeting）「t2」：没有这次会议，请填会议编号或日期，是不是「t1」？ no such meeting: its id or its day; did you mean t1?",
            "attendance.csv · C3（党员编号 member）「m9」：名册里没有这个人，是不是「m1」？ nobody on the roster has this id or name; did you mean m1?",
        ]
    );
    assert_eq!(faults.faults()[0].problem, Problem::NoLedger { kind: "township" });
    let tables = read(&[("tasks.csv", b"unit,task,title,due\n330522103299,k1,x,2026-07-01\n")]).unwrap();
    let faults = check_references(&tables, &tree()).unwrap_err();
    let problems: Vec<&Problem> = faults.faults().iter().map(|fault| &fault.problem).collect();
    assert_eq!(problems, [&Problem::UnknownUnit { near: None }]);
    let fine = read(&[("deeds.csv", DEEDS.as_bytes())]).unwrap();
    check_references(&fine, &tree()).unwrap();
}

#[test]
fn units_make_a_tree() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("changxing.csv");
    let text = "code,name,kind\r\n330522,长兴县,county\r\n330522103,某镇,乡镇\r\n330522103201,某村,village\r\n";
    fs::write(&file, text).unwrap();
    let units = read_units(&file).unwrap().tree;
    assert_eq!((units.len(), units.root().as_str()), (3, "330522"));
    fs::write(folder.path().join("units.csv"), format!("{text}330523,安吉县,county\r\n")).unwrap();
    assert_eq!(read_units(folder.path()).unwrap().tree.roots().count(), 2);
    fs::write(folder.path().join("units.csv"), format!("{text}330522103201-001,某镇,township\r\n")).unwrap();
    assert_eq!(
        read_units(folder.path()).unwrap_err().to_string(),
        "units.csv · 第 5 行 row 5（代码 code）「330522103201-001」：单位的上下级关系不成立，应为级别更高的上级 the units make no tree: a parent of a higher level"
    );
    let parents = "code,name,kind,parent\n330522,长兴县,county,\n330522-001,县府办,office,330522\n330522103201,某村,village,330522103\n";
    fs::write(&file, parents).unwrap();
    assert_eq!(
        read_units(&file).unwrap_err().to_string(),
        "changxing.csv · 第 4 行 row 4（上级代码 parent）「330522103」：单位的上下级关系不成立，应为已列出的单位：补上它，或更正代码 the units make no tree: a listed unit: add it, or correct the code"
    );
    fs::write(&file, "code,name,kind\n330522,长兴县,shire\n").unwrap();
    assert_eq!(
        read_units(&file).unwrap_err().to_string(),
        "changxing.csv · C2（类型 kind）「shire」：应为其中之一：县、乡镇、村、社区、地市、省、党小组、机关支部、企业支部、居民议事会 one of county, township, village, community, prefecture, province, group, office, enterprise, council"
    );
}

#[test]
fn a_unit_without_a_roster_is_noted_where_others_have_one() {
    let members = "unit,member,name,status\n330522103201,m1,张三,full\n";
    let deeds = "unit,deed,member,date,kind,text\n330522103201,d1,m1,2026-08-02,integrity,甲\n330522103202,d2,m1,2026-08-02,integrity,乙\n330522103202,d3,m1,2026-08-02,integrity,丙\n";
    let tables = read(&[("members.csv", members.as_bytes()), ("deeds.csv", deeds.as_bytes())]).unwrap();
    let units = "330522 长兴县 county\n330522103 某镇 township\n330522103201 一村 village\n330522103202 二村 village";
    let units = units.lines().map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        let kind = cunbang_model::UnitKind::from_word(words[2]).unwrap();
        cunbang_model::Unit { code: words[0].parse().unwrap(), name: words[1].to_owned(), kind }
    });
    let notes = check_references(&tables, &UnitTree::new(units).unwrap()).unwrap();
    let [note] = notes.as_slice() else { panic!("{notes:?}") };
    assert_eq!(note.place.to_string(), "deeds.csv · 第 3 行 row 3");
    assert_eq!(note.passed, Passed::NoMembers { unit: "330522103202 二村".to_owned() });
}

/// What a village or county can have passes, and what is more is refused by its place.
#[test]
fn as_much_is_read_as_a_node_can_have() {
    let read = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("deeds.csv"), text).unwrap();
        read_tables(folder.path(), &Home::default(), Limits::NODE)
    };
    let header = "unit,deed,member,date,kind,text,confirmed_on,confirmed_by";
    let row = |number: usize| {
        format!("\n330522103202,d{number},m{},2026-08-02,serving_others,清理村口河道{number},,", number % 900)
    };
    // A thousand members with ten deeds each.
    let quarter: String = std::iter::once(header.to_owned()).chain((0..10_000).map(row)).collect();
    let intake = read(&quarter);
    assert!(intake.faults.is_empty(), "{}", intake.faults);
    assert_eq!(intake.tables.table(Table::Deeds).len(), 10_000);
    let flood = format!("{header}{}", row(1).repeat(60_000));
    let faults = Language::English.with(|| read(&flood).faults.to_string());
    assert!(faults.contains("deeds.csv · row 50001: more than 50000 rows: split it"), "{faults}");
}

fn saved(mut workbook: Workbook) -> Vec<u8> {
    workbook.save_to_buffer().unwrap()
}

#[test]
fn the_score_sheet_of_five_thousand_villages_is_within_what_is_read_and_a_flood_of_copies_is_not() {
    let problems = |bytes: Vec<u8>| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("得分.xlsx");
        fs::write(&path, bytes).unwrap();
        let intake = read_tables(&path, &Home::default(), Limits::NODE);
        intake.faults.faults().iter().map(|fault| (fault.place.cell(), fault.problem.clone())).collect::<Vec<_>>()
    };
    let mut scores = Workbook::new();
    let sheet = scores.add_worksheet();
    for row in 0..5_000 {
        sheet.write(row, 0, format!("第{row}村")).unwrap();
        for column in 1..60 {
            sheet.write(row, column, f64::from(row % 97) / 10.0).unwrap();
        }
    }
    // It is no table of a ledger, and that is all that is wrong with it.
    assert_eq!(problems(saved(scores)), [(None, Problem::NoTable)]);
    // One text of 32,767 characters that stands in each cell takes a few bytes in the file.
    let mut copies = Workbook::new();
    let sheet = copies.add_worksheet();
    let text = "A".repeat(32_767);
    for row in 0..2_000 {
        sheet.write(row, 1, text.as_str()).unwrap();
    }
    assert_eq!(problems(saved(copies)), [(Some("B1025".to_owned()), Problem::TooMuchText { mebibytes: 32 })]);
}
