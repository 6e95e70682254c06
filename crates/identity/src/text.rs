//! Keys and certificates as PEM text.

use pem::{EncodeConfig, LineEnding, Pem};

pub(crate) const CERTIFICATE: &str = "CERTIFICATE";
pub(crate) const PRIVATE_KEY: &str = "PRIVATE KEY";

/// A certificate as PEM.
pub fn certificate_to_pem(der: &[u8]) -> String {
    to_pem(CERTIFICATE, der)
}

/// The DER of the one certificate in a PEM text, or what is wrong with the text.
pub fn certificate_from_pem(text: &str) -> Result<Vec<u8>, String> {
    from_pem(CERTIFICATE, text)
}

pub(crate) fn to_pem(tag: &str, der: &[u8]) -> String {
    // The same bytes on every system: a file may be carried from one to another.
    let config = EncodeConfig::new().set_line_ending(LineEnding::LF);
    pem::encode_config(&Pem::new(tag, der), config)
}

/// The DER of every block in a PEM text, all of one sort and at least one.
pub(crate) fn all_from_pem(tag: &str, text: &str) -> Result<Vec<Vec<u8>>, String> {
    let blocks = pem::parse_many(text).map_err(|error| error.to_string())?;
    if let Some(other) = blocks.iter().find(|block| block.tag() != tag) {
        return Err(format!("it holds a {}, expected a {tag}", other.tag()));
    }
    if blocks.is_empty() {
        return Err(format!("it holds no PEM block, expected a {tag}"));
    }
    Ok(blocks.into_iter().map(pem::Pem::into_contents).collect())
}

pub(crate) fn from_pem(tag: &str, text: &str) -> Result<Vec<u8>, String> {
    let blocks = pem::parse_many(text).map_err(|error| error.to_string())?;
    match blocks.as_slice() {
        [block] if block.tag() == tag => Ok(block.contents().to_vec()),
        [block] => Err(format!("it holds a {}, expected a {tag}", block.tag())),
        blocks => Err(format!("it holds {} PEM blocks, expected one {tag}", blocks.len())),
    }
}
