//! What a clerk typed while nobody was logged in any more 尚未保存: it waits for the clerk, and says what it would do.
//!
//! It waits only if its form is one of a session that stood here, and only for the operator of that session. What settles
//! something for others or for good does not wait at all: operators, passwords, devices, figures, findings, decisions,
//! publications are done anew by whoever is logged in. So nobody else's wish is put before an operator to be confirmed.

use super::Pages;
use super::columns::{Shown, shown, table_of, table_title};
use super::frame::{moment, period_name};
use super::home::period_of;
use super::import;
use super::meeting::{MARK_FIELD, WAS_FIELD, mark_name};
use super::people::Known;
use super::score::ROW_FIELD;
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor};
use super::writing::{SEEN, field};
use axum::http::StatusCode;
use cunbang_desk::Viewer;
use cunbang_desk::reading::authorship::MemberNames;
use cunbang_language::say;
use cunbang_model::schema::Mark;
use cunbang_model::{ColumnKind, Period, Table, Timestamp, Word};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// How many forms wait.
const MOST_WAITING: usize = 16;

/// A form that came while nobody was logged in.
#[derive(Debug)]
pub(crate) struct Form {
    /// Whose session had ended.
    pub(crate) operator: String,
    pub(crate) path: String,
    pub(crate) fields: Fields,
    /// When it came.
    pub(crate) at: Timestamp,
}

/// Forms that wait for their operators, the newest last, each under a name that only its browser was told. They go with the
/// program.
#[derive(Debug, Default)]
pub(crate) struct Unsent(Mutex<VecDeque<(String, Arc<Form>)>>);

impl Unsent {
    fn add(&self, name: String, form: Form) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push_back((name, Arc::new(form)));
        if waiting.len() > MOST_WAITING {
            waiting.pop_front();
        }
    }

    /// Gives a form to its operator, once; to nobody else.
    pub(crate) fn take(&self, name: &str, operator: &str) -> Option<Arc<Form>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = waiting.iter().position(|(known, form)| known == name && form.operator == operator)?;
        waiting.remove(place).map(|(_, form)| form)
    }
}

/// What a form does that waits.
#[derive(Debug, PartialEq, Eq)]
enum Act<'p> {
    Meeting,
    Marks(&'p str),
    Deed(&'p str),
    Row(&'p str),
    Import,
    Rectify(&'p str),
    Object,
}

/// The period that an address names, and what is done there; none where nothing waits.
fn act_of(path: &str) -> Option<(&str, Act<'_>)> {
    let steps: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let (period, rest) = steps.split_first()?;
    let act = match rest {
        ["meetings"] => Act::Meeting,
        ["meetings", meeting, "attendance"] => Act::Marks(meeting),
        ["meetings", meeting, "deeds"] => Act::Deed(meeting),
        ["tables", table] => Act::Row(table),
        ["import", "keep"] => Act::Import,
        ["findings", finding] => Act::Rectify(finding),
        ["objections"] => Act::Object,
        _ => return None,
    };
    Some((period, act))
}

/// Keeps a form for the operator whose session ended, and gives its name; none where it does not wait.
pub(crate) async fn keep(
    pages: &Pages,
    session: &str,
    form_token: &str,
    path: &str,
    fields: Fields,
) -> Result<Option<String>, Trouble> {
    // Above the villages everything that is sent settles something.
    if !pages.is_village() || act_of(path).is_none() {
        return Ok(None);
    }
    let Some(operator) = pages.desk.whose_form(session, form_token).await? else { return Ok(None) };
    let replica = pages.desk.replica();
    let mut name = [0; 16];
    let failed = |_| Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, say!("trouble-page"));
    replica.randomness().fill(&mut name).map_err(failed)?;
    let name = format!("{:032x}", u128::from_be_bytes(name));
    pages.unsent.add(name.clone(), Form { operator, path: path.to_owned(), fields, at: replica.now() });
    Ok(Some(name))
}

/// A form as its operator is asked about it.
pub(crate) struct Told {
    /// What would be done.
    pub(crate) act: String,
    /// Where, and when it was typed by whom.
    pub(crate) whence: String,
    /// What was typed, by the names of the form.
    pub(crate) typed: Vec<(String, String)>,
}

/// Says what a form would do.
pub(crate) async fn told(pages: &Pages, visitor: &Visitor, form: &Form) -> Result<Told, Trouble> {
    let gone = || Trouble::of(StatusCode::GONE, say!("again-gone"));
    let (period, act) = act_of(&form.path).ok_or_else(gone)?;
    let period = period_of(period)?;
    let known = Known::all(pages, visitor, period).await?;
    let language = visitor.preferences.language;
    let told = Telling { pages, visitor, period, known: &known };
    let (act, typed) = match act {
        Act::Meeting => (say!("again-meeting"), told.cells(Table::Meetings, form).await?),
        Act::Deed(meeting) => {
            let meeting = told.row(Table::Meetings, meeting).await;
            (say!("again-deed", meeting = meeting), told.cells(Table::Deeds, form).await?)
        }
        Act::Marks(meeting) => {
            let meeting = told.row(Table::Meetings, meeting).await;
            (say!("again-marks", meeting = meeting), told.marks(form))
        }
        Act::Row(table) => {
            let table = table_of(table)?;
            let name = table_title(table, language);
            let is_new = field(&form.fields, SEEN).is_none();
            let act = if is_new { say!("again-new", table = name) } else { say!("again-change", table = name) };
            (act, told.cells(table, form).await?)
        }
        Act::Import => (say!("again-import"), import::typed(pages, &form.fields)),
        Act::Rectify(finding) => {
            let finding = told.row(Table::Findings, finding).await;
            (say!("again-rectify", finding = finding), text_of(form, say!("found-what")))
        }
        Act::Object => (say!("again-object"), told.objection(form).await),
    };
    let replica = pages.desk.replica();
    let unit = replica.org().units().map_or_else(|| replica.unit().to_string(), |units| units.name(replica.unit()));
    let (operator, at) = (form.operator.as_str(), moment(form.at));
    let whence = say!("again-whence", unit = unit, period = period_name(period), operator = operator, at = at);
    Ok(Told { act, whence, typed })
}

/// The text of a form that has nothing else.
fn text_of(form: &Form, label: String) -> Vec<(String, String)> {
    field(&form.fields, "text").map(|text| (label, text.to_owned())).into_iter().collect()
}

/// What says what a form holds.
struct Telling<'t> {
    pages: &'t Pages,
    visitor: &'t Visitor,
    period: Period,
    known: &'t Known,
}

impl Telling<'_> {
    /// A row that the address names, as people call it; its id where it is not here.
    async fn row(&self, table: Table, id: &str) -> String {
        let id = percent_encoding::percent_decode_str(id).decode_utf8_lossy();
        let viewer = Viewer::operator(self.pages.desk.replica(), &self.visitor.operator);
        let row = self.pages.desk.row(&viewer, table, None, &id, Some(self.period)).await;
        row.map_or_else(|_| id.clone().into_owned(), |row| row.said())
    }

    /// The cells of a form of a table, in the order of its columns, and what else a meeting's form asks.
    async fn cells(&self, table: Table, form: &Form) -> Result<Vec<(String, String)>, Trouble> {
        let columns = shown(self.pages, table, self.period, self.visitor.preferences.language).await?;
        let said = |column: &Shown, value: &str| match (column.column.kind, value.parse::<Period>()) {
            (ColumnKind::Period, Ok(period)) => period_name(period),
            _ => column.said(value, self.known, &MemberNames::default()),
        };
        let columns = columns.iter().filter(|column| !column.is_own_id(table));
        let cells = columns.filter_map(|column| {
            field(&form.fields, column.column.name).map(|value| (column.title.clone(), said(column, value)))
        });
        let ticks = [("everyone", say!("meetings-everyone")), ("confirmed", say!("meeting-confirmed"))];
        let ticks = ticks.into_iter().filter(|(name, _)| field(&form.fields, name).is_some());
        Ok(cells.chain(ticks.map(|(_, label)| (label, say!("again-yes")))).collect())
    }

    /// The marks of a form that are others than those it was made from.
    fn marks(&self, form: &Form) -> Vec<(String, String)> {
        let was = |member: &str| field(&form.fields, &format!("{WAS_FIELD}{member}")).unwrap_or_default();
        let marks = form.fields.iter().filter_map(|(name, value)| {
            let member = name.strip_prefix(MARK_FIELD).filter(|member| was(member) != value)?;
            let said = Mark::from_word(value).map_or_else(|| say!("slip-unmarked"), mark_name);
            Some((self.known.name(member).to_owned(), said))
        });
        let everyone = field(&form.fields, "everyone").map(|_| (say!("meeting-everyone"), say!("again-yes")));
        marks.chain(everyone).collect()
    }

    /// An objection, and the rows that it names.
    async fn objection(&self, form: &Form) -> Vec<(String, String)> {
        let mut typed = text_of(form, say!("objection-text"));
        for (name, _) in &form.fields {
            if let Some((table, id)) = name.strip_prefix(ROW_FIELD).and_then(|key| key.split_once('/'))
                && let Some(table) = Table::from_name(table)
            {
                typed.push((say!("objection-pick"), self.row(table, id).await));
            }
        }
        typed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_clerk_types_waits() {
        for (path, act) in [
            ("/2026Q3/meetings", Act::Meeting),
            ("/2026Q3/meetings/t08/deeds", Act::Deed("t08")),
            ("/2026Q3/meetings/t08/attendance", Act::Marks("t08")),
            ("/2026Q3/tables/tasks", Act::Row("tasks")),
            ("/2026Q3/import/keep", Act::Import),
            ("/2026Q3/findings/f1", Act::Rectify("f1")),
            ("/2026Q3/objections", Act::Object),
        ] {
            assert_eq!(act_of(path), Some(("2026Q3", act)), "{path}");
        }
        for path in [
            "/",
            "/settings/password",
            "/settings/operators",
            "/settings/operators/role",
            "/devices/codes",
            "/devices/revoke",
            "/2026Q3/figures",
            "/2026Q3/findings",
            "/2026Q3/findings/330522103201/f1/withdraw",
            "/2026Q3/publication/decide",
            "/2026Q3/publication/publish",
            "/2026Q3/seal",
            "/2026Q3/undo",
            "/2026Q3/conflicts",
            "/2026Q3/tables/tasks/t1/withdraw",
        ] {
            assert_eq!(act_of(path), None, "{path}");
        }
    }

    #[test]
    fn a_form_waits_for_its_operator_alone_and_is_given_once() {
        let unsent = Unsent::default();
        let form = |operator: &str| Form {
            operator: operator.to_owned(),
            path: "/2026Q3/tables/tasks".to_owned(),
            fields: Vec::new(),
            at: Timestamp::UNIX_EPOCH,
        };
        unsent.add("a".to_owned(), form("王会计"));
        assert!(unsent.take("a", "李书记").is_none() && unsent.take("b", "王会计").is_none());
        assert!(unsent.take("a", "王会计").is_some());
        assert!(unsent.take("a", "王会计").is_none());
        for number in 0..2 * MOST_WAITING {
            unsent.add(number.to_string(), form("王会计"));
        }
        assert!(unsent.take("0", "王会计").is_none() && unsent.0.lock().unwrap().len() == MOST_WAITING);
    }
}
