import type { Node, Partition } from '@weir/protos';

/**
 * The racks in which each partition has a replica, by partition: an empty set where no rack of a
 * replica is known. Undefined where that holds for all.
 */
export type PartitionRacks = readonly ReadonlySet<string>[] | undefined;

const noRacks: ReadonlySet<string> = new Set();

/** Where the nodes of a cluster stand, at one moment; nodes without a rack are left out. */
export class ReplicaRacks {
  static readonly none = new ReplicaRacks([]);

  readonly #rackByNode: ReadonlyMap<number, string>;
  /** One set for all partitions whose replicas stand alike, by its racks in order. */
  readonly #sets = new Map<string, ReadonlySet<string>>();

  constructor(nodes: Iterable<Pick<Node, 'nodeId' | 'rack'>>) {
    const racks = new Map<number, string>();
    for (const { nodeId, rack } of nodes) if (rack !== '') racks.set(nodeId, rack);
    this.#rackByNode = racks;
  }

  /** The racks of these partitions' assigned replicas. */
  of(partitions: readonly Partition[]): PartitionRacks {
    if (this.#rackByNode.size === 0) return undefined;
    const racks = partitions.map(({ assignedReplicas }) => this.#setOf(assignedReplicas));
    return racks.some(({ size }) => size > 0) ? racks : undefined;
  }

  /** Whether `of` would give these racks; cheap, since it is asked at each change of a leader. */
  agreesWith(racks: PartitionRacks, partitions: readonly Partition[]): boolean {
    if (this.#rackByNode.size === 0) return racks === undefined;
    return partitions.every(({ assignedReplicas }, index) =>
      this.#isSpreadOver(racks?.[index] ?? noRacks, assignedReplicas),
    );
  }

  /** Whether every node stands where it stands in the other. */
  equals(other: ReplicaRacks): boolean {
    if (this.#rackByNode.size !== other.#rackByNode.size) return false;
    for (const [nodeId, rack] of this.#rackByNode) {
      if (other.#rackByNode.get(nodeId) !== rack) return false;
    }
    return true;
  }

  /** In the order of the racks' names, so that all coordinators make the same of it. */
  #setOf(replicas: readonly number[]): ReadonlySet<string> {
    const racks = [...new Set(replicas.flatMap((nodeId) => this.#rackByNode.get(nodeId) ?? []))];
    if (racks.length === 0) return noRacks;
    racks.sort();
    const name = JSON.stringify(racks);
    const known = this.#sets.get(name) ?? new Set(racks);
    this.#sets.set(name, known);
    return known;
  }

  #isSpreadOver(racks: ReadonlySet<string>, replicas: readonly number[]): boolean {
    let found = 0;
    for (let index = 0; index < replicas.length; index += 1) {
      const rack = this.#rackByNode.get(replicas[index] ?? -1);
      if (rack === undefined) continue;
      if (!racks.has(rack)) return false;
      if (!this.#isAmongFirst(index, rack, replicas)) found += 1;
    }
    return found === racks.size;
  }

  /** Whether one of the first `count` replicas stands in this rack. */
  #isAmongFirst(count: number, rack: string, replicas: readonly number[]): boolean {
    for (let index = 0; index < count; index += 1) {
      if (this.#rackByNode.get(replicas[index] ?? -1) === rack) return true;
    }
    return false;
  }
}

/** Whether both name the same racks for the same partitions. */
export function areSameRacks(left: PartitionRacks, right: PartitionRacks): boolean {
  if (left === undefined || right === undefined) return left === right;
  return (
    left.length === right.length &&
    left.every((racks, partition) => isSameSet(racks, right[partition] ?? noRacks))
  );
}

function isSameSet(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left === right || (left.size === right.size && left.isSubsetOf(right));
}
