//! CSV that says which run it is of: its file may be renamed, its rows copied.

use crate::comma;
use crate::intake::fault::Source;
use std::borrow::Cow;

/// The same CSV with two more columns at the end of every row: the run's id, and what it counts for.
pub fn csv_of_run(csv: &str, run: &str, state: &str) -> String {
    let mut records: Vec<Vec<String>> = Vec::new();
    let body = csv.strip_prefix('\u{feff}').unwrap_or(csv);
    let read = comma::read(body, ',', &Source::file(""), |_, cells| {
        records.push(cells.into_iter().map(Cow::into_owned).collect());
    });
    if read.is_err() || records.is_empty() {
        return csv.to_owned();
    }
    let mut head = records.remove(0);
    head.extend(["run 排名编号".to_owned(), "state 状态".to_owned()]);
    comma::write(head, records.into_iter().map(|cells| cells.into_iter().chain([run.to_owned(), state.to_owned()])))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_row_says_its_run_and_what_that_counts_for() {
        let csv = "\u{feff}name,note\r\n甲,\"一，\"\"二\"\"\r\n三\"\r\n乙,\r\n";
        let marked = super::csv_of_run(csv, "4f2a", "withdrawn");
        let wanted = "\u{feff}name,note,run 排名编号,state 状态\r\n甲,\"一，\"\"二\"\"\r\n三\",4f2a,withdrawn\r\n乙,,4f2a,withdrawn\r\n";
        assert_eq!(marked, wanted);
    }
}
