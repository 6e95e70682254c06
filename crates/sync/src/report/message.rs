//! Views as messages.

use super::export::MAX_PIECE_BYTES;
use crate::proto;
use cunbang_model::{Decimal, Row, Table, Unit, UnitCode, UnitTree};
use cunbang_ranking::{Coverage, Published, RankingRun};
use cunbang_scheme::{IndicatorResult, OutcomeRow, Status};
use std::sync::Arc;

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

pub(super) fn unit(unit: &Unit, units: &UnitTree) -> proto::Unit {
    proto::Unit {
        code: unit.code.to_string(),
        name: unit.name.clone(),
        kind: unit.kind.as_str().to_owned(),
        parent: text(units.parent(unit.code)),
    }
}

pub(super) fn coverage(coverage: Coverage) -> proto::Coverage {
    let milliseconds = |at: Option<cunbang_model::Timestamp>| at.map_or(0, cunbang_model::Timestamp::as_millisecond);
    proto::Coverage {
        unit: coverage.unit.to_string(),
        name: coverage.name,
        status: coverage.status.as_str().to_owned(),
        entries: coverage.entries,
        last_received_at_ms: milliseconds(coverage.last_received_at),
        sealed_at_ms: milliseconds(coverage.sealed_at),
        sealed_in_time: coverage.sealed_in_time,
        supplements: coverage.supplements,
        conflicts: coverage.conflicts,
    }
}

/// A run that was made here.
pub(super) fn run(run: &RankingRun, published: &[Published]) -> proto::Run {
    proto::Run {
        id: run.id.clone(),
        period: run.record.period.to_string(),
        scheme: run.record.scheme.name.clone(),
        scheme_hash: run.record.scheme.hash.clone(),
        ranked_under: run.record.under.to_string(),
        made_at_ms: run.made_at.as_millisecond(),
        published_by: publishers(published),
        warnings: run.record.warnings(),
    }
}

/// A run that is known from a bulletin.
pub(super) fn published_run(known: &Published, published: &[Published]) -> proto::Run {
    proto::Run {
        id: known.run.clone(),
        period: known.period.to_string(),
        scheme: text(known.row.text("scheme")),
        scheme_hash: text(known.row.text("scheme_hash")),
        ranked_under: known.by.to_string(),
        made_at_ms: 0,
        published_by: publishers(published),
        warnings: Vec::new(),
    }
}

fn publishers(published: &[Published]) -> Vec<String> {
    published.iter().map(|published| published.by.to_string()).collect()
}

/// A row that the caller may see whole.
pub(super) fn ranking_row(row: &OutcomeRow, with_reasons: bool) -> proto::RankingRow {
    proto::RankingRow {
        unit: row.unit.to_string(),
        member: row.member.clone().unwrap_or_default(),
        name: row.name.clone(),
        kind: row.kind.clone(),
        parent: text(row.parent),
        score: text(row.score),
        rank: row.rank.unwrap_or(0),
        rank_in_parent: row.rank_in_parent.unwrap_or(0),
        stars: row.stars.map(u32::from),
        status: row.status.as_str().to_owned(),
        candidate: row.candidate == Some(true),
        bounds: row.bounds.map(|bounds| proto::Bounds {
            best_score: bounds.best_score.to_string(),
            worst_score: bounds.worst_score.to_string(),
            best_rank: bounds.best_rank,
            worst_rank: bounds.worst_rank,
        }),
        indicators: row.indicators.iter().map(|result| indicator(result, with_reasons)).collect(),
        warned: row.warned,
        decision: row
            .decision
            .as_ref()
            .map(|note| proto::Decision { decision: note.decision.clone(), reason: note.reason.clone() }),
    }
}

fn indicator(result: &IndicatorResult, with_reasons: bool) -> proto::Indicator {
    let reasons = if with_reasons { result.reasons.as_slice() } else { &[] };
    proto::Indicator {
        id: result.id.clone(),
        points: text(result.points),
        measure: text(result.measure),
        reasons: reasons
            .iter()
            .map(|reason| proto::Reason {
                row: reason.row.clone(),
                points: text(reason.points),
                note: reason.note.clone().into_owned(),
                unit: text(reason.unit),
            })
            .collect(),
    }
}

/// A row as a bulletin shows it.
pub(super) fn published_row(row: &Row, units: &UnitTree) -> proto::RankingRow {
    let subject = row.unit_in("subject").unwrap_or_else(|| row.unit());
    let best = count(row, "best_rank");
    let worst = count(row, "worst_rank");
    proto::RankingRow {
        unit: subject.to_string(),
        name: units.name(subject),
        kind: kind(subject, units),
        parent: text(units.parent(subject)),
        score: text(published_score(row)),
        rank: count(row, "rank").unwrap_or(0),
        rank_in_parent: count(row, "rank_in_parent").unwrap_or(0),
        stars: count(row, "stars"),
        status: text(row.text("status")),
        candidate: row.is_yes("candidate"),
        bounds: best.zip(worst).map(|(best_rank, worst_rank)| proto::Bounds {
            best_rank,
            worst_rank,
            ..proto::Bounds::default()
        }),
        ..proto::RankingRow::default()
    }
}

/// A row as a bulletin shows it, for files. The ranks of its bounds have no place there, as the scores that
/// belong to them were not published.
pub(super) fn published_outcome_row(row: &Row, units: &UnitTree) -> Option<OutcomeRow> {
    const STATUSES: [Status; 4] = [Status::Received, Status::Provisional, Status::NotReceived, Status::Excused];
    let subject = row.unit_in("subject")?;
    let status = row.text("status")?;
    Some(OutcomeRow {
        unit: subject,
        member: None,
        name: units.name(subject),
        kind: kind(subject, units),
        parent: units.parent(subject),
        score: published_score(row),
        rank: count(row, "rank"),
        rank_in_parent: count(row, "rank_in_parent"),
        stars: count(row, "stars").and_then(|stars| u8::try_from(stars).ok()),
        status: STATUSES.into_iter().find(|known| known.as_str() == status)?,
        bounds: None,
        candidate: (row.text("level") == Some("village")).then(|| row.is_yes("candidate")),
        warned: false,
        decision: None,
        indicators: Arc::default(),
    })
}

/// The score with its two decimals, which tables leave out where they are zeros.
fn published_score(row: &Row) -> Option<Decimal> {
    let mut score = row.number("score")?;
    score.rescale(2);
    Some(score)
}

fn kind(unit: UnitCode, units: &UnitTree) -> String {
    units.get(unit).map(|unit| unit.kind.as_str().to_owned()).unwrap_or_default()
}

/// A whole number of a row.
pub(super) fn count(row: &Row, column: &str) -> Option<u32> {
    u32::try_from(row.number(column)?).ok()
}

/// A row of the table of findings.
pub(super) fn finding(row: &Row, units: &UnitTree) -> proto::Finding {
    debug_assert_eq!(row.table(), Table::Findings);
    let word = |column| text(row.text(column));
    let day = |column| text(row.date(column));
    proto::Finding {
        unit: row.unit().to_string(),
        finding: word("finding"),
        clause: word("clause"),
        text: word("text"),
        points: text(row.number("points")),
        due: day("due"),
        fixed_on: day("fixed_on"),
        rechecked_on: day("rechecked_on"),
        result: word("result"),
        date: day("date"),
        name: units.name(row.unit()),
        withdrawn: word("withdrawn"),
    }
}

/// A file in pieces.
pub(super) fn pieces(bytes: &[u8]) -> impl Iterator<Item = proto::ExportChunk> {
    bytes.chunks(MAX_PIECE_BYTES).map(|piece| proto::ExportChunk { data: piece.to_vec() })
}
