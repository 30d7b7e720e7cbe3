import type { CellValue, TableColumn } from './table-column.ts';

const collator = new Intl.Collator('en', { numeric: true });

/** A column by which rows are sorted. */
export interface TableSort {
  readonly columnId: string;
  readonly isDescending: boolean;
}

/** `-lag` is descending by the column `lag`. */
export function parseSort(text: string): TableSort {
  const isDescending = text.startsWith('-');
  return { columnId: isDescending ? text.slice(1) : text, isDescending };
}

/** The opposite of `parseSort`. */
export function formatSort({ columnId, isDescending }: TableSort): string {
  return isDescending ? `-${columnId}` : columnId;
}

/** Rows in order; equal ones as they were, unknown values last whichever way. No such column: as they are. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  { columnId, isDescending }: TableSort,
): readonly Row[] {
  const column = columns.find(({ id }) => id === columnId);
  if (column === undefined) return rows;
  const keyed = rows.map((row) => ({ row, value: column.value(row) }));
  keyed.sort((left, right) => {
    const known = Number(isUnknown(left.value)) - Number(isUnknown(right.value));
    if (known !== 0) return known;
    const order = compareValues(left.value, right.value);
    return isDescending ? -order : order;
  });
  return keyed.map(({ row }) => row);
}

function compareValues(left: CellValue, right: CellValue): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return collator.compare(String(left), String(right));
}

function isUnknown(value: CellValue): boolean {
  return value === null || value === undefined || value === '';
}
