import type {
  DescribeClusterResponse,
  DescribedLog,
  GroupListing,
  Node,
  NodeStatus,
} from '@weir/client';
import type { TopicSize } from './topic-turns.ts';
import { nodeStateText } from '../format/node-state-text.ts';

/** One look at a cluster. */
export interface TopSample {
  /** By the own clock, Unix milliseconds. */
  readonly atMs: number;
  readonly cluster: DescribeClusterResponse;
  readonly topics: readonly TopicSize[];
  /** Of the topics that this round asked for. */
  readonly logs: readonly DescribedLog[];
  readonly groups: readonly GroupListing[];
}

/** A node, with what goes through it in a second. Null: not known yet. */
export interface NodeRow {
  readonly nodeId: number;
  readonly state: string;
  readonly leaders: number;
  readonly replicas: number;
  readonly logBytes: number;
  readonly freeBytes: number;
  readonly recordsPerSecond: number | null;
  readonly inBytesPerSecond: number | null;
  readonly outBytesPerSecond: number | null;
}

/** A topic, with what is appended to it in a second. */
export interface TopicRow {
  readonly topic: string;
  readonly partitions: number;
  readonly logBytes: number;
  readonly recordsPerSecond: number | null;
  readonly bytesPerSecond: number | null;
}

/** A group, with how its lag goes. */
export interface GroupRow {
  readonly group: string;
  readonly state: string;
  readonly members: number;
  readonly lag: number | null;
  /** Below 0 while it catches up. */
  readonly lagPerSecond: number | null;
  readonly stuckPartitions: number;
}

/** What is shown of a round. The shape that `-o json` prints. */
export interface TopView {
  readonly atMs: number;
  readonly clusterId: string;
  readonly controllerId: string;
  readonly totals: {
    readonly nodes: number;
    readonly deadNodes: number;
    readonly topics: number;
    readonly partitions: number;
    readonly leaderlessPartitions: number;
    readonly underReplicatedPartitions: number;
    readonly recordsPerSecond: number | null;
    readonly inBytesPerSecond: number | null;
    readonly outBytesPerSecond: number | null;
  };
  readonly nodes: readonly NodeRow[];
  /** Those whose logs have been looked at. */
  readonly topics: readonly TopicRow[];
  readonly groups: readonly GroupRow[];
}

interface Reading {
  readonly atMs: number;
  readonly records: number;
  readonly logBytes: number;
  readonly partitions: number;
}

interface TopicHistory {
  readonly latest: Reading;
  readonly earlier?: Reading;
}

/**
 * Makes rates of looks at a cluster: what counters have grown by, over the time between two of them. Pure:
 * looks come in, views go out.
 *
 * Invariants:
 *   - It keeps two readings of each topic that there is, and two samples.
 *   - A rate is never below 0, but that of a lag.
 * Tests: `top-model.test.ts`.
 */
export class TopModel {
  #latest: TopSample | undefined;
  #earlier: TopSample | undefined;
  #topics = new Map<string, TopicHistory>();

  add(sample: TopSample): void {
    this.#earlier = this.#latest;
    this.#latest = sample;
    const sums = sumByTopic(sample);
    const known = new Map<string, TopicHistory>();
    for (const { name } of sample.topics) {
      const before = this.#topics.get(name);
      const reading = sums.get(name);
      if (reading !== undefined) {
        known.set(name, { latest: reading, ...(before && { earlier: before.latest }) });
      } else if (before !== undefined) known.set(name, before);
    }
    this.#topics = known;
  }

  /** Names of topics, those to which most is appended first; idle ones are not among them. */
  busiest(): readonly string[] {
    return this.#topicRows()
      .filter(({ recordsPerSecond }) => (recordsPerSecond ?? 0) > 0)
      .toSorted((left, right) => (right.recordsPerSecond ?? 0) - (left.recordsPerSecond ?? 0))
      .map(({ topic }) => topic);
  }

  /** What is known now; undefined before the first look. */
  view(): TopView | undefined {
    const sample = this.#latest;
    if (sample === undefined) return undefined;
    const { cluster, atMs } = sample;
    const nodes = nodeRows(cluster, this.#earlier?.cluster);
    return {
      atMs,
      clusterId: cluster.clusterId,
      controllerId: cluster.controllerId,
      totals: {
        nodes: cluster.nodes.length,
        deadNodes: cluster.nodes.filter(({ state }) => state === 'NODE_STATE_DEAD').length,
        topics: cluster.topics,
        partitions: cluster.partitions,
        leaderlessPartitions: cluster.leaderlessPartitions,
        underReplicatedPartitions: cluster.underReplicatedPartitions,
        recordsPerSecond: sumOf(nodes.map((each) => each.recordsPerSecond)),
        inBytesPerSecond: sumOf(nodes.map((each) => each.inBytesPerSecond)),
        outBytesPerSecond: sumOf(nodes.map((each) => each.outBytesPerSecond)),
      },
      nodes,
      topics: this.#topicRows(),
      groups: groupRows(sample, this.#earlier),
    };
  }

  #topicRows(): readonly TopicRow[] {
    return [...this.#topics].map(([topic, { latest, earlier }]) => {
      const isSame = earlier !== undefined && earlier.partitions <= latest.partitions;
      const seconds = isSame ? (latest.atMs - earlier.atMs) / 1_000 : 0;
      return {
        topic,
        partitions: latest.partitions,
        logBytes: latest.logBytes,
        recordsPerSecond: isSame ? rate(latest.records - earlier.records, seconds) : null,
        bytesPerSecond: isSame ? rate(latest.logBytes - earlier.logBytes, seconds) : null,
      };
    });
  }
}

/** Only of topics of which every partition was described: a sum with gaps would jump. */
function sumByTopic({ logs, topics, atMs }: TopSample): ReadonlyMap<string, Reading> {
  const sums = new Map<string, Reading>();
  for (const { topic, log } of logs) {
    if (log === undefined) continue;
    const { records = 0, logBytes = 0, partitions = 0 } = sums.get(topic) ?? {};
    sums.set(topic, {
      atMs,
      records: records + log.logEndOffset,
      logBytes: logBytes + log.logBytes,
      partitions: partitions + 1,
    });
  }
  const sizes = new Map(topics.map(({ name, partitions }) => [name, partitions]));
  return new Map([...sums].filter(([topic, { partitions }]) => partitions === sizes.get(topic)));
}

function nodeRows(
  { nodes, nodeStatuses }: DescribeClusterResponse,
  earlier: DescribeClusterResponse | undefined,
): readonly NodeRow[] {
  const before = new Map((earlier?.nodeStatuses ?? []).map((each) => [each.nodeId, each]));
  const now = new Map(nodeStatuses.map((each) => [each.nodeId, each]));
  return nodes
    .toSorted((left, right) => left.nodeId - right.nodeId)
    .map(({ nodeId, state }) =>
      state === 'NODE_STATE_DEAD'
        ? { ...unknownNode, nodeId, state: 'dead' }
        : nodeRow({ nodeId, state }, now.get(nodeId), before.get(nodeId)),
    );
}

const unknownNode: Omit<NodeRow, 'nodeId' | 'state'> = {
  leaders: 0,
  replicas: 0,
  logBytes: 0,
  freeBytes: 0,
  recordsPerSecond: null,
  inBytesPerSecond: null,
  outBytesPerSecond: null,
};

function nodeRow(
  { nodeId, state }: Pick<Node, 'nodeId' | 'state'>,
  now: NodeStatus | undefined,
  before: NodeStatus | undefined,
): NodeRow {
  if (now === undefined) return { ...unknownNode, nodeId, state: nodeStateText(state) };
  const { leaders, replicas, logBytes, freeBytes, draining } = now;
  return {
    nodeId,
    state: draining ? 'drained' : nodeStateText(state),
    ...{ leaders, replicas, logBytes, freeBytes },
    recordsPerSecond: nodeRate(now, before, (each) => each.appendedRecords),
    inBytesPerSecond: nodeRate(now, before, (each) => each.appendedBytes),
    outBytesPerSecond: nodeRate(now, before, (each) => each.sentBytes),
  };
}

/** Counters begin anew when the node is started. */
function nodeRate(
  now: NodeStatus,
  before: NodeStatus | undefined,
  count: (status: NodeStatus) => number,
): number | null {
  if (before === undefined) return null;
  if (now.startedAtMs !== before.startedAtMs) return null;
  return rate(count(now) - count(before), (now.reportedAtMs - before.reportedAtMs) / 1_000);
}

function groupRows(now: TopSample, earlier: TopSample | undefined): readonly GroupRow[] {
  const before = new Map((earlier?.groups ?? []).map((each) => [each.groupId, each]));
  const seconds = (now.atMs - (earlier?.atMs ?? now.atMs)) / 1_000;
  return now.groups.map(({ groupId, state, members, lag, stuckPartitions }) => {
    const earlierLag = before.get(groupId)?.lag;
    const isKnown = lag !== undefined && earlierLag !== undefined && seconds > 0;
    return {
      group: groupId,
      state: state.replace('GROUP_STATE_', '').toLowerCase(),
      members,
      lag: lag ?? null,
      lagPerSecond: isKnown ? (lag - earlierLag) / seconds : null,
      stuckPartitions,
    };
  });
}

function rate(growth: number, seconds: number): number | null {
  return seconds > 0 ? Math.max(0, growth) / seconds : null;
}

function sumOf(rates: readonly (number | null)[]): number | null {
  const known = rates.filter((each) => each !== null);
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0);
}
