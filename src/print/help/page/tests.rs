use super::*;
use unicode_width::UnicodeWidthStr;

#[track_caller]
fn check(markdown: &str, width: usize, expected: &str) {
    assert_eq!(draw(markdown, width, Ink::None), expected);
}

#[test]
fn blocks() {
    check("# Title\n\nSome `code` and **more**.\n", 40, "Title\n═════\n\nSome `code` and more.\n");
    check("## A b\none two three\nfour\n", 9, "A b\n───\n\none two\nthree\nfour\n");
    check("### C\n```toml\na = 1\n\n  b = 2\n```\nend\n", 40, "C\n\n  a = 1\n\n    b = 2\n\nend\n");
}

#[test]
fn lists() {
    check("Text:\n\n- one two three\n- b\n\nend\n", 10, "Text:\n\n- one two\n  three\n- b\n\nend\n");
    check("1. first one\n2. b\n", 10, "1. first\n   one\n2. b\n");
    check("- a\n  - b\n- c\n", 40, "- a\n  - b\n- c\n");
}

#[test]
fn tables() {
    let table = "| key | what |\n|---|---|\n| `a` | one two |\n| b | c |\n";
    check(table, 40, "key  what\n───  ───────\n`a`  one two\nb    c\n");
    check(table, 10, "key  what\n───  ─────\n`a`  one\n     two\n\nb    c\n");
    check("| | |\n|---|---|\n| a | b |\n", 40, "a  b\n");
}

#[test]
fn links_to_pages_are_told_at_the_end() {
    let text =
        "[keys](../reference/config.md#columns), [all](config.md), [web](https://x.y), [code](../architecture.md)";
    check(text, 40, "keys, all, web, code\n\nSee also: `shoptui help config`\n");
    check("![words](a.svg)\n\nb\n", 40, "b\n");
}

#[test]
fn what_is_too_long_is_broken() {
    check("abcdefghij `kl`m\n", 4, "abcd\nefgh\nij\n`kl`\nm\n");
    check("漢字漢字\n", 5, "漢字\n漢字\n");
}

#[test]
fn colours_take_no_room() {
    assert_eq!(draw("a `b` **c**\n", 5, Ink::Colour), "a \u{1b}[36mb\u{1b}[0m \u{1b}[1mc\u{1b}[0m\n");
}

#[test]
fn every_page_fits_every_terminal() {
    for topic in TOPICS {
        for width in [40, 80, 100] {
            let text = draw(topic.text, width, Ink::None);
            assert!(text.starts_with(topic.text.lines().next().unwrap_or_default().trim_start_matches("# ")));
            assert!(!text.contains("\n\n\n") && !text.contains("](") && !text.contains('\u{1b}'), "{}", topic.name);
            let code = |line: &&str| line.starts_with("  ");
            let long = text.lines().filter(|line| !code(line)).find(|line| line.width() > width);
            assert_eq!(long, None, "{} at {width}", topic.name);
        }
    }
}
