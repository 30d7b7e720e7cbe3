import { stripVTControlCharacters } from 'node:util';
import { formatBytes } from '../format/bytes-text.ts';
import { alarm, alarmCount, paint } from '../format/paint.ts';
import { type TopColumn, topColumns } from './top-columns.ts';
import type { TopView } from './top-model.ts';
import { type TopPane, topPanes, type TopState } from './top-state.ts';

/** The size of a terminal, in characters. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Rows of a list that is not the chosen one. */
const restRows = 4;
/** Below that only the chosen list is shown. */
const smallRows = 26;
const keysText = 'q quit  1 2 3 or tab: list  s: order  j k: up and down';

/** Every line of a screen, of which none is longer than it, and there are no more than fit. Pure. */
export function renderTop(
  view: TopView,
  state: TopState,
  { columns, rows, problem }: ScreenSize & { readonly problem?: string | undefined },
): readonly string[] {
  const head = [...headLines(view), ''];
  const isSmall = rows < smallRows;
  const room = rows - head.length - 1;
  const others = topPanes.filter((pane) => pane !== state.pane);
  const restRoom = isSmall ? 0 : others.length * (restRows + 3);
  const panes = isSmall ? [state.pane] : topPanes;
  const body = panes.flatMap((pane) =>
    renderPane(view, state, { pane, room: pane === state.pane ? room - restRoom : restRows + 3 }),
  );
  const lines = [...head, ...body].slice(0, Math.max(0, rows - 1));
  const foot = problem === undefined ? paint('bold', keysText) : alarm(problem);
  return [...lines, foot].slice(-rows).map((line) => cut(line, columns));
}

/** A round for somebody who reads it later: all lists, with at most so many rows each. Pure. */
export function renderRound(view: TopView, rowsPerList: number): string {
  const lists = topPanes.map((pane) => {
    const { header, rows } = listOf(view, pane, 0);
    return [header, ...rows.slice(0, rowsPerList), ...moreLine(rows.length - rowsPerList)].join(
      '\n',
    );
  });
  return [headLines(view).join('\n'), ...lists].join('\n\n');
}

/** How many rows a list has. */
export function rowCountOf(view: TopView, pane: TopPane): number {
  return view[pane].length;
}

function headLines({ totals, clusterId, controllerId, atMs }: TopView): readonly string[] {
  const { recordsPerSecond, inBytesPerSecond, outBytesPerSecond } = totals;
  return [
    `Cluster ${clusterId}  controller ${controllerId}  ${new Date(atMs).toISOString()}`,
    `${totals.nodes} nodes, ${alarmCount(totals.deadNodes)} dead  ` +
      `${totals.topics} topics  ${totals.partitions} partitions, ` +
      `${alarmCount(totals.leaderlessPartitions)} leaderless, ` +
      `${alarmCount(totals.underReplicatedPartitions)} under-replicated`,
    `in ${recordsPerSecond === null ? '-' : Math.round(recordsPerSecond)} records/s  ` +
      `${bytesText(inBytesPerSecond)}/s  out ${bytesText(outBytesPerSecond)}/s`,
  ];
}

interface RenderedList {
  readonly header: string;
  readonly rows: readonly string[];
  readonly orderedBy: string;
}

function listOf(view: TopView, pane: TopPane, order: number): RenderedList {
  switch (pane) {
    case 'nodes':
      return renderList(view.nodes, topColumns.nodes, order);
    case 'topics':
      return renderList(view.topics, topColumns.topics, order);
    case 'groups':
      return renderList(view.groups, topColumns.groups, order);
  }
}

function renderList<Row>(
  items: readonly Row[],
  columns: readonly TopColumn<Row>[],
  order: number,
): RenderedList {
  const orders = columns.filter(({ compare }) => compare !== undefined);
  const chosen = orders[order % Math.max(1, orders.length)];
  const sorted = items.toSorted((left, right) => chosen?.compare?.(left, right) ?? 0);
  const cells = sorted.map((row) => columns.map(({ cell }) => cell(row)));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((row) => widthOf(row[index] ?? ''))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => {
        const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(cell)));
        return columns[index]?.isNumber === true ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  return {
    header: line(columns.map(({ title }) => title)),
    rows: cells.map(line),
    orderedBy: chosen?.title ?? '',
  };
}

/** A title, a header and as many rows as there is room for, with the row that is pointed at among them. */
function renderPane(
  view: TopView,
  state: TopState,
  { pane, room }: { readonly pane: TopPane; readonly room: number },
): readonly string[] {
  const { header, rows, orderedBy } = listOf(view, pane, state.orders[pane]);
  const isChosen = pane === state.pane;
  const number = topPanes.indexOf(pane) + 1;
  const title = `${number} ${pane}, ${rows.length}, by ${orderedBy}`;
  const shown = Math.max(1, room - 3);
  const selected = Math.max(0, Math.min(state.rows[pane], rows.length - 1));
  const first = isChosen ? Math.max(0, Math.min(selected - shown + 1, rows.length - shown)) : 0;
  const visible = rows
    .slice(first, first + shown)
    .map((row, index) => `${isChosen && first + index === selected ? '>' : ' '} ${row}`);
  return [isChosen ? paint('bold', title) : title, `  ${header}`, ...visible, ''];
}

function moreLine(more: number): readonly string[] {
  return more > 0 ? [`and ${more} more`] : [];
}

function bytesText(bytes: number | null): string {
  return bytes === null ? '-' : formatBytes(bytes);
}

/** Colours take no room; a line that is too long loses them. */
function cut(line: string, columns: number): string {
  return widthOf(line) <= columns ? line : stripVTControlCharacters(line).slice(0, columns);
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
