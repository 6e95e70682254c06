//! Drafting a notice 通报 from what the desk has of a run: what the command line and the pages ask for, and how it is
//! handed to the writers.

use cunbang_desk::{AnnouncedRow, NoticeRun, NoticeView, Outcome, Scheme, TakenBackList};
use cunbang_model::Date;
use cunbang_report::{
    DecidedConsequence, LateRegistration, NOTHING_SAID, Notice, NoticeInput, Replaces, ReportInput, TakenBack,
};
use std::time::Duration;

/// What people say of a notice that does not follow from the data.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms<'a> {
    /// Who issues it 发文机关; by default as the unit is called.
    pub issuer: Option<&'a str>,
    /// Its number 发文字号; by default one by the year and the period.
    pub number: Option<&'a str>,
    /// To whom it is copied 抄送; by default as was registered.
    pub copied_to: Option<&'a str>,
    /// Who prints it 印发机关; by default as was registered, or who issues it.
    pub printed_by: Option<&'a str>,
    /// For how many days after its date villages may object; by default as the rules or the publication say.
    pub objection_days: Option<u16>,
}

/// The run of a view with what explains it, for files.
pub fn report_of<'a>(view: &'a NoticeView, outcome: &'a Outcome) -> ReportInput<'a> {
    ReportInput {
        outcome,
        whole: Some(view.run.outcome()),
        units: &view.units,
        scheme_title: view.scheme.as_ref().map_or(outcome.scheme.name.as_str(), Scheme::title),
        indicators: view.scheme.as_ref().map(Scheme::indicators).unwrap_or_default(),
        rules: view.scheme.as_ref(),
        run: Some(view.run.id()),
        state: None,
        previous: view.previous.as_ref().map(NoticeRun::outcome),
        prospects: &view.prospects,
        cuts: view.scheme.as_ref().and_then(|scheme| scheme.cuts_of_list(outcome)),
        ends: None,
        late: &view.seal_times.late,
        forgiven: &view.seal_times.forgiven,
        notes: &view.notes,
        // A notice tells no row of a ledger.
        said: NOTHING_SAID,
    }
}

/// Drafts the notice of a run.
pub fn draft(view: &NoticeView, terms: Terms<'_>) -> Notice {
    let decided: Vec<DecidedConsequence> = view
        .decided
        .iter()
        .filter_map(|(unit, decision)| {
            Some(DecidedConsequence {
                unit: *unit,
                office: decision.office.clone(),
                consequence: decision.consequence.clone(),
                verdict: decision.verdict()?,
                reason: decision.reason.clone(),
            })
        })
        .collect();
    let registered_late: Vec<LateRegistration> = view.registered_late.iter().map(|one| registered(view, one)).collect();
    Notice::draft(&NoticeInput {
        report: report_of(view, view.run.outcome()),
        scheme: view.scheme.as_ref(),
        unit: view.unit,
        authority: view.authority(),
        is_draft: view.is_draft(),
        replaced_by: view.replaced_by.as_ref().map(|(run, on)| (run.as_str(), *on)),
        withdrawn: view.withdrawn.as_ref().map(|(reason, on)| (reason.as_str(), *on)),
        decided: &decided,
        date: view.date(),
        objections_until: terms.objection_days.map(|days| days_after(view.date(), days)).or(view.objections_until),
        issuer: terms.issuer,
        number: terms.number,
        registered: view.number.as_ref(),
        copied_to: terms.copied_to.or(view.formalities.copied_to.as_deref()),
        printed_by: terms.printed_by.or(view.formalities.printed_by.as_deref()),
        replaces: view.replaces.as_ref().map(|one| Replaces {
            number: one.number.as_ref(),
            run: &one.run,
            on: one.published_on,
            withdrawn_on: one.withdrawn_on,
            between: one.between.iter().map(taken_back).collect(),
        }),
        restored_after: view.restored_after.iter().map(taken_back).collect(),
        replaced_by_number: view.replaced_by_number.as_ref(),
        registered_late: &registered_late,
        late_rows: &view.late_rows,
    })
}

fn taken_back(one: &TakenBackList) -> TakenBack<'_> {
    TakenBack {
        number: one.number.as_ref(),
        run: &one.run,
        on: one.published_on,
        withdrawn_on: one.withdrawn_on,
        reason: &one.reason,
    }
}

/// A row that was registered late, as a notice tells it.
fn registered(view: &NoticeView, late: &AnnouncedRow) -> LateRegistration {
    LateRegistration {
        village: late.unit.map(|unit| view.units.name(unit)).unwrap_or_default(),
        row: match &late.cost {
            Some(points) => format!("{}：{}（扣{points}分）", late.table_in_chinese(), late.row),
            None => format!("{}：{}", late.table_in_chinese(), late.row),
        },
        by: format!("{}（{}）", late.by, late.operator),
        on: late.on,
        became: match late.became.as_str() {
            "changed" => "修改",
            "withdrawn" => "撤回",
            "reinstated" => "恢复",
            _ => "登记",
        },
        after_list: late.after_list,
    }
}

fn days_after(day: Date, days: u16) -> Date {
    day.checked_add(Duration::from_hours(24 * u64::from(days))).unwrap_or(day)
}
