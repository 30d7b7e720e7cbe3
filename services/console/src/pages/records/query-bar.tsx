import { Field } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { TextInput } from '../../components/text-input.tsx';
import { PartitionInput } from './partition-input.tsx';
import type { RecordQuery } from './record-query.ts';
import { TimeInput } from './time-input.tsx';

interface QueryBarProps {
  readonly query: RecordQuery;
  readonly partitionCount: number;
  /** While a tail is live. */
  readonly isLocked: boolean;
  readonly onChange: (changes: Partial<RecordQuery>) => void;
}

const minuteMs = 60_000;
const lastMs = { m5: 5 * minuteMs, h1: 60 * minuteMs, d1: 1_440 * minuteMs } as const;

type Start = 'all' | 'offset' | 'time' | keyof typeof lastMs;

/** Which records, from where, in which order. */
export function QueryBar(props: QueryBarProps) {
  const { query, partitionCount, isLocked, onChange } = props;
  const { order, partition } = query;
  const start = startOf(query);
  return (
    <div class="record-bar" role="group" aria-label="Which records">
      <Field label="Order">
        <Select
          value={order}
          isDisabled={isLocked}
          options={[
            ['newest', 'Newest first'],
            ['oldest', 'Oldest first'],
          ]}
          onChange={(next) => {
            onChange({ order: next });
          }}
        />
      </Field>
      <Field label="Partition">
        <PartitionInput
          all="All"
          value={partition}
          partitionCount={partitionCount}
          isDisabled={isLocked}
          onChange={(next) => {
            onChange({ partition: next });
          }}
        />
      </Field>
      <Field label="From">
        <Select<Start>
          value={start}
          isDisabled={isLocked}
          options={[
            ['all', 'Everything'],
            ['offset', 'An offset'],
            ['time', 'A time'],
            ['m5', 'The last 5 minutes'],
            ['h1', 'The last hour'],
            ['d1', 'The last day'],
          ]}
          onChange={(next) => {
            onChange(startChanges(next));
          }}
        />
      </Field>
      {start === 'offset' && <OffsetInput {...props} />}
      {start === 'time' && <TimeInputs {...props} />}
    </div>
  );
}

function OffsetInput({ query, isLocked, onChange }: QueryBarProps) {
  return (
    <Field label="First offset">
      <TextInput
        type="number"
        isDisabled={isLocked}
        value={query.fromOffset?.toString() ?? ''}
        onInput={(text) => {
          if (/^\d{1,15}$/.test(text)) onChange({ fromOffset: Number(text) });
        }}
      />
    </Field>
  );
}

function TimeInputs({ query, isLocked, onChange }: QueryBarProps) {
  return (
    <>
      <TimeInput
        label="From time"
        valueMs={query.fromTimestampMs}
        isDisabled={isLocked}
        onChange={(fromTimestampMs) => {
          onChange({ fromTimestampMs });
        }}
      />
      <TimeInput
        label="Until time"
        valueMs={query.toTimestampMs}
        isDisabled={isLocked}
        onChange={(toTimestampMs) => {
          onChange({ toTimestampMs });
        }}
      />
    </>
  );
}

function startOf({ fromOffset, fromTimestampMs, toTimestampMs }: RecordQuery): Start {
  if (fromOffset !== undefined) return 'offset';
  return fromTimestampMs !== undefined || toTimestampMs !== undefined ? 'time' : 'all';
}

function startChanges(start: Start): Partial<RecordQuery> {
  const nothing = {
    fromOffset: undefined,
    fromTimestampMs: undefined,
    toTimestampMs: undefined,
  };
  switch (start) {
    case 'all':
      return { ...nothing, order: 'newest' };
    case 'offset':
      return { ...nothing, order: 'oldest', fromOffset: 0 };
    case 'time':
      return { ...nothing, order: 'oldest', fromTimestampMs: Date.now() - lastMs.h1 };
    default:
      return { ...nothing, order: 'oldest', fromTimestampMs: Date.now() - lastMs[start] };
  }
}
