import { type Random, toTopicId, type TopicId } from '@weir/core';
import type { MetadataSnapshot, Topic } from '@weir/protos';
import type { MetadataView } from '@weir/runtime';
import type { SimulatedProcess } from '../../world/simulated-process.ts';
import { happens } from '../../world/world.ts';

/** A topic: its logs only grow. */
interface SimulatedTopic {
  readonly topicId: TopicId;
  readonly name: string;
  /** For each partition its log end, exclusive. */
  readonly ends: number[];
}

interface Follower {
  readonly process: SimulatedProcess;
  readonly life: number;
  readonly view: MetadataView;
}

/** Storage nodes that lead partitions in turn. */
const leaders = 2;
const leaderAddress = (nodeId: number): string => `n${nodeId}:1`;

/** The topics of the cluster, and the metadata of them that others follow, each with a delay. */
export class SimulatedTopics {
  readonly #random: Random;
  readonly #groupShards: number;
  readonly #coordinators: readonly string[];
  readonly #topics: SimulatedTopic[] = [];
  #followers: Follower[] = [];
  #version = 1;

  constructor(random: Random, groupShards: number, coordinators: readonly string[]) {
    this.#random = random;
    this.#groupShards = groupShards;
    this.#coordinators = coordinators;
  }

  get names(): string[] {
    return this.#topics.map(({ name }) => name);
  }

  /** Grows with each change of topics. */
  get version(): number {
    return this.#version;
  }

  create(name: string, partitions: number): void {
    const topicId = toTopicId(this.#random.uuid());
    this.#topics.push({ topicId, name, ends: Array.from({ length: partitions }, () => 0) });
    this.#publish();
  }

  addPartition(name: string): void {
    this.#named(name)?.ends.push(0);
    this.#publish();
  }

  partitionsOf(name: string): number {
    return this.#named(name)?.ends.length ?? 0;
  }

  topicIdOf(name: string): TopicId | undefined {
    return this.#named(name)?.topicId;
  }

  /** One record more at the end of a partition. */
  append(name: string, partition: number): void {
    const topic = this.#named(name);
    const end = topic?.ends[partition];
    if (topic !== undefined && end !== undefined) topic.ends[partition] = end + 1;
  }

  /** The next offset to be given to a record; undefined for a partition that does not exist. */
  endOf(topicId: string, partition: number): number | undefined {
    return this.#topics.find((topic) => topic.topicId === topicId)?.ends[partition];
  }

  /** Keeps a view current, in this life of the process; it begins with what there is now. */
  follow(process: SimulatedProcess, view: MetadataView): void {
    this.#followers = this.#followers.filter(({ process: other }) => other !== process);
    this.#followers.push({ process, life: process.life, view });
    view.replace(this.#snapshot());
  }

  #publish(): void {
    this.#version += 1;
    const snapshot = this.#snapshot();
    for (const { process, life, view } of this.#followers) {
      if (!process.isUp || process.life !== life) continue;
      const delayMs = happens(this.#random, 100)
        ? this.#random.nextInt(1_500)
        : this.#random.nextInt(20);
      process.schedule(delayMs, () => {
        view.replace(snapshot);
      });
    }
  }

  #named(name: string): SimulatedTopic | undefined {
    return this.#topics.find((topic) => topic.name === name);
  }

  #snapshot(): MetadataSnapshot {
    return {
      clusterId: 'cluster',
      generation: 'one',
      version: this.#version,
      controllerAddress: '',
      groupShards: this.#groupShards,
      coordinators: this.#coordinators.map((coordinatorId) => ({
        coordinatorId,
        address: `${coordinatorId}:1`,
        shards: [],
      })),
      nodes: Array.from({ length: leaders }, (_, nodeId) => ({
        ...{
          nodeId,
          address: leaderAddress(nodeId),
          host: '',
          rack: '',
          externalAddress: '',
          nodeEpoch: 1,
        },
        state: 'NODE_STATE_ALIVE',
      })),
      topics: this.#topics.map(toTopic),
    };
  }
}

function toTopic({ topicId, name, ends }: SimulatedTopic): Topic {
  return {
    ...{ topicId, name, internal: false, configs: {}, configVersion: 0, replicationFactor: 1 },
    partitions: ends.map((_, partition) => ({
      ...{ partition, leader: partition % leaders, leaderEpoch: 1, partitionEpoch: 1 },
      ...{ assignedReplicas: [0], inSyncReplicas: [0], leaderlessReason: '' },
    })),
  };
}
