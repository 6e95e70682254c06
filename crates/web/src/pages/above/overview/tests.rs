//! What the overview says at the edges.

use super::*;
use cunbang_desk::RunNotes;

fn area(name: &str, (villages, decided, not_received): (usize, usize, usize)) -> Area {
    Area {
        unit: "330522".parse().unwrap(),
        name: name.to_owned(),
        villages,
        received: villages - decided - not_received,
        decided,
        late: 0,
        forgiven: 0,
        provisional: 0,
        not_received,
        excused: 0,
        in_conflict: 0,
        open: 0,
        overdue: 0,
        fixed: 0,
    }
}

fn finding(areas: Vec<Area>) -> String {
    let sum = |of: fn(&Area) -> usize| areas.iter().map(of).sum::<usize>();
    let whole = (sum(|area| area.villages), sum(|area| area.decided), sum(|area| area.not_received));
    let period: Period = "2026Q3".parse().unwrap();
    let overview = Overview {
        unit: "330522".parse().unwrap(),
        period,
        ranked_period: period,
        as_of: "2026-12-01T01:00:00Z".parse().unwrap(),
        newest_at: None,
        whole: area("长兴县", whole),
        areas,
        unended: None,
        altered: Vec::new(),
        standings: None,
        notes: RunNotes::default(),
    };
    Language::Chinese.with(|| coverage(&overview, Paper::Page).finding)
}

/// Found by somebody who read that 13 townships were complete, over bars of 28 of 29 and 8 of 9, beside a notice that
/// named them.
#[test]
fn a_village_on_which_the_county_decided_has_not_come() {
    let waiting = || area("洪桥镇", (17, 0, 2));
    let said = finding(vec![waiting(), area("煤山镇", (29, 1, 0)), area("吕山乡", (9, 1, 0)), area("雉城", (9, 0, 0))]);
    assert!(said.starts_with("洪桥镇还有 2 个村未收齐，其余 3 个乡镇没有要等的村"), "{said}");
    assert!(said.ends_with("煤山镇、吕山乡有 2 个村没有收到上报、由县里认定"), "{said}");
    let said = finding(vec![waiting(), area("雉城", (9, 0, 0))]);
    assert_eq!(said, "洪桥镇还有 2 个村未收齐，其余 1 个乡镇已齐");
}
