//! `cunbang backup`: one file with everything that a node's folder needs to come back.

use crate::configuration::Configuration;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing;
use crate::progress;
use crate::secret;
use age::secrecy::SecretString;
use anyhow::Context as _;
use clap::Args;
use cunbang_desk::{Command, Desk};
use cunbang_identity::IdentityFiles;
use cunbang_language::say;
use cunbang_model::Role;
use cunbang_replica::Replica;
use cunbang_store::{BackupFormat, Store};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a backup says of itself.
pub(crate) const MANIFEST: &str = "backup.json";
/// A SQLite store within a backup.
pub(crate) const SQLITE_STORE: &str = "data.sqlite";
/// A dump of a PostgreSQL store within a backup.
pub(crate) const POSTGRES_DUMP: &str = "data.dump";
/// The folder of identity files within a backup.
pub(crate) const IDENTITY: &str = "identity";
/// Files of an identity that are no secret.
pub(crate) const CERTIFICATES: [&str; 3] = ["certificate.pem", "ca.pem", "service-certificate.pem"];
/// Private keys.
pub(crate) const KEYS: [&str; 3] = ["key.pem", "service-key.pem", AUTHORITY_KEY];
const AUTHORITY_KEY: &str = "ca-key.pem";
const KIND: &str = "cunbang backup";
/// The version of a backup's layout. It goes up whenever an older program could not restore it.
const VERSION: u32 = 1;
/// What a file is told that cannot be restored by this program.
pub(crate) fn no_backup(why: &str) -> String {
    say!("backup-none", why = why)
}
/// Most of a store is packed already.
const LEVEL: i32 = 3;

/// Back this node up to one file, while it runs: store, configuration, certificates
///
/// The file is a tar archive packed with zstd that only its owner can read; with private keys it is encrypted under a
/// passphrase (age, which `age -d` reads too). A store in PostgreSQL goes in as a dump of `pg_dump`, which must be
/// installed on this machine.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  cunbang backup /mnt/usb/330522-2026-10-01.tar.zst.age --with-keys --passphrase @/mnt/usb2/passphrase"
)]
pub(crate) struct BackupArguments {
    /// The file to make
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Put the private keys in too, and encrypt the file: whoever has it and the passphrase can act as this node
    #[arg(long)]
    with_keys: bool,
    /// Encrypt the file under the passphrase in this file's first line, or from standard input; with --with-keys it
    /// otherwise comes from `CUNBANG_PASSPHRASE` or is asked for
    #[arg(long, value_name = "@FILE|-", value_parser = secret::place_of_passphrase)]
    passphrase: Option<String>,
}

/// The manifest of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    kind: String,
    /// The version of the backup's layout.
    version: u32,
    /// The version of the program that made it.
    program: String,
    /// The unit that the node belongs to.
    pub(crate) unit: String,
    /// The node's device.
    pub(crate) device: String,
    /// When it was made.
    pub(crate) made_at: String,
    /// Whether it holds private keys.
    pub(crate) with_keys: bool,
}

impl Manifest {
    /// Parses. A file of another kind or of a newer version is refused.
    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        #[derive(Deserialize)]
        struct Beginning {
            kind: String,
            version: u32,
        }
        let refused = |why: String| exit::input(no_backup(&why));
        let Beginning { kind, version } = serde_json::from_str(text).map_err(|error| refused(error.to_string()))?;
        if kind != KIND || version > VERSION {
            return Err(refused(format!(
                "it says {kind:?} version {version}; this program restores {KIND:?} up to version {VERSION}"
            )));
        }
        serde_json::from_str(text).map_err(|error| refused(error.to_string()))
    }
}

/// Backs up.
pub(crate) async fn run(arguments: &BackupArguments, context: &Context) -> anyhow::Result<()> {
    let file = &arguments.file;
    if file.exists() {
        return Err(exit::input(say!("backup-file-exists-name-another", file = file.display())));
    }
    let is_encrypted = arguments.with_keys || arguments.passphrase.is_some();
    let passphrase = is_encrypted.then(|| secret::new_passphrase(arguments.passphrase.as_deref())).transpose()?;
    let configuration = Configuration::read(context.directory())?;
    let files = IdentityFiles::new(configuration.identity_folder(context.directory()));
    let certificate = opening::identity(&files)?.certificate().clone();
    let store = opening::store(context, &configuration).await?;
    permit(&store, &files, &configuration, context).await?;
    let beside = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let workspace =
        tempfile::tempdir_in(beside).with_context(|| say!("backup-cannot-write-there", beside = beside.display()))?;
    let progress = progress::spinner(&say!("backup-copying-store"));
    let copy = workspace.path().join("store");
    let name = match store.backup(&copy).await? {
        BackupFormat::Sqlite => SQLITE_STORE,
        BackupFormat::PostgresDump => POSTGRES_DUMP,
    };
    progress.set_message("packing");
    let manifest = Manifest {
        kind: KIND.to_owned(),
        version: VERSION,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        unit: certificate.unit.to_string(),
        device: certificate.device.to_string(),
        made_at: context.clock.now().to_string(),
        with_keys: arguments.with_keys,
    };
    let target = tempfile::NamedTempFile::new_in(beside)?;
    let write = |out: &mut dyn Write| pack(out, (name, &copy), &manifest, &configuration, files.folder());
    let packed = encrypted(target, passphrase, write)?;
    packed.persist_noclobber(file).with_context(|| say!("backup-cannot-put-place", file = file.display()))?;
    progress.finish_and_clear();
    let shown = file.display();
    printing::note(&if arguments.with_keys {
        say!("backup-whole-with-keys", file = shown, unit = manifest.unit)
    } else if is_encrypted {
        say!("backup-whole-encrypted", file = shown, unit = manifest.unit)
    } else {
        say!("backup-whole", file = shown, unit = manifest.unit)
    });
    let is_county = certificate.unit == configuration.root && certificate.role == Role::Node;
    if arguments.with_keys && is_county && !files.folder().join(AUTHORITY_KEY).exists() {
        printing::note(&say!("backup-authoritys-key-not-here"));
    }
    Ok(())
}

/// A backup holds everything that is here, names too: it is for who may bring the node in order, and for the machine's own
/// account, which makes it by night.
async fn permit(
    store: &Arc<dyn Store>,
    files: &IdentityFiles,
    configuration: &Configuration,
    context: &Context,
) -> anyhow::Result<()> {
    let (clock, randomness) = (Arc::clone(&context.clock), Arc::clone(&context.randomness));
    let identity = opening::identity(files)?;
    let node = Replica::open(Arc::clone(store), clock, randomness, identity, configuration.root).await?;
    Ok(Desk::new(node).permit(context.said_operator(), Command::Node).await?)
}

/// Writes a file, encrypted where there is a passphrase; it is durable, and its owner's alone, but not yet named.
fn encrypted(
    mut target: tempfile::NamedTempFile,
    passphrase: Option<SecretString>,
    write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<tempfile::NamedTempFile> {
    match passphrase {
        None => write(&mut target)?,
        Some(passphrase) => {
            let mut out = age::Encryptor::with_user_passphrase(passphrase).wrap_output(&mut target)?;
            write(&mut out)?;
            out.finish()?;
        }
    }
    target.flush()?;
    target.as_file().sync_all()?;
    Ok(target)
}

/// Packs the parts.
fn pack(
    out: &mut dyn Write,
    (name, store): (&str, &Path),
    manifest: &Manifest,
    configuration: &Configuration,
    identity: &Path,
) -> anyhow::Result<()> {
    let mut packed = zstd::Encoder::new(out, LEVEL)?;
    // A bit that flips on a stick is noticed when the backup is read.
    packed.include_checksum(true)?;
    let mut archive = tar::Builder::new(packed);
    append(&mut archive, MANIFEST, serde_json::to_string_pretty(manifest)?.as_bytes())?;
    append(&mut archive, crate::configuration::FILE, configuration.to_text().as_bytes())?;
    let files = CERTIFICATES.iter().chain(KEYS.iter().filter(|_| manifest.with_keys));
    for file in files {
        match std::fs::read(identity.join(file)) {
            Ok(bytes) => append(&mut archive, &format!("{IDENTITY}/{file}"), &bytes)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("{}", identity.join(file).display())),
        }
    }
    archive.append_file(name, &mut File::open(store)?)?;
    archive.into_inner()?.finish()?;
    Ok(())
}

fn append(archive: &mut tar::Builder<impl Write>, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o600);
    header.set_cksum();
    archive.append_data(&mut header, name, bytes)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_or_newer_file_is_refused() {
        let manifest = |version: u32| {
            format!(
                r#"{{"kind":"cunbang backup","version":{version},"program":"0.1.0","unit":"330522","device":"d","made_at":"t","with_keys":false}}"#
            )
        };
        assert_eq!(Manifest::parse(&manifest(VERSION)).unwrap().unit, "330522");
        for text in [manifest(VERSION + 1), r#"{"kind":"photos","version":1}"#.to_owned(), "各村".to_owned()] {
            let refused = Manifest::parse(&text).unwrap_err();
            assert!(refused.to_string().contains("This file is not a backup"), "{refused}");
            assert_eq!(exit::ending_of(&refused), exit::Ending::Input);
        }
    }
}
