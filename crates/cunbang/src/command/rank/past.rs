//! Earlier results 往期结果 for rules that look back, from files that `cunbang rank` wrote.

use crate::exit;
use crate::printing;
use cunbang_language::say;
use cunbang_model::{Decimal, Period};
use cunbang_scheme::{Outcome, Past, PeriodKind, Scheme, pack};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Reads what earlier periods came to, by the rules that a scheme means.
pub(super) fn read(files: &[PathBuf], scheme: &Scheme) -> anyhow::Result<Past> {
    let mut past = Past::default();
    // Of periods of a length of which nothing tells the rules: those of the first file.
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    for file in files {
        let shown = file.display();
        let (run, outcome) = read_one(file)
            .map_err(|what| exit::input(say!("past-unreadable", file = shown.to_string(), what = what)))?;
        let (period, found) = (outcome.period, &outcome.scheme.name);
        let kind = PeriodKind::of(period);
        let meant =
            meant(scheme, kind).unwrap_or_else(|| first.entry(kind.as_str()).or_insert_with(|| found.clone()).clone());
        if meant != *found {
            let (file, period) = (shown.to_string(), period.to_string());
            return Err(exit::input(say!(
                "past-other-scheme",
                file = file,
                period = period,
                found = found,
                meant = meant
            )));
        }
        check_sums(&shown.to_string(), &outcome)?;
        past.insert_outcome(&outcome, &run);
    }
    Ok(past)
}

/// The rules that results of a length of period are meant to be by: of the scheme's own length its own, of another those that
/// ship with the program for it; none where nobody knows.
fn meant(scheme: &Scheme, kind: PeriodKind) -> Option<String> {
    if kind == scheme.period_kind() {
        return Some(scheme.name().to_owned());
    }
    pack::find(&format!("{}-{}", scheme.name(), kind.as_str())).map(|pack| pack.name.to_owned())
}

/// Fails where a score is not what its lines add up to: then somebody altered the file.
fn check_sums(file: &str, outcome: &Outcome) -> anyhow::Result<()> {
    for row in outcome.levels.values().flatten() {
        let sum: Decimal = row.indicators.iter().filter_map(|line| line.points).sum();
        if let Some(score) = row.score.filter(|score| *score != sum) {
            let unit = row.unit.to_string();
            return Err(exit::input(say!(
                "past-altered",
                file = file,
                name = row.name,
                unit = unit,
                score = score,
                sum = sum
            )));
        }
    }
    Ok(())
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
