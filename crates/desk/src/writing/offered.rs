//! What a form offers to choose from in a column.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_language::Named;
use cunbang_model::schema::known_words;
use cunbang_model::{ColumnKind, Period, Table};
use cunbang_scheme::{GroupKind, Level, Scheme};

/// A word that may stand in a column: as it is kept, and in Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// As it is kept.
    pub word: String,
    /// In Chinese; the word itself where nobody knows better.
    pub chinese: String,
}

impl Desk {
    /// The words that a column offers in a quarter: those of a choice, or else those that the scheme in force asks for
    /// and those that are known to all. Empty where anything may stand there.
    pub async fn offered(&self, table: Table, column: &str, quarter: Period) -> Result<Vec<Offered>, DeskError> {
        let kind = table.columns().iter().find(|known| known.name == column).map(|column| column.kind);
        let pair =
            |(word, chinese): &(&str, &str)| Offered { word: (*word).to_owned(), chinese: (*chinese).to_owned() };
        if let Some(ColumnKind::Choice(words)) = kind {
            return Ok(words.iter().map(pair).collect());
        }
        if kind == Some(ColumnKind::YesNo) {
            return Ok([("yes", "是"), ("no", "否")].iter().map(pair).collect());
        }
        let mut offered: Vec<Offered> = known_words(table, column).iter().map(pair).collect();
        let scheme = match table {
            // A code is as short as what chooses it from a list.
            Table::Steps | Table::Materials if column == "step" => None,
            Table::Materials => self.rules_with_steps(quarter).await,
            _ => self.scheme_around(quarter).await?,
        };
        if let Some((_, scheme)) = scheme {
            if (table, column) == (Table::Findings, "clause") {
                offered.extend(clauses(&scheme));
            }
            let words = scheme.words(table, column);
            // A deed of a kind that is known to all is one; a figure that the scheme does not count is of no use.
            let is_of_figures = matches!(table, Table::Measures | Table::StatedFigures);
            offered.retain(|known| !is_of_figures || words.contains(known.word.as_str()));
            for word in words {
                if !offered.iter().any(|known| known.word == word) {
                    let title = scheme.indicators().iter().find(|info| info.figure.as_deref() == Some(word));
                    let chinese = title.map_or("", |info| Named::of_title(&info.title).chinese);
                    let chinese = if chinese.is_empty() { word } else { chinese };
                    offered.push(Offered { word: word.to_owned(), chinese: chinese.to_owned() });
                }
            }
        }
        Ok(offered)
    }
}

/// The clauses that a finding may be about: what the rules ask a clause to begin with, then what they score villages by.
fn clauses(scheme: &Scheme) -> impl Iterator<Item = Offered> {
    let asked = scheme.beginnings(Table::Findings, "clause").into_iter().map(str::to_owned);
    let scored = scheme.indicators().iter().filter(|info| {
        info.level == Level::Village && info.group_kind == GroupKind::Base && info.table != Some(Table::Findings)
    });
    let scored = scored.map(|info| Named::of_title(&info.title).chinese.to_owned()).filter(|title| !title.is_empty());
    let mut all: Vec<String> = Vec::new();
    for clause in asked.chain(scored) {
        if !all.contains(&clause) {
            all.push(clause);
        }
    }
    all.into_iter().map(|clause| Offered { word: clause.clone(), chinese: clause })
}
