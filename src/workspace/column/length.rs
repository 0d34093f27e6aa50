//! `length`: how many characters a text may have.

use super::super::model::Length;
use crate::config::{Node, int};

const LENGTH_HINT: &str = "Write length = 8 for exactly, or length = { min = 1, max = 20 }.";

pub(super) fn length(node: &Node<'_>) -> Option<Length> {
    if node.value.is_integer() {
        let exactly = count(node)?;
        return checked(node, Length { min: exactly, max: exactly });
    }
    let section = node.clone().section(&["min", "max"], LENGTH_HINT)?;
    let (min, max) = (section.maybe("min", count), section.maybe("max", count));
    let (min, max) = (min?, max?);
    if min.is_none() && max.is_none() {
        node.absent("says neither `min` nor `max`", LENGTH_HINT);
        return None;
    }
    checked(node, Length { min: min.unwrap_or(0), max: max.unwrap_or(usize::MAX) })
}

fn checked(node: &Node<'_>, length: Length) -> Option<Length> {
    let reason = match length {
        Length { max: 0, .. } => "allows no text at all",
        Length { min, max } if min > max => "`max` is below `min`",
        _ => return Some(length),
    };
    node.wrong(reason, LENGTH_HINT);
    None
}

fn count(node: &Node<'_>) -> Option<usize> {
    let number = int(node.value).and_then(|n| usize::try_from(n).ok());
    if number.is_none() {
        node.wrong("must be a number of characters", LENGTH_HINT);
    }
    number
}

/// A length as TOML.
pub(super) fn length_text(length: Length) -> String {
    match length {
        Length { min, max } if min == max => min.to_string(),
        Length { min, max: usize::MAX } => format!("{{ min = {min} }}"),
        Length { min, max } => format!("{{ min = {min}, max = {max} }}"),
    }
}
