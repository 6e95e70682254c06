//! What people name on the command line: unit trees, schemes, folders of spreadsheets.

use crate::exit;
use anyhow::Context as _;
use cunbang_language::say;
use cunbang_model::Period;
use cunbang_report::{Home, ImportFaults, Limits, Tables, UnitList, read_tables, read_units};
use cunbang_scheme::{Scheme, SchemeFault, pack};
use cunbang_world::tree;
use std::path::Path;
use std::sync::Arc;

/// Reads a unit tree: a file or folder, or the name of one that ships with the program.
pub(crate) fn units(named: &str) -> anyhow::Result<UnitList> {
    let path = Path::new(named);
    if let Some(tree) = tree::shipped(named).filter(|_| !path.exists()) {
        return Ok(UnitList { rows: tree::rows(&tree), tree, former: Vec::new() });
    }
    if !path.exists() {
        let known = tree::SHIPPED.map(|(name, _)| name);
        return Err(exit::input(say!(
            "source-there-no-file-expected",
            named = format!("{:?}", named),
            known = known.join(", ")
        )));
    }
    read_units(path).map_err(|faults| faulty(&faults, path))
}

/// All faults of a scheme's text.
#[derive(Debug, thiserror::Error)]
pub(crate) struct SchemeFaults {
    name: String,
    /// The faults, in the order of the text.
    pub(crate) faults: Vec<SchemeFault>,
}

impl std::fmt::Display for SchemeFaults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}:{}:{}: {}", self.name, fault.line, fault.column, fault.message)?;
        }
        Ok(())
    }
}

/// Reads the text of a scheme: a file, or the name of one that ships with the program.
pub(crate) fn scheme_text(named: &str) -> anyhow::Result<String> {
    let path = Path::new(named);
    if let Some(pack) = pack::find(named).filter(|_| !path.is_file()) {
        return Ok(pack.text.to_owned());
    }
    if !path.is_file() {
        let known: Vec<&str> = pack::list().iter().map(|pack| pack.name).collect();
        return Err(exit::input(say!(
            "source-there-no-scheme-expected",
            named = format!("{:?}", named),
            known = known.join(", ")
        )));
    }
    std::fs::read_to_string(path).with_context(|| say!("source-cannot-read-as-utf", named = named))
}

/// Reads and checks a scheme.
pub(crate) fn scheme(named: &str) -> anyhow::Result<Scheme> {
    parsed(named, &scheme_text(named)?)
}

/// Checks the text of a scheme, which is called so in messages.
pub(crate) fn parsed(named: &str, text: &str) -> anyhow::Result<Scheme> {
    Scheme::parse(text).map_err(|faults| SchemeFaults { name: named.to_owned(), faults }.into())
}

/// Fails where a file or folder is not there.
pub(crate) fn check_is_there(path: &Path) -> anyhow::Result<()> {
    if path.exists() {
        return Ok(());
    }
    Err(exit::input(say!("source-there-no-such-file", path = path.display())))
}

/// Reads spreadsheets of a period, and checks what they refer to against the tree. All faults are reported, and
/// written to `faults_to` (JSON or CSV by its ending) where that is named.
pub(crate) fn tables(
    path: &Path,
    units: &UnitList,
    period: Option<Period>,
    faults_to: Option<&Path>,
) -> anyhow::Result<Tables> {
    check_is_there(path)?;
    let year = period.map(|period| period.first_day().year());
    let (tree, former) = (Some(Arc::new(units.tree.clone())), units.former.clone());
    let home = Home { units: tree, former, year, ids_begin_anew: true, ..Home::default() };
    let mut read = read_tables(path, &home, Limits::COUNTY);
    for echo in &read.echoes {
        crate::printing::note(&echo.to_string());
    }
    read.leave_out_former(&units.former);
    let missing = read.check_references(&units.tree);
    match read.whole() {
        Ok(tables) => {
            for note in tables.notes().iter().chain(&missing) {
                crate::printing::note(&note.to_string());
            }
            Ok(tables)
        }
        Err(faults) => {
            write_faults(&faults, faults_to)?;
            Err(faulty(&faults, path))
        }
    }
}

/// Writes the list of faults where a file for it is named, as JSON or CSV by its ending.
pub(crate) fn write_faults(faults: &ImportFaults, to: Option<&Path>) -> anyhow::Result<()> {
    let Some(to) = to else { return Ok(()) };
    let is_json = to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let list = if is_json { faults.to_json() } else { faults.to_csv() };
    crate::printing::write_file(to, list.as_bytes())
}

/// One error of all of them: whoever corrects files wants to know everything at once.
pub(crate) fn together(mut errors: Vec<anyhow::Error>) -> anyhow::Error {
    if errors.len() == 1 {
        return errors.remove(0);
    }
    let said: Vec<String> = errors.iter().map(crate::printing::said).collect();
    exit::input(said.join("\n"))
}

pub(crate) fn faulty(faults: &ImportFaults, path: &Path) -> anyhow::Error {
    let count = faults.count();
    anyhow::Error::new(faults.clone()).context(say!("source-faults", path = path.display(), count = count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_shipped_or_a_file() {
        assert_eq!(units("gaotai").unwrap().tree, tree::shipped("gaotai").unwrap());
        assert!(units("nowhere").unwrap_err().to_string().contains("changxing"));
    }

    #[test]
    fn a_scheme_is_a_pack_or_a_file() {
        assert_eq!(scheme("standard").unwrap().name(), "standard");
        assert!(scheme("nothing").unwrap_err().to_string().contains("standard"));
    }
}
