//! Output: texts, files, errors, and lists.

mod listing;

pub(crate) use listing::{ListArguments, ListFormat, Listing, in_words};

use crate::exit;
use anyhow::Context as _;
use cunbang_language::{of_machine, say};
use cunbang_model::shown::in_lines;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Prints text and a line end to standard output. What moves or reorders text is shown as escapes, which JSON
/// reads back.
pub(crate) fn text(text: &str) -> anyhow::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(in_lines(text).as_bytes())?;
    output.write_all(b"\n")?;
    output.flush()?;
    Ok(())
}

/// Tells the person at the terminal something that is not output.
pub(crate) fn note(text: &str) {
    eprintln!("{}", in_lines(text));
}

/// Writes bytes to a file, or to standard output where none is named.
pub(crate) fn output(bytes: &[u8], to: Option<&Path>, is_text: bool) -> anyhow::Result<()> {
    if let Some(path) = to {
        return write_file(path, bytes);
    }
    let mut output = io::stdout().lock();
    if !is_text && output.is_terminal() {
        return Err(crate::exit::input(say!("printing-format-no-text-name")));
    }
    // What is piped is data and stays as it is.
    match std::str::from_utf8(bytes) {
        Ok(text) if output.is_terminal() => output.write_all(in_lines(text).as_bytes())?,
        _ => output.write_all(bytes)?,
    }
    output.flush()?;
    Ok(())
}

/// Writes a file whole: beside its place first, then put there. Everybody may read it, as any other new file.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    place(path, bytes, make_readable)
}

/// Writes a file whole that its owner alone may read.
pub(crate) fn write_hidden_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    // A temporary file is its owner's alone from the start.
    place(path, bytes, |_| Ok(()))
}

/// Fails where a path names something that a file must not take the place of: a device, a pipe, a folder.
pub(crate) fn check_is_a_place_for_a_file(path: &Path) -> anyhow::Result<()> {
    if std::fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(exit::input(say!("printing-no-file-none-can", path = path.display())));
    }
    Ok(())
}

fn place(path: &Path, bytes: &[u8], permit: impl Fn(&std::fs::File) -> io::Result<()>) -> anyhow::Result<()> {
    if std::fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        // A device or a pipe takes what is written to it. To put a file in its place would break it for everybody.
        let written = std::fs::OpenOptions::new().write(true).open(path).and_then(|mut open| open.write_all(bytes));
        return written.with_context(|| say!("printing-cannot-written", path = path.display()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| say!("printing-cannot-write-there", path = path.display()))?;
    file.write_all(bytes).with_context(|| say!("printing-cannot-written", path = path.display()))?;
    permit(file.as_file())?;
    file.persist(path).with_context(|| say!("printing-cannot-put-place", path = path.display()))?;
    Ok(())
}

#[cfg(unix)]
fn make_readable(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_file: &std::fs::File) -> io::Result<()> {
    Ok(())
}

/// Tells what went wrong, to standard error.
pub(crate) fn error(error: &anyhow::Error) {
    eprintln!("cunbang: {}", in_lines(&said(error)));
}

/// What went wrong: the outermost context first.
pub(crate) fn said(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain() {
        let cause = cause.downcast_ref().map_or_else(|| cause.to_string(), of_machine);
        // Errors that show their source themselves would say everything twice.
        if said.contains(&cause) {
            continue;
        }
        if !said.is_empty() {
            // Lists of faults begin on a line of their own.
            said.push_str(if cause.contains('\n') { ":\n" } else { ": " });
        }
        said.push_str(&cause);
    }
    said
}

/// Whether the reader of our output went away, as `head` does.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_pipe_takes_what_is_written_and_stays_a_pipe() {
        use std::os::unix::fs::FileTypeExt as _;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || std::fs::read_to_string(pipe).unwrap()
        });
        write_file(&pipe, b"list").unwrap();
        assert_eq!(reader.join().unwrap(), "list");
        assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
        assert!(check_is_a_place_for_a_file(&pipe).unwrap_err().to_string().contains("不是普通文件"));
        assert!(check_is_a_place_for_a_file(&folder.path().join("new")).is_ok());
    }
}
