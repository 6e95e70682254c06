//! What came after a list, and which places would move by it, in words.

use super::at::At;
use super::since_run::since_words;
use crate::pages::points::figure_or_none;
use crate::pages::trouble::Trouble;
use cunbang_desk::assessment::would_move::{AfterList, WouldMove};
use cunbang_language::say;
use cunbang_model::UnitTree;

/// How many places are told one by one.
const MOST: usize = 30;

/// What came after a list that this unit published and that was made here, in sentences: what it is, and who would stand
/// elsewhere. Nothing where nothing came, or the list is another's.
pub(super) async fn after_words(at: &At, run: &str) -> Result<Vec<String>, Trouble> {
    let desk = at.desk();
    if !at.viewer().sees_drafts() {
        return Ok(Vec::new());
    }
    let here = desk.runs_of(at.own(), at.ranked().await?).await?;
    let Some(head) = here.into_iter().find(|head| head.id == run) else { return Ok(Vec::new()) };
    let run = desk.ranking_run(&head.id).await?;
    let after = desk.after_list(&run).await?;
    let units = at.units()?;
    Ok(in_words(&after, &units))
}

fn in_words(after: &AfterList, units: &UnitTree) -> Vec<String> {
    let mut said = since_words(&after.since, units);
    let Some(first) = said.first_mut() else { return said };
    *first = say!("after-list-came");
    if after.moved.is_empty() {
        said.push(say!("after-list-nobody"));
        return said;
    }
    let candidates = after.moved.iter().filter(|one| one.candidate.0 != one.candidate.1).count();
    said.push(say!("after-list-moved", count = after.moved.len(), candidates = candidates));
    said.extend(after.moved.iter().take(MOST).map(move_in_words));
    if after.moved.len() > MOST {
        said.push(say!("after-list-more", count = after.moved.len() - MOST));
    }
    said.push(say!("after-list-way"));
    said
}

fn move_in_words(one: &WouldMove) -> String {
    let rank = |rank: Option<u32>| match rank {
        Some(rank) => say!("after-list-rank", rank = rank),
        None => say!("after-list-unranked"),
    };
    let candidacy = match one.candidate {
        (false, true) => say!("after-list-would-be-listed"),
        (true, false) => say!("after-list-would-not-be-listed"),
        _ => String::new(),
    };
    let (before, after) = (rank(one.ranks.0), rank(one.ranks.1));
    let (from, to) = (figure_or_none(one.scores.0), figure_or_none(one.scores.1));
    say!("after-list-move", name = one.name, before = before, after = after, from = from, to = to) + &candidacy
}
