//! Golden vectors: what each release wrote, read by every later program.
//!
//! A crate keeps its own in `tests/vectors`: files named by the release, `schema-2.json`, or a file of another
//! kind with what must be read from it in JSON beside it. `CUNBANG_WRITE_VECTORS=1` writes those of this
//! release, once: what is there is never written again.

use cunbang_model::schema::RELEASE;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The vectors of a crate.
#[derive(Debug, Clone)]
pub struct Vectors(PathBuf);

impl Vectors {
    /// Those of the crate with this folder: `Vectors::of(env!("CARGO_MANIFEST_DIR"))`.
    pub fn of(crate_folder: &str) -> Self {
        Self(Path::new(crate_folder).join("tests/vectors"))
    }

    /// A file of this release.
    pub fn own(&self, ending: &str) -> PathBuf {
        self.file(&format!("schema-{RELEASE}"), ending)
    }

    /// A file by name and ending.
    pub fn file(&self, stem: &str, ending: &str) -> PathBuf {
        self.0.join(format!("{stem}.{ending}"))
    }

    /// Every recorded file with an ending, and the JSON beside it, which may be the file itself. Panics if there
    /// is none.
    pub fn recorded(&self, ending: &str) -> Vec<(PathBuf, Value)> {
        let files = std::fs::read_dir(&self.0).unwrap_or_else(|error| panic!("{}: {error}", self.0.display()));
        let paths = files.map(|file| file.unwrap_or_else(|error| panic!("{}: {error}", self.0.display())).path());
        let mut recorded: Vec<(PathBuf, Value)> = paths
            .filter_map(|path| {
                let stem = path.file_name()?.to_str()?.strip_suffix(ending)?.strip_suffix('.')?.to_owned();
                Some((path, read(&self.file(&stem, "json"))))
            })
            .collect();
        recorded.sort_by(|(one, _), (other, _)| one.cmp(other));
        assert!(!recorded.is_empty(), "{}: no vector ends in .{ending}", self.0.display());
        recorded
    }
}

/// Whether a vector is to be written: this was asked for, and it is not there yet.
pub fn is_wanted(path: &Path) -> bool {
    std::env::var_os("CUNBANG_WRITE_VECTORS").is_some() && !path.exists()
}

/// Writes a vector in JSON.
pub fn write(path: &Path, vector: &Value) {
    std::fs::write(path, format!("{vector:#}\n")).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Reads a vector in JSON.
pub fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}: write it with CUNBANG_WRITE_VECTORS=1", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text of a vector's field.
pub fn text<'v>(vector: &'v Value, field: &str) -> &'v str {
    vector[field].as_str().unwrap_or_else(|| panic!("{field}: {vector}"))
}
