//! The notice 通报 of a published list says the same at the county, at a township and in a village: what it tells came down
//! with the bulletin, and comes to what the run itself comes to.

use cunbang_desk::inspection::seal_reviews::SealVerdict;
use cunbang_desk::{ConsequenceSubject, Desk, NewRules, NoticeView, Viewer};
use cunbang_model::schema::{ConsequenceVerdict, SealOutcome};
use cunbang_model::{DocumentKind, DocumentName, Role, Table};
use cunbang_web::notice::{Terms, draft};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, SCHEME, down, seal, up, write};
use cunbang_world::rows::{deed, finding, row};
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

const MORE: &str = r#"
[[village.indicators]]
id = "sealing"
title = "按时上报 sealing on time"
group = "base"
max = 5
measure = { kind = "sealed" }
points = { kind = "linear", from = 0, to = 100 } # ours
[[village.consequences]]
id = "talk"
title = "约谈 talk"
when = ["rank last 1"]
of = ["secretary"]
[[village.consequences]]
id = "pay"
title = "扣发报酬 pay"
when = ["deeds >= 1"]
amount = 500
unit = "元"
each = "deeds"
"#;
const TERMS: Terms<'static> =
    Terms { issuer: None, number: None, copied_to: None, printed_by: None, objection_days: None };

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

async fn notice(desk: &Desk) -> NoticeView {
    desk.notice(&viewer(desk), QUARTER, None).await.unwrap()
}

/// The part of the page that is the notice itself.
fn main_part(view: &NoticeView) -> String {
    let page = draft(view, TERMS).html().unwrap();
    let from = page.find("<header>").unwrap();
    page[from..page.find("</main>").unwrap()].to_owned()
}

struct Played {
    county: County,
    township: Arc<Desk>,
    village: Arc<Desk>,
}

/// A quarter in which nearly everything happens of which a notice tells: one village corrects what was returned, one seals
/// late, one sends without a seal, one is excused; a finding is registered late; and a quarter before it was published.
async fn played() -> Played {
    let county = County::new().await;
    let rules = format!("{SCHEME}{MORE}");
    county.desk.put_scheme("组织部", NewRules::since(&rules, QUARTER.previous())).await.unwrap();
    county.at("2026-09-30T02:00:00Z");
    let office =
        [("unit", VILLAGES[1]), ("office", "o1"), ("person", "m1"), ("role", "secretary"), ("from", "2020-01-01")];
    county.desk.import("组织部", &[row(Table::Offices, &office)], None).await.unwrap();
    let before = county.desk.run(QUARTER.previous(), cunbang_desk::RunOptions::default()).await.unwrap();
    county.desk.publish("组织部", Some(&before.id), true).await.unwrap();

    let township = county.device(TOWNSHIP, Role::Node).await;
    let mut terminals = Vec::new();
    for village in &VILLAGES[..3] {
        let terminal = county.terminal(village).await;
        down(&county.desk, &terminal).await;
        let member = [("unit", *village), ("member", "m1"), ("name", "陈建国"), ("status", "full")];
        write(&terminal, &[row(Table::Members, &member), deed(village, "d1")]).await;
        terminals.push(terminal);
    }
    county.at("2026-10-05T01:00:00Z");
    seal(&terminals[0]).await;
    for terminal in &terminals {
        up(terminal, &county.desk).await;
    }
    down(&county.desk, &township).await;
    county.at("2026-10-20T01:00:00Z");
    let returned = SealVerdict { outcome: SealOutcome::Returned, reason: "八月考勤不符", correct_by: None };
    township.review_seal("督查组", unit(VILLAGES[0]), QUARTER, returned).await.unwrap();
    up(&township, &county.desk).await;
    write(&terminals[1], &[deed(VILLAGES[1], "d2")]).await;
    seal(&terminals[1]).await;
    up(&terminals[1], &county.desk).await;
    let inspected = DocumentName::quarterly(DocumentKind::Inspection, unit(VILLAGES[1]), QUARTER).unwrap();
    let found = vec![(inspected, vec![finding(VILLAGES[1], "f1", "0.5")])];
    county.desk.replica().record("督查员", found).await.unwrap();
    down(&county.desk, &terminals[0]).await;
    write(&terminals[0], &[deed(VILLAGES[0], "d3")]).await;
    county.at("2026-10-22T01:00:00Z");
    seal(&terminals[0]).await;
    up(&terminals[0], &county.desk).await;
    county.desk.decide("组织部", QUARTER, unit(VILLAGES[3]), "excuse", "整村搬迁").await.unwrap();
    Played { county, township, village: terminals.swap_remove(0) }
}

async fn all_read_the_same(played: &Played) -> String {
    let Played { county, township, village } = played;
    down(&county.desk, township).await;
    down(township, village).await;
    let at_the_county = main_part(&notice(&county.desk).await);
    assert_eq!(main_part(&notice(township).await), at_the_county);
    assert_eq!(main_part(&notice(village).await), at_the_county);
    at_the_county
}

#[tokio::test]
async fn a_notice_says_the_same_wherever_it_is_read() {
    let played = played().await;
    let Played { county, township, village } = &played;
    let run = county.run().await;
    let drafted = notice(&county.desk).await;
    down(&county.desk, village).await;
    let nothing = village.notice(&viewer(village), QUARTER, None).await;
    assert!(nothing.is_err(), "nothing was published");
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();

    // What came down comes to what the run comes to.
    let told = notice(&county.desk).await;
    assert_eq!((drafted.is_draft(), told.is_draft()), (true, false));
    let live = NoticeView { published_on: told.published_on, ..drafted };
    assert_eq!(draft(&told, TERMS), draft(&live, TERMS));

    let read = all_read_the_same(&played).await;
    for said in [
        "约谈",
        "扣发报酬",
        "待认定",
        "逾期",
        "退回改正",
        "整村搬迁",
        "截止后登记",
        "督查员",
        "按时上报",
        "村名次上升",
        &county.desk.replica().units().unwrap().name(unit(VILLAGES[2])),
    ] {
        assert!(read.contains(said), "{said} of {read}");
    }

    // What is decided on proposals stands in it, everywhere.
    let pay = ConsequenceSubject { unit: unit(VILLAGES[0]), member: None, office: None };
    let not = ConsequenceVerdict::NotApplied;
    county.desk.decide_consequence("组织部", QUARTER, &pay, "pay", not, "已补开会议").await.unwrap();
    let read = all_read_the_same(&played).await;
    assert!(read.contains("已补开会议"), "{read}");

    // Nobody's name comes down with it, nor a row of a village's ledger.
    let bulletin = cunbang_ranking::bulletin::bulletin(run.record.under, QUARTER);
    let bulletin = village.replica().projection(bulletin).await.unwrap();
    let rows: Vec<String> = [Table::Runs, Table::Results]
        .into_iter()
        .flat_map(|table| bulletin.table(table).map(|standing| standing.row.to_json()).collect::<Vec<_>>())
        .collect();
    assert!(rows.iter().any(|row| row.contains("已补开会议")));
    for hidden in ["陈建国", "deeds/d1", "m1"] {
        assert!(rows.iter().all(|row| !row.contains(hidden)), "{hidden} came down in {rows:#?}");
    }

    // And that it was taken back.
    county.desk.withdraw_publication("组织部", &run.id, "漏计走访").await.unwrap();
    down(&county.desk, township).await;
    down(township, village).await;
    let id = Some(run.id.as_str());
    let at_the_county = main_part(&county.desk.notice(&viewer(&county.desk), QUARTER, id).await.unwrap());
    assert!(at_the_county.contains("漏计走访"), "{at_the_county}");
    for desk in [township, village] {
        assert_eq!(main_part(&desk.notice(&viewer(desk), QUARTER, id).await.unwrap()), at_the_county);
    }
}
