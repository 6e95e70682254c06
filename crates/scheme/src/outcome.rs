//! Outcomes: what a ranking comes to, row by row, with the reasons for every point.
//!
//! An outcome is published and compared byte for byte, so its JSON has one spelling: fields in the
//! order of these structures, decimals as strings, no white space. Its texts are short and very many: they stand in
//! place ([`SmolStr`]) where they fit.

use crate::{Level, fraction::Fraction, input::Decision};
use cunbang_language::say;
use cunbang_model::schema::{ResultStatus, Ruling, Word as _};
use cunbang_model::{Decimal, Period, UnitCode};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The result of ranking a period by a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The period ranked.
    pub period: Period,
    /// The scheme it was ranked by.
    pub scheme: SchemeName,
    /// The rows of each level that the scheme ranks, by rank (none last), then unit, then member.
    pub levels: BTreeMap<Level, Vec<OutcomeRow>>,
    /// How many of the villages are received, where the scheme ranks villages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// Who held the offices that the scheme ranks, by role: by rank (none last), then unit and office.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub offices: BTreeMap<String, Vec<OfficeRow>>,
    /// How the list of backward candidates came about; none where the scheme names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidates: Option<CandidateSummary>,
}

/// Who held an office in the period, ranked as the unit is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeRow {
    /// The unit.
    pub unit: UnitCode,
    /// The office's id in the unit.
    pub office: String,
    /// The person's id.
    pub person: String,
    /// The unit's score.
    #[serde(with = "decimal_text::optional")]
    pub score: Option<Decimal>,
    /// The rank among all who held such an office in a ranked unit.
    pub rank: Option<u32>,
    /// On how many days of the period it was held, where that is not all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// Who holds an office, as a proposal names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeHolder {
    /// What it is, such as `secretary`.
    pub role: String,
    /// The office's id in the unit.
    pub office: String,
    /// The person's id.
    pub person: String,
}

/// How much of what was expected is received. Excused villages are not expected; those on which the county
/// decided otherwise are received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Villages that are received.
    pub received: u32,
    /// Villages from which something was expected.
    pub expected: u32,
    /// The least share of them, as a fraction, that must be received before candidates are listed; none where
    /// the scheme states none.
    #[serde(default, with = "decimal_text::optional", skip_serializing_if = "Option::is_none")]
    pub least: Option<Decimal>,
}

impl Coverage {
    /// Whether as many are received as the scheme asks for.
    pub fn is_enough(&self) -> bool {
        self.least.is_none_or(|least| Decimal::from(self.received) >= least * Decimal::from(self.expected))
    }

    /// The share received, in per cent, rounded half up to 0.01; all where nothing was expected.
    pub fn per_cent(&self) -> Decimal {
        let share = Fraction::percent(Decimal::from(self.received), Decimal::from(self.expected));
        share.map_or(Decimal::ONE_HUNDRED, |share| share.rounded(2))
    }
}

/// Which scheme, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemeName {
    /// The scheme's name.
    pub name: String,
    /// Hex SHA-256 of its text.
    pub hash: String,
}

/// What is known of a subject for the period. Zero, not applicable and not received are three things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 已收到: sealed and here, or decided to count as such. Only these are ranked.
    Received,
    /// 暂定: something is here, but not all.
    Provisional,
    /// 未收到: nothing is here.
    NotReceived,
    /// 免考: the county excused it, with a reason.
    Excused,
}

impl Status {
    /// The word in outcomes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Provisional => "provisional",
            Self::NotReceived => "not_received",
            Self::Excused => "excused",
        }
    }

    /// Whether more may come that would change the score.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Provisional | Self::NotReceived)
    }
}

impl From<ResultStatus> for Status {
    fn from(published: ResultStatus) -> Self {
        match published {
            ResultStatus::Received => Self::Received,
            ResultStatus::Provisional => Self::Provisional,
            ResultStatus::NotReceived => Self::NotReceived,
            ResultStatus::Excused => Self::Excused,
        }
    }
}

/// What people are told of a subject. What the county takes as received, or holds not carried out, is scored as received,
/// and was not received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Told {
    /// 已收到.
    Received,
    /// 认定：按已收到: not sealed, and the county takes what came.
    Taken,
    /// 暂定.
    Provisional,
    /// 未收到.
    NotReceived,
    /// 未收到，认定未开展.
    NotCarriedOut,
    /// 免考.
    Excused,
}

impl Told {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::Received, Self::Taken, Self::Provisional, Self::NotReceived, Self::NotCarriedOut, Self::Excused];

    /// Of a status and what the county decided.
    pub fn of(status: Status, decision: Option<&DecisionNote>) -> Self {
        match status {
            Status::Received if decision.is_some_and(DecisionNote::is_not_carried_out) => Self::NotCarriedOut,
            Status::Received if decision.is_some_and(DecisionNote::is_taken) => Self::Taken,
            Status::Received => Self::Received,
            Status::Provisional => Self::Provisional,
            Status::NotReceived => Self::NotReceived,
            Status::Excused => Self::Excused,
        }
    }

    /// A word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Taken => "taken",
            Self::Provisional => "provisional",
            Self::NotReceived => "not_received",
            Self::NotCarriedOut => "not_carried_out",
            Self::Excused => "excused",
        }
    }

    /// Whether it is scored by what came of it, sealed or taken by decision.
    pub const fn is_scored_by_rows(self) -> bool {
        matches!(self, Self::Received | Self::Taken)
    }

    /// Whether it counts as received by the county's decision alone.
    pub const fn is_by_decision(self) -> bool {
        matches!(self, Self::Taken | Self::NotCarriedOut)
    }

    /// As people read it.
    pub fn in_words(self) -> String {
        match self {
            Self::Received => say!("status-received"),
            Self::Taken => say!("status-taken"),
            Self::Provisional => say!("status-provisional"),
            Self::NotReceived => say!("status-not-received"),
            Self::NotCarriedOut => say!("status-not-carried-out"),
            Self::Excused => say!("status-excused"),
        }
    }
}

impl OutcomeRow {
    /// What people are told of it.
    pub fn told(&self) -> Told {
        Told::of(self.status, self.decision.as_ref())
    }
}

/// One subject: a member, a village, a township.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeRow {
    /// The unit; of a member, the unit where it is a member.
    pub unit: UnitCode,
    /// The member's id, on the level of members only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The name, or the id where no name is known.
    pub name: SmolStr,
    /// What it is: the kind of unit, or the standing of a member.
    pub kind: SmolStr,
    /// The unit within which `rank_in_parent` is counted: the unit above; of a member, its unit.
    pub parent: Option<UnitCode>,
    /// The score, with two decimals; of a provisional row, the score from what came.
    #[serde(with = "decimal_text::optional")]
    pub score: Option<Decimal>,
    /// The rank among all received rows of the level; of a member, within the village.
    pub rank: Option<u32>,
    /// The rank among the received rows under the same parent.
    pub rank_in_parent: Option<u32>,
    /// Stars 星级.
    pub stars: Option<u8>,
    /// What is known of it.
    pub status: Status,
    /// Where the score and rank may still come to lie; only where more may come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Bounds>,
    /// Whether it is a candidate for the backward list 后进村; on the level of villages only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<bool>,
    /// Whether the score lies below the scheme's warning line 警示.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warned: bool,
    /// What the county decided about it, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionNote>,
    /// What the scheme proposes because of it, in the scheme's order; a person confirms it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consequences: Vec<ProposedConsequence>,
    /// The indicators in the scheme's order, then adjustments (a group's cap or scaling under the
    /// group's id, `veto`, `floor`), then checks without points (`stars`). Their points add up to the
    /// score exactly; without a score they have none. Shared: who ranks again and again has most of them
    /// already.
    pub indicators: Arc<Vec<IndicatorResult>>,
}

/// A county's published decision about a unit that was not received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionNote {
    /// `take`, `excuse` or `not_carried_out`.
    pub decision: String,
    /// The reason given.
    pub reason: String,
}

impl DecisionNote {
    /// Whether the county holds that nothing was carried out.
    pub fn is_not_carried_out(&self) -> bool {
        self.decision == "not_carried_out"
    }

    /// Whether the county takes what came as if all had been received.
    pub fn is_taken(&self) -> bool {
        self.decision == "take"
    }

    /// What was decided, as people read it; a word that is not known stays as it is.
    pub fn in_words(&self) -> String {
        match Ruling::from_word(&self.decision) {
            Some(Ruling::Take) => say!("ruling-take"),
            Some(Ruling::Excuse) => say!("ruling-excuse"),
            Some(Ruling::NotCarriedOut) => say!("ruling-not-carried-out"),
            None => self.decision.clone(),
        }
    }
}

impl From<&Decision> for DecisionNote {
    fn from(decision: &Decision) -> Self {
        Self { decision: decision.word().to_owned(), reason: decision.reason().to_owned() }
    }
}

/// The range in which a pending row's score and rank will lie, whatever rows its own unit, and the units below
/// it, still send or withdraw. Inspections count as they stand.
///
/// One decision of the county is not foreseen: to excuse a village of which nothing is here, where the unit above takes the
/// mean of its villages with equal weights. Then the village leaves that mean. The score of such a unit from what came
/// leaves it out already, and so it may lie outside these bounds. Of a mean by members, and of everything else, the
/// bounds hold then too, and the score from what came lies within them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// With full marks for all that rests on these rows, and no deductions for it.
    #[serde(with = "decimal_text")]
    pub best_score: Decimal,
    /// With nothing for all that rests on these rows, and every deduction for it.
    #[serde(with = "decimal_text")]
    pub worst_score: Decimal,
    /// The rank that the best score could have.
    pub best_rank: u32,
    /// The rank that the worst score could have.
    pub worst_rank: u32,
}

/// A consequence 结果运用 that a scheme proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedConsequence {
    /// Its id in the scheme.
    pub id: String,
    /// How much, in the scheme's unit; none where the scheme states no amount.
    #[serde(default, with = "decimal_text::optional", skip_serializing_if = "Option::is_none")]
    pub amount: Option<Decimal>,
    /// Whom it is for, where it is for those who hold an office.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<OfficeHolder>,
    /// The rows it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}

/// One line of a score sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorResult {
    /// The indicator's id, or what adjusted the score.
    pub id: SmolStr,
    /// What it adds to the score, rounded half up to 0.01; null where it is not applicable or gives none.
    #[serde(with = "decimal_text::optional")]
    pub points: Option<Decimal>,
    /// What was measured (rates in per cent), to at most four places; null where there is nothing to measure.
    #[serde(with = "decimal_text::optional")]
    pub measure: Option<Decimal>,
    /// The rows behind it, by table and id.
    pub reasons: Vec<Reason>,
}

/// One row, or one remark, behind an indicator's points.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reason {
    /// The unit, where it is not the subject's own: in the sheets of townships.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCode>,
    /// The row's key, such as `deeds/d1`; empty for a remark on the whole.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub row: SmolStr,
    /// The quarter whose row it is, where others of the period have a row under the same key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarter: Option<Period>,
    /// What the row gave or cost, where it did so by itself.
    #[serde(default, with = "decimal_text::optional", skip_serializing_if = "Option::is_none")]
    pub points: Option<Decimal>,
    /// A word on how it counted.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub note: SmolStr,
}

impl Reason {
    /// A remark on the whole indicator.
    pub(crate) fn remark(note: impl Into<SmolStr>) -> Self {
        Self { note: note.into(), ..Self::default() }
    }
}

/// How the backward list 后进 was cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateSummary {
    /// The share of the eligible, as a fraction.
    #[serde(with = "decimal_text")]
    pub share: Decimal,
    /// How many ranked villages the share is taken of.
    pub eligible: u32,
    /// How many are on the list, ties at the cut included.
    pub count: u32,
    /// Whether nobody is listed because the coverage is below what the scheme asks for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// Villages not (wholly) received that would be on the list at their worst: until they are in or
    /// decided, the list may change.
    pub pending: Vec<UnitCode>,
}

impl Outcome {
    /// The one spelling of this outcome.
    #[allow(clippy::expect_used)] // plain structures with string keys: nothing in them can refuse
    pub fn to_canonical_json(&self) -> String {
        serde_json::to_string(self).expect("an outcome is always JSON")
    }

    /// Hex SHA-256 of the canonical JSON.
    pub fn hash(&self) -> String {
        crate::sha256_hex(self.to_canonical_json().as_bytes())
    }

    /// The rows of a level; empty where the scheme does not rank it.
    pub fn rows(&self, level: Level) -> &[OutcomeRow] {
        self.levels.get(&level).map_or(&[], Vec::as_slice)
    }

    /// How many of the villages were received in truth: those that count as received by a decision alone are not among
    /// them, though candidates are listed as if they were.
    pub fn truly_received(&self) -> Option<Coverage> {
        let decided = self.rows(Level::Village).iter().filter(|row| row.told().is_by_decision()).count();
        let decided = u32::try_from(decided).unwrap_or(u32::MAX);
        self.coverage.map(|all| Coverage { received: all.received.saturating_sub(decided), ..all })
    }

    /// The villages that are received and have no score, as nothing was stated by which to score them.
    pub fn unscored(&self) -> impl Iterator<Item = &OutcomeRow> {
        let villages = self.rows(Level::Village).iter();
        villages.filter(|row| row.status == crate::Status::Received && row.score.is_none())
    }

    /// The villages that are candidates for the backward list, the worst first.
    pub fn candidates(&self) -> impl Iterator<Item = &OutcomeRow> {
        self.rows(Level::Village).iter().rev().filter(|row| row.candidate == Some(true))
    }

    /// The row of a unit, on whichever level it stands.
    pub fn unit(&self, unit: UnitCode) -> Option<&OutcomeRow> {
        self.levels.values().flatten().find(|row| row.member.is_none() && row.unit == unit)
    }
}

/// Decimals as strings: `"87.50"`.
pub(crate) mod decimal_text {
    use crate::numeral::Numeral;
    use cunbang_model::Decimal;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use std::borrow::Cow;

    pub(crate) fn serialize<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Numeral(*number))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }

    pub(crate) mod optional {
        use super::{Cow, Decimal, Deserialize, Deserializer, Error, Numeral, Serializer};

        #[allow(clippy::ref_option)] // the shape that serde asks for
        pub(crate) fn serialize<S: Serializer>(number: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
            match number {
                Some(number) => serializer.collect_str(&Numeral(*number)),
                None => serializer.serialize_none(),
            }
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Decimal>, D::Error> {
            Option::<Cow<str>>::deserialize(deserializer)?
                .map(|text| text.parse().map_err(D::Error::custom))
                .transpose()
        }
    }
}
