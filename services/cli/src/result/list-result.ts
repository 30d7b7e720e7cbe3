import { formatTable } from '../format/format-table.ts';
import type { CommandResult } from './command-result.ts';

/** A column of a list. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Shown with `-o wide` only. */
  readonly isWide?: boolean;
}

/** A list: its rows, and how they are shown. */
export interface RowList<Row extends object> {
  /** The name of the list in the document. */
  readonly key: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly nameOf: (row: Row) => string;
}

/** The result of a command that lists: a table, and the rows as they are. */
export function listResult<Row extends object>(list: RowList<Row>): CommandResult {
  const { key, rows, columns, nameOf } = list;
  return {
    data: { [key]: rows },
    text: rowTable(
      rows,
      columns.filter(({ isWide }) => isWide !== true),
    ),
    wide: rowTable(rows, columns),
    items: rows,
    names: rows.map(nameOf),
  };
}

/** Rows as a table of these columns. */
export function rowTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return formatTable(
    columns.map(({ title }) => title),
    rows.map((row) => columns.map(({ cell }) => cell(row))),
  );
}
