//! Putting schemes 考评办法, and reading the one in force.

use crate::audit::{self, Deed};
use crate::desk::Desk;
use crate::error::{DeskError, listed};
use crate::scope::Command;
use cunbang_language::say;
use cunbang_model::{DocumentName, Period, Row, Table, clock};
use cunbang_ranking::rules::scheme_in_force;
use cunbang_scheme::{Scheme, SchemeFault};

/// Why a scheme was not put.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemeError {
    /// A text is no scheme; all its faults.
    #[error("{}", say!("rules-faults", count = .0.len(), what_b = listed(.0)))]
    Faults(Vec<SchemeFault>),
    /// It would end before it begins.
    #[error("{}", say!("rules-ends", from = .from, until = .until))]
    Ends {
        /// Its first period.
        from: Period,
        /// Its last, as it was named.
        until: Period,
    },
    /// It is for periods of another length than the one that it is tried on.
    #[error("{}", say!("scheme-other-length", period = .period, expected = .expected, found = .found))]
    OtherLength {
        /// The period.
        period: Period,
        /// The length of its periods, in a word.
        expected: String,
        /// That of the scheme.
        found: String,
    },
    /// Its first period has begun: rules do not change in the middle of one.
    #[error("{}", say!("scheme-has-begun", from = .from, next = .next))]
    HasBegun {
        /// The period.
        from: Period,
        /// The next one.
        next: Period,
    },
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

impl Desk {
    /// Puts a scheme in force from a period on, and up to another or until the next one. A text that is
    /// no scheme is refused with all its faults. White space around the text is not kept.
    pub async fn put_scheme(
        &self,
        operator: &str,
        text: &str,
        from: Period,
        until: Option<Period>,
    ) -> Result<SchemePut, DeskError> {
        self.permit(operator, Command::PutScheme).await?;
        Scheme::parse(text).map_err(SchemeError::Faults)?;
        let scheme = Scheme::parse(text.trim()).map_err(SchemeError::Faults)?;
        if until.is_some_and(|until| until.last_day() < from.last_day()) {
            return Err(SchemeError::Ends { from, until: until.unwrap_or(from) }.into());
        }
        let put = SchemePut {
            row: format!("{}-{from}", scheme.name()),
            name: scheme.name().to_owned(),
            hash: scheme.hash(),
            late: clock::county_date(self.replica().now()) >= from.first_day(),
        };
        let root = self.replica().root();
        let cells = [
            ("unit", root.to_string()),
            ("scheme", put.row.clone()),
            ("from", from.to_string()),
            ("until", until.map(|until| until.to_string()).unwrap_or_default()),
            ("text", scheme.text().to_owned()),
        ];
        let row = Row::from_cells(Table::Schemes, cells.iter().map(|(column, text)| (*column, text.as_str())))
            .map_err(DeskError::Rows)?;
        if put.late {
            tracing::warn!(scheme = %put.row, %from, "the scheme is put after its first period began: rules are to be public before");
        }
        self.issue(operator, vec![(DocumentName::scheme(root), vec![row])]).await?;
        audit::note(Deed::PutScheme, operator, root, &put.row);
        Ok(put)
    }

    /// The same from a page, where nobody puts rules for a period that has begun.
    pub async fn put_scheme_ahead(&self, operator: &str, text: &str, from: Period) -> Result<SchemePut, DeskError> {
        let today = clock::county_date(self.replica().now());
        if from.first_day() <= today {
            return Err(SchemeError::HasBegun { from, next: from.next() }.into());
        }
        self.put_scheme(operator, text, from, None).await
    }

    /// Every scheme that was put, of any period, as far as this program reads them.
    pub(crate) async fn schemes(&self) -> Result<Vec<Scheme>, DeskError> {
        let projection = self.replica().projection(DocumentName::scheme(self.replica().root())).await?;
        let texts = projection.table(Table::Schemes).filter_map(|standing| standing.row.text("text"));
        Ok(texts.filter_map(|text| Scheme::parse_put(text).ok()).collect())
    }

    /// The scheme in force for a period.
    pub async fn scheme_for(&self, period: Period) -> Result<Scheme, DeskError> {
        let projection = self.replica().projection(DocumentName::scheme(self.replica().root())).await?;
        Ok(scheme_in_force(&projection, period)?.scheme)
    }
}
