import type { CommittedPosition } from '../offsets/committed-offsets.ts';
import {
  fromOffsetDocument,
  type OffsetDocument,
  toOffsetDocument,
} from '../store/group-documents.ts';
import type { JournalRecord } from './journal-log.ts';

/** What the journal says of one offset: its position, or that it was deleted. */
export interface JournalEntry {
  /** Fencing token of the shard's owner that wrote it. */
  readonly token: number;
  /** Unix milliseconds. */
  readonly atMs: number;
  /** Undefined: deleted. */
  readonly position: CommittedPosition | undefined;
  /** Members of the group of this epoch and of older ones are void: see `GroupFences`. */
  readonly fencedEpoch: number;
}

/** What holds of one offset. */
export type OffsetState = Pick<JournalEntry, 'position' | 'fencedEpoch'>;

interface JournalDocument {
  readonly token: number;
  readonly atMs: number;
  /** Absent when the offset was deleted. */
  readonly offset?: OffsetDocument;
  /** Absent for 0. */
  readonly fencedEpoch?: number;
}

/** The record of an entry; `key` is that of the offset's document. */
export function encodeEntry(key: string, entry: JournalEntry): JournalRecord {
  const { token, atMs, position, fencedEpoch } = entry;
  const document: JournalDocument = {
    token,
    atMs,
    ...(position === undefined ? undefined : { offset: toOffsetDocument(position) }),
    ...(fencedEpoch === 0 ? undefined : { fencedEpoch }),
  };
  return { key, value: JSON.stringify(document) };
}

/** Throws on a value that the encoder did not make. */
export function decodeEntry({ value }: JournalRecord): JournalEntry {
  const { token, atMs, offset, fencedEpoch = 0 } = JSON.parse(value) as JournalDocument;
  const position = offset === undefined ? undefined : fromOffsetDocument(offset);
  return { token, atMs, position, fencedEpoch };
}
