//! Periods as people write them 周期写法: `2026年第三季度`, `2026年9月`, `第37周`.

use super::{MOST_WEEKS, Period, PeriodError, YEARS};

impl Period {
    /// Reads a period as people write it: `2026q3`, `2026年第三季度`, `2026年度`, `2026年上半年`, `2026.9`, `202609`,
    /// `2026年第37周`, with full-width digits and spaces. A text without a year (`三季度`, `9月`) needs `year`, that of the period
    /// being imported. What is not understood is refused, never read as something near.
    ///
    /// ```
    /// use cunbang_model::Period;
    /// assert_eq!(Period::from_people("2026年第三季度", None), Ok(Period::Quarter(2026, 3)));
    /// assert_eq!(Period::from_people("三季度", Some(2026)), Ok(Period::Quarter(2026, 3)));
    /// assert!(Period::from_people("2026年秋", None).is_err());
    /// ```
    pub fn from_people(text: &str, year: Option<i16>) -> Result<Self, PeriodError> {
        let plain: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
        let plain = plain.to_ascii_uppercase();
        let plain = years_in_digits(&plain).unwrap_or(plain);
        let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
        let named = (digits >= 4).then(|| plain.split_at(4));
        let (part, year) = match named {
            Some((year, rest)) => (part_after_year(rest), year.parse().ok()),
            None => (part_of_year(&plain), year),
        };
        let part = part.ok_or_else(|| PeriodError::not_a_period(text))?;
        let year = year.ok_or_else(|| PeriodError::NoYear(text.chars().take(64).collect()))?;
        if !YEARS.contains(&year) {
            return Err(PeriodError::not_a_period(text));
        }
        Ok(match part {
            Part::Whole => Self::Year(year),
            Part::Half(half) => Self::Half(year, half),
            Part::Quarter(quarter) => Self::Quarter(year, quarter),
            Part::Month(month) => Self::Month(year, month),
            Part::Week(week) => Self::week(year, week).ok_or_else(|| PeriodError::not_a_period(text))?,
        })
    }
}

/// A part of a year, the year left open.
enum Part {
    Whole,
    Half(i8),
    Quarter(i8),
    Month(i8),
    Week(i8),
}

/// The ASCII character that a full-width one stands for; others as they are.
pub fn half_width(character: char) -> char {
    const OFFSET: u32 = 0xFEE0;
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - OFFSET).unwrap_or(character),
        '\u{3000}' => ' ',
        _ => character,
    }
}

/// The digit that a Chinese numeral stands for, an ordinary or a formal one. `○`, and what else people type for `〇`, is
/// one of the forms of zero.
pub const fn numeral_digit(character: char) -> Option<char> {
    Some(match character {
        '〇' | '零' | '○' => '0',
        '一' | '壹' => '1',
        '二' | '两' | '贰' => '2',
        '三' | '叁' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' => '6',
        '七' | '柒' => '7',
        '八' | '捌' => '8',
        '九' | '玖' => '9',
        _ => return None,
    })
}

/// A text in which years are written in digits where Chinese numerals stand for them, `二〇二六年` or `二零二六年`; none where no
/// year is written so.
pub fn years_in_digits(text: &str) -> Option<String> {
    const DIGITS: usize = 4;
    let mut characters: Vec<char> = text.chars().collect();
    let mut is_any = false;
    for end in (DIGITS..characters.len()).filter(|at| characters[*at] == '年').collect::<Vec<_>>() {
        let year = &characters[end - DIGITS..end];
        // A letter that looks like a zero is one among numerals.
        let is_numeral = |one: &char| numeral_digit(*one).is_some();
        let digit = |one: &char| match one {
            'O' | 'o' => Some('0'),
            '0'..='9' => Some(*one),
            one => numeral_digit(*one),
        };
        let Some(digits) = year.iter().map(digit).collect::<Option<Vec<char>>>() else { continue };
        if year.iter().any(is_numeral) && matches!(digits[..2], ['1', '9'] | ['2', '0']) {
            characters.splice(end - DIGITS..end, digits);
            is_any = true;
        }
    }
    is_any.then(|| characters.into_iter().collect())
}

/// What follows a year: `年第三季度`, `Q3`, `-09`, `09`, or nothing.
fn part_after_year(rest: &str) -> Option<Part> {
    if rest.is_empty() {
        return Some(Part::Whole);
    }
    if let Some(rest) = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年')) {
        return if rest.is_empty() { Some(Part::Whole) } else { part_of_year(rest) };
    }
    if rest.starts_with("-W") {
        return part_of_year(&rest[1..]);
    }
    if let Some(month) = rest.strip_prefix(['-', '.', '/']) {
        return number(month, 12).map(Part::Month);
    }
    if rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit()) {
        return number(rest, 12).map(Part::Month);
    }
    part_of_year(rest).filter(|_| rest.starts_with(['Q', 'H', 'W']))
}

/// A part of a year by itself: `Q3`, `H1`, `第三季度`, `上半年`, `9月`.
fn part_of_year(text: &str) -> Option<Part> {
    if let Some(quarter) = text.strip_prefix('Q') {
        return number(quarter, 4).map(Part::Quarter);
    }
    if let Some(half) = text.strip_prefix('H') {
        return number(half, 2).map(Part::Half);
    }
    if let Some(week) = text.strip_prefix('W') {
        return number(week, MOST_WEEKS).map(Part::Week);
    }
    if let Some(week) = text.strip_suffix('周') {
        return number(week.strip_prefix('第').unwrap_or(week), MOST_WEEKS).map(Part::Week);
    }
    match text {
        "上半年" => return Some(Part::Half(1)),
        "下半年" => return Some(Part::Half(2)),
        _ => {}
    }
    if let Some(month) = text.strip_suffix("月份").or_else(|| text.strip_suffix('月')) {
        return number(month, 12).map(Part::Month);
    }
    let quarter = text.strip_suffix("季度")?;
    number(quarter.strip_prefix('第').unwrap_or(quarter), 4).map(Part::Quarter)
}

/// A number from 1 to `most`, in digits or in Chinese.
pub(super) fn number(text: &str, most: i8) -> Option<i8> {
    let number = match in_chinese(text) {
        Some(number) => Some(number),
        None => text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten(),
    };
    number.filter(|number| text.len() <= 9 && (1..=most).contains(number))
}

/// A number below a hundred in Chinese: `三`, `十二`, `三十七`.
fn in_chinese(text: &str) -> Option<i8> {
    let one = |text: &str| {
        const ONES: [&str; 9] = ["一", "二", "三", "四", "五", "六", "七", "八", "九"];
        ONES.iter().position(|word| *word == text).and_then(|place| i8::try_from(place + 1).ok())
    };
    let Some((tens, ones)) = text.split_once('十') else { return one(text) };
    // Nobody writes 一十二.
    let tens = if tens.is_empty() { 1 } else { one(tens).filter(|tens| *tens > 1)? };
    let ones = if ones.is_empty() { 0 } else { one(ones)? };
    Some(tens * 10 + ones)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forms of the table of spreadsheet formats; a year of 0 means that none is known.
    #[test]
    fn periods_as_people_write_them() {
        for (text, year, expect) in [
            ("2026Q3", 0, "2026Q3"),
            ("2026q3", 0, "2026Q3"),
            ("2026年第三季度", 0, "2026Q3"),
            ("2026年3季度", 0, "2026Q3"),
            ("2026年第3季度", 0, "2026Q3"),
            (" ２０２６年 第３季度 ", 0, "2026Q3"),
            ("三季度", 2026, "2026Q3"),
            ("第三季度", 2026, "2026Q3"),
            ("2026", 0, "2026"),
            ("2026年", 0, "2026"),
            ("2026年度", 0, "2026"),
            ("2026年上半年", 0, "2026H1"),
            ("2026年下半年", 0, "2026H2"),
            ("2026H1", 0, "2026H1"),
            ("2026h2", 0, "2026H2"),
            ("下半年", 2026, "2026H2"),
            ("2026W37", 0, "2026W37"),
            ("2026w7", 0, "2026W07"),
            ("2026-W37", 0, "2026W37"),
            ("2026年第37周", 0, "2026W37"),
            ("2026年37周", 0, "2026W37"),
            ("２０２６年 第３７周", 0, "2026W37"),
            ("2026年第三十七周", 0, "2026W37"),
            ("第十周", 2026, "2026W10"),
            ("第37周", 2026, "2026W37"),
            ("37周", 2026, "2026W37"),
            ("2026年第二十周", 0, "2026W20"),
            ("2026-09", 0, "2026-09"),
            ("2026年9月", 0, "2026-09"),
            ("2026年09月份", 0, "2026-09"),
            ("2026年十二月", 0, "2026-12"),
            ("2026.9", 0, "2026-09"),
            ("2026/9", 0, "2026-09"),
            ("202609", 0, "2026-09"),
            ("２０２６０９", 0, "2026-09"),
            ("9月", 2026, "2026-09"),
            // The text's own year goes before that of the import.
            ("2025年第三季度", 2026, "2025Q3"),
        ] {
            let year = (year != 0).then_some(year);
            assert_eq!(
                Period::from_people(text, year).map(|period| period.to_string()),
                Ok(expect.to_owned()),
                "{text}"
            );
        }
        for unclear in [
            "",
            "秋季",
            "2026年秋",
            "2026年第五季度",
            "2026年13月",
            "2026-13",
            "20269",
            "2026091",
            "26年三季度",
            "2026年9",
            "20260901",
            "2026年第三季度末",
            "季度",
            "月",
            "第月",
            "2026Q",
            "2026上半年",
            "1800年",
            "2026.9.1",
            "0月",
            "十三月",
            "+9月",
            "2026年第54周",
            "2025年第53周",
            "2026年第一十二周",
            "第周",
            "周三",
            "2026.W37",
            "2026-37周",
        ] {
            assert!(
                matches!(Period::from_people(unclear, Some(2026)), Err(PeriodError::NotAPeriod(_))),
                "{unclear}: {:?}",
                Period::from_people(unclear, Some(2026))
            );
        }
        for yearless in ["三季度", "9月", "上半年", "第37周"] {
            assert!(matches!(Period::from_people(yearless, None), Err(PeriodError::NoYear(_))), "{yearless}");
        }
    }
}
