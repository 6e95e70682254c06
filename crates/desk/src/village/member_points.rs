//! A member's points 党员积分: what the quarter's rows come to for one member by the scheme's own engine, point by point
//! with the rows, as they stand here, or as a published ranking rests on them.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::village::alone::Alone;
use crate::village::published_basis::PublishedBasis;
use crate::village::score_sheet::SheetLineView;
use crate::village::score_sheet::lines::{Behind, line_view, state_of};
use crate::writing::overlay::Overlay;
use cunbang_model::schema::Mark;
use cunbang_model::{Date, Decimal, DocumentKind, Period, Record as _, Row, UnitCode, record};
use cunbang_ranking::sheet::lines_of_result;
use cunbang_replica::blocking;
use cunbang_scheme::{Level, OutcomeRow};
use std::collections::BTreeMap;

/// What a member comes to in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberPoints {
    /// The period, as the scheme assesses it.
    pub period: Period,
    /// The sum; none where the scheme gives members stars alone, or nothing of the member counts.
    pub score: Option<Decimal>,
    /// The stars that stand.
    pub stars: Option<u8>,
    /// Whether the sum lies below the scheme's warning line 警示.
    pub is_warned: bool,
    /// The indicators in the scheme's order, then what adjusted the sum.
    pub lines: Vec<SheetLineView>,
    /// The marks of attendance that cost something, by indicator, the earliest first.
    pub missed: BTreeMap<String, Vec<Missed>>,
}

/// A mark of attendance but for which an indicator would give more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The meeting.
    pub meeting: String,
    /// The day of the meeting.
    pub day: Date,
    /// The mark; none where nobody made one.
    pub mark: Option<Mark>,
}

/// The most marks of which it is worked out whether they cost something.
const MOST_TRIED: usize = 16;

impl Desk {
    /// What a unit's rows come to for one of its members as they stand; see [`Desk::member_points_of`].
    pub async fn member_points(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
        member: &str,
    ) -> Result<Option<MemberPoints>, DeskError> {
        self.member_points_of(viewer, unit, period, member, None).await
    }

    /// A unit by itself as its rows stand, or as what was published rests on them; none where no rules assess the period.
    pub(crate) async fn alone_as_of(
        &self,
        unit: UnitCode,
        period: Period,
        basis: Option<&PublishedBasis>,
    ) -> Result<Option<Alone>, DeskError> {
        let Some((period, scheme)) = self.assessed_as(period).await? else { return Ok(None) };
        let published = match basis {
            Some(basis) => self.schemes().await?.into_iter().find(|scheme| scheme.hash() == basis.scheme_hash),
            None => None,
        };
        let then = basis.map(|basis| Overlay::as_were(basis.ledgers.clone())).unwrap_or_default();
        self.alone_of(unit, period, published.unwrap_or(scheme), &then).await
    }

    /// What a unit's rows come to for one of its members, as they stand or as what was published rests on them; none where no rules score the unit's members in that period.
    pub async fn member_points_of(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
        member: &str,
        basis: Option<&PublishedBasis>,
    ) -> Result<Option<MemberPoints>, DeskError> {
        viewer.check_document(DocumentKind::Ledger, unit)?;
        let Some(alone) = self.alone_as_of(unit, period, basis).await? else { return Ok(None) };
        let period = alone.period;
        let member = member.to_owned();
        let (row, missed, scheme) = blocking(move || {
            let row = alone.outcome_of_member(&member);
            let missed = row.as_ref().map(|row| missed_of(&alone, &member, row)).unwrap_or_default();
            (row, missed, alone.scheme)
        })
        .await?;
        let Some(row) = row else { return Ok(None) };
        let names = self.names_apart(viewer, unit).await?;
        let all = lines_of_result(&row, &scheme, Level::Member);
        let mut rows = self.rows_behind(viewer, unit, period, &all).await?;
        for document in &mut rows {
            if let Some(then) = basis.and_then(|basis| basis.ledgers.get(&document.document())) {
                *document = then.clone();
            }
        }
        let behind = Behind { unit, rows: &rows, names: &names, late: &[] };
        let lines = all.iter().map(|line| {
            let info = scheme.indicators().iter().find(|info| info.level == Level::Member && info.id == line.indicator);
            let state = state_of(line, info, true, row.status);
            let view = line_view(line, info, state, &all, &behind, &|unit: UnitCode| unit.to_string());
            // What stands in the ledger is for the most part others'.
            SheetLineView { uncounted: None, ..view }
        });
        let score = row.score.map(|mut score| {
            score.rescale(2);
            score
        });
        Ok(Some(MemberPoints {
            period,
            score,
            stars: row.stars,
            is_warned: row.warned,
            lines: lines.collect(),
            missed,
        }))
    }
}

/// The marks of a member but for which an indicator would give more: found by trying, as only the rules know which of two
/// meetings of a month counts.
fn missed_of(alone: &Alone, member: &str, now: &OutcomeRow) -> BTreeMap<String, Vec<Missed>> {
    let marks: BTreeMap<String, Mark> = alone
        .rows
        .iter()
        .filter_map(Row::record::<record::Attendance>)
        .filter(|one| one.member == member)
        .map(|one| (one.meeting, one.mark))
        .collect();
    let held = alone.rows.iter().filter_map(Row::record::<record::Meeting>);
    let mut held: Vec<record::Meeting> = held.filter(|meeting| meeting.reason_not_held.is_none()).collect();
    held.retain(|meeting| marks.get(&meeting.meeting) != Some(&Mark::Present));
    held.sort_by_key(|meeting| meeting.date);
    let mut missed: BTreeMap<String, Vec<Missed>> = BTreeMap::new();
    for meeting in held.into_iter().take(MOST_TRIED) {
        let present = record::Attendance {
            unit: alone.unit,
            meeting: meeting.meeting.clone(),
            member: member.to_owned(),
            mark: Mark::Present,
        };
        let Ok(present) = present.into_row() else { continue };
        let (key, mut rows) = (present.key(), alone.rows.clone());
        rows.retain(|row| row.key() != key);
        rows.push(present);
        let Some(with) = alone.outcome_of_member_with(member, rows) else { continue };
        for line in with.indicators.iter() {
            let before = now.indicators.iter().find(|one| one.id == line.id).and_then(|one| one.points);
            if line.points.zip(before).is_some_and(|(with, now)| with > now) {
                let mark = marks.get(&meeting.meeting).copied();
                let one = Missed { meeting: meeting.meeting.clone(), day: meeting.date, mark };
                missed.entry(line.id.to_string()).or_default().push(one);
            }
        }
    }
    missed
}
