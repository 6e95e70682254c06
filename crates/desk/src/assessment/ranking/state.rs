//! What a run counts for 排名的状态: a draft, what stands published, one that another has replaced, or one that was taken
//! back.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_model::{Date, Period, UnitCode};
use cunbang_ranking::Published;
use std::sync::Arc;

/// What a run counts for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum RunState {
    /// Nobody published it.
    #[default]
    Draft,
    /// It stands published.
    Published {
        /// Who published it.
        by: UnitCode,
        /// The day.
        on: Date,
    },
    /// It was published, and the same unit has published another since, which stands.
    Superseded {
        /// Who published both.
        by: UnitCode,
        /// The id of the run that stands.
        other: String,
    },
    /// Its publication was taken back.
    Withdrawn {
        /// Who had published it.
        by: UnitCode,
        /// The day on which that was written down, where it is known here.
        on: Option<Date>,
        /// Why.
        reason: String,
    },
}

/// Another list that stands for the same period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// That of a unit above, which is the one that counts.
    Counts {
        /// Its run.
        run: String,
        /// Who published it.
        by: UnitCode,
    },
    /// What a unit below has published of its own part of the tree.
    OfPart {
        /// Its run.
        run: String,
        /// Who published it.
        by: UnitCode,
    },
}

impl RunState {
    /// The state in a word of the machine's, as in the names of files.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published { .. } => "published",
            Self::Superseded { .. } => "superseded",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}

impl Desk {
    /// What a run counts for, by everything that was published for its period to this viewer.
    pub(super) async fn state_of(
        &self,
        all: &[Arc<Published>],
        period: Period,
        run: &str,
    ) -> Result<RunState, DeskError> {
        let mut of_run = all.iter().filter(|known| known.id() == run);
        let stands = |by: UnitCode| all.iter().find(move |known| known.by == by && known.withdrawn.is_none());
        if let Some(known) = of_run.clone().find(|known| known.withdrawn.is_none()) {
            return Ok(match stands(known.by) {
                Some(other) if other.id() != run => RunState::Superseded { by: known.by, other: other.id().to_owned() },
                _ => RunState::Published { by: known.by, on: known.run.published_on },
            });
        }
        let Some(known) = of_run.next() else { return Ok(RunState::Draft) };
        let on = self.withdrawn_on(known.by, period, run).await?;
        Ok(RunState::Withdrawn { by: known.by, on, reason: known.withdrawn_because().unwrap_or_default() })
    }

    /// Whether what the unit that a run ranks has published of it stands, or was taken back; none of a draft.
    pub(crate) async fn publication_stands(
        &self,
        by: UnitCode,
        period: Period,
        run: &str,
    ) -> Result<Option<bool>, DeskError> {
        let known = self.published_by_unit(by, period).await?;
        let mut of_run = known.iter().filter(|known| known.id() == run).map(|known| known.withdrawn.is_none());
        Ok(of_run.next().map(|stands| stands || of_run.any(|stands| stands)))
    }

    /// Why a period has no list that is shown without being asked for by name: it was taken back, or nothing is published
    /// for a viewer who sees no drafts; none where nothing was ever made.
    pub async fn why_no_list(&self, viewer: &Viewer, period: Period) -> Result<NoList, DeskError> {
        let all = self.published(viewer, period).await?;
        if let Some(last) = all.first() {
            let (run, by) = (last.id().to_owned(), last.by);
            let on = self.withdrawn_on(by, period, &run).await?;
            return Ok(NoList::Withdrawn { run, on, reason: last.withdrawn_because().unwrap_or_default() });
        }
        Ok(if viewer.sees_drafts() { NoList::NotMade } else { NoList::NotPublished })
    }
}

/// Why there is no list to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoList {
    /// No run was made.
    NotMade,
    /// Nothing was published, and the viewer sees nothing else.
    NotPublished,
    /// What was published was taken back.
    Withdrawn {
        /// The last run that was.
        run: String,
        /// The day, where it is known here.
        on: Option<Date>,
        /// Why.
        reason: String,
    },
}
