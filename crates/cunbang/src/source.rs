//! What people name on the command line: unit trees, schemes, folders of spreadsheets.

use crate::exit;
use anyhow::Context as _;
use cunbang_model::{Unit, UnitKind, UnitTree};
use cunbang_report::{ImportFaults, Tables, check_references, read_tables, read_units};
use cunbang_scheme::{Scheme, SchemeFault, pack};
use std::path::Path;

/// Unit trees that ship with the program: national statistical codes and names.
const UNIT_TREES: [(&str, &str); 3] = [
    ("changxing", include_str!("../data/changxing.csv")),
    ("gaotai", include_str!("../data/gaotai.csv")),
    ("jinyun", include_str!("../data/jinyun.csv")),
];

/// Reads a unit tree: a file or folder, or the name of one that ships with the program.
pub(crate) fn units(named: &str) -> anyhow::Result<UnitTree> {
    let path = Path::new(named);
    if let Some((_, text)) = UNIT_TREES.iter().find(|(name, _)| *name == named && !path.exists()) {
        return shipped_units(text).with_context(|| format!("the units of {named}"));
    }
    if !path.exists() {
        let known: Vec<&str> = UNIT_TREES.iter().map(|(name, _)| *name).collect();
        return Err(exit::input(format!(
            "there is no file {named:?}: expected a list of units (CSV or XLSX with code, name, kind), or one of {}",
            known.join(", ")
        )));
    }
    read_units(path).map_err(|faults| faulty(&faults, path))
}

fn shipped_units(text: &str) -> anyhow::Result<UnitTree> {
    let mut units = Vec::new();
    for record in csv::Reader::from_reader(text.as_bytes()).into_records() {
        let record = record?;
        let cell = |index: usize| record.get(index).unwrap_or_default();
        units.push(Unit {
            code: cell(0).parse()?,
            name: cell(1).to_owned(),
            kind: UnitKind::from_word(cell(2)).with_context(|| format!("{:?} is no kind of unit", cell(2)))?,
        });
    }
    Ok(UnitTree::new(units)?)
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
        return Err(exit::input(format!(
            "there is no scheme {named:?}: expected a TOML file, or one of {} (`cunbang scheme list` describes them)",
            known.join(", ")
        )));
    }
    std::fs::read_to_string(path).with_context(|| format!("{named}: cannot be read as UTF-8 text"))
}

/// Reads and checks a scheme.
pub(crate) fn scheme(named: &str) -> anyhow::Result<Scheme> {
    let text = scheme_text(named)?;
    Scheme::parse(&text).map_err(|faults| SchemeFaults { name: named.to_owned(), faults }.into())
}

/// Reads spreadsheets, and checks what they refer to against the tree where there is one. All faults
/// are reported, and written to `faults_to` (JSON or CSV by its ending) where that is named.
pub(crate) fn tables(path: &Path, units: Option<&UnitTree>, faults_to: Option<&Path>) -> anyhow::Result<Tables> {
    if !path.exists() {
        return Err(exit::input(format!(
            "{}: there is no such file or folder: expected a folder of CSV files and workbooks, or one of them",
            path.display()
        )));
    }
    let read = read_tables(path).and_then(|tables| {
        if let Some(units) = units {
            check_references(&tables, units)?;
        }
        Ok(tables)
    });
    match read {
        Ok(tables) => {
            for note in tables.notes() {
                crate::printing::note(&format!("{}: {}", note.place, note.text));
            }
            Ok(tables)
        }
        Err(faults) => {
            if let Some(to) = faults_to {
                let is_json = to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
                let list = if is_json { faults.to_json() } else { faults.to_csv() };
                crate::printing::write_file(to, list.as_bytes())?;
            }
            Err(faulty(&faults, path))
        }
    }
}

fn faulty(faults: &ImportFaults, path: &Path) -> anyhow::Error {
    let count = faults.count();
    anyhow::Error::new(faults.clone()).context(format!(
        "{}: {count} {} found, and nothing was taken",
        path.display(),
        if count == 1 { "fault was" } else { "faults were" },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_trees_are_whole() {
        for (name, villages) in [("changxing", 221), ("gaotai", 17), ("jinyun", 256)] {
            let tree = units(name).unwrap();
            assert_eq!(tree.basic_units(tree.root()).count(), villages, "{name}");
        }
        assert!(units("nowhere").unwrap_err().to_string().contains("changxing"));
    }

    #[test]
    fn a_scheme_is_a_pack_or_a_file() {
        assert_eq!(scheme("standard").unwrap().name(), "standard");
        assert!(scheme("nothing").unwrap_err().to_string().contains("standard"));
    }
}
