//! Decisions 认定: what the county says of a village that was not received, with its reason.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_model::{DocumentName, Period, Table, UnitCode};
use cunbang_ranking::decision::decision_row;

impl Desk {
    /// Decides on a village for a period: `take` what came as if received, `excuse` it, or count it as
    /// `not_carried_out`. The decision stands in the root's bulletin, so everyone below reads it with its
    /// reason; deciding again takes the place of what was decided before.
    pub async fn decide(
        &self,
        operator: &str,
        period: Period,
        unit: UnitCode,
        decision: &str,
        reason: &str,
    ) -> Result<(), DeskError> {
        if !self.replica().units()?.get(unit).is_some_and(|unit| unit.kind.is_basic()) {
            return Err(DeskError::Invalid(format!(
                "unit {unit} is no village or community of this county: decisions are about villages that were not received"
            )));
        }
        let row = decision_row(self.replica().root(), period, unit, decision, reason).map_err(DeskError::rows)?;
        let document = bulletin(self.replica().root(), period)?;
        self.replica().record(operator, vec![(document, vec![row])]).await?;
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
        let document = bulletin(self.replica().root(), period)?;
        let projection = self.replica().projection(document).await?;
        let id = format!("{period}/{unit}");
        let Some(standing) = projection.get(Table::Decisions, &id).filter(|standing| !standing.row.is_withdrawn())
        else {
            return Err(DeskError::Invalid(format!("nothing was decided on {unit} for {period}")));
        };
        let row = standing.row.clone().withdrawn(reason);
        self.replica().record(operator, vec![(document, vec![row])]).await?;
        Ok(())
    }
}

/// The bulletin in which a period's decisions and runs stand.
pub(crate) fn bulletin(unit: UnitCode, period: Period) -> Result<DocumentName, DeskError> {
    cunbang_ranking::bulletin::bulletin(unit, period)
        .ok_or_else(|| DeskError::Invalid(format!("{period} ends with no quarter")))
}
