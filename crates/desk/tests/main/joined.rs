//! Who joined when: what goes up of it, and what a run makes of that.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::{NewRules, RunOptions};
use cunbang_evidence::verify_evidence;
use cunbang_ledger::Projection;
use cunbang_model::{DocumentKind, DocumentName, Table};
use cunbang_scheme::Level;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, up};
use cunbang_world::rows::{lines, row};
use cunbang_world::tree::{VILLAGES, unit};

/// Attendance of counted members at theme days.
const ATTENDED: &str = r#"
name = "attended"
title = "出勤考评"
period = "quarter"
deadline_days = 10
rows = "checked"

[village]
[[village.indicators]]
id = "attended"
title = "attended"
max = 100
measure = { kind = "marks", where = ["meeting.kind = theme_day"], weights = { present = 1, remote = 1, late = 0.5, left_early = 0.5, leave = 0.5, absent = 0 } }
points = { kind = "linear", from = 0, to = 100 }
"#;

/// A run knows who joined when as far as its rules ask: the day goes up with the standing, and only of whom it lies in the
/// quarter. Who had joined before has none there, and the roster with the names stays where it is.
#[tokio::test]
async fn who_joined_within_the_quarter_was_not_to_come_before() {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(ATTENDED, QUARTER)).await.unwrap();
    county.at("2026-09-30T02:00:00Z");
    let terminal = county.terminal(VILLAGES[0]).await;
    let mut rows = Vec::new();
    for (id, name, joined) in [("m1", "陈建国", "2001-07-01"), ("m2", "沈阿妹", "2026-08-20")] {
        let cells =
            [("unit", VILLAGES[0]), ("member", id), ("name", name), ("status", "probationary"), ("joined", joined)];
        rows.push(row(Table::Members, &cells));
    }
    rows.extend(lines(
        unit(VILLAGES[0]),
        "meetings meeting=t7 kind=theme_day date=2026-07-15
         attendance meeting=t7 member=m1 mark=present
         meetings meeting=t9 kind=theme_day date=2026-09-15
         attendance meeting=t9 member=m1 mark=present
         attendance meeting=t9 member=m2 mark=present",
    ));
    terminal.import("会计", &rows, Some(QUARTER)).await.unwrap();
    terminal.seal("书记", QUARTER, true).await.unwrap();
    up(&terminal, &county.desk).await;
    let run = county.desk.run(QUARTER, RunOptions::default()).await.unwrap();
    let of_village = run.outcome.rows(Level::Village).iter().find(|row| row.unit == unit(VILLAGES[0])).unwrap();
    assert_eq!(of_village.score.map(|score| score.to_string()).as_deref(), Some("100.00"), "{of_village:#?}");
    let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    assert_eq!(verify_evidence(file.as_slice(), None).unwrap().outcome, run.outcome);

    let ledger = DocumentName::quarterly(DocumentKind::Ledger, unit(VILLAGES[0]), QUARTER).unwrap();
    let joined = |projection: &Projection| -> Vec<Option<String>> {
        let standing = projection.table(Table::Standing);
        standing.map(|one| one.row.date("joined").map(|day| day.to_string())).collect()
    };
    let sent = county.desk.replica().projection(ledger).await.unwrap();
    assert_eq!(joined(&sent), [None, Some("2026-08-20".to_owned())]);
    // In the next quarter nobody asks any more.
    county.at("2026-12-30T02:00:00Z");
    let later = lines(unit(VILLAGES[0]), "meetings meeting=t10 kind=theme_day date=2026-10-15");
    terminal.import("会计", &later, Some(QUARTER.next())).await.unwrap();
    let name = DocumentName::quarterly(DocumentKind::Ledger, unit(VILLAGES[0]), QUARTER.next()).unwrap();
    assert_eq!(joined(&terminal.replica().projection(name).await.unwrap()), [None, None]);
}
