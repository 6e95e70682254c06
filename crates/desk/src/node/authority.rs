//! The county's certificate authority 根证书: who rests on it, and its replacement where its key was lost.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::node::enrol::{EnrolError, Enrolled};
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use cunbang_identity::{CertificateAuthority, DeviceCertificate, RootCertificate, Succession};
use cunbang_model::{DocumentName, Row, Table, clock};
use cunbang_replica::devices::device_row;
use data_encoding::{BASE64, HEXLOWER};

/// An authority of the county, and how many devices rest on it.
#[derive(Debug, Clone)]
pub struct AuthorityView {
    /// Its certificate.
    pub root: RootCertificate,
    /// Whether it issues certificates now.
    pub is_current: bool,
    /// The devices whose certificate is from it, but for revoked ones.
    pub devices: Vec<DeviceCertificate>,
}

impl AuthorityView {
    /// Its fingerprint, as people compare it.
    pub fn fingerprint(&self) -> String {
        HEXLOWER.encode(&self.root.fingerprint())
    }
}

impl Desk {
    /// The county's authorities, the current one first.
    pub fn authorities(&self) -> Vec<AuthorityView> {
        let (identity, org) = (self.replica().identity(), self.replica().org());
        let authorities = identity.authorities();
        let mut views: Vec<AuthorityView> = authorities
            .all()
            .map(|root| AuthorityView {
                root: root.clone(),
                is_current: root == authorities.current(),
                devices: Vec::new(),
            })
            .collect();
        for certificate in org.devices().filter(|one| !org.is_revoked(one.device)) {
            let issuer = authorities.issuer_of(certificate);
            if let Some(view) = views.iter_mut().find(|view| Some(&view.root) == issuer) {
                view.devices.push(certificate.clone());
            }
        }
        for view in &mut views {
            view.devices.sort_by_key(|one| (one.unit, one.role, one.device));
        }
        views
    }

    /// The fingerprint of the authority that issues certificates now, as people compare it: in groups of four digits.
    pub fn authority_fingerprint(&self) -> String {
        let digits = HEXLOWER.encode(&self.replica().identity().authorities().current().fingerprint());
        let groups: Vec<&str> =
            digits.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
        groups.join(" ")
    }

    /// The devices that have not followed the current authority yet: they rest on a former one.
    pub fn devices_behind(&self) -> Vec<DeviceCertificate> {
        if !self.replica().identity().authorities().has_former() {
            return Vec::new();
        }
        self.authorities().into_iter().filter(|view| !view.is_current).flat_map(|view| view.devices).collect()
    }

    /// Makes known that `next` follows the county's authority, and gives this node its certificate from it.
    /// Doing it again with the same one is no harm: a replacement may be interrupted after any step.
    ///
    /// The statement and the certificate go out in one entry, so nobody sees a certificate of an authority
    /// that it has not heard of.
    pub async fn replace_authority(
        &self,
        operator: &str,
        next: &CertificateAuthority,
        reason: &str,
    ) -> Result<Enrolled, DeskError> {
        self.permit(operator, Command::Node).await?;
        self.check_is_county()?;
        let replica = self.replica();
        let identity = replica.identity();
        let (now, own) = (replica.now(), identity.certificate());
        let certificate = next.renew(own, now).map_err(EnrolError::from)?;
        let service = identity.service().map(|service| next.issue_service(service.key.public_key(), &certificate, now));
        let service_certificate = service.transpose().map_err(EnrolError::from)?;
        let mut rows = Vec::new();
        if !replica.org().successions().any(|one| one.successor == *next.root()) {
            let former = next.authorities().former().next().ok_or(EnrolError::OtherAuthority)?;
            let statement = Succession::sign(former, next, &identity).map_err(EnrolError::from)?;
            let root = replica.root();
            let cells = [
                ("unit", root.as_str()),
                ("authority", &*HEXLOWER.encode(&next.fingerprint())),
                ("follows", &*HEXLOWER.encode(&former.fingerprint())),
                ("since", &*clock::county_date(now).to_string()),
                ("reason", reason),
                ("statement", &*BASE64.encode(&statement.to_bytes())),
            ];
            rows.push(Row::from_cells(Table::Authorities, cells).map_err(DeskError::Rows)?);
        }
        rows.push(device_row(&certificate, now)?);
        self.issue(operator, vec![(DocumentName::org(replica.unit().listed_by(replica.root())), rows)]).await?;
        audit::note(Deed::ReplaceAuthority, operator, replica.root(), &HEXLOWER.encode(&next.fingerprint()));
        let successions = replica.org().successions().cloned().collect();
        Ok(Enrolled { certificate, service_certificate, successions })
    }
}
