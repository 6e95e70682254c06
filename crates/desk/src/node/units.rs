//! Units 单位, as a viewer may see them.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_model::{Unit, UnitCode, UnitTree};
use std::sync::Arc;

impl Desk {
    /// The units at and under one, in the order of their codes, and the tree they are of.
    pub fn units(&self, viewer: &Viewer, under: UnitCode) -> Result<(Vec<Unit>, Arc<UnitTree>), DeskError> {
        viewer.check(under)?;
        self.check_listed(under)?;
        let tree = self.replica().units()?;
        Ok((tree.iter().filter(|unit| unit.code.is_within(&under)).cloned().collect(), tree))
    }
}
