//! The order 次序 in which rows were first written: that of the sheet from which they came, or in which somebody typed
//! them. People look for a line where it stood on their own list; a change does not move it.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_model::DocumentName;
use cunbang_replica::blocking;
use std::collections::HashMap;

/// When each row of a document was written first, by its key: what sorts before was written before.
#[derive(Debug, Default)]
pub(crate) struct WrittenOrder(HashMap<String, (u64, String)>);

impl WrittenOrder {
    /// Of a row that was written first of all, the least; of one that is not there, more than of any.
    pub(crate) fn of(&self, key: &str) -> (bool, Option<&(u64, String)>) {
        let found = self.0.get(key);
        (found.is_none(), found)
    }
}

impl Desk {
    /// In which order the rows of a document were written first.
    pub(crate) async fn written_order(&self, document: DocumentName) -> Result<WrittenOrder, DeskError> {
        let segments = self.replica().store().document_segments(&document).await?;
        let first = blocking(move || {
            let mut first: HashMap<String, (u64, String)> = HashMap::new();
            for segment in &segments {
                let actor = segment.log.writer.to_string();
                for entry in segment.entries()? {
                    for (put, counter) in entry.puts.into_iter().zip(entry.first_operation..) {
                        let at = (counter, actor.clone());
                        let known = first.entry(put.row.key()).or_insert_with(|| at.clone());
                        if at < *known {
                            *known = at;
                        }
                    }
                }
            }
            Ok::<_, DeskError>(first)
        });
        Ok(WrittenOrder(first.await??))
    }
}

/// What sorts groups as people number them: 第一党小组 before 第二党小组, 第九 before 第十.
pub(crate) fn of_group(group: Option<&str>) -> Option<(u64, String)> {
    const DIGITS: &str = "〇一二三四五六七八九";
    let group = group?;
    let mut number: Option<u64> = None;
    for sign in group.chars() {
        let digit = sign.to_digit(10).map(u64::from);
        let numeral = DIGITS.chars().position(|digit| digit == sign).and_then(|place| u64::try_from(place).ok());
        number = match (digit, numeral, number) {
            (Some(digit), _, before) => Some(before.unwrap_or(0).saturating_mul(10).saturating_add(digit)),
            (None, Some(numeral), before) => Some(before.unwrap_or(0) + numeral),
            (None, None, before) if sign == '十' => Some(before.unwrap_or(1).saturating_mul(10)),
            (None, None, None) => None,
            // The first number in it is the group's.
            (None, None, Some(_)) => break,
        };
    }
    Some((number.unwrap_or(u64::MAX), group.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stand_as_people_number_them() {
        let mut groups = ["第三党小组", "第十一组", "二组", "老年组", "第一党小组", "第十组", "4组", "九组"];
        groups.sort_by_key(|group| of_group(Some(group)));
        assert_eq!(groups, ["第一党小组", "二组", "第三党小组", "4组", "九组", "第十组", "第十一组", "老年组"]);
    }
}
