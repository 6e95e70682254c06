//! That the county changed the list of units or the rules over the period: whoever reads the list reads that too.

use super::NoticeInput;

/// What was changed, a sentence for each; nothing where nothing was.
pub(super) fn changed(input: &NoticeInput<'_>) -> Option<String> {
    let sentences: Vec<&str> = input.report.notes.iter().map(|(chinese, _)| chinese.as_str()).collect();
    (!sentences.is_empty()).then(|| sentences.join("。") + "。")
}
