//! One press of a key, and how it is written: `q`, `G`, `ctrl-d`, `shift-tab`, `f1`, `enter`.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with the keys that are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press {
    code: KeyCode,
    ctrl: bool,
    alt: bool,
}

impl Default for Press {
    fn default() -> Self {
        Self { code: KeyCode::Null, ctrl: false, alt: false }
    }
}

/// Keys that have a name.
const NAMED: [(&str, KeyCode); 16] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("shift-tab", KeyCode::BackTab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
];

impl Press {
    /// The press of an event; none for keys that have no name here.
    pub fn of(key: &KeyEvent) -> Option<Self> {
        let held = |modifier| key.modifiers.contains(modifier);
        let code = match key.code {
            KeyCode::Tab if held(KeyModifiers::SHIFT) => KeyCode::BackTab,
            // Some terminals send the shifted letter, others the letter and that shift is held.
            KeyCode::Char(c) if held(KeyModifiers::SHIFT) => KeyCode::Char(c.to_uppercase().next().unwrap_or(c)),
            KeyCode::Null | KeyCode::Modifier(_) | KeyCode::Media(_) => return None,
            code => code,
        };
        Some(Self { code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT) })
    }

    /// Reads a press as it is written.
    pub fn parse(text: &str) -> Option<Self> {
        let (mut rest, mut press) = (text, Self::default());
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-").filter(|r| !r.is_empty() && !press.ctrl) {
                (press.ctrl, rest) = (true, after);
            } else if let Some(after) = rest.strip_prefix("alt-").filter(|r| !r.is_empty() && !press.alt) {
                (press.alt, rest) = (true, after);
            } else {
                break;
            }
        }
        let mut chars = rest.chars();
        press.code = match (chars.next(), chars.as_str()) {
            (Some(c), "") if !c.is_control() && c != ' ' => KeyCode::Char(c),
            (Some('f'), number) if number.parse::<u8>().is_ok_and(|n| (1..=24).contains(&n)) => {
                KeyCode::F(number.parse().ok()?)
            }
            _ => NAMED.iter().find(|(name, _)| *name == rest)?.1,
        };
        Some(press)
    }
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "f{n}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(KeyCode, bool, bool)>) {
        let press = Press::parse(text);
        assert_eq!(press.map(|p| (p.code, p.ctrl, p.alt)), expected, "{text}");
        if let Some(press) = press {
            assert_eq!(press.to_string(), text);
        }
    }

    #[test]
    fn presses_are_written_as_they_are_read() {
        check("q", Some((KeyCode::Char('q'), false, false)));
        check("G", Some((KeyCode::Char('G'), false, false)));
        check("-", Some((KeyCode::Char('-'), false, false)));
        check("ctrl-d", Some((KeyCode::Char('d'), true, false)));
        check("ctrl-alt-x", Some((KeyCode::Char('x'), true, true)));
        check("shift-tab", Some((KeyCode::BackTab, false, false)));
        check("f12", Some((KeyCode::F(12), false, false)));
        check("space", Some((KeyCode::Char(' '), false, false)));
        check("alt-enter", Some((KeyCode::Enter, false, true)));
    }

    #[test]
    fn nonsense_is_no_press() {
        for text in ["", " ", "ctrl-", "f0", "f25", "qq", "strg-c", "ctrl-ctrl-c", "\u{1b}"] {
            check(text, None);
        }
    }
}
