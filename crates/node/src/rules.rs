//! Rules 考评办法: the scheme in force for a period, as the county's `scheme` document says.
//!
//! Rules are to be public before the period starts. A scheme that was written later is taken, as the
//! county may have to, but everyone is told: where it is put, and in every run that rests on it.

use crate::error::NodeError;
use crate::node::Node;
use cunbang_ledger::{Point, Projection};
use cunbang_model::{DocumentName, Period, Row, Table, UnitCode, clock};
use cunbang_scheme::{PeriodKind, Scheme, SchemeFault};

/// Why there is no scheme for a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// No scheme's `from` and `until` cover the period.
    #[error("{root}: no scheme is in force for {period}: the county puts one with `cunbang scheme put`")]
    None {
        /// The unit whose scheme document was read.
        root: UnitCode,
        /// The period asked for.
        period: Period,
    },
    /// Schemes are in force, but for periods of another length.
    #[error("{root}: the schemes in force in {period} are for other periods than one {expected}: {found}")]
    PeriodKind {
        /// The unit whose scheme document was read.
        root: UnitCode,
        /// The period asked for.
        period: Period,
        /// How long it is.
        expected: PeriodKind,
        /// The schemes found, with how long their periods are.
        found: String,
    },
    /// A scheme that stands in the document is not one: it was put by a newer version of this program.
    #[error("{root}: the scheme {row} cannot be read by this version of the program: {fault}")]
    Unreadable {
        /// The unit whose scheme document was read.
        root: UnitCode,
        /// The row's id.
        row: String,
        /// The first fault.
        fault: SchemeFault,
    },
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

/// What putting a scheme came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemePut {
    /// The id of its row.
    pub row: String,
    /// Its name.
    pub name: String,
    /// Hex SHA-256 of its text.
    pub hash: String,
    /// Whether its first period had begun already.
    pub late: bool,
}

/// The scheme in force for a period: of those that are for periods of its length and whose `from` and
/// `until` cover it, the one that begins last; of several, the one written last. Withdrawn ones do not count.
pub fn scheme_in_force(projection: &Projection, period: Period) -> Result<SchemeInForce, RulesError> {
    let root = projection.document().unit();
    let covers = |row: &Row| {
        row.period("from").is_some_and(|from| from.first_day() <= period.first_day())
            && row.period("until").is_none_or(|until| until.last_day() >= period.last_day())
    };
    let mut standing: Vec<_> = projection
        .table(Table::Schemes)
        .filter(|standing| !standing.row.is_withdrawn() && covers(&standing.row))
        .collect();
    standing.sort_by_key(|standing| {
        let from = standing.row.period("from").map(Period::first_day);
        std::cmp::Reverse((from, standing.operation.counter, standing.operation.writer))
    });
    let expected = PeriodKind::of(period);
    let mut others = Vec::new();
    for standing in standing {
        let row = standing.row.text("scheme").unwrap_or_default().to_owned();
        let scheme = Scheme::parse(standing.row.text("text").unwrap_or_default()).map_err(|faults| {
            let fault = faults.into_iter().next().unwrap_or(SchemeFault {
                line: 1,
                column: 1,
                message: "no fault was named".to_owned(),
            });
            RulesError::Unreadable { root, row: row.clone(), fault }
        })?;
        if scheme.period_kind() == expected {
            let entry = Point { writer: standing.operation.writer, number: standing.entry };
            return Ok(SchemeInForce { scheme, row, entry });
        }
        others.push(format!("{} (one {})", scheme.name(), scheme.period_kind()));
    }
    if others.is_empty() {
        Err(RulesError::None { root, period })
    } else {
        Err(RulesError::PeriodKind { root, period, expected, found: others.join(", ") })
    }
}

impl Node {
    /// Puts a scheme in force from a period on, and up to another or until the next one. A text that is
    /// no scheme is refused with all its faults. White space around the text is not kept.
    pub async fn put_scheme(
        &self,
        operator: &str,
        text: &str,
        from: Period,
        until: Option<Period>,
    ) -> Result<SchemePut, NodeError> {
        Scheme::parse(text).map_err(NodeError::Scheme)?;
        let scheme = Scheme::parse(text.trim()).map_err(NodeError::Scheme)?;
        if until.is_some_and(|until| until.last_day() < from.last_day()) {
            return Err(NodeError::Invalid(format!(
                "a scheme from {from} cannot end with {}: name a later period, or none",
                until.unwrap_or(from)
            )));
        }
        let put = SchemePut {
            row: format!("{}-{from}", scheme.name()),
            name: scheme.name().to_owned(),
            hash: scheme.hash(),
            late: clock::county_date(self.now()) >= from.first_day(),
        };
        let root = self.root();
        let cells = [
            ("unit", root.to_string()),
            ("scheme", put.row.clone()),
            ("from", from.to_string()),
            ("until", until.map(|until| until.to_string()).unwrap_or_default()),
            ("text", scheme.text().to_owned()),
        ];
        let row = Row::from_cells(Table::Schemes, cells.iter().map(|(column, text)| (*column, text.as_str())))
            .map_err(NodeError::rows)?;
        if put.late {
            tracing::warn!(scheme = %put.row, %from, "the scheme is put after its first period began: rules are to be public before");
        }
        self.record(operator, vec![(DocumentName::scheme(root), vec![row])]).await?;
        Ok(put)
    }

    /// The scheme in force for a period.
    pub async fn scheme_for(&self, period: Period) -> Result<Scheme, NodeError> {
        let projection = self.projection(DocumentName::scheme(self.root())).await?;
        Ok(scheme_in_force(&projection, period)?.scheme)
    }
}
