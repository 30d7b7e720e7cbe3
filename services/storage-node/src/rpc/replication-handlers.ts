import type { ReplicationServiceHandlers } from '@weir/protos';
import { handleBidiStream } from '@weir/runtime';

import { ReplicationStream, type ReplicationStreamOptions } from '../streams/replication-stream.ts';

/** The ReplicationService of a node; `context` throws while the node does not run. */
export function createReplicationHandlers(
  context: () => Omit<ReplicationStreamOptions, 'stream'>,
): ReplicationServiceHandlers {
  return {
    Replicate: handleBidiStream(async (stream, { signal }) => {
      await new ReplicationStream({ ...context(), stream }).serve(signal);
    }),
  };
}
