import { WeirError } from '@weir/core';
import type { Topic } from '@weir/protos';
import { callUnary } from '@weir/runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FakeNode } from '../test/fake-node.ts';
import { type RunningController, TestCluster, until } from '../test/test-cluster.ts';

let cluster: TestCluster;
const options = { deadlineMs: 15_000 };

afterEach(async () => {
  vi.restoreAllMocks();
  await cluster[Symbol.asyncDispose]();
});

async function start(controllers: number): Promise<RunningController> {
  cluster = await TestCluster.start({ controllers });
  return cluster.active;
}

function standbyOf(active: RunningController): RunningController {
  const standby = cluster.controllers.find((running) => running !== active);
  if (standby === undefined) throw new Error('No standby');
  return standby;
}

function isActive(running: RunningController): boolean {
  return running.controller.isActive;
}

function epochsOf(topic: Topic | undefined): number[] | undefined {
  return topic?.partitions.map(({ leaderEpoch }) => leaderEpoch);
}

describe('a controller that drains', () => {
  it('answers when another one is active, and stands by until that is taken back', async () => {
    const active = await start(2);
    const standby = standbyOf(active);
    await cluster.createTopic('orders');
    expect(await active.controller.drain()).toEqual({
      isDrained: true,
      text: `drained, ${standby.address} is active`,
    });
    await until('the other one to be active', () => isActive(standby));
    expect(isActive(active)).toBe(false);

    expect(await standby.controller.drain()).toMatchObject({ isDrained: false });
    await active.controller.cancel();
    await until('the first one to be active again', () => isActive(active));
    await active.controller.cancel();
    expect(isActive(active)).toBe(true);
  });

  it('has nothing to give away as a standby', async () => {
    const active = await start(2);
    const { isDrained } = await standbyOf(active).controller.drain();
    expect(isDrained).toBe(true);
    expect(isActive(active)).toBe(true);
  });
});

describe('a standby', () => {
  it('serves the metadata of the active one, and names it to who asks for more', async () => {
    const active = await start(2);
    const standby = standbyOf(active);
    await cluster.createTopic('orders');
    await until('the standby to follow', () => standby.controller.metadata.topicByName('orders'));
    expect(standby.controller.metadata.topicByName('orders')).toEqual(cluster.topic('orders'));
    const client = cluster.metadataAt(standby.address);
    const { snapshot } = await callUnary(client, 'getMetadata', {}, options);
    expect(snapshot?.controllerAddress).toBe(active.address);
    await expect(
      callUnary(cluster.adminAt(standby.address), 'listTopics', {}, options),
    ).rejects.toMatchObject({ code: 'NOT_CONTROLLER', metadata: { controller: active.address } });
  });

  it('lists the audit as the active one does, and says that a limit is too large', async () => {
    const active = await start(2);
    const line = { event: 'administrative-call', peer: 'p', outcome: 'OK', leftOut: 0 } as const;
    for (const principal of ['user:ann', 'user:bob', 'user:ann']) {
      const who = { principal, timeMs: 1, service: 'controller' };
      cluster.audit.keep({ ...line, ...who, method: 'AdminService/CreateTopic' });
    }
    await cluster.audit.stop();
    for (const { address } of [active, standbyOf(active)]) {
      const admin = cluster.adminAt(address);
      const first = await callUnary(admin, 'listAudit', { limit: 2 }, options);
      expect(first.entries.map(({ principal }) => principal)).toEqual(['user:ann', 'user:bob']);
      const rest = { limit: 2, pageToken: first.nextPageToken };
      const second = await callUnary(admin, 'listAudit', rest, options);
      expect(second.entries).toHaveLength(1);
      expect(second.nextPageToken).toBe('');
      const ofBob = await callUnary(admin, 'listAudit', { principal: 'user:bob' }, options);
      expect(ofBob.entries).toMatchObject([{ outcome: 'OK', timeMs: 1, service: 'controller' }]);
      await expect(callUnary(admin, 'listAudit', { limit: 1_001 }, options)).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
      });
    }
  });

  it('takes over from one that dies together with a leader, and replaces that leader', async () => {
    const active = await start(2);
    const standby = standbyOf(active);
    const topic = await cluster.createTopic('orders', { partitions: 6 });
    await until('the standby to follow', () => standby.controller.metadata.topicByName('orders'));
    const startedMs = performance.now();
    await Promise.all([active.kill(), cluster.node(1).kill()]);
    await until('the standby to be active', () => isActive(standby));
    await until('new leaders', () =>
      cluster.topic('orders')?.partitions.every(({ leader }) => leader === 2 || leader === 3),
    );
    expect(performance.now() - startedMs).toBeLessThan(2_500);
    const { generation } = standby.controller.metadata;
    expect(Number(generation)).toBeGreaterThan(0);
    for (const [index, { leader, leaderEpoch }] of topic.partitions.entries()) {
      const after = cluster.topic('orders')?.partitions[index]?.leaderEpoch;
      if (leader === 1) expect(after).toBeGreaterThan(leaderEpoch);
      else expect(after).toBe(leaderEpoch);
    }
    await until('the nodes to register', () => cluster.isAlive(2) && cluster.isAlive(3));
    await cluster.createTopic('more', { replicationFactor: 2 });
  });

  it('takes a node that answers for alive, though it has not found the new controller', async () => {
    const active = await start(2);
    const standby = standbyOf(active);
    await cluster.createTopic('orders', { partitions: 3 });
    cluster.node(1).isLost = true;
    await active.stop();
    await until('the standby to be active', () => isActive(standby));
    const { metadata, counts } = standby.controller;
    const activeSinceMs = performance.now();
    await until('three session timeouts', () => performance.now() - activeSinceMs > 4_500);
    expect(metadata.node(1)).toMatchObject({
      state: 'NODE_STATE_ALIVE',
      externalAddress: 'node-1.example.com:9092',
    });
    expect(counts).toMatchObject({ nodeDeaths: 0, elected: 0 });
    cluster.node(1).isLost = false;
    await until('it to register', () => cluster.isAlive(1));
  });

  it('takes over from one that is cut off from most nodes, and none of them is taken for dead', async () => {
    const active = await start(2);
    const standby = standbyOf(active);
    await cluster.createTopic('orders', { partitions: 3 });
    const epochs = epochsOf(cluster.topic('orders'));
    for (const node of cluster.nodes.values()) node.isMute = true;
    await until('the first to give way', () => active.controller.counts.cutOffs === 1);
    for (const node of cluster.nodes.values()) node.isMute = false;
    await until('the standby to be active', () => isActive(standby));
    await until('the nodes', () => [1, 2, 3].every((nodeId) => cluster.isAlive(nodeId)));
    expect(active.controller.counts.nodeDeaths + standby.controller.counts.nodeDeaths).toBe(0);
    expect(epochsOf(standby.controller.metadata.topicByName('orders'))).toEqual(epochs);
  });

  it('takes over at once from one that stops', async () => {
    const active = await start(2);
    const standby = standbyOf(active);
    const startedMs = performance.now();
    await active.stop();
    await until('the standby to be active', () => isActive(standby));
    expect(performance.now() - startedMs).toBeLessThan(900);
  });
});

describe('an active controller that was replaced', () => {
  it('steps down when a node has seen a newer one, and nobody has promised it anything', async () => {
    const active = await start(1);
    const topic = await cluster.createTopic('orders');
    for (const node of cluster.nodes.values()) node.highestToken += 60_000;
    await expect(
      callUnary(cluster.admin, 'createTopic', { name: 'x', partitions: 1 }, options),
    ).rejects.toBeInstanceOf(WeirError);
    await until('it to step down', () => active.controller.counts.fencings > 0);
    expect(cluster.node(1).replica(topic.topicId, 0).vote.epoch).toBe(1);
  });

  it('asks nobody for a promise once the store knows a newer one', async () => {
    const active = await start(1);
    await cluster.createTopic('orders');
    const calls = [...cluster.nodes.values()].map((node) => node.countOf('Promise'));
    // As after a pause: it believes that it holds the lease, and the store has given it away.
    vi.spyOn(cluster.store, 'write').mockRejectedValue(new WeirError('STORE_FENCED', 'Older'));
    await cluster.node(cluster.leaderOf('orders') ?? 0).kill();
    await until('it to step down', () => active.controller.counts.fencings > 0);
    const after = [...cluster.nodes.values()].map((node) => node.countOf('Promise'));
    expect(after).toEqual(calls);
  });

  it('sends an administrator whom it cannot serve any more to the next one', async () => {
    const active = await start(1);
    vi.spyOn(cluster.store, 'write').mockRejectedValue(new WeirError('STORE_FENCED', 'Older'));
    await expect(cluster.createTopic('orders')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await until('it to step down', () => active.controller.counts.fencings > 0);
  });
});

describe('a store that', () => {
  it('is down stops elections and admin calls, which say so, and nothing else', async () => {
    const active = await start(1);
    const topic = await cluster.createTopic('orders');
    cluster.store.isDown = true;
    await until('it to be inactive', () => !isActive(active));
    await until('the reason', async () => {
      const call = callUnary(cluster.adminAt(active.address), 'listTopics', {}, options);
      return call.catch(({ code }: WeirError) => code === 'STORE_UNAVAILABLE');
    });
    expect(active.controller.isStoreAvailable).toBe(false);
    expect(active.controller.counts.storeOutages).toBe(1);
    const [leader = 0, second = 0] = topic.partitions[0]?.assignedReplicas ?? [];
    expect(cluster.node(leader).replica(topic.topicId, 0).role).toBe('leader');
    await cluster.node(leader).kill();
    expect(cluster.node(second).replica(topic.topicId, 0).vote.epoch).toBe(1);
    cluster.store.isDown = false;
    await until('another leader', () => {
      const now = active.controller.metadata.topicByName('orders')?.partitions[0]?.leader;
      return isActive(active) && now !== undefined && now !== leader;
    });
  });

  it('was emptied is rebuilt from the nodes: topics, settings, leaders without elections', async () => {
    const active = await start(1);
    await cluster.createTopic('orders', { partitions: 6, configs: { 'retention.ms': '5000' } });
    await cluster.createTopic('frail', { configs: { 'min.insync.replicas': '1' } });
    const before = [cluster.topic('orders'), cluster.topic('frail')];
    const { clusterId, generation } = active.controller.metadata;
    const seen = new Set<number>();
    active.controller.metadata.onChange(() => {
      seen.add(active.controller.metadata.topics().length);
    });
    await cluster.store.swap(await cluster.newStore());
    await until('a new generation', () => active.controller.metadata.generation !== generation);
    const after = [cluster.topic('orders'), cluster.topic('frail')];
    expect(active.controller.metadata.clusterId).toBe(clusterId);
    expect(seen).toEqual(new Set([2]));
    for (const [index, topic] of after.entries()) {
      expect(epochsOf(topic)).toEqual(epochsOf(before[index]));
      expect(topic).toMatchObject({
        topicId: before[index]?.topicId,
        configs: before[index]?.configs,
        replicationFactor: 3,
      });
      expect(topic?.partitions.map(({ leader }) => leader)).toEqual(
        before[index]?.partitions.map(({ leader }) => leader),
      );
    }
    expect(active.controller.counts.rebuilds).toBe(1);
    expect((await cluster.store.readAll('partitions')).size).toBe(7);
    for (const node of cluster.nodes.values()) expect(node.countOf('DeleteReplicas')).toBe(0);
  });

  it('was emptied while no controller ran is rebuilt by one that knows nothing', async () => {
    const active = await start(1);
    const topic = await cluster.createTopic('orders', { partitions: 3 });
    const { clusterId } = active.controller.metadata;
    await active.stop();
    await cluster.store.swap(await cluster.newStore());
    const next = await cluster.addController({ controllerId: 'next' });
    await until('the topic with its leaders', () => {
      const partitions = cluster.topic('orders')?.partitions ?? [];
      return partitions.length === 3 && partitions.every(({ leader }) => leader !== undefined);
    });
    expect(cluster.topic('orders')?.topicId).toBe(topic.topicId);
    expect(epochsOf(cluster.topic('orders'))).toEqual(epochsOf(topic));
    expect(next.controller.metadata.clusterId).toBe(clusterId);
  });

  it('was emptied stays the same cluster, though a fresh node comes first', async () => {
    const active = await start(1);
    await cluster.createTopic('orders');
    const { clusterId, generation } = active.controller.metadata;
    for (const node of cluster.nodes.values()) node.isLost = true;
    await cluster.store.swap(await cluster.newStore());
    await until('a new generation', () => active.controller.counts.activations === 2);
    const fresh = await cluster.addNode({ nodeId: 4 });
    expect(fresh.clusterId).toBe(clusterId);
    for (const node of cluster.nodes.values()) node.isLost = false;
    await until('the others', () => [1, 2, 3].every((nodeId) => cluster.isAlive(nodeId)));
    await until('the topic', () => cluster.topic('orders') !== undefined);
    expect(active.controller.metadata.generation).not.toBe(generation);
  });

  it('was emptied while a deletion was half done does not bring the topic back', async () => {
    await start(1);
    const topic = await cluster.createTopic('orders');
    await cluster.createTopic('kept');
    await cluster.node(3).kill();
    await until('it to be dead', () => !cluster.isAlive(3));
    await cluster.deleteTopic('orders');
    const { generation } = cluster.active.controller.metadata;
    await cluster.store.swap(await cluster.newStore());
    await until('a new generation', () => {
      const active = cluster.controllers.find(isActive);
      return active !== undefined && active.controller.metadata.generation !== generation;
    });
    expect(cluster.topic('kept')).toBeDefined();
    await cluster.node(3).start();
    await until('its data to be deleted', () => {
      const replica = cluster.node(3).replicas.get(`${topic.topicId}/0`);
      return replica === undefined || replica.isDeleted;
    });
    expect(cluster.topic('orders')).toBeUndefined();
  });

  it('was rolled back gets what the nodes know, and epochs only grow', async () => {
    const active = await start(1);
    const old = await cluster.copyOfStore();
    const topic = await cluster.createTopic('orders');
    const leader = cluster.leaderOf('orders') ?? 0;
    await cluster.node(leader).kill();
    await until('another leader', () => (cluster.leaderOf('orders') ?? leader) !== leader);
    const epochs = epochsOf(cluster.topic('orders'));
    const { generation } = active.controller.metadata;
    await cluster.store.swap(old);
    await until('a new generation', () => active.controller.metadata.generation !== generation);
    await until('the topic', () => cluster.topic('orders') !== undefined);
    expect(epochsOf(cluster.topic('orders'))).toEqual(epochs);
    await cluster.node(leader).start();
    await until('the old leader to follow', () => {
      const replica: FakeNode['replicas'] = cluster.node(leader).replicas;
      return replica.get(`${topic.topicId}/0`)?.role === 'follower';
    });
  });

  it('refuses a partition that it knows otherwise makes the controller read it anew', async () => {
    const active = await start(1);
    const topic = await cluster.createTopic('orders');
    const key = `${topic.topicId}/0`;
    const stored = await cluster.store.read('partitions', key);
    const [lease] = await cluster.store.listLeases('controller');
    await cluster.store.write({ lease: 'controller', token: lease?.token ?? 0 }, [
      {
        ...{ kind: 'put', collection: 'partitions', key, version: 999 },
        value: JSON.stringify({ ...JSON.parse(stored?.value ?? '{}'), partitionEpoch: 999 }),
      },
    ]);
    const leader = cluster.leaderOf('orders') ?? 0;
    const change = { topicId: topic.topicId, partition: 0, leaderEpoch: 1 };
    const { results } = await callUnary(
      cluster.registry,
      'changeIsr',
      {
        nodeId: leader,
        nodeEpoch: cluster.node(leader).nodeEpoch,
        partitions: [{ ...change, inSyncReplicas: [leader] }],
      },
      options,
    );
    expect(results).toMatchObject([{ errorCode: 'STORE_CONFLICT' }]);
    await until('the stored version', () => {
      const view = active.controller.metadata;
      return (view.topicByName('orders')?.partitions[0]?.partitionEpoch ?? 0) >= 999;
    });
  });
});

/** The documents as they are now, in a store of their own. */
