//! What villages keep records of.

/// What villages keep records of: deeds and reviews always, the rest where the rules ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is a kind of record that is kept or not, whatever the others
pub struct Kept {
    /// Monthly theme days and who came.
    pub theme_days: bool,
    /// Commitments.
    pub commitments: bool,
    /// Tasks.
    pub tasks: bool,
    /// Visits to households.
    pub visits: bool,
    /// Figures: income, bonus items.
    pub figures: bool,
    /// Whether the clerk notes deeds before the review too, and writes them again when they are confirmed.
    pub notes_early: bool,
}

impl Kept {
    /// Everything that a village can keep records of.
    pub const fn everything() -> Self {
        Self { theme_days: true, commitments: true, tasks: true, visits: true, figures: true, notes_early: true }
    }

    /// What the text of a scheme asks for. `thrifty` leaves out what only makes more entries of the same rows.
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
