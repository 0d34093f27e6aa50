//! The real binary in a terminal: keys go in by a pseudo-terminal, what a terminal would show is read back.

mod lost;
mod walk;

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// However slow the machine is, what takes longer does not come.
const LONGEST: Duration = Duration::from_secs(60);

/// What the terminal was told beside text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Told {
    titles: usize,
    bells: usize,
    copied: Vec<Vec<u8>>,
}

impl vt100::Callbacks for Told {
    fn set_window_title(&mut self, _: &mut vt100::Screen, _: &[u8]) {
        self.titles += 1;
    }

    fn audible_bell(&mut self, _: &mut vt100::Screen) {
        self.bells += 1;
    }

    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8], data: &[u8]) {
        self.copied.push(data.to_vec());
    }
}

/// The app in a terminal of its own.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    parser: Arc<Mutex<vt100::Parser<Told>>>,
    bytes: Arc<Mutex<usize>>,
    /// The user's own folders.
    pub home: TempDir,
}

impl Terminal {
    /// Starts `shoptui -w DIR` in so many columns and rows.
    pub fn start(dir: &Path, (columns, rows): (u16, u16)) -> Self {
        Self::with(dir, (columns, rows), tempfile::tempdir().unwrap())
    }

    /// The same with user's folders that are there already.
    pub fn with(dir: &Path, (cols, rows): (u16, u16), home: TempDir) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_shoptui"));
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("USER", "ana");
        command.env("HOME", home.path());
        command.env("XDG_CONFIG_HOME", home.path().join("config"));
        command.env("XDG_STATE_HOME", home.path().join("state"));
        command.args(["-w".as_ref(), dir.as_os_str()]);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let parser =
            Arc::new(Mutex::new(vt100::Parser::new_with_callbacks(cells(rows), cells(cols), 0, Told::default())));
        let bytes = Arc::new(Mutex::new(0));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (seen, count) = (Arc::clone(&parser), Arc::clone(&bytes));
        std::thread::spawn(move || {
            let mut buffer = [0; 1 << 16];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                *count.lock().unwrap() += read;
                seen.lock().unwrap().process(&buffer[..read]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { master: pair.master, keys, child, parser, bytes, home }
    }

    /// What is on the screen.
    pub fn text(&self) -> String {
        self.parser.lock().unwrap().screen().contents()
    }

    /// Types; control characters are keys.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until the screen holds a text.
    pub fn wait(&self, text: &str) -> String {
        self.wait_for(text, |screen| screen.contains(text))
    }

    /// Waits until the screen is as it should be; `what` says how in case it never is.
    pub fn wait_for(&self, what: &str, is: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let screen = self.text();
            if is(&screen) {
                return screen;
            }
            assert!(start.elapsed() < LONGEST, "{what:?} does not come:\n{screen}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn resize(&self, (cols, rows): (u16, u16)) {
        self.parser.lock().unwrap().set_size(cells(rows), cells(cols));
        self.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// How many bytes it has written.
    pub fn written(&self) -> usize {
        *self.bytes.lock().unwrap()
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Waits until it has ended; gives its exit code.
    pub fn end(&mut self) -> u32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // What it wrote last may still be on its way.
                std::thread::sleep(Duration::from_millis(100));
                return status.exit_code();
            }
            assert!(start.elapsed() < LONGEST, "it does not end:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Whether the terminal is as it was before: the main screen, the cursor, no mouse, no bracketed paste.
    pub fn is_restored(&self) -> bool {
        let parser = self.parser.lock().unwrap();
        let screen = parser.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
            && !screen.bracketed_paste()
    }

    /// Whether files steered it: titles, bells, and what was put on the clipboard.
    pub fn told(&self) -> (usize, usize, Vec<Vec<u8>>) {
        let parser = self.parser.lock().unwrap();
        let Told { titles, bells, copied } = parser.callbacks().clone();
        (titles, bells, copied)
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
