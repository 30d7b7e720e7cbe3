import type { Offset } from '@weir/core';

import { LogDamage } from './log-damage.ts';
import type { LogData } from './log-data.ts';
import type { Segment } from './segment.ts';
import { walkSegment } from './walk-segment.ts';

/**
 * Rebuilds the producers' state of a log: from the newest snapshot, then from the headers of all
 * batches behind it, in files and still queued. Snapshots above the log's end are dropped. Rejects with
 * `LogDamage` where the files do not hold every batch: duplicates would be taken for news.
 */
export async function replayProducers(data: LogData): Promise<void> {
  const { store, producers, segments, tail } = data;
  const snapshot = await store.readProducerSnapshot(tail.endOffset);
  producers.load(snapshot?.states ?? [], snapshot?.hasForgotten ?? false);
  const fromOffset = snapshot?.offset ?? data.logStartOffset;
  for (const segment of segments.all) {
    if (segment.nextOffset > fromOffset) await replaySegment(data, segment, fromOffset);
  }
  for (const header of tail.queuedHeaders()) {
    if (header.lastOffset >= fromOffset) producers.update(header);
  }
  const stale = store.deleteProducerSnapshotsAbove(tail.endOffset);
  if (stale.length > 0) await store.write(stale, false);
}

async function replaySegment(data: LogData, segment: Segment, fromOffset: Offset): Promise<void> {
  const start = await segment.index.lookup(fromOffset);
  const { position, reason } = await data.environment.openFiles.use(segment.path, (file) =>
    walkSegment(file, {
      from: start.position,
      to: segment.sizeBytes,
      visit: ({ batch: { header } }) => {
        if (header.lastOffset >= fromOffset) data.producers.update(header);
        return true;
      },
    }),
  );
  if (reason !== 'end') throw new LogDamage(`Segment ${segment.path} is damaged at ${position}`);
}
