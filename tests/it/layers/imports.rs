//! Which file uses which, by the rules of Rust's modules: `use` lines and paths within code, followed through
//! re-exports to the file that has the item.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

/// The names of a module from the crate on; the crate itself has none.
pub type Module = Vec<String>;

/// The files of a crate, without tests and comments.
#[derive(Default)]
pub struct Crate {
    files: BTreeMap<Module, File>,
}

struct File {
    /// `src/` is left out.
    path: String,
    imports: Vec<Import>,
    /// Paths that stand within code.
    inline: Vec<Vec<String>>,
    /// What is defined here, by name.
    defined: BTreeSet<String>,
}

/// A name that a `use` line brings.
struct Import {
    path: Vec<String>,
    name: String,
    /// Whether others may take it from here.
    public: bool,
}

/// `use` lines: what makes it public, and the tree.
static USE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);").unwrap());
/// A path of names in lower case, with what comes last.
static INLINE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:^|[^\w:.])([a-z_]\w*(?:::\w+)+)").unwrap());
static DEFINED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:fn|struct|enum|union|trait|const|static|type|mod|macro_rules!)\s+(?:mut\s+)?(\w+)").unwrap()
});
/// Imports for tests alone.
static OF_TESTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"#\[cfg\(test\)\]\s*(?:pub(?:\([^)]*\))?\s+)?(?:use [^;]*|mod \w+);").unwrap());

impl Crate {
    /// Adds a file, by its path below `src/`.
    pub fn add(&mut self, path: &str, code: &str) {
        let code = OF_TESTS.replace_all(code, "");
        let mut imports = Vec::new();
        for found in USE.captures_iter(&code) {
            for (path, name) in expand(&found[2]) {
                imports.push(Import { path, name, public: found.get(1).is_some() });
            }
        }
        let rest = USE.replace_all(&code, "");
        let inline = INLINE.captures_iter(&rest).map(|found| names(&found[1])).collect();
        let defined = DEFINED.captures_iter(&rest).map(|found| found[1].to_owned()).collect();
        self.files.insert(module(path), File { path: path.to_owned(), imports, inline, defined });
    }

    /// The files that each file uses, by path.
    pub fn uses(&self) -> BTreeMap<String, BTreeSet<String>> {
        let of = |(module, file): (&Module, &File)| {
            let used = self.used(module, file).into_iter().filter(|used| used != module);
            (file.path.clone(), used.filter_map(|used| Some(self.files.get(&used)?.path.clone())).collect())
        };
        self.files.iter().map(of).collect()
    }

    fn used(&self, module: &Module, file: &File) -> BTreeSet<Module> {
        // A module that hands on what is in one below it does not use that itself.
        let imported = file.imports.iter().filter(|import| !import.public);
        // What is called by the name of an imported module is of that module, and not of the one it was found in.
        let called: BTreeSet<&str> = file.inline.iter().filter_map(|path| Some(path.first()?.as_str())).collect();
        let mut found = BTreeSet::new();
        for import in imported {
            let Some((target, rest)) = self.resolve(module, &import.path) else { continue };
            if rest.is_empty() && called.contains(import.name.as_str()) {
                continue;
            }
            found.extend(self.owners(&target, &rest));
        }
        for path in &file.inline {
            let imported = path.first().and_then(|first| file.imports.iter().find(|import| import.name == *first));
            let full = match imported {
                Some(import) => [import.path.as_slice(), &path[1..]].concat(),
                None => path.clone(),
            };
            if let Some((target, rest)) = self.resolve(module, &full) {
                found.extend(self.owners(&target, &rest));
            }
        }
        found
    }

    /// The deepest file that a path leads to, and what is left of the path; none if it leads out of the crate.
    fn resolve(&self, from: &Module, path: &[String]) -> Option<(Module, Vec<String>)> {
        let mut path = path.iter().peekable();
        let mut at = match path.peek()?.as_str() {
            "crate" => {
                path.next();
                Module::new()
            }
            "self" => {
                path.next();
                from.clone()
            }
            "super" => from.clone(),
            first if self.files.contains_key(&below(from, first)) => from.clone(),
            _ => return None,
        };
        while path.next_if(|name| *name == "super").is_some() {
            at.pop()?;
        }
        while let Some(name) = path.next_if(|name| self.files.contains_key(&below(&at, name))) {
            at.push(name.clone());
        }
        Some((at, path.cloned().collect()))
    }

    /// The files that have the item that `rest` begins with: the module itself, or those that it hands it on from.
    fn owners(&self, module: &Module, rest: &[String]) -> Vec<Module> {
        let mut seen = BTreeSet::new();
        self.follow(module, rest, &mut seen)
    }

    fn follow(&self, module: &Module, rest: &[String], seen: &mut BTreeSet<(Module, String)>) -> Vec<Module> {
        let (Some(file), Some(item)) = (self.files.get(module), rest.first()) else { return vec![module.clone()] };
        if file.defined.contains(item) || !seen.insert((module.clone(), item.clone())) {
            return vec![module.clone()];
        }
        // What a module imports for itself, only those below it can take from it.
        let named: Vec<&Import> = file.imports.iter().filter(|import| import.name == *item).collect();
        let globs = file.imports.iter().filter(|import| import.public && import.name == "*");
        let mut found = Vec::new();
        for import in if named.is_empty() { globs.collect() } else { named } {
            let path: Vec<String> = match import.name.as_str() {
                "*" => import.path.iter().filter(|name| *name != "*").chain(rest).cloned().collect(),
                _ => import.path.iter().chain(&rest[1..]).cloned().collect(),
            };
            if let Some((target, rest)) = self.resolve(module, &path) {
                found.extend(self.follow(&target, &rest, seen));
            }
        }
        if found.is_empty() { vec![module.clone()] } else { found }
    }
}

/// The circles in what uses what, each with all of its files.
pub fn circles(uses: &BTreeMap<String, BTreeSet<String>>) -> Vec<BTreeSet<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = uses.keys().map(|file| (file.as_str(), reach(uses, file))).collect();
    let mut found: Vec<BTreeSet<String>> = Vec::new();
    for (file, all) in &reached {
        let back = |other: &&&str| reached.get(**other).is_some_and(|all| all.contains(file));
        if all.contains(file) && !found.iter().any(|circle| circle.contains(*file)) {
            found.push(all.iter().filter(back).map(|file| (*file).to_owned()).collect());
        }
    }
    found
}

/// Every file that one file uses, directly or through others.
fn reach<'a>(uses: &'a BTreeMap<String, BTreeSet<String>>, file: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut next: Vec<&str> = uses[file].iter().map(String::as_str).collect();
    while let Some(file) = next.pop() {
        if found.insert(file) {
            next.extend(uses.get(file).into_iter().flatten().map(String::as_str));
        }
    }
    found
}

fn module(path: &str) -> Module {
    let mut names: Module = path.strip_suffix(".rs").unwrap_or(path).split('/').map(str::to_owned).collect();
    names.pop_if(|name| name == "mod");
    if names == ["lib"] { Module::new() } else { names }
}

fn below(module: &Module, name: &str) -> Module {
    [module.as_slice(), &[name.to_owned()]].concat()
}

fn names(path: &str) -> Vec<String> {
    path.split("::").map(|name| name.trim().to_owned()).collect()
}

/// The paths of a `use` tree, each with the name that it brings.
fn expand(tree: &str) -> Vec<(Vec<String>, String)> {
    let tree = tree.trim();
    let Some((before, group)) = tree.split_once('{') else {
        let (path, name) = tree.split_once(" as ").map_or((tree, None), |(path, name)| (path, Some(name.trim())));
        let mut path = names(path);
        // `use a::{self}` brings `a`.
        if path.len() > 1 {
            path.pop_if(|last| last == "self");
        }
        let name = name.map(str::to_owned).or_else(|| path.last().cloned()).unwrap_or_default();
        return vec![(path, name)];
    };
    let group = group.trim_end().strip_suffix('}').unwrap_or(group);
    split(group).into_iter().flat_map(|part| expand(&format!("{before}{}", part.trim()))).collect()
}

/// The parts of a group, at the commas that stand in no group of their own.
fn split(group: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[start..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> BTreeMap<String, BTreeSet<String>> {
        let mut all = Crate::default();
        files.iter().for_each(|(path, code)| all.add(path, code));
        all.uses()
    }

    #[track_caller]
    fn check(files: &[(&str, &str)], file: &str, used: &[&str]) {
        assert_eq!(of(files)[file].iter().map(String::as_str).collect::<Vec<_>>(), used);
    }

    #[test]
    fn trees_of_use_are_expanded() {
        let check = |tree: &str, expected: &[(&str, &str)]| {
            let found = expand(tree).into_iter().map(|(path, name)| (path.join("::"), name)).collect::<Vec<_>>();
            let expected: Vec<_> =
                expected.iter().map(|(path, name)| ((*path).to_owned(), (*name).to_owned())).collect();
            assert_eq!(found, expected);
        };
        check("crate::a", &[("crate::a", "a")]);
        check(
            "crate::a::{self, B as C, d::{E, F}}",
            &[("crate::a", "a"), ("crate::a::B", "C"), ("crate::a::d::E", "E"), ("crate::a::d::F", "F")],
        );
        check("super::*", &[("super::*", "*")]);
    }

    #[test]
    fn paths_are_resolved_as_modules() {
        let rooms = [("lib.rs", "mod a; mod b;"), ("a/mod.rs", "mod c;"), ("b.rs", "pub struct B; pub fn f() {}")];
        let with = |code| [rooms.as_slice(), &[("a/c.rs", code)]].concat();
        check(&with("use crate::b::B;"), "a/c.rs", &["b.rs"]);
        check(&with("use super::super::b::{B};"), "a/c.rs", &["b.rs"]);
        check(&with("fn g() { crate::b::f(); }"), "a/c.rs", &["b.rs"]);
        check(&with("use crate::b; fn g() { b::f(); }"), "a/c.rs", &["b.rs"]);
        check(&with("use super::X;"), "a/c.rs", &["a/mod.rs"]);
        check(&with("use std::fmt; use regex::Regex; fn g() { fmt::f(); }"), "a/c.rs", &[]);
        check(&with("#[cfg(test)]\nuse crate::b::B;"), "a/c.rs", &[]);
    }

    #[test]
    fn re_exports_are_followed() {
        let rooms = [
            ("lib.rs", "mod a; mod e;"),
            ("a/mod.rs", "mod c; mod d; pub use c::C; pub(crate) use d::*; pub struct A;"),
            ("a/c.rs", "pub struct C;"),
            ("a/d.rs", "pub struct D;"),
        ];
        let with = |code| [rooms.as_slice(), &[("e.rs", code)]].concat();
        check(&with("use crate::a::{A, C};"), "e.rs", &["a/c.rs", "a/mod.rs"]);
        check(&with("use crate::a::D;"), "e.rs", &["a/d.rs"]);
        check(&with("use crate::a; fn f(_: a::C) {}"), "e.rs", &["a/c.rs"]);
        check(&with(""), "a/mod.rs", &[]);
        // What a module imports for itself, and a file below it takes from there.
        let own = [("lib.rs", "mod b; use b::inner as short;"), ("a.rs", "use crate::short; fn f() { short::g(); }")];
        let below = [("b/mod.rs", "pub mod inner;"), ("b/inner.rs", "pub fn g() {}")];
        check(&[own.as_slice(), &below].concat(), "a.rs", &["b/inner.rs"]);
        check(
            &[rooms.as_slice(), &[("e.rs", "pub use crate::a::C;"), ("f.rs", "use crate::e::C;")]].concat(),
            "f.rs",
            &["a/c.rs"],
        );
    }

    #[test]
    fn a_circle_is_found() {
        let straight = [("lib.rs", ""), ("a.rs", "use crate::b::B;"), ("b.rs", "use crate::c::C;"), ("c.rs", "")];
        assert!(circles(&of(&straight)).is_empty());
        let circle = [
            ("lib.rs", ""),
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "use crate::c::C;"),
            ("c.rs", "fn f() { crate::a::f() }"),
            ("d.rs", "use crate::a::A;"),
        ];
        assert_eq!(circles(&of(&circle)), [BTreeSet::from(["a.rs", "b.rs", "c.rs"].map(str::to_owned))]);
        // A module that a file below it uses, and that uses that file.
        let parent =
            [("lib.rs", ""), ("a/mod.rs", "mod b; use b::B; pub struct A;"), ("a/b.rs", "use super::A; pub struct B;")];
        assert_eq!(circles(&of(&parent)), [BTreeSet::from(["a/b.rs", "a/mod.rs"].map(str::to_owned))]);
        // The same where it only hands it on.
        let handed = [
            ("lib.rs", ""),
            ("a/mod.rs", "mod b; pub use b::B; pub struct A;"),
            ("a/b.rs", "use super::A; pub struct B;"),
        ];
        assert!(circles(&of(&handed)).is_empty());
    }
}
