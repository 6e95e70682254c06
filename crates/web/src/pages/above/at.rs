//! What a page of these desks begins with: who asks, and of which period.

use super::{address_of, viewer};
use crate::pages::Pages;
use crate::pages::day::day_in;
use crate::pages::frame::{Door, Frame};
use crate::pages::home::{InQuery, period_of};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::Visitor;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use cunbang_desk::{Command, Desk, DeskError, Standings, Viewer};
use cunbang_language::{Language, say};
use cunbang_model::{Date, Period, Timestamp, UnitCode, UnitTree, clock};
use std::collections::HashMap;
use std::sync::Arc;

/// An operator of a unit above the villages, at a period.
pub(crate) struct At {
    pub(crate) pages: Arc<Pages>,
    pub(crate) visitor: Visitor,
    /// That of the address, or else of its question mark, or the usual one.
    pub(crate) period: Period,
    /// The steps of the address that have names.
    steps: HashMap<String, String>,
}

impl FromRequestParts<Arc<Pages>> for At {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, pages: &Arc<Pages>) -> Result<Self, Trouble> {
        let lost = || Trouble::of(StatusCode::NOT_FOUND, say!("trouble-no-such-page", path = parts.uri.path()));
        let visitor = parts.extensions.get::<Visitor>().cloned().ok_or_else(lost)?;
        let steps: HashMap<String, String> =
            Path::from_request_parts(parts, pages).await.map(|Path(steps)| steps).unwrap_or_default();
        let period = if let Some(written) = steps.get("period") {
            period_of(written)?
        } else {
            let asked = Query::<InQuery>::try_from_uri(&parts.uri).map(|Query(asked)| asked).unwrap_or_default();
            asked.or_usual(pages).await?
        };
        Ok(Self { pages: Arc::clone(pages), visitor, period, steps })
    }
}

impl At {
    pub(crate) fn desk(&self) -> &Desk {
        &self.pages.desk
    }

    pub(crate) fn operator(&self) -> &str {
        &self.visitor.operator
    }

    pub(crate) fn language(&self) -> Language {
        self.visitor.preferences.language
    }

    pub(crate) fn viewer(&self) -> Viewer {
        viewer(&self.pages, &self.visitor)
    }

    /// Refuses what the operator may not do.
    pub(crate) async fn permit(&self, command: Command) -> Result<(), Trouble> {
        Ok(self.desk().permit(self.operator(), command).await?)
    }

    /// The node's own unit.
    pub(crate) fn own(&self) -> UnitCode {
        self.desk().replica().unit()
    }

    pub(crate) fn units(&self) -> Result<Arc<UnitTree>, Trouble> {
        Ok(self.desk().replica().units().map_err(DeskError::from)?)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.desk().replica().now()
    }

    pub(crate) fn today(&self) -> Date {
        clock::county_date(self.now())
    }

    /// A day as the page says it.
    pub(crate) fn day(&self, date: Date) -> String {
        day_in(self.period, date)
    }

    /// The period that the scheme ranks around the page's.
    pub(crate) async fn ranked(&self) -> Result<Period, Trouble> {
        Ok(self.desk().ranked_period(self.period).await?)
    }

    /// The ranking of the period, of a run that is named or the newest.
    pub(crate) async fn standings(&self, run: &str) -> Result<Option<Standings>, Trouble> {
        Ok(self.desk().standings(&self.viewer(), self.ranked().await?, self.own(), run).await?)
    }

    /// The frame of the page, whose address below the period's is `here`.
    pub(crate) async fn frame(&self, door: Door, title: String, here: &str) -> Result<Frame, Trouble> {
        Frame::new(&self.pages, &self.visitor, self.period, door, title, here).await
    }

    /// A step of the address; empty where the address has none of that name.
    pub(crate) fn step(&self, name: &str) -> &str {
        self.steps.get(name).map_or("", String::as_str)
    }

    /// The unit of the address.
    pub(crate) fn unit(&self) -> Result<UnitCode, Trouble> {
        self.unit_named(self.step("unit"))
    }

    /// A unit, if it is one of this node's part of the tree.
    pub(crate) fn unit_named(&self, written: &str) -> Result<UnitCode, Trouble> {
        let none = || Trouble::of(StatusCode::NOT_FOUND, say!("above-no-unit", unit = written));
        let unit: UnitCode = written.parse().map_err(|_| none())?;
        // Who was withdrawn after a period still counts in it.
        let is_known = self.units()?.get(unit).is_some() || self.desk().replica().org().is_former(unit);
        if is_known && unit.is_within(&self.own()) { Ok(unit) } else { Err(none()) }
    }

    /// The page of a unit.
    pub(crate) fn address_of(&self, unit: UnitCode) -> String {
        address_of(self.period, unit)
    }
}
