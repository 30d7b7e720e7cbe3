import type { DescribeGroupResponse, OngoingReassignment } from '@weir/client';
import { describe, expect, it } from 'vitest';
import type { AddressOutcome } from './address-examination.ts';
import { checkTable } from './check-table.ts';
import type { ClusterSnapshot } from './cluster-snapshot.ts';
import { diagnose } from './diagnose.ts';
import {
  groupOf,
  healthySnapshot,
  lookedAtMs,
  memberOf,
  partitionOf,
  readingOf,
  statusOf,
  topicOf,
} from './healthy-snapshot.fixture.ts';

/** What is different from a healthy cluster, and what is told of it. */
interface Case {
  readonly changes: Partial<ClusterSnapshot>;
  readonly what: string | RegExp;
  readonly command?: string;
}

const [node1, node2, node3] = healthySnapshot.nodes;
const [details] = healthySnapshot.groupDetails;

function unreached(outcome: AddressOutcome): Partial<ClusterSnapshot> {
  return {
    clusterId: '',
    bootstrap: [{ address: 'weir:7400', outcome, detail: 'what was said', durationMs: 1 }],
  };
}

function withNode2(changes: Partial<(typeof healthySnapshot.nodes)[number]>) {
  return { nodes: [node1, { ...node2, ...changes }, node3] } as Partial<ClusterSnapshot>;
}

function withStatus2(changes: Parameters<typeof statusOf>[1]): Partial<ClusterSnapshot> {
  return {
    statuses: new Map([statusOf(1), statusOf(2, changes), statusOf(3)].map((s) => [s.nodeId, s])),
  };
}

function withTopic(...args: Parameters<typeof topicOf>): Partial<ClusterSnapshot> {
  return { topics: [topicOf('__weir_offsets'), topicOf(...args)] };
}

function withGroup(changes: Partial<DescribeGroupResponse>): Partial<ClusterSnapshot> {
  return { groupDetails: [{ ...details, ...changes } as DescribeGroupResponse] };
}

function moveOf(changes: Partial<OngoingReassignment>): OngoingReassignment {
  return {
    partition: { topic: 'orders', partition: 1 },
    fromReplicas: [1, 2],
    toReplicas: [1, 3],
    state: 'REASSIGNMENT_STATE_COPYING',
    reason: '',
    startedMs: lookedAtMs - 120_000,
    bytesPerSecond: 0,
    remainingRecords: 500,
    ...changes,
  };
}

const under = partitionOf(1, [2, 3, 1], { inSyncReplicas: [2, 3] });

const cases: Readonly<Record<string, Case>> = {
  ADDRESS_UNRESOLVED: { changes: unreached('unresolved'), what: /weir:7400 does not resolve/ },
  ADDRESS_REFUSED: {
    changes: unreached('refused'),
    what: 'weir:7400 refuses connections (what was said)',
  },
  ADDRESS_SILENT: { changes: unreached('silent'), what: /does not answer/ },
  NOT_WEIR: { changes: unreached('not-weir'), what: /is not Weir/ },
  TLS_EXPECTED: { changes: unreached('tls-expected'), what: /speaks TLS/ },
  TLS_NOT_SPOKEN: { changes: unreached('tls-not-spoken'), what: /does not speak TLS/ },
  TLS_FAILED: { changes: unreached('tls-failed'), what: /has trouble with TLS/ },
  NO_METADATA: { changes: unreached('no-metadata'), what: /sends no metadata/ },
  AUTHENTICATION_FAILED: {
    changes: unreached('authentication-failed'),
    what: /refuses these credentials/,
  },
  ADDRESS_FAILED: {
    changes: { ...unreached('refused'), clusterId: 'c-1' },
    what: 'weir:7400 does not work: refused (what was said)',
  },
  SERVICE_UNREACHABLE: {
    changes: {
      unreachable: [{ subject: 'node 2', address: '10.0.0.2:7410', outcome: 'does not answer' }],
    },
    what: '10.0.0.2:7410, the address that it advertises, does not answer from this machine',
    command: 'weir doctor --connect gateway',
  },
  NO_CONTROLLER: {
    changes: { controllerFailure: 'UNAVAILABLE: no route', controllerAnswerMs: undefined },
    what: 'The controller at 10.0.0.1:7400 does not answer: UNAVAILABLE: no route',
  },
  SLOW_CONTROLLER: { changes: { controllerAnswerMs: 900.4 }, what: /took 900 ms to answer/ },
  SHARDS_WITHOUT_COORDINATOR: {
    changes: { groupShards: 6 },
    what: '2 of 6 group shards have no coordinator: 4, 5',
  },
  VERSIONS_DIFFER: {
    changes: withStatus2({ version: '0.2.0' }),
    what: 'Nodes run 0.1.0 on nodes 1, 3; 0.2.0 on node 2',
  },
  CLOCK_DIFFERS: {
    changes: { takenAtMs: lookedAtMs + 60_000 },
    what: "The controller's clock is 60 seconds behind this machine's",
  },
  NODE_DEAD: {
    changes: withNode2({ state: 'NODE_STATE_DEAD' }),
    what: 'Node 2 at 10.0.0.2:7410 does not answer; 6 replicas are on it',
    command: 'weir node decommission 2 --wait',
  },
  NODE_STOPPING: {
    changes: withNode2({ state: 'NODE_STATE_STOPPING' }),
    what: /is being stopped/,
  },
  NODE_DRAINED: {
    changes: withStatus2({ draining: true }),
    what: /Node 2 at 10\.0\.0\.2:7410 is drained/,
    command: 'weir node drain 2 --undo',
  },
  NODE_FAILED_REPLICAS: {
    changes: withStatus2({ failedReplicas: 2 }),
    what: /has 2 failed replicas/,
  },
  DISK_FULL: {
    changes: withStatus2({ freeBytes: 2 ** 20 }),
    what: /has 1 MiB free beside 1\.0 GiB/,
  },
  DISK_NEARLY_FULL: {
    changes: withStatus2({ freeBytes: 10 * 2 ** 30, logBytes: 90 * 2 ** 30 }),
    what: /has 10\.0 GiB free beside 90\.0 GiB of logs/,
  },
  DISK_UNEVEN: {
    changes: withStatus2({ logBytes: 60 * 2 ** 30, freeBytes: 2 ** 40 }),
    what: 'Node 2 has 60.0 GiB of logs, the average node 20.7 GiB',
  },
  DECOMMISSION_BLOCKED: {
    changes: withStatus2({ decommissionBlockedReason: 'no other node is left' }),
    what: '4 replicas of node 2 cannot move: no other node is left',
    command: 'weir node decommission 2 --cancel',
  },
  DECOMMISSION_DONE: {
    changes: withStatus2({ decommissioning: true, assignedReplicas: 0 }),
    what: /is decommissioned and empty/,
    command: 'weir node remove 2',
  },
  LEADERLESS_PARTITIONS: {
    changes: withTopic('orders', {
      partitions: [
        partitionOf(0, [1, 2, 3]),
        {
          partition: 1,
          leaderEpoch: 1,
          partitionEpoch: 1,
          assignedReplicas: [2, 3, 1],
          inSyncReplicas: [2],
          leaderlessReason: 'node 2 is down',
        },
        partitionOf(2, [3, 1, 2]),
      ],
    }),
    what: '1 of 3 partitions have no leader: 1; orders/1: node 2 is down',
    command: 'weir partition list --topic orders --leaderless',
  },
  UNDER_MIN_ISR: {
    changes: withTopic('orders', {
      partitions: [
        partitionOf(0, [1, 2, 3], { inSyncReplicas: [1] }),
        partitionOf(1, [2, 3, 1]),
        partitionOf(2, [3, 1, 2]),
      ],
    }),
    what: /^1 of 3 partitions .* min\.insync\.replicas: 0; .* not in sync 2, 3$/,
    command: 'weir partition list --topic orders --under-min-isr',
  },
  UNDER_REPLICATED: {
    changes: withTopic('orders', {
      partitions: [partitionOf(0, [1, 2, 3]), under, partitionOf(2, [3, 1, 2])],
    }),
    what: '1 of 3 partitions have replicas that are not in sync: 1; orders/1: on nodes 2, 3, 1, not in sync 1',
    command: 'weir partition list --topic orders --under-replicated',
  },
  ONE_REPLICA: {
    changes: withTopic('orders', { replicationFactor: 1, partitions: [partitionOf(0, [2])] }),
    what: 'Topic orders has one replica of each partition on a cluster of 3 nodes',
    command: 'weir partition move --topic orders --partition 0 --to 2,1,3',
  },
  ONE_FAILURE_STOPS_WRITERS: {
    changes: withTopic('orders', { configs: { 'min.insync.replicas': '3' } }),
    what: 'Topic orders asks for all of its 3 replicas in sync',
    command: 'weir topic alter orders --set min.insync.replicas=2',
  },
  ONE_COPY_IS_ENOUGH: {
    changes: withTopic('orders', { configs: { 'min.insync.replicas': '1' } }),
    what: /is content with 1 in sync/,
    command: 'weir topic alter orders --set min.insync.replicas=2',
  },
  UNCLEAN_ELECTION_ON: {
    changes: withTopic('orders', { configs: { 'unclean.leader.election.enable': 'true' } }),
    what: /may elect leaders that lack records/,
    command: 'weir topic alter orders --unset unclean.leader.election.enable',
  },
  FLUSH_PAGE_CACHE: {
    changes: withTopic('orders', { configs: { 'flush.policy': 'page-cache' } }),
    what: /acknowledges records before they are on disk/,
  },
  KEPT_FOR_EVER: {
    changes: withTopic('orders', { configs: { 'retention.ms': '-1' } }),
    what: /neither retention\.ms nor retention\.bytes/,
    command: 'weir topic alter orders --set retention.bytes=10737418240 --dry-run',
  },
  MANY_PARTITIONS: {
    changes: withStatus2({ replicas: 12_000 }),
    what: 'Node 2 has 12000 replicas',
  },
  EMPTY_TOPICS: {
    changes: { emptyTopics: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
    what: '7 topics never held a record: a, b, c, d, e and 2 more',
    command: 'weir topic delete a --dry-run',
  },
  OFFSETS_AT_RISK: {
    changes: { topics: [topicOf('__weir_offsets', { partitions: [under] }), topicOf('orders')] },
    what: 'Committed offsets lack replicas in 1 of 1 partitions',
  },
  REPLICAS_ON_ONE_HOST: {
    changes: withNode2({ host: 'host-1' }),
    what: '1 of 1 partitions have all replicas in one host: 0; orders/0 in host-1',
  },
  REPLICAS_IN_ONE_RACK: {
    changes: withNode2({ rack: 'rack-1' }),
    what: '1 of 1 partitions have all replicas in one rack: 0; orders/0 in rack-1',
  },
  PREFERRED_NOT_LEADING: {
    changes: withTopic('orders', { partitions: [partitionOf(0, [1, 2, 3], { leader: 2 })] }),
    what: '1 partition of orders is not led by the preferred replica, which could lead',
    command: 'weir partition elect',
  },
  REPLICAS_UNEVEN: {
    changes: withTopic('orders', {
      replicationFactor: 2,
      partitions: [0, 1, 2, 3, 4].map((partition) => partitionOf(partition, [1, 2])),
    }),
    what: 'Node 2 has 8 replicas, node 3 has 3; the average is 6.3',
    command: 'weir cluster balance --dry-run',
  },
  LEADERS_UNEVEN: {
    changes: withTopic('orders', {
      partitions: [0, 1, 2, 3].map((partition) => partitionOf(partition, [1, 2, 3])),
    }),
    what: /^Node 1 has 5 preferred leaderships, node \d has 1; the average is 2\.3$/,
  },
  MOVE_WAITING: {
    changes: { moves: [moveOf({ state: 'REASSIGNMENT_STATE_WAITING', reason: 'node 3 is down' })] },
    what: 'The move of orders/1 to nodes 1, 3 waits: node 3 is down',
    command: 'weir partition cancel --topic orders --partition 1',
  },
  MOVE_STALLED: {
    changes: {
      moves: [moveOf({})],
      secondLook: { afterMs: 3_000, groups: [], moves: [moveOf({})] },
    },
    what: 'The move of orders/1 to nodes 1, 3 has moved for 2 min and still lacks 500 records',
  },
  GROUP_STUCK: {
    changes: {
      groups: [groupOf('readers', { stuckPartitions: 1, lag: 5 })],
      ...withGroup({ partitions: [readingOf({ isStuck: true, stuckMs: 65_000, position: 7 })] }),
    },
    what: 'Group readers is stuck in 1 partition: orders/0; member member-1 at offset 7 for 1 min',
    command: 'weir group reset readers --topic orders --partition 0 --shift 1 --dry-run',
  },
  GROUP_MEMBER_SILENT: {
    changes: withGroup({
      members: [memberOf('member-1'), memberOf('m-2', { isConnected: false, silentMs: 9_000 })],
    }),
    what: '1 of 2 members of group readers with 1 partition not connected: m-2 for 9 s',
  },
  GROUP_LAG_GROWS: {
    changes: {
      groups: [groupOf('readers', { lag: 1_000 })],
      ...withGroup({ partitions: [readingOf({ lag: 1_000, lagMs: 30_000 })] }),
      secondLook: { afterMs: 3_000, groups: [groupOf('readers', { lag: 1_500 })], moves: [] },
    },
    what: 'The lag of group readers grew from 1000 to 1500 records within 3 s; its oldest is 30 s old',
  },
  GROUP_WITHOUT_MEMBERS: {
    changes: {
      groups: [groupOf("o'group", { state: 'GROUP_STATE_EMPTY', members: 0, lag: 12 })],
    },
    what: "Group o'group has no members and a lag of 12 records",
    command: String.raw`weir group delete 'o'\''group' --dry-run`,
  },
  GROUP_IDLE_MEMBERS: {
    changes: withGroup({
      members: [memberOf('member-1'), memberOf('member-2', { owned: [], target: [] })],
    }),
    what: '1 of 2 members of group readers have no partition',
  },
  GROUP_NOT_SETTLING: {
    changes: {
      groups: [groupOf('readers', { state: 'GROUP_STATE_RECONCILING' })],
      secondLook: {
        afterMs: 3_000,
        groups: [groupOf('readers', { state: 'GROUP_STATE_RECONCILING' })],
        moves: [],
      },
    },
    what: 'Group readers of 1 member has not come to rest',
  },
  KEY_EXPIRES_SOON: {
    changes: {
      keys: [
        {
          keyId: 'k1',
          principal: 'user:ann',
          description: '',
          createdAtMs: 0,
          expiresAtMs: lookedAtMs + 2 * 86_400_000,
        },
      ],
    },
    what: 'Key k1 of user:ann expires in 2 d',
    command: 'weir key create --principal user:ann --ttl 90d',
  },
  KEY_EXPIRED: {
    changes: {
      keys: [
        {
          keyId: 'k1',
          principal: 'user:ann',
          description: '',
          createdAtMs: 0,
          expiresAtMs: lookedAtMs - 1,
        },
      ],
    },
    what: 'Key k1 of user:ann has expired',
    command: 'weir key revoke k1',
  },
  ACL_WITHOUT_TOPIC: {
    changes: {
      acls: [
        {
          principal: 'user:ann',
          resourceType: 'topic',
          resourceName: 'ordrs',
          patternType: 'prefix',
          operation: 'write',
          permission: 'allow',
        },
      ],
    },
    what: 'user:ann is allowed write on topics named ordrs…, of which there is none',
    command: 'weir acl delete --principal user:ann --topic ordrs --prefix --dry-run',
  },
};

/** A placement of two replicas, where node 3 is left out. */
const onTwoNodes = [
  topicOf('orders', { replicationFactor: 2, partitions: [partitionOf(0, [1, 2])] }),
];

function snapshotOf(code: string, { changes }: Case): ClusterSnapshot {
  const isPlacement = code === 'REPLICAS_ON_ONE_HOST' || code === 'REPLICAS_IN_ONE_RACK';
  return { ...healthySnapshot, ...changes, ...(isPlacement ? { topics: onTwoNodes } : undefined) };
}

function findingsOf(changes: Partial<ClusterSnapshot>, code: string) {
  const { findings } = diagnose({ ...healthySnapshot, ...changes });
  return findings.filter((finding) => finding.code === code);
}

describe('the checks', () => {
  it('find nothing in a healthy cluster', () => {
    expect(diagnose(healthySnapshot).findings).toEqual([]);
  });

  it('have a case each here, and codes of their own', () => {
    const codes = checkTable.map(({ code }) => code);
    expect(Object.keys(cases).toSorted()).toEqual(codes.toSorted());
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(Object.entries(cases))('%s is found, with what to do', (code, one) => {
    const findings = diagnose(snapshotOf(code, one)).findings.filter((each) => each.code === code);
    expect(findings).toHaveLength(1);
    const [finding] = findings;
    if (typeof one.what === 'string') expect(finding?.what).toBe(one.what);
    else expect(finding?.what).toMatch(one.what);
    expect(finding?.why).toMatch(/\.$/);
    expect(finding?.remedy).toMatch(/\.$/);
    if (one.command !== undefined) expect(finding?.commands).toContain(one.command);
  });

  it.each([
    ['SLOW_CONTROLLER', { controllerAnswerMs: 499 }],
    ['CLOCK_DIFFERS', { takenAtMs: lookedAtMs + 4_000 }],
    ['CLOCK_DIFFERS', { ...withStatus2({ reportedAtMs: 0 }) }],
    [
      'CLOCK_DIFFERS',
      {
        nodes: healthySnapshot.nodes.map((each) => ({
          ...each,
          state: 'NODE_STATE_DEAD' as const,
        })),
        takenAtMs: lookedAtMs + 60_000,
      },
    ],
    ['DISK_NEARLY_FULL', withStatus2({ freeBytes: 20 * 2 ** 30, logBytes: 80 * 2 ** 30 })],
    ['DISK_UNEVEN', withStatus2({ logBytes: 5 * 2 ** 30 })],
    [
      'ONE_REPLICA',
      {
        nodes: healthySnapshot.nodes.slice(0, 1),
        topics: [topicOf('a', { replicationFactor: 1 })],
      },
    ],
    ['ONE_FAILURE_STOPS_WRITERS', withTopic('a', { replicationFactor: 1, configs: {} })],
    [
      'KEPT_FOR_EVER',
      withTopic('a', { configs: { 'retention.ms': '-1', 'retention.bytes': '9' } }),
    ],
    [
      'REPLICAS_ON_ONE_HOST',
      { nodes: healthySnapshot.nodes.map((each) => ({ ...each, host: 'one' })) },
    ],
    [
      'PREFERRED_NOT_LEADING',
      {
        ...withStatus2({ draining: true }),
        ...withTopic('orders', { partitions: [partitionOf(0, [2, 1, 3], { leader: 1 })] }),
      },
    ],
    [
      'PREFERRED_NOT_LEADING',
      withTopic('orders', {
        partitions: [partitionOf(0, [2, 1, 3], { leader: 1, inSyncReplicas: [1, 3] })],
      }),
    ],
    [
      'REPLICAS_UNEVEN',
      {
        ...withTopic('orders', {
          partitions: [0, 1, 2, 3].map((each) => partitionOf(each, [1, 3])),
        }),
        ...withStatus2({ decommissioning: true }),
      },
    ],
    [
      'MOVE_WAITING',
      {
        moves: [moveOf({ state: 'REASSIGNMENT_STATE_WAITING', startedMs: lookedAtMs - 1_000 })],
      },
    ],
    [
      'MOVE_STALLED',
      {
        moves: [moveOf({})],
        secondLook: { afterMs: 3_000, groups: [], moves: [moveOf({ remainingRecords: 499 })] },
      },
    ],
    [
      'MOVE_STALLED',
      { moves: [moveOf({})], secondLook: { afterMs: 3_000, groups: [], moves: [] } },
    ],
    [
      'GROUP_LAG_GROWS',
      {
        groups: [groupOf('readers', { lag: 1_000 })],
        ...withGroup({ partitions: [readingOf({ lag: 1_000, lagMs: 2_000 })] }),
        secondLook: { afterMs: 3_000, groups: [groupOf('readers', { lag: 1_500 })], moves: [] },
      },
    ],
    [
      'GROUP_LAG_GROWS',
      {
        groups: [groupOf('readers', { lag: 1_000 })],
        ...withGroup({ partitions: [readingOf({ lag: 1_000, lagMs: 30_000 })] }),
        secondLook: { afterMs: 3_000, groups: [groupOf('readers', { lag: 900 })], moves: [] },
      },
    ],
    ['GROUP_NOT_SETTLING', { groups: [groupOf('readers', { state: 'GROUP_STATE_RECONCILING' })] }],
    [
      'GROUP_MEMBER_SILENT',
      withGroup({ members: [memberOf('m', { isConnected: false, owned: [] })] }),
    ],
    [
      'KEY_EXPIRES_SOON',
      {
        keys: [
          {
            keyId: 'k',
            principal: 'user:a',
            description: '',
            createdAtMs: 0,
            expiresAtMs: lookedAtMs + 8 * 86_400_000,
          },
        ],
      },
    ],
    ['ACL_WITHOUT_TOPIC', { ...cases['ACL_WITHOUT_TOPIC']?.changes, topicCount: 3 }],
  ] as const)('%s is not found where it is none', (code, changes) => {
    expect(findingsOf(changes, code)).toEqual([]);
  });

  it('advise a third replica before two in sync of two, which the next failure would stop', () => {
    const two = { replicationFactor: 2, configs: { 'min.insync.replicas': '1' } };
    const changes = withTopic('orders', { ...two, partitions: [partitionOf(0, [1, 2])] });
    const [finding] = findingsOf(changes, 'ONE_COPY_IS_ENOUGH');
    expect(finding?.commands[0]).toBe(
      'weir partition move --topic orders --partition 0 --to 1,2,3',
    );
  });

  it('leave one partition to one of the three that tell of its replicas', () => {
    const codes = ['LEADERLESS_PARTITIONS', 'UNDER_MIN_ISR', 'UNDER_REPLICATED'];
    for (const code of codes) {
      const found = diagnose({ ...healthySnapshot, ...cases[code]?.changes }).findings;
      const told = found.filter((finding) => codes.includes(finding.code));
      expect(told.map((finding) => finding.code)).toEqual([code]);
    }
  });
});
