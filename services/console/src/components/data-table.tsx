import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ApiError } from '../api/api-error.ts';
import { formatCount } from '../format/format-count.ts';
import { useQuery } from '../router/use-query.ts';
import { ErrorNote } from './error-note.tsx';
import { filterRows } from './filter-rows.ts';
import { Icon } from './icon.tsx';
import { saveFile } from './save-file.ts';
import { formatSort, parseSort, sortRows } from './sort-rows.ts';
import { TableBody, type TableSelection } from './table-body.tsx';
import type { TableColumn } from './table-column.ts';
import { TextInput } from './text-input.tsx';
import { toCsv } from './to-csv.ts';

/** What a `DataTable` is given. */
export interface DataTableProps<Row> {
  /** For those who hear the page; the name of the CSV file, too. */
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  /** `undefined` while they are awaited. */
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string;
  /** Shown above the rows that are there. */
  readonly error?: ApiError | undefined;
  /** In place of no rows. */
  readonly empty?: ComponentChildren;
  /** Page that a row opens. */
  readonly rowPath?: (row: Row) => string;
  /** Or what it does instead. */
  readonly onOpen?: (row: Row) => void;
  readonly selection?: TableSelection;
  /** `-lag`: descending by the column `lag`. */
  readonly defaultSort?: string;
  /** Before names in the page's address, where it has several tables. */
  readonly name?: string;
  /** Beside the filter. */
  readonly toolbar?: ComponentChildren;
  /** Leaves the filter, the count and the download out. */
  readonly isBare?: boolean;
  /** Told which rows can be seen, to ask for more about them. */
  readonly onVisible?: (rows: readonly Row[]) => void;
}

/** Rows that are sorted, filtered, walked through by keys, downloaded; only those in sight are drawn. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, name = '', error, toolbar, isBare = false } = props;
  const prefix = name === '' ? '' : `${name}.`;
  const [text, setText] = useQuery(`${prefix}q`);
  const [sortText, setSortText] = useQuery(`${prefix}sort`, props.defaultSort);
  const shown = useMemo(
    () => sortRows(filterRows(rows ?? [], columns, text), columns, parseSort(sortText)),
    [rows, columns, text, sortText],
  );
  return (
    <section class="data-table" aria-label={label}>
      {!isBare && (
        <div class="table-bar" onKeyDown={leaveFilter}>
          <TextInput
            type="search"
            placeholder="Filter ( / )"
            label={`Filter ${label}`}
            value={text}
            onInput={setText}
          />
          {toolbar}
          <span class="spacer" />
          <span class="muted" role="status">
            {countText(shown.length, rows?.length)}
          </span>
          <button
            type="button"
            class="icon-button"
            aria-label="Download as CSV"
            title="Download as CSV"
            disabled={shown.length === 0}
            onClick={() => {
              saveFile(`${label}.csv`, toCsv(shown, columns), 'text/csv');
            }}
          >
            <Icon name="download" />
          </button>
        </div>
      )}
      <ErrorNote error={error} />
      {rows === undefined && error === undefined && <div class="table-loading">Loading…</div>}
      {rows !== undefined && (
        <TableBody
          {...props}
          rows={shown}
          empty={text === '' || rows.length === 0 ? props.empty : 'Nothing matches the filter'}
          sort={parseSort(sortText)}
          onSort={(sort) => {
            setSortText(formatSort(sort));
          }}
        />
      )}
    </section>
  );
}

/** From the filter, an arrow goes on to the rows. */
function leaveFilter(event: TargetedKeyboardEvent<HTMLDivElement>): void {
  const { target, currentTarget } = event;
  const isFilter = target instanceof HTMLInputElement && target.type === 'search';
  if (event.key !== 'ArrowDown' || !isFilter) return;
  const grid = currentTarget.parentElement?.querySelector<HTMLElement>('table[role="grid"]');
  if (grid === null || grid === undefined) return;
  event.preventDefault();
  grid.focus();
}

function countText(shown: number, all: number | undefined): string {
  if (all === undefined) return '';
  return shown === all ? formatCount(all) : `${formatCount(shown)} of ${formatCount(all)}`;
}
