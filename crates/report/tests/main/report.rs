//! The page and the workbook of an outcome: complete, harmless, and the same bytes for the same input.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use calamine::Reader;
use cunbang_model::{Decimal, Row, Table, Timestamp, Unit, UnitCode, UnitKind, UnitTree};
use cunbang_report::{
    NOBODY_FORGIVEN, NOBODY_LATE, NOTHING_DONE, NOTHING_SAID, ReportInput, html, outcome_csv, outcome_json,
    outcome_parquet, outcome_xlsx,
};
use cunbang_scheme::{
    Decision, Inputs, Level, Names, Outcome, Past, Prospect, ReceiptState, Scheme, Told, VillageInput, pack, rank,
};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::Arc;

const HOSTILE: &str = "<script>alert(1)</script>\"'&";

fn tree(villages: u32) -> UnitTree {
    let unit = |code: String, name: String, kind| Unit { code: code.parse().unwrap(), name, kind };
    let mut units = vec![unit("330522".to_owned(), "长兴县".to_owned(), UnitKind::County)];
    for township in 0..3 {
        units.push(unit(format!("33052210{township}"), format!("第{township}镇"), UnitKind::Township));
    }
    for village in 0..villages {
        let name = match village {
            0 => HOSTILE.to_owned(),
            1 => "=HYPERLINK(\"x\")".to_owned(),
            _ => format!("{village}号村"),
        };
        units.push(unit(format!("33052210{}2{village:02}", village % 3), name, UnitKind::Village));
    }
    UnitTree::new(units).unwrap()
}

fn row(table: Table, unit: UnitCode, cells: &[(&str, &str)]) -> Row {
    let cells = std::iter::once(("unit", unit.as_str())).chain(cells.iter().copied());
    Row::from_cells(table, cells).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// A village's rows; the larger `diligence`, the more there are.
fn records(unit: UnitCode, diligence: u32) -> Vec<Row> {
    let mut rows = Vec::new();
    for member in 0..10 {
        let member = format!("m{member}");
        rows.push(row(Table::Standing, unit, &[("member", &member), ("status", "full")]));
        for deed in 0..diligence % 4 {
            let id = format!("{member}-{deed}");
            rows.push(row(
                Table::Deeds,
                unit,
                &[
                    ("deed", &id),
                    ("member", &member),
                    ("date", "2026-07-03"),
                    ("kind", "integrity"),
                    ("text", HOSTILE),
                    ("confirmed_on", "2026-07-20"),
                    ("confirmed_by", "支部"),
                ],
            ));
        }
    }
    for month in 7..=9.min(6 + diligence) {
        let (id, date) = (format!("t{month}"), format!("2026-0{month}-01"));
        rows.push(row(Table::Meetings, unit, &[("meeting", &id), ("kind", "theme_day"), ("date", &date)]));
        for member in 0..10 {
            let mark = if member < 10 - diligence % 5 { "present" } else { "absent" };
            rows.push(row(
                Table::Attendance,
                unit,
                &[("meeting", &id), ("member", &format!("m{member}")), ("mark", mark)],
            ));
        }
    }
    let income = (diligence % 17).to_string();
    rows.push(row(
        Table::Measures,
        unit,
        &[("period", "2026Q3"), ("indicator", "collective_income"), ("value", &income)],
    ));
    let points = (diligence % 3).to_string();
    rows.push(row(
        Table::Findings,
        unit,
        &[
            ("finding", "f1"),
            ("date", "2026-08-01"),
            ("clause", "c"),
            ("text", "t"),
            ("points", &points),
            ("due", "2026-08-31"),
        ],
    ));
    rows
}

fn outcome(units: &UnitTree, scheme: &Scheme, shift: u32) -> Outcome {
    let received_at: Timestamp = "2026-10-03T00:00:00Z".parse().unwrap();
    let mut villages = BTreeMap::new();
    for (index, unit) in (0..).zip(units.basic_units(units.root())) {
        let (receipt, decision) = match index {
            3 => continue,
            4 => (ReceiptState::Partial, None),
            5 => (ReceiptState::Nothing, Some(Decision::Excuse("断网 <b>".to_owned()))),
            _ => (ReceiptState::Sealed { received_at }, None),
        };
        let rows = if index == 5 { Vec::new() } else { records(unit.code, index * 7 + shift) };
        villages.insert(unit.code, VillageInput { decision, ..VillageInput::new(rows, receipt) });
    }
    let inputs = Inputs {
        units: units.clone(),
        period: "2026Q3".parse().unwrap(),
        villages,
        township_rows: BTreeMap::new(),
        county_counts: BTreeMap::new(),
        offices: BTreeMap::new(),
        past: Past::default(),
        names: Names::default(),
    };
    rank(scheme, &inputs).unwrap()
}

fn with_county<T>(villages: u32, check: impl FnOnce(&ReportInput<'_>) -> T) -> T {
    let scheme = Scheme::parse(pack::find("standard").unwrap().text).unwrap();
    let units = tree(villages);
    let (before, now) = (outcome(&units, &scheme, 5), outcome(&units, &scheme, 0));
    let prospects = scheme.prospects(&now);
    check(&ReportInput {
        outcome: &now,
        whole: None,
        units: &units,
        scheme_title: scheme.title(),
        indicators: scheme.indicators(),
        rules: Some(&scheme),
        run: Some("4f2a"),
        state: None,
        previous: Some(&before),
        prospects: &prospects,
        cuts: None,
        ends: None,
        late: NOBODY_LATE,
        forgiven: NOBODY_FORGIVEN,
        notes: NOTHING_DONE,
        said: NOTHING_SAID,
    })
}

#[test]
fn the_page_shows_every_unit_and_runs_nothing() {
    let page = with_county(24, |input| {
        let page = html(input).unwrap();
        for row in input.outcome.rows(Level::Village).iter().chain(input.outcome.rows(Level::Township)) {
            assert!(page.contains(&format!("id=\"s-{}\"", row.unit)), "{}", row.unit);
        }
        page
    });
    assert!(!page.contains("<script"));
    assert!(page.contains("&#60;script&#62;") || page.contains("&lt;script&gt;"));
    assert!(!page.contains("断网 <b>"));
    assert!(page.contains("default-src 'none'"));
    for outside in ["http://", "https://", "src=", "@import", "url(h", "javascript:"] {
        assert!(!page.contains(outside), "{outside}");
    }
    for words in [
        "4f2a",
        "2026Q3",
        "长兴县",
        "未收到",
        "暂定",
        "免考",
        "后进村候选",
        "▲",
        "▼",
        "闪光言行",
        "第1镇",
        "class=\"bar-marked\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn the_page_tells_what_was_changed_over_the_period() {
    let notes = [("甲村撤出单位名单 <b>".to_owned(), "withdrawn from the list".to_owned())];
    let page = with_county(24, |input| html(&ReportInput { notes: &notes, ..*input }).unwrap());
    assert!(page.contains("名单和办法变动情况") && page.contains("withdrawn from the list"));
    assert!(page.contains("甲村撤出单位名单") && !page.contains("名单 <b>"), "what people typed is text");
    assert!(!with_county(24, |input| html(input).unwrap()).contains("变动情况"));
    let book = with_county(24, |input| outcome_xlsx(&ReportInput { notes: &notes, ..*input }).unwrap());
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(book)).unwrap();
    let overview = book.worksheet_range("概况 overview").unwrap();
    let said = |row: &[calamine::Data]| row[1].to_string().contains("甲村撤出单位名单");
    assert!(overview.rows().any(said), "a workbook says it too");
}

/// A list is cut once, of all villages. Found by somebody whose township's workbook named the lowest score off the list
/// among its own villages, and whose page another.
#[test]
fn a_workbook_of_a_part_ends_the_list_where_the_whole_does() {
    let overview = |book: Vec<u8>| {
        let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(book)).unwrap();
        let rows = book.worksheet_range("概况 overview").unwrap();
        rows.rows().map(|row| (row[0].to_string(), row[1].clone())).collect::<Vec<_>>()
    };
    let ends = Some((Decimal::new(3420, 2), Some(Decimal::new(7002, 2))));
    let lines = overview(with_county(24, |input| outcome_xlsx(&ReportInput { ends, ..*input }).unwrap()));
    let of = |item: &str| lines.iter().find(|(one, _)| one.starts_with(item)).unwrap().1.clone();
    assert_eq!(of("后进候选最高得分").to_string(), "34.20");
    assert_eq!(of("未列入的最低得分").to_string(), "70.02");
    // How many stand how are numbers, each beside its word.
    let received = of("已收到");
    assert!(matches!(received, calamine::Data::Float(_) | calamine::Data::Int(_)), "{received:?}");
    assert!(lines.iter().all(|(item, _)| !item.is_empty()), "{lines:?}");
}

#[test]
fn the_page_stays_small_however_many_rows_there_are() {
    with_county(24, |input| {
        let before = html(input).unwrap().len();
        let mut outcome = input.outcome.clone();
        for result in outcome.levels.values_mut().flatten().flat_map(|row| Arc::make_mut(&mut row.indicators)) {
            let reasons = result.reasons.clone();
            for _ in 0..100 {
                result.reasons.extend(reasons.iter().cloned());
            }
        }
        let after = html(&ReportInput { outcome: &outcome, ..*input }).unwrap().len();
        assert!(after < before * 2, "{before} → {after}");
    });
}

/// The villages' sheet lies across the page, is as wide as it and as many pages long as it takes, and is hardly made smaller
/// for that: who reads it on paper reads letters of their own size.
fn prints_large_enough(workbook: &[u8]) {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut part = |name: &str| std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
    let (sheet, book) = (part("xl/worksheets/sheet4.xml"), part("xl/workbook.xml"));
    assert!(sheet.contains(r#"orientation="landscape""#) && sheet.contains(r#"fitToHeight="0""#), "{sheet:.600}");
    let mut areas = book.split("_xlnm.Print_Area").skip(1);
    let area = areas.find_map(|area| area.split("'村 village'!$A$1:$").nth(1));
    let area = area.unwrap_or_else(|| panic!("{book}"));
    let last = u32::from(area.as_bytes()[0] - b'A') + 1;
    let number = |col: &str, name: &str| -> f64 {
        col.split(&format!(r#"{name}=""#)).nth(1).and_then(|rest| rest.split('"').next()).unwrap().parse().unwrap()
    };
    // A column's width is in figures of seven pixels, 96 of these an inch.
    let printed: f64 = sheet
        .split("<col ")
        .skip(1)
        .filter(|col| number(col, "min") <= f64::from(last))
        .map(|col| (number(col, "max").min(f64::from(last)) - number(col, "min") + 1.0) * number(col, "width") * 7.0)
        .sum();
    let page = (297.0 - 2.0 * 0.5 * 25.4) / 25.4 * 96.0;
    assert!(printed > page * 0.5, "{printed} of {page}: columns are missing");
    assert!(page / printed > 0.95, "{printed} on {page}");
}

#[test]
fn the_workbook_has_every_row_and_no_formula() {
    with_county(24, |input| {
        let bytes = outcome_xlsx(input).unwrap();
        assert_eq!(bytes, outcome_xlsx(input).unwrap());
        prints_large_enough(&bytes);
        let mut workbook = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(
            workbook.sheet_names(),
            [
                "概况 overview",
                "图 chart",
                "乡镇 township",
                "村 village",
                "党员 member",
                "指标 indicators",
                "后进候选 candidates",
                "上报情况 coverage",
                "依据 reasons"
            ]
        );
        for sheet in workbook.sheet_names() {
            assert!(workbook.worksheet_formula(&sheet).unwrap().is_empty(), "{sheet}");
            let range = workbook.worksheet_range(&sheet).unwrap();
            for (_, _, cell) in range.used_cells() {
                if let calamine::Data::String(text) = cell {
                    assert!(!text.starts_with(['=', '+', '-', '@']), "{sheet}: {text}");
                }
            }
        }
        let villages = workbook.worksheet_range("村 village").unwrap();
        assert_eq!(villages.height(), 25);
        let column = |heading: &str| {
            let mut headings = villages.rows().next().unwrap().iter();
            headings.position(|cell| *cell == heading).unwrap_or_else(|| panic!("{heading}"))
        };
        // Words are Chinese, names stand beside codes, and what is a number can be calculated with.
        let (parent, status, movement) =
            (column("parent_name 上级名称"), column("status 状态"), column("movement 升降"));
        let (score, candidate) = (column("score 得分"), column("candidate 后进候选"));
        for (cells, row) in villages.rows().skip(1).zip(input.outcome.rows(Level::Village)) {
            assert_eq!(cells[parent].to_string(), input.units.name(row.parent.unwrap()));
            assert!(["已收到", "暂定", "未收到", "免考"].contains(&&*cells[status].to_string()), "{cells:?}");
            assert_eq!(cells[candidate].to_string(), if row.candidate == Some(true) { "是" } else { "否" });
            assert_eq!(matches!(cells[score], calamine::Data::Float(_)), row.score.is_some(), "{cells:?}");
            let moved = matches!(cells[movement], calamine::Data::Float(_) | calamine::Data::Int(_));
            let is_told = !["新", ""].contains(&&*cells[movement].to_string());
            assert_eq!(moved, row.rank.is_some() && is_told, "{cells:?}");
        }
        let prospect = column("prospect 确定或可能");
        let mut told = BTreeSet::new();
        for (cells, row) in villages.rows().skip(1).zip(input.outcome.rows(Level::Village)) {
            let expected = match input.prospects.get(&row.unit) {
                Some(Prospect::Certain) => "确定",
                Some(Prospect::Possible) => "可能",
                None => "",
            };
            assert_eq!(cells[prospect].to_string(), expected, "{cells:?}");
            told.insert(expected);
        }
        assert!(told.len() > 1, "{told:?}");
        let candidates = workbook.worksheet_range("后进候选 candidates").unwrap();
        assert_eq!(candidates.height() - 1, input.outcome.candidates().count());
        for cells in candidates.rows().skip(1) {
            assert!(["确定", "可能"].contains(&&*cells[5].to_string()), "{cells:?}");
        }
        let reasons: usize = [Level::Village, Level::Township]
            .into_iter()
            .flat_map(|level| input.outcome.rows(level))
            .flat_map(|row| row.indicators.iter())
            .map(|result| result.reasons.len())
            .sum();
        assert_eq!(workbook.worksheet_range("依据 reasons").unwrap().height() - 1, reasons);
    });
}

/// Whoever reads one of the files finds what the others have: only the order differs, and words in the workbook are Chinese.
#[test]
fn a_level_has_the_same_columns_in_every_file() {
    with_county(24, |input| {
        let headings = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<String>>();
        let csv = outcome_csv(input, Level::Village);
        let mut of_csv = headings(csv.lines().next().unwrap().trim_start_matches('\u{feff}'));
        let mut reader: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(outcome_xlsx(input).unwrap())).unwrap();
        let sheet = reader.worksheet_range("村 village").unwrap();
        let first: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
        // A workbook's indicators have their titles behind them; only a sheet of members names one.
        let known = |heading: &String| of_csv.contains(heading);
        let mut of_book: Vec<String> =
            first.iter().map(|one| if known(one) { one } else { one.split(' ').next().unwrap() }.to_owned()).collect();
        of_csv.retain(|heading| heading != "member 党员编号");
        of_csv.sort();
        of_book.sort();
        assert_eq!(of_csv, of_book);
        // And so do the cells: the prospect, the movement, the name of the unit above.
        let header = headings(csv.lines().next().unwrap());
        let place = |name: &str| header.iter().position(|one| one.starts_with(name)).unwrap();
        let (prospect, movement, parent) = (place("prospect "), place("movement "), place("parent_name "));
        let mut told = BTreeSet::new();
        for (cells, row) in csv.lines().skip(1).map(headings).zip(input.outcome.rows(Level::Village)) {
            let expected = match input.prospects.get(&row.unit) {
                Some(Prospect::Certain) => "certain",
                Some(Prospect::Possible) => "possible",
                None => "",
            };
            assert_eq!(cells[prospect], expected);
            assert_eq!(cells[parent], input.units.name(row.parent.unwrap()));
            assert!(cells[movement].is_empty() || cells[movement].parse::<i64>().is_ok(), "{cells:?}");
            told.insert((expected, cells[movement].is_empty()));
        }
        assert!(told.len() > 2, "{told:?}");
    });
}

/// The JSON for programs has every field of the outcome as it is recomputed, and beside it what the other files say.
#[test]
fn an_outcome_as_json_says_what_people_are_told() {
    with_county(24, |input| {
        let bytes = outcome_json(input, Some("withdrawn"), &BTreeMap::new()).unwrap();
        let mut written: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((&written["state"], &written["run"]), (&"withdrawn".into(), &input.run.unwrap().into()));
        let villages = input.outcome.rows(Level::Village);
        for (told, number) in written["told"].as_object().unwrap().iter().filter(|(told, _)| *told != "decided") {
            let rows = villages.iter().filter(|row| row.told().as_str() == told);
            assert_eq!(number.as_u64(), Some(rows.count() as u64), "{told}");
        }
        let decided = written["told"]["decided"].as_array().unwrap();
        assert_eq!(decided.len(), villages.iter().filter(|row| row.decision.is_some()).count());
        assert!(decided.iter().all(|one| one["reason"].is_string() && one["name"].is_string()), "{decided:?}");
        for (row, of) in written["levels"]["village"].as_array().unwrap().iter().zip(villages) {
            assert_eq!(row["told"], of.told().as_str());
            assert_eq!(row["parent_name"], input.units.name(of.parent.unwrap()));
            assert_eq!(row.get("prospect").is_some(), input.prospects.contains_key(&of.unit));
        }
        // What is beside it taken away, it is the outcome.
        let whole = written.as_object_mut().unwrap();
        for beside in ["run", "state", "told", "list"] {
            assert!(whole.remove(beside).is_some(), "{beside}");
        }
        for row in whole["levels"].as_object_mut().unwrap().values_mut().flat_map(|rows| rows.as_array_mut().unwrap()) {
            for beside in ["told", "parent_name", "movement", "prospect"] {
                row.as_object_mut().unwrap().remove(beside);
            }
        }
        let outcome: serde_json::Value = serde_json::from_str(&input.outcome.to_canonical_json()).unwrap();
        assert_eq!(written, outcome);
    });
}

#[test]
fn a_township_says_on_which_of_its_villages_was_decided() {
    with_county(24, |input| {
        let villages = input.outcome.rows(Level::Village);
        let excused = villages.iter().find(|row| row.decision.is_some()).unwrap();
        let township = excused.parent.unwrap();
        let csv = outcome_csv(input, Level::Township);
        let line = csv.lines().find(|line| line.split(',').nth(3) == Some(township.as_str())).unwrap();
        assert!(line.contains(&format!("{} excuse: 断网 <b>", excused.unit)), "{line}");
        let others = csv.lines().filter(|other| *other != line);
        assert_eq!(others.filter(|other| other.contains("excuse")).count(), 0, "{csv}");
        let mut reader: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(outcome_xlsx(input).unwrap())).unwrap();
        let sheet = reader.worksheet_range("乡镇 township").unwrap();
        let row = sheet.rows().find(|row| row[1] == *township.as_str()).unwrap();
        let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
        assert!(cells.contains(&format!("{} 免考：断网 <b>", excused.name)), "{cells:?}");
        let received = villages.iter().filter(|row| row.parent == Some(township) && row.told() == Told::Received);
        let status = format!("暂定：收到 {} 个村，免考 1 个", received.count());
        assert!(cells.contains(&status), "{status} {cells:?}");
        assert!(html(input).unwrap().contains(&status));
    });
}

#[test]
fn a_level_as_csv() {
    with_county(6, |input| {
        let csv = outcome_csv(input, Level::Village);
        let lines: Vec<&str> = csv.lines().collect();
        assert!(lines[0].starts_with("\u{feff}rank 名次,rank_in_parent 上级内名次,movement 升降,unit 单位,"));
        assert!(lines[0].contains(",theme_days_held 主题党日"), "{}", lines[0]);
        assert_eq!(lines.len(), 7);
        assert!(csv.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{csv}");
    });
}

/// Found by somebody who searched the files of a ranking for what its rules propose.
#[test]
fn every_file_says_what_the_rules_propose() {
    let talk = "[[village.consequences]]\nid = \"talk\"\ntitle = \"约谈 talk\"\nwhen = [\"rank last 3\"]\n";
    let scheme = Scheme::parse(&format!("{}\n{talk}", pack::find("standard").unwrap().text)).unwrap();
    let units = tree(24);
    let now = outcome(&units, &scheme, 0);
    let proposed = now.rows(Level::Village).iter().filter(|row| !row.consequences.is_empty()).count();
    assert!(proposed >= 3, "{proposed}");
    with_county(24, |input| {
        let input = &ReportInput { outcome: &now, rules: Some(&scheme), state: Some("已发布 published"), ..*input };
        let csv = outcome_csv(input, Level::Village);
        assert!(csv.lines().next().unwrap().contains(",consequences 结果运用建议,"), "{csv}");
        assert_eq!(csv.matches("约谈 talk").count(), proposed);
        let book = outcome_xlsx(input).unwrap();
        let mut reader: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(book)).unwrap();
        let sheet = reader.worksheet_range("村 village").unwrap();
        let cells = sheet.rows().flatten().filter(|cell| **cell == "约谈 talk").count();
        assert_eq!(cells, proposed);
        let json = String::from_utf8(outcome_json(input, None, &BTreeMap::new()).unwrap()).unwrap();
        assert_eq!(json.matches(r#""consequences_told":["约谈 talk"]"#).count(), proposed);
        let columns = outcome_parquet(input, Level::Village, None).unwrap();
        assert!(columns.windows(12).any(|bytes| bytes == b"consequences"));
        assert!(html(input).unwrap().contains("已发布 published"));
    });
}
