//! Fields of no column as the text of one JSON object.

/// The object while it grows.
#[derive(Default)]
pub(super) struct Extra(String);

impl Extra {
    /// Adds a field; `value` is JSON as it came.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push_str(&quoted(name));
        self.0.push(':');
        self.0.push_str(value);
    }

    /// Adds a field with a text for a value; an empty one is left out.
    pub(super) fn add_text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.add(name, &quoted(text));
        }
    }

    /// The object, unless it is empty.
    pub(super) fn text(mut self) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        self.0.push('}');
        Some(self.0)
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
