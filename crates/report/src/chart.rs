//! Charts as SVG strings, without scripts, readable when printed in black and white.
//!
//! Coordinates are only for drawing, never points of a score. This is the only place that uses binary floating
//! point.

use std::fmt::Write;

/// Escapes text for SVG and HTML.
///
/// ```
/// assert_eq!(cunbang_report::chart::escape("<a & 'b'>"), "&lt;a &amp; &#39;b&#39;&gt;");
/// ```
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// One score in a [`histogram`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The score.
    pub score: f64,
    /// Whether to hatch it: a candidate for the backward list.
    pub marked: bool,
}

/// One part of a [`shares`] bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// What it counts.
    pub label: String,
    /// How many.
    pub count: usize,
    /// The CSS class that colours it.
    pub class: &'static str,
}

const WIDTH: f64 = 760.0;
const PLOT_LEFT: f64 = 36.0;
const PLOT_TOP: f64 = 22.0;
const PLOT_BOTTOM: f64 = 208.0;
const HEIGHT: f64 = 246.0;

/// The bin width of a histogram: 1, 2 or 5 times a power of ten, for about 16 bins.
fn bin_width(range: f64) -> f64 {
    let rough = (range / 16.0).max(0.01);
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    let step = steps.into_iter().find(|step| step * power >= rough).unwrap_or(10.0);
    step * power
}

/// A histogram of scores: bins of equal width, the count above each, marked scores hatched. Empty if there
/// are no scores.
pub fn histogram(scores: &[Scored], label: &str) -> String {
    let low = scores.iter().map(|scored| scored.score).fold(f64::INFINITY, f64::min);
    let high = scores.iter().map(|scored| scored.score).fold(f64::NEG_INFINITY, f64::max);
    if !low.is_finite() || !high.is_finite() {
        return String::new();
    }
    let width = bin_width(high - low);
    let start = (low / width).floor();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    // at most about 40, given how the width is chosen
    let bin_of = |score: f64| ((score / width).floor() - start).clamp(0.0, 63.0) as usize;
    let mut bins = vec![(0_u32, 0_u32); bin_of(high) + 1];
    for scored in scores {
        let bin = &mut bins[bin_of(scored.score)];
        if scored.marked {
            bin.1 += 1;
        } else {
            bin.0 += 1;
        }
    }
    let most = bins.iter().map(|(plain, marked)| plain + marked).max().unwrap_or(1).max(1);
    let count = f64::from(u32::try_from(bins.len()).unwrap_or(u32::MAX));
    let step = (WIDTH - PLOT_LEFT - 8.0) / count;
    let scale = (PLOT_BOTTOM - PLOT_TOP) / f64::from(most);
    let mut svg = open_svg(WIDTH, HEIGHT, label);
    svg.push_str(HATCH);
    let _ = write!(svg, r#"<line class="axis" x1="{PLOT_LEFT}" y1="{PLOT_BOTTOM}" x2="{WIDTH}" y2="{PLOT_BOTTOM}"/>"#);
    let places = if width < 0.1 { 2 } else { usize::from(width < 1.0) };
    // A label needs about 40 units of width.
    let every = if step >= 40.0 { 1 } else { 2 };
    let mut x = PLOT_LEFT;
    let mut edge = start * width;
    for (index, (plain, marked)) in bins.iter().enumerate() {
        let tall = f64::from(*plain) * scale;
        let tall_marked = f64::from(*marked) * scale;
        let top = PLOT_BOTTOM - tall - tall_marked;
        let bar = step - 3.0;
        if *plain > 0 {
            let _ = write!(
                svg,
                r#"<rect class="bar" x="{:.1}" y="{top:.1}" width="{bar:.1}" height="{tall:.1}"/>"#,
                x + 1.5
            );
        }
        if *marked > 0 {
            let _ = write!(
                svg,
                r#"<rect class="bar-marked" x="{:.1}" y="{:.1}" width="{bar:.1}" height="{tall_marked:.1}" fill="url(#hatch)"/>"#,
                x + 1.5,
                PLOT_BOTTOM - tall_marked
            );
        }
        if plain + marked > 0 {
            let _ = write!(
                svg,
                r#"<text class="count" x="{:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
                x + step / 2.0,
                top - 5.0,
                plain + marked
            );
        }
        if index % every == 0 {
            let _ = write!(
                svg,
                r#"<text class="tick" x="{x:.1}" y="{:.1}" text-anchor="middle">{edge:.places$}</text>"#,
                PLOT_BOTTOM + 18.0
            );
        }
        x += step;
        edge += width;
    }
    let _ = write!(
        svg,
        r#"<text class="tick" x="{WIDTH}" y="{:.1}" text-anchor="end">得分 score</text></svg>"#,
        HEIGHT - 4.0
    );
    svg
}

/// One bar divided in proportion to the counts. Each part shows its number if there is room.
pub fn shares(parts: &[Share], label: &str) -> String {
    let total: usize = parts.iter().map(|part| part.count).sum();
    if total == 0 {
        return String::new();
    }
    let as_float = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let mut svg = open_svg(WIDTH, 34.0, label);
    svg.push_str(HATCH);
    let mut x = 0.0;
    for part in parts.iter().filter(|part| part.count > 0) {
        let width = WIDTH * as_float(part.count) / as_float(total);
        let _ = write!(
            svg,
            r#"<rect class="{}" x="{x:.1}" y="2" width="{width:.1}" height="30"><title>{} {}</title></rect>"#,
            escape(part.class),
            escape(&part.label),
            part.count
        );
        if width >= 34.0 {
            let _ = write!(
                svg,
                r#"<text class="on-{}" x="{:.1}" y="22" text-anchor="middle">{}</text>"#,
                escape(part.class),
                x + width / 2.0,
                part.count
            );
        }
        x += width;
    }
    svg.push_str("</svg>");
    svg
}

/// A small bar for a table cell. `share` runs from 0 to 1.
pub fn bar(share: f64, class: &str) -> String {
    format!(
        r#"<svg class="mini" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10"/><rect class="{}" width="{:.1}" height="10"/></svg>"#,
        escape(class),
        if share.is_finite() { share.clamp(0.0, 1.0) * 100.0 } else { 0.0 }
    )
}

fn open_svg(width: f64, height: f64, label: &str) -> String {
    format!(r#"<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{}">"#, escape(label))
}

const HATCH: &str = r##"<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#f3b183"/><rect width="2.5" height="6" fill="#b4480f"/></pattern></defs>"##;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped() {
        let svg = histogram(&[Scored { score: 1.0, marked: true }], "<script>\"");
        assert!(svg.contains("aria-label=\"&lt;script&gt;&quot;\"") && !svg.contains("<script"));
        let part = Share { label: "</title><script>".to_owned(), count: 3, class: "received" };
        assert!(!shares(&[part], "").contains("<script"));
    }

    #[test]
    fn every_score_is_counted_once() {
        for scores in [vec![60.0, 60.0, 61.5, 99.99, 100.0], vec![0.0], vec![-5.0, 0.004, 0.005], vec![87.1, 87.2]] {
            let scored: Vec<Scored> = scores.iter().map(|score| Scored { score: *score, marked: false }).collect();
            let svg = histogram(&scored, "");
            let counted: usize = svg
                .split("class=\"count\"")
                .skip(1)
                .filter_map(|text| text.split('>').nth(1)?.split('<').next()?.parse::<usize>().ok())
                .sum();
            assert_eq!(counted, scores.len(), "{svg}");
        }
        assert_eq!(histogram(&[], ""), "");
        assert_eq!(histogram(&[Scored { score: f64::NAN, marked: false }], ""), "");
        assert_eq!(shares(&[], ""), "");
    }

    #[test]
    fn bins_are_round() {
        for (range, width) in [(0.0, 0.01), (8.0, 0.5), (30.0, 2.0), (40.0, 5.0), (100.0, 10.0)] {
            assert!((bin_width(range) - width).abs() < 1e-9, "{range}: {}", bin_width(range));
        }
    }
}
