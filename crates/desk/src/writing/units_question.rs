//! What a change to the list of units would come to for a period that is over 名单变动: the county is asked before it is
//! written, whatever the command or page.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_ledger::{OperationId, Writer};
use cunbang_model::{DocumentName, Period, Row, Table, UnitCode, clock};
use cunbang_ranking::bulletin::{bulletin, published};
use cunbang_ranking::listed::{UnitPut, changes};
use cunbang_ranking::rules::scheme_in_force;
use cunbang_ranking::{RunNotes, UnitChange};
use std::fmt;

/// What rows about units would change of a period that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitsQuestion {
    /// The period.
    pub period: Period,
    /// Whether its ranking stands published.
    pub is_published: bool,
    /// What would be told of it.
    pub notes: RunNotes,
}

impl fmt::Display for UnitsQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.notes.of_units().join("\n");
        f.write_str(&if self.is_published {
            cunbang_language::say!("units-question-published", period = self.period, what = what)
        } else {
            cunbang_language::say!("units-question", period = self.period, what = what)
        })
    }
}

impl Desk {
    /// What rows about units would change of the last period that is over; none where they are about no units, or change
    /// nothing of it that a reader of its ranking would be told.
    pub async fn units_question(&self, operator: &str, rows: &[Row]) -> Result<Option<UnitsQuestion>, DeskError> {
        let about: Vec<&Row> = rows.iter().filter(|row| row.table() == Table::Units).collect();
        if about.is_empty() {
            return Ok(None);
        }
        let (root, now) = (self.replica().root(), self.replica().now());
        let period = self.period_to_judge().await?;
        if clock::start_of_county_day(period.last_day()) > now {
            return Ok(None);
        }
        let mut material = self.gather(period, root).await?;
        let before = material.unit_puts.clone();
        let last = before.iter().map(|put| put.operation.counter).max().unwrap_or(0);
        let writer = Writer { device: self.replica().device(), incarnation: 0 };
        material.unit_puts.extend(about.into_iter().zip(last + 1..).map(|(row, counter)| UnitPut {
            document: DocumentName::org(row.unit().listed_by(root)),
            unit: row.unit(),
            operation: OperationId { counter, writer },
            entry: u64::MAX, // in none yet
            at: now,
            operator: operator.to_owned(),
            row: row.clone(),
        }));
        let rules = material.documents.get(&DocumentName::scheme(root));
        let rules = rules.and_then(|held| scheme_in_force(&held.projection, period).ok());
        let as_of = material.listed_as_of(rules.as_ref().map(|rules| &rules.scheme));
        let known = changes(&before, period, as_of);
        let units: Vec<UnitChange> =
            changes(&material.unit_puts, period, as_of).into_iter().filter(|one| !known.contains(one)).collect();
        if units.is_empty() {
            return Ok(None);
        }
        let bulletins = self.replica().projection(bulletin(root, period)).await?;
        let is_published = published(&bulletins, period).iter().any(|one| one.withdrawn.is_none());
        Ok(Some(UnitsQuestion { period, is_published, notes: RunNotes { units, ..RunNotes::default() } }))
    }

    /// The same of a unit that would be withdrawn, or put back where no reason is given.
    pub async fn unit_question(
        &self,
        operator: &str,
        unit: UnitCode,
        withdrawn: Option<&str>,
    ) -> Result<Option<UnitsQuestion>, DeskError> {
        let Some((_, row)) = self.find(Table::Units, unit, unit.as_str(), None).await? else { return Ok(None) };
        let row = match withdrawn {
            Some(reason) => row.withdrawn(reason),
            None => row.reinstated(),
        };
        self.units_question(operator, &[row]).await
    }
}
