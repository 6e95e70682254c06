//! What a notice 通报 about a list is drafted from: the run that stands published by this node's unit, or the newest one
//! that nobody published yet.

use crate::assessment::consequences::{ConsequenceDecision, ConsequenceSubject};
use crate::assessment::publications::Replaced;
use crate::assessment::seal_times::SealTimes;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::late::LateRow;
use crate::people::viewer::{ViewError, Viewer};
use crate::reading::authorship::MemberNames;
use cunbang_model::{Date, Period, Table, UnitCode, UnitTree, clock};
use cunbang_ranking::bulletin::bulletin;
use cunbang_ranking::{Published, RankingRun};
use cunbang_scheme::{Prospect, Scheme};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a notice is drafted from.
#[derive(Debug, Clone)]
pub struct NoticeView {
    /// The unit whose list it is.
    pub unit: UnitCode,
    /// The run.
    pub run: Arc<RankingRun>,
    /// The run of the period before, for movement, where there is one here.
    pub previous: Option<Arc<RankingRun>>,
    /// The rules by which it was ranked, where their text is here.
    pub scheme: Option<Scheme>,
    /// Who is a candidate for certain and who may become or cease to be one; empty where the rules are not here.
    pub prospects: BTreeMap<UnitCode, Prospect>,
    /// The units, for names.
    pub units: Arc<UnitTree>,
    /// The day on which the unit published the run, whatever came of that; none of a draft.
    pub published_on: Option<Date>,
    /// Why the unit took the publication back, and the day on which it wrote that down, where it did.
    pub withdrawn: Option<(String, Option<Date>)>,
    /// The run that the unit published after this one, which stands in its place, and the day of its publication.
    pub replaced_by: Option<(String, Date)>,
    /// The number of that one's notice in the year, where it is known.
    pub replaced_by_number: Option<u32>,
    /// The number of the notice in the year: the period's, or the next where that is taken; none where the year's register
    /// is not known here.
    pub number: Option<u32>,
    /// In whose place the run was published, or would be.
    pub replaces: Option<Replaced>,
    /// What units above registered late of what the run rests on.
    pub registered_late: Vec<LateRow>,
    /// Of each village whose seal came late, how many of the rows that count came after the last day.
    pub late_rows: BTreeMap<UnitCode, usize>,
    /// The last day on which villages may object: as was chosen with the publication, or as the rules say of the day on which
    /// the notice goes out; none where neither does.
    pub objections_until: Option<Date>,
    /// What was decided on the consequences that the rules propose because of the run: of whom, which, and what.
    pub decided: Vec<(ConsequenceSubject, String, ConsequenceDecision)>,
    /// The day by this node's clock.
    pub today: Date,
    /// What was done to units and rules over the period, each in Chinese and in English.
    pub notes: Vec<(String, String)>,
    /// When the villages' seals came; nobody's where the rules are not here.
    pub seal_times: SealTimes,
}

impl NoticeView {
    /// Whether nobody ever published the run: its notice asks for comments.
    pub fn is_draft(&self) -> bool {
        self.published_on.is_none()
    }

    /// The day on which the notice goes out: with the publication, or today.
    pub fn date(&self) -> Date {
        self.published_on.unwrap_or(self.today)
    }

    /// The fingerprint of the authority on which every signature of the run rests.
    pub fn authority(&self) -> &str {
        &self.run.record.authority
    }
}

impl Desk {
    /// What a notice about a period is drafted from: a run of this node's unit that is named by its id or the beginning of
    /// it; or the one that stands published; or the newest.
    pub async fn notice(&self, viewer: &Viewer, period: Period, named: Option<&str>) -> Result<NoticeView, DeskError> {
        let unit = self.replica().unit();
        viewer.check(unit)?;
        let mut all = self.published(viewer, period).await?;
        all.retain(|one| one.by == unit);
        let published: Vec<Published> = all.iter().filter(|one| one.withdrawn.is_none()).cloned().collect();
        let run = match named {
            Some(named) => Arc::new(self.ranking_run(named).await?),
            None => self.run_to_tell_of(unit, period, &published).await?.ok_or(ViewError::NoRun {
                period,
                unit,
                node: unit,
            })?,
        };
        let (id, ranked) = (run.id.clone(), run.record.under);
        if run.record.period != period {
            return Err(ViewError::OtherPeriod { run: id, period: run.record.period, asked: period }.into());
        }
        if ranked != unit {
            return Err(ViewError::NotRanked { run: id, ranked, unit }.into());
        }
        let of_run = all.iter().find(|one| one.id() == run.id);
        let published_on = of_run.map(|one| one.run.published_on);
        let withdrawn = match of_run.and_then(|one| one.withdrawn.clone()) {
            Some(reason) => Some((reason, self.withdrawn_on(unit, period, &run.id).await?)),
            None => None,
        };
        if published_on.is_none() && !viewer.sees_drafts() {
            return Err(ViewError::NothingPublished(Some(period)).into());
        }
        let chosen = of_run.and_then(|one| one.run.objections_until);
        let before = period.previous();
        let published_before = self.published_by(viewer, unit, before).await?;
        let scheme = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == run.record.scheme.hash);
        let publications = self.publications(viewer, unit, period).await?;
        let goes_out = published_on.unwrap_or_else(|| clock::county_date(self.replica().now()));
        let seal_times = self.seal_times(&run, scheme.as_ref()).await?;
        let replaced_by = published_on
            .and(published.first())
            .map(|stands| (stands.id().to_owned(), stands.run.published_on))
            .filter(|(id, _)| *id != run.id);
        Ok(NoticeView {
            unit,
            number: publications.number(&run.id, period, goes_out),
            replaces: publications.replaced_by(&run.id, period),
            replaced_by_number: replaced_by
                .as_ref()
                .and_then(|(id, _)| publications.published(id).and_then(|one| one.number)),
            registered_late: self.late_rows_of_run(viewer, &run).await?,
            late_rows: self.late_row_counts(&run, scheme.as_ref(), &seal_times).await?,
            prospects: scheme.as_ref().map(|scheme| scheme.prospects(&run.outcome)).unwrap_or_default(),
            previous: self.run_to_tell_of(unit, before, &published_before).await?,
            seal_times,
            objections_until: chosen.or_else(|| scheme.as_ref().and_then(|scheme| scheme.objections_until(goes_out))),
            scheme,
            units: self.units_of_run(&run).await?,
            notes: self.notes_of_run(&run).await?.in_both(),
            replaced_by,
            decided: self.decided_because_of(&run).await?,
            published_on,
            withdrawn,
            today: clock::county_date(self.replica().now()),
            run,
        })
    }

    /// The day on which it was written down that a publication was taken back, by the clock of the node that did.
    pub(crate) async fn withdrawn_on(
        &self,
        unit: UnitCode,
        period: Period,
        run: &str,
    ) -> Result<Option<Date>, DeskError> {
        let document = bulletin(unit, period);
        let projection = self.replica().at_hand(document).await?;
        let Some(standing) = projection.get(Table::Runs, run) else { return Ok(None) };
        let entries = self.entries_of(document).await?;
        let said = self.authorship(&entries, &standing.operation.writer, standing.entry, &MemberNames::new());
        Ok(said.and_then(|said| said.written_at).map(clock::county_date))
    }

    /// What a unit published for a period, and stands.
    async fn published_by(&self, viewer: &Viewer, unit: UnitCode, period: Period) -> Result<Vec<Published>, DeskError> {
        let mut published = self.told(viewer, period).await?;
        published.retain(|one| one.by == unit);
        Ok(published)
    }

    /// The run that stands published by a unit, or else the newest of it that is here.
    async fn run_to_tell_of(
        &self,
        unit: UnitCode,
        period: Period,
        published: &[Published],
    ) -> Result<Option<Arc<RankingRun>>, DeskError> {
        match published.first() {
            Some(stands) => self.run_at_hand(stands.id()).await.map(Some),
            None => self.newest_run_of(unit, Some(period)).await,
        }
    }
}
