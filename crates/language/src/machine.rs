//! What the machine itself says when something fails.

use crate::say;
use std::io::{Error, ErrorKind};

/// An error of the machine in the language of the moment. Its own words are English: they stand where nobody chose a
/// language, and for what is not the system's.
pub fn of_machine(error: &Error) -> String {
    let Some(number) = error.raw_os_error().filter(|_| crate::Language::heard().is_some()) else {
        return error.to_string();
    };
    match error.kind() {
        ErrorKind::NotFound => say!("machine-not-found"),
        ErrorKind::PermissionDenied => say!("machine-denied"),
        ErrorKind::AlreadyExists => say!("machine-exists"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => say!("machine-full"),
        ErrorKind::AddrInUse => say!("machine-in-use"),
        ErrorKind::AddrNotAvailable => say!("machine-no-address"),
        ErrorKind::ConnectionRefused => say!("machine-refused"),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => say!("machine-reset"),
        ErrorKind::TimedOut => say!("machine-timed-out"),
        ErrorKind::IsADirectory => say!("machine-is-folder"),
        ErrorKind::NotADirectory => say!("machine-no-folder"),
        ErrorKind::ReadOnlyFilesystem => say!("machine-read-only"),
        ErrorKind::BrokenPipe => say!("machine-broken-pipe"),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            say!("machine-unreachable")
        }
        _ => say!("machine-other", number = number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn the_machine_speaks_chinese_too() {
        let missing = Error::from_raw_os_error(2);
        assert_eq!(Language::Chinese.with(|| of_machine(&missing)), "没有这个文件或文件夹");
        let own = Error::other("a word of our own");
        assert_eq!(Language::Chinese.with(|| of_machine(&own)), "a word of our own");
    }
}
