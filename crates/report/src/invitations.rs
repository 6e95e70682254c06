//! The sheet that is handed out with enrolment codes: a page of A4 for each device, with its code to type, a QR code of
//! the same to photograph with a reader, and what to do. Self-contained, as the ranking's page.

use crate::export::ExportError;
use askama::Template;
use cunbang_model::Role;
use cunbang_model::shown::in_lines;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// How wide the white margin of a QR code is, in modules, as its standard asks for.
const QUIET_ZONE: usize = 4;

/// Codes that are handed out together.
#[derive(Debug, Clone)]
pub struct InvitationSheet {
    /// Whose codes these are.
    pub county: String,
    /// The fingerprint of the county's authority, as the first start shows it for comparing.
    pub fingerprint: String,
    /// A page each.
    pub invited: Vec<Invited>,
}

/// A device to be, and its code.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Its unit's code.
    pub unit: String,
    /// The unit's name.
    pub name: String,
    /// The name of the unit above it.
    pub parent: Option<String>,
    /// What it will be.
    pub role: Role,
    /// What people will call it.
    pub label: String,
    /// What the county names the code by.
    pub id: String,
    /// The code, in groups with dashes between them.
    pub code: String,
    /// What the QR code says.
    pub text: String,
    /// The address to enrol through; where it is not known, a line is left for it.
    pub address: Option<String>,
    /// Until when the code works, as the county's clocks show it.
    pub expires_at: String,
}

#[derive(Template)]
#[template(path = "invitations.html")]
struct Sheet<'a> {
    county: &'a str,
    fingerprint: &'a str,
    pages: Vec<Page<'a>>,
}

struct Page<'a> {
    invited: &'a Invited,
    /// The unit between the county and its own.
    parent: Option<&'a str>,
    role: &'static str,
    qr: String,
    /// The code's groups, each in two halves.
    groups: Vec<(&'a str, &'a str)>,
    command: String,
    /// Whether the page of the first start can do it: what people sit at, and no node that others sync with.
    has_people: bool,
}

impl InvitationSheet {
    /// The sheet as HTML.
    pub fn html(&self) -> Result<String, ExportError> {
        let pages = self.invited.iter().map(|one| page(one, &self.county)).collect::<Result<_, _>>()?;
        let sheet = Sheet { county: &self.county, fingerprint: &self.fingerprint, pages }.render()?;
        Ok(in_lines(&sheet).into_owned())
    }
}

fn page<'a>(invited: &'a Invited, county: &str) -> Result<Page<'a>, ExportError> {
    let what = if invited.role == Role::Node { "township" } else { "terminal" };
    let address = invited.address.as_deref().unwrap_or("联网地址");
    Ok(Page {
        invited,
        parent: invited.parent.as_deref().filter(|parent| *parent != county),
        role: invited.role.chinese(),
        qr: qr(&invited.text)?,
        groups: invited.code.split('-').map(|group| group.split_at(group.len() / 2)).collect(),
        command: format!("cunbang init {what} --upstream {address} --code -"),
        has_people: matches!(invited.role, Role::Terminal | Role::Inspector),
    })
}

/// A QR code as SVG: one path, a row of dark modules each a stroke.
fn qr(text: &str) -> Result<String, ExportError> {
    let code =
        QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| ExportError::Qr(error.to_string()))?;
    let (width, modules) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                let _ = write!(path, "M{} {}h{}v1h-{}z", x + QUIET_ZONE, y + QUIET_ZONE, run.len(), run.len());
            }
            x += run.len();
        }
    }
    let side = width + 2 * QUIET_ZONE;
    Ok(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"二维码 QR code\" shape-rendering=\"crispEdges\"><path d=\"M0 0h{side}v{side}h-{side}z\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invited(name: &str, address: Option<&str>) -> Invited {
        let code = "K7Q2M9XD-00000000-11111111-22222222-33333333-44444444";
        Invited {
            unit: "330522103202".to_owned(),
            name: name.to_owned(),
            parent: Some("洪桥镇".to_owned()),
            role: Role::Terminal,
            label: "长平村 终端".to_owned(),
            id: "8c1f-02ab".to_owned(),
            code: code.to_owned(),
            text: format!("cunbang:township.example:7443/{code}"),
            address: address.map(str::to_owned),
            expires_at: "2026-12-05 09:00".to_owned(),
        }
    }

    const FINGERPRINT: &str = "8c1f 02ab 3344 5566";

    #[test]
    fn a_page_for_each_with_all_that_is_needed() {
        let sheet = InvitationSheet {
            county: "长兴县".to_owned(),
            fingerprint: FINGERPRINT.to_owned(),
            invited: vec![invited("长平村", Some("township.example:7443")), invited("<b>胥仓村", None)],
        };
        let html = sheet.html().unwrap();
        assert_eq!(html.matches("<section").count(), 2);
        assert_eq!(html.matches("<svg").count(), 2);
        assert_eq!(html.matches(FINGERPRINT).count(), 2, "each page has what the first start asks to compare");
        for word in [
            "--code -",
            "cunbang serve",
            "cunbang open",
            "长平村",
            "洪桥镇",
            "township.example:7443",
            "2026-12-05 09:00",
            "8c1f-02ab",
            "K7Q2",
            "M9XD",
        ] {
            assert!(html.contains(word), "{word}");
        }
        assert!(html.contains("&#60;b&#62;胥仓村") && !html.contains("<b>胥仓村"), "names are text");
        // Nothing is fetched, and nothing runs.
        for no in ["http://", "https://", "<script", "url("] {
            assert!(!html.contains(no), "{no}");
        }
        assert_eq!(html, sheet.html().unwrap());
    }

    #[test]
    fn whoever_sits_at_it_is_told_of_the_page_and_a_node_of_the_command() {
        let sheet = |role| {
            let invited = vec![Invited { role, ..invited("长平村", Some("township.example:7443")) }];
            let (county, fingerprint) = ("长兴县".to_owned(), FINGERPRINT.to_owned());
            InvitationSheet { county, fingerprint, invited }.html().unwrap()
        };
        let whole = "cunbang:township.example:7443/K7Q2M9XD-";
        assert!(sheet(Role::Terminal).contains(whole) && sheet(Role::Terminal).contains("从菜单打开“村榜”"));
        assert!(!sheet(Role::Node).contains(whole) && sheet(Role::Node).contains("init township"));
    }

    #[test]
    fn the_county_is_named_once() {
        let sheet = |county: &str| {
            let fingerprint = FINGERPRINT.to_owned();
            InvitationSheet { county: county.to_owned(), fingerprint, invited: vec![invited("长平村", None)] }
                .html()
                .unwrap()
        };
        assert!(sheet("长兴县").contains("长兴县 · 洪桥镇</p>"));
        assert!(sheet("洪桥镇").contains("洪桥镇</p>") && !sheet("洪桥镇").contains("洪桥镇 · "));
    }

    #[test]
    fn a_qr_code_has_its_three_corners_and_its_margin() {
        let text = format!("cunbang:township.example:7443/{}", "K".repeat(53));
        let svg = qr(&text).unwrap();
        let side: usize = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        let width = side - 2 * QUIET_ZONE;
        // The finder patterns' top rows are seven modules wide.
        let top = format!("M{QUIET_ZONE} {QUIET_ZONE}h7v1h-7z");
        let right = format!("M{} {QUIET_ZONE}h7v1h-7z", QUIET_ZONE + width - 7);
        let bottom = format!("M{QUIET_ZONE} {}h7v1h-7z", QUIET_ZONE + width - 1);
        for corner in [top, right, bottom] {
            assert!(svg.contains(&corner), "{corner}");
        }
        assert!(!svg.contains("M0 0h1v") && !svg.contains("M3 "), "the margin is white");
        assert!(qr(&"x".repeat(4000)).is_err());
    }
}
