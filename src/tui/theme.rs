//! Colours and signs: the terminal's own foreground and background, and accents that the colour-blind can tell apart.

use ratatui::style::{Color, Modifier, Style};

use crate::tui::zone::Zone;

/// Which signs are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// Lines, blocks and arrows.
    #[default]
    Unicode,
    /// For terminals that have nothing else.
    Ascii,
}

/// The accents of a theme; what is none is the terminal's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// How it is called.
    pub name: String,
    /// What has the focus.
    pub accent: Option<Color>,
    /// Done.
    pub good: Option<Color>,
    /// Something to look at.
    pub attention: Option<Color>,
    /// Broken.
    pub bad: Option<Color>,
    /// What matters less.
    pub dim: Option<Color>,
    /// Behind the selected line; reversed if there is none.
    pub selected: Option<Color>,
    /// The series of a chart.
    pub series: Vec<Color>,
}

/// Colours and signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Styles {
    /// All themes that can be chosen: the three of the app, then the user's.
    pub themes: Vec<Theme>,
    /// Which one.
    pub theme: usize,
    /// Which signs.
    pub glyphs: Glyphs,
    /// The zone of its times.
    pub zone: Zone,
}

impl Default for Styles {
    fn default() -> Self {
        Self {
            themes: vec![Theme::dark(), Theme::light(), Theme::none()],
            theme: 0,
            glyphs: Glyphs::Unicode,
            zone: Zone::Utc,
        }
    }
}

impl Theme {
    /// For dark backgrounds: the colours of Okabe and Ito among the 256.
    pub fn dark() -> Self {
        Self {
            name: "dark".to_owned(),
            accent: Some(Color::Indexed(74)),
            good: Some(Color::Indexed(36)),
            attention: Some(Color::Indexed(214)),
            bad: Some(Color::Indexed(202)),
            dim: Some(Color::Indexed(245)),
            selected: Some(Color::Indexed(237)),
            series: [74, 214, 36, 175, 227, 32, 202].map(Color::Indexed).to_vec(),
        }
    }

    /// For light backgrounds.
    pub fn light() -> Self {
        Self {
            name: "light".to_owned(),
            accent: Some(Color::Indexed(25)),
            good: Some(Color::Indexed(29)),
            attention: Some(Color::Indexed(130)),
            bad: Some(Color::Indexed(160)),
            dim: Some(Color::Indexed(242)),
            selected: Some(Color::Indexed(254)),
            series: [25, 172, 29, 132, 100, 67, 160].map(Color::Indexed).to_vec(),
        }
    }

    /// Without any colour: weight and reversal alone.
    pub fn none() -> Self {
        Self {
            name: "none".to_owned(),
            accent: None,
            good: None,
            attention: None,
            bad: None,
            dim: None,
            selected: None,
            series: Vec::new(),
        }
    }
}

impl Styles {
    /// The theme in effect.
    pub fn theme(&self) -> &Theme {
        // There is always one: the three of the app.
        static NONE: std::sync::LazyLock<Theme> = std::sync::LazyLock::new(Theme::none);
        self.themes.get(self.theme).unwrap_or(&NONE)
    }

    /// Chooses the theme of that name; false if there is none.
    pub fn choose(&mut self, name: &str) -> bool {
        let at = self.themes.iter().position(|t| t.name == name);
        self.theme = at.unwrap_or(self.theme);
        at.is_some()
    }

    /// What is in the terminal's own colours.
    pub fn plain(&self) -> Style {
        Style::default()
    }

    /// Headings.
    pub fn strong(&self) -> Style {
        Style::default().add_modifier(Modifier::BOLD)
    }

    /// What has the focus.
    pub fn accent(&self) -> Style {
        colour(self.theme().accent).add_modifier(Modifier::BOLD)
    }

    /// What matters less.
    pub fn dim(&self) -> Style {
        match self.theme().dim {
            Some(dim) => Style::default().fg(dim),
            None => Style::default().add_modifier(Modifier::DIM),
        }
    }

    /// Done. A sign goes with it.
    pub fn good(&self) -> Style {
        colour(self.theme().good)
    }

    /// Something to look at. A sign goes with it.
    pub fn attention(&self) -> Style {
        colour(self.theme().attention)
    }

    /// Broken. A sign goes with it.
    pub fn bad(&self) -> Style {
        colour(self.theme().bad).add_modifier(Modifier::BOLD)
    }

    /// The selected line; over the style of its text.
    pub fn selected(&self) -> Style {
        match self.theme().selected {
            Some(behind) => Style::default().bg(behind).add_modifier(Modifier::BOLD),
            None => Style::default().add_modifier(Modifier::REVERSED),
        }
    }

    /// A text that was searched for.
    pub fn found(&self) -> Style {
        self.attention().add_modifier(Modifier::UNDERLINED)
    }

    /// A series of a chart, from 0.
    pub fn series(&self, number: usize) -> Style {
        let series = &self.theme().series;
        colour(series.get(number % series.len().max(1)).copied())
    }

    /// One sign or, where there are no others, the ASCII one.
    pub fn sign(&self, sign: &'static str, ascii: &'static str) -> &'static str {
        match self.glyphs {
            Glyphs::Unicode => sign,
            Glyphs::Ascii => ascii,
        }
    }
}

fn colour(colour: Option<Color>) -> Style {
    colour.map_or_else(Style::default, |c| Style::default().fg(c))
}
