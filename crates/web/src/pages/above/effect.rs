//! What a finding would do to a score, in sentences.

use crate::pages::frame::period_name;
use cunbang_desk::inspection::finding_effect::FindingEffect;
use cunbang_language::{Language, say};
use cunbang_model::{Decimal, Period};

/// What a finding would do, in sentences.
pub(super) fn effect_words(effect: &FindingEffect, points: Decimal, page: Period) -> Vec<String> {
    let comma = Language::first().pick("、", ", ");
    let mut said = Vec::new();
    if effect.period != page {
        said.push(say!("finding-counts-in", period = period_name(effect.period)));
    }
    if !effect.is_received {
        said.push(say!("finding-not-received"));
    }
    let by = effect.by.iter().map(|one| say!("finding-by", title = one.title.as_str(), rule = one.rule.as_str()));
    let by = by.collect::<Vec<_>>().join(comma);
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
    said.push(if effect.is_received {
        say!("finding-effect", before = effect.before, after = effect.after, points = lost, by = by)
    } else {
        say!("finding-effect-later", points = lost, by = by)
    });
    said.extend(
        effect.rank.map(|rank| say!("finding-rank", before = rank.before, after = rank.after, ranked = rank.ranked)),
    );
    let cut = effect.by.iter().filter(|one| one.lost < points);
    said.extend(cut.filter_map(|one| {
        let (most, already) = one.limit?;
        let (title, lost) = (one.title.as_str(), one.lost);
        Some(say!("finding-cut", title = title, most = most, already = already, points = points, lost = lost))
    }));
    let taken: Decimal = effect.by.iter().map(|one| one.lost).sum();
    if effect.is_received && lost < taken {
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
