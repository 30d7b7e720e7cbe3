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
    Join: handleBidiStream<JoinRequest, JoinResponseInput>((stream, { signal }) =>
      new JoinStream(stream, context).run(signal),
    ),
    CommitOffsets: handleUnary((request) => commitOffsets(context, request)),
    CommitStream: handleBidiStream<CommitStreamRequest, CommitStreamResponseInput>(
      (stream, { signal }) => new CommitStream(stream, context).serve(signal),
    ),
    FetchOffsets: handleUnary((request) => fetchOffsets(context, request)),
    ResetOffsets: handleUnary((request) => resetOffsets(context, request)),
    ListGroups: handleUnary(async () => ({ groups: listGroups(context) })),
    DescribeGroup: handleUnary((request) => describeGroup(context, request)),
    DeleteGroup: handleUnary((request) => deleteGroup(context, request)),
  };
}
