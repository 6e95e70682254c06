//! The text of the notice.

use super::{Annex, Block, NoticeInput, changed, formalities, points, replacing};
use crate::wording;
use cunbang_scheme::Level;
use std::fmt::Write as _;

const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// Numbers paragraphs that begin with words of the second level.
fn led(parts: impl IntoIterator<Item = (&'static str, String)>) -> Vec<Block> {
    NUMERALS
        .iter()
        .zip(parts)
        .map(|(numeral, (lead, text))| Block::Led { lead: format!("（{numeral}）{lead}。"), text })
        .collect()
}

pub(super) fn body(input: &NoticeInput<'_>, issuer: &str, annexes: &[Annex]) -> Vec<Block> {
    let period = formalities::period_in_words(input.report.outcome.period);
    let scheme = wording::split_title(input.report.scheme_title).chinese;
    let scheme = if scheme.is_empty() { input.report.scheme_title.to_owned() } else { scheme };
    let opening = if input.is_draft {
        format!("根据《{scheme}》，{period}村级组织考评结果已经初步得出。现将有关情况印发，征求意见。")
    } else {
        format!("根据《{scheme}》，现将{period}村级组织考评结果通报如下。")
    };
    let mut blocks = vec![Block::Paragraph(opening)];
    blocks.extend(replacing::replaces(input));
    blocks.extend(replacing::restored(input));
    blocks.extend(replacing::late_registrations(input));
    let mut section = |title: &str, parts: Vec<Block>| {
        let place = blocks.iter().filter(|block| matches!(block, Block::Heading(_))).count();
        blocks.push(Block::Heading(format!("{}、{title}", NUMERALS[place.min(NUMERALS.len() - 1)])));
        blocks.extend(parts);
    };
    section(
        "主要情况",
        led([
            ("上报情况", points::coverage(input)),
            ("得分情况", points::spread(input)),
            ("后进候选", points::candidates(input)),
        ]
        .into_iter()
        .chain(changed::changed(input).map(|text| ("名单和办法变动情况", text)))),
    );
    section("考评规则", rules(input));
    section("异议和申辩", objections(input, issuer));
    section("核验方法", verification(input));
    // An empty line before them; the names stand below each other, and no mark behind them.
    blocks.push(Block::Paragraph("\u{3000}".to_owned()));
    blocks.extend((1..).zip(annexes).map(|(number, annex)| {
        let before = if number == 1 { "附件：" } else { "\u{3000}\u{3000}\u{3000}" };
        Block::Paragraph(format!("{before}{number}. {}", annex.title))
    }));
    blocks
}

fn rules(input: &NoticeInput<'_>) -> Vec<Block> {
    let Some(scheme) = input.scheme else {
        let hash = &input.report.outcome.scheme.hash;
        return vec![
            Block::Paragraph("本次考评所用办法的指纹如下，办法原文以公布的为准。".to_owned()),
            Block::Verbatim(in_groups(hash)),
        ];
    };
    let Some(words) = scheme.in_words(Level::Village) else { return Vec::new() };
    let period = input.report.outcome.period;
    let (due, deadline) = (scheme.due(period), scheme.deadline(period));
    let mut time = format!("各村应于{}前上报", formalities::day_in_words(due));
    if deadline > due {
        let _ = write!(time, "，宽限至{}", formalities::day_in_words(deadline));
    }
    time.push_str("。上报后又登记的，须再次上报后计入。");
    let mut parts =
        vec![("得分", format!("{}各项指标见附件。", words.scoring.concat())), ("名次", words.ranking.concat())];
    if !words.candidates.is_empty() {
        parts.push(("后进候选", words.candidates.concat()));
    }
    if !words.consequences.is_empty() {
        parts.push(("结果运用", format!("{}由有权机关逐项核实确定。", words.consequences.concat())));
    }
    parts.push(("期限", time));
    led(parts)
}

fn objections(input: &NoticeInput<'_>, issuer: &str) -> Vec<Block> {
    let until = input.objections_until.map(|until| format!("于{}前（含当日）", formalities::day_in_words(until)));
    let until = until.unwrap_or_default();
    let what = if input.is_draft { "有意见的" } else { "有异议的" };
    vec![
        Block::Paragraph(format!(
            "对本村得分、名次、后进候选或者认定{what}，可{until}提出申辩，写明事由和所依据的记录，在村榜中登记，或者书面报{issuer}。"
        )),
        Block::Paragraph("收到申辩后逐条核实并答复；采纳的，更正后重新计算名次，连同理由一并公布。".to_owned()),
    ]
}

/// Long digits in groups of eight, as people compare them.
fn in_groups(digits: &str) -> String {
    let characters: Vec<char> = digits.chars().collect();
    characters.chunks(8).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn verification(input: &NoticeInput<'_>) -> Vec<Block> {
    let period = input.report.outcome.period;
    let mut blocks = Vec::new();
    if let Some(run) = input.report.run {
        let short = run.get(..12).unwrap_or(run);
        blocks.push(Block::Paragraph(
            "任何人都可以向本级索取本次排名的存证文件，在任意一台计算机上核对其中每一个签名，并重新计算名次："
                .to_owned(),
        ));
        blocks.push(Block::Verbatim(format!("cunbang verify {period}.jsonl.zst --run {short}")));
        blocks.push(Block::Paragraph("本次排名的编号：".to_owned()));
        blocks.push(Block::Verbatim(in_groups(run)));
    }
    blocks.push(Block::Paragraph("县根证书的指纹，应与核验时显示的一致：".to_owned()));
    blocks.push(Block::Verbatim(in_groups(input.authority)));
    blocks
}
