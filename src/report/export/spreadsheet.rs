//! A frame that a spreadsheet opens without taking any of its texts for a formula.

use polars::prelude::{ChunkApply, DataFrame, DataType, IntoColumn};

use crate::check::guarded;
use crate::error::Result;
use crate::report::column::failed;

/// The frame with an apostrophe before each text, and name of a column, that a spreadsheet would take for a formula.
///
/// Numbers, days and times are none, however they begin.
pub fn for_spreadsheet(frame: &DataFrame) -> Result<DataFrame> {
    let mut columns = frame.columns().to_vec();
    for column in &mut columns {
        if *column.dtype() == DataType::String {
            *column = column.str().map_err(|e| failed("write CSV", e))?.apply_values(guarded).into_column();
        }
        let name = guarded(column.name()).into_owned();
        column.rename(name.into());
    }
    DataFrame::new(frame.height(), columns).map_err(|e| failed("write CSV", e))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use polars::prelude::*;

    use super::*;
    use crate::report::export::{ExportFormat, write};

    #[test]
    fn texts_and_names_are_no_formulas_and_numbers_stay() {
        let frame = df!(
            "=name" => [Some("=cmd|' /C calc'!A0"), Some("+1-622"), Some("-5"), Some("plain"), Some(""), None],
            "n" => [-1i64, 0, 1, 2, 3, 4],
            "x" => [-0.5, 1.0, f64::NEG_INFINITY, 0.0, 1.0, 2.0],
            "@" => ["\t=1", "@SUM(A1)", "-1+2", "a=1", " =1", "\r=1"],
        )
        .unwrap();
        let mut out = Vec::new();
        write(&mut for_spreadsheet(&frame).unwrap(), ExportFormat::Csv, &mut out).unwrap();
        let expected = "'=name,n,x,'@\n\
            '=cmd|' /C calc'!A0,-1,-0.5,'\t=1\n\
            '+1-622,0,1.0,'@SUM(A1)\n\
            -5,1,-inf,'-1+2\n\
            plain,2,0.0,a=1\n\
            \"\",3,1.0, =1\n\
            ,4,2.0,\"'\r=1\"\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
