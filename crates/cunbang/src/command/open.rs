//! `cunbang open`: this node's own pages, in a browser.

use crate::configuration::{Configuration, FILE};
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::page_key;
use crate::pages_address::USUAL;
use crate::printing;
use clap::Args;
use cunbang_language::say;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long the pages may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// Open this node's own pages in a browser
///
/// The pages are those of a running `cunbang serve`. As long as nobody can log in there, the address has the key with
/// which the first operator is made: show it to nobody.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang open --dir ~/cunbang")]
pub(crate) struct OpenArguments {
    /// Only print the address
    #[arg(long)]
    print: bool,
}

/// Opens them.
pub(crate) async fn run(arguments: &OpenArguments, context: &Context) -> anyhow::Result<()> {
    let configuration = Configuration::read(context.directory())?;
    let Some(pages) = configuration.pages else {
        return Err(exit::input(say!("open-node-no-pages-add", file = FILE, usual = USUAL)));
    };
    let operators = opening::store(context, &configuration).await?.operators().await?;
    let key = if operators.is_empty() { page_key::read(context.directory())? } else { None };
    let address = address_of(pages.address(), key.as_deref());
    printing::text(&address)?;
    if TcpStream::connect_timeout(&pages.address(), ANSWER_WITHIN).is_err() {
        return Err(exit::not_yet(say!("open-cunbang-serve-nothing-answers", pages = pages)));
    }
    if operators.is_empty() && key.is_none() {
        return Err(exit::input(say!("open-nobody-can-log-yet")));
    }
    if !arguments.print
        && let Err(error) = open::that_detached(&address)
    {
        printing::note(&say!("open-no-browser-could-opened", error = error));
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
