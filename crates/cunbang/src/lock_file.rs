//! Files that are there to be locked.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a file to lock, and makes it where it is missing. Whoever can read a file can lock it, and would keep this
/// folder's owner out: so nobody else may, not even where an older program made it.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut permissions = file.metadata()?.permissions();
        if permissions.mode() & 0o077 != 0 {
            permissions.set_mode(0o600);
            file.set_permissions(permissions)?;
        }
    }
    Ok(file)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn nobody_else_can_lock_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("serve.lock");
        File::create(&path).unwrap().set_permissions(std::fs::Permissions::from_mode(0o644)).unwrap();
        for path in [path, folder.path().join("new.lock")] {
            open(&path).unwrap();
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
