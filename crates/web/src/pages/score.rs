//! Our score sheet 考评成绩: every point with its rows, our place with both neighbours, what it would take, and what we say
//! against it.

use super::Pages;
use super::columns::table_title;
use super::day::in_full;
use super::decision;
use super::frame::{Door, Frame, answer, period_name};
use super::home::{candidacy_of, may_change, needed_lines, period_of, together_words, unfinished};
use super::people::Known;
use super::points::{figure, figure_or_none, printed, signed};
use super::replacement::replacement;
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor, in_address};
use super::writing::field;
use crate::consequences::in_a_line;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::remark::{self, NotApplicable};
use cunbang_desk::village::doubtful_rows::DoubtfulRow;
use cunbang_desk::village::objections::ObjectionView;
use cunbang_desk::village::score_sheet::{LineState, Neighbour, ReasonView, ScoreSheetView, SheetLineView};
use cunbang_desk::{Desk, DeskError, GroupKind, Outlook, Sort, Viewer};
use cunbang_language::{Language, Named, key, say, say_with};
use cunbang_model::schema::{ReplyOutcome, ResultStatus, Word as _};
use cunbang_model::{Decimal, Period, UnitCode, clock};

use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/score.html")]
struct ScorePage {
    /// That the list that stands took another's place.
    replaces: Option<String>,
    frame: Frame,
    /// Where the notice about the list that stands is read.
    notice: Option<String>,
    sheet: Option<SheetShown>,
    /// Why there is none.
    none: Option<String>,
    /// What the county decided on the village.
    decision: Option<String>,
    /// Whether it is a candidate, and how certainly.
    candidacy: Option<String>,
    needed: Vec<String>,
    worth: Vec<(String, String, String)>,
    /// The rows that could not count as they stand: what they say and why, and their pages.
    doubtful: Vec<(String, String)>,
    /// What was decided on the village and its members because of the ranking.
    consequences: Vec<String>,
    objections: Vec<ObjectionShown>,
    /// Who sealed the period, when, and when that was received.
    sealed: String,
    /// Until when to object, where the rules say so.
    until: Option<String>,
    /// The rows of the sheet that an objection may name: their keys, and what is read.
    rows: Vec<(String, String)>,
    /// Of a page that shows at a unit above what the village will see of a draft: that, and the page from which it was
    /// opened.
    preview: Option<(String, String)>,
}

/// What a village will see of a run on this page once it is published, shown at a unit above.
pub(crate) fn preview_page(
    frame: Frame,
    sheet: SheetShown,
    (replaces, decision, candidacy, until): (Option<String>, Option<String>, Option<String>, Option<String>),
    preview: (String, String),
) -> Result<Response, Trouble> {
    answer(&ScorePage {
        replaces,
        notice: None,
        frame,
        sheet: Some(sheet),
        none: None,
        decision,
        candidacy,
        needed: Vec::new(),
        worth: Vec::new(),
        doubtful: Vec::new(),
        consequences: Vec::new(),
        objections: Vec::new(),
        sealed: String::new(),
        until,
        rows: Vec::new(),
        preview: Some(preview),
    })
}

/// What precedes a row's key in the name of the box by which an objection names it.
pub(crate) const ROW_FIELD: &str = "row.";
/// How many rows an objection is offered.
const MOST_ROWS: usize = 200;

/// A score sheet as it is shown; `pages/sheet.html` lays it out.
pub(crate) struct SheetShown {
    pub(crate) score: String,
    pub(crate) rank: String,
    /// Why there is no score, or why it may still change.
    pub(crate) status: Option<String>,
    /// That the rank may still change, and between which ranks.
    pub(crate) may_change: Option<String>,
    pub(crate) agreement: String,
    pub(crate) is_agreed: bool,
    pub(crate) run: String,
    /// Who is ranked just above and just below, each with the score, in words.
    pub(crate) neighbours: Vec<String>,
    pub(crate) lines: Vec<LineShown>,
    /// Whether the score has other points than some of the indicators.
    pub(crate) is_scaled: bool,
}

pub(crate) struct LineShown {
    /// The indicator, for links to its rows.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) points: String,
    pub(crate) most: String,
    pub(crate) lost: String,
    /// What it gave and cost on the scale of the score, where that is another for some.
    pub(crate) points_in_score: String,
    pub(crate) lost_in_score: String,
    /// By whose word it gives what it gives, where nothing was counted.
    pub(crate) note: Option<String>,
    pub(crate) reasons: Vec<ReasonShown>,
}

pub(crate) struct ReasonShown {
    pub(crate) said: String,
    pub(crate) rows: Vec<(String, Option<String>)>,
    pub(crate) more: usize,
}

pub(crate) struct ObjectionShown {
    pub(crate) text: String,
    pub(crate) filed: String,
    pub(crate) mark: &'static str,
    /// That it came after the day until which to object, if it did.
    pub(crate) late: Option<String>,
    pub(crate) replies: Vec<String>,
}

fn shown(number: Option<Decimal>) -> String {
    number.map(figure).unwrap_or_default()
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let frame = Frame::new(&pages, &visitor, period, Door::Score, say!("door-score"), "/score").await?;
    let (desk, unit) = (&pages.desk, pages.desk.replica().unit());
    let viewer = Viewer::operator(desk.replica(), &visitor.operator);
    let known = Known::people(&pages, &visitor, period).await?;
    let language = visitor.preferences.language;
    let reading = Reading { language, place: &|_, quarter| format!("/{}", quarter.unwrap_or(period)), known: &known };
    let assessed = desk.assessed_as(period).await?.map_or(period, |(assessed, _)| assessed);
    let mut rows = None;
    let (sheet, none) = match desk.score_sheet(&viewer, unit, assessed).await {
        Ok(sheet) => {
            rows = Some(rows_of(&sheet, language));
            (Some(sheet_shown(&sheet, &reading)), None)
        }
        Err(error) if matches!(error.sort(), Sort::NotFound | Sort::NotYet) => (None, Some(say!("score-none"))),
        Err(error) => return Err(DeskError::into(error)),
    };
    let decided = desk.decision_on(unit, assessed).await?.as_ref().map(decision::in_words);
    let denied = desk.denied_by_runs().await?.into_iter().filter(|one| one.period == assessed);
    let said: Vec<String> = decided.into_iter().chain(denied.map(|one| one.to_string())).collect();
    let decision = (!said.is_empty()).then(|| said.join("\n"));
    let place = desk.place(&viewer, unit, assessed).await?.filter(|place| place.period == assessed);
    let may_change = place.as_ref().and_then(may_change);
    let sheet = sheet.map(|sheet| SheetShown { may_change, ..sheet });
    let candidacy = place.as_ref().and_then(candidacy_of);
    let outlook = desk.what_it_would_take(&viewer, period).await?;
    let needed = match &outlook {
        Some(outlook) => needed_lines(outlook, &desk.reception(period).await?),
        None => Vec::new(),
    };
    let needed = needed.into_iter().chain(outlook.iter().flat_map(|outlook| losses(outlook, &known))).collect();
    let worth = outlook.iter().flat_map(|outlook| &outlook.items).map(|worth| {
        let (what, address) = unfinished(&worth.item, period, language);
        (what, address, format!("{}{}", worth.points, together_words(worth.together)))
    });
    let worth = worth.collect();
    let objections = desk.objections(&viewer, unit, period).await?.into_iter().map(objection_shown).collect();
    let consequences = desk.decided_on(&viewer, unit, assessed).await?;
    let consequences = consequences.iter().map(|one| in_a_line(one, in_full)).collect();
    let today = clock::county_date(desk.replica().now());
    let until = desk.objections_until(&viewer, assessed).await?.map(|until| {
        let day = in_full(until);
        if today > until { say!("objections-over", day = day) } else { say!("objections-until", day = day) }
    });
    let rows = rows.unwrap_or_default();
    let sealed = super::seal::line(&pages, &viewer, period).await?;
    answer(&ScorePage {
        notice: notice_address(desk, &viewer, assessed).await?,
        frame,
        sheet,
        none,
        decision,
        candidacy,
        needed,
        worth,
        doubtful: doubtful(desk, &viewer, unit, period, language).await?,
        consequences,
        objections,
        sealed,
        until,
        rows,
        replaces: replacement(desk, &viewer, assessed).await?,
        preview: None,
    })
}

/// Where the notice about the list that stands for a period is read.
pub(crate) async fn notice_address(
    desk: &Desk,
    viewer: &Viewer,
    assessed: Period,
) -> Result<Option<String>, DeskError> {
    let run = desk.notice_to_read(viewer, assessed, None).await?;
    Ok(run.map(|run| format!("/{assessed}/notice/html?run={}", run.get(..12).unwrap_or(&run))))
}

/// The indicators that give less than they could, the greatest loss first.
fn losses(outlook: &Outlook, known: &Known) -> Vec<String> {
    let losing = outlook.gaps.iter().filter(|gap| !gap.what.indicators().is_empty());
    losing.map(|gap| gap.for_people(|member| known.name(member).to_owned())).collect()
}

/// The rows that could not count as they stand: what each says and why, and its page.
async fn doubtful(
    desk: &Desk,
    viewer: &Viewer,
    unit: UnitCode,
    period: Period,
    language: Language,
) -> Result<Vec<(String, String)>, DeskError> {
    let rows = desk.doubtful_rows(viewer, unit, period).await?.into_iter();
    let line = |row: DoubtfulRow| {
        let said = say!(
            "score-doubtful-row",
            table = table_title(row.table, language),
            row = row.said,
            doubt = row.doubt.in_words()
        );
        let quarter = row.quarter.unwrap_or(period);
        (said, format!("/{quarter}/tables/{}/{}", row.table.name(), in_address(&row.id)))
    };
    Ok(rows.map(line).collect())
}

/// The rows of the village's own that a sheet rests on, each once.
fn rows_of(sheet: &ScoreSheetView, language: Language) -> Vec<(String, String)> {
    let reasons = sheet.lines.iter().flat_map(|line| &line.reasons).filter(|reason| reason.unit.is_none());
    let mut rows: Vec<(String, String)> = Vec::new();
    for (table, row) in reasons
        .filter_map(|reason| Some((reason.table?, &reason.rows)))
        .flat_map(|(table, rows)| rows.iter().map(move |row| (table, row)))
    {
        let key = format!("{}/{}", table.name(), row.id);
        if rows.len() < MOST_ROWS && !rows.iter().any(|(known, _)| *known == key) {
            let said = row.said.clone().unwrap_or_else(|| say!("row-by-id", id = row.id));
            rows.push((key, format!("{} {said}", table_title(table, language))));
        }
    }
    rows
}

/// Objects to the ranking.
pub(crate) async fn object(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let mut text = field(&fields, "text").unwrap_or_default().to_owned();
    let picked: Vec<&str> = fields.iter().filter_map(|(name, _)| name.strip_prefix(ROW_FIELD)).collect();
    if !text.is_empty() && !picked.is_empty() {
        text.push('\n');
        text.push_str(&say!("objection-about", rows = picked.join(Language::first().pick("、", ", "))));
    }
    pages.desk.object(&visitor.operator, period, &text).await?;
    Ok(Redirect::to(&format!("/{period}/score#objections")).into_response())
}

/// What was answered, in a word.
pub(crate) fn outcome_word(outcome: ReplyOutcome) -> String {
    match outcome {
        ReplyOutcome::Upheld => say!("reply-upheld"),
        ReplyOutcome::PartlyUpheld => say!("reply-partly-upheld"),
        ReplyOutcome::Dismissed => say!("reply-dismissed"),
    }
}

/// An objection as it is shown.
pub(crate) fn objection_shown(view: ObjectionView) -> ObjectionShown {
    let replies = view.replies.into_iter().map(|(reply, unit)| {
        let outcome = outcome_word(reply.outcome);
        say!("objection-reply", unit = unit, day = in_full(reply.replied_on), outcome = outcome, text = reply.text)
    });
    ObjectionShown {
        filed: in_full(view.objection.filed_on),
        mark: view.mark.as_str(),
        late: view.until.filter(|_| view.is_late).map(|until| say!("objection-late", day = in_full(until))),
        replies: replies.collect(),
        text: view.objection.text,
    }
}

/// Where the tables of a unit are shown: of the sheet's own, or of another; in the period at hand, or a quarter.
type Place<'a> = &'a (dyn Fn(Option<UnitCode>, Option<Period>) -> String + Sync);

/// With what a sheet is read.
pub(crate) struct Reading<'a> {
    pub(crate) language: Language,
    /// The address before `/tables`.
    pub(crate) place: Place<'a>,
    pub(crate) known: &'a Known,
}

/// A sheet as it is shown.
pub(crate) fn sheet_shown(sheet: &ScoreSheetView, reading: &Reading<'_>) -> SheetShown {
    let neighbour = |one: &Neighbour| format!("{} {}", one.name, shown(one.score));
    let status = match ResultStatus::from_word(sheet.status.as_str()) {
        Some(ResultStatus::Provisional) => Some(key!("score-provisional")),
        Some(ResultStatus::NotReceived) => Some(key!("score-not-received")),
        Some(ResultStatus::Excused) => Some(key!("score-excused")),
        Some(ResultStatus::Received) if sheet.score.is_none() => Some(key!("score-unscored")),
        Some(ResultStatus::Received) | None => None,
    };
    SheetShown {
        score: sheet.score.map_or_else(|| say!("score-no-score"), figure),
        rank: if let (Some(rank), Some(ranked)) = (sheet.rank, sheet.ranked) {
            say!("place-rank", rank = rank, ranked = ranked)
        } else {
            say!("place-unranked")
        },
        status: status.map(|status| say_with(status, &[])),
        may_change: None,
        agreement: sheet.agreement.to_string(),
        is_agreed: sheet.agreement.is_agreed(),
        run: say!(
            "score-run",
            publisher = sheet.publisher_name,
            period = period_name(sheet.period),
            run = sheet.run.chars().take(12).collect::<String>()
        ),
        neighbours: [(key!("score-above"), &sheet.above), (key!("score-below"), &sheet.below)]
            .into_iter()
            .filter_map(|(place, one)| Some(format!("{} {}", say_with(place, &[]), neighbour(one.as_ref()?))))
            .collect(),
        lines: sheet.lines.iter().map(|line| line_shown(line, reading)).collect(),
        is_scaled: sheet.lines.iter().any(|line| line.in_score.is_some()),
    }
}

/// A line: its points, what they cost, and, where nothing was counted, by whose word it gives what it gives.
pub(crate) fn line_shown(line: &SheetLineView, reading: &Reading<'_>) -> LineShown {
    let note = match line.state {
        LineState::Counted => line.uncounted.map(|uncounted| {
            let table = table_title(uncounted.table, reading.language);
            say!("score-uncounted", table = table, rows = uncounted.rows, unconfirmed = uncounted.unconfirmed)
        }),
        // Without a word on why, the points above it do not add up to the score.
        LineState::Adjustment => {
            let said = line
                .reasons
                .iter()
                .map(|reason| remark::said(&reason.note, |member| reading.known.name(member).to_owned()));
            let said: Vec<String> = said.filter(|said| !said.is_empty()).collect();
            Some(said.join(reading.language.pick("；", "; "))).filter(|said| !said.is_empty())
        }
        LineState::NotApplicable(NotApplicable::LeftOut) if line.unstated.is_some() => {
            line.unstated.as_ref().map(|figures| say!("not-applicable-unstated", figures = figures))
        }
        LineState::NotApplicable(NotApplicable::Full) => Some(say!("not-applicable-full")),
        LineState::NotApplicable(NotApplicable::Nothing) => Some(say!("not-applicable-nothing")),
        LineState::NotApplicable(NotApplicable::LeftOut) => Some(say!("not-applicable-left-out")),
        LineState::Nothing => Some(say!("score-nothing")),
        LineState::ShownOnly => Some(say!("score-shown-only")),
        LineState::Veto => Some(say!("score-veto")),
        LineState::NotMeasured => Some(say!("score-not-measured")),
    };
    // What does not apply costs nothing; where the rules say that nothing written is nothing done, it does.
    let may_cost = matches!(line.state, LineState::Counted | LineState::NotApplicable(NotApplicable::Nothing));
    let points = match line.state {
        LineState::NotApplicable(NotApplicable::LeftOut) => say!("score-not-applicable"),
        LineState::Adjustment => line.points.map(signed).unwrap_or_default(),
        _ => figure_or_none(line.points),
    };
    let lost = |lost: Decimal| if may_cost && !lost.is_zero() { in_cents(lost.abs()) } else { String::new() };
    // What is not scaled is the same in the score; a group's scale itself is in the figures that it makes.
    let (points_in_score, lost_in_score) = match line.in_score {
        Some(in_score) => (in_cents(in_score.points), lost(in_score.lost)),
        None if line.reasons.iter().any(|reason| remark::of_scale(&reason.note).is_some()) => Default::default(),
        None if line.points.is_none() => Default::default(),
        None => (points.clone(), lost(line.lost)),
    };
    // What the note says is not said again.
    let is_remark = |reason: &&ReasonView| {
        remark::not_applicable(&reason.note).is_some()
            || (line.unstated.is_some() && remark::unstated(&reason.note).is_some())
            || (line.state == LineState::Adjustment && reason.rows.is_empty())
    };
    LineShown {
        id: line.indicator.clone(),
        title: match (line.state, line.indicator.as_str()) {
            (LineState::Adjustment, "veto") => say!("score-adjusted-veto"),
            (LineState::Adjustment, "floor") => say!("score-adjusted-floor"),
            (LineState::Adjustment, _) => say!("score-adjusted"),
            (LineState::ShownOnly, "stars") => say!("slip-stars"),
            (LineState::ShownOnly, "roster") => say!("slip-roster"),
            _ => Named::of_title(&line.title).to_string(),
        },
        points,
        most: match line.most {
            Some(most) if line.group_kind == Some(GroupKind::Deducted) => {
                say!("score-most-taken", points = most.normalize())
            }
            most => shown(most),
        },
        lost: lost(line.lost),
        points_in_score,
        lost_in_score,
        note,
        reasons: line
            .reasons
            .iter()
            .filter(|reason| !is_remark(reason))
            .map(|one| reason_shown(one, reading))
            .collect(),
    }
}

/// Points with their two decimals, as they stand beside others.
fn in_cents(mut points: Decimal) -> String {
    points.rescale(2);
    figure(points)
}

fn reason_shown(reason: &ReasonView, reading: &Reading<'_>) -> ReasonShown {
    let Reading { language, place, known } = *reading;
    let unit = reason.unit.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
    let before = place(reason.unit.as_ref().map(|(unit, _)| *unit), reason.quarter);
    let table = reason.table.map(|table| table_title(table, language)).unwrap_or_default();
    let points = reason.points.as_ref().map(|points| say!("score-reason-points", points = printed(points)));
    let points = points.unwrap_or_default();
    let note = remark::said(&reason.note, |member| known.name(member).to_owned());
    let rows = reason.rows.iter().map(|row| {
        let said = row.said.clone().unwrap_or_else(|| say!("row-by-id", id = row.id));
        let late = row.late.as_ref().map(|late| format!("（{}）", late.said()));
        let said = said + &late.unwrap_or_default();
        let address = reason.table.map(|table| format!("{before}/tables/{}/{}", table.name(), in_address(&row.id)));
        (said, address)
    });
    ReasonShown {
        said: [unit, reason.quarter.map(|quarter| quarter.to_string()).unwrap_or_default(), table, points, note]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        rows: rows.collect(),
        more: reason.more,
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn scores_of_neighbours_have_the_minus_of_the_other_points() {
        assert_eq!(shown("-1.50".parse().ok()), "−1.50");
        assert_eq!((shown("2.00".parse().ok()), shown(None)), ("2.00".to_owned(), String::new()));
    }
}
