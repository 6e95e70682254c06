//! Members of one name 同名党员, each with what tells them apart: the same wherever they are named.

use crate::writing::meetings::Person;
use cunbang_language::{Named, say};
use cunbang_model::schema::{MemberStatus, Word as _};

/// What people know of a member.
type About<'a> = &'a dyn Fn(&Person) -> Option<String>;

/// What a member is called among some people: the name, and where others have it too what tells them apart and people
/// know, which is the group, the standing, the day of joining, or else the id.
pub fn told_apart(person: &Person, people: &[Person]) -> String {
    let is_shared_by = |other: &&Person| other.name == person.name && other.member != person.member;
    let others: Vec<&Person> = people.iter().filter(is_shared_by).collect();
    if others.is_empty() {
        return person.name.clone();
    }
    let standing = |one: &Person| {
        let standing = MemberStatus::WORDS.iter().find(|(word, _)| *word == one.status.word());
        standing.map(|(word, chinese)| Named::new(chinese, word).to_string())
    };
    let joined = |one: &Person| one.joined.map(|day| say!("joined-on", day = day));
    let with_group = |one: &Person| Some([standing(one)?, one.group.clone()?].join("·"));
    let about: [About<'_>; 4] = [&|one| one.group.clone(), &standing, &with_group, &joined];
    let mark = about.into_iter().find_map(|about| {
        let own = about(person)?;
        others.iter().all(|other| about(other).as_ref() != Some(&own)).then_some(own)
    });
    format!("{}（{}）", person.name, mark.unwrap_or_else(|| person.member.clone()))
}
