//! A village's period as it stands: its evidence, and whether it counts as received.

use crate::below::Sealing;
use crate::evidence::{Evidence, Subject};
use crate::input::{Decision, ReceiptState};
use crate::outcome::Status;
use crate::scheme::Scheme;
use crate::village_sheets::Basis;
use cunbang_model::clock::county_date;
use cunbang_model::{Period, Table, Unit, record};
use std::collections::BTreeMap;

/// A village as its rows, its receipt and the county's decision say.
#[derive(Debug)]
pub(crate) struct Village {
    pub(crate) unit: Unit,
    pub(crate) evidence: Evidence,
    pub(crate) status: Status,
    pub(crate) sealing: Sealing,
    pub(crate) decision: Option<Decision>,
}

impl Village {
    /// Puts together what is known of a village for the period.
    pub(crate) fn gather(scheme: &Scheme, period: Period, basis: &Basis<'_>) -> Self {
        let Basis { unit, input, .. } = *basis;
        let rows = input.into_iter().flat_map(|input| &input.rows).flat_map(|batch| batch.iter());
        let mut evidence = Evidence::gather(unit.code, rows, period, &scheme.statuses, basis.county_count);
        evidence.county_count_is_least = scheme.county_count_is_least;
        for (id, name) in basis.names.into_iter().flatten() {
            if let Some(member) = evidence.members.get_mut(id) {
                member.name = Some(name.clone());
            }
        }
        let decision = input.and_then(|input| input.decision.clone());
        let (received, sealing) = match input.map_or(ReceiptState::Nothing, |input| input.receipt) {
            ReceiptState::Sealed { received_at } => {
                let day = county_date(received_at);
                let in_time = day <= scheme.deadline(period);
                (Status::Received, if in_time { Sealing::InTime } else { Sealing::Late(day) })
            }
            ReceiptState::Spreadsheet if evidence.has_activity() => (Status::Received, Sealing::InTime),
            ReceiptState::ScoreSheet if evidence.has_figures() => (Status::Received, Sealing::InTime),
            ReceiptState::Partial if !evidence.has_only_figures => (Status::Provisional, Sealing::Open),
            _ => (Status::NotReceived, Sealing::Open),
        };
        let without_seal = if sealing == Sealing::Open { Sealing::Never } else { sealing };
        let (status, sealing) = match decision {
            None => (received, sealing),
            Some(Decision::Excuse(_)) => (Status::Excused, sealing),
            Some(Decision::Take(_)) => (Status::Received, without_seal),
            Some(Decision::NotCarriedOut(_)) => (Status::Received, Sealing::Never),
        };
        Self { unit: unit.clone(), evidence, status, sealing, decision }
    }

    pub(crate) const fn is_not_carried_out(&self) -> bool {
        matches!(self.decision, Some(Decision::NotCarriedOut(_)))
    }

    /// Its rows; where it counts as not carried out, those of inspections alone.
    pub(crate) fn rows_that_count(&self) -> Subject<'_> {
        if self.is_not_carried_out() { self.evidence.inspections() } else { self.evidence.all() }
    }

    /// What its meeting decided of each member: the row's key and the stars; of several periods within
    /// this one, the last.
    pub(crate) fn awards(&self) -> BTreeMap<String, (String, u8)> {
        let mut last: BTreeMap<String, (Period, String, u8)> = BTreeMap::new();
        for entry in self.rows_that_count().rows_of(Table::Awards) {
            let Some(record::Award { member, period, stars, .. }) = entry.row.record() else { continue };
            let stars = u8::try_from(stars).unwrap_or(0);
            let is_later = last.get(&member).is_none_or(|(other, ..)| other.last_day() < period.last_day());
            if is_later {
                last.insert(member, (period, entry.key.clone(), stars));
            }
        }
        last.into_iter().map(|(member, (_, key, stars))| (member, (key, stars))).collect()
    }
}
