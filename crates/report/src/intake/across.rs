//! The header of an attendance sheet: members down, and across, in one row or two, the meetings.
//!
//! Above a column of marks stands a day, a month, a kind of meeting, or a title with one of them in it; in two rows the
//! day over the kind or the other way round, or the meeting over the marks, each with a column of its own (`7月` over
//! `到会` and `请假`). A column with marks below it is never passed over: where nothing above tells the meeting, that is
//! asked.

use super::cell::{Cell, compact};
use super::choices::{self, SIGNS};
use super::dates::Calendar;
use super::sheet::{Line, Merged, Sheet};
use crate::header::{column_meant, column_named, is_personal, without_brackets};
use cunbang_model::schema::{Mark, MeetingKind};
use cunbang_model::{ColumnKind, Date, Period, Table, Word};
use std::collections::BTreeSet;

/// The header.
pub(crate) struct Head {
    /// The first and the last of its lines, by their places among the sheet's.
    pub(crate) top: usize,
    pub(crate) bottom: usize,
    pub(crate) member_at: usize,
    pub(crate) unit_at: Option<usize>,
    pub(crate) meetings: Vec<Across>,
    pub(crate) others: Vec<(usize, String)>,
}

/// A column of marks.
pub(crate) struct Across {
    pub(crate) at: usize,
    /// Where the meeting stands: the first of its columns.
    pub(crate) from: usize,
    /// What stands above, as it is shown.
    pub(crate) cell: Cell,
    pub(crate) title: String,
    pub(crate) day: Option<Date>,
    pub(crate) month: Option<Period>,
    pub(crate) kind: Option<MeetingKind>,
    /// Whether the kind stands above this column, and not in the sheet's title.
    pub(crate) says_kind: bool,
    /// The mark that a tick in this column means.
    pub(crate) mark: Option<&'static str>,
    /// Whether people sign there who came to the one meeting that the sheet is of.
    pub(crate) is_signed: bool,
}

/// What people call the kinds of meeting in such a header beside their names, the longest first.
const CALLED: [(&str, MeetingKind); 9] = [
    ("主题党日活动", MeetingKind::ThemeDay),
    ("党员活动日", MeetingKind::ThemeDay),
    ("党日活动", MeetingKind::ThemeDay),
    ("党日", MeetingKind::ThemeDay),
    ("支部大会", MeetingKind::Congress),
    ("支委会议", MeetingKind::Committee),
    ("小组会", MeetingKind::Group),
    ("季度评议会", MeetingKind::QuarterlyReview),
    ("组织生活会", MeetingKind::Appraisal),
];
/// Columns with words in them that may look like marks.
const REMARKS: [&str; 8] = ["备注", "说明", "原因", "事由", "请假事由", "职务", "签名", "签字"];
/// What stands above the column in which people sign.
const SIGNED: [&str; 4] = ["签名", "签字", "签到签名", "本人签字"];
const SHEETS: [&str; 5] = ["签到", "考勤", "出勤", "到会", "点名"];
/// The longest way of writing a day, in characters: `2026年12月15日`.
const LONGEST: usize = 11;

/// The kind of meeting that a text names, and the word for it.
pub(crate) fn kind_in(text: &str) -> Option<(MeetingKind, &'static str)> {
    let named = MeetingKind::WORDS.iter().find(|(_, chinese)| text.contains(chinese));
    let named = named.and_then(|(word, chinese)| Some((MeetingKind::from_word(word)?, *chinese)));
    named.or_else(|| CALLED.iter().find(|(word, _)| text.contains(word)).map(|(word, kind)| (*kind, *word)))
}

/// The kind of meeting that the sheet's name or the lines above its header name, where it is one.
pub(crate) fn kind_in_title(sheet: &Sheet, line: usize) -> Option<MeetingKind> {
    let above = sheet.lines[..line].iter().map(Line::first_text);
    let kinds: Vec<MeetingKind> =
        above.chain([sheet.name.clone()]).filter_map(|text| kind_in(&compact(&text))).map(|(kind, _)| kind).collect();
    let first = *kinds.first()?;
    kinds.iter().all(|kind| *kind == first).then_some(first)
}

fn is_column(text: &str, name: &str) -> bool {
    let column = column_named(Table::Attendance, text).or_else(|| column_meant(Table::Attendance, text));
    column.is_some() && column == Table::Attendance.column_index(name)
}

/// The header around a line that names the members' column, if the sheet is a grid.
pub(crate) fn head_of(sheet: &Sheet, line: usize, named: Option<Table>, calendar: &Calendar) -> Option<Head> {
    let cells = &sheet.lines[line];
    let find = |name: &str| cells.cells.iter().position(|cell| !cell.is_empty() && is_column(&cell.shown(), name));
    let (member_at, unit_at) = (find("member")?, find("unit"));
    let reader = HeadReader { sheet, calendar, member_at, unit_at };
    let (top, bottom) = reader.lines(line);
    let title_kind = kind_in_title(sheet, top);
    let (mut meetings, mut others) = (Vec::new(), Vec::new());
    let width = sheet.lines[top].cells.len().max(sheet.lines[bottom].cells.len());
    for at in (0..width).filter(|at| *at != member_at && Some(*at) != unit_at) {
        match reader.column(top, bottom, at, title_kind) {
            Some(Ok(across)) => meetings.push(across),
            Some(Err(text)) => others.push((at, text)),
            None => {}
        }
    }
    if meetings.is_empty()
        && let Some(signed) = reader.signed(top, &others, title_kind)
    {
        others.retain(|(at, _)| *at != signed.at);
        meetings.push(signed);
    }
    let tells_when = |across: &Across| across.day.is_some() || across.month.is_some() || across.says_kind;
    let is_called_so = || {
        let titles = sheet.lines[..top].iter().map(Line::first_text).chain([sheet.name.clone()]);
        titles.into_iter().any(|title| SHEETS.iter().any(|word| title.contains(word)))
    };
    let is_grid = meetings.iter().any(tells_when)
        || (!meetings.is_empty() && (named == Some(Table::Attendance) || is_called_so()));
    is_grid.then_some(Head { top, bottom, member_at, unit_at, meetings, others })
}

struct HeadReader<'s> {
    sheet: &'s Sheet,
    calendar: &'s Calendar,
    member_at: usize,
    unit_at: Option<usize>,
}

impl HeadReader<'_> {
    /// The first and last line of the header whose one line names the members' column.
    fn lines(&self, line: usize) -> (usize, usize) {
        let header = compact(&self.sheet.lines[line].at(self.member_at).shown());
        let is_part = |other: &&Line| {
            let of_member = compact(&other.at(self.member_at).shown());
            (of_member.is_empty() || of_member == header) && self.across(other).any(|cell| self.is_of_header(cell))
        };
        let tells_days =
            |line: &Line| self.across(line).any(|cell| self.day(cell).is_some() || self.month(cell).is_some());
        if self.sheet.lines.get(line + 1).as_ref().is_some_and(is_part) {
            return (line, line + 1);
        }
        let above = line.checked_sub(1).and_then(|above| self.sheet.lines.get(above));
        // A title stands alone in its line, or with what is none of a header.
        let is_header = |above: &&Line| above.filled() > 1 && self.across(above).all(|cell| self.is_of_header(cell));
        if !tells_days(&self.sheet.lines[line]) && above.filter(is_header).as_ref().is_some_and(is_part) {
            return (line - 1, line);
        }
        (line, line)
    }

    fn is_across(&self, at: usize) -> bool {
        at != self.member_at && Some(at) != self.unit_at
    }

    /// The cells of a line that stand above marks.
    fn across<'l>(&self, line: &'l Line) -> impl Iterator<Item = &'l Cell> {
        let (member, unit) = (Some(self.member_at), self.unit_at);
        let is_across = move |at: usize| Some(at) != member && Some(at) != unit;
        line.cells.iter().enumerate().filter(move |(at, cell)| is_across(*at) && !cell.is_empty()).map(|(_, cell)| cell)
    }

    fn is_of_header(&self, cell: &Cell) -> bool {
        const LONGEST_KIND: usize = 8;
        let text = compact(&cell.shown());
        self.day(cell).is_some()
            || self.month(cell).is_some()
            || (text.chars().count() <= LONGEST_KIND && kind_in(&text).is_some())
            || word_of_mark(&text).is_some()
    }

    /// The column in which people sign, of a sheet that is of one meeting: its day stands in the title.
    fn signed(&self, top: usize, others: &[(usize, String)], kind: Option<MeetingKind>) -> Option<Across> {
        let is_signed = |text: &str| is_column(text, "mark") || SIGNED.contains(&without_brackets(text).as_str());
        let mut columns = others.iter().filter(|(_, text)| is_signed(text));
        let (at, header) = columns.next().filter(|_| columns.next().is_none())?;
        let above = self.sheet.lines[..top].iter().flat_map(|line| line.cells.iter().map(Cell::shown));
        let titles: Vec<String> = above.chain([self.sheet.name.clone()]).filter(|text| !text.is_empty()).collect();
        let days: BTreeSet<Date> = titles.iter().filter_map(|text| self.within(&compact(text)).0).collect();
        let day = days.first().copied().filter(|_| days.len() == 1);
        let title = titles.first().filter(|_| day.is_some()).unwrap_or(header).clone();
        Some(Across {
            at: *at,
            from: *at,
            cell: Cell::Text(title.as_str().into()),
            title,
            day,
            month: None,
            kind,
            says_kind: false,
            mark: None,
            is_signed: true,
        })
    }

    /// The cell of a header's upper line that is one with those over the columns right of it. Text files do not say which
    /// cells are merged: there a kind of meeting holds for the days below until another begins.
    fn spanning(&self, top: usize, at: usize) -> Option<usize> {
        let line = &self.sheet.lines[top];
        let left = (0..at).rev().take_while(|left| self.is_across(*left)).find(|left| !line.at(*left).is_empty())?;
        let row = line.row.saturating_sub(1);
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let is_one = |region: &Merged| region.holds(row, number(left)) && region.holds(row, number(at));
        let is_text = self.sheet.merged.is_empty() && kind_in(&compact(&line.at(left).shown())).is_some();
        (is_text || self.sheet.merged.iter().any(is_one)).then_some(left)
    }

    /// What a column is: of marks, another with its header, or nothing.
    fn column(
        &self,
        top: usize,
        bottom: usize,
        at: usize,
        title_kind: Option<MeetingKind>,
    ) -> Option<Result<Across, String>> {
        let (over, under) = (&self.sheet.lines[top], &self.sheet.lines[bottom]);
        let own = under.at(at);
        let mark = (top != bottom).then(|| word_of_mark(&own.shown())).flatten();
        // A meeting over several columns stands above the first of them.
        let from = (0..=at).rev().find(|left| !over.at(*left).is_empty() || !self.is_across(*left));
        let from = from.filter(|from| mark.is_some() && self.is_across(*from)).unwrap_or(at);
        let is_under = top != bottom && mark.is_none() && over.at(at).is_empty();
        let tells_when = self.day(own).is_some() || self.month(own).is_some();
        let spanning = self.spanning(top, at).filter(|_| is_under && tells_when);
        let (upper, lower) = (over.at(spanning.unwrap_or(from)), if mark.is_some() { &Cell::Empty } else { own });
        let mut parts = vec![upper.shown()];
        if top != bottom && lower.shown() != parts[0] {
            parts.push(lower.shown());
        }
        parts.retain(|part| !part.is_empty());
        let text = parts.join(" ");
        if text.is_empty() {
            return None;
        }
        let kind_of = |cell: &Cell| kind_in(&compact(&cell.shown()));
        let mut own_kind = kind_of(upper).or_else(|| kind_of(lower));
        if top == bottom {
            // Or in a line of its own beneath or above, which is none of the header.
            let beside = |line: Option<&Line>| line.and_then(|line| kind_of(line.at(at)));
            let above = top.checked_sub(1).and_then(|above| self.sheet.lines.get(above));
            own_kind = own_kind.or_else(|| beside(above));
        }
        let is_exact = |cell: &Cell| self.day(cell).is_some() || self.month(cell).is_some();
        let exactly = is_exact(upper) || is_exact(lower);
        let (mut day, mut month) = (self.day(upper).or_else(|| self.day(lower)), None);
        if day.is_none() {
            month = self.month(upper).or_else(|| self.month(lower));
        }
        let has_marks = || mark.is_some() || self.has_marks(bottom, at);
        let is_plain = |part: &str| REMARKS.contains(&without_brackets(part).as_str()) || is_column(part, "mark");
        if is_personal(&text) || is_plain(&text) || (!exactly && !has_marks()) {
            return Some(Err(text));
        }
        if !exactly {
            (day, month) = self.within(&compact(&text));
        }
        let (kind, says_kind) = (own_kind.map(|(kind, _)| kind).or(title_kind), own_kind.is_some());
        Some(Ok(Across {
            at,
            from,
            cell: Cell::Text(text.as_str().into()),
            title: text,
            day,
            month,
            kind,
            says_kind,
            mark,
            is_signed: false,
        }))
    }

    /// A cell that is a day, with the kind of meeting beside it or without.
    fn day(&self, cell: &Cell) -> Option<Date> {
        self.calendar.day(&without_kind(cell), false).ok().and_then(|(day, _)| day.parse().ok())
    }

    fn month(&self, cell: &Cell) -> Option<Period> {
        let cell = without_kind(cell);
        let cell = if matches!(cell, Cell::Text(_)) { Cell::Text(with_digits(&cell.shown()).into()) } else { cell };
        self.calendar.period(&cell, ColumnKind::Month).ok().and_then(|(month, _)| month.parse().ok())
    }

    /// The first day in a text, or else the first month.
    fn within(&self, text: &str) -> (Option<Date>, Option<Period>) {
        let characters: Vec<char> = with_digits(text).chars().collect();
        let starts = |at: &usize| {
            let is_digit = |at: usize| characters.get(at).is_some_and(char::is_ascii_digit);
            is_digit(*at) && !(*at > 0 && is_digit(*at - 1))
        };
        let mut month = None;
        for at in (0..characters.len()).filter(starts) {
            for length in (2..=LONGEST.min(characters.len() - at)).rev() {
                let part: String = characters[at..at + length].iter().collect();
                if part.bytes().all(|byte| byte.is_ascii_digit()) {
                    continue;
                }
                let cell = Cell::Text(part.into());
                if let Some(day) = self.day(&cell) {
                    return (Some(day), None);
                }
                month = month.or_else(|| self.month(&cell));
            }
        }
        (None, month)
    }

    /// Whether there are marks in a column below the header, and nothing else.
    fn has_marks(&self, bottom: usize, at: usize) -> bool {
        let below = self.sheet.lines.iter().skip(bottom + 1).filter(|line| !line.at(self.member_at).is_empty());
        let mut cells = below.map(|line| line.at(at)).filter(|cell| !cell.is_empty()).peekable();
        let is_mark = |cell: &Cell| {
            let written = compact(&cell.shown());
            matches!(cell, Cell::Text(_))
                && (choices::mark(cell).is_ok() || written.chars().all(|sign| SIGNS.contains(&sign)))
        };
        cells.peek().is_some() && cells.all(is_mark)
    }
}

/// The mark that a word above a column means.
fn word_of_mark(text: &str) -> Option<&'static str> {
    let is_word = text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character));
    let (word, _) = choices::mark(&Cell::Text(text.into())).ok().filter(|_| is_word)?;
    Mark::from_word(&word).map(Word::word)
}

fn without_kind(cell: &Cell) -> Cell {
    let text = compact(&cell.shown());
    match kind_in(&text) {
        Some((_, word)) => Cell::Text(text.replace(word, "").into()),
        None => cell.clone(),
    }
}

/// Months in words as numbers: `十二月` is `12月`.
fn with_digits(text: &str) -> String {
    const MONTHS: [&str; 12] =
        ["十二月", "十一月", "十月", "九月", "八月", "七月", "六月", "五月", "四月", "三月", "二月", "一月"];
    let mut text = text.to_owned();
    for (month, word) in (1..=12).rev().zip(MONTHS) {
        text = text.replace(word, &format!("{month}月"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_found_in_a_title() {
        let calendar = Calendar { year: Some(2026), today: None };
        let sheet = Sheet {
            source: super::super::fault::Source::file("x"),
            name: String::new(),
            is_hidden: false,
            lines: Vec::new(),
            merged: Vec::new(),
        };
        let reader = HeadReader { sheet: &sheet, calendar: &calendar, member_at: 0, unit_at: None };
        let said = |text: &str| {
            let (day, month) = reader.within(text);
            day.map(|day| day.to_string()).or_else(|| month.map(|month| month.to_string())).unwrap_or_default()
        };
        assert_eq!(said("八一主题党日8.1"), "2026-08-01");
        assert_eq!(said("第3次主题党日(2026年8月15日)"), "2026-08-15");
        assert_eq!(said("7月党日"), "2026-07");
        assert_eq!(said("十二月党日"), "2026-12");
        assert_eq!(said("第3次"), "");
    }
}
