//! Whoever audits a verification audits this crate and what it is built from: no runtime, no database and no
//! network is among that.
#![allow(clippy::unwrap_used)]

use cargo_metadata::{DependencyKind, MetadataCommand, PackageId};
use std::collections::{BTreeSet, HashMap};
use std::process::Command;

/// What must not be built with this crate, anywhere in its tree.
const ABSENT: [&str; 6] = ["tokio", "sqlx", "tonic", "axum", "hyper", "socket2"];

/// The system that this compiler runs on, as `x86_64-unknown-linux-gnu`.
fn this_system() -> String {
    let told = Command::new("rustc").arg("-vV").output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    told.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

#[test]
fn nothing_that_verifies_can_reach_a_network_or_a_database() {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        // Of other systems, nothing needs to have been downloaded.
        .other_options(["--offline".to_owned(), format!("--filter-platform={}", this_system())])
        .exec()
        .unwrap();
    let nodes: HashMap<_, _> =
        metadata.resolve.as_ref().unwrap().nodes.iter().map(|node| (node.id.clone(), node)).collect();
    let own = metadata.packages.iter().find(|package| package.name.as_str() == env!("CARGO_PKG_NAME")).unwrap();
    let mut built: BTreeSet<PackageId> = BTreeSet::new();
    let mut waiting = vec![own.id.clone()];
    while let Some(id) = waiting.pop() {
        if built.insert(id.clone()) {
            let needed = nodes[&id]
                .deps
                .iter()
                .filter(|dependency| dependency.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development));
            waiting.extend(needed.map(|dependency| dependency.pkg.clone()));
        }
    }
    let names: BTreeSet<&str> = metadata
        .packages
        .iter()
        .filter(|package| built.contains(&package.id))
        .map(|package| package.name.as_str())
        .collect();
    assert!(names.contains("cunbang-ledger") && names.contains("ring"), "the tree was walked: {names:?}");
    for absent in ABSENT {
        assert!(!names.contains(absent), "{absent} is built with this crate: {names:?}");
    }
}
