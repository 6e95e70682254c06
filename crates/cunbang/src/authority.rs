//! The county's authority 根证书 as it stands in the node's folder: at hand, or what is wrong with it.

use crate::opening::Opened;
use cunbang_identity::{AuthorityError, CertificateAuthority, DeviceCertificate, FilesError, IdentityFiles};
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
    const REMEDY: (&str, &str) = (
        "请放回另存的副本，或用 cunbang authority replace 更换",
        "put back the copy of ca-key.pem that is kept off the machine, or run `cunbang authority replace`",
    );
    let folder = files.folder().display();
    if files.is_replacing_authority() {
        return Err(format!(
            "{folder}：县根证书更换未完成，请再次运行 cunbang authority replace the replacement of the county's authority was interrupted: run `cunbang authority replace` again"
        ));
    }
    files.read_authority().map_err(|error| match error {
        error if error.is_missing() => format!(
            "{folder}：县根证书私钥 ca-key.pem 缺失，无法注册设备和续期，{} the county's authority has no key here, so no device can be enrolled and no certificate renewed: {}",
            REMEDY.0, REMEDY.1
        ),
        FilesError::Authority { source: AuthorityError::KeyDiffers, .. } => format!(
            "{folder}：ca-key.pem 与 ca.pem 不符，{} the key ca-key.pem does not belong to the authority in ca.pem: {}",
            REMEDY.0, REMEDY.1
        ),
        error @ FilesError::Exposed { .. } => {
            format!("县根证书私钥可被他人读取 the key of the county's authority: {error}")
        }
        error => format!(
            "县根证书私钥无法读取，{} the key of the county's authority cannot be read ({error}): {}",
            REMEDY.0, REMEDY.1
        ),
    })
}

/// What needs a person about the authority of this county; nothing at other nodes.
pub(crate) fn troubles(node: &Replica, files: &IdentityFiles, behind: &[DeviceCertificate]) -> Vec<String> {
    if !is_county(node) {
        return Vec::new();
    }
    let unstated = |authority: CertificateAuthority| {
        (!is_stated(node, &authority)).then(|| {
            "县根证书更换声明缺失，请运行 cunbang authority replace this county's store does not say that its authority follows the former one, as a store from before the replacement does not: run `cunbang authority replace`, so that devices hear of it".to_owned()
        })
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
        format!(
            "{0} 台设备尚未换用新的根证书 {0} devices (of {1} and others) still rest on a former authority, and this node can show them a certificate that they know until {2}: let them sync before; `cunbang authority show --behind` lists them",
            behind.len(),
            first.unit,
            clock::county_date(until)
        )
    })
}

/// Until when this node has a certificate of a former authority to show.
pub(crate) fn shown_until(node: &Replica) -> Option<Timestamp> {
    let identity = node.identity();
    let own = Some(identity.certificate()).filter(|_| identity.is_outlived());
    identity.former().iter().map(|one| &one.certificate).chain(own).map(|one| one.not_after).max()
}
