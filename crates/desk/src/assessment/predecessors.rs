//! Which list stood before another 原名单, and which were taken back in between: what a notice, a file and the pages say of
//! the list that they show.

use crate::assessment::publications::{PublicationEvent, Publications};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_model::{Date, NoticeNumber, Period};
use cunbang_ranking::bulletin::taken_back_along;

/// The list in whose place another was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Its run.
    pub run: String,
    /// The day of its publication.
    pub published_on: Date,
    /// The number of its notice.
    pub number: Option<NoticeNumber>,
    /// The day on which it had been taken back before the other was published, where it had been.
    pub withdrawn_on: Option<Date>,
    /// The lists that had been published after it and taken back before the other was, the first first.
    pub between: Vec<TakenBackList>,
}

/// A list that was published and taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBackList {
    /// Its run.
    pub run: String,
    /// The day of its publication.
    pub published_on: Date,
    /// The number of its notice.
    pub number: Option<NoticeNumber>,
    /// The day on which it was taken back.
    pub withdrawn_on: Date,
    /// Why.
    pub reason: String,
}

impl Publications {
    /// In whose place a run was published, or would be: of the lists that stood before, the one that did last, whether it
    /// still did or had been taken back since.
    pub fn replaced_by(&self, run: &str, period: Period) -> Option<Replaced> {
        let until = self.all().iter().rposition(|one| one.run == run && one.withdrawn.is_none());
        let before = &self.all()[..until.unwrap_or(self.all().len())];
        let stood = before.iter().enumerate().rev().filter(|(_, one)| one.period == period);
        let stood = stood.filter_map(|(place, one)| {
            let stands = one.stands.as_deref()?;
            let is_none = stands == run || is_taken_along(&before[place + 1..], one, stands);
            (!is_none).then_some(stands)
        });
        let stood = stood.into_iter().next()?;
        let place = published_at(before, stood)?;
        let published = &before[place];
        let withdrawn = before[place + 1..].iter().find(|one| one.run == stood && one.withdrawn.is_some());
        Some(Replaced {
            run: stood.to_owned(),
            published_on: published.on(),
            number: published.number.clone(),
            withdrawn_on: withdrawn.map(PublicationEvent::on),
            between: taken_back(&before[place..], run),
        })
    }

    /// The lists that had replaced one that stands again, and were taken back; none where nothing replaced it, or it does
    /// not stand.
    pub fn restored_after(&self, run: &str, period: Period) -> Vec<TakenBackList> {
        let stands = self.of_period(period).next_back().and_then(|one| one.stands.as_deref());
        match published_at(self.all(), run) {
            Some(place) if stands == Some(run) => taken_back(&self.all()[place..], run),
            _ => Vec::new(),
        }
    }
}

/// Where a run was published last.
fn published_at(events: &[PublicationEvent], run: &str) -> Option<usize> {
    events.iter().rposition(|one| one.run == run && one.withdrawn.is_none())
}

/// Whether a list only seems to have stood once another was taken back, as it was taken back along with that.
fn is_taken_along(after: &[PublicationEvent], taken_back: &PublicationEvent, run: &str) -> bool {
    let along = |one: &PublicationEvent| one.withdrawn.as_deref().and_then(taken_back_along).map(str::to_owned);
    taken_back.withdrawn.is_some()
        && after.iter().any(|one| one.run == run && along(one).is_some_and(|along| taken_back.run.starts_with(&along)))
}

/// Of the events from a list's publication on: the other lists of its period that were published and taken back, but for
/// one that is left out.
fn taken_back(from: &[PublicationEvent], but: &str) -> Vec<TakenBackList> {
    let Some((own, later)) = from.split_first() else { return Vec::new() };
    let others = later
        .iter()
        .enumerate()
        .filter(|(_, one)| one.period == own.period && one.run != own.run && one.run != but && one.withdrawn.is_none());
    let others = others.filter_map(|(place, published)| {
        let end = later[place + 1..].iter().find(|one| one.run == published.run)?;
        Some(TakenBackList {
            run: published.run.clone(),
            published_on: published.on(),
            number: published.number.clone(),
            withdrawn_on: end.on(),
            reason: end.withdrawn.clone()?,
        })
    });
    others.collect()
}

impl Desk {
    /// In whose place the list was published that stands for a period, with the run that stands; none where it is the
    /// first, or nothing stands.
    pub async fn replacement(&self, viewer: &Viewer, period: Period) -> Result<Option<(String, Replaced)>, DeskError> {
        let Some(stands) = self.told(viewer, period).await?.into_iter().next() else { return Ok(None) };
        let publications = self.publications(viewer, stands.by, period).await?;
        Ok(publications.replaced_by(stands.id(), period).map(|replaced| (stands.id().to_owned(), replaced)))
    }

    /// The lists that had replaced the one that stands for a period and were taken back, so that it stands again, with the
    /// run that stands; nothing where nothing stands, or nothing had replaced it.
    pub async fn restored(
        &self,
        viewer: &Viewer,
        period: Period,
    ) -> Result<Option<(String, Vec<TakenBackList>)>, DeskError> {
        let Some(stands) = self.told(viewer, period).await?.into_iter().next() else { return Ok(None) };
        let publications = self.publications(viewer, stands.by, period).await?;
        let taken_back = publications.restored_after(stands.id(), period);
        Ok((!taken_back.is_empty()).then(|| (stands.id().to_owned(), taken_back)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_ranking::bulletin::along_with;

    fn event(run: &str, day: &str, withdrawn: Option<&str>) -> PublicationEvent {
        PublicationEvent {
            run: run.to_owned(),
            period: "2026Q3".parse().unwrap(),
            at: format!("2026-{day}T01:00:00Z").parse().unwrap(),
            withdrawn: withdrawn.map(str::to_owned),
            number: None,
            given: Vec::new(),
            stands: None,
        }
    }

    fn serial(number: Option<&NoticeNumber>) -> Option<u32> {
        number.map(NoticeNumber::serial)
    }

    /// Found by somebody who published a list, another in its place, took that back, and the first too: the third named the
    /// one that had been void for long, and not the notice that was in people's hands.
    #[test]
    fn the_list_that_stood_last_is_named_and_what_was_taken_back_in_between() {
        let quarter: Period = "2026Q3".parse().unwrap();
        let first = vec![event("a", "10-12", None), event("b", "10-14", None), event("b", "10-15", Some("漏计"))];
        let restored = Publications::of(first.clone());
        let [b] = &*restored.restored_after("a", quarter) else { panic!() };
        assert_eq!((b.run.as_str(), b.reason.as_str(), serial(b.number.as_ref())), ("b", "漏计", Some(4)));
        assert_eq!((b.published_on, b.withdrawn_on), ("2026-10-14".parse().unwrap(), "2026-10-15".parse().unwrap()));
        assert_eq!(restored.restored_after("b", quarter), []);
        // While it stands.
        let while_it_stands = restored.replaced_by("c", quarter).unwrap();
        assert_eq!((while_it_stands.run.as_str(), while_it_stands.withdrawn_on), ("a", None));
        let then = [event("a", "10-16", Some("再核")), event("c", "10-20", None)];
        let all = Publications::of(first.into_iter().chain(then).collect());
        let stood = all.replaced_by("c", quarter).unwrap();
        assert_eq!((stood.run.as_str(), serial(stood.number.as_ref())), ("a", Some(3)));
        assert_eq!(stood.withdrawn_on, Some("2026-10-16".parse().unwrap()));
        assert_eq!(stood.between.iter().map(|one| one.run.as_str()).collect::<Vec<_>>(), ["b"]);
        assert_eq!(all.restored_after("a", quarter), [], "it stands no more");
        assert_eq!(all.restored_after("c", quarter), [], "nothing replaced it");
    }

    #[test]
    fn a_list_that_was_taken_back_along_did_not_stand_again() {
        let quarter: Period = "2026Q3".parse().unwrap();
        let along = along_with("b");
        let taken = [event("b", "10-15", Some("漏计")), event("a", "10-15", Some(&along))];
        for taken in [taken.clone(), [taken[1].clone(), taken[0].clone()]] {
            let all = [event("a", "10-12", None), event("b", "10-14", None)].into_iter().chain(taken);
            let all = Publications::of(all.chain([event("c", "10-20", None)]).collect());
            let stood = all.replaced_by("c", quarter).unwrap();
            assert_eq!((stood.run.as_str(), stood.between.len()), ("b", 0), "{all:?}");
        }
    }
}
