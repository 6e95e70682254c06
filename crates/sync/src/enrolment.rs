//! Enrolment and renewal over the network.

use crate::buckets::{Buckets, come_back};
use crate::client::{Upstream, UpstreamAddress};
use crate::code_look;
use crate::connection::{self, Peer};
use crate::error::{SyncError, status_of_desk};
use crate::network::Network;
use crate::proto;
use crate::proto::enrolment_client::EnrolmentClient;
use crate::proto::enrolment_server::Enrolment as EnrolmentRpc;
use crate::server::Limits;
use cunbang_desk::Desk;
use cunbang_desk::node::enrol::{Enrolled, Expectation};
use cunbang_identity::{
    Authorities, CertificateAuthority, DeviceCertificate, DeviceKey, EnrolmentCode, EnrolmentRequest, Identity,
    ServiceKey, Succession, client_config, enrolling_client_config, enrolment_request, enrolment_server_name,
    fingerprint_in_code, server_name,
};
use cunbang_language::say;
use cunbang_model::{Clock, DeviceId, Role, Timestamp, UnitCode};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore, SemaphorePermit};
use tonic::{Request, Response, Status};

const CONNECT_TIME: Duration = Duration::from_secs(15);
/// How many statements on authorities of an answer are read. A county has as many as it has lost keys.
const MAX_SUCCESSIONS: usize = 32;

/// What a device has after it enrolled or renewed.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// Its certificate.
    pub certificate: DeviceCertificate,
    /// The county's authorities: those known before, and what the answer says of others.
    pub authorities: Authorities,
    /// The certificate of its service key; only for nodes.
    pub service_certificate: Option<Vec<u8>>,
    /// The unit of the node that it enrolled through.
    pub upstream_unit: UnitCode,
}

/// Enrols a device with a code, at the county or through its township.
pub async fn enrol(
    address: &str,
    code: &EnrolmentCode,
    key: &DeviceKey,
    service_key: Option<&ServiceKey>,
    expectation: &Expectation,
    clock: Arc<dyn Clock>,
) -> Result<Enrolment, SyncError> {
    let Introduced { channel, known, upstream_unit } = introduced(address, code, clock).await?;
    if let Some(root) = expectation.root.filter(|root| *root != known.unit()) {
        return Err(SyncError::Configuration(say!(
            "enrolment-other-root",
            root = root,
            address = address,
            unit = known.unit()
        )));
    }
    let request = enrolment_request(key, code, service_key);
    let request = proto::EnrolRequest {
        request: request.to_bytes(),
        unit: expectation.unit.map(|unit| unit.to_string()).unwrap_or_default(),
        node: expectation.is_node,
        unit_name: expectation.unit_name.clone().unwrap_or_default(),
        role: expectation.role.map(|role| role.as_str().to_owned()).unwrap_or_default(),
        label: expectation.label.clone().unwrap_or_default(),
        look: false,
    };
    let reply = EnrolmentClient::new(channel).enrol(request).await?.into_inner();
    // Who was revoked, a device that enrols cannot know; it trusts the authority that its code names.
    accept(reply, key, &known, |_| false, upstream_unit)
}

/// A node that has shown that it belongs to the county which a code names.
pub(crate) struct Introduced {
    pub(crate) channel: tonic::transport::Channel,
    /// The county's authority.
    pub(crate) known: Authorities,
    /// The node's unit.
    pub(crate) upstream_unit: UnitCode,
}

/// Connects to a node to enrol through it.
pub(crate) async fn introduced(
    address: &str,
    code: &EnrolmentCode,
    clock: Arc<dyn Clock>,
) -> Result<Introduced, SyncError> {
    let (tls, seen) = enrolling_client_config(code.ca_fingerprint, clock)
        .map_err(|error| SyncError::Configuration(error.to_string()))?;
    let (channel, _) = connection::connect(address, enrolment_server_name(), tls, CONNECT_TIME).await?;
    let introduction =
        seen.get().ok_or_else(|| SyncError::Protocol("the node did not show the county's certificate".to_owned()))?;
    let known = Authorities::of(&introduction.authority_der).map_err(|error| SyncError::Protocol(error.to_string()))?;
    Ok(Introduced { channel, known, upstream_unit: introduction.server.unit })
}

/// Renews a device's certificate. `is_revoked` says what the device knows of others: a revoked node's word on
/// the county's authority counts for nothing.
pub async fn renew(
    identity: &Identity,
    upstream: &UpstreamAddress,
    service_key: Option<&ServiceKey>,
    is_revoked: impl Fn(DeviceId) -> bool,
    clock: Arc<dyn Clock>,
) -> Result<Enrolment, SyncError> {
    let tls = client_config(identity, clock).map_err(|error| SyncError::Configuration(error.to_string()))?;
    let (channel, _) = connection::connect(&upstream.address, server_name(upstream.unit), tls, CONNECT_TIME).await?;
    let request = renewal_request(identity, service_key);
    let reply = EnrolmentClient::new(channel)
        .renew(proto::RenewRequest { request: request.to_bytes(), certificate: Vec::new() })
        .await?
        .into_inner();
    accept(reply, identity.key(), identity.authorities(), is_revoked, upstream.unit)
}

/// A renewal needs no code: the key and the old certificate identify the device.
fn renewal_request(identity: &Identity, service_key: Option<&ServiceKey>) -> EnrolmentRequest {
    let code = EnrolmentCode { secret: [0; 10], ca_fingerprint: identity.fingerprint_in_code() };
    enrolment_request(identity.key(), &code, service_key)
}

fn accept(
    reply: proto::EnrolReply,
    key: &DeviceKey,
    known: &Authorities,
    is_revoked: impl Fn(DeviceId) -> bool,
    upstream_unit: UnitCode,
) -> Result<Enrolment, SyncError> {
    let certificate =
        DeviceCertificate::parse(&reply.certificate).map_err(|error| SyncError::Protocol(error.to_string()))?;
    // One that a newer program wrote may say nothing that this one needs.
    let successions = reply.successions.iter().take(MAX_SUCCESSIONS);
    let successions: Vec<Succession> = successions.filter_map(|bytes| Succession::from_bytes(bytes).ok()).collect();
    let authorities = known.following(&successions, is_revoked);
    // Checks that key, certificate and authorities belong together.
    Identity::new(key.clone(), certificate.clone(), authorities.clone())
        .map_err(|error| SyncError::Protocol(error.to_string()))?;
    Ok(Enrolment {
        certificate,
        authorities,
        service_certificate: (!reply.service_certificate.is_empty()).then_some(reply.service_certificate),
        upstream_unit,
    })
}

/// Where the county's authority comes from when a certificate is to be issued.
pub trait AuthoritySource: std::fmt::Debug + Send + Sync {
    /// The authority, or why it cannot issue at the moment, in words for whoever asks.
    fn authority(&self) -> Result<CertificateAuthority, String>;
}

/// An authority that is held in memory.
impl AuthoritySource for CertificateAuthority {
    fn authority(&self) -> Result<CertificateAuthority, String> {
        Ok(self.clone())
    }
}

/// The service. The county issues certificates; other nodes pass the request on.
pub(crate) struct EnrolmentService {
    desk: Arc<Desk>,
    authority: Option<Arc<dyn AuthoritySource>>,
    upstream: Option<UpstreamAddress>,
    budget: Budget,
    /// One exchange at a time brings what enrolments made new.
    hearing: Mutex<()>,
}

impl EnrolmentService {
    pub(crate) fn new(
        desk: Arc<Desk>,
        authority: Option<Arc<dyn AuthoritySource>>,
        upstream: Option<UpstreamAddress>,
        limits: &Limits,
    ) -> Self {
        Self { desk, authority, upstream, budget: Budget::new(limits), hearing: Mutex::default() }
    }

    /// Refuses what the county would refuse, as far as this node can tell, before anyone is asked.
    fn check(&self, request: &[u8]) -> Result<EnrolmentRequest, Status> {
        let request =
            EnrolmentRequest::from_bytes(request).map_err(|error| Status::invalid_argument(error.to_string()))?;
        // Whoever trusts a former authority, and who has not heard of one that followed, is told so by the county.
        let authorities = self.desk.replica().identity().authorities().clone();
        let mut known = authorities.all().map(|root| fingerprint_in_code(&root.der));
        if !known.any(|fingerprint| request.verify(&fingerprint).is_ok()) {
            let fault = request.verify(&fingerprint_in_code(&authorities.current().der));
            fault.map_err(|error| Status::permission_denied(error.to_string()))?;
        }
        Ok(request)
    }

    async fn upstream(&self) -> Result<EnrolmentClient<tonic::transport::Channel>, Status> {
        let upstream = self.upstream.as_ref().ok_or_else(|| {
            Status::failed_precondition(
                "this node has neither the county's authority nor an upstream to pass this on to",
            )
        })?;
        let tls = client_config(&self.desk.replica().identity(), Arc::clone(self.desk.replica().clock()))
            .map_err(|error| Status::internal(error.to_string()))?;
        let connected = connection::connect(&upstream.address, server_name(upstream.unit), tls, CONNECT_TIME).await;
        let (channel, _) = connected
            .map_err(|error| Status::unavailable(format!("the county cannot be reached from this node: {error}")))?;
        Ok(EnrolmentClient::new(channel))
    }

    /// Fetches the county's list of devices if a device that enrolled through this node is not in it here: it comes next,
    /// and is taken only where it was heard of. If that fails, the list comes with the next exchange.
    async fn hear_of(&self, enrolled: &proto::EnrolReply) {
        let (node, Some(upstream)) = (self.desk.replica(), &self.upstream) else { return };
        let Ok(certificate) = DeviceCertificate::parse(&enrolled.certificate) else { return };
        let _alone = self.hearing.lock().await;
        if node.org().certificate(certificate.device).is_some() {
            return;
        }
        let heard = async { Upstream::new(Arc::clone(node), upstream.clone())?.sync().await };
        if let Err(error) = heard.await {
            tracing::info!(device = %certificate.device, %error, "a new device is not listed here yet");
        }
    }

    fn reply(&self, enrolled: Enrolled) -> Response<proto::EnrolReply> {
        Response::new(proto::EnrolReply {
            certificate: enrolled.certificate.der,
            authority: self.desk.replica().identity().authority_der().to_vec(),
            service_certificate: enrolled.service_certificate.unwrap_or_default(),
            successions: enrolled.successions.iter().map(Succession::to_bytes).collect(),
            purpose: None,
        })
    }
}

/// How much is asked for. A person who enrols a village does so once; a program that asks again and again, with codes
/// that it made up, would have a township call its county each time.
struct Budget {
    of_network: Buckets<Network>,
    of_node: Buckets<DeviceId>,
    of_device: Buckets<DeviceId>,
    renewals: Buckets<DeviceId>,
    renewals_of_node: Buckets<DeviceId>,
    passing_on: Semaphore,
}

/// How much more than a device a node may ask for, on behalf of those below it.
const NODES_SHARE: u32 = 100;
const LONGEST_WAIT: Duration = Duration::from_mins(5);

impl Budget {
    fn new(limits: &Limits) -> Self {
        Self {
            of_network: Buckets::new(limits.enrolments),
            of_device: Buckets::new(limits.enrolments),
            of_node: Buckets::new(limits.enrolments.times(NODES_SHARE)),
            renewals: Buckets::new(limits.renewals),
            renewals_of_node: Buckets::new(limits.renewals.times(NODES_SHARE)),
            passing_on: Semaphore::new(limits.max_passed_on),
        }
    }

    fn enrols(&self, peer: &Peer, now: Timestamp) -> Result<(), Status> {
        let taken = match (&peer.certificate, peer.address) {
            (Some(node), _) if node.role == Role::Node => self.of_node.take_one(node.device, now),
            (Some(device), _) => self.of_device.take_one(device.device, now),
            (None, Some(address)) => self.of_network.take_one(Network::of(address), now),
            (None, None) => Ok(()),
        };
        taken.map_err(|wait| come_back("too many enrolments were asked for from here", wait, LONGEST_WAIT))
    }

    fn renews(&self, peer: &DeviceCertificate, now: Timestamp) -> Result<(), Status> {
        let buckets = if peer.role == Role::Node { &self.renewals_of_node } else { &self.renewals };
        let taken = buckets.take_one(peer.device, now);
        taken.map_err(|wait| come_back("too many renewals were asked for by this device", wait, LONGEST_WAIT))
    }

    async fn pass_on(&self) -> Result<SemaphorePermit<'_>, Status> {
        self.passing_on.acquire().await.map_err(|_| Status::unavailable("the node is stopping"))
    }
}

fn at_hand(source: &dyn AuthoritySource) -> Result<CertificateAuthority, Status> {
    source.authority().map_err(Status::failed_precondition)
}

#[tonic::async_trait]
impl EnrolmentRpc for EnrolmentService {
    async fn enrol(&self, request: Request<proto::EnrolRequest>) -> Result<Response<proto::EnrolReply>, Status> {
        let peer = request.extensions().get::<Peer>().cloned().unwrap_or_default();
        self.budget.enrols(&peer, self.desk.replica().now())?;
        let request = request.into_inner();
        let enrolment = self.check(&request.request)?;
        let Some(authority) = &self.authority else {
            let _under_way = self.budget.pass_on().await?;
            let is_look = request.look;
            let enrolled = self.upstream().await?.enrol(request).await?;
            if is_look {
                return Ok(enrolled);
            }
            self.hear_of(enrolled.get_ref()).await;
            return Ok(enrolled);
        };
        let through = peer.certificate.map(|peer| peer.unit);
        if request.look {
            let looked = self.desk.look_at_code(&at_hand(&**authority)?, &enrolment, through).await;
            let look = looked.map_err(|error| status_of_desk(&error))?;
            return Ok(Response::new(code_look::reply(look, self.desk.replica().now())));
        }
        let stated = |text: String| Some(text).filter(|text| !text.is_empty());
        let unit = (!request.unit.is_empty()).then(|| request.unit.parse()).transpose();
        let role = stated(request.role).map(|word| {
            let unknown = || Status::invalid_argument(format!("role: {word:?} is none that this node knows"));
            Role::from_word(&word).ok_or_else(unknown)
        });
        let expectation = Expectation {
            unit: unit.map_err(|error| Status::invalid_argument(format!("unit: {error}")))?,
            unit_name: stated(request.unit_name),
            role: role.transpose()?,
            label: stated(request.label),
            is_node: request.node,
            root: None,
            through,
        };
        let enrolled = self
            .desk
            .enrol(&at_hand(&**authority)?, &enrolment, &expectation)
            .await
            .map_err(|error| status_of_desk(&error))?;
        tracing::info!(device = %enrolled.certificate.device, unit = %enrolled.certificate.unit, "enrolled");
        Ok(self.reply(enrolled))
    }

    async fn renew(&self, request: Request<proto::RenewRequest>) -> Result<Response<proto::EnrolReply>, Status> {
        let peer = request
            .extensions()
            .get::<Peer>()
            .and_then(|peer| peer.certificate.clone())
            .ok_or_else(|| Status::unauthenticated("a renewal needs the certificate to renew"))?;
        self.budget.renews(&peer, self.desk.replica().now())?;
        let mut request = request.into_inner();
        let passed_on = (!request.certificate.is_empty())
            .then(|| DeviceCertificate::parse(&request.certificate))
            .transpose()
            .map_err(|error| Status::invalid_argument(error.to_string()))?;
        let old = self.desk.renewable(&peer, passed_on).map_err(|error| status_of_desk(&error))?;
        let renewal = EnrolmentRequest::from_bytes(&request.request)
            .map_err(|error| Status::invalid_argument(error.to_string()))?;
        let Some(authority) = &self.authority else {
            request.certificate.clone_from(&old.der);
            let _under_way = self.budget.pass_on().await?;
            return self.upstream().await?.renew(request).await;
        };
        let enrolled =
            self.desk.renew(&at_hand(&**authority)?, &old, &renewal).await.map_err(|error| status_of_desk(&error))?;
        Ok(self.reply(enrolled))
    }
}
