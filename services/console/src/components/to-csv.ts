import { cellText, type TableColumn } from './table-column.ts';

/** Rows as CSV (RFC 4180) under a line with the columns' titles. */
export function toCsv<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[]): string {
  const lines = rows.map((row) =>
    columns.map((column) => csvField(fieldOf(column, row))).join(','),
  );
  return [columns.map(({ title }) => csvField(title)).join(','), ...lines, ''].join('\r\n');
}

/** Numbers stay as they are, whatever their sign. */
function fieldOf<Row>(column: TableColumn<Row>, row: Row): string | number {
  const value = column.text === undefined ? column.value(row) : undefined;
  return typeof value === 'number' ? value : cellText(column, row);
}

/** Text that a spreadsheet would take for a formula gets an apostrophe, so that it is shown and not run. */
function csvField(value: string | number): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
