//! What hangs on the wall: the quarter's attendance in four colours 四色考勤, and the honours list 光荣榜.
//!
//! The colours are those of domain.md: red present, pink leave, green late or left early, black absent without reason;
//! each has its sign, so that a copy in black and white says the same.

use super::Pages;
use super::frame::{Door, Frame, answer};
use super::home::period_of;
use super::meeting::mark_name;
use super::meetings::day;
use super::people::{Known, called};
use super::trouble::Trouble;
use super::visitor::Visitor;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use cunbang_desk::Viewer;
use cunbang_desk::reading::rows::RowFilter;
use cunbang_desk::writing::conflicts::ConflictValue;
use cunbang_language::say;
use cunbang_model::record::{Attendance, Award};
use cunbang_model::schema::Mark;
use cunbang_model::{Period, Table, Word as _, clock};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/wall.html")]
struct WallPage {
    frame: Frame,
    meetings: Vec<(String, String)>,
    /// What hangs on a page of its own each.
    sheets: Vec<WallSheet>,
    /// How high its lines are, as the style sheet calls it.
    height: &'static str,
    /// Whether the meetings' columns are too narrow for days on one line.
    is_narrow: bool,
    legend: Vec<(&'static str, &'static str, String)>,
    /// Whether some cells are blank, as the meeting was not for that member.
    has_blanks: bool,
    /// At which meetings nobody was marked and nothing says who was to come: blanks there say nothing.
    unknown: Option<String>,
    /// Whether some marks are others than what was sealed.
    has_unsealed: bool,
    /// That two marks stand of somebody at a meeting, and nobody has chosen.
    conflict: Option<String>,
    until: String,
}

/// A page of the wall: one block of members, or two beside each other.
struct WallSheet {
    blocks: usize,
    lines: Vec<Vec<WallLine>>,
}

#[derive(Clone)]
struct WallLine {
    name: String,
    /// Whether the name is set smaller, as it would take the room of the marks.
    is_long: bool,
    /// Colour and sign of each meeting's mark, and whether it is another than what was sealed.
    marks: Vec<(&'static str, Cow<'static, str>, bool)>,
}

/// How many members have room below each other on A4, and how many in small print.
const ROOMY_LINES: usize = 34;
const MOST_LINES: usize = 46;
/// With more meetings two blocks have no room beside each other.
const MOST_MEETINGS_IN_TWO: usize = 12;
/// With few meetings two blocks of high lines are read from further away than one of low ones.
const FEW_LINES: usize = 18;
const FEW_MEETINGS: usize = 5;
/// With more columns of marks, days do not fit on one line.
const MOST_WIDE_COLUMNS: usize = 12;
/// A name of more characters is set smaller.
const LONG_NAME: usize = 5;
/// The most lines that a page has at each height of `section.wall` in the style sheet, which fills the page with them.
const HEIGHTS: [(usize, &str); 6] =
    [(18, "of-18"), (22, "of-22"), (26, "of-26"), (30, "of-30"), (34, "of-34"), (40, "of-40")];

/// The highest lines with which a page has room for so many.
fn height_of(lines: usize) -> &'static str {
    HEIGHTS.iter().find(|(most, _)| lines <= *most).map_or("of-46", |(_, height)| height)
}

/// Parts members into pages, as even as can be; members go down a block and then to the next one. Gives the pages, and
/// how high their lines are.
fn sheets_of(lines: &[WallLine], meetings: usize) -> (Vec<WallSheet>, &'static str) {
    let is_parted = (lines.len() > ROOMY_LINES && meetings <= MOST_MEETINGS_IN_TWO)
        || (lines.len() > FEW_LINES && meetings <= FEW_MEETINGS);
    let blocks = if is_parted { 2 } else { 1 };
    let pages = lines.len().div_ceil(blocks * MOST_LINES).max(1);
    let of_page = lines.len().div_ceil(pages).max(1);
    let sheets = lines.chunks(of_page).map(|lines| {
        let height = lines.len().div_ceil(blocks);
        let line = |at: usize| (0..blocks).filter_map(|block| lines.get(block * height + at).cloned()).collect();
        WallSheet { blocks, lines: (0..height).map(line).collect() }
    });
    (sheets.collect(), height_of(of_page.div_ceil(blocks)))
}

/// The colour and the sign of a mark.
const fn colour(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Present => ("red", "√"),
        Mark::Remote => ("red", "线"),
        Mark::Leave => ("pink", "假"),
        Mark::Late => ("green", "迟"),
        Mark::LeftEarly => ("green", "退"),
        Mark::Absent => ("black", "×"),
    }
}

/// Marks that stand beside each other as one sign, `—` for one that was taken back; none where they all say the same.
fn signs_of(marks: impl Iterator<Item = Option<Mark>>) -> Option<String> {
    let signs: BTreeSet<&str> = marks.map(|mark| mark.map_or("—", |mark| colour(mark).1)).collect();
    (signs.len() > 1).then(|| format!("{}？", signs.into_iter().collect::<Vec<_>>().join("/")))
}

/// The marks of a period of which several stand, by meeting and member.
async fn contradicting(
    pages: &Pages,
    viewer: &Viewer,
    period: Period,
) -> Result<BTreeMap<(String, String), String>, Trouble> {
    let mut found = BTreeMap::new();
    let quarters = period.quarters();
    for conflict in pages.desk.conflict_views(viewer, Some(pages.desk.replica().unit())).await? {
        if conflict.document.period().is_none_or(|quarter| !quarters.contains(&quarter)) {
            continue;
        }
        let marks = conflict.values.iter().filter_map(|value| value.row.record::<Attendance>());
        let Some((meeting, member)) = marks.clone().next().map(|one| (one.meeting, one.member)) else { continue };
        let mark = |value: &ConflictValue| {
            value.row.record::<Attendance>().filter(|_| value.withdrawn.is_none()).map(|one| one.mark)
        };
        found.extend(signs_of(conflict.values.iter().map(mark)).map(|signs| ((meeting, member), signs)));
    }
    Ok(found)
}

/// The attendance wall.
pub(crate) async fn attendance(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let frame = Frame::new(&pages, &visitor, period, Door::Score, say!("wall-title"), "/wall").await?;
    let (desk, replica) = (&pages.desk, pages.desk.replica());
    let viewer = Viewer::operator(replica, &visitor.operator);
    let people = desk.people(&viewer, replica.unit(), period).await?;
    // Who does not count by the rules, and sits in, has nothing to be shown for.
    let is_shown: Vec<bool> = people.iter().map(|person| person.is_expected).collect();
    let mut lines: Vec<WallLine> = called(&people)
        .into_iter()
        .map(|person| WallLine {
            is_long: person.name.chars().count() > LONG_NAME,
            name: person.name,
            marks: Vec::new(),
        })
        .collect();
    let sealed = desk.sealed_marks(&viewer, replica.unit(), period).await?;
    let contradicting = contradicting(&pages, &viewer, period).await?;
    let (mut has_unsealed, mut has_conflicts) = (false, false);
    let mut unknown = Vec::new();
    let mut meetings = Vec::new();
    for meeting in desk.meetings(&viewer, replica.unit(), period).await? {
        if meeting.meeting.reason_not_held.is_some() {
            continue;
        }
        let Some(view) = desk.meeting(&viewer, replica.unit(), period, &meeting.meeting.meeting).await? else {
            continue;
        };
        if view.audience.is_unknown() {
            unknown.push(day(meeting.meeting.date));
        }
        for (line, (person, mark)) in lines.iter_mut().zip(&view.people) {
            // Nobody has missed what was not for them.
            let unmarked = if view.audience.expects(person) { "—" } else { "" };
            let key = (meeting.meeting.meeting.clone(), person.member.clone());
            let is_unsealed = sealed.as_ref().is_some_and(|sealed| sealed.get(&key) != mark.as_ref());
            has_unsealed |= is_unsealed && person.is_expected;
            let (colour, sign) = match (contradicting.get(&key), mark) {
                (Some(signs), _) => {
                    has_conflicts |= person.is_expected;
                    ("none", Cow::Owned(signs.clone()))
                }
                (None, Some(mark)) => (colour(*mark).0, Cow::Borrowed(colour(*mark).1)),
                (None, None) => ("none", Cow::Borrowed(unmarked)),
            };
            line.marks.push((colour, sign, is_unsealed));
        }
        let kind = meeting.meeting.kind;
        let kind = || visitor.preferences.language.pick(kind.chinese(), kind.word()).replace('_', " ");
        meetings.push((day(meeting.meeting.date), meeting.meeting.title.unwrap_or_else(kind)));
    }
    let mut is_shown = is_shown.into_iter();
    lines.retain(|_| is_shown.next().unwrap_or_default());
    let (sheets, height) = sheets_of(&lines, meetings.len());
    let has_blanks = lines.iter().any(|line| line.marks.iter().any(|(_, sign, _)| sign.is_empty()));
    let unknown = unknown.join(visitor.preferences.language.pick("、", ", "));
    let is_narrow = sheets.iter().any(|sheet| sheet.blocks * meetings.len() > MOST_WIDE_COLUMNS);
    let legend = [Mark::Present, Mark::Remote, Mark::Leave, Mark::Late, Mark::LeftEarly, Mark::Absent];
    let legend = legend.into_iter().map(|mark| (colour(mark).0, colour(mark).1, mark_name(mark))).collect();
    answer(&WallPage {
        until: until(&pages, period),
        frame,
        meetings,
        sheets,
        height,
        is_narrow,
        legend,
        has_blanks,
        unknown: (!unknown.is_empty()).then(|| say!("wall-unknown", days = unknown)),
        has_unsealed,
        conflict: has_conflicts.then(|| say!("wall-conflict")),
    })
}

#[derive(Template)]
#[template(path = "pages/honours.html")]
struct HonoursPage {
    frame: Frame,
    groups: Vec<(String, Vec<String>)>,
    /// That the awards written down do not count, and what the list shows instead.
    void: Option<String>,
    /// Whether it is printed smaller, so that it is one page where it can be.
    is_full: bool,
    until: String,
}

/// What has room on the one page of an honours list in large letters: measures in the style sheet, in millimetres.
const HONOURS_HEIGHT: usize = 250;
const HONOURS_TITLE: usize = 54;
const HONOURS_STARS: usize = 24;
const HONOURS_LINE: usize = 14;
/// A name as it hangs on the wall: 张 三 is written with a space for the width of a column alone.
fn without_spaces(name: &str) -> String {
    let is_chinese = |letter: char| letter.is_whitespace() || ('\u{4e00}'..='\u{9fff}').contains(&letter);
    if name.chars().all(is_chinese) { name.split_whitespace().collect() } else { name.to_owned() }
}

/// How many letters have room beside each other, and how many are left free after a name, both in tenths of a letter.
const HONOURS_WIDTH: usize = 196;
const HONOURS_FREE: usize = 10;

/// Whether an honours list in large letters would be more than a page.
fn is_full(groups: &[(String, Vec<String>)]) -> bool {
    let lines = |names: &[String]| {
        names
            .iter()
            .fold((1, 0), |(lines, taken), name| {
                let width = 10 * name.chars().count();
                if taken > 0 && taken + width > HONOURS_WIDTH {
                    (lines + 1, width + HONOURS_FREE)
                } else {
                    (lines, taken + width + HONOURS_FREE)
                }
            })
            .0
    };
    let height: usize = groups.iter().map(|(_, names)| HONOURS_STARS + HONOURS_LINE * lines(names)).sum();
    HONOURS_TITLE + height > HONOURS_HEIGHT
}

/// Up to which day a sheet says what it says, in full.
fn until(pages: &Pages, period: Period) -> String {
    let day = clock::county_date(pages.desk.replica().now()).min(period.last_day());
    say!("slip-day", year = day.year().to_string(), month = day.month(), day = day.day())
}

/// The honours list: members by stars, the most first.
pub(crate) async fn honours(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let frame = Frame::new(&pages, &visitor, period, Door::Score, say!("honours-title"), "/honours").await?;
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let known = Known::people(&pages, &visitor, period).await?;
    let view = pages.desk.rows(&viewer, Table::Awards, None, Some(period), &RowFilter::default()).await?;
    let void = pages.desk.void_awards(&viewer, pages.desk.replica().unit(), period, None).await?;
    let mut by_stars: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (member, stars) in void.iter().flat_map(|void| &void.counted).filter(|(_, stars)| **stars > 0) {
        by_stars.entry(i64::from(*stars)).or_default().push(without_spaces(known.name(member)));
    }
    let is_void = |award: &Award| void.as_ref().is_some_and(|void| void.period == award.period);
    for listed in view.rows {
        let award = listed.row.record::<Award>().filter(|award| award.stars > 0 && !is_void(award));
        let Some(award) = award else { continue };
        let here = known.member(&award.member).map(|one| one.name.clone());
        let name = here.or_else(|| listed.members.get(&award.member).cloned()).unwrap_or(award.member);
        by_stars.entry(award.stars).or_default().push(without_spaces(&name));
    }
    let stars = |count: i64| "★".repeat(usize::try_from(count).unwrap_or_default());
    let groups: Vec<_> = by_stars.into_iter().rev().map(|(count, names)| (stars(count), names)).collect();
    let void = void.map(|void| say!("honours-void", given = void.given, stars = void.stars, most = void.most));
    answer(&HonoursPage { until: until(&pages, period), frame, is_full: is_full(&groups), groups, void })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_marks_neither_hangs_on_the_wall_as_the_one() {
        let signs = |marks: &[Option<Mark>]| signs_of(marks.iter().copied());
        let (present, absent) = (Some(Mark::Present), Some(Mark::Absent));
        assert_eq!(signs(&[present, absent]).as_deref(), Some("×/√？"));
        assert_eq!(signs(&[absent, present]).as_deref(), Some("×/√？"));
        assert_eq!(signs(&[Some(Mark::Leave), None]).as_deref(), Some("—/假？"));
        assert_eq!(signs(&[present, present]), None, "both say the same");
    }

    #[test]
    fn a_name_hangs_on_the_wall_without_the_space_of_its_column() {
        for (name, hangs) in
            [("张 三", "张三"), ("张　三", "张三"), ("古丽·阿不都", "古丽·阿不都"), ("Anna Li", "Anna Li")]
        {
            assert_eq!(without_spaces(name), hangs);
        }
    }

    /// How many members and meetings make how many pages, of how many blocks, and how high the lines are; everyone
    /// stands once, and goes down a block first.
    fn check(members: usize, meetings: usize, expected: (usize, usize, &str)) {
        let line = |number: usize| WallLine { name: number.to_string(), is_long: false, marks: Vec::new() };
        let lines: Vec<WallLine> = (0..members).map(line).collect();
        let (sheets, height) = sheets_of(&lines, meetings);
        assert_eq!((sheets.len(), sheets.first().map_or(0, |sheet| sheet.blocks), height), expected, "{members}");
        let mut seen = Vec::new();
        for sheet in &sheets {
            assert!(sheet.lines.len() <= MOST_LINES);
            for block in 0..sheet.blocks {
                seen.extend(sheet.lines.iter().filter_map(|line| line.get(block)).map(|line| line.name.clone()));
            }
        }
        assert_eq!(seen, lines.iter().map(|line| line.name.clone()).collect::<Vec<_>>());
    }

    #[test]
    fn a_village_hangs_on_one_page() {
        check(0, 3, (0, 0, "of-18"));
        check(17, 3, (1, 1, "of-18"));
        check(34, 3, (1, 2, "of-18"));
        check(34, 20, (1, 1, "of-34"));
        check(45, 8, (1, 2, "of-26"));
        check(68, 12, (1, 2, "of-34"));
        check(91, 12, (1, 2, "of-46"));
        check(93, 12, (2, 2, "of-26"));
        check(39, 20, (1, 1, "of-40"));
        check(47, 20, (2, 1, "of-26"));
    }
}
