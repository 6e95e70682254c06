//! Steps in words: for `scheme show`, and for what is posted on a wall.

use super::{Step, Steps};

impl Steps {
    /// How many steps and stages there are and when materials are due, and then each stage with its steps: a line each,
    /// Chinese and English.
    pub(crate) fn summary(&self) -> Vec<String> {
        let due = self.within().map_or_else(String::new, |within| {
            format!("; materials are handed in within {within} 材料在{}内提交", within.in_chinese())
        });
        let (count, stages) = (self.list().len(), self.stages().count());
        let mut lines = vec![format!("steps 步骤: {count} in {stages} stages {stages} 个阶段{due}")];
        lines.extend(self.stages().map(|(stage, steps)| {
            let steps: Vec<String> = steps.iter().map(|step| self.describe(step)).collect();
            format!("steps 步骤, {stage}: {}", steps.join("; "))
        }));
        lines
    }

    fn describe(&self, step: &Step) -> String {
        let mut notes = step.materials.clone();
        let place = self.find(&step.code).map(|(place, _)| place);
        let after = step.after.map(|after| (after, &self.list()[after].code));
        notes.extend(after.and_then(|(after, code)| {
            let is_next = place == Some(after + 1);
            match (is_next, step.least.is_none()) {
                (true, true) => None,
                (_, true) => Some(format!("after {code} 在{code}之后")),
                (_, false) => {
                    let (least, chinese) = (step.least, step.least.in_chinese());
                    Some(format!("at least {least} after {code} 距{code}至少{chinese}"))
                }
            }
        }));
        if notes.is_empty() { step.title() } else { format!("{} ({})", step.title(), notes.join(", ")) }
    }

    /// What the rules ask of steps, in a sentence of Chinese.
    pub(crate) fn in_chinese(&self) -> String {
        let due = self.within().map_or_else(
            || "每步材料交齐；缺材料的亮黄灯".to_owned(),
            |within| format!("每步材料在{}内交齐；缺材料或超期的亮黄灯", within.in_chinese()),
        );
        let (count, stages) = (self.list().len(), self.stages().count());
        format!("发展党员分{stages}个阶段{count}个步骤依次办理，{due}，次序不对或时间不到的亮红灯。")
    }
}
