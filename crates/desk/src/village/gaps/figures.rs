//! Figures 指标数据 that the scheme counts and nobody has written, and those that are written and do not count.

use super::what::What;
use cunbang_model::{Row, Table};
use cunbang_scheme::{GroupKind, IndicatorInfo, Level, Scheme};
use std::collections::{BTreeMap, BTreeSet};

/// The figures that a village is held to and has not written, each with the indicators that it gives. Where a missing
/// one costs nothing, another supplies it, and the village is not asked.
pub(super) fn missing<'s>(scheme: &'s Scheme, rows: &[Row]) -> BTreeMap<&'s str, Vec<&'s IndicatorInfo>> {
    let figures = rows.iter().filter(|row| row.table() == Table::Measures);
    let there: BTreeSet<&str> = figures.filter_map(|row| row.text("indicator")).collect();
    let costs = |info: &&IndicatorInfo| {
        info.level == Level::Village && info.group_kind == GroupKind::Base && info.missing == Some("zero")
    };
    let mut missing: BTreeMap<&str, Vec<&IndicatorInfo>> = BTreeMap::new();
    for info in scheme.indicators().iter().filter(costs) {
        let own = info.figure.as_deref().filter(|_| info.table == Some(Table::Measures));
        if let Some(figure) = own.filter(|figure| !there.contains(figure)) {
            missing.entry(figure).or_default().push(info);
        }
    }
    missing
}

/// The figures that no rule counts.
pub(super) fn uncounted(scheme: &Scheme, rows: &[Row]) -> Option<What> {
    if scheme.counts_any_figure() {
        return None;
    }
    let words = scheme.words(Table::Measures, "indicator");
    let is_uncounted = |row: &Row| {
        row.table() == Table::Measures && row.text("indicator").is_some_and(|figure| !words.contains(figure))
    };
    Some(What::Uncounted { rows: super::keys(rows, is_uncounted) })
}
