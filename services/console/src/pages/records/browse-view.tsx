import { useEffect, useState } from 'preact/hooks';
import { Empty } from '../../components/empty.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { formatCount, formatCounted } from '../../format/format-count.ts';
import { BrowseSession, type BrowseState, type UnreadPartition } from './browse-session.ts';
import type { RecordQuery } from './record-query.ts';
import { RecordTable } from './record-table.tsx';
import { SaveButtons } from './save-buttons.tsx';
import type { TableFrame } from './table-frame.ts';

/** Records page by page. Another query is another view: give it a `key`. */
export function BrowseView({ query, ...frame }: TableFrame & { readonly query: RecordQuery }) {
  const [session] = useState(() => new BrowseSession(frame.topic, query));
  useEffect(() => {
    session.restart();
    return session.stop;
  }, [session]);
  const state = session.state.value;
  const { entries, isLoading, error, unread } = state;
  const isNewest = query.order === 'newest';
  const isNone = entries.length === 0;
  return (
    <section class="stack record-view" aria-label="Records">
      <div class="record-status">
        <span role="status">{statusText(state, isNewest)}</span>
        <span class="spacer" />
        <div class="record-buttons">
          <SaveButtons topic={frame.topic} entries={entries} />
          <button type="button" class="button button-small" onClick={session.restart}>
            Read again
          </button>
        </div>
      </div>
      <UnreadNote unread={unread} />
      <ErrorNote error={error} onRetry={isNone ? session.restart : session.more} />
      {isNone && error === undefined && <NoRecords query={query} isLoading={isLoading} />}
      {!isNone && (
        <>
          <RecordTable {...frame} entries={entries} onEnd={session.moreAtEnd} />
          <More state={state} isNewest={isNewest} onMore={session.more} />
        </>
      )}
    </section>
  );
}

/** The way on. Behind the last record there may be others later, but not before the first. */
function More(props: {
  readonly state: BrowseState;
  readonly isNewest: boolean;
  readonly onMore: () => void;
}) {
  const { isNewest, onMore } = props;
  const { isEnd, isLoading } = props.state;
  return (
    <div class="record-more">
      {isEnd && <span class="muted">{isNewest ? 'These are all' : 'This is the end'}</span>}
      {(!isEnd || !isNewest) && (
        <button type="button" class="button button-small" disabled={isLoading} onClick={onMore}>
          {moreText(isLoading, isNewest, isEnd)}
        </button>
      )}
    </div>
  );
}

function moreText(isLoading: boolean, isNewest: boolean, isEnd: boolean): string {
  if (isLoading) return 'Loading…';
  if (isNewest) return 'Older';
  return isEnd ? 'Look for newer' : 'Newer';
}

function statusText({ entries, dropped, isLoading }: BrowseState, isNewest: boolean): string {
  if (entries.length === 0) return isLoading ? 'Loading…' : '';
  const shown = `${formatCounted(entries.length, 'record')} shown`;
  if (dropped === 0) return shown;
  return `${shown}; the ${formatCount(dropped)} ${isNewest ? 'newest' : 'oldest'} are not kept any more`;
}

/** Partitions that could not be read. */
export function UnreadNote({ unread }: { readonly unread: readonly UnreadPartition[] }) {
  const [first] = unread;
  if (first === undefined) return null;
  const names = unread.slice(0, 10).map(({ partition }) => partition);
  const more = unread.length > names.length ? ` and ${unread.length - names.length} more` : '';
  return (
    <div class="error-note" role="alert">
      <p>
        Records of {unread.length === 1 ? 'partition' : 'partitions'} {names.join(', ')}
        {more} are missing: <code>{first.error.code}</code> {first.error.message}
      </p>
    </div>
  );
}

function NoRecords(props: { readonly query: RecordQuery; readonly isLoading: boolean }) {
  const { query, isLoading } = props;
  if (isLoading) return <div class="table-loading">Loading…</div>;
  const { fromOffset, fromTimestampMs, toTimestampMs, partition } = query;
  const isNarrowed = [fromOffset, fromTimestampMs, toTimestampMs, partition].some(
    (bound) => bound !== undefined,
  );
  return (
    <Empty title="No records">
      {isNarrowed
        ? 'There are none there: choose everything to see whether there are others'
        : 'Nothing has been written yet, or it has been deleted'}
    </Empty>
  );
}
