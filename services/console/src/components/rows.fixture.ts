import type { TableColumn } from './table-column.ts';

/** A row of the tests of tables. */
export interface FruitRow {
  readonly name: string;
  readonly count: number | undefined;
}

/** Its columns. */
export const fruitColumns: readonly TableColumn<FruitRow>[] = [
  { id: 'name', title: 'Name', value: ({ name }) => name },
  { id: 'count', title: 'Count', value: ({ count }) => count },
];

/** Some rows. */
export const fruits: readonly FruitRow[] = [
  { name: 'pear 10', count: 3 },
  { name: 'Pear 9', count: undefined },
  { name: 'apple', count: 20 },
];
