//! The style sheet and the scripts; all are part of the program.

use axum::http::header;
use axum::response::IntoResponse;

/// The style sheet.
pub(crate) async fn css() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../templates/pages/style.css"))
}

/// The script. The pages work without it; with it a grid is worked by keys, and what is typed is saved at once.
pub(crate) async fn script() -> impl IntoResponse {
    const PARTS: &str = concat!(
        include_str!("../../templates/pages/asking.js"),
        include_str!("../../templates/pages/drafts.js"),
        include_str!("../../templates/pages/kept.js"),
        include_str!("../../templates/pages/marks.js"),
        include_str!("../../templates/pages/desk.js"),
        include_str!("../../templates/pages/forms.js"),
        include_str!("../../templates/pages/paper.js"),
        include_str!("../../templates/pages/follow.js")
    );
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], PARTS)
}

/// The script of pages that follow what arrives.
pub(crate) async fn live_script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("../../templates/pages/live.js"))
}

/// The script of a screen in a room.
pub(crate) async fn display_script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("../../templates/pages/display.js"))
}
