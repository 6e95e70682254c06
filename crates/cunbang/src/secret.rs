//! Secrets that are not to stand on the command line, where every user of the machine reads them: from a file, from
//! standard input, or from the environment.

use crate::exit;
use age::secrecy::SecretString;
use cunbang_desk::Password;
use cunbang_identity::{Invitation, InvitationError};
use cunbang_language::say;
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
    Err(say!("secret-everyone-machine-can-read", passphrase_variable = PASSPHRASE_VARIABLE))
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
        return Err(exit::input(say!("secret-name-file-holds-passphrase", passphrase_variable = PASSPHRASE_VARIABLE)));
    }
    Ok(rpassword::prompt_password(format!("{} ", say!("secret-passphrase")))?.into())
}

/// A passphrase for something new: typed twice where it is typed.
pub(crate) fn new_passphrase(place: Option<&str>) -> anyhow::Result<SecretString> {
    use age::secrecy::ExposeSecret as _;
    let is_typed = place.is_none() && std::env::var_os(PASSPHRASE_VARIABLE).is_none();
    let passphrase = passphrase(place)?;
    if passphrase.expose_secret().chars().count() < SHORTEST_PASSPHRASE {
        return Err(exit::input(say!("secret-passphrase-too-short-use", shortest_passphrase = SHORTEST_PASSPHRASE)));
    }
    if is_typed && rpassword::prompt_password(format!("{} ", say!("secret-once-more")))? != passphrase.expose_secret() {
        return Err(exit::input(say!("secret-two-passphrases-differ")));
    }
    Ok(passphrase)
}

/// An operator's new password: from the first line of a file (- for standard input), else typed twice.
pub(crate) fn operator_password(file: Option<&str>, operator: &str) -> anyhow::Result<Password> {
    if let Some(file) = file {
        let place = if file == "-" { file.to_owned() } else { format!("@{file}") };
        return fit(from(&place, "password").map_err(exit::input)?.into(), operator);
    }
    if !io::stdin().is_terminal() {
        return Err(exit::input(say!("secret-password-needed-name-file")));
    }
    let typed = rpassword::prompt_password(format!("{} ", say!("secret-new-password", operator = operator)))?;
    typed_again(typed, operator)
}

/// The first operator's password, where a node is set up: typed twice, or none where nobody is there or just Enter is
/// pressed.
pub(crate) fn first_password(operator: &str) -> anyhow::Result<Option<Password>> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(None);
    }
    let typed =
        rpassword::prompt_password(format!("{} ", say!("secret-password-which-logs-pages", operator = operator)))?;
    if typed.is_empty() { Ok(None) } else { typed_again(typed, operator).map(Some) }
}

fn typed_again(typed: String, operator: &str) -> anyhow::Result<Password> {
    let password = fit(typed.into(), operator)?;
    let again = Password::from(rpassword::prompt_password(format!("{} ", say!("secret-once-more")))?);
    if password.is_same_as(&again) { Ok(password) } else { Err(exit::input(say!("secret-two-passwords-differ"))) }
}

fn fit(password: Password, operator: &str) -> anyhow::Result<Password> {
    password.check(operator).map_err(|fault| exit::input(fault.to_string()))?;
    Ok(password)
}

/// A code, with or without the address to use it at, or where it is.
pub(crate) fn code(text: &str) -> Result<Invitation, String> {
    from(text, "code")?.parse().map_err(|error: InvitationError| error.to_string())
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
            first_line(io::stdin().lock()).map_err(|error| say!("secret-standard-input", error = error))?
        }
        (_, Some(path)) => {
            let file = std::fs::File::open(path).map_err(|error| format!("{path}: {error}"))?;
            first_line(io::BufReader::new(file)).map_err(|error| format!("{path}: {error}"))?
        }
        _ => return Ok(text.to_owned()),
    };
    if first.is_empty() { Err(say!("secret-no-there-its-first", what = what)) } else { Ok(first) }
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
    fn an_operators_password_from_a_file_obeys_the_rule() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        let of = |text: &str| {
            std::fs::write(&path, text).unwrap();
            operator_password(path.to_str(), "王会计").map_err(|error| error.to_string())
        };
        assert!(of("清理村口河道垃圾\n").unwrap().is_same_as(&Password::from("清理村口河道垃圾".to_owned())));
        assert!(of("12345678\n").unwrap_err().contains("太常见"));
        assert!(of("short\n").unwrap_err().contains("too short"));
        assert!(of("\n").unwrap_err().contains("empty"));
    }

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
