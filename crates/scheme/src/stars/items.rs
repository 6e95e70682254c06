//! Stars by items 项目星: each item of a group that came near enough to its full marks has a star of its own, and the subject's
//! stars follow from how many have theirs (Jungar 准格尔: star management by ten items and X).

use super::{Bands, By};
use crate::fraction::Fraction;
use crate::indicator::{Group, Indicator};
use crate::outcome::{IndicatorResult, Reason};
use crate::reading::Section;
use crate::rule::{Identified, unknown_id};
use cunbang_language::to_say;
use cunbang_model::Decimal;
use smol_str::{SmolStr, format_smolstr};

impl Bands {
    /// The stars of a subject by its items, and the line that says how many of these have theirs; none where stars are not
    /// given by items.
    pub(crate) fn give_by_items(
        &self,
        indicators: &[Indicator],
        lines: &[IndicatorResult],
    ) -> Option<(u8, IndicatorResult)> {
        let By::Items { group, reached } = self.by else { return None };
        let items = indicators.iter().zip(lines).filter(|(one, _)| one.group == group && one.rule.scores());
        let points: Vec<(Decimal, Decimal)> =
            items.filter_map(|(one, line)| Some((line.points?, one.max * one.weight))).collect();
        let held = points.iter().filter(|(points, most)| *points >= *most * reached).count();
        let share = Fraction::percent(Decimal::from(held), Decimal::from(points.len()));
        let stars = share.map_or(0, |share| self.of_value(share));
        let note = format_smolstr!("{held} of {} items have their star 得星项数", points.len());
        let line = IndicatorResult {
            id: SmolStr::new_static("stars"),
            points: None,
            measure: Some(Decimal::from(held)),
            reasons: vec![Reason::remark(note)],
        };
        Some((stars, line))
    }
}

impl By {
    /// Reads of which group the items are, and from which share of its full marks on one has its star.
    pub(super) fn items(section: &Section<'_>, groups: &[Group]) -> Option<Self> {
        let reached = section.number_within("reached", Decimal::ZERO, Decimal::ONE);
        if !section.has("reached") {
            section.missing("reached", &to_say!("scheme-expected-fraction"));
        }
        let group = section.required_text("group").and_then(|id| {
            let index = groups.iter().position(|group| group.id == id.value);
            if index.is_none() {
                let known: Vec<String> = groups.iter().map(|group| group.id.to_string()).collect();
                section.faults.add(id.at, unknown_id(Identified::Group, id.value, &known));
            }
            index
        });
        Some(Self::Items { group: group?, reached: reached?.value })
    }
}
