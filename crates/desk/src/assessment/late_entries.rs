//! How much came late 截止后的记录: of a village that sealed after the last day, how many of the rows that count no node
//! above it had received by then.

use crate::assessment::seal_times::SealTimes;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::finding_effect::finding_cost;
use crate::inspection::late::LateRow;
use crate::people::viewer::Viewer;
use cunbang_language::say;
use cunbang_ledger::{LogId, Receipt, VersionVector};
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Table, Timestamp, UnitCode, clock};
use cunbang_ranking::RankingRun;
use cunbang_ranking::sealed::{joined, part_of, standing_seals};
use cunbang_replica::blocking;
use cunbang_scheme::Scheme;
use cunbang_store::StoredSegment;
use std::collections::{BTreeMap, BTreeSet};

/// How many rows of a ledger a run rests on that had not been received by a moment.
fn late_rows(
    segments: &[StoredSegment],
    counts: &VersionVector,
    receipts: &[Receipt],
    until: Timestamp,
) -> Result<usize, DeskError> {
    let in_time = |log: &LogId| {
        let of_it = receipts.iter().filter(|one| one.log == *log && one.received_at < until);
        of_it.map(|one| one.number).max().unwrap_or(0)
    };
    let mut rows = BTreeSet::new();
    for segment in segments {
        let (first, last) = (in_time(&segment.log), counts.0.get(&segment.log.writer).copied().unwrap_or(0));
        for entry in segment.entries()?.into_iter().filter(|entry| entry.number > first && entry.number <= last) {
            let puts = entry.puts.iter().filter(|put| put.row.table_name() != Table::Seals.name());
            rows.extend(puts.map(|put| put.row.key()));
        }
    }
    Ok(rows.len())
}

/// What came late of a run.
#[derive(Debug, Clone, Default)]
pub struct LateOfRun {
    /// The villages that sealed late: the day on which that was received, and how many rows came after the last day.
    pub seals: Vec<(UnitCode, Date, usize)>,
    /// What units above registered late.
    pub registered: Vec<LateRow>,
}

impl Desk {
    /// What came late of a run that was made here, named by its id or the beginning of it; nothing of another.
    pub async fn late_of_run(&self, viewer: &Viewer, run: &str) -> Result<LateOfRun, DeskError> {
        let run = match self.ranking_run(run).await {
            Ok(run) => run,
            Err(DeskError::Run(_)) => return Ok(LateOfRun::default()),
            Err(error) => return Err(error),
        };
        let scheme = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == run.record.scheme.hash);
        let times = self.seal_times(&run, scheme.as_ref()).await?;
        let counts = self.late_row_counts(&run, scheme.as_ref(), &times).await?;
        let seals = times.late.iter().map(|(unit, on)| (*unit, *on, counts.get(unit).copied().unwrap_or(0)));
        let mut registered = self.late_rows_of_run(viewer, &run).await?;
        // What was written as points need not be what the rules take.
        for one in registered.iter_mut().filter(|one| one.table == Table::Findings) {
            if let Some(points) = run.outcome.unit(one.unit()).and_then(|row| finding_cost(row, &one.id)) {
                one.row = say!("late-finding-counts", row = one.row, points = points.normalize());
            }
        }
        Ok(LateOfRun { seals: seals.collect(), registered })
    }

    /// Of each village of a run whose seal came late, how many of the rows on which the run rests came after the last day.
    pub async fn late_row_counts(
        &self,
        run: &RankingRun,
        scheme: Option<&Scheme>,
        times: &SealTimes,
    ) -> Result<BTreeMap<UnitCode, usize>, DeskError> {
        let Some(scheme) = scheme else { return Ok(BTreeMap::new()) };
        let period = run.record.period;
        let deadline = scheme.deadline(period);
        let until = clock::start_of_county_day(deadline.tomorrow().unwrap_or(deadline));
        let vectors = run.record.vectors().unwrap_or_default();
        let mut counts = BTreeMap::new();
        for unit in times.late.keys() {
            let mut count = 0;
            for quarter in period.quarters() {
                count += self.late_rows_in(*unit, (period, quarter), &vectors, until).await?;
            }
            counts.insert(*unit, count);
        }
        Ok(counts)
    }

    async fn late_rows_in(
        &self,
        unit: UnitCode,
        (period, quarter): (Period, Period),
        vectors: &BTreeMap<DocumentName, VersionVector>,
        until: Timestamp,
    ) -> Result<usize, DeskError> {
        let Some(ledger) = DocumentName::quarterly(DocumentKind::Ledger, unit, quarter) else { return Ok(0) };
        let Some(vector) = vectors.get(&ledger) else { return Ok(0) };
        let replica = self.replica();
        let seals = standing_seals(&replica.projection(ledger).await?, part_of(period, quarter));
        // What a seal covers counts, as far as the run knew it.
        let mut counts = joined(&seals);
        for (writer, number) in &mut counts.0 {
            *number = (*number).min(vector.0.get(writer).copied().unwrap_or(0));
        }
        let (receipts, _) = replica.part_receipts(replica.store().receipts(&ledger).await?).await?;
        let segments = replica.store().document_segments(&ledger).await?;
        blocking(move || late_rows(&segments, &counts, &receipts, until)).await?
    }
}
