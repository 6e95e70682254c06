//! `cunbang open`: this node's own pages, in a browser.

use crate::command::serve::{self, Listeners};
use crate::configuration::{Configuration, FILE};
use crate::context::Context;
use crate::exit;
use crate::first_start;
use crate::opening;
use crate::page_key;
use crate::pages_address::USUAL;
use crate::printing;
use crate::stopping::Stopping;
use anyhow::Context as _;
use clap::Args;
use cunbang_language::say;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// How long the pages may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// Open this node's own pages in a browser, or the page that sets one up
///
/// In a folder without a node it is the page of the first start: what stands on the sheet of an invitation is typed there,
/// and the same process goes on serving the terminal that comes of it. Elsewhere the pages are those of a running
/// `cunbang serve`. As long as nobody can log in there, the address has the key with which the first operator is made:
/// show it to nobody.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang open --dir ~/cunbang")]
pub(crate) struct OpenArguments {
    /// Only print the address
    #[arg(long)]
    print: bool,
    /// Serve the node too where nobody does, as an entry in a menu does it
    #[arg(long)]
    serve: bool,
}

/// Opens them.
pub(crate) async fn run(arguments: &OpenArguments, context: &Context) -> anyhow::Result<()> {
    if !Configuration::exists(context.directory()) {
        return first_start::run(arguments.print, context).await;
    }
    let configuration = Configuration::read(context.directory())?;
    let Some(pages) = configuration.pages else {
        return Err(exit::input(say!("open-node-no-pages-add", file = FILE, usual = USUAL)));
    };
    let operators = opening::store(context, &configuration).await?.operators().await?;
    let answers = TcpStream::connect_timeout(&pages.address(), ANSWER_WITHIN).is_ok();
    if !answers && arguments.serve {
        let key =
            if operators.is_empty() { Some(page_key::make(context.directory(), &*context.randomness)?) } else { None };
        // From here on: whoever sees the page may have enough of it at any moment.
        let stopping = Stopping::listen()?;
        // The browser waits at the listener until the node is up.
        let listener = TcpListener::bind(pages.address()).with_context(|| pages.to_string())?;
        browse(&address_of(pages.address(), key.as_deref()), arguments.print)?;
        context.close().await;
        return serve::run_on(Listeners { pages: Some(listener), health: None }, stopping, context).await;
    }
    let key = if operators.is_empty() { page_key::read(context.directory())? } else { None };
    let address = address_of(pages.address(), key.as_deref());
    if !answers {
        printing::text(&address)?;
        return Err(exit::not_yet(say!("open-cunbang-serve-nothing-answers", pages = pages)));
    }
    if operators.is_empty() && key.is_none() {
        printing::text(&address)?;
        return Err(exit::input(say!("open-nobody-can-log-yet")));
    }
    browse(&address, arguments.print)
}

/// Prints an address, and opens a browser there unless it is only to be printed.
pub(crate) fn browse(address: &str, only_print: bool) -> anyhow::Result<()> {
    printing::text(address)?;
    if !only_print && let Err(error) = open::that_detached(address) {
        // What the system's opener says of itself helps nobody at the desk.
        tracing::debug!(%error, "no browser was opened");
        printing::note(&say!("open-no-browser-could-opened"));
    }
    Ok(())
}

/// Where the pages begin; with the key as long as nobody can log in.
fn address_of(pages: SocketAddr, key: Option<&str>) -> String {
    match key {
        Some(key) => format!("http://{pages}/start?key={key}"),
        None => format!("http://{pages}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_pages_begin() {
        let pages = "127.0.0.1:7470".parse().unwrap();
        assert_eq!(address_of(pages, None), "http://127.0.0.1:7470/");
        assert_eq!(address_of(pages, Some("ABC")), "http://127.0.0.1:7470/start?key=ABC");
        assert_eq!(address_of("[::1]:80".parse().unwrap(), None), "http://[::1]:80/");
    }
}
