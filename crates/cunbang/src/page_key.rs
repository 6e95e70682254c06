//! The key to a node's own pages as long as nobody can log in there: whoever can read the node's folder makes the
//! first operator.

use crate::exit;
use anyhow::Context as _;
use cunbang_language::say;
use cunbang_model::Randomness;
use data_encoding::BASE32_NOPAD;
use std::io::{self, Write as _};
use std::path::Path;
use tempfile::NamedTempFile;

/// The file's name in the node's folder.
const FILE: &str = "page-key";
const BYTES: usize = 16;

/// Makes the key, in a file for its owner alone, and gives it as text. One that is there stays.
pub(crate) fn make(directory: &Path, randomness: &dyn Randomness) -> anyhow::Result<String> {
    if let Some(key) = read(directory)? {
        return Ok(key);
    }
    let mut bytes = [0; BYTES];
    randomness.fill(&mut bytes)?;
    let key = BASE32_NOPAD.encode(&bytes);
    let path = directory.join(FILE);
    // A temporary file is its owner's alone from the start.
    let mut file = NamedTempFile::new_in(directory)
        .with_context(|| say!("page-key-cannot-write-there", directory = directory.display()))?;
    writeln!(file, "{key}").and_then(|()| file.as_file().sync_all()).with_context(|| path.display().to_string())?;
    match file.persist_noclobber(&path) {
        Ok(_) => Ok(key),
        // Another process was quicker.
        Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => {
            read(directory)?.with_context(|| say!("page-key-comes-goes", path = path.display()))
        }
        Err(refused) => Err(refused.error).with_context(|| say!("page-key-cannot-put-place", path = path.display())),
    }
}

/// The key, if one was made.
pub(crate) fn read(directory: &Path) -> anyhow::Result<Option<String>> {
    let path = directory.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| say!("page-key-cannot-read", path = path.display())),
    };
    let key = text.trim();
    if BASE32_NOPAD.decode(key.as_bytes()).is_ok_and(|bytes| bytes.len() == BYTES) {
        return Ok(Some(key.to_owned()));
    }
    Err(exit::input(say!("page-key-damaged-delete-start-cunbang", path = path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_identity::SystemRandomness;

    #[test]
    fn one_key_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let randomness = SystemRandomness::new();
        assert_eq!(read(folder.path()).unwrap(), None);
        let key = make(folder.path(), &randomness).unwrap();
        assert_eq!(key.len(), 26);
        assert_eq!(make(folder.path(), &randomness).unwrap(), key, "one that is there stays");
        assert_eq!(read(folder.path()).unwrap(), Some(key));
        let path = folder.path().join(FILE);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(&path, "ABC\n").unwrap();
        let refused = make(folder.path(), &randomness).unwrap_err();
        assert!(refused.to_string().contains("delete it"), "{refused}");
    }
}
