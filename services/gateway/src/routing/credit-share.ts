import { invariant } from '@weir/core';

/** A leader is not given less, as long as there is that much: a message for each batch helps nobody. */
const minShareBytes = 16 * 1024;

/**
 * Divides what a client has granted to its fetch stream among the leaders that send for it.
 *
 * Each leader has at most its share at a time, the client's balance divided by `ways`; the rest waits in a
 * pool, for leaders that have used half of their share, and for ones that come later. What a leader holds
 * and does not use cannot be taken back from it: its stream has to be closed.
 *
 * Invariants:
 *   - The pool and what the leaders hold together are what the client still takes, the balance.
 *   - The pool is given away only while it is above 0: what leaders may send together exceeds the balance
 *     by no more than one batch of each, as a leader sends its last batch whole.
 * Tests: `credit-share.test.ts`.
 */
export class CreditShare {
  #poolBytes = 0;
  readonly #held = new Map<string, number>();

  /** What the client still takes, in bytes; below 0 after a batch beyond it. */
  get balanceBytes(): number {
    let bytes = this.#poolBytes;
    for (const held of this.#held.values()) bytes += held;
    return bytes;
  }

  /** The client takes so many bytes more. */
  grant(bytes: number): void {
    this.#poolBytes += bytes;
  }

  /** A leader begins to send; it holds nothing yet. */
  open(leader: string): void {
    invariant(!this.#held.has(leader), 'a leader begins once');
    this.#held.set(leader, 0);
  }

  /** A leader sends no more: what it held is divided again. */
  close(leader: string): void {
    this.#poolBytes += this.#held.get(leader) ?? 0;
    this.#held.delete(leader);
  }

  /** A leader has sent; `droppedBytes` of it do not reach the client, who still takes them. */
  received(leader: string, bytes: number, droppedBytes: number): void {
    const held = this.#held.get(leader);
    invariant(held !== undefined, 'only an open leader sends');
    this.#held.set(leader, held - bytes);
    this.#poolBytes += droppedBytes;
  }

  /** Whether a leader can send nothing, though the client would take it. */
  isStarved(leader: string): boolean {
    return (this.#held.get(leader) ?? 0) <= 0 && this.#poolBytes <= 0 && this.balanceBytes > 0;
  }

  /** What a leader may still send. */
  heldBy(leader: string): number {
    return this.#held.get(leader) ?? 0;
  }

  /**
   * What to grant now to each of these leaders, all of them with partitions to read. `ways` is how many may
   * need a share, those that have none yet counted in.
   */
  takeGrants(leaders: Iterable<string>, ways: number): Map<string, number> {
    const shareBytes = Math.max(minShareBytes, Math.floor(this.balanceBytes / Math.max(1, ways)));
    const grants = new Map<string, number>();
    for (const leader of leaders) {
      const held = this.#held.get(leader);
      if (held === undefined || held * 2 > shareBytes) continue;
      const bytes = Math.min(shareBytes - held, this.#poolBytes);
      if (bytes <= 0) continue;
      this.#poolBytes -= bytes;
      this.#held.set(leader, held + bytes);
      grants.set(leader, bytes);
    }
    return grants;
  }
}
