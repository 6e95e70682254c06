//! What publishing a run would do to people 发布前: which decisions it rests on, and who moves on or off the list.

use crate::pages::above::at::At;
use crate::pages::trouble::Trouble;
use cunbang_desk::{PlacedLine, Standings};
use cunbang_language::{Language, say};
use cunbang_model::UnitCode;
use std::collections::BTreeSet;

/// The decisions that a run counts by, each with its reason, in sentences; nothing where it counts by none.
pub(super) fn decision_words(standings: &Standings) -> Vec<String> {
    let decided: Vec<String> = standings
        .villages
        .iter()
        .filter_map(|placed| {
            let (line, decision) = (&placed.line, placed.line.decision.as_ref()?);
            let (name, told, reason) = (line.name.as_str(), line.told().in_words(), decision.reason.as_str());
            Some(say!("publish-decision", name = name, told = told, reason = reason))
        })
        .collect();
    let first = (!decided.is_empty()).then(|| say!("publish-decisions", count = decided.len()));
    first.into_iter().chain(decided).collect()
}

/// Who moves on or off the list of candidates against the one that stands, in sentences; where none stands, who is on it.
pub(super) async fn move_words(at: &At, standings: &Standings, stands: Option<&str>) -> Result<Vec<String>, Trouble> {
    let before = match stands {
        Some(stands) => at.standings(stands).await?,
        None => None,
    };
    let now = listed(standings);
    let Some(before) = before else {
        let names = names(standings, &now);
        return Ok((!now.is_empty()).then(|| say!("publish-listed", names = names)).into_iter().collect());
    };
    let then = listed(&before);
    let joined: BTreeSet<UnitCode> = now.difference(&then).copied().collect();
    // Of one that was not received it cannot be told: it is not off the list.
    let pending = standings.villages.iter().filter(|placed| placed.line.status.is_pending());
    let pending: BTreeSet<UnitCode> = pending.map(|placed| placed.line.unit).collect();
    let open: BTreeSet<UnitCode> = then.difference(&now).filter(|unit| pending.contains(unit)).copied().collect();
    let left: BTreeSet<UnitCode> = then.difference(&now).filter(|unit| !pending.contains(unit)).copied().collect();
    if joined.is_empty() && left.is_empty() && open.is_empty() {
        return Ok(vec![say!("publish-same-list")]);
    }
    let mut said = Vec::new();
    if !joined.is_empty() {
        said.push(say!("publish-joined", count = joined.len(), names = names(standings, &joined)));
    }
    if !left.is_empty() {
        said.push(say!("publish-left", count = left.len(), names = names(&before, &left)));
    }
    if !open.is_empty() {
        said.push(say!("publish-open", count = open.len(), names = names(&before, &open)));
    }
    Ok(said)
}

fn listed(standings: &Standings) -> BTreeSet<UnitCode> {
    let on_list = standings.villages.iter().filter(|placed| placed.line.candidate == Some(true));
    on_list.map(|placed| placed.line.unit).collect()
}

/// Names of villages, the worst placed first.
fn names(standings: &Standings, units: &BTreeSet<UnitCode>) -> String {
    let of_them = standings.villages.iter().rev().filter(|placed| units.contains(&placed.line.unit));
    let names: Vec<&str> = of_them.map(|placed: &PlacedLine| placed.line.name.as_str()).collect();
    names.join(Language::first().pick("、", ", "))
}
