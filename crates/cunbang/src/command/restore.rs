//! `cunbang restore`: a node's folder, from a backup.

use crate::accounts_file;
use crate::command::backup::{
    CERTIFICATES, IDENTITY, KEYS, MANIFEST, Manifest, POSTGRES_DUMP, SQLITE_STORE, no_backup,
};
use crate::configuration::{self, Configuration, STORE_VARIABLE};
use crate::context::Context;
use crate::exit;
use crate::folder_lock::FolderLock;
use crate::opening;
use crate::printing;
use crate::progress;
use crate::secret;
use age::secrecy::SecretString;
use anyhow::Context as _;
use clap::Args;
use cunbang_identity::{IdentityFiles, make_private_folder};
use cunbang_language::say;
use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

/// What an age file begins with.
const AGE_MARK: &[u8] = b"age-encryption.org/v1\n";
/// How many times its size a backup may unpack to; stores come to some three times.
const MAX_TIMES: u64 = 64;
/// What it may unpack to besides: a new store is mostly empty pages.
const SLACK_BYTES: u64 = 64 * 1024 * 1024;
/// The largest part of a backup that is no store.
const MAX_SMALL_BYTES: u64 = 1024 * 1024;

/// Restore a node from a backup; stop its service first
///
/// A restored store is older than what others have seen of it. So the device begins new logs, and
/// takes back from its upstreams what it had sent them: nothing that was acknowledged is lost.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang restore /mnt/usb/330522-2026-10-01.tar.zst --dir /var/lib/cunbang")]
pub(crate) struct RestoreArguments {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where the passphrase of an encrypted backup is: in a file's first line, or on standard input; otherwise it comes
    /// from `CUNBANG_PASSPHRASE` or is asked for
    #[arg(long, value_name = "@FILE|-", value_parser = secret::place_of_passphrase)]
    passphrase: Option<String>,
    /// Put the store that is there aside, and take the backup's
    #[arg(long)]
    force: bool,
    /// Where the store goes, if not where the configuration says: a SQLite file that isn't there yet,
    /// or an empty PostgreSQL database
    #[arg(long, value_name = "URL|@FILE|-", value_parser = secret::store)]
    store: Option<String>,
}

/// Restores.
pub(crate) async fn run(arguments: &RestoreArguments, context: &Context) -> anyhow::Result<()> {
    let directory = context.directory();
    if arguments.store.is_some() && std::env::var_os(STORE_VARIABLE).is_some() {
        return Err(exit::input(say!("restore-both-store-name-store", store_variable = STORE_VARIABLE)));
    }
    make_private_folder(directory).with_context(|| say!("restore-cannot-made", directory = directory.display()))?;
    let _alone = FolderLock::take(directory)?;
    if Configuration::exists(directory) && !arguments.force {
        return Err(exit::input(say!("restore-there-node-here-name", directory = directory.display())));
    }
    let workspace = tempfile::tempdir_in(directory)
        .with_context(|| say!("restore-cannot-write-there", directory = directory.display()))?;
    let passphrase = || secret::passphrase(arguments.passphrase.as_deref());
    let progress = progress::spinner("unpacking");
    let manifest = unpack(&arguments.file, workspace.path(), passphrase)
        .with_context(|| say!("restore-cannot-restored", file = arguments.file.display()))?;
    let mut configuration = if Configuration::exists(directory) {
        Configuration::read(directory)?
    } else {
        Configuration::read(workspace.path())?
    };
    if let Some(store) = &arguments.store {
        configuration.store.clone_from(store);
    }
    let target = Target::of(&configuration, directory, workspace.path())?;
    let files = IdentityFiles::new(configuration.identity_folder(directory));
    put_identity(&workspace.path().join(IDENTITY), &files, &manifest)?;
    let why = format!("the store was restored from a backup made at {}", manifest.made_at);
    let aside = target.put(directory, &why).await?;
    accounts_file::forget(directory)?;
    if arguments.store.is_some() || !Configuration::exists(directory) {
        configuration.write(directory)?;
    }
    progress.finish_and_clear();
    if let Some(aside) = aside {
        printing::note(&say!("restore-store-there-now", aside = aside.display()));
    }
    printing::note(&say!("restore-restored-as", unit = manifest.unit, made_at = manifest.made_at));
    if files.load().is_err() {
        // The county enrols others, and nobody enrols the county.
        let is_county = configuration.root.to_string() == manifest.unit;
        printing::note(&if is_county {
            say!("restore-county-without-keys")
        } else {
            say!("restore-backup-holds-no-private")
        });
        return Ok(());
    }
    opening::node(context).await?;
    printing::note(&say!("restore-device-begins-new-logs"));
    Ok(())
}

/// Unpacks the parts that a backup has, and no others, and no more of them than a store can pack to.
fn unpack(
    file: &Path,
    into: &Path,
    passphrase: impl FnOnce() -> anyhow::Result<SecretString>,
) -> anyhow::Result<Manifest> {
    let most_bytes = fs::metadata(file)?.len().saturating_mul(MAX_TIMES) + SLACK_BYTES;
    let is_exceeded = Cell::new(false);
    let packed = decrypted(File::open(file)?, passphrase)?;
    let plain = Bounded { inner: zstd::Decoder::new(packed)?, left: most_bytes, is_exceeded: &is_exceeded };
    let unpacked = unpack_parts(plain, into);
    if is_exceeded.get() {
        return Err(exit::input(say!(
            "restore-unpacks-more-than-bytes",
            most_bytes = most_bytes,
            max_times = MAX_TIMES
        )));
    }
    unpacked
}

/// What a backup holds, decrypted if it is encrypted.
fn decrypted(
    mut file: File,
    passphrase: impl FnOnce() -> anyhow::Result<SecretString>,
) -> anyhow::Result<Box<dyn Read>> {
    let mut beginning = Vec::new();
    (&mut file).take(AGE_MARK.len() as u64).read_to_end(&mut beginning)?;
    file.rewind()?;
    if beginning != AGE_MARK {
        return Ok(Box::new(file));
    }
    let refused = |error: age::DecryptError| exit::input(say!("restore-passphrase-not-one-backup", error = error));
    let sealed = age::Decryptor::new_buffered(BufReader::new(file)).map_err(refused)?;
    let identity = age::scrypt::Identity::new(passphrase()?);
    let plain = sealed.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(refused)?;
    Ok(Box::new(plain))
}

/// Reads so many bytes and no more.
struct Bounded<'a, R> {
    inner: R,
    left: u64,
    is_exceeded: &'a Cell<bool>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            self.is_exceeded.set(true);
            io::Error::other("more than a backup holds")
        })?;
        Ok(read)
    }
}

fn unpack_parts(plain: impl Read, into: &Path) -> anyhow::Result<Manifest> {
    let mut archive = tar::Archive::new(plain);
    // Names are short: one that is not is none of a backup's, and is not gathered in memory.
    for entry in archive.entries()?.raw(true) {
        let mut entry = entry.map_err(|error| exit::input(no_backup(&format!("{error}"))))?;
        let name = entry.path()?.to_string_lossy().into_owned();
        let is_identity = name
            .strip_prefix(IDENTITY)
            .and_then(|rest| rest.strip_prefix('/'))
            .is_some_and(|name| CERTIFICATES.contains(&name) || KEYS.contains(&name));
        if !is_identity && ![MANIFEST, SQLITE_STORE, POSTGRES_DUMP, configuration::FILE].contains(&name.as_str()) {
            return Err(exit::input(no_backup(&format!("it holds {name:?}"))));
        }
        let path = into.join(&name);
        if let Some(folder) = path.parent() {
            make_private_folder(folder)?;
        }
        let is_store = [SQLITE_STORE, POSTGRES_DUMP].contains(&name.as_str());
        if !is_store && entry.size() > MAX_SMALL_BYTES {
            return Err(exit::input(no_backup(&format!("its {name:?} has {} bytes", entry.size()))));
        }
        let mut out = create_hidden(&path)?;
        io::copy(&mut entry, &mut out).context(say!("restore-damaged"))?;
        out.sync_all()?;
    }
    let manifest = fs::read_to_string(into.join(MANIFEST))
        .map_err(|_| exit::input(no_backup(&format!("it has no {MANIFEST}"))))?;
    if !into.join(SQLITE_STORE).exists() && !into.join(POSTGRES_DUMP).exists() {
        return Err(exit::input(say!("restore-holds-no-store")));
    }
    Manifest::parse(&manifest)
}

#[cfg(unix)]
fn create_hidden(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create_hidden(path: &Path) -> std::io::Result<File> {
    File::create_new(path)
}

/// Puts the backup's identity in place. One that is there already must be the same device's, and stays.
fn put_identity(from: &Path, files: &IdentityFiles, manifest: &Manifest) -> anyhow::Result<()> {
    if let Ok(present) = files.load() {
        let device = present.certificate().device.to_string();
        if device != manifest.device {
            return Err(exit::input(say!(
                "restore-here-device-backup-restore",
                folder = files.folder().display(),
                device = device,
                device_b = manifest.device
            )));
        }
        return Ok(());
    }
    if !manifest.with_keys {
        return Ok(());
    }
    make_private_folder(files.folder())?;
    for name in CERTIFICATES.iter().chain(&KEYS) {
        let (part, place) = (from.join(name), files.folder().join(name));
        if part.exists() && !place.exists() {
            fs::rename(&part, &place).with_context(|| format!("{}", place.display()))?;
        }
    }
    Ok(())
}

/// Where the backup's store goes.
enum Target {
    Sqlite { from: PathBuf, to: PathBuf },
    Postgres { dump: PathBuf, url: String },
}

impl Target {
    fn of(configuration: &Configuration, directory: &Path, unpacked: &Path) -> anyhow::Result<Self> {
        let url = configuration.store_url(directory);
        let (file, dump) = (unpacked.join(SQLITE_STORE), unpacked.join(POSTGRES_DUMP));
        match url.strip_prefix("sqlite:") {
            Some(path) if file.exists() => Ok(Self::Sqlite { from: file, to: PathBuf::from(path) }),
            None if dump.exists() => Ok(Self::Postgres { dump, url }),
            Some(_) => Err(exit::input(say!("restore-backup-holds-store-postgresql"))),
            None => Err(exit::input(say!("restore-backup-holds-store-sqlite"))),
        }
    }

    /// Puts the store in place. From here on the folder knows that its store is an older one, whatever
    /// happens next. Returns where the store that was there is now.
    async fn put(self, directory: &Path, why: &str) -> anyhow::Result<Option<PathBuf>> {
        match self {
            Self::Sqlite { from, to } => {
                let aside = put_aside(&to)?;
                opening::mark_restored(directory, why)?;
                fs::rename(&from, &to).with_context(|| say!("restore-cannot-put-place", to = to.display()))?;
                Ok(aside)
            }
            Self::Postgres { dump, url } => {
                opening::mark_restored(directory, why)?;
                cunbang_store::restore_dump(&url, &dump).await?;
                Ok(None)
            }
        }
    }
}

/// Moves a store, with the files that SQLite keeps beside it, out of the way.
fn put_aside(store: &Path) -> anyhow::Result<Option<PathBuf>> {
    if !store.exists() {
        return Ok(None);
    }
    let aside = free_name(store);
    move_store(store, &aside)?;
    Ok(Some(aside))
}

/// Where a store can be put aside: a name beside it that nothing has.
pub(crate) fn free_name(store: &Path) -> PathBuf {
    let named = |number: u32| PathBuf::from(format!("{}.before-restore-{number}", store.display()));
    named((1..u32::MAX).find(|number| !named(*number).exists()).unwrap_or(1))
}

/// Moves a store's files; the store itself last, so that where it is, all of it is.
pub(crate) fn move_store(store: &Path, to: &Path) -> anyhow::Result<()> {
    for ending in ["-wal", "-shm", ""] {
        let from = PathBuf::from(format!("{}{ending}", store.display()));
        if from.exists() {
            fs::rename(&from, format!("{}{ending}", to.display()))
                .with_context(|| say!("restore-cannot-put-aside", file = from.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_world::mutation::Trial;
    use std::io::Write;

    /// A recipient that takes no second.
    fn quick(passphrase: &str) -> age::scrypt::Recipient {
        let mut recipient = age::scrypt::Recipient::new(passphrase.to_owned().into());
        recipient.set_work_factor(2);
        recipient
    }

    fn unpacked(bytes: &[u8], passphrase: &str) -> anyhow::Result<Manifest> {
        let folder = tempfile::tempdir().unwrap();
        let (file, into) = (folder.path().join("backup"), folder.path().join("into"));
        fs::create_dir(&into).unwrap();
        fs::write(&file, bytes).unwrap();
        unpack(&file, &into, || Ok(passphrase.to_owned().into()))
    }

    #[test]
    fn an_encrypted_backup_needs_its_passphrase() {
        let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/schema-2.tar.zst");
        let sealed = age::encrypt(&quick("right and long"), &fs::read(recorded).unwrap()).unwrap();
        assert!(unpacked(&sealed, "right and long").unwrap().with_keys);
        let refused = unpacked(&sealed, "wrong and long").unwrap_err();
        assert!(refused.to_string().contains("passphrase is not the one"), "{refused}");
        assert_eq!(exit::ending_of(&refused), exit::Ending::Input);
    }

    #[test]
    fn what_unpacks_without_end_is_refused() {
        let mut archive = tar::Builder::new(zstd::Encoder::new(Vec::new(), 1).unwrap());
        let mut header = tar::Header::new_gnu();
        header.set_size(4 * SLACK_BYTES);
        header.set_cksum();
        archive.append_data(&mut header, SQLITE_STORE, io::repeat(0).take(4 * SLACK_BYTES)).unwrap();
        let bomb = archive.into_inner().unwrap().finish().unwrap();
        assert!(bomb.len() < 1024 * 1024, "{}", bomb.len());
        for bytes in [age::encrypt(&quick("a passphrase"), &bomb).unwrap(), bomb] {
            let refused = unpacked(&bytes, "a passphrase").unwrap_err();
            assert!(refused.to_string().contains("times its size"), "{refused:#}");
        }
        // Nor does a part that is small in any backup.
        let mut archive = tar::Builder::new(zstd::Encoder::new(Vec::new(), 1).unwrap());
        let mut header = tar::Header::new_gnu();
        header.set_size(2 * MAX_SMALL_BYTES);
        header.set_cksum();
        archive.append_data(&mut header, MANIFEST, io::repeat(b' ').take(2 * MAX_SMALL_BYTES)).unwrap();
        let refused = unpacked(&archive.into_inner().unwrap().finish().unwrap(), "").unwrap_err();
        assert!(refused.to_string().contains(MANIFEST), "{refused:#}");
    }

    #[test]
    fn an_altered_backup_is_refused_or_unpacked_and_nothing_else() {
        let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/schema-2.tar.zst");
        let packed = fs::read(recorded).unwrap();
        let plain = zstd::stream::decode_all(packed.as_slice()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let outside = || fs::read_dir(folder.path()).unwrap().count();
        let try_one = |bytes: &[u8]| {
            let workspace = tempfile::tempdir_in(folder.path()).unwrap();
            let file = workspace.path().join("backup");
            let into = workspace.path().join("into");
            fs::create_dir(&into).unwrap();
            File::create(&file).unwrap().write_all(bytes).unwrap();
            drop(unpack(&file, &into, || Ok("a passphrase".to_owned().into())));
            assert_eq!(fs::read_dir(workspace.path()).unwrap().count(), 2);
            assert_eq!(outside(), 1);
        };
        let sealed = age::encrypt(&quick("a passphrase"), &packed).unwrap();
        Trial::asked().of("packed backups", 60, &[packed], try_one);
        Trial::asked().of("encrypted backups", 60, &[sealed], try_one);
        Trial::asked().of("backups", 60, &[plain], |bytes| {
            try_one(&zstd::stream::encode_all(bytes, 1).unwrap());
        });
    }
}
