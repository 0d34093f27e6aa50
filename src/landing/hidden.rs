//! The hidden names under which files lie in the landing zone while they are taken or put back.

use super::number::number;

/// The end of the name of a file that is taken: `.sales.txt.1.take`.
const CLAIMED: &str = ".take";
/// The end of the name of a copy on its way back from the archive: `.sales.txt.untake`.
const RETURNING: &str = ".untake";

/// The hidden name of a file that is taken.
pub(super) fn claim_name(name: &str, number: u32) -> String {
    format!(".{name}.{number}{CLAIMED}")
}

/// The hidden name of a copy on its way back into the landing zone.
pub(super) fn returning(name: &str) -> String {
    format!(".{name}{RETURNING}")
}

/// Whether a copy on its way back has this name.
pub(super) fn is_returning(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(RETURNING)
}

/// The own name of a claimed file, by its hidden name, and the number of the claim.
pub(super) fn claimed(hidden: &str) -> Option<(&str, u32)> {
    let (name, digits) = hidden.strip_prefix('.')?.strip_suffix(CLAIMED)?.rsplit_once('.')?;
    let visible = !name.is_empty() && !name.starts_with('.');
    Some((name, number(digits)?)).filter(|_| visible)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_knows_the_name_of_its_file() {
        let check = |name: &str, number: u32, expected: &str| {
            assert_eq!(claim_name(name, number), expected);
            assert_eq!(claimed(expected), Some((name, number)));
        };
        check("sales.txt", 1, ".sales.txt.1.take");
        check("sales.txt~2", 12, ".sales.txt~2.12.take");
        check("sales.3.take", 1, ".sales.3.take.1.take");
        for other in
            ["sales.1.take", ".sales.take", ".sales.0.take", ".sales.1.take.part", "..a.1.take", "..1.take", ".take"]
        {
            assert_eq!(claimed(other), None, "{other}");
        }
    }
}
