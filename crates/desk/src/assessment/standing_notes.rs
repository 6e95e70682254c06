//! What a reader of a run's files is told of its standing 发布情况: that it took another list's place, was replaced or was taken
//! back. A file lies about long after that, so it is said in the file itself.

use crate::assessment::run_notes::day_in_words;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_language::{Language, say};
use cunbang_model::Period;
use cunbang_ranking::Published;

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
        let replaces = self.publications(viewer, by, period).await?.replaced_by(run, period);
        let stands = |one: &&Published| one.by == by && one.withdrawn.is_none();
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
                let (other, published) = (short(&former.run), day_in_words(former.published_on));
                said.push(match former.withdrawn_on {
                    Some(on) => {
                        let on = day_in_words(on);
                        say!("standing-follows", run = short(run), published = published, on = on, other = other)
                    }
                    None => say!("standing-replaces", run = short(run), published = published, other = other),
                });
            }
            said
        };
        Ok(Language::Chinese.with(said).into_iter().zip(Language::English.with(said)).collect())
    }
}
