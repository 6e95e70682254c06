//! How a notice goes out on paper, as its issuer registered it 发文登记: under which number, to whom it is copied, and who
//! prints it. It stands with what the bulletin tells of the run, so that whoever reads the notice below reads the same.

use cunbang_model::{NoticeNumber, record};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What was registered of a notice. What is empty was not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formalities {
    /// Its number 发文字号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// To whom it is copied 抄送.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_to: Option<String>,
    /// Who prints it 印发机关.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed_by: Option<String>,
}

/// Where it stands in what the bulletin tells of a run.
const KEY: &str = "formalities";

#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    formalities: Formalities,
}

impl Formalities {
    /// What was registered of the notice of a published run.
    pub fn of(run: &record::Run) -> Self {
        let told = run.notice.as_deref().and_then(|text| serde_json::from_str::<Told>(text).ok());
        told.map(|told| told.formalities).unwrap_or_default()
    }

    /// The number, where one was registered.
    pub fn number(&self) -> Option<NoticeNumber> {
        self.number.as_deref()?.parse().ok()
    }

    /// A published run with this registered of its notice; what else is told of it stays, whoever wrote it. None where
    /// nothing is told of it, as by an earlier program.
    pub fn put_in(&self, run: record::Run) -> Option<record::Run> {
        let mut told: Map<String, Value> = serde_json::from_str(run.notice.as_deref()?).ok()?;
        if *self == Self::default() {
            told.remove(KEY);
        } else {
            told.insert(KEY.to_owned(), serde_json::to_value(self).ok()?);
        }
        let notice = serde_json::to_string(&told).ok()?;
        Some(record::Run { notice: Some(notice), ..run })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_registered_stands_beside_what_else_is_told() {
        let cells = [("run", "a"), ("period", "2026Q3"), ("scheme", "s"), ("scheme_hash", "h"), ("outcome", "o")];
        let told = ("notice", r#"{"authority":"ab","later":[1]}"#);
        let cells = cells.into_iter().chain([("unit", "330522"), ("published_on", "2026-10-12"), told]);
        let row = cunbang_model::Row::from_cells(cunbang_model::Table::Runs, cells).unwrap();
        let run: record::Run = row.record().unwrap();
        assert_eq!(Formalities::of(&run), Formalities::default());
        let registered = Formalities { number: Some("长组通〔2026〕3号".to_owned()), ..Formalities::default() };
        let with = registered.put_in(run.clone()).unwrap();
        assert_eq!(Formalities::of(&with), registered);
        let text = with.notice.clone().unwrap();
        assert!(text.contains(r#""authority":"ab""#) && text.contains(r#""later":[1]"#), "{text}");
        assert_eq!(Formalities::default().put_in(with).unwrap(), run);
        assert_eq!(registered.put_in(record::Run { notice: None, ..run }), None);
    }
}
