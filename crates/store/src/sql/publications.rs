//! Published lists, written into columns and read from them.

use super::SqlStore;
use super::decode;
use super::failure::Failure;
use super::session::{Record, Session, Value, damaged};
use super::statement;
use crate::error::StoreError;
use crate::publication::{StoredPublication, StoredResult};

/// What stands for no number: none that is kept is negative but a score, and none of these is so low.
const NONE: i64 = i64::MIN;

fn number(number: Option<i64>) -> Value<'static> {
    Value::Integer(number.unwrap_or(NONE))
}

/// Keeps a publication, in place of what was known of it.
pub(super) async fn keep(session: &mut Session, publication: &StoredPublication) -> Result<(), Failure> {
    let (period, day) = (publication.period.to_string(), publication.published_on.to_string());
    let values = [
        Value::Text(&publication.run),
        Value::Text(publication.unit.as_str()),
        Value::Text(&period),
        Value::Text(&publication.scheme),
        Value::Text(&day),
        Value::Text(publication.withdrawn.as_deref().unwrap_or_default()),
    ];
    session.execute(statement::SET_PUBLICATION, &values).await?;
    for line in &publication.results {
        let (parent, parent_name) =
            line.parent.as_ref().map_or(("", ""), |(parent, name)| (parent.as_str(), name.as_str()));
        let values = [
            Value::Text(&publication.run),
            Value::Text(line.unit.as_str()),
            Value::Text(&line.level),
            Value::Text(&line.name),
            Value::Text(parent),
            Value::Text(parent_name),
            Value::Text(&line.status),
            number(line.score_hundredths),
            number(line.rank),
            number(line.rank_in_parent),
            number(line.stars),
            number(line.candidate.map(i64::from)),
            number(line.best_rank),
            number(line.worst_rank),
            Value::Integer(NONE),
            Value::Text(line.prospect.as_deref().unwrap_or_default()),
        ];
        session.execute(statement::ADD_PUBLISHED_RESULT, &values).await?;
    }
    Ok(())
}

/// Forgets what is known of a publication.
pub(super) async fn drop(session: &mut Session, run: &str) -> Result<(), Failure> {
    session.execute(statement::DROP_PUBLISHED_RESULTS, &[Value::Text(run)]).await?;
    session.execute(statement::DROP_PUBLICATION, &[Value::Text(run)]).await?;
    Ok(())
}

impl SqlStore {
    pub(super) async fn published(&self, run: &str) -> Result<Option<StoredPublication>, StoreError> {
        let values = [Value::Text(run)];
        let found = self.read_one("publication", statement::PUBLICATION, &values, publication).await?;
        let Some(mut found) = found else { return Ok(None) };
        found.results = self.read("published results", statement::PUBLISHED_RESULTS, &values, result).await?;
        Ok(Some(found))
    }
}

fn publication(record: &Record) -> Result<StoredPublication, Failure> {
    Ok(StoredPublication {
        run: record.text(0)?,
        unit: decode::parsed("a unit", &record.text(1)?)?,
        period: decode::parsed("a period", &record.text(2)?)?,
        scheme: record.text(3)?,
        published_on: decode::parsed("a day", &record.text(4)?)?,
        withdrawn: record.maybe_text(5)?,
        results: Vec::new(),
    })
}

fn result(record: &Record) -> Result<StoredResult, Failure> {
    let parent = record.text(3)?;
    let parent = if parent.is_empty() { None } else { Some((decode::parsed("a unit", &parent)?, record.text(4)?)) };
    let candidate = match record.maybe_integer(10)? {
        None => None,
        Some(0) => Some(false),
        Some(1) => Some(true),
        Some(other) => return Err(damaged("published_results", other)),
    };
    Ok(StoredResult {
        unit: decode::parsed("a unit", &record.text(0)?)?,
        level: record.text(1)?,
        name: record.text(2)?,
        parent,
        status: record.text(5)?,
        score_hundredths: record.maybe_integer(6)?,
        rank: record.maybe_integer(7)?,
        rank_in_parent: record.maybe_integer(8)?,
        stars: record.maybe_integer(9)?,
        candidate,
        best_rank: record.maybe_integer(11)?,
        worst_rank: record.maybe_integer(12)?,
        prospect: record.maybe_text(13)?,
    })
}
