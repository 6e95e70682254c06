//! Result sheets as counties and townships keep them: what is read, what is said, and what is asked.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_language::Language;
use cunbang_model::{Period, Row, Table, UnitTree};
use cunbang_report::{AskedOfSheet, Problem, Question, ScoreSheet, is_score_sheet, read_score_sheet};
use cunbang_scheme::{CountedAs, GroupKind, Scheme};
use rust_xlsxwriter::Workbook;
use std::path::Path;

const UNITS: [(&str, &str, &str); 9] = [
    ("330522", "长兴县", "county"),
    ("330522103", "夹浦镇", "township"),
    ("330522103001", "夹浦社区", "community"),
    ("330522103202", "长平村", "village"),
    ("330522103203", "环沉村", "village"),
    ("330522103205", "夹浦村", "village"),
    ("330522104", "和平镇", "township"),
    ("330522104202", "长平村", "village"),
    ("330522104203", "城山村", "village"),
];

fn tree() -> UnitTree {
    let row = |(code, name, kind): (&str, &str, &str)| {
        Row::from_cells(Table::Units, [("code", code), ("name", name), ("kind", kind)]).unwrap()
    };
    let rows: Vec<Row> = UNITS.map(row).into();
    UnitTree::from_rows(&rows).unwrap()
}

fn read_file(path: &Path, under: &str, change: impl FnOnce(&mut AskedOfSheet<'_>)) -> ScoreSheet {
    let units = tree();
    let mut asked = AskedOfSheet {
        units: &units,
        under: under.parse().unwrap(),
        period: None,
        sheet: None,
        figures: None,
        empty_is_zero: false,
        ignore_total: false,
    };
    change(&mut asked);
    read_score_sheet(path, &asked)
}

fn read_with(text: &str, under: &str, change: impl FnOnce(&mut AskedOfSheet<'_>)) -> ScoreSheet {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("得分表.csv");
    std::fs::write(&path, text).unwrap();
    read_file(&path, under, change)
}

fn read(text: &str) -> ScoreSheet {
    read_with(text, "330522103", |asked| asked.period = Some(Period::Year(2025)))
}

/// The figures, as `code indicator value`.
fn figures(sheet: &ScoreSheet) -> Vec<String> {
    let cell = |row: &Row, column: &str| row.get(column).unwrap().to_string();
    let line = |row: &Row| format!("{} {} {}", &cell(row, "unit")[9..], cell(row, "indicator"), cell(row, "value"));
    sheet.rows.iter().map(line).collect()
}

fn remarks(sheet: &ScoreSheet) -> String {
    sheet.remarks.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn questions(sheet: &ScoreSheet) -> Vec<(String, Question)> {
    let question = |problem: &Problem| match problem {
        Problem::ScoreSheet(question) => (**question).clone(),
        other => panic!("{other}"),
    };
    let faults = sheet.faults.faults().iter();
    faults.map(|fault| (fault.place.cell().unwrap_or_default(), question(&fault.problem))).collect()
}

#[test]
fn a_plain_sheet_is_figures_and_a_scheme() {
    let sheet = read("村名,主题党日,走访,总分\n长平村,50,40.5,90.5\n环沉村,45,0,45\n夹浦村,40,30,70\n夹浦社区,,,\n");
    assert!(sheet.faults.is_empty(), "{}", sheet.faults);
    assert_eq!(
        figures(&sheet),
        ["202 主题党日 50", "202 走访 40.5", "203 主题党日 45", "203 走访 0", "205 主题党日 40", "205 走访 30"]
    );
    let said = remarks(&sheet);
    for part in ["得分列：B 主题党日、C 走访", "3 行总分", "没有得分，按未收到：夹浦社区", "按 100 分定星级"]
    {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let scheme = Scheme::parse(&sheet.rules.unwrap().text()).unwrap();
    let counted = CountedAs { kind: GroupKind::Base, most: Some(100.into()) };
    assert_eq!(scheme.village_figures(), [("主题党日", counted), ("走访", counted)]);
}

/// A workbook as a township office leaves it: titles, a header of two rows, full marks, a total by formula.
fn workbook(path: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = rust_xlsxwriter::Format::new();
    sheet.set_name("汇总").unwrap();
    sheet.merge_range(0, 0, 0, 8, "夹浦镇2025年度村级组织考核得分表", &plain).unwrap();
    sheet.write(1, 0, "制表日期：2026年1月10日").unwrap();
    sheet.merge_range(2, 0, 3, 0, "序号", &plain).unwrap();
    sheet.merge_range(2, 1, 3, 1, "村（社区）", &plain).unwrap();
    sheet.merge_range(2, 2, 2, 3, "基础工作", &plain).unwrap();
    sheet.write(3, 2, "主题党日（60分）").unwrap();
    sheet.write(3, 3, "走访（40分）").unwrap();
    for (at, text) in [(4, "扣分"), (5, "总分"), (6, "名次"), (7, "星级"), (8, "备注")] {
        sheet.merge_range(2, at, 3, at, text, &plain).unwrap();
    }
    let rows = [("长平村", 55.0, 38.0, 3.0), ("环沉村", 50.0, 31.5, 0.0), ("夹浦村", 50.0, 32.5, 1.0)];
    for (row, (name, days, visits, taken)) in (4..).zip(rows) {
        sheet.write(row, 0, row - 3).unwrap();
        sheet.write(row, 1, name).unwrap();
        sheet.write(row, 2, days).unwrap();
        sheet.write(row, 3, visits).unwrap();
        sheet.write(row, 4, taken).unwrap();
        let formula = rust_xlsxwriter::Formula::new(format!("=C{0}+D{0}-E{0}", row + 1));
        sheet.write(row, 5, formula.set_result((days + visits - taken).to_string())).unwrap();
        sheet.write(row, 6, row - 3).unwrap();
        sheet.write(row, 7, "★★★★").unwrap();
    }
    sheet.write(7, 0, "合计").unwrap();
    sheet.write(7, 2, 155).unwrap();
    sheet.write(8, 0, "平均分").unwrap();
    sheet.write(8, 2, 51.67).unwrap();
    sheet.write(9, 0, "填表人：张三").unwrap();
    book.save(path).unwrap();
}

#[test]
fn an_offices_workbook_is_read_with_titles_groups_sums_and_signatures() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("得分表.xlsx");
    workbook(&path);
    assert!(is_score_sheet(&path));
    let sheet = read_file(&path, "330522103", |_| {});
    assert!(sheet.faults.is_empty(), "{}", sheet.faults);
    assert_eq!(sheet.period, Some(Period::Year(2025)));
    assert_eq!(figures(&sheet)[..3], ["202 主题党日 55", "202 走访 38", "202 扣分 3"]);
    assert_eq!(sheet.rows.len(), 9);
    let said = remarks(&sheet);
    for part in [
        "按标题，周期为 2025",
        "「名次」列是名次",
        "「星级」列是星级",
        "「序号」列是编号",
        "「扣分」列按扣分",
        "「合计」行",
        "「平均分」行",
        "「填表人：张三」行",
        "3 行总分",
        "表上没有，按未收到：夹浦社区",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let rules = sheet.rules.unwrap();
    assert_eq!(rules.full_marks(), (100.into(), true));
    assert_eq!(rules.title, "夹浦镇2025年度村级组织考核得分表");
}

#[test]
fn a_column_of_scores_without_a_header_goes_by_its_group_or_the_sheets_letters() {
    let text = "村名,党建,,任务,,总分\n长平村,20,10,15,甲,45\n环沉村,19,11,14,乙,44\n夹浦村,18,12,13,,43\n";
    let sheet = read(text);
    assert!(sheet.faults.is_empty(), "{}", sheet.faults);
    assert_eq!(figures(&sheet)[..3], ["202 党建 20", "202 党建·C 10", "202 任务 15"]);
    let said = Language::Chinese.with(|| remarks(&sheet));
    for part in ["C1：这一列没有表头，里面是分数，按「党建·C」计", "E1：这一列没有表头，也不是分数", "3 行总分"]
    {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(!said.contains("the "), "one language is enough: {said}");
    let said = Language::English.with(|| remarks(&sheet));
    assert!(said.contains("called “党建·C”") && !said.contains("列"), "{said}");
    let rules = sheet.rules.unwrap();
    assert_eq!(rules.columns[1].title, "党建·C列 column C");
    assert!(Scheme::parse(&rules.text()).is_ok());
    // Running numbers are no scores.
    let sheet = read(",村名,得分\n1,长平村,90\n2,环沉村,80\n3,夹浦村,70\n");
    assert_eq!(figures(&sheet).len(), 3, "{}", remarks(&sheet));
}

#[test]
fn a_wrong_total_is_asked_with_its_cell_value_and_the_sum() {
    let sheet = read("村名,甲,乙,总分\n长平村,50,40,90\n环沉村,45,10,65\n夹浦村,40,30,70\n夹浦社区,1,2,3\n");
    let fault = &sheet.faults.faults()[0];
    assert_eq!((fault.place.cell().as_deref(), &*fault.value), (Some("D3"), "65"));
    assert!(fault.problem.is_question());
    assert_eq!(questions(&sheet)[0].1, Question::TotalDiffers { village: "环沉村".into(), sum: 55.into() });
    assert!(sheet.rows.is_empty());
}

#[test]
fn totals_that_are_no_sums_are_asked_about_once() {
    let text = "村名,日常（30%）,年终（70%）,总分\n长平村,90,80,83\n环沉村,100,60,72\n夹浦村,50,50,50\n";
    let sheet = read(text);
    let all = questions(&sheet);
    assert_eq!(all.len(), 1, "{}", sheet.faults);
    assert!(sheet.faults.to_string().contains("像是按表上权重加权"), "{}", sheet.faults);
    assert!(sheet.rules.is_some(), "the scheme can be kept and edited");
    let sheet = read_with(text, "330522103", |asked| {
        asked.period = Some(Period::Year(2025));
        asked.ignore_total = true;
    });
    assert_eq!(figures(&sheet).len(), 6);
    let sheet = read("村名,扣分,总分\n长平村,10,90\n环沉村,5,95\n夹浦村,0,100\n");
    assert!(sheet.faults.to_string().contains("每行都差 100"), "{}", sheet.faults);
}

#[test]
fn a_name_near_another_is_asked_about_and_a_short_one_is_read() {
    let sheet = read("村,得分\n长坪村,90\n环沉,80\n夹浦村党支部,70\n夹浦镇夹浦社区,60\n");
    let near = Some("长平村 330522103202".to_owned());
    assert_eq!(
        questions(&sheet),
        [("A2".to_owned(), Question::UnknownVillage { under: "夹浦镇".into(), near })],
        "{}",
        sheet.faults
    );
    assert!(remarks(&sheet).contains("「环沉」→ 环沉村 330522103203"), "{}", remarks(&sheet));
    let sheet = read("村,得分\n夹浦,90\n长平社区,80\n城山村,80\n环沉村,1\n环沉村,2\n");
    let all = questions(&sheet);
    assert!(matches!(&all[0].1, Question::SeveralVillages(which) if which.len() == 2), "{}", sheet.faults);
    assert!(matches!(&all[1].1, Question::UnknownVillage { near: Some(near), .. } if near.starts_with("长平村")));
    assert!(matches!(&all[2].1, Question::Elsewhere(which) if which[0].contains("和平镇城山村")));
    assert_eq!(all[3].1, Question::VillageTwice { first: "A5".into() });
}

#[test]
fn two_villages_of_one_name_are_told_apart_by_township_or_code_or_asked_about() {
    let year = |asked: &mut AskedOfSheet<'_>| asked.period = Some(Period::Year(2025));
    let sheet = read_with("村名,得分\n长平村,90\n", "330522", year);
    assert!(matches!(&questions(&sheet)[0].1, Question::SeveralVillages(which) if which.len() == 2));
    let sheet = read_with("乡镇,村名,得分\n夹浦镇,长平村,90\n,环沉村,80\n和平镇,长平村,70\n", "330522", year);
    assert!(sheet.faults.is_empty(), "{}", sheet.faults);
    assert_eq!(sheet.rows[2].unit().to_string(), "330522104202");
    let sheet = read_with("代码,村名,得分\n330522104202,长平村,90\n", "330522", year);
    assert_eq!(sheet.rows[0].unit().to_string(), "330522104202");
}

#[test]
fn an_empty_cell_is_asked_about_unless_it_is_said_to_be_zero() {
    let text = "村名,甲,乙,合计\n长平村,50,40,90\n环沉村,45,,45\n夹浦村,,—,0\n";
    let sheet = read(text);
    assert_eq!(
        questions(&sheet),
        [("C3".to_owned(), Question::EmptyScore { village: "环沉村".into(), column: "乙".into() })]
    );
    let sheet = read_with(text, "330522103", |asked| {
        asked.period = Some(Period::Year(2025));
        asked.empty_is_zero = true;
    });
    assert_eq!(figures(&sheet), ["202 甲 50", "202 乙 40", "203 甲 45", "203 乙 0"], "{}", sheet.faults);
    assert!(remarks(&sheet).contains("按未收到：夹浦村"), "not even then is silence zero");
}

#[test]
fn deductions_are_taken_away_however_they_are_written() {
    let sheet = read("村名,甲,违规,加减分,总分\n长平村,50,-2,3,51\n环沉村,45,0,-4,41\n夹浦村,40,-1,0,39\n");
    assert!(sheet.faults.is_empty(), "{}", sheet.faults);
    assert_eq!(figures(&sheet)[4..8], ["203 甲 45", "203 违规 0", "203 加减分 0", "203 加减分·扣 4"]);
    let scheme = Scheme::parse(&sheet.rules.unwrap().text()).unwrap();
    let kinds: Vec<GroupKind> = scheme.village_figures().iter().map(|(_, counted)| counted.kind).collect();
    assert_eq!(kinds, [GroupKind::Base, GroupKind::Deducted, GroupKind::Added, GroupKind::Deducted]);
    let sheet = read("村名,甲,扣分\n长平村,50,2\n环沉村,45,-1\n");
    assert_eq!(questions(&sheet), [("C3".to_owned(), Question::Signs)]);
}

#[test]
fn the_period_and_what_is_no_score_are_asked_about() {
    let sheet = read_with("村名,甲\n长平村,50\n环沉村,优秀\n夹浦村,3\n", "330522103", |_| {});
    assert_eq!(questions(&sheet), [(String::new(), Question::NoPeriod), ("B3".to_owned(), Question::NoNumber)]);
    let sheet = read("村名,甲（10分）,甲\n长平村,50,2\n,3,4\n");
    let all: Vec<Question> = questions(&sheet).into_iter().map(|(_, question)| question).collect();
    assert!(all.contains(&Question::AboveFull { full: 10.into() }), "{}", sheet.faults);
    assert!(all.contains(&Question::ColumnTwice { first: "B".into() }) && all.contains(&Question::Nameless));
    let sheet = read("甲,乙\n1,2\n");
    assert_eq!(questions(&sheet)[0].1, Question::NoScoreSheet);
    // Villages across, whatever stands in the first cell.
    for first in ["村名", "项目"] {
        let sheet = read(&format!("{first},长平村,环沉村,夹浦村\n党建,20,18,19\n治理,30,28,29\n"));
        let [(_, question)] = &questions(&sheet)[..] else { panic!("{}", sheet.faults) };
        assert_eq!(*question, Question::VillagesAcross { first: "长平村".to_owned() });
        assert!(sheet.faults.to_string().contains("转置"), "{}", sheet.faults);
    }
}

#[test]
fn a_scheme_says_which_columns_count() {
    let counted = CountedAs { kind: GroupKind::Base, most: Some(45.into()) };
    let wanted = [("甲".to_owned(), counted), ("丙丁".to_owned(), counted)];
    let text = "村名,甲,乙,丙丁戊\n长平村,50,2,1\n";
    let sheet = read_with(text, "330522103", |asked| {
        asked.period = Some(Period::Year(2025));
        asked.figures = Some(wanted.into());
    });
    let all = questions(&sheet);
    assert_eq!(all[0].1, Question::NotInSheet { word: "丙丁".into(), near: Some("丙丁戊".into()) });
    assert_eq!(all[1], ("B2".to_owned(), Question::AboveFull { full: 45.into() }), "nothing is cut off unsaid");
    assert!(remarks(&sheet).contains("「乙」列考评办法不用"), "{}", remarks(&sheet));
}

#[test]
fn tables_of_a_ledger_are_no_sheets_of_scores() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.csv");
    std::fs::write(&path, "单位,周期,指标,数值\n330522103202,2026Q3,collective_income,12\n").unwrap();
    assert!(!is_score_sheet(&path));
    std::fs::write(&path, "单位,月份,户数,已走访\n330522103202,2026-07,120,90\n").unwrap();
    assert!(!is_score_sheet(&path));
    std::fs::write(&path, "村名,党建,治理,总分\n长平村,1,2,3\n").unwrap();
    assert!(is_score_sheet(&path));
}

#[test]
fn columns_of_one_name_are_told_apart_by_their_groups() {
    let sheet = read("村名,党建,,治理,,考核得分\n,日常,年终,日常,年终,\n长平村,1,2,3,4,10\n环沉村,1,1,1,1,4\n");
    assert!(sheet.faults.is_empty(), "{}", sheet.faults);
    let words: Vec<String> = figures(&sheet)[..4].iter().map(|line| line.split(' ').nth(1).unwrap().into()).collect();
    assert_eq!(words, ["党建·日常", "党建·年终", "治理·日常", "治理·年终"]);
    assert!(remarks(&sheet).contains("2 行总分"), "{}", remarks(&sheet));
}

#[test]
fn full_marks_in_brackets_below_a_header_belong_to_it() {
    let sheet = read("村名,党建,垃圾分类,总分\n,（60分）,（40分）,\n长平村,50,40,90\n环沉村,40,41,81\n");
    let all = questions(&sheet);
    assert_eq!(all, [("C4".to_owned(), Question::AboveFull { full: 40.into() })], "{}", sheet.faults);
    assert!(remarks(&sheet).contains("得分列：B 党建、C 垃圾分类"), "{}", remarks(&sheet));
}

#[test]
fn full_marks_and_weights_may_stand_in_rows_of_their_own() {
    let sheet = read("村名,甲,乙,党建考核得分,总分\n满分,60,30,10,100\n长平村,50,20,5,75\n环沉村,50.005,20,5,75.005\n");
    assert!(sheet.faults.is_empty(), "{}", sheet.faults);
    assert_eq!(figures(&sheet)[3], "203 甲 50.01");
    assert!(remarks(&sheet).contains("1 个得分四舍五入"), "{}", remarks(&sheet));
    assert_eq!(sheet.rules.unwrap().full_marks(), (100.into(), true));
    let sheet = read("村名,甲,乙,总分\n权重,0.4,0.6,\n长平村,90,80,84\n环沉村,100,50,70\n夹浦村,50,50,50\n");
    assert!(sheet.faults.to_string().contains("像是按表上权重加权"), "{}", sheet.faults);
}

/// Headers as counties write them above a column that is no score of its own.
#[test]
fn a_column_that_is_the_sum_or_mean_of_the_others_is_no_score_whatever_it_is_called() {
    let sums = "村名,党建（40分）,发展（40分）,民生（20分）,?\n长平村,30,28.5,20,78.5\n环沉村,40,30,10,80\n";
    for header in ["实得分", "总评", "折合分", "小结", "年度考核结果"] {
        let sheet = read(&sums.replace('?', header));
        assert!(sheet.faults.is_empty(), "{header} {}", sheet.faults);
        assert_eq!(figures(&sheet).len(), 6, "{header}\n{}", remarks(&sheet));
        let said = remarks(&sheet);
        for part in ["得分列：B 党建、C 发展、D 民生", "每行都是其余各项之和，是总分", "2 行总分"]
        {
            assert!(said.contains(part), "{header} {part}\n{said}");
        }
        assert_eq!(sheet.rules.unwrap().full_marks(), (100.into(), true));
    }
    // In front of the scores; and beside a total that is called so.
    let sheet = read("村名,实得分,甲,乙\n长平村,70,40,30\n环沉村,55,45,10\n");
    assert_eq!(figures(&sheet)[..2], ["202 甲 40", "202 乙 30"], "{}", remarks(&sheet));
    let sheet = read("村名,甲,乙,实得分,折合,总分\n长平村,40,30,70,70,70\n环沉村,45,10,55,55,55\n");
    assert!(sheet.faults.is_empty() && figures(&sheet).len() == 4, "{} {}", sheet.faults, remarks(&sheet));
    // A mean: each quarter counts alike, and is of as many hundreds.
    let sheet = read("村名,一季度,二季度,三季度,季度均分\n长平村,60,70,80,70\n环沉村,50,60,61,57\n");
    assert!(sheet.faults.is_empty(), "{}", sheet.faults);
    assert_eq!(figures(&sheet).len(), 6);
    assert!(remarks(&sheet).contains("「季度均分」列每行都是其余各项的平均"), "{}", remarks(&sheet));
    assert_eq!(sheet.rules.unwrap().full_marks(), (300.into(), false));
}

#[test]
fn a_column_that_is_nearly_the_sum_is_asked_about_and_full_marks_for_all_are_none() {
    let sheet = read("村名,甲,乙,实得分\n长平村,40,30,70\n环沉村,45,10,55\n夹浦村,40,20,61\n夹浦社区,1,2,3\n");
    assert_eq!(questions(&sheet), [("D1".to_owned(), Question::MayBeTotal { agree: 3, of: 4 })], "{}", sheet.faults);
    assert!(sheet.rules.is_some(), "the scheme can be kept and edited");
    // Everybody has full marks, and 40 is by chance 20 and 20.
    let sheet = read("村名,甲（20分）,乙（20分）,丙（60分）\n长平村,20,20,40\n环沉村,20,20,40\n夹浦村,20,20,40\n");
    assert!(sheet.faults.is_empty() && figures(&sheet).len() == 9, "{} {}", sheet.faults, remarks(&sheet));
    // A scheme says itself that the column counts.
    let counted = CountedAs { kind: GroupKind::Base, most: None };
    let wanted = ["甲", "乙", "丙"].map(|word| (word.to_owned(), counted));
    let sheet = read_with("村名,甲,乙,丙\n长平村,40,30,70\n环沉村,45,10,55\n", "330522103", |asked| {
        asked.period = Some(Period::Year(2025));
        asked.figures = Some(wanted.into());
    });
    assert_eq!(figures(&sheet).len(), 6, "{}", sheet.faults);
}

#[test]
fn full_marks_are_read_in_every_way_that_they_are_written() {
    for headers in [
        "村名,党建（20分）,发展（40分）",
        "村名,党建(20),发展(40)",
        "村名,党建(满分20),发展（满分：40）",
        "村名,\"党建\n20\",\"发展\n40分\"",
        ",20分,40分\n村名,党建,发展",
        "分值,20,40\n村名,党建,发展",
    ] {
        let sheet = read(&format!("{headers}\n长平村,10,38.5\n环沉村,20,30\n"));
        assert!(sheet.faults.is_empty(), "{headers} {}", sheet.faults);
        assert_eq!(figures(&sheet)[..2], ["202 党建 10", "202 发展 38.5"], "{headers}");
        let said = remarks(&sheet);
        assert!(said.contains("满分按表上写的：党建 20、发展 40") && !said.contains("没有写满分"), "{headers}\n{said}");
        assert_eq!(sheet.rules.unwrap().full_marks(), (60.into(), true), "{headers}");
    }
    // A number of the column, not its full marks.
    let sheet = read("村名,主题党日(1),走访(2)\n长平村,10,38.5\n环沉村,20,30\n");
    assert!(sheet.faults.is_empty(), "{}", sheet.faults);
    assert_eq!(sheet.rules.unwrap().full_marks(), (100.into(), false));
}
