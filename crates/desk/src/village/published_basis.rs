//! On what a published ranking rests of a village's own ledgers 公布所据: the rows that its seals covered when the ranking was
//! made, as they stand here in the village's own logs. Bulletins say how far; members are in none, so that what was published
//! of a member is worked out from these rows again.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_ledger::{Projection, VersionVector};
use cunbang_model::schema::Mark;
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Record as _, UnitCode, record};
use cunbang_ranking::Published;
use cunbang_ranking::bulletin::stated_inputs;
use cunbang_ranking::sealed::{StandingSeal, joined, part_of, standing_seals};
use cunbang_replica::reading::replay_to;
use cunbang_scheme::Status;
use std::collections::BTreeMap;

/// What a published ranking rests on of a unit.
#[derive(Debug, Clone)]
pub struct PublishedBasis {
    /// The period ranked.
    pub period: Period,
    /// The run.
    pub run: String,
    /// The name of the unit that published it.
    pub publisher: String,
    /// When.
    pub published_on: Date,
    /// The hash of the rules.
    pub(crate) scheme_hash: String,
    /// The unit's ledgers as far as they counted.
    pub(crate) ledgers: BTreeMap<DocumentName, Projection>,
    /// The seals that stood in them then.
    pub(crate) seals: BTreeMap<DocumentName, Vec<StandingSeal>>,
}

impl Desk {
    /// What the ranking of a period that was published, and stands, rests on of a unit; none where none stands, nothing of the
    /// unit counted, or not all of it is here.
    pub async fn published_basis(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Option<PublishedBasis>, DeskError> {
        let Some((period, _)) = self.assessed_as(period).await? else { return Ok(None) };
        let told = self.told(viewer, period).await?;
        let found = told.iter().find_map(|one| Some((one, one.result_of(unit)?)));
        let Some((published, line)) = found.filter(|(_, line)| Status::from(line.status) == Status::Received) else {
            return Ok(None);
        };
        let Some(stated) = stated_inputs(line) else { return Ok(None) };
        let (mut ledgers, mut seals) = (BTreeMap::new(), BTreeMap::new());
        for quarter in period.quarters() {
            let Some(name) = DocumentName::quarterly(DocumentKind::Ledger, unit, quarter) else { continue };
            let nothing = VersionVector::default();
            let counted =
                self.counted_at(name, stated.get(&name).unwrap_or(&nothing), part_of(period, quarter)).await?;
            let Some((counted, sealed)) = counted else { return Ok(None) };
            ledgers.insert(name, counted);
            seals.insert(name, sealed);
        }
        Ok(Some(PublishedBasis { seals, ..self.basis_of(published, period, ledgers) }))
    }

    /// The marks of attendance of a unit's quarter that its seals cover, by meeting and member; none where nothing is sealed.
    pub async fn sealed_marks(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        quarter: Period,
    ) -> Result<Option<BTreeMap<(String, String), Mark>>, DeskError> {
        viewer.check_document(DocumentKind::Ledger, unit)?;
        let Some(name) = DocumentName::quarterly(DocumentKind::Ledger, unit, quarter) else { return Ok(None) };
        let seals = standing_seals(&self.replica().projection(name).await?, quarter);
        if seals.is_empty() {
            return Ok(None);
        }
        let segments = self.replica().store().document_segments(&name).await?;
        let sealed = replay_to(name, &segments, &joined(&seals))?;
        let marks = sealed.table(record::Attendance::TABLE).filter(|standing| !standing.row.is_withdrawn());
        let marks = marks.filter_map(|standing| standing.row.record::<record::Attendance>());
        Ok(Some(marks.map(|one| ((one.meeting, one.member), one.mark)).collect()))
    }

    fn basis_of(
        &self,
        published: &Published,
        period: Period,
        ledgers: BTreeMap<DocumentName, Projection>,
    ) -> PublishedBasis {
        let units = self.replica().org().units().cloned();
        PublishedBasis {
            period,
            run: published.id().to_owned(),
            publisher: units.map_or_else(|| published.by.to_string(), |units| units.name(published.by)),
            published_on: published.run.published_on,
            scheme_hash: published.run.scheme_hash.clone(),
            ledgers,
            seals: BTreeMap::new(),
        }
    }

    /// What counted of a ledger of which a run holds so much: what its seals covered, or all, where the county took it without
    /// one; and these seals. None where not so much of it is here.
    async fn counted_at(
        &self,
        name: DocumentName,
        held: &VersionVector,
        part: Period,
    ) -> Result<Option<(Projection, Vec<StandingSeal>)>, DeskError> {
        let segments = self.replica().store().document_segments(&name).await?;
        let then = replay_to(name, &segments, held)?;
        if !then.vector().covers(held) {
            return Ok(None);
        }
        let seals = standing_seals(&then, part);
        if seals.is_empty() {
            return Ok(Some((then, seals)));
        }
        Ok(Some((replay_to(name, &segments, &joined(&seals))?, seals)))
    }
}
