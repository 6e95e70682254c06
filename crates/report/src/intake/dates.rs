//! Days, months and periods as Excel, WPS and people write them.

use super::cell::{Cell, compact, folded};
use super::numerals;
use super::problem::Problem;
use super::taken::How;
use cunbang_model::period::{numeral_digit, years_in_digits};
use cunbang_model::{Column, ColumnKind, Date, Period};
use jiff::ToSpan;
use jiff::civil::Weekday;

/// A value as it stands in a row, and how it was read where that was not plain.
pub(crate) type Taken = (String, Option<How>);

/// What is known of the time that a file is about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Calendar {
    /// The year of the period that is imported.
    pub(crate) year: Option<i16>,
    /// Today, by the county's clock.
    pub(crate) today: Option<Date>,
}

/// Whether the days of a column may lie ahead: those by which something is due.
pub(super) fn may_lie_ahead(column: &Column) -> bool {
    column.name == "due"
}

const YEARS: std::ops::RangeInclusive<i16> = 1900..=2999;
/// The serials that are read as days: of 1954 to 2119.
const SERIALS: std::ops::RangeInclusive<u32> = 20_000..=80_000;

fn not_that(kind: ColumnKind) -> Problem {
    Problem::NotThat { kind, near: None }
}

impl Calendar {
    /// Reads a day. `may_lie_ahead` is for days by which something is due.
    pub(crate) fn day(&self, cell: &Cell, may_lie_ahead: bool) -> Result<Taken, Problem> {
        match cell {
            Cell::Moment(day, 0) => Ok((whole(*day)?, None)),
            Cell::Moment(day, _) => Ok((whole(*day)?, Some(How::Time))),
            Cell::Number(number) => self.day_of_number(*number, may_lie_ahead),
            Cell::Text(text) => self.day_of_text(&folded(text), may_lie_ahead),
            Cell::Empty | Cell::YesNo(_) | Cell::Error(_) => Err(not_that(ColumnKind::Date)),
        }
    }

    fn day_of_number(&self, number: f64, may_lie_ahead: bool) -> Result<Taken, Problem> {
        let shown = super::cell::digits_of(number);
        // 9.1 is what stays of a typed 9.10, as of a typed 9.1; 9.4 is not.
        if let Some((month, day @ ("1" | "2" | "3"))) = shown.split_once('.')
            && month.len() <= 2
        {
            let dated = |day: &str| format!("{month}月{day}日").into();
            return Err(Problem::TwoReadings(dated(day), dated(&format!("{day}0"))));
        }
        self.day_of_text(&shown, may_lie_ahead)
    }

    fn day_of_text(&self, text: &str, may_lie_ahead: bool) -> Result<Taken, Problem> {
        let text = text.split(['(', '（']).next().unwrap_or_default().trim();
        let (text, has_time) = without_time(text);
        let how = has_time.then_some(How::Time);
        let (text, weekday) = without_weekday(text);
        if let Some(weekday) = weekday {
            let (day, how_day) = self.day_of_text(text, may_lie_ahead)?;
            // Where they contradict each other one is wrong, and nobody can tell which.
            return match day.parse::<Date>() {
                Ok(read) if read.weekday() != weekday => Err(Problem::OtherWeekday { day: read, written: weekday }),
                _ => Ok((day, how.or(how_day))),
            };
        }
        let text: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return match text.len() {
                8 => Ok((day_of(&text[..4], &text[4..6], &text[6..])?, how)),
                6 if text.starts_with("19") || text.starts_with("20") => Err(Problem::NoDay),
                5 => Ok((day_of_serial(&text)?, Some(How::Serial))),
                _ => Err(not_that(ColumnKind::Date)),
            };
        }
        let in_digits = day_in_digits(&text)?;
        let is_in_numerals = in_digits.is_some();
        let text = in_digits.unwrap_or(text);
        let how = how.or(is_in_numerals.then_some(How::Numeral));
        let has_words = text.contains(['年', '月', '日', '号']);
        let parts: Vec<&str> = if has_words { in_words(&text)? } else { text.split(['-', '/', '.']).collect() };
        let are_digits = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
        if !are_digits {
            return Err(not_that(ColumnKind::Date));
        }
        match parts.as_slice() {
            [year, month, day] if year.len() == 4 => Ok((day_of(year, month, day)?, how)),
            // Which of the first two is the month, the year behind them does not tell.
            [one, other, year] if year.len() == 4 => Ok((day_before_year(one, other, year)?, how)),
            [_, _, _] => Err(Problem::WhichIsTheYear),
            [year, month] if year.len() == 4 && month.len() <= 2 => Err(Problem::NoDay),
            [month, day] if month.len() <= 2 && day.len() <= 2 => {
                let year = self.year.ok_or(Problem::NoYear)?;
                let read = day_of(&year.to_string(), month, day)?;
                let lies_ahead = self.today.is_some_and(|today| read > today.to_string());
                if lies_ahead && !may_lie_ahead {
                    return Err(Problem::Ahead { year });
                }
                Ok((read, Some(How::Year)))
            }
            [_] if text.ends_with('月') => Err(Problem::NoDay),
            _ => Err(not_that(ColumnKind::Date)),
        }
    }

    /// Reads a month, or a period of any length.
    pub(crate) fn period(&self, cell: &Cell, kind: ColumnKind) -> Result<Taken, Problem> {
        let text = match cell {
            // A spreadsheet program turns a typed 2026-07 into the first of July.
            Cell::Moment(day, 0) if day.day() == 1 => {
                let (year, month) = (day.year(), day.month());
                if kind == ColumnKind::Period && month <= 4 {
                    return Err(month_or_quarter(year, month));
                }
                return Ok((Period::month_of(*day).to_string(), None));
            }
            Cell::Number(number) => {
                let shown = super::cell::digits_of(*number);
                // A typed 2026.10 is the number 2026.1, as a typed 2026.1 is.
                if let Some(year) = shown.strip_suffix(".1") {
                    return Err(Problem::TwoReadings(format!("{year}-10").into(), format!("{year}-01").into()));
                }
                shown
            }
            Cell::Text(text) => folded(text),
            _ => return Err(not_that(kind)),
        };
        // `2026-4` above a sheet of the fourth quarter is no April.
        if kind == ColumnKind::Period
            && let Some((year, number)) = text.split_once(['-', '.', '/'])
            && let (Ok(year), Ok(number @ 1..=4)) = (year.trim().parse(), number.trim().parse())
            && !number_has_zero(&text)
        {
            return Err(month_or_quarter(year, number));
        }
        let (period, how) = match Period::from_people(&text, None) {
            Ok(period) => (period, None),
            Err(_) => match (Period::from_people(&text, Some(2000)), self.year) {
                (Ok(_), None) => return Err(Problem::NoYear),
                (Ok(_), year) => (Period::from_people(&text, year).map_err(|_| not_that(kind))?, Some(How::Year)),
                (Err(_), _) => return Err(not_that(kind)),
            },
        };
        let how = how.or_else(|| years_in_digits(&compact(&text)).is_some().then_some(How::Numeral));
        match (kind, period) {
            (ColumnKind::Month, Period::Month(..)) | (ColumnKind::Period, _) => Ok((period.to_string(), how)),
            _ => Err(not_that(kind)),
        }
    }
}

/// What `2026-4` may be: a month, or a quarter.
fn month_or_quarter(year: i16, number: i8) -> Problem {
    Problem::TwoReadings(format!("{year}年{number}月").into(), format!("{year}年第{number}季度").into())
}

/// Whether the number behind a year is written with a zero, as months are.
fn number_has_zero(text: &str) -> bool {
    text.rsplit(['-', '.', '/']).next().is_some_and(|number| number.trim().starts_with('0'))
}

/// A text without the time of day behind it, and whether that was one but midnight: `2026-08-01 09:00`, `8月1日下午3点半`,
/// `2026.8.1下午2点`.
fn without_time(text: &str) -> (&str, bool) {
    let behind_word = text.rfind(['日', '号']).map(|at| at + '日'.len_utf8());
    let behind_blank = text.rfind([' ', 'T']).map(|at| at + 1);
    let with_part = PARTS_OF_DAY.iter().filter_map(|part| text.find(part)).min();
    let times = [behind_word, behind_blank, with_part].into_iter().flatten().map(|at| text.split_at(at));
    match times.filter(|(_, time)| is_time(time.trim())).min_by_key(|(day, _)| day.len()) {
        Some((day, time)) => {
            let is_any = time.bytes().any(|byte| matches!(byte, b'1'..=b'9')) || !time.is_ascii();
            (day.trim_end_matches([' ', 'T']), is_any)
        }
        None => (text, false),
    }
}

/// Parts of a day, as they stand before an hour or by themselves.
const PARTS_OF_DAY: [&str; 9] = ["上午", "下午", "中午", "早上", "早晨", "清晨", "傍晚", "晚上", "晚"];

/// Whether a text is a time of day: `09:00:00.0`, `上午9:00`, `下午3点半`, `15时30分`, `晚上`.
fn is_time(text: &str) -> bool {
    let part = PARTS_OF_DAY.iter().find_map(|part| text.strip_prefix(part));
    let time = part.unwrap_or(text).trim_start();
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if time.is_empty() {
        return part.is_some();
    }
    if let Some((hour, minute)) = time.split_once(['点', '时']) {
        let minute = minute.trim_end_matches('分');
        return are_digits(hour) && (minute.is_empty() || matches!(minute, "半" | "整") || are_digits(minute));
    }
    time.contains(':') && time.split([':', '.']).all(are_digits)
}

/// A text without the day of the week behind a day, `2026年8月1日 星期六`; none of them where none is there.
fn without_weekday(text: &str) -> (&str, Option<Weekday>) {
    let of_week = ["星期", "周", "礼拜"].iter().find_map(|word| text.rsplit_once(word));
    let weekday = of_week.and_then(|(day, which)| {
        let weekday = match which {
            "一" => Weekday::Monday,
            "二" => Weekday::Tuesday,
            "三" => Weekday::Wednesday,
            "四" => Weekday::Thursday,
            "五" => Weekday::Friday,
            "六" => Weekday::Saturday,
            "日" | "天" => Weekday::Sunday,
            _ => return None,
        };
        Some((day.trim_end(), Some(weekday)))
    });
    weekday.unwrap_or((text, None))
}

/// A day with the year, month and day in digits that stand in Chinese numerals, `二〇二六年九月一日`; none where nothing
/// does. Without a word behind its day, `八月十五` may be one of the lunar calendar, by which villages keep theirs.
fn day_in_digits(text: &str) -> Result<Option<String>, Problem> {
    let with_year = years_in_digits(text);
    let mut is_any = with_year.is_some();
    let text = with_year.as_deref().unwrap_or(text);
    let (year, rest) = text.split_once('年').unwrap_or(("", text));
    let Some((month, day)) = rest.split_once('月') else { return Ok(with_year) };
    let plain_day = day.trim_end_matches(['日', '号']);
    let mut in_digits = |part: &str| match numerals::whole_number(part) {
        Some(number) => {
            is_any = true;
            number.map(|number| number.to_string())
        }
        None => Ok(part.to_owned()),
    };
    let (in_month, in_day) = (in_digits(month)?, in_digits(plain_day)?);
    let has_month = !in_month.is_empty() && in_month.bytes().all(|byte| byte.is_ascii_digit());
    if has_month && in_day != plain_day && plain_day == day {
        let lunar = format!("农历{month}月{day}");
        return Err(Problem::TwoReadings(format!("{in_month}月{in_day}日").into(), lunar.into()));
    }
    // `二六年`: of which century is asked.
    let in_places: Option<String> = year.chars().map(numeral_digit).collect();
    let year = in_places.filter(|digits| !digits.is_empty()).unwrap_or_else(|| year.to_owned());
    let year = if year.is_empty() { year } else { year + "年" };
    Ok(is_any.then(|| format!("{year}{in_month}月{in_day}{}", &day[plain_day.len()..])))
}

/// `2026年9月1日` or `9月1日`, in their parts.
fn in_words(text: &str) -> Result<Vec<&str>, Problem> {
    let mut parts = Vec::new();
    let mut rest = text;
    if let Some((year, after)) = rest.split_once('年') {
        parts.push(year);
        rest = after;
    }
    if rest.is_empty() {
        return Err(Problem::NoDay);
    }
    let (month, after) = rest.split_once('月').ok_or_else(|| not_that(ColumnKind::Date))?;
    parts.push(month);
    let day = after.trim_end_matches(['日', '号']);
    if day.is_empty() {
        return Err(Problem::NoDay);
    }
    parts.push(day);
    Ok(parts)
}

fn whole(day: Date) -> Result<String, Problem> {
    if YEARS.contains(&day.year()) { Ok(day.to_string()) } else { Err(not_that(ColumnKind::Date)) }
}

fn day_of(year: &str, month: &str, day: &str) -> Result<String, Problem> {
    let parts = (year.parse(), month.parse(), day.parse());
    let (Ok(year), Ok(month), Ok(day)) = parts else { return Err(not_that(ColumnKind::Date)) };
    let first = Date::new(year, month, 1).ok().filter(|_| YEARS.contains(&year));
    let no_such_day = |first: Date| Problem::NoSuchDay { year, month, days: first.days_in_month() };
    let problem = || first.map_or(not_that(ColumnKind::Date), no_such_day);
    whole(Date::new(year, month, day).map_err(|_| problem())?)
}

/// A day with its year behind: `1/9/1999` is the first of September in one country and the ninth of January in another.
fn day_before_year(one: &str, other: &str, year: &str) -> Result<String, Problem> {
    match (day_of(year, one, other), day_of(year, other, one)) {
        (Ok(day), Err(_)) | (Err(_), Ok(day)) => Ok(day),
        (Ok(day), Ok(same)) if day == same => Ok(day),
        (Ok(_), Ok(_)) => {
            let dated = |month: &str, day: &str| {
                let plain = |number: &str| number.trim_start_matches('0').to_owned();
                format!("{year}年{}月{}日", plain(month), plain(day)).into()
            };
            Err(Problem::TwoReadings(dated(one, other), dated(other, one)))
        }
        (Err(problem @ Problem::NoSuchDay { .. }), Err(_)) | (Err(_), Err(problem)) => Err(problem),
    }
}

/// The day that a spreadsheet program counts from the end of 1899.
fn day_of_serial(text: &str) -> Result<String, Problem> {
    let serial = text.parse().ok().filter(|serial| SERIALS.contains(serial));
    let serial = serial.ok_or_else(|| not_that(ColumnKind::Date))?;
    let day = Date::constant(1899, 12, 30).checked_add(i64::from(serial).days());
    whole(day.map_err(|_| not_that(ColumnKind::Date))?)
}
