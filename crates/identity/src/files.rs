//! The files in which a device keeps who it is.

mod replacing;

use crate::text::{CERTIFICATE, PRIVATE_KEY, all_from_pem, from_pem, to_pem};
use crate::{
    Authorities, AuthorityError, CertificateAuthority, CertificateError, DeviceCertificate, DeviceKey,
    FormerCertificate, Identity, IdentityError, KeyError, ServiceIdentity, ServiceKey,
};
use cunbang_language::say;
use cunbang_model::{Randomness, Role};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

const KEY: &str = "key.pem";
const DEVICE_CERTIFICATE: &str = "certificate.pem";
const AUTHORITY_CERTIFICATE: &str = "ca.pem";
const AUTHORITY_KEY: &str = "ca-key.pem";
const SERVICE_KEY: &str = "service-key.pem";
const SERVICE_CERTIFICATE: &str = "service-certificate.pem";
const EMPTY: &str = "it holds no certificate";

/// A folder with a device's identity, all PEM, readable by its owner alone:
///
/// | file | what |
/// |---|---|
/// | `key.pem` | the device's key |
/// | `certificate.pem` | its certificate |
/// | `ca.pem` | the county authority's certificate |
/// | `ca-key.pem` | the authority's key, at the county only |
/// | `service-key.pem`, `service-certificate.pem` | a node's second key, if it has one |
///
/// Where the county's authority was replaced, `ca.pem` holds the current one's certificate and then those of
/// former ones; a node's certificates from former ones likewise follow the present ones until they end.
///
/// A file is replaced whole or not at all, even in a power cut.
#[derive(Debug, Clone)]
pub struct IdentityFiles {
    folder: PathBuf,
}

/// Why an identity cannot be read from its folder, or written to it.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The file system refused.
    #[error("{}", say!("identity-files-io", path = .path.display(), source = cunbang_language::of_machine(.source)))]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// Others can read a private key.
    #[error("{}", say!("identity-files-exposed", path = .path.display()))]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// There is a key already, and a device has only one.
    #[error("{}", say!("identity-files-key-exists", path = .path.display()))]
    KeyExists {
        /// The file.
        path: PathBuf,
    },
    /// The file does not hold the PEM expected.
    #[error("{}", say!("identity-files-malformed", path = .path.display(), reason = .reason))]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A key cannot be read.
    #[error("{}", say!("identity-files-key", path = .path.display(), source = .source))]
    Key {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: KeyError,
    },
    /// A certificate cannot be read.
    #[error("{}", say!("identity-files-certificate", path = .path.display(), source = .source))]
    Certificate {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: CertificateError,
    },
    /// The files do not match.
    #[error("{}", say!("identity-files-identity", folder = .folder.display(), source = .source))]
    Identity {
        /// The folder.
        folder: PathBuf,
        /// The reason.
        source: IdentityError,
    },
    /// The authority cannot be read.
    #[error("{}", say!("identity-files-authority", folder = .folder.display(), source = .source))]
    Authority {
        /// The folder.
        folder: PathBuf,
        /// The reason.
        source: AuthorityError,
    },
}

impl FilesError {
    /// Whether the file is missing: the device is not enrolled yet.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

impl IdentityFiles {
    /// The files in `folder`, which is created with the first of them.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads key, certificate and authorities, and the service key if there is one, and checks that they
    /// match. Fails with [`FilesError::is_missing`] where the device is not enrolled.
    pub fn load(&self) -> Result<Identity, FilesError> {
        let key = self.read_key()?;
        let mut certificates = self.read_certificates()?.into_iter();
        let certificate = certificates.next().ok_or_else(|| self.malformed(DEVICE_CERTIFICATE, EMPTY))?;
        let mut identity = Identity::new(key, certificate, self.read_authorities()?)
            .map_err(|source| FilesError::Identity { folder: self.folder.clone(), source })?;
        let mut services = self.read_service_certificates()?.into_iter();
        if let Some(certificate_der) = services.next() {
            identity = identity.with_service(ServiceIdentity { key: self.read_service_key()?, certificate_der });
        }
        let former = certificates.map(|certificate| FormerCertificate { certificate, service_der: services.next() });
        Ok(identity.with_former(former.collect()))
    }

    /// Reads the device's key.
    pub fn read_key(&self) -> Result<DeviceKey, FilesError> {
        let der = self.read_private(KEY)?;
        DeviceKey::from_pkcs8_der(&der).map_err(|source| self.key_error(KEY, source))
    }

    /// Reads the device's key, or makes one: a device that was interrupted between key and certificate
    /// goes on with the key it has.
    pub fn read_or_make_key(&self, randomness: &dyn Randomness) -> Result<DeviceKey, FilesError> {
        match self.read_key() {
            Err(error) if error.is_missing() => {
                let key = DeviceKey::generate(randomness).map_err(|source| self.key_error(KEY, source))?;
                self.write_key(&key)?;
                Ok(key)
            }
            other => other,
        }
    }

    /// Writes the device's key, unless there is one already.
    pub fn write_key(&self, key: &DeviceKey) -> Result<(), FilesError> {
        self.write_new(KEY, &to_pem(PRIVATE_KEY, &key.to_pkcs8_der()))
    }

    /// Reads the device's certificate.
    pub fn read_certificate(&self) -> Result<DeviceCertificate, FilesError> {
        let first = self.read_certificates()?.into_iter().next();
        first.ok_or_else(|| self.malformed(DEVICE_CERTIFICATE, EMPTY))
    }

    /// The present certificate, then those from former authorities.
    fn read_certificates(&self) -> Result<Vec<DeviceCertificate>, FilesError> {
        let blocks = self.read_all(DEVICE_CERTIFICATE)?;
        let parsed = blocks.iter().map(|der| DeviceCertificate::parse(der));
        parsed
            .collect::<Result<_, _>>()
            .map_err(|source| FilesError::Certificate { path: self.path(DEVICE_CERTIFICATE), source })
    }

    /// Writes the device's certificate, replacing the one before.
    pub fn write_certificate(&self, certificate: &DeviceCertificate) -> Result<(), FilesError> {
        self.write(DEVICE_CERTIFICATE, &to_pem(CERTIFICATE, &certificate.der))
    }

    /// Takes a renewed certificate in the place of `before`'s, and that of the service key. A node whose
    /// certificate was from another authority keeps it, until it ends, for those who do not know the new one.
    pub fn write_renewed(
        &self,
        before: &Identity,
        certificate: &DeviceCertificate,
        service_der: Option<&[u8]>,
    ) -> Result<(), FilesError> {
        let present = FormerCertificate {
            certificate: before.certificate().clone(),
            service_der: before.service().map(|service| service.certificate_der.clone()),
        };
        let mut issuers = vec![certificate.issuer.clone()];
        let mut kept = Vec::new();
        for one in std::iter::once(&present).chain(before.former()) {
            let is_good = one.certificate.not_after > certificate.not_before;
            if certificate.role == Role::Node && is_good && !issuers.contains(&one.certificate.issuer) {
                issuers.push(one.certificate.issuer.clone());
                kept.push(one);
            }
        }
        if let Some(service_der) = service_der {
            // Each stands in its certificate's place, so that none is left out.
            let services = kept.iter().map_while(|one| one.service_der.as_deref());
            let text: String =
                std::iter::once(service_der).chain(services).map(|der| to_pem(CERTIFICATE, der)).collect();
            self.write(SERVICE_CERTIFICATE, &text)?;
        }
        let certificates = std::iter::once(certificate).chain(kept.iter().map(|one| &one.certificate));
        // The device's own certificate goes last: with it, the renewal is done.
        self.write(DEVICE_CERTIFICATE, &certificates.map(|one| to_pem(CERTIFICATE, &one.der)).collect::<String>())
    }

    /// Reads the county's authorities, the current one first.
    pub fn read_authorities(&self) -> Result<Authorities, FilesError> {
        let text = self.read_text(AUTHORITY_CERTIFICATE)?;
        Authorities::from_pem(&text).map_err(|error| self.malformed(AUTHORITY_CERTIFICATE, &error.to_string()))
    }

    /// Writes the county's authorities.
    pub fn write_authorities(&self, authorities: &Authorities) -> Result<(), FilesError> {
        self.write(AUTHORITY_CERTIFICATE, &authorities.to_pem())
    }

    /// Reads the authority itself, at the county.
    pub fn read_authority(&self) -> Result<CertificateAuthority, FilesError> {
        self.check_hidden(AUTHORITY_KEY)?;
        let key = self.read_text(AUTHORITY_KEY)?;
        let certificate = self.read_text(AUTHORITY_CERTIFICATE)?;
        CertificateAuthority::load(&certificate, &key)
            .map_err(|source| FilesError::Authority { folder: self.folder.clone(), source })
    }

    /// The key of a new authority: one that an earlier try has left, or a new one.
    pub fn read_or_make_authority_key(&self, randomness: &dyn Randomness) -> Result<DeviceKey, FilesError> {
        match self.read_private(AUTHORITY_KEY) {
            Ok(der) => DeviceKey::from_pkcs8_der(&der).map_err(|source| self.key_error(AUTHORITY_KEY, source)),
            Err(error) if error.is_missing() => {
                let key = DeviceKey::generate(randomness).map_err(|source| self.key_error(AUTHORITY_KEY, source))?;
                self.write_new(AUTHORITY_KEY, &to_pem(PRIVATE_KEY, &key.to_pkcs8_der()))?;
                Ok(key)
            }
            Err(error) => Err(error),
        }
    }

    /// Writes the authority itself, unless there is one already.
    pub fn write_authority(&self, authority: &CertificateAuthority) -> Result<(), FilesError> {
        self.write_new(AUTHORITY_KEY, &authority.key_pem())?;
        self.write_authorities(authority.authorities())
    }

    /// The certificates of a node's second key, the present one first; none where it has no such key.
    fn read_service_certificates(&self) -> Result<Vec<Vec<u8>>, FilesError> {
        match self.read_all(SERVICE_CERTIFICATE) {
            Err(error) if error.is_missing() => Ok(Vec::new()),
            other => other,
        }
    }

    /// Reads a node's second key, or makes one.
    pub fn read_or_make_service_key(&self) -> Result<ServiceKey, FilesError> {
        match self.read_service_key() {
            Err(error) if error.is_missing() => {
                let key = ServiceKey::generate().map_err(|source| self.key_error(SERVICE_KEY, source))?;
                self.write_new(SERVICE_KEY, &to_pem(PRIVATE_KEY, &key.to_pkcs8_der()))?;
                Ok(key)
            }
            other => other,
        }
    }

    /// Writes the certificate (DER) of a node's second key, replacing the one before.
    pub fn write_service_certificate(&self, der: &[u8]) -> Result<(), FilesError> {
        self.write(SERVICE_CERTIFICATE, &to_pem(CERTIFICATE, der))
    }

    fn read_service_key(&self) -> Result<ServiceKey, FilesError> {
        let der = self.read_private(SERVICE_KEY)?;
        ServiceKey::from_pkcs8_der(&der).map_err(|source| self.key_error(SERVICE_KEY, source))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn io(&self, name: &str) -> impl FnOnce(io::Error) -> FilesError {
        let path = self.path(name);
        |source| FilesError::Io { path, source }
    }

    fn key_error(&self, name: &str, source: KeyError) -> FilesError {
        FilesError::Key { path: self.path(name), source }
    }

    fn read_text(&self, name: &str) -> Result<String, FilesError> {
        fs::read_to_string(self.path(name)).map_err(self.io(name))
    }

    fn read(&self, name: &str, tag: &str) -> Result<Vec<u8>, FilesError> {
        from_pem(tag, &self.read_text(name)?).map_err(|reason| FilesError::Malformed { path: self.path(name), reason })
    }

    fn read_all(&self, name: &str) -> Result<Vec<Vec<u8>>, FilesError> {
        all_from_pem(CERTIFICATE, &self.read_text(name)?).map_err(|reason| self.malformed(name, &reason))
    }

    fn malformed(&self, name: &str, reason: &str) -> FilesError {
        FilesError::Malformed { path: self.path(name), reason: reason.to_owned() }
    }

    fn read_private(&self, name: &str) -> Result<Vec<u8>, FilesError> {
        self.check_hidden(name)?;
        self.read(name, PRIVATE_KEY)
    }

    #[cfg(unix)]
    fn check_hidden(&self, name: &str) -> Result<(), FilesError> {
        use std::os::unix::fs::PermissionsExt;
        let path = self.path(name);
        let metadata = fs::metadata(&path).map_err(self.io(name))?;
        let for_others = metadata.permissions().mode() & 0o077;
        if for_others == 0 { Ok(()) } else { Err(FilesError::Exposed { path }) }
    }

    #[cfg(not(unix))]
    fn check_hidden(&self, _name: &str) -> Result<(), FilesError> {
        Ok(())
    }

    fn write_new(&self, name: &str, text: &str) -> Result<(), FilesError> {
        let placed = self.beside(text).map_err(self.io(name))?.persist_noclobber(self.path(name));
        placed.map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => FilesError::KeyExists { path: self.path(name) },
            _ => self.io(name)(error.error),
        })?;
        sync_folder(&self.folder).map_err(self.io(name))
    }

    fn write(&self, name: &str, text: &str) -> Result<(), FilesError> {
        let placed = self.beside(text).and_then(|file| file.persist(self.path(name)).map_err(|error| error.error));
        placed.and_then(|_| sync_folder(&self.folder)).map_err(self.io(name))
    }

    /// A durable file that is not yet in its place. It is its owner's alone from the start.
    fn beside(&self, text: &str) -> io::Result<NamedTempFile> {
        make_private_folder(&self.folder)?;
        let mut file = NamedTempFile::new_in(&self.folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        Ok(file)
    }
}

/// Makes a folder, and those above it that are missing, for its owner alone: even what the files of a node are called is
/// nobody else's. One that is there stays as it is.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes a rename durable, where the system needs telling.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
