//! `check`, `doctor`, `completions` and `reset`.

use shoptui::sample::Plan;

use super::look;
use crate::support::{Shop, cli, week};

#[test]
fn check_doctor_completions_and_help() {
    assert!(look(&["doctor"]).out.lines().all(|line| line.starts_with("ok    ")));
    let check = week().cli(&["check"]);
    assert_eq!(check.code, 0);
    assert!(check.out.contains("[pipelines.customer]"), "{}", check.out);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let completions = cli(&["completions", shell]);
        assert_eq!((completions.code, completions.err.as_str()), (0, ""), "{shell}");
        assert!(completions.out.contains("shoptui"), "{shell}");
    }
    assert!(cli(&["--help"]).out.contains("Exit codes: 0 done; 1 failed; 2 usage or config;"));
    assert_eq!(cli(&["--version"]).out, format!("shoptui {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn reset_puts_everything_back() {
    let shop = Shop::with_plan(&Plan::shop(20, 20, 2));
    let landed = shop.state().landing_zone;
    shop.run();
    let reset = shop.cli(&["reset", "--yes"]);
    assert_eq!((reset.code, reset.out.as_str()), (0, ""), "{}", reset.err);
    assert_eq!(shop.state().landing_zone, landed);
    assert!(shop.names("archive").is_empty() && shop.names("error_reports").is_empty());
    assert_eq!(shop.versions("sales").lines().count(), 1);
}
