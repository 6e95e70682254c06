//! Consequences 结果运用: what the rules propose because of a published run, and what its unit decided on each proposal
//! 认定: confirmed, not applied with a reason, carried out. A decision names the run. Where that was taken back or
//! replaced, the decision stands no more: what the new run proposes is confirmed anew.
//!
//! A decision comes down to its unit in the document of the unit's score sheets, which no run rests on. Members and
//! holders of offices stand there by their ids; their names are joined where the roster is.

mod view;

pub use view::{ConsequenceDecision, ConsequenceSubject, ConsequenceView, RowBehind, unstated_in_words};

use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::people::viewer::Viewer;
use crate::reading::authorship::MemberNames;
use cunbang_language::say;
use cunbang_ledger::Standing;
use cunbang_model::schema::{ConsequenceVerdict, OfficeRole, Word as _};
use cunbang_model::{DocumentKind, Period, Record as _, Role, Table, UnitCode, clock, record};
use cunbang_ranking::sheet::sheet_document;
use cunbang_ranking::{Published, RankingRun};
use cunbang_scheme::{Level, OfficeHolder, OutcomeRow, ProposedConsequence, Scheme};
use cunbang_store::Selection;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use view::{from_column, in_column, row_behind};

/// Why nothing was decided on a consequence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConsequenceError {
    /// This node's unit has published nothing for the period that stands.
    #[error("{}", say!("consequence-nothing-published", unit = .unit, period = .period))]
    NothingPublished {
        /// The unit of this node.
        unit: UnitCode,
        /// The period.
        period: Period,
    },
    /// The published run proposes no such thing of this subject.
    #[error("{}", say!("consequence-not-proposed", consequence = .consequence, subject = .subject, run = .run))]
    NotProposed {
        /// The consequence's id.
        consequence: String,
        /// Of whom.
        subject: Box<ConsequenceSubject>,
        /// The run.
        run: String,
    },
    /// It is for holders of offices, one by one.
    #[error("{}", say!("consequence-of-offices", consequence = .consequence, subject = .subject, offices = .offices.join(" ")))]
    OfOffices {
        /// The consequence's id.
        consequence: String,
        /// Of whom.
        subject: Box<ConsequenceSubject>,
        /// The ids of the offices to choose from.
        offices: Vec<String>,
    },
    /// Who does not apply what the rules propose says why.
    #[error("{}", say!("consequence-reason"))]
    NoReason,
    /// Only what was confirmed can be carried out.
    #[error("{}", say!("consequence-not-confirmed", consequence = .consequence, subject = .subject))]
    NotConfirmed {
        /// The consequence's id.
        consequence: String,
        /// Of whom.
        subject: Box<ConsequenceSubject>,
    },
    /// This device is no node of a unit.
    #[error("{}", say!("consequence-elsewhere"))]
    Elsewhere,
}

impl ConsequenceError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::NothingPublished { .. } | Self::NotConfirmed { .. } => Sort::NotYet,
            Self::NotProposed { .. } => Sort::NotFound,
            Self::OfOffices { .. } | Self::NoReason => Sort::Input,
            Self::Elsewhere => Sort::NotPermitted,
        }
    }
}

/// A proposal of a run: of which row, and for whom.
struct Proposal<'r> {
    level: Level,
    row: &'r OutcomeRow,
    proposed: &'r ProposedConsequence,
    holder: Option<&'r OfficeHolder>,
}

impl Proposal<'_> {
    fn subject(&self) -> ConsequenceSubject {
        ConsequenceSubject {
            unit: self.row.unit,
            member: self.row.member.clone(),
            office: self.holder.map(|holder| holder.office.clone()),
        }
    }

    fn unstated(&self, scheme: &Scheme, period: Period) -> Vec<String> {
        let behind = scheme.rests_on_unstated(period, self.level, self.row, &self.proposed.id);
        behind.into_iter().map(|info| info.title.clone()).collect()
    }
}

/// What a run proposes of what lies below the unit that it ranks; for each who holds an office that it is for by itself.
fn proposals(run: &RankingRun) -> Vec<Proposal<'_>> {
    let mut found = Vec::new();
    for level in run.outcome.levels.keys().copied() {
        let rows = run.outcome.rows(level).iter().filter(|row| row.unit.is_below(&run.record.under));
        for row in rows {
            for proposed in &row.consequences {
                let each = |holder| Proposal { level, row, proposed, holder };
                if proposed.persons.is_empty() {
                    found.push(each(None));
                } else {
                    found.extend(proposed.persons.iter().map(|holder| each(Some(holder))));
                }
            }
        }
    }
    found
}

/// A decision as it stands in the document of a unit's score sheets.
struct Kept {
    record: record::ConsequenceDecision,
    by: Option<String>,
}

impl Kept {
    fn is_on(&self, run: &str, subject: &ConsequenceSubject, consequence: &str) -> bool {
        let record = &self.record;
        record.run == run
            && record.consequence == consequence
            && record.member == subject.member
            && record.office == subject.office
    }

    fn decision(&self) -> ConsequenceDecision {
        ConsequenceDecision {
            verdict: self.record.verdict,
            reason: self.record.reason.clone(),
            decided_on: self.record.decided_on,
            carried_out_on: self.record.carried_out_on,
            by: self.by.clone(),
        }
    }
}

impl Desk {
    /// What the run that this node's unit published for a period proposes, and what was decided on it; and what the units
    /// above decided on units that the viewer sees. What waits for a decision first.
    pub async fn consequences(&self, viewer: &Viewer, period: Period) -> Result<Vec<ConsequenceView>, DeskError> {
        let own = self.replica().unit();
        let mut found = match self.published_run(viewer, period).await? {
            Some(run) => self.proposed_by(viewer, &run, None).await?,
            None => Vec::new(),
        };
        // Above the root nobody decides: its many documents need not be looked through.
        if own != self.replica().root() {
            let quarter = sheet_document(own, period).period();
            let sheets = Selection::new(DocumentKind::Sheet, own, quarter);
            for document in self.replica().store().documents(&sheets).await? {
                let decided = self.decided_on(viewer, document.unit(), period).await?;
                found.extend(decided.into_iter().filter(|view| view.decider != own));
            }
        }
        found.sort_by_key(|view| (view.decision.is_some(), view.is_void));
        Ok(found)
    }

    /// The same of one unit itself, and the run that this node's unit published, if that stands.
    pub async fn consequences_of(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<(Option<String>, Vec<ConsequenceView>), DeskError> {
        let own = self.replica().unit();
        let run = self.published_run(viewer, period).await?;
        let mut found = match &run {
            Some(run) => self.proposed_by(viewer, run, Some(unit)).await?,
            None => Vec::new(),
        };
        found.extend(self.decided_on(viewer, unit, period).await?.into_iter().filter(|view| view.decider != own));
        found.retain(|view| view.member.is_none());
        Ok((run.map(|run| run.id.clone()), found))
    }

    /// What was decided on a unit and its members for a period, as far as it is here: what stands before what does not.
    pub async fn decided_on(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Vec<ConsequenceView>, DeskError> {
        viewer.check_document(DocumentKind::Sheet, unit)?;
        let kept = self.kept_on(unit, period).await?;
        if kept.is_empty() {
            return Ok(Vec::new());
        }
        let published = self.published(viewer, period).await?;
        let names = self.names_if_personal(viewer, unit, kept.iter().any(|one| is_personal(&one.record))).await?;
        let (schemes, name) = (self.schemes().await?, self.namer());
        let mut views: Vec<ConsequenceView> = kept
            .iter()
            .map(|one| {
                let record = &one.record;
                let of_run = published.iter().find(|known| known.by == record.decider && known.id() == record.run);
                let hash = of_run.map(|known| known.run.scheme_hash.as_str()).unwrap_or_default();
                let scheme = schemes.iter().find(|scheme| scheme.hash() == hash);
                let info = scheme.and_then(|scheme| info_of(scheme, record.member.is_some(), &record.consequence));
                let (title, amount_unit) = info.unwrap_or_else(|| (record.consequence.clone(), String::new()));
                let person = record.member.as_ref().or(record.person.as_ref());
                ConsequenceView {
                    unit,
                    name: name(unit),
                    member: record.member.clone(),
                    office: record.office.clone(),
                    role: record.role,
                    person: record.person.clone(),
                    person_name: person.and_then(|id| names.get(id).cloned()),
                    consequence: record.consequence.clone(),
                    title,
                    amount: record.amount,
                    amount_unit,
                    rows: from_column(record.rests_on.as_deref(), unit),
                    unstated: Vec::new(),
                    run: record.run.clone(),
                    period,
                    decider: record.decider,
                    decider_name: name(record.decider),
                    is_void: standing_run(&published, record.decider) != Some(record.run.as_str()),
                    decision: Some(one.decision()),
                    earlier: None,
                }
            })
            .collect();
        views.sort_by_key(|view| view.is_void);
        Ok(views)
    }

    /// Decides on what the published run proposes of a subject, as the unit that published it. Deciding again takes the
    /// place of what was decided before.
    pub async fn decide_consequence(
        &self,
        operator: &str,
        period: Period,
        subject: &ConsequenceSubject,
        consequence: &str,
        verdict: ConsequenceVerdict,
        reason: &str,
    ) -> Result<(), DeskError> {
        self.permit(operator, Command::Apply).await?;
        let own = self.replica().unit();
        if self.replica().role() != Role::Node {
            return Err(ConsequenceError::Elsewhere.into());
        }
        let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        if verdict == ConsequenceVerdict::NotApplied && reason.is_none() {
            return Err(ConsequenceError::NoReason.into());
        }
        let viewer = Viewer::operator(self.replica(), operator);
        let run = self.published_run(&viewer, period).await?;
        let run = run.ok_or(ConsequenceError::NothingPublished { unit: own, period })?;
        let all = proposals(&run);
        let of_it = |one: &&Proposal<'_>| one.proposed.id == consequence && one.row.unit == subject.unit;
        let Some(proposal) = all.iter().filter(of_it).find(|one| one.subject() == *subject) else {
            let of_member = all.iter().filter(of_it).filter(|one| one.row.member == subject.member);
            let offices: Vec<String> = of_member.filter_map(|one| one.subject().office).collect();
            let (consequence, subject) = (consequence.to_owned(), Box::new(subject.clone()));
            return Err(match (offices.is_empty(), &subject.office) {
                (false, None) => ConsequenceError::OfOffices { consequence, subject, offices },
                _ => ConsequenceError::NotProposed { consequence, subject, run: short(&run.id) },
            }
            .into());
        };
        let document = sheet_document(subject.unit, period);
        self.replica().check_may_write(&document)?;
        let kept = self.kept_on(subject.unit, period).await?;
        let before = kept.iter().find(|one| one.is_on(&run.id, subject, consequence)).map(|one| &one.record);
        let today = clock::county_date(self.replica().now());
        let carries_out = verdict == ConsequenceVerdict::CarriedOut;
        if carries_out && before.is_none_or(|before| before.verdict == ConsequenceVerdict::NotApplied) {
            let (consequence, subject) = (consequence.to_owned(), Box::new(subject.clone()));
            return Err(ConsequenceError::NotConfirmed { consequence, subject }.into());
        }
        // What is carried out stays decided when and for the reason it was.
        let confirmed = before.filter(|_| carries_out);
        let rows: Vec<RowBehind> =
            proposal.proposed.reasons.iter().map(|reason| row_behind(reason, subject.unit)).collect();
        let decision = record::ConsequenceDecision {
            unit: subject.unit,
            run: run.id.clone(),
            period,
            decider: own,
            consequence: consequence.to_owned(),
            verdict,
            member: subject.member.clone(),
            office: subject.office.clone(),
            person: proposal.holder.map(|holder| holder.person.clone()),
            role: proposal.holder.and_then(|holder| OfficeRole::from_word(&holder.role)),
            reason: reason.or_else(|| confirmed.and_then(|before| before.reason.clone())),
            amount: proposal.proposed.amount,
            rests_on: in_column(&rows, subject.unit),
            decided_on: confirmed.map_or(today, |before| before.decided_on),
            carried_out_on: carries_out.then_some(today),
        };
        let row = decision.into_row().map_err(DeskError::Rows)?;
        self.issue(operator, vec![(document, vec![row])]).await?;
        // What is decided of a member stands in no notice.
        if subject.member.is_none() {
            self.tell_decided(operator, &run, subject.unit).await?;
        }
        let whom: Vec<&str> = subject.member.iter().chain(&subject.office).map(String::as_str).collect();
        let noted = format!("{period} {consequence} {} {}", verdict.word(), whom.join(" "));
        audit::note(Deed::DecideConsequence, operator, subject.unit, noted.trim_end());
        Ok(())
    }

    /// What was decided on what a run proposes, of units and their offices: of whom, which, and what.
    pub(crate) async fn decided_because_of(
        &self,
        run: &RankingRun,
    ) -> Result<Vec<(ConsequenceSubject, String, ConsequenceDecision)>, DeskError> {
        let of_units = proposals(run).into_iter().filter(|one| one.level != Level::Member).map(|one| one.row.unit);
        let mut found = Vec::new();
        for unit in of_units.collect::<BTreeSet<_>>() {
            let kept = self.kept_on(unit, run.record.period).await?;
            found.extend(kept.iter().filter(|one| one.record.run == run.id && one.record.member.is_none()).map(
                |one| {
                    let subject = ConsequenceSubject { unit, member: None, office: one.record.office.clone() };
                    (subject, one.record.consequence.clone(), one.decision())
                },
            ));
        }
        Ok(found)
    }

    /// The run that this node's unit has published for a period and that stands.
    async fn published_run(&self, viewer: &Viewer, period: Period) -> Result<Option<Arc<RankingRun>>, DeskError> {
        let published = self.published(viewer, period).await?;
        match standing_run(&published, self.replica().unit()) {
            Some(id) => self.run_at_hand(id).await.map(Some),
            None => Ok(None),
        }
    }

    /// What a published run proposes, each with what was decided.
    async fn proposed_by(
        &self,
        viewer: &Viewer,
        run: &RankingRun,
        only: Option<UnitCode>,
    ) -> Result<Vec<ConsequenceView>, DeskError> {
        let (own, period) = (self.replica().unit(), run.record.period);
        let scheme = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == run.record.scheme.hash);
        let name = self.namer();
        let mut proposals = proposals(run);
        proposals.retain(|one| only.is_none_or(|unit| one.row.unit == unit));
        let is_of_person = |one: &&Proposal<'_>| one.row.member.is_some() || one.holder.is_some();
        let of_persons: BTreeSet<UnitCode> = proposals.iter().filter(is_of_person).map(|one| one.row.unit).collect();
        let mut of_units: BTreeMap<UnitCode, (Vec<Kept>, MemberNames)> = BTreeMap::new();
        let mut views = Vec::new();
        for proposal in proposals {
            let unit = proposal.row.unit;
            let subject = proposal.subject();
            if let Entry::Vacant(empty) = of_units.entry(unit) {
                let names = self.names_if_personal(viewer, unit, of_persons.contains(&unit)).await?;
                empty.insert((self.kept_on(unit, period).await?, names));
            }
            let (kept, names) = &of_units[&unit];
            let info = scheme.as_ref().and_then(|scheme| {
                let infos = scheme.consequences(proposal.level);
                infos.into_iter().find(|info| info.id == proposal.proposed.id)
            });
            let person = proposal.holder.map(|holder| holder.person.clone());
            let decided = kept.iter().find(|one| one.is_on(&run.id, &subject, &proposal.proposed.id));
            let earlier = kept
                .iter()
                .filter(|one| one.record.run != run.id && one.is_on(&one.record.run, &subject, &proposal.proposed.id));
            let earlier = earlier.max_by_key(|one| one.record.decided_on).map(Kept::decision);
            views.push(ConsequenceView {
                unit,
                name: name(unit),
                person_name: subject.member.as_ref().or(person.as_ref()).and_then(|id| names.get(id).cloned()),
                member: subject.member,
                office: subject.office,
                role: proposal.holder.and_then(|holder| OfficeRole::from_word(&holder.role)),
                person,
                consequence: proposal.proposed.id.clone(),
                title: info.as_ref().map_or_else(|| proposal.proposed.id.clone(), |info| info.title.to_owned()),
                amount: proposal.proposed.amount,
                amount_unit: info.map(|info| info.unit.to_owned()).unwrap_or_default(),
                rows: proposal.proposed.reasons.iter().map(|reason| row_behind(reason, unit)).collect(),
                unstated: scheme.as_ref().map(|scheme| proposal.unstated(scheme, period)).unwrap_or_default(),
                run: run.id.clone(),
                period,
                decider: own,
                decider_name: name(own),
                is_void: false,
                decision: decided.map(Kept::decision),
                earlier,
            });
        }
        Ok(views)
    }

    /// The decisions of a period in a unit's document: those that a node of the deciding unit wrote. Others below could
    /// write into the document too.
    async fn kept_on(&self, unit: UnitCode, period: Period) -> Result<Vec<Kept>, DeskError> {
        let document = sheet_document(unit, period);
        let projection = self.replica().at_hand(document).await?;
        let standing: Vec<&Standing> =
            projection.table(Table::ConsequenceDecisions).filter(|standing| !standing.row.is_withdrawn()).collect();
        if standing.is_empty() {
            return Ok(Vec::new());
        }
        let entries = self.entries_of(document).await?;
        let kept = standing.into_iter().filter_map(|standing| {
            let record: record::ConsequenceDecision = standing.row.record()?;
            let is_own = self.is_written_by_node_of(standing, record.decider) && record.period == period;
            let said = self.authorship(&entries, &standing.operation.writer, standing.entry, &MemberNames::new());
            is_own.then(|| Kept { record, by: said.map(|said| said.operator) })
        });
        Ok(kept.collect())
    }

    /// The names of a unit's members where something is about persons: nobody is said to have read a roster that was not
    /// needed.
    async fn names_if_personal(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        is_personal: bool,
    ) -> Result<MemberNames, DeskError> {
        if is_personal { self.names_for(viewer, unit).await } else { Ok(MemberNames::new()) }
    }

    /// What units are called, as far as the tree is here.
    fn namer(&self) -> impl Fn(UnitCode) -> String + use<> {
        let units = self.replica().org().units().cloned();
        move |unit| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit))
    }
}

fn is_personal(record: &record::ConsequenceDecision) -> bool {
    record.member.is_some() || record.person.is_some()
}

/// The run that a unit published last and that stands.
fn standing_run(published: &[Arc<Published>], by: UnitCode) -> Option<&str> {
    published.iter().find(|known| known.by == by && known.withdrawn.is_none()).map(|known| known.id())
}

/// Title and the amount's unit of a consequence of the rules, of members or of units.
fn info_of(scheme: &Scheme, of_member: bool, id: &str) -> Option<(String, String)> {
    let levels = scheme.levels().filter(|level| (*level == Level::Member) == of_member);
    let mut infos = levels.flat_map(|level| scheme.consequences(level));
    infos.find(|info| info.id == id).map(|info| (info.title.to_owned(), info.unit.to_owned()))
}

fn short(run: &str) -> String {
    run.chars().take(12).collect()
}
