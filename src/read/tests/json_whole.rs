//! JSON is read piece by piece; what comes of it is what a reader says that has the whole text at once.

use proptest::prelude::*;
use serde_json::value::RawValue;

use super::{JSON, pipeline, read};

/// Why a text is no list of rows, with its place; none if it is one.
fn wrong(text: &str) -> Option<String> {
    let told = |line: usize, column: usize, what: &str| Some(format!("{line}:{column}: {what}"));
    let what = |e: &serde_json::Error| format!("broken JSON: {}", e.to_string().split(" at line ").next().unwrap());
    let trimmed = text.trim_start();
    match trimmed.chars().next() {
        None => told(1, 1, "the file is empty"),
        Some('[') => {
            let error = serde_json::from_str::<Vec<&RawValue>>(text).err()?;
            let line = text.split('\n').nth(error.line() - 1).unwrap_or_default();
            let before = line.as_bytes().get(..error.column()).unwrap_or(line.as_bytes());
            told(error.line(), String::from_utf8_lossy(before).chars().count(), &what(&error))
        }
        Some('{') => {
            let lines =
                || text.split('\n').zip(1..).map(|(line, n)| (line.trim(), n)).filter(|(line, _)| !line.is_empty());
            let broken = |line: &str| serde_json::from_str::<&RawValue>(line).err();
            let (first, number) = lines().next()?;
            let error = broken(first)?;
            lines().all(|(line, _)| broken(line).is_some()).then(|| told(number, error.column(), &what(&error)))?
        }
        Some(_) => {
            let before = &text[..text.len() - trimmed.len()];
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            told(
                before.matches('\n').count() + 1,
                column,
                "expected `[` or `{`: an array of objects, or one object a line",
            )
        }
    }
}

#[track_caller]
fn check_whole(text: &str) {
    let found = read(&pipeline(JSON, 2), text.as_bytes());
    match wrong(text) {
        Some(told) => assert_eq!(found, [told], "{text:?}"),
        None => assert!(
            found.iter().all(|row| !row.contains("broken JSON") || text.trim_start().starts_with('{')),
            "{text:?}: {found:?}"
        ),
    }
}

#[test]
fn faults_have_the_place_and_the_words_of_the_whole() {
    for text in [
        "[1 2]",
        "[,1]",
        "[1,,2]",
        "[1,]",
        "[1,\n ]",
        "[}",
        "[{]",
        "[{}]]",
        "[{}}]",
        "[{\"a\":1]}",
        "[\"a",
        "[\"a\\",
        "[\"a\\\"]",
        "[tru]",
        "[-]",
        "[1.]",
        "[01]",
        "[1e]",
        "[\"\u{1}\"]",
        "[\"\\q\"]",
        "[\"\\ud800\"]",
        "[nul",
        "[",
        "[ \n",
        "[1",
        "[1\n",
        "[1,\n",
        "[{\"é\" 1}]",
        "[\n\n\"é\n\"]",
        "\u{a0}[1]",
        "[\u{a0}1]",
        "[1]\u{a0}",
        "[1]x",
        "[1][2]",
        "[{\"a\":1,}]",
        "[{\"a\":}]",
        "[{a:1}]",
        "[{\"a\":1 \"b\":2}]",
        "{\"a\":1",
        "{]\n{\n",
        "{\n{}",
        "{}}",
        "[1a]",
        "[1\"x\"]",
        "[{}{}]",
    ] {
        check_whole(text);
        // Behind another value, and far behind many.
        if let Some(rest) = text.strip_prefix('[') {
            check_whole(&format!("[{{\"a\":\"é\"}},\n{rest}"));
            check_whole(&format!("[{}{rest}", "{\"a\":\"éé\"},\n".repeat(300)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_judged_as_a_whole(
        pieces in prop::collection::vec(
            prop_oneof![
                6 => r#"(\{"a":[0-9]{1,3}\},){1,4}"#,
                2 => r#"\{"a":"[é\\"x,\]\}]{0,9}"\},"#,
                1 => r#"[\[\]{},:"\\ \n1a]{1,3}"#,
                1 => " {1,200}",
            ],
            0..20,
        ),
        begin in prop::sample::select(vec!["[", " [", "{", "", "["]),
        end in prop::sample::select(vec!["{}]", "]", "", "{}]\n", "{}] ]"]),
        lines in any::<bool>(),
    ) {
        let text = format!("{begin}{}{end}", pieces.concat());
        check_whole(&if lines { text.replace("},", "}\n") } else { text });
    }
}
