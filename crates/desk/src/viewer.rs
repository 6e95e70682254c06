//! Who looks, and what they may see: their own unit and those under it; of others, what was published.

use crate::audit::{self, Deed};
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use cunbang_identity::DeviceCertificate;
use cunbang_model::{DocumentKind, DocumentName, Period, Rights, Role, UnitCode, access};
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
        match self {
            Self::Nothing => Ok(()),
            Self::Members => f.write_str(", and members are not published"),
            Self::NothingPublished(period) => write!(f, ", and nothing that ranks it was published for {period}"),
            Self::NotPublished(run) => write!(f, ", and run {run} was not published"),
        }
    }
}

/// Why there is nothing to see.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    /// The unit lies outside what the viewer may see.
    #[error(
        "{unit} lies outside {own}, the unit of this device's certificate{besides}: ask for a unit under it, or with a device of {unit} or above"
    )]
    Outside {
        /// The unit asked for.
        unit: UnitCode,
        /// The viewer's unit.
        own: UnitCode,
        /// What else there is to say.
        besides: Besides,
    },
    /// Documents of the kind about the unit do not come to the viewer's.
    #[error(
        "the {kind} of {about} does not come to {own}, the unit of this device's certificate: ask where it is kept"
    )]
    NotForUnit {
        /// The kind of document.
        kind: DocumentKind,
        /// The unit that it is about.
        about: UnitCode,
        /// The viewer's unit.
        own: UnitCode,
    },
    /// Documents of the kind tell of persons.
    #[error(
        "查阅者不取得含姓名的 {kind} the {kind} names persons, and a program that only reads gets none of it: ask with a device of another role"
    )]
    NotForReaders {
        /// The kind of document.
        kind: DocumentKind,
    },
    /// Nothing of the document is here.
    #[error("{0}: nothing of it is here: `cunbang status --documents` lists what is")]
    NoDocument(DocumentName),
    /// No device, or several, have that name.
    #[error("{known} devices begin with {named:?}: see `cunbang enrol list`, or name one by its whole id")]
    NoSuchDevice {
        /// What was named.
        named: String,
        /// How many devices it may be.
        known: usize,
    },
    /// The unit is not in the tree.
    #[error("unit {unit} is not in the tree of {root}: ListUnits gives those that are")]
    UnknownUnit {
        /// The unit asked for.
        unit: UnitCode,
        /// The top of the tree.
        root: UnitCode,
    },
    /// The unit's records are not at this node: they would look as if nothing had been sent.
    #[error(
        "this is the node of {node}, which holds the records of that unit and those under it: ask the node of {unit}, or one above"
    )]
    NotHeld {
        /// The unit asked for.
        unit: UnitCode,
        /// The node's.
        node: UnitCode,
    },
    /// Neither a period nor a run was named.
    #[error("period: it may be left out only where a run is named: expected one such as 2026Q3")]
    NoPeriod,
    /// No run was made.
    #[error("no run of {period} that ranks {unit} is at this node of {node}: make one with `cunbang run {period}`")]
    NoRun {
        /// The period.
        period: Period,
        /// The unit asked for.
        unit: UnitCode,
        /// The node's.
        node: UnitCode,
    },
    /// No run begins so.
    #[error(
        "run {named:?} is not at this node of {node}: name one as `cunbang run` or a bulletin shows it, with its period"
    )]
    UnknownRun {
        /// What was named.
        named: String,
        /// The node's unit.
        node: UnitCode,
    },
    /// Several runs begin so.
    #[error("run: {named:?} may be any of {known}: expected more of its digits")]
    SeveralRuns {
        /// What was named.
        named: String,
        /// How many begin so.
        known: usize,
    },
    /// The run is of another period.
    #[error("run {run} is of {period}: expected that period, or none, instead of {asked}")]
    OtherPeriod {
        /// The run.
        run: String,
        /// Its period.
        period: Period,
        /// The period asked for.
        asked: Period,
    },
    /// The run does not rank the unit.
    #[error("run {run} ranks {ranked} and the units under it: {unit} is none of them")]
    NotRanked {
        /// The run.
        run: String,
        /// What it ranks.
        ranked: UnitCode,
        /// The unit asked for.
        unit: UnitCode,
    },
    /// The scheme does not rank the level.
    #[error("level: the scheme {scheme} does not rank {level}: expected one of {}", .ranked.iter().map(|level| level.as_str()).collect::<Vec<_>>().join(", "))]
    LevelNotRanked {
        /// The scheme's name.
        scheme: String,
        /// The level asked for.
        level: Level,
        /// The levels that it ranks.
        ranked: Vec<Level>,
    },
    /// The run was made at another node, and only its bulletin is here.
    #[error(
        "run {run} was published by {by} and is known here from its bulletin alone: {part} are at that node, or make a run here with `cunbang run {period}`"
    )]
    MadeElsewhere {
        /// The run.
        run: String,
        /// Who published it.
        by: UnitCode,
        /// What of it was asked for.
        part: &'static str,
        /// Its period.
        period: Period,
    },
    /// No score sheet has come.
    #[error(
        "{unit} {period} 的得分单还没有下发到本机 no score sheet of {unit} for {period} has come here: it comes down with the bulletin, `cunbang sync` fetches it"
    )]
    NoSheet {
        /// The unit.
        unit: UnitCode,
        /// The period.
        period: Period,
    },
    /// The run has no such unit or member.
    #[error("{who} is not in run {run}: GetRanking lists who is")]
    NotInRun {
        /// The unit or member asked for.
        who: String,
        /// The run.
        run: String,
    },
    /// Nothing was published.
    #[error("尚无通报 nothing was published{}, as far as is known here: `cunbang sync` fetches what was", .0.map(|period| format!(" for {period}")).unwrap_or_default())]
    NothingPublished(Option<Period>),
    /// What was published for the period was taken back.
    #[error("{period} 的通报已撤回：{reason} run {run} of {period} was published and withdrawn: {reason}")]
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
            | Self::NothingPublished(_)
            | Self::NoSheet { .. }
            | Self::Withdrawn { .. } => Sort::NotYet,
            Self::NoPeriod
            | Self::SeveralRuns { .. }
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
        if self.replica().units()?.get(unit).is_some() {
            Ok(())
        } else {
            Err(ViewError::UnknownUnit { unit, root }.into())
        }
    }
}
