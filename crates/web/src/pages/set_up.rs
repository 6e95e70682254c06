//! The first start 首次设置: whoever has the sheet of an invitation types what stands on it, sees for which unit it is, and
//! confirms. Then this computer is enrolled, and its pages go on at the same address.
//!
//! The page is served before there is a node, so it knows no desk: what is done is [`SettingUp`]'s, which does it as the
//! command line does. The address that the program opens has a key that works once; the browser that brought it gets a
//! cookie, and nothing is shown without. What was typed is kept in memory until all is done.

mod form;

use super::frame::answer;
use super::guard;
use super::login::with_session;
use super::preferences::{self, Choice, Preferences, with_choice};
use super::style;
use super::trouble::{self, Trouble};
use crate::serving::{PageError, Serving};
use askama::Template;
use async_trait::async_trait;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Query, State};
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use cunbang_desk::people::operators::fit_operator;
use cunbang_desk::{Desk, OperatorError, Password};
use cunbang_language::{say, say_with};
use cunbang_model::{Role, clock};
use form::Sent;
use serde::Deserialize;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Where the page is.
pub const PATH: &str = "/setup";
/// The cookie of the browser that brought the key.
const COOKIE: &str = "setup";
/// The most that the form may bring: an invitation is a line, and the file that has one a page.
const MOST_BYTES: usize = 1 << 20;

/// What stands on an invitation, as it was typed, pasted or read from a file.
#[derive(Debug, Clone, Default)]
pub struct TypedInvitation {
    /// All that the QR code says, or the code alone.
    pub text: String,
    /// The address beside the code, where the code alone was typed.
    pub address: String,
}

/// What a code is for, to be shown before it is used.
#[derive(Debug, Clone)]
pub struct Invited {
    /// The unit's code.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// The name of the unit above it.
    pub parent_name: Option<String>,
    /// What this computer is to be.
    pub role: Role,
    /// What people will call it.
    pub label: String,
    /// Until when the code works, as the county's clocks show it.
    pub expires_at: String,
    /// The county, by its code.
    pub root: String,
    /// The fingerprint of the county's authority, hexadecimal.
    pub fingerprint: String,
    /// By how many seconds this computer's clock is ahead of the county's, negative where it is behind; none where they
    /// agree, or nothing is known of the county's.
    pub clock_ahead_seconds: Option<i64>,
}

impl Invited {
    /// That the clock is off, by how much, and how to set it.
    fn clock(&self) -> Option<String> {
        let ahead = self.clock_ahead_seconds?;
        let apart = ahead.unsigned_abs();
        Some(if ahead > 0 {
            say!("set-up-clock-ahead", apart = clock::apart_in_words(apart))
        } else {
            say!("set-up-clock-behind", apart = clock::apart_in_words(apart))
        })
    }
}

/// A field of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The invitation.
    Invitation,
    /// The address.
    Address,
    /// The operator's name.
    Operator,
    /// The password.
    Password,
    /// The password again.
    Repeated,
}

/// Why nothing was set up: what happened and what to do, in the reader's language.
#[derive(Debug, Clone)]
pub struct NotSetUp {
    /// The field that is meant, where it is one.
    pub field: Option<Field>,
    /// What to say.
    pub message: String,
}

impl NotSetUp {
    fn at(field: Field, message: String) -> Self {
        Self { field: Some(field), message }
    }
}

/// What the page has done.
#[async_trait]
pub trait SettingUp: Send + Sync + 'static {
    /// A new key for the address, which takes the place of the one before.
    fn new_key(&self) -> String;
    /// The invitation that stands in a file, as people type it.
    fn in_file(&self, text: &str) -> Result<String, NotSetUp>;
    /// Asks what an invitation is for; the code stays as it is.
    async fn look(&self, invitation: &TypedInvitation) -> Result<Invited, NotSetUp>;
    /// Enrols this computer with its first operator, and exchanges with the node above once. Gives the desk of the node
    /// that there is now. Where it fails, the same can be tried again.
    async fn join(
        &self,
        invitation: &TypedInvitation,
        operator: &str,
        password: &Password,
    ) -> Result<Arc<Desk>, NotSetUp>;
}

/// What was typed, and how far it has come.
#[derive(Debug, Default)]
struct Progress {
    invitation: TypedInvitation,
    operator: String,
    password: Option<Password>,
    invited: Option<Invited>,
    refused: Option<NotSetUp>,
}

/// The page of the first start.
pub struct SetUpPages {
    work: Arc<dyn SettingUp>,
    /// The key that the next browser has to bring.
    key: Mutex<String>,
    /// What the browser brings after that, and its forms.
    session: String,
    token: String,
    progress: Mutex<Progress>,
    /// One does it at a time; the cookies of whoever is logged in once it is done.
    joined: tokio::sync::Mutex<Option<CookieJar>>,
    done: watch::Sender<bool>,
}

impl std::fmt::Debug for SetUpPages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetUpPages").finish_non_exhaustive()
    }
}

impl SetUpPages {
    /// The page over what it has done. `key` is in the address that is opened first; `session` and `token` are random, for
    /// the cookie and the forms.
    pub fn new(work: Arc<dyn SettingUp>, key: String, session: String, token: String) -> Self {
        let (done, _) = watch::channel(false);
        Self {
            work,
            key: Mutex::new(key),
            session,
            token,
            progress: Mutex::default(),
            joined: tokio::sync::Mutex::default(),
            done,
        }
    }

    /// Tells when this computer is set up.
    pub fn done(&self) -> watch::Receiver<bool> {
        self.done.subscribe()
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the browser is one that has brought a key.
    fn knows(&self, cookies: &CookieJar) -> bool {
        cookies.get(COOKIE).is_some_and(|cookie| cookie.value() == self.session)
    }

    /// Takes a key, which does not work again.
    fn takes(&self, key: &str) -> bool {
        let mut current = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = *current == key;
        if is_it {
            *current = self.work.new_key();
        }
        is_it
    }
}

/// Serves the page on a listener, which the node's own pages go on with later.
pub fn serve(listener: TcpListener, pages: Arc<SetUpPages>) -> Result<Serving, PageError> {
    Serving::on(listener, "pages", |bound, _| routes(bound, pages))
}

fn routes(bound: SocketAddr, pages: Arc<SetUpPages>) -> Router {
    Router::new()
        .route("/", get(begin))
        .route(PATH, get(show).post(take))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .route("/style.css", get(style::css))
        .fallback(trouble::no_such_page)
        .with_state(pages)
        .layer(middleware::from_fn(preferences::speak))
        .layer(middleware::from_fn(move |request, next| guard::check(bound, request, next)))
}

#[derive(Template)]
#[template(path = "pages/set_up.html")]
struct SetUpPage {
    preferences: Preferences,
    /// What forms bring along; none for a browser that has brought no key.
    token: Option<String>,
    invitation: TypedInvitation,
    operator: String,
    has_password: bool,
    invited: Option<Invited>,
    /// The fingerprint in groups of four digits.
    fingerprint: String,
    refused: Option<NotSetUp>,
}

impl SetUpPage {
    #[allow(clippy::unused_self)] // as templates ask
    fn say(&self, key: &str) -> String {
        say_with(key, &[])
    }

    /// What a field that was refused bears, and where the keyboard is.
    fn mark(&self, name: &str) -> &'static str {
        let wrong = self.refused.as_ref().map(|refused| refused.field.map(Field::name));
        match wrong {
            Some(Some(field)) if field == name => " aria-invalid=\"true\" aria-describedby=\"refused\" autofocus",
            None if name == Field::Invitation.name() => " autofocus",
            _ => "",
        }
    }

    fn role(&self) -> String {
        let role = self.invited.as_ref().map_or(Role::Terminal, |invited| invited.role);
        role.named().to_string()
    }
}

impl Field {
    /// As the form has it.
    const fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Address => "address",
            Self::Operator => "operator",
            Self::Password => "password",
            Self::Repeated => "repeated",
        }
    }
}

#[derive(Deserialize)]
struct Asked {
    key: Option<String>,
}

/// Leads to the page, or on to the node's own.
async fn begin(State(pages): State<Arc<SetUpPages>>) -> Response {
    if *pages.done.borrow() { to_the_node() } else { Redirect::to(PATH).into_response() }
}

/// Leads to the node's own pages: the next request waits for them at the listener. A browser may have had a second
/// connection open here, by which it asks again; it is sent away from there until it knocks anew.
fn to_the_node() -> Response {
    ([(header::CONNECTION, "close")], Redirect::to("/")).into_response()
}

/// Shows how far it has come.
async fn show(
    State(pages): State<Arc<SetUpPages>>,
    preferences: Preferences,
    cookies: CookieJar,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    if *pages.done.borrow() {
        return Ok(to_the_node());
    }
    if let Some(key) = asked.key {
        if !pages.knows(&cookies) && !pages.takes(&key) {
            return page(preferences, None, &Progress::default());
        }
        let cookie = Cookie::build((COOKIE, pages.session.clone())).path(PATH).http_only(true);
        let cookies = cookies.add(cookie.same_site(SameSite::Strict).build());
        return Ok((cookies, Redirect::to(PATH)).into_response());
    }
    let token = pages.knows(&cookies).then(|| pages.token.clone());
    let progress = pages.progress();
    if token.is_none() { page(preferences, None, &Progress::default()) } else { page(preferences, token, &progress) }
}

fn page(preferences: Preferences, token: Option<String>, progress: &Progress) -> Result<Response, Trouble> {
    let Progress { invitation, operator, password, invited, refused } = progress;
    let digits: Vec<char> = invited.iter().flat_map(|invited| invited.fingerprint.chars()).collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    answer(&SetUpPage {
        preferences,
        token,
        invitation: invitation.clone(),
        operator: operator.clone(),
        has_password: password.is_some(),
        invited: invited.clone(),
        fingerprint: groups.join(" "),
        refused: refused.clone(),
    })
}

/// Takes what was typed or confirmed, and sends the browser to what came of it.
async fn take(State(pages): State<Arc<SetUpPages>>, cookies: CookieJar, form: Multipart) -> Result<Response, Trouble> {
    let sent = Sent::read(form).await?;
    if !pages.knows(&cookies) || sent.token != pages.token {
        return Err(Trouble::of(StatusCode::FORBIDDEN, say!("set-up-stale")));
    }
    let here = || Redirect::to(PATH).into_response();
    if sent.does("join") {
        return confirm(&pages, cookies).await;
    }
    if sent.does("back") {
        let mut progress = pages.progress();
        (progress.invited, progress.refused) = (None, None);
        return Ok(here());
    }
    let opened = keep(&pages, &sent);
    if sent.language.is_some() || sent.print.is_some() {
        // What was refused was said in the other language.
        pages.progress().refused = None;
        let choice = Choice { language: sent.language, print: sent.print, ..Choice::default() };
        return Ok((with_choice(cookies, choice), here()).into_response());
    }
    let looked = match opened {
        Ok(()) => look(&pages, &sent).await,
        Err(refused) => Err(refused),
    };
    let mut progress = pages.progress();
    match looked {
        Ok(invited) => (progress.invited, progress.refused) = (Some(invited), None),
        Err(refused) => progress.refused = Some(refused),
    }
    Ok(here())
}

/// Keeps what was typed, whatever becomes of it. A password that is kept already need not be typed again. Of a file that was
/// opened the invitation is kept, or it is said why there is none.
fn keep(pages: &SetUpPages, sent: &Sent) -> Result<(), NotSetUp> {
    if sent.is_confirmation {
        return Ok(());
    }
    let mut progress = pages.progress();
    progress.invitation = sent.invitation.clone();
    progress.operator.clone_from(&sent.operator);
    if !sent.password.is_empty() {
        let (typed, again) = (Password::from(sent.password.clone()), Password::from(sent.repeated.clone()));
        progress.password = typed.is_same_as(&again).then_some(typed);
    }
    if !sent.file.trim().is_empty() {
        progress.invitation.text = pages.work.in_file(&sent.file)?;
    }
    Ok(())
}

/// Looks at all that was typed, and asks what the invitation is for.
async fn look(pages: &SetUpPages, sent: &Sent) -> Result<Invited, NotSetUp> {
    let (invitation, operator, password) = {
        let progress = pages.progress();
        (progress.invitation.clone(), progress.operator.clone(), progress.password.clone())
    };
    if invitation.text.trim().is_empty() {
        return Err(NotSetUp::at(Field::Invitation, say!("set-up-no-invitation")));
    }
    if sent.operator.trim().is_empty() {
        return Err(NotSetUp::at(Field::Operator, say!("set-up-no-name")));
    }
    let Some(password) = password else {
        let said = if sent.password.is_empty() { say!("set-up-no-password") } else { say!("password-not-repeated") };
        return Err(NotSetUp::at(Field::Password, said));
    };
    fits(pages, Role::Reader, &operator, &password)?;
    let invited = pages.work.look(&invitation).await?;
    // At a village it is a person who signs, and no office: known once it is known for whom the invitation is.
    fits(pages, invited.role, &operator, &password)?;
    Ok(invited)
}

/// Whether name and password may be those of an operator; a password that may not is not kept.
fn fits(pages: &SetUpPages, role: Role, operator: &str, password: &Password) -> Result<(), NotSetUp> {
    let Err(error) = fit_operator(role, operator, password) else { return Ok(()) };
    let field = if matches!(error, OperatorError::Password(_)) { Field::Password } else { Field::Operator };
    if field == Field::Password {
        pages.progress().password = None;
    }
    Err(NotSetUp::at(field, error.to_string()))
}

/// Sets this computer up, logs its operator in and leads to the pages.
async fn confirm(pages: &SetUpPages, cookies: CookieJar) -> Result<Response, Trouble> {
    let mut joined = pages.joined.lock().await;
    if joined.is_none() {
        let (invitation, operator, password) = {
            let progress = pages.progress();
            (progress.invitation.clone(), progress.operator.trim().to_owned(), progress.password.clone())
        };
        let Some(password) = password.filter(|_| pages.progress().invited.is_some()) else {
            return Ok(Redirect::to(PATH).into_response());
        };
        match pages.work.join(&invitation, &operator, &password).await {
            Err(refused) => {
                let mut progress = pages.progress();
                if refused.field.is_some() {
                    progress.invited = None;
                }
                progress.refused = Some(refused);
                return Ok(Redirect::to(PATH).into_response());
            }
            Ok(desk) => {
                let cookies = cookies.clone().remove(Cookie::build((COOKIE, "")).path(PATH).build());
                let entered = match desk.log_in(&operator, &password).await {
                    Ok(session) => with_session(cookies.clone(), &desk, &operator, session.as_str().to_owned()).await,
                    Err(error) => Err(error),
                };
                // Whoever could not be logged in here is asked for the password by the pages.
                *joined = Some(entered.unwrap_or(cookies));
            }
        }
    }
    let cookies = joined.clone().unwrap_or_default();
    pages.done.send_replace(true);
    Ok((cookies, to_the_node()).into_response())
}
