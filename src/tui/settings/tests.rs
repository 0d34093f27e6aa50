use super::*;
use crate::tui::keys::Action;
use crate::tui::keys::Scope;

fn places(folder: &Path) -> Places {
    Places { config: Some(folder.join("config")), state: Some(folder.join("state")) }
}

fn loaded(config: &str) -> Result<Settings, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    std::fs::create_dir_all(folder.path().join("config")).unwrap();
    std::fs::write(places.config_file().unwrap(), config).unwrap();
    load(&places, &Environment::default()).map_err(|errors| {
        let short = |text: String| text.replace(&places.config_file().unwrap().display().to_string(), "config.toml");
        errors.iter().map(|e| format!("{} | {}", short(e.to_string()), e.hint_text().unwrap_or_default())).collect()
    })
}

fn wrong(config: &str, expected: &[&str]) {
    assert_eq!(loaded(config).unwrap_err(), expected);
}

#[test]
fn keys_and_themes_are_taken_from_the_file() {
    let settings = loaded(
        "theme = 'sea'\nglyphs = 'ascii'\n[themes.sea]\naccent = '#0000ff'\nbad = 'none'\nseries = ['1', 'red']\n\
         [keys.today]\nload = ['L', 'f9']\n[keys.everywhere]\nquit = ['ctrl-q']\n",
    )
    .unwrap();
    assert_eq!(settings.styles.theme().name, "sea");
    assert_eq!(settings.styles.theme().bad, None);
    assert_eq!(settings.styles.theme().series.len(), 2);
    assert_eq!(settings.styles.glyphs, Glyphs::Ascii);
    let today = Scope::On(crate::tui::screen::Screen::Today);
    assert_eq!(settings.keys.key_of(today, Action::Load), "L");
    assert_eq!(settings.keys.key_of(today, Action::Quit), "ctrl-q");
    let text = keys_text(&settings.keys, &Places::default());
    assert!(text.contains("load = [\"L\", \"f9\"]"), "{text}");
    assert_eq!(loaded(&text).unwrap().keys, settings.keys, "what `shoptui keys` prints can be put into the file");
}

#[test]
fn everything_that_is_wrong_is_told_with_its_place() {
    wrong(
        "theme = 'drak'\ncolour = 1\n",
        &[
            "config.toml:1:9: theme: unknown theme `drak` | Did you mean `dark`? Known: dark, light, none.",
            "config.toml:2:1: colour: unknown key | Known: theme, glyphs, keys, themes.",
        ],
    );
    wrong(
        "[keys.today]\nload = ['hyper-x']\n",
        &[
            "config.toml:2:9: keys.today.load[1]: `hyper-x` is not a key | Write a character, or for example \"ctrl-d\", \
           \"alt-x\", \"shift-tab\", \"f5\", \"enter\", \"pgdn\".",
        ],
    );
    wrong(
        "[keys.first_run]\ncraete = ['x']\n[keys.tody]\n",
        &[
            "config.toml:2:1: keys.first_run.craete: unknown key | Did you mean `create`? Known: create_sample, create.",
            "config.toml:3:7: keys.tody: unknown section | Did you mean `today`? Known: today, runs, errors, history, \
             reports, tables, edit, first_run, everywhere.",
        ],
    );
    wrong(
        "[keys.everywhere]\nquit = ['j']\n",
        &["config.toml:2:8: keys.everywhere.quit: `j` means down and quit as well | Give one of them another key."],
    );
    wrong(
        "[themes.sea]\naccent = 'bluish'\n",
        &[
            "config.toml:2:10: themes.sea.accent: `bluish` is not a colour | Write \"#56b4e9\", a number from 0 to 255 in \
           quotes, a name such as \"blue\", or \"none\".",
        ],
    );
}

#[test]
fn the_terminal_says_what_it_can_show() {
    let check = |environment: Environment, theme: &str, glyphs: Glyphs| {
        let settings = load(&Places::default(), &environment).unwrap();
        assert_eq!((settings.styles.theme().name.as_str(), settings.styles.glyphs), (theme, glyphs), "{environment:?}");
    };
    let some = |text: &str| Some(OsString::from(text));
    let plain = Environment::default;
    check(plain(), "dark", Glyphs::Unicode);
    check(Environment { no_color: some("1"), ..plain() }, "none", Glyphs::Unicode);
    check(Environment { term: some("dumb"), ..plain() }, "dark", Glyphs::Ascii);
    check(Environment { locale: some("C"), ..plain() }, "dark", Glyphs::Ascii);
    check(Environment { locale: some("de_DE.UTF-8"), ..plain() }, "dark", Glyphs::Unicode);
    check(Environment { background: some("0;15"), ..plain() }, "light", Glyphs::Unicode);
    check(Environment { background: some("15;0"), ..plain() }, "dark", Glyphs::Unicode);
}

#[test]
fn the_state_comes_back_and_a_broken_one_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    let mut state = UserState { screen: Some("history".into()), theme: Some("light".into()), ..UserState::default() };
    (0..300).for_each(|n| state.remember(&format!("SELECT {}", n % 250)));
    assert_eq!((state.sql.len(), state.sql.last().map(String::as_str)), (200, Some("SELECT 49")));
    save(&places, &state).unwrap();
    let settings = load(&places, &Environment::default()).unwrap();
    assert_eq!((settings.state, settings.styles.theme), (state, 1));
    std::fs::write(folder.path().join("state/state.json"), "{\"screen\": 7").unwrap();
    assert_eq!(load(&places, &Environment::default()).unwrap().state, UserState::default());
}
