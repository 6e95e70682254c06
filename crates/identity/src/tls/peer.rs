//! Who is at the other end.

use crate::DeviceCertificate;
use rustls::CommonState;

/// The certificate of the other side, once the handshake is done: both kinds of connection can be
/// passed. None where it showed none (a device that enrols), or where it is no device's.
///
/// The handshake has shown that the county issued it and that the other side has its key. For a
/// client it may have expired ([`DeviceCertificate::is_expired`]), or been revoked since: both are to
/// be asked with every call, also because a resumed session shows the certificate it began with.
pub fn peer_certificate(connection: &CommonState) -> Option<DeviceCertificate> {
    let certificate = connection.peer_certificates()?.first()?;
    DeviceCertificate::parse(certificate).ok()
}
