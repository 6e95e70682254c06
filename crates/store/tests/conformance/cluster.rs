//! A PostgreSQL for the tests: the one that `CUNBANG_TEST_POSTGRES` names, or a private one that is
//! started here and stopped with the last test that uses it.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

const TO_DO: &str = "install PostgreSQL's server (Debian and Ubuntu: apt-get install postgresql), or set \
     CUNBANG_TEST_POSTGRES to the URL of one";

/// A running server.
pub(crate) struct Cluster {
    url: String,
    private: Option<Private>,
}

/// One that was started here.
struct Private {
    folder: tempfile::TempDir,
    programs: PathBuf,
    /// PostgreSQL refuses to run as root, and is then run as this user and group.
    owner: Option<(u32, u32)>,
}

static RUNNING: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

/// The server; it runs as long as someone holds it.
pub(crate) fn running() -> Arc<Cluster> {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(cluster) = running.upgrade() {
        return cluster;
    }
    let cluster = Arc::new(match std::env::var("CUNBANG_TEST_POSTGRES") {
        Ok(url) => Cluster { url, private: None },
        Err(_) => Private::start(),
    });
    *running = Arc::downgrade(&cluster);
    cluster
}

impl Cluster {
    /// A server that no other test uses, and that may be killed.
    pub(crate) fn of_its_own() -> Self {
        Private::start()
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn private(&self) -> &Private {
        self.private.as_ref().expect("only a server that was started here is stopped here")
    }

    /// Ends it without a word to anybody.
    pub(crate) fn kill(&self) {
        self.private().stop();
    }

    /// Starts it again.
    pub(crate) fn start(&self) {
        self.private().serve();
    }
}

/// Where the newest installed server's programs are.
pub(crate) fn programs() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|version| {
            let version = version.ok()?;
            let number = version.file_name().to_str()?.parse().ok()?;
            Some((number, version.path().join("bin")))
        })
        .collect();
    found.sort();
    if let Some((_, programs)) = found.pop() {
        return programs;
    }
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&on_path);
    folders.find(|folder| folder.join("initdb").exists()).expect(TO_DO)
}

fn number_of_user(option: &str) -> u32 {
    let output = Command::new("id").args([option, "postgres"]).output().expect("the program `id` is there");
    String::from_utf8(output.stdout).unwrap().trim().parse().expect(TO_DO)
}

impl Private {
    fn start() -> Cluster {
        let folder = tempfile::Builder::new().prefix("cunbang-pg-").tempdir().unwrap();
        let is_root = std::os::unix::fs::MetadataExt::uid(&folder.path().metadata().unwrap()) == 0;
        let owner = is_root.then(|| (number_of_user("-u"), number_of_user("-g")));
        if let Some((user, group)) = owner {
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let url = format!("postgres://postgres@localhost/postgres?host={}", folder.path().display());
        let private = Self { folder, programs: programs(), owner };
        private.run("initdb", &["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        private.serve();
        Cluster { url, private: Some(private) }
    }

    fn serve(&self) {
        let folder = self.folder.path().display();
        // Without a network; fsync is tested by killing machines, not here.
        let options = format!("-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60");
        let log = format!("{folder}/log");
        self.run("pg_ctl", &["start", "--wait", "--silent", "--log", &log, "--options", &options]);
    }

    fn stop(&self) {
        self.run("pg_ctl", &["stop", "--wait", "--silent", "--mode=immediate"]);
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let data = self.folder.path().join("data");
        let mut command = Command::new(self.programs.join(program));
        command.args(["-D".as_ref(), data.as_os_str()]).args(arguments).current_dir(self.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::null());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        let status = command.status().unwrap_or_else(|error| panic!("{program}: {error}: {TO_DO}"));
        assert!(status.success(), "{program} {arguments:?}: {status}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(private) = &self.private {
            private.stop();
        }
    }
}

/// A database of its own in the server, for what concerns a whole database.
pub(crate) struct Database {
    name: String,
    cluster: Arc<Cluster>,
}

impl Database {
    pub(crate) async fn new(name: &str) -> Self {
        let database = Self { name: format!("test_{}_{name}", std::process::id()), cluster: running() };
        let name = &database.name;
        database.run(format!("DROP DATABASE IF EXISTS {name}")).await;
        database.run(format!("CREATE DATABASE {name}")).await;
        database
    }

    /// The server's URL, with this database in place of the one it names.
    pub(crate) fn url(&self) -> String {
        let (before, parameters) = self.cluster.url.split_once('?').unwrap_or((&self.cluster.url, ""));
        let server = before.rsplit_once('/').unwrap().0;
        format!("{server}/{}?{parameters}", self.name)
    }

    /// Runs statements in the server, beside this database.
    async fn run(&self, sql: String) {
        run_at(&self.cluster.url, sql).await;
    }

    /// Runs statements in this database.
    pub(crate) async fn run_in(&self, sql: String) {
        run_at(&self.url(), sql).await;
    }

    pub(crate) async fn drop(self) {
        // A connection that was just left may not have been noticed yet.
        self.run(format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
    }
}

async fn run_at(url: &str, sql: String) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// An empty place in a PostgreSQL: a schema of its own.
pub(crate) struct Schema {
    name: String,
    cluster: Arc<Cluster>,
}

impl Schema {
    pub(crate) async fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let schema = Self { name, cluster: running() };
        let name = &schema.name;
        schema.run(format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")).await;
        schema
    }

    /// The URL under which a store lies in it.
    pub(crate) fn url(&self) -> String {
        let joint = if self.cluster.url.contains('?') { '&' } else { '?' };
        format!("{}{joint}options[search_path]={}", self.cluster.url, self.name)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A connection beside the store's.
    pub(crate) async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.url()).await.unwrap_or_else(|error| panic!("{}: {error}", self.url()))
    }

    /// Runs statements.
    pub(crate) async fn run(&self, sql: String) {
        let mut connection = self.connect().await;
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Removes it; one that a failed test leaves behind goes with the next test of that name.
    pub(crate) async fn drop(self) {
        self.run(format!("DROP SCHEMA {} CASCADE", self.name)).await;
    }
}
