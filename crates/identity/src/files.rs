//! The files in which a device keeps who it is.

use crate::text::{CERTIFICATE, PRIVATE_KEY, from_pem, to_pem};
use crate::{
    AuthorityError, CertificateAuthority, CertificateError, DeviceCertificate, DeviceKey, Identity, IdentityError,
    KeyError, ServiceIdentity, ServiceKey,
};
use cunbang_model::Randomness;
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
/// A file is replaced whole or not at all, even in a power cut.
#[derive(Debug, Clone)]
pub struct IdentityFiles {
    folder: PathBuf,
}

/// Why an identity cannot be read from its folder, or written to it.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// Others can read a private key.
    #[error("{path} can be read by others than its owner: run `chmod 600 {path}`")]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// There is a key already, and a device has only one.
    #[error(
        "{path} exists already: a device keeps its key for life. To start anew, move the folder away and enrol again"
    )]
    KeyExists {
        /// The file.
        path: PathBuf,
    },
    /// The file does not hold the PEM expected.
    #[error("{path}: {reason}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A key cannot be read.
    #[error("{path}: {source}")]
    Key {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: KeyError,
    },
    /// A certificate cannot be read.
    #[error("{path}: {source}")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: CertificateError,
    },
    /// The files do not match.
    #[error("{folder}: {source}")]
    Identity {
        /// The folder.
        folder: PathBuf,
        /// The reason.
        source: IdentityError,
    },
    /// The authority cannot be read.
    #[error("{folder}: {source}")]
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

    /// Reads key, certificate and authority, and the service key if there is one, and checks that they
    /// match. Fails with [`FilesError::is_missing`] where the device is not enrolled.
    pub fn load(&self) -> Result<Identity, FilesError> {
        let identity = Identity::new(self.read_key()?, self.read_certificate()?, self.read_authority_certificate()?)
            .map_err(|source| FilesError::Identity { folder: self.folder.clone(), source })?;
        Ok(match self.read_service()? {
            Some(service) => identity.with_service(service),
            None => identity,
        })
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
        let der = self.read(DEVICE_CERTIFICATE, CERTIFICATE)?;
        DeviceCertificate::parse(&der)
            .map_err(|source| FilesError::Certificate { path: self.path(DEVICE_CERTIFICATE), source })
    }

    /// Writes the device's certificate, replacing the one before.
    pub fn write_certificate(&self, certificate: &DeviceCertificate) -> Result<(), FilesError> {
        self.write(DEVICE_CERTIFICATE, &to_pem(CERTIFICATE, &certificate.der))
    }

    /// Reads the authority's certificate (DER).
    pub fn read_authority_certificate(&self) -> Result<Vec<u8>, FilesError> {
        self.read(AUTHORITY_CERTIFICATE, CERTIFICATE)
    }

    /// Writes the authority's certificate (DER).
    pub fn write_authority_certificate(&self, der: &[u8]) -> Result<(), FilesError> {
        self.write(AUTHORITY_CERTIFICATE, &to_pem(CERTIFICATE, der))
    }

    /// Reads the authority itself, at the county.
    pub fn read_authority(&self) -> Result<CertificateAuthority, FilesError> {
        self.check_hidden(AUTHORITY_KEY)?;
        let key = self.read_text(AUTHORITY_KEY)?;
        let certificate = self.read_text(AUTHORITY_CERTIFICATE)?;
        CertificateAuthority::load(&certificate, &key)
            .map_err(|source| FilesError::Authority { folder: self.folder.clone(), source })
    }

    /// Writes the authority itself, unless there is one already.
    pub fn write_authority(&self, authority: &CertificateAuthority) -> Result<(), FilesError> {
        self.write_new(AUTHORITY_KEY, &authority.key_pem())?;
        self.write(AUTHORITY_CERTIFICATE, &authority.certificate_pem())
    }

    /// Reads a node's second key and its certificate, if it has both.
    pub fn read_service(&self) -> Result<Option<ServiceIdentity>, FilesError> {
        let certificate_der = match self.read(SERVICE_CERTIFICATE, CERTIFICATE) {
            Err(error) if error.is_missing() => return Ok(None),
            other => other?,
        };
        let key = self.read_service_key()?;
        Ok(Some(ServiceIdentity { key, certificate_der }))
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
        fs::create_dir_all(&self.folder)?;
        let mut file = NamedTempFile::new_in(&self.folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        Ok(file)
    }
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
