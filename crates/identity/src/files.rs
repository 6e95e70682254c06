//! The files in which a device keeps who it is.

use crate::text::{CERTIFICATE, PRIVATE_KEY, from_pem, to_pem};
use crate::{
    AuthorityError, CertificateAuthority, CertificateError, DeviceCertificate, DeviceKey, Identity, IdentityError,
    KeyError, ServiceIdentity, ServiceKey,
};
use ring::rand::SystemRandom;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
/// A file is replaced whole or not at all, power cuts included.
#[derive(Debug, Clone)]
pub struct IdentityFiles {
    folder: PathBuf,
}

/// Why an identity can't be read from, or written to, its folder.
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
    /// Others may read a private key.
    #[error("{path} may be read by others than its owner: run `chmod 600 {path}`")]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// There is a key already, and a device can't have two.
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
    /// A key can't be read.
    #[error("{path}: {source}")]
    Key {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: KeyError,
    },
    /// A certificate can't be read.
    #[error("{path}: {source}")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: CertificateError,
    },
    /// The files don't belong together.
    #[error("{folder}: {source}")]
    Identity {
        /// The folder.
        folder: PathBuf,
        /// The reason.
        source: IdentityError,
    },
    /// The authority can't be read.
    #[error("{folder}: {source}")]
    Authority {
        /// The folder.
        folder: PathBuf,
        /// The reason.
        source: AuthorityError,
    },
}

impl FilesError {
    /// Whether the file is simply not there: the device was not enrolled yet.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

impl IdentityFiles {
    /// The files in `folder`, which is made when the first one is written.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads key, certificate and authority, and the service key if there is one; checks that they
    /// belong together. Fails with [`FilesError::is_missing`] where the device is not enrolled.
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

    /// Reads the device's key, or makes one where there is none: a device that lost its way between
    /// key and certificate goes on with the key it has.
    pub fn read_or_make_key(&self, random: &SystemRandom) -> Result<DeviceKey, FilesError> {
        match self.read_key() {
            Err(error) if error.is_missing() => {
                let key = DeviceKey::generate(random).map_err(|source| self.key_error(KEY, source))?;
                self.write_key(&key)?;
                Ok(key)
            }
            other => other,
        }
    }

    /// Writes the device's key, unless there is another one already.
    pub fn write_key(&self, key: &DeviceKey) -> Result<(), FilesError> {
        self.write_new(KEY, &to_pem(PRIVATE_KEY, &key.to_pkcs8_der()))
    }

    /// Reads the device's certificate.
    pub fn read_certificate(&self) -> Result<DeviceCertificate, FilesError> {
        let der = self.read(DEVICE_CERTIFICATE, CERTIFICATE)?;
        DeviceCertificate::parse(&der)
            .map_err(|source| FilesError::Certificate { path: self.path(DEVICE_CERTIFICATE), source })
    }

    /// Writes the device's certificate, in place of the one before.
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

    /// Reads a node's second key, or makes one where there is none.
    pub fn read_or_make_service_key(&self, random: &SystemRandom) -> Result<ServiceKey, FilesError> {
        match self.read_service_key() {
            Err(error) if error.is_missing() => {
                let key = ServiceKey::generate(random).map_err(|source| self.key_error(SERVICE_KEY, source))?;
                self.write_new(SERVICE_KEY, &to_pem(PRIVATE_KEY, &key.to_pkcs8_der()))?;
                Ok(key)
            }
            other => other,
        }
    }

    /// Writes the certificate (DER) of a node's second key, in place of the one before.
    pub fn write_service_certificate(&self, der: &[u8]) -> Result<(), FilesError> {
        self.write(SERVICE_CERTIFICATE, &to_pem(CERTIFICATE, der))
    }

    fn read_service_key(&self) -> Result<ServiceKey, FilesError> {
        let der = self.read_private(SERVICE_KEY)?;
        ServiceKey::from_pkcs8_der(&der, &SystemRandom::new()).map_err(|source| self.key_error(SERVICE_KEY, source))
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
        let path = self.path(name);
        if path.try_exists().map_err(self.io(name))? {
            return Err(FilesError::KeyExists { path });
        }
        self.write(name, text)
    }

    /// Writes a file beside, makes it durable, and puts it in place.
    fn write(&self, name: &str, text: &str) -> Result<(), FilesError> {
        self.try_write(name, text).map_err(self.io(name))
    }

    fn try_write(&self, name: &str, text: &str) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let beside = self.path(&format!(".{name}.new"));
        // One that a power cut left behind; it was never in place.
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = create_hidden(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        drop(file);
        fs::rename(&beside, self.path(name))?;
        sync_folder(&self.folder)
    }
}

#[cfg(unix)]
fn create_hidden(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create_hidden(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Makes a rename durable, where the system needs telling.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
