import { electionQuorum, type NodeId, SeededRandom } from '@weir/core';
import { describe, expect, it } from 'vitest';

import { ModelCluster } from '../../test/model-cluster.ts';
import type { ModelReplica } from '../../test/model-replica.ts';
import type { ReplicationSettings } from './replica-state.ts';

interface Setup {
  readonly replicas: number;
  readonly minInsyncReplicas: number;
  readonly settings: ReplicationSettings;
  readonly seed: number;
}

/** Random elections, crashes, partitions and appends, and a check that what was committed stays. */
class RandomRun {
  readonly #random: SeededRandom;
  readonly #setup: Setup;
  readonly #nodes: number[];
  readonly #cluster: ModelCluster;
  readonly #isolated = new Set<number>();
  readonly #committed = new Map<number, { readonly value: string; readonly epoch: number }>();
  readonly violations: string[] = [];
  #epoch = 0;
  #values = 0;
  elections = 0;

  constructor(setup: Setup) {
    this.#setup = setup;
    this.#random = new SeededRandom(setup.seed);
    this.#nodes = Array.from({ length: setup.replicas }, (_, index) => index + 1);
    const set = {
      replicas: this.#nodes as NodeId[],
      minInsyncReplicas: setup.minInsyncReplicas,
    };
    this.#cluster = new ModelCluster(
      this.#nodes.map((nodeId) => ({ nodeId, sets: [set], settings: setup.settings })),
    );
  }

  get committed(): number {
    return this.#committed.size;
  }

  step(): void {
    const node = this.#nodes[this.#random.nextInt(this.#nodes.length)] ?? 1;
    const replica = this.#cluster.node(node);
    switch (this.#random.nextInt(10)) {
      case 0:
        this.#isolated.add(node);
        this.#cluster.isolate(node);
        break;
      case 1:
      case 2:
        this.#isolated.delete(node);
        this.#cluster.heal(node);
        break;
      case 3:
        replica.holdsSyncs = !replica.holdsSyncs;
        if (!replica.holdsSyncs) replica.sync();
        break;
      case 4:
        this.#isolated.delete(node);
        this.#cluster.restart(node, this.#random.nextInt(2) === 0 ? 'kernel' : 'process');
        break;
      case 5:
      case 6:
        this.#elect();
        break;
      default:
        this.#append(replica);
    }
    this.#cluster.settle();
    this.#check();
  }

  #append(replica: ModelReplica): void {
    this.#values += 1;
    replica.append(`v${this.#values}`);
  }

  /** Rule a (2.4): clean promisers, the highest rank of them. */
  #elect(): void {
    const { replicas, minInsyncReplicas } = this.#setup;
    this.#epoch += 1;
    const epoch = this.#epoch;
    const reachable = this.#nodes.filter(
      (node) => !this.#isolated.has(node) && this.#random.nextInt(8) > 0,
    );
    for (const node of reachable) this.#cluster.node(node).promise(epoch);
    const clean = reachable.filter((node) => this.#state(node).isClean);
    const quorum = electionQuorum(replicas, minInsyncReplicas);
    if (clean.length < quorum.evidence || reachable.length < quorum.majority) return;
    const leader = clean.toSorted((a, b) => this.#rank(b, a))[0];
    if (leader === undefined) return;
    this.elections += 1;
    this.#cluster.announce(epoch, leader, reachable);
  }

  #state(node: number) {
    return this.#cluster.node(node).replica.state;
  }

  #rank(one: number, other: number): number {
    const [a, b] = [this.#state(one), this.#state(other)];
    return a.lastEpoch - b.lastEpoch || a.log.logEndOffset - b.log.logEndOffset;
  }

  /** A leader holds all that leaders of its epoch and of lower ones have committed. */
  #check(): void {
    for (const { replica, log } of this.#cluster.replicas) {
      if (replica.serving === undefined) continue;
      const { epoch } = replica.serving;
      for (const [offset, committed] of this.#committed) {
        const isMissing = committed.epoch <= epoch && log.content[offset] !== committed.value;
        if (isMissing)
          this.violations.push(`${committed.value} at ${offset}, seed ${this.#setup.seed}`);
      }
      for (let offset = 0; offset < replica.state.highWatermark; offset += 1) {
        const value = log.content[offset] ?? 'nothing';
        if (!this.#committed.has(offset)) this.#committed.set(offset, { value, epoch });
      }
    }
  }
}

const setups = [
  { replicas: 3, minInsyncReplicas: 2, flushPolicy: 'fsync', commitPolicy: 'in-sync' },
  { replicas: 3, minInsyncReplicas: 2, flushPolicy: 'fsync', commitPolicy: 'quorum' },
  { replicas: 3, minInsyncReplicas: 2, flushPolicy: 'page-cache', commitPolicy: 'quorum' },
  { replicas: 3, minInsyncReplicas: 1, flushPolicy: 'fsync', commitPolicy: 'quorum' },
  { replicas: 2, minInsyncReplicas: 2, flushPolicy: 'fsync', commitPolicy: 'in-sync' },
  { replicas: 5, minInsyncReplicas: 3, flushPolicy: 'page-cache', commitPolicy: 'quorum' },
] as const;

describe('committed records stay through random elections, crashes and partitions', () => {
  it.each(setups)(
    'RF $replicas, m $minInsyncReplicas, $flushPolicy, $commitPolicy',
    ({ replicas, minInsyncReplicas, flushPolicy, commitPolicy }) => {
      let committed = 0;
      let elections = 0;
      for (let seed = 1; seed <= 100; seed += 1) {
        const settings = { flushPolicy, commitPolicy };
        const run = new RandomRun({ replicas, minInsyncReplicas, settings, seed });
        for (let step = 0; step < 60; step += 1) run.step();
        expect(run.violations).toEqual([]);
        committed += run.committed;
        elections += run.elections;
      }
      // Page-cache replicas do not outlive many kernels: the run must still have done something.
      expect(committed).toBeGreaterThan(50);
      expect(elections).toBeGreaterThan(100);
    },
  );
});
