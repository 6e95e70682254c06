//! Comparing 对比: what two units, or one unit and the mean of those around it, or one unit in two periods got for each
//! indicator.

use crate::assessment::ranking::{RankingLine, RankingView, Wanted};
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::viewer::Viewer;
use cunbang_language::{Language, say};
use cunbang_model::{Decimal, Period, UnitCode, round_points};
use cunbang_scheme::{IndicatorInfo, Level};

/// With what a unit is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Another unit.
    Unit(UnitCode),
    /// The mean of the ranked units under the same unit above.
    Mean,
    /// The same unit, a period ago.
    Before,
}

/// Two sides of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Whose, and of which period, the first numbers are.
    pub a: (String, Period),
    /// The same of the second.
    pub b: (String, Period),
    /// The scores.
    pub score: (Option<Decimal>, Option<Decimal>),
    /// The indicators, in the order of the first one's sheet.
    pub lines: Vec<ComparedLine>,
}

/// An indicator of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedLine {
    /// Its title, or its id where the scheme is not here.
    pub title: String,
    /// The points; none where it does not apply.
    pub points: (Option<Decimal>, Option<Decimal>),
}

impl Desk {
    /// Compares a unit in the newest ranking of a period; none where either side is in none of which the points are here.
    pub async fn compare_units(
        &self,
        viewer: &Viewer,
        period: Period,
        unit: UnitCode,
        with: Side,
    ) -> Result<Option<Compared>, DeskError> {
        let Some(view) = self.whole_view(viewer, period).await? else { return Ok(None) };
        let Some((level, line)) = line_of(&view, unit) else { return Ok(None) };
        let infos = match self.scheme_of(&view).await? {
            Some(scheme) => scheme.indicators().iter().filter(|info| info.level == level).cloned().collect(),
            None => Vec::new(),
        };
        let units = self.replica().units()?;
        let other = match with {
            Side::Unit(other) => line_of(&view, other).map(|(_, line)| (called(&line), period, vec![line])),
            Side::Before => match self.whole_view(viewer, period.previous()).await? {
                Some(before) => line_of(&before, unit).map(|(_, line)| (called(&line), period.previous(), vec![line])),
                None => None,
            },
            Side::Mean => {
                let rows = view.page(level, 0, usize::MAX)?.rows.into_iter();
                let around: Vec<RankingLine> = rows
                    .filter(|other| other.parent == line.parent && other.rank.is_some() && !other.indicators.is_empty())
                    .collect();
                let parent = line.parent.map(|parent| units.name(parent)).unwrap_or_default();
                let name = say!("compare-mean-of", unit = parent, count = around.len());
                (!around.is_empty()).then_some((name, period, around))
            }
        };
        let Some((name, other_period, others)) = other else { return Ok(None) };
        let lines = line.indicators.iter().map(|result| ComparedLine {
            title: title(&infos, &result.id),
            points: (settled(&line, result.points), mean(others.iter().map(|other| points_of(other, &result.id)))),
        });
        Ok(Some(Compared {
            lines: lines.collect(),
            score: (settled(&line, line.score), mean(others.iter().map(|other| settled(other, other.score)))),
            a: (called(&line), period),
            b: (name, other_period),
        }))
    }

    /// The newest ranking of this node's unit, with what each indicator gave.
    async fn whole_view(&self, viewer: &Viewer, period: Period) -> Result<Option<RankingView>, DeskError> {
        let wanted = Wanted { period: Some(period), under: self.replica().unit(), run: "" };
        match self.ranking_with_sheets(viewer, wanted).await {
            Ok(view) => Ok(Some(view)),
            Err(error) if error.sort() == Sort::NotYet => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The line of a unit of which it is here what each indicator gave.
fn line_of(view: &RankingView, unit: UnitCode) -> Option<(Level, RankingLine)> {
    let levels = Level::ALL.into_iter().filter(|level| *level != Level::Member);
    levels.into_iter().find_map(|level| {
        let rows = view.page(level, 0, usize::MAX).ok()?.rows;
        Some((level, rows.into_iter().find(|line| line.unit == unit && !line.indicators.is_empty())?))
    })
}

fn title(infos: &[IndicatorInfo], id: &str) -> String {
    infos.iter().find(|info| info.id == id).map_or_else(|| id.to_owned(), |info| info.title.clone())
}

fn points_of(line: &RankingLine, indicator: &str) -> Option<Decimal> {
    settled(line, line.indicators.iter().find(|result| result.id == indicator)?.points)
}

/// A number of a unit, where it stands: what has come so far of one that is provisional is nothing to compare with.
fn settled(line: &RankingLine, number: Option<Decimal>) -> Option<Decimal> {
    number.filter(|_| !line.status.is_pending())
}

/// A unit's name; of one that is waited for, with that.
fn called(line: &RankingLine) -> String {
    if !line.status.is_pending() {
        return line.name.clone();
    }
    let (open, close) = Language::first().pick(("（", "）"), (" (", ")"));
    format!("{}{open}{}{close}", line.name, line.told().in_words())
}

/// The mean of those that have a number, rounded half up to 0.01.
fn mean(numbers: impl Iterator<Item = Option<Decimal>>) -> Option<Decimal> {
    let numbers: Vec<Decimal> = numbers.flatten().collect();
    let sum: Decimal = numbers.iter().sum();
    (!numbers.is_empty()).then(|| round_points(sum / Decimal::from(numbers.len())))
}
