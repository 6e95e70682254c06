//! Why a unit stands otherwise where no indicator tells it: its state, when its seal came, or where the list was cut.

use super::{ChangedLine, Side};
use crate::assessment::ranking::RankingLine;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::late::LateRow;
use crate::inspection::lives::{Alteration, Writing};
use crate::people::viewer::Viewer;
use cunbang_ledger::LogId;
use cunbang_model::{Decimal, DocumentName, Timestamp, UnitCode};
use cunbang_ranking::{RankingRun, ReceiptUsed, UnitChange};
use cunbang_scheme::Told;
use std::collections::BTreeMap;

/// Why a unit stands otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// What people are told of it is something else.
    State(Told, Told),
    /// Its seal, or another one, was received between the two, at that time.
    Sealed(Timestamp),
    /// Another unit changed a row about it between the two, or took it back: which row, and what was done.
    Altered(Alteration),
    /// A unit above registered, changed or took back something about it late, between the two.
    Late(LateRow),
    /// The county changed it in its list of units between the two.
    Listed(UnitChange),
    /// It was a candidate for the backward list, and was not received since: whether it is one cannot be told.
    Open,
    /// It joined the list of candidates for the backward list, or left it; where the list was cut before and after.
    Candidate {
        /// Whether it is on the list now.
        joined: bool,
        /// The highest score on the list before; none where nobody was.
        cut_before: Option<Decimal>,
        /// The same after.
        cut_after: Option<Decimal>,
    },
}

/// When the last seal of a unit was received that a run rests on.
fn sealed_at(run: &RankingRun, unit: UnitCode) -> Option<Timestamp> {
    let of_unit = |document: &str| document.parse::<DocumentName>().is_ok_and(|document| document.unit() == unit);
    let receipts: Vec<&ReceiptUsed> =
        run.record.receipts_of_period().filter(|receipt| of_unit(&receipt.document)).collect();
    // Several nodes receive one seal: the first to do so is the one that counts.
    let last = receipts.iter().max_by_key(|receipt| (receipt.writer.as_str(), receipt.number))?;
    receipts
        .iter()
        .filter(|one| one.document == last.document && one.writer == last.writer && one.number == last.number)
        .map(|one| one.received_at)
        .min()
}

/// Why a line stands otherwise.
pub(super) fn causes(before: &Side, after: &Side, line: &ChangedLine) -> Vec<Cause> {
    let known = &before.view.notes().units;
    let listed = after.view.notes().units.iter().filter(|change| change.unit == line.unit && !known.contains(change));
    let mut causes: Vec<Cause> = listed.cloned().map(Cause::Listed).collect();
    let (Some(then), Some(now)) = (&line.before, &line.after) else { return causes };
    if then.told() != now.told() {
        causes.push(Cause::State(then.told(), now.told()));
    }
    if let (Some(earlier), Some(later)) = (before.view.run(), after.view.run()) {
        let (then, now) = (sealed_at(earlier, line.unit), sealed_at(later, line.unit));
        causes.extend(now.filter(|_| then != now && before.view.period() == after.view.period()).map(Cause::Sealed));
    }
    let is_listed = |line: &RankingLine| line.candidate == Some(true);
    if is_listed(then) && now.status.is_pending() {
        causes.push(Cause::Open);
    } else if is_listed(then) != is_listed(now) {
        let cut = |side: &Side| side.view.cut().map(|(highest, _)| highest);
        causes.push(Cause::Candidate { joined: is_listed(now), cut_before: cut(before), cut_after: cut(after) });
    }
    causes
}

/// Whether a side rests on an entry: as its run says, or else its bulletin by when it was made.
fn rests_on(side: &Side, log: &LogId, entry: u64, at: Timestamp) -> bool {
    if let Some(run) = side.view.run() {
        let vectors = run.record.vectors().unwrap_or_default();
        let number = vectors.get(&log.document).and_then(|vector| vector.0.get(&log.writer));
        return number.is_some_and(|number| *number >= entry);
    }
    let made_at = side.view.bulletin().and_then(|known| known.run.made_at.as_ref()?.parse::<Timestamp>().ok());
    made_at.is_none_or(|made_at| at <= made_at)
}

impl Desk {
    /// What was done to rows of inspections between two rankings of a period, at and under a unit: by other units than
    /// those that had written them, or late; by village.
    pub(super) async fn inspection_causes(
        &self,
        viewer: &Viewer,
        (before, after): (&Side, &Side),
        under: UnitCode,
    ) -> Result<BTreeMap<UnitCode, Vec<Cause>>, DeskError> {
        let period = after.view.period();
        if before.view.period() != period || !viewer.covers(under) {
            return Ok(BTreeMap::new());
        }
        let mut causes: BTreeMap<UnitCode, Vec<Cause>> = BTreeMap::new();
        let late = self.late_rows(viewer, period, under).await?;
        for (document, lives) in &*self.inspections_lived(period, under, false).await? {
            for ((table, id), life) in &**lives {
                let is_between = |one: &&Writing| {
                    let (log, entry) = one.place;
                    !rests_on(before, &log, entry, one.at) && rests_on(after, &log, entry, one.at)
                };
                let altered: Vec<Alteration> =
                    life.alterations.iter().filter(|one| is_between(&&one.writing)).cloned().collect();
                let is_late = |one: &&LateRow| one.document == *document && one.table == *table && one.id == *id;
                // Who changed another unit's row is told by that.
                let late = late.iter().find(is_late).filter(|late| {
                    let of_it = |one: &&Writing| one.at == late.at && one.became == late.became;
                    altered.is_empty() && life.writings.iter().filter(is_between).any(|one| of_it(&one))
                });
                if !altered.is_empty() || late.is_some() {
                    let told = causes.entry(document.unit()).or_default();
                    told.extend(altered.into_iter().map(Cause::Altered));
                    told.extend(late.cloned().map(Cause::Late));
                }
            }
        }
        Ok(causes)
    }
}
