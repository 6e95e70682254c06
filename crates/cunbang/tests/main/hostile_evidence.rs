//! `cunbang verify` on files that were made to take a machine's memory or time.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

/// What `cunbang verify` may take of a file of any size, in KiB: its limit of data, as the system keeps it.
const MOST_KIB: u32 = 500_000;
/// What it may take of 20 MiB: a part of that as large as theirs of the largest file, and what the program needs.
const MOST_KIB_OF_LITTLE: u32 = MOST_KIB / 96 * 20 + 64_000;

/// The lines of the evidence that this release recorded.
fn evidence() -> Vec<String> {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../evidence/tests/vectors");
    let packed = std::fs::File::open(vectors.join("schema-2.jsonl.zst")).unwrap();
    let text = String::from_utf8(zstd::stream::decode_all(packed).unwrap()).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Verifies a file in little memory, which must be refused with these words.
fn check(name: &str, write: impl FnOnce(&mut dyn std::io::Write), expected: [&str; 2]) {
    check_within(MOST_KIB, name, write, expected);
}

fn check_within(most_kib: u32, name: &str, write: impl FnOnce(&mut dyn std::io::Write), expected: [&str; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hostile");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    write(&mut file);
    file.flush().unwrap();
    // The limit counts what is reserved too, which the allocator does by the GiB unless it is told otherwise.
    let output = Command::new("sh")
        .env("MIMALLOC_ARENA_RESERVE", "32768")
        .arg("-c")
        .arg(format!("ulimit -d {most_kib} && exec \"$0\" verify \"$1\""))
        .arg(env!("CARGO_BIN_EXE_cunbang"))
        .arg(&path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let said: String = said.chars().take(2000).collect();
    assert!(matches!(output.status.code(), Some(2 | 3)), "{name}: {:?} {said}", output.status);
    assert!(expected.iter().all(|word| said.contains(word)), "{name}: {said}");
}

/// A row as an entry's line holds it.
fn row(table: &str, row: &str, more: &str) -> String {
    format!(r#"{{"table":"{table}","hash":"0000000000000000","row":{row},"supersedes":[]{more}}}"#)
}

fn entry(number: usize, seen: &str, rows: &str) -> String {
    let hash = "0".repeat(64);
    format!(
        r#"{{"kind":"entry","number":{number},"release":2,"operator":"x","claimed_at":"0","seen":[{seen}],"first_operation":1,"hash":"{hash}","rows":[{rows}]}}"#
    )
}

fn log(first: usize, entries: usize) -> String {
    let signature = format!("{}==", "A".repeat(86));
    let hash = "0".repeat(64);
    let writer = format!("{}.1", "0".repeat(32));
    format!(
        r#"{{"kind":"log","document":"ledger/330522103201/2026Q3","writer":"{writer}","first":{first},"entries":{entries},"entry_hash":"{hash}","signature":"{signature}"}}"#
    )
}

fn puts(out: &mut dyn std::io::Write, lines: &[String]) {
    for line in lines {
        writeln!(out, "{line}").unwrap();
    }
}

/// The file whole, with lines in between that come again and again until it has so many megabytes.
fn filled(out: &mut dyn std::io::Write, megabytes: usize, mut lines: impl FnMut(usize) -> String) {
    let file = evidence();
    puts(out, &file[..2]);
    let mut written = 0;
    for number in 0.. {
        let line = lines(number);
        written += line.len() + 1;
        if written > megabytes * 1024 * 1024 {
            break;
        }
        writeln!(out, "{line}").unwrap();
    }
    puts(out, &file[2..]);
}

#[test]
fn what_unpacks_without_end_is_left() {
    let tiny = entry(1, "", "");
    check(
        "tiny",
        |out| {
            let mut packer = zstd::stream::Encoder::new(out, 3).unwrap();
            puts(&mut packer, &evidence()[..2]);
            puts(&mut packer, &[log(1, 1)]);
            for _ in 0..2_000_000 {
                packer.write_all(tiny.as_bytes()).unwrap();
                packer.write_all(b"\n").unwrap();
            }
            packer.finish().unwrap();
        },
        ["上限", "longer than 16 MiB"],
    );
    check(
        "many pieces",
        |out| {
            let mut packer = zstd::stream::Encoder::new(out, 3).unwrap();
            filled(&mut packer, 400, |number| if number % 2 == 0 { log(number, 1) } else { tiny.clone() });
            packer.finish().unwrap();
        },
        ["超过文件的一百倍", "more than a hundred times"],
    );
    check(
        "plain",
        |out| filled(out, 100, |number| if number % 2 == 0 { log(number, 1) } else { tiny.clone() }),
        ["超过上限", "--most-mib"],
    );
}

#[test]
fn no_count_takes_more_than_its_bytes() {
    let lines = evidence();
    let of_kind = |kind: &str| lines.iter().find(|line| line.starts_with(&format!(r#"{{"kind":"{kind}""#))).unwrap();
    check("devices", |out| filled(out, 90, |_| of_kind("device").clone()), ["设备 超过", "65536 devices"]);
    check("receipts", |out| filled(out, 20, |_| of_kind("receipt").clone()), ["超过", "receipts for one log"]);
    let many = |count: usize| vec!["\"\""; count].join(",");
    check(
        "seen",
        |out| filled(out, 20, |number| [log(1, 1), entry(1, &many(1_000_000), "")][number % 2].clone()),
        ["line ", "more than 64 values"],
    );
    let rows = row("standing", r#"{"unit":"330522103201","member":"m","status":"full"}"#, "");
    let rows = vec![rows; 1000].join(",");
    check(
        "rows",
        |out| filled(out, 20, |number| [log(1, 1), entry(1, "", &rows)][number % 2].clone()),
        ["line ", "more than 512 values"],
    );
    let mut inputs = String::new();
    for number in 0..1_100_000 {
        write!(inputs, r#""{number:x}":"","#).unwrap();
    }
    check(
        "inputs",
        |out| {
            let first = lines[0].replacen(r#""inputs":{"#, &format!(r#""inputs":{{{inputs}"#), 1);
            puts(out, &[first]);
            puts(out, &lines[1..]);
        },
        ["line 1", "spelling"],
    );
}

#[test]
fn depth_is_no_way_to_the_stack() {
    let lines = evidence();
    for (name, place) in [("outcome", lines.len() - 2), ("record", 0), ("device", 2)] {
        let kind = [
            "{\"kind\":\"outcome\",\"outcome\":",
            "{\"kind\":\"cunbang evidence\",\"version\":1,\"run\":\"\",\"record\":",
            "{\"kind\":\"device\",\"certificate\":",
        ][["outcome", "record", "device"].iter().position(|one| *one == name).unwrap()];
        let depth = if name == "outcome" { 20_000_000 } else { 6_000_000 };
        check(
            name,
            |out| {
                puts(out, &lines[..place]);
                let deep = format!("{kind}{}{}}}", "[".repeat(depth), "]".repeat(depth));
                puts(out, &[deep]);
                puts(out, &lines[place + 1..]);
            },
            ["", ""],
        );
    }
}

#[test]
fn rows_that_nobody_signed_take_no_more_than_so_many_times_their_bytes() {
    let known = row("standing", r#"{"unit":"330522103201","member":"m","status":"full"}"#, "");
    let known = vec![known; 512];
    let known: Vec<String> =
        known.iter().enumerate().map(|(place, row)| row.replace("\"m\"", &format!("\"m{place}\""))).collect();
    let known = known.join(",");
    check_within(
        MOST_KIB_OF_LITTLE,
        "known",
        |out| {
            filled(out, 20, |number| {
                if number % 10 == 0 {
                    log(number / 10 * 9 + 1, 9)
                } else {
                    entry(number / 10 * 9 + number % 10, "", &known)
                }
            });
        },
        ["NOT verified", ""],
    );
    let mut columns = r#""1":"unit""#.to_owned();
    let mut cells = r#""unit":"330522103201""#.to_owned();
    for number in 2..=64 {
        write!(columns, r#","{number}":"c{number}""#).unwrap();
        write!(cells, r#","c{number}":"x""#).unwrap();
    }
    let unknown = row(
        "later",
        &format!("{{{cells}}}"),
        &format!(r#","definition":{{"number":900,"key":[2],"columns":{{{columns}}}}}"#),
    );
    check_within(
        MOST_KIB_OF_LITTLE,
        "unknown",
        |out| {
            filled(out, 20, |number| {
                if number % 2 == 0 { log(number / 2 + 1, 1) } else { entry(number / 2 + 1, "", &unknown) }
                    .replace("\"release\":2", "\"release\":9")
            });
        },
        ["NOT verified", ""],
    );
}
