//! Who a device is: its key, the certificate by which its county vouches for it, and the TLS that
//! both make possible.
//!
//! Every device has an Ed25519 key ([`DeviceKey`]) that never leaves it. The county keeps a
//! [`CertificateAuthority`], which signs for each device that this key is the key of a certain unit
//! in a certain role ([`DeviceCertificate`]). A device comes to its certificate by an
//! [`EnrolmentCode`], which a person carries from the county to the device: the code holds a secret
//! that works once, and the fingerprint of the authority, so that the first contact is as sure as
//! every later one. Code and key make an [`EnrolmentRequest`] that any node may pass on and none can
//! change; the certificate comes back. With it a node listens ([`server_config`]) and a device
//! connects ([`client_config`]), and each side of every connection knows unit and role of the other
//! ([`peer_certificate`]). Programs whose TLS knows no Ed25519 are served by a second key
//! ([`ServiceKey`]).
//!
//! This crate knows no documents, no database and no gRPC. It holds values and pure functions;
//! [`IdentityFiles`] alone touches the disk. So what needs a memory is not decided here: whether a
//! code was used or has expired, whether a device was revoked, and that an expired device may do
//! nothing but renew. Time is an argument.

mod authority;
mod certificate;
mod code;
mod enrolment;
mod files;
mod identity;
mod key;
mod name;
mod service;
mod text;
mod tls;

pub use authority::{
    AuthorityError, BACKDATED_HOURS, CERTIFICATE_DAYS, CertificateAuthority, fingerprint, fingerprint_in_code, is_label,
};
pub use certificate::{CertificateError, DeviceCertificate, MAX_CERTIFICATE_BYTES};
pub use code::{CodeError, EnrolmentCode};
pub use enrolment::{EnrolmentError, EnrolmentRequest, enrolment_request};
pub use files::{FilesError, IdentityFiles};
pub use identity::{Identity, IdentityError};
pub use key::{DeviceKey, KeyError, verify_signature};
pub use name::{enrolment_server_name, server_name};
pub use service::{ServiceIdentity, ServiceKey};
pub use text::{certificate_from_pem, certificate_to_pem};
pub use tls::{
    Introduction, SeenAuthority, TlsCell, TlsError, client_config, enrolling_client_config, peer_certificate,
    server_config,
};
