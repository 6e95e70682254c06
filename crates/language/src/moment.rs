//! The language of the moment: a page's reader's, or else the program's.

use crate::Language;
use std::cell::Cell;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

/// 0: both, 1: Chinese, 2: English.
static OF_PROGRAM: AtomicU8 = AtomicU8::new(0);

thread_local! {
    static OF_MOMENT: Cell<Moment> = const { Cell::new(Moment::AsTheProgram) };
    static AT_A_PAGE: Cell<bool> = const { Cell::new(false) };
}

/// What is heard at the moment.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// What the program speaks.
    AsTheProgram,
    Both,
    One(Language),
}

/// Where something said now is read: whoever sits at a page clicks, whoever sits at a command line types commands. So a
/// message may name what to do in either way; in Fluent files it is `$medium`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// On a page.
    Page,
    /// On a command line, or by a program.
    Command,
}

impl Medium {
    /// Where something said now is read.
    pub fn of_moment() -> Self {
        if AT_A_PAGE.get() { Self::Page } else { Self::Command }
    }

    /// Does something of which what is said is read there.
    pub fn with<T>(self, work: impl FnOnce() -> T) -> T {
        let _there = Entered::new(OF_MOMENT.get(), self);
        work()
    }

    /// As Fluent files have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Command => "command",
        }
    }
}

impl Language {
    /// The language in which something said now is heard; none where both are, Chinese first.
    pub fn heard() -> Option<Self> {
        match (OF_MOMENT.get(), OF_PROGRAM.load(Ordering::Relaxed)) {
            (Moment::One(language), _) => Some(language),
            (Moment::AsTheProgram, 1) => Some(Self::Chinese),
            (Moment::AsTheProgram, 2) => Some(Self::English),
            _ => None,
        }
    }

    /// The language for what is said once even where both are heard, as the marks between words: Chinese there.
    pub fn first() -> Self {
        Self::heard().unwrap_or(Self::Chinese)
    }

    /// What the program speaks where nothing else is said; until this is called, both.
    pub fn set_for_program(self) {
        OF_PROGRAM.store(self.pick(1, 2), Ordering::Relaxed);
    }

    /// Does something in this language.
    pub fn with<T>(self, work: impl FnOnce() -> T) -> T {
        let _there = Entered::new(Moment::One(self), Medium::of_moment());
        work()
    }

    /// Does something in both languages: for what is kept, and read later by whoever comes.
    pub fn in_both<T>(work: impl FnOnce() -> T) -> T {
        let _there = Entered::new(Moment::Both, Medium::of_moment());
        work()
    }

    /// Does something in this language, wherever it goes on. What it spawns speaks the program's.
    pub fn scope<F: Future>(self, work: F) -> InLanguage<F> {
        InLanguage { language: self, medium: Medium::Command, work: Box::pin(work) }
    }

    /// Does something for a page in this language, wherever it goes on.
    pub fn scope_at_page<F: Future>(self, work: F) -> InLanguage<F> {
        InLanguage { language: self, medium: Medium::Page, work: Box::pin(work) }
    }
}

/// The language and the medium before, which come back however it ends.
struct Entered(Moment, bool);

impl Entered {
    fn new(moment: Moment, medium: Medium) -> Self {
        Self(OF_MOMENT.replace(moment), AT_A_PAGE.replace(medium == Medium::Page))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        OF_MOMENT.set(self.0);
        AT_A_PAGE.set(self.1);
    }
}

/// A future that speaks one language, on whatever thread it runs; see [`Language::scope`].
#[derive(Debug)]
pub struct InLanguage<F> {
    language: Language,
    medium: Medium,
    work: Pin<Box<F>>,
}

impl<F: Future> Future for InLanguage<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let _there = Entered::new(Moment::One(self.language), self.medium);
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
        let outside = Language::heard();
        Language::English.with(|| {
            assert_eq!(Language::heard(), Some(Language::English));
            Language::Chinese.with(|| assert_eq!(Language::heard(), Some(Language::Chinese)));
            assert_eq!(Language::heard(), Some(Language::English));
        });
        assert_eq!(Language::heard(), outside);
        futures::executor::block_on(Language::English.scope(async {
            assert_eq!(Language::heard(), Some(Language::English));
            std::future::ready(()).await;
            assert_eq!(Language::heard(), Some(Language::English));
        }));
        assert_eq!(Language::heard(), outside);
    }

    #[test]
    fn what_to_do_is_named_as_its_reader_can_do_it() {
        let said = || crate::say!("import-not-a-quarter", period = "2026");
        let at_page = futures::executor::block_on(Language::English.scope_at_page(async { said() }));
        let by_command = Language::English.with(said);
        assert_ne!(at_page, by_command);
        assert!(by_command.starts_with("--quarter") && !at_page.contains("--"), "{at_page}");
        assert_eq!(Medium::of_moment(), Medium::Command);
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
