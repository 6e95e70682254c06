//! What came after a list, and which places would move by it, in words.

use super::at::At;
use super::came_after::{came_after, in_words as came_in_words};
use super::run_shown::counts;
use super::since_run::since_words;
use crate::pages::points::figure_or_none;
use crate::pages::trouble::Trouble;
use cunbang_desk::Standings;
use cunbang_desk::assessment::would_move::{AfterList, WouldMove};
use cunbang_language::{lazily, say};
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

/// What came after a list that another unit published, as far as it is of this one's villages: who would stand elsewhere is for
/// that unit to work out. Nothing where nothing came, or the list does not count.
pub(super) async fn after_others_list(at: &At, standings: &Standings) -> Result<Vec<String>, Trouble> {
    let run = &standings.run;
    if run.ranked_under == at.own() || !counts(run) {
        return Ok(Vec::new());
    }
    let units = at.units()?;
    let came = came_after(at, standings).await?;
    let mut said: Vec<String> = came_in_words(&came, |unit| units.name(unit)).into_iter().collect();
    let late = at.desk().late_rows(&at.viewer(), run.period, at.own()).await?.into_iter();
    said.extend(late.filter(|one| one.published_on.is_some()).take(MOST).map(|one| {
        let row = format!("{} {}", units.name(one.unit()), one.row);
        say!("publish-late-row", row = row, said = lazily(|| one.said()))
    }));
    if !said.is_empty() {
        said.insert(0, say!("after-list-of-others", by = units.name(run.ranked_under)));
    }
    Ok(said)
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
        (true, false) if one.ranks.1.is_none() => say!("after-list-would-be-open"),
        (true, false) => say!("after-list-would-not-be-listed"),
        _ => String::new(),
    };
    let (before, after) = (rank(one.ranks.0), rank(one.ranks.1));
    let (from, to) = (figure_or_none(one.scores.0), figure_or_none(one.scores.1));
    say!("after-list-move", name = one.name, before = before, after = after, from = from, to = to) + &candidacy
}
