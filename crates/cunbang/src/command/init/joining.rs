//! Joining: a device that is not the county's own is set up. Whatever goes wrong, nothing is left half-made, and it is
//! said how to go on.

use super::make_folder;
use crate::command::enrol::{self, role_word};
use crate::command::first_operator::FirstOperator;
use crate::configuration::{Configuration, UpstreamEntry, check_address};
use crate::context::Context;
use crate::exit;
use crate::pages_address::PagesAddress;
use crate::printing;
use cunbang_desk::DeskError;
use cunbang_desk::node::code_look::CodeStanding;
use cunbang_desk::node::enrol::{EnrolError, Expectation};
use cunbang_desk::people::operators::fit_operator;
use cunbang_identity::{IdentityFiles, Invitation};
use cunbang_language::say;
use cunbang_model::{Role, UnitCode};
use cunbang_sync::SyncError;
use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What a device brings along that is to join.
#[derive(Debug)]
pub(crate) struct Joining {
    /// The code, and the node that its invitation names.
    pub(crate) invitation: Invitation,
    /// The node to enrol through where the invitation's is not meant.
    pub(crate) upstream: Option<String>,
    /// The unit that the device is for, by its code or name.
    pub(crate) unit: Option<String>,
    /// What people are to call it.
    pub(crate) label: Option<String>,
    /// What it is to be, where that is said.
    pub(crate) role: Option<Role>,
    /// The unit at the top of the tree, where that is said.
    pub(crate) root: Option<UnitCode>,
    /// Further nodes to sync with.
    pub(crate) second_upstreams: Vec<UpstreamEntry>,
}

/// What the configuration says besides.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) health: SocketAddr,
    pub(crate) pages: Option<PagesAddress>,
    pub(crate) store: Option<String>,
}

/// Enrols the device, and writes its configuration. `init` does it by what stands on a command line, and the page of the
/// first start by what was typed there.
pub(crate) async fn join(
    joining: &Joining,
    settings: Settings,
    first: &FirstOperator,
    context: &Context,
) -> anyhow::Result<()> {
    // Everything that may be wrong with what was typed is looked at before anything is written or used up.
    let address = joining.address()?;
    let expectation = expectation(joining)?;
    let role = joining.role;
    if let Some(store) = &settings.store {
        check_store(store)?;
    }
    let directory = context.directory();
    let before = Footprint::of(directory);
    make_folder(directory)?;
    let files = IdentityFiles::new(directory.join("identity"));
    let is_node = role == Some(Role::Node);
    let place = match enrolled_before(&files, &address, joining, &expectation, context).await {
        Some(place) => place,
        // Where a configuration is missing, an earlier try was interrupted: the same code gives the same certificate again.
        None => {
            let joined = enrol::join(&files, &address, &joining.invitation.code, &expectation, is_node, context).await;
            let enrolment = joined.map_err(|error| {
                let how = if is_settled(&error) { before.restore() } else { Left::Unknown };
                error.context(how.words(directory))
            })?;
            Place { root: enrolment.authorities.unit(), upstream_unit: enrolment.upstream_unit }
        }
    };
    let mut configuration = Configuration::new(place.root);
    configuration.listen = settings.listen;
    configuration.health = Some(settings.health);
    configuration.pages = settings.pages;
    configuration.store = settings.store.unwrap_or(configuration.store);
    configuration.upstreams.push(UpstreamEntry { unit: place.upstream_unit, address });
    configuration.upstreams.extend(joining.second_upstreams.iter().cloned());
    let enrolled = |error: anyhow::Error| error.context(Left::Enrolled.words(directory));
    first.add(&configuration, &files, context).await.map_err(enrolled)?;
    configuration.write(directory).map_err(enrolled)
}

/// Where a device stands in the tree.
#[derive(Debug, Clone, Copy)]
struct Place {
    root: UnitCode,
    upstream_unit: UnitCode,
}

/// What an earlier try has enrolled that was interrupted before it wrote a configuration, if the code is for just that. The
/// code is not used up: whoever takes another than at the first try believes that one to be spent.
async fn enrolled_before(
    files: &IdentityFiles,
    address: &str,
    joining: &Joining,
    expectation: &Expectation,
    context: &Context,
) -> Option<Place> {
    let identity = files.load().ok()?;
    let certificate = identity.certificate();
    let has_all = certificate.role != Role::Node || identity.service().is_some();
    let is_as_asked = expectation.unit.is_none_or(|unit| unit == certificate.unit)
        && expectation.role.is_none_or(|role| role == certificate.role)
        && expectation.root.is_none_or(|root| root == identity.authorities().unit());
    if !has_all || !is_as_asked {
        return None;
    }
    let looked = enrol::look(files, address, &joining.invitation.code, context).await.ok()?;
    let purpose = looked.look.purpose.filter(|_| looked.look.standing == CodeStanding::Open)?;
    let is_for_it = (purpose.unit, purpose.role) == (certificate.unit, certificate.role);
    let is_named = expectation.unit_name.as_ref().is_none_or(|name| *name == purpose.unit_name);
    if !is_for_it || !is_named || looked.root != identity.authorities().unit() {
        return None;
    }
    printing::note(&say!(
        "joining-enrolled-before",
        role = role_word(certificate.role),
        unit = certificate.unit,
        label = certificate.label,
        device = certificate.device
    ));
    Some(Place { root: looked.root, upstream_unit: looked.upstream_unit })
}

/// Whether who is to be the first operator may be one of what the code is for, which the county is asked: at a village a
/// person signs, and no office. A code that does not work is for [`join`] to tell of.
pub(crate) async fn check_operator(joining: &Joining, first: &FirstOperator, context: &Context) -> anyhow::Result<()> {
    let FirstOperator::Named { name, password } = first else { return Ok(()) };
    let untouched = |error: anyhow::Error| error.context(Left::Nothing.words(context.directory()));
    let files = IdentityFiles::new(context.directory().join("identity"));
    let looked = enrol::look(&files, &joining.address()?, &joining.invitation.code, context).await;
    let purpose = match looked {
        Ok(looked) => looked.look.purpose,
        // A node of an earlier program takes no look.
        Err(error) if matches!(error.downcast_ref(), Some(SyncError::Refused(_))) => None,
        Err(error) => return Err(untouched(error)),
    };
    let Some(purpose) = purpose else { return Ok(()) };
    fit_operator(purpose.role, name, password).map_err(|error| untouched(DeskError::from(error).into()))?;
    Ok(())
}

impl Joining {
    /// The node to enrol through: the one that is named, else the one of the invitation.
    pub(crate) fn address(&self) -> anyhow::Result<String> {
        let address = self
            .upstream
            .as_ref()
            .or(self.invitation.address.as_ref())
            .ok_or_else(|| exit::input(say!("joining-name-node-enrol-through")))?;
        check_address(address).map_err(exit::input)?;
        Ok(address.clone())
    }
}

fn expectation(joining: &Joining) -> anyhow::Result<Expectation> {
    let role = joining.role;
    if let Some(label) = joining.label.as_ref().filter(|label| !cunbang_identity::is_label(label)) {
        return Err(EnrolError::Label(label.clone()).into());
    }
    let named = joining.unit.as_deref().map(str::trim);
    let unit = named.and_then(|named| named.parse().ok());
    let unit_name = named.filter(|_| unit.is_none()).map(str::to_owned);
    if let Some(digits) = unit_name.as_ref().filter(|name| name.starts_with(|first: char| first.is_ascii_digit())) {
        return Err(exit::input(say!("joining-no-units-code-expected", digits = digits)));
    }
    Ok(Expectation {
        unit,
        unit_name,
        role,
        label: joining.label.clone(),
        root: joining.root,
        is_node: Some(role == Some(Role::Node)),
        through: None,
    })
}

fn check_store(url: &str) -> anyhow::Result<()> {
    if ["sqlite:", "postgres:", "postgresql:"].iter().any(|begins| url.starts_with(begins)) {
        return Ok(());
    }
    Err(exit::input(say!("joining-store-expected-sqlite-path")))
}

/// Whether it is sure that the code was not used: nothing was sent, or the county has said no.
fn is_settled(error: &anyhow::Error) -> bool {
    let cause = error.chain().find_map(|cause| cause.downcast_ref::<SyncError>());
    cause.is_some_and(|cause| !matches!(cause, SyncError::Broken(_) | SyncError::Protocol(_)))
}

/// What there was before.
struct Footprint {
    directory: PathBuf,
    was_there: bool,
    identity_was_there: bool,
    files: BTreeSet<PathBuf>,
}

impl Footprint {
    fn of(directory: &Path) -> Self {
        let identity = directory.join("identity");
        Self {
            directory: directory.to_owned(),
            was_there: directory.exists(),
            identity_was_there: identity.exists(),
            files: files_in(&identity),
        }
    }

    /// Removes what was made since: a key without a certificate is worth nothing.
    fn restore(&self) -> Left {
        let identity = self.directory.join("identity");
        let made = files_in(&identity);
        let mut gone = made.difference(&self.files).all(|path| fs::remove_file(path).is_ok());
        if !self.identity_was_there && identity.exists() {
            gone &= fs::remove_dir(&identity).is_ok();
        }
        if !self.was_there {
            gone &= fs::remove_dir(&self.directory).is_ok();
        }
        if gone { Left::Nothing } else { Left::Unknown }
    }
}

fn files_in(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect()
}

/// What a try that failed has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Nothing; the code was not used by it.
    Nothing,
    /// A key that may have a certificate by now.
    Unknown,
    /// A certificate, without a configuration.
    Enrolled,
}

impl Left {
    fn words(self, directory: &Path) -> String {
        let folder = directory.display();
        match self {
            Self::Nothing => say!("joining-nothing-set-up-nothing"),
            Self::Unknown => say!("joining-not-set-up-yet", folder = folder),
            Self::Enrolled => say!("joining-device-enrolled-its-configuration", folder = folder),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_try_that_failed_leaves_what_was_there() {
        let place = tempfile::tempdir().unwrap();
        let fresh = place.path().join("fresh");
        let before = Footprint::of(&fresh);
        fs::create_dir_all(fresh.join("identity")).unwrap();
        fs::write(fresh.join("identity/key.pem"), "key").unwrap();
        assert_eq!(before.restore(), Left::Nothing);
        assert!(!fresh.exists());
        // A folder with other things in it, and a key from an earlier try.
        fs::create_dir_all(fresh.join("identity")).unwrap();
        fs::write(fresh.join("notes.txt"), "…").unwrap();
        fs::write(fresh.join("identity/key.pem"), "earlier").unwrap();
        let before = Footprint::of(&fresh);
        fs::write(fresh.join("identity/service-key.pem"), "key").unwrap();
        assert_eq!(before.restore(), Left::Nothing);
        assert!(fresh.join("identity/key.pem").exists() && fresh.join("notes.txt").exists());
        assert!(!fresh.join("identity/service-key.pem").exists());
    }

    #[test]
    fn an_answer_that_was_lost_settles_nothing() {
        let error = |error: SyncError| anyhow::Error::new(error);
        assert!(is_settled(&error(SyncError::Refused("used before".to_owned()))));
        let (address, reason) = (String::new(), String::new());
        assert!(is_settled(&error(SyncError::Unreachable { address, reason })));
        assert!(!is_settled(&error(SyncError::Broken("reset".to_owned()))));
        assert!(!is_settled(&anyhow::anyhow!("the disk is full")));
    }
}
