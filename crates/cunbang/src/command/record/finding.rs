//! What a finding does to the score of its village, told before it is saved or taken back, as the page tells it.

use crate::asking;
use crate::exit;
use crate::printing;
use cunbang_desk::inspection::finding_effect::FindingEffect;
use cunbang_language::say;

/// Says what a finding does, and where that is something, asks; where nobody sits at the terminal, `--yes` is the answer.
pub(crate) fn say_or_ask(effect: Option<&FindingEffect>, yes: bool, question: &str) -> anyhow::Result<()> {
    let Some(effect) = effect else {
        printing::note(&say!("finding-effect-unknown"));
        return Ok(());
    };
    let said = effect.in_words(None).join("\n");
    if yes || !effect.changes_score() {
        printing::note(&said);
        return Ok(());
    }
    if asking::yes(&format!("{said}\n{question}"))? {
        return Ok(());
    }
    Err(exit::input(say!("finding-not-saved", said = said)))
}
