//! Enrolment: codes, certificates, renewals, revocations. The county's doing alone; a township passes on.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_identity::{CertificateAuthority, DeviceCertificate, EnrolmentCode, EnrolmentRequest};
use cunbang_model::{DeviceId, DocumentName, Role, Row, Table, Timestamp, UnitCode, UnitKind, clock};
use cunbang_store::{CodeTaken, Write};
use data_encoding::BASE64;

/// How long a code works unless told otherwise, in hours.
pub const CODE_HOURS: i64 = 72;

/// A new certificate, and for nodes that of their service key.
#[derive(Debug, Clone)]
pub struct Enrolled {
    /// The device's certificate.
    pub certificate: DeviceCertificate,
    /// The certificate of its service key, where it asked for one.
    pub service_certificate: Option<Vec<u8>>,
}

impl Replica {
    /// Makes a one-time code for a device of `unit` in `role`.
    pub async fn make_code(
        &self,
        unit: UnitCode,
        role: Role,
        label: &str,
        hours: i64,
    ) -> Result<(EnrolmentCode, Timestamp), ReplicaError> {
        let units = self.units()?;
        let Some(known) = units.get(unit) else {
            return Err(ReplicaError::Invalid(format!("unit {unit} is not in the tree: see `cunbang report units`")));
        };
        if known.kind == UnitKind::Group {
            return Err(ReplicaError::Invalid(format!(
                "{unit} is a group and has no devices of its own: its rows stand in the ledger of its branch"
            )));
        }
        if known.kind.is_basic() != (role == Role::Terminal) {
            return Err(ReplicaError::Invalid(format!(
                "{unit} is a {}: a {role} cannot belong to it; villages and branches have terminals, townships and all units above them have nodes, inspectors and readers",
                known.kind.as_str()
            )));
        }
        if !cunbang_identity::is_label(label) {
            return Err(ReplicaError::Invalid(format!(
                "{label:?} can't be a device's name: expected 1 to 64 characters, none of them a control character"
            )));
        }
        let expires_at = self
            .now()
            .checked_add(jiff::SignedDuration::from_hours(hours))
            .map_err(|_| ReplicaError::Invalid(format!("{hours} hours from now cannot be told")))?;
        let code = EnrolmentCode::generate(&ring::rand::SystemRandom::new(), self.identity().fingerprint_in_code())
            .map_err(|error| ReplicaError::Invalid(error.to_string()))?;
        self.commit(vec![Write::EnrolmentCode {
            secret_hash: code.secret_hash(),
            unit,
            role,
            label: label.to_owned(),
            expires_at,
        }])
        .await?;
        Ok((code, expires_at))
    }

    /// Enrols a device that shows a good code: the code is used up, the certificate issued, and both
    /// stand in an `org` document before it is given out.
    pub async fn enrol(
        &self,
        authority: &CertificateAuthority,
        request: &EnrolmentRequest,
    ) -> Result<Enrolled, ReplicaError> {
        request
            .verify(&self.identity().fingerprint_in_code())
            .map_err(|error| ReplicaError::Invalid(error.to_string()))?;
        let device = DeviceId::of_public_key(&request.public_key);
        if self.org().certificate(device).is_some() {
            return Err(ReplicaError::Invalid(format!(
                "device {device} is enrolled already: renew its certificate instead"
            )));
        }
        let (unit, role, label) = match self.store().take_enrolment_code(&request.code, self.now()).await? {
            CodeTaken::Taken { unit, role, label } => (unit, role, label),
            CodeTaken::Unknown => return Err(code_error("is not known in this county")),
            CodeTaken::Expired => return Err(code_error("has expired")),
            CodeTaken::UsedUp => return Err(code_error("was used before")),
        };
        let certificate = authority
            .issue(&request.public_key, unit, role, &label, self.now())
            .map_err(|error| ReplicaError::Invalid(error.to_string()))?;
        self.give_out(authority, certificate, request).await
    }

    /// Renews the certificate of an enrolled device, expired or not, that was not revoked.
    pub async fn renew(
        &self,
        authority: &CertificateAuthority,
        old: &DeviceCertificate,
        request: &EnrolmentRequest,
    ) -> Result<Enrolled, ReplicaError> {
        self.org().check_not_revoked(old.device)?;
        old.verify_issued_by(self.identity().authority_der(), None)
            .map_err(|error| ReplicaError::Invalid(error.to_string()))?;
        if old.public_key != request.public_key {
            return Err(ReplicaError::Invalid(format!(
                "the request is signed by another key than that of device {}: enrol the new key as a device of its own",
                old.device
            )));
        }
        let certificate = authority.renew(old, self.now()).map_err(|error| ReplicaError::Invalid(error.to_string()))?;
        self.give_out(authority, certificate, request).await
    }

    async fn give_out(
        &self,
        authority: &CertificateAuthority,
        certificate: DeviceCertificate,
        request: &EnrolmentRequest,
    ) -> Result<Enrolled, ReplicaError> {
        let service_certificate = match (&request.service_key, certificate.role) {
            (Some(key), Role::Node) => Some(
                authority
                    .issue_service(key, &certificate, self.now())
                    .map_err(|error| ReplicaError::Invalid(error.to_string()))?,
            ),
            _ => None,
        };
        self.list_device(&certificate).await?;
        Ok(Enrolled { certificate, service_certificate })
    }

    /// Writes a device into the `org` document that lists its unit.
    pub async fn list_device(&self, certificate: &DeviceCertificate) -> Result<(), ReplicaError> {
        let row = Row::from_cells(
            Table::Devices,
            [
                ("unit", certificate.unit.as_str()),
                ("device", certificate.device.to_string().as_str()),
                ("role", certificate.role.as_str()),
                ("label", certificate.label.as_str()),
                ("certificate", BASE64.encode(&certificate.der).as_str()),
                ("enrolled_on", clock::county_date(self.now()).to_string().as_str()),
            ],
        )
        .map_err(|faults| ReplicaError::Invalid(format!("the device cannot be listed: {faults:?}")))?;
        self.record("cunbang", vec![(DocumentName::org(certificate.unit.listed_by(self.root())), vec![row])]).await?;
        Ok(())
    }

    /// Revokes a device: from now on nothing is taken from it or given to it, wherever this is known.
    pub async fn revoke(&self, operator: &str, device: DeviceId, reason: &str) -> Result<(), ReplicaError> {
        let org = self.org();
        let Some(certificate) = org.certificate(device) else {
            return Err(ReplicaError::Invalid(format!("device {device} is not enrolled: see `cunbang enrol list`")));
        };
        if device == self.device() {
            return Err(ReplicaError::Invalid(
                "the county's own node cannot be revoked: its log holds everyone's".to_owned(),
            ));
        }
        let row = Row::from_cells(
            Table::Revocations,
            [
                ("unit", certificate.unit.as_str()),
                ("device", device.to_string().as_str()),
                ("revoked_on", clock::county_date(self.now()).to_string().as_str()),
                ("reason", reason),
            ],
        )
        .map_err(|faults| {
            ReplicaError::Invalid(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
        })?;
        self.record(operator, vec![(DocumentName::org(certificate.unit.listed_by(self.root())), vec![row])]).await?;
        Ok(())
    }
}

fn code_error(what: &str) -> ReplicaError {
    ReplicaError::Invalid(format!("the enrolment code {what}: ask the county for a new one (`cunbang enrol code`)"))
}
