//! The chain of the trail: each line says the hash of the line before it, and the hash of the last stands in a file beside
//! the lines. So a line that is taken out or changed is missed by the one after it, and at the end by the head. Whoever
//! writes to the whole folder can make a new chain; who is to notice that keeps a copy of the head elsewhere.
//!
//! Lines of earlier programs say nothing, and are chained by the first that does.

use super::{ENDING, FOLDER, files};
use anyhow::Context as _;
use cunbang_language::say;
use cunbang_model::Timestamp;
use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The field of a line with the hash of the line before it; empty in the first of all.
pub(crate) const BEFORE: &str = "before";
const HEAD: &str = "head";
const LOCK: &str = "lock";
/// How far back the last line of a file is looked for at first, in bytes.
const TAIL_BYTES: u64 = 16 * 1024;
/// How many breaks are told.
const MOST_TOLD: usize = 5;
/// Processes beside each other may write a moment apart; a clock that is kept right is put back by less.
const SET_BACK: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

/// The hash of a line without its end.
fn hash(line: &[u8]) -> String {
    HEXLOWER.encode(digest(&SHA256, line).as_ref())
}

/// What a line says of the one before it.
fn before_of(line: &[u8]) -> Option<String> {
    let fields: Map<String, Value> = serde_json::from_slice(line).ok()?;
    fields.get(BEFORE)?.as_str().map(str::to_owned)
}

/// When a line says that it was written.
fn at_of(line: &[u8]) -> Option<Timestamp> {
    let fields: Map<String, Value> = serde_json::from_slice(line).ok()?;
    fields.get("at")?.as_str()?.parse().ok()
}

fn open_private(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(path)
}

/// Keeps other processes from adding lines until it is dropped.
pub(super) fn lock(folder: &Path) -> io::Result<File> {
    let file = open_private(&folder.join(LOCK), OpenOptions::new().create(true).append(true))?;
    // Where files cannot be locked, an event is worth more than its place in the chain.
    let _ = file.lock();
    Ok(file)
}

/// What the next line says of the one before it. Where the last line is gone that the head names, it follows that one
/// still: the gap stays to be seen.
pub(super) fn before_next(directory: &Path) -> io::Result<String> {
    let newest = files(directory).map_err(io::Error::other)?.pop();
    let last = newest.map(|path| last_line(&path)).transpose()?.flatten();
    Ok(match (head(&directory.join(FOLDER))?, last) {
        (None, None) => String::new(),
        (None, Some(last)) => hash(&last),
        // A process that ended between a line and its head left the head one behind.
        (Some(head), Some(last)) if before_of(&last).as_deref() == Some(head.as_str()) => hash(&last),
        (Some(head), _) => head,
    })
}

/// Notes which line is the last.
pub(super) fn keep_head(folder: &Path, line: &[u8]) -> io::Result<()> {
    let new = folder.join(format!("{HEAD}.new"));
    let mut file = open_private(&new, OpenOptions::new().create(true).write(true).truncate(true))?;
    file.write_all(format!("{}\n", hash(line)).as_bytes())?;
    drop(file);
    fs::rename(new, folder.join(HEAD))
}

fn head(folder: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(folder.join(HEAD)) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn last_line(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut looked_at = TAIL_BYTES.min(length);
    loop {
        file.seek(SeekFrom::Start(length - looked_at))?;
        let mut tail = Vec::new();
        (&mut file).take(looked_at).read_to_end(&mut tail)?;
        let text = tail.strip_suffix(b"\n").unwrap_or(&tail);
        match text.iter().rposition(|byte| *byte == b'\n') {
            Some(end) => return Ok(Some(text[end + 1..].to_vec())),
            None if looked_at == length => return Ok((!text.is_empty()).then(|| text.to_vec())),
            None => looked_at = length.min(looked_at * 8),
        }
    }
}

/// Where the chain of a node's trail is broken, in words; nothing where it is whole.
pub(crate) fn breaks(directory: &Path) -> anyhow::Result<Vec<String>> {
    let folder = directory.join(FOLDER);
    let paths = files(directory)?;
    if paths.is_empty() && head(&folder)?.is_none() {
        return Ok(Vec::new());
    }
    let _lock = lock(&folder).with_context(|| say!("audit-cannot-read", folder = folder.display()))?;
    let head = head(&folder).with_context(|| say!("audit-cannot-read", folder = folder.display()))?;
    let mut lines: Vec<(String, usize, String, Option<String>)> = Vec::new();
    for path in &paths {
        let text = fs::read(path).with_context(|| say!("audit-cannot-read-again", path = path.display()))?;
        let text = text.strip_suffix(b"\n").unwrap_or(&text);
        let name = format!("{}.{ENDING}", path.file_stem().unwrap_or_default().display());
        for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
            lines.push((name.clone(), number + 1, hash(line), before_of(line)));
        }
    }
    let known: HashSet<&str> = lines.iter().map(|(_, _, hash, _)| hash.as_str()).collect();
    let (mut followed, mut is_chained, mut breaks) = (HashSet::new(), false, Vec::new());
    for (file, number, _, before) in &lines {
        match before {
            // A machine whose clock went back writes to an earlier file: what counts is that the line is there. So the first of
            // all need not stand first, and there is one.
            Some(before) if before.is_empty() && followed.insert("") => {}
            Some(before) if !before.is_empty() && !known.contains(before.as_str()) => {
                breaks.push(say!("audit-chain-broken", file = file, number = number));
            }
            Some(before) if !followed.insert(before.as_str()) => {
                breaks.push(say!("audit-chain-twice", file = file, number = number));
            }
            None if is_chained => breaks.push(say!("audit-chain-none", file = file, number = number)),
            Some(_) | None => {}
        }
        is_chained |= before.is_some();
    }
    match head {
        Some(head) if !known.contains(head.as_str()) => breaks.push(say!("audit-chain-end")),
        None if is_chained => breaks.push(say!("audit-chain-no-head")),
        Some(_) | None => {}
    }
    breaks.truncate(MOST_TOLD);
    Ok(breaks)
}

/// Where a line is dated before the one that it follows, in words: this machine's clock was set back. Nothing is missing there.
pub(crate) fn set_back(directory: &Path) -> anyhow::Result<Vec<String>> {
    let mut lines = Vec::new();
    for path in files(directory)? {
        let text = fs::read(&path).with_context(|| say!("audit-cannot-read-again", path = path.display()))?;
        let name = format!("{}.{ENDING}", path.file_stem().unwrap_or_default().display());
        let of_file = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).enumerate();
        lines
            .extend(of_file.map(|(number, line)| (name.clone(), number + 1, hash(line), before_of(line), at_of(line))));
    }
    let dated: HashMap<&str, Timestamp> =
        lines.iter().filter_map(|(.., hash, _, at)| Some((hash.as_str(), (*at)?))).collect();
    let mut told = Vec::new();
    for (file, number, _, before, at) in &lines {
        let followed = before.as_ref().and_then(|before| dated.get(before.as_str()));
        if let (Some(then), Some(at)) = (followed, at)
            && then.duration_since(*at) > SET_BACK
        {
            told.push(say!("audit-clock-set-back", file = file, number = number, at = *at, then = *then));
        }
    }
    told.truncate(MOST_TOLD);
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::super::append;
    use super::*;

    const NOVEMBER: &str = "2026-11.jsonl";

    fn write(folder: &Path, at: &str, event: &str) {
        append(folder, at.parse().unwrap(), Map::from_iter([("event".to_owned(), Value::from(event))])).unwrap();
    }

    /// A trail with a line of an earlier program, and lines of two months.
    fn trail() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(FOLDER)).unwrap();
        let old = "{\"at\":\"2026-10-01T00:00:00Z\",\"event\":\"old\"}\n{\"at\":\"2026-10-02T00:00:00Z\",\"event\":\"old\"}\n";
        fs::write(folder.path().join(FOLDER).join("2026-10.jsonl"), old).unwrap();
        write(folder.path(), "2026-10-20T00:00:00Z", "first");
        for day in 1..=4 {
            write(folder.path(), &format!("2026-11-0{day}T00:00:00Z"), "publish");
        }
        folder
    }

    fn lines(folder: &Path) -> Vec<String> {
        let text = fs::read_to_string(folder.join(FOLDER).join(NOVEMBER)).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    fn put(folder: &Path, lines: &[String]) {
        let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        fs::write(folder.join(FOLDER).join(NOVEMBER), text).unwrap();
    }

    #[test]
    fn a_trail_that_nobody_touched_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(breaks(folder.path()).unwrap(), Vec::<String>::new());
        let folder = trail();
        assert_eq!(breaks(folder.path()).unwrap(), Vec::<String>::new());
        // The clock goes back, and a process ends before it has noted the head.
        write(folder.path(), "2026-10-30T00:00:00Z", "late");
        let head = fs::read_to_string(folder.path().join(FOLDER).join(HEAD)).unwrap();
        write(folder.path(), "2026-11-05T00:00:00Z", "unnoted");
        fs::write(folder.path().join(FOLDER).join(HEAD), head).unwrap();
        write(folder.path(), "2026-11-06T00:00:00Z", "after");
        assert_eq!(breaks(folder.path()).unwrap(), Vec::<String>::new());
    }

    /// The first line of all is in a later month than those that a clock set back wrote after it.
    #[test]
    fn a_clock_that_was_set_back_is_called_so() {
        let folder = tempfile::tempdir().unwrap();
        for at in ["2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", "2026-10-30T00:00:00Z", "2026-10-31T00:00:00Z"] {
            write(folder.path(), at, "publish");
        }
        write(folder.path(), "2026-11-03T00:00:00Z", "after");
        assert_eq!(breaks(folder.path()).unwrap(), Vec::<String>::new());
        let told = set_back(folder.path()).unwrap();
        assert!(told.len() == 1 && told[0].contains("2026-10.jsonl") && told[0].contains("line 1"), "{told:?}");
        // A second first line is somebody's who added it.
        let mut all = lines(folder.path());
        all.push("{\"at\":\"2026-11-04T00:00:00Z\",\"before\":\"\"}".to_owned());
        put(folder.path(), &all);
        assert!(!breaks(folder.path()).unwrap().is_empty());
        assert_eq!(set_back(trail().path()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_line_that_is_taken_out_changed_or_added_is_told() {
        let check = |edit: fn(&mut Vec<String>), told: &str| {
            let folder = trail();
            let mut all = lines(folder.path());
            edit(&mut all);
            put(folder.path(), &all);
            let found = breaks(folder.path()).unwrap();
            assert!(found.len() == 1 && found[0].contains(told), "{told}: {found:?}");
            // What comes after does not cover it.
            write(folder.path(), "2026-11-09T00:00:00Z", "after");
            let after = breaks(folder.path()).unwrap();
            assert_eq!(after.len(), 1, "{told}: {after:?}");
        };
        check(|all| drop(all.remove(1)), "line 2");
        check(|all| all[1] = all[1].replace("publish", "decide"), "line 3");
        check(|all| drop(all.pop()), "at the end");
        check(|all| all[3] = all[3].replace("publish", "decide"), "at the end");
        check(|all| all.insert(2, all[1].clone()), "line 3");
        check(|all| all.insert(2, "{\"at\":\"2026-11-02T00:00:00Z\"}".to_owned()), "line 3");
        check(|all| drop(all.remove(0)), "line 1");
    }

    #[test]
    fn a_month_or_a_head_that_is_gone_is_told() {
        let folder = trail();
        fs::remove_file(folder.path().join(FOLDER).join("2026-10.jsonl")).unwrap();
        assert!(breaks(folder.path()).unwrap()[0].contains("2026-11.jsonl"));
        let folder = trail();
        fs::remove_file(folder.path().join(FOLDER).join(NOVEMBER)).unwrap();
        assert_eq!(breaks(folder.path()).unwrap().len(), 1);
        let folder = trail();
        fs::remove_file(folder.path().join(FOLDER).join(HEAD)).unwrap();
        assert_eq!(breaks(folder.path()).unwrap().len(), 1);
    }
}
