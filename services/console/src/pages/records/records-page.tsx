import type { DescribeTopicResponse } from '@weir/protos';
import { useReducer, useState } from 'preact/hooks';
import { apiPath } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { hrefOf, query as address, setQuery } from '../../router/location.ts';
import type { PageProps } from '../page.ts';
import { BrowseView } from './browse-view.tsx';
import { DeleteRecords } from './delete-records.tsx';
import { ProduceAction, type Produced } from './produce-action.tsx';
import { emptyForm } from './produce-form.ts';
import { QueryBar } from './query-bar.tsx';
import { RecordDetail } from './record-detail.tsx';
import { recordId } from './record-json.ts';
import { formatRecordQuery, isSearch, parseRecordQuery, type RecordQuery } from './record-query.ts';
import { SearchBar } from './search-bar.tsx';
import { SearchView } from './search-view.tsx';
import type { TableFrame } from './table-frame.ts';
import { TailView } from './tail-view.tsx';
import { type OpenRecord, useOpenRecord } from './use-open-record.ts';
import './records.css';

/** The records of a topic: read, searched, followed, produced, deleted. */
export function RecordsPage({ params }: PageProps) {
  const topic = params['topic'] ?? '';
  const description = usePoll<DescribeTopicResponse>(apiPath`/v1/topics/${topic}`);
  const partitionCount = description.data?.topic?.partitions.length ?? 0;
  const [isLocked, setLocked] = useState(false);
  const [produced, setProduced] = useState<Produced>();
  const [changes, countChange] = useReducer<number, undefined>((count) => count + 1, 0);
  const open = useOpenRecord(topic);
  const query = parseRecordQuery(address.value);
  const change = (next: Partial<RecordQuery>) => {
    setQuery(formatRecordQuery({ ...query, isLive: false, ...next }));
  };
  const onProduced = (written: Produced) => {
    setProduced(written);
    countChange(undefined);
  };
  return (
    <div class="records-page">
      <PageHeader
        title="Records"
        parents={[
          ['Topics', '/topics'],
          [topic, `/topics/${encodeURIComponent(topic)}`],
        ]}
        actions={
          <>
            <LiveButton
              isLive={query.isLive}
              onToggle={() => {
                change({ isLive: !query.isLive });
              }}
            />
            <DeleteRecords
              topic={topic}
              partitionCount={partitionCount}
              partition={query.partition}
              onDeleted={() => {
                countChange(undefined);
              }}
            />
            <ProduceAction
              label="Produce a record"
              tone="primary"
              makeForm={() => emptyForm(topic)}
              onProduced={onProduced}
            />
          </>
        }
      />
      <ErrorNote error={description.error} />
      <ProducedNote
        produced={produced}
        onClose={() => {
          setProduced(undefined);
        }}
      />
      {description.error?.status !== 404 && (
        <>
          <QueryBar {...{ query, partitionCount, isLocked }} onChange={change} />
          <SearchBar query={query} isLocked={isLocked} onSearch={change} />
          <Split {...{ topic, query, open, changes, onProduced }} onRunning={setLocked} />
        </>
      )}
    </div>
  );
}

function LiveButton(props: { readonly isLive: boolean; readonly onToggle: () => void }) {
  const { isLive, onToggle } = props;
  return (
    <button type="button" class="button" onClick={onToggle}>
      {!isLive && <Icon name="play" />} {isLive ? 'Browse' : 'Live tail'}
    </button>
  );
}

function Split(props: {
  readonly topic: string;
  readonly query: RecordQuery;
  readonly open: OpenRecord;
  /** How often something was changed here: then it is read again. */
  readonly changes: number;
  readonly onRunning: (isRunning: boolean) => void;
  readonly onProduced: (produced: Produced) => void;
}) {
  const { topic, query, open, changes, onRunning, onProduced } = props;
  const isNarrow = open.id !== undefined;
  const frame: TableFrame = {
    ...{ topic, isNarrow, openId: open.id },
    onOpen: open.open,
    onClose: open.close,
  };
  return (
    <div class={isNarrow ? 'record-split record-split-open' : 'record-split'}>
      <View {...{ query, frame, changes, onRunning }} />
      {open.row !== undefined && (
        <RecordDetail row={open.row} onClose={open.close} onProduced={onProduced} />
      )}
      {open.row === undefined && open.id !== undefined && (
        <aside class="record-detail" aria-label="Record">
          {open.error === undefined ? 'Loading…' : <ErrorNote error={open.error} />}
          <button type="button" class="button button-small" onClick={open.close}>
            Close
          </button>
        </aside>
      )}
    </div>
  );
}

function View(props: {
  readonly query: RecordQuery;
  readonly frame: TableFrame;
  readonly changes: number;
  readonly onRunning: (isRunning: boolean) => void;
}) {
  const { query, frame, changes, onRunning } = props;
  const key = JSON.stringify(formatRecordQuery(query));
  if (query.isLive) return <TailView key={key} query={query} {...frame} onRunning={onRunning} />;
  if (isSearch(query)) return <SearchView key={key} query={query} {...frame} />;
  return <BrowseView key={`${key}${changes}`} query={query} {...frame} />;
}

/** Where the last record that was produced here is. */
function ProducedNote(props: {
  readonly produced: Produced | undefined;
  readonly onClose: () => void;
}) {
  const { produced, onClose } = props;
  if (produced === undefined) return null;
  const { topic, place } = produced;
  return (
    <div class="produced-note" role="status">
      <Icon name="check" />
      {place === undefined ? (
        <span>Sent to {topic}; where it is was not asked</span>
      ) : (
        <span>
          Written to {topic}, partition {place.partition}, offset {place.offset}:{' '}
          <a href={hrefOf(recordPath(topic, place))}>show it</a>
        </span>
      )}
      <span class="spacer" />
      <button type="button" class="icon-button" aria-label="Dismiss" onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}

function recordPath(
  topic: string,
  place: { readonly partition: number; readonly offset: number },
): string {
  const { partition, offset } = place;
  const query = `partition=${partition}&offset=${offset}&record=${recordId(place)}`;
  return `/topics/${encodeURIComponent(topic)}/records?${query}`;
}
