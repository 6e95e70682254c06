//! That the list that stands took another's place 替代, in a sentence for whoever sees the list.

use super::day::in_full;
use super::trouble::Trouble;
use cunbang_desk::assessment::standing_notes::named;
use cunbang_desk::{Desk, Replaced, RunHeading, Viewer};
use cunbang_language::{Language, say};
use cunbang_model::Period;

/// That the list that stands for a period was published in another's place, or stands again as what had replaced it was
/// taken back; nothing where it is the first and nothing ever replaced it.
pub(crate) async fn replacement(desk: &Desk, viewer: &Viewer, period: Period) -> Result<Option<String>, Trouble> {
    let mut said = Vec::new();
    if let Some((run, former)) = desk.replacement(viewer, period).await? {
        said.extend(replaced(&run, &former));
    }
    if let Some((run, taken_back)) = desk.restored(viewer, period).await? {
        said.extend(taken_back.iter().map(|one| {
            let (run, other) = (short(&run), named(&one.run, one.number.as_ref()));
            let (published, on, reason) = (in_full(one.published_on), in_full(one.withdrawn_on), one.reason.as_str());
            say!("list-restored", run = run, published = published, other = other, on = on, reason = reason)
        }));
    }
    Ok(joined(&said))
}

/// In whose place a run will stand once it is published.
pub(crate) async fn replacement_of(desk: &Desk, viewer: &Viewer, run: &RunHeading) -> Result<Option<String>, Trouble> {
    let publications = desk.publications(viewer, run.ranked_under, run.period).await?;
    let former = publications.replaced_by(&run.id, run.period);
    Ok(joined(&former.map(|former| replaced(&run.id, &former)).unwrap_or_default()))
}

fn replaced(run: &str, former: &Replaced) -> Vec<String> {
    let (run, other) = (short(run), named(&former.run, former.number.as_ref()));
    let published = in_full(former.published_on);
    let mut said = vec![match former.withdrawn_on {
        Some(on) => say!("list-follows-withdrawn", run = run, other = other, published = published, on = in_full(on)),
        None => say!("list-replaces", run = run, other = other, published = published),
    }];
    said.extend(former.between.iter().map(|one| {
        let (other, published) = (named(&one.run, one.number.as_ref()), in_full(one.published_on));
        say!("list-between", published = published, other = other, on = in_full(one.withdrawn_on))
    }));
    said
}

fn joined(said: &[String]) -> Option<String> {
    (!said.is_empty()).then(|| said.join(Language::first().pick("", " ")))
}

fn short(run: &str) -> String {
    run.chars().take(12).collect()
}
