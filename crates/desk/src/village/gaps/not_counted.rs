//! What stands there and does not count as it stands: what is written of members whose standing the rules do not count, such
//! as 发展对象; and rows that the scheme finds doubtful, such as deeds that members confirmed for themselves.

use super::what::What;
use cunbang_model::schema::{FindingResult, MemberStatus, Word as _};
use cunbang_model::{Date, Decimal, Record as _, Row, Table, record};
use cunbang_scheme::{Doubt, OutcomeRow, Scheme};
use std::collections::{BTreeMap, BTreeSet};

/// The tables whose rows count for the member that they are about.
const OF_MEMBERS: [Table; 4] = [Table::Deeds, Table::Commitments, Table::Posts, Table::Nominations];

/// The rows about members who do not count, by their standing. Who counts in one quarter of the period counts.
pub(super) fn of_others(scheme: &Scheme, rows: &[Row]) -> Vec<What> {
    let standing: Vec<record::Standing> = rows.iter().filter_map(Row::record).collect();
    let counts = |status: MemberStatus| scheme.counts_status(status);
    let counted: BTreeSet<&str> =
        standing.iter().filter(|one| counts(one.status)).map(|one| one.member.as_str()).collect();
    let others = standing.iter().filter(|one| !counted.contains(one.member.as_str()));
    let others: BTreeMap<&str, MemberStatus> = others.map(|one| (one.member.as_str(), one.status)).collect();
    let mut by_status: BTreeMap<&'static str, (MemberStatus, Vec<String>)> = BTreeMap::new();
    for row in rows.iter().filter(|row| OF_MEMBERS.contains(&row.table())) {
        if let Some(status) = row.text("member").and_then(|member| others.get(member)) {
            by_status.entry(status.word()).or_insert_with(|| (*status, Vec::new())).1.push(row.key());
        }
    }
    let whats = by_status.into_iter().map(|(word, (status, rows))| What::NotCounted {
        rows,
        status: word,
        chinese: status.chinese(),
    });
    whats.collect()
}

/// The rows that cannot count as they stand, by why and by table. Of deeds that nobody is named to have confirmed it is
/// said with those that are not confirmed ([`What::Unconfirmed`]); a meeting that is still to come has nobody marked yet.
pub(super) fn doubtful(scheme: &Scheme, rows: &[Row], today: Date) -> Vec<What> {
    let mut by_doubt: BTreeMap<(Doubt, Table), Vec<String>> = BTreeMap::new();
    let have_come =
        rows.iter().filter(|row| row.table() != Table::Meetings || row.day().is_none_or(|day| day <= today));
    for one in scheme.doubtful(have_come).into_iter().filter(|one| one.doubt != Doubt::ConfirmedByNobody) {
        let table = one.row.split_once('/').and_then(|(name, _)| Table::from_name(name));
        by_doubt.entry((one.doubt, table.unwrap_or(Table::Deeds))).or_default().push(one.row);
    }
    let what = |((doubt, table), rows): ((Doubt, Table), Vec<String>)| What::Doubtful {
        doubt,
        table: table.name(),
        chinese: table.chinese(),
        rows,
    };
    by_doubt.into_iter().map(what).collect()
}

/// What rows that cannot count as they stand cost: by how much the score would be greater with them as they should be. None
/// where that is nothing, or where nobody but those whom the rows are about knows what should stand there.
pub(super) fn cost(what: &What, rows: &[Row], score: &impl Fn(Vec<Row>) -> Option<OutcomeRow>) -> Option<Decimal> {
    let What::Doubtful { doubt, rows: keys, .. } = what else { return None };
    let is_known =
        matches!(doubt, Doubt::ConfirmedBefore | Doubt::ConfirmedByOneself | Doubt::NoReason | Doubt::NotFoundFixed);
    if !is_known {
        return None;
    }
    let should_be = |row: &Row| if keys.contains(&row.key()) { mended(row, *doubt) } else { None };
    let all = rows.iter().map(|row| should_be(row).unwrap_or_else(|| row.clone())).collect();
    let cost = score(all)?.score? - score(rows.to_vec())?.score?;
    (cost > Decimal::ZERO).then_some(cost)
}

/// A row as it should be.
fn mended(row: &Row, doubt: Doubt) -> Option<Row> {
    let others = || Some("支部".to_owned());
    match doubt {
        Doubt::ConfirmedBefore => {
            let deed: record::Deed = row.record()?;
            record::Deed { confirmed_on: Some(deed.date), ..deed }.into_row().ok()
        }
        Doubt::ConfirmedByOneself => {
            record::Deed { confirmed_by: others(), ..row.record::<record::Deed>()? }.into_row().ok()
        }
        Doubt::NoReason => {
            let reason_not_held = Some("未召开的原因".to_owned());
            record::Meeting { reason_not_held, ..row.record::<record::Meeting>()? }.into_row().ok()
        }
        Doubt::NotFoundFixed => {
            let result = Some(FindingResult::Fixed);
            record::Finding { result, ..row.record::<record::Finding>()? }.into_row().ok()
        }
        _ => None,
    }
}
