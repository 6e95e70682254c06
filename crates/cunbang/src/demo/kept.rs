//! What villages keep records of.

use cunbang_scheme::Scheme;

/// What villages keep records of: deeds and reviews always, the rest where the rules ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is a kind of record that is kept or not, whatever the others
pub(crate) struct Kept {
    /// Monthly theme days and who came.
    pub(crate) theme_days: bool,
    /// Commitments.
    pub(crate) commitments: bool,
    /// Tasks.
    pub(crate) tasks: bool,
    /// Visits to households.
    pub(crate) visits: bool,
    /// Figures: income, bonus items.
    pub(crate) figures: bool,
    /// Whether the clerk notes deeds before the review too, and writes them again when they are confirmed.
    pub(crate) notes_early: bool,
}

impl Kept {
    /// What a scheme asks for. `thrifty` leaves out what only makes more entries of the same rows.
    pub(crate) fn by(scheme: &Scheme, thrifty: bool) -> Self {
        let asks_for = |word: &str| scheme.text().contains(word);
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
