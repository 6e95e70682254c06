//! What the county decided on a village 认定, in words.

use cunbang_language::say;
use cunbang_model::record::Decision;
use cunbang_model::schema::Ruling;

/// What was decided.
pub(crate) fn ruling_word(ruling: Ruling) -> String {
    match ruling {
        Ruling::Take => say!("ruling-take"),
        Ruling::Excuse => say!("ruling-excuse"),
        Ruling::NotCarriedOut => say!("ruling-not-carried-out"),
    }
}

/// What was decided, and why.
pub(crate) fn in_words(decision: &Decision) -> String {
    say!("score-decision", decision = ruling_word(decision.decision), reason = decision.reason)
}
