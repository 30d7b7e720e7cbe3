import type { DescribeTopicResponse } from '@weir/protos';
import { useState } from 'preact/hooks';
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
  const open = useOpenRecord(topic);
  const query = parseRecordQuery(address.value);
  const change = (changes: Partial<RecordQuery>) => {
    setQuery(formatRecordQuery({ ...query, isLive: false, ...changes }));
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
            <DeleteRecords
              topic={topic}
              partitionCount={partitionCount}
              partition={query.partition}
            />
            <ProduceAction
              label="Produce a record"
              tone="primary"
              makeForm={() => emptyForm(topic)}
              onProduced={setProduced}
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
      <div class="record-controls">
        <QueryBar {...{ query, partitionCount, isLocked }} onChange={change} />
        {!query.isLive && (
          <button
            type="button"
            class="button"
            onClick={() => {
              change({ isLive: true });
            }}
          >
            <Icon name="play" /> Live tail
          </button>
        )}
      </div>
      <SearchBar query={query} isLocked={isLocked} onSearch={change} />
      <Split {...{ topic, query, open }} onRunning={setLocked} onProduced={setProduced} />
    </div>
  );
}

function Split(props: {
  readonly topic: string;
  readonly query: RecordQuery;
  readonly open: OpenRecord;
  readonly onRunning: (isRunning: boolean) => void;
  readonly onProduced: (produced: Produced) => void;
}) {
  const { topic, query, open, onRunning, onProduced } = props;
  const isNarrow = open.id !== undefined;
  const frame: TableFrame = {
    ...{ topic, isNarrow, openId: open.id },
    onOpen: open.open,
    onClose: open.close,
  };
  return (
    <div class={isNarrow ? 'record-split record-split-open' : 'record-split'}>
      <View {...{ query, frame, onRunning }} />
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
  readonly onRunning: (isRunning: boolean) => void;
}) {
  const { query, frame, onRunning } = props;
  const key = JSON.stringify(formatRecordQuery(query));
  if (query.isLive) return <TailView key={key} query={query} {...frame} onRunning={onRunning} />;
  if (isSearch(query)) return <SearchView key={key} query={query} {...frame} />;
  return <BrowseView key={key} query={query} {...frame} />;
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
