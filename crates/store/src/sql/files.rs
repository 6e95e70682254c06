//! Backups and checks.

use super::database::Database;
use super::decode::{self, integer};
use super::failure::Failure;
use super::measure::Measured;
use super::open::connect_for_backup;
use super::session::{Session, Value, damaged};
use super::{SqlStore, statement};
use crate::agreement::Parts;
use crate::check::{Examination, Fault, compare_parts};
use crate::error::StoreError;
use crate::files::{BackupFormat, Files};
use async_trait::async_trait;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const BACKUP: &str = "backup";
/// How many places of the feed are looked at in one go.
const PAGE: i64 = 2000;

#[async_trait]
impl Files for SqlStore {
    /// The copy is made beside the file under another name and named last, so that a file with the name
    /// asked for is always whole.
    async fn backup(&self, to: &Path) -> Result<BackupFormat, StoreError> {
        let failed = |source: io::Error| StoreError::Backup { path: to.to_path_buf(), source: Arc::new(source) };
        if to.exists() {
            return Err(StoreError::Exists(to.to_path_buf()));
        }
        let mut partial = OsString::from(to);
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        remove_if_there(&partial).map_err(failed)?;
        let format = Measured::transaction(BACKUP).run(Box::pin(copy(&self.database, &partial))).await;
        let kept = format.and_then(|format| keep_file(&partial, to).map(|()| format).map_err(failed));
        if kept.is_err() {
            let _ = remove_if_there(&partial);
        }
        kept
    }

    async fn integrity_check(&self) -> Result<Vec<Fault>, StoreError> {
        let checked =
            Box::pin(async { check(&self.database).await.map_err(|failure| failure.explain("checking the store", 1)) });
        Measured::transaction("integrity_check").run(checked).await
    }

    async fn close(&self) {
        self.database.close().await;
    }
}

async fn copy(database: &Database, to: &Path) -> Result<BackupFormat, StoreError> {
    match database {
        Database::Sqlite { path, .. } => {
            let name = to.to_str().ok_or_else(|| StoreError::Backup {
                path: to.to_path_buf(),
                source: Arc::new(io::Error::other("its name is not UTF-8")),
            })?;
            vacuum_into(path, name).await.map_err(|failure| failure.explain(BACKUP, 1))?;
            Ok(BackupFormat::Sqlite)
        }
        Database::Postgres { tools, .. } => {
            let schema = schema(database).await.map_err(|failure| failure.explain(BACKUP, 1))?;
            let (tools, to) = (tools.clone(), to.to_path_buf());
            let dumped = tokio::task::spawn_blocking(move || tools.dump(&schema, &to)).await;
            // It panics nowhere, and is cancelled only while the program ends.
            dumped.unwrap_or(Err(StoreError::Unreachable { doing: BACKUP, message: "the program ends".to_owned() }))?;
            Ok(BackupFormat::PostgresDump)
        }
    }
}

/// The PostgreSQL schema that the tables lie in.
async fn schema(database: &Database) -> Result<String, Failure> {
    let row = database.reader().await?.fetch_one("SELECT current_schema()::text", &[]).await?;
    row.ok_or_else(|| damaged("current_schema()", "no row"))?.text(0)
}

async fn vacuum_into(path: &PathBuf, name: &str) -> Result<(), Failure> {
    let pool = connect_for_backup(path).await?;
    let done = match pool.acquire().await {
        Ok(connection) => Session::SqliteCopies(connection).execute("VACUUM INTO $1", &[Value::Text(name)]).await,
        Err(error) => Err(error.into()),
    };
    pool.close().await;
    done.map(drop)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a written file durable under its final name, readable for its owner alone.
fn keep_file(partial: &Path, to: &Path) -> io::Result<()> {
    let file = File::options().write(true).open(partial)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.sync_all()?;
    std::fs::rename(partial, to)?;
    if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Asks the database about itself, and whether logs, heads and feed fit together. Of the feed nothing ever changes,
/// so it is walked page by page outside of any transaction; only what came meanwhile, and what is compared with it, is
/// read at one moment.
async fn check(database: &Database) -> Result<Vec<Fault>, Failure> {
    let mut faults = Vec::new();
    if matches!(database, Database::Sqlite { .. }) {
        sqlite_faults(&mut database.reader().await?, &mut faults).await?;
    }
    let mut examination = Examination::default();
    while walk_feed(&mut database.reader().await?, &mut examination).await? {}
    let mut session = database.moment().await?;
    while walk_feed(&mut session, &mut examination).await? {}
    let mut heads = Vec::new();
    for row in session.fetch(statement::ALL_HEADS, &[]).await? {
        heads.push(decode::head(&row)?);
    }
    let end = session.fetch_one(statement::FEED_END, &[]).await?;
    let end = decode::position(&end.ok_or_else(|| damaged("feed_end", "its row is missing"))?, 0)?;
    let acknowledged = session.fetch(statement::ALL_ACKNOWLEDGED, &[]).await?;
    let acknowledged = acknowledged.iter().map(decode::acknowledgement_by).collect::<Result<Vec<_>, _>>()?;
    let parts = session.fetch(statement::ALL_AGREEMENTS, &[]).await?;
    let parts = Parts(parts.iter().map(decode::part).collect::<Result<_, _>>()?);
    session.undo().await;
    faults.extend(compare_parts(&parts, &Parts::from_scratch(&heads, &acknowledged)));
    faults.extend(examination.finish(&heads, end));
    Ok(faults)
}

/// Looks at the next page of the feed. Tells whether there was one.
async fn walk_feed(session: &mut Session, examination: &mut Examination) -> Result<bool, Failure> {
    let values = [Value::Integer(integer(examination.at().number)), Value::Integer(PAGE)];
    let page = session.fetch(statement::FEED_PLACES, &values).await?;
    for row in &page {
        let (position, place) = decode::place(row)?;
        examination.see(position, &place);
    }
    Ok(!page.is_empty())
}

async fn sqlite_faults(session: &mut Session, faults: &mut Vec<Fault>) -> Result<(), Failure> {
    for row in session.fetch("PRAGMA integrity_check", &[]).await? {
        let what = row.text(0)?;
        if what != "ok" {
            faults.push(Fault { place: "the database file".to_owned(), what });
        }
    }
    for row in session.fetch("PRAGMA foreign_key_check", &[]).await? {
        let what = format!("row {} names a row of {} that is not there", row.integer(1)?, row.text(2)?);
        faults.push(Fault { place: row.text(0)?, what });
    }
    Ok(())
}
