//! What villages keep records of.

/// Which records villages keep: deeds and reviews always, the rest if the scheme asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is a kind of record that is kept or not, whatever the others
pub struct Kept {
    /// Monthly theme days and attendance.
    pub theme_days: bool,
    /// Commitments.
    pub commitments: bool,
    /// Tasks.
    pub tasks: bool,
    /// Visits to households.
    pub visits: bool,
    /// Figures: income, bonus items.
    pub figures: bool,
    /// Whether the clerk also records deeds before the review, and again when they are confirmed.
    pub notes_early: bool,
}

impl Kept {
    /// Every kind of record.
    pub const fn everything() -> Self {
        Self { theme_days: true, commitments: true, tasks: true, visits: true, figures: true, notes_early: true }
    }

    /// The records that the text of a scheme asks for. `thrifty` skips notes that only add entries for the same rows.
    pub fn by(scheme: &str, thrifty: bool) -> Self {
        let asks_for = |word: &str| scheme.contains(word);
        Self {
            theme_days: asks_for("theme_day"),
            commitments: asks_for("\"commitments\""),
            tasks: asks_for("\"tasks\""),
            visits: asks_for("\"visits\""),
            figures: asks_for("\"figure\""),
            notes_early: !thrifty,
        }
    }
}
