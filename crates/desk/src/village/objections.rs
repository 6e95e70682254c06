//! Objections 申辩: what a village says against its place in a ranking, and what township or county answer. The village
//! writes into a document of its own; answers stand in the bulletin of the unit that gives them, for everyone below.

use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::node::status::Mark;
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::people::viewer::Viewer;
use crate::writing::operations::{Doing, OperationKind};
use cunbang_ledger::{Entered, Hash, LogId};
use cunbang_model::period::half_width;
use cunbang_model::schema::{ReplyOutcome, Word as _};
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Record as _, Table, UnitCode, clock, record};
use cunbang_ranking::Published;
use cunbang_ranking::bulletin::bulletin;
use cunbang_scheme::Scheme;
use cunbang_store::Selection;
use std::collections::BTreeSet;

/// How many rows an objection may name.
const MOST_NAMED: usize = 100;
/// How many digits of its hash name an objection.
const DIGITS: usize = 12;

/// Why an objection was not made or answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObjectionError {
    /// Nothing was said.
    #[error("{}", cunbang_language::say!("objection-empty"))]
    Empty,
    /// It names a row that is not there.
    #[error("{}", cunbang_language::say!("objection-no-row", row = .0))]
    NoRow(String),
    /// There is no such objection here.
    #[error("{}", cunbang_language::say!("objection-none", objection = .objection, unit = .unit))]
    NoSuchObjection {
        /// The id.
        objection: String,
        /// The village.
        unit: UnitCode,
    },
}

impl ObjectionError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::Empty | Self::NoRow(_) => Sort::Input,
            Self::NoSuchObjection { .. } => Sort::NotFound,
        }
    }
}

/// An objection with what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionView {
    /// What was said.
    pub objection: record::Objection,
    /// How far it was received.
    pub mark: Mark,
    /// The last day on which the village could object in time, where the rules of the ranking say so.
    pub until: Option<Date>,
    /// Whether it came after that: to a node above, or where none has it yet, by the day on which it was made. It is
    /// answered all the same.
    pub is_late: bool,
    /// What was answered, and the name of the unit that did.
    pub replies: Vec<(record::Reply, String)>,
}

/// An objection of a village, as the units above see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageObjection {
    /// The village.
    pub unit: UnitCode,
    /// Whether neither this node's unit nor one above it has answered it.
    pub is_open: bool,
    /// The village's rows that the text names, by table and id.
    pub rows: Vec<(Table, String)>,
    /// What was said and answered.
    pub view: ObjectionView,
}

impl Desk {
    /// Objects for this device's village to a period's ranking, today, against the run whose score sheet is here if one
    /// is. The same words once more are the same objection. Gives its id.
    pub async fn object(&self, operator: &str, period: Period, text: &str) -> Result<String, DeskError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ObjectionError::Empty.into());
        }
        let unit = self.replica().unit();
        let viewer = Viewer::operator(self.replica(), operator);
        let period = self.assessed_as(period).await?.map_or(period, |(assessed, _)| assessed);
        let run = self.score_sheet(&viewer, unit, period).await.ok().map(|sheet| sheet.run);
        let hash = Hash::of(&[unit.as_str().as_bytes(), period.to_string().as_bytes(), text.as_bytes()]).to_string();
        let objection = hash.chars().take(DIGITS).collect::<String>();
        let document = appeal(unit, period);
        let stands = self.replica().projection(document).await?;
        if stands.get(Table::Objections, &objection).is_some_and(|standing| !standing.row.is_withdrawn()) {
            return Ok(objection);
        }
        self.check_cited(unit, period, text).await?;
        let filed_on = clock::county_date(self.replica().now());
        let text = text.to_owned();
        let row = record::Objection { unit, objection: objection.clone(), period, text, filed_on, run }
            .into_row()
            .map_err(DeskError::Rows)?;
        let doing = Doing::new(OperationKind::Record, &row.key());
        self.issue_entered(operator, vec![(document, vec![Entered::from(row)])], &doing).await?;
        Ok(objection)
    }

    /// Answers a village's objection, as the unit of this node, in its bulletin. Answering again takes the place of what
    /// was answered before.
    pub async fn answer_objection(
        &self,
        operator: &str,
        subject: UnitCode,
        period: Period,
        objection: &str,
        outcome: ReplyOutcome,
        text: &str,
    ) -> Result<(), DeskError> {
        self.permit(operator, Command::Answer).await?;
        let unit = self.replica().unit();
        let document = bulletin(unit, period);
        self.replica().check_may_write(&document)?;
        let there = self.replica().projection(appeal(subject, period)).await?;
        let said = there.get(Table::Objections, objection).filter(|standing| !standing.row.is_withdrawn());
        if said.is_none() {
            return Err(ObjectionError::NoSuchObjection { objection: objection.to_owned(), unit: subject }.into());
        }
        let replied_on = clock::county_date(self.replica().now());
        let (objection, text) = (objection.to_owned(), text.trim().to_owned());
        if text.is_empty() {
            return Err(ObjectionError::Empty.into());
        }
        let noted = format!("{period} {objection} {}", outcome.word());
        let row = record::Reply { unit, subject, objection, period, outcome, text, replied_on }
            .into_row()
            .map_err(DeskError::Rows)?;
        self.issue(operator, vec![(document, vec![row])]).await?;
        audit::note(Deed::Answer, operator, subject, &noted);
        Ok(())
    }

    /// A village's objections to a period's ranking, the earliest first, each with what was answered.
    pub async fn objections(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Vec<ObjectionView>, DeskError> {
        viewer.check_document(DocumentKind::Appeal, unit)?;
        let period = self.assessed_as(period).await?.map_or(period, |(assessed, _)| assessed);
        let document = appeal(unit, period);
        let projection = self.replica().projection(document).await?;
        let receipts = self.replica().store().receipts(&document).await?;
        let replies = self.replies_to(viewer, unit, period).await?;
        let published = self.published(viewer, period).await?;
        let schemes = self.schemes().await?;
        let until_of = |run: Option<&str>| {
            let against = published.iter().find(|one| run == Some(one.id()));
            let against = against.or_else(|| published.iter().find(|one| one.withdrawn.is_none()));
            against.and_then(|against| until(against, &schemes))
        };
        let standing = projection.table(Table::Objections).filter(|standing| !standing.row.is_withdrawn());
        let mut found: Vec<ObjectionView> = standing
            .filter_map(|standing| {
                let objection: record::Objection = standing.row.record()?;
                let log = LogId { document, writer: standing.operation.writer };
                let until = until_of(objection.run.as_deref());
                let reaching = receipts.iter().filter(|receipt| receipt.log == log && receipt.number >= standing.entry);
                let received_on = reaching.map(|receipt| clock::county_date(receipt.received_at)).min();
                Some(ObjectionView {
                    is_late: until.is_some_and(|until| received_on.unwrap_or(objection.filed_on) > until),
                    until,
                    mark: self.reach([(log, standing.entry)], &receipts).mark(),
                    replies: replies.iter().filter(|(one, _)| one.objection == objection.objection).cloned().collect(),
                    objection,
                })
            })
            .filter(|view| view.objection.period == period)
            .collect();
        found.sort_by(|a, b| {
            let key = |view: &ObjectionView| (view.objection.filed_on, view.objection.objection.clone());
            key(a).cmp(&key(b))
        });
        Ok(found)
    }

    /// The last day on which villages may object to a period's ranking as it stands published, where its rules or its unit
    /// say so.
    pub async fn objections_until(&self, viewer: &Viewer, period: Period) -> Result<Option<Date>, DeskError> {
        let published = self.told(viewer, period).await?;
        let schemes = self.schemes().await?;
        Ok(published.first().and_then(|stands| until(stands, &schemes)))
    }

    /// For how many days after publication villages may object, by the rules with a hash; none where they do not say it, or
    /// are not here.
    pub async fn objection_days_by(&self, scheme_hash: &str) -> Result<Option<u16>, DeskError> {
        let schemes = self.schemes().await?;
        let scheme = schemes.iter().find(|scheme| scheme.hash() == scheme_hash);
        Ok(scheme.and_then(Scheme::objections_within_days))
    }

    /// The objections of all villages of a node's unit to a period's ranking: those that neither the unit nor one
    /// above it has answered yet come first, and of these the earliest.
    pub async fn objections_here(&self, viewer: &Viewer, period: Period) -> Result<Vec<VillageObjection>, DeskError> {
        let own = self.replica().unit();
        let period = self.assessed_as(period).await?.map_or(period, |(assessed, _)| assessed);
        let quarter = appeal(own, period).period();
        let appeals = Selection::new(DocumentKind::Appeal, own, quarter);
        let mut found = Vec::new();
        for document in self.replica().store().documents(&appeals).await? {
            let unit = document.unit();
            for view in self.objections(viewer, unit, period).await? {
                // What a unit above has answered waits for no answer of this one.
                let is_open = view.replies.iter().all(|(reply, _)| !own.is_within(&reply.unit));
                let rows = self.rows_named(viewer, unit, period, &view.objection.text).await?;
                found.push(VillageObjection { unit, is_open, rows, view });
            }
        }
        found.sort_by(|a, b| {
            let key = |one: &VillageObjection| (!one.is_open, one.view.objection.filed_on, one.unit);
            key(a).cmp(&key(b))
        });
        Ok(found)
    }

    /// The rows of a village that a text names.
    async fn rows_named(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
        text: &str,
    ) -> Result<Vec<(Table, String)>, DeskError> {
        let mut found = Vec::new();
        let kinds = [DocumentKind::Ledger, DocumentKind::Inspection];
        let tables = Table::ALL.iter().filter(|table| kinds.contains(&table.document()));
        for table in tables.filter(|table| viewer.reads(**table, unit)) {
            let ids = ids_named(*table, text);
            if ids.is_empty() {
                continue;
            }
            for document in self.documents_of(*table, unit, Some(period)).await? {
                let projection = self.replica().projection(document).await?;
                let named = ids.iter().filter(|id| projection.get(*table, id).is_some());
                found.extend(named.map(|id| (*table, id.clone())));
            }
        }
        found.sort();
        found.dedup();
        found.truncate(MOST_NAMED);
        Ok(found)
    }

    /// Refuses a text that cites a row of this village by table and id, as pages do, where there is no such row.
    async fn check_cited(&self, unit: UnitCode, period: Period, text: &str) -> Result<(), DeskError> {
        let kinds = [DocumentKind::Ledger, DocumentKind::Inspection];
        for table in Table::ALL.iter().filter(|table| kinds.contains(&table.document())) {
            let mut cited = ids_cited(*table, text);
            if cited.is_empty() {
                continue;
            }
            for document in self.documents_of(*table, unit, Some(period)).await? {
                let projection = self.replica().projection(document).await?;
                cited.retain(|id| projection.get(*table, id).is_none());
            }
            if let Some(id) = cited.first() {
                return Err(ObjectionError::NoRow(format!("{table}/{id}")).into());
            }
        }
        Ok(())
    }

    /// What the units above answered a village, with their names: the lowest first.
    async fn replies_to(
        &self,
        viewer: &Viewer,
        subject: UnitCode,
        period: Period,
    ) -> Result<Vec<(record::Reply, String)>, DeskError> {
        let units = self.replica().org().units().cloned();
        let name = |unit: UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
        let root = self.replica().root();
        let mut found = Vec::new();
        for unit in subject.and_ancestors().filter(|unit| *unit != subject && unit.is_within(&root)) {
            if !viewer.is_told_by(unit) && !viewer.covers(unit) {
                continue;
            }
            let projection = self.replica().projection(bulletin(unit, period)).await?;
            let standing = projection.table(Table::Replies).filter(|standing| !standing.row.is_withdrawn());
            let replies = standing.filter_map(|standing| standing.row.record::<record::Reply>());
            let own = replies.filter(|reply| reply.subject == subject && reply.period == period);
            found.extend(own.map(|reply| (reply, name(unit))));
        }
        Ok(found)
    }

    /// What the county decided on a unit for a period, if anything.
    pub async fn decision_on(&self, unit: UnitCode, period: Period) -> Result<Option<record::Decision>, DeskError> {
        Ok(self.decisions_on(period).await?.into_iter().find(|decision| decision.subject == unit))
    }
}

/// The last day on which villages may object to what was published: as was chosen with the publication, or as the rules by
/// which it was ranked say; none where neither does.
fn until(published: &Published, schemes: &[Scheme]) -> Option<Date> {
    if published.run.objections_until.is_some() {
        return published.run.objections_until;
    }
    let scheme = schemes.iter().find(|scheme| scheme.hash() == published.run.scheme_hash)?;
    scheme.objections_until(published.run.published_on)
}

/// The ids that a text says to be of a table: `deeds/d2`, `闪光言行 d2`, `言行编号：d2`. A number by itself names nothing,
/// as 15 may be points, a day, or a person; nor does one after a table's name, but with a stroke.
fn ids_named(table: Table, text: &str) -> BTreeSet<String> {
    let text: String = text.chars().map(half_width).collect();
    let is_of_id = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '/');
    let mut ids = BTreeSet::new();
    for word in words_for(table) {
        for (at, _) in text.match_indices(word) {
            let rest = &text[at + word.len()..];
            // A part of a longer word is another word.
            if word.is_ascii() && rest.starts_with(|next: char| next.is_ascii_alphanumeric()) {
                continue;
            }
            let rest = rest.trim_start();
            let rest = rest.strip_prefix("编号").unwrap_or(rest);
            let has_stroke = rest.starts_with('/');
            let is_between = |letter: char| letter.is_whitespace() || matches!(letter, ':' | '/' | '「' | '“' | '"');
            let rest = rest.trim_start_matches(is_between);
            let id: String = rest.chars().take_while(|letter| is_of_id(*letter)).collect();
            let id = id.trim_end_matches(['/', '-']);
            if !id.is_empty() && (has_stroke || !id.bytes().all(|byte| byte.is_ascii_digit())) {
                ids.insert(id.to_owned());
            }
        }
    }
    ids
}

/// The ids that a text cites with the table's own name and a stroke: `deeds/d2`.
fn ids_cited(table: Table, text: &str) -> BTreeSet<String> {
    let text: String = text.chars().map(half_width).collect();
    let name = format!("{table}/");
    let of_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '/');
    let cited = text.match_indices(&name).filter(|(at, _)| !text[..*at].ends_with(of_word));
    let ids = cited.map(|(at, _)| text[at + name.len()..].chars().take_while(|letter| of_word(*letter)).collect());
    let ids = ids.map(|id: String| id.trim_end_matches(['/', '-']).to_owned());
    ids.filter(|id| !id.is_empty()).collect()
}

/// What people call a table, or a row of it: by its own names and by what its ids are called.
fn words_for(table: Table) -> Vec<&'static str> {
    let own = table.key().first().filter(|_| table.key().len() == 1);
    let own = own.and_then(|own| table.columns().iter().find(|column| column.name == *own));
    let own = own.filter(|column| column.refers_to.is_none());
    let called = own.map(|column| [column.name, column.chinese.trim_end_matches("编号")]);
    let words = [table.name(), table.chinese()].into_iter().chain(called.into_iter().flatten());
    words.filter(|word| !word.is_empty()).collect()
}

/// The document with a village's objections to a period: that of its last quarter.
#[allow(clippy::expect_used)] // a day lies in a quarter, and objections are quarterly
fn appeal(unit: UnitCode, period: Period) -> DocumentName {
    let quarter = Period::quarter_of(period.belongs_to());
    DocumentName::quarterly(DocumentKind::Appeal, unit, quarter).expect("a quarterly document of a quarter")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_named_by_table_and_id_alone() {
        let named = |table: Table, text: &str| ids_named(table, text).into_iter().collect::<Vec<_>>().join(" ");
        let plain = "8月20日、8月28日的会议都已召开，党员 15 人到会，应得 15 分，走访20户";
        for table in Table::ALL {
            assert_eq!(named(*table, plain), "", "{table}");
        }
        for text in ["deeds/d2", "闪光言行d2应计一分", "言行d2应计一分", "闪光言行 编号：ｄ２ 未计", "见闪光言行「d2」"]
        {
            assert_eq!(named(Table::Deeds, text), "d2", "{text}");
        }
        let picked = "所述记录：meetings/theme_day-2026-08-15、attendance/t08/m1、standing/15";
        assert_eq!(named(Table::Meetings, picked), "theme_day-2026-08-15");
        assert_eq!(named(Table::Attendance, picked), "t08/m1");
        assert_eq!(named(Table::Standing, picked), "15");
        assert_eq!(ids_cited(Table::Attendance, picked), BTreeSet::from(["t08/m1".to_owned()]));
        assert_eq!(ids_cited(Table::Deeds, "闪光言行d2，见 misdeeds/d3、https://x/deeds/d4，deeds/"), BTreeSet::new());
    }
}
