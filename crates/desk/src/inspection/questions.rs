//! Questions 存疑: what a township may ask its villages about who is in their rosters and what is written of them. None is
//! a fault: two people may have one name and one day, and a meeting may have been held from afar.
//!
//! Members are named by village and id; who that is stands in the roster.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_language::{Language, say};
use cunbang_ledger::Projection;
use cunbang_model::schema::Mark;
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Record, Table, UnitCode, record};
use std::collections::{BTreeMap, BTreeSet};

/// Of fewer marks it says nothing that all are from afar.
const LEAST_MARKS: usize = 3;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Members under several ids have the same name and joined on the same day.
    SamePerson {
        /// Their villages and ids.
        members: Vec<(UnitCode, String)>,
    },
    /// A member claimed the same post on several days.
    SamePost {
        /// The village.
        unit: UnitCode,
        /// The member's id.
        member: String,
        /// The post.
        title: String,
        /// The days.
        days: Vec<Date>,
    },
    /// All who have a mark at these meetings took part from afar, and not all of them are floating members.
    AllRemote {
        /// The village.
        unit: UnitCode,
        /// The days of the meetings.
        days: Vec<Date>,
    },
}

impl Question {
    /// In a sentence, with the names of villages.
    pub fn said(&self, name: &dyn Fn(UnitCode) -> String) -> String {
        let comma = Language::first().pick("、", ", ");
        let listed = |days: &[Date]| days.iter().map(ToString::to_string).collect::<Vec<_>>().join(comma);
        match self {
            Self::SamePerson { members } => {
                let members: Vec<String> =
                    members.iter().map(|(unit, member)| format!("{} {member}", name(*unit))).collect();
                say!("question-same-person", members = members.join(comma))
            }
            Self::SamePost { unit, member, title, days } => {
                say!("question-same-post", unit = name(*unit), member = member, title = title, days = listed(days))
            }
            Self::AllRemote { unit, days } => say!("question-all-remote", unit = name(*unit), days = listed(days)),
        }
    }
}

impl Desk {
    /// What this unit may ask the villages directly beneath it in a period; nothing at units that hold no rosters.
    pub async fn questions_below(&self, viewer: &Viewer, period: Period) -> Result<Vec<Question>, DeskError> {
        let own = self.replica().unit();
        viewer.check(own)?;
        let units = self.replica().units()?;
        let villages: Vec<UnitCode> =
            units.children(own).filter(|child| child.kind.is_basic()).map(|child| child.code).collect();
        let (mut questions, mut persons) = (Vec::new(), BTreeMap::new());
        for village in villages {
            let Some(roster) = whole(self.roster(village).await)?.flatten() else { continue };
            for member in standing::<record::Member>(&roster, Table::Members) {
                if let Some(joined) = member.joined {
                    let same: &mut Vec<_> = persons.entry((member.name.trim().to_owned(), joined)).or_default();
                    same.push((village, member.member));
                }
            }
            for quarter in period.quarters() {
                let Some(name) = DocumentName::quarterly(DocumentKind::Ledger, village, quarter) else { continue };
                let read = self.replica().projection(name).await.map_err(DeskError::from);
                let Some(ledger) = whole(read)? else { continue };
                questions.extend(same_posts(village, &ledger, period));
                questions.extend(all_remote(village, &ledger));
            }
        }
        let same = persons.into_values().filter(|members| members.len() > 1);
        questions.extend(same.map(|members| Question::SamePerson { members }));
        Ok(questions)
    }

    /// The same in sentences.
    pub async fn questions_said(&self, viewer: &Viewer, period: Period) -> Result<Vec<String>, DeskError> {
        let units = self.replica().units()?;
        let asked = self.questions_below(viewer, period).await?;
        Ok(asked.iter().map(|one| one.said(&|unit| units.name(unit))).collect())
    }
}

/// What was read, or none where it is damaged: that is named by itself, and must not hide the rest.
fn whole<T>(read: Result<T, DeskError>) -> Result<Option<T>, DeskError> {
    match read {
        Err(DeskError::Replica(error)) if error.is_damage() => Ok(None),
        read => read.map(Some),
    }
}

/// The rows of a table that stand.
fn standing<R: Record>(document: &Projection, table: Table) -> impl Iterator<Item = R> {
    let rows = document.table(table).filter(|standing| !standing.row.is_withdrawn());
    rows.filter_map(|standing| standing.row.record())
}

/// Of posts that were claimed within the period: what was claimed years ago is nothing of it.
fn same_posts(unit: UnitCode, ledger: &Projection, period: Period) -> Vec<Question> {
    let mut claimed: BTreeMap<(String, String), BTreeSet<Date>> = BTreeMap::new();
    for post in standing::<record::Post>(ledger, Table::Posts).filter(|post| period.contains_day(post.claimed)) {
        claimed.entry((post.member, post.title.trim().to_owned())).or_default().insert(post.claimed);
    }
    let several = claimed.into_iter().filter(|(_, days)| days.len() > 1);
    let question = |((member, title), days): ((String, String), BTreeSet<Date>)| Question::SamePost {
        unit,
        member,
        title,
        days: days.into_iter().collect(),
    };
    several.map(question).collect()
}

fn all_remote(unit: UnitCode, ledger: &Projection) -> Option<Question> {
    let of_standing = standing::<record::Standing>(ledger, Table::Standing);
    let floating: BTreeSet<String> =
        of_standing.filter(|one| one.floating == Some(true)).map(|one| one.member).collect();
    let mut marks: BTreeMap<String, Vec<record::Attendance>> = BTreeMap::new();
    for one in standing::<record::Attendance>(ledger, Table::Attendance) {
        marks.entry(one.meeting.clone()).or_default().push(one);
    }
    let is_from_afar = |of_meeting: &[record::Attendance]| {
        of_meeting.len() >= LEAST_MARKS
            && of_meeting.iter().all(|one| one.mark == Mark::Remote)
            && !of_meeting.iter().all(|one| floating.contains(&one.member))
    };
    let meetings = standing::<record::Meeting>(ledger, Table::Meetings);
    let from_afar = meetings.filter(|meeting| marks.get(&meeting.meeting).is_some_and(|of| is_from_afar(of)));
    let days: BTreeSet<Date> = from_afar.map(|meeting| meeting.date).collect();
    (!days.is_empty()).then(|| Question::AllRemote { unit, days: days.into_iter().collect() })
}
