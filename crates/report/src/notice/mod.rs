//! The notice 通报 about a list: what goes out on paper, with a number, to those whom it concerns.
//!
//! A [`Notice`] is drafted from an outcome ([`Notice::draft`]) and holds text and tables, no layout: what is said is
//! Chinese, as an official would write it, and everything in it is worked out from the data, so that nothing has to be
//! typed again. Two writers lay it out as GB/T 9704-2012 asks of official documents (A4; a text area of 156 × 225 mm
//! with 22 lines of 28 characters): a page that prints ([`Notice::html`]) and a document for a word processor
//! ([`Notice::docx`]). Fonts are named with their fallbacks and not shipped.

mod annexes;
mod body;
mod changed;
mod document;
mod formalities;
mod page;
mod points;
mod replacing;
#[cfg(test)]
mod tests;

pub use replacing::{LateRegistration, Replaces, TakenBack};

use crate::page::ReportInput;
use cunbang_model::schema::ConsequenceVerdict;
use cunbang_model::{Date, NoticeNumber, UnitCode};
use cunbang_scheme::{Level, OutcomeRow, Prospect, Scheme};
use std::collections::{BTreeMap, BTreeSet};

/// What was decided on a consequence that is proposed of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedConsequence {
    /// The unit.
    pub unit: UnitCode,
    /// The office's id, where it is for who holds one.
    pub office: Option<String>,
    /// The consequence's id in the rules.
    pub consequence: String,
    /// What was decided.
    pub verdict: ConsequenceVerdict,
    /// Why.
    pub reason: Option<String>,
}

/// What a notice is drafted from.
#[derive(Debug, Clone)]
pub struct NoticeInput<'a> {
    /// The outcome, and what explains it.
    pub report: ReportInput<'a>,
    /// The rules, where their text is at hand.
    pub scheme: Option<&'a Scheme>,
    /// The unit whose list it is.
    pub unit: UnitCode,
    /// The fingerprint of the county's authority, in hexadecimal digits.
    pub authority: &'a str,
    /// Whether the list is not published yet: then this asks for comments 征求意见稿.
    pub is_draft: bool,
    /// The run that was published in this one's place, and the day of its publication, where one was.
    pub replaced_by: Option<(&'a str, Date)>,
    /// Why the publication of the run was taken back, and the day on which that was written down, where it was.
    pub withdrawn: Option<(&'a str, Option<Date>)>,
    /// What was decided on the consequences that the rules propose.
    pub decided: &'a [DecidedConsequence],
    /// The day on which it goes out.
    pub date: Date,
    /// The last day on which a village may object; none where nobody said it.
    pub objections_until: Option<Date>,
    /// Who issues it; by default as the unit is called.
    pub issuer: Option<&'a str>,
    /// Its number 发文字号; by default one that follows from the period.
    pub number: Option<&'a str>,
    /// Its number as the register has it, where it is known.
    pub registered: Option<&'a NoticeNumber>,
    /// To whom it is copied 抄送, where anybody is named.
    pub copied_to: Option<&'a str>,
    /// Who prints it 印发机关; by default who issues it.
    pub printed_by: Option<&'a str>,
    /// The notice in whose place it goes out.
    pub replaces: Option<Replaces<'a>>,
    /// What had replaced it and was taken back, so that it stands again.
    pub restored_after: Vec<TakenBack<'a>>,
    /// The number of the notice that went out in this one's place.
    pub replaced_by_number: Option<&'a NoticeNumber>,
    /// What units above registered late of what the list rests on.
    pub registered_late: &'a [LateRegistration],
    /// Of each village whose seal came late, how many of the rows that count came after the last day.
    pub late_rows: &'a BTreeMap<UnitCode, usize>,
}

impl NoticeInput<'_> {
    /// The candidates that stay on the list whatever still comes; none where the rules are not at hand.
    fn certain_candidates(&self) -> BTreeSet<UnitCode> {
        let prospects = self.scheme.map(|scheme| scheme.prospects(self.report.outcome)).unwrap_or_default();
        prospects.into_iter().filter(|(_, prospect)| *prospect == Prospect::Certain).map(|(unit, _)| unit).collect()
    }

    /// Whether too little came for a list of candidates.
    fn is_list_withheld(&self) -> bool {
        self.report.outcome.candidates.as_ref().is_none_or(|summary| summary.withheld)
    }

    /// Those that were received and are no candidates, but may come to be: also where too little came for a list yet.
    fn possible_candidates(&self) -> Vec<&OutcomeRow> {
        let prospects = self.scheme.map(|scheme| scheme.prospects(self.report.outcome)).unwrap_or_default();
        let rows = self.report.outcome.rows(Level::Village).iter();
        rows.filter(|row| row.rank.is_some() && row.candidate != Some(true) && prospects.contains_key(&row.unit))
            .collect()
    }
}

/// A notice, ready to be laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Who issues it.
    pub issuer: String,
    /// Its number, as in `考评通报〔2026〕3号`.
    pub number: String,
    /// Its title, with the issuer's name.
    pub title: String,
    /// The same in lines that break between words.
    pub title_lines: Vec<String>,
    /// That the list was taken back, or another was published in its place, in a sentence; it stands before all else.
    pub replaced: Option<String>,
    /// To whom it goes.
    pub addressee: String,
    /// The text.
    pub body: Vec<Block>,
    /// What follows the text, in the order in which the text names it.
    pub annexes: Vec<Annex>,
    /// The day on which it goes out.
    pub date: Date,
    /// The imprint 版记 at its end.
    pub imprint: Imprint,
}

/// The imprint 版记 of an official document (GB/T 9704-2012, 7.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imprint {
    /// To whom it is copied, with the word for it: `抄送：县纪委监委，县委办公室。`
    pub copied_to: Option<String>,
    /// Who prints it.
    pub printed_by: String,
    /// When: `2026年10月12日印发`.
    pub printed_on: String,
}

/// An annex 附件.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annex {
    /// Its title.
    pub title: String,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading of the first level, with its number: `一、总体情况`.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A paragraph that begins with words of the second level: `（一）上报情况。`
    Led {
        /// These words.
        lead: String,
        /// What follows them.
        text: String,
    },
    /// Something to be typed or compared character by character.
    Verbatim(String),
    /// A table.
    Table(Table),
}

/// A table whose header is repeated on every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows: a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: &'static str,
    /// Its part of the width, in per cent.
    pub width: u16,
    /// How its cells stand.
    pub align: Align,
}

/// How cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Words of a kind.
    Centre,
    /// Numbers.
    Right,
}

impl Align {
    /// The word in style sheets and in documents.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Centre => "center",
            Self::Right => "right",
        }
    }
}

impl Notice {
    /// Drafts the notice about an outcome.
    pub fn draft(input: &NoticeInput<'_>) -> Self {
        let issuer = formalities::issuer(input);
        let annexes = annexes::annexes(input);
        let title_lines = formalities::title(input, &issuer);
        Self {
            number: formalities::number(input),
            title: title_lines.concat(),
            title_lines,
            replaced: formalities::replaced(input),
            addressee: formalities::addressee(input),
            body: body::body(input, &issuer, &annexes),
            imprint: formalities::imprint(input, &issuer),
            annexes,
            date: input.date,
            issuer,
        }
    }
}
