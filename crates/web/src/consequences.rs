//! Consequences 结果运用 of a published run in words and as a table: what the command line and the pages say and write to
//! files.

use cunbang_desk::ConsequenceView;
use cunbang_desk::assessment::consequences::ConsequenceDecision;
use cunbang_language::{Language, Named, say};
use cunbang_model::schema::{ConsequenceVerdict, OfficeRole, Word as _};
use cunbang_model::{Date, UnitCode};

/// The columns: their names for programs, and their headings.
pub const COLUMNS: [(&str, &str); 19] = [
    ("unit", "代码"),
    ("name", "名称"),
    ("member", "党员编号"),
    ("office", "任职编号"),
    ("role", "职务"),
    ("person", "人员编号"),
    ("person_name", "姓名"),
    ("consequence", "结果运用"),
    ("title", "建议"),
    ("amount", "数额"),
    ("amount_unit", "单位"),
    ("verdict", "认定"),
    ("reason", "理由"),
    ("decided_on", "认定日期"),
    ("carried_out_on", "执行日期"),
    ("decider", "认定单位"),
    ("run", "排名编号"),
    ("rows", "依据"),
    ("unstated", "上级尚缺"),
];

/// The cells of a consequence, in the order of the columns; empty where there is nothing to say. What was decided on a run
/// that does not stand published any more is `void`.
pub fn cells(view: &ConsequenceView) -> [String; COLUMNS.len()] {
    fn text(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let decision = view.decision.as_ref();
    let verdict = match (decision, view.is_void) {
        (None, _) => "proposed",
        (Some(_), true) => "void",
        (Some(decision), false) => decision.verdict.word(),
    };
    let unstated: Vec<String> = view.unstated.iter().map(|title| Named::of_title(title).to_string()).collect();
    let rows: Vec<String> = view.rows.iter().map(|row| behind(view.unit, row.unit, &row.key)).collect();
    [
        view.unit.to_string(),
        view.name.clone(),
        text(view.member.as_ref()),
        text(view.office.as_ref()),
        text(view.role.map(OfficeRole::word)),
        text(view.person.as_ref()),
        text(view.person_name.as_ref()),
        view.consequence.clone(),
        view.title.clone(),
        text(view.amount.map(|amount| amount.normalize())),
        view.amount_unit.clone(),
        verdict.to_owned(),
        text(decision.and_then(|decision| decision.reason.as_ref())),
        text(decision.map(|decision| decision.decided_on)),
        text(decision.and_then(|decision| decision.carried_out_on)),
        view.decider.to_string(),
        view.run.clone(),
        rows.join(" "),
        unstated.join(" "),
    ]
}

fn behind(own: UnitCode, unit: UnitCode, key: &str) -> String {
    if unit == own { key.to_owned() } else { format!("{unit}:{key}") }
}

/// For whom it is, within its unit: the member, or office and holder; empty where it is for the unit itself.
pub fn whom(view: &ConsequenceView) -> String {
    let role = view.role.map(|role| Language::first().pick(role.chinese(), role.word()).replace('_', " "));
    let person = view.person_name.clone().or_else(|| view.member.clone()).or_else(|| view.person.clone());
    role.into_iter().chain(person).collect::<Vec<_>>().join(" ")
}

/// What it is, with its amount, as in `扣发基本报酬 500元`.
pub fn what(view: &ConsequenceView) -> String {
    let amount = view.amount_in_words();
    if amount.is_empty() { view.said() } else { format!("{} {amount}", view.said()) }
}

/// A verdict, in a word.
pub fn verdict_word(verdict: ConsequenceVerdict) -> String {
    match verdict {
        ConsequenceVerdict::Confirmed => say!("verdict-confirmed"),
        ConsequenceVerdict::NotApplied => say!("verdict-not-applied"),
        ConsequenceVerdict::CarriedOut => say!("verdict-carried-out"),
    }
}

/// How it stands, in a word: waiting, decided, or void.
pub fn state_word(view: &ConsequenceView) -> String {
    match (view.is_void, &view.decision) {
        (true, _) => say!("consequence-void"),
        (false, None) => say!("consequence-waits"),
        (false, Some(decision)) => verdict_word(decision.verdict),
    }
}

/// A decision in a sentence: what, when, and why.
pub fn decided(decision: &ConsequenceDecision, day: impl Fn(Date) -> String) -> String {
    let verdict = decision.verdict;
    let carried_out = decision.carried_out_on.filter(|_| verdict == ConsequenceVerdict::CarriedOut);
    let on = carried_out.unwrap_or(decision.decided_on);
    match &decision.reason {
        Some(reason) => say!(
            "consequence-decided-because",
            verdict = verdict_word(verdict),
            day = day(on),
            reason = reason.as_str()
        ),
        None => say!("consequence-decided", verdict = verdict_word(verdict), day = day(on)),
    }
}

/// All there is to say of a consequence in a line: for whom, what, how it stands and by whose word.
pub fn in_a_line(view: &ConsequenceView, day: impl Fn(Date) -> String + Copy) -> String {
    // Each language says them anew.
    let subject = || {
        let parts = [whom(view), what(view)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let state = || match &view.decision {
        Some(_) if view.is_void => say!("consequence-void-words"),
        Some(decision) => say!("consequence-by", by = view.decider_name.as_str(), decided = decided(decision, day)),
        None => say!("consequence-waits"),
    };
    say!("consequence-line", subject = subject(), state = state())
}
