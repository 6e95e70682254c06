//! Which run a viewer is shown: the newest, or one that is named.

use super::{Beside, RankingView, RunState};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::{Besides, ViewError, Viewer};
use cunbang_model::schema::Word as _;
use cunbang_model::{Period, UnitCode, record};
use cunbang_ranking::announced::decision_then;
use cunbang_ranking::{Published, RankingRun};
use cunbang_scheme::DecisionNote;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a viewer asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The period; may be left out where a run is named.
    pub period: Option<Period>,
    /// The unit at and under which rows are wanted.
    pub under: UnitCode,
    /// The id of a run or its beginning; empty: the newest.
    pub run: &'a str,
}

/// The period, the run, the bulletins that have it, and the newest of others that stands.
type Found = (Period, Option<Arc<RankingRun>>, Vec<Arc<Published>>, Option<Arc<Published>>);

/// The list that stands beside one that a unit has published: the one that counts, where that is of a unit above; or else what
/// a unit below has published of its own part.
fn beside(all: &[Arc<Published>], by: UnitCode, under: UnitCode) -> Option<Beside> {
    let standing = || all.iter().filter(|known| known.withdrawn.is_none() && under.is_within(&known.by));
    let above = standing().find(|known| by.is_below(&known.by));
    let below = || standing().find(|known| known.by.is_below(&by));
    let counts = |known: &Arc<Published>| Beside::Counts { run: known.id().to_owned(), by: known.by };
    let own = |known: &Arc<Published>| Beside::OfPart { run: known.id().to_owned(), by: known.by };
    above.map(counts).or_else(|| below().map(own))
}

impl Desk {
    /// Finds a run, of which the viewer must be allowed to see something. Where none is named it is what stands published
    /// by the highest unit: that is what counts, and what a township has published of its own part stands beside it and is seen
    /// by its name. Only where nothing stands it is the newest draft, and never what was taken back nor a draft from before that: these are seen by their
    /// names. Who sees no drafts is shown published ones alone, and nothing tells whether there are others.
    pub async fn ranking(&self, viewer: &Viewer, wanted: Wanted<'_>) -> Result<RankingView, DeskError> {
        self.check_listed(wanted.under)?;
        let (period, whole, published, instead) = if wanted.run.is_empty() {
            self.newest_for(viewer, &wanted).await?
        } else {
            self.named_for(viewer, &wanted).await?
        };
        let id = whole.as_ref().map(|run| run.id.as_str()).or_else(|| published.first().map(|known| known.id()));
        let all = self.published(viewer, period).await?;
        let state = self.state_of(&all, period, id.unwrap_or_default()).await?;
        let is_all_taken_back = !all.is_empty() && all.iter().all(|known| known.withdrawn.is_some());
        let none_stands = match state {
            RunState::Draft if is_all_taken_back => Some(self.why_no_list(viewer, period).await?),
            _ => None,
        };
        let (units, notes) = match &whole {
            Some(run) => (self.units_of_run(run).await?, self.notes_of_run(run).await?),
            None => (self.replica().units()?, self.notes_of(period).await?),
        };
        let decisions = if published.is_empty() { Vec::new() } else { self.decisions_on(period).await? };
        let note = |decision: &record::Decision| DecisionNote {
            decision: decision.decision.word().to_owned(),
            reason: decision.reason.clone(),
        };
        let mut decisions: BTreeMap<UnitCode, DecisionNote> =
            decisions.iter().map(|decision| (decision.subject, note(decision))).collect();
        // What was decided or taken back since is not what the list rests on.
        for line in published.iter().filter(|_| whole.is_none()).take(1).flat_map(|known| &known.results) {
            match decision_then(line) {
                Some(Some(then)) => decisions.extend([(line.subject, then)]),
                Some(None) => drop(decisions.remove(&line.subject)),
                None => {}
            }
        }
        let beside = match (&state, published.first()) {
            (RunState::Published { .. }, Some(known)) => beside(&all, known.by, wanted.under),
            _ => None,
        };
        let (viewer, under, sheets) = (viewer.clone(), wanted.under, BTreeMap::new());
        Ok(RankingView {
            root: self.replica().root(),
            beside,
            viewer,
            under,
            units,
            period,
            whole,
            published,
            instead,
            none_stands,
            state,
            decisions,
            notes,
            sheets,
        })
    }

    async fn newest_for(&self, viewer: &Viewer, wanted: &Wanted<'_>) -> Result<Found, DeskError> {
        let under = wanted.under;
        let period = wanted.period.ok_or(ViewError::NoPeriod)?;
        let mut published = self.told(viewer, period).await?;
        let stands = published.iter().find(|known| under.is_within(&known.by)).cloned();
        if stands.is_none()
            && viewer.covers(under)
            && viewer.sees_drafts()
            && let Some(run) = self.newest_run_where(Some(period), |ranked| under.is_within(&ranked)).await?
        {
            return Ok((period, Some(run), Vec::new(), None));
        }
        let Some(known) = stands else { return Err(self.nothing_stands(viewer, period, under).await?) };
        let id = known.id().to_owned();
        published.retain(|known| known.id() == id);
        let here = self.replica().store().runs(Some(period)).await?;
        let whole = if here.iter().any(|head| head.id == id) { Some(self.run_at_hand(&id).await?) } else { None };
        Ok((period, whole, published, None))
    }

    /// Why there is nothing to show of a unit.
    pub(in crate::assessment) async fn nothing_stands(
        &self,
        viewer: &Viewer,
        period: Period,
        under: UnitCode,
    ) -> Result<DeskError, DeskError> {
        let all = self.published(viewer, period).await?;
        if viewer.covers(under)
            && let Some(one) = all.iter().find(|known| under.is_within(&known.by))
        {
            let run = one.id().get(..12).unwrap_or(one.id()).to_owned();
            let reason = one.withdrawn_because().unwrap_or_default();
            return Ok(ViewError::Withdrawn { run, period, reason }.into());
        }
        if viewer.covers(under) && !viewer.sees_drafts() {
            return Ok(ViewError::NothingPublished(Some(period)).into());
        }
        if viewer.covers(under) {
            return Ok(ViewError::NoRun { period, unit: under, node: self.replica().unit() }.into());
        }
        Ok(viewer.outside(under, Besides::NothingPublished(period)).into())
    }

    async fn named_for(&self, viewer: &Viewer, wanted: &Wanted<'_>) -> Result<Found, DeskError> {
        const SHOWN: usize = 64;
        let under = wanted.under;
        let here = self.replica().store().runs(None).await?;
        let begins = |id: &str| id.starts_with(wanted.run);
        let mut here: BTreeMap<String, Period> =
            here.into_iter().filter(|head| begins(&head.id)).map(|head| (head.id, head.period)).collect();
        if !viewer.sees_drafts() {
            let mut told = BTreeSet::new();
            for period in here.values().copied().collect::<BTreeSet<_>>() {
                told.extend(self.told(viewer, period).await?.iter().map(|known| known.id().to_owned()));
            }
            here.retain(|id, _| told.contains(id));
        }
        let public = match wanted.period {
            Some(period) => self.told(viewer, period).await?,
            None => Vec::new(),
        };
        let public_ids = public.iter().map(|known| known.id()).filter(|id| begins(id));
        let ids: BTreeSet<&str> = here.keys().map(String::as_str).chain(public_ids).collect();
        let named = || wanted.run.chars().take(SHOWN).collect();
        let id = match (ids.first(), ids.len()) {
            (Some(id), 1) => (*id).to_owned(),
            (None, _) => return Err(ViewError::UnknownRun { named: named(), node: self.replica().unit() }.into()),
            (Some(_), known) => return Err(ViewError::SeveralRuns { named: named(), known }.into()),
        };
        let period = here.get(&id).copied().or(wanted.period).ok_or(ViewError::NoPeriod)?;
        if let Some(asked) = wanted.period.filter(|asked| *asked != period) {
            return Err(ViewError::OtherPeriod { run: id, period, asked }.into());
        }
        let mut published = self.told(viewer, period).await?;
        let stands = published.iter().find(|known| under.is_within(&known.by)).cloned();
        published.retain(|known| known.id() == id);
        if !viewer.covers(under) && published.is_empty() {
            return Err(viewer.outside(under, Besides::NotPublished(id)).into());
        }
        let whole = if here.contains_key(&id) { Some(self.run_at_hand(&id).await?) } else { None };
        let ranked = whole.as_ref().map(|run| run.record.under).or_else(|| published.first().map(|known| known.by));
        if let Some(ranked) = ranked.filter(|ranked| !under.is_within(ranked)) {
            return Err(ViewError::NotRanked { run: id, ranked, unit: under }.into());
        }
        let instead = stands.filter(|_| whole.is_some() && published.is_empty());
        Ok((period, whole, published, instead))
    }
}
