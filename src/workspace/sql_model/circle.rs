//! Models that need one another, so that none of them can be computed first.

use super::super::model::ModelSpec;

/// The first circle that a model is on: it, what it reads, and so on back to it.
pub(super) fn circle<'a>(models: &'a [ModelSpec], from: &'a ModelSpec) -> Option<Vec<&'a str>> {
    let mut path = vec![from.name.as_str()];
    let mut seen = Vec::new();
    walk(models, from, &from.name, &mut path, &mut seen).then(|| {
        path.push(&from.name);
        path
    })
}

/// Whether a model leads back to a name; `path` is the way so far, `seen` what does not lead there.
fn walk<'a>(
    models: &'a [ModelSpec],
    model: &'a ModelSpec,
    back: &str,
    path: &mut Vec<&'a str>,
    seen: &mut Vec<&'a str>,
) -> bool {
    for name in model.tables() {
        if name == back {
            return true;
        }
        let Some(next) = models.iter().find(|model| model.name == name) else { continue };
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        path.push(name);
        if walk(models, next, back, path, seen) {
            return true;
        }
        path.pop();
    }
    false
}
