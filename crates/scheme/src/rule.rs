//! Points rules 计分规则: from a measure to points.

use crate::fault::suggestion;
use crate::fraction::Fraction;
use crate::indicator::GroupKind;
use crate::reading::Section;
use cunbang_language::{Said, to_say};
use cunbang_model::Decimal;

/// How a measure gives points. What a rule computes is a magnitude from 0 to the indicator's maximum;
/// the group says whether it adds or takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rule {
    /// So many points for each unit of the measure, up to the maximum.
    Per { each: Decimal },
    /// So many points off for each unit: off the maximum in a base group, off the score in a deducted one.
    Deduct { each: Decimal },
    /// From nothing at `from` to the maximum at `to`, in a straight line; `from` may be the greater.
    Linear { from: Decimal, to: Decimal },
    /// Half-open bands, the highest first: the first whose `from` is reached gives its points.
    Bands(Vec<Band>),
    /// The measure is the points.
    Value,
    /// Shown, and there for tie-breakers and stars; gives no points.
    Shown,
    /// In a veto group: where it applies, nothing of the score is left.
    Veto(Veto),
}

/// When a measure is a veto 一票否决.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Veto {
    /// From this measure on.
    at: Option<Decimal>,
    /// Below this measure.
    below: Option<Decimal>,
    /// Where there is nothing to measure.
    missing: bool,
}

impl Veto {
    fn parse(section: &Section<'_>) -> Self {
        let (at, below) = (section.number("at"), section.number("below"));
        let missing = section.choice("missing", &[("veto", true)]).unwrap_or(false);
        if let (Some(_), Some(below)) = (at, below) {
            section.faults.add(below.at, to_say!("scheme-veto-at-and-below"));
        }
        let usual = if below.is_none() && !missing { Some(Decimal::ONE) } else { None };
        Self { at: at.map(|at| at.value).or(usual), below: below.map(|below| below.value), missing }
    }

    /// The measure below which it is one, where the scheme states it.
    pub(crate) const fn below(self) -> Option<Decimal> {
        self.below
    }

    /// Whether one is where nothing is measured.
    pub(crate) const fn is_of_missing(self) -> bool {
        self.missing
    }

    /// Whether a measure is one.
    pub(crate) fn applies(self, value: Option<Fraction>) -> bool {
        let Some(value) = value else { return self.missing };
        self.at.is_some_and(|at| value >= Fraction::from(at))
            || self.below.is_some_and(|below| value < Fraction::from(below))
    }

    /// Whether a measure within reach may be one, and whether it must.
    pub(crate) fn within(self, reach: Reach) -> (bool, bool) {
        let reaches = |end: Option<Fraction>, at: Decimal| end.is_some_and(|end| end >= Fraction::from(at));
        let may = self.missing
            || self.at.is_some_and(|at| reach.high.is_none() || reaches(reach.high, at))
            || self.below.is_some_and(|below| reach.low.is_none_or(|low| low < Fraction::from(below)));
        let must = self.at.is_some_and(|at| reaches(reach.low, at))
            || self.below.is_some_and(|below| reach.high.is_some_and(|high| high < Fraction::from(below)));
        (may, must)
    }

    fn describe(self) -> String {
        let mut words = Vec::new();
        words.extend(self.at.map(|at| format!("from {at} on")));
        words.extend(self.below.map(|below| format!("below {below}")));
        words.extend(self.missing.then(|| "where it is missing".to_owned()));
        format!("{}, nothing of the score is left", words.join(" or "))
    }

    pub(crate) fn in_chinese(self) -> String {
        let mut words = Vec::new();
        words.extend(self.at.map(|at| format!("达到{}", at.normalize())));
        words.extend(self.below.map(|below| format!("低于{}", below.normalize())));
        words.extend(self.missing.then(|| "没有数".to_owned()));
        format!("{}即一票否决", words.join("或"))
    }
}

/// From a measure on, so many points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Band {
    pub(crate) from: Decimal,
    pub(crate) points: Decimal,
}

/// The range in which a measure still lies; none on a side where it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) low: Option<Fraction>,
    pub(crate) high: Option<Fraction>,
}

impl Reach {
    pub(crate) const ANY: Self = Self { low: None, high: None };
}

impl Rule {
    /// Reads `points`, for an indicator of `max` points in a group.
    pub(crate) fn parse(section: &Section<'_>, group: GroupKind, max: Option<Decimal>) -> Option<Self> {
        #[derive(Clone, Copy)]
        enum Word {
            Per,
            Deduct,
            Linear,
            Bands,
            Value,
            Shown,
            Veto,
        }
        let word = section.required_choice(
            "kind",
            &[
                ("per", Word::Per),
                ("deduct", Word::Deduct),
                ("linear", Word::Linear),
                ("bands", Word::Bands),
                ("value", Word::Value),
                ("shown", Word::Shown),
                ("veto", Word::Veto),
            ],
        )?;
        let rule = match word {
            Word::Per | Word::Deduct => {
                let each = section.required_number("each");
                if let Some(each) = each.filter(|each| each.value <= Decimal::ZERO) {
                    section.faults.add(each.at, to_say!("scheme-each-not-above-zero", value = each.value));
                }
                let each = each.map(|each| each.value);
                if matches!(word, Word::Per) {
                    each.map(|each| Self::Per { each })
                } else {
                    if group == GroupKind::Added {
                        section.faults.add(section.at, to_say!("scheme-deduct-in-added"));
                    }
                    each.map(|each| Self::Deduct { each })
                }
            }
            Word::Linear => {
                let (from, to) = (section.required_number("from"), section.required_number("to"));
                if let (Some(from), Some(to)) = (from, to)
                    && from.value == to.value
                {
                    section.faults.add(to.at, to_say!("scheme-line-without-length", value = to.value));
                }
                from.zip(to).map(|(from, to)| Self::Linear { from: from.value, to: to.value })
            }
            Word::Bands => parse_bands(section, max).map(Self::Bands),
            Word::Value => Some(Self::Value),
            Word::Shown => Some(Self::Shown),
            Word::Veto => Some(Self::Veto(Veto::parse(section))),
        };
        section.finish();
        if (group == GroupKind::Veto) != matches!(word, Word::Veto) && !matches!(word, Word::Shown) {
            section.faults.add(section.at, to_say!("scheme-veto-misplaced"));
        }
        rule
    }

    /// Whether it gives or takes points, and so needs a maximum.
    pub(crate) const fn scores(&self) -> bool {
        !matches!(self, Self::Shown | Self::Veto(_))
    }

    /// Whether a smaller measure gives more somewhere, of points that are added.
    pub(crate) fn favours_less(&self) -> bool {
        match self {
            Self::Deduct { .. } => true,
            Self::Linear { from, to } => from > to,
            Self::Bands(bands) => {
                bands.iter().zip(bands.iter().skip(1)).any(|(higher, lower)| higher.points < lower.points)
            }
            Self::Per { .. } | Self::Value | Self::Shown | Self::Veto(_) => false,
        }
    }

    /// The points of one unit of the measure, where each row gives its own.
    pub(crate) fn each(&self, group: GroupKind) -> Option<Fraction> {
        let (each, takes) = match self {
            Self::Per { each } => (*each, false),
            Self::Deduct { each } => (*each, true),
            Self::Value => (Decimal::ONE, false),
            _ => return None,
        };
        let each = Fraction::from(each);
        Some(if takes || group == GroupKind::Deducted { -each } else { each })
    }

    /// The points that a measure gives.
    pub(crate) fn points(&self, measure: Fraction, max: Decimal, group: GroupKind) -> Fraction {
        self.signed(self.magnitude(measure, max), max, group)
    }

    /// The least and most points that a measure within reach gives.
    pub(crate) fn range(&self, reach: Reach, max: Decimal, group: GroupKind) -> (Fraction, Fraction) {
        let full = Fraction::from(max);
        let at = |end: Option<Fraction>, open: Fraction| end.map_or(open, |end| self.magnitude(end, max));
        let ends = match self {
            Self::Shown | Self::Veto(_) => (Fraction::ZERO, Fraction::ZERO),
            Self::Linear { from, to } if from > to => (at(reach.low, full), at(reach.high, Fraction::ZERO)),
            Self::Per { .. } | Self::Deduct { .. } | Self::Value | Self::Linear { .. } => {
                (at(reach.low, Fraction::ZERO), at(reach.high, full))
            }
            Self::Bands(bands) => {
                let is_reached = |band: &&Band| {
                    let from = Fraction::from(band.from);
                    reach.low.is_none_or(|low| from > low) && reach.high.is_none_or(|high| from <= high)
                };
                let lowest = at(reach.low, Fraction::ZERO);
                bands
                    .iter()
                    .filter(is_reached)
                    .map(|band| Fraction::from(band.points))
                    .fold((lowest, lowest), |(least, most), points| (least.min(points), most.max(points)))
            }
        };
        let (one, other) = (self.signed(ends.0, max, group), self.signed(ends.1, max, group));
        (one.min(other), one.max(other))
    }

    fn signed(&self, magnitude: Fraction, max: Decimal, group: GroupKind) -> Fraction {
        match (group, self) {
            (GroupKind::Deducted, _) => -magnitude,
            (_, Self::Deduct { .. }) => Fraction::from(max) - magnitude,
            _ => magnitude,
        }
    }

    /// How much more a measure would take than the maximum lets it; nothing of what gives.
    pub(crate) fn beyond_limit(&self, measure: Fraction, max: Decimal, group: GroupKind) -> Fraction {
        let takes = group == GroupKind::Deducted || matches!(self, Self::Deduct { .. });
        let is_limited = matches!(self, Self::Per { .. } | Self::Deduct { .. } | Self::Value);
        if !(takes && is_limited) {
            return Fraction::ZERO;
        }
        (self.raw(measure, max) - Fraction::from(max)).max(Fraction::ZERO)
    }

    fn magnitude(&self, measure: Fraction, max: Decimal) -> Fraction {
        self.raw(measure, max).clamp(Fraction::ZERO, Fraction::from(max))
    }

    /// The magnitude before it is cut to what the indicator may give or take.
    fn raw(&self, measure: Fraction, max: Decimal) -> Fraction {
        let full = Fraction::from(max);
        match self {
            Self::Per { each } | Self::Deduct { each } => Fraction::from(*each) * measure,
            Self::Linear { from, to } => full * ((measure - Fraction::from(*from)) / Fraction::from(to - from)),
            Self::Bands(bands) => {
                let reached = bands.iter().find(|band| measure >= Fraction::from(band.from));
                reached.map_or(Fraction::ZERO, |band| Fraction::from(band.points))
            }
            Self::Value => measure,
            Self::Shown | Self::Veto(_) => Fraction::ZERO,
        }
    }

    /// The rule in words, for `scheme show`.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Per { each } => format!("{each} for each"),
            Self::Deduct { each } => format!("{each} off for each"),
            Self::Linear { from, to } => {
                format!("in a straight line from 0 at {from} to full at {to}")
            }
            Self::Bands(bands) => {
                let bands: Vec<String> =
                    bands.iter().map(|band| format!("{} from {}", band.points, band.from)).collect();
                bands.join(", ")
            }
            Self::Value => "the measure itself".to_owned(),
            Self::Shown => "shown only".to_owned(),
            Self::Veto(veto) => veto.describe(),
        }
    }
}

fn parse_bands(section: &Section<'_>, max: Option<Decimal>) -> Option<Vec<Band>> {
    let entries = band_entries(section, "points");
    if entries.is_empty() {
        section.missing("bands", &to_say!("scheme-expected-bands-of-points"));
        return None;
    }
    let mut bands = Vec::new();
    for (from, points, at) in entries {
        if points < Decimal::ZERO || max.is_some_and(|max| points > max) {
            let message = match max {
                None => to_say!("scheme-band-points-wrong", from = from, points = points),
                Some(max) => to_say!("scheme-band-points-above-max", from = from, points = points, max = max),
            };
            section.faults.add(at, message);
        }
        bands.push(Band { from, points });
    }
    Some(bands)
}

/// The bands of a section, the highest first: from where, what it gives (under `what`), and where it
/// stands. Notes bands that no value reaches, that overlap, or that leave a gap.
pub(crate) fn band_entries(section: &Section<'_>, what: &'static str) -> Vec<(Decimal, Decimal, usize)> {
    let mut bands: Vec<(Decimal, Decimal, usize)> = Vec::new();
    let mut above: Option<Decimal> = None;
    for band in section.sections("bands") {
        let from = band.required_number("from");
        let gives = band.required_number(what);
        let to = band.number("to");
        band.finish();
        let Some((from, gives)) = from.zip(gives) else {
            continue;
        };
        if let Some(to) = to.filter(|to| to.value <= from.value) {
            section.faults.add(to.at, to_say!("scheme-band-empty", from = from.value, to = to.value));
        }
        match above {
            Some(above) if from.value >= above => {
                section.faults.add(from.at, to_say!("scheme-band-behind-lower", from = from.value, above = above));
            }
            Some(above) if to.as_ref().is_some_and(|to| to.value > above) => {
                section.faults.add(from.at, to_say!("scheme-band-overlaps", from = from.value, above = above));
            }
            Some(above) if to.as_ref().is_some_and(|to| to.value < above) => {
                section.faults.add(from.at, to_say!("scheme-band-gap", above = above));
            }
            _ => {}
        }
        above = Some(above.map_or(from.value, |above| above.min(from.value)));
        bands.push((from.value, gives.value, band.at));
    }
    bands.sort_by_key(|band| std::cmp::Reverse(band.0));
    bands
}

/// Notes where a rule asks for more than the measure can come to.
pub(crate) fn check_against_top(rule: &Rule, section: &Section<'_>, top: Decimal) {
    match rule {
        Rule::Linear { from, to } if from.max(to) > &top || from.min(to) < &Decimal::ZERO => {
            section.faults.add(section.at, to_say!("scheme-line-beyond-measure", top = top, from = from, to = to));
        }
        Rule::Bands(bands) => {
            for band in bands.iter().filter(|band| band.from > top) {
                section.faults.add(section.at, to_say!("scheme-band-beyond-measure", from = band.from, top = top));
            }
        }
        _ => {}
    }
}

/// What is referred to by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identified {
    Indicator,
    /// An indicator, or the score.
    IndicatorOrScore,
    Group,
    Stage,
    /// A stage that settles equal scores.
    TiedStage,
}

impl Identified {
    /// Whether the score may stand there too.
    const fn may_be_score(self) -> bool {
        matches!(self, Self::IndicatorOrScore)
    }

    /// As the files of messages have it.
    const fn word(self) -> &'static str {
        match self {
            Self::Indicator => "indicator",
            Self::IndicatorOrScore => "indicator-or-score",
            Self::Group => "group",
            Self::Stage => "stage",
            Self::TiedStage => "tied-stage",
        }
    }
}

/// The message for an id that is not in a list.
pub(crate) fn unknown_id(what: Identified, id: &str, known: &[String]) -> Said {
    let score = what.may_be_score().then_some("score");
    let (what, near) = (what.word(), suggestion(id, known.iter().map(String::as_str).chain(score)));
    to_say!("scheme-id-unknown", what = what, id = id, near = near)
}
