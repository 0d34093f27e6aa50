//! A day that is typed.

use chrono::NaiveDate;

/// The day that was typed, none for the latest; or what is to be said of a text that is no day.
pub fn typed(text: &str) -> Result<Option<NaiveDate>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    // Nothing is guessed: `24-1-2` would be a day of the year 24.
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| day.to_string() == text);
    let shown: String = text.chars().take(24).collect();
    day.map(Some).ok_or_else(|| format!("not a date: {shown}; write it as YYYY-MM-DD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_days_are_days() {
        assert_eq!(typed(" "), Ok(None));
        assert_eq!(typed(" 2024-10-15 "), Ok(NaiveDate::from_ymd_opt(2024, 10, 15)));
        for text in ["24-1-2", "2024-1-5", "2024-13-01", "20241015", "+2024-1-05", "yesterday"] {
            assert!(typed(text).is_err_and(|said| said.contains(text)), "{text}");
        }
    }
}
