import type { Topic } from '@weir/protos';
import { api, apiPath } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { weirCommand } from '../../format/weir-command.ts';
import { navigate } from '../../router/location.ts';

/** The button and dialog that delete a topic. */
export function DeleteTopic({ topic }: { readonly topic: Topic | undefined }) {
  const name = topic?.name ?? '';
  return (
    <Action
      label="Delete"
      tone="danger"
      title={`Delete ${name}`}
      command={weirCommand('topic', 'delete', name)}
      typeName={name}
      disabledReason={whyNot(topic)}
      run={async (signal) => {
        await api.del(apiPath`/v1/topics/${name}`, { signal });
        navigate('/topics');
        return `Topic ${name} is deleted`;
      }}
    >
      <p>
        All records of its {topic?.partitions.length ?? 0} partitions are deleted on every node. It
        cannot be undone.
      </p>
    </Action>
  );
}

function whyNot(topic: Topic | undefined): string | undefined {
  if (topic === undefined) return 'The topic is not known yet';
  return topic.internal ? 'Weir needs its internal topics' : undefined;
}
