//! Earlier results 往期结果 for rules that look back, from files that `cunbang rank` wrote.

use crate::exit;
use crate::printing;
use cunbang_language::say;
use cunbang_model::Period;
use cunbang_scheme::{Outcome, Past};
use std::path::{Path, PathBuf};

/// Reads what earlier periods came to.
pub(super) fn read(files: &[PathBuf]) -> anyhow::Result<Past> {
    let mut past = Past::default();
    for file in files {
        let (run, outcome) = read_one(file)
            .map_err(|what| exit::input(say!("past-unreadable", file = file.display().to_string(), what = what)))?;
        past.insert_outcome(&outcome, &run);
    }
    Ok(past)
}

fn read_one(file: &Path) -> Result<(String, Outcome), String> {
    let text = std::fs::read(file).map_err(|error| error.to_string())?;
    let value: serde_json::Value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    let run = value.get("run").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let outcome = serde_json::from_value(value).map_err(|error| error.to_string())?;
    Ok((run, outcome))
}

/// Says of which earlier periods nothing was given, though the rules look at them.
pub(super) fn tell_lacking(periods: &[Period]) {
    if !periods.is_empty() {
        let periods: Vec<String> = periods.iter().map(Period::to_string).collect();
        printing::note(&say!("past-not-given", periods = periods.join(", ")));
    }
}
