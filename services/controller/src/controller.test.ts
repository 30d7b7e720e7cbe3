import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WeirError } from '@weir/core';
import { callUnary } from '@weir/runtime';
import { SwappableStore } from '../test/swappable-store.ts';
import { TestCluster, until } from '../test/test-cluster.ts';

let cluster: TestCluster;
const options = { deadlineMs: 15_000 };

function sorted(values: readonly (number | undefined)[]): (number | undefined)[] {
  return values.toSorted((left = 0, right = 0) => left - right);
}

beforeEach(async () => {
  cluster = await TestCluster.start();
});

afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
});

describe('creating a topic', () => {
  it('answers once every partition has a leader that was told, in a call per node', async () => {
    const topic = await cluster.createTopic('orders', { partitions: 6 });
    expect(topic).toMatchObject({ name: 'orders', replicationFactor: 3, internal: false });
    const leaders = topic.partitions.map(({ leader }) => leader);
    expect(sorted(leaders)).toEqual([1, 1, 2, 2, 3, 3]);
    for (const { partition, leader, leaderEpoch, inSyncReplicas } of topic.partitions) {
      expect(leaderEpoch).toBe(1);
      expect(sorted(inSyncReplicas)).toEqual([1, 2, 3]);
      expect(cluster.node(leader ?? 0).replica(topic.topicId, partition).role).toBe('leader');
    }
    for (const node of cluster.nodes.values()) {
      expect(node.countOf('CreateReplicas')).toBe(1);
      expect(node.countOf('Promise')).toBe(1);
      expect(node.countOf('LeaderAndIsr')).toBe(1);
      expect(node.topics.get(topic.topicId)).toMatchObject({ name: 'orders', partitions: 6 });
    }
    expect(cluster.topic('orders')).toEqual(topic);
  });

  it('refuses what cannot be, naming value and limit', async () => {
    await cluster.createTopic('orders');
    const refused = (request: object) =>
      callUnary(cluster.admin, 'createTopic', request, options).then(
        () => undefined,
        ({ code, message }: WeirError) => ({ code, message }),
      );
    const valid = { name: 'x', partitions: 1, replicationFactor: 3 };
    expect(await refused({ ...valid, name: 'orders' })).toMatchObject({
      code: 'TOPIC_ALREADY_EXISTS',
    });
    expect(await refused({ ...valid, name: '__weir_offsets' })).toMatchObject({
      code: 'INVALID_TOPIC',
    });
    expect(await refused({ ...valid, name: 'a b' })).toMatchObject({ code: 'INVALID_TOPIC' });
    expect(await refused({ ...valid, replicationFactor: 4 })).toMatchObject({
      code: 'INVALID_REPLICATION_FACTOR',
      message: expect.stringMatching(/4 .* 3$/) as string,
    });
    expect(await refused({ ...valid, partitions: 10_001 })).toMatchObject({
      code: 'INVALID_PARTITIONS',
      message: expect.stringMatching(/10001 .* 10000/) as string,
    });
    expect(await refused({ ...valid, configs: { 'retention.msec': '1' } })).toMatchObject({
      code: 'INVALID_CONFIG',
    });
    expect(await refused({ ...valid, assignments: [{ replicas: [1, 9] }] })).toMatchObject({
      code: 'INVALID_REPLICA_ASSIGNMENT',
    });
  });

  it('warns when an election would need every replica, and creates nothing when only asked', async () => {
    const { topic, warnings } = await callUnary(
      cluster.admin,
      'createTopic',
      {
        ...{ name: 'frail', partitions: 2, replicationFactor: 3, validateOnly: true },
        configs: { 'min.insync.replicas': '1' },
      },
      options,
    );
    expect(warnings).toHaveLength(1);
    expect(topic?.partitions).toHaveLength(2);
    expect(cluster.topic('frail')).toBeUndefined();
    expect(cluster.node(1).countOf('CreateReplicas')).toBe(0);
  });

  it('makes it once when two ask for one name at once', async () => {
    const both = await Promise.allSettled([
      cluster.createTopic('orders'),
      cluster.createTopic('orders'),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('tries again on a node that failed to create', async () => {
    let failures = 2;
    cluster.node(2).interceptors.set('CreateReplicas', async () => {
      failures -= 1;
      if (failures >= 0) throw new WeirError('STORAGE_FULL', 'Disk is full');
    });
    const topic = await cluster.createTopic('orders', {
      configs: { 'min.insync.replicas': '3' },
    });
    expect(cluster.node(2).replica(topic.topicId, 0).clean).toBe(true);
    expect(topic.partitions[0]?.inSyncReplicas).toHaveLength(3);
  });
});

describe('a node that dies', () => {
  it('is replaced as a leader at once, with a promise call per node for all its partitions', async () => {
    const before = await cluster.createTopic('orders', { partitions: 30 });
    const led = before.partitions.filter(({ leader }) => leader === 1).length;
    const promises = cluster.node(2).countOf('Promise');
    const startedMs = performance.now();
    await cluster.node(1).kill();
    await until('leaders on the others', () =>
      cluster.topic('orders')?.partitions.every(({ leader }) => leader === 2 || leader === 3),
    );
    expect(performance.now() - startedMs).toBeLessThan(600);
    expect(cluster.active.controller.metadata.node(1)?.state).toBe('NODE_STATE_DEAD');
    expect(cluster.node(2).countOf('Promise')).toBe(promises + 1);
    expect(cluster.node(2).calls.findLast(({ method }) => method === 'Promise')?.items).toBe(led);
    for (const { partition, leaderEpoch } of before.partitions) {
      const after = cluster.topic('orders')?.partitions[partition];
      if (before.partitions[partition]?.leader === 1) expect(after?.leaderEpoch).toBe(2);
      else expect(after?.leaderEpoch).toBe(leaderEpoch);
    }
  });

  it('leads again only after a new election, since it may not resume its epoch', async () => {
    const topic = await cluster.createTopic('solo', { replicationFactor: 1 });
    const leader = cluster.leaderOf('solo') ?? 0;
    await cluster.node(leader).kill();
    await until('no leader', () => cluster.leaderOf('solo') === undefined);
    expect(cluster.topic('solo')?.partitions[0]?.leaderlessReason).toMatch(/0 of 1 replicas/);
    await cluster.node(leader).start();
    await until('the leader to be back', () => cluster.leaderOf('solo') === leader);
    expect(cluster.topic('solo')?.partitions[0]?.leaderEpoch).toBeGreaterThan(1);
    expect(cluster.node(leader).replica(topic.topicId, 0).role).toBe('leader');
  });

  it('does not disturb the others when they could not decide', async () => {
    const topic = await cluster.createTopic('orders');
    const [leader = 0, second = 0, third = 0] = topic.partitions[0]?.assignedReplicas ?? [];
    await cluster.node(second).kill();
    await until('it to be dead', () => !cluster.isAlive(second));
    await cluster.node(leader).kill();
    await until('no leader', () => cluster.leaderOf('orders') === undefined);
    expect(cluster.node(third).replica(topic.topicId, 0).vote.epoch).toBe(1);
    await cluster.node(second).start();
    await until('a leader', () => cluster.leaderOf('orders') !== undefined);
  });

  it('comes back empty as an unclean replica', async () => {
    const topic = await cluster.createTopic('orders');
    const [, follower = 0] = topic.partitions[0]?.assignedReplicas ?? [];
    await cluster.node(follower).kill();
    cluster.node(follower).wipe();
    await cluster.node(follower).start();
    await until('its replica', () => cluster.node(follower).replicas.size > 0);
    expect(cluster.node(follower).replica(topic.topicId, 0).clean).toBe(false);
    await until(
      'its role',
      () => cluster.node(follower).replica(topic.topicId, 0).role === 'follower',
    );
  });

  it('need not be dead: a leader that was set aside is replaced while its node is alive', async () => {
    const topic = await cluster.createTopic('orders');
    const leader = cluster.leaderOf('orders') ?? 0;
    const replica = cluster.node(leader).replica(topic.topicId, 0);
    replica.isFailed = true;
    replica.role = 'none';
    await until('another leader', () => (cluster.leaderOf('orders') ?? leader) !== leader);
    expect(cluster.isAlive(leader)).toBe(true);
    const described = await callUnary(cluster.admin, 'describeCluster', {}, options);
    const status = described.nodeStatuses.find(({ nodeId }) => nodeId === leader);
    expect(status?.failedReplicas).toBe(1);
  });

  it('gives way where its disk is full and another is in sync, and leads on where none is', async () => {
    const alone = await cluster.createTopic('alone', { replicationFactor: 1 });
    const topic = await cluster.createTopic('orders');
    const leader = cluster.leaderOf('orders') ?? 0;
    const lone = cluster.leaderOf('alone') ?? 0;
    cluster.node(lone).replica(alone.topicId, 0).isFull = true;
    cluster.node(leader).replica(topic.topicId, 0).isFull = true;
    await until('another leader', () => (cluster.leaderOf('orders') ?? leader) !== leader);
    expect(cluster.node(leader).replica(topic.topicId, 0).role).toBe('follower');
    expect(cluster.topic('alone')?.partitions[0]).toMatchObject({ leader: lone, leaderEpoch: 1 });
  });

  it('is not judged by a broken stream alone', async () => {
    await cluster.createTopic('orders', { partitions: 3 });
    const epochs = cluster.topic('orders')?.partitions.map(({ leaderEpoch }) => leaderEpoch);
    const { nodeEpoch } = cluster.node(1);
    const stream = cluster.registry.Heartbeat();
    stream.on('error', () => undefined);
    stream.write({ nodeId: 1, nodeEpoch });
    await new Promise((resolve) => stream.once('data', resolve));
    stream.cancel();
    await until('another heartbeat', () => cluster.isAlive(1));
    const after = cluster.topic('orders')?.partitions.map(({ leaderEpoch }) => leaderEpoch);
    expect(after).toEqual(epochs);
  });
});

describe('a node that stops', () => {
  it('hands its leaderships over before it is answered', async () => {
    await cluster.createTopic('orders', { partitions: 6 });
    const { nodeEpoch } = cluster.node(1);
    const { remainingLeaders } = await callUnary(
      cluster.registry,
      'drainNode',
      { nodeId: 1, nodeEpoch },
      options,
    );
    expect(remainingLeaders).toBe(0);
    expect(cluster.topic('orders')?.partitions.map(({ leader }) => leader)).not.toContain(1);
    expect(cluster.active.controller.metadata.node(1)?.state).toBe('NODE_STATE_STOPPING');
  });

  it('gives up leaderships also where it is always a record ahead', async () => {
    const topic = await cluster.createTopic('orders');
    const leader = cluster.leaderOf('orders') ?? 0;
    cluster.node(leader).replica(topic.topicId, 0).logEndOffset = 10;
    const { nodeEpoch } = cluster.node(leader);
    const { remainingLeaders } = await callUnary(
      cluster.registry,
      'drainNode',
      { nodeId: leader, nodeEpoch },
      options,
    );
    expect(remainingLeaders).toBe(0);
  });

  it('keeps what nobody else can lead', async () => {
    await cluster.createTopic('solo', { replicationFactor: 1 });
    const leader = cluster.leaderOf('solo') ?? 0;
    const { nodeEpoch } = cluster.node(leader);
    const request = { nodeId: leader, nodeEpoch };
    const answer = await callUnary(cluster.registry, 'drainNode', request, options);
    expect(answer).toEqual({ remainingLeaders: 1, blockedBy: '', unguardedPartitions: 1 });
    expect(cluster.leaderOf('solo')).toBe(leader);
  });

  it('waits for its turn while another one drains, until that takes it back', async () => {
    await cluster.createTopic('orders', { partitions: 6 });
    const drain = (nodeId: number) => {
      const { nodeEpoch } = cluster.node(nodeId);
      const request = { nodeId, nodeEpoch, waitsForTurn: true };
      return callUnary(cluster.registry, 'drainNode', request, options);
    };
    expect(await drain(1)).toMatchObject({ remainingLeaders: 0, blockedBy: '' });
    expect(await drain(2)).toMatchObject({ blockedBy: 'node 1 drains' });
    expect(cluster.topic('orders')?.partitions.map(({ leader }) => leader)).toContain(2);
    expect(cluster.active.controller.metadata.node(2)?.state).toBe('NODE_STATE_ALIVE');
    expect(await drain(1)).toMatchObject({ remainingLeaders: 0, blockedBy: '' });

    const stream = cluster.registry.Heartbeat();
    stream.on('error', () => undefined);
    const { nodeEpoch } = cluster.node(1);
    stream.write({ nodeId: 1, nodeEpoch, isDraining: false });
    await until('node 1 to be alive', () => cluster.isAlive(1));
    expect(await drain(2)).toMatchObject({ remainingLeaders: 0, blockedBy: '' });
    stream.cancel();
  });

  it('counts as draining for a controller that hears of it by a heartbeat', async () => {
    const stream = cluster.registry.Heartbeat();
    stream.on('error', () => undefined);
    const { nodeEpoch } = cluster.node(1);
    stream.write({ nodeId: 1, nodeEpoch, isDraining: true });
    const stateOf1 = () => cluster.active.controller.metadata.node(1)?.state;
    await until('node 1 to stop', () => stateOf1() !== 'NODE_STATE_ALIVE');
    expect(stateOf1()).toBe('NODE_STATE_STOPPING');
    stream.cancel();
  });
});

describe('in-sync sets', () => {
  it('are those that the leader of the epoch reports', async () => {
    const topic = await cluster.createTopic('orders');
    const leader = cluster.leaderOf('orders') ?? 0;
    const { nodeEpoch } = cluster.node(leader);
    const change = (leaderEpoch: number, partition = 0) => ({
      ...{ topicId: topic.topicId, partition, leaderEpoch, inSyncReplicas: [leader] },
    });
    const { results } = await callUnary(
      cluster.registry,
      'changeIsr',
      { nodeId: leader, nodeEpoch, partitions: [change(1), change(1, 7)] },
      options,
    );
    expect(results).toMatchObject([{ errorCode: '' }, { errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' }]);
    const [partition] = cluster.topic('orders')?.partitions ?? [];
    expect(partition?.inSyncReplicas).toEqual([leader]);
    expect(partition?.partitionEpoch).toBe(results[0]?.partitionEpoch);
    const stale = { nodeId: leader, nodeEpoch, partitions: [change(0)] };
    expect((await callUnary(cluster.registry, 'changeIsr', stale, options)).results).toMatchObject([
      { errorCode: 'FENCED_LEADER_EPOCH' },
    ]);
    await expect(
      callUnary(cluster.registry, 'changeIsr', { ...stale, nodeEpoch: nodeEpoch - 1 }, options),
    ).rejects.toMatchObject({ code: 'STALE_NODE_EPOCH' });
  });
});

describe('elections on demand', () => {
  it('bring preferred leaders back, and say where none is needed', async () => {
    const topic = await cluster.createTopic('orders', { partitions: 3 });
    const preferred = topic.partitions.map(({ assignedReplicas }) => assignedReplicas[0]);
    await cluster.node(1).kill();
    await until('it to be replaced', () =>
      cluster.topic('orders')?.partitions.every(({ leader }) => leader === 2 || leader === 3),
    );
    await cluster.node(1).start();
    await until('it to be back', () => cluster.isAlive(1));
    const elect = async () =>
      (
        await callUnary(
          cluster.admin,
          'electLeaders',
          { type: 'ELECTION_TYPE_PREFERRED' as const },
          options,
        )
      ).results;
    for (const partition of topic.partitions) {
      const leader = cluster.leaderOf('orders', partition.partition) ?? 0;
      const request = {
        nodeId: leader,
        nodeEpoch: cluster.node(leader).nodeEpoch,
        partitions: [
          {
            topicId: topic.topicId,
            partition: partition.partition,
            leaderEpoch: cluster.topic('orders')?.partitions[partition.partition]?.leaderEpoch ?? 0,
            inSyncReplicas: [1, 2, 3],
          },
        ],
      };
      await callUnary(cluster.registry, 'changeIsr', request, options);
    }
    expect(await elect()).toMatchObject([{ errorCode: '', leader: 1 }]);
    expect(cluster.topic('orders')?.partitions.map(({ leader }) => leader)).toEqual(preferred);
    expect(await elect()).toEqual([]);
  });

  it('accept a loss only when the operator says so, and tell it', async () => {
    const topic = await cluster.createTopic('orders');
    const [leader = 0, second = 0, third = 0] = topic.partitions[0]?.assignedReplicas ?? [];
    const named = { topic: 'orders', partition: 0 };
    const elect = async () =>
      (
        await callUnary(
          cluster.admin,
          'electLeaders',
          { type: 'ELECTION_TYPE_UNCLEAN' as const, partitions: [named] },
          options,
        )
      ).results;
    expect(await elect()).toMatchObject([{ errorCode: 'ELECTION_NOT_NEEDED' }]);
    for (const nodeId of [second, third]) {
      await cluster.node(nodeId).kill();
      const replica = cluster.node(nodeId).replica(topic.topicId, 0);
      Object.assign(replica, { clean: false, logEndOffset: nodeId, highWatermark: 9 });
    }
    await cluster.node(leader).kill();
    for (const nodeId of [second, third]) await cluster.node(nodeId).start();
    await until('both to be back', () => cluster.isAlive(second) && cluster.isAlive(third));
    expect(cluster.leaderOf('orders')).toBeUndefined();
    const longest = Math.max(second, third);
    expect(await elect()).toMatchObject([
      { errorCode: '', leader: longest, possibleLossFromOffset: longest },
    ]);
    expect(cluster.active.controller.counts.unclean).toBe(1);
  });
});

describe('other changes of a topic', () => {
  it('adds partitions and tells the nodes', async () => {
    const topic = await cluster.createTopic('orders', { partitions: 2 });
    const request = { name: 'orders', totalPartitions: 5 };
    const grown = await callUnary(cluster.admin, 'addPartitions', request, options);
    expect(grown.topic?.partitions.every(({ leader }) => leader !== undefined)).toBe(true);
    expect(grown.topic?.partitions).toHaveLength(5);
    expect(cluster.node(2).topics.get(topic.topicId)?.partitions).toBe(5);
    await expect(callUnary(cluster.admin, 'addPartitions', request, options)).rejects.toMatchObject(
      { code: 'INVALID_PARTITIONS' },
    );
  });

  it('alters configs, min.insync.replicas by the leaders', async () => {
    const topic = await cluster.createTopic('orders', { partitions: 3 });
    const altered = await callUnary(
      cluster.admin,
      'alterTopicConfigs',
      { name: 'orders', set: { 'retention.ms': '1000', 'min.insync.replicas': '1' } },
      options,
    );
    expect(altered.warnings).toHaveLength(1);
    expect(altered.topic?.configs).toMatchObject({ 'retention.ms': '1000' });
    for (const { partition, leader } of topic.partitions) {
      const { sets } = cluster.node(leader ?? 0).replica(topic.topicId, partition);
      expect(sets).toMatchObject([{ minInsyncReplicas: 1 }]);
    }
    expect(cluster.node(1).topics.get(topic.topicId)).toMatchObject({
      configs: { 'retention.ms': '1000' },
      configVersion: 2,
    });
    const back = { name: 'orders', remove: ['retention.ms', 'min.insync.replicas'] };
    const restored = await callUnary(cluster.admin, 'alterTopicConfigs', back, options);
    expect(restored.topic?.configs).toEqual({});
    await expect(
      callUnary(
        cluster.admin,
        'alterTopicConfigs',
        { name: 'orders', set: { 'segment.bytes': '1' } },
        options,
      ),
    ).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
  });

  it('finishes a change of min.insync.replicas that logs have and the topic has not', async () => {
    const topic = await cluster.createTopic('orders');
    const alter = (value: string) => {
      const request = { name: 'orders', set: { 'min.insync.replicas': value } };
      return callUnary(cluster.admin, 'alterTopicConfigs', request, options);
    };
    const leader = cluster.leaderOf('orders') ?? 0;
    const replica = cluster.node(leader).replica(topic.topicId, 0);
    await alter('1');
    const write = vi.spyOn(cluster.store, 'write').mockImplementation(async (fence, mutations) => {
      if (mutations.some(({ collection }) => collection === 'topics')) {
        throw new WeirError('STORE_UNAVAILABLE', 'Not now');
      }
      return SwappableStore.prototype.write.call(cluster.store, fence, mutations);
    });
    await expect(alter('3')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    write.mockRestore();
    expect(replica.sets).toMatchObject([{ minInsyncReplicas: 3 }]);
    await alter('1');
    expect(replica.sets).toMatchObject([{ minInsyncReplicas: 1 }]);
  });

  it('deletes by tombstones, forgets those when all members have theirs, and frees the name', async () => {
    const first = await cluster.createTopic('orders');
    await cluster.deleteTopic('orders');
    expect(cluster.topic('orders')).toBeUndefined();
    for (const node of cluster.nodes.values()) expect(node.replicas.size).toBe(0);
    const second = await cluster.createTopic('orders');
    expect(second.topicId).not.toBe(first.topicId);
  });

  it('deletes on a node that was away when it comes back, never on one for lack of metadata', async () => {
    const topic = await cluster.createTopic('orders');
    await cluster.node(3).kill();
    await until('it to be dead', () => !cluster.isAlive(3));
    await cluster.deleteTopic('orders');
    expect(cluster.node(1).replica(topic.topicId, 0).isDeleted).toBe(true);
    await cluster.node(3).start();
    await until('everything to be forgotten', () =>
      [...cluster.nodes.values()].every((node) => node.replicas.size === 0),
    );
    await until(
      'its record to be forgotten',
      async () => (await cluster.store.readAll('topics')).size === 0,
    );
    expect(await cluster.store.readAll('partitions')).toEqual(new Map());
  });
});

describe('nodes', () => {
  it('of another cluster, or with an id that is taken, are refused', async () => {
    const { address, incarnation } = cluster.node(1);
    const identity = { nodeId: 1, address, incarnation, host: 'h', rack: '' };
    await expect(
      callUnary(
        cluster.registry,
        'registerNode',
        { ...identity, clusterId: 'other', directoryId: 'd' },
        options,
      ),
    ).rejects.toMatchObject({ code: 'INCONSISTENT_CLUSTER_ID' });
    await expect(
      callUnary(
        cluster.registry,
        'registerNode',
        { ...identity, clusterId: '', directoryId: 'other' },
        options,
      ),
    ).rejects.toMatchObject({ code: 'NODE_ID_IN_USE' });
  });

  it('show what they reported in the description of the cluster', async () => {
    await cluster.createTopic('orders', { partitions: 2 });
    const described = await callUnary(cluster.admin, 'describeCluster', {}, options);
    expect(described).toMatchObject({
      controllerId: 'c1',
      topics: 1,
      partitions: 2,
      leaderlessPartitions: 0,
      underReplicatedPartitions: 0,
    });
    expect(described.nodeStatuses).toHaveLength(3);
    expect(described.nodeStatuses[0]?.version).toBe('1.2.3');
  });

  it('pass on what they have counted, with the time at which they said so', async () => {
    cluster.node(1).isMute = true;
    const beforeMs = Date.now();
    const stream = cluster.registry.Heartbeat();
    stream.on('error', () => undefined);
    const counted = { appendedRecords: 7, appendedBytes: 700, sentBytes: 50, startedAtMs: 1_000 };
    stream.write({ nodeId: 1, nodeEpoch: cluster.node(1).nodeEpoch, ...counted });
    const statusOf1 = async () => {
      const { nodeStatuses } = await callUnary(cluster.admin, 'describeCluster', {}, options);
      return nodeStatuses.find(({ nodeId }) => nodeId === 1);
    };
    await until('the heartbeat', async () => (await statusOf1())?.appendedRecords === 7);
    const status = await statusOf1();
    expect(status).toMatchObject(counted);
    expect(status?.reportedAtMs).toBeGreaterThanOrEqual(beforeMs);
    expect(status?.reportedAtMs).toBeLessThanOrEqual(Date.now());
    stream.cancel();
  });
});

it('gives a named producer its id again with a higher epoch, also when asked at once', async () => {
  const register = () => callUnary(cluster.admin, 'registerProducer', { name: 'billing' }, options);
  const first = await register();
  const more = await Promise.all([register(), register(), register()]);
  const epochs = sorted([first, ...more].map(({ producerEpoch }) => producerEpoch));
  expect(new Set(epochs).size).toBe(4);
  expect(epochs[0]).toBe(first.producerEpoch);
  for (const { producerId } of more) expect(producerId).toBe(first.producerId);
  await expect(
    callUnary(cluster.admin, 'registerProducer', { name: '' }, options),
  ).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

it('names coordinators as long as they hold a session', async () => {
  const { metadata } = cluster.active.controller;
  const stream = cluster.registry.CoordinatorSession();
  stream.on('error', () => undefined);
  stream.write({ coordinatorId: 'k1', address: '127.0.0.1:1', shards: [0, 5] });
  await until('the coordinator', () => metadata.coordinatorForShard(5) !== undefined);
  expect(metadata.coordinators()).toMatchObject([{ coordinatorId: 'k1', shards: [0, 5] }]);
  stream.cancel();
  await until('it to be gone', () => metadata.coordinators().length === 0);
});
