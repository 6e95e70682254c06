//! How views spell numbers and rows for files and pages.

use crate::reading::authorship::{MemberNames, named_in};
use cunbang_language::Language;
use cunbang_ledger::Projection;
pub(crate) use cunbang_model::period_said;
use cunbang_model::schema::{Column, ColumnKind, known_words};
use cunbang_model::{Decimal, Period, Row, Table, Value};
use serde::{Serialize as _, Serializer};

/// The most characters of a text in a brief line.
const MOST_CHARACTERS: usize = 40;

/// A number as text, as in outcomes: `"87.50"`.
pub(crate) fn number<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

/// The same where there may be none.
#[allow(clippy::ref_option)] // as serde calls it
pub(crate) fn optional_number<S: Serializer>(number: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
    number.map(|number| number.to_string()).serialize(serializer)
}

/// A row in a line for people, as [`brief`] has it; the meeting that it names stands there as people call it, where it is
/// in the same document.
pub(crate) fn brief_in(row: &Row, names: &MemberNames, document: &Projection) -> String {
    brief_with(row, names, meeting_of(row, document))
}

/// The meeting that a row names.
pub(crate) fn meeting_of<'d>(row: &Row, document: &'d Projection) -> Option<&'d Row> {
    let mut columns = row.table().columns().iter().filter(|column| column.refers_to == Some(Table::Meetings));
    let id = columns.find_map(|column| row.text(column.name))?;
    document.get(Table::Meetings, id).map(|standing| &standing.row)
}

/// A row in a line for people: its day, members by name as far as names are known, words in Chinese, the beginning of its
/// texts. Its id is not in it, but for ids that name other rows.
pub(crate) fn brief(row: &Row, names: &MemberNames) -> String {
    brief_with(row, names, None)
}

/// The same, with the meeting that it names, where that is known.
pub(crate) fn brief_with(row: &Row, names: &MemberNames, meeting: Option<&Row>) -> String {
    told(row, names, meeting, |_| true)
}

/// What a row is, for files that go from hand to hand: without what somebody wrote in sentences, and without names.
pub(crate) fn label(row: &Row, meeting: Option<&Row>) -> String {
    told(row, &MemberNames::new(), meeting, |column| column.name != "text")
}

/// A row in a line, of the columns that are told.
pub(crate) fn told(row: &Row, names: &MemberNames, meeting: Option<&Row>, tells: impl Fn(&Column) -> bool) -> String {
    let members = named_in(row, names);
    let own_id = row.table().key().last().filter(|_| row.table().key().len() == 1);
    // Of several numbers it is said what each is.
    let has_several = row.cells().iter().filter(|value| matches!(value, Some(Value::Number(_)))).count() > 1;
    let mut parts: Vec<String> = Vec::new();
    for (column, value) in row.table().columns().iter().zip(row.cells()) {
        let Some(value) = value else { continue };
        if column.name == "unit"
            || !tells(column)
            || *value == Value::YesNo(false)
            || (own_id == Some(&column.name)
                && column.kind == ColumnKind::Id
                && column.refers_to.is_none()
                && !column.name.contains("member"))
        {
            continue;
        }
        // An id that the program made tells nobody anything beside the name.
        let is_made = |value: &Value| matches!(value, Value::Text(id) if id.starts_with("m-"));
        if row.table() == Table::Members && column.name == "member" && is_made(value) && row.text("name").is_some() {
            continue;
        }
        if let Some(meeting) = meeting.filter(|_| column.refers_to == Some(Table::Meetings)) {
            parts.push(meeting_in_words(meeting));
            continue;
        }
        parts.push(match value {
            Value::Date(day) => match Language::first() {
                // Years ago.
                Language::Chinese if column.name == "joined" => {
                    format!("{}年{}月{}日", day.year(), day.month(), day.day())
                }
                Language::Chinese => format!("{}月{}日", day.month(), day.day()),
                Language::English => day.to_string(),
            },
            Value::Text(text) => match (members.get(&**text), chinese(row.table(), column, text)) {
                (Some(name), _) => name.clone(),
                // Titles and other texts of people's own have no English.
                (None, Some(word)) => Language::first().pick(word, &**text).replace('_', " "),
                (None, None) => shortened(text),
            },
            Value::Period(Period::Month(year, month)) => {
                let (chinese, english) = (format!("{year}年{month}月"), value.to_string());
                Language::first().pick(&*chinese, &*english).to_owned()
            }
            Value::YesNo(_) => Language::first().pick(column.chinese, column.name).replace('_', " "),
            Value::Number(_) if has_several => {
                format!("{} {value}", Language::first().pick(column.chinese, column.name).replace('_', " "))
            }
            value => value.to_string(),
        });
    }
    parts.join(" ")
}

/// A meeting as people call it: its kind, its day and its title, where that says more than the kind.
pub(crate) fn meeting_in_words(meeting: &Row) -> String {
    let kind = meeting.table().columns().iter().find(|column| column.name == "kind");
    let kind = kind.and_then(|column| {
        let word = meeting.text("kind")?;
        let chinese = chinese(meeting.table(), column, word).unwrap_or(word);
        Some((Language::first().pick(chinese, word).replace('_', " "), chinese))
    });
    let day = meeting.date("date").map(|day| match Language::first() {
        Language::Chinese => format!("{}月{}日", day.month(), day.day()),
        Language::English => day.to_string(),
    });
    let title = meeting.text("title").filter(|title| kind.as_ref().is_none_or(|(_, chinese)| chinese != title));
    let parts = [day, kind.map(|(kind, _)| kind), title.map(shortened)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What a row says in a column, for people: a member by name, a word that the column knows in the reader's language.
pub(crate) fn cell_in_words(row: &Row, column: &Column, names: &MemberNames) -> String {
    let Some(value) = row.get(column.name) else { return String::new() };
    let Value::Text(text) = value else { return value.to_string() };
    match (names.get(&**text), chinese(row.table(), column, text)) {
        (Some(name), _) => name.clone(),
        (None, Some(word)) => Language::first().pick(word, &**text).to_owned(),
        (None, None) => text.to_string(),
    }
}

/// The Chinese word for one that a column knows.
pub fn chinese(table: Table, column: &Column, word: &str) -> Option<&'static str> {
    let words = match column.kind {
        ColumnKind::Choice(words) => words,
        ColumnKind::YesNo => &[("yes", "是"), ("no", "否")],
        _ => known_words(table, column.name),
    };
    words.iter().find(|(english, _)| *english == word).map(|(_, chinese)| *chinese)
}

/// A text as far as a line has room for it.
pub(crate) fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let first: String = characters.by_ref().take(MOST_CHARACTERS).collect();
    if characters.next().is_some() { format!("{first}…") } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_told_in_a_line() {
        let names: MemberNames = [("m1".to_owned(), "陈建国".to_owned())].into();
        let told = |table, cells: &[(&str, &str)]| {
            let unit = [("unit", "330522103201")];
            brief(
                &Row::from_cells(table, unit.iter().chain(cells).copied()).unwrap_or_else(|error| panic!("{error:?}")),
                &names,
            )
        };
        let deed = [("deed", "d1"), ("member", "m1"), ("date", "2026-07-03"), ("kind", "integrity"), ("text", "修路")];
        assert_eq!(told(Table::Deeds, &deed), "陈建国 7月3日 弘扬正气 修路");
        let mark = [("meeting", "t8"), ("member", "m1"), ("mark", "late")];
        assert_eq!(told(Table::Attendance, &mark), "t8 陈建国 迟到");
        let meeting =
            [("meeting", "theme_day-0815-2"), ("kind", "theme_day"), ("date", "2026-08-15"), ("title", "清理河道")];
        let of = |table, cells: &[(&str, &str)]| {
            let unit = [("unit", "330522103201")];
            Row::from_cells(table, unit.iter().chain(cells).copied()).unwrap_or_else(|error| panic!("{error:?}"))
        };
        let with_meeting = |title: &str| {
            let meeting = of(Table::Meetings, &[meeting[0], meeting[1], meeting[2], ("title", title)]);
            let mark = of(Table::Attendance, &[("meeting", "theme_day-0815-2"), ("member", "m1"), ("mark", "late")]);
            brief_with(&mark, &names, Some(&meeting))
        };
        assert_eq!(with_meeting("清理河道"), "8月15日 主题党日 清理河道 陈建国 迟到");
        assert_eq!(with_meeting("主题党日"), "8月15日 主题党日 陈建国 迟到");
        // In files that go from hand to hand nobody is named, and nothing stands that somebody wrote.
        assert_eq!(label(&of(Table::Deeds, &deed), None), "m1 7月3日 弘扬正气");
        let visits = [("month", "2026-07"), ("households", "20"), ("visited", "10")];
        assert_eq!(told(Table::Visits, &visits), "2026年7月 户数 20 已走访 10");
        let member = [("member", "m1"), ("name", "陈建国"), ("status", "full"), ("floating", "no")];
        assert_eq!(told(Table::Members, &member), "m1 陈建国 正式党员");
        let made = [("member", "m-fayu6zfblm"), ("name", "测丙"), ("status", "full"), ("joined", "2001-07-01")];
        assert_eq!(told(Table::Members, &made), "测丙 正式党员 2001年7月1日");
        Language::English.with(|| {
            assert_eq!(told(Table::Deeds, &deed), "陈建国 2026-07-03 integrity 修路");
            assert_eq!(told(Table::Visits, &visits), "2026-07 households 20 visited 10");
        });
    }
}
