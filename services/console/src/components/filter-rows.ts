import { cellText, type TableColumn } from './table-column.ts';

/** Rows that have every word of `text` in some column, whatever the case. */
export function filterRows<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  text: string,
): readonly Row[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const texts = columns.map((column) => cellText(column, row).toLowerCase()).join('\n');
    return words.every((word) => texts.includes(word));
  });
}
