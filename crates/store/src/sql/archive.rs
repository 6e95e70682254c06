//! The archive and the settings.

use super::SqlStore;
use super::decode::{self, DocumentColumns, SelectionColumns, limit};
use super::session::Value;
use super::statement;
use crate::archive::{Archive, ForkEvidence, Incident, Quarantined, RunHead, Stored, StoredRun};
use crate::error::StoreError;
use crate::publication::StoredPublication;
use crate::selection::Selection;
use crate::settings::Settings;
use async_trait::async_trait;
use cunbang_model::{DocumentName, Period};

#[async_trait]
impl Archive for SqlStore {
    async fn snapshot(&self, document: &DocumentName) -> Result<Option<Stored>, StoreError> {
        self.read_one("snapshot", statement::SNAPSHOT, &DocumentColumns::of(document).values(), decode::snapshot).await
    }

    async fn projection(&self, document: &DocumentName) -> Result<Option<Stored>, StoreError> {
        let values = DocumentColumns::of(document);
        self.read_one("projection", statement::PROJECTION, &values.values(), decode::projection).await
    }

    async fn projections(&self, selection: &Selection) -> Result<Vec<Stored>, StoreError> {
        let values = SelectionColumns::of(selection);
        self.read("projections", statement::PROJECTIONS, &values.values(), decode::projection).await
    }

    async fn quarantined(&self, count: usize) -> Result<Vec<Quarantined>, StoreError> {
        self.read("quarantined", statement::QUARANTINED, &[Value::Integer(limit(count))], decode::quarantined).await
    }

    async fn forks(&self, count: usize) -> Result<Vec<ForkEvidence>, StoreError> {
        self.read("forks", statement::FORKS, &[Value::Integer(limit(count))], decode::fork).await
    }

    async fn incidents(&self, count: usize) -> Result<Vec<Incident>, StoreError> {
        self.read("incidents", statement::INCIDENTS, &[Value::Integer(limit(count))], decode::incident).await
    }

    async fn runs(&self, period: Option<Period>) -> Result<Vec<RunHead>, StoreError> {
        match period.map(|period| period.to_string()) {
            None => self.read("runs", statement::ALL_RUNS, &[], decode::run_head).await,
            Some(period) => self.read("runs", statement::RUNS, &[Value::Text(&period)], decode::run_head).await,
        }
    }

    async fn run(&self, id: &str) -> Result<Option<StoredRun>, StoreError> {
        self.read_one("run", statement::RUN, &[Value::Text(id)], decode::run).await
    }

    async fn publications(&self) -> Result<Vec<String>, StoreError> {
        self.read("publications", statement::PUBLISHED, &[], |row| row.text(0)).await
    }

    async fn publication(&self, run: &str) -> Result<Option<StoredPublication>, StoreError> {
        self.published(run).await
    }
}

#[async_trait]
impl Settings for SqlStore {
    async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read_one("setting", statement::SETTING, &[Value::Text(name)], |row| row.bytes(0)).await
    }
}
