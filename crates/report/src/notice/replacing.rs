//! Which list a notice takes the place of 替代, and what was registered late.

use super::Align::{Centre, Left};
use super::{Block, NoticeInput, Table, annexes, formalities};
use cunbang_model::{Date, NoticeNumber};

/// The notice in whose place another goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaces<'a> {
    /// Its number; none where that is not known.
    pub number: Option<&'a NoticeNumber>,
    /// The run that it was about.
    pub run: &'a str,
    /// The day on which it went out.
    pub on: Date,
    /// The day on which its list was taken back, where it was.
    pub withdrawn_on: Option<Date>,
    /// The notices that went out after it and whose lists were taken back before the other did, the first first.
    pub between: Vec<TakenBack<'a>>,
}

/// A notice whose list was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenBack<'a> {
    /// Its number; none where that is not known.
    pub number: Option<&'a NoticeNumber>,
    /// The run that it was about.
    pub run: &'a str,
    /// The day on which it went out.
    pub on: Date,
    /// The day on which its list was taken back.
    pub withdrawn_on: Date,
    /// Why.
    pub reason: &'a str,
}

/// A finding, ballots or a figure that a unit above registered late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateRegistration {
    /// The village's name.
    pub village: String,
    /// What it is, in words.
    pub row: String,
    /// The unit that registered it, and who sat there.
    pub by: String,
    /// When.
    pub on: Date,
    /// What became of it: that it was registered, changed, taken back or restored.
    pub became: &'static str,
    /// Whether that was after a list of the period was published.
    pub after_list: bool,
}

/// A notice by its number, with its run; by that alone where the number is not known.
pub(super) fn named(number: Option<&NoticeNumber>, on: Date, run: &str) -> String {
    let run = run.get(..12).unwrap_or(run);
    match number {
        Some(number) => format!("{number}（排名编号 {run}）"),
        None => format!("{}的通报（排名编号 {run}）", formalities::day_in_words(on)),
    }
}

/// That the notice goes out in the place of another.
pub(super) fn replaces(input: &NoticeInput<'_>) -> Option<Block> {
    let one = input.replaces.as_ref()?;
    let (named, on) = (named(one.number, one.on, one.run), formalities::day_in_words(one.on));
    let verb = if input.is_draft { "发布后替代" } else { "替代" };
    let mut said = match one.withdrawn_on {
        // A notice without a number is named by its day.
        None if one.number.is_none() => {
            format!("本通报{verb}{named}，原通报的名次和后进候选不再有效，以本通报为准。")
        }
        None => format!("本通报{verb}{on}发布的{named}，原通报的名次和后进候选不再有效，以本通报为准。"),
        Some(day) if one.number.is_none() => {
            format!("{named}已于{}撤回，本通报{verb}原通报，以本通报为准。", formalities::day_in_words(day))
        }
        Some(day) => {
            format!("{on}发布的{named}已于{}撤回，本通报{verb}原通报，以本通报为准。", formalities::day_in_words(day))
        }
    };
    for between in &one.between {
        let withdrawn = formalities::day_in_words(between.withdrawn_on);
        said += &format!("其后{}已于{withdrawn}撤回，同样不再有效。", dated(between));
    }
    Some(Block::Paragraph(said))
}

/// That the list stands again, as what had replaced it was taken back, and why.
pub(super) fn restored(input: &NoticeInput<'_>) -> Option<Block> {
    let said: Vec<String> = input
        .restored_after
        .iter()
        .map(|one| {
            let withdrawn = formalities::day_in_words(one.withdrawn_on);
            let reason = one.reason.trim_end_matches('。');
            format!("本通报曾被{}替代；该通报已于{withdrawn}撤回，理由：{reason}。本通报恢复有效。", dated(one))
        })
        .collect();
    (!said.is_empty()).then(|| Block::Paragraph(said.concat()))
}

/// A notice by its day and number.
fn dated(one: &TakenBack<'_>) -> String {
    let named = named(one.number, one.on, one.run);
    match one.number {
        Some(_) => format!("{}发布的{named}", formalities::day_in_words(one.on)),
        None => named,
    }
}

/// How much was registered late, in a sentence; nothing where nothing was.
pub(super) fn late_registrations(input: &NoticeInput<'_>) -> Option<Block> {
    let count = input.registered_late.len();
    let after = input.registered_late.iter().filter(|one| one.after_list).count();
    let after = if after > 0 { format!("，其中{after}项在本期名单发布之后") } else { String::new() };
    (count > 0).then(|| {
        Block::Paragraph(format!(
            "本次考评有{count}项督查问题、测评或者指标由上级在上报截止后登记或者改动{after}，已计入结果，逐项情况见附件。"
        ))
    })
}

/// What was registered late, one by one.
pub(super) fn late_annex(input: &NoticeInput<'_>) -> Option<Block> {
    let columns = vec![
        annexes::column("村", 16, Left),
        annexes::column("内容", 36, Left),
        annexes::column("登记单位", 20, Left),
        annexes::column("日期", 16, Centre),
        annexes::column("情形", 12, Centre),
    ];
    let rows = input.registered_late.iter().map(|one| {
        let when = formalities::day_in_words(one.on);
        let when = if one.after_list { format!("{when}（名单发布后）") } else { when };
        vec![one.village.clone(), one.row.clone(), one.by.clone(), when, one.became.to_owned()]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() { None } else { Some(Block::Table(Table { columns, rows })) }
}
