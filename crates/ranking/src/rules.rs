//! Rules 考评办法: the scheme in force for a period, as the county's `scheme` document says.
//!
//! Rules are to be public before the period starts. A scheme that was written later is taken, as the
//! county may have to, but everyone is told: where it is put, and in every run that rests on it.

use crate::revoked::moment_of;
use cunbang_language::{Language, lazily, say, to_say};
use cunbang_ledger::{Entry, Point, Projection, Refusal, VersionVector, Writer};
use cunbang_model::{DocumentName, Period, Table, Timestamp, UnitCode, clock, record};
use cunbang_scheme::{PeriodKind, Scheme, SchemeFault};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Why there is no scheme for a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// No scheme's `from` and `until` cover the period.
    #[error("{}", say!("ranking-rules-none", root = .root, period = .period))]
    None {
        /// The unit whose scheme document was read.
        root: UnitCode,
        /// The period asked for.
        period: Period,
    },
    /// Schemes are in force, but for periods of another length.
    #[error("{}", say!("ranking-rules-period-kind", root = .root, period = .period, expected = .expected.as_str(), found = lazily(|| others_in_words(.found))))]
    PeriodKind {
        /// The unit whose scheme document was read.
        root: UnitCode,
        /// The period asked for.
        period: Period,
        /// How long it is.
        expected: PeriodKind,
        /// The schemes found, with how long their periods are.
        found: Vec<(String, PeriodKind)>,
    },
    /// A scheme that stands in the document is not one: it was put by a newer version of this program.
    #[error("{}", say!("ranking-rules-unreadable", root = .root, row = .row, fault = .fault))]
    Unreadable {
        /// The unit whose scheme document was read.
        root: UnitCode,
        /// The row's id.
        row: String,
        /// The first fault.
        fault: SchemeFault,
    },
}

/// Schemes with how long their periods are.
fn others_in_words(found: &[(String, PeriodKind)]) -> String {
    let said = |(name, kind): &(String, PeriodKind)| say!("ranking-rules-of-kind", name = name, kind = kind.as_str());
    found.iter().map(said).collect::<Vec<_>>().join(Language::first().pick("、", ", "))
}

/// The scheme in force for a period, and where it stands.
#[derive(Debug, Clone)]
pub struct SchemeInForce {
    /// The scheme.
    pub scheme: Scheme,
    /// The id of its row.
    pub row: String,
    /// The entry that holds the row.
    pub entry: Point,
}

/// That other rules were put in force for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesChange {
    /// The period.
    pub period: Period,
    /// When, by the county's clock.
    pub at: Timestamp,
    /// By whom.
    pub operator: String,
    /// The rules that had been in force: title and hash; none where there were none.
    pub from: Option<(String, String)>,
    /// Those that are in force from then on; none where all were withdrawn.
    pub to: Option<(String, String)>,
    /// How many villages had sealed the period before, of those whose ledgers are at hand.
    pub sealed: usize,
    /// Whether these are all that the rules are for.
    pub of_all: bool,
}

/// When other rules were put in force for a period, of the entries of the scheme document up to a vector, each after those
/// that it has seen. Who had sealed by then, [`told`] adds.
pub fn rules_changes<'e>(
    root: UnitCode,
    period: Period,
    entries: impl IntoIterator<Item = (Writer, &'e Entry)>,
    vector: &VersionVector,
) -> Result<Vec<RulesChange>, Refusal> {
    let mut projection = Projection::new(DocumentName::scheme(root));
    let mut before: Option<(String, String)> = None;
    let mut changes = Vec::new();
    for (writer, entry) in entries {
        if vector.0.get(&writer).is_none_or(|until| entry.number > *until) {
            continue;
        }
        projection.apply(&writer, entry)?;
        let in_force = scheme_in_force(&projection, period).ok();
        let now = in_force.map(|one| (one.scheme.title().to_owned(), one.scheme.hash()));
        if now != before {
            let (at, operator) = (moment_of(entry.claimed_at_seconds), entry.operator.clone());
            let from = std::mem::replace(&mut before, now.clone());
            changes.push(RulesChange { period, at, operator, from, to: now, sealed: 0, of_all: false });
        }
    }
    // Nobody can have sealed a period that had not begun.
    changes.retain(|change| change.at >= clock::start_of_county_day(period.first_day()));
    Ok(changes)
}

/// Those of some changes of which people are told: after a village had sealed, given when each of those at hand first had;
/// where these are not all, also those that came when all might have.
pub fn told(changes: Vec<RulesChange>, first_seals: &[Timestamp], of_all: bool) -> Vec<RulesChange> {
    // An entry states whole seconds.
    let counted = changes.into_iter().map(|change| RulesChange {
        sealed: first_seals.iter().filter(|sealed| sealed.as_second() <= change.at.as_second()).count(),
        of_all,
        ..change
    });
    let is_told = |change: &RulesChange| {
        let could_seal = clock::start_of_county_day(change.period.last_day());
        change.sealed > 0 || (!of_all && change.from.is_some() && change.at >= could_seal)
    };
    counted.filter(is_told).collect()
}

/// A scheme that has been put, read. Those that were read lately are kept: every look at a period asks for the same few.
fn parsed(text: &str) -> Result<Scheme, Vec<SchemeFault>> {
    const KEPT: usize = 16;
    static LATELY: Mutex<VecDeque<Scheme>> = Mutex::new(VecDeque::new());
    let lately = || LATELY.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = lately().iter().find(|known| known.text() == text) {
        return Ok(known.clone());
    }
    let scheme = Scheme::parse_put(text)?;
    let mut lately = lately();
    lately.truncate(KEPT - 1);
    lately.push_front(scheme.clone());
    Ok(scheme)
}

/// The scheme in force for a period: of those that are for periods of its length and whose `from` and
/// `until` cover it, the one that begins last; of several, the one written last. Withdrawn ones do not count.
pub fn scheme_in_force(projection: &Projection, period: Period) -> Result<SchemeInForce, RulesError> {
    let root = projection.document().unit();
    let covers = |put: &record::Scheme| {
        // A week belongs to what its Thursday lies in, although it may begin before and end after that.
        let begins = put.from.first_day() <= period.first_day() || put.from.contains(period);
        let ends = |until: Period| until.last_day() >= period.last_day() || until.contains(period);
        begins && put.until.is_none_or(ends)
    };
    let mut standing: Vec<_> = projection
        .table(Table::Schemes)
        .filter(|standing| !standing.row.is_withdrawn())
        .filter_map(|standing| Some((standing, standing.row.record().filter(covers)?)))
        .collect();
    standing.sort_by_key(|(standing, put)| {
        std::cmp::Reverse((put.from.first_day(), standing.operation.counter, standing.operation.writer))
    });
    let expected = PeriodKind::of(period);
    let mut others = Vec::new();
    for (standing, put) in standing {
        let row = put.scheme;
        let scheme = parsed(&put.text).map_err(|faults| {
            let fault = faults.into_iter().next().unwrap_or(SchemeFault {
                line: 1,
                column: 1,
                message: to_say!("scheme-no-fault"),
            });
            RulesError::Unreadable { root, row: row.clone(), fault }
        })?;
        if scheme.period_kind() == expected {
            let entry = Point { writer: standing.operation.writer, number: standing.entry };
            return Ok(SchemeInForce { scheme, row, entry });
        }
        others.push((scheme.name().to_owned(), scheme.period_kind()));
    }
    if others.is_empty() {
        Err(RulesError::None { root, period })
    } else {
        Err(RulesError::PeriodKind { root, period, expected, found: others })
    }
}
