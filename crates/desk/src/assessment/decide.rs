//! Decisions 认定: what the county says of a village that was not received, with its reason.

use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::writing::record::given;
use cunbang_language::say;
use cunbang_model::schema::{Ruling, Word as _};
use cunbang_model::{Period, Table, UnitCode};
use cunbang_ranking::bulletin::bulletin;
use cunbang_ranking::decision::decision_row;

/// Why nothing was decided, or taken back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// The unit is no village.
    #[error("{}", say!("decide-not-a-village", what = .0))]
    NotAVillage(UnitCode),
    /// What the village wrote is here and sealed.
    #[error("{}", say!("decide-received", unit = .unit, period = .period))]
    Received {
        /// The village.
        unit: UnitCode,
        /// The period.
        period: Period,
    },
    /// Nothing of the village came that could be taken.
    #[error("{}", say!("decide-nothing-to-take", unit = .unit, period = .period))]
    NothingToTake {
        /// The village.
        unit: UnitCode,
        /// The period.
        period: Period,
    },
    /// There is no decision to take back.
    #[error("{}", say!("decide-undecided", unit = .unit, period = .period))]
    Undecided {
        /// The village.
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
            Self::Undecided { .. } => Sort::NotFound,
        }
    }
}

impl Desk {
    /// Decides on a village for a period: `take` what came as if received, `excuse` it, or count it as
    /// `not_carried_out`. The decision stands in the root's bulletin, so everyone below reads it with its
    /// reason; deciding again takes the place of what was decided before. Of a village whose seal was
    /// received there is nothing to decide.
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
        // Of the whole county: who counts for the period is not for a part of it to say.
        let coverage = self.cover(period, self.replica().root()).await?;
        let Some(village) = coverage.iter().find(|village| village.unit == unit) else {
            return Err(DecideError::NotAVillage(unit).into());
        };
        self.check_ended(period)?;
        let row = decision_row(self.replica().root(), period, unit, decision, reason).map_err(DeskError::Rows)?;
        if village.sealed_at.is_some() {
            return Err(DecideError::Received { unit, period }.into());
        }
        // It would be received, with nothing: that is another decision, and has a name.
        if decision == Ruling::Take.word() && village.entries == 0 {
            return Err(DecideError::NothingToTake { unit, period }.into());
        }
        self.issue(operator, vec![(document, vec![row])]).await?;
        audit::note(Deed::Decide, operator, unit, &format!("{period} {decision}"));
        Ok(())
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
        let row = stands.ok_or(DecideError::Undecided { unit, period })?.row.clone().withdrawn(reason);
        self.issue(operator, vec![(document, vec![row])]).await?;
        audit::note(Deed::WithdrawDecision, operator, unit, &period.to_string());
        Ok(())
    }
}
