//! The record of a run 排名记录: what was ranked from which inputs, and the id that follows from it.
//!
//! A run's id is the hash of its record, and its record names everything that the outcome depends on. So
//! two nodes that have the same entries and receipts make the same run, and running again when nothing
//! came meanwhile is the same run again.

use crate::above::ABOVE;
use crate::assess::{AssessError, Listing, Material, VillagePeriod};
use crate::decision::GIVEN_WAY;
use crate::earlier::EARLIER;
use crate::engine::Engine;
use crate::listed::ListReading;
use crate::past::past_bulletins;
use crate::publicity::PublicSince;
use crate::receipts::Receipts;
use crate::returned::READING;
use crate::rules::SchemeInForce;
use crate::sealed::{SealReading, proofs};
use cunbang_language::say;
use cunbang_ledger::{Hash, LogId, Receipt, VersionVector};
use cunbang_model::{Date, DeviceId, DocumentKind, DocumentName, Period, Timestamp, UnitCode, UnitTree, clock};
use cunbang_scheme::{Outcome, Scheme};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a run rests on. Its canonical JSON has the fields in this order and no white space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunRecord {
    /// The engine and its number, as in `cunbang-engine 1`.
    pub engine: String,
    /// Hex SHA-256 of the authority's certificate, on which every signature rests.
    pub authority: String,
    /// The period ranked.
    pub period: Period,
    /// The unit at the top of the tree.
    pub root: UnitCode,
    /// The unit whose subtree was ranked.
    pub under: UnitCode,
    /// The scheme in force.
    pub scheme: SchemeUsed,
    /// By document, how many entries of each log were here.
    pub inputs: BTreeMap<String, String>,
    /// The receipts that say when seals came, in the order of their logs.
    pub receipts: Vec<ReceiptUsed>,
    /// Hex SHA-256 of what the logs of the inputs hold, so that a run's id is that of their rows and not only of how many
    /// there are: of each log, in the order of the inputs, a line of document, `WRITER:NUMBER` and hex hash of the log up
    /// to there. None in records of releases before 2026-11-29, whose id says nothing of what cannot be held against
    /// receipts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contents: Option<String>,
    /// The moment as of which the list of units counts, where it was changed since: see [`crate::listed`]. Records of
    /// releases before 2026-11-30 have none, and there the list counts as it stood when the run was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_as_of: Option<Timestamp>,
}

/// The scheme of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeUsed {
    /// Its name.
    pub name: String,
    /// Hex SHA-256 of its text.
    pub hash: String,
    /// The id of its row in the scheme document.
    pub row: String,
    /// When it was written, by the county's clock.
    pub written_at: Timestamp,
    /// Since when it was public, as a township has countersigned; that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_since: Option<PublicSince>,
}

/// A receipt for a seal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptUsed {
    /// The document of the log.
    pub document: String,
    /// The log's writer.
    pub writer: String,
    /// How many entries it is for.
    pub number: u64,
    /// The node that gave it.
    pub node: DeviceId,
    /// When the entries came, in whole milliseconds.
    pub received_at: Timestamp,
}

impl ReceiptUsed {
    /// What a record says of a receipt.
    pub fn of(receipt: &Receipt) -> Self {
        let milliseconds = receipt.received_at.as_millisecond();
        Self {
            document: receipt.log.document.to_string(),
            writer: receipt.log.writer.to_string(),
            number: receipt.number,
            node: receipt.node,
            received_at: Timestamp::from_millisecond(milliseconds).unwrap_or(receipt.received_at),
        }
    }
}

impl RunRecord {
    /// The one spelling of this record.
    #[allow(clippy::expect_used)] // plain structures with string keys: nothing in them can refuse
    pub fn to_canonical_json(&self) -> String {
        serde_json::to_string(self).expect("a record is always JSON")
    }

    /// The run's id: hex SHA-256 of the record's canonical JSON. People are shown the first twelve digits.
    pub fn id(&self) -> String {
        Hash::of(&[self.to_canonical_json().as_bytes()]).to_string()
    }

    /// How the seals were read: records that do not say what the logs hold are of releases that read them otherwise.
    pub fn seal_reading(&self) -> SealReading {
        if self.contents.is_some() { SealReading::Present } else { SealReading::First }
    }

    /// How the lists of units were read: where nothing was changed in time to matter, either reading is the same.
    pub fn list_reading(&self) -> ListReading {
        if self.listed_as_of.is_some() { ListReading::AsItStood } else { ListReading::AsItStands }
    }

    /// The inputs: by document, how many entries of each log.
    pub fn vectors(&self) -> Result<BTreeMap<DocumentName, VersionVector>, InputFault> {
        let parsed = self.inputs.iter().map(|(document, vector)| {
            let fault = || InputFault { document: document.clone(), vector: vector.clone() };
            Ok((document.parse().map_err(|_| fault())?, vector.parse().map_err(|_| fault())?))
        });
        parsed.collect()
    }

    /// The villages whose last seal came after the scheme's last day, with the day on which it came by the county's
    /// clock. Of one log's entries the earliest receipt counts. A village that counts by a decision alone is not for
    /// this to say.
    pub fn late_seals(&self, deadline: Date) -> BTreeMap<UnitCode, Date> {
        let mut earliest: BTreeMap<(&str, &str, u64), Timestamp> = BTreeMap::new();
        for receipt in self.receipts_of_period() {
            let of_entry = (receipt.document.as_str(), receipt.writer.as_str(), receipt.number);
            let at = earliest.entry(of_entry).or_insert(receipt.received_at);
            *at = (*at).min(receipt.received_at);
        }
        let mut last: BTreeMap<UnitCode, Date> = BTreeMap::new();
        for ((document, ..), at) in earliest {
            let Ok(document) = document.parse::<DocumentName>() else { continue };
            let day = clock::county_date(at);
            let known = last.entry(document.unit()).or_insert(day);
            *known = (*known).max(day);
        }
        last.retain(|_, day| *day > deadline);
        last
    }

    /// The receipts for documents of the period itself: of earlier ones they say when nothing of this one came.
    pub fn receipts_of_period(&self) -> impl Iterator<Item = &ReceiptUsed> {
        let quarters = self.period.quarters();
        let is_of_period = move |document: &str| {
            let name = document.parse::<DocumentName>().ok();
            name.and_then(|name| name.period()).is_some_and(|quarter| quarters.contains(&quarter))
        };
        self.receipts.iter().filter(move |receipt| is_of_period(&receipt.document))
    }

    /// When a seal of each village was first received, of those that the record names.
    pub fn first_seals(&self) -> Vec<Timestamp> {
        let mut first: BTreeMap<UnitCode, Timestamp> = BTreeMap::new();
        for receipt in self.receipts_of_period() {
            let Ok(document) = receipt.document.parse::<DocumentName>() else { continue };
            let at = first.entry(document.unit()).or_insert(receipt.received_at);
            *at = (*at).min(receipt.received_at);
        }
        first.into_values().collect()
    }

    /// What a reader of the outcome should be told.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let SchemeUsed { row, written_at, public_since, .. } = &self.scheme;
        let written_on = clock::county_date(*written_at);
        let first_day = self.period.first_day();
        if let Some(public) = public_since {
            let public_on = clock::county_date(public.at);
            if public_on >= first_day {
                let (witness, period) = (public.unit, self.period);
                warnings.push(say!(
                    "record-public-late",
                    row = row,
                    public_on = public_on,
                    witness = witness,
                    period = period
                ));
            }
        } else if written_on < first_day {
            warnings.push(say!("record-no-witness", row = row, period = self.period));
        }
        if public_since.is_none() && written_on >= first_day {
            warnings.push(say!("record-put-late", row = row, written_on = written_on, period = self.period));
        }
        warnings
    }
}

/// An input of a record that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("ranking-record", document = format!("{:?}", .document), vector = format!("{:?}", .vector)))]
pub struct InputFault {
    /// The document as it is named.
    pub document: String,
    /// Its version vector as it is written.
    pub vector: String,
}

impl RankingRun {
    /// The villages whose seals came late, with the day; nobody where the rules are not at hand.
    pub fn late(&self, scheme: Option<&Scheme>) -> BTreeMap<UnitCode, Date> {
        scheme.map(|scheme| self.record.late_seals(scheme.deadline(self.record.period))).unwrap_or_default()
    }
}

/// A ranking run.
#[derive(Debug, Clone)]
pub struct RankingRun {
    /// Its id: 64 hexadecimal digits.
    pub id: String,
    /// When it was first made here.
    pub made_at: Timestamp,
    /// What it rests on.
    pub record: RunRecord,
    /// Scores, ranks and candidates.
    pub outcome: Outcome,
}

fn suffix(text: &'static str, applies: bool) -> &'static str {
    if applies { text } else { "" }
}

impl Material {
    /// Whether a document of the material is one that a run of this period and subtree rests on.
    fn rests_on(&self, name: &DocumentName, units: &UnitTree, earlier: &BTreeSet<DocumentName>) -> bool {
        let in_period = || name.period().is_some_and(|quarter| self.period.quarters().contains(&quarter));
        match name.kind() {
            DocumentKind::Org => name.lists_units(self.root) && self.under.is_in_line_with(&name.unit()),
            DocumentKind::Scheme | DocumentKind::Log => name.unit() == self.root,
            DocumentKind::Bulletin => (name.unit() == self.root && in_period()) || earlier.contains(name),
            DocumentKind::Ledger | DocumentKind::Inspection if earlier.contains(name) => true,
            DocumentKind::Ledger => in_period() && units.get(name.unit()).is_some_and(|unit| unit.kind.is_basic()),
            DocumentKind::Inspection => in_period() && units.get(name.unit()).is_some(),
            DocumentKind::Roster | DocumentKind::Appeal | DocumentKind::Sheet | DocumentKind::Later(_) => false,
        }
    }

    pub(crate) fn record(
        &self,
        engine: Engine,
        in_force: &SchemeInForce,
        listing: &Listing,
        villages: &BTreeMap<UnitCode, VillagePeriod<'_>>,
    ) -> Result<RunRecord, AssessError> {
        let units = &listing.units;
        let of_earlier = self.earlier(&in_force.scheme, units);
        let mut earlier = past_bulletins(self.root, self.under, &in_force.scheme.looks_back_to(self.period));
        earlier.extend(&of_earlier);
        let written_at = self.scheme_times.get(&in_force.entry).copied().unwrap_or_default();
        let parts = || villages.values().flat_map(|village| &village.parts);
        let of_seals = parts().filter_map(|part| part.seal.as_ref()).flat_map(|seal| &seal.receipts);
        let had_before = parts().flat_map(|part| &part.had_before).copied();
        let believed = Receipts::of(&self.receipts, self.root, &self.revoked);
        let held_earlier = of_earlier.iter().filter_map(|name| self.documents.get(name));
        let had_of_earlier = held_earlier.flat_map(|held| proofs(held, &believed));
        let mut receipts: Vec<ReceiptUsed> =
            of_seals.copied().chain(had_before).chain(had_of_earlier).map(ReceiptUsed::of).collect();
        receipts.sort();
        receipts.dedup();
        let keeps_time = parts().filter_map(|part| part.seal.as_ref()).any(|seal| seal.corrects.is_some());
        let counts_above = self.documents.iter().any(|(name, held)| {
            held.counts_above() && name.kind() == DocumentKind::Inspection && self.rests_on(name, units, &earlier)
        });
        let gives_way = !self.given_way_among(units, villages, &in_force.scheme).is_empty();
        let inputs = self.documents.iter().filter(|(name, _)| self.rests_on(name, units, &earlier));
        let inputs: BTreeMap<String, (DocumentName, &VersionVector)> =
            inputs.map(|(name, held)| (name.to_string(), (*name, held.projection.vector()))).collect();
        Ok(RunRecord {
            engine: [
                engine.to_string().as_str(),
                suffix(ABOVE, counts_above),
                suffix(READING, keeps_time),
                suffix(EARLIER, !of_earlier.is_empty()),
                suffix(GIVEN_WAY, gives_way),
            ]
            .concat(),
            authority: data_encoding::HEXLOWER.encode(&self.authority),
            period: self.period,
            root: self.root,
            under: self.under,
            scheme: SchemeUsed {
                name: in_force.scheme.name().to_owned(),
                hash: in_force.scheme.hash(),
                row: in_force.row.clone(),
                written_at: Timestamp::from_second(written_at).unwrap_or_default(),
                public_since: self.public_since,
            },
            contents: Some(self.contents(&inputs)?),
            listed_as_of: listing.as_of,
            inputs: inputs.into_iter().map(|(name, (_, vector))| (name, vector.to_string())).collect(),
            receipts,
        })
    }

    /// See [`RunRecord::contents`].
    fn contents(&self, inputs: &BTreeMap<String, (DocumentName, &VersionVector)>) -> Result<String, AssessError> {
        let mut lines = String::new();
        for (name, (document, vector)) in inputs {
            for (writer, number) in &vector.0 {
                let log = LogId { document: *document, writer: *writer };
                let hash = self.hashes.get(&log).ok_or_else(|| AssessError::NoHash(Box::new(log)))?;
                lines.push_str(&format!("{name} {writer}:{number} {hash}\n"));
            }
        }
        Ok(Hash::of(&[lines.as_bytes()]).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last seal of a village counts, by the earliest receipt of each entry; the last day itself is in time.
    #[test]
    fn late_seals_are_those_after_the_last_day() {
        let receipt = |document: &str, number: u64, node: u8, received_at: &str| ReceiptUsed {
            document: document.to_owned(),
            writer: "60d5efe4c2bbaaf3e779096d98cff299.0".to_owned(),
            number,
            node: DeviceId::from_bytes([node; 16]),
            received_at: received_at.parse().unwrap(),
        };
        let record = RunRecord {
            engine: "cunbang-engine 1".to_owned(),
            authority: String::new(),
            period: "2026Q3".parse().unwrap(),
            root: "330522".parse().unwrap(),
            under: "330522".parse().unwrap(),
            scheme: SchemeUsed {
                name: "standard".to_owned(),
                hash: String::new(),
                row: String::new(),
                written_at: "2026-06-01T00:00:00Z".parse().unwrap(),
                public_since: None,
            },
            inputs: BTreeMap::new(),
            receipts: vec![
                receipt("ledger/330522103201/2026Q3", 4, 1, "2026-10-12T15:59:00Z"),
                receipt("ledger/330522103202/2026Q3", 4, 1, "2026-10-01T00:00:00Z"),
                receipt("ledger/330522103202/2026Q3", 7, 1, "2026-10-12T16:01:00Z"),
                receipt("ledger/330522103203/2026Q3", 4, 1, "2026-10-05T00:00:00Z"),
                receipt("ledger/330522103203/2026Q3", 4, 2, "2026-10-20T00:00:00Z"),
            ],
            contents: None,
            listed_as_of: None,
        };
        let late = record.late_seals("2026-10-12".parse().unwrap());
        assert_eq!(late, BTreeMap::from([("330522103202".parse().unwrap(), "2026-10-13".parse().unwrap())]));
    }
}
