//! What the rules ask of entries 登记要求, as far as they say so: whose standing counts, between which points a review
//! lies, how many may have the top stars. Whoever takes entries in checks them against it; the ranking does not.

use crate::level::Level;
use crate::measure::MeasureKind;
use crate::rule::Rule;
use crate::scheme::Scheme;
use crate::stars::Stars;
use cunbang_model::schema::{MemberStatus, ReviewStage, Word as _};
use cunbang_model::{Decimal, Table};
use std::collections::BTreeSet;

/// How many of a village's members may have the top stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StarLimit {
    /// The top stars.
    pub top: u8,
    /// The most members who may have them.
    pub most: usize,
    /// Whether awards of more of them count for nothing, and votes decide.
    pub binds: bool,
}

impl Scheme {
    /// Whether members of a status count.
    pub fn counts_status(&self, status: MemberStatus) -> bool {
        self.statuses.iter().any(|counted| counted == status.word())
    }

    /// Between what a figure lies that units above state: the least, where less can't be, as of a number of things or of
    /// points; and what gives the most points, beyond which it counts for nothing. None where the rules say neither.
    pub fn stated_range(&self, figure: &str) -> (Option<Decimal>, Option<Decimal>) {
        let indicators = || self.levels.values().flat_map(|rules| &rules.indicators);
        let indicators = || indicators().filter(|indicator| indicator.measure.is_from_above);
        let is_whole = indicators()
            .any(|indicator| indicator.measure.stated_figures_in(Table::StatedFigures).any(|one| one == figure));
        let of_figure = indicators().filter(|indicator| indicator.measure.figure() == Some(figure));
        let most: Vec<Decimal> = of_figure
            .filter_map(|indicator| match indicator.rule {
                Rule::Value => Some(indicator.max),
                Rule::Per { each } | Rule::Deduct { each } => indicator.max.checked_div(each),
                _ => None,
            })
            .collect();
        let is_number = is_whole || !most.is_empty();
        (is_number.then_some(Decimal::ZERO), most.into_iter().max())
    }

    /// The figures that units above state, as what rows of a table are held against.
    pub fn stated_behind(&self, table: Table) -> BTreeSet<&str> {
        let measures = self.levels.values().flat_map(|rules| &rules.indicators).map(|indicator| &indicator.measure);
        let of_table = measures.filter(|measure| measure.table == Some(table));
        of_table.flat_map(|measure| measure.stated_figures_in(Table::StatedFigures)).collect()
    }

    /// The least and the most points of a review of a stage, where an indicator of members states them: full marks
    /// where the points are its measure, or both ends of its line.
    pub fn review_range(&self, stage: ReviewStage) -> Option<(Decimal, Decimal)> {
        let column = Table::Reviews.column_index("stage")?;
        let members = self.levels.get(&Level::Member)?;
        let of_stage = members.indicators.iter().filter(|indicator| {
            let measure = &indicator.measure;
            measure.table == Some(Table::Reviews)
                && matches!(measure.kind, MeasureKind::Average { .. })
                && measure.filters.iter().any(|filter| filter.asks_for(column, stage.word()))
        });
        let ranges = of_stage.filter_map(|indicator| match indicator.rule {
            Rule::Value => Some((Decimal::ZERO, indicator.max)),
            Rule::Linear { from, to } => Some((from.min(to), from.max(to))),
            _ => None,
        });
        ranges.reduce(|(least, most), (other_least, other_most)| (least.min(other_least), most.max(other_most)))
    }

    /// How many of so many members may have the top stars, where a share of them may.
    pub fn star_limit(&self, members: usize) -> Option<StarLimit> {
        match self.levels.get(&Level::Member)?.stars.as_ref()? {
            Stars::Quota(quota) => Some(quota.limit(members)),
            Stars::Bands(_) => None,
        }
    }

    /// Whether units above state what an indicator of villages is measured by: a village that they state nothing of is not
    /// to blame.
    pub fn is_stated_above(&self, indicator: &str) -> bool {
        let rules = self.levels.get(&Level::Village);
        let found = rules.and_then(|rules| rules.indicators.iter().find(|one| one.id == indicator));
        found.is_some_and(|one| one.measure.is_from_above)
    }

    /// Whether an indicator takes all figures together, whatever they are called.
    pub fn counts_any_figure(&self) -> bool {
        let Some(column) = Table::Measures.column_index("indicator") else { return false };
        let measures = self.levels.values().flat_map(|rules| &rules.indicators).map(|indicator| &indicator.measure);
        measures.into_iter().any(|measure| {
            measure.table == Some(Table::Measures)
                && measure.figure().is_none()
                && !measure.filters.iter().any(|filter| filter.own_column() == Some(column))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack;

    fn scheme(name: &str) -> Scheme {
        let pack = pack::find(name).unwrap_or_else(|| panic!("no pack {name}"));
        Scheme::parse(pack.text).unwrap_or_else(|faults| panic!("{faults:?}"))
    }

    #[test]
    fn what_the_packs_say_of_entries() {
        let (xuanhua, changxing, standard) = (scheme("xuanhua-341"), scheme("changxing"), scheme("standard"));
        assert_eq!(xuanhua.review_range(ReviewStage::Committee), Some((Decimal::ZERO, Decimal::ONE_HUNDRED)));
        assert_eq!(xuanhua.review_range(ReviewStage::Mutual), None, "shown, and without full marks");
        assert_eq!(changxing.star_limit(20), Some(StarLimit { top: 5, most: 5, binds: true }));
        assert_eq!(
            changxing.star_limit(7),
            Some(StarLimit { top: 5, most: 2, binds: true }),
            "the middle of both shares"
        );
        assert_eq!(xuanhua.star_limit(20), None);
        assert!(standard.counts_status(MemberStatus::Probationary));
        assert!(!standard.counts_status(MemberStatus::Activist));
        assert!(!standard.counts_any_figure());
        let sum = r#"measure = { kind = "sum", table = "measures", column = "value" }"#;
        let figure = r#"measure = { kind = "figure", indicator = "collective_income", figures = "total" }"#;
        assert!(Scheme::parse(&standard.text().replace(figure, sum)).is_ok_and(|scheme| scheme.counts_any_figure()));
    }
}
