//! The doctor 体检, asked for by a person.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_replica::{DoctorProgress, DoctorReport};

impl Desk {
    /// Examines the store, and with `repair` makes projections and snapshots anew that are wrong.
    pub async fn doctor(
        &self,
        repair: bool,
        progress: &mut (dyn FnMut(DoctorProgress) + Send),
    ) -> Result<DoctorReport, DeskError> {
        let report = self.replica().doctor(repair, progress).await?;
        if report.faults.iter().any(|fault| fault.repaired) {
            // What was read lately may have come from what was wrong.
            self.shelf.clear();
        }
        Ok(report)
    }
}
