//! Publishing 通报: a run into the bulletin, signed as entries of the node's log.

use crate::assessment::published_lines::publication;
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::writing::record::given;
use cunbang_language::say;
use cunbang_model::{Date, DocumentName, Period, Record as _, Table, UnitCode, clock, record};
use cunbang_ranking::RankingRun;
use cunbang_ranking::bulletin::{bulletin, bulletin_rows};
use cunbang_ranking::sheet::{sheet_document, sheet_hash, sheet_rows};
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
            Self::NoRun(_) | Self::OwnFork(_) | Self::Coverage { .. } => Sort::NotYet,
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

impl Desk {
    /// Publishes a run in this node's bulletin of the period's last quarter: the run with the hashes of its
    /// scheme and outcome, and a line for every village and every unit above; and for each unit below, in a document
    /// of its own that comes down to it, its score sheet, whose hash the line names. Members are not published.
    /// Without a name it is the newest run that ranks this node's unit. Publishing the same run twice changes
    /// nothing. A run of which less is received than its scheme asks for is published only `anyway`.
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
        self.permit(operator, Command::Publish).await?;
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
        // A second publication keeps the days of the first.
        let before = standing
            .get(Table::Runs, &run.id)
            .filter(|standing| !standing.row.is_withdrawn())
            .and_then(|standing| standing.row.record::<record::Run>());
        let published_on = before.as_ref().map_or(today, |run| run.published_on);
        self.replica().check_may_write(&document)?;
        let (id, period) = (run.id.clone(), run.record.period);
        let scheme = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == run.record.scheme.hash);
        let chosen =
            objection_days.filter(|_| scheme.as_ref().is_none_or(|one| one.objections_within_days().is_none()));
        let chosen = chosen.map(|days| days_after(published_on, days));
        let objections_until = chosen.or_else(|| before.and_then(|run| run.objections_until));
        let units = self.replica().units()?;
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
            rows[place] = record::Run { objections_until, ..run }.into_row().map_err(DeskError::Rows)?;
        }
        // The sheets first: a bulletin names none that is not there.
        let sheets = sheets.into_iter().map(|(unit, rows)| (sheet_document(unit, period), rows)).collect();
        self.issue(operator, sheets).await?;
        let rows = self.issue(operator, vec![(document, rows)]).await?;
        self.replica().commit(vec![Write::Publication(lines)]).await?;
        audit::note(Deed::Publish, operator, unit, &id);
        Ok(Publication { run: id, period, rows })
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
        audit::note(Deed::Publish, operator, self.replica().unit(), &run.id);
        Ok(until)
    }

    /// Takes a publication back, with the reason; the bulletin goes on showing both. Gives the run.
    pub async fn withdraw_publication(
        &self,
        operator: &str,
        run_id: &str,
        reason: &str,
    ) -> Result<RankingRun, DeskError> {
        self.permit(operator, Command::Publish).await?;
        let reason = given(reason)?;
        let run = self.ranking_run(run_id).await?;
        let unit = self.replica().unit();
        let document = bulletin(unit, run.record.period);
        let projection = self.replica().projection(document).await?;
        let Some(standing) = projection.get(Table::Runs, &run.id) else {
            return Err(PublishError::NotPublished { run: run.id, document }.into());
        };
        let published_on = standing.row.record::<record::Run>().map(|run| run.published_on);
        let row = standing.row.clone().withdrawn(reason);
        self.issue(operator, vec![(document, vec![row])]).await?;
        if let Some(published_on) = published_on {
            let units = self.replica().units()?;
            let scheme = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == run.record.scheme.hash);
            let lines = publication(unit, &run, &units, published_on, scheme.as_ref(), Some(reason.to_owned()));
            self.replica().commit(vec![Write::Publication(lines)]).await?;
        }
        audit::note(Deed::WithdrawPublication, operator, unit, &run.id);
        Ok(run)
    }
}
