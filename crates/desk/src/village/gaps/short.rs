//! Indicators that give less than they could 得分不满, however much of what they look at is there, and what full marks
//! would take: the rule itself. And stars that the rules expect and nobody has decided.

use super::{Gap, What};
use crate::village::alone::Alone;
use cunbang_model::{Decimal, Row, Table, record};
use cunbang_scheme::{GroupKind, Level, OutcomeRow};

/// The indicators that lose points and that none of the other gaps names.
pub(crate) fn short(alone: &Alone, now: Option<&OutcomeRow>, named: &[Gap]) -> Vec<Gap> {
    let is_named = |title: &str| named.iter().any(|gap| gap.what.indicators().iter().any(|one| one == title));
    let words = alone.scheme.indicators_in_words();
    let with_words = alone.scheme.indicators().iter().zip(words);
    let losing = with_words.filter_map(|(info, (measured, rule))| {
        let takes = matches!(info.group_kind, GroupKind::Base | GroupKind::Deducted);
        if info.level != Level::Village || !takes || is_named(&info.title) {
            return None;
        }
        let now = now?;
        let line = now.indicators.iter().find(|line| line.id == info.id)?;
        let lost = now.lost(info, line.points?).normalize();
        let what = What::Short {
            table: info.table.map(Table::name),
            indicator: info.title.clone(),
            points: line.points?,
            most: info.max_points.filter(|_| info.group_kind == GroupKind::Base),
            measure: line.measure,
            is_scaled: now.scale_of(info).is_some(),
            words: Some((measured, rule)),
        };
        (lost > Decimal::ZERO).then_some(Gap { period: alone.period, what, points: Some(lost) })
    });
    losing.collect()
}

/// That no stars were decided, where the rules give the top ones to a share of the members.
pub(crate) fn no_awards(alone: &Alone) -> Option<Gap> {
    let standing = alone.rows.iter().filter_map(Row::record::<record::Standing>);
    let members = standing.filter(|one| alone.scheme.counts_status(one.status)).count();
    let limit = alone.scheme.star_limit(members).filter(|limit| limit.most > 0)?;
    let is_decided = alone.rows.iter().any(|row| row.table() == Table::Awards);
    let what = What::NoAwards { stars: limit.top, most: limit.most };
    (!is_decided).then_some(Gap { period: alone.period, what, points: None })
}
