//! Putting schemes 考评办法, and reading the one in force.

use crate::desk::Desk;
use crate::error::{DeskError, listed};
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use cunbang_language::say;
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Row, Table, clock, record};
use cunbang_ranking::bulletin::{bulletin, published};
use cunbang_ranking::rules::scheme_in_force;
use cunbang_ranking::sealed::{part_of, standing_seals};
use cunbang_scheme::{PeriodKind, Scheme, SchemeFault};
use cunbang_store::Selection;

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
    /// It would begin or end in the middle of one of its periods.
    #[error("{}", say!("scheme-mid-period", kind = .kind.named(), at = .at, around = .around, next = .next))]
    MidPeriod {
        /// How long its periods are.
        kind: PeriodKind,
        /// The period that was named.
        at: Period,
        /// The one of its own around that.
        around: Period,
        /// The next one.
        next: Period,
    },
    /// It would replace rules by which a period was ranked and published, or sealed.
    #[error("{}", in_use(*.period, *.from, *.next, *.is_published))]
    InUse {
        /// The period.
        period: Period,
        /// The first period that was named.
        from: Period,
        /// The first that has not begun.
        next: Period,
        /// Whether its ranking is published; else villages have sealed it.
        is_published: bool,
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

/// Rules begin with one of their own periods and end with one, never in the middle.
fn check_begins_and_ends(kind: PeriodKind, from: Period, until: Option<Period>) -> Result<(), SchemeError> {
    // A week belongs to one month, quarter and year, and so begins and ends with them.
    if kind == PeriodKind::Week {
        return Ok(());
    }
    let begins = kind.around(from.first_day());
    if begins.first_day() != from.first_day() {
        return Err(SchemeError::MidPeriod { kind, at: from, around: begins, next: begins.next() });
    }
    let Some(until) = until else { return Ok(()) };
    let ends = kind.around(until.last_day());
    if ends.last_day() == until.last_day() {
        return Ok(());
    }
    Err(SchemeError::MidPeriod { kind, at: until, around: ends, next: ends.next() })
}

/// The first of a period's successors that has not begun.
fn next_to_begin(period: Period, today: Date) -> Period {
    let mut next = period.next();
    while next.first_day() <= today {
        next = next.next();
    }
    next
}

fn in_use(period: Period, from: Period, next: Period, is_published: bool) -> String {
    if is_published {
        say!("scheme-in-use-published", period = period, from = from, next = next)
    } else {
        say!("scheme-in-use-sealed", period = period, from = from, next = next)
    }
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

/// Rules to put in force.
#[derive(Debug, Clone, Copy)]
pub struct NewRules<'t> {
    /// The scheme's text.
    pub text: &'t str,
    /// The first period that they are for.
    pub from: Period,
    /// The last one; none until the next rules begin.
    pub until: Option<Period>,
    /// Whether also over a period that was sealed or published by other rules, as a county may have to that erred.
    pub anyway: bool,
}

impl<'t> NewRules<'t> {
    /// From a period on until others begin.
    pub const fn since(text: &'t str, from: Period) -> Self {
        Self { text, from, until: None, anyway: false }
    }
}

impl Desk {
    /// Puts a scheme in force. A text that is no scheme is refused with all its faults, and rules in the place of others
    /// by which a period was sealed or published already, unless they are put anyway. White space around the text is not
    /// kept.
    pub async fn put_scheme(&self, operator: &str, rules: NewRules<'_>) -> Result<SchemePut, DeskError> {
        let NewRules { text, from, until, anyway } = rules;
        self.permit(operator, Command::PutScheme).await?;
        Scheme::parse(text).map_err(SchemeError::Faults)?;
        let scheme = Scheme::parse(text.trim()).map_err(SchemeError::Faults)?;
        if until.is_some_and(|until| until.last_day() < from.last_day()) {
            return Err(SchemeError::Ends { from, until: until.unwrap_or(from) }.into());
        }
        check_begins_and_ends(scheme.period_kind(), from, until)?;
        if !anyway {
            self.check_not_in_use(&scheme, from, until).await?;
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

    /// Fails where rules that are in force for a period would be replaced after it was sealed or published.
    async fn check_not_in_use(&self, scheme: &Scheme, from: Period, until: Option<Period>) -> Result<(), DeskError> {
        let today = clock::county_date(self.replica().now());
        let put = self.replica().at_hand(DocumentName::scheme(self.replica().root())).await?;
        let kind = scheme.period_kind();
        let is_within = |period: &Period| {
            let is_last = |until: Period| period.last_day() <= until.last_day() || until.contains(*period);
            period.first_day() <= today && until.is_none_or(is_last)
        };
        let begun = std::iter::successors(Some(kind.first_in(from)), |period| Some(period.next()));
        for period in begun.take_while(is_within) {
            let Ok(in_force) = scheme_in_force(&put, period) else { continue };
            let begins = put.get(Table::Schemes, &in_force.row).and_then(|standing| standing.row.record());
            let stays = begins.is_some_and(|known: record::Scheme| known.from.first_day() > from.first_day());
            if stays || in_force.scheme.hash() == scheme.hash() {
                continue;
            }
            let is_published = self.is_published_for(period).await?;
            if is_published || self.is_sealed_by_any(period).await? {
                let next = kind.around(today).next();
                return Err(SchemeError::InUse { period, from, next, is_published }.into());
            }
        }
        Ok(())
    }

    /// Whether a ranking of a period stands published by this node's unit.
    async fn is_published_for(&self, period: Period) -> Result<bool, DeskError> {
        let runs = self.replica().at_hand(bulletin(self.replica().unit(), period)).await?;
        Ok(published(&runs, period).iter().any(|one| one.withdrawn.is_none()))
    }

    /// Whether any village has sealed a period, as far as that is here.
    async fn is_sealed_by_any(&self, period: Period) -> Result<bool, DeskError> {
        for quarter in period.quarters() {
            let ledgers = Selection::new(DocumentKind::Ledger, self.replica().root(), Some(quarter));
            for ledger in self.replica().store().documents(&ledgers).await? {
                let projection = self.replica().projection(ledger).await?;
                if !standing_seals(&projection, part_of(period, quarter)).is_empty() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The same as people do it, at a page or by a command: nobody puts rules for a period that has begun, as rules do not
    /// change in the middle of one. Over one that is over, or has none, a county that erred may put them anyway.
    pub async fn put_scheme_ahead(&self, operator: &str, rules: NewRules<'_>) -> Result<SchemePut, DeskError> {
        let NewRules { text, from, anyway, .. } = rules;
        let today = clock::county_date(self.replica().now());
        let scheme = Scheme::parse(text.trim());
        let kind = scheme.as_ref().map(Scheme::period_kind);
        // The first that is still to begin, of the length that the rules assess: only that is taken.
        let next = kind.as_ref().map_or_else(|_| next_to_begin(from, today), |kind| kind.around(today).next());
        let whole = kind.map_or(from, |kind| kind.around(from.first_day()));
        if let Some(begun) = [from, whole].into_iter().find(|period| period.first_day() <= today)
            && (!anyway || self.changes_midway(scheme.ok().as_ref(), whole, today).await?)
        {
            return Err(SchemeError::HasBegun { from: begun, next }.into());
        }
        self.put_scheme(operator, rules).await
    }

    /// Whether rules would take the place of others in a period that runs.
    async fn changes_midway(&self, scheme: Option<&Scheme>, whole: Period, today: Date) -> Result<bool, DeskError> {
        if !whole.contains_day(today) {
            return Ok(false);
        }
        let put = self.replica().at_hand(DocumentName::scheme(self.replica().root())).await?;
        let in_force = scheme_in_force(&put, whole).ok();
        Ok(in_force.is_some_and(|one| scheme.is_none_or(|scheme| one.scheme.hash() != scheme.hash())))
    }

    /// Every scheme that was put, of any period, as far as this program reads them.
    pub(crate) async fn schemes(&self) -> Result<Vec<Scheme>, DeskError> {
        let projection = self.replica().at_hand(DocumentName::scheme(self.replica().root())).await?;
        let texts = projection.table(Table::Schemes).filter_map(|standing| standing.row.text("text"));
        Ok(texts.filter_map(|text| Scheme::parse_put(text).ok()).collect())
    }

    /// The scheme in force for a period.
    pub async fn scheme_for(&self, period: Period) -> Result<Scheme, DeskError> {
        let projection = self.replica().at_hand(DocumentName::scheme(self.replica().root())).await?;
        Ok(scheme_in_force(&projection, period)?.scheme)
    }
}
