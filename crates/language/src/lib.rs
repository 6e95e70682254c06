//! Every message that a person sees, in Chinese and in English.
//!
//! The words stand in Fluent files below `messages/`, one file for each subject and language; a key stands in both.
//! Whoever has something to say names the key: [`say!`]`("seal-sealed", period = period)`. A test holds keys and
//! arguments in the sources against those in the files.
//!
//! In which language is decided by who listens, not by who speaks: a page is made in its reader's
//! ([`Language::scope`], [`Language::with`]), and on the command line one may be chosen
//! ([`Language::set_for_program`]); where none is, both are said, Chinese first.
//! So an error keeps what happened, and says it in the language of the moment in which it is shown.
//!
//! This crate stands below all others. It knows no unit, no table and no rule.

mod catalogue;
mod lazily;
mod machine;
mod moment;
mod named;
mod said;

pub use catalogue::{Argument, Number, Text, in_chinese, say_each, say_with};
pub use lazily::{Lazily, lazily};
pub use machine::of_machine;
pub use moment::{InLanguage, Medium, UnknownLanguage};
pub use named::Named;
pub use said::Said;

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// 中文.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// As in `--language` and in a page's cookie.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// As HTML names it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// One of two, by this language.
    pub const fn pick<T: Copy>(self, chinese: T, english: T) -> T {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

/// A key that is chosen at run time, marked so that the test of the files finds it.
#[macro_export]
macro_rules! key {
    ($key:literal) => {
        $key
    };
}

/// A message by its key, in the language of the moment: `say!("import-kept", rows = count)`. Whole numbers choose
/// plural forms; everything else stands as it displays, what has words of its own in the same language as the message.
#[macro_export]
macro_rules! say {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        #[allow(unused_imports)]
        use $crate::{Number as _, Text as _};
        $crate::say_each($key, || ::std::vec![$((stringify!($name), (&$crate::Argument(&$value)).argument())),*])
    }};
}
