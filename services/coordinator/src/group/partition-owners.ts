import { invariant } from '@weir/core';
import type { PartitionKey } from '../topics/partition-key.ts';

/**
 * Who holds which partition of one group.
 *
 * Invariants:
 *   - No partition is owned by two members.
 *   - Only its owner releases a partition.
 * Tests: `consumer-group.test.ts`, `consumer-group-property.test.ts`.
 */
export class PartitionOwners {
  readonly #owners = new Map<PartitionKey, string>();

  ownerOf(key: PartitionKey): string | undefined {
    return this.#owners.get(key);
  }

  isFree(key: PartitionKey): boolean {
    return !this.#owners.has(key);
  }

  claim(key: PartitionKey, memberId: string): void {
    invariant(!this.#owners.has(key), 'no partition is owned by two members of a group');
    this.#owners.set(key, memberId);
  }

  release(key: PartitionKey, memberId: string): void {
    invariant(this.#owners.get(key) === memberId, 'only its owner releases a partition');
    this.#owners.delete(key);
  }
}
