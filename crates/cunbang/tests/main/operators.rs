//! Operators of a node's own pages on the command line: where a node is set up, afterwards, and beside a service.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::program;

use program::{Running, cunbang, run};
use serde_json::Value;
use std::path::Path;

const ANY_PORT: [&str; 4] = ["--listen", "127.0.0.1:0", "--health", "127.0.0.1:0"];

fn init(here: &Path, code: i32, more: &[&str]) -> String {
    let county = ["init", "county", "--unit", "620724", "--units", "gaotai", "--dir", "county"];
    run(here, code, &[&county[..], &ANY_PORT, more].concat()).1
}

/// Name and state of each.
fn listed(here: &Path) -> Vec<(String, String)> {
    let (json, _) = run(here, 0, &["operator", "list", "--format", "json", "--dir", "county"]);
    let list: Value = serde_json::from_str(&json).unwrap();
    let word = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(|one| (word(one, "name"), word(one, "state"))).collect()
}

fn configuration(here: &Path) -> String {
    std::fs::read_to_string(here.join("county/cunbang.toml")).unwrap()
}

#[test]
fn operators_are_added_listed_and_disabled() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("password"), "村口河道已经清理\n").unwrap();
    std::fs::write(here.join("silly"), "12345678\n").unwrap();
    let said = init(here, 0, &[]);
    assert!(!said.contains("operator"), "who has no pages is asked nothing: {said}");
    assert!(!configuration(here).contains("pages"));
    let (out, said) = run(here, 0, &["operator", "list", "--dir", "county"]);
    assert!(out.is_empty() && said.contains("cunbang operator add"), "{said}");

    let node = Running::start(&here.join("county"));
    let operator = |code, arguments: &[&str]| {
        let (_, said) = run(here, code, &[&["operator"], arguments, &["--operator", "", "--dir", "county"]].concat());
        said
    };
    let said = operator(2, &["add", "王会计", "--password-file", "silly"]);
    assert!(said.contains("太常见"), "{said}");
    let said = operator(2, &["add", "王会计"]);
    assert!(said.contains("--password-file"), "nobody is there to type one: {said}");
    let said = operator(2, &["add", "王\u{202e}会计", "--password-file", "password"]);
    assert!(said.contains("invisible"), "{said}");
    operator(0, &["add", "王会计", "--password-file", "password"]);
    operator(0, &["add", "李书记", "--password-file", "password"]);
    let said = operator(2, &["add", "李书记", "--password-file", "password"]);
    assert!(said.contains("cunbang operator password"), "{said}");
    operator(0, &["password", "李书记", "--password-file", "password"]);
    operator(0, &["disable", "王会计"]);
    let said = operator(2, &["disable", "李书记"]);
    assert!(said.contains("add another one first"), "{said}");
    let said = operator(2, &["disable", "赵某"]);
    assert!(said.contains("operator list"), "{said}");
    let states =
        [("李书记", "active"), ("王会计", "disabled")].map(|(name, state)| (name.to_owned(), state.to_owned()));
    assert_eq!(listed(here), states);
    let (audit, _) = run(here, 0, &["audit", "--operator", "", "--dir", "county", "--format", "json"]);
    for event in ["add_operator", "change_password", "disable_operator"] {
        assert!(audit.contains(event), "{audit}");
    }
    assert_eq!(node.stop(), Some(0));
}

#[test]
fn the_first_operator_is_made_where_the_node_is_set_up() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("password"), "村口河道已经清理\n").unwrap();
    std::fs::write(here.join("silly"), "12345678\n").unwrap();
    let pages = ["--pages", "127.0.0.1:7470"];
    let said = init(here, 2, &[&pages[..], &["--operator-password-file", "silly"]].concat());
    assert!(said.contains("太常见"), "{said}");
    let said = init(here, 2, &["--pages", "0.0.0.0:7470"]);
    assert!(said.contains("SSH tunnel"), "{said}");
    assert!(!here.join("county/cunbang.toml").exists());
    init(here, 0, &[&pages[..], &["--operator-password-file", "password"]].concat());
    assert_eq!(listed(here), [("张三".to_owned(), "active".to_owned())]);
    assert!(configuration(here).contains("\npages = \"127.0.0.1:7470\"\n"), "{}", configuration(here));
    assert!(!here.join("county/page-key").exists());
}

/// Where the pages are, with the key that the first operator is made with, and what to do where nothing answers.
#[test]
fn pages_are_opened_with_a_key_as_long_as_nobody_can_log_in() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let said = init(here, 0, &["--pages", &address]);
    assert!(said.contains("cunbang open"), "{said}");
    let key = std::fs::read_to_string(here.join("county/page-key")).unwrap();
    let open = |code| run(here, code, &["open", "--print", "--dir", "county"]);
    let (out, _) = open(0);
    assert_eq!(out.trim(), format!("http://{address}/start?key={}", key.trim()));
    std::fs::remove_file(here.join("county/page-key")).unwrap();
    let (out, said) = open(2);
    assert_eq!(out.trim(), format!("http://{address}/"));
    assert!(said.contains("operator add"), "{said}");
    std::fs::write(here.join("password"), "村口河道已经清理\n").unwrap();
    run(here, 0, &["operator", "add", "王会计", "--password-file", "password", "--dir", "county"]);
    assert_eq!(open(0).0.trim(), format!("http://{address}/"));
    drop(silent);
    let (out, said) = open(4);
    assert_eq!(out.trim(), format!("http://{address}/"));
    assert!(said.contains("cunbang serve"), "{said}");

    let without = configuration(here).replace(&format!("pages = \"{address}\"\n"), "");
    std::fs::write(here.join("county/cunbang.toml"), without).unwrap();
    let refused = cunbang(here, &["open", "--dir", "county"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("pages = \"127.0.0.1:7470\""));
}

/// A backup holds names: who only looks makes none. And the folder remembers that its accounts are bound to the node.
#[test]
fn who_only_looks_makes_no_backup() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("password"), "村口河道已经清理\n").unwrap();
    init(here, 0, &[]);
    let at_county = ["--dir", "county"];
    run(here, 0, &[&["backup", "before.tar.zst"], &at_county[..]].concat());
    for (name, role) in [("组织部", "head"), ("小看", "viewer")] {
        let add = ["operator", "add", name, "--role", role, "--password-file", "password", "--operator", ""];
        run(here, 0, &[&add[..], &at_county].concat());
    }
    assert!(here.join("county/accounts.txt").exists());
    let backup = |code, name, file| {
        let (_, said) = run(here, code, &[&["backup", file, "--operator", name], &at_county[..]].concat());
        assert_eq!(here.join(file).exists(), code == 0, "{said}");
        said
    };
    let said = backup(3, "小看", "viewer.tar.zst");
    assert!(said.contains("小看"), "{said}");
    backup(0, "组织部", "head.tar.zst");

    // Nor does he, or a stranger, change who may do what, or rank, under a name of his own.
    for name in ["小看", "谁也不是"] {
        for what in [
            &["operator", "role", "小看", "head"][..],
            &["operator", "password", "组织部", "--password-file", "password"],
            &["operator", "disable", "组织部"],
            &["operator", "add", "新来的", "--password-file", "password"],
            &["run", "2026Q3"],
        ] {
            let (_, said) = run(here, 3, &[what, &["--operator", name, "--dir", "county"]].concat());
            assert!(said.contains(name), "{what:?}: {said}");
        }
    }
    // The head, and the machine's own account.
    let by_head = ["operator", "role", "小看", "inspector", "--operator", "组织部"];
    run(here, 0, &[&by_head[..], &at_county].concat());
    run(here, 0, &[&["operator", "role", "小看", "viewer", "--operator", ""], &at_county[..]].concat());
}
