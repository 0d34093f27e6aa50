//! The time zone in which times are shown: that of the computer, or UTC where a picture must be the same everywhere.

use chrono::{DateTime, Local, Utc};

/// A time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zone {
    #[default]
    Utc,
    Local,
}

impl Zone {
    /// A time as its clock shows it.
    pub fn show(self, time: DateTime<Utc>, format: &str) -> String {
        match self {
            Self::Utc => time.format(format).to_string(),
            Self::Local => time.with_timezone(&Local).format(format).to_string(),
        }
    }

    /// A moment to the minute.
    pub fn moment(self, time: DateTime<Utc>) -> String {
        self.show(time, "%Y-%m-%d %H:%M")
    }

    /// What a heading calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utc => "UTC",
            Self::Local => "local",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_that_of_the_zone() {
        let time = DateTime::from_timestamp(1_729_062_120, 0).unwrap_or_default();
        assert_eq!(Zone::Utc.moment(time), "2024-10-16 07:02");
        assert_eq!(Zone::Local.moment(time), time.with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string());
    }
}
