//! Acting upon what was seen 据以处理: whoever publishes, takes back, answers, decides or reviews says what stood of the
//! matter when they began. What somebody else did meanwhile is not written over unseen: both are shown, and a person
//! chooses.
//!
//! Rows that a clerk changes are watched one by one ([`crate::writing::upon`]). Public acts are about a matter, in which
//! several rows may stand: a period's publications, a village's seal with what was said of it.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::seal_reviews::{inspection, sealed_together};
use crate::people::viewer::Viewer;
use crate::reading::authorship::Authorship;
use crate::writing::upon::version_of;
use cunbang_ledger::{Hash, Standing};
use cunbang_model::{DocumentName, Period, Row, Table, UnitCode, record};
use cunbang_ranking::bulletin::bulletin;
use cunbang_ranking::sealed::covers_text;
use cunbang_ranking::sheet::sheet_document;
pub use cunbang_store::Turn;

/// What a public act is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matter {
    /// What this node's unit has published of a period, and until when villages may object to it.
    Publications(Period),
    /// What this node's unit answered to a village's objection.
    Answer {
        /// The village.
        subject: UnitCode,
        /// The period ranked.
        period: Period,
        /// The objection's id.
        objection: String,
    },
    /// What the county decided on a village.
    Decision {
        /// The village.
        subject: UnitCode,
        /// The period ranked.
        period: Period,
    },
    /// A village's seal, and what was said of it.
    Seal {
        /// The village.
        unit: UnitCode,
        /// The quarter, month or week.
        period: Period,
    },
    /// What was found at a village, and what became of it.
    Finding {
        /// The village.
        unit: UnitCode,
        /// The period in whose quarters it stands.
        period: Period,
        /// The finding's id.
        finding: String,
    },
    /// What was decided on the consequences of a period for a unit.
    Consequences {
        /// The unit.
        unit: UnitCode,
        /// The period ranked.
        period: Period,
    },
}

/// What stands of a matter that is not as it was seen.
#[derive(Debug)]
pub struct Stood {
    /// What stands, as whoever acts all the same has to say.
    pub version: String,
    /// The rows that stand, those that were withdrawn too, and who wrote each.
    pub rows: Vec<(Row, Option<Authorship>)>,
}

/// What stands of a matter.
struct Found {
    rows: Vec<(DocumentName, Standing)>,
    /// What else it consists of.
    besides: String,
}

impl Found {
    /// In a few digits: something else has others. Of nothing, nothing.
    fn version(&self) -> String {
        let standing: Vec<Standing> = self.rows.iter().map(|(_, standing)| standing.clone()).collect();
        let rows = version_of(&standing);
        if self.besides.is_empty() {
            return rows;
        }
        Hash::of(&[rows.as_bytes(), self.besides.as_bytes()]).to_string().chars().take(16).collect()
    }
}

impl Desk {
    /// What stands of a matter, in a few digits; empty where nothing does.
    pub async fn version_of_matter(&self, matter: &Matter) -> Result<String, DeskError> {
        Ok(self.found(matter).await?.version())
    }

    /// A turn at acting on a matter, if what stands is what was `seen`; else what stands. Until it ends nobody else
    /// acts at this node, at whichever of its replicas.
    pub async fn turn_at(
        &self,
        operator: &str,
        matter: &Matter,
        seen: &str,
    ) -> Result<Result<Turn, Box<Stood>>, DeskError> {
        let turn = self.replica().store().turn().await?;
        let found = self.found(matter).await?;
        let version = found.version();
        if version == seen {
            return Ok(Ok(turn));
        }
        let viewer = Viewer::operator(self.replica(), operator);
        let mut rows = Vec::new();
        for (document, standing) in found.rows {
            let names = self.names_for(&viewer, document.unit()).await?;
            let entries = self.entries_of(document).await?;
            let written = self.authorship(&entries, &standing.operation.writer, standing.entry, &names);
            rows.push((standing.row, written));
        }
        Ok(Err(Box::new(Stood { version, rows })))
    }

    async fn found(&self, matter: &Matter) -> Result<Found, DeskError> {
        let own = self.replica().unit();
        let mut besides = String::new();
        let rows = match matter {
            Matter::Publications(period) => {
                let is_of_it = |row: &Row| row.record::<record::Run>().is_some_and(|run| run.period == *period);
                self.rows_about(bulletin(own, *period), Table::Runs, is_of_it).await?
            }
            Matter::Answer { subject, period, objection } => {
                let is_of_it = |row: &Row| {
                    let reply = row.record::<record::Reply>();
                    reply.is_some_and(|reply| reply.subject == *subject && reply.objection == *objection)
                };
                self.rows_about(bulletin(own, *period), Table::Replies, is_of_it).await?
            }
            Matter::Decision { subject, period } => {
                let is_of_it = |row: &Row| {
                    let decision = row.record::<record::Decision>();
                    decision.is_some_and(|one| one.subject == *subject && one.period == *period) && !row.is_withdrawn()
                };
                self.rows_about(bulletin(self.replica().root(), *period), Table::Decisions, is_of_it).await?
            }
            Matter::Finding { unit, period, finding } => {
                let is_it = |row: &Row| row.id() == *finding;
                let mut rows = Vec::new();
                for quarter in period.quarters() {
                    if let Some(document) = inspection(*unit, quarter) {
                        rows.extend(self.rows_about(document, Table::Findings, is_it).await?);
                    }
                }
                rows
            }
            Matter::Consequences { unit, period } => {
                let is_of_it = |row: &Row| {
                    let decision = row.record::<record::ConsequenceDecision>();
                    decision.is_some_and(|decision| decision.period == *period)
                };
                self.rows_about(sheet_document(*unit, *period), Table::ConsequenceDecisions, is_of_it).await?
            }
            Matter::Seal { unit, period } => {
                let is_of_it =
                    |row: &Row| row.record::<record::SealReview>().is_some_and(|review| review.period == *period);
                let mut rows = Vec::new();
                for quarter in sealed_together(*period) {
                    let covers = self.sealed_now(*unit, quarter, *period).await?;
                    besides.extend(covers.map(|covers| format!("{quarter} {}\n", covers_text(&covers))));
                    if let Some(document) = inspection(*unit, quarter) {
                        rows.extend(self.rows_about(document, Table::SealReviews, is_of_it).await?);
                    }
                }
                rows
            }
        };
        Ok(Found { rows, besides })
    }

    /// The rows of a table in a document that are about something, withdrawn ones too.
    async fn rows_about(
        &self,
        document: DocumentName,
        table: Table,
        is_of_it: impl Fn(&Row) -> bool + Send,
    ) -> Result<Vec<(DocumentName, Standing)>, DeskError> {
        let projection = self.replica().projection(document).await?;
        let of_it = projection.table(table).filter(|standing| is_of_it(&standing.row));
        Ok(of_it.map(|standing| (document, standing.clone())).collect())
    }
}
