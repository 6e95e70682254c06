//! What a unit published, in the order in which it did 发布记录: which list took another's place, which was taken back, and
//! the number that each notice bears. It stands in the bulletins' logs, as nothing there is ever written over.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_ledger::OperationId;
use cunbang_model::notice_number::MARK;
use cunbang_model::{Date, DocumentKind, DocumentName, NoticeNumber, Period, Row, Timestamp, UnitCode, clock, record};
use cunbang_ranking::announced::Formalities;
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
    /// Of a publication: the number of its notice, as it was given, or else as it follows from the others of the year in
    /// which it goes out. A return has none.
    pub number: Option<NoticeNumber>,
    /// The numbers that were given to it, the newest last.
    pub given: Vec<NoticeNumber>,
    /// The run that stands after this; none where none does.
    pub stands: Option<String>,
}

impl PublicationEvent {
    /// The day.
    pub fn on(&self) -> Date {
        clock::county_date(self.at)
    }
}

/// Everything that was published of a year's periods, and of those of the years beside it, the first first.
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

/// The number that a notice bears with whose publication none was written down, as earlier programs did, after others with
/// numbers up to `last`: the period's own, or the next one of the year where that is taken, or where the notice goes out in
/// a later year. What went out under it keeps it.
fn number_after(period: Period, on: Date, last: u32, is_taken: &dyn Fn(&NoticeNumber) -> bool) -> Option<NoticeNumber> {
    let (of, own) = place_of(period);
    let first = if on.year() == of { own.max(last + 1) } else { last + 1 };
    let mut following = (first..).map(|serial| NoticeNumber::of_assessment(on.year(), serial));
    following.find(|number| !is_taken(number))
}

impl Publications {
    pub(super) fn of(mut events: Vec<PublicationEvent>) -> Self {
        events.sort_by_key(|one| one.at);
        let mut last: BTreeMap<i16, u32> = BTreeMap::new();
        let given: Vec<Vec<NoticeNumber>> = events.iter().map(|one| one.given.clone()).collect();
        let mut standing: BTreeMap<Period, Vec<String>> = BTreeMap::new();
        for (place, event) in events.iter_mut().enumerate() {
            let lists = standing.entry(event.period).or_default();
            lists.retain(|run| *run != event.run);
            if event.withdrawn.is_none() {
                lists.push(event.run.clone());
                // A number that was given to another is never used again, whatever that one bears since. What follows
                // stays what it was, whatever was given besides.
                let others = || given.iter().enumerate().filter(|(other, _)| *other != place).flat_map(|(_, of)| of);
                let is_taken = |number: &NoticeNumber| others().any(|other| other == number);
                let year = event.on().year();
                let before = last.get(&year).copied().unwrap_or(0);
                let follows = number_after(event.period, event.on(), before, &is_taken);
                last.extend(follows.as_ref().map(|number| (year, number.serial())));
                event.number = event.given.last().cloned().or(follows);
            }
            event.stands = lists.last().cloned();
        }
        Self(events)
    }

    /// Everything, the first first.
    pub(crate) fn all(&self) -> &[PublicationEvent] {
        &self.0
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
    pub fn number(&self, run: &str, on: Date) -> Option<NoticeNumber> {
        match self.published(run) {
            Some(published) => published.number.clone(),
            None => Some(self.offered(on)),
        }
    }

    /// The next number of the year of a day. Numbers begin at 1 in each year, and follow what was given out, whatever became
    /// of that.
    pub fn next_number(&self, on: Date) -> NoticeNumber {
        let of_year = |number: &&NoticeNumber| number.mark() == MARK && number.year() == on.year();
        let known = self.0.iter().flat_map(|one| one.given.iter().chain(&one.number)).filter(of_year);
        NoticeNumber::of_assessment(on.year(), known.map(NoticeNumber::serial).max().unwrap_or(0) + 1)
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
        let given = Formalities::of(&run).number();
        // A clock that was set back turns no order round.
        let at = events.last().map_or(at, |last| at.max(last.at));
        let stood = stands.insert(run.run.clone(), withdrawn.is_none());
        if stood == Some(true) && withdrawn.is_none() {
            // It stands, and something is said of it besides.
            let stands = events.iter_mut().rev().find(|one| one.run == run.run && one.withdrawn.is_none());
            if let Some(event) = stands {
                event.given.extend(given.filter(|number| event.given.last() != Some(number)));
            }
        } else if stood != Some(withdrawn.is_none()) {
            let given = given.filter(|_| withdrawn.is_none()).into_iter().collect();
            events.push(PublicationEvent {
                run: run.run,
                period: run.period,
                at,
                withdrawn,
                number: None,
                given,
                stands: None,
            });
        }
    }
    Ok(events)
}

impl Desk {
    /// What a unit published of a period's year and of those beside it, whose notices may go out in that year, where the
    /// viewer is told of it.
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
        let quarters = [year - 1, year, year + 1].into_iter().flat_map(|year| Period::Year(year).quarters());
        for quarter in quarters {
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
            given: Vec::new(),
            stands: None,
        }
    }

    fn number(text: &str) -> NoticeNumber {
        text.parse().unwrap()
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
        let serial = |number: &Option<NoticeNumber>| number.as_ref().map(NoticeNumber::serial);
        let numbers = ["a", "b", "c", "d", "e", "f"].map(|run| serial(&all.published(run).unwrap().number));
        assert_eq!(numbers, [Some(2), Some(3), Some(4), Some(10), Some(11), Some(1)]);
        // One that goes out in the year after bears that year's number.
        assert_eq!(all.published("f").unwrap().number, Some(number("考评通报〔2027〕1号")));
        let spring = "2027-04-12".parse().unwrap();
        assert_eq!(all.number("draft", spring), Some(number("考评通报〔2027〕2号")));
        let quarter: Period = "2026Q3".parse().unwrap();
        assert_eq!(all.replaced_by("b", quarter), None);
        let of = |run| all.replaced_by(run, quarter).unwrap();
        assert_eq!((of("c").run.as_str(), serial(&of("c").number), of("c").withdrawn_on), ("b", Some(3), None));
        // The one that stood last, and that which had been taken back in between.
        assert_eq!((of("e").run.as_str(), serial(&of("e").number), of("e").withdrawn_on), ("b", Some(3), None));
        let on = "2026-11-13".parse().unwrap();
        let between: Vec<_> =
            of("e").between.into_iter().map(|one| (one.run, serial(&one.number), one.withdrawn_on)).collect();
        assert_eq!(between, [("c".to_owned(), Some(4), on)]);
        assert_eq!(of("draft").run, "e");
        let day = "2026-11-20".parse().unwrap();
        assert_eq!(serial(&all.number("draft", day)), Some(12));
        // A list that was taken back leaves what stood before it, where that was not taken back with it.
        let stands: Vec<_> = all.of_period(quarter).map(|one| one.stands.as_deref()).collect();
        assert_eq!(stands, [Some("b"), Some("c"), Some("b"), Some("e")]);
    }
    /// Found by somebody whose first notice of a year was its third.
    #[test]
    fn numbers_begin_at_one_in_each_year_and_follow_what_was_given_out() {
        let on = |day: &str| day.parse().unwrap();
        assert_eq!(Publications::default().number("a", on("2026-10-12")), Some(number("考评通报〔2026〕1号")));
        let given = PublicationEvent {
            given: vec![number("考评通报〔2026〕1号")],
            ..event("a", "2026Q3", "2026-10-12T01:00:00Z", None)
        };
        let withdrawn = event("a", "2026Q3", "2026-10-13T01:00:00Z", Some("漏计"));
        let all = Publications::of(vec![given, withdrawn]);
        assert_eq!(all.published("a").unwrap().number, Some(number("考评通报〔2026〕1号")));
        assert_eq!(all.number("b", on("2026-10-14")), Some(number("考评通报〔2026〕2号")), "never twice");
        assert_eq!(all.number("b", on("2027-01-14")), Some(number("考评通报〔2027〕1号")));
    }

    /// What was given to one notice is no other's, and what the others bear does not move by it.
    #[test]
    fn a_number_that_was_given_is_nobody_elses_and_moves_no_other() {
        let with = |event: PublicationEvent, given: &[&str]| PublicationEvent {
            given: given.iter().map(|text| number(text)).collect(),
            ..event
        };
        let first = || event("a", "2026Q1", "2026-04-12T01:00:00Z", None);
        let second = || event("b", "2026Q1", "2026-04-14T01:00:00Z", None);
        let third = || event("c", "2026Q2", "2026-07-12T01:00:00Z", None);
        let next_year = || event("d", "2026Q4", "2027-01-12T01:00:00Z", None);
        let plain = Publications::of(vec![first(), second(), third(), next_year()]);
        let of = |all: &Publications, run: &str| all.published(run).unwrap().number.as_ref().map(ToString::to_string);
        assert_eq!(of(&plain, "b").as_deref(), Some("考评通报〔2026〕2号"));
        let one = |given: &[&str]| Publications::of(vec![with(first(), given), second(), third(), next_year()]);
        let other_mark = one(&["长组通〔2026〕19号"]);
        assert_eq!(of(&other_mark, "a").as_deref(), Some("长组通〔2026〕19号"));
        for run in ["b", "c", "d"] {
            assert_eq!(of(&other_mark, run), of(&plain, run), "{run}");
        }
        // It follows what was given last.
        let day: Date = "2026-10-12".parse().unwrap();
        assert_eq!(other_mark.offered(day).to_string(), "长组通〔2026〕20号");
        assert_eq!(plain.offered(day).to_string(), "考评通报〔2026〕4号");
        assert_eq!(other_mark.bearing(&number("长组通〔2026〕19号"), "b").unwrap().run, "a");
        assert_eq!(other_mark.bearing(&number("长组通〔2026〕19号"), "a"), None);
        assert_eq!(plain.bearing(&number("考评通报〔2026〕2号"), "a").unwrap().run, "b");
        // What was given and changed again goes to nobody else either.
        let changed = one(&["考评通报〔2026〕4号", "考评通报〔2026〕9号"]);
        assert_eq!(of(&changed, "c").as_deref(), Some("考评通报〔2026〕3号"));
        assert_eq!(changed.bearing(&number("考评通报〔2026〕4号"), "c").unwrap().run, "a");
        assert_eq!(changed.offered(day).to_string(), "考评通报〔2026〕10号");
        // A notice of the year before takes no number that one of the year bears, and is in the register of its own year.
        let given = with(next_year(), &["考评通报〔2027〕1号"]);
        let quarter_one = event("e", "2027Q1", "2027-04-12T01:00:00Z", None);
        let both = Publications::of(vec![given, quarter_one]);
        assert_eq!(of(&both, "e").as_deref(), Some("考评通报〔2027〕2号"));
        let registered: Vec<(String, bool)> =
            both.register(2027).into_iter().map(|one| (one.number.unwrap().to_string(), one.stands)).collect();
        let both_stand = [("考评通报〔2027〕1号".to_owned(), true), ("考评通报〔2027〕2号".to_owned(), true)];
        assert_eq!(registered, both_stand);
        assert_eq!(both.register(2026), []);
    }
}
