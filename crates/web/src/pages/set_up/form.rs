//! What the form of the first start brings. It may bring a file, so it comes in parts.

use super::TypedInvitation;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::within_patience;
use axum::extract::Multipart;
use axum::http::StatusCode;
use cunbang_language::say;

/// What was sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub(super) token: String,
    pub(super) invitation: TypedInvitation,
    /// What stands in the file that was opened.
    pub(super) file: String,
    pub(super) operator: String,
    pub(super) password: String,
    pub(super) repeated: String,
    pub(super) language: Option<String>,
    pub(super) print: Option<String>,
    /// Whether it is the page that shows what the code is for, which has no fields.
    pub(super) is_confirmation: bool,
    does: Option<String>,
}

impl Sent {
    /// Reads the parts; what has no name here is passed over.
    pub(super) async fn read(mut form: Multipart) -> Result<Self, Trouble> {
        let broken = |_| Trouble::of(StatusCode::BAD_REQUEST, say!("set-up-broken"));
        let mut sent = Self { is_confirmation: true, ..Self::default() };
        while let Some(part) = within_patience(form.next_field()).await?.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            let bytes = within_patience(part.bytes()).await?.map_err(broken)?;
            let value = String::from_utf8_lossy(&bytes).into_owned();
            match name.as_str() {
                "token" => sent.token = value,
                "invitation" => (sent.invitation.text, sent.is_confirmation) = (value, false),
                "file" => sent.file = value,
                "address" => sent.invitation.address = value.trim().to_owned(),
                "operator" => sent.operator = value,
                "password" => sent.password = value,
                "repeated" => sent.repeated = value,
                "language" => sent.language = Some(value),
                "print" => sent.print = Some(value),
                "do" => sent.does = Some(value),
                _ => {}
            }
        }
        Ok(sent)
    }

    /// Whether the button of that name was pressed.
    pub(super) fn does(&self, what: &str) -> bool {
        self.does.as_deref() == Some(what)
    }
}
