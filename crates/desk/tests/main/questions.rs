//! What a township may ask its villages: warnings, which accuse nobody.
#![allow(clippy::unwrap_used)]

use cunbang_desk::Viewer;
use cunbang_desk::inspection::questions::Question;
use cunbang_model::{Role, Row};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, up, write};
use cunbang_world::rows::line;
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};

/// What is asked of villages with these lines.
async fn asked(of: &[(&str, &[&str])]) -> Vec<Question> {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    down(&county.desk, &township).await;
    for (village, lines) in of {
        let terminal = county.terminal(village).await;
        down(&county.desk, &terminal).await;
        down(&county.desk, &township).await;
        let rows: Vec<Row> = lines.iter().map(|text| line(unit(village), text)).collect();
        write(&terminal, &rows).await;
        up(&terminal, &township).await;
    }
    let viewer = Viewer::operator(township.replica(), "党建办");
    let said = township.questions_said(&viewer, QUARTER).await.unwrap();
    let asked = township.questions_below(&viewer, QUARTER).await.unwrap();
    assert_eq!(said.len(), asked.len());
    assert!(said.iter().all(|one| one.contains("请核实") && one.contains("A question")), "{said:?}");
    asked
}

#[tokio::test]
async fn one_name_and_one_day_under_several_ids_is_asked_about() {
    let [one, other] = [VILLAGES[0], VILLAGES[1]];
    let same = "name=王某 status=full joined=2001-07-01";
    let of_one = [format!("members member=m1 {same}"), format!("members member=m2 {same}")];
    let others = [
        format!("members member=n1 {same}"),
        "members member=n2 name=王某 status=full joined=2002-07-01".to_owned(),
        "members member=n3 name=李某 status=full joined=2001-07-01".to_owned(),
        // Without a day nothing says that it is one person.
        "members member=n4 name=赵某 status=full".to_owned(),
        "members member=n5 name=赵某 status=full".to_owned(),
    ];
    let of_one: Vec<&str> = of_one.iter().map(String::as_str).collect();
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let member = |village: &str, id: &str| (unit(village), id.to_owned());
    assert_eq!(
        asked(&[(one, &of_one), (other, &others)]).await,
        [Question::SamePerson { members: vec![member(one, "m1"), member(one, "m2"), member(other, "n1")] }]
    );
}

#[tokio::test]
async fn a_post_claimed_on_several_days_and_meetings_all_from_afar_are_asked_about() {
    let meeting = |id: &str, day: &str| format!("meetings meeting={id} kind=theme_day date={day}");
    let mark = |id: &str, member: &str, mark: &str| format!("attendance meeting={id} member={member} mark={mark}");
    let mut lines = vec![
        "posts post=p1 member=m1 title=河长 claimed=2026-07-01".to_owned(),
        "posts post=p2 member=m1 title=河长 claimed=2026-08-01".to_owned(),
        "posts post=p3 member=m2 title=河长 claimed=2026-08-01".to_owned(),
        "posts post=p4 member=m2 title=宣传岗 claimed=2026-08-02".to_owned(),
        meeting("t7", "2026-07-15"),
        meeting("t8", "2026-08-15"),
        meeting("t9", "2026-09-15"),
        "standing member=m1 status=full floating=yes".to_owned(),
        "standing member=m2 status=full floating=yes".to_owned(),
        "standing member=m3 status=full floating=yes".to_owned(),
        "standing member=m4 status=full".to_owned(),
    ];
    // All from afar; one was there; all from afar, and all floating.
    lines.extend(["m1", "m2", "m4"].map(|member| mark("t7", member, "remote")));
    lines.extend(["m1", "m2"].map(|member| mark("t8", member, "remote")));
    lines.push(mark("t8", "m4", "present"));
    lines.extend(["m1", "m2", "m3"].map(|member| mark("t9", member, "remote")));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let village = unit(VILLAGES[0]);
    let day = |text: &str| text.parse().unwrap();
    assert_eq!(
        asked(&[(VILLAGES[0], &lines)]).await,
        [
            Question::SamePost {
                unit: village,
                member: "m1".to_owned(),
                title: "河长".to_owned(),
                days: vec![day("2026-07-01"), day("2026-08-01")],
            },
            Question::AllRemote { unit: village, days: vec![day("2026-07-15")] },
        ]
    );
}
