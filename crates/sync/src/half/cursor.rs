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

fn returned_name(upstream: &DeviceCertificate) -> String {
    format!("returned/{}", upstream.device)
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

/// Stores how far the feed was pulled, and whether to ask for everything. `returned` is what was given back from below
/// before the upstream was asked.
pub(crate) async fn write(
    node: &Replica,
    upstream: &DeviceCertificate,
    position: &Position,
    incarnation: u32,
    wanted: Whole,
    returned: Option<&[u8]>,
) -> Result<(), SyncError> {
    let known = kept_whole(node, upstream).await?;
    let is_told = wanted != Whole::No || told(node, upstream).await?.as_deref() == returned;
    if is_told && known == wanted && read(node, upstream).await? == Some((*position, incarnation)) {
        return Ok(());
    }
    let value = [position.number.to_be_bytes().as_slice(), &position.tag, &incarnation.to_be_bytes()].concat();
    let mut writes = vec![Write::Setting { name: cursor_name(upstream), value: Some(value) }];
    if known != wanted {
        writes.push(whole_setting(upstream, wanted));
    }
    if !is_told {
        writes.push(Write::Setting { name: returned_name(upstream), value: returned.map(<[u8]>::to_vec) });
    }
    node.store().commit(writes).await.map_err(ReplicaError::from)?;
    Ok(())
}

/// What had been given back from below when the upstream was last asked for everything.
async fn told(node: &Replica, upstream: &DeviceCertificate) -> Result<Option<Vec<u8>>, SyncError> {
    Ok(node.store().setting(&returned_name(upstream)).await.map_err(ReplicaError::from)?)
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
pub(crate) async fn whole(
    node: &Replica,
    upstream: &DeviceCertificate,
    returned: Option<&[u8]>,
) -> Result<Whole, SyncError> {
    let is_told = returned.is_none() || told(node, upstream).await?.as_deref() == returned;
    Ok(match kept_whole(node, upstream).await? {
        Whole::No if !is_told => Whole::Wanted,
        kept => kept,
    })
}

async fn kept_whole(node: &Replica, upstream: &DeviceCertificate) -> Result<Whole, SyncError> {
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

fn unfinished_name(upstream: &DeviceCertificate) -> String {
    format!("unfinished/{}", upstream.device)
}

/// Whether much was pushed in an exchange that did not come to its end.
pub(crate) async fn is_unfinished(node: &Replica, upstream: &DeviceCertificate) -> Result<bool, SyncError> {
    let kept = node.store().setting(&unfinished_name(upstream)).await.map_err(ReplicaError::from)?;
    Ok(kept.is_some())
}

/// Notes that much is about to be pushed, or that everything was answered.
pub(crate) async fn note_unfinished(
    node: &Replica,
    upstream: &DeviceCertificate,
    is_unfinished: bool,
) -> Result<(), SyncError> {
    let write = Write::Setting { name: unfinished_name(upstream), value: is_unfinished.then(|| vec![1]) };
    node.store().commit(vec![write]).await.map_err(ReplicaError::from)?;
    Ok(())
}
