//! The audit trail 审计记录: who published, decided, enrolled, revoked, and read personal data.
//!
//! Wherever such a thing is done, an event with the target `audit` says so. It goes to the log as every
//! event, and here, whatever the log's filter, to a file of the node's folder: `audit/2026-11.jsonl`, one
//! JSON object a line, a file a month. Lines are only ever added, one process at a time, so that a service and
//! commands beside it share the file; nothing here removes or rewrites one, and each holds fast the one before
//! it ([`chain`]). Only the node's own account can read it.

pub(crate) mod chain;

use crate::configuration::Configuration;
use anyhow::Context as _;
use cunbang_desk::people::audit::{AuditEvent, Trail};
use cunbang_language::say;
use cunbang_model::clock::{self, SystemClock};
use cunbang_model::{Clock, Timestamp};
use serde_json::{Map, Value};
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// The target of audit events.
pub(crate) const TARGET: &str = "audit";
/// Counts events that could not be written.
pub(crate) const FAILURES: &str = "cunbang_audit_failures_total";
const FOLDER: &str = "audit";
const ENDING: &str = "jsonl";

/// Writes audit events to the trail of a node's folder.
#[derive(Debug)]
pub(crate) struct AuditLayer {
    directory: PathBuf,
}

impl AuditLayer {
    /// For the node in `directory`. Where there is none, as in a demo, there is no trail.
    pub(crate) fn new(directory: &Path) -> Self {
        Self { directory: directory.to_path_buf() }
    }
}

impl<S: Subscriber> Layer<S> for AuditLayer {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        if event.metadata().target() != TARGET || !Configuration::exists(&self.directory) {
            return;
        }
        let mut fields = Fields::default();
        event.record(&mut fields);
        if let Err(error) = append(&self.directory, SystemClock.now(), fields.0) {
            metrics::counter!(FAILURES).increment(1);
            tracing::error!(%error, folder = %self.directory.join(FOLDER).display(), "an audit event could not be written: see that the folder can be written to");
        }
    }
}

/// The fields of an event as JSON, in their order.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}"));
    }
}

fn append(directory: &Path, at: Timestamp, fields: Map<String, Value>) -> io::Result<()> {
    let mut line = Map::from_iter([("at".to_owned(), Value::String(at.to_string()))]);
    line.extend(fields);
    let folder = directory.join(FOLDER);
    cunbang_identity::make_private_folder(&folder)?;
    let _lock = chain::lock(&folder)?;
    line.insert(chain::BEFORE.to_owned(), Value::String(chain::before_next(directory)?));
    let mut bytes = serde_json::to_vec(&line)?;
    let month = clock::COUNTY_OFFSET.to_datetime(at).strftime("%Y-%m");
    bytes.push(b'\n');
    open(&folder.join(format!("{month}.{ENDING}")))?.write_all(&bytes)?;
    bytes.pop();
    chain::keep_head(&folder, &bytes)
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The events of a node's trail from a moment on, the oldest first.
pub(crate) fn read(directory: &Path, since: Timestamp) -> anyhow::Result<Vec<Map<String, Value>>> {
    let mut events = Vec::new();
    for path in files(directory)? {
        read_file(&path, |at, event| {
            if at >= since {
                events.push(event);
            }
        })?;
    }
    Ok(events)
}

/// The files of a trail, the oldest first.
fn files(directory: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let folder = directory.join(FOLDER);
    let mut files: Vec<PathBuf> = match fs::read_dir(&folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| say!("audit-cannot-read", folder = folder.display())),
    };
    files.retain(|path| path.extension().is_some_and(|ending| ending == ENDING));
    files.sort();
    Ok(files)
}

fn read_file(path: &Path, mut each: impl FnMut(Timestamp, Map<String, Value>)) -> anyhow::Result<()> {
    let text = fs::read_to_string(path).with_context(|| say!("audit-cannot-read-again", path = path.display()))?;
    for (number, line) in text.lines().enumerate() {
        let place = || say!("audit-line-not-audit-event", path = path.display(), number = number + 1);
        let event: Map<String, Value> = serde_json::from_str(line).with_context(place)?;
        let at = event.get("at").and_then(Value::as_str).unwrap_or_default().parse().with_context(place)?;
        each(at, event);
    }
    Ok(())
}

/// The trail of a node's folder, as its pages show it.
#[derive(Debug)]
pub(crate) struct FolderTrail(PathBuf);

impl FolderTrail {
    pub(crate) fn new(directory: &Path) -> Self {
        Self(directory.to_path_buf())
    }
}

impl Trail for FolderTrail {
    fn months(&self) -> Result<Vec<String>, String> {
        let mut months: Vec<String> = files(&self.0)
            .map_err(|error| format!("{error:#}"))?
            .iter()
            .filter_map(|path| path.file_stem()?.to_str().map(str::to_owned))
            .collect();
        months.reverse();
        Ok(months)
    }

    fn events(&self, month: &str) -> Result<Vec<AuditEvent>, String> {
        let path = self.0.join(FOLDER).join(format!("{month}.{ENDING}"));
        let mut found = Vec::new();
        let each = |at: Timestamp, event: Map<String, Value>| {
            let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            found.push(AuditEvent {
                at,
                event: text("event"),
                operator: text("operator"),
                unit: text("unit").parse().ok(),
                subject: text("subject"),
            });
        };
        read_file(&path, each).map_err(|error| format!("{error:#}"))?;
        Ok(found)
    }

    fn breaks(&self) -> Result<Vec<String>, String> {
        chain::breaks(&self.0).map_err(|error| format!("{error:#}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing_subscriber::layer::SubscriberExt;

    #[test]
    fn audit_events_and_no_others_are_kept_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let subscriber = tracing_subscriber::registry().with(AuditLayer::new(folder.path()));
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(target: "audit", event = "publish", "before there is a node");
            fs::write(folder.path().join(crate::configuration::FILE), "").unwrap();
            tracing::info!(target: "audit", event = "publish", operator = "组织部", rows = 3_u64, unit = %"330522", "published");
            tracing::info!(event = "publish", "not an audit event");
        });
        let events = read(folder.path(), Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(events.len(), 1, "{events:?}");
        assert_eq!(events[0].keys().collect::<Vec<_>>()[..2], ["at", "message"]);
        assert_eq!(events[0]["operator"], "组织部");
        assert_eq!(events[0]["rows"], 3);
        assert_eq!(events[0]["unit"], "330522");
    }

    #[test]
    fn a_file_a_month_by_the_countys_calendar_and_a_moment_to_begin_at() {
        let folder = tempfile::tempdir().unwrap();
        let write = |at: &str, event: &str| {
            let fields = Map::from_iter([("event".to_owned(), Value::from(event))]);
            append(folder.path(), at.parse().unwrap(), fields).unwrap();
        };
        // 23:59 and midnight in the county.
        write("2026-10-31T15:59:00Z", "first");
        write("2026-10-31T16:00:00Z", "second");
        write("2026-11-02T00:00:00Z", "third");
        let names = |since: &str| -> Vec<String> {
            let events = read(folder.path(), since.parse().unwrap()).unwrap();
            events.iter().map(|event| event["event"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names("1970-01-01T00:00:00Z"), ["first", "second", "third"]);
        assert_eq!(names("2026-10-31T16:00:00Z"), ["second", "third"]);
        let november = folder.path().join(FOLDER).join("2026-11.jsonl");
        assert_eq!(fs::read_to_string(&november).unwrap().lines().count(), 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(november.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(november, "{\"at\":\"2026-11-02T00:00:00Z\"}\nspoilt\n").unwrap();
        let error = read(folder.path(), Timestamp::UNIX_EPOCH).unwrap_err();
        assert!(error.to_string().contains("2026-11.jsonl: line 2"), "{error}");
    }
}
