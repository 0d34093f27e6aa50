use regex::Regex;

use super::page::{Anchor, WIDTH, Words};
use super::*;
use crate::report::chart::Bars;
use crate::workspace::ChartKind::{self, Bar, Stacked};

/// Text that means something to XML, to a terminal, or to nobody.
const HOSTILE: [&str; 8] = [
    "</text><script>alert(1)</script>",
    "a & b &amp; \"c\" 'd' ]]> <!-- --> <![CDATA[",
    "\u{1b}[2J\r\n\t\0\u{7f}\u{9b}31m",
    "\u{fffe}\u{ffff}\u{feff}\u{202e}\u{10ffff}",
    "日本語の商品名 👩‍💻 e\u{301}",
    "",
    "   ",
    "&#0;&#xFFFE;&bogus;",
];

fn chart(kind: ChartKind, labels: &[&str], series: &[&str], value: impl Fn(usize, usize) -> Option<i128>) -> Chart {
    let values = (0..labels.len()).map(|label| (0..series.len()).map(|series| value(label, series)).collect());
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let bars = Bars { kind, labels: names(labels), series: names(series), values: values.collect(), scale: 2 };
    Chart::of(bars, "value by label".to_owned())
}

fn numbered(word: &str, count: usize) -> Vec<String> {
    (1..=count).map(|n| format!("{word} {n}")).collect()
}

fn texts(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn days() -> Vec<String> {
    (9..16).map(|day| format!("2024-10-{day:02}")).collect()
}

/// A line of text as left, top, right, bottom.
fn frame(font: &Fonts, words: &Words) -> (i32, i32, i32, i32) {
    let width = font.width(&words.text, words.em);
    let left = match words.anchor {
        Anchor::Start => words.x,
        Anchor::Middle => words.x - width / 2,
        Anchor::End => words.x - width,
    };
    (left, words.baseline - words.em * 7 / 10, left + width, words.baseline + words.em / 5)
}

/// What every picture must be: inside its page, without two texts on one another, a document, and pixels.
#[track_caller]
fn check(chart: &Chart) -> Scene {
    let font = Fonts::load().unwrap();
    let scene = scene(chart, "A title", &font);
    for area in &scene.areas {
        assert!(0 <= area.left && area.left < area.right && area.right <= WIDTH, "{area:?}");
        assert!(0 <= area.top && area.top < area.bottom && area.bottom <= scene.height, "{area:?}");
    }
    let frames: Vec<_> = scene.words.iter().map(|words| (frame(&font, words), &words.text)).collect();
    for (number, (one, text)) in frames.iter().enumerate() {
        assert!(one.0 >= 0 && one.1 >= 0 && one.2 <= WIDTH && one.3 <= scene.height, "{text}: {one:?}");
        for (other, below) in &frames[number + 1..] {
            let apart = one.2 <= other.0 || other.2 <= one.0 || one.3 <= other.1 || other.3 <= one.1;
            assert!(apart, "{text} {one:?} is on {below} {other:?}");
        }
    }
    document(&svg(chart, "A title").unwrap());
    assert!(pixels(&png(chart, "A title").unwrap().file) == (2000, scene.height as u32 * 2));
    scene
}

/// Whether it is one well-formed element of rectangles and texts.
#[track_caller]
fn document(svg: &str) {
    let forbidden = |c: char| (c < ' ' && c != '\n') || matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}');
    assert!(!svg.contains(forbidden));
    let attributes = r#"(?: [A-Za-z:-]+="[^"<&]*")+"#;
    let pattern = format!(
        r"^<svg{attributes}>\n(?:<rect{attributes}/>\n|<text{attributes}>(?:[^<>&\n]|&(?:lt|gt|amp|quot|apos);)*</text>\n)*</svg>\n$",
    );
    assert!(Regex::new(&pattern).unwrap().is_match(svg), "{}", &svg[..svg.len().min(2000)]);
}

/// The sides of a PNG, which is decoded whole.
fn pixels(file: &[u8]) -> (u32, u32) {
    let mut reader = ::png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert!(pixels.iter().any(|part| *part != 255));
    (info.width, info.height)
}

fn said(scene: &Scene) -> Vec<&str> {
    scene.words.iter().map(|words| words.text.as_str()).collect()
}

#[test]
fn days_stand_upright_with_their_values() {
    let scene = check(&chart(Bar, &texts(&days()), &[""], |day, _| Some(40_000 + 100 * day as i128)));
    let said = said(&scene);
    for words in ["A title", "value by label", "2024-10-09", "2024-10-15", "400.00", "406.00", "0", "500"] {
        assert!(said.contains(&words), "{words}: {said:?}");
    }
    let labels: Vec<_> = scene.words.iter().filter(|words| words.text.starts_with("2024")).collect();
    assert!(labels.windows(2).all(|pair| pair[0].baseline == pair[1].baseline && pair[0].x < pair[1].x));
}

#[test]
fn long_labels_stand_below_one_another() {
    let names = numbered("a product with a name of some length", 11);
    let scene = check(&chart(Bar, &texts(&names), &[""], |n, _| Some(n as i128 * 123_456_789)));
    let labels: Vec<_> = scene.words.iter().filter(|words| words.text.starts_with("a product")).collect();
    assert!(labels.windows(2).all(|pair| pair[0].baseline < pair[1].baseline && pair[0].x == pair[1].x));
    assert!(said(&scene).contains(&"12,345,678.90"));
}

#[test]
fn stacked_parts_and_their_sum() {
    let chart = chart(Stacked, &texts(&days()), &["active", "inactive"], |day, series| {
        Some([51_234_567, 18_712_345][series] + day as i128)
    });
    let scene = check(&chart);
    let said = said(&scene);
    for words in ["active", "inactive", "512,345.67", "187,123.45", "699,469.12"] {
        assert!(said.contains(&words), "{words}: {said:?}");
    }
    for (number, name) in chart.bars.series.iter().enumerate() {
        let areas = scene.areas.iter().filter(|area| area.color == color::series(&chart, number));
        assert_eq!(areas.count(), 7 + 1, "{name} in every bar and in the legend");
    }
}

#[test]
fn values_below_zero_and_none() {
    let value = |label: usize, series: usize| match (label, series) {
        (3, 1) => None,
        (label, series) => Some((label as i128 * 37 + series as i128 * 91) % 150 * 100 - 4_000),
    };
    for kind in [Bar, Stacked] {
        for names in [days(), numbered("a label that takes some room, number", 9)] {
            let scene = check(&chart(kind, &texts(&names), &["north", "south", "east"], value));
            assert!(said(&scene).contains(&"0"));
        }
    }
    check(&chart(Bar, &["all", "below"], &[""], |label, _| Some(-1 - label as i128)));
    check(&chart(Stacked, &["nothing"], &["a", "b"], |_, _| None));
}

#[test]
fn nothing_zero_and_one() {
    for kind in [Bar, Stacked] {
        assert!(said(&check(&chart(kind, &[], &[], |_, _| None))).contains(&"no rows yet"));
        assert!(said(&check(&chart(kind, &["a", "b"], &["s"], |_, _| Some(0)))).contains(&"0.00"));
        assert!(said(&check(&chart(kind, &["only"], &["s"], |_, _| Some(-12_345)))).contains(&"-123.45"));
    }
    // A value too small for a pixel is still seen.
    let chart = chart(Bar, &["much", "little"], &[""], |label, _| Some([1_000_000_000, 1][label]));
    let color = color::series(&chart, 0);
    assert_eq!(check(&chart).areas.iter().filter(|area| area.color == color).count(), 2);
}

#[test]
fn what_has_no_room_is_left_out_and_told() {
    let names = numbered("customer", 400);
    let scene = check(&chart(Bar, &texts(&names), &[""], |n, _| Some(1000 - n as i128)));
    assert!(said(&scene).contains(&"The first 160 of 400 labels are shown; 240 are left out."));
    assert!(said(&scene).contains(&"customer 160") && !said(&scene).contains(&"customer 161"));
    let series = numbered("series", 12);
    let value = |label: usize, series: usize| Some((label as i128 + 1) * (series as i128 + 1));
    let stacked = check(&chart(Stacked, &["a", "b"], &texts(&series), value));
    assert!(said(&stacked).contains(&"5 others") && !said(&stacked).contains(&"series 5"));
    let grouped = check(&chart(Bar, &texts(&names), &texts(&series), value));
    let told = "The first 22 of 400 labels are shown; 378 are left out. \
                The largest 7 of 12 series are shown; 5 are left out.";
    assert!(said(&grouped).contains(&told), "{:?}", said(&grouped));
}

#[test]
fn every_count_of_labels_and_series_fits() {
    for labels in [1, 5, 14, 24, 61, 200] {
        for count in [1, 2, 8, 9] {
            let (names, series) = (numbered("n", labels), numbered("a series with a long name", count));
            for kind in [Bar, Stacked] {
                check(&chart(kind, &texts(&names), &texts(&series), |label, series| {
                    Some((label as i128 * 7919 + series as i128 * 104_729) % 10_007 - 2_000)
                }));
            }
        }
    }
}

#[test]
fn the_largest_values_there_are() {
    let value =
        |label: usize, series: usize| Some(if (label + series).is_multiple_of(2) { i128::MAX } else { i128::MIN });
    for kind in [Bar, Stacked] {
        for scale in [0, 2, 38] {
            let bars = Bars { scale, ..chart(kind, &["a", "b", "c"], &["x", "y", "z"], value).bars };
            check(&Chart::of(bars.clone(), String::new()));
            let labels = numbered("a label that takes some room, number", 3);
            check(&Chart::of(Bars { labels, ..bars }, String::new()));
        }
    }
}

#[test]
fn hostile_text_breaks_nothing() {
    let long = "W".repeat(10_000);
    let names = [HOSTILE.as_slice(), &[&long]].concat();
    for kind in [Bar, Stacked] {
        let chart = chart(kind, &names, &names[..7], |label, series| Some((label * series) as i128));
        check(&chart);
        for text in &names {
            let chart = Chart { caption: text.to_string(), ..chart.clone() };
            document(&svg(&chart, text).unwrap());
            png(&chart, text).unwrap();
        }
    }
    let shown = svg(&self::chart(Bar, &HOSTILE, &[""], |_, _| Some(1)), &long).unwrap();
    assert!(shown.contains("&lt;/text&gt;&lt;script&gt;") && shown.contains("␛[2J") && shown.contains("WWW…"));
}

#[test]
fn the_same_bars_are_the_same_bytes() {
    let chart = chart(Stacked, &texts(&days()), &["a", "b"], |day, series| Some((day * series) as i128));
    assert_eq!(svg(&chart, "t").unwrap(), svg(&chart.clone(), "t").unwrap());
    assert_eq!(png(&chart, "t").unwrap(), png(&chart.clone(), "t").unwrap());
    assert!(png(&chart, "t").unwrap().file.starts_with(b"\x89PNG\r\n\x1a\n"));
}

#[test]
fn texts_are_drawn_as_wide_as_they_are_measured() {
    let fonts = Fonts::load().unwrap();
    for (text, em) in [
        ("Product sale breakdown", 23),
        ("total by name and membership_status", 13),
        ("1,364,964.28", 12),
        ("WAVE To Type fi ffl AV", 20),
        ("Zoë Żółć Ελληνικά Кириллица", 13),
        ("→ ≤ ■ € ₴ №", 13),
        ("🎁 gift", 13),
    ] {
        let drawn = png::drawn_width(text, em, &fonts).unwrap();
        let measured = fonts.width(text, em) as f32;
        assert!(drawn <= measured + 1.0 && drawn >= measured * 0.9, "{text}: {drawn} is measured as {measured}");
    }
}

#[test]
fn what_no_font_has_is_told() {
    let lacking = |label: &str| png(&chart(Bar, &[label], &[""], |_, _| Some(1)), "A title").unwrap().lacking;
    assert_eq!(lacking("Zoë № 5 → ■ 🎁").into_iter().collect::<String>(), "");
    assert_eq!(lacking("日本語 e\u{301} 日").into_iter().collect::<String>(), "日本語");
}
