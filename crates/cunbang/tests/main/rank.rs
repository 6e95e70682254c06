//! `cunbang rank` and its neighbours, which need no set-up at all.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::program;

use program::{run, write_records};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

/// The villages of Xuanhua 宣化 that have records; two more have none.
const VILLAGES: u32 = 15;
const RANK: [&str; 7] = ["rank", "--units", "gaotai", "--records", "records", "--period", "2026Q3"];

/// Rules of which some leave out what is missing where nothing beside it is there.
const FORMER: &str = include_str!("../../../scheme/tests/main/former/checked/shanyang.toml");

fn rank<'a>(more: &[&'a str]) -> Vec<&'a str> {
    RANK.into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn a_county_is_ranked_from_spreadsheets_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..VILLAGES);

    let (json, _) = run(here, 0, &rank(&["--format", "json"]));
    let outcome: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(outcome["run"].as_str().unwrap().len(), 64);
    assert_eq!(outcome["period"], "2026Q3");
    assert_eq!(outcome["scheme"]["name"], "standard");
    assert_eq!(outcome["scheme"]["hash"].as_str().unwrap().len(), 64);
    let villages = outcome["levels"]["village"].as_array().unwrap();
    assert_eq!(villages.len(), 17);
    let first = &villages[0];
    for field in [
        "unit",
        "name",
        "kind",
        "parent",
        "score",
        "rank",
        "rank_in_parent",
        "stars",
        "status",
        "candidate",
        "indicators",
    ] {
        assert!(first.get(field).is_some(), "{field} is missing: {first}");
    }
    assert_eq!(first["rank"], 1);
    assert!(first["score"].as_str().unwrap().parse::<f64>().is_ok());
    let deeds = first["indicators"].as_array().unwrap().iter().find(|one| one["id"] == "deeds").unwrap();
    assert!(deeds["points"].is_string() && deeds["measure"].is_string());
    let reasons = deeds["reasons"].as_array().unwrap();
    assert!(reasons.iter().any(|reason| reason["row"].as_str().is_some_and(|row| row.starts_with("deeds/d"))));

    // Silence is not zero: two villages have no score, no rank, no candidacy, but bounds.
    let silent: Vec<&Value> = villages.iter().filter(|row| row["status"] == "not_received").collect();
    assert_eq!(silent.len(), 2);
    for row in silent {
        assert!(row["score"].is_null() && row["rank"].is_null() && row["candidate"] == false);
        assert!(row["bounds"]["best_rank"].as_u64().unwrap() < row["bounds"]["worst_rank"].as_u64().unwrap());
    }
    assert_eq!(villages.iter().filter(|row| row["candidate"] == true).count(), 1, "5 % of 15, to the nearest");
    let members = outcome["levels"]["member"].as_array().unwrap();
    assert_eq!(members.len(), 15 * 6);
    assert!(members[0]["member"].is_string());
    assert_eq!(outcome["levels"]["township"].as_array().unwrap().len(), 1);

    let (table, _) = run(here, 0, &rank(&[]));
    assert!(
        table.contains("宣化镇") && table.contains("后进候选") && table.contains(outcome["run"].as_str().unwrap()),
        "{table}"
    );
    let (csv, _) = run(here, 0, &rank(&["--format", "csv"]));
    assert_eq!(csv.lines().count(), 18, "{csv}");
    let (_, said) = run(here, 0, &rank(&["--format", "xlsx", "--out", "ranking.xlsx"]));
    assert!(said.contains("ranking.xlsx"));
    assert!(std::fs::read(here.join("ranking.xlsx")).unwrap().starts_with(b"PK"));
    run(here, 0, &rank(&["--format", "html", "--out", "ranking.html"]));
    let html = std::fs::read_to_string(here.join("ranking.html")).unwrap();
    assert!(html.contains("台子寺村") && html.contains("<svg") && !html.contains("<script"));
    // Nobody chose a language: reasons are Chinese, with English beside them in small print and nowhere else.
    let parts = html.split("<span class=\"en\">").enumerate();
    let parts =
        parts.map(|(at, part)| if at == 0 { part } else { part.split_once("</span>").map_or("", |(_, rest)| rest) });
    let chinese: String = parts.collect();
    assert!(chinese.contains("应有 18，实有 15"), "{chinese}");
    for english in ["15 of 18", "not applicable", "not marked", "applicable: scaled", " expected 应有", "at most "] {
        assert!(!chinese.contains(english), "{english}");
    }
}

#[test]
fn the_run_does_not_depend_on_how_rows_are_spread_over_files() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..3);
    let (before, _) = run(here, 0, &rank(&["--format", "json"]));
    let deeds = here.join("records/deeds.csv");
    let text = std::fs::read_to_string(&deeds).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    std::fs::write(&deeds, lines.join("\r\n")).unwrap();
    let (after, _) = run(here, 0, &rank(&["--format", "json"]));
    assert_eq!(before, after);
    std::fs::write(&deeds, text.replace("2026-08-15", "2026-08-16")).unwrap();
    let (other, _) = run(here, 0, &rank(&["--format", "json"]));
    let id = |json: &str| serde_json::from_str::<Value>(json).unwrap()["run"].clone();
    assert_ne!(id(&before), id(&other));
}

#[test]
fn all_faults_are_told_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..2);
    let deeds = here.join("records/deeds.csv");
    let mut text = std::fs::read_to_string(&deeds).unwrap();
    text.push_str(
        "620724101200,dX,m1,2026-13-01,serving_others,帮扶,\n330522103201,dY,m1,2026-08-01,serving_others,帮扶,\n",
    );
    std::fs::write(&deeds, text).unwrap();
    let (out, said) = run(here, 2, &rank(&["--faults", "faults.json"]));
    assert!(out.is_empty());
    assert!(said.contains("deeds.csv · D5（日期 date）「2026-13-01」：应为日期"), "{said}");
    let faults: Value = serde_json::from_str(&std::fs::read_to_string(here.join("faults.json")).unwrap()).unwrap();
    assert_eq!(faults["faults"][0]["column"], "date");
}

/// What is wrong in one file hides nothing of the others; what names a row that is itself at fault is not.
#[test]
fn all_faults_of_all_files_come_in_one_go() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..2);
    let add = |name: &str, lines: &[&str]| {
        let path = here.join("records").join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, format!("{text}{}\n", lines.join("\n"))).unwrap();
    };
    add("meetings.csv", &["620724101200,tX,theme_day,2026-13-15"]);
    add("attendance.csv", &["620724101200,tX,m1,present", "620724101200,nirgends,m1,present"]);
    add(
        "deeds.csv",
        &["620724101200,dX,m1,2026-14-01,serving_others,帮扶,", "620724101200,dY,m77,2026-08-01,serving_others,帮扶,"],
    );
    let (text, _) = run(here, 0, &["scheme", "show", "standard", "--text"]);
    std::fs::write(here.join("wrong.toml"), text.replacen("period =", "perjod =", 1)).unwrap();
    let (out, said) = run(here, 2, &rank(&["--scheme", "wrong.toml"]));
    assert!(out.is_empty());
    for part in ["wrong.toml:", "2026-13-15", "nirgends", "2026-14-01", "m77"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("「tX」"), "{said}");
    let (_, said) = run(here, 2, &rank(&["--scheme", "jinyun-year"]));
    assert!(said.contains("jinyun-year") && said.contains("nirgends"), "{said}");
}

#[test]
fn what_is_wrong_on_the_command_line_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..2);
    for (arguments, expected) in [
        (vec!["rank", "--units", "gaotai"], "--records"),
        (rank(&["--scheme", "nothing"]), "standard, changxing"),
        (vec!["rank", "--units", "nowhere", "--records", "records", "--period", "2026Q3"], "there is no file"),
        (vec!["rank", "--units", "gaotai", "--records", "nothing", "--period", "2026Q3"], "there is no such file"),
        (vec!["rank", "--units", "gaotai", "--records", "records", "--period", "2026"], "periods of one quarter"),
        (vec!["rank", "--units", "gaotai", "--records", "records", "--period", "2026Q9"], "expected a week"),
        (vec!["status"], "cunbang init"),
        (vec!["nothing"], "there is no command nothing"),
    ] {
        let (_, said) = run(here, 2, &arguments);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}

#[test]
fn schemes_are_listed_checked_and_tried() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let (list, _) = run(here, 0, &["scheme", "list", "--format", "csv"]);
    assert_eq!(list.lines().count(), 1 + cunbang_scheme::pack::list().len(), "{list}");
    let (text, _) = run(here, 0, &["scheme", "show", "standard", "--text"]);
    std::fs::write(here.join("changed.toml"), text.replacen("max = 20", "max = 19", 1)).unwrap();
    let (good, _) = run(here, 0, &["scheme", "check", "changed.toml", "standard"]);
    assert!(good.contains("changed.toml: good"), "{good}");
    std::fs::write(here.join("wrong.toml"), text.replacen("period =", "perjod =", 1)).unwrap();
    let (faults, _) = run(here, 2, &["scheme", "check", "wrong.toml", "--format", "json"]);
    let faults: Value = serde_json::from_str(&faults).unwrap();
    assert!(faults[0]["line"].is_u64() && faults[0]["column"].is_u64(), "{faults}");

    write_records(&here.join("records"), 0..3);
    let (changes, _) = run(
        here,
        0,
        &[
            "scheme",
            "try",
            "changed.toml",
            "--instead-of",
            "standard",
            "--units",
            "gaotai",
            "--records",
            "records",
            "--period",
            "2026Q3",
            "--format",
            "json",
        ],
    );
    let changes: Value = serde_json::from_str(&changes).unwrap();
    assert!(changes.as_array().unwrap().iter().any(|row| row["score_before"] != row["score_after"]), "{changes}");
}

/// A change of who is warned, of stars or of what is proposed is one, though no village's score moves.
#[test]
fn a_change_for_members_alone_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let unit = "330522103202";
    std::fs::write(
        here.join("units.csv"),
        format!("code,name,kind\n330522,县,county\n330522103,镇,township\n{unit},村,village\n"),
    )
    .unwrap();
    std::fs::create_dir(here.join("records")).unwrap();
    let write = |name: &str, text: String| std::fs::write(here.join("records").join(name), text).unwrap();
    write("members.csv", format!("unit,member,name,status\n{unit},m1,陈建国,full\n"));
    write("meetings.csv", format!("unit,meeting,kind,date,title\n{unit},t1,theme_day,2026-07-05,x\n"));
    write("attendance.csv", format!("unit,meeting,member,mark\n{unit},t1,m1,absent\n"));
    let (text, _) = run(here, 0, &["scheme", "show", "jinyun-month", "--text"]);
    let changed = text
        .replace("warning_below = 60", "warning_below = 0.5")
        .replace("warning_when = [\"marked < 60\"]", "warning_when = [\"marked > 60\"]");
    assert_ne!(text, changed);
    std::fs::write(here.join("changed.toml"), changed).unwrap();
    let tried = [
        "scheme",
        "try",
        "changed.toml",
        "--instead-of",
        "jinyun-month",
        "--units",
        "units.csv",
        "--records",
        "records",
        "--period",
        "2026-07",
        "--format",
        "json",
    ];
    let (moved, _) = run(here, 0, &tried);
    let moved: Value = serde_json::from_str(&moved).unwrap();
    let [row] = moved.as_array().unwrap().as_slice() else { panic!("{moved}") };
    assert_eq!((row["level"].as_str(), row["member"].as_str()), (Some("member"), Some("m1")));
    assert!(row["proposed_before"].as_str().unwrap().contains("warned") && row["proposed_after"].is_null(), "{row}");
}

#[test]
fn the_template_can_be_ranked_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    run(here, 0, &["template", "--out", "blank.xlsx"]);
    let (json, said) = run(
        here,
        0,
        &["rank", "--units", "gaotai", "--records", "blank.xlsx", "--period", "2026Q3", "--format", "json"],
    );
    let outcome: Value = serde_json::from_str(&json).unwrap();
    let villages = outcome["levels"]["village"].as_array().unwrap();
    assert!(villages.iter().all(|row| row["status"] == "not_received"), "the example rows do not count");
    assert!(said.contains("example"), "{said}");
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let folder = tempfile::tempdir().unwrap();
    let (help, _) = run(folder.path(), 0, &["--help"]);
    assert!(help.contains("Exit codes:") && help.contains("退出码："));
    for command in [
        "demo", "rank", "template", "serve", "import", "record", "withdraw", "history", "seal", "sync", "status",
        "run", "publish", "decide", "answer", "bulletin", "evidence", "verify", "report", "doctor", "backup",
        "restore",
    ] {
        assert!(help.contains(command), "{command} is not listed");
        let (help, _) = run(folder.path(), 0, &[command, "--help"]);
        assert!(help.contains("示例："), "{command}: {help}");
    }
}

#[test]
fn a_filled_workbook_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("t.xlsx"), "a quarter's work").unwrap();
    let (_, said) = run(here, 2, &["template", "--out", "t.xlsx"]);
    assert!(said.contains("文件已存在") && said.contains("name another, or write over it with --force"), "{said}");
    assert_eq!(std::fs::read(here.join("t.xlsx")).unwrap(), b"a quarter's work");
    run(here, 0, &["template", "--out", "t.xlsx", "--force"]);
    assert!(std::fs::read(here.join("t.xlsx")).unwrap().starts_with(b"PK"));
}

#[test]
fn members_are_counted_by_the_roster_or_else_by_the_countys_list_of_units() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let units = "code,name,kind,members\n999001,试县,county,\n999001101,甲乡,township,\n999001101201,一村,village,7\n999001101202,二村,village,1\n999001101203,三村,village,\n";
    std::fs::write(here.join("units.csv"), units).unwrap();
    std::fs::create_dir(here.join("records")).unwrap();
    let deed = |number: u32| format!("99900110120{number},d1,m1,2026-08-01,serving_others,x,2026-08-20,支部");
    let deeds: Vec<String> = (1..=3).map(deed).collect();
    std::fs::write(
        here.join("records/deeds.csv"),
        format!("unit,deed,member,date,kind,text,confirmed_on,confirmed_by\n{}\n", deeds.join("\n")),
    )
    .unwrap();
    let rank = ["rank", "--units", "units.csv", "--records", "records", "--period", "2026Q3", "--format", "json"];
    let measures = |json: &str| {
        let outcome: Value = serde_json::from_str(json).unwrap();
        let villages = outcome["levels"]["village"].as_array().unwrap().clone();
        let mut measures: Vec<(String, Value)> = villages
            .iter()
            .map(|row| {
                let deeds = row["indicators"].as_array().unwrap().iter().find(|one| one["id"] == "deeds").unwrap();
                (row["name"].as_str().unwrap().to_owned(), deeds["measure"].clone())
            })
            .collect();
        measures.sort_by(|one, other| one.0.cmp(&other.0));
        (outcome["run"].clone(), serde_json::to_string(&measures).unwrap())
    };
    // By the shipped rules the rows of anybody are nobody's where there is no roster, and that is said.
    let (json, _) = run(here, 0, &rank);
    assert_eq!(measures(&json).1, r#"[["一村","0"],["三村","0"],["二村","0"]]"#);
    assert!(json.contains("名册0人，县里统计7人") && json.contains("m1 is not a counted member"), "{json}");
    // Rules that take them for the members' count them by the county's list.
    let standard = cunbang_scheme::pack::find("standard").unwrap().text;
    std::fs::write(here.join("rules.toml"), standard.replace("without_roster = \"nobody\"", "")).unwrap();
    let rank = [&rank[..], &["--scheme", "rules.toml"]].concat();
    let (json, _) = run(here, 0, &rank);
    let (run_by_count, by_count) = measures(&json);
    assert_eq!(by_count, r#"[["一村","0.1429"],["三村",null],["二村","1"]]"#);
    // Another count is another run.
    std::fs::write(here.join("units.csv"), units.replace(",7\n", ",4\n").replace("members", "党员数")).unwrap();
    let (json, _) = run(here, 0, &rank);
    let (other_run, other) = measures(&json);
    assert_eq!(other, r#"[["一村","0.25"],["三村",null],["二村","1"]]"#);
    assert_ne!(run_by_count, other_run);
    // A roster that is shorter than the count lowers nothing, and is said; a longer one goes before it. One village's
    // roster asks for none of the others'.
    let roster = |members: &str| {
        let rows: Vec<String> =
            members.chars().enumerate().map(|(at, name)| format!("999001101201,m{},{name},full\n", at + 1)).collect();
        let rows = rows.concat();
        std::fs::write(here.join("records/members.csv"), format!("unit,member,name,status\n{rows}")).unwrap();
    };
    roster("甲乙");
    let (json, _) = run(here, 0, &rank);
    assert_eq!(measures(&json).1, r#"[["一村","0.25"],["三村",null],["二村","1"]]"#);
    assert!(json.contains("名册2人，县里统计4人"), "{json}");
    roster("甲乙丙丁戊");
    let (json, said) = run(here, 0, &rank);
    assert_eq!(measures(&json).1, r#"[["一村","0.2"],["三村",null],["二村","1"]]"#);
    assert!(!json.contains("县里统计"), "{json}");
    assert!(said.contains("名册中没有 999001101202 二村"), "{said}");
    // `init county` keeps what the list says.
    let init =
        ["init", "county", "--unit", "999001", "--units", "units.csv", "--dir", "county", "--listen", "127.0.0.1:0"];
    run(here, 0, &init);
    let (listed, _) = run(here, 0, &["export", "org/999001", "--format", "json", "--dir", "county"]);
    assert!(listed.contains("一村") && listed.contains(r#""members": "4""#), "{listed}");
}

#[test]
fn a_scheme_is_shown_with_all_that_decides_a_score() {
    let folder = tempfile::tempdir().unwrap();
    for (language, parts, other) in [
        ("zh", ["上报期限", "周期结束后 10 日内", "同分依次比较", "基础分，最多"], "seals in time"),
        ("en", ["seals in time", "up to 10 days", "equal scores", "base, at most"], "上报期限"),
    ] {
        let (shown, _) = run(folder.path(), 0, &["scheme", "show", "standard", "--language", language]);
        for part in parts {
            assert!(shown.contains(part), "{part}\n{shown}");
        }
        assert!(!shown.contains(other), "{shown}");
        assert!(shown.lines().all(|line| line.width() <= 80), "{shown}");
    }
    let (wide, _) = run(folder.path(), 0, &["scheme", "show", "standard", "--wide"]);
    assert!(wide.contains("不适用时") && wide.contains("skip"), "{wide}");
    // Whoever reads Chinese reads the rules in it, however the list is printed; programs read the scheme's own words.
    let shown = |pack: &str, how: &[&str], language: &str| {
        let arguments = [&["scheme", "show", pack, "--language", language], how].concat();
        run(folder.path(), 0, &arguments).0
    };
    for how in [&["--wide"][..], &["--format", "csv"], &["--wide", "--format", "csv"]] {
        for (language, said, other) in [("zh", "不晚于", "per cent of"), ("en", "per cent of", "不晚于")] {
            let list = shown("dazhou-quarter", how, language);
            assert!(list.contains(said) && !list.contains(other), "{how:?} {list}");
        }
    }
    let wide = shown("dazhou", &["--wide"], "zh");
    assert!(["平时考核", "基础分", "跳过"].iter().all(|part| wide.contains(part)) && !wide.contains("skip"), "{wide}");
    std::fs::write(folder.path().join("former.toml"), FORMER).unwrap();
    let wide = [shown("former.toml", &["--wide"], "zh"), shown("former.toml", &["--wide"], "en")];
    assert!(wide[0].contains("同组有适用的计零分") && wide[1].contains("zero where others"), "{wide:?}");
    let listed = shown("dazhou", &["--format", "json"], "zh");
    assert!(listed.contains("mean of the published scores") && listed.contains("base (base)"), "{listed}");
    // What the document leaves open is shown below what it says.
    let chinese = shown("dazhou", &[], "zh");
    assert!(chinese.contains("文件未明确"), "{chinese}");
    let english = shown("dazhou", &[], "en");
    assert!(english.contains("Dazhou 达州, performance management") && !english.contains("文件未明确"), "{english}");
}

/// A year by what its third quarter came to: given, it counts; not given, it is said what is not known.
#[test]
fn a_year_is_ranked_by_what_its_quarters_came_to() {
    const YEAR: &str = "name = \"year\"\ntitle = \"年度\"\nperiod = \"year\"\n[village]\n[[village.indicators]]\nid = \"routine\"\n\
        title = \"平时\"\nmax = 100\nmeasure = { kind = \"past\", periods = \"quarters\", column = \"score\", combine = \"average\" }\n\
        points = { kind = \"value\" }\n";
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..VILLAGES);
    std::fs::write(here.join("year.toml"), YEAR).unwrap();
    let (checked, _) = run(here, 0, &["scheme", "check", "year.toml"]);
    assert!(checked.contains("以往各期"), "{checked}");
    run(here, 0, &rank(&["--format", "json", "--out", "q3.json"]));
    let year = ["rank", "--units", "gaotai", "--records", "records", "--period", "2026", "--scheme", "year.toml"];
    let ranked = |more: &[&'static str]| {
        let arguments: Vec<&str> = year.into_iter().chain(["--format", "json"]).chain(more.iter().copied()).collect();
        let (json, said) = run(here, 0, &arguments);
        (serde_json::from_str::<Value>(&json).unwrap(), said)
    };
    let scores = |outcome: &Value| -> Vec<(String, String)> {
        let rows = outcome["levels"]["village"].as_array().unwrap().iter();
        let received = rows.filter(|row| row["status"] == "received");
        received.map(|row| (row["unit"].to_string(), row["score"].to_string())).collect()
    };
    let (with, said) = ranked(&["--past", "q3.json"]);
    let third: Value = serde_json::from_slice(&std::fs::read(here.join("q3.json")).unwrap()).unwrap();
    assert_eq!(scores(&with).len(), 15);
    assert_eq!(scores(&with), scores(&third));
    assert!(said.contains("2026Q1, 2026Q2, 2026Q4") && !said.contains("2026Q3"), "{said}");
    let (without, said) = ranked(&[]);
    assert!(said.contains("2026Q3"), "{said}");
    assert_ne!(with["run"], without["run"]);
    assert!(without["levels"]["village"][0]["indicators"][0]["points"].is_null(), "not known is not zero");
    let (_, said) = run(here, 2, &year.into_iter().chain(["--past", "year.toml"]).collect::<Vec<_>>());
    assert!(said.contains("year.toml"), "{said}");
}

/// Who holds an office is listed as the village stands, by the id alone.
#[test]
fn who_holds_an_office_is_ranked_as_the_village_is() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..VILLAGES);
    let (json, _) = run(here, 0, &rank(&["--scheme", "caota", "--format", "json"]));
    let outcome: Value = serde_json::from_str(&json).unwrap();
    assert!(outcome["offices"].is_null(), "nobody is listed where nobody is stated");
    let first = outcome["levels"]["village"][0]["unit"].as_str().unwrap();
    let offices = format!("unit,office,person,role,from,until\n{first},o1,m1,书记,2020-01-01,\n");
    std::fs::write(here.join("records/offices.csv"), offices).unwrap();
    let (json, _) = run(here, 0, &rank(&["--scheme", "caota", "--format", "json"]));
    let outcome: Value = serde_json::from_str(&json).unwrap();
    let secretary = &outcome["offices"]["secretary"][0];
    assert_eq!((&secretary["person"], &secretary["rank"]), (&Value::from("m1"), &Value::from(1)), "{secretary}");
    assert_eq!(secretary["score"], outcome["levels"]["village"][0]["score"]);
    let (table, _) = run(here, 0, &rank(&["--scheme", "caota"]));
    assert!(table.contains("书记 secretary"), "{table}");
    run(here, 0, &rank(&["--scheme", "caota", "--format", "html", "--out", "list.html"]));
    let page = std::fs::read_to_string(here.join("list.html")).unwrap();
    let listed = page.split("<section id=\"offices\">").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(listed.contains("书记") && listed.contains("<td>m1</td>"), "{listed}");
}

const BY_DEEDS_AND_MARKS: &str = "name = \"year\"\ntitle = \"年度\"\nperiod = \"year\"\n[village]\n[[village.indicators]]\nid = \"deeds\"\n\
    title = \"言行\"\nmax = 50\nmeasure = { kind = \"count\", table = \"deeds\" }\npoints = { kind = \"per\", each = 1 }\n\
    [[village.indicators]]\nid = \"marks\"\ntitle = \"考勤\"\nmax = 50\nmeasure = { kind = \"marks\", result = \"sum\", \
    weights = { present = 1, remote = 0, leave = 0, late = 0, left_early = 0, absent = 0 } }\npoints = { kind = \"per\", each = 1 }\n";

const UNIT: &str = "330522103201";

/// Villages begin ids anew each quarter, also in the tables of a year.
#[test]
fn an_id_may_stand_once_in_each_quarter_of_a_years_tables() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let write = |file: &str, text: &str| std::fs::write(here.join(file), text).unwrap();
    std::fs::create_dir(here.join("year")).unwrap();
    write("units.csv", "code,name,kind\n330522,甲县,county\n330522103,乙镇,township\n330522103201,丙村,village\n");
    write("rules.toml", BY_DEEDS_AND_MARKS);
    let deeds = |days: &[&str]| {
        days.iter().fold("unit,deed,member,date,kind,text\n".to_owned(), |text, day| {
            text + &format!("{UNIT},d1,m1,{day},integrity,修路\n")
        })
    };
    write("year/members.csv", &format!("unit,member,name,status\n{UNIT},m1,陈建国,full\n"));
    write(
        "year/meetings.csv",
        &format!("unit,meeting,kind,date\n{UNIT},t1,theme_day,2026-02-10\n{UNIT},t1,theme_day,2026-05-10\n"),
    );
    let marks = |first: &str, second: &str| {
        format!("unit,meeting,member,mark\n{UNIT},{first},m1,present\n{UNIT},{second},m1,absent\n")
    };
    write("year/attendance.csv", &marks("2026-02-10", "2026-05-10"));
    write("year/deeds.csv", &deeds(&["2026-02-03", "2026-05-03"]));
    let year = ["rank", "--units", "units.csv", "--records", "year", "--period", "2026", "--scheme", "rules.toml"];
    let arguments: Vec<&str> = year.into_iter().chain(["--format", "json"]).collect();
    let ranked = || serde_json::from_str::<Value>(&run(here, 0, &arguments).0).unwrap();
    let outcome = ranked();
    let village = &outcome["levels"]["village"][0];
    assert_eq!(village["score"], "3.00", "two deeds and one mark: {village}");
    let reasons = village["indicators"][0]["reasons"].as_array().unwrap();
    let told: Vec<_> = reasons.iter().map(|reason| (&reason["row"], &reason["quarter"])).collect();
    let deed = Value::from("deeds/d1");
    assert_eq!(told, [(&deed, &Value::from("2026Q1")), (&deed, &Value::from("2026Q2"))]);
    // To whom a mark of one id belongs is part of what was ranked.
    write("year/attendance.csv", &marks("2026-05-10", "2026-02-10"));
    let other = ranked();
    assert_eq!(other["levels"]["village"][0]["score"], "3.00");
    assert_ne!(other["run"], outcome["run"]);

    // Twice in one quarter is a slip still, and both places are named.
    write("year/deeds.csv", &deeds(&["2026-02-03", "2026-05-03", "2026-05-04"]));
    let (_, said) = run(here, 2, &year);
    assert!(said.contains("deeds.csv") && said.contains('4') && said.contains("第 3 行"), "{said}");
    write("year/deeds.csv", &deeds(&["2026-02-03", "2026-05-03"]));
    // A mark that names a meeting of several quarters by its id alone is asked about, not guessed.
    write("year/attendance.csv", &format!("unit,meeting,member,mark\n{UNIT},t1,m1,present\n"));
    let (_, said) = run(here, 2, &year);
    assert!(said.contains("attendance.csv") && said.contains("2026Q1") && said.contains("2026Q2"), "{said}");
}
