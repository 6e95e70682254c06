//! Until when 截止月份: what is to be done by a date counts up to the end of the month that units above state as a figure, from 1
//! to 12. Where they state none that lies in the period, the whole period is there for it.

use crate::evidence::{Entry, Subject, day_of};
use crate::measuring::{Circumstances, keep};
use crate::numeral::Numeral;
use crate::outcome::Reason;
use crate::whole::latest_of;
use cunbang_model::{Date, Period, Table, UnitCode};
use rust_decimal::prelude::ToPrimitive;
use smol_str::format_smolstr;
use std::borrow::Cow;
use std::collections::BTreeMap;

impl Circumstances<'_, '_> {
    /// Of some rows keeps those up to the end of the stated month; says of the others why they do not count.
    pub(crate) fn only_until<'e>(
        &self,
        figure: &str,
        subject: &Subject<'e>,
        rows: &mut Cow<'_, [&'e Entry<'e>]>,
    ) -> Vec<Reason> {
        let stated = latest_of(subject, subject.rows_of(Table::StatedFigures), figure).unwrap_or_default();
        let of_all = stated.clone();
        let last_days: BTreeMap<UnitCode, Date> = stated
            .into_iter()
            .filter_map(|(entry, number)| {
                let number = number.to_i8().filter(|month| (1..=12).contains(month) && number.fract().is_zero())?;
                let month = Period::Month(self.period.belongs_to().year(), number);
                self.period.contains(month).then(|| (entry.row.unit(), month.last_day()))
            })
            .collect();
        let mut passed_over = Vec::new();
        if subject.reading.is_attested() {
            let is_unfit = |unit: &UnitCode| !last_days.contains_key(unit);
            let unfit = of_all.into_iter().filter(|(entry, _)| is_unfit(&entry.row.unit()));
            passed_over.extend(unfit.map(|(entry, number)| {
                let number = Numeral(number.normalize());
                let note = format_smolstr!(
                    "{number}: not a month of this period, which counts as a whole 不是本期内的月份，按整期计"
                );
                self.reason(entry, None, note)
            }));
        }
        keep(rows, |entry| {
            let late = last_days.get(&entry.row.unit()).filter(|last| day_of(entry).is_some_and(|day| day > **last));
            passed_over.extend(late.map(|last| {
                self.reason(entry, None, format_smolstr!("after {last}, by when it was due: does not count 逾期不计"))
            }));
            late.is_none()
        });
        passed_over
    }
}
