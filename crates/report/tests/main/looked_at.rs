//! What a sheet says that somebody should look at before its rows are kept: who left, what its totals say, what was not read.
#![allow(clippy::unwrap_used)]

use crate::clerk::{lines, read, said};
use cunbang_model::{Row, Table};
use cunbang_report::{How, Passed, Problem};

#[test]
fn a_remark_that_a_member_left_is_looked_at_before_the_row_is_kept() {
    let text = "姓名,身份,备注\n王芳,正式,\n陈建国,正式,已故\n李四,预备,2026年8月转出到东川村\n赵六,正式,已转出\n";
    let intake = read("党员名册.csv", text);
    assert!(intake.faults.is_empty(), "{}", said(&intake));
    let left: Vec<_> = intake.tables.rows().filter(|row| row.is_withdrawn()).collect();
    let left: Vec<_> = left.iter().map(|row| (row.id(), row.withdrawal().unwrap().to_owned())).collect();
    let pair = |id: &str, why: &str| (id.to_owned(), why.to_owned());
    assert_eq!(left, [pair("m2", "离世"), pair("m3", "转出")], "{}", said(&intake));
    // Each with its row, though two say the same; and who is not here stays out, which is to be looked at too.
    let told: Vec<_> = intake.echoes.iter().filter(|echo| echo.how == How::Left).collect();
    assert_eq!(told.iter().filter_map(|echo| echo.place.row()).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(lines(&intake, Table::Members, &["member"]), ["m1", "m2", "m3"], "{}", said(&intake));
    let looked_at = intake.notes_to_be_looked_at();
    assert!(looked_at.len() == 1 && looked_at[0].contains('5'), "{looked_at:?}");
    // Others' fates, and what has not come to that, make nobody leave.
    let others = read("党员名册.csv", "姓名,身份,备注\n王芳,正式,父亲已故\n陈建国,正式,拟转出\n李四,预备,外出务工\n");
    assert!(!others.tables.rows().any(Row::is_withdrawn), "{}", said(&others));
    let states = others.notes().iter().filter(|note| matches!(note.passed, Passed::State { .. })).count();
    assert_eq!(states, 1, "what may mean it is told: {}", said(&others));
}

#[test]
fn stages_of_reviews_beside_each_other_are_told_and_why_they_are_not_read() {
    for name in ["评议.csv", "党员民主评议汇总.csv"] {
        let intake = read(name, "姓名,自评分,互评分（平均）\n王芳,95,92.5\n陈建国,90,91\n");
        let told = intake.notes().iter().find_map(|note| match &note.passed {
            Passed::StagesAcross { headers } => Some((note.place.row(), headers.clone())),
            _ => None,
        });
        assert_eq!(told, Some((Some(1), vec!["自评分".to_owned(), "互评分（平均）".to_owned()])), "{}", said(&intake));
        assert_eq!(intake.notes_to_be_looked_at().len(), 1, "{name}");
    }
}

#[test]
fn a_roster_without_members_is_told() {
    let intake = read("党员名册.csv", "长平村党员名册\n姓名,身份\n");
    assert!(intake.notes().iter().any(|note| note.passed == Passed::NoRows), "{}", said(&intake));
    assert_eq!(intake.notes_to_be_looked_at().len(), 1);
    let whole = read("党员名册.csv", "姓名,身份\n王芳,正式\n");
    assert!(whole.notes_to_be_looked_at().is_empty(), "{}", said(&whole));
}

#[test]
fn a_sheets_own_totals_are_compared_with_what_was_read() {
    let differing = |name: &str, text: &str| -> Vec<(String, String, String)> {
        let intake = read(name, text);
        let differs = intake.notes().iter().filter_map(|note| match &note.passed {
            Passed::TotalDiffers { of, written, read } => Some((of.clone(), written.clone(), read.clone())),
            _ => None,
        });
        differs.collect()
    };
    let told = |of: &str, written: &str, read: &str| (of.to_owned(), written.to_owned(), read.to_owned());
    let visits = |total: &str| format!("月份,应访户数,走访户数\n2026-07,120户,100\n2026-08,120,110\n{total}\n");
    assert_eq!(differing("走访.csv", &visits("合计,240,210")), []);
    assert_eq!(differing("走访.csv", &visits("合计,240户,220")), [told("走访户数", "220", "210")]);
    assert_eq!(differing("走访.csv", &visits("累计,900,800")), [], "that is of other sheets too");
    // Subtotals are of what came since the last one, totals of all.
    let parts = "月份,应访户数,走访户数\n2026-07,120,100\n小计,120,100\n2026-08,120,110\n小计,120,111\n合计,240,210\n";
    assert_eq!(differing("走访.csv", parts), [told("走访户数", "111", "110")]);
    // Beside marks of attendance stands how many came, by one way of counting or another.
    let marks = |wang: &str, total: &str| {
        format!("长平村考勤表\n姓名,7月15日主题党日,出席次数\n王芳,√,{wang}\n陈建国,迟,1\n李四,×,0\n{total}\n")
    };
    assert_eq!(differing("考勤.csv", &marks("1", "实到人数,2,")), []);
    assert_eq!(differing("考勤.csv", &marks("1", "实到人数,1,")), []);
    assert_eq!(differing("考勤.csv", &marks("3", "实到人数,1,")), [told("王芳", "3", "1")]);
    assert_eq!(differing("考勤.csv", &marks("1", "实到人数,3人,")), [told("7月15日主题党日", "3人", "1")]);
    assert_eq!(differing("考勤.csv", &marks("1", "应到人数,11,")), []);
}

#[test]
fn a_day_that_is_refused_says_what_is_wrong_with_it() {
    let problem = |day: &str| {
        let intake = read("言行.csv", &format!("姓名,日期,类别,内容\n王芳,{day},弘扬正气,修路\n"));
        let [fault] = intake.faults.faults() else { panic!("{day}: {}", said(&intake)) };
        fault.problem.clone()
    };
    for (day, month, days) in
        [("2026-06-31", 6, 30), ("2026年2月30日", 2, 28), ("9月31日", 9, 30), ("20260431", 4, 30), ("31/4/2026", 4, 30)]
    {
        assert_eq!(problem(day), Problem::NoSuchDay { year: 2026, month, days }, "{day}");
    }
    let wrong = problem("2026年8月1日 星期一");
    let said_of = cunbang_language::Language::Chinese.with(|| wrong.to_string());
    assert_eq!(said_of, "2026-08-01 是星期六，不是星期一：日期和星期有一个写错了，请核对");
    assert!(matches!(problem("2026-13-01"), Problem::NotThat { .. }));
    for day in ["2026.8.1下午2点", "2026/8/1上午", "2026-8-1 下午 2:00", "8月1日下午3点半"] {
        let intake = read("言行.csv", &format!("姓名,日期,类别,内容\n王芳,{day},弘扬正气,修路\n"));
        assert_eq!(lines(&intake, Table::Deeds, &["date"]), ["2026-08-01"], "{day}: {}", said(&intake));
    }
}
