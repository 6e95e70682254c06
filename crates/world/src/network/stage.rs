//! The stage: a county with its townships and terminals on loopback, set up like a real one.

use super::crowd;
use super::station::Station;
use super::terminal::Terminal;
use super::{Watcher, WorldError};
use crate::{Course, SetClock, tree};
use cunbang_desk::NewRules;
use cunbang_desk::node::codes::CODE_HOURS;
use cunbang_model::{Clock, Date, Period, Randomness, Role, Row, Timestamp, Unit, UnitCode, UnitTree};
use cunbang_scheme::Scheme;
use cunbang_sync::UpstreamAddress;
use cunbang_sync::report::Exporter;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The hour at which stations receive what comes on a day.
pub(crate) const RECEIVES_AT: i8 = 9;

/// Who writes at the county.
pub const COUNTY_OPERATOR: &str = "县委组织部";

/// All nodes and terminals.
#[derive(Debug)]
pub struct Stage {
    /// The clock of all stations. Terminals' clocks are set from it when they are switched on.
    pub clock: Arc<SetClock>,
    /// The tree.
    pub units: UnitTree,
    /// The stations: the county and every unit between it and the villages.
    pub stations: BTreeMap<UnitCode, Station>,
    /// One terminal per village, in the order of the plan.
    pub terminals: Vec<Arc<Terminal>>,
    /// The second terminal of the village that has two.
    pub second: Option<Arc<Terminal>>,
    means: Means,
    pub(super) watcher: Arc<dyn Watcher>,
}

/// What every node is opened with.
#[derive(Debug, Clone)]
pub struct Means {
    /// The clock of all stations.
    pub clock: Arc<SetClock>,
    /// The source of keys, codes and incarnations.
    pub randomness: Arc<dyn Randomness>,
    /// How nodes export reports.
    pub exporter: Option<Arc<dyn Exporter>>,
}

/// What to set up.
#[derive(Debug)]
pub struct Setting<'a> {
    /// The tree.
    pub units: &'a UnitTree,
    /// The scheme, adopted before the first quarter.
    pub scheme: &'a Scheme,
    /// Who holds which office of a village, as the county states it.
    pub offices: &'a [Row],
    /// The first quarter to play.
    pub first: Period,
    /// Each village's course in the quarter on display.
    pub courses: &'a [Course],
    /// Where to put the folders.
    pub directory: &'a Path,
    /// Watches the progress.
    pub watcher: Arc<dyn Watcher>,
}

impl Stage {
    /// Sets up the county, then enrols the townships and every terminal with codes, over the network.
    pub async fn set(setting: &Setting<'_>, means: Means) -> Result<Self, WorldError> {
        let (units, root) = (setting.units, setting.units.root());
        let nodes = setting.directory.join("nodes");
        let county = Station::county(nodes.join("county"), root, &units.name(root), &means).await?;
        county.desk.import(COUNTY_OPERATOR, &tree::rows(units), None).await?;
        if !setting.offices.is_empty() {
            county.desk.import(COUNTY_OPERATOR, setting.offices, None).await?;
        }
        // Rules begin with one of their own periods.
        let from = setting.scheme.period_kind().around(setting.first.first_day());
        county.desk.put_scheme(COUNTY_OPERATOR, NewRules::since(setting.scheme.text(), from)).await?;
        let mut stage = Self {
            clock: Arc::clone(&means.clock),
            units: units.clone(),
            stations: BTreeMap::from([(root, county)]),
            terminals: Vec::new(),
            second: None,
            means,
            watcher: Arc::clone(&setting.watcher),
        };
        stage.enrol_townships(&nodes).await?;
        stage.enrol_terminals(&nodes, setting.courses).await?;
        // The townships learn which terminals exist.
        stage.sync_stations().await?;
        Ok(stage)
    }

    /// The county's station.
    pub fn county(&self) -> Result<&Station, WorldError> {
        self.stations.get(&self.units.root()).ok_or_else(|| WorldError::missing("the county is not on the stage"))
    }

    /// The stations between the county and the villages, the highest first.
    pub fn townships(&self) -> impl DoubleEndedIterator<Item = &Station> {
        let root = self.units.root();
        self.stations.iter().filter(move |(unit, _)| **unit != root).map(|(_, station)| station)
    }

    /// The upstream of a unit: the station of the unit above it.
    fn upstream_of(&self, unit: UnitCode) -> Result<UpstreamAddress, WorldError> {
        let parent =
            self.units.parent(unit).ok_or_else(|| WorldError::missing(format!("{unit} lies under no unit")))?;
        Ok(self.stations.get(&parent).ok_or_else(|| WorldError::missing(format!("{parent} has no node")))?.address())
    }

    async fn enrol_townships(&mut self, nodes: &Path) -> Result<(), WorldError> {
        let root = self.units.root();
        let between: Vec<Unit> =
            self.units.iter().filter(|unit| !unit.kind.is_basic() && unit.code != root).cloned().collect();
        for unit in between {
            let (code, _) =
                self.county()?.desk.make_code(COUNTY_OPERATOR, unit.code, Role::Node, &unit.name, CODE_HOURS).await?;
            let directory = nodes.join("townships").join(unit.code.as_str());
            let upstream = self.upstream_of(unit.code)?;
            let station = Station::township(directory, root, &code, upstream, &self.means).await?;
            station.sync().await?;
            self.stations.insert(unit.code, station);
        }
        Ok(())
    }

    async fn enrol_terminals(&mut self, nodes: &Path, courses: &[Course]) -> Result<(), WorldError> {
        let root = self.units.root();
        let county = Arc::clone(&self.county()?.desk);
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
        let enrolled = self.watcher.begins(newcomers.len() as u64, "terminals enrol 终端注册");
        let work =
            newcomers.into_iter().map(|newcomer| (newcomer, Arc::clone(&county), self.means.clone(), enrolled.clone()));
        let terminals =
            crowd::each(work, |((index, unit, directory, upstreams), county, means, enrolled)| async move {
                let (code, _) =
                    county.make_code(COUNTY_OPERATOR, unit.code, Role::Terminal, &unit.name, CODE_HOURS).await?;
                let terminal = Terminal::enrol(unit.code, directory, root, upstreams, &code, &means).await?;
                enrolled();
                Ok((index, terminal))
            })
            .await?;
        let mut by_index: BTreeMap<usize, Terminal> = terminals.into_iter().collect();
        self.second = by_index.remove(&villages.len()).map(Arc::new);
        self.terminals = by_index.into_values().map(Arc::new).collect();
        Ok(())
    }

    /// Every township syncs with the node above it, the lowest first.
    pub async fn sync_stations(&self) -> Result<(), WorldError> {
        for station in self.townships().rev() {
            station.sync().await?;
        }
        Ok(())
    }

    /// Renews every certificate of the county, townships and terminals that expires before this time. Returns how
    /// many were renewed.
    pub async fn renew_before(&self, until: Timestamp) -> Result<usize, WorldError> {
        if self.county()?.node.identity().certificate().not_after >= until {
            return Ok(0);
        }
        self.county()?.renew().await?;
        for station in self.townships() {
            station.renew().await?;
        }
        let all = self.terminals.iter().chain(&self.second);
        let renewed = self.watcher.begins(all.clone().count() as u64, "certificates are renewed 证书续期");
        let work = all.map(|terminal| (Arc::clone(terminal), Arc::clone(&self.clock), renewed.clone()));
        let terminals = crowd::each(work, |(terminal, clock, renewed)| async move {
            terminal.renew(&clock).await?;
            renewed();
            Ok(())
        })
        .await?;
        self.sync_stations().await?;
        Ok(1 + self.townships().count() + terminals.len())
    }

    /// The current time of the play.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock to a day.
    pub fn go_to(&self, day: Date) {
        self.clock.set_on(day, RECEIVES_AT);
    }

    /// Ends the play: stops the nodes and closes the stores.
    pub async fn strike(self) {
        for (_, station) in self.stations {
            station.stop().await;
        }
    }
}
