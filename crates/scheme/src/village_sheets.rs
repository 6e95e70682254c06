//! Village sheets: all that can be said of a village before it is ranked among the others.
//!
//! Its own sheet, and its members' with their ranks and stars, which are theirs within the village. They
//! follow from the village's input alone, so they hold as long as that does.

use crate::assessed::Assessed;
use crate::consequence::propose;
use crate::evidence::Subject;
use crate::input::VillageInput;
use crate::level::Level;
use crate::measuring::{Circumstances, NO_MEMBERS};
use crate::order::ranks;
use crate::outcome::{DecisionNote, IndicatorResult, OutcomeRow, Reason, Status};
use crate::past::PastOfUnit;
use crate::rules::LevelRules;
use crate::scheme::Scheme;
use crate::sheet::Sheet;
use crate::stars::{Nominee, Stars};
use crate::village::Village;
use cunbang_model::{Period, Unit, UnitCode, Word as _};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a village's sheets rest on, beside the scheme and the period.
#[derive(Debug, Clone)]
pub(crate) struct Basis<'a> {
    pub(crate) unit: &'a Unit,
    pub(crate) parent: Option<UnitCode>,
    pub(crate) input: Option<&'a VillageInput>,
    pub(crate) names: Option<&'a BTreeMap<String, String>>,
    /// How many members the county knows of.
    pub(crate) county_count: Option<u32>,
    /// What was published of it for earlier periods.
    pub(crate) past: Option<&'a PastOfUnit>,
}

/// A village's sheets.
#[derive(Debug)]
pub(crate) struct VillageSheets<'r> {
    pub(crate) village: Village<'r>,
    /// None where the scheme does not rank villages.
    pub(crate) own: Option<Box<Assessed>>,
    pub(crate) members: Vec<OutcomeRow>,
}

impl<'r> VillageSheets<'r> {
    pub(crate) fn draw_up(scheme: &Scheme, period: Period, basis: &Basis<'r>) -> Self {
        let mut village = Village::gather(scheme, period, basis);
        let (members, star_check) = match scheme.levels.get(&Level::Member) {
            Some(rules) => members(rules, period, &village, basis.unit),
            None => (Vec::new(), None),
        };
        let own = scheme.levels.get(&Level::Village).map(|rules| {
            let mut own = assess(rules, period, &village, basis);
            Arc::make_mut(&mut own.row.indicators).extend(roster_check(&village).into_iter().chain(star_check));
            Box::new(own)
        });
        // Of a whole country the rows would take most of the memory, and few schemes look at them from above.
        if !scheme.looks_at_villages_rows() {
            village.evidence.forget_rows();
        }
        Self { village, own, members }
    }

    /// To be kept longer than the inputs are there.
    pub(crate) fn into_kept(self) -> VillageSheets<'static> {
        VillageSheets { village: self.village.into_kept(), own: self.own, members: self.members }
    }
}

/// The line that says of a roster that it is short of the county's count, or not there, or whom it says to have joined late
/// without anybody above to bear it out, for the township to look into.
fn roster_check(village: &Village<'_>) -> Option<IndicatorResult> {
    let note = match village.evidence.short_roster() {
        _ if village.status == Status::Excused => return None,
        // Of what is not here nothing is said yet.
        _ if village.status == Status::NotReceived && !village.evidence.has_roster() => return None,
        Some((here, counted)) => Some(format_smolstr!(
            "{here} on the roster, {counted} by the county's count 名册{here}人，县里统计{counted}人"
        )),
        None if village.evidence.lacks_roster_and_count() => Some(SmolStr::new_static(NO_MEMBERS)),
        None => None,
    };
    let late = &village.evidence.not_borne_out;
    let of_late = (!late.is_empty()).then(|| {
        let who = late.join(", ");
        format_smolstr!(
            "said to have joined late, which no count of the county bears out 入党日期无县里人数印证，照常计: {who}"
        )
    });
    let reasons: Vec<Reason> = note.into_iter().chain(of_late).map(Reason::remark).collect();
    if reasons.is_empty() {
        return None;
    }
    Some(IndicatorResult { id: SmolStr::new_static("roster"), points: None, measure: None, reasons })
}

fn assess(rules: &LevelRules, period: Period, village: &Village<'_>, basis: &Basis<'_>) -> Assessed {
    let circumstances = Circumstances {
        period,
        kind: Some(village.kind),
        own: &village.rows_that_count(),
        villages: &Subject::default(),
        seals: &[(village.unit, village.sealing)],
        children: &[],
        all_of_unit: None,
        past: basis.past,
        own_is_open: village.status.is_pending(),
        villages_are_open: false,
        what_came_stays: rules.settled,
        names_units: false,
    };
    let sheet = Sheet::draw_up(rules, &circumstances, village.is_not_carried_out());
    // A silent earlier period is open until the county decides on it, and with it where the village stands.
    let is_open = sheet.has_open_past && village.status == Status::Received && village.decision.is_none();
    let status = if is_open { Status::Provisional } else { village.status };
    let mut assessed = Assessed::of_unit(rules, basis.unit, basis.parent, status, sheet, village.weight());
    assessed.row.candidate = Some(false);
    assessed.row.decision = village.decision.as_ref().map(DecisionNote::from);
    assessed
}

/// The members of a village, ranked within it and with their stars, and how the stars keep to the rule.
fn members(
    rules: &LevelRules,
    period: Period,
    village: &Village<'_>,
    unit: &Unit,
) -> (Vec<OutcomeRow>, Option<IndicatorResult>) {
    let mut star_check = None;
    let code = village.unit;
    let nothing = Subject::default();
    let subjects = village.evidence.by_member();
    let all = village.rows_that_count();
    let mut assessed: Vec<Assessed> = Vec::with_capacity(subjects.len());
    for (id, member) in &village.evidence.members {
        let circumstances = Circumstances {
            period,
            kind: Some(village.kind),
            own: subjects.get(id.as_str()).filter(|_| !village.is_not_carried_out()).unwrap_or(&nothing),
            villages: &nothing,
            seals: &[(code, village.sealing)],
            children: &[],
            all_of_unit: Some(&all),
            past: None,
            own_is_open: false,
            villages_are_open: false,
            what_came_stays: false,
            names_units: false,
        };
        let sheet = Sheet::draw_up(rules, &circumstances, village.is_not_carried_out());
        let mut one = Assessed::of_unit(rules, unit, Some(code), village.status, sheet, None);
        one.row.name = member.name.as_ref().unwrap_or(id).into();
        one.row.member = Some(id.clone());
        one.row.kind = SmolStr::new_static(member.status.word());
        assessed.push(one);
    }
    if village.status == Status::Received {
        let ranked = || assessed.iter().filter(|one| one.is_ranked());
        let ranks = ranks(&ranked().map(|one| &one.merit).collect::<Vec<_>>());
        for (one, rank) in assessed.iter_mut().filter(|one| one.is_ranked()).zip(ranks) {
            one.row.rank = Some(rank);
            one.row.rank_in_parent = Some(rank);
        }
        // Where nothing was carried out, nobody was recommended.
        if let Some(Stars::Quota(quota)) = rules.stars.as_ref().filter(|_| !village.is_not_carried_out()) {
            let mut awards = village.awards();
            let mut nominees: Vec<Nominee<'_>> = assessed
                .iter_mut()
                .map(|one| Nominee {
                    award: one.row.member.as_deref().and_then(|id| awards.remove(id)),
                    row: &mut one.row,
                    merit: one.merit.clone(),
                    measures: one.measures.clone(),
                })
                .collect();
            if !nominees.is_empty() {
                let members = village.evidence.members_shared(nominees.len());
                star_check = Some(quota.give(&mut nominees, members));
            }
        }
    }
    let mut rows: Vec<OutcomeRow> = assessed.into_iter().map(|one| one.row).collect();
    propose(&rules.consequences, &mut rows, false);
    (rows, star_check)
}
