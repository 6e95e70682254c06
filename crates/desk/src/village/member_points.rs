//! A member's points 党员积分: what the quarter's rows come to for one member by the scheme's own engine, point by point
//! with the rows, as they stand here. The run that is published later may count what has come since.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::village::score_sheet::SheetLineView;
use crate::village::score_sheet::lines::{Behind, line_view, state_of};
use crate::writing::overlay::Overlay;
use cunbang_model::{Decimal, DocumentKind, Period, UnitCode};
use cunbang_ranking::sheet::lines_of_result;
use cunbang_replica::blocking;
use cunbang_scheme::Level;

/// What a member comes to in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberPoints {
    /// The period, as the scheme assesses it.
    pub period: Period,
    /// The sum; none where the scheme gives members stars alone, or nothing of the member counts.
    pub score: Option<Decimal>,
    /// The stars that stand.
    pub stars: Option<u8>,
    /// Whether the sum lies below the scheme's warning line 警示.
    pub is_warned: bool,
    /// The indicators in the scheme's order, then what adjusted the sum.
    pub lines: Vec<SheetLineView>,
}

impl Desk {
    /// What a unit's rows come to for one of its members; none where no rules score the unit's members in that period.
    pub async fn member_points(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
        member: &str,
    ) -> Result<Option<MemberPoints>, DeskError> {
        viewer.check_document(DocumentKind::Ledger, unit)?;
        let Some((period, scheme)) = self.assessed_as(period).await? else { return Ok(None) };
        let Some(alone) = self.alone_of(unit, period, scheme, &Overlay::default()).await? else { return Ok(None) };
        let member = member.to_owned();
        let (row, scheme) = blocking(move || (alone.outcome_of_member(&member), alone.scheme)).await?;
        let Some(row) = row else { return Ok(None) };
        let names = self.names_for(viewer, unit).await?;
        let all = lines_of_result(&row, &scheme, Level::Member);
        let rows = self.rows_behind(viewer, unit, period, &all).await?;
        let behind = Behind { unit, rows: &rows, names: &names, late: &[] };
        let lines = all.iter().map(|line| {
            let info = scheme.indicators().iter().find(|info| info.level == Level::Member && info.id == line.indicator);
            let state = state_of(line, info, true, row.status);
            line_view(line, info, state, &all, &behind, &|unit: UnitCode| unit.to_string())
        });
        let score = row.score.map(|mut score| {
            score.rescale(2);
            score
        });
        Ok(Some(MemberPoints { period, score, stars: row.stars, is_warned: row.warned, lines: lines.collect() }))
    }
}
