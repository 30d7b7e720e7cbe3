import { useEffect, useId, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import { moveRow } from '../../components/move-row.ts';
import { useVirtualRows } from '../../components/use-virtual-rows.ts';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatCount } from '../../format/format-count.ts';
import { formatTime, formatTimeMs, formatUtc } from '../../format/format-time.ts';
import type { FieldPreview } from './decode/preview-field.ts';
import { formatAgo } from './format-ago.ts';
import type { RecordEntry } from './record-row.ts';
import { TableSpacer } from '../../components/table-spacer.tsx';

interface RecordTableProps {
  readonly entries: readonly RecordEntry[];
  /** The record that is open beside the table. */
  readonly openId: string | undefined;
  readonly onOpen: (entry: RecordEntry) => void;
  readonly onClose: () => void;
  /** Leaves out what a record beside it shows. */
  readonly isNarrow: boolean;
  /** The end of the rows comes into sight. */
  readonly onEnd?: () => void;
}

/** As in components.css. */
const rowPx = 32;
/** Of what is behind the rows in sight, before more are asked for. */
const nearEndPx = 320;
const agoEveryMs = 10_000;

interface Column {
  readonly title: string;
  /** In pixels; one without has what is left. */
  readonly width: number | undefined;
  readonly isNumber: boolean;
}

const wideColumns: readonly Column[] = [
  { title: 'Partition', width: 78, isNumber: true },
  { title: 'Offset', width: 96, isNumber: true },
  { title: 'Time', width: 296, isNumber: false },
  { title: 'Key', width: 132, isNumber: false },
  { title: 'Value', width: undefined, isNumber: false },
  { title: 'Size', width: 82, isNumber: true },
  { title: 'Headers', width: 78, isNumber: true },
];

const narrowColumns: readonly Column[] = [
  { title: 'Partition', width: 74, isNumber: true },
  { title: 'Offset', width: 82, isNumber: true },
  { title: 'Time', width: 172, isNumber: false },
  { title: 'Key', width: 100, isNumber: false },
  { title: 'Value', width: undefined, isNumber: false },
];

/** Records in their order, walked through by keys; Enter opens one, Esc closes it. */
export function RecordTable(props: RecordTableProps) {
  const { entries, isNarrow, onEnd } = props;
  const columns = isNarrow ? narrowColumns : wideColumns;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows(scroller, entries.length, rowPx);
  const prefix = useId();
  const nowMs = useNowMs();
  const [active, setActive] = useActive(props, virtual.scrollTo);
  useAnchor(scroller, entries);
  return (
    <div
      class="table-scroll record-scroll"
      ref={scroller}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        if (scrollHeight - scrollTop - clientHeight < nearEndPx) onEnd?.();
      }}
    >
      <table
        role="grid"
        aria-label="Records"
        aria-rowcount={entries.length + 1}
        style={{ minWidth: `${widthOf(columns)}px` }}
        aria-activedescendant={active === undefined ? undefined : `${prefix}-${active}`}
        tabIndex={0}
        onKeyDown={(event) => {
          if (setActive(event.key)) event.preventDefault();
        }}
      >
        <Head columns={columns} />
        <tbody>
          <TableSpacer heightPx={virtual.beforePx} columns={columns.length} />
          {virtual.items.map(({ index }) => {
            const entry = entries[index];
            return (
              entry && (
                <Row
                  key={entry.row.id}
                  {...props}
                  entry={entry}
                  nowMs={nowMs}
                  domId={`${prefix}-${index}`}
                  index={index}
                  isActive={index === active}
                />
              )
            );
          })}
          <TableSpacer heightPx={virtual.afterPx} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

/** Room for the column without a width; narrower boxes are scrolled. */
const minRestPx = 120;

function widthOf(columns: readonly Column[]): number {
  return columns.reduce((sum, { width = minRestPx }) => sum + width, 0);
}

function Head({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <>
      <colgroup>
        {columns.map(({ title, width }) => (
          <col key={title} style={width === undefined ? {} : { width: `${width}px` }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map(({ title, isNumber }) => (
            <th key={title} scope="col" class={isNumber ? 'align-right' : 'align-left'}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}

function Row(
  props: RecordTableProps & {
    readonly entry: RecordEntry;
    readonly nowMs: number;
    readonly domId: string;
    readonly index: number;
    readonly isActive: boolean;
  },
) {
  const { entry, nowMs, domId, index, isActive, isNarrow, openId, onOpen } = props;
  const { id, record, key, value, sizeBytes } = entry.row;
  const isOpen = id === openId;
  return (
    <tr
      id={domId}
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      class={`row-opens ${isActive ? 'row-active' : ''}`}
      onClick={() => {
        if (getSelection()?.isCollapsed !== false) onOpen(entry);
      }}
    >
      <td class="align-right">{record.partition}</td>
      <td class="align-right">{record.offset}</td>
      <td title={formatUtc(record.timestampMs)}>
        {isNarrow ? formatTime(record.timestampMs) : formatTimeMs(record.timestampMs)}{' '}
        {!isNarrow && <span class="muted">{formatAgo(record.timestampMs, nowMs)}</span>}
      </td>
      <td class="mono">
        <Preview preview={key} none="null" />
      </td>
      <td class="mono">
        <Preview preview={value} none="tombstone" />
      </td>
      {!isNarrow && (
        <>
          <td class="align-right">{formatBytes(sizeBytes)}</td>
          <td class="align-right">
            {record.headers.length === 0 ? '' : formatCount(record.headers.length)}
          </td>
        </>
      )}
    </tr>
  );
}

function Preview({ preview, none }: { readonly preview: FieldPreview; readonly none: string }) {
  switch (preview.kind) {
    case 'none':
      return <span class="preview-mark">{none}</span>;
    case 'empty':
      return <span class="preview-mark">empty</span>;
    case 'binary':
      return (
        <>
          <span class="preview-mark">binary</span> {preview.text}
        </>
      );
    default:
      return <>{preview.text}</>;
  }
}

/** The row that keys move; what is open goes with it. A row stays active when others come before it. */
function useActive(
  { entries, openId, onOpen, onClose }: RecordTableProps,
  scrollTo: (index: number) => void,
): [active: number | undefined, press: (key: string) => boolean] {
  const [chosen, choose] = useState<RecordEntry>();
  const found = chosen === undefined ? -1 : entries.indexOf(chosen);
  const active = found === -1 ? undefined : found;
  const press = (key: string): boolean => {
    const next = moveRow(key, active, entries.length);
    const entry = next === undefined ? chosen : entries[next];
    if (next !== undefined && entry !== undefined) {
      choose(entry);
      scrollTo(next);
      if (openId !== undefined) onOpen(entry);
    } else if (key === 'Enter' && entry !== undefined) onOpen(entry);
    else if (key === 'Escape' && openId !== undefined) onClose();
    else return false;
    return true;
  };
  return [active, press];
}

/** Keeps the rows in sight where they are when others come, or go, above them. */
function useAnchor(
  scroller: { readonly current: HTMLDivElement | null },
  entries: readonly RecordEntry[],
) {
  const before = useRef(entries);
  useLayoutEffect(() => {
    const element = scroller.current;
    const old = before.current;
    before.current = entries;
    if (element === null || old === entries || element.scrollTop === 0) return;
    const oldIndex = Math.floor(element.scrollTop / rowPx);
    const anchor = old[oldIndex];
    const index = anchor === undefined ? -1 : entries.indexOf(anchor);
    if (index !== -1 && index !== oldIndex) element.scrollTop += (index - oldIndex) * rowPx;
  }, [entries]);
}

/** Draws the table again from time to time, so that it does not say for long what was so long ago. */
function useNowMs(): number {
  const [, redraw] = useReducer<number, undefined>((times) => times + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => {
      redraw(undefined);
    }, agoEveryMs);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return Date.now();
}
