//! The trend of a unit's rank as a small chart, made here: rank 1 at the top, a point for each period.

use cunbang_desk::village::place::TrendPoint;
use cunbang_language::say;
use std::fmt::Write as _;

const WIDTH: u32 = 320;
/// Of the lines and the ranks; the periods stand below.
const DRAWN: u32 = 90;
const HEIGHT: u32 = 104;
/// How many periods have room for their names: of more, the first and the last are named.
const MOST_NAMES: u32 = 5;
const MARGIN: u32 = 14;

/// The chart as SVG; empty where there are not two ranks to compare.
pub(crate) fn chart(trend: &[TrendPoint]) -> String {
    let ranked: Vec<(String, u32, u32)> =
        trend.iter().filter_map(|point| Some((point.period.to_string(), point.rank?, point.ranked))).collect();
    if ranked.len() < 2 {
        return String::new();
    }
    let most = ranked.iter().map(|(_, rank, ranked)| (*rank).max(*ranked)).max().unwrap_or(1).max(2);
    let last = u32::try_from(ranked.len() - 1).unwrap_or(1);
    let x = |index: u32| MARGIN + index * (WIDTH - 2 * MARGIN) / last;
    let y = |rank: u32| MARGIN + (rank - 1) * (DRAWN - 2 * MARGIN - 12) / (most - 1);
    let mut said = Vec::new();
    let (mut line, mut dots) = (String::new(), String::new());
    for (index, (period, rank, _)) in (0..).zip(&ranked) {
        let (x, y) = (x(index), y((*rank).max(1)));
        let _ = write!(line, "{x},{y} ");
        let _ = write!(dots, r#"<circle cx="{x}" cy="{y}" r="3"/><text x="{x}" y="{}">{rank}</text>"#, y + 15);
        let anchor = match index {
            0 => "start",
            index if index == last => "end",
            _ => "middle",
        };
        if last < MOST_NAMES || anchor != "middle" {
            let x = if anchor == "start" {
                0
            } else if anchor == "end" {
                WIDTH
            } else {
                x
            };
            let _ = write!(dots, r#"<text x="{x}" y="{}" class="{anchor}">{period}</text>"#, HEIGHT - 3);
        }
        said.push(say!("trend-point", period = period, rank = rank));
    }
    let label = say!("trend-label", points = said.join("，"));
    format!(
        r#"<svg class="trend" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{label}"><polyline points="{}"/>{dots}</svg>"#,
        line.trim_end()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(period: &str, rank: Option<u32>) -> TrendPoint {
        TrendPoint { period: period.parse().unwrap(), score: None, rank, ranked: 221 }
    }

    #[test]
    fn a_better_rank_stands_higher() {
        let svg = chart(&[point("2026Q1", Some(221)), point("2026Q2", None), point("2026Q3", Some(1))]);
        assert!(svg.contains(r#"points="14,64 306,14""#), "{svg}");
        assert!(svg.contains(">2026Q1</text>") && svg.contains(">2026Q3</text>"), "{svg}");
        assert_eq!(chart(&[point("2026Q1", Some(3))]), "");
        let many: Vec<TrendPoint> = (1..=8).map(|month| point(&format!("2026-0{month}"), Some(month))).collect();
        let svg = chart(&many);
        assert!(svg.contains(">2026-01<") && svg.contains(">2026-08<") && !svg.contains(">2026-04<"), "{svg}");
    }
}
