//! The overview 看板: how a county or township stands, read from across a room.

use crate::assessment::ending::Unended;
use crate::assessment::standings::Standings;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::findings::FindingState;
use crate::inspection::lives::Alteration;
use crate::people::viewer::Viewer;
use cunbang_model::{Period, Timestamp, UnitCode, UnitTree, clock};
use cunbang_ranking::{Coverage, RunNotes};
use cunbang_scheme::Status;

/// How a unit above the villages stands in a period.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The unit.
    pub unit: UnitCode,
    /// The period whose ledgers and findings are counted.
    pub period: Period,
    /// The period that the scheme ranks around it.
    pub ranked_period: Period,
    /// When this was gathered.
    pub as_of: Timestamp,
    /// When the newest entry of the period was received by a node above its village.
    pub newest_at: Option<Timestamp>,
    /// The whole.
    pub whole: Area,
    /// The units directly beneath that have villages of their own; the whole alone where these are the villages.
    pub areas: Vec<Area>,
    /// Why nothing is overdue yet: the ranked period runs, or its seals are still in time.
    pub unended: Option<Unended>,
    /// What units below made of rows that units above them had written, and nobody here has seen.
    pub altered: Vec<Alteration>,
    /// The newest ranking; none where there is none yet.
    pub standings: Option<Standings>,
    /// What was done to units and rules over the ranked period.
    pub notes: RunNotes,
}

/// What was received of a part of the tree, and what inspections found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its unit.
    pub unit: UnitCode,
    /// The unit's name.
    pub name: String,
    /// Villages and communities.
    pub villages: usize,
    /// Those whose seal was received.
    pub received: usize,
    /// Those that count as received by the county's decision alone.
    pub decided: usize,
    /// Of those received, those that were sealed after the deadline.
    pub late: usize,
    /// Of those received, those that would be late, but for a return of their seal.
    pub forgiven: usize,
    /// Something came, and no seal.
    pub provisional: usize,
    /// Nothing came.
    pub not_received: usize,
    /// The county excused them.
    pub excused: usize,
    /// Villages in which rows stand with several values.
    pub in_conflict: usize,
    /// Findings that are not put right, and are not due yet.
    pub open: usize,
    /// Findings that are not put right, and are overdue.
    pub overdue: usize,
    /// Findings that are put right.
    pub fixed: usize,
}

impl Area {
    fn new(unit: UnitCode, name: String) -> Self {
        Self {
            unit,
            name,
            villages: 0,
            received: 0,
            decided: 0,
            late: 0,
            forgiven: 0,
            provisional: 0,
            not_received: 0,
            excused: 0,
            in_conflict: 0,
            open: 0,
            overdue: 0,
            fixed: 0,
        }
    }

    fn count(&mut self, coverage: &Coverage) {
        self.villages += 1;
        match coverage.status {
            Status::Received if coverage.is_received() => self.received += 1,
            Status::Received => self.decided += 1,
            Status::Provisional => self.provisional += 1,
            Status::NotReceived => self.not_received += 1,
            Status::Excused => self.excused += 1,
        }
        self.late += usize::from(coverage.is_received() && coverage.sealed_in_time == Some(false));
        self.forgiven += usize::from(coverage.is_received() && coverage.forgiven.is_some());
        self.in_conflict += usize::from(!coverage.conflicts.is_empty());
    }

    fn count_finding(&mut self, state: FindingState) {
        match state {
            FindingState::Overdue => self.overdue += 1,
            FindingState::Open => self.open += 1,
            FindingState::Fixed => self.fixed += 1,
        }
    }

    /// Villages from which something is still waited for.
    pub fn waiting(&self) -> usize {
        self.provisional + self.not_received
    }
}

impl Desk {
    /// How this node's unit stands in a period.
    pub async fn overview(&self, viewer: &Viewer, period: Period) -> Result<Overview, DeskError> {
        self.overview_of(viewer, period, self.replica().unit()).await
    }

    /// How a unit that the viewer may see stands in a period.
    pub async fn overview_of(&self, viewer: &Viewer, period: Period, unit: UnitCode) -> Result<Overview, DeskError> {
        viewer.check(unit)?;
        self.check_known(unit)?;
        let units = self.replica().units()?;
        let coverage = self.cover_at_hand(period, unit).await?;
        let findings = self.findings(viewer, period, unit, None).await?;
        let now = self.replica().now();
        let today = clock::county_date(now);
        let mut whole = Area::new(unit, units.name(unit));
        let mut areas: Vec<Area> =
            areas_of(&units, unit).into_iter().map(|area| Area::new(area, units.name(area))).collect();
        for village in &*coverage {
            whole.count(village);
            if let Some(area) = area_of(&mut areas, village.unit) {
                area.count(village);
            }
        }
        let stands = findings.iter().filter(|found| found.withdrawn.is_none()).map(|found| &found.finding);
        for finding in stands.filter(|finding| finding.unit.is_within(&unit)) {
            let state = FindingState::of(finding, today);
            whole.count_finding(state);
            if let Some(area) = area_of(&mut areas, finding.unit) {
                area.count_finding(state);
            }
        }
        let ranked_period = self.ranked_period(period).await?;
        let standings = self.standings(viewer, ranked_period, unit, "").await?;
        let notes = match &standings {
            Some(standings) => standings.notes.clone(),
            None => self.notes_of(ranked_period).await?,
        };
        Ok(Overview {
            unit,
            period,
            ranked_period,
            as_of: now,
            newest_at: coverage.iter().filter_map(|village| village.last_received_at).max(),
            whole,
            areas,
            altered: self.unseen_alterations(viewer, period, unit).await?,
            unended: self.unended(ranked_period).await?,
            standings,
            notes,
        })
    }

    /// The period that the scheme in force ranks around another; that one itself where no scheme does.
    pub async fn ranked_period(&self, period: Period) -> Result<Period, DeskError> {
        Ok(self.assessed_as(period).await?.map_or(period, |(ranked, _)| ranked))
    }
}

/// That of some areas in which a unit lies. They are in the order of codes, and none lies in another: only the last that
/// begins before the unit can hold it.
fn area_of(areas: &mut [Area], unit: UnitCode) -> Option<&mut Area> {
    let before = areas.partition_point(|area| area.unit <= unit);
    areas[..before].last_mut().filter(|area| unit.is_within(&area.unit))
}

/// The units directly beneath one that have villages of their own; the unit alone where these are the villages. They are in
/// the order of their codes.
fn areas_of(units: &UnitTree, unit: UnitCode) -> Vec<UnitCode> {
    let beneath: Vec<UnitCode> =
        units.children(unit).filter(|child| !child.kind.is_basic()).map(|child| child.code).collect();
    if beneath.is_empty() { vec![unit] } else { beneath }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_village_that_sealed_late_and_was_excused_is_excused_and_nothing_else() {
        let unit: UnitCode = "330522103".parse().unwrap();
        let coverage = |status, sealed_in_time: Option<bool>| Coverage {
            unit,
            name: String::new(),
            status,
            decision: None,
            entries: 1,
            supplements: 0,
            last_received_at: None,
            sealed_at: sealed_in_time.map(|_| "2026-10-20T00:00:00Z".parse().unwrap()),
            corrected_at: None,
            forgiven: None,
            sealed_in_time,
            sealed_by_county_at: None,
            given_way: None,
            set_aside: 0,
            conflicts: Vec::new(),
            tables: BTreeMap::new(),
        };
        let all = [
            coverage(Status::Received, Some(true)),
            coverage(Status::Received, Some(false)),
            coverage(Status::Excused, Some(false)),
            coverage(Status::Received, None),
            coverage(Status::NotReceived, None),
        ];
        let mut area = Area::new(unit, String::new());
        for one in &all {
            area.count(one);
        }
        assert_eq!((area.villages, area.received, area.late, area.excused, area.decided), (5, 2, 1, 1, 1));
        assert_eq!(all.iter().filter(|one| one.is_received()).count(), area.received, "the frame counts the same");
    }
}
