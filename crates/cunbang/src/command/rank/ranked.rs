//! A ranking written down: as lists for people, and in the formats of programs.

use super::RankFormat;
use crate::exit;
use crate::printing::Listing;
use cunbang_desk::assessment::consequences::unstated_in_words;
use cunbang_language::{Language, Named, say};
use cunbang_model::shown::in_line;
use cunbang_model::{Date, Decimal, UnitCode, UnitTree};
use cunbang_report::{ReportInput, RowsInWords, html, outcome_csv, outcome_json, outcome_parquet, outcome_xlsx};
use cunbang_scheme::{CorrectedSeal, Level, Outcome, OutcomeRow, Scheme, Told};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A ranking with what is needed to write it down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranked<'a> {
    /// The run's id.
    pub(crate) run: &'a str,
    /// The rules.
    pub(crate) scheme: &'a Scheme,
    /// The units, for names.
    pub(crate) units: &'a UnitTree,
    /// The result.
    pub(crate) outcome: &'a Outcome,
    /// The result of the period before, for movement.
    pub(crate) previous: Option<&'a Outcome>,
    /// The villages whose seals came late, with the day.
    pub(crate) late: &'a BTreeMap<UnitCode, Date>,
    /// The villages that would have been late, but for a return of their seal.
    pub(crate) forgiven: &'a BTreeMap<UnitCode, CorrectedSeal>,
    /// What was done to units and rules over the period, each in Chinese and in English.
    pub(crate) notes: &'a [(String, String)],
    /// What the rows behind the scores say.
    pub(crate) said: &'a RowsInWords,
}

impl Ranked<'_> {
    /// The ranking in a format; `level` is what a CSV holds, and what a table adds.
    pub(crate) fn written(&self, format: RankFormat, level: Option<Level>) -> anyhow::Result<Vec<u8>> {
        let prospects = self.scheme.prospects(self.outcome);
        let input = ReportInput {
            outcome: self.outcome,
            whole: None,
            units: self.units,
            scheme_title: self.scheme.title(),
            indicators: self.scheme.indicators(),
            rules: Some(self.scheme),
            run: Some(self.run),
            state: None,
            previous: self.previous,
            prospects: &prospects,
            cuts: self.scheme.cuts_of_list(self.outcome),
            ends: None,
            late: self.late,
            forgiven: self.forgiven,
            notes: self.notes,
            said: self.said,
        };
        Ok(match format {
            RankFormat::Table => self.table(level).into_bytes(),
            RankFormat::Json => outcome_json(&input, None, &self.scheme.cuts(self.outcome))?,
            RankFormat::Csv | RankFormat::Parquet => {
                let level = level.unwrap_or(Level::Village);
                if !self.outcome.levels.contains_key(&level) {
                    return Err(exit::input(say!(
                        "rank-scheme-does-not-rank",
                        scheme = self.scheme.name(),
                        level = level,
                        levels = self.outcome.levels.keys().map(|level| level.as_str()).collect::<Vec<_>>().join(", ")
                    )));
                }
                if format == RankFormat::Parquet {
                    outcome_parquet(&input, level, None)?
                } else {
                    outcome_csv(&input, level).into_bytes()
                }
            }
            RankFormat::Xlsx => outcome_xlsx(&input)?,
            RankFormat::Html => html(&input)?.into_bytes(),
        })
    }

    /// The ranking as lists for people: all levels but the members, and these where they are asked for.
    pub(crate) fn table(&self, also: Option<Level>) -> String {
        let outcome = self.outcome;
        let mut text = format!(
            "{}\n",
            say!(
                "rank-run-scheme",
                title = self.units.title(),
                period = outcome.period,
                scheme_title = Named::of_title(self.scheme.title()),
                run = self.run,
                scheme = outcome.scheme.name,
                hash = &outcome.scheme.hash[..12]
            )
        );
        let _ = writeln!(text, "{}", self.coverage());
        for level in Level::ALL.into_iter().rev() {
            let rows = outcome.rows(level);
            if rows.is_empty() || (level == Level::Member && also != Some(Level::Member)) {
                continue;
            }
            let _ = writeln!(text, "\n{}\n{}", level.named(), self.level(level, rows).to_table());
        }
        if also != Some(Level::Member) && !outcome.rows(Level::Member).is_empty() {
            let _ = writeln!(text, "\n{}", self.stars());
        }
        for (role, rows) in &outcome.offices {
            let _ = writeln!(
                text,
                "\n{}\n{}",
                super::office::title(role),
                super::office::listed(rows, self.units).to_table()
            );
        }
        if let Some(candidates) = self.candidates() {
            let _ = writeln!(text, "\n{candidates}");
        }
        let proposals = self.proposals();
        if !proposals.is_empty() {
            let _ = writeln!(text, "\n{}\n{}", say!("rank-proposed"), proposals.join("\n"));
        }
        text
    }

    fn coverage(&self) -> String {
        let rows = self.outcome.rows(Level::Village);
        let count = |told: Told| rows.iter().filter(|row| row.told() == told).count();
        let mut text = say!(
            "rank-",
            rows = rows.len(),
            received = count(Told::Received),
            taken = count(Told::Taken),
            provisional = count(Told::Provisional),
            not_received = count(Told::NotReceived),
            not_carried_out = count(Told::NotCarriedOut),
            excused = count(Told::Excused)
        );
        for row in rows {
            if let Some(note) = &row.decision {
                let (name, decision) = (in_line(&row.name), note.in_words());
                let _ = write!(
                    text,
                    "\n  {}",
                    say!("bulletin-decided", subject = name, decision = decision, reason = in_line(&note.reason))
                );
            }
            if let Some(day) = self.late.get(&row.unit).filter(|_| row.told() == Told::Received) {
                let _ = write!(text, "\n  {}", say!("rank-late", name = in_line(&row.name), day = day));
            }
        }
        text
    }

    fn level(&self, level: Level, rows: &[OutcomeRow]) -> Listing {
        let mut list = Listing::new(&[
            ("rank", "名次"),
            ("movement", "升降"),
            ("name", "名称"),
            ("unit", "代码"),
            ("parent", "上级"),
            ("rank_in_parent", "上级内"),
            ("score", "得分"),
            ("stars", "星级"),
            ("status", "状态"),
            ("bounds", "可能名次"),
            ("candidate", "后进候选"),
            ("prospect", "确定或可能"),
        ]);
        let prospects = if level == Level::Village { self.scheme.prospects(self.outcome) } else { BTreeMap::new() };
        let before: BTreeMap<_, u32> = self
            .previous
            .map(|previous| previous.rows(level))
            .unwrap_or_default()
            .iter()
            .filter_map(|row| Some(((row.unit, row.member.as_deref()), row.rank?)))
            .collect();
        for row in rows {
            let movement =
                before.get(&(row.unit, row.member.as_deref())).zip(row.rank).map(|(before, now)| {
                    match before.cmp(&now) {
                        std::cmp::Ordering::Equal => "=".to_owned(),
                        std::cmp::Ordering::Greater => format!("↑{}", before - now),
                        std::cmp::Ordering::Less => format!("↓{}", now - before),
                    }
                });
            list.push([
                json!(row.rank),
                json!(movement),
                json!(row.name),
                json!(
                    row.member.as_ref().map_or_else(|| row.unit.to_string(), |member| format!("{} {member}", row.unit))
                ),
                json!(row.parent.map(|parent| self.units.name(parent))),
                json!(row.rank_in_parent),
                json!(row.score.map(|score| score.to_string())),
                json!(row.stars.map(|stars| "★".repeat(usize::from(stars)))),
                match row.told() {
                    told if told.is_by_decision() => json!(told.in_words()),
                    _ => json!(row.status.as_str()),
                },
                json!(row.bounds.map(|bounds| format!(
                    "{}–{} ({}–{})",
                    bounds.best_rank, bounds.worst_rank, bounds.best_score, bounds.worst_score
                ))),
                if row.candidate == Some(true) { json!("●") } else { Value::Null },
                json!(prospects.get(&row.unit).filter(|_| row.candidate.is_some())),
            ]);
        }
        list
    }

    fn stars(&self) -> String {
        let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
        for row in self.outcome.rows(Level::Member) {
            if let Some(stars) = row.stars {
                *counts.entry(stars).or_default() += 1;
            }
        }
        let parts: Vec<String> = counts.iter().rev().map(|(stars, count)| format!("{stars}★ {count}")).collect();
        say!("rank-all", rows = self.outcome.rows(Level::Member).len(), parts = parts.join(", "))
    }

    fn candidates(&self) -> Option<String> {
        let summary = self.outcome.candidates.as_ref()?;
        let mut text = say!(
            "rank-backward-candidates-eligible-share",
            count = summary.count,
            eligible = summary.eligible,
            share = summary.share
        );
        if summary.withheld
            && let Some(coverage) = self.outcome.coverage
        {
            let _ = write!(
                text,
                "\n  {}",
                say!(
                    "rank-not-listed",
                    received = coverage.received,
                    expected = coverage.expected,
                    per_cent = coverage.per_cent()
                )
            );
        }
        for row in self.outcome.candidates() {
            let line = say!(
                "rank-candidate",
                rank = row.rank.map(|rank| rank.to_string()).unwrap_or_default(),
                name = in_line(&row.name),
                parent = row.parent.map(|parent| self.units.name(parent)).unwrap_or_default(),
                score = row.score.map(|score| score.to_string()).unwrap_or_default(),
                weakest = self.weakest(row).join(Language::first().pick("、", ", "))
            );
            let _ = write!(text, "\n  {line}");
        }
        if let Some(cuts) = self.scheme.cuts_of_list(self.outcome) {
            let off = cuts.off_the_list_from;
            let on = cuts.on_the_list_below.map_or_else(|| "none".to_owned(), |on| on.to_string());
            let _ = write!(text, "\n  {}", say!("rank-list-cuts", off = off, on = on));
        }
        if !summary.pending.is_empty() {
            let names: Vec<String> = summary.pending.iter().map(|unit| self.units.name(*unit)).collect();
            let _ = write!(text, "\n  {}", say!("rank-list-may-still-change", names = names.join("、")));
        }
        Some(text)
    }

    /// What the scheme proposes, a line for each unit; members' are in the other formats.
    fn proposals(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for level in Level::ALL.into_iter().filter(|level| *level != Level::Member) {
            for row in self.outcome.rows(level) {
                for proposed in &row.consequences {
                    let info = self.scheme.consequences(level).find(|info| info.id == proposed.id);
                    let (title, unit) = info.map_or((proposed.id.as_str(), ""), |info| (info.title, info.unit));
                    let amount = proposed.amount.map_or_else(String::new, |amount| format!(" {amount}{unit}"));
                    let rows: Vec<&str> = proposed.reasons.iter().map(|reason| reason.row.as_str()).collect();
                    let rows = if rows.is_empty() { String::new() } else { format!("  [{}]", rows.join(", ")) };
                    let title = Named::of_title(title);
                    let behind = self.scheme.rests_on_unstated(self.outcome.period, level, row, &proposed.id);
                    let behind: Vec<String> = behind.into_iter().map(|info| info.title.clone()).collect();
                    let unstated = unstated_in_words(&behind);
                    let unstated = if unstated.is_empty() { unstated } else { format!("  ({unstated})") };
                    lines.push(format!("  {}: {title}{amount}{rows}{unstated}", row.name));
                }
            }
        }
        lines
    }

    /// The three indicators that cost a village most.
    fn weakest(&self, row: &OutcomeRow) -> Vec<String> {
        let mut lost: Vec<_> = row
            .indicators
            .iter()
            .filter_map(|one| {
                let mut infos = self.scheme.indicators().iter();
                let info = infos.find(|info| info.level == Level::Village && info.id == one.id)?;
                let (points, _) = (one.points?, info.max_points?);
                let title = Named::of_title(&info.title);
                let most = info.full_marks().map(|most| format!("/{}", most.normalize())).unwrap_or_default();
                Some((info.lost(points), format!("{title} {points}{most}")))
            })
            .filter(|(lost, _)| *lost > Decimal::ZERO)
            .collect();
        lost.sort_by_key(|(lost, _)| std::cmp::Reverse(*lost));
        lost.into_iter().take(3).map(|(_, text)| text).collect()
    }
}
