//! What a caller may see: its own unit, and those under it.

use cunbang_identity::DeviceCertificate;
use cunbang_model::{UnitCode, UnitTree};
use tonic::Status;

/// The part of the tree that a caller may see whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scope(UnitCode);

impl Scope {
    /// That of a device, whatever its role.
    pub(super) fn of(caller: &DeviceCertificate) -> Self {
        Self(caller.unit)
    }

    /// Whether a unit lies in it.
    pub(super) fn covers(self, unit: UnitCode) -> bool {
        unit.is_within(&self.0)
    }

    /// Whether a bulletin of `unit` is for this caller: it is published to everyone below.
    pub(super) fn is_told_by(self, unit: UnitCode) -> bool {
        self.0.is_within(&unit)
    }

    /// Refuses a unit outside.
    pub(super) fn check(self, unit: UnitCode) -> Result<(), Status> {
        if self.covers(unit) { Ok(()) } else { Err(self.denied(unit, "")) }
    }

    /// The refusal of a unit, with what else there is to say.
    pub(super) fn denied(self, unit: UnitCode, more: &str) -> Status {
        Status::permission_denied(format!(
            "{unit} lies outside {}, the unit of this device's certificate{more}: ask for a unit under it, or with a device of {unit} or above",
            self.0
        ))
    }

    /// The unit that is meant where none is named: the caller's own, or, at a node under it, the node's.
    pub(super) fn usual(self, node: UnitCode) -> UnitCode {
        if node.is_within(&self.0) { node } else { self.0 }
    }
}

/// Refuses a unit that the tree does not have.
pub(super) fn check_known(unit: UnitCode, units: &UnitTree) -> Result<(), Status> {
    if units.get(unit).is_some() {
        return Ok(());
    }
    Err(Status::not_found(format!(
        "unit {unit} is not in the tree of {}: ListUnits gives those that are",
        units.root()
    )))
}

/// Refuses a unit of whose records a node holds none: they would look as if nothing had been sent.
pub(super) fn check_held(unit: UnitCode, node: UnitCode) -> Result<(), Status> {
    if unit.is_within(&node) {
        return Ok(());
    }
    Err(Status::failed_precondition(format!(
        "this is the node of {node}, which holds the records of that unit and those under it: ask the node of {unit}, or one above"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::Code;

    fn unit(code: &str) -> UnitCode {
        code.parse().unwrap()
    }

    #[test]
    fn a_caller_sees_down_and_is_told_from_above() {
        let township = Scope(unit("330522103"));
        for (code, sees, told) in [
            ("330522", false, true),
            ("330522103", true, true),
            ("330522103201", true, false),
            ("330522104", false, false),
            ("330522104201", false, false),
        ] {
            assert_eq!(township.covers(unit(code)), sees, "{code}");
            assert_eq!(township.is_told_by(unit(code)), told, "{code}");
            let checked = township.check(unit(code));
            assert_eq!(checked.is_ok(), sees);
            if let Err(status) = checked {
                assert_eq!(status.code(), Code::PermissionDenied);
                assert!(status.message().starts_with(code), "{}", status.message());
            }
        }
        assert_eq!(township.usual(unit("330522")), unit("330522103"));
        assert_eq!(Scope(unit("330522")).usual(unit("330522103")), unit("330522103"));
    }

    #[test]
    fn a_node_speaks_for_its_own_part_of_the_tree() {
        assert!(check_held(unit("330522103201"), unit("330522103")).is_ok());
        assert_eq!(check_held(unit("330522"), unit("330522103")).unwrap_err().code(), Code::FailedPrecondition);
    }
}
