import { type CellValue, cellText, type TableColumn } from './table-column.ts';

/** Rows as CSV (RFC 4180) under a line with the columns' titles. */
export function toCsv<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[]): string {
  const lines = rows.map((row) => columns.map(({ value }) => csvField(value(row))).join(','));
  return [columns.map(({ title }) => csvField(title)).join(','), ...lines, ''].join('\r\n');
}

/** Text that a spreadsheet would take for a formula gets an apostrophe, so that it is shown and not run. */
function csvField(value: CellValue): string {
  const text = cellText(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
