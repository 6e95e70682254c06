//! Decisions 认定: what the county says of a village that was not received, with its reason.

use crate::assessment::run_notes::day_in_words;
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::writing::record::given;
use cunbang_language::say;
use cunbang_model::schema::{Ruling, Word as _};
use cunbang_model::shown::in_line;
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Role, Table, Timestamp, UnitCode, clock};
use cunbang_ranking::Coverage;
use cunbang_ranking::bulletin::bulletin;
use cunbang_ranking::decision::{Taken, decision_row};
use cunbang_replica::reading::vector_of;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::fmt;

/// Why nothing was decided, or taken back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// The unit is no village.
    #[error("{}", say!("decide-not-a-village", what = .0))]
    NotAVillage(UnitCode),
    /// What the village wrote is here and sealed.
    #[error("{}", say!("decide-received", name = in_line(.name).into_owned(), unit = .unit, period = .period))]
    Received {
        /// The village's name.
        name: String,
        /// Its code.
        unit: UnitCode,
        /// The period.
        period: Period,
    },
    /// Nothing of the village came that could be taken.
    #[error("{}", say!("decide-nothing-to-take", name = in_line(.name).into_owned(), unit = .unit, period = .period))]
    NothingToTake {
        /// The village's name.
        name: String,
        /// Its code.
        unit: UnitCode,
        /// The period.
        period: Period,
    },
    /// Villages may still seal in time: nobody can say yet that one has not.
    #[error("{}", say!("decide-not-due", name = in_line(.name).into_owned(), unit = .unit, period = .period, until = day_in_words(*.until)))]
    NotDue {
        /// The village's name.
        name: String,
        /// Its code.
        unit: UnitCode,
        /// The period.
        period: Period,
        /// The last day of sealing.
        until: Date,
    },
    /// There is no decision to take back.
    #[error("{}", say!("decide-undecided", name = in_line(.name).into_owned(), unit = .unit, period = .period))]
    Undecided {
        /// The village's name.
        name: String,
        /// Its code.
        unit: UnitCode,
        /// The period.
        period: Period,
    },
}

impl DecideError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::NotAVillage(_) | Self::NothingToTake { .. } => Sort::Input,
            Self::Received { .. } => Sort::NotPermitted,
            Self::NotDue { .. } => Sort::NotYet,
            Self::Undecided { .. } => Sort::NotFound,
        }
    }
}

/// A unit between a village and the county that may hold what the village sent in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unheard {
    /// The unit's name.
    pub name: String,
    /// Its code.
    pub unit: UnitCode,
    /// When its node was last here; none where it never was.
    pub last: Option<Timestamp>,
}

impl fmt::Display for Unheard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, unit) = (in_line(&self.name).into_owned(), self.unit);
        f.write_str(&match self.last {
            Some(last) => say!("decide-unheard", name = name, unit = unit, on = day_in_words(clock::county_date(last))),
            None => say!("decide-never-heard", name = name, unit = unit),
        })
    }
}

/// Whether something of a village came that a decision can take.
pub fn may_be_taken(village: &Coverage) -> bool {
    village.entries > 0
}

impl Desk {
    /// The units between a village and the county whose nodes were not here since the last day of sealing, or for a day
    /// where that is still to come: the village may have sealed in time there.
    pub async fn unheard_between(&self, period: Period, village: UnitCode) -> Result<Vec<Unheard>, DeskError> {
        const SILENT_HOURS: i64 = 24;
        let replica = self.replica();
        let (org, root, units) = (replica.org(), replica.root(), replica.units()?);
        let Some((_, scheme)) = self.assessed_as(period).await? else { return Ok(Vec::new()) };
        let over = clock::start_of_county_day(scheme.deadline(period).tomorrow().unwrap_or(Date::MAX));
        let since = over.min(replica.now() - SignedDuration::from_hours(SILENT_HOURS));
        let contacts = self.last_contacts().await?;
        let mut heard: BTreeMap<UnitCode, Option<Timestamp>> = BTreeMap::new();
        for node in org.devices().filter(|node| node.role == Role::Node && !org.is_revoked(node.device)) {
            if village.is_below(&node.unit) && node.unit.is_below(&root) {
                let last = heard.entry(node.unit).or_default();
                *last = (*last).max(contacts.get(&node.device).copied());
            }
        }
        let unheard = heard.into_iter().filter(|(_, last)| last.is_none_or(|last| last < since));
        Ok(unheard.map(|(unit, last)| Unheard { name: units.name(unit), unit, last }).collect())
    }

    /// That no device was ever enrolled for a village, which so had no way to report; none where one was.
    pub fn could_not_report(&self, village: UnitCode) -> Result<Option<String>, DeskError> {
        let (org, units) = (self.replica().org(), self.replica().units()?);
        let has_one = org.devices().any(|device| device.unit == village);
        Ok((!has_one).then(|| say!("decide-no-device", name = in_line(&units.name(village)), unit = village)))
    }

    /// Decides on a village for a period: `take` what came as if received, `excuse` it, or count it as
    /// `not_carried_out`. The decision stands in the root's bulletin, so everyone below reads it with its
    /// reason; deciding again takes the place of what was decided before. Of a village whose seal was
    /// received there is nothing to decide, and where it turns out that a node above it had received it in time, the
    /// decision gives way. What is taken is what is here now. That nothing was carried out is decided once the last day
    /// of sealing is over.
    pub async fn decide(
        &self,
        operator: &str,
        period: Period,
        unit: UnitCode,
        decision: &str,
        reason: &str,
    ) -> Result<(), DeskError> {
        self.permit(operator, Command::Decide).await?;
        let reason = given(reason)?;
        let document = bulletin(self.replica().root(), period);
        self.replica().check_may_write(&document)?;
        self.check_decision(period, unit, decision).await?;
        let taken = if decision == Ruling::Take.word() { self.come(period, unit).await? } else { Taken::new() };
        let row =
            decision_row(self.replica().root(), period, unit, (decision, reason), &taken).map_err(DeskError::Rows)?;
        self.issue(operator, vec![(document, vec![row])]).await?;
        audit::note(Deed::Decide, operator, unit, &format!("{period} {decision}"));
        Ok(())
    }

    /// Refuses what cannot be decided on a village for a period as it is now, see [`Self::decide`].
    pub async fn check_decision(&self, period: Period, unit: UnitCode, decision: &str) -> Result<(), DeskError> {
        // Of the whole county: who counts for the period is not for a part of it to say.
        let coverage = self.cover(period, self.replica().root()).await?;
        let Some(village) = coverage.iter().find(|village| village.unit == unit) else {
            return Err(DecideError::NotAVillage(unit).into());
        };
        self.check_ended(period)?;
        let name = village.name.clone();
        if village.sealed_at.is_some() {
            return Err(DecideError::Received { name, unit, period }.into());
        }
        if decision == Ruling::NotCarriedOut.word()
            && self.unended(period).await?.is_some()
            && let Ok(scheme) = self.scheme_for(period).await
        {
            return Err(DecideError::NotDue { name, unit, period, until: scheme.deadline(period) }.into());
        }
        // It would be received, with nothing: that is another decision, and has a name.
        if decision == Ruling::Take.word() && !may_be_taken(village) {
            return Err(DecideError::NothingToTake { name, unit, period }.into());
        }
        Ok(())
    }

    /// How much of a village's ledgers of a period is here.
    async fn come(&self, period: Period, unit: UnitCode) -> Result<Taken, DeskError> {
        let mut come = Taken::new();
        for quarter in period.quarters() {
            if let Some(ledger) = DocumentName::quarterly(DocumentKind::Ledger, unit, quarter) {
                come.insert(quarter, vector_of(&**self.replica().store(), &ledger).await?);
            }
        }
        Ok(come)
    }

    /// Takes a decision back, with the reason.
    pub async fn withdraw_decision(
        &self,
        operator: &str,
        period: Period,
        unit: UnitCode,
        reason: &str,
    ) -> Result<(), DeskError> {
        self.permit(operator, Command::Decide).await?;
        let reason = given(reason)?;
        let document = bulletin(self.replica().root(), period);
        let projection = self.replica().projection(document).await?;
        let id = format!("{period}/{unit}");
        let stands = projection.get(Table::Decisions, &id).filter(|standing| !standing.row.is_withdrawn());
        let name = self.replica().units()?.name(unit);
        let row = stands.ok_or(DecideError::Undecided { name, unit, period })?.row.clone().withdrawn(reason);
        self.issue(operator, vec![(document, vec![row])]).await?;
        audit::note(Deed::WithdrawDecision, operator, unit, &period.to_string());
        Ok(())
    }
}
