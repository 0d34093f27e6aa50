//! A customer's row as a shop's own system sends it: people, places and their oddities.
//!
//! Every part of a row is drawn from the customer's id and from how often that part changed, so a row needs no memory
//! and looks the same every day until something changes. Phone numbers and mail domains are those reserved for fiction.

use chrono::{Days, NaiveDate};

use super::customer::Customer;
use super::names::{COMPANIES, FIRST_NAMES, JOBS, LAST_NAMES, PLACES, Place};
use super::random::Random;
use super::rows::Record;

/// The earliest date of birth.
pub(super) const BORN_FROM: NaiveDate = match NaiveDate::from_ymd_opt(1940, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
/// How many days after it the youngest were born.
const BORN_WITHIN: u64 = 24_000;
const DOMAINS: [&str; 4] = ["example.org", "example.com", "example.net", "mail.example"];

/// Appends the fields of a customer.
pub(super) fn record(seed: u64, customer: &Customer, record: &mut Record) {
    let part = |part: u8, changes: u8| Random::of(&[seed, customer.id, part.into(), changes.into()]);
    let changes = customer.changes;
    let home = &mut part(b'h', changes.home);
    let place = home.pick(&PLACES);

    let who = &mut part(b'w', 0);
    let (first, first_mail, gender) = who.pick(&FIRST_NAMES);
    let (last, last_mail) = part(b'n', changes.name).pick(&LAST_NAMES);
    record.push_format(format_args!("{}", customer.id));
    record.push(first);
    record.push(last);
    record.push(if who.chance(400) { "U" } else { gender });
    let domain = who.below(4) as usize + usize::from(changes.email);
    let domain = DOMAINS.iter().cycle().nth(domain % DOMAINS.len()).unwrap_or(&"example.org");
    record.push_format(format_args!("{first_mail}.{last_mail}{}@{domain}", customer.id % 1_000));
    record.push(customer.membership.text());
    push_address(place, home, record);
    push_phone(&mut part(b'p', changes.phone), record);
    record.push_format(format_args!("{}", BORN_FROM + Days::new(who.below(BORN_WITHIN))));

    let work = &mut part(b'j', changes.work);
    record.push(if work.chance(500) { "" } else { work.pick(&JOBS) });
    record.push(if work.chance(800) { "" } else { work.pick(&COMPANIES) });
    let known = !home.chance(300);
    for text in [place.city, place.state, place.country] {
        record.push(if known { text } else { "" });
    }
    // The language is that of the first home: it does not move with the customer.
    let origin = part(b'h', 0).pick(&PLACES);
    record.push(if who.chance(700) { "en-US" } else { origin.language });
}

fn push_address(place: Place, home: &mut Random, record: &mut Record) {
    let street = home.pick(&place.streets);
    let (number, flat, form) = (home.below(240) + 1, home.below(60) + 1, home.below(20));
    match (place.language, form) {
        (_, 0) => record.push(""),
        ("es-ES", 1..11) => record.push_format(format_args!("{street}, {number}")),
        ("es-ES", 11..16) => record.push_format(format_args!("{street}, {number}\n{}.º B", flat % 9 + 1)),
        ("es-ES", _) => record.push_format(format_args!("Edificio \"Sol\"\n{street}, {number}")),
        ("fr-FR", 1..11) => record.push_format(format_args!("{number}, {street}")),
        ("fr-FR", 11..16) => record.push_format(format_args!("{number}, {street}\nAppt {flat}")),
        ("fr-FR", _) => record.push_format(format_args!("Résidence \"Les Tilleuls\"\n{number} bis, {street}")),
        (_, 1..11) => record.push_format(format_args!("{number} {street}")),
        (_, 11..16) => record.push_format(format_args!("{number} {street}\nApt. {flat}")),
        (_, 16..19) => record.push_format(format_args!("\"Rose Cottage\", {number} {street}")),
        _ => record.push_format(format_args!("c/o \"The Corner\" Ltd.\nUnit {flat}\n{number} {street}")),
    }
}

fn push_phone(random: &mut Random, record: &mut Record) {
    let (area, line) = (random.below(800) + 200, random.below(100));
    match random.below(12) {
        0 => record.push(""),
        1..5 => record.push_format(format_args!("+1-{area}-555-01{line:02}")),
        5..8 => record.push_format(format_args!("({area})555-01{line:02}")),
        8..10 => record.push_format(format_args!("{area}.555.01{line:02}x{}", random.below(900) + 100)),
        _ => record.push_format(format_args!("{area}55501{line:02}")),
    }
}
