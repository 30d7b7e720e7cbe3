import {
  type CommandShape,
  dryRun,
  flag,
  integer,
  list,
  byName,
  number,
  object,
  optional,
  orNull,
  text,
} from '../shape.ts';
import { node, nodeStatus, ongoingMove } from './cluster-shapes.ts';
import { partitionFields } from './topic-shapes.ts';

const fieldsOfPartition = {
  topic: text('name of the topic'),
  ...partitionFields,
  leader: orNull(integer('node that leads; null: none')),
};

const log = object(
  {
    leaderEpoch: integer('of the leader that answered'),
    logStartOffset: integer('first offset that can be read'),
    highWatermark: integer('first offset that cannot be read yet'),
    logEndOffset: integer('next offset to be assigned'),
    logBytes: integer('bytes on the disk of the leader'),
    segments: integer('files of the log'),
    followers: list(
      object({
        nodeId: integer('id'),
        logEndOffset: integer('how far it told it is; -1: not told yet'),
        inSync: flag('whether it is in sync'),
        behindMs: integer('how long ago it last had all; 0 while it has'),
      }),
    ),
  },
  'the log as its leader sees it; null while none answers',
);

const severity = ['error', 'warning', 'notice'];

const rates = {
  recordsPerSecond: orNull(number('records that leaders appended')),
  inBytesPerSecond: orNull(number('bytes that leaders appended')),
  outBytesPerSecond: orNull(number('bytes that were sent to consumers')),
};

const failure = object({ name: text('of the part'), reason: text('why it is left out') });

/** Results of `weir doctor`, `weir top`, `weir bundle`, and of what operators do with one node or partition. */
export const operatorShapes: Readonly<Record<string, CommandShape>> = {
  doctor: {
    shape: object({
      clusterId: text('empty when no cluster was reached'),
      lookedAtMs: integer('by the own clock, Unix ms'),
      isReached: flag('whether a cluster was reached'),
      seen: object({
        nodes: integer('number of nodes'),
        topics: integer('number of topics'),
        partitions: integer('number of partitions'),
        groups: integer('number of groups'),
      }),
      counts: object({
        error: integer('number of errors'),
        warning: integer('number of warnings'),
        notice: integer('number of notices'),
      }),
      findings: list(
        object({
          severity: text('how bad it is', severity),
          code: text('what it is; see doctor.md'),
          subject: text('kind and name of what it is about'),
          what: text('what is the case'),
          why: text('why it matters'),
          remedy: text('what to do'),
          commands: list(text(''), 'commands to paste'),
        }),
        'the worst first',
      ),
      leftOut: byName(integer(''), 'by code, how many findings are not told'),
      unseen: list(object({ part: text('what was not looked at'), reason: text('why') })),
      bootstrap: list(
        object({
          address: text('host:port'),
          outcome: text('ok, or where trying it ended'),
          detail: text('what was said, for people'),
          durationMs: integer('how long it took'),
        }),
      ),
    }),
  },
  top: {
    isStream: true,
    shape: object({
      atMs: integer('by the own clock, Unix ms'),
      clusterId: text('UUID'),
      controllerId: text('the active controller'),
      totals: object({
        nodes: integer('number of nodes'),
        deadNodes: integer('of which do not answer'),
        topics: integer('number of topics'),
        partitions: integer('number of partitions'),
        leaderlessPartitions: integer('partitions that nobody leads'),
        underReplicatedPartitions: integer('partitions with replicas that are not in sync'),
        ...rates,
      }),
      nodes: list(
        object({
          nodeId: integer('id'),
          state: text('state', ['alive', 'dead', 'stopping', 'drained']),
          leaders: integer('partitions that it leads'),
          replicas: integer('replicas on its disk'),
          logBytes: integer('bytes of all logs'),
          freeBytes: integer('bytes left on its volume'),
          ...rates,
        }),
      ),
      topics: list(
        object({
          topic: text('name'),
          partitions: integer('number of partitions'),
          logBytes: integer('bytes of the logs of its leaders'),
          recordsPerSecond: orNull(number('records appended')),
          bytesPerSecond: orNull(number('by which the logs grew')),
        }),
        'those that were looked at, the busiest first',
      ),
      groups: list(
        object({
          group: text('id'),
          state: text('state'),
          members: integer('number of members'),
          lag: orNull(integer('records')),
          lagPerSecond: orNull(number('by which the lag changed')),
          stuckPartitions: integer('partitions of which a member takes nothing'),
        }),
        'the largest lag first',
      ),
    }),
  },
  bundle: {
    shape: object({
      file: text('path of the archive'),
      isRedacted: flag('false with --no-redact'),
      parts: list(
        object({
          name: text('path in the archive'),
          bytes: integer('its size'),
          durationMs: integer('how long it took'),
        }),
      ),
      failures: list(failure, 'parts that are left out'),
    }),
  },
  'node describe': {
    shape: object({
      node,
      status: orNull(nodeStatus),
      replicas: object({
        replicas: integer('replicas that it is to have'),
        leaders: integer('partitions that it leads'),
        preferredLeaders: integer('partitions of which it is the preferred leader'),
        outOfSync: list(text(''), 'TOPIC/NUMBER of replicas that are not in sync'),
      }),
    }),
  },
  'node drain': {
    shape: object({
      nodeId: integer('id'),
      isDraining: flag('false with --undo'),
      remainingLeaders: integer('leaderships left to give up'),
      blockedReason: text('why some stay; empty: none does'),
      withoutSuccessor: optional(integer('with --dry-run: leaderships that no other can take')),
      isDrained: optional(flag('with --dry-run: whether it is drained now')),
      dryRun,
    }),
  },
  'partition list': {
    shape: object({
      partitions: list(
        object({
          ...fieldsOfPartition,
          isUnderReplicated: flag('whether a replica is not in sync'),
          isUnderMinIsr: flag('whether producers with acks=all are refused'),
        }),
      ),
    }),
  },
  'partition describe': {
    shape: object({
      ...fieldsOfPartition,
      log: orNull(log),
      logError: orNull(text('why the log is not known')),
      move: orNull(ongoingMove),
    }),
  },
};
