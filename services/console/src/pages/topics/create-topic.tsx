import type { CreateTopicResponse } from '@weir/protos';
import { useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { Field } from '../../components/field.tsx';
import { TextInput } from '../../components/text-input.tsx';
import { weirCommand } from '../../format/weir-command.ts';
import { navigate } from '../../router/location.ts';
import { parseConfigs } from './parse-configs.ts';

interface Draft {
  readonly name: string;
  readonly partitions: string;
  /** Empty: three, or as many as there are nodes. */
  readonly replicationFactor: string;
  readonly configs: string;
}

const empty: Draft = { name: '', partitions: '3', replicationFactor: '', configs: '' };

/** The button and dialog that create a topic. */
export function CreateTopic() {
  const [draft, setDraft] = useState(empty);
  const set = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
  };
  const { configs, problem } = parseConfigs(draft.configs);
  return (
    <Action
      label="Create topic"
      tone="primary"
      title="Create a topic"
      runLabel="Create"
      command={commandOf(draft, configs)}
      problem={draft.name === '' ? 'It needs a name' : problem}
      onOpen={() => {
        setDraft(empty);
      }}
      run={(signal) => create(draft, configs, signal)}
    >
      <div class="fields">
        <Field label="Name" hint="Letters, digits, dot, dash and underscore; 249 at most">
          <TextInput
            value={draft.name}
            isRequired
            onInput={(name) => {
              set({ name });
            }}
          />
        </Field>
        <Field label="Partitions" hint="More can be added later; none can be taken away">
          <TextInput
            type="number"
            value={draft.partitions}
            isRequired
            onInput={(partitions) => {
              set({ partitions });
            }}
          />
        </Field>
        <Field label="Replication factor" hint="Empty: 3, or as many as there are nodes">
          <TextInput
            type="number"
            value={draft.replicationFactor}
            onInput={(replicationFactor) => {
              set({ replicationFactor });
            }}
          />
        </Field>
      </div>
      <Field label="Configs" hint="One name=value a line; empty: the defaults" problem={problem}>
        <textarea
          rows={4}
          spellcheck={false}
          placeholder={'retention.ms=86400000\nmin.insync.replicas=2'}
          value={draft.configs}
          onInput={(event) => {
            set({ configs: event.currentTarget.value });
          }}
        />
      </Field>
    </Action>
  );
}

type Configs = Readonly<Record<string, string>>;

function commandOf({ name, partitions, replicationFactor }: Draft, configs: Configs): string {
  return weirCommand(
    ...['topic', 'create', name === '' ? 'NAME' : name],
    ['--partitions', partitions],
    ['--replication-factor', replicationFactor === '' ? undefined : replicationFactor],
    ...Object.entries(configs).map(([key, value]) => ['--config', `${key}=${value}`] as const),
  );
}

async function create(draft: Draft, configs: Configs, signal: AbortSignal): Promise<string> {
  const { name, partitions, replicationFactor } = draft;
  const { warnings } = await api.post<CreateTopicResponse>(
    '/v1/topics',
    {
      name,
      configs,
      partitions: Number(partitions),
      ...(replicationFactor === '' ? {} : { replicationFactor: Number(replicationFactor) }),
    },
    { signal },
  );
  navigate(`/topics/${encodeURIComponent(name)}`);
  return [`Topic ${name} is there`, ...warnings].join('. ');
}
