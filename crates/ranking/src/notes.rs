//! What a reader of a period's ranking is told besides 情况说明: that the county changed the list of units or the rules over
//! a period that its villages had sealed. Command line, pages, notice and verification say it in these words.

use crate::decision::GivenWay;
use crate::delayed::Delayed;
use crate::listed::{ListChange, UnitChange};
use crate::misdated::{Misdated, Misdating};
use crate::rules::RulesChange;
use cunbang_language::{Language, Named, lazily, say};
use cunbang_ledger::Projection;
use cunbang_model::schema::Word as _;
use cunbang_model::shown::in_line;
use cunbang_model::{Date, Table, Timestamp, UnitCode, UnitKind, clock};
use cunbang_scheme::DecisionNote;

/// How many units are named of those to which the same was done.
const MOST_NAMED: usize = 5;

/// What was done over a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunNotes {
    /// What was done to the list of units.
    pub units: Vec<UnitChange>,
    /// What was done to the rules.
    pub rules: Vec<RulesChange>,
    /// Rows of inspections that stand with several values.
    pub disputed: Vec<Disputed>,
    /// What units between say that they had long before the county.
    pub delayed: Vec<Delayed>,
    /// Units between whose receipts contradict each other.
    pub misdated: Vec<Misdated>,
    /// Changes of the list of units that claim an earlier time than they can have.
    pub dated_back: Vec<DatedBack>,
    /// Decisions on villages that had come in time all the same.
    pub given_way: Vec<GivenWay>,
}

/// A change of the list of units that claims to be from before the period's list stood, and was not public later than that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedBack {
    /// The unit.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// When it was done, as the county's clock had it, and by whom.
    pub claimed_at: Timestamp,
    /// By whom.
    pub operator: String,
    /// When it was not public yet, and who countersigned that.
    pub not_at: Timestamp,
    /// The unit of the witness.
    pub witness: UnitCode,
}

/// A row of a unit's inspections of which several values stand, as units wrote it without having seen each other's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Disputed {
    /// What it is about.
    pub unit: UnitCode,
    /// Its name, where that is known.
    pub name: String,
    /// Its table.
    pub table: Table,
    /// Its id.
    pub id: String,
    /// How many values stand.
    pub values: usize,
}

/// The rows of some inspections that stand with several values.
pub fn disputed<'p>(
    inspections: impl Iterator<Item = &'p Projection>,
    name: &dyn Fn(UnitCode) -> String,
) -> Vec<Disputed> {
    let conflicts = inspections.flat_map(|projection| {
        let unit = projection.document().unit();
        projection.conflicts().map(move |values| (unit, values[0].row.table(), values[0].row.id(), values.len()))
    });
    let mut all: Vec<Disputed> =
        conflicts.map(|(unit, table, id, values)| Disputed { unit, name: name(unit), table, id, values }).collect();
    all.sort();
    all
}

impl RunNotes {
    /// Whether nothing has to be told.
    pub fn is_empty(&self) -> bool {
        let is_doubtful = !self.disputed.is_empty() || !self.delayed.is_empty();
        let is_misdated = !self.misdated.is_empty() || !self.dated_back.is_empty();
        let is_changed = !self.units.is_empty() || !self.rules.is_empty();
        !is_changed && !is_doubtful && !is_misdated && self.given_way.is_empty()
    }

    /// Each in a sentence, in the language of the moment; units to which the same was done together.
    pub fn said(&self) -> Vec<String> {
        let rules = self.rules.iter().map(rules_said);
        let doubts = self.disputed.iter().map(disputed_said).chain(self.delayed.iter().map(delayed_said));
        let doubts = doubts.chain(self.misdated.iter().map(misdated_said));
        let doubts = doubts.chain(self.dated_back.iter().map(dated_back_said));
        let given_way = self.given_way.iter().map(given_way_said);
        self.of_units().into_iter().chain(rules).chain(doubts).chain(given_way).collect()
    }

    /// Each in Chinese and in English.
    pub fn in_both(&self) -> Vec<(String, String)> {
        let in_language = |language: Language| language.with(|| self.said());
        in_language(Language::Chinese).into_iter().zip(in_language(Language::English)).collect()
    }

    /// The same of the list of units alone.
    pub fn of_units(&self) -> Vec<String> {
        let mut groups: Vec<Vec<&UnitChange>> = Vec::new();
        for change in &self.units {
            match groups.iter_mut().find(|group| is_alike(group[0], change)) {
                Some(group) => group.push(change),
                None => groups.push(vec![change]),
            }
        }
        groups.iter().map(|group| unit_said(group)).collect()
    }

    /// What concerns a unit: what was done to it in the list, and to the rules.
    #[must_use]
    pub fn about(&self, unit: UnitCode) -> Self {
        let units = self.units.iter().filter(|change| change.unit == unit).cloned().collect();
        let disputed = self.disputed.iter().filter(|one| one.unit == unit).cloned().collect();
        let delayed = self.delayed.iter().filter(|one| one.villages.contains_key(&unit)).cloned().collect();
        let misdated = self.misdated.iter().filter(|one| one.villages.contains(&unit)).cloned().collect();
        let given_way = self.given_way.iter().filter(|one| one.unit == unit).cloned().collect();
        let dated_back = self.dated_back.iter().filter(|one| one.unit == unit).cloned().collect();
        Self { units, rules: self.rules.clone(), disputed, delayed, misdated, dated_back, given_way }
    }
}

fn disputed_said(one: &Disputed) -> String {
    let Disputed { unit, name, table, id, values } = one;
    let table = lazily(|| Named::new(table.chinese(), table.name()).to_string());
    say!("notes-disputed", unit = unit, name = in_line(name).into_owned(), table = table, id = id, values = values)
}

fn dated_back_said(one: &DatedBack) -> String {
    let DatedBack { unit, name, operator, witness, .. } = one;
    let (name, operator) = (in_line(name).into_owned(), in_line(operator).into_owned());
    let claimed = lazily(|| day(clock::county_date(one.claimed_at)));
    let not_at = lazily(|| day(clock::county_date(one.not_at)));
    say!(
        "notes-dated-back",
        name = name,
        unit = unit,
        operator = operator,
        claimed = claimed,
        not_at = not_at,
        witness = witness
    )
}

fn given_way_said(one: &GivenWay) -> String {
    let note = DecisionNote::from(&one.decision);
    let ruling = lazily(|| note.in_words());
    let (name, reason) = (in_line(&one.name).into_owned(), in_line(&note.reason).into_owned());
    let received = lazily(|| day(clock::county_date(one.sealed_at)));
    say!("notes-given-way", name = name, unit = one.unit, ruling = ruling, reason = reason, received = received)
}

fn delayed_said(one: &Delayed) -> String {
    const MOST: usize = 3;
    let (said, received) =
        (lazily(|| day(clock::county_date(one.said_at))), lazily(|| day(clock::county_date(one.county_at))));
    let (name, count) = (in_line(&one.name).into_owned(), one.villages.len());
    let villages: Vec<String> = one.villages.values().take(MOST).map(|name| in_line(name).into_owned()).collect();
    let more = if count > MOST { Language::first().pick("等", ", …") } else { "" };
    let villages = format!("{}{more}", villages.join(Language::first().pick("、", ", ")));
    say!(
        "notes-delayed",
        name = name,
        unit = one.by,
        count = count,
        villages = villages,
        said = said,
        received = received,
        days = one.days()
    )
}

fn misdated_said(one: &Misdated) -> String {
    let at = |at: Timestamp| clock::COUNTY_OFFSET.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string();
    let (name, unit, count) = (in_line(&one.name).into_owned(), one.by, one.villages.len());
    match one.what {
        Misdating::Twice { first, last } => {
            say!("notes-receipts-twice", name = name, unit = unit, count = count, first = at(first), last = at(last))
        }
        Misdating::Before { said_at, county_at, earlier_said_at } => say!(
            "notes-receipts-before",
            name = name,
            unit = unit,
            count = count,
            said = at(said_at),
            received = at(county_at),
            earlier = at(earlier_said_at)
        ),
    }
}

/// A day as people write it.
fn day(day: Date) -> String {
    match Language::first() {
        Language::Chinese => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Language::English => day.to_string(),
    }
}

/// Whether the same was done to two units by the same person on the same day.
fn is_alike(one: &UnitChange, other: &UnitChange) -> bool {
    let of = |change: &UnitChange| (on(change), change.operator.clone(), change.counts);
    let both_counted = matches!((&one.what, &other.what), (ListChange::Members(..), ListChange::Members(..)));
    of(one) == of(other) && (one.what == other.what || both_counted)
}

fn on(change: &UnitChange) -> Date {
    clock::county_date(change.at)
}

fn kind(kind: UnitKind) -> String {
    Named::new(kind.chinese(), kind.as_str()).to_string()
}

fn number(count: Option<i64>) -> String {
    count.map_or_else(|| "—".to_owned(), |count| count.to_string())
}

fn code(unit: Option<UnitCode>) -> String {
    unit.map_or_else(|| "—".to_owned(), |unit| unit.to_string())
}

/// What was done to units, in a sentence, with what it comes to for the period.
fn unit_said(group: &[&UnitChange]) -> String {
    let change = group[0];
    let (operator, counts) = (in_line(&change.operator).into_owned(), change.counts);
    let day = lazily(|| day(on(change)));
    let count = group.len();
    let named = |change: &&UnitChange| format!("{} {}", in_line(&change.name), change.unit);
    let units = lazily(|| {
        let first: Vec<String> = group.iter().take(MOST_NAMED).map(named).collect();
        let listed = first.join(Language::heard().map_or("、", |language| language.pick("、", ", ")));
        if count > MOST_NAMED { say!("units-and-more", names = listed, count = count) } else { listed }
    });
    match &change.what {
        ListChange::Added => say!("units-added", day = day, operator = operator, units = units),
        ListChange::PutBack if counts => say!("units-put-back", day = day, operator = operator, units = units),
        ListChange::PutBack => say!("units-put-back-stays", day = day, operator = operator, units = units),
        ListChange::Withdrawn(reason) => {
            let reason = in_line(reason);
            if counts {
                say!("units-withdrawn", day = day, operator = operator, units = units, reason = reason)
            } else {
                say!("units-withdrawn-stays", day = day, operator = operator, units = units, reason = reason)
            }
        }
        ListChange::Kind(from, to) => {
            let (from, to) = (lazily(|| kind(*from)), lazily(|| kind(*to)));
            if counts {
                say!("units-kind", day = day, operator = operator, units = units, from = from, to = to)
            } else {
                say!("units-kind-stays", day = day, operator = operator, units = units, from = from, to = to)
            }
        }
        ListChange::Parent(from, to) => {
            let (from, to) = (code(*from), code(*to));
            if counts {
                say!("units-parent", day = day, operator = operator, units = units, from = from, to = to)
            } else {
                say!("units-parent-stays", day = day, operator = operator, units = units, from = from, to = to)
            }
        }
        ListChange::Members(from, to) if count == 1 => {
            let (from, to) = (number(*from), number(*to));
            if counts {
                say!("units-members", day = day, operator = operator, units = units, from = from, to = to)
            } else {
                say!("units-members-stays", day = day, operator = operator, units = units, from = from, to = to)
            }
        }
        ListChange::Members(..) if counts => {
            say!("units-members-of-many", day = day, operator = operator, units = units)
        }
        ListChange::Members(..) => {
            say!("units-members-of-many-stays", day = day, operator = operator, units = units)
        }
    }
}

/// That other rules were put in force, in a sentence.
fn rules_said(change: &RulesChange) -> String {
    let operator = in_line(&change.operator).into_owned();
    let day = lazily(|| day(clock::county_date(change.at)));
    let called = |rules: Option<&(String, String)>| match rules {
        Some((title, hash)) => {
            let title = in_line(title).into_owned();
            say!("rules-called", title = Named::of_title(&title), hash = hash.get(..12).unwrap_or(hash))
        }
        None => say!("rules-called-none"),
    };
    let (from, to) = (lazily(|| called(change.from.as_ref())), lazily(|| called(change.to.as_ref())));
    let (period, sealed) = (change.period, change.sealed);
    if change.of_all && sealed > 0 {
        say!("rules-replaced", day = day, operator = operator, period = period, from = from, to = to, sealed = sealed)
    } else if sealed > 0 {
        say!(
            "rules-replaced-here",
            day = day,
            operator = operator,
            period = period,
            from = from,
            to = to,
            sealed = sealed
        )
    } else {
        say!("rules-replaced-after", day = day, operator = operator, period = period, from = from, to = to)
    }
}
