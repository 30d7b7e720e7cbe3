import type { Random } from '@weir/core';
import type {
  CommitStreamRequest,
  CommitStreamResponseInput,
  GroupServiceHandlers,
  JoinRequest,
  JoinResponseInput,
} from '@weir/protos';
import { handleBidiStream, handleUnary } from '@weir/runtime';
import { commitOffsets } from '../operations/commit-offsets.ts';
import { deleteGroup } from '../operations/delete-group.ts';
import { describeGroup, listGroups } from '../operations/describe-group.ts';
import { fetchOffsets } from '../operations/fetch-offsets.ts';
import type { OperationsContext } from '../operations/operations-context.ts';
import { resetOffsets } from '../operations/reset-offsets.ts';
import { CommitStream } from './commit-stream.ts';
import { JoinStream } from './join-stream.ts';

/** The GroupService of a coordinator. */
export function createGroupHandlers(
  context: OperationsContext & { readonly random: Random },
): GroupServiceHandlers {
  return {
    Join: handleBidiStream<JoinRequest, JoinResponseInput>((stream, { signal, caller }) =>
      new JoinStream(stream, { ...context, caller }).run(signal),
    ),
    CommitOffsets: handleUnary((request, { caller }) => commitOffsets(context, request, caller)),
    CommitStream: handleBidiStream<CommitStreamRequest, CommitStreamResponseInput>(
      (stream, { signal, caller }) =>
        new CommitStream(stream, { ...context, caller }).serve(signal),
    ),
    FetchOffsets: handleUnary((request, { caller }) => fetchOffsets(context, request, caller)),
    ResetOffsets: handleUnary((request, { caller }) => resetOffsets(context, request, caller)),
    ListGroups: handleUnary(async (_request, { caller }) => ({
      groups: listGroups(context, caller),
    })),
    DescribeGroup: handleUnary((request, { caller }) => describeGroup(context, request, caller)),
    DeleteGroup: handleUnary((request, { caller }) => deleteGroup(context, request, caller)),
  };
}
