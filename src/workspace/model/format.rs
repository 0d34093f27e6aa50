//! How the bytes of a file become rows of text.

/// How the bytes of a file become rows of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// Fields with a delimiter between them.
    Delimited(Delimited),
    /// A JSON array of objects, or one object after the other (NDJSON).
    Json,
}

/// Details of a delimited file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delimited {
    /// Between fields; not empty, no quote, no line break.
    pub delimiter: String,
    /// Around fields, doubled inside them; none if quotes are plain text.
    pub quote: Option<u8>,
    /// Whether the first row names the columns.
    pub header: bool,
    /// The encoding of a file without a byte order mark.
    pub encoding: &'static encoding_rs::Encoding,
}
