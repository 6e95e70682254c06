//! Decisions 认定: what the county says of a village that was not received, with its reason.

use crate::error::NodeError;
use crate::node::Node;
use cunbang_model::{DocumentKind, DocumentName, Period, Row, Table, UnitCode};

impl Node {
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
    ) -> Result<(), NodeError> {
        if !self.units()?.get(unit).is_some_and(|unit| unit.kind.is_basic()) {
            return Err(NodeError::Invalid(format!(
                "unit {unit} is no village or community of this county: decisions are about villages that were not received"
            )));
        }
        let row = decision_row(self.root(), period, unit, decision, reason)?;
        let document = bulletin(self.root(), period)?;
        self.record(operator, vec![(document, vec![row])]).await?;
        Ok(())
    }

    /// Takes a decision back, with the reason.
    pub async fn withdraw_decision(
        &self,
        operator: &str,
        period: Period,
        unit: UnitCode,
        reason: &str,
    ) -> Result<(), NodeError> {
        let document = bulletin(self.root(), period)?;
        let projection = self.projection(document).await?;
        let id = format!("{period}/{unit}");
        let Some(standing) = projection.get(Table::Decisions, &id).filter(|standing| !standing.row.is_withdrawn())
        else {
            return Err(NodeError::Invalid(format!("nothing was decided on {unit} for {period}")));
        };
        let row = standing.row.clone().withdrawn(reason);
        self.record(operator, vec![(document, vec![row])]).await?;
        Ok(())
    }
}

fn decision_row(
    root: UnitCode,
    period: Period,
    unit: UnitCode,
    decision: &str,
    reason: &str,
) -> Result<Row, NodeError> {
    let (period, subject) = (period.to_string(), unit.to_string());
    let cells = [
        ("unit", root.as_str()),
        ("period", period.as_str()),
        ("subject", subject.as_str()),
        ("decision", decision),
        ("reason", reason),
    ];
    Row::from_cells(Table::Decisions, cells).map_err(NodeError::rows)
}

/// The bulletin in which a period's decisions and runs stand: that of its last quarter.
pub(crate) fn bulletin(unit: UnitCode, period: Period) -> Result<DocumentName, NodeError> {
    let quarter = Period::quarter_of(period.last_day());
    DocumentName::quarterly(DocumentKind::Bulletin, unit, quarter)
        .ok_or_else(|| NodeError::Invalid(format!("{quarter} is no quarter")))
}
