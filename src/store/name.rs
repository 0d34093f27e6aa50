//! Names in a store: relative, checked once, so that no text leads out of where it is looked for.

use std::fmt;
use std::path::{Component, Path};

use crate::error::{Error, ErrorKind, Result};

/// A name in a store: parts with `/` between them, none of which leads elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// Checks a text; an error of kind `NotFound` says why nothing can have that name.
    pub fn new(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        match text.split('/').find_map(fault) {
            None => Ok(Self(text)),
            Some(fault) => Err(refused(&text, fault)),
        }
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its last part: what a file is called where it lies.
    pub fn last(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The name with another last part.
    pub fn beside(&self, last: &str) -> Result<Self> {
        if let Some(fault) = fault(last) {
            return Err(refused(last, fault));
        }
        let folder = self.0.get(..self.0.len() - self.last().len()).unwrap_or_default();
        Ok(Self(folder.to_owned() + last))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn refused(text: &str, fault: &str) -> Error {
    Error::new(ErrorKind::NotFound, format!("`{text}` is not a file name: {fault}"))
}

/// What is wrong with a part, if anything is.
fn fault(part: &str) -> Option<&'static str> {
    let plain = || {
        let mut components = Path::new(part).components();
        matches!((components.next(), components.next()), (Some(Component::Normal(one)), None) if one == part)
    };
    match part {
        "" => Some("a part of it is empty"),
        "." | ".." => Some("it leads elsewhere"),
        _ if part.contains('\0') => Some("it has a zero byte"),
        // A `/`, and a drive or another separator where the system knows these.
        _ if !plain() => Some("it has a sign that separates folders here"),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        for good in ["a", "a/b.csv", ".a.part", "...", "a b", "a~2", "\u{fffd}", "a\nb", "..a", "a..", "-", "~"] {
            assert_eq!(Name::new(good).unwrap().as_str(), good);
        }
        let check = |text: &str, fault: &str| {
            let error = Name::new(text).unwrap_err();
            assert_eq!(error.message, format!("`{text}` is not a file name: {fault}"));
        };
        for empty in ["", "/", "/a", "a/", "a//b", "//"] {
            check(empty, "a part of it is empty");
        }
        for elsewhere in [".", "..", "../a", "a/../b", "a/.", "./a"] {
            check(elsewhere, "it leads elsewhere");
        }
        check("a\0b", "it has a zero byte");
        assert_eq!(Name::new(r"..\a").is_err(), cfg!(windows));
        assert_eq!(Name::new("c:a").is_err(), cfg!(windows));
    }

    #[test]
    fn a_name_beside_another_has_its_folder() {
        let beside = |name: &str, last: &str| Name::new(name).unwrap().beside(last).map(|name| name.to_string()).ok();
        assert_eq!(beside("a", "b").as_deref(), Some("b"));
        assert_eq!(beside("a/b/c", ".c.part").as_deref(), Some("a/b/.c.part"));
        assert_eq!(beside("a", ""), None);
        assert_eq!(beside("a/b", ".."), None);
        assert_eq!(beside("a", "b/c"), None);
    }

    proptest! {
        #[test]
        fn whatever_the_text_a_name_stays_below_its_folder(text in r"([./\\a:~]|\PC|\x00){0,8}") {
            if let Ok(name) = Name::new(text) {
                let mut depth = 0;
                for component in Path::new(name.as_str()).components() {
                    prop_assert!(matches!(component, Component::Normal(_)), "{component:?} in {name}");
                    depth += 1;
                }
                prop_assert_eq!(depth, name.as_str().split('/').count());
            }
        }
    }
}
