//! Schemes 考评办法: a county's rules, parsed from TOML and checked. [`crate::language`] describes what they are written in.

use crate::deadlines::Deadlines;
use crate::evidence::Look;
use crate::fault::{Faults, SchemeFault, quoted, suggestion};
use crate::full_width;
use crate::held::Gatherings;
use crate::indicator::IndicatorInfo;
use crate::level_check::check_own_rows;
use crate::measure::{MeasureKind, RowsOf};
use crate::reading::{Section, is_id};
use crate::row_reading::RowReading;
use crate::rules::LevelRules;
use crate::steps::Steps;
use crate::whole::columns_of_figures;
use crate::{Level, PeriodKind};
use cunbang_language::to_say;
use cunbang_model::{Date, Decimal, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use toml::de::DeTable;

/// The longest text of a scheme, in bytes: as much as a row of the table of schemes holds.
pub const MAX_TEXT_BYTES: usize = 60_000;

/// A county's rules, checked: they can score any rows.
#[derive(Debug, Clone)]
pub struct Scheme {
    name: String,
    title: String,
    text: String,
    hash: String,
    /// What the document leaves open, and what is not said here, in Chinese.
    pub(crate) left_open: Vec<String>,
    period_kind: PeriodKind,
    deadlines: Deadlines,
    pub(crate) statuses: Vec<String>,
    /// Whether a village's members are at least as many as the county counts.
    pub(crate) county_count_is_least: bool,
    /// Whether without a roster no row about a member counts.
    pub(crate) rows_need_roster: bool,
    /// How closely rows are read.
    pub(crate) row_reading: RowReading,
    /// At which meetings it looks.
    pub(crate) gatherings: Gatherings,
    pub(crate) levels: BTreeMap<Level, LevelRules>,
    indicators: Vec<IndicatorInfo>,
    steps: Option<Arc<Steps>>,
}

/// A consequence as people read of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsequenceInfo<'s> {
    /// Its id in the scheme and in outcomes.
    pub id: &'s str,
    /// Its title, Chinese and English.
    pub title: &'s str,
    /// What its amount is in; nothing where it has none.
    pub unit: &'s str,
}

impl Scheme {
    /// Parses and checks a scheme; all faults are returned, in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<SchemeFault>> {
        Self::parse_with(Faults::new(text, true), text)
    }

    /// Parses a scheme that has been put: what can be read and scored is. A text that was in force before its slips were
    /// faults stays readable, as do the runs under it.
    pub fn parse_put(text: &str) -> Result<Self, Vec<SchemeFault>> {
        Self::parse_with(Faults::new(text, false), text)
    }

    fn parse_with(faults: Faults<'_>, text: &str) -> Result<Self, Vec<SchemeFault>> {
        if text.len() > MAX_TEXT_BYTES {
            faults.add(0, to_say!("scheme-text-too-long", bytes = text.len(), most = MAX_TEXT_BYTES));
            return Err(faults.into_list());
        }
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let at = error.span().map_or(0, |span| span.start);
            match full_width::in_line_of(text, at) {
                Some((at, sign, meant)) => {
                    faults.add(at, to_say!("scheme-full-width", sign = sign.to_string(), meant = meant));
                }
                None => faults.add(at, to_say!("scheme-not-toml", message = error.message())),
            }
        }
        if !errors.is_empty() {
            return Err(faults.into_list());
        }
        let scheme = Self::read(&Section::new("", 0, table.get_ref(), &faults), text);
        match scheme {
            Some(scheme) if faults.count() == 0 => Ok(scheme),
            _ => Err(faults.into_list()),
        }
    }

    fn read(section: &Section<'_>, text: &str) -> Option<Self> {
        let name = section.required_text("name");
        if let Some(name) = name.filter(|name| !is_id(name.value)) {
            let (value, expected) = (quoted(name.value), to_say!("scheme-expected-id"));
            section
                .faults
                .add(name.at, to_say!("scheme-value-wrong", place = "name", value = value, expected = expected));
        }
        let title = section.required_text("title");
        let english = section.text("title_english");
        section.text("about");
        let left_open = section.texts("left_open").unwrap_or_default();
        let period_kind = section.required_choice(
            "period",
            &[
                ("week", PeriodKind::Week),
                ("month", PeriodKind::Month),
                ("quarter", PeriodKind::Quarter),
                ("half", PeriodKind::Half),
                ("year", PeriodKind::Year),
            ],
        );
        let deadlines = Deadlines::read(section, period_kind);
        let statuses = read_statuses(section);
        let county_count = section.choice("county_count", &[("instead", false), ("least", true)]);
        let without_roster = section.choice("without_roster", &[("anybody", false), ("nobody", true)]);
        let row_reading = section.choice("rows", &RowReading::WORDS);
        let steps = section.section("steps").and_then(|steps| Steps::read(&steps)).map(Arc::new);
        let mut levels = BTreeMap::new();
        let mut indicators = Vec::new();
        for level in Level::ALL {
            if let Some(rules) = section
                .section(level.as_str())
                .map(|section| LevelRules::read(&section, level, period_kind, steps.as_ref(), &mut indicators))
            {
                levels.insert(level, rules);
            }
        }
        section.finish();
        if levels.is_empty() {
            section.faults.add(0, to_say!("scheme-ranks-nobody"));
        }
        check_children(section, &levels);
        check_steps(section, &levels);
        if let Some(rules) = levels.get(&Level::Village)
            && let Some(village) = section.section(Level::Village.as_str())
        {
            let is_attested = matches!(row_reading, Some(RowReading::Attested | RowReading::Vetted));
            check_own_rows(&village, rules, is_attested);
        }
        let title = title?.value.trim();
        Some(Self {
            name: name?.value.to_owned(),
            title: english.map_or_else(|| title.to_owned(), |english| format!("{title} {}", english.value.trim())),
            text: text.to_owned(),
            hash: crate::sha256_hex(text.trim().as_bytes()),
            left_open: left_open.into_iter().map(|text| text.value.trim().to_owned()).collect(),
            period_kind: period_kind?,
            deadlines,
            statuses,
            county_count_is_least: county_count.unwrap_or(false),
            rows_need_roster: without_roster.unwrap_or(false),
            row_reading: row_reading.unwrap_or_default(),
            gatherings: Gatherings::of(&levels),
            levels,
            indicators,
            steps,
        })
    }

    /// How it looks at rows that were received on a day.
    pub(crate) const fn look(&self, received_on: Option<Date>) -> Look<'_> {
        Look { reading: self.row_reading, gatherings: &self.gatherings, received_on }
    }

    /// The name by which it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title, Chinese and English.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Hex SHA-256 of the text without white space around it, as a document holds it.
    pub fn hash(&self) -> String {
        self.hash.clone()
    }

    /// The text it was parsed from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How long its periods are.
    pub const fn period_kind(&self) -> PeriodKind {
        self.period_kind
    }

    /// The levels that it ranks.
    pub fn levels(&self) -> impl Iterator<Item = Level> {
        self.levels.keys().copied()
    }

    /// The steps of developing members, where it has any.
    pub fn steps(&self) -> Option<&Steps> {
        self.steps.as_deref()
    }

    /// The indicators of all levels, in the order of the text within each.
    pub fn indicators(&self) -> &[IndicatorInfo] {
        &self.indicators
    }

    /// The consequences that a level may have, in the order of the text.
    pub fn consequences(&self, level: Level) -> impl Iterator<Item = ConsequenceInfo<'_>> {
        let all = self.levels.get(&level).into_iter().flat_map(|rules| &rules.consequences);
        all.map(|one| ConsequenceInfo { id: &one.id, title: &one.title, unit: one.unit() })
    }

    /// What its rules ask texts of a column to begin with, or not to.
    pub fn beginnings(&self, table: Table, column: &str) -> BTreeSet<&str> {
        let Some(index) = table.column_index(column) else { return BTreeSet::new() };
        let measures = self.levels.values().flat_map(|rules| &rules.indicators).map(|indicator| &indicator.measure);
        let of_table = measures.filter(|measure| measure.table == Some(table));
        of_table.flat_map(|measure| measure.filters.iter().filter_map(|filter| filter.beginning(index))).collect()
    }

    /// The words that its rules ask for in a column: kinds, clauses, the indicators of figures.
    pub fn words(&self, table: Table, column: &str) -> BTreeSet<&str> {
        let mut words = BTreeSet::new();
        let Some(index) = table.column_index(column) else { return words };
        let steps = self.steps().into_iter().flat_map(Steps::list);
        match (table, column) {
            (Table::Steps | Table::Materials, "step") => words.extend(steps.map(|step| step.code.as_str())),
            (Table::Materials, "material") => words.extend(steps.flat_map(|step| &step.materials).map(String::as_str)),
            _ => {}
        }
        for measure in self.levels.values().flat_map(|rules| &rules.indicators).map(|indicator| &indicator.measure) {
            let names_figures = column == columns_of_figures(table).0;
            if names_figures {
                words.extend(measure.stated_figures_in(table));
            }
            if measure.table != Some(table) {
                continue;
            }
            words.extend(measure.filters.iter().flat_map(|filter| filter.words(index)));
            match &measure.kind {
                MeasureKind::Rate { meets } => words.extend(meets.iter().flat_map(|filter| filter.words(index))),
                MeasureKind::Figure { indicator, .. } if names_figures => {
                    words.insert(indicator);
                }
                _ => {}
            }
        }
        words
    }

    /// Whether a unit above the villages is measured by their rows, and not by their scores and seals alone.
    pub(crate) fn looks_at_villages_rows(&self) -> bool {
        let measures = self.levels.values().flat_map(|rules| &rules.indicators).map(|indicator| &indicator.measure);
        measures.into_iter().any(|measure| measure.rows == RowsOf::Villages)
    }

    /// The share of the villages that become candidates for the backward list, if it states one.
    pub fn backward_share(&self) -> Option<Decimal> {
        Some(self.levels.get(&Level::Village)?.candidates.as_ref()?.share)
    }

    /// When its periods are due.
    pub(crate) const fn deadlines(&self) -> Deadlines {
        self.deadlines
    }
}

fn read_statuses(section: &Section<'_>) -> Vec<String> {
    const KNOWN: [&str; 5] = ["applicant", "activist", "candidate", "probationary", "full"];
    let Some(texts) = section.texts("statuses") else {
        return vec!["probationary".to_owned(), "full".to_owned()];
    };
    for text in texts.iter().filter(|text| !KNOWN.contains(&text.value)) {
        section.faults.add(
            text.at,
            to_say!("scheme-status-unknown", status = quoted(text.value), near = suggestion(text.value, KNOWN)),
        );
    }
    if let (true, Some(at)) = (texts.is_empty(), section.place_of("statuses")) {
        section.faults.doubt(at, to_say!("scheme-statuses-empty"));
    }
    for (index, text) in texts.iter().enumerate() {
        if texts[..index].iter().any(|other| other.value == text.value) {
            section.faults.doubt(text.at, to_say!("scheme-named-twice", key = "statuses", value = quoted(text.value)));
        }
    }
    texts.into_iter().map(|text| text.value.to_owned()).collect()
}

/// Steps are there to be counted.
fn check_steps(section: &Section<'_>, levels: &BTreeMap<Level, LevelRules>) {
    let mut measures = levels.values().flat_map(|rules| &rules.indicators).map(|one| &one.measure.kind);
    // What follows from another fault is not a fault of its own.
    if section.has("steps")
        && section.faults.count() == 0
        && !measures.any(|kind| matches!(kind, MeasureKind::Lights { .. }))
    {
        section.faults.add(0, to_say!("scheme-steps-unused"));
    }
}

/// The mean of the scores below needs a level below that is ranked.
fn check_children(section: &Section<'_>, levels: &BTreeMap<Level, LevelRules>) {
    for level in Level::ABOVE_VILLAGES {
        let asks = levels.get(&level).is_some_and(|rules| {
            rules.indicators.iter().any(|one| matches!(one.measure.kind, MeasureKind::Children { .. }))
        });
        let is_ranked = |below: Level| levels.contains_key(&below) || section.has(below.as_str());
        if asks && !Level::ALL.into_iter().any(|below| below != Level::Member && below < level && is_ranked(below)) {
            section.faults.add(0, to_say!("scheme-nothing-below", level = level));
        }
    }
}
