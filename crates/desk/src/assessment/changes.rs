//! Changes 变化: two rankings compared, of two runs or of two periods: who moved, by which indicators, and on which rows
//! these rest that are new, gone or different.

mod causes;
mod rows;

pub use causes::Cause;
pub use rows::{ChangedIndicator, ChangedRow, RowChange, UnitChanges};

use crate::assessment::ranking::{RankingLine, RankingView, RunHeading, Wanted};
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::viewer::Viewer;
use cunbang_model::{Decimal, Moves, Period, UnitCode};
use cunbang_scheme::{Level, Scheme};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// Which ranking is meant: the newest of a period, as in `2026Q3`; or a run by the beginning of its id, alone or with its
/// period, as in `2026Q3:ab12cd34`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunName {
    /// The period; none where a run is named alone.
    pub period: Option<Period>,
    /// The beginning of the run's id; empty for the newest.
    pub run: String,
}

impl FromStr for RunName {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = |period: &str| period.trim().parse::<Period>().ok();
        Ok(match (named(text), text.split_once(':')) {
            (Some(period), _) => Self { period: Some(period), run: String::new() },
            (None, Some((period, run))) => Self { period: named(period), run: run.trim().to_owned() },
            (None, None) => Self { period: None, run: text.trim().to_owned() },
        })
    }
}

impl std::fmt::Display for RunName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.period, self.run.as_str()) {
            (Some(period), "") => write!(f, "{period}"),
            (Some(period), run) => write!(f, "{period}:{run}"),
            (None, run) => f.write_str(run),
        }
    }
}

/// What changed from one ranking to another.
#[derive(Debug, Clone)]
pub struct Changes {
    /// The earlier one.
    pub before: RunHeading,
    /// The later one.
    pub after: RunHeading,
    /// Every unit of the level that is in either, in the order of the later one.
    pub lines: Vec<ChangedLine>,
}

impl Changes {
    /// Whether both were made by the same rules.
    pub fn have_same_rules(&self) -> bool {
        self.before.scheme_hash == self.after.scheme_hash
    }

    /// The units of which anything is another.
    pub fn changed(&self) -> impl Iterator<Item = &ChangedLine> {
        self.lines.iter().filter(|line| line.is_changed())
    }
}

/// A unit in two rankings.
#[derive(Debug, Clone)]
pub struct ChangedLine {
    /// The unit.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// The unit above.
    pub parent: Option<UnitCode>,
    /// Its line in the earlier one.
    pub before: Option<RankingLine>,
    /// Its line in the later one.
    pub after: Option<RankingLine>,
    pub(crate) moved_up: Option<i64>,
    /// The indicators that give it other points.
    pub because: Vec<ChangedPoints>,
    /// Why else it stands otherwise: its state, its seal, the cut.
    pub causes: Vec<Cause>,
}

impl ChangedLine {
    /// Whether both of its scores stand. One that is provisional says what has come, and nothing of how a village did.
    pub fn is_settled(&self) -> bool {
        [&self.before, &self.after].into_iter().flatten().all(|line| !line.status.is_pending())
    }

    /// By how many points its score rose; none where either has none that stands.
    pub fn gained(&self) -> Option<Decimal> {
        if !self.is_settled() {
            return None;
        }
        Some(self.after.as_ref()?.score? - self.before.as_ref()?.score?)
    }

    /// By how many places it moved up among those that both ranked, as everywhere; none where either has no rank.
    pub const fn moved_up(&self) -> Option<i64> {
        self.moved_up
    }

    /// Whether its score, rank, state or place on the list is another, or points that came to the same sum are.
    pub fn is_changed(&self) -> bool {
        let told = |line: &Option<RankingLine>| {
            line.as_ref().map(|line| (line.score, line.rank, line.told(), line.candidate == Some(true)))
        };
        told(&self.before) != told(&self.after) || !self.because.is_empty()
    }
}

/// An indicator's points in two rankings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedPoints {
    /// The indicator's id, or what adjusted the score.
    pub indicator: String,
    /// Its title; none where the rules are not here or have no such indicator.
    pub title: Option<String>,
    /// The points in the earlier one.
    pub before: Option<Decimal>,
    /// The points in the later one.
    pub after: Option<Decimal>,
}

/// One of two rankings, with its rules where they are here.
struct Side {
    view: RankingView,
    scheme: Option<Scheme>,
}

impl Side {
    fn title(&self, level: Level, indicator: &str) -> Option<String> {
        let infos = self.scheme.as_ref()?.indicators().iter();
        infos.filter(|info| info.level == level).find(|info| info.id == indicator).map(|info| info.title.clone())
    }

    fn lines(&self, level: Level) -> Result<Vec<RankingLine>, DeskError> {
        match self.view.page(level, 0, usize::MAX) {
            Ok(page) => Ok(page.rows),
            // What one of them does not rank is new in the other.
            Err(error) if error.sort() == Sort::Input => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

/// Points by indicator, in the order of the sheet.
type Points = Vec<(String, Option<Decimal>)>;

impl Desk {
    /// What changed on a level from one ranking to another, as far as the viewer may see both.
    pub async fn changes(
        &self,
        viewer: &Viewer,
        before: &RunName,
        after: &RunName,
        level: Level,
    ) -> Result<Changes, DeskError> {
        let (before, after) = (self.side(viewer, before).await?, self.side(viewer, after).await?);
        let mut earlier: BTreeMap<UnitCode, RankingLine> =
            before.lines(level)?.into_iter().map(|line| (line.unit, line)).collect();
        let later = after.lines(level)?;
        let mut pairs: Vec<(Option<RankingLine>, Option<RankingLine>)> =
            later.into_iter().map(|line| (earlier.remove(&line.unit), Some(line))).collect();
        pairs.extend(earlier.into_values().map(|line| (Some(line), None)));
        let mut inspected = self.inspection_causes(viewer, (&before, &after), after.view.under()).await?;
        let mut lines = Vec::with_capacity(pairs.len());
        for (then, now) in pairs {
            let Some(either) = now.as_ref().or(then.as_ref()) else { continue };
            let mut line = ChangedLine {
                unit: either.unit,
                name: either.name.clone(),
                parent: either.parent,
                because: Vec::new(),
                causes: Vec::new(),
                moved_up: None,
                before: then,
                after: now,
            };
            line.causes = causes::causes(&before, &after, &line);
            line.causes.extend(inspected.remove(&line.unit).unwrap_or_default());
            let is_whole = |side: &Side| side.view.run().is_some();
            if viewer.covers(line.unit) && (is_whole(&before) && is_whole(&after) || line.is_changed()) {
                let then = self.points_in(viewer, &before, line.before.as_ref(), line.unit).await?;
                let now = self.points_in(viewer, &after, line.after.as_ref(), line.unit).await?;
                line.because =
                    changed_points(&then, &now, |id| after.title(level, id).or_else(|| before.title(level, id)));
            }
            lines.push(line);
        }
        let ranks = |of: fn(&ChangedLine) -> Option<&RankingLine>| {
            lines.iter().filter_map(move |line| Some((line.unit, of(line)?.rank?))).collect::<Vec<_>>()
        };
        let moves = Moves::between(ranks(|line| line.before.as_ref()), ranks(|line| line.after.as_ref()));
        for line in &mut lines {
            line.moved_up = moves.moved_up(line.unit);
        }
        Ok(Changes { before: before.view.heading(), after: after.view.heading(), lines })
    }

    /// Whether there is a ranking of a period that the viewer may see.
    pub async fn is_ranked(&self, viewer: &Viewer, period: Period) -> Result<bool, DeskError> {
        let wanted = Wanted { period: Some(period), under: self.replica().unit(), run: "" };
        match self.ranking(viewer, wanted).await {
            Ok(_) => Ok(true),
            Err(error) if error.sort() == Sort::NotYet => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn side(&self, viewer: &Viewer, name: &RunName) -> Result<Side, DeskError> {
        let wanted = Wanted { period: name.period, under: self.replica().unit(), run: &name.run };
        let view = self.ranking(viewer, wanted).await?;
        Ok(Side { scheme: self.scheme_of(&view).await?, view })
    }

    /// What each indicator gave a unit: of a run that was made here, or by the score sheet that came down.
    async fn points_in(
        &self,
        viewer: &Viewer,
        side: &Side,
        line: Option<&RankingLine>,
        unit: UnitCode,
    ) -> Result<Points, DeskError> {
        if line.is_some_and(|line| line.status.is_pending()) {
            return Ok(Points::new());
        }
        if side.view.run().is_some() {
            let indicators = line.map(|line| line.indicators.as_slice()).unwrap_or_default();
            return Ok(indicators.iter().map(|one| (one.id.to_string(), one.points)).collect());
        }
        let sheet = self.sheet_that_came(viewer, unit, side.view.period(), side.view.id()).await?;
        let lines = sheet.map(|sheet| sheet.lines).unwrap_or_default();
        Ok(lines.into_iter().map(|line| (line.indicator, line.points)).collect())
    }
}

/// The indicators whose points are others, in the order of the later sheet.
fn changed_points(before: &Points, after: &Points, title: impl Fn(&str) -> Option<String>) -> Vec<ChangedPoints> {
    let of = |points: &Points, id: &str| points.iter().find(|(one, _)| one == id).and_then(|(_, points)| *points);
    let mut seen = BTreeSet::new();
    let ids = after.iter().chain(before).map(|(id, _)| id).filter(|id| seen.insert(id.as_str()));
    let pairs = ids.map(|id| (id, of(before, id), of(after, id))).filter(|(_, before, after)| before != after);
    pairs.map(|(id, before, after)| ChangedPoints { indicator: id.clone(), title: title(id), before, after }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ranking_is_named_by_period_run_or_both() {
        for text in ["2026Q3", "2026H1", "2026Q3:ab12", "ab12"] {
            let Ok(name) = text.parse::<RunName>();
            assert_eq!(name.to_string(), text);
        }
        let Ok(name) = "2026Q3:ab12".parse::<RunName>();
        assert_eq!((name.period, name.run.as_str()), (Some(Period::Quarter(2026, 3)), "ab12"));
    }

    #[test]
    fn only_points_that_differ_are_named() {
        let points = |list: &[(&str, Option<i64>)]| -> Points {
            list.iter().map(|(id, points)| ((*id).to_owned(), points.map(Decimal::from))).collect()
        };
        let before = points(&[("a", Some(1)), ("b", Some(2)), ("gone", Some(3))]);
        let after = points(&[("new", Some(4)), ("a", Some(1)), ("b", None)]);
        let changed = changed_points(&before, &after, |_| None);
        let told: Vec<&str> = changed.iter().map(|one| one.indicator.as_str()).collect();
        assert_eq!(told, ["new", "b", "gone"]);
        assert_eq!((changed[1].before, changed[1].after), (Some(Decimal::from(2)), None));
    }
}
