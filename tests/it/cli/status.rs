//! `status`, `runs` and `log` of a good week.

use serde_json::Value;

use super::{json, look};
use crate::support::week;

#[test]
fn status_runs_and_log() {
    // Held on to: the next week would be loaded by a run of another name.
    let _week = week();
    let status = json(&look(&["status", "--json"]));
    assert_eq!(
        (&status["ready"], &status["left"], &status["quarantined"]),
        (&Value::from(vec![0; 0]), &status["ready"], &0.into())
    );
    let tables: Vec<(&str, u64)> = status["tables"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| (t["table"].as_str().unwrap(), t["current"].as_u64().unwrap()))
        .collect();
    assert_eq!(tables, [("customer", 424), ("product", 11), ("sales", 3500)]);
    assert!(look(&["status"]).out.contains("Landing zone · 0 ready, 0 not ready"));
    let runs = json(&look(&["runs", "--json"]));
    let run = &runs[0];
    assert_eq!((&run["result"], &run["files"], &run["rows"]), (&"done".into(), &21.into(), &6459.into()));
    let name = run["run"].as_str().unwrap();
    assert!(look(&["runs"]).out.contains(name));
    let events: Vec<Value> =
        look(&["log", name, "--json"]).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (&events[0]["event"], &events[events.len() - 1]["event"]),
        (&"run_started".into(), &"run_finished".into())
    );
    let loaded = |event: &&Value| event["event"] == "step_finished" && event["step"] == "load";
    let loads: Vec<&Value> = events.iter().filter(loaded).collect();
    assert_eq!(loads.len(), 21);
    for key in ["pipeline", "file", "date", "rows", "rejected", "opened", "closed", "unchanged", "seconds"] {
        assert!(loads.iter().all(|load| !load[key].is_null()), "{key}");
    }
    assert_eq!(look(&["log"]).out.lines().count(), events.len());
    assert_eq!(look(&["log"]).out, look(&["log", "last"]).out);
}
