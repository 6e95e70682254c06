//! Files that somebody sent, until it is said whether they are to be kept.

use super::super::trouble::Trouble;
use axum::http::StatusCode;
use cunbang_desk::writing::units_change::UnitsChange;
use cunbang_language::say;
use cunbang_model::Table;
use cunbang_report::rows_csv;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;

/// How many files wait for somebody to say that they are to be kept.
const MOST_WAITING: usize = 4;

/// Files that were looked at and not kept yet, the newest last. They go with the program.
#[derive(Debug, Default)]
pub(crate) struct Waiting(Mutex<VecDeque<(u64, Arc<Uploaded>)>>);

/// A file that somebody sent.
#[derive(Debug)]
pub(crate) struct Uploaded {
    /// Goes with it.
    _folder: TempDir,
    pub(super) path: PathBuf,
    /// What takes it back, once it was kept and had changed the list of units.
    pub(super) back: Option<String>,
}

impl Waiting {
    pub(super) fn add(&self, file: Uploaded) -> u64 {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = waiting.back().map_or(1, |(number, _)| number + 1);
        waiting.push_back((number, Arc::new(file)));
        if waiting.len() > MOST_WAITING {
            waiting.pop_front();
        }
        number
    }

    /// Keeps what takes a change of the list back, for whoever sees what was done; gives its number.
    pub(super) fn add_back(&self, change: &UnitsChange) -> Option<u64> {
        let folder = tempfile::tempdir().ok()?;
        let path = folder.path().join("back.csv");
        Some(self.add(Uploaded { _folder: folder, path, back: Some(rows_csv(Table::Units, &change.back)) }))
    }

    /// What a file is called that waits.
    pub(crate) fn name_of(&self, number: u64) -> Option<String> {
        self.get(number).ok().map(|file| file_name(&file.path.to_string_lossy()))
    }

    pub(super) fn get(&self, number: u64) -> Result<Arc<Uploaded>, Trouble> {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = waiting.iter().find(|(known, _)| *known == number).map(|(_, file)| Arc::clone(file));
        found.ok_or_else(|| Trouble::of(StatusCode::GONE, say!("import-gone")))
    }
}

impl Uploaded {
    pub(super) const fn new(folder: TempDir, path: PathBuf) -> Self {
        Self { _folder: folder, path, back: None }
    }
}

/// A name without folders and signs that no file has.
pub(super) fn file_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|character| !character.is_control()).take(100).collect::<String>().trim_matches('.').to_owned()
}
