//! What would not count, or is asked about, and how it is said.

use cunbang_language::{Language, Named, Said, say};
use cunbang_model::schema::{Mark, Word as _, known_words};
use cunbang_model::{Date, Decimal, Table};
use cunbang_scheme::Doubt;
use serde::Serialize;

/// How many rows are named.
const MOST_NAMED: usize = 20;

/// What would not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "gap")]
pub enum What {
    /// Nobody has a standing in the period: no rows about members can count.
    NoMembers,
    /// Rows are about members without a standing in the period.
    NoStanding {
        /// The members' ids.
        members: Vec<String>,
        /// How many rows are about them.
        rows: usize,
    },
    /// A table that the scheme counts is empty.
    EmptyTable {
        /// The table.
        table: &'static str,
        /// Its Chinese name.
        chinese: &'static str,
        /// The titles of the indicators that look at it.
        indicators: Vec<String>,
        /// Whether the score has other points than the indicators, as others of their group do not apply.
        #[serde(skip)]
        is_scaled: bool,
    },
    /// A figure that the scheme counts is not written down.
    NoFigure {
        /// Its name in the table of measures.
        figure: String,
        /// The titles of the indicators that it gives.
        indicators: Vec<String>,
        /// Whether the score has other points than the indicators, as others of their group do not apply.
        #[serde(skip)]
        is_scaled: bool,
    },
    /// Less is there than the scheme expects.
    Expected {
        /// The table.
        table: &'static str,
        /// The title of the indicator.
        indicator: String,
        /// How many count.
        #[serde(serialize_with = "crate::reading::texts::number")]
        there: Decimal,
        /// How many are expected.
        #[serde(serialize_with = "crate::reading::texts::number")]
        expected: Decimal,
    },
    /// An indicator gives less than it could, whatever there is.
    Short {
        /// The table that it looks at.
        table: Option<&'static str>,
        /// Its title.
        indicator: String,
        /// What it gives.
        #[serde(serialize_with = "crate::reading::texts::number")]
        points: Decimal,
        /// Full marks; none where it only takes.
        #[serde(serialize_with = "crate::reading::texts::optional_number")]
        most: Option<Decimal>,
        /// What was measured.
        #[serde(serialize_with = "crate::reading::texts::optional_number")]
        measure: Option<Decimal>,
        /// Whether the score has other points than the indicator, as others of its group do not apply.
        #[serde(skip)]
        is_scaled: bool,
        /// Whose marks of attendance give less, and in which months.
        #[serde(skip)]
        missed: Vec<MissedMarks>,
        /// What is measured, and how that gives points, in words.
        #[serde(skip)]
        words: Option<(Said, Said)>,
    },
    /// Nobody has decided the stars of which the rules give the top ones to a share of the members.
    NoAwards {
        /// The top stars.
        stars: u8,
        /// How many members may have them.
        most: usize,
    },
    /// Marks of attendance are missing, which count as not there.
    Unmarked {
        /// The days of the meetings.
        days: Vec<Date>,
        /// How many marks.
        marks: usize,
        /// Whether the score has other points than the indicators, as others of their group do not apply.
        #[serde(skip)]
        is_scaled: bool,
    },
    /// Figures that no rule of the scheme counts.
    Uncounted {
        /// Their keys.
        rows: Vec<String>,
    },
    /// Deeds are not confirmed.
    Unconfirmed {
        /// Their keys.
        rows: Vec<String>,
    },
    /// Rows say of days to come that something was done.
    Future {
        /// Their keys.
        rows: Vec<String>,
    },
    /// Rows that cannot count as they stand.
    Doubtful {
        /// Why.
        doubt: Doubt,
        /// Their table.
        table: &'static str,
        /// Its Chinese name.
        #[serde(skip)]
        chinese: &'static str,
        /// Their keys.
        rows: Vec<String>,
    },
    /// Rows are about members of a standing that does not count.
    NotCounted {
        /// Their keys.
        rows: Vec<String>,
        /// The standing.
        status: &'static str,
        /// Its Chinese name.
        #[serde(skip)]
        chinese: &'static str,
    },
    /// Deeds of the day on which a meeting stood before it was given another one.
    OffMeeting {
        /// Their keys.
        rows: Vec<String>,
        /// The meeting's key.
        meeting: String,
        /// The day that they are of.
        was: Date,
        /// The meeting's day now.
        now: Date,
    },
    /// Rows that the scheme cannot count as they stand, written before it was in force or elsewhere.
    AgainstRules {
        /// Their keys.
        rows: Vec<String>,
    },
    /// Mutual reviews that name no reviewer.
    NoReviewer {
        /// Their keys.
        rows: Vec<String>,
    },
    /// Reviews beyond the points that the scheme states for another stage.
    OddPoints {
        /// Their keys.
        rows: Vec<String>,
        /// The most points that it states.
        #[serde(serialize_with = "crate::reading::texts::number")]
        most: Decimal,
    },
    /// More members have the top stars than the scheme lets.
    TooManyStars {
        /// The keys of their awards.
        rows: Vec<String>,
        /// The top stars.
        stars: u8,
        /// How many may have them.
        most: usize,
        /// Whether these awards count for nothing because of that.
        void: bool,
    },
    /// Steps of developing members that the rules stop: red.
    StepsStopped {
        /// Their keys.
        rows: Vec<String>,
    },
    /// Steps of developing members whose materials are missing or late: yellow.
    StepsReminded {
        /// Their keys.
        rows: Vec<String>,
    },
    /// A member has more votes than there are members who count.
    TooManyVotes {
        /// The keys of the nominations.
        rows: Vec<String>,
        /// How many count.
        members: usize,
    },
}

/// Members who have the same mark in the same months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedMarks {
    /// Their ids.
    pub members: Vec<String>,
    /// The months of the meetings.
    pub months: Vec<i8>,
    /// The mark; none where nobody made one.
    pub mark: Option<Mark>,
}

impl MissedMarks {
    /// 张三、冯大海 11月缺席
    fn said(&self, name_of: &impl Fn(&str) -> String) -> String {
        let comma = Language::first().pick("、", ", ");
        let names: Vec<String> = self.members.iter().take(MOST_NAMED).map(|member| name_of(member)).collect();
        let months: Vec<String> = self.months.iter().map(|month| say!("gap-month", month = month)).collect();
        let mark = match self.mark {
            Some(mark) => Named::new(mark.chinese(), &mark.word().replace('_', " ")).to_string(),
            None => say!("gap-no-mark"),
        };
        let (names, months) = (names.join(comma), months.join(comma));
        let more = self.members.len().saturating_sub(MOST_NAMED);
        say!("gap-missed", names = names, more = more, members = self.members.len(), months = months, mark = mark)
    }
}

impl What {
    /// The keys of the rows that are asked about; none where something is missing.
    pub fn asked_about(&self) -> &[String] {
        match self {
            Self::Uncounted { rows }
            | Self::Unconfirmed { rows }
            | Self::Future { rows }
            | Self::Doubtful { rows, .. }
            | Self::NotCounted { rows, .. }
            | Self::OffMeeting { rows, .. }
            | Self::AgainstRules { rows }
            | Self::NoReviewer { rows }
            | Self::OddPoints { rows, .. }
            | Self::TooManyStars { rows, .. }
            | Self::StepsStopped { rows }
            | Self::StepsReminded { rows }
            | Self::TooManyVotes { rows, .. } => rows,
            Self::NoMembers
            | Self::NoStanding { .. }
            | Self::EmptyTable { .. }
            | Self::NoFigure { .. }
            | Self::Expected { .. }
            | Self::Short { .. }
            | Self::NoAwards { .. }
            | Self::Unmarked { .. } => &[],
        }
    }

    /// The titles of the indicators that it names.
    pub fn indicators(&self) -> &[String] {
        match self {
            Self::EmptyTable { indicators, .. } | Self::NoFigure { indicators, .. } => indicators,
            Self::Expected { indicator, .. } | Self::Short { indicator, .. } => std::slice::from_ref(indicator),
            _ => &[],
        }
    }

    /// Whether something that counts gives nothing at all as it stands. What is said twice counts once.
    pub fn gives_nothing(&self) -> bool {
        matches!(self, Self::NoMembers | Self::NoStanding { .. } | Self::EmptyTable { .. } | Self::NoFigure { .. })
            || (self.is_void() && !matches!(self, Self::Doubtful { doubt: Doubt::Repeated, .. }))
    }

    /// Whether rows stand there and count for nothing, or as if they were not confirmed.
    pub const fn is_void(&self) -> bool {
        matches!(self, Self::NotCounted { .. } | Self::Doubtful { .. })
    }

    /// Whether it asks about a row, or about what hangs on it.
    pub fn concerns(&self, key: &str) -> bool {
        let is_meeting = matches!(self, Self::OffMeeting { meeting, .. } if meeting == key);
        is_meeting || self.asked_about().iter().any(|row| row == key)
    }
}

impl What {
    /// As a page says it, which leads to the rows: members by name, and no keys.
    pub(super) fn for_people(&self, name_of: impl Fn(&str) -> String) -> String {
        match self {
            Self::NoStanding { members, .. } => {
                let names: Vec<String> = members.iter().take(MOST_NAMED).map(|member| name_of(member)).collect();
                with(self.said(), &names)
            }
            Self::Short { indicator, points, most, missed, .. } => {
                let missed: Vec<String> = missed.iter().map(|one| one.said(&name_of)).collect();
                let missed = missed.join(Language::first().pick("；", "; "));
                let colon = if missed.is_empty() { "" } else { Language::first().pick("：", ": ") };
                let indicator = Named::of_title(indicator);
                let said = match most {
                    Some(most) => {
                        say!("gap-short-plain", indicator = indicator, points = points, most = most.normalize())
                    }
                    None => say!("gap-deducted-plain", indicator = indicator),
                };
                format!("{said}{colon}{missed}")
            }
            _ => self.said(),
        }
    }

    /// What it is, without the rows and members.
    fn said(&self) -> String {
        let count = self.asked_about().len();
        match self {
            Self::NoMembers => say!("gap-no-members"),
            Self::NoStanding { rows, .. } => say!("gap-no-standing", rows = rows),
            Self::EmptyTable { chinese, table, indicators, .. } => {
                say!("gap-empty-table", table = Named::new(chinese, table), indicators = titles(indicators))
            }
            Self::NoFigure { figure, indicators, .. } => {
                let known = known_words(Table::Measures, "indicator").iter().find(|(word, _)| word == figure);
                let named = Named::new(known.map_or("", |(_, chinese)| *chinese), figure);
                say!("gap-no-figure", figure = named, indicators = titles(indicators))
            }
            Self::Expected { table, indicator, there, expected } => say!(
                "gap-expected",
                table = table,
                indicator = Named::of_title(indicator),
                there = there.normalize(),
                // Nobody writes down a part of one.
                whole = expected.ceil().normalize(),
                expected = expected.normalize(),
                is_part = if expected.fract().is_zero() { "no" } else { "yes" }
            ),
            Self::Short { indicator, points, most, measure, words, .. } => {
                let indicator = Named::of_title(indicator);
                let (measured, rule) = words.clone().unzip();
                let now = say!(
                    "gap-short-now",
                    measure = measure.map(|measure| measure.normalize().to_string()).unwrap_or_default()
                );
                let now = if measure.is_some() { now } else { String::new() };
                let how = [measured.map(|said| said.to_string()), Some(now), rule.map(|said| said.to_string())];
                let how: Vec<String> = how.into_iter().flatten().filter(|part| !part.is_empty()).collect();
                let how = how.join(Language::first().pick("，", ", "));
                match most {
                    Some(most) => {
                        say!("gap-short", indicator = indicator, points = points, most = most.normalize(), how = how)
                    }
                    None => say!("gap-deducted", indicator = indicator, how = how),
                }
            }
            Self::NoAwards { stars, most } => say!("gap-no-awards", stars = stars, most = most),
            Self::Unmarked { days, marks, .. } => {
                let named =
                    days.iter().take(MOST_NAMED).map(|day| say!("gap-day", month = day.month(), day = day.day()));
                let named: Vec<String> = named.collect();
                say!("gap-unmarked", marks = marks, days = named.join(Language::first().pick("、", ", ")))
            }
            Self::Uncounted { .. } => say!("gap-uncounted", rows = count),
            Self::Unconfirmed { .. } => say!("gap-unconfirmed", rows = count),
            Self::Future { .. } => say!("gap-future", rows = count),
            Self::Doubtful { doubt, table, chinese, .. } => {
                say!("gap-doubtful", rows = count, table = Named::new(chinese, table), doubt = doubt.in_words())
            }
            Self::NotCounted { status, chinese, .. } => {
                say!("gap-not-counted", rows = count, status = Named::new(chinese, status))
            }
            Self::OffMeeting { was, now, meeting, .. } => {
                let id = meeting.split_once('/').map_or(meeting.as_str(), |(_, id)| id);
                say!("gap-off-meeting", rows = count, was = was, now = now, meeting = id)
            }
            Self::AgainstRules { .. } => say!("gap-against-rules", rows = count),
            Self::NoReviewer { .. } => say!("gap-no-reviewer", rows = count),
            Self::OddPoints { most, .. } => say!("gap-odd-points", rows = count, most = most),
            Self::TooManyStars { stars, most, void, .. } => {
                let void = if *void { "yes" } else { "no" };
                say!("gap-too-many-stars", rows = count, stars = stars, most = most, void = void)
            }
            Self::StepsStopped { .. } => say!("gap-steps-stopped", rows = count),
            Self::StepsReminded { .. } => say!("gap-steps-reminded", rows = count),
            Self::TooManyVotes { members, .. } => say!("gap-too-many-votes", rows = count, members = members),
        }
    }
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let named = match self {
            Self::NoStanding { members, .. } => members,
            what => what.asked_about(),
        };
        f.write_str(&with(self.said(), named))
    }
}

/// With what is named, which is the same in every language and stands once.
fn with(said: String, named: &[String]) -> String {
    if named.is_empty() {
        return said;
    }
    let (colon, comma) = Language::first().pick(("：", "、"), (": ", ", "));
    let named: Vec<&str> = named.iter().take(MOST_NAMED).map(String::as_str).collect();
    format!("{said}{colon}{}", named.join(comma))
}

/// Titles of a scheme, of each the half that is heard.
fn titles(titles: &[String]) -> String {
    let heard: Vec<String> = titles.iter().map(|title| Named::of_title(title).to_string()).collect();
    heard.join(Language::first().pick("、", ", "))
}
