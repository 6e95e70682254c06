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
    Pack {
        name: "jinyun-month",
        title: "缙云县主题党日月度考评办法 Jinyun: theme days by month",
        text: include_str!("../packs/jinyun-month.toml"),
    },
    Pack {
        name: "jinyun-year",
        title: "缙云县基层党组织年度星级评定办法 Jinyun: stars of organisations by year",
        text: include_str!("../packs/jinyun-year.toml"),
    },
    Pack {
        name: "jinyun-office",
        title: "缙云县机关党支部结对关爱考评办法 Jinyun: office branches and care centres",
        text: include_str!("../packs/jinyun-office.toml"),
    },
    Pack {
        name: "caota",
        title: "诸暨市草塔镇村级工作季度考评办法 Caota: weekly prompts, Tuesday meetings, visits",
        text: include_str!("../packs/caota.toml"),
    },
    Pack {
        name: "caota-week",
        title: "诸暨市草塔镇村级工作每周提示考评办法 Caota: prompts and Tuesday meetings by week",
        text: include_str!("../packs/caota-week.toml"),
    },
    Pack {
        name: "dazhou",
        title: "达州市党建工作绩效管理办法 Dazhou: plan, do, check, act",
        text: include_str!("../packs/dazhou.toml"),
    },
    Pack {
        name: "dazhou-quarter",
        title: "达州市党建工作季度平时考核办法 Dazhou: routine by quarter",
        text: include_str!("../packs/dazhou-quarter.toml"),
    },
    Pack {
        name: "shanyang",
        title: "山阳居民议事会年度评议办法 Shanyang: councils of residents",
        text: include_str!("../packs/shanyang.toml"),
    },
    Pack {
        name: "zhangye",
        title: "张掖市发展党员全程管控考评办法 Zhangye: developing members",
        text: include_str!("../packs/zhangye.toml"),
    },
    Pack {
        name: "suqian",
        title: "宿迁市发展党员步骤管控考评办法 Suqian: developing members step by step",
        text: include_str!("../packs/suqian.toml"),
    },
    Pack {
        name: "huaxi",
        title: "华西村网格联户考评办法 Huaxi: groups of households",
        text: include_str!("../packs/huaxi.toml"),
    },
    Pack {
        name: "tongjiaxi",
        title: "童家溪镇党员导师制考评办法 Tongjiaxi: mentors",
        text: include_str!("../packs/tongjiaxi.toml"),
    },
    Pack {
        name: "gaomi",
        title: "高密市党员政治生日“6+X”考评办法 Gaomi: political birthdays",
        text: include_str!("../packs/gaomi.toml"),
    },
    Pack {
        name: "linshu",
        title: "临沭县干部在岗抽查考评办法 Linshu: presence checks",
        text: include_str!("../packs/linshu.toml"),
    },
    Pack {
        name: "langfang",
        title: "廊坊市村级互访互评考评办法 Langfang: visits and mutual scores",
        text: include_str!("../packs/langfang.toml"),
    },
    Pack {
        name: "yunan",
        title: "郁南县党小组网格考评办法 Yunan: groups as grids",
        text: include_str!("../packs/yunan.toml"),
    },
    Pack {
        name: "xixia",
        title: "西峡县负责人每周走访考评办法 Xixia: weekly visits",
        text: include_str!("../packs/xixia.toml"),
    },
    Pack {
        name: "zichuan",
        title: "淄川区党员积分考评办法 Zichuan: points for members",
        text: include_str!("../packs/zichuan.toml"),
    },
    Pack {
        name: "changxing-year",
        title: "长兴县五星党员年度推荐办法 Changxing: five stars over the year",
        text: include_str!("../packs/changxing-year.toml"),
    },
    Pack {
        name: "xuanhua-year",
        title: "高台县宣化镇“341”年度考评办法 Xuanhua: the year",
        text: include_str!("../packs/xuanhua-year.toml"),
    },
    Pack {
        name: "jinyun-inspection",
        title: "缙云县督查排名办法 Jinyun: ranking by inspections",
        text: include_str!("../packs/jinyun-inspection.toml"),
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

    /// The documents that a figure may be from, or `ours`.
    const SOURCES: [&str; 18] = [
        "ours",
        "Changxing 长兴",
        "Xuanhua 宣化",
        "Jungar 准格尔",
        "Dazhou 达州",
        "Jinyun 缙云",
        "Caota 草塔",
        "Shanyang 山阳",
        "Zhangye 张掖",
        "Suqian 宿迁",
        "national rules 发展党员工作细则",
        "Huaxi 华西",
        "Tongjiaxi 童家溪",
        "Gaomi 高密",
        "Linshu 临沭",
        "Langfang 廊坊",
        "Yunan 郁南",
        "Xixia 西峡",
    ];

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
                assert!(
                    names_no_figure || SOURCES.iter().any(|source| comment.contains(source)),
                    "{}, line {}: a figure without source: {line}",
                    pack.name,
                    number + 1
                );
            }
        }
    }
}
