//! The notice as a page that prints: one HTML file with everything in it.

use super::formalities::Signature;
use super::{Annex, Block, Notice, formalities};
use crate::export::ExportError;
use askama::Template;
use cunbang_model::shown::in_lines;

#[derive(Template)]
#[template(path = "notice/page.html")]
struct Page<'a> {
    notice: &'a Notice,
    day: String,
    signature: Signature,
    body: Vec<Part<'a>>,
    annexes: Vec<Shown<'a>>,
}

/// A block, and whether what follows it must begin on the same page.
pub(super) struct Part<'a> {
    pub(super) block: &'a Block,
    pub(super) keeps: bool,
}

/// An annex with its number.
pub(super) struct Shown<'a> {
    pub(super) number: usize,
    pub(super) title: &'a str,
    pub(super) parts: Vec<Part<'a>>,
}

/// What introduces something stands on one page with it.
pub(super) fn parts(blocks: &[Block]) -> Vec<Part<'_>> {
    let followers = blocks.iter().skip(1).map(Some).chain([None]);
    blocks
        .iter()
        .zip(followers)
        .map(|(block, follower)| Part {
            block,
            keeps: matches!(block, Block::Heading(_)) || matches!(follower, Some(Block::Verbatim(_) | Block::Table(_))),
        })
        .collect()
}

pub(super) fn shown(annexes: &[Annex]) -> Vec<Shown<'_>> {
    let numbered = (1..).zip(annexes);
    numbered.map(|(number, annex)| Shown { number, title: &annex.title, parts: parts(&annex.blocks) }).collect()
}

impl Notice {
    /// As a page to print: for Chromium's printing it has the margins, the page numbers and the repeated headers of an
    /// official document.
    pub fn html(&self) -> Result<String, ExportError> {
        let page = Page {
            notice: self,
            signature: Signature::of(&self.issuer, &formalities::day_in_words(self.date)),
            day: formalities::day_in_words(self.date),
            body: parts(&self.body),
            annexes: shown(&self.annexes),
        };
        Ok(in_lines(&page.render()?).into_owned())
    }
}
