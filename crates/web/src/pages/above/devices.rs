//! Devices 设备: who takes part, when each was last here; at the county also invitations and revocation.

use super::at::At;
use super::coverage::page_of;
use super::question::{Question, ask, is_sure};
use crate::pages::frame::{Door, Frame, answer, moment, since};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{Fields, in_address};
use crate::pages::writing::field;
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use cunbang_desk::Command;
use cunbang_desk::node::codes::{CODE_HOURS, CodeFor, CodeState, CodeView};
use cunbang_desk::node::devices::{DeviceState, DeviceView};
use cunbang_language::{Language, say};
use cunbang_model::Role;
use cunbang_report::{InvitationSheet, Invited};
use serde::Deserialize;
use std::cmp::Reverse;

/// What a county or township may have besides its node.
const INVITED: [Role; 2] = [Role::Inspector, Role::Reader];

/// How many devices a page shows.
const ON_A_PAGE: usize = 40;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// A part of a unit's name, a device's label or id, or the beginning of a unit's code.
    #[serde(default)]
    search: String,
    /// How many devices stand on the pages before.
    #[serde(default)]
    start: usize,
    /// A device that was revoked just now.
    #[serde(default)]
    revoked: String,
    /// A code that was cancelled just now.
    #[serde(default)]
    cancelled: String,
}

impl Asked {
    /// As a form asks for them.
    fn of(fields: &Fields) -> Self {
        let start = field(fields, "start").and_then(|start| start.parse().ok()).unwrap_or_default();
        Self { search: field(fields, "search").unwrap_or_default().to_owned(), start, ..Self::default() }
    }

    /// The address of the same search from a device on.
    fn address(&self, start: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("search", &self.search).append_pair("start", &start.to_string());
        format!("/devices?{}", query.finish())
    }
}

#[derive(Template)]
#[template(path = "pages/above/devices.html")]
struct DevicesPage {
    frame: Frame,
    asked: Asked,
    devices: Vec<DeviceLine>,
    /// Which of how many stand here.
    part: String,
    earlier: Option<String>,
    later: Option<String>,
    /// Codes and revocations are made at the county alone.
    is_county: bool,
    /// The codes that still work, and those that do not; each the newest first.
    codes: Vec<CodeLine>,
    former_codes: Vec<CodeLine>,
    places: Vec<(String, String)>,
    hours: i64,
    trouble: Option<String>,
    /// What was revoked just now, in a sentence.
    done: Option<String>,
}

struct DeviceLine {
    device: String,
    short: String,
    label: String,
    unit: String,
    role: String,
    state: String,
    class: &'static str,
    /// Whether it can be revoked: not the node itself.
    is_revocable: bool,
    seen: String,
}

struct CodeLine {
    id: String,
    unit: String,
    label: String,
    state: String,
    is_open: bool,
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    page(&at, asked, None).await
}

async fn page(at: &At, asked: Asked, trouble: Option<String>) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Settings, say!("devices-title"), "/devices").await?;
    let (desk, units, own_unit, now) = (at.desk(), at.units()?, at.own(), at.now());
    let itself = desk.replica().identity().certificate().device;
    let revoked = desk.devices().into_iter().find(|one| one.certificate.device.to_string() == asked.revoked);
    let done = revoked
        .filter(|one| one.state == DeviceState::Revoked)
        .map(|one| say!("device-revoked-done", label = one.certificate.label, unit = units.name(one.certificate.unit)));
    let contacts = desk.last_contacts().await?;
    let received = desk.last_received(own_unit).await?;
    let search = asked.search.trim();
    let is_searched = |one: &DeviceView| {
        let certificate = &one.certificate;
        units.name(certificate.unit).contains(search)
            || certificate.label.contains(search)
            || certificate.unit.as_str().starts_with(search)
            || certificate.device.to_string().starts_with(search)
    };
    let own = desk.devices().into_iter().filter(|one| one.certificate.unit.is_within(&own_unit) && is_searched(one));
    let own: Vec<DeviceView> = own.collect();
    let (shown, next) = page_of(&own, asked.start, ON_A_PAGE);
    let start = asked.start.min(own.len());
    let first = if shown.is_empty() { 0 } else { start + 1 };
    let part = say!("devices-part", first = first, last = start + shown.len(), devices = own.len());
    let devices = shown.iter().map(|one| {
        let certificate = &one.certificate;
        let (state, class) = match one.state {
            DeviceState::Enrolled => (say!("device-enrolled"), "good"),
            DeviceState::Expired => (say!("device-expired"), "wait"),
            DeviceState::Revoked => (say!("device-revoked"), "bad"),
        };
        // What never comes here itself comes through the node between: then what came says when it was last heard of.
        let seen = contacts.get(&certificate.device);
        let passed_on = received.get(&certificate.unit);
        DeviceLine {
            device: certificate.device.to_string(),
            short: certificate.device.to_string().chars().take(8).collect(),
            label: certificate.label.clone(),
            unit: units.name(certificate.unit),
            role: Language::first().pick(certificate.role.chinese(), certificate.role.as_str()).to_owned(),
            is_revocable: one.state == DeviceState::Enrolled && certificate.device != itself,
            state,
            class,
            seen: match (seen, passed_on) {
                (Some(at), _) => since(*at, now),
                (None, Some(at)) => say!("device-passed-on", time = since(*at, now)),
                (None, None) => "—".to_owned(),
            },
        }
    });
    let is_county = desk.check_is_county().is_ok();
    let mut codes = if is_county { desk.codes().await? } else { Vec::new() };
    codes.sort_by_key(|code| {
        let last = if let CodeState::Used(at) = code.state { at } else { code.expires_at };
        Reverse((last, code.id.to_string()))
    });
    let codes = codes.into_iter().map(|code| code_line(code, &units));
    let (codes, former_codes) = codes.partition(|code| code.is_open);
    let places = units.iter().filter(|unit| is_county && unit.code.is_within(&own_unit));
    answer(&DevicesPage {
        devices: devices.collect(),
        part,
        earlier: (start > 0).then(|| asked.address(start.saturating_sub(ON_A_PAGE))),
        later: next.map(|next| asked.address(next)),
        asked,
        is_county,
        codes,
        former_codes,
        places: places.map(|unit| (unit.code.to_string(), format!("{} {}", unit.code, unit.name))).collect(),
        hours: CODE_HOURS,
        trouble,
        done,
        frame,
    })
}

fn code_line(code: CodeView, units: &cunbang_model::UnitTree) -> CodeLine {
    CodeLine {
        id: code.id.to_string(),
        unit: units.name(code.unit),
        label: code.label,
        is_open: matches!(code.state, CodeState::Open | CodeState::Altered),
        state: match code.state {
            CodeState::Open => say!("code-open", time = moment(code.expires_at)),
            CodeState::Expired => say!("code-expired"),
            CodeState::Altered => say!("code-altered"),
            CodeState::Void => say!("code-void"),
            CodeState::Used(at) => say!("code-used", time = moment(at)),
            CodeState::Cancelled { reason, .. } => say!("code-cancelled", reason = reason),
        },
    }
}

/// Makes codes, and answers with the sheet that is printed: the codes can be shown this once.
pub(crate) async fn invite(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let under = at.unit_named(field(&fields, "under").unwrap_or_default())?;
    let units = at.units()?;
    let hours = field(&fields, "hours").and_then(|hours| hours.parse().ok()).filter(|hours| (1..=8760).contains(hours));
    let hours = hours.ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("invite-hours")))?;
    let for_all = field(&fields, "for") == Some("beneath");
    let wanted = if for_all {
        at.desk().units_with_terminals(under, field(&fields, "without_device").is_some())?
    } else {
        vec![under]
    };
    if wanted.is_empty() {
        return Err(Trouble::of(StatusCode::CONFLICT, say!("invite-nobody")));
    }
    // What is usual for a unit, a terminal or a node, needs no name.
    let role =
        match field(&fields, "role").filter(|_| !for_all) {
            Some(word) => Some(INVITED.into_iter().find(|role| role.as_str() == word).ok_or_else(|| {
                Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("invite-role-unknown", role = word))
            })?),
            None => None,
        };
    let wanted: Vec<CodeFor> = wanted.into_iter().map(|unit| CodeFor { unit, role, label: None }).collect();
    let made = at.desk().make_codes(at.operator(), &wanted, hours).await?;
    let address = field(&fields, "address").map(str::to_owned);
    let invited = made.iter().map(|one| Invited {
        unit: one.unit.to_string(),
        name: one.unit_name.clone(),
        parent: units.parent(one.unit).map(|above| units.name(above)),
        role: one.role,
        label: one.label.clone(),
        id: one.id.to_string(),
        code: one.code.to_string(),
        text: one.invitation(address.clone()),
        address: address.clone(),
        expires_at: moment(one.expires_at),
    });
    let sheet = InvitationSheet {
        county: units.title(),
        fingerprint: at.desk().authority_fingerprint(),
        invited: invited.collect(),
    };
    let html = sheet.html().map_err(|error| Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    Ok(([(header::CONTENT_SECURITY_POLICY, super::OF_A_SHEET)], Html(html)).into_response())
}

/// Cancels a code.
pub(crate) async fn cancel(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let (code, reason) = (field(&fields, "code").unwrap_or_default(), field(&fields, "reason").unwrap_or_default());
    at.desk().cancel_code(at.operator(), code, reason).await?;
    Ok(Redirect::to(&format!("/devices?cancelled={}#codes", in_address(code))).into_response())
}

/// Says what becomes of a device that is revoked.
async fn ask_to_revoke(at: &At, device: &str, fields: &Fields) -> Result<Response, Trouble> {
    let asked = Asked::of(fields);
    let units = at.units()?;
    let none = || Trouble::of(StatusCode::NOT_FOUND, say!("device-unknown"));
    let devices = at.desk().devices();
    let known = devices.iter().find(|one| one.certificate.device.to_string() == device).ok_or_else(none)?;
    let certificate = &known.certificate;
    let lines = vec![
        say!("revoke-will", label = certificate.label, unit = units.name(certificate.unit)),
        say!("revoke-nothing-more"),
        say!("revoke-what-stays"),
        say!("revoke-is-final"),
    ];
    let question = Question {
        door: Door::Settings,
        title: say!("revoke-question"),
        lines,
        action: "/devices/revoke".to_owned(),
        fields,
        button: say!("device-revoke-do"),
        back: asked.address(asked.start),
        instead: None,
    };
    ask(at, question).await
}

/// Revokes a device, with the reason.
pub(crate) async fn revoke(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let (device, reason) = (field(&fields, "device").unwrap_or_default(), field(&fields, "reason").unwrap_or_default());
    at.permit(Command::Devices).await?;
    let asked = Asked::of(&fields);
    if !is_sure(&fields) && !reason.is_empty() {
        return ask_to_revoke(&at, device, &fields).await;
    }
    match at.desk().revoke(at.operator(), device, reason).await {
        Ok(_) => {
            Ok(Redirect::to(&format!("{}&revoked={}", asked.address(asked.start), in_address(device))).into_response())
        }
        Err(error) => page(&at, asked, Some(error.to_string())).await,
    }
}
