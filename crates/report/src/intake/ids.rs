//! Ids where a sheet has none: made from what the row says, and the same whenever it says the same.
//!
//! A meeting's is its kind and day, `theme_day-2026-09-05`, which people can read and write. Any other is a letter
//! and ten characters of the SHA-256 of the unit and the row's required cells (of a member: the name; and the day of
//! joining, where two have one name; of a commitment also whose it is), so that a name does not stand in an id, which goes up to the county.

use super::cell::compact;
use super::files::Reading;
use super::home::SameName;
use super::known::Person;
use super::problem::Problem;
use super::rows::Written;
use super::taken::How;
use cunbang_language::{Language, say};
use cunbang_model::{Date, Table, UnitCode};
use ring::digest::{Context, SHA256};

/// How many characters of the hash stand in an id: 50 bits.
const HASH_CHARACTERS: usize = 10;

/// Whether the ids of a table in a column may be made: it is the row's own, and not what it refers to.
pub(crate) fn is_made(table: Table, column: &str) -> bool {
    let own = table.key().first().copied();
    let known = table.columns().iter().find(|one| one.name == column);
    table.key().len() == 1
        && own == Some(column)
        && known.is_some_and(|one| one.kind == cunbang_model::ColumnKind::Id && one.refers_to.is_none())
        && !matches!(table, Table::Units)
}

/// The id of a row from the cells that make it what it is.
pub(crate) fn made<'c>(table: Table, unit: UnitCode, cells: impl IntoIterator<Item = &'c str>) -> String {
    let cells: Vec<&str> = cells.into_iter().collect();
    if table == Table::Meetings {
        return cells.join("-");
    }
    let mut hash = Context::new(&SHA256);
    for part in ["cunbang id 1", unit.as_str(), table.name()].into_iter().chain(cells) {
        hash.update(part.as_bytes());
        hash.update(b"\n");
    }
    let text = data_encoding::BASE32_NOPAD.encode(hash.finish().as_ref()).to_ascii_lowercase();
    let letter = table.key().first().and_then(|column| column.chars().next()).unwrap_or('x');
    format!("{letter}-{}", &text[..HASH_CHARACTERS])
}

/// The columns whose cells make the id.
pub(crate) fn key_columns(table: Table) -> Vec<&'static str> {
    match table {
        Table::Meetings => vec!["kind", "date"],
        Table::Members => vec!["name"],
        _ => {
            let required = table.columns().iter().filter(|column| column.required);
            required.map(|column| column.name).filter(|name| *name != "unit" && !is_made(table, name)).collect()
        }
    }
}

/// Further columns whose cells make the id, where something stands in them: two members who promise the same have promised
/// twice.
pub(crate) const fn telling_columns(table: Table) -> &'static [&'static str] {
    match table {
        Table::Commitments => &["member"],
        _ => &[],
    }
}

/// An id and how it was come by, or the column that says why there is none.
pub(crate) type MadeId = Option<Result<(String, How), (&'static str, Problem)>>;

/// The id of a row that has none; none where the cells that make it are missing.
pub(crate) fn of_row(reading: &Reading<'_>, table: Table, unit: UnitCode, written: &Written) -> MadeId {
    let cells: Option<Vec<&str>> = key_columns(table).into_iter().map(|column| written.text(column)).collect();
    let mut cells = cells?;
    cells.extend(
        telling_columns(table).iter().filter_map(|column| written.text(column)).filter(|text| !text.is_empty()),
    );
    if table != Table::Members {
        return Some(Ok((made(table, unit, cells), How::MadeId)));
    }
    let name = *cells.first()?;
    let joined: Option<Date> = written.text("joined").and_then(|text| text.parse().ok());
    let of_name = reading.at_home.named(unit, name);
    let by_day: Vec<_> = of_name.iter().filter(|person| joined.is_some() && person.joined == joined).collect();
    if let [person] = by_day.as_slice() {
        return Some(Ok((person.id.clone(), How::KnownMember)));
    }
    let is_alone = reading.names_in_file.get(&(unit, compact(name))).is_none_or(|count| *count < 2);
    match of_name.as_slice() {
        [] if is_alone => Some(Ok((made(table, unit, [compact(name).as_str()]), How::MadeId))),
        [] => match joined {
            Some(joined) => {
                let cells = [compact(name), joined.to_string()];
                Some(Ok((made(table, unit, cells.iter().map(String::as_str)), How::MadeId)))
            }
            None => Some(Err(("name", Problem::SeveralMembers(Vec::new())))),
        },
        [person] if is_alone && (person.joined.is_none() || joined.is_none()) => {
            Some(Ok((person.id.clone(), How::KnownMember)))
        }
        [person] if is_alone => match (reading.home.same_name, joined, person.joined) {
            (SameName::Another, Some(joined), _) => {
                let cells = [compact(name), joined.to_string()];
                Some(Ok((made(table, unit, cells.iter().map(String::as_str)), How::MadeId)))
            }
            (SameName::Asked, _, Some(day)) => {
                let (id, name) = (person.id.as_str().into(), person.name.as_str().into());
                Some(Err(("name", Problem::OtherJoined { id, name, day })))
            }
            _ => Some(Ok((person.id.clone(), How::KnownMember))),
        },
        // One more of a name that members here have: who it is, nobody guesses. With a day of joining of its own it can be told
        // again at the next import.
        _ => match (reading.home.same_name, joined) {
            (SameName::Another, Some(joined)) => {
                let cells = [compact(name), joined.to_string()];
                Some(Ok((made(table, unit, cells.iter().map(String::as_str)), How::MadeId)))
            }
            _ => Some(Err(("name", Problem::Namesake { known: known_by_id(&of_name), has_day: joined.is_some() }))),
        },
    }
}

/// Members with their ids, and the days on which they joined.
fn known_by_id(members: &[&Person]) -> Vec<String> {
    let told = members.iter().map(|one| match one.joined {
        Some(day) => {
            format!("{}（{}，{}）", one.name, one.id, Language::first().with(|| say!("joined-on", day = day)))
        }
        None => format!("{}（{}）", one.name, one.id),
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_row_has_the_same_id_and_no_name_in_it() {
        let unit: UnitCode = "330522103201".parse().unwrap();
        let id = made(Table::Members, unit, ["陈建国"]);
        assert_eq!(id, made(Table::Members, unit, ["陈建国"]));
        assert_ne!(id, made(Table::Members, "330522103202".parse().unwrap(), ["陈建国"]));
        assert!(id.starts_with("m-") && id.len() == 12 && id.is_ascii(), "{id}");
        assert_eq!(made(Table::Meetings, unit, ["theme_day", "2026-09-05"]), "theme_day-2026-09-05");
    }

    #[test]
    fn ids_are_made_of_rows_of_their_own_alone() {
        let made: Vec<&str> = Table::spreadsheets()
            .flat_map(|table| table.columns().iter().map(move |column| (table, column.name)))
            .filter(|(table, column)| is_made(*table, column))
            .map(|(_, column)| column)
            .collect();
        assert_eq!(made, ["member", "post", "meeting", "deed", "commitment", "task", "finding", "objection"]);
        assert_eq!(key_columns(Table::Deeds), ["member", "date", "kind", "text"]);
    }
}
