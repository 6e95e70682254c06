//! The way past what is not whole 回执不全: what is lost or altered of what a list rests on, and that whoever goes on all the
//! same types the unit's name, as the command line asks for `--yes`.

use crate::pages::above::at::At;
use crate::pages::above::question::SURE;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{Fields, TOKEN_FIELD};
use crate::pages::writing::{SEEN, field};
use cunbang_desk::assessment::whole::NotWhole;
use cunbang_language::say;

/// The field in which the unit's name is typed.
const CONFIRM: &str = "unwhole";

/// What the page shows of it.
#[derive(Debug)]
pub(super) struct Unwhole {
    /// What nothing was done of: a run, or a publication.
    pub(super) said: String,
    /// What is not whole, a line each.
    pub(super) what: Vec<String>,
    /// The last part of the address at which it is done all the same.
    pub(super) step: &'static str,
    /// What was typed.
    pub(super) fields: Fields,
    pub(super) button: String,
}

impl Unwhole {
    /// Nothing was ranked.
    pub(super) fn before_run(what: &NotWhole) -> Self {
        let said = say!("unwhole-not-run");
        Self { said, what: lines(what), step: "run", fields: Fields::new(), button: say!("unwhole-run-do") }
    }

    /// Nothing was published.
    pub(super) fn before_publishing(what: &NotWhole, fields: &Fields) -> Self {
        let is_asked_again = |name: &str| [TOKEN_FIELD, SEEN, SURE, CONFIRM].contains(&name);
        let kept = fields.iter().filter(|(name, _)| !is_asked_again(name)).cloned().collect();
        let said = say!("unwhole-not-published");
        Self { said, what: lines(what), step: "publish", fields: kept, button: say!("unwhole-publish-do") }
    }
}

fn lines(what: &NotWhole) -> Vec<String> {
    let units = what.of.iter().map(|unit| say!("unwhole-unit", unit = unit.as_str()));
    units.chain((what.rows > 0).then(|| say!("whole-rows", rows = what.rows))).collect()
}

/// Whether the unit's name was typed; why not where something else was.
pub(super) fn is_confirmed(at: &At, fields: &Fields) -> Result<Result<bool, String>, Trouble> {
    let name = at.units()?.name(at.own());
    Ok(match field(fields, CONFIRM) {
        None => Ok(false),
        Some(typed) if typed == name => Ok(true),
        Some(typed) => Err(say!("unwhole-not-confirmed", typed = typed, name = name)),
    })
}

/// What is not whole of what a run rests on that is to be published. Of one that stands published nothing is asked again.
pub(super) async fn of_run(at: &At, run: &str) -> Result<NotWhole, Trouble> {
    let published = at.desk().published(&at.viewer(), at.ranked().await?).await?;
    let stands = published.iter().any(|one| one.by == at.own() && one.id() == run && one.withdrawn.is_none());
    if stands {
        return Ok(NotWhole::default());
    }
    Ok(at.desk().not_whole(at.ranked().await?, at.own()).await?)
}
