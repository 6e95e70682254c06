//! The main points, worked out from the data: how much was received, how the scores lie, who is a candidate.

use super::NoticeInput;
use crate::coverage::{Coverage, STATUSES};
use crate::late::{forgiven_seals, late_seals};
use crate::movement::{Movement, Previous};
use crate::wording;
use cunbang_model::{Decimal, median};
use cunbang_scheme::{Level, OutcomeRow, Status, Told};
use std::fmt::Write as _;

/// The most names in a sentence.
const MOST_NAMES: usize = 5;

/// Names in a row; of many the first, and how many there are.
pub(super) fn listed(names: &[String], of: &str) -> String {
    if names.len() <= MOST_NAMES {
        return names.join("、");
    }
    format!("{}等{}{of}", names[..MOST_NAMES].join("、"), names.len())
}

/// How much of what was expected is in, and where something is missing.
pub(super) fn coverage(input: &NoticeInput<'_>) -> String {
    let outcome = input.report.outcome;
    let coverage = Coverage::of(outcome, input.report.units);
    let all = coverage.all;
    let late = late_seals(&input.report).len();
    let late = if late > 0 { format!("（其中逾期上报{late}个）") } else { String::new() };
    let part = |told: Told| {
        let late = if told == Told::Received { late.as_str() } else { "" };
        let word = match told {
            Told::NotCarriedOut => "未收到而认定未开展".to_owned(),
            Told::Taken => "未上报而认定按已收到".to_owned(),
            told => wording::told(told).chinese,
        };
        (all.of(told) > 0).then(|| format!("{word}{}个{late}", all.of(told)))
    };
    let parts: Vec<String> = STATUSES.into_iter().filter_map(part).collect();
    let share = outcome.truly_received().map(|coverage| {
        let share = coverage.per_cent().normalize();
        let without = if all.of(Told::Excused) > 0 { "免考的不计，" } else { "" };
        format!("；{without}应上报的{}个村收到{}个，收到率{share}%", coverage.expected, coverage.received)
    });
    let mut text = format!("纳入考评的{}个村中，{}{}", all.total(), parts.join("、"), share.unwrap_or_default());
    let short: Vec<String> = coverage
        .by_parent
        .iter()
        .map(|(unit, counts)| (unit, counts.total() - counts.received - counts.excused))
        .filter(|(_, missing)| *missing > 0)
        .map(|(unit, missing)| format!("{}（{missing}个）", input.report.units.name(*unit)))
        .collect();
    if coverage.by_parent.len() > 1 {
        let _ = match (short.len(), coverage.by_parent.len()) {
            (0, of) => write!(text, "，{of}个乡镇全部收齐"),
            (some, of) if some == of => write!(text, "，各乡镇均未收齐"),
            _ => write!(text, "，未收齐的是{}", listed(&short, "个乡镇")),
        };
    }
    text.push('。');
    let unscored: Vec<String> = outcome.unscored().map(|row| called(input, row)).collect();
    if !unscored.is_empty() {
        let _ = write!(text, "{}没有可计分的依据，不计分、不排名。", listed(&unscored, "个村"));
    }
    let forgiven: Vec<String> = forgiven_seals(&input.report).into_iter().map(|one| one.name).collect();
    if !forgiven.is_empty() {
        let names = listed(&forgiven, "个村");
        let _ = write!(text, "{names}的上报被退回后逾期改正，按退回前的上报时间计，不作逾期。");
    }
    text
}

/// Who leads, the middle, the last, and how many moved.
pub(super) fn spread(input: &NoticeInput<'_>) -> String {
    let rows = input.report.outcome.rows(Level::Village);
    let ranked: Vec<&OutcomeRow> = rows.iter().filter(|row| row.rank.is_some() && row.score.is_some()).collect();
    let mut scores: Vec<Decimal> = ranked.iter().filter_map(|row| row.score).collect();
    scores.sort_unstable();
    let (Some(low), Some(high), Some(middle)) = (scores.first(), scores.last(), median(&scores)) else {
        return "本期没有可排名次的村。".to_owned();
    };
    let first: Vec<String> = ranked.iter().filter(|row| row.rank == Some(1)).map(|row| called(input, row)).collect();
    let (count, apart) = (ranked.len(), high - low);
    // Who is waited for may still come first.
    let may_be_first = rows.iter().filter(|row| row.bounds.is_some_and(|bounds| bounds.best_rank <= 1)).count();
    let mut text = if may_be_first == 0 {
        let first = listed(&first, "个村");
        format!(
            "参加排名的{count}个村中，名列第一的是{first}，得{high}分；中位数{middle}分，最低{low}分，首末相差{apart}分"
        )
    } else {
        format!(
            "参加排名的{count}个村中，最高{high}分，中位数{middle}分，最低{low}分，首末相差{apart}分；未收到和暂定的村中有{may_be_first}个可能名列第一，第一名尚未确定"
        )
    };
    if input.report.previous.is_some() {
        let previous = Previous::of(&input.report, Level::Village);
        let moves: Vec<Movement> = ranked.iter().map(|row| previous.movement(row)).collect();
        let count = |is: fn(&Movement) -> bool| moves.iter().filter(|one| is(one)).count();
        let up = count(|one| matches!(one, Movement::Up(_)));
        let down = count(|one| matches!(one, Movement::Down(_)));
        let among = previous.among().map(|among| format!("按两期都排名的{among}个村比较，")).unwrap_or_default();
        let _ = write!(text, "；与上期相比，{among}{up}个村名次上升，{down}个村名次下降");
    }
    text.push('。');
    text
}

/// How many candidates there are, how many of them are certain, and who else may be one.
pub(super) fn candidates(input: &NoticeInput<'_>) -> String {
    let outcome = input.report.outcome;
    let Some(summary) = &outcome.candidates else { return "本办法不设后进候选。".to_owned() };
    let share = (summary.share * Decimal::ONE_HUNDRED).normalize();
    if summary.withheld {
        let coverage = outcome.coverage;
        let least = coverage.and_then(|coverage| coverage.least).unwrap_or_default() * Decimal::ONE_HUNDRED;
        let received = coverage.map(|coverage| coverage.per_cent().normalize()).unwrap_or_default();
        let decided = if outcome.truly_received() == coverage { "收到率" } else { "收到和认定的合计" };
        let mut text = format!("{decided}{received}%，不足办法规定的{}%，本期不列后进候选", least.normalize());
        text += &may_still_be(input);
        text.push('。');
        return text;
    }
    let listed = outcome.candidates().count();
    if listed == 0 {
        return format!("按参加排名的{}个村的{share}%计，本期没有后进候选。", summary.eligible);
    }
    let certain = input.certain_candidates().len();
    let mut text = format!("按参加排名的{}个村的{share}%，列后进候选{listed}个", summary.eligible);
    let possible = listed - certain;
    let _ = match (certain, possible) {
        (1, 0) => write!(text, "，已确定"),
        (_, 0) => write!(text, "，均已确定"),
        (0, 1) => write!(text, "，为可能，须待未收到的村上报或者认定后方可确定"),
        (0, _) => write!(text, "，均为可能，须待未收到的村上报或者认定后方可确定"),
        _ => write!(text, "，其中{certain}个已确定，{possible}个可能因未收到的村上报而变动"),
    };
    text += &may_still_be(input);
    text.push('。');
    text
}

/// How many may still be candidates: of those that are waited for, and of those that were received.
fn may_still_be(input: &NoticeInput<'_>) -> String {
    let outcome = input.report.outcome;
    let pending = outcome.candidates.as_ref().map_or(0, |summary| summary.pending.len());
    let outstanding = outcome.rows(Level::Village).iter().any(|row| row.status.is_pending());
    let mut text = String::new();
    if outstanding && pending > 0 {
        let _ = write!(text, "；未收到和暂定的村中，有{pending}个可能列入");
    }
    let others = input.possible_candidates().len();
    if others > 0 {
        let also = if outstanding && pending > 0 { "也" } else { "" };
        let _ = write!(text, "；已收到而未列入的村中，有{others}个{also}可能列入");
    }
    text
}

/// A village with its township's name, where there are several townships.
pub(super) fn called(input: &NoticeInput<'_>, row: &OutcomeRow) -> String {
    match row.parent.filter(|parent| *parent != input.unit) {
        Some(parent) => format!("{}{}", input.report.units.name(parent), row.name),
        None => row.name.to_string(),
    }
}

/// Whether a row is one that people were told of by a decision or are still waiting for.
pub(super) fn is_outstanding_or_decided(row: &OutcomeRow) -> bool {
    row.status.is_pending() || row.status == Status::Excused || row.decision.is_some()
}
