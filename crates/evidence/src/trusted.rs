//! Who is trusted 信任: the authorities of a file, what connects them, and the devices that they certified.

use crate::EvidenceFault;
use crate::read::EvidenceFile;
use crate::verify::Followed;
use cunbang_identity::{Authorities, DeviceCertificate, RootCertificate, Succession};
use cunbang_model::DeviceId;
use cunbang_scheme::parallel;
use data_encoding::HEXLOWER;
use std::cmp::Reverse;
use std::collections::HashMap;

/// The authorities that are trusted for this file: the one expected, or else the one that the record names, and
/// those that statements connect with it. The one that the record names must be among them.
pub(crate) fn trusted(file: &EvidenceFile, expected: Option<[u8; 32]>) -> Result<Authorities, EvidenceFault> {
    let own = Authorities::of(&file.authority).map_err(|error| EvidenceFault::Certificate {
        device: "the county's authority".to_owned(),
        what: error.to_string(),
    })?;
    let found = own.current().fingerprint();
    let of_other = || EvidenceFault::Authority {
        found: HEXLOWER.encode(&found),
        expected: HEXLOWER.encode(&expected.unwrap_or(found)),
    };
    let anchor = match expected.filter(|expected| *expected != found) {
        None => own,
        Some(expected) => {
            let mut named = file.successions.iter().flat_map(|one| [&one.former, &one.successor]);
            named.find(|root| root.fingerprint() == expected).cloned().ok_or_else(of_other)?.into()
        }
    };
    // Who was revoked, the county's documents tell; a file that is checked alone goes by the fingerprint.
    let trusted = anchor.following(&file.successions, |_| false);
    if trusted.with_fingerprint(&found).is_none() {
        return Err(of_other());
    }
    Ok(trusted)
}

/// What the statements among trusted authorities say, in the order in which these came.
pub(crate) fn followed(successions: &[Succession], authorities: &Authorities) -> Vec<Followed> {
    let hex = |root: &RootCertificate| HEXLOWER.encode(&root.fingerprint());
    let newest_first: Vec<&RootCertificate> = authorities.all().collect();
    let place = |one: &Succession| newest_first.iter().position(|root| **root == one.successor);
    let mut within: Vec<&Succession> = successions.iter().filter(|one| one.is_within(authorities)).collect();
    within.sort_by_key(|one| Reverse(place(one)));
    within
        .into_iter()
        .map(|one| Followed {
            authority: hex(&one.successor),
            follows: hex(&one.former),
            stated_by: one.signer.clone(),
        })
        .collect()
}

/// Every certificate must be from an authority that is trusted.
pub(crate) fn check_certificates(
    file: &EvidenceFile,
    authorities: &Authorities,
) -> Result<HashMap<DeviceId, DeviceCertificate>, EvidenceFault> {
    let checked = parallel::map(file.devices.iter().enumerate().collect(), |(place, der)| {
        let certificate = DeviceCertificate::parse(der).map_err(|error| EvidenceFault::Certificate {
            device: format!("the device in place {}", place + 1),
            what: error.to_string(),
        })?;
        authorities.verify(&certificate, None).map_err(|error| EvidenceFault::Certificate {
            device: certificate.device.to_string(),
            what: error.to_string(),
        })?;
        Ok((certificate.device, certificate))
    });
    checked.into_iter().collect()
}
