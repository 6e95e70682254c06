//! Remarks 依据说明: the words in which the engine says how rows counted stand in runs and are hashed with them, so they are
//! the same everywhere. Here they are said in the reader's language; what this program does not know stays as it is.

use cunbang_language::{Language, Named, lazily, say};
use cunbang_model::Period;

/// What the rules give for an indicator of which nothing can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotApplicable {
    /// It does not apply, and that gives full marks.
    Full,
    /// Nothing written is nothing done, and gives no points.
    Nothing,
    /// It does not apply and is left out, and what remains is scaled.
    LeftOut,
}

/// Whether a remark says that an indicator does not apply.
pub fn not_applicable(remark: &str) -> Option<NotApplicable> {
    match remark {
        "not applicable: full marks" => Some(NotApplicable::Full),
        "not applicable: no points" => Some(NotApplicable::Nothing),
        _ => None,
    }
}

/// A remark in the reader's language.
pub fn said(remark: &str, name_of: impl Fn(&str) -> String) -> String {
    match not_applicable(remark) {
        Some(NotApplicable::Full) => return say!("not-applicable-full"),
        Some(NotApplicable::Nothing) => return say!("not-applicable-nothing"),
        _ => {}
    }
    whole(remark).or_else(|| with_parts(remark, &name_of)).unwrap_or_else(|| half(remark))
}

/// Of other remarks, which say the same in English and then in Chinese, the half that is heard.
fn half(remark: &str) -> String {
    if let Some((head, note)) = remark.strip_suffix(')').and_then(|whole| whole.split_once(" (")) {
        let (open, close) = Language::first().pick(("（", "）"), (" (", ")"));
        return format!("{head}{open}{}{close}", half(note));
    }
    match remark.find(|character: char| character >= '\u{2e80}') {
        Some(at) if at > 0 => Named::new(remark[at..].trim(), remark[..at].trim()).to_string(),
        _ => remark.to_owned(),
    }
}

/// Remarks that are always the same.
fn whole(remark: &str) -> Option<String> {
    Some(match remark {
        "does not count" => say!("remark-does-not-count"),
        "counted already" => say!("remark-counted-already"),
        "not below 0" => say!("remark-not-below-zero"),
        _ if remark.starts_with("does not count in this period") => say!("remark-not-this-period"),
        _ if remark.starts_with("not asked of this kind of unit") => say!("remark-not-this-kind"),
        "no seal" => say!("remark-no-seal"),
        "no seal yet" => say!("remark-no-seal-yet"),
        "not received" => say!("remark-not-received"),
        "not done" => say!("remark-not-done"),
        "present" => say!("mark-present"),
        "remote" => say!("mark-remote"),
        "leave" => say!("mark-leave"),
        "late" => say!("mark-late"),
        "left_early" => say!("mark-left-early"),
        "absent" => say!("mark-absent"),
        "remote where presence is asked" => say!("remark-remote"),
        "no stars were decided" => say!("remark-no-stars"),
        "nothing of the score is left" => say!("remark-veto"),
        "no score is lower" => say!("remark-floor"),
        _ if remark.starts_with("members unknown: no roster") => say!("remark-no-members"),
        _ => return None,
    })
}

/// Remarks with figures, days or members.
fn with_parts(remark: &str, name_of: &impl Fn(&str) -> String) -> Option<String> {
    if let Some((period, rest)) = remark.split_once(": ").filter(|(period, _)| period.parse::<Period>().is_ok()) {
        return Some(say!("remark-of-period", period = period, said = lazily(|| of_period(rest))));
    }
    if let Some(most) = remark.strip_prefix("at most ") {
        return Some(match most.strip_suffix(" in this group") {
            Some(most) => say!("remark-group-at-most", points = most),
            None => say!("points-at-most", points = most),
        });
    }
    if let Some(whom) = remark.strip_prefix("not marked 未登记") {
        let whom = whom.trim_start_matches(": ");
        let names: Vec<String> = whom.split(", ").filter(|one| !one.is_empty()).map(name_of).collect();
        return Some(say!("remark-not-marked", names = names.join(Language::first().pick("、", ", "))));
    }
    if let Some(day) = remark.strip_prefix("seal received ") {
        return Some(say!("remark-seal-received", day = day));
    }
    if let Some(due) = remark.strip_prefix("not done, due ") {
        return Some(say!("remark-not-done-due", due = due));
    }
    if let Some((due, _)) = remark.strip_prefix("due ").and_then(|rest| rest.split_once(", after the period")) {
        return Some(say!("remark-not-due-yet", due = due));
    }
    if let Some((member, _)) = remark.split_once(" is not a counted member in this period") {
        return Some(say!("remark-not-a-member", member = name_of(member)));
    }
    if let Some((done, due)) = remark.split_once(", due ") {
        return Some(say!("remark-late", done = done, due = due));
    }
    if let Some((missing, _)) = remark.split_once(": not stated") {
        return Some(say!("remark-of-period", period = missing, said = lazily(|| say!("remark-not-stated"))));
    }
    let (part, rest) = remark.split_once(" of ")?;
    let rest = rest.strip_suffix(" expected 应有").unwrap_or(rest);
    if let Some((members, rest)) = rest.split_once(" members have ") {
        return of_stars(part, members, rest);
    }
    if let Some(full) = rest.strip_suffix(" applicable: scaled to the full weight") {
        return Some(say!("remark-scaled", part = part, full = full));
    }
    let is_number = |text: &str| text.parse::<cunbang_model::Decimal>().is_ok();
    (is_number(part) && is_number(rest)).then(|| say!("remark-of", part = part, whole = rest))
}

/// What was published of an earlier period, or why nothing is known of it.
fn of_period(said: &str) -> String {
    match said {
        _ if said.starts_with("nothing published") => say!("remark-not-published"),
        _ if said.starts_with("not received") => say!("remark-not-received"),
        _ if said.starts_with("provisional") => say!("remark-provisional"),
        _ if said.starts_with("excused") => say!("remark-excused"),
        _ if said.starts_with("not stated") => say!("remark-not-stated"),
        _ => said.to_owned(),
    }
}

/// How many members have the most stars, and how many may: `5 stars by votes, 11 to 13 may: within 符合`.
fn of_stars(top: &str, members: &str, rest: &str) -> Option<String> {
    let (stars, rest) = rest.split_once(" stars ")?;
    let (_, rest) = rest.split_once(", ")?;
    let (limits, verdict) = rest.split_once(" may: ")?;
    let (least, most) = limits.split_once(" to ")?;
    let verdict = lazily(|| match verdict {
        few if few.starts_with("too few") => say!("remark-stars-few"),
        many if many.starts_with("too many") => say!("remark-stars-many"),
        _ => say!("remark-stars-within"),
    });
    let said = say!(
        "remark-stars",
        members = members,
        top = top,
        stars = stars,
        least = least,
        most = most,
        verdict = verdict
    );
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::said;
    use cunbang_language::Language;

    #[test]
    fn remarks_are_said_in_the_readers_language() {
        let name_of = |member: &str| if member == "m1" { "陈建国".to_owned() } else { member.to_owned() };
        for (remark, chinese, english) in [
            ("9 of 11", "应计 11，实计 9", "9 of 11"),
            ("9 of 11 expected 应有", "应计 11，实计 9", "9 of 11"),
            ("households: not stated 未提供", "households：没有提供", "households: not stated"),
            (
                "87.50 × 55 (members unknown: the mean of the others 党员数不明，取平均)",
                "87.50 × 55（党员数不明，取平均）",
                "87.50 × 55 (members unknown: the mean of the others)",
            ),
            ("of at least 10 expected 按不少于10计", "按不少于10计", "of at least 10 expected"),
            ("at most 20", "最多 20 分", "up to 20 points"),
            ("2026-10-02, due 2026-09-30", "2026-10-02 完成，期限 2026-09-30", "2026-10-02, due 2026-09-30"),
            ("not marked 未登记: m1, m2", "未登记：陈建国、m2", "not marked: 陈建国, m2"),
            ("not done, due 2026-09-30", "没有完成，期限 2026-09-30", "not done, due 2026-09-30"),
            (
                "m1 is not a counted member in this period 不计入",
                "陈建国本期不计分",
                "陈建国 is not counted in this period",
            ),
            (
                "80 of 100 applicable: scaled to the full weight",
                "适用的指标共 80 分，按比例折算为 100 分",
                "80 of 100 points apply: scaled to the whole",
            ),
            (
                "1 of 55 members have 5 stars as the meeting decided, 11 to 13 may: too few 偏少",
                "55 名党员中 1 人为 5 星，按规定应有 11 至 13 人：偏少",
                "1 of 55 members have 5 stars, 11 to 13 may: too few",
            ),
            ("late", "迟", "late"),
            ("2026Q1: 87.5", "2026Q1：87.5", "2026Q1: 87.5"),
            ("2026Q2: nothing published 未通报", "2026Q2：没有通报", "2026Q2: nothing was published"),
            ("2026Q3: not received 未收到", "2026Q3：未收到", "2026Q3: not received"),
            ("2026: excused 免考", "2026：免考", "2026: excused"),
            ("something new", "something new", "something new"),
        ] {
            assert_eq!(Language::Chinese.with(|| said(remark, name_of)), chinese);
            assert_eq!(Language::English.with(|| said(remark, name_of)), english);
        }
    }
}
