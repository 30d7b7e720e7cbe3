import type { Clock, Random } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { ElectionRunner } from '../election/election-runner.ts';
import type { NodeCalls } from '../node/node-calls.ts';
import type { SecurityAdmin } from '../security/security-admin.ts';
import type { ClusterJournal } from './cluster-journal.ts';
import type { ClusterState } from './cluster-state.ts';
import type { ClusterWriter } from './cluster-writer.ts';
import type { MetadataPublisher } from './metadata-publisher.ts';
import type { SerialQueue } from './serial-queue.ts';

/** What the use cases of one active life of a controller work with. */
export interface ActiveContext {
  readonly state: ClusterState;
  readonly journal: ClusterJournal;
  readonly writer: ClusterWriter;
  readonly publisher: MetadataPublisher;
  readonly calls: NodeCalls;
  readonly elections: ElectionRunner;
  readonly security: SecurityAdmin;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Aborts when this life is over. */
  readonly signal: AbortSignal;
  /** One deletion at a time, so that no tombstone is written after it was forgotten. */
  readonly deletions: SerialQueue;
  /** A node has something else than it should: its inventory is looked at soon. */
  readonly onNodeDiffers: (nodeId: number) => void;
}
