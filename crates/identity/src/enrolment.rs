//! What a device sends to get its certificate.

use crate::{DeviceKey, EnrolmentCode, ServiceKey, verify_signature};
use cunbang_language::say;

/// A device's request to be enrolled, signed with its key and with its code.
///
/// It reveals neither the private key nor the code's secret. Any node may relay it to the county:
/// swapping the device's key for another would take the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentRequest {
    /// The code's [`EnrolmentCode::secret_hash`].
    pub code: [u8; 32],
    /// The device's Ed25519 key.
    pub public_key: [u8; 32],
    /// A node's second key, for programs without Ed25519, if that is to be certified too.
    pub service_key: Option<[u8; 65]>,
    /// The code's signature of all of the above.
    pub code_signature: [u8; 64],
    /// The device key's signature of the same.
    pub device_signature: [u8; 64],
}

/// Why a request to enrol is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentError {
    /// The bytes are not a request.
    #[error("{}", say!("identity-enrolment-malformed", what = .0))]
    Malformed(usize),
    /// The code's signature is wrong: the code is another county's, or the request was altered.
    #[error("{}", say!("identity-enrolment-code-signature"))]
    CodeSignature,
    /// The device's signature is wrong.
    #[error("{}", say!("identity-enrolment-device-signature"))]
    DeviceSignature,
}

const SHORT_BYTES: usize = 32 + 32 + 1 + 64 + 64;
const LONG_BYTES: usize = SHORT_BYTES + 65;

/// Makes the request of the device with `key`, using `code`; a node may have its service key certified too.
pub fn enrolment_request(key: &DeviceKey, code: &EnrolmentCode, service: Option<&ServiceKey>) -> EnrolmentRequest {
    let mut request = EnrolmentRequest {
        code: code.secret_hash(),
        public_key: key.public_key(),
        service_key: service.map(|service| *service.public_key()),
        code_signature: [0; 64],
        device_signature: [0; 64],
    };
    let transcript = request.transcript(&code.ca_fingerprint);
    request.code_signature = code.sign(&transcript);
    request.device_signature = key.sign(&transcript);
    request
}

impl EnrolmentRequest {
    /// Checks that the code and the device's key both signed this, for the authority with this
    /// fingerprint. Whether the code is known, unused and not expired, the county's store knows.
    pub fn verify(&self, ca_fingerprint: &[u8; 16]) -> Result<(), EnrolmentError> {
        let transcript = self.transcript(ca_fingerprint);
        if !verify_signature(&self.code, &transcript, &self.code_signature) {
            return Err(EnrolmentError::CodeSignature);
        }
        if !verify_signature(&self.public_key, &transcript, &self.device_signature) {
            return Err(EnrolmentError::DeviceSignature);
        }
        Ok(())
    }

    /// The request as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.signed_part();
        bytes.extend_from_slice(&self.code_signature);
        bytes.extend_from_slice(&self.device_signature);
        bytes
    }

    /// Parses [`Self::to_bytes`], without checking the signatures.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EnrolmentError> {
        let error = || EnrolmentError::Malformed(bytes.len());
        let mut rest = bytes;
        let code = take(&mut rest).ok_or_else(error)?;
        let public_key = take(&mut rest).ok_or_else(error)?;
        let service_key = match take(&mut rest).ok_or_else(error)? {
            [0] => None,
            [1] => Some(take(&mut rest).ok_or_else(error)?),
            [_] => return Err(error()),
        };
        let code_signature = take(&mut rest).ok_or_else(error)?;
        let device_signature = take(&mut rest).ok_or_else(error)?;
        if !rest.is_empty() {
            return Err(error());
        }
        Ok(Self { code, public_key, service_key, code_signature, device_signature })
    }

    fn signed_part(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(LONG_BYTES);
        bytes.extend_from_slice(&self.code);
        bytes.extend_from_slice(&self.public_key);
        bytes.push(u8::from(self.service_key.is_some()));
        bytes.extend_from_slice(self.service_key.as_ref().map_or(&[], |key| key.as_slice()));
        bytes
    }

    /// What is signed: a prefix that no other signature of the project has, then everything.
    fn transcript(&self, ca_fingerprint: &[u8; 16]) -> Vec<u8> {
        let mut transcript = b"cunbang enrolment request 1\0".to_vec();
        transcript.extend_from_slice(ca_fingerprint);
        transcript.extend_from_slice(&self.signed_part());
        transcript
    }
}

/// The next `N` bytes.
fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk::<N>()?;
    *rest = left;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandomness;
    use proptest::prelude::*;

    const COUNTY: [u8; 16] = [5; 16];

    fn request(with_service: bool) -> (EnrolmentRequest, EnrolmentCode) {
        let randomness = SystemRandomness::new();
        let code = EnrolmentCode::generate(&randomness, COUNTY).unwrap();
        let service = ServiceKey::generate().unwrap();
        let key = DeviceKey::generate(&randomness).unwrap();
        (enrolment_request(&key, &code, with_service.then_some(&service)), code)
    }

    #[test]
    fn a_request_verifies_for_its_county_only() {
        for with_service in [false, true] {
            let (request, code) = request(with_service);
            assert_eq!(request.code, code.secret_hash());
            assert_eq!(request.verify(&COUNTY), Ok(()));
            assert_eq!(request.verify(&[6; 16]), Err(EnrolmentError::CodeSignature));
            assert_eq!(EnrolmentRequest::from_bytes(&request.to_bytes()), Ok(request));
        }
    }

    #[test]
    fn who_passes_it_on_can_not_put_in_another_key() {
        let (request, _) = request(false);
        let township = DeviceKey::generate(&SystemRandomness::new()).unwrap();
        let mut stolen = request.clone();
        stolen.public_key = township.public_key();
        stolen.device_signature = township.sign(&stolen.transcript(&COUNTY));
        assert_eq!(stolen.verify(&COUNTY), Err(EnrolmentError::CodeSignature));
        let mut foreign_key = request;
        foreign_key.device_signature = [0; 64];
        assert_eq!(foreign_key.verify(&COUNTY), Err(EnrolmentError::DeviceSignature));
    }

    proptest! {
        #[test]
        fn no_altered_bit_passes(with_service: bool, at: prop::sample::Index, bit in 0..8u8) {
            let (request, _) = request(with_service);
            let mut bytes = request.to_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            let passes = EnrolmentRequest::from_bytes(&bytes).is_ok_and(|bent| bent.verify(&COUNTY).is_ok());
            prop_assert!(!passes);
        }

        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = EnrolmentRequest::from_bytes(&bytes);
        }
    }
}
