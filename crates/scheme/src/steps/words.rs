//! Steps in words: for `scheme show`, and for what is posted on a wall.

use super::{Step, Steps};
use crate::figure::called;
use crate::summary::in_a_row;
use cunbang_language::{Language, Said, say, to_say};

impl Steps {
    /// How many steps and stages there are and when materials are due, and then each stage with its steps: what it is
    /// about, and what holds.
    pub(crate) fn stated(&self) -> Vec<(Said, Said)> {
        let (count, stages) = (self.list().len(), self.stages().count());
        let whole = match self.within() {
            None => to_say!("scheme-stated-steps", count = count, stages = stages),
            Some(within) => {
                to_say!("scheme-stated-steps-within", count = count, stages = stages, within = within.in_words())
            }
        };
        let whole = match self.earlier() {
            None => whole,
            Some(figure) => Said::by(|| {
                let figure = called(figure, Language::first());
                if self.waits_for_proof() {
                    say!("scheme-stated-steps-written", stated = whole, figure = figure)
                } else {
                    say!("scheme-stated-steps-earlier", stated = whole, figure = figure)
                }
            }),
        };
        let mut stated = vec![(to_say!("scheme-about-steps"), whole)];
        stated.extend(self.stages().map(|(stage, steps)| {
            let steps = Said::by(|| in_a_row(steps, |step| self.step_in_words(step)));
            (to_say!("scheme-about-steps-of-stage", stage = stage), steps)
        }));
        stated
    }

    fn step_in_words(&self, step: &Step) -> String {
        let mut notes = step.materials.clone();
        let place = self.find(&step.code).map(|(place, _)| place);
        let after = step.after.map(|after| (after, &self.list()[after].code));
        notes.extend(after.and_then(|(after, code)| {
            let is_next = place == Some(after + 1);
            match (is_next, step.least.is_none()) {
                (true, true) => None,
                (_, true) => Some(say!("scheme-stated-step-after", code = code)),
                (_, false) => Some(say!("scheme-stated-step-least", code = code, least = step.least.in_words())),
            }
        }));
        let notes = notes.join(Language::first().pick("、", ", "));
        if notes.is_empty() { step.title() } else { say!("scheme-stated-step", title = step.title(), notes = notes) }
    }

    /// What the rules ask of steps, in a sentence of Chinese.
    pub(crate) fn in_chinese(&self) -> String {
        let due = self.within().map_or_else(
            || "每步材料交齐；缺材料的亮黄灯".to_owned(),
            |within| format!("每步材料在{}内交齐；缺材料或超期的亮黄灯", within.in_chinese()),
        );
        let (count, stages) = (self.list().len(), self.stages().count());
        let earlier = self.earlier().map_or_else(String::new, |figure| {
            let figure = called(figure, Language::Chinese);
            let what = if self.waits_for_proof() {
                "所写日期在本期以前又没有登记的"
            } else {
                "没有登记又早于最早登记的"
            };
            format!("上一步以登记的日期为准，{what}，须上级核实（“{figure}”），未核实的亮黄灯。")
        });
        format!("发展党员分{stages}个阶段{count}个步骤依次办理，{due}，次序不对或时间不到的亮红灯。{earlier}")
    }
}
