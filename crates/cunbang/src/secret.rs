//! Secrets that are not to stand on the command line, where every user of the machine reads them: from a file, from
//! standard input, or from the environment.

use crate::exit;
use age::secrecy::SecretString;
use cunbang_identity::EnrolmentCode;
use std::io::{self, BufRead, IsTerminal};

/// The environment's word for a device's code.
pub(crate) const CODE_VARIABLE: &str = "CUNBANG_CODE";

/// The environment's word for a backup's passphrase.
pub(crate) const PASSPHRASE_VARIABLE: &str = "CUNBANG_PASSPHRASE";
/// Shorter passphrases are refused, in characters.
const SHORTEST_PASSPHRASE: usize = 8;

/// Where a passphrase is. It does not stand on the command line itself.
pub(crate) fn place_of_passphrase(text: &str) -> Result<String, String> {
    if text == "-" || text.starts_with('@') {
        return Ok(text.to_owned());
    }
    Err(format!(
        "everyone on this machine can read the command line: name a file as @FILE, or - for standard input, or set {PASSPHRASE_VARIABLE}"
    ))
}

/// A passphrase: from the place that is named, else from the environment, else typed.
pub(crate) fn passphrase(place: Option<&str>) -> anyhow::Result<SecretString> {
    if let Some(place) = place {
        return Ok(from(place, "passphrase").map_err(exit::input)?.into());
    }
    if let Some(given) = std::env::var(PASSPHRASE_VARIABLE).ok().filter(|given| !given.is_empty()) {
        return Ok(given.into());
    }
    if !io::stdin().is_terminal() {
        return Err(exit::input(format!(
            "a passphrase is needed 需要口令: name a file that holds it with --passphrase @FILE, or set {PASSPHRASE_VARIABLE}"
        )));
    }
    Ok(rpassword::prompt_password("口令 passphrase: ")?.into())
}

/// A passphrase for something new: typed twice where it is typed.
pub(crate) fn new_passphrase(place: Option<&str>) -> anyhow::Result<SecretString> {
    use age::secrecy::ExposeSecret as _;
    let is_typed = place.is_none() && std::env::var_os(PASSPHRASE_VARIABLE).is_none();
    let passphrase = passphrase(place)?;
    if passphrase.expose_secret().chars().count() < SHORTEST_PASSPHRASE {
        return Err(exit::input(format!(
            "口令太短 the passphrase is too short: use {SHORTEST_PASSPHRASE} characters or more"
        )));
    }
    if is_typed && rpassword::prompt_password("再输一次 once more: ")? != passphrase.expose_secret() {
        return Err(exit::input("两次输入的口令不同 the two passphrases differ"));
    }
    Ok(passphrase)
}

/// A code, or where it is.
pub(crate) fn code(text: &str) -> Result<EnrolmentCode, String> {
    from(text, "code")?.parse().map_err(|error: cunbang_identity::CodeError| error.to_string())
}

/// A store's URL, or where it is.
pub(crate) fn store(text: &str) -> Result<String, String> {
    from(text, "store")
}

fn from(text: &str, what: &str) -> Result<String, String> {
    let first = match (text, text.strip_prefix('@')) {
        ("-", _) => {
            if io::stdin().is_terminal() {
                crate::printing::note(&format!("{what}:"));
            }
            first_line(io::stdin().lock()).map_err(|error| format!("standard input: {error}"))?
        }
        (_, Some(path)) => {
            let file = std::fs::File::open(path).map_err(|error| format!("{path}: {error}"))?;
            first_line(io::BufReader::new(file)).map_err(|error| format!("{path}: {error}"))?
        }
        _ => return Ok(text.to_owned()),
    };
    if first.is_empty() { Err(format!("no {what} is there: its first line is empty")) } else { Ok(first) }
}

fn first_line(input: impl BufRead) -> io::Result<String> {
    const MOST_BYTES: u64 = 4096;
    let mut line = String::new();
    input.take(MOST_BYTES).read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_a_file_or_the_word_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        std::fs::write(&path, "postgres://u:secret@h/d \nmore\n").unwrap();
        let named = format!("@{}", path.display());
        assert_eq!(store(&named).unwrap(), "postgres://u:secret@h/d");
        assert_eq!(store("sqlite:data.sqlite").unwrap(), "sqlite:data.sqlite");
        std::fs::write(&path, "\n").unwrap();
        assert!(store(&named).unwrap_err().contains("empty"));
        assert!(store("@/nowhere").is_err());
    }
}
