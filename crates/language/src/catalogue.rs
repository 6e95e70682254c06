//! The catalogue: both languages' Fluent files, read once.

use crate::{Language, Medium};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::fmt::Display;
use std::sync::LazyLock;
use unic_langid::langid;

/// The files, by subject: Chinese, English.
macro_rules! subjects {
    ($($subject:literal),* $(,)?) => {
        /// Every subject with both its files.
        const SUBJECTS: &[(&str, [&str; 2])] = &[$((
            $subject,
            [
                include_str!(concat!("../messages/zh/", $subject, ".ftl")),
                include_str!(concat!("../messages/en/", $subject, ".ftl")),
            ],
        )),*];
    };
}

subjects![
    "above",
    "commands",
    "consequences",
    "demo",
    "desk",
    "faults",
    "intake",
    "judging",
    "lists",
    "model",
    "pages",
    "scheme",
    "units",
];

/// Help of commands: Chinese alone, as the English stands where commands are defined.
const HELP: &str = include_str!("../messages/zh/help.ftl");

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 2]> = LazyLock::new(|| [bundle(0), bundle(1)]);

fn bundle(language: usize) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![if language == 0 { langid!("zh-CN") } else { langid!("en") }]);
    // Marks around arguments would be copied along with them; what other people typed is harmless before it comes here.
    bundle.set_use_isolating(false);
    let help = if language == 0 { HELP } else { "" };
    for text in SUBJECTS.iter().map(|(_, files)| files[language]).chain([help]) {
        // A test refuses a file with a fault or with another's key; what is sound of it is spoken all the same.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(sound, _)| sound);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// What a message may be told; see [`crate::say`].
#[derive(Debug)]
pub struct Argument<'a, T: ?Sized>(pub &'a T);

/// Whole numbers, which choose plural forms.
pub trait Number {
    /// As Fluent takes it.
    fn argument(&self) -> FluentValue<'static>;
}

/// Everything else that displays.
pub trait Text {
    /// As Fluent takes it.
    fn argument(&self) -> FluentValue<'static>;
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(
            impl Number for Argument<'_, $number> {
                fn argument(&self) -> FluentValue<'static> {
                    FluentValue::from(*self.0)
                }
            }
            impl Number for Argument<'_, &$number> {
                fn argument(&self) -> FluentValue<'static> {
                    FluentValue::from(**self.0)
                }
            }
        )*
    };
}

numbers!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

impl<T: Display + ?Sized> Text for &Argument<'_, T> {
    fn argument(&self) -> FluentValue<'static> {
        FluentValue::String(Cow::Owned(self.0.to_string()))
    }
}

/// A message by its key and arguments, in the language of the moment. [`crate::say`] is how to ask.
pub fn say_with(key: &str, arguments: &[(&'static str, FluentValue<'static>)]) -> String {
    say_each(key, || arguments.to_vec())
}

/// Like [`say_with`], with arguments that may differ by language: where both are said, they are asked for each.
pub fn say_each(key: &str, arguments: impl Fn() -> Vec<(&'static str, FluentValue<'static>)>) -> String {
    let say = |language: Language| language.with(|| said(language, key, &arguments()));
    match Language::heard() {
        Some(language) => say(language),
        // Whoever reads only one of the two reads half.
        None => format!("{} {}", say(Language::Chinese), say(Language::English)),
    }
}

/// The Chinese of a command's help, if there is any under this key.
pub fn in_chinese(key: &str) -> Option<String> {
    BUNDLES[0].has_message(key).then(|| said(Language::Chinese, key, &[]))
}

fn said(language: Language, key: &str, arguments: &[(&'static str, FluentValue<'static>)]) -> String {
    let bundle = &BUNDLES[match language {
        Language::Chinese => 0,
        Language::English => 1,
    }];
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        debug_assert!(false, "there is no message {key}");
        return key.to_owned();
    };
    let mut arguments: FluentArgs<'_> = arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
    arguments.set("medium", Medium::of_moment().as_str());
    let mut faults = Vec::new();
    let said = bundle.format_pattern(pattern, Some(&arguments), &mut faults).into_owned();
    debug_assert!(faults.is_empty(), "{key}: {faults:?}");
    said
}
