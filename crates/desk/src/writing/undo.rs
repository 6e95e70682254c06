//! Undoing 撤销: what an operation wrote goes back to what stood before it, as a whole. What somebody has changed since
//! is left as it is, and named.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::writing::operations::{Doing, Operation, OperationKind, Performed, PutRow};
use crate::writing::record::RecordError;
use cunbang_language::{Named, say};
use cunbang_ledger::{Entered, OperationId, Projection};
use cunbang_model::{Carried, DocumentName, Row, Table};
use cunbang_replica::blocking;
use cunbang_store::StoredSegment;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// What stands in a row's place that an operation had put: where nothing stood before, it is withdrawn for this reason.
fn reason(operation: &Operation) -> String {
    let what = if operation.title.is_empty() { operation.id.clone() } else { operation.title.clone() };
    format!("撤销{} {what}", operation.kind.chinese())
}

/// Whether a row is withdrawn only as what brought it was undone: nobody said that it should not stand.
pub(crate) fn is_undone(row: &Row) -> bool {
    let kinds = [OperationKind::Import, OperationKind::Record, OperationKind::Undo, OperationKind::Other];
    let said = row.withdrawal().and_then(|reason| reason.strip_prefix("撤销")).unwrap_or_default();
    kinds.iter().any(|kind| said.strip_prefix(kind.chinese()).is_some_and(|rest| rest.starts_with(' ')))
}

/// What undoing came to, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undone {
    /// The operation.
    pub operation: Operation,
    /// Its rows that went back.
    pub back: Vec<RowBack>,
    /// Its rows that were left as they are.
    pub left: Vec<RowLeft>,
}

/// A row that went back to what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowBack {
    /// Where it stands.
    pub document: DocumentName,
    /// Its key.
    pub row: String,
    /// Whether there was none before: it is withdrawn now.
    pub was_new: bool,
}

/// A row that was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowLeft {
    /// Where it stands.
    pub document: DocumentName,
    /// Its key.
    pub row: String,
    /// Why.
    pub why: WhyLeft,
}

/// Why a row was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyLeft {
    /// 其后已改: somebody changed it since, here or elsewhere.
    ChangedSince,
    /// 原有多个值: it stood with several values before: somebody has to choose.
    SeveralBefore,
    /// 新版程序登记: a newer program wrote it, or what stood before.
    Unread,
    /// 上级登记: a unit above wrote it.
    WrittenAbove,
}

impl WhyLeft {
    /// As people see it.
    pub fn said(self) -> String {
        match self {
            Self::ChangedSince => say!("undo-changed-since"),
            Self::SeveralBefore => say!("undo-several-before"),
            Self::Unread => say!("undo-unread"),
            Self::WrittenAbove => say!("undo-written-above"),
        }
    }
}

/// What goes back, and what is said of it.
struct Plan {
    entered: BTreeMap<DocumentName, Vec<Entered>>,
    undone: Undone,
}

impl Desk {
    /// What [`Self::undo`] would come to. Nothing is changed.
    pub async fn undo_preview(&self, named: Option<&str>) -> Result<Undone, DeskError> {
        Ok(self.plan(named).await?.undone)
    }

    /// Takes an operation of this device back as a whole: the one that is named, or else the newest that is no undoing
    /// itself and of which something stands. Every row that it wrote goes back to the value before it, or is
    /// withdrawn where there was none. Undoing is an operation too: naming it takes it back in turn. Right after one, what
    /// goes back further has to be named.
    pub async fn undo(&self, operator: &str, named: Option<&str>) -> Result<Undone, DeskError> {
        let Plan { entered, undone } = self.plan(named).await?;
        let newest = self.performed().await?.into_iter().next().map(|one| one.operation);
        if let Some(undoing) = newest.filter(|newest| named.is_none() && newest.kind == OperationKind::Undo) {
            let Operation { id, kind, title, .. } = undone.operation;
            let title = format!("{} {title}", Named::new(kind.chinese(), kind.as_str()));
            return Err(RecordError::UndoneAlready { undoing: undoing.id, operation: id, title }.into());
        }
        if entered.is_empty() {
            return Err(RecordError::NothingToUndo { operation: undone.operation.id }.into());
        }
        let doing = Doing::new(OperationKind::Undo, &undone.operation.id);
        self.issue_entered(operator, entered.into_iter().collect(), &doing).await?;
        Ok(undone)
    }

    async fn plan(&self, named: Option<&str>) -> Result<Plan, DeskError> {
        let performed = self.performed().await?;
        let is_meant = |one: &&Performed| match named {
            Some(named) => one.operation.id == named,
            None => one.operation.kind != OperationKind::Undo && one.operation.rows_that_stand > 0,
        };
        let Some(Performed { operation, puts }) = performed.iter().find(is_meant).cloned() else {
            return Err(RecordError::NoOperation { named: named.map(str::to_owned) }.into());
        };
        let mut by_document: BTreeMap<DocumentName, Vec<PutRow>> = BTreeMap::new();
        for put in puts {
            by_document.entry(put.document).or_default().push(put);
        }
        let why = reason(&operation);
        let mut plan =
            Plan { entered: BTreeMap::new(), undone: Undone { operation, back: Vec::new(), left: Vec::new() } };
        for (document, puts) in by_document {
            self.replica().check_may_write(&document)?;
            let projection = self.replica().projection(document).await?;
            let segments = self.replica().store().document_segments(&document).await?;
            let before = blocking(move || values_by_operation(&segments)).await??;
            let lives = self.lives_for(document).await?;
            let is_ours = |row: &Row| self.not_ours(&lives, row).is_none();
            plan.add(&projection, puts, &before, (&why, &is_ours));
        }
        Ok(plan)
    }
}

impl Plan {
    /// What goes back in one document.
    fn add(
        &mut self,
        projection: &Projection,
        puts: Vec<PutRow>,
        before: &HashMap<OperationId, Carried>,
        (why, is_ours): (&str, &dyn Fn(&Row) -> bool),
    ) {
        let document = projection.document();
        let mut rows: BTreeMap<(String, String), Vec<PutRow>> = BTreeMap::new();
        for put in puts {
            rows.entry((put.table.clone(), put.id.clone())).or_default().push(put);
        }
        for ((table, id), puts) in rows {
            let row = format!("{table}/{id}");
            match goes_back(projection, &table, &id, &puts, before, why) {
                Ok((entered, _)) if !is_ours(&entered.row) => {
                    self.undone.left.push(RowLeft { document, row, why: WhyLeft::WrittenAbove });
                }
                Ok((entered, was_new)) => {
                    self.entered.entry(document).or_default().push(entered);
                    self.undone.back.push(RowBack { document, row, was_new });
                }
                Err(why) => self.undone.left.push(RowLeft { document, row, why }),
            }
        }
    }
}

/// What takes a row back to what stood before some puts of one operation, and whether nothing did.
fn goes_back(
    projection: &Projection,
    table: &str,
    id: &str,
    puts: &[PutRow],
    before: &HashMap<OperationId, Carried>,
    why: &str,
) -> Result<(Entered, bool), WhyLeft> {
    let table = Table::from_name(table).ok_or(WhyLeft::Unread)?;
    let [now] = projection.values(table, id) else { return Err(WhyLeft::ChangedSince) };
    if !puts.iter().any(|put| put.operation == now.operation) {
        return Err(WhyLeft::ChangedSince);
    }
    // Of several puts of one row, those that the operation itself replaced don't count.
    let own = |operation: &&OperationId| puts.iter().any(|put| put.operation == **operation);
    let mut replaced: Vec<&OperationId> =
        puts.iter().flat_map(|put| &put.replaced).filter(|operation| !own(operation)).collect();
    replaced.sort_unstable();
    replaced.dedup();
    let over = Some([now.operation].into());
    match replaced.as_slice() {
        [] => Ok((Entered { row: now.row.clone().withdrawn(why), over }, true)),
        [one] => {
            let row = before.get(one).and_then(Carried::row).ok_or(WhyLeft::Unread)?;
            Ok((Entered { row: row.clone(), over }, false))
        }
        _ => Err(WhyLeft::SeveralBefore),
    }
}

/// Every value that was ever put into a document.
fn values_by_operation(segments: &[StoredSegment]) -> Result<HashMap<OperationId, Carried>, DeskError> {
    let mut values = HashMap::new();
    for segment in segments {
        for entry in segment.entries()? {
            for (put, counter) in entry.puts.into_iter().zip(entry.first_operation..) {
                values.insert(OperationId { counter, writer: segment.log.writer }, put.row);
            }
        }
    }
    Ok(values)
}
