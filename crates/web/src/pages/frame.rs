//! The frame around every page: whose it is, which period, what was received, when there was contact, who is at work.

use super::Pages;
use super::home::InQuery;
use super::meetings::day;
use super::trouble::Trouble;
use super::visitor::Visitor;
use crate::health::LinkState;
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use cunbang_desk::village::village_home::Reception;
use cunbang_desk::{Command, KnownAsOf, OperatorRole, may};
use cunbang_language::{Language, say, say_with};
pub(crate) use cunbang_model::period_said as period_name;
use cunbang_model::shown::in_lines;
use cunbang_model::{Period, Timestamp, clock};
use serde_json::json;
use std::sync::Arc;

/// How many earlier quarters the frame offers.
const QUARTERS_OFFERED: usize = 8;
/// How many earlier months or weeks, where the rules assess such.
const EARLIER_PARTS_OFFERED: usize = 4;

/// The doors: six for a village's desk, six for the desk of a unit above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    Home,
    Meetings,
    Ledger,
    Seal,
    Score,
    Overview,
    Coverage,
    Ranking,
    Supervision,
    Publication,
    Settings,
}

impl Door {
    const OF_A_VILLAGE: [Self; 6] = [Self::Home, Self::Meetings, Self::Ledger, Self::Seal, Self::Score, Self::Settings];
    const ABOVE: [Self; 6] =
        [Self::Overview, Self::Coverage, Self::Ranking, Self::Supervision, Self::Publication, Self::Settings];

    fn name(self) -> String {
        match self {
            Self::Home => say!("door-home"),
            Self::Meetings => say!("door-meetings"),
            Self::Ledger => say!("door-ledger"),
            Self::Seal => say!("door-seal"),
            Self::Score => say!("door-score"),
            Self::Overview => say!("door-overview"),
            Self::Coverage => say!("door-coverage"),
            Self::Ranking => say!("door-ranking"),
            Self::Supervision => say!("door-supervision"),
            Self::Publication => say!("door-publication"),
            Self::Settings => say!("door-settings"),
        }
    }

    fn address(self, period: Period) -> String {
        match self {
            Self::Home | Self::Overview => format!("/{period}"),
            Self::Meetings => format!("/{period}/meetings"),
            Self::Ledger => format!("/{period}/tables"),
            Self::Seal => format!("/{period}/seal"),
            Self::Score => format!("/{period}/score"),
            Self::Coverage => format!("/{period}/coverage"),
            Self::Ranking => format!("/{period}/ranking"),
            Self::Supervision => format!("/{period}/findings"),
            Self::Publication => format!("/{period}/publication"),
            Self::Settings => format!("/settings?period={period}"),
        }
    }
}

/// A link in the frame.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) is_here: bool,
}

/// The frame.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) language: Language,
    pub(crate) is_large: bool,
    /// The page's title.
    pub(crate) title: String,
    /// The unit's name.
    pub(crate) unit: String,
    pub(crate) period: Period,
    pub(crate) period_name: String,
    pub(crate) periods: Vec<Leaf>,
    pub(crate) doors: Vec<Leaf>,
    pub(crate) operator: String,
    pub(crate) role: OperatorRole,
    pub(crate) form_token: String,
    /// This page's own address.
    pub(crate) here: String,
    /// How far the ledger was received, in a sentence.
    pub(crate) received: String,
    /// When there was contact, in a sentence.
    pub(crate) contact: String,
    pub(crate) has_contact: bool,
    /// As of when all that the page shows is known, where that is not as of now.
    pub(crate) known: Option<KnownAsOf>,
    /// That what is written here is a supplement, where the period was sealed.
    pub(crate) supplement: Option<String>,
    /// Whether lists are made and published at this device.
    pub(crate) publishes: bool,
}

impl Frame {
    /// A day of the page's period as it may be typed, with its year.
    pub(crate) fn day_like(&self) -> String {
        self.period.first_day().to_string()
    }

    /// The same as it is typed where the year goes without saying.
    pub(crate) fn day_of_year_like(&self) -> String {
        let first = self.period.first_day();
        if self.language == Language::Chinese { day(first) } else { first.to_string() }
    }

    /// The frame of a page behind a door; `here` is its address below the period's.
    pub(crate) async fn new(
        pages: &Pages,
        visitor: &Visitor,
        period: Period,
        door: Door,
        title: String,
        here: &str,
    ) -> Result<Self, Trouble> {
        let replica = pages.desk.replica();
        let unit = replica.unit();
        let name = replica.org().units().map_or_else(|| unit.to_string(), |units| units.name(unit));
        let now = replica.now();
        let (contact, has_contact) = contact(pages, now).await?;
        let present = Period::quarter_of(clock::county_date(now));
        let offered = std::iter::successors(Some(present), |quarter| Some(quarter.previous()))
            .take(QUARTERS_OFFERED)
            // Those beside the one that is looked at, too.
            .chain([period.previous(), period, period.next()])
            .filter(|quarter| *quarter <= present.max(period))
            .chain(pages.desk.shorter_periods(EARLIER_PARTS_OFFERED).await);
        let mut periods: Vec<Period> = offered.collect();
        periods.sort_unstable();
        periods.dedup();
        periods.reverse();
        let (received, supplement) = received(pages, visitor, period).await?;
        let at = |period: Period| {
            if door == Door::Settings { format!("{here}?period={period}") } else { format!("/{period}{here}") }
        };
        Ok(Self {
            language: visitor.preferences.language,
            is_large: visitor.preferences.is_large,
            title,
            unit: name,
            period,
            period_name: period_name(period),
            periods: periods
                .into_iter()
                .map(|one| Leaf { name: period_name(one), address: at(one), is_here: one == period })
                .collect(),
            doors: if pages.is_village() { Door::OF_A_VILLAGE } else { Door::ABOVE }
                .into_iter()
                .filter(|one| *one != Door::Publication || pages.publishes())
                .map(|one| Leaf { name: one.name(), address: one.address(period), is_here: one == door })
                .collect(),
            operator: visitor.operator.clone(),
            role: visitor.role,
            form_token: visitor.form_token.clone(),
            here: at(period),
            received,
            supplement: supplement.filter(|_| matches!(door, Door::Meetings | Door::Ledger)),
            contact,
            has_contact,
            known: pages.known_as_of().await?,
            publishes: pages.publishes(),
        })
    }

    /// The same where the page is about something that another period need not have: its menu of periods leads to the page
    /// above it, whose address below the period's is `beneath`.
    pub(crate) fn leading_to(mut self, beneath: &str) -> Self {
        let own = self.here.strip_prefix(&format!("/{}", self.period)).unwrap_or_default().to_owned();
        for leaf in self.periods.iter_mut().filter(|leaf| !leaf.is_here) {
            if let Some(period) = leaf.address.strip_suffix(&own) {
                leaf.address = format!("{period}{beneath}");
            }
        }
        self
    }

    /// Whether the operator's role goes so far; the desk asks again.
    pub(crate) fn may(&self, command: Command) -> bool {
        may(self.role, command)
    }

    /// A message without arguments, for templates.
    #[allow(clippy::unused_self)] // as templates ask
    pub(crate) fn say(&self, key: &str) -> String {
        say_with(key, &[])
    }
}

/// How far what was written of the period was received; and where this village has sealed it, that what is written is a
/// supplement.
async fn received(pages: &Pages, visitor: &Visitor, period: Period) -> Result<(String, Option<String>), Trouble> {
    if !pages.is_village() {
        return Ok((super::above::received(pages, visitor, period).await?, None));
    }
    let reception = pages.desk.reception(period).await?;
    let Reception { here, township, county, mark, has_township, is_sealed, late_again, .. } = reception;
    let name = period_name(period);
    let supplement = is_sealed.then(|| match late_again {
        Some(by) => say!("supplement-late", period = name, day = day(by)),
        None => say!("supplement-to-be", period = name),
    });
    if here == 0 {
        return Ok((say!("frame-empty"), supplement));
    }
    if !has_township {
        let said = say!("frame-received-county", mark = mark.as_str(), here = here, county = county);
        return Ok((said, supplement));
    }
    let said = say!("frame-received", mark = mark.as_str(), here = here, township = township, county = county);
    Ok((said, supplement))
}

/// What of the frame changes by itself, for its script.
pub(crate) async fn state(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<InQuery>,
) -> Result<Response, Trouble> {
    let period = asked.or_usual(&pages).await?;
    let (received, _) = received(&pages, &visitor, period).await?;
    let (contact, has_contact) = contact(&pages, pages.desk.replica().now()).await?;
    Ok(axum::Json(json!({ "received": received, "contact": contact, "has_contact": has_contact })).into_response())
}

/// The last contact with the nearest node above.
async fn contact(pages: &Pages, now: Timestamp) -> Result<(String, bool), Trouble> {
    let links = pages.links.links();
    let Some(link) = links.first() else {
        // The county has nobody above it to be in touch with.
        let is_root = pages.desk.replica().unit() == pages.desk.replica().root();
        return Ok((if is_root { say!("contact-root") } else { say!("contact-nobody") }, false));
    };
    if link.state == LinkState::Connected {
        return Ok((say!("contact-now"), true));
    }
    Ok(match pages.last_sync(link).await? {
        Some(at) => (say!("contact-before", time = since(at, now)), false),
        None => (say!("contact-none-yet"), false),
    })
}

/// How long ago something was; after a month the day itself.
pub(crate) fn since(at: Timestamp, now: Timestamp) -> String {
    let minutes = now.duration_since(at).as_mins().max(0);
    match minutes {
        0 => say!("since-now"),
        1..=59 => say!("since-minutes", minutes = minutes),
        60..=1439 => say!("since-hours", hours = minutes / 60),
        1440..=44_639 => say!("since-days", days = minutes / 1440),
        _ => {
            let local = clock::COUNTY_OFFSET.to_datetime(at);
            say!("since-day", year = local.year().to_string(), month = local.month(), day = local.day())
        }
    }
}

/// A moment as people read it: day and minute by the county's clock.
pub(crate) fn moment(at: Timestamp) -> String {
    let local = clock::COUNTY_OFFSET.to_datetime(at);
    say!(
        "moment",
        year = local.year().to_string(),
        month = local.month(),
        day = local.day(),
        time = format!("{:02}:{:02}", local.hour(), local.minute())
    )
}

/// A page as the browser gets it.
pub(crate) fn answer(page: &impl Template) -> Result<Response, Trouble> {
    // Whatever stands in the rows, no character on the page turns what stands beside it.
    Ok(Html(in_lines(&page.render()?).into_owned()).into_response())
}
