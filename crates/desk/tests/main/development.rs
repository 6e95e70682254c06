//! Developing members: how far each has come, what is red and yellow, and what comes next.
#![allow(clippy::unwrap_used)]

use cunbang_desk::village::gaps::What;
use cunbang_desk::{Desk, Light, NewRules, PersonSteps, Viewer};
use cunbang_model::schema::DocumentKind;
use cunbang_model::{Role, Row, Table};
use cunbang_scheme::pack;
use cunbang_world::county::{County, down, up};
use cunbang_world::rows::{lines, row};
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};
use cunbang_world::{QUARTER, period};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn member(id: &str, name: &str, status: &str) -> Row {
    row(Table::Members, &[("unit", VILLAGE), ("member", id), ("name", name), ("status", status)])
}

/// A terminal under the quarter's usual rules, and a year's with steps, on the last day of September.
async fn terminal() -> (County, Arc<Desk>) {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(pack::find("standard").unwrap().text, QUARTER)).await.unwrap();
    county
        .desk
        .put_scheme("组织部", NewRules::since(pack::find("suqian").unwrap().text, period("2026")))
        .await
        .unwrap();
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    county.at("2026-09-30T02:00:00Z");
    (county, terminal)
}

fn rows() -> Vec<Row> {
    let mut rows = vec![
        member("m1", "陈建国", "activist"),
        member("m2", "沈阿妹", "applicant"),
        member("m3", "钱小毛", "applicant"),
        member("m4", "王芳", "full"),
        member("m5", "李强", "probationary"),
    ];
    rows.extend(lines(
        unit(VILLAGE),
        "steps member=m1 step=1 done_on=2026-07-01
         materials member=m1 step=1 material=入党申请书 handed_in=2026-07-01
         steps member=m1 step=2 done_on=2026-07-10
         steps member=m2 step=1 done_on=2026-09-20
         steps member=m3 step=2 done_on=2026-07-10
         materials member=m3 step=2 material=谈话记录 handed_in=2026-07-10
         steps member=m5 step=18 done_on=2025-12-01 previous_on=2025-11-01
         steps member=m5 step=99 done_on=2026-09-01",
    ));
    rows
}

async fn persons(desk: &Desk) -> Vec<PersonSteps> {
    let viewer = Viewer::operator(desk.replica(), "王会计");
    desk.development(&viewer, unit(VILLAGE), QUARTER).await.unwrap().unwrap().persons
}

#[tokio::test]
async fn each_person_has_a_light_what_is_missing_and_what_comes_next() {
    let (_county, terminal) = terminal().await;
    terminal.import("书记", &rows(), None).await.unwrap();
    let persons = persons(&terminal).await;
    let lights: Vec<(&str, Option<Light>)> = persons.iter().map(|one| (one.name.as_str(), one.light)).collect();
    assert_eq!(
        lights,
        [("钱小毛", Some(Light::Red)), ("陈建国", Some(Light::Yellow)), ("沈阿妹", Some(Light::Green)), ("李强", None)],
        "who is stopped stands first, and full members without steps are not listed"
    );
    let of = |name: &str| persons.iter().find(|one| one.name == name).unwrap();
    let day = |text: &str| text.parse().unwrap();
    let said = of("钱小毛");
    assert!(said.remarks[0].contains("2 党组织派人谈话") && said.remarks[0].contains("1 递交入党申请书"), "{said:?}");
    let yellow = of("陈建国");
    assert!(yellow.remarks[0].contains("谈话记录") && yellow.remarks[0].contains("2026-08-10"), "{yellow:?}");
    assert_eq!(yellow.next, Some(("3 推荐入党积极分子".to_owned(), Some(day("2026-07-10")))));
    assert_eq!(yellow.stage.as_deref(), Some("申请入党"));
    let open = of("沈阿妹");
    assert_eq!(open.awaited.len(), 1);
    assert_eq!(open.awaited[0].1, Some(day("2026-10-20")));
    // Probation lasts a year from the day of the meeting.
    let probationary = of("李强");
    assert_eq!(probationary.last, Some(("18 支部大会讨论接收".to_owned(), day("2025-12-01"))));
    assert!(probationary.awaited.is_empty(), "its time is over");
    assert_eq!(probationary.next, Some(("19 上级党委派人谈话".to_owned(), Some(day("2025-12-01")))));
}

#[tokio::test]
async fn red_and_yellow_steps_and_unknown_ones_are_asked_about() {
    let (_county, terminal) = terminal().await;
    terminal.import("书记", &rows(), None).await.unwrap();
    let gaps = terminal.open_gaps().await.unwrap();
    let of_steps: Vec<What> = gaps.into_iter().filter(|gap| gap.period == period("2026")).map(|gap| gap.what).collect();
    let keys = |text: &str| vec![text.to_owned()];
    assert_eq!(
        of_steps,
        [
            What::StepsStopped { rows: keys("steps/m3/2") },
            What::StepsReminded { rows: keys("steps/m1/2") },
            What::AgainstRules { rows: keys("steps/m5/99") },
        ]
    );
}

/// A step's light goes by what is written down of the one before, in earlier years too, and not by its own word; what is said to
/// be from before all that is written waits for a unit above.
#[tokio::test]
async fn a_light_goes_by_what_is_written_of_the_step_before() {
    let (county, terminal) = terminal().await;
    let mut all = vec![member("m1", "陈建国", "activist"), member("m2", "沈阿妹", "activist")];
    all.push(member("m3", "钱小毛", "activist"));
    all.extend(lines(
        unit(VILLAGE),
        "steps member=m1 step=2 done_on=2025-08-01 previous_on=2025-06-01
         steps member=m1 step=3 done_on=2026-07-10 previous_on=2025-12-31
         materials member=m1 step=3 material=推荐意见 handed_in=2026-07-10
         steps member=m2 step=3 done_on=2026-07-10 previous_on=2025-08-02
         materials member=m2 step=3 material=推荐意见 handed_in=2026-07-10
         steps member=m3 step=3 done_on=2026-07-10 previous_on=2025-06-01
         materials member=m3 step=3 material=推荐意见 handed_in=2026-07-10",
    ));
    terminal.import("书记", &all, None).await.unwrap();
    let light = |persons: &[PersonSteps], name: &str| persons.iter().find(|one| one.name == name).unwrap().light;
    let persons_now = persons(&terminal).await;
    let lights = ["陈建国", "沈阿妹", "钱小毛"].map(|name| light(&persons_now, name));
    assert_eq!(lights, [Some(Light::Yellow); 3]);
    let gaps = terminal.open_gaps().await.unwrap();
    let reminded = What::StepsReminded { rows: ["steps/m1/3", "steps/m2/3", "steps/m3/3"].map(str::to_owned).to_vec() };
    assert!(gaps.iter().any(|gap| gap.what == reminded), "{gaps:?}");
    let remarks = |name: &str| persons_now.iter().find(|one| one.name == name).unwrap().remarks.concat();
    assert!(
        remarks("陈建国").contains("2025-12-31") && remarks("陈建国").contains("没有这一天的登记"),
        "{persons_now:?}"
    );
    assert!(remarks("钱小毛").contains("早于这里最早的登记"), "{persons_now:?}");
    let township = county.device(TOWNSHIP, Role::Node).await;
    down(&county.desk, &township).await;
    let cells = [("unit", VILLAGE), ("period", "2026Q3"), ("figure", "steps_before"), ("stated", "1")];
    township.import("督查组", &[row(Table::StatedFigures, &cells)], None).await.unwrap();
    up(&township, &county.desk).await;
    down(&county.desk, &terminal).await;
    let proven = persons(&terminal).await;
    let lights = ["陈建国", "沈阿妹", "钱小毛"].map(|name| light(&proven, name));
    assert_eq!(lights, [Some(Light::Green), Some(Light::Yellow), Some(Light::Yellow)], "as many as are stated");
}

/// Steps go up with the ledger: by id.
#[tokio::test]
async fn steps_stand_in_the_ledger_and_name_nobody() {
    let (_county, terminal) = terminal().await;
    terminal.import("书记", &rows(), None).await.unwrap();
    let name = cunbang_model::DocumentName::quarterly(DocumentKind::Ledger, unit(VILLAGE), QUARTER).unwrap();
    let ledger = terminal.replica().projection(name).await.unwrap();
    let text: String = ledger.rows().map(|standing| standing.row.to_json()).collect();
    assert!(text.contains("谈话记录") && !text.contains("陈建国"), "{text}");
    let offered = terminal.offered(Table::Materials, "material", QUARTER).await.unwrap();
    assert!(offered.iter().any(|one| one.word == "入党志愿书"));
}

#[tokio::test]
async fn without_rules_that_state_steps_there_is_nothing_to_see() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    let viewer = Viewer::operator(terminal.replica(), "王会计");
    assert_eq!(terminal.development(&viewer, unit(VILLAGE), QUARTER).await.unwrap(), None);
}
