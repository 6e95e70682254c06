//! Why a unit stands otherwise where no indicator tells it: its state, when its seal came, or where the list was cut.

use super::{ChangedLine, Side};
use crate::assessment::ranking::RankingLine;
use cunbang_model::{Decimal, DocumentName, Timestamp, UnitCode};
use cunbang_ranking::RankingRun;
use cunbang_scheme::Told;

/// Why a unit stands otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// What people are told of it is something else.
    State(Told, Told),
    /// Its seal, or another one, was received between the two, at that time.
    Sealed(Timestamp),
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
    let receipts = run.record.receipts.iter().filter(|receipt| of_unit(&receipt.document));
    // Several nodes receive one seal: the first to do so is the one that counts.
    let last = receipts.clone().max_by_key(|receipt| (receipt.writer.as_str(), receipt.number))?;
    receipts
        .filter(|one| one.document == last.document && one.writer == last.writer && one.number == last.number)
        .map(|one| one.received_at)
        .min()
}

/// Why a line stands otherwise.
pub(super) fn causes(before: &Side, after: &Side, line: &ChangedLine) -> Vec<Cause> {
    let mut causes = Vec::new();
    let (Some(then), Some(now)) = (&line.before, &line.after) else { return causes };
    if then.told() != now.told() {
        causes.push(Cause::State(then.told(), now.told()));
    }
    if let (Some(earlier), Some(later)) = (before.view.run(), after.view.run()) {
        let (then, now) = (sealed_at(earlier, line.unit), sealed_at(later, line.unit));
        causes.extend(now.filter(|_| then != now && before.view.period() == after.view.period()).map(Cause::Sealed));
    }
    let is_listed = |line: &RankingLine| line.candidate == Some(true);
    if is_listed(then) != is_listed(now) {
        let cut = |side: &Side| side.view.cut().map(|(highest, _)| highest);
        causes.push(Cause::Candidate { joined: is_listed(now), cut_before: cut(before), cut_after: cut(after) });
    }
    causes
}
