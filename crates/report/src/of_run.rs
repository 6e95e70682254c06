//! CSV that says which run it is of: its file may be renamed, its rows copied.

/// The same CSV, as this crate writes it, with two more columns at the end of every row: the run's id, and what it counts
/// for.
pub fn csv_of_run(csv: &str, run: &str, state: &str) -> String {
    let mut marked = String::with_capacity(csv.len() * 2);
    let mut is_quoted = false;
    let mut ending = ",run 排名编号,state 排名状态".to_owned();
    for character in csv.chars() {
        is_quoted ^= character == '"';
        if character == '\r' && !is_quoted {
            marked.push_str(&ending);
            ending = format!(",{run},{state}");
        }
        marked.push(character);
    }
    marked
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_row_says_its_run_and_what_that_counts_for() {
        let csv = "\u{feff}name,note\r\n甲,\"一，\"\"二\"\"\r\n三\"\r\n乙,\r\n";
        let marked = super::csv_of_run(csv, "4f2a", "withdrawn");
        let wanted = "\u{feff}name,note,run 排名编号,state 排名状态\r\n甲,\"一，\"\"二\"\"\r\n三\",4f2a,withdrawn\r\n乙,,4f2a,withdrawn\r\n";
        assert_eq!(marked, wanted);
    }
}
