import { useMemo, useState } from 'preact/hooks';
import { ApiError } from '../../api/api-error.ts';
import { api, apiPath } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { saveFile } from '../../components/save-file.ts';
import { ProduceFields } from './produce-fields.tsx';
import { produceBody, type ProduceForm, readForm } from './produce-form.ts';
import {
  isLongRecord,
  produceCommand,
  type ProducedRecord,
  recordFileName,
  recordJson,
} from './record-commands.ts';

/** Where a record was written. */
export interface Produced {
  readonly topic: string;
  /** Undefined when nobody was asked: `acks` were none. */
  readonly place: { readonly partition: number; readonly offset: number } | undefined;
}

interface PublishAnswer {
  readonly results: readonly {
    readonly partition: number;
    readonly offset: number;
    readonly error?: { readonly code: string; readonly message: string };
  }[];
}

/** Produces a record that is written in its dialog, from what `makeForm` begins with. */
export function ProduceAction(props: {
  readonly label: string;
  readonly makeForm: () => ProduceForm;
  readonly onProduced: (produced: Produced) => void;
  readonly tone?: 'plain' | 'primary';
  readonly isSmall?: boolean;
  readonly disabledReason?: string | undefined;
}) {
  const { label, makeForm, onProduced, tone = 'plain', isSmall = false } = props;
  const [form, setForm] = useState(makeForm);
  const { record, problems } = useMemo(() => readForm(form), [form]);
  return (
    <Action
      isWide
      label={label}
      title="Produce a record"
      runLabel="Produce"
      tone={tone}
      isSmall={isSmall}
      disabledReason={props.disabledReason}
      command={produceCommand(record)}
      problem={problems.size > 0 ? 'Something is not right above' : undefined}
      onOpen={() => {
        setForm(makeForm());
      }}
      run={async (signal) => {
        const produced = await produce(record, signal);
        onProduced(produced);
        const { place } = produced;
        return place === undefined
          ? 'Sent; whether it was written was not asked'
          : `Partition ${place.partition}, offset ${place.offset}`;
      }}
    >
      <ProduceFields form={form} problems={problems} onChange={setForm} />
      {isLongRecord(record) && <RecordFile record={record} />}
    </Action>
  );
}

/** The file that the command of a long record reads. */
function RecordFile({ record }: { readonly record: ProducedRecord }) {
  return (
    <p class="muted">
      The command reads{' '}
      <button
        type="button"
        class="button button-small"
        onClick={() => {
          const line = `${JSON.stringify(recordJson(record))}\n`;
          saveFile(recordFileName, line, 'application/x-ndjson');
        }}
      >
        {recordFileName}
      </button>
    </p>
  );
}

async function produce(record: ProducedRecord, signal: AbortSignal): Promise<Produced> {
  const { topic } = record;
  const path = apiPath`/v1/topics/${topic}/records`;
  const { results } = await api.post<PublishAnswer>(path, produceBody(record), { signal });
  const [result] = results;
  if (result?.error !== undefined) {
    const { code, message } = result.error;
    throw new ApiError(message, { code, status: 207 });
  }
  const isPlaced = result !== undefined && result.offset >= 0;
  const place = isPlaced ? { partition: result.partition, offset: result.offset } : undefined;
  return { topic, place };
}
