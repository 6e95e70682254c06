//! What a reader of a run's files is told of its standing 发布情况: that it took another list's place, was replaced or was taken
//! back. A file lies about long after that, so it is said in the file itself.

use crate::assessment::run_notes::day_in_words;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_language::{Language, say};
use cunbang_model::{NoticeNumber, Period};
use cunbang_ranking::Published;
use std::sync::Arc;

impl Desk {
    /// Of a run of a period, each in Chinese and in English; nothing of a draft, and of a list that is the first and stands.
    pub async fn standing_notes(
        &self,
        viewer: &Viewer,
        period: Period,
        run: &str,
    ) -> Result<Vec<(String, String)>, DeskError> {
        let all = self.published(viewer, period).await?;
        let Some(of_run) = all.iter().find(|one| one.id() == run) else { return Ok(Vec::new()) };
        let by = of_run.by;
        let withdrawn = match &of_run.withdrawn {
            Some(reason) => Some((reason.as_str(), self.withdrawn_on(by, period, run).await?)),
            None => None,
        };
        let publications = self.publications(viewer, by, period).await?;
        let (replaces, restored) = (publications.replaced_by(run, period), publications.restored_after(run, period));
        let stands = |one: &&Arc<Published>| one.by == by && one.withdrawn.is_none();
        let stands = all.iter().find(stands).filter(|one| one.id() != run);
        let short = |run: &str| run.get(..12).unwrap_or(run).to_owned();
        let said = || {
            let mut said = Vec::new();
            if let Some((reason, on)) = withdrawn {
                said.push(match on.map(day_in_words) {
                    Some(on) => say!("standing-withdrawn-on", run = short(run), on = on, reason = reason),
                    None => say!("standing-withdrawn", run = short(run), reason = reason),
                });
            } else if let Some(stands) = stands {
                let on = day_in_words(stands.run.published_on);
                said.push(say!("standing-replaced", run = short(run), on = on, other = short(stands.id())));
            }
            if let Some(former) = &replaces {
                let other = named(&former.run, former.number.as_ref());
                let published = day_in_words(former.published_on);
                said.push(match former.withdrawn_on {
                    Some(on) => {
                        let on = day_in_words(on);
                        say!("standing-follows", run = short(run), published = published, on = on, other = other)
                    }
                    None => say!("standing-replaces", run = short(run), published = published, other = other),
                });
                said.extend(former.between.iter().map(|one| {
                    let (published, on) = (day_in_words(one.published_on), day_in_words(one.withdrawn_on));
                    let other = named(&one.run, one.number.as_ref());
                    say!("list-between", published = published, other = other, on = on)
                }));
            }
            said.extend(restored.iter().map(|one| {
                let (published, on) = (day_in_words(one.published_on), day_in_words(one.withdrawn_on));
                let (run, other) = (short(run), named(&one.run, one.number.as_ref()));
                let reason = one.reason.as_str();
                say!("standing-restored", run = run, published = published, other = other, on = on, reason = reason)
            }));
            said
        };
        Ok(Language::Chinese.with(said).into_iter().zip(Language::English.with(said)).collect())
    }
}

/// A list by the number of its notice, where it has one, and the beginning of its run's id.
pub fn named(run: &str, number: Option<&NoticeNumber>) -> String {
    let run = run.get(..12).unwrap_or(run);
    match number {
        Some(number) => say!("list-named", number = number.to_string(), run = run),
        None => run.to_owned(),
    }
}
