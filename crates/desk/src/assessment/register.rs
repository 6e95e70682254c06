//! The register of notices 发文登记: which number each notice of a unit bears, of which period and run it is, when it went
//! out, and whether its list was taken back. It follows from the bulletins: a notice has the number that was given to it,
//! or else one that follows from the order of publication. Two notices of a unit never bear one number.

use crate::assessment::publications::{PublicationEvent, Publications};
use crate::assessment::publish::PublishError;
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::people::viewer::Viewer;
use cunbang_language::say;
use cunbang_model::notice_number::MARK;
use cunbang_model::{Date, NoticeNumber, Period, Record as _, Table, UnitCode, record};
use cunbang_ranking::announced::Formalities;
use cunbang_ranking::bulletin::bulletin;

/// Why a notice was not registered so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// Another notice bears the number.
    #[error("{}", say!("register-taken", number = .number, period = .period, on = .on, run = .run))]
    Taken {
        /// The number.
        number: NoticeNumber,
        /// The period of the other notice.
        period: Period,
        /// The day on which it went out.
        on: Date,
        /// The beginning of its run's id.
        run: String,
    },
    /// The number names another year than that in which the notice went out.
    #[error("{}", say!("register-other-year", number = .number, year = .year.to_string()))]
    OtherYear {
        /// The number.
        number: NoticeNumber,
        /// The year.
        year: i16,
    },
    /// It is no number of a document.
    #[error(transparent)]
    Unread(#[from] cunbang_model::notice_number::NoticeNumberError),
    /// An earlier program published the run: there is no room for it.
    #[error("{}", say!("register-earlier-program", run = .0))]
    EarlierProgram(String),
}

impl RegisterError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::OtherYear { .. } | Self::Unread(_) => Sort::Input,
            Self::Taken { .. } | Self::EarlierProgram(_) => Sort::NotYet,
        }
    }
}

/// A notice, as the register has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredNotice {
    /// Its number; none where nobody gave one and none follows.
    pub number: Option<NoticeNumber>,
    /// Its period.
    pub period: Period,
    /// Its run.
    pub run: String,
    /// The day on which it went out.
    pub on: Date,
    /// Why its list was taken back, and when, where it was.
    pub withdrawn: Option<(String, Date)>,
    /// Whether its list stands.
    pub stands: bool,
}

impl Publications {
    /// The notices that went out in a year, the first first.
    pub fn register(&self, year: i16) -> Vec<RegisteredNotice> {
        let all = self.all();
        let issued = all.iter().enumerate().filter(|(_, one)| one.withdrawn.is_none() && one.on().year() == year);
        let registered = issued.map(|(place, one)| {
            let later = || all[place + 1..].iter().filter(|other| other.period == one.period);
            // What happened to this publication ends where the run is published anew.
            let of_run = later().find(|other| other.run == one.run);
            let withdrawn = of_run.and_then(|other| Some((other.withdrawn.clone()?, other.on())));
            let last = later().next_back().unwrap_or(one);
            let stands = withdrawn.is_none() && of_run.is_none() && last.stands.as_deref() == Some(&*one.run);
            RegisteredNotice {
                number: one.number.clone(),
                period: one.period,
                run: one.run.clone(),
                on: one.on(),
                withdrawn,
                stands,
            }
        });
        registered.collect()
    }

    /// The number to offer for a notice that goes out on a day: the one that follows; of an issuer that gave one of another
    /// mark in the year, after the last of that mark.
    pub fn offered(&self, on: Date) -> NoticeNumber {
        let of_year = || self.all().iter().flat_map(|one| one.given.iter()).filter(|one| one.year() == on.year());
        let own = self.all().iter().rev().flat_map(|one| one.given.iter().rev());
        let Some(own) = own.filter(|one| one.year() == on.year()).find(|one| one.mark() != MARK) else {
            return self.next_number(on);
        };
        let last = of_year().filter(|one| one.mark() == own.mark()).map(NoticeNumber::serial).max().unwrap_or(0);
        own.with_serial(last + 1)
    }

    /// The notice of another run that bears a number, or bore it.
    pub fn bearing(&self, number: &NoticeNumber, run: &str) -> Option<&PublicationEvent> {
        // One that was published, taken back and published again went out twice.
        let own = self.published(run);
        let mut others = self.all().iter().filter(|one| one.withdrawn.is_none() && Some(*one) != own);
        others.find(|one| one.number.as_ref() == Some(number) || one.given.contains(number))
    }
}

impl Desk {
    /// Refuses a number that a notice of another run bears. What is no number of a document is nobody's.
    pub async fn check_notice_number(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        (run, period): (&str, Period),
        number: &str,
    ) -> Result<(), DeskError> {
        let Ok(number) = number.parse::<NoticeNumber>() else { return Ok(()) };
        match self.publications(viewer, unit, period).await?.bearing(&number, run) {
            Some(other) => Err(taken(number, other).into()),
            None => Ok(()),
        }
    }

    /// Registers of the notice of a run that this unit published how it goes out: what is empty is taken away. Everyone
    /// below reads the same.
    pub async fn register_notice(
        &self,
        operator: &str,
        run_id: &str,
        formalities: &Formalities,
    ) -> Result<(), DeskError> {
        self.permit(operator, Command::Publish).await?;
        let run = self.ranking_run(run_id).await?;
        let (unit, period) = (self.replica().unit(), run.record.period);
        let document = bulletin(unit, period);
        let projection = self.replica().projection(document).await?;
        let stands = projection.get(Table::Runs, &run.id).filter(|standing| !standing.row.is_withdrawn());
        let none = || PublishError::NotPublished { run: run.id.clone(), document };
        let published: record::Run = stands.and_then(|standing| standing.row.record()).ok_or_else(none)?;
        let plain =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let viewer = Viewer::operator(self.replica(), operator);
        let publications = self.publications(&viewer, unit, period).await?;
        let number = match plain(&formalities.number) {
            Some(text) => {
                let number: NoticeNumber = text.parse().map_err(RegisterError::from)?;
                let year = published.published_on.year();
                if number.year() != year {
                    return Err(RegisterError::OtherYear { number, year }.into());
                }
                if let Some(other) = publications.bearing(&number, &run.id) {
                    return Err(taken(number, other).into());
                }
                Some(number)
            }
            None => None,
        };
        let registered = Formalities {
            number: number.map(|number| number.to_string()),
            copied_to: plain(&formalities.copied_to),
            printed_by: plain(&formalities.printed_by),
        };
        if registered == Formalities::of(&published) {
            return Ok(());
        }
        let short = run.id.get(..12).unwrap_or(&run.id).to_owned();
        let row = registered.put_in(published).ok_or(RegisterError::EarlierProgram(short))?;
        let row = row.into_row().map_err(DeskError::Rows)?;
        self.issue(operator, vec![(document, vec![row])]).await?;
        audit::note(Deed::RegisterNotice, operator, unit, &run.id);
        Ok(())
    }

    /// How the notice of a unit went out that it published last before a day, for the next one: to whom it was copied and
    /// who printed it.
    pub(crate) async fn last_formalities(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Formalities, DeskError> {
        for period in [period, period.previous()] {
            let published = self.published(viewer, period).await?;
            let mut of_unit = published.iter().filter(|one| one.by == unit).map(|one| Formalities::of(&one.run));
            if let Some(last) = of_unit.find(|one| one.copied_to.is_some() || one.printed_by.is_some()) {
                return Ok(Formalities { number: None, ..last });
            }
        }
        Ok(Formalities::default())
    }
}

fn taken(number: NoticeNumber, other: &PublicationEvent) -> RegisterError {
    let run = other.run.get(..12).unwrap_or(&other.run).to_owned();
    RegisterError::Taken { number, period: other.period, on: other.on(), run }
}
