//! SQL expressions over one row: read, made exact, and refused when they could not be evaluated a row at a time.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use polars::prelude::{
    AnyValue, DataFrame, DataType, DataTypeExpr, Expr, IntoLazy, LiteralValue, Operator, PolarsError, PolarsResult,
    Scalar, Schema, SchemaRef, TimeUnit, UnknownKind,
};

use super::super::model::{Column, ColumnType, Expression};
use crate::config::{Node, shown, suggest};
use crate::sql::{self, ONE_ROW};

const HINT: &str = "Write a condition over the columns of a row, such as \"total = quantity * price\".";
/// Functions that polars has beside its aggregates and windows and that look at more than one row.
const ACROSS_ROWS: [&str; 5] = ["pearson", "spearman", "covariance", "cum_", "rank"];
/// The most digits that a decimal has.
const DIGITS: usize = 38;

/// Reads an expression over these columns that is true, false or null.
pub(super) fn expression(node: &Node<'_>, columns: &[Column]) -> Option<Expression> {
    let text = node.plain_text()?;
    let schema: SchemaRef = Arc::new(columns.iter().map(|c| (c.name.as_str().into(), dtype(&c.kind))).collect());
    match condition(text, &schema) {
        Ok(expr) => return Some(Expression { text: text.to_owned(), expr }),
        Err(NoCondition { message, hint, absent: true, .. }) => node.absent(message, hint),
        Err(NoCondition { message, hint, .. }) => node.wrong(message, hint),
    }
    None
}

/// Why a text is no condition over a row.
#[derive(Debug)]
pub struct NoCondition {
    /// What is wrong with it.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Line and column in the text, from 1, where they are known.
    pub place: Option<(u64, u64)>,
    /// Whether it names a column that there is not.
    pub absent: bool,
}

impl NoCondition {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into(), place: None, absent: false }
    }
}

/// Reads a condition over the columns of a row: it only reads, asks no other row, and rounds nothing.
pub fn condition(text: &str, schema: &SchemaRef) -> Result<Expr, NoCondition> {
    sql::one_row(text).map_err(|refused| NoCondition {
        place: Some((refused.line, refused.column)),
        ..NoCondition::new(refused.message, refused.hint)
    })?;
    let expr =
        parsed(text).map_err(|error| NoCondition::new(format!("is not an SQL condition: {}", words(&error)), HINT))?;
    if expr.into_iter().any(looks_beyond) {
        return Err(NoCondition::new("looks at more than one row", ONE_ROW));
    }
    let named: Vec<&str> =
        expr.into_iter().filter_map(|e| if let Expr::Column(name) = e { Some(name.as_str()) } else { None }).collect();
    if let Some(unknown) = named.iter().find(|name| !schema.contains(name)) {
        let known: Vec<&str> = schema.iter_names().map(|name| name.as_str()).collect();
        let hint = suggest(unknown, known.iter().copied());
        let wrong = NoCondition::new(format!("no column named `{}`", shown(unknown)), hint);
        return Err(NoCondition { place: sql::place_of(text, unknown), absent: true, ..wrong });
    }
    if named.is_empty() {
        return Err(NoCondition::new("names no column", HINT));
    }
    let expr = exact(dated(expr, schema), schema);
    match tried(&expr, schema) {
        Ok(DataType::Boolean) => Ok(expr),
        Ok(other) => Err(NoCondition::new(format!("gives {}, not true or false", word(&other)), HINT)),
        Err(error) => Err(NoCondition::new(format!("cannot be computed: {}", words(&error)), HINT)),
    }
}

/// The parser panics at some calls without arguments; that is an error like any other.
fn parsed(text: &str) -> PolarsResult<Expr> {
    std::panic::catch_unwind(|| polars::sql::sql_expr(text))
        .unwrap_or_else(|_| Err(PolarsError::SQLInterface("it cannot be parsed".into())))
}

/// Whether a node of an expression needs other rows than its own.
fn looks_beyond(expr: &Expr) -> bool {
    match expr {
        Expr::Function { function, .. } => {
            let name = function.to_string();
            ACROSS_ROWS.iter().any(|start| name.starts_with(start))
        }
        // The list of an IN is gathered, too.
        Expr::Agg(_) => expr.into_iter().any(|e| matches!(e, Expr::Column(_))),
        Expr::Alias(..)
        | Expr::Column(_)
        | Expr::Literal(_)
        | Expr::BinaryExpr { .. }
        | Expr::Cast { .. }
        | Expr::Ternary { .. } => false,
        _ => true,
    }
}

/// The type that an expression gives; evaluates it once, since not every type error shows before.
fn tried(expr: &Expr, schema: &SchemaRef) -> PolarsResult<DataType> {
    let sample = DataFrame::full_null(schema, 1);
    let given = sample.lazy().select([expr.clone()]).collect()?;
    let column = given.columns().first().map(|column| column.dtype().clone());
    column.ok_or_else(|| PolarsError::NoData("gives nothing".into()))
}

fn word(dtype: &DataType) -> &'static str {
    match dtype {
        DataType::String => "text",
        dtype if dtype.is_numeric() => "a number",
        dtype if dtype.is_temporal() => "a date or time",
        _ => "a value of another type",
    }
}

fn words(error: &PolarsError) -> String {
    let text = error.to_string();
    shown(text.lines().next().unwrap_or_default())
}

fn dtype(kind: &ColumnType) -> DataType {
    match kind {
        ColumnType::Int => DataType::Int64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Decimal { precision, scale } => DataType::Decimal(*precision, *scale),
        ColumnType::String | ColumnType::Enum(_) => DataType::String,
        ColumnType::Bool => DataType::Boolean,
        ColumnType::Date(_) => DataType::Date,
        ColumnType::Datetime(_) => DataType::Datetime(TimeUnit::Microseconds, None),
    }
}

/// Days and times that are written as text, as values of the type that they are compared with or cast to.
fn dated(expr: Expr, schema: &Schema) -> Expr {
    let beside = |text: &Expr, other: &Expr| moment(text, &other.to_field(schema).ok()?.dtype);
    expr.map_expr(|expr| match expr {
        Expr::BinaryExpr { left, op, right } if op.is_comparison() => {
            let (l, r) = (beside(&left, &right), beside(&right, &left));
            Expr::BinaryExpr { left: l.map_or(left, Arc::new), op, right: r.map_or(right, Arc::new) }
        }
        Expr::Cast { expr, dtype: DataTypeExpr::Literal(dtype), options } => {
            let known = moment(&expr, &dtype);
            known.unwrap_or(Expr::Cast { expr, dtype: DataTypeExpr::Literal(dtype), options })
        }
        other => other,
    })
}

/// A text as a day or time; none if it is none.
fn moment(text: &Expr, dtype: &DataType) -> Option<Expr> {
    let Expr::Literal(literal) = text else { return None };
    let value = literal.to_any_value()?;
    let text = value.get_str()?;
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let value = match dtype {
        DataType::Date => AnyValue::Date(day()?.to_epoch_days()),
        DataType::Datetime(TimeUnit::Microseconds, None) => {
            let times = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"].into_iter();
            let time = times.filter_map(|format| NaiveDateTime::parse_from_str(text, format).ok()).next();
            let time = time.or_else(|| Some(day()?.and_time(NaiveTime::MIN)))?;
            AnyValue::Datetime(time.and_utc().timestamp_micros(), TimeUnit::Microseconds, None)
        }
        _ => return None,
    };
    Some(Expr::Literal(LiteralValue::Scalar(Scalar::new(dtype.clone(), value))))
}

/// The expression such that sums, products and comparisons of ints and decimals are not rounded.
///
/// By itself polars rounds a product to the decimals of its factors, lets products of ints wrap, and reads 0.1 as a
/// float. A result of more than 38 digits is an error when it is computed, never another number.
fn exact(expr: Expr, schema: &Schema) -> Expr {
    let floats = expr.into_iter().any(
        |e| matches!(e, Expr::Column(name) if schema.get(name.as_str()).is_some_and(|dtype| *dtype == DataType::Float64)),
    );
    expr.map_expr(|expr| match expr {
        Expr::Literal(literal) if !floats => match literal.to_any_value() {
            Some(AnyValue::Float64(number)) => decimal(number).unwrap_or(Expr::Literal(literal)),
            _ => Expr::Literal(literal),
        },
        Expr::BinaryExpr { left, op, right } => {
            let (left, right) = (Arc::unwrap_or_clone(left), Arc::unwrap_or_clone(right));
            let (left, right) = match (Exact::of(&left, schema), Exact::of(&right, schema)) {
                (Some(l), Some(r)) => aligned((left, l), op, (right, r)),
                _ => (left, right),
            };
            Expr::BinaryExpr { left: Arc::new(left), op, right: Arc::new(right) }
        }
        other => other,
    })
}

/// A number of fixed decimals.
#[derive(Clone, Copy, PartialEq)]
enum Exact {
    Int,
    Decimal(usize),
}

impl Exact {
    fn of(expr: &Expr, schema: &Schema) -> Option<Self> {
        match expr.to_field(schema).ok()?.dtype {
            DataType::Decimal(_, scale) => Some(Self::Decimal(scale)),
            DataType::Unknown(UnknownKind::Int(_)) => Some(Self::Int),
            dtype if dtype.is_integer() => Some(Self::Int),
            _ => None,
        }
    }

    fn scale(self) -> usize {
        if let Self::Decimal(scale) = self { scale } else { 0 }
    }
}

/// Both sides of an operation as decimals of so many places that nothing is lost.
fn aligned((left, l): (Expr, Exact), op: Operator, (right, r): (Expr, Exact)) -> (Expr, Expr) {
    let ints = (l, r) == (Exact::Int, Exact::Int);
    let scale = match op {
        Operator::Multiply => l.scale() + r.scale(),
        Operator::Plus | Operator::Minus if !ints => l.scale().max(r.scale()),
        _ if op.is_comparison() && !ints && l != r => l.scale().max(r.scale()),
        _ => return (left, right),
    };
    if scale > DIGITS {
        return (left, right);
    }
    let to = DataType::Decimal(DIGITS, scale);
    (left.strict_cast(to.clone()), right.strict_cast(to))
}

/// A number with a point as it was written, which the shortest text of its float is; none if it has too many digits.
fn decimal(number: f64) -> Option<Expr> {
    let text = number.to_string();
    let scale = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let units = text.replacen('.', "", 1).parse::<i128>().ok()?;
    if scale > DIGITS || units.unsigned_abs() >= 10u128.pow(DIGITS as u32) {
        return None;
    }
    let value = Scalar::new(DataType::Decimal(DIGITS, scale), AnyValue::Decimal(units, DIGITS, scale));
    Some(Expr::Literal(LiteralValue::Scalar(value)))
}
