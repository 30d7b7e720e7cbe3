import type { DescribeGroupResponse, ResetOffsetsResponse } from '@weir/protos';
import { useState } from 'preact/hooks';
import { ApiError } from '../../api/api-error.ts';
import { api, apiPath } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { formatCounted } from '../../format/format-count.ts';
import { ResetControls } from './reset-controls.tsx';
import { planReset, type ResetDraft } from './reset-plan.ts';
import { ResetPreview } from './reset-preview.tsx';
import { useResetPlaces } from './use-reset-places.ts';

/** The button and dialog that move a group's committed offsets, with what they would become. */
export function ResetOffsets({ group }: { readonly group: DescribeGroupResponse | undefined }) {
  const [draft, setDraft] = useState(draftOf(undefined));
  const set = (part: Partial<ResetDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
  };
  const known = group ?? nobody;
  const places = useResetPlaces(known, draft.topic);
  const { requests, command, problem } = planReset(
    known.groupId,
    places.map(({ partition }) => partition),
    draft,
  );
  const hasMembers = known.members.length > 0;
  const needsForce =
    hasMembers && !draft.force ? 'It has members: stop them, or force it' : undefined;
  return (
    <Action
      label="Reset offsets"
      title={`Reset offsets of ${known.groupId}`}
      runLabel="Reset"
      isWide
      isDanger
      typeName={hasMembers && draft.force ? known.groupId : undefined}
      command={command}
      problem={problem ?? needsForce}
      disabledReason={known.partitions.length === 0 ? 'It has committed nothing' : undefined}
      onOpen={() => {
        setDraft(draftOf(group));
      }}
      run={async (signal) => {
        const path = apiPath`/v1/groups/${known.groupId}/offsets`;
        let moved = 0;
        for (const request of requests) {
          const { results } = await api.post<ResetOffsetsResponse>(path, rest(request), { signal });
          failOnError(results);
          moved += results.length;
        }
        return `${formatCounted(moved, 'partition')} moved`;
      }}
    >
      <ResetControls group={known} places={places} draft={draft} onChange={set} />
      {hasMembers && (
        <Toggle
          isOn={draft.force}
          onChange={(force) => {
            set({ force });
          }}
        >
          Even while it has members: they start over at the new offsets
        </Toggle>
      )}
      <ResetPreview groupId={known.groupId} places={places} requests={requests} />
    </Action>
  );
}

/** The path names the group. */
function rest<Request extends { readonly groupId?: string }>(
  request: Request,
): Omit<Request, 'groupId'> {
  const { groupId: _, ...fields } = request;
  return fields;
}

function failOnError(results: ResetOffsetsResponse['results']): void {
  const failed = results.find(({ errorCode }) => errorCode !== '');
  if (failed === undefined) return;
  const message = `Partition ${failed.partition}: ${failed.errorMessage}`;
  throw new ApiError(message, { code: failed.errorCode, status: 200 });
}

function draftOf(group: DescribeGroupResponse | undefined): ResetDraft {
  const topic = group?.partitions[0]?.topic ?? '';
  return { topic, partitions: '', way: 'earliest', value: '', each: new Map(), force: false };
}

const nobody: DescribeGroupResponse = {
  ...{ groupId: '', state: 'GROUP_STATE_UNSPECIFIED', assignor: '', groupEpoch: 0 },
  ...{ coordinatorId: '', members: [], partitions: [] },
};
