//! What an entry says of other entries: the values that its rows supersede, and what its seals cover. A writer can
//! only speak of what it has seen.

use crate::clock::implies;
use crate::entry::{ChangeIndex, Entry, OperationId, Point, Put};
use crate::log::Writer;
use crate::projection::VersionVector;
use cunbang_model::{Table, record};

/// Whether only the document's history can tell if these consecutive entries say what they may say.
pub(crate) fn needs_history(writer: &Writer, entries: &[Entry]) -> bool {
    let Some(first_operation) = entries.first().map(|entry| entry.first_operation) else { return false };
    let is_elsewhere = |id: &OperationId| id.writer != *writer || id.counter < first_operation;
    let mut puts = entries.iter().flat_map(|entry| &entry.puts);
    puts.any(|put| {
        put.supersedes.iter().any(is_elsewhere)
            || covered(put).is_some_and(|covers| covers.0.keys().any(|covered| covered != writer))
    })
}

/// Checks a row of an entry, which has this key. `previous` is the entry before it in its log.
pub(crate) fn check(
    put: &Put,
    key: &str,
    seen: &[Point],
    previous: Point,
    index: &dyn ChangeIndex,
) -> Result<(), String> {
    let has_seen = |point: &Point| has_seen(point, seen, previous, index);
    let order = |id: &OperationId| (id.counter, id.writer.actor());
    if !put.supersedes.is_sorted_by(|a, b| order(a) < order(b)) {
        return Err("lists what it supersedes twice or out of order".to_owned());
    }
    for id in &put.supersedes {
        let value = index.put_of(id).filter(|value| value.key == key);
        if !value.is_some_and(|value| has_seen(&Point { writer: id.writer, number: value.number })) {
            return Err(format!(
                "supersedes a value that its writer cannot have seen: {} of {}",
                id.counter, id.writer
            ));
        }
    }
    check_covers(put, seen, previous, index)
}

/// Checks what a seal covers; other rows pass.
pub(crate) fn check_covers(put: &Put, seen: &[Point], previous: Point, index: &dyn ChangeIndex) -> Result<(), String> {
    let covers = covered(put).unwrap_or_default();
    let mut points = covers.0.into_iter().map(|(writer, number)| Point { writer, number });
    match points.find(|point| !has_seen(point, seen, previous, index)) {
        Some(Point { writer, number }) => {
            Err(format!("covers entry {number} of {writer}, which its writer has not seen"))
        }
        None => Ok(()),
    }
}

fn has_seen(point: &Point, seen: &[Point], previous: Point, index: &dyn ChangeIndex) -> bool {
    (point.writer == previous.writer && point.number <= previous.number) || implies(index, seen, point)
}

/// What a seal covers; `None` for other rows.
fn covered(put: &Put) -> Option<VersionVector> {
    let row = put.row.row().filter(|row| row.table() == Table::Seals)?;
    row.record::<record::Seal>()?.covers.parse().ok()
}
