//! The enums of the report service, and the words used for them elsewhere: `LEVEL_TOWNSHIP` is `township`.
//!
//! Numbers come from programs of any release. An unknown one is not an error in itself: a list shows the
//! number, and a request with it is refused with the known values.

use crate::proto;

/// An enum of the service.
pub trait Named: Sized + Copy + TryFrom<i32> + Into<i32> {
    /// The prefix of all its names.
    const PREFIX: &'static str;
    /// Its name in the proto file.
    fn name(&self) -> &'static str;
    /// Finds a value by its name in the proto file.
    fn from_name(name: &str) -> Option<Self>;
}

macro_rules! named {
    ($($name:ident $prefix:literal)*) => {
        $(
            impl Named for proto::$name {
                const PREFIX: &'static str = $prefix;
                fn name(&self) -> &'static str {
                    self.as_str_name()
                }
                fn from_name(name: &str) -> Option<Self> {
                    Self::from_str_name(name)
                }
            }
        )*
    };
}

named! {
    Level "LEVEL_"
    UnitKind "UNIT_KIND_"
    MemberStatus "MEMBER_STATUS_"
    Status "STATUS_"
    DecisionKind "DECISION_KIND_"
    Prospect "PROSPECT_"
    FindingResult "FINDING_RESULT_"
    FileFormat "FILE_FORMAT_"
}

/// The value for a word; UNSPECIFIED if the word is unknown.
pub fn value<E: Named>(word: &str) -> i32 {
    let name = format!("{}{}", E::PREFIX, word.to_ascii_uppercase());
    E::from_name(&name).map_or(0, Into::into)
}

/// The word for a value: empty for UNSPECIFIED, the number for an unknown value.
pub fn word<E: Named>(value: i32) -> String {
    match E::try_from(value) {
        Ok(_) if value == 0 => String::new(),
        Ok(known) => known.name().strip_prefix(E::PREFIX).unwrap_or_default().to_ascii_lowercase(),
        Err(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_model::schema::{FindingResult, MemberStatus, ResultProspect, Ruling};
    use cunbang_model::{UnitKind, Word};
    use cunbang_scheme::{Level, Status};

    fn check<E: Named>(words: impl IntoIterator<Item = &'static str>) {
        let mut values = vec![0];
        for known in words {
            let number = value::<E>(known);
            assert!(!values.contains(&number), "{}: {known} has no number of its own", E::PREFIX);
            assert_eq!(word::<E>(number), known);
            values.push(number);
        }
        assert_eq!(value::<E>("hamlet"), 0);
        assert_eq!((word::<E>(0).as_str(), word::<E>(977).as_str()), ("", "977"));
    }

    fn words<W: Word>() -> impl Iterator<Item = &'static str> {
        W::WORDS.iter().map(|(word, _)| *word)
    }

    #[test]
    fn every_word_has_a_number_of_its_own() {
        check::<proto::Level>(Level::ALL.map(Level::as_str));
        check::<proto::UnitKind>(UnitKind::ALL.map(UnitKind::as_str));
        check::<proto::MemberStatus>(words::<MemberStatus>());
        let statuses = [Status::Received, Status::Provisional, Status::NotReceived, Status::Excused];
        check::<proto::Status>(statuses.map(Status::as_str));
        check::<proto::DecisionKind>(words::<Ruling>());
        check::<proto::Prospect>(words::<ResultProspect>());
        check::<proto::FindingResult>(words::<FindingResult>());
        check::<proto::FileFormat>(["csv", "xlsx", "html"]);
    }
}
