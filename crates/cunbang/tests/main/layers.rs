//! The layers: what each crate may depend on stands in the README's crate table, and nothing else is so.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cargo_metadata::{Dependency, DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Libraries that only some crates may use, and which: the boundary that each of them would break.
const RESERVED: [(&str, &[&str]); 14] = [
    ("sqlx", &["store"]),
    ("tonic", &["sync"]),
    ("tonic-prost", &["sync"]),
    ("tonic-health", &["sync"]),
    ("tonic-reflection", &["sync"]),
    ("prost", &["sync"]),
    ("automerge", &["ledger"]),
    ("axum", &["web"]),
    ("clap", &["cunbang"]),
    ("anyhow", &["cunbang"]),
    ("calamine", &["report"]),
    ("qrcode", &["report"]),
    ("rust_xlsxwriter", &["report"]),
    ("rcgen", &["identity"]),
];

/// What a crate must never see: its promises rest on the absence.
const FORBIDDEN: [(&str, &[&str]); 7] = [
    ("model", &["tokio", "rand", "rustls"]),
    ("scheme", &["tokio", "automerge", "rand", "sqlx", "rustls"]),
    ("ledger", &["tokio", "rand", "rustls"]),
    ("ranking", &["tokio", "rand", "rustls", "cunbang-store"]),
    ("evidence", &["tokio", "rand", "rustls", "cunbang-store"]),
    ("replica", &["cunbang-scheme"]),
    ("report", &["tokio", "rand", "rustls"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .unwrap()
}

/// The name by which a crate is called here: without the project's own before it.
fn short(name: &str) -> &str {
    name.strip_prefix("cunbang-").unwrap_or(name)
}

/// What stands in the README's table: the rows `| crate | what it is | may depend on |`, in order.
fn table() -> Vec<(String, BTreeSet<String>)> {
    let mut before = BTreeSet::new();
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut lines = readme.lines().skip_while(|line| {
        let cells = cells(line);
        !(cells.len() == 3 && cells[0] == "crate" && cells[2].contains("may depend on"))
    });
    assert!(lines.next().is_some(), "README.md has no table `| crate | what it is | may depend on |`");
    lines
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells = cells(line);
            assert_eq!(cells.len(), 3, "{line}");
            let names = quoted(&cells[0]);
            assert_eq!(names.len(), 1, "{line}");
            assert!(!cells[1].is_empty(), "{line}");
            let name = names.into_iter().next().unwrap();
            let allowed = if cells[2] == "all of them" { before.clone() } else { quoted(&cells[2]) };
            before.insert(name.clone());
            (name, allowed)
        })
        .collect()
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|'));
    inner.map(|inner| inner.split('|').map(|cell| cell.trim().to_owned()).collect()).unwrap_or_default()
}

/// The words that stand in backquotes.
fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(|name| short(name).to_owned()).collect()
}

/// What a package needs to be built and to run, not what its tests need.
fn dependencies(package: &Package) -> BTreeSet<String> {
    let of_program = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
    of_program.map(|dependency| dependency.name.clone()).collect()
}

/// The crates' dependencies on each other; those of tests count too, as they must be built before. Only the
/// county that tests draw on may know the crate that it tests.
fn edges(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    let names: BTreeSet<&str> = metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    let packages = metadata.workspace_packages();
    let of = |package: &&Package| {
        let for_tests = |dependency: &Dependency| {
            dependency.kind == DependencyKind::Development && short(&dependency.name) == "world"
        };
        let own = package.dependencies.iter().filter(|dependency| names.contains(dependency.name.as_str()));
        let own = own.filter(|dependency| !for_tests(dependency));
        let own = own.map(|dependency| short(&dependency.name).to_owned());
        (short(&package.name).to_owned(), own.collect())
    };
    packages.iter().map(of).collect()
}

#[test]
fn the_crates_are_those_of_the_table() {
    let in_table: BTreeSet<String> = table().into_iter().map(|(name, _)| name).collect();
    let here: BTreeSet<String> = edges(&metadata()).into_keys().collect();
    assert_eq!(here, in_table);
    let folders: BTreeSet<String> = std::fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("Cargo.toml").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert_eq!(folders, in_table, "a crate's folder has its name");
}

#[test]
fn no_crate_depends_on_another_outside_the_table() {
    let table = table();
    let edges = edges(&metadata());
    for (number, (name, allowed)) in table.iter().enumerate() {
        let before: BTreeSet<String> = table[..number].iter().map(|(name, _)| name.clone()).collect();
        assert!(allowed.is_subset(&before), "`{name}` may depend only on crates before it in the table: {allowed:?}");
        let real = &edges[name];
        let outside: Vec<_> = real.difference(allowed).collect();
        assert!(outside.is_empty(), "`{name}` depends on {outside:?}, which the README's table does not allow");
        let unused: Vec<_> = allowed.difference(real).collect();
        assert!(unused.is_empty(), "`{name}` does not depend on {unused:?}: take it out of the README's table");
    }
}

#[test]
fn libraries_stay_behind_their_boundary() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        let name = short(&package.name);
        let dependencies = dependencies(package);
        for (library, crates) in RESERVED {
            assert!(
                crates.contains(&name) || !dependencies.contains(library),
                "`{name}` depends on {library}: only {crates:?} may"
            );
        }
        for (_, libraries) in FORBIDDEN.iter().filter(|(of, _)| *of == name) {
            for library in *libraries {
                assert!(!dependencies.contains(*library), "`{name}` depends on {library}, and must not know it");
            }
        }
    }
}

#[test]
fn every_crate_says_what_it_is_first() {
    for (name, _) in table() {
        let source = root().join("crates").join(&name).join("src");
        let first = [source.join("lib.rs"), source.join("main.rs")].into_iter().find(|path| path.exists()).unwrap();
        let text = std::fs::read_to_string(&first).unwrap();
        assert!(text.starts_with("//! "), "{}: begins with what the crate is", first.display());
    }
}
