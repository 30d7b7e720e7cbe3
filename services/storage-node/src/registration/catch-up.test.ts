import { ManualClock, type NodeId } from '@weir/core';
import type { MetadataSnapshot, NodeState } from '@weir/protos';
import { MetadataView, silentLogger } from '@weir/runtime';
import { expect, it } from 'vitest';

import type { Following } from '../replication/follower-state.ts';
import { CatchUp } from './catch-up.ts';

const nodeId = 1 as NodeId;

/** One partition, on nodes 1 and 2, as the cluster sees it and as it is here. */
interface Scene {
  readonly leader?: number;
  readonly inSyncReplicas?: readonly number[];
  readonly following?: Following;
  readonly isSetAside?: boolean;
  readonly leaderState?: NodeState;
  readonly assignedReplicas?: readonly number[];
}

const streaming: Following = { leader: 2 as NodeId, isStreaming: true };

class Bench {
  readonly view = new MetadataView();
  readonly catchUp: CatchUp;
  #scene: Scene = {};
  #version = 0;

  constructor() {
    this.catchUp = new CatchUp({
      nodeId,
      view: this.view,
      registry: {
        find: () => this.#scene,
        isSetAside: () => this.#scene.isSetAside === true,
      },
      clock: new ManualClock(),
      logger: silentLogger,
    });
  }

  show(scene: Scene): this {
    this.#scene = scene;
    this.#version += 1;
    this.view.replace(snapshotOf(scene, this.#version));
    return this;
  }
}

function snapshotOf(scene: Scene, version: number): MetadataSnapshot {
  const { leader, inSyncReplicas = [1, 2], assignedReplicas = [1, 2] } = scene;
  const node = { address: '', host: '', rack: '', externalAddress: '', nodeEpoch: 1 };
  return {
    ...{ clusterId: 'c', generation: 'g', version, controllerAddress: '', groupShards: 1 },
    nodes: [
      { ...node, nodeId: 1, state: 'NODE_STATE_ALIVE' },
      { ...node, nodeId: 2, state: scene.leaderState ?? 'NODE_STATE_ALIVE' },
    ],
    coordinators: [],
    topics: [
      {
        ...{ topicId: 't', name: 'orders', internal: false, configs: {}, configVersion: 1 },
        replicationFactor: 2,
        partitions: [
          {
            ...{ partition: 0, leaderEpoch: 1, partitionEpoch: 1, leaderlessReason: '' },
            assignedReplicas: [...assignedReplicas],
            inSyncReplicas: [...inSyncReplicas],
            ...(leader === undefined ? undefined : { leader, _leader: 'leader' as const }),
          },
        ],
      },
    ],
  };
}

function isDone(scene: Scene): boolean {
  return new Bench().show(scene).catchUp.isDone;
}

it('has not caught up before it knows the cluster', () => {
  expect(new Bench().catchUp.isDone).toBe(false);
});

it('has caught up when it copies from its leader and is in sync', () => {
  expect(isDone({ leader: 2, following: streaming })).toBe(true);
});

it('has not while the leader does not count it as in sync', () => {
  expect(isDone({ leader: 2, following: streaming, inSyncReplicas: [2] })).toBe(false);
});

it('does not trust an in-sync set from before it was started', () => {
  expect(isDone({ leader: 2 })).toBe(false);
  const elsewhere = { leader: 3 as NodeId, isStreaming: true };
  expect(isDone({ leader: 2, following: elsewhere })).toBe(false);
  const looking = { leader: 2 as NodeId, isStreaming: false };
  expect(isDone({ leader: 2, following: looking })).toBe(false);
});

it('waits for a leader that is stopping, and for none that is dead or missing', () => {
  expect(isDone({ leader: 2, leaderState: 'NODE_STATE_STOPPING' })).toBe(false);
  expect(isDone({ leader: 2, leaderState: 'NODE_STATE_DEAD' })).toBe(true);
  expect(isDone({})).toBe(true);
});

it('waits neither for what it leads, nor for what is not here, nor for what is set aside', () => {
  expect(isDone({ leader: 1, inSyncReplicas: [1] })).toBe(true);
  expect(isDone({ leader: 2, assignedReplicas: [2, 3] })).toBe(true);
  expect(isDone({ leader: 2, isSetAside: true, inSyncReplicas: [2] })).toBe(true);
});

it('stays caught up when it falls behind later', () => {
  const bench = new Bench().show({ leader: 2, following: streaming });
  expect(bench.catchUp.isDone).toBe(true);
  expect(bench.show({ leader: 2, inSyncReplicas: [2] }).catchUp.isDone).toBe(true);
});
