//! What the rules ask to be written down 应有记录: of each indicator the rows that it looks at, what its conditions fix of
//! them, and how many of them give full marks. Whoever makes a county up writes by it; the ranking does not look at it.

use crate::indicator::GroupKind;
use crate::level::Level;
use crate::measure::{Distinct, Measure, MeasureKind};
use crate::rule::Rule;
use crate::scheme::Scheme;
use crate::whole::Factor;
use cunbang_language::Named;
use cunbang_model::schema::OfficeRole;
use cunbang_model::{Decimal, Table, UnitKind};
use std::collections::BTreeSet;

/// The rows that an indicator asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Whose indicator it is: a member's or a village's.
    pub level: Level,
    /// Its title in Chinese.
    pub title: String,
    /// What its group does with the points.
    pub group: GroupKind,
    /// The kinds of unit of which it is asked; all where none is named.
    pub kinds: Vec<UnitKind>,
    /// The table of the rows.
    pub table: Table,
    /// What its conditions fix of a row.
    pub fixed: Vec<Fixed>,
    /// What is taken of the rows.
    pub taken: Taken,
    /// What is expected, as factors.
    pub of: Vec<Factor>,
    /// Figures that its whole rests on, each with the table in which it stands: the village's own, or that of units above.
    pub stated: Vec<(String, Table)>,
    /// The measure that gives full marks, of a share 1; none where it gives no marks, or takes them away.
    pub full: Option<Decimal>,
    /// Below which measure it is a veto.
    pub veto_below: Option<Decimal>,
}

/// What a condition fixes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// Whether the cell is that of the meeting of a mark, and not the row's own.
    pub of_meeting: bool,
    /// The column.
    pub column: &'static str,
    /// What must stand there.
    pub wanted: Wanted,
}

/// What must stand in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// One of these.
    OneOf(Vec<String>),
    /// A text that begins so.
    Begins(String),
    /// A day of the week, Monday being 0.
    Weekday(usize),
    /// A day of the month.
    DayOfMonth(i8),
}

/// What is taken of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// How many there are.
    Count,
    /// In how many weeks there is one.
    Weeks,
    /// In how many months there is one.
    Months,
    /// In how many quarters there is one.
    Quarters,
    /// In how many half-years there is one.
    Halves,
    /// How many different values a column has.
    Different(&'static str),
    /// The sum or the mean of a column.
    Amount(&'static str),
    /// One column's sum as a share of another's.
    Share,
    /// Marks of attendance.
    Marks,
    /// Steps of developing members, by their lights.
    Lights,
    /// A figure of this name.
    Figure(String),
    /// A figure as a share of another.
    FigureShare(String, String),
}

impl Scheme {
    /// The rows that its indicators of members and villages ask for, in the order of the text. What rests on seals and on
    /// earlier results asks for none.
    pub fn asked(&self) -> Vec<Asked> {
        let of_level = |level: Level| {
            let rules = self.levels.get(&level).into_iter();
            rules.flat_map(|rules| &rules.indicators).filter_map(move |one| {
                let table = one.measure.table?;
                let taken = one.measure.taken(table)?;
                let per_cent = one.measure.top().unwrap_or(Decimal::ONE);
                let info = self.indicators().iter().find(|info| info.level == level && info.id == one.id)?;
                Some(Asked {
                    level,
                    title: Named::of_title(&info.title).chinese.to_owned(),
                    group: one.kind,
                    kinds: one.kinds.clone(),
                    table,
                    fixed: one.measure.filters.iter().filter_map(crate::filter::Filter::fixes).collect(),
                    taken,
                    of: one.measure.of.clone(),
                    stated: one.measure.stated_figures_by_table(),
                    full: one.rule.full(one.max).map(|full| full / per_cent),
                    veto_below: if let Rule::Veto(veto) = &one.rule { veto.below() } else { None },
                })
            })
        };
        [Level::Member, Level::Village].into_iter().flat_map(of_level).collect()
    }

    /// The kinds of unit that are ranked among the villages, or whose members are.
    pub fn ranked_kinds(&self) -> Vec<UnitKind> {
        self.levels
            .get(&Level::Village)
            .map_or_else(|| vec![UnitKind::Village, UnitKind::Community], |rules| rules.kinds.clone())
    }

    /// The offices of villages whose holders it ranks, or names where a consequence is for them.
    pub fn offices_asked(&self) -> BTreeSet<OfficeRole> {
        let rules = self.levels.get(&Level::Village).into_iter();
        rules
            .flat_map(|rules| rules.offices.iter().chain(rules.consequences.iter().flat_map(|one| &one.of)))
            .copied()
            .collect()
    }
}

impl Measure {
    fn taken(&self, table: Table) -> Option<Taken> {
        let name = |column: &usize| table.columns()[*column].name;
        Some(match &self.kind {
            MeasureKind::Count { distinct } | MeasureKind::Missing { distinct } => match distinct {
                None => Taken::Count,
                Some(Distinct::Week) => Taken::Weeks,
                Some(Distinct::Month) => Taken::Months,
                Some(Distinct::Quarter) => Taken::Quarters,
                Some(Distinct::Half) => Taken::Halves,
                Some(Distinct::Column(column)) => Taken::Different(name(column)),
            },
            MeasureKind::Rate { .. } | MeasureKind::Timeliness { .. } => Taken::Count,
            MeasureKind::Sum { column } | MeasureKind::Average { column, .. } => Taken::Amount(name(column)),
            MeasureKind::Ratio { .. } => Taken::Share,
            MeasureKind::Marks(_) => Taken::Marks,
            MeasureKind::Lights { .. } => Taken::Lights,
            MeasureKind::Figure { indicator, .. } => Taken::Figure(indicator.clone()),
            MeasureKind::FigureRatio { part, whole, .. } => Taken::FigureShare(part.clone(), whole.clone()),
            MeasureKind::Sealed | MeasureKind::Children { .. } | MeasureKind::Past(_) => return None,
        })
    }
}

impl Rule {
    /// The measure from which on an indicator has its full marks; none where it only takes away, or gives none.
    fn full(&self, max: Decimal) -> Option<Decimal> {
        match self {
            Self::Per { each } => max.checked_div(*each),
            Self::Linear { to, .. } => Some(*to),
            Self::Bands(bands) => bands.iter().map(|band| band.from).max(),
            Self::Value => Some(max),
            Self::Deduct { .. } | Self::Shown | Self::Veto(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &str) -> Vec<Asked> {
        let pack = crate::pack::find(name).unwrap_or_else(|| panic!("no pack {name}"));
        Scheme::parse(pack.text).unwrap_or_else(|faults| panic!("{faults:?}")).asked()
    }

    #[test]
    fn what_packs_ask_for() {
        let caota = asked("caota");
        let of =
            |title: &str| caota.iter().find(|asked| asked.title == title && asked.level == Level::Village).unwrap();
        let (prompts, tuesdays, visits) = (of("每周工作提示"), of("周二分析会"), of("走访农户"));
        let fixed = |column, wanted| Fixed { of_meeting: false, column, wanted };
        assert_eq!(prompts.fixed, [fixed("task", Wanted::Begins("prompt-".to_owned()))]);
        assert_eq!((&prompts.of[..], prompts.full), (&[Factor::WholeWeek][..], Some(Decimal::ONE)), "all of them");
        let kind = fixed("kind", Wanted::OneOf(vec!["weekly_analysis".to_owned()]));
        assert_eq!(tuesdays.fixed, [kind, fixed("date", Wanted::Weekday(1))]);
        assert_eq!(tuesdays.taken, Taken::Weeks);
        assert_eq!(
            (&visits.taken, &visits.stated[..]),
            (
                &Taken::Amount("visited"),
                &["households", "visits_until"].map(|id| (id.to_owned(), Table::StatedFigures))[..]
            )
        );
        let shanyang = asked("shanyang");
        let share = shanyang.iter().find(|asked| asked.veto_below.is_some()).unwrap();
        assert_eq!((share.veto_below, share.full), (Some(Decimal::from(70)), None));
        let jungar = asked("jungar-10x");
        let lectures = jungar.iter().find(|asked| asked.title.ends_with("党课")).unwrap();
        assert_eq!(lectures.full, Some(Decimal::from(4)), "ten points, two and a half each");
        // A deduction that is not there is no row to be written.
        assert!(asked("linshu").iter().any(|asked| asked.group == GroupKind::Deducted && asked.full.is_none()));
    }
}
