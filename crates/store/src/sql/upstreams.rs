//! What upstreams have.

use super::SqlStore;
use super::decode::{self, LogColumns, end_of_units, holder_bytes, lengths_right_under};
use super::session::Value;
use super::statement;
use crate::agreement::{Agreement, Holder, SharedLogs};
use crate::error::StoreError;
use crate::segment::StoredSegment;
use crate::upstreams::{Acknowledgement, Upstreams};
use async_trait::async_trait;
use cunbang_ledger::LogId;
use cunbang_model::{DeviceId, UnitCode, access};

#[async_trait]
impl Upstreams for SqlStore {
    async fn pending(
        &self,
        upstream: &DeviceId,
        upstream_unit: UnitCode,
        only_device: Option<&DeviceId>,
    ) -> Result<Vec<StoredSegment>, StoreError> {
        let end = end_of_units(upstream_unit);
        let [national, with_suffix] = lengths_right_under(upstream_unit);
        let (first, last) =
            only_device.map_or((&[0; 16], &[0xff; 16]), |device| (device.as_bytes(), device.as_bytes()));
        let values = [
            Value::Bytes(upstream.as_bytes()),
            Value::Text(upstream_unit.as_str()),
            Value::Text(&end),
            Value::Integer(national),
            Value::Integer(with_suffix),
            Value::Bytes(first),
            Value::Bytes(last),
        ];
        let mut pending = self.read_segments("pending", statement::PENDING, &values).await?;
        pending.retain(|segment| access::may_hold(upstream_unit, &segment.log.document));
        Ok(pending)
    }

    async fn acknowledgement(&self, upstream: &DeviceId, log: &LogId) -> Result<Option<Acknowledgement>, StoreError> {
        let columns = LogColumns::of(log);
        let mut values = columns.values().to_vec();
        values.push(Value::Bytes(upstream.as_bytes()));
        self.read_one("acknowledgement", statement::ACKNOWLEDGEMENT, &values, decode::acknowledgement).await
    }

    async fn acknowledged(&self, upstream: &DeviceId) -> Result<Vec<Acknowledgement>, StoreError> {
        let values = [Value::Bytes(upstream.as_bytes())];
        self.read("acknowledged", statement::ACKNOWLEDGED, &values, decode::acknowledgement).await
    }

    async fn agreement(&self, holder: &Holder, logs: &SharedLogs) -> Result<Agreement, StoreError> {
        let of = Value::Bytes(holder_bytes(holder));
        let parts = match logs {
            SharedLogs::WrittenBy(device) => {
                let values = [of, Value::Bytes(device.as_bytes())];
                let part = |row: &_| decode::agreement(row, 0);
                self.read("agreement_of_device", statement::AGREEMENT_OF_DEVICE, &values, part).await?
            }
            SharedLogs::GoingUp { under, to, upper } => {
                let (end, end_above) = (end_of_units(*under), end_of_units(*to));
                let values = [
                    of,
                    Value::Text(under.as_str()),
                    Value::Text(&end),
                    Value::Bytes(upper.as_bytes()),
                    Value::Text(to.as_str()),
                    Value::Text(&end_above),
                ];
                let parts = self.read("agreement_going_up", statement::AGREEMENT_GOING_UP, &values, decode::part);
                let mut parts = parts.await?;
                parts.retain(|(part, _)| part.may_go_to(*to));
                parts.into_iter().map(|(_, agreement)| agreement).collect()
            }
        };
        Ok(parts.into_iter().fold(Agreement::default(), Agreement::with))
    }
}
