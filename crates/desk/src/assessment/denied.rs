//! What a published list denies 否认: a seal that the publishing unit itself had given receipts for, or the day on which it
//! came.
//!
//! A bulletin says of each village whether it was received, and of a late one when. Its terminals hold the receipts, and
//! work out from these what the list should say.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_language::say;
use cunbang_model::schema::ResultStatus;
use cunbang_model::{Date, Period, Timestamp, UnitCode, clock};
use cunbang_ranking::bulletin::stated_inputs;
use cunbang_ranking::coverage::cover;
use cunbang_ranking::sealed::{SealReading, part_of};
use cunbang_ranking::{Held, Material, Published, Receipts};
use cunbang_replica::reading;
use cunbang_scheme::Status;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;

/// What a list says of this unit's seal, against its receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Denied {
    /// Who published the list.
    pub by: UnitCode,
    /// The run.
    pub run: String,
    /// The period that it ranks.
    pub period: Period,
    /// The day on which the list says that the seal came late; none where it says that not all was received.
    pub late_on: Option<Date>,
    /// When it was received, as the receipts say: by the publishing unit, or for a time by the first node above.
    pub received_at: Timestamp,
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by, run, period, late_on, received_at } = self;
        let (run, received) = (run.get(..12).unwrap_or(run), clock::county_date(*received_at));
        f.write_str(&match late_on {
            Some(late_on) => {
                say!("denied-time", by = by, period = period, run = run, late_on = late_on, received = received)
            }
            None => say!("denied-seal", by = by, period = period, run = run, received = received),
        })
    }
}

impl Desk {
    /// What the newest standing run of each period and unit above denies of this unit's seals.
    pub async fn denied_by_runs(&self) -> Result<Vec<Denied>, DeskError> {
        let mut denied = Vec::new();
        for published in self.newest_above().await? {
            match self.denied_by(&published).await {
                // What is damaged is named by itself.
                Err(DeskError::Replica(error)) if error.is_damage() => {}
                found => denied.extend(found?),
            }
        }
        Ok(denied)
    }

    async fn denied_by(&self, published: &Published) -> Result<Option<Denied>, DeskError> {
        let (unit, period, by) = (self.replica().unit(), published.run.period, published.by);
        let made_at = published.run.made_at.as_ref().and_then(|at| at.parse::<Timestamp>().ok());
        let Some((line, made_at)) = published.result_of(unit).zip(made_at) else { return Ok(None) };
        let is_unreceived = matches!(line.status, ResultStatus::Provisional | ResultStatus::NotReceived);
        let late_on = line.late_on.filter(|_| !is_unreceived);
        if !is_unreceived && late_on.is_none() {
            return Ok(None);
        }
        let mut material = self.gather(period, unit).await?;
        material.receipts.retain(|receipt| receipt.received_at < made_at && (receipt.unit == by || !is_unreceived));
        // What came since, the list says nothing of.
        for (ledger, vector) in stated_inputs(line).unwrap_or_default() {
            let segments = self.replica().store().document_segments(&ledger).await?;
            let projection = reading::replay_to(ledger, &segments, &vector)?;
            if *projection.vector() != vector {
                continue;
            }
            let held = {
                let believed = Receipts::of(&material.receipts, material.root, &material.revoked);
                let part = part_of(period, ledger.period().unwrap_or(period));
                Held::ledger(projection, part, SealReading::Present, &believed, |vector| {
                    reading::replay_to(ledger, &segments, vector)
                })?
            };
            material.documents.insert(ledger, Arc::new(held));
        }
        let Some((received_at, is_in_time)) = sealed_in(&material, unit) else { return Ok(None) };
        let is_denied = is_unreceived || is_in_time;
        let (run, period) = (published.id().to_owned(), published.run.period);
        Ok(is_denied.then_some(Denied { by, run, period, late_on, received_at }))
    }
}

/// When a village's seal was received by the material's receipts, and whether that was in time without anybody's leave.
fn sealed_in(material: &Material, unit: UnitCode) -> Option<(Timestamp, bool)> {
    let covered = cover(material).ok()?.into_iter().find(|one| one.unit == unit)?;
    let sealed_at = covered.sealed_at.filter(|_| covered.status == Status::Received)?;
    Some((sealed_at, covered.sealed_in_time == Some(true) && covered.corrected_at.is_none()))
}
