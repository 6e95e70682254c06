//! Integers and byte strings in logs: LEB128, as Automerge writes them.

/// Why bytes could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ReadError(pub(crate) &'static str);

/// Reads from the front of a slice.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], ReadError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(ReadError("the data ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, ReadError> {
        Ok(self.take(1)?[0])
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], ReadError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub(crate) fn prefixed(&mut self) -> Result<&'a [u8], ReadError> {
        let length = self.count(self.0.len())?;
        self.take(length)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, ReadError> {
        std::str::from_utf8(self.prefixed()?).map_err(|_| ReadError("a text is not UTF-8"))
    }

    /// An unsigned integer of at most `most`.
    pub(crate) fn count(&mut self, most: usize) -> Result<usize, ReadError> {
        usize::try_from(self.unsigned()?)
            .ok()
            .filter(|count| *count <= most)
            .ok_or(ReadError("a count is over its limit"))
    }

    pub(crate) fn unsigned(&mut self) -> Result<u64, ReadError> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(ReadError("a number is too long"))
    }

    pub(crate) fn signed(&mut self) -> Result<i64, ReadError> {
        let mut value = 0_i64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                if byte & 0x40 != 0 && shift + 7 < 64 {
                    value |= -1 << (shift + 7);
                }
                return Ok(value);
            }
        }
        Err(ReadError("a number is too long"))
    }
}

pub(crate) fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        #[allow(clippy::cast_possible_truncation)] // the low seven bits are meant
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    #[allow(clippy::cast_possible_truncation)] // below 0x80
    out.push(value as u8);
}

pub(crate) fn write_signed(out: &mut Vec<u8>, mut value: i64) {
    loop {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the low seven bits are meant
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        let done = (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0);
        out.push(if done { byte } else { byte | 0x80 });
        if done {
            return;
        }
    }
}

pub(crate) fn write_prefixed(out: &mut Vec<u8>, bytes: &[u8]) {
    write_unsigned(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_back() {
        for value in [0, 1, -1, 63, 64, -64, -65, 1 << 40, i64::MAX, i64::MIN] {
            let mut out = Vec::new();
            write_signed(&mut out, value);
            assert_eq!(Reader(&out).signed().unwrap(), value);
            out.clear();
            write_unsigned(&mut out, value.unsigned_abs());
            assert_eq!(Reader(&out).unsigned().unwrap(), value.unsigned_abs());
        }
        assert!(Reader(&[0x80; 11]).unsigned().is_err());
        assert!(Reader(&[5, 1]).prefixed().is_err());
    }
}
