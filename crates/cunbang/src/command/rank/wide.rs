//! `cunbang rank SHEET`: the list that a sheet of finished scores gives, as a county or township keeps it.

use super::{RankArguments, write};
use crate::exit;
use crate::printing;
use crate::ranking::Spreadsheets;
use crate::source;
use crate::unit_named::UnitNamed;
use clap::Args;
use cunbang_language::{Language, say};
use cunbang_model::{UnitCode, UnitTree};
use cunbang_report::{AskedOfSheet, UnitList, is_score_sheet, read_score_sheet};
use cunbang_scheme::Scheme;
use cunbang_world::tree;
use std::path::{Path, PathBuf};

/// What `cunbang rank` is told of a sheet of scores.
#[derive(Debug, Args)]
pub(crate) struct WideArguments {
    /// A result sheet: one row a village, one column a score, perhaps a total (CSV or workbook); else as --records
    #[arg(value_name = "SHEET", conflicts_with = "records")]
    pub(super) file: Option<PathBuf>,
    /// Take SHEET as a result sheet, also where it might be a table of a ledger
    #[arg(long, requires = "file")]
    wide: bool,
    /// The sheet of the workbook, where several hold scores
    #[arg(long, value_name = "NAME", requires = "file")]
    sheet: Option<String>,
    /// The unit whose villages SHEET is of; without --units it is looked for in the trees that ship with the program
    #[arg(long, value_name = "UNIT", requires = "file")]
    under: Option<UnitNamed>,
    /// File for the rules that the columns of SHEET make, to be edited and named with --scheme
    #[arg(long, value_name = "FILE", requires = "file", conflicts_with = "scheme")]
    keep_scheme: Option<PathBuf>,
    /// Take an empty cell as nothing scored, where the village has other scores
    #[arg(long, requires = "file")]
    empty_is_zero: bool,
    /// Rank by the sums of the scores, whatever the column of totals says
    #[arg(long, requires = "file")]
    ignore_total: bool,
}

impl WideArguments {
    /// The file, if it is a sheet of scores or was named as one.
    pub(super) fn score_sheet(&self) -> Option<&Path> {
        self.file.as_deref().filter(|file| file.is_file() && (self.wide || is_score_sheet(file)))
    }

    /// The tree, and the unit in it whose villages are ranked.
    fn units(&self, named: Option<&str>) -> anyhow::Result<(UnitList, UnitCode)> {
        let list = match (named, &self.under) {
            (Some(named), _) => source::units(named)?,
            (None, Some(under)) => {
                let shipped = || tree::SHIPPED.iter().filter_map(|(name, _)| tree::shipped(name));
                let tree = match under {
                    UnitNamed::Code(code) => shipped()
                        .find(|tree| tree.get(*code).is_some())
                        .ok_or_else(|| exit::input(say!("wide-no-tree-ships-program", under = code)))?,
                    UnitNamed::Name(name) => shipped_with(name, shipped())?,
                };
                UnitList { rows: tree::rows(&tree), tree, former: Vec::new() }
            }
            (None, None) => {
                return Err(exit::input(say!("wide-which-county-or-township")));
            }
        };
        let under = self.under.as_ref().map(|under| under.among(&list.tree)).transpose()?;
        let under = under.unwrap_or_else(|| list.tree.root());
        if list.tree.get(under).is_none() {
            return Err(exit::input(say!("wide-list-units-does-not", under = under)));
        }
        Ok((list, under))
    }
}

/// The one tree that has a unit of a name; units of that name in several are asked about.
fn shipped_with(name: &str, shipped: impl Iterator<Item = UnitTree>) -> anyhow::Result<UnitTree> {
    let mut having: Vec<UnitTree> = shipped.filter(|tree| !tree.named(name).is_empty()).collect();
    match having.len() {
        0 => Err(exit::input(say!("wide-no-tree-ships-name", name = name))),
        1 => Ok(having.swap_remove(0)),
        _ => {
            let units = having.iter().flat_map(|tree| tree.named(name).into_iter().map(|unit| (tree.title(), unit)));
            let which: Vec<String> =
                units.map(|(county, unit)| format!("{} {county}{}", unit.code, unit.name)).collect();
            let stop = Language::first().pick("；", "; ");
            Err(exit::input(say!("unit-several", name = name, which = which.join(stop))))
        }
    }
}

/// Reads a sheet of scores, ranks its villages, and writes.
pub(super) fn run(arguments: &RankArguments, file: &Path) -> anyhow::Result<()> {
    let wide = &arguments.wide;
    let units = wide.units(arguments.units.as_deref());
    let named = arguments.scheme.as_deref().map(source::scheme).transpose();
    let ((list, under), named) = match (units, named) {
        (Ok(units), Ok(named)) => (units, named),
        (units, named) => return Err(source::together(units.err().into_iter().chain(named.err()).collect())),
    };
    let sheet = read_score_sheet(
        file,
        &AskedOfSheet {
            units: &list.tree,
            under,
            period: arguments.period,
            sheet: wide.sheet.as_deref(),
            figures: named.as_ref().map(figures).transpose()?,
            empty_is_zero: wide.empty_is_zero,
            // Another scheme's scores need not be the sheet's totals.
            ignore_total: wide.ignore_total || named.is_some(),
        },
    );
    for remark in &sheet.remarks {
        printing::note(&remark.to_string());
    }
    let made = sheet.rules.as_ref().map(cunbang_scheme::Tabulated::text);
    if let (Some(to), Some(text)) = (&wide.keep_scheme, &made) {
        keep(to, text)?;
    }
    if !sheet.faults.is_empty() {
        source::write_faults(&sheet.faults, arguments.faults.as_deref())?;
        return Err(source::faulty(&sheet.faults, file));
    }
    let (Some(period), Some(made)) = (sheet.period, made) else {
        return Err(exit::input(say!("wide-there-no-scores", file = file.display())));
    };
    let scheme = match named {
        Some(scheme) => scheme,
        None => source::parsed(&file.display().to_string(), &made)?,
    };
    let units = UnitList {
        tree: list.tree.subtree(under).unwrap_or_else(|| list.tree.clone()),
        rows: list.rows.into_iter().filter(|row| row.unit().is_within(&under)).collect(),
        former: list.former,
    };
    write(arguments, Spreadsheets::of_scores(units, sheet.rows), &scheme, period)
}

fn figures(scheme: &Scheme) -> anyhow::Result<std::collections::BTreeMap<String, cunbang_scheme::CountedAs>> {
    let figures = scheme.village_figures();
    if figures.is_empty() {
        return Err(exit::input(say!("wide-scheme-scores-villages-no", scheme = scheme.name())));
    }
    Ok(figures.into_iter().map(|(word, counted)| (word.to_owned(), counted)).collect())
}

/// Writes the rules, and never over others.
fn keep(to: &Path, text: &str) -> anyhow::Result<()> {
    if to.exists() {
        if std::fs::read(to).is_ok_and(|there| there == text.as_bytes()) {
            return Ok(());
        }
        return Err(exit::input(say!("wide-file-there-already-name", to = to.display())));
    }
    printing::write_file(to, text.as_bytes())?;
    printing::note(&say!("wide-scheme-rules-edit-them", to = to.display()));
    Ok(())
}
