//! Figures that units above state of their villages 上级核定数: what the rules ask for, and what stands.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::writing::offered::Offered;
use crate::writing::upon::version_of;
use cunbang_model::{Decimal, DocumentKind, Period, Table, UnitCode, record};
use cunbang_replica::reading::projections;
use std::collections::BTreeMap;

/// What is stated of the villages of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedFigures {
    /// The period that the rules rank, of which figures are stated.
    pub period: Period,
    /// The figures that the rules in force ask units above for; none where they ask for none.
    pub asked: Vec<Offered>,
    /// Beyond what a figure counts for nothing more by the rules in force, where they say so.
    pub most: BTreeMap<String, Decimal>,
    /// What stands of each village, by figure. A village of which nothing is stated is missing.
    pub stated: BTreeMap<UnitCode, BTreeMap<String, Decimal>>,
    /// What stands, in a few digits: what a change says that it was made from.
    pub version: String,
}

impl StatedFigures {
    /// What stands of a village's figure.
    pub fn value(&self, village: UnitCode, figure: &str) -> Option<Decimal> {
        self.stated.get(&village)?.get(figure).copied()
    }
}

impl Desk {
    /// The figures that the rules in force around a period ask units above for, and what is stated of the villages at and
    /// under a unit.
    pub async fn stated_figures(
        &self,
        viewer: &Viewer,
        period: Period,
        under: UnitCode,
    ) -> Result<StatedFigures, DeskError> {
        viewer.check(under)?;
        self.check_known(under)?;
        let ranked = self.ranked_period(period).await?;
        let asked = self.offered(Table::StatedFigures, "figure", period).await?;
        let scheme = self.scheme_around(Period::quarter_of(ranked.belongs_to())).await?.map(|(_, scheme)| scheme);
        let most_of = |word: &str| scheme.as_ref().and_then(|scheme| scheme.stated_range(word).1);
        let most = asked.iter().filter_map(|one| Some((one.word.clone(), most_of(&one.word)?))).collect();
        let documents = projections(self.replica(), DocumentKind::Inspection, under, Some(ranked)).await?;
        let mut stated: BTreeMap<UnitCode, BTreeMap<String, Decimal>> = BTreeMap::new();
        let mut seen = Vec::new();
        for standing in documents.values().flat_map(|document| document.table(Table::StatedFigures)) {
            let Some(figure) = standing.row.record::<record::StatedFigure>() else { continue };
            if figure.period != ranked {
                continue;
            }
            seen.push(standing.clone());
            if !standing.row.is_withdrawn() {
                stated.entry(figure.unit).or_default().insert(figure.figure, figure.stated);
            }
        }
        Ok(StatedFigures { period: ranked, asked, most, stated, version: version_of(&seen) })
    }
}
