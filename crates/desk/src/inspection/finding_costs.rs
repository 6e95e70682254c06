//! What findings cost their villages 扣分, by the rules in force on their days. Pages ask it of every village that has
//! findings, and each has to be scored for it: what was worked out is at hand for as long as nothing came on which it
//! rests.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::finding_effect::finding_costs;
use crate::inspection::findings::ListedFinding;
use crate::people::viewer::Viewer;
use crate::writing::overlay::Overlay;
use cunbang_ledger::{LogId, VersionVector};
use cunbang_model::{Date, Decimal, DocumentKind, DocumentName, Period, UnitCode, UnitTree, clock};
use cunbang_ranking::past::past_bulletins;
use cunbang_replica::blocking;
use cunbang_replica::reading::vector_of;
use cunbang_scheme::Scheme;
use cunbang_store::Selection;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How many villages' costs are kept: some quarters of a large county.
const KEPT: usize = 16 * 1024;

/// Costs that were worked out lately.
#[derive(Debug, Default)]
pub(crate) struct Costs {
    kept: Mutex<HashMap<(UnitCode, Period), Known>>,
    worked_out: AtomicU64,
}

/// What the findings of a village cost, by id, and on what that rests.
#[derive(Debug, Clone)]
struct Known {
    /// The number of changes of the store after which it was found to hold.
    at: u64,
    basis: Basis,
    costs: Arc<BTreeMap<String, Decimal>>,
}

/// Everything on which the costs of a village rest.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Basis {
    /// The day on which they are asked for: until it a ledger is taken for sealed.
    day: Date,
    /// How far the rules went.
    rules: VersionVector,
    /// The village, as the list of units has it.
    tree: Option<UnitTree>,
    /// How far its ledgers and inspections went.
    logs: BTreeMap<LogId, u64>,
    /// How far the publications went that the rules look back to.
    earlier: BTreeMap<DocumentName, VersionVector>,
}

impl Costs {
    fn get(&self, asked: &(UnitCode, Period)) -> Option<Known> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(asked).cloned()
    }

    fn put(&self, asked: (UnitCode, Period), known: Known) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT && !kept.contains_key(&asked) {
            kept.clear();
        }
        kept.insert(asked, known);
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// What costs of a village and a period are asked for, with the rules that tell.
type Asked = BTreeMap<(UnitCode, Period), Arc<Scheme>>;

impl Desk {
    /// How many villages were scored for what their findings cost since this desk was opened.
    pub fn findings_scored(&self) -> u64 {
        self.costs.worked_out.load(Ordering::Relaxed)
    }

    /// What findings cost their villages by the rules in force on their days, by village and id, as rows stand here. What
    /// was written as points need not be that: rules may set their own for a clause.
    pub async fn finding_costs(
        &self,
        viewer: &Viewer,
        findings: &[ListedFinding],
    ) -> Result<BTreeMap<(UnitCode, String), Decimal>, DeskError> {
        let at = *self.replica().changes().borrow();
        let asked = self.asked_of(findings).await?;
        let day = clock::county_date(self.replica().now());
        let holds = |known: &Known| known.at == at && known.basis.day == day;
        let mut costs = BTreeMap::new();
        let mut unsure = Asked::new();
        for ((unit, period), scheme) in asked {
            viewer.check(unit)?;
            match self.costs.get(&(unit, period)).filter(holds) {
                Some(known) => add(&mut costs, unit, &known.costs),
                None => drop(unsure.insert((unit, period), scheme)),
            }
        }
        for ((asked, scheme), basis) in unsure.iter().zip(self.bases(&unsure, day).await?) {
            let kept = self.costs.get(asked).filter(|known| known.basis == basis);
            let worked_out = match kept {
                Some(known) => known.costs,
                None => Arc::new(self.work_out(*asked, scheme).await?),
            };
            add(&mut costs, asked.0, &worked_out);
            self.costs.put(*asked, Known { at, basis, costs: worked_out });
        }
        Ok(costs)
    }

    /// The villages and periods on whose scores some findings tell.
    async fn asked_of(&self, findings: &[ListedFinding]) -> Result<Asked, DeskError> {
        let mut of_days: BTreeMap<Date, Option<(Period, Arc<Scheme>)>> = BTreeMap::new();
        let mut asked = Asked::new();
        for one in findings.iter().filter(|one| one.withdrawn.is_none()) {
            let day = one.finding.date;
            let assessed = match of_days.get(&day) {
                Some(known) => known.clone(),
                None => {
                    let assessed = self.assessed_on(day).await?.map(|(period, scheme)| (period, Arc::new(scheme)));
                    of_days.insert(day, assessed.clone());
                    assessed
                }
            };
            asked.extend(assessed.map(|(period, scheme)| ((one.finding.unit, period), scheme)));
        }
        Ok(asked)
    }

    /// On what the costs of some villages rest, in their order.
    async fn bases(&self, asked: &Asked, day: Date) -> Result<Vec<Basis>, DeskError> {
        let (store, root) = (&**self.replica().store(), self.replica().root());
        let rules = vector_of(store, &DocumentName::scheme(root)).await?;
        let mut logs: BTreeMap<(UnitCode, Period), BTreeMap<LogId, u64>> = BTreeMap::new();
        for period in asked.keys().map(|(_, period)| *period).collect::<BTreeSet<_>>() {
            let units: Vec<UnitCode> = asked.keys().filter(|one| one.1 == period).map(|(unit, _)| *unit).collect();
            // Of one village its own logs, of several those of all in one look.
            let own = self.replica().unit();
            let under = match units.as_slice() {
                [unit] => *unit,
                units if units.iter().all(|unit| unit.is_within(&own)) => own,
                _ => root,
            };
            for kind in [DocumentKind::Ledger, DocumentKind::Inspection] {
                for head in store.heads(&Selection::new(kind, under, period)).await? {
                    let of_unit = logs.entry((head.log.document.unit(), period)).or_default();
                    of_unit.insert(head.log, head.head.number);
                }
            }
        }
        let tree = self.replica().org();
        let mut bulletins: BTreeMap<DocumentName, VersionVector> = BTreeMap::new();
        let mut bases = Vec::new();
        for ((unit, period), scheme) in asked {
            let mut earlier = BTreeMap::new();
            for name in past_bulletins(root, *unit, &scheme.looks_back_to(*period)) {
                let vector = match bulletins.get(&name) {
                    Some(vector) => vector.clone(),
                    None => vector_of(store, &name).await?,
                };
                bulletins.insert(name, vector.clone());
                earlier.insert(name, vector);
            }
            bases.push(Basis {
                day,
                rules: rules.clone(),
                tree: tree.units().and_then(|units| units.subtree(*unit)),
                logs: logs.remove(&(*unit, *period)).unwrap_or_default(),
                earlier,
            });
        }
        Ok(bases)
    }

    /// What the findings of a village cost in a period, by id.
    async fn work_out(
        &self,
        (unit, period): (UnitCode, Period),
        scheme: &Scheme,
    ) -> Result<BTreeMap<String, Decimal>, DeskError> {
        let alone = self.alone_of(unit, period, scheme.clone(), &Overlay::default()).await?;
        let Some(alone) = alone else { return Ok(BTreeMap::new()) };
        self.costs.worked_out.fetch_add(1, Ordering::Relaxed);
        let outcome = blocking(move || alone.outcome(alone.rows.clone())).await?;
        let mut costs: BTreeMap<String, Decimal> = BTreeMap::new();
        for (id, points) in outcome.iter().flat_map(finding_costs) {
            *costs.entry(id.to_owned()).or_default() += points;
        }
        Ok(costs)
    }
}

/// Adds what the findings of a village cost.
fn add(all: &mut BTreeMap<(UnitCode, String), Decimal>, unit: UnitCode, costs: &BTreeMap<String, Decimal>) {
    for (id, points) in costs {
        *all.entry((unit, id.clone())).or_default() += *points;
    }
}
