//! What a draft does not rest on yet, in words.

use crate::pages::columns::table_title;
use cunbang_desk::assessment::since_run::SinceRun;
use cunbang_language::{Language, say};
use cunbang_model::{UnitCode, UnitTree};
use std::collections::BTreeSet;

/// What a run does not rest on yet, in sentences: first that it is an old one; nothing where it rests on everything here.
pub(super) fn since_words(since: &SinceRun, units: &UnitTree) -> Vec<String> {
    const MOST: usize = 6;
    if since.is_empty() {
        return Vec::new();
    }
    let comma = Language::first().pick("、", ", ");
    let named = |all: &BTreeSet<UnitCode>| {
        let names: Vec<String> = all.iter().take(MOST).map(|unit| units.name(*unit)).collect();
        let more = if all.len() > MOST { Language::first().pick("等", ", …") } else { "" };
        format!("{}{more}", names.join(comma))
    };
    let mut said = vec![say!("since-run-old")];
    if !since.decided.is_empty() {
        said.push(say!("since-run-decided", villages = since.decided.len(), names = named(&since.decided)));
    }
    if !since.sealed.is_empty() {
        said.push(say!("since-run-sealed", villages = since.sealed.len(), names = named(&since.sealed)));
    }
    if since.rows > 0 {
        said.push(say!("since-run-rows", rows = since.rows, names = named(&since.written)));
    }
    said.extend(since.above.iter().map(|(table, above)| {
        let table = table_title(*table, Language::first());
        say!("since-run-above", table = table, rows = above.rows, names = named(&above.about))
    }));
    if since.is_otherwise {
        said.push(say!("since-run-otherwise"));
    }
    said
}
