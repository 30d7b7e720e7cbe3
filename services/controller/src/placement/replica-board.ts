import type { PlacementNode } from './place-replicas.ts';

/** A partition on the board. */
export interface BoardPartition {
  /** `<topic-id>/<partition>`. */
  readonly key: string;
  readonly topicId: string;
  /** Node ids, the preferred leader first. */
  readonly replicas: readonly number[];
  /** False while it is being moved: it counts for its nodes, and stays. */
  readonly isMovable: boolean;
}

/** What stands on the board at first. */
export interface BoardOptions {
  /** In a fixed order, which decides among equals. */
  readonly partitions: readonly BoardPartition[];
  /** Nodes that may get and give replicas. */
  readonly nodes: readonly PlacementNode[];
  /** Other nodes that are known; replicas on them stay where they are. */
  readonly others: readonly PlacementNode[];
}

/** More than a partition has replicas: what one rack weighs, in hosts. */
const rackWeight = 1_000_000;

/**
 * Where all replicas stand, and how many each node holds and leads. Replicas are moved on it.
 *
 * Invariants:
 *   - A partition never has a node twice, and keeps its number of replicas.
 *   - Partitions that are not movable, and replicas on nodes that are none of `nodes`, stay.
 * Tests: `plan-balance.test.ts`.
 */
export class ReplicaBoard {
  /** Nodes that may get and give replicas, ascending. */
  readonly nodeIds: readonly number[];
  readonly #known: ReadonlyMap<number, PlacementNode>;
  readonly #racks: ReadonlySet<string>;
  readonly #partitions: readonly BoardPartition[];
  readonly #replicas: number[][];
  readonly #movable = new Map<number, number[]>();
  readonly #holding = new Map<number, number>();
  readonly #leading = new Map<number, number>();
  /** Replicas of a topic, by node. */
  readonly #ofTopic = new Map<number, Map<string, number>>();

  constructor({ partitions, nodes, others }: BoardOptions) {
    this.nodeIds = nodes.map(({ nodeId }) => nodeId).toSorted((left, right) => left - right);
    this.#known = new Map([...others, ...nodes].map((node) => [node.nodeId, node]));
    this.#racks = new Set(nodes.map(({ rack }) => rack));
    this.#partitions = partitions;
    this.#replicas = partitions.map(({ replicas }) => [...replicas]);
    for (const nodeId of this.nodeIds) this.#movable.set(nodeId, []);
    for (const [index, { topicId, replicas, isMovable }] of partitions.entries()) {
      for (const nodeId of replicas) {
        this.#hold(nodeId, topicId, 1);
        if (isMovable) this.#movable.get(nodeId)?.push(index);
      }
      this.#lead(replicas[0], 1);
    }
  }

  /** How many replicas a node holds. */
  replicasOn(nodeId: number): number {
    return this.#holding.get(nodeId) ?? 0;
  }

  /** How many partitions a node is the preferred leader of. */
  leadershipsOf(nodeId: number): number {
    return this.#leading.get(nodeId) ?? 0;
  }

  /** The indexes of all partitions of which a node holds a replica that may be moved, ascending. */
  movableOn(nodeId: number): readonly number[] {
    return this.#movable.get(nodeId) ?? [];
  }

  /** The replicas of a partition as they stand now, the preferred leader first. */
  replicasOf(index: number): readonly number[] {
    return this.#replicas[index] ?? [];
  }

  /** How many more replicas of the partition's topic one node has than the other. */
  topicSkew(index: number, from: number, to: number): number {
    const topicId = this.#partitions[index]?.topicId ?? '';
    return this.#topicOn(from, topicId) - this.#topicOn(to, topicId);
  }

  /**
   * What it would mean for a partition's spread if the replica of one node went to another: below 0 when
   * it would share its rack, or its host where that is the same, with fewer of the other replicas.
   */
  spreadChange(index: number, from: number, to: number): number {
    return this.#closeness(index, to, from) - this.#closeness(index, from, from);
  }

  /** Whether there may be a node that is further away from the others than this one. */
  maySpread(index: number, nodeId: number): boolean {
    const isMovable = this.#partitions[index]?.isMovable === true && this.#movable.has(nodeId);
    if (!isMovable) return false;
    const closeness = this.#closeness(index, nodeId, nodeId);
    if (closeness % rackWeight > 0) return true;
    const sharers = closeness / rackWeight;
    if (sharers === 0) return false;
    for (const rack of this.#racks) {
      if (this.#countInRack(index, rack, nodeId) < sharers) return true;
    }
    return false;
  }

  /** Puts the replica of one node on another one, in its place in the list. */
  moveReplica(index: number, from: number, to: number): void {
    const replicas = this.#replicas[index] ?? [];
    const place = replicas.indexOf(from);
    const topicId = this.#partitions[index]?.topicId ?? '';
    replicas[place] = to;
    const left = this.#movable.get(from) ?? [];
    left.splice(left.indexOf(index), 1);
    const joined = this.#movable.get(to) ?? [];
    const next = joined.findIndex((other) => other > index);
    joined.splice(next === -1 ? joined.length : next, 0, index);
    this.#hold(from, topicId, -1);
    this.#hold(to, topicId, 1);
    if (place !== 0) return;
    this.#lead(from, -1);
    this.#lead(to, 1);
  }

  /** Makes another of its nodes the preferred leader of a partition; the two change places. */
  moveLeadership(index: number, from: number, to: number): void {
    const replicas = this.#replicas[index] ?? [];
    replicas[replicas.indexOf(to)] = from;
    replicas[0] = to;
    this.#lead(from, -1);
    this.#lead(to, 1);
  }

  /** Whether a partition stands otherwise than at first. */
  isChanged(index: number): boolean {
    const before = this.#partitions[index]?.replicas;
    return this.replicasOf(index).some((nodeId, place) => nodeId !== before?.[place]);
  }

  /** The partitions that stand otherwise than at first. */
  changed(): { readonly key: string; readonly replicas: readonly number[] }[] {
    return this.#partitions.flatMap(({ key }, index) =>
      this.isChanged(index) ? { key, replicas: this.replicasOf(index) } : [],
    );
  }

  /** With how many replicas a node shares rack and host, or would, that on `except` left out. */
  #closeness(index: number, nodeId: number, except: number): number {
    const node = this.#known.get(nodeId);
    let closeness = 0;
    for (const other of this.replicasOf(index)) {
      if (other === except) continue;
      const { rack, host } = this.#known.get(other) ?? {};
      if (rack === node?.rack) closeness += rackWeight;
      if (host === node?.host) closeness += 1;
    }
    return closeness;
  }

  #countInRack(index: number, rack: string, except: number): number {
    let count = 0;
    for (const other of this.replicasOf(index)) {
      if (other !== except && this.#known.get(other)?.rack === rack) count += 1;
    }
    return count;
  }

  #lead(nodeId: number | undefined, change: number): void {
    if (nodeId !== undefined) this.#leading.set(nodeId, this.leadershipsOf(nodeId) + change);
  }

  #hold(nodeId: number, topicId: string, change: number): void {
    this.#holding.set(nodeId, this.replicasOn(nodeId) + change);
    const ofTopic = this.#ofTopic.get(nodeId) ?? new Map<string, number>();
    this.#ofTopic.set(nodeId, ofTopic.set(topicId, this.#topicOn(nodeId, topicId) + change));
  }

  #topicOn(nodeId: number, topicId: string): number {
    return this.#ofTopic.get(nodeId)?.get(topicId) ?? 0;
  }
}
