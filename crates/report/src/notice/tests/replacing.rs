//! Whose place a notice takes, and what is late of its list.

use super::*;
use cunbang_model::NoticeNumber;

static REGISTERED: LazyLock<[LateRegistration; 1]> = LazyLock::new(|| {
    [LateRegistration {
        village: "胥仓村".to_owned(),
        row: "督查问题：会议记录不全".to_owned(),
        by: "雉城街道（督查组）".to_owned(),
        on: "2026-10-13".parse().unwrap(),
        became: "登记",
        after_list: true,
    }]
});

static THIRD: LazyLock<NoticeNumber> = LazyLock::new(|| NoticeNumber::of_assessment(2026, 3));
static FOURTH: LazyLock<NoticeNumber> = LazyLock::new(|| NoticeNumber::of_assessment(2026, 4));

#[test]
fn a_list_that_takes_anothers_place_and_what_is_late_of_it_are_said() {
    let (_, notice) = drafted(&twenty(), |input| {
        input.registered = Some(&FOURTH);
        input.replaces = Some(Replaces {
            number: Some(&THIRD),
            run: "77aa88bb99cc0011",
            on: "2026-10-12".parse().unwrap(),
            withdrawn_on: None,
            between: Vec::new(),
        });
        input.registered_late = &*REGISTERED;
    });
    assert!(notice.number.ends_with("〔2026〕4号"), "{}", notice.number);
    let said = text(&notice);
    let replaces = "本通报替代2026年10月12日发布的考评通报〔2026〕3号（排名编号 77aa88bb99cc）";
    assert!(said.contains(replaces), "{said}");
    assert!(said.contains("1项") && said.contains("其中1项在本期名单发布之后"), "{said}");
    let rows = &table(&notice, "截止后登记情况").rows;
    assert_eq!(rows[0][0], "胥仓村");
    assert!(rows[0][3].contains("名单发布后"), "{rows:?}");
    // One that had been taken back before is not replaced, but followed.
    let (_, notice) = drafted(&twenty(), |input| {
        input.replaces = Some(Replaces {
            number: None,
            run: "77aa88bb99cc0011",
            on: "2026-10-12".parse().unwrap(),
            withdrawn_on: Some("2026-10-14".parse().unwrap()),
            between: vec![TakenBack {
                number: Some(&FOURTH),
                run: "aa11bb22cc33dd44",
                on: "2026-10-13".parse().unwrap(),
                withdrawn_on: "2026-10-13".parse().unwrap(),
                reason: "漏计",
            }],
        });
    });
    let said = text(&notice);
    let between = "其后2026年10月13日发布的考评通报〔2026〕4号（排名编号 aa11bb22cc33）已于2026年10月13日撤回";
    assert!(said.contains(between), "{said}");
    assert!(said.contains("2026年10月12日的通报（排名编号 77aa88bb99cc）已于2026年10月14日撤回"), "{said}");
    assert!(!said.contains("2026年10月12日发布的2026年10月12日"), "{said}");
    // And the one that was replaced names the other by its number.
    let (_, notice) = drafted(&twenty(), |input| {
        input.replaced_by = Some(("77aa88bb99cc0011", "2026-10-18".parse().unwrap()));
        input.replaced_by_number = Some(&FOURTH);
    });
    assert!(notice.replaced.unwrap().contains("考评通报〔2026〕4号（排名编号 77aa88bb99cc）替代"));
}

#[test]
fn a_list_that_stands_again_says_what_had_replaced_it_and_why_that_is_void() {
    let (_, notice) = drafted(&twenty(), |input| {
        input.restored_after = vec![TakenBack {
            number: Some(&FOURTH),
            run: "aa11bb22cc33dd44",
            on: "2026-10-13".parse().unwrap(),
            withdrawn_on: "2026-10-15".parse().unwrap(),
            reason: "漏计两个村。",
        }];
    });
    let said = text(&notice);
    let restored = "本通报曾被2026年10月13日发布的考评通报〔2026〕4号（排名编号 aa11bb22cc33）替代；该通报已于2026年10月15日撤回，\
                    理由：漏计两个村。本通报恢复有效。";
    assert!(said.contains(restored), "{said}");
}
