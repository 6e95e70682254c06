//! The pages 网页 of two villages of the play, as their clerks see them: of the one that did best, and of one that is a
//! candidate for the backward list.

use super::entry;
use crate::connections::Connections;
use crate::folder_lock::FolderLock;
use cunbang_desk::Password;
use cunbang_language::say;
use cunbang_model::UnitCode;
use cunbang_replica::Replica;
use cunbang_scheme::{Level, OutcomeRow};
use cunbang_sync::{LinkState, Upstream};
use cunbang_web::Serving;
use cunbang_web::pages::{self, Pages};
use cunbang_world::Course;
use cunbang_world::network::{OpenTerminal, Played, Stage};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Who may log in.
pub(super) const OPERATOR: &str = "演示";
/// With what. It is no secret: the pages open on this machine alone, and everything behind them is made up.
pub(super) const PASSWORD: &str = "cunbang-demo";

/// Why a village's pages are worth a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fared {
    /// Nobody did better.
    Best,
    /// It is a candidate.
    Candidate,
    /// Nobody is a candidate, and nobody has a worse rank.
    Last,
}

impl Fared {
    fn said(self) -> String {
        match self {
            Self::Best => say!("demo-best"),
            Self::Candidate => say!("demo-candidate"),
            Self::Last => say!("demo-last"),
        }
    }
}

/// A village whose pages are open.
pub(super) struct VillagePages {
    /// The village.
    pub(super) unit: UnitCode,
    /// Its terminal's folder.
    pub(super) directory: PathBuf,
    fared: Fared,
    terminal: OpenTerminal,
    serving: Serving,
    /// No other process serves from the folder meanwhile.
    _alone: FolderLock,
}

impl VillagePages {
    /// Opens the pages of both villages, and keeps them in step with the nodes above.
    pub(super) async fn open(stage: &Stage, played: &Played, tasks: &mut JoinSet<()>) -> anyhow::Result<Vec<Self>> {
        let mut villages = Vec::new();
        for (village, fared) in worth_a_look(stage, played) {
            villages.push(Self::of(stage, village, fared, tasks).await?);
        }
        Ok(villages)
    }

    async fn of(stage: &Stage, village: usize, fared: Fared, tasks: &mut JoinSet<()>) -> anyhow::Result<Self> {
        let closed = &stage.terminals[village];
        let alone = FolderLock::take(&closed.directory)?;
        let terminal = closed.open(&stage.clock).await?;
        terminal.desk.add_operator(OPERATOR, &Password::from(PASSWORD.to_owned())).await?;
        let mut links = Vec::new();
        for above in &closed.upstreams {
            let upstream = Upstream::new(Arc::clone(&terminal.node), above.clone())?;
            let (sender, watched) = watch::channel(LinkState::default());
            links.push((entry(above), watched));
            tasks.spawn(async move { upstream.stay(sender).await });
        }
        let links = Arc::new(Connections::new(Arc::clone(&terminal.node), links));
        let pages = Pages::new(Arc::clone(&terminal.desk), links, None);
        // Any free port.
        let serving = pages::serve(([127, 0, 0, 1], 0).into(), pages).await?;
        let (unit, directory) = (closed.unit, closed.directory.clone());
        Ok(Self { unit, directory, fared, terminal, serving, _alone: alone })
    }

    /// The replica of its terminal.
    pub(super) fn node(&self) -> &Arc<Replica> {
        &self.terminal.node
    }

    /// What it is, where its pages are, and where its folder is.
    pub(super) fn lines(&self, stage: &Stage, played: &Played) -> String {
        format!(
            "  {}, {}: http://{}/{}\n    {}",
            stage.units.name(self.unit),
            self.fared.said(),
            self.serving.address(),
            played.quarter,
            self.directory.display()
        )
    }

    /// Closes them.
    pub(super) async fn close(self) {
        self.serving.shutdown().await;
        self.terminal.close().await;
    }
}

/// The villages on display, by their place on the stage. The bulletin has come down to both.
fn worth_a_look(stage: &Stage, played: &Played) -> Vec<(usize, Fared)> {
    let told = |row: &OutcomeRow| {
        let village = stage.terminals.iter().position(|terminal| terminal.unit == row.unit)?;
        (!matches!(played.courses[village], Course::Silent | Course::Unsealed)).then_some(village)
    };
    let outcome = &played.run.outcome;
    let mut ranked: Vec<(u32, usize)> =
        outcome.rows(Level::Village).iter().filter_map(|row| Some((row.rank?, told(row)?))).collect();
    ranked.sort_unstable();
    let best = ranked.first().map(|(_, village)| (*village, Fared::Best));
    let candidate = outcome.candidates().find_map(told).map(|village| (village, Fared::Candidate));
    let last = ranked.last().map(|(_, village)| (*village, Fared::Last));
    let other = candidate.or(last).filter(|(village, _)| best.is_none_or(|(best, _)| best != *village));
    best.into_iter().chain(other).collect()
}
