//! Seals that stand returned 已退回: whoever publishes is told by name, as the rules still count them as received.

use super::at::At;
use crate::pages::trouble::Trouble;
use cunbang_language::{Language, say};

/// The villages whose seals were returned and that have not sealed again, in a sentence; none where there are none.
pub(super) async fn returned_words(at: &At) -> Result<Option<String>, Trouble> {
    let returned = at.desk().returned_villages(&at.viewer(), at.period, at.own()).await?;
    if returned.is_empty() {
        return Ok(None);
    }
    let units = at.units()?;
    let names: Vec<String> = returned.iter().map(|unit| units.name(*unit)).collect();
    Ok(Some(say!("returned-not-sealed", count = names.len(), names = names.join(Language::first().pick("、", ", ")))))
}
