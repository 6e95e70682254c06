//! Which run a page shows, and what that counts for, in sentences: a draft is never shown as if it were the list.

use super::at::At;
use crate::pages::day::in_full;
use crate::pages::frame::{moment, period_name};
use crate::pages::trouble::Trouble;
use cunbang_desk::{Beside, NoList, RankingView, RunHeading, RunState, Standings};
use cunbang_language::say;
use cunbang_model::{Date, UnitCode, UnitTree};

/// Which run it is.
pub(crate) struct RunShown {
    pub(crate) said: String,
    /// What stands published instead, and the address of that, where this is a draft beside it or a township's own; or what a
    /// township has published of its own beside this; or that what was published was taken back, and nothing stands.
    pub(crate) instead: Option<(String, String)>,
}

/// What a run counts for, in words; with the day and the reason where it was taken back.
pub(crate) fn state_words(state: &RunState) -> String {
    match state {
        RunState::Draft => say!("run-is-draft"),
        RunState::Published { .. } => say!("run-is-published"),
        RunState::Superseded { .. } => say!("run-is-superseded"),
        RunState::Withdrawn { on, reason, .. } => withdrawn_words(*on, reason),
    }
}

/// That a list was taken back: when, where that is known, and why.
fn withdrawn_words(on: Option<Date>, reason: &str) -> String {
    match on {
        Some(on) => say!("run-withdrawn-on", on = in_full(on), reason = reason),
        None => say!("run-withdrawn", reason = reason),
    }
}

/// Which run is shown, in a sentence.
pub(crate) fn run_shown(standings: &Standings, units: &UnitTree, place: &str) -> RunShown {
    heading_shown(&standings.run, standings.instead.as_ref(), units, place)
}

/// Whether a run is the list that counts: it stands published, and none of a unit above does.
pub(crate) fn counts(run: &RunHeading) -> bool {
    matches!(run.state, RunState::Published { .. }) && !matches!(run.beside, Some(Beside::Counts { .. }))
}

/// The same where its heading is at hand, and what stands published `instead`; nothing of the list that counts, as every page
/// is about that one where it says nothing.
pub(crate) fn unless_published(view: &RankingView, units: &UnitTree, place: &str) -> Option<RunShown> {
    let run = view.heading();
    (!counts(&run)).then(|| heading_shown(&run, view.published_instead().as_ref(), units, place))
}

fn heading_shown(run: &RunHeading, instead: Option<&(String, UnitCode)>, units: &UnitTree, place: &str) -> RunShown {
    let id: String = run.id.chars().take(12).collect();
    let period = period_name(run.period);
    let standing = || {
        let (id, _) = instead?;
        let short: String = id.chars().take(12).collect();
        Some((say!("run-see-standing", run = short), format!("{place}?run={id}")))
    };
    match &run.state {
        RunState::Superseded { by, other } => {
            let other: String = other.chars().take(12).collect();
            let said = say!("run-superseded", run = id, period = period, by = units.name(*by), other = other);
            let see = say!("run-see-standing", run = other);
            RunShown { said, instead: Some((see, format!("{place}?run={other}"))) }
        }
        RunState::Withdrawn { by, on, reason } => {
            let said = say!(
                "run-shown-withdrawn",
                run = id,
                period = period,
                by = units.name(*by),
                withdrawn = withdrawn_words(*on, reason)
            );
            RunShown { said, instead: standing() }
        }
        RunState::Published { by, .. } => {
            let by = units.name(*by);
            let said = if run.is_own_measure {
                say!("run-published-own", run = id, period = period, by = by)
            } else {
                say!("run-published", run = id, period = period, by = by)
            };
            RunShown { said, instead: run.beside.as_ref().map(|beside| beside_shown(beside, units, place)) }
        }
        RunState::Draft => {
            let said = match run.made_at {
                Some(at) => say!("run-draft", run = id, period = period, time = moment(at)),
                None => id,
            };
            let see = |(id, by): &(String, UnitCode)| {
                (say!("run-instead", by = units.name(*by)), format!("{place}?run={id}"))
            };
            let taken_back = || {
                let why = run.none_stands.as_ref()?;
                let NoList::Withdrawn { run: last, .. } = why else { return None };
                Some((no_list_words(why), format!("{place}?run={last}")))
            };
            RunShown { said, instead: instead.map(see).or_else(taken_back) }
        }
    }
}

/// Another list that stands, in a sentence, with its address.
fn beside_shown(beside: &Beside, units: &UnitTree, place: &str) -> (String, String) {
    let (Beside::Counts { run, by } | Beside::OfPart { run, by }) = beside;
    let by = units.name(*by);
    let said = match beside {
        Beside::Counts { .. } => say!("run-see-counts", by = by),
        Beside::OfPart { .. } => say!("run-see-own", by = by),
    };
    (said, format!("{place}?run={}", run.get(..12).unwrap_or(run)))
}

/// Why the period has no list that is shown, in a sentence.
pub(crate) async fn why_no_list(at: &At) -> Result<String, Trouble> {
    Ok(no_list_words(&at.desk().why_no_list(&at.viewer(), at.ranked().await?).await?))
}

/// The same of what the desk says.
pub(crate) fn no_list_words(why: &NoList) -> String {
    match why {
        NoList::NotMade => say!("ranking-none"),
        NoList::NotPublished => say!("ranking-not-published"),
        NoList::Withdrawn { run, on, reason } => say!(
            "ranking-all-withdrawn",
            run = run.chars().take(12).collect::<String>(),
            withdrawn = withdrawn_words(*on, reason)
        ),
    }
}
