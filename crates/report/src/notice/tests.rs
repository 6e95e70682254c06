//! Notices of made-up outcomes: their sentences, their tables, and the documents that come of them.
#![allow(clippy::unwrap_used)]

mod files;
mod formal;
mod replacing;

use super::*;
use crate::in_words::NOTHING_SAID;
use crate::page::{NOBODY_FORGIVEN, NOBODY_LATE, NOTHING_DONE};
use cunbang_model::{Decimal, Row, Table as Kind, Timestamp, Unit, UnitKind, UnitTree};
use cunbang_scheme::{
    CorrectedSeal, Decision, Inputs, Level, Names, Outcome, Past, Prospect, ReceiptState, VillageInput, pack, rank,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const AUTHORITY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Two townships and their villages.
fn tree(villages: usize) -> UnitTree {
    let unit = |code: String, name: String, kind| Unit { code: code.parse().unwrap(), name, kind };
    let mut units = vec![unit("330522".to_owned(), "长兴县".to_owned(), UnitKind::County)];
    for (place, name) in ["洪桥镇", "雉城街道"].into_iter().enumerate() {
        units.push(unit(format!("33052210{place}"), name.to_owned(), UnitKind::Township));
    }
    for village in 0..villages {
        units.push(unit(format!("33052210{}2{village:02}", village % 2), format!("{village}号村"), UnitKind::Village));
    }
    UnitTree::new(units).unwrap()
}

fn scheme() -> Scheme {
    Scheme::parse(pack::find("standard").unwrap().text).unwrap()
}

/// What is known of a village: so many deeds, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Sealed(usize),
    /// Sealed after the last day.
    Late(usize),
    Partly(usize),
    Nothing,
    Excused,
    /// Something came without a seal, and the county holds it not carried out.
    NotCarriedOut(usize),
    /// Something came without a seal, and the county takes it.
    Taken(usize),
}

fn outcome(scheme: &Scheme, units: &UnitTree, sent: &[Sent]) -> Outcome {
    let received_at: Timestamp = "2026-10-03T00:00:00Z".parse().unwrap();
    let mut villages = BTreeMap::new();
    for (unit, sent) in units.basic_units(units.root()).zip(sent) {
        let row = |table, cells: &[(&str, &str)]| {
            let cells = std::iter::once(("unit", unit.code.as_str())).chain(cells.iter().copied());
            Row::from_cells(table, cells).unwrap()
        };
        let rows = |deeds: usize| {
            let mut rows = vec![row(Kind::Standing, &[("member", "m1"), ("status", "full")])];
            rows.extend((0..deeds).map(|deed| {
                let (id, text) = (format!("d{deed}"), format!("拾金不昧{deed}"));
                row(
                    Kind::Deeds,
                    &[
                        ("deed", &id),
                        ("member", "m1"),
                        ("date", "2026-07-03"),
                        ("kind", "integrity"),
                        ("text", &text),
                        ("confirmed_on", "2026-07-20"),
                        ("confirmed_by", "支部"),
                    ],
                )
            }));
            rows
        };
        let (rows, receipt, decision) = match *sent {
            Sent::Sealed(deeds) => (rows(deeds), ReceiptState::Sealed { received_at }, None),
            Sent::Late(deeds) => {
                let received_at = "2026-10-15T00:00:00Z".parse().unwrap();
                (rows(deeds), ReceiptState::Sealed { received_at }, None)
            }
            Sent::Partly(deeds) => (rows(deeds), ReceiptState::Partial, None),
            Sent::Nothing => (Vec::new(), ReceiptState::Nothing, None),
            Sent::NotCarriedOut(deeds) => {
                (rows(deeds), ReceiptState::Partial, Some(Decision::NotCarriedOut("经核实没有开展".to_owned())))
            }
            Sent::Taken(deeds) => {
                (rows(deeds), ReceiptState::Partial, Some(Decision::Take("断网，已核对纸质台账".to_owned())))
            }
            Sent::Excused => (Vec::new(), ReceiptState::Nothing, Some(Decision::Excuse("山洪 <断网>".to_owned()))),
        };
        villages.insert(unit.code, VillageInput { decision, ..VillageInput::new(rows, receipt) });
    }
    let inputs = Inputs {
        units: units.clone(),
        period: "2026Q3".parse().unwrap(),
        villages,
        township_rows: BTreeMap::new(),
        county_counts: BTreeMap::new(),
        offices: BTreeMap::new(),
        past: Past::default(),
        names: Names::default(),
    };
    rank(scheme, &inputs).unwrap()
}

fn drafted(sent: &[Sent], change: impl FnOnce(&mut NoticeInput<'_>)) -> (Outcome, Notice) {
    drafted_by(&scheme(), sent, &[], change)
}

/// What is known of rows that came late: nothing.
const NO_ROWS_LATE: &BTreeMap<UnitCode, usize> = &BTreeMap::new();

/// An outcome by itself: no run, nobody late, and nobody's prospect known.
fn report_of<'a>(outcome: &'a Outcome, units: &'a UnitTree, scheme: &'a Scheme) -> ReportInput<'a> {
    const UNKNOWN: &BTreeMap<UnitCode, Prospect> = &BTreeMap::new();
    ReportInput {
        outcome,
        whole: None,
        units,
        scheme_title: scheme.title(),
        indicators: scheme.indicators(),
        rules: Some(scheme),
        run: None,
        state: None,
        previous: None,
        prospects: UNKNOWN,
        cuts: None,
        ends: None,
        late: NOBODY_LATE,
        forgiven: NOBODY_FORGIVEN,
        notes: NOTHING_DONE,
        said: NOTHING_SAID,
    }
}

fn drafted_by(
    scheme: &Scheme,
    sent: &[Sent],
    decided: &[DecidedConsequence],
    change: impl FnOnce(&mut NoticeInput<'_>),
) -> (Outcome, Notice) {
    let units = tree(sent.len());
    let outcome = outcome(scheme, &units, sent);
    let prospects = scheme.prospects(&outcome);
    let mut input = NoticeInput {
        report: ReportInput {
            run: Some("3f9c2ab10d4e5566"),
            prospects: &prospects,
            cuts: None,
            ends: None,
            ..report_of(&outcome, &units, scheme)
        },
        scheme: Some(scheme),
        unit: units.root(),
        authority: AUTHORITY,
        is_draft: false,
        replaced_by: None,
        withdrawn: None,
        decided,
        date: "2026-10-15".parse().unwrap(),
        objections_until: Some("2026-10-22".parse().unwrap()),
        issuer: None,
        number: None,
        registered: None,
        copied_to: None,
        printed_by: None,
        replaces: None,
        restored_after: Vec::new(),
        replaced_by_number: None,
        registered_late: &[],
        late_rows: NO_ROWS_LATE,
    };
    change(&mut input);
    let notice = Notice::draft(&input);
    (outcome, notice)
}

/// Twenty villages: eighteen in, one partly, one silent.
fn twenty() -> Vec<Sent> {
    let mut sent: Vec<Sent> = (0..20).map(Sent::Sealed).collect();
    sent[18] = Sent::Partly(1);
    sent[19] = Sent::Nothing;
    sent
}

fn text(notice: &Notice) -> String {
    let blocks = notice.body.iter().chain(notice.annexes.iter().flat_map(|annex| &annex.blocks));
    let said = blocks.map(|block| match block {
        Block::Heading(text) | Block::Paragraph(text) | Block::Verbatim(text) => text.clone(),
        Block::Led { lead, text } => format!("{lead}{text}"),
        Block::Table(table) => table.rows.iter().flatten().cloned().collect::<Vec<_>>().join("\n"),
    });
    said.collect::<Vec<_>>().join("\n")
}

fn table<'n>(notice: &'n Notice, title: &str) -> &'n Table {
    let annex = notice.annexes.iter().find(|annex| annex.title == title).unwrap();
    annex.blocks.iter().find_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).unwrap()
}

/// The text of a part of a DOCX.
fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

#[test]
fn what_was_decided_stands_beside_what_is_proposed() {
    let talk = "[[village.consequences]]\nid = \"talk\"\ntitle = \"约谈 talk\"\nwhen = [\"rank last 3\"]\n";
    let scheme = Scheme::parse(&format!("{}\n{talk}", pack::find("standard").unwrap().text)).unwrap();
    let (outcome, _) = drafted_by(&scheme, &twenty(), &[], |_| {});
    let proposed = outcome.rows(Level::Village).iter().filter(|row| !row.consequences.is_empty());
    let units: Vec<UnitCode> = proposed.map(|row| row.unit).collect();
    let decided = |unit: UnitCode, verdict, reason: Option<&str>| DecidedConsequence {
        unit,
        office: None,
        consequence: "talk".to_owned(),
        verdict,
        reason: reason.map(str::to_owned),
    };
    let decided = [
        decided(units[0], ConsequenceVerdict::Confirmed, Some("属实")),
        decided(units[1], ConsequenceVerdict::NotApplied, Some("洪水受淹")),
    ];
    let (_, notice) = drafted_by(&scheme, &twenty(), &decided, |_| {});
    let cells: Vec<&str> =
        table(&notice, "结果运用建议及认定").rows.iter().filter_map(|row| row.last().map(String::as_str)).collect();
    assert_eq!(cells[..3], ["已认定", "不予执行：洪水受淹", "待认定"], "{cells:?}");
    let (_, draft) = drafted_by(&scheme, &twenty(), &[], |input| input.is_draft = true);
    assert_eq!(table(&draft, "结果运用建议").rows.len(), units.len());
}

#[test]
fn the_main_points_are_worked_out_from_the_data() {
    let (outcome, notice) = drafted(&twenty(), |_| {});
    let said = text(&notice);
    assert!(
        said.contains("纳入考评的20个村中，已收到18个、暂定1个、未收到1个；应上报的20个村收到18个，收到率90%"),
        "{said}"
    );
    assert!(said.contains("未收齐的是") || said.contains("各乡镇均未收齐"), "{said}");
    let first = outcome.rows(Level::Village).iter().find(|row| row.rank == Some(1)).unwrap();
    // The silent village may still come first: nobody is proclaimed, and who that is settled of is.
    assert!(said.contains(&format!("最高{}分，中位数", first.score.unwrap())), "{said}");
    assert!(said.contains("可能名列第一，第一名尚未确定") && !said.contains("名列第一的是"), "{said}");
    let (settled, notice) = drafted(&[Sent::Sealed(1), Sent::Sealed(2), Sent::Sealed(3)], |_| {});
    let first = settled.rows(Level::Village).iter().find(|row| row.rank == Some(1)).unwrap();
    assert!(
        text(&notice).contains(&format!("名列第一的是雉城街道{}，得", first.name))
            || text(&notice).contains(&format!("名列第一的是洪桥镇{}，得", first.name)),
        "{}",
        text(&notice)
    );
    let candidates = outcome.candidates().count();
    assert!(candidates > 0 && said.contains(&format!("列后进候选{candidates}个")), "{said}");
    assert!(said.contains("2026年10月22日前（含当日）"), "{said}");
    assert!(said.contains("01234567 89abcdef"), "{said}");
    assert!(said.contains("cunbang verify 2026Q3.jsonl.zst --run 3f9c2ab10d4e"), "{said}");
    assert!(said.contains("各村应于2026年10月10日前上报，宽限至2026年10月12日"), "{said}");
}

#[test]
fn too_little_received_lists_nobody_and_says_why() {
    let mut sent = vec![Sent::Nothing; 20];
    sent[0] = Sent::Sealed(2);
    let (outcome, notice) = drafted(&sent, |_| {});
    let said = text(&notice);
    assert!(
        said.contains("收到率5%，不足办法规定的80%，本期不列后进候选；未收到和暂定的村中，有19个可能列入"),
        "{said}"
    );
    assert!(said.contains("本期没有列入后进候选的村。"), "{said}");
    assert!(!said.contains("名列第一的是"), "{said}");
    // As the ranking says of each.
    let prospects = scheme().prospects(&outcome);
    for (row, listed) in outcome.rows(Level::Village).iter().zip(&table(&notice, "各村考评名次").rows) {
        assert_eq!(listed[6].contains("可能列入后进候选"), prospects.contains_key(&row.unit), "{listed:?}");
    }
    let nobody = drafted(&[Sent::Nothing; 3], |_| {}).1;
    assert!(text(&nobody).contains("本期没有可排名次的村。"));
}

#[test]
fn decisions_stand_with_their_reasons() {
    let mut sent = twenty();
    sent[19] = Sent::Excused;
    let (_, notice) = drafted(&sent, |_| {});
    let outstanding = table(&notice, "未收到、暂定和认定情况");
    assert_eq!(outstanding.rows.len(), 2);
    let said = text(&notice);
    assert!(said.contains("免考1个；免考的不计，应上报的19个村收到18个，收到率94.74%"), "{said}");
    assert!(outstanding.rows.iter().any(|row| row[2] == "免考" && row[5] == "免考：山洪 <断网>"), "{outstanding:?}");
    assert!(outstanding.rows.iter().any(|row| row[2] == "暂定" && row[4].contains('～')), "{outstanding:?}");
}

#[test]
fn what_was_not_carried_out_was_not_received() {
    let mut sent = twenty();
    sent[18] = Sent::NotCarriedOut(3);
    sent[19] = Sent::NotCarriedOut(0);
    let (outcome, notice) = drafted(&sent, |_| {});
    let said = text(&notice);
    assert!(said.contains("已收到18个、未收到而认定未开展2个；应上报的20个村收到18个，收到率90%"), "{said}");
    assert!(!said.contains("全部收齐"), "{said}");
    let outstanding = table(&notice, "未收到、暂定和认定情况");
    assert_eq!(outstanding.rows.len(), 2);
    for row in &outstanding.rows {
        assert_eq!((row[2].as_str(), row[5].as_str()), ("未收到，认定未开展", "视为未开展：经核实没有开展"));
    }
    let ranks = table(&notice, "各村考评名次");
    let noted = ranks.rows.iter().filter(|row| row[6].contains("未收到，认定未开展")).count();
    assert_eq!(noted, 2, "{ranks:?}");
    // The engine ranks them, and its bytes say so.
    assert_eq!(outcome.coverage.unwrap().received, 20);
    let (units, scheme) = (tree(20), scheme());
    let report = report_of(&outcome, &units, &scheme);
    let page = crate::page::html(&report).unwrap();
    assert!(
        page.contains("18 / 20") && page.contains("未收到，认定未开展") && page.contains("经核实没有开展"),
        "{page}"
    );
}

#[test]
fn what_was_taken_by_decision_is_never_called_received() {
    let mut sent = twenty();
    (sent[18], sent[19]) = (Sent::Sealed(2), Sent::Taken(3));
    let (outcome, notice) = drafted(&sent, |_| {});
    let said = text(&notice);
    assert!(said.contains("已收到19个、未上报而认定按已收到1个；应上报的20个村收到19个，收到率95%"), "{said}");
    assert!(!said.contains("全部收齐"), "{said}");
    let outstanding = table(&notice, "未收到、暂定和认定情况");
    let told: Vec<(&str, &str)> = outstanding.rows.iter().map(|row| (row[2].as_str(), row[5].as_str())).collect();
    assert_eq!(told, [("认定：按已收到", "按已收到：断网，已核对纸质台账")]);
    let ranks = table(&notice, "各村考评名次");
    assert_eq!(ranks.rows.iter().filter(|row| row[6].contains("认定：按已收到")).count(), 1, "{ranks:?}");
    // The engine counts it, and its bytes say so.
    assert_eq!(outcome.coverage.unwrap().received, 20);
    let (units, scheme) = (tree(20), scheme());
    let report = report_of(&outcome, &units, &scheme);
    let page = crate::page::html(&report).unwrap();
    assert!(page.contains("19 / 20") && page.contains("认定：按已收到"), "{page}");
    let csv = crate::outcome_table::outcome_csv(&report, Level::Village);
    let states = |word: &str| csv.lines().filter(|line| line.split(',').any(|cell| cell == word)).count();
    assert_eq!((states("taken"), states("received")), (1, 19), "{csv}");
}

#[test]
fn late_seals_are_listed_with_what_they_cost() {
    static LATE: LazyLock<BTreeMap<UnitCode, Date>> =
        LazyLock::new(|| BTreeMap::from([("330522100200".parse().unwrap(), "2026-10-15".parse().unwrap())]));
    let mut sent = twenty();
    sent[0] = Sent::Late(0);
    let (_, notice) = drafted(&sent, |input| input.report.late = &LATE);
    let listed = table(&notice, "逾期上报情况");
    assert_eq!(
        listed.rows,
        [["0号村", "洪桥镇", "2026年10月15日", "—", "影响上级的“按时上报”"].map(str::to_owned).to_vec()]
    );
    assert!(text(&notice).contains("已收到18个（其中逾期上报1个）"), "{}", text(&notice));
    let ranks = table(&notice, "各村考评名次");
    assert!(ranks.rows.iter().any(|row| row[1] == "0号村" && row[6].starts_with("逾期")), "{ranks:?}");
    let (_, punctual) = drafted(&twenty(), |_| {});
    assert!(punctual.annexes.iter().all(|annex| annex.title != "逾期上报情况"));
}

#[test]
fn whom_a_return_keeps_in_time_is_told_with_who_gave_the_days() {
    static FORGIVEN: LazyLock<BTreeMap<UnitCode, CorrectedSeal>> = LazyLock::new(|| {
        let seal = CorrectedSeal {
            returned_by: "330522101".parse().unwrap(),
            returned_on: Some("2026-10-11".parse().unwrap()),
            correct_by: "2026-11-10".parse().unwrap(),
            sealed_at: "2026-10-09T01:00:00Z".parse().unwrap(),
            corrected_at: "2026-11-08T01:00:00Z".parse().unwrap(),
            entries_returned: 1,
            entries: 48,
        };
        BTreeMap::from([("330522101201".parse().unwrap(), seal)])
    });
    let sent = [Sent::Sealed(1), Sent::Sealed(2), Sent::Sealed(3)];
    let (_, notice) = drafted(&sent, |input| input.report.forgiven = &FORGIVEN);
    let said = "1号村的上报被退回后逾期改正，按退回前的上报时间计，不作逾期。";
    assert!(text(&notice).contains(said), "{}", text(&notice));
    let told = &table(&notice, "上报退回改正情况").rows;
    let expected = ["1号村", "雉城街道", "10月11日", "11月10日", "10月9日", "11月8日", "1增至48"];
    assert_eq!(*told, [expected.map(str::to_owned).to_vec()]);
    let ranks = &table(&notice, "各村考评名次").rows;
    assert!(ranks.iter().any(|row| row[1] == "1号村" && row[6].contains("退回改正")), "{ranks:?}");
    let (_, without) = drafted(&sent, |_| {});
    assert!(without.annexes.iter().all(|annex| annex.title != "上报退回改正情况"));
}

/// Every remark of the engine, in the notice, the page and the workbook.
#[test]
fn a_township_without_a_rank_says_which_it_may_have() {
    let (outcome, notice) = drafted(&twenty(), |_| {});
    let bounds =
        outcome.rows(Level::Township).iter().find_map(|row| row.bounds.filter(|_| row.rank.is_none())).unwrap();
    let of_townships = &table(&notice, "各乡镇考评名次").rows;
    let unranked = of_townships.iter().find(|row| row[0] == "—").unwrap();
    let may_be = if bounds.best_rank == bounds.worst_rank {
        format!("可能名次{}", bounds.best_rank)
    } else {
        format!("可能名次{}～{}", bounds.best_rank, bounds.worst_rank)
    };
    assert!(unranked[4].ends_with(&may_be), "{unranked:?}");
}

#[test]
fn no_remark_stays_english() {
    use cunbang_scheme::remark;
    let (units, scheme) = (tree(20), scheme());
    let mut outcome = outcome(&scheme, &units, &twenty());
    let villages = outcome.levels.get_mut(&Level::Village).unwrap();
    let mut remarks = remark::EVERY.iter();
    for row in villages.iter_mut().filter(|row| row.candidate == Some(true)) {
        for line in std::sync::Arc::make_mut(&mut row.indicators) {
            line.reasons.clear();
            if line.points.is_some_and(|points| points <= Decimal::ZERO) {
                let noted =
                    |note: &&str| cunbang_scheme::Reason { note: (*note).to_owned().into(), ..Default::default() };
                line.reasons.extend(remarks.by_ref().take(3).map(noted));
            }
        }
    }
    assert!(remarks.len() + 6 < remark::EVERY.len(), "{} remarks stand nowhere", remarks.len());
    // What has found no room stands in one line, each by itself.
    for note in remark::EVERY {
        let words = crate::wording::remark(note).chinese;
        let left: String = words.split(|c: char| !c.is_ascii_alphabetic()).collect::<Vec<_>>().concat();
        assert!(left.is_empty() || left == "Q", "{note}: {words}");
    }
    let report = report_of(&outcome, &units, &scheme);
    let input = |report| NoticeInput {
        report,
        scheme: Some(&scheme),
        unit: units.root(),
        authority: AUTHORITY,
        is_draft: false,
        withdrawn: None,
        replaced_by: None,
        decided: &[],
        date: "2026-10-15".parse().unwrap(),
        objections_until: Some("2026-10-22".parse().unwrap()),
        issuer: None,
        number: None,
        registered: None,
        copied_to: None,
        printed_by: None,
        replaces: None,
        restored_after: Vec::new(),
        replaced_by_number: None,
        registered_late: &[],
        late_rows: NO_ROWS_LATE,
    };
    let notice = Notice::draft(&input(report));
    let reasons = table(&notice, "后进候选及依据").rows.iter().filter_map(|row| row.last()).cloned();
    let reasons = reasons.collect::<Vec<_>>().join("；");
    assert!(reasons.contains("应有 192，实有 0") || reasons.contains("不计"), "{reasons}");
    let page = crate::page::html(&report).unwrap();
    let parts = page.split("<span class=\"en\">");
    let chinese: String = parts
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.split_once("</span>").map_or("", |(_, after)| after) })
        .collect();
    for english in ["does not count", "counted already", "not applicable", "at most", "expected 应有", "not done"] {
        assert!(!chinese.contains(english), "{english}");
        assert!(!reasons.contains(english), "{english}");
    }
}

#[test]
fn whoever_may_be_listed_stands_in_an_annex() {
    // Five per cent of 28 are one village; of the 31 that there are once the others came, two.
    let mut sent: Vec<Sent> = (0..28).map(Sent::Sealed).collect();
    sent.extend([Sent::Nothing; 3]);
    let (outcome, notice) = drafted(&sent, |_| {});
    let prospects = scheme().prospects(&outcome);
    let named = |title: &str| -> Vec<String> { table(&notice, title).rows.iter().map(|row| row.concat()).collect() };
    let told = [named("后进候选及依据"), named("未收到、暂定和认定情况")].concat();
    for unit in prospects.keys() {
        let name = tree(sent.len()).name(*unit);
        assert!(told.iter().any(|row| row.contains(&name)), "{name}: {told:?}");
    }
    let possible = told.iter().filter(|row| row.contains("可能列入")).count();
    assert!(possible > 0, "{told:?}");
    let said = text(&notice);
    assert!(said.contains(&format!("已收到而未列入的村中，有{possible}个也可能列入")), "{said}");
}

#[test]
fn reasons_are_chinese_alone() {
    let (_, notice) = drafted(&twenty(), |_| {});
    let candidates = table(&notice, "后进候选及依据");
    for row in &candidates.rows {
        let reasons = row.last().unwrap();
        assert!(reasons.contains('失') && !reasons.contains(|c: char| c.is_ascii_alphabetic()), "{reasons}");
    }
}

/// What the county did to the list of units and to the rules stands in the text, and only where it did something.
#[test]
fn what_was_changed_over_the_period_is_told_in_the_text() {
    const LED: &str = "（四）名单和办法变动情况。";
    let (_, plain) = drafted(&twenty(), |_| {});
    assert!(!text(&plain).contains("变动情况"));
    let said = |chinese: &str| (chinese.to_owned(), String::new());
    let notes = vec![said("2026年10月12日，组织部将甲村撤出单位名单（理由：合并）"), said("换了办法")];
    let (_, notice) = drafted(&twenty(), |input| input.report.notes = Vec::leak(notes));
    let expected = "2026年10月12日，组织部将甲村撤出单位名单（理由：合并）。换了办法。";
    let is_told = |block: &Block| matches!(block, Block::Led { lead, text } if lead == LED && text == expected);
    assert!(notice.body.iter().any(is_told), "{}", text(&notice));
    assert!(notice.html().unwrap().contains(expected));
    assert!(part(&notice.docx().unwrap(), "word/document.xml").contains(expected));
}

/// Found by somebody whose village was the last both times, and was told that it had risen.
#[test]
fn places_move_among_those_that_both_periods_ranked() {
    let sealed = [4, 3, 2, 1].map(Sent::Sealed);
    let before: &'static Outcome = Box::leak(Box::new(outcome(&scheme(), &tree(4), &sealed)));
    let of = |sent: &[Sent]| text(&drafted(sent, |input| input.report.previous = Some(before)).1);
    // The first has not come; the others stand as they stood.
    let [_, second, third, fourth] = [4, 3, 2, 1].map(Sent::Sealed);
    let said = of(&[Sent::Nothing, second, third, fourth]);
    assert!(said.contains("按两期都排名的3个村比较，0个村名次上升，0个村名次下降"), "{said}");
    let said = of(&[1, 3, 2, 4].map(Sent::Sealed));
    assert!(said.contains("与上期相比，1个村名次上升，1个村名次下降"), "{said}");
}
