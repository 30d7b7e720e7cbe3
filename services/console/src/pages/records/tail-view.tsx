import { useEffect, useState } from 'preact/hooks';
import { type Tone, StatusDot } from '../../components/badge.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { formatCount, formatCounted, formatRate } from '../../format/format-count.ts';
import type { RecordQuery } from './record-query.ts';
import { RecordTable } from './record-table.tsx';
import { SaveButtons } from './save-buttons.tsx';
import type { TableFrame } from './table-frame.ts';
import { TailSession, type TailState } from './tail-session.ts';

/** Less than this behind the end, nothing is said of it. */
const minBehind = 1_000;

/** Records as they are written, the newest on top. Another query is another view: give it a `key`. */
export function TailView(
  props: TableFrame & {
    readonly query: RecordQuery;
    /** Whether it follows the topic; what came stays when it does not. */
    readonly onRunning: (isRunning: boolean) => void;
  },
) {
  const { query, onRunning, ...frame } = props;
  const [session] = useState(() => new TailSession(frame.topic, query));
  useEffect(() => {
    session.start();
    return session.stop;
  }, [session]);
  const state = session.state.value;
  const isRunning = state.phase !== 'stopped';
  useEffect(() => {
    onRunning(isRunning);
    return () => {
      onRunning(false);
    };
  }, [isRunning]);
  const { entries, error } = state;
  return (
    <section class="stack record-view" aria-label="Live tail">
      <div class="record-status">
        <StatusDot tone={toneOf(state)}>{phaseText(state)}</StatusDot>
        <span role="status">{countsText(state)}</span>
        <Behind state={state} session={session} />
        <span class="spacer" />
        <div class="record-buttons">
          <SaveButtons topic={frame.topic} entries={entries} />
          <TailButtons session={session} state={state} />
        </div>
      </div>
      <ErrorNote error={error} />
      {entries.length > 0 ? (
        <RecordTable {...frame} entries={entries} />
      ) : (
        <NothingYet state={state} />
      )}
    </section>
  );
}

function NothingYet({ state }: { readonly state: TailState }) {
  if (state.phase === 'stopped') return <Empty title="No record came" />;
  if (state.isPaused) return <Empty title="Paused">Resume shows what is held back</Empty>;
  return <Empty title="Waiting for records">What is written from now on is shown here</Empty>;
}

function TailButtons(props: { readonly session: TailSession; readonly state: TailState }) {
  const { session, state } = props;
  if (state.phase === 'stopped') {
    return (
      <button type="button" class="button button-small" onClick={session.start}>
        <Icon name="play" /> Go on
      </button>
    );
  }
  return (
    <>
      <button
        type="button"
        class="button button-small"
        onClick={state.isPaused ? session.resume : session.pause}
      >
        <Icon name={state.isPaused ? 'play' : 'pause'} /> {state.isPaused ? 'Resume' : 'Pause'}
      </button>
      <button type="button" class="button button-small" onClick={session.stop}>
        Stop
      </button>
    </>
  );
}

/** When records are written faster than they can be fetched. */
function Behind(props: { readonly session: TailSession; readonly state: TailState }) {
  const { behind = 0 } = props.state;
  if (behind < minBehind) return null;
  return (
    <>
      <span class="tone-warn">{formatCounted(behind, 'record')} behind</span>
      <button
        type="button"
        class="button button-small"
        title="Goes to the newest record; those before it are counted as skipped"
        onClick={props.session.skipToNewest}
      >
        Skip to the newest
      </button>
    </>
  );
}

function toneOf({ phase, isPaused }: TailState): Tone {
  if (phase === 'trouble') return 'bad';
  if (phase !== 'live') return 'plain';
  return isPaused ? 'warn' : 'good';
}

function phaseText({ phase, isPaused, perSecond }: TailState): string {
  switch (phase) {
    case 'connecting':
      return 'Connecting';
    case 'trouble':
      return 'Cut off, trying again';
    case 'stopped':
      return 'Stopped';
    default:
      return `${isPaused ? 'Paused' : 'Live'} · ${formatRate(perSecond)}`;
  }
}

function countsText({ entries, counts, isPaused }: TailState): string {
  const { received, unmatched, held, skipped } = counts;
  const parts = [formatCounted(received, 'new record')];
  if (unmatched > 0) parts.push(`${formatCount(received - unmatched)} match`);
  if (isPaused) parts.push(`${formatCount(held)} held back`);
  if (skipped > 0 && entries.length > 0)
    parts.push(`showing the last ${formatCount(entries.length)}`);
  if (skipped > 0) parts.push(`skipped ${formatCount(skipped)}`);
  return parts.join(' · ');
}
