//! The cursor: how far an upstream's feed was pulled. It is kept in the store.

use crate::error::SyncError;
use crate::machine::Whole;
use cunbang_identity::DeviceCertificate;
use cunbang_replica::{Replica, ReplicaError};
use cunbang_store::{Position, Write};

fn cursor_name(upstream: &DeviceCertificate) -> String {
    format!("cursor/{}", upstream.device)
}

fn whole_name(upstream: &DeviceCertificate) -> String {
    format!("whole/{}", upstream.device)
}

/// How far the upstream's feed was pulled, and in which incarnation of this device.
pub(crate) async fn read(node: &Replica, upstream: &DeviceCertificate) -> Result<Option<(Position, u32)>, SyncError> {
    let bytes = node.store().setting(&cursor_name(upstream)).await.map_err(ReplicaError::from)?;
    Ok(bytes.and_then(|bytes| {
        let (number, rest) = bytes.split_at_checked(8)?;
        let (tag, incarnation) = rest.split_at_checked(8)?;
        let number = u64::from_be_bytes(number.try_into().ok()?);
        Some((Position { number, tag: tag.try_into().ok()? }, u32::from_be_bytes(incarnation.try_into().ok()?)))
    }))
}

/// Stores how far the feed was pulled, and whether to ask for everything.
pub(crate) async fn write(
    node: &Replica,
    upstream: &DeviceCertificate,
    position: &Position,
    incarnation: u32,
    wanted: Whole,
) -> Result<(), SyncError> {
    let known = whole(node, upstream).await?;
    if known == wanted && read(node, upstream).await? == Some((*position, incarnation)) {
        return Ok(());
    }
    let value = [position.number.to_be_bytes().as_slice(), &position.tag, &incarnation.to_be_bytes()].concat();
    let mut writes = vec![Write::Setting { name: cursor_name(upstream), value: Some(value) }];
    if known != wanted {
        writes.push(whole_setting(upstream, wanted));
    }
    node.store().commit(writes).await.map_err(ReplicaError::from)?;
    Ok(())
}

fn whole_setting(upstream: &DeviceCertificate, wanted: Whole) -> Write {
    let value = match wanted {
        Whole::No => None,
        Whole::Wanted => Some(vec![1]),
        Whole::UnderWay => Some(vec![2]),
    };
    Write::Setting { name: whole_name(upstream), value }
}

/// Whether to ask for everything at the next contact.
pub(crate) async fn whole(node: &Replica, upstream: &DeviceCertificate) -> Result<Whole, SyncError> {
    let kept = node.store().setting(&whole_name(upstream)).await.map_err(ReplicaError::from)?;
    Ok(match kept.as_deref() {
        None => Whole::No,
        Some([2]) => Whole::UnderWay,
        Some(_) => Whole::Wanted,
    })
}

/// Makes the next contact ask for everything, wherever the cursor is.
pub(crate) async fn want_whole(node: &Replica, upstream: &DeviceCertificate) -> Result<(), SyncError> {
    let write = whole_setting(upstream, Whole::Wanted);
    node.store().commit(vec![write]).await.map_err(ReplicaError::from)?;
    Ok(())
}
