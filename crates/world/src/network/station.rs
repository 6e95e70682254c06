//! Stations: the county and its townships, real servers with a folder each.

use super::{Means, WorldError};
use cunbang_desk::Desk;
use cunbang_desk::node::enrol::Expectation;
use cunbang_identity::{
    CertificateAuthority, DeviceKey, EnrolmentCode, IdentityFiles, ServiceIdentity, enrolment_request,
};
use cunbang_model::{Clock, Role, UnitCode};
use cunbang_replica::Replica;
use cunbang_sync::{AuthoritySource, Enrolment, Limits, ServeOptions, Serving, SyncReport, Upstream, UpstreamAddress};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A node that others sync with.
#[derive(Debug)]
pub struct Station {
    /// The replica.
    pub node: Arc<Replica>,
    /// The desk, for what people do and see at the node.
    pub desk: Arc<Desk>,
    /// Its folder.
    pub directory: PathBuf,
    files: IdentityFiles,
    serving: Serving,
    /// Its link upwards; `None` at the county.
    up: Option<Upstream>,
    /// The certificate authority; only at the county.
    pub authority: Option<Arc<CertificateAuthority>>,
}

/// Creates a node's folder and the one for its keys.
pub(super) fn prepare(directory: &Path) -> Result<IdentityFiles, WorldError> {
    let cannot = |source| WorldError::Folder { folder: directory.to_owned(), source };
    std::fs::create_dir_all(directory).map_err(cannot)?;
    Ok(IdentityFiles::new(directory.join("identity")))
}

/// Saves the result of an enrolment. The device's own certificate is written last.
pub(super) fn keep(files: &IdentityFiles, enrolment: &Enrolment) -> Result<(), WorldError> {
    files.write_authorities(&enrolment.authorities)?;
    if let Some(service) = &enrolment.service_certificate {
        files.write_service_certificate(service)?;
    }
    files.write_certificate(&enrolment.certificate)?;
    Ok(())
}

/// Turns refusals in a sync into an error: the demonstration expects none.
pub(super) fn all_taken(report: SyncReport, unit: UnitCode) -> Result<SyncReport, WorldError> {
    let pieces = report.refused.len();
    match report.refused.first() {
        Some((log, refusal)) => {
            Err(WorldError::Refused { unit, pieces, log: Box::new(*log), refusal: Box::new(refusal.clone()) })
        }
        None => Ok(report),
    }
}

impl Station {
    /// Sets up the county: its authority, its key and both its certificates.
    pub async fn county(directory: PathBuf, unit: UnitCode, name: &str, with: &Means) -> Result<Self, WorldError> {
        let files = prepare(&directory)?;
        let now = with.clock.now();
        let authority = CertificateAuthority::create(DeviceKey::generate(&*with.randomness)?, unit, now)?;
        files.write_authority(&authority)?;
        let key = files.read_or_make_key(&*with.randomness)?;
        let certificate = authority.issue(&key.public_key(), unit, Role::Node, name, now)?;
        let service_key = files.read_or_make_service_key()?;
        files.write_service_certificate(&authority.issue_service(service_key.public_key(), &certificate, now)?)?;
        files.write_certificate(&certificate)?;
        let station = Self::start(directory, files, unit, Some(Arc::new(authority)), None, with).await?;
        station.node.list_device(&certificate).await?;
        Ok(station)
    }

    /// Enrols a township over the network with a code from the county, and starts it.
    pub async fn township(
        directory: PathBuf,
        root: UnitCode,
        code: &EnrolmentCode,
        upstream: UpstreamAddress,
        with: &Means,
    ) -> Result<Self, WorldError> {
        let files = prepare(&directory)?;
        let (key, service_key) = (files.read_or_make_key(&*with.randomness)?, files.read_or_make_service_key()?);
        let enrolment = cunbang_sync::enrol(
            &upstream.address,
            code,
            &key,
            Some(&service_key),
            &Expectation::default(),
            with.clock.clone(),
        )
        .await?;
        keep(&files, &enrolment)?;
        Self::start(directory, files, root, None, Some(upstream), with).await
    }

    async fn start(
        directory: PathBuf,
        files: IdentityFiles,
        root: UnitCode,
        authority: Option<Arc<CertificateAuthority>>,
        upstream: Option<UpstreamAddress>,
        with: &Means,
    ) -> Result<Self, WorldError> {
        let store = cunbang_store::open(&store_url(&directory)).await?;
        let node = Replica::open(store, with.clock.clone(), Arc::clone(&with.randomness), files.load()?, root).await?;
        let options = ServeOptions {
            // Any free port.
            listen: ([127, 0, 0, 1], 0).into(),
            authority: authority.clone().map(|authority| authority as Arc<dyn AuthoritySource>),
            upstream: upstream.clone(),
            exporter: with.exporter.clone(),
            // A whole county's terminals come from one address here, and enrol within a minute.
            limits: Limits {
                enrolments: Limits::default().enrolments.times(100),
                max_strangers_per_network: 256,
                ..Limits::default()
            },
        };
        let desk = Desk::new(Arc::clone(&node));
        let serving = cunbang_sync::serve(Arc::clone(&desk), options).await?;
        let up = upstream.map(|upstream| Upstream::new(Arc::clone(&node), upstream)).transpose()?;
        Ok(Self { node, desk, directory, files, serving, up, authority })
    }

    /// Where other nodes reach it.
    pub fn address(&self) -> UpstreamAddress {
        UpstreamAddress { unit: self.node.unit(), address: self.serving.address().to_string() }
    }

    /// The address it listens on.
    pub fn listens_on(&self) -> SocketAddr {
        self.serving.address()
    }

    /// The node above; `None` at the county.
    pub fn upstream(&self) -> Option<&UpstreamAddress> {
        self.up.as_ref().map(Upstream::address)
    }

    /// Syncs once with the node above.
    pub async fn sync(&self) -> Result<SyncReport, WorldError> {
        match &self.up {
            Some(up) => all_taken(up.sync().await?, self.node.unit()),
            None => Ok(SyncReport::default()),
        }
    }

    /// Its link upwards, for a permanent connection.
    pub fn link(&self) -> Result<Option<Upstream>, WorldError> {
        Ok(self.up.as_ref().map(|up| Upstream::new(Arc::clone(&self.node), up.address().clone())).transpose()?)
    }

    /// Renews its certificate: at the county by its own authority, at a township through the node above.
    pub async fn renew(&self) -> Result<(), WorldError> {
        let identity = self.node.identity();
        let service_key = identity.service().map(|service| service.key.clone());
        if let Some(authority) = &self.authority {
            // The county enrols with itself, using a code that nobody else ever sees.
            let code = EnrolmentCode::generate(&**self.node.randomness(), identity.fingerprint_in_code())?;
            let request = enrolment_request(identity.key(), &code, service_key.as_ref());
            let enrolled = self.desk.renew(authority, identity.certificate(), &request).await?;
            if let (Some(certificate_der), Some(key)) = (enrolled.service_certificate, service_key) {
                self.files.write_service_certificate(&ServiceIdentity { key, certificate_der }.certificate_der)?;
            }
            self.files.write_certificate(&enrolled.certificate)?;
        } else if let Some(up) = &self.up {
            let clock = Arc::clone(self.node.clock());
            let service_key = service_key.as_ref();
            keep(&self.files, &cunbang_sync::renew(&identity, up.address(), service_key, |_| false, clock).await?)?;
        }
        self.node.renew_identity(self.files.load()?);
        self.serving.presents(&self.node.identity()).await;
        Ok(())
    }

    /// Stops serving and closes the store.
    pub async fn stop(self) {
        self.serving.shutdown().await;
        self.node.store().close().await;
    }
}

/// The URL of the store in a node's folder, as its configuration has it.
pub(super) fn store_url(directory: &Path) -> String {
    format!("sqlite:{}", directory.join("data.sqlite").display())
}
