//! A village's home 首页: what is to be done, whether it was received, where the village stands, and whether it loses
//! anything. What the home page and the head of `cunbang status` say.

use crate::assessment::consequences::ConsequenceView;
use crate::assessment::ranking::NoList;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::finding_effect::cost_of;
use crate::inspection::findings::{FindingState, ListedFinding};
use crate::inspection::seal_reviews::sealed_parts;
use crate::node::network::NetworkView;
use crate::node::status::{Mark, Reach};
use crate::people::viewer::Viewer;
use crate::reading::texts::optional_number;
use crate::village::gaps::{Gap, What};
use crate::village::outlook::{Outlook, Together};
use crate::village::place::Place;
use crate::village::unfinished::{UnfinishedItem, unfinished, unstated_for};
use cunbang_ledger::{LogId, Standing};
use cunbang_model::schema::SealOutcome;
use cunbang_model::{Date, Decimal, DocumentKind, DocumentName, Period, Table, Timestamp, UnitCode, clock};
use cunbang_ranking::sealed::{beyond_seals, is_sealed_whole, part_of};
use serde::Serialize;

/// What a village's people see first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VillageHome {
    /// The village.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// The period, as the scheme assesses it.
    pub period: Period,
    /// Today, by the county's clock.
    pub today: Date,
    /// 要做什么: what is due, the most urgent first.
    pub due: Vec<Due>,
    /// 会不会吃亏: what would not count as it stands, and what that costs.
    pub missing: Vec<Gap>,
    /// How many rows stand with several values: somebody has to choose.
    pub conflicts: usize,
    /// What waits for the network, and the last contact with each node above.
    pub network: NetworkView,
    /// 收到了吗: what township and county have of the period, and of its seal.
    pub received: Reception,
    /// 上级要求: what township and county ask of the village.
    pub asked: Vec<Asked>,
    /// 我们的位置: where it stands in the newest published ranking.
    pub place: Option<Place>,
    /// The list of the period that was taken back, where none stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<TakenBackList>,
    /// 结果运用: what was decided because of that ranking, or of the period's, on the village and its members.
    pub consequences: Vec<ConsequenceView>,
    /// What the unfinished things are worth, and what it takes to stand better.
    pub outlook: Option<Outlook>,
}

/// A list that was published and taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TakenBackList {
    /// The period ranked.
    pub period: Period,
    /// The run.
    pub run: String,
    /// The day on which it was taken back, where it is known here.
    pub on: Option<Date>,
    /// Why.
    pub reason: String,
}

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "due")]
pub enum Due {
    /// Something unfinished.
    Unfinished {
        /// What.
        #[serde(flatten)]
        item: UnfinishedItem,
        /// Whether its day is over.
        is_overdue: bool,
        /// How many points it is worth if done today; none where that is nothing, or not known.
        #[serde(serialize_with = "optional_number")]
        points: Option<Decimal>,
        /// What all of the sort are worth together, where that is less than one by one.
        #[serde(skip_serializing_if = "Option::is_none")]
        together: Option<Together>,
        /// The figures that the units above did not state, where it counts for nothing as they did not.
        #[serde(skip)]
        unstated: Option<String>,
    },
    /// 上报: the period is to be sealed.
    Seal {
        /// From which day on that can be done.
        from: Date,
        /// The last day that is in time.
        by: Date,
        /// Whether that is over.
        is_overdue: bool,
        /// Whether a seal stands that does not cover what came since.
        is_again: bool,
    },
}

impl Due {
    /// The last day for it.
    pub fn by(&self) -> Date {
        match self {
            Self::Unfinished { item, .. } => item.by,
            Self::Seal { by, .. } => *by,
        }
    }
}

/// The one thing that costs a village most as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss<'a> {
    /// It is due, and worth points if it is done today.
    Due(&'a Due),
    /// It would not count.
    Gap(&'a Gap),
}

impl VillageHome {
    /// What costs most points now and can still be mended by the village; of two that cost the same, the one that is due
    /// first. None where nothing is known to cost any.
    pub fn largest_loss(&self) -> Option<Loss<'_>> {
        let due = self.due.iter().filter_map(|due| match due {
            Due::Unfinished { item, points: Some(points), .. } if !item.is_of_the_past(self.today) => {
                Some((Loss::Due(due), *points))
            }
            _ => None,
        });
        // While the period runs, an indicator that is short of full marks is no loss yet: what is due of it is named.
        let is_loss = |gap: &&Gap| self.today > self.period.last_day() || !matches!(gap.what, What::Short { .. });
        let gaps = self.missing.iter().filter(is_loss).filter_map(|gap| Some((Loss::Gap(gap), gap.points?)));
        let costly = due.chain(gaps).filter(|(_, points)| *points > Decimal::ZERO);
        costly.reduce(|most, one| if one.1 > most.1 { one } else { most }).map(|(loss, _)| loss)
    }
}

/// What township and county have of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reception {
    /// Rows that stand in the period's ledgers here; seals are none.
    pub here: u64,
    /// Of these, received between the village and the county.
    pub township: u64,
    /// Of these, received by the county.
    pub county: u64,
    /// Whether a unit lies between the village and the county.
    pub has_township: bool,
    /// The mark.
    pub mark: Mark,
    /// Whether a seal stands.
    pub is_sealed: bool,
    /// Entries that no seal covers: what came since, or all.
    pub supplements: u64,
    /// When the seal was received by the first node above; none where it was not.
    pub sealed_at: Option<Timestamp>,
    /// When the correction of a returned seal was received, where the time of the first one holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected_at: Option<Timestamp>,
    /// Whether that was in time.
    pub sealed_in_time: Option<bool>,
    /// When the county itself had received it all.
    pub sealed_by_county_at: Option<Timestamp>,
    /// The deadline, where it is over and a further seal would make late what was in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_again: Option<Date>,
}

/// Something that the units above ask of the village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "asked")]
pub enum Asked {
    /// 整改: a finding that is not rectified.
    Finding {
        /// Its id.
        finding: String,
        /// The day of the inspection.
        date: Date,
        /// What it is about.
        clause: String,
        /// What was found.
        text: String,
        /// What it costs.
        #[serde(serialize_with = "optional_number")]
        points: Option<Decimal>,
        /// The last day for putting it right.
        due: Date,
        /// Whether that is over.
        is_overdue: bool,
    },
    /// 退回: a seal was returned for correction, and the village has not sealed again.
    Returned {
        /// What was sealed: the quarter, or a month or week.
        quarter: Period,
        /// Who returned it.
        by: String,
        /// When.
        on: Date,
        /// Why.
        reason: String,
        /// Until when a corrected seal keeps the time of the one that was returned.
        correct_by: Option<Date>,
    },
}

impl Desk {
    /// What the people of this device's village see first, of a period or of what the scheme assesses around it. None
    /// where the unit keeps no ledger, or no rules assess the period.
    pub async fn village_home(&self, viewer: &Viewer, period: Period) -> Result<Option<VillageHome>, DeskError> {
        let Some((period, scheme)) = self.assessed_as(period).await? else { return Ok(None) };
        let (from, by) = (scheme.sealable_from(period), scheme.deadline(period));
        let Some(alone) = self.alone(period, scheme).await? else { return Ok(None) };
        let unit = alone.unit;
        let today = clock::county_date(self.replica().now());
        let names = self.names_apart(viewer, unit).await?;
        let outlook = self.what_it_would_take(viewer, period).await?;
        let received = self.reception(period).await?;
        let worth = |item: &UnfinishedItem| {
            let worth = outlook.iter().flat_map(|outlook| &outlook.items);
            worth.clone().find(|one| one.item == *item).cloned()
        };
        let now = alone.outcome(alone.rows.clone());
        let mut due: Vec<Due> = unfinished(&alone, today, &names)
            .into_iter()
            .map(|item| {
                let worth = worth(&item);
                Due::Unfinished {
                    is_overdue: item.by < today,
                    points: worth.as_ref().map(|worth| worth.points),
                    together: worth.and_then(|worth| worth.together),
                    unstated: unstated_for(&alone, now.as_ref(), &item.what),
                    item,
                }
            })
            .collect();
        // Sealing again after the deadline would make late what was in time: nobody is asked to.
        let corrected = self.correct_by(period).await?.filter(|_| received.is_sealed);
        let would_cost = received.sealed_in_time == Some(true) && today > by && corrected.is_none();
        // What was returned counts from when it was sealed first, if it is sealed again by the day that was set.
        let by = corrected.unwrap_or(by);
        let is_open = !received.is_sealed || received.supplements > 0;
        if is_open && !would_cost && (received.here > 0 || today >= from) {
            due.push(Due::Seal { from, by, is_overdue: by < today, is_again: received.is_sealed });
        }
        due.sort_by_key(Due::by);
        let conflicts = self.conflict_views(viewer, Some(unit)).await?.len();
        let place = self.place(viewer, unit, period).await?;
        let ranked = place.as_ref().map_or(period, |place| place.period);
        let mut consequences = self.decided_on(viewer, unit, ranked).await?;
        consequences.retain(|one| !one.is_void);
        Ok(Some(VillageHome {
            unit,
            name: self.replica().units().map_or_else(|_| unit.to_string(), |units| units.name(unit)),
            period,
            today,
            due,
            missing: outlook.as_ref().map(|outlook| outlook.gaps.clone()).unwrap_or_default(),
            conflicts,
            network: self.network().await?,
            received,
            asked: self.asked(viewer, unit, period, today).await?,
            place,
            taken_back: self.list_taken_back(viewer, period).await?,
            consequences,
            outlook,
        }))
    }

    /// The list of a period that was taken back last, where none stands.
    async fn list_taken_back(&self, viewer: &Viewer, period: Period) -> Result<Option<TakenBackList>, DeskError> {
        if !self.told(viewer, period).await?.is_empty() {
            return Ok(None);
        }
        Ok(match self.why_no_list(viewer, period).await? {
            NoList::Withdrawn { run, on, reason } => Some(TakenBackList { period, run, on, reason }),
            NoList::NotMade | NoList::NotPublished => None,
        })
    }

    /// The period that people work on now, as the scheme assesses it: the one before the present while it can still be
    /// sealed in time and is not, and else the present one.
    pub async fn period_at_hand(&self) -> Result<Period, DeskError> {
        let today = clock::county_date(self.replica().now());
        let assessed = match self.assessed_as(Period::month_of(today)).await? {
            Some(assessed) => Some(assessed),
            None => self.assessed_as(Period::week_of(today)).await?,
        };
        let Some((present, _)) = assessed else { return Ok(Period::quarter_of(today)) };
        let before = present.previous();
        if let Ok(scheme) = self.scheme_for(before).await
            && today <= scheme.deadline(before)
            && !self.stands_sealed(self.replica().unit(), before).await?
        {
            return Ok(before);
        }
        Ok(present)
    }

    /// The months or weeks that people choose from, where the rules assess such: the present one and the `earlier` before
    /// it.
    pub async fn shorter_periods(&self, earlier: usize) -> Vec<Period> {
        let today = clock::county_date(self.replica().now());
        let mut periods = Vec::new();
        for present in [Period::month_of(today), Period::week_of(today)] {
            if self.scheme_for(present).await.is_ok() {
                let back = std::iter::successors(Some(present), |later| Some(later.previous()));
                periods.extend(back.take(earlier + 1));
            }
        }
        periods
    }

    /// What township and county have of this device's village for a period.
    pub async fn reception(&self, period: Period) -> Result<Reception, DeskError> {
        let (replica, unit) = (self.replica(), self.replica().unit());
        let (mut whole, mut rows) = (Reach::default(), Reach::default());
        // What a seal covers is known here before anybody above has received it.
        let (mut is_whole, mut beyond) = (true, 0);
        for quarter in period.quarters() {
            let Some(name) = DocumentName::quarterly(DocumentKind::Ledger, unit, quarter) else { continue };
            let heads = replica.store().heads_of_document(&name).await?;
            let receipts = replica.store().receipts(&name).await?;
            let reach = self.reach(heads.iter().map(|head| (head.log, head.head.number)), &receipts);
            whole.here += reach.here;
            whole.below_root += reach.below_root;
            whole.root += reach.root;
            let projection = replica.projection(name).await?;
            is_whole &= is_sealed_whole(&projection, part_of(period, quarter));
            beyond += beyond_seals(&projection, part_of(period, quarter));
            // What was taken back is no row that a person would count.
            let counts = |standing: &&Standing| standing.row.table() != Table::Seals && !standing.row.is_withdrawn();
            for standing in projection.rows().filter(counts) {
                let log = LogId { document: name, writer: standing.operation.writer };
                let reach = self.reach([(log, standing.entry)], &receipts);
                rows.here += 1;
                rows.below_root += u64::from(reach.below_root >= standing.entry || reach.root >= standing.entry);
                rows.root += u64::from(reach.root >= standing.entry);
            }
        }
        let coverage = self.cover(period, unit).await?.into_iter().find(|one| one.unit == unit);
        let is_sealed = self.stands_sealed(unit, period).await?;
        let in_time = coverage.as_ref().and_then(|one| one.sealed_in_time);
        let late_again = if in_time == Some(true) { self.late_again(period).await? } else { None };
        Ok(Reception {
            here: rows.here,
            township: rows.below_root,
            county: rows.root,
            has_township: self.has_units_between(unit),
            mark: whole.mark(),
            is_sealed,
            supplements: match (is_sealed, is_whole) {
                (true, true) => 0,
                // What the seal covers that nobody above has received yet, they cannot tell.
                (true, false) => {
                    coverage.as_ref().filter(|one| one.sealed_at.is_some()).map_or(beyond, |one| one.supplements)
                }
                (false, _) => whole.here,
            },
            sealed_at: coverage.as_ref().and_then(|one| one.sealed_at),
            corrected_at: coverage.as_ref().and_then(|one| one.corrected_at),
            sealed_in_time: in_time,
            sealed_by_county_at: coverage.as_ref().and_then(|one| one.sealed_by_county_at),
            late_again,
        })
    }

    /// The deadline of a period that was sealed in time, where it is over and nobody above returned the seal.
    async fn late_again(&self, period: Period) -> Result<Option<Date>, DeskError> {
        let Some((assessed, scheme)) = self.assessed_as(period).await? else { return Ok(None) };
        let by = scheme.deadline(assessed);
        let is_over = clock::county_date(self.replica().now()) > by;
        Ok((is_over && self.correct_by(period).await?.is_none()).then_some(by))
    }

    async fn asked(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
        today: Date,
    ) -> Result<Vec<Asked>, DeskError> {
        let mut asked = Vec::new();
        for quarter in sealed_parts(period) {
            let reviews = self.seal_reviews(viewer, unit, quarter).await?.into_iter();
            let returned = reviews.filter(|one| one.is_current && one.review.outcome == SealOutcome::Returned);
            asked.extend(returned.map(|one| Asked::Returned {
                quarter,
                by: one.reviewer,
                on: one.review.reviewed_on,
                reason: one.review.reason.unwrap_or_default(),
                correct_by: one.kept_until,
            }));
        }
        // What was found before may still be open.
        for period in [period.previous(), period] {
            let findings = self.findings(viewer, period, unit, None).await?;
            let costs = self.finding_costs(viewer, &findings).await?;
            let open = findings
                .into_iter()
                .filter(|one| one.withdrawn.is_none() && FindingState::of(&one.finding, today) != FindingState::Fixed);
            asked.extend(open.filter(|one| one.finding.unit == unit).map(|ListedFinding { finding, .. }| {
                Asked::Finding {
                    is_overdue: FindingState::of(&finding, today) == FindingState::Overdue,
                    points: Some(cost_of(&costs, &finding)),
                    finding: finding.finding,
                    date: finding.date,
                    clause: finding.clause,
                    text: finding.text,
                    due: finding.due,
                }
            }));
        }
        asked.sort_by_key(|asked| match asked {
            Asked::Finding { due, .. } => Some(*due),
            Asked::Returned { .. } => None,
        });
        Ok(asked)
    }
}
