//! What no rule reads 没有规则采用: a row whose word the rules ask for otherwise, such as a finding of the clause `不在岗` where
//! they take points for `在岗`. It counts for nothing, or as something else than was meant, and whoever writes it is told.

use crate::scheme::Scheme;
use cunbang_language::{Said, say, to_say};
use cunbang_model::{Row, Table, UnitCode};
use std::collections::BTreeSet;

/// The columns whose words rules may ask for, and that anybody may fill in with any word.
const COLUMNS: [(Table, &str); 2] = [(Table::Findings, "clause"), (Table::Satisfaction, "target")];

/// A word that rules do not read as it was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Whether no rule counts such a row at all.
    pub counts_for_nothing: bool,
    /// The word that was probably meant.
    pub near: Option<String>,
    /// The words that rules ask for.
    pub asked: Vec<String>,
}

/// A row with such a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadRow {
    /// Of which unit.
    pub unit: UnitCode,
    /// Its key, `table/id`.
    pub row: String,
    /// The word.
    pub word: String,
    /// What of it is not read.
    pub unread: Unread,
}

impl Unread {
    /// In the reader's language.
    pub fn in_words(&self, word: &str) -> Said {
        let near = self.near.as_deref().map(|near| say!("did-you-mean", near = near)).unwrap_or_default();
        let asked = self.asked.join(cunbang_language::Language::first().pick("、", ", "));
        if self.counts_for_nothing {
            to_say!("unread-word", word = word, near = near, asked = asked)
        } else {
            to_say!("unread-word-nearly", word = word, near = near)
        }
    }
}

impl Scheme {
    /// What of a word in a column the rules do not read as it was probably meant; none where all is well, or they ask for no
    /// words there.
    pub fn unread(&self, table: Table, column: &str, word: &str) -> Option<Unread> {
        let index = table.column_index(column)?;
        let measures = self.levels.values().flat_map(|rules| &rules.indicators).map(|indicator| &indicator.measure);
        let of_table: Vec<_> = measures.filter(|measure| measure.table == Some(table)).collect();
        let beginnings = self.beginnings(table, column);
        let words = self.words(table, column);
        if words.contains(word) || beginnings.iter().any(|start| word.starts_with(start)) {
            return None;
        }
        let admits = |measure: &&crate::measure::Measure| measure.filters.iter().all(|one| one.admits(index, word));
        let counts_for_nothing = !of_table.is_empty() && !of_table.iter().any(admits);
        let near = crate::near::nearest(word, words.iter().copied()).or_else(|| {
            let begins_nearly = |start: &&&str| {
                let length = start.chars().count();
                let head: String = word.chars().take(length).collect();
                crate::near::nearest(&head, [**start]).is_some()
            };
            beginnings.iter().find(begins_nearly).copied()
        });
        let asked: BTreeSet<&str> = words.into_iter().chain(beginnings).collect();
        (counts_for_nothing || near.is_some()).then(|| Unread {
            counts_for_nothing,
            near: near.map(str::to_owned),
            asked: asked.into_iter().map(str::to_owned).collect(),
        })
    }

    /// The rows among these that no rule reads as they were probably meant.
    pub fn unread_rows<'r>(&self, rows: impl IntoIterator<Item = &'r Row>) -> Vec<UnreadRow> {
        let unread = rows.into_iter().filter(|row| !row.is_withdrawn()).filter_map(|row| {
            let (table, column) = COLUMNS.into_iter().find(|(table, _)| *table == row.table())?;
            let word = row.text(column)?;
            let unread = self.unread(table, column, word)?;
            Some(UnreadRow { unit: row.unit(), row: row.key(), word: word.to_owned(), unread })
        });
        unread.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pack: &str, table: Table, column: &str, word: &str, expect: Option<(bool, Option<&str>)>) {
        let scheme = Scheme::parse(crate::pack::find(pack).unwrap().text).unwrap();
        let unread = scheme.unread(table, column, word);
        let found = unread.as_ref().map(|one| (one.counts_for_nothing, one.near.as_deref()));
        assert_eq!(found, expect, "{pack} {word}");
    }

    #[test]
    fn a_word_that_no_rule_reads_is_said() {
        let (clause, target) = ((Table::Findings, "clause"), (Table::Satisfaction, "target"));
        check("linshu", clause.0, clause.1, "在岗", None);
        check("linshu", clause.0, clause.1, "不在岗", Some((true, Some("在岗"))));
        check("linshu", clause.0, clause.1, "环境卫生", Some((true, None)));
        check("shanyang", target.0, target.1, "居民", None);
        check("shanyang", target.0, target.1, "居民会", Some((true, Some("居民"))));
        check("shanyang", target.0, target.1, "committee", Some((true, None)));
        // It counts, and as another thing than a hard target.
        check("jungar-10x", clause.0, clause.1, "硬指标：收入", None);
        check("jungar-10x", clause.0, clause.1, "硬指示：收入", Some((false, Some("硬指标"))));
        check("jungar-10x", clause.0, clause.1, "主题党日", None);
        // Rules that take any word ask for none.
        check("huaxi", target.0, target.1, "村委会", None);
        check("xixia", clause.0, clause.1, "走访", None);
    }
}
