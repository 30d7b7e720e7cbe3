import { useEffect, useState } from 'preact/hooks';
import { Empty } from '../../components/empty.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatCount, formatCounted } from '../../format/format-count.ts';
import { UnreadNote } from './browse-view.tsx';
import type { RecordQuery } from './record-query.ts';
import { RecordTable } from './record-table.tsx';
import { SaveButtons } from './save-buttons.tsx';
import { SearchSession, type SearchState } from './search-session.ts';
import type { TableFrame } from './table-frame.ts';

/** Records that a search finds, as it finds them. Another query is another view: give it a `key`. */
export function SearchView({ query, ...frame }: TableFrame & { readonly query: RecordQuery }) {
  const [session] = useState(() => new SearchSession(frame.topic, query));
  useEffect(() => {
    session.run();
    return session.stop;
  }, [session]);
  const state = session.state.value;
  const { entries, phase, error, unread } = state;
  return (
    <section class="stack record-view" aria-label="Found records">
      <div class="record-status">
        <span role="status">{statusText(state)}</span>
        <Progress state={state} />
        <span class="spacer" />
        <div class="record-buttons">
          <SaveButtons topic={frame.topic} entries={entries} />
          <SearchButton session={session} phase={phase} />
        </div>
      </div>
      <UnreadNote unread={unread} />
      <ErrorNote error={error} onRetry={session.run} />
      {entries.length > 0 && <RecordTable {...frame} entries={entries} />}
      {entries.length === 0 && <NothingFound state={state} />}
    </section>
  );
}

function NothingFound({ state: { phase, scanned } }: { readonly state: SearchState }) {
  if (phase === 'running' || phase === 'failed') return null;
  return (
    <Empty title={phase === 'end' ? 'Nothing was found' : 'Nothing was found so far'}>
      {formatCounted(scanned, 'record')} were looked at
    </Empty>
  );
}

function SearchButton(props: {
  readonly session: SearchSession;
  readonly phase: SearchState['phase'];
}) {
  const { session, phase } = props;
  if (phase === 'end') return null;
  const isRunning = phase === 'running';
  return (
    <button
      type="button"
      class="button button-small"
      onClick={isRunning ? session.cancel : session.run}
    >
      {isRunning ? 'Cancel' : 'Search on'}
    </button>
  );
}

function Progress({ state: { scanned, remaining, phase } }: { readonly state: SearchState }) {
  if (remaining === undefined || phase === 'end') return null;
  const share = scanned + remaining === 0 ? 1 : scanned / (scanned + remaining);
  return (
    <span
      class="bar search-progress"
      role="progressbar"
      aria-label="Searched"
      aria-valuenow={Math.round(share * 100)}
    >
      <span style={{ width: `${share * 100}%` }} />
    </span>
  );
}

const phaseTexts: Readonly<Record<SearchState['phase'], string>> = {
  running: 'Searching',
  cancelled: 'Cancelled',
  failed: 'Broken off',
  end: 'Searched all of it',
  time: 'Paused after 10 s',
  limit: 'Paused, as many were found',
};

function statusText(state: SearchState): string {
  const { phase, matched, scanned, scannedBytes, remaining, dropped } = state;
  const parts = [
    `${phaseTexts[phase]}: ${formatCount(matched)} found`,
    `${formatCounted(scanned, 'record')} (${formatBytes(scannedBytes)}) looked at`,
  ];
  if (phase !== 'end' && remaining !== undefined) parts.push(`${formatCount(remaining)} to go`);
  if (dropped > 0) parts.push(`the first ${formatCount(dropped)} are not kept any more`);
  return parts.join(' · ');
}
