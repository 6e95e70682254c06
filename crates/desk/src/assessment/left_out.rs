//! What a published run left out 遗漏: whether it rests on all that the publishing unit had given receipts for.
//!
//! A bulletin states for each village how much of its ledgers the run rests on, and when the run was made. Every
//! terminal holds its receipts. One that the unit gave before the run, for more than that, proves an omission.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_language::say;
use cunbang_ledger::Receipt;
use cunbang_model::{DocumentKind, DocumentName, Period, Table, Timestamp, UnitCode, record};
use cunbang_ranking::Published;
use cunbang_ranking::bulletin::{published, stated_inputs};
use cunbang_store::Selection;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// Entries that a run left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Who published the run, and had the entries.
    pub by: UnitCode,
    /// The run.
    pub run: String,
    /// The period that it ranks.
    pub period: Period,
    /// Where the entries stand.
    pub ledger: DocumentName,
    /// Who wrote them.
    pub writer: String,
    /// How many the run rests on.
    pub rests_on: u64,
    /// How many the unit had given a receipt for.
    pub received: u64,
    /// When it had received them.
    pub received_at: Timestamp,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by, run, period, ledger, rests_on, received, received_at, .. } = self;
        let run = run.get(..12).unwrap_or(run);
        f.write_str(&say!(
            "left-out-of-run",
            by = by,
            period = period,
            run = run,
            ledger = ledger,
            received = received,
            rests_on = rests_on,
            received_at = received_at
        ))
    }
}

impl Desk {
    /// What the newest standing run of each period and unit above left out of this unit's ledgers, and of those of
    /// the units under it.
    pub async fn left_out_of_runs(&self) -> Result<Vec<LeftOut>, DeskError> {
        let mut left_out = Vec::new();
        for one in self.newest_above().await? {
            left_out.extend(self.left_out_by(&one).await?);
        }
        Ok(left_out)
    }

    /// The newest standing publication of each period and unit above.
    pub(crate) async fn newest_above(&self) -> Result<Vec<Published>, DeskError> {
        let replica = self.replica();
        let mut newest: BTreeMap<(UnitCode, Period), Published> = BTreeMap::new();
        let bulletins = Selection::new(DocumentKind::Bulletin, replica.root(), None);
        for document in replica.store().documents(&bulletins).await? {
            if document.unit() == replica.unit() || !replica.unit().is_within(&document.unit()) {
                continue;
            }
            let projection = match replica.projection(document).await {
                Ok(projection) => projection,
                // What is damaged is named by itself.
                Err(error) if error.is_damage() => continue,
                Err(error) => return Err(error.into()),
            };
            let rows = projection.table(Table::Runs).filter_map(|standing| standing.row.record::<record::Run>());
            let mut periods: Vec<Period> = rows.map(|run| run.period).collect();
            periods.dedup();
            for period in periods {
                let stands = published(&projection, period).into_iter().find(|one| one.withdrawn.is_none());
                newest.extend(stands.map(|one| ((one.by, period), one)));
            }
        }
        Ok(newest.into_values().collect())
    }

    async fn left_out_by(&self, published: &Published) -> Result<Vec<LeftOut>, DeskError> {
        let replica = self.replica();
        let made_at = published.run.made_at.as_ref().and_then(|at| at.parse::<Timestamp>().ok());
        let Some(made_at) = made_at else { return Ok(Vec::new()) };
        let period = published.run.period;
        let selection = Selection::new(DocumentKind::Ledger, replica.unit(), period);
        let mut receipts = replica.store().receipts_of_documents(&selection).await?;
        receipts.retain(|receipt| receipt.unit == published.by && receipt.received_at < made_at);
        let stated: BTreeMap<UnitCode, _> =
            published.results.iter().filter_map(|line| Some((line.subject, stated_inputs(line)?))).collect();
        let rests_on = |receipt: &Receipt| {
            let vectors = stated.get(&receipt.log.document.unit())?;
            let vector = vectors.get(&receipt.log.document);
            Some(vector.and_then(|vector| vector.0.get(&receipt.log.writer)).copied().unwrap_or(0))
        };
        receipts.retain(|receipt| rests_on(receipt).is_some_and(|number| number < receipt.number));
        let (sound, _) = replica.part_receipts(receipts).await?;
        let mut furthest: BTreeMap<_, Receipt> = BTreeMap::new();
        for receipt in sound {
            let known = furthest.entry(receipt.log).or_insert_with(|| receipt.clone());
            if known.number < receipt.number {
                *known = receipt;
            }
        }
        let left_out = furthest.into_values().map(|receipt| LeftOut {
            by: published.by,
            run: published.id().to_owned(),
            period,
            ledger: receipt.log.document,
            writer: receipt.log.writer.to_string(),
            rests_on: rests_on(&receipt).unwrap_or(0),
            received: receipt.number,
            received_at: receipt.received_at,
        });
        Ok(left_out.collect())
    }
}
