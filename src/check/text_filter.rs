//! What has a text, in any case: rejected rows and quarantined files are filtered by it.

use regex::{Regex, RegexBuilder};

use crate::error::{Error, ErrorKind, Result};

/// A text that is looked for; everything has the empty one.
#[derive(Debug, Clone, Default)]
pub struct TextFilter(Option<Regex>);

impl TextFilter {
    /// Fails where the text is too long to be looked for.
    pub fn new(text: &str) -> Result<Self> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let built = RegexBuilder::new(&regex::escape(text)).case_insensitive(true).build();
        let too_long = |_| Error::new(ErrorKind::Usage, "the text is too long to be searched for");
        built.map(|regex| Self(Some(regex))).map_err(too_long)
    }

    /// Whether one of the values has the text.
    pub fn fits<'a>(&self, values: impl IntoIterator<Item = &'a str>) -> bool {
        self.0.as_ref().is_none_or(|text| values.into_iter().any(|value| text.is_match(value)))
    }

    /// Whether it lets everything pass.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}
