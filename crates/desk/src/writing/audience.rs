//! Who is to come to a meeting 应到人员: everyone whose standing counts; to a committee meeting 支委会 the committee, and to
//! a group meeting 党小组会 the group.
//!
//! Who is of the committee is said by an office or a claimed post, and by the marks of the meeting itself. Which group
//! met is said by the meeting's title, and else by its marks. Where nothing says so nobody is expected: one click must
//! not make a whole branch of the committee.

use crate::writing::meetings::Person;
use cunbang_model::record;
use cunbang_model::schema::{MeetingKind, OfficeRole};
use std::collections::{BTreeMap, BTreeSet};

/// What the title of a post on the committee has in it.
const OF_COMMITTEE: [&str; 3] = ["书记", "支委", "委员"];
/// What it has where it is of another body: the villagers' committee, the supervisors', the youth league's, the women's.
const OF_OTHERS: [&str; 7] = ["村委", "居委", "村民", "居民", "监督", "团", "妇"];

/// Who is to come to a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Everyone whose standing counts.
    Everyone,
    /// These members, as far as their standing counts.
    Members(BTreeSet<String>),
    /// The committee, and nothing here says who that is.
    UnknownCommittee,
    /// A group, and nothing here says which.
    UnknownGroup,
}

impl Audience {
    /// The audience of a meeting, among a quarter's people; `committee` as offices and posts say, and who `is_marked`
    /// there.
    pub(crate) fn of(
        meeting: &record::Meeting,
        people: &[Person],
        committee: &BTreeSet<String>,
        is_marked: impl Fn(&str) -> bool,
    ) -> Self {
        let marked = || people.iter().filter(|person| is_marked(&person.member));
        let with_marked = |members: BTreeSet<String>, unknown: Self| {
            let members: BTreeSet<String> =
                members.into_iter().chain(marked().map(|person| person.member.clone())).collect();
            if members.is_empty() { unknown } else { Self::Members(members) }
        };
        match meeting.kind {
            MeetingKind::Committee => with_marked(committee.clone(), Self::UnknownCommittee),
            MeetingKind::Group => {
                let groups = groups_of(meeting, people, marked());
                let of_group = |person: &&Person| person.group.as_deref().is_some_and(|group| groups.contains(group));
                let members = people.iter().filter(of_group).map(|person| person.member.clone());
                with_marked(members.collect(), Self::UnknownGroup)
            }
            _ => Self::Everyone,
        }
    }

    /// Whether somebody is to come.
    pub fn expects(&self, person: &Person) -> bool {
        person.is_expected
            && match self {
                Self::Everyone => true,
                Self::Members(members) => members.contains(&person.member),
                Self::UnknownCommittee | Self::UnknownGroup => false,
            }
    }

    /// Whether nothing says who is to come.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::UnknownCommittee | Self::UnknownGroup)
    }
}

/// The groups that met: those that the title names, or else those of most who are marked, as a guest may sit in.
fn groups_of<'p>(
    meeting: &record::Meeting,
    people: &'p [Person],
    marked: impl Iterator<Item = &'p Person>,
) -> BTreeSet<&'p str> {
    let title = meeting.title.as_deref().unwrap_or_default();
    let all: BTreeSet<&str> = people.iter().filter_map(|person| person.group.as_deref()).collect();
    let named: BTreeSet<&str> = all.into_iter().filter(|group| !group.is_empty() && title.contains(group)).collect();
    if !named.is_empty() {
        return named;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for group in marked.filter_map(|person| person.group.as_deref()) {
        *counts.entry(group).or_default() += 1;
    }
    let most = counts.values().max().copied().unwrap_or_default();
    counts.into_iter().filter(|(_, count)| *count == most).map(|(group, _)| group).collect()
}

/// Whether a post is one on the branch's committee.
pub(crate) fn is_of_committee(title: &str) -> bool {
    OF_COMMITTEE.iter().any(|word| title.contains(word)) && !OF_OTHERS.iter().any(|word| title.contains(word))
}

/// Whether an office is one on the branch's committee.
pub(crate) const fn office_is_of_committee(role: OfficeRole) -> bool {
    matches!(role, OfficeRole::Secretary | OfficeRole::OrganisationMember)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_model::schema::MemberStatus;

    fn person(member: &str, group: &str) -> Person {
        Person {
            member: member.to_owned(),
            name: member.to_owned(),
            status: MemberStatus::Full,
            group: Some(group.to_owned()),
            floating: false,
            joined: None,
            is_expected: true,
        }
    }

    /// Who of four is expected at a meeting.
    fn check(kind: MeetingKind, title: &str, committee: &[&str], marked: &[&str], expected: &str) {
        let people = [person("a", "一组"), person("b", "一组"), person("c", "二组"), person("d", "二组")];
        let meeting = record::Meeting {
            unit: "330522103202".parse().unwrap(),
            meeting: "t".to_owned(),
            kind,
            date: "2026-08-15".parse().unwrap(),
            title: Some(title.to_owned()),
            chair: None,
            reason_not_held: None,
        };
        let committee = committee.iter().map(|one| (*one).to_owned()).collect();
        let audience = Audience::of(&meeting, &people, &committee, |member| marked.contains(&member));
        let who: String =
            people.iter().filter(|person| audience.expects(person)).map(|person| person.member.as_str()).collect();
        assert_eq!(who, expected, "{kind:?} {title} {committee:?} {marked:?}");
        assert_eq!(audience.is_unknown(), expected.is_empty());
    }

    #[test]
    fn committees_and_groups_expect_their_own() {
        check(MeetingKind::ThemeDay, "", &["a"], &["b"], "abcd");
        check(MeetingKind::Committee, "", &["a", "c"], &[], "ac");
        check(MeetingKind::Committee, "", &["a"], &["d"], "ad");
        check(MeetingKind::Committee, "", &[], &["b"], "b");
        check(MeetingKind::Committee, "", &[], &[], "");
        check(MeetingKind::Group, "二组学习", &[], &[], "cd");
        check(MeetingKind::Group, "学习", &["a"], &["a"], "ab");
        check(MeetingKind::Group, "学习", &[], &["a", "b", "c"], "abc");
        check(MeetingKind::Group, "学习", &["a"], &[], "");
    }

    #[test]
    fn posts_of_other_bodies_are_none_of_the_committee() {
        for title in ["支部书记", "副书记", "组织委员", "支委"] {
            assert!(is_of_committee(title), "{title}");
        }
        for title in ["政策宣传岗", "村委委员", "团支部书记", "村务监督委员会主任", "妇女委员"]
        {
            assert!(!is_of_committee(title), "{title}");
        }
    }
}
