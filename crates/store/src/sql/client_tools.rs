//! PostgreSQL's own programs, `pg_dump` and `pg_restore`: a dump of theirs is what the people who run
//! a PostgreSQL know how to handle.

use crate::error::StoreError;
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};
use url::Url;

/// How the programs reach the database: a URL as libpq understands it, and the password, which must not
/// be seen in a list of processes.
pub(super) struct ClientTools {
    url: String,
    password: Option<String>,
}

impl fmt::Debug for ClientTools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ClientTools").field(&self.url).finish()
    }
}

impl ClientTools {
    /// From the URL of the store: `options[NAME]=VALUE` is sqlx's own, and so is `ssl-mode` for `sslmode`.
    pub(super) fn new(url: &str) -> Result<Self, StoreError> {
        let wrong = |reason: String| StoreError::Url { url: super::open::without_password(url), reason };
        let mut target = Url::parse(url).map_err(|error| wrong(error.to_string()))?;
        let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let mut password = target.password().map(decoded);
        let mut settings = Vec::new();
        let mut parameters = Vec::new();
        for (name, value) in target.query_pairs().into_owned().collect::<Vec<_>>() {
            if let Some(setting) = name.strip_prefix("options[").and_then(|name| name.strip_suffix(']')) {
                settings.push(format!("-c {setting}={value}"));
            } else if name == "options" {
                settings.push(value);
            } else if name == "password" {
                password = Some(value);
            } else if name != "statement-cache-capacity" {
                parameters.push((name.replace('-', ""), value));
            }
        }
        if !settings.is_empty() {
            parameters.push(("options".to_owned(), settings.join(" ")));
        }
        target.set_password(None).map_err(|()| wrong("its user cannot be read".to_owned()))?;
        // libpq reads %20 as a space, and a plus as a plus.
        let encoded =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let query: Vec<String> =
            parameters.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        target.set_query(Some(query.join("&")).filter(|query| !query.is_empty()).as_deref());
        Ok(Self { url: target.to_string(), password })
    }

    /// Dumps the tables of a schema to a file. The dump is of one moment.
    pub(super) fn dump(&self, schema: &str, to: &Path) -> Result<(), StoreError> {
        // Not `--schema`: that would dump the schema itself too, and a new database has its `public`.
        let tables = format!("--table=\"{}\".*", schema.replace('"', "\"\""));
        let file = format!("--file={}", to.display());
        self.run("pg_dump", &["--format=custom", "--no-owner", "--no-privileges", &tables, &file])
    }

    /// Restores a dump into a database that has no store, whole or not at all.
    pub(super) fn restore(&self, from: &Path) -> Result<(), StoreError> {
        let file = from.display().to_string();
        self.run("pg_restore", &["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", &file])
    }

    fn run(&self, program: &'static str, arguments: &[&str]) -> Result<(), StoreError> {
        let target = format!("--dbname={}", self.url);
        let mut command = Command::new(program);
        command.args(arguments).args(["--no-password", &target]).stdin(Stdio::null()).stdout(Stdio::null());
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        let failed = |what: String| {
            let quoted = |argument: &&str| format!("'{}'", argument.replace('\'', "'\\''"));
            let arguments: Vec<String> = arguments.iter().chain([&target.as_str()]).map(quoted).collect();
            StoreError::Tool { program, what, command: format!("{program} {}", arguments.join(" ")) }
        };
        match command.output() {
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(failed(
                "it is not installed here (Debian and Ubuntu: apt-get install postgresql-client)".to_owned(),
            )),
            Err(error) => Err(failed(error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_given_in_the_words_of_libpq() {
        for (url, expected, password) in [
            ("postgres://county@db/cunbang", "postgres://county@db/cunbang", None),
            ("postgres://county:s%40crit@db:6432/cunbang", "postgres://county@db:6432/cunbang", Some("s@crit")),
            (
                "postgres://cunbang@localhost/cunbang?host=/run/postgresql&options[search_path]=a&ssl-mode=require",
                "postgres://cunbang@localhost/cunbang?host=%2Frun%2Fpostgresql&sslmode=require&options=%2Dc%20search%5Fpath%3Da",
                None,
            ),
        ] {
            let tools = ClientTools::new(url).unwrap();
            assert_eq!((tools.url.as_str(), tools.password.as_deref()), (expected, password));
        }
    }
}
