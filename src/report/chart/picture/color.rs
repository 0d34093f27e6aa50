//! The colours of a picture.

use crate::report::chart::model::Chart;

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Color(pub(super) u8, pub(super) u8, pub(super) u8);

/// Colours that colour-blind people can tell apart, after Okabe and Ito, with the palest last.
pub(super) const SERIES: [Color; 8] = [
    Color(0x00, 0x72, 0xb2),
    Color(0xe6, 0x9f, 0x00),
    Color(0x00, 0x9e, 0x73),
    Color(0xcc, 0x79, 0xa7),
    Color(0x56, 0xb4, 0xe9),
    Color(0xd5, 0x5e, 0x00),
    Color(0x44, 0x44, 0x44),
    Color(0xf0, 0xe4, 0x42),
];
/// What stands for everything that has no colour of its own.
const OTHERS: Color = Color(0xb0, 0xb0, 0xb0);

/// The colour of a series, by its number.
pub(super) fn series(chart: &Chart, number: usize) -> Color {
    SERIES.get(number).copied().filter(|_| chart.others != Some(number)).unwrap_or(OTHERS)
}
