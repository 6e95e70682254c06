//! Remarks 依据说明: the words in which the engine says how rows counted stand in runs and are hashed with them, so they are
//! the same everywhere. Here they are said in the reader's language; what this program does not know stays as it is.
//!
//! A remark that the engine makes stands in [`EVERY`] too, and a test reads the engine's source for those that do not.

use crate::below::PROVISIONAL;
use crate::held::{NOBODY_MARKED, NOBODY_NAMED};
use crate::whole::Factor;
use cunbang_language::{Language, Named, Said, say};
use cunbang_model::{Decimal, Period, Table};

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

/// How many count and how many are expected, where a remark says so.
pub fn of_expected(remark: &str) -> Option<(Decimal, Decimal)> {
    let (there, rest) = remark.split_once(" of ")?;
    let (expected, _) = rest.split_once(" expected")?;
    Some((there.parse().ok()?, expected.parse().ok()?))
}

/// How many points of a group apply, and of how many, where a remark says that they are scaled to the whole.
pub fn of_scale(remark: &str) -> Option<(Decimal, Decimal)> {
    let (part, full) = remark.strip_suffix(SCALED)?.split_once(" of ")?;
    let (part, full): (Decimal, Decimal) = (part.parse().ok()?, full.parse().ok()?);
    (!part.is_zero()).then_some((part, full))
}

const SCALED: &str = " applicable: scaled to the full weight";

/// The figures that nobody stated, as people call them, where a remark says that an indicator rests on such.
pub fn unstated(remark: &str) -> Option<String> {
    let factors = remark.strip_suffix(": not stated 未提供")?;
    let figures: Vec<&str> = factors.split(" × ").filter_map(|factor| factor.strip_prefix("the figure ")).collect();
    let named = || {
        let language = Language::first();
        let named: Vec<String> = figures.iter().map(|id| crate::figure::called(id, language)).collect();
        named.join(language.pick("、", ", "))
    };
    // Where members are counted too, they may be what is not known.
    let counts_members = factors.split(" × ").any(|factor| factor == Factor::Member.describe());
    (!figures.is_empty() && !counts_members).then(|| Said::by(named).to_string())
}

/// A remark in the reader's language.
pub fn said(remark: &str, name_of: impl Fn(&str) -> String) -> String {
    match not_applicable(remark) {
        Some(NotApplicable::Full) => return say!("not-applicable-full"),
        Some(NotApplicable::Nothing) => return say!("not-applicable-nothing"),
        _ => {}
    }
    whole(remark).or_else(|| with_parts(remark, &name_of)).unwrap_or_else(|| remark.to_owned())
}

/// Remarks that are always the same.
fn whole(remark: &str) -> Option<String> {
    Some(match remark {
        "does not count" => say!("remark-does-not-count"),
        "counted already" => say!("remark-counted-already"),
        crate::once::SAID_ALREADY => say!("remark-said-already"),
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
        "not marked 未登记" => say!("remark-not-marked-alone"),
        NOBODY_MARKED => say!("doubt-nobody-present"),
        NOBODY_NAMED => say!("doubt-nobody-chaired"),
        _ if remark.starts_with("not a step of the rules") => say!("remark-no-step"),
        _ if remark.starts_with("stated: none due") => say!("remark-none-due"),
        _ if remark.starts_with("in a week that lies in the period in part") => say!("remark-part-of-week"),
        _ if remark.starts_with("another meeting of the same") => say!("remark-not-the-best"),
        _ if remark.starts_with("joined after what was expected") => say!("remark-joined-after"),
        "missing beside others of its group: no points" => say!("remark-missing-beside"),
        _ if remark.starts_with("members unknown: no roster") => say!("remark-no-members"),
        _ if remark.starts_with("more than the part of its") => say!("remark-beyond-spread"),
        _ if remark.starts_with("of a period that lies in no quarter") => say!("remark-no-quarter"),
        _ if remark.starts_with("of a period that lies in no half-year") => say!("remark-no-half"),
        _ if remark.starts_with("not of every kind that is asked for") => say!("remark-incomplete"),
        _ if remark.starts_with("done outside the period") => say!("remark-outside"),
        _ if remark.starts_with("another of the same round") => say!("remark-other-round"),
        _ if remark.starts_with("not held for a stated reason") => say!("remark-all-present"),
        _ if remark.starts_with("stated above instead") => say!("remark-stated-above"),
        _ if remark.starts_with("a later one holds") => say!("remark-later-holds"),
        _ if remark.starts_with("counted with those of a longer") => say!("remark-votes-within"),
        _ => return None,
    })
}

/// Remarks with figures, days or members.
fn with_parts(remark: &str, name_of: &impl Fn(&str) -> String) -> Option<String> {
    if let Some((period, rest)) = remark.split_once(": ").filter(|(period, _)| period.parse::<Period>().is_ok()) {
        return Some(say!("remark-of-period", period = period, said = of_period(rest)));
    }
    if let Some(figures) = unstated(remark) {
        return Some(say!("remark-unstated", figures = figures));
    }
    if let Some(factors) = remark.strip_suffix(": not stated 未提供") {
        let factors = Said::by(|| factors.split(" × ").map(factor).collect::<Vec<_>>().join(" × "));
        return Some(say!("remark-no-figure", factors = factors));
    }
    if let Some(rest) = remark.strip_suffix(PROVISIONAL) {
        let said = rest.split_once(" × ").map_or_else(|| rest.to_owned(), |(score, weight)| weighed(score, weight));
        return Some(say!("remark-weighed-provisional", said = said));
    }
    if let Some((score, weight)) = remark.split_once(" × ") {
        return Some(weighed(score, weight));
    }
    if let Some(most) = remark.strip_prefix("at most ") {
        return Some(match most.strip_suffix(" in this group") {
            Some(most) => say!("remark-group-at-most", points = most),
            None => say!("points-at-most", points = most),
        });
    }
    if let Some((least, _)) = remark.strip_prefix("of at least ").and_then(|rest| rest.split_once(" expected ")) {
        return Some(say!("remark-at-least", least = least));
    }
    if let Some((least, _)) = remark.strip_prefix("each of at least ").and_then(|rest| rest.split_once(", as stated "))
    {
        return Some(say!("remark-each-at-least", least = least));
    }
    if let Some(whom) = remark.strip_prefix("not marked 未登记: ") {
        if whom.parse::<u64>().is_ok() {
            return Some(say!("remark-not-marked-count", count = whom));
        }
        let names: Vec<String> = whom.split(", ").filter(|one| !one.is_empty()).map(name_of).collect();
        return Some(say!("remark-not-marked", names = names.join(Language::first().pick("、", ", "))));
    }
    if let Some((_, whom)) = remark.strip_prefix("said to have joined late").and_then(|rest| rest.split_once(": ")) {
        let names: Vec<String> = whom.split(", ").map(name_of).collect();
        let names = names.join(Language::first().pick("、", ", "));
        return Some(say!("remark-joined-not-borne-out", names = names));
    }
    if let Some((day, _)) = remark.strip_prefix("after ").and_then(|rest| rest.split_once(", by when it was due")) {
        return Some(say!("remark-after-due", day = day));
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
    if let Some(said) = narrowed(remark) {
        return Some(said);
    }
    if let Some((member, _)) = remark.split_once(" had not joined by then") {
        return Some(say!("remark-not-joined", member = name_of(member)));
    }
    if let Some(step) = remark.strip_prefix("beyond the steps stated 超出核定步数，不计，请核查: ") {
        let at =
            crate::steps::Light::ALL.iter().find_map(|light| step.find(&format!(" {light} {}", light.chinese())))?;
        let (step, light) = step.split_at(at);
        let light = of_light(light.trim_start())?;
        return Some(say!("remark-beyond-steps", step = step, light = light));
    }
    if let Some(said) = of_votes(remark, name_of).or_else(|| of_light(remark)) {
        return Some(said);
    }
    if let Some((here, rest)) = remark.split_once(" on the roster, ") {
        let (counted, _) = rest.split_once(" by the county's count")?;
        return Some(say!("remark-roster", here = here, counted = counted));
    }
    if let Some((done, due)) = remark.split_once(", due ") {
        return Some(say!("remark-late", done = done, due = due));
    }
    let (part, rest) = remark.split_once(" of ")?;
    if let Some((members, rest)) = rest.split_once(" members have ") {
        return of_stars(part, members, rest);
    }
    if let Some(full) = rest.strip_suffix(SCALED) {
        return Some(say!("remark-scaled", part = part, full = full));
    }
    let is_number = |text: &str| text.parse::<Decimal>().is_ok();
    if let Some(expected) = rest.strip_suffix(" expected 应有") {
        return Some(expected_in_words(part, expected));
    }
    if let Some(items) = rest.strip_suffix(" items have their star 得星项数") {
        return Some(say!("remark-items-with-star", part = part, whole = items));
    }
    (is_number(part) && is_number(rest)).then(|| say!("remark-of", part = part, whole = rest))
}

/// How many there are of how many expected. Of things that come to no whole number, such as a share of the members, nobody
/// has seen the rest: then it is the share that counts, and how many it is about.
fn expected_in_words(there: &str, expected: &str) -> String {
    let of_whole = || say!("remark-expected", part = there, whole = expected);
    let (Ok(number), Ok(whole)) = (there.parse::<Decimal>(), expected.parse::<Decimal>()) else { return of_whole() };
    if whole.fract().is_zero() {
        return of_whole();
    }
    let share = (number * Decimal::ONE_HUNDRED / whole).round_dp(1).normalize();
    let about = whole.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    if about.is_zero() {
        return say!("remark-expected-less-than-one", part = there, share = share);
    }
    say!("remark-expected-share", part = there, about = about, share = share)
}

/// A factor of what was expected, as the engine names it.
fn factor(named: &str) -> String {
    let known = [Factor::Member, Factor::Month, Factor::Week, Factor::WholeWeek, Factor::Meeting];
    let known = known.into_iter().chain((0..7).map(Factor::Weekday));
    let figure = named.strip_prefix("the figure ").map(|id| Factor::Figure(id.to_owned()));
    let factor = figure.or_else(|| known.clone().find(|factor| factor.describe() == named));
    factor.map_or_else(|| named.to_owned(), |factor| factor.in_words())
}

/// A score from below with what it weighs: `87.50 × 55`.
fn weighed(score: &str, weight: &str) -> String {
    let score = if score == "not received" { say!("remark-not-received") } else { score.to_owned() };
    let (weight, why) = weight.split_once(" (").unwrap_or((weight, ""));
    let why = match why {
        "" => "known",
        _ if why.starts_with("some members") => "some",
        _ if why.starts_with("members unknown: the mean") => "mean",
        _ => "alike",
    };
    say!("remark-weighed", score = score, weight = weight, why = why)
}

/// What keeps rows and awards from counting, and how figures of several periods come together.
fn narrowed(remark: &str) -> Option<String> {
    if let Some(row) = remark.strip_prefix("not counted: ").and_then(|rest| rest.strip_suffix(" 不计")) {
        let name = row.split('/').next().unwrap_or_default();
        let chinese = Table::ALL.iter().find(|table| table.name() == name).map_or(name, |table| table.chinese());
        return Some(say!("remark-excluded", table = Named::new(chinese, name)));
    }
    if let Some((number, _)) = remark.split_once(": another of the same is greater ") {
        return Some(say!("remark-another-greater", number = number));
    }
    if let Some((number, _)) = remark.split_once(": counts as nothing ") {
        return Some(say!("remark-negative", number = number));
    }
    if let Some((month, _)) = remark.split_once(": not a month of this period") {
        return Some(say!("remark-until-unfit", month = month));
    }
    if let Some((period, rest)) = remark.strip_prefix("of ").and_then(|rest| rest.split_once(" and not of ")) {
        let (here, _) = rest.split_once(": does not count")?;
        return Some(say!("remark-other-period", period = period, here = here));
    }
    if let Some((sum, _)) = remark.split_once(" in all, added up ") {
        return Some(say!("remark-added-up", sum = sum));
    }
    if let Some((period, _)) = remark.strip_prefix("in that of ").and_then(|rest| rest.split_once(" already ")) {
        return Some(say!("remark-within-figure", period = period));
    }
    if let Some((given, rest)) = remark.split_once(" members were given ") {
        let (top, rest) = rest.split_once(" stars, ")?;
        let (most, _) = rest.split_once(" may have them")?;
        return Some(say!("remark-awards-beyond", given = given, top = top, most = most));
    }
    let (part, rest) = remark.split_once(" of ")?;
    if let Some((whole, _)) = rest.split_once(": more than all, ") {
        return Some(say!("remark-more-than-all", part = part, whole = whole));
    }
    let (members, rest) = rest.split_once(" members have it, ")?;
    let (most, _) = rest.split_once(" may: does not count")?;
    Some(say!("remark-beyond-quota", there = part, members = members, most = most))
}

/// How many votes decided, where they were equal or passed over.
fn of_votes(remark: &str, name_of: &impl Fn(&str) -> String) -> Option<String> {
    if let Some((who, rest)) = remark.split_once(" are equal at ") {
        let (votes, rest) = rest.split_once(" votes, ")?;
        let (most, rest) = rest.split_once(" of them may have ")?;
        let (top, _) = rest.split_once(" stars")?;
        let names: Vec<String> = who.split(", ").map(name_of).collect();
        let names = names.join(Language::first().pick("、", ", "));
        return Some(say!("remark-equal-votes", who = names, votes = votes, most = most, top = top));
    }
    if let Some((votes, rest)) = remark.split_once(" votes, while a member without ") {
        let (top, other) = rest.split_once(" stars had ")?;
        return Some(say!("remark-passed-over", votes = votes, top = top, other = other));
    }
    let votes = remark.strip_suffix(" votes").filter(|votes| votes.parse::<Decimal>().is_ok())?;
    Some(say!("remark-votes", votes = votes))
}

/// A step's light: `yellow 黄灯：缺“考察表”`. Why it is so is said in Chinese alone.
fn of_light(remark: &str) -> Option<String> {
    let (light, chinese) = remark.split_once(' ')?;
    let known = crate::steps::Light::ALL.into_iter().find(|known| known.as_str() == light)?;
    chinese.starts_with(known.chinese()).then(|| Named::new(chinese, remark).to_string())
}

/// What was published of an earlier period, or why nothing is known of it.
fn of_period(said: &str) -> String {
    if let Some((why, _)) = said.split_once(", counts 0 until the county decides") {
        let why = Said::by(|| of_period(why));
        return say!("remark-open-period", said = why);
    }
    if let Some((why, _)) = said.split_once(", may be one") {
        let why = Said::by(|| of_period(why));
        return say!("remark-possible-period", said = why);
    }
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
    let verdict = match verdict {
        few if few.starts_with("too few") => say!("remark-stars-few"),
        many if many.starts_with("too many") => say!("remark-stars-many"),
        _ => say!("remark-stars-within"),
    };
    let said = say!(
        "remark-stars",
        members = members,
        top = top,
        stars = stars,
        least = least,
        most = most,
        span = if least == most { "one" } else { "two" },
        verdict = verdict
    );
    Some(said)
}

/// Whom a remark names as not marked at a meeting; none where it is another remark, or tells only how many.
pub fn not_marked(note: &str) -> Option<impl Iterator<Item = &str>> {
    let named = note.strip_prefix("not marked 未登记: ")?;
    named.parse::<u64>().is_err().then(|| named.split(", "))
}

/// Whether a remark is on a meeting that did not count for somebody, or for which nobody marked them: where that cost nothing,
/// it says nothing.
pub fn is_of_meeting_passed_over(note: &str) -> bool {
    note.starts_with("not marked 未登记") || is_of_better_meeting(note)
}

/// Whether a remark is on a meeting that did not count as another one of the month or period gave more.
pub fn is_of_better_meeting(note: &str) -> bool {
    note.starts_with("another meeting of the same month or period")
}

/// One of each remark that the engine makes, with figures, ids and days of no county; for tests of whatever shows them.
#[doc(hidden)]
pub const EVERY: &[&str] = &[
    "does not count",
    "counted already",
    crate::once::SAID_ALREADY,
    "not below 0",
    "does not count in this period 本期不考",
    "not asked of this kind of unit 不考此类单位",
    "not applicable: full marks",
    "not applicable: no points",
    "no seal",
    "no seal yet",
    "seal received 2026-10-20",
    "not received",
    "not done",
    "not done, due 2026-09-30",
    "2026-10-02, due 2026-09-30",
    "due 2026-10-30, after the period: does not count yet 未到期，暂不计入",
    "remote where presence is asked",
    "leave",
    "not marked 未登记",
    "not marked 未登记: 3",
    NOBODY_MARKED,
    NOBODY_NAMED,
    "not marked 未登记: 0071, 0072",
    "0071 is not a counted member in this period 不计入",
    "0071 had not joined by then 当时尚未入党，不计",
    "joined after what was expected 当时尚未入党，不考",
    "missing beside others of its group: no points",
    "members unknown: no roster, and no count by the county 党员数不明",
    "12.5",
    "9 of 11",
    "0 of 192 expected 应有",
    "after 2026-08-31, by when it was due: does not count 逾期不计",
    "3 of 4.4 expected 应有",
    "1 of 0.4 expected 应有",
    "7 of 9 items have their star 得星项数",
    "counted members × the figure 12 × 2: not stated 未提供",
    "months of the period × the figure households: not stated 未提供",
    "stated: none due 应办 0",
    "in a week that lies in the period in part 不足一周，不计",
    "another meeting of the same month or period had more 另有出勤更多的会议，此次不取",
    "of at least 40 expected 按不少于40计",
    "each of at least 40, as stated 每次按不少于40计",
    "80 of 100 applicable: scaled to the full weight",
    "at most 20",
    "at most 40 in this group",
    "nothing of the score is left",
    "no score is lower",
    "no stars were decided",
    "12 votes",
    "8 votes, while a member without 5 stars had 12",
    "0071, 0072 are equal at 9 votes, 1 of them may have 5 stars: the meeting decides 票数相同，由会议决定",
    "1 of 55 members have 5 stars as the meeting decided, 11 to 13 may: too few 偏少",
    "14 of 55 members have 5 stars by votes, 11 to 13 may: too many 超额",
    "12 of 55 members have 5 stars by votes, 11 to 13 may: within 符合",
    "1 of 9 members have 5 stars by votes, 2 to 2 may: too few 偏少",
    "8 on the roster, 55 by the county's count 名册8人，县里统计55人",
    "said to have joined late, which no count of the county bears out 入党日期无县里人数印证，照常计: 0071, 0072",
    "of a period that lies in no half-year, does not count 所属期间不在一个半年内，不计",
    "done outside the period: does not count 不在本期内，不计",
    "not of every kind that is asked for: does not count 应有的几类不全，不计",
    "another of the same round has more 同一轮另有更高的，此条不取",
    "2026Q3: not received 未收到, may be one 可能，计入",
    "not a step of the rules 不是办法中的步骤",
    "yellow 黄灯：缺“考察表”",
    "beyond the steps stated 超出核定步数，不计，请核查: 9 支部委员会讨论确定发展对象 red 红灯：前一步“8 征求意见”未登记",
    "green 绿灯",
    "87.50 × 55",
    "not received × 55",
    "87.50 × 55, provisional 暂定",
    "87.50 × 55.25 (some members unknown: estimated 部分党员数不明，按平均估算)",
    "87.50 × 55 (members unknown: the mean of the others 党员数不明，取平均)",
    "87.50 × 1 (members unknown, here and of all others: each alike 党员数均不明，同等计算)",
    "2026Q1: 87.5",
    "2026Q2: nothing published 未通报",
    "2026Q2: not stated 未提供",
    "2026Q3: provisional 暂定",
    "2026Q3: not received 未收到",
    "2026: excused 免考",
    "2026Q3: not received 未收到, counts 0 until the county decides 县里认定前按0计",
    "2026Q3: provisional 暂定, counts 0 until the county decides 县里认定前按0计",
    "more than the part of its week, month or quarter 超出当周（月、季）应有数，不计",
    "of a period that lies in no quarter, does not count 所属期间不在一个季度内，不计",
    "not counted: steps/0071/18 不计",
    "14 of 55 members have it, 13 may: does not count 超额，不计",
    "4 of 3: more than all, taken as all 多于全部，按全部计",
    "5 in all, added up 各期合计",
    "in that of 2026Q3 already 已含在该期内",
    "not held for a stated reason: all count as present 已说明未召开原因，视同到会",
    "stated above instead 以上级核定的为准",
    "a later one holds 以较晚的为准",
    "3: another of the same is greater 另有较大的，取较大的",
    "-9: counts as nothing 负数按0计",
    "of 2026 and not of 2026Q3: does not count 所属期间不是2026Q3，不计",
    "counted with those of a longer period, or of its parts 与同期其他票数重复，不计",
    "3: not a month of this period, which counts as a whole 不是本期内的月份，按整期计",
    "14 members were given 5 stars, 13 may have them: votes decide 评定超额，按推荐票确定",
];

#[cfg(test)]
mod tests;
