import { type HistogramSeries, type Metrics, secondsBuckets, setTotal } from '@weir/runtime';

import { indexLevels } from '../database/index-figures.ts';
import { type NodeGauges, sum } from './node-gauges.ts';

/** Metrics of the nodes' LevelDB, where indexes, promises and checkpoints are. */
export class IndexMetrics {
  readonly #writes: HistogramSeries;

  constructor(metrics: Metrics, gauges: NodeGauges) {
    this.#writes = metrics
      .histogram({
        name: 'weir_storage_node_index_write_seconds',
        help: 'Time of a batch written to LevelDB, its sync included where one was asked for',
        buckets: secondsBuckets,
      })
      .labels({});
    gauges.add({
      noun: 'index_bytes',
      help: 'Bytes of all files of LevelDB',
      of: ({ index }) => index.bytes,
    });
    gauges.add({
      noun: 'index_files',
      help: 'Files of LevelDB',
      of: ({ index }) => index.files,
    });
    gauges.add({
      noun: 'index_memory_bytes',
      help: 'Memory that LevelDB says it uses',
      of: ({ index }) => index.memoryBytes,
    });
    gauges.addLabelled({
      noun: 'index_level_files',
      help: 'Tables of LevelDB, by level',
      label: 'level',
      values: indexLevels,
      of: ({ index }, level) => index.filesByLevel[Number(level)] ?? 0,
    });
    const compaction = {
      name: 'weir_storage_node_index_compaction_seconds_total',
      help: 'Time that LevelDB has compacted since it was opened, in whole seconds',
    };
    metrics.counter(compaction, (counter) => {
      setTotal(counter, sum(gauges.measure().map(({ index }) => index.compactionSeconds)));
    });
  }

  /** A batch was written; it took so many milliseconds. */
  written(ms: number): void {
    this.#writes.observe(ms / 1_000);
  }
}
