import { type GroupId, toGroupId } from '@weir/core';
import type { JournalEntry } from '../journal/journal-entry.ts';
import { splitOffsetDocumentKey } from '../store/group-documents.ts';

const maxGroups = 10_000;

/**
 * Up to which epoch the members of a group are void for good: those that a reset by force has fenced, and
 * those of a group that was deleted. Kept beside the groups, as one that was deleted may be made anew.
 */
export class GroupFences {
  readonly #epochs = new Map<GroupId, number>();

  /** 0 where nobody was fenced so. */
  of(groupId: GroupId): number {
    return this.#epochs.get(groupId) ?? 0;
  }

  /** Members of this epoch and of older ones are void. */
  raise(groupId: GroupId, epoch: number): void {
    const raised = Math.max(epoch, this.of(groupId));
    if (raised === 0) return;
    this.#epochs.delete(groupId);
    this.#epochs.set(groupId, raised);
    const [oldest] = this.#epochs.keys();
    if (this.#epochs.size > maxGroups && oldest !== undefined) this.#epochs.delete(oldest);
  }

  /** Takes over what the journal says of offsets by the keys of their documents. */
  learn(entries: ReadonlyMap<string, JournalEntry>): void {
    for (const [documentKey, { fencedEpoch }] of entries) {
      this.raise(toGroupId(splitOffsetDocumentKey(documentKey).groupId), fencedEpoch);
    }
  }
}
