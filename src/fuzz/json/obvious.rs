//! A slow reader of JSON: the grammar, written down as functions that go from one byte to a later one.

use encoding_rs::Encoding;

use super::Found;
use crate::read::Broken;
use crate::workspace::{ExtraColumns, Pipeline};

/// Deeper than this, it says nothing: it would need a stack of its own.
const DEEPEST: usize = 100;

/// What a file gives.
pub(super) enum Read {
    /// Rows; bad ones without their reasons.
    Rows(Found),
    /// No rows at all.
    Refused,
    TooDeep,
}

/// A member of an object: its name as it stands there, and its value.
type Members<'a> = Vec<(&'a str, &'a str)>;

/// Why a text is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum No {
    Wrong,
    TooDeep,
}

/// What a file must give.
pub(super) fn read(bytes: &[u8], pipeline: &Pipeline) -> Read {
    let Some(text) = text(bytes) else { return Read::Refused };
    let line = |at: usize| 1 + text[..at].matches('\n').count() as u64;
    let elements: Vec<(u64, &str)> = match text.trim_start().chars().next() {
        Some('[') => match elements(&text) {
            Ok(elements) => elements.into_iter().map(|(at, element)| (line(at), element)).collect(),
            Err(No::Wrong) => return Read::Refused,
            Err(No::TooDeep) => return Read::TooDeep,
        },
        Some('{') => {
            let lines = text.split('\n').zip(1..).map(|(line, number)| (number, line.trim()));
            let lines: Vec<(u64, &str)> = lines.filter(|(_, line)| !line.is_empty()).collect();
            if lines.iter().all(|(_, line)| is_json(line) == Some(false)) {
                return Read::Refused;
            }
            lines
        }
        _ => return Read::Refused,
    };
    if elements.iter().any(|(_, element)| is_json(element).is_none()) {
        return Read::TooDeep;
    }
    let mut found = Found::default();
    for (line, element) in elements {
        match row(element, line, pipeline) {
            Ok(values) => found.rows.push((line, values)),
            Err(broken) => found.broken.push(broken),
        }
    }
    Read::Rows(found)
}

/// Whether a text is one JSON value; none if it is nested too deep to say.
pub(super) fn is_json(text: &str) -> Option<bool> {
    match whole(text, |at| value(text, at, 0)) {
        Err(No::TooDeep) => None,
        verdict => Some(verdict.is_ok()),
    }
}

/// The file without its byte order mark, as UTF-8 where that mark says what else it is.
fn text(bytes: &[u8]) -> Option<String> {
    match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]).map(|text| text.into_owned())
        }
        None => std::str::from_utf8(bytes).ok().map(str::to_owned),
    }
}

/// The values of an object in the order of the columns, or the bad row that it is.
fn row(element: &str, line: u64, pipeline: &Pipeline) -> Result<Vec<Option<String>>, Broken> {
    let mut values: Vec<Option<String>> = vec![None; pipeline.columns.len()];
    let mut seen: Vec<Vec<Option<String>>> = vec![Vec::new(); pipeline.columns.len()];
    let mut fields = Fields::default();
    // A name that is no text makes the whole object none.
    let Some(kept) = fields.of_object(element, &[], pipeline) else { return Err(broken(line, &values, &seen)) };
    let mut bad = fields.bad;
    for at in 0..pipeline.file_columns().len() {
        let mut mine: Vec<&(Way, &str)> = fields.found.iter().filter(|(way, _)| way.column == at).collect();
        mine.sort_by_key(|(way, _)| (way.name, way.depth));
        // In the row itself, all of them are the column; elsewhere the first is, and what stands at the same place.
        let count = |way: &Way| mine.iter().filter(|(other, _)| other.depth == 0 && other.name <= way.name).count();
        for (place, (way, raw)) in mine.iter().enumerate() {
            let same = place > 0 && mine[place - 1].0 == *way;
            if place > 0 && !same && (way.depth > 0 || count(way) < 2) {
                continue;
            }
            let value = match raw.as_bytes()[0] {
                b'n' => Some(None),
                b'"' => unescaped(raw).map(Some),
                b'{' | b'[' => None,
                _ => Some(Some((*raw).to_owned())),
            };
            bad |= value.is_none() || !seen[at].is_empty();
            seen[at].push(value.unwrap_or_else(|| Some((*raw).to_owned())));
            values[at] = seen[at][0].clone();
        }
    }
    if let Some(kept) = kept {
        *values.last_mut().unwrap() = Some(kept);
    }
    if bad { Err(broken(line, &values, &seen)) } else { Ok(values) }
}

/// How a field is a column: by which of its names (0 is its own), and within how many objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    column: usize,
    name: usize,
    depth: usize,
}

/// The fields of a row that are columns.
#[derive(Default)]
struct Fields<'a> {
    found: Vec<(Way, &'a str)>,
    entered: Vec<Vec<String>>,
    bad: bool,
}

impl<'a> Fields<'a> {
    /// Looks through an object; gives what is kept of it, or none at all if a name in it is no text.
    fn of_object(&mut self, text: &'a str, within: &[String], pipeline: &Pipeline) -> Option<Option<String>> {
        let members = members(text)?;
        let members = members.into_iter().map(|(name, value)| Some((unescaped(name)?, value)));
        let members: Vec<(String, &str)> = members.collect::<Option<_>>()?;
        let (mut kept, mut others) = (Vec::new(), Vec::new());
        for (name, raw) in members {
            let path = [within, std::slice::from_ref(&name)].concat();
            let json = serde_json::Value::from(name.as_str());
            if let Some(way) = way(within, &name, pipeline) {
                self.found.push((way, raw));
            } else if leads_on(&path, pipeline) {
                if self.entered.contains(&path) {
                    self.bad = true;
                    continue;
                }
                self.entered.push(path.clone());
                match raw.as_bytes()[0] {
                    b'n' => {}
                    b'{' => match self.of_object(raw, &path, pipeline) {
                        Some(inner) => kept.extend(inner.map(|inner| format!("{json}:{inner}"))),
                        None => self.bad = true,
                    },
                    _ => self.bad = true,
                }
            } else if pipeline.extra_columns == ExtraColumns::RejectFile {
                self.bad = true;
            } else if pipeline.extra_columns == ExtraColumns::Keep {
                self.bad |= others.contains(&name);
                if !others.contains(&name) && !["null", "\"\""].contains(&raw) {
                    kept.push(format!("{json}:{raw}"));
                }
                others.push(name);
            }
        }
        Some((!kept.is_empty()).then(|| format!("{{{}}}", kept.join(","))))
    }
}

/// The column that a field of that name is, within these objects.
fn way(within: &[String], name: &str, pipeline: &Pipeline) -> Option<Way> {
    let whole = within.iter().map(|step| format!("{step}.")).collect::<String>() + name;
    let depth = within.len();
    let columns = || pipeline.file_columns().iter().enumerate();
    let own = columns().find(|(_, column)| depth == 0 && column.name == name);
    if let Some((column, _)) = own {
        return Some(Way { column, name: 0, depth });
    }
    columns().find_map(|(column, described)| {
        let at = described.from.iter().position(|from| *from == whole && from.split('.').count() > depth)?;
        let steps: Vec<&str> = whole.split('.').collect();
        within.iter().eq(&steps[..depth]).then_some(Way { column, name: at + 1, depth })
    })
}

/// Whether a column lies in the object of that path.
fn leads_on(path: &[String], pipeline: &Pipeline) -> bool {
    let froms = pipeline.file_columns().iter().flat_map(|column| &column.from);
    froms
        .map(|from| from.split('.').collect::<Vec<_>>())
        .any(|steps| steps.len() > path.len() && path.iter().eq(&steps[..path.len()]))
}

/// A bad row; a field is known if all that stands for it says the same.
fn broken(line: u64, values: &[Option<String>], seen: &[Vec<Option<String>>]) -> Broken {
    let known = |said: &Vec<Option<String>>| said.first().is_some_and(|first| said.iter().all(|other| other == first));
    Broken {
        line,
        fields: values.iter().map(|value| value.clone().unwrap_or_default()).collect(),
        known: seen.iter().map(known).collect(),
        faults: Vec::new(),
    }
}

/// Runs a part of the grammar over a whole text with blanks around it.
fn whole<T>(text: &str, part: impl FnOnce(usize) -> Result<(T, usize), No>) -> Result<T, No> {
    let (found, end) = part(blanks(text, 0))?;
    if blanks(text, end) == text.len() { Ok(found) } else { Err(No::Wrong) }
}

/// The elements of an array that is the whole text, and where each begins.
fn elements(text: &str) -> Result<Vec<(usize, &str)>, No> {
    whole(text, |at| {
        let mut found = Vec::new();
        let end = listed(text, at, b'[', b']', |at| {
            let ((), end) = value(text, at, 1)?;
            found.push((at, &text[at..end]));
            Ok(end)
        })?;
        Ok((found, end))
    })
}

/// The members of an object that is the whole text.
fn members(text: &str) -> Option<Members<'_>> {
    let found = whole(text, |at| {
        let mut found = Vec::new();
        let end = listed(text, at, b'{', b'}', |at| {
            let (name, value, end) = member(text, at, 1)?;
            found.push((name, value));
            Ok(end)
        })?;
        Ok((found, end))
    });
    found.ok()
}

fn member(text: &str, at: usize, depth: usize) -> Result<(&str, &str, usize), No> {
    let name = string(text, at)?;
    let colon = blanks(text, name);
    let begin = blanks(text, expect(text, colon, b':')?);
    let ((), end) = value(text, begin, depth)?;
    Ok((&text[at..name], &text[begin..end], end))
}

/// A value that begins at a byte; gives where it ends.
fn value(text: &str, at: usize, depth: usize) -> Result<((), usize), No> {
    if depth > DEEPEST {
        return Err(No::TooDeep);
    }
    let end = match byte(text, at) {
        Some(b'[') => listed(text, at, b'[', b']', |at| Ok(value(text, at, depth + 1)?.1)),
        Some(b'{') => listed(text, at, b'{', b'}', |at| Ok(member(text, at, depth + 1)?.2)),
        Some(b'"') => string(text, at),
        Some(b'-' | b'0'..=b'9') => number(text, at),
        _ => {
            let word =
                ["null", "true", "false"].into_iter().find(|word| text.as_bytes()[at..].starts_with(word.as_bytes()));
            word.map(|word| at + word.len()).ok_or(No::Wrong)
        }
    };
    Ok(((), end?))
}

/// Items with commas between them, in brackets.
fn listed(
    text: &str,
    at: usize,
    open: u8,
    close: u8,
    mut item: impl FnMut(usize) -> Result<usize, No>,
) -> Result<usize, No> {
    let mut at = blanks(text, expect(text, at, open)?);
    if byte(text, at) == Some(close) {
        return Ok(at + 1);
    }
    loop {
        at = blanks(text, item(at)?);
        if byte(text, at) == Some(close) {
            return Ok(at + 1);
        }
        at = blanks(text, expect(text, at, b',')?);
    }
}

fn string(text: &str, at: usize) -> Result<usize, No> {
    let mut at = expect(text, at, b'"')?;
    loop {
        match byte(text, at).ok_or(No::Wrong)? {
            b'"' => return Ok(at + 1),
            b'\\' => match byte(text, at + 1).ok_or(No::Wrong)? {
                b'u' => {
                    let digits = text.as_bytes().get(at + 2..at + 6).ok_or(No::Wrong)?;
                    if !digits.iter().all(u8::is_ascii_hexdigit) {
                        return Err(No::Wrong);
                    }
                    at += 6;
                }
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                _ => return Err(No::Wrong),
            },
            0..=0x1f => return Err(No::Wrong),
            _ => at += 1,
        }
    }
}

fn number(text: &str, mut at: usize) -> Result<usize, No> {
    let digits = |from: usize| {
        let count = text.as_bytes()[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count > 0 { Ok(from + count) } else { Err(No::Wrong) }
    };
    if byte(text, at) == Some(b'-') {
        at += 1;
    }
    let whole = digits(at)?;
    if byte(text, at) == Some(b'0') && whole > at + 1 {
        return Err(No::Wrong);
    }
    at = whole;
    if byte(text, at) == Some(b'.') {
        at = digits(at + 1)?;
    }
    if matches!(byte(text, at), Some(b'e' | b'E')) {
        at += 1;
        if matches!(byte(text, at), Some(b'+' | b'-')) {
            at += 1;
        }
        at = digits(at)?;
    }
    Ok(at)
}

fn blanks(text: &str, at: usize) -> usize {
    at + text.as_bytes()[at..].iter().take_while(|byte| b" \t\r\n".contains(byte)).count()
}

fn expect(text: &str, at: usize, wanted: u8) -> Result<usize, No> {
    if byte(text, at) == Some(wanted) { Ok(at + 1) } else { Err(No::Wrong) }
}

fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

/// The text of a string; none if half a character stands in an escape.
fn unescaped(raw: &str) -> Option<String> {
    let inside = &raw[1..raw.len() - 1];
    let mut units: Vec<u16> = Vec::new();
    let mut signs = inside.chars();
    while let Some(sign) = signs.next() {
        if sign != '\\' {
            units.extend(sign.encode_utf16(&mut [0; 2]).iter());
            continue;
        }
        units.push(match signs.next()? {
            'u' => {
                let digits: String = signs.by_ref().take(4).collect();
                u16::from_str_radix(&digits, 16).ok()?
            }
            'b' => 8,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            other => u16::try_from(u32::from(other)).ok()?,
        });
    }
    String::from_utf16(&units).ok()
}
