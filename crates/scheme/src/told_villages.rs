//! What is told of the villages of a unit above them: that the county decided on some, the unit's own status does not say.

use crate::Level;
use crate::outcome::{DecisionNote, Outcome, Told};
use crate::rank::within;
use cunbang_language::{Language, say};
use cunbang_model::UnitCode;

/// A village, as the units above it tell of it.
#[derive(Debug, Clone, Copy)]
pub struct ToldVillage<'a> {
    /// Its code.
    pub unit: UnitCode,
    /// Its name.
    pub name: &'a str,
    /// What people are told of it.
    pub told: Told,
    /// What the county decided about it, where it did.
    pub decision: Option<&'a DecisionNote>,
}

/// The villages of a ranking, in the order of their codes.
#[derive(Debug, Clone, Default)]
pub struct ToldVillages<'a>(Vec<ToldVillage<'a>>);

impl<'a> FromIterator<ToldVillage<'a>> for ToldVillages<'a> {
    fn from_iter<I: IntoIterator<Item = ToldVillage<'a>>>(villages: I) -> Self {
        let mut villages: Vec<ToldVillage<'a>> = villages.into_iter().collect();
        villages.sort_by_key(|village| village.unit);
        Self(villages)
    }
}

impl<'a> ToldVillages<'a> {
    /// Those of an outcome.
    pub fn of(outcome: &'a Outcome) -> Self {
        let told = outcome.rows(Level::Village).iter().map(|row| ToldVillage {
            unit: row.unit,
            name: &row.name,
            told: row.told(),
            decision: row.decision.as_ref(),
        });
        told.collect()
    }

    fn beneath(&self, unit: UnitCode) -> impl Iterator<Item = &ToldVillage<'a>> {
        within(&self.0, unit, |village| village.unit).iter().filter(move |village| village.unit.is_below(&unit))
    }

    /// The status of a unit in words; where the county decided on villages of it, with how many these are.
    pub fn status(&self, unit: UnitCode, told: Told) -> String {
        let count = |those: fn(Told) -> bool| self.beneath(unit).filter(|village| those(village.told)).count();
        let (decided, excused) = (count(Told::is_by_decision), count(|told| told == Told::Excused));
        if decided + excused == 0 || told == Told::Excused {
            return told.in_words();
        }
        let received = count(|told| told == Told::Received);
        let villages = say!("status-of-villages", received = received, decided = decided, excused = excused);
        match told {
            Told::Received => villages,
            _ => format!("{}{}{villages}", told.in_words(), Language::first().pick("：", ": ")),
        }
    }

    /// Its villages that the county decided on, with what it decided.
    pub fn decided(&self, unit: UnitCode) -> impl Iterator<Item = (&ToldVillage<'a>, &'a DecisionNote)> {
        self.beneath(unit).filter_map(|village| Some((village, village.decision?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_says_on_how_many_of_its_villages_was_decided() {
        let note = |decision: &str| DecisionNote { decision: decision.to_owned(), reason: "停电".to_owned() };
        let (not_carried_out, excused) = (note("not_carried_out"), note("excuse"));
        let village =
            |code: &str, told, decision| ToldVillage { unit: code.parse().unwrap(), name: "胥仓村", told, decision };
        let villages: ToldVillages = [
            village("330522104201", Told::Received, None),
            village("330522103203", Told::Excused, Some(&excused)),
            village("330522103202", Told::NotCarriedOut, Some(&not_carried_out)),
            village("330522103201", Told::Received, None),
            village("330522105201", Told::Excused, Some(&excused)),
        ]
        .into_iter()
        .collect();
        let said = |code: &str, told| Language::Chinese.with(|| villages.status(code.parse().unwrap(), told));
        assert_eq!(said("330522103", Told::Received), "收到 1 个村，认定 1 个，免考 1 个");
        assert_eq!(said("330522103", Told::Provisional), "暂定：收到 1 个村，认定 1 个，免考 1 个");
        assert_eq!(said("330522104", Told::Received), "已收到", "as before where nothing was decided");
        assert_eq!(said("330522105", Told::Excused), "免考");
        assert_eq!(said("330522103202", Told::NotCarriedOut), "未收到，认定未开展", "a village has none beneath it");
        let decided: Vec<&str> =
            villages.decided("330522103".parse().unwrap()).map(|(_, note)| note.decision.as_str()).collect();
        assert_eq!(decided, ["not_carried_out", "excuse"]);
        assert_eq!(villages.decided("330522103202".parse().unwrap()).count(), 0);
    }
}
