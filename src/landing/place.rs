//! Names in the landing zone, where files may arrive at any moment: none of them is ever replaced.

use super::number::{NUMBER, next};
use crate::error::Result;
use crate::store::{Location, Moved};

/// Gives a file a name in the landing zone that it had before.
///
/// Files of that name that are there came after it: they stay, each with the next number, which says so.
pub(super) fn place(from: &Location, target: &Location) -> Result<()> {
    if is_one_file(from, target)? {
        return from.remove();
    }
    if named(from, target)? {
        return Ok(());
    }
    make_room(target)?;
    while !named(from, target)? {
        // It arrived at this very moment, so it is the last of all.
        let mut number = 2;
        while target.move_new(&numbered(target, number)?)? == Moved::Taken {
            number = next(number, target)?;
        }
    }
    Ok(())
}

fn named(from: &Location, target: &Location) -> Result<bool> {
    match from.move_new(target)? {
        Moved::Yes => Ok(true),
        Moved::Taken => Ok(false),
        Moved::Gone => Err(from.failed("rename", std::io::ErrorKind::NotFound)),
    }
}

/// Gives the files of a name, and of its numbers without a gap, the next number each.
fn make_room(target: &Location) -> Result<()> {
    'again: loop {
        let mut last = 1;
        while numbered(target, last + 1)?.is_there()? {
            last = next(last, target)?;
        }
        next(last, target)?;
        for number in (1..=last).rev() {
            // What arrived under a number meanwhile has to move as well; what is gone needs no room.
            if numbered(target, number)?.move_new(&numbered(target, number + 1)?)? == Moved::Taken {
                continue 'again;
            }
        }
        return Ok(());
    }
}

fn numbered(of: &Location, number: u32) -> Result<Location> {
    if number == 1 { Ok(of.clone()) } else { of.beside(&format!("{}{NUMBER}{number}", of.name())) }
}

/// Whether two names are of one file: what a move by links leaves that was cut short.
fn is_one_file(one: &Location, other: &Location) -> Result<bool> {
    let Some(about) = other.look()? else { return Ok(false) };
    Ok(one.look()?.is_some_and(|one| one.is_same_file(&about)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::Store;

    /// Places a file that says `new` among files that say their own name.
    #[track_caller]
    fn check(there: &[&str], expected: &[(&str, &str)]) {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        there.iter().for_each(|name| fs::write(at(name), name).unwrap());
        fs::write(at(".from"), "new").unwrap();
        let zone = Store::folder(folder.path());
        place(&zone.find(".from").unwrap(), &zone.find("a").unwrap()).unwrap();
        let mut found: Vec<(String, String)> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|e| (e.file_name().into_string().unwrap(), fs::read_to_string(e.path()).unwrap()))
            .collect();
        found.sort();
        let expected: Vec<(String, String)> =
            expected.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn files_of_a_name_keep_their_order_and_their_bytes() {
        check(&[], &[("a", "new")]);
        check(&["a"], &[("a", "new"), ("a~2", "a")]);
        check(&["a", "a~2", "a~3"], &[("a", "new"), ("a~2", "a"), ("a~3", "a~2"), ("a~4", "a~3")]);
        check(&["a", "a~3"], &[("a", "new"), ("a~2", "a"), ("a~3", "a~3")]);
        check(&["a~2"], &[("a", "new"), ("a~2", "a~2")]);
    }

    #[test]
    fn a_move_by_links_that_was_cut_short_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let zone = Store::folder(folder.path());
        let [from, target] = [".from", "a"].map(|name| zone.find(name).unwrap());
        from.write_text("new").unwrap();
        fs::hard_link(from.local_path(), target.local_path()).unwrap();
        place(&from, &target).unwrap();
        assert_eq!(target.read_text().unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    /// A supplier who never rests: each of its files lands on a name that is free, and none may be lost or replaced.
    #[test]
    fn what_arrives_while_a_file_is_placed_stays() {
        const FILES: usize = 300;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let [outside, from, target] =
            ["outside", ".from", "a"].map(|name| Store::folder(folder.path()).find(name).unwrap());
        std::thread::scope(|scope| {
            let supplier = scope.spawn(|| {
                for number in 0..FILES {
                    fs::write(at("outside"), format!("{number}")).unwrap();
                    while outside.move_new(&target).unwrap() == Moved::Taken {}
                }
            });
            let mut placed = 0;
            while !supplier.is_finished() {
                // Files are taken now and then, so that the numbers stay few.
                for number in 2..8 {
                    let _ = fs::rename(at(&format!("a~{number}")), at(&format!("taken {placed} {number}")));
                }
                fs::write(at(".from"), format!("placed {placed}")).unwrap();
                place(&from, &target).unwrap();
                placed += 1;
                let _ = fs::rename(at("a"), at(&format!("taken {placed}")));
            }
        });
        let mut texts: Vec<usize> = fs::read_dir(folder.path())
            .unwrap()
            .filter_map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap().parse().ok())
            .collect();
        texts.sort_unstable();
        assert_eq!(texts, (0..FILES).collect::<Vec<_>>());
    }
}
