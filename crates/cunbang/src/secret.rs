//! Secrets that are not to stand on the command line, where every user of the machine reads them: from a file, from
//! standard input, or from the environment.

use cunbang_identity::EnrolmentCode;
use std::io::{self, BufRead, IsTerminal};

/// The environment's word for a device's code.
pub(crate) const CODE_VARIABLE: &str = "CUNBANG_CODE";

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
