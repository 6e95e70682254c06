//! The county's authority 根证书 as it stands in the node's folder: at hand, or what is wrong with it.

use crate::opening::Opened;
use cunbang_identity::{AuthorityError, CertificateAuthority, DeviceCertificate, FilesError, IdentityFiles};
use cunbang_language::say;
use cunbang_model::{Role, Timestamp, clock};
use cunbang_replica::Replica;
use cunbang_sync::AuthoritySource;

/// How many days before a node's certificate from a former authority ends those who still need it are a
/// trouble.
const TROUBLE_BEFORE_DAYS: i64 = 60;

/// Whether this node's unit is at the top of the tree, so that its folder holds the county's authority.
pub(crate) fn is_county(node: &Replica) -> bool {
    node.unit() == node.root() && node.role() == Role::Node
}

/// The authority in a county's folder, read when it is needed: a key that is put back, put in place or lost
/// while the node runs needs no restart.
#[derive(Debug)]
pub(crate) struct InFolder(pub(crate) IdentityFiles);

impl AuthoritySource for InFolder {
    fn authority(&self) -> Result<CertificateAuthority, String> {
        at_hand(&self.0)
    }
}

/// The authority, or what is wrong and what to do about it.
pub(crate) fn at_hand(files: &IdentityFiles) -> Result<CertificateAuthority, String> {
    let folder = files.folder().display();
    if files.is_replacing_authority() {
        return Err(say!("authority-cunbang-authority-replace-replacement", folder = folder));
    }
    files.read_authority().map_err(|error| match error {
        error if error.is_missing() => say!("authority-countys-authority-no-key", folder = folder),
        FilesError::Authority { source: AuthorityError::KeyDiffers, .. } => {
            say!("authority-key-ca-key-pem", folder = folder)
        }
        error @ FilesError::Exposed { .. } => {
            say!("authority-key-countys-authority", error = error)
        }
        error => say!("authority-key-countys-authority-cannot", error = error),
    })
}

/// What needs a person about the authority of this county; nothing at other nodes.
pub(crate) fn troubles(node: &Replica, files: &IdentityFiles, behind: &[DeviceCertificate]) -> Vec<String> {
    if !is_county(node) {
        return Vec::new();
    }
    let unstated = |authority: CertificateAuthority| {
        (!is_stated(node, &authority)).then(|| say!("authority-cunbang-authority-replace-countys"))
    };
    let mut troubles: Vec<String> = at_hand(files).map_or_else(Some, unstated).into_iter().collect();
    troubles.extend(left_behind(node, behind));
    troubles
}

/// Whether devices can hear of an authority: it is the county's first, or the `org` document has the statement
/// that it follows the one before.
pub(crate) fn is_stated(node: &Replica, authority: &CertificateAuthority) -> bool {
    !authority.authorities().has_former() || node.org().successions().any(|one| one.successor == *authority.root())
}

/// The same for an opened node.
pub(crate) fn troubles_of(opened: &Opened) -> Vec<String> {
    troubles(&opened.node, &opened.files, &opened.desk.devices_behind())
}

/// Who follows too late: devices that rest on a former authority when this node soon has no certificate that
/// they can check.
fn left_behind(node: &Replica, behind: &[DeviceCertificate]) -> Option<String> {
    let first = behind.first()?;
    let until = shown_until(node)?;
    let days = (until.as_second() - node.now().as_second()) / (24 * 60 * 60);
    (days < TROUBLE_BEFORE_DAYS).then(|| {
        say!(
            "authority-devices-others-still-rest",
            behind = behind.len(),
            unit = first.unit,
            until = clock::county_date(until)
        )
    })
}

/// Until when this node has a certificate of a former authority to show.
pub(crate) fn shown_until(node: &Replica) -> Option<Timestamp> {
    let identity = node.identity();
    let own = Some(identity.certificate()).filter(|_| identity.is_outlived());
    identity.former().iter().map(|one| &one.certificate).chain(own).map(|one| one.not_after).max()
}
