//! Publishing 通报: a run into the bulletin, signed as entries of the node's log.

use crate::assessment::published_lines::publication;
use crate::assessment::run::RunError;
use crate::assessment::whole::NotWhole;
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::people::viewer::Viewer;
use cunbang_language::say;
use cunbang_ledger::Projection;
use cunbang_model::{Date, DocumentName, Period, Record as _, Table, UnitCode, clock, record};
use cunbang_ranking::announced::Formalities;
use cunbang_ranking::bulletin::{bulletin, bulletin_rows, published};
use cunbang_ranking::sheet::{sheet_document, sheet_hash, sheet_rows};
use cunbang_ranking::{RankingRun, RunNotes};
use cunbang_replica::blocking;
use cunbang_store::Write;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

fn listed(documents: &BTreeSet<DocumentName>) -> String {
    documents.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Why a run was not published, or not taken back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// No run of this node's unit was made here.
    #[error("{}", say!("publish-no-run", what = .0))]
    NoRun(UnitCode),
    /// The run ranks another unit than the one whose bulletin this is.
    #[error("{}", say!("publish-other-unit", run = .run, ranked = .ranked, unit = .unit))]
    OtherUnit {
        /// The run's id.
        run: String,
        /// What it ranks.
        ranked: UnitCode,
        /// Whose bulletin it is.
        unit: UnitCode,
    },
    /// What this node has written has two branches.
    #[error("{}", say!("publish-own-fork", what = listed(.0)))]
    OwnFork(BTreeSet<DocumentName>),
    /// Too little was received for a list.
    #[error("{}", say!("publish-coverage", run = .run, period = .period, received = .received, expected = .expected))]
    Coverage {
        /// The run's id.
        run: String,
        /// Its period.
        period: Period,
        /// Villages that are received.
        received: u32,
        /// Villages from which something was expected.
        expected: u32,
    },
    /// What is stored of the run is not what the entries come to that it rests on.
    #[error("{}", say!("publish-not-recomputed", run = .run, period = .period))]
    Altered {
        /// The run's id.
        run: String,
        /// Its period.
        period: Period,
    },
    /// The run was published and taken back: whoever publishes it again says so.
    #[error("{}", say!("publish-was-withdrawn", run = .run, period = .period, on = .on.map(|on| on.to_string()).unwrap_or_default(), reason = .reason))]
    WasWithdrawn {
        /// The run's id.
        run: String,
        /// Its period.
        period: Period,
        /// The day on which it was taken back, where it is known.
        on: Option<Date>,
        /// Why.
        reason: String,
    },
    /// The list of units or the rules were changed over the period, or something is in doubt on which the run rests.
    #[error("{}", say!("publish-units-changed", run = .run, period = .period, what = .notes.said().join("\n")))]
    UnitsChanged {
        /// The run's id.
        run: String,
        /// Its period.
        period: Period,
        /// What was done.
        notes: Box<RunNotes>,
    },
    /// The run was not published.
    #[error("{}", say!("publish-not-published", run = .run, document = .document))]
    NotPublished {
        /// The run's id.
        run: String,
        /// The bulletin.
        document: DocumentName,
    },
}

impl PublishError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::OtherUnit { .. } => Sort::Input,
            Self::NoRun(_)
            | Self::OwnFork(_)
            | Self::Coverage { .. }
            | Self::WasWithdrawn { .. }
            | Self::UnitsChanged { .. } => Sort::NotYet,
            Self::Altered { .. } => Sort::Failed,
            Self::NotPublished { .. } => Sort::NotFound,
        }
    }
}

fn days_after(day: Date, days: u16) -> Date {
    day.checked_add(Duration::from_hours(24 * u64::from(days))).unwrap_or(day)
}

/// What publishing came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The run's id.
    pub run: String,
    /// The period ranked.
    pub period: Period,
    /// Rows that are new in the bulletin; none where the run was published before.
    pub rows: usize,
}

/// On what terms a run is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PublishTerms {
    /// Although less is received than its scheme asks for.
    pub anyway: bool,
    /// Although it was published and taken back.
    pub again: bool,
    /// Although receipts are lost or altered on which the list rests.
    pub unwhole: bool,
    /// For how many days after the publication villages may object, where the rules do not say so.
    pub objection_days: Option<u16>,
}

impl Desk {
    /// Publishes a run in this node's bulletin of the period's last quarter: the run with the hashes of its
    /// scheme and outcome, and a line for every village and every unit above; and for each unit below, in a document
    /// of its own that comes down to it, its score sheet, whose hash the line names. Members are not published.
    /// Without a name it is the newest run that ranks this node's unit. Publishing the same run twice changes
    /// nothing. A run of which less is received than its scheme asks for, or over whose period the list of units was changed,
    /// is published only `anyway`.
    pub async fn publish(&self, operator: &str, named: Option<&str>, anyway: bool) -> Result<Publication, DeskError> {
        self.publish_for(operator, named, anyway, None).await
    }

    /// The same where the rules do not say for how many days villages may object, and the unit chose: until that many days
    /// after the publication. What the rules say is not changed.
    pub async fn publish_for(
        &self,
        operator: &str,
        named: Option<&str>,
        anyway: bool,
        objection_days: Option<u16>,
    ) -> Result<Publication, DeskError> {
        self.publish_on(operator, named, PublishTerms { anyway, again: anyway, unwhole: anyway, objection_days }).await
    }

    /// The same on terms of one's own. What was taken back is published only `again`.
    pub async fn publish_on(
        &self,
        operator: &str,
        named: Option<&str>,
        PublishTerms { anyway, again, unwhole, objection_days }: PublishTerms,
    ) -> Result<Publication, DeskError> {
        self.permit(operator, Command::Publish).await?;
        self.check_all_were_here().await?;
        let unit = self.replica().unit();
        let run = match named {
            Some(named) => Arc::new(self.ranking_run(named).await?),
            None => self.newest_run_of(unit, None).await?.ok_or(PublishError::NoRun(unit))?,
        };
        if run.record.under != unit {
            return Err(PublishError::OtherUnit { run: run.id.clone(), ranked: run.record.under, unit }.into());
        }
        let forked = self.replica().own_forks().await?;
        if !forked.is_empty() {
            return Err(PublishError::OwnFork(forked).into());
        }
        // A run of a period that has not begun may come from a machine whose clock was wrong.
        self.check_begun(run.record.period)?;
        self.check_ended(run.record.period)?;
        if let Some(coverage) = run.outcome.coverage.filter(|coverage| !anyway && !coverage.is_enough()) {
            return Err(PublishError::Coverage {
                run: run.id.get(..12).unwrap_or(&run.id).to_owned(),
                period: run.record.period,
                received: coverage.received,
                expected: coverage.expected,
            }
            .into());
        }
        let document = bulletin(unit, run.record.period);
        let today = clock::county_date(self.replica().now());
        let standing = self.replica().projection(document).await?;
        if !again {
            self.check_not_withdrawn(&run, &standing).await?;
        }
        // A second publication keeps the days of the first.
        let before = standing
            .get(Table::Runs, &run.id)
            .filter(|standing| !standing.row.is_withdrawn())
            .and_then(|standing| standing.row.record::<record::Run>());
        let notes = self.notes_of_run(&run).await?;
        if !anyway && before.is_none() && !notes.is_empty() {
            let (id, period) = (run.id.get(..12).unwrap_or(&run.id).to_owned(), run.record.period);
            return Err(PublishError::UnitsChanged { run: id, period, notes: Box::new(notes) }.into());
        }
        // What stands published was looked at when it was.
        let what = match &before {
            None => self.not_whole(run.record.period, unit).await?,
            Some(_) => NotWhole::default(),
        };
        if !what.is_whole() && !unwhole {
            return Err(RunError::NotWhole { period: run.record.period, what }.into());
        }
        // What is published already was compared with the bulletin when it was read.
        if before.is_none() {
            self.check_recomputes(&run).await?;
        }
        let published_on = before.as_ref().map_or(today, |run| run.published_on);
        self.replica().check_may_write(&document)?;
        let (id, period) = (run.id.clone(), run.record.period);
        let scheme = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == run.record.scheme.hash);
        let is_left_open = scheme.as_ref().is_none_or(|one| one.objections_within_days().is_none());
        let chosen = objection_days.filter(|_| is_left_open);
        let chosen = chosen.map(|days| days_after(published_on, days));
        // A list that takes the place of another, or is published once more, keeps the days that villages were told of.
        let of_last = || {
            let last = published(&standing, run.record.period).into_iter().next()?.run;
            let days = (last.objections_until? - last.published_on).get_days();
            Some(days_after(published_on, u16::try_from(days).ok()?))
        };
        let kept = before.as_ref().and_then(|run| run.objections_until);
        let objections_until = chosen.or(kept).or_else(|| of_last().filter(|_| is_left_open));
        let units = self.units_of_run(&run).await?;
        let times = self.seal_times(&run, scheme.as_ref()).await?;
        let late_rows = self.late_row_counts(&run, scheme.as_ref(), &times).await?;
        let viewer = Viewer::operator(self.replica(), operator);
        let mut told = self.announced_of(&viewer, &run, scheme.as_ref(), &times).await?;
        let made = blocking(move || {
            let sheets = sheet_rows(unit, &run, &units, scheme.as_ref())?;
            let hashes = sheets.iter().map(|(unit, rows)| (*unit, sheet_hash(rows))).collect();
            let lines = publication(unit, &run, &units, published_on, scheme.as_ref(), None);
            Ok((sheets, bulletin_rows(unit, &run, &published_on.to_string(), &hashes, scheme.as_ref())?, lines))
        });
        let (sheets, mut rows, lines) = made.await?.map_err(DeskError::Rows)?;
        if let Some((place, run)) =
            rows.iter().enumerate().find_map(|(at, row)| Some((at, row.record::<record::Run>()?)))
        {
            let run = record::Run { objections_until, notice: told.run.take(), ..run };
            // What was registered of its notice stays; one that goes out for the first time bears the number that follows.
            let mut registered = before.as_ref().map(Formalities::of).unwrap_or_default();
            if before.is_none() {
                let publications = self.publications(&viewer, unit, period).await?;
                registered.number = Some(publications.offered(published_on).to_string());
            }
            let run = registered.put_in(run.clone()).unwrap_or(run);
            rows[place] = run.into_row().map_err(DeskError::Rows)?;
        }
        for row in &mut rows {
            let Some(line) = row.record::<record::PublishedResult>() else { continue };
            let late_on = times.late.get(&line.subject).copied();
            let count = late_on.and_then(|_| late_rows.get(&line.subject).copied());
            let late_rows = count.and_then(|count| i64::try_from(count).ok());
            let notice = told.lines.remove(&line.subject);
            let line = record::PublishedResult { late_on, late_rows, notice, ..line };
            *row = line.into_row().map_err(DeskError::Rows)?;
        }
        // The sheets first: a bulletin names none that is not there.
        let sheets = sheets.into_iter().map(|(unit, rows)| (sheet_document(unit, period), rows)).collect();
        self.issue(operator, sheets).await?;
        let rows = self.issue(operator, vec![(document, rows)]).await?;
        self.replica().commit(vec![Write::Publication(lines)]).await?;
        // Published before, it is not published again.
        if rows > 0 {
            audit::note(Deed::Publish, operator, unit, &id);
            if !what.is_whole() {
                tracing::warn!(run = id, %what, "published although it is not whole");
                audit::note(Deed::PublishNotWhole, operator, unit, &id);
            }
        }
        Ok(Publication { run: id, period, rows })
    }

    /// Works a run out once more before it is signed. What lies in the store could be edited there, and what is derived from
    /// the entries as well.
    pub(crate) async fn check_recomputes(&self, run: &RankingRun) -> Result<(), DeskError> {
        let recomputed = self.recomputed(&run.record, run.made_at).await?;
        if recomputed.hash() == run.outcome.hash() {
            return Ok(());
        }
        Err(PublishError::Altered { run: run.id.clone(), period: run.record.period }.into())
    }

    /// Says for how many days after its publication villages may object to what this unit has published and stands, where
    /// the rules do not say it: everyone below is told.
    pub async fn choose_objection_days(&self, operator: &str, run_id: &str, days: u16) -> Result<Date, DeskError> {
        self.permit(operator, Command::Publish).await?;
        let run = self.ranking_run(run_id).await?;
        let document = bulletin(self.replica().unit(), run.record.period);
        let projection = self.replica().projection(document).await?;
        let stands = projection.get(Table::Runs, &run.id).filter(|standing| !standing.row.is_withdrawn());
        let none = || PublishError::NotPublished { run: run.id.clone(), document };
        let published: record::Run = stands.and_then(|standing| standing.row.record()).ok_or_else(none)?;
        let until = days_after(published.published_on, days);
        let row = record::Run { objections_until: Some(until), ..published }.into_row().map_err(DeskError::Rows)?;
        self.issue(operator, vec![(document, vec![row])]).await?;
        audit::note(Deed::ChooseObjectionDays, operator, self.replica().unit(), &run.id);
        Ok(until)
    }

    /// Refuses what was published and taken back.
    async fn check_not_withdrawn(&self, run: &RankingRun, bulletin: &Projection) -> Result<(), DeskError> {
        let withdrawn = bulletin.get(Table::Runs, &run.id).and_then(|standing| standing.row.withdrawal());
        let Some(reason) = withdrawn.map(str::to_owned) else { return Ok(()) };
        let on = self.withdrawn_on(self.replica().unit(), run.record.period, &run.id).await?;
        let id = run.id.get(..12).unwrap_or(&run.id).to_owned();
        Err(PublishError::WasWithdrawn { run: id, period: run.record.period, on, reason }.into())
    }
}
