import { Icon } from './icon.tsx';
import type { TableSort } from './sort-rows.ts';
import type { TableColumn } from './table-column.ts';

/** The head of a table: a click on a title sorts by it, another one the other way. */
export function TableHead<Row>(props: {
  readonly columns: readonly TableColumn<Row>[];
  readonly sort: TableSort;
  readonly onSort: (sort: TableSort) => void;
  /** The box that selects all rows, where rows can be selected. */
  readonly selectAll?: { readonly isOn: boolean; readonly onChange: (isOn: boolean) => void };
}) {
  const { columns, sort, onSort, selectAll } = props;
  return (
    <thead>
      <tr>
        {selectAll !== undefined && (
          <th class="cell-select">
            <input
              type="checkbox"
              aria-label="Select all"
              checked={selectAll.isOn}
              onChange={(event) => {
                selectAll.onChange(event.currentTarget.checked);
              }}
            />
          </th>
        )}
        {columns.map((column) => (
          <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
  );
}

function HeadCell<Row>(props: {
  readonly column: TableColumn<Row>;
  readonly sort: TableSort;
  readonly onSort: (sort: TableSort) => void;
}) {
  const { column, sort, onSort } = props;
  const { id, title, align = 'left', hint } = column;
  const isSorted = sort.columnId === id;
  // One of buttons alone has no name, and nothing to sort by.
  if (title === '') return <th />;
  const order = sort.isDescending ? 'descending' : 'ascending';
  return (
    <th scope="col" class={`align-${align}`} aria-sort={isSorted ? order : undefined} title={hint}>
      <button
        type="button"
        onClick={() => {
          // Of numbers one looks for the largest first.
          const isDescending = isSorted ? !sort.isDescending : align === 'right';
          onSort({ columnId: id, isDescending });
        }}
      >
        {title}
        {isSorted && <Icon name={sort.isDescending ? 'down' : 'up'} />}
      </button>
    </th>
  );
}
