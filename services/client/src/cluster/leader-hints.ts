import type { Partition } from '@weir/protos';

/** Where a partition's leader is. */
export interface PartitionLeader {
  readonly address: string;
  /** −1 when it is not known. */
  readonly leaderEpoch: number;
}

const maxHints = 10_000;

/**
 * Leaders named by error answers, which may be newer than the metadata.
 *
 * Invariants:
 *   - A hint is used only while it is newer than the metadata.
 *   - There are at most 10,000; the oldest makes room.
 * Tests: `leader-hints.test.ts`.
 */
export class LeaderHints {
  readonly #hints = new Map<string, PartitionLeader>();

  /** Notes the leader in an error's metadata, if it names one. True when that is news. */
  note(topicId: string, partition: number, metadata: Readonly<Record<string, string>>): boolean {
    const address = metadata['leader_address'] ?? '';
    const leaderEpoch = Number(metadata['leader_epoch'] ?? Number.NaN);
    if (address === '' || !Number.isSafeInteger(leaderEpoch)) return false;

    const key = keyOf(topicId, partition);
    const known = this.#hints.get(key);
    if (known !== undefined && known.leaderEpoch >= leaderEpoch) return false;
    this.#hints.delete(key);
    if (this.#hints.size >= maxHints) this.#forgetOldest();
    this.#hints.set(key, { address, leaderEpoch });
    return true;
  }

  /** The hint for a partition if it is newer than what `known` says; an older one is forgotten. */
  newerThan(topicId: string, known: Partition): PartitionLeader | undefined {
    if (this.#hints.size === 0) return undefined;
    const key = keyOf(topicId, known.partition);
    const hint = this.#hints.get(key);
    if (hint === undefined || hint.leaderEpoch > known.leaderEpoch) return hint;
    this.#hints.delete(key);
    return undefined;
  }

  #forgetOldest(): void {
    for (const key of this.#hints.keys()) {
      this.#hints.delete(key);
      return;
    }
  }
}

function keyOf(topicId: string, partition: number): string {
  return `${topicId}/${partition}`;
}
