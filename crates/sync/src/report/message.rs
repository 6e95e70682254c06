//! Turns views into messages.

use super::export::MAX_PIECE_BYTES;
use super::word::value;
use crate::proto;
use cunbang_desk::{
    Alteration, Became, CandidateList, FindingNotes, LateRow, ListedFinding, Prospect, RankingLine, RunHeading,
    VillageCoverage,
};
use cunbang_model::schema::ResultProspect;
use cunbang_model::{Decimal, Table, Timestamp, Unit, UnitCode, UnitTree, Word as _};
use cunbang_ranking::coverage::TableCoverage;
use cunbang_scheme::{DecisionNote, IndicatorResult, Told};
use std::collections::BTreeMap;

/// A value as text, empty for none.
pub(super) fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

pub(super) fn unit(unit: &Unit, units: &UnitTree) -> proto::Unit {
    proto::Unit {
        code: unit.code.to_string(),
        name: unit.name.clone(),
        kind: value::<proto::UnitKind>(unit.kind.as_str()),
        parent: text(units.parent(unit.code)),
    }
}

/// A moment, or 0 for none.
pub(super) fn milliseconds(at: Option<Timestamp>) -> i64 {
    at.map_or(0, Timestamp::as_millisecond)
}

/// What is here of a village.
pub(super) fn coverage(village: VillageCoverage) -> proto::Coverage {
    let (heard_at, coverage) = (village.heard_at(), village.coverage);
    let told = coverage.told();
    let table = |(table, here): (&Table, &TableCoverage)| proto::TableCoverage {
        table: table.name().to_owned(),
        rows: here.rows as u64,
        sealed: here.sealed as u64,
        conflicts: here.conflicts as u64,
    };
    proto::Coverage {
        unit: coverage.unit.to_string(),
        name: coverage.name,
        status: status(told),
        taken: told == Told::Taken,
        decision: coverage.decision.as_ref().map(decision),
        entries: coverage.entries,
        last_received_at_ms: milliseconds(coverage.last_received_at),
        sealed_at_ms: milliseconds(coverage.sealed_at),
        sealed_in_time: coverage.sealed_in_time,
        supplements: coverage.supplements,
        conflicts: coverage.conflicts,
        sealed_by_county_at_ms: milliseconds(coverage.sealed_by_county_at),
        set_aside: coverage.set_aside,
        tables: coverage.tables.iter().map(table).collect(),
        heard_at_ms: milliseconds(heard_at),
        forgiven: coverage.forgiven.map(|one| proto::CorrectedSeal {
            returned_by: one.returned_by.to_string(),
            returned_on: one.returned_on.map(|day| day.to_string()).unwrap_or_default(),
            correct_by: one.correct_by.to_string(),
            sealed_at_ms: milliseconds(Some(one.sealed_at)),
            corrected_at_ms: milliseconds(Some(one.corrected_at)),
            entries_returned: one.entries_returned,
            entries: one.entries,
        }),
    }
}

/// A run.
pub(super) fn run(run: RunHeading) -> proto::Run {
    proto::Run {
        id: run.id,
        period: run.period.to_string(),
        scheme: run.scheme,
        scheme_hash: run.scheme_hash,
        ranked_under: run.ranked_under.to_string(),
        made_at_ms: milliseconds(run.made_at),
        published_by: run.published_by.iter().map(ToString::to_string).collect(),
        warnings: run.warnings,
    }
}

/// Who is a candidate for certain and who may be, by unit.
pub(super) type Prospects = BTreeMap<UnitCode, Prospect>;

/// Where the list ends: the highest score on it, and the lowest off it that is not below that.
pub(super) fn cut((listed, unlisted): (Decimal, Option<Decimal>)) -> proto::Cut {
    proto::Cut { highest_listed: listed.to_string(), lowest_unlisted: text(unlisted) }
}

/// A ranking row, with its reasons if asked for.
pub(super) fn ranking_row(row: &RankingLine, prospects: &Prospects, with_reasons: bool) -> proto::RankingRow {
    let prospect = prospects.get(&row.unit).copied().filter(|_| row.candidate.is_some());
    // The kind of a unit, or the status of a member.
    let (kind, member_status) = match row.member {
        Some(_) => (0, value::<proto::MemberStatus>(&row.kind)),
        None => (value::<proto::UnitKind>(&row.kind), 0),
    };
    proto::RankingRow {
        unit: row.unit.to_string(),
        member: row.member.clone().unwrap_or_default(),
        name: row.name.clone(),
        kind,
        member_status,
        parent: text(row.parent),
        score: text(row.score),
        rank: row.rank.unwrap_or(0),
        rank_in_parent: row.rank_in_parent.unwrap_or(0),
        stars: row.stars.map(u32::from),
        status: status(row.told()),
        taken: row.told() == Told::Taken,
        candidate: row.candidate == Some(true),
        bounds: row.bounds.map(|bounds| proto::Bounds {
            best_score: text(bounds.best_score),
            worst_score: text(bounds.worst_score),
            best_rank: bounds.best_rank,
            worst_rank: bounds.worst_rank,
        }),
        indicators: row.indicators.iter().map(|result| indicator(result, with_reasons)).collect(),
        warned: row.warned,
        decision: row.decision.as_ref().map(decision),
        prospect: prospect.map_or(0, |prospect| value::<proto::Prospect>(ResultProspect::from(prospect).word())),
    }
}

/// The state of a unit. What the county takes counts as received here, as it did before `taken` said which of the two.
fn status(told: Told) -> i32 {
    value::<proto::Status>(if told == Told::Taken { Told::Received } else { told }.as_str())
}

fn decision(note: &DecisionNote) -> proto::Decision {
    proto::Decision { kind: value::<proto::DecisionKind>(&note.decision), reason: note.reason.clone() }
}

/// The candidates.
pub(super) fn candidates(
    list: CandidateList,
    prospects: &Prospects,
    ends: Option<(Decimal, Option<Decimal>)>,
) -> proto::CandidatesReply {
    proto::CandidatesReply {
        run: Some(run(list.run)),
        share: text(list.share),
        eligible: list.eligible,
        count: list.count,
        candidates: list.candidates.iter().map(|row| ranking_row(row, prospects, false)).collect(),
        pending: list.pending.iter().map(ToString::to_string).collect(),
        cut: ends.map(cut),
    }
}

fn indicator(result: &IndicatorResult, with_reasons: bool) -> proto::Indicator {
    let reasons = if with_reasons { result.reasons.as_slice() } else { &[] };
    proto::Indicator {
        id: result.id.to_string(),
        points: text(result.points),
        measure: text(result.measure),
        reasons: reasons
            .iter()
            .map(|reason| proto::Reason {
                row: reason.row.to_string(),
                points: text(reason.points),
                note: reason.note.to_string(),
                unit: text(reason.unit),
                quarter: text(reason.quarter),
            })
            .collect(),
        title: String::new(),
    }
}

/// A finding.
pub(super) fn finding(
    listed: &ListedFinding,
    cost: Option<Decimal>,
    notes: Option<&FindingNotes>,
    units: &UnitTree,
) -> proto::Finding {
    let finding = &listed.finding;
    proto::Finding {
        unit: finding.unit.to_string(),
        finding: finding.finding.clone(),
        clause: finding.clause.clone(),
        text: finding.text.clone(),
        points: finding.points.to_string(),
        due: finding.due.to_string(),
        fixed_on: text(finding.fixed_on),
        rechecked_on: text(finding.rechecked_on),
        result: finding.result.map_or(0, |result| value::<proto::FindingResult>(result.word())),
        date: finding.date.to_string(),
        name: units.name(finding.unit),
        withdrawn: listed.withdrawn.clone().unwrap_or_default(),
        counts: text(cost.map(|cost| cost.normalize())),
        told_on: text(finding.told_on),
        alterations: notes.into_iter().flat_map(|notes| &notes.alterations).map(|one| alteration(one, units)).collect(),
        late: notes.and_then(|notes| notes.late.as_ref()).map(late),
    }
}

fn alteration(one: &Alteration, units: &UnitTree) -> proto::FindingAlteration {
    let writing = &one.writing;
    let (became, columns, reason) = match &writing.became {
        Became::Recorded => ("recorded", Vec::new(), String::new()),
        Became::Changed(columns) => ("changed", columns.clone(), String::new()),
        Became::Withdrawn(reason) => ("withdrawn", Vec::new(), reason.clone()),
        Became::Reinstated => ("reinstated", Vec::new(), String::new()),
    };
    proto::FindingAlteration {
        by: writing.by.to_string(),
        by_name: units.name(writing.by),
        operator: writing.operator.clone(),
        at: writing.at.to_string(),
        became: became.to_owned(),
        columns,
        reason,
        written_by: one.written_by.to_string(),
        stands: one.stands,
    }
}

fn late(one: &LateRow) -> proto::FindingLate {
    proto::FindingLate {
        by: one.by.to_string(),
        by_name: one.by_name.clone(),
        operator: one.operator.clone(),
        at: one.at.to_string(),
        became: one.became.word().to_owned(),
        deadline: text(one.deadline),
        published_on: text(one.published_on),
    }
}

/// Splits a file into pieces.
pub(super) fn pieces(bytes: &[u8]) -> impl Iterator<Item = proto::ExportChunk> {
    bytes.chunks(MAX_PIECE_BYTES).map(|piece| proto::ExportChunk { data: piece.to_vec() })
}
