//! The pages of the book that `help TOPIC` shows: the guide and the reference, in their order in its summary.

/// A page of the book.
#[derive(Debug, Clone, Copy)]
pub struct Topic {
    /// What is typed: its file, without folder and ending.
    pub name: &'static str,
    /// As the summary of the book says it.
    pub title: &'static str,
    /// Markdown.
    pub text: &'static str,
}

macro_rules! topics {
    ($($path:literal $name:literal $title:literal,)*) => {
        /// Every page, in the order of the book.
        pub const TOPICS: &[Topic] = &[
            $(Topic { name: $name, title: $title, text: include_str!(concat!("../../docs/src/", $path, ".md")) },)*
        ];
    };
}

topics! {
    "introduction" "introduction" "Introduction",
    "guide/your-own-shop" "your-own-shop" "Your own shop",
    "guide/every-day" "every-day" "Every day",
    "guide/terminal-app" "terminal-app" "The terminal app",
    "guide/how-a-file-goes" "how-a-file-goes" "How a file goes",
    "guide/troubleshooting" "troubleshooting" "Troubleshooting",
    "reference/commands" "commands" "Commands and exit codes",
    "reference/config" "config" "shoptui.toml",
    "reference/formats" "formats" "File formats and values",
    "reference/json" "json" "JSON and events",
    "reference/tables" "tables" "Tables and folders",
    "reference/limits" "limits" "Limits",
}
