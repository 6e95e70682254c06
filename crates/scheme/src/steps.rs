//! Steps 发展党员步骤: how a person becomes a member, step by step, each with its materials, and the light of each step.
//!
//! **Green 绿灯** has a step that was taken in its turn, with all its materials in time. **Yellow 黄灯** reminds: a material is
//! missing, or was handed in after the time for it. **Red 红灯** stops: the step was taken out of order, too soon after the one
//! before, or after one that is red.
//!
//! Where the rules say no more, a period's rows are all that is looked at. Where the step before was taken in an earlier period, its day is what the row
//! itself states; a day within the period must be that of a row. Materials that may still come when the period ends are not
//! missing. By whose clock: a material was handed in on the day that its row states, and no later than the seal under which
//! it stands was received above. Where that was after the deadline for seals, everything under it was handed in on the day of
//! the receipt.
//!
//! Where the rules say `earlier`, rows of the two years before are looked at too, and it is not the row's own word that decides:
//! where the step before is written down, its day is what its row states, whenever that was. Where it is not, and is said to
//! have been taken on a day from which on steps of this unit are written down, the step is red. Only of a day before anything
//! of the unit is here can nothing be known: then the step is yellow, unless a unit above states that it has seen the proof.
//! It states by a figure of how many such steps of the unit it has; of those that lack nothing else as many are green.
//!
//! Where the rules say `not_as_written = "yellow"` besides, whatever a step says of a day before the period that nobody wrote
//! down is yellow in the same way, whether or not other steps of that time are written down. Of several days on which the step
//! before is written down the one that serves the step best counts.
//!
//! A row that is left out gives no step a better light: each of these sentences holds what is there to more that must be
//! there, and to nothing that must not. `tests/main/laws.rs` holds it to that.

mod judge;
mod lapse;
mod lights;
mod words;

pub use judge::{Course, Judged, Remark, Taken, Window};
pub use lapse::Lapse;

use crate::fault::{quoted, suggestion};
use crate::reading::{Located, Section, is_id};
use cunbang_language::{Said, to_say};
use std::fmt;

/// What a step comes to, from the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// 绿灯: taken in its turn, with all its materials in time.
    Green,
    /// 黄灯: materials are missing or late.
    Yellow,
    /// 红灯: out of order, or too soon.
    Red,
}

impl Light {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Green, Self::Yellow, Self::Red];

    /// The word in schemes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// The Chinese word.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Green => "绿灯",
            Self::Yellow => "黄灯",
            Self::Red => "红灯",
        }
    }
}

impl fmt::Display for Light {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A scheme's steps, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    list: Vec<Step>,
    within: Option<Lapse>,
    /// The figure by which units above state of how many steps they have seen the proof of the one before, where rows of earlier
    /// periods are looked at; none where they are not.
    earlier: Option<String>,
    /// The light of a step that says of the one before what is not written down, of a day before the period.
    not_as_written: Light,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What rows call it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The name of its stage.
    pub stage: String,
    /// The titles of its materials.
    pub materials: Vec<String>,
    /// The place of the step that it follows; none of the first.
    pub after: Option<usize>,
    /// How long after that one it may be taken at the earliest.
    pub least: Lapse,
}

/// The most steps that a scheme may have.
const MOST_STEPS: usize = 200;

impl Steps {
    /// Reads `[steps]`; none where it has none.
    pub(crate) fn read(section: &Section<'_>) -> Option<Self> {
        let within = Lapse::read(section, "within_months", "within_days");
        if within.is_some_and(Lapse::is_none) {
            section.faults.doubt(section.at, to_say!("scheme-steps-within-nothing"));
        }
        let earlier = section.text("earlier").filter(|id| {
            let is_named = is_id(id.value);
            if !is_named {
                let (value, expected) = (quoted(id.value), to_say!("scheme-expected-id"));
                section
                    .faults
                    .add(id.at, to_say!("scheme-value-wrong", place = "earlier", value = value, expected = expected));
            }
            is_named
        });
        let not_as_written =
            section.choice("not_as_written", &[("red", Light::Red), ("yellow", Light::Yellow)]).unwrap_or(Light::Red);
        if let Some(at) = section.place_of("not_as_written")
            && earlier.is_none()
        {
            section.faults.add(at, to_say!("scheme-steps-not-written-alone"));
        }
        let mut list: Vec<Step> = Vec::new();
        for entry in section.sections("stages") {
            let stage = entry.required_text("name");
            let steps = entry.sections("steps");
            if steps.is_empty() && !entry.has("steps") {
                entry.missing("steps", &to_say!("scheme-expected-steps"));
            }
            for one in steps {
                list.extend(Step::read(&one, stage.map_or("", |stage| stage.value), &list));
            }
            entry.finish();
        }
        if !section.has("stages") {
            section.missing("stages", &to_say!("scheme-expected-stages"));
        }
        if list.len() > MOST_STEPS {
            section.faults.add(section.at, to_say!("scheme-steps-too-many", count = list.len(), most = MOST_STEPS));
        }
        section.finish();
        (!list.is_empty() && list.len() <= MOST_STEPS).then_some(Self {
            list,
            within,
            earlier: earlier.map(|id| id.value.to_owned()),
            not_as_written,
        })
    }

    /// The steps, in their order.
    pub fn list(&self) -> &[Step] {
        &self.list
    }

    /// The step with a code, and its place.
    pub fn find(&self, code: &str) -> Option<(usize, &Step)> {
        self.list.iter().enumerate().find(|(_, step)| step.code == code)
    }

    /// How long after a step its materials are to be handed in; as long as one likes where nothing is said.
    pub fn within(&self) -> Option<Lapse> {
        self.within
    }

    /// The figure by which units above state of how many steps they have seen the proof of the one before, where rows of earlier
    /// periods are looked at; none where they are not.
    pub fn earlier(&self) -> Option<&str> {
        self.earlier.as_deref()
    }

    /// Whether a step that says of the one before what is not written down, of a day before the period, waits for a unit above
    /// to have seen the proof, and does not stop.
    pub fn waits_for_proof(&self) -> bool {
        self.earlier.is_some() && self.not_as_written == Light::Yellow
    }

    /// The stages in their order, each with its steps.
    pub fn stages(&self) -> impl Iterator<Item = (&str, &[Step])> {
        self.list.chunk_by(|one, next| one.stage == next.stage).map(|steps| (steps[0].stage.as_str(), steps))
    }
}

impl Step {
    fn read(section: &Section<'_>, stage: &str, before: &[Self]) -> Option<Self> {
        let code = section.required_text("code");
        if let Some(code) = code {
            if !is_named_in_rows(code.value) {
                let (value, expected) = (quoted(code.value), named_in_rows());
                section
                    .faults
                    .add(code.at, to_say!("scheme-value-wrong", place = "code", value = value, expected = expected));
            }
            if before.iter().any(|step| step.code == code.value) {
                section.faults.add(code.at, to_say!("scheme-step-twice", code = quoted(code.value)));
            }
        }
        let name = section.required_text("name");
        let materials = read_materials(section);
        let after = read_after(section, code, before);
        let least = Lapse::read(section, "least_months", "least_days").unwrap_or_default();
        if before.is_empty() && !least.is_none() {
            section.faults.add(section.at, to_say!("scheme-first-step-after"));
        }
        section.finish();
        Some(Self {
            code: code?.value.to_owned(),
            name: name?.value.trim().to_owned(),
            stage: stage.trim().to_owned(),
            materials,
            after,
            least,
        })
    }

    /// The step as people call it: `3 确定入党积极分子`.
    pub fn title(&self) -> String {
        format!("{} {}", self.code, self.name)
    }
}

/// What a row can name, for messages.
fn named_in_rows() -> Said {
    to_say!("scheme-expected-name-in-rows")
}

/// Whether a row can name it.
fn is_named_in_rows(text: &str) -> bool {
    (1..=64).contains(&text.chars().count())
        && !text.chars().any(|one| one.is_whitespace() || one.is_control() || one == '/')
}

fn read_materials(section: &Section<'_>) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for title in section.texts("materials").unwrap_or_default() {
        if !is_named_in_rows(title.value) {
            section.faults.add(
                title.at,
                to_say!("scheme-material-wrong", value = quoted(title.value), expected = named_in_rows()),
            );
        } else if titles.iter().any(|other| other == title.value) {
            section.faults.add(title.at, to_say!("scheme-named-twice", key = "materials", value = quoted(title.value)));
        }
        titles.push(title.value.to_owned());
    }
    titles
}

/// The place of the step that this one follows.
fn read_after(section: &Section<'_>, code: Option<Located<&str>>, before: &[Step]) -> Option<usize> {
    let Some(after) = section.text("after") else { return before.len().checked_sub(1) };
    let place = before.iter().position(|step| step.code == after.value);
    if place.is_none() {
        let message = if code.is_some_and(|code| code.value == after.value) {
            to_say!("scheme-step-after-itself", step = quoted(after.value))
        } else {
            let known = before.iter().map(|step| step.code.as_str());
            let near = suggestion(after.value, known);
            to_say!("scheme-step-not-before", step = quoted(after.value), near = near)
        };
        section.faults.add(after.at, message);
    }
    place
}
