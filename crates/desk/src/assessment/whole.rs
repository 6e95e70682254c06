//! Whether the receipts are whole on which a list rests: what decides when a village reported must not have been taken out of
//! the store, or altered there.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_language::{Language, say};
use cunbang_model::{Period, UnitCode};
use cunbang_store::Selection;
use std::collections::BTreeSet;

/// What is not whole of what a list rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotWhole {
    /// The units whose receipts are lost or altered, by name.
    pub of: Vec<String>,
    /// How many rows were taken out of the store, of whatever unit.
    pub rows: u64,
}

impl NotWhole {
    /// Whether nothing is lost or altered.
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }
}

impl std::fmt::Display for NotWhole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let separator = Language::first().pick("、", ", ");
        let units = (!self.of.is_empty()).then(|| say!("whole-receipts", units = self.of.join(separator)));
        let rows = (self.rows > 0).then(|| say!("whole-rows", rows = self.rows));
        let said: Vec<String> = units.into_iter().chain(rows).collect();
        f.write_str(&said.join(Language::first().pick("；", "; ")))
    }
}

impl Desk {
    /// Looks whether the receipts for a period's documents are whole, of the units at and under one, and whether anything was
    /// taken out of the store. What is lost is noted, and other nodes are asked for it.
    pub async fn not_whole(&self, period: Period, under: UnitCode) -> Result<NotWhole, DeskError> {
        let lost = self.replica().look_at_receipts(&Selection::new(None, under, period)).await?;
        let units: BTreeSet<UnitCode> = lost.into_iter().map(|log| log.document.unit()).collect();
        let tree = self.replica().units().ok();
        let name = |unit: &UnitCode| tree.as_ref().map_or_else(|| unit.to_string(), |tree| tree.name(*unit));
        let of = units.iter().map(|unit| format!("{} {unit}", name(unit))).collect();
        Ok(NotWhole { of, rows: self.replica().look_for_lacking_rows().await? })
    }
}
