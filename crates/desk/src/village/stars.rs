//! Stars of members 党员星级 as the rules count them. What the meeting decided is written down as awards; where more have the
//! top stars than the rules let, no award counts, and votes and scores decide.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::village::published_basis::PublishedBasis;
use cunbang_model::{DocumentKind, Period, Row, UnitCode, record};
use cunbang_replica::blocking;
use std::collections::BTreeMap;

/// Awards that do not count, as there are too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoidAwards {
    /// The period for which they were decided.
    pub period: Period,
    /// The top stars.
    pub stars: u8,
    /// How many members were given them.
    pub given: usize,
    /// How many may have them.
    pub most: usize,
    /// The stars that count instead, by member.
    pub counted: BTreeMap<String, u8>,
}

impl Desk {
    /// The awards of a unit that do not count by the rules, as its rows stand or as what was published rests on them; none
    /// where those that were written down count.
    pub async fn void_awards(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
        basis: Option<&PublishedBasis>,
    ) -> Result<Option<VoidAwards>, DeskError> {
        viewer.check_document(DocumentKind::Ledger, unit)?;
        let Some(alone) = self.alone_as_of(unit, period, basis).await? else { return Ok(None) };
        let period = alone.period;
        let awards = alone.rows.iter().filter_map(Row::record::<record::Award>).filter(|award| award.period == period);
        let awards: Vec<record::Award> = awards.collect();
        if awards.is_empty() {
            return Ok(None);
        }
        let (members, scheme) = blocking(move || (alone.outcomes_of_members(), alone.scheme)).await?;
        let Some(limit) = scheme.star_limit(members.len()).filter(|limit| limit.binds) else { return Ok(None) };
        let counted = members.iter().filter_map(|row| Some((row.member.as_ref()?.clone(), row.stars?)));
        let counted: BTreeMap<String, u8> = counted.collect();
        // An award that counts is what its member has.
        let counts =
            |award: &record::Award| counted.get(&award.member).is_none_or(|stars| i64::from(*stars) == award.stars);
        if awards.iter().all(counts) {
            return Ok(None);
        }
        let given = awards.iter().filter(|award| award.stars >= i64::from(limit.top)).count();
        Ok(Some(VoidAwards { period, stars: limit.top, given, most: limit.most, counted }))
    }
}
