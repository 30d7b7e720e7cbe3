import type { AssignedPartition, Assignment } from '@weir/protos';
import type { MemberIdentity } from './consumer-options.ts';

/** What an assignment changes. */
export interface AssignmentDiff {
  readonly added: readonly AssignedPartition[];
  readonly revoked: readonly AssignedPartition[];
}

/**
 * Who a member is to its group, and what it holds.
 *
 * Pure state.
 *
 * Invariants:
 *   - The epoch only grows while the member id stays.
 *   - What is held was assigned, and not lost or let go since.
 * Tests: `member-state.test.ts`.
 */
export class MemberState {
  #memberId = '';
  #memberEpoch = 0;
  readonly #held = new Map<string, AssignedPartition>();
  #life = 0;

  /** Empty before the group has given one. */
  get memberId(): string {
    return this.#memberId;
  }

  /** Of the newest assignment received; 0 before the first. */
  get memberEpoch(): number {
    return this.#memberEpoch;
  }

  /** Counts how often all that was held was lost. */
  get life(): number {
    return this.#life;
  }

  /** What the member holds now. */
  get held(): AssignedPartition[] {
    return [...this.#held.values()];
  }

  /** Takes the identity of a member that was cut off elsewhere; it holds nothing here yet. */
  comeBack({ memberId, memberEpoch }: MemberIdentity): void {
    this.#memberId = memberId;
    this.#memberEpoch = memberEpoch;
  }

  /** Takes an assignment's identity; false when it is older than the newest. */
  accept({ memberId, memberEpoch }: Assignment): boolean {
    if (memberId === this.#memberId && memberEpoch < this.#memberEpoch) return false;
    this.#memberId = memberId;
    this.#memberEpoch = memberEpoch;
    return true;
  }

  /** What would have to change for the member to hold exactly `partitions`. */
  diff(partitions: readonly AssignedPartition[]): AssignmentDiff {
    const wanted = new Set(partitions.map(keyOf));
    return {
      added: partitions.filter((partition) => !this.#held.has(keyOf(partition))),
      revoked: this.held.filter((partition) => !wanted.has(keyOf(partition))),
    };
  }

  /** The member has begun to read these. */
  hold(partitions: readonly AssignedPartition[]): void {
    for (const partition of partitions) this.#held.set(keyOf(partition), partition);
  }

  /** The member has let go of these. */
  letGo(partitions: readonly AssignedPartition[]): void {
    for (const partition of partitions) this.#held.delete(keyOf(partition));
  }

  /**
   * Nothing is held any more, though the member may come back with its id and epoch. Returns what it
   * held; what was going on with it is of an earlier life.
   */
  loseAll(): AssignedPartition[] {
    const lost = this.held;
    this.#held.clear();
    this.#life += 1;
    return lost;
  }

  /** The group does not know the member any more: it starts over. Returns what it held. */
  reset(): AssignedPartition[] {
    this.#memberId = '';
    this.#memberEpoch = 0;
    return this.loseAll();
  }
}

function keyOf({ topicId, partition }: AssignedPartition): string {
  return `${topicId}/${partition}`;
}
