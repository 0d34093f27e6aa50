//! A section of a config file as a table of its keys: how each is read, written back, and described in the reference.

use super::node::{Node, Section};

/// A key of a section. Reading fills a `D`; what comes of that is a `V`, of which the key is written back.
pub(crate) struct Key<'a, D, V = D> {
    /// As it stands in the file.
    pub name: &'static str,
    /// What kind of value it takes, in words.
    pub takes: &'static str,
    /// What holds where it is not set.
    pub unset: Unset,
    /// A value as it could stand in a file.
    pub example: &'static str,
    /// What it means: a sentence or two of markdown, without the full stop.
    pub means: &'static str,
    /// Puts its value into `D`; `None` if the value is wrong, which has been reported then.
    pub read: fn(&Node<'a>, &mut D) -> Option<()>,
    /// Its value as TOML; `None` where it does not apply, or says nothing.
    pub write: fn(&V) -> Option<String>,
}

/// What holds where a key is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unset {
    /// It must be set; the hint shows how.
    Wrong(&'static str),
    /// The default, which is what is written of a section that does not set it.
    Default,
    /// What these words say.
    Means(&'static str),
}

/// The names of keys.
pub(crate) fn names<D, V, const N: usize>(keys: &[Key<'_, D, V>; N]) -> [&'static str; N] {
    keys.each_ref().map(|key| key.name)
}

/// What is written of a value: `key = value` of every key that says something.
pub(crate) fn written<V, D>(keys: &[Key<'_, D, V>], value: &V) -> Vec<String> {
    keys.iter().filter_map(|key| Some(format!("{} = {}", key.name, (key.write)(value)?))).collect()
}

/// Puts a value, if it is good, in its place.
pub(crate) fn set<T>(place: &mut T, value: Option<T>) -> Option<()> {
    *place = value?;
    Some(())
}

impl<'a> Section<'a> {
    /// Reads every key that is set, and reports those that must be and are not; `None` if any is wrong.
    pub fn read<D, V>(&self, keys: &[Key<'a, D, V>], draft: &mut D) -> Option<()> {
        let mut good = true;
        for key in keys {
            good &= match (self.get(key.name), key.unset) {
                (Some(node), _) => (key.read)(&node, draft).is_some(),
                (None, Unset::Wrong(hint)) => self.need(key.name, hint).is_some(),
                (None, _) => true,
            };
        }
        good.then_some(())
    }
}
