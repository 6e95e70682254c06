//! Recording one row.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_model::schema::WITHDRAWN;
use cunbang_model::{ColumnKind, DocumentKind, DocumentName, Period, Row, RowError, Table, UnitCode, record};
use cunbang_store::Selection;
use std::collections::BTreeSet;

/// Why a row was not taken back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// There is no such row.
    #[error("{unit} has no row {table}/{id} here: ids are those of the table, several key columns joined by /")]
    NoSuchRow {
        /// The unit.
        unit: UnitCode,
        /// The table.
        table: Table,
        /// The id.
        id: String,
    },
    /// Several members have the operator's name.
    #[error(
        "名册里有 {} 人名叫 {name}：操作人请填党员编号，{} {} members are called {name}: name the operator by the member's id",
        .ids.len(), .ids.join(" 或 "), .ids.len()
    )]
    SeveralOperators {
        /// The name.
        name: String,
        /// The members' ids.
        ids: Vec<String>,
    },
    /// Nothing stands in a quarter that could be taken back.
    #[error("{period} 没有可以撤回的记录 nothing stands in {period} that could be withdrawn")]
    NothingThere {
        /// The period.
        period: Period,
    },
    /// The row was taken back before.
    #[error("{row} of {document} is withdrawn already")]
    Withdrawn {
        /// The row's key.
        row: String,
        /// Where it stands.
        document: DocumentName,
    },
}

/// The reason for which something is taken back. Like that of a decision it is there for others to read.
pub(crate) fn given(reason: &str) -> Result<&str, DeskError> {
    let reason = reason.trim();
    let most = match WITHDRAWN.kind {
        ColumnKind::Text(most) => most,
        _ => usize::MAX,
    };
    if (1..=most).contains(&reason.chars().count()) {
        return Ok(reason);
    }
    let expected = format!("撤回理由，1 至 {most} 字 a reason of 1 to {most} characters");
    Err(DeskError::Rows(vec![RowError { column: "reason", value: reason.chars().take(80).collect(), expected }]))
}

impl Desk {
    /// Records one row where it belongs. Of a row that does not tell its quarter, an attendance mark takes its
    /// meeting's, and a member or a standing the present one, unless another is named. Gives whether it was new.
    pub async fn record(&self, operator: &str, row: Row, quarter: Option<Period>) -> Result<bool, DeskError> {
        Ok(self.import(operator, &[row], quarter).await?.written > 0)
    }

    /// What stands in entries for an operator: of a member the id, as entries go up and names stay with the village and
    /// its township. An office, and whoever is in no roster here, stands as it is.
    pub(crate) async fn signs_as(
        &self,
        operator: &str,
        rows: &[(DocumentName, Vec<Row>)],
    ) -> Result<String, DeskError> {
        let unit = self.replica().unit();
        let here = self.roster(unit).await?;
        let here = here.iter().flat_map(|roster| roster.table(Table::Members)).map(|standing| &standing.row);
        let written = rows.iter().flat_map(|(_, rows)| rows).filter(|row| row.unit() == unit);
        let members = here.chain(written).filter(|row| !row.is_withdrawn()).filter_map(Row::record::<record::Member>);
        let called: BTreeSet<String> =
            members.filter(|member| member.name == operator).map(|member| member.member).collect();
        match called.len() {
            0 => Ok(operator.to_owned()),
            1 => Ok(called.into_iter().collect()),
            _ => {
                let ids = called.into_iter().collect();
                Err(RecordError::SeveralOperators { name: operator.to_owned(), ids }.into())
            }
        }
    }

    /// The unit in whose documents the rows of a table about a unit stand.
    pub(crate) fn home_of(&self, table: Table, unit: UnitCode) -> UnitCode {
        match table.document() {
            DocumentKind::Org => unit.listed_by(self.replica().root()),
            DocumentKind::Scheme => self.replica().root(),
            _ => unit,
        }
    }

    /// The documents in which rows of a table about a unit may stand, the newest first.
    pub(crate) async fn documents_of(
        &self,
        table: Table,
        unit: UnitCode,
        period: Option<Period>,
    ) -> Result<Vec<DocumentName>, DeskError> {
        let (kind, about) = (table.document(), self.home_of(table, unit));
        let period = period.filter(|_| kind.is_quarterly() != Some(false));
        let mut documents = self.replica().store().documents(&Selection::new(kind, about, period)).await?;
        documents.retain(|document| document.unit() == about);
        documents.reverse();
        Ok(documents)
    }
}
