//! What is asked about a file, and what somebody answered.

use super::super::visitor::Fields;
use super::super::writing::field;
use cunbang_desk::writing::doubts::{Answers, Resembling};
use cunbang_report::Problem;

/// What was answered, as the form shows it.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // each is a box or button of the form
pub(super) struct AnswersShown {
    pub(super) restore_withdrawn: bool,
    pub(super) far_dates: bool,
    pub(super) held: bool,
    pub(super) new_members: bool,
    pub(super) same_members: bool,
    pub(super) renamed: bool,
    pub(super) corrected: bool,
    pub(super) as_new: bool,
}

impl AnswersShown {
    pub(super) fn of(fields: &Fields) -> Self {
        let said = |name: &str| field(fields, name).is_some();
        let resembling = field(fields, "resembling");
        Self {
            restore_withdrawn: said("restore_withdrawn"),
            far_dates: said("far_dates"),
            held: said("held"),
            new_members: said("new_members"),
            same_members: said("same_members"),
            renamed: said("renamed"),
            corrected: resembling == Some("corrected"),
            as_new: resembling == Some("new"),
        }
    }

    /// As they stand in an address.
    pub(super) fn in_address(self) -> String {
        let said = [
            (self.restore_withdrawn, "restore_withdrawn=yes"),
            (self.far_dates, "far_dates=yes"),
            (self.held, "held=yes"),
            (self.new_members, "new_members=yes"),
            (self.same_members, "same_members=yes"),
            (self.renamed, "renamed=yes"),
            (self.corrected, "resembling=corrected"),
            (self.as_new, "resembling=new"),
        ];
        said.into_iter().filter(|(is_said, _)| *is_said).map(|(_, field)| field).collect::<Vec<_>>().join("&")
    }
}

impl From<AnswersShown> for Answers {
    fn from(shown: AnswersShown) -> Self {
        let resembling = match (shown.corrected, shown.as_new) {
            (true, _) => Some(Resembling::Corrected),
            (_, true) => Some(Resembling::New),
            _ => None,
        };
        let AnswersShown { restore_withdrawn, far_dates, held, new_members, same_members, renamed, .. } = shown;
        Self { restore_withdrawn, far_dates, held, new_members, same_members, renamed, resembling }
    }
}

/// What is asked about a file, or was answered: only that stands on the page.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // each is a box or button of the form
pub(super) struct Asks {
    pub(super) restore_withdrawn: bool,
    pub(super) far_dates: bool,
    pub(super) held: bool,
    pub(super) same_members: bool,
    pub(super) new_members: bool,
    pub(super) renamed: bool,
    pub(super) resembling: bool,
}

/// Which problems a question is about.
type Kind<'k> = &'k dyn Fn(&Problem) -> bool;

impl Asks {
    /// What is asked about a file of which so many rows were withdrawn here, and what was answered. `asks` tells whether there is
    /// a question of a kind.
    pub(super) fn of(answers: AnswersShown, withdrawn: usize, asks: &dyn Fn(Kind<'_>) -> bool) -> Self {
        Self {
            restore_withdrawn: answers.restore_withdrawn || withdrawn > 0,
            far_dates: answers.far_dates || asks(&|one| matches!(one, Problem::FarOff { .. } | Problem::NotYet { .. })),
            held: answers.held || asks(&|one| matches!(one, Problem::Planned)),
            same_members: answers.same_members || asks(&|one| matches!(one, Problem::OtherJoined { .. })),
            new_members: answers.new_members
                || asks(&|one| {
                    matches!(
                        one,
                        Problem::OtherJoined { .. }
                            | Problem::NearMember { .. }
                            | Problem::Namesake { has_day: true, .. }
                    )
                }),
            renamed: answers.renamed || asks(&|one| matches!(one, Problem::Renamed { .. })),
            resembling: answers.corrected || answers.as_new || asks(&|one| matches!(one, Problem::Resembles { .. })),
        }
    }

    pub(super) const fn any(&self) -> bool {
        self.restore_withdrawn
            || self.far_dates
            || self.held
            || self.same_members
            || self.new_members
            || self.renamed
            || self.resembling
    }
}
