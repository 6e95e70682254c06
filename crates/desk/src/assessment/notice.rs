//! What a notice 通报 about a list is drafted from: the run that stands published by this node's unit, or the newest one
//! that nobody published yet, or else what a unit above published.
//!
//! The notice of a published run is drafted from what went into the bulletin with it, at its publisher's as below: so all
//! read the same text.

use crate::assessment::predecessors::{Replaced, TakenBackList};
use crate::assessment::publications::Publications;
use crate::assessment::register::RegisteredNotice;
use crate::assessment::run::RunError;
use crate::assessment::seal_times::SealTimes;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::{ViewError, Viewer};
use crate::reading::authorship::MemberNames;
use cunbang_model::{Date, NoticeNumber, Period, Table, UnitCode, UnitTree, clock};
use cunbang_ranking::announced::{Announced, AnnouncedDecision, AnnouncedRow, Formalities};
use cunbang_ranking::bulletin::bulletin;
use cunbang_ranking::{Published, RankingRun};
use cunbang_scheme::{Outcome, Prospect, Scheme};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A run, as far as a notice needs it.
#[derive(Debug, Clone)]
pub enum NoticeRun {
    /// One that was made here.
    Here(Arc<RankingRun>),
    /// One of which the bulletin tells.
    Told {
        /// Its id.
        id: String,
        /// Its outcome, as far as the notice prints it.
        outcome: Arc<Outcome>,
        /// The fingerprint of the authority on which it rests.
        authority: String,
    },
}

impl NoticeRun {
    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            Self::Here(run) => &run.id,
            Self::Told { id, .. } => id,
        }
    }

    /// Its outcome.
    pub fn outcome(&self) -> &Outcome {
        match self {
            Self::Here(run) => &run.outcome,
            Self::Told { outcome, .. } => outcome,
        }
    }
}

/// What a notice is drafted from.
#[derive(Debug, Clone)]
pub struct NoticeView {
    /// The unit whose list it is.
    pub unit: UnitCode,
    /// The run.
    pub run: NoticeRun,
    /// The run of the period before, for movement, where there is one; of what only a bulletin tells, its ranks.
    pub previous: Option<NoticeRun>,
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
    /// The number of that one's notice, where it is known.
    pub replaced_by_number: Option<NoticeNumber>,
    /// The number of the notice: as it was registered, or as it follows; none where nobody gave one and none follows.
    pub number: Option<NoticeNumber>,
    /// The number to offer for it.
    pub offered: NoticeNumber,
    /// To whom it is copied and who prints it, as was registered; of a draft as of the notice before.
    pub formalities: Formalities,
    /// The notices that went out in the same year.
    pub register: Vec<RegisteredNotice>,
    /// In whose place the run was published, or would be.
    pub replaces: Option<Replaced>,
    /// The lists that had replaced it and were taken back, where it stands again.
    pub restored_after: Vec<TakenBackList>,
    /// What units above registered late of what the run rests on.
    pub registered_late: Vec<AnnouncedRow>,
    /// Of each village whose seal came late, how many of the rows that count came after the last day.
    pub late_rows: BTreeMap<UnitCode, usize>,
    /// The last day on which villages may object: as was chosen with the publication, or as the rules say of the day on which
    /// the notice goes out; none where neither does.
    pub objections_until: Option<Date>,
    /// What was decided on the consequences that the rules propose because of the run: of which unit, and what.
    pub decided: Vec<(UnitCode, AnnouncedDecision)>,
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

    /// The period that the run ranks.
    pub fn period(&self) -> Period {
        self.run.outcome().period
    }

    /// Whether a unit registers how it goes out: it published the run, and did not take that back.
    pub fn may_be_registered(&self, unit: UnitCode) -> bool {
        self.unit == unit && !self.is_draft() && self.withdrawn.is_none()
    }

    /// The day on which the notice goes out: with the publication, or today.
    pub fn date(&self) -> Date {
        self.published_on.unwrap_or(self.today)
    }

    /// The fingerprint of the authority on which every signature of the run rests.
    pub fn authority(&self) -> &str {
        match &self.run {
            NoticeRun::Here(run) => &run.record.authority,
            NoticeRun::Told { authority, .. } => authority,
        }
    }
}

/// Each decision with its unit.
fn each((unit, decisions): (UnitCode, Vec<AnnouncedDecision>)) -> impl Iterator<Item = (UnitCode, AnnouncedDecision)> {
    decisions.into_iter().map(move |one| (unit, one))
}

/// The run of a unit that stands, where that is not this one: the newest first.
fn replaced_by<'p>(mut of_unit: impl Iterator<Item = &'p Arc<Published>>, id: &str) -> Option<(String, Date)> {
    let stands = of_unit.find(|one| one.withdrawn.is_none())?;
    (stands.id() != id).then(|| (stands.id().to_owned(), stands.run.published_on))
}

fn number_of(publications: &Publications, of: Option<&(String, Date)>) -> Option<NoticeNumber> {
    of.and_then(|(id, _)| publications.published(id)?.number.clone())
}

impl Desk {
    /// What a notice about a period is drafted from: a run that is named by its id or the beginning of it; or the one of this
    /// node's unit that stands published; or its newest; or where it has none, the one that a unit above has published.
    pub async fn notice(&self, viewer: &Viewer, period: Period, named: Option<&str>) -> Result<NoticeView, DeskError> {
        let unit = self.replica().unit();
        viewer.check(unit)?;
        let all = self.published(viewer, period).await?;
        let asked = match named {
            Some(named) => {
                let mut begin_so = all.iter().filter(|one| !named.is_empty() && one.id().starts_with(named));
                begin_so.next().filter(|_| begin_so.next().is_none())
            }
            None => {
                let stands = |one: &&Arc<Published>| one.withdrawn.is_none();
                let of_own = all.iter().filter(stands).find(|one| one.by == unit);
                match of_own {
                    Some(own) => Some(own),
                    None if self.newest_run_of(unit, Some(period)).await?.is_some() => None,
                    None => all.iter().find(stands),
                }
            }
        };
        if let Some(asked) = asked {
            match Announced::of(asked) {
                Some(told) => return self.told_notice(viewer, asked, told, &all).await,
                None if asked.by != unit => {
                    let run = asked.id().get(..12).unwrap_or(asked.id()).to_owned();
                    return Err(ViewError::NotAnnounced { run, by: asked.by }.into());
                }
                // An earlier program published it here.
                None => {}
            }
        }
        self.notice_of_here(viewer, period, named, all).await
    }

    /// Whether the notice of a published run can be read here: it was published here, or what it tells came with its
    /// bulletin. Without a name, which published run's can be: the one that stands, of the highest unit.
    pub async fn notice_to_read(
        &self,
        viewer: &Viewer,
        period: Period,
        named: Option<&str>,
    ) -> Result<Option<String>, DeskError> {
        let own = self.replica().unit();
        let all = self.published(viewer, period).await?;
        let is_meant = |one: &&Arc<Published>| match named {
            Some(named) => one.id() == named,
            None => one.withdrawn.is_none(),
        };
        let mut readable = all.iter().filter(is_meant).filter(|one| one.by == own || one.run.notice.is_some());
        Ok(readable.next().map(|one| one.id().to_owned()))
    }

    /// What a notice of a published run is drafted from, by what its bulletin tells.
    async fn told_notice(
        &self,
        viewer: &Viewer,
        published: &Published,
        told: Announced,
        all: &[Arc<Published>],
    ) -> Result<NoticeView, DeskError> {
        let (by, id) = (published.by, published.id());
        let (period, published_on) = (published.run.period, published.run.published_on);
        // Where it was made, what is stored of it is compared with what was signed.
        if self.replica().store().runs(Some(period)).await?.iter().any(|head| head.id == id) {
            self.run_at_hand(id).await?;
        }
        let scheme = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == published.run.scheme_hash);
        let publications = self.publications(viewer, by, period).await?;
        let replaced_by = replaced_by(all.iter().filter(|one| one.by == by), id);
        let withdrawn = match published.withdrawn.clone() {
            Some(reason) => Some((reason, self.withdrawn_on(by, period, id).await?)),
            None => None,
        };
        let units = told.units(&self.replica().units()?);
        let as_run = |outcome: Outcome| NoticeRun::Told {
            id: id.to_owned(),
            outcome: Arc::new(outcome),
            authority: told.run.authority.clone(),
        };
        Ok(NoticeView {
            unit: by,
            number: publications.number(id, published_on),
            offered: publications.offered(published_on),
            formalities: Formalities::of(&published.run),
            register: publications.register(published_on.year()),
            replaces: publications.replaced_by(id, period),
            restored_after: publications.restored_after(id, period),
            replaced_by_number: number_of(&publications, replaced_by.as_ref()),
            registered_late: told.registered,
            late_rows: told.late_rows,
            prospects: scheme.as_ref().map(|scheme| scheme.prospects(&told.outcome)).unwrap_or_default(),
            previous: told.previous.map(as_run),
            seal_times: SealTimes { late: told.late, forgiven: told.forgiven },
            objections_until: published
                .run
                .objections_until
                .or_else(|| scheme.as_ref().and_then(|scheme| scheme.objections_until(published_on))),
            scheme,
            units,
            notes: told.run.notes.clone(),
            replaced_by,
            decided: told.decided,
            published_on: Some(published_on),
            withdrawn,
            today: clock::county_date(self.replica().now()),
            run: as_run(told.outcome),
        })
    }

    /// What a notice of a run that was made here is drafted from, by what is stored of it.
    async fn notice_of_here(
        &self,
        viewer: &Viewer,
        period: Period,
        named: Option<&str>,
        mut all: Vec<Arc<Published>>,
    ) -> Result<NoticeView, DeskError> {
        let unit = self.replica().unit();
        all.retain(|one| one.by == unit);
        let published: Vec<Arc<Published>> = all.iter().filter(|one| one.withdrawn.is_none()).cloned().collect();
        let run = match named {
            Some(named) => Arc::new(self.ranking_run(named).await?),
            None => match self.run_to_tell_of(unit, period, &published).await? {
                Some(run) => run,
                None => return Err(self.nothing_stands(viewer, period, unit).await?),
            },
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
        let replaced_by = published_on.and_then(|_| replaced_by(published.iter(), &run.id));
        let late = self.late_rows_of_run(viewer, &run).await?;
        let registered_late = late.iter().map(|one| one.announced(&run.outcome)).collect();
        Ok(NoticeView {
            unit,
            number: publications.number(&run.id, goes_out),
            offered: publications.offered(goes_out),
            formalities: match of_run {
                Some(published) => Formalities::of(&published.run),
                None => self.last_formalities(viewer, unit, period).await?,
            },
            register: publications.register(goes_out.year()),
            replaces: publications.replaced_by(&run.id, period),
            restored_after: publications.restored_after(&run.id, period),
            replaced_by_number: number_of(&publications, replaced_by.as_ref()),
            registered_late,
            late_rows: self.late_row_counts(&run, scheme.as_ref(), &seal_times).await?,
            prospects: scheme.as_ref().map(|scheme| scheme.prospects(&run.outcome)).unwrap_or_default(),
            previous: self.run_to_compare_with(unit, before, &published_before).await?.map(NoticeRun::Here),
            seal_times,
            objections_until: chosen.or_else(|| scheme.as_ref().and_then(|scheme| scheme.objections_until(goes_out))),
            scheme,
            units: self.units_of_run(&run).await?,
            notes: self.notes_of_run(&run).await?.in_both(),
            replaced_by,
            decided: self.decisions_to_tell(&run).await?.into_iter().flat_map(each).collect(),
            published_on,
            withdrawn,
            today: clock::county_date(self.replica().now()),
            run: NoticeRun::Here(run),
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
    pub(crate) async fn published_by(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Vec<Arc<Published>>, DeskError> {
        let mut published = self.told(viewer, period).await?;
        published.retain(|one| one.by == unit);
        Ok(published)
    }

    /// The run with which a later one is compared; none where it was lost, as after its node was put back to before it.
    pub(crate) async fn run_to_compare_with(
        &self,
        unit: UnitCode,
        period: Period,
        published: &[Arc<Published>],
    ) -> Result<Option<Arc<RankingRun>>, DeskError> {
        match self.run_to_tell_of(unit, period, published).await {
            Err(DeskError::Run(error @ RunError::Lost(_))) => {
                tracing::warn!("{error}");
                Ok(None)
            }
            found => found,
        }
    }

    /// The run that stands published by a unit, or else the newest of it that is here.
    pub(crate) async fn run_to_tell_of(
        &self,
        unit: UnitCode,
        period: Period,
        published: &[Arc<Published>],
    ) -> Result<Option<Arc<RankingRun>>, DeskError> {
        match published.first() {
            Some(stands) => self.run_at_hand(stands.id()).await.map(Some),
            None => self.newest_run_of(unit, Some(period)).await,
        }
    }
}
