//! Packs: sentences of the documents, each with rows that meet it and rows that do not, and what comes of them.
//!
//! ```text
//! > the document's sentence      begins an example, or the next one for the same sentence without it
//! of m1                          whom is looked at: a member or the township; else the first village
//! count 9                        how many members the first village has by the county's count
//! kind office                    what kind of unit the villages are
//! in 2026-08                     the period, where it is not that of the other examples
//! deeds deed=d1 member=m1 …      rows of the first village
//! past 2026Q1 score=80 rank=3     what was published of the first village; or not_received, excused, provisional
//! beside                         the rows that follow are the second village's
//! = deeds 10.00                  an indicator's points, or its measure where it has none
//! = consequences pay 500, talk   also score, rank, stars, warned, status, bounds
//! = said present …                what one of an indicator's reasons says
//! ```
//!
//! Examples are parted by empty lines.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::{Period, Unit, UnitKind, UnitTree};
use cunbang_scheme::{Inputs, Level, OutcomeRow, Past, PastResult, Scheme, Status, pack};
use cunbang_world::inputs::{county, input, outcome, period_of, sealed_on, shipped};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;
use std::collections::{BTreeMap, BTreeSet};

/// The examples of each pack. The first four packs are held by tests of their own.
const EXAMPLES: [(&str, &str); 21] = [
    ("jinyun-month", include_str!("packs/jinyun-month.txt")),
    ("jinyun-year", include_str!("packs/jinyun-year.txt")),
    ("jinyun-office", include_str!("packs/jinyun-office.txt")),
    ("caota", include_str!("packs/caota.txt")),
    ("caota-week", include_str!("packs/caota-week.txt")),
    ("dazhou", include_str!("packs/dazhou.txt")),
    ("dazhou-quarter", include_str!("packs/dazhou-quarter.txt")),
    ("shanyang", include_str!("packs/shanyang.txt")),
    ("zhangye", include_str!("packs/zhangye.txt")),
    ("suqian", include_str!("packs/suqian.txt")),
    ("huaxi", include_str!("packs/huaxi.txt")),
    ("tongjiaxi", include_str!("packs/tongjiaxi.txt")),
    ("gaomi", include_str!("packs/gaomi.txt")),
    ("linshu", include_str!("packs/linshu.txt")),
    ("langfang", include_str!("packs/langfang.txt")),
    ("yunan", include_str!("packs/yunan.txt")),
    ("xixia", include_str!("packs/xixia.txt")),
    ("zichuan", include_str!("packs/zichuan.txt")),
    ("changxing-year", include_str!("packs/changxing-year.txt")),
    ("xuanhua-year", include_str!("packs/xuanhua-year.txt")),
    ("jinyun-inspection", include_str!("packs/jinyun-inspection.txt")),
];

/// One example.
#[derive(Default)]
struct Example<'t> {
    of: &'t str,
    kind: Option<UnitKind>,
    count: Option<u32>,
    period: Option<Period>,
    villages: Vec<String>,
    past: Past,
    expected: Vec<(&'t str, &'t str)>,
}

impl<'t> Example<'t> {
    fn parse(text: &'t str) -> Self {
        let mut example = Self { villages: vec![String::new()], ..Self::default() };
        for line in text.lines().map(str::trim) {
            let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
            match first {
                ">" => {}
                "of" => example.of = rest,
                "count" => example.count = Some(rest.parse().unwrap()),
                "in" => example.period = Some(rest.parse().unwrap()),
                "kind" => example.kind = Some(UnitKind::from_word(rest).unwrap()),
                "past" => {
                    let (period, result) = past_result(rest);
                    example.past.insert(period, result);
                }
                "beside" => example.villages.push(String::new()),
                "=" => {
                    example.expected.push(rest.split_once(' ').unwrap_or_else(|| panic!("{line}: expected a value")));
                }
                _ => {
                    let of_village = example.villages.last_mut().unwrap();
                    of_village.push_str(line);
                    of_village.push('\n');
                }
            }
        }
        example
    }

    fn inputs(&self, scheme: &Scheme) -> Inputs {
        let received = self
            .villages
            .iter()
            .enumerate()
            .map(|(number, text)| input(rows(village(number), text), sealed_on("2027-01-05")));
        let mut inputs = county(received.collect());
        if let Some(kind) = self.kind {
            let units = inputs.units.iter().map(|unit| match unit.kind {
                UnitKind::Village => Unit { kind, ..unit.clone() },
                _ => unit.clone(),
            });
            inputs.units = UnitTree::new(units.collect::<Vec<_>>()).unwrap();
        }
        inputs.period = self.period.unwrap_or_else(|| period_of(scheme));
        inputs.past = self.past.clone();
        inputs.county_counts.extend(self.count.map(|count| (village(0), count)));
        inputs
    }

    fn level(&self) -> Level {
        match self.of.as_bytes() {
            b"" => Level::Village,
            b"township" => Level::Township,
            _ => Level::Member,
        }
    }
}

/// What was published of the first village: `2026Q1 score=80 rank=3`, `2026Q2 not_received`.
fn past_result(text: &str) -> (Period, PastResult) {
    let (period, rest) = text.split_once(' ').unwrap_or((text, ""));
    let mut result = PastResult {
        unit: village(0),
        run: "r".to_owned(),
        status: Status::Received,
        score: None,
        rank: None,
        rank_in_parent: None,
        stars: None,
    };
    for word in rest.split_whitespace() {
        match word.split_once('=') {
            Some(("score", score)) => result.score = Some(score.parse().unwrap()),
            Some(("rank", rank)) => result.rank = Some(rank.parse().unwrap()),
            Some(("stars", stars)) => result.stars = Some(stars.parse().unwrap()),
            _ => result.status = serde_json::from_value(word.into()).unwrap(),
        }
    }
    (period.parse().unwrap(), result)
}

/// What an outcome says under a name.
fn found(row: &OutcomeRow, name: &str) -> String {
    let shown = |number: Option<cunbang_model::Decimal>| number.map_or_else(|| "-".to_owned(), |n| n.to_string());
    match name {
        "score" => shown(row.score),
        "rank" => row.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string()),
        "stars" => row.stars.map_or_else(|| "-".to_owned(), |stars| stars.to_string()),
        "status" => row.status.as_str().to_owned(),
        "bounds" => row.bounds.map_or_else(|| "-".to_owned(), |all| format!("{} {}", all.worst_score, all.best_score)),
        "warned" => if row.warned { "yes" } else { "no" }.to_owned(),
        "consequences" if row.consequences.is_empty() => "none".to_owned(),
        "consequences" => {
            let all = row.consequences.iter().map(|one| {
                let amount = one.amount.map_or_else(String::new, |amount| format!(" {amount}"));
                format!("{}{amount}", one.id)
            });
            all.collect::<Vec<_>>().join(", ")
        }
        _ => {
            let line = row.indicators.iter().find(|line| line.id == name);
            let line = line.unwrap_or_else(|| panic!("there is no indicator {name}"));
            shown(line.points.or(line.measure))
        }
    }
}

#[test]
fn sentences_of_the_documents() {
    let mut faults: Vec<String> = Vec::new();
    for (name, text) in EXAMPLES {
        let scheme = shipped(name);
        assert!(text.starts_with("> "), "{name}: an example without its sentence");
        let mut values: BTreeMap<(Level, &str), BTreeSet<String>> = BTreeMap::new();
        let mut proposed: BTreeSet<(Level, String)> = BTreeSet::new();
        for block in text.split("\n\n") {
            let example = Example::parse(block);
            let level = example.level();
            assert!(!example.expected.is_empty(), "{name}: nothing is expected of\n{block}");
            let outcome = outcome(&scheme, &example.inputs(&scheme));
            let row = outcome.rows(level).iter().find(|row| match level {
                Level::Village => row.unit == village(0),
                Level::Member => row.unit == village(0) && row.member.as_deref() == Some(example.of),
                _ => true,
            });
            let row = row.unwrap_or_else(|| panic!("{name}: nobody is ranked of\n{block}"));
            for (what, expected) in example.expected {
                if what == "said" {
                    let (id, note) = expected.split_once(' ').unwrap();
                    let line = row.indicators.iter().find(|line| line.id == id);
                    let is_said = line.is_some_and(|line| line.reasons.iter().any(|reason| reason.note == note));
                    if !is_said {
                        faults.push(format!("{name}: {id} does not say {note}, but {line:?}, of\n{block}"));
                    }
                    continue;
                }
                let value = found(row, what);
                if value != expected {
                    faults.push(format!("{name}: {what} is {value}, not {expected}, of\n{block}"));
                }
                values.entry((level, what)).or_default().insert(value);
            }
            proposed.extend(row.consequences.iter().map(|one| (level, one.id.clone())));
        }
        // Every rule stands in an example that meets it and in one that does not.
        for indicator in scheme.indicators().iter().filter(|one| one.max_points.is_some()) {
            let seen = values.get(&(indicator.level, indicator.id.as_str())).map_or(0, BTreeSet::len);
            assert!(seen > 1 || indicator.level > Level::Village, "{name}: {} has no two examples", indicator.id);
        }
        for level in scheme.levels() {
            for consequence in scheme.consequences(level) {
                assert!(
                    proposed.contains(&(level, consequence.id.to_owned())),
                    "{name}: {} is not seen",
                    consequence.id
                );
                let without = values.get(&(level, "consequences")).is_some_and(|seen| seen.len() > 1);
                assert!(without, "{name}: {} is always proposed", consequence.id);
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn every_pack_has_its_examples() {
    let of_their_own = ["standard", "changxing", "xuanhua-341", "jungar-10x"];
    let known: Vec<&str> = of_their_own.into_iter().chain(EXAMPLES.iter().map(|(name, _)| *name)).collect();
    let packs: Vec<&str> = pack::list().iter().map(|pack| pack.name).collect();
    assert_eq!(packs, known);
}

/// A township has the mean of its villages' scores.
#[test]
fn packs_rank_townships_by_their_villages() {
    for (name, _) in EXAMPLES {
        let scheme = shipped(name);
        if !scheme.levels().any(|level| level == Level::Township) {
            continue;
        }
        let example = Example { villages: vec![String::new(), String::new()], ..Example::default() };
        let outcome = outcome(&scheme, &example.inputs(&scheme));
        let scores: Option<Vec<_>> = outcome.rows(Level::Village).iter().map(|row| row.score).collect();
        let mean = scores
            .map(|scores| scores.iter().sum::<cunbang_model::Decimal>() / cunbang_model::Decimal::from(scores.len()));
        assert_eq!(outcome.rows(Level::Township)[0].score, mean, "{name}");
    }
}
