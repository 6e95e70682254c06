//! Faults as a person reads them: equal ones of a column on one line, with the rows in which they stand.

use super::fault::{Fault, Place, colon, quoted};
use crate::header::letters;
use cunbang_language::{Language, say};
use std::collections::HashMap;
use std::fmt;

/// From so many different values on, the same fault in one column is told once for all of them.
const MANY_VALUES: usize = 6;
/// How many of these values are shown.
const SHOWN_VALUES: usize = 3;
/// How many runs of rows are listed.
const SHOWN_RUNS: usize = 8;
/// How many lines are written: more, nobody reads.
const MOST_LINES: usize = 200;

/// Equal faults.
struct Group<'f> {
    faults: Vec<&'f Fault>,
    problem: String,
}

type Key<'f> = (Place, Option<usize>, Option<&'static str>, &'f str);

fn key<'f>(fault: &'f Fault, problem: &'f str) -> Key<'f> {
    let column = fault.column.map(|column| column.name);
    (fault.place.whole(), fault.place.column_index(), column, problem)
}

/// Writes faults, equal ones together, in the order of the first of each.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, faults: &[Fault]) -> fmt::Result {
    let problems: Vec<String> = faults.iter().map(Fault::said).collect();
    let mut values: HashMap<Key<'_>, Vec<&str>> = HashMap::new();
    for (fault, problem) in faults.iter().zip(&problems) {
        let of_key = values.entry(key(fault, problem)).or_default();
        if of_key.len() < MANY_VALUES && !of_key.contains(&&*fault.value) {
            of_key.push(&fault.value);
        }
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places: HashMap<(Key<'_>, Option<&str>), usize> = HashMap::new();
    for (fault, problem) in faults.iter().zip(&problems) {
        let key = key(fault, problem);
        let are_many = values.get(&key).is_some_and(|values| values.len() >= MANY_VALUES);
        // A fault of a whole file or sheet stands by itself.
        let is_of_row = fault.place.row().is_some();
        let at = (key, (!are_many).then_some(&*fault.value));
        if let Some(index) = places.get(&at).filter(|_| is_of_row) {
            groups[*index].faults.push(fault);
        } else {
            places.insert(at, groups.len());
            groups.push(Group { faults: vec![fault], problem: problem.clone() });
        }
    }
    for (index, group) in groups.iter().take(MOST_LINES).enumerate() {
        if index > 0 {
            f.write_str("\n")?;
        }
        write!(f, "{group}")?;
    }
    let more = groups.len().saturating_sub(MOST_LINES);
    if more > 0 {
        write!(f, "\n{}", say!("fault-more-kinds", more = more))?;
    }
    Ok(())
}

impl fmt::Display for Group<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.faults[0];
        if self.faults.len() == 1 {
            return write!(f, "{first}");
        }
        write!(f, "{}", first.place.whole())?;
        if let Some(column) = first.place.column_index() {
            let column = Language::first().with(|| say!("place-column", letters = letters(column)));
            write!(f, " · {column}")?;
        }
        let rows: Vec<u32> = self.faults.iter().filter_map(|fault| fault.place.row()).collect();
        write!(f, " · {}", runs(&rows))?;
        f.write_str(&first.column_in_brackets())?;
        let mut values: Vec<&str> = Vec::new();
        for fault in self.faults.iter().filter(|fault| !fault.value.is_empty()) {
            if values.len() <= SHOWN_VALUES && !values.contains(&&*fault.value) {
                values.push(&fault.value);
            }
        }
        for value in values.iter().take(SHOWN_VALUES) {
            f.write_str(&quoted(value))?;
        }
        if values.len() > SHOWN_VALUES {
            f.write_str(Language::first().pick("等", " …"))?;
        }
        write!(f, " ×{}{}{}", self.faults.len(), colon(), self.problem)
    }
}

/// Rows as runs: `第 3–7、9 行`.
fn runs(rows: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *row <= *last + 1 => *last = (*last).max(*row),
            _ => runs.push((*row, *row)),
        }
    }
    let shown = runs.iter().take(SHOWN_RUNS);
    let shown = shown.map(|(first, last)| if first == last { first.to_string() } else { format!("{first}–{last}") });
    let more = if runs.len() > SHOWN_RUNS { "…" } else { "" };
    let language = Language::first();
    let rows = format!("{}{more}", shown.collect::<Vec<_>>().join(language.pick("、", ", ")));
    language.with(|| say!("place-rows", rows = rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_in_runs() {
        assert_eq!(runs(&[3, 4, 5, 9]), "第 3–5、9 行");
        assert_eq!(runs(&[3, 3, 4]), "第 3–4 行");
        assert_eq!(runs(&(0..20).map(|row| row * 2).collect::<Vec<_>>()), "第 0、2、4、6、8、10、12、14… 行");
    }
}
