import { WeirError } from '@weir/core';
import type { ScanOrder } from './window-planner.ts';

/** Where a scan stands: by partition, the position of its `WindowPlanner`. */
export interface ScanPosition {
  readonly order: ScanOrder;
  /** Of the partitions that have begun. */
  readonly offsets: ReadonlyMap<number, number>;
}

/** Most partitions that one scan reads, so that its cursor fits into the line of a request. */
export const maxScanPartitions = 1_000;

/** Most characters of a cursor. */
export const maxCursorLength = 12_288;

const cursorText = /^[no]\d{1,4}(?:\.[\da-z]{0,11}){1,1000}$/;

/**
 * A position as text: the order, the first partition, and for each from there on its offset in base 36,
 * nothing for one that has not begun. It holds nothing but this: it is good at any gateway, at any time.
 */
export function formatScanCursor({ order, offsets }: ScanPosition): string {
  const partitions = [...offsets.keys()];
  const first = partitions.length === 0 ? 0 : Math.min(...partitions);
  const last = partitions.length === 0 ? 0 : Math.max(...partitions);
  const texts = Array.from(
    { length: last - first + 1 },
    (_, index) => offsets.get(first + index)?.toString(36) ?? '',
  );
  return `${order === 'newest' ? 'n' : 'o'}${first}.${texts.join('.')}`;
}

/**
 * The position of a cursor, for a scan of these partitions in this order. Throws `INVALID_REQUEST` for what
 * `formatScanCursor` never wrote, or wrote for another scan.
 */
export function parseScanCursor(
  text: string,
  { order, partitions }: { readonly order: ScanOrder; readonly partitions: readonly number[] },
): ScanPosition {
  if (text.length > maxCursorLength || !cursorText.test(text)) {
    throw invalid('is not one that an earlier answer gave');
  }
  const isNewest = text.startsWith('n');
  if (isNewest !== (order === 'newest')) {
    throw invalid(`is of a scan with order=${isNewest ? 'newest' : 'oldest'}, not ${order}`);
  }
  const [head = '', ...parts] = text.slice(1).split('.');
  const offsets = new Map<number, number>();
  for (const [index, part] of parts.entries()) {
    const offset = Number.parseInt(part, 36);
    if (part !== '') offsets.set(Number(head) + index, offset);
    if (offset > Number.MAX_SAFE_INTEGER) throw invalid('has an offset above 2^53−1');
  }
  const known = new Set(partitions);
  const foreign = [...offsets.keys()].find((partition) => !known.has(partition));
  if (foreign !== undefined) throw invalid(`has partition ${foreign}, which is not being read`);
  return { order, offsets };
}

function invalid(problem: string): WeirError {
  return new WeirError('INVALID_REQUEST', `The cursor ${problem}: leave it out to start anew`);
}
