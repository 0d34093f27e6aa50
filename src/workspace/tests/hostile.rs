use proptest::prelude::*;

use super::{GOOD, check, good, parsed};
use crate::workspace::template;

#[test]
fn deep_nesting() {
    for (open, close) in [("[", "]"), ("{a=", "}"), ("[{a=", "}]")] {
        for depth in [79, 80, 100, 100_000] {
            let text = format!("a = {}{}\n", open.repeat(depth), close.repeat(depth));
            assert!(!parsed(&text).unwrap_err().is_empty());
        }
    }
    let dots = "a.".repeat(200_000);
    for text in [format!("{dots}b = 1\n"), format!("[{dots}b]\n"), format!("[[{dots}b]]\n{dots}b = 1\n")] {
        assert!(!parsed(&text).unwrap_err().is_empty());
    }
    let dots = "a.".repeat(70);
    let nested = format!("{{{dots}b=").repeat(70);
    assert!(!parsed(&format!("[{dots}b]\n{dots}b = {nested}1{}\n", "}".repeat(70))).unwrap_err().is_empty());
}

#[test]
fn many_errors() {
    let text: String = (0..20_000).map(|i| format!("k{i} = 1\n")).collect();
    let errors = parsed(&text).unwrap_err();
    assert_eq!(errors.len(), 101);
    assert_eq!(errors[100].to_string(), "shoptui.toml: 19901 more errors are not shown");
}

#[test]
fn text_that_would_paint_the_terminal() {
    check("\"\\u001b[31m\" = 1\n", &[r#"1:1: "\u{1b}[31m": unknown key"#, "1:1: no pipeline is described"]);
    let long = "x".repeat(5000);
    let text = GOOD.replace("\"transaction\"", &format!("\"{long}\""));
    check(&text, &[&format!("7:8: pipelines.sales.load: unknown load `{}…`", "x".repeat(60))]);
}

#[test]
fn many_columns() {
    let columns: String = (0..5000).map(|i| format!("  {{ name = \"c{i}\", type = \"int\" }},\n")).collect();
    assert_eq!(
        good(&GOOD.replace("columns = [\n", &format!("columns = [\n{columns}"))).pipelines[0].columns.len(),
        5002
    );
}

proptest! {
    /// Whatever is cut out of or put into a config file, it opens or says why.
    #[test]
    fn broken_anywhere(start in 0usize..5000, cut in 0usize..40, put in "[\\PC\\n\"'{}\\[\\]=.,]{0,6}") {
        let text: Vec<char> = template::SHOP.config.chars().collect();
        let start = start % text.len();
        let end = (start + cut).min(text.len());
        let broken: String = text[..start].iter().copied().chain(put.chars()).chain(text[end..].iter().copied()).collect();
        if let Err(errors) = parsed(&broken) {
            prop_assert!(!errors.is_empty());
            prop_assert!(errors.iter().all(|e| !e.hints.is_empty()));
        }
    }

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        prop_assert!(!parsed(&text).unwrap_err().is_empty());
    }
}
