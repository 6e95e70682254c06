//! Marks of attendance and their meetings: in which quarter a mark's meeting lies, and who was to come to a group's.

use crate::evidence::Entry;
use crate::persons::Member;
use cunbang_model::{Period, Row, Table};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Says of each mark of attendance in which quarter its meeting lies: that of the same document, or else the earliest of
/// that id.
pub(crate) fn note_quarters(entries: &mut [Entry<'_>]) {
    if entries.iter().all(|entry| entry.row.table() != Table::Attendance) {
        return;
    }
    let mut meetings: BTreeMap<String, BTreeMap<usize, Option<Period>>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.row.table() == Table::Meetings) {
        let Some(id) = entry.row.text("meeting") else { continue };
        let of_document = meetings.entry(id.to_owned()).or_default().entry(entry.document).or_insert(entry.quarter);
        *of_document = entry.quarter.min(*of_document);
    }
    for entry in entries.iter_mut().filter(|entry| entry.row.table() == Table::Attendance) {
        let of_id = entry.row.text("meeting").and_then(|id| meetings.get(id));
        entry.quarter = of_id.and_then(|documents| {
            documents.get(&entry.document).copied().or_else(|| documents.values().min().copied()).flatten()
        });
    }
}

/// Says of each mark of attendance of which meeting it is, where that was held.
pub(crate) fn note_meetings(entries: &mut [Entry<'_>]) {
    if entries.iter().all(|entry| entry.row.table() != Table::Attendance) {
        return;
    }
    let meetings: HashMap<(String, Option<Period>), Cow<'_, Row>> = entries
        .iter()
        .filter(|entry| entry.row.table() == Table::Meetings)
        .filter_map(|entry| Some(((entry.row.text("meeting")?.to_owned(), entry.quarter), entry.row.clone())))
        .collect();
    for entry in entries.iter_mut().filter(|entry| entry.row.table() == Table::Attendance) {
        let id = entry.row.text("meeting").map(|id| (id.to_owned(), entry.quarter));
        let meeting = id.and_then(|id| meetings.get(&id).cloned());
        entry.meeting = meeting.filter(|meeting| meeting.get("reason_not_held").is_none());
    }
}

/// Says of each group's meeting who was to come: the counted members of the groups of those who have a mark.
/// Where one of these has no group, everyone was.
pub(crate) fn invite_groups(entries: &mut [Entry<'_>], members: &BTreeMap<String, Member>) {
    let is_of_group = |row: &Row| row.table() == Table::Meetings && row.text("kind") == Some("group");
    let meeting_of = |entry: &Entry<'_>| Some((entry.row.text("meeting")?.to_owned(), entry.quarter));
    let mut meetings: HashMap<(String, Option<Period>), BTreeSet<Option<&str>>> = entries
        .iter()
        .filter(|entry| is_of_group(&entry.row))
        .filter_map(|entry| Some((meeting_of(entry)?, BTreeSet::new())))
        .collect();
    for mark in entries.iter().filter(|entry| entry.row.table() == Table::Attendance) {
        let groups = meeting_of(mark).and_then(|meeting| meetings.get_mut(&meeting));
        let member = mark.row.text("member").and_then(|id| members.get(id));
        if let (Some(groups), Some(member)) = (groups, member) {
            groups.insert(member.group.as_deref());
        }
    }
    for entry in entries.iter_mut().filter(|entry| is_of_group(&entry.row)) {
        let groups = meeting_of(entry).and_then(|meeting| meetings.get(&meeting));
        let of_groups = groups.filter(|groups| !groups.contains(&None)).map(|groups| {
            let invited = members.iter().filter(|(_, member)| groups.contains(&member.group.as_deref()));
            Arc::new(invited.map(|(id, _)| id.clone()).collect())
        });
        entry.invited = of_groups;
    }
}
