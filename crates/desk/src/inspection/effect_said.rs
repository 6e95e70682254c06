//! What a finding would do to a score, in sentences.

use crate::inspection::finding_effect::FindingEffect;
use cunbang_language::{Language, say};
use cunbang_model::{Decimal, Period, period_said};

impl FindingEffect {
    /// Whether the village's score, or what the rules take of it once it comes, is another than before.
    pub fn changes_score(&self) -> bool {
        !self.lost.is_zero()
    }

    /// What the finding would do, in sentences; `page` is the period at which whoever reads them looks.
    pub fn in_words(&self, page: Option<Period>) -> Vec<String> {
        effect_words(self, page)
    }
}

fn effect_words(effect: &FindingEffect, page: Option<Period>) -> Vec<String> {
    let points = effect.points;
    let comma = Language::first().pick("、", ", ");
    let mut said = Vec::new();
    if page != Some(effect.period) {
        said.push(say!("finding-counts-in", period = period_said(effect.period)));
    }
    if !effect.is_received {
        said.push(say!("finding-not-received"));
    }
    let by = effect.by.iter().map(|one| say!("finding-by", title = one.title.as_str(), rule = one.rule.as_str()));
    let by = by.collect::<Vec<_>>().join(comma);
    if effect.lost.is_zero() && effect.is_change {
        said.push(say!("finding-same-score", score = effect.before));
        return said;
    }
    if effect.lost.is_zero() {
        let because = if points.is_zero() {
            say!("finding-because-zero")
        } else if !effect.by.is_empty() {
            say!("finding-because-least", by = by)
        } else if effect.rules.is_empty() {
            say!("finding-because-no-rule")
        } else {
            say!("finding-because-none-applies", rules = effect.rules.join(comma))
        };
        said.push(if effect.is_received {
            say!("finding-no-effect", score = effect.before, because = because)
        } else {
            because
        });
        return said;
    }
    let lost = effect.lost;
    let (before, after, differ) = (effect.before, effect.after, lost.abs());
    said.push(match (effect.is_received, lost > Decimal::ZERO) {
        (true, true) => say!("finding-effect", before = before, after = after, points = differ, by = by),
        (true, false) => say!("finding-effect-gain", before = before, after = after, points = differ, by = by),
        (false, true) => say!("finding-effect-later", points = differ, by = by),
        (false, false) => say!("finding-effect-later-gain", points = differ, by = by),
    });
    said.extend(
        effect.rank.map(|rank| say!("finding-rank", before = rank.before, after = rank.after, ranked = rank.ranked)),
    );
    // Of one that is changed, the limit held before as well.
    let cut = effect.by.iter().filter(|one| one.lost < points && !effect.is_change);
    said.extend(cut.filter_map(|one| {
        let (most, already) = one.limit?;
        let (title, lost) = (one.title.as_str(), one.lost);
        Some(say!("finding-cut", title = title, most = most, already = already, points = points, lost = lost))
    }));
    let taken: Decimal = effect.by.iter().map(|one| one.lost).sum();
    if effect.is_received && !effect.is_change && lost < taken {
        said.push(say!("finding-cut-together", taken = taken, lost = lost));
    }
    if let Some(list) = &effect.list {
        let joined = |names: &[String]| names.join(comma);
        if !list.joins.is_empty() {
            said.push(say!("finding-joins", names = joined(&list.joins)));
        }
        if !list.leaves.is_empty() {
            said.push(say!("finding-leaves", names = joined(&list.leaves)));
        }
        if list.joins.is_empty() && list.leaves.is_empty() {
            said.push(say!("finding-same-list"));
        }
    }
    if effect.is_published {
        said.push(say!("finding-published"));
    }
    said
}
