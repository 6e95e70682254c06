//! Who is on the other side.

use crate::DeviceCertificate;
use rustls::CommonState;

/// The other side's certificate after the handshake, of a client or a server connection. `None` where it
/// showed none, as a device that enrols, or not a device's.
///
/// The handshake proved that the county issued it and that the other side has its key. A client's may
/// have expired ([`DeviceCertificate::is_expired`]) or have been revoked since: check both on every call,
/// also because a resumed session shows the certificate it began with.
pub fn peer_certificate(connection: &CommonState) -> Option<DeviceCertificate> {
    let certificate = connection.peer_certificates()?.first()?;
    DeviceCertificate::parse(certificate).ok()
}
