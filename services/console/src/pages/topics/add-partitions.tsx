import type { AddPartitionsResponse, Topic } from '@weir/protos';
import { useState } from 'preact/hooks';
import { api, apiPath } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { Field } from '../../components/field.tsx';
import { TextInput } from '../../components/text-input.tsx';
import { formatCounted } from '../../format/format-count.ts';
import { weirCommand } from '../../format/weir-command.ts';

/** The button and dialog that add partitions to a topic. */
export function AddPartitions({ topic }: { readonly topic: Topic | undefined }) {
  const now = topic?.partitions.length ?? 0;
  const name = topic?.name ?? '';
  const [total, setTotal] = useState('');
  const isLarger = Number(total) > now;
  return (
    <Action
      label="Add partitions"
      title={`Add partitions to ${name}`}
      runLabel="Add"
      command={weirCommand('topic', 'add-partitions', name, ['--total', total])}
      disabledReason={whyNot(topic)}
      problem={isLarger ? undefined : `It has ${now}: name a larger number`}
      onOpen={() => {
        setTotal(String(now + 1));
      }}
      run={async (signal) => {
        const { topic: grown } = await api.post<AddPartitionsResponse>(
          apiPath`/v1/topics/${name}/partitions`,
          { totalPartitions: Number(total) },
          { signal },
        );
        return `It has ${formatCounted(grown?.partitions.length ?? 0, 'partition')}`;
      }}
    >
      <p>
        Records with a key go to other partitions afterwards: those of one key are in order only
        among those that were written before, and among those written after. It cannot be undone.
      </p>
      <Field label="Partitions in all">
        <TextInput type="number" value={total} onInput={setTotal} />
      </Field>
    </Action>
  );
}

function whyNot(topic: Topic | undefined): string | undefined {
  if (topic === undefined) return 'The topic is not known yet';
  return topic.internal ? 'Weir looks after its internal topics itself' : undefined;
}
