//! The language of the moment: a page's reader's, or else the program's.

use crate::Language;
use std::cell::Cell;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

/// 0: Chinese, 1: English.
static OF_PROGRAM: AtomicU8 = AtomicU8::new(0);

thread_local! {
    static OF_MOMENT: Cell<Option<Language>> = const { Cell::new(None) };
}

impl Language {
    /// The language in which something said now is heard.
    pub fn of_moment() -> Self {
        OF_MOMENT.get().unwrap_or(if OF_PROGRAM.load(Ordering::Relaxed) == 0 { Self::Chinese } else { Self::English })
    }

    /// What the program speaks where nothing else is said.
    pub fn set_for_program(self) {
        OF_PROGRAM.store(u8::from(self == Self::English), Ordering::Relaxed);
    }

    /// What the machine is set to: Chinese, unless it is set to another language.
    pub fn of_machine() -> Self {
        match sys_locale::get_locale() {
            Some(locale) if !locale.is_empty() && !locale.to_ascii_lowercase().starts_with("zh") => Self::English,
            _ => Self::Chinese,
        }
    }

    /// Does something in this language.
    pub fn with<T>(self, work: impl FnOnce() -> T) -> T {
        let _there = Entered::new(self);
        work()
    }

    /// Does something in this language, wherever it goes on. What it spawns speaks the program's.
    pub fn scope<F: Future>(self, work: F) -> InLanguage<F> {
        InLanguage { language: self, work: Box::pin(work) }
    }
}

/// The language before, which comes back however it ends.
struct Entered(Option<Language>);

impl Entered {
    fn new(language: Language) -> Self {
        Self(OF_MOMENT.replace(Some(language)))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        OF_MOMENT.set(self.0);
    }
}

/// A future that speaks one language, on whatever thread it runs; see [`Language::scope`].
#[derive(Debug)]
pub struct InLanguage<F> {
    language: Language,
    work: Pin<Box<F>>,
}

impl<F: Future> Future for InLanguage<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let _there = Entered::new(self.language);
        self.work.as_mut().poll(context)
    }
}

/// A language that the program does not speak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLanguage(String);

impl std::fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Nobody knows yet in which language to say it.
        write!(f, "语言 {0} 不可用，请填 zh 或 en unknown language {0}: use zh or en", self.0)
    }
}

impl std::error::Error for UnknownLanguage {}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        let lower = text.trim().to_ascii_lowercase();
        match lower.split(['-', '_', '.']).next() {
            Some("zh" | "cn" | "chinese" | "中文") => Ok(Self::Chinese),
            Some("en" | "english") => Ok(Self::English),
            _ => Err(UnknownLanguage(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_the_moment_ends_with_it() {
        let outside = Language::of_moment();
        Language::English.with(|| {
            assert_eq!(Language::of_moment(), Language::English);
            Language::Chinese.with(|| assert_eq!(Language::of_moment(), Language::Chinese));
            assert_eq!(Language::of_moment(), Language::English);
        });
        assert_eq!(Language::of_moment(), outside);
        futures::executor::block_on(Language::English.scope(async {
            assert_eq!(Language::of_moment(), Language::English);
            std::future::ready(()).await;
            assert_eq!(Language::of_moment(), Language::English);
        }));
        assert_eq!(Language::of_moment(), outside);
    }

    #[test]
    fn languages_by_name() {
        for (text, expected) in [
            ("zh", Language::Chinese),
            ("zh_CN.UTF-8", Language::Chinese),
            ("EN", Language::English),
            ("en-GB", Language::English),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        assert!("fr".parse::<Language>().is_err());
    }
}
