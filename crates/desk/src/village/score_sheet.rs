//! Score sheets 得分单, read where the rows are: what a published run says of a unit, point by point, joined with the rows
//! and the names that are here. No network is needed.

pub(super) mod lines;

pub use lines::{InScore, LineState, ReasonRow, ReasonView, SheetLineView, Uncounted};

use crate::assessment::ranking::Wanted;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::late::LateRow;
use crate::people::viewer::{ViewError, Viewer};
use crate::reading::texts::optional_number;
use cunbang_language::say;
use cunbang_ledger::{Projection, Standing};
use cunbang_model::{Date, Decimal, DocumentKind, DocumentName, Period, Role, UnitCode};
use cunbang_ranking::sheet::{published_sheets, sheet_document, sheet_of_run};
use cunbang_ranking::{Published, PublishedSheet, SheetLine};
use cunbang_scheme::remark::NotApplicable;
use cunbang_scheme::{Level, Scheme, Status};
use lines::{Behind, line_view, state_of};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A unit's score sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreSheetView {
    /// The unit.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// The period ranked.
    pub period: Period,
    /// The run that it is of.
    pub run: String,
    /// The unit that published it.
    pub publisher: UnitCode,
    /// That unit's name.
    pub publisher_name: String,
    /// Whether it is what the bulletin says.
    pub agreement: Agreement,
    /// What was received of the unit.
    pub status: Status,
    /// The score.
    #[serde(serialize_with = "optional_number")]
    pub score: Option<Decimal>,
    /// The rank among all of its level.
    pub rank: Option<u32>,
    /// How many of its level have a rank.
    pub ranked: Option<u32>,
    /// The rank under the unit above.
    pub rank_in_parent: Option<u32>,
    /// How many have a rank there.
    pub ranked_in_parent: Option<u32>,
    /// Stars.
    pub stars: Option<u8>,
    /// Whether it is a candidate for the backward list; none where its level has no such list.
    pub candidate: Option<bool>,
    /// The score from which on it is off that list whatever the tie-breakers say, the others as they are.
    #[serde(serialize_with = "optional_number")]
    pub off_the_list_from: Option<Decimal>,
    /// The unit ranked just above.
    pub above: Option<Neighbour>,
    /// The unit ranked just below.
    pub below: Option<Neighbour>,
    /// The indicators, in the order of the scheme; then what adjusted the score.
    pub lines: Vec<SheetLineView>,
}

/// Whether a sheet is what the bulletin says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "agreement")]
pub enum Agreement {
    /// The bulletin names this run and this very sheet, and stands.
    Agrees {
        /// When it was published.
        published_on: Date,
    },
    /// The bulletin names this run, and another sheet of it than the one that came.
    OtherSheet,
    /// Another run stands published instead.
    OtherRun {
        /// That run.
        published: String,
    },
    /// The publication was taken back.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// No bulletin with this run has come here.
    NotPublished,
}

impl Agreement {
    /// Whether the sheet is the published one.
    pub const fn is_agreed(&self) -> bool {
        matches!(self, Self::Agrees { .. })
    }
}

impl std::fmt::Display for Agreement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&match self {
            Self::Agrees { published_on } => say!("agreement-agrees", day = published_on),
            Self::OtherSheet => say!("agreement-other-sheet"),
            Self::OtherRun { published } => {
                say!("agreement-other-run", run = published.get(..12).unwrap_or(published))
            }
            Self::Withdrawn { reason } => say!("agreement-withdrawn", reason = reason),
            Self::NotPublished => say!("agreement-not-published"),
        })
    }
}

/// The unit ranked just above or below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Neighbour {
    /// The unit.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// Its score.
    #[serde(serialize_with = "optional_number")]
    pub score: Option<Decimal>,
    /// How many points lie between: never negative.
    #[serde(serialize_with = "optional_number")]
    pub distance: Option<Decimal>,
}

impl Desk {
    /// The score sheet of a unit for a period, as the run that stands published says; where no bulletin has come, the
    /// newest sheet that has. Of several publishers the highest goes first.
    pub async fn score_sheet(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<ScoreSheetView, DeskError> {
        viewer.check_document(DocumentKind::Sheet, unit)?;
        let document = self.replica().projection(sheet_document(unit, period)).await?;
        let mut sheets = published_sheets(&document, period);
        sheets.retain(|one| self.is_publishers_own(one));
        let published = self.published(viewer, period).await?;
        let standing = published.iter().filter(|one| one.withdrawn.is_none());
        let stands = standing.clone().find_map(|one| sheets.iter().position(|sheet| sheet.sheet.run == one.id()));
        let place = stands.or_else(|| sheets.len().checked_sub(1));
        let Some(place) = place else { return Err(ViewError::NoSheet { unit, period }.into()) };
        let sheet = sheets.swap_remove(place);
        let agreement = agreement(&sheet, &published);
        let scheme = self.scheme_of_sheet(&sheet, &published).await?;
        let names = self.names_apart(viewer, unit).await?;
        let (rows, late) = (
            self.rows_behind(viewer, unit, period, &sheet.lines).await?,
            self.late_rows_behind(viewer, unit, period).await?,
        );
        let behind = Behind { unit, rows: &rows, names: &names, late: &late };
        Ok(self.view_of_sheet(&sheet, agreement, scheme.as_ref(), &behind))
    }

    /// The score sheet of a unit in a run that was made here, named by the beginning of its id, or else in the newest;
    /// where none was made here, that of the run that stands published.
    pub async fn sheet_in_run(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
        run: &str,
    ) -> Result<ScoreSheetView, DeskError> {
        let view = self.ranking(viewer, Wanted { period: Some(period), under: unit, run }).await?;
        let Some(run) = view.run().cloned().filter(|_| viewer.covers(unit)) else {
            return self.score_sheet(viewer, unit, period).await;
        };
        let scheme = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == run.record.scheme.hash);
        let units = self.replica().units()?;
        let sheet = sheet_of_run(&run, &units, scheme.as_ref(), unit).map_err(DeskError::Rows)?;
        let sheet = sheet.ok_or_else(|| ViewError::NotInRun { who: unit.to_string(), run: run.id.clone() })?;
        let agreement = agreement(&sheet, &self.published(viewer, period).await?);
        let names = self.names_apart(viewer, unit).await?;
        let (rows, late) = (
            self.rows_behind(viewer, unit, period, &sheet.lines).await?,
            self.late_rows_behind(viewer, unit, period).await?,
        );
        let behind = Behind { unit, rows: &rows, names: &names, late: &late };
        Ok(self.view_of_sheet(&sheet, agreement, scheme.as_ref(), &behind))
    }

    /// Whether a sheet was written by a node of the unit that it names as its publisher. Nodes and inspectors below
    /// could write into the document too.
    pub(crate) fn is_publishers_own(&self, sheet: &PublishedSheet) -> bool {
        sheet.standings.iter().all(|standing| self.is_written_by_node_of(standing, sheet.sheet.publisher))
    }

    /// Whether a value was written by a node of a unit.
    pub(crate) fn is_written_by_node_of(&self, standing: &Standing, unit: UnitCode) -> bool {
        let (org, own) = (self.replica().org(), self.replica().identity());
        let device = standing.operation.writer.device;
        let own = Some(own.certificate()).filter(|own| own.device == device);
        let certificate = org.certificate(device).or(own);
        certificate.is_some_and(|one| one.role == Role::Node && one.unit == unit)
    }

    /// The scheme of a sheet's run, where it is the one in force here.
    async fn scheme_of_sheet(
        &self,
        sheet: &PublishedSheet,
        published: &[Arc<Published>],
    ) -> Result<Option<Scheme>, DeskError> {
        let Some(run) = published.iter().find(|one| one.id() == sheet.sheet.run) else {
            return Ok(self.scheme_for(sheet.sheet.period).await.ok());
        };
        Ok(self.schemes().await?.into_iter().find(|scheme| scheme.hash() == run.run.scheme_hash))
    }

    /// The documents in which a sheet's rows stand, as far as they are here and for the viewer: those of the period, of
    /// the unit and of others whose rows it names, and those of earlier quarters that it names.
    pub(super) async fn rows_behind(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
        lines: &[SheetLine],
    ) -> Result<Vec<Projection>, DeskError> {
        let groups = || lines.iter().flat_map(|line| &line.reasons).filter(|group| !group.ids.is_empty());
        let mut places: BTreeSet<(UnitCode, Period)> =
            groups().filter_map(|group| Some((group.unit.unwrap_or(unit), group.quarter?))).collect();
        let units: BTreeSet<UnitCode> = groups().filter_map(|group| group.unit).chain([unit]).collect();
        let quarters = period.quarters();
        places.extend(units.iter().flat_map(|unit| quarters.iter().map(|quarter| (*unit, *quarter))));
        let mut found = Vec::new();
        for (unit, quarter) in places {
            for kind in [DocumentKind::Ledger, DocumentKind::Inspection] {
                let name = DocumentName::quarterly(kind, unit, quarter);
                if let Some(name) = name.filter(|_| viewer.check_document(kind, unit).is_ok()) {
                    found.push(self.replica().projection(name).await?);
                }
            }
        }
        Ok(found)
    }

    /// What units above registered late of a unit, where the viewer may see it.
    async fn late_rows_behind(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Vec<LateRow>, DeskError> {
        if viewer.check_document(DocumentKind::Inspection, unit).is_err() {
            return Ok(Vec::new());
        }
        let mut late = self.late_rows(viewer, period, unit).await?;
        late.retain(|one| one.unit() == unit);
        Ok(late)
    }

    fn view_of_sheet(
        &self,
        sheet: &PublishedSheet,
        agreement: Agreement,
        scheme: Option<&Scheme>,
        behind: &Behind<'_>,
    ) -> ScoreSheetView {
        let units = self.replica().org().units().cloned();
        let name = |unit: UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
        let own = &sheet.sheet;
        let level = units
            .as_deref()
            .and_then(|units| units.get(own.unit))
            .and_then(|unit| Level::ALL.into_iter().find(|level| level.has(unit.kind)));
        let info = |id: &str| {
            let infos = scheme.map(Scheme::indicators).unwrap_or_default();
            infos.iter().find(|info| info.id == id && level.is_none_or(|level| level == info.level))
        };
        let cents = |points: Option<Decimal>| {
            points.map(|mut points| {
                points.rescale(2);
                points
            })
        };
        let score = cents(own.score);
        let neighbour = |unit: Option<UnitCode>, theirs: Option<Decimal>| {
            let theirs = cents(theirs);
            let distance = score.zip(theirs).map(|(own, theirs)| (own - theirs).abs());
            Some(Neighbour { unit: unit?, name: name(unit?), score: theirs, distance })
        };
        let count = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
        ScoreSheetView {
            unit: own.unit,
            name: name(own.unit),
            period: own.period,
            run: own.run.clone(),
            publisher: own.publisher,
            publisher_name: name(own.publisher),
            agreement,
            status: own.status.into(),
            score,
            rank: count(own.rank),
            ranked: count(own.ranked),
            rank_in_parent: count(own.rank_in_parent),
            ranked_in_parent: count(own.ranked_in_parent),
            stars: own.stars.and_then(|stars| u8::try_from(stars).ok()),
            candidate: own.candidate,
            off_the_list_from: cents(own.off_the_list_from),
            above: neighbour(own.above, own.above_score),
            below: neighbour(own.below, own.below_score),
            lines: sheet
                .lines
                .iter()
                .map(|line| {
                    let info = info(&line.indicator);
                    let state = state_of(line, info, scheme.is_some(), own.status.into());
                    let mut view = line_view(line, info, state, &sheet.lines, behind, &name);
                    if state == LineState::NotApplicable(NotApplicable::LeftOut) {
                        let notes = line.reasons.iter().map(|group| group.note.as_str());
                        view.unstated = scheme.and_then(|scheme| lines::unstated(scheme, &line.indicator, notes));
                    }
                    view
                })
                .collect(),
        }
    }
}

fn agreement(sheet: &PublishedSheet, published: &[Arc<Published>]) -> Agreement {
    let by_publisher = published.iter().filter(|one| one.by == sheet.sheet.publisher);
    let Some(named) = by_publisher.clone().find(|one| one.id() == sheet.sheet.run) else {
        return match by_publisher.clone().find(|one| one.withdrawn.is_none()) {
            Some(other) => Agreement::OtherRun { published: other.id().to_owned() },
            None => Agreement::NotPublished,
        };
    };
    if let Some(reason) = &named.withdrawn {
        return Agreement::Withdrawn { reason: reason.clone() };
    }
    let newest = by_publisher.clone().find(|one| one.withdrawn.is_none());
    if let Some(other) = newest.filter(|newest| newest.id() != named.id()) {
        return Agreement::OtherRun { published: other.id().to_owned() };
    }
    let stated = named.result_of(sheet.sheet.unit).and_then(|line| line.sheet.as_deref());
    if stated == Some(sheet.hash.as_str()) {
        Agreement::Agrees { published_on: named.run.published_on }
    } else {
        Agreement::OtherSheet
    }
}
