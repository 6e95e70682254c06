//! Times of different clocks: what a device says it wrote something at is its own word; what counts is when a node above
//! received it.

use super::frame::moment;
use cunbang_language::say;
use cunbang_model::Timestamp;

/// By how much two clocks may differ before that is worth a word.
const USUAL_SECONDS: i64 = 120;

/// That a device says it wrote something after a node above had it; none where the two agree.
pub(crate) fn contradiction(written_at: Option<Timestamp>, received_at: Option<Timestamp>) -> Option<String> {
    let (written, received) = (written_at?, received_at?);
    let is_later = written.as_second() - received.as_second() > USUAL_SECONDS;
    is_later.then(|| say!("clock-ahead", written = moment(written), received = moment(received)))
}

/// That the county had something before the first node above the village did; none where that is not said.
pub(crate) fn before_the_first(first: Option<Timestamp>, county: Option<Timestamp>) -> Option<String> {
    let (first, county) = (first?, county?);
    (first.as_second() - county.as_second() > USUAL_SECONDS).then(|| say!("clocks-above-differ"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_language::Language;

    #[test]
    fn a_device_that_says_it_wrote_after_it_was_received_is_contradicted() {
        let at = |text: &str| -> Option<Timestamp> { Some(text.parse().unwrap()) };
        let (nine, ten) = (at("2026-10-03T01:00:00Z"), at("2026-10-03T02:00:00Z"));
        let said = Language::English.with(|| contradiction(ten, nine)).unwrap();
        assert!(said.contains("10:00") && said.contains("09:00"), "{said}");
        assert_eq!(contradiction(nine, ten), None);
        assert_eq!(contradiction(at("2026-10-03T01:01:30Z"), nine), None, "clocks differ by some seconds");
        assert_eq!(contradiction(ten, None), None, "nobody has it yet");
        assert!(before_the_first(ten, nine).is_some() && before_the_first(nine, ten).is_none());
    }
}
