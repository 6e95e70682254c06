//! A county 县 that would like its list to say something else than what it rests on.

use crate::place::{PERIOD, Place};
use crate::program::{cunbang, village, write_records};

/// A line is left out, doubled or changed: whoever verifies finds it out.
#[tokio::test(flavor = "multi_thread")]
async fn evidence_says_what_the_node_signed_or_nothing() {
    let place = Place::new();
    let unit = village(0);
    place.terminal("village", &unit);
    write_records(&place.here().join("records"), [0]);
    place.at("village", &["import", "records"]);
    place.at("village", &["seal", PERIOD, "--yes"]);
    place.send("village", &unit);
    let run = place.verified_run();
    let evidence = std::fs::read_to_string(&run.evidence).unwrap();
    let lines: Vec<&str> = evidence.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        // The last figure of a line becomes another one.
        let at = line.rfind(|letter: char| letter.is_ascii_digit()).unwrap();
        let figure = if line[at..].starts_with('1') { "2" } else { "1" };
        let changed = format!("{}{figure}{}", &line[..at], &line[at + 1..]);
        for instead in [vec![], vec![*line, *line], vec![changed.as_str()]] {
            let altered = [&lines[..number], &instead[..], &lines[number + 1..]].concat();
            std::fs::write(place.here().join("altered.jsonl"), altered.join("\n") + "\n").unwrap();
            let done = cunbang(place.here(), &["verify", "altered.jsonl"]);
            let said = String::from_utf8_lossy(&done.stderr);
            // Without its first line it is no evidence at all.
            assert!(matches!(done.status.code(), Some(2 | 3)), "line {number} as {instead:?}: {said}");
        }
    }
}
