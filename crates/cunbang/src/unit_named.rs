//! A unit as people name it on the command line: by its code, or by a name that one unit has.

use crate::context::Context;
use crate::exit;
use crate::opening::{self, Opened};
use cunbang_language::{Language, lazily, say};
use cunbang_model::{UnitCode, UnitTree};
use cunbang_scheme::nearest;
use std::convert::Infallible;
use std::str::FromStr;

/// What was written for a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UnitNamed {
    /// Its code.
    Code(UnitCode),
    /// What may be its name.
    Name(String),
}

impl FromStr for UnitNamed {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.parse().map_or_else(|_| Self::Name(text.to_owned()), Self::Code))
    }
}

impl UnitNamed {
    /// The unit that is meant among those of a tree; one that no name tells, or several have, is asked for.
    pub(crate) fn among(&self, tree: &UnitTree) -> anyhow::Result<UnitCode> {
        let name = match self {
            Self::Code(code) => return Ok(*code),
            Self::Name(name) => name,
        };
        let whole = |code: UnitCode| tree.parent(code).map(|above| tree.name(above)).unwrap_or_default();
        match tree.named(name).as_slice() {
            [unit] => Ok(unit.code),
            [] => Err(unknown(name, nearest(name, tree.iter().map(|unit| unit.name.as_str())))),
            several => {
                let which = several.iter().map(|unit| format!("{} {}{}", unit.code, whole(unit.code), unit.name));
                let which: Vec<String> = which.collect();
                let stop = Language::first().pick("；", "; ");
                Err(exit::input(say!("unit-several", name = name, which = which.join(stop))))
            }
        }
    }
}

fn unknown(name: &str, near: Option<&str>) -> anyhow::Error {
    let near = near.map(str::to_owned);
    let near = lazily(|| near.as_ref().map(|near| say!("did-you-mean", near = near)).unwrap_or_default());
    exit::input(say!("unit-unknown", name = name, near = near))
}

impl Opened {
    /// The unit that is meant at this node.
    pub(crate) fn unit(&self, named: &UnitNamed) -> anyhow::Result<UnitCode> {
        match named {
            UnitNamed::Code(code) => Ok(*code),
            // A name needs the tree, which may not have come yet.
            UnitNamed::Name(_) => named.among(&*self.node.units()?),
        }
    }

    /// The same, of a unit that need not be named.
    pub(crate) fn unit_if(&self, named: Option<&UnitNamed>) -> anyhow::Result<Option<UnitCode>> {
        named.map(|named| self.unit(named)).transpose()
    }
}

/// The code of a unit that another node is asked about; a name is looked for in the tree that is here.
pub(crate) async fn code(context: &Context, named: &UnitNamed) -> anyhow::Result<UnitCode> {
    match named {
        UnitNamed::Code(code) => Ok(*code),
        UnitNamed::Name(_) => opening::node(context).await?.unit(named),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_model::{Unit, UnitKind};
    use cunbang_world::tree;

    /// What a text comes to in the tree of Changxing.
    fn check(text: &str, expected: Result<&str, &[&str]>) {
        let tree = tree::shipped("changxing").unwrap();
        let named: UnitNamed = text.parse().unwrap();
        match (named.among(&tree), expected) {
            (Ok(code), expected) => assert_eq!(Ok(code.as_str()), expected, "{text}"),
            (Err(error), Err(parts)) => {
                let error = error.to_string();
                assert!(parts.iter().all(|part| error.contains(part)), "{text}: {error}");
            }
            (Err(error), Ok(_)) => panic!("{text}: {error}"),
        }
    }

    #[test]
    fn a_unit_goes_by_its_code_or_a_name_of_its_own() {
        check("330522103", Ok("330522103"));
        check("夹浦镇", Ok("330522103"));
        check("夹浦 镇", Ok("330522103"));
        check("夹浦镇长平村", Ok("330522103202"));
        let twice = |code: &str, name: &str, kind| Unit { code: code.parse().unwrap(), name: name.to_owned(), kind };
        let tree = UnitTree::new([
            twice("330522", "长兴县", UnitKind::County),
            twice("330522103", "煤山镇", UnitKind::Township),
            twice("330522104", "小浦镇", UnitKind::Township),
            twice("330522103202", "东川村", UnitKind::Village),
            twice("330522104201", "东川村", UnitKind::Village),
        ])
        .unwrap();
        let asked = UnitNamed::Name("东川村".to_owned()).among(&tree).unwrap_err().to_string();
        assert!(asked.contains("330522103202 煤山镇东川村") && asked.contains("330522104201 小浦镇东川村"), "{asked}");
        let told = UnitNamed::Name("小浦镇东川村".to_owned()).among(&tree).unwrap();
        assert_eq!(told.as_str(), "330522104201");
        check("夹浦鎮", Err(&["是不是「夹浦"]));
        check("33052", Err(&["33052"]));
    }
}
