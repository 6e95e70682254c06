//! Evidence on disk: plain, or packed where the file's name says so.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A new evidence file, under zstd where its name ends in `.zst`.
#[derive(Debug)]
pub struct EvidenceOutput(Output);

enum Output {
    Plain(BufWriter<File>),
    Packed(zstd::stream::Encoder<'static, BufWriter<File>>),
}

impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Plain(_) => "Plain",
            Self::Packed(_) => "Packed",
        })
    }
}

impl EvidenceOutput {
    /// Creates the file; one that is there already is left alone.
    pub fn create(path: &Path) -> io::Result<Self> {
        const LEVEL: i32 = 9;
        let file = BufWriter::new(File::create_new(path)?);
        Ok(Self(if path.extension().is_some_and(|extension| extension == "zst") {
            Output::Packed(zstd::stream::Encoder::new(file, LEVEL)?)
        } else {
            Output::Plain(file)
        }))
    }

    /// Completes the file, durably.
    pub fn close(self) -> io::Result<()> {
        let file = match self.0 {
            Output::Plain(file) => file,
            Output::Packed(packed) => packed.finish()?,
        };
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

impl Write for EvidenceOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Output::Plain(file) => file.write(bytes),
            Output::Packed(packed) => packed.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Output::Plain(file) => file.flush(),
            Output::Packed(packed) => packed.flush(),
        }
    }
}
