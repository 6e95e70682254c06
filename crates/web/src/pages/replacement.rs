//! That the list that stands took another's place 替代, in a sentence for whoever sees the list.

use super::meetings::day;
use super::trouble::Trouble;
use cunbang_desk::{Desk, Viewer};
use cunbang_language::say;
use cunbang_model::Period;

/// That the list that stands for a period was published in another's place; nothing where it is the first.
pub(crate) async fn replacement(desk: &Desk, viewer: &Viewer, period: Period) -> Result<Option<String>, Trouble> {
    let Some((run, former)) = desk.replacement(viewer, period).await? else { return Ok(None) };
    let short = |id: &str| id.chars().take(12).collect::<String>();
    let (run, other, published) = (short(&run), short(&former.run), day(former.published_on));
    Ok(Some(match former.withdrawn_on {
        Some(on) => say!("list-follows-withdrawn", run = run, other = other, published = published, on = day(on)),
        None => say!("list-replaces", run = run, other = other, published = published),
    }))
}
