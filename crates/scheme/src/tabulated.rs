//! A scheme for a sheet whose scores are finished: each column is an indicator, and what stands in it are its points.
//!
//! The text is a scheme as any other, to be kept, read and edited. What the sheet does not say is marked `# ours`.

use crate::measure::MeasureKind;
use crate::rule::Rule;
use crate::{GroupKind, Level, PeriodKind, Scheme};
use cunbang_model::Decimal;
use std::fmt::Write as _;

/// A column of scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreColumn {
    /// The indicator in the table of figures.
    pub word: String,
    /// What stands above the column.
    pub title: String,
    /// Whether it is part of the full marks, or adds to them, or takes away.
    pub kind: GroupKind,
    /// Its full marks, where the sheet states them.
    pub stated: Option<Decimal>,
    /// The greatest score in it, without its sign.
    pub greatest: Decimal,
}

/// How a scheme counts a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedAs {
    /// What its group does with the points.
    pub kind: GroupKind,
    /// The most that counts, where the figure itself is the points.
    pub most: Option<Decimal>,
}

/// What a sheet of finished scores says of the rules behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tabulated {
    /// The title above the sheet, or its name.
    pub title: String,
    /// How long its period is.
    pub period: PeriodKind,
    /// The columns, in their order.
    pub columns: Vec<ScoreColumn>,
    /// The highest sum of a village's scores that are part of the full marks.
    pub highest: Decimal,
}

impl Tabulated {
    /// The full marks, and whether the sheet states them: the sum of those of its columns, or else the least whole
    /// hundred that nobody exceeds.
    pub fn full_marks(&self) -> (Decimal, bool) {
        let base = || self.columns.iter().filter(|column| column.kind == GroupKind::Base);
        let stated: Option<Decimal> = base().map(|column| column.stated).sum();
        if let Some(sum) = stated.filter(|sum| !sum.is_zero()) {
            return (sum.normalize(), true);
        }
        let hundreds = (self.highest / Decimal::ONE_HUNDRED).ceil().max(Decimal::ONE);
        ((hundreds * Decimal::ONE_HUNDRED).normalize(), false)
    }

    /// The text of the scheme.
    pub fn text(&self) -> String {
        let (full, is_stated) = self.full_marks();
        let mut text = format!(
            "# 由得分表生成，可修改后用 --scheme 再排名。Made from a sheet of scores: edit it, and rank with --scheme.\n\n\
             name = \"score-sheet\"\ntitle = {}\nperiod = \"{}\"\n\n[village]\n",
            quoted(&self.title),
            self.period,
        );
        for kind in [GroupKind::Base, GroupKind::Added, GroupKind::Deducted] {
            if self.columns.iter().any(|column| column.kind == kind) {
                let _ = write!(text, "\n[[village.groups]]\nid = \"{0}\"\nkind = \"{0}\"\n", kind.as_str());
                if kind == GroupKind::Base && !is_stated {
                    let _ = writeln!(text, "cap = {full} # ours: 表上没有写满分 the sheet states no full marks");
                }
            }
        }
        for (index, column) in self.columns.iter().enumerate() {
            let (max, why) = match (column.stated, column.kind) {
                (Some(stated), _) => (stated.normalize(), ""),
                (None, GroupKind::Base) => (full, " # ours: 表上没有写 not in the sheet"),
                (None, _) => {
                    (column.greatest.ceil().max(Decimal::ONE).normalize(), " # ours: 表上的最大值 the greatest")
                }
            };
            let unstated = if column.stated.is_none() { "max_unstated = true\n" } else { "" };
            let missing = if column.kind == GroupKind::Base { "missing = \"zero\"\n" } else { "" };
            let _ = write!(
                text,
                "\n[[village.indicators]]\nid = \"column-{}\"\ntitle = {}\ngroup = \"{}\"\nmax = {max}{why}\n{unstated}{missing}\
                 measure = {{ kind = \"figure\", indicator = {} }}\npoints = {{ kind = \"value\" }}\n",
                index + 1,
                quoted(&column.title),
                column.kind.as_str(),
                quoted(&column.word),
            );
        }
        if self.columns.iter().any(|column| column.kind == GroupKind::Base) {
            text.push_str("\n[village.stars]\nby = \"score\"\nbands = [\n");
            for (per_cent, stars) in [(90, 5), (80, 4), (70, 3), (60, 2)] {
                let from = (full * Decimal::new(per_cent, 2)).normalize();
                let _ = writeln!(text, "  {{ from = {from}, stars = {stars} }}, # ours: {per_cent} %");
            }
            text.push_str("  { from = -1000000, stars = 1 }, # ours\n]\n");
        }
        text.push_str("\n[village.candidates]\nshare = 0.05 # ours\nminimum = 1 # ours\n");
        text
    }
}

impl Scheme {
    /// The figures that its villages are scored by, and how each counts.
    pub fn village_figures(&self) -> Vec<(&str, CountedAs)> {
        let indicators = self.levels.get(&Level::Village).into_iter().flat_map(|rules| &rules.indicators);
        let figures = indicators.filter_map(|one| match &one.measure.kind {
            MeasureKind::Figure { indicator, .. } => {
                let most = (one.rule == Rule::Value).then_some(one.max);
                Some((indicator.as_str(), CountedAs { kind: one.kind, most }))
            }
            _ => None,
        });
        figures.collect()
    }
}

/// A text as TOML quotes it.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            character if character.is_control() => quoted.push(' '),
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
