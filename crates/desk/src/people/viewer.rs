//! Who looks, and what they may see: their own unit and those under it; of others, what was published.

use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::audit::{self, Deed};
use crate::people::scope::OperatorRole;
use crate::reading::texts::period_said;
use cunbang_identity::DeviceCertificate;
use cunbang_language::{Language, Named, lazily, say};
use cunbang_model::{DocumentKind, DocumentName, Period, Rights, Role, Table, UnitCode, access};
use cunbang_replica::Replica;
use cunbang_scheme::Level;

/// Who looks. Everyone sees the part of the tree at and under their own unit whole; but a program that only reads sees no
/// documents that tell of persons, and a village's terminal no draft of a ranking that another node made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    unit: UnitCode,
    role: Role,
    /// A device, or the person at this node.
    name: String,
    sees_drafts: bool,
}

impl Viewer {
    /// The person who sits at the node itself: sees what the node holds.
    pub fn operator(replica: &Replica, name: &str) -> Self {
        Self { unit: replica.unit(), role: replica.role(), name: name.to_owned(), sees_drafts: true }
    }

    /// The person at the node as far as a role sees: who only looks is shown no documents that tell of persons, and of
    /// rankings what is published.
    #[must_use]
    pub fn as_role(self, role: OperatorRole) -> Self {
        if role == OperatorRole::Viewer { Self { role: Role::Reader, sees_drafts: false, ..self } } else { self }
    }

    /// The same, of rankings seeing only what is published.
    #[must_use]
    pub fn of_published(self) -> Self {
        Self { sees_drafts: false, ..self }
    }

    /// Somebody who looks at the node of a unit beneath, as far as what was published is seen there.
    #[must_use]
    pub(crate) fn beneath(&self, unit: UnitCode) -> Self {
        Self { unit, role: Role::Node, sees_drafts: false, name: self.name.clone() }
    }

    /// Whoever sees the same: by what is seen, not by who looks.
    #[must_use]
    pub(crate) fn nameless(&self) -> Self {
        Self { name: String::new(), ..*self }
    }

    /// Whether rows of a table of a unit are shown.
    pub fn reads(&self, table: Table, unit: UnitCode) -> bool {
        self.check_document(table.document(), unit).is_ok()
    }

    /// A device that asks over the network.
    pub fn device(certificate: &DeviceCertificate) -> Self {
        let (unit, role) = (certificate.unit, certificate.role);
        Self { unit, role, name: certificate.device.to_string(), sees_drafts: role != Role::Terminal }
    }

    /// Whether runs that were not published are shown.
    pub fn sees_drafts(&self) -> bool {
        self.sees_drafts
    }

    /// The unit whose part of the tree is seen.
    pub fn unit(&self) -> UnitCode {
        self.unit
    }

    /// Whether a unit is seen whole.
    pub fn covers(&self, unit: UnitCode) -> bool {
        unit.is_within(&self.unit)
    }

    /// Whether a bulletin of `unit` is for this viewer: it is published to everyone below.
    pub fn is_told_by(&self, unit: UnitCode) -> bool {
        self.unit.is_within(&unit)
    }

    /// Refuses a unit outside.
    pub(crate) fn check(&self, unit: UnitCode) -> Result<(), ViewError> {
        if self.covers(unit) { Ok(()) } else { Err(self.outside(unit, Besides::Nothing)) }
    }

    /// Refuses documents that do not come to the viewer's unit.
    pub(crate) fn check_document(&self, kind: DocumentKind, about: UnitCode) -> Result<(), ViewError> {
        if access::may_read_kind(self.role, self.unit, kind, about) {
            Ok(())
        } else if access::may_hold_kind(self.unit, kind, about) {
            Err(ViewError::NotForReaders { kind })
        } else {
            Err(ViewError::NotForUnit { kind, about, own: self.unit })
        }
    }

    /// Says that this viewer saw a document, where it tells of persons.
    pub(crate) fn note_if_personal(&self, document: &DocumentName) {
        if document.kind().rights() == Rights::Personal {
            self.note_persons(document.unit(), &document.to_string());
        }
    }

    /// The refusal of a unit, with what else there is to say.
    pub(crate) fn outside(&self, unit: UnitCode, besides: Besides) -> ViewError {
        ViewError::Outside { unit, own: self.unit, besides }
    }

    /// Says that this viewer saw what is known of a unit's members.
    pub(crate) fn note_persons(&self, unit: UnitCode, what: &str) {
        audit::note(Deed::ReadPersons, &self.name, unit, what);
    }
}

/// What else there is to say of a unit that is not to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Besides {
    /// Nothing.
    Nothing,
    /// Members are not published.
    Members,
    /// Nothing that ranks it was published for the period.
    NothingPublished(Period),
    /// The run was not published.
    NotPublished(String),
}

impl std::fmt::Display for Besides {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&match self {
            Self::Nothing => return Ok(()),
            Self::Members => say!("besides-members"),
            Self::NothingPublished(period) => say!("besides-nothing-published", period = period),
            Self::NotPublished(run) => say!("besides-not-published", run = run),
        })
    }
}

/// A part of a run that only the node has which made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunPart {
    /// Its score sheets.
    ScoreSheets,
    /// Its members.
    Members,
}

impl std::fmt::Display for RunPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&match self {
            Self::ScoreSheets => say!("part-score-sheets"),
            Self::Members => say!("part-members"),
        })
    }
}

/// A kind of document, as people call it.
fn called(kind: DocumentKind) -> String {
    match kind {
        DocumentKind::Org => say!("kind-org"),
        DocumentKind::Scheme => say!("kind-scheme"),
        DocumentKind::Bulletin => say!("kind-bulletin"),
        DocumentKind::Roster => say!("kind-roster"),
        DocumentKind::Ledger => say!("kind-ledger"),
        DocumentKind::Inspection => say!("kind-inspection"),
        DocumentKind::Appeal => say!("kind-appeal"),
        DocumentKind::Log => say!("kind-log"),
        DocumentKind::Sheet => say!("kind-sheet"),
        DocumentKind::Later(_) => kind.to_string(),
    }
}

fn level_name(level: Level) -> String {
    Named::new(level.chinese(), level.as_str()).to_string()
}

fn level_names(levels: &[Level]) -> String {
    let names: Vec<String> = levels.iter().map(|level| level_name(*level)).collect();
    names.join(Language::first().pick("、", ", "))
}

fn nothing_published(period: Option<Period>) -> String {
    let of = |period: Period| say!("view-nothing-published-for", period = period);
    period.map_or_else(|| say!("view-nothing-published"), of)
}

/// Why there is nothing to see.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    /// The unit lies outside what the viewer may see.
    #[error("{}", say!("view-outside", unit = .unit, own = .own, besides = .besides))]
    Outside {
        /// The unit asked for.
        unit: UnitCode,
        /// The viewer's unit.
        own: UnitCode,
        /// What else there is to say.
        besides: Besides,
    },
    /// Documents of the kind about the unit do not come to the viewer's.
    #[error("{}", say!("view-not-for-unit", kind = called(*.kind), about = .about, own = .own))]
    NotForUnit {
        /// The kind of document.
        kind: DocumentKind,
        /// The unit that it is about.
        about: UnitCode,
        /// The viewer's unit.
        own: UnitCode,
    },
    /// Documents of the kind tell of persons.
    #[error("{}", say!("view-not-for-readers", kind = called(*.kind)))]
    NotForReaders {
        /// The kind of document.
        kind: DocumentKind,
    },
    /// Nothing of the document is here.
    #[error("{}", say!("view-no-document", document = .0))]
    NoDocument(DocumentName),
    /// No device, or several, have that name.
    #[error("{}", say!("view-no-such-device", known = .known, named = format!("{:?}", .named)))]
    NoSuchDevice {
        /// What was named.
        named: String,
        /// How many devices it may be.
        known: usize,
    },
    /// The unit is not in the tree.
    #[error("{}", say!("view-unknown-unit", unit = .unit, root = .root))]
    UnknownUnit {
        /// The unit asked for.
        unit: UnitCode,
        /// The top of the tree.
        root: UnitCode,
    },
    /// The unit's records are not at this node: they would look as if nothing had been sent.
    #[error("{}", say!("view-not-held", unit = .unit, node = .node))]
    NotHeld {
        /// The unit asked for.
        unit: UnitCode,
        /// The node's.
        node: UnitCode,
    },
    /// Neither a period nor a run was named.
    #[error("{}", say!("view-no-period"))]
    NoPeriod,
    /// No run was made.
    #[error("{}", say!("view-no-run", period = .period, named = lazily(|| period_said(*.period)), unit = .unit, node = .node))]
    NoRun {
        /// The period.
        period: Period,
        /// The unit asked for.
        unit: UnitCode,
        /// The node's.
        node: UnitCode,
    },
    /// No run begins so.
    #[error("{}", say!("view-unknown-run", named = format!("{:?}", .named), node = .node))]
    UnknownRun {
        /// What was named.
        named: String,
        /// The node's unit.
        node: UnitCode,
    },
    /// Several runs begin so.
    #[error("{}", say!("view-several-runs", named = format!("{:?}", .named), known = .known))]
    SeveralRuns {
        /// What was named.
        named: String,
        /// How many begin so.
        known: usize,
    },
    /// Several rows are called so.
    #[error("{}", say!("view-several-rows", called = format!("{:?}", .called), count = .count, rows = format!("\n  {}", .rows.join("\n  "))))]
    SeveralRows {
        /// What they were called.
        called: String,
        /// How many there are.
        count: usize,
        /// Some of them, each in a line, the id first.
        rows: Vec<String>,
    },
    /// The run is of another period.
    #[error("{}", say!("view-other-period", run = .run, period = .period, asked = .asked))]
    OtherPeriod {
        /// The run.
        run: String,
        /// Its period.
        period: Period,
        /// The period asked for.
        asked: Period,
    },
    /// The run does not rank the unit.
    #[error("{}", say!("view-not-ranked", run = .run, ranked = .ranked, unit = .unit))]
    NotRanked {
        /// The run.
        run: String,
        /// What it ranks.
        ranked: UnitCode,
        /// The unit asked for.
        unit: UnitCode,
    },
    /// The scheme does not rank the level.
    #[error("{}", say!("view-level-not-ranked", scheme = .scheme, level = level_name(*.level), ranked = level_names(.ranked)))]
    LevelNotRanked {
        /// The scheme's name.
        scheme: String,
        /// The level asked for.
        level: Level,
        /// The levels that it ranks.
        ranked: Vec<Level>,
    },
    /// The run was made at another node, and only its bulletin is here.
    #[error("{}", say!("view-made-elsewhere", run = .run, by = .by, part = .part, period = .period))]
    MadeElsewhere {
        /// The run.
        run: String,
        /// Who published it.
        by: UnitCode,
        /// What of it was asked for.
        part: RunPart,
        /// Its period.
        period: Period,
    },
    /// What the notice of a run tells did not come with its bulletin.
    #[error("{}", say!("view-not-announced", run = .run, by = .by))]
    NotAnnounced {
        /// The run.
        run: String,
        /// Who published it.
        by: UnitCode,
    },
    /// No score sheet has come.
    #[error("{}", say!("view-no-sheet", unit = .unit, period = .period))]
    NoSheet {
        /// The unit.
        unit: UnitCode,
        /// The period.
        period: Period,
    },
    /// The run has no such unit or member.
    #[error("{}", say!("view-not-in-run", who = .who, run = .run))]
    NotInRun {
        /// The unit or member asked for.
        who: String,
        /// The run.
        run: String,
    },
    /// Nothing was published.
    #[error("{}", nothing_published(*.0))]
    NothingPublished(Option<Period>),
    /// What was published for the period was taken back.
    #[error("{}", say!("view-withdrawn", run = .run, period = period_said(*.period), code = .period, reason = .reason))]
    Withdrawn {
        /// The run.
        run: String,
        /// Its period.
        period: Period,
        /// Why it was taken back.
        reason: String,
    },
}

impl ViewError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::Outside { .. } | Self::NotForUnit { .. } | Self::NotForReaders { .. } => Sort::NotPermitted,
            Self::NoDocument(_) | Self::UnknownUnit { .. } | Self::UnknownRun { .. } | Self::NotInRun { .. } => {
                Sort::NotFound
            }
            Self::NotHeld { .. }
            | Self::NoRun { .. }
            | Self::MadeElsewhere { .. }
            | Self::NotAnnounced { .. }
            | Self::NothingPublished(_)
            | Self::NoSheet { .. }
            | Self::Withdrawn { .. } => Sort::NotYet,
            Self::NoPeriod
            | Self::SeveralRuns { .. }
            | Self::SeveralRows { .. }
            | Self::OtherPeriod { .. }
            | Self::NotRanked { .. }
            | Self::NoSuchDevice { .. }
            | Self::LevelNotRanked { .. } => Sort::Input,
        }
    }
}

impl Desk {
    /// The unit that is meant where a viewer names none: the viewer's own, or, at a node under it, the node's.
    pub fn usual_unit(&self, viewer: &Viewer) -> UnitCode {
        let node = self.replica().unit();
        if node.is_within(&viewer.unit) { node } else { viewer.unit }
    }

    /// Refuses a unit that the tree does not have, and one of whose records this node holds none.
    pub(crate) fn check_known(&self, unit: UnitCode) -> Result<(), DeskError> {
        self.check_listed(unit)?;
        let node = self.replica().unit();
        if unit.is_within(&node) { Ok(()) } else { Err(ViewError::NotHeld { unit, node }.into()) }
    }

    /// Refuses a unit that the tree does not have.
    pub(crate) fn check_listed(&self, unit: UnitCode) -> Result<(), DeskError> {
        let root = self.replica().root();
        if self.replica().units()?.get(unit).is_some() || self.replica().org().is_former(unit) {
            Ok(())
        } else {
            Err(ViewError::UnknownUnit { unit, root }.into())
        }
    }
}
