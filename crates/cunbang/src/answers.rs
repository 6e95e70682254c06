//! What a person answers beforehand to what an import would ask.

use clap::Args;
use cunbang_desk::writing::doubts::{Answers, Resembling};

/// What a person answers beforehand to what would be asked.
#[derive(Debug, Clone, Copy, Default, Args)]
#[allow(clippy::struct_excessive_bools)] // each is a flag of the command line
pub(crate) struct AnswerArguments {
    /// Rows that were withdrawn here and stand in the file again are to count again; without this they stay withdrawn
    #[arg(long)]
    restore_withdrawn: bool,
    /// Days far from the period, and days to come, are right as they are
    #[arg(long)]
    far_dates: bool,
    /// Meetings of a plan whose day has passed were held as planned
    #[arg(long)]
    held: bool,
    /// Members whose names are those of others on the roster with another day of joining, or nearly those of others, are
    /// other persons
    #[arg(long)]
    new_members: bool,
    /// Members of a name that one on the roster has, with another day of joining, are the same persons: the day is
    /// corrected
    #[arg(long)]
    same_members: bool,
    /// Members who are on the roster by another name are the same persons, and called so from now on
    #[arg(long)]
    renamed: bool,
    /// Rows that are nearly like others here are these, corrected: they take their place
    #[arg(long, conflicts_with = "as_new")]
    corrected: bool,
    /// Rows that are nearly like others here are further ones
    #[arg(long)]
    as_new: bool,
}

impl From<AnswerArguments> for Answers {
    fn from(given: AnswerArguments) -> Self {
        let resembling = match (given.corrected, given.as_new) {
            (true, _) => Some(Resembling::Corrected),
            (_, true) => Some(Resembling::New),
            _ => None,
        };
        Self {
            restore_withdrawn: given.restore_withdrawn,
            far_dates: given.far_dates,
            held: given.held,
            new_members: given.new_members,
            same_members: given.same_members,
            renamed: given.renamed,
            resembling,
        }
    }
}
