//! The desk: a replica, and what makes rankings of its documents quick.

use crate::assessment::bulletin::Bulletins;
use crate::assessment::gather::Shelf;
use crate::assessment::runs::Runs;
use crate::assessment::would_move::AfterLists;
use crate::inspection::at_hand::Inspections;
use crate::inspection::coverage::Covered;
use crate::inspection::finding_costs::Costs;
use crate::people::operators::Gate;
use crate::reading::histories::Histories;
use cunbang_replica::Replica;
use cunbang_scheme::Ranker;
use std::sync::Arc;

/// What people do and see at a node.
#[derive(Debug)]
pub struct Desk {
    replica: Arc<Replica>,
    /// Documents that runs read lately.
    pub(crate) shelf: Shelf,
    /// What runs came to of villages lately.
    pub(crate) ranker: Arc<Ranker>,
    /// Runs that were asked for lately.
    pub(crate) runs: Runs,
    /// Coverages that were asked for lately.
    pub(crate) covered: Covered,
    /// Inspections that were read lately.
    pub(crate) inspections: Inspections,
    /// What findings cost that were asked for lately.
    pub(crate) costs: Costs,
    /// What the list that was asked for last would be with what came after it.
    pub(crate) after_lists: AfterLists,
    /// Publications that were read lately.
    pub(crate) bulletins: Bulletins,
    /// What was read lately of the logs of what units publish.
    pub(crate) histories: Histories,
    /// What stands between people and the operators.
    pub(crate) gate: Gate,
}

impl Desk {
    /// A desk over a replica.
    pub fn new(replica: Arc<Replica>) -> Arc<Self> {
        Arc::new(Self {
            replica,
            shelf: Shelf::default(),
            ranker: Arc::default(),
            runs: Runs::default(),
            covered: Covered::default(),
            inspections: Inspections::default(),
            costs: Costs::default(),
            after_lists: AfterLists::default(),
            bulletins: Bulletins::default(),
            histories: Histories::default(),
            gate: Gate::default(),
        })
    }

    /// What the node keeps.
    pub fn replica(&self) -> &Arc<Replica> {
        &self.replica
    }
}
