import type { CommittedPosition } from '../offsets/committed-offsets.ts';
import { decodeEntry, type JournalEntry } from './journal-entry.ts';
import type { JournalRecord } from './journal-log.ts';

/**
 * The journal read from some offset to its end: the last word on each key.
 *
 * An owner that is replaced may append a moment longer: what an older token says after a newer one
 * does not count.
 * Tests: `journal-replay.test.ts`.
 */
export class JournalReplay {
  readonly #entries = new Map<string, JournalEntry>();

  /** The largest token of any record; 0 before the first. */
  newestToken = 0;

  /** By key of the offset's document. */
  get entries(): ReadonlyMap<string, JournalEntry> {
    return this.#entries;
  }

  /** Takes the next record. Throws on one that does not decode, which changes nothing. */
  apply(record: JournalRecord): void {
    const entry = decodeEntry(record);
    this.newestToken = Math.max(this.newestToken, entry.token);
    const known = this.#entries.get(record.key);
    if (known === undefined || entry.token >= known.token) this.#entries.set(record.key, entry);
  }
}

/** What holds of one offset, by what is known of it and by what the journal says. */
export function mergeEntry(
  known: CommittedPosition | undefined,
  { atMs, position }: JournalEntry,
): CommittedPosition | undefined {
  if (known === undefined) return position;
  // Committed anew after it was deleted, by the clock, is all that tells it from one that came back.
  if (position === undefined) return known.committedAtMs > atMs ? known : undefined;
  if (position.generation !== known.generation) {
    return position.generation > known.generation ? position : known;
  }
  return position.offset > known.offset ? position : known;
}
