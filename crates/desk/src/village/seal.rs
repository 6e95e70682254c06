//! Seals 上报: a village's statement that a period is complete.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::reading::authorship::Authorship;
use crate::reading::texts::period_said;
use crate::village::published_basis::PublishedBasis;
use crate::writing::conflicts::agreed;
use cunbang_language::{Language, Named, lazily, say};
use cunbang_ledger::{Projection, Standing, VersionVector, Writer};
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Row, Table, UnitCode, clock};
use cunbang_ranking::rules::scheme_in_force;
use cunbang_ranking::sealed::{earliest_of_seal, is_sealed_whole, part_of, standing_seals};
use cunbang_scheme::Scheme;
use std::collections::BTreeMap;

/// Why a period was not sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// A row has several values.
    #[error("{}", conflict_said(.document, .row, .said, *.values))]
    Conflict {
        /// The ledger.
        document: DocumentName,
        /// The row's key.
        row: String,
        /// The row as people call it, as far as its values agree.
        said: String,
        /// How many values it has.
        values: usize,
    },
    /// The period is not over.
    #[error("{}", say!("seal-too-early", period = .period, from = .from, today = .today))]
    TooEarly {
        /// The period.
        period: Period,
        /// The first day on which it may be sealed.
        from: Date,
        /// The day by this device's clock.
        today: Date,
    },
    /// No rules say that anything of the period counts.
    #[error("{}", say!("seal-not-assessed", period = .0))]
    NotAssessed(Period),
    /// The rules assess each month, or each week, by itself.
    #[error("{}", by_part(*.period, .parts, .now))]
    ByPart {
        /// The period that was named.
        period: Period,
        /// Its months, or weeks, that the rules assess.
        parts: Vec<Period>,
        /// Those of them that can be sealed today, and are not yet.
        now: Vec<Period>,
    },
    /// Nothing was recorded of the period.
    #[error("{}", say!("seal-nothing", period = .period))]
    Empty {
        /// The period.
        period: Period,
    },
    /// The period was sealed in time, and would be late.
    #[error("{}", in_time_before(*.period, *.sealed_on, *.deadline))]
    InTimeBefore {
        /// The period that the scheme assesses.
        period: Period,
        /// When the seal that stands was received.
        sealed_on: Date,
        /// The last day that is in time.
        deadline: Date,
    },
}

/// That a row has several values: at a page as people call the row, which leads to it.
fn conflict_said(document: &DocumentName, row: &str, said: &str, values: usize) -> String {
    let table = row.split('/').next().and_then(Table::from_name);
    let table = table.map_or(Named::new(row, row), |table| Named::new(table.chinese(), table.name()));
    say!("seal-conflict", document = document, row = row, table = table, said = said, values = values)
}

/// That a period was sealed in time: at a page with its name and days as people say them.
fn in_time_before(period: Period, day: Date, deadline: Date) -> String {
    let said = |day: Date| say!("day", month = day.month(), day = day.day());
    say!(
        "seal-in-time-before",
        period = period,
        named = lazily(|| period_said(period)),
        day = day,
        day_said = lazily(|| said(day)),
        deadline = deadline,
        deadline_said = lazily(|| said(deadline))
    )
}

/// Which months or weeks are to be sealed, and which of them today.
fn by_part(period: Period, parts: &[Period], now: &[Period]) -> String {
    let kind = if matches!(parts.first(), Some(Period::Week(..))) { "week" } else { "month" };
    let listed = |parts: &[Period]| {
        let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
        parts.join(Language::first().pick("、", ", "))
    };
    match now.first() {
        Some(first) => say!(
            "seal-by-part",
            kind = kind,
            period = period,
            parts = lazily(|| listed(parts)),
            now = lazily(|| listed(now)),
            first = first
        ),
        None => say!("seal-by-part-none-now", kind = kind, period = period, parts = lazily(|| listed(parts))),
    }
}

/// A quarter's ledger, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedLedger {
    /// The ledger.
    pub document: DocumentName,
    /// What is covered.
    pub covers: VersionVector,
    /// Whether a seal was made; none is where nothing came since the last one, which stands.
    pub is_new: bool,
    /// How many entries of revoked devices count only because this device seals them, and so answers for them.
    pub answers_for: u64,
}

impl Desk {
    /// Who made the seal that stands in each ledger of a period of a unit, and when by the device's clock; of several, the
    /// last. Empty where a ledger has none. Where a `basis` is given, the seals that stood when it was published.
    pub async fn sealed_by(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
        basis: Option<&PublishedBasis>,
    ) -> Result<Vec<Authorship>, DeskError> {
        viewer.check_document(DocumentKind::Ledger, unit)?;
        let names = self.names_for(viewer, unit).await?;
        let mut sealed = Vec::new();
        for quarter in period.quarters() {
            let document = ledger(unit, quarter);
            let seals = match basis {
                Some(basis) => basis.seals.get(&document).cloned().unwrap_or_default(),
                None => standing_seals(&self.replica().projection(document).await?, part_of(period, quarter)),
            };
            let entries = self.entries_of(document).await?;
            let written =
                seals.iter().filter_map(|seal| self.authorship(&entries, &seal.log.writer, seal.entry, &names));
            let Some(last) = written.max_by_key(|one| one.written_at) else { return Ok(Vec::new()) };
            sealed.push(last);
        }
        Ok(sealed)
    }

    /// Seals a period: in the ledger of each of its quarters (of a month or week: of the quarters around it, and only
    /// for that month or week), a row that names what it covers. Sealing again covers what came since. What is empty, or would
    /// be late where it was in time, is sealed only where `anyway` says so.
    pub async fn seal(&self, operator: &str, period: Period, anyway: bool) -> Result<Vec<SealedLedger>, DeskError> {
        self.check_sealable(period, anyway).await?;
        let mut sealed = Vec::new();
        for (document, part) in self.ledgers_of(period) {
            sealed.push(self.seal_ledger(operator, document, part).await?);
        }
        Ok(sealed)
    }

    /// The ledgers of a period of this device's unit, each with the part of its time that is sealed.
    fn ledgers_of(&self, period: Period) -> Vec<(DocumentName, Period)> {
        let unit = self.replica().unit();
        period.quarters().into_iter().map(|quarter| (ledger(unit, quarter), part_of(period, quarter))).collect()
    }

    /// Fails where a period cannot be sealed; and unless `anyway` says that it is meant, where nothing was recorded or it
    /// would be late where it was in time.
    pub async fn check_sealable(&self, period: Period, anyway: bool) -> Result<(), DeskError> {
        let mut is_empty: BTreeMap<Period, bool> = BTreeMap::new();
        for (document, part) in &self.ledgers_of(period) {
            self.replica().check_may_write(document)?;
            self.check_is_assessed(period, *part).await?;
            self.check_is_over(*part).await?;
            let projection = self.replica().projection(*document).await?;
            // Seals themselves join.
            let of_rows = |values: &&[Standing]| values[0].row.table() != Table::Seals;
            if let Some(conflict) = projection.conflicts().find(of_rows) {
                let said = agreed(conflict, &self.names_here().await?, &projection);
                let (row, values) = (conflict[0].row.key(), conflict.len());
                return Err(SealError::Conflict { document: *document, row, said, values }.into());
            }
            if !anyway {
                *is_empty.entry(*part).or_insert(true) &= !has_rows(&projection, *part);
                self.check_stays_in_time(&projection, *part).await?;
            }
        }
        if let Some((part, _)) = is_empty.iter().find(|(_, is_empty)| **is_empty) {
            return Err(SealError::Empty { period: *part }.into());
        }
        Ok(())
    }

    /// The first day on which a period may be sealed, by the scheme in force; without one, its last day.
    pub async fn sealable_from(&self, period: Period) -> Result<Date, DeskError> {
        let rules = self.replica().projection(DocumentName::scheme(self.replica().root())).await?;
        let in_force = scheme_in_force(&rules, period);
        Ok(in_force.map_or_else(|_| period.last_day(), |in_force| in_force.scheme.sealable_from(period)))
    }

    /// Fails where a period can't be sealed yet by the scheme in force; without one, before its last day.
    async fn check_is_over(&self, period: Period) -> Result<(), DeskError> {
        let from = self.sealable_from(period).await?;
        let today = clock::county_date(self.replica().now());
        if today < from {
            return Err(SealError::TooEarly { period, from, today }.into());
        }
        Ok(())
    }

    /// Fails where the rules that are known here assess other periods alone. Where none are known, nothing is.
    async fn check_is_assessed(&self, period: Period, part: Period) -> Result<(), DeskError> {
        let rules = self.replica().projection(DocumentName::scheme(self.replica().root())).await?;
        if rules.rows().next().is_none() || self.assessed_as(part).await?.is_some() {
            return Ok(());
        }
        let today = clock::county_date(self.replica().now());
        for shorter in [period.months(), period.weeks()] {
            let (mut parts, mut now) = (Vec::new(), Vec::new());
            for part in shorter {
                let Ok(scheme) = self.scheme_for(part).await else { continue };
                parts.push(part);
                if scheme.sealable_from(part) <= today && !self.stands_sealed(self.replica().unit(), part).await? {
                    now.push(part);
                }
            }
            if !parts.is_empty() {
                return Err(SealError::ByPart { period, parts, now }.into());
            }
        }
        Err(SealError::NotAssessed(part).into())
    }

    /// The scheme in force for a period or what holds it, and the period that it assesses.
    pub async fn assessed_as(&self, part: Period) -> Result<Option<(Period, Scheme)>, DeskError> {
        match self.scheme_for(part).await {
            Ok(scheme) => Ok(Some((part, scheme))),
            Err(_) => self.scheme_around(Period::quarter_of(part.belongs_to())).await,
        }
    }

    /// Whether each ledger of a period shows a seal, whatever came since.
    pub(crate) async fn stands_sealed(&self, unit: UnitCode, period: Period) -> Result<bool, DeskError> {
        for quarter in period.quarters() {
            let projection = self.replica().projection(ledger(unit, quarter)).await?;
            let part = part_of(period, quarter);
            if standing_seals(&projection, part).is_empty() || self.came_too_early(&projection, part).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Fails after the deadline where a seal that was received in time would give way to one that is late.
    async fn check_stays_in_time(&self, projection: &Projection, part: Period) -> Result<(), DeskError> {
        let Some((period, scheme)) = self.assessed_as(part).await? else { return Ok(()) };
        let deadline = scheme.deadline(period);
        let makes_none = is_sealed_whole(projection, part) && self.left_out(projection, part).await? == 0;
        if clock::county_date(self.replica().now()) <= deadline
            || makes_none
            || self.may_correct(projection, part).await?
        {
            return Ok(());
        }
        let coverage = self.cover(period, self.replica().unit()).await?;
        let in_time = coverage.first().filter(|one| one.sealed_in_time == Some(true)).and_then(|one| one.sealed_at);
        match in_time {
            Some(at) => Err(SealError::InTimeBefore { period, sealed_on: clock::county_date(at), deadline }.into()),
            None => Ok(()),
        }
    }

    /// Whether a seal was received above before the period could be sealed, as a clock was wrong: it counts for nothing.
    async fn came_too_early(&self, projection: &Projection, part: Period) -> Result<bool, DeskError> {
        let receipts = self.replica().store().receipts(&projection.document()).await?;
        let from = earliest_of_seal(self.sealable_from(part).await?);
        Ok(standing_seals(projection, part).iter().any(|seal| {
            let mut reaching =
                receipts.iter().filter(|receipt| receipt.log == seal.log && receipt.number >= seal.entry).peekable();
            reaching.peek().is_some() && reaching.all(|receipt| receipt.received_at < from)
        }))
    }

    /// How many entries of revoked devices do not count, unless this device covers them with a seal.
    async fn left_out(&self, projection: &Projection, part: Period) -> Result<u64, DeskError> {
        let all = projection.vector().entry_count();
        let counts = self.counting_of(projection, part).await?.vector;
        Ok(counts.map_or(0, |vector| all - vector.entry_count()))
    }

    /// Seals one ledger. Where its logs have more heads than an entry may name, one seal covers what its entry has
    /// seen, and the next one the rest.
    async fn seal_ledger(
        &self,
        operator: &str,
        document: DocumentName,
        part: Period,
    ) -> Result<SealedLedger, DeskError> {
        let (unit, writer) = (self.replica().unit(), self.replica().writer());
        let projection = self.replica().projection(document).await?;
        let wanted = projection.vector().clone();
        let answers_for = self.left_out(&projection, part).await?;
        let stands = is_sealed_whole(&projection, part) && !self.came_too_early(&projection, part).await?;
        if stands && answers_for == 0 {
            return Ok(SealedLedger { document, covers: wanted, is_new: false, answers_for });
        }
        loop {
            let covers = self.replica().reach(document).await?;
            let entry = covers.0.get(&writer).copied().unwrap_or(0) + 1;
            let mut rows = Vec::new();
            for (index, text) in texts_of(&covers).into_iter().enumerate() {
                let cells = [
                    ("unit", unit.as_str()),
                    ("seal", &seal_id(part, &writer, entry, index)),
                    ("period", &part.to_string()),
                    ("covers", &text),
                ];
                rows.push(Row::from_cells(Table::Seals, cells).map_err(DeskError::Rows)?);
            }
            self.issue(operator, vec![(document, rows)]).await?;
            if covers.covers(&wanted) {
                return Ok(SealedLedger { document, covers, is_new: true, answers_for });
            }
        }
    }
}

/// Whether a ledger has anything of a part of its time. Of a month or a week those rows count that tell a day.
fn has_rows(projection: &Projection, part: Period) -> bool {
    let is_of_part = |row: &Row| match part {
        Period::Week(..) | Period::Month(..) => {
            row.table() != Table::Seals
                && row.day().is_some_and(|day| part.first_day() <= day && day <= part.last_day())
        }
        _ => row.table() != Table::Seals,
    };
    projection.rows().any(|standing| !standing.row.is_withdrawn() && is_of_part(&standing.row))
}

/// What a seal covers, in as many texts as its column's length asks for. Seals join.
fn texts_of(covers: &VersionVector) -> Vec<String> {
    const MOST_CHARACTERS: usize = 3_900;
    let mut texts: Vec<String> = Vec::new();
    for (writer, number) in &covers.0 {
        let one = format!("{writer}:{number}");
        match texts.last_mut().filter(|text| text.len() + one.len() < MOST_CHARACTERS) {
            Some(text) => *text = format!("{text} {one}"),
            None => texts.push(one),
        }
    }
    if texts.is_empty() { vec!["-".to_owned()] } else { texts }
}

/// No two seals have one id, whoever makes them from whichever copy of a store: no two entries of a writer
/// have one number.
fn seal_id(part: Period, writer: &Writer, entry: u64, index: usize) -> String {
    let device = writer.device.to_string();
    let id = match writer.incarnation {
        0 => format!("{part}-{}-{entry}", &device[..8]),
        incarnation => format!("{part}-{}-{incarnation:x}-{entry}", &device[..8]),
    };
    if index > 0 {
        return format!("{id}-{index}");
    }
    id
}

#[allow(clippy::expect_used)] // ledgers are quarterly, and a period consists of quarters or lies in one
fn ledger(unit: UnitCode, quarter: Period) -> DocumentName {
    DocumentName::quarterly(DocumentKind::Ledger, unit, quarter).expect("a quarterly document of a quarter")
}
