//! A customer's row in the shape that the peers in `benches/` are measured with.

use chrono::Days;

use super::customer::Customer;
use super::people::BORN_FROM;
use super::random::Random;
use super::rows::Record;

const FIRST: [(&str, &str); 20] = [
    ("Ana", "ana"),
    ("Ben", "ben"),
    ("Carla", "carla"),
    ("Dmitri", "dmitri"),
    ("Eve", "eve"),
    ("Farid", "farid"),
    ("Gus", "gus"),
    ("Hana", "hana"),
    ("Ivan", "ivan"),
    ("Jo", "jo"),
    ("Kai", "kai"),
    ("Lea", "lea"),
    ("Mia", "mia"),
    ("Noor", "noor"),
    ("Omar", "omar"),
    ("Pia", "pia"),
    ("Quinn", "quinn"),
    ("Rui", "rui"),
    ("Sol", "sol"),
    ("Tara", "tara"),
];
const LAST: [(&str, &str); 20] = [
    ("Almeida", "almeida"),
    ("Brown", "brown"),
    ("Costa", "costa"),
    ("Diaz", "diaz"),
    ("Evans", "evans"),
    ("Fofana", "fofana"),
    ("Garcia", "garcia"),
    ("Hughes", "hughes"),
    ("Ito", "ito"),
    ("Jones", "jones"),
    ("Khan", "khan"),
    ("Lopez", "lopez"),
    ("Moreau", "moreau"),
    ("Nguyen", "nguyen"),
    ("Okafor", "okafor"),
    ("Patel", "patel"),
    ("Quist", "quist"),
    ("Rossi", "rossi"),
    ("Silva", "silva"),
    ("Tran", "tran"),
];
const JOBS: [&str; 5] = ["Engineer", "Nurse", "Chef", "Teacher", "Driver"];
const COMPANIES: [&str; 4] = ["Acme PLC", "Globex", "Initech", "Umbrella"];
const COUNTRIES: [&str; 3] = ["Canada", "France", "Spain"];
const LANGUAGES: [&str; 3] = ["en-US", "es-ES", "fr-FR"];

/// Appends the fields of a customer.
pub(super) fn record(seed: u64, customer: &Customer, record: &mut Record) {
    let id = customer.id;
    let random = &mut Random::of(&[seed, id]);
    let ((first, first_mail), (last, last_mail)) = (random.pick(&FIRST), random.pick(&LAST));
    record.push_format(format_args!("{id}"));
    record.push(first);
    record.push(last);
    record.push(random.pick(&["M", "F", "U"]));
    record.push_format(format_args!("{first_mail}.{last_mail}{}@example.org", id % 100_000));
    record.push(customer.membership.text());
    match id % 3 {
        0 => record.push_format(format_args!("{} Main St\nApt {}, \"Block\" {}", id % 9_999, id % 77, id % 5)),
        1 => record.push_format(format_args!("{} High Road", id % 9_999)),
        _ => record.push(""),
    }
    match id % 2 {
        1 => record.push_format(format_args!("{}.{}.{}", id % 900 + 100, id % 800 + 100, id % 9_000 + 1_000)),
        _ => record.push(""),
    }
    record.push_format(format_args!("{}", BORN_FROM + Days::new(id % 25_000)));
    record.push(random.pick(&JOBS));
    record.push(random.pick(&COMPANIES));
    record.push_format(format_args!("City{}", random.below(500)));
    record.push_format(format_args!("State{}", random.below(50)));
    record.push(random.pick(&COUNTRIES));
    record.push(random.pick(&LANGUAGES));
}
