import type { Clock, Random } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { ElectionRunner } from '../election/election-runner.ts';
import type { NodeCalls } from '../node/node-calls.ts';
import type { ClusterJournal } from './cluster-journal.ts';
import type { ClusterState } from './cluster-state.ts';
import type { MetadataPublisher } from './metadata-publisher.ts';

/** What the use cases of one active life of a controller work with. */
export interface ActiveContext {
  readonly state: ClusterState;
  readonly journal: ClusterJournal;
  readonly publisher: MetadataPublisher;
  readonly calls: NodeCalls;
  readonly elections: ElectionRunner;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Aborts when the lease is lost. */
  readonly signal: AbortSignal;
}
