import { invariant } from '@weir/core';
import type { PartitionKey } from '../topics/partition-key.ts';
import type { PartitionOwners } from './partition-owners.ts';
import type { Subscription } from './subscription.ts';

/** A partition that a member was told to let go. */
interface Revocation {
  /** Epoch of the assignment that told it; only an answer to this or a later one counts. */
  readonly epoch: number;
  /** When the member is fenced if it still holds the partition. */
  readonly dueAtMs: number;
}

/** What a member should hold at one of its epochs, and what of it that it must let go. */
export interface MemberAssignment {
  readonly memberEpoch: number;
  readonly partitions: readonly PartitionKey[];
  readonly revoke: readonly PartitionKey[];
}

/** What a new owner of the shard needs to know of a member. */
export interface MemberSnapshot {
  readonly memberId: string;
  readonly epoch: number;
  /** Place in the order of joining. */
  readonly joinNumber: number;
  /** Each partition that it holds with the epoch at which it was given. */
  readonly owned: ReadonlyMap<PartitionKey, number>;
  readonly target: ReadonlySet<PartitionKey>;
  readonly subscription: Subscription;
}

/** Where a member stands between what it holds and what it should hold. */
interface ConvergeContext {
  readonly groupEpoch: number;
  readonly owners: PartitionOwners;
  readonly nowMs: number;
}

/**
 * One member of a group: what it holds, what it should hold, and until when it counts as alive.
 *
 * Each assignment that differs from the one before has an epoch of its own, so an answer names
 * exactly the assignment that it answers, whatever crosses it on the stream.
 *
 * Invariants:
 *   - The epoch only grows.
 *   - `revoking` is a part of `owned`; all that is owned is claimed in the group's owners.
 *   - A partition leaves `owned` only when the member answered the revocation, or left.
 * Tests: `consumer-group.test.ts`, `consumer-group-property.test.ts`.
 */
export class GroupMember {
  readonly memberId: string;
  readonly joinNumber: number;
  subscription: Subscription;
  target: ReadonlySet<PartitionKey>;
  isConnected = false;
  /** The member is fenced at this instant unless it gives a sign of life before. */
  aliveUntilMs = 0;
  #heardAtMs: number;
  readonly #owned = new Map<PartitionKey, number>();
  readonly #revoking = new Map<PartitionKey, Revocation>();
  #epoch: number;
  #answeredEpoch = 0;

  constructor(snapshot: MemberSnapshot, { owners, nowMs }: Omit<ConvergeContext, 'groupEpoch'>) {
    this.memberId = snapshot.memberId;
    this.joinNumber = snapshot.joinNumber;
    this.subscription = snapshot.subscription;
    this.target = snapshot.target;
    this.#epoch = snapshot.epoch;
    this.#heardAtMs = nowMs;
    for (const [key, grantedAt] of snapshot.owned) {
      owners.claim(key, this.memberId);
      this.#owned.set(key, grantedAt);
      if (!this.target.has(key)) this.#revoke(key, nowMs);
    }
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** When its last message came, or when this coordinator learned of it. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** The highest epoch that the member has answered, as far as is known here. */
  get answeredEpoch(): number {
    return this.#answeredEpoch;
  }

  get owned(): ReadonlyMap<PartitionKey, number> {
    return this.#owned;
  }

  /** Whether it holds exactly what it should. */
  get isConverged(): boolean {
    return this.#revoking.size === 0 && this.#owned.size === this.target.size;
  }

  /** When the member must have let go of something; undefined if nothing is being revoked. */
  get revokeDueAtMs(): number | undefined {
    let first: number | undefined;
    for (const { dueAtMs } of this.#revoking.values()) first = Math.min(first ?? dueAtMs, dueAtMs);
    return first;
  }

  assignment(): MemberAssignment {
    return {
      memberEpoch: this.#epoch,
      partitions: [...this.#owned.keys()].filter((key) => !this.#revoking.has(key)),
      revoke: [...this.#revoking.keys()],
    };
  }

  snapshot(): MemberSnapshot {
    return {
      memberId: this.memberId,
      joinNumber: this.joinNumber,
      epoch: this.#epoch,
      owned: this.#owned,
      target: this.target,
      subscription: this.subscription,
    };
  }

  /**
   * Takes what the target gives it and nobody holds, and starts to let go of what the target takes
   * away. Returns whether the assignment changed; then it has a new epoch.
   */
  converge({ groupEpoch, owners, nowMs }: ConvergeContext): boolean {
    const granted = [...this.target].filter((key) => !this.#owned.has(key) && owners.isFree(key));
    const revoked = [...this.#owned.keys()].filter(
      (key) => !this.target.has(key) && !this.#revoking.has(key),
    );
    const kept = [...this.#revoking.keys()].filter((key) => this.target.has(key));
    if (granted.length + revoked.length + kept.length === 0) return false;

    this.raiseEpoch(groupEpoch);
    for (const key of granted) {
      owners.claim(key, this.memberId);
      this.#owned.set(key, this.#epoch);
    }
    for (const key of revoked) this.#revoke(key, nowMs);
    for (const key of kept) this.#revoking.delete(key);
    return true;
  }

  /** It has given a sign of life. */
  touch(nowMs: number): void {
    this.#heardAtMs = nowMs;
    this.aliveUntilMs = nowMs + this.subscription.sessionTimeoutMs;
  }

  /** Gives the member a new epoch, at least the group's. */
  raiseEpoch(groupEpoch: number): void {
    const raised = Math.max(this.#epoch + 1, groupEpoch);
    invariant(raised > this.#epoch, 'the epoch of a member only grows');
    this.#epoch = raised;
  }

  /** Whether the member says that it holds something which was never given to it. */
  claimsForeign(held: ReadonlySet<PartitionKey>): boolean {
    for (const key of held) if (!this.#owned.has(key)) return true;
    return false;
  }

  /**
   * The member's answer to the assignment of `memberEpoch`: it holds `held` and nothing else.
   * Returns what it has let go of; that is free now.
   */
  acknowledge(
    memberEpoch: number,
    held: ReadonlySet<PartitionKey>,
    owners: PartitionOwners,
  ): PartitionKey[] {
    this.#answeredEpoch = Math.max(this.#answeredEpoch, memberEpoch);
    const released = [...this.#revoking]
      .filter(([key, { epoch }]) => epoch <= memberEpoch && !held.has(key))
      .map(([key]) => key);
    for (const key of released) {
      owners.release(key, this.memberId);
      this.#revoking.delete(key);
      this.#owned.delete(key);
    }
    return released;
  }

  /** Lets go of everything at once: the member left or is fenced. Returns what is free now. */
  releaseAll(owners: PartitionOwners): PartitionKey[] {
    const released = [...this.#owned.keys()];
    for (const key of released) owners.release(key, this.memberId);
    this.#owned.clear();
    this.#revoking.clear();
    return released;
  }

  #revoke(key: PartitionKey, nowMs: number): void {
    invariant(this.#owned.has(key), 'only what a member holds can be revoked');
    this.#revoking.set(key, {
      epoch: this.#epoch,
      dueAtMs: nowMs + this.subscription.rebalanceTimeoutMs,
    });
  }
}
