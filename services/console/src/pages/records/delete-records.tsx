import type { DeleteRecordsResponse, DescribeLogsResponse } from '@weir/protos';
import { useState } from 'preact/hooks';
import { ApiError } from '../../api/api-error.ts';
import { api, apiPath } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { Action } from '../../components/action.tsx';
import { Field } from '../../components/field.tsx';
import { TextInput } from '../../components/text-input.tsx';
import { formatCount, formatCounted } from '../../format/format-count.ts';
import { PartitionInput } from './partition-input.tsx';
import { deleteRecordsCommand } from './record-commands.ts';

interface Choice {
  readonly partition: number;
  readonly beforeOffset: string;
}

type Log = DescribeLogsResponse['partitions'][number];

/** Deletes the records of a partition below an offset, for good. */
export function DeleteRecords(props: {
  readonly topic: string;
  readonly partitionCount: number;
  /** Of which records are shown. */
  readonly partition: number | undefined;
  readonly onDeleted: () => void;
}) {
  const { topic, partitionCount, partition: shown = 0, onDeleted } = props;
  const [choice, setChoice] = useState<Choice>({ partition: shown, beforeOffset: '' });
  const [isOpen, setOpen] = useState(false);
  const logs = usePoll<DescribeLogsResponse>(
    isOpen ? apiPath`/v1/topics/${topic}/logs` : undefined,
  );
  const log = logs.data?.partitions.find(({ partition }) => partition === choice.partition);
  const beforeOffset = Number(choice.beforeOffset);
  const problem = problemOf(choice, log);
  return (
    <Action
      label="Delete records"
      title={`Delete records of ${topic}`}
      runLabel="Delete for good"
      tone="danger"
      typeName={topic}
      command={deleteRecordsCommand(topic, choice.partition, beforeOffset)}
      problem={problem}
      onOpen={() => {
        setChoice({ partition: shown, beforeOffset: '' });
        setOpen(true);
      }}
      run={async (signal) => {
        const done = await deleteRecords(topic, choice.partition, beforeOffset, signal);
        onDeleted();
        return done;
      }}
    >
      <p>
        All records of one partition that stand below an offset are deleted on every replica. They
        cannot be brought back; groups that have not read them go on behind them.
      </p>
      <ChoiceFields {...{ partitionCount, choice, log }} onChange={setChoice} />
    </Action>
  );
}

function ChoiceFields(props: {
  readonly partitionCount: number;
  readonly choice: Choice;
  readonly log: Log | undefined;
  readonly onChange: (choice: Choice) => void;
}) {
  const { partitionCount, choice, log, onChange } = props;
  return (
    <>
      <div class="fields">
        <Field label="Partition">
          <PartitionInput
            value={choice.partition}
            partitionCount={partitionCount}
            onChange={(partition = 0) => {
              onChange({ partition, beforeOffset: '' });
            }}
          />
        </Field>
        <Field label="Below offset" hint={hintOf(choice, log)}>
          <TextInput
            type="number"
            value={choice.beforeOffset}
            onInput={(text) => {
              onChange({ ...choice, beforeOffset: text });
            }}
          />
        </Field>
      </div>
      <button
        type="button"
        class="button button-small delete-all"
        disabled={log === undefined}
        onClick={() => {
          onChange({ ...choice, beforeOffset: String(log?.highWatermark ?? '') });
        }}
      >
        All that is there now
      </button>
    </>
  );
}

function problemOf({ beforeOffset }: Choice, log: Log | undefined): string | undefined {
  if (!/^\d{1,15}$/.test(beforeOffset)) return 'Give an offset';
  if (log === undefined) return undefined;
  const { logStartOffset, highWatermark } = log;
  if (Number(beforeOffset) > highWatermark) {
    return `The partition ends at ${highWatermark}`;
  }
  return Number(beforeOffset) <= logStartOffset
    ? `Nothing is below it: the partition begins at ${logStartOffset}`
    : undefined;
}

function hintOf({ beforeOffset }: Choice, log: Log | undefined): string {
  if (log === undefined) return 'Exclusive';
  const { logStartOffset, highWatermark } = log;
  const count = Number(beforeOffset) - logStartOffset;
  if (count > 0 && Number(beforeOffset) <= highWatermark) {
    return `Deletes ${logStartOffset} to ${Number(beforeOffset) - 1}: ${formatCounted(count, 'offset')}`;
  }
  if (highWatermark <= logStartOffset) return 'It is empty';
  return `It has offsets ${formatCount(logStartOffset)} to ${formatCount(highWatermark - 1)}`;
}

async function deleteRecords(
  topic: string,
  partition: number,
  beforeOffset: number,
  signal: AbortSignal,
): Promise<string> {
  const { partitions } = await api.post<DeleteRecordsResponse>(
    apiPath`/v1/topics/${topic}/records/delete`,
    { partitions: [{ partition, beforeOffset }] },
    { signal },
  );
  const [result] = partitions;
  const error = result?.error;
  if (error !== null && error !== undefined) {
    throw new ApiError(error.message, { code: error.code, status: 200 });
  }
  return `Partition ${partition} begins at ${result?.logStartOffset ?? beforeOffset} now`;
}
