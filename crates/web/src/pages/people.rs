//! Members and meetings as people call them. Ids are for the program: on pages names stand in their place, and what a
//! form brings back as a name becomes the id again.

use super::Pages;
use super::initials;
use super::meetings::day;
use super::trouble::Trouble;
use super::visitor::Visitor;
use cunbang_desk::people::told_apart::told_apart;
use cunbang_desk::writing::meetings::Person;
use cunbang_desk::{ListedRow, Viewer};
use cunbang_model::Period;
use cunbang_model::period::half_width;
use std::collections::{BTreeMap, BTreeSet};

/// A member.
#[derive(Debug, Clone)]
pub(crate) struct Called {
    pub(crate) member: String,
    /// The name, with what tells apart those who share it: what stands in a form.
    pub(crate) name: String,
    /// The initials of the name, with white space between those of a surname that is read in several ways.
    pub(crate) initials: String,
}

/// A meeting.
#[derive(Debug, Clone)]
pub(crate) struct MeetingCalled {
    pub(crate) meeting: String,
    /// What stands in a form: the day, or the id where a day has several.
    pub(crate) name: String,
    /// What is read: day and title.
    pub(crate) shown: String,
}

/// Those whom a quarter's forms name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) people: Vec<Called>,
    pub(crate) meetings: Vec<MeetingCalled>,
    /// The names of those who work here and are no members.
    pub(crate) workers: BTreeSet<String>,
}

/// Whom a name means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Meant<'k> {
    One(&'k str),
    Several(Vec<&'k str>),
    Nobody,
}

impl Known {
    /// The members of a quarter.
    pub(crate) async fn people(pages: &Pages, visitor: &Visitor, period: Period) -> Result<Self, Trouble> {
        let replica = pages.desk.replica();
        let viewer = Viewer::operator(replica, &visitor.operator);
        let people = pages.desk.people_to_name(&viewer, replica.unit(), period).await?;
        Ok(Self { people: called(&people), ..Self::default() })
    }

    /// Members and meetings.
    pub(crate) async fn all(pages: &Pages, visitor: &Visitor, period: Period) -> Result<Self, Trouble> {
        let replica = pages.desk.replica();
        let viewer = Viewer::operator(replica, &visitor.operator);
        let meetings = pages.desk.meetings(&viewer, replica.unit(), period).await?;
        let days: Vec<_> = meetings.iter().map(|line| line.meeting.date).collect();
        let meetings = meetings.into_iter().map(|line| {
            let date = line.meeting.date;
            let is_alone = days.iter().filter(|day| **day == date).count() == 1;
            let title = line.meeting.title.unwrap_or_default();
            MeetingCalled {
                name: if is_alone { date.to_string() } else { line.meeting.meeting.clone() },
                shown: format!("{} {title}", day(date)).trim_end().to_owned(),
                meeting: line.meeting.meeting,
            }
        });
        let members = Self::people(pages, visitor, period).await?;
        let mut workers = pages.desk.workers_names().await?;
        workers.retain(|name| !members.people.iter().any(|one| one.name == *name));
        Ok(Self { meetings: meetings.collect(), workers, ..members })
    }

    /// The meetings that rows name, as far as they are here.
    pub(crate) fn meetings_of(rows: &[ListedRow]) -> Self {
        let called = rows.iter().filter_map(|row| {
            let (meeting, shown) = (row.meeting.as_ref()?.id(), row.meeting_in_words()?);
            Some((meeting.clone(), MeetingCalled { name: meeting.clone(), meeting, shown }))
        });
        let called: BTreeMap<String, MeetingCalled> = called.collect();
        Self { meetings: called.into_values().collect(), ..Self::default() }
    }

    /// A member by the id.
    pub(crate) fn member(&self, id: &str) -> Option<&Called> {
        self.people.iter().find(|one| one.member == id)
    }

    /// What a member is called, or else the id.
    pub(crate) fn name<'n>(&'n self, id: &'n str) -> &'n str {
        self.member(id).map_or(id, |one| &one.name)
    }

    /// A meeting by its id.
    pub(crate) fn meeting(&self, id: &str) -> Option<&MeetingCalled> {
        self.meetings.iter().find(|one| one.meeting == id)
    }

    /// Whom somebody means by what they typed: an id, a name as a form offers it, or initials that only one has.
    pub(crate) fn meant(&self, typed: &str) -> Meant<'_> {
        if let Some(one) = self.people.iter().find(|one| one.member == typed || one.name == typed) {
            return Meant::One(&one.member);
        }
        // An input method may write full-width letters and digits.
        let typed: String = typed.chars().map(half_width).collect();
        if let Some(one) = self.people.iter().find(|one| one.member == typed) {
            return Meant::One(&one.member);
        }
        let is_initials =
            (2..=MOST_INITIALS).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !is_initials {
            return Meant::Nobody;
        }
        let typed = typed.to_ascii_lowercase();
        let meant: Vec<&Called> =
            self.people.iter().filter(|one| one.initials.split(' ').any(|own| are_initials(&typed, own))).collect();
        match meant[..] {
            [] => Meant::Nobody,
            [one] => Meant::One(&one.member),
            _ => Meant::Several(meant.into_iter().map(|one| one.name.as_str()).collect()),
        }
    }
}

/// The most letters that may be initials, and how many a name has that is typed as a whole.
const MOST_INITIALS: usize = 12;
const SHORT_INITIALS: usize = 4;

/// Whether letters mean a name by its initials: all of them, or the first of a long name such as 阿卜杜拉·买买提.
fn are_initials(typed: &str, own: &str) -> bool {
    own == typed || (own.len() > SHORT_INITIALS && own.starts_with(typed))
}

/// What each is called.
pub(crate) fn called(people: &[Person]) -> Vec<Called> {
    let called = |person: &Person| Called {
        name: told_apart(person, people),
        initials: initials::all_of(&person.name).join(" "),
        member: person.member.clone(),
    };
    people.iter().map(called).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_language::Language;
    use cunbang_model::schema::MemberStatus;

    fn person(member: &str, name: &str, group: &str) -> Person {
        Person {
            member: member.to_owned(),
            name: name.to_owned(),
            status: MemberStatus::Full,
            group: Some(group.to_owned()),
            floating: false,
            joined: None,
            is_expected: true,
        }
    }

    #[test]
    fn two_of_one_name_are_told_apart_by_what_people_know() {
        let of = |member: &str, joined: Option<&str>| {
            let joined = joined.map(|day| day.parse().unwrap());
            Person { joined, ..person(member, "陈建国", "一组") }
        };
        let names = |people: &[Person]| {
            Language::Chinese.with(|| called(people).into_iter().map(|one| one.name).collect::<Vec<_>>())
        };
        let apart = names(&[of("m-1", Some("1998-07-01")), of("m-2", Some("2003-07-01"))]);
        assert_eq!(apart, ["陈建国（1998-07-01 入党）", "陈建国（2003-07-01 入党）"]);
        assert_eq!(names(&[of("m-1", None), of("m-2", None)]), ["陈建国（m-1）", "陈建国（m-2）"]);
        let probationary = Person { status: MemberStatus::Probationary, ..of("m-2", None) };
        assert_eq!(names(&[of("m-1", None), probationary]), ["陈建国（正式党员）", "陈建国（预备党员）"]);
    }

    #[test]
    fn whoever_is_named_is_one_of_them() {
        let people = [
            person("m-1", "陈建国", "一组"),
            person("m-2", "陈建国", "二组"),
            person("m-3", "沈阿妹", "一组"),
            person("m-4", "苏爱民", "一组"),
            person("m-5", "钱小毛", "一组"),
            person("m-6", "阿卜杜拉·买买提", "一组"),
        ];
        let known = Language::Chinese.with(|| Known { people: called(&people), ..Known::default() });
        assert_eq!(known.name("m-1"), "陈建国（一组）");
        assert_eq!(known.name("m-9"), "m-9");
        for person in &people {
            assert_eq!(known.meant(known.name(&person.member)), Meant::One(&person.member));
        }
        assert_eq!(known.meant("ｍ-５"), Meant::One("m-5"));
        assert_eq!(known.meant("qxm"), Meant::One("m-5"));
        assert_eq!(known.meant("qx"), Meant::Nobody);
        // Of a long name the first letters are enough.
        assert_eq!(known.meant("abdl"), Meant::One("m-6"));
        assert_eq!(known.meant("abdlmmt"), Meant::One("m-6"));
        assert_eq!(known.meant("sam"), Meant::Several(vec!["沈阿妹", "苏爱民"]));
        // Of two, the reader of rows says which to choose from.
        assert_eq!(known.meant("陈建国"), Meant::Nobody);
        assert_eq!(known.meant("王五"), Meant::Nobody);
    }
}
