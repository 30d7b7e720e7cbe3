import { ManualClock, SeededRandom } from '@weir/core';
import { MetadataView, silentLogger } from '@weir/runtime';
import type { MetadataStore } from '@weir/store';
import { ClusterJournal } from '../src/cluster/cluster-journal.ts';
import { ClusterState } from '../src/cluster/cluster-state.ts';
import { ClusterWriter, replaceWith } from '../src/cluster/cluster-writer.ts';
import { MetadataPublisher } from '../src/cluster/metadata-publisher.ts';
import { newPartition, type PartitionRecord, type TopicRecord } from '../src/cluster/records.ts';
import { newControllerCounts } from '../src/controller-counts.ts';
import { ElectionRunner } from '../src/election/election-runner.ts';
import { MemoryStore } from './memory-store.ts';
import { ScriptedNodes } from './scripted-nodes.ts';

/** A runner of elections with scripted nodes, a manual clock and a store in memory. */
export class ElectionBench {
  readonly clock = new ManualClock();
  readonly random = new SeededRandom(1);
  readonly store = new MemoryStore();
  readonly state = new ClusterState();
  readonly view = new MetadataView();
  readonly counts = newControllerCounts();
  readonly differing: number[] = [];
  readonly stop = new AbortController();
  readonly nodes: ScriptedNodes;
  readonly writer: ClusterWriter;
  readonly runner: ElectionRunner;

  constructor(replicas: number[], minInsyncReplicas: number) {
    const { clock, random, state, counts } = this;
    this.nodes = new ScriptedNodes(replicas, minInsyncReplicas);
    const store = this.store as unknown as MetadataStore;
    const fence = { lease: 'controller', token: 1 };
    const journal = new ClusterJournal({ store, fence, onFenced: () => undefined });
    this.writer = new ClusterWriter(state, journal);
    const identity = { generation: '1', controllerAddress: '' };
    const publisher = new MetadataPublisher(state, this.view, identity);
    for (const nodeId of replicas) {
      state.nodes.set(nodeId, {
        ...{
          nodeId,
          address: `n${nodeId}:1`,
          host: '',
          rack: '',
          externalAddress: '',
          directoryId: `d${nodeId}`,
        },
        ...{
          nodeEpoch: 1,
          incarnation: `i-${nodeId}`,
          version: '',
          decommission: null,
          drain: null,
        },
      });
      state.nodeStates.set(nodeId, 'NODE_STATE_ALIVE');
    }
    publisher.open();
    this.runner = new ElectionRunner({
      ...{ clock, random, state, counts, journal, publisher },
      writer: this.writer,
      calls: this.nodes,
      logger: silentLogger,
      signal: this.stop.signal,
      onNodeDiffers: (nodeId) => this.differing.push(nodeId),
    });
  }

  /** Partitions that the first node leads in epoch 1. */
  async addTopic(partitions: number, configs: Record<string, string> = {}): Promise<void> {
    const replicas = [...this.state.nodes.keys()];
    const [leader = 0] = replicas;
    const set = { replicas, minInsyncReplicas: 2 };
    const records = Array.from({ length: partitions }, (_, partition): PartitionRecord => {
      const record = newPartition('t', partition, [set]);
      return { ...record, leader, leaderEpoch: 1, inSyncReplicas: replicas, leaderlessReason: '' };
    });
    await this.writer.update({
      topics: [
        replaceWith<TopicRecord>({
          ...{ topicId: 't', name: 'topic', configs, configVersion: 1, partitions },
          ...{ replicationFactor: replicas.length, state: 'active' },
        }),
      ],
      partitions: records.map(replaceWith),
    });
    this.store.writes.length = 0;
  }

  records(): PartitionRecord[] {
    return this.state.partitionsOf('t');
  }

  record(partition = 0): PartitionRecord {
    const record = this.records()[partition];
    if (record === undefined) throw new Error('No such partition');
    return record;
  }

  die(nodeId: number): void {
    this.state.nodeStates.set(nodeId, 'NODE_STATE_DEAD');
  }

  /** Lets time pass, and whatever waits for it, in small steps. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 10) {
      this.clock.advanceBy(10);
      await settled();
    }
  }
}

/** Resolves when everything that waits for nothing but turns has run. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
