//! Measures in words, as `scheme show` says them in English.

use crate::filter::Filter;
use crate::measure::{BestOf, Combine, Distinct, FromAbove, Measure, MeasureKind, RowsOf};
use crate::steps::Light;
use crate::whole::Factor;
use cunbang_language::Language;
use cunbang_model::{Decimal, Table};

impl Measure {
    /// The measure in words, for `scheme show`.
    pub(crate) fn describe(&self) -> String {
        let figure = |id: &str| crate::figure::called(id, Language::English);
        let table = self.table.map_or("", Table::name);
        let name = |column: usize| self.table.map_or("", |table| table.columns()[column].name);
        let list =
            |filters: &[Filter]| filters.iter().map(|filter| filter.text.as_str()).collect::<Vec<_>>().join(", ");
        let mut words = match &self.kind {
            MeasureKind::Count { distinct: None } => format!("number of {table}"),
            MeasureKind::Missing { distinct: None } => format!("missing {table}"),
            MeasureKind::Count { distinct: Some(Distinct::Month) } => format!("number of months with {table}"),
            MeasureKind::Missing { distinct: Some(Distinct::Month) } => format!("months without {table}"),
            MeasureKind::Count { distinct: Some(Distinct::Week) } => format!("number of weeks with {table}"),
            MeasureKind::Missing { distinct: Some(Distinct::Week) } => format!("weeks without {table}"),
            MeasureKind::Count { distinct: Some(Distinct::Quarter) } => format!("number of quarters with {table}"),
            MeasureKind::Missing { distinct: Some(Distinct::Quarter) } => format!("quarters without {table}"),
            MeasureKind::Count { distinct: Some(Distinct::Half) } => format!("number of half-years with {table}"),
            MeasureKind::Missing { distinct: Some(Distinct::Half) } => format!("half-years without {table}"),
            MeasureKind::Count { distinct: Some(Distinct::Column(column)) } => {
                format!("number of different {} in {table}", name(*column))
            }
            MeasureKind::Missing { distinct: Some(Distinct::Column(column)) } => {
                format!("missing {} in {table}", name(*column))
            }
            MeasureKind::Sum { column } => format!("sum of {table}.{}", name(*column)),
            MeasureKind::Average { column, rounds: None } => format!("mean of {table}.{}", name(*column)),
            MeasureKind::Average { column, rounds: Some(distinct) } => {
                let round = match distinct {
                    Distinct::Month => "month",
                    Distinct::Week => "week",
                    Distinct::Quarter => "quarter",
                    Distinct::Half => "half-year",
                    Distinct::Column(column) => name(*column),
                };
                format!("mean of {table}.{}, of each {round} the greatest", name(*column))
            }
            MeasureKind::Rate { meets } => format!("per cent of {table} with {}", list(meets)),
            MeasureKind::Ratio { part, whole } => {
                format!("{table}.{} in per cent of {}", name(*part), name(*whole))
            }
            MeasureKind::Timeliness { done, due, otherwise } => {
                let otherwise = otherwise.as_ref().map_or_else(String::new, |otherwise| {
                    format!(" (or {} where {})", name(otherwise.column), list(&otherwise.filters))
                });
                format!("per cent of {table} with {}{otherwise} by {}", name(*done), name(*due))
            }
            MeasureKind::Marks(marks) => {
                let weights: Vec<String> =
                    marks.weights().iter().map(|(mark, weight)| format!("{mark} {weight}")).collect();
                let what = if marks.sum { "sum of marks" } else { "marks in per cent of those who were to come" };
                let mut words = format!("{what} ({})", weights.join(", "));
                if !marks.no_remote_at.is_empty() {
                    words.push_str("; remote counts as absent at ");
                    words.push_str(&marks.no_remote_at.join(", "));
                }
                if !marks.remote_for.is_empty() {
                    words.push_str("; remote counts only for ");
                    words.push_str(&list(&marks.remote_for));
                }
                words.push_str(match marks.best_of {
                    None => "",
                    Some(BestOf::Month) => "; of each month the meeting with the most alone",
                    Some(BestOf::Period) => "; of the period the meeting with the most alone",
                });
                if marks.marked_alone {
                    words.push_str("; those without a mark are left out");
                }
                if marks.excused_is_present {
                    words.push_str("; all are present where it was not held for a stated reason");
                }
                if marks.unmarked_is_present {
                    words.push_str("; those without a mark count as present");
                }
                words
            }
            MeasureKind::Lights { light, .. } if self.of.is_empty() => format!("number of steps with a {light} light"),
            MeasureKind::Lights { light: Light::Green, .. } => "steps with a green light in per cent".to_owned(),
            MeasureKind::Lights { light: Light::Yellow, .. } => "steps short of a green light".to_owned(),
            MeasureKind::Lights { light: Light::Red, steps } if self.is_from_above && steps.earlier().is_none() => {
                "steps with a red light, whatever was due, or not taken".to_owned()
            }
            MeasureKind::Lights { light: Light::Red, .. } => "steps with a red light, or not taken".to_owned(),
            MeasureKind::Figure { indicator, combine } => {
                let how = match combine {
                    Combine::Sum => "sum",
                    Combine::Average => "mean",
                    Combine::Latest => "latest",
                };
                format!("figure “{}” ({how})", figure(indicator))
            }
            MeasureKind::FigureRatio { part, whole, missing_part_is_zero } => {
                let missing = if *missing_part_is_zero { " (a part that is not stated is 0)" } else { "" };
                format!("figure “{}” in per cent of figure “{}”{missing}", figure(part), figure(whole))
            }
            MeasureKind::Sealed => "per cent of villages whose seal was received in time".to_owned(),
            MeasureKind::Children { by_members: true } => "mean of the scores below, by counted members".to_owned(),
            MeasureKind::Children { by_members: false } => "mean of the scores below".to_owned(),
            MeasureKind::Past(past) => past.describe(),
        };
        if !self.filters.is_empty() {
            words.push_str(", where ");
            words.push_str(&list(&self.filters));
        }
        match self.of.as_slice() {
            [] => {}
            [Factor::Member] if self.is_mean() => words.push_str(", per counted member"),
            [Factor::Month] if self.is_mean() => words.push_str(", per month of the period"),
            factors => {
                let factors: Vec<String> = factors.iter().map(Factor::describe).collect();
                let is_of = self.is_share_of_expected() || self.is_shortfall();
                words.push_str(if is_of { ", of " } else { ", over " });
                words.push_str(&factors.join(" × "));
                words.push_str(&self.describe_expected());
            }
        }
        if !self.whole_at_least.is_empty() {
            let least: Vec<String> = self.whole_at_least.iter().map(Factor::describe).collect();
            let each = if self.of.is_empty() { "" } else { " each time" };
            words.push_str(&format!(", of at least {}{each}", least.join(" × ")));
        }
        if let Some(column) = self.with_all {
            words.push_str(&format!("; only with each {} that is named", name(column)));
        }
        if let Some(on) = self.distinct_on {
            words.push_str(&format!("; by {}, within the period", name(on)));
        }
        if let Some(spread) = self.spread {
            let on = spread.on.map_or_else(String::new, |column| format!(", by {}", name(column)));
            words.push_str(&format!("; of each {0} no more than its part{on}", spread.over.word()));
        }
        if let Some(until) = &self.until {
            words.push_str(&format!(
                ", up to the end of the month stated as “{}” (of the period, where none is stated)",
                figure(until)
            ));
        }
        if let Some(unless) = &self.unless {
            words.push_str(&format!(", but not of those with {} where {}", unless.table.name(), list(&unless.filters)));
            words.push_str(if unless.not_stopped_of.is_some() { " that were not stopped" } else { "" });
        }
        if let Some(quota) = &self.quota {
            let per_cent = (quota.most_share * Decimal::ONE_HUNDRED).normalize();
            words.push_str(&format!(
                "; none of a quarter in which more than {per_cent} per cent of the members have it"
            ));
        }
        if self.rows == RowsOf::Villages {
            words.push_str(", of all its villages");
        }
        if self.figures_add_up {
            words.push_str("; figures of parts of the period add up, and one of a longer part goes before those in it");
        }
        if self.is_from_above {
            words.push_str(self.above_in_english());
        }
        words
    }
}

impl Measure {
    /// What figures from above do.
    fn above_in_english(&self) -> &'static str {
        match self.stated_above() {
            FromAbove::Figure => "; units above state it, and where none does this is not applicable",
            FromAbove::Due => {
                "; units above state what was due: where that is 0, or not stated, this is not applicable"
            }
            FromAbove::Least => ", which units above state",
        }
    }

    /// What the whole does that is expected; nothing of a mean.
    fn describe_expected(&self) -> String {
        let name = |column: usize| self.table.map_or("", |table| table.columns()[column].name);
        match &self.kind {
            _ if self.is_mean() => String::new(),
            _ if self.is_shortfall() => " (what is short of it, not below 0)".to_owned(),
            MeasureKind::Ratio { whole, .. } => {
                format!(" times the greatest {} (the sum over that, at most 100)", name(*whole))
            }
            MeasureKind::Marks(_) => " (their sum over that, at most 100)".to_owned(),
            _ => " (those that count over that: more than expected make up for others; at most 100)".to_owned(),
        }
    }
}
