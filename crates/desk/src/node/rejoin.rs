//! Rejoining: what becomes of rows that no node has, when the store is taken anew from above because another
//! copy of it went on writing.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use cunbang_ledger::Entered;
use cunbang_model::{DocumentKind, DocumentName, Table};
use cunbang_replica::unreceived::OnlyThere;
use cunbang_store::Store;
use serde::Serialize;

/// A row of the store that was left, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejoinedRow {
    /// Its document.
    pub document: DocumentName,
    /// Its key, as `deeds/d1`.
    pub row: String,
    /// What became of it.
    pub outcome: Rejoined,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rejoined {
    /// 已重新记录: it stands as before.
    Recorded,
    /// 与另一值并存: another value of it came from elsewhere, and someone has to choose.
    Beside,
    /// 需重新上报: a seal, which names what it covers by entries that were left behind.
    SealAgain,
}

impl Desk {
    /// Records again what a store that was left has and this one, just fetched from above, has not, each row as written
    /// by whoever wrote it. It can be done any number of times: what stands here already stays as it is.
    pub async fn record_again(&self, operator: &str, left: &dyn Store) -> Result<Vec<RejoinedRow>, DeskError> {
        self.permit(operator, Command::Node).await?;
        let replica = self.replica();
        let writer = replica.writer_to_take_over(left).await?.unwrap_or(replica.device());
        let mut rows = replica.rows_only_in(left, writer).await?;
        let mut rejoined = Vec::new();
        // What was published is stated anew, in the log as it stands.
        rows.retain(|there| there.document.kind() != DocumentKind::Log);
        self.take_over_ids(&mut rows).await?;
        for there in &mut rows {
            let document = there.document;
            there.rows.retain(|entered| {
                let is_seal = entered.row.table() == Table::Seals;
                let outcome = if is_seal { Rejoined::SealAgain } else { Rejoined::Recorded };
                rejoined.push(RejoinedRow { document, row: entered.row.key(), outcome });
                !is_seal
            });
        }
        rows.retain(|there| !there.rows.is_empty());
        let again_by = self.signs_as(operator, &[]).await?;
        // They stay with whoever wrote them, whoever records them again.
        for there in &rows {
            replica.enter(&there.operator, vec![(there.document, there.rows.clone())]).await?;
        }
        for OnlyThere { document, rows, .. } in rows {
            let projection = replica.projection(document).await?;
            for entered in rows {
                let (table, id, key) = (entered.row.table(), entered.row.id(), entered.row.key());
                let found = rejoined.iter_mut().find(|one| one.document == document && one.row == key);
                if let Some(one) = found.filter(|_| projection.values(table, &id).len() > 1) {
                    one.outcome = Rejoined::Beside;
                }
            }
        }
        rejoined.sort_by(|one, other| (one.document, &one.row).cmp(&(other.document, &other.row)));
        for one in &rejoined {
            audit::note(Deed::RecordAgain, operator, one.document.unit(), &format!("{} {}", one.document, one.row));
        }
        self.disclose().await;
        // The entries themselves stay in the store that was left; their rows stand here again.
        replica.give_up_missing(&format!("what no node had was recorded again by {again_by}")).await?;
        Ok(rejoined)
    }

    /// Records first who has which id, so that whoever records the rest has the one of before.
    async fn take_over_ids(&self, rows: &mut [OnlyThere]) -> Result<(), DeskError> {
        for OnlyThere { document, rows, .. } in rows {
            let is_of_operator = |entered: &mut Entered| entered.row.table() == Table::Operators;
            let ids: Vec<Entered> = rows.extract_if(.., is_of_operator).collect();
            if let Some(first) = ids.first().map(|entered| entered.row.id()) {
                self.replica().enter(&first, vec![(*document, ids)]).await?;
            }
        }
        Ok(())
    }
}
