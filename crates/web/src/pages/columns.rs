//! Columns of a table as a page shows them: header, the cell's text, the input with which it is written.

use super::Pages;
use super::choice::{Choice, choices};
use super::frame::period_name;
use super::people::Known;
use super::trouble::Trouble;
use cunbang_desk::people::persons::is_of_person;
use cunbang_desk::reading::authorship::{MemberNames, names_member};
use cunbang_language::{Language, say};
use cunbang_model::named::is_operator_id;
use cunbang_model::{Column, ColumnKind, Period, Row, Table, Value};

/// A column that a person of the village fills in: all but the unit, which is their own.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) column: &'static Column,
    pub(crate) title: String,
    pub(crate) input: Input,
    /// The table whose rows it names.
    pub(crate) refers_to: Option<Table>,
    /// What stands in a new row.
    pub(crate) usual: String,
    /// Words that a script offers while typing; empty where anything may stand there.
    pub(crate) choices: Vec<Choice>,
    pub(crate) note: Option<&'static str>,
}

/// How a cell is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    Date,
    Select,
    /// With what is there to choose from.
    List,
    Number,
    Text,
    LongText,
}

impl Input {
    pub(crate) const fn is(self, name: &str) -> bool {
        // Templates compare by name.
        matches!(
            (self, name.as_bytes()),
            (Self::Date, b"date")
                | (Self::Select, b"select")
                | (Self::List, b"list")
                | (Self::Number, b"number")
                | (Self::Text, b"text")
                | (Self::LongText, b"long")
        )
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Select => "select",
            Self::List => "list",
            Self::Number => "number",
            Self::Text => "text",
            Self::LongText => "long",
        }
    }
}

impl Shown {
    /// The name of the list that offers what may stand there.
    pub(crate) fn list(&self) -> String {
        match self.refers_to {
            Some(_) if is_of_person(self.column.name) => "list-persons".to_owned(),
            Some(table) => format!("list-{}", table.name()),
            None => format!("list-{}", self.column.name),
        }
    }

    /// What a cell says to a reader.
    pub(crate) fn text(&self, row: &Row, known: &Known, names: &MemberNames) -> String {
        match row.get(self.column.name) {
            None => String::new(),
            Some(Value::Period(period)) => period_name(*period),
            Some(value) => self.said(&value.to_string(), known, names),
        }
    }

    /// What something written says to a reader.
    pub(crate) fn said(&self, written: &str, known: &Known, names: &MemberNames) -> String {
        if let Some(choice) = self.choices.iter().find(|choice| choice.word == written) {
            return choice.name.clone();
        }
        match self.refers_to {
            Some(Table::Members) => match (known.member(written), names.get(written)) {
                (Some(one), _) => one.name.clone(),
                (None, Some(name)) => name.clone(),
                (None, None) => written.to_owned(),
            },
            Some(Table::Meetings) => known.meeting(written).map_or(written, |meeting| &meeting.shown).to_owned(),
            _ => written.to_owned(),
        }
    }

    /// What stands in the input.
    pub(crate) fn value(&self, row: Option<&Row>, known: &Known, names: &MemberNames) -> String {
        let value = row.and_then(|row| row.get(self.column.name)).map(ToString::to_string);
        let written = value.unwrap_or_default();
        match (self.refers_to, self.input) {
            // An operator has one name here, and is written by it.
            (Some(Table::Members), _) => match names.get(&written).filter(|_| is_operator_id(&written)) {
                Some(name) => name.clone(),
                None => known.name(&written).to_owned(),
            },
            (Some(Table::Meetings), _) => {
                known.meeting(&written).map_or(written.as_str(), |meeting| &meeting.name).to_owned()
            }
            (None, Input::List) => {
                let choice = self.choices.iter().find(|choice| choice.word == written);
                choice.map_or(written.as_str(), Choice::written).to_owned()
            }
            _ => written,
        }
    }

    /// Whether it names members.
    pub(crate) fn names_members(&self) -> bool {
        self.refers_to == Some(Table::Members) || self.column.name == "member"
    }

    pub(crate) fn is_number(&self) -> bool {
        self.input == Input::Number
    }

    /// Whether it is the table's own id, which the program makes and nobody reads. One that says of whom a row is does not
    /// stand for itself.
    pub(crate) fn is_own_id(&self, table: Table) -> bool {
        is_made_id(table, self.column) && self.refers_to.is_none()
    }

    /// Whether digits choose from its list.
    pub(crate) fn is_numbered(&self) -> bool {
        self.input == Input::List && self.refers_to.is_none()
    }

    /// How wide a cell is: names and days stand on one line, long texts have room.
    pub(crate) fn class(&self) -> &'static str {
        match (self.input, self.refers_to) {
            (Input::Number, _) => "number",
            (Input::LongText, _) => "long",
            (Input::Date | Input::Select, _) | (_, Some(_)) => "name",
            _ if self.column.name == "name" => "name",
            _ => "",
        }
    }
}

/// A column's header.
pub(crate) fn title(column: &Column, language: Language) -> String {
    match language {
        Language::Chinese => column.chinese.to_owned(),
        Language::English => column.name.replace('_', " "),
    }
}

/// What a column of a table is called in a form.
pub(crate) fn title_in(table: Table, column: &Column, language: Language) -> String {
    title_of(column, refers_to(table, column), language)
}

/// The table whose rows a column names.
fn refers_to(table: Table, column: &Column) -> Option<Table> {
    column.refers_to.or_else(|| names_member(table, column).then_some(Table::Members))
}

/// The header of a column in which a name stands, where its own says that an id does.
fn title_of(column: &Column, refers_to: Option<Table>, language: Language) -> String {
    match (refers_to, column.name) {
        (Some(Table::Members), "member") => say!("column-member"),
        (Some(Table::Meetings), "meeting") => say!("column-meeting"),
        _ => title(column, language),
    }
}

/// A table's title.
pub(crate) fn table_title(table: Table, language: Language) -> String {
    language.pick(table.chinese(), table.name()).to_owned()
}

/// The columns of a table. Ids that the program makes stand last, as nobody has to fill them in.
pub(crate) async fn shown(
    pages: &Pages,
    table: Table,
    period: Period,
    language: Language,
) -> Result<Vec<Shown>, Trouble> {
    let mut columns = Vec::new();
    // A period is the page's, as the rules assess it.
    let usual = pages.desk.assessed_as(period).await?.map_or(period, |(assessed, _)| assessed);
    for column in table.columns().iter().filter(|column| column.name != "unit") {
        let offered = choices(pages, table, column.name, period, language).await?;
        let refers_to = refers_to(table, column);
        let input = match column.kind {
            ColumnKind::Date => Input::Date,
            ColumnKind::Choice(_) | ColumnKind::YesNo => Input::Select,
            ColumnKind::Number(..) | ColumnKind::Whole(..) => Input::Number,
            ColumnKind::Text(most) if most > 200 => Input::LongText,
            _ if refers_to.is_some() || !offered.is_empty() => Input::List,
            _ => Input::Text,
        };
        let note = column.note.filter(|_| refers_to.is_none() || column.refers_to.is_some());
        let note = note.map(|(chinese, english)| language.pick(chinese, english));
        let usual = if column.kind == ColumnKind::Period { usual.to_string() } else { String::new() };
        columns.push(Shown {
            column,
            title: title_of(column, refers_to, language),
            input,
            refers_to,
            usual,
            choices: offered,
            note,
        });
    }
    columns.sort_by_key(|shown: &Shown| shown.is_own_id(table));
    Ok(columns)
}

/// Whether the program makes an id where none is written.
pub(crate) fn is_made_id(table: Table, column: &Column) -> bool {
    table.key() == [column.name] && column.kind == ColumnKind::Id
}

/// What a required column says where nothing stands there.
pub(crate) fn required(column: &Column, table: Table) -> bool {
    column.required && !is_made_id(table, column)
}

/// A table by its name in an address, if a village's desk shows it.
pub(crate) fn table_of(written: &str) -> Result<Table, Trouble> {
    let known = Table::from_name(written).filter(|table| SHOWN.contains(table));
    known.ok_or_else(|| Trouble::of(axum::http::StatusCode::NOT_FOUND, say!("table-none", table = written)))
}

/// The tables of a village's desk, in the order in which a quarter needs them.
pub(crate) const SHOWN: [Table; 16] = [
    Table::Members,
    Table::Posts,
    Table::Meetings,
    Table::Attendance,
    Table::Deeds,
    Table::Commitments,
    Table::Tasks,
    Table::Visits,
    Table::Reviews,
    Table::Nominations,
    Table::Awards,
    Table::Steps,
    Table::Materials,
    Table::Measures,
    Table::StatedFigures,
    Table::Findings,
];

/// Whether it is shown only where the rules, or rows, have to do with it.
pub(crate) fn is_rare(table: Table) -> bool {
    matches!(table, Table::Steps | Table::Materials | Table::StatedFigures)
}

/// Whether a village writes it itself.
pub(crate) fn is_own(table: Table) -> bool {
    !matches!(table, Table::Findings | Table::StatedFigures)
}
