//! What an operator may do 权限: by the role that the operator has at this node. Every command asks here first, of the pages
//! and of the command line: where operators are registered, only they do anything. A node without operators is held back by
//! nothing but the machine's own accounts.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::operators::OperatorError;
use crate::people::viewer::Viewer;
use cunbang_language::say;
use cunbang_model::Table;
use cunbang_store::Operator;
pub use cunbang_store::OperatorRole;

/// Something that one may do, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Record a finding, follow it or take it back.
    Inspect,
    /// Accept a seal or return it.
    ReviewSeal,
    /// Record any other row, seal, object.
    Record,
    /// Make a run.
    Rank,
    /// Publish a run or take a publication back.
    Publish,
    /// Decide on a village that was not received.
    Decide,
    /// Decide on consequences that the rules propose, or say that they were carried out.
    Apply,
    /// Put a scheme in force.
    PutScheme,
    /// Answer an objection.
    Answer,
    /// Invite devices and revoke them.
    Devices,
    /// Bring the node itself in order: its authority, its log, what it has lost.
    Node,
    /// Show the overview on a screen in a room, to everyone there.
    Screen,
    /// Add operators, end their work, change their roles.
    Operators,
    /// Read who saw personal data and who decided.
    Audit,
}

impl Command {
    /// All there are.
    pub const ALL: [Self; 14] = [
        Self::Inspect,
        Self::ReviewSeal,
        Self::Record,
        Self::Rank,
        Self::Publish,
        Self::Decide,
        Self::Apply,
        Self::PutScheme,
        Self::Answer,
        Self::Devices,
        Self::Node,
        Self::Screen,
        Self::Operators,
        Self::Audit,
    ];

    /// The command that writes rows of these tables.
    pub(crate) fn of_rows(tables: impl IntoIterator<Item = Table>) -> Self {
        if tables.into_iter().all(|table| matches!(table, Table::Findings | Table::StatedFigures)) {
            Self::Inspect
        } else {
            Self::Record
        }
    }
}

impl std::fmt::Display for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&match self {
            Self::Inspect => say!("scope-inspect"),
            Self::ReviewSeal => say!("scope-review-seal"),
            Self::Record => say!("scope-record"),
            Self::Rank => say!("scope-rank"),
            Self::Publish => say!("scope-publish"),
            Self::Decide => say!("scope-decide"),
            Self::Apply => say!("scope-apply"),
            Self::PutScheme => say!("scope-put-scheme"),
            Self::Answer => say!("scope-answer"),
            Self::Devices => say!("scope-devices"),
            Self::Node => say!("scope-node"),
            Self::Screen => say!("scope-screen"),
            Self::Operators => say!("scope-operators"),
            Self::Audit => say!("scope-audit"),
        })
    }
}

/// Whether a role may do something.
pub const fn may(role: OperatorRole, command: Command) -> bool {
    match role {
        OperatorRole::Head => true,
        OperatorRole::Inspector => matches!(command, Command::Inspect | Command::ReviewSeal),
        OperatorRole::Viewer => false,
    }
}

/// A role as people call it.
pub fn role_name(role: OperatorRole) -> String {
    match role {
        OperatorRole::Head => say!("role-head"),
        OperatorRole::Inspector => say!("role-inspector"),
        OperatorRole::Viewer => say!("role-viewer"),
    }
}

impl Desk {
    /// Whoever looks at this node by a name: an operator sees as far as the operator's role, on the pages and at the
    /// command line.
    pub async fn viewer(&self, operator: &str) -> Result<Viewer, DeskError> {
        let viewer = Viewer::operator(self.replica(), operator);
        let known = self.replica().store().operator(operator.trim()).await?;
        Ok(match known.filter(|known| !known.is_disabled) {
            Some(known) if self.check_account(&known).is_ok() => viewer.as_role(known.role),
            // Whatever the database says of such an account, it sees as little as anybody.
            Some(_) => viewer.as_role(OperatorRole::Viewer),
            None => viewer,
        })
    }

    /// Whether somebody who was let do something still works here, in a role that may do it.
    pub async fn still_may(&self, operator: &str, command: Command) -> Result<bool, DeskError> {
        let known = self.replica().store().operator(operator.trim()).await?;
        let may = |known: &Operator| !known.is_disabled && may(known.role, command);
        Ok(known.filter(may).is_some_and(|known| self.check_account(&known).is_ok()))
    }

    /// Refuses what an operator may not do. Where operators are registered and work, nobody else does anything under
    /// whatever name; without a name it is the machine's own account that brings the node in order.
    pub async fn permit(&self, operator: &str, command: Command) -> Result<(), DeskError> {
        let name = operator.trim();
        let store = self.replica().store();
        if name.is_empty() {
            return Ok(());
        }
        let known = store.operator(name).await?.filter(|known| !known.is_disabled);
        if let Some(known) = &known {
            self.check_account(known)?;
        }
        match known {
            Some(known) if may(known.role, command) => Ok(()),
            Some(known) => {
                let (name, role) = (known.name, role_name(known.role));
                Err(OperatorError::NotPermitted { name, role, command }.into())
            }
            None => {
                let mut working = store.operators().await?;
                working.retain(|one| !one.is_disabled);
                if working.is_empty() {
                    return Ok(());
                }
                let sealer = self.sealer();
                working.retain(|one| may(one.role, command) && sealer.altered(one).is_none());
                let may = working.into_iter().map(|one| one.name).collect();
                Err(OperatorError::NotRegistered { name: name.chars().take(80).collect(), may }.into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_do_what() {
        let of = |role| Command::ALL.into_iter().filter(|command| may(role, *command)).collect::<Vec<_>>();
        assert_eq!(of(OperatorRole::Head), Command::ALL);
        assert_eq!(of(OperatorRole::Inspector), [Command::Inspect, Command::ReviewSeal]);
        assert_eq!(of(OperatorRole::Viewer), []);
    }
}
