//! What came after a ranking 名单之后收到: villages that it takes as not received, and whose seals are here now. Each page
//! says what it shows: the ranking what it rests on, the coverage what came.

use super::at::At;
use crate::pages::frame::moment;
use crate::pages::trouble::Trouble;
use cunbang_desk::{Standings, Told, VillageCoverage};
use cunbang_language::{Language, say};
use cunbang_model::{Timestamp, UnitCode};
use std::collections::BTreeMap;

/// How many villages are named.
const MOST: usize = 6;

/// When the seal of a village was received that a ranking waits for; none where it still waits, or does not.
pub(super) fn received_since(ranked_as: Told, now: &VillageCoverage) -> Option<Timestamp> {
    let coverage = &now.coverage;
    let has_come = !coverage.status.is_pending() && !coverage.is_decided();
    let was_waited_for = matches!(ranked_as, Told::NotReceived | Told::Provisional);
    coverage.sealed_at.filter(|_| has_come && was_waited_for)
}

/// The villages that a ranking waits for and whose seals are here now, with the time.
pub(super) async fn came_after(at: &At, standings: &Standings) -> Result<BTreeMap<UnitCode, Timestamp>, Trouble> {
    let waits: BTreeMap<UnitCode, Told> = standings
        .villages
        .iter()
        .filter(|placed| placed.line.status.is_pending() && placed.line.unit.is_within(&at.own()))
        .map(|placed| (placed.line.unit, placed.line.told()))
        .collect();
    if waits.is_empty() {
        return Ok(BTreeMap::new());
    }
    let coverage = at.desk().village_coverage(&at.viewer(), standings.run.period, at.own()).await?;
    let came = coverage.iter().filter_map(|village| {
        let unit = village.coverage.unit;
        Some((unit, received_since(*waits.get(&unit)?, village)?))
    });
    Ok(came.collect())
}

/// That they came, in a sentence; none where none did.
pub(super) fn in_words(came: &BTreeMap<UnitCode, Timestamp>, name: impl Fn(UnitCode) -> String) -> Option<String> {
    let last = came.values().max()?;
    let names: Vec<String> = came.keys().take(MOST).map(|unit| name(*unit)).collect();
    let more = if came.len() > MOST { Language::first().pick("等", ", …") } else { "" };
    let names = format!("{}{more}", names.join(Language::first().pick("、", ", ")));
    Some(say!("came-after-list", count = came.len(), names = names, time = moment(*last)))
}
