//! What every official document has: issuer, number, title, addressee, and days in words.

use super::{Imprint, NoticeInput, replacing};
use cunbang_model::{Date, Decimal, Period, UnitKind};

/// A period as a title names it.
pub(super) fn period_in_words(period: Period) -> String {
    const QUARTERS: [&str; 4] = ["一", "二", "三", "四"];
    match period {
        Period::Week(year, week) => format!("{year}年第{week}周"),
        Period::Month(year, month) => format!("{year}年{month}月"),
        Period::Quarter(year, quarter) => {
            let place = usize::try_from(quarter - 1).unwrap_or_default();
            format!("{year}年第{}季度", QUARTERS.get(place).copied().unwrap_or_default())
        }
        Period::Half(year, 1) => format!("{year}年上半年"),
        Period::Half(year, _) => format!("{year}年下半年"),
        Period::Year(year) => format!("{year}年度"),
    }
}

/// A day as documents write it, in Arabic figures.
pub(super) fn day_in_words(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// How far from the right edge issuer and date stand at the end of the text, in hundredths of a character: the date four
/// characters, and the issuer above it with its middle over that of the date (GB/T 9704-2012, 7.3.5.1). Where the issuer is
/// so long that it would reach beyond the edge, the date moves under its middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) issuer: i64,
    pub(super) date: i64,
}

impl Signature {
    pub(super) fn of(issuer: &str, date: &str) -> Self {
        const FOUR_CHARACTERS: i64 = 400;
        // A figure or a letter is half as wide as a character.
        let width = |text: &str| text.chars().map(|one| if one.is_ascii() { 50 } else { 100 }).sum::<i64>();
        let beyond = (width(issuer) - width(date)) / 2;
        let date = beyond.max(FOUR_CHARACTERS);
        Self { issuer: date - beyond, date }
    }

    /// The issuer's distance in characters.
    pub(super) fn issuer_characters(&self) -> String {
        characters(self.issuer)
    }

    /// The date's distance in characters.
    pub(super) fn date_characters(&self) -> String {
        characters(self.date)
    }

    /// The issuer's distance in twentieths of a point.
    pub(super) const fn issuer_twips(&self) -> i64 {
        twips(self.issuer)
    }

    /// The date's distance in twentieths of a point.
    pub(super) const fn date_twips(&self) -> i64 {
        twips(self.date)
    }
}

fn characters(hundredths: i64) -> String {
    Decimal::new(hundredths, 2).normalize().to_string()
}

/// Twentieths of a point of text of the third size, whose characters are 16 points wide.
const fn twips(hundredths: i64) -> i64 {
    hundredths * 320 / 100
}

/// Whether a township is a street 街道, whose committee is a working one.
fn is_street(name: &str) -> bool {
    name.ends_with("街道")
}

/// Who issues it: of a county its committee's organisation department, of a township its committee.
pub(super) fn issuer(input: &NoticeInput<'_>) -> String {
    if let Some(named) = input.issuer.map(str::trim).filter(|named| !named.is_empty()) {
        return named.to_owned();
    }
    let name = input.report.units.name(input.unit);
    match input.report.units.get(input.unit).map(|unit| unit.kind) {
        Some(UnitKind::Township) if is_street(&name) => format!("中共{name}工作委员会"),
        Some(UnitKind::Township) => format!("中共{name}委员会"),
        _ => format!("中共{name}委组织部"),
    }
}

/// Its number, as given or as the register has it. Where neither is known it is left open, with the year in which the notice
/// goes out: whoever keeps the register knows it.
pub(super) fn number(input: &NoticeInput<'_>) -> String {
    if let Some(given) = input.number.map(str::trim).filter(|given| !given.is_empty()) {
        return given.to_owned();
    }
    if let Some(registered) = input.registered {
        return registered.to_string();
    }
    format!("考评通报〔{}〕\u{3000}号", input.date.year())
}

/// Its title, in lines that break between words: full-width characters fill a line of the text area.
pub(super) fn title(input: &NoticeInput<'_>, issuer: &str) -> Vec<String> {
    const FULL_WIDTHS: usize = 20;
    let width = |text: &str| text.chars().map(|one| if one.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let about = format!("关于{}", period_in_words(input.report.outcome.period));
    let mut parts = vec![issuer, &about, "村级组织", "考评结果的通报"];
    if input.is_draft {
        parts.push("（征求意见稿）");
    }
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut().filter(|line| width(line) + width(part) <= 2 * FULL_WIDTHS) {
            Some(line) => line.push_str(part),
            None => lines.push(part.to_owned()),
        }
    }
    lines
}

/// That the list was taken back or replaced: why, by which and when.
pub(super) fn replaced(input: &NoticeInput<'_>) -> Option<String> {
    let of = |run: &str| run.get(..12).unwrap_or(run).to_owned();
    let own = input.report.run.map(|run| format!("（编号 {}）", of(run))).unwrap_or_default();
    let by = input.replaced_by.map(|(run, on)| match input.replaced_by_number {
        Some(_) => {
            let named = replacing::named(input.replaced_by_number, on, run);
            format!("于{}被{named}替代，以新发布的为准。", day_in_words(on))
        }
        None => format!("于{}被新发布的排名（编号 {}）替代，以新发布的为准。", day_in_words(on), of(run)),
    });
    match (input.withdrawn, by) {
        (None, by) => by.map(|by| format!("已被替代：本通报所依据的排名{own}已{by}")),
        (Some((reason, on)), _) => {
            let on = on.map(|on| format!("于{}", day_in_words(on))).unwrap_or_default();
            // What stands may have been published before this was, so it did not replace it.
            let then = input.replaced_by.map_or_else(
                || "本通报不再有效。".to_owned(),
                |(run, on)| format!("现行有效的是{}发布的排名（编号 {}）。", day_in_words(on), of(run)),
            );
            let reason = reason.trim_end_matches(['。', '.']);
            Some(format!("已撤回：本通报所依据的排名{own}已{on}撤回，理由：{reason}。{then}"))
        }
    }
}

/// The imprint: to whom it is copied, who prints it and when. Names stand with commas between them and a full stop at the
/// end, however they were typed.
pub(super) fn imprint(input: &NoticeInput<'_>, issuer: &str) -> Imprint {
    let given = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let copied_to = given(input.copied_to).map(|text| {
        let names = text.trim_start_matches("抄送").trim_start_matches(['：', ':']).trim();
        let names = names.trim_end_matches(['。', '.', '，', ',', '；', ';']);
        let plain = names.replace(['\r', '\n', ',', ';'], "，").replace("；", "，").replace('\u{3000}', "");
        let names: Vec<&str> = plain.split('，').map(str::trim).filter(|name| !name.is_empty()).collect();
        format!("抄送：{}。", names.join("，"))
    });
    Imprint {
        copied_to,
        printed_by: given(input.printed_by).unwrap_or_else(|| issuer.to_owned()),
        printed_on: format!("{}印发", day_in_words(input.date)),
    }
}

/// To whom it goes: the organisations of the units below.
pub(super) fn addressee(input: &NoticeInput<'_>) -> String {
    let below = || input.report.units.within(input.unit).iter().filter(|unit| unit.code != input.unit);
    let villages = if below().any(|unit| unit.kind == UnitKind::Community) {
        "各村（社区）党组织"
    } else {
        "各村党组织"
    };
    let townships: Vec<&str> =
        below().filter(|unit| unit.kind == UnitKind::Township).map(|unit| unit.name.as_str()).collect();
    if townships.is_empty() {
        return villages.to_owned();
    }
    let kind = if townships.iter().any(|name| name.ends_with("苏木")) { "苏木乡镇" } else { "乡镇" };
    let streets = townships.iter().filter(|name| is_street(name)).count();
    let committees = match (streets, townships.len() - streets) {
        (0, _) => format!("各{kind}党委"),
        (_, 0) => "各街道党工委".to_owned(),
        _ => format!("各{kind}党委、街道党工委"),
    };
    format!("{committees}，{villages}")
}
