//! Recording one row.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::audit::Deed;
use crate::writing::by_hand::check_by_hand;
use crate::writing::operations::{Doing, OperationKind};
use cunbang_language::{Language, Named, say};
use cunbang_ledger::{Entered, Standing};
use cunbang_model::schema::WITHDRAWN;
use cunbang_model::{ColumnKind, DocumentKind, DocumentName, Expected, Period, Row, RowError, Table, UnitCode, access};
use cunbang_store::Selection;

/// Why a row was not taken back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// There is no such row.
    #[error("{}", say!("record-no-such-row", unit = .unit, row = format!("{}/{}", .table, .id)))]
    NoSuchRow {
        /// The unit.
        unit: UnitCode,
        /// The table.
        table: Table,
        /// The id.
        id: String,
    },
    /// The rows of the table are made by a command of their own.
    #[error("{}", match .table {
        Table::Seals => say!("record-seals-stay"),
        table => say!("record-not-by-hand", table = table.chinese(), name = table.name()),
    })]
    NotByHand {
        /// The table.
        table: Table,
    },
    /// Several members have the operator's name.
    #[error("{}", say!("record-several-operators", count = .ids.len(), name = .name, ids = any_of(.ids)))]
    SeveralOperators {
        /// The name.
        name: String,
        /// The members' ids.
        ids: Vec<String>,
    },
    /// Nothing stands in a quarter that could be taken back.
    #[error("{}", say!("record-nothing-there", period = .period))]
    NothingThere {
        /// The period.
        period: Period,
    },
    /// The row was taken back before.
    #[error("{}", say!("record-withdrawn", row = .row, document = .document))]
    Withdrawn {
        /// The row's key.
        row: String,
        /// Where it stands.
        document: DocumentName,
    },
    /// A unit above this one wrote the row.
    #[error("{}", say!("record-written-above", row = .row, table = Named::new(.table.chinese(), .table.name()), village = .village, by = .by, operator = .operator))]
    WrittenAbove {
        /// The row's key.
        row: String,
        /// Its table.
        table: Table,
        /// The name of the village that it is about.
        village: String,
        /// The name of the unit that wrote it.
        by: String,
        /// Who sat at that unit's device.
        operator: String,
    },
    /// Somebody changed the row after it was looked at.
    #[error("{}", say!("record-changed", row = .row))]
    Changed {
        /// What stands now, in a line.
        row: String,
    },
    /// The row stands as it is.
    #[error("{}", say!("record-not-withdrawn", row = .row, document = .document))]
    NotWithdrawn {
        /// The row's key.
        row: String,
        /// Where it stands.
        document: DocumentName,
    },
    /// The row stands with several values.
    #[error("{}", say!("record-in-conflict", row = .row, document = .document))]
    InConflict {
        /// The row's key.
        row: String,
        /// Where it stands.
        document: DocumentName,
    },
    /// The row has one value.
    #[error("{}", say!("record-no-conflict", row = .row, document = .document))]
    NoConflict {
        /// The row's key.
        row: String,
        /// Where it stands.
        document: DocumentName,
    },
    /// The value that was chosen is none of those that stand.
    #[error("{}", say!("record-no-such-value", values = .values, row = .row, document = .document))]
    NoSuchValue {
        /// The row's key.
        row: String,
        /// Where it stands.
        document: DocumentName,
        /// How many values it has.
        values: usize,
    },
    /// There is no such operation of this device.
    #[error("{}", no_operation(.named.as_deref()))]
    NoOperation {
        /// What was named, if anything was.
        named: Option<String>,
    },
    /// The newest operation is an undoing, and none is named: another one would go further back.
    #[error("{}", say!("record-undone-already", undoing = .undoing, operation = .operation, title = .title))]
    UndoneAlready {
        /// The undoing.
        undoing: String,
        /// The operation that would go back next.
        operation: String,
        /// What that was about.
        title: String,
    },
    /// Nothing of the operation stands as it was written.
    #[error("{}", say!("record-nothing-to-undo", operation = .operation))]
    NothingToUndo {
        /// The operation's id.
        operation: String,
    },
}

/// What stands again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reinstated {
    /// The row's key.
    pub row: String,
    /// Where it stands.
    pub document: DocumentName,
    /// Of a meeting: how many marks of attendance came back with it.
    pub marks: usize,
}

fn no_operation(named: Option<&str>) -> String {
    named.map_or_else(|| say!("record-no-operations"), |named| say!("record-no-operation", named = named))
}

fn any_of(ids: &[String]) -> String {
    ids.join(Language::first().pick(" 或 ", " or "))
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
    let expected = Expected::Reason(most);
    Err(DeskError::Rows(vec![RowError { column: "reason", value: reason.chars().take(80).collect(), expected }]))
}

impl Desk {
    /// Records one row where it belongs. Of a row that does not tell its quarter, an attendance mark takes its
    /// meeting's, and a member or a standing the present one, unless another is named. Gives whether it was new.
    pub async fn record(&self, operator: &str, row: Row, quarter: Option<Period>) -> Result<bool, DeskError> {
        let doing = Doing::new(OperationKind::Record, &row.key());
        Ok(self.take_in(operator, &[row], quarter, &doing).await?.written > 0)
    }

    /// A row that stands here, of the period that is named or the newest; none where there is none, it was taken back, or it
    /// stands with several values.
    pub async fn standing_row(
        &self,
        table: Table,
        unit: UnitCode,
        id: &str,
        period: Option<Period>,
    ) -> Result<Option<Row>, DeskError> {
        let projection = match self.standing_in(table, unit, id, period).await {
            Err(DeskError::Record(RecordError::NoSuchRow { .. })) => return Ok(None),
            projection => projection?,
        };
        let [standing] = projection.values(table, id) else { return Ok(None) };
        Ok(Some(standing.row.clone()).filter(|row| !row.is_withdrawn()))
    }

    /// Whether this device may write rows of a table about a unit.
    pub fn may_write_rows(&self, table: Table, unit: UnitCode) -> bool {
        let replica = self.replica();
        access::may_write_kind(replica.role(), replica.unit(), table.document(), self.home_of(table, unit))
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

    /// Puts a withdrawn row back 恢复 as it was: that of a unit (this one unless another is named) in the newest document
    /// of the period, or of all, which has a row with the id. A meeting brings the marks back that were withdrawn for the
    /// same reason.
    pub async fn reinstate(
        &self,
        operator: &str,
        table: Table,
        unit: Option<UnitCode>,
        id: &str,
        period: Option<Period>,
    ) -> Result<Reinstated, DeskError> {
        check_by_hand(table)?;
        let unit = unit.unwrap_or_else(|| self.replica().unit());
        let projection = self.standing_in(table, unit, id, period).await?;
        let (document, row) = (projection.document(), format!("{table}/{id}"));
        let [standing] = projection.values(table, id) else {
            return Err(RecordError::InConflict { row, document }.into());
        };
        if !standing.row.is_withdrawn() {
            return Err(RecordError::NotWithdrawn { row, document }.into());
        }
        let again = |standing: &Standing| Entered {
            row: standing.row.clone().reinstated(),
            over: Some([standing.operation].into()),
        };
        let mut entered = vec![again(standing)];
        if table == Table::Meetings {
            let went_with = |mark: &&Standing| {
                mark.row.text("meeting") == Some(id) && mark.row.withdrawal() == standing.row.withdrawal()
            };
            entered.extend(projection.table(Table::Attendance).filter(went_with).map(again));
        }
        let marks = entered.len() - 1;
        let doing = Doing::new(OperationKind::Reinstate, &row);
        self.issue_entered(operator, vec![(document, entered)], &doing).await?;
        Self::note_change(Deed::Reinstate, operator, document, &row);
        Ok(Reinstated { row, document, marks })
    }
}
