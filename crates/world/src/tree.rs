//! Unit trees: real ones that ship with the program, a small one for tests, and trees of any size.

use crate::rows::row;
use cunbang_model::{Row, Table, Unit, UnitCode, UnitKind, UnitTree};

/// The trees that ship with the program, with national statistical codes and names.
pub const SHIPPED: [(&str, &str); 3] = [
    ("changxing", include_str!("../data/changxing.csv")),
    ("gaotai", include_str!("../data/gaotai.csv")),
    ("jinyun", include_str!("../data/jinyun.csv")),
];

/// The small county: two townships with two villages each.
pub const COUNTY: &str = "330522";
/// The first township of the small county.
pub const TOWNSHIP: &str = "330522103";
/// The second township of the small county.
pub const OTHER_TOWNSHIP: &str = "330522104";
/// A village of the first township.
pub const VILLAGE: &str = "330522103201";
/// The second village of the first township.
pub const NEIGHBOUR: &str = "330522103202";
/// A village of the second township.
pub const FAR_VILLAGE: &str = "330522104201";
/// The small county's villages.
pub const VILLAGES: [&str; 4] = [VILLAGE, NEIGHBOUR, FAR_VILLAGE, "330522104202"];

/// The unit code in this text, which must be valid.
#[allow(clippy::expect_used)] // codes stand in the program's own text
pub fn unit(code: &str) -> UnitCode {
    code.parse().expect("a unit's code")
}

/// A tree that ships with the program.
pub fn shipped(name: &str) -> Option<UnitTree> {
    let (_, text) = SHIPPED.iter().find(|(shipped, _)| *shipped == name)?;
    Some(tree(text.lines().skip(1).map(|line| {
        let mut cells = line.split(',');
        let mut cell = || cells.next().unwrap_or_default();
        (unit(cell()), cell().to_owned(), cell())
    })))
}

/// The small county.
pub fn small() -> UnitTree {
    let [first, second, third, fourth] = VILLAGES;
    let units = [
        (COUNTY, "长兴县", "county"),
        (TOWNSHIP, "泗安镇", "township"),
        (OTHER_TOWNSHIP, "和平镇", "township"),
        (first, "胥仓村", "village"),
        (second, "二界岭村", "village"),
        (third, "狄家㘰村", "village"),
        (fourth, "城山村", "village"),
    ];
    tree(units.map(|(code, name, kind)| (unit(code), name.to_owned(), kind)))
}

/// A province with one prefecture and two counties: one with townships, one with villages directly under it.
pub fn province() -> UnitTree {
    let units = [
        ("33", "province"),
        ("3305", "prefecture"),
        ("330522", "county"),
        ("330522-014", "office"),
        ("330522103", "township"),
        ("330522103201", "village"),
        ("330522103201-001", "group"),
        ("330523", "county"),
        ("330523100201", "village"),
    ];
    tree(units.map(|(code, kind)| (unit(code), code.to_owned(), kind)))
}

/// Villages per township in a county of any size.
const VILLAGES_OF_TOWNSHIP: usize = 10;

/// The numbered township in a county of any size, up to 900.
pub fn township(number: usize) -> UnitCode {
    unit(&format!("{COUNTY}{:03}", 100 + number))
}

/// The numbered village in a county of any size.
pub fn village(number: usize) -> UnitCode {
    unit(&format!("{}{:03}", township(number / VILLAGES_OF_TOWNSHIP), 200 + number % VILLAGES_OF_TOWNSHIP))
}

/// A county with this many villages, ten per township.
pub fn of_villages(villages: usize) -> UnitTree {
    let named = |code: UnitCode, kind| (code, format!("单位{code}"), kind);
    let townships = (0..villages.div_ceil(VILLAGES_OF_TOWNSHIP)).map(|number| named(township(number), "township"));
    let villages = (0..villages).map(|number| named(village(number), "village"));
    tree(std::iter::once(named(unit(COUNTY), "county")).chain(townships).chain(villages))
}

/// How many office branches 机关支部 a county has for so many villages: Jinyun 缙云 has 227, and 256 villages.
const OFFICES: usize = 227;
/// How many villages Jinyun has.
const OFFICES_FOR: usize = 256;
/// Names of the first office branches; further ones have numbers.
const OFFICE_NAMES: [&str; 12] = [
    "县委办公室",
    "县政府办公室",
    "组织部",
    "宣传部",
    "财政局",
    "教育局",
    "民政局",
    "农业农村局",
    "水利局",
    "自然资源局",
    "交通运输局",
    "卫生健康局",
];

/// A tree of those kinds of unit of which rules rank some: the tree itself; or, where it has none of them, as many of the
/// first kind under the root as it would have office branches.
pub fn ranked(units: &UnitTree, kinds: &[UnitKind]) -> UnitTree {
    let villages = units.all_basic_units().count();
    let Some(kind) = kinds.first().filter(|_| !units.all_basic_units().any(|unit| kinds.contains(&unit.kind))) else {
        return units.clone();
    };
    let root = units.root();
    let named = |number: usize| match OFFICE_NAMES.get(number) {
        Some(name) => format!("{name}支部"),
        None => format!("直属机关第{}支部", number + 1),
    };
    let count = (villages * OFFICES / OFFICES_FOR).max(1);
    let below = (0..count).map(|number| (unit(&format!("{root}-{:03}", number + 1)), named(number), kind.as_str()));
    let above = units.get(root).map(|unit| (unit.code, unit.name.clone(), unit.kind.as_str()));
    tree(above.into_iter().chain(below))
}

/// A tree's units as rows of the county's `org` document.
pub fn rows(units: &UnitTree) -> Vec<Row> {
    let cells = units.iter().map(|unit| (unit.code, unit.name.as_str(), unit.kind.as_str()));
    cells
        .map(|(code, name, kind)| row(Table::Units, &[("code", code.as_str()), ("name", name), ("kind", kind)]))
        .collect()
}

#[allow(clippy::expect_used)] // these trees are the program's own, and a test reads them all
fn tree<'a>(units: impl IntoIterator<Item = (UnitCode, String, &'a str)>) -> UnitTree {
    let units = units.into_iter().map(|(code, name, kind)| Unit {
        code,
        name,
        kind: UnitKind::from_word(kind).expect("a kind of unit"),
    });
    UnitTree::new(units).expect("a tree")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_have_the_villages_they_promise() {
        let villages = |tree: &UnitTree| tree.basic_units(tree.root()).count();
        for (name, count) in [("changxing", 221), ("gaotai", 17), ("jinyun", 256)] {
            assert_eq!(villages(&shipped(name).unwrap()), count, "{name}");
        }
        assert_eq!(shipped("nowhere"), None);
        assert_eq!(villages(&small()), VILLAGES.len());
        let jinyun = shipped("jinyun").unwrap();
        assert_eq!(ranked(&jinyun, &[UnitKind::Community, UnitKind::Village]), jinyun);
        let offices = ranked(&jinyun, &[UnitKind::Office]);
        assert_eq!(offices.all_basic_units().filter(|unit| unit.kind == UnitKind::Office).count(), 227);
        assert_eq!(villages(&offices), 227);
        assert_eq!(villages(&of_villages(25)), 25);
        assert_eq!(of_villages(25).parent(village(24)), Some(township(2)));
    }
}
