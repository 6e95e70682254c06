//! What a unit published, in the order in which it did 发布记录: which list took another's place, which was taken back, and
//! the number that each notice bears. It stands in the bulletins' logs, as nothing there is ever written over.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_ledger::OperationId;
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Row, Timestamp, UnitCode, clock, record};
use cunbang_replica::blocking;
use cunbang_replica::reading::vector_of;
use cunbang_store::StoredSegment;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A publication, or that one was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationEvent {
    /// The run.
    pub run: String,
    /// The period that it ranks.
    pub period: Period,
    /// When, by the node's clock.
    pub at: Timestamp,
    /// Why it was taken back; none of a publication.
    pub withdrawn: Option<String>,
    /// Of a publication: the number of its notice in the year; none where the notice goes out in another year than the
    /// period's, whose register is not known here.
    pub number: Option<u32>,
    /// The run that stands after this; none where none does.
    pub stands: Option<String>,
}

impl PublicationEvent {
    /// The day.
    pub fn on(&self) -> Date {
        clock::county_date(self.at)
    }
}

/// The list in whose place another was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Its run.
    pub run: String,
    /// The day of its publication.
    pub published_on: Date,
    /// The number of its notice.
    pub number: Option<u32>,
    /// The day on which it had been taken back before the other was published, where it had been.
    pub withdrawn_on: Option<Date>,
}

/// Everything that was published of a year's periods, the first first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publications(Vec<PublicationEvent>);

/// The year of a period, and its place in it.
fn place_of(period: Period) -> (i16, u32) {
    let place = |number: i8| u32::try_from(number).unwrap_or(1);
    match period {
        Period::Week(year, number)
        | Period::Month(year, number)
        | Period::Quarter(year, number)
        | Period::Half(year, number) => (year, place(number)),
        Period::Year(year) => (year, 1),
    }
}

/// The number of a notice of a period that is issued on a day, after others with numbers up to `last`: the period's own,
/// or the next one of the year where that is taken.
fn number_of(period: Period, on: Date, last: u32) -> Option<u32> {
    let (year, own) = place_of(period);
    (on.year() == year).then(|| own.max(last + 1))
}

impl Publications {
    fn of(mut events: Vec<PublicationEvent>) -> Self {
        events.sort_by_key(|one| one.at);
        let mut last = 0;
        let mut standing: BTreeMap<Period, Vec<String>> = BTreeMap::new();
        for event in &mut events {
            let lists = standing.entry(event.period).or_default();
            lists.retain(|run| *run != event.run);
            if event.withdrawn.is_none() {
                lists.push(event.run.clone());
                event.number = number_of(event.period, event.on(), last);
                last = event.number.unwrap_or(last);
            }
            event.stands = lists.last().cloned();
        }
        Self(events)
    }

    /// What happened to a period's lists, the first first.
    pub fn of_period(&self, period: Period) -> impl DoubleEndedIterator<Item = &PublicationEvent> {
        self.0.iter().filter(move |one| one.period == period)
    }

    /// The newest publication of a run.
    pub fn published(&self, run: &str) -> Option<&PublicationEvent> {
        self.0.iter().rev().find(|one| one.run == run && one.withdrawn.is_none())
    }

    /// The number of a run's notice: what it was published with, or else the next one.
    pub fn number(&self, run: &str, period: Period, on: Date) -> Option<u32> {
        match self.published(run) {
            Some(published) => published.number,
            None => number_of(period, on, self.0.iter().filter_map(|one| one.number).max().unwrap_or(0)),
        }
    }

    /// In whose place a run was published, or would be.
    pub fn replaced_by(&self, run: &str, period: Period) -> Option<Replaced> {
        let until = self.0.iter().rposition(|one| one.run == run && one.withdrawn.is_none()).unwrap_or(self.0.len());
        let before = || self.0[..until].iter().rev().filter(|one| one.period == period && one.run != run);
        let published = before().find(|one| one.withdrawn.is_none())?;
        let withdrawn = before().take_while(|one| one.at >= published.at && *one != published);
        let withdrawn = withdrawn.filter(|one| one.run == published.run && one.withdrawn.is_some()).last();
        Some(Replaced {
            run: published.run.clone(),
            published_on: published.on(),
            number: published.number,
            withdrawn_on: withdrawn.map(PublicationEvent::on),
        })
    }
}

/// The publications in one bulletin.
fn events(segments: &[StoredSegment]) -> Result<Vec<PublicationEvent>, DeskError> {
    let mut puts = Vec::new();
    for segment in segments {
        for entry in segment.entries()? {
            let at = Timestamp::from_second(entry.claimed_at_seconds).unwrap_or(segment.received_at);
            for (put, counter) in entry.puts.into_iter().zip(entry.first_operation..) {
                let Some(run) = put.row.row().and_then(Row::record::<record::Run>) else { continue };
                let operation = OperationId { counter, writer: segment.log.writer };
                puts.push((operation, at, run, put.row.withdrawal().map(str::to_owned)));
            }
        }
    }
    puts.sort_by_key(|(operation, ..)| operation.counter);
    let mut stands: BTreeMap<String, bool> = BTreeMap::new();
    let mut events: Vec<PublicationEvent> = Vec::new();
    for (_, at, run, withdrawn) in puts {
        // A clock that was set back turns no order round.
        let at = events.last().map_or(at, |last| at.max(last.at));
        let stood = stands.insert(run.run.clone(), withdrawn.is_none());
        if stood != Some(withdrawn.is_none()) {
            events.push(PublicationEvent {
                run: run.run,
                period: run.period,
                at,
                withdrawn,
                number: None,
                stands: None,
            });
        }
    }
    Ok(events)
}

impl Desk {
    /// What a unit published of a period's year, where the viewer is told of it.
    pub async fn publications(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Publications, DeskError> {
        if !viewer.is_told_by(unit) {
            return Ok(Publications::default());
        }
        let (year, _) = place_of(period);
        let mut all = Vec::new();
        for quarter in Period::Year(year).quarters() {
            let Some(document) = DocumentName::quarterly(DocumentKind::Bulletin, unit, quarter) else { continue };
            all.extend(self.publication_events(document).await?.iter().cloned());
        }
        Ok(Publications::of(all))
    }

    /// The publications in one bulletin, read again once it goes on.
    async fn publication_events(&self, document: DocumentName) -> Result<Arc<Vec<PublicationEvent>>, DeskError> {
        let store = self.replica().store();
        let vector = vector_of(&**store, &document).await?;
        if let Some(known) = self.histories.events.take(&document, &vector) {
            return Ok(known);
        }
        let segments = store.document_segments(&document).await?;
        let found = Arc::new(blocking(move || events(&segments)).await??);
        self.histories.events.put(document, vector, &found);
        Ok(found)
    }

    /// In whose place the list was published that stands for a period, with the run that stands; none where it is the
    /// first, or nothing stands.
    pub async fn replacement(&self, viewer: &Viewer, period: Period) -> Result<Option<(String, Replaced)>, DeskError> {
        let Some(stands) = self.told(viewer, period).await?.into_iter().next() else { return Ok(None) };
        let publications = self.publications(viewer, stands.by, period).await?;
        Ok(publications.replaced_by(stands.id(), period).map(|replaced| (stands.id().to_owned(), replaced)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(run: &str, period: &str, at: &str, withdrawn: Option<&str>) -> PublicationEvent {
        PublicationEvent {
            run: run.to_owned(),
            period: period.parse().unwrap(),
            at: at.parse().unwrap(),
            withdrawn: withdrawn.map(str::to_owned),
            number: None,
            stands: None,
        }
    }

    #[test]
    fn each_notice_has_a_number_of_its_own_and_says_whose_place_it_takes() {
        let all = Publications::of(vec![
            event("a", "2026Q2", "2026-07-12T01:00:00Z", None),
            event("b", "2026Q3", "2026-10-12T01:00:00Z", None),
            event("c", "2026Q3", "2026-10-14T01:00:00Z", None),
            event("d", "2026-10", "2026-11-12T01:00:00Z", None),
            event("c", "2026Q3", "2026-11-13T01:00:00Z", Some("漏计")),
            event("e", "2026Q3", "2026-11-14T01:00:00Z", None),
            event("f", "2026Q4", "2027-01-12T01:00:00Z", None),
        ]);
        let numbers: Vec<_> = ["a", "b", "c", "d", "e", "f"].map(|run| all.published(run).unwrap().number).to_vec();
        assert_eq!(numbers, [Some(2), Some(3), Some(4), Some(10), Some(11), None]);
        let quarter: Period = "2026Q3".parse().unwrap();
        assert_eq!(all.replaced_by("b", quarter), None);
        let of = |run| all.replaced_by(run, quarter).unwrap();
        assert_eq!((of("c").run.as_str(), of("c").number, of("c").withdrawn_on), ("b", Some(3), None));
        let on = Some("2026-11-13".parse().unwrap());
        assert_eq!((of("e").run.as_str(), of("e").number, of("e").withdrawn_on), ("c", Some(4), on));
        assert_eq!(of("draft").run, "e");
        let day = "2026-11-20".parse().unwrap();
        assert_eq!(all.number("draft", quarter, day), Some(12));
        // A list that was taken back leaves what stood before it, where that was not taken back with it.
        let stands: Vec<_> = all.of_period(quarter).map(|one| one.stands.as_deref()).collect();
        assert_eq!(stands, [Some("b"), Some("c"), Some("b"), Some("e")]);
    }
}
