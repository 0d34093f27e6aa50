//! A file as a stream of UTF-8 bytes: decompressed, decoded, without its byte order mark.

use std::io::{ErrorKind as IoErrorKind, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};
use flate2::read::MultiGzDecoder;

use crate::error::{Error, ErrorKind, Result};
use crate::store::Location;
use crate::workspace::{Format, Pipeline, size_text};

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// What every compressed file may become, however small it is.
const UNPACKED: u64 = if cfg!(any(test, fuzzing)) { 1 << 18 } else { 64 << 20 };

/// The bytes of a file, block by block.
pub(super) struct Blocks {
    source: Box<dyn Read + Send>,
    head: Vec<u8>,
    decoder: Option<Decoder>,
    line: u64,
    ended: bool,
    /// Of a compressed file: how many bytes may still come, and how many those are in all, in words.
    left: Option<(u64, String)>,
}

impl Blocks {
    /// Opens a file of a pipeline, whose encoding counts where the file has no byte order mark.
    pub(super) fn open(file: &Location, pipeline: &Pipeline) -> Result<Self> {
        let encoding = match &pipeline.format {
            Format::Delimited(dialect) => dialect.encoding,
            Format::Json => UTF_8,
        };
        let (mut file, size) = (file.open()?, file.size()?);
        let mut start = fill(&mut file, 2).map_err(unreadable)?;
        let gzip = start == GZIP_MAGIC;
        let mut source: Box<dyn Read + Send> = Box::new(std::io::Cursor::new(std::mem::take(&mut start)).chain(file));
        if gzip {
            source = Box::new(MultiGzDecoder::new(source));
        }
        let mut head = fill(&mut source, 3).map_err(unreadable)?;
        let marked = Encoding::for_bom(&head);
        if let Some((_, length)) = marked {
            head.drain(..length);
        }
        let encoding = marked.map_or(encoding, |(found, _)| found);
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        let left = gzip.then(|| match size.saturating_mul(pipeline.max_unpacked) {
            most if most > UNPACKED => (most, format!("{} times its size", pipeline.max_unpacked)),
            _ => (UNPACKED, size_text(UNPACKED as usize)),
        });
        Ok(Self { source, head, decoder, line: 1, ended: false, left })
    }

    /// Appends about `size` bytes to `block`; false when the file has ended.
    pub(super) fn append(&mut self, block: &mut Vec<u8>, size: usize) -> Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let Some(mut decoder) = self.decoder.take() else {
            block.append(&mut self.head);
            let before = block.len();
            (&mut self.source).take(size as u64).read_to_end(block).map_err(unreadable)?;
            self.ended = block.len() - before < size;
            self.count(block.len() - before)?;
            return Ok(!self.ended);
        };
        let mut raw = std::mem::take(&mut self.head);
        let before = raw.len();
        (&mut self.source).take(size as u64).read_to_end(&mut raw).map_err(unreadable)?;
        self.ended = raw.len() - before < size;
        self.count(raw.len() - before)?;
        self.decode(&mut decoder, &raw, block)?;
        self.decoder = Some(decoder);
        Ok(!self.ended)
    }

    /// Counts what a compressed file has become.
    fn count(&mut self, bytes: usize) -> Result<()> {
        let Some((left, most)) = &mut self.left else { return Ok(()) };
        let Some(rest) = left.checked_sub(bytes as u64) else {
            let message = format!("the compressed file becomes more than {most}, as much as `max_unpacked` allows");
            return Err(Error::new(ErrorKind::Unreadable, message).hint(
                "Somebody may want to fill your disk. If the file is right, raise `max_unpacked` in the pipeline.",
            ));
        };
        *left = rest;
        Ok(())
    }

    fn decode(&mut self, decoder: &mut Decoder, raw: &[u8], block: &mut Vec<u8>) -> Result<()> {
        let room = decoder.max_utf8_buffer_length_without_replacement(raw.len()).unwrap_or(raw.len() * 3 + 16);
        let mut text = String::with_capacity(room);
        let (result, _) = decoder.decode_to_string_without_replacement(raw, &mut text, self.ended);
        self.line += memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64;
        block.extend_from_slice(text.as_bytes());
        match result {
            DecoderResult::InputEmpty => Ok(()),
            DecoderResult::OutputFull | DecoderResult::Malformed(..) => {
                let column = text.rsplit('\n').next().map_or(1, |l| l.chars().count() as u64 + 1);
                let name = decoder.encoding().name();
                Err(Error::new(ErrorKind::Unreadable, format!("the bytes here are notttttt {name} text"))
                    .at_line(self.line)
                    .at_column(column)
                    .hint("Check the pipeline's `encoding`, or ask for the file again."))
            }
        }
    }
}

fn fill(source: &mut impl Read, size: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(size);
    source.take(size as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(error: std::io::Error) -> Error {
    match error.kind() {
        IoErrorKind::UnexpectedEof => Error::new(ErrorKind::Unreadable, "the compressed file ends in the middle")
            .hint("Ask for the file again.")
            .with_source(error),
        IoErrorKind::InvalidInput | IoErrorKind::InvalidData => {
            Error::new(ErrorKind::Unreadable, format!("the compressed file is damaged: {error}"))
                .hint("Ask for the file again.")
                .with_source(error)
        }
        _ => Error::new(ErrorKind::Io, format!("cannot read: {error}")).with_source(error),
    }
}
