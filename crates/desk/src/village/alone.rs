//! A village by itself 单村试算: what its rows come to by the scheme's own engine, whatever the others do. With other
//! rows it says what something costs, or would be worth.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::writing::overlay::Overlay;
use cunbang_model::{Decimal, DocumentKind, DocumentName, Period, Row, Timestamp, UnitCode, UnitTree};
use cunbang_ranking::past::{past, past_bulletins};
use cunbang_scheme::{Inputs, Level, Names, Outcome, OutcomeRow, Past, ReceiptState, Scheme, VillageInput, rank};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A village and what it has of a period, by the scheme that assesses it.
#[derive(Debug)]
pub(crate) struct Alone {
    pub(crate) unit: UnitCode,
    pub(crate) period: Period,
    pub(crate) scheme: Scheme,
    /// What stands in its ledgers and inspections, but for what was withdrawn.
    pub(crate) rows: Vec<Row>,
    /// What stands in those of earlier quarters, where the scheme asks for it.
    pub(crate) earlier: Vec<Row>,
    /// What was published of it for the earlier periods that the scheme asks for.
    past: Past,
    tree: UnitTree,
    now: Timestamp,
}

impl Alone {
    /// What some rows would come to, sealed now; none where the scheme ranks no villages.
    pub(crate) fn outcome(&self, rows: Vec<Row>) -> Option<OutcomeRow> {
        self.ranked(rows)?.rows(Level::Village).first().cloned()
    }

    /// What the rows that stand come to for a member; none where the scheme scores no members, or not this one.
    pub(crate) fn outcome_of_member(&self, member: &str) -> Option<OutcomeRow> {
        self.outcome_of_member_with(member, self.rows.clone())
    }

    /// What the rows that stand come to for each member; none where the scheme scores no members.
    pub(crate) fn outcomes_of_members(&self) -> Vec<OutcomeRow> {
        self.ranked(self.rows.clone()).map(|outcome| outcome.rows(Level::Member).to_vec()).unwrap_or_default()
    }

    /// What some rows would come to for a member.
    pub(crate) fn outcome_of_member_with(&self, member: &str, rows: Vec<Row>) -> Option<OutcomeRow> {
        let outcome = self.ranked(rows)?;
        outcome.rows(Level::Member).iter().find(|row| row.member.as_deref() == Some(member)).cloned()
    }

    fn ranked(&self, rows: Vec<Row>) -> Option<Outcome> {
        let sealed = ReceiptState::Sealed { received_at: self.now };
        let village = VillageInput { earlier: vec![Arc::new(self.earlier.clone())], ..VillageInput::new(rows, sealed) };
        let inputs = Inputs {
            units: self.tree.clone(),
            period: self.period,
            villages: [(self.unit, village)].into(),
            township_rows: BTreeMap::new(),
            county_counts: BTreeMap::new(),
            offices: BTreeMap::new(),
            past: self.past.clone(),
            names: Names::default(),
        };
        rank(&self.scheme, &inputs).ok()
    }

    /// The score that some rows would have.
    pub(crate) fn score(&self, rows: Vec<Row>) -> Option<Decimal> {
        self.outcome(rows)?.score
    }
}

impl Desk {
    /// The unit of this device with what it has of a period; none where it keeps no ledger.
    pub(crate) async fn alone(&self, period: Period, scheme: Scheme) -> Result<Option<Alone>, DeskError> {
        self.alone_of(self.replica().unit(), period, scheme, &Overlay::default()).await
    }

    /// A unit with what is here of a period, and with rows that are not kept yet; none where it keeps no ledger.
    pub(crate) async fn alone_of(
        &self,
        unit: UnitCode,
        period: Period,
        scheme: Scheme,
        overlay: &Overlay,
    ) -> Result<Option<Alone>, DeskError> {
        let Some(tree) = self.basic_tree(unit) else { return Ok(None) };
        let mut rows = Vec::new();
        for quarter in period.quarters() {
            for kind in [DocumentKind::Ledger, DocumentKind::Inspection] {
                if let Some(name) = DocumentName::quarterly(kind, unit, quarter) {
                    rows.extend(overlay.over(&self.replica().projection(name).await?));
                }
            }
        }
        let mut of_earlier = Vec::new();
        if let Some(asked) = scheme.earlier_rows() {
            let kinds = [(DocumentKind::Ledger, asked.asks_steps()), (DocumentKind::Inspection, asked.asks_findings())];
            for quarter in asked.quarters(period) {
                for (kind, _) in kinds.iter().filter(|(_, is_asked)| *is_asked) {
                    if let Some(name) = DocumentName::quarterly(*kind, unit, quarter) {
                        of_earlier.extend(overlay.over(&self.replica().projection(name).await?));
                    }
                }
            }
        }
        let (root, earlier) = (self.replica().root(), scheme.looks_back_to(period));
        let mut bulletins = BTreeMap::new();
        for name in past_bulletins(root, unit, &earlier) {
            bulletins.insert(name, self.replica().at_hand(name).await?);
        }
        let past = past(root, unit, &earlier, |name| bulletins.get(name).map(|bulletin| &**bulletin));
        Ok(Some(Alone { unit, period, scheme, rows, earlier: of_earlier, past, tree, now: self.replica().now() }))
    }

    /// The tree of this device's unit alone, where that is one that keeps a ledger.
    pub(crate) fn own_basic_tree(&self) -> Option<UnitTree> {
        self.basic_tree(self.replica().unit())
    }

    fn basic_tree(&self, unit: UnitCode) -> Option<UnitTree> {
        let tree = self.replica().org().units()?.subtree(unit)?;
        tree.get(unit).is_some_and(|unit| unit.kind.is_basic()).then_some(tree)
    }
}
