//! Rankings as files, for the report service: it knows who may see what, and not how a file is written.

use cunbang_report::{ReportInput, csv_of_run, html, outcome_csv, outcome_parquet, outcome_xlsx};
use cunbang_scheme::{Level, Scheme};
use cunbang_sync::report::{ExportFormat, ExportInput, Exporter};

/// Writes what `cunbang rank` would.
#[derive(Debug)]
pub(crate) struct Files;

impl Exporter for Files {
    fn export(&self, input: &ExportInput<'_>) -> Result<Vec<u8>, String> {
        let report = ReportInput {
            outcome: input.outcome,
            whole: None,
            units: input.units,
            scheme_title: input.scheme.map_or(input.outcome.scheme.name.as_str(), Scheme::title),
            indicators: input.scheme.map(Scheme::indicators).unwrap_or_default(),
            rules: input.scheme,
            run: Some(input.run),
            state: Some(state_in_words(input.state)),
            previous: input.previous,
            prospects: input.prospects,
            cuts: input.scheme.filter(|_| input.is_whole).and_then(|scheme| scheme.cuts_of_list(input.outcome)),
            ends: input.ends,
            late: input.late,
            forgiven: input.forgiven,
            notes: input.notes,
            said: input.said,
        };
        let level = input.level.unwrap_or(Level::Village);
        match input.format {
            ExportFormat::Csv => Ok(csv_of_run(&outcome_csv(&report, level), input.run, input.state).into_bytes()),
            ExportFormat::Parquet => {
                outcome_parquet(&report, level, Some(input.state)).map_err(|error| error.to_string())
            }
            ExportFormat::Xlsx => outcome_xlsx(&report).map_err(|error| error.to_string()),
            ExportFormat::Html => html(&report).map(String::into_bytes).map_err(|error| error.to_string()),
        }
    }
}

/// What a run counts for, in both languages: a file is read by whoever gets it.
fn state_in_words(word: &str) -> &str {
    match word {
        "draft" => "草稿，未发布 draft, not published",
        "published" => "已发布 published",
        "superseded" => "已被替代 superseded",
        "withdrawn" => "已撤回 withdrawn",
        other => other,
    }
}
