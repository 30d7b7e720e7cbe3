import type { Locator } from 'playwright-core';
import { parse } from 'yaml';

/** A row of a table: what its cells say, by the names of their columns. */
export type TableRow = Readonly<Record<string, string>>;

/** A node of what assistive technology is told: a line, or a line with what is in it. */
type AriaNode = string | Readonly<Record<string, unknown>>;

interface Row {
  readonly isHead: boolean;
  readonly cells: readonly string[];
}

const cellLine = /^(?:cell|gridcell|rowheader|columnheader)(?: (".*"))?(?: \[[^"]*\])*$/;

/**
 * What a table says, as assistive technology is told: its rows by the names of the columns, which are those
 * of the first row. Columns without a name are `column 3`.
 */
export async function readTable(table: Locator): Promise<TableRow[]> {
  const snapshot = parse(await table.ariaSnapshot()) as readonly AriaNode[];
  const rows = snapshot.flatMap(rowsIn);
  const head = rows.find(({ isHead }) => isHead)?.cells ?? [];
  return rows
    .filter(({ isHead }) => !isHead)
    .map(({ cells }) =>
      Object.fromEntries(cells.map((text, index) => [nameOf(head, index), text])),
    );
}

function nameOf(head: readonly string[], index: number): string {
  const name = head[index];
  return name === undefined || name === '' ? `column ${index + 1}` : name;
}

function rowsIn(node: AriaNode): Row[] {
  return Object.entries(childrenOf(node)).flatMap(([line, children]) =>
    /^row\b(?!group|header)/.test(line) ? [rowOf(children)] : children.flatMap(rowsIn),
  );
}

function rowOf(children: readonly AriaNode[]): Row {
  const lines = children.flatMap((child) => Object.keys(childrenOf(child)));
  const cells = lines.flatMap((line) => {
    const match = cellLine.exec(line);
    return match === null ? [] : [match[1] === undefined ? '' : (JSON.parse(match[1]) as string)];
  });
  return { isHead: lines.some((line) => line.startsWith('columnheader')), cells };
}

/** Lines by what is in them; a text after a line, such as `cell: 3`, is no line. */
function childrenOf(node: AriaNode): Record<string, readonly AriaNode[]> {
  if (typeof node === 'string') return { [node]: [] };
  return Object.fromEntries(
    Object.entries(node).map(([line, inside]) => [
      line,
      Array.isArray(inside) ? (inside as readonly AriaNode[]) : [],
    ]),
  );
}
