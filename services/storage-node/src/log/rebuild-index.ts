import type { LogData } from './log-data.ts';
import type { Segment } from './segment.ts';
import { walkSegment } from './walk-segment.ts';

/** Makes a segment's index anew from its file. An exclusive task of the log. */
export async function rebuildIndex(data: LogData, segment: Segment): Promise<void> {
  if (!data.segments.all.includes(segment)) return;
  const { environment, store, config, logger } = data;
  await store.write(await segment.index.truncate(segment.baseOffset, 0), false);
  let maxTimestampBeforeMs = -1;
  await environment.openFiles.use(segment.path, (file) =>
    walkSegment(file, {
      from: 0,
      to: segment.sizeBytes,
      visit: ({ batch: { header } }, position) => {
        const entry = { offset: header.baseOffset, position, maxTimestampBeforeMs };
        segment.index.add(entry, config.indexIntervalBytes);
        maxTimestampBeforeMs = Math.max(maxTimestampBeforeMs, header.maxTimestampMs);
        return true;
      },
    }),
  );
  await segment.index.save([], false);
  logger.warn({ path: segment.path }, 'segment index rebuilt');
}
