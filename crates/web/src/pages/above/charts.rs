//! Charts of the overview, drawn here as SVG: no script, no colour that says something alone. Coordinates are for drawing;
//! they are whole numbers of a unit that the page scales.

use cunbang_model::Decimal;
use cunbang_report::chart::escape;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const WIDTH: i64 = 640;
const MARGIN: i64 = 8;
/// The space for a bar's label.
const LABEL: i64 = 116;
/// The height of a bar with the space around it.
const BAR: i64 = 26;
/// The height of what stands beneath an axis.
const BELOW_AXIS: i64 = 22;

/// A part of a bar.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) count: usize,
    /// The class that fills it.
    pub(crate) class: &'static str,
}

/// A bar of parts with what it is of, and what stands behind it in words.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) parts: Vec<Part>,
    pub(crate) said: String,
}

/// Bars beneath each other, all on one scale. The label says in words what the chart shows.
pub(crate) fn bars(bars: &[Bar], label: &str) -> String {
    let most = bars.iter().map(|bar| bar.parts.iter().map(|part| part.count).sum::<usize>()).max().unwrap_or(0).max(1);
    let space = WIDTH - LABEL - 96;
    let scaled = |count: usize| whole(count) * space / whole(most);
    let mut drawn = String::new();
    for (row, bar) in (0..).zip(bars) {
        let top = row * BAR + 3;
        let _ = write!(
            drawn,
            r#"<text class="name" x="{}" y="{}">{}</text>"#,
            LABEL - 8,
            top + 15,
            escape(&shortened(&bar.name))
        );
        let mut left = LABEL;
        let mut before = 0;
        for part in bar.parts.iter().filter(|part| part.count > 0) {
            // Ends are scaled, not lengths: so that a bar of many parts is as long as its sum.
            before += part.count;
            let right = LABEL + scaled(before).max(left - LABEL + 2);
            let _ = write!(
                drawn,
                r#"<rect class="{}" x="{left}" y="{top}" width="{}" height="{}"/>"#,
                part.class,
                right - left,
                BAR - 6
            );
            left = right;
        }
        let _ = write!(drawn, r#"<text x="{}" y="{}">{}</text>"#, left + 6, top + 15, escape(&bar.said));
    }
    let floor = whole(bars.len()) * BAR + 4;
    let ticks =
        round_numbers(0, whole(most)).into_iter().map(|tick| (LABEL + tick * space / whole(most), tick.to_string()));
    axis(&mut drawn, LABEL, LABEL + space, floor, ticks);
    svg(floor + BELOW_AXIS, label, &drawn)
}

/// Round numbers from one to another, about five of them.
fn round_numbers(from: i64, to: i64) -> Vec<i64> {
    const PARTS: i64 = 4;
    let rough = ((to - from) / PARTS).max(1);
    let tens = std::iter::successors(Some(1_i64), |ten| ten.checked_mul(10)).take_while(|ten| *ten <= rough);
    let ten = tens.last().unwrap_or(1);
    let step = [1, 2, 5, 10].into_iter().map(|times| times * ten).find(|step| *step >= rough).unwrap_or(rough);
    let first = from + (-from).rem_euclid(step);
    std::iter::successors(Some(first), |number| Some(number + step)).take_while(|number| *number <= to).collect()
}

/// A line with a tick and a number for each mark.
fn axis(drawn: &mut String, from: i64, to: i64, floor: i64, marks: impl Iterator<Item = (i64, String)>) {
    const TICK: i64 = 5;
    let _ = write!(drawn, r#"<line class="axis" x1="{from}" y1="{floor}" x2="{to}" y2="{floor}"/>"#);
    for (x, text) in marks {
        let _ = write!(
            drawn,
            r#"<line class="axis" x1="{x}" y1="{floor}" x2="{x}" y2="{}"/><text class="mark" x="{x}" y="{}">{text}</text>"#,
            floor + TICK,
            floor + TICK + 12
        );
    }
}

/// One village in a distribution.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dot {
    pub(crate) score: Decimal,
    /// The class that fills it.
    pub(crate) class: &'static str,
}

/// A dot for each village along the scale of scores, dots of about the same score on each other; the cut as a line.
pub(crate) fn dots(dots: &[Dot], cut: Option<Decimal>, label: &str) -> String {
    const STEPS: i64 = 104;
    const RADIUS: i64 = 3;
    let (Some(least), Some(most)) = (dots.iter().map(|dot| dot.score).min(), dots.iter().map(|dot| dot.score).max())
    else {
        return String::new();
    };
    let least = least.floor();
    let range = (most.ceil() - least).max(Decimal::ONE);
    let step = |score: Decimal| truncated((score - least) * Decimal::from(STEPS) / range);
    let x = |step: i64| 2 * MARGIN + step * (WIDTH - 4 * MARGIN) / STEPS;
    let mut piles: BTreeMap<i64, Vec<&Dot>> = BTreeMap::new();
    for dot in dots {
        piles.entry(step(dot.score)).or_default().push(dot);
    }
    let highest = piles.values().map(Vec::len).max().map_or(1, whole);
    let floor = highest * 2 * RADIUS + 22;
    let mut drawn = String::new();
    for (step, pile) in &mut piles {
        // Those that matter most stand lowest, where the eye finds them.
        pile.sort_by_key(|dot| dot.class == "plain");
        for (height, dot) in (0..).zip(pile.iter()) {
            let _ = write!(
                drawn,
                r#"<circle class="{}" cx="{}" cy="{}" r="{RADIUS}"/>"#,
                dot.class,
                x(*step),
                floor - RADIUS - height * 2 * RADIUS
            );
        }
    }
    let marks = round_numbers(truncated(least), truncated(least + range)).into_iter();
    let marks = marks.map(|mark| (x(step(Decimal::from(mark))), mark.to_string()));
    axis(&mut drawn, MARGIN, WIDTH - MARGIN, floor, marks);
    if let Some(cut) = cut {
        let at = x(step(cut)) + RADIUS + 1;
        let _ = write!(drawn, r#"<line class="cut" x1="{at}" y1="4" x2="{at}" y2="{floor}"/>"#);
        let _ = write!(drawn, r#"<text class="cut" x="{}" y="14">≤ {cut}</text>"#, at + 5);
    }
    svg(floor + BELOW_AXIS, label, &drawn)
}

/// A line through the values of some periods, each with its number.
pub(crate) fn line(points: &[(String, Decimal)], label: &str) -> String {
    const HEIGHT: i64 = 120;
    if points.len() < 2 {
        return String::new();
    }
    let values = || points.iter().map(|(_, value)| *value);
    let (least, most) = (values().min().unwrap_or_default(), values().max().unwrap_or_default());
    let range = (most - least).max(Decimal::ONE);
    let x = |index: i64| 40 + index * (WIDTH - 80) / (whole(points.len()) - 1);
    let y = |value: Decimal| 30 + truncated((most - value) * Decimal::from(HEIGHT - 70) / range);
    let (mut path, mut drawn) = (String::new(), String::new());
    for (index, (name, value)) in (0..).zip(points) {
        let (x, y) = (x(index), y(*value));
        let _ = write!(path, "{x},{y} ");
        let _ = write!(
            drawn,
            r#"<circle class="plain" cx="{x}" cy="{y}" r="4"/><text class="mark" x="{x}" y="{}">{value}</text><text class="mark" x="{x}" y="{}">{}</text>"#,
            y - 9,
            HEIGHT - 6,
            escape(name)
        );
    }
    for (index, _) in (0..).zip(points) {
        let x = x(index);
        let _ = write!(drawn, r#"<line class="axis" x1="{x}" y1="{}" x2="{x}" y2="{}"/>"#, HEIGHT - 24, HEIGHT - 19);
    }
    let floor = HEIGHT - 24;
    let _ = write!(drawn, r#"<line class="axis" x1="{MARGIN}" y1="{floor}" x2="{}" y2="{floor}"/>"#, WIDTH - MARGIN);
    svg(HEIGHT, label, &format!(r#"<polyline points="{}"/>{drawn}"#, path.trim_end()))
}

fn svg(height: i64, label: &str, drawn: &str) -> String {
    format!(
        r#"<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{}">{drawn}</svg>"#,
        escape(label)
    )
}

fn truncated(number: Decimal) -> i64 {
    i64::try_from(number.trunc()).unwrap_or(0)
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A name as far as there is space for it.
fn shortened(name: &str) -> String {
    const MOST: usize = 7;
    if name.chars().count() <= MOST { name.to_owned() } else { name.chars().take(MOST - 1).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_sum() {
        let part = |count| Part { count, class: "plain" };
        let one = Bar { name: "甲".to_owned(), parts: vec![part(10)], said: String::new() };
        let many = Bar { name: "乙".to_owned(), parts: vec![part(3), part(3), part(4)], said: String::new() };
        let ends = |svg: &str| -> Vec<i64> {
            let rects = svg.split("<rect").skip(1);
            let number = |text: &str, name: &str| {
                let from = text.split(&format!("{name}=\"")).nth(1).unwrap();
                from.split('"').next().unwrap().parse::<i64>().unwrap()
            };
            rects.map(|rect| number(rect, " x") + number(rect, " width")).collect()
        };
        let ends = ends(&bars(&[one, many], ""));
        assert_eq!(ends.first(), ends.last());
    }

    #[test]
    fn an_axis_has_a_tick_for_each_number() {
        assert_eq!(round_numbers(0, 0), [0]);
        assert_eq!(round_numbers(0, 3), [0, 1, 2, 3]);
        assert_eq!(round_numbers(0, 17), [0, 5, 10, 15]);
        assert_eq!(round_numbers(0, 221), [0, 100, 200]);
        assert_eq!(round_numbers(27, 54), [30, 40, 50]);
        assert_eq!(round_numbers(-7, 3), [-6, -4, -2, 0, 2]);
        let part = |count| Part { count, class: "plain" };
        let bar = Bar { name: "甲".to_owned(), parts: vec![part(17)], said: String::new() };
        let dot = Dot { score: Decimal::from(50), class: "plain" };
        let drawn = [bars(&[bar], ""), dots(&[dot, Dot { score: Decimal::from(90), ..dot }], None, "")];
        for svg in drawn {
            let marks = svg.matches("class=\"mark\"").count();
            assert!(marks > 2 && svg.matches("class=\"axis\"").count() == marks + 1, "{svg}");
        }
    }

    #[test]
    fn every_village_is_a_dot() {
        let scores = ["12.5", "12.5", "99.99", "50"].map(|score| score.parse().unwrap());
        let dots = scores.map(|score| Dot { score, class: "plain" });
        let svg = super::dots(&dots, Some(scores[0]), "<label>");
        assert_eq!(svg.matches("<circle").count(), 4);
        assert!(svg.contains("≤ 12.5") && svg.contains("&lt;label&gt;"), "{svg}");
        assert_eq!(super::dots(&[], None, ""), "");
        assert_eq!(super::dots(&dots[..1], None, "").matches("<circle").count(), 1);
    }

    #[test]
    fn one_period_makes_no_line() {
        let point = |value: i64| ("2026Q1".to_owned(), Decimal::from(value));
        assert_eq!(line(&[point(80)], ""), "");
        assert_eq!(line(&[point(80), point(80), point(81)], "").matches("<circle").count(), 3);
    }
}
