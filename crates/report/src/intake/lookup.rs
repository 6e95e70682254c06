//! What a cell means that names a unit, a member or a meeting.

use super::cell::{Cell, compact, folded};
use super::dates::{Calendar, Taken};
use super::home::{FormerUnit, Home};
use super::known::{Gathering, Known, Person};
use super::problem::Problem;
use super::taken::How;
use crate::harmless::as_meant;
use cunbang_model::{ColumnKind, Date, Rights, Table, UnitCode, UnitTree};
use cunbang_scheme::nearest;

/// The code in a cell.
pub(crate) fn code(cell: &Cell) -> Result<UnitCode, Problem> {
    let not_that = || Problem::NotThat { kind: ColumnKind::Unit, near: None };
    let text = match cell {
        Cell::Number(_) | Cell::Text(_) => folded(&cell.shown()),
        _ => return Err(not_that()),
    };
    if is_shortened(&text) {
        return Err(Problem::Shortened);
    }
    text.parse().map_err(|_| not_that())
}

/// `3.30522E+11`
fn is_shortened(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let Some((digits, exponent)) = upper.split_once("E+") else { return false };
    digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && exponent.bytes().all(|byte| byte.is_ascii_digit())
}

/// The unit that a row is about: by its code, by its name, or this terminal's own.
pub(crate) fn unit(home: &Home, table: Table, cell: &Cell) -> Result<(UnitCode, Option<How>), Problem> {
    let tree = home.units.as_deref();
    if cell.is_empty() {
        let own = home.unit.filter(|_| table != Table::Units);
        let keeps_ledger =
            |unit: UnitCode| tree.and_then(|tree| tree.get(unit)).is_none_or(|unit| unit.kind.is_basic());
        return own.filter(|unit| keeps_ledger(*unit)).map(|unit| (unit, Some(How::OwnUnit))).ok_or(Problem::NoUnit);
    }
    let text = folded(&cell.shown());
    let is_name = text.chars().next().is_some_and(|first| !first.is_ascii());
    match tree {
        Some(tree) if is_name && table != Table::Units => unit_named(home, tree, table, &text),
        _ => code(cell).map(|unit| (unit, None)),
    }
}

fn unit_named(home: &Home, tree: &UnitTree, table: Table, name: &str) -> Result<(UnitCode, Option<How>), Problem> {
    let name = compact(name);
    let is_own = matches!(table.document().rights(), Rights::Record | Rights::Personal);
    let within = |code: UnitCode| home.unit.is_none_or(|own| code.is_within(&own));
    let units = || tree.iter().filter(|unit| within(unit.code) && (!is_own || unit.kind.is_basic()));
    let whole = |code: UnitCode| tree.parent(code).map_or_else(String::new, |parent| tree.name(parent));
    let mut found = tree.named(&name);
    found.retain(|unit| within(unit.code) && (!is_own || unit.kind.is_basic()));
    match found.as_slice() {
        [unit] => Ok((unit.code, Some(How::UnitName))),
        [] => {
            // Another's village is one all the same, and is not written here.
            if let (Some(own), [other]) = (home.unit, tree.named(&name).as_slice())
                && is_own
                && other.kind.is_basic()
            {
                let called = |code: UnitCode| format!("{code} {}", tree.name(code)).into();
                return Err(Problem::OfAnother { unit: called(other.code), own: called(own) });
            }
            let was_so_called = |unit: &&FormerUnit| compact(&unit.name) == name && within(unit.code);
            if let Some(former) = home.former.iter().find(was_so_called) {
                return Ok((former.code, Some(How::UnitName)));
            }
            let near = nearest(&name, units().map(|unit| unit.name.as_str())).map(str::to_owned);
            Err(Problem::UnknownUnit { near })
        }
        several => {
            let apart = several.iter().map(|unit| format!("{} {}{}", unit.code, whole(unit.code), unit.name));
            Err(Problem::SeveralUnits(apart.collect()))
        }
    }
}

/// The member that a text names, by id or by a name that one member has.
pub(crate) fn member(known: &Known, unit: UnitCode, text: &str, goes_up: bool) -> Result<Taken, Problem> {
    if let Some(person) = known.person(unit, text) {
        return Ok((person.id.clone(), None));
    }
    if let Some(person) = known.told_apart(unit, text) {
        return Ok((person.id.clone(), Some(How::MemberName)));
    }
    let is_known = known.has_people(unit);
    let is_asked = known.named(unit, text).is_empty() && (goes_up || known.has_people(unit));
    if let Some(name) = before_brackets(text).filter(|name| is_asked && is_like_a_name(name)) {
        return bracketed(known, unit, name, text);
    }
    match known.named(unit, text).as_slice() {
        [person] => Ok((person.id.clone(), Some(How::MemberName))),
        // An id that nobody here has is told where the row is kept.
        [] if !is_like_a_name(text) || (!is_known && !goes_up) => Ok((folded(text), None)),
        [] if !is_known => Err(Problem::NoRoster),
        [] => Err(Problem::UnknownMember { near: known.near(unit, text) }),
        several => one_of(several),
    }
}

/// Which of several of one name is meant is asked about; where the roster does not tell yet who they are, it waits for that.
fn one_of(several: &[&Person]) -> Result<Taken, Problem> {
    match several.iter().find(|person| person.is_to_be_corrected) {
        Some(person) => Ok((person.id.clone(), None)),
        None => Err(Problem::SeveralMembers(several.iter().map(|person| person.told_apart(several)).collect())),
    }
}

/// What stands before brackets at the end of a text: the name of `陈建国（1998年7月1日）`.
fn before_brackets(text: &str) -> Option<&str> {
    let inner = text.trim().strip_suffix([')', '）'])?;
    inner.split_once(['(', '（']).map(|(name, _)| name.trim()).filter(|name| !name.is_empty())
}

/// The member whose name stands before brackets in which is nothing that tells members apart. Where a day stands there, it is
/// asked who is meant, and where another group than the member's stands there, too; any other remark, such as a post, is no
/// part of the name.
fn bracketed(known: &Known, unit: UnitCode, name: &str, text: &str) -> Result<Taken, Problem> {
    let says_when = text[name.len()..].chars().any(|character| character.is_ascii_digit());
    match known.named(unit, name).as_slice() {
        [] if !known.has_people(unit) => Err(Problem::NoRoster),
        [] => Err(Problem::UnknownMember { near: known.near(unit, name) }),
        [person] if !says_when && !person.is_of_another_group(&text[name.len()..]) => {
            Ok((person.id.clone(), Some(How::MemberName)))
        }
        [person] => Err(Problem::UnknownMember { near: Some(person.told_apart(&[person])) }),
        several => one_of(several),
    }
}

/// Two Chinese characters or more, and no Latin letter or digit: then it may be a name, or several, with whatever
/// stands between them.
fn is_like_a_name(text: &str) -> bool {
    let is_chinese = |character: &char| ('\u{4e00}'..='\u{9fff}').contains(character);
    text.chars().filter(is_chinese).count() >= 2 && !text.chars().any(|character| character.is_ascii_alphanumeric())
}

/// Whoever did something: a member's id where the name is one member's, and else as it is written, as a guest may
/// take the chair.
pub(crate) fn somebody(known: &Known, unit: UnitCode, text: &str) -> Result<Taken, Problem> {
    if let Some(person) = known.person(unit, text) {
        return Ok((person.id.clone(), None));
    }
    if let Some(person) = known.told_apart(unit, text) {
        return Ok((person.id.clone(), Some(How::MemberName)));
    }
    match known.named(unit, text).as_slice() {
        [] => Ok((text.to_owned(), None)),
        [person] => Ok((person.id.clone(), Some(How::MemberName))),
        several => one_of(several),
    }
}

/// The meetings that a cell tells by their day or title.
fn told<'k>(gatherings: &'k [Gathering], calendar: &Calendar, cell: &Cell) -> Vec<&'k Gathering> {
    let day = calendar.day(cell, false).ok().map(|(day, _)| day);
    let title = compact(&folded(as_meant(cell.shown().trim())));
    let is_told = |gathering: &&Gathering| {
        day.as_ref().is_some_and(|day| gathering.date.to_string() == *day)
            || gathering.title.as_deref().is_some_and(|own| compact(own) == title)
    };
    gatherings.iter().filter(is_told).collect()
}

/// The day of the meeting that a cell tells by its day or title, and not by its id.
pub(crate) fn day_of_meeting(known: &Known, calendar: &Calendar, unit: UnitCode, cell: &Cell) -> Option<Date> {
    match told(known.gatherings(unit), calendar, cell).as_slice() {
        [gathering] => Some(gathering.date),
        _ => None,
    }
}

/// The meeting that a cell names: by id, by its day, or by its title.
pub(crate) fn meeting(known: &Known, calendar: &Calendar, unit: UnitCode, cell: &Cell) -> Result<Taken, Problem> {
    let written = as_meant(cell.shown().trim()).to_owned();
    let gatherings = known.gatherings(unit);
    if gatherings.iter().any(|gathering| gathering.id == written) {
        return Ok((written, None));
    }
    let text = folded(&written);
    if gatherings.iter().any(|gathering| gathering.id == text) {
        return Ok((text, None));
    }
    let day = calendar.day(cell, false).ok().map(|(day, _)| day);
    match told(gatherings, calendar, cell).as_slice() {
        [gathering] => Ok((gathering.id.clone(), Some(How::Meeting))),
        [] if day.is_none() && !is_like_a_name(&compact(&text)) => Ok((text, None)),
        [] => {
            let near = nearest(&text, gatherings.iter().map(|gathering| gathering.id.as_str())).map(str::to_owned);
            Err(Problem::UnknownMeeting { near })
        }
        several => Err(Problem::SeveralMeetings(
            several.iter().map(|gathering| format!("{} {} {}", gathering.id, gathering.date, gathering.kind)).collect(),
        )),
    }
}
