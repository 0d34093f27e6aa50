//! Words on their way to whoever reads them: a reader that stands still stops nobody.
//!
//! A pipe that nobody reads takes 64 KiB, and then every write to it waits. So a thread of its own writes, and who has
//! something to say only puts it into a queue: a run goes on, and lets go of its lock, whatever becomes of its words.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

type Work = Box<dyn FnOnce() + Send>;

/// How much something matters when there is little room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// How far something is: it may be left out.
    Progress,
    /// What somebody has to know.
    Word,
}

/// The most bytes that wait, by their weight.
#[derive(Clone, Copy)]
pub(super) struct Room {
    pub(super) progress: usize,
    pub(super) words: usize,
}

/// A queue of words, and the thread that writes them.
pub(super) struct Speaker {
    state: Mutex<State>,
    changed: Condvar,
    room: Room,
    /// How long the reader may take nothing before it is given up.
    patience: Duration,
    /// Says how many were left out.
    left_out: fn(u64),
}

struct State {
    waiting: VecDeque<(usize, Work)>,
    bytes: usize,
    left_out: u64,
    writing: bool,
    written: u64,
    started: bool,
    given_up: bool,
}

impl Speaker {
    pub(super) const fn new(room: Room, patience: Duration, left_out: fn(u64)) -> Self {
        let state = State {
            waiting: VecDeque::new(),
            bytes: 0,
            left_out: 0,
            writing: false,
            written: 0,
            started: false,
            given_up: false,
        };
        Self { state: Mutex::new(state), changed: Condvar::new(), room, patience, left_out }
    }

    /// Puts something into the queue that writes about so many bytes; never waits.
    pub(super) fn say(&'static self, weight: Weight, bytes: usize, work: impl FnOnce() + Send + 'static) {
        let mut state = self.state();
        let room = if weight == Weight::Progress { self.room.progress } else { self.room.words };
        if state.given_up || state.bytes.saturating_add(bytes) > room {
            state.left_out += 1;
            return;
        }
        self.tell_left_out(&mut state);
        state.push(bytes, Box::new(work));
        let start = !std::mem::replace(&mut state.started, true);
        drop(state);
        if start && std::thread::Builder::new().name("words".to_owned()).spawn(move || self.write()).is_err() {
            // Without a thread there is nobody else to write.
            self.state().started = false;
            while self.next() {}
        }
        self.changed.notify_all();
    }

    /// Waits until all is written, or the reader has taken nothing for too long; whether all was written.
    pub(super) fn settle(&'static self) -> bool {
        let mut state = self.state();
        if !state.given_up && state.started {
            self.tell_left_out(&mut state);
            self.changed.notify_all();
        }
        let (mut seen, mut until) = (state.written, Instant::now() + self.patience);
        while !state.given_up && (state.writing || !state.waiting.is_empty()) {
            let rest = until.saturating_duration_since(Instant::now());
            if rest.is_zero() {
                state.given_up = true;
                state.waiting.clear();
                break;
            }
            (state, _) = self.changed.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner);
            if state.written != seen {
                (seen, until) = (state.written, Instant::now() + self.patience);
            }
        }
        !state.given_up
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell_left_out(&self, state: &mut State) {
        let (count, tell) = (std::mem::take(&mut state.left_out), self.left_out);
        if count > 0 {
            state.push(0, Box::new(move || tell(count)));
        }
    }

    fn write(&self) {
        loop {
            let mut state = self.state();
            while state.waiting.is_empty() {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            drop(state);
            self.next();
        }
    }

    /// Writes what comes next, without the lock; whether there was anything.
    fn next(&self) -> bool {
        let mut state = self.state();
        let Some((bytes, work)) = state.waiting.pop_front() else { return false };
        state.writing = true;
        drop(state);
        work();
        let mut state = self.state();
        state.writing = false;
        state.written += 1;
        state.bytes = state.bytes.saturating_sub(bytes);
        drop(state);
        self.changed.notify_all();
        true
    }
}

impl State {
    fn push(&mut self, bytes: usize, work: Work) {
        self.bytes += bytes;
        self.waiting.push_back((bytes, work));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    static TOLD: Mutex<Vec<u64>> = Mutex::new(Vec::new());

    /// Something that is written once it is let go.
    fn held() -> (Sender<()>, Receiver<()>) {
        channel()
    }

    #[test]
    fn nobody_waits_for_a_reader_that_stands_still() {
        static SLOW: Speaker = Speaker::new(Room { progress: 100, words: 200 }, Duration::from_millis(200), |n| {
            TOLD.lock().unwrap().push(n)
        });
        let ((go, wait), (said, heard)) = (held(), channel());
        SLOW.say(Weight::Word, 10, move || _ = wait.recv());
        for number in 0..40 {
            let said = said.clone();
            SLOW.say(Weight::Progress, 10, move || said.send(number).unwrap());
        }
        let last = said.clone();
        SLOW.say(Weight::Word, 10, move || last.send(100).unwrap());
        assert!(heard.try_recv().is_err());
        go.send(()).unwrap();
        assert!(SLOW.settle());
        // What fitted came in its order, and how many did not; a word has room where progress has none.
        assert_eq!(heard.try_iter().collect::<Vec<_>>(), (0..9).chain([100]).collect::<Vec<_>>());
        assert_eq!(*TOLD.lock().unwrap(), [31]);
        // A reader that takes nothing is given up, once.
        let (_go, wait) = held();
        SLOW.say(Weight::Word, 10, move || _ = wait.recv());
        let start = Instant::now();
        assert!(!SLOW.settle() && start.elapsed() >= Duration::from_millis(200));
        SLOW.say(Weight::Word, 10, move || said.send(1).unwrap());
        let start = Instant::now();
        assert!(!SLOW.settle() && start.elapsed() < Duration::from_millis(100));
    }

    #[test]
    fn a_slow_reader_gets_everything() {
        static STEADY: Speaker = Speaker::new(Room { progress: 100, words: 100 }, Duration::from_millis(300), |_| {});
        let (said, heard) = channel();
        for number in 0..5 {
            let said = said.clone();
            STEADY.say(Weight::Progress, 10, move || {
                std::thread::sleep(Duration::from_millis(100));
                said.send(number).unwrap();
            });
        }
        assert!(STEADY.settle());
        assert_eq!(heard.try_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    }
}
