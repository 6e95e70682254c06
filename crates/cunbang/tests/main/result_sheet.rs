//! `cunbang rank SHEET`: from a result sheet as a township keeps it to the list, and again by the scheme it made.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::program;

use program::run;
use serde_json::Value;

const SHEET: &str = "夹浦镇2025年度村级考核得分表,,,,,,
序号,村名,主题党日,走访,扣分,总分,名次
1,长平村,50,45,0,95,1
2,环沉村,48,42,0,90,2
3,陶家湾村,50,42,2,90,2
4,夹浦村,40,40,0,80,4
5,太平桥村,38,40,0,78,5
6,香山村,30,0,1,29,6
7,吴城村,,,,0,
,合计,256,209,3,462,
";

fn villages(json: &str) -> Vec<(Value, Value, Value, Value, Value)> {
    let outcome: Value = serde_json::from_str(json).unwrap();
    let rows = outcome["levels"]["village"].as_array().unwrap().clone();
    rows.iter()
        .map(|row| {
            (
                row["name"].clone(),
                row["rank"].clone(),
                row["score"].clone(),
                row["stars"].clone(),
                row["candidate"].clone(),
            )
        })
        .collect()
}

#[test]
fn a_sheet_is_ranked_and_ranked_the_same_by_the_scheme_that_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("得分表.csv"), SHEET).unwrap();
    let rank = |more: &[&str], code: i32| {
        let first = ["rank", "得分表.csv", "--under", "330522103"];
        run(here, code, &first.iter().chain(more).copied().collect::<Vec<_>>())
    };
    let (json, said) = rank(&["--format", "json", "--keep-scheme", "rules.toml"], 0);
    for part in ["按标题，周期为 2025", "「名次」列是名次", "6 行总分", "按未收到：吴城村", "喜鹊斗村", "rules.toml"]
    {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let all = villages(&json);
    assert_eq!(all.len(), 14);
    let ranks: Vec<i64> = all.iter().filter_map(|row| row.1.as_i64()).collect();
    assert_eq!(ranks, [1, 2, 2, 4, 5, 6], "{all:?}");
    assert_eq!((&all[0].0, &all[0].2, &all[0].3), (&"长平村".into(), &"95.00".into(), &5.into()));
    let last = &all[5];
    assert_eq!((&last.0, &last.2, &last.3, &last.4), (&"香山村".into(), &"29.00".into(), &1.into(), &true.into()));
    assert!(all[6..].iter().all(|row| row.1.is_null() && row.2.is_null() && row.4 == false), "{all:?}");

    let (again, _) = rank(&["--format", "json", "--scheme", "rules.toml"], 0);
    assert_eq!(again, json);
    let (table, _) = rank(&[], 0);
    assert!(table.contains("后进候选") && table.contains("香山村") && table.contains("★★★★★"), "{table}");
    let (csv, _) = rank(&["--format", "csv"], 0);
    assert_eq!(csv.lines().count(), 15, "{csv}");
    rank(&["--format", "html", "--out", "list.html"], 0);
    assert!(std::fs::read_to_string(here.join("list.html")).unwrap().contains("陶家湾村"));
    rank(&["--format", "xlsx", "--out", "list.xlsx"], 0);
    assert!(std::fs::read(here.join("list.xlsx")).unwrap().starts_with(b"PK"));

    let rules = std::fs::read_to_string(here.join("rules.toml")).unwrap();
    std::fs::write(here.join("rules.toml"), rules.replacen("[village]", "[village]\ntie_breakers = [\"column-1\"]", 1))
        .unwrap();
    let (edited, _) = rank(&["--format", "json", "--scheme", "rules.toml"], 0);
    let ranks: Vec<i64> = villages(&edited).iter().filter_map(|row| row.1.as_i64()).collect();
    assert_eq!(ranks, [1, 2, 3, 4, 5, 6], "equal sums are settled by the first column now");
    let (_, said) = rank(&["--keep-scheme", "rules.toml"], 2);
    assert!(said.contains("文件已存在"), "rules that somebody edited are not written over: {said}");
}

#[test]
fn what_is_not_plain_is_asked_with_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let wrong = SHEET.replace("3,陶家湾村,50,42,2,90", "3,陶家弯村,50,42,2,90").replace("40,40,0,80", "40,40,0,81");
    std::fs::write(here.join("得分表.csv"), wrong).unwrap();
    let rank = ["rank", "得分表.csv", "--under", "330522103"];
    let (out, said) = run(here, 2, &[&rank[..], &["--faults", "faults.json"]].concat());
    assert!(out.is_empty());
    assert!(said.contains("B5「陶家弯村」") && said.contains("是不是「陶家湾村 330522103204」"), "{said}");
    assert!(said.contains("F6「81」") && said.contains("之和是 80"), "{said}");
    let faults: Value = serde_json::from_str(&std::fs::read_to_string(here.join("faults.json")).unwrap()).unwrap();
    assert_eq!(faults["faults"][0]["is_question"], true);
    let (_, said) = run(here, 2, &["rank", "得分表.csv"]);
    assert!(said.contains("--under"), "{said}");
    let (_, said) = run(here, 2, &["rank", "得分表.csv", "--under", "110101"]);
    assert!(said.contains("--units"), "{said}");
    let (_, said) = run(here, 2, &[&rank[..], &["--scheme", "changxing"]].concat());
    assert!(said.contains("by no figures"), "{said}");
    std::fs::write(here.join("text.csv"), "甲,乙\n1,2\n").unwrap();
    let (_, said) = run(here, 2, &["rank", "text.csv"]);
    assert!(said.contains("no sheet of scores"), "{said}");
    // What is no spreadsheet at all is named.
    for (name, bytes, what) in [("得分表.pdf", &b"%PDF-1.7"[..], "PDF"), ("得分表.xls", b"<html><table>", "web page")]
    {
        std::fs::write(here.join(name), bytes).unwrap();
        let (_, said) = run(here, 2, &["rank", name]);
        assert!(said.contains(what) && said.contains(".xlsx") && !said.contains("no sheet of scores"), "{said}");
    }
    // A file that was cut off is said to be damaged, as an import says it, and not to be no sheet of scores.
    for name in ["cut.xlsx", "cut.xls", "cut.ods"] {
        std::fs::write(here.join(name), b"PK\x03\x04cut off").unwrap();
        for more in [&[][..], &["--under", "330522103"], &["--wide", "--under", "330522103"]] {
            let (_, said) = run(here, 2, &[&["rank", name][..], more].concat());
            assert!(said.contains("已损坏") && !said.contains("no sheet of scores"), "{name} {more:?}: {said}");
        }
    }
}

#[test]
fn full_marks_that_nobody_stated_are_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("得分表.csv"), SHEET).unwrap();
    let rank = |more: &[&str]| run(here, 0, &[&["rank", "得分表.csv", "--under", "330522103"][..], more].concat()).0;
    let list = rank(&[]);
    assert!(list.contains("走访 0") && !list.contains("/100"), "{list}");
    let page = rank(&["--format", "html"]);
    assert!(!page.contains("满分 100"), "{page}");
    // The same by the rules that were kept.
    rank(&["--keep-scheme", "rules.toml"]);
    assert!(!rank(&["--scheme", "rules.toml"]).contains("/100"));
    // What the sheet states is shown.
    let stated = SHEET.replace("主题党日", "主题党日（满分50）").replace("走访", "走访（满分45）");
    std::fs::write(here.join("得分表.csv"), stated).unwrap();
    assert!(rank(&[]).contains("/45"), "{}", rank(&[]));
}
