//! Coverage 上报情况, of what is here.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::viewer::Viewer;
use cunbang_model::{Period, UnitCode};
use cunbang_ranking::Coverage;
use cunbang_ranking::coverage::cover;
use cunbang_replica::blocking;

impl Desk {
    /// The coverage of a period, for every village and community at and under a unit that the viewer may see, in
    /// the order of their codes.
    pub async fn coverage(&self, viewer: &Viewer, period: Period, under: UnitCode) -> Result<Vec<Coverage>, DeskError> {
        viewer.check(under)?;
        self.check_known(under)?;
        self.cover(period, under).await
    }

    pub(crate) async fn cover(&self, period: Period, under: UnitCode) -> Result<Vec<Coverage>, DeskError> {
        self.check_holds(under)?;
        let material = self.gather(period, under).await?;
        Ok(blocking(move || cover(&material)).await??)
    }
}
