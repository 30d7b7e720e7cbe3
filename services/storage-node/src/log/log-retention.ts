import type { Offset } from '@weir/core';

import type { LogConfig } from './log-data.ts';
import type { Segment } from './segment.ts';

/** What retention is decided by. */
export interface RetentionInput {
  /** All segments, the oldest first. */
  readonly segments: readonly Segment[];
  readonly config: Pick<LogConfig, 'retentionBytes' | 'retentionMs'>;
  readonly nowMs: number;
  /** Exclusive: a segment is only removed if it lies wholly below, the high watermark. */
  readonly maxOffset: Offset;
}

/**
 * How many of the oldest segments have had their time (newest record older than `retention.ms`) or are
 * more than `retention.bytes` allows. Pure; as Kafka, each limit stops at the first segment it keeps.
 */
export function countExpired(input: RetentionInput): number {
  const removable = input.segments.filter((segment) => segment.nextOffset <= input.maxOffset);
  return Math.max(countTooOld(removable, input), countTooMuch(removable, input));
}

function countTooOld(removable: readonly Segment[], { config, nowMs }: RetentionInput): number {
  if (config.retentionMs < 0) return 0;
  const kept = removable.findIndex(
    (segment) => Math.max(segment.maxTimestampMs, 0) + config.retentionMs >= nowMs,
  );
  return kept === -1 ? removable.length : kept;
}

function countTooMuch(removable: readonly Segment[], input: RetentionInput): number {
  const { retentionBytes } = input.config;
  if (retentionBytes < 0) return 0;
  let excess = input.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0) - retentionBytes;
  let count = 0;
  for (const { sizeBytes } of removable) {
    if (excess < sizeBytes || sizeBytes === 0) break;
    excess -= sizeBytes;
    count += 1;
  }
  return count;
}
