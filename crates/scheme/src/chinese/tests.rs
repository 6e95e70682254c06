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
        "得分相同的，依次比较如数扣分（不受单项、分组和最低分限制）后的得分、“闪光言行”得分、“主题党日召开”得分、“践诺”得分，高者在前；仍相同的名次并列。"
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
    assert!(hard.measure.ends_with("，核定数为0或未核定的不适用"), "{}", hard.measure);
    let points = "points = { kind = \"deduct\", each = 5 }";
    let text = pack::find("dazhou").unwrap().text;
    let owed =
        text.replace(&format!("stated_by = \"above\" }}\n{points}"), &format!("unstated = \"least\" }}\n{points}"));
    let rules_of_owed = Scheme::parse(&owed).unwrap().in_words(Level::Village).unwrap();
    let hard = rules_of_owed.indicators.iter().find(|one| one.title.starts_with("硬指标")).unwrap();
    assert!(hard.measure.ends_with(&format!("没有提供统计数的扣满（{} 分）", hard.most.unwrap())), "{}", hard.measure);
    assert!(
        rules
            .indicators
            .iter()
            .any(|one| one.measure.contains("上级核定数“述职评议得分”（本期最近一次），未核定的不适用")),
        "{rules:?}"
    );
    for pack in pack::list() {
        let scheme = Scheme::parse(pack.text).unwrap();
        for info in scheme.indicators().iter().filter(|info| info.figure.is_some()) {
            let words = scheme.in_words(info.level).unwrap();
            let named = format!("“{}”", crate::figure_title(info.figure.as_deref().unwrap()).unwrap().chinese);
            assert!(words.indicators.iter().any(|one| one.measure.contains(&named)), "{}: {named}", pack.name);
        }
    }
}

/// Of figures it is said where they stand, which of several counts, and what it is where one was not stated.
#[test]
fn figures_say_where_they_stand_and_which_of_several_counts() {
    for (pack, title, measure) in [
        (
            "linshu",
            "抽查在岗",
            "上级核定数“抽查在岗次数”占上级核定数“抽查次数”的比例（%，均为各期合计，有全期数的取全期数），“抽查次数”为0，或“抽查次数”“抽查在岗次数”未核定的不适用",
        ),
        (
            "shanyang",
            "参与户比例",
            "本村指标数据“参与户数”占上级核定数“常住户数”的比例（%，均取本期最近一次），“参与户数”未提供的按0计；“常住户数”为0或未核定的不适用",
        ),
        ("standard", "强村富民", "本村指标数据“村集体收入（万元）”（各期合计，有全期数的取全期数）"),
        ("standard", "加分项目", "上级核定数“加分项建议分”（各期合计，有全期数的取全期数），未核定的不适用"),
        (
            "caota",
            "走访农户",
            "走访的已走访合计，除以上级核定数“应走访户数”（本期最近一次），截至上级核定数“走访截止月份”所定月份的月末（没有核定的，截至期末），核定数为0或未核定的不适用",
        ),
    ] {
        let rules = of(pack, Level::Village);
        let line = rules.indicators.iter().find(|one| one.title == title).unwrap();
        assert_eq!(line.measure, measure, "{pack}");
    }
    let rules = of("suqian", Level::Village);
    let stopped = rules.indicators.iter().find(|one| one.title == "红灯叫停").unwrap();
    assert!(stopped.measure.ends_with("，核定数为0或未核定的不适用"), "{stopped:?}");
}

/// What is narrowed is said: a day that stands in, a part of each week, a village left out, a share of the members.
#[test]
fn what_keeps_rows_from_counting_is_said() {
    for (pack, level, id, said) in [
        ("dazhou-quarter", Level::Village, "fixed", "（没有整改日期而结果为已整改的，以回访日期为准）"),
        ("dazhou-quarter", Level::Village, "plans", "；每月最多计当月应有数"),
        ("huaxi", Level::Village, "contacts", "；按完成日期，每周最多计当周应有数"),
        ("zhangye", Level::Township, "blank", "，发展党员步骤中有步骤为18且没有被叫停的除外"),
        ("changxing-year", Level::Member, "five_star", "；一个季度人数超过党员数的20%至25%的，该季度都不计"),
        ("jinyun-year", Level::Member, "marked", "；未登记的视为到会"),
        ("dazhou", Level::Village, "routine", "（本村未收到的期，县里认定前按0计，本村暂不排名）"),
    ] {
        let scheme = Scheme::parse(pack::find(pack).unwrap().text).unwrap();
        let place = scheme.indicators().iter().filter(|one| one.level == level).position(|one| one.id == id).unwrap();
        let measure = &scheme.in_words(level).unwrap().indicators[place].measure;
        assert!(measure.contains(said), "{pack} {id}: {measure}");
    }
}

#[test]
fn a_week_that_lies_in_the_period_in_part_is_said_not_to_count() {
    let part = "除以整周数（周一至周日都在本期内；不足整周的，当周的记录不计）";
    for (pack, title) in [("caota", "每周工作提示"), ("jinyun-month", "夜学")] {
        let rules = of(pack, Level::Village);
        let line = rules.indicators.iter().find(|one| one.title == title).unwrap();
        assert!(line.measure.contains(part), "{line:?}");
    }
}

/// Stages and groups are called by their titles.
#[test]
fn stages_and_groups_have_titles() {
    let rules = of("dazhou", Level::Village);
    let stages = "分3个阶段考评：“平时考核”占30%，“年终考核”占50%，“述职评议”占20%；满分已按权重折算。";
    assert!(rules.scoring.iter().any(|sentence| sentence == stages), "{:?}", rules.scoring);
    assert!(rules.ranking[2].contains("“年终考核”阶段得分、“平时考核”阶段得分"), "{:?}", rules.ranking);
    assert_eq!(rules.indicators[0].stage.as_deref(), Some("平时考核"));
    let scheme = Scheme::parse(pack::find("dazhou").unwrap().text).unwrap();
    let summary = |language: Language, scheme: &Scheme| language.with(|| scheme.summary()).join("\n");
    let (chinese, english) = (summary(Language::Chinese, &scheme), summary(Language::English, &scheme));
    assert!(chinese.contains("村，分组：基础分；扣分\n") && english.contains("groups: base; deducted\n"), "{chinese}");
    assert!(chinese.contains("平时考核 × 0.3；年终考核 × 0.5") && english.contains("routine × 0.3"), "{chinese}");
    let standard = Scheme::parse(pack::find("standard").unwrap().text).unwrap();
    let chinese = summary(Language::Chinese, &standard);
    assert!(chinese.contains("村，分组：基础分；加分（封顶 10 分）；扣分（封顶 40 分）"), "{chinese}");
    assert!(chinese.contains("党员，分组：基础分\n"), "{chinese}");
    // What has no title is called by its id.
    let text = pack::find("dazhou").unwrap().text.replace("title = \"平时考核 routine\"\n", "");
    let untitled = summary(Language::Chinese, &Scheme::parse(&text).unwrap());
    assert!(untitled.contains("routine × 0.3；年终考核 × 0.5"), "{untitled}");
}

/// What a document leaves open an official reads too, and in English it is what stands at the head of the text.
#[test]
fn every_pack_says_in_chinese_what_its_document_leaves_open() {
    for pack in pack::list() {
        let scheme = Scheme::parse(pack.text).unwrap();
        let last = |language: Language| language.with(|| scheme.summary()).pop().unwrap();
        let chinese = last(Language::Chinese);
        assert!(chinese.starts_with("文件未明确、由本办法约定或没有写入的：1. "), "{}: {chinese}", pack.name);
        assert!(scheme.left_open.iter().all(|line| line.ends_with('。')), "{}: {chinese}", pack.name);
        let english = last(Language::English);
        assert!(english.starts_with("what the document leaves open, or is not said here: 1. "), "{english}");
        let head = pack.text.lines().next().unwrap().trim_start_matches("# ");
        assert!(english.contains(head), "{}: {english}", pack.name);
    }
    let text = pack::find("zichuan").unwrap().text;
    let (from, to) = (text.find("left_open").unwrap(), text.find("period =").unwrap());
    let silent = Scheme::parse(&(text[..from].to_owned() + &text[to..])).unwrap();
    assert!(!Language::Chinese.with(|| silent.summary()).concat().contains("文件未明确"));
}

#[test]
fn what_is_proposed_and_who_is_warned_reads_as_a_sentence() {
    let proposed = |pack: &str, level| of(pack, level).consequences.concat();
    let reminded = "得分低于60且“前四周低于60分的周数”数值达到2的，建议予以提示。";
    assert!(proposed("caota-week", Level::Village).starts_with(reminded));
    let dazhou = proposed("dazhou-quarter", Level::Village);
    assert!(dazhou.contains("“上两季度低于60分的次数”数值达到2的，建议重点整改。"), "{dazhou}");
    assert!(dazhou.ends_with("数值低于2的，建议可能须重点整改：有未收到的季度，核实后确定。"), "{dazhou}");
    let nominated = proposed("changxing-year", Level::Member);
    assert!(nominated.ends_with("的，建议列入可推荐表彰、提名代表和后备干部的范围。"), "{nominated}");
    let standard = of("standard", Level::Member).scoring;
    assert!(
        standard.contains(&"得分低于60分且“未登记视为到会的出勤”数值低于60的列为警示。".to_owned()),
        "{standard:?}"
    );
    let jinyun = of("jinyun-month", Level::Member).scoring;
    assert!(
        jinyun.contains(&"得分低于60分且“未登记视为到会的主题党日出勤”数值低于60的列为警示。".to_owned()),
        "{jinyun:?}"
    );
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

/// What the rules pass over, and of whom they say something although nothing came.
#[test]
fn what_does_not_count_and_who_is_silent_is_said() {
    let zhangye = of("zhangye", Level::Village).consequences.concat();
    assert!(zhangye.ends_with("，建议列入空白村名单；未收到、暂定的村也同样建议。"), "{zhangye}");
    let scheme = Scheme::parse(pack::find("zhangye").unwrap().text).unwrap();
    let said = |scheme: &Scheme, language: Language| language.with(|| scheme.summary()).join("\n");
    assert!(said(&scheme, Language::English).contains(", of villages not received or provisional too"));
    let (chinese, english) = (said(&scheme, Language::Chinese), said(&scheme, Language::English));
    assert!(chinese.contains("不计的记录：不可能成立的不计") && english.contains("what cannot be so does not count"));
    assert!(of("zhangye", Level::Village).scoring.iter().any(|sentence| sentence.starts_with("不计的记录：")));
    let text = pack::find("zhangye").unwrap().text.replace("rows = \"vetted\"", "rows = \"as_written\"");
    assert!(!said(&Scheme::parse(&text).unwrap(), Language::Chinese).contains("不计的记录"));
    let dazhou = Scheme::parse(pack::find("dazhou").unwrap().text).unwrap();
    assert!(said(&dazhou, Language::Chinese).contains("未收到的期除另有写明外也不计入"));
}

/// A sheet of scores states no full marks: neither do the rules that were made of it, which say how much counts at most.
#[test]
fn full_marks_that_nobody_stated_are_a_limit() {
    let of = |unstated: &str| {
        let text = format!(
            "name = \"score-sheet\"\ntitle = \"得分表\"\nperiod = \"quarter\"\n\n[village]\n\n[[village.groups]]\nid = \"base\"\n\
             kind = \"base\"\n\n[[village.indicators]]\nid = \"c1\"\ntitle = \"走访\"\ngroup = \"base\"\nmax = 100\n{unstated}\
             missing = \"zero\"\nmeasure = {{ kind = \"figure\", indicator = \"走访\" }}\npoints = {{ kind = \"value\" }}\n"
        );
        Scheme::parse(&text).unwrap().in_words(Level::Village).unwrap()
    };
    let (stated, unstated) = (of(""), of("max_unstated = true\n"));
    assert_eq!(stated.indicators[0].most, Some(Decimal::ONE_HUNDRED));
    assert_eq!(stated.scoring[0], "得分由下列各组合计：基础分1项，满分100分。");
    assert!(!stated.indicators[0].rule.contains("最多计"), "{}", stated.indicators[0].rule);
    assert_eq!(unstated.indicators[0].most, None);
    assert_eq!(unstated.scoring[0], "得分由下列各组合计：基础分1项，最多计100分。");
    assert!(unstated.indicators[0].rule.ends_with("，最多计100分"), "{}", unstated.indicators[0].rule);
}
