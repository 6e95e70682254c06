//! The rules in Chinese.

use super::*;
use crate::pack;

fn standard() -> RulesInWords {
    Scheme::parse(pack::find("standard").unwrap().text).unwrap().in_words(Level::Village).unwrap()
}

#[test]
fn the_standard_rules_in_sentences() {
    let rules = standard();
    assert_eq!(
        rules.scoring[0],
        "得分由下列各组合计：基础分7项，满分100分；加分1项，最多加10分；扣分2项，最多扣40分。"
    );
    assert_eq!(rules.scoring[1], "不适用的指标跳过，同组其余指标按满分折算。");
    assert_eq!(rules.scoring[2], "同分比较时，不适用的指标按同组其他指标的得分率折算。");
    assert_eq!(rules.scoring[3], "得分最低为0分。");
    assert_eq!(
        rules.ranking[2],
        "得分相同的，依次比较“闪光言行”得分、“主题党日召开”得分、“践诺”得分，高者在前；仍相同的名次并列。"
    );
    assert_eq!(
        rules.candidates[0],
        "按参加排名的村、社区的5%（四舍五入，至少1个）从末位起列后进候选，全域统一排列，不按上级单位分摊。"
    );
    assert_eq!(rules.candidates[2], "已收到和认定未开展的村合计不足80%时不列后进候选。");
}

#[test]
fn indicators_say_what_is_measured_and_what_it_gives() {
    let rules = standard();
    let line = |title: &str| rules.indicators.iter().find(|one| one.title == title).unwrap();
    let held = line("主题党日召开");
    assert_eq!((held.group, held.most), (GroupKind::Base, Some(Decimal::from(15))));
    assert_eq!(held.rule, "0得0分，1得满分，其间按比例，超出的按两端计");
    assert!(held.measure.contains("主题党日") && held.measure.ends_with("，按月平均"), "{}", held.measure);
    let attended = line("主题党日出勤");
    assert!(attended.measure.starts_with("出勤折算占应到人次的比例（%）（"), "{}", attended.measure);
    let hard = line("硬指标未完成");
    assert_eq!(hard.rule, "每1扣5分");
    assert_eq!(hard.measure, "督查问题条数，限条款以“硬指标”开头");
}

fn of(pack: &str, level: Level) -> RulesInWords {
    Scheme::parse(pack::find(pack).unwrap().text).unwrap().in_words(level).unwrap()
}

/// What somebody who computes a list again has to know and cannot see in the indicators.
#[test]
fn the_rules_say_all_that_a_list_rests_on() {
    let rules = standard();
    let said = rules.scoring.concat() + &rules.ranking.concat() + &rules.candidates.concat();
    for part in [
        "取位：每项指标的得分（已乘阶段权重）四舍五入到 0.01 分，此前不取位；得分是各项已取位得分之和，不再取位",
        "计入的党员：名册上的预备党员、正式党员；",
        "参评单位：村、社区。",
        "星级：按得分，达到 90 为 5 星",
        "应到：主题党日、",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let listed = of("jungar-10x", Level::Village);
    assert!(listed.ranking[0].contains("参评单位：") && listed.candidates[0].contains("按参加排名的"), "{listed:?}");
    let text = pack::find("standard").unwrap().text.replace("share = 0.05 #", "kinds = [\"village\"]\nshare = 0.05 #");
    let villages = Scheme::parse(&text).unwrap().in_words(Level::Village).unwrap();
    assert!(villages.candidates[0].starts_with("按参加排名的村的5%（"), "{:?}", villages.candidates);
    let members = of("changxing", Level::Member).scoring.concat();
    assert!(members.contains("20% 至 25% 为 5 星") && members.contains("；会议已评定的以评定为准"), "{members}");
    // The summary of the page and of `scheme show` says the same in both languages.
    for pack in pack::list() {
        let scheme = Scheme::parse(pack.text).unwrap();
        for language in [Language::Chinese, Language::English] {
            let summary = language.with(|| scheme.summary()).concat();
            let of = |chinese, english| summary.contains(language.pick(chinese, english));
            assert!(of("取位：", "rounding: ") && of("计入的党员：", "counted members: "), "{summary}");
            assert!(of("参评单位：", "ranked are: ") || !scheme.levels().any(|one| one == Level::Village), "{summary}");
            let has = |rules: fn(&LevelRules) -> bool| scheme.levels.values().any(rules);
            assert_eq!(of("星级：", "stars: "), has(|rules| rules.stars.is_some()), "{}: {summary}", pack.name);
            assert_eq!(of("后进候选：", "backward list: "), has(|rules| rules.candidates.is_some()), "{summary}");
        }
    }
}

#[test]
fn shares_of_what_was_expected_say_that_surplus_makes_up_for_misses() {
    let surplus = "（符合的实有数除以应有数，多出的可抵不符合的，最多计100%）";
    let rules = of("jungar-10x", Level::Village);
    assert!(rules.indicators.iter().any(|one| one.measure.contains(surplus)), "{rules:?}");
}

/// What an indicator gives whose figure nobody stated is said as it is: the most is taken where it deducts.
#[test]
fn figures_have_names_and_what_is_not_stated_is_said_as_it_is() {
    let rules = of("dazhou", Level::Village);
    let line = |start: &str| rules.indicators.iter().find(|one| one.title.starts_with(start)).unwrap();
    let hard = line("硬指标");
    assert!(hard.measure.ends_with("，应办数由上级核定，核定为0或未核定的不适用"), "{}", hard.measure);
    let points = "points = { kind = \"deduct\", each = 5 }";
    let text = pack::find("dazhou").unwrap().text;
    let owed =
        text.replace(&format!("stated_by = \"above\" }}\n{points}"), &format!("unstated = \"least\" }}\n{points}"));
    let rules_of_owed = Scheme::parse(&owed).unwrap().in_words(Level::Village).unwrap();
    let hard = rules_of_owed.indicators.iter().find(|one| one.title.starts_with("硬指标")).unwrap();
    assert!(hard.measure.ends_with(&format!("没有提供统计数的扣满（{} 分）", hard.most.unwrap())), "{}", hard.measure);
    assert!(rules.indicators.iter().any(|one| one.measure.contains("统计数“述职评议得分”")), "{rules:?}");
    for pack in pack::list() {
        let scheme = Scheme::parse(pack.text).unwrap();
        for info in scheme.indicators().iter().filter(|info| info.figure.is_some()) {
            let words = scheme.in_words(info.level).unwrap();
            let named = format!("“{}”", crate::figure_title(info.figure.as_deref().unwrap()).unwrap().chinese);
            assert!(words.indicators.iter().any(|one| one.measure.contains(&named)), "{}: {named}", pack.name);
        }
    }
}

#[test]
fn titles_end_with_their_last_chinese_character() {
    for (title, chinese) in
        [("主题党日 Theme days held", "主题党日"), ("X 项 local items", "X 项"), ("Visits", "Visits")]
    {
        assert_eq!(chinese_of(title), chinese);
    }
}

/// Nothing but ids of a county's own choosing is left in English.
#[test]
fn every_pack_is_said_in_chinese() {
    for pack in pack::list() {
        let scheme = Scheme::parse(pack.text).unwrap();
        for level in scheme.levels() {
            let rules = scheme.in_words(level).unwrap();
            let sentences =
                rules.scoring.iter().chain(&rules.ranking).chain(&rules.candidates).chain(&rules.consequences).cloned();
            let lines = rules.indicators.iter().map(|one| format!("{}：{}；{}", one.title, one.measure, one.rule));
            for text in sentences.chain(lines) {
                let quoted = text.split('“').map(|part| part.split_once('”').map_or(part, |(_, after)| after));
                let outside: String = quoted.collect();
                assert!(!outside.contains(|c: char| c.is_ascii_lowercase()), "{} {level}: {text}", pack.name);
            }
        }
    }
}
