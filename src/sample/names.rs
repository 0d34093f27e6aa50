//! What the shop's customers are called, where they live and what they do.
//!
//! The order of these lists is part of the sample data: a change here changes every committed file.

/// A first name, as it stands in a mail address, and the gender of who bears it.
pub(super) const FIRST_NAMES: [(&str, &str, &str); 44] = [
    ("Ana", "ana", "F"),
    ("Benjamin", "benjamin", "M"),
    ("Carla", "carla", "F"),
    ("Dmitri", "dmitri", "M"),
    ("Eve", "eve", "F"),
    ("Farid", "farid", "M"),
    ("Grace", "grace", "F"),
    ("Hana", "hana", "F"),
    ("Ivan", "ivan", "M"),
    ("Joan", "joan", "F"),
    ("Kai", "kai", "M"),
    ("Léa", "lea", "F"),
    ("María José", "mariajose", "F"),
    ("Noor", "noor", "F"),
    ("Omar", "omar", "M"),
    ("Pia", "pia", "F"),
    ("Quinn", "quinn", "M"),
    ("Rui", "rui", "M"),
    ("Sol", "sol", "F"),
    ("Tara", "tara", "F"),
    ("Ubaldo", "ubaldo", "M"),
    ("Víctor", "victor", "M"),
    ("Wendy", "wendy", "F"),
    ("Xavier", "xavier", "M"),
    ("Yasmin", "yasmin", "F"),
    ("Zoë", "zoe", "F"),
    ("Jean-Luc", "jeanluc", "M"),
    ("François", "francois", "M"),
    ("Inès", "ines", "F"),
    ("Søren", "soren", "M"),
    ("Łukasz", "lukasz", "M"),
    ("Jürgen", "jurgen", "M"),
    ("Aoife", "aoife", "F"),
    ("Chiara", "chiara", "F"),
    ("Thomas", "thomas", "M"),
    ("Robert", "robert", "M"),
    ("Jennifer", "jennifer", "F"),
    ("Michael", "michael", "M"),
    ("Élodie", "elodie", "F"),
    ("Álvaro", "alvaro", "M"),
    ("Begoña", "begona", "F"),
    ("Μαρία", "maria", "F"),
    ("美咲", "misaki", "F"),
    ("Sasha", "sasha", "U"),
];

/// A last name, and as it stands in a mail address.
pub(super) const LAST_NAMES: [(&str, &str); 44] = [
    ("Almeida", "almeida"),
    ("Brown", "brown"),
    ("Costa", "costa"),
    ("Díaz", "diaz"),
    ("Evans", "evans"),
    ("Fofana", "fofana"),
    ("García", "garcia"),
    ("Hughes", "hughes"),
    ("Itō", "ito"),
    ("Jones", "jones"),
    ("Khan", "khan"),
    ("López", "lopez"),
    ("Moreau", "moreau"),
    ("Nguyen", "nguyen"),
    ("O'Brien", "obrien"),
    ("Patel", "patel"),
    ("Quist", "quist"),
    ("Rossi", "rossi"),
    ("Silva", "silva"),
    ("Tran", "tran"),
    ("Umarov", "umarov"),
    ("van der Berg", "vanderberg"),
    ("Williams", "williams"),
    ("Ximénez", "ximenez"),
    ("Yılmaz", "yilmaz"),
    ("Zhang", "zhang"),
    ("Smith", "smith"),
    ("Núñez", "nunez"),
    ("Lefèvre", "lefevre"),
    ("Dubois", "dubois"),
    ("Garnier-Petit", "garnierpetit"),
    ("Müller", "muller"),
    ("Kowalski", "kowalski"),
    ("Åberg", "aberg"),
    ("Ferreira", "ferreira"),
    ("Okafor", "okafor"),
    ("Johnson", "johnson"),
    ("Martínez", "martinez"),
    ("Null", "null"),
    ("Hernández", "hernandez"),
    ("Roux", "roux"),
    ("Fraser", "fraser"),
    ("Taylor", "taylor"),
    ("Nowak", "nowak"),
];

/// Where somebody lives.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) city: &'static str,
    /// The state, province or region.
    pub(super) state: &'static str,
    pub(super) country: &'static str,
    /// The language most people there want their mail in.
    pub(super) language: &'static str,
    /// Some of its streets.
    pub(super) streets: [&'static str; 6],
}

pub(super) const PLACES: [Place; 26] = [
    english("New York", "New York", "United States"),
    english("Portland", "Oregon", "United States"),
    english("Austin", "Texas", "United States"),
    english("Springfield", "Illinois", "United States"),
    english("St. Louis", "Missouri", "United States"),
    english("Denver", "Colorado", "United States"),
    english("Toronto", "Ontario", "Canada"),
    english("Halifax", "Nova Scotia", "Canada"),
    english("Vancouver", "British Columbia", "Canada"),
    english("Leeds", "England", "United Kingdom"),
    english("Glasgow", "Scotland", "United Kingdom"),
    english("Cork", "Munster", "Ireland"),
    spanish("Madrid", "Comunidad de Madrid", "Spain"),
    spanish("Málaga", "Andalucía", "Spain"),
    spanish("A Coruña", "Galicia", "Spain"),
    spanish("Bilbao", "País Vasco", "Spain"),
    spanish("València", "Comunitat Valenciana", "Spain"),
    spanish("Mérida", "Yucatán", "Mexico"),
    spanish("Querétaro", "Querétaro", "Mexico"),
    french("Paris", "Île-de-France", "France"),
    french("Lyon", "Auvergne-Rhône-Alpes", "France"),
    french("Besançon", "Bourgogne-Franche-Comté", "France"),
    french("Nantes", "Pays de la Loire", "France"),
    french("Montréal", "Québec", "Canada"),
    french("Liège", "Wallonie", "Belgium"),
    french("Genève", "Genève", "Switzerland"),
];

/// What people do; several with a comma, as job lists have it.
pub(super) const JOBS: [&str; 24] = [
    "Engineer, civil",
    "Nurse, adult",
    "Chef",
    "Teacher, primary school",
    "Driver",
    "Librarian",
    "Electrician",
    "Accountant, chartered",
    "Musician",
    "Photographer",
    "Baker",
    "Web designer",
    "Pharmacist",
    "Gardener",
    "Journalist",
    "Postman",
    "Farmer",
    "Firefighter",
    "Translator",
    "Student",
    "Dentist",
    "Carpenter",
    "Régisseur",
    "Retired",
];

/// For whom they do it.
pub(super) const COMPANIES: [&str; 20] = [
    "Acme PLC",
    "Globex",
    "Initech",
    "Umbrella",
    "Smith, Jones and Sons",
    "O'Neill Ltd",
    "Müller GmbH",
    "Hernández e Hijos",
    "Boulangerie Lefèvre",
    "Bar \"El Faro\"",
    "Northwind Traders",
    "Harbour & Co.",
    "City Council",
    "St. Mary's Hospital",
    "Lakeside School",
    "Patel Brothers",
    "Garage du Centre",
    "Costa, Silva & Lda",
    "Blue Door Books",
    "Self-employed",
];

const fn english(city: &'static str, state: &'static str, country: &'static str) -> Place {
    let streets = ["Oak Street", "Main Street", "Mill Lane", "High Road", "St. John's Avenue", "Harbor View Drive"];
    Place { city, state, country, language: "en-US", streets }
}

const fn spanish(city: &'static str, state: &'static str, country: &'static str) -> Place {
    let streets =
        ["Calle Mayor", "Avda. de la Constitución", "Plaza España", "Calle del Pez", "Paseo Marítimo", "C/ Sol"];
    Place { city, state, country, language: "es-ES", streets }
}

const fn french(city: &'static str, state: &'static str, country: &'static str) -> Place {
    let streets = ["rue des Lilas", "rue de l'Église", "avenue Foch", "place du Marché", "quai Nord", "chemin Vert"];
    Place { city, state, country, language: "fr-FR", streets }
}
