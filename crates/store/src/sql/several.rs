//! Statements that write several rows at once. A trip to the database costs more than a row does, and a transaction
//! holds what many callers write.

use super::failure::Failure;
use super::session::{Record, Session, Value};
use std::sync::LazyLock;

/// How many rows the texts of a statement take. Whatever is left after the first goes to the next.
const COUNTS: [usize; 3] = [32, 8, 1];

type Texts = [String; COUNTS.len()];

/// A statement for any number of rows.
pub(super) struct Several {
    columns: usize,
    texts: LazyLock<Texts>,
}

impl Several {
    /// Rows of so many columns, written by one of these texts.
    pub(super) const fn of(columns: usize, texts: fn() -> Texts) -> Self {
        Self { columns, texts: LazyLock::new(texts) }
    }

    /// Runs it for rows whose values stand one after the other.
    pub(super) async fn execute(&'static self, session: &mut Session, values: &[Value<'_>]) -> Result<(), Failure> {
        for (text, values) in self.parts(values) {
            session.execute(text, values).await?;
        }
        Ok(())
    }

    /// Like [`Self::execute`], for a statement that returns rows.
    pub(super) async fn fetch(
        &'static self,
        session: &mut Session,
        values: &[Value<'_>],
    ) -> Result<Vec<Record>, Failure> {
        let mut returned = Vec::new();
        for (text, values) in self.parts(values) {
            returned.extend(session.fetch(text, values).await?);
        }
        Ok(returned)
    }

    fn parts<'v, 'a>(&'static self, values: &'v [Value<'a>]) -> Vec<(&'static str, &'v [Value<'a>])> {
        let (mut rest, mut parts) = (values, Vec::new());
        for (count, text) in COUNTS.into_iter().zip(&*self.texts) {
            while let Some((part, later)) = rest.split_at_checked(count * self.columns) {
                parts.push((text.as_str(), part));
                rest = later;
            }
        }
        parts
    }
}

/// The texts of a statement: for each row the same `row`, in which placeholders are question marks, separated by
/// `between`.
pub(super) fn texts(before: &str, row: &str, between: &str, after: &str) -> Texts {
    COUNTS.map(|count| {
        let mut number = 0;
        let mut text = before.to_owned();
        for index in 0..count {
            text.push_str(if index == 0 { "" } else { between });
            for character in row.chars() {
                if character == '?' {
                    number += 1;
                    text.push('$');
                    text.push_str(&number.to_string());
                } else {
                    text.push(character);
                }
            }
        }
        text + after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    static PAIRS: Several =
        Several::of(2, || texts("INSERT INTO pairs (a, b) VALUES ", "(?, ?)", ", ", " RETURNING a"));

    #[test]
    fn placeholders_are_numbered_on() {
        assert_eq!(PAIRS.texts[2], "INSERT INTO pairs (a, b) VALUES ($1, $2) RETURNING a");
        assert!(
            PAIRS.texts[1].contains("VALUES ($1, $2), ($3, $4), ")
                && PAIRS.texts[1].ends_with("($15, $16) RETURNING a")
        );
    }

    #[test]
    fn every_row_is_in_one_part() {
        for rows in 0..100_i64 {
            let values: Vec<Value<'_>> = (0..2 * rows).map(Value::Integer).collect();
            let parts = PAIRS.parts(&values);
            let all: Vec<i64> = parts
                .iter()
                .flat_map(|(_, values)| *values)
                .filter_map(|value| if let Value::Integer(integer) = value { Some(*integer) } else { None })
                .collect();
            assert_eq!(all, (0..2 * rows).collect::<Vec<_>>());
            assert!(parts.iter().all(|(text, values)| text.matches('$').count() == values.len()));
        }
    }
}
