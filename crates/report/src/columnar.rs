//! Parquet: tables for those who analyse, each column with its type. Names are the English ones of the CSV; texts stand as
//! they were written, as no program runs them.

use crate::export::ExportError;
use crate::header::columns_with_withdrawal;
use crate::movement::Previous;
use crate::outcome_table::{Cell, ROW_HEADINGS, indicator_ids, points_column, points_of, row_cells};
use crate::page::ReportInput;
use cunbang_model::{ColumnKind, Date, Decimal, Row, Table, Value};
use cunbang_scheme::{Level, ToldVillages};
use jiff::civil;
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use std::sync::Arc;

/// What days are counted from.
const EPOCH: Date = civil::date(1970, 1, 1);
/// Digits of a decimal, and the bytes that hold them.
const PRECISION: i32 = 38;
const DECIMAL_BYTES: usize = 16;
/// Decimal places of points, and of numbers in tables.
const POINTS_SCALE: u32 = 2;
const NUMBER_SCALE: u32 = 4;

/// A column: the cells of all rows, empty ones as none.
enum Cells {
    Text(Vec<Option<String>>),
    Whole(Vec<Option<i64>>),
    /// Exact, with so many decimal places.
    Exact(Vec<Option<Decimal>>, u32),
    Day(Vec<Option<Date>>),
    YesNo(Vec<Option<bool>>),
}

struct Column {
    name: String,
    cells: Cells,
}

impl Column {
    fn new(name: impl Into<String>, cells: Cells) -> Self {
        Self { name: name.into(), cells }
    }

    fn schema(&self) -> Result<TypePtr, ParquetError> {
        let (physical, logical) = match self.cells {
            Cells::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Cells::Whole(_) => (Physical::INT64, None),
            Cells::Exact(_, scale) => {
                (Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::decimal(scale.cast_signed(), PRECISION)))
            }
            Cells::Day(_) => (Physical::INT32, Some(LogicalType::Date)),
            Cells::YesNo(_) => (Physical::BOOLEAN, None),
        };
        let mut column = Type::primitive_type_builder(&self.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        if let Cells::Exact(_, scale) = self.cells {
            let length = i32::try_from(DECIMAL_BYTES).unwrap_or_default();
            column = column.with_length(length).with_precision(PRECISION).with_scale(scale.cast_signed());
        }
        Ok(Arc::new(column.build()?))
    }

    fn write(self, to: &mut SerializedColumnWriter<'_>) -> Result<(), ExportError> {
        match self.cells {
            Cells::Text(cells) => put::<ByteArrayType, _>(to, cells, |text| Ok(ByteArray::from(text.into_bytes()))),
            Cells::Whole(cells) => put::<Int64Type, _>(to, cells, Ok),
            Cells::Exact(cells, scale) => put::<FixedLenByteArrayType, _>(to, cells, |value| exact(value, scale)),
            Cells::Day(cells) => put::<Int32Type, _>(to, cells, |day| Ok((day - EPOCH).get_days())),
            Cells::YesNo(cells) => put::<BoolType, _>(to, cells, Ok),
        }
    }
}

/// Writes a column's cells: the values that there are, and for each row whether it has one.
fn put<T: DataType, V>(
    to: &mut SerializedColumnWriter<'_>,
    cells: Vec<Option<V>>,
    stored: impl Fn(V) -> Result<T::T, ExportError>,
) -> Result<(), ExportError> {
    let present: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let values = cells.into_iter().flatten().map(stored).collect::<Result<Vec<T::T>, ExportError>>()?;
    to.typed::<T>().write_batch(&values, Some(&present), None)?;
    Ok(())
}

/// A decimal as Parquet holds it: the digits as one number, the highest byte first.
fn exact(value: Decimal, scale: u32) -> Result<FixedLenByteArray, ExportError> {
    let digits = scale.checked_sub(value.scale()).and_then(|more| 10_i128.checked_pow(more));
    let digits = digits.and_then(|factor| value.mantissa().checked_mul(factor));
    let digits = digits.ok_or(ExportError::TooManyDigits(value))?;
    Ok(ByteArray::from(digits.to_be_bytes().to_vec()).into())
}

fn file(columns: Vec<Column>) -> Result<Vec<u8>, ExportError> {
    let fields = columns.iter().map(Column::schema).collect::<Result<Vec<TypePtr>, ParquetError>>()?;
    let schema = Arc::new(Type::group_type_builder("rows").with_fields(fields).build()?);
    let properties = Arc::new(WriterProperties::builder().set_created_by("cunbang".to_owned()).build());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties)?;
    let mut group = writer.next_row_group()?;
    for column in columns {
        if let Some(mut to) = group.next_column()? {
            column.write(&mut to)?;
            to.close()?;
        }
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}

/// How many decimal places hold all of these exactly, and at least so many.
fn scale_of(values: &[Option<Decimal>], least: u32) -> u32 {
    values.iter().flatten().map(|value| value.normalize().scale()).max().unwrap_or_default().max(least)
}

fn points(name: &str, values: Vec<Option<Decimal>>) -> Column {
    let scale = scale_of(&values, POINTS_SCALE);
    let values: Vec<_> = values.into_iter().map(|value| value.map(|value| value.normalize())).collect();
    Column::new(name, Cells::Exact(values, scale))
}

/// One level of an outcome: the columns of its CSV, with points as decimals and ranks as whole numbers. `state` is the word
/// for what its run counts for: where it is known, each row says the run and that.
pub fn outcome_parquet(input: &ReportInput<'_>, level: Level, state: Option<&str>) -> Result<Vec<u8>, ExportError> {
    let rows = input.outcome.rows(level);
    let (previous, villages) = (Previous::of(input, level), ToldVillages::of(input.outcome));
    let mut by_column: Vec<Vec<Cell>> = ROW_HEADINGS.iter().map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        let cells = row_cells(input, level, &previous, &villages, row);
        by_column.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
    }
    let mut columns: Vec<Column> = ROW_HEADINGS
        .into_iter()
        .zip(by_column)
        .map(|(heading, cells)| of_outcome(heading.split(' ').next().unwrap_or(heading), cells))
        .collect();
    for id in indicator_ids(rows) {
        columns.push(points(&points_column(&id), rows.iter().map(|row| points_of(row, &id)).collect()));
    }
    if let (Some(run), Some(state)) = (input.run, state) {
        for (name, word) in [("run", run), ("state", state)] {
            columns.push(Column::new(name, Cells::Text(rows.iter().map(|_| Some(word.to_owned())).collect())));
        }
    }
    file(columns)
}

/// A column of an outcome: its type follows from its name, as all of its cells may be empty.
fn of_outcome(name: &str, cells: Vec<Cell>) -> Column {
    let cells = cells.into_iter();
    match name {
        "rank" | "rank_in_parent" | "movement" | "stars" | "best_rank" | "worst_rank" => {
            let count = |cell| match cell {
                Cell::Count(count) => Some(i64::from(count)),
                Cell::Movement(places) => Some(places),
                _ => None,
            };
            Column::new(name, Cells::Whole(cells.map(count).collect()))
        }
        "score" | "best_score" | "worst_score" => {
            let exact = |cell| match cell {
                Cell::Points(points) => Some(points),
                _ => None,
            };
            points(name, cells.map(exact).collect())
        }
        "candidate" | "warned" => {
            let yes = |cell| match cell {
                Cell::Text(text) => Some(text == "yes"),
                _ => None,
            };
            Column::new(name, Cells::YesNo(cells.map(yes).collect()))
        }
        _ => {
            let text = |cell| match cell {
                Cell::Text(text) => Some(text),
                _ => None,
            };
            Column::new(name, Cells::Text(cells.map(text).collect()))
        }
    }
}

/// One table's rows, with days, numbers and yes or no as such, and why a row was withdrawn. Rows of other tables are left
/// out. The columns are always the same, so that files of several units and periods can be read as one.
pub fn rows_parquet<'a>(table: Table, rows: impl IntoIterator<Item = &'a Row>) -> Result<Vec<u8>, ExportError> {
    let rows: Vec<&Row> = rows.into_iter().filter(|row| row.table() == table).collect();
    let own = table.columns().len();
    let mut columns = Vec::new();
    for (at, column) in columns_with_withdrawal(table).enumerate() {
        let value = |row: &&Row| row.cells().get(at).and_then(Option::as_ref).cloned();
        let values = rows.iter().map(value);
        let cells = match column.kind {
            _ if at >= own => Cells::Text(rows.iter().map(|row| row.withdrawal().map(str::to_owned)).collect()),
            ColumnKind::Date => Cells::Day(values.map(|value| day(&value?)).collect()),
            ColumnKind::Whole(..) => Cells::Whole(values.map(|value| whole(value?)).collect()),
            ColumnKind::Number(..) => Cells::Exact(values.map(|value| number(value?)).collect(), NUMBER_SCALE),
            ColumnKind::YesNo => Cells::YesNo(values.map(|value| yes(&value?)).collect()),
            ColumnKind::Unit
            | ColumnKind::Id
            | ColumnKind::Text(_)
            | ColumnKind::Month
            | ColumnKind::Period
            | ColumnKind::Choice(_) => Cells::Text(values.map(|value| value.map(|value| value.to_string())).collect()),
        };
        columns.push(Column::new(column.name, cells));
    }
    file(columns)
}

fn day(value: &Value) -> Option<Date> {
    if let Value::Date(day) = value { Some(*day) } else { None }
}

fn number(value: Value) -> Option<Decimal> {
    if let Value::Number(number) = value { Some(number.normalize()) } else { None }
}

fn whole(value: Value) -> Option<i64> {
    i64::try_from(number(value)?).ok()
}

fn yes(value: &Value) -> Option<bool> {
    if let Value::YesNo(yes) = value { Some(*yes) } else { None }
}
