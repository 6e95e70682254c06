//! Packs: the schemes that ship with the program, one for each county system they were taken from.

/// A scheme that ships with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pack {
    /// The name by which `--scheme` finds it.
    pub name: &'static str,
    /// The title, Chinese and English.
    pub title: &'static str,
    /// The text, as [`crate::Scheme::parse`] takes it.
    pub text: &'static str,
}

const PACKS: &[Pack] = &[
    Pack {
        name: "standard",
        title: "村级组织季度考评办法 Standard quarterly scheme",
        text: include_str!("../packs/standard.toml"),
    },
    Pack {
        name: "changxing",
        title: "长兴县闪光言行考评办法 Changxing: shining deeds",
        text: include_str!("../packs/changxing.toml"),
    },
    Pack {
        name: "xuanhua-341",
        title: "高台县宣化镇“341”积分考评办法 Xuanhua: three points, four reviews, one star",
        text: include_str!("../packs/xuanhua-341.toml"),
    },
    Pack {
        name: "jungar-10x",
        title: "准格尔旗“10+X”星级管理办法 Jungar Banner: ten items and X",
        text: include_str!("../packs/jungar-10x.toml"),
    },
];

/// All packs.
pub const fn list() -> &'static [Pack] {
    PACKS
}

/// The pack with a name.
pub fn find(name: &str) -> Option<&'static Pack> {
    PACKS.iter().find(|pack| pack.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scheme;

    #[test]
    fn every_pack_is_a_scheme_of_its_name() {
        for pack in list() {
            let scheme = Scheme::parse(pack.text).unwrap_or_else(|faults| panic!("{}: {faults:#?}", pack.name));
            assert_eq!(scheme.name(), pack.name);
            assert_eq!(scheme.title(), pack.title);
        }
    }

    #[test]
    fn every_figure_of_a_pack_has_its_source() {
        for pack in list() {
            for (number, line) in pack.text.lines().enumerate() {
                let (code, comment) = line.split_once('#').unwrap_or((line, ""));
                let names_no_figure = !code.contains('=')
                    || !code.split_once('=').is_some_and(|(_, value)| {
                        let mut bare = String::new();
                        let mut quoted = false;
                        for character in value.chars() {
                            if character == '"' {
                                quoted = !quoted;
                            } else if !quoted {
                                bare.push(character);
                            }
                        }
                        bare.contains(|c: char| c.is_ascii_digit())
                    });
                let sources = ["ours", "Changxing 长兴", "Xuanhua 宣化", "Jungar 准格尔", "Dazhou 达州", "Jinyun 缙云"];
                assert!(
                    names_no_figure || sources.iter().any(|source| comment.contains(source)),
                    "{}, line {}: a figure without source: {line}",
                    pack.name,
                    number + 1
                );
            }
        }
    }
}
