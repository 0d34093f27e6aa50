//! Sizes, durations and counts in few cells.

/// A size in bytes: `812 B`, `2.7 kB`, `1.4 MB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    scaled(bytes, &UNITS)
}

/// A count in few digits: `812`, `2.7 k`, `1.4 M`.
pub fn short(count: u64) -> String {
    if count < 1000 { count.to_string() } else { scaled(count, &["k", "M", "G", "T", "P"]) }
}

fn scaled(number: u64, units: &[&str]) -> String {
    #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
    let mut value = number as f64 / 1000.0;
    let mut unit = 0;
    // What would round up to four digits goes into the next unit.
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(value < 99.95);
    format!("{value:.digits$} {}", units.get(unit).copied().unwrap_or_default())
}

/// A duration: `0.4 s`, `12 s`, `3 min 20 s`, `1 h 04 min`.
pub fn duration(seconds: f64) -> String {
    if seconds < 9.95 {
        return format!("{:.1} s", seconds.max(0.0));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a duration is not below zero")]
    let whole = seconds.round() as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", whole / 3600, whole % 3600 / 60),
    }
}

/// A share in whole percent; 100 only when it is all.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", (share * 100.0).floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_durations_are_short() {
        let sizes = [0, 999, 1000, 2_740, 99_949, 99_950, 785_000, 999_499, 999_500, 1_400_000, u64::MAX];
        let shown = sizes.map(size);
        let expected = [
            "0 B", "999 B", "1.0 kB", "2.7 kB", "99.9 kB", "100 kB", "785 kB", "999 kB", "1.0 MB", "1.4 MB", "18447 PB",
        ];
        assert_eq!(shown, expected);
        let shown = [0.0, 0.44, 9.94, 9.96, 59.6, 200.0, 3840.0].map(duration);
        assert_eq!(shown, ["0.0 s", "0.4 s", "9.9 s", "10 s", "1 min 00 s", "3 min 20 s", "1 h 04 min"]);
        assert_eq!((short(12), short(1_200_000), percent(0.999)), ("12".into(), "1.2 M".into(), "99 %".into()));
    }
}
