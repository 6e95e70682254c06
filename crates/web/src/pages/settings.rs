//! Settings: who works here, passwords, language and print.

use super::Pages;
use super::frame::{Door, Frame, answer, moment};
use super::home::InQuery;
use super::trouble::Trouble;
use super::visitor::Visitor;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::{OperatorRole, Password, role_name};
use cunbang_language::say;
use cunbang_model::Period;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/settings.html")]
struct SettingsPage {
    frame: Frame,
    operators: Vec<OperatorLine>,
    device: String,
    version: &'static str,
    /// The roles to choose from, by word; none at a village's device, of which everyone is in charge.
    roles: Vec<(&'static str, String)>,
    /// Whether this is the desk of a unit above the villages.
    is_above: bool,
    /// What was typed of a new operator, and not kept.
    typed_operator: String,
    typed_role: String,
    /// What did not work among the operators, and with the password: each stands with its form.
    trouble: Option<String>,
    password_trouble: Option<String>,
}

/// What was typed, and did not work.
#[derive(Default)]
struct Typed {
    operator: String,
    role: String,
    trouble: Option<String>,
    password_trouble: Option<String>,
}

struct OperatorLine {
    name: String,
    role: &'static str,
    role_name: String,
    added: String,
    disabled: bool,
    altered: bool,
    is_me: bool,
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<InQuery>,
) -> Result<Response, Trouble> {
    page(&pages, &visitor, asked.or_usual(&pages).await?, Typed::default()).await
}

async fn page(pages: &Arc<Pages>, visitor: &Visitor, period: Period, typed: Typed) -> Result<Response, Trouble> {
    let frame = Frame::new(pages, visitor, period, Door::Settings, say!("door-settings"), "/settings").await?;
    let operators = pages.desk.operators().await?.into_iter().map(|operator| OperatorLine {
        is_me: operator.name == visitor.operator,
        role: operator.role.as_str(),
        role_name: role_name(operator.role),
        added: moment(operator.added_at),
        disabled: operator.disabled,
        altered: operator.altered.is_some(),
        name: operator.name,
    });
    let device = pages.desk.replica().device().to_string();
    answer(&SettingsPage {
        operators: operators.collect(),
        device,
        version: env!("CARGO_PKG_VERSION"),
        roles: if pages.is_village() {
            Vec::new()
        } else {
            OperatorRole::ALL.map(|role| (role.as_str(), role_name(role))).to_vec()
        },
        is_above: !pages.is_village(),
        typed_operator: typed.operator,
        typed_role: typed.role,
        trouble: typed.trouble,
        password_trouble: typed.password_trouble,
        frame,
    })
}

/// Back to the page where it worked, and else the page with what was typed, but for passwords.
async fn answer_to(
    pages: &Arc<Pages>,
    visitor: &Visitor,
    done: Result<(), Trouble>,
    typed: impl FnOnce(String) -> Typed,
) -> Result<Response, Trouble> {
    match done {
        Ok(()) => Ok(Redirect::to("/settings").into_response()),
        Err(trouble) => {
            let code = trouble.code();
            let mut answer =
                page(pages, visitor, pages.usual_period().await?, typed(trouble.message().to_owned())).await?;
            *answer.status_mut() = code;
            Ok(answer)
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct NewPassword {
    #[serde(default)]
    present: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    repeated: String,
}

/// Gives the operator at work another password.
pub(crate) async fn change_password(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Form(new): Form<NewPassword>,
) -> Result<Response, Trouble> {
    let done = if new.password == new.repeated {
        let (present, password) = (Password::from(new.present), Password::from(new.password));
        pages.desk.change_own_password(&visitor.session, &present, &password).await.map_err(Trouble::from)
    } else {
        Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("password-not-repeated")))
    };
    answer_to(&pages, &visitor, done, |said| Typed { password_trouble: Some(said), ..Typed::default() }).await
}

#[derive(Deserialize)]
pub(crate) struct NewOperator {
    #[serde(default)]
    operator: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    repeated: String,
}

/// Lets another operator work here.
pub(crate) async fn add_operator(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Form(new): Form<NewOperator>,
) -> Result<Response, Trouble> {
    let role = if new.role.is_empty() { OperatorRole::default() } else { role_named(&new.role)? };
    let done = if new.password == new.repeated {
        let password = Password::from(new.password);
        pages.desk.let_in(&visitor.operator, new.operator.trim(), role, &password).await.map_err(Trouble::from)
    } else {
        Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("password-not-repeated")))
    };
    let (operator, role) = (new.operator, new.role);
    answer_to(&pages, &visitor, done, |said| Typed { operator, role, trouble: Some(said), ..Typed::default() }).await
}

fn role_named(word: &str) -> Result<OperatorRole, Trouble> {
    OperatorRole::from_word(word)
        .ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("settings-role-unknown", word = word)))
}

#[derive(Deserialize)]
pub(crate) struct RoleFor {
    operator: String,
    #[serde(default)]
    role: String,
}

/// Gives another operator another role.
pub(crate) async fn give_role(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Form(given): Form<RoleFor>,
) -> Result<Response, Trouble> {
    let role = role_named(&given.role)?;
    let done = pages.desk.give_role(&visitor.operator, &given.operator, role).await.map_err(Trouble::from);
    answer_to(&pages, &visitor, done, |said| Typed { trouble: Some(said), ..Typed::default() }).await
}

#[derive(Deserialize)]
pub(crate) struct Named {
    operator: String,
}

/// Ends an operator's work here. What the operator wrote stays.
pub(crate) async fn disable_operator(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Form(named): Form<Named>,
) -> Result<Response, Trouble> {
    let done = pages.desk.shut_out(&visitor.operator, &named.operator).await.map_err(Trouble::from);
    answer_to(&pages, &visitor, done, |said| Typed { trouble: Some(said), ..Typed::default() }).await
}
