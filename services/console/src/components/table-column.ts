import type { ComponentChildren } from 'preact';

/** What a cell holds, for sorting, filtering and CSV. */
export type CellValue = string | number | boolean | null | undefined;

/** A column of a `DataTable`. */
export interface TableColumn<Row> {
  /** In the page's address, when it is sorted by. */
  readonly id: string;
  readonly title: string;
  readonly value: (row: Row) => CellValue;
  /** What the filter, CSV and the hover say where the value is there for sorting alone; the value by default. */
  readonly text?: (row: Row) => string;
  /** What is shown; the value by default. */
  readonly render?: (row: Row) => ComponentChildren;
  /** Numbers stand at the right. */
  readonly align?: 'left' | 'right';
  /** In pixels; columns without share what is left. */
  readonly width?: number;
  /** Of the head, for those who hover over it. */
  readonly hint?: string;
}

/** The text of a cell, as the filter and CSV have it; empty for what is not known. */
export function cellText<Row>({ text, value }: TableColumn<Row>, row: Row): string {
  return text === undefined ? String(value(row) ?? '') : text(row);
}
