//! Who holds an office, ranked as their units are.

use crate::printing::Listing;
use cunbang_model::UnitTree;
use cunbang_model::schema::{OfficeRole, Word as _};
use cunbang_scheme::OfficeRow;
use serde_json::json;

/// What a list of those in a role is called.
pub(super) fn title(role: &str) -> String {
    OfficeRole::from_word(role).map_or_else(|| role.to_owned(), |known| format!("{} {role}", known.chinese()))
}

/// Those in a role, by rank.
pub(super) fn listed(rows: &[OfficeRow], units: &UnitTree) -> Listing {
    let mut list = Listing::new(&[
        ("rank", "名次"),
        ("person", "人员编号"),
        ("office", "任职编号"),
        ("name", "单位"),
        ("unit", "代码"),
        ("score", "得分"),
        ("days", "任职天数"),
    ]);
    for row in rows {
        list.push([
            json!(row.rank),
            json!(row.person),
            json!(row.office),
            json!(units.name(row.unit)),
            json!(row.unit.as_str()),
            json!(row.score.map(|score| score.to_string())),
            json!(row.days),
        ]);
    }
    list
}
