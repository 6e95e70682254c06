//! A whole country: a tree of the shape of China's in 2009, when there were 620,573 villages in 40,858 townships, 2,858
//! counties, 333 prefectures and 31 provinces; a smaller one has as many of each as the ratio gives.

use cunbang_model::{Unit, UnitCode, UnitKind, UnitTree};
use std::collections::BTreeSet;

/// The villages of the country.
pub const VILLAGES: usize = 620_573;
/// The units above them, from the top.
const PROVINCES: usize = 31;
const PREFECTURES: usize = 333;
const COUNTIES: usize = 2_858;
const TOWNSHIPS: usize = 40_858;

/// The code of a village: each unit above holds as many of those below it as the country's do on average.
pub fn village(number: usize) -> UnitCode {
    let (township, first_of_township) = above(number, TOWNSHIPS, VILLAGES);
    let (county, first_of_county) = above(township, COUNTIES, TOWNSHIPS);
    let (prefecture, first_of_prefecture) = above(county, PREFECTURES, COUNTIES);
    let (province, first_of_province) = above(prefecture, PROVINCES, PREFECTURES);
    crate::tree::unit(&format!(
        "{:02}{:02}{:02}{:03}{:03}",
        11 + province,
        1 + prefecture - first_of_province,
        21 + county - first_of_prefecture,
        100 + township - first_of_county,
        200 + number - first_of_township
    ))
}

/// The unit above one, of so many for so many below, and the first that is below it.
fn above(number: usize, many: usize, below: usize) -> (usize, usize) {
    let unit = number * many / below;
    (unit, (unit * below).div_ceil(many))
}

/// A tree of so many villages, on five levels. More than the country has need more provinces: a million are 50.
pub fn tree(villages: usize) -> UnitTree {
    let kinds = [UnitKind::Village, UnitKind::Township, UnitKind::County, UnitKind::Prefecture, UnitKind::Province];
    let mut listed = BTreeSet::new();
    let mut units = Vec::new();
    for number in 0..villages {
        for (code, kind) in village(number).and_ancestors().zip(kinds) {
            if listed.insert(code) {
                units.push(Unit { code, name: format!("单位{code}"), kind });
            }
        }
    }
    UnitTree::new(units).unwrap_or_else(|error| panic!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_has_the_shape_of_the_country() {
        let tree = tree(30_000);
        let count = |kind| tree.iter().filter(|unit| unit.kind == kind).count();
        assert_eq!(count(UnitKind::Village), 30_000);
        let expect = [
            (UnitKind::Township, TOWNSHIPS),
            (UnitKind::County, COUNTIES),
            (UnitKind::Prefecture, PREFECTURES),
            (UnitKind::Province, PROVINCES),
        ];
        for (kind, of_country) in expect {
            assert_eq!(count(kind), (of_country * 30_000).div_ceil(VILLAGES), "{kind:?}");
        }
    }
}
