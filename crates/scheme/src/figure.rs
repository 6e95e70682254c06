//! What the figures 统计数 are called that counties' rules look at. A figure has an id in the rules and in what is
//! imported; people read its title.

use cunbang_language::{Language, Named};

/// The figures of the packs and of the templates, with their titles.
const TITLES: [(&str, &str, &str); 27] = [
    ("bonus_items", "加分项建议分", "bonus points proposed"),
    ("checks", "抽查次数", "checks"),
    ("collective_income", "村集体收入（万元）", "collective income (10,000 yuan)"),
    ("grids", "网格数", "number of grids"),
    ("groups", "联户小组数", "number of groups"),
    ("hard_targets", "硬指标项数", "number of hard targets"),
    ("households", "应走访户数", "households to visit"),
    ("households_taking_part", "参与户数", "households taking part"),
    ("leader_duties", "组长责任清单项数", "number of leaders' duties"),
    ("list_items", "年度清单项数", "items of the yearly list"),
    ("livelihood_duties", "民生责任清单项数", "number of livelihood duties"),
    ("members", "党员数", "number of members"),
    ("mutual_score", "互评得分", "mutual score"),
    ("oral_report", "述职评议得分", "score of the oral report"),
    ("org_duties", "组织责任清单项数", "number of the organisation's duties"),
    ("paid_by_district", "区承担的费用", "cost that the district bears"),
    ("paid_by_residents", "居民承担的费用", "cost that residents bear"),
    ("paid_by_street", "街道承担的费用", "cost that the street bears"),
    ("pairs", "结对数", "number of pairs"),
    ("plan_met", "年度计划完成率（%）", "yearly plan met, in per cent"),
    ("present_at_checks", "抽查在岗次数", "checks at which those on duty were there"),
    ("project_cost", "项目费用", "cost of the project"),
    ("resident_households", "常住户数", "resident households"),
    ("steps", "应办步骤数", "steps that were due"),
    ("steps_before", "已核实前一步的步骤数", "steps of which the one before was proven"),
    ("visits_until", "走访截止月份", "month by whose end all are visited"),
    ("years_without", "连续未发展党员年数", "years without a new member"),
];

/// What a figure is called, Chinese and English; none of one that only its rules know.
pub fn figure_title(id: &str) -> Option<Named<'static>> {
    let (_, chinese, english) = TITLES.into_iter().find(|(known, ..)| *known == id)?;
    Some(Named::new(chinese, english))
}

/// The known figure that was probably meant by an id that is none.
pub(crate) fn nearly(id: &str) -> Option<&'static str> {
    let is_unknown = figure_title(id).is_none();
    crate::near::nearest(id, TITLES.iter().map(|(known, ..)| *known)).filter(|_| is_unknown)
}

/// In what figures are counted: what people may write behind the number, the usual word first.
const UNITS: [(&[&str], &[&str]); 11] = [
    (&["collective_income"], &["万元"]),
    (&["paid_by_district", "paid_by_residents", "paid_by_street", "project_cost"], &["元"]),
    (&["plan_met"], &["%"]),
    (&["bonus_items", "mutual_score", "oral_report"], &["分"]),
    (&["households", "households_taking_part", "resident_households"], &["户"]),
    (&["checks", "present_at_checks"], &["次"]),
    (&["grids", "groups"], &["个"]),
    (&["pairs"], &["对"]),
    (&["members"], &["人", "名"]),
    (&["visits_until"], &["月"]),
    (&["years_without"], &["年"]),
];
/// What is counted in neither of these is counted in things that are to be done.
const THINGS: &[&str] = &["项", "个", "条", "步"];

/// In what a figure is counted: what people may write behind the number, the usual word first; nothing where only its rules
/// know the figure.
pub fn figure_units(id: &str) -> &'static [&'static str] {
    let known = UNITS.iter().find(|(ids, _)| ids.contains(&id)).map(|(_, words)| *words);
    known.unwrap_or_else(|| if figure_title(id).is_some() { THINGS } else { &[] })
}

/// What a figure is called in one language: its id, where only its rules know it.
pub(crate) fn called(id: &str, language: Language) -> String {
    figure_title(id).map_or_else(|| id.to_owned(), |title| language.pick(title.chinese, title.english).to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{Scheme, pack};

    #[test]
    fn every_figure_of_the_packs_has_a_title_and_none_stands_there_for_nothing() {
        let mut used: Vec<String> = Vec::new();
        for pack in pack::list() {
            let scheme = Scheme::parse(pack.text).unwrap();
            for rules in scheme.levels.values() {
                let figures =
                    rules.indicators.iter().map(|one| &one.measure).flat_map(|one| {
                        one.figure().into_iter().chain(one.stated_figures()).chain(one.figures_beside())
                    });
                used.extend(figures.map(str::to_owned));
            }
        }
        used.sort();
        used.dedup();
        let known: Vec<&str> = TITLES.iter().map(|(id, ..)| *id).collect();
        assert_eq!(used, known, "titles are sorted by id");
    }

    #[test]
    fn figures_are_counted_in_what_their_titles_say() {
        for (id, chinese, _) in TITLES {
            let units = figure_units(id);
            for (word, unit) in
                [("户数", "户"), ("万元", "万元"), ("%", "%"), ("次数", "次"), ("年数", "年"), ("项数", "项")]
            {
                assert!(!chinese.contains(word) || units[0] == unit, "{id} {chinese} {units:?}");
            }
            assert!(!units.is_empty());
        }
        assert!(figure_units("of_their_own").is_empty());
        let ids = UNITS.iter().flat_map(|(ids, _)| ids.iter());
        assert!(ids.clone().all(|id| figure_title(id).is_some()));
    }

    #[test]
    fn rules_in_words_name_figures_and_no_ids() {
        for pack in pack::list() {
            let scheme = Scheme::parse(pack.text).unwrap();
            for level in scheme.levels() {
                let words = scheme.in_words(level).unwrap();
                for one in words.indicators {
                    let said = format!("{} {}", one.measure, one.rule);
                    assert!(TITLES.iter().all(|(id, ..)| !said.contains(&format!("“{id}”"))), "{}: {said}", pack.name);
                }
            }
        }
    }
}
