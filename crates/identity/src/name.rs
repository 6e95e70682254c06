//! How unit, role and device are written into a certificate.

use cunbang_model::{DeviceId, Role, UnitCode};
use rustls::pki_types::{DnsName, ServerName};

/// The scheme of the URI in a certificate's subject alternative name.
const SCHEME: &str = "cunbang://";

/// The TLS server name of a unit's node: `node-330522103.cunbang`. It is not an address: the
/// configuration says where a node listens.
pub(crate) fn node_name(unit: UnitCode) -> String {
    format!("node-{unit}.cunbang")
}

/// The TLS name that a client expects of the node of `unit`.
pub fn server_name(unit: UnitCode) -> ServerName<'static> {
    from_valid(&node_name(unit))
}

/// The TLS name for a device that has no certificate yet and knows only the authority's fingerprint, from
/// its code: the server then sends the authority's certificate too. Every node answers to it, so the
/// device need not know which unit's node it was sent to.
pub fn enrolment_server_name() -> ServerName<'static> {
    from_valid(ENROLMENT_NAME)
}

/// See [`enrolment_server_name`].
pub(crate) const ENROLMENT_NAME: &str = "enrol.cunbang";

#[allow(clippy::expect_used)] // names made here are of letters, digits, one hyphen and one dot
fn from_valid(name: &str) -> ServerName<'static> {
    ServerName::DnsName(DnsName::try_from(name.to_owned()).expect("a name made here is a valid DNS name"))
}

/// `cunbang://UNIT/ROLE/DEVICE`.
pub(crate) fn device_uri(unit: UnitCode, role: Role, device: DeviceId) -> String {
    format!("{SCHEME}{unit}/{role}/{device}")
}

/// Parses [`device_uri`], and accepts nothing else.
pub(crate) fn parse_device_uri(uri: &str) -> Option<(UnitCode, Role, DeviceId)> {
    let mut parts = uri.strip_prefix(SCHEME)?.split('/');
    let unit = parts.next()?.parse().ok()?;
    let role = Role::from_word(parts.next()?)?;
    let device = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some((unit, role, device))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_and_level_has_a_uri() {
        let device = DeviceId::of_public_key(&[1; 32]);
        for unit in ["33", "3305", "330522", "330522103", "330522103201"] {
            let unit = unit.parse().unwrap();
            for role in Role::ALL {
                let uri = device_uri(unit, role, device);
                assert_eq!(parse_device_uri(&uri), Some((unit, role, device)));
                assert_eq!(parse_device_uri(&format!("{uri}/")), None);
            }
            assert!(server_name(unit).to_str().ends_with(".cunbang"));
        }
        assert_eq!(enrolment_server_name().to_str(), "enrol.cunbang");
        assert_eq!(parse_device_uri("https://330522/node/00"), None);
    }
}
