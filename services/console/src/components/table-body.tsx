import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { navigate } from '../router/location.ts';
import { Empty } from './empty.tsx';
import type { TableSort } from './sort-rows.ts';
import { cellText, type TableColumn } from './table-column.ts';
import { TableHead } from './table-head.tsx';
import { moveRow } from './move-row.ts';
import { useVirtualRows, type VirtualRows } from './use-virtual-rows.ts';
import { TableSpacer } from './table-spacer.tsx';

/** Rows that are chosen, by their keys. */
export interface TableSelection {
  readonly keys: ReadonlySet<string>;
  readonly onChange: (keys: ReadonlySet<string>) => void;
}

interface TableBodyProps<Row> {
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly empty?: ComponentChildren;
  readonly rowPath?: (row: Row) => string;
  readonly onOpen?: (row: Row) => void;
  readonly selection?: TableSelection;
  readonly sort: TableSort;
  readonly onSort: (sort: TableSort) => void;
  readonly onVisible?: (rows: readonly Row[]) => void;
}

/** As in components.css. */
const rowPx = 32;
const autoColumnPx = 160;

/** The table itself: rows that are in order already. */
export function TableBody<Row>(props: TableBodyProps<Row>) {
  const { rows, empty } = props;
  if (rows.length > 0) return <FilledTable {...props} />;
  return typeof empty === 'object' ? <>{empty}</> : <Empty title={String(empty ?? 'None')} />;
}

function FilledTable<Row>(props: TableBodyProps<Row>) {
  const { label, columns, rows, selection, sort, onSort } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows(scroller, rows.length, rowPx);
  const prefix = useId();
  const grid = useGrid(props, prefix, virtual.scrollTo);
  useVisible(props, virtual.items[0]?.index ?? 0, virtual.items.length);
  const columnCount = columns.length + (selection === undefined ? 0 : 1);
  return (
    <div class="table-scroll" ref={scroller}>
      <table
        aria-label={label}
        aria-rowcount={rows.length + 1}
        style={{ minWidth: `${widthOf(columns)}px` }}
        {...grid.attributes}
      >
        <colgroup>
          {selection !== undefined && <col style={{ width: '36px' }} />}
          {columns.map(({ id, width }) => (
            <col key={id} style={width === undefined ? {} : { width: `${width}px` }} />
          ))}
        </colgroup>
        <TableHead
          columns={columns}
          sort={sort}
          onSort={onSort}
          {...(selection && { selectAll: selectAllOf(props, selection) })}
        />
        <tbody>
          <TableSpacer heightPx={virtual.beforePx} columns={columnCount} />
          {rows.slice(...rangeOf(virtual)).map((row, position) => (
            <TableRow
              key={props.rowKey(row)}
              {...props}
              row={row}
              prefix={prefix}
              index={rangeOf(virtual)[0] + position}
              active={grid.active}
            />
          ))}
          <TableSpacer heightPx={virtual.afterPx} columns={columnCount} />
        </tbody>
      </table>
    </div>
  );
}

/** First row that is drawn, and the first behind it that is not. */
function rangeOf({ items }: VirtualRows): [first: number, end: number] {
  return [items[0]?.index ?? 0, (items.at(-1)?.index ?? -1) + 1];
}

function TableRow<Row>(
  props: TableBodyProps<Row> & {
    readonly row: Row;
    readonly prefix: string;
    readonly index: number;
    readonly active: number | undefined;
  },
) {
  const { row, prefix, index, active, columns, rowKey, rowPath, onOpen, selection } = props;
  const key = rowKey(row);
  const isSelected = selection?.keys.has(key);
  const canOpen = rowPath !== undefined || onOpen !== undefined;
  return (
    <tr
      id={`${prefix}-${index}`}
      aria-rowindex={index + 2}
      aria-selected={selection === undefined ? undefined : isSelected}
      class={`${index === active ? 'row-active' : ''} ${canOpen ? 'row-opens' : ''}`}
      onClick={(event) => {
        // A click on a link or button in the row is theirs, and one that ends a selection of text is none.
        if (event.target instanceof Element && event.target.closest('a,button,input')) return;
        if (getSelection()?.isCollapsed === false) return;
        openRow(props, row);
      }}
    >
      {selection !== undefined && (
        <td class="cell-select">
          <input
            type="checkbox"
            aria-label={`Select ${key}`}
            checked={isSelected ?? false}
            onChange={() => {
              toggleKey(selection, key);
            }}
          />
        </td>
      )}
      {columns.map((column) => {
        const { id: columnId, render, align = 'left' } = column;
        const text = cellText(column, row);
        return (
          <td key={columnId} class={`align-${align}`} title={text}>
            {render === undefined ? text : render(row)}
          </td>
        );
      })}
    </tr>
  );
}

/** Keys, and what they need to be heard, of tables whose rows can be opened or selected. */
function useGrid<Row>(
  props: TableBodyProps<Row>,
  prefix: string,
  scrollTo: (index: number) => void,
) {
  const { rows, rowKey, rowPath, onOpen, selection } = props;
  const [chosen, setActive] = useState<number>();
  const active = chosen !== undefined && chosen < rows.length ? chosen : undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    // Keys in a cell's own control are its own.
    if (event.target instanceof Element && event.target.closest('a,button,input')) return;
    const next = moveRow(event.key, active, rows.length);
    const row = active === undefined ? undefined : rows[active];
    if (next !== undefined) {
      setActive(next);
      scrollTo(next);
    } else if (event.key === 'Enter' && row !== undefined) openRow(props, row);
    else if (event.key === ' ' && row !== undefined && selection !== undefined) {
      toggleKey(selection, rowKey(row));
    } else return;
    event.preventDefault();
  };
  if (rowPath === undefined && onOpen === undefined && selection === undefined) {
    return { active: undefined, attributes: {} };
  }
  const activeId = active === undefined ? undefined : `${prefix}-${active}`;
  const attributes = {
    ...{ role: 'grid' as const, tabIndex: 0, onKeyDown },
    'aria-activedescendant': activeId,
  };
  return { active, attributes };
}

function useVisible<Row>({ rows, onVisible }: TableBodyProps<Row>, first: number, count: number) {
  useEffect(() => {
    onVisible?.(rows.slice(first, first + count));
  }, [rows, first, count]);
}

function openRow<Row>({ rowPath, onOpen }: TableBodyProps<Row>, row: Row): void {
  if (onOpen !== undefined) onOpen(row);
  else if (rowPath !== undefined) navigate(rowPath(row));
}

function toggleKey({ keys, onChange }: TableSelection, key: string): void {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  onChange(next);
}

function selectAllOf<Row>(
  { rows, rowKey }: TableBodyProps<Row>,
  { keys, onChange }: TableSelection,
) {
  return {
    isOn: rows.every((row) => keys.has(rowKey(row))),
    onChange: (isOn: boolean) => {
      onChange(new Set(isOn ? rows.map(rowKey) : []));
    },
  };
}

function widthOf<Row>(columns: readonly TableColumn<Row>[]): number {
  return columns.reduce((sum, { width = autoColumnPx }) => sum + width, 0);
}
