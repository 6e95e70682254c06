//! What all workbooks written here share: fixed properties, so that the same content gives the same bytes,
//! and the format of header rows.

use crate::harmless::harmless;
use cunbang_model::{Date, Decimal};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

pub(crate) const HEADER_COLOUR: Color = Color::RGB(0x00E4_ECF4);
pub(crate) const REQUIRED_COLOUR: Color = Color::RGB(0x00FB_E3D6);
const DATE_FORMAT: &str = "yyyy-mm-dd";

/// An empty workbook with an author but no creation time.
pub(crate) fn workbook(title: &str) -> Result<Workbook, XlsxError> {
    workbook_of(title, "", "")
}

/// The same with its subject, and with what it counts for, where that is known.
pub(crate) fn workbook_of(title: &str, subject: &str, status: &str) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(title)
            .set_subject(subject)
            .set_status(status)
            .set_author("cunbang 村榜")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?),
    );
    Ok(workbook)
}

pub(crate) fn header_format() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(HEADER_COLOUR)
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

pub(crate) fn date_format() -> Format {
    Format::new().set_num_format(DATE_FORMAT)
}

/// A text format, so that no program turns a unit code into a number or a month into a date.
pub(crate) fn text_format() -> Format {
    Format::new().set_num_format("@")
}

pub(crate) fn header_row(sheet: &mut Worksheet, row: u32, headings: &[&str]) -> Result<(), XlsxError> {
    let format = header_format();
    for (column, heading) in (0..).zip(headings) {
        sheet.write_string_with_format(row, column, harmless(heading), &format)?;
    }
    Ok(())
}

/// Sets a sheet up to be printed on A4: as wide as the page, its first row on every page, what it is above, and its pages
/// counted.
pub(crate) fn print_on_a4(sheet: &mut Worksheet, about: &str, is_wide: bool) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    // An ampersand begins an instruction in headers.
    let about = about.replace('&', "&&");
    sheet.set_paper_size(A4);
    if is_wide {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.5, 0.5, 0.8, 0.7, 0.35, 0.35);
    sheet.set_header(format!("&L{about}&R&A"));
    sheet.set_footer("&C第 &P 页，共 &N 页");
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// Writes a text, made harmless.
pub(crate) fn text(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, column, harmless(text), format)?;
    Ok(())
}

/// Writes a number; one that does not fit a spreadsheet's doubles is written as text.
pub(crate) fn number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    number: Decimal,
    format: &Format,
) -> Result<(), XlsxError> {
    let digits = number.to_string();
    match digits.parse::<f64>() {
        Ok(double) if digits.bytes().filter(u8::is_ascii_digit).count() <= 15 => {
            sheet.write_number_with_format(row, column, double, format)?;
        }
        _ => {
            sheet.write_string_with_format(row, column, digits, format)?;
        }
    }
    Ok(())
}

/// Writes a date. Spreadsheet programs miscount days before March 1900, so such a date is written as text.
pub(crate) fn date(sheet: &mut Worksheet, row: u32, column: u16, day: Date, format: &Format) -> Result<(), XlsxError> {
    let parts = (u16::try_from(day.year()), u8::try_from(day.month()), u8::try_from(day.day()));
    match parts {
        (Ok(year), Ok(month), Ok(date)) if year > 1900 => {
            sheet.write_datetime_with_format(row, column, ExcelDateTime::from_ymd(year, month, date)?, format)?;
        }
        _ => {
            sheet.write_string_with_format(row, column, day.to_string(), format)?;
        }
    }
    Ok(())
}
