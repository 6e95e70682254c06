//! What changed between two rankings as a table: what the command line and the pages write to files.

use cunbang_desk::assessment::changes::{Cause, ChangedLine, ChangedPoints};
use cunbang_desk::{RankingLine, RunNotes};
use cunbang_language::{Named, lazily, say};
use cunbang_model::{Decimal, UnitTree, clock};

/// The columns: their names for programs, and their headings.
pub const COLUMNS: [(&str, &str); 11] = [
    ("unit", "代码"),
    ("name", "名称"),
    ("parent", "上级"),
    ("score_before", "前次得分"),
    ("score_after", "后次得分"),
    ("gained", "得分变化"),
    ("rank_before", "前次名次"),
    ("rank_after", "后次名次"),
    ("moved_up", "名次升降"),
    ("status", "状态"),
    ("because", "变化的指标"),
];

/// The cells of a line, in the order of the columns; empty where there is nothing to say.
pub fn cells(line: &ChangedLine, units: &UnitTree) -> [String; COLUMNS.len()] {
    fn text(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    // What came so far of a village is no score.
    let stands = |line: &&RankingLine| !line.status.is_pending();
    let score = |line: &Option<RankingLine>| text(line.as_ref().filter(stands).and_then(|line| line.score));
    let rank = |line: &Option<RankingLine>| text(line.as_ref().and_then(|line| line.rank));
    let because: Vec<String> = line
        .causes
        .iter()
        .map(|cause| cause_in_words(cause, units))
        .chain(line.because.iter().map(points_in_words))
        .collect();
    [
        line.unit.to_string(),
        line.name.clone(),
        line.parent.map(|parent| units.name(parent)).unwrap_or_default(),
        score(&line.before),
        score(&line.after),
        text(line.gained()),
        rank(&line.before),
        rank(&line.after),
        text(line.moved_up()),
        text(line.after.as_ref().or(line.before.as_ref()).map(|line| line.told().as_str())),
        because.join("; "),
    ]
}

/// Why a unit stands otherwise, in a few words.
pub fn cause_in_words(cause: &Cause, units: &UnitTree) -> String {
    let score = |score: Option<Decimal>| score.map_or_else(|| "—".to_owned(), |score| score.to_string());
    match cause {
        Cause::State(before, after) => say!("cause-state", before = before.in_words(), after = after.in_words()),
        Cause::Listed(change) => RunNotes { units: vec![change.clone()], ..RunNotes::default() }
            .of_units()
            .into_iter()
            .next()
            .unwrap_or_default(),
        Cause::Sealed(at) => say!("cause-sealed", on = clock::county_date(*at)),
        Cause::Altered(one) => {
            say!(
                "cause-row",
                row = format!("{}/{}", one.table, one.id),
                said = lazily(|| one.said(&|unit| units.name(unit)))
            )
        }
        Cause::Late(one) => say!("cause-row", row = format!("{}/{}", one.table, one.id), said = lazily(|| one.said())),
        Cause::Open => say!("cause-open"),
        Cause::Candidate { joined: true, cut_before, cut_after } => {
            say!("cause-joined", before = score(*cut_before), after = score(*cut_after))
        }
        Cause::Candidate { joined: false, cut_before, cut_after } => {
            say!("cause-left", before = score(*cut_before), after = score(*cut_after))
        }
    }
}

/// An indicator with its points in both, as in `走访 3.00→4.00`.
pub fn points_in_words(points: &ChangedPoints) -> String {
    let told = |points: Option<Decimal>| points.map_or_else(|| "—".to_owned(), |points| points.to_string());
    format!("{} {}→{}", title_in_words(points), told(points.before), told(points.after))
}

/// An indicator's title, or what adjusted the score.
pub fn title_in_words(points: &ChangedPoints) -> String {
    match (&points.title, points.indicator.as_str()) {
        (Some(title), _) => Named::of_title(title).to_string(),
        (None, "veto") => say!("score-adjusted-veto"),
        (None, "floor") => say!("score-adjusted-floor"),
        (None, "stars") => say!("slip-stars"),
        (None, id) => say!("changes-adjusted", indicator = id),
    }
}
