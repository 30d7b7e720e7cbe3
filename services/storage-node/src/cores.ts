/**
 * The parts of a storage node that know nothing of sockets and files: what a simulation drives.
 * Only tests import this.
 */
export { ProducerStateTable } from './log/producer-state-table.ts';
export { checkReplicatedBatches } from './partition/check-batches.ts';
export { encodeConfigRecord } from './partition/config-record.ts';
export { PartitionWriter, type PartitionWriterOptions } from './partition/partition-writer.ts';
export { ProduceTask } from './partition/produce-task.ts';
export { ControllerToken } from './registration/controller-token.ts';
export type { EpochEntry } from './replication/epoch-history.ts';
export type { JoinReply, ReplicatedRun } from './replication/follower-state.ts';
export { Replica } from './replication/replica.ts';
export { type ReplicaSet, toReplicaSet } from './replication/replica-config.ts';
export { ReplicaConfigs } from './replication/replica-configs.ts';
export type {
  DurableEffect,
  ImmediateEffect,
  PromiseState,
  ReplicaEffect,
  Vote,
} from './replication/replica-effect.ts';
export {
  type DurableReplica,
  type LogBounds,
  lostVote,
  noVote,
} from './replication/replica-state.ts';
export { planRestart } from './replication/restart.ts';
export { SendCursor, type SendPlan } from './replication/send-cursor.ts';
export { toWireState } from './rpc/wire-config.ts';
