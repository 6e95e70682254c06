//! Replacing the authority in its folder: each step is durable, and a later try finds what an earlier one did.

use super::{AUTHORITY_KEY, EMPTY, FilesError, IdentityFiles, sync_folder};
use crate::{Authorities, AuthorityError, CertificateAuthority};
use std::fs;

/// The key and the certificates of an authority that is being put in place.
const NEXT_AUTHORITY: &str = "next-ca.pem";
const CERTIFICATES_BEGIN: &str = "-----BEGIN CERTIFICATE-----";

impl IdentityFiles {
    /// Whether a replacement of the authority was begun and not ended.
    pub fn is_replacing_authority(&self) -> bool {
        self.path(NEXT_AUTHORITY).exists()
    }

    /// Begins to replace the authority: keeps the one that is to follow, or gives the one that an earlier try
    /// kept. Nobody uses it yet.
    pub fn begin_replacing_authority(
        &self,
        make: impl FnOnce(&Authorities) -> Result<CertificateAuthority, AuthorityError>,
    ) -> Result<CertificateAuthority, FilesError> {
        let failed = |source| FilesError::Authority { folder: self.folder.clone(), source };
        if self.is_replacing_authority() {
            self.check_hidden(NEXT_AUTHORITY)?;
            let text = self.read_text(NEXT_AUTHORITY)?;
            // The key stands first, then the certificates.
            let begins = text.find(CERTIFICATES_BEGIN).ok_or_else(|| self.malformed(NEXT_AUTHORITY, EMPTY))?;
            let (key, certificates) = text.split_at(begins);
            return CertificateAuthority::load(certificates, key).map_err(failed);
        }
        let next = make(&self.read_authorities()?).map_err(failed)?;
        self.write_new(NEXT_AUTHORITY, &(next.key_pem() + &next.authorities().to_pem()))?;
        Ok(next)
    }

    /// Puts the authority that is to follow in its place. A key that is there is put aside, not removed.
    pub fn put_next_authority(&self, next: &CertificateAuthority) -> Result<(), FilesError> {
        self.write_authorities(next.authorities())?;
        if self.read_authority().is_ok() {
            return Ok(());
        }
        if self.path(AUTHORITY_KEY).exists() {
            let aside = (1..u32::MAX).map(|number| format!("former-{number}-{AUTHORITY_KEY}"));
            let aside = aside.into_iter().find(|name| !self.path(name).exists()).unwrap_or_default();
            fs::rename(self.path(AUTHORITY_KEY), self.path(&aside)).map_err(self.io(AUTHORITY_KEY))?;
        }
        self.write_new(AUTHORITY_KEY, &next.key_pem())
    }

    /// The replacement is done.
    pub fn end_replacing_authority(&self) -> Result<(), FilesError> {
        fs::remove_file(self.path(NEXT_AUTHORITY)).map_err(self.io(NEXT_AUTHORITY))?;
        sync_folder(&self.folder).map_err(self.io(NEXT_AUTHORITY))
    }
}
