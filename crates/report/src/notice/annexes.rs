//! The annexes: ranks, candidates with their reasons, what was not received, the indicators.

use super::Align::{Centre, Left, Right};
use super::{Annex, Block, Column, DecidedConsequence, NoticeInput, Table, formalities, points, replacing};
use crate::late::{forgiven_seals, late_seals};
use crate::movement::Previous;
use crate::score_sheet;
use crate::wording;
use cunbang_model::schema::{ConsequenceVerdict, OfficeRole, Word as _};
use cunbang_model::{Date, Decimal, UnitCode};
use cunbang_scheme::{Level, MOST_LOSSES, OutcomeRow, ProposedConsequence, Told, ToldVillages};

const NOTHING: &str = "—";

pub(super) const fn column(title: &'static str, width: u16, align: super::Align) -> Column {
    Column { title, width, align }
}

fn number(number: Option<impl ToString>) -> String {
    number.map_or_else(|| NOTHING.to_owned(), |number| number.to_string())
}

pub(super) fn annexes(input: &NoticeInput<'_>) -> Vec<Annex> {
    let mut annexes = vec![Annex { title: "各村考评名次".to_owned(), blocks: vec![villages(input)] }];
    let above = input.report.outcome.levels.keys().copied().rev().filter(|level| level.is_above_villages());
    for level in above.filter(|level| input.report.outcome.rows(*level).len() > 1) {
        annexes
            .push(Annex {
                title: format!("各{}考评名次", level.chinese()), blocks: vec![units_above(input, level)]
            });
    }
    annexes.push(Annex { title: "后进候选及依据".to_owned(), blocks: vec![candidates(input)] });
    annexes.push(Annex { title: "未收到、暂定和认定情况".to_owned(), blocks: vec![outstanding(input)] });
    annexes.extend(late(input).map(|table| Annex { title: "逾期上报情况".to_owned(), blocks: vec![table] }));
    let late_annex = replacing::late_annex(input);
    annexes.extend(late_annex.map(|table| Annex { title: "截止后登记情况".to_owned(), blocks: vec![table] }));
    annexes.extend(forgiven(input).map(|table| Annex { title: "上报退回改正情况".to_owned(), blocks: vec![table] }));
    let title = if input.is_draft { "结果运用建议" } else { "结果运用建议及认定" };
    annexes.extend(proposed(input).map(|table| Annex { title: title.to_owned(), blocks: vec![table] }));
    annexes.extend(indicators(input).map(|table| Annex { title: "考评指标".to_owned(), blocks: vec![table] }));
    annexes
}

/// A table, or a sentence where it would be empty.
fn table(columns: Vec<Column>, rows: Vec<Vec<String>>, otherwise: &str) -> Block {
    if rows.is_empty() { Block::Paragraph(otherwise.to_owned()) } else { Block::Table(Table { columns, rows }) }
}

fn parent(input: &NoticeInput<'_>, row: &OutcomeRow) -> String {
    row.parent.map(|parent| input.report.units.name(parent)).unwrap_or_default()
}

fn villages(input: &NoticeInput<'_>) -> Block {
    let previous = Previous::of(&input.report, Level::Village);
    let columns = vec![
        column("名次", 9, Right),
        column("村", 22, Left),
        column("乡镇", 18, Left),
        column("得分", 12, Right),
        column("乡镇内", 10, Right),
        column("升降", 9, Centre),
        column("备注", 20, Left),
    ];
    let certain = input.certain_candidates();
    let pending = input.report.outcome.candidates.iter().flat_map(|summary| &summary.pending).copied();
    let possible: Vec<UnitCode> = input.possible_candidates().iter().map(|row| row.unit).chain(pending).collect();
    let rows = input.report.outcome.rows(Level::Village).iter().map(|row| {
        let received = row.told() == Told::Received;
        let mut notes = Vec::new();
        if !received {
            notes.push(wording::told(row.told()).chinese);
        }
        if input.report.late.contains_key(&row.unit) && received {
            notes.push("逾期".to_owned());
        }
        if input.report.forgiven.contains_key(&row.unit) && received {
            notes.push("退回改正".to_owned());
        }
        if row.candidate == Some(true) {
            notes.push("后进候选".to_owned());
            // Where the rules are not at hand it is not known.
            if input.scheme.is_some() {
                notes.push(if certain.contains(&row.unit) { "确定" } else { "可能变动" }.to_owned());
            }
        } else if possible.contains(&row.unit) {
            notes.push("可能列入后进候选".to_owned());
        }
        vec![
            number(row.rank),
            row.name.to_string(),
            parent(input, row),
            number(row.score.filter(|_| row.rank.is_some())),
            number(row.rank_in_parent),
            previous.movement(row).to_string(),
            notes.join("，"),
        ]
    });
    table(columns, rows.collect(), "本次没有参加考评的村。")
}

fn units_above(input: &NoticeInput<'_>, level: Level) -> Block {
    let previous = Previous::of(&input.report, level);
    let columns = vec![
        column("名次", 14, Right),
        column("单位", 36, Left),
        column("得分", 18, Right),
        column("升降", 12, Centre),
        column("备注", 20, Left),
    ];
    let villages = ToldVillages::of(input.report.outcome);
    let rows = input.report.outcome.rows(level).iter().map(|row| {
        let is_nothing_to_note = row.told() == Told::Received && villages.decided(row.unit).next().is_none();
        let mut note = if is_nothing_to_note { String::new() } else { wording::status(row, &villages).chinese };
        // Whoever is ranked may still come behind one that is not.
        if let Some(bounds) = row.bounds.filter(|_| row.rank.is_none()) {
            note += &format!("，可能名次{}", range(bounds.best_rank, bounds.worst_rank));
        }
        vec![number(row.rank), row.name.to_string(), number(row.score), previous.movement(row).to_string(), note]
    });
    table(columns, rows.collect(), "")
}

fn candidates(input: &NoticeInput<'_>) -> Block {
    let certain = input.certain_candidates();
    let columns = vec![
        column("名次", 8, Right),
        column("村", 15, Left),
        column("乡镇", 14, Left),
        column("得分", 10, Right),
        column("情形", 12, Centre),
        column("主要失分及依据", 41, Left),
    ];
    // Those that may come to be candidates follow those that are; while there is no list, they are marked in the ranking.
    let possible = if input.is_list_withheld() { Vec::new() } else { input.possible_candidates() };
    let possible = possible.into_iter().rev();
    let rows = input.report.outcome.candidates().chain(possible).map(|row| {
        vec![
            number(row.rank),
            row.name.to_string(),
            parent(input, row),
            number(row.score),
            match (row.candidate, certain.contains(&row.unit)) {
                (_, true) => "确定",
                (Some(true), false) => "列入，可能变动",
                (_, false) => "可能列入",
            }
            .to_owned(),
            reasons(input, row),
        ]
    });
    table(columns, rows.collect(), "本期没有列入后进候选的村。")
}

/// What cost a village most, and what is behind it.
fn reasons(input: &NoticeInput<'_>, row: &OutcomeRow) -> String {
    let losses = score_sheet::losses(row, Level::Village, input.report.indicators, MOST_LOSSES);
    let said = losses.into_iter().map(|loss| {
        let why: Vec<String> = loss.why.into_iter().map(|why| why.chinese).collect();
        let why = if why.is_empty() { String::new() } else { format!("（{}）", why.join("；")) };
        format!("{}失{}分{why}", loss.title.chinese_first(), loss.points)
    });
    let mut text: Vec<String> = said.collect();
    text.extend(
        row.decision
            .as_ref()
            .map(|decision| format!("认定{}：{}", wording::decision(&decision.decision).chinese, decision.reason)),
    );
    text.join("；")
}

fn outstanding(input: &NoticeInput<'_>) -> Block {
    let columns = vec![
        column("村", 19, Left),
        column("乡镇", 16, Left),
        column("情形", 11, Centre),
        column("可能得分", 17, Centre),
        column("可能名次", 13, Centre),
        column("认定及理由", 24, Left),
    ];
    let rows = input.report.outcome.rows(Level::Village).iter().filter(|row| points::is_outstanding_or_decided(row));
    let rows = rows.map(|row| {
        let decided = row
            .decision
            .as_ref()
            .map(|decision| format!("{}：{}", wording::decision(&decision.decision).chinese, decision.reason));
        vec![
            row.name.to_string(),
            parent(input, row),
            wording::told(row.told()).chinese,
            row.bounds.map_or_else(|| NOTHING.to_owned(), |bounds| range(bounds.worst_score, bounds.best_score)),
            row.bounds.map_or_else(|| NOTHING.to_owned(), |bounds| range(bounds.best_rank, bounds.worst_rank)),
            decided.unwrap_or_default(),
        ]
    });
    table(columns, rows.collect(), "各村均已收到，没有需要认定的情形。")
}

/// Whose seal came late, when, and what that cost; nothing where none did.
fn late(input: &NoticeInput<'_>) -> Option<Block> {
    let columns = vec![
        column("村", 22, Left),
        column("乡镇", 20, Left),
        column("上报收到日期", 20, Centre),
        column("截止后记录", 12, Right),
        column("影响", 26, Left),
    ];
    let late_rows = |code: &str| {
        let unit: Option<UnitCode> = code.parse().ok();
        unit.and_then(|unit| input.late_rows.get(&unit)).map_or_else(|| NOTHING.to_owned(), |rows| format!("{rows}条"))
    };
    let rows = late_seals(&input.report).into_iter().map(|one| {
        let count = late_rows(&one.code);
        vec![one.name, one.parent, formalities::day_in_words(one.on), count, one.cost.chinese]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    (!rows.is_empty()).then(|| table(columns, rows, ""))
}

/// Whom a return of its seal keeps in time: who returned it, when, until when it could be corrected, and when that came;
/// nothing where there is nobody.
fn forgiven(input: &NoticeInput<'_>) -> Option<Block> {
    let columns = vec![
        column("村", 15, Left),
        column("退回单位", 15, Left),
        column("退回日期", 15, Centre),
        column("改正期限", 15, Centre),
        column("原收到", 14, Centre),
        column("改正收到", 14, Centre),
        column("条目", 12, Centre),
    ];
    let rows = forgiven_seals(&input.report).into_iter().map(|one| {
        let entries = format!("{}增至{}", one.seal.entries_returned, one.seal.entries);
        let in_year = |day: Date| format!("{}月{}日", day.month(), day.day());
        let days = [one.seal.correct_by, one.seal.sealed_on(), one.seal.corrected_on()].map(in_year);
        let returned_on = one.seal.returned_on.map_or_else(|| NOTHING.to_owned(), in_year);
        [one.name, one.returned_by, returned_on].into_iter().chain(days).chain([entries]).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    (!rows.is_empty()).then(|| table(columns, rows, ""))
}

/// What the rules propose, where they propose anything, and what people decided on it, one by one.
fn proposed(input: &NoticeInput<'_>) -> Option<Block> {
    let scheme = input.scheme?;
    let columns = vec![
        column("单位", 20, Left),
        column("建议", 26, Left),
        column("数额", 13, Right),
        column("依据", 15, Left),
        column("认定", 26, Left),
    ];
    let mut rows = Vec::new();
    for level in scheme.levels().filter(|level| *level != Level::Member) {
        for row in input.report.outcome.rows(level) {
            for one in &row.consequences {
                let info = scheme.consequences(level).find(|info| info.id == one.id)?;
                let amount = one.amount.map_or_else(String::new, |amount| format!("{amount}{}", info.unit));
                let behind = if one.reasons.is_empty() {
                    "得分和名次".to_owned()
                } else {
                    format!("记录{}条", one.reasons.len())
                };
                let title = wording::split_title(info.title).chinese_first();
                rows.push(vec![row.name.to_string(), title, amount, behind, decided(input, row, one)]);
            }
        }
    }
    (!rows.is_empty()).then(|| table(columns, rows, ""))
}

/// What was decided on a proposal; of one for holders of offices, on each.
fn decided(input: &NoticeInput<'_>, row: &OutcomeRow, proposed: &ProposedConsequence) -> String {
    let on = |office: Option<&str>| {
        let of_it = |one: &&DecidedConsequence| {
            one.unit == row.unit && one.consequence == proposed.id && one.office.as_deref() == office
        };
        input.decided.iter().find(of_it).map_or_else(
            || "待认定".to_owned(),
            |one| {
                let reason = one.reason.as_ref().filter(|_| one.verdict == ConsequenceVerdict::NotApplied);
                let why = reason.map_or_else(String::new, |reason| format!("：{reason}"));
                format!("{}{why}", one.verdict.chinese())
            },
        )
    };
    let each = proposed.persons.iter().map(|holder| {
        let role = match OfficeRole::from_word(&holder.role) {
            Some(role) => role.chinese(),
            None => holder.role.as_str(),
        };
        format!("{role}{}", on(Some(&holder.office)))
    });
    if proposed.persons.is_empty() { on(None) } else { each.collect::<Vec<_>>().join("；") }
}

fn range<T: ToString + PartialEq + Copy>(from: T, to: T) -> String {
    if from == to { from.to_string() } else { format!("{}～{}", from.to_string(), to.to_string()) }
}

fn indicators(input: &NoticeInput<'_>) -> Option<Block> {
    let words = input.scheme?.in_words(Level::Village)?;
    let columns = vec![
        column("指标", 20, Left),
        column("类别", 13, Centre),
        column("满分", 9, Right),
        column("计量", 35, Left),
        column("计分", 23, Left),
    ];
    let rows = words.indicators.into_iter().map(|one| {
        let most = number(one.most.map(|most: Decimal| most.normalize()));
        let group = match one.stage {
            None => one.group.chinese().to_owned(),
            Some(stage) => format!("{}（{stage}）", one.group.chinese()),
        };
        let missing = if one.missing.is_empty() { String::new() } else { format!("；{}", one.missing) };
        vec![one.title, group, most, one.measure, one.rule + &missing]
    });
    Some(table(columns, rows.collect(), ""))
}
