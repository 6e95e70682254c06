//! Those who hold offices 任职人员, ranked role by role as their units stand, for the pages of the units above.

use crate::assessment::ranking::RankingView;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_model::UnitCode;
use cunbang_model::schema::{OfficeRole, Word as _};
use cunbang_scheme::OfficeRow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Somebody who holds an office, with what is known besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeLine {
    /// The unit, the ids, the rank and the score.
    pub row: OfficeRow,
    /// What the unit is called.
    pub unit_name: String,
    /// The person's name, where the unit's roster is here and the viewer reads it: at a township, not at the county.
    pub person_name: Option<String>,
}

impl Desk {
    /// Those who hold an office of a role in what is viewed, by rank.
    pub async fn office_lines(
        &self,
        viewer: &Viewer,
        view: &RankingView,
        role: OfficeRole,
    ) -> Result<Vec<OfficeLine>, DeskError> {
        let rows = view.offices().remove(role.word()).unwrap_or_default();
        let mut names: BTreeMap<UnitCode, _> = BTreeMap::new();
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let names = match names.entry(row.unit) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => unknown.insert(self.names_for(viewer, row.unit).await?),
            };
            let person_name = names.get(&row.person).cloned();
            lines.push(OfficeLine { unit_name: view.units().name(row.unit), person_name, row });
        }
        Ok(lines)
    }
}
