import { toOffset, WeirError } from '@weir/core';

/** Where each partition of a reader stands: the next offset, by partition. */
export type ReadPosition = ReadonlyMap<number, number>;

const cursorText = /^\d{1,10}:\d{1,16}(?:,\d{1,10}:\d{1,16}){0,9999}$/;

/** A position as text: `partition:nextOffset`, with commas between. */
export function formatCursor(position: ReadPosition): string {
  return [...position].map(([partition, offset]) => `${partition}:${offset}`).join(',');
}

/** The position of a cursor; throws `INVALID_REQUEST` for what `formatCursor` never wrote. */
export function parseCursor(text: string): ReadPosition {
  if (!cursorText.test(text)) {
    throw new WeirError(
      'INVALID_REQUEST',
      'The cursor is not one that an earlier answer gave: leave it out to start by "from"',
    );
  }
  return new Map(
    text.split(',').map((part) => {
      const [partition, offset] = part.split(':').map(Number);
      return [partition ?? 0, toOffset(offset ?? 0)] as const;
    }),
  );
}
