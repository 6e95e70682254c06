//! What a clerk enters is right, or is asked about: figures, reviews, votes and stars, meetings that move or are taken
//! back, and who is expected at them.
#![allow(clippy::unwrap_used)]

use cunbang_desk::village::gaps::{Gap, What};
use cunbang_desk::writing::import::ImportError;
use cunbang_desk::writing::import_preview::Compared;
use cunbang_desk::writing::references::{ReferenceFault, Wrong};
use cunbang_desk::writing::withdraw::Withdrawal;
use cunbang_desk::{Desk, DeskError, NewRules, Viewer};
use cunbang_model::schema::MemberStatus;
use cunbang_model::{Decimal, Row, Table};
use cunbang_scheme::{Doubt, pack};
use cunbang_store::MemoryStore;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down};
use cunbang_world::rows::row;
use cunbang_world::tree::{VILLAGES, unit};
use std::collections::BTreeMap;
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn of(table: Table, cells: &[(&str, &str)]) -> Row {
    row(table, &[&[("unit", VILLAGE)], cells].concat())
}

fn member(id: &str, status: &str) -> Row {
    of(Table::Members, &[("member", id), ("name", &format!("姓名{id}")), ("status", status)])
}

fn figure(indicator: &str) -> Row {
    of(Table::Measures, &[("period", "2026Q3"), ("indicator", indicator), ("value", "12")])
}

fn review(stage: &str, member: &str, reviewer: &str, points: &str) -> Row {
    let cells = [("period", "2026Q3"), ("stage", stage), ("member", member), ("points", points)];
    of(Table::Reviews, &[&cells[..], &[("reviewer", reviewer)]].concat())
}

fn award(member: &str, stars: &str) -> Row {
    of(Table::Awards, &[("period", "2026Q3"), ("member", member), ("stars", stars)])
}

fn votes(member: &str, votes: &str) -> Row {
    of(Table::Nominations, &[("period", "2026Q3"), ("member", member), ("votes", votes)])
}

fn meeting(id: &str, day: &str) -> Row {
    of(Table::Meetings, &[("meeting", id), ("kind", "theme_day"), ("date", day), ("title", "主题党日")])
}

fn mark(meeting: &str, member: &str) -> Row {
    of(Table::Attendance, &[("meeting", meeting), ("member", member), ("mark", "present")])
}

fn deed(id: &str, day: &str) -> Row {
    let cells = [("deed", id), ("member", "m1"), ("date", day), ("kind", "integrity"), ("text", "修路")];
    of(Table::Deeds, &[&cells[..], &[("confirmed_on", day), ("confirmed_by", "支部")]].concat())
}

/// A village's terminal under a scheme.
async fn under(text: &str) -> (County, Arc<Desk>) {
    let county = County::over(Arc::new(MemoryStore::new())).await;
    county.desk.put_scheme("组织部", NewRules::since(text, QUARTER)).await.unwrap();
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    county.at("2026-09-30T02:00:00Z");
    (county, terminal)
}

async fn terminal() -> (County, Arc<Desk>) {
    under(pack::find("standard").unwrap().text).await
}

async fn gaps(desk: &Desk) -> Vec<Gap> {
    desk.open_gaps().await.unwrap()
}

async fn asked(desk: &Desk) -> Vec<What> {
    gaps(desk).await.into_iter().map(|gap| gap.what).filter(|what| !what.asked_about().is_empty()).collect()
}

async fn keep(desk: &Desk, rows: &[Row]) {
    desk.import("会计", rows, None).await.unwrap();
}

/// What is wrong with one row.
async fn wrong(desk: &Desk, row: Row) -> Wrong {
    match desk.record("会计", row, None).await {
        Err(DeskError::Import(ImportError::References(faults))) => {
            let [ReferenceFault { wrong, .. }] = &faults[..] else { panic!("{faults:?}") };
            wrong.clone()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_figure_that_the_scheme_counts_is_asked_for_with_what_it_costs() {
    let (_county, terminal) = terminal().await;
    keep(&terminal, &[member("m1", "full")]).await;
    let found = gaps(&terminal).await;
    let gap = found.iter().find(|gap| matches!(gap.what, What::NoFigure { .. })).unwrap();
    let expected = What::NoFigure {
        figure: "collective_income".to_owned(),
        indicators: vec!["强村富民 collective income".to_owned()],
        is_scaled: false,
    };
    assert_eq!((&gap.what, gap.points), (&expected, Some(Decimal::TEN)));
    let viewer = Viewer::operator(terminal.replica(), "会计");
    let outlook = terminal.what_it_would_take(&viewer, QUARTER).await.unwrap().unwrap();
    assert!(outlook.gaps.iter().any(|gap| gap.what == expected), "the outlook tells it too");
    keep(&terminal, &[figure("collective_income")]).await;
    assert!(!gaps(&terminal).await.iter().any(|gap| matches!(gap.what, What::NoFigure { .. })));
}

/// Where a missing figure costs the village nothing, another supplies it.
#[tokio::test]
async fn a_figure_that_another_supplies_is_not_asked_for() {
    let text = pack::find("standard").unwrap().text;
    let at = text.find("id = \"income\"").unwrap();
    let (before, after) = text.split_at(at);
    let figure = "indicator = \"collective_income\"";
    let after = after.replacen(figure, &format!("{figure}, stated_by = \"above\""), 1);
    let (_county, terminal) = under(&format!("{before}{after}")).await;
    keep(&terminal, &[member("m1", "full")]).await;
    assert!(!gaps(&terminal).await.iter().any(|gap| matches!(gap.what, What::NoFigure { .. })));
}

#[tokio::test]
async fn a_figure_that_no_rule_counts_is_asked_about() {
    let (_county, terminal) = terminal().await;
    for (written, expected) in [
        ("collective_incme", Wrong::NotInScheme("村集体收入".to_owned())),
        ("强村富民", Wrong::NotInScheme("村集体收入".to_owned())),
        ("用电量", Wrong::NoSuchFigure(vec!["村集体收入".to_owned()])),
    ] {
        assert_eq!(wrong(&terminal, figure(written)).await, expected, "{written}");
    }
    // As people call it.
    assert_eq!(figure("村集体收入").text("indicator"), Some("collective_income"));
    keep(&terminal, &[figure("村集体收入")]).await;
    // A scheme that counts no figures lets them be kept, and says so.
    let (_county, terminal) = under(pack::find("changxing").unwrap().text).await;
    keep(&terminal, &[member("m1", "full"), figure("用电量")]).await;
    assert_eq!(asked(&terminal).await, [What::Uncounted { rows: vec!["measures/2026Q3/用电量".to_owned()] }]);
}

/// A clause or a target that no rule reads would count for nothing: whoever writes it is told, and which was probably meant.
#[tokio::test]
async fn a_clause_and_a_target_that_no_rule_reads_are_told() {
    let wrong = async |pack: &str, row: Row| {
        let text = pack::find(pack).unwrap().text.replace("period = \"year\"", "period = \"quarter\"");
        let (_county, terminal) = under(&text).await;
        let faults = terminal.check_references(&[row], None).await.unwrap();
        faults.into_iter().map(|fault| fault.wrong).next()
    };
    let finding = |clause: &str| {
        let cells = [("finding", "f1"), ("date", "2026-09-30"), ("clause", clause), ("text", "x"), ("points", "1")];
        of(Table::Findings, &[&cells[..], &[("due", "2026-10-20")]].concat())
    };
    assert_eq!(wrong("linshu", finding("在岗")).await, None);
    assert_eq!(wrong("linshu", finding("不在岗")).await, Some(Wrong::NotInScheme("在岗".to_owned())));
    // It is there to be put right, though it costs nothing.
    assert_eq!(wrong("linshu", finding("环境卫生")).await, None);
    assert_eq!(wrong("jungar-10x", finding("硬指示：收入")).await, Some(Wrong::NotInScheme("硬指标".to_owned())));
    let ballots = |target: &str| {
        of(Table::Satisfaction, &[("period", "2026Q3"), ("target", target), ("ballots", "9"), ("satisfied", "8")])
    };
    assert_eq!(wrong("shanyang", ballots("居民")).await, None);
    assert_eq!(wrong("shanyang", ballots("居民们")).await, Some(Wrong::NotInScheme("居民".to_owned())));
    let Some(Wrong::NotRead(words)) = wrong("shanyang", ballots("committee")).await else { panic!("it is read") };
    assert_eq!(words, ["居民", "第三方", "组织"]);
    assert_eq!(wrong("huaxi", ballots("village_heads")).await, None, "the rules take any");
}

/// Where a reason is none, it may be meant that the meeting was held, or that it was not.
#[tokio::test]
async fn a_reason_that_is_none_is_asked_about() {
    let (_county, terminal) = terminal().await;
    let not_held = |reason: &str| {
        let cells = [("meeting", "t1"), ("kind", "theme_day"), ("date", "2026-07-05"), ("reason_not_held", reason)];
        of(Table::Meetings, &cells)
    };
    assert_eq!(wrong(&terminal, not_held("无")).await, Wrong::NoReason);
    keep(&terminal, &[not_held("台风")]).await;
}

#[tokio::test]
async fn a_review_that_can_never_be_right_is_refused() {
    let scheme = pack::find("xuanhua-341").unwrap().text.replace("period = \"half\"", "period = \"quarter\"");
    let (_county, terminal) = under(&scheme).await;
    keep(&terminal, &[member("m1", "full"), member("m2", "full")]).await;
    assert_eq!(wrong(&terminal, review("mutual", "m1", "m1", "90")).await, Wrong::OwnReview);
    assert_eq!(wrong(&terminal, review("self", "m1", "m2", "90")).await, Wrong::OthersReview);
    let beyond = Wrong::BeyondRange { least: Decimal::ZERO, most: Decimal::ONE_HUNDRED };
    assert_eq!(wrong(&terminal, review("committee", "m1", "", "905")).await, beyond);
    assert_eq!(wrong(&terminal, review("committee", "m1", "", "-1")).await, beyond);
    let well =
        [review("mutual", "m1", "m2", "90"), review("self", "m1", "m1", "95"), review("committee", "m1", "", "100")];
    keep(&terminal, &well).await;
    assert!(asked(&terminal).await.is_empty(), "{:?}", asked(&terminal).await);
    // What may be right is kept, and asked about.
    keep(&terminal, &[review("mutual", "m2", "", "88"), review("self", "m2", "", "905")]).await;
    let told = asked(&terminal).await;
    let doubtful = |doubt, row: &str| {
        let (table, chinese) = (Table::Reviews.name(), Table::Reviews.chinese());
        What::Doubtful { doubt, table, chinese, rows: vec![row.to_owned()] }
    };
    let no_reviewer = doubtful(Doubt::ReviewedByNobody, "reviews/2026Q3/mutual/m2/-");
    let beyond = doubtful(Doubt::OutOfScale, "reviews/2026Q3/self/m2/-");
    assert_eq!(told, [no_reviewer, beyond]);
}

#[tokio::test]
async fn stars_and_votes_are_held_against_the_members_who_count() {
    let (_county, terminal) = terminal().await;
    let members = ["m1", "m2", "m3", "m4", "m5"].map(|id| member(id, "full"));
    keep(&terminal, &members).await;
    keep(&terminal, &[member("a1", "activist"), votes("m1", "5"), award("m1", "5"), award("m2", "4")]).await;
    assert_eq!(wrong(&terminal, award("a1", "3")).await, Wrong::NoStarsFor(MemberStatus::Activist));
    assert!(asked(&terminal).await.is_empty(), "{:?}", asked(&terminal).await);
    keep(&terminal, &[votes("m1", "6"), award("m2", "5")]).await;
    let stars = ["m1", "m2"].map(|id| format!("awards/2026Q3/{id}")).to_vec();
    let told = [
        What::TooManyStars { rows: stars, stars: 5, most: 1, void: true },
        What::TooManyVotes { rows: vec!["nominations/2026Q3/m1".to_owned()], members: 5 },
    ];
    assert_eq!(asked(&terminal).await, told);
    // More have the top stars than may: no award counts, and the votes decide.
    let viewer = Viewer::operator(terminal.replica(), "王会计");
    let void = terminal.void_awards(&viewer, unit(VILLAGE), QUARTER, None).await.unwrap().unwrap();
    assert_eq!((void.period, void.stars, void.given, void.most), (QUARTER, 5, 2, 1));
    assert_eq!(void.counted.values().filter(|stars| **stars == 5).count(), 1);
    assert!(void.counted["m1"] == 5 && void.counted["m2"] < 4, "{void:?}");
    keep(&terminal, &[award("m2", "4")]).await;
    assert_eq!(terminal.void_awards(&viewer, unit(VILLAGE), QUARTER, None).await.unwrap(), None);
    keep(&terminal, &[award("m2", "5")]).await;
    // Who was an activist when the stars were written, and counts by the same file, may have them.
    keep(&terminal, &[member("a1", "probationary"), award("a1", "3")]).await;
    // What was there before is told.
    keep(&terminal, &[member("a1", "activist")]).await;
    let against = What::AgainstRules { rows: vec!["awards/2026Q3/a1".to_owned()] };
    assert!(asked(&terminal).await.contains(&against), "{:?}", asked(&terminal).await);
}

#[tokio::test]
async fn a_meeting_takes_its_marks_along_and_brings_them_back() {
    let (_county, terminal) = terminal().await;
    let rows = [member("m1", "full"), member("m2", "full"), meeting("t8", "2026-08-15"), meeting("t9", "2026-09-15")];
    keep(&terminal, &rows).await;
    keep(&terminal, &[mark("t8", "m1"), mark("t8", "m2"), mark("t9", "m1"), deed("d1", "2026-08-15")]).await;
    let marks = async || {
        let ledger = format!("ledger/{VILLAGE}/2026Q3").parse().unwrap();
        let projection = terminal.replica().projection(ledger).await.unwrap();
        let standing = projection.table(Table::Attendance).filter(|standing| !standing.row.is_withdrawn());
        standing.map(|standing| standing.row.id()).collect::<Vec<_>>()
    };
    let wanted = || Withdrawal { table: Table::Meetings, unit: None, id: "t8", period: None, reason: "重复登记" };
    let withdrawn = terminal.take_back("会计", wanted()).await.unwrap();
    assert_eq!((withdrawn.hanging.marks, withdrawn.hanging.deeds[0].row.as_str()), (2, "deeds/d1"));
    assert_eq!(marks().await, ["t9/m1"]);
    // As one operation.
    assert_eq!(terminal.undo("会计", None).await.unwrap().back.len(), 3);
    assert_eq!(marks().await, ["t8/m1", "t8/m2", "t9/m1"]);
    terminal.take_back("会计", wanted()).await.unwrap();
    let back = terminal.reinstate("会计", Table::Meetings, None, "t8", None).await.unwrap();
    assert_eq!((back.marks, marks().await.len()), (2, 3));
    // By an import.
    let imported = terminal.import("会计", &[meeting("t8", "2026-08-15").withdrawn("未开")], None).await.unwrap();
    assert_eq!((imported.marks_withdrawn, marks().await), (2, vec!["t9/m1".to_owned()]));
    // All meetings of the quarter.
    let counts = terminal.take_back_all("会计", QUARTER, Some(Table::Meetings), "重做").await.unwrap();
    assert_eq!(counts, BTreeMap::from([(Table::Meetings, 1), (Table::Attendance, 1)]));
}

#[tokio::test]
async fn a_member_who_is_taken_back_is_told_with_what_names_them() {
    let (_county, terminal) = terminal().await;
    keep(&terminal, &[member("m1", "full"), member("m2", "full"), meeting("t8", "2026-08-15")]).await;
    keep(&terminal, &[mark("t8", "m1"), deed("d1", "2026-08-15"), votes("m2", "1")]).await;
    let wanted = Withdrawal { table: Table::Members, unit: None, id: "m1", period: None, reason: "转出" };
    let hanging = terminal.take_back("会计", wanted).await.unwrap().hanging;
    assert_eq!(hanging.named_in, BTreeMap::from([(Table::Attendance, 1), (Table::Deeds, 1)]));
}

#[tokio::test]
async fn deeds_that_a_meeting_leaves_behind_are_asked_about() {
    let (_county, terminal) = terminal().await;
    let before = [member("m1", "full"), meeting("t8", "2026-08-15"), mark("t8", "m1"), deed("d1", "2026-08-15")];
    keep(&terminal, &before).await;
    assert!(asked(&terminal).await.is_empty());
    let left = |id: &str| What::OffMeeting {
        rows: vec![format!("deeds/{id}")],
        meeting: "meetings/t8".to_owned(),
        was: "2026-08-15".parse().unwrap(),
        now: "2026-08-16".parse().unwrap(),
    };
    // Before it is kept, and afterwards.
    let moved = [meeting("t8", "2026-08-16")];
    let viewer = Viewer::operator(terminal.replica(), "会计");
    let would = terminal.gaps_of_import(&viewer, None, &moved, None).await.unwrap();
    let told = would.iter().find(|one| one.gap.what == left("d1")).unwrap();
    assert!(
        told.gap.what.concerns("meetings/t8") && told.rows == ["姓名m1 8月15日 弘扬正气 修路 8月15日 支部"],
        "{told:?}"
    );
    keep(&terminal, &moved).await;
    assert_eq!(asked(&terminal).await, [left("d1")]);
    // What is written of the old day since is meant so; what moves along is well.
    keep(&terminal, &[deed("d2", "2026-08-15"), deed("d1", "2026-08-16")]).await;
    assert!(asked(&terminal).await.is_empty(), "{:?}", asked(&terminal).await);
    // Where another meeting was held on the old day, the deeds are its own.
    keep(&terminal, &[meeting("t8", "2026-08-17"), meeting("t8b", "2026-08-16")]).await;
    // Of a meeting at which nobody is marked it is asked who was there.
    let rows = vec!["meetings/t8b".to_owned()];
    let nobody = What::Doubtful { doubt: Doubt::NobodyPresent, table: "meetings", chinese: "会议", rows };
    assert_eq!(asked(&terminal).await, [nobody]);
    keep(&terminal, &[mark("t8b", "m1")]).await;
    assert!(asked(&terminal).await.is_empty(), "{:?}", asked(&terminal).await);
}

#[tokio::test]
async fn who_counts_is_expected_at_meetings_and_others_sit_in() {
    let (_county, terminal) = terminal().await;
    let members = [member("m1", "full"), member("m2", "probationary"), member("a1", "activist")];
    keep(&terminal, &members).await;
    keep(&terminal, &[meeting("t8", "2026-08-15"), mark("t8", "a1")]).await;
    let viewer = Viewer::operator(terminal.replica(), "会计");
    let view = terminal.meeting(&viewer, unit(VILLAGE), QUARTER, "t8").await.unwrap().unwrap();
    assert_eq!((view.turnout.expected, view.turnout.came, view.turnout.unmarked), (2, 0, 2));
    let sits_in: Vec<_> = view.people.iter().filter(|(one, _)| !one.is_expected).map(|(one, _)| &one.member).collect();
    assert_eq!(sits_in, ["a1"]);
    let present = terminal.everyone_present(&viewer, QUARTER, "t8").await.unwrap();
    assert_eq!(present.iter().map(Row::id).collect::<Vec<_>>(), ["t8/m1", "t8/m2"]);
    // As the scheme has it.
    let statuses = "statuses = [\"probationary\", \"full\"]";
    let text = pack::find("standard").unwrap().text;
    assert!(text.contains(statuses));
    let (_county, terminal) = under(&text.replace(statuses, "statuses = [\"full\"]")).await;
    keep(&terminal, &members).await;
    keep(&terminal, &[meeting("t8", "2026-08-15")]).await;
    let viewer = Viewer::operator(terminal.replica(), "会计");
    let view = terminal.meeting(&viewer, unit(VILLAGE), QUARTER, "t8").await.unwrap().unwrap();
    assert_eq!(view.turnout.expected, 1);
}

#[tokio::test]
async fn rows_are_told_apart_by_what_stands_here() {
    let (_county, terminal) = terminal().await;
    keep(&terminal, &[member("m1", "full"), deed("d1", "2026-08-15"), meeting("t8", "2026-08-15")]).await;
    let viewer = Viewer::operator(terminal.replica(), "会计");
    let rows = [deed("d1", "2026-08-16"), deed("d2", "2026-08-15"), meeting("t8", "2026-08-15"), mark("t8", "m1")];
    let Compared { new, changed, same, .. } = terminal.preview(&viewer, &rows, None).await.unwrap();
    assert_eq!((new, same), (2, 1));
    let [one] = &changed[..] else { panic!("{changed:?}") };
    assert_eq!((one.row.as_str(), one.changes.len()), ("deeds/d1", 2));
    let said = cunbang_language::Language::Chinese.with(|| one.to_string());
    assert!(said.starts_with("姓名m1 8月16日") && said.contains("日期 2026-08-15 → 2026-08-16；确认日期"), "{said}");
    assert!(!terminal.open_gaps().await.unwrap().is_empty(), "nothing was kept by looking");
    let again = terminal.preview(&viewer, &rows, None).await.unwrap();
    assert_eq!(again.new, 2);
}
