//! Showing: what the county knows after the play, as lists for people.

use crate::printing::Listing;
use cunbang_language::say;
use cunbang_model::{Moves, UnitCode, UnitTree};
use cunbang_ranking::Coverage;
use cunbang_scheme::{GroupKind, IndicatorResult, Level, Outcome, OutcomeRow, Reason, Scheme, Status, Told};
use cunbang_world::Totals;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many villages are listed from the top, and from the bottom.
const LISTED: usize = 8;
/// How many indicators, and rows of each, are named as a candidate's reasons.
const REASONS: usize = 3;

/// What is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// The ranking.
    pub(crate) outcome: &'a Outcome,
    /// That of the quarter before.
    pub(crate) previous: Option<&'a Outcome>,
    /// The units, for names.
    pub(crate) units: &'a UnitTree,
    /// The rules.
    pub(crate) scheme: &'a Scheme,
}

/// How many villages are received, provisional, not received, and excused, in words.
pub(crate) fn statuses(outcome: &Outcome) -> String {
    let of = |told: Told| outcome.rows(Level::Village).iter().filter(|row| row.told() == told).count();
    say!(
        "demo-statuses",
        received = of(Told::Received) + of(Told::Taken),
        provisional = of(Told::Provisional),
        not_received = of(Told::NotReceived) + of(Told::NotCarriedOut),
        excused = of(Told::Excused)
    )
}

/// Who is ranked at a level, with the rank.
fn ranks(outcome: &Outcome, level: Level) -> Vec<((UnitCode, Option<&str>), u32)> {
    let rows = outcome.rows(level).iter();
    rows.filter_map(|row| Some(((row.unit, row.member.as_deref()), row.rank?))).collect()
}

impl Shown<'_> {
    /// How much of the period is here, by township.
    pub(crate) fn coverage(&self, coverage: &[Coverage]) -> String {
        let in_time = coverage.iter().filter(|one| one.sealed_in_time == Some(true)).count();
        let late = coverage.iter().filter(|one| one.sealed_in_time == Some(false)).count();
        let counts = || statuses(self.outcome);
        let mut text =
            say!("demo-coverage", villages = coverage.len(), counts = counts(), in_time = in_time, late = late);
        text.push('\n');
        let mut list = Listing::keeping(
            &["unit", "villages", "received", "not_received"],
            &[
                ("unit", "乡镇"),
                ("villages", "村"),
                ("received", "已收到"),
                ("provisional", "暂定"),
                ("not_received", "未收到"),
                ("excused", "免考"),
                ("in_time", "按时"),
                ("entries", "条目"),
            ],
        );
        let mut by_parent: BTreeMap<UnitCode, Vec<&Coverage>> = BTreeMap::new();
        for one in coverage {
            by_parent.entry(self.units.parent(one.unit).unwrap_or(one.unit)).or_default().push(one);
        }
        for (parent, all) in by_parent {
            let with = |status: Status| all.iter().filter(|one| one.status == status).count();
            list.push([
                json!(self.units.name(parent)),
                json!(all.len()),
                json!(with(Status::Received)),
                json!(with(Status::Provisional)),
                json!(with(Status::NotReceived)),
                json!(with(Status::Excused)),
                json!(all.iter().filter(|one| one.sealed_in_time == Some(true)).count()),
                json!(all.iter().map(|one| one.entries).sum::<u64>()),
            ]);
        }
        text.push_str(&list.to_table());
        text
    }

    fn movement(&self, moves: &Moves<(UnitCode, Option<&str>)>, row: &OutcomeRow) -> Value {
        match moves.moved_up((row.unit, row.member.as_deref())) {
            Some(0) => json!("="),
            Some(up) if up > 0 => json!(format!("↑{up}")),
            Some(down) => json!(format!("↓{}", -down)),
            None if self.previous.is_some() && row.rank.is_some() => json!("新"),
            None => Value::Null,
        }
    }

    fn ranked(&self, level: Level, rows: &[&OutcomeRow]) -> String {
        let mut list = Listing::keeping(
            &["rank", "name", "parent", "score", "bounds", "candidate"],
            &[
                ("rank", "名次"),
                ("movement", "升降"),
                ("name", "名称"),
                ("parent", "上级"),
                ("rank_in_parent", "上级内"),
                ("score", "得分"),
                ("stars", "星级"),
                ("bounds", "可能名次"),
                ("candidate", "后进候选"),
            ],
        );
        let before = self.previous.map(|previous| ranks(previous, level)).unwrap_or_default();
        let moves = Moves::between(before, ranks(self.outcome, level));
        for row in rows {
            list.push([
                json!(row.rank),
                self.movement(&moves, row),
                json!(row.name),
                json!(row.parent.map(|parent| self.units.name(parent))),
                json!(row.rank_in_parent),
                json!(row.score.map(|score| score.to_string())),
                json!(row.stars.map(|stars| "★".repeat(usize::from(stars)))),
                json!(row.bounds.map(|bounds| format!("{} – {}", bounds.best_rank, bounds.worst_rank))),
                if row.candidate == Some(true) { json!("●") } else { Value::Null },
            ]);
        }
        list.to_table()
    }

    /// The townships; nothing where the scheme does not rank them.
    pub(crate) fn townships(&self) -> Option<String> {
        let rows: Vec<&OutcomeRow> = self.outcome.rows(Level::Township).iter().collect();
        let heading = if rows.iter().any(|row| row.status.is_pending()) {
            say!("demo-townships-open")
        } else {
            say!("demo-townships")
        };
        (!rows.is_empty()).then(|| format!("{heading}\n{}", self.ranked(Level::Township, &rows)))
    }

    /// The first and the last villages of the county.
    pub(crate) fn villages(&self) -> String {
        let ranked: Vec<&OutcomeRow> =
            self.outcome.rows(Level::Village).iter().filter(|row| row.rank.is_some()).collect();
        if ranked.len() <= 2 * LISTED + 4 {
            return format!("{}\n{}", say!("demo-villages"), self.ranked(Level::Village, &ranked));
        }
        let candidates = self.outcome.candidates().count();
        let last = ranked.len() - LISTED.max(candidates + 2);
        format!(
            "{}\n{}\n{}",
            say!("demo-villages-ends", first = LISTED, last = ranked.len() - last, all = ranked.len()),
            self.ranked(Level::Village, &ranked[..LISTED]),
            self.ranked(Level::Village, &ranked[last..]),
        )
    }

    /// How many members have how many stars; nothing where the scheme does not rank them.
    pub(crate) fn stars(&self) -> Option<String> {
        let members = self.outcome.rows(Level::Member);
        if members.is_empty() {
            return None;
        }
        let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
        for stars in members.iter().filter_map(|row| row.stars) {
            *counts.entry(stars).or_default() += 1;
        }
        let part = |(stars, count): (&u8, &usize)| match *stars {
            0 => say!("demo-without-stars", count = *count),
            stars => format!("{} {count}", "★".repeat(usize::from(stars))),
        };
        let parts: Vec<String> = counts.iter().rev().map(part).collect();
        let warned = members.iter().filter(|row| row.warned).count();
        let (all, stars) = (members.len(), parts.join("  "));
        if warned == 0 {
            return Some(say!("demo-stars", members = all, stars = stars));
        }
        Some(say!("demo-stars-warned", members = all, stars = stars, warned = warned))
    }

    /// What was not received, and where its score and rank may still come to lie.
    pub(crate) fn pending(&self) -> Option<String> {
        let mut list = Listing::keeping(
            &["name", "status", "scores", "ranks"],
            &[
                ("name", "名称"),
                ("parent", "上级"),
                ("status", "状态"),
                ("score", "已到部分得分"),
                ("scores", "可能得分"),
                ("ranks", "可能名次"),
                ("decision", "认定"),
            ],
        );
        for row in self.outcome.rows(Level::Village).iter().filter(|row| row.status != Status::Received) {
            list.push([
                json!(row.name),
                json!(row.parent.map(|parent| self.units.name(parent))),
                json!(row.told().as_str()),
                json!(row.score.map(|score| score.to_string())),
                json!(row.bounds.map(|bounds| format!("{} – {}", bounds.worst_score, bounds.best_score))),
                json!(row.bounds.map(|bounds| format!("{} – {}", bounds.best_rank, bounds.worst_rank))),
                json!(row.decision.as_ref().map(|note| format!("{}: {}", note.decision, note.reason))),
            ]);
        }
        (!list.is_empty()).then(|| format!("{}\n{}", say!("demo-pending"), list.to_table()))
    }

    /// The candidates for the backward list, each with the indicators and rows that put it there.
    pub(crate) fn candidates(&self) -> Option<String> {
        let summary = self.outcome.candidates.as_ref()?;
        let mut text = say!("demo-candidates", count = summary.count, ranked = summary.eligible, share = summary.share);
        for row in self.outcome.candidates() {
            let _ = write!(
                text,
                "\n{:>5}  {} ({}), {}",
                row.rank.map(|rank| rank.to_string()).unwrap_or_default(),
                row.name,
                row.parent.map(|parent| self.units.name(parent)).unwrap_or_default(),
                row.score.map(|score| score.to_string()).unwrap_or_default(),
            );
            for (lost, indicator) in self.losses(row).into_iter().take(REASONS) {
                let _ = write!(text, "\n         {lost}");
                let reasons =
                    indicator.reasons.iter().filter(|reason| costs(reason, indicator)).take(REASONS).map(reason_text);
                let reasons: Vec<String> = reasons.collect();
                if !reasons.is_empty() {
                    let _ = write!(text, ": {}", reasons.join("; "));
                }
            }
        }
        if !summary.pending.is_empty() {
            let names: Vec<String> = summary.pending.iter().map(|unit| self.units.name(*unit)).collect();
            let _ = write!(text, "\n       {}", say!("demo-may-still-come", villages = names.join("、")));
        }
        Some(text)
    }

    /// Where a village lost most.
    fn losses<'r>(&self, row: &'r OutcomeRow) -> Vec<(String, &'r IndicatorResult)> {
        let mut losses: Vec<_> = row
            .indicators
            .iter()
            .filter_map(|indicator| {
                let info = self
                    .scheme
                    .indicators()
                    .iter()
                    .find(|info| info.level == Level::Village && info.id == indicator.id)?;
                let points = indicator.points?;
                let lost = info.lost(points);
                let most = match info.group_kind {
                    GroupKind::Base => format!("/{}", info.max_points?.normalize()),
                    _ => String::new(),
                };
                let measured = indicator
                    .measure
                    .map(|measure| say!("demo-measured", measure = measure.round_dp(2)))
                    .unwrap_or_default();
                (lost > cunbang_model::Decimal::ZERO)
                    .then(|| (lost, format!("{} {points}{most} {measured}", info.title), indicator))
            })
            .collect();
        losses.sort_by_key(|loss| std::cmp::Reverse(loss.0));
        losses.into_iter().map(|(_, text, indicator)| (text, indicator)).collect()
    }
}

/// A remark, or a row that cost points; rows that gave them are no reason for a loss.
fn costs(reason: &Reason, indicator: &IndicatorResult) -> bool {
    let deducted = indicator.points.is_some_and(|points| points.is_sign_negative());
    deducted || reason.row.is_empty() || !reason.note.is_empty()
}

fn reason_text(reason: &Reason) -> String {
    let points = reason.points.map(|points| points.to_string()).unwrap_or_default();
    let quarter = reason.quarter.map(|quarter| quarter.to_string()).unwrap_or_default();
    [quarter.as_str(), &reason.row, &reason.note, &points]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Totals beside what they should be.
pub(crate) fn totals(arrived: &Totals, expected: Option<&Totals>, heading: &str) -> String {
    let mut list = Listing::new(&[("what", "统计"), ("arrived", "已到"), ("expected", "公布")]);
    let figures = |totals: &Totals| {
        [
            totals.members,
            totals.posts,
            totals.meetings,
            totals.deeds,
            totals.confirmed,
            totals.five_stars,
            totals.winners,
        ]
    };
    let names = [
        say!("demo-count-members"),
        say!("demo-count-posts"),
        say!("demo-count-meetings"),
        say!("demo-count-presented"),
        say!("demo-count-confirmed"),
        say!("demo-count-five-stars"),
        say!("demo-count-winners"),
    ];
    let expected = expected.map(figures);
    for (place, (name, count)) in names.into_iter().zip(figures(arrived)).enumerate() {
        let should = expected.map(|figures| figures[place]);
        let mark = should.map(|should| format!("{should} {}", if should == count { "✓" } else { "✗" }));
        list.push([json!(name), json!(count), json!(mark)]);
    }
    format!("{heading}\n{}", list.to_table())
}
