//! Charts of the overview, drawn here as SVG: no script, no colour that says something alone. Coordinates are for drawing;
//! they are whole numbers of a unit that the page scales.

use cunbang_model::Decimal;
use cunbang_report::chart::escape;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const WIDTH: i64 = 640;
const MARGIN: i64 = 12;
/// The height of a bar with the space around it.
const BAR: i64 = 26;
/// The height of what stands beneath an axis.
const BELOW_AXIS: i64 = 24;
/// The space between a bar and the words behind it, and between words and a bar.
const GAP: i64 = 8;

/// What a chart is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paper {
    /// A column of a page, which is as long as it has to be.
    Page,
    /// A screen in a room: wide, of a given height, and read from four metres.
    Screen,
}

impl Paper {
    /// The size of letters, as the style sheet states it.
    const fn letter(self) -> i64 {
        match self {
            Self::Page => 13,
            Self::Screen => 17,
        }
    }

    /// In how many columns bars may stand.
    const fn most_columns(self) -> usize {
        match self {
            Self::Page => 1,
            Self::Screen => 4,
        }
    }

    /// How high dots may be piled.
    const fn most_height(self) -> i64 {
        match self {
            Self::Page => 130,
            Self::Screen => 200,
        }
    }

    /// The width of a drawing of a height, so that it fills what it is drawn on.
    fn width(self, height: i64) -> i64 {
        match self {
            Self::Page => WIDTH,
            Self::Screen => WIDTH.max(height * 12 / 5),
        }
    }

    /// How wide words are at most, in whatever font they come to stand.
    fn width_of(self, words: &str) -> i64 {
        let hundredths: i64 = words.chars().map(|letter| if letter.is_ascii() { 66 } else { 100 }).sum();
        (hundredths * self.letter() + 99) / 100
    }
}

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

impl Bar {
    fn sum(&self) -> i64 {
        self.parts.iter().map(|part| whole(part.count)).sum()
    }
}

/// Bars beneath each other, all on one scale, in several columns where a screen has no space for one. Names and words
/// have the space that they need; the bars take what is left. The label says in words what the chart shows.
pub(crate) fn bars(bars: &[Bar], label: &str, paper: Paper) -> String {
    let most = bars.iter().map(Bar::sum).max().unwrap_or(0).max(1);
    on_a_scale(bars, label, paper, (most, 1), &round_numbers(0, most))
}

/// The same of points, whose parts count hundredths: bars of different points are of different lengths, and the axis goes on to
/// a round number behind the longest.
pub(crate) fn bars_of_points(bars: &[Bar], label: &str, paper: Paper) -> String {
    const HUNDREDTHS: i64 = 100;
    /// About how many ticks.
    const PARTS: i64 = 6;
    let most = bars.iter().map(Bar::sum).max().unwrap_or(0).max(1);
    let step = step((most + HUNDREDTHS - 1) / HUNDREDTHS, PARTS);
    let end = (most + step * HUNDREDTHS - 1) / (step * HUNDREDTHS) * step;
    let ticks: Vec<i64> = (0..=end / step).map(|tick| tick * step).collect();
    on_a_scale(bars, label, paper, (end * HUNDREDTHS, HUNDREDTHS), &ticks)
}

/// Bars on a scale that goes up to a count, of which so many make one on the axis.
fn on_a_scale(bars: &[Bar], label: &str, paper: Paper, (most, one): (i64, i64), ticks: &[i64]) -> String {
    /// What is left for bars at least, however long the words are.
    const LEAST: i64 = 120;
    let longest = |words: fn(&Bar) -> &String| bars.iter().map(|bar| paper.width_of(words(bar))).max().unwrap_or(0);
    let names = longest(|bar| &bar.name) + GAP;
    let needed = names + LEAST + longest(|bar| &bar.said) + 2 * GAP;
    // As many columns as let everything be largest.
    let sized = |columns: usize| {
        let height = whole(bars.len().div_ceil(columns)) * BAR + 4 + BELOW_AXIS;
        (paper.width(height).max(whole(columns) * needed), columns)
    };
    let (width, columns) = (1..=paper.most_columns()).map(sized).min().unwrap_or_else(|| sized(1));
    let rows = bars.len().div_ceil(columns).max(1);
    let floor = whole(bars.len().div_ceil(columns)) * BAR + 4;
    let height = floor + BELOW_AXIS;
    let across = width / whole(columns);
    // Each bar ends where its own words still fit behind it.
    let fitting = |bar: &Bar| (across - names - 2 * GAP - paper.width_of(&bar.said)) * most / bar.sum().max(1);
    let space = bars.iter().map(fitting).min().unwrap_or(0).clamp(LEAST, (across - names - 2 * GAP).max(LEAST));
    let mut drawn = String::new();
    for (column, bars) in (0..).zip(bars.chunks(rows)) {
        let from = column * across + names;
        for (row, bar) in (0..).zip(bars) {
            one_bar(&mut drawn, bar, (from, row * BAR + 3), paper.letter(), |count| count * space / most);
        }
        let ticks = ticks.iter().map(|tick| (from + tick * one * space / most, tick.to_string()));
        axis(&mut drawn, from, from + space, floor, ticks);
    }
    svg(width, height, label, &drawn)
}

fn one_bar(drawn: &mut String, bar: &Bar, (from, top): (i64, i64), letter: i64, scaled: impl Fn(i64) -> i64) {
    let line = top + 11 + letter / 3;
    let _ = write!(drawn, r#"<text class="name" x="{}" y="{line}">{}</text>"#, from - GAP, escape(&bar.name));
    let (mut left, mut before) = (from, 0);
    for part in bar.parts.iter().filter(|part| part.count > 0) {
        // Ends are scaled, not lengths: so that a bar of many parts is as long as its sum.
        before += whole(part.count);
        let right = from + scaled(before).max(left - from + 2);
        let (class, height) = (part.class, BAR - 6);
        let _ =
            write!(drawn, r#"<rect class="{class}" x="{left}" y="{top}" width="{}" height="{height}"/>"#, right - left);
        left = right;
    }
    let _ = write!(drawn, r#"<text x="{}" y="{line}">{}</text>"#, left + GAP, escape(&bar.said));
}

/// Round numbers from one to another, about five of them.
fn round_numbers(from: i64, to: i64) -> Vec<i64> {
    const PARTS: i64 = 4;
    let step = step(to - from, PARTS);
    let first = from + (-from).rem_euclid(step);
    std::iter::successors(Some(first), |number| Some(number + step)).take_while(|number| *number <= to).collect()
}

/// How far apart round numbers stand that divide a length into about so many parts.
fn step(length: i64, parts: i64) -> i64 {
    let rough = (length / parts).max(1);
    let tens = std::iter::successors(Some(1_i64), |ten| ten.checked_mul(10)).take_while(|ten| *ten <= rough);
    let ten = tens.last().unwrap_or(1);
    [1, 2, 5, 10].into_iter().map(|times| times * ten).find(|step| *step >= rough).unwrap_or(rough)
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
            floor + TICK + 14
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

/// How many piles of dots stand beside each other: few where few dots are, so that these are large.
const PILES: [i64; 7] = [52, 78, 104, 156, 208, 312, 416];
const RADIUS: i64 = 3;

/// A dot for each village along the scale of scores, dots of about the same score on each other; the cut as a line.
pub(crate) fn dots(dots: &[Dot], cut: Option<Decimal>, label: &str, paper: Paper) -> String {
    if dots.is_empty() {
        return String::new();
    }
    let scores = || dots.iter().map(|dot| dot.score).chain(cut);
    let least = scores().min().unwrap_or_default().floor();
    let range = (scores().max().unwrap_or_default().ceil() - least).max(Decimal::ONE);
    let in_piles = |score: Decimal, piles: i64| (score - least) * Decimal::from(piles) / range;
    // A pile ends at the cut, so that what lies on one side of it is drawn there.
    let begins = |piles: i64| match cut {
        Some(cut) => Decimal::ONE - in_piles(cut, piles).fract(),
        None => Decimal::ZERO,
    };
    let pile_of = |score: Decimal, piles: i64| {
        let place = truncated(in_piles(score, piles) + begins(piles));
        match cut.map(|cut| (cut, truncated(in_piles(cut, piles)) + 1)) {
            Some((cut, end)) if score <= cut => place.min(end - 1),
            Some((_, end)) => place.max(end),
            None => place,
        }
    };
    // Dots are drawn in units of their own, of which a dot is six across; the cut may part one pile into two.
    let thousandths = |piles: i64| (WIDTH - 4 * MARGIN) * 1000 / (2 * RADIUS * (piles + 2));
    let highest = |piles: i64| {
        let mut heights: BTreeMap<i64, i64> = BTreeMap::new();
        for dot in dots {
            *heights.entry(pile_of(dot.score, piles)).or_default() += 1;
        }
        heights.into_values().max().unwrap_or(1) * 2 * RADIUS * thousandths(piles) / 1000
    };
    let mut fits = PILES.into_iter().filter(|piles| *piles >= PILES[2] || paper == Paper::Screen);
    let most_piles = fits.clone().next_back();
    let steps = fits.find(|piles| highest(*piles) <= paper.most_height()).or(most_piles).unwrap_or(1);
    let mut piles: BTreeMap<i64, Vec<&Dot>> = BTreeMap::new();
    for dot in dots {
        piles.entry(pile_of(dot.score, steps)).or_default().push(dot);
    }
    let top = paper.letter() + 9;
    let floor = highest(steps) + top;
    let scale = thousandths(steps);
    let mut drawn =
        format!(r#"<g transform="translate({} {floor}) scale({}.{:03})">"#, 2 * MARGIN, scale / 1000, scale % 1000);
    for (step, pile) in &mut piles {
        // Those that matter most stand lowest, where the eye finds them.
        pile.sort_by_key(|dot| dot.class == "plain");
        for (height, dot) in (0..).zip(pile.iter()) {
            let (x, y) = ((step * 2 + 1) * RADIUS, -RADIUS - height * 2 * RADIUS);
            let _ = write!(drawn, r#"<circle class="{}" cx="{x}" cy="{y}" r="{RADIUS}"/>"#, dot.class);
        }
    }
    drawn.push_str("</g>");
    let x = |score: Decimal| {
        let across = (in_piles(score, steps) + begins(steps)) * Decimal::from(2 * RADIUS * scale) / Decimal::from(1000);
        2 * MARGIN + truncated(across.round())
    };
    let marks = round_numbers(truncated(least), truncated(least + range)).into_iter();
    let marks = marks.map(|mark| (x(Decimal::from(mark)), mark.to_string()));
    axis(&mut drawn, MARGIN, WIDTH - MARGIN, floor, marks);
    if let Some(cut) = cut {
        let at = x(cut);
        let said = format!("≤ {cut}");
        // Its number stands on the side that has the space.
        let to_right = at + 5 + paper.width_of(&said) <= WIDTH;
        let (from, class) = if to_right { (at + 5, "cut") } else { (at - 5, "cut name") };
        let _ = write!(drawn, r#"<line class="cut" x1="{at}" y1="4" x2="{at}" y2="{floor}"/>"#);
        let _ = write!(drawn, r#"<text class="{class}" x="{from}" y="{}">{said}</text>"#, paper.letter() + 1);
    }
    svg(WIDTH, floor + BELOW_AXIS, label, &drawn)
}

/// A line through the values of some periods, each with its number.
pub(crate) fn line(points: &[(String, Decimal)], label: &str, paper: Paper) -> String {
    if points.len() < 2 {
        return String::new();
    }
    let (height, letter) = (if paper == Paper::Page { 120 } else { 240 }, paper.letter());
    let values = || points.iter().map(|(_, value)| *value);
    let (least, most) = (values().min().unwrap_or_default(), values().max().unwrap_or_default());
    let range = (most - least).max(Decimal::ONE);
    let floor = height - letter - 11;
    let top = letter + 17;
    // The first and the last have space for half of their words.
    let side = (values().map(|value| value.to_string()).chain(points.iter().map(|(name, _)| name.clone())))
        .map(|words| paper.width_of(&words) / 2 + 2)
        .max()
        .unwrap_or(0);
    let x = |index: i64| side + index * (WIDTH - 2 * side) / (whole(points.len()) - 1);
    let y = |value: Decimal| top + truncated((most - value) * Decimal::from(floor - 16 - top) / range);
    let (mut path, mut drawn) = (String::new(), String::new());
    for (index, (name, value)) in (0..).zip(points) {
        let (x, y) = (x(index), y(*value));
        let _ = write!(path, "{x},{y} ");
        let _ = write!(
            drawn,
            r#"<circle class="plain" cx="{x}" cy="{y}" r="4"/><text class="mark" x="{x}" y="{}">{value}</text><text class="mark" x="{x}" y="{}">{}</text><line class="axis" x1="{x}" y1="{floor}" x2="{x}" y2="{}"/>"#,
            y - 9,
            height - 6,
            escape(name),
            floor + 5
        );
    }
    let _ = write!(drawn, r#"<line class="axis" x1="{MARGIN}" y1="{floor}" x2="{}" y2="{floor}"/>"#, WIDTH - MARGIN);
    svg(WIDTH, height, label, &format!(r#"<polyline points="{}"/>{drawn}"#, path.trim_end()))
}

fn svg(width: i64, height: i64, label: &str, drawn: &str) -> String {
    format!(
        r#"<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{}">{drawn}</svg>"#,
        escape(label)
    )
}

fn truncated(number: Decimal) -> i64 {
    i64::try_from(number.trunc()).unwrap_or(0)
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
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
        let ends = ends(&bars(&[one, many], "", Paper::Page));
        assert_eq!(ends.first(), ends.last());
    }

    #[test]
    fn points_that_differ_have_bars_that_differ() {
        let bar = |hundredths: usize| Bar {
            name: "甲".to_owned(),
            parts: vec![Part { count: hundredths, class: "plain" }],
            said: String::new(),
        };
        let svg = bars_of_points(&[bar(8646), bar(8619), bar(2001)], "", Paper::Page);
        let lengths = numbers(&svg, "<rect", " width");
        assert!(lengths[0] > lengths[1] && lengths[1] > 4.0 * lengths[2] - 20.0, "{lengths:?}");
        for mark in ["0", "20", "40", "60", "80", "100"] {
            assert!(svg.contains(&format!(">{mark}</text>")), "{mark}: {svg}");
        }
        assert!(!svg.contains(">120</text>"), "{svg}");
    }

    /// Where words of a bar begin and end, as far as their letters go.
    fn words(svg: &str, paper: Paper) -> Vec<(i64, i64)> {
        let texts = svg.split("<text").skip(1).filter(|text| !text.contains("\"mark\""));
        texts
            .map(|text| {
                let x: i64 = text.split("x=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
                let width = paper.width_of(text.split(['>', '<']).nth(1).unwrap());
                if text.contains("class=\"name\"") { (x - width, x) } else { (x, x + width) }
            })
            .collect()
    }

    #[test]
    fn no_word_of_a_bar_is_cut() {
        let bar = |name: &str, count: usize, said: &str| Bar {
            name: name.to_owned(),
            parts: vec![Part { count, class: "plain" }],
            said: said.to_owned(),
        };
        let long = "长兴经济技术开发区（太湖街道）";
        let few = [bar(long, 100, "82.20 (provisional, 15.13–96.00)"), bar("甲乡", 1, "7 overdue, 12 open")];
        let many: Vec<Bar> = (0..40).map(|number| bar(long, number, "100/100")).collect();
        for (bars, paper) in [(&few[..], Paper::Page), (&few[..], Paper::Screen), (&many[..], Paper::Screen)] {
            let svg = super::bars(bars, "", paper);
            assert!(svg.matches(long).count() == bars.iter().filter(|bar| bar.name == long).count(), "{svg}");
            let width: i64 = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
            let words = words(&svg, paper);
            assert!(words.iter().all(|(from, to)| *from >= 0 && *to <= width), "{width}: {words:?} {svg}");
        }
        // Names so long leave each screen letters of a readable size, and short ones larger letters.
        let width = |bars: &[Bar]| -> i64 {
            let svg = super::bars(bars, "", Paper::Screen);
            svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap()
        };
        assert!(width(&many) < 2 * width(&many[..14]), "{} {}", width(&many), width(&many[..14]));
        let short: Vec<Bar> = (0..40).map(|number| bar("洪桥镇", number, "9/9")).collect();
        assert!(width(&short) < width(&many));
    }

    #[test]
    fn five_thousand_dots_are_no_higher_than_few() {
        let dot = |number: i64| Dot { score: Decimal::new(number * number % 977 + number % 31, 1), class: "plain" };
        let many: Vec<Dot> = (0..5_000).map(dot).collect();
        for paper in [Paper::Page, Paper::Screen] {
            let svg = super::dots(&many, None, "", paper);
            let size: Vec<i64> = svg
                .split("viewBox=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .split(' ')
                .map(|number| number.parse().unwrap())
                .collect();
            assert_eq!(svg.matches("<circle").count(), 5_000);
            assert!(size[3] <= paper.most_height() + 60, "{size:?}");
        }
    }

    #[test]
    fn letters_are_as_large_as_the_style_sheet_says() {
        let style = include_str!("../../../templates/pages/style.css");
        assert!(style.contains(&format!("\nsvg.chart text {{ font-size: {}px;", Paper::Page.letter())));
        assert!(style.contains(&format!("\n.display svg.chart text {{ font-size: {}px;", Paper::Screen.letter())));
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
        let drawn = [
            bars(&[bar], "", Paper::Page),
            dots(&[dot, Dot { score: Decimal::from(90), ..dot }], None, "", Paper::Page),
        ];
        for svg in drawn {
            let marks = svg.matches("class=\"mark\"").count();
            assert!(marks > 2 && svg.matches("class=\"axis\"").count() == marks + 1, "{svg}");
        }
    }

    /// A number of each piece of a drawing that begins so.
    fn numbers(svg: &str, begins: &str, name: &str) -> Vec<f64> {
        let pieces = svg.split(begins).skip(1);
        pieces
            .map(|piece| piece.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap())
            .map(|number| number.parse().unwrap())
            .collect()
    }

    #[test]
    fn the_cut_is_drawn_where_it_lies() {
        let dot = |score: i64, class| Dot { score: Decimal::new(score, 2), class };
        let listed = [3231, 3507, 4001, 4410, 5127].map(|score| dot(score, "candidate"));
        let others = [5128, 5211, 5302, 6000, 8159, 10281].map(|score| dot(score, "plain"));
        let all = [&listed[..], &others[..]].concat();
        for (paper, more) in [(Paper::Page, 0), (Paper::Screen, 0), (Paper::Screen, 400)] {
            let many = (0..more).map(|number| dot(6000 + number * 7, "plain"));
            let all: Vec<Dot> = all.iter().copied().chain(many).collect();
            let svg = super::dots(&all, Some(Decimal::new(5127, 2)), "", paper);
            let scale: f64 = svg.split("scale(").nth(1).unwrap().split(')').next().unwrap().parse().unwrap();
            let place = |x: &f64| 24.0 + x * scale;
            let cut = numbers(&svg, r#"<line class="cut""#, "x1")[0];
            let listed = numbers(&svg, r#"<circle class="candidate""#, "cx");
            let others = numbers(&svg, r#"<circle class="plain""#, "cx");
            assert_eq!((listed.len(), others.len()), (5, all.len() - 5));
            assert!(listed.iter().all(|x| place(x) < cut) && others.iter().all(|x| place(x) > cut), "{cut}: {svg}");
            // As far between 40 and 60 as 51.27 is.
            let mark = |text: &str| {
                let before = svg.split(&format!(">{text}</text>")).next().unwrap();
                let x = before.rsplit("x=\"").next().unwrap().split('"').next().unwrap();
                x.parse::<f64>().unwrap()
            };
            let expected = mark("40") + (mark("60") - mark("40")) * 0.5635;
            assert!((cut - expected).abs() <= 1.5, "{cut} {expected}");
        }
    }

    #[test]
    fn every_village_is_a_dot() {
        let scores = ["12.5", "12.5", "99.99", "50"].map(|score| score.parse().unwrap());
        let dots = scores.map(|score| Dot { score, class: "plain" });
        let svg = super::dots(&dots, Some(scores[0]), "<label>", Paper::Page);
        assert_eq!(svg.matches("<circle").count(), 4);
        assert!(svg.contains("≤ 12.5") && svg.contains("&lt;label&gt;"), "{svg}");
        assert_eq!(super::dots(&[], None, "", Paper::Screen), "");
        assert_eq!(super::dots(&dots[..1], None, "", Paper::Screen).matches("<circle").count(), 1);
    }

    #[test]
    fn one_period_makes_no_line() {
        let point = |value: i64| ("2026Q1".to_owned(), Decimal::from(value));
        assert_eq!(line(&[point(80)], "", Paper::Page), "");
        assert_eq!(line(&[point(80), point(80), point(81)], "", Paper::Screen).matches("<circle").count(), 3);
    }
}
