import type { ElectLeadersResponse } from '@weir/protos';
import { api } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { formatCounted } from '../../format/format-count.ts';
import { weirCommand } from '../../format/weir-command.ts';
import { partitionName, type PartitionRow } from './partition-list.ts';
import { requireAccepted } from './require-accepted.ts';

type Named = Pick<PartitionRow, 'topic' | 'partition'>;

/** Moves leaderships back to the preferred replicas: of these partitions, or of all that need it. */
export function ElectPreferredAction(props: { readonly partitions?: readonly Named[] }) {
  const { partitions = [] } = props;
  const what = partitions.length === 0 ? 'every partition that needs it' : namesOf(partitions);
  return (
    <Action
      label={partitions.length === 0 ? 'Elect preferred leaders' : 'Elect preferred'}
      title="Elect preferred leaders"
      runLabel="Elect"
      command={commandOf(partitions)}
      run={(signal) => elect('ELECTION_TYPE_PREFERRED', partitions, signal)}
    >
      <p>
        The first replica of {what} becomes its leader again, where it is in sync. Clients notice
        nothing but a short wait.
      </p>
    </Action>
  );
}

/** Elects a leader that may not have everything: the last resort for a partition without one. */
export function ElectUncleanAction({ partition }: { readonly partition: Named }) {
  const name = partitionName(partition);
  return (
    <Action
      label="Elect unclean…"
      title={`Elect a leader of ${name} although records may be lost`}
      runLabel="Elect and accept the loss"
      command={commandOf([partition], ['--unclean', true])}
      typeName={name}
      tone="danger"
      run={(signal) => elect('ELECTION_TYPE_UNCLEAN', [partition], signal)}
    >
      <p>
        A replica that answers becomes the leader, whatever it lacks. Records that were acknowledged
        and that it does not have are <strong>lost for good</strong>. Bring a node back that was in
        sync, if you can: then nothing is lost.
      </p>
    </Action>
  );
}

async function elect(type: string, partitions: readonly Named[], signal: AbortSignal) {
  const body = {
    type,
    partitions: partitions.map(({ topic, partition }) => ({ topic, partition })),
  };
  const { results } = await api.post<ElectLeadersResponse>('/v1/elections', body, { signal });
  requireAccepted(results, ['ELECTION_NOT_NEEDED']);
  const loss = results.flatMap(({ possibleLossFromOffset }) => possibleLossFromOffset ?? []);
  if (loss.length > 0) return `Records may be lost from offset ${loss.join(', ')} on`;
  const elected = results.filter(({ errorCode }) => errorCode === '').length;
  return elected === 0
    ? 'The preferred replicas lead already'
    : `${formatCounted(elected, 'leader')} elected`;
}

function commandOf(
  partitions: readonly Named[],
  option?: readonly [option: string, value: boolean],
): string {
  if (partitions.length === 0) return weirCommand('partition', 'elect');
  return partitions
    .map(({ topic, partition }) =>
      weirCommand('partition', 'elect', ['--topic', topic], ['--partition', partition], option),
    )
    .join('\n');
}

function namesOf(partitions: readonly Named[]): string {
  const [first] = partitions;
  return partitions.length === 1 && first !== undefined
    ? partitionName(first)
    : formatCounted(partitions.length, 'partition');
}
