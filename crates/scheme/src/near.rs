//! Near misses: the word that was probably meant.

/// The nearest of some words, where one is near enough to be a slip of the hand.
pub fn nearest<'w>(text: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let length = text.chars().count();
    let near = |word: &str| {
        let distance = strsim::osa_distance(text, word);
        let most = if length.max(word.chars().count()) <= 2 { 1 } else { 1 + length / 6 };
        (distance <= most && distance < length).then_some(distance)
    };
    let found = words.into_iter().filter(|word| !word.is_empty()).filter_map(|word| Some((near(word)?, word)));
    found.min().map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_near_and_another_word_is_not() {
        assert_eq!(nearest("陈建囯", ["陈建国", "王芳"]), Some("陈建国"));
        assert_eq!(nearest("collective_incme", ["collective_income", "bonus_items"]), Some("collective_income"));
        assert_eq!(nearest("李四", ["王芳", "陈建国"]), None);
        assert_eq!(nearest("m9", ["x1", "陈建国"]), None);
    }
}
