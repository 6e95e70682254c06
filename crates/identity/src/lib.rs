//! Who a device is: its key, the county's certificate for it, and TLS with both.
//!
//! Every device has an Ed25519 key ([`DeviceKey`]) that never leaves it. The county keeps a
//! [`CertificateAuthority`], which certifies that this key belongs to a certain unit in a certain role
//! ([`DeviceCertificate`]). A device gets its certificate with an [`EnrolmentCode`], which a person
//! carries from the county to the device. The code holds a secret that works once, and the authority's
//! fingerprint, so the first contact is as safe as every later one. Code and key make an
//! [`EnrolmentRequest`], which any node may relay and none can alter; the certificate comes back. With it
//! a node listens ([`server_config`]) and a device connects ([`client_config`]), and each side of every
//! connection knows the other's unit and role ([`peer_certificate`]). A second key ([`ServiceKey`]) serves
//! programs whose TLS lacks Ed25519.
//!
//! A county whose authority's key was lost makes another authority. A [`Succession`] says so, and devices then
//! trust both ([`Authorities`]): what the former one issued holds until it ends, and nobody enrols again.
//!
//! This crate knows no documents, no database and no gRPC. It holds values and pure functions; only
//! [`IdentityFiles`] touches the disk. So it does not decide what takes a memory: whether a code was used
//! or has expired, whether a device was revoked, and that an expired device may only renew. Time is an
//! argument.
//!
//! Decisions:
//!
//! - 2026-11-21: devices sign with Ed25519 throughout; a node's second certificate, P-256, serves programs
//!   whose TLS lacks it.
//! - 2026-11-21: a request is signed with its code instead of showing it, so a township can relay
//!   enrolments without being able to enrol a device of its own.
//! - 2026-11-28: a lost authority is followed by one with another name, as programs that find an issuer by
//!   name take the first of that name. A node keeps the certificate of the former authority, and shows the new
//!   one to whoever names the new authority in its hello: so each sees the one that it can check.
//! - 2026-11-25: files are placed by `tempfile`, codes encoded by `data-encoding`; what was written by hand
//!   here for both is gone.

mod authorities;
mod authority;
mod certificate;
mod code;
mod enrolment;
mod files;
mod identity;
mod invitation;
mod key;
mod name;
mod randomness;
mod root;
mod service;
mod succession;
mod text;
mod tls;

pub use authorities::Authorities;
pub use authority::{
    AuthorityError, BACKDATED_HOURS, CERTIFICATE_DAYS, CertificateAuthority, fingerprint, fingerprint_in_code, is_label,
};
pub use certificate::{CertificateError, DeviceCertificate, MAX_CERTIFICATE_BYTES};
pub use code::{CodeError, EnrolmentCode};
pub use enrolment::{EnrolmentError, EnrolmentRequest, enrolment_request};
pub use files::{FilesError, IdentityFiles, make_private_folder};
pub use identity::{FormerCertificate, Identity, IdentityError};
pub use invitation::{Invitation, InvitationError};
pub use key::{DeviceKey, KeyError, verify_signature};
pub use name::{enrolment_server_name, server_name};
pub use randomness::SystemRandomness;
pub use root::RootCertificate;
pub use service::{ServiceIdentity, ServiceKey};
pub use succession::{Succession, SuccessionError};
pub use text::{certificate_from_pem, certificate_to_pem};
pub use tls::{
    Introduction, SeenAuthority, TlsCell, TlsError, client_config, enrolling_client_config, peer_certificate,
    server_config,
};
