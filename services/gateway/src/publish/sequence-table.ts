/** The last record of a publisher in a partition. */
export interface LastSequence {
  /** −1 when none is known. */
  readonly sequence: number;
  /** −1 when it is not known. */
  readonly offset: number;
}

interface Entry extends LastSequence {
  readonly isFresh: boolean;
}

const maxPlaces = 10_000;
const nothing: LastSequence = { sequence: -1, offset: -1 };

/**
 * What a named publisher has written, partition by partition. Pure state.
 *
 * An entry is fresh when it was read, or written, under the publisher's present epoch: then nobody else
 * can have added to it unseen. What is known of a partition only grows, as what is acknowledged stays.
 *
 * Invariants:
 *   - The sequence of a partition never falls while it is known.
 *   - At most 10,000 partitions are known, as many as a request may name; the one that was touched
 *     longest ago makes room.
 * Tests: `sequence-table.test.ts`.
 */
export class SequenceTable {
  readonly #entries = new Map<string, Entry>();

  /** Whether the log need not be asked. */
  isFresh(place: string): boolean {
    return this.#entries.get(place)?.isFresh === true;
  }

  /** The partition is about to be written: it is the last that makes room for others. */
  touch(place: string): void {
    const entry = this.#entries.get(place);
    if (entry === undefined) return;
    this.#entries.delete(place);
    this.#entries.set(place, entry);
  }

  /** What the log says of a partition; nothing is said of one where no record is left. */
  read(place: string, last: LastSequence = nothing): void {
    const known = this.#entries.get(place) ?? nothing;
    this.#entries.delete(place);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= maxPlaces && oldest !== undefined) this.#entries.delete(oldest);
    const newest = last.sequence >= known.sequence ? last : known;
    this.#entries.set(place, { ...newest, isFresh: true });
  }

  /** A record was acknowledged. */
  written(place: string, sequence: number, offset: number): void {
    const known = this.#entries.get(place);
    if (known !== undefined && known.sequence >= sequence) return;
    this.#entries.set(place, { sequence, offset, isFresh: known?.isFresh ?? false });
  }

  /** The offset of a record that is there already, −1 when it is not known; undefined for a new one. */
  duplicateOf(place: string, sequence: number): number | undefined {
    const { sequence: last, offset } = this.#entries.get(place) ?? nothing;
    if (sequence > last) return undefined;
    return sequence === last ? offset : -1;
  }

  /** Another may have written: the log is to be asked before anything else. */
  distrust(): void {
    for (const [place, entry] of this.#entries) {
      this.#entries.set(place, { ...entry, isFresh: false });
    }
  }
}
