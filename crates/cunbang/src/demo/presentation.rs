//! The presentation: what is shown when the play is over, from the stores alone, and proved.

use super::DemoOptions;
use super::scenes;
use super::show::{self, Shown};
use super::telling::Telling;
use super::village_view;
use crate::exit;
use crate::printing;
use cunbang_desk::Viewer;
use cunbang_evidence::verify_evidence_file;
use cunbang_language::say;
use cunbang_report::{NOBODY_FORGIVEN, NOTHING_DONE, ReportInput, html};
use cunbang_scheme::Outcome;
use cunbang_world::network::{Played, Script, Stage, count};
use cunbang_world::{Course, QUARTERS};
use std::path::Path;

/// What is shown when the play is over.
pub(super) struct Presentation<'a> {
    pub(super) options: &'a DemoOptions,
    pub(super) directory: &'a Path,
    pub(super) telling: &'a Telling,
    pub(super) script: &'a Script,
    pub(super) stage: &'a Stage,
    pub(super) played: &'a Played,
    pub(super) previous: Option<&'a Outcome>,
    pub(super) first: usize,
    pub(super) last: usize,
}

impl Presentation<'_> {
    /// Shows everything, one after the other.
    pub(super) async fn all(&self) -> anyhow::Result<()> {
        let (county, run) = (&self.stage.county()?.desk, &self.played.run);
        let period = run.record.period;
        let shown = Shown {
            outcome: &run.outcome,
            previous: self.previous,
            units: &self.stage.units,
            scheme: &self.options.scheme,
        };
        let coverage = county
            .coverage(
                &Viewer::operator(county.replica(), cunbang_world::network::COUNTY_OPERATOR),
                period,
                self.stage.units.root(),
            )
            .await?;
        let sections = [
            Some(shown.coverage(&coverage)),
            shown.townships(),
            Some(shown.villages()),
            shown.stars(),
            shown.pending(),
            shown.candidates(),
        ];
        for section in sections.into_iter().flatten() {
            self.telling.say(&format!("\n{section}"))?;
        }
        self.totals().await?;
        let mut told = scenes::cast(&self.played.courses);
        told.extend(self.played.scenes.iter().flat_map(|scene| scenes::lines(scene, &self.stage.units)));
        self.telling.say(&format!("\n{}\n  {}", say!("demo-on-the-way"), told.join("\n  ")))?;
        self.one_village().await?;
        self.prove().await?;
        self.report().await
    }

    async fn totals(&self) -> anyhow::Result<()> {
        let county = &self.stage.county()?.node;
        let quarters = &self.script.plan.quarters[self.first..=self.last];
        let arrived = count::arrived(county, quarters).await?;
        let whole = quarters.len() == QUARTERS;
        let text = show::totals(
            &arrived,
            whole.then_some(&self.script.plan.totals),
            &say!("demo-totals", span = super::span(&self.script.plan, self.first, self.last)),
        );
        self.telling.say(&format!("\n{text}"))?;
        if whole && arrived != self.script.plan.totals {
            return Err(exit::failure(say!("demo-not-as-planned")));
        }
        Ok(())
    }

    /// The village that went past its township, or else the first that was in time.
    async fn one_village(&self) -> anyhow::Result<()> {
        let with = |wanted: Course| self.played.courses.iter().position(|course| *course == wanted);
        let Some(village) = with(Course::PastTownship).or_else(|| with(Course::Regular)) else {
            return Ok(());
        };
        let terminal = self.stage.terminals[village].open(&self.stage.clock).await?;
        let mut text = village_view::at_village(&terminal, &self.stage.units, self.played).await?;
        if self.played.courses[village] == Course::PastTownship {
            text.push_str("\n  ");
            text.push_str(&say!("demo-past-township"));
        }
        terminal.close().await;
        self.telling.say(&format!("\n{text}"))
    }

    /// Writes the evidence, and verifies it as anyone may: from the file alone.
    async fn prove(&self) -> anyhow::Result<()> {
        let (county, run) = (&self.stage.county()?.desk, &self.played.run);
        let path = self.directory.join(format!("evidence-{}.jsonl.zst", run.record.period));
        county.write_evidence_file(&run.id, &path).await?;
        let bytes = std::fs::metadata(&path)?.len();
        self.telling.say(&format!("\n{}", say!("demo-run", id = run.id)))?;
        let authority = cunbang_identity::fingerprint(county.replica().identity().authority_der());
        let file = path.clone();
        let verified = tokio::task::spawn_blocking(move || verify_evidence_file(&file, Some(authority))).await??;
        if verified.run != run.id || verified.outcome != run.outcome {
            return Err(exit::refused(say!("demo-proves-another")));
        }
        self.telling.say(&say!(
            "demo-verified",
            run = verified.run,
            file = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default(),
            kibibytes = bytes.div_ceil(1024),
            logs = verified.logs,
            devices = verified.devices,
            entries = verified.entries,
            rows = verified.rows,
            receipts = verified.receipts
        ))?;
        self.telling.say(&format!("  {}", say!("demo-anyone-can", path = path.display())))
    }

    async fn report(&self) -> anyhow::Result<()> {
        let county = &self.stage.county()?.desk;
        let viewer = Viewer::operator(county.replica(), "demo");
        let (period, outcome) = (self.played.run.record.period, &self.played.run.outcome);
        let said = county.outcome_in_words(&viewer, period, outcome).await?;
        let run = &self.played.run;
        let prospects = self.options.scheme.prospects(&run.outcome);
        let page = html(&ReportInput {
            outcome: &run.outcome,
            whole: None,
            units: &self.stage.units,
            scheme_title: self.options.scheme.title(),
            indicators: self.options.scheme.indicators(),
            rules: Some(&self.options.scheme),
            run: Some(&run.id),
            state: None,
            previous: self.previous,
            prospects: &prospects,
            cuts: self.options.scheme.cuts_of_list(&run.outcome),
            ends: None,
            late: &run.late(Some(&self.options.scheme)),
            // The demonstration's townships return no seals.
            forgiven: NOBODY_FORGIVEN,
            notes: NOTHING_DONE,
            said: &said,
        })?;
        let path = self.directory.join("report.html");
        printing::write_file(&path, page.as_bytes())?;
        let county = &self.stage.county()?.directory;
        let village =
            self.stage.terminals.first().map(|terminal| terminal.directory.display().to_string()).unwrap_or_default();
        self.telling.say(&format!(
            "\n{}",
            say!("demo-look-at", report = path.display(), county = county.display(), village = village)
        ))
    }
}
