//! The cursor: how far an upstream's feed was pulled, kept in the store.

use crate::error::SyncError;
use cunbang_identity::DeviceCertificate;
use cunbang_replica::{Replica, ReplicaError};
use cunbang_store::{Position, Write};

fn cursor_name(upstream: &DeviceCertificate) -> String {
    format!("cursor/{}", upstream.device)
}

fn whole_name(upstream: &DeviceCertificate) -> String {
    format!("whole/{}", upstream.device)
}

/// How far the upstream's feed was pulled, and in which incarnation.
pub(crate) async fn read(node: &Replica, upstream: &DeviceCertificate) -> Result<Option<(Position, u32)>, SyncError> {
    let bytes = node.store().setting(&cursor_name(upstream)).await.map_err(ReplicaError::from)?;
    Ok(bytes.and_then(|bytes| {
        let (number, rest) = bytes.split_at_checked(8)?;
        let (tag, incarnation) = rest.split_at_checked(8)?;
        let number = u64::from_be_bytes(number.try_into().ok()?);
        Some((Position { number, tag: tag.try_into().ok()? }, u32::from_be_bytes(incarnation.try_into().ok()?)))
    }))
}

/// Keeps how far the feed was pulled; with `whole`, everything was asked for and is here now.
pub(crate) async fn write(
    node: &Replica,
    upstream: &DeviceCertificate,
    position: &Position,
    incarnation: u32,
    whole: bool,
) -> Result<(), SyncError> {
    if !whole && read(node, upstream).await? == Some((*position, incarnation)) {
        return Ok(());
    }
    let value = [position.number.to_be_bytes().as_slice(), &position.tag, &incarnation.to_be_bytes()].concat();
    let mut writes = vec![Write::Setting { name: cursor_name(upstream), value: Some(value) }];
    if whole {
        writes.push(Write::Setting { name: whole_name(upstream), value: None });
    }
    node.store().commit(writes).await.map_err(ReplicaError::from)?;
    Ok(())
}

/// Whether everything is to be asked for at the next contact, wherever the cursor stands.
pub(crate) async fn is_whole_wanted(node: &Replica, upstream: &DeviceCertificate) -> Result<bool, SyncError> {
    Ok(node.store().setting(&whole_name(upstream)).await.map_err(ReplicaError::from)?.is_some())
}

/// Asks for everything at the next contact.
pub(crate) async fn want_whole(node: &Replica, upstream: &DeviceCertificate) -> Result<(), SyncError> {
    let write = Write::Setting { name: whole_name(upstream), value: Some(vec![1]) };
    node.store().commit(vec![write]).await.map_err(ReplicaError::from)?;
    Ok(())
}
