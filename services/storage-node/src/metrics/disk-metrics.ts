import type { NodeFigures } from './node-figures.ts';
import { largest, type NodeGauges, smallest } from './node-gauges.ts';

/** Free and whole bytes of the nodes' disks: of nodes that share one, it counts once. */
export function registerDiskMetrics(gauges: NodeGauges): void {
  gauges.add({
    noun: 'disk_free_bytes',
    help: 'Bytes that may still be written to the file system of the data, the fullest of several',
    of: ({ disk }) => disk?.freeBytes ?? 0,
    combine: smallest,
  });
  gauges.add({
    noun: 'disk_size_bytes',
    help: 'Bytes of the file system of the data, the smallest of several',
    of: ({ disk }) => disk?.totalBytes ?? 0,
    combine: smallest,
  });
  gauges.add({
    noun: 'disk_full',
    help: '1 while writes are refused for lack of room',
    of: isFull,
    combine: largest,
  });
}

function isFull({ health }: NodeFigures): number {
  return health.failed.disk_full > 0 ? 1 : 0;
}
