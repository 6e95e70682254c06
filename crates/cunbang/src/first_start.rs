//! The first start without a command line: a page that sets up this folder's terminal as `cunbang init terminal` does,
//! and the same process that then serves it at the same address.

use crate::command::enrol::{self, county_time};
use crate::command::first_operator::FirstOperator;
use crate::command::init::joining::{self, Joining, Settings};
use crate::command::open::browse;
use crate::command::serve::{self, Listeners};
use crate::context::Context;
use crate::folder_lock::FolderLock;
use crate::opening;
use crate::pages_address::{PagesAddress, USUAL};
use crate::printing;
use crate::stopping::Stopping;
use anyhow::Context as _;
use async_trait::async_trait;
use cunbang_desk::node::code_look::CodeStanding;
use cunbang_desk::{Desk, Password};
use cunbang_identity::{IdentityFiles, Invitation, InvitationError, make_private_folder};
use cunbang_language::say;
use cunbang_model::Role;
use cunbang_sync::{LookedAt, SyncError, Upstream};
use cunbang_web::pages::set_up::{self, Field, Invited, NotSetUp, SetUpPages, SettingUp, TypedInvitation};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where the health page is unless that is taken.
const HEALTH: &str = "127.0.0.1:7480";
/// A file in the folder with the address of the page, as long as it is open: whoever starts the program again is led there.
const FILE: &str = "first-start.txt";
/// Bytes of a key, a cookie or a form's token.
const KEY_BYTES: usize = 20;
/// How long the first exchange may take before the pages come all the same.
const FIRST_SYNC: Duration = Duration::from_secs(20);

/// Serves the page, and then the node that it has set up.
pub(crate) async fn run(only_print: bool, context: &Context) -> anyhow::Result<()> {
    // From here on: whoever sees the page may have enough of it at any moment.
    let mut stopping = Stopping::listen()?;
    let place = Place::take(context.directory());
    if place.is_elsewhere {
        return again(context.directory(), only_print);
    }
    let listener = listen(USUAL)?;
    let address = PagesAddress::of_listener(&listener)?;
    let work = Arc::new(Work { context: context.clone(), address, health: Held::default(), file: place.file() });
    let (key, session, token) = (work.new_key(), work.random()?, work.random()?);
    let pages = Arc::new(SetUpPages::new(Arc::clone(&work) as Arc<dyn SettingUp>, key.clone(), session, token));
    let mut done = pages.done();
    // The listener stays open when the page ends: the browser's next request waits there for the node's own pages.
    let serving = set_up::serve(listener.try_clone()?, pages)?;
    browse(&address_with(address.address(), &key), only_print)?;
    printing::note(&say!("first-start-waits"));
    let stopped = tokio::select! {
        _ = done.wait_for(|done| *done) => false,
        () = stopping.told() => true,
    };
    serving.shutdown().await;
    place.leave();
    if stopped {
        return Ok(());
    }
    // Set up with stores of its own; the node opens them anew.
    context.close().await;
    let listeners = Listeners { pages: Some(listener), health: work.health.take() };
    serve::run_on(listeners, stopping, context).await
}

/// The page is open already: leads there.
fn again(directory: &Path, only_print: bool) -> anyhow::Result<()> {
    let address = fs::read_to_string(directory.join(FILE)).unwrap_or_default();
    if address.trim().is_empty() {
        // Another process has what is in the folder, and no page of this kind.
        drop(FolderLock::take(directory)?);
        return Err(crate::exit::not_yet(say!("first-start-under-way")));
    }
    browse(address.trim(), only_print)
}

/// A listener at the usual address of this machine, or at another port where that is taken.
fn listen(usual: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(usual)
        .or_else(|_| TcpListener::bind("127.0.0.1:0"))
        .with_context(|| say!("first-start-no-port", usual = usual))
}

/// A listener that is kept from when its address is chosen: no other program takes that meanwhile.
#[derive(Debug, Default)]
struct Held(Mutex<Option<TcpListener>>);

impl Held {
    /// Its address: the usual one or, where that is taken, another port; the same each time.
    fn address(&self, usual: &str) -> anyhow::Result<SocketAddr> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let listener = match held.take() {
            Some(listener) => listener,
            None => listen(usual)?,
        };
        Ok(held.insert(listener).local_addr()?)
    }

    fn take(&self) -> Option<TcpListener> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn address_with(address: SocketAddr, key: &str) -> String {
    format!("http://{address}{}?key={key}", set_up::PATH)
}

/// The folder that is to become a node's, as long as the page is open. What of it was not there before goes with the page.
struct Place {
    directory: PathBuf,
    was_there: bool,
    lock: Option<FolderLock>,
    /// Whether another process has the folder.
    is_elsewhere: bool,
}

impl Place {
    /// Takes it. Where nothing can be written there, the page says so when it is to be used.
    fn take(directory: &Path) -> Self {
        let was_there = directory.exists();
        let is_there = make_private_folder(directory).is_ok();
        let (lock, is_elsewhere) = match is_there.then(|| FolderLock::take_if_free(directory)) {
            Some(Ok(None)) => (None, true),
            Some(Ok(lock)) => (lock, false),
            Some(Err(_)) | None => (None, false),
        };
        Self { directory: directory.to_owned(), was_there, lock, is_elsewhere }
    }

    fn file(&self) -> PathBuf {
        self.directory.join(FILE)
    }

    fn leave(self) {
        let _ = fs::remove_file(self.file());
        let has_lock = self.lock.is_some();
        drop(self.lock);
        if has_lock && !crate::configuration::Configuration::exists(&self.directory) {
            let _ = fs::remove_file(FolderLock::path(&self.directory));
        }
        if !self.was_there {
            // Only an empty one goes.
            let _ = fs::remove_dir(&self.directory);
        }
    }
}

/// What the page has done.
struct Work {
    context: Context,
    address: PagesAddress,
    health: Held,
    file: PathBuf,
}

impl Work {
    fn random(&self) -> anyhow::Result<String> {
        let mut bytes = [0; KEY_BYTES];
        self.context.randomness.fill(&mut bytes)?;
        Ok(BASE32_NOPAD.encode(&bytes))
    }

    fn files(&self) -> IdentityFiles {
        IdentityFiles::new(self.context.directory().join("identity"))
    }

    fn joining(invitation: &TypedInvitation) -> Result<Joining, NotSetUp> {
        let read = read(&invitation.text)?;
        let typed: String = invitation.address.chars().map(plain).filter(|one| !one.is_whitespace()).collect();
        let upstream = Some(typed).filter(|typed| !typed.is_empty());
        let at_address = |message: String| NotSetUp { field: Some(Field::Address), message };
        if upstream.is_none() && read.address.is_none() {
            return Err(at_address(say!("first-start-no-address")));
        }
        // The code says what this computer is to be, and it was shown.
        let (unit, label, role, root) = (None, None, None, None);
        let joining = Joining { invitation: read, upstream, unit, label, role, root, second_upstreams: Vec::new() };
        joining.address().map_err(|error| at_address(printing::said(&error)))?;
        Ok(joining)
    }

    async fn looked(&self, joining: &Joining) -> anyhow::Result<LookedAt> {
        enrol::look(&self.files(), &joining.address()?, &joining.invitation.code, &self.context).await
    }

    /// Whether something can be written where the node is to be.
    fn check_folder(&self) -> Result<(), NotSetUp> {
        let directory = self.context.directory();
        let was_there = directory.exists();
        let tried = make_private_folder(directory).and_then(|()| tempfile::tempfile_in(directory));
        if !was_there {
            let _ = fs::remove_dir(directory);
        }
        let folder = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
        tried.map(drop).map_err(|error| NotSetUp {
            field: None,
            message: say!(
                "first-start-not-writable",
                folder = folder.display(),
                error = cunbang_language::of_machine(&error)
            ),
        })
    }
}

/// The invitation in a text.
fn read(text: &str) -> Result<Invitation, NotSetUp> {
    Invitation::in_text(text).map_err(|fault| {
        let message = match fault {
            InvitationError::NoCode => say!("first-start-not-whole"),
            other => other.to_string(),
        };
        NotSetUp { field: Some(Field::Invitation), message }
    })
}

/// A full-width sign as the plain one.
fn plain(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        '。' => '.',
        other => other,
    }
}

fn failed(error: &anyhow::Error) -> NotSetUp {
    tracing::info!(error = printing::said(error), "not set up");
    NotSetUp { field: None, message: printing::said(error) }
}

/// Why nobody was reached at the address. This computer is no terminal yet and can do nothing by itself: what was typed stays,
/// the address can be corrected, and the code is not used.
fn not_reached(error: &anyhow::Error, joining: &Joining) -> NotSetUp {
    let reason = error.chain().find_map(|cause| match cause.downcast_ref::<SyncError>()? {
        SyncError::Unreachable { reason, .. } | SyncError::TurnedAway { reason, .. } | SyncError::Broken(reason) => {
            Some(reason.clone())
        }
        _ => None,
    });
    let (Some(reason), Ok(address)) = (reason, joining.address()) else { return failed(error) };
    tracing::info!(error = printing::said(error), "not set up");
    NotSetUp {
        field: Some(Field::Address),
        message: say!("first-start-not-reached", address = address, reason = reason),
    }
}

/// What a code that does not work says to whoever holds it.
fn refusal(standing: &CodeStanding) -> Option<String> {
    Some(match standing {
        CodeStanding::Open => return None,
        CodeStanding::Used => say!("first-start-used"),
        CodeStanding::Expired => say!("first-start-expired"),
        CodeStanding::Cancelled(cancelled) => say!("first-start-cancelled", reason = cancelled.reason),
        CodeStanding::Void | CodeStanding::Former => say!("first-start-void"),
        CodeStanding::Doubtful => say!("first-start-doubtful"),
        CodeStanding::Unknown => say!("first-start-unknown"),
        CodeStanding::Elsewhere => say!("first-start-elsewhere"),
    })
}

#[async_trait]
impl SettingUp for Work {
    fn new_key(&self) -> String {
        let key = self.random().unwrap_or_default();
        let address = address_with(self.address.address(), &key);
        // Where it cannot be written, nobody is led there; the browser that is open goes on.
        let _ = printing::write_hidden_file(&self.file, address.as_bytes());
        key
    }

    fn in_file(&self, text: &str) -> Result<String, NotSetUp> {
        match Invitation::in_text(text) {
            Ok(_) | Err(InvitationError::Several(_)) => read(text).map(|invitation| invitation.to_string()),
            Err(_) => Err(NotSetUp { field: Some(Field::Invitation), message: say!("first-start-file") }),
        }
    }

    async fn look(&self, invitation: &TypedInvitation) -> Result<Invited, NotSetUp> {
        let joining = Self::joining(invitation)?;
        self.check_folder()?;
        let looked = self.looked(&joining).await.map_err(|error| not_reached(&error, &joining))?;
        if let Some(message) = refusal(&looked.look.standing) {
            return Err(NotSetUp { field: Some(Field::Invitation), message });
        }
        let field = Some(Field::Invitation);
        let Some(purpose) = looked.look.purpose else {
            return Err(NotSetUp { field, message: say!("first-start-unknown") });
        };
        if purpose.role == Role::Node {
            return Err(NotSetUp { field, message: say!("first-start-node", unit = purpose.unit_name) });
        }
        Ok(Invited {
            unit: purpose.unit.to_string(),
            unit_name: purpose.unit_name,
            parent_name: purpose.parent_name,
            role: purpose.role,
            label: purpose.label,
            expires_at: county_time(purpose.expires_at),
            root: looked.root.to_string(),
            fingerprint: HEXLOWER.encode(&looked.authority),
            clock_ahead_seconds: looked.clock_ahead_seconds,
        })
    }

    async fn join(
        &self,
        invitation: &TypedInvitation,
        operator: &str,
        password: &Password,
    ) -> Result<Arc<Desk>, NotSetUp> {
        let joining = Self::joining(invitation)?;
        let first = FirstOperator::Named { name: operator.to_owned(), password: password.clone() };
        let health = self.health.address(HEALTH).map_err(|error| failed(&error))?;
        let settings = Settings { listen: None, health, pages: Some(self.address), store: None };
        let joined = joining::join(&joining, settings, &first, &self.context).await;
        // What the invitation is for was shown, and stays on the page: it is confirmed once more when the network is back.
        joined.map_err(|error| NotSetUp { field: None, ..not_reached(&error, &joining) })?;
        let opened = opening::node(&self.context).await.map_err(|error| failed(&error))?;
        if let Some(entry) = opened.configuration.upstreams.first()
            && let Ok(upstream) = Upstream::new(Arc::clone(&opened.node), entry.to_address())
            && !matches!(tokio::time::timeout(FIRST_SYNC, upstream.sync()).await, Ok(Ok(_)))
        {
            tracing::info!("the first exchange is left to the node");
        }
        Ok(opened.desk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_identity::EnrolmentCode;

    #[test]
    fn an_address_is_held_from_when_it_is_chosen() {
        let usual = listen("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let (first, second) = (Held::default(), Held::default());
        let chosen = first.address(&usual).unwrap();
        assert_eq!(chosen.to_string(), usual);
        assert_ne!(second.address(&usual).unwrap(), chosen);
        assert_eq!(first.address(&usual).unwrap(), chosen);
        assert_eq!(first.take().unwrap().local_addr().unwrap(), chosen);
        assert!(first.take().is_none());
    }

    fn typed(text: &str, address: &str) -> Result<Joining, NotSetUp> {
        Work::joining(&TypedInvitation { text: text.to_owned(), address: address.to_owned() })
    }

    #[test]
    fn what_stands_on_the_sheet_is_read_in_every_way() {
        let code = EnrolmentCode { secret: [7; 10], ca_fingerprint: [9; 16] };
        let invitation = Invitation { address: Some("township.example:7443".to_owned()), code };
        let address = |text: &str, typed_address: &str| typed(text, typed_address).unwrap().address().unwrap();
        assert_eq!(address(&invitation.to_string(), ""), "township.example:7443");
        assert_eq!(address(&code.to_string(), "township.example：7443"), "township.example:7443");
        assert_eq!(address(&invitation.to_string(), "10.0.0.1:7443"), "10.0.0.1:7443");
        for (text, typed_address, field) in [
            (code.to_string(), "", Field::Address),
            (code.to_string(), "township", Field::Address),
            ("K7Q2".to_owned(), "", Field::Invitation),
            ("cunbang:township.example:7443".to_owned(), "", Field::Invitation),
            (String::new(), "", Field::Invitation),
        ] {
            assert_eq!(typed(&text, typed_address).unwrap_err().field, Some(field), "{text} {typed_address}");
        }
    }

    #[test]
    fn a_folder_is_left_as_it_was() {
        let place = tempfile::tempdir().unwrap();
        let fresh = place.path().join("fresh");
        let taken = Place::take(&fresh);
        assert!(!taken.is_elsewhere && fresh.exists());
        assert!(Place::take(&fresh).is_elsewhere, "one page to a folder");
        fs::write(taken.file(), "http://127.0.0.1:1/setup?key=X").unwrap();
        taken.leave();
        assert!(!fresh.exists());
    }
}
