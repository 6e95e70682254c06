//! Questions to the person at the terminal.

use cunbang_model::shown::in_lines;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

/// The words for yes.
const YES: [&str; 6] = ["y", "yes", "是", "是的", "确认", "好"];

/// Whether the person says yes to a question; no where nobody sits there.
pub(crate) fn yes(question: &str) -> io::Result<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    let mut asked = io::stderr().lock();
    write!(asked, "{} ", in_lines(question))?;
    asked.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(is_yes(&answer))
}

fn is_yes(answer: &str) -> bool {
    let answer = answer.trim().to_lowercase();
    YES.contains(&answer.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_yes_is_one() {
        assert!(["y", "YES\n", " 是 ", "确认"].into_iter().all(is_yes));
        assert!(["", "\n", "n", "不", "yeah", "否"].into_iter().all(|answer| !is_yes(answer)));
    }
}
