//! What goes into a bulletin for the notice of its run: see [`cunbang_ranking::announced`].

use crate::assessment::seal_times::SealTimes;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::finding_effect::finding_cost;
use crate::inspection::late::LateRow;
use crate::people::viewer::Viewer;
use cunbang_model::schema::Word as _;
use cunbang_model::{Record as _, Row, Table, UnitCode, record};
use cunbang_ranking::RankingRun;
use cunbang_ranking::announced::{AnnouncedDecision, AnnouncedLine, AnnouncedRow, Announcing};
use cunbang_ranking::bulletin::bulletin;
use cunbang_scheme::{Outcome, Scheme};
use std::collections::BTreeMap;

/// What the columns of a run and of its lines hold.
#[derive(Debug, Default)]
pub(crate) struct AnnouncedTexts {
    pub(crate) run: Option<String>,
    pub(crate) lines: BTreeMap<UnitCode, String>,
}

impl LateRow {
    /// As the notice of a run tells it, with what it costs there.
    pub(crate) fn announced(&self, outcome: &Outcome) -> AnnouncedRow {
        let village = outcome.unit(self.unit()).filter(|_| self.table == Table::Findings);
        AnnouncedRow {
            cost: village.and_then(|village| finding_cost(village, &self.id)).map(|points| points.to_string()),
            unit: Some(self.unit()),
            table: self.table.name().to_owned(),
            row: self.row.clone(),
            by: self.by_name.clone(),
            operator: self.operator.clone(),
            on: self.known_on(),
            became: self.became.word().to_owned(),
            after_list: self.published_on.is_some(),
        }
    }
}

impl Desk {
    /// What a notice tells of a run besides its lines.
    pub(crate) async fn announced_of(
        &self,
        viewer: &Viewer,
        run: &RankingRun,
        scheme: Option<&Scheme>,
        times: &SealTimes,
    ) -> Result<AnnouncedTexts, DeskError> {
        let unit = run.record.under;
        let before = run.record.period.previous();
        let published = self.published_by(viewer, unit, before).await?;
        let previous = self.run_to_compare_with(unit, before, &published).await?;
        let prospects = scheme.map(|scheme| scheme.prospects(&run.outcome)).unwrap_or_default();
        let registered: Vec<AnnouncedRow> =
            self.late_rows_of_run(viewer, run).await?.iter().map(|one| one.announced(&run.outcome)).collect();
        let announcing = Announcing {
            run,
            indicators: scheme.map(Scheme::indicators).unwrap_or_default(),
            prospects: &prospects,
            previous: previous.as_deref().map(|run| &run.outcome),
            late: &times.late,
            forgiven: &times.forgiven,
            decided: &self.decisions_to_tell(run).await?,
            registered: &registered,
            notes: &self.notes_of_run(run).await?.in_both(),
        };
        Ok(AnnouncedTexts { run: announcing.of_run(), lines: announcing.of_lines() })
    }

    /// What was decided on a run's proposals, as a notice tells it: of offices, and of nobody by name.
    pub(crate) async fn decisions_to_tell(
        &self,
        run: &RankingRun,
    ) -> Result<BTreeMap<UnitCode, Vec<AnnouncedDecision>>, DeskError> {
        let mut told: BTreeMap<UnitCode, Vec<AnnouncedDecision>> = BTreeMap::new();
        for (subject, consequence, decision) in self.decided_because_of(run).await? {
            told.entry(subject.unit).or_default().push(AnnouncedDecision {
                consequence,
                office: subject.office,
                verdict: decision.verdict.word().to_owned(),
                reason: decision.reason,
            });
        }
        Ok(told)
    }

    /// Writes what was decided on a unit because of a run into its line of the bulletin, where the notice is read below.
    pub(crate) async fn tell_decided(&self, operator: &str, run: &RankingRun, unit: UnitCode) -> Result<(), DeskError> {
        let document = bulletin(self.replica().unit(), run.record.period);
        let projection = self.replica().projection(document).await?;
        let of_run = projection.table(Table::Results).map(|standing| &standing.row);
        let mut lines = of_run
            .filter(|row| row.text("run").is_none_or(|id| id == run.id))
            .filter_map(Row::record::<record::PublishedResult>);
        let Some(line) = lines.find(|line| line.run == run.id && line.subject == unit) else { return Ok(()) };
        // An earlier program told nothing there.
        let Some(told) = line.notice.as_deref().and_then(|text| serde_json::from_str::<AnnouncedLine>(text).ok())
        else {
            return Ok(());
        };
        let decided = self.decisions_to_tell(run).await?.remove(&unit).unwrap_or_default();
        let text = serde_json::to_string(&AnnouncedLine { decided, ..told }).ok();
        let row = record::PublishedResult { notice: text, ..line }.into_row().map_err(DeskError::Rows)?;
        self.issue(operator, vec![(document, vec![row])]).await?;
        Ok(())
    }
}
