//! Meetings 会议: who was to come and who came, and the deeds told there.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::reading::authorship::MemberNames;
use crate::reading::order::{WrittenOrder, of_group};
use crate::writing::audience::{Audience, is_of_committee, office_is_of_committee};
use cunbang_ledger::Projection;
use cunbang_model::schema::{Mark, MeetingKind, MemberStatus};
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Record, Row, Table, UnitCode, clock, record};
use cunbang_scheme::Scheme;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A member with a standing in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The member's id.
    pub member: String,
    /// The name, where the roster is here; else the id.
    pub name: String,
    /// The standing.
    pub status: MemberStatus,
    /// The subgroup.
    pub group: Option<String>,
    /// Whether the member works away.
    pub floating: bool,
    /// The day of joining the party, where the roster is here.
    pub joined: Option<Date>,
    /// Whether the member is expected at meetings: the standing counts by the scheme, or else by usage. Others sit in.
    pub is_expected: bool,
}

impl Person {
    /// A member as the roster has it.
    pub(crate) fn of_roster(member: record::Member, is_expected: bool) -> Self {
        let record::Member { member, name, status, group, floating, joined, .. } = member;
        Self { member, name, status, group, floating: floating.unwrap_or_default(), joined, is_expected }
    }
}

/// How many came to a meeting, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Turnout {
    /// Who was to come: members whose standing counts, of a committee or group meeting its own.
    pub expected: usize,
    /// Present, also by remote means.
    pub came: usize,
    /// Excused.
    pub leave: usize,
    /// Late, or left early.
    pub part: usize,
    /// Absent without reason.
    pub absent: usize,
    /// Nothing was written down.
    pub unmarked: usize,
}

impl Turnout {
    fn of<'a>(people: &[Person], audience: &Audience, mark_of: impl Fn(&str) -> Option<&'a Mark>) -> Self {
        let expected = || people.iter().filter(|person| audience.expects(person));
        let mut turnout = Self { expected: expected().count(), ..Self::default() };
        for person in expected() {
            *match mark_of(&person.member) {
                Some(Mark::Present | Mark::Remote) => &mut turnout.came,
                Some(Mark::Leave) => &mut turnout.leave,
                Some(Mark::Late | Mark::LeftEarly) => &mut turnout.part,
                Some(Mark::Absent) => &mut turnout.absent,
                None => &mut turnout.unmarked,
            } += 1;
        }
        turnout
    }
}

/// A meeting in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingLine {
    /// The meeting.
    pub meeting: record::Meeting,
    /// Who came.
    pub turnout: Turnout,
    /// Who was to come.
    pub audience: Audience,
    /// How many deeds are dated or confirmed on its day.
    pub deeds: usize,
}

/// A meeting with everyone who was to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingView {
    /// The meeting.
    pub meeting: record::Meeting,
    /// Who was to come.
    pub audience: Audience,
    /// Who came.
    pub turnout: Turnout,
    /// Everyone with a standing, by group and name, and the mark that was written down; also who sits in.
    pub people: Vec<(Person, Option<Mark>)>,
    /// The deeds that are dated or confirmed on its day, with the name of the member.
    pub deeds: Vec<(record::Deed, String)>,
}

/// A unit's ledger of a quarter, opened for what it says of its members.
pub(crate) struct Opened {
    pub(crate) ledger: Projection,
    /// Everyone with a standing, by group and name.
    pub(crate) people: Vec<Person>,
    /// The names by id, as far as they are here.
    pub(crate) names: MemberNames,
    /// Who is of the committee, as offices and posts say; looked up where a committee met in the quarter.
    committee: BTreeSet<String>,
}

impl Opened {
    /// The rows of a table that stand.
    pub(crate) fn rows<R: Record>(&self) -> impl Iterator<Item = R> + '_ {
        let standing = self.ledger.table(R::TABLE).filter(|standing| !standing.row.is_withdrawn());
        standing.filter_map(|standing| standing.row.record())
    }

    /// A member's name, or else the id.
    pub(crate) fn name(&self, member: &str) -> String {
        self.names.get(member).cloned().unwrap_or_else(|| member.to_owned())
    }

    /// Who was to come to a meeting.
    pub(crate) fn audience(&self, meeting: &record::Meeting, marks: &BTreeMap<(String, String), Mark>) -> Audience {
        let is_marked = |member: &str| marks.contains_key(&(meeting.meeting.clone(), member.to_owned()));
        Audience::of(meeting, &self.people, &self.committee, is_marked)
    }

    /// The marks of attendance, by meeting and member.
    pub(crate) fn marks(&self) -> BTreeMap<(String, String), Mark> {
        self.rows::<record::Attendance>().map(|one| ((one.meeting, one.member), one.mark)).collect()
    }
}

/// Whether somebody of a status is to come to meetings: it counts by the scheme, or else by usage.
fn is_expected(scheme: Option<&Scheme>, status: MemberStatus) -> bool {
    match scheme {
        Some(scheme) => scheme.counts_status(status),
        None => matches!(status, MemberStatus::Full | MemberStatus::Probationary),
    }
}

/// The day on which a deed was told at a meeting: that of its confirmation, or else its own.
pub(crate) fn day_told(deed: &record::Deed) -> Date {
    deed.confirmed_on.unwrap_or(deed.date)
}

impl Desk {
    /// Everyone with a standing in a quarter, by group and name.
    pub async fn people(&self, viewer: &Viewer, unit: UnitCode, quarter: Period) -> Result<Vec<Person>, DeskError> {
        Ok(self.opened(viewer, unit, quarter).await?.map(|opened| opened.people).unwrap_or_default())
    }

    /// Those whom a form offers in a quarter: everyone with a standing; where nobody has one yet, the roster.
    pub async fn people_to_name(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        quarter: Period,
    ) -> Result<Vec<Person>, DeskError> {
        let people = self.people(viewer, unit, quarter).await?;
        if !people.is_empty() || viewer.check_document(DocumentKind::Roster, unit).is_err() {
            return Ok(people);
        }
        let Some(roster) = self.roster(unit).await? else { return Ok(people) };
        let scheme = self.scheme_around(quarter).await?.map(|(_, scheme)| scheme);
        let members = roster.table(record::Member::TABLE).filter(|standing| !standing.row.is_withdrawn());
        let members = members.filter_map(|standing| standing.row.record::<record::Member>());
        let of_roster = |member: record::Member| {
            let is_expected = is_expected(scheme.as_ref(), member.status);
            Person::of_roster(member, is_expected)
        };
        let mut people: Vec<Person> = members.map(of_roster).collect();
        self.in_order(unit, &mut people).await?;
        Ok(people)
    }

    /// The day and the kind that a new deed of a quarter most likely has: those of the last meeting and of the last deed.
    pub async fn usual_deed(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        quarter: Period,
    ) -> Result<(Option<Date>, Option<String>), DeskError> {
        let Some(opened) = self.opened(viewer, unit, quarter).await? else { return Ok((None, None)) };
        let held = opened.rows::<record::Meeting>().filter(|meeting| meeting.reason_not_held.is_none());
        let day = held.map(|meeting| meeting.date).max();
        let deeds = opened.ledger.table(record::Deed::TABLE).filter(|standing| !standing.row.is_withdrawn());
        let last = deeds.max_by_key(|standing| (standing.operation.counter, standing.entry));
        Ok((day, last.and_then(|standing| standing.row.record::<record::Deed>()).map(|deed| deed.kind)))
    }

    /// The day of the theme day that is to be written down next: in the first month that has begun and has none, on the
    /// day of the month of the one before, and never in the future. None where none is missing, or none was before: a day
    /// that nobody gave is easily kept as if somebody had.
    pub async fn next_theme_day(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        quarter: Period,
    ) -> Result<Option<Date>, DeskError> {
        let held: Vec<Date> = self
            .meetings(viewer, unit, quarter)
            .await?
            .into_iter()
            .filter(|line| line.meeting.kind == MeetingKind::ThemeDay)
            .map(|line| line.meeting.date)
            .collect();
        let is_free = |month: &Period| !held.iter().any(|day| month.contains_day(*day));
        let today = clock::county_date(self.replica().now());
        let mut begun = quarter.months().into_iter().filter(|month| month.first_day() <= today);
        let Some(month) = begun.find(is_free) else { return Ok(None) };
        let usual = held.iter().rev().find(|day| **day < month.first_day()).map(|day| day.day());
        let usual = usual.and_then(|day| Date::new(month.first_day().year(), month.first_day().month(), day).ok());
        Ok(usual.map(|day| if month.contains_day(today) { day.min(today) } else { day }))
    }

    /// A unit's meetings of a quarter, the earliest first.
    pub async fn meetings(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        quarter: Period,
    ) -> Result<Vec<MeetingLine>, DeskError> {
        let Some(opened) = self.opened(viewer, unit, quarter).await? else { return Ok(Vec::new()) };
        let marks = opened.marks();
        let deeds: Vec<record::Deed> = opened.rows().collect();
        let mut lines: Vec<MeetingLine> = opened
            .rows::<record::Meeting>()
            .map(|meeting| {
                let audience = opened.audience(&meeting, &marks);
                let mark_of = |member: &str| marks.get(&(meeting.meeting.clone(), member.to_owned()));
                MeetingLine {
                    turnout: Turnout::of(&opened.people, &audience, mark_of),
                    audience,
                    deeds: deeds.iter().filter(|deed| day_told(deed) == meeting.date).count(),
                    meeting,
                }
            })
            .collect();
        lines.sort_by(|a, b| (a.meeting.date, &a.meeting.meeting).cmp(&(b.meeting.date, &b.meeting.meeting)));
        Ok(lines)
    }

    /// One meeting; none where there is none of that id in the quarter.
    pub async fn meeting(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        quarter: Period,
        id: &str,
    ) -> Result<Option<MeetingView>, DeskError> {
        let Some(opened) = self.opened(viewer, unit, quarter).await? else { return Ok(None) };
        let Some(meeting) = opened.rows::<record::Meeting>().find(|meeting| meeting.meeting == id) else {
            return Ok(None);
        };
        let marks = opened.marks();
        let mark_of = |member: &str| marks.get(&(id.to_owned(), member.to_owned()));
        let audience = opened.audience(&meeting, &marks);
        let turnout = Turnout::of(&opened.people, &audience, mark_of);
        let people = opened.people.iter().map(|person| (person.clone(), mark_of(&person.member).copied())).collect();
        let mut deeds: Vec<(record::Deed, String)> = opened
            .rows::<record::Deed>()
            .filter(|deed| day_told(deed) == meeting.date)
            .map(|deed| (deed.clone(), opened.name(&deed.member)))
            .collect();
        let order = self.written_order(opened.ledger.document()).await?;
        let key = |deed: &record::Deed| format!("{}/{}", Table::Deeds, deed.deed);
        deeds.sort_by_cached_key(|(deed, _)| {
            let (is_unknown, at) = order.of(&key(deed));
            (is_unknown, at.cloned(), deed.deed.clone())
        });
        Ok(Some(MeetingView { meeting, audience, turnout, people, deeds }))
    }

    /// Rows that mark everyone as present who was to come and has no mark yet at a meeting.
    pub async fn everyone_present(&self, viewer: &Viewer, quarter: Period, id: &str) -> Result<Vec<Row>, DeskError> {
        let unit = self.replica().unit();
        let Some(view) = self.meeting(viewer, unit, quarter, id).await? else { return Ok(Vec::new()) };
        let audience = view.audience;
        let unmarked = view.people.into_iter().filter(|(person, mark)| audience.expects(person) && mark.is_none());
        let present = unmarked.filter_map(|(person, _)| {
            let (meeting, member) = (id.to_owned(), person.member);
            record::Attendance { unit, meeting, member, mark: Mark::Present }.into_row().ok()
        });
        Ok(present.collect())
    }

    /// The days on which members joined, as far as the roster is here for the viewer.
    async fn joined_days(&self, viewer: &Viewer, unit: UnitCode) -> Result<BTreeMap<String, Date>, DeskError> {
        if viewer.check_document(DocumentKind::Roster, unit).is_err() {
            return Ok(BTreeMap::new());
        }
        let Some(roster) = self.roster(unit).await? else { return Ok(BTreeMap::new()) };
        let members = roster.table(record::Member::TABLE).filter_map(|standing| standing.row.record());
        Ok(members.filter_map(|one: record::Member| Some((one.member, one.joined?))).collect())
    }

    /// Who is of a unit's committee at the end of a quarter, as offices and posts say. A post is claimed once and kept.
    async fn committee(&self, unit: UnitCode, quarter: Period) -> Result<BTreeSet<String>, DeskError> {
        let last = quarter.last_day();
        let stated = self.replica().projection(DocumentName::org(unit.listed_by(self.replica().root()))).await?;
        let offices = stated.table(record::Office::TABLE).filter(|standing| !standing.row.is_withdrawn());
        let offices = offices.filter_map(|standing| standing.row.record::<record::Office>());
        let mut committee: BTreeSet<String> = offices
            .filter(|office| office.unit == unit && office_is_of_committee(office.role))
            .filter(|office| office.from <= last && office.until.is_none_or(|until| until >= quarter.first_day()))
            .map(|office| office.person)
            .collect();
        let mut seen = BTreeSet::new();
        // The newest ledger first: of a post that stands in several, that one counts.
        for ledger in self.ledgers(unit).await? {
            let posts = ledger.table(record::Post::TABLE).filter(|standing| !standing.row.is_withdrawn());
            for post in posts.filter_map(|standing| standing.row.record::<record::Post>()) {
                if post.claimed <= last && seen.insert(post.post.clone()) && is_of_committee(&post.title) {
                    committee.insert(post.member);
                }
            }
        }
        Ok(committee)
    }

    /// Puts people in the order of their groups, and within a group in that of the roster as it was written.
    async fn in_order(&self, unit: UnitCode, people: &mut [Person]) -> Result<(), DeskError> {
        let order = match self.roster(unit).await? {
            Some(roster) => self.written_order(roster.document()).await?,
            None => WrittenOrder::default(),
        };
        people.sort_by_cached_key(|person| {
            let (is_unknown, at) = order.of(&format!("{}/{}", Table::Members, person.member));
            (of_group(person.group.as_deref()), is_unknown, at.cloned(), person.member.clone())
        });
        Ok(())
    }

    /// A unit's ledger of a quarter; none where the period is no quarter.
    pub(crate) async fn opened(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        quarter: Period,
    ) -> Result<Option<Opened>, DeskError> {
        viewer.check(unit)?;
        let Some(name) = DocumentName::quarterly(DocumentKind::Ledger, unit, quarter) else { return Ok(None) };
        viewer.check_document(DocumentKind::Ledger, unit)?;
        let ledger = self.replica().projection(name).await?;
        Ok(Some(self.opened_as(viewer, unit, quarter, ledger).await?))
    }

    /// The same of a ledger that is at hand, as it stands or as it was.
    pub(crate) async fn opened_as(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        quarter: Period,
        ledger: Projection,
    ) -> Result<Opened, DeskError> {
        let names = self.names_for(viewer, unit).await?;
        let scheme = self.scheme_around(quarter).await?.map(|(_, scheme)| scheme);
        let joined = self.joined_days(viewer, unit).await?;
        let mut opened = Opened { ledger, people: Vec::new(), names, committee: BTreeSet::new() };
        if opened.rows::<record::Meeting>().any(|meeting| meeting.kind == MeetingKind::Committee) {
            opened.committee = self.committee(unit, quarter).await?;
        }
        let mut people: Vec<Person> = opened
            .rows::<record::Standing>()
            .map(|standing| Person {
                name: opened.name(&standing.member),
                joined: joined.get(&standing.member).copied(),
                member: standing.member,
                status: standing.status,
                group: standing.group,
                floating: standing.floating.unwrap_or_default(),
                is_expected: is_expected(scheme.as_ref(), standing.status),
            })
            .collect();
        self.in_order(unit, &mut people).await?;
        opened.people = people;
        Ok(opened)
    }
}
