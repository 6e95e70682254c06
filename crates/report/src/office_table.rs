//! Those who hold offices 任职人员, as a table: by ids alone, as a ranking has them.

use crate::comma;
use crate::harmless::harmless;
use crate::outcome_table::Cell;
use crate::wording::Words;
use cunbang_model::UnitTree;
use cunbang_model::schema::{OfficeRole, Word as _};
use cunbang_scheme::OfficeRow;

/// The columns.
pub(crate) const HEADINGS: [&str; 8] = [
    "role 职务",
    "rank 名次",
    "unit 单位",
    "name 名称",
    "person 人员编号",
    "office 任职编号",
    "score 得分",
    "days 任职天数",
];

/// What those in a role are called, in Chinese and English.
pub(crate) fn role_words(role: &str) -> Words {
    let chinese = OfficeRole::from_word(role).map_or_else(|| role.to_owned(), |known| known.chinese().to_owned());
    Words { chinese, english: role.replace('_', " ") }
}

/// One row.
pub(crate) fn cells(role: &str, row: &OfficeRow, units: &UnitTree) -> [Cell; 8] {
    [
        Cell::text(role_words(role).chinese),
        Cell::count(row.rank),
        Cell::text(row.unit.as_str()),
        Cell::text(units.name(row.unit)),
        Cell::text(row.person.as_str()),
        Cell::text(row.office.as_str()),
        Cell::points(row.score),
        Cell::count(row.days),
    ]
}

/// Those in a role as CSV in UTF-8 with a BOM, in their order. Days stand where the office was not held all the time.
pub fn offices_csv(role: &str, rows: &[OfficeRow], units: &UnitTree) -> String {
    let records = rows.iter().map(|row| {
        let cells = cells(role, row, units).into_iter();
        cells.map(|cell| match cell {
            Cell::Empty | Cell::Movement(_) => String::new(),
            Cell::Text(text) => harmless(&text).into_owned(),
            Cell::Count(count) => count.to_string(),
            Cell::Points(points) => points.to_string(),
        })
    });
    comma::write(HEADINGS.into_iter().map(str::to_owned), records)
}
