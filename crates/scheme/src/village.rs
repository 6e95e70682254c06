//! A village's period as it stands: its evidence, and whether it counts as received.

use crate::below::Sealing;
use crate::evidence::{Evidence, Subject};
use crate::input::{Decision, ReceiptState};
use crate::level::Level;
use crate::outcome::Status;
use crate::persons::Counting;
use crate::scheme::Scheme;
use crate::village_sheets::Basis;
use crate::weight::Weight;
use cunbang_model::clock::county_date;
use cunbang_model::{DocumentKind, Period, Table, UnitCode, UnitKind, record};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// A village as its rows, its receipt and the county's decision say.
#[derive(Debug)]
pub(crate) struct Village<'r> {
    pub(crate) unit: UnitCode,
    pub(crate) kind: UnitKind,
    pub(crate) evidence: Evidence<'r>,
    pub(crate) status: Status,
    pub(crate) sealing: Sealing,
    pub(crate) decision: Option<Decision>,
}

impl<'r> Village<'r> {
    /// Puts together what is known of a village for the period.
    pub(crate) fn gather(scheme: &Scheme, period: Period, basis: &Basis<'r>) -> Self {
        let Basis { unit, input, .. } = *basis;
        let documents = input.into_iter().flat_map(|input| &input.rows).map(|batch| batch.as_slice());
        let earlier = input.into_iter().flat_map(|input| &input.earlier).map(|batch| batch.as_slice());
        let documents = documents.map(|rows| (rows, true)).chain(earlier.map(|rows| (rows, false)));
        let received_on = match input.map(|input| input.receipt) {
            Some(ReceiptState::Sealed { received_at }) => Some(county_date(received_at)),
            _ => None,
        };
        let mut evidence = Evidence::gather(
            unit.code,
            documents,
            period,
            &scheme.statuses,
            basis.county_count,
            &scheme.look(received_on),
        );
        evidence.counting =
            Counting { county_count_is_least: scheme.county_count_is_least, rows_need_roster: scheme.rows_need_roster };
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
            ReceiptState::Spreadsheet if evidence.has_rows_of_period => (Status::Received, Sealing::InTime),
            ReceiptState::ScoreSheet if evidence.has_figures() => (Status::Received, Sealing::InTime),
            ReceiptState::Partial if !evidence.has_only_figures => (Status::Provisional, Sealing::Open),
            _ => (Status::NotReceived, Sealing::Open),
        };
        // Where nothing is the village's own to send, nothing is waited for.
        let is_ranked = |rules: &crate::rules::LevelRules| rules.silent_are_ranked;
        let waits = !scheme.levels.get(&Level::Village).is_some_and(is_ranked);
        let received = if waits { received } else { Status::Received };
        let without_seal = if sealing == Sealing::Open { Sealing::Never } else { sealing };
        let (status, sealing) = match decision {
            None => (received, sealing),
            Some(Decision::Excuse(_)) => (Status::Excused, sealing),
            Some(Decision::Take(_)) => (Status::Received, without_seal),
            Some(Decision::NotCarriedOut(_)) => (Status::Received, Sealing::Never),
        };
        Self { unit: unit.code, kind: unit.kind, evidence, status, sealing, decision }
    }

    /// What it weighs by its members; none where nobody knows of any.
    pub(crate) fn weight(&self) -> Option<Weight> {
        self.evidence.persons().count().map(Weight::of)
    }

    /// To be kept longer than the inputs are there.
    pub(crate) fn into_kept(self) -> Village<'static> {
        let Self { unit, kind, evidence, status, sealing, decision } = self;
        Village { unit, kind, evidence: evidence.into_kept(), status, sealing, decision }
    }

    pub(crate) const fn is_not_carried_out(&self) -> bool {
        matches!(self.decision, Some(Decision::NotCarriedOut(_)))
    }

    /// Its rows; where it counts as not carried out, those of inspections alone.
    pub(crate) fn rows_that_count(&self) -> Subject<'_> {
        if self.is_not_carried_out() { self.evidence.inspections() } else { self.evidence.all() }
    }

    /// Whether its rows of a table are among those that count.
    pub(crate) fn counts_rows_of(&self, table: Table) -> bool {
        !self.is_not_carried_out() || table.document() == DocumentKind::Inspection
    }

    /// What its meeting decided of each member: the row's key and the stars; of several periods within
    /// this one, the last.
    pub(crate) fn awards(&self) -> BTreeMap<String, (SmolStr, u8)> {
        let mut last: BTreeMap<String, (Period, SmolStr, u8)> = BTreeMap::new();
        for entry in self.rows_that_count().rows_of(Table::Awards) {
            let Some(record::Award { member, period, stars, .. }) = entry.row.record() else { continue };
            let stars = u8::try_from(stars).unwrap_or(0);
            let is_later = last.get(&member).is_none_or(|(other, ..)| other.belongs_to() < period.belongs_to());
            if is_later {
                last.insert(member, (period, entry.key.clone(), stars));
            }
        }
        last.into_iter().map(|(member, (_, key, stars))| (member, (key, stars))).collect()
    }
}
