//! What every command is told: the folder, the operator, the time, where chance comes from.

use crate::exit;
use crate::logging::LogFormat;
use clap::Args;
use cunbang_identity::SystemRandomness;
use cunbang_language::Language;
use cunbang_language::say;
use cunbang_model::shown::is_unseen;
use cunbang_model::{Clock, Randomness, clock::SystemClock};
use cunbang_store::{Store, StoreError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Arguments that every command takes.
#[derive(Debug, Args)]
pub(crate) struct GlobalArguments {
    /// Folder of this node: its configuration, identity and store
    #[arg(long, global = true, env = "CUNBANG_DIR", value_name = "DIR", help_heading = "Everywhere")]
    dir: Option<PathBuf>,
    /// Who is at work: recorded in every entry that is written
    #[arg(long, global = true, env = "CUNBANG_OPERATOR", value_name = "NAME", help_heading = "Everywhere")]
    operator: Option<String>,
    /// The language of messages, `zh` or `en` [default: both, Chinese first]
    #[arg(long, global = true, env = "CUNBANG_LANGUAGE", value_name = "LANGUAGE", help_heading = "Everywhere")]
    pub(crate) language: Option<Language>,
    /// Say more on the way; twice: everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Everywhere")]
    pub(crate) verbose: u8,
    /// What to log, as in `info` or `warn,cunbang_sync=debug`
    #[arg(long, global = true, env = "CUNBANG_LOG", value_name = "FILTER", help_heading = "Everywhere")]
    pub(crate) log: Option<String>,
    /// How to log [default: text, or as `[log]` in the configuration says]
    #[arg(
        long,
        global = true,
        env = "CUNBANG_LOG_FORMAT",
        value_enum,
        value_name = "FORMAT",
        help_heading = "Everywhere"
    )]
    pub(crate) log_format: Option<LogFormat>,
}

impl GlobalArguments {
    /// The node's folder; the present one unless another was named.
    pub(crate) fn directory(&self) -> &Path {
        self.dir.as_deref().unwrap_or(Path::new("."))
    }
}

/// What every command is told.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    named_directory: Option<PathBuf>,
    operator: Option<String>,
    /// The clock.
    pub(crate) clock: Arc<dyn Clock>,
    /// Where keys, codes and pauses come from.
    pub(crate) randomness: Arc<dyn Randomness>,
    /// Stores that were opened, to be closed in good order.
    stores: Arc<Mutex<Vec<Arc<dyn Store>>>>,
}

impl Context {
    /// From the command line.
    pub(crate) fn new(arguments: GlobalArguments) -> Self {
        Self {
            named_directory: arguments.dir,
            operator: arguments.operator,
            clock: Arc::new(SystemClock),
            randomness: Arc::new(SystemRandomness::new()),
            stores: Arc::default(),
        }
    }

    /// Opens a store, which is closed when the command ends.
    pub(crate) async fn open_store(&self, url: &str) -> Result<Arc<dyn Store>, StoreError> {
        let store = cunbang_store::open(url).await?;
        self.stores.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&store));
        Ok(store)
    }

    /// Closes the stores that were opened.
    pub(crate) async fn close(&self) {
        let stores = std::mem::take(&mut *self.stores.lock().unwrap_or_else(PoisonError::into_inner));
        for store in stores {
            store.close().await;
        }
    }

    /// The node's folder; the present one unless another was named.
    pub(crate) fn directory(&self) -> &Path {
        self.named_directory.as_deref().unwrap_or(Path::new("."))
    }

    /// The node's folder, if one was named.
    pub(crate) fn named_directory(&self) -> Option<&Path> {
        self.named_directory.as_deref()
    }

    /// Who is at work, where somebody said so: nobody otherwise, and it is the machine's own account.
    pub(crate) fn said_operator(&self) -> &str {
        self.operator.as_deref().unwrap_or_default()
    }

    /// Who was named to be at work; empty where nobody was, and it is the machine's own account.
    pub(crate) fn given_operator(&self) -> &str {
        self.operator.as_deref().unwrap_or_default().trim()
    }

    fn named_operator(&self) -> Option<String> {
        let of_machine = || std::env::var("USER").or_else(|_| std::env::var("USERNAME")).ok();
        let name = self.operator.clone().or_else(of_machine)?.trim().to_owned();
        (!name.is_empty()).then_some(name)
    }

    /// Who only looks: nobody has to say who it is.
    pub(crate) fn reader(&self) -> anyhow::Result<String> {
        if self.named_operator().is_none() {
            return Ok(say!("context-unnamed"));
        }
        self.operator()
    }

    /// Who is at work: as named, or the user that the machine knows.
    pub(crate) fn operator(&self) -> anyhow::Result<String> {
        self.named_operator().ok_or_else(|| exit::input(say!("context-nobody-knows-who-work"))).and_then(|name| {
            match name.chars().find(|character| is_unseen(*character)) {
                None => Ok(name),
                Some(character) => Err(exit::input(say!(
                    "context-operators-name-invisible-character",
                    character = format!("{:04X}", u32::from(character))
                ))),
            }
        })
    }
}
