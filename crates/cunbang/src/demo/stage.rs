//! The stage: a county with its townships and terminals, set up as a real one is, on loopback.

use super::clock::PlayClock;
use super::course::Course;
use super::crowd;
use super::station::Station;
use super::terminal::Terminal;
use crate::progress;
use anyhow::Context as _;
use cunbang_model::{Clock, Date, Period, Role, Row, Table, Timestamp, Unit, UnitCode, UnitTree};
use cunbang_replica::enrol::CODE_HOURS;
use cunbang_scheme::Scheme;
use cunbang_sync::UpstreamAddress;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Who writes at the county.
pub(crate) const COUNTY_OPERATOR: &str = "县委组织部";

/// Everything that stands on the stage.
#[derive(Debug)]
pub(crate) struct Stage {
    /// The clock of all stations; it moves terminals too, when they are switched on.
    pub(crate) clock: Arc<PlayClock>,
    /// The tree.
    pub(crate) units: UnitTree,
    /// The county and every unit between it and the villages.
    pub(crate) stations: BTreeMap<UnitCode, Station>,
    /// A terminal for every village, in the order of the plan.
    pub(crate) terminals: Vec<Arc<Terminal>>,
    /// The second terminal of the village that has two.
    pub(crate) second: Option<Arc<Terminal>>,
}

/// What is set up.
#[derive(Debug)]
pub(crate) struct Setting<'a> {
    /// The tree.
    pub(crate) units: &'a UnitTree,
    /// The rules, public before the first quarter.
    pub(crate) scheme: &'a Scheme,
    /// The first quarter that is played.
    pub(crate) first: Period,
    /// How each village will fare in the quarter that is shown.
    pub(crate) courses: &'a [Course],
    /// Where the folders go.
    pub(crate) directory: &'a Path,
}

impl Stage {
    /// Sets the county up, lets the townships and then every terminal enrol, by codes, over the network.
    pub(crate) async fn set(setting: &Setting<'_>, clock: Arc<PlayClock>) -> anyhow::Result<Self> {
        let (units, root) = (setting.units, setting.units.root());
        let nodes = setting.directory.join("nodes");
        let county = Station::county(nodes.join("county"), root, &units.name(root), &clock).await?;
        county.desk.import(COUNTY_OPERATOR, &unit_rows(units)?, None).await?;
        county.desk.put_scheme(COUNTY_OPERATOR, setting.scheme.text(), setting.first, None).await?;
        let mut stage = Self {
            clock,
            units: units.clone(),
            stations: BTreeMap::from([(root, county)]),
            terminals: Vec::new(),
            second: None,
        };
        stage.enrol_townships(&nodes).await?;
        stage.enrol_terminals(&nodes, setting.courses).await?;
        // The townships learn who the terminals are.
        stage.sync_stations().await?;
        Ok(stage)
    }

    /// The county's station.
    pub(crate) fn county(&self) -> anyhow::Result<&Station> {
        self.stations.get(&self.units.root()).context("the county is not on the stage")
    }

    /// The stations between the county and the villages, the highest first.
    pub(crate) fn townships(&self) -> impl DoubleEndedIterator<Item = &Station> {
        let root = self.units.root();
        self.stations.iter().filter(move |(unit, _)| **unit != root).map(|(_, station)| station)
    }

    /// Where a unit syncs: the station of the unit above it.
    fn upstream_of(&self, unit: UnitCode) -> anyhow::Result<UpstreamAddress> {
        let parent = self.units.parent(unit).with_context(|| format!("{unit} lies under no unit"))?;
        Ok(self.stations.get(&parent).with_context(|| format!("{parent} has no node"))?.address())
    }

    async fn enrol_townships(&mut self, nodes: &Path) -> anyhow::Result<()> {
        let root = self.units.root();
        let between: Vec<Unit> =
            self.units.iter().filter(|unit| !unit.kind.is_basic() && unit.code != root).cloned().collect();
        for unit in between {
            let (code, _) = self.county()?.node.make_code(unit.code, Role::Node, &unit.name, CODE_HOURS).await?;
            let directory = nodes.join("townships").join(unit.code.as_str());
            let upstream = self.upstream_of(unit.code)?;
            let station = Station::township(directory, root, &code, upstream, &self.clock).await?;
            station.sync().await?;
            self.stations.insert(unit.code, station);
        }
        Ok(())
    }

    async fn enrol_terminals(&mut self, nodes: &Path, courses: &[Course]) -> anyhow::Result<()> {
        let root = self.units.root();
        let county = Arc::clone(&self.county()?.node);
        let county_address = self.county()?.address();
        let villages: Vec<Unit> = self.units.basic_units(root).cloned().collect();
        let mut newcomers = Vec::new();
        for (village, unit) in villages.iter().enumerate() {
            let course = courses.get(village).copied().unwrap_or(Course::Regular);
            let mut upstreams = vec![self.upstream_of(unit.code)?];
            if course == Course::PastTownship {
                upstreams.push(county_address.clone());
            }
            let directory = nodes.join("villages").join(unit.code.as_str());
            newcomers.push((village, unit.clone(), directory.clone(), upstreams.clone()));
            if course == Course::TwoTerminals {
                let second: PathBuf = nodes.join("villages").join(format!("{}-2", unit.code));
                newcomers.push((villages.len(), unit.clone(), second, upstreams));
            }
        }
        let bar = progress::bar(newcomers.len() as u64, "terminals enrol 终端注册");
        let clock = Arc::clone(&self.clock);
        let work =
            newcomers.into_iter().map(|newcomer| (newcomer, Arc::clone(&county), Arc::clone(&clock), bar.clone()));
        let enrolled = crowd::each(work, |((place, unit, directory, upstreams), county, clock, bar)| async move {
            let (code, _) = county.make_code(unit.code, Role::Terminal, &unit.name, CODE_HOURS).await?;
            let terminal = Terminal::enrol(unit.code, directory, root, upstreams, &code, &clock).await?;
            bar.inc(1);
            Ok((place, terminal))
        })
        .await?;
        bar.finish_and_clear();
        let mut by_place: BTreeMap<usize, Terminal> = enrolled.into_iter().collect();
        self.second = by_place.remove(&villages.len()).map(Arc::new);
        self.terminals = by_place.into_values().map(Arc::new).collect();
        Ok(())
    }

    /// Every township exchanges with the node above it, the lowest first.
    pub(crate) async fn sync_stations(&self) -> anyhow::Result<()> {
        for station in self.townships().rev() {
            station.sync().await?;
        }
        Ok(())
    }

    /// Renews every certificate that would not last until a day: the county's, the townships', the
    /// terminals'. Gives how many.
    pub(crate) async fn renew_before(&self, until: Timestamp) -> anyhow::Result<usize> {
        if self.county()?.node.identity().certificate().not_after >= until {
            return Ok(0);
        }
        self.county()?.renew().await?;
        for station in self.townships() {
            station.renew().await?;
        }
        let bar = progress::bar(
            self.terminals.iter().chain(&self.second).count() as u64,
            "certificates are renewed 证书续期",
        );
        let all = self.terminals.iter().chain(&self.second);
        let work = all.map(|terminal| (Arc::clone(terminal), Arc::clone(&self.clock), bar.clone()));
        let renewed = crowd::each(work, |(terminal, clock, bar)| async move {
            terminal.renew(&clock).await?;
            bar.inc(1);
            Ok(())
        })
        .await?;
        bar.finish_and_clear();
        self.sync_stations().await?;
        Ok(1 + self.townships().count() + renewed.len())
    }

    /// The present of the play.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the play on to a day.
    pub(crate) fn go_to(&self, day: Date) {
        self.clock.set(day, 9);
    }

    /// Ends it: nodes stop, stores are closed.
    pub(crate) async fn strike(self) {
        for (_, station) in self.stations {
            station.stop().await;
        }
    }
}

fn unit_rows(units: &UnitTree) -> anyhow::Result<Vec<Row>> {
    units
        .iter()
        .map(|unit| {
            let cells = [("code", unit.code.as_str()), ("name", unit.name.as_str()), ("kind", unit.kind.as_str())];
            Row::from_cells(Table::Units, cells).map_err(|faults| {
                anyhow::anyhow!(
                    "unit {}: {}",
                    unit.code,
                    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
                )
            })
        })
        .collect()
}
