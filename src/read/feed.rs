//! A thread that reads ahead, so that reading and unpacking go on while rows are scanned.

use std::sync::mpsc::{Receiver, sync_channel};

use super::bytes::Blocks;
use crate::error::{Error, ErrorKind, Result};

/// How much of a file is in memory as text at a time; small in tests, so that rows lie across every edge.
pub(super) const BLOCK: usize = if cfg!(any(test, fuzzing)) { 1 << 10 } else { 32 << 20 };
/// Room before a block for the row that the block before it did not finish.
const ROOM: usize = if cfg!(any(test, fuzzing)) { 1 << 7 } else { 256 << 10 };

/// The blocks of a file, in order.
pub(super) struct Feed {
    blocks: Receiver<Result<Block>>,
    /// Whether the last one came, or none can be read any more.
    ended: bool,
}

/// A piece of a file behind [`ROOM`] unused bytes, and whether the file ends with it.
struct Block {
    bytes: Vec<u8>,
    last: bool,
}

/// Bytes to be scanned from `start` on, and whether the file ends with them.
pub(super) struct Joined {
    pub(super) bytes: Vec<u8>,
    pub(super) start: usize,
    pub(super) last: bool,
    /// Where the bytes begin that were not there before.
    pub(super) fresh: usize,
}

/// Reads blocks in a thread of its own while `work` goes on.
pub(super) fn feed<R>(mut blocks: Blocks, work: impl FnOnce(Feed) -> R) -> R {
    let (sender, receiver) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            loop {
                let mut bytes = Vec::with_capacity(ROOM + BLOCK + 64);
                bytes.resize(ROOM, 0);
                let more = blocks.append(&mut bytes, BLOCK);
                let goes_on = matches!(more, Ok(true));
                if sender.send(more.map(|more| Block { bytes, last: !more })).is_err() || !goes_on {
                    return;
                }
            }
        });
        work(Feed { blocks: receiver, ended: false })
    })
}

impl Feed {
    /// The next bytes of the file behind those that are left of what came before; none after the end.
    ///
    /// At least as many come as are left, so that a row of any length is looked at only so often that the work grows
    /// with its length and no faster.
    pub(super) fn next(&mut self, rest: Vec<u8>) -> Option<Result<Joined>> {
        if self.ended { None } else { Some(self.joined(rest)) }
    }

    fn joined(&mut self, rest: Vec<u8>) -> Result<Joined> {
        let waiting = rest.len();
        let mut joined = self.block()?.behind(rest);
        while !joined.last && joined.bytes.len() - joined.fresh < waiting {
            let block = self.block()?;
            joined.bytes.extend_from_slice(block.bytes.get(ROOM..).unwrap_or_default());
            joined.last = block.last;
        }
        Ok(joined)
    }

    /// The next block; a thread that breaks off before the last one is an error and no end of the file.
    fn block(&mut self) -> Result<Block> {
        let broken_off = |_| Err(Error::new(ErrorKind::Io, "the thread that reads the file broke off"));
        let block = self.blocks.recv().unwrap_or_else(broken_off);
        self.ended = block.as_ref().map_or(true, |block| block.last);
        block
    }
}

impl Block {
    /// Puts what is left of the blocks before in front.
    fn behind(mut self, mut rest: Vec<u8>) -> Joined {
        let last = self.last;
        match ROOM.checked_sub(rest.len()) {
            Some(start) => {
                self.bytes.iter_mut().skip(start).zip(&rest).for_each(|(to, from)| *to = *from);
                Joined { bytes: self.bytes, start, last, fresh: ROOM }
            }
            None => {
                let fresh = rest.len();
                rest.extend_from_slice(self.bytes.get(ROOM..).unwrap_or_default());
                Joined { bytes: rest, start: 0, last, fresh }
            }
        }
    }
}
