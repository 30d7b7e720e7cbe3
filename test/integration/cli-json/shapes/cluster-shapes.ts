import {
  type CommandShape,
  dryRun,
  flag,
  integer,
  list,
  object,
  optional,
  orNull,
  text,
} from '../shape.ts';
import { topicPartition } from './topic-shapes.ts';

/** A storage node. */
export const node = object({
  nodeId: integer('id'),
  address: text('host:port for clients and other nodes'),
  host: text('machine'),
  rack: text('failure domain; may be empty'),
  nodeEpoch: integer('grows with each start'),
  state: text('state', ['NODE_STATE_ALIVE', 'NODE_STATE_DEAD', 'NODE_STATE_STOPPING']),
  externalAddress: text('host:port for clients outside; empty: none'),
});

const nodes = list(node);

/** What a storage node last reported. */
export const nodeStatus = object({
  nodeId: integer('id'),
  replicas: integer('replicas on its disk'),
  leaders: integer('partitions that it leads'),
  logBytes: integer('bytes of all logs'),
  freeBytes: integer('bytes left on its volume'),
  failedReplicas: integer('replicas set aside for damage'),
  version: text('version of Weir'),
  decommissioning: flag('whether its replicas move away'),
  assignedReplicas: integer('replicas it is to have; 0: it can be removed'),
  decommissionBlockedReason: text('why replicas stay; empty: they move'),
  draining: flag('whether an operator moved its leaderships away'),
  appendedRecords: integer('records appended as leader, since its start'),
  appendedBytes: integer('bytes appended as leader, since its start'),
  sentBytes: integer('bytes sent to consumers, since its start'),
  startedAtMs: integer('start, Unix ms'),
  reportedAtMs: integer('when it last reported, Unix ms'),
});

const nodeStatuses = list(nodeStatus, 'what nodes last reported');

const replicas = list(integer(''), 'node ids, the preferred leader first');

const moves = list(
  object({ partition: topicPartition, fromReplicas: replicas, toReplicas: replicas }),
);

/** A move that is under way. */
export const ongoingMove = object({
  partition: topicPartition,
  fromReplicas: replicas,
  toReplicas: replicas,
  state: text('state', [
    'REASSIGNMENT_STATE_QUEUED',
    'REASSIGNMENT_STATE_WAITING',
    'REASSIGNMENT_STATE_COPYING',
    'REASSIGNMENT_STATE_SWITCHING',
  ]),
  reason: text('what it waits for, for people'),
  startedMs: integer('start, Unix ms'),
  bytesPerSecond: integer('throttle; 0: none'),
  remainingRecords: integer('records that the slowest new replica lacks'),
});

/** Results of `weir cluster …`, `weir node …` and `weir partition …`. */
export const clusterShapes: Readonly<Record<string, CommandShape>> = {
  'cluster describe': {
    shape: object({
      clusterId: text('UUID'),
      controllerId: text('the active controller'),
      controllerAddress: text('host:port'),
      controllerToken: integer('fencing token of the active controller'),
      nodes,
      coordinators: list(
        object({
          coordinatorId: text('id'),
          address: text('host:port'),
          shards: list(integer(''), 'shards of groups that it holds'),
        }),
      ),
      topics: integer('number of topics'),
      partitions: integer('number of partitions'),
      leaderlessPartitions: integer('partitions that nobody leads'),
      underReplicatedPartitions: integer('partitions with replicas that are not in sync'),
      nodeStatuses,
    }),
  },
  'cluster balance': {
    shape: object({ dryRun, isDone: flag('true with --wait: all has moved'), moves }),
  },
  'node list': { shape: object({ nodes, nodeStatuses }) },
  'node decommission': {
    shape: object({
      nodeId: integer('id'),
      isCancelled: flag('true with --cancel'),
      replicas: integer('replicas left to move'),
      dryRun,
    }),
  },
  'node remove': { shape: object({ removed: integer('id of the node'), dryRun }) },
  'partition move': {
    shape: object({
      topic: text('name of the topic'),
      partition: integer('number of the partition'),
      replicas,
      isDone: flag('true with --wait: it has moved'),
      dryRun,
    }),
  },
  'partition status': {
    shape: object({
      moves: list(ongoingMove),
    }),
  },
  'partition cancel': {
    shape: object({
      cancelled: object({ topic: text('name'), partition: integer('number') }),
      dryRun,
    }),
  },
  'partition elect': {
    shape: object({
      results: optional(
        list(
          object({
            partition: topicPartition,
            errorCode: text('empty: the election was held, or was not needed'),
            errorMessage: text('for people'),
            leader: integer('node that leads now'),
            leaderEpoch: integer('its epoch'),
            possibleLossFromOffset: optional(integer('unclean elections only')),
          }),
          'without --dry-run',
        ),
      ),
      planned: optional(
        list(
          object({
            topic: text('name of the topic'),
            partition: integer('number of the partition'),
            leader: orNull(integer('node that leads')),
            preferred: orNull(integer('node that should')),
            inSyncReplicas: list(integer(''), 'node ids'),
          }),
          'with --dry-run: elections that are needed',
        ),
      ),
      dryRun,
    }),
  },
};
