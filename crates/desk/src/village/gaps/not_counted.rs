//! What is written of members whose standing the rules do not count, such as 发展对象; and deeds that a member confirmed
//! for themselves, which count as not confirmed.

use super::what::What;
use cunbang_model::schema::{MemberStatus, Word as _};
use cunbang_model::{Decimal, Record as _, Row, Table, record};
use cunbang_scheme::{OutcomeRow, Scheme, is_confirmed_before};
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

/// Whether a deed was confirmed by the member whose it is.
pub(super) fn is_self_confirmed(row: &Row) -> bool {
    row.table() == Table::Deeds && row.text("confirmed_by").is_some_and(|by| row.text("member") == Some(by))
}

/// What it costs that these were confirmed by the members themselves.
pub(super) fn cost_of_self_confirmed(rows: &[Row], score: &impl Fn(Vec<Row>) -> Option<OutcomeRow>) -> Option<Decimal> {
    cost(rows, score, |row| {
        let deed = row.record::<record::Deed>().filter(|_| is_self_confirmed(row))?;
        Some(record::Deed { confirmed_by: Some("支部".to_owned()), ..deed })
    })
}

/// What it costs that these were confirmed before they were done.
pub(super) fn cost_of_confirmed_before(
    rows: &[Row],
    score: &impl Fn(Vec<Row>) -> Option<OutcomeRow>,
) -> Option<Decimal> {
    cost(rows, score, |row| {
        let deed = row.record::<record::Deed>().filter(|_| is_confirmed_before(row))?;
        Some(record::Deed { confirmed_on: Some(deed.date), ..deed })
    })
}

/// By how much the score would be greater with some deeds as they should be.
fn cost(
    rows: &[Row],
    score: &impl Fn(Vec<Row>) -> Option<OutcomeRow>,
    as_it_should_be: impl Fn(&Row) -> Option<record::Deed>,
) -> Option<Decimal> {
    let mended = |row: &Row| as_it_should_be(row)?.into_row().ok();
    let all = rows.iter().map(|row| mended(row).unwrap_or_else(|| row.clone())).collect();
    let cost = score(all)?.score? - score(rows.to_vec())?.score?;
    (cost > Decimal::ZERO).then_some(cost)
}
