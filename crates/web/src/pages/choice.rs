//! What a form offers to choose from, in the reader's language.

use super::Pages;
use super::trouble::Trouble;
use cunbang_desk::writing::offered::Offered;
use cunbang_language::Language;
use cunbang_model::{Period, Table};

/// A word to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// As it is kept.
    pub(crate) word: String,
    /// As it is read.
    pub(crate) name: String,
}

impl Choice {
    /// As it stands in a form: as it is read, where that is read back; English names are no words of a file.
    pub(crate) fn written(&self) -> &str {
        if self.name.is_ascii() { &self.word } else { &self.name }
    }
}

/// The words that a column offers.
pub(crate) async fn choices(
    pages: &Pages,
    table: Table,
    column: &str,
    period: Period,
    language: Language,
) -> Result<Vec<Choice>, Trouble> {
    let offered = pages.desk.offered(table, column, period).await?;
    let choice = |Offered { word, chinese }: Offered| Choice {
        name: if language == Language::English { word.replace('_', " ") } else { chinese },
        word,
    };
    Ok(offered.into_iter().map(choice).collect())
}
