//! Tables as they are stored: files that keep apart, commits that were changed, bytes that rot, resets that were killed.

mod bounds;
mod parts;
#[cfg(unix)]
mod reset;
mod rot;

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::support::{Cli, Shop, people_config};

pub const HEADER: &str = "id,name,tier,note\n";

/// Puts the file of a day into the landing zone; its rows are parted by `;`.
fn land(shop: &Shop, day: &str, rows: &str) {
    let rows = rows.split(';').map(str::trim).filter(|row| !row.is_empty());
    shop.land(&format!("people_{day}.csv"), rows.fold(HEADER.to_owned(), |text, row| text + row + "\n"));
}

#[track_caller]
fn run(shop: &Shop) {
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 0, "{}", run.err);
}

/// Three days with changes, an end and a return, loaded one by one.
fn three_days(load: &str) -> Shop {
    let shop = Shop::new(&people_config(load, 1.0));
    let days = [
        ("20241009", "1,Ann,gold,; 2,Bo,silver,x"),
        ("20241010", "1,Ann,silver,; 3,Cy,gold,"),
        ("20241011", "1,Ann,silver,; 2,Bo,silver,y; 3,Cy,gold,"),
    ];
    for (day, rows) in days {
        land(&shop, day, rows);
        run(&shop);
    }
    shop
}

/// The files of a table with this extension, in the order of their names.
fn files(shop: &Shop, extension: &str) -> Vec<PathBuf> {
    let table = shop.at("warehouse/people");
    let names = shop.names("warehouse/people").into_iter().filter(|name| name.ends_with(extension));
    names.map(|name| table.join(name)).collect()
}

/// Changes what the commits say: `change` gets each action, and says whether it stays.
fn edit_commits(shop: &Shop, mut change: impl FnMut(&mut Value) -> bool) {
    for path in files(shop, ".json") {
        let text = fs::read_to_string(&path).unwrap();
        let actions = text.lines().filter_map(|line| {
            let mut action: Value = serde_json::from_str(line).unwrap();
            change(&mut action).then(|| format!("{action}\n"))
        });
        let text: String = actions.collect();
        fs::write(&path, text).unwrap();
    }
}

/// Changes what the commits say of their data files; gives the commits that it changed.
fn edit_adds(shop: &Shop, mut change: impl FnMut(&mut Value)) -> Vec<String> {
    let read =
        || files(shop, ".json").into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect::<Vec<_>>();
    let before = read();
    edit_commits(shop, |action| {
        if let Some(add) = action.get_mut("add") {
            change(add);
        }
        true
    });
    let changed = before.into_iter().zip(read()).filter(|(before, after)| before != after);
    changed.map(|((path, _), _)| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

/// Changes the statistics of an entry.
fn edit_stats(add: &mut Value, change: impl FnOnce(&mut Value)) {
    let mut stats: Value = serde_json::from_str(add["stats"].as_str().unwrap()).unwrap();
    change(&mut stats);
    add["stats"] = stats.to_string().into();
}

/// The table as one that was written before entries were sealed.
fn unseal(shop: &Shop) {
    edit_adds(shop, |add| drop(add.as_object_mut().unwrap().remove("tags")));
}

/// The command fails and says this, without a panic.
#[track_caller]
fn fails(cli: &Cli, said: &str) {
    let all = format!("{}{}", cli.out, cli.err);
    assert!(cli.code == 1 && all.contains(said), "{said}\n{}: {all}", cli.code);
    calm(cli);
}

/// Whatever was found, it was told as an error.
#[track_caller]
fn calm(cli: &Cli) {
    let all = format!("{}{}", cli.out, cli.err);
    assert!([0, 1].contains(&cli.code), "{}: {all}", cli.code);
    assert!(!all.contains("panicked") && !all.contains('\u{1b}') && !all.contains("BACKTRACE"), "{all}");
}
